"""Cases as rows of tables: what the stores have in common, whichever database keeps the rows.

The tables are the same in both; what differs is how a statement gets there, what a transaction is and where attachments
lie. The statements stand in ``queries.sql`` of each kind, under the same names with the same values.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from engine.case import MOVES, WORK, Case, Hands, ItemRows, ItemState, Rows, StepState, untouched
from engine.lifecycle import OPEN, READY
from engine.plan import Plan, from_json, to_json
from engine.problems import Refused, nearest, os_reason
from engine.store import LATELY, CaseRow, Deed, Ledger, Mark, Publication, ReadyRow, VersionRow, WorkRow
from engine.store.records import (
    FIRST_PUBLICATION,
    NO_DEADLINE,
    CaseRecord,
    EventRow,
    KeptEvent,
    KeptPublication,
    as_value,
    compact,
    deadline,
    from_row,
    genesis,
    hashed,
    moment,
    publication_hash,
    stamp,
    to_row,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from engine.authority import Authority
    from engine.case import Event

T = TypeVar("T")
LARGEST_FILE = 512 * 1024 * 1024
"""Bytes of one attachment."""
PIECE = 1 << 20
"""Bytes of an attachment that are in memory at a time."""
LAST_DAY = "9999-12-32"


@cache
def queries(folder: Path) -> dict[str, str]:
    """The statements of a folder's queries.sql by name."""
    found = {}
    for block in (folder / "queries.sql").read_text(encoding="utf-8").split("-- name: ")[1:]:
        name, _, statement = block.partition("\n")
        found[name.strip()] = statement.strip()
    return found


@cache
def migrations(folder: Path) -> tuple[Path, ...]:
    """The numbered migrations of a folder in their order."""
    return tuple(sorted(folder.glob("[0-9]*.sql")))


