"""The table beside the flow view: who performs each step, what it yields, and on which legal basis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from diagrams import thai
from diagrams.given import Language
from diagrams.measure import Ink, Text, Type, leading, stack
from diagrams.scene import Row, Scene

Place = tuple[float, float]
HEADS: dict[Language, dict[str, str]] = {
    "th": {"actor": "ผู้ปฏิบัติ", "result": "เอกสารที่ได้", "legal": "ฐานกฎหมาย"},
    "en": {"actor": "Performed by", "result": "Document", "legal": "Legal basis"},
}
VALUES: dict[str, Callable[[Row], tuple[str, bool]]] = {
    "actor": lambda row: (row.actor, row.actor_assumed),
    "result": lambda row: (row.result, row.result_assumed),
    "legal": lambda row: (row.legal, row.legal_assumed),
}
PAD = 5.0


@dataclass(frozen=True)
class Table:
    """For each row of the grid its cells, broken into lines, and how high they make it. Points."""

    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    heads: tuple[str, ...]
    cells: Mapping[int, tuple[tuple[tuple[str, ...], Ink], ...]]
    heights: Mapping[int, float]
    sizes: Type

    def texts(self, middles: list[float], head: float) -> list[Text]:
        """The writing of the table, its head in the middle at ``head``."""
        texts = [
            Text(title, (left + right) / 2, head, self.sizes.title, "bold")
            for left, right, title in zip(self.lefts, self.rights, self.heads, strict=True)
        ]
        for row, cells in self.cells.items():
            for left, (lines, ink) in zip(self.lefts, cells, strict=True):
                stacked, _ = stack([(lines, self.sizes.table, "regular", ink)], left + PAD, "start")
                texts += [replace(text, y=text.y + middles[row]) for text in stacked]
        return texts


def table(scene: Scene, rows: Mapping[str, int], left: float, right: float, sizes: Type) -> Table:
    """The table of a scene between two edges; ``rows`` says in which row of the grid each node stands."""
    entries = {rows[node.id]: node.row for node in scene.nodes if node.row.actor}
    share = (right - left) / max(len(scene.columns), 1)
    edges = [left + share * index for index in range(len(scene.columns) + 1)]
    values = [VALUES[name] for name in scene.columns]
    cells: dict[int, tuple[tuple[tuple[str, ...], Ink], ...]] = {}
    for place, row in entries.items():
        cells[place] = tuple(_cell(*value(row), share - 2 * PAD, sizes, scene) for value in values)
    heights = {
        place: max(len(lines) * leading(sizes.table, lines) for lines, _ in line) + 2 for place, line in cells.items()
    }
    heads = tuple(HEADS[scene.language][name] for name in scene.columns)
    return Table(tuple(edges[:-1]), tuple(edges[1:]), heads, cells, heights, sizes)


def _cell(text: str, assumed: bool, width: float, sizes: Type, scene: Scene) -> tuple[tuple[str, ...], Ink]:
    lines = thai.lines(text, width, sizes.table, names=scene.dictionary) if text else ()
    return lines, "assumed" if assumed else "text"
