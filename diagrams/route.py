"""Lines on a grid: which way each one takes round the shapes, and in which order lines lie side by side.

The grid is abstract. Shapes stand in cells (column, row); between the cells run channels. With C columns and R rows,
points are x = 0 … 2C (odd: the middle of a column, even: between two columns) and y = 0 … 2R (odd: the middle of a row,
even: between two rows). First each line finds its cheapest way (Dijkstra: length, bends, crossings); lines to one
target may join and then share the rest. Then the lines in each channel are put on tracks of their own, in the order
that crosses least. Sizes come later: nothing here knows points or millimetres.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, permutations
from typing import Literal, TypeVar

T = TypeVar("T")
Point = tuple[int, int]
Side = Literal["top", "bottom", "left", "right"]
Place = tuple[float, float]

DIRECTIONS: dict[Side, Point] = {"bottom": (0, 1), "left": (-1, 0), "right": (1, 0), "top": (0, -1)}
OPPOSITES: dict[Side, Side] = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}
UPRIGHT = ("bottom", "top")
ACROSS, DOWN, BEND, CROSSING, BESIDE, JOINED = 1.0, 0.6, 2.2, 5.0, 0.35, 0.25
CELL = 1024.0
"""The distance of two grid points in the abstract picture in which crossings are counted; tracks lie 1 apart."""
REACH = 300.0
"""How far a shape reaches from the middle of its cell in the abstract picture."""


@dataclass(frozen=True)
class Cell:
    """Where a shape stands: its row, and its first and last column. ``corners``: lines leave it only at its corners."""

    row: int
    first: int
    last: int
    corners: bool = False

    @property
    def y(self) -> int:
        return 2 * self.row + 1

    @property
    def xs(self) -> range:
        """The middles of its columns."""
        return range(2 * self.first + 1, 2 * self.last + 2, 2)

    def port(self, side: Side, x: int) -> Point:
        """The grid point just outside a side."""
        if side == "left":
            return 2 * self.first, self.y
        if side == "right":
            return 2 * self.last + 2, self.y
        return x, self.y + (1 if side == "bottom" else -1)

    def middle(self) -> int:
        """The column middle from which lines leave best: the one nearest to the middle of the shape."""
        return self.xs[(len(self.xs) - 1) // 2]


@dataclass(frozen=True)
class Line:
    """A line to be drawn, from one shape to another."""

    source: str
    target: str
    back: bool = False
    dashed: bool = False
    gone: bool = False
    """Drawn over a newer version, which no longer has it."""


@dataclass
class Way:
    """The way of a line: its grid points, the sides at which it leaves and arrives, and from where on it shares."""

    line: Line
    points: list[Point]
    leaves: Side
    arrives: Side
    joins: int | None = None
    """The index of the point from which on it runs along another line to the same target."""
    joined: int | None = None
    """Which line that is."""
    penalty: float = 0.0
    """What the places cost at which it leaves and arrives."""


@dataclass(frozen=True)
class Run:
    """A straight piece of a way, as long as possible: in a vertical channel x or a horizontal channel y."""

    vertical: bool
    channel: int
    low: float
    high: float


@dataclass
class Routing:
    """All ways, with the track of every run: ``tracks[way][run]`` is its offset from the middle of its channel."""

    ways: list[Way]
    runs: list[list[Run]]
    tracks: list[list[float]]
    crossings: int = 0
    overlaps: int = 0


@dataclass
class _Use:
    """What runs where: per step between two grid points, per point straight on, and per point round a bend, which
    targets the lines there lead to, and how many such lines there are."""

    steps: dict[tuple[Point, Point], dict[str, int]] = field(default_factory=dict)
    straight: dict[tuple[Point, bool], dict[str, int]] = field(default_factory=dict)
    turns: dict[Point, dict[str, int]] = field(default_factory=dict)

    def count(self, way: Way, by: int) -> None:
        """Add a way (1) or take it out (-1)."""
        points, target = way.points, way.line.target
        for here, there in pairwise(points):
            _add(self.steps.setdefault(_step(here, there), {}), target, by)
        for before, here, after in zip(points, points[1:], points[2:], strict=False):
            if before[0] == after[0] or before[1] == after[1]:
                _add(self.straight.setdefault((here, before[0] == after[0]), {}), target, by)
            else:
                _add(self.turns.setdefault(here, {}), target, by)


def _add(counts: dict[str, int], target: str, by: int) -> None:
    """Count; what comes to nothing goes, so that the number of targets is the number of entries."""
    count = counts.get(target, 0) + by
    if count:
        counts[target] = count
    else:
        del counts[target]


def _others(counts: dict[str, int] | None, target: str) -> int:
    """To how many other targets lines lead there."""
    return len(counts) - (target in counts) if counts else 0


def _step(here: Point, there: Point) -> tuple[Point, Point]:
    return (here, there) if here <= there else (there, here)


def route(columns: int, rows: int, cells: dict[str, Cell], lines: Sequence[Line]) -> Routing:
    """Find the way of every line and its tracks. The result has the order of ``lines``."""
    finder = _Finder(columns, rows, cells, lines)
    finder.route_all()
    ways = [finder.ways[index] for index in range(len(lines))]
    _share(ways)
    return _tracks(ways, cells)


def _share(ways: list[Way]) -> None:
    """Say of each way from where on another one, laid before it in this order, goes on in its stead: lines that are
    there before those that are gone, and of these the stated before the inferred, so that what they share is drawn
    as there, and as stated."""
    order = sorted(range(len(ways)), key=lambda index: (ways[index].line.gone, ways[index].line.dashed, index))
    for place, index in enumerate(order):
        way = ways[index]
        way.joins = way.joined = None
        shared = 1
        for other in order[:place]:
            same = _common_end(way.points, ways[other].points) if ways[other].line.target == way.line.target else 0
            if same > shared:
                shared, way.joined = same, other
        if way.joined is not None:
            way.joins = max(len(way.points) - shared, 1)


def _common_end(one: list[Point], two: list[Point]) -> int:
    """How many points two ways share at their ends."""
    count = 0
    for a, b in zip(reversed(one), reversed(two), strict=False):
        if a != b:
            break
        count += 1
    return count


_Place = tuple[Point, Side]
"""A grid point and the direction in which it was reached."""


@dataclass(frozen=True)
class _Finish:
    """A complete way: its cost, its last place before the target or the join, and how it goes on from there."""

    cost: float
    state: _Place
    arrives: Side
    rest: list[Point]
    joined: int | None
    penalty: float


@dataclass
class _Search:
    """What one search for a way knows: the cheapest cost of each place, where it was reached from, where it began."""

    level: int
    """The y of the source."""
    best: dict[_Place, float] = field(default_factory=dict)
    before: dict[_Place, _Place | None] = field(default_factory=dict)
    origin: dict[_Place, tuple[int, float]] = field(default_factory=dict)
    heap: list[tuple[float, int, _Place]] = field(default_factory=list)
    finished: _Finish | None = None
    count: int = 0

    def reach(self, state: _Place, cost: float, before: _Place | None, origin: tuple[int, float]) -> None:
        if cost < self.best.get(state, float("inf")) - 1e-9:
            self.best[state], self.before[state], self.origin[state] = cost, before, origin
            if self.finished is None or cost < self.finished.cost:
                self.count += 1  # of equal costs the one reached first comes first: the same way every time
                heapq.heappush(self.heap, (cost, self.count, state))

    def finish(self, finish: _Finish) -> None:
        if self.finished is None or finish.cost < self.finished.cost - 1e-9:
            self.finished = finish

    def way(self, line: Line) -> Way:
        assert self.finished is not None, "the outermost channels are always free"
        done = self.finished
        points: list[Point] = []
        here: _Place | None = done.state
        first = done.state
        while here is not None:
            points.append(here[0])
            first, here = here, self.before[here]
        middle, penalty = self.origin[first]
        points = [(middle, self.level), *reversed(points)]
        joins = None if done.joined is None else len(points) - 1
        return Way(line, points + done.rest, first[1], done.arrives, joins, done.joined, penalty + done.penalty)


class _Finder:
    def __init__(self, columns: int, rows: int, cells: dict[str, Cell], lines: Sequence[Line]) -> None:
        self.width, self.height = 2 * columns, 2 * rows
        self.cells, self.lines = cells, lines
        self.blocked = {(x, cell.y) for cell in cells.values() for x in range(2 * cell.first + 1, 2 * cell.last + 2)}
        self.ways: dict[int, Way] = {}
        self.use = _Use()
        self.near: dict[Point, list[tuple[Side, Point, float, tuple[Point, Point]]]] = {}
        """The free neighbours of a point: the way there, its length, and the step as ``use`` names it."""

    def route_all(self) -> None:
        """Short and straight lines first; then each once more, now that the others lie."""
        order = sorted(range(len(self.lines)), key=self._rank)
        for index in order:
            self._lay(index, self._find(index))
        for index in order:
            if any(way.joined == index for way in self.ways.values()):
                continue  # others hang on it
            old = self._lift(index)
            new = self._find(index)
            self._lay(index, new if self._cost(new) < self._cost(old) - 1e-9 else old)
        self._exchange(order)

    def _lay(self, index: int, way: Way) -> None:
        self.ways[index] = way
        self.use.count(way, 1)

    def _lift(self, index: int) -> Way:
        way = self.ways.pop(index)
        self.use.count(way, -1)
        return way

    def _exchange(self, order: Sequence[int]) -> None:
        """Two lines out of one shape may have taken each other's better exit: try such pairs in the other order."""
        for place, one in enumerate(order):
            for two in order[place + 1 :]:
                hanging = any(way.joined in (one, two) for way in self.ways.values())
                if self.lines[one].source != self.lines[two].source or hanging:
                    continue
                before = self._cost(self.ways[one]) + self._cost(self.ways[two])
                old = self._lift(one), self._lift(two)
                for index in (two, one):
                    self._lay(index, self._find(index))
                if self._cost(self.ways[one]) + self._cost(self.ways[two]) > before - 0.5:
                    for index, way in zip((one, two), old, strict=True):
                        self._lift(index)
                        self._lay(index, way)

    def _rank(self, index: int) -> tuple[object, ...]:
        line = self.lines[index]
        source, target = self.cells[line.source], self.cells[line.target]
        aside = 0 if set(source.xs) & set(target.xs) else min(abs(a - b) for a in source.xs for b in target.xs)
        return line.back, line.dashed, abs(target.row - source.row) + 2 * aside, index

    def _taken(self, name: str, but: int, *, leaving: bool, arriving: bool) -> set[Side]:
        sides: set[Side] = set()
        for index, way in self.ways.items():
            if index != but:
                if leaving and way.line.source == name:
                    sides.add(way.leaves)
                if arriving and way.line.target == name:
                    sides.add(way.arrives)
        return sides

    def _starts(self, index: int) -> Iterator[tuple[float, Side, int]]:
        """(cost, side, column middle) of the places where a line may leave its source."""
        line = self.lines[index]
        cell = self.cells[line.source]
        left = self._taken(line.source, index, leaving=True, arriving=False)
        entered = self._taken(line.source, index, leaving=False, arriving=True)
        sides: list[Side] = ["left", "right"]
        for x in cell.xs:
            penalty = 0.5 * abs(x - cell.middle()) if not cell.corners else 0.0
            if cell.corners and x != cell.middle():
                continue
            yield penalty + (4.0 if cell.corners and "bottom" in left else 0.0), "bottom", x
        for side in sides:
            if side in left or side in entered:
                continue
            yield (0.4 if cell.corners else 1.6), side, cell.middle()

    def _goals(self, index: int) -> Iterator[tuple[float, Side, int]]:
        """(cost, side, column middle) of the places where a line may arrive at its target."""
        line = self.lines[index]
        cell = self.cells[line.target]
        left = self._taken(line.target, index, leaving=True, arriving=False)
        entered = {way.arrives: way for other, way in self.ways.items()
                   if other != index and way.line.target == line.target and way.arrives == "top"}  # fmt: skip
        for x in cell.xs:
            if cell.corners and x != cell.middle():
                continue
            if entered and x != entered["top"].points[-2][0]:
                continue  # one arrow head at the top
            yield (1.2 if line.back else 0.0) + 0.5 * abs(x - cell.middle()), "top", x
        sides: list[Side] = ["left", "right"]
        for side in sides:
            if side not in left:
                yield (0.0 if line.back else 2.4) + (1.0 if cell.corners else 0.0), side, cell.middle()

    def _find(self, index: int) -> Way:
        """The cheapest way of a line, given those that lie already (Dijkstra over point and direction)."""
        line = self.lines[index]
        search = _Search(self.cells[line.source].y)
        for penalty, side, x in self._starts(index):
            point = self.cells[line.source].port(side, x)
            if self._free(point):
                first = self._step_cost((x, search.level) if side == "bottom" else point, point, line.target)
                search.reach((point, side), penalty + first, None, (x, penalty))
        goals: dict[Point, list[tuple[float, Side, int]]] = {}
        for cost, side, x in self._goals(index):
            goals.setdefault(self.cells[line.target].port(side, x), []).append((cost, side, x))
        joins = self._joins(index)
        self._spread(search, line, goals, joins)
        return search.way(line)

    def _spread(
        self,
        search: _Search,
        line: Line,
        goals: dict[Point, list[tuple[float, Side, int]]],
        joins: dict[Point, list[tuple[int, int]]],
    ) -> None:
        """Go on from the cheapest place to its neighbours until no place can lead to a cheaper way. This is where the
        time goes: what a step costs (``_step_cost``, ``_point_cost``) is found once per point and written out."""
        target, best, before, origin, heap = line.target, search.best, search.before, search.origin, search.heap
        around: dict[Point, list[tuple[Side, Point, float]]] = {}
        touched: dict[Point, tuple[int, int, int]] = {}
        limit = search.finished.cost if search.finished else float("inf")
        while heap:
            cost, _, state = heapq.heappop(heap)
            if cost >= limit:
                return
            if cost > best[state] + 1e-9:
                continue
            point, heading = state
            cost = best[state]
            if point in goals or point in joins:
                self._arrive(search, state, line, goals.get(point, ()))
                self._join(search, state, joins.get(point, ()))
                limit = search.finished.cost if search.finished else limit
            steps = around.get(point)
            if steps is None:
                steps = around[point] = self._steps(point, target)
                touched[point] = self._touched(point, target)
            level, upright, turned = touched[point]
            back = OPPOSITES[heading]
            for turn, there, step in steps:
                if turn == back:
                    continue
                if turn != heading:
                    total = cost + BEND + step
                    total += upright + level
                else:
                    total = cost + step
                    total += CROSSING * (level if turn in UPRIGHT else upright) + turned
                next_ = (there, turn)
                known = best.get(next_)
                if known is None or total < known - 1e-9:
                    best[next_], before[next_], origin[next_] = total, state, origin[state]
                    if total < limit:
                        search.count += 1
                        heapq.heappush(heap, (total, search.count, next_))

    def _steps(self, point: Point, target: str) -> list[tuple[Side, Point, float]]:
        """The free neighbours of a point, and what the step there costs."""
        near = self.near.get(point)
        if near is None:
            near = self.near[point] = [
                (turn, there, ACROSS if dx else DOWN, _step(point, there))
                for turn, (dx, dy) in DIRECTIONS.items()
                if self._free(there := (point[0] + dx, point[1] + dy))
            ]
        used = self.use.steps
        return [
            (turn, there, length + BESIDE * _others(used[step], target) if step in used else length)
            for turn, there, length, step in near
        ]

    def _touched(self, point: Point, target: str) -> tuple[int, int, int]:
        """How many other targets level lines, upright lines and bends at a point lead to."""
        straight = self.use.straight
        return (
            _others(straight.get((point, False)), target),
            _others(straight.get((point, True)), target),
            _others(self.use.turns.get(point), target),
        )

    def _arrive(self, search: _Search, state: _Place, line: Line, goals: Iterable[tuple[float, Side, int]]) -> None:
        """Arrive at the target from a point beside it."""
        point, heading = state
        for extra, side, x in goals:
            into = _opposite(side)
            if into == _opposite(heading) or (line.source == line.target and search.before[state] is None):
                continue
            total = search.best[state] + extra + (BEND if into != heading else 0.0)
            total += self._point_cost(point, heading, into, line.target)
            search.finish(_Finish(total, state, side, [(x, self.cells[line.target].y)], None, extra))

    def _join(self, search: _Search, state: _Place, joins: Iterable[tuple[int, int]]) -> None:
        """Run into another line to the same target and share the rest of its way."""
        for other, place in joins:
            rest = self.ways[other].points[place:]
            into = _heading(rest[0], rest[1])
            if into != _opposite(state[1]):
                total = search.best[state] + (BEND * 0.8 if into != state[1] else 0.0) + JOINED * len(rest)
                search.finish(_Finish(total, state, self.ways[other].arrives, rest[1:], other, 0.0))

    def _joins(self, index: int) -> dict[Point, list[tuple[int, int]]]:
        """Where a line may join another to the same target: past its beginning, so that its label stays its own."""
        line = self.lines[index]
        found: dict[Point, list[tuple[int, int]]] = {}
        for other, way in sorted(self.ways.items()):
            if other == index or way.line.target != line.target or way.line.source == line.source:
                continue
            for place in range(2 if way.line.back == line.back else 3, len(way.points) - 1):
                found.setdefault(way.points[place], []).append((other, place))
        return found

    def _free(self, point: Point) -> bool:
        return 0 <= point[0] <= self.width and 0 <= point[1] <= self.height and point not in self.blocked

    def _step_cost(self, here: Point, there: Point, target: str) -> float:
        length = ACROSS if here[1] == there[1] else DOWN
        return length + BESIDE * _others(self.use.steps.get(_step(here, there)), target)

    def _point_cost(self, point: Point, heading: Side, turn: Side, target: str) -> float:
        """What it costs to cross or touch other lines at a point."""
        straight, turns = self.use.straight, self.use.turns
        if heading != turn:
            return sum(_others(straight.get((point, upright)), target) for upright in (True, False))
        upright = DIRECTIONS[turn][0] == 0
        crossed = _others(straight.get((point, not upright)), target)
        return CROSSING * crossed + _others(turns.get(point), target)

    def _cost(self, way: Way) -> float:
        """What a way costs among the others, itself not counted."""
        target = way.line.target
        total = way.penalty
        for here, there in pairwise(way.points):
            total += self._step_cost(here, there, target)
        for before, here, after in zip(way.points, way.points[1:], way.points[2:], strict=False):
            heading, turn = _heading(before, here), _heading(here, after)
            total += (BEND if heading != turn else 0.0) + self._point_cost(here, heading, turn, target)
        return total


