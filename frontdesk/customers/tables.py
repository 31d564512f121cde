"""The tables of the customer directory."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Dialect, ForeignKey, Index, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from frontdesk.storage.engine import Base
from frontdesk.storage.types import UtcDateTime


class Money(TypeDecorator[Decimal]):
    """An exact amount. Kept as text: SQLite has no decimals, and would make it a float."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class DeviceRow(Base):
    """A device that a customer has signed in from."""

    __tablename__ = "customer_devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    operating_system: Mapped[str] = mapped_column(String(64))
    app_version: Mapped[str] = mapped_column(String(32))


class InvoiceRow(Base):
    """A bill."""

    __tablename__ = "invoices"

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    date: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(16))
    description: Mapped[str] = mapped_column(Text)


class TicketRow(Base):
    """A problem that a customer or, without `customer_id`, a visitor reported."""

    __tablename__ = "tickets"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(String(255), index=True)
    subject: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(16))
    opened_on: Mapped[date]
    product: Mapped[str] = mapped_column(String(64))
    description: Mapped[str] = mapped_column(Text, default="")


class RefundRow(Base):
    """A refund that was asked for; there is one of an invoice at most."""

    __tablename__ = "refunds"

    number: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    invoice_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), unique=True)
    amount: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CustomerRow(Base):
    """A customer. A downgrade waits in `pending_plan` and holds from `pending_from` on."""

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(254))
    company: Mapped[str] = mapped_column(String(255))
    plan: Mapped[str] = mapped_column(String(64))
    pending_plan: Mapped[str | None] = mapped_column(String(64))
    pending_from: Mapped[date | None]
    seats: Mapped[int]
    region: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(16))
    timezone: Mapped[str] = mapped_column(String(64))
    billing_email: Mapped[str] = mapped_column(String(254))
    billing_cycle: Mapped[str] = mapped_column(String(16))
    renews_on: Mapped[date]
    since: Mapped[date]

    devices: Mapped[list[DeviceRow]] = relationship(lazy="selectin", order_by=DeviceRow.id)
    invoices: Mapped[list[InvoiceRow]] = relationship(
        lazy="selectin", order_by=(InvoiceRow.date.desc(), InvoiceRow.number.desc())
    )
    tickets: Mapped[list[TicketRow]] = relationship(
        lazy="selectin", order_by=(TicketRow.opened_on.desc(), TicketRow.number.desc())
    )
    refunds: Mapped[list[RefundRow]] = relationship(lazy="selectin", order_by=RefundRow.number.desc())


# Two customers cannot sign in with one address, however it is spelled.
Index("customers_by_email", func.lower(CustomerRow.email), unique=True)


class AccountChangeRow(Base):
    """What a conversation changed, for good: rows are written and never altered."""

    __tablename__ = "account_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    conversation_id: Mapped[str] = mapped_column(String(255), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    effective_on: Mapped[date]
