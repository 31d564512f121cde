"""Refunds: of one's own paid invoices, within the window of the plan that was charged, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from frontdesk.customers import tables
from frontdesk.customers.errors import InvoiceNotFound, NothingToRefund, RefundWindowPassed
from frontdesk.customers.model import ChangeKind
from frontdesk.customers.service import CustomerDirectory
from frontdesk.storage.engine import Database

Reopened = Callable[[], CustomerDirectory]


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