def _heading(here: Point, there: Point) -> Side:
    if here[0] == there[0]:
        return "bottom" if there[1] > here[1] else "top"
    return "right" if there[0] > here[0] else "left"


def _opposite(side: Side) -> Side:
    return OPPOSITES[side]


# --- tracks -----------------------------------------------------------------------------------------------------------


def runs(way: Way) -> list[Run]:
    """The straight pieces of a way, from its source to its target."""
    found: list[Run] = []
    start = 0
    points = way.points
    for index in range(1, len(points)):
        last = index == len(points) - 1
        if last or _heading(points[index - 1], points[index]) != _heading(points[index], points[index + 1]):
            a, b = points[start], points[index]
            vertical = a[0] == b[0]
            begin, end = map(float, (a[1], b[1]) if vertical else (a[0], b[0]))
            towards = 1 if end > begin else -1
            begin += towards * (0.6 if start == 0 else 0.0)  # a run ends at the border of a shape, not in its middle
            end -= towards * (0.6 if last else 0.0)
            low, high = sorted((begin, end))
            found.append(Run(vertical, a[0] if vertical else a[1], low, high))
            start = index
    return found


def _tracks(ways: list[Way], cells: dict[str, Cell]) -> Routing:
    """Put every run on a track, then improve the order of each bundle while that saves crossings."""
    all_runs = [runs(way) for way in ways]
    lanes = _bundles(ways, all_runs, cells)
    routing = Routing(ways, all_runs, [[0.0] * len(pieces) for pieces in all_runs])
    for bundle in lanes:
        bundle.spread(bundle.members, routing)
    picture = _Picture(routing, cells)
    for _ in range(3):
        better = [_improve(bundle, routing, picture) for bundle in lanes if len(bundle.members) > 1]
        if not any(better):
            break
    routing.crossings, routing.overlaps = picture.count()
    return routing


