"""Where the words on the exits of a decision stand: beside their own line, near the decision, hitting nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from diagrams import thai
from diagrams.measure import Anchor, Box, Ink, Text, leading, stack

Place = tuple[float, float]

WIDTHS = (120.0, 84.0, 62.0, 48.0, 36.0)
"""The widths into which a label is tried to be broken."""
GAP = 2.2
NEAR, FAR = (GAP, GAP + 7), (GAP + 14, GAP + 21, GAP + 28, GAP + 40)
"""How far a label stands from an upright line: a little off where the border of a lane runs close by, and further only
where there is no room."""
ON_BORDER = 1.5
"""A label nearer than this to the border of a lane seems cut by it: only where there is no other place."""
LOST = 60.0
"""What a lost word in a label costs, in points of distance from its decision."""
OFF_EXIT, NEAR_EXIT = 16.0, 20.0
"""So near to an exit the small lines of a decision may be taken for its words, and what that costs, in points of
distance."""
REACH = 150.0
"""How far from its decision a label may stand, along its line."""


@dataclass(frozen=True)
class Label:
    """A placed label: its lines of text and the box that they cover."""

    source: str
    target: str
    text: str
    texts: tuple[Text, ...]
    box: Box


@dataclass(frozen=True)
class Diamond:
    """An obstacle with slanted sides, which reach ``cut`` in from its tips: half its width in a diamond, less in a
    hexagon. Points."""

    x: float
    y: float
    width: float
    height: float
    cut: float

    def hits(self, box: Box) -> bool:
        left, top, right, bottom = box
        dx = max(left - self.x, self.x - right, 0.0)
        dy = max(top - self.y, self.y - bottom, 0.0)
        share = dy / (self.height / 2)
        return share < 1.0 and dx < self.width / 2 - self.cut * share


@dataclass
class Obstacles:
    """What a label must not hit. ``soft`` lines (borders of lanes) it should rather not cross either."""

    boxes: list[Box]
    diamonds: list[Diamond]
    lines: list[tuple[Place, Place]]
    soft: list[tuple[Place, Place]]
    frame: Box
    foreign: list[tuple[Place, Place]] = field(default_factory=list)
    """Lines to other targets: none of them may run between a label and its own line."""

    def __post_init__(self) -> None:
        self.wide = [_widened(line, 1.5) for line in self.lines]

    def hit(self, box: Box) -> bool:
        left, top, right, bottom = box
        if left < self.frame[0] or top < self.frame[1] or right > self.frame[2] or bottom > self.frame[3]:
            return True
        for others in (self.boxes, self.wide):
            for x1, y1, x2, y2 in others:
                if left < x2 and x1 < right and top < y2 and y1 < bottom:
                    return True
        return any(diamond.hits(box) for diamond in self.diamonds)

    def between(self, box: Box, at: Place) -> bool:
        """Whether another line runs between a label and the place on its own line that it speaks of."""
        left, top, right, bottom = box
        if at[0] < left or at[0] > right:
            gap = (min(right, at[0]), top, max(left, at[0]), bottom)
        else:
            gap = (left, min(bottom, at[1]), right, max(top, at[1]))
        return any(crosses(line, gap, 0.3) for line in self.foreign)


def overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def crosses(line: tuple[Place, Place], box: Box, margin: float = 0.0) -> bool:
    """Whether a level or upright line touches a box (widened by a margin)."""
    return overlap(_widened(line, margin), box)


def _widened(line: tuple[Place, Place], margin: float) -> Box:
    (x1, y1), (x2, y2) = line
    return min(x1, x2) - margin, min(y1, y2) - margin, max(x1, x2) + margin, max(y1, y2) + margin


def place(
    text: str, path: Sequence[Place], obstacles: Obstacles, size: float, names: Iterable[str], ends: tuple[str, str]
) -> Label | None:
    """The best free place for a label along a path, or None if there is none within reach."""
    soft = [_widened(line, ON_BORDER) for line in obstacles.soft]
    broken = [(lines, _dislike(lines, size)) for lines in breakings(text, size, tuple(names))]
    for away in (NEAR, FAR):
        candidates = sorted(
            (any(overlap(line, box) for line in soft), cost + dislike, box, anchor, lines, at)
            for lines, dislike in broken
            for cost, box, anchor, at in _candidates(path, lines, size, away)
        )
        for _, _, box, anchor, lines, at in candidates:
            if not obstacles.hit(box) and not obstacles.between(box, at):
                return Label(*ends, text, _texts(lines, box, anchor, size), box)
    return None


def _dislike(lines: Sequence[str], size: float) -> float:
    """Few lines are better than many, and none should hold a small word alone."""
    return 3.0 * len(lines) + LOST * thai.lost(lines, size)


def caption(
    name: str, lines: Sequence[tuple[str, Ink]], at: Place, half: float, obstacles: Obstacles, size: float,
    exits: Sequence[tuple[Place, Place]] = (),
) -> Label | None:  # fmt: skip
    """A place for the small lines that do not go into a diamond: as near below its lower corner ``at`` as is free,
    rather to the left, where the label of the lower exit does not stand, and rather off borders and the ``exits``,
    whose words they are not."""
    width, height = _extent([line for line, _ in lines], size)
    kept = [_widened(line, OFF_EXIT) for line in exits]
    soft = [_widened(line, ON_BORDER) for line in obstacles.soft]
    places: list[tuple[float, Box, Anchor]] = []
    for down in range(-24, 10, 3):
        for aside in range(4, int(half) + 12, 3):
            top, away = at[1] + 1 + down, abs(down) + aside
            places.append((away, (at[0] - aside - width, top, at[0] - aside, top + height), "end"))
            places.append((away + 9, (at[0] + aside, top, at[0] + aside + width, top + height), "start"))

    def cost(place: tuple[float, Box, Anchor]) -> tuple[bool, float, Box]:
        away, box, _ = place
        near = any(overlap(line, box) for line in kept)
        return any(overlap(line, box) for line in soft), away + (NEAR_EXIT if near else 0.0), box

    for _, box, anchor in sorted(places, key=cost):
        if not obstacles.hit(box):
            texts = _texts([line for line, _ in lines], box, anchor, size)
            inked = tuple(replace(text, ink=ink) for text, (_, ink) in zip(texts, lines, strict=True))
            return Label(name, "", " ".join(line for line, _ in lines), inked, box)
    return None


def around(name: str, text: str, box: Box, obstacles: Obstacles, size: float, names: Iterable[str]) -> Label | None:
    """A place for the note of a connector, in one line or two: beside it, above or below, or off a corner."""
    left, top, right, bottom = box
    x, y = (left + right) / 2, (top + bottom) / 2
    places: list[tuple[float, Box, Anchor, tuple[str, ...]]] = []
    for lines in {(text,), thai.lines(text, thai.widest(text, size, names=names), size, names=names)}:
        width, height = _extent(lines, size)
        for down in range(-24, 25, 2):
            low, cost = y + down - height / 2, abs(down) + 6.0 * len(lines)
            places.append((cost, (right + 3, low, right + 3 + width, low + height), "start", lines))
            places.append((cost + 1, (left - 3 - width, low, left - 3, low + height), "end", lines))
        for aside in range(-20, 21, 4):
            begin, cost = x + aside - width / 2, abs(aside) + 16 + 6.0 * len(lines)
            places.append((cost, (begin, bottom + 2, begin + width, bottom + 2 + height), "middle", lines))
            places.append((cost + 1, (begin, top - 2 - height, begin + width, top - 2), "middle", lines))
    for _, spot, anchor, lines in sorted(places):
        if not obstacles.hit(spot):
            return Label(name, "", text, _texts(lines, spot, anchor, size), spot)
    return None


def breakings(text: str, size: float, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The ways to break a label that leave its words whole."""
    narrowest = thai.widest(text, size, names=names)
    widths = [width for width in WIDTHS if width >= narrowest] or [narrowest]
    return list(dict.fromkeys(thai.lines(text, width, size, names=names) for width in widths))


