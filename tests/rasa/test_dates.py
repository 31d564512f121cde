"""Dates as customers type them, read on Tuesday, 24 November 2026."""

from datetime import date

import pytest

from nlu.dates import iso_date

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("today", "2026-11-24"),
        ("Yesterday", "2026-11-23"),
        ("tomorrow morning", "2026-11-25"),
        ("the day after tomorrow", "2026-11-26"),
        ("day before yesterday", "2026-11-22"),
        ("tonight", "2026-11-24"),
        ("this morning", "2026-11-24"),
        ("last night", "2026-11-23"),
    ],
)
def test_named_days_are_counted_from_today(typed, written):
    assert iso_date(typed, TODAY) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Friday", "2026-11-27"),
        ("saturday", "2026-11-21"),
        ("tuesday", "2026-11-24"),
        ("last tuesday", "2026-11-17"),
        ("next Tuesday", "2026-12-01"),
        ("last Friday", "2026-11-20"),
        ("next fri", "2026-11-27"),
        ("the coming Friday", "2026-11-27"),
        ("this monday", "2026-11-23"),
        ("Wednesday evening", "2026-11-25"),
        ("monday next week", "2026-11-30"),
        ("friday last week", "2026-11-20"),
    ],
)
def test_weekdays_are_the_nearest_or_as_they_are_told(typed, written):
    assert iso_date(typed, TODAY) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("3 days ago", "2026-11-21"),
        ("two weeks ago", "2026-11-10"),
        ("in a week", "2026-12-01"),
        ("in 3 days", "2026-11-27"),
        ("a couple of months ago", "2026-09-24"),
        ("a year from now", "2027-11-24"),
    ],
)
def test_distances_are_counted_from_today(typed, written):
    assert iso_date(typed, TODAY) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("last week", "2026-W47"),
        ("next week", "2026-W49"),
        ("this month", "2026-11"),
        ("next month", "2026-12"),
        ("last year", "2025"),
        ("2025", "2025"),
        ("March 2026", "2026-03"),
        ("february", "2027-02"),
        ("last March", "2026-03"),
        ("last November", "2025-11"),
        ("this November", "2026-11"),
        ("next december", "2026-12"),
    ],
)
def test_a_week_month_or_year_as_a_whole_is_written_as_a_whole(typed, written):
    assert iso_date(typed, TODAY) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("the end of the month", "2026-11-30"),
        ("beginning of next month", "2026-12-01"),
        ("the end of the year", "2026-12-31"),
        ("end of the week", "2026-11-29"),
        ("the end of February", "2027-02-28"),
        ("last day of february 2028", "2028-02-29"),
        ("the 5th of next month", "2026-12-05"),
        ("the first of next year", "2027-01-01"),
    ],
)
def test_the_ends_of_periods_are_days(typed, written):
    assert iso_date(typed, TODAY) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("3 March 2026", "2026-03-03"),
        ("March 3rd, 2026", "2026-03-03"),
        ("the 3rd of March 2026", "2026-03-03"),
        ("the first of May 2026", "2026-05-01"),
        ("Sept. 12, 2026", "2026-09-12"),
        ("5. march 2026", "2026-03-05"),
        ("2026-11-03", "2026-11-03"),
        ("2026/11/03", "2026-11-03"),
        ("3.11.2026", "2026-11-03"),
        ("14/03/26", "2026-03-14"),
        ("3/14/2026", "2026-03-14"),
        ("14/3/2026", "2026-03-14"),
        ("5/5/2026", "2026-05-05"),
    ],
)
def test_full_dates_are_read_however_they_are_written(typed, written):
    assert iso_date(typed, TODAY) == written


@pytest.mark.parametrize(
    ("typed", "today", "written"),
    [
        ("November 30th", TODAY, "2026-11-30"),
        ("3 March", TODAY, "2027-03-03"),
        ("3 June", TODAY, "2026-06-03"),
        ("20 December", date(2026, 1, 5), "2025-12-20"),
        ("3/14", TODAY, "2027-03-14"),
        ("14/3", TODAY, "2027-03-14"),
        ("29 February", TODAY, "2028-02-29"),
        ("29 feb", date(2100, 6, 1), "2104-02-29"),
        ("the 20th", TODAY, "2026-11-20"),
        ("the 1st", TODAY, "2026-12-01"),
        ("the 31st", TODAY, "2026-10-31"),
        ("january", date(2026, 12, 31), "2027-01"),
    ],
)
def test_what_is_left_out_is_filled_by_the_nearest(typed, today, written):
    assert iso_date(typed, today) == written


@pytest.mark.parametrize(
    "typed",
    ["3/4", "03/11/2026", "04-03-2026", "last spring", "this weekend", "a few days ago", "the middle of the month"],
)
def test_what_may_be_several_dates_is_none(typed):
    assert iso_date(typed, TODAY) is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "12",
        "0000",
        "3 am",
        "31 February",
        "99/99/2026",
        "1/2/3/4",
        "in 3",
        "ago",
        "day",
        "1" * 50_000 + "x",
    ],
)
def test_what_is_no_date_is_none(typed):
    assert iso_date(typed, TODAY) is None


@pytest.mark.parametrize("written", ["2026-11-03", "2026-11", "2026"])
def test_iso_dates_stay_as_they_are(written):
    assert iso_date(written, TODAY) == written