Track = tuple[tuple[int, int], ...]
"""Runs (way, number) that lie on one track, since they lead along each other to one target."""


@dataclass
class _Bundle:
    """Tracks of one channel that lie beside each other somewhere. ``pinned`` ones stay in the middle: they end at an
    arrow head or a corner. In a channel between two lanes the middle stays free for the lane's own border."""

    members: list[Track]
    pinned: frozenset[Track]
    between: bool
    edge: int = 0
    """-1 in the leftmost channel, 1 in the rightmost: tracks lie inside the frame only."""

    def offsets(self, order: Sequence[Track]) -> list[float]:
        places = [index for index, track in enumerate(order) if track in self.pinned]
        if places:
            return _around(order, self.pinned)
        count = len(order)
        first = -(count - 1) / 2
        if self.edge:
            return [self.edge * -0.5 + (index if self.edge < 0 else index - count + 1) for index in range(count)]
        if self.between and count % 2:
            first += 0.5
        return [first + index for index in range(count)]

    def spread(self, order: Sequence[Track], routing: Routing) -> None:
        for track, offset in zip(order, self.offsets(order), strict=True):
            for way, number in track:
                routing.tracks[way][number] = offset


def _around(order: Sequence[Track], pinned: frozenset[Track]) -> list[float]:
    """Pinned tracks in the middle, the others to the side on which the order has them."""
    first = min(index for index, track in enumerate(order) if track in pinned)
    free = [index for index, track in enumerate(order) if track not in pinned]
    left = [index for index in free if index < first]
    right = [index for index in free if index > first]
    offsets = [0.0] * len(order)
    for distance, index in enumerate(reversed(left), 1):
        offsets[index] = -float(distance)
    for distance, index in enumerate(right, 1):
        offsets[index] = float(distance)
    return offsets


