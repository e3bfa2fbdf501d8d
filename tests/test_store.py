"""What every store must do, whatever database it keeps cases in. Written against the ``Store`` protocol.

``opened`` opens each kind of store there is; what only SQLite can meet (a file that is no database, a full disk)
stands at the end.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_migration import EDITS, Moving

from benchmarks.server import Server
from engine import library, report, report_tables, sealing
from engine.authority import Authority, Delegation, Membership
from engine.case import Case, Event, evolve, replay
from engine.decide import Cancel, Command, Complete, Correct, Reopen, Resume, Start, Suspend, decide
from engine.folders import bundled_processes
from engine.lifecycle import READY
from engine.migration import Terms, migrated, move, reverted
from engine.plan import Plan
from engine.problems import Refused
from engine.service import People, Service
from engine.store import Publication, ReadyRow, Store, WorkRow, has_store, open_store, rows, sqlite_store
from engine.store.postgres_store import PostgresStore
from engine.store.records import NO_DEADLINE, TABLES, EventRow, commitment, genesis, row_hash, stamp
from engine.store.sqlite_store import SqliteStore
from processes import Snapshot, Walk, planned, read_process, snapshot, walks

OFFICE = library.load(bundled_processes())
BEGIN = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
Open = Callable[[], Store]


KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path: Path, server: Server) -> Iterator[Open]:
    """Opens a database, and opens it again: each call is a program of its own."""
    url = str(tmp_path / "office.db") if request.param == "sqlite" else server.fresh()
    yield from again_and_again(url)
    if request.param == "postgresql":
        server.drop(url)


@pytest.fixture
def file_opened(tmp_path: Path) -> Iterator[Open]:
    """The same for what only a file can meet."""
    yield from again_and_again(str(tmp_path / "office.db"))


def again_and_again(url: str) -> Iterator[Open]:
    found: list[Store] = []

    def open_again() -> Store:
        found.append(open_store(url))
        return found[-1]

    yield open_again
    for store in found:
        store.close()


class Clock:
    """Goes on by an hour whenever it is looked at."""

    def __init__(self) -> None:
        self.at = BEGIN

    def __call__(self) -> datetime:
        self.at += timedelta(hours=1)
        return self.at


def service(store: Store, person: str = "") -> Service:
    return Service(store, "somsri", person, holidays={2026: frozenset()}, clock=Clock())


def start(service: Service, process: str, **fields: list[str]) -> Case:
    found = OFFICE.process(process)
    plan, definition = library.plan_of(OFFICE, found), library.definition(found)
    return begin(service, plan, definition, Start(fields, "ทดสอบ"))


def begin(service: Service, plan: Plan, definition: str, command: Start) -> Case:
    """Open a case; where several people's programs meet, somebody has published the version before."""
    if service.store.shared and plan.version not in [row.version for row in service.store.publications()]:
        assert service.clock
        at = service.clock()
        with service.store.writing():
            service.store.take_version(plan, definition, at)
            service.store.publish(Publication(plan.process, plan.version, at.date(), at, "head", "somsri"))
    return service.start(plan, definition, command)


def curriculum(service: Service) -> Case:
    """Procedure 2 with a return, as far as the second round of the hearing."""
    case = start(service, "curriculum", school=["บ้านค่าย"])
    commands: list[Command] = [
        Complete("training"), Complete("analyse"), Complete("adapt", fields={"kind": ["type-3"]}),
        Complete("board-approval", outcome="approve"), Complete("hearing", items=("group-1", "group-2")),
        Suspend("พัก"), Resume("ต่อ"),
        Complete("hearing", items=tuple(f"group-{n}" for n in range(3, 7))), Complete("submit"),
        Complete("screen", outcome="revise", note="ปรับตัวชี้วัด"), Correct({"school": ["บ้านฉาง"]}, "พิมพ์ผิด"),
        Complete("adapt", fields={"kind": ["type-2"]}), Complete("hearing", items=("group-6",)),
    ]  # fmt: skip
    for command in commands:
        service.carry_out(case.id, command)
    return case


# -- a case is the same, however it is read --------------------------------------------------------------------------


def same(case: Case) -> object:
    """All that a case holds, but not what a store still has to write."""
    return dataclasses.replace(snapshot(case), touched=())


def as_told(store: Store, case_id: str) -> list[object]:
    """A case read piece by piece, at once, and from its events."""
    lazily, at_once = store.case(case_id), store.case(case_id, whole=True)
    return [same(lazily), same(at_once), same(replay(case_id, store.events(case_id)))]


def waiting_work(case: Case) -> set[tuple[str, str | None, str, str | None]]:
    """Whom a case waits for: each ready step or item, for every actor who has not confirmed it yet."""
    found: set[tuple[str, str | None, str, str | None]] = set()
    for step in case.ready():
        plan, row = case.plan.steps[step], case.steps[step]
        items = case.items[step].everything() if plan.each else {}
        parts = {item: state.confirmed for item, state in items.items() if state.state == READY}
        for item, confirmed in parts.items() if plan.each else [(None, row.confirmed)]:
            found.update((step, item, actor, row.due) for actor in plan.by if not (plan.joint and actor in confirmed))
    return found


def inbox_of(store: Store, case_id: str) -> set[tuple[str, str | None, str, str | None]]:
    rows = store.inbox(None, None, 100_000, None)
    counted = Counter((row.process, row.step, row.actor) for row in rows)
    assert {row[:3]: row.waiting for row in store.open_work(date(2026, 1, 1))} == counted, (
        "what waits is counted exactly"
    )
    return {(row.step, row.item, row.actor, row.due) for row in rows if row.case == case_id}


def test_a_case_is_the_same_when_the_database_is_opened_again(opened: Open) -> None:
    store = opened()
    case_id = curriculum(service(store)).id
    before = as_told(store, case_id)
    store.close()
    again = as_told(opened(), case_id)
    assert before == again
    assert before[0] == before[1] == before[2]


STORED = settings(max_examples=max(200, settings.default.max_examples))  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", KINDS)
@STORED
@given(walk=walks(mends=0.25, longest=20))
def test_what_is_stored_is_what_the_events_add_up_to_after_every_command(kind: str, server: Server, walk: Walk) -> None:
    place = Path(tempfile.mkdtemp(prefix="khumue-store-"))
    store = emptied(server) if kind == "postgresql" else SqliteStore(str(place / "walk.db"), synchronous="OFF")
    stored: Case | None = None
    try:
        for events in walk.go():
            with store.writing():
                if stored is None:
                    store.take_version(walk.plan, "{}", walk.at)
                    store.add(case_of(walk), events)
                else:
                    fresh = store.case("c-1")
                    for event in events:
                        evolve(fresh, event)
                    store.append(fresh, events)
            stored = store.case("c-1", whole=True)
            assert same(stored) == same(walk.case)
            assert inbox_of(store, "c-1") == waiting_work(walk.case)
        assert list(store.events("c-1")) == walk.events
        lazily, at_once, replayed = as_told(store, "c-1")
        assert lazily == at_once == replayed == same(walk.case)
        assert chain_fault(store, "c-1") is None
    finally:
        store.close()
        shutil.rmtree(place)


