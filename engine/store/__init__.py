"""Where cases are kept. A store is told what to keep and never asked what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from engine.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path

    from engine.case import Case, Event
    from engine.once import Deed
    from engine.plan import Plan


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


class Store(Protocol):
    """What the shell needs of a database. All changes happen inside ``writing``: wholly, and on disk, or not at all."""

    committing: bool
    """Whether a change has been, or may just have been, made durable."""

    def writing(self) -> AbstractContextManager[None]:
        """A transaction that nobody else's change can come between.

        Raises Uncertain if it cannot be told whether the change will be found when the database is opened next.
        """

    def reading(self) -> AbstractContextManager[None]:
        """A view into which nobody else's change comes between two looks."""

    def close(self) -> None: ...

    def damage(self) -> Refused | None:
        """What is not as it was written, if that can be told; asked when something impossible was met, and after
        ``close`` too."""

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

    def add(self, case: Case, events: Sequence[Event]) -> None:
        """Keep a new case and its first events."""

    def append(self, case: Case, events: Sequence[Event]) -> None:
        """Keep what ``events`` made of a case. Raises Refused (``changed-meanwhile``) if someone else was faster."""

    def case(self, case_id: str, *, whole: bool = False) -> Case:
        """A case; its rows are fetched when they are looked at, or all at once if the ``whole`` is wanted.

        Raises Refused (``no-such-case``).
        """

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

    def waited_for(self) -> list[str]:
        """The actors for whom anything waits."""

    def inbox(
        self, actors: Iterable[str] | None, due_before: str | None, limit: int, after: str | None
    ) -> list[ReadyRow]:
        """What waits for these actors (None: anyone), most urgent first, from behind ``CASE/STEP/ACTOR/ITEM`` on."""

    def catalogue(self, name: str, digest: str) -> str | None:
        """The text of a catalogue that was kept with this hash."""

    def keep_catalogue(self, name: str, digest: str, body: str) -> None: ...

    def deed(self, key: bytes) -> Deed | None:
        """What the command did that was given with this key."""

    def keep_deed(self, deed: Deed) -> None: ...

    def opened_lately(self, process: str, title: str, since: datetime, until: datetime) -> list[str]:
        """Of the last ``LATELY`` cases, those of a procedure with this title that were opened between two moments."""

    def keep_file(self, source: Path) -> tuple[str, int, str]:
        """Copy a file into the data folder. Gives its key there, its size in bytes and its SHA-256."""

    def file(self, key: str) -> Path:
        """Where the copy with this key lies."""


def open_store(url: str, *, create: bool = True) -> Store:
    """The store at a path or URL. Raises Refused if it cannot be used, or if there is none and none is to be made."""
    from engine.store.sqlite_store import SqliteStore  # noqa: PLC0415 - only the driver that is needed is loaded

    if not create and not has_store(url):
        raise Refused("no-such-database", path=url)
    return SqliteStore(_file(url))


def has_store(url: str) -> bool:
    """Whether there is a database at a path or URL. Raises Refused if its kind is not known."""
    from pathlib import Path  # noqa: PLC0415

    return Path(_file(url)).exists()


def _file(url: str) -> str:
    path = url.removeprefix("sqlite:///")
    if "://" in path or not path or path.startswith((":", "file:")):  # SQLite would keep nothing in ":memory:"
        raise Refused("unknown-database", url=path.split("@")[-1].split("?")[0])
    return path
