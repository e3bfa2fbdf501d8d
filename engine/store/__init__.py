"""Where cases are kept. A store is told what to keep and never asked what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from engine.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path

    from engine.authority import Authority
    from engine.case import Case, Event, Hands
    from engine.plan import Plan
    from engine.store.records import CaseRecord, KeptEvent, KeptPublication


LATELY = 100
"""How many cases are looked at when a case like one that was just opened is to be opened."""


class CaseRow(NamedTuple):
    """A case in a list."""

    case: str
    process: str
    version: str
    title: str
    state: str
    result: str | None
    opened_at: datetime
    closed_at: datetime | None


class ReadyRow(NamedTuple):
    """Work that waits for an actor. ``item`` is None for a step without items."""

    case: str
    process: str
    version: str
    case_title: str
    step: str
    item: str | None
    actor: str
    ready_at: datetime
    due: str | None


class WorkRow(NamedTuple):
    """How much work of one step waits for one actor."""

    process: str
    step: str
    actor: str
    waiting: int
    overdue: int
    due: str | None
    """The earliest deadline; None if none of it has one."""
    since: date
    """The day in Thailand since which the oldest of it waits."""


class VersionRow(NamedTuple):
    """A version of a procedure that is kept, with its definition as ``library.definition`` wrote it."""

    version: str
    process: str
    taken_at: datetime
    definition: str


class Publication(NamedTuple):
    """From which day on a version of a procedure holds, and who decided that, when and why."""

    process: str
    version: str
    holds_from: date
    published_at: datetime
    person: str = ""
    login: str = ""
    reason: str = ""
    actors: str | None = None
    laws: str | None = None
    """The hashes under which actors and laws were kept with it; None where a case began on it before anyone did."""

    @property
    def publisher(self) -> str:
        """Who was named or, failing that, logged in; empty if it came to hold because a case was begun on it."""
        return self.person or self.login


class Mark(NamedTuple):
    """How far a table of cases has been taken in. It is known by the first case that it opened."""

    first: str
    process: str
    begun_at: datetime
    rows: int
    opened: int
    """So many of its rows, from the first on, are cases."""
    digest: bytes
    """The hash of these rows (``intake.digests``)."""
    last: str

    @property
    def finished(self) -> bool:
        return self.opened == self.rows


class Deed(NamedTuple):
    """What a command did, in the words of whoever kept it; ``asked`` tells the command from others."""

    key: bytes
    asked: bytes
    effect: str


class Condition(NamedTuple):
    """What a look at a database tells, from outside and without changing it."""

    program: str
    """What keeps it, with its version."""
    place: str
    schema: int
    newest: int
    """How many migrations it has had, and how many this program knows."""
    size: int
    """Bytes."""
    writable: bool
    sound: bool | None
    """Whether a quick check of its pages found nothing; None if there was not enough time."""
    faults: Sequence[str]
    last: datetime | None
    """When its newest case was opened."""
    encryption: str | None = None
    """The version of TLS, empty where the connection to a server is not encrypted; None where there is none."""
    clock: datetime | None = None
    """What time the server has."""
    acts_as: str = ""
    """The person as whom a server lets this login work, without rights on the tables."""
    owns: bool | None = None
    """Whether this login may change the tables of a server by itself; None where that is not asked."""
    only_read: str = ""
    """Why a server may only be read at present, as the message is called; empty if it takes changes."""
    left: Sequence[str] = ()
    """Copies of files that no case names: what a program has left that was ended while it attached one."""


class Ledger(NamedTuple):
    """What a database holds beside the cases, exactly as it lies there."""

    cases: dict[str, int]
    """Every case, oldest first, with the number of its events."""
    numbers: dict[int, int]
    """The last number given to a case of each procedure: numbers are given without a gap."""
    publications: list[KeptPublication]


class Status(NamedTuple):
    """How a database is, and how much is in it."""

    place: str
    system: str
    form: int
    """The number of its last migration; ``known``: of the last that this program has."""
    known: int
    size: int
    """Bytes, attachments included."""
    login: str = ""
    """As whom the server knows us."""
    encryption: str = ""
    """The version of TLS; empty where the connection is not encrypted."""
    cases: int = 0
    open_cases: int = 0
    events: int = 0
    files: int = 0
    migrations: Sequence[tuple[int, datetime, str]] = ()
    """When each migration was made, and by which login; a file does not say."""


class Store(Protocol):
    """What the shell needs of a database. All changes happen inside ``writing``: wholly, and on disk, or not at all."""

    committing: bool
    """Whether a change has been, or may just have been, made durable."""
    shown: str
    """Where it is, as people read it: without a password."""
    address: str
    """What leads there again, as ``--db``; without a password."""
    shared: bool
    """Whether several people's programs meet here: then cases begin on what was published, and on nothing else."""

    login: str
    """As whom a server knows us, which it has proved; empty with a file."""

    acts_as: str
    """The person as whom a server lets this login work, where it is the server that checks; else empty."""

    def writing(self, *, alone: bool = False) -> AbstractContextManager[None]:
        """A transaction that nobody else's change can come between: no change of a case that is looked at in it, and
        no other one that is ``alone``, as whatever rests on more than one case has to be.

        Raises Uncertain if it cannot be told whether the change will be found when the database is opened next.
        """

    def must_own(self) -> None:
        """Raises Refused (``owner-alone``) where a server leaves this login no more than work on cases: what is
        published, moved to another version, erased or copied in is its owner's to decide."""

    def reading(self) -> AbstractContextManager[None]:
        """A view into which nobody else's change comes between two looks."""

    def close(self) -> None: ...

    def take_version(self, plan: Plan, definition: str, at: datetime) -> None:
        """Keep a definition and its plan; nothing happens if they are kept already."""

    def plan(self, version: str) -> Plan: ...

    def definition(self, version: str) -> str:
        """The definition that was taken in with a version, as ``library.definition`` wrote it."""

    def versions(self) -> list[VersionRow]:
        """Every version that is kept, in the order in which they were taken in."""

    def publish(self, publication: Publication) -> None:
        """Keep from when on a version holds, which must have been taken in."""

    def publications(self, process: str | None = None) -> list[Publication]:
        """What was published of one procedure, or of all, in that order."""

    def running_on(self) -> dict[str, int]:
        """Per version, how many cases that follow it are open or suspended."""

    def new_case_id(self, number: int) -> str:
        """The next case of the procedure with this number: ``2-15`` is the 15th case of procedure 2."""

    def adding(self, number: int, count: int) -> AbstractContextManager[Iterator[str]]:
        """So many new cases of the procedure with this number, all of which are then added; gives the id of each."""

    def add(self, case: Case, events: Sequence[Event]) -> None:
        """Keep a new case and its first events."""

    def marks(self, process: str) -> list[Mark]:
        """How far the tables of a procedure have been taken in, in the order in which that began."""

    def keep_mark(self, mark: Mark) -> None:
        """Keep a mark, or put it forward; in the same change as the cases that it counts."""

    def append(self, case: Case, events: Sequence[Event]) -> None:
        """Keep what ``events`` made of a case. Raises Refused (``changed-meanwhile``) if someone else was faster."""

    def case(self, case_id: str, *, whole: bool = False) -> Case:
        """A case; its rows are fetched when they are looked at, or all at once if the ``whole`` is wanted.

        Raises Refused (``no-such-case``).
        """

    def expect(self, case_id: str, key: bytes, step: str, items: Sequence[str]) -> None:
        """What the next change will ask for first, so that it can be fetched at once: a case, what the command with
        this key did, and the rows of a step (if any) and of some of its entries."""

    def events(self, case_id: str) -> Iterator[Event]:
        """The record of a case, in order."""

    def event(self, case: Case, seq: int) -> Event: ...

    def head(self, case: Case) -> str:
        """The hash of the last event of a case that was read here, in hexadecimal digits."""

    def last_migration(self, process: str | None) -> list[tuple[str, int]]:
        """The cases that were moved last (of one procedure, or of all), each with the number of that event."""

    def cases(self, process: str | None, state: str | None, limit: int, after: str | None) -> list[CaseRow]:
        """The newest cases first, from behind ``after`` on."""

    def open_cases(self) -> dict[str, int]:
        """Per procedure, how many cases are open or suspended."""

    def open_work(self, today: date) -> list[WorkRow]:
        """How much waits, per procedure, step and actor: read from counts, not from the cases."""

    def waited_for(self) -> list[str]:
        """The actors for whom anything waits."""

    def inbox(
        self, actors: Iterable[str] | None, due_before: str | None, limit: int, after: str | None
    ) -> list[ReadyRow]:
        """What waits for these actors (None: anyone), most urgent first, from behind ``CASE/STEP/ACTOR/ITEM`` on."""

    def hands(self, cases: Iterable[str], steps: Iterable[str]) -> dict[str, Hands]:
        """Per case, who has had a hand in these steps."""

    def catalogue(self, name: str, digest: str) -> str | None:
        """The text of a catalogue that was kept with this hash."""

    def catalogue_hashes(self, name: str) -> list[str]:
        """The hashes under which something of this name was kept."""

    def keep_catalogue(self, name: str, digest: str, body: str) -> None: ...

    def deed(self, key: bytes) -> Deed | None:
        """What the command did that was given with this key."""

    def keep_deed(self, deed: Deed) -> None: ...

    def opened_lately(self, process: str, title: str, since: datetime, until: datetime) -> list[str]:
        """Of the last ``LATELY`` cases, those of a procedure with this title that were opened between two moments."""

    def keep_people(self, authority: Authority) -> bool:
        """Publish who may do what, for a server to check. False if nothing has changed, or nothing checks it."""

    def people(self) -> list[tuple[object, ...]]:
        """All that was published for a server to check who may do what, as it lies there; a file has nothing."""

    def fill_people(self, rows: Iterable[Sequence[object]]) -> None:
        """Put such rows as they are where there are none. Nothing happens in a file."""

    def logins(self) -> list[tuple[str, str]]:
        """The logins of a server that work as a person, without rights on the tables, each with that person."""

    def keep_file(self, source: Path) -> tuple[str, int, str]:
        """Keep a copy of a file. Gives its key here, its size in bytes and its SHA-256."""

    def put_file(self, key: str, pieces: Iterable[bytes]) -> None:
        """Keep a file under a key that nothing lies under yet."""

    def file(self, key: str) -> Iterator[bytes]:
        """The bytes of the file with this key, piece by piece. Raises Refused (``attachment-lost``)."""

    def files(self) -> list[str]:
        """The keys of all files."""

    def table(self, name: str) -> Iterator[Sequence[object]]:
        """The rows of one of the ``records.TABLES`` as they lie there, in the order of its key."""

    def count(self, name: str) -> int:
        """How many there are."""

    def fill(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        """Put rows as they are into a table that has none."""

    @property
    def form(self) -> int:
        """The number of the last migration; 0 where nothing was begun."""

    def migrate(self) -> None:
        """Bring the tables to the newest form."""

    def status(self) -> Status:
        """How the database is and how much is in it."""

    # -- evidence, erasure, backup -----------------------------------------------------------------------------

    def record(self, case_id: str) -> CaseRecord:
        """The events of a case exactly as they lie in the database. Raises Refused (``no-such-case``)."""

    def records(self, first: str, last: str) -> dict[str, CaseRecord]:
        """The same of all cases from one to another, in the order of the ledger, at once."""

    def whole_cases(self, first: str, last: str) -> dict[str, Case]:
        """These cases with all their rows, likewise."""

    def ledger(self) -> Ledger: ...

    def faults(self) -> list[tuple[str, str]]:
        """What the database itself finds wrong, each as a kind and a detail.

        ``damaged``: a page that cannot be read; ``torn``: a log that ends in the middle of an entry; ``stray``: a row
        that belongs to no case or event, or a trigger or view that is not ours; ``miscounted``: work of which
        ``open_work`` tells another number than waits.
        """

    def erase(self, case: Case, events: Sequence[KeptEvent]) -> None:
        """Add ``events`` to the record of a case, take out all that was given with the events before the last, and
        write the rows of the case anew. ``case`` is what its events then add up to."""

    def scrub(self, keys: Iterable[str]) -> None:
        """Remove these copies of files, and every trace of what was deleted from the database. Outside ``writing``."""

    def snapshot(self, target: Path, watch: Callable[[int, int], object] = lambda *_: None) -> None:
        """Write all but the copies of files, as it is at one moment, as one SQLite file.

        ``watch`` is told how many rows of how many a server has given; a file is copied page by page, in no time.
        """

    @property
    def register(self) -> Path:
        """The file in which is kept, apart from the database, which cases were erased."""


SERVERS = ("postgresql://", "postgres://")


def open_store(url: str, *, create: bool = True, older: bool = False) -> Store:
    """The store at a path or URL. Raises Refused if it cannot be used, or if there is none and none is to be made.

    A file is begun and brought to the newest form as needed, a server's schema never: it is many people's. ``older``
    opens the server's as it is, so that ``migrate`` can do so.
    """
    # only the driver that is needed is loaded
    if is_server(url):
        from engine.store.postgres_store import PostgresStore  # noqa: PLC0415

        return PostgresStore(url, older=older)
    from engine.store.sqlite_store import SqliteStore  # noqa: PLC0415

    if not create and not has_store(url):
        raise Refused("no-such-database", path=url)
    return SqliteStore(_file(url))


def condition(url: str, seconds: float) -> Condition:
    """How a database is, checked for at most so many seconds. Raises Refused if it cannot be looked at."""
    if is_server(url):
        from engine.store import postgres_store  # noqa: PLC0415

        return postgres_store.condition(url)
    from engine.store import sqlite_store  # noqa: PLC0415

    return sqlite_store.condition(_file(url), seconds)


def is_server(url: str) -> bool:
    """Whether a URL leads to a server and not to a file."""
    return url.startswith(SERVERS)


def has_store(url: str) -> bool:
    """Whether there is a database at a path, or a server may have one. Raises Refused if its kind is not known.

    An empty file is none: what a fault may have left of one is never taken for an office without cases.
    """
    from pathlib import Path  # noqa: PLC0415

    if is_server(url):
        return True
    path = Path(_file(url))
    places = (path, Path(f"{path}-wal"))
    return any(place.exists() and not (place.is_file() and place.stat().st_size == 0) for place in places)


def _file(url: str) -> str:
    path = url.removeprefix("sqlite:///")
    kind = path.partition(":")[0]
    if "://" in path or (kind.lower() in ("postgresql", "postgres", "sqlite") and kind != path):
        raise Refused("unknown-database", url=f"{kind}:…")  # the rest may hold a password
    if not path or path.startswith((":", "file:")):  # SQLite would keep nothing in ":memory:"
        raise Refused("unknown-database", url=path)
    return path
