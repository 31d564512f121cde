"""Who is found, and what conversations do to an account: each once, on record, or not at all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from frontdesk.customers import tables
from frontdesk.customers.errors import (
    CustomerNotFound,
    InvalidEmail,
    InvoiceNotFound,
    NothingToChange,
    NothingToRefund,
    RefundWindowPassed,
    SeatsDoNotFit,
    UnknownPlan,
)
from frontdesk.customers.model import AccountChange, BillingEmailChange, ChangeKind
from frontdesk.customers.service import CustomerDirectory
from frontdesk.storage.engine import Database

TODAY = date(2026, 11, 24)
Reopened = Callable[[], CustomerDirectory]


def test_a_customer_is_found_by_id_and_by_the_address_they_sign_in_with(directory: CustomerDirectory):
    jonas = directory.find("cus_jonas")

    assert directory.find_by_email(" Jonas.Brandt@Example.org ") == jonas
    assert directory.find("cus_nobody") is None
    assert directory.find_by_email("nobody@example.org") is None


def test_a_billing_email_finds_nobody(directory: CustomerDirectory):
    assert directory.find_by_email("buchhaltung@example.org") is None


def test_all_customers_come_by_name(directory: CustomerDirectory):
    names = [customer.name for customer in directory.all()]

    assert len(names) == 14
    assert names == sorted(names)


# Plans


def test_an_upgrade_holds_at_once_for_every_process(directory: CustomerDirectory, reopened: Reopened):
    directory.change_plan("cus_tom", "pro", "chat-1")

    tom = reopened().find("cus_tom")
    assert (tom.plan, tom.pending_plan) == ("pro", None)


def test_a_downgrade_leaves_the_plan_until_the_renewal(directory: CustomerDirectory, clock, reopened: Reopened):
    change = directory.change_plan("cus_maya", "basic", "chat-1")

    assert (change.starts_on, change.monthly_total) == (date(2026, 12, 14), Decimal("0.00"))
    maya = reopened().find("cus_maya")
    assert (maya.plan, maya.pending_plan, maya.renews_on) == ("pro", "basic", date(2026, 12, 14))

    clock.turn_to(date(2026, 12, 14))
    maya = directory.find("cus_maya")
    assert (maya.plan, maya.pending_plan, maya.renews_on) == ("basic", None, date(2027, 1, 14))


def test_a_plan_that_has_come_is_where_the_next_change_starts_from(directory: CustomerDirectory, clock):
    directory.change_plan("cus_maya", "basic", "chat-1")
    clock.turn_to(date(2027, 1, 5))

    with pytest.raises(NothingToChange, match="already on Basic"):
        directory.change_plan("cus_maya", "basic", "chat-2")
    assert directory.change_plan("cus_maya", "pro", "chat-2").before == "basic"
    assert directory.find("cus_maya").plan == "pro"


def test_a_pending_downgrade_can_be_taken_back(directory: CustomerDirectory, clock):
    directory.change_plan("cus_maya", "basic", "chat-1")
    change = directory.change_plan("cus_maya", "pro", "chat-1")

    assert (change.before, change.after, change.starts_on) == ("basic", "pro", TODAY)
    clock.turn_to(date(2026, 12, 20))
    assert (directory.find("cus_maya").plan, directory.find("cus_maya").pending_plan) == ("pro", None)


def test_an_upgrade_takes_the_place_of_a_pending_downgrade(directory: CustomerDirectory, clock):
    directory.change_plan("cus_tom", "pro", "chat-1")
    directory.change_plan("cus_tom", "basic", "chat-1")
    directory.change_plan("cus_tom", "pro", "chat-1")
    clock.turn_to(date(2027, 2, 1))

    assert directory.find("cus_tom").plan == "pro"
    assert [(c.before, c.after) for c in directory.history("cus_tom")] == [
        ("basic", "pro"),
        ("pro", "basic"),
        ("basic", "pro"),
    ]


def test_the_same_change_in_one_conversation_is_made_once_and_answered_the_same(directory: CustomerDirectory, clock):
    first = directory.change_plan("cus_maya", "basic", "chat-1")
    clock.turn_to(date(2026, 11, 25))

    assert directory.change_plan("cus_maya", "basic", "chat-1") == first
    assert len(directory.history("cus_maya")) == 1
    with pytest.raises(NothingToChange, match="14 December 2026"):
        directory.change_plan("cus_maya", "basic", "chat-2")


def test_an_upgrade_asked_for_again_the_next_day_still_started_when_it_did(directory: CustomerDirectory, clock):
    first = directory.change_plan("cus_tom", "pro", "chat-1")
    clock.turn_to(date(2026, 11, 25))

    assert directory.change_plan("cus_tom", "pro", "chat-1") == first


@pytest.mark.parametrize(
    ("customer_id", "plan", "error"),
    [
        ("cus_tom", "gold", UnknownPlan),
        ("cus_tom", "basic", NothingToChange),
        ("cus_tom", "business", SeatsDoNotFit),
        ("cus_nobody", "pro", CustomerNotFound),
    ],
)
def test_a_plan_that_cannot_be_had_changes_nothing(directory: CustomerDirectory, customer_id, plan, error):
    with pytest.raises(error):
        directory.change_plan(customer_id, plan, "chat-1")

    assert directory.find("cus_tom").plan == "basic"
    assert directory.history(customer_id) == ()


def test_one_change_is_made_when_many_processes_make_it(directory: CustomerDirectory, reopened: Reopened):
    directories = [reopened() for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        changes = list(threads.map(lambda each: each.change_plan("cus_tom", "pro", "chat-1"), directories))

    assert len(set(changes)) == 1
    assert len(directory.history("cus_tom")) == 1


# Billing email


def test_the_billing_email_changes_and_the_history_says_who_asked(directory: CustomerDirectory, clock):
    change = directory.change_billing_email("cus_jonas", " books@Example.org", "chat-1")

    assert change == BillingEmailChange("buchhaltung@example.org", "books@example.org")
    assert directory.find("cus_jonas").billing_email == "books@example.org"
    assert directory.history("cus_jonas") == (
        AccountChange(
            ChangeKind.BILLING_EMAIL, "buchhaltung@example.org", "books@example.org", "chat-1", clock.now, TODAY
        ),
    )


def test_a_billing_email_sent_twice_changes_once(directory: CustomerDirectory):
    first = directory.change_billing_email("cus_jonas", "books@example.org", "chat-1")

    assert directory.change_billing_email("cus_jonas", "books@example.org", "chat-1") == first
    with pytest.raises(NothingToChange, match=r"already go to books@example\.org"):
        directory.change_billing_email("cus_jonas", "Books@example.org", "chat-2")
    assert len(directory.history("cus_jonas")) == 1


def test_back_and_forth_in_one_conversation_is_three_changes(directory: CustomerDirectory):
    for address in ("a@example.org", "b@example.org", "a@example.org"):
        directory.change_billing_email("cus_jonas", address, "chat-1")

    assert directory.find("cus_jonas").billing_email == "a@example.org"
    assert len(directory.history("cus_jonas")) == 3


def test_an_address_that_is_none_changes_nothing(directory: CustomerDirectory):
    with pytest.raises(InvalidEmail):
        directory.change_billing_email("cus_jonas", "books at example", "chat-1")

    assert directory.find("cus_jonas").billing_email == "buchhaltung@example.org"


# Refunds


def test_a_refund_is_of_the_whole_invoice_and_on_record(directory: CustomerDirectory, clock, reopened: Reopened):
    clock.turn_to(date(2026, 11, 10))
    refund = directory.request_refund("cus_ben", "inv 2026 0398", " bought by mistake ", "chat-1")

    assert (refund.id, refund.invoice_number, refund.status) == ("R-0001", "INV-2026-0398", "requested")
    assert (refund.amount, refund.currency, refund.reason) == (Decimal("134.10"), "USD", "bought by mistake")
    assert (refund.requested_at, refund.already_requested) == (clock.now, False)
    assert reopened().find("cus_ben").refunds == (refund,)
    assert [(c.kind, c.before, c.after) for c in directory.history("cus_ben")] == [
        (ChangeKind.REFUND, None, "INV-2026-0398")
    ]


def test_a_refund_asked_for_twice_is_the_same_refund(directory: CustomerDirectory, clock):
    clock.turn_to(date(2026, 11, 10))
    first = directory.request_refund("cus_ben", "INV-2026-0398", "mistake", "chat-1")
    clock.turn_to(date(2027, 3, 1))  # the window is over, the refund is not
    again = directory.request_refund("cus_ben", "INV-2026-0398", "please!", "chat-2")

    assert again.already_requested
    assert (again.id, again.reason, again.requested_at) == (first.id, "mistake", first.requested_at)
    assert len(directory.history("cus_ben")) == 1


def test_the_last_day_of_the_window_belongs_to_it(directory: CustomerDirectory, clock):
    clock.turn_to(date(2026, 11, 18))
    with pytest.raises(RefundWindowPassed, match="17 November 2026") as refusal:
        directory.request_refund("cus_ben", "INV-2026-0398", "mistake", "chat-1")
    assert refusal.value.last_day == date(2026, 11, 17)

    clock.turn_to(date(2026, 11, 17))
    assert directory.request_refund("cus_ben", "INV-2026-0398", "mistake", "chat-1").status == "requested"


def test_the_window_is_that_of_the_plan_that_was_charged_after_a_downgrade(directory: CustomerDirectory, clock):
    directory.change_plan("cus_maya", "basic", "chat-1")
    clock.turn_to(date(2026, 12, 20))

    assert directory.find("cus_maya").plan == "basic"
    with pytest.raises(RefundWindowPassed, match="28 October 2026"):  # 14 days of Pro, not the 0 of Basic
        directory.request_refund("cus_maya", "INV-2026-0372", "unused", "chat-1")


def test_an_upgrade_does_not_open_the_window_of_an_older_invoice(
    directory: CustomerDirectory, database: Database, clock
):
    with database.transaction() as session:
        session.get(tables.CustomerRow, "cus_ben").seats = 10  # so that Business fits
    clock.turn_to(date(2026, 11, 20))
    directory.change_plan("cus_ben", "business", "chat-1")

    with pytest.raises(RefundWindowPassed, match="17 November 2026"):
        directory.request_refund("cus_ben", "INV-2026-0398", "unused", "chat-1")


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("INV-2026-0412", "open", "INV-2026-0412 has not been paid, so nothing can be refunded."),
        ("INV-2026-0358", "refunded", "INV-2026-0358 has already been refunded."),
    ],
)
def test_an_invoice_without_money_to_give_back_is_refused(directory: CustomerDirectory, text, status, words):
    owner = "cus_maya" if status == "open" else "cus_ben"
    with pytest.raises(NothingToRefund) as refusal:
        directory.request_refund(owner, text, "unused", "chat-1")

    assert (str(refusal.value), refusal.value.status) == (words, status)


@pytest.mark.parametrize("text", ["INV-2026-0083", "INV-2026-9999", "the last one"])
def test_an_invoice_of_somebody_else_is_as_unknown_as_one_that_does_not_exist(directory: CustomerDirectory, text):
    with pytest.raises(InvoiceNotFound) as refusal:
        directory.request_refund("cus_lucia", text, "unused", "chat-1")

    assert str(refusal.value) == (
        f"“{text}” is not one of your invoices. Yours are INV-2026-0404, INV-2026-0365 and INV-2026-0326."
    )


def test_a_refund_is_made_once_when_many_processes_ask(directory: CustomerDirectory, clock, reopened: Reopened):
    clock.turn_to(date(2026, 11, 10))
    directories = [reopened() for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        refunds = list(
            threads.map(lambda each: each.request_refund("cus_ben", "INV-2026-0398", "mistake", "chat"), directories)
        )

    assert sorted(refund.already_requested for refund in refunds) == [False] + [True] * 7
    assert {refund.id for refund in refunds} == {"R-0001"}
    assert len(directory.find("cus_ben").refunds) == 1
