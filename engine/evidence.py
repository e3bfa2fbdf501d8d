"""What is wrong with a record: events that were altered, deleted, reordered, inserted or cut off, each by its number.

Every event carries the hash of the one before it over all its columns, so a record can be held against itself; a seal
says what a record was at a moment, so a record can be held against that. Whoever can write a database can also write
all its hashes anew: that only a seal, kept elsewhere, brings to light.
"""

from __future__ import annotations

import hashlib
import json
import re
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.case import Attachment
from engine.lifecycle import ERASED, READY
from engine.messages import SENTENCES, Phrase
from engine.store.records import (
    FIRST_PUBLICATION,
    NO_DEADLINE,
    KeptPublication,
    commitment,
    compact,
    from_row,
    genesis,
    hashed,
    publication_hash,
    row_hash,
    stamp,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.case import Case, Event
    from engine.plan import Plan
    from engine.store.records import CaseRecord, EventRow, KeptEvent

CASE = re.compile("[0-9]{1,9}-[0-9]{1,18}")
MARK = 12
"""Hexadecimal signs of the mark by which a seal tells events apart; what it proves rests on the whole hashes."""


MOST_GONE = 1_000
"""So many events, or cases, that are gone are named one by one; a number in a changed row may be any number."""


class Finding(NamedTuple):
    """One thing that is wrong: ``what`` (altered, deleted, reordered, inserted, cut, …), of which case and event."""

    what: str
    case: str = ""
    event: int = 0
    detail: str | tuple[str, ...] = ""
    """More about it: the rows that differ, the name of a file; of an event its kind, its step and its day."""


class Link(NamedTuple):
    """One event of a chain. ``digest`` gives the hash that it would have if it stood at a place."""

    seq: int
    previous: bytes
    hash: bytes
    digest: Callable[[int], bytes]


Fault = tuple[str, int]
"""What is wrong, and with the how-manieth event."""


# -- a chain against itself ------------------------------------------------------------------------------------------


def broken(links: Sequence[Link], first: bytes, head: bytes, count: int) -> list[Fault]:
    """What is wrong with a chain of ``count`` events that begins behind ``first`` and ends with the hash ``head``.

    The hashes tell where each event belongs: followed backwards from the head and forwards from the beginning they
    leave out what was inserted, and between the two they lead to is what was altered or deleted.
    """
    count = min(count, len(links) + MOST_GONE)
    places = [_place(link, max(count, len(links)) + 1) for link in links]
    back = _backwards(links, head)
    complete = bool(back) and links[back[0]].previous == first
    front = [] if complete else _forwards(links, places, first, set(back))
    count = len(back) if complete else max(count, len(front) + len(back))
    faults = [("altered", place) for place, i in _numbered(front, back, count) if places[i] is None]
    known = {*front, *back}
    for number in range(len(front) + 1, count - len(back) + 1):
        instead = next((i for i, link in enumerate(links) if link.seq == number and i not in known), None)
        known |= {instead} if instead is not None else set()
        beyond = not back and all(link.seq < number for link in links)
        faults.append(("altered" if instead is not None else "cut" if beyond else "deleted", number))
    faults += [("inserted", link.seq) for i, link in enumerate(links) if i not in known]
    order = [links[i].seq for i in (*front, *back)]
    if not faults or order != sorted(order):  # otherwise they only moved up, or down
        faults += [("reordered", p) for p, link in zip(places, links, strict=True) if p is not None and p != link.seq]
    if not complete and not faults:  # all events are right in themselves, but one is not the one that was there
        faults.append(("altered", max(len(front), 1)))
    return faults


def _place(link: Link, last: int) -> int | None:
    """The place for which an event was written; None if it was altered."""
    nearby = (link.seq, link.seq - 1, link.seq + 1)
    return next((seq for seq in (*nearby, *range(1, last + 1)) if link.digest(seq) == link.hash), None)


def _backwards(links: Sequence[Link], head: bytes) -> list[int]:
    """The events that lead to the head, as far back as the hashes go."""
    by_hash = {link.hash: i for i, link in enumerate(links)}
    found: list[int] = []
    while (i := by_hash.get(head)) is not None and i not in found:
        found.append(i)
        head = links[i].previous
    return found[::-1]


def _forwards(links: Sequence[Link], places: Sequence[int | None], first: bytes, taken: set[int]) -> list[int]:
    """The events that follow from the beginning, as far as the hashes go."""
    followers: dict[bytes, list[int]] = {}
    for i, link in enumerate(links):
        followers.setdefault(link.previous, []).append(i)
    found: list[int] = []
    while behind := [i for i in followers.get(first, ()) if i not in taken]:
        place = len(found) + 1
        best = min(behind, key=lambda i: (places[i] != place, links[i].seq != place))
        found.append(best)
        taken.add(best)
        first = links[best].hash
    return found


def _numbered(front: Sequence[int], back: Sequence[int], count: int) -> Iterator[tuple[int, int]]:
    yield from enumerate(front, 1)
    yield from enumerate(back, count - len(back) + 1)


# -- a case ----------------------------------------------------------------------------------------------------------


def case_findings(record: CaseRecord) -> list[Finding]:
    """What is wrong with the events of a case and with what people gave with them."""
    links = [Link(e.row.seq, e.row.previous, e.hash, _digest_of(e.row)) for e in record.events]
    bound = _bound(record)
    findings = []
    if bound and (*bound[:2], _follows(record)) != (record.case, record.process, record.version):
        findings.append(Finding("case-row", record.case, 0, (*bound[:2], _follows(record))))
    first = genesis(*bound) if bound else genesis(record.case, record.process, record.version)
    faults = broken(links, first, record.head, record.seq)
    findings += [
        Finding(what, record.case, number, _said(record, number)) for what, number in sorted(faults, key=_by_event)
    ]
    named = {number for _, number in faults}  # what was given with an event cannot be right where the event is not
    return [*findings, *(given for given in _given_findings(record) if given.event not in named)]


def _by_event(fault: Fault) -> int:
    return fault[1]


def _digest_of(row: EventRow) -> Callable[[int], bytes]:
    return lambda seq: row_hash(row if seq == row.seq else row._replace(seq=seq))


def _bound(record: CaseRecord) -> tuple[str, str, str] | None:
    """Which case, procedure and version the event that opened the case names, if it is as it was written."""
    for event in record.events:
        followed = _plain(event.row.effects)
        if "case" in followed and row_hash(event.row._replace(seq=1)) == event.hash:
            return str(followed["case"]), str(followed.get("process")), str(followed.get("version"))
    return None


def _follows(record: CaseRecord) -> str:
    """The version on which a case is by its events: that of the last of them which names one."""
    naming = (event.row.effects for event in record.events if "version" in event.row.effects)
    versions = [followed["version"] for effects in naming if "version" in (followed := _plain(effects))]
    return str(versions[-1]) if versions else record.version


def _began_on(record: CaseRecord) -> str:
    """The version on which a case was opened, whichever it has moved to since."""
    first = next(iter(record.events), None)
    return str(_plain(first.row.effects).get("version", record.version)) if first else record.version


def _plain(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _said(record: CaseRecord, number: int) -> tuple[str, ...]:
    """What the event at a place says it is, of which step and of which day."""
    row = next((event.row for event in record.events if event.row.seq == number), None)
    return tuple(word for word in (row.kind, row.step, row.at[:10]) if word) if row else ()


def _given_findings(record: CaseRecord) -> Iterator[Finding]:
    """What people gave is what the events commit to, and is gone where it was erased."""
    erased = max((e.row.seq for e in record.events if e.row.kind == ERASED), default=0)
    for event in record.events:
        seq = event.row.seq
        if event.body is None or event.salt is None:
            if seq >= erased:
                yield Finding("given-deleted", record.case, seq, _said(record, seq))
        elif seq < erased:
            yield Finding("given-kept", record.case, seq, _said(record, seq))
        elif commitment(event.salt, event.body) != event.row.commitment:
            yield Finding("given-altered", record.case, seq, _said(record, seq))


def events_of(record: CaseRecord, plan: Callable[[str], Plan] | None = None) -> Iterator[Event]:
    """The events as the core knows them; to be folded they need the ``plan`` of each version that they name."""
    return (from_row(event.row, event.body, plan) for event in record.events)


def attached(record: CaseRecord) -> Iterator[Attachment]:
    """The files that were handed in, also where the record can no longer be read as a whole."""
    for event in record.events:
        if event.body and event.row.kind != ERASED:
            yield from (Attachment(*entry) for entry in _plain(event.body).get("attachments", ()))


def differing(stored: Case, replayed: Case, ready: Iterable[tuple[str, str, str, str, str]]) -> list[str]:
    """The rows of a case that are not what its events add up to: ``state``, ``step adapt``, ``field school``, …"""
    plan = replayed.plan
    whole = ("state", "result", "title", "seq", "unsettled", "attachments", "opened_at", "closed_at", "suspensions")
    found = [name for name in whole if getattr(stored, name) != getattr(replayed, name)]
    steps = dict.fromkeys((*plan.steps, *stored.steps))
    found += [f"step {s}" for s in steps if s not in plan.steps or stored.steps[s] != replayed.steps[s]]
    for step in (step for step, planned in plan.steps.items() if planned.each):
        if stored.items[step].everything() != replayed.items[step].everything():
            found.append(f"items of {step}")
    for name in plan.fields:
        if (stored.fields[name], stored.earlier[name]) != (replayed.fields[name], replayed.earlier[name]):
            found.append(f"field {name}")
    found += [f"waiting work of {step}" for step in sorted({row[0] for row in set(ready) ^ waiting(replayed)})]
    return found


def waiting(case: Case) -> set[tuple[str, str, str, str, str]]:
    """Whom a case waits for: each ready step or item, for every actor who has not confirmed it yet, as it is stored."""
    found = set()
    for step in case.ready():
        planned, row = case.plan.steps[step], case.steps[step]
        at = (row.due or NO_DEADLINE, stamp(row.ready_at) if row.ready_at else "")
        parts = {"": row.confirmed}
        if planned.each:
            items = case.items[step].everything()
            parts = {item: state.confirmed for item, state in items.items() if state.state == READY}
        for item, confirmed in parts.items():
            found |= {(step, item, a, *at) for a in planned.by if not (planned.joint and a in confirmed)}
    return found


def missing_cases(numbers: Mapping[int, int], cases: Iterable[str]) -> list[Finding]:
    """Cases whose number was given and that are not there: numbers are given without a gap. And the last case of each
    procedure that has a number which was not given yet: the next one would get one that is taken."""
    there = set(cases)
    every = (f"{number}-{n}" for number, last in numbers.items() for n in range(1, last + 1))
    gone = [Finding("case-deleted", case) for case in islice((c for c in every if c not in there), MOST_GONE)]
    last: dict[int, int] = {}
    for number, n in (map(int, case.split("-")) for case in there if CASE.fullmatch(case)):
        last[number] = max(n, last.get(number, 0))
    ahead = sorted((number, n) for number, n in last.items() if n > numbers.get(number, 0))
    return gone + [Finding("case-ahead", f"{number}-{n}") for number, n in ahead]


# -- what was published ----------------------------------------------------------------------------------------------


def publication_findings(rows: Sequence[KeptPublication]) -> list[Finding]:
    """What is wrong with the record of what was published."""
    found = hashed(rows)
    unhashed = [
        Finding("publication-altered", "", row.number, str(row.columns[0])) for row in found if row.hash is None
    ]
    links = [Link(row.number, row.previous or b"", row.hash or b"", _digest_at(row)) for row in found]
    if unhashed or not links:
        return unhashed
    by_number = {row.number: str(row.columns[0]) for row in found}
    before = [row.number for row in rows if row.hash is None]
    if before:  # only the first that has a hash tells that one of them was altered, and not which
        by_number[before[-1]] = f"{before[0]}–{before[-1]}"
    return [
        Finding(f"publication-{what}", "", number, by_number.get(number, ""))
        for what, number in broken(links, FIRST_PUBLICATION, links[-1].hash, links[-1].seq)
    ]


def _digest_at(row: KeptPublication) -> Callable[[int], bytes]:
    return lambda number: publication_hash(number, row.columns, row.previous or b"")


# -- a record against a seal -----------------------------------------------------------------------------------------


class Sealed(NamedTuple):
    """What a seal says of one chain: its last hash, and a mark for each event in order."""

    head: str
    marks: tuple[str, ...]


class Contents(NamedTuple):
    """What a seal says: the state of every chain at a moment."""

    sealed_at: str
    cases: Mapping[str, Sealed]
    publications: Sealed
    numbers: Mapping[int, int]
    """The last number given to a case of each procedure."""

    @property
    def events(self) -> int:
        return sum(len(sealed.marks) for sealed in self.cases.values())


class Counts(NamedTuple):
    """How much a seal sealed: with it a database that still holds all of that gives the same seal again.

    It lies in the database itself and proves nothing; what proves it is the number of the seal, kept on paper.
    """

    sealed_at: str
    cases: Mapping[str, int]
    """Of each case how many events."""
    publications: int
    numbers: Mapping[int, int]

    @property
    def written(self) -> str:
        return compact(dict(self._asdict()))


def counts(contents: Contents) -> Counts:
    """What is counted of a seal."""
    cases = {case: len(sealed.marks) for case, sealed in contents.cases.items()}
    return Counts(contents.sealed_at, cases, len(contents.publications.marks), contents.numbers)


def read_counts(data: str) -> Counts:
    """Counts as they were written. Raises ValueError, LookupError or TypeError if they are none."""
    plain = json.loads(data)
    numbers = {int(n): int(last) for n, last in plain["numbers"].items()}
    cases = {str(case): int(count) for case, count in plain["cases"].items()}
    return Counts(str(plain["sealed_at"]), cases, int(plain["publications"]), numbers)


def seal_case(record: CaseRecord) -> Sealed:
    """What a seal says of a case: the hashes are made anew from what the columns say."""
    return Sealed(_head(record, len(record.events)).hex(), tuple(map(_mark, record.events)))


def _head(record: CaseRecord, count: int) -> bytes:
    """The hash of the ``count``-th event if the chain is made anew from what its columns say."""
    head = genesis(record.case, record.process, _began_on(record))
    for place, event in enumerate(record.events[:count], 1):
        head = row_hash(event.row._replace(seq=place, previous=head))
    return head


def _mark(event: KeptEvent) -> str:
    """An event's own mark, wherever it stands. Its commitment holds a salt, so no two events have the same."""
    _, *columns, _ = event.row
    plain = [value.hex() if isinstance(value, bytes) else value for value in columns]
    return hashlib.sha256(compact(plain).encode()).hexdigest()[:MARK]


def seal_publications(rows: Sequence[KeptPublication]) -> Sealed:
    """What a seal says of what was published."""
    return Sealed(_published_head(rows, len(rows)).hex(), tuple(map(_publication_mark, rows)))


def _published_head(rows: Sequence[KeptPublication], count: int) -> bytes:
    head = FIRST_PUBLICATION
    for row in rows[:count]:
        head = publication_hash(row.number, row.columns, head)
    return head


def _publication_mark(row: KeptPublication) -> str:
    return hashlib.sha256(compact([*row.columns]).encode()).hexdigest()[:MARK]


def since_sealed(sealed: Sequence[str], found: Sequence[str]) -> list[Fault]:
    """What has happened to a row of marks since it was sealed; what was added at its end is no fault."""
    if tuple(found[: len(sealed)]) == tuple(sealed):
        return []
    faults: list[Fault] = []
    was, there = set(sealed), set(found)
    for tag, i, i_end, j, j_end in SequenceMatcher(None, sealed, found, autojunk=False).get_opcodes():
        new = [k for k in range(j, j_end) if found[k] not in was]
        for k in range(i, i_end) if tag != "equal" else ():
            if sealed[k] in there:
                faults.append(("reordered", k + 1))
            elif new:
                faults.append(("altered", k + 1))
                new.pop(0)
            else:
                faults.append(("cut" if i_end == len(sealed) and j_end == len(found) else "deleted", k + 1))
        faults += [("inserted", k + 1) for k in new if i_end < len(sealed)]
    return faults


def case_since(sealed: Sealed, record: CaseRecord) -> list[Finding]:
    """What has happened to the sealed events of a case."""
    faults = since_sealed(sealed.marks, [_mark(event) for event in record.events])
    if not faults and _head(record, len(sealed.marks)).hex() != sealed.head:
        faults = [("altered", 1)]  # it was given to another case, procedure or version
    return [Finding(what, record.case, number, _said(record, number)) for what, number in faults]


def publications_since(sealed: Sealed, rows: Sequence[KeptPublication]) -> list[Finding]:
    """What has happened to the sealed publications."""
    faults = since_sealed(sealed.marks, [_publication_mark(row) for row in rows])
    if not faults and _published_head(rows, len(sealed.marks)).hex() != sealed.head:
        faults = [("altered", 1)]
    processes = {number: str(row.columns[0]) for number, row in enumerate(rows, 1)}
    return [Finding(f"publication-{what}", "", number, processes.get(number, "")) for what, number in faults]


def cases_since(contents: Contents, cases: Iterable[str]) -> list[Finding]:
    """Cases that were sealed and are gone, and cases with a number that was given before the seal and not in it."""
    there = set(cases)
    gone = [Finding("case-deleted", case) for case in contents.cases if case not in there]
    new = there - set(contents.cases)
    return gone + [Finding("case-inserted", case) for case in sorted(new) if _was_given(contents, case)]


def _was_given(contents: Contents, case: str) -> bool:
    number, _, n = case.partition("-")
    return n.isdigit() and number.isdigit() and int(n) <= contents.numbers.get(int(number), 0)


def written(contents: Contents) -> str:
    """The data of a seal: a line for what was published, then one per case."""
    lines: list[list[object]] = [["khumue seal", 1, contents.sealed_at, contents.numbers]]
    lines += [["publications", contents.publications.head, " ".join(contents.publications.marks)]]
    lines += [["case", case, sealed.head, " ".join(sealed.marks)] for case, sealed in contents.cases.items()]
    return "".join(f"{compact(line)}\n" for line in lines)


def read(data: str) -> Contents:
    """A seal's data. Raises ValueError if it is none."""
    (name, form, sealed_at, numbers), *rows = (json.loads(line) for line in data.splitlines())
    if (name, form) != ("khumue seal", 1):
        raise ValueError(name, form)
    sealed = {tuple(row[:-2]): Sealed(row[-2], tuple(row[-1].split())) for row in rows}
    cases = {key[1]: value for key, value in sealed.items() if key[0] == "case"}
    return Contents(sealed_at, cases, sealed["publications",], {int(n): last for n, last in numbers.items()})


# -- in words --------------------------------------------------------------------------------------------------------


def told(finding: Finding) -> Phrase:
    """A finding as a sentence."""
    detail = finding.detail
    if finding.what == "rows" and isinstance(detail, tuple):
        return Phrase("found-rows", {"case": finding.case, "detail": [_row(word) for word in detail]})
    if finding.event and isinstance(detail, tuple):
        said = [Phrase(f"event-{word}") if f"event-{word}" in SENTENCES else word for word in detail]
        return Phrase(f"found-{finding.what}", {"case": finding.case, "event": finding.event, "detail": said})
    return Phrase(f"found-{finding.what}", {"case": finding.case, "event": finding.event, "detail": detail})


def _row(word: str) -> Phrase:
    """What ``differing`` has named; the name of a step may be whatever somebody has written there."""
    kind = next(
        (kind for kind in ("step", "items of", "field", "waiting work of") if word.startswith(f"{kind} ")), word
    )
    return Phrase(f"row-{kind.replace(' ', '-')}", {"name": word.removeprefix(f"{kind} ")})
