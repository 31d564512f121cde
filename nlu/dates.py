"""Reads dates as customers type them, exact or relative, and writes them as ISO 8601 has them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from nlu.calendar_dates import SHIFTS, calendar_period
from nlu.periods import Period, month_of, single_day, week_of, year_of

NAMED_DAYS = {"day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "day after tomorrow": 2}
PARTS_OF_A_DAY = re.compile(r" (morning|afternoon|evening|night)$")
DAYS_BY_PART = {"tonight": 0, "last night": -1, **dict.fromkeys(("this morning", "this afternoon", "this evening"), 0)}

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = re.compile(
    r"(?:(?P<which>last|this|next) )?"
    r"(?P<day>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
    r"(?: (?P<week>last|this|next) week)?"
)
# "the coming month" is the next one.
OTHER_NAMES_OF_SHIFTS = {"the coming": "next", "the following": "next", "the previous": "last"}

UNITS = {"week": week_of, "month": month_of, "year": year_of}
EDGE_OF_A_PERIOD = re.compile(
    r"(?:the )?(?P<edge>end|last|beginning|start|first|(?P<number>\d{1,2})(?:st|nd|rd|th))(?: day)? of (?P<period>.+)"
)
LAST_DAY = ("end", "last")

COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
DISTANCE = re.compile(
    r"(?P<ahead>in )?(?P<count>\d{1,3}|[a-z]+|a couple(?: of)?) ?(?P<unit>day|week|month|year)s?"
    r"(?: (?P<towards>ago|from now))?"
)


def iso_date(text: str, today: date) -> str | None:
    """`text`, such as "3 March", "last Friday" or "in two weeks", as ISO 8601 has it; None when it is not one date.

    A day becomes "2026-11-03". A week, month or year meant as a whole becomes "2026-W45", "2026-11" or "2026". Relative
    ones are counted from `today`. A day or month without a year, and a weekday alone, are the nearest to `today`; a
    "last" or "next" weekday is the nearest before or after it, and "this" one is of the same week. Figures that may be
    day and month or month and day, such as "3/4", are not one date.
    """
    typed = " ".join(text.casefold().split())
    for name, shift in OTHER_NAMES_OF_SHIFTS.items():
        typed = typed.replace(name, shift)
    period = _period(typed, today)
    return period.written if period else None


def _period(typed: str, today: date) -> Period | None:
    day = _named_day(typed, today) or _weekday(typed, today) or _distance(typed, today)
    if day:
        return single_day(day)
    return _unit(typed, today) or calendar_period(typed, today) or _edge(typed, today)


def _named_day(typed: str, today: date) -> date | None:
    """The day of "tomorrow", "yesterday evening" or "last night"."""
    named = typed.removeprefix("the ")
    shift = DAYS_BY_PART.get(named, NAMED_DAYS.get(PARTS_OF_A_DAY.sub("", named)))
    return None if shift is None else today + timedelta(days=shift)


def _weekday(typed: str, today: date) -> date | None:
    """The day of "Friday", "last Friday", "Friday morning" or "Friday next week"."""
    found = WEEKDAY.fullmatch(PARTS_OF_A_DAY.sub("", typed))
    if not found:
        return None
    of_this_week = today + timedelta(days=WEEKDAYS.index(found["day"][:3]) - today.weekday())
    if found["week"]:
        return of_this_week + timedelta(weeks=SHIFTS[found["week"]])
    if found["which"] == "this":
        return of_this_week
    candidates = [of_this_week + timedelta(weeks=weeks) for weeks in (-1, 0, 1)]
    if found["which"] == "last":
        return max(day for day in candidates if day < today)
    if found["which"] == "next":
        return min(day for day in candidates if day > today)
    return min(candidates, key=lambda day: abs(day - today))


def _distance(typed: str, today: date) -> date | None:
    """The day of "3 days ago", "in two weeks" or "a year from now"."""
    found = DISTANCE.fullmatch(typed)
    count = _count(found["count"]) if found else None
    if not found or count is None or bool(found["ahead"]) == bool(found["towards"]):
        return None
    if found["towards"] == "ago":
        count = -count
    return today + relativedelta(**{f"{found['unit']}s": count})


def _count(typed: str) -> int | None:
    if typed.isdecimal():
        return int(typed)
    if typed in COUNTS:
        return COUNTS.index(typed) + 1
    if typed in ("a", "an"):
        return 1
    return 2 if "couple" in typed else None


def _unit(typed: str, today: date) -> Period | None:
    """The whole of "last week", "this month" or "next year"."""
    shift, _, unit = typed.partition(" ")
    if shift not in SHIFTS or unit not in UNITS:
        return None
    return UNITS[unit](today + relativedelta(**{f"{unit}s": SHIFTS[shift]}))


def _edge(typed: str, today: date) -> Period | None:
    """The day of "the end of March", "the first of next month" or "the 5th of the month"."""
    found = EDGE_OF_A_PERIOD.fullmatch(typed)
    if not found:
        return None
    typed = re.sub(r"^the (?=week|month|year)", "this ", found["period"])
    period = _unit(typed, today) or calendar_period(typed, today)
    if not period:
        return None
    if found["edge"] in LAST_DAY:
        return single_day(period.last)
    day = period.first + timedelta(days=int(found["number"] or 1) - 1)
    return single_day(day) if day <= period.last else None
