"""Whoever changes a record is found out: what was altered, deleted, reordered, inserted or cut off, by case and event.

The pure part is held to random cases; the databases at the end are changed behind the program's back, column by column.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import apsw
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.server import Server, database_of
from engine import erasing, evidence, graph, library, paper_seal, sealing
from engine.calendar import TO_THAI_DIGITS
from engine.case import evolve, replay
from engine.decide import Cancel, Complete, Correct, Erase, Moment, Start, decide
from engine.evidence import Contents, Finding
from engine.folders import bundled_processes
from engine.lifecycle import CLOSED, ERASED
from engine.messages import text
from engine.migration import Terms, migrated, move
from engine.plan import compile_plan
from engine.problems import Refused
from engine.publishing import publish
from engine.service import Service
from engine.store import Store, open_store
from engine.store.records import (
    CaseRecord,
    KeptEvent,
    KeptPublication,
    genesis,
    hashed,
    kept,
    publication_hash,
    row_hash,
    to_row,
)
from engine.store.sqlite_store import SqliteStore
from processes import Walk, snapshot, walks

BEGIN = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
CASE = "c-1"

# -- one record, changed in one place --------------------------------------------------------------------------------


def record_of(walk: Walk) -> CaseRecord:
    """The record of a walk, as a database would hold it."""
    head = genesis(CASE, walk.plan.process, walk.plan.version)
    bound = {"case": CASE, "process": walk.plan.process, "version": walk.plan.version}
    events: list[KeptEvent] = []
    for event in walk.events:
        events.append(KeptEvent(*to_row(event, head, bound if event.kind == "started" else None)))
        head = events[-1].hash
    return CaseRecord(
        CASE, walk.plan.process, walk.plan.version, len(events), head, tuple(events),
        frozenset(evidence.waiting(walk.case)),
    )  # fmt: skip


def walked(walk: Walk) -> CaseRecord:
    for _ in walk.go():
        pass
    return record_of(walk)


Changed = tuple[CaseRecord, str, set[int]]
"""A changed record; what has happened to it, and to which events."""


def with_events(record: CaseRecord, events: list[KeptEvent]) -> CaseRecord:
    """As a database gives them: by their number."""
    return record._replace(events=tuple(sorted(events, key=lambda event: event.row.seq)))


def renumbered(events: list[KeptEvent], first: int, by: int) -> list[KeptEvent]:
    return [e._replace(row=e.row._replace(seq=e.row.seq + by)) if e.row.seq >= first else e for e in events]


COLUMNS = ("at", "kind", "step", "outcome", "actor", "effects", "commitment", "previous", "hash", "salt", "body")


def alter(record: CaseRecord, random: Random, column: str) -> Changed:
    place = random.randrange(len(record.events))
    event = record.events[place]
    altered: Any = random.choice((b"", b"x" * 32)) if column in ("commitment", "previous", "hash", "salt") else "x"
    if column in ("hash", "salt", "body"):
        event = event._replace(**{column: altered})
    else:
        event = event._replace(row=event.row._replace(**{column: altered}))
    events = [*record.events[:place], event, *record.events[place + 1 :]]
    return with_events(record, events), "given-altered" if column in ("salt", "body") else "altered", {place + 1}


def number_anew(record: CaseRecord, random: Random) -> Changed:
    place = random.randrange(len(record.events))
    event = record.events[place]
    moved = event._replace(row=event.row._replace(seq=len(record.events) + random.randint(1, 9)))
    return with_events(record, [*record.events[:place], moved, *record.events[place + 1 :]]), "reordered", {place + 1}


def swap(record: CaseRecord, random: Random) -> Changed:
    one, other = sorted(random.sample(range(len(record.events)), 2))
    events = list(record.events)
    events[one] = events[one]._replace(row=events[one].row._replace(seq=other + 1))
    events[other] = events[other]._replace(row=events[other].row._replace(seq=one + 1))
    return with_events(record, events), "reordered", {one + 1, other + 1}


def delete(record: CaseRecord, random: Random) -> Changed:
    place = random.randrange(len(record.events) - 1)
    events = [*record.events[:place], *record.events[place + 1 :]]
    closed_up = renumbered(events, place + 1, -1) if random.random() < 0.5 else events
    return with_events(record, closed_up), "deleted", {place + 1}


def cut(record: CaseRecord, random: Random) -> Changed:
    left = random.randrange(1, len(record.events))
    return with_events(record, [*record.events[:left]]), "cut", set(range(left + 1, len(record.events) + 1))


def insert(record: CaseRecord, random: Random) -> Changed:
    """An event that is right in itself and follows the one before."""
    place = random.randrange(1, len(record.events) + 1)
    before = record.events[place - 1]
    row = random.choice(record.events).row
    row = row._replace(seq=place + 1, at="2026-01-01T00:00:00.000000+00:00", previous=before.hash)
    forged = KeptEvent(row, row_hash(row), before.salt, before.body)
    return with_events(record, [*renumbered([*record.events], place + 1, 1), forged]), "inserted", {place + 1}


CHANGES: list[Callable[[CaseRecord, Random], Changed]] = [number_anew, swap, delete, cut, insert]


def chain_of(findings: list[Finding]) -> set[tuple[str, int]]:
    """What was found of the events themselves; what people gave has to follow its event."""
    return {(f.what, f.event) for f in findings if not f.what.startswith("given")}


@given(walks(mends=0.2, longest=20))
def test_nothing_is_found_in_an_untouched_record(walk: Walk) -> None:
    record = walked(walk)
    assert evidence.case_findings(record) == []
    stored, replayed = replay(CASE, walk.events), replay(CASE, evidence.events_of(record, lambda _: walk.plan))
    assert evidence.differing(stored, replayed, record.ready) == []
    for count in range(1, len(record.events) + 1):  # a seal of any moment before
        before = record._replace(events=record.events[:count])
        assert evidence.case_since(evidence.seal_case(before), record) == []


@given(walks(mends=0.2, longest=12), st.sampled_from(COLUMNS), st.integers(0, 1 << 30))
def test_an_event_that_was_altered_in_any_column_is_named(walk: Walk, column: str, seed: int) -> None:
    changed, what, numbers = alter(walked(walk), Random(seed), column)
    findings = evidence.case_findings(changed)
    assert {(what, number) for number in numbers} <= {(f.what, f.event) for f in findings}
    assert {f.event for f in findings} == numbers
    assert {f.case for f in findings} == {CASE}


@given(walks(mends=0.2, longest=12), st.sampled_from(CHANGES), st.integers(0, 1 << 30))
def test_what_was_deleted_reordered_inserted_or_cut_is_named(
    walk: Walk, change: Callable[[CaseRecord, Random], Changed], seed: int
) -> None:
    record = walked(walk)
    if len(record.events) < 2:
        return
    changed, what, numbers = change(record, Random(seed))
    assert chain_of(evidence.case_findings(changed)) == {(what, number) for number in numbers}


# -- one that was changed with all its hashes, against a seal --------------------------------------------------------


def hashed_anew(record: CaseRecord, events: list[KeptEvent]) -> CaseRecord:
    """A record as somebody writes it who knows how: numbers and hashes are right again."""
    head, found = genesis(record.case, record.process, record.version), []
    for place, event in enumerate(events, 1):
        row = event.row._replace(seq=place, previous=head)
        head = row_hash(row)
        found.append(event._replace(row=row, hash=head))
    return record._replace(events=tuple(found), head=head, seq=len(found))


def forge(record: CaseRecord, random: Random) -> Changed:
    """Alter, delete, swap two neighbours, insert or cut, and make all the hashes anew."""
    events, last = list(record.events), len(record.events) - 1
    kind = random.choice(("altered", "deleted", "reordered", "inserted", "cut"))
    place = random.randrange(last) if kind != "altered" else random.randint(0, last)
    changed: dict[str, Any] = {random.choice(COLUMNS[:4]): "x"}
    forged = events[place]._replace(row=events[place].row._replace(**changed))
    match kind:
        case "altered":
            events[place] = forged
        case "deleted":
            del events[place]
        case "reordered":
            events[place], events[place + 1] = events[place + 1], events[place]
        case "inserted":
            events.insert(place, forged)
        case _:
            del events[place + 1 :]
            return hashed_anew(record, events), kind, set(range(place + 2, last + 2))
    return hashed_anew(record, events), kind, {place + 1}


@given(walks(mends=0.2, longest=12), st.integers(0, 1 << 30), st.integers(0, 3))
def test_a_seal_names_what_was_forged_with_all_its_hashes(walk: Walk, seed: int, further: int) -> None:
    record = walked(walk)
    if len(record.events) < 2:
        return
    seal = evidence.read(evidence.written(contents(record))).cases[CASE]
    changed, what, numbers = forge(record, Random(seed))
    later = [kept(walk.events[-1]._replace(note="ภายหลัง"), b"") for _ in range(further)]
    grown = hashed_anew(changed, [*changed.events, *later]) if what != "cut" else changed
    assert not {"altered", "deleted", "reordered", "inserted", "cut"} & {f.what for f in evidence.case_findings(grown)}
    found = {(f.what, f.event) for f in evidence.case_since(seal, grown)}
    if what == "reordered":
        assert found in ({(what, min(numbers))}, {(what, min(numbers) + 1)})
    else:
        assert found == {(what, number) for number in numbers}


def contents(record: CaseRecord) -> Contents:
    return Contents(
        "2026-06-01T00:00:00.000000+00:00", {record.case: evidence.seal_case(record)},
        evidence.seal_publications([]), {9: 1},
    )  # fmt: skip


# -- erased records --------------------------------------------------------------------------------------------------


@given(walks(mends=0.3, longest=25))
def test_an_erased_record_adds_up_to_the_same_case(walk: Walk) -> None:
    record = walked(walk)
    if walk.case.state not in CLOSED:
        walk.apply(decide(walk.case, Cancel("เลิก"), Moment(walk.at)))
        record = record_of(walk)
    (event,) = decide(walk.case, Erase("ศธ ๑/๒๕๖๙"), Moment(walk.at))
    bare = erasing._without_given(record, kept(event, record.head))
    bare = bare._replace(seq=event.seq, head=bare.events[-1].hash)
    assert evidence.case_findings(bare) == []
    assert evidence.case_since(evidence.seal_case(record), bare) == []
    replayed = replay(CASE, evidence.events_of(bare, lambda _: walk.plan))
    evolve(walk.case, event)
    assert same(replayed) == same(walk.case)
    assert replayed.state == ERASED
    assert all(replayed.fields[name] is None for name in walk.plan.fields)
    assert [e.kind for e in evidence.events_of(bare)][:-1] == [e.kind for e in walk.events]
    assert [e.at for e in evidence.events_of(bare)][:-1] == [e.at for e in walk.events]


def same(case: Any) -> object:
    found = snapshot(case)
    return found.whole, found.steps, found.items, found.fields, found.earlier


def test_what_is_taken_from_an_erased_record_is_still_found() -> None:
    walk = next_walk()
    record = record_of(walk)
    bare = record._replace(events=(*record.events[:1], record.events[1]._replace(salt=None, body=None)))
    findings = evidence.case_findings(bare._replace(seq=2, head=bare.events[-1].hash))
    assert [(f.what, f.event) for f in findings] == [("given-deleted", 2)], "nobody has ordered it"
    (event,) = decide(walk.case, Erase("1"), Moment(walk.at))
    last = kept(event, record.head)
    put_back = record._replace(events=(*record.events, last), seq=event.seq, head=last.hash)
    assert {f.what for f in evidence.case_findings(put_back)} == {"given-kept"}


def next_walk() -> Walk:
    from processes import made_up  # noqa: PLC0415

    process, plan = made_up(4, 7)
    walk = Walk(process, plan, 1, 3, slips=0)
    for _ in walk.go():
        pass
    if walk.case.state not in CLOSED:
        walk.apply(decide(walk.case, Cancel("เลิก"), Moment(walk.at)))
    return walk


# -- a database, changed behind the program's back -------------------------------------------------------------------


@dataclass
class Office:
    """A database with some cases, a copy of it, and a seal."""

    path: Path
    cases: list[str]
    seal: Contents

    def store(self) -> Store:
        return SqliteStore(str(self.path))

    def findings(self, *, sealed: bool = False) -> list[Finding]:
        with closing(self.store()) as store:
            return sealing.verify(store, self.seal if sealed else None).findings

    def change(self, *statements: str) -> None:
        """Change the file as any other program can; it is as before at the next change."""
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        shutil.copyfile(self.path.with_name("copy.db"), self.path)
        connection = apsw.Connection(str(self.path))
        for statement in statements:
            connection.execute(statement)
        connection.close()


@dataclass
class ServerOffice(Office):
    """The same on a server, changed by whoever runs it, whom nothing there holds back."""

    server: Server
    template: str
    url: str = ""

    def store(self) -> Store:
        return open_store(self.url)

    def change(self, *statements: str) -> None:
        name = f"{self.template}_changed"
        self.server.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.server.run(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        self.url = self.server.url(name)
        ours = "SET search_path = khumue; SET session_replication_role = replica; "
        self.server.run(ours + "; ".join(statements), name)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("evidence")
    path = folder / "office.db"
    cases, seal = furnished(str(path), folder)
    shutil.copyfile(path, folder / "copy.db")
    yield Office(path, cases, seal)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server_office(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[ServerOffice]:
    url = server.fresh()
    cases, seal = furnished(url, tmp_path_factory.mktemp("evidence"))
    found = ServerOffice(Path(), cases, seal, server, database_of(url))
    yield found
    for database in (found.url, url):
        server.drop(database)


@pytest.fixture(params=["office", "server_office"])
def either(request: pytest.FixtureRequest) -> Office:
    """An office on a database of either kind."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Office)
    return found


