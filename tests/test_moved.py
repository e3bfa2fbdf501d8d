"""What is shown of a case that has moved to another version: its record, where it stands, why, and its chart.

``tests/golden/cli/moved.*.txt`` holds the whole conversation in both languages; ``--update`` rewrites it, and it is
meant to be read.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import example, given, settings
from test_cli import GOLDEN, Clerk, hire  # noqa: F401 - a fixture
from test_laws import LAW
from test_migration import Moving, moved, moving

from diagrams.progress import progress
from engine import library
from engine.calendar import Language
from engine.case import WAIVED, Case, Event, evolve, replay
from engine.decide import Moment
from engine.lifecycle import DONE, READY, WAITING
from engine.migration import Terms, migrated, move, origins, reverted
from engine.moved import moved as read_back
from engine.report import history_text, status_json, status_text, why_json, why_text
from engine.store.records import PERSONAL
from engine.store.sqlite_store import SqliteStore

BLANK = Event._field_defaults
LANGUAGES: tuple[Language, ...] = ("th", "en")

FIRST = """
    process: permit
    number: 9
    title: การขออนุญาตใช้อาคาร
    case: คำขอหนึ่งฉบับ
    responsible: [supervisor, teacher]
    fields:
      kind: {title: ประเภทอาคาร, type: choice, choices: {hall: หอประชุม, field: สนาม}, ask: at-start}
      days: {title: จำนวนวัน, type: number}
    steps:
      - {id: receive, item: "1", title: รับคำขอ, text: รับคำขอ, by: [teacher]}
      - {id: check, item: "2", title: ตรวจเอกสาร, text: ตรวจเอกสาร, by: [teacher], asks: [days]}
      - {id: visit, item: "3", title: ตรวจสถานที่, text: ตรวจสถานที่, by: [teacher]}
      - id: opinion
        item: "4"
        title: เสนอความเห็น
        text: เสนอความเห็น
        by: [supervisor]
        decision: {agree: {title: เห็นควร}, disagree: {title: ไม่เห็นควร, back: check}}
      - {id: note, item: "5", title: ลงทะเบียน, text: ลงทะเบียน, by: [teacher], after: [receive]}
      - {id: allow, item: "6", title: อนุญาต, text: อนุญาต, by: [supervisor], after: [opinion]}
      - {id: tell, item: "7", title: แจ้งผล, text: แจ้งผล, by: [teacher]}
"""
SECOND = """
    process: permit
    number: 9
    title: การขออนุญาตใช้อาคาร
    case: คำขอหนึ่งฉบับ
    responsible: [supervisor, teacher]
    fields:
      kind: {title: ประเภทอาคาร, type: choice, choices: {hall: หอประชุม, field: สนาม}, ask: at-start}
      days: {title: จำนวนวัน, type: text}
      phone: {title: โทรศัพท์, type: text, ask: at-start}
    steps:
      - {id: receive, item: "1", title: รับคำขอ, text: รับคำขอ, by: [teacher]}
      - {id: fee, item: "2", title: รับค่าธรรมเนียม, text: รับค่าธรรมเนียม, by: [teacher]}
      - {id: examine, was: check, item: "3", title: ตรวจคำขอ, text: ตรวจคำขอ, by: [teacher], asks: [days]}
      - {id: consult, item: "4", title: ปรึกษานิติกร, text: ปรึกษานิติกร, by: [supervisor]}
      - id: opinion
        item: "5"
        title: เสนอความเห็น
        text: เสนอความเห็น
        by: [supervisor]
        decision: {agree: {title: เห็นควรอนุญาต}, disagree: {title: ไม่เห็นควร, back: examine}}
      - {id: note, item: "6", title: ลงทะเบียน, text: ลงทะเบียน, by: [teacher], after: [receive]}
      - {id: key, item: "7", title: เบิกกุญแจ, text: เบิกกุญแจ, by: [teacher], after: [receive], when: {kind: hall}}
      - {id: draft, item: "8", title: ร่างหนังสือ, text: ร่างหนังสือ, by: [teacher], after: [opinion]}
      - {id: allow, item: "9", title: อนุญาต, text: อนุญาต, by: [supervisor]}
      - {id: tell, item: "10", title: แจ้งผล, text: แจ้งผล, by: [teacher]}
