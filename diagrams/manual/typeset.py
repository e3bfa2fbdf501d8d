"""A book as PDF, set by Typst: A4, Sarabun, every line broken here between words.

``book.typ`` knows how things look, this file what stands where. Everything reaches it as data in ``book.json``, never
as markup. The PDF is PDF/A-2b and PDF/UA-1: tagged, in Thai, each drawing with its words. Lengths are in points.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from diagrams import glyphs
from diagrams.manual import typeface
from diagrams.manual.book import (
    Block,
    Book,
    Chart,
    Column,
    Cover,
    FlowSheet,
    FlowTable,
    Heading,
    Logo,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Sheet,
    Strip,
    Table,
    Unprintable,
)
from diagrams.manual.lines import Line, broken
from diagrams.measure import LEADING

A4 = (595.28, 841.89)
CENTIMETRE = 72 / 2.54
LEFT, RIGHT, TOP, BOTTOM = 3 * CENTIMETRE, 2 * CENTIMETRE, 2.5 * CENTIMETRE, 2 * CENTIMETRE
WIDTH = A4[0] - LEFT - RIGHT
HEIGHT = A4[1] - TOP - BOTTOM
EDGE = 28.0
"""The margin of pages that hold a drawing only."""
BODY, CELL, SMALL = 11.0, 10.0, 9.5
"""Sizes of type: 16 points of TH Sarabun are 10.6 of this one."""
PITCH, CELL_PITCH = 1.7, 1.42
"""From one line to the next, in sizes of type: the marks of Thai need more room than Latin."""
INDENT = 1.5 * CENTIMETRE
PAD_ACROSS, PAD_DOWN = 5.0, 4.0
"""Between the edge of a cell and its text."""
GAP = 3.0
"""Between the paragraphs of a cell."""
CHAPTER, PROCEDURE, PART = 15.0, 12.5, 11.5
HEADINGS = {1: CHAPTER, 2: PROCEDURE, 3: PART}
COVER = (21.0, 15.0)
"""The size of the first group of lines on the cover, and of the others."""
ENTRY = 70.0
"""Room beside a title in the contents for dots and the number of its page."""
WHOLE = 0.3
"""A row of at most this part of a page is never broken."""
KEPT = 0.4
"""The first two and the last two paragraphs of a cell stay together unless they need more of a page than this."""
SAFE = 0.05
"""Lines are broken this much early, so that no rounding makes the setter break them again."""
CONTENTS = " contents"
"""The anchor of the contents, like no other."""
PAGE_HEAD = "หน้า"
UNKNOWN = "–"
"""The page of what is not in this book."""


def pdf(book: Book) -> bytes:
    """The whole book. The same book gives the same bytes; :class:`Unprintable` says what cannot be set."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "book.json").write_text(json.dumps(_Setting(book).given(), ensure_ascii=False), encoding="utf-8")
        if book.cover.logo:
            (folder / f"logo.{book.cover.logo.kind}").write_bytes(book.cover.logo.content)
        typeface.write((text for _, text in _texts(book)), folder)
        layout = folder / "book.typ"
        layout.write_bytes(Path(__file__).with_name("book.typ").read_bytes())
        try:
            result = typst.compile(
                layout, root=folder, font_paths=[folder], ignore_system_fonts=True, pdf_standards=["a-2b", "ua-1"]
            )
        except typst.TypstError as error:
            raise Unprintable(str(error)) from error
    assert isinstance(result, bytes)
    return result


