"""Which version holds on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.publishing import in_force, still_to_come
from engine.store import Publication

FIRST = date(2026, 1, 1)
AT = datetime(2026, 1, 1, tzinfo=UTC)


def rows_of(*begins: tuple[str, int]) -> list[Publication]:
    return [Publication("leave", version, FIRST + timedelta(days=day), AT) for version, day in begins]


def version_on(rows: list[Publication], day: int) -> str | None:
    found = in_force(rows, FIRST + timedelta(days=day))
    return found.version if found else None


def test_the_latest_that_has_begun_holds() -> None:
    rows = rows_of(("a", 0), ("b", 10), ("c", 5))
    assert [version_on(rows, day) for day in (-1, 0, 4, 5, 9, 10, 99)] == [None, "a", "a", "c", "c", "b", "b"]


def test_of_two_that_begin_on_one_day_the_last_published_holds() -> None:
    assert version_on(rows_of(("a", 3), ("b", 3)), 3) == "b"


def test_a_version_that_held_before_is_not_still_to_come() -> None:
    rows = rows_of(("a", 0), ("b", 10), ("a", 20))
    assert still_to_come(rows, "a", FIRST) is None
    assert still_to_come(rows, "b", FIRST) == rows[1]
    assert still_to_come(rows, "b", rows[1].holds_from) is None
    assert still_to_come(rows, "c", FIRST) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20))), st.integers(0, 20))
def test_one_version_holds_from_the_first_day_on(begins: list[tuple[str, int]], day: int) -> None:
    rows = rows_of(*begins)
    begun = [row for row in rows if row.holds_from <= FIRST + timedelta(days=day)]
    found = in_force(rows, FIRST + timedelta(days=day))
    assert (found is None) == (not begun)
    if found:
        assert found.holds_from == max(row.holds_from for row in begun)
