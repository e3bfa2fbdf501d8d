"""Cases in one SQLite file, for one clerk's machine or an office that shares a folder on one machine.

Durable when a command answers: a write-ahead log with ``synchronous=FULL``. The ``apsw`` package brings one known
version of SQLite; the logs of versions before 3.51.3 could be damaged.
"""

from __future__ import annotations

import errno
import os
import re
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import apsw

from engine.folders import network_share, sync_folder
from engine.problems import Refused, Uncertain, os_reason
from engine.store import Condition, Ledger, Status
from engine.store.records import TABLES, KeptEvent, moment
from engine.store.rows import PIECE, RowStore, migrations, queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.case import Case
    from engine.store import Publication

T = TypeVar("T")
HERE = Path(__file__).parent / "sqlite"
APPLICATION = 0x6B68756D  # "khum"
IMMUTABLE = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
LONGEST_WAIT = 60.0
"""Seconds to wait for another program's change."""
SMALLEST_ROOM = 64 * 1024
"""Bytes that must be free for a change."""
LONGEST_VALUE = 64 * 1024 * 1024
"""Bytes of one value, of which the longest is the definition of a procedure: a longer one is not read into memory."""
BEING_MADE = 3_600
"""Seconds for which a copy of a file may belong to a change that is still being made."""
KEY = re.compile("[0-9a-f]{32}")


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
            unreadable = _unreadable(Path(self.shown)) if isinstance(error, apsw.CantOpenError) else None
            raise Refused(code, path=self.shown, reason=unreadable or str(error)) from error
        if isinstance(error, UnicodeDecodeError):  # SQLite hands out what lies there, text or not
            raise Refused("store-damaged", path=self.shown, reason=str(error)) from error


class _Appending:
    """Refuses rows that are there already."""

    def __init__(self, case_id: str, taken: str) -> None:
        self.case_id, self.taken = case_id, taken

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, apsw.ConstraintError):
            raise Refused(self.taken, case=self.case_id) from None


