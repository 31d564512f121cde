"""When a change of plan starts, what it costs, and which plan held on a day."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.customers.errors import NothingToChange, SeatsDoNotFit, UnknownPlan
from frontdesk.customers.model import AccountChange, ChangeKind, Customer
from frontdesk.customers.plans import decide_plan_change, next_renewal, plan_on

TODAY = date(2026, 11, 24)

JONAS = Customer(
    id="cus_jonas",
    name="Jonas Brandt",
    email="jonas.brandt@example.org",
    company="Brandt",
    plan="business",
    seats=24,
    region="eu",
    language="de",
    timezone="Europe/Berlin",
    billing_email="buchhaltung@example.org",
    billing_cycle="monthly",
    renews_on=date(2026, 12, 2),
    since=date(2023, 3, 2),
)


class FourPlans:
    """A catalogue in memory; each plan is (name, monthly, yearly, seats, refund days)."""

    _plans = {
        "basic": ("Basic", "0", "0", (1, 1), 0),
        "pro": ("Pro", "14.90", "142.80", (1, 9), 14),
        "business": ("Business", "21.90", "210.00", (10, 249), 30),
        "enterprise": ("Enterprise", "29.90", "287.00", (20, None), 30),
    }

    def has(self, plan_id: str) -> bool:
        return plan_id in self._plans

    def name(self, plan_id: str) -> str:
        return self._plans[plan_id][0]

    def monthly_price(self, plan_id: str) -> Decimal:
        return Decimal(self._plans[plan_id][1])

    def yearly_price(self, plan_id: str) -> Decimal:
        return Decimal(self._plans[plan_id][2])

    def seat_range(self, plan_id: str) -> tuple[int, int | None]:
        return self._plans[plan_id][3]

    def refund_days(self, plan_id: str) -> int:
        return self._plans[plan_id][4]


def decide(customer: Customer, plan: str):
    return decide_plan_change(customer, plan, FourPlans(), TODAY)


def test_a_dearer_plan_starts_today_and_costs_its_price_for_every_seat():
    change = decide(JONAS, "enterprise")

    assert (change.before, change.after, change.starts_on) == ("business", "enterprise", TODAY)
    assert (change.seats, change.monthly_total, change.period_total) == (24, Decimal("717.60"), Decimal("717.60"))


def test_a_cheaper_plan_starts_at_the_renewal():
    change = decide(replace(JONAS, plan="enterprise"), "business")

    assert change.starts_on == JONAS.renews_on


def test_with_yearly_billing_the_bill_is_the_years_and_the_month_a_twelfth_of_it():
    change = decide(replace(JONAS, billing_cycle="yearly"), "enterprise")

    assert change.period_total == Decimal("6888.00")
    assert change.monthly_total == Decimal("574.00")
    assert change.billing_cycle == "yearly"


def test_a_twelfth_that_is_no_whole_cent_is_rounded():
    change = decide(replace(JONAS, billing_cycle="yearly", seats=25), "enterprise")

    assert change.monthly_total == Decimal("597.92")  # 7175.00 / 12 = 597.9166…


def test_a_plan_that_is_not_in_the_catalogue_is_refused_by_name():
    with pytest.raises(UnknownPlan, match="gold"):
        decide(JONAS, "gold")


def test_the_current_plan_is_nothing_to_change():
    with pytest.raises(NothingToChange, match="already on Business"):
        decide(JONAS, "business")


def test_a_plan_that_is_pending_is_nothing_to_change_and_says_when_it_starts():
    with pytest.raises(NothingToChange, match="Business on 2 December 2026"):
        decide(replace(JONAS, plan="enterprise", pending_plan="business"), "business")


def test_the_current_plan_takes_a_pending_one_back_today():
    change = decide(replace(JONAS, plan="enterprise", pending_plan="business"), "enterprise")

    assert (change.before, change.after, change.starts_on) == ("business", "enterprise", TODAY)


@pytest.mark.parametrize(
    ("seats", "plan", "words"),
    [
        (24, "pro", "Pro is for 1 to 9 seats, and your account has 24."),
        (24, "basic", "Basic is for 1 seat, and your account has 24."),
        (12, "enterprise", "Enterprise is for 20 seats or more, and your account has 12."),
    ],
)
def test_seats_that_do_not_fit_are_refused_with_the_range(seats: int, plan: str, words: str):
    with pytest.raises(SeatsDoNotFit) as refusal:
        decide(replace(JONAS, seats=seats), plan)

    assert str(refusal.value) == words


@pytest.mark.parametrize(("seats", "plan"), [(10, "enterprise"), (250, "enterprise"), (9, "pro"), (10, "business")])
def test_the_ends_of_a_range_belong_to_it(seats: int, plan: str):
    customer = replace(JONAS, plan="basic", seats=seats)
    minimum, maximum = FourPlans().seat_range(plan)

    if seats >= minimum and (maximum is None or seats <= maximum):
        assert decide(customer, plan).after == plan
    else:
        with pytest.raises(SeatsDoNotFit):
            decide(customer, plan)


@pytest.mark.parametrize(
    ("renews_on", "cycle", "today", "expected"),
    [
        (date(2026, 12, 2), "monthly", TODAY, date(2026, 12, 2)),
        (TODAY, "monthly", TODAY, date(2026, 12, 24)),
        (date(2026, 1, 31), "monthly", date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 1, 31), "monthly", date(2026, 3, 1), date(2026, 3, 31)),
        (date(2024, 2, 29), "yearly", date(2026, 3, 1), date(2027, 2, 28)),
        (date(2025, 11, 30), "monthly", date(2026, 1, 1), date(2026, 1, 30)),
    ],
)
def test_the_next_renewal_is_whole_cycles_after_the_one_on_record(renews_on, cycle, today, expected):
    assert next_renewal(renews_on, cycle, today) == expected


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["monthly", "yearly"]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_the_next_renewal_is_the_first_one_after_today(renews_on: date, cycle: str, today: date):
    renewal = next_renewal(renews_on, cycle, today)

    assert renewal > today
    if renews_on <= today:
        assert (renewal - today).days <= (31 if cycle == "monthly" else 366)
    else:
        assert renewal == renews_on


def changed(asked: date, before: str, after: str, effective: date | None = None) -> AccountChange:
    at = datetime(asked.year, asked.month, asked.day, 12, tzinfo=UTC)
    return AccountChange(ChangeKind.PLAN, before, after, "chat", at, effective or asked)


def test_without_changes_the_current_plan_always_held():
    assert plan_on(date(2020, 1, 1), [], "pro") == "pro"


@pytest.mark.parametrize(
    ("day", "plan"),
    [
        (date(2026, 3, 1), "pro"),  # before anything changed
        (date(2026, 4, 2), "business"),  # after the upgrade
        (date(2026, 5, 20), "business"),  # the downgrade is only pending
        (date(2026, 6, 1), "pro"),  # it has come
        (date(2026, 7, 20), "pro"),  # another is pending
        (date(2026, 8, 1), "pro"),  # it was taken back, and never came
    ],
)
def test_the_plan_of_a_day_follows_upgrades_downgrades_and_what_was_taken_back(day: date, plan: str):
    history = [
        changed(date(2026, 4, 1), "pro", "business"),
        changed(date(2026, 5, 10), "business", "pro", date(2026, 6, 1)),
        changed(date(2026, 7, 10), "pro", "basic", date(2026, 8, 1)),
        changed(date(2026, 7, 25), "basic", "pro"),
    ]

    assert plan_on(day, history, "pro") == plan


def test_a_downgrade_that_came_is_seen_though_another_change_followed():
    history = [
        changed(date(2026, 5, 10), "enterprise", "business", date(2026, 6, 1)),
        changed(date(2026, 9, 10), "business", "pro", date(2026, 10, 1)),
    ]

    assert [plan_on(date(2026, month, 15), history, "pro") for month in (4, 5, 7, 9, 10)] == [
        "enterprise",
        "enterprise",
        "business",
        "business",
        "pro",
    ]