@cache
def emptied_place(server: Server) -> str:
    return server.fresh()


def emptied(server: Server) -> Store:
    """A database without a case: to empty one costs less than to make one, if it is to be done hundreds of times."""
    store = open_store(emptied_place(server))
    with store.writing():
        for table in (*TABLES, "tally"):
            sql(store, f"DELETE FROM {table}")
    return store


def case_of(walk: Walk) -> Case:
    """The walk's case with all that its first event touched still to be written."""
    return replay("c-1", walk.events)


def test_the_eight_procedures_walked_to_their_ends(opened: Open) -> None:
    store = opened()
    office = service(store)
    for process in OFFICE.processes.values():
        plan = library.plan_of(OFFICE, process)
        asked = {name: answer(plan, name) for name, field in plan.fields.items() if field.at_start}
        case = start(office, process.process, **asked)
        for _ in range(200):
            case = store.case(case.id, whole=True)
            assert inbox_of(store, case.id) == waiting_work(case)
            if (step := next(case.ready(), None)) is None:
                break
            office.carry_out(case.id, going_on(case, step))
        assert case.state == "completed", process.process
        lazily, at_once, replayed = as_told(store, case.id)
        assert lazily == at_once == replayed
        assert inbox_of(store, case.id) == set()
        assert chain_fault(store, case.id) is None


def answer(plan: Plan, name: str) -> list[str]:
    field = plan.fields[name]
    if field.choices:
        return list(field.choices)[: 1 if field.type == "choice" else None]
    return {"list": ["ก", "ข"], "number": ["๑๒"], "date": ["23/11/2569"]}.get(field.type, ["ข้อความ"])


def going_on(case: Case, step: str) -> Complete:
    plan, row = case.plan.steps[step], case.steps[step]
    actor = next((a for a in plan.by if a not in row.confirmed), None) if plan.joint else None
    items = tuple(case.items[step].everything()) if plan.each else ()
    last = not plan.joint or len(row.confirmed) + 1 == len(plan.by)
    outcome = next((n for n, o in plan.outcomes.items() if not (o.back or o.end)), None) if last else None
    return Complete(step, items, outcome, actor, {n: answer(case.plan, n) for n in plan.asks} if last else {})


# -- cases that move to another version ------------------------------------------------------------------------------


class InStore:
    """A random case in a store that is moved to another version of its procedure, and back."""

    def __init__(self, store: Store, number: int) -> None:
        self.store, self.id = store, f"c-{number}"
        self.trial = Moving(1 + number % 12, 1 + number, [1 + number % EDITS], number, 2 + number % 22)
        first, *others = self.trial.events
        with store.writing():
            store.take_version(self.trial.case.plan, "{}", first.at)
            store.add(replay(self.id, [first]), [first])
        if others:
            self.append(store.case(self.id), *others)

    def append(self, case: Case, *events: Event) -> None:
        with self.store.writing():
            for event in events:
                if event.plan:
                    self.store.take_version(event.plan, "{}", event.at)
                evolve(case, event)
            self.store.append(case, events)

    def folded(self) -> Case:
        """The case from its events, at its newest event in the store."""
        self.store.case(self.id)
        return replay(self.id, self.store.events(self.id))

    def move(self) -> bool:
        """Whether the case can move; then it has."""
        _, found = self.trial.granted()
        if not found.reasons:
            self.append(self.folded(), migrated(self.trial.case, self.trial.plan, found, "ปรับปรุง", self.trial.moment))
        return not found.reasons

    def move_back(self) -> None:
        case = self.folded()
        self.append(case, reverted(case, self.trial.case.plan, "ผิดรุ่น", self.trial.moment))

    def go_on(self, length: int) -> None:
        """Random commands, each on a case that is read anew, row by row."""
        case = self.store.case(self.id)
        process = self.trial.process if case.plan is self.trial.plan else self.trial.walk.process
        walk = Walk(process, case.plan, self.trial.walk.seed, length, mends=0.2)
        walk.case, walk.at = case, self.trial.walk.at
        for command in walk.commands():
            try:
                events = walk.decide(command)
            except Refused:
                continue
            self.append(self.store.case(self.id), *events)
            walk.case = self.store.case(self.id)
            self.stands_as_told()

    def stands_as_told(self) -> None:
        lazily, at_once, replayed = as_told(self.store, self.id)
        assert lazily == at_once == replayed
        case = self.store.case(self.id, whole=True)
        assert set(case.steps) == set(case.plan.steps), "nothing is left of another version"
        assert inbox_of(self.store, self.id) == waiting_work(case)
        assert chain_fault(self.store, self.id) is None
        assert next(row.version for row in self.store.cases(None, None, 9999, None) if row.case == self.id) == (
            case.plan.version
        )


MOVES = 600 if settings.default.max_examples > 200 else 150  # type: ignore[union-attr]


def test_a_case_that_moves_is_the_same_however_it_is_read(opened: Open) -> None:
    """After the migration and after all that follows it: its rows, its waiting work and its record."""
    store = opened()
    cases = [InStore(store, number) for number in range(MOVES)]
    moved = [case for case in cases if case.move()]
    assert len(moved) > MOVES // 2
    for case in moved:
        case.stands_as_told()
        case.go_on(6)


def test_a_case_that_moves_back_stands_where_it_stood(opened: Open) -> None:
    store = opened()
    for number in range(MOVES):
        case = InStore(store, number)
        before, waited = standing(case.store.case(case.id)), inbox_of(case.store, case.id)
        if case.move():
            case.move_back()
            case.stands_as_told()
            assert inbox_of(case.store, case.id) == waited
            assert standing(case.store.case(case.id)) == before
            case.go_on(4)


def standing(case: Case) -> Snapshot:
    """All that a case holds but for the number of its events."""
    case.touched_steps, case.touched_items, case.touched_fields, case.seq = {}, {}, {}, 0
    return snapshot(case)


def test_the_record_says_to_which_version_a_case_moved(opened: Open) -> None:
    """So that nobody can pretend it was another one."""
    store = opened()
    case = next(case for number in range(MOVES) if (case := InStore(store, number)).move())
    event = list(store.events(case.id))[-1]
    assert event.plan == case.trial.plan
    row = rows_of(store, case.id)[-1]
    assert case.trial.plan.version in row.event.effects
    assert (
        row_hash(row.event._replace(effects=row.event.effects.replace(case.trial.plan.version, "0" * 64))) != row.hash
    )