def _bundles(ways: list[Way], all_runs: list[list[Run]], cells: dict[str, Cell]) -> list[_Bundle]:
    widest = 2 * (1 + max(cell.last for cell in cells.values()))
    channels: dict[tuple[bool, int], list[tuple[int, int]]] = {}
    for index, pieces in enumerate(all_runs):
        for number, run in enumerate(pieces):
            channels.setdefault((run.vertical, run.channel), []).append((index, number))
    bundles: list[_Bundle] = []
    for (vertical, channel), members in sorted(channels.items()):
        tracks = _joined(
            members,
            lambda a, b: _same_target(ways, a, b) and _overlap(all_runs, a, b, strictly=True),
        )
        touching = _joined(tracks, lambda a, b: any(_overlap(all_runs, one, two) for one in a for two in b))
        for group in touching:
            pinned = _pinned(group, ways, all_runs, cells)
            between = vertical and channel % 2 == 0
            edge = 0 if not between else -1 if channel == 0 else 1 if channel == widest else 0
            bundles.append(_Bundle(list(group), pinned, between, edge))
    return bundles


def _joined(items: Sequence[T], related: Callable[[T, T], bool]) -> list[tuple[T, ...]]:
    """Items in groups: two are in one group if they are related, or both related to others of it."""
    groups: list[list[T]] = []
    for item in items:
        mine = [group for group in groups if any(related(item, other) for other in group)]
        merged = [other for group in mine for other in group] + [item]
        groups = [group for group in groups if group not in mine] + [merged]
    return [tuple(group) for group in groups]


