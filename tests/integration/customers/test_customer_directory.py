"""Who is found, and what conversations do to an account: each once, on record, or not at all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from frontdesk.customers.errors import (
    CustomerNotFound,
    InvalidEmail,
    NothingToChange,
    SeatsDoNotFit,
    UnknownPlan,
)
from frontdesk.customers.model import AccountChange, BillingEmailChange, ChangeKind
from frontdesk.customers.service import CustomerDirectory

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