def furnished(url: str, folder: Path) -> tuple[list[str], Contents]:
    """Fill a database; gives its cases, and what a seal of it holds."""
    attached = folder / "ประกาศ.txt"
    attached.write_text("เนื้อหา", encoding="utf-8")
    procedures = library.load(bundled_processes())
    with closing(open_store(url)) as store:
        clock = iter(BEGIN + timedelta(hours=n) for n in range(1000))
        service = Service(store, "somsri", holidays={2026: frozenset()}, clock=lambda: next(clock))
        publish(store, procedures, date(2026, 6, 1), "คำสั่ง", Moment(BEGIN, "ผอ.", "somsri"))
        cases = []
        for name in ("curriculum", "curriculum", "information-system"):
            process = procedures.process(name)
            fields = {"school": ["บ้านค่าย"]} if name == "curriculum" else {"year": ["2569"], "schools": ["ก", "ข"]}
            start = Start(fields, "เรื่อง")
            cases.append(service.start(library.plan_of(procedures, process), library.definition(process), start).id)
        service.carry_out(cases[0], Complete("training"), [attached])
        service.carry_out(cases[0], Complete("analyse"))
        service.carry_out(cases[0], Complete("adapt", fields={"kind": ["type-3"]}))
        service.carry_out(cases[0], Correct({"school": ["บ้านฉาง"]}, "พิมพ์ผิด"))
        service.carry_out(cases[2], Complete("explain"))
        service.carry_out(cases[2], Complete("collect", items=("ก",)))
        to_another_version(store, procedures, cases[1])
        return cases, sealing.contents_of(store, BEGIN)


