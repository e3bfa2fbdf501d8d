"""Two versions drawn over each other: all of both is there, every difference has its mark, and nothing else has."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagrams import Names, View, draw_changes
from diagrams.layout import _together
from diagrams.overlay import overlay
from diagrams.route import Cell, Line, route
from diagrams.scene import Edge, Mark, Scene, scene
from engine import model
from processes import made_up

NAMES = Names(actors={name: name for name in ("clerk", "head", "board", "school", "deputy")})
SIZES, SEEDS = st.integers(1, 10), st.integers(0, 2**32)
VIEWS: list[View] = ["lanes", "flow"]
GOLDEN = Path(__file__).parent / "golden" / "diagrams"

OLD: dict[str, Any] = {
    "process": "leave", "number": 1, "title": "ลา", "case": "การลาหนึ่งครั้ง", "responsible": ["clerk", "head"],
    "steps": [
        {"id": "ask", "title": "ยื่นใบลา", "by": ["clerk"]},
        {"id": "note", "title": "บันทึก", "by": ["clerk"]},
        {"id": "count", "title": "นับวันลา", "by": ["clerk"]},
        {"id": "decide", "title": "พิจารณา", "by": ["head"],
         "decision": {"allow": {"title": "อนุญาต"}, "refuse": {"title": "ไม่อนุญาต", "back": "ask"}}},
        {"id": "file", "title": "จัดเก็บ", "by": ["clerk"]},
    ],
}  # fmt: skip
NEW: dict[str, Any] = OLD | {
    "steps": [
        {"id": "ask", "title": "ยื่นคำขอลา", "by": ["clerk"]},
        {"id": "count", "title": "นับวันลา", "by": ["deputy"]},
        {"id": "advise", "title": "เสนอความเห็น", "by": ["deputy"]},
        {"id": "decide", "title": "พิจารณา", "by": ["head"],
         "decision": {"allow": {"title": "เห็นควรอนุญาต"}, "refuse": {"title": "ไม่อนุญาต", "end": "refused"}}},
        {"id": "file", "title": "จัดเก็บ", "by": ["clerk"]},
    ],
}  # fmt: skip


def read(plain: dict[str, Any]) -> model.Process:
    return model.Process.model_validate_json(json.dumps(plain))


def marks(picture: Scene) -> dict[str, str]:
    return {node.id: node.change for node in picture.nodes if node.change}


def lines(picture: Scene) -> dict[tuple[str, str], str]:
    return {(edge.source, edge.target): edge.change for edge in picture.edges if edge.change}


def test_every_kind_of_difference_has_its_mark() -> None:
    picture = overlay(read(OLD), read(NEW), NAMES)
    assert marks(picture) == {
        "ask": "changed", "note": "removed", "count": "moved", "advise": "added", "end:refused": "added",
    }  # fmt: skip
    assert lines(picture) == {
        ("ask", "count"): "added", ("count", "advise"): "added", ("advise", "decide"): "added",
        ("decide", "end:refused"): "added", ("decide", "file"): "changed",
        ("ask", "note"): "removed", ("note", "count"): "removed", ("count", "decide"): "removed",
        ("decide", "ask"): "removed",
    }  # fmt: skip


def test_what_is_gone_stands_where_it_stood() -> None:
    order = [node.id for node in overlay(read(OLD), read(NEW), NAMES).nodes]
    assert order.index("ask") < order.index("note") < order.index("decide")


def test_steps_that_change_places_close_no_circle() -> None:
    turned = OLD | {"steps": [OLD["steps"][place] for place in (2, 1, 0, 3, 4)]}
    turned["steps"][0] = turned["steps"][0] | {"after": []}
    picture = overlay(read(OLD), read(turned), NAMES)
    assert {(e.source, e.target): e.kind for e in picture.edges if e.change == "removed"}[("ask", "note")] == "back"
    assert "moved" in marks(picture).values()


def test_a_renamed_step_is_one_shape() -> None:
    steps = [dict(step) for step in OLD["steps"]]
    steps[0] |= {"id": "apply", "was": ["ask"]}
    steps[1] |= {"id": "memo", "was": ["note"], "title": "บันทึกความเห็น"}
    steps[3] |= {"decision": steps[3]["decision"] | {"refuse": {"title": "ไม่อนุญาต", "back": "apply"}}}
    picture = overlay(read(OLD), read(OLD | {"steps": steps}), NAMES)
    assert marks(picture) == {"memo": "changed"}
    assert lines(picture) == {}
    assert {node.id for node in picture.nodes} >= {"apply", "memo"}
    assert not {"ask", "note"} & {node.id for node in picture.nodes}


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_as_text(form: str, golden: Callable[[Path, str], None]) -> None:
    page = draw_changes(read(OLD), read(NEW), NAMES, format=form, title="ก่อนและหลัง")[0]  # type: ignore[arg-type]
    golden(GOLDEN / f"changes-th.{form}", page.decode())


def test_marks_need_no_colour() -> None:
    """A heavy border, a light shape with a cross, a sign at the corner; a heavy and a dotted line."""
    (page,) = (p.decode() for p in draw_changes(read(OLD), read(NEW), NAMES))
    assert 'stroke-width="2.4"' in page
    assert 'fill="#f4f4f4"' in page
    assert page.count('stroke="#8c8c8c"') == 2
    assert 'stroke-dasharray="0.1 3.2"' in page
    words = re.search(r"<desc[^>]*>(.*)</desc>", page)
    assert words
    assert all(sign in words[1] for sign in ("+ เสนอความเห็น", "– บันทึก", "↕ นับวันลา", "~ ยื่นคำขอลา"))


@pytest.mark.parametrize("gone", [0, 1])
def test_what_two_lines_share_is_drawn_as_the_one_that_is_there(gone: int) -> None:
    cells = {"ask": Cell(0, 0, 0), "note": Cell(0, 2, 2), "decide": Cell(1, 1, 1)}
    lines = [Line(name, "decide", gone=place == gone) for place, name in enumerate(("ask", "note"))]
    ways = route(3, 2, cells, lines).ways
    assert [way.joined is not None for way in ways] == [way.line.gone for way in ways]


@pytest.mark.parametrize(
    ("marks", "expected"), [(("removed", "removed"), "removed"), (("added", "removed"), None), (("added", None), None)]
)
def test_the_line_from_a_connector_has_the_mark_of_all_that_it_stands_for(
    marks: tuple[Mark | None, ...], expected: Mark | None
) -> None:
    assert _together("from:file", [Edge("ask", "file", change=mark) for mark in marks]).change == expected


@pytest.mark.parametrize("view", VIEWS)
@given(SIZES, SEEDS)
def test_a_procedure_over_itself_is_the_procedure(view: View, size: int, seed: int) -> None:
    process, _ = made_up(size, seed)
    assert overlay(process, process, NAMES, view=view) == scene(process, NAMES, view=view, case_title="")


@pytest.mark.parametrize("view", VIEWS)
@given(SIZES, SEEDS, SEEDS)
def test_all_of_both_is_there_and_nothing_else(view: View, size: int, seed: int, other: int) -> None:
    old, new = versions(size, seed, other)
    picture = overlay(old, new, NAMES, view=view)
    before, after = (scene(process, NAMES, view=view) for process in (old, new))
    assert {n.id for n in picture.nodes} == {n.id for n in before.nodes} | {n.id for n in after.nodes}
    assert ids(picture, "removed") == {n.id for n in before.nodes} - {n.id for n in after.nodes}
    assert ids(picture, "added") == {n.id for n in after.nodes} - {n.id for n in before.nodes}
    now = Counter((e.source, e.target, e.label, e.kind) for e in picture.edges if e.change != "removed")
    assert now == Counter((e.source, e.target, e.label, e.kind) for e in after.edges)
    untouched = Counter((e.source, e.target, e.label) for e in picture.edges if e.change in (None, "removed"))
    assert untouched <= Counter((e.source, e.target, e.label) for e in before.edges)
    reworded = sum(e.change == "changed" for e in picture.edges)
    assert untouched.total() + reworded == len(before.edges)


@settings(max_examples=25)
@given(st.integers(1, 6), SEEDS, SEEDS)
def test_every_pair_can_be_drawn(size: int, seed: int, other: int) -> None:
    old, new = versions(size, seed, other)
    for view in VIEWS:
        assert draw_changes(old, new, NAMES, view=view) == draw_changes(old, new, NAMES, view=view)


def ids(picture: Scene, mark: str) -> set[str]:
    return {node.id for node in picture.nodes if node.change == mark}


def versions(size: int, seed: int, other: int) -> tuple[model.Process, model.Process]:
    """A procedure, and either it with some steps reworded, given to others and put in, or another altogether."""
    old, _ = made_up(size, seed)
    random = Random(other)
    if random.random() < 0.3:
        return old, made_up(size, other)[0].model_copy(update={"process": old.process})
    plain = old.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for _ in range(random.randrange(5)):
        place = random.randrange(len(plain["steps"]))
        step = plain["steps"][place]
        match random.randrange(3):
            case 0:
                step["title"] += " (ใหม่)"
            case 1:
                step["by"] = [random.choice(["deputy", "board"])]
            case _:
                new = {"id": f"new-{random.randrange(10**6)}", "title": "เพิ่ม", "by": ["deputy"]}
                plain["steps"].insert(place, new)
    return old, read(plain)
