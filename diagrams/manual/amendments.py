"""The amendment list (สรุปการแก้ไข) that a signatory reads: old and new wording side by side, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
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
            words = _Words(process, _removed(found) or process, actors, laws)
            rows = tuple(words.row(place, change) for place, change in enumerate(found, 1))
            yield Table(COLUMNS, rows, f"งานที่ {digits(process.number)} {process.title}")


def _removed(found: Sequence[Change]) -> Process | None:
    """The procedure itself, where it was removed as a whole."""
    return next((change.old for change in found if change.word == "process" and change.old), None)


@dataclass(frozen=True)
class _Words:
    """What a procedure says, in the words of the office."""

    process: Process
    before: Process
    actors: Mapping[str, Actor]
    laws: Mapping[str, Law]

    def row(self, place: int, change: Change) -> Row:
        old, new = _compared(self.value(change, change.old), self.value(change, change.new))
        return Row(((Paragraph((Run(digits(place)),), style="centre"),), self.subject(change), old, new))

    def subject(self, change: Change) -> tuple[Paragraph, ...]:
        """Which step, and what of it."""
        if change.step is None:
            part = KINDS[change.kind] + "ทั้งงาน" if change.word == "process" else _word(change.word)
            return (Paragraph((Run(part, strong=True),)),)
        what = Paragraph((Run(KINDS.get(change.kind) or _word(change.word), strong=True),))
        if isinstance(change.old, Step):
            return Paragraph((Run(_called(change.old)),)), what
        called = next((_called(step) for step in self.process.steps if step.id == change.step), change.step)
        return Paragraph((Run(called, to=f"step-{change.process}-{change.step}"),)), what

    def value(self, change: Change, value: Any) -> list[str]:
        """A value of a word as lines of text."""
        if value is None or value == ():
            return [NOTHING]
        if change.kind == "moved":
            return [f"ลำดับที่ {digits(value)}"]
        if change.word == "within":
            return [days(value)]
        match value:
            case Process():
                return [step.title for step in value.steps]
            case Step():
                return [value.text or value.title, f"ผู้ปฏิบัติ: {self.people(self.process.may_perform(value))}"]
            case dict():
                return [self.entry(change.word, name, entry) for name, entry in value.items()]
            case tuple():
                return self.several(change.word, value)
        return [digits(value)]

    def several(self, word: str, values: tuple[Any, ...]) -> list[str]:
        if values and isinstance(values[0], Legal):
            return ["".join(run.text for run in citation(legal, self.laws)) for legal in values]
        if word in ("by", "responsible"):
            return [self.people([name]) for name in values]
        return [self.title(name) for name in values]

    def people(self, names: Sequence[str]) -> str:
        return ", ".join(self.actors[name].title if name in self.actors else name for name in names)

    def title(self, name: str) -> str:
        """A step or field by its title."""
        titles = {step.id: step.title for step in (*self.before.steps, *self.process.steps)}
        titles |= {field: entry.title for field, entry in self.process.fields.items()}
        return titles.get(name, name)

    def entry(self, word: str, name: str, entry: Any) -> str:
        """One line of a group: a field, an outcome, a condition, a reason."""
        match entry:
            case Field() | Outcome():
                back = f" (ย้อนกลับไป {self.title(entry.back)})" if isinstance(entry, Outcome) and entry.back else ""
                return entry.title + back
            case tuple():
                return f"{self.title(name)} = {' หรือ '.join(entry)}"
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


KINDS = {"added": "เพิ่ม", "removed": "ยกเลิก", "moved": "ย้ายลำดับ"}
WORDS = {
    "number": "ลำดับที่ของงาน",
    "title": "ชื่อ",
    "case": "ขอบเขตของหนึ่งเรื่อง",
    "after": "ดำเนินการต่อจาก",
    "responsible": "ผู้รับผิดชอบ/ผู้ที่เกี่ยวข้อง",
    "fields": "ข้อมูลประจำเรื่อง",
    "assumed": "ข้ออนุมาน",
}
