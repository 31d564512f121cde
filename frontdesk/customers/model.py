"""Who a customer is (plan, seats, invoices, tickets, devices) and what can change about it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True)
class Device:
    """A device the customer has signed in from."""

    kind: str
    operating_system: str
    app_version: str


@dataclass(frozen=True)
class Invoice:
    """A bill; `status` is open, paid or refunded."""

    number: str
    date: date
    amount: Decimal
    currency: str
    status: str
    description: str


@dataclass(frozen=True)
class Ticket:
    """A problem the customer reported; `status` is open, waiting or solved."""

    id: str
    subject: str
    status: str
    opened_on: date
    product: str
    description: str = ""


@dataclass(frozen=True)
class Refund:
    """A refund the customer asked for; `status` is requested, granted or refused.

    `already_requested` is set where a request found the refund that an earlier one had made.
    """

    id: str
    invoice_number: str
    amount: Decimal
    currency: str
    reason: str
    status: str
    requested_at: datetime
    already_requested: bool = False


@dataclass(frozen=True)
class Customer:
    """A customer's record in the directory, as it stands today.

    `plan` is a key of the plan catalogue; `pending_plan`, if there is one, takes its place on `renews_on`.
    Invoices, tickets and refunds are in order, the newest first.
    """

    id: str
    name: str
    email: str
    company: str
    plan: str
    seats: int
    region: str
    language: str
    timezone: str
    billing_email: str
    billing_cycle: str
    renews_on: date
    since: date
    devices: tuple[Device, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    tickets: tuple[Ticket, ...] = field(default=())
    refunds: tuple[Refund, ...] = ()
    pending_plan: str | None = None

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def open_invoices(self) -> tuple[Invoice, ...]:
        return tuple(invoice for invoice in self.invoices if invoice.status == "open")

    @property
    def open_tickets(self) -> tuple[Ticket, ...]:
        return tuple(ticket for ticket in self.tickets if ticket.status != "solved")


class ChangeKind(StrEnum):
    """What a conversation can change about an account."""

    PLAN = "plan"
    BILLING_EMAIL = "billing_email"
    REFUND = "refund"
    TICKET = "ticket"


@dataclass(frozen=True)
class AccountChange:
    """One entry of an account's history. `before` is None where something new was made.

    Attributes:
        after: the new plan or address; the number of the invoice or ticket.
        effective_on: the day from which it holds; a downgrade is asked for earlier, `at`.
    """

    kind: ChangeKind
    before: str | None
    after: str
    conversation_id: str
    at: datetime
    effective_on: date


@dataclass(frozen=True)
class PlanChange:
    """A change of plan and what the new plan costs, for all seats.

    Attributes:
        before: the plan that would hold without this change: the current one, or a pending one that is taken back.
        monthly_total: the price of one month; with yearly billing, a twelfth of the year's.
        period_total: what each bill comes to, once per `billing_cycle` (monthly or yearly).
    """

    before: str
    after: str
    seats: int
    monthly_total: Decimal
    starts_on: date
    billing_cycle: str
    period_total: Decimal


@dataclass(frozen=True)
class BillingEmailChange:
    """Where invoices went, and where they go now."""

    before: str
    after: str