def test_every_version_is_kept_once_in_the_order_of_its_taking(opened: Open) -> None:
    store = opened()
    assert store.versions() == []
    office = service(store)
    start(office, "curriculum", school=["บ้านค่าย"])
    start(office, "supervision", term=["1/2569"], schools=["ก"])
    start(office, "curriculum", school=["บ้านฉาง"])
    rows = opened().versions()
    assert [row.process for row in rows] == ["curriculum", "supervision"]
    for row in rows:
        found = OFFICE.process(row.process)
        assert (row.version, row.definition) == (library.version(found), library.definition(found))
        assert row.taken_at.tzinfo


def test_what_was_published_is_told_in_its_order(opened: Open) -> None:
    store = opened()
    curriculum, learning = (library.plan_of(OFFICE, OFFICE.process(name)) for name in ("curriculum", "learning"))
    day = date(2026, 10, 1)
    rows = [
        Publication("curriculum", curriculum.version, day, BEGIN, "ngoencharoen", "somsri", "คำสั่ง", "a", "b"),
        Publication("learning", learning.version, date(2026, 5, 1), BEGIN, "", "somsri"),
        Publication("curriculum", curriculum.version, date(2026, 6, 1), BEGIN + timedelta(days=1)),
    ]  # fmt: skip
    with store.writing():
        for plan in (curriculum, learning):
            store.take_version(plan, "{}", BEGIN)
        for row in rows:
            store.publish(row)
    again = opened()
    assert again.publications() == rows
    assert again.publications("curriculum") == [rows[0], rows[2]]
    assert again.publications("supervision") == []
    assert [row.publisher for row in rows] == ["ngoencharoen", "somsri", ""]


def test_a_publication_that_fails_half_way_leaves_nothing(opened: Open) -> None:
    store = opened()

    class Surprise(Exception):
        pass

    with pytest.raises(Surprise), store.writing():  # noqa: PT012 - all of it has to go
        store.publish(Publication("curriculum", "v", date(2026, 10, 1), BEGIN))
        store.keep_catalogue("published actors", "a", "{}")
        raise Surprise
    assert store.publications() == []
    assert store.catalogue("published actors", "a") is None


def test_running_cases_are_counted_by_version(opened: Open) -> None:
    store = opened()
    office = service(store)
    assert store.running_on() == {}
    cases = [start(office, "curriculum", school=["บ้านค่าย"]) for _ in range(3)]
    office.carry_out(cases[0].id, Suspend("พัก"))
    office.carry_out(cases[1].id, Cancel("เลิก"))
    assert store.running_on() == {cases[0].plan.version: 2}


def test_a_private_database_publishes_by_itself_and_once(file_opened: Open) -> None:
    store = file_opened()
    office = service(store)
    for school in ("บ้านค่าย", "บ้านฉาง"):
        case = start(office, "curriculum", school=[school])
    (row,) = store.publications()
    assert (row.process, row.version) == ("curriculum", case.plan.version)
    assert (row.holds_from, row.publisher, row.reason) == (date(2026, 6, 1), "", "")


# -- all or nothing --------------------------------------------------------------------------------------------------


def test_who_saw_an_older_state_is_refused_and_writes_nothing(opened: Open) -> None:
    slow, fast = opened(), opened()
    case_id = start(service(slow), "curriculum", school=["บ้านค่าย"]).id
    stale = slow.case(case_id, whole=True)
    service(fast).carry_out(case_id, Complete("training"))
    before = as_told(fast, case_id)
    event = next(itertools.islice(fast.events(case_id), 1, None))
    evolve(stale, event._replace(note="ช้าไป"))
    with pytest.raises(Refused) as refused, slow.writing():
        slow.append(stale, [event])
    assert refused.value.code == "changed-meanwhile"
    assert as_told(fast, case_id) == before


def test_what_fails_half_way_leaves_nothing(opened: Open, tmp_path: Path) -> None:
    store = opened()
    case_id = start(service(store), "curriculum", school=["บ้านค่าย"]).id
    file = tmp_path / "แนบ.txt"
    file.write_text("ก", encoding="utf-8")
    before = as_told(store, case_id)

    class Surprise(Exception):
        pass

    with pytest.raises(Surprise), store.writing():  # noqa: PT012 - all of it has to go
        case = store.case(case_id)
        key, _, _ = store.keep_file(file)
        event = next(store.events(case_id))._replace(seq=2, kind="corrected", opened=())
        evolve(case, event)
        store.append(case, [event])
        store.new_case_id(2)
        raise Surprise
    assert as_told(store, case_id) == before
    assert key not in store.files()
    with pytest.raises(Refused, match="no longer where it was kept"):
        list(store.file(key))
    with pytest.raises(Refused, match="cannot be attached"):
        service(store).carry_out(case_id, Complete("training"), [file, tmp_path / "ไม่มี.txt"])
    assert as_told(store, case_id) == before
    assert store.files() == []
    assert start(service(store), "curriculum", school=["บ้านฉาง"]).id == "2-2", "no number was lost"


def test_attachments_keep_their_bytes_and_not_their_names(opened: Open, tmp_path: Path) -> None:
    store = opened()
    office = service(store)
    case_id = start(office, "curriculum", school=["บ้านค่าย"]).id
    content = bytes(range(256)) * 9000
    file = tmp_path / "แนบ ไฟล์.pdf"
    file.write_bytes(content)
    office.carry_out(case_id, Complete("training"), [file, file])
    office.carry_out(case_id, Complete("support"), [file])
    kept = [a for event in store.events(case_id) for a in event.attachments]
    assert [a.number for a in kept] == [1, 2, 3]
    assert {a.name for a in kept} == {"แนบ ไฟล์.pdf"}
    assert {a.size for a in kept} == {len(content)}
    assert len({a.key for a in kept}) == 3, "equal files cannot be told to be equal by their keys"
    assert len({a.sha256 for a in kept}) == 1
    office.attachment(case_id, 2, tmp_path / "คืน.pdf")
    assert (tmp_path / "คืน.pdf").read_bytes() == content


def test_what_is_read_together_belongs_together(opened: Open) -> None:
    reader, writer = opened(), opened()
    case_id = start(service(writer), "curriculum", school=["บ้านค่าย"]).id
    before = as_told(reader, case_id)
    with reader.reading():
        lazily = reader.case(case_id)
        assert lazily.state == "open"
        service(writer).carry_out(case_id, Complete("training"))
        assert same(lazily) == before[0]
        assert as_told(reader, case_id) == before
    assert as_told(reader, case_id) == as_told(writer, case_id) != before


# -- the record ------------------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """An event as it lies in the database, with what is kept apart."""

    event: EventRow
    hash: bytes
    salt: bytes
    body: str


