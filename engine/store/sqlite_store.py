"""Cases in one SQLite file, for one clerk's machine or an office that shares a folder on one machine.

Durable when a command answers: a write-ahead log with ``synchronous=FULL``. The ``apsw`` package brings one known
version of SQLite; the logs of versions before 3.51.3 could be damaged.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import time
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import apsw

from engine.case import MOVES, Case, ItemRows, ItemState, Rows, StepState, replay
from engine.lifecycle import OPEN, READY, WAITING
from engine.once import Deed
from engine.plan import Plan, from_json, to_json
from engine.problems import Refused, Uncertain, nearest, os_reason
from engine.store import LATELY, CaseRow, Publication, ReadyRow, VersionRow
from engine.store.records import (
    EventRow,
    as_value,
    commitment,
    compact,
    from_row,
    genesis,
    moment,
    row_hash,
    stamp,
    to_row,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from engine.case import Event

T = TypeVar("T")
HERE = Path(__file__).parent / "sqlite"
APPLICATION = 0x6B68756D  # "khum"
IMMUTABLE = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
LONGEST_WAIT = 60.0
"""Seconds to wait for another program's change."""
LARGEST_FILE = 512 * 1024 * 1024
"""Bytes of one attachment."""
SMALLEST_ROOM = 64 * 1024
"""Bytes that must be free for a change."""
KEY = re.compile("[0-9a-f]{32}")
NO_DEADLINE = "9999-12-31"
LAST_DAY = "9999-12-32"


@cache
def queries() -> dict[str, str]:
    """The statements of queries.sql by name."""
    found = {}
    for block in (HERE / "queries.sql").read_text(encoding="utf-8").split("-- name: ")[1:]:
        name, _, statement = block.partition("\n")
        found[name.strip()] = statement.strip()
    return found


def migrations() -> list[Path]:
    """The numbered migrations in their order."""
    return sorted(HERE.glob("[0-9]*.sql"))


class _Spoken:
    """SQLite's errors in our words, as a context that costs next to nothing."""

    def __init__(self, shown: str) -> None:
        self.shown = shown

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, apsw.Error):
            code = next((code for kind, code in FAULTS.items() if isinstance(error, kind)), "store-fault")
            if isinstance(error, (apsw.IOError, apsw.ReadOnlyError)) and _is_full(Path(self.shown)):
                code = "store-full"  # SQLite could not make its log, and says only that something failed
            raise Refused(code, path=self.shown, reason=str(error)) from error
        if isinstance(error, UnicodeDecodeError):  # a text that nobody can have written
            raise Refused("store-damaged", path=self.shown, reason=str(error)) from error


