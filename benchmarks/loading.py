"""Reading and checking a file of 10 to 5,000 steps; processor time, since nothing waits.

- khumue: ``library.load`` of the one file: text, places, models, every rule of ``checks``.
- plain: PyYAML's C loader, the same pydantic models (not strict about lists, which PyYAML makes of tuples), a
  networkx graph of what waits for what, and its check for a cycle. It reports one problem at most, without its place.

The file has joins, decisions with a way back, conditions, texts and legal bases as the office's own files do.
"""

from __future__ import annotations

import tempfile
from functools import partial
from itertools import pairwise
from pathlib import Path

import networkx as nx
import yaml

from benchmarks.procedures import mixed
from benchmarks.timing import Contender, Table, computed, duration, race
from engine import library, model


def khumue(path: Path) -> None:
    office = library.load(path.parent, only=[path])
    assert list(office.processes) == ["bench"]


def plain(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        data = yaml.load(file, Loader=yaml.CSafeLoader)
    process = model.Process.model_validate(data, strict=False)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(step.id for step in process.steps)
    for index, step in enumerate(process.steps):
        graph.add_edges_from((before, step.id) for before in process.after(index))
    assert nx.is_directed_acyclic_graph(graph)
    assert len(graph) == len(process.steps)


def tables(quick: bool) -> list[Table]:
    sizes, rounds = ((10, 50), 2) if quick else ((10, 100, 1_000, 5_000), 9)
    table = Table("Reading and checking a file")
    with tempfile.TemporaryDirectory(prefix="khumue-bench-") as place:
        contenders: dict[str, Contender] = {}
        for size in sizes:
            path = Path(place) / f"{size}.yaml"
            path.write_text(mixed(size), encoding="utf-8")
            repeat = max(1, 200 // size)
            for name, load in (("khumue", khumue), ("plain", plain)):
                contenders[f"{name} {size}"] = partial(_often, partial(load, path), repeat)
        found = race(contenders, rounds)
    for size in sizes:
        times = f"khumue {duration(found[f'khumue {size}'])} · plain {duration(found[f'plain {size}'])}"
        table.at_most(1, found.ratio(f"khumue {size}", f"plain {size}"), f"{size} steps: khumue ÷ plain", times)
    for small, large in pairwise(sizes):
        ratio = found.ratio(f"khumue {large}", f"khumue {small}") * small / large
        table.at_most(
            1.25, ratio, f"{small} → {large} steps: khumue, per step", "linear is 1, or below where it begins"
        )
    return [table]


def _often(work: partial[None], repeat: int) -> float:
    return computed(lambda: [work() for _ in range(repeat)], repeat)