def sql(store: Store, statement: str, *values: object) -> list[Any]:
    """What somebody does with a database who goes past the program. Each kind of store says here how."""
    if isinstance(store, PostgresStore):
        numbers = itertools.count(1)
        statement = re.sub(r"\?", lambda _: f"${next(numbers)}", statement)
        statement = re.sub(r"(FROM|JOIN|UPDATE|INTO|TABLE) (?=[a-z_]+\b)", r"\1 khumue.", statement)
        cursor = store.connection.execute(statement.encode(), values or None)
        return cursor.fetchall() if cursor.description else []
    assert isinstance(store, SqliteStore)
    return list(store.connection.execute(statement, values))


def rows_of(store: Store, case_id: str) -> list[Row]:
    """The rows of the record."""
    query = """
        SELECT e.seq, e.at, e.kind, e.step, e.outcome, e.actor, e.effects, e.commitment, e.previous,
               e.hash, p.salt, p.body
          FROM event e JOIN personal p ON e.case_no = p.case_no AND e.seq = p.seq
          JOIN office_case c ON e.case_no = c.case_no
         WHERE c.case_id = ? ORDER BY e.seq"""
    return [Row(EventRow(*row[:9]), *row[9:]) for row in sql(store, query, case_id)]


def head_of(store: Store, case_id: str) -> bytes:
    return bytes(sql(store, "SELECT head FROM office_case WHERE case_id = ?", case_id)[0][0])


def chain_fault(store: Store, case_id: str) -> str | None:
    """What is wrong with the record of a case, if anything."""
    begun = re.search('"process":"([^"]+)","version":"([^"]+)"', rows_of(store, case_id)[0].event.effects)
    previous = genesis(case_id, *begun.groups()) if begun else b""  # it may follow another by now
    for number, row in enumerate(rows_of(store, case_id), 1):
        if row.event.seq != number:
            return f"event {number} is missing"
        if row.event.previous != previous:
            return f"event {number} does not follow the one before"
        if row_hash(row.event) != row.hash:
            return f"event {number} was altered"
        if commitment(row.salt, row.body) != row.event.commitment:
            return f"what people gave with event {number} was altered"
        previous = row.hash
    return None if previous == head_of(store, case_id) else "the last events are missing"


COLUMNS = ("seq", "at", "kind", "step", "outcome", "actor", "effects", "commitment", "previous", "hash", "salt", "body")


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_the_record_can_be_altered_unseen(column: str, opened: Open) -> None:
    store = opened()
    case_id = curriculum(service(store)).id
    assert chain_fault(store, case_id) is None
    altered = {"seq": 99, "commitment": b"x", "previous": b"x", "hash": b"x", "salt": b"x"}.get(column, "x")
    table = "personal" if column in ("salt", "body") else "event"
    with store.writing():
        sql(store, f"UPDATE {table} SET {column} = ? WHERE seq = 3", altered)
    assert chain_fault(store, case_id)


@pytest.mark.parametrize("change", ["DELETE FROM event WHERE seq = 14", "DELETE FROM event WHERE seq = 2"])
def test_no_event_can_be_taken_out_unseen(change: str, opened: Open) -> None:
    store = opened()
    case_id = curriculum(service(store)).id
    last = len(rows_of(store, case_id))
    with store.writing():
        sql(store, change.replace("14", str(last)))
    assert chain_fault(store, case_id)


def test_what_people_gave_lies_apart(opened: Open, tmp_path: Path) -> None:
    """Nothing of it can be read from the events, so that it can be erased and the record still stand."""
    store = opened()
    office = service(store, person="ผู้ให้ข้อมูล")
    file = tmp_path / "ชื่อไฟล์ลับ.txt"
    file.write_text("ก", encoding="utf-8")
    case_id = start(office, "information-system", year=["ปีลับ"], schools=["โรงเรียนลับ ก", "โรงเรียนลับ ข"]).id
    office.carry_out(case_id, Complete("explain", note="หมายเหตุลับ"), [file])
    office.carry_out(case_id, Complete("collect", items=("โรงเรียนลับ ก",)))
    office.carry_out(case_id, Reopen("explain", "เหตุผลลับ"))
    events = "".join(map(str, (row.event for row in rows_of(store, case_id))))
    for text in ("ลับ", "ผู้ให้ข้อมูล", "somsri", "ทดสอบ"):
        assert text not in events
    bodies = "".join(row.body for row in rows_of(store, case_id))
    assert all(text in bodies for text in ("ปีลับ", "หมายเหตุลับ", "เหตุผลลับ", "ชื่อไฟล์ลับ", "ผู้ให้ข้อมูล", "somsri"))
    with store.writing():
        sql(store, "DELETE FROM personal WHERE seq = 2")
    erased = list(store.events(case_id))[1]
    assert (erased.kind, erased.step, erased.note, erased.attachments) == ("completed", "explain", "", ())


def test_equal_notes_have_commitments_of_their_own(opened: Open) -> None:
    store = opened()
    office = service(store)
    for name in ("ก", "ข"):
        office.carry_out(start(office, "curriculum", school=[name]).id, Complete("training", note="เหมือนกัน"))
    one, other = (rows_of(store, case_id)[1].event.commitment for case_id in ("2-1", "2-2"))
    assert one != other


# -- lists -----------------------------------------------------------------------------------------------------------


def test_case_numbers_count_per_procedure(opened: Open) -> None:
    office = service(opened())
    made = [start(office, process, **fields).id for process, fields in [
        ("curriculum", {"school": ["ก"]}), ("staff-development", {"batch": ["ก"]}), ("curriculum", {"school": ["ข"]}),
    ]]  # fmt: skip
    assert made == ["2-1", "3-1", "2-2"]


def test_cases_opened_together_are_as_those_opened_one_by_one(opened: Open) -> None:
    store = opened()
    office = service(store)
    start(office, "curriculum", school=["ก"])
    start(office, "information-system", year=["2569"], schools=["ก"])
    process = OFFICE.process("information-system")
    plan, definition = library.plan_of(OFFICE, process), library.definition(process)
    commands = [Start({"year": ["2569"], "schools": ["ก", f"ข{n}"]}, f"เรื่อง {n}") for n in range(7)]
    cases = [case for _, batch in office.start_all(plan, definition, commands) for case in batch]
    assert [case.id for case in cases] == [f"1-{n}" for n in range(2, 9)]
    for case in cases:
        assert inbox_of(store, case.id) == waiting_work(case)
        office.carry_out(case.id, Complete("explain"))
    with pytest.raises(Refused):
        list(office.start_all(plan, definition, [commands[0], Start({"year": ["x"]})]))
    assert [start(office, name, **given).id for name, given in STARTED.items()] == ["1-9", "2-2"], (
        "no number is left out"
    )
    findings = sealing.verify(store).findings
    assert findings == []


