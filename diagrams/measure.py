"""How large a shape must be for its text, and where in it each line of text stands. Points throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from diagrams import glyphs, thai
from diagrams.glyphs import Weight
from diagrams.scene import Node

LEADING = 1.28
PAD = 5.0
WAVE = 8.0
"""How far the lower edge of the document shape swings."""
LOWEST = 24.0
CONNECTOR = 9.0


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
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what it covers."""
        return self.left, self.y - self.size * 0.55, self.left + self.width, self.y + self.size * 0.55


@dataclass(frozen=True)
class Size:
    """A measured shape: its texts stand relative to its middle. ``caption`` holds the small lines of a decision, which
    stand beside it."""

    width: float
    height: float
    texts: tuple[Text, ...]
    caption: tuple[tuple[str, Ink], ...] = ()


def leading(size: float) -> float:
    return size * LEADING


def stack(
    blocks: Sequence[tuple[Sequence[str], float, Weight, Ink]], x: float = 0.0, anchor: Anchor = "middle"
) -> tuple[tuple[Text, ...], float]:
    """Lines of several sizes one under the other, centred on y = 0; and their height."""
    total = sum(len(lines) * leading(size) for lines, size, _, _ in blocks)
    y = -total / 2
    texts = []
    for lines, size, weight, ink in blocks:
        for line in lines:
            texts.append(Text(line, x, y + leading(size) / 2, size, weight, ink, anchor))
            y += leading(size)
    return tuple(texts), total


def measure(node: Node, width: float, sizes: Type, names: Sequence[str]) -> Size:
    """The size of a shape in a column that is ``width`` points wide between its gutters."""
    match node.kind:
        case "start" | "end":
            return _capsule(node, width, sizes, names)
        case "connector":
            return _connector(node, sizes)
        case "decision":
            return _diamond(node, width, sizes, names)
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
    height = max(height + 6, 20.0)
    return Size(min(width, max(text.width for text in texts) + height + 8), height, texts)


def _connector(node: Node, sizes: Type) -> Size:
    """A circle with its letter; its note is placed like a label."""
    return Size(2 * CONNECTOR, 2 * CONNECTOR, (Text(node.title, 0, 0, sizes.title, "bold"),))


def _diamond(node: Node, width: float, sizes: Type, names: Sequence[str]) -> Size:
    """The lowest diamond of a given width into which the title goes: each line has the width that is there for it."""
    best: tuple[float, float, tuple[str, ...]] | None = None
    count = len(thai.pieces(node.title, names))
    for number in range(1, min(count, 9) + 1):
        if found := _lowest(node.title, number, width, sizes.title, names):
            height, lines = found
            if best is None or height + 5 * number < best[0]:
                best = height + 5 * number, height, lines
    if best is None:
        broken = thai.lines(node.title, width * 0.5, sizes.title, "regular", names)
        best = 0.0, len(broken) * leading(sizes.title) * 2.2, broken
    _, height, lines = best
    texts, _ = stack([(lines, sizes.title, "regular", "text")])
    beside = _small(node, max(width / 2 + 4, 40.0), sizes.small, names)
    small = [(line, ink) for part, _, _, ink in beside for line in part]
    return Size(width, height, texts, tuple(small))


def _lowest(
    title: str, count: int, width: float, size: float, names: Sequence[str]
) -> tuple[float, tuple[str, ...]] | None:
    height = max(width * 0.4, count * leading(size) + 8)
    while height <= max(1.6 * width, 110.0):
        if found := thai.shaped(title, inscribed(width, height, count, size), size, "regular", names):
            return height, found
        height += 2
    return None


def inscribed(width: float, height: float, count: int, size: float) -> list[float]:
    """How wide each of ``count`` lines can be in a diamond, leaving a point on either side."""
    step = leading(size)
    widths = []
    for line in range(count):
        away = abs((line - (count - 1) / 2) * step) + size * 0.5
        widths.append(width * (1 - 2 * away / height) - 2.0)
    return widths
