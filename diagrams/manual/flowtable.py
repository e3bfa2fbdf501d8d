"""The flow table of Thai work manuals: the flowchart in a column, and beside each shape what belongs to its step.

The chart is the flow view, composed for a column of the table. Each of its rows is made as high as the largest of the
texts beside it; where a page is full it is cut between rows, and connectors lead on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from diagrams import layout, svg, thai
from diagrams.given import Names
from diagrams.manual import sheets
from diagrams.manual.book import FlowSheet, FlowTable, Paragraph, Run, Strip
from diagrams.measure import Text, Type
from diagrams.page import ARROW, Page
from diagrams.paper import NO_MARGINS, Paper
from diagrams.scene import Node, Scene, Words, scene
from engine.model import WHOLE, Legal, Process, Step

COLUMNS = (
    ("ที่", 24.0), ("ผังกระบวนการ", 242.0), ("รายละเอียดงาน", 171.0), ("ระยะเวลา", 48.0), ("ผู้รับผิดชอบ", 92.0),
    ("เอกสาร", 82.0), ("ฐานกฎหมาย", 69.5),
)  # fmt: skip
"""For A4 on its side with margins of two centimetres: upright, six columns of text beside a chart are too narrow for
Thai words at a size that can be read."""
NUMBER, CHART, DETAIL, TIME, WHO, DOCUMENT, LAW = range(len(COLUMNS))
SIZE = Type(9.25, 8.0)
WIDEST = (11.0, 9.5, 8.0)
"""How wide the shapes are at most, in sizes of type: as wide as leaves room beside them for the words on the lines."""
LEADING, PAD, PAD_ACROSS = 1.3, 4.0, 5.0
"""How far apart the lines of a cell are, in sizes of type, and how far its text stays from its upper and lower edges
and from its sides, in points."""
ROOM = 420.0
"""How high the strips of a page are together at most. Title, heads of the columns and legend have the rest."""
FOOT = 13.0
"""Room below the chart of one sheet of several for its number."""
TOLD = {WHOLE, "by", "takes", "produces", "legal", "within", "text"}
"""Inferences that the cells mark; a shape speaks of the others."""
LONGEST = 4
"""An actor whose title needs more lines than this is called by the short one."""
NONE = (Paragraph((Run("–"),), "centre"),)
ISSUED = re.compile(r"^(ประกาศ|ระเบียบ|ข้อบังคับ|คำสั่ง)\S*?\s*(เรื่อง|ว่าด้วย)")

Cells = dict[int, tuple[Paragraph, ...]]


def flow_table(process: Process, names: Names, changed: frozenset[str] = frozenset()) -> FlowTable:
    """The flow table of a procedure; ``changed`` are the ids of the steps that bear a bar in the margin."""
    whole = scene(process, names, view="flow")
    cells = _Cells(process, Words(process, names, "th"), whole.dictionary).all()
    picture = replace(whole, part="sheet", nodes=tuple(_plain(node, process, names) for node in whole.nodes))
    rows = {step: max(_height(number, cell, whole) for number, cell in row.items()) for step, row in cells.items()}
    pages = _pages(picture, rows)
    on_pages = tuple(node for page in pages for node in page.scene.nodes)
    return FlowTable(
        anchor=f"flow-{process.process}",
        columns=COLUMNS,
        chart=CHART,
        size=SIZE.title,
        sheets=tuple(_flow_sheet(page, cells, process.process, changed) for page in pages),
        alt=svg.describe(whole),
        legend=sheets.legend(replace(picture, nodes=on_pages), sum(width for _, width in COLUMNS)),
    )


def _pages(picture: Scene, rows: Mapping[str, float]) -> tuple[Page, ...]:
    """The chart in its column, cut into pages, on each of which every word has its place if that can be."""
    papers = (Paper(COLUMNS[CHART][1], ROOM - FOOT, NO_MARGINS, (SIZE,), widest, True, rows) for widest in WIDEST)
    tried: list[tuple[Page, ...]] = []
    for paper in papers:
        tried.append(layout.pages(picture, paper))
        if not any(page.unplaced for page in tried[-1]):
            break
    return min(tried, key=lambda pages: sum(len(page.unplaced) for page in pages))


def _plain(node: Node, process: Process, names: Names) -> Node:
    """A shape without what stands in the cells beside it."""
    step = next((step for step in process.steps if step.id == node.id), None)
    if step is None:
        return node
    words = Words(process, names, "th")
    rest = {part: why for part, why in (step.assumed or {}).items() if part not in TOLD}
    return replace(
        node,
        badge="",
        notes=tuple(note for note in node.notes if note != words.within(step.within)),
        assumption=words.assumption(step.model_copy(update={"assumed": rest or None})),
    )


def _height(column: int, cell: tuple[Paragraph, ...], picture: Scene) -> float:
    """How high a cell makes its row, without the room that every row has above for an arrow."""
    room = COLUMNS[column][1] - 2 * PAD_ACROSS
    lines = (thai.lines(paragraph.text, room, SIZE.title, names=picture.dictionary) for paragraph in cell)
    return sum(map(len, lines)) * LEADING * SIZE.title + 2 * PAD - ARROW


def _flow_sheet(page: Page, cells: Mapping[str, Cells], process: str, changed: frozenset[str]) -> FlowSheet:
    bottom = page.frame[3]
    if page.count > 1:
        bottom += FOOT
        number = Text(svg.part_number(page), page.width - 3, bottom - FOOT / 2, SIZE.small, ink="soft", anchor="end")
        page = replace(page, texts=(*page.texts, number))
    drawing = sheets.sheet(replace(page, paper=replace(page.paper, height=bottom)))
    return FlowSheet(drawing, tuple(_strips(page, bottom, cells, process, changed)))


def _strips(
    page: Page, bottom: float, cells: Mapping[str, Cells], process: str, changed: frozenset[str]
) -> Iterator[Strip]:
    for begin, end in pairwise((*page.rows, bottom)):
        inside = [shape.node.id for shape in page.shapes if begin < shape.y < end]
        step = next((name for name in inside if name in cells), None)
        if step is None:
            yield Strip(begin, end)
        else:
            yield Strip(begin, end, cells[step], f"step-{process}-{step}", step in changed)


@dataclass(frozen=True)
class _Cells:
    """The cells of a procedure's steps."""

    process: Process
    words: Words
    dictionary: tuple[str, ...]

    def all(self) -> dict[str, Cells]:
        first = {step.item: step.id for step in reversed(self.process.steps)}
        return {step.id: self._row(step, first[step.item] == step.id) for step in self.process.steps}

    def _row(self, step: Step, first: bool) -> Cells:
        return {
            NUMBER: (Paragraph((Run(self.words.number(step.item)),), "centre"),) if step.item else NONE,
            DETAIL: self._detail(step, first),
            TIME: self._time(step),
            WHO: (Paragraph(tuple(self._who(step))),),
            DOCUMENT: tuple(self._documents(step)) or NONE,
            LAW: tuple(Paragraph(tuple(self._basis(legal))) for legal in step.legal) or NONE,
        }

    def _detail(self, step: Step, first: bool) -> tuple[Paragraph, ...]:
        """The manual's own sentence with the first step of an item, for all others our short title."""
        if first and step.item and step.text:
            return (_line(step.text, _inferred(step, "text")),)
        return (_line(step.title, not step.item or _inferred(step, "title")),)

    def _time(self, step: Step) -> tuple[Paragraph, ...]:
        if not step.within:
            return NONE
        return (Paragraph((Run(self.words.within(step.within), inferred=_inferred(step, "within")),), "centre"),)

    def _who(self, step: Step) -> Iterator[Run]:
        inferred = _inferred(step, "by")
        if not step.by:
            yield Run(self.words.performers(step), inferred=inferred)
        for place, actor in enumerate(step.by):
            if place:
                yield Run(self.words("and") if place == len(step.by) - 1 else ", ", inferred=inferred)
            yield Run(self._actor(actor), inferred=inferred, to=f"actor-{actor}")

    def _actor(self, actor: str) -> str:
        title = self.words.names.actors.get(actor, actor)
        room = COLUMNS[WHO][1] - 2 * PAD_ACROSS
        fits = len(thai.lines(title, room, SIZE.title, names=self.dictionary)) <= LONGEST
        return title if fits else self.words.actor(actor)

    def _documents(self, step: Step) -> Iterator[Paragraph]:
        """What the step uses, which says so, and what it yields."""
        yield from (_line(self.words("takes", title=text), _inferred(step, "takes")) for text in step.takes)
        yield from (_line(text, _inferred(step, "produces")) for text in step.produces)

    def _basis(self, legal: Legal) -> Iterator[Run]:
        if legal.section:
            yield Run(f"{self.words.section(legal)} ", inferred=legal.inferred("section"))
        title = short_law(self.words.names.laws.get(legal.law, legal.law))
        yield Run(title, inferred=legal.inferred("law"), to=f"law-{legal.law}")


def _line(text: str, inferred: bool) -> Paragraph:
    return Paragraph((Run(text, inferred=inferred),))


def _inferred(step: Step, part: str) -> bool:
    return bool({WHOLE, part} & set(step.assumed or ()))


def short_law(title: str) -> str:
    """The title of a law without the name of the body that issued it: ประกาศฯ เรื่อง …"""
    return ISSUED.sub(r"\1ฯ \2", title)