STARTED = {"information-system": {"year": ["2569"], "schools": ["ก"]}, "curriculum": {"school": ["ก"]}}


def test_cases_come_newest_first_and_page_by_page(opened: Open) -> None:
    store = opened()
    office = service(store)
    for n in range(7):
        start(office, "curriculum", school=[str(n)])
    office.carry_out("2-3", Cancel("เลิก"))
    office.carry_out("2-4", Suspend("พัก"))
    pages = [["2-7", "2-6", "2-5"], ["2-4", "2-3", "2-2"], ["2-1"], []]
    after = None
    for page in pages:
        found = [row.case for row in store.cases(None, None, 3, after)]
        assert found == page
        after = found[-1] if found else None
    assert [row.case for row in store.cases("curriculum", "cancelled", 9, None)] == ["2-3"]
    assert store.cases("learning", None, 9, None) == []
    assert store.open_cases() == {"curriculum": 6}
    with pytest.raises(Refused) as refused:
        store.cases(None, None, 3, "2-9")
    assert refused.value.code == "no-such-case"


DEADLINES = """
process: deadlines
number: 9
title: กำหนดเวลา
case: เรื่อง
responsible: [supervisor, teacher]
fields: {days: {title: วัน, type: list, ask: at-start}}
steps:
  - {id: free, item: 1, title: ก, text: ก, after: [], by: [teacher]}
  - {id: soon, item: 2, title: ข, text: ข, after: [], by: [teacher], within: 2 days}
  - {id: later, item: 3, title: ค, text: ค, after: [], by: [supervisor], within: 20 days}
  - {id: every, item: 4, title: ง, text: ง, after: [], by: [supervisor, teacher], each: days, within: 5 days}
"""


def deadlines(store: Store, tmp_path: Path) -> Service:
    folder = tmp_path / "deadlines"
    folder.mkdir(exist_ok=True)
    shutil.copy(bundled_processes() / "actors.yaml", folder)
    (folder / "deadlines.yaml").write_text(DEADLINES, encoding="utf-8")
    office = library.load(folder)
    process = office.process("deadlines")
    members = (Membership("nok", "supervisor"), Membership("nok", "teacher"))
    people = People({"nok": ["นก"], "supervisor": ["ศน."], "teacher": ["ครู"]}, Authority(memberships=members))
    found = Service(store, "somsri", "nok", people, {2026: frozenset()}, Clock())
    for n in range(3):
        begin(
            found,
            library.plan_of(office, process),
            library.definition(process),
            Start({"days": ["จ", "อ"]}, f"เรื่อง {n}"),
        )
    return found


def test_the_inbox_shows_the_most_urgent_first_and_pages(opened: Open, tmp_path: Path) -> None:
    store = opened()
    office = deadlines(store, tmp_path)
    rows = office.inbox(None, mine=True, due_before=None, limit=1000, after=None)
    assert len(rows) == 3 * (1 + 1 + 1 + 2 * 2)
    order = [(row.due or "9999", row.ready_at) for row in rows]
    assert order == sorted(order)
    assert [row.due for row in rows][-3:] == [None] * 3, "work without a deadline comes last"
    assert {row.step for row in rows[:3]} == {"soon"}
    for actors in (["teacher"], ["supervisor"], ["supervisor", "teacher"], ["nobody"], []):
        every = [row for row in rows if row.actor in actors]
        assert sorted(every) == sorted(store.inbox(actors, None, 1000, None)), actors
    for actor, limit in (("teacher", 4), (None, 1), (None, 5)):  # pages end between two actors of one step, too
        paged, after = [], None
        while page := office.inbox(actor, mine=False, due_before=None, limit=limit, after=after):
            paged += page
            after = f"{page[-1].case}/{page[-1].step}/{page[-1].actor}/{page[-1].item or ''}"
        assert paged == [row for row in office.inbox(None, mine=False, due_before=None, limit=1000, after=None)
                         if actor in (None, row.actor)]  # fmt: skip
    overdue = office.inbox("teacher", mine=True, due_before=date(2026, 6, 4), limit=10, after=None)
    assert {row.step for row in overdue} == {"soon"}


ACTORS = ["x", "y", "ครู", "Z"]
WORK = st.tuples(
    st.integers(1, 3), st.sampled_from(["training", "analyse"]), st.sampled_from(["", "ก", "a"]),
    st.sampled_from(ACTORS), st.sampled_from(["2026-06-01", "2026-06-02", NO_DEADLINE]),
    st.sampled_from([stamp(BEGIN), stamp(BEGIN + timedelta(hours=1))]),
)  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Store]:
    """A database with three cases for which nothing waits."""
    url = str(tmp_path_factory.mktemp("shelf") / "office.db") if request.param == "sqlite" else server.fresh()
    store = open_store(url)
    for n in range(3):
        start(service(store), "curriculum", school=[str(n)])
    with store.writing():
        sql(store, "DELETE FROM ready")
    yield store
    store.close()


@given(
    work=st.lists(WORK, max_size=25, unique_by=lambda row: row[:4]),
    actors=st.none() | st.lists(st.sampled_from([*ACTORS, "nobody"]), max_size=6),
    due=st.sampled_from([None, "2026-06-02"]),
    limit=st.integers(1, 30),
    behind=st.none() | st.integers(0, 24),
)
def test_a_page_of_an_inbox_is_what_a_look_at_all_that_waits_gives(
    shelf: Store, work: list[Any], actors: list[str] | None, due: str | None, limit: int, behind: int | None
) -> None:
    class Enough(Exception):
        pass

    assert isinstance(shelf, rows.RowStore)
    order = sorted(work, key=lambda row: (*row[4:], *row[:4]))
    begin = min(behind + 1, len(order)) if behind is not None else 0
    after = "2-{0}/{1}/{3}/{2}".format(*order[begin - 1]) if begin else None
    left = [row for row in order[begin:] if (actors is None or row[3] in actors) and (due is None or row[4] < due)]
    with pytest.raises(Enough), shelf.writing():  # noqa: PT012 - nothing of it is kept
        for row in work:
            shelf._run("add_ready", *row)
        page = shelf.inbox(actors, due, limit, after)
        raise Enough
    found = [
        (row.case, row.step, row.item or "", row.actor, row.due or NO_DEADLINE, stamp(row.ready_at)) for row in page
    ]
    assert found == [(f"2-{number}", *rest) for number, *rest in left[:limit]]


