"""From the definitions that run to the book that is printed: which chapters it has, and what stands in them.

The book is in Thai, as the manual is. What the manual does not state is marked as inferred wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from diagrams.given import Names
from diagrams.manual import amendments, flowtable, sheets, structure
from diagrams.manual.book import (
    Block,
    Book,
    Column,
    Cover,
    FlowTable,
    Heading,
    Logo,
    Paragraph,
    Row,
    Run,
    Table,
)
from diagrams.manual.wording import CERTAINTIES, PLACES, digits, full_date, part, place_words
from engine.changes import Change
from engine.model import Actor, Chapter, Erratum, Law, Manual, Process, Step, assumptions, responsible


@dataclass(frozen=True)
class Definitions:
    """What a book is made from. ``hashes`` tells the versions apart; ``day`` is the day for which it is printed."""

    manual: Manual
    processes: Sequence[Process]
    actors: Mapping[str, Actor]
    laws: Mapping[str, Law]
    errata: Sequence[Erratum]
    hashes: Mapping[str, str]
    day: date
    program: str
    logo: Logo | None = None
    draft: bool = False
    since: str | None = None
    """What the book is compared with, in words; None: with nothing."""
    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)
    """Per procedure what has changed."""

    def changed(self, process: Process) -> frozenset[str]:
        """The steps of a procedure that are not as they were."""
        if self.new(process):
            return frozenset(step.id for step in process.steps)
        return frozenset(change.step for change in self.changes.get(process.process, ()) if change.step)

    def new(self, process: Process) -> bool:
        """Whether there was no such procedure before."""
        return any(change.word == "process" for change in self.changes.get(process.process, ()))

    @property
    def names(self) -> Names:
        return Names.of(self.actors, self.laws, {})


def book(definitions: Definitions, drawn: Callable[[Process], None] = lambda _: None) -> Book:
    """The whole book. ``drawn`` is told of every procedure whose charts are finished: they take most of the time."""
    manual = definitions.manual
    body: list[Block] = []
    if definitions.since is not None:
        body += amendments.chapter(
            definitions.since, definitions.changes, definitions.processes, definitions.actors, definitions.laws
        )
    for number, chapter in enumerate(manual.chapters, 1):
        body.append(Heading(1, chapter.title, f"chapter-{number}"))
        body += _told(_chapter(chapter, definitions, drawn))
    known = set(_anchors(body))
    return Book(
        title=" ".join((*manual.title, *([manual.work] if manual.work else []))),
        author=manual.author,
        day=definitions.day,
        cover=_cover(definitions),
        front=tuple(_preface(manual)),
        contents="สารบัญ",
        body=tuple(_linked(block, known) for block in body),
        draft="ร่าง" if definitions.draft else "",
        names=_names(definitions),
    )


def _told(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same blocks, where a table that has nothing to list says so."""
    yield from (_plain("ไม่มี") if isinstance(block, Table) and not block.rows else block for block in blocks)


def _chapter(chapter: Chapter, definitions: Definitions, drawn: Callable[[Process], None]) -> Iterator[Block]:
    if chapter.kind == "structure":
        chart = structure.chart(chapter.text, definitions.processes, tuple(definitions.names.shorts.values()))
        yield replace(chart, title="")  # the heading says it
        return
    yield from (_plain(text) for text in chapter.text)
    match chapter.kind:
        case "procedures":
            yield _procedures(definitions)
        case "flowcharts":
            yield from _flowcharts(definitions, drawn)
        case "laws":
            yield _laws(definitions)
        case "law-index":
            yield from _law_index(definitions)
        case "actors":
            yield _actors(definitions)
        case "assumptions":
            yield from _assumptions(definitions)
        case "errata":
            yield _errata(definitions)
        case "colophon":
            yield from _colophon(definitions)


def _plain(text: str, **more: str) -> Paragraph:
    return Paragraph((Run(text),), **more)  # type: ignore[arg-type]