"""
THIRD = (
    SECOND.replace("id: examine, was: check", "id: inspect, was: [examine, check]")
    .replace("back: examine", "back: inspect")
    .replace("agree: {title: เห็นควรอนุญาต}", "support: {title: สนับสนุน}")
)
"""Once more another name, and another outcome."""
ENGLISH = """
    permit: Use of a building
    permit/receive: Receive the request
    permit/fee: Take the fee
    permit/check: Check the papers
    permit/examine: Examine the request
    permit/inspect: Inspect the request
    permit/visit: Look at the place
    permit/consult: Ask the lawyer
    permit/opinion: Give an opinion
    permit/opinion/agree: in favour
    permit/opinion/support: supported
    permit/opinion/disagree: against
    permit/note: Enter it in the register
    permit/key: Hand out the key
    permit/draft: Draft the letter
    permit/allow: Allow it
    permit/tell: Tell the result
    permit/kind: Building
    permit/kind/hall: hall
    permit/kind/field: sports field
    permit/days: Days
    permit/phone: Telephone
"""
GRANTED = Terms(
    waive={"fee": None}, catch_up=frozenset({"consult"}), history=frozenset({"visit"}), fields={"phone": "038-111"}
)


class Office:
    """A clerk with three versions of a procedure, whose cases are moved by the core itself."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk = clerk
        for name, text in (("first", FIRST), ("second", SECOND), ("third", THIRD)):
            folder = Path(name)
            (folder / "translations").mkdir(parents=True)
            for file in ("actors.yaml", "laws.yaml", "holidays.yaml", "translations/en.yaml"):
                shutil.copy(Path("processes") / file, folder / file)
            (folder / "permit.yaml").write_text(dedent(text), encoding="utf-8")
            with (folder / "translations" / "en.yaml").open("a", encoding="utf-8") as english:
                english.write(dedent(ENGLISH))
        shutil.rmtree("processes")
        shutil.copytree("first", "processes")

    def move(self, case_id: str, to: str, terms: Terms, reason: str) -> None:
        """Move a case to the version in a folder, which is the one in force from then on."""
        shutil.rmtree("processes")
        shutil.copytree(to, "processes")
        office = library.load(Path("processes"))
        process = office.process("permit")
        plan = library.plan_of(office, process)
        with self.writing() as (store, moment):
            case = replay(case_id, store.events(case_id))
            found = move(case, plan, terms)
            assert not found.reasons, found.reasons
            event = migrated(case, plan, found, reason, moment)
            store.take_version(plan, library.definition(process), moment.at)
            store.case(case_id)
            store.append(evolve(case, event), [event])

    def move_back(self, case_id: str, reason: str) -> None:
        with self.writing() as (store, moment):
            events = list(store.events(case_id))
            plan = next(e.plan for e in reversed(events[:-1]) if e.plan)
            case = replay(case_id, events)
            event = reverted(case, plan, reason, moment)
            store.case(case_id)
            store.append(evolve(case, event), [event])

    @contextmanager
    def writing(self) -> Iterator[tuple[SqliteStore, Moment]]:
        self.clerk.at += timedelta(hours=1)
        store = SqliteStore("office.db")
        try:
            with store.writing():
                yield store, Moment(self.clerk.at, "ngoencharoen", "somsri", {2026: frozenset()})
        finally:
            store.close()


@pytest.fixture
def office(hire: Callable[[str], Clerk]) -> Callable[[str], Office]:  # noqa: F811 - the fixture
    return lambda language: Office(hire(language))


