"""An inbox page is as quick among a million open cases as among a thousand: processor time, from warm files.

A page of 50, the most urgent first, for a person with three of the 12 roles for which work waits; every open case waits
for three.

- khumue: ``Service.inbox`` as the command calls it: one limited query per role, their union sorted, rows made.
- bare: the least that SQL must do for the same page: the same walk along the index for each role, sorted and cut, no
  row made of it.

The cases are copies of one that the program itself has opened (``benchmarks/reading.py``).
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from benchmarks.reading import MINE, office
from benchmarks.timing import Contender, Table, computed, duration, race
from engine.service import Service
from engine.store.rows import LAST_DAY, queries
from engine.store.sqlite_store import HERE, SqliteStore

PAGE = 50
GOAL = 0.010
"""Seconds for a page."""


def khumue(service: Service) -> None:
    rows = service.inbox(None, mine=True, due_before=None, limit=PAGE, after=None)
    assert len(rows) == PAGE


def bare(store: SqliteStore) -> None:
    query, place = queries(HERE)["inbox"], ("", "", 0, "", "", "")
    rows = [row for role in MINE for row in store.connection.execute(query, (role, LAST_DAY, *place, PAGE))]
    assert len(sorted(rows)[:PAGE]) == PAGE


def tables(quick: bool) -> list[Table]:
    sizes = (1_000, 2_000) if quick else (1_000, 100_000, 1_000_000)
    with tempfile.TemporaryDirectory(prefix="khumue-bench-") as place:
        contenders: dict[str, Contender] = {}
        for size in sizes:
            store, service = office(Path(place), size)
            contenders[f"khumue {size}"] = _often(partial(khumue, service))
            contenders[f"bare {size}"] = _often(partial(bare, store))
        found = race(contenders, 2 if quick else 15)
    table = Table(f"An inbox page of {PAGE} for a person with three roles")
    for name in ("khumue", "bare"):
        ratio = found.ratio(f"{name} {sizes[-1]}", f"{name} {sizes[0]}")
        curve = " · ".join(f"{size:,}: {duration(found[f'{name} {size}'])}" for size in sizes)
        if name == "khumue":
            table.at_most(1.5, ratio, f"khumue, {sizes[0]:,} → {sizes[-1]:,} open cases", curve)
        else:
            table.note(ratio, "… bare", curve)
    for size in sizes:
        times = " · ".join(f"{name} {duration(found[f'{name} {size}'])}" for name in ("khumue", "bare"))
        table.note(found.ratio(f"khumue {size}", f"bare {size}"), f"{size:,} open cases: khumue ÷ bare", times)
    longest = found[f"khumue {sizes[-1]}"]
    table.at_most(1, longest / GOAL, f"{sizes[-1]:,} open cases: khumue ÷ {duration(GOAL)}", duration(longest))
    return [table]


def _often(work: partial[None], repeat: int = 5) -> Contender:
    return lambda: computed(lambda: [work() for _ in range(repeat)], repeat)