def _same_target(ways: list[Way], a: tuple[int, int], b: tuple[int, int]) -> bool:
    return ways[a[0]].line.target == ways[b[0]].line.target


def _overlap(all_runs: list[list[Run]], a: tuple[int, int], b: tuple[int, int], *, strictly: bool = False) -> bool:
    one, two = all_runs[a[0]][a[1]], all_runs[b[0]][b[1]]
    if strictly:
        return one.low < two.high and two.low < one.high
    return one.low <= two.high and two.low <= one.high


def _pinned(
    group: Sequence[Track], ways: list[Way], all_runs: list[list[Run]], cells: dict[str, Cell]
) -> frozenset[Track]:
    """The tracks of a bundle that stay in the middle: of several that would lie on each other only the first."""
    kept: list[Track] = []
    for track in group:
        wanted = any(_is_pinned(ways, all_runs, cells, run) for run in track)
        clash = any(_overlap(all_runs, one, two, strictly=True) for other in kept for one in track for two in other)
        if wanted and not clash:
            kept.append(track)
    return frozenset(kept)


def _is_pinned(ways: list[Way], all_runs: list[list[Run]], cells: dict[str, Cell], run: tuple[int, int]) -> bool:
    way, number = ways[run[0]], run[1]
    if number == len(all_runs[run[0]]) - 1:
        return True
    return number == 0 and cells[way.line.source].corners