BEGUN = [
    "start permit --set kind=field --title สนามกลาง",
    "complete 9-1 receive",
    "--as supervisor complete 9-1 check --set days=3",
    "complete 9-1 visit",
    "complete 9-1 opinion --outcome agree",
]


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_account_of_a_case_that_moves(
    language: str, office: Callable[[str], Office], golden: Callable[[Path, str], None]
) -> None:
    found = office(language)
    told = found.clerk.transcript(BEGUN)
    found.move("9-1", "second", GRANTED, "ระเบียบใหม่")
    told += found.clerk.transcript([
        "# moved: one step renamed, one waived, one to be caught up with, one skipped, one gone",
        "status 9-1",
        "history 9-1",
        *[f"why 9-1 {step}" for step in ("fee", "examine", "consult", "opinion", "key", "draft", "allow", "note")],
        "diagram permit --case 9-1 --format mermaid",
        "inbox",
        "# a name of before leads to the one of now",
        "why 9-1 check",
        "complete 9-1 consult",
    ])  # fmt: skip
    found.move("9-1", "third", Terms(waive={"opinion": "support"}), "เปลี่ยนชื่อผลการพิจารณา")
    told += found.clerk.transcript([
        "# moved once more: its decision has an outcome that nobody gave",
        "status 9-1", "why 9-1 inspect", "why 9-1 opinion", "why 9-1 fee", "diagram 9 --case 9-1 --format dot",
    ])  # fmt: skip
    found.move_back("9-1", "ย้ายผิดรุ่น")
    told += found.clerk.transcript([
        "# and back",
        "status 9-1",
        "complete 9-1 draft", "complete 9-1 allow", "complete 9-1 note", "complete 9-1 tell",
        "status 9-1", "history 9-1",
    ])  # fmt: skip
    golden(GOLDEN / f"moved.{language}.txt", told)


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_account_of_a_case_that_is_asked_again(
    language: str, office: Callable[[str], Office], golden: Callable[[Path, str], None]
) -> None:
    found = office(language)
    found.clerk.transcript(BEGUN)
    found.move("9-1", "second", replace(GRANTED, again=frozenset({"examine"})), "ตรวจใหม่\nทั้งหมด")
    golden(GOLDEN / f"moved-again.{language}.txt", found.clerk.transcript([
        "status 9-1", "history 9-1", "why 9-1 examine", "why 9-1 opinion", "why 9-1 allow",
    ]))  # fmt: skip


LAST = """
      - {id: tell, item: "7", title: แจ้งผล, text: แจ้งผล, by: [teacher]}
"""


@pytest.mark.parametrize(("language", "done", "again"), [("th", "เสร็จสิ้น", "กำลังดำเนินการ"), ("en", "completed", "open")])
def test_a_case_that_moving_completes_says_so_and_moving_back_opens_it(
    language: str, done: str, again: str, office: Callable[[str], Office]
) -> None:
    found = office(language)
    found.clerk.transcript([*BEGUN, "complete 9-1 note", "complete 9-1 allow"])
    shutil.copytree("first", "short")
    (Path("short") / "permit.yaml").write_text(dedent(FIRST).replace(dedent(LAST).strip("\n"), ""), encoding="utf-8")
    found.move("9-1", "short", Terms(), "ไม่ต้องแจ้งผลแล้ว")
    status = found.clerk.does("status 9-1").out.splitlines()
    assert status[0].endswith(done)
    assert next(line for line in status if line.startswith(done)).endswith("- ไม่ต้องแจ้งผลแล้ว")
    assert found.clerk.does("history 9-1").out.rstrip().endswith(f": {done}")
    assert "ไม่ต้องแจ้งผลแล้ว" in found.clerk.does("diagram 9 --case 9-1 --format svg").out
    found.move_back("9-1", "พลาด")
    assert found.clerk.does("status 9-1").out.splitlines()[0].endswith(again)
    assert found.clerk.does("history 9-1").out.rstrip().endswith(f": {again}")
    found.clerk.does("complete 9-1 tell")


def test_a_decision_that_is_none_any_more_keeps_who_did_it_and_no_outcome(office: Callable[[str], Office]) -> None:
    found = office("en")
    found.clerk.transcript(BEGUN)
    shutil.copytree("first", "plain")
    text = dedent(FIRST).replace(
        "\n    decision: {agree: {title: เห็นควร}, disagree: {title: ไม่เห็นควร, back: check}}", ""
    )
    (Path("plain") / "permit.yaml").write_text(text, encoding="utf-8")
    found.move("9-1", "plain", Terms(), "ไม่ต้องมีผล")
    line = next(line for line in found.clerk.does("status 9-1").out.splitlines() if " opinion " in line)
    assert line == "[x] opinion  Give an opinion - 1 Jun 2026 14:00 somsri"
    assert found.clerk.does("why 9-1 opinion").out.splitlines() == [
        "opinion Give an opinion: done", "  done on 1 Jun 2026 14:00 by somsri",
    ]  # fmt: skip


