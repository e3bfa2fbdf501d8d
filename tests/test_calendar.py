"""Days as an office counts them, and dates as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import (
    FULL_MONTHS,
    MONTHS,
    NoHolidayData,
    due_day,
    is_day_off,
    iso,
    local_day,
    read_date,
    spoken_date,
)

SONGKRAN = frozenset({date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 15)})
HOLIDAYS = {2026: SONGKRAN | {date(2026, 12, 31)}, 2027: frozenset({date(2027, 1, 1)})}
FRIDAY = date(2026, 4, 10)


# -- deadlines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "within", "due", "because"),
    [
        (date(2026, 3, 2), "1 day", date(2026, 3, 3), "the first day is not counted"),
        (date(2026, 3, 2), "15 days", date(2026, 3, 17), "every day counts"),
        (date(2026, 3, 2), "5 days", date(2026, 3, 9), "a Saturday moves to Monday"),
        (FRIDAY, "3 days", date(2026, 4, 16), "a holiday moves to the next working day"),
        (date(2026, 3, 2), "5 working days", date(2026, 3, 9), "a weekend does not count"),
        (FRIDAY, "1 working day", date(2026, 4, 16), "nor do holidays"),
        (FRIDAY, "3 working days", date(2026, 4, 20), "over holidays and a weekend"),
        (date(2026, 4, 11), "1 working day", date(2026, 4, 16), "opened on a Saturday"),
        (date(2026, 12, 30), "2 days", date(2027, 1, 4), "over the new year"),
    ],
)
def test_a_deadline(opened: date, within: str, due: date, because: str) -> None:
    assert due_day(opened, within, HOLIDAYS) == due, because


@pytest.mark.parametrize(
    ("within", "pauses", "due"),
    [
        ("5 days", [(date(2026, 3, 3), date(2026, 3, 5))], date(2026, 3, 9)),
        ("5 days", [(date(2026, 3, 3), date(2026, 3, 3))], date(2026, 3, 9)),
        ("3 working days", [(date(2026, 3, 3), date(2026, 3, 5))], date(2026, 3, 9)),
        ("3 working days", [(date(2026, 3, 3), date(2026, 3, 4)), (date(2026, 3, 5), date(2026, 3, 6))],
         date(2026, 3, 9)),
        ("3 working days", [(date(2026, 2, 2), date(2026, 2, 20))], date(2026, 3, 5)),
        ("5 days", [(date(2026, 3, 7), date(2026, 3, 11))], date(2026, 3, 12)),
    ],
    ids=["three days stood", "back on the same day", "working days", "twice", "before it began", "while it moves on"],
)  # fmt: skip
def test_the_clock_stands_while_a_case_is_suspended(within: str, pauses: list[tuple[date, date]], due: date) -> None:
    assert due_day(date(2026, 3, 2), within, HOLIDAYS, pauses) == due


@pytest.mark.parametrize(
    ("opened", "within"),
    [(date(2027, 12, 30), "3 working days"), (date(2027, 12, 30), "3 days"), (date(2025, 1, 6), "1 working day")],
)
def test_a_year_without_holidays_cannot_be_computed(opened: date, within: str) -> None:
    with pytest.raises(NoHolidayData):
        due_day(opened, within, HOLIDAYS)


def test_no_data_is_needed_for_years_that_are_only_passed_through() -> None:
    assert due_day(date(2025, 12, 1), "60 days", HOLIDAYS) == date(2026, 1, 30)
    with pytest.raises(NoHolidayData) as missing:
        due_day(date(2027, 12, 1), "60 days", HOLIDAYS)
    assert missing.value.year == 2028


@given(st.dates(date(2026, 1, 1), date(2026, 6, 1)), st.integers(1, 60), st.booleans())
def test_a_deadline_ends_on_a_working_day_and_holds_as_many_days_as_it_says(
    opened: date, days: int, working: bool
) -> None:
    due = due_day(opened, f"{days} {'working ' if working else ''}days", HOLIDAYS)
    passed = [opened + timedelta(days=n) for n in range(1, (due - opened).days + 1)]
    assert not is_day_off(due, HOLIDAYS)
    counted = [day for day in passed if not (working and is_day_off(day, HOLIDAYS))]
    assert len(counted) == days if working else len(counted) >= days


# -- dates as people write them ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["2026-11-23", "23/11/2569", "๒๓/๑๑/๒๕๖๙", "23 พ.ย. 2569", "๒๓ พ.ย. ๒๕๖๙", "23 พฤศจิกายน 2569",
     "23 พฤศจิกายน พ.ศ. 2569", "23พ.ย.2569", "23 พย 2569", "23 Nov 2026", "23 nov 2026", "  23/11/2569 ",
     "2569-11-23", "23/11/2026"],
)  # fmt: skip
def test_a_date_is_read_as_it_is_typed(typed: str) -> None:
    assert read_date(typed) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "typed",
    ["", "พรุ่งนี้", "31/2/2569", "29/2/2569", "23/11/69", "11-23-2026", "23/13/2569", "0/1/2569", "23 พ.บ. 2569",
     "23.11.2569", "2026-11-23T10:00", "20261123", "1/1/0000", "23/11/25690"],
)  # fmt: skip
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — whatever it says, the caller says it in other words
        read_date(typed)


def test_a_leap_day_of_the_buddhist_era() -> None:
    assert read_date("29/2/2567") == date(2024, 2, 29)


@given(st.dates(date(1900, 1, 1), date(2399, 12, 31)))
def test_a_spoken_date_is_read_back(day: date) -> None:
    assert read_date(spoken_date(day, "th")) == day
    assert read_date(spoken_date(day, "en")) == day
    assert read_date(f"{day.day} {FULL_MONTHS[day.month - 1]} {day.year + 543}") == day
    assert MONTHS[day.month - 1] in spoken_date(day, "th")


def test_a_date_is_spoken_in_the_readers_era() -> None:
    assert spoken_date(date(2026, 11, 23), "th") == "23 พ.ย. 2569"
    assert spoken_date(date(2026, 11, 23), "en") == "23 Nov 2026"
    assert spoken_date(datetime(2026, 11, 23, 7, 5, tzinfo=UTC), "th") == "23 พ.ย. 2569 14:05"
    assert spoken_date(datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "en") == "1 Jan 2027 00:00"


# -- moments ---------------------------------------------------------------------------------------------------------


def test_the_day_changes_at_midnight_in_thailand() -> None:
    assert local_day(datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert local_day(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == date(2026, 11, 23)


def test_a_moment_is_stored_with_thailands_offset() -> None:
    moment = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
    assert iso(moment) == "2026-11-23T14:05:00+07:00"
    assert datetime.fromisoformat(iso(moment)) == moment
