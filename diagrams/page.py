"""From a grid with its lines to places in points: how wide columns and how high rows are, and what stands where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import copysign

from diagrams import labels, thai
from diagrams.labels import Diamond, Label, Obstacles
from diagrams.legend import legend_height
from diagrams.measure import CONNECTOR, PAD, SHADOW, WAVE, Box, Size, Text, Type, leading, measure, stack
from diagrams.paper import Paper
from diagrams.route import Cell, Place, Routing, Side, corners, meeting
from diagrams.scene import Edge, Lane, Node, Scene
from diagrams.table import Table, table

SPACING = 7.0
"""Between two lines side by side."""
CLEAR = 5.5
"""Between a line and a shape it passes."""
OFF_BORDER = 4.5
"""How much further than from each other lines lie from the border of a lane."""
SHAFT = 13.0
"""The last straight piece of a line, with its arrow head."""
GUTTER = 9.0
EDGE = 3.0
"""Between the edge of a table's column and a shape."""
ARROW = 15.0
"""Room above a shape for the arrow head and the badge on its upper edge."""
BEGIN = 0.4
"""Where between the lines above it and the shape in it a row begins, as a share of that room."""
STUB = 6.0
NARROWEST = 8.0
"""How wide the shapes of a column should be, in sizes of type."""
LOOSEST = 28.0
"""How far apart rows are moved where the page has room."""
CHART_SHARE = (1.0, 0.68, 0.56, 0.52)
"""How much of the width the chart has in the flow view, beside a table of so many columns."""
MOST_ASIDE = 12.0
"""How much wider a column becomes at most to make room for words."""
BESIDE = 24.0
"""The width of a column that holds connectors only."""
FOOTER = 14.0
BADGE, BADGE_SIZE = 7.0, 8.5
"""Half the height of a badge, and the size of its number."""
MARK_HEIGHT = 11.0


@dataclass(frozen=True)
class Grid:
    """A scene in rows and columns, its lines routed. ``columns`` names the lane of each column."""

    scene: Scene
    columns: tuple[str, ...]
    cells: dict[str, Cell]
    rows: int
    edges: tuple[Edge, ...]
    routing: Routing
    narrow: frozenset[int] = frozenset()
    """Columns that hold connectors only."""
    made: dict[tuple[tuple[int, ...], int], Page] = field(default_factory=dict, compare=False)
    """The pages into which it was cut so far, by the page number of each shape, and which of them."""


@dataclass(frozen=True)
class Shape:
    """A node at its place: the middle of its shape, its size, and where its badge and mark stand."""

    node: Node
    x: float
    y: float
    size: Size
    sizes: Type
    badge: Place | None = None
    mark: Box | None = None

    @property
    def box(self) -> Box:
        half, tall = self.size.width / 2, self.size.height / 2
        return self.x - half, self.y - tall, self.x + half, self.y + tall

    @property
    def badge_box(self) -> Box | None:
        """What the badge covers: a circle, or a pill for a long number."""
        if self.badge is None:
            return None
        (x, y), half = self.badge, badge_width(self.node) / 2
        return x - half, y - BADGE, x + half, y + BADGE

    @property
    def texts(self) -> tuple[Text, ...]:
        return tuple(replace(text, x=text.x + self.x, y=text.y + self.y) for text in self.size.texts)


@dataclass(frozen=True)
class Path:
    """A line at its place. ``arrow`` is false where it runs into another line to the same target."""

    edge: Edge
    places: tuple[Place, ...]
    arrow: bool


@dataclass(frozen=True)
class LaneBox:
    """A lane at its place, with the lines of its head."""

    lane: Lane
    left: float
    right: float
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Page:
    """One printed page."""

    paper: Paper
    scene: Scene
    frame: Box
    head: float
    """Where the heads of the lanes end."""
    lanes: tuple[LaneBox, ...]
    shapes: tuple[Shape, ...]
    paths: tuple[Path, ...]
    labels: tuple[Label, ...]
    texts: tuple[Text, ...]
    rules: tuple[tuple[Place, Place], ...]
    rows: tuple[float, ...]
    """Where the rows of the grid begin: between a row and the next, past the lines between them."""
    below: float
    """Room needed below the frame for legend and footer."""
    crossings: int
    unplaced: tuple[str, ...]
    """The shapes for whose exits, caption or note there was no room."""
    cramped: bool
    """Whether the columns are too narrow for the size of type, or even for a word in it."""
    number: int = 1
    count: int = 1

    @property
    def width(self) -> float:
        return self.paper.width

    @property
    def height(self) -> float:
        return self.paper.height

    @property
    def fits(self) -> bool:
        return self.frame[3] + self.below <= self.paper.bottom + 0.01