def test_json_says_what_was_waived_and_where_the_steps_stand(office: Callable[[str], Office]) -> None:
    found = office("en")
    found.clerk.transcript(BEGUN)
    before = found.clerk.does("status 9-1 --json").json["version"]
    found.move("9-1", "second", GRANTED, "ระเบียบใหม่")
    status = found.clerk.does("status 9-1 --json").json
    steps = {step["id"]: step for step in status["steps"]}
    assert [name for name, step in steps.items() if step["waived"]] == ["fee"]
    assert steps["fee"]["state"] == "done"
    assert {name: step["ahead_of"] for name, step in steps.items() if step["ahead_of"]} == {"opinion": ["consult"]}
    events = found.clerk.does("history 9-1 --json").json
    assert [event["version"] for event in events] == [before, None, None, None, None, status["version"]]
    assert [event["standing"] for event in events[:-1]] == [[]] * 5
    standing = {entry["step"]: entry for entry in events[-1]["standing"]}
    assert standing["examine"] == {"step": "examine", "state": "done", "was": "check", "outcome": None, "round": 1}
    assert standing["fee"]["state"] == "waived"
    why = found.clerk.does("why 9-1 fee --json").json
    assert (why["waived"], why["event"]["person"], why["event"]["note"]) == (True, "ngoencharoen", "ระเบียบใหม่")
    assert found.clerk.does("why 9-1 opinion --json").json["ahead_of"] == ["consult"]


# -- as laws -----------------------------------------------------------------------------------------------------------

TOLD = settings(LAW, max_examples=LAW.max_examples // 4)  # each example is told in full


@TOLD
@given(moving)
def test_what_a_migration_did_can_be_read_from_its_record(trial: Moving) -> None:
    """What the plan of a migration shows beforehand is what the record tells afterwards."""
    if result := moved(trial):
        _, found, case = result
        told = read_back(case, migrated(trial.case, trial.plan, found, "ปรับปรุง", trial.moment))
        origin, open_then = origins(trial.case.plan, trial.plan), {READY, WAITING}
        again = [step for step in found.again if case.steps[step].state in open_then]
        lapsed = {origin[step] for step in found.again if step not in again}
        assert set(told.opened) == set(found.opened)
        assert set(told.kept) == set(found.ready) - set(found.opened)
        assert set(told.closed) == set(found.closed)
        assert set(told.waived) == {standing.step for standing in found.standing if standing.state == WAIVED}
        assert set(told.waived) <= set(found.waived)
        assert set(told.again) == set(again)
        assert set(told.left) == set(found.left) | {step for step in lapsed if trial.case.steps[step].state == DONE}
        assert not {new for _, new in told.renamed} & set(trial.case.plan.steps)


@TOLD
@given(moving)
@example(Moving(1, 13, [30, 0, 0], 0, 1))  # a number is a list since
def test_every_account_of_a_case_that_has_moved_can_be_given(trial: Moving) -> None:
    """In both languages, after the migration and after it was taken back; what was waived is never told as done."""
    if result := moved(trial):
        case = result[2]
        event = migrated(trial.case, trial.plan, result[1], "ปรับปรุง", trial.moment)
        back = reverted(case, trial.case.plan, "ผิดรุ่น", trial.moment)
        for events in ([*trial.events, event], [*trial.events, event, back]):
            told_of(replay("c-1", events), events)


@TOLD
@given(moving)
def test_a_record_is_told_also_when_what_people_gave_was_erased(trial: Moving) -> None:
    if result := moved(trial):
        event = migrated(trial.case, trial.plan, result[1], "ปรับปรุง", trial.moment)
        back = reverted(result[2], trial.case.plan, "ผิดรุ่น", trial.moment)
        left = [e._replace(**{name: BLANK[name] for name in PERSONAL}) for e in (*trial.events, event, back)]
        assert history_text(trial.plan, left, {}, "th").count("\n") >= len(left) - 1


def told_of(case: Case, events: list[Event]) -> None:
    last = {step: events[row.seq - 1] for step in case.plan.steps if (row := case.steps[step]).state == DONE}
    assert set(progress(case, last, {}, "th")) == set(case.plan.steps)
    status_json(case)
    if events[-1].kind == "migrated":
        shown = {step for step, row in progress(case, last, {}, "th").items() if row.assumed}
        assumed, moves = set(read_back(case, events[-1]).assumed), [e for e in events if e.kind == "migrated"]
        assert shown == assumed or len(moves) > 1, "what was assumed once can be taken up, or taken back, by the next"
    for language in LANGUAGES:
        assert history_text(case.plan, events, {}, language).count("\n") >= len(events) - 1
        status = status_text(case, last, None, {}, language).splitlines()
        for step in case.plan.steps:
            seq = case.steps[step].seq
            event = events[seq - 1] if seq else None
            why_json(case, step, event)
            assert why_text(case, step, event, {}, language).startswith(step)
            assert any(line.startswith("[=]") and line.split()[1] == step for line in status) == case.steps[step].waived
