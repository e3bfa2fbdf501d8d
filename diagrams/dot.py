"""A scene as DOT text, for those who want to lay it out with their own Graphviz. Written by the ``graphviz`` package.

Identifiers are numbers of ours; whatever people wrote stands in labels only, where it is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping

import graphviz  # type: ignore[import-untyped]

from diagrams.scene import SIGNS, Edge, Kind, Lane, Node, Scene

SHAPES: dict[Kind, str] = {
    "start": "oval", "end": "oval", "task": "box", "document": "note", "decision": "diamond", "connector": "circle",
    "fork": "box",
}  # fmt: skip
FILLS = {
    "done": "#d9ead3",
    "waived": "#eef5ea",
    "ready": "#fff2b3",
    "waiting": "#ffffff",
    "skipped": "#eeeeee",
    "withdrawn": "#eeeeee",
}


def write(scene: Scene) -> str:
    """The DOT text of a scene. In the view by lanes each lane is a cluster."""
    graph = graphviz.Digraph(
        "khumue",
        graph_attr={"label": literal(f"{scene.heading}\n{scene.title}"), "labelloc": "t", "fontname": "Sarabun",
                    "rankdir": "TB", "newrank": "true"},
        node_attr={"fontname": "Sarabun", "style": "filled", "fillcolor": "#ffffff"},
        edge_attr={"fontname": "Sarabun"},
    )  # fmt: skip
    names = {node.id: f"n{index}" for index, node in enumerate(scene.nodes)}
    for index, lane in enumerate(scene.lanes):
        mine = [node for node in scene.nodes if node.lanes[0] == lane.id]
        if scene.view == "lanes":
            _cluster(graph, scene, index, lane, mine, names)
        else:
            for node in mine:
                graph.node(names[node.id], **_node(scene, node))
    for edge in scene.edges:
        graph.edge(names[edge.source], names[edge.target], **_edge(edge))
    return str(graph.source)


def _cluster(
    graph: graphviz.Digraph, scene: Scene, index: int, lane: Lane, nodes: list[Node], names: Mapping[str, str]
) -> None:
    with graph.subgraph(name=f"cluster_{index}") as cluster:
        cluster.attr(label=literal(lane.title), style="dashed" if lane.assumed else "solid", color="#8a97a5")
        for node in nodes:
            cluster.node(names[node.id], **_node(scene, node))


def literal(text: str) -> str:
    """A text that Graphviz prints as it is: nothing in it is an escape, a record or HTML."""
    return str(graphviz.escape(text)).replace("\n", "\\n")


def _node(scene: Scene, node: Node) -> dict[str, str]:
    if node.kind == "fork":
        return {"label": "", "shape": "box", "width": "0.5", "height": "0.06", "fillcolor": "#1a1a1a"}
    styles = [
        "filled",
        *(["dashed"] if node.assumed else []),
        *(["bold"] if node.state == "ready" or node.change == "added" else []),
        *(["dotted"] if node.change == "removed" else []),
    ]
    attributes = {"label": literal("\n".join(scene.lines(node))), "shape": SHAPES[node.kind],
                  "style": ",".join(styles)}  # fmt: skip
    if node.stacked:
        attributes["peripheries"] = "2"
    if node.state:
        attributes["fillcolor"] = FILLS[node.state]
    return attributes


def _edge(edge: Edge) -> dict[str, str]:
    label = f"{SIGNS[edge.change]} {edge.label}".strip()
    attributes = {"label": literal(label)} if label else {}
    if edge.assumed:
        attributes["style"] = "dashed"
    if edge.taken:
        attributes["penwidth"] = "2.2"
    if edge.change in ("added", "removed"):
        attributes["style"] = "bold" if edge.change == "added" else "dotted"
    if edge.kind == "back":
        attributes["constraint"] = "false"
    return attributes