def readable(logo: Logo) -> bool:
    """Whether a logo is the picture that its name says it is."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        (folder / f"logo.{logo.kind}").write_bytes(logo.content)
        page = folder / "logo.typ"
        page.write_text(f'#image("logo.{logo.kind}", width: 1pt)', encoding="utf-8")
        try:
            typst.compile(page, root=folder, ignore_system_fonts=True)
        except typst.TypstError:
            return False
    return True


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a book, wherever it stands, with the name of its field; drawings are left out."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        yield from _texts(tuple(value.values()), name)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part, name)
    elif hasattr(value, "__dataclass_fields__"):
        for field in value.__dataclass_fields__:
            if field not in ("shapes", "outlines"):
                yield from _texts(getattr(value, field), field)


@dataclass(frozen=True)
class _Place:
    """Where text is set: how wide, how large, how far its lines are apart (in sizes of type)."""

    width: float
    size: float
    pitch: float
    indent: float = 0.0

    def height(self, lines: int) -> float:
        """What a number of lines needs, without the room that a pitch adds below the last."""
        return self.size * (self.pitch * lines - (self.pitch - LEADING)) if lines else 0.0


class _Setting:
    """A book on its way to the setter: which anchors are taken, and in which part of the book each stands."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.parts: dict[str, str] = {}
        for part, blocks in (("front", book.front), ("body", book.body)):
            for name, text in _texts(blocks):
                if name == "anchor" and text:
                    self.parts.setdefault(text, part)
        self.free = set(self.parts)
        self.parts[CONTENTS] = "front"
        self.titles: dict[str, Any] = {}
        self.depth = 0

    def given(self) -> dict[str, Any]:
        """The book as ``book.typ`` reads it."""
        book = self.book
        day = book.day
        front = [self._section(part) for part in _chapters(book.front)]
        contents = {**self._heading(Heading(1, book.contents, CONTENTS)), "listed": False}
        body = [self._section(part) for part in _chapters(book.body)]
        return {
            "title": book.title,
            "author": book.author,
            "day": [day.year, day.month, day.day],
            "page": {"width": A4[0], "height": A4[1], "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
            "edge": EDGE,
            "blank": glyphs.width(" ", 1),
            "cover": self._cover(book.cover),
            "contents": {"heading": contents, "page": PAGE_HEAD},
            "draft": _draft(book.draft),
            "titles": self.titles,
            "front": front,
            "body": body,
        }

    # --- texts ------------------------------------------------------------------------------------------------------

    def _lines(self, runs: Sequence[Run], place: _Place, **how: Any) -> list[Any]:
        width = place.width - SAFE
        return [self._line(line) for line in broken(runs, width, place.size, names=self.book.names, **how)]

    def _line(self, line: Line) -> list[Any]:
        return [self._run(text, run, index == len(line)) for index, (text, run) in enumerate(line, 1)]

    def _run(self, text: str, run: Run, last: bool) -> list[str]:
        """Text, its kinds as letters, and where it leads to; for the number of a page, in which part it is counted."""
        blank = last and text.endswith(" ")
        kinds = "".join(
            letter for letter, on in (("s", run.strong), ("i", run.inferred), ("x", run.struck), ("b", blank)) if on
        )
        part = self.parts.get(run.to)
        if run.page:
            return [part, kinds + "p", run.to] if part else [UNKNOWN, kinds, ""]
        return [text, kinds, run.to if part else ""]

    def _title(self, text: str, size: float, width: float = WIDTH) -> list[Any]:
        return self._lines([Run(text)], _Place(width, size, LEADING), even=True, strong=True)

    def _anchor(self, anchor: str) -> str:
        """An anchor where it stands first, and nothing where it is repeated: a link leads to one place."""
        if anchor not in self.free:
            return ""
        self.free.remove(anchor)
        return anchor

    def _paragraph(self, paragraph: Paragraph, place: _Place, hang: float) -> dict[str, Any]:
        if paragraph.style == "small":
            place = replace(place, size=min(place.size, SMALL), pitch=CELL_PITCH)
        plain = paragraph.style in ("body", "small")
        hang = hang if paragraph.number and plain else 0.0
        first = place.indent if paragraph.style == "body" and not paragraph.number else 0.0
        inner = replace(place, width=place.width / 2 if paragraph.style == "right" else place.width - hang)
        lines = self._lines(paragraph.runs, inner, first=first, even=not plain)
        return {
            "kind": "paragraph",
            "lines": lines,
            "style": paragraph.style,
            "number": paragraph.number,
            "hang": hang,
            "first": first,
            "size": place.size,
            "pitch": place.pitch,
            "anchor": self._anchor(paragraph.anchor),
            "changed": paragraph.changed,
            "height": place.height(len(lines)),
        }

    def _paragraphs(self, paragraphs: Iterable[Paragraph], place: _Place) -> list[dict[str, Any]]:
        """Paragraphs that stand together: their texts begin at the same distance behind their numbers."""
        listed = list(paragraphs)
        widest = max((glyphs.width(p.number, place.size) for p in listed if p.number), default=0.0)
        hang = min(widest + 0.45 * place.size, place.width / 2)
        return [self._paragraph(paragraph, place, hang) for paragraph in listed]

    # --- blocks -----------------------------------------------------------------------------------------------------

    def _section(self, blocks: Sequence[Block]) -> dict[str, Any]:
        """A chapter with its running head; headings that would stand alone before a drawing go onto its page."""
        opening = blocks[0] if isinstance(blocks[0], Heading) and blocks[0].level == 1 else None
        return {
            "anchor": opening.anchor if opening else "",
            "head": self._running(opening.text) if opening else [],
            "blocks": list(self._blocks(blocks)),
        }

    def _running(self, text: str) -> list[Any]:
        lines = self._lines([Run(text)], _Place(WIDTH - 20, SMALL - 1, LEADING))
        return [*lines[0], ["…", "", ""]] if len(lines) > 1 else lines[0]

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
        waiting: list[dict[str, Any]] = []
        numbered: list[Paragraph] = []
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            if isinstance(block, Paragraph):
                numbered.append(block)
                if not isinstance(following, Paragraph) or bool(following.number) != bool(block.number):
                    yield from waiting
                    yield from self._paragraphs(numbered, _Place(WIDTH, BODY, PITCH, INDENT))
                    waiting, numbered = [], []
            elif isinstance(block, Heading):
                waiting.append(self._heading(block))
            elif isinstance(block, FlowTable) or (isinstance(block, Chart) and block.pages):
                yield self._flow(block, waiting) if isinstance(block, FlowTable) else self._sheets(block, waiting)
                waiting = []
            else:
                yield from waiting
                waiting = []
                yield self._other(block)
        yield from waiting

    def _other(self, block: Block) -> dict[str, Any]:
        match block:
            case Table():
                return self._table(block)
            case Chart():
                return self._figure(block)
            case PageBreak():
                return {"kind": "break"}
            case _:
                raise AssertionError(block)

    def _heading(self, heading: Heading) -> dict[str, Any]:
        size = HEADINGS[heading.level]
        plain = self._lines([Run(heading.text)], _Place(WIDTH - ENTRY - 14 * (heading.level - 1), BODY, LEADING))
        self.titles[heading.anchor] = {
            "lines": self._title(heading.text, size),
            "entry": plain,
            "part": self.parts[heading.anchor],
            "changed": heading.changed,
            "size": size,
            "level": heading.level,
        }
        self.depth = min(heading.level, self.depth + 1)  # a reader that steps through the headings must find no gap
        return {
            "kind": "heading",
            "depth": self.depth,
            "listed": heading.level < 3,
            "text": heading.text,
            "anchor": heading.anchor,
        }

    def _figure(self, chart: Chart) -> dict[str, Any]:
        """A drawing in the text, at most as wide and high as the page allows, and never larger than it was drawn."""
        return {
            "kind": "figure",
            "anchor": self._anchor(chart.anchor),
            "title": self._title(chart.title, CELL) if chart.title else [],
            "alt": chart.alt,
            "sheets": [
                {**_sheet(sheet), "scale": min(1.0, WIDTH / sheet.width, 0.85 * HEIGHT / sheet.height)}
                for sheet in chart.sheets
            ],
        }

    def _sheets(self, chart: Chart, headings: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "kind": "sheets",
            "anchor": self._anchor(chart.anchor),
            "headings": headings,
            "alt": chart.alt,
            "sheets": [_sheet(sheet) for sheet in chart.sheets],
        }

    # --- tables -----------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> dict[str, Any]:
        widths = [column.share * WIDTH for column in table.columns]
        return {
            "kind": "table",
            "widths": widths,
            "aligns": [column.align for column in table.columns],
            "caption": self._title(table.caption, CELL) if table.caption else [],
            "heads": self._heads([column.title for column in table.columns], widths, CELL),
            "rows": [
                self._row(row, table.columns, widths) | {"span": span}
                for row, span in zip(table.rows, table.spans(), strict=True)
            ],
            "changed": any(row.changed for row in table.rows),
        }

    def _heads(self, titles: Sequence[str], widths: Sequence[float], size: float) -> list[Any]:
        return [self._title(title, size, width - 2 * PAD_ACROSS) for title, width in zip(titles, widths, strict=True)]

    def _row(self, row: Row, columns: Sequence[Column], widths: Sequence[float]) -> dict[str, Any]:
        cells = [
            self._paragraphs(cell, _Place(width - 2 * PAD_ACROSS, CELL, CELL_PITCH))
            for cell, _, width in zip(row.cells, columns, widths, strict=True)
        ]
        return {
            "cells": [_groups(cell) for cell in cells],
            "whole": max(map(_height, cells), default=0.0) <= WHOLE * HEIGHT,
            "anchor": self._anchor(row.anchor),
            "changed": row.changed,
        }

    def _flow(self, table: FlowTable, headings: list[dict[str, Any]]) -> dict[str, Any]:
        widths = [width for _, width in table.columns]
        heads = self._heads([title for title, _ in table.columns], widths, table.size)
        return {
            "kind": "flow",
            "anchor": self._anchor(table.anchor),
            "headings": headings,
            "title": self._title(table.title, PART, sum(widths)) if table.title else [],
            "landscape": sum(widths) > A4[0] - 2 * EDGE + 0.01,
            "widths": widths,
            "chart": table.chart,
            "heads": heads,
            "head": max(map(len, heads)) * LEADING * table.size + 2 * PAD_DOWN,
            "size": table.size,
            "alt": table.alt,
            "legend": _sheet(table.legend),
            "sheets": [self._flow_sheet(sheet, table) for sheet in table.sheets],
        }

    def _flow_sheet(self, sheet: FlowSheet, table: FlowTable) -> dict[str, Any]:
        return {"drawing": _sheet(sheet.drawing), "strips": [self._strip(strip, table) for strip in sheet.strips]}

    def _strip(self, strip: Strip, table: FlowTable) -> dict[str, Any]:
        def cell(column: int) -> list[dict[str, Any]]:
            place = _Place(table.columns[column][1] - 2 * PAD_ACROSS, table.size, LEADING)
            return self._paragraphs(strip.cells.get(column, ()), place)

        return {
            "height": strip.bottom - strip.top,
            "cells": [[] if column == table.chart else cell(column) for column in range(len(table.columns))],
            "empty": not strip.cells,
            "anchor": self._anchor(strip.anchor),
            "changed": strip.changed,
        }

    def _cover(self, cover: Cover) -> dict[str, Any]:
        def group(lines: tuple[str, ...], size: float) -> dict[str, Any]:
            return {"size": size, "lines": [line for text in lines for line in self._title(text, size)]}

        sizes = [COVER[0], *[COVER[1]] * len(cover.groups)]
        return {
            "logo": f"/logo.{cover.logo.kind}" if cover.logo else "",
            "groups": [group(lines, size) for lines, size in zip(cover.groups, sizes, strict=False)],
            "footer": self._lines([Run(cover.footer)], _Place(WIDTH, BODY, LEADING), even=True) if cover.footer else [],
        }


def _chapters(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """The blocks of each chapter; what stands before the first is one of its own."""
    starts = [index for index, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    for start, stop in zip([0, *starts], [*starts, len(blocks)], strict=True):
        if start < stop:
            yield blocks[start:stop]


def _height(paragraphs: Sequence[dict[str, Any]]) -> float:
    heights: list[float] = [paragraph["height"] for paragraph in paragraphs]
    return sum(heights) + GAP * max(len(heights) - 1, 0)


def _groups(paragraphs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A cell's paragraphs so that neither its first nor its last is left alone on a page."""
    count = len(paragraphs)
    if count <= 3:
        parts = [paragraphs]
    else:
        parts = [paragraphs[:2], *([paragraph] for paragraph in paragraphs[2:-2]), paragraphs[-2:]]
    return [
        {"keep": len(part) > 1 and _height(part) <= KEPT * HEIGHT, "paragraphs": list(part)} for part in parts if part
    ]


def _sheet(sheet: Sheet) -> dict[str, Any]:
    """A drawing with each line of its writing at its left end and on its baseline."""
    return {
        "width": sheet.width,
        "height": sheet.height,
        "shapes": sheet.shapes,
        "texts": [
            [text.text, text.left, text.y + 0.34 * text.size, text.size, 600 if text.weight == "bold" else 400, colour]
            for text, colour in sheet.texts
            if text.text
        ],
    }


def _draft(word: str) -> dict[str, Any]:
    """The word across every page of a draft, as large as the page allows."""
    return {"word": word, "size": min(110.0, 560 / max(glyphs.width(word, 1, "bold"), 1))}
