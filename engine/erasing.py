"""Taking what people gave out of a case on lawful order, everywhere: the database, the copies of files, old backups.

The events, their times and their order stay, and so do their hashes: an event holds only a salted commitment to what
was given with it. A register beside the database keeps the record of every erased case, which by then holds nothing
personal. A backup from before brings back what was erased; with the register, the case is brought to exactly the state
that it had, with the same hashes.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from engine.case import Attachment, replay
from engine.decide import Erase, decide
from engine.evidence import attached, case_findings, events_of
from engine.folders import content
from engine.lifecycle import ERASED
from engine.problems import Refused, os_reason
from engine.store.records import CaseRecord, EventRow, KeptEvent, compact, kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from engine.case import Case
    from engine.decide import Moment
    from engine.store import Store


LARGEST_REGISTER = 256 * 1024 * 1024
"""Bytes of a register: a hundred thousand erased cases."""


def erase(store: Store, case_ids: Sequence[str], order: str, moment: Moment) -> list[Case]:
    """Erase what people gave in closed cases: in all of them or in none. Given again, it finishes what was interrupted.

    Raises Refused if a case is not closed (``erase-running``) or no order is named (``order-needed``).
    """
    store.must_own()
    with store.writing(alone=True):  # two who hold several cases might wait for each other
        for case_id in dict.fromkeys(case_ids):
            case = store.case(case_id)
            if case.state != ERASED:
                _erase(store, case, order, moment)
    finish(store, [store.record(case_id) for case_id in dict.fromkeys(case_ids)])
    return [store.case(case_id) for case_id in dict.fromkeys(case_ids)]


def _erase(store: Store, case: Case, order: str, moment: Moment) -> None:
    record = store.record(case.id)
    files = list(attached(record))
    (event,) = decide(case, Erase(order), moment)
    # which copies have to go is known from here on, also if the program is interrupted before they went
    event = event._replace(attachments=tuple(Attachment(a.number, "", a.key, 0, "") for a in files))
    last = kept(event, record.head)
    store.erase(_replayed(store, _without_given(record, last)), [last])


def finish(store: Store, erased: Sequence[CaseRecord]) -> None:
    """What follows once cases are erased: they are entered in the register, and copies and traces go."""
    known = {record.case: record.head for record in registered(store.register)}
    _enter(store.register, [record for record in erased if known.get(record.case) != record.head])
    store.scrub(keys_of(erased))


def keys_of(erased: Iterable[CaseRecord]) -> list[str]:
    """The copies of files that had to go with these cases."""
    last = (events for record in erased for events in list(events_of(record))[-1:])
    return [attachment.key for event in last for attachment in event.attachments]


def erase_again(store: Store, erased: Sequence[CaseRecord]) -> list[CaseRecord]:
    """Bring the cases of a database from before their erasure to exactly the state they had after it.

    Cases that the database does not have yet are left out. Raises Refused (``erased-otherwise``) if a case has gone
    another way since.
    """
    done = []
    for record in erased:
        present = _present(store, record.case)
        if present is None:
            continue
        count = len(present.events)
        if [event.hash for event in present.events] != [event.hash for event in record.events[:count]]:
            raise Refused("erased-otherwise", case=record.case)
        if count < len(record.events):
            with store.writing():
                store.case(record.case)
                store.erase(_replayed(store, record), record.events[count:])
        done.append(record)
    return done


def _present(store: Store, case_id: str) -> CaseRecord | None:
    try:
        return store.record(case_id)
    except Refused as refusal:
        if refusal.code != "no-such-case":
            raise
        return None


def _replayed(store: Store, record: CaseRecord) -> Case:
    return replay(record.case, events_of(record, store.plan))


def _without_given(record: CaseRecord, last: KeptEvent) -> CaseRecord:
    bare = (event._replace(salt=None, body=None) for event in record.events)
    return record._replace(events=(*bare, last))


# -- the register ----------------------------------------------------------------------------------------------------


def registered(register: Path) -> list[CaseRecord]:
    """The erased cases of a register; none if there is no such file. Raises Refused if it was altered."""
    try:
        text = content(register, LARGEST_REGISTER).decode() if register.exists() else ""
        found = [_read(json.loads(line)) for line in text.splitlines()]
    except OSError as error:
        raise Refused("register-unreadable", path=str(register), reason=os_reason(error)) from error
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise Refused("register-altered", path=str(register)) from error
    if any(case_findings(record) for record in found):
        raise Refused("register-altered", path=str(register))
    return found


def _enter(register: Path, erased: Sequence[CaseRecord]) -> None:
    """Add erased cases to a register; on disk when this returns."""
    if not erased:
        return
    try:
        register.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # that of a server's lies in one of our own
        with os.fdopen(os.open(register, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            file.write("".join(f"{compact(_plain(record))}\n" for record in erased).encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Refused("cannot-write", path=str(register), reason=os_reason(error)) from error


def _plain(record: CaseRecord) -> list[Any]:
    events = [[*event.row, event.hash, event.salt, event.body] for event in record.events]
    hexed = [[value.hex() if isinstance(value, bytes) else value for value in event] for event in events]
    return [record.case, record.process, record.version, hexed]


def _read(plain: list[Any]) -> CaseRecord:
    case, process, version, rows = plain
    events = []
    for *row, commitment, previous, digest, salt, body in rows:
        event = EventRow._make([*row, bytes.fromhex(commitment), bytes.fromhex(previous)])
        events.append(KeptEvent(event, bytes.fromhex(digest), bytes.fromhex(salt) if salt else None, body))
    return CaseRecord(case, process, version, events[-1].row.seq, events[-1].hash, tuple(events))