def test_an_inbox_shows_work_on_an_order_as_far_as_the_order_reaches(opened: Open, tmp_path: Path) -> None:
    office = deadlines(opened(), tmp_path)
    everything = office.inbox(None, mine=True, due_before=None, limit=1000, after=None)
    memberships = (Membership("nok", "teacher"), Membership("manee", "supervisor"))
    for process, wanted in (("deadlines", {"teacher", "supervisor"}), ("other", {"teacher"})):
        order = Delegation("1/2569", "nok", "manee", processes=(process,))
        office.people = People({}, Authority(frozenset({"nok", "manee"}), memberships, (order,), binding=True))
        for limit in (1, 4, 1000):
            page = office.inbox(None, mine=True, due_before=None, limit=limit, after=None)
            assert page == [row for row in everything if row.actor in wanted][:limit]


APART = """fields: {days: {type: list, ask: at-start}}
steps:
  - {id: draft, by: [supervisor, teacher]}
  - {id: each, by: [supervisor], each: days}
  - {id: approve, by: [supervisor], after: [draft], not-by: [draft]}
  - {id: file, by: [supervisor], after: [draft]}
"""


def completes(office: Service, case: str, step: str) -> bool:
    try:
        return bool(decide(office.store.case(case), Complete(step), office.moment()))
    except Refused:
        return False


@pytest.mark.parametrize("binding", [True, False])
def test_ones_own_inbox_leaves_out_what_one_must_leave_to_others(opened: Open, binding: bool) -> None:
    """Over orders too: who acts for the one that drafted, and for whom somebody drafted; on pages of any length."""
    store = opened()
    names = ("nok", "manee", "suda")
    memberships = [Membership(who, role) for who in ("nok", "manee") for role in ("supervisor", "teacher")]
    order = Delegation("๑/๒๕๖๙", "suda", "manee")
    people = People(dict.fromkeys(names, ()), Authority(frozenset(names), tuple(memberships), (order,), binding))
    office = Service(store, "somsri", "", people, {2026: frozenset()}, Clock())
    plan = planned(read_process(APART))

    def drafts(case: str, *pairs: tuple[str, str]) -> None:
        for office.person, actor in pairs:
            office.carry_out(case, Complete("draft", actor=actor))

    for n, pairs in enumerate(
        [
            (("nok", "supervisor"), ("nok", "teacher")),
            (("nok", "supervisor"), ("manee", "teacher")),
            (("manee", "supervisor"), ("suda", "teacher")),
            (),
        ]
    ):
        office.person = "nok"
        begin(office, plan, "{}", Start({"days": ["จ"]}, f"เรื่อง {n}"))
        drafts(f"1-{n + 1}", *pairs)
    # an order binds only where the office has entered people: else whoever did it is kept apart, and nobody else
    kept_apart = {"nok": {"1-1", "1-2"}, "manee": {"1-2", "1-3"}, "suda": {"1-2", "1-3"} if binding else {"1-3"}}
    for office.person, apart in kept_apart.items():
        for limit in (1, 2, 100):
            found: list[ReadyRow] = []
            after = None
            while page := office.inbox(None, mine=True, due_before=None, limit=limit, after=after):
                found += page
                after = f"{page[-1].case}/{page[-1].step}/{page[-1].actor}/{page[-1].item or ''}"
            assert {row.case for row in found if row.step == "approve"} == {"1-1", "1-2", "1-3"} - apart
            assert {row.case for row in found if row.step == "file"} == {"1-1", "1-2", "1-3"}
        for case in ("1-1", "1-2", "1-3"):  # the list offers exactly what completing lets them do
            assert completes(office, case, "approve") == (case not in apart)
    everything = office.inbox(None, mine=False, due_before=None, limit=100, after=None)
    assert {row.case for row in everything if row.step == "approve"} == {"1-1", "1-2", "1-3"}


def test_what_one_did_under_another_name_keeps_it_from_ones_inbox_too(opened: Open) -> None:
    """A case moves to a version in which the step that was done has a new name."""
    store = opened()
    people = People(
        {"nok": (), "manee": ()}, Authority(memberships=(Membership("nok", "clerk"), Membership("manee", "clerk")))
    )
    office = Service(store, "somsri", "nok", people, {2026: frozenset()}, Clock())
    old = "steps: [{id: draft}, {id: approve, not-by: [draft]}]"
    new = planned(read_process(old.replace("draft", "write").replace("write}", "write, was: draft}", 1)))
    case = begin(office, planned(read_process(old)), "{}", Start({}, "เรื่อง"))
    office.carry_out(case.id, Complete("draft"))
    with store.writing():
        moved = store.case(case.id, whole=True)
        store.take_version(new, "{}", BEGIN)
        event = migrated(moved, new, move(moved, new, Terms()), "มติ", office.moment())
        store.append(evolve(moved, event), [event])
    for office.person, waits in (("nok", []), ("manee", ["approve"])):
        page = office.inbox(None, mine=True, due_before=None, limit=9, after=None)
        assert [row.step for row in page] == waits


def test_who_has_confirmed_is_no_longer_waited_for(opened: Open, tmp_path: Path) -> None:
    store = opened()
    office = deadlines(store, tmp_path)
    office.carry_out("9-1", Complete("every", items=("จ",), actor="teacher"))
    left = {
        (row.item, row.actor) for row in store.inbox(None, None, 99, None) if (row.case, row.step) == ("9-1", "every")
    }
    assert left == {("จ", "supervisor"), ("อ", "supervisor"), ("อ", "teacher")}
    office.carry_out("9-1", Suspend("พัก"))
    assert inbox_of(store, "9-1") == set()
    office.carry_out("9-1", Resume("ต่อ"))
    assert {(row[1], row[2]) for row in inbox_of(store, "9-1") if row[0] == "every"} == left
    office.carry_out("9-1", Cancel("เลิก"))
    assert inbox_of(store, "9-1") == set()
    assert inbox_of(store, "9-2")


TAMPERED = [
    ("ready SET ready_at = ''", "inbox count"),
    ("ready SET ready_at = 'x'", "inbox count"),
    ("ready SET ready_at = '2026-06-01T00:00:00'", "inbox"),  # of no place on earth; the day is still one
    ("ready SET due = ''", "inbox count"),
    ("ready SET due = '2026-13-45'", "inbox count"),
    ("ready SET step = 'x' WHERE step = 'later'", "inbox"),
    ("ready SET actor = 'x' WHERE step = 'later'", ""),
    ("tally SET since = ''", "count"),
    ("tally SET due = 'x'", "count"),
    ("step SET ready_at = 'x'", "status"),
    ("step SET ready_at = '2026-06-01T00:00:00'", "status"),
    ("step SET due = 'x'", "status"),
]
CHECKS: dict[str, Callable[[Service], object]] = {
    "inbox": lambda office: looked_at(office, office.inbox(None, mine=False, due_before=None, limit=99, after=None)),
    "count": lambda office: counted(office.open_work(None, mine=False, overdue=False)),
    "status": lambda office: [office.store.case("9-1", whole=True).steps[step] for step in ("soon", "later")],
}


