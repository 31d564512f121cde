"""Days, weeks, months and years, each with its first and last day and how ISO 8601 writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class Period:
    """A stretch of days.

    Attributes:
        first: its first day.
        last: its last day.
        written: the whole of it as ISO 8601 writes it: "2026-11-03", "2026-W45", "2026-11" or "2026".
    """

    first: date
    last: date
    written: str


def single_day(day: date) -> Period:
    """The period of `day` alone."""
    return Period(day, day, day.isoformat())


def week_of(day: date) -> Period:
    """The week from Monday to Sunday that `day` is in."""
    first = day - timedelta(days=day.weekday())
    return Period(first, first + timedelta(days=6), "{}-W{:02}".format(*day.isocalendar()))


def month_of(day: date) -> Period:
    """The month that `day` is in."""
    return Period(day.replace(day=1), day + relativedelta(day=31), f"{day:%Y-%m}")


def year_of(day: date) -> Period:
    """The year that `day` is in."""
    return Period(day.replace(month=1, day=1), day.replace(month=12, day=31), f"{day:%Y}")
