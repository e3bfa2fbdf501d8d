"""What a chart is drawn on: a page of its own, a sheet in a book, or a column of a table. Points throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from diagrams.measure import TYPES, Type

Margins = tuple[float, float, float, float]
"""Left, top, right, bottom."""

A4 = (595.28, 841.89)
MARGIN = 28.0
NO_MARGINS: Margins = (0.0, 0.0, 0.0, 0.0)
CM = 72 / 2.54


@dataclass(frozen=True)
class Paper:
    """Width and height with the margins in them, and the sizes of type that are tried, largest first.

    A ``column`` holds shapes and lines alone: heads and texts of its table are set elsewhere, and ``rows`` says of some
    nodes how high the rows must be in which they stand.
    """

    width: float
    height: float
    margins: Margins = (MARGIN, MARGIN, MARGIN, MARGIN)
    types: tuple[Type, ...] = TYPES
    widest: float = 14.0
    """How wide the shapes of a column may be, in sizes of type."""
    column: bool = False
    rows: Mapping[str, float] = field(default_factory=dict)

    @property
    def left(self) -> float:
        return self.margins[0]

    @property
    def top(self) -> float:
        return self.margins[1]

    @property
    def right(self) -> float:
        return self.width - self.margins[2]

    @property
    def bottom(self) -> float:
        return self.height - self.margins[3]

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.right - self.left


PORTRAIT, LANDSCAPE = Paper(*A4), Paper(A4[1], A4[0])
BOUND, BOUND_WIDE = (
    Paper(*A4, margins=(3 * CM, 2 * CM, 2 * CM, 2 * CM)),
    Paper(A4[1], A4[0], margins=(1.5 * CM, 1.5 * CM, 1.5 * CM, 1.5 * CM)),
)
"""Sheets of a printed book: its left edge is bound, and its page numbers stand in the margins."""