def corners(
    routing: Routing,
    index: int,
    across: Callable[[int, float], float],
    along: Callable[[int, float], float],
    border: Callable[[str, Side, float], float],
) -> list[Place]:
    """The corner points of a way. ``across(x, track)`` and ``along(y, track)`` say where a channel's track lies;
    ``border(shape, side, place)`` where the border of a shape lies on that side, at a place along it."""
    way, pieces, tracks = routing.ways[index], routing.runs[index], routing.tracks[index]
    where = [
        across(run.channel, track) if run.vertical else along(run.channel, track)
        for run, track in zip(pieces, tracks, strict=True)
    ]
    first, last = where[0], where[-1]
    begin, end = border(way.line.source, way.leaves, first), border(way.line.target, way.arrives, last)
    places = [(first, begin) if pieces[0].vertical else (begin, first)]
    for number in range(1, len(pieces)):
        one, two = where[number - 1], where[number]
        places.append((two, one) if pieces[number].vertical else (one, two))
    places.append((last, end) if pieces[-1].vertical else (end, last))
    return places


def meeting(routing: Routing, index: int, places: Sequence[Place], other: Sequence[Place]) -> list[Place]:
    """The corners of a way up to the point where it meets the one that it joins, whose corners are ``other``."""
    way = routing.ways[index]
    assert way.joins is not None
    assert way.joined is not None
    points, at = way.points, way.joins
    theirs = routing.ways[way.joined].points
    place = theirs.index(points[at])
    while place > 1 and at > 1 and theirs[place - 1] == points[at - 1]:  # they may have run together before
        place, at = place - 1, at - 1
    bends = sum(_bends(points, number) for number in range(1, at))
    shared = sum(_bends(theirs, number) for number in range(1, place + 1))  # the run on which they go on together
    begin, end = other[shared], other[shared + 1]
    if _bends(points, at):  # it comes in from the side; its tracks may lie outside where the other one bends
        corner = places[bends + 1]
        inside = min(begin[0], end[0]) <= corner[0] <= max(begin[0], end[0]) and (
            min(begin[1], end[1]) <= corner[1] <= max(begin[1], end[1])
        )
        return [*places[: bends + 2], *([] if inside else [begin])]
    if _bends(theirs, place):  # it runs straight on, the other one bends into its way
        return [*places[: bends + 1], begin]
    return list(places[: bends + 2])


