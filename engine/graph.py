"""What waits for what: the dependency graph of a procedure. The only file that imports networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.model import Process

Graph = nx.DiGraph
"""Nodes are step ids in the order of the file; an edge a → b says that b waits for a."""


def dependencies(process: Process) -> Graph[str]:
    """The graph of a procedure. Names that no step has are left out: ``checks`` reports them."""
    graph: Graph[str] = nx.DiGraph()
    graph.add_nodes_from(step.id for step in process.steps)
    graph.add_edges_from(
        (before, step.id)
        for index, step in enumerate(process.steps)
        for before in process.after(index)
        if before in graph
    )
    return graph


def cycles(graph: Graph[str]) -> list[list[str]]:
    """Steps that wait for each other: one round for every group of them, each step before the one that waits for it."""
    if _is_sorted(graph, _places(graph)):
        return []
    groups = (g for g in nx.strongly_connected_components(graph) if len(g) > 1 or graph.has_edge(*g, *g))
    return [[before for before, _ in nx.find_cycle(graph.subgraph(group))] for group in groups]


def order(graph: Graph[str]) -> list[str]:
    """The steps so that each stands behind what it waits for; the file's order where nothing else decides."""
    place = _places(graph)
    if _is_sorted(graph, place):
        return list(graph)
    return list(nx.lexicographical_topological_sort(graph, key=place.__getitem__))


def _places(graph: Graph[str]) -> dict[str, int]:
    return {step: index for index, step in enumerate(graph)}


def _is_sorted(graph: Graph[str], place: dict[str, int]) -> bool:
    """Whether every step stands below all that it waits for, as nearly every file is written."""
    return all(place[before] < place[step] for before, step in graph.edges)


def upstream(graph: Graph[str], step: str) -> set[str]:
    """Every step that must be settled before ``step``."""
    return set(nx.ancestors(graph, step))


def region(graph: Graph[str], step: str) -> set[str]:
    """What an outcome with ``back: step`` resets: the step and everything downstream of it."""
    return {step} | set(nx.descendants(graph, step))


def ranks(graph: Graph[str]) -> dict[str, int]:
    """How deep each step lies: 0 for what waits for nothing, else one more than the deepest it waits for."""
    depth: dict[str, int] = {}
    for step in nx.topological_sort(graph):
        depth[step] = max((depth[before] + 1 for before in graph.predecessors(step)), default=0)
    return depth


def from_edges(nodes: Iterable[str], waits_for: Mapping[str, Iterable[str]]) -> Graph[str]:
    """A graph from plain data: the nodes in their order, and what each of them waits for."""
    graph: Graph[str] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((before, step) for step, befores in waits_for.items() for before in befores)
    return graph
