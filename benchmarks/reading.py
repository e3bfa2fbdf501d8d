"""What is read grows with what is shown, not with what is stored: processor time, all from warm files.

- status: one case as a whole, and the event behind each of its done steps, among 1,000 to 100,000 open cases
- replay: a case made anew from its events, per event, from 8 to 400 steps

The cases are copies of a few that the program itself has opened, made by SQL over the same tables.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from benchmarks.contenders import command
from benchmarks.procedures import HEAD, Procedure, linear, step
from benchmarks.timing import Contender, Table, computed, duration, race
from engine.authority import Authority, Membership
from engine.calendar import local_day
from engine.case import replay
from engine.decide import Complete, Start
from engine.lifecycle import DONE
from engine.service import People, Service, now
from engine.store import Publication
from engine.store.postgres_store import PostgresStore
from engine.store.records import TABLES
from engine.store.sqlite_store import SqliteStore

ROLES = 12
MINE = ("role-1", "role-5", "role-9")
"""Of the roles for which work waits, those of one person."""


COPIED = ("event", "personal", "office_case", "step", "ready")


def _copied(table: str, due: str) -> tuple[str, str]:
    """The columns of a table, and what they hold in the copy ``n`` of a case; ``due``: a day of a year, as SQL."""
    instead = {
        "case_no": "n",
        "case_id": "'1-' || n",
        "ready.actor": f"'role-' || ((n + row_number() OVER (PARTITION BY n)) % {ROLES})",
        "ready.due": due,
    }
    columns = ", ".join(TABLES[table]).split(", ")
    values = [instead.get(f"{table}.{name}") or instead.get(name, name) for name in columns]
    return ", ".join(columns), ", ".join(values)


def multiply(store: SqliteStore, count: int) -> None:
    """Copy the one case that the program has opened under other numbers, its work spread over roles and over a year."""
    run = store.connection.execute
    run("CREATE TEMP TABLE number (n INTEGER PRIMARY KEY)")
    counting = "WITH RECURSIVE c(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM c WHERE n < ?)"
    run(f"{counting} INSERT INTO number SELECT n FROM c", (count,))
    for table in COPIED:
        columns, values = _copied(table, "date('2026-01-01', (n * 7919 % 365) || ' days')")
        run(f"INSERT INTO {table} ({columns}) SELECT {values} FROM number, {table} WHERE case_no = 1")
    run("ANALYZE")


def multiply_on_server(store: PostgresStore, count: int) -> None:
    """The same on PostgreSQL."""
    for table in COPIED:
        columns, values = _copied(table, "to_char(date '2026-01-01' + (n::bigint * 7919 % 365)::integer, 'YYYY-MM-DD')")
        store.connection.execute(
            f"INSERT INTO khumue.{table} ({columns}) SELECT {values}"
            f" FROM generate_series(2, {count}) AS n, khumue.{table} WHERE case_no = 1".encode()
        )


def office(folder: Path, cases: int) -> tuple[SqliteStore, Service]:
    """A store with so many open cases, each with a few steps done and three that wait for somebody."""
    store = SqliteStore(str(folder / f"{cases}.db"), "OFF")
    service = _opened(store)
    with store.writing():
        multiply(store, cases)
    return store, service


def shared_office(url: str, cases: int) -> tuple[PostgresStore, Service]:
    """The same on a server, where a procedure has been published before a case begins."""
    store = PostgresStore(url)
    service = _opened(store)
    with store.writing():
        multiply_on_server(store, cases)
    store.connection.execute("VACUUM ANALYZE")  # which a server does by itself after a while
    return store, service


def _opened(store: SqliteStore | PostgresStore) -> Service:
    """One open case with two steps done by somebody else and three that wait, all kept apart from one of these."""
    first = step("take") + step("sort", "after: [take]")
    waiting = "".join(step(f"work{place}", "after: [sort], within: 3000 days, not-by: [sort]") for place in range(3))
    procedure = Procedure(HEAD + "steps:\n" + first + waiting + step("close"), "", {}, [])
    plan, at = procedure.plan(), now()
    with store.writing():
        store.take_version(plan, "{}", at)
        store.publish(Publication(plan.process, plan.version, local_day(at), at, "head"))
    service = Service(
        store,
        "login",
        "",
        People({"clerk": ()}, Authority(memberships=tuple(Membership("clerk", role) for role in MINE))),
    )
    case = service.start(plan, "{}", Start()).id
    for name in ("take", "sort"):
        service.carry_out(case, Complete(name))
    service.person = "clerk"
    return service


def status(store: SqliteStore, case_id: str) -> None:
    case = store.case(case_id, whole=True)
    done = [store.event(case, case.steps[name].seq) for name in case.plan.steps if case.steps[name].state == DONE]
    assert len(done) == 2
    assert len(list(case.ready())) == 3


def again(store: SqliteStore, case_id: str) -> None:
    case = replay(case_id, store.events(case_id))
    assert case.state == "completed"


def tables(quick: bool) -> list[Table]:
    sizes, lengths = ((1_000, 2_000), (2, 4)) if quick else ((1_000, 10_000, 100_000), (8, 40, 100, 400))
    with tempfile.TemporaryDirectory(prefix="khumue-bench-") as place:
        contenders: dict[str, Contender] = {}
        for size in sizes:
            store, _ = office(Path(place), size)
            contenders[f"status {size}"] = _often(partial(status, store, f"1-{size // 2}"), 20)
        for length in lengths:
            procedure, store = linear(length), SqliteStore(str(Path(place) / f"replay{length}.db"), "OFF")
            service = Service(store, "login")
            case_id = service.start(procedure.plan(), "{}", Start()).id
            for move in procedure.moves:
                service.carry_out(case_id, command(move))
            contenders[f"replay {length}"] = _often(partial(again, store, case_id), max(1, 100 // length), length + 1)
        found = race(contenders, 2 if quick else 25)
    table = Table("What is read: largest ÷ smallest")
    for what, steps, unit in (("status", sizes, "open cases"), ("replay", lengths, "steps, per event")):
        ratio = found.ratio(f"{what} {steps[-1]}", f"{what} {steps[0]}")
        curve = " · ".join(f"{size:,}: {duration(found[f'{what} {size}'])}" for size in steps)
        table.at_most(1.5, ratio, f"{what}, {steps[0]:,} → {steps[-1]:,} {unit}", curve)
    return [table]


def _often(work: partial[None], repeat: int, units: int = 1) -> Contender:
    return lambda: computed(lambda: [work() for _ in range(repeat)], repeat * units)