def _bends(points: Sequence[Point], number: int) -> bool:
    return _heading(points[number - 1], points[number]) != _heading(points[number], points[number + 1])


class _Picture:
    """The lines drawn abstractly, to count how often they cross."""

    def __init__(self, routing: Routing, cells: dict[str, Cell]) -> None:
        self.routing, self.cells = routing, cells
        self.segments = [self._segments(index) for index in range(len(routing.ways))]

    def redraw(self, ways: Iterable[int]) -> None:
        for index in ways:
            self.segments[index] = self._segments(index)

    def _segments(self, index: int) -> list[tuple[bool, float, float, float]]:
        """(vertical, place, low, high) of each straight piece."""
        places = corners(self.routing, index, _abstract, _abstract, self._border)
        found = []
        for (x1, y1), (x2, y2) in pairwise(places):
            vertical = x1 == x2
            low, high = sorted((y1, y2) if vertical else (x1, x2))
            found.append((vertical, x1 if vertical else y1, low, high))
        return found

    def _border(self, name: str, side: Side, _: float) -> float:
        cell = self.cells[name]
        match side:
            case "top":
                return cell.y * CELL - REACH
            case "bottom":
                return cell.y * CELL + REACH
            case "left":
                return (2 * cell.first + 1) * CELL - REACH
            case "right":
                return (2 * cell.last + 1) * CELL + REACH

    def count(self, only: frozenset[int] | None = None) -> tuple[int, int]:
        """(crossings, places where lines to different targets touch), of all lines or of some with all."""
        crossings: set[Place] = set()
        overlaps = 0
        ways = self.routing.ways
        for a in sorted(only) if only is not None else range(len(ways)):
            for b in range(len(ways)):
                if ways[a].line.target == ways[b].line.target or (b <= a and (only is None or b in only)):
                    continue
                for first in self.segments[a]:
                    for second in self.segments[b]:
                        if first[0] == second[0]:
                            overlaps += first[1] == second[1] and first[2] <= second[3] and second[2] <= first[3]
                            continue
                        down, level = (first, second) if first[0] else (second, first)
                        if down[2] <= level[1] <= down[3] and level[2] <= down[1] <= level[3]:
                            if down[2] < level[1] < down[3] and level[2] < down[1] < level[3]:
                                crossings.add((down[1], level[1]))
                            else:
                                overlaps += 1
        return len(crossings), overlaps