@dataclass
class _Across:
    """The horizontal measures: the node width, left and right edge and middle of each column, and which columns'
    borders are drawn."""

    node: float
    lefts: list[float]
    rights: list[float]
    middles: list[float]
    drawn: list[bool]

    def place(self, channel: int, track: float) -> float:
        if channel % 2:
            return self.middles[channel // 2] + track * SPACING
        border = channel // 2
        return [*self.lefts, self.rights[-1]][border] + _off_border(track, self.drawn[border])


@dataclass
class _Along:
    """The vertical measures: top of each gap's tracks, where each row begins, and its middle."""

    tracks: list[float]
    begins: list[float]
    middles: list[float]
    heights: list[float]
    bottom: float

    def place(self, channel: int, track: float) -> float:
        return (self.middles if channel % 2 else self.tracks)[channel // 2] + track * SPACING


def compose(grid: Grid, paper: Paper, types: Sequence[Type] = ()) -> Page:
    """The page of a grid, in the largest type (of these, or of all that the paper allows) with which it fits. Its frame
    may still be longer than the paper if it does not fit at all (``fits`` tells)."""
    types = types or paper.types
    smallest = _composed(grid, paper, types[-1])
    if not smallest.fits:
        return smallest
    for sizes in types[:-1]:
        page = _composed(grid, paper, sizes)
        if page.fits and not page.cramped and not page.unplaced:
            return page
    return smallest


def _composed(grid: Grid, paper: Paper, sizes: Type) -> Page:
    scene, alone = grid.scene, paper.column
    header, top = ([], paper.top) if alone else _header(scene, paper)
    tabled = scene.view == "flow" and not alone
    share = CHART_SHARE[len(scene.columns)] if tabled else 1.0
    right = paper.left + paper.room * share
    rows = {name: cell.row for name, cell in grid.cells.items()}
    beside = table(scene, rows, right, paper.right, sizes) if tabled else None
    lowest = beside.heights if beside else {rows[name]: high for name, high in paper.rows.items() if name in rows}
    below = 0.0 if alone else legend_height(scene, paper.room) + 8 + FOOTER
    extra, aside = [0.0] * (grid.rows + 1), [0.0] * len(grid.columns)
    best: Page | None = None
    for attempt in range(10):
        across = _across(grid, paper, right, sizes, aside)
        measured = {
            node.id: measure(node, _room(across, grid.cells[node.id]), sizes, scene.dictionary) for node in scene.nodes
        }
        lanes, head = ((), top) if alone else _lane_boxes(grid, across, top, sizes)
        along = _along(grid, measured, head, extra, lowest, sizes, 0.0)
        spare = (paper.bottom - below - along.bottom) / (grid.rows + 1)
        if spare > 0 and not alone:
            along = _along(grid, measured, head, extra, lowest, sizes, min(spare, LOOSEST))
        page = _page(grid, paper, across, along, measured, sizes, lanes, (top, head), header, right, below, beside)
        if best is None or (page.fits, -len(page.unplaced)) > (best.fits, -len(best.unplaced)):
            best = page
        if not page.unplaced or not page.fits:
            break
        # more room above and below the shape, and if that does not help beside it; in a table, whose rows it would make
        # higher, the other way round
        higher, wider = (attempt > 3, attempt < 4) if paper.column else (attempt < 3, attempt > 0)
        for name in page.unplaced:
            cell = grid.cells[name]
            if higher:
                extra[cell.row] += 5.0
                extra[cell.row + 1] += 7.0
            for column in range(cell.first, cell.last + 1):
                aside[column] = min(aside[column] + (6.0 if wider else 0.0), MOST_ASIDE)
    assert best is not None
    return best


def _room(across: _Across, cell: Cell) -> float:
    """How wide a shape may be: the node width, for a joint step from its first column to its last."""
    return across.middles[cell.last] - across.middles[cell.first] + across.node


def _header(scene: Scene, paper: Paper) -> tuple[list[Text], float]:
    """Heading and title of the page, and where they end."""
    y = paper.top + 6
    texts = [Text(scene.heading, paper.left, y, 10.5, "bold", "head", "start")]
    y += 3
    title = thai.lines(scene.title, paper.room, 13, "bold", scene.dictionary)
    for line in title:
        y += leading(13, title)
        texts.append(Text(line, paper.left, y, 13, "bold", "text", "start"))
    y += 6 if scene.language == "th" else 2
    for text in (scene.case_title, scene.basis):
        for line in thai.lines(text, paper.room, 9, "regular", scene.dictionary) if text else ():
            y += leading(9) + 1
            texts.append(Text(line, paper.left, y, 9, "regular", "soft", "start"))
    return texts, y + 11


def _offsets(grid: Grid, vertical: bool) -> dict[int, list[float]]:
    """The tracks in use in each channel."""
    found: dict[int, list[float]] = {}
    for pieces, tracks in zip(grid.routing.runs, grid.routing.tracks, strict=True):
        for run, track in zip(pieces, tracks, strict=True):
            if run.vertical == vertical:
                found.setdefault(run.channel, []).append(track)
    return found


def _across(grid: Grid, paper: Paper, right: float, sizes: Type, aside: Sequence[float]) -> _Across:
    count = len(grid.columns)
    drawn = [not paper.column, *(one != two for one, two in pairwise(grid.columns)), not paper.column]
    before, behind = _gutters(grid, drawn, EDGE if paper.column else GUTTER)
    before = [gutter + more for gutter, more in zip(before, aside, strict=True)]
    behind = [gutter + more for gutter, more in zip(behind, aside, strict=True)]
    wide = count - len(grid.narrow)
    free = right - paper.left - sum(before) - sum(behind) - len(grid.narrow) * BESIDE
    node = min(free / wide, paper.widest * sizes.title)
    slack = (free - node * wide) / wide
    lefts, rights, middles = [], [], []
    x = paper.left
    for column in range(count):
        room, loose = (BESIDE, 0.0) if column in grid.narrow else (node, slack)
        lefts.append(x)
        middles.append(x + loose / 2 + before[column] + room / 2)
        x += loose + before[column] + room + behind[column]
        rights.append(x)
    return _Across(node, lefts, rights, middles, drawn)


def _off_border(track: float, drawn: bool) -> float:
    """How far right of the border between two columns a track lies."""
    return track * SPACING + (copysign(OFF_BORDER, track) if drawn and track else 0.0)


def _gutters(grid: Grid, drawn: Sequence[bool], edge: float) -> tuple[list[float], list[float]]:
    """The room left and right of the shapes of each column: for the lines that pass and the arrows that end there; at
    least ``edge`` at the outer edges."""
    count = len(grid.columns)
    before, behind = [GUTTER] * count, [GUTTER] * count
    before[0] = behind[-1] = edge
    for channel, tracks in _offsets(grid, vertical=True).items():
        border = channel // 2
        places = [_off_border(track, drawn[border]) for track in tracks] if channel % 2 == 0 else []
        if border < count:
            before[border] = max([before[border], *(place + CLEAR for place in places if place > 0)])
        if border > 0:
            behind[border - 1] = max([behind[border - 1], *(CLEAR - place for place in places if place < 0)])
    for side, border, track in _arrivals(grid):
        place, column = _off_border(track, drawn[border]), border - (side == "right")
        shaft = SHAFT - (BESIDE / 2 - CONNECTOR if column in grid.narrow else 0.0)
        if side == "left":
            before[column] = max(before[column], shaft + place)
        else:
            behind[column] = max(behind[column], shaft - place)
    return before, behind


def _arrivals(grid: Grid) -> Iterator[tuple[Side, int, float]]:
    """Where arrows end at the side of a shape beside which their line turns: the side, the border beside it, and the
    track on that border from which they come."""
    for way, pieces, tracks in zip(grid.routing.ways, grid.routing.runs, grid.routing.tracks, strict=True):
        cell = grid.cells[way.line.target]
        if way.joins is None and way.arrives in ("left", "right") and len(pieces) > 1:
            border = cell.first if way.arrives == "left" else cell.last + 1
            if pieces[-2].channel == 2 * border:
                yield way.arrives, border, tracks[-2]


def _along(
    grid: Grid,
    measured: dict[str, Size],
    head: float,
    extra: list[float],
    lowest: Mapping[int, float],
    sizes: Type,
    spare: float,
) -> _Along:
    """Rows from the top: in each gap first what hangs below the row above, then the tracks, then the arrow heads."""
    used = _offsets(grid, vertical=False)
    heights = [0.0] * grid.rows
    zones = [0.0] * (grid.rows + 1)
    for node in grid.scene.nodes:
        row = grid.cells[node.id].row
        heights[row] = max(heights[row], measured[node.id].height)
    for row, needed in lowest.items():
        heights[row] = max(heights[row], needed)
    for node in grid.scene.nodes:
        row, size = grid.cells[node.id].row, measured[node.id]
        hanging = max(len(size.caption) - 1, _lines_below(grid, node, size.width, sizes))  # a caption begins higher up
        below = hanging * leading(sizes.small, (grid.scene.title,)) + 3 if hanging else SHADOW * node.stacked
        if below:
            zones[row + 1] = max(zones[row + 1], below - (heights[row] - size.height) / 2)
    tops, begins, middles = [], [head], []
    y = head
    for row in range(grid.rows + 1):
        tracks = used.get(2 * row, [0.0])
        low, high = min(tracks), max(tracks)
        y += zones[row] + extra[row] + spare / 2 + (STUB if 2 * row in used else 0.0)
        tops.append(y - low * SPACING)
        last = row == grid.rows
        y += (high - low) * SPACING + spare / 2
        if 0 < row < grid.rows:
            begins.append(y + ARROW * BEGIN)
        y += 8.0 if last else ARROW
        if not last:
            y += heights[row] / 2
            middles.append(y)
            y += heights[row] / 2
    return _Along(tops, begins, middles, heights, y)


def _lines_below(grid: Grid, node: Node, width: float, sizes: Type) -> int:
    """How many lines of label the exits at the foot of a decision need."""
    needed = 0
    for edge, way in zip(grid.edges, grid.routing.ways, strict=True):
        if edge.source == node.id and edge.label and way.leaves == "bottom":
            broken = labels.breakings(edge.label, sizes.small, grid.scene.dictionary)
            room = width / 2 + GUTTER - 4
            fitting = [lines for lines in broken if max(Text(line, 0, 0, sizes.small).width for line in lines) <= room]
            needed = max(needed, len(fitting[0] if fitting else broken[-1]))
    return needed


def _lane_boxes(grid: Grid, across: _Across, top: float, sizes: Type) -> tuple[tuple[LaneBox, ...], float]:
    """The lanes from left to right, and where their heads end."""
    by_id = {lane.id: lane for lane in grid.scene.lanes}
    boxes = []
    for owner in dict.fromkeys(grid.columns):
        mine = [index for index, lane in enumerate(grid.columns) if lane == owner]
        left, right = across.lefts[mine[0]], across.rights[mine[-1]]
        lines = thai.lines(by_id[owner].title, right - left - 8, sizes.title, "bold", grid.scene.dictionary)
        texts, height = stack([(lines, sizes.title, "bold", "text")], (left + right) / 2)
        boxes.append((height, LaneBox(by_id[owner], left, right, texts)))
    tallest = max(height for height, _ in boxes) + 9
    return tuple(
        replace(box, texts=tuple(replace(text, y=text.y + top + tallest / 2) for text in box.texts)) for _, box in boxes
    ), top + tallest


def _page(
    grid: Grid, paper: Paper, across: _Across, along: _Along, measured: dict[str, Size], sizes: Type,
    lanes: tuple[LaneBox, ...], heads: tuple[float, float], header: list[Text], right: float, below: float,
    beside: Table | None,
) -> Page:  # fmt: skip
    top, head = heads
    shapes = {node.id: _shape(grid, node, across, along, measured[node.id], sizes) for node in grid.scene.nodes}
    paths = tuple(_path(grid, index, edge, across, along, shapes) for index, edge in enumerate(grid.edges))
    obstacles = Obstacles(
        boxes=[box for shape in shapes.values() for box in _covered(shape)],
        diamonds=[Diamond(shape.x, shape.y, shape.size.width + 2, shape.size.height + 2, shape.size.cut + 1)
                  for shape in shapes.values() if shape.node.kind == "decision"],
        lines=[line for path in paths for line in pairwise(path.places)],
        soft=[((paper.left, y), (right, y)) for y in along.begins] if paper.column else
             [((lane.right, head), (lane.right, along.bottom)) for lane in lanes[:-1]],
        frame=(paper.left + 1, head + 1, right - 1, along.bottom),
    )  # fmt: skip
    placed, unplaced = _labels(paths, shapes, obstacles, sizes, grid.scene)
    texts = beside.texts(along.middles, (top + head) / 2) if beside else []
    rules = _rules(along, beside, top, (right, paper.right)) if beside else ()
    return Page(
        paper=paper, scene=grid.scene, head=head, frame=(paper.left, top, paper.right, along.bottom), below=below,
        lanes=lanes, shapes=tuple(shapes.values()), paths=paths, labels=placed, texts=(*header, *texts), rules=rules,
        rows=tuple(along.begins),
        crossings=grid.routing.crossings, unplaced=unplaced,
        cramped=across.node < NARROWEST * sizes.title or _cut(grid.scene, shapes.values()),
    )  # fmt: skip


def _cut(scene: Scene, shapes: Iterable[Shape]) -> bool:
    """Whether a word of a title is wider than its shape."""
    return any(
        shape.node.kind in ("task", "document")
        and thai.widest(shape.node.title, shape.sizes.title, names=scene.dictionary) > shape.size.width - 2 * PAD
        for shape in shapes
    )


def _rules(along: _Along, beside: Table, top: float, ends: tuple[float, float]) -> tuple[tuple[Place, Place], ...]:
    """The lines of the table: left of each column, and between rows halfway between what stands in them."""
    rules = [((left, top), (left, along.bottom)) for left in beside.lefts]
    for above, below in pairwise(sorted(beside.cells)):
        low = along.middles[above] + along.heights[above] / 2
        y = (low + along.middles[below] - along.heights[below] / 2) / 2
        rules.append(((ends[0], y), (ends[1], y)))
    return tuple(rules)


def _labels(
    paths: Sequence[Path], shapes: dict[str, Shape], obstacles: Obstacles, sizes: Type, scene: Scene
) -> tuple[tuple[Label, ...], tuple[str, ...]]:
    """Captions, the labels of all exits from top to bottom, the notes of connectors; and what found no place."""
    placed: list[Label] = []
    unplaced: list[str] = []

    def keep(name: str, label: Label | None) -> None:
        if label is None:
            unplaced.append(name)
        else:
            placed.append(label)
            obstacles.boxes.append(label.box)

    for name, shape in shapes.items():
        if shape.size.caption:
            at, half = (shape.x, shape.box[3]), shape.size.width / 2
            exits = [line for path in paths if path.edge.label for line in pairwise(path.places)]
            keep(name, labels.caption(name, shape.size.caption, at, half, obstacles, sizes.small, exits))
    for path in sorted(paths, key=lambda path: (path.places[0][1], len(path.places))):
        if path.edge.label:
            ends, free = (path.edge.source, path.edge.target), _beside(obstacles, path, paths)
            keep(ends[0], labels.place(path.edge.label, path.places, free, sizes.small, scene.dictionary, ends))
    for name, shape in shapes.items():
        if shape.node.kind == "connector":
            keep(name, labels.around(name, shape.node.notes[0], shape.box, obstacles, sizes.small, scene.dictionary))
    return tuple(placed), tuple(unplaced)


def _beside(obstacles: Obstacles, path: Path, paths: Sequence[Path]) -> Obstacles:
    """The same obstacles, but a label may come as near to its own line as it likes."""
    own = set(pairwise(path.places))
    return Obstacles(
        obstacles.boxes + [_thin(line) for line in own],
        obstacles.diamonds,
        [line for line in obstacles.lines if line not in own],
        obstacles.soft,
        obstacles.frame,
        [line for other in paths if other.edge.target != path.edge.target for line in pairwise(other.places)],
    )


def _thin(line: tuple[Place, Place]) -> Box:
    (x1, y1), (x2, y2) = line
    return min(x1, x2) - 0.6, min(y1, y2) - 0.6, max(x1, x2) + 0.6, max(y1, y2) + 0.6


def _covered(shape: Shape) -> list[Box]:
    """The boxes that a shape covers with its badge and mark (a diamond itself is no box)."""
    left, top, right, bottom = shape.box
    shadow = SHADOW * shape.node.stacked
    boxes = [] if shape.node.kind == "decision" else [(left, top, right + shadow, bottom + shadow)]
    if shape.badge_box:
        boxes.append(shape.badge_box)
    if shape.mark:
        boxes.append(shape.mark)
    return boxes


def badge_width(node: Node) -> float:
    return max(2 * BADGE, Text(node.badge, 0, 0, BADGE_SIZE, "bold").width + 7)


def _shape(grid: Grid, node: Node, across: _Across, along: _Along, size: Size, sizes: Type) -> Shape:
    cell = grid.cells[node.id]
    x = (across.middles[cell.first] + across.middles[cell.last] - SHADOW * node.stacked) / 2
    y = along.middles[cell.row]
    if cell.corners:
        x = across.middles[cell.middle() // 2]
    half, tall = size.width / 2, size.height / 2
    badge = mark = None
    badge_half, mark_width = badge_width(node) / 2, Text(node.mark, 0, 0, 8.0).width + 7
    if node.kind == "decision" and size.cut == half:
        # tangent to the upper slanted edges, a third of the way up
        slope = (half**2 + tall**2) ** 0.5
        out = BADGE + 1.0
        badge = (x - half * 0.62 - out * tall / slope - badge_half + BADGE, y - tall * 0.38 - out * half / slope)
        mark = (x + half * 0.45 + 2, y - tall * 0.62 - MARK_HEIGHT, x + half * 0.45 + 2 + mark_width, y - tall * 0.62)
    elif node.kind in ("task", "document", "decision"):
        left, right = x - half + size.cut, x + half - size.cut
        badge = (left + badge_half + 4, y - tall)
        mark = (right - 5 - mark_width, y - tall - MARK_HEIGHT / 2, right - 5, y - tall + MARK_HEIGHT / 2)
    return Shape(node, x, y, size, sizes, badge if node.badge else None, mark if node.mark else None)


def _path(grid: Grid, index: int, edge: Edge, across: _Across, along: _Along, shapes: dict[str, Shape]) -> Path:
    def border(name: str, side: Side, at: float) -> float:
        return edge_of(shapes[name], side, at)

    places = corners(grid.routing, index, across.place, along.place, border)
    if grid.routing.ways[index].joins is None:
        return Path(edge, tuple(places), arrow=True)
    joined = corners(grid.routing, grid.routing.ways[index].joined or 0, across.place, along.place, border)
    return Path(edge, tuple(meeting(grid.routing, index, places, joined)), arrow=False)


def edge_of(shape: Shape, side: Side, at: float) -> float:
    """Where the outline of a shape lies on a side: its y at the place x = ``at``, or its x at y = ``at``."""
    edge = _front_edge(shape, side, at)
    if shape.node.stacked and side in ("right", "bottom"):
        return max(edge, _front_edge(shape, side, at - SHADOW) + SHADOW)
    return edge


def _front_edge(shape: Shape, side: Side, at: float) -> float:
    half, tall = shape.size.width / 2, shape.size.height / 2
    upright = side in ("top", "bottom")
    sign = -1 if side in ("top", "left") else 1
    if shape.node.kind == "decision":
        if upright:
            away = max(abs(at - shape.x) - (half - shape.size.cut), 0.0)
            return shape.y + sign * tall * (1 - min(away / shape.size.cut, 1.0))
        return shape.x + sign * (half - shape.size.cut * min(abs(at - shape.y) / tall, 1.0))
    if shape.node.kind == "document" and side == "bottom":
        return wave(shape, at)
    if shape.node.kind == "connector":
        return (shape.y if upright else shape.x) + sign * CONNECTOR
    return shape.y + sign * tall if upright else shape.x + sign * half


def wave(shape: Shape, x: float) -> float:
    """The lower edge of the document shape at a place."""
    left, _, right, bottom = shape.box
    t = (right - x) / (right - left)
    return bottom - WAVE / 2 + 3 * t * (1 - t) * ((1 - t) * -WAVE + t * WAVE)