class RowStore:
    """A store whose database takes statements by their names. Each kind adds how."""

    shared: bool
    shown: str
    login = ""
    acts_as = ""
    owns = True
    """Whether this login may write rows as it likes."""

    def __init__(self, folder: Path) -> None:
        self.queries = queries(folder)
        self.folder_of_statements = folder
        self.plans: dict[str, Plan] = {}
        self.numbers: dict[str, tuple[int, bytes]] = {}
        """Of the cases that were looked at: their number and the hash of their last event."""
        self.committing = False
        """A change has been, or may just have been, made durable."""

    # -- what each kind adds -----------------------------------------------------------------------------------

    def _run(self, name: str, *values: Any) -> Any:
        """Have a statement carried out; what is returned is a cursor."""
        raise NotImplementedError

    def _changed(self, last: Any) -> int:
        """How many rows the last statement that was carried out has changed."""
        raise NotImplementedError

    def _rows(self, name: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows that a statement finds."""
        raise NotImplementedError

    def _appending(self, case_id: str, taken: str) -> AbstractContextManager[object]:
        """Several statements of which none needs the answer of another. Raises Refused (``taken``) for rows that are
        there already."""
        raise NotImplementedError

    def writing(self, *, alone: bool = False) -> AbstractContextManager[None]:
        raise NotImplementedError

    def must_own(self) -> None:
        """Whoever can write a file owns it."""

    def _is_inside(self) -> bool:
        """Whether a transaction is going on."""
        raise NotImplementedError

    def _preparing(self) -> AbstractContextManager[None]:
        """A change that nobody has asked for, before one that somebody has: whether it was made, that one will see."""
        raise NotImplementedError

    def _waiting(
        self, actors: Sequence[str], due_before: str, place: Sequence[Any], limit: int
    ) -> list[tuple[Any, ...]]:
        """The rows behind a place that wait for these actors, with their cases, most urgent first: a union of limited
        walks along the index, one per actor."""
        raise NotImplementedError

    def put_file(self, key: str, pieces: Iterable[bytes]) -> None:
        raise NotImplementedError

    # -- rows as what they stand for ---------------------------------------------------------------------------

    def _read(self, as_value: Callable[[tuple[Any, ...]], T], name: str, *values: Any) -> list[T]:
        """Rows as what they stand for. Raises Refused (``store-damaged``) if one stands for nothing."""
        return self._as(as_value, self._rows(name, *values))

    def _as(self, as_value: Callable[[tuple[Any, ...]], T], rows: Iterable[tuple[Any, ...]]) -> list[T]:
        try:
            return [as_value(row) for row in rows]
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
            raise self._damaged(error) from error

    def _one(self, as_value: Callable[[tuple[Any, ...]], T], name: str, *values: Any) -> T:
        """A row that must be there."""
        found = self._read(as_value, name, *values)
        if not found:
            raise self._damaged(LookupError(f"{name} {values}"))
        return found[0]

    def _damaged(self, error: Exception) -> Refused:
        return Refused("store-damaged", path=self.shown, reason=f"{type(error).__name__} {error}")

    # -- versions and catalogues -------------------------------------------------------------------------------

    def take_version(self, plan: Plan, definition: str, at: datetime) -> None:
        self._run("put_version", plan.version, plan.process, stamp(at), definition, to_json(plan))
        self.plans[plan.version] = plan

    def definition(self, version: str) -> str:
        return self._one(lambda row: str(row[0]), "definition", version)

    def publish(self, publication: Publication) -> None:
        process, version, day, at, *rest = publication
        columns = (process, version, day.isoformat(), stamp(at), *rest)
        last = hashed(self._published())[-1:]
        number, previous = (last[0].number + 1, last[0].hash or b"") if last else (1, FIRST_PUBLICATION)
        digest = publication_hash(number, columns, previous)
        self._run("add_publication", number, *columns, previous, digest)

    def publications(self, process: str | None = None) -> list[Publication]:
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

    def catalogue_hashes(self, name: str) -> list[str]:
        return [row[0] for row in self._rows("catalogue_hashes", name)]

    def keep_catalogue(self, name: str, digest: str, body: str) -> None:
        if self._is_inside():  # a deadline asks for the holidays while its case is being written
            self._run("put_catalogue", name, digest, body)
            return
        with self._preparing():
            self._run("put_catalogue", name, digest, body)

    def deed(self, key: bytes) -> Deed | None:
        rows = self._rows("deed", key)
        return Deed(*rows[0]) if rows else None

    def expect(self, case_id: str, key: bytes, step: str, items: Sequence[str]) -> None:
        """What is about to be asked for, to change a case; a file is asked when it is looked at."""

    def keep_deed(self, deed: Deed) -> None:
        self._run("keep_deed", *deed)

    def opened_lately(self, process: str, title: str, since: datetime, until: datetime) -> list[str]:
        return [row[0] for row in self._rows("opened_lately", LATELY, process, title, stamp(since), stamp(until))]

    def keep_people(self, authority: Authority) -> bool:  # noqa: ARG002 - a server does with it
        """Only a server asks who may; a file is changed by whoever can write it."""
        return False

    def people(self) -> list[tuple[object, ...]]:
        return []

    def fill_people(self, rows: Iterable[Sequence[object]]) -> None:
        """A file keeps none."""

    def logins(self) -> list[tuple[str, str]]:
        return []

    def new_case_id(self, number: int) -> str:
        return f"{number}-{self._rows('next_serial', number)[0][0]}"

    @contextmanager
    def adding(self, number: int, count: int) -> Iterator[Iterator[str]]:
        yield (self.new_case_id(number) for _ in range(count))

    def _next_case_no(self) -> int:
        return int(self._rows("next_case_no")[0][0])

    # -- writing a case ----------------------------------------------------------------------------------------

    def add(self, case: Case, events: Sequence[Event]) -> None:
        case_no = self._next_case_no()
        first = genesis(case.id, case.plan.process, case.plan.version)
        bound = {"case": case.id, "process": case.plan.process, "version": case.plan.version}
        with self._appending(case.id, "number-given"):  # to a case that has it already
            head = self._record(case_no, events, first, bound)
            self._run(
                "put_case", case_no, case.id, case.plan.process, case.plan.version, case.state, case.result,
                case.title, case.seq, case.unsettled, case.attachments, stamp(case.opened_at or events[0].at),
                _stamp(case.closed_at), _pauses(case), head,
            )  # fmt: skip
            self._write_state(case, case_no, events[0].seq)
        self.numbers[case.id] = (case_no, head)

    def append(self, case: Case, events: Sequence[Event]) -> None:
        case_no, before = self.numbers[case.id]
        with self._appending(case.id, "changed-meanwhile"):
            head = self._record(case_no, events, before)
            if any(event.kind in MOVES for event in events):  # to another version, where every row is another
                for rows in ("steps", "items", "ready_case"):
                    self._run(f"drop_{rows}", case_no)
            self._write_state(case, case_no, events[0].seq)
            moved = self._move(case, case_no, head, events[0].seq - 1)
        if not self._changed(moved):
            raise Refused("changed-meanwhile", case=case.id)
        self.numbers[case.id] = (case_no, head)

    def _move(self, case: Case, case_no: int, head: bytes, before: int) -> Any:
        """Write the row of a case that is still as the event ``before`` left it."""
        return self._run(
            "move_case", case.plan.version, case.state, case.result, case.title, case.seq, case.unsettled,
            case.attachments, _stamp(case.closed_at), _pauses(case), head, case_no, before,
        )  # fmt: skip

    def marks(self, process: str) -> list[Mark]:
        rows = self._rows("marks", process)
        return [Mark(first, name, moment(begun), *rest) for first, name, begun, *rest in rows]

    def keep_mark(self, mark: Mark) -> None:
        self._run("put_mark", *mark[:2], stamp(mark.begun_at), *mark[3:])

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
        for step, before in case.touched_steps.items():
            state = case.steps[step]
            if step in anew or (state.state == READY and not case.plan.steps[step].each):
                if before == READY:
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
        found = self._read_case(case_id)
        if not found:
            number, dash, _ = case_id.partition("-")
            known = [row[0] for row in self._rows("like_ids") if not dash or row[0].startswith(f"{number}-")]
            raise Refused("no-such-case", name=case_id, near=nearest(case_id, known))
        if whole:
            self._fill({self.numbers[case_id][0]: found[0]})
        return found[0]

    def _read_case(self, case_id: str) -> list[Case]:
        return self._read(self._as_case, "case_by_id", case_id)

    def _fill(self, cases: Mapping[int, Case]) -> None:
        """Fetch all rows of cases that follow each other, by their numbers."""
        steps, items, fields = (self._by_case(name, cases) for name in ("steps_of", "items_of", "fields_of"))
        for case_no, case in cases.items():
            plan = case.plan
            case.steps.update((step, untouched(plan, step)) for step in plan.steps)
            case.steps.update(self._as(_named_step, steps[case_no]))
            case.items.update((step, ItemRows()) for step, planned in plan.steps.items() if planned.each)
            for step, item, state in self._as(_named_item, [row for row in items[case_no] if row[0] in case.items]):
                case.items[step][item] = state
            for rows in (case.fields, case.earlier):
                rows.update(dict.fromkeys(plan.fields))
            for name, *values in self._as(_named_field, [row for row in fields[case_no] if row[0] in plan.fields]):
                case.fields[name], case.earlier[name] = values

    def _as_case(self, row: Sequence[Any]) -> Case:
        self.numbers[row[1]] = (row[0], row[-1])
        return self._of_row(row)

    def _of_row(self, row: Sequence[Any]) -> Case:
        case_no, case_id, _, version, state, result, title, seq, unsettled, attachments, opened, closed, pauses, _ = row
        plan = self.plan(version)
        return Case(
            id=case_id,
            plan=plan,
            steps=Rows(lambda step: self._step(case_no, plan, step)),
            items=Rows(lambda step: self._items(case_no, step)),
            fields=Rows(lambda name: self._field(case_no, name)[0]),
            earlier=Rows(lambda name: self._field(case_no, name)[1]),
            hands=Hands(lambda: self.events(case_id)),
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
        rows = self._read(step_state, "one_step", case_no, step)
        return rows[0] if rows else untouched(plan, step)

    def _items(self, case_no: int, step: str) -> ItemRows:
        def one(item: str) -> ItemState | None:
            rows = self._read(item_state, "one_item", case_no, step, item)
            return rows[0] if rows else None

        def every() -> dict[str, ItemState]:
            return dict(self._read(lambda row: (row[0], item_state(row[1:])), "all_items", case_no, step))

        return ItemRows(one, every)

    def _field(self, case_no: int, name: str) -> tuple[Any, Any]:
        rows = self._read(_field_values, "one_field", case_no, name)
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
        return [(case, seq) for case, seq in self._rows("last_migration", process, process)]

    def head(self, case: Case) -> str:
        return self.numbers[case.id][1].hex()

    # -- evidence and erasure ----------------------------------------------------------------------------------

    def record(self, case_id: str) -> CaseRecord:
        found = self.records(case_id, case_id)
        if not found:
            self.case(case_id)  # says so, with the nearest
        return found[case_id]

    def records(self, first: str, last: str) -> dict[str, CaseRecord]:
        cases = {row[0]: row for row in self._rows("cases_between", first, last)}
        events, ready = (self._by_case(name, cases) for name in ("records", "ready_of"))
        found = {}
        for case_no, (_, case_id, process, version, _, _, _, seq, *_, head) in cases.items():
            kept = tuple([KeptEvent(EventRow(*row[:9]), *row[9:]) for row in events[case_no]])
            found[case_id] = CaseRecord(case_id, process, version, seq, head, kept, frozenset(ready[case_no]))
        return found

    def whole_cases(self, first: str, last: str) -> dict[str, Case]:
        rows = self._rows("cases_between", first, last)
        cases = dict(self._as(lambda row: (row[0], self._of_row(row)), rows))
        self._fill(cases)
        return {case.id: case for case in cases.values()}

    def _by_case(self, name: str, numbers: Iterable[int]) -> dict[int, list[tuple[Any, ...]]]:
        """The rows that a statement finds from the first to the last of these cases, by case."""
        found: dict[int, list[tuple[Any, ...]]] = {number: [] for number in numbers}
        for row in self._rows(name, next(iter(found)), next(reversed(found))) if found else ():
            if row[0] in found:  # else it is astray, which ``faults`` tells
                found[row[0]].append(row[1:])
        return found

    def ledger(self) -> Ledger:
        return Ledger(dict(self._rows("every_case")), dict(self._rows("numbers")), self._published())

    def _published(self) -> list[KeptPublication]:
        return [KeptPublication(row[0], row[1:10], *row[10:]) for row in self._rows("publication_record")]

    def erase(self, case: Case, events: Sequence[KeptEvent]) -> None:
        case_no, _ = self.numbers[case.id]
        for row, digest, salt, body in events:
            self._run("add_event", case_no, *row, digest)
            if body is not None:
                self._run("add_personal", case_no, row.seq, salt, body)
        for query in ("drop_items", "drop_fields", "drop_ready_case"):
            self._run(query, case_no)
        self._run("drop_given", case_no, case.seq)
        moved = self._move(case, case_no, events[-1].hash, events[0].row.seq - 1)
        if not self._changed(moved):
            raise Refused("changed-meanwhile", case=case.id)
        self.numbers[case.id] = (case_no, events[-1].hash)
        self._write_state(case, case_no, 0)

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

    def open_work(self, today: date) -> list[WorkRow]:
        return self._read(
            lambda r: WorkRow(r[0], r[1], r[2], r[3], r[4], deadline(r[5]), date.fromisoformat(r[6])),
            "tally", today.isoformat(),
        )  # fmt: skip

    def _logical_faults(self, *, counted: bool = True) -> list[tuple[str, str]]:
        """Rows that belong nowhere, triggers that no migration has made word for word, and wrong counts of what waits,
        where the tables are of a form that counts it."""
        ours = "".join(script.read_text(encoding="utf-8") for script in migrations(self.folder_of_statements))
        return [
            *(("stray", row[0]) for row in self._rows("strays")),
            *(("stray", name) for name, source in self._rows("triggers") if source not in ours),
            *(("miscounted", row[0]) for row in (self._rows("miscounted") if counted else ())),
        ]

    def waited_for(self) -> list[str]:
        return [row[0] for row in self._rows("ready_actors")]

    def inbox(
        self, actors: Iterable[str] | None, due_before: str | None, limit: int, after: str | None
    ) -> list[ReadyRow]:
        if actors is None:
            actors = self.waited_for()
        place: tuple[Any, ...] = ("", "", 0, "", "", "")
        if after is not None:
            found = self._rows("ready_place", *[*after.split("/", 3), "", "", ""][:4])
            if not found:
                raise Refused("no-such-place", name=after)
            place = found[0]
        found = self._waiting(list(dict.fromkeys(actors)), due_before or LAST_DAY, place, limit)
        return self._as(self._ready_row, found)

    def hands(self, cases: Iterable[str], steps: Iterable[str]) -> dict[str, Hands]:
        found = {case: Hands() for case in cases}
        rows = self._rows("hands", json.dumps(list(found)), json.dumps(list(steps)))
        for case, step, kind, hand, stead in rows:
            if kind in WORK:
                found[case][step] = found[case][step] | {hand, stead or hand}
        for case in {case for case, _, kind, _, _ in rows if kind in MOVES}:  # before, a step may have had another name
            found[case] = self.case(case).hands
        return found

    def _ready_row(self, row: Sequence[Any]) -> ReadyRow:
        due, ready_at, _, step, item, actor, case, process, version, title = row
        return ReadyRow(
            case=case, process=process, version=version, case_title=title, step=self.plan(version).steps[step].id,
            item=item or None, actor=actor, ready_at=moment(ready_at), due=deadline(due),
        )  # fmt: skip

    # -- files -------------------------------------------------------------------------------------------------

    def keep_file(self, source: Path) -> tuple[str, int, str]:
        key, content, size = os.urandom(16).hex(), hashlib.sha256(), 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for piece in _pieces(source):
                content.update(piece)
                size += len(piece)
                yield piece

        self.put_file(key, counted())
        return key, size, content.hexdigest()


def _pieces(source: Path) -> Iterator[bytes]:
    """A file piece by piece. Raises Refused if it cannot be read."""
    try:
        size = source.stat().st_size
        if not source.is_file():  # a pipe or a device might never end
            raise Refused("attach-not-a-file", path=str(source))
        if size > LARGEST_FILE:
            raise Refused("attach-too-large", path=str(source), size=f"{size:,}", limit=f"{LARGEST_FILE:,}")
        with source.open("rb") as original:
            while piece := original.read(PIECE):
                yield piece
    except OSError as error:
        raise Refused("cannot-attach", path=str(source), reason=os_reason(error)) from error


def _stamp(value: datetime | None) -> str | None:
    return stamp(value) if value else None


def _pauses(case: Case) -> str:
    return compact(tuple([[stamp(start), _stamp(end)] for start, end in case.suspensions]))


def _list(text: str) -> list[Any]:
    """A list that was stored as JSON; most are empty."""
    found: list[Any] = json.loads(text) if text != "[]" else []
    return found


def step_state(row: Sequence[Any]) -> StepState:
    state, pending, live, round_, outcome, confirmed, open_items, seq, ready_at, due = row
    return StepState(
        state, pending, live, round_, outcome, tuple(_list(confirmed)), open_items, seq,
        moment(ready_at) if ready_at else None, deadline(due),
    )  # fmt: skip


def item_state(row: Sequence[Any]) -> ItemState:
    state, confirmed, seq = row
    return ItemState(state, tuple(_list(confirmed)), seq)


def _field_values(row: Sequence[Any]) -> tuple[Any, Any]:
    value, earlier = row
    return as_value(json.loads(value)), as_value(json.loads(earlier))


def _named_step(row: Sequence[Any]) -> tuple[str, StepState]:
    return row[0], step_state(row[1:])


def _named_item(row: Sequence[Any]) -> tuple[str, str, ItemState]:
    return row[0], row[1], item_state(row[2:])


def _named_field(row: Sequence[Any]) -> tuple[str, Any, Any]:
    return row[0], *_field_values(row[1:])
