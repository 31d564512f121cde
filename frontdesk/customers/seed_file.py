"""Reads a file of customers and says exactly what is wrong with it."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import yaml

from frontdesk.customers.errors import InvalidEmail
from frontdesk.customers.model import Customer, Device, Invoice, Ticket
from frontdesk.customers.wording import read_email

_BILLING_CYCLES = ("monthly", "yearly")
_INVOICE_STATES = ("open", "paid", "refunded")
_TICKET_STATES = ("open", "waiting", "solved")
_CENT = Decimal("0.01")

_T = TypeVar("_T")


class DirectoryError(Exception):
    """A file of customers cannot be loaded; the message names the file, the customer and the field."""


class _ExactLoader(yaml.SafeLoader):
    """Reads 14.90 as it is written, where YAML would make it the float next to it."""


def _as_written(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _as_written)


def read_customers(path: Path) -> list[Customer]:
    """The customers in the file at `path`: a mapping with a list `customers`.

    Raises:
        DirectoryError: the file cannot be read, a record is malformed, or two have the same id, email or number.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_ExactLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise DirectoryError(f"{path} cannot be read: {error}") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-02-30
        raise DirectoryError(f"{path} is not valid YAML: {error}") from error
    records = content.get("customers") if isinstance(content, dict) else None
    if not isinstance(records, list):
        raise DirectoryError(f"{path} must have a list “customers”")
    customers = [_customer(_Record(path, _label(record, n), record)) for n, record in enumerate(records, start=1)]
    _refuse_duplicates(path, customers)
    return customers


class _Record:
    """One mapping of the file, read field by field."""

    def __init__(self, path: Path, customer: str, content: Any, within: str = "") -> None:
        self._path = path
        self._customer = customer
        self._within = within
        if not isinstance(content, dict):
            raise DirectoryError(f"{path}: {customer}: {within or 'the record'} must be a mapping of fields")
        self._content = content

    def text(self, field: str) -> str:
        value = self._content.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self._malformed(field, "text")
        return value.strip()

    def optional_text(self, field: str) -> str:
        return self.text(field) if self._content.get(field) else ""

    def choice(self, field: str, choices: tuple[str, ...]) -> str:
        value = self._content.get(field)
        if value not in choices:
            raise self._malformed(field, f"one of {', '.join(choices)}")
        return str(value)

    def matching(self, field: str, pattern: str, example: str) -> str:
        value = self._content.get(field)
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            raise self._malformed(field, f"like {example}")
        return value

    def email(self, field: str) -> str:
        try:
            return read_email(self.text(field))
        except InvalidEmail as error:
            raise self._malformed(field, "an email address") from error

    def count(self, field: str) -> int:
        value = self._content.get(field)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._malformed(field, "a whole number of 1 or more")
        return value

    def day(self, field: str) -> date:
        value = self._content.get(field)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self._malformed(field, "a date like 2026-11-14")
        return value

    def amount(self, field: str) -> Decimal:
        value = self._content.get(field)
        try:
            amount = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else Decimal("NaN")
            if amount.is_finite() and 0 <= amount == amount.quantize(_CENT):
                return amount.quantize(_CENT)
        except InvalidOperation:
            pass  # not a number, or one with more digits than money has
        raise self._malformed(field, "an amount like 14.90")

    def each(self, field: str, read: Callable[["_Record"], _T]) -> tuple[_T, ...]:
        """What `read` makes of every record in the list; a list may be left out."""
        items = self._content.get(field) or []
        if not isinstance(items, list):
            raise self._malformed(field, "a list")
        return tuple(read(_Record(self._path, self._customer, item, f"{field}[{n}]")) for n, item in enumerate(items))

    def _malformed(self, field: str, expected: str) -> DirectoryError:
        name = f"{self._within}.{field}" if self._within else field
        value = self._content.get(field)
        fault = f"is missing; it must be {expected}" if value is None else f"must be {expected}, not {value!r}"
        return DirectoryError(f"{self._path}: {self._customer}: {name} {fault}")


def _label(record: Any, position: int) -> str:
    identity = record.get("id") if isinstance(record, dict) else None
    return f"customer {identity}" if identity else f"customer number {position}"


def _customer(record: _Record) -> Customer:
    return Customer(
        id=record.text("id"),
        name=record.text("name"),
        email=record.email("email"),
        company=record.text("company"),
        plan=record.text("plan"),
        seats=record.count("seats"),
        region=record.text("region"),
        language=record.text("language"),
        timezone=record.text("timezone"),
        billing_email=record.email("billing_email"),
        billing_cycle=record.choice("billing_cycle", _BILLING_CYCLES),
        renews_on=record.day("renews_on"),
        since=record.day("since"),
        devices=record.each("devices", _device),
        invoices=record.each("invoices", _invoice),
        tickets=record.each("tickets", _ticket),
    )


def _device(record: _Record) -> Device:
    return Device(record.text("kind"), record.text("operating_system"), record.text("app_version"))


def _invoice(record: _Record) -> Invoice:
    return Invoice(
        number=record.matching("number", r"INV-\d{4}-\d{4,6}", "INV-2026-0412"),
        date=record.day("date"),
        amount=record.amount("amount"),
        currency=record.matching("currency", r"[A-Z]{3}", "USD"),
        status=record.choice("status", _INVOICE_STATES),
        description=record.text("description"),
    )


def _ticket(record: _Record) -> Ticket:
    return Ticket(
        id=record.matching("id", r"T-\d{4,9}", "T-1042"),
        subject=record.text("subject"),
        status=record.choice("status", _TICKET_STATES),
        opened_on=record.day("opened_on"),
        product=record.text("product"),
        description=record.optional_text("description"),
    )


def _refuse_duplicates(path: Path, customers: Iterable[Customer]) -> None:
    owners: dict[str, str] = {}
    for customer in customers:
        keys = [f"id {customer.id}", f"email {customer.email.lower()}"]
        keys += [f"invoice {invoice.number}" for invoice in customer.invoices]
        keys += [f"ticket {ticket.id}" for ticket in customer.tickets]
        for key in keys:
            if key in owners:
                raise DirectoryError(f"{path}: customer {customer.id}: {key} is also that of customer {owners[key]}")
            owners[key] = customer.id
