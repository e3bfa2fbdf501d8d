"""Cases from a table: ``khumue start --from``, and what of it the database costs.

- khumue: ``Service.start_all``: rows hashed, each case decided, folded and written, a commit for every 500.
- bare: the statements of khumue that changed a row, with the same values, ready made, in the same transactions.
- on PostgreSQL: the same calls; each case is one statement, and none within a batch is waited for.
- the whole command, in a process of its own: the workbook read and every row tried, then the cases opened; its time as
  it passes, its peak of memory, and the bytes of the database per case beside what a case holds of its own (the values
  in the table).

As in ``benchmarks/durable.py`` the race is run with ``synchronous=NORMAL`` in processor time; the command flushes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.durable import Statement, begin_log, connect, flush
from benchmarks.server import Server
from benchmarks.timing import Table, clocked, computed, duration, race
from engine import library
from engine.calendar import local_day
from engine.decide import Start
from engine.folders import bundled_processes
from engine.service import BATCH, Service, now
from engine.sheet_out import Sheet, written
from engine.store import Publication
from engine.store.postgres_store import PostgresStore
from engine.store.sqlite_store import SqliteStore

ROOT = Path(__file__).parent.parent
GOAL_BYTES = 3_000
"""Stored per open case beyond its own data."""
GOAL_MEMORY = 200e6
MEASURED = """
import json, pathlib, sys
from cli import run
code = run(sys.argv[1:])
status = pathlib.Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
print(json.dumps([code, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))]))
"""
"""Runs a command and tells the peak of its own memory in KiB, where the system keeps it (Linux does)."""


class Office:
    """The bundled procedure of curricula, and so many schools."""

    def __init__(self, folder: Path, count: int) -> None:
        office = library.load(bundled_processes())
        process = office.process("curriculum")
        self.folder, self.count = folder, count
        self.plan, self.definition = library.plan_of(office, process), library.definition(process)
        self.commands = [Start({"school": [f"โรงเรียนบ้านหนองบัว {n}"]}, f"หลักสูตรที่ {n}") for n in range(count)]
        self.batches = self._statements()

    def new(self) -> Path:
        path = self.folder / "round.db"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        return path

    def open_all(self, store: SqliteStore | PostgresStore) -> None:
        service = Service(store, "login", "clerk")
        opened = sum(len(cases) for _, cases in service.start_all(self.plan, self.definition, self.commands))
        assert opened == self.count

    def khumue(self) -> float:
        store = SqliteStore(str(self.new()), "NORMAL")
        begin_log(store.connection)
        seconds = computed(lambda: self.open_all(store), self.count)
        store.close()
        return seconds

    def _statements(self) -> list[list[Statement]]:
        """Per batch, the statements that changed a row."""
        store, traced = SqliteStore(str(self.new()), "NORMAL"), list[tuple[int, str, tuple[Any, ...]]]()
        connection = store.connection

        def trace(_: object, sql: str, values: Any) -> bool:
            traced.append((connection.total_changes(), sql, tuple(values or ())))
            return True

        connection.exec_trace = trace
        self.open_all(store)
        connection.exec_trace = None
        ends = [before for before, *_ in traced[1:]] + [connection.total_changes()]
        store.close()
        batches: list[list[Statement]] = []
        for (before, sql, values), end in zip(traced, ends, strict=True):
            if sql.startswith("BEGIN"):
                batches.append([])
            elif end > before:
                batches[-1].append((sql, values))
        return batches

    def bare(self) -> float:
        SqliteStore(str(self.new()), "NORMAL").close()
        connection = connect(self.folder / "round.db", "NORMAL")

        def work() -> None:
            for statements in self.batches:
                connection.execute("BEGIN IMMEDIATE")
                for sql, values in statements:
                    connection.execute(sql, values)
                connection.execute("COMMIT")

        seconds = computed(work, self.count)
        connection.close()
        return seconds


def on_server(office: Office, server: Server) -> float:
    """The same cases opened in a fresh database of a server: seconds per case, as they pass."""
    store, at = PostgresStore(server.fresh()), now()
    with store.writing():
        store.take_version(office.plan, office.definition, at)
        store.publish(Publication(office.plan.process, office.plan.version, local_day(at), at, "head"))
    seconds = clocked(lambda: office.open_all(store), office.count)
    store.close()
    return seconds


def command(folder: Path, count: int) -> tuple[float, float, float]:
    """The whole command for so many rows: its seconds, its peak of memory in bytes, and the bytes stored per case."""
    rows = [(f"โรงเรียนบ้านหนองบัว {n}", f"หลักสูตรที่ {n}") for n in range(count)]
    table, database = folder / "table.xlsx", folder / "command.db"
    table.write_bytes(written(Sheet("schools", ["school", "title"], rows), "xlsx", "th"))
    words = [
        "--db",
        str(database),
        "--processes",
        str(bundled_processes()),
        "start",
        "curriculum",
        "--from",
        str(table),
    ]
    begin = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, *words], cwd=ROOT, env={**os.environ, "KHUMUE_LANG": "en"},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    seconds = time.perf_counter() - begin
    code, *peak = json.loads(told.stdout.splitlines()[-1])
    assert code == 0, told.stderr
    own = sum(len(text.encode()) for row in rows for text in row)
    return seconds, sum(peak) * 1024, (database.stat().st_size - own) / count


def tables(quick: bool) -> list[Table]:
    count, whole = (2 * BATCH, 1_000) if quick else (10 * BATCH, 100_000)
    with tempfile.TemporaryDirectory(prefix="khumue-bench-") as place:
        office, server = Office(Path(place), count), Server(durable=not quick)
        try:
            shared = sorted(on_server(office, server) for _ in range(1 if quick else 3))
        finally:
            server.stop()
        found = race({"khumue": office.khumue, "bare": office.bare}, 2 if quick else 7)
        seconds, peak, stored = command(Path(place), whole)
        flushed = flush(Path(place))
    table = Table("Cases from a table")
    table.note(found.ratio("khumue", "bare"), f"{count:,} cases, per case: khumue ÷ bare", found.shown())
    table.note(None, f"{count:,} cases on PostgreSQL, as it passes", f"{duration(shared[len(shared) // 2])} a case")
    label = f"start --from with {whole:,} rows"
    table.note(None, label, f"{duration(seconds)}, {duration(seconds / whole)} a case")
    table.at_most(1, peak / GOAL_MEMORY, f"… peak of memory ÷ {GOAL_MEMORY / 1e6:,.0f} MB", f"{peak / 1e6:,.0f} MB")
    table.at_most(1, stored / GOAL_BYTES, f"… stored per case ÷ {GOAL_BYTES:,} bytes", f"{stored:,.0f} bytes")
    table.note(None, "a bare flush of 4 KiB", duration(flushed))
    return [table]
