"""Two versions of a procedure in one chart: what is new, gone, moved or changed, each with a mark of its own. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from diagrams.given import Language, Names, View
from diagrams.scene import Edge, Mark, Node, Scene, Words, assembled, drawn
from engine.changes import Change, called_as_in, changes
from engine.model import Process

MOVES = ("by",)
"""The words whose change brings a step to another lane."""
ON_LINES = ("after", "decision", "when")
"""The words whose change shows on the lines, so that the shape itself need not be marked."""
UNSEEN = ("id", "was")
"""The words of which no chart shows anything."""


def overlay(
    old: Process, new: Process, names: Names, *, view: View = "lanes", language: Language = "th", title: str = ""
) -> Scene:
    """The scene of both versions drawn over each other. What stayed stands where the new version has it.

    A step that is both moved (its place among the others, or who performs it) and changed is marked as moved; one that
    was only renamed is the same shape.
    """
    old = called_as_in(old, new)
    words = Words(new, names, language)
    old_nodes, old_edges = drawn(old, Words(old, names, language))
    new_nodes, new_edges = drawn(new, words)
    nodes = merged_nodes(old_nodes, new_nodes, _marks(changes(old, new)))
    edges = merged_edges(old_edges, new_edges)
    return assembled(new, words, nodes, edges, view=view, case_title=title)


def _marks(found: Iterable[Change]) -> dict[str, Mark]:
    """Per step of both versions how it is marked."""
    marks: dict[str, Mark] = {}
    for change in found:
        if change.step is None or change.word in UNSEEN or (change.word in ON_LINES and change.group == "flow"):
            continue
        if change.kind == "moved" or change.word in MOVES:
            marks[change.step] = "moved"
        else:
            marks.setdefault(change.step, "changed")
    return marks


def merged_nodes(old: Sequence[Node], new: Sequence[Node], marks: Mapping[str, Mark]) -> list[Node]:
    """The shapes of both, those that are gone behind the one that stood before them."""
    before, after = {node.id: node for node in old}, {node.id for node in new}
    merged = [replace(node, change=marks.get(node.id) if node.id in before else "added") for node in new]
    merged = [_renamed(node, before) for node in merged]
    place = -1
    for node in old:
        if node.id in after:
            place = next(index for index, other in enumerate(merged) if other.id == node.id)
        else:
            place += 1
            merged.insert(place, replace(node, change="removed"))
    return merged


def _renamed(node: Node, before: Mapping[str, Node]) -> Node:
    """An end or a diamond of the chart's own making that is called otherwise than before."""
    was = before.get(node.id)
    return replace(node, change="changed") if was and not node.change and was.title != node.title else node


def merged_edges(old: Sequence[Edge], new: Sequence[Edge]) -> tuple[Edge, ...]:
    """The lines of both. One that leads the same way under another label is changed."""
    left = list(old)
    merged = [_with_mark(edge, left) for edge in new]
    waits: dict[str, set[str]] = {name: set() for edge in (*old, *new) for name in (edge.source, edge.target)}
    for edge in merged:
        if edge.kind != "back":
            waits[edge.target].add(edge.source)
    for edge in left:
        turns = edge.kind != "back" and _leads(waits, edge.target, edge.source)
        if edge.kind != "back" and not turns:
            waits[edge.target].add(edge.source)
        merged.append(replace(edge, change="removed", kind="back" if turns else edge.kind))
    return tuple(merged)


def _with_mark(edge: Edge, left: list[Edge]) -> Edge:
    """A line of the new version beside its like among those of the old that are ``left``, which it takes away."""
    like = [e for e in left if (e.source, e.target, e.kind) == (edge.source, edge.target, edge.kind)]
    if not like:
        return replace(edge, change="added")
    same = next((e for e in like if e.label == edge.label), None)
    left.remove(same or like[0])
    return edge if same else replace(edge, change="changed")


def _leads(waits: Mapping[str, set[str]], source: str, target: str) -> bool:
    """Whether lines lead forward from one shape to another: where the old order is the other way round, a line of it
    would close a circle, and is drawn as one that goes back."""
    rest, seen = [target], {target}
    while rest:
        name = rest.pop()
        if name == source:
            return True
        rest += [before for before in waits[name] if before not in seen]
        seen |= waits[name]
    return False