def _extent(lines: Sequence[str], size: float) -> tuple[float, float]:
    return max(Text(line, 0, 0, size).width for line in lines) + 1, len(lines) * leading(size, lines)


def _candidates(
    path: Sequence[Place], lines: Sequence[str], size: float, distances: Sequence[float]
) -> Iterator[tuple[float, Box, Anchor, Place]]:
    """(cost, box, how its lines are set, the place on the path): cheaper near the start of the path, right of upright
    lines and above level ones."""
    width, height = _extent(lines, size)
    gone = 0.0
    for (x1, y1), (x2, y2) in pairwise(path):
        length = abs(x2 - x1) + abs(y2 - y1)
        if gone > REACH:
            return
        steps = max(int(length // 3), 1)
        for index in range(steps + 1):
            share = index / steps
            x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
            cost = gone + length * share
            if x1 == x2:
                for top in (y, y - height) if y2 > y1 else (y - height, y):
                    for away in distances:
                        yield cost + away, (x + away, top, x + away + width, top + height), "start", (x, y)
                        yield cost + away + 2, (x - away - width, top, x - away, top + height), "end", (x, y)
            else:
                starts = (x, x - width) if x2 > x1 else (x - width, x)
                for left in starts:
                    yield cost, (left, y - GAP - height + 1, left + width, y - GAP + 1), "middle", (x, y)
                    yield cost + 2, (left, y + GAP - 1, left + width, y + GAP + height - 1), "middle", (x, y)
        gone += length


def _texts(lines: Sequence[str], box: Box, anchor: Anchor, size: float) -> tuple[Text, ...]:
    x = {"start": box[0] + 0.5, "middle": (box[0] + box[2]) / 2, "end": box[2] - 0.5}[anchor]
    texts, _ = stack([(lines, size, "regular", "text")], x, anchor)
    middle = (box[1] + box[3]) / 2
    return tuple(Text(text.text, text.x, text.y + middle, size, text.weight, text.ink, text.anchor) for text in texts)
