"""Events as rows: what is written, what is kept apart, and the hash that binds each event to the one before."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.case import Attachment, Event, Opening, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.plan import Plan

PERSONAL = ("item", "items", "fields", "title", "person", "login", "note", "attachments", "in_stead_of")
EFFECTS = ("settled", "opened", "skipped", "reset", "state", "result", "standing", "order")

NO_DEADLINE = "9999-12-31"
"""How it is kept that work has no deadline: it sorts last."""

TABLES = {
    "version": ("version", "process, taken_at, definition, plan"),
    "catalogue": ("name, hash", "body"),
    "serial": ("number", "last"),
    "publication": (
        "publication_no",
        "process, version, holds_from, published_at, person, login, reason, actors, laws, previous, hash",
    ),
    "office_case": (
        "case_no",
        "case_id, process, version, state, result, title, seq, unsettled, attachments, opened_at, closed_at, "
        "suspensions, head",
    ),
    "intake": ("first", "process, begun_at, rows, opened, digest, last"),
    "deed": ("key", "asked, effect"),
    "event": ("case_no, seq", "at, kind, step, outcome, actor, effects, commitment, previous, hash"),
    "personal": ("case_no, seq", "salt, body"),
    "step": (
        "case_no, step",
        "state, pending, live, round, outcome, confirmed, open_items, seq, ready_at, due",
    ),
    "item": ("item_no", "case_no, step, item, state, confirmed, seq"),
    "field": ("case_no, field", "value, earlier"),
    "ready": ("case_no, step, item, actor", "due, ready_at"),
}
"""The tables that are the same in every kind of database: the columns of the key, and the others."""


class EventRow(NamedTuple):
    """The columns of an event in the order in which they are hashed."""

    seq: int
    at: str
    kind: str
    step: str | None
    outcome: str | None
    actor: str | None
    effects: str
    commitment: bytes
    previous: bytes


class KeptEvent(NamedTuple):
    """An event as it lies in a database: its row, the hash kept with it, and what is kept apart (None once erased)."""

    row: EventRow
    hash: bytes
    salt: bytes | None = None
    body: str | None = None


class CaseRecord(NamedTuple):
    """All that a database holds of a case beside the rows that ``Store.case`` reads, exactly as it lies there."""

    case: str
    process: str
    version: str
    seq: int
    head: bytes
    events: tuple[KeptEvent, ...]
    ready: frozenset[tuple[str, str, str, str, str]] = frozenset()
    """Step, item ('' without), actor, due and ready_at of the work that waits."""


class KeptPublication(NamedTuple):
    """A publication as it lies in a database. What was published before there were hashes has none."""

    number: int
    columns: tuple[str | None, ...]
    """In the order of ``Publication``."""
    previous: bytes | None = None
    hash: bytes | None = None


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(value: object) -> str:
    """JSON without blanks."""
    return _JSON.encode(value) if value != () else "[]"


def stamp(moment: datetime) -> str:
    """A moment as it is stored: UTC, always of the same length, so that texts sort as times do."""
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """A moment as ``stamp`` wrote it. Raises ValueError for anything else."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def deadline(text: str | None) -> str | None:
    """A deadline as it is kept, None where there is none. Raises ValueError if it is no day."""
    if text is None or text == NO_DEADLINE:
        return None
    date.fromisoformat(text)
    return text


def genesis(case_id: str, process: str, version: str) -> bytes:
    """What the first event of a case is bound to: the case itself and the version it runs on."""
    return hashlib.sha256(compact(["khumue", case_id, process, version]).encode()).digest()


