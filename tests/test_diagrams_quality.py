"""What a good flowchart is, measured: on the eight procedures in both views and languages, and on made-up ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, permutations, product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import processes
from diagrams import Names, StepProgress, glyphs, layout, svg
from diagrams.given import Language, View
from diagrams.labels import crosses, overlap
from diagrams.measure import SHADOW, WAVE, Box, Text
from diagrams.page import BADGE_SIZE, Page, Path, Shape
from diagrams.paper import A4, MARGIN
from diagrams.scene import END, START, Scene, scene, side_by_side
from engine import folders, library
from engine.model import Process, Step

NEAR = 2.0
"""Lines nearer than this to each other, in points, look like one."""
HEAD = 12.0
"""An arrow head is 6.5 points long; with a last piece shorter than this it seems to have no shaft."""
OFF_BORDER = 7.9
"""Lines nearer than this to the border of a lane look like a double border."""


@cache
def office() -> library.Office:
    return library.load(folders.bundled_processes())


@cache
def names() -> Names:
    actors, laws = office().actors or {}, office().laws or {}
    return Names(
        actors={name: actor.title for name, actor in actors.items()},
        shorts={name: actor.short for name, actor in actors.items() if actor.short},
        laws={name: law.title for name, law in laws.items()},
        translations=office().translations,
        assumed=frozenset(name for name, actor in actors.items() if actor.assumed),
    )


@cache
def drawn(process: str, view: View, language: Language) -> tuple[Scene, tuple[Page, ...]]:
    whole = scene(office().processes[process], names(), view=view, language=language)
    return whole, layout.pages(whole)


CHARTS = [
    (process, view, language)
    for process in ("information-system", "curriculum", "staff-development", "learning",
                    "assessment", "quality-assurance", "supervision", "cooperation")
    for view in ("lanes", "flow")
    for language in ("th", "en")
]  # fmt: skip
every_chart = pytest.mark.parametrize(("process", "view", "language"), CHARTS)


# --- the measures -----------------------------------------------------------------------------------------------------


def faults(page: Page, whole: Scene) -> Iterator[str]:
    """Everything on a page of a chart that a good chart does not have."""
    yield from _shapes(page)
    yield from _lines(page)
    yield from _arrows(page)
    yield from _texts(page)
    yield from _ink(page)
    yield from _labels(page)
    yield from _places(page, whole)


def _shapes(page: Page) -> Iterator[str]:
    for one, two in combinations(page.shapes, 2):
        if overlap(one.box, two.box):
            yield f"{one.node.id} overlaps {two.node.id}"


def _segments(path: Path) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return [pair for pair in zip(path.places, path.places[1:], strict=False) if pair[0] != pair[1]]


def _inside(shape: Shape, x: float, y: float) -> bool:
    dx, dy = abs(x - shape.x), abs(y - shape.y)
    half, tall = shape.size.width / 2 - 0.5, shape.size.height / 2 - 0.5
    if shape.node.kind == "decision":
        return dy < tall and dx < half - shape.size.cut * dy / tall
    if shape.node.kind == "document":
        return dx < half and y - shape.y < tall - 5 and shape.y - y < tall
    return dx < half and dy < tall


def _lines(page: Page) -> Iterator[str]:
    for path in page.paths:
        for (x1, y1), (x2, y2) in _segments(path):
            if abs(x1 - x2) > 0.01 and abs(y1 - y2) > 0.01:
                yield f"slanted line {path.edge}"
            steps = max(int(abs(x2 - x1) + abs(y2 - y1)), 1)
            for shape in page.shapes:
                if any(
                    _inside(shape, x1 + (x2 - x1) * n / steps, y1 + (y2 - y1) * n / steps) for n in range(steps + 1)
                ):
                    yield f"{path.edge.source} → {path.edge.target} runs through {shape.node.id}"
    for one, two in combinations(page.paths, 2):
        if one.edge.target == two.edge.target:
            continue
        for first in _segments(one):
            for second in _segments(two):
                if _along(first, second):
                    yield f"{one.edge} runs along {two.edge}"


def _along(
    one: tuple[tuple[float, float], tuple[float, float]], two: tuple[tuple[float, float], tuple[float, float]]
) -> bool:
    for axis in (0, 1):
        if abs(one[0][axis] - one[1][axis]) < 0.01 and abs(two[0][axis] - two[1][axis]) < 0.01:
            other = 1 - axis
            low = max(min(one[0][other], one[1][other]), min(two[0][other], two[1][other]))
            high = min(max(one[0][other], one[1][other]), max(two[0][other], two[1][other]))
            if abs(one[0][axis] - two[0][axis]) < NEAR and high - low > 0.5:
                return True
    return False


def _arrows(page: Page) -> Iterator[str]:
    """An arrow head needs a shaft, and no second sheet over its tip; lines keep off the borders of lanes."""
    shapes = {shape.node.id: shape for shape in page.shapes}
    borders = [lane.right for lane in page.lanes[:-1]]
    for path in page.paths:
        (x1, y1), (x2, y2) = _segments(path)[-1]
        target = shapes[path.edge.target]
        if path.arrow and abs(x2 - x1) + abs(y2 - y1) < HEAD:
            yield f"the arrow of {path.edge} has no shaft"
        if path.arrow and target.node.stacked and x2 < x1 and x2 < target.box[2] + SHADOW - 0.1:
            yield f"the arrow of {path.edge} ends below a sheet"
        for (x1, y1), (x2, y2) in _segments(path):
            if x1 == x2 and abs(y1 - y2) > 1 and any(abs(x1 - border) < OFF_BORDER for border in borders):
                yield f"{path.edge} runs along the border of a lane"


def _ink(page: Page) -> Iterator[str]:
    """What the glyphs really cover: within its shape, off the lines of the table, off the line of text above."""
    for shape in page.shapes:
        left, top, right, bottom = shape.box
        bottom -= WAVE if shape.node.kind == "document" else 0
        for text in shape.texts if shape.node.kind not in ("decision", "connector") else ():
            box = text.box
            if box[0] < left + 1 or box[1] < top + 1 or box[2] > right - 1 or box[3] > bottom - 1:
                yield f"the ink of “{text.text}” touches {shape.node.id}"
        if shape.badge and shape.badge_box:
            number = Text(shape.node.badge, *shape.badge, BADGE_SIZE, "bold").box
            if number[0] < shape.badge_box[0] + 2 or number[2] > shape.badge_box[2] - 2:
                yield f"“{shape.node.badge}” touches the rim of its badge"
    blocks = [shape.texts for shape in page.shapes] + [label.texts for label in page.labels] + [page.texts]
    for texts in [*blocks, *(lane.texts for lane in page.lanes)]:
        for one, two in combinations(texts, 2):
            if overlap(one.box, two.box) and any(overlap(a, b) for a in one.marks for b in two.marks):
                yield f"“{one.text}” touches “{two.text}”"
    for text, rule in product(page.texts, page.rules):
        if crosses(rule, text.box):
            yield f"“{text.text}” touches a line of the table"


def _texts(page: Page) -> Iterator[str]:
    for shape in page.shapes:
        for text in shape.texts:
            if not _fits(shape, text):
                yield f"“{text.text}” does not fit {shape.node.id}"
            if text.size < (8 if text.ink != "text" or shape.node.progress else 9):
                yield f"“{text.text}” is too small"
    for lane in page.lanes:
        for text in lane.texts:
            if text.box[0] < lane.left or text.box[2] > lane.right:
                yield f"“{text.text}” does not fit its lane head"
    for text in page.texts:
        if text.box[0] < MARGIN - 1 or text.box[2] > page.width - MARGIN + 1:
            yield f"“{text.text}” leaves the page"


def _trimmed(box: Box) -> Box:
    return box[0] + 0.5, box[1] + 1, box[2] - 0.5, box[3] - 1


def _fits(shape: Shape, text: Text) -> bool:
    left, right = text.left, text.left + text.width
    top, bottom = text.y - text.size / 2, text.y + text.size / 2
    if shape.node.kind == "decision":
        half, tall, cut = shape.size.width / 2, shape.size.height / 2, shape.size.cut
        return all(
            abs(x - shape.x) <= half * 1.001 - cut * abs(y - shape.y) / tall and abs(y - shape.y) < tall
            for x in (left, right) for y in (top, bottom)
        )  # fmt: skip
    box = shape.box
    return box[0] <= left and right <= box[2] and box[1] <= top and bottom <= box[3]


def _labels(page: Page) -> Iterator[str]:
    wanted = sorted((path.edge.source, path.edge.target, path.edge.label) for path in page.paths if path.edge.label)
    found = sorted((label.source, label.target, label.text) for label in page.labels if label.target)
    if page.unplaced:
        yield f"no room for words at {page.unplaced}"
    if wanted != found:
        yield f"labels missing: {[label for label in wanted if label not in found]}"
    for one, two in combinations(page.labels, 2):
        if overlap(one.box, two.box):
            yield f"label “{one.text}” hits label “{two.text}”"
    for label in page.labels:
        box = _trimmed(label.box)
        for shape in page.shapes:
            across = [box[0] + (box[2] - box[0]) * n / 6 for n in range(7)]
            down = [box[1] + (box[3] - box[1]) * n / 4 for n in range(5)]
            if any(_inside(shape, x, y) for x in across for y in down):
                yield f"label “{label.text}” hits {shape.node.id}"
            if shape.badge_box and overlap(box, shape.badge_box):
                yield f"label “{label.text}” hits the badge of {shape.node.id}"
        for path in page.paths:
            if any(crosses(line, box) for line in _segments(path)):
                yield f"label “{label.text}” is crossed by {path.edge}"


def _places(page: Page, whole: Scene) -> Iterator[str]:
    lanes = {box.lane.id: box for box in page.lanes}
    for shape in page.shapes:
        left = min(lanes[lane].left for lane in shape.node.lanes)
        right = max(lanes[lane].right for lane in shape.node.lanes)
        if shape.box[0] < left or shape.box[2] + SHADOW * shape.node.stacked > right:
            yield f"{shape.node.id} leaves its lane"
    used = {lane for shape in page.shapes for lane in shape.node.lanes if shape.node.kind != "connector"}
    if empty := set(lanes) - used:
        yield f"nothing stands in {empty}"
    wide = page.width > page.height
    if {page.width, page.height} != set(A4) or wide != (len(whole.lanes) > 5):
        yield f"wrong paper: {page.width} × {page.height}"
    if not page.fits:
        yield f"does not fit the page: {page.frame[3] + page.below:.0f} of {page.height:.0f}"
    for path in page.paths:
        if any(not (MARGIN - 0.1 <= x <= page.width - MARGIN + 0.1 and page.head <= y <= page.frame[3] + 0.1)
               for x, y in path.places):  # fmt: skip
            yield f"{path.edge} leaves the frame"


def exits_on_different_sides(page: Page) -> Iterator[str]:
    """Every decision with two exits or more on this page has labelled ones on different sides."""
    for shape in page.shapes:
        mine = [path for path in page.paths if path.edge.source == shape.node.id]
        if shape.node.kind != "decision" or len(mine) < 2:
            continue
        if any(not path.edge.label for path in mine):
            yield f"{shape.node.id} has an exit without a label"
        sides = {_side(shape, path.places[0]) for path in mine}
        if len(sides) < 2:
            yield f"{shape.node.id} has all its exits on one side"


def _side(shape: Shape, place: tuple[float, float]) -> str:
    if place[1] > shape.y + 0.5:
        return "bottom"
    return "left" if place[0] < shape.x else "right"


def reached(whole: Scene) -> set[str]:
    found, rest = {START}, [START]
    while rest:
        here = rest.pop()
        for edge in whole.edges:
            if edge.source == here and edge.target not in found:
                found.add(edge.target)
                rest.append(edge.target)
    return found


def notes(pages: tuple[Page, ...]) -> Iterator[tuple[str, set[int], set[int]]]:
    """Of each connector the pages that its note names, and those on which its twins stand."""
    sides = connectors(pages)
    for page in pages:
        for node in page.scene.nodes:
            if node.kind == "connector":
                named = {int(number) for number in re.findall(r"\d+", node.notes[0])}
                twin = "to" if node.id.startswith("from:") else "from"
                yield node.id, named, sides[node.title][twin]


def connectors(pages: tuple[Page, ...]) -> dict[str, dict[str, set[int]]]:
    """For each letter the pages on which lines end in it and come from it."""
    found: dict[str, dict[str, set[int]]] = {}
    for page in pages:
        for node in page.scene.nodes:
            if node.kind == "connector":
                sides = found.setdefault(node.title, {"to": set(), "from": set()})
                sides[node.id.partition(":")[0]].add(page.number)
    return found


# --- the eight procedures ---------------------------------------------------------------------------------------------


@every_chart
def test_every_page_is_clean(process: str, view: View, language: Language) -> None:
    whole, pages = drawn(process, view, language)
    for page in pages:
        assert not list(faults(page, whole)), page.number
        for label, lane in product(page.labels, page.lanes[:-1]):
            assert not crosses(((lane.right, page.head), (lane.right, page.frame[3])), label.box, 1.0), label.text
        assert not list(exits_on_different_sides(page))


@every_chart
def test_everything_is_on_the_chart(process: str, view: View, language: Language) -> None:
    whole, pages = drawn(process, view, language)
    exits_told = [(edge.source, edge.label) for edge in whole.edges if edge.label]
    assert len(set(exits_told)) == len(exits_told), "one outcome is one exit"
    assert [node.kind for node in whole.nodes].count("start") == 1
    assert reached(whole) == {node.id for node in whole.nodes}
    assert END in reached(whole)
    items = {step.item for step in office().processes[process].steps if step.item}
    words = [node.badge for page in pages for node in page.scene.nodes if node.badge]
    assert {int(word) for word in words} == items, "int reads Thai digits as well"
    drawn_nodes = [node.id for page in pages for node in page.scene.nodes if node.kind != "connector"]
    assert sorted(drawn_nodes) == sorted(node.id for node in whole.nodes), "each shape on exactly one page"
    for node in whole.nodes:
        exits = [edge for edge in whole.edges if edge.source == node.id]
        assert node.kind != "decision" or len([edge for edge in exits if edge.label]) >= 2


@every_chart
def test_connectors_come_in_pairs(process: str, view: View, language: Language) -> None:
    _, pages = drawn(process, view, language)
    for letter, sides in connectors(pages).items():
        assert sides["to"], letter
        assert len(sides["from"]) == 1, letter
        assert not sides["to"] & sides["from"], letter
    for name, named, standing in notes(pages):
        assert named == standing, name


@every_chart
def test_connectors_stand_where_they_lead(process: str, view: View, language: Language) -> None:
    for page in drawn(process, view, language)[1]:
        shapes = {shape.node.id: shape for shape in page.shapes}
        for edge in page.scene.edges if view == "lanes" else ():
            one, two = shapes[edge.source], shapes[edge.target]
            if one.node.kind == "connector":
                assert set(one.node.lanes) & set(two.node.lanes) or one.y == two.y, "in its lane or straight beside"


@every_chart
def test_no_letter_is_missing_from_the_font(process: str, view: View, language: Language) -> None:
    for page in drawn(process, view, language)[1]:
        for text in [
            *page.texts,
            *(text for shape in page.shapes for text in shape.texts),
            *(text for label in page.labels for text in label.texts),
        ]:
            assert not glyphs.missing(text.text, text.weight)


@pytest.mark.parametrize("process", ["information-system", "learning", "quality-assurance", "staff-development"])
def test_no_order_of_the_lanes_crosses_less(process: str) -> None:
    whole, pages = drawn(process, "lanes", "th")
    rows, widths = layout._rows_and_widths(whole)
    joint = {node.lanes for node in whole.nodes if len(node.lanes) > 1}
    orders = [order for order in permutations(lane.id for lane in whole.lanes) if side_by_side(order, joint)]
    best = min(layout._grid(whole, order, rows, widths).routing.crossings for order in orders)
    assert pages[0].crossings == best


def test_colours_have_enough_contrast() -> None:
    grounds = [svg.FILL, svg.CHOICE, svg.CAPSULE, svg.HEAD, *svg.FILLS.values(), svg.HATCH]
    for ink in svg.INKS.values():
        for ground in grounds:
            assert _contrast(ink, ground) >= 4.5, (ink, ground)
    assert _contrast("#ffffff", svg.BORDER) >= 4.5


def _contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(two)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


# --- charts of cases --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("view", ["lanes", "flow"])
@pytest.mark.parametrize("process", ["information-system", "curriculum", "quality-assurance"])
def test_the_chart_of_a_case_is_clean_too(process: str, view: View, language: Language) -> None:
    """Whatever is said of every step: all are done, in a second round, each by somebody with a long name."""
    progress = {
        step.id: StepProgress("done", round=2, items_done=3, items_total=4, person="น.ส.ปิ่นปินัทธ์ ผู้รู้ยิ่ง", at="๑๒ พ.ย. ๖๙",
                              outcome=next(iter(step.decision or ()), None))
        for step in office().processes[process].steps
    }  # fmt: skip
    whole = scene(office().processes[process], names(), view=view, language=language, progress=progress,
                  values={"kind": "type-3"}, reached="end", case_title="เรื่อง ๒-๒ · เสร็จสิ้น ๒๕ พ.ย. ๒๕๖๙")  # fmt: skip
    for page in layout.pages(whole):
        assert not list(faults(page, whole)), page.number


def test_the_chart_of_a_case_has_its_lanes_where_the_procedure_has_them() -> None:
    process = office().processes["curriculum"]
    progress = {step.id: StepProgress("done", person="น.ส.ก", at="๑๒ พ.ย. ๖๙") for step in process.steps}
    case = layout.pages(scene(process, names(), progress=progress))
    _, plain = drawn("curriculum", "lanes", "th")
    assert not {(two, one) for one, two in _left_of(case)} & _left_of(plain)


def _left_of(pages: tuple[Page, ...]) -> set[tuple[str, str]]:
    """Pairs of lanes of which the first stands left of the second on some page."""
    return {pair for page in pages for pair in combinations([box.lane.id for box in page.lanes], 2)}


def test_a_very_long_question_does_not_tower_over_its_page() -> None:
    long = "พิจารณาให้ความเห็นชอบหลักสูตรสถานศึกษาฐานสมรรถนะประเภทที่ ๒ และประเภทที่ ๓ " * 4
    process = office().processes["learning"]
    steps = tuple(step.model_copy(update={"title": long} if step.decision else {}) for step in process.steps)
    whole = scene(process.model_copy(update={"steps": steps}), names())
    pages = layout.pages(whole)
    for page in pages:
        assert not list(faults(page, whole))
    assert max(shape.size.height for page in pages for shape in page.shapes) < 320


# --- made-up procedures -----------------------------------------------------------------------------------------------

TITLES = (
    "พิจารณา", "ปรับหลักสูตรสถานศึกษาฐานสมรรถนะ", "ประชาพิจารณ์ภาคีเครือข่าย ๖ กลุ่ม", "สรุปและรายงานผลต่อ สพป.ระยอง เขต ๒",
    "จัดทำ PLC online ช่วยเหลือครู", "ให้ความเห็นชอบ", "Approve & forward <type-3>", "ตรวจสอบความครบถ้วนของข้อมูล",
)  # fmt: skip


def made_up(seed: int, size: int) -> Process:
    """A random procedure that passes every check, with titles as long as real ones."""
    process, _ = processes.made_up(size, seed)
    random = Random(seed)
    steps = tuple(step.model_copy(update={"title": random.choice(TITLES)}) for step in process.steps)
    return process.model_copy(update={"steps": steps})


def _goes_on(step: Step) -> bool:
    outcomes = (step.decision or {}).values()
    return not outcomes or any(not outcome.back and not outcome.end for outcome in outcomes)


@settings(max_examples=120)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 10), view=st.sampled_from(("lanes", "flow")))
def test_made_up_charts_are_clean(seed: int, size: int, view: View) -> None:
    process = made_up(seed, size)
    assume(all(_goes_on(step) for step in process.steps))  # else what follows is never reached, and the chart shows it
    whole = scene(process, Names(actors={}), view=view)
    assert reached(whole) == {node.id for node in whole.nodes}
    pages = layout.pages(whole)
    for page in pages:
        assert not list(faults(page, whole))
    for name, named, standing in notes(pages):
        assert named == standing, name
    for letter, sides in connectors(pages).items():
        assert sides["to"], letter
        assert len(sides["from"]) == 1, letter