class _SpokenFiles(_Spoken):
    """The same for the store's own work on files."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        super().__exit__(kind, error, trace)
        if isinstance(error, OSError):
            code = "store-full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "store-cannot-open"
            raise Refused(code, path=self.shown, reason=os_reason(error)) from error


def _unreadable(path: Path) -> object:
    """Why the operating system does not let us read a file; None if it does. SQLite says only that it cannot."""
    try:
        with path.open("rb"):
            return None
    except OSError as error:
        return os_reason(error)


def _is_full(path: Path) -> bool:
    """Whether the disk on which a path lies has no room for another page."""
    import shutil  # noqa: PLC0415 - 2 ms that only a fault costs

    return shutil.disk_usage(path.absolute().parent).free < SMALLEST_ROOM


class SqliteStore(RowStore):
    """A store in the file ``path``; it is made if it does not exist. ``synchronous`` is SQLite's setting."""

    shared = False

    def __init__(self, path: str, synchronous: str = "FULL") -> None:
        super().__init__(HERE)
        self.path = Path(path)
        self.shown = self.address = str(path)
        self.spoken = _Spoken(self.shown)
        self.copied: list[Path] = []
        """Files that were copied in by the change that is being made."""
        with _SpokenFiles(self.shown):
            if kind := network_share(self.path):
                raise Refused("network-share", path=self.shown, kind=kind)
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
            self.connection.limit(apsw.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
            self.connection.config(apsw.SQLITE_DBCONFIG_ENABLE_VIEW, 0)  # ours has none, and one may never end
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
        newest = len(migrations(HERE))
        if version > newest:
            raise Refused("newer-database", path=self.shown, version=version, known=newest)
        return version < newest

    def _migrate(self) -> None:
        with self._preparing():
            if self._outdated():  # no other program was faster
                for script in migrations(HERE)[self._pragma("user_version") :]:
                    self.connection.execute(script.read_text(encoding="utf-8"))
                self.connection.pragma("application_id", APPLICATION)
                self.connection.pragma("user_version", len(migrations(HERE)))

    def _pragma(self, name: str) -> int:
        return int(self.connection.pragma(name) or 0)

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[None]:  # noqa: ARG002 - in one file nobody else ever writes
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

    # -- how statements get there ------------------------------------------------------------------------------

    def _run(self, name: str, *values: Any) -> apsw.Cursor:
        return self.connection.execute(self.queries[name], values)

    def _rows(self, name: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.spoken:
            return list(self._run(name, *values))

    def _changed(self, last: apsw.Cursor) -> int:  # noqa: ARG002 - the connection knows
        return self.connection.changes()

    def _is_inside(self) -> bool:
        return self.connection.in_transaction

    def _appending(self, case_id: str, taken: str) -> _Appending:
        return _Appending(case_id, taken)

    def _waiting(
        self, actors: Sequence[str], due_before: str, place: Sequence[Any], limit: int
    ) -> list[tuple[Any, ...]]:
        """One query per actor: SQLite has no subquery that is limited for each row of another table."""
        return sorted(row for one in actors for row in self._rows("inbox", one, due_before, *place, limit))[:limit]

    def publications(self, process: str | None = None) -> list[Publication]:
        if self._outdated():  # only what may only be read is still so
            raise Refused("older-read-only", path=self.shown)
        return super().publications(process)

    # -- files -------------------------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Where copies of attachments lie: beside the database."""
        return _folder_of(self.path)

    def put_file(self, key: str, pieces: Iterable[bytes]) -> None:
        with _SpokenFiles(self.shown):
            self.folder.mkdir(parents=True, exist_ok=True)
            sync_folder(self.folder.parent)  # also if another program has just made the folder
            copy = self.folder / f"new-{key}"
            self.copied.append(copy)
            with copy.open("xb") as target:  # whoever may read the cases may read it
                for piece in pieces:
                    target.write(piece)
                target.flush()
                os.fsync(target.fileno())
            self.copied.append(copy.replace(self.folder / key))
            sync_folder(self.folder)

    def file(self, key: str) -> Iterator[bytes]:
        path = self._file(key)
        if not path.is_file():
            raise Refused("attachment-lost", path=str(path))
        with _SpokenFiles(self.shown), path.open("rb") as kept:
            while piece := kept.read(PIECE):
                yield piece

    def _file(self, key: str) -> Path:
        if not KEY.fullmatch(key):  # whoever has written that wants another place to be read, or erased
            raise Refused("store-damaged", path=self.shown, reason=key)
        return self.folder / key

    def files(self) -> list[str]:
        found = self.folder.iterdir() if self.folder.is_dir() else ()
        return sorted(path.name for path in found if not path.name.startswith("new-"))

    # -- as it lies there --------------------------------------------------------------------------------------

    @property
    def form(self) -> int:
        return self._pragma("user_version")

    def migrate(self) -> None:
        """A file comes to its newest form when it is opened."""

    def table(self, name: str) -> Iterator[Sequence[object]]:
        key, others = TABLES[name]
        with self.spoken:
            yield from self.connection.execute(f"SELECT {key}, {others} FROM {name} ORDER BY {key}")

    def count(self, name: str) -> int:
        with self.spoken:
            return int(self.connection.execute(f"SELECT count(*) FROM {name}").get)

    def fill(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        columns = ", ".join(TABLES[name])
        places = ", ".join("?" * len(columns.split(", ")))
        self.connection.executemany(f"INSERT INTO {name} ({columns}) VALUES ({places})", rows)

    def status(self) -> Status:
        (cases, open_cases, events), files = self._rows("counts")[0], self.files()
        size = self._pragma("page_count") * self._pragma("page_size")
        size += sum((self.folder / name).stat().st_size for name in files)
        system = f"SQLite {apsw.sqlite_lib_version()}"
        found = Status(self.shown, system, self.form, len(migrations(HERE)), size)
        return found._replace(cases=cases, open_cases=open_cases, events=events, files=len(files))

    # -- evidence, erasure, backup -----------------------------------------------------------------------------

    def ledger(self) -> Ledger:
        if self._outdated():  # only what may only be read is still so
            raise Refused("older-read-only", path=self.shown)
        return super().ledger()

    def faults(self) -> list[tuple[str, str]]:
        damaged = [("damaged", line) for line in self._damage()]
        try:
            logical = self._logical_faults(counted=not self._outdated())
        except Refused as refusal:  # of a damaged file
            return damaged or [("damaged", str(refusal.values.get("reason")))]
        torn = [("torn", self._log.name)] if self._log_is_torn() else []
        return [*damaged, *torn, *logical]

    def _damage(self) -> Iterator[str]:
        try:
            for (text,) in self.connection.execute("PRAGMA integrity_check"):
                yield from (line for line in str(text).splitlines() if line != "ok")
        except (apsw.CorruptError, apsw.NotADBError) as error:  # too badly for the check itself
            yield str(error)

    @property
    def _log(self) -> Path:
        return self.path.with_name(self.path.name + "-wal")

    def _log_is_torn(self) -> bool:
        """Whether the write-ahead log ends in the middle of an entry though nobody is writing one.

        It is a header of 32 bytes, then entries of 24 bytes and a page (https://www.sqlite.org/fileformat2.html#walformat).
        """
        if not self._log.exists():
            return False
        with self.spoken:
            self.connection.execute("BEGIN IMMEDIATE")
            size = self._log.stat().st_size
            self.connection.execute("ROLLBACK")
        entry = 24 + self._pragma("page_size")
        return size > 0 and (size < 32 or (size - 32) % entry > 0)

    def erase(self, case: Case, events: Sequence[KeptEvent]) -> None:
        self.connection.pragma("secure_delete", True)  # what is freed from here on is written over
        super().erase(case, events)

    def scrub(self, keys: Iterable[str]) -> None:
        with _SpokenFiles(self.shown):
            for path in map(self._file, keys):
                if path.exists():
                    _overwrite(path)
                    path.unlink()
                    sync_folder(self.folder)
            self.connection.execute("VACUUM")  # cells that were moved or replaced earlier left copies in free space
            busy, _, _ = next(self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        if busy:
            raise Refused("erase-being-read", path=self.shown)

    def snapshot(self, target: Path, watch: Callable[[int, int], object] = lambda *_: None) -> None:  # noqa: ARG002 - pages are copied in no time
        with self.spoken, _elsewhere(target):
            copy = apsw.Connection(str(target))
            try:
                with copy.backup("main", self.connection, "main") as backup:
                    backup.step()
            finally:
                copy.close()

    @property
    def register(self) -> Path:
        return self.path.with_name(self.path.name + ".erased")


def _folder_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.files")


@contextmanager
def _elsewhere(path: Path) -> Iterator[None]:
    """SQLite's faults in a file that may lie on another disk than the database, as the operating system tells them."""
    try:
        yield
    except (apsw.FullError, apsw.IOError, apsw.CantOpenError) as error:
        number = errno.ENOSPC if isinstance(error, apsw.FullError) or _is_full(path) else errno.EIO
        raise OSError(number, os.strerror(number), str(path)) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock on a new file, which the system takes away when the program ends, however it ends."""
    with _elsewhere(path):
        lock = apsw.Connection(str(path))
    try:
        with _elsewhere(path):
            lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


def is_locked(path: Path) -> bool:
    """Whether a program that is still at work holds this lock."""
    if not path.exists():
        return False
    try:
        lock = apsw.Connection(str(path), apsw.SQLITE_OPEN_READWRITE)
    except apsw.Error:
        return False
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except apsw.Error as error:
        return isinstance(error, apsw.BusyError)
    finally:
        lock.close()
    return False


def put_in_place(source: SqliteStore, target: Path) -> Path | None:
    """Make the database ``target`` what ``source`` is: wholly or not at all, also while others have it open.

    What stands there and is no database of ours, or none any more, is put aside; gives where it lies then.
    """
    begun = not target.exists()
    try:
        _copy_over(source, target)
    except Refused as refusal:
        if begun:  # what is left would be taken for a database that one must not overwrite
            for path in _files(target):
                path.unlink(missing_ok=True)
        if refusal.code not in ("not-a-database", "store-damaged", "foreign-database", "newer-database"):
            raise
        aside = _put_aside(target)
        _copy_over(source, target)
        return aside
    return None


def _copy_over(source: SqliteStore, target: Path) -> None:
    store = SqliteStore(str(target))
    try:
        with store.spoken, store.connection.backup("main", source.connection, "main") as backup:
            backup.step()
    finally:
        store.close()


def _put_aside(database: Path) -> Path:
    number = next(n for n in range(1, 1000) if not database.with_name(f"{database.name}.aside-{n}").exists())
    aside = database.with_name(f"{database.name}.aside-{number}")
    for path, new in zip(_files(database), _files(aside), strict=True):
        if path.exists():
            path.rename(new)
    return aside


def _files(database: Path) -> list[Path]:
    """A database and what SQLite keeps beside it."""
    return [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm")]


def _overwrite(path: Path) -> None:
    """What a file held is written over before it goes; a disk may nevertheless keep older copies of its own."""
    with path.open("r+b") as file:
        for _ in range(0, path.stat().st_size, 1 << 20):
            file.write(b"\0" * (1 << 20))
        file.flush()
        os.fsync(file.fileno())


def condition(path: str, seconds: float) -> Condition:
    """How a database file is; nothing in it is changed, and no migration is made up for. Raises Refused."""
    with _SpokenFiles(path):
        try:
            connection = apsw.Connection(path, apsw.SQLITE_OPEN_READWRITE)  # without the right to write, it only reads
            return _condition(connection, path, seconds, writable=not connection.readonly("main"))
        except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.IOError):
            uri = f"{Path(path).absolute().as_uri()}?immutable=1"
            return _condition(apsw.Connection(uri, IMMUTABLE), path, seconds, writable=False)


def _condition(connection: apsw.Connection, path: str, seconds: float, *, writable: bool) -> Condition:
    try:
        connection.set_busy_timeout(int(seconds * 1000))
        schema, application = int(connection.pragma("user_version") or 0), connection.pragma("application_id")
        if application != APPLICATION:
            raise Refused("foreign-database", path=path)
        if writable:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        faults = _quick_check(connection, seconds)
        last = connection.execute(queries(HERE)["newest_case"]).get
        size = sum(place.stat().st_size for place in (Path(path), Path(f"{path}-wal")) if place.exists())
        return Condition(
            program=f"SQLite {apsw.sqlite_lib_version()}",
            place=str(Path(path).absolute()),
            schema=schema,
            newest=len(migrations(HERE)),
            size=size,
            writable=writable,
            sound=None if faults is None else not faults,
            faults=faults or (),
            last=moment(last) if last else None,
            left=() if faults else _left_behind(connection, Path(path), seconds),
        )
    finally:
        connection.close()


def _left_behind(connection: apsw.Connection, database: Path, seconds: float) -> list[str]:
    """The copies of files that no case names and that nobody is making now; none if it takes too long to know."""
    folder, old = _folder_of(database), set[str]()
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):  # whoever is making a copy gives it another name in the end
            if time.time() - path.stat().st_mtime > BEING_MADE:
                old.add(path.name)
    named = _found_within(seconds, connection, queries(HERE)["attached"]) if old else None
    return [] if named is None else sorted(old.difference(named))


def _quick_check(connection: apsw.Connection, seconds: float) -> list[str] | None:
    """What is wrong with the pages of a file; None if it takes longer than so many seconds to know."""
    found = _found_within(seconds, connection, "PRAGMA quick_check(10)")
    return [] if found == ["ok"] else found


def _found_within(seconds: float, connection: apsw.Connection, statement: str) -> list[str] | None:
    """The first column of the rows that a statement finds; None if it takes longer than so many seconds."""
    until = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
    try:
        return [str(row[0]) for row in connection.execute(statement)]
    except apsw.InterruptError:
        return None
    finally:
        connection.set_progress_handler(None)


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
    apsw.TooBigError: "store-damaged",
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


def _make_folder(folder: Path, mode: int) -> None:
    """A folder, and those above it, made so that a power cut does not take them away again."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    for path in missing:
        sync_folder(path.parent)