def _abstract(channel: int, track: float) -> float:
    return channel * CELL + track


def _improve(bundle: _Bundle, routing: Routing, picture: _Picture) -> bool:
    """Try other orders of the tracks of a bundle; keep the best. True if that changed something."""
    ways = frozenset(way for track in bundle.members for way, _ in track)
    order = list(bundle.members)

    def cost(members: Sequence[Track]) -> tuple[int, float]:
        bundle.spread(members, routing)
        picture.redraw(ways)
        crossings, overlaps = picture.count(ways)
        offsets = bundle.offsets(members)
        return crossings + 10 * overlaps, sum(abs(offset) for offset in offsets)

    best = cost(order)
    start = best
    if best[0]:
        for other in _orders(order):
            found = cost(other)
            if found < best:
                best, bundle.members = found, list(other)
            if not best[0]:
                break
    bundle.spread(bundle.members, routing)
    picture.redraw(ways)
    return best < start


def _orders(members: list[Track]) -> Iterator[Sequence[Track]]:
    """Every order of a few tracks; of many, those that differ by one exchange."""
    if len(members) <= 4:
        yield from permutations(members)
        return
    for first in range(len(members)):
        for second in range(first + 1, len(members)):
            other = list(members)
            other[first], other[second] = other[second], other[first]
            yield other
