"""The queries on the directory. Each works inside the transaction of the session it is given."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from frontdesk.customers.model import (
    AccountChange,
    ChangeKind,
    Customer,
    Device,
    Invoice,
    PlanChange,
    Refund,
    Ticket,
)
from frontdesk.customers.plans import next_renewal
from frontdesk.customers.tables import AccountChangeRow, CustomerRow, DeviceRow, InvoiceRow, RefundRow, TicketRow


def is_empty(session: Session) -> bool:
    """Whether there is no customer at all."""
    return session.scalar(select(CustomerRow.id).limit(1)) is None


def customer_row(session: Session, customer_id: str) -> CustomerRow | None:
    return session.get(CustomerRow, customer_id)


def customer_row_by_email(session: Session, email: str) -> CustomerRow | None:
    return session.scalars(select(CustomerRow).where(func.lower(CustomerRow.email) == email.lower())).one_or_none()


def customer_rows(session: Session) -> Sequence[CustomerRow]:
    return session.scalars(select(CustomerRow).order_by(CustomerRow.name, CustomerRow.id)).all()


def lock_customer(session: Session, customer_id: str) -> CustomerRow | None:
    """The customer's row, which no other transaction can change until this one ends; None when there is no such row.

    To be called before anything is read: what was read earlier may have changed while waiting.
    """
    # SQLite has no SELECT ... FOR UPDATE. An UPDATE that alters nothing locks on every database.
    statement = update(CustomerRow).where(CustomerRow.id == customer_id).values(id=customer_id)
    found = session.execute(statement.returning(CustomerRow.id)).first()
    return session.get(CustomerRow, customer_id) if found else None


def insert_customer(session: Session, customer: Customer) -> None:
    """Add the customer with everything it has; refunds come only from conversations.

    Raises:
        sqlalchemy.exc.IntegrityError: the customer, or an invoice or ticket of it, is there already.
    """
    session.add(
        CustomerRow(
            id=customer.id,
            name=customer.name,
            email=customer.email,
            company=customer.company,
            plan=customer.plan,
            seats=customer.seats,
            region=customer.region,
            language=customer.language,
            timezone=customer.timezone,
            billing_email=customer.billing_email,
            billing_cycle=customer.billing_cycle,
            renews_on=customer.renews_on,
            since=customer.since,
            devices=[DeviceRow(**vars(device)) for device in customer.devices],
            invoices=[InvoiceRow(**vars(invoice)) for invoice in customer.invoices],
            tickets=[_ticket_row(ticket) for ticket in customer.tickets],
        )
    )
    session.flush()


def set_plan(row: CustomerRow, current_plan: str, change: PlanChange, today: date) -> None:
    """Carry out `change` on a customer who is on `current_plan`: now, or at the day it starts."""
    if change.starts_on <= today:
        row.plan, row.pending_plan, row.pending_from = change.after, None, None
    else:
        row.plan, row.pending_plan, row.pending_from = current_plan, change.after, change.starts_on


def record_change(session: Session, customer_id: str | None, change: AccountChange) -> None:
    session.add(AccountChangeRow(customer_id=customer_id, **vars(change)))


def changes(session: Session, customer_id: str, kind: ChangeKind | None = None) -> tuple[AccountChange, ...]:
    """What changed about the account, the oldest first; with `kind`, only what is of it."""
    query = select(AccountChangeRow).where(AccountChangeRow.customer_id == customer_id).order_by(AccountChangeRow.id)
    if kind:
        query = query.where(AccountChangeRow.kind == kind)
    return tuple(_change(row) for row in session.scalars(query))


def last_change(session: Session, customer_id: str, kind: ChangeKind) -> AccountChange | None:
    query = (
        select(AccountChangeRow)
        .where(AccountChangeRow.customer_id == customer_id, AccountChangeRow.kind == kind)
        .order_by(AccountChangeRow.id.desc())
        .limit(1)
    )
    row = session.scalars(query).first()
    return _change(row) if row else None


def insert_refund(session: Session, customer_id: str, invoice: Invoice, reason: str, at: datetime) -> Refund:
    row = RefundRow(
        customer_id=customer_id,
        invoice_number=invoice.number,
        amount=invoice.amount,
        currency=invoice.currency,
        reason=reason,
        status="requested",
        requested_at=at,
    )
    session.add(row)
    session.flush()
    return _refund(row)


def next_ticket_number(session: Session) -> int:
    """The number after the highest one; another transaction may take it first."""
    return (session.scalar(select(func.max(TicketRow.number))) or 0) + 1


def reported_ticket(session: Session, conversation_id: str, product: str, description: str) -> Ticket | None:
    """The ticket that this conversation opened for the very same problem, if it did."""
    query = select(TicketRow).where(
        TicketRow.conversation_id == conversation_id,
        TicketRow.product == product,
        TicketRow.description == description,
    )
    row = session.scalars(query.order_by(TicketRow.number)).first()
    return _ticket(row) if row else None


def insert_ticket(session: Session, ticket: Ticket, customer_id: str | None, conversation_id: str) -> None:
    """Add the ticket.

    Raises:
        sqlalchemy.exc.IntegrityError: its number is taken.
    """
    row = _ticket_row(ticket)
    row.customer_id = customer_id
    row.conversation_id = conversation_id
    session.add(row)
    session.flush()


def ticket_id(number: int) -> str:
    """The number as customers know it: T-0917."""
    return f"T-{number:04}"


def customer(row: CustomerRow, today: date) -> Customer:
    """The customer as it stands `today`: a renewal that has passed has moved on, and brought the pending plan."""
    renewed = row.pending_from is not None and row.pending_from <= today
    return Customer(
        id=row.id,
        name=row.name,
        email=row.email,
        company=row.company,
        plan=row.pending_plan if renewed and row.pending_plan else row.plan,
        seats=row.seats,
        region=row.region,
        language=row.language,
        timezone=row.timezone,
        billing_email=row.billing_email,
        billing_cycle=row.billing_cycle,
        renews_on=next_renewal(row.renews_on, row.billing_cycle, today),
        since=row.since,
        devices=tuple(Device(device.kind, device.operating_system, device.app_version) for device in row.devices),
        invoices=tuple(_invoice(invoice) for invoice in row.invoices),
        tickets=tuple(_ticket(ticket) for ticket in row.tickets),
        refunds=tuple(_refund(refund) for refund in row.refunds),
        pending_plan=None if renewed else row.pending_plan,
    )


def _invoice(row: InvoiceRow) -> Invoice:
    return Invoice(row.number, row.date, row.amount, row.currency, row.status, row.description)


def _ticket(row: TicketRow) -> Ticket:
    return Ticket(ticket_id(row.number), row.subject, row.status, row.opened_on, row.product, row.description)


def _ticket_row(ticket: Ticket) -> TicketRow:
    return TicketRow(
        number=int(ticket.id.removeprefix("T-")),
        subject=ticket.subject,
        status=ticket.status,
        opened_on=ticket.opened_on,
        product=ticket.product,
        description=ticket.description,
    )


def _refund(row: RefundRow) -> Refund:
    return Refund(
        id=f"R-{row.number:04}",
        invoice_number=row.invoice_number,
        amount=row.amount,
        currency=row.currency,
        reason=row.reason,
        status=row.status,
        requested_at=row.requested_at,
    )


def _change(row: AccountChangeRow) -> AccountChange:
    return AccountChange(ChangeKind(row.kind), row.before, row.after, row.conversation_id, row.at, row.effective_on)
