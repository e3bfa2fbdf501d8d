"""How large a shape must be for its text, and where in it each line of text stands. Points throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from diagrams import glyphs, thai
from diagrams.given import Weight
from diagrams.scene import Node

LEADING, THAI_LEADING = 1.28, 1.40
"""From line to line, in sizes of type: marks above and below Thai letters need more."""
BASELINE = 0.34
"""How far the baseline lies below the middle of a line, in sizes of type."""
PAD = 5.0
WAVE = 8.0
"""How far the lower edge of the document shape swings."""
LOWEST = 24.0
CONNECTOR = 9.0
SHADOW = 3.0
"""How far the second sheet of a step that is done for each entry looks out below and at the right."""
TALLEST = 130.0
"""A decision that needed a higher diamond is drawn as a hexagon,"""
SLANT = 14.0
"""whose slanted sides reach so far in."""
INSET = 1.0
"""Room left and right of a line in a diamond."""
LOST = 25.0
"""What a lost word in a diamond costs, in points of height."""
FORK_WIDTH, FORK_HEIGHT = 34.0, 4.0


@dataclass(frozen=True)
class Type:
    """The sizes of type on a page: titles of steps, and the small lines and labels."""

    title: float
    small: float

    @property
    def table(self) -> float:
        return max(self.title - 1, 9.0)


TYPES = (Type(11.5, 9.5), Type(10.5, 9.0), Type(9.5, 8.0), Type(9.0, 8.0))
"""The sizes that are tried, largest first. Nothing is printed smaller than 9 points, labels than 8."""

Ink = Literal["text", "soft", "assumed", "head"]
Anchor = Literal["start", "middle", "end"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Text:
    """One line of text: ``x`` is its anchor, ``y`` the middle of its line."""

    text: str
    x: float
    y: float
    size: float
    weight: Weight = "regular"
    ink: Ink = "text"
    anchor: Anchor = "middle"

    @property
    def width(self) -> float:
        return glyphs.width(self.text, self.size, self.weight)

    @property
    def left(self) -> float:
        return self.x - {"start": 0.0, "middle": self.width / 2, "end": self.width}[self.anchor]

    @property
    def baseline(self) -> float:
        return self.y + self.size * BASELINE

    @property
    def marks(self) -> tuple[Box, ...]:
        """Left, top, right, bottom of what each of its glyphs covers, in points."""
        scale, left, baseline = self.size / glyphs.EM, self.left, self.baseline
        return tuple(
            (left + x1 * scale, baseline - y2 * scale, left + x2 * scale, baseline - y1 * scale)
            for x1, y1, x2, y2 in glyphs.boxes(self.text, self.weight)
        )

    @property
    def box(self) -> Box:
        """Left, top, right, bottom of all its ink, in points."""
        marks = self.marks or ((self.left, self.y, self.left, self.y),)
        lefts, tops, rights, bottoms = zip(*marks, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(frozen=True)
class Size:
    """A measured shape: its texts stand relative to its middle. ``caption`` holds the small lines of a decision, which
    stand beside it; ``cut`` is how far the slanted sides of a decision reach in from its tips. Points."""

    width: float
    height: float
    texts: tuple[Text, ...]
    caption: tuple[tuple[str, Ink], ...] = ()
    cut: float = 0.0


def leading(size: float, lines: Sequence[str] = ("ก",)) -> float:
    """From line to line of some text, in points."""
    return size * (THAI_LEADING if any(map(thai.is_thai, lines)) else LEADING)


def stack(
    blocks: Sequence[tuple[Sequence[str], float, Weight, Ink]], x: float = 0.0, anchor: Anchor = "middle"
) -> tuple[tuple[Text, ...], float]:
    """Lines of several sizes one under the other, centred on y = 0; and their height."""
    total = sum(len(lines) * leading(size, lines) for lines, size, _, _ in blocks)
    y = -total / 2
    texts = []
    for lines, size, weight, ink in blocks:
        step = leading(size, lines)
        for line in lines:
            texts.append(Text(line, x, y + step / 2, size, weight, ink, anchor))
            y += step
    return tuple(texts), total


def measure(node: Node, width: float, sizes: Type, names: Sequence[str]) -> Size:
    """The size of a shape in a column that is ``width`` points wide between its gutters."""
    if node.stacked:  # a decision stays in the middle of its column
        width -= SHADOW * (2 if node.kind == "decision" else 1)
    match node.kind:
        case "start" | "end":
            return _capsule(node, width, sizes, names)
        case "connector":
            return _connector(node, sizes)
        case "decision":
            return _decision(node, width, sizes, names)
        case "fork":
            return _fork(width)
        case _:
            return _box(node, width, sizes, names)


def _small(
    node: Node, width: float, size: float, names: Sequence[str]
) -> list[tuple[Sequence[str], float, Weight, Ink]]:
    """The small lines under a title: notes, what is assumed, how far a case has come."""
    parts: list[tuple[str, Ink]] = [(note, "soft") for note in node.notes]
    parts += [(node.assumption, "assumed")] if node.assumption else []
    parts += [(line, "text") for line in node.progress]
    return [(thai.lines(text, width, size, names=names), size, "regular", ink) for text, ink in parts]


def _box(node: Node, width: float, sizes: Type, names: Sequence[str]) -> Size:
    room = width - 2 * PAD
    title = thai.lines(node.title, room, sizes.title, "regular", names)
    texts, height = stack([(title, sizes.title, "regular", "text"), *_small(node, room, sizes.small, names)])
    height += 2 * PAD
    if node.badge or node.mark:  # they sit on the upper edge
        texts = tuple(_moved(text, 1.5) for text in texts)
        height += 3
    if node.kind == "document":
        texts = tuple(_moved(text, -WAVE / 4 - 0.5) for text in texts)
        height += WAVE / 2 + 1
    return Size(width, max(height, LOWEST), texts)


def _moved(text: Text, down: float) -> Text:
    return Text(text.text, text.x, text.y + down, text.size, text.weight, text.ink, text.anchor)


def _capsule(node: Node, width: float, sizes: Type, names: Sequence[str]) -> Size:
    lines = thai.lines(node.title, width - 20, sizes.title, "bold", names)
    texts, height = stack([(lines, sizes.title, "bold", "text")])
    height = max(height + 10, 22.0)
    return Size(min(width, max(text.width for text in texts) + height + 8), height, texts)


def _connector(node: Node, sizes: Type) -> Size:
    """A circle with its letter; its note is placed like a label."""
    return Size(2 * CONNECTOR, 2 * CONNECTOR, (Text(node.title, 0, 0, sizes.title, "bold"),))


def _fork(width: float) -> Size:
    """A bar, as wide as the lines that leave it side by side need."""
    return Size(min(width, FORK_WIDTH), FORK_HEIGHT, ())


def _decision(node: Node, width: float, sizes: Type, names: Sequence[str]) -> Size:
    """The lowest diamond into which the title goes, or a hexagon where that would tower over its page."""
    found = _diamond(node.title, width, sizes.title, names)
    height, lines = found or _hexagon(node.title, width, sizes.title, names)
    texts, _ = stack([(lines, sizes.title, "regular", "text")])
    beside = _small(node, max(width / 2 + 4, 40.0), sizes.small, names)
    small = [(line, ink) for part, _, _, ink in beside for line in part]
    return Size(width, height, texts, tuple(small), cut=width / 2 if found else SLANT)


def _diamond(title: str, width: float, size: float, names: Sequence[str]) -> tuple[float, tuple[str, ...]] | None:
    """The height and the lines of the best diamond of a given width: low, of few lines, no word lost in one. None if
    there is none of fair height."""
    best: tuple[float, float, tuple[str, ...]] | None = None
    for number in range(1, min(len(thai.pieces(title, names)), 9) + 1):
        if found := _lowest(title, number, width, size, names):
            height, lines = found
            cost = height + 5 * number + (LOST if thai.lost(lines, size) else 0.0)
            if best is None or cost < best[0]:
                best = cost, height, lines
    return best[1:] if best else None


def _hexagon(title: str, width: float, size: float, names: Sequence[str]) -> tuple[float, tuple[str, ...]]:
    """The height and the lines of a diamond with its upper and lower corner cut off."""
    lines = thai.lines(title, width - 2 * SLANT, size, "regular", names)
    return max(len(lines) * leading(size, lines) + 2 * PAD, LOWEST), lines


def _lowest(
    title: str, count: int, width: float, size: float, names: Sequence[str]
) -> tuple[float, tuple[str, ...]] | None:
    step = leading(size, (title,))
    height = max(width * 0.4, count * step + 8)
    while height <= TALLEST:  # each line has the width that is there for it
        if found := thai.shaped(title, inscribed(width, height, count, step, size), size, "regular", names):
            return height, found
        height += 2
    return None


def inscribed(width: float, height: float, count: int, step: float, size: float) -> list[float]:
    """How wide each of ``count`` lines, ``step`` apart, can be in a diamond, leaving some room on either side."""
    widths = []
    for line in range(count):
        away = abs((line - (count - 1) / 2) * step) + size * 0.5
        widths.append(width * (1 - 2 * away / height) - 2 * INSET)
    return widths
