"""Reads dates that a calendar has: by day, month and year, or by some of them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from dateutil.parser import ParserError, parse
from dateutil.relativedelta import relativedelta

from nlu.periods import Period, month_of, single_day, year_of

MONTHS = (
    "jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?|september|oct(ober)?|nov(ember)?|"
    "dec(ember)?"
)
# Figures, months and "of", and nothing else that dateutil would read.
WORD_OF_A_DATE = re.compile(rf"\d[\d./-]*(st|nd|rd|th)?|({MONTHS})\.?|of")
YEAR = re.compile(r"[12]\d{3}")
# 3/4, but not 3/14 and not 3.4., which is always the day first.
DAY_OR_MONTH_FIRST = re.compile(r"(?P<one>\d{1,2})[/-](?P<other>\d{1,2})([/-]\d+)?")
DAY_FIRST = re.compile(r"\d{1,2}\.|(1[3-9]|[23]\d)/")
# dateutil fills what a text leaves out from a date of ours: what differs by the filling was left out. Both months have
# 31 days and both years a 29 February, so that every day fits.
FILLINGS = (datetime(2000, 1, 1), datetime(2004, 3, 2))

SHIFTS = {"last": -1, "this": 0, "next": 1}


def calendar_period(typed: str, today: date) -> Period | None:
    """The day, month or year of `typed`, lower-case text such as "the 3rd of March", "next May", "14.3.2026" or "2025".

    What is left out is filled so that the date is the nearest to `today`. None when `typed` is no such date, or may be
    two, as "3/4".
    """
    shift, _, month = typed.partition(" ")
    if shift in SHIFTS and re.fullmatch(MONTHS, month):
        return _shifted_month(month, SHIFTS[shift], today)
    bare = re.sub(r"\bthe |\bday (?=of)", "", re.sub(r"\bfirst (?=(day )?of)", "1 ", typed))
    if YEAR.fullmatch(bare):
        return year_of(date(int(bare), 1, 1))
    words = bare.replace(",", " ").split()
    if bare.isdecimal() or not all(map(WORD_OF_A_DATE.fullmatch, words)) or _has_two_readings(bare):
        return None
    return _read(" ".join(words), today)


def _shifted_month(month: str, shift: int, today: date) -> Period:
    """The last such month before this one, the one of this year, or the next after this one."""
    of_this_year = today.replace(month=parse(month, default=FILLINGS[0]).month, day=1)
    away = of_this_year.month - today.month
    return month_of(of_this_year if away * shift > 0 or not shift else of_this_year + relativedelta(years=shift))


def _has_two_readings(typed: str) -> bool:
    found = DAY_OR_MONTH_FIRST.fullmatch(typed)
    return bool(found) and found["one"] != found["other"] and max(int(found["one"]), int(found["other"])) <= 12


def _read(typed: str, today: date) -> Period | None:
    day_first = bool(DAY_FIRST.match(typed))
    try:
        one, other = (parse(typed, default=filling, dayfirst=day_first) for filling in FILLINGS)
    except (ParserError, OverflowError):
        return None
    given = {part for part in ("day", "month", "year") if getattr(one, part) == getattr(other, part)}
    if given >= {"day", "month", "year"}:
        return single_day(one.date())
    if given == {"month", "year"}:
        return month_of(one.date())
    if given == {"month"}:
        return month_of(_nearest(one.month, 1, today.replace(day=1)))
    if given == {"day", "month"}:
        return single_day(_nearest(one.month, one.day, today))
    if given == {"day"}:
        return single_day(_nearest(None, one.day, today))
    return None


def _nearest(month: int | None, day: int, today: date) -> date:
    """Of the days with the number `day`, of `month` if it is given, the nearest to `today`."""
    # A 29 February is at most eight years away.
    months = (today.replace(day=1) + relativedelta(months=shift) for shift in range(-8 * 12, 8 * 12 + 1))
    candidates = [
        first + timedelta(days=day - 1)
        for first in months
        if month in (None, first.month) and (first + timedelta(days=day - 1)).month == first.month
    ]
    return min(candidates, key=lambda candidate: abs(candidate - today))