def to_another_version(store: Store, procedures: library.Office, case_id: str) -> None:
    """The case moves to a version in which the last step is missing, and one is kept apart."""
    process = procedures.process("curriculum")
    steps = [step.model_copy(update={"not_by": ("adapt",)} if step.id == "hearing" else {}) for step in process.steps]
    shorter = process.model_copy(update={"steps": tuple(steps[:-1])})
    case = store.case(case_id, whole=True)
    actors, laws = procedures.actors or {}, procedures.laws or {}
    plan = compile_plan(shorter, graph.dependencies(shorter), library.version(shorter), actors, laws, {})
    with store.writing():
        store.take_version(plan, library.definition(shorter), BEGIN)
        event = migrated(case, plan, move(case, plan, Terms()), "มติ", Moment(BEGIN))
        store.append(evolve(case, event), [event])


def test_nothing_is_found_in_an_untouched_database(either: Office) -> None:
    either.change()
    assert either.findings() == either.findings(sealed=True) == []


NOT_PROVED = {
    ("item", "item_no"): "the order in which entries are shown",
    ("version", "process"): "the definition says it too",
}


def columns_of(path: Path) -> dict[str, list[tuple[str, bool]]]:
    """Of each table the columns, and whether they belong to its key."""
    with closing(apsw.Connection(str(path))) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in ("intake", "deed"):  # how far a table was taken in, and which commands were given, is no record
            tables.remove(table)
        return {t: [(row[1], row[5] > 0) for row in connection.execute(f"PRAGMA table_info({t})")] for t in tables}


