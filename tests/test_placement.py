"""Graphviz is called in two ways, by platform; both place the same."""

from __future__ import annotations

import sys

import pytest

from diagrams import placement

GRAPH = """digraph { ranksep=1 nodesep=1 node [shape=box fixedsize=true width=1 height=1 label=""]
start -> a; a -> b [weight=2]; a -> c; b -> d; c -> d; start -> d [weight=0]; d -> e; e -> f; c -> f }"""


def test_nodes_are_placed_in_rows_from_the_top_down() -> None:
    centres = placement.placed(GRAPH)
    assert centres.keys() == set("abcdef") | {"start"}
    rows = [centres[name][1] for name in ("start", "a", "b", "d", "e", "f")]
    assert rows == sorted(rows, reverse=True)
    assert centres["b"][1] == centres["c"][1]


def test_the_library_and_the_module_agree() -> None:
    try:
        by_module = placement._placed_by_module(GRAPH)
    except ImportError:
        pytest.skip("pygraphviz needs X11 and GLib, which this machine lacks; the library was tried above")
    found = placement.placed(GRAPH)
    assert found.keys() == by_module.keys()
    for name, centre in found.items():
        assert centre == pytest.approx(by_module[name], abs=0.001)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the module pygraphviz has all it needs")
def test_linux_wants_no_module() -> None:
    placement.placed(GRAPH)
    assert placement._library()
