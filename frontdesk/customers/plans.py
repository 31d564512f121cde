"""What a change of plan means: when it starts, what it costs, whether the seats fit. No I/O."""

import calendar
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from frontdesk.customers.errors import NothingToChange, SeatsDoNotFit, UnknownPlan, spoken_date
from frontdesk.customers.model import AccountChange, Customer, PlanChange

_CENT = Decimal("0.01")


class PlanPrices(Protocol):
    """What the directory needs to know of the plan catalogue. All but `has` expect a plan that it has."""

    def has(self, plan_id: str, /) -> bool:
        """Whether there is such a plan."""

    def name(self, plan_id: str, /) -> str:
        """The plan's name as customers know it."""

    def monthly_price(self, plan_id: str, /) -> Decimal:
        """The price of one seat for one month, billed monthly."""

    def yearly_price(self, plan_id: str, /) -> Decimal:
        """The price of one seat for one year, billed yearly."""

    def seat_range(self, plan_id: str, /) -> tuple[int, int | None]:
        """The fewest and the most seats of an account on the plan; None: there is no most."""

    def refund_days(self, plan_id: str, /) -> int:
        """For how many days after a charge a refund can be requested."""


def decide_plan_change(customer: Customer, plan: str, prices: PlanPrices, today: date) -> PlanChange:
    """What moving `customer` to `plan` means: a dearer plan starts today, a cheaper one at the renewal.

    Asking for the current plan while another is pending takes that one back, today.

    Raises:
        UnknownPlan: the catalogue does not have `plan`.
        NothingToChange: the customer is on `plan`, or moves to it already.
        SeatsDoNotFit: the customer has fewer or more seats than `plan` holds.
    """
    if not prices.has(plan):
        raise UnknownPlan(plan)
    if plan == customer.pending_plan:
        raise NothingToChange(
            f"Your account already moves to {prices.name(plan)} on {spoken_date(customer.renews_on)}."
        )
    if plan == customer.plan:
        if customer.pending_plan is None:
            raise NothingToChange(f"Your account is already on {prices.name(plan)}.")
        return price_plan_change(customer, customer.pending_plan, plan, today, prices)
    _require_fitting_seats(customer, plan, prices)
    cheaper = _seat_price(customer, plan, prices) < _seat_price(customer, customer.plan, prices)
    return price_plan_change(customer, customer.plan, plan, customer.renews_on if cheaper else today, prices)


def price_plan_change(customer: Customer, before: str, after: str, starts_on: date, prices: PlanPrices) -> PlanChange:
    """The change with what `after` costs for the customer's seats and billing cycle."""
    period_total = customer.seats * _seat_price(customer, after, prices)
    months = 12 if customer.billing_cycle == "yearly" else 1
    return PlanChange(
        before=before,
        after=after,
        seats=customer.seats,
        monthly_total=(period_total / months).quantize(_CENT, ROUND_HALF_UP),
        starts_on=starts_on,
        billing_cycle=customer.billing_cycle,
        period_total=period_total.quantize(_CENT, ROUND_HALF_UP),
    )


def plan_on(day: date, plan_changes: Sequence[AccountChange], current: str) -> str:
    """The plan that held on `day`, by the account's changes of plan, the oldest first."""
    if not plan_changes:
        return current
    # Without a first `before`, nothing is known of the time before it; a change of plan always has one.
    plan = plan_changes[0].before or current
    pending: AccountChange | None = None
    for change in plan_changes:
        asked_on = change.at.date()
        if asked_on > day:
            break
        if pending and pending.effective_on <= asked_on:
            plan = pending.after
        pending = change if change.effective_on > asked_on else None
        if pending is None:
            plan = change.after
    return pending.after if pending and pending.effective_on <= day else plan


def next_renewal(renews_on: date, billing_cycle: str, today: date) -> date:
    """The first renewal after `today` of a subscription that renews on `renews_on`, and every cycle from then on."""
    step = 12 if billing_cycle == "yearly" else 1
    renewal, months = renews_on, 0
    while renewal <= today:
        months += step
        renewal = _months_later(renews_on, months)
    return renewal


def _require_fitting_seats(customer: Customer, plan: str, prices: PlanPrices) -> None:
    minimum, maximum = prices.seat_range(plan)
    if customer.seats < minimum or (maximum is not None and customer.seats > maximum):
        raise SeatsDoNotFit(prices.name(plan), customer.seats, minimum, maximum)


def _seat_price(customer: Customer, plan: str, prices: PlanPrices) -> Decimal:
    yearly = customer.billing_cycle == "yearly"
    return prices.yearly_price(plan) if yearly else prices.monthly_price(plan)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
