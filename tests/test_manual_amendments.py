"""The amendment list of the printed manual: which procedures stand in it, and in which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from diagrams.manual import amendments
from diagrams.manual.book import Paragraph, Table
from engine.changes import Change, changes
from engine.editions import Edition, changed_since
from engine.library import Office
from engine.model import Actor, Law, Process

STEPS: list[dict[str, Any]] = [
    {"id": "ask", "item": "1", "title": "ยื่นคำขอ", "text": "ผู้ขอยื่นคำขอ", "by": ("clerk",)},
    {"id": "check", "title": "ตรวจคำขอ", "by": ("clerk",), "assumed": {"whole": "ไม่มีในคู่มือ"}},
    {"id": "allow", "item": "2", "title": "อนุญาต", "text": "หัวหน้าอนุญาต", "by": ("head",),
     "decision": {"yes": {"title": "อนุญาต"}, "no": {"title": "ไม่อนุญาต", "end": "refused"}}},
    {"id": "file", "item": "3", "title": "เก็บสำเนา", "text": "เจ้าหน้าที่เก็บสำเนา", "by": ("clerk",),
     "when": {"kind": "paper"}},
]  # fmt: skip
FIELDS = {"kind": {"title": "แบบ", "type": "choice", "ask": "at-start", "choices": {"paper": "กระดาษ", "web": "เว็บ"}}}
ACTORS = {"clerk": Actor(title="เจ้าหน้าที่", kind="role"), "head": Actor(title="หัวหน้า", kind="role")}
LAWS = {"rules": Law(title="ระเบียบว่าด้วยคำขอ", kind="regulation")}


def procedure(*steps: dict[str, Any], **words: Any) -> Process:
    head = {"process": "request", "number": "1", "title": "คำขอ", "case": "คำขอหนึ่งฉบับ", "responsible": ("clerk",)}
    return Process.model_validate({**head, "fields": FIELDS, "steps": steps or tuple(STEPS), **words})


def step(name: str, **words: Any) -> dict[str, Any]:
    return {**next(entry for entry in STEPS if entry["id"] == name), **words}


def with_step(name: str, **words: Any) -> Process:
    """The procedure with other words in one step; a word that is None is left out."""
    steps = [step(entry["id"], **words) if entry["id"] == name else entry for entry in STEPS]
    return procedure(*({word: value for word, value in entry.items() if value is not None} for entry in steps))


def found(new: Process, old: Process | None = None) -> list[Change]:
    return list(changes(old or procedure(), new))


# -- offices ---------------------------------------------------------------------------------------------------------


def earlier(*names: str, whole: bool) -> Edition:
    return edition({name: procedure(process=name) for name in names}, whole=whole)


def edition(processes: dict[str, Process], *, whole: bool) -> Edition:
    office = Office(Path("before"), processes, refused={}, drafts={}, numbers={}, problems=(), documents={})
    return Edition(office, "folder" if whole else "day", "before")


def now(*names: str) -> dict[str, Process]:
    return {name: procedure(process=name, title="คำร้อง") for name in names}


def compare(before: Edition, chosen: bool = False) -> dict[str, str]:
    listed = changed_since(before, now("kept", "new"), chosen=chosen)
    return {name: differences[0].kind for name, differences in listed.items()}


def test_what_is_missing_counts_only_where_all_is_known() -> None:
    assert compare(earlier("kept", "gone", whole=True)) == {"kept": "changed", "new": "added", "gone": "removed"}
    assert compare(earlier("kept", "gone", whole=False)) == {"kept": "changed"}


def test_a_name_for_commands_is_not_in_the_manual() -> None:
    """A renamed step is compared with what it was; the renaming itself is nothing that a reader could see."""
    renamed = step("ask", id="apply", was=("ask",))
    before = edition({"kept": procedure(process="kept")}, whole=True)
    assert changed_since(before, {"kept": procedure(renamed, *STEPS[1:], process="kept")}) == {}
    reworded = procedure({**renamed, "title": "ยื่นคำร้อง"}, *STEPS[1:], process="kept")
    (change,) = changed_since(before, {"kept": reworded})["kept"]
    assert (change.step, change.word, change.old, change.new) == ("apply", "title", "ยื่นคำขอ", "ยื่นคำร้อง")


def test_of_chosen_procedures_none_counts_as_removed() -> None:
    assert compare(earlier("kept", "gone", whole=True), chosen=True) == {"kept": "changed", "new": "added"}


def test_procedures_without_a_difference_are_left_out() -> None:
    assert changed_since(edition(now("kept", "new"), whole=True), now("kept", "new")) == {}


# -- in the words of the office --------------------------------------------------------------------------------------


def told(new: Process, old: Process | None = None) -> list[list[str]]:
    """The rows of the amendment list: what, old, new."""
    *_, table = amendments.chapter("รุ่นก่อน", {"request": found(new, old)}, [new], ACTORS, LAWS)
    assert isinstance(table, Table)
    return [["\n".join(part.text for part in cell) for cell in row.cells[1:]] for row in table.rows]


@pytest.mark.parametrize(("name", "words", "row"), [
    ("allow", {"by": ("clerk",)}, ["ข้อ ๒ อนุญาต\nผู้ปฏิบัติ", "หัวหน้า", "เจ้าหน้าที่"]),
    ("allow", {"within": "15 working days"}, ["ข้อ ๒ อนุญาต\nกำหนดเวลา", "–", "๑๕ วันทำการ"]),
    ("allow", {"after": ("ask", "check")}, ["ข้อ ๒ อนุญาต\nดำเนินการต่อจาก", "ตรวจคำขอ", "ยื่นคำขอ\nตรวจคำขอ"]),
    ("allow", {"text": "ชุดที่ 2"}, ["ข้อ ๒ อนุญาต\nข้อความ", "หัวหน้าอนุญาต", "ชุดที่ 2"]),
    ("allow", {"decision": {"yes": {"title": "อนุญาต"}, "no": {"title": "แก้ไข", "back": "ask"}}},
     ["ข้อ ๒ อนุญาต\nทางเลือก", "อนุญาต\nไม่อนุญาต (ยุติเรื่อง)", "อนุญาต\nแก้ไข (ย้อนกลับไป ยื่นคำขอ)"]),
    ("allow", {"legal": ({"law": "rules", "section": "7", "source": "stated"},)},
     ["ข้อ ๒ อนุญาต\nฐานกฎหมาย", "–", "ข้อ ๗ แห่งระเบียบว่าด้วยคำขอ"]),
    ("file", {"when": {"kind": ("web", "paper")}}, ["ข้อ ๓ เก็บสำเนา\nเงื่อนไข", "แบบ = กระดาษ", "แบบ = เว็บ หรือ กระดาษ"]),
    ("file", {"when": {"allow": "no"}}, ["ข้อ ๓ เก็บสำเนา\nเงื่อนไข", "แบบ = กระดาษ", "อนุญาต = ไม่อนุญาต"]),
    ("check", {"assumed": {"by": "ไม่ได้ระบุ"}}, ["ตรวจคำขอ\nข้ออนุมาน", "ทั้งหมด: ไม่มีในคู่มือ", "ผู้ปฏิบัติ: ไม่ได้ระบุ"]),
])  # fmt: skip
def test_a_change_is_told_in_words_that_the_signatory_knows(name: str, words: dict[str, Any], row: list[str]) -> None:
    assert told(with_step(name, **words)) == [row]


def test_a_removed_step_is_called_by_the_title_that_it_had() -> None:
    assert told(procedure(STEPS[0], *STEPS[2:])) == [
        ["ข้อ ๒ อนุญาต\nดำเนินการต่อจาก", "ตรวจคำขอ", "ยื่นคำขอ"],
        ["ตรวจคำขอ\nยกเลิก", "ตรวจคำขอ\nผู้ปฏิบัติ: เจ้าหน้าที่", "–"],
    ]


def test_fields_are_told_with_what_may_be_filled_in() -> None:
    fields = {"kind": {"title": "แบบ", "type": "text"}}
    (row,) = told(procedure(*STEPS[:3], fields=fields), procedure(*STEPS[:3]))
    assert row == ["ข้อมูลประจำเรื่อง", "แบบ (ทางเลือก, กระดาษ, เว็บ, กรอกเมื่อเปิดเรื่อง)", "แบบ (ข้อความ)"]


def marked(new: Process) -> list[dict[str, str]]:
    """Old and new wording of the first change, by the mark that it bears."""
    *_, table = amendments.chapter("รุ่นก่อน", {"request": found(new)}, [new], ACTORS, LAWS)
    assert isinstance(table, Table)
    cells = []
    for cell in table.rows[0].cells[2:]:
        marks = {"": "", "struck": "", "strong": ""}
        for run in (run for part in cell for run in part.runs):
            marks["struck" if run.struck else "strong" if run.strong else ""] += run.text
        cells.append({mark: text for mark, text in marks.items() if text})
    return cells


def test_only_the_words_that_changed_stand_out() -> None:
    old, new = marked(with_step("ask", text="เจ้าหน้าที่ยื่นคำขอ"))
    assert old == {"struck": "ผู้ขอ", "": "ยื่นคำขอ"}
    assert new == {"strong": "เจ้าหน้าที่", "": "ยื่นคำขอ"}


def test_what_is_gone_is_struck_out_and_nothing_stands_in_its_place() -> None:
    assert marked(with_step("file", when=None)) == [{"struck": "แบบ = กระดาษ"}, {"": "–"}]


def test_texts_with_little_in_common_are_wholly_other() -> None:
    assert marked(with_step("file", title="ส่งคืน")) == [{"struck": "เก็บสำเนา"}, {"strong": "ส่งคืน"}]


def test_a_step_leads_to_its_place_in_the_book_unless_it_is_gone() -> None:
    *_, table = amendments.chapter("รุ่นก่อน", {"request": found(procedure(*STEPS[:3]))}, [procedure()], ACTORS, LAWS)
    assert isinstance(table, Table)
    assert [row.cells[1][0].runs[0].to for row in table.rows] == [""]
    *_, table = amendments.chapter(
        "รุ่นก่อน", {"request": found(with_step("file", title="เก็บ"))}, [procedure()], ACTORS, LAWS
    )
    assert isinstance(table, Table)
    assert [row.cells[1][0].runs[0].to for row in table.rows] == ["step-request-file"]


def test_without_a_change_the_list_says_so() -> None:
    _, only = amendments.chapter("รุ่นก่อน", {}, [procedure()], ACTORS, LAWS)
    assert isinstance(only, Paragraph)
    assert "ไม่มีการแก้ไข" in only.text
