"""The amendment list (สรุปการแก้ไข) that a signatory reads: old and new wording side by side, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import zip_longest
from typing import Any, Literal

from diagrams import thai
from diagrams.manual.book import Block, Column, Heading, Paragraph, Row, Run, Table
from diagrams.manual.wording import citation, days, digits
from engine.changes import Change
from engine.messages import text
from engine.model import Actor, Field, Law, Legal, Outcome, Process, Step

COLUMNS = (Column("ที่", 0.06, "centre"), Column("ขั้นตอน/ส่วนที่แก้ไข", 0.24), Column("เดิม", 0.35), Column("แก้ไขเป็น", 0.35))
NOTHING = "–"
ALIKE = 0.4
"""Texts with less than this in common are shown as wholly other: a mark on every second word helps nobody."""
LEGEND = "ถ้อยคำที่ตัดออกมีเส้นขีดฆ่า ถ้อยคำที่เพิ่มพิมพ์ด้วยตัวหนา และเนื้อหาในเล่มที่แก้ไขมีเส้นตั้งกำกับที่ขอบซ้าย"


def chapter(
    since: str,
    changes: Mapping[str, Sequence[Change]],
    processes: Sequence[Process],
    actors: Mapping[str, Actor],
    laws: Mapping[str, Law],
) -> Iterator[Block]:
    """The list of what has changed since ``since`` (in words); one table for each procedure that has."""
    yield Heading(1, "สรุปการแก้ไข", "amendments")
    count = sum(len(found) for found in changes.values())
    summary = f"แก้ไขทั้งหมด {digits(count)} แห่ง" if count else "ไม่มีการแก้ไข"
    yield Paragraph((Run(f"เทียบกับ{since} {summary}"),))
    if count:
        yield Paragraph((Run(LEGEND),))
    current = {process.process: process for process in processes}
    for name, found in changes.items():
        process = current.get(name) or _removed(found)
        if found and process:
            words = _Words(process, found, actors, laws)
            rows = tuple(words.row(place, change) for place, change in enumerate(found, 1))
            yield Table(COLUMNS, rows, f"งานที่ {digits(process.number)} {process.title}")


def _removed(found: Sequence[Change]) -> Process | None:
    """The procedure itself, where it was removed as a whole."""
    return next((change.old for change in found if change.word == "process" and change.old), None)


@dataclass(frozen=True)
class _Words:
    """What a procedure says, in the words of the office: as it is, and where something was removed, as it was."""

    process: Process
    found: Sequence[Change]
    actors: Mapping[str, Actor]
    laws: Mapping[str, Law]

    @cached_property
    def steps(self) -> dict[str, Step]:
        gone = {change.old.id: change.old for change in self.found if isinstance(change.old, Step)}
        return gone | {step.id: step for step in self.process.steps}

    @cached_property
    def fields(self) -> dict[str, Field]:
        gone: dict[str, Field] = next((change.old for change in self.found if change.word == "fields"), {})
        return gone | self.process.fields

    def row(self, place: int, change: Change) -> Row:
        old, new = _compared(self.value(change, change.old), self.value(change, change.new))
        return Row(((Paragraph((Run(digits(place)),), style="centre"),), self.subject(change), old, new))

    def subject(self, change: Change) -> tuple[Paragraph, ...]:
        """Which step, and what of it."""
        if change.step is None:
            part = CHANGES[change.kind] + "ทั้งงาน" if change.word == "process" else _word(change.word)
            return (Paragraph((Run(part, strong=True),)),)
        what = Paragraph((Run(CHANGES.get(change.kind) or _word(change.word), strong=True),))
        called, gone = _called(self.steps[change.step]), isinstance(change.old, Step)
        return Paragraph((Run(called, to="" if gone else f"step-{change.process}-{change.step}"),)), what

    def value(self, change: Change, value: Any) -> list[str]:
        """A value of a word as lines of text."""
        if value in (None, (), {}):
            return [NOTHING]
        match value:
            case int():
                return [f"ลำดับที่ {digits(value)}" if change.kind == "moved" else digits(value)]
            case Process():
                return [step.title for step in value.steps]
            case Step():
                return [value.text or value.title, f"ผู้ปฏิบัติ: {self.people(self.process.may_perform(value))}"]
            case dict():
                return [self.entry(change.word, name, entry) for name, entry in value.items()]
            case tuple():
                return [self.one(change.word, entry) for entry in value]
        return [self.one(change.word, value)]

    def one(self, word: str, value: Any) -> str:
        """One of the values of a word."""
        if isinstance(value, Legal):
            return "".join(run.text for run in citation(value, self.laws))
        if word in ("by", "responsible"):
            return self.people([value])
        if word in ("after", "asks", "each"):
            return self.title(value)
        if word == "within":
            return days(value)
        return str(value)

    def people(self, names: Sequence[str]) -> str:
        return ", ".join(self.actors[name].title if name in self.actors else name for name in names)

    def title(self, name: str) -> str:
        """A step or field by its title."""
        found = self.steps.get(name) or self.fields.get(name)
        return found.title if found else name

    def answer(self, name: str, value: str) -> str:
        """What may be chosen in a field or decided in a step, by its title."""
        if name in self.fields:
            return (self.fields[name].choices or {}).get(value, value)
        decision = (self.steps[name].decision or {}) if name in self.steps else {}
        return decision[value].title if value in decision else value

    def entry(self, word: str, name: str, entry: Any) -> str:
        """One line of a group: a field, an outcome, a condition, a reason."""
        match entry:
            case Field():
                asked = [ASKED] if entry.ask else []
                return f"{entry.title} ({', '.join([KINDS[entry.type], *(entry.choices or {}).values(), *asked])})"
            case Outcome():
                back = [f"ย้อนกลับไป {self.title(entry.back)}"] if entry.back else []
                rest = [*back, *(["ยุติเรื่อง"] if entry.end else []), *(["อนุมาน"] if entry.assumed else [])]
                return f"{entry.title} ({', '.join(rest)})" if rest else entry.title
            case tuple():
                return f"{self.title(name)} = {' หรือ '.join(self.answer(name, value) for value in entry)}"
        return f"{_word(name)}: {entry}" if word == "assumed" else f"{name}: {entry}"


def _called(step: Step) -> str:
    return f"ข้อ {digits(step.item)} {step.title}" if step.item else step.title


def _compared(old: list[str], new: list[str]) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """Old and new lines, in which what is gone is struck out and what has come is bold."""
    before: list[Paragraph] = []
    after: list[Paragraph] = []
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for was, now in zip_longest(old[a:b], new[c:d]):
            gone, come = _words_compared(was or "", now or "")
            before += [Paragraph(gone)] if was is not None else []
            after += [Paragraph(come)] if now is not None else []
    return tuple(before), tuple(after)


def _words_compared(old: str, new: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The same within a line, word by word."""
    words, others = thai.pieces(old), thai.pieces(new)
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    codes = matcher.get_opcodes()
    if matcher.ratio() < ALIKE:
        codes = [("replace", 0, len(words), 0, len(others))]
    gone = tuple(_run("".join(words[a:b]), code, "struck") for code, a, b, _, _ in codes if a < b)
    come = tuple(_run("".join(others[c:d]), code, "strong") for code, _, _, c, d in codes if c < d)
    return gone, come


def _run(words: str, code: str, mark: Literal["struck", "strong"]) -> Run:
    marked = code != "equal" and words != NOTHING
    return Run(words, struck=marked and mark == "struck", strong=marked and mark == "strong")


def _word(word: str) -> str:
    """What a word of the language is called."""
    return WORDS.get(word) or text(f"part-{word}", "th")


CHANGES = {"added": "เพิ่ม", "removed": "ยกเลิก", "moved": "ย้ายลำดับ"}
WORDS = {
    "number": "ลำดับที่ของงาน",
    "title": "ชื่อ",
    "case": "ขอบเขตของหนึ่งเรื่อง",
    "after": "ดำเนินการต่อจาก",
    "responsible": "ผู้รับผิดชอบ/ผู้ที่เกี่ยวข้อง",
    "fields": "ข้อมูลประจำเรื่อง",
    "assumed": "ข้ออนุมาน",
}
KINDS = {"text": "ข้อความ", "number": "ตัวเลข", "date": "วันที่", "choice": "ทางเลือก", "list": "รายการ"}
ASKED = "กรอกเมื่อเปิดเรื่อง"
