"""An inbox page is as quick among a million open cases as among a thousand, from warm files: processor time on
SQLite; on PostgreSQL, with which programs share the processors, the time that passes.

A page of 50, the most urgent first, for a person with three of the 12 roles for which work waits; every open case waits
for three, each at a step that is kept apart (`not-by`) from what others have done.

- khumue: ``Service.inbox`` as the command calls it: whose roles are asked for, rows made.
- bare: the least that SQL must do for the same page: for each role a walk along its part of the index, no further than
  a page; sorted and cut, and the cases of what is left.

How much waits at each step is read from counts that are kept as it changes (``khumue inbox --count``).

The cases are copies of one that the program itself has opened (``benchmarks/reading.py``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.reading import MINE, office, shared_office
from benchmarks.server import Server
from benchmarks.timing import Contender, Race, Table, clocked, computed, duration, race
from engine.service import Service
from engine.store.postgres_store import PostgresStore
from engine.store.rows import LAST_DAY
from engine.store.sqlite_store import SqliteStore

PAGE = 50
GOAL = 0.010
"""Seconds for a page."""
COUNTING = 0.100
"""Seconds for what waits at every step."""


def khumue(service: Service) -> None:
    rows = service.inbox(None, mine=True, due_before=None, limit=PAGE, after=None)
    assert len(rows) == PAGE


def bare(store: SqliteStore | PostgresStore) -> None:
    assert len(store._waiting(MINE, LAST_DAY, ("", "", 0, "", "", ""), PAGE)) == PAGE


def counted(service: Service) -> None:
    assert service.open_work(None, mine=False, overdue=False)


def tables(quick: bool) -> list[Table]:
    sizes = (1_000, 2_000) if quick else (1_000, 100_000, 1_000_000)
    rounds = 2 if quick else 15
    server = Server(durable=not quick)
    opened: list[SqliteStore | PostgresStore] = []
    try:
        with tempfile.TemporaryDirectory(prefix="khumue-bench-") as place:
            here: Offices = {size: office(Path(place), size) for size in sizes}
            there: Offices = {size: shared_office(server.fresh(), size) for size in sizes}
            opened += [store for store, _ in (*here.values(), *there.values())]
            return [
                *_told("on SQLite", race(_contenders(here, computed), rounds), sizes),
                *_told("on PostgreSQL, as it passes", race(_contenders(there, clocked), rounds), sizes),
            ]
    finally:
        for store in opened:
            store.close()
        server.stop()


Offices = Mapping[int, tuple[SqliteStore | PostgresStore, Service]]
Clock = Callable[[Callable[[], object], int], float]


def _contenders(offices: Offices, clock: Clock) -> dict[str, Contender]:
    found: dict[str, Contender] = {}
    for size, (store, service) in offices.items():
        found[f"khumue {size}"] = _often(partial(khumue, service), clock)
        found[f"bare {size}"] = _often(partial(bare, store), clock)
        found[f"counted {size}"] = _often(partial(counted, service), clock)
    return found


def _told(where: str, found: Race, sizes: Sequence[int]) -> list[Table]:
    page = Table(f"An inbox page of {PAGE} for a person with three roles, {where}")
    for name in ("khumue", "bare"):
        ratio = found.ratio(f"{name} {sizes[-1]}", f"{name} {sizes[0]}")
        curve = " · ".join(f"{size:,}: {duration(found[f'{name} {size}'])}" for size in sizes)
        if name == "khumue":
            page.at_most(1.5, ratio, f"khumue, {sizes[0]:,} → {sizes[-1]:,} open cases", curve)
        else:
            page.note(ratio, "… bare", curve)
    for size in sizes:
        times = " · ".join(f"{name} {duration(found[f'{name} {size}'])}" for name in ("khumue", "bare"))
        page.note(found.ratio(f"khumue {size}", f"bare {size}"), f"{size:,} open cases: khumue ÷ bare", times)
    longest, most = found[f"khumue {sizes[-1]}"], found[f"counted {sizes[-1]}"]
    page.at_most(1, longest / GOAL, f"{sizes[-1]:,} open cases: khumue ÷ {duration(GOAL)}", duration(longest))
    work = Table(f"Open work counted per step, {where}")
    curve = " · ".join(f"{size:,}: {duration(found[f'counted {size}'])}" for size in sizes)
    work.at_most(1, most / COUNTING, f"{sizes[-1]:,} open cases: khumue ÷ {duration(COUNTING)}", curve)
    return [page, work]


def _often(work: partial[None], clock: Clock, repeat: int = 5) -> Contender:
    return lambda: clock(lambda: [work() for _ in range(repeat)], repeat)
