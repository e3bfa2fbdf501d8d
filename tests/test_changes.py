"""What differs between two versions: every edit is found, called by its kind, and nothing is made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations
from random import Random
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import forms, library, model, source
from engine.changes import Change, _moved, catalogue_changes, changes
from engine.folders import bundled_processes
from engine.report_changes import by_order, changes_json
from processes import made_up

LEAVE = """
    process: leave
    number: 1
    title: ลา
    case: การลาหนึ่งครั้ง
    legal: [{law: leave-rules, source: stated}]
    responsible: [clerk, head]
    fields:
      kind: {title: ประเภท, type: choice, choices: {sick: ลาป่วย, rest: ลาพักผ่อน}, ask: at-start}
      days: {title: จำนวนวัน, type: number}
    steps:
      - {id: ask, title: ยื่นใบลา, by: [clerk], asks: [days]}
      - {id: note, title: บันทึก, by: [clerk], when: {kind: sick}}
      - id: decide
        title: พิจารณา
        by: [head]
        after: [ask]
        decision: {allow: {title: อนุญาต}, refuse: {title: ไม่อนุญาต, back: ask}}
"""


def leave(*edits: tuple[str, str]) -> model.Process:
    """The procedure above with texts replaced."""
    text = LEAVE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    process, problems = forms.validate(source.read(dedent(text).encode(), "leave.yaml"), model.Process)
    assert process, problems
    return process


def told(old: model.Process | None, new: model.Process | None) -> list[tuple[str | None, str, str, str]]:
    return [(change.step, change.kind, change.word, change.group) for change in changes(old, new)]


ONE_EDIT = [
    ("title: ลา\n", "title: การลา\n", (None, "changed", "title", "wording")),
    ("case: การลาหนึ่งครั้ง", "case: ใบลาหนึ่งใบ", (None, "changed", "case", "wording")),
    ("number: 1", "number: 3", (None, "changed", "number", "wording")),
    ("source: stated", 'section: "8", source: stated', (None, "changed", "legal", "law")),
    ("[clerk, head]\n", "[clerk, head, deputy]\n", (None, "changed", "responsible", "people")),
    ("title: ประเภท,", "title: ประเภทการลา,", (None, "changed", "fields", "wording")),
    ("sick: ลาป่วย", "sick: ลาเพราะป่วย", (None, "changed", "fields", "wording")),
    ("rest: ลาพักผ่อน", "rest: ลาพักผ่อน, birth: ลาคลอด", (None, "changed", "fields", "flow")),
    ("type: number", "type: text", (None, "changed", "fields", "flow")),
    ("by: [head]", "by: [head, deputy]", ("decide", "changed", "by", "people")),
    ("by: [head]", "by: [head]\n        not-by: [ask]", ("decide", "changed", "not-by", "people")),
    ("title: ยื่นใบลา", "title: ยื่นคำขอ", ("ask", "changed", "title", "wording")),
    ("by: [clerk], asks", "by: [clerk], within: 3 days, asks", ("ask", "changed", "within", "flow")),
    ("title: อนุญาต}", "title: เห็นควรอนุญาต}", ("decide", "changed", "decision", "wording")),
    ("back: ask", "end: refused", ("decide", "changed", "decision", "flow")),
    ("{id: note, ", '{id: note, item: "2", ', ("note", "changed", "item", "wording")),
    ("{id: note, ", "{id: note, text: บันทึกการลา, ", ("note", "changed", "text", "wording")),
    ("{id: note, ", "{id: note, assumed: {by: ไม่ได้ระบุ}, ", ("note", "changed", "assumed", "wording")),
    ("{id: note, ", "{id: note, was: memo, ", ("note", "changed", "was", "wording")),
    ("{id: note, ", "{id: note, each: days, ", ("note", "changed", "each", "flow")),
    ("asks: [days]", "asks: [days, kind]", ("ask", "changed", "asks", "flow")),
    ("when: {kind: sick}", "when: {kind: rest}", ("note", "changed", "when", "flow")),
    ("after: [ask]", "after: [note]", ("decide", "changed", "after", "flow")),
    (
        "by: [head]",
        "by: [head]\n        legal: [{law: act, source: stated}]",
        ("decide", "changed", "legal", "law"),
    ),
    ("by: [head]", "by: [head]\n        takes: [ใบลา]", ("decide", "changed", "takes", "wording")),
    ("by: [head]", "by: [head]\n        produces: [หนังสือ]", ("decide", "changed", "produces", "wording")),
]


@pytest.mark.parametrize(("old", "new", "expected"), ONE_EDIT)
def test_one_edit_is_one_change_of_its_kind(old: str, new: str, expected: tuple[str | None, str, str, str]) -> None:
    assert told(leave(), leave((old, new))) == [expected]


def test_every_word_of_the_language_is_tried_above() -> None:
    tried = {word for _, _, (_, _, word, _) in ONE_EDIT}
    words = {field.alias or name for kind in (model.Process, model.Step) for name, field in kind.model_fields.items()}
    assert tried == words - {"process", "steps", "id"}


def test_what_is_written_otherwise_and_means_the_same_is_no_change() -> None:
    assert told(leave(), leave(("title: บันทึก, by", "title: บันทึก, after: [ask], by"))) == []


RENAMED = [("{id: ask,", "{id: apply, was: ask,"), ("after: [ask]", "after: [apply]"), ("back: ask", "back: apply")]


def test_a_step_that_says_what_it_was_is_renamed_and_what_only_follows_that_is_no_change() -> None:
    assert told(leave(), leave(*RENAMED)) == [("apply", "renamed", "id", "wording")]
    (change,) = changes(leave(), leave(*RENAMED))
    assert (change.old, change.new) == ("ask", "apply")
    assert told(leave(*RENAMED), leave()) == [("ask", "renamed", "id", "wording")], "also looking back"


def test_a_renamed_step_is_compared_word_by_word() -> None:
    new = leave(*RENAMED, ("title: ยื่นใบลา", "title: ยื่นคำขอ"), ("title: ไม่อนุญาต,", "title: ไม่อนุมัติ,"))
    assert told(leave(), new) == [
        ("apply", "renamed", "id", "wording"),
        ("apply", "changed", "title", "wording"),
        ("decide", "changed", "decision", "wording"),
    ]
    elsewhere = leave(*RENAMED, ("back: apply", "back: decide"))
    assert told(leave(), elsewhere)[1:] == [("decide", "changed", "decision", "flow")]


def test_a_step_that_does_not_say_what_it_was_is_another() -> None:
    silent = leave(("{id: ask,", "{id: apply,"), ("after: [ask]", "after: [apply]"), ("back: ask", "back: apply"))
    assert ("apply", "added", "step", "flow") in told(leave(), silent)
    assert ("ask", "removed", "step", "flow") in told(leave(), silent)


def test_a_name_that_is_still_there_was_nobody_elses() -> None:
    """Nothing is taken from the step that still bears it (which ``check`` would refuse)."""
    both = leave(("{id: note, ", "{id: note, was: ask, "))
    assert told(leave(), both) == [("note", "changed", "was", "wording")]


def test_a_whole_procedure_comes_and_goes() -> None:
    assert told(None, leave()) == [(None, "added", "process", "flow")]
    assert told(leave(), None) == [(None, "removed", "process", "flow")]
    assert told(None, None) == []


def test_actors_are_people_unless_only_their_name_is_written_otherwise() -> None:
    old = {"head": model.Actor(title="หัวหน้า", kind="role"), "gone": model.Actor(title="เลิก", kind="role")}
    new = {
        "head": model.Actor(title="ผู้อำนวยการ", kind="person"),
        "new": model.Actor(title="ใหม่", kind="role"),
    }
    found = [(c.process, c.kind, c.word, c.group) for c in catalogue_changes("actor", old, new)]
    assert found == [
        ("", "changed", "actor:head/title", "wording"),
        ("", "changed", "actor:head/kind", "people"),
        ("", "added", "actor:new", "people"),
        ("", "removed", "actor:gone", "people"),
    ]


def test_everything_about_a_law_is_law() -> None:
    old = {"act": model.Law(title="พ.ร.บ.", kind="act")}
    new = {"act": model.Law.model_validate({"title": "พ.ร.บ.", "kind": "act", "from": "2019-05-01"})}
    (change,) = catalogue_changes("law", old, new)
    assert (change.word, change.group) == ("law:act/from", "law")
    assert changes_json([change])[0] == {
        "process": None, "step": None, "kind": "changed", "group": "law", "word": "law:act/from",
        "old": None, "new": "2019-05-01",
    }  # fmt: skip


def test_one_order_may_let_a_person_act_for_several_and_keeps_its_slash() -> None:
    def acting(until: str) -> model.Delegation:
        plain = {"order": "๑/๒๕๖๙", "who": "suda", "for": "manee", "from": "2026-01-01", "until": until}
        return model.Delegation.model_validate(plain)

    old, new = (by_order([acting("2026-02-01"), acting(until)]) for until in ("2026-03-01", "2026-04-01"))
    (change,) = catalogue_changes("order", old, new)
    assert change.entry == ("order", "๑/๒๕๖๙ suda (2)", "until")
    assert change.group == "people"
    (gone,) = catalogue_changes("order", by_order([acting("2026-02-01")]), {})
    assert gone.entry == ("order", "๑/๒๕๖๙ suda", "")


def test_a_day_off_is_flow_and_its_name_and_a_misprint_are_wording() -> None:
    day = model.Holiday.model_validate({"date": "2026-01-01", "title": "วันขึ้นปีใหม่", "source": "ประกาศ"})
    named = day.model_copy(update={"title": "วันปีใหม่"})
    misprint = model.Erratum(place="leave/2", line="7", printed="ผุ้", certainty="certain", reason="พิมพ์ผิด")  # type: ignore[arg-type]
    read_as = misprint.model_copy(update={"reading": "ผู้"})
    found = [
        *catalogue_changes("holiday", {"2026-01-01": day, "2026-01-02": day}, {"2026-01-01": named}),
        *catalogue_changes("erratum", {"7 ผุ้": misprint}, {"7 ผุ้": read_as}),
    ]
    assert [(c.kind, c.word, c.group) for c in found] == [
        ("changed", "holiday:2026-01-01/title", "wording"),
        ("removed", "holiday:2026-01-02", "flow"),
        ("changed", "erratum:7 ผุ้/reading", "wording"),
    ]


# -- as laws -----------------------------------------------------------------------------------------------------------

Plain = dict[str, Any]
SIZES, SEEDS = st.integers(1, 14), st.integers(0, 2**32)


def reword(random: Random, plain: Plain) -> tuple[str | None, str, str]:
    step = random.choice(plain["steps"])
    step["title"] += " (ใหม่)"
    return step["id"], "changed", "title"


def give_to_others(random: Random, plain: Plain) -> tuple[str | None, str, str]:
    step = random.choice(plain["steps"])
    step["by"] = [*step.get("by", ()), "deputy"]
    return step["id"], "changed", "by"


def base_on_law(random: Random, plain: Plain) -> tuple[str | None, str, str]:
    step = random.choice(plain["steps"])
    step["legal"] = [*step.get("legal", ()), {"law": "another-act", "source": "stated"}]
    return step["id"], "changed", "legal"


def limit(random: Random, plain: Plain) -> tuple[str | None, str, str]:
    step = random.choice(plain["steps"])
    step["within"] = f"{random.randrange(100, 999)} days"
    return step["id"], "changed", "within"


def rename(_: Random, plain: Plain) -> tuple[str | None, str, str]:
    plain["title"] += " (แก้ไข)"
    return None, "changed", "title"


def insert(random: Random, plain: Plain) -> tuple[str | None, str, str]:
    new = f"new-{random.randrange(10**9)}"
    place = random.randrange(len(plain["steps"]) + 1)
    plain["steps"].insert(place, {"id": new, "title": "เพิ่ม", "after": []})
    return new, "added", "step"


EDITS: list[Callable[[Random, Plain], tuple[str | None, str, str]]] = [
    reword, give_to_others, base_on_law, limit, rename, insert,
]  # fmt: skip


def as_written(process: model.Process) -> Plain:
    """A procedure as data to edit, each step saying what it waits for."""
    plain = process.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for place, step in enumerate(plain["steps"]):
        step["after"] = list(process.after(place))
    return plain


def read(plain: Plain) -> model.Process:
    return model.Process.model_validate_json(json.dumps(plain))


@given(SIZES, SEEDS)
def test_a_procedure_does_not_differ_from_itself(size: int, seed: int) -> None:
    process, _ = made_up(size, seed)
    assert list(changes(process, process)) == []
    assert list(changes(process, read(as_written(process)))) == []


@given(SIZES, SEEDS, st.integers(0, 6))
def test_all_edits_are_found_and_nothing_else(size: int, seed: int, count: int) -> None:
    random = Random(seed)
    old = made_up(size, seed)[0]
    plain = as_written(old)
    done = {random.choice(EDITS)(random, plain) for _ in range(count)}
    added = {step for step, kind, _ in done if kind == "added"}
    done = {edit for edit in done if edit[1] == "added" or edit[0] not in added}  # what is new has no old wording
    new = read(plain)
    forwards, backwards = list(changes(old, new)), list(changes(new, old))
    assert {(c.step, c.kind, c.word) for c in forwards} == done
    assert {turned(c) for c in backwards} == {(c.step, c.kind, c.word) for c in forwards}


@given(SIZES, SEEDS, st.booleans())
def test_a_step_that_is_taken_out_or_moved_is_found(size: int, seed: int, out: bool) -> None:
    random = Random(seed)
    old = read(as_written(made_up(size + 1, seed)[0]))
    plain = as_written(old)
    if len(plain["steps"]) < 2:
        return
    place = random.randrange(len(plain["steps"]))
    step = plain["steps"].pop(place)
    if not out:
        other = random.choice([p for p in range(len(plain["steps"]) + 1) if p != place])
        plain["steps"].insert(other, step)
    found = list(changes(old, read(plain)))
    if out:
        assert [(c.step, c.kind) for c in found] == [(step["id"], "removed")]
    else:  # of two neighbours that change places either may be the one that moved
        assert [c.kind for c in found] == ["moved"]
        assert found[0].step == step["id"] or abs(other - place) == 1


def call_otherwise(plain: Plain, old: str, new: str) -> None:
    """Rename a step everywhere, and say so."""
    for step in plain["steps"]:
        if step["id"] == old:
            step |= {"id": new, "was": [old]}
        step["after"] = [new if name == old else name for name in step["after"]]
        if old in step.get("when", {}):
            step["when"] = {new if name == old else name: wanted for name, wanted in step["when"].items()}
        for outcome in step.get("decision", {}).values():
            if outcome.get("back") == old:
                outcome["back"] = new


@given(SIZES, SEEDS, st.integers(0, 4), st.integers(1, 3))
def test_steps_are_followed_through_their_renaming(size: int, seed: int, count: int, renamed: int) -> None:
    random = Random(seed)
    old = made_up(size, seed)[0]
    plain = as_written(old)
    done = {random.choice(EDITS[:-1])(random, plain) for _ in range(count)}
    names = {step: f"now-{step}" for step in random.sample([s.id for s in old.steps], min(renamed, len(old.steps)))}
    for before, now in names.items():
        call_otherwise(plain, before, now)
    expected = {(names.get(step or "", step), kind, word) for step, kind, word in done}
    expected |= {(now, "renamed", "id") for now in names.values()}
    new = read(plain)
    assert {(c.step, c.kind, c.word) for c in changes(old, new)} == expected
    back = {now: before for before, now in names.items()}
    assert {(c.step, c.kind, c.word) for c in changes(new, old)} == {
        (back.get(step or "", step), kind, word) for step, kind, word in expected
    }


@given(st.integers(0, 7).flatmap(lambda size: st.permutations(range(size))))
def test_as_few_steps_as_possible_are_called_moved(order: list[int]) -> None:
    new = list(map(str, order))
    found = {change.step for change in _moved("made-up", sorted(new), new)}
    kept = [step for step in new if step not in found]
    assert kept == sorted(kept)
    runs = (run for size in range(len(new) + 1) for run in combinations(new, size))
    assert len(kept) == max(len(run) for run in runs if list(run) == sorted(run))


def turned(change: Change) -> tuple[str | None, str, str]:
    return change.step, {"added": "removed", "removed": "added"}.get(change.kind, change.kind), change.word


def test_a_definition_that_was_kept_does_not_differ_from_its_file() -> None:
    for process in library.load(bundled_processes()).processes.values():
        assert list(changes(process, library.from_definition(library.definition(process)))) == []