def to_row(event: Event, previous: bytes, bound: Mapping[str, str] | None = None) -> tuple[EventRow, bytes, bytes, str]:
    """An event as its row, the row's hash, and the salt and body that are kept apart.

    ``bound`` is what else the row says: the first event of a case names the case, its procedure and its version, one
    that moves it the version to which it moves.
    """
    body = compact({name: value for name in PERSONAL if (value := getattr(event, name))})
    salt = os.urandom(16)
    row = EventRow(
        seq=event.seq,
        at=stamp(event.at),
        kind=event.kind,
        step=event.step,
        outcome=event.outcome,
        actor=event.actor,
        effects=compact({**(bound or {}), **{name: value for name in EFFECTS if (value := getattr(event, name))}}),
        commitment=commitment(salt, body),
        previous=previous,
    )
    return row, row_hash(row), salt, body


def commitment(salt: bytes, body: str) -> bytes:
    """What an event says of the part that is kept apart."""
    return hashlib.sha256(salt + body.encode()).digest()


def sha256_of(pieces: Iterable[bytes]) -> str:
    """The SHA-256 of a file that comes piece by piece, in hexadecimal digits."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def people_hash(people: Mapping[str, Any]) -> str:
    """The hash over who may do what, whatever order a server has given to it, and but for this hash itself."""
    plain = {name: value for name, value in people.items() if name != "hash"}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=date.isoformat)
    return hashlib.sha256(text.encode()).hexdigest()


def row_hash(row: EventRow) -> bytes:
    """The hash over every column, the hash before included."""
    plain = [value.hex() if isinstance(value, bytes) else value for value in row]
    return hashlib.sha256(compact(plain).encode()).digest()


def kept(event: Event, previous: bytes) -> KeptEvent:
    """An event behind the one with the hash ``previous``, as it is going to lie in a database."""
    return KeptEvent(*to_row(event, previous))


FIRST_PUBLICATION = hashlib.sha256(b'["khumue","publications"]').digest()
"""What the first publication is bound to."""


def publication_hash(number: int, columns: Sequence[str | None], previous: bytes) -> bytes:
    """The hash over every column of a publication, the hash before included."""
    return hashlib.sha256(compact([number, *columns, previous.hex()]).encode()).digest()


def hashed(rows: Sequence[KeptPublication]) -> list[KeptPublication]:
    """Publications with the hashes that the oldest of them, from before there were any, would have."""
    found: list[KeptPublication] = []
    for row in rows:
        if row.hash is None and (not found or rows[len(found) - 1].hash is None):
            previous = found[-1].hash if found and found[-1].hash else FIRST_PUBLICATION
            row = row._replace(previous=previous, hash=publication_hash(row.number, row.columns, previous))  # noqa: PLW2901
        found.append(row)
    return found


def from_row(row: Sequence[Any], body: str | None, plan: Callable[[str], Plan] | None = None) -> Event:
    """An event from its first seven columns and the body kept apart (None once it was erased).

    ``plan`` gives the plan of a version that the row names; without it the event has none, and cannot be folded.
    """
    seq, at, kind, step, outcome, actor, effects = row[:7]
    followed: dict[str, Any] = json.loads(effects)
    given: dict[str, Any] = json.loads(body) if body else {}
    return Event(
        seq, moment(at), kind, step, outcome, actor,
        plan=plan(followed["version"]) if plan and "version" in followed else None,
        **{name: _HELD[name](value) for name, value in followed.items() if name in EFFECTS},
        **{name: _HELD[name](value) for name, value in given.items() if name in PERSONAL},
    )  # fmt: skip


def as_value(plain: Any) -> Any:
    """A field's value as the core knows it: a list is a tuple."""
    return tuple(plain) if isinstance(plain, list) else plain


def _same(plain: Any) -> Any:
    return plain


_HELD: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys((*PERSONAL, *EFFECTS), _same),
    **dict.fromkeys(("items", "skipped", "reset"), tuple),
    "opened": lambda rows: tuple([Opening(*row) for row in rows]),
    "standing": lambda rows: tuple([Standing(*row) for row in rows]),
    "attachments": lambda rows: tuple([Attachment(*row) for row in rows]),
    "fields": lambda values: {name: as_value(value) for name, value in values.items()},
}
"""How a part of an event comes out of JSON."""
