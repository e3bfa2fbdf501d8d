"""The printed manual as data: what stands in it and in which order, before anything is set in type.

``chapters.py`` makes a :class:`Book` from the definitions that run; ``typeset.py`` (PDF), ``word.py`` (DOCX) and
``web.py`` (HTML) each set the same book. A book holds no markup: whatever a text looks like, it is printed as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from diagrams.measure import Text


class Unprintable(ValueError):
    """A book holds something that cannot be set: a letter that no font has, or a logo that is no picture."""


@dataclass(frozen=True)
class Run:
    """A stretch of text of one kind.

    ``to`` is the anchor that it leads to. With ``page`` it has no text of its own and prints the number of the page on
    which ``to`` stands; in HTML, which has no pages, it is a link.
    """

    text: str = ""
    strong: bool = False
    inferred: bool = False
    """Not stated by the manual: printed so that it cannot be taken for a statement."""
    struck: bool = False
    """Wording of the version before, which no longer holds."""
    to: str = ""
    page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """``number`` hangs to the left of the text (๑., ก); ``anchor`` is what others can lead to."""

    runs: tuple[Run, ...]
    style: Literal["body", "centre", "right", "small"] = "body"
    number: str = ""
    anchor: str = ""
    changed: bool = False
    """Other than in the version it is compared with: a bar stands in the margin."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Heading:
    """A title that the contents list: a chapter (1), a procedure (2) or a part of one (3, not in the contents)."""

    level: Literal[1, 2, 3]
    text: str
    anchor: str
    changed: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table: its title and its part of the table's width (all parts add up to 1)."""

    title: str
    share: float
    align: Literal["left", "centre"] = "left"


@dataclass(frozen=True)
class Row:
    """A row of a table; each cell holds paragraphs. ``anchor`` is what others can lead to."""

    cells: tuple[tuple[Paragraph, ...], ...]
    anchor: str = ""
    changed: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose head is printed again on every page that it reaches."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""

    def spans(self) -> list[int]:
        """How many rows the first cell of each row covers: an empty one belongs to the one above (0)."""
        spans: list[int] = []
        top = 0
        for place, row in enumerate(self.rows):
            if place and not row.cells[0]:
                spans[top] += 1
                spans.append(0)
            else:
                top = place
                spans.append(1)
        return spans


@dataclass(frozen=True)
class Sheet:
    """A drawing of at most one A4 page, in points from its upper left corner.

    ``shapes`` is an SVG document without any writing; ``texts`` are the lines of writing that belong on it.
    """

    width: float
    height: float
    shapes: str
    texts: tuple[tuple[Text, str], ...]
    """Each line of writing and its colour (``#rrggbb``)."""
    outlines: str
    """The same drawing as one SVG document with its writing as outlines."""


@dataclass(frozen=True)
class Chart:
    """A drawing on pages of its own (``pages``), or one that stands among the text. ``alt`` says it in words."""

    anchor: str
    title: str
    alt: str
    sheets: tuple[Sheet, ...]
    pages: bool = True


@dataclass(frozen=True)
class Strip:
    """A row of a flow table: where on its sheet it begins and ends (points from the top), and the cells beside the
    drawing, by the number of their column. A strip without cells holds a start, an end or a connector."""

    top: float
    bottom: float
    cells: dict[int, tuple[Paragraph, ...]] = field(default_factory=dict)
    anchor: str = ""
    changed: bool = False


@dataclass(frozen=True)
class FlowSheet:
    """One page of a flow table: ``drawing`` is the column of the flowchart alone; the strips lie below each other
    without a gap from its upper to its lower edge."""

    drawing: Sheet
    strips: tuple[Strip, ...]


@dataclass(frozen=True)
class FlowTable:
    """The flow table of Thai work manuals: columns of text with the flowchart running through column ``chart``.

    The rows have the heights of their strips, so that the lines of the chart meet. Each sheet begins a new page. Widths
    of columns in points; ``size`` is the size of type that fits.
    """

    anchor: str
    columns: tuple[tuple[str, float], ...]
    chart: int
    size: float
    sheets: tuple[FlowSheet, ...]
    alt: str
    legend: Sheet
    title: str = ""
    """Stands above every sheet."""


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Table | Chart | FlowTable | PageBreak


@dataclass(frozen=True)
class Logo:
    """A picture for the cover: its bytes and of what kind they are."""

    content: bytes
    kind: Literal["png", "jpg", "svg"]


@dataclass(frozen=True)
class Cover:
    """The lines of the cover in the groups in which they stand together, from top to bottom."""

    groups: tuple[tuple[str, ...], ...]
    logo: Logo | None = None
    footer: str = ""


@dataclass(frozen=True)
class Book:
    """The whole manual. ``front`` is paged ก ข ค, and the contents follow it; ``body`` is paged ๑ ๒ ๓."""

    title: str
    author: str
    day: date
    cover: Cover
    front: tuple[Block, ...]
    contents: str
    """The title of the contents."""
    body: tuple[Block, ...]
    draft: str = ""
    """A word to print across every page of what is not fit to be issued."""
    names: frozenset[str] = frozenset()
    """Names that must not be broken at the end of a line."""

    def headings(self) -> Iterator[Heading]:
        """What the contents list, in order."""
        yield from (b for b in (*self.front, *self.body) if isinstance(b, Heading) and b.level < 3)
