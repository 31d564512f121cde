"""Who a customer is: plan, seats, invoices, tickets, devices."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


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
    """A refund the customer asked for; `status` is requested, granted or refused."""

    id: str
    invoice_number: str
    amount: Decimal
    reason: str
    status: str
    requested_at: datetime


@dataclass(frozen=True)
class Customer:
    """A customer's record in the directory. `plan` is a key of the plan catalogue."""

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

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def open_invoices(self) -> tuple[Invoice, ...]:
        return tuple(invoice for invoice in self.invoices if invoice.status == "open")

    @property
    def open_tickets(self) -> tuple[Ticket, ...]:
        return tuple(ticket for ticket in self.tickets if ticket.status != "solved")