def looked_at(office: Service, found: list[ReadyRow]) -> None:
    plans = {row.version: office.store.plan(row.version) for row in found}
    report.inbox_json(found)
    report.inbox_text(found, plans, BEGIN.date(), "th", chosen=False)
    report_tables.inbox_table(found, plans, "th")


def counted(found: list[WorkRow]) -> None:
    report.work_json(found)
    report.work_text(found, {}, "th")
    report_tables.work_table(found, {}, "th")


@pytest.mark.parametrize(("change", "sees"), TAMPERED, ids=lambda value: value)
def test_a_day_that_is_none_is_told_as_damage_and_nothing_else(
    opened: Open, tmp_path: Path, change: str, sees: str
) -> None:
    store = opened()
    office = deadlines(store, tmp_path)
    rewrite(store, f"UPDATE {change}")
    for name, look in CHECKS.items():
        if name in sees:
            assert refusal(partial(look, office)).code == "store-damaged"
        else:
            look(office)


def rewrite(store: Store, statement: str) -> None:
    """Change a database behind the program's back."""
    if isinstance(store, SqliteStore):
        store.connection.execute(statement)
    else:
        assert isinstance(store, PostgresStore)
        store.connection.execute(f"SET search_path = khumue; {statement}; RESET search_path".encode(), prepare=False)


# -- versions and catalogues -----------------------------------------------------------------------------------------


def test_a_running_case_keeps_its_version(opened: Open) -> None:
    store = opened()
    office = service(store)
    case = start(office, "curriculum", school=["ก"])
    process = OFFICE.process("curriculum")
    first, *others = process.steps
    newer = process.model_copy(update={"steps": (first.model_copy(update={"title": "ชื่อใหม่"}), *others)})
    plan = library.plan_of(OFFICE, newer)
    other = begin(office, plan, library.definition(newer), Start({"school": ["ข"]}))
    again = opened()
    assert again.case(case.id).plan.steps["training"].title.th == first.title
    assert again.case(other.id).plan.steps["training"].title.th == "ชื่อใหม่"
    assert again.case(case.id).plan == case.plan
    assert again.case(other.id).plan == plan


def test_a_catalogue_is_kept_with_the_hash_of_its_files(opened: Open) -> None:
    store = opened()
    assert store.catalogue("actors.yaml", "1") is None
    store.keep_catalogue("actors.yaml", "1", "{}")
    store.keep_catalogue("actors.yaml", "2", '{"ก": 1}')
    assert [opened().catalogue("actors.yaml", digest) for digest in "12"] == ["{}", '{"ก": 1}']


# -- SQLite's own ----------------------------------------------------------------------------------------------------


