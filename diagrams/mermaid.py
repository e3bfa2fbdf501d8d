"""A scene as Mermaid text, for wikis and Markdown pages that draw it themselves.

Identifiers are numbers of ours. Whatever people wrote stands between quotes with every letter that Mermaid, Markdown or
HTML could read as its own written as a numeric entity.
"""

from __future__ import annotations

from collections.abc import Iterator

from diagrams.scene import SIGNS, Edge, Kind, Node, Scene

SHAPES: dict[Kind, tuple[str, str]] = {
    "start": ("([", "])"), "end": ("([", "])"), "task": ("[", "]"), "document": ("[/", "/]"), "decision": ("{", "}"),
    "connector": ("((", "))"), "fork": ("((", "))"),
}  # fmt: skip
STACKED = ("[[", "]]")
STATES = {
    "done": "fill:#d9ead3,stroke:#2e6b2e", "waived": "fill:#eef5ea,stroke:#555555,stroke-dasharray:8 2",
    "ready": "fill:#fff2b3,stroke:#8a5a00,stroke-width:3px",
    "waiting": "fill:#ffffff,stroke:#1f3a57", "skipped": "fill:#eeeeee,stroke:#555555,stroke-dasharray:2",
    "withdrawn": "fill:#eeeeee,stroke:#555555,stroke-dasharray:6",
    "added": "stroke:#111111,stroke-width:4px", "removed": "fill:#f4f4f4,stroke:#8c8c8c,stroke-dasharray:1 4",
}  # fmt: skip
PLAIN = set(" ,:()–·…“”")


def write(scene: Scene) -> str:
    """The Mermaid text of a scene. In the view by lanes each lane is a subgraph."""
    return "\n".join(_lines(scene)) + "\n"


def literal(text: str) -> str:
    """A text in quotes of which every letter is printed as it is."""
    return '"' + "<br>".join("".join(map(_letter, line)) for line in text.split("\n")) + '"'


def _letter(letter: str) -> str:
    """Letters, digits and Thai signs as they are, all else as a numeric entity (Mermaid writes them with #)."""
    plain = letter in PLAIN or letter.isalnum() or "\u0e00" <= letter <= "\u0e7f"
    return letter if plain else f"#{ord(letter)};"


def _lines(scene: Scene) -> Iterator[str]:
    names = {node.id: f"n{index}" for index, node in enumerate(scene.nodes)}
    yield "flowchart TB"
    yield f"  accTitle: {_plain(scene.heading)} {_plain(scene.title)}"
    for index, lane in enumerate(scene.lanes):
        mine = [f"    {names[node.id]}{_shape(scene, node)}" for node in scene.nodes if node.lanes[0] == lane.id]
        if mine and scene.view == "lanes":  # who only joins others is named in the shape
            mine = [f"  subgraph lane{index}[{literal(lane.title)}]", *mine, "  end"]
        yield from mine
    for edge in scene.edges:
        yield f"  {names[edge.source]} {_arrow(edge)} {names[edge.target]}"
    yield "  classDef assumed stroke-dasharray:4 3"
    dashed = [names[node.id] for node in scene.nodes if node.assumed]
    homes = {node.lanes[0] for node in scene.nodes} if scene.view == "lanes" else set()
    dashed += [f"lane{index}" for index, lane in enumerate(scene.lanes) if lane.assumed and lane.id in homes]
    if dashed:
        yield f"  class {','.join(dashed)} assumed"
    for state, style in STATES.items():
        mine_in = [names[node.id] for node in scene.nodes if state in (node.state, node.change)]
        if mine_in:
            yield f"  classDef {state} {style}"
            yield f"  class {','.join(mine_in)} {state}"


def _plain(text: str) -> str:
    """The title for screen readers is unquoted, up to the end of its line."""
    return "".join(
        letter if letter in PLAIN | {"-"} or letter.isalnum() or "\u0e00" <= letter <= "\u0e7f" else " "
        for letter in text
    )


def _shape(scene: Scene, node: Node) -> str:
    if node.kind == "fork":
        return '(("+"))'
    begin, end = STACKED if node.stacked else SHAPES[node.kind]
    return begin + literal("\n".join(scene.lines(node))) + end


def _arrow(edge: Edge) -> str:
    words = f"{SIGNS[edge.change]} {edge.label}".strip()
    label = f"|{literal(words)}|" if words else ""
    if edge.taken or edge.change == "added":
        return f"==>{label}"
    return ("-.->" if edge.assumed or edge.change == "removed" else "-->") + label
