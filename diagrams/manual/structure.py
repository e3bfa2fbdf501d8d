"""The structure chart of a manual (โครงสร้างขอบข่ายและภารกิจงาน): to whom the work belongs, and the procedures in it.

Organisation charts of Thai offices stand on a trunk: the boxes above lie under each other in the middle, and below them
the procedures stand in two columns to its left and right, in the order in which they are read.
"""

from __future__ import annotations

from collections.abc import Sequence

from diagrams import glyphs, thai
from diagrams.manual import sheets
from diagrams.manual.book import Chart, Sheet
from diagrams.measure import Size, Text, Type, stack
from diagrams.page import Page, Path, Shape
from diagrams.paper import NO_MARGINS, Paper
from diagrams.route import Place
from diagrams.scene import CHART, Edge, Node, Scene
from engine.calendar import TO_THAI_DIGITS as THAI_DIGITS
from engine.model import Process

WIDTH, ROOM = 453.0, 640.0
"""The width of the text of a book, and how high a sheet is at most: a heading needs the rest of its page."""
HEAD, WORK = 330.0, 208.0
"""How wide the boxes above are, and those of the procedures."""
PAD, GAP, STEM = 7.0, 12.0, 20.0
"""Around the text of a box; between two rows of procedures; between the boxes above."""
TYPE = Type(11.0, 9.0)
CONTINUED = "{title} (ต่อ)"


def chart(lines: Sequence[str], processes: Sequence[Process], names: Sequence[str] = ()) -> Chart:
    """The chart of the given lines (office, group, work), each in a box below the one before, and of the procedures.

    What is too much for one sheet goes on on the next, under the last line. No line ends within one of the ``names``.
    """
    numbered = [(f"{process.number}.".translate(THAI_DIGITS), process.title) for process in processes]
    room = max((glyphs.width(number, TYPE.title, "bold") for number, _ in numbered), default=0.0)
    rows = [tuple(numbered[place : place + 2]) for place in range(0, len(numbered), 2)]
    made, above = list[Sheet](), list(lines)
    while rows or not made:
        drawing = _Drawing(PAD + room + 5, tuple(names))
        drawing.heads(above)
        while rows and (drawing.fits(rows[0]) or not drawing.works):
            drawing.row(rows.pop(0))
        made.append(sheets.sheet(drawing.page()))
        above = [CONTINUED.format(title=line) for line in lines[-1:]]
    alt = "; ".join((*lines, *(f"{number} {title}" for number, title in numbered)))
    return Chart("structure", " ".join(lines), alt, tuple(made), pages=False)


class _Drawing:
    """One sheet, drawn from the top down. ``y`` is the lower edge of what is drawn; the titles of procedures begin at
    ``indent`` in their boxes."""

    def __init__(self, indent: float, names: tuple[str, ...]) -> None:
        self.indent, self.names = indent, names
        self.y = 1.0
        self.shapes: list[Shape] = []
        self.lines: list[tuple[Place, Place]] = []
        self.trunk = self.y
        self.works = 0

    def heads(self, titles: Sequence[str]) -> None:
        for index, title in enumerate(titles):
            size = self._head(title)
            if index:
                self.lines.append(((WIDTH / 2, self.y), (WIDTH / 2, self.y + STEM)))
                self.y += STEM
            self._box(title, WIDTH / 2, self.y + size.height / 2, size)
            self.y += size.height
        self.trunk = self.y
        self.y += STEM - GAP

    def fits(self, row: Sequence[tuple[str, str]]) -> bool:
        return self.y + GAP + max(self._work(*work).height for work in row) < ROOM

    def row(self, row: Sequence[tuple[str, str]]) -> None:
        """One or two procedures beside each other, joined to the trunk between them; one alone stands below it."""
        sizes = [self._work(*work) for work in row]
        height = max(size.height for size in sizes)
        middle = self.y + GAP + height / 2
        alone = len(row) == 1 and not self.works
        places = (WIDTH / 2,) if alone else (WORK / 2 + 1, WIDTH - WORK / 2 - 1)
        for (_, title), size, x in zip(row, sizes, places, strict=False):
            self._box(title, x, middle, Size(WORK, height, size.texts))
            near = x + WORK / 2 if x < WIDTH / 2 else x - WORK / 2
            self.lines += [] if alone else [((WIDTH / 2, middle), (near, middle))]
        self.lines.append(((WIDTH / 2, self.trunk), (WIDTH / 2, middle - height / 2 if alone else middle)))
        self.trunk, self.works = middle, self.works + len(row)
        self.y += GAP + height

    def _head(self, title: str) -> Size:
        lines = thai.lines(title, HEAD - 2 * PAD, TYPE.title, "bold", self.names)
        texts, height = stack([(lines, TYPE.title, "bold", "text")])
        return Size(HEAD, height + 2 * PAD, texts)

    def _work(self, number: str, title: str) -> Size:
        """The box of a procedure: its number at the left, the lines of its title behind it."""
        lines = thai.lines(title, WORK - self.indent - PAD, TYPE.title, "regular", self.names)
        texts, height = stack([(lines, TYPE.title, "regular", "text")], self.indent - WORK / 2, "start")
        first = Text(number, self.indent - 5 - WORK / 2, texts[0].y, TYPE.title, "bold", "head", "end")
        return Size(WORK, height + 2 * PAD, (first, *texts))

    def _box(self, title: str, x: float, y: float, size: Size) -> None:
        node = Node(f"box{len(self.shapes)}", "task", (CHART,), title)
        self.shapes.append(Shape(node, x, y, size, TYPE))

    def page(self) -> Page:
        nodes = tuple(shape.node for shape in self.shapes)
        picture = Scene("", nodes[0].title if nodes else "", "", "", "th", "flow", (), nodes, ())
        paths = tuple(Path(Edge("", ""), line, arrow=False) for line in self.lines)
        paper = Paper(WIDTH, self.y + 1, NO_MARGINS, column=True)
        return Page(
            paper=paper, scene=picture, frame=(0.0, 0.0, WIDTH, self.y), head=0.0, lanes=(), shapes=tuple(self.shapes),
            paths=paths, labels=(), texts=(), rules=(), rows=(), below=0.0, crossings=0, unplaced=(), cramped=False,
        )  # fmt: skip
