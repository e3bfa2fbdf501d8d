"""The drawings of a printed manual: flow tables, charts by lanes on sheets, and the structure chart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
import test_diagrams_quality as quality
from test_diagrams import HOSTILE, SVG
from test_diagrams_quality import connectors, names, office

from diagrams import glyphs, layout, svg, thai
from diagrams.given import Names
from diagrams.labels import overlap
from diagrams.manual import flowtable, sheets, structure
from diagrams.manual.book import FlowTable, Run, Sheet, Strip
from diagrams.page import Page
from diagrams.paper import BOUND, BOUND_WIDE, CM
from diagrams.scene import scene
from engine.calendar import TO_THAI_DIGITS as THAI_DIGITS
from engine.model import Process

PROCESSES = ("information-system", "curriculum", "staff-development", "learning",
             "assessment", "quality-assurance", "supervision", "cooperation")  # fmt: skip
every_process = pytest.mark.parametrize("name", PROCESSES)
ACROSS = 841.89 - 4 * CM
"""The width of a page on its side between margins of two centimetres."""
OFFICE = ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาระยอง เขต ๒", "กลุ่มนิเทศ ติดตามและประเมินผลการจัดการศึกษา",
          "งานพื้นที่นวัตกรรมการศึกษา")  # fmt: skip


def laid_out(process: Process, given: Names) -> tuple[FlowTable, tuple[Page, ...]]:
    """A flow table, and the pages that its sheets were drawn from."""
    pages: list[Page] = []
    draw = sheets.sheet

    def seen(page: Page) -> Sheet:
        pages.append(page)
        return draw(page)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sheets, "sheet", seen)
        return flowtable.flow_table(process, given), tuple(pages)


@cache
def of_office(name: str) -> tuple[FlowTable, tuple[Page, ...]]:
    return laid_out(office().processes[name], names())


def strips(table: FlowTable) -> dict[str, Strip]:
    return {strip.anchor: strip for sheet in table.sheets for strip in sheet.strips if strip.anchor}


# --- flow tables: the strips ------------------------------------------------------------------------------------------


@every_process
def test_every_step_has_one_strip(name: str) -> None:
    table, _ = of_office(name)
    anchors = [strip.anchor for sheet in table.sheets for strip in sheet.strips if strip.anchor]
    assert sorted(anchors) == sorted(f"step-{name}-{step.id}" for step in office().processes[name].steps)
    for sheet in table.sheets:
        for strip in sheet.strips:
            assert bool(strip.cells) == bool(strip.anchor)
            assert not strip.cells or set(strip.cells) == set(range(len(table.columns))) - {table.chart}


@every_process
def test_the_strips_of_a_sheet_leave_no_gap(name: str) -> None:
    table, _ = of_office(name)
    assert sum(width for _, width in table.columns) == pytest.approx(ACROSS, abs=0.5)
    for sheet in table.sheets:
        assert sheet.drawing.width == table.columns[table.chart][1]
        assert sheet.drawing.height <= flowtable.ROOM
        assert sheet.strips[0].top == 0
        assert sheet.strips[-1].bottom == sheet.drawing.height
        assert all(above.bottom == below.top for above, below in pairwise(sheet.strips))


@every_process
def test_every_text_fits_its_cell(name: str) -> None:
    table, pages = of_office(name)
    words = pages[0].scene.dictionary
    assert table.size >= 9
    for anchor, strip in strips(table).items():
        for column, cell in strip.cells.items():
            room, high = table.columns[column][1] - 2 * flowtable.PAD, 2 * flowtable.PAD
            for paragraph in cell:
                lines = thai.lines(paragraph.text, room, table.size, names=words)
                high += len(lines) * table.size * flowtable.LEADING
                assert all(glyphs.width(line, table.size) <= room for line in lines)
                assert not glyphs.missing(paragraph.text)
                assert not any(line[0] in "ะาำๆฯ์่้" for line in lines), (anchor, lines)
            assert high <= strip.bottom - strip.top + 0.01, anchor
    for title, width in table.columns:
        assert glyphs.width(title, table.size, "bold") <= width - 2 * flowtable.PAD


def faults(table: FlowTable, pages: tuple[Page, ...]) -> Iterator[str]:
    """Everything in the chart of a flow table that a good one does not have."""
    for page, sheet in zip(pages, table.sheets, strict=True):
        for measure in (quality._shapes, quality._lines, quality._labels):
            yield from measure(page)
        for shape in page.shapes:
            yield from (f"“{text.text}” does not fit" for text in shape.texts if not quality._fits(shape, text))
            inside = [strip for strip in sheet.strips if strip.top <= shape.box[1] and shape.box[3] <= strip.bottom]
            if len(inside) != 1 or (inside[0].anchor and shape.node.kind in ("start", "end")):
                yield f"{shape.node.id} does not lie in one strip"
        for text, _ in sheet.drawing.texts:
            left, top, right, bottom = text.box
            if left < 0 or top < 0 or right > sheet.drawing.width or bottom > sheet.drawing.height:
                yield f"“{text.text}” leaves the column"


@every_process
def test_the_chart_is_clean(name: str) -> None:
    assert not list(faults(*of_office(name)))


@pytest.mark.parametrize("size", [1, 4, 8, 10])
@pytest.mark.parametrize("seed", range(6))
def test_the_chart_of_a_made_up_procedure_is_clean(seed: int, size: int) -> None:
    process = quality.made_up(seed, size)
    table, pages = laid_out(process, Names(actors={}))
    assert strips(table).keys() == {f"step-{process.process}-{step.id}" for step in process.steps}
    assert not list(faults(table, pages))


@every_process
def test_connectors_lead_from_sheet_to_sheet(name: str) -> None:
    _, pages = of_office(name)
    for letter, sides in connectors(pages).items():
        assert sides["to"], letter
        assert len(sides["from"]) == 1, letter
        assert not sides["to"] & sides["from"], letter
    notes = [note for page in pages for node in page.scene.nodes if node.kind == "connector" for note in node.notes]
    assert all("แผ่นที่" in note and "หน้า" not in note for note in notes)
    for page in pages if len(pages) > 1 else ():
        assert svg.part_number(page) in [text.text for text in page.texts]


def test_a_connector_names_every_sheet_it_is_reached_from() -> None:
    _, pages = of_office("curriculum")
    ids = [{node.id: node for node in page.scene.nodes} for page in pages]
    leaving = [number for number, nodes in enumerate(ids, 1) if "to:adapt" in nodes]
    assert len(leaving) > 1
    [note] = [nodes["from:adapt"].notes for nodes in ids if "from:adapt" in nodes]
    assert note == (f"จากแผ่นที่ {', '.join(map(str, leaving))}".translate(THAI_DIGITS),)


# --- flow tables: the cells -------------------------------------------------------------------------------------------


def cell(process: str, step: str, column: int) -> tuple[Run, ...]:
    (paragraph,) = strips(of_office(process)[0])[f"step-{process}-{step}"].cells[column]
    return paragraph.runs


@every_process
def test_the_sentences_of_the_manual_stand_once_and_in_order(name: str) -> None:
    process = office().processes[name]
    table, _ = of_office(name)
    for step in process.steps:
        row = strips(table)[f"step-{name}-{step.id}"].cells
        (detail,) = row[flowtable.DETAIL]
        assert detail.text == (step.text or step.title)
        told = "text" if step.text else "title"
        assert detail.runs[0].inferred == (step.item is None or told in (step.assumed or {}))
        number = row[flowtable.NUMBER][0].text
        assert number == (str(step.item).translate(THAI_DIGITS) if step.item else "–")


def test_what_the_manual_states_is_told_from_what_is_inferred() -> None:
    assert cell("curriculum", "hearing", flowtable.LAW) == (
        Run("ม.๒๖ "),
        Run("พระราชบัญญัติพื้นที่นวัตกรรมการศึกษา พ.ศ. ๒๕๖๒", inferred=True, to="law-sandbox-act"),
    )
    assert cell("curriculum", "advise", flowtable.WHO) == (Run("ศึกษานิเทศก์", inferred=True, to="actor-supervisor"),)
    assert cell("curriculum", "advise", flowtable.DETAIL)[0].inferred is False
    assert cell("quality-assurance", "write-sar", flowtable.DOCUMENT)[0].inferred
    assert cell("quality-assurance", "report", flowtable.DOCUMENT)[0].inferred
    assert not cell("quality-assurance", "guideline", flowtable.DOCUMENT)[0].inferred


def test_those_who_act_together_are_joined() -> None:
    assert [(run.text, run.to) for run in cell("staff-development", "follow-up", flowtable.WHO)] == [
        ("คณะอนุกรรมการวิชาการ", "actor-academic-subcommittee"), (", ", ""), ("ทีมโค้ชจังหวัด", "actor-coach-team"),
        (" และ ", ""), ("ศึกษานิเทศก์", "actor-supervisor"),
    ]  # fmt: skip


def test_time_limits_are_said_in_words() -> None:
    process = office().processes["cooperation"]
    steps = [step.model_copy(update={"within": within}) for step, within in
             zip(process.steps, ("15 working days", "3 days", None), strict=True)]  # fmt: skip
    table = flowtable.flow_table(process.model_copy(update={"steps": tuple(steps)}), names(), frozenset(["report"]))
    found = strips(table)
    assert [row.cells[flowtable.TIME][0].text for row in found.values()] == ["๑๕ วันทำการ", "๓ วัน", "–"]
    assert [anchor for anchor, strip in found.items() if strip.changed] == ["step-cooperation-report"]
    assert "วันทำการ" not in "".join(text.text for sheet in table.sheets for text, _ in sheet.drawing.texts)


def test_the_issuing_body_is_left_out_of_a_law() -> None:
    laws = names().laws
    assert flowtable.short_law(laws["sandbox-act"]) == laws["sandbox-act"]
    assert flowtable.short_law(laws["achievement-policy"]).startswith("ประกาศฯ เรื่อง นโยบายการยกระดับ")
    assert flowtable.short_law(laws["donations"]).startswith("ระเบียบฯ ว่าด้วยการรับและการใช้จ่ายเงิน")


def test_the_same_procedure_gives_the_same_table() -> None:
    assert flowtable.flow_table(office().processes["curriculum"], names()) == of_office("curriculum")[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_procedure_stays_text(text: str) -> None:
    process = office().processes["cooperation"]
    steps = tuple(step.model_copy(update={"title": text, "text": text, "produces": (text,)}) for step in process.steps)
    table = flowtable.flow_table(process.model_copy(update={"steps": steps}), names())
    for row in strips(table).values():
        assert [paragraph.text for paragraph in row.cells[flowtable.DETAIL]] == [text]
    for sheet in table.sheets:
        assert_apart(sheet.drawing)


# --- sheets -----------------------------------------------------------------------------------------------------------


def assert_apart(sheet: Sheet) -> None:
    """Shapes without writing, the writing beside it, both together as outlines."""
    shapes, outlines = ElementTree.fromstring(sheet.shapes), ElementTree.fromstring(sheet.outlines)
    for root in (shapes, outlines):
        assert root.get("width") == f"{sheet.width:.2f}".rstrip("0").rstrip(".") + "pt"
        assert not root.findall(f".//{SVG}text")
    assert not shapes.findall(f".//{SVG}use")
    assert len(shapes.findall(f".//{SVG}g")) == 0
    assert len(outlines.findall(f".//{SVG}g")) == len(sheet.texts)
    fills = [group.get("fill") for group in outlines.iter(f"{SVG}g")]
    assert fills == [colour for _, colour in sheet.texts]


@every_process
def test_shapes_and_texts_come_apart(name: str) -> None:
    for page in layout.pages(scene(office().processes[name], names())):
        sheet = sheets.sheet(page)
        assert sheet.outlines == svg.draw(page)
        assert (sheet.width, sheet.height) == (page.width, page.height)
        assert_apart(sheet)
    for part in of_office(name)[0].sheets:
        assert_apart(part.drawing)
    assert_apart(of_office(name)[0].legend)


@every_process
def test_a_chart_in_a_book_leaves_margins_and_speaks_of_sheets(name: str) -> None:
    chart = sheets.lanes_chart(office().processes[name], names())
    assert (chart.anchor, chart.pages) == (f"chart-{name}", True)
    for number, sheet in enumerate(chart.sheets, 1):
        paper = BOUND_WIDE if sheet.width > sheet.height else BOUND
        assert (sheet.width, sheet.height) == (paper.width, paper.height)
        for text, _ in sheet.texts:
            left, top, right, bottom = text.box
            assert paper.left - 1 <= left, text
            assert right <= paper.right + 1, text
            assert paper.top - 4 <= top, text  # the marks of the first line may reach into the margin
            assert bottom <= paper.bottom + 1, text
            assert "หน้า" not in text.text
        words = [text.text for text, _ in sheet.texts]
        counted = f"แผ่นที่ {number}/{len(chart.sheets)}".translate(THAI_DIGITS)
        assert (counted in words) == (len(chart.sheets) > 1)


# --- the structure chart ----------------------------------------------------------------------------------------------


def test_no_word_is_cut_in_a_chart() -> None:
    for name in PROCESSES:
        words = {text.text for sheet in sheets.lanes_chart(office().processes[name], names()).sheets
                 for text, _ in sheet.texts}  # fmt: skip
        assert not words & {"พ", "นิเทศอี", "กรอบ"}, "ระบบประกันคุณภา|พ, นิเทศอี|กรอบ"


def works(count: int) -> list[Process]:
    known = list(office().processes.values())
    return [known[index % 8].model_copy(update={"number": index + 1}) for index in range(count)]


@pytest.mark.parametrize("count", [1, 2, 7, 8, 100])
def test_the_structure_chart_shows_every_line_and_procedure(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[Page] = []
    draw = sheets.sheet
    monkeypatch.setattr(sheets, "sheet", lambda page: pages.append(page) or draw(page))  # type: ignore[func-returns-value]
    chart = structure.chart(OFFICE, works(count))
    assert not chart.pages
    words = [text.text for sheet in chart.sheets for text, _ in sheet.texts]
    numbers = [word for word in words if word.endswith(".")]
    assert numbers == [f"{number}.".translate(THAI_DIGITS) for number in range(1, count + 1)]
    assert words[: len(OFFICE)] == list(OFFICE)
    for page, sheet in zip(pages, chart.sheets, strict=True):
        assert sheet.width <= 453.6
        assert sheet.height <= structure.ROOM + 2
        assert_apart(sheet)
        boxes = [shape.box for shape in page.shapes]
        assert all(box[0] >= 0 and box[2] <= sheet.width and box[3] <= sheet.height for box in boxes)
        assert not any(overlap(one, two) for one, two in combinations(boxes, 2))
        for shape in page.shapes:
            assert all(quality._fits(shape, text) for text in shape.texts)
    assert structure.chart(OFFICE, works(count)) == chart