def _cell(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(_plain(text) for text in texts if text)


def _cover(definitions: Definitions) -> Cover:
    manual = definitions.manual
    groups = [manual.title, (manual.work,) if manual.work else (), manual.office]
    footer = f"พิมพ์ ณ วันที่ {full_date(definitions.day)}"
    return Cover(tuple(group for group in groups if group), definitions.logo, footer)


def _preface(manual: Manual) -> Iterator[Block]:
    if manual.preface:
        yield Heading(1, manual.preface.title, "preface")
        yield from (_plain(text) for text in manual.preface.text)
        yield from (_plain(text, style="right") for text in manual.preface.signed)


def _names(definitions: Definitions) -> frozenset[str]:
    """Names that no line should break. The same for every part of the book: each set has a dictionary of its own."""
    return frozenset(definitions.names.shorts.values())


# -- the table of procedures -----------------------------------------------------------------------------------------


def _procedures(definitions: Definitions) -> Table:
    """The table that the office knows: what is printed in the manual, and nothing else."""
    columns = (
        Column("ที่", 0.06, "centre"),
        Column("งาน/เรื่อง", 0.17),
        Column("ขั้นตอนการปฏิบัติงาน", 0.45),
        Column("ผู้รับผิดชอบ/ผู้ที่เกี่ยวข้อง", 0.32),
    )
    return Table(columns, tuple(_procedure(process, definitions) for process in definitions.processes))


def _procedure(process: Process, definitions: Definitions) -> Row:
    words = {change.word for change in definitions.changes.get(process.process, ()) if change.step is None}
    changed = definitions.changed(process)
    number = (_plain(digits(process.number), style="centre"),)
    title = (Paragraph((Run(process.title, to=f"chart-{process.process}"),), changed="title" in words),)
    steps = tuple(_printed(item, steps, changed) for item, steps in _items(process))
    people = responsible(process, definitions.actors, definitions.errata)
    column = tuple(
        Paragraph((Run(name, to=f"actor-{actor}"),), number=f"{digits(place)}.", changed="responsible" in words)
        for place, (name, actor) in enumerate(zip(people, process.responsible, strict=True), 1)
    )
    return Row((number, title, steps, column), anchor=f"row-{process.process}", changed=definitions.new(process))


def _items(process: Process) -> list[tuple[int, list[Step]]]:
    """The printed steps in their order, each with the steps that it became."""
    printed = sorted((step for step in process.steps if step.item), key=lambda step: step.item or 0)
    return [(item or 0, list(steps)) for item, steps in groupby(printed, key=lambda step: step.item)]


def _printed(item: int, steps: Sequence[Step], changed: frozenset[str]) -> Paragraph:
    text = " ".join(step.text for step in steps if step.text)
    return Paragraph((Run(text),), number=f"{digits(item)}.", changed=any(step.id in changed for step in steps))


# -- charts and flow tables ------------------------------------------------------------------------------------------


def _flowcharts(definitions: Definitions, drawn: Callable[[Process], None]) -> Iterator[Block]:
    yield _list_of_charts(definitions.processes)
    for process in definitions.processes:
        title = f"งานที่ {digits(process.number)} {process.title}"
        yield Heading(2, title, f"procedure-{process.process}", changed=bool(definitions.changes.get(process.process)))
        yield sheets.lanes_chart(process, definitions.names)
        table = flowtable.flow_table(process, definitions.names, definitions.changed(process))
        yield replace(table, title=f"ผังและรายละเอียดขั้นตอน {title}")
        drawn(process)


def _list_of_charts(processes: Sequence[Process]) -> Table:
    """Where the two drawings of each procedure stand: the contents name the first only."""
    columns = (
        Column("งานที่", 0.1, "centre"),
        Column("ชื่องาน", 0.54),
        Column("ผังงาน หน้า", 0.16, "centre"),
        Column("ตารางรายละเอียด หน้า", 0.2, "centre"),
    )
    rows = (
        Row((
            (_plain(digits(process.number), style="centre"),),
            (Paragraph((Run(process.title, to=f"procedure-{process.process}"),)),),
            *((Paragraph((Run(to=f"{kind}-{process.process}", page=True),), "centre"),) for kind in ("chart", "flow")),
        ))
        for process in processes
    )  # fmt: skip
    return Table(columns, tuple(rows))


# -- laws ------------------------------------------------------------------------------------------------------------


INHERITED = "ขั้นตอนใดไม่มีฐานกฎหมายเฉพาะของตน ใช้ฐานกฎหมายของทั้งงานซึ่งแสดงไว้ใต้ชื่อผังงาน"


def _laws(definitions: Definitions) -> Table:
    """The laws as the manual numbers them, and under each how far it is known to be in force."""
    columns = (Column("ที่", 0.07, "centre"), Column("กฎหมาย การประกาศ และการใช้บังคับ", 0.93))
    rows = [
        Row((
            (_plain(f"{digits(place)}.", style="centre"),),
            (
                Paragraph((Run(law.title, strong=True, inferred="title" in (law.assumed or {})),)),
                *(_plain(text, style="small") for text in _about_law(law, definitions.day)),
            ),
        ), anchor=f"law-{name}")
        for place, (name, law) in enumerate(definitions.laws.items(), 1)
    ]  # fmt: skip
    return Table(columns, tuple(rows))


def _about_law(law: Law, day: date) -> Iterator[str]:
    if law.gazette:
        yield f"ราชกิจจานุเบกษา {law.gazette}"
    if law.from_ or law.until:
        dates = [f"ตั้งแต่วันที่ {full_date(law.from_)}"] if law.from_ else []
        dates += [f"ถึงวันที่ {full_date(law.until)}"] if law.until else []
        yield f"มีผลใช้บังคับ{' '.join(dates)}"
    if law.unsettled(day):
        yield f"อาจสิ้นผลใช้บังคับแล้ว ณ วันที่ {full_date(day)}: {law.unsettled(day)}"
    elif law.in_force(day) is False:
        yield f"ไม่มีผลใช้บังคับ ณ วันที่ {full_date(day)}"
    yield from (f"ตรวจสอบแล้ว{part(word)}: {where}" for word, where in (law.verified or {}).items())
    yield from (f"อนุมาน{part(word)}: {why}" for word, why in (law.assumed or {}).items() if word != "until")
    if "gazette" not in (law.verified or {}):
        yield "ยังไม่ได้ตรวจสอบกับราชกิจจานุเบกษา"


def _law_index(definitions: Definitions) -> Iterator[Block]:
    """Which steps rest on a law, and where they stand; the laws on which none rests are only named."""
    columns = (
        Column("กฎหมาย", 0.32),
        Column("งาน/ขั้นตอน", 0.46),
        Column("ที่มา", 0.13, "centre"),
        Column("หน้า", 0.09, "centre"),
    )
    rows = {name: tuple(_index_rows(name, law, definitions)) for name, law in definitions.laws.items()}
    unused = [(place, name) for place, name in enumerate(rows, 1) if not rows[name]]
    runs = [Run(INHERITED)] if len(unused) < len(rows) else []
    if unused:
        numbers = [Run(f" {digits(place)}", to=f"law-{name}") for place, name in unused]
        runs += [Run(f"{' ' if runs else ''}กฎหมายที่ไม่มีขั้นตอนใดในเล่มนี้ใช้เป็นฐาน ได้แก่ ลำดับที่"), *numbers]
    yield from [Paragraph(tuple(runs))] if runs else []
    yield Table(columns, tuple(row for found in rows.values() for row in found))


def _index_rows(name: str, law: Law, definitions: Definitions) -> Iterator[Row]:
    resting = [
        (process, step, legal)
        for process in definitions.processes
        for step in process.steps
        for legal in process.legal_of(step)
        if legal.law == name
    ]
    for place, (process, step, legal) in enumerate(resting):
        anchor = f"step-{process.process}-{step.id}"
        section = f"ม.{digits(legal.section)} " if legal.section and not law.by_clause else ""
        section = f"ข้อ {digits(legal.section)} " if legal.section and law.by_clause else section
        yield Row((
            (Paragraph((Run(law.title, to=f"law-{name}"),)),) if place == 0 else (),
            (Paragraph((Run(f"งานที่ {digits(process.number)} {step.title}", to=anchor),)),),
            (Paragraph((*([Run(section)] if section else []),
                        Run("อนุมาน" if legal.inferred("law") else "คู่มือระบุ", inferred=legal.inferred("law"))),
                       style="centre"),),
            (Paragraph((Run(to=anchor, page=True),), style="centre"),),
        ))  # fmt: skip


# -- actors ----------------------------------------------------------------------------------------------------------


def _actors(definitions: Definitions) -> Table:
    """Everybody who acts or is named, with what they perform."""
    columns = (Column("ผู้ปฏิบัติ/ผู้เกี่ยวข้อง", 0.37), Column("ขั้นตอนที่ปฏิบัติ", 0.54), Column("หน้า", 0.09, "centre"))
    named = {name for process in definitions.processes for name in process.responsible}
    rows = [
        row
        for name, actor in definitions.actors.items()
        for row in _actor_rows(name, actor, definitions, listed=name in named)
    ]
    return Table(columns, tuple(rows))


def _actor_rows(name: str, actor: Actor, definitions: Definitions, *, listed: bool) -> Iterator[Row]:
    performs = [(p, step) for p in definitions.processes for step in p.steps if name in step.by]
    title = (Paragraph((Run(actor.title, inferred="title" in (actor.assumed or {})),)),)
    for place, (process, step) in enumerate(performs):
        anchor = f"step-{process.process}-{step.id}"
        inferred = bool({"by", "whole"} & set(step.assumed or {}))
        yield Row((
            title if place == 0 else (),
            (Paragraph((Run(f"งานที่ {digits(process.number)} {step.title}", inferred=inferred, to=anchor),)),),
            (Paragraph((Run(to=anchor, page=True),), style="centre"),),
        ), anchor=f"actor-{name}" if place == 0 else "")  # fmt: skip
    if not performs and listed:
        yield Row((title, _cell("มีชื่อในช่องผู้รับผิดชอบ แต่มิได้ระบุให้ปฏิบัติขั้นตอนใด"), ()), anchor=f"actor-{name}")


# -- appendices ------------------------------------------------------------------------------------------------------


def _assumptions(definitions: Definitions) -> Iterator[Block]:
    """What was inferred, for the office to confirm: the last column is for its word."""
    tables = [table for table in _assumed(definitions) if table.rows]
    yield _plain(CONFIRM if tables else "ไม่มี")
    yield from tables


CONFIRM = "ให้สำนักงานทำเครื่องหมายในช่องคำยืนยัน หากแก้ไข ให้ระบุข้อความที่ถูกต้อง"


def _assumed(definitions: Definitions) -> Iterator[Table]:
    columns = (
        Column("ที่", 0.06, "centre"),
        Column("ขั้นตอน", 0.23),
        Column("ส่วนที่อนุมาน", 0.15),
        Column("เหตุผล", 0.42),
        Column("คำยืนยัน", 0.14),
    )
    for process in definitions.processes:
        titles = {step.id: step.title for step in process.steps}
        rows = [
            (titles.get(step or "", "ทั้งงาน"), _element(process, step, element, word), why)
            for step, element, word, why in assumptions(process)
        ]
        yield Table(columns, _to_confirm(rows), f"งานที่ {digits(process.number)} {process.title}")
    involved = {name for process in definitions.processes for name in process.responsible}
    involved |= {name for process in definitions.processes for step in process.steps for name in step.by}
    actors = (actor for name, actor in definitions.actors.items() if name in involved)
    rest = [
        (entry.title, part(word).strip(" ()") or "ทั้งหมด", why)
        for entries in (actors, definitions.laws.values())
        for entry in entries
        for word, why in (entry.assumed or {}).items()
    ]
    titled = (columns[0], Column("ผู้ปฏิบัติ/กฎหมาย", 0.23), *columns[2:])
    yield Table(titled, _to_confirm(rest), "ผู้ปฏิบัติและกฎหมาย")


def _to_confirm(rows: Iterable[tuple[str, str, str]]) -> tuple[Row, ...]:
    """Numbered, so that an answer can name them, and with room for it."""
    return tuple(
        Row(((_plain(digits(place), style="centre"),), *map(_cell, texts), _cell("( ) ถูกต้อง", "( ) แก้ไข")))
        for place, texts in enumerate(rows, 1)
    )


def _element(process: Process, step: str | None, element: str, word: str) -> str:
    """The part of a procedure that was inferred, in words."""
    kind, _, name = element.partition(":")
    if kind == "legal":
        return "ฐานกฎหมาย" + part(word)
    if kind == "outcome":
        decision = next(entry.decision for entry in process.steps if entry.id == step) or {}
        return f"ผล “{decision[name].title}”" + part(word)
    return part(word).strip(" ()") or "ทั้งขั้นตอน"


def _errata(definitions: Definitions) -> Table:
    """The misprints; one that comes again, with all its places."""
    columns = (
        Column("ที่", 0.06, "centre"),
        Column("ตำแหน่ง", 0.27),
        Column("พิมพ์ว่า", 0.18),
        Column("อ่านเป็น", 0.18),
        Column("เหตุผลและความแน่ใจ", 0.31),
    )
    numbers = {process.process: process.number for process in definitions.processes}
    laws = {name: place for place, name in enumerate(definitions.laws, 1)}
    alike: dict[tuple[str, ...], list[str]] = {}
    for erratum in definitions.errata:
        if erratum.place.partition("/")[0] not in {*numbers, *PLACES, "laws"}:
            continue  # in a procedure that this book does not have
        reading = erratum.reading or "คงไว้ตามที่พิมพ์"
        places = alike.setdefault((erratum.printed, reading, erratum.reason, CERTAINTIES[erratum.certainty]), [])
        places.append(place_words(erratum.place, numbers, laws))
    rows = [
        Row((
            (_plain(digits(number), style="centre"),),
            _cell(*dict.fromkeys(places)),
            _cell(printed),
            _cell(reading),
            (_plain(reason), _plain(f"ความแน่ใจ: {certainty}", style="small")),
        ))
        for number, ((printed, reading, reason, certainty), places) in enumerate(alike.items(), 1)
    ]  # fmt: skip
    return Table(columns, tuple(rows))


def _colophon(definitions: Definitions) -> Iterator[Block]:
    """From which definitions the book was made, so that it can be told which book belongs to which running version."""
    yield _plain(
        f"พิมพ์ด้วยโปรแกรม {definitions.program} เมื่อวันที่ {full_date(definitions.day)} จากกระบวนงานชุดเดียวกับที่ใช้ดำเนินเรื่อง"
        " รหัสรุ่นที่ตรงกันทุกตัวแสดงว่าเป็นกระบวนงานรุ่นเดียวกัน"
    )
    columns = (Column("ที่", 0.06, "centre"), Column("งาน", 0.38), Column("รหัสรุ่น (SHA-256)", 0.56))
    rows = [
        Row((
            (_plain(digits(process.number), style="centre"),),
            _cell(process.title),
            tuple(_plain(line, style="small") for line in _in_groups(definitions.hashes[process.process])),
        ))
        for process in definitions.processes
    ]  # fmt: skip
    yield Table(columns, tuple(rows))


def _in_groups(text: str, size: int = 8, groups: int = 4) -> Iterator[str]:
    """A long code in lines of groups that a person can compare."""
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    yield from (" ".join(parts[start : start + groups]) for start in range(0, len(parts), groups))


# -- links -----------------------------------------------------------------------------------------------------------


def _anchors(blocks: Iterable[Block]) -> Iterator[str]:
    """What there is to lead to."""
    for block in blocks:
        match block:
            case Paragraph():
                yield block.anchor
            case Table():
                yield from (row.anchor for row in block.rows)
            case FlowTable():
                yield block.anchor
                yield from (strip.anchor for sheet in block.sheets for strip in sheet.strips)
            case _ if hasattr(block, "anchor"):
                yield block.anchor


def _linked(block: Block, known: set[str]) -> Block:
    """The same block without links to what this book does not have: chapters can be left out."""

    def cell(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        return tuple(replace(p, runs=tuple(run for run in map(kept, p.runs) if run)) for p in paragraphs)

    def kept(run: Run) -> Run | None:
        if not run.to or run.to in known:
            return run
        return None if run.page else replace(run, to="")

    match block:
        case Paragraph():
            return cell((block,))[0]
        case Table():
            return replace(block, rows=tuple(replace(row, cells=tuple(map(cell, row.cells))) for row in block.rows))
        case FlowTable():
            return replace(block, sheets=tuple(
                replace(sheet, strips=tuple(
                    replace(strip, cells={place: cell(inside) for place, inside in strip.cells.items()})
                    for strip in sheet.strips))
                for sheet in block.sheets))  # fmt: skip
    return block
