"""Days: working days and due dates, and dates as people write and read them.

Local time is that of Thailand, UTC+7 all year. Years are of the common era inside the program; people see and may
type the Buddhist era (543 more).
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Language = Literal["th", "en"]

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
BUDDHIST_ERA = 543
BUDDHIST_YEARS = 2400
"""A year from here on is one of the Buddhist era, whoever wrote it."""
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
TO_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
FULL_MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local_day(moment: datetime) -> date:
    """The calendar day of a moment in Thailand."""
    return moment.astimezone(BANGKOK).date()


def read_date(text: str) -> date:
    """A date as people type it: 2026-11-23, 23/11/2569, ๒๓/๑๑/๒๕๖๙ or 23 พ.ย. 2569.

    A year from 2400 on is of the Buddhist era. Raises ValueError for anything else.
    """
    plain = " ".join(text.translate(THAI_DIGITS).split())
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", plain):
        day, month, year = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2}) ?([^\d\s]+) ?(?:พ\.ศ\. ?)?(\d{4})", plain):
        day, month, year = int(match[1]), _month(match[2]), int(match[3])
    else:
        raise ValueError(text)
    return date(year - BUDDHIST_ERA if year >= BUDDHIST_YEARS else year, month, day)


def _month(name: str) -> int:
    for months in (MONTHS, FULL_MONTHS, ENGLISH_MONTHS):
        for number, month in enumerate(months, 1):
            if name.replace(".", "").casefold() == month.replace(".", "").casefold():
                return number
    raise ValueError(name)


def spoken_date(value: date | datetime, language: Language) -> str:
    """A day, and the time if there is one, as a person reads it: 23 พ.ย. 2569 14:05, or 23 Nov 2026 14:05."""
    clock = ""
    if isinstance(value, datetime):
        value = value.astimezone(BANGKOK)
        clock = f" {value:%H:%M}"
    if language == "th":
        return f"{value.day} {MONTHS[value.month - 1]} {value.year + BUDDHIST_ERA}{clock}"
    return f"{value.day} {ENGLISH_MONTHS[value.month - 1]} {value.year}{clock}"


def iso(moment: datetime) -> str:
    """A moment for machines: ISO 8601 with Thailand's offset."""
    return moment.astimezone(BANGKOK).isoformat(timespec="seconds")


class NoHolidayData(Exception):
    """A due date falls into a year whose holidays nobody has entered; ``year`` is of the common era."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


def is_day_off(day: date, holidays: Mapping[int, frozenset[date]]) -> bool:
    """Whether an office is closed on a day. ``holidays`` lists per year (common era) the days off besides weekends.

    Raises NoHolidayData for a year that is not listed.
    """
    if day.year not in holidays:
        raise NoHolidayData(day.year)
    return day.weekday() >= 5 or day in holidays[day.year]


def due_day(
    opened: date,
    within: str,
    holidays: Mapping[int, frozenset[date]],
    suspended: Iterable[tuple[date, date]] = (),
) -> date:
    """The last day of a deadline such as ``15 days`` or ``15 working days`` that begins on ``opened``.

    The first day is not counted; a last day that is a day off moves to the next working day. Days after the one on
    which the case was suspended, up to the one on which it was resumed, are not counted. Raises NoHolidayData rather
    than guess.
    """
    pauses = list(suspended)
    left = int(within.split(maxsplit=1)[0])
    working = "working" in within
    day = opened

    def paused() -> bool:
        return any(start < day <= end for start, end in pauses)

    while left:
        day += timedelta(days=1)
        if not paused() and not (working and is_day_off(day, holidays)):
            left -= 1
    while paused() or is_day_off(day, holidays):
        day += timedelta(days=1)
    return day
