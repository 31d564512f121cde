"""The customer directory: who is asking, and what a conversation can do to their account."""

import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontdesk.customers import store
from frontdesk.customers.errors import (
    CustomerNotFound,
    InvoiceNotFound,
    NothingToChange,
    NothingToRefund,
    ProblemNotDescribed,
    RefundWindowPassed,
)
from frontdesk.customers.model import (
    AccountChange,
    BillingEmailChange,
    ChangeKind,
    Customer,
    Invoice,
    PlanChange,
    Refund,
    Ticket,
)
from frontdesk.customers.plans import PlanPrices, decide_plan_change, plan_on, price_plan_change
from frontdesk.customers.tables import CustomerRow
from frontdesk.customers.wording import normalise_invoice_number, read_email
from frontdesk.storage.engine import Database

_SUBJECT_LENGTH = 80
_TICKET_TRIES = 20


def _utc_now() -> datetime:
    return datetime.now(UTC)


class CustomerDirectory:
    """Customers in the application's database. Everything here is synchronous and may be called from any process.

    Each change is one transaction, is kept in the account's history with the conversation that asked for it, and is
    made once when a conversation asks for it again. Days are days in UTC, as renewals are.
    """

    def __init__(self, database: Database, plans: PlanPrices, *, clock: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._plans = plans
        self._clock = clock

    def find(self, customer_id: str) -> Customer | None:
        """The customer with this id, if there is one."""
        with self._database.transaction() as session:
            row = store.customer_row(session, customer_id)
            return store.customer(row, self._today()) if row else None

    def find_by_email(self, email: str) -> Customer | None:
        """The customer who signs in with this address, whatever its case; a billing email finds nobody."""
        with self._database.transaction() as session:
            row = store.customer_row_by_email(session, email.strip())
            return store.customer(row, self._today()) if row else None

    def all(self) -> list[Customer]:
        """Every customer, by name."""
        with self._database.transaction() as session:
            return [store.customer(row, self._today()) for row in store.customer_rows(session)]

    def history(self, customer_id: str) -> tuple[AccountChange, ...]:
        """What conversations changed about the account, the oldest first."""
        with self._database.transaction() as session:
            return store.changes(session, customer_id)

    def change_plan(self, customer_id: str, plan: str, conversation_id: str) -> PlanChange:
        """Move the account to `plan`: a dearer one today, a cheaper one at the renewal; the seats stay.

        Raises CustomerNotFound, UnknownPlan, NothingToChange or SeatsDoNotFit.
        """
        with self._database.transaction() as session:
            row = _locked(session, customer_id)
            today = self._today()
            customer = store.customer(row, today)
            last = store.last_change(session, customer_id, ChangeKind.PLAN)
            if last and last.before and (last.conversation_id, last.after) == (conversation_id, plan):
                return price_plan_change(customer, last.before, plan, last.effective_on, self._plans)
            change = decide_plan_change(customer, plan, self._plans, today)
            store.set_plan(row, customer.plan, change, today)
            entry = self._entry(ChangeKind.PLAN, change.before, change.after, conversation_id, change.starts_on)
            store.record_change(session, customer_id, entry)
            return change

    def change_billing_email(self, customer_id: str, email: str, conversation_id: str) -> BillingEmailChange:
        """Send invoices to `email` from now on.

        Raises CustomerNotFound, InvalidEmail or NothingToChange.
        """
        address = read_email(email)
        with self._database.transaction() as session:
            row = _locked(session, customer_id)
            last = store.last_change(session, customer_id, ChangeKind.BILLING_EMAIL)
            if last and last.before and (last.conversation_id, last.after) == (conversation_id, address):
                return BillingEmailChange(last.before, address)
            if address.lower() == row.billing_email.lower():
                raise NothingToChange(f"Invoices already go to {row.billing_email}.")
            change = BillingEmailChange(row.billing_email, address)
            row.billing_email = address
            entry = self._entry(ChangeKind.BILLING_EMAIL, change.before, change.after, conversation_id)
            store.record_change(session, customer_id, entry)
            return change

    def request_refund(self, customer_id: str, invoice_number: str, reason: str, conversation_id: str) -> Refund:
        """Ask for the invoice's whole amount back; a refund that was asked for before is returned, and says so.

        `invoice_number` is as the customer wrote it. Raises CustomerNotFound, InvoiceNotFound, NothingToRefund (the
        invoice is not paid, or was refunded) or RefundWindowPassed.
        """
        with self._database.transaction() as session:
            customer = store.customer(_locked(session, customer_id), self._today())
            invoice = _own_invoice(customer, invoice_number)
            for refund in customer.refunds:
                if refund.invoice_number == invoice.number:
                    return replace(refund, already_requested=True)
            self._require_refundable(session, customer, invoice)
            refund = store.insert_refund(session, customer_id, invoice, reason.strip(), self._clock())
            entry = self._entry(ChangeKind.REFUND, None, invoice.number, conversation_id)
            store.record_change(session, customer_id, entry)
            return refund

    def require_refundable(self, customer_id: str, invoice_number: str) -> Invoice:
        """The customer's invoice, if its amount can be asked back today or was asked back before.

        Raises what `request_refund` raises.
        """
        with self._database.transaction() as session:
            row = store.customer_row(session, customer_id)
            if row is None:
                raise CustomerNotFound(customer_id)
            customer = store.customer(row, self._today())
            invoice = _own_invoice(customer, invoice_number)
            if all(refund.invoice_number != invoice.number for refund in customer.refunds):
                self._require_refundable(session, customer, invoice)
            return invoice

    def report_problem(self, customer_id: str | None, product: str, description: str, conversation_id: str) -> Ticket:
        """Open a ticket, for a visitor without a `customer_id`; the same problem in one conversation is one ticket.

        Raises CustomerNotFound or ProblemNotDescribed.
        """
        if not description.strip():
            raise ProblemNotDescribed()
        for _ in range(_TICKET_TRIES):
            try:
                return self._open_ticket(customer_id, product, description.strip(), conversation_id)
            except IntegrityError:
                continue  # another process took the number; the next one is free, or was a moment ago
        raise RuntimeError(f"no ticket number was free for the report in conversation {conversation_id}")

    def _open_ticket(self, customer_id: str | None, product: str, description: str, conversation_id: str) -> Ticket:
        with self._database.transaction() as session:
            if customer_id is not None and store.customer_row(session, customer_id) is None:
                raise CustomerNotFound(customer_id)
            # The number before the look at what there is: a report made in between has taken the number, so that
            # inserting fails and the next try finds it.
            number = store.next_ticket_number(session)
            earlier = store.reported_ticket(session, conversation_id, product, description)
            if earlier:
                return earlier
            subject = textwrap.shorten(description, _SUBJECT_LENGTH, placeholder="…")
            ticket = Ticket(store.ticket_id(number), subject, "open", self._today(), product, description)
            store.insert_ticket(session, ticket, customer_id, conversation_id)
            store.record_change(session, customer_id, self._entry(ChangeKind.TICKET, None, ticket.id, conversation_id))
            return ticket

    def _require_refundable(self, session: Session, customer: Customer, invoice: Invoice) -> None:
        if invoice.status != "paid":
            raise NothingToRefund(invoice.number, invoice.status)
        # The plan that was charged counts, so that moving to another one neither opens nor closes the window.
        plan = plan_on(invoice.date, store.changes(session, customer.id, ChangeKind.PLAN), customer.plan)
        last_day = invoice.date + timedelta(days=self._plans.refund_days(plan))
        if self._today() > last_day:
            raise RefundWindowPassed(invoice.number, last_day)

    def _entry(
        self, kind: ChangeKind, before: str | None, after: str, conversation_id: str, effective_on: date | None = None
    ) -> AccountChange:
        return AccountChange(kind, before, after, conversation_id, self._clock(), effective_on or self._today())

    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()


def _locked(session: Session, customer_id: str) -> CustomerRow:
    row = store.lock_customer(session, customer_id)
    if row is None:
        raise CustomerNotFound(customer_id)
    return row


def _own_invoice(customer: Customer, text: str) -> Invoice:
    number = normalise_invoice_number(text) or text.strip()
    for invoice in customer.invoices:
        if invoice.number == number:
            return invoice
    raise InvoiceNotFound(number, [invoice.number for invoice in customer.invoices])