class _SpokenFiles(_Spoken):
    """The same for the store's own work on files."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        super().__exit__(kind, error, trace)
        if isinstance(error, OSError):
            code = "store-full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "store-cannot-open"
            raise Refused(code, path=self.shown, reason=os_reason(error)) from error


def _is_full(path: Path) -> bool:
    """Whether the disk on which a path lies has no room for another page."""
    import shutil  # noqa: PLC0415 - 2 ms that only a fault costs

    return shutil.disk_usage(path.absolute().parent).free < SMALLEST_ROOM


class SqliteStore:
    """A store in the file ``path``; it is made if it does not exist. ``synchronous`` is SQLite's setting."""

    def __init__(self, path: str, synchronous: str = "FULL") -> None:
        self.path = Path(path)
        self.shown = str(path)
        self.spoken = _Spoken(self.shown)
        self.plans: dict[str, Plan] = {}
        self.numbers: dict[str, tuple[int, bytes]] = {}
        """Of the cases that were looked at: their number and the hash of their last event."""
        self.committing = False
        """A change has been, or may just have been, made durable."""
        self.copied: list[Path] = []
        """Files that were copied in by the change that is being made."""
        with _SpokenFiles(self.shown):
            _make_folder(self.path.parent, 0o700)
            if self.path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            try:
                self._open(str(self.path), apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
            except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.IOError):
                if not self._may_only_be_read():
                    raise
                self._open(f"{self.path.absolute().as_uri()}?immutable=1", IMMUTABLE)
            else:
                self._prepare(synchronous)

    # -- the file ----------------------------------------------------------------------------------------------

    def _open(self, name: str, flags: int) -> None:
        self.connection = apsw.Connection(name, flags, statementcachesize=100)
        try:
            self.connection.set_busy_handler(_wait())
            self._outdated()
            self.connection.execute("SELECT count(*) FROM sqlite_master").get  # noqa: B018 - the first look at the file
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self, synchronous: str) -> None:
        try:
            outdated = self._outdated()
            self.connection.pragma("journal_mode", "WAL")
            self.connection.pragma("synchronous", synchronous)
            if outdated:
                self._migrate()
        except BaseException:
            self.connection.close()
            raise

    def _may_only_be_read(self) -> bool:
        """Whether the file can be looked at though nothing beside it can be written, and no log holds anything newer:
        a backup on a read-only disk, a colleague's file, a disk without room."""
        log = self.path.with_name(self.path.name + "-wal")
        return self.path.is_file() and os.access(self.path, os.R_OK) and not (log.exists() and log.stat().st_size)

    def _outdated(self) -> bool:
        """Whether migrations are missing. Refuses a file that is not ours before anything in it is changed."""
        # In this order, a database that another program of ours begins meanwhile is never taken for a foreign one.
        tables = self.connection.execute("SELECT count(*) FROM sqlite_master").get
        version, application = self._pragma("user_version"), self._pragma("application_id")
        if application != APPLICATION and (version or application or tables):
            raise Refused("foreign-database", path=self.shown)
        newest = len(migrations())
        if version > newest:
            raise Refused("newer-database", path=self.shown, version=version, known=newest)
        return version < newest

    def _migrate(self) -> None:
        with self._preparing():
            if self._outdated():  # no other program was faster
                for script in migrations()[self._pragma("user_version") :]:
                    self.connection.execute(script.read_text(encoding="utf-8"))
                self.connection.pragma("application_id", APPLICATION)
                self.connection.pragma("user_version", len(migrations()))

    def _pragma(self, name: str) -> int:
        return int(self.connection.pragma(name) or 0)

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self.spoken:
            self.connection.execute("BEGIN IMMEDIATE")
            self.copied.clear()
            try:
                yield
            except BaseException:
                self._give_up()
                raise
            self._commit()

    def _commit(self) -> None:
        self.committing = True
        try:
            self.connection.execute("COMMIT")
        except BaseException as error:
            if isinstance(error, apsw.Error) and not self._is_undone():
                raise Uncertain("store-uncertain", path=self.shown, reason=str(error)) from error
            if isinstance(error, apsw.Error) or self.connection.in_transaction:
                self.committing = False
                self._give_up()
            raise

    def _is_undone(self) -> bool:
        """Whether nothing of a COMMIT that failed is left in the log, where whoever opens the database next would take
        it for a change that was made: it may be there as a whole though it could not be brought onto the disk."""
        self.numbers.clear()
        with suppress(apsw.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self.connection.set_busy_handler(None)
            try:
                busy, _, _ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").get
                return not busy
            finally:
                self.connection.set_busy_handler(_wait())
        return False

    def _give_up(self) -> None:
        with suppress(apsw.Error):  # the fault that is being told of; SQLite has rolled back by itself
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
        with suppress(OSError):
            for path in self.copied:
                path.unlink(missing_ok=True)
        self.numbers.clear()

    @contextmanager
    def _preparing(self) -> Iterator[None]:
        """A change that nobody has asked for, before one that somebody has: whether it was made, that one will see."""
        try:
            with self.writing():
                yield
        except Uncertain as error:
            raise Refused("store-fault", **error.values) from error
        finally:
            self.committing = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self.spoken:
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("ROLLBACK")

    def close(self) -> None:
        with suppress(apsw.Error):  # what could not be brought from the log into the file now, the next opening will
            self.connection.close()

    def _run(self, name: str, *values: Any) -> apsw.Cursor:
        return self.connection.execute(queries()[name], values)

    def _rows(self, name: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.spoken:
            return list(self._run(name, *values))

    def _read(self, as_value: Callable[[tuple[Any, ...]], T], name: str, *values: Any) -> list[T]:
        """Rows as what they stand for. Raises Refused (``store-damaged``) if one stands for nothing."""
        rows = self._rows(name, *values)
        try:
            return [as_value(row) for row in rows]
        except (ValueError, TypeError, KeyError, IndexError) as error:
            raise self._damaged(error) from error

    def _one(self, as_value: Callable[[tuple[Any, ...]], T], name: str, *values: Any) -> T:
        """A row that must be there."""
        found = self._read(as_value, name, *values)
        if not found:
            raise self._damaged(LookupError(f"{name} {values}"))
        return found[0]

    def _damaged(self, error: Exception) -> Refused:
        return Refused("store-damaged", path=self.shown, reason=f"{type(error).__name__} {error}")

    def damage(self) -> Refused | None:
        try:
            connection = apsw.Connection(str(self.path), apsw.SQLITE_OPEN_READONLY)
            try:
                told = connection.execute("PRAGMA integrity_check(1)").get
                changed = told != "ok" or any(map(_is_altered, connection.execute(queries()["every_event"])))
            finally:
                connection.close()
            return Refused("store-damaged", path=self.shown, reason=told) if changed else self._contradiction()
        except (apsw.CorruptError, apsw.NotADBError, ValueError) as error:
            return self._damaged(error)
        except apsw.Error:  # it cannot be looked at now, which says nothing of what is in it
            return None

    def _contradiction(self) -> Refused | None:
        """A case whose rows are not what its events add up to."""
        store = SqliteStore(self.shown)
        try:
            for (case_id,) in store._rows("every_case"):
                case, again = store.case(case_id, whole=True), replay(case_id, store.events(case_id))
                if any(_held(case, part) != _held(again, part) for part in case.plan.steps):
                    return self._damaged(LookupError(case_id))
        except Refused as refused:
            return refused
        except (LookupError, ValueError, TypeError, AttributeError, RuntimeError) as error:
            return self._damaged(error)
        finally:
            store.close()
        return None

    # -- versions and catalogues -------------------------------------------------------------------------------

    def take_version(self, plan: Plan, definition: str, at: datetime) -> None:
        self._run("put_version", plan.version, plan.process, stamp(at), definition, to_json(plan))
        self.plans[plan.version] = plan

    def definition(self, version: str) -> str:
        return self._one(lambda row: str(row[0]), "definition", version)

    def publish(self, publication: Publication) -> None:
        process, version, day, at, *rest = publication
        self._run("add_publication", process, version, day.isoformat(), stamp(at), *rest)

    def publications(self, process: str | None = None) -> list[Publication]:
        if self._outdated():  # only what may only be read is still so
            raise Refused("older-read-only", path=self.shown)
        return self._read(
            lambda r: Publication(r[0], r[1], date.fromisoformat(r[2]), moment(r[3]), *r[4:]),
            "publications", process, process,
        )  # fmt: skip

    def running_on(self) -> dict[str, int]:
        return dict(self._rows("running_on"))

    def plan(self, version: str) -> Plan:
        if version not in self.plans:
            self.plans[version] = self._one(lambda row: from_json(row[0]), "plan", version)
        return self.plans[version]

    def versions(self) -> list[VersionRow]:
        return self._read(lambda r: VersionRow(r[0], r[1], moment(r[2]), r[3]), "versions")

    def catalogue(self, name: str, digest: str) -> str | None:
        rows = self._rows("catalogue", name, digest)
        if rows and not rows[0][1]:
            raise self._damaged(ValueError(name))
        return str(rows[0][0]) if rows else None

    def keep_catalogue(self, name: str, digest: str, body: str) -> None:
        if self.connection.in_transaction:  # a deadline asks for the holidays while its case is being written
            self._run("put_catalogue", name, digest, body)
            return
        with self._preparing():
            self._run("put_catalogue", name, digest, body)

    def deed(self, key: bytes) -> Deed | None:
        rows = self._rows("deed", key)
        return Deed(*rows[0]) if rows else None

    def keep_deed(self, deed: Deed) -> None:
        self._run("keep_deed", *deed)

    def opened_lately(self, process: str, title: str, since: datetime, until: datetime) -> list[str]:
        return [row[0] for row in self._rows("opened_lately", LATELY, process, title, stamp(since), stamp(until))]

    def new_case_id(self, number: int) -> str:
        return f"{number}-{self._rows('next_serial', number)[0][0]}"

    # -- writing a case ----------------------------------------------------------------------------------------

    def add(self, case: Case, events: Sequence[Event]) -> None:
        case_no = self._rows("next_case_no")[0][0]
        first = genesis(case.id, case.plan.process, case.plan.version)
        self.numbers[case.id] = (case_no, first)
        head = self._record(
            case_no, events, first, {"case": case.id, "process": case.plan.process, "version": case.plan.version}
        )
        self._run(
            "put_case", case_no, case.id, case.plan.process, case.plan.version, case.state, case.result, case.title,
            case.seq, case.unsettled, case.attachments, stamp(case.opened_at or events[0].at),
            _stamp(case.closed_at), _pauses(case), head,
        )  # fmt: skip
        self.numbers[case.id] = (case_no, head)
        self._write_state(case, case_no, events[0].seq)

    def append(self, case: Case, events: Sequence[Event]) -> None:
        case_no, before = self.numbers[case.id]
        try:
            head = self._record(case_no, events, before)
        except apsw.ConstraintError:  # an event of this number is there
            raise Refused("changed-meanwhile", case=case.id) from None
        self._run(
            "move_case", case.plan.version, case.state, case.result, case.title, case.seq, case.unsettled,
            case.attachments, _stamp(case.closed_at), _pauses(case), head, case_no, events[0].seq - 1,
        )  # fmt: skip
        if not self.connection.changes():
            raise Refused("changed-meanwhile", case=case.id)
        self.numbers[case.id] = (case_no, head)
        if any(event.kind in MOVES for event in events):  # to another version, where every row is another
            for rows in ("steps", "items", "ready_case"):
                self._run(f"drop_{rows}", case_no)
        self._write_state(case, case_no, events[0].seq)

    def _record(
        self, case_no: int, events: Sequence[Event], head: bytes, bound: Mapping[str, str] | None = None
    ) -> bytes:
        """Add events behind ``head``; the first of a case also says which case it is and on which version it runs."""
        for event in events:
            if event.kind in MOVES and event.plan:
                bound = {"version": event.plan.version}
            row, digest, salt, body = to_row(event, head, bound if event.plan else None)
            self._run("add_event", case_no, *row, digest)
            self._run("add_personal", case_no, event.seq, salt, body)
            head = digest
        return head

    def _write_state(self, case: Case, case_no: int, since: int) -> None:
        for step in case.touched_steps:
            row = case.steps[step]
            self._run(
                "put_step", case_no, step, row.state, row.pending, row.live, row.round, row.outcome,
                compact(row.confirmed), row.open_items, row.seq, _stamp(row.ready_at), row.due,
            )  # fmt: skip
        for step, item in case.touched_items:
            found = case.items[step][item]
            if found is None:
                self._run("drop_item", case_no, step, item)
            else:
                self._run("put_item", case_no, step, item, found.state, compact(found.confirmed), found.seq)
        for field in case.touched_fields:
            self._run("put_field", case_no, field, compact(case.fields[field]), compact(case.earlier[field]))
        self._write_ready(case, case_no, since)
        case.touched_steps, case.touched_items, case.touched_fields = {}, {}, {}

    def _write_ready(self, case: Case, case_no: int, since: int) -> None:
        """The ready list follows the rows that changed; a case that is not open has none."""
        if case.state != OPEN:
            self._run("drop_ready_case", case_no)
            return
        anew = {step for step in case.touched_steps if case.steps[step].seq >= since}
        for step in case.touched_steps:
            state = case.steps[step]
            if step in anew or (state.state == READY and not case.plan.steps[step].each):
                self._run("drop_ready_step", case_no, step)
                if state.state == READY:
                    self._add_ready_step(case, case_no, step)
        for step, item in case.touched_items:
            if step not in anew:
                self._run("drop_ready_item", case_no, step, item)
                row = case.items[step][item]
                if row and row.state == READY and case.steps[step].state == READY:
                    self._add_ready(case, case_no, step, item, row.confirmed)

    def _add_ready_step(self, case: Case, case_no: int, step: str) -> None:
        if not case.plan.steps[step].each:
            self._add_ready(case, case_no, step, "", case.steps[step].confirmed)
            return
        for item, row in case.items[step].everything().items():  # also those that an earlier round left open
            if row.state == READY:
                self._add_ready(case, case_no, step, item, row.confirmed)

    def _add_ready(self, case: Case, case_no: int, step: str, item: str, confirmed: tuple[str, ...]) -> None:
        row, plan = case.steps[step], case.plan.steps[step]
        for actor in plan.by:
            if not (plan.joint and actor in confirmed):
                self._run("add_ready", case_no, step, item, actor, row.due or NO_DEADLINE, _stamp(row.ready_at) or "")

    # -- reading a case ----------------------------------------------------------------------------------------

    def case(self, case_id: str, *, whole: bool = False) -> Case:
        found = self._read(self._as_case, "case_by_id", case_id)
        if not found:
            number, dash, _ = case_id.partition("-")
            known = [row[0] for row in self._rows("like_ids") if not dash or row[0].startswith(f"{number}-")]
            raise Refused("no-such-case", name=case_id, near=nearest(case_id, known))
        case, plan = found[0], found[0].plan
        if whole:
            case.steps.update(self._read(lambda r: (r[0], _step_state(r[1:])), "all_steps", self.numbers[case_id][0]))
            for step in plan.steps:
                case.steps.setdefault(step, StepState(WAITING, len(plan.steps[step].after)))
        return case

    def _as_case(self, row: Sequence[Any]) -> Case:
        (case_no, case_id, _, version, state, result, title, seq, unsettled, attachments, opened, closed, pauses,
         head) = row  # fmt: skip
        self.numbers[case_id] = (case_no, head)
        plan = self.plan(version)
        return Case(
            id=case_id,
            plan=plan,
            steps=Rows(lambda step: self._step(case_no, plan, step)),
            items=Rows(lambda step: self._items(case_no, step)),
            fields=Rows(lambda name: self._field(case_no, name)[0]),
            earlier=Rows(lambda name: self._field(case_no, name)[1]),
            unsettled=unsettled,
            state=state,
            result=result,
            title=title,
            seq=seq,
            attachments=attachments,
            opened_at=moment(opened),
            closed_at=moment(closed) if closed else None,
            suspensions=tuple((moment(a), moment(b) if b else None) for a, b in _list(pauses)),
        )

    def _step(self, case_no: int, plan: Plan, step: str) -> StepState:
        rows = self._read(_step_state, "one_step", case_no, step)
        return rows[0] if rows else StepState(WAITING, len(plan.steps[step].after))

    def _items(self, case_no: int, step: str) -> ItemRows:
        def one(item: str) -> ItemState | None:
            rows = self._read(_item_state, "one_item", case_no, step, item)
            return rows[0] if rows else None

        def every() -> dict[str, ItemState]:
            return dict(self._read(lambda row: (row[0], _item_state(row[1:])), "all_items", case_no, step))

        return ItemRows(one, every)

    def _field(self, case_no: int, name: str) -> tuple[Any, Any]:
        rows = self._read(
            lambda r: (as_value(json.loads(r[0])), as_value(json.loads(r[1]))), "one_field", case_no, name
        )
        return rows[0] if rows else (None, None)

    def events(self, case_id: str) -> Iterator[Event]:
        self.case(case_id)
        found = self._read(lambda row: from_row(row, row[7], self.plan), "events", self.numbers[case_id][0])
        if not found:
            raise self._damaged(LookupError(case_id))
        yield from found

    def event(self, case: Case, seq: int) -> Event:
        return self._one(lambda row: from_row(row, row[7], self.plan), "event_at", self.numbers[case.id][0], seq)

    def last_migration(self, process: str | None) -> list[tuple[str, int]]:
        return [(case, seq) for case, seq in self._rows("last_migration", process)]

    def head(self, case: Case) -> str:
        return self.numbers[case.id][1].hex()

    # -- lists -------------------------------------------------------------------------------------------------

    def cases(self, process: str | None, state: str | None, limit: int, after: str | None) -> list[CaseRow]:
        below = 1 << 62
        if after is not None:
            self.case(after)
            below = self.numbers[after][0]
        return self._read(
            lambda r: CaseRow(r[1], r[2], r[3], r[6], r[4], r[5], moment(r[10]), moment(r[11]) if r[11] else None),
            "cases", below, process, process, state, state, limit,
        )  # fmt: skip

    def open_cases(self) -> dict[str, int]:
        return {process: count for process, count in self._rows("open_cases")}  # noqa: C416 - rows are of Any

    def waited_for(self) -> list[str]:
        return [row[0] for row in self._rows("ready_actors")]

    def inbox(
        self, actors: Iterable[str] | None, due_before: str | None, limit: int, after: str | None
    ) -> list[ReadyRow]:
        """A union of limited queries, one per actor: each walks its part of the index and stops."""
        if actors is None:
            actors = self.waited_for()
        place: tuple[Any, ...] = ("", "", 0, "", "", "")
        if after is not None:
            found = self._rows("ready_place", *[*after.split("/", 3), "", "", ""][:4])
            if not found:
                raise Refused("no-such-place", name=after)
            place = found[0]
        rows = [
            row
            for actor in dict.fromkeys(actors)
            for row in self._read(
                lambda row: (row[:6], _ready_row(row)), "inbox", actor, due_before or LAST_DAY, *place, limit
            )
        ]
        return [ready for _, ready in sorted(rows, key=lambda row: row[0])[:limit]]

    # -- files -------------------------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Where copies of attachments lie: beside the database."""
        return self.path.with_name(self.path.name + ".files")

    def keep_file(self, source: Path) -> tuple[str, int, str]:
        content, salted, size = hashlib.sha256(), hashlib.sha256(os.urandom(16)), 0
        with _SpokenFiles(self.shown):
            self.folder.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.folder.parent)  # also if another program has just made the folder
            copy = self.folder / f"new-{salted.hexdigest()[:16]}"
            self.copied.append(copy)
            with copy.open("xb") as target:  # whoever may read the cases may read it
                for piece in _pieces(source):
                    target.write(piece)
                    content.update(piece)
                    salted.update(piece)
                    size += len(piece)
                target.flush()
                os.fsync(target.fileno())
            key = salted.hexdigest()[:32]
            self.copied.append(copy.replace(self.file(key)))
            _sync_folder(self.folder)
        return key, size, content.hexdigest()

    def file(self, key: str) -> Path:
        if not KEY.fullmatch(key):  # a changed database must not lead to any other file
            raise self._damaged(ValueError(key))
        return self.folder / key


FAULTS: dict[type[apsw.Error], str] = {
    apsw.FullError: "store-full",
    apsw.ReadOnlyError: "store-read-only",
    apsw.PermissionsError: "store-read-only",
    apsw.CantOpenError: "store-cannot-open",
    apsw.BusyError: "store-busy",
    apsw.LockedError: "store-busy",
    apsw.ProtocolError: "store-busy",
    apsw.NotADBError: "not-a-database",
    apsw.CorruptError: "store-damaged",
}


def _wait() -> Callable[[int], bool]:
    """How to wait for another program's change: in short naps (so that Ctrl-C is heard), and not for ever."""
    until = 0.0

    def nap(count: int) -> bool:
        nonlocal until
        if count == 0:
            until = time.monotonic() + LONGEST_WAIT
        time.sleep(min(0.001 * 2 ** min(count, 10), 0.05))
        return time.monotonic() < until

    return nap


def _pieces(source: Path) -> Iterator[bytes]:
    """A file piece by piece. Raises Refused if it cannot be read."""
    try:
        size = source.stat().st_size
        if not source.is_file():  # a pipe or a device might never end
            raise Refused("attach-not-a-file", path=str(source))
        if size > LARGEST_FILE:
            raise Refused("attach-too-large", path=str(source), size=f"{size:,}", limit=f"{LARGEST_FILE:,}")
        with source.open("rb") as original:
            while piece := original.read(1 << 20):
                yield piece
    except OSError as error:
        raise Refused("cannot-attach", path=str(source), reason=os_reason(error)) from error


def _make_folder(folder: Path, mode: int) -> None:
    """A folder, and those above it, made so that a power cut does not take them away again."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    for path in missing:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """A new file's name is safe only once its folder is on disk; Windows does this by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _stamp(value: datetime | None) -> str | None:
    return stamp(value) if value else None


def _pauses(case: Case) -> str:
    return compact(tuple([[stamp(start), _stamp(end)] for start, end in case.suspensions]))


def _held(case: Case, step: str) -> object:
    """What a case says of itself and of one step, its entries and the fields that are asked in it."""
    plan = case.plan.steps[step]
    fields = [(case.fields[name], case.earlier[name]) for name in case.plan.fields]
    items = case.items[step].everything() if plan.each else None
    return case.state, case.result, case.title, case.seq, case.unsettled, case.steps[step], items, fields


def _is_altered(row: Sequence[Any]) -> bool:
    """Whether an event, or what people gave with it, is not what it was when it was written."""
    *event, digest, salt, body = row
    record = EventRow(*event)
    return row_hash(record) != digest or (body is not None and commitment(salt, body) != record.commitment)


def _list(text: str) -> list[Any]:
    """A list that was stored as JSON; most are empty."""
    found: list[Any] = json.loads(text) if text != "[]" else []
    return found


def _step_state(row: Sequence[Any]) -> StepState:
    state, pending, live, round_, outcome, confirmed, open_items, seq, ready_at, due = row
    return StepState(
        state, pending, live, round_, outcome, tuple(_list(confirmed)), open_items, seq,
        moment(ready_at) if ready_at else None, due,
    )  # fmt: skip


def _ready_row(row: Sequence[Any]) -> ReadyRow:
    due, ready_at, _, step, item, actor, case, process, version, title = row
    return ReadyRow(
        case=case, process=process, version=version, case_title=title, step=step, item=item or None,
        actor=actor, ready_at=moment(ready_at), due=None if due == NO_DEADLINE else due,
    )  # fmt: skip


def _item_state(row: Sequence[Any]) -> ItemState:
    state, confirmed, seq = row
    return ItemState(state, tuple(_list(confirmed)), seq)
