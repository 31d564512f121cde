"""The shipped customers reach the directory whole, once, and a malformed file says where it is wrong."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from frontdesk.customers.model import Device, Invoice, Ticket
from frontdesk.customers.seed import seed_directory
from frontdesk.customers.seed_file import DirectoryError
from frontdesk.customers.service import CustomerDirectory
from frontdesk.storage.engine import Database


def test_every_shipped_customer_is_loaded_with_everything_they_have(directory: CustomerDirectory, customers_file: Path):
    shipped = yaml.safe_load(customers_file.read_text(encoding="utf-8"))["customers"]
    loaded = {customer.id: customer for customer in directory.all()}

    assert loaded.keys() == {record["id"] for record in shipped}
    for record in shipped:
        customer = loaded[record["id"]]
        for field, value in record.items():
            if not isinstance(value, list):
                assert getattr(customer, field) == value, (customer.id, field)
        assert [invoice.number for invoice in customer.invoices] == [i["number"] for i in record["invoices"]]
        assert {ticket.id for ticket in customer.tickets} == {t["id"] for t in record["tickets"]}
        assert len(customer.devices) == len(record["devices"])


def test_a_customers_parts_come_back_exactly(directory: CustomerDirectory):
    maya = directory.find("cus_maya")

    assert maya is not None
    assert maya.devices[0] == Device("laptop", "macos", "6.4.1")
    assert maya.invoices[0] == Invoice(
        "INV-2026-0412", date(2026, 11, 14), Decimal("14.90"), "USD", "open", "Pro plan, 1 seat, November 2026"
    )
    assert str(maya.invoices[0].amount) == "14.90"
    assert maya.tickets[1] == Ticket(
        "T-0917", "Cannot change my profile picture", "solved", date(2026, 8, 3), "account"
    )
    assert (maya.refunds, maya.pending_plan) == ((), None)


def test_a_directory_with_customers_is_left_alone(directory: CustomerDirectory, database: Database, customers_file):
    directory.change_billing_email("cus_maya", "books@example.com", "chat-1")

    assert seed_directory(database, customers_file) == 0
    assert directory.find("cus_maya").billing_email == "books@example.com"


def test_an_empty_directory_is_seeded_once_by_processes_that_start_together(
    open_database: Callable[[], Database], customers_file: Path
):
    databases = [open_database() for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        added = list(threads.map(lambda database: seed_directory(database, customers_file), databases))

    assert sorted(added) == [0, 0, 0, 0, 0, 14]


def seed(database: Database, tmp_path: Path, old: str, new: str, customers_file: Path) -> str:
    """What is said about the shipped file with its first `old` replaced by `new`; nothing may have been added."""
    text = customers_file.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "ours.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DirectoryError) as refusal:
        seed_directory(database, path)
    assert seed_directory(database, customers_file) == 14, "a refused file left customers behind"
    return str(refusal.value).replace(str(path), "ours.yml")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("seats: 24", "seats: many", "customer cus_jonas: seats must be a whole number of 1 or more, not 'many'"),
        ("seats: 24", "seats: 0", "customer cus_jonas: seats must be a whole number of 1 or more, not 0"),
        ("  plan: basic\n", "", "customer cus_tom: plan is missing; it must be text"),
        ("amount: 5040.00", "amount: 5040.005", "cus_jonas: invoices[0].amount must be an amount like 14.90"),
        ("amount: 5040.00", "amount: about 5000", "cus_jonas: invoices[0].amount must be an amount like 14.90"),
        ("amount: 5040.00", "amount: -5040.00", "cus_jonas: invoices[0].amount must be an amount like 14.90"),
        ("amount: 5040.00", "amount: .nan", "cus_jonas: invoices[0].amount must be an amount like 14.90"),
        ("date: 2026-10-14", "date: mid October", "cus_maya: invoices[1].date must be a date like 2026-11-14"),
        ("status: open", "status: late", "cus_maya: invoices[0].status must be one of open, paid, refunded"),
        ("id: T-1051", "id: 1051", "customer cus_jonas: tickets[0].id must be like T-1042, not 1051"),
        ("billing_cycle: yearly", "billing_cycle: weekly", "cus_jonas: billing_cycle must be one of monthly, yearly"),
        ("email: jonas.brandt@", "email: jonas.brandt at ", "cus_jonas: email must be an email address"),
        ("- id: cus_tom", "- id: ''", "customer number 5: id must be text"),
        ("invoices: []", "invoices: none", "customer cus_tom: invoices must be a list, not 'none'"),
        ("  - {kind: headset, operating_system: windows, app_version: 6.4.1}", "  - headset", "devices[2]"),
        ("INV-2026-0404", "INV-2026-0412", "cus_lucia: invoice INV-2026-0412 is also that of customer cus_maya"),
        ("email: tom.whitfield@", "email: Maya.Okafor@", "email maya.okafor@example.com is also that of"),
        ("customers:", "people:", "ours.yml must have a list “customers”"),
        ("renews_on: 2026-12-14", "renews_on: 2026-02-30", "ours.yml is not valid YAML"),
        ("- id: cus_jonas", "- id: [", "ours.yml is not valid YAML"),
    ],
)
def test_a_malformed_file_is_refused_with_the_place(database, tmp_path, customers_file, old, new, words):
    message = seed(database, tmp_path, old, new, customers_file)

    assert words in message
    assert message.startswith("ours.yml")


def test_a_file_that_is_not_there_is_named(database: Database, tmp_path: Path):
    with pytest.raises(DirectoryError, match=r"nowhere\.yml cannot be read"):
        seed_directory(database, tmp_path / "nowhere.yml")


def test_an_amount_keeps_its_cents_where_yaml_would_make_it_a_float(database: Database, tmp_path, customers_file):
    path = tmp_path / "ours.yml"
    text = customers_file.read_text(encoding="utf-8")
    path.write_text(text.replace("172200.00", "12345678901234567.89", 1), encoding="utf-8")
    seed_directory(database, path)

    with database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT amount FROM invoices WHERE number = 'INV-2026-0417'").scalar()
    assert stored == "12345678901234567.89"