def refusal(act: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.message("th")
    assert refused.value.message("en")
    assert "{" not in refused.value.message("th") + refused.value.help("th")
    return refused.value


def made(path: Path, version: int = 1, application: int = sqlite_store.APPLICATION) -> Path:
    connection = apsw.Connection(str(path))
    connection.execute("CREATE TABLE t (x)")
    connection.pragma("user_version", version)
    connection.pragma("application_id", application)
    connection.close()
    return path


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("newer", "newer-database"),
        ("foreign", "foreign-database"),
        ("foreign-unnumbered", "foreign-database"),
        ("text", "not-a-database"),
        ("folder", "store-cannot-open"),
        ("under-a-file", "store-cannot-open"),
    ],
)
def test_what_is_not_ours_is_refused_and_left_as_it_is(what: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    match what:
        case "newer":
            made(path, version=99)
        case "foreign":
            made(path, version=7, application=0)
        case "foreign-unnumbered":
            made(path, version=0, application=0)
        case "text":
            path.write_text("สวัสดี " * 500, encoding="utf-8")
        case "folder":
            path.mkdir()
        case _:
            path.write_text("ก", encoding="utf-8")
            path = path / "y.db"
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert refusal(lambda: open_store(str(path))).code == code
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.touch()
    store = open_store(f"sqlite:///{path}")
    assert start(service(store), "curriculum", school=["ก"]).id == "2-1"
    store.close()


@pytest.mark.parametrize("url", ["mysql://nok:secret@office/khumue", "oracle://x"])
def test_other_databases_are_refused_without_showing_a_password(url: str) -> None:
    refused = refusal(lambda: open_store(url))
    assert refused.code == "unknown-database"
    assert "secret" not in refused.message("en")


def held(store: Store) -> SqliteStore:
    assert isinstance(store, SqliteStore)
    return store


def test_a_file_that_may_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "x.db")
    store = SqliteStore(path)
    case_id = start(service(store), "curriculum", school=["ก"]).id
    before = as_told(store, case_id)
    store.close()
    only_read = apsw.Connection

    def connect(name: str, _: int, **options: Any) -> apsw.Connection:
        return only_read(name, flags=apsw.SQLITE_OPEN_READONLY, **options)

    with monkeypatch.context() as context:
        context.setattr(apsw, "Connection", connect)
        reader = SqliteStore(path)
        assert refusal(lambda: service(reader).carry_out(case_id, Complete("training"))).code == "store-read-only"
        reader.close()
    store = SqliteStore(path)
    assert as_told(store, case_id) == before
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="another user is asked for by setuid")
def test_somebody_else_may_look_at_a_file_and_its_folder_but_change_nothing() -> None:
    folder = Path(tempfile.mkdtemp(prefix="khumue-test-"))
    try:
        path = folder / "x.db"
        store = SqliteStore(str(path))
        case_id = start(service(store), "curriculum", school=["ก"]).id
        store.close()
        before = path.read_bytes()
        path.chmod(0o444)
        folder.chmod(0o555)

        def look() -> str:
            reader = SqliteStore(str(path))
            refused = refusal(lambda: service(reader).carry_out(case_id, Complete("training")))
            return f"{reader.case(case_id).state} {refused.code}"

        assert as_nobody(look) == "open store-read-only"
        assert path.read_bytes() == before
        assert [found.name for found in folder.iterdir()] == ["x.db"]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def as_nobody(act: Callable[[], str]) -> str:
    """What a process without the rights of root says."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            said = act()
        except BaseException as error:  # whatever goes wrong is for the parent to see
            said = repr(error)
        os.write(writes, said.encode())
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def test_an_empty_file_is_no_database_and_is_begun_as_one(tmp_path: Path) -> None:
    """What a fault has left of a file is not taken for an office without cases."""
    path = tmp_path / "office.db"
    path.touch()
    assert not has_store(str(path))
    assert refusal(lambda: open_store(str(path), create=False)).code == "no-such-database"
    open_store(str(path)).close()
    assert has_store(str(path))


def test_a_full_disk_changes_nothing(file_opened: Open) -> None:
    store = held(file_opened())
    case_id = start(service(store), "curriculum", school=["ก"]).id
    before = as_told(store, case_id)
    store.connection.pragma("max_page_count", store.connection.pragma("page_count"))
    long = Complete("training", note="ยาว" * 3000)
    refused = refusal(
        lambda: [service(store).carry_out(case_id, Correct({"school": ["ก" * 9000]}, "ก")) for _ in range(50)]
    )
    assert refused.code == "store-full"
    events = len(list(store.events(case_id)))
    assert as_told(store, case_id)[0] == as_told(store, case_id)[2]
    assert refusal(lambda: service(store).carry_out(case_id, long)).code == "store-full"
    assert len(list(store.events(case_id))) == events
    assert events > 1 or as_told(store, case_id) == before
    assert chain_fault(store, case_id) is None
    store.connection.pragma("max_page_count", 1 << 30)
    service(store).carry_out(case_id, long)


def test_a_disk_that_is_full_for_an_attachment(
    file_opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = held(file_opened())
    case_id = start(service(store), "curriculum", school=["ก"]).id
    file = tmp_path / "แนบ.txt"
    file.write_bytes(b"x")

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr("os.fsync", no_room)
        assert refusal(lambda: service(store).carry_out(case_id, Complete("training"), [file])).code == "store-full"
    assert list(store.folder.iterdir()) == []
    assert len(list(store.events(case_id))) == 1


def test_waiting_for_another_program_has_an_end(file_opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_store, "LONGEST_WAIT", 0.2)
    one, other = held(file_opened()), held(file_opened())
    case_id = start(service(one), "curriculum", school=["ก"]).id
    with one.writing():
        refused = refusal(lambda: service(other).carry_out(case_id, Complete("training")))
        assert same(other.case(case_id)) == same(replay(case_id, other.events(case_id)))
    assert refused.code == "store-busy"
    service(other).carry_out(case_id, Complete("training"))


def test_a_damaged_file_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    store = SqliteStore(str(path))
    for n in range(30):
        start(service(store), "curriculum", school=[str(n)])
    store.close()
    whole = bytearray(path.read_bytes())
    whole[4096 * 2 :] = b"\x55" * (len(whole) - 4096 * 2)
    path.write_bytes(whole)
    refused = refusal(lambda: SqliteStore(str(path)).cases(None, None, 10, None))
    assert refused.code == "store-damaged"
    assert path.read_bytes() == whole


def test_a_case_written_without_its_migrations_is_not_read(tmp_path: Path) -> None:
    """Every number between nothing and the newest migration leads to the newest form."""
    path = tmp_path / "x.db"
    store = SqliteStore(str(path))
    newest = len(rows.migrations(sqlite_store.HERE))
    assert store.connection.pragma("user_version") == newest
    assert store.connection.pragma("application_id") == sqlite_store.APPLICATION
    assert [int(script.stem) for script in rows.migrations(sqlite_store.HERE)] == list(range(1, newest + 1))
    assert store.connection.pragma("journal_mode") == "wal"
    assert store.connection.pragma("synchronous") == 2
    store.close()


def test_an_event_survives_being_stored_whatever_is_in_it(opened: Open) -> None:
    store = opened()
    office = service(store, "พี่นก")
    case_id = start(office, "curriculum", school=['\'; DROP TABLE event; -- {x} %s "ก" \\ 😀']).id
    office.carry_out(case_id, Complete("training", note="บรรทัด\nสอง" + "ก" * 9000))
    first, second = store.events(case_id)
    assert first.fields["school"] == '\'; DROP TABLE event; -- {x} %s "ก" \\ 😀'
    assert second.note.startswith("บรรทัด\nสอง")
    assert second.person == "พี่นก"


# -- databases that an earlier version has written -------------------------------------------------------------------

OLD = Path(__file__).parent / "databases" / "0001.sql"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database with two running cases, as it was when there was one migration."""
    path = tmp_path / "old.db"
    connection = apsw.Connection(str(path))
    connection.execute(OLD.read_text(encoding="utf-8"))
    connection.close()
    return path


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, whatever migration has made it."""
    connection = apsw.Connection(str(path), apsw.SQLITE_OPEN_READONLY)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: list(connection.execute(f"SELECT * FROM {name}")) for name in names}
    finally:
        connection.close()


def test_an_old_database_goes_on_and_loses_nothing(old: Path) -> None:
    before = tables(old)
    store = SqliteStore(str(old))
    store.close()
    after = tables(old)
    assert set(after) - set(before) == {"publication", "intake", "deed", "tally"}
    assert {name: after[name] for name in before} == before, "a migration adds and rewrites nothing"
    again = SqliteStore(str(old))
    for case_id in ("1-1", "1-2"):
        lazily, at_once, replayed = as_told(again, case_id)
        assert lazily == at_once == replayed
        assert chain_fault(again, case_id) is None
    rows = again.publications("leave")
    assert [row.holds_from for row in rows] == [date(2026, 6, 2), date(2026, 7, 12)], "the days in Thailand"
    assert [row.publisher for row in rows] == ["", ""]
    assert [row.version for row in rows] == [version.version for version in again.versions()]
    service(again).carry_out("1-1", Complete("decide", outcome="allow"))
    assert again.case("1-1").state == "completed"
    again.close()


def test_an_old_database_that_may_only_be_read_says_so(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opens = SqliteStore._open

    def read_only(store: SqliteStore, name: str, flags: int) -> None:
        if flags != sqlite_store.IMMUTABLE:
            raise apsw.ReadOnlyError
        opens(store, name, flags)

    monkeypatch.setattr(SqliteStore, "_open", read_only)
    store = SqliteStore(str(old))
    assert [row.case for row in store.cases(None, None, 9, None)] == ["1-2", "1-1"]
    with pytest.raises(Refused) as refused:
        store.publications()
    assert refused.value.code == "older-read-only"
    store.close()


def test_an_older_program_leaves_a_newer_database_alone(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqliteStore(str(old)).close()
    before = old.read_bytes()
    first = rows.migrations(sqlite_store.HERE)[:1]
    monkeypatch.setattr(sqlite_store, "migrations", lambda _: first)
    with pytest.raises(Refused) as refused:
        SqliteStore(str(old))
    assert refused.value.code == "newer-database"
    assert old.read_bytes() == before


def test_a_migration_that_fails_leaves_the_old_database(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(old)
    wrong = tmp_path / "0003.sql"
    wrong.write_text("CREATE TABLE extra (x) STRICT;", encoding="utf-8")
    scripts = [*rows.migrations(sqlite_store.HERE), wrong]
    monkeypatch.setattr(sqlite_store, "migrations", lambda _: scripts)
    with pytest.raises(Refused):
        SqliteStore(str(old))
    assert tables(old) == before
