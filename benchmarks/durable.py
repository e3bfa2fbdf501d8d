"""On SQLite: a step is completed and committed; the time per step.

All write through apsw into a file in WAL mode with ``synchronous=NORMAL``: with ``FULL``, which khumue uses at work,
the disk's flush drowns what is compared here (it is shown beside, and how long a bare flush takes on this machine).
Nothing is flushed while the clock runs, so it is processor time, the kernel's share of the writing included; with
``FULL`` it is the time that passes.

- khumue: ``Service.carry_out`` as every command calls it: the case is loaded anew for each step, decided on, and its
  event, hash chain, personal data, rows, ready list and key committed. The plan has been read before.
- bare: a transaction with the statements of khumue that changed a row, and the same values, ready made. It loads
  nothing and computes nothing (no JSON, no hash).
- SpiffWorkflow: reads its JSON from one row, restores the workflow (``BpmnWorkflowSerializer``), runs the next human
  task and the gateways behind it, serialises and updates the row. Of long procedures only the first steps are run,
  where its JSON is smallest and the next task nearest.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import apsw
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer  # type: ignore[import-untyped]

from benchmarks.contenders import Spiff, command, give
from benchmarks.procedures import Procedure, linear, wide
from benchmarks.timing import Contender, Table, clocked, computed, duration, race
from engine.decide import Start
from engine.service import Service
from engine.store.sqlite_store import SqliteStore

Statement = tuple[str, tuple[Any, ...]]
FIRST_STEPS = 45
"""So many steps of a case SpiffWorkflow runs at most."""
CONTENDERS = ("khumue", "bare", "SpiffWorkflow")


class Office:
    """A database in which one case of a procedure has just been started; each round works on a fresh copy of it."""

    def __init__(self, folder: Path, procedure: Procedure) -> None:
        self.folder, self.moves = folder, procedure.moves
        self.commands = [command(move) for move in procedure.moves]
        self.start = folder / "start.db"
        store = SqliteStore(str(self.start), "NORMAL")
        self.case = Service(store, "login", "clerk").start(procedure.plan(), "{}", Start(procedure.start)).id
        store.close()
        self.statements = self._statements()

    def copy(self) -> Path:
        path = self.folder / "round.db"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        return Path(shutil.copyfile(self.start, path))

    def khumue(self, synchronous: str = "NORMAL") -> float:
        store = SqliteStore(str(self.copy()), synchronous)
        begin_log(store.connection)
        service = Service(store, "login", "clerk")
        store.case(self.case)
        clock = computed if synchronous == "NORMAL" else clocked

        def work() -> None:
            for order in self.commands:
                give(service, self.case, order)

        seconds = clock(work, len(self.commands))
        assert store.case(self.case).state == "completed"
        store.close()
        return seconds

    def _statements(self) -> list[list[Statement]]:
        """Per step, the statements that changed a row."""
        store, traced = SqliteStore(str(self.copy()), "NORMAL"), list[tuple[int, str, tuple[Any, ...]]]()
        connection, steps = store.connection, list[list[Statement]]()

        def trace(_: object, sql: str, values: Any) -> bool:
            traced.append((connection.total_changes(), sql, tuple(values or ())))
            return True

        connection.exec_trace = trace
        service = Service(store, "login", "clerk")
        for order in self.commands:
            traced.clear()
            give(service, self.case, order)
            ends = [before for before, *_ in traced[1:]] + [connection.total_changes()]
            steps.append(
                [(sql, values) for (before, sql, values), end in zip(traced, ends, strict=True) if end > before]
            )
        connection.exec_trace = None
        store.close()
        return steps

    def bare(self, synchronous: str = "NORMAL") -> float:
        connection = connect(self.copy(), synchronous)

        def work() -> None:
            for statements in self.statements:
                connection.execute("BEGIN IMMEDIATE")
                for sql, values in statements:
                    connection.execute(sql, values)
                connection.execute("COMMIT")

        seconds = (computed if synchronous == "NORMAL" else clocked)(work, len(self.statements))
        connection.close()
        return seconds


def connect(path: Path, synchronous: str) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    connection.pragma("journal_mode", "WAL")
    connection.pragma("synchronous", synchronous)
    begin_log(connection)
    return connection


def begin_log(connection: apsw.Connection) -> None:
    """The first write to a log and every checkpoint are flushed even with NORMAL: the one before the clock starts,
    the others not at all."""
    connection.wal_autocheckpoint(0)
    connection.pragma("user_version", connection.pragma("user_version"))


class SpiffOffice:
    """SpiffWorkflow with one row per case."""

    def __init__(self, folder: Path, procedure: Procedure) -> None:
        self.spiff, self.path = Spiff(procedure), folder / "spiff.db"
        self.serializer = BpmnWorkflowSerializer()
        self.steps = min(FIRST_STEPS, len(procedure.moves))

    def run(self) -> float:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        connection = connect(self.path, "NORMAL")
        connection.execute("CREATE TABLE workflow (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT")
        first = self.serializer.serialize_json(self.spiff.start())
        connection.execute("INSERT INTO workflow VALUES ('1', ?)", (first,))

        def work() -> None:
            outcomes = list(self.spiff.outcomes)
            for _ in range(self.steps):
                connection.execute("BEGIN IMMEDIATE")
                body = connection.execute("SELECT body FROM workflow WHERE id = '1'").get
                workflow = self.serializer.deserialize_json(body)
                self.spiff.step(workflow, outcomes)
                body = self.serializer.serialize_json(workflow)
                connection.execute("UPDATE workflow SET body = ? WHERE id = '1'", (body,))
                connection.execute("COMMIT")

        seconds = computed(work, self.steps)
        connection.close()
        return seconds


def flush(folder: Path) -> float:
    """How long a small write and its flush take: the median of twenty."""
    times = []
    with (folder / "flush").open("wb", buffering=0) as file:
        for _ in range(20):
            begin = time.perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            times.append(time.perf_counter() - begin)
    return sorted(times)[10]


def tables(quick: bool) -> list[Table]:
    lengths, items, rounds = ((2, 4), (2, 4), 2) if quick else ((8, 40, 100, 400), (30, 300), 15)
    shapes = {f"{length} steps in a row": linear(length) for length in lengths}
    shapes |= {f"loop, alternative, 6 branches, {count} items": wide(count) for count in items}
    with tempfile.TemporaryDirectory(prefix="khumue-bench-") as place:
        contenders: dict[str, Contender] = {}
        for number, (shape, procedure) in enumerate(shapes.items()):
            folder = Path(place) / str(number)
            folder.mkdir()
            office, spiff = Office(folder, procedure), SpiffOffice(folder, procedure)
            contenders[f"khumue, {shape}"] = office.khumue
            contenders[f"bare, {shape}"] = office.bare
            contenders[f"SpiffWorkflow, {shape}"] = spiff.run
            if number == 1:
                contenders["khumue FULL"] = partial(office.khumue, "FULL")
                contenders["bare FULL"] = partial(office.bare, "FULL")
        table = Table("On SQLite, per step: loaded, completed, committed")
        found = race(contenders, rounds)
        flushed = flush(Path(place))
    for shape in shapes:
        ours = f"khumue, {shape}"
        times = " · ".join(f"{name} {duration(found[f'{name}, {shape}'])}" for name in CONTENDERS)
        table.at_most(3, found.ratio(ours, f"bare, {shape}"), f"{shape}: khumue ÷ bare", times)
        spiff_ratio, bare_ratio = (
            found.ratio(f"SpiffWorkflow, {shape}", f"{name}, {shape}") for name in ("khumue", "bare")
        )
        table.at_least(15, spiff_ratio, "… SpiffWorkflow ÷ khumue", f"(SpiffWorkflow ÷ bare {bare_ratio:.1f}×)")
    for small, large in ((0, len(lengths) - 1), (len(lengths), len(shapes) - 1)):
        first, last = list(shapes)[small], list(shapes)[large]
        for name in CONTENDERS:
            ratio, what = (
                found.ratio(f"{name}, {last}", f"{name}, {first}"),
                f"{first} → {last.split(', ')[-1]}, {name}",
            )
            if name == "khumue":
                table.at_most(1.25, ratio, what, "")
            else:
                table.note(ratio, what, "")
    times = f"khumue {duration(found['khumue FULL'])} · bare {duration(found['bare FULL'])}"
    table.note(found.ratio("khumue FULL", "bare FULL"), "synchronous=FULL: khumue ÷ bare", times)
    table.note(None, "a bare flush of 4 KiB", duration(flushed))
    return [table]