def test_every_column_of_every_table_is_proved(office: Office) -> None:
    """In three random rows each; only the columns above are not proved, each for its reason."""
    random, unseen = Random(5), set()
    for table, columns in columns_of(office.path.with_name("copy.db")).items():
        key = ", ".join(column for column, is_key in columns if is_key)
        for column, _ in columns:
            altered = f"CASE typeof({column}) WHEN 'integer' THEN {column} + 1000 WHEN 'blob' THEN x'00' ELSE 'x' END"
            for _ in range(3):
                row = f"{random.randrange(100)} % (SELECT count(*) FROM {table})"
                chosen = f"SELECT {key} FROM {table} LIMIT 1 OFFSET {row}"
                office.change(f"UPDATE {table} SET {column} = {altered} WHERE ({key}) = ({chosen})")
                unseen |= set() if office.findings() else {(table, column)}
    assert unseen == set(NOT_PROVED)


def found(findings: list[Finding]) -> list[tuple[str, str, int]]:
    return [(finding.what, finding.case, finding.event) for finding in findings]


def test_a_change_in_a_database_is_named_by_case_and_event(either: Office) -> None:
    either.change("UPDATE event SET at = '2026-01-01' WHERE case_no = 1 AND seq = 3")
    assert found(either.findings()) == [("altered", "2-1", 3)]
    either.change("UPDATE personal SET body = replace(body, 'บ้านค่าย', 'บ้านเพ') WHERE case_no = 2")
    assert found(either.findings()) == [("given-altered", "2-2", 1)]
    either.change("DELETE FROM personal WHERE case_no = 1 AND seq = 2")
    assert found(either.findings()) == [("given-deleted", "2-1", 2)]
    either.change("UPDATE step SET state = 'done' WHERE case_no = 1 AND step = 'board-approval'")
    assert [f.detail for f in either.findings()] == [("step board-approval",)]
    either.change("DELETE FROM ready WHERE case_no = 3 AND item = 'ข'")
    assert [f.detail for f in either.findings()] == [("waiting work of collect",)]
    either.change("DELETE FROM office_case WHERE case_no = 2")
    assert ("case-deleted", "2-2", 0) in found(either.findings())
    assert {f.what for f in either.findings()} == {"case-deleted", "stray"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET at = '2026-01-01' WHERE case_no = 2 AND seq = 1",
        "UPDATE office_case SET opened_at = 'x' WHERE case_no = 2",
        "UPDATE step SET confirmed = 'x' WHERE case_no = 2",
        "UPDATE field SET value = 'x' WHERE case_no = 1",
        "UPDATE item SET confirmed = 'x' WHERE case_no = 3",
        "DELETE FROM office_case WHERE case_no = 2",
        "UPDATE office_case SET seq = 1000000 WHERE case_no = 2",
    ],
)
def test_cases_read_together_are_found_as_they_are_one_by_one(
    either: Office, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that cannot be read takes none of the others with it."""
    either.change(change)
    together = either.findings(sealed=True)
    assert together
    assert len({finding.case for finding in together if finding.case}) <= 1, "the other two are in order"
    monkeypatch.setattr(sealing, "MOST_CASES", 1)
    assert either.findings(sealed=True) == together


def test_cases_are_read_together_as_long_as_there_is_room(either: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    either.change()
    with closing(either.store()) as store:
        cases = store.ledger().cases
        assert cases == {case: len(store.record(case).events) for case in either.cases}
        asked: list[tuple[str, str]] = []
        records = store.records
        monkeypatch.setattr(store, "records", lambda *ends: asked.append(ends) or records(*ends))  # type: ignore[func-returns-value]
        assert sealing.verify(store, either.seal).findings == []
        assert asked == [("2-1", "1-1")], "all of them at once"
    monkeypatch.setattr(sealing, "MOST_EVENTS", 5)
    assert list(sealing.batches({"a": 3, "b": 2, "c": 9, "d": 1, "e": 4})) == [["a", "b"], ["c"], ["d", "e"]]


def test_no_number_that_somebody_has_written_keeps_us_busy(either: Office) -> None:
    huge = 1 << (30 if isinstance(either, ServerOffice) else 60)  # the widest that the column holds
    either.change(
        f"UPDATE office_case SET seq = {huge}, head = substr(head, 2) WHERE case_no = 1",
        f"UPDATE event SET seq = {huge} WHERE case_no = 2 AND seq = 1", f"UPDATE serial SET last = {huge}",
    )  # fmt: skip
    findings = either.findings()
    assert {finding.what for finding in findings} >= {"cut", "reordered", "case-deleted"}
    assert len(findings) < 5_000


def test_what_changes_rows_by_itself_is_found(office: Office) -> None:
    office.change("CREATE TRIGGER sly AFTER INSERT ON event BEGIN UPDATE event SET actor = 'x'; END")
    assert [(f.what, f.detail) for f in office.findings()] == [("stray", "trigger sly")]


REST_OF_A_CASE = [f"DELETE FROM {table} WHERE case_no = 3" for table in (
    "event", "personal", "step", "item", "field", "ready", "office_case",
)]  # fmt: skip


def test_a_whole_case_that_is_gone_or_was_put_in_is_found(either: Office) -> None:
    either.change(*REST_OF_A_CASE)
    assert found(either.findings()) == [("case-deleted", "1-1", 0)], "its number was given"
    either.change(*REST_OF_A_CASE, "DELETE FROM serial WHERE number = 1")
    assert {finding.what for finding in either.findings()} <= {"miscounted"}
    assert found(either.findings(sealed=True)) == [("case-deleted", "1-1", 0)]
    either.change()
    with closing(either.store()) as store:
        without = either.seal._replace(cases={case: s for case, s in either.seal.cases.items() if case != "2-1"})
        assert found(sealing.verify(store, without).findings) == [("case-inserted", "2-1", 0)]
        later = without._replace(numbers={2: 0, 1: 1})
        assert sealing.verify(store, later).findings == [], "it was opened after the seal"


def test_rows_that_differ_are_named_in_both_languages() -> None:
    words = ("closed_at", "step a  b", "items of collect", "field ชื่อ", "waiting work of x")
    phrase = evidence.told(Finding("rows", "1-1", detail=words))
    for language, shown in (
        ("en", "day of closing, step a  b, items of collect, field ชื่อ, waiting work of x"),
        ("th", "วันปิดเรื่อง, ขั้นตอน a  b, รายการของ collect, ข้อมูล ชื่อ, งานที่รออยู่ของ x"),
    ):
        assert text(phrase.code, language, phrase.values).endswith(f": {shown}")  # type: ignore[arg-type] # of two


def test_a_number_is_never_given_twice_whoever_has_altered_the_count(either: Office) -> None:
    """The case that has it stays as it is, the new one is refused, and the count is found out."""
    either.change("UPDATE serial SET last = 0 WHERE number = 2")
    assert found(either.findings()) == [("case-ahead", "2-2", 0)]
    office = library.load(bundled_processes())
    process = office.process("curriculum")
    with closing(either.store()) as store, pytest.raises(Refused) as refused:
        Service(store, "somsri").start(
            library.plan_of(office, process), library.definition(process), Start({"school": ["ก"]}, "ก")
        )
    assert refused.value.code == "number-given"
    assert found(either.findings()) == [("case-ahead", "2-2", 0)], "nothing of the case was lost"


def test_a_case_may_move_to_another_version_after_it_was_sealed(either: Office) -> None:
    either.change()
    with closing(either.store()) as store:
        seal = sealing.contents_of(store, BEGIN)
        to_another_version(store, library.load(bundled_processes()), either.cases[0])
        assert sealing.verify(store, seal).findings == []


def test_what_was_published_is_sealed_too(either: Office) -> None:
    either.change("UPDATE publication SET reason = 'อื่น' WHERE publication_no = 3")
    assert found(either.findings()) == [("publication-altered", "", 3)]
    either.change("DELETE FROM publication WHERE publication_no = 4")
    assert found(either.findings()) == [("publication-deleted", "", 4)]
    either.change("DELETE FROM publication WHERE publication_no = 8")
    assert either.findings() == [], "nothing in the database says that there was more"
    assert found(either.findings(sealed=True)) == [("publication-cut", "", 8)]
    either.change(
        "UPDATE publication SET previous = NULL, hash = NULL", "DELETE FROM publication WHERE publication_no = 2"
    )
    assert ("publication-deleted", "", 2) in found(either.findings(sealed=True))
    either.change("UPDATE version SET definition = replace(definition, 'สถานศึกษา', 'โรงเรียน')")
    assert {finding.what for finding in either.findings()} == {"version-altered"}
    either.change("""UPDATE version SET plan = replace(plan, '"school-board-chair"', '"teacher"')""")
    told = {finding.what for finding in either.findings()} - {"stray"}  # what a server has made of the plan
    assert told == {"version-altered", "rows"}, "for whom it waits"
    either.change("UPDATE catalogue SET body = '{}' WHERE name = 'published laws'")
    assert {finding.what for finding in either.findings()} == {"catalogue-altered"}


def test_publications_from_before_there_were_hashes_are_covered_by_the_next() -> None:
    columns = [(name, "v", "2026-06-01", "2026-06-01", "", "", "", None, None) for name in "abc"]
    old = [KeptPublication(number, row) for number, row in enumerate(columns[:2], 1)]
    first, second = hashed(old)
    assert second.hash is not None
    third = KeptPublication(3, columns[2], second.hash, publication_hash(3, columns[2], second.hash))
    assert evidence.publication_findings([*old, third]) == []
    altered = old[0]._replace(columns=("x", *columns[0][1:]))
    (finding,) = evidence.publication_findings([altered, old[1], third])
    assert (finding.what, finding.event, finding.detail) == ("publication-altered", 2, "1–2"), "one of these"
    assert evidence.publication_findings([old[1], third])
    assert evidence.publication_findings([*old, third._replace(hash=None, previous=None), third._replace(number=4)])
    assert first.hash != second.hash


def test_the_copies_of_attachments_are_proved(office: Office) -> None:
    office.change()
    (copy,) = office.path.with_name(office.path.name + ".files").iterdir()
    whole = copy.read_bytes()
    try:
        copy.write_bytes(whole + b" ")
        assert found(office.findings()) == [("file-altered", "2-1", 2)]
        copy.unlink()
        assert found(office.findings()) == [("file-missing", "2-1", 2)]
    finally:
        copy.write_bytes(whole)


def test_the_copies_of_attachments_on_a_server_are_proved(server_office: ServerOffice) -> None:
    server_office.change("UPDATE file SET body = body || ' '::bytea")
    assert found(server_office.findings()) == [("file-altered", "2-1", 2)]
    server_office.change("DELETE FROM file")
    assert found(server_office.findings()) == [("file-missing", "2-1", 2)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE people SET body = replace(body::text, '\"binding\": false', '\"binding\": true')::jsonb",
        "INSERT INTO people (people_no, body) VALUES (99, '{\"binding\": false}')",
        "UPDATE people SET body = jsonb_set(body, '{persons,mee}', 'true')",
    ],
)
def test_the_people_by_whom_a_server_goes_are_proved(server_office: ServerOffice, change: str) -> None:
    server_office.change(change)
    assert [f.what for f in server_office.findings()] == ["people-altered"]
    with closing(server_office.store()) as store:
        publish(store, library.load(bundled_processes()), BEGIN.date(), "r", Moment(BEGIN, "", "admin"))
    assert server_office.findings() == [], "as the message says"
    server_office.change(change, "UPDATE people SET body = body - 'hash'")
    assert server_office.findings() == [], "what an older program has published has no hash"


def test_what_changes_rows_of_a_server_by_itself_is_found(server_office: ServerOffice) -> None:
    server_office.change(
        "CREATE FUNCTION sly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER sly AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION sly()",
    )
    assert ("stray", "trigger sly") in [(f.what, f.detail) for f in server_office.findings()]


ALTERED = {"jsonb": "'[]'", "text": "'\"x\"'", "bytea": "'\\x00'", "integer": "{} + 1000", "bigint": "{} + 1000"}
"""Something else, for a column of each type."""


def test_every_column_of_every_table_of_a_server_is_proved(server_office: ServerOffice) -> None:
    """In its first row; those of a file in three random ones each."""
    columns = (
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'khumue' "
        "AND table_name NOT IN ('intake', 'deed', 'migration', 'file', 'login', 'people') AND is_generated = 'NEVER'"
    )
    with closing(psycopg.connect(server_office.server.url(server_office.template))) as connection:
        found = connection.execute(columns).fetchall()
    unseen = set()
    for table, column, kind in found:
        altered = ALTERED[kind].format(column)
        server_office.change(f"UPDATE {table} SET {column} = {altered} WHERE ctid = (SELECT min(ctid) FROM {table})")
        unseen |= set() if server_office.findings() else {(table, column)}
    assert unseen == set(NOT_PROVED)


# -- a damaged file --------------------------------------------------------------------------------------------------


def test_a_damaged_page_is_told_and_what_can_be_read_is_still_looked_at(office: Office) -> None:
    """Every page but the first in turn: it is told, and never mistaken for somebody's alteration alone."""
    office.change()
    whole = office.path.read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    for page in range(1, len(whole) // size):
        office.path.write_bytes(whole[: page * size] + b"\x55" * size + whole[(page + 1) * size :])
        try:
            told = {finding.what for finding in office.findings(sealed=True)}
        except Refused as refusal:  # where the tables are named: nothing can be read any more
            told = {"damaged"} if refusal.code == "store-damaged" else set()
        assert {"damaged", "case-damaged"} & told, page
    office.path.write_bytes(b"\x55" * len(whole))
    with pytest.raises(Refused) as refused:
        office.findings()
    assert refused.value.code == "not-a-database"


def test_a_log_that_was_cut_is_told(tmp_path: Path) -> None:
    path, procedures = tmp_path / "x.db", library.load(bundled_processes())
    process = procedures.process("curriculum")
    store = SqliteStore(str(path))
    for school in "กขค":
        start = Start({"school": [school]})
        Service(store, "somsri").start(library.plan_of(procedures, process), library.definition(process), start)
    assert sealing.verify(store).findings == []
    seal = sealing.contents_of(store, BEGIN)
    shutil.copyfile(path, tmp_path / "y.db")
    log = path.with_name("x.db-wal").read_bytes()  # as it is when the plug is pulled
    store.close()
    for cut_at in range(len(log) // 2, len(log), 1531):
        (tmp_path / "y.db-wal").write_bytes(log[:cut_at])
        shutil.copyfile(tmp_path / "y.db", tmp_path / "z.db")
        shutil.copyfile(tmp_path / "y.db-wal", tmp_path / "z.db-wal")
        with closing(SqliteStore(str(tmp_path / "z.db"))) as cut_off:
            findings = sealing.verify(cut_off, seal).findings
        assert {f.what for f in findings} <= {"torn", "case-deleted", "publication-cut"}
        assert "torn" in {f.what for f in findings}
        assert any(f.what != "torn" for f in findings), "the seal names what is gone"


# -- the seal as a file ----------------------------------------------------------------------------------------------


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sealing, "user_data", lambda: tmp_path / "data")
    return tmp_path / "data" / "seal-key.pem"


def test_a_seal_survives_the_mail(office: Office, key: Path, tmp_path: Path) -> None:
    written = sealing.write_seal(office.seal, tmp_path / "seal.txt")
    assert sealing.read_seal(tmp_path / "seal.txt") == written
    assert written.contents == office.seal
    text = (tmp_path / "seal.txt").read_text(encoding="utf-8")
    mailed = "\ufeff" + text.replace("\n", " \r\n") + "\r\n"
    (tmp_path / "mailed.txt").write_bytes(mailed.encode())
    assert sealing.read_seal(tmp_path / "mailed.txt") == written
    assert sealing.head(office.seal) in text
    assert sealing.own_fingerprint() == written.key
    assert key.stat().st_mode & 0o077 == 0 or os.name != "posix"
    with pytest.raises(Refused) as refused:
        sealing.write_seal(office.seal, tmp_path / "seal.txt")
    assert refused.value.code == "output-exists"


@pytest.mark.usefixtures("key")
def test_a_seal_that_was_altered_anywhere_is_refused(office: Office, tmp_path: Path) -> None:
    sealing.write_seal(office.seal, tmp_path / "seal.txt")
    text = (tmp_path / "seal.txt").read_text(encoding="utf-8").rstrip()
    random = Random(3)
    for _ in range(200):
        place = random.randrange(len(text))
        if text[place].isspace():
            continue
        (tmp_path / "x.txt").write_text(
            text[:place] + ("ก" if text[place] != "ก" else "ข") + text[place + 1 :], "utf-8"
        )
        with pytest.raises(Refused) as refused:
            sealing.read_seal(tmp_path / "x.txt")
        assert refused.value.code in ("seal-altered", "not-a-seal")
    for wrong in ("", "สวัสดี", text[: len(text) // 2], text.partition(sealing.BEGIN)[2]):
        (tmp_path / "x.txt").write_text(wrong, encoding="utf-8")
        with pytest.raises(Refused):
            sealing.read_seal(tmp_path / "x.txt")
    (tmp_path / "x.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused):
        sealing.read_seal(tmp_path / "x.txt")


# -- the seal on paper -----------------------------------------------------------------------------------------------


def paper_of(office: Office, typed: str = "", *changes: str) -> bool:
    """Whether the number of the seal holds after some changes behind the program's back."""
    office.change(*changes)
    with closing(office.store()) as store:
        assert paper_seal.keep(store, office.seal)
        paper = paper_seal.look_up(store, typed or sealing.head(office.seal))
        assert paper.at == BEGIN
        return paper.holds


def test_the_number_of_a_seal_holds_as_long_as_all_is_there_as_it_was(either: Office) -> None:
    assert paper_of(either)
    with closing(either.store()) as store:  # whatever happens later
        clock = lambda: BEGIN + timedelta(days=9)  # noqa: E731 - a clock
        Service(store, "somsri", holidays={2026: frozenset()}, clock=clock).carry_out(
            either.cases[0], Complete("board-approval", outcome="approve")
        )
        to_another_version(store, library.load(bundled_processes()), either.cases[0])
        assert paper_seal.look_up(store, sealing.head(either.seal)).holds


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET at = '2026-01-01T00:00:00.000000+00:00' WHERE case_no = 1 AND seq = 2",
        "DELETE FROM event WHERE case_no = 1 AND seq = 5",
        "DELETE FROM event WHERE case_no = 2",
        "DELETE FROM office_case WHERE case_no = 2",
        "UPDATE office_case SET case_id = '2-9' WHERE case_no = 2",
        "UPDATE event SET at = '' WHERE case_no = 3",
        "DELETE FROM publication WHERE publication_no = 8",
    ],
)
def test_the_number_of_a_seal_breaks_with_whatever_was_changed(either: Office, change: str) -> None:
    assert not paper_of(either, "", change)


def test_the_number_of_a_seal_does_not_rest_on_what_the_database_keeps_of_it(either: Office) -> None:
    either.change("DELETE FROM event WHERE case_no = 1 AND seq = 5")
    number = sealing.number(either.seal)
    with closing(either.store()) as store:
        forged = sealing.contents_of(store, BEGIN)
        store.keep_catalogue(paper_seal.KEPT, number, evidence.counts(forged).written)
        assert not paper_seal.look_up(store, number).holds
        for odd in ("{}", "[]", "1", '{"cases": 1, "numbers": {}, "sealed_at": "", "publications": 0}'):
            store.keep_catalogue(paper_seal.KEPT, number, odd)
            with pytest.raises(Refused) as refused:
                paper_seal.look_up(store, number)
            assert refused.value.code == "store-damaged"


def test_a_number_is_read_as_people_type_it(either: Office) -> None:
    number = sealing.head(either.seal)
    thai = number.translate(TO_THAI_DIGITS)
    for typed in (number, number.replace(" ", ""), number.upper(), number.replace(" ", "-"), f" {thai}\n",
                  number.replace("0", "O").replace("1", "l")):  # fmt: skip
        assert paper_of(either, typed), typed


def test_a_number_that_was_mistyped_is_told_by_its_groups(office: Office) -> None:
    def told(number: str) -> Mapping[str, object]:
        with pytest.raises(Refused) as refused:
            paper_of(office, number)
        return refused.value.values | {"code": refused.value.code}

    groups = sealing.head(office.seal).split()
    slip = " ".join([*groups[:6], "0000", *groups[7:]])
    assert (told(slip)["code"], told(slip)["slips"]) == ("seal-number-unknown", ["7 (0000)"])
    assert told("0000 " * 16)["slips"] == []
    short = told(" ".join([*groups[:6], groups[6][:3], *groups[7:15], "xyz!"]))
    assert (short["code"], short["signs"]) == ("not-a-seal-number", 63)
    assert short["wrong"] == [f"7 ({groups[6][:3]})", "16 (xyz!)"]
    assert told(" ")["code"] == "not-a-seal-number"


def test_of_a_file_that_may_only_be_read_nothing_is_kept(office: Office) -> None:
    office.change()
    with closing(office.store()) as store:
        store.connection.execute("PRAGMA query_only = 1")  # type: ignore[attr-defined] # it is SQLite's
        assert not paper_seal.keep(store, office.seal)


def test_a_key_that_cannot_be_used_is_told(office: Office, key: Path, tmp_path: Path) -> None:
    key.parent.mkdir()
    key.write_text("x", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        sealing.write_seal(office.seal, tmp_path / "seal.txt")
    assert refused.value.code == "seal-key-unreadable"
    assert not (tmp_path / "seal.txt").exists()


def test_whoever_waits_is_told_how_far_it_has_come(either: Office) -> None:
    either.change()
    told: list[tuple[int, int]] = []
    with closing(either.store()) as store:
        sealing.verify(store, watch=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
