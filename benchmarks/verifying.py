"""What ``khumue db verify`` and ``khumue db seal`` take for a case, on both stores, as it passes.

Half of the cases are finished, the others stand somewhere on the way: a loop that was walked twice, an alternative, six
branches and a step with five entries, so that events, what was given, steps, entries and fields all have rows.

- verify: ``sealing.verify``: every case's hashes and commitments made anew, its events folded, its rows compared.
- seal: ``sealing.contents_of``: the hashes made anew and a mark for each event.
- read: the least that either must do: the same rows, table by table, and nothing done with them.

The server has the same rows: the file was copied there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.contenders import command
from benchmarks.procedures import wide
from benchmarks.server import Server
from benchmarks.timing import Contender, Table, clocked, race
from engine import sealing
from engine.calendar import local_day
from engine.decide import Start
from engine.service import Service, now
from engine.store import Publication
from engine.store.copying import copy
from engine.store.postgres_store import PostgresStore
from engine.store.sqlite_store import SqliteStore

ROWS = ("office_case", "event", "personal", "step", "item", "field", "ready")
Office = SqliteStore | PostgresStore


def office(path: Path, cases: int) -> SqliteStore:
    """A database with so many cases, each opened and worked by the program itself: copied ones would be forgeries."""
    procedure, store, at = wide(5), SqliteStore(str(path), "OFF"), now()
    plan = procedure.plan()
    with store.writing():
        store.take_version(plan, "{}", at)
        store.publish(Publication(plan.process, plan.version, local_day(at), at, "head"))
    service = Service(store, "login", "clerk")
    opened = service.start_all(plan, "{}", [Start(procedure.start, f"เรื่องที่ {n}") for n in range(cases)])
    numbers = [case.id for _, batch in opened for case in batch]
    for place, case in enumerate(numbers):
        for move in procedure.moves[: None if place % 2 else place % len(procedure.moves)]:
            service.carry_out(case, command(move))
    return store


def verify(store: Office, cases: int) -> None:
    found = sealing.verify(store)
    assert found.cases == cases
    assert [finding.what for finding in found.findings] == ["version-altered"]  # its definition was left out


def seal(store: Office, cases: int) -> None:
    assert len(sealing.contents_of(store, now()).cases) == cases


def read(store: Office, cases: int) -> None:
    with store.reading():
        counts = [sum(1 for _ in store.table(name)) for name in ROWS]
    assert counts[0] == cases


@contextmanager
def offices(cases: int, *, durable: bool) -> Iterator[dict[str, Office]]:
    """The same cases in a file and on a server."""
    server = Server(durable=durable)
    opened: dict[str, Office] = {}
    try:
        with tempfile.TemporaryDirectory(prefix="khumue-bench-") as place:
            opened["SQLite"] = office(Path(place) / "office.db", cases)
            opened["PostgreSQL"] = there = PostgresStore(server.fresh())
            copy(opened["SQLite"], there)
            there.connection.execute("VACUUM ANALYZE")  # which a server does by itself after a while
            try:
                yield opened
            finally:
                for store in opened.values():
                    store.close()
    finally:
        server.stop()


def tables(quick: bool) -> list[Table]:
    cases, rounds = (60, 1) if quick else (5_000, 3)
    with offices(cases, durable=not quick) as opened:
        contenders: dict[str, Contender] = {
            f"{work.__name__}, {where}": partial(clocked, partial(work, store, cases), cases)
            for where, store in opened.items()
            for work in (verify, seal, read)
        }
        found = race(contenders, rounds)
    table = Table(f"Every case held against its record, {cases:,} cases, per case")
    for where in opened:
        for name in ("verify", "seal"):
            times = " · ".join(f"{what} {found[f'{what}, {where}'] * 1e6:,.0f} µs" for what in (name, "read"))
            table.note(found.ratio(f"{name}, {where}", f"read, {where}"), f"{where}: {name} ÷ bare reading", times)
    return [table]
