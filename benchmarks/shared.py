"""On PostgreSQL: a step is completed and committed; the time per step, as it passes.

The server is one of its own on this machine, behind a socket, with its durable defaults (``fsync`` and
``synchronous_commit`` are on), so every step waits for a flush; how long a bare one takes stands below. Programs and
server share the processors, so here it is the clock on the wall.

- khumue, login: the same through a login without rights on the tables, whose every change the server checks.
- khumue: ``Service.carry_out`` as every command calls it: the case is locked and loaded, decided on, and its event,
  hash chain, personal data, rows and ready list committed. The plan has been read before.
- bare: a transaction with one statement for each row that khumue writes, and the same values, ready made, all sent
  before the first answer is waited for. It loads nothing and computes nothing.
- SpiffWorkflow: reads its JSON from one row, restores the workflow, runs the next human task and the gateways behind
  it, serialises and updates the row. Of long procedures only the first steps are run, where it is fastest.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import psycopg
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer  # type: ignore[import-untyped]

from benchmarks.contenders import Spiff, command, give
from benchmarks.durable import FIRST_STEPS, flush
from benchmarks.procedures import Procedure, linear, wide
from benchmarks.server import Server, database_of
from benchmarks.timing import Contender, Table, clocked, duration, race
from engine.authority import Authority
from engine.calendar import local_day
from engine.decide import Start
from engine.service import Service, now
from engine.store import Publication
from engine.store.postgres_store import ENTRY, HERE, PostgresStore
from engine.store.rows import queries

Statement = tuple[str, tuple[Any, ...]]
CONTENDERS = ("khumue", "login", "bare", "SpiffWorkflow")


class Traced(PostgresStore):
    """Remembers what was to be written, statement by statement."""

    def __init__(self, url: str) -> None:
        self.asked: list[Statement] = []
        super().__init__(url)

    def _run(self, name: str, *values: Any) -> Any:
        if name in ENTRY:
            self.asked.append((name, values))
        return super()._run(name, *values)

    def changed(self) -> list[Statement]:
        """The statements since the last call."""
        found, self.asked = self.asked, []
        return found


class Office:
    """A database in which one case of a procedure has just been started; each round works on a fresh copy of it."""

    def __init__(self, server: Server, procedure: Procedure) -> None:
        self.server, self.commands = server, [command(move) for move in procedure.moves]
        self.start = server.fresh()
        plan, at = procedure.plan(), now()
        store = PostgresStore(self.start)
        with store.writing():
            store.take_version(plan, "{}", at)
            store.publish(Publication(plan.process, plan.version, local_day(at), at, "head"))
            store.keep_people(Authority())
        store.grant("clerk", "clerk")
        self.case = Service(store, "login", "clerk").start(plan, "{}", Start(procedure.start)).id
        store.close()
        self.statements = self._statements()

    def copy(self) -> str:
        self.server.run("DROP DATABASE IF EXISTS round")
        self.server.run(f"CREATE DATABASE round TEMPLATE {database_of(self.start)}")
        return self.server.url("round")

    def khumue(self) -> float:
        return self._worked(PostgresStore(self.copy()))

    def login(self) -> float:
        self.copy()
        return self._worked(PostgresStore(self.server.url("round", "clerk")))

    def _worked(self, store: PostgresStore) -> float:
        service = Service(store, store.login, "clerk")
        store.case(self.case)

        def work() -> None:
            for order in self.commands:
                give(service, self.case, order)

        seconds = clocked(work, len(self.commands))
        assert store.case(self.case).state == "completed"
        store.close()
        return seconds

    def _statements(self) -> list[list[Statement]]:
        """Per step, the statements of the rows that it writes."""
        store, steps = Traced(self.copy()), list[list[Statement]]()
        service = Service(store, "login", "clerk")
        for order in self.commands:
            give(service, self.case, order)
            steps.append(store.changed())
        store.close()
        return steps

    def bare(self) -> float:
        connection = _connect(self.copy())
        steps = [[(queries(HERE)[name], values) for name, values in statements] for statements in self.statements]

        def work() -> None:
            for statements in steps:
                connection.execute("BEGIN")
                with connection.pipeline():
                    for sql, values in statements:
                        connection.execute(sql, values)
                connection.execute("COMMIT")

        seconds = clocked(work, len(steps))
        connection.close()
        return seconds


class SpiffOffice:
    """SpiffWorkflow with one row per case."""

    def __init__(self, server: Server, procedure: Procedure) -> None:
        self.spiff, self.url = Spiff(procedure), server.empty()
        self.serializer = BpmnWorkflowSerializer()
        self.steps = min(FIRST_STEPS, len(procedure.moves))

    def run(self) -> float:
        connection = _connect(self.url)
        connection.execute("DROP TABLE IF EXISTS workflow")
        connection.execute("CREATE TABLE workflow (id text PRIMARY KEY, body text NOT NULL)")
        first = self.serializer.serialize_json(self.spiff.start())
        connection.execute("INSERT INTO workflow VALUES ('1', $1)", (first,))

        def work() -> None:
            outcomes = list(self.spiff.outcomes)
            for _ in range(self.steps):
                connection.execute("BEGIN")
                row = connection.execute("SELECT body FROM workflow WHERE id = '1' FOR UPDATE").fetchone()
                assert row
                workflow = self.serializer.deserialize_json(row[0])
                self.spiff.step(workflow, outcomes)
                body = self.serializer.serialize_json(workflow)
                connection.execute("UPDATE workflow SET body = $1 WHERE id = '1'", (body,))
                connection.execute("COMMIT")

        seconds = clocked(work, self.steps)
        connection.close()
        return seconds


def _connect(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor[Any])


def tables(quick: bool) -> list[Table]:
    lengths, items, rounds = ((2,), (2,), 2) if quick else ((8, 40, 400), (30,), 15)
    shapes = {f"{length} steps in a row": linear(length) for length in lengths}
    shapes |= {f"loop, alternative, 6 branches, {count} items": wide(count) for count in items}
    server = Server(durable=not quick)
    server.run("CREATE ROLE clerk LOGIN")
    try:
        contenders: dict[str, Contender] = {}
        for shape, procedure in shapes.items():
            office = Office(server, procedure)
            contenders |= {
                f"khumue, {shape}": office.khumue,
                f"login, {shape}": office.login,
                f"bare, {shape}": office.bare,
            }
            contenders[f"SpiffWorkflow, {shape}"] = SpiffOffice(server, procedure).run
        found = race(contenders, rounds)
    finally:
        server.stop()
    table = Table("On PostgreSQL, per step: loaded, completed, committed")
    for shape in shapes:
        ours, login, bare, theirs = (f"{name}, {shape}" for name in CONTENDERS)
        times = " · ".join(f"{name} {duration(found[f'{name}, {shape}'])}" for name in CONTENDERS)
        table.at_most(1.5, found.ratio(ours, bare), f"{shape}: khumue ÷ bare", times)
        table.at_most(1.5, found.ratio(login, bare), "… through a login without rights ÷ bare", "")
        limit = f"(SpiffWorkflow ÷ bare {found.ratio(theirs, bare):.1f}×)"
        table.at_least(4, found.ratio(theirs, ours), "… SpiffWorkflow ÷ khumue", limit)
    with tempfile.TemporaryDirectory(prefix="khumue-bench-") as place:
        table.note(None, "a bare flush of 4 KiB", duration(flush(Path(place))))
    return [table]
