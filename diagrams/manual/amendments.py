"""The amendment list (สรุปการแก้ไข) that a signatory reads: old and new wording side by side, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diagrams.manual.book import Block, Column, Heading, Paragraph, Row, Run, Table
from diagrams.manual.wording import citation, digits
from engine.changes import Change
from engine.messages import text
from engine.model import Actor, Field, Law, Legal, Outcome, Process, Step

COLUMNS = (Column("ที่", 0.06, "centre"), Column("ขั้นตอน/ส่วนที่แก้ไข", 0.24), Column("เดิม", 0.35), Column("แก้ไขเป็น", 0.35))
NOTHING = "–"


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
    yield Paragraph((Run(f"เทียบกับ{since} {summary} ข้อความที่แก้ไขมีเส้นแนวตั้งกำกับที่ขอบ"),))
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
        old = self.value(change, change.old)
        new = self.value(change, change.new)
        struck = tuple(Run(line, struck=True) for line in old[:1]) if change.new is None else tuple(map(Run, old[:1]))
        rest = tuple(Paragraph((Run(line, struck=change.new is None),)) for line in old[1:])
        return Row((
            (Paragraph((Run(digits(place)),), style="centre"),),
            (Paragraph((Run(self.subject(change)),)),),
            (Paragraph(struck), *rest) if old else (),
            tuple(Paragraph((Run(line),)) for line in new),
        ))  # fmt: skip

    def subject(self, change: Change) -> str:
        """Which step, and what of it."""
        kinds = {"added": "เพิ่ม", "removed": "ยกเลิก", "moved": "ย้ายลำดับ"}
        if change.step is None:
            return f"{kinds.get(change.kind, '')}{'ทั้งงาน' if change.word == 'process' else _word(change.word)}"
        title = next((step.title for step in self.process.steps if step.id == change.step), change.step)
        if isinstance(change.old, Step):
            title = change.old.title
        return f"{title}: {kinds[change.kind]}" if change.kind in kinds else f"{title}: {_word(change.word)}"

    def value(self, change: Change, value: Any) -> list[str]:
        """A value of a word as lines of text."""
        if value is None or value == ():
            return [NOTHING]
        if change.kind == "moved":
            return [f"ลำดับที่ {digits(value)}"]
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


def _word(word: str) -> str:
    """What a word of the language is called."""
    return WORDS.get(word) or text(f"part-{word}", "th")


WORDS = {
    "number": "ลำดับที่",
    "case": "หนึ่งเรื่อง",
    "responsible": "ผู้รับผิดชอบ/ผู้ที่เกี่ยวข้อง",
    "fields": "ข้อมูลประจำเรื่อง",
    "assumed": "ข้ออนุมาน",
}
