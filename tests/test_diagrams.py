"""Drawing: what a scene holds, the formats, hostile texts, and the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2  # type: ignore[import-untyped]
import pytest
from test_diagrams_quality import every_chart, names, office

import diagrams
from diagrams import Names, StepProgress, dot, glyphs, mermaid, thai
from diagrams.scene import Edge, Scene, scene
from engine.calendar import Language
from engine.model import Process

GOLDEN = Path(__file__).parent / "golden" / "diagrams"
SVG = "{http://www.w3.org/2000/svg}"

SMALL = {
    "process": "small", "number": 1, "title": "งานตัวอย่าง", "case": "เรื่อง",
    "responsible": ("clerk",),
    "fields": {
        "kind": {"title": "ประเภท", "type": "choice", "choices": {"a": "ก", "b": "ข"}, "ask": "at-start"},
        "schools": {"title": "โรงเรียน", "type": "list", "ask": "at-start"},
    },
    "steps": (
        {"id": "draft", "item": 1, "title": "ร่าง", "by": ("clerk", "head"), "text": "ร่าง"},
        {"id": "decide", "title": "พิจารณา", "by": ("head",), "assumed": {"whole": "ตัวอย่าง"}, "decision": {
            "yes": {"title": "เห็นชอบ"},
            "again": {"title": "แก้ไข", "back": "draft"},
            "stop": {"title": "ไม่เห็นชอบ", "end": "refused"},
        }},
        {"id": "send", "title": "ส่ง", "by": ("clerk",), "after": ("decide",), "when": {"kind": ("a",)}},
        {"id": "visit", "title": "เยี่ยม", "after": ("decide",), "when": {"kind": ("b",)}, "each": "schools"},
        {"id": "report", "item": 2, "title": "รายงาน", "by": ("clerk",), "after": ("send", "visit"), "text": "รายงาน",
         "produces": ("รายงาน",), "legal": ({"law": "act", "section": "26", "source": "stated"},)},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Process:
    return Process.model_validate({**SMALL, "number": "1", "steps": tuple(
        {**step, **({"item": str(step["item"])} if "item" in step else {})} for step in SMALL["steps"]  # type: ignore[attr-defined]
    )})  # fmt: skip


def lines(picture: Scene) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.target, edge.label) for edge in picture.edges}


def test_a_choice_stands_before_steps_that_read_a_field(small: Process) -> None:
    picture = scene(small, Names(actors={"clerk": "เสมียน", "head": "หัวหน้า"}))
    choice = "choice:kind:send+visit"
    assert lines(picture) == {
        ("start", "draft", ""),
        ("draft", "decide", ""),
        ("decide", choice, "เห็นชอบ"),
        ("decide", "draft", "แก้ไข"),
        ("decide", "end:refused", "ไม่เห็นชอบ"),
        (choice, "send", "ก"),
        (choice, "visit", "ข"),
        ("send", "report", ""),
        ("visit", "report", ""),
        ("report", "end", ""),
    }
    assert picture.by_id[choice].title == "ประเภท?"
    assert picture.by_id["end:refused"].title == "สิ้นสุด: ไม่เห็นชอบ"


def test_what_is_special_about_a_step_is_marked(small: Process) -> None:
    picture = scene(small, Names(actors={}))
    assert picture.by_id["draft"].lanes == ("clerk", "head"), "a joint step spans its lanes"
    assert picture.by_id["visit"].stacked
    assert picture.by_id["visit"].lanes == ("everybody",)
    assert picture.by_id["report"].kind == "document"
    assert (picture.by_id["report"].badge, picture.by_id["report"].mark) == ("๒", "ม.๒๖")
    assert picture.by_id["decide"].assumed
    assert all(edge.assumed for edge in picture.edges if "decide" in (edge.source, edge.target))


@pytest.mark.parametrize(("language", "note"), [("th", "ผู้ทำต้องไม่ใช่ผู้ทำ: ร่าง"), ("en", "not by who did: ร่าง")])
def test_who_is_kept_apart_from_a_step_is_written_beside_it(small: Process, language: Language, note: str) -> None:
    draft, decide, *others = small.steps
    apart = small.model_copy(update={"steps": (draft, decide.model_copy(update={"not_by": ("draft",)}), *others)})
    assert scene(apart, Names(actors={}), language=language).by_id["decide"].notes == (note,)


def test_a_skipped_branch_passes_on() -> None:
    process = Process.model_validate({**SMALL, "number": "1", "steps": (
        {"id": "ask", "title": "ถาม", "assumed": {"whole": "x"},
         "decision": {"do": {"title": "ทำ"}, "leave": {"title": "ไม่ทำ"}}},
        {"id": "extra", "title": "เพิ่ม", "assumed": {"whole": "x"}, "when": {"ask": ("do",)}},
        {"id": "rest", "title": "ต่อ", "assumed": {"whole": "x"}, "after": ("ask", "extra")},
    )})  # fmt: skip
    assert lines(scene(process, Names(actors={}))) == {
        ("start", "ask", ""),
        ("ask", "extra", "ทำ"),
        ("ask", "rest", "ไม่ทำ"),
        ("extra", "rest", ""),
        ("rest", "end", ""),
    }


def test_one_outcome_that_begins_two_steps_is_one_exit() -> None:
    process = Process.model_validate({**SMALL, "number": "1", "steps": (
        {"id": "ask", "title": "ถาม", "by": ("head",), "assumed": {"after": "x"},
         "decision": {"do": {"title": "ทำ"}, "leave": {"title": "ไม่ทำ", "end": "no"}}},
        {"id": "one", "title": "หนึ่ง", "by": ("clerk",), "text": "x", "after": ("ask",)},
        {"id": "two", "title": "สอง", "by": ("head",), "text": "x", "after": ("ask",)},
    )})  # fmt: skip
    picture = scene(process, Names(actors={}))
    (fork,) = [node for node in picture.nodes if node.kind == "fork"]
    assert fork.lanes == ("head",), "it stands in the lane of the decision"
    assert {("ask", fork.id, "ทำ"), (fork.id, "one", ""), (fork.id, "two", "")} <= lines(picture)


def test_a_choice_behind_a_choice_stands_where_the_way_comes_from() -> None:
    fields = {name: {"title": name, "type": "choice", "choices": {"a": "ก", "b": "ข"}, "ask": "at-start"}
              for name in ("kind", "size")}  # fmt: skip
    process = Process.model_validate({**SMALL, "number": "1", "fields": fields, "steps": (
        {"id": "ask", "title": "ถาม", "by": ("head",), "text": "x"},
        {"id": "one", "title": "หนึ่ง", "by": ("clerk",), "text": "x", "after": ("ask",),
         "when": {"kind": ("a",), "size": ("a",)}},
        {"id": "two", "title": "สอง", "by": ("boss",), "text": "x", "after": ("ask",),
         "when": {"kind": ("a",), "size": ("b",)}},
    )})  # fmt: skip
    picture = scene(process, Names(actors={}))
    choices = [node for node in picture.nodes if node.id.startswith("choice:")]
    assert len(choices) == 2
    assert {node.lanes for node in choices} == {("head",)}


def test_a_case_shows_its_choices_the_way_it_took_and_its_end(small: Process) -> None:
    progress = {
        "draft": StepProgress("done"), "decide": StepProgress("done", outcome="yes"), "send": StepProgress("done"),
        "visit": StepProgress("skipped"), "report": StepProgress("done"),
    }  # fmt: skip
    picture = scene(small, Names(actors={}), progress=progress, values={"kind": "a"}, reached="end")
    choice = picture.by_id["choice:kind:send+visit"]
    assert (choice.state, choice.progress) == ("done", ("ผล: ก",))
    assert {(edge.source, edge.target) for edge in picture.edges if edge.taken} == {
        ("decide", choice.id),
        (choice.id, "send"),
    }
    assert picture.by_id["end"].state == "done"
    assert picture.by_id["end:refused"].state is None
    ended = scene(small, Names(actors={}), progress=progress, reached="end:refused")
    assert (ended.by_id["end"].state, ended.by_id["end:refused"].state) == (None, "done")


def test_the_curriculum_reads_as_the_manual_has_it() -> None:
    picture = scene(office().processes["curriculum"], names())
    choice = "choice:kind:approve-type-2+forward-type-3"
    assert {("screen", choice, "ผ่านการกลั่นกรอง"), (choice, "approve-type-2", "ประเภทที่ ๒"),
            (choice, "forward-type-3", "ประเภทที่ ๓"), ("forward-type-3", "approve-type-3", ""),
            ("adapt", "board-approval", ""), ("adapt", "hearing", "")} <= lines(picture)  # fmt: skip
    backs = [edge for edge in picture.edges if edge.kind == "back" and edge.target == "adapt"]
    assert len(backs) == 4
    assert all(edge.assumed for edge in backs)


# --- formats ----------------------------------------------------------------------------------------------------------


@every_chart
def test_text_formats(
    process: str, view: diagrams.View, language: diagrams.Language, golden: Callable[[Path, str], None]
) -> None:
    for form in ("dot", "mermaid"):
        (made,) = diagrams.draw(office().processes[process], names(), view=view, format=form, language=language)
        golden(GOLDEN / f"{process}-{view}-{language}.{form}", made.decode())


def test_png_and_pdf_have_every_page() -> None:
    process = office().processes["curriculum"]
    pages = diagrams.draw(process, names())
    pictures = diagrams.draw(process, names(), format="png")
    assert len(pages) == len(pictures) > 1
    assert all(picture.startswith(b"\x89PNG\r\n") for picture in pictures)
    (made,) = diagrams.draw(process, names(), format="pdf")
    document = pypdfium2.PdfDocument(made)
    assert len(document) == len(pages)
    assert document[0].get_size() == pytest.approx((841.89, 595.28), abs=0.1)
    assert made == diagrams.draw(process, names(), format="pdf")[0]


def test_progress_is_told_apart_without_colour() -> None:
    process = office().processes["curriculum"]
    progress = {
        "training": StepProgress("done", person="น.ส.ก", at="๑๒ พ.ย. ๖๙"),
        "adapt": StepProgress("done", round=2),
        "hearing": StepProgress("ready", round=2, items_done=4, items_total=6),
        "approve-type-2": StepProgress("skipped"),
        "advise": StepProgress("withdrawn"),
        "board-approval": StepProgress("done", outcome="approve"),
    }
    picture = scene(process, names(), progress=progress)
    assert picture.by_id["training"].progress == ("น.ส.ก ๑๒ พ.ย. ๖๙",)
    assert picture.by_id["hearing"].progress == ("รอบ ๒ · ๔/๖ รายการ",)
    assert picture.by_id["board-approval"].progress == ("ผล: เห็นชอบ",)
    text = b"".join(diagrams.draw(process, names(), progress=progress, case_title="เรื่องที่ ๗")).decode()
    assert 'fill="url(#hatch)"' in text
    assert 'stroke-width="2' in text


# --- hostile texts ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>", "a & b", '"quoted"', "back\\slash \\N \\l", "two\nlines", "]; x [shape=point]",
    "-->|x|", "%% comment", "{braces} {{more}}", "end", "<<b>html</b>>", "`code` $math$ #hash", "&lt;", "'; drop",
    "x" * 90, "]]>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_is_drawn_as_text(text: str, small: Process) -> None:
    steps = tuple(step.model_copy(update={"title": text, "produces": (text,)}) for step in small.steps)
    process = small.model_copy(update={"title": text, "steps": steps})
    given = Names(actors={"clerk": text, "head": text}, laws={"act": text})
    for view in ("lanes", "flow"):
        plain = scene(small, Names(actors={}), view=view)
        for page in diagrams.draw(process, given, view=view, case_title=text):
            root = ElementTree.fromstring(page)
            assert "".join(text.split()) in "".join("".join(root.itertext()).split())
            assert {element.tag for element in root.iter()} <= {
                SVG + tag for tag in ("svg", "title", "desc", "defs", "path", "rect", "circle", "g", "use", "pattern")
            }
        (made,) = diagrams.draw(process, given, view=view, format="dot")
        assert made.decode().count(" -> ") == len(plain.edges)
        (made,) = diagrams.draw(process, given, view=view, format="mermaid")
        inside = made.decode().split("\n")
        assert sum(line.lstrip().startswith("n") for line in inside) == len(plain.nodes) + len(plain.edges)
    assert diagrams.draw(process, given, format="pdf")[0].startswith(b"%PDF")


@pytest.mark.parametrize("text", HOSTILE)
def test_graphviz_reads_back_what_was_written(text: str, small: Process) -> None:
    pygraphviz = pytest.importorskip("pygraphviz", exc_type=ImportError)  # it wants libraries of a screen
    process = small.model_copy(update={"steps": (small.steps[0].model_copy(update={"title": text}),)})
    graph = pygraphviz.AGraph(string=dot.write(scene(process, Names(actors={}))))
    label = graph.get_node("n1").attr["label"]
    assert label == dot.literal(f"๑ {text}\nclerk + head")
    assert len(graph.nodes()) == 3


def test_mermaid_letters_that_mean_something_become_entities() -> None:
    assert mermaid.literal('a"b]') == '"a#34;b#93;"'
    assert mermaid.literal("ก\nข") == '"ก<br>ข"'


# --- the same every time ----------------------------------------------------------------------------------------------


def test_another_process_draws_the_same_bytes() -> None:
    program = (
        "import hashlib, diagrams\n"
        "from test_diagrams_quality import names, office\n"
        "for form in ('svg', 'dot', 'mermaid', 'pdf'):\n"
        "    made = diagrams.draw(office().processes['quality-assurance'], names(), format=form)\n"
        "    print(form, hashlib.sha256(b''.join(made)).hexdigest())\n"
    )
    root = Path(__file__).parent.parent
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, cwd=root, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join((str(root), str(root / "tests")))},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1


def test_importing_is_cheap_and_drawing_leaves_home_alone(tmp_path: Path) -> None:
    program = (
        "import sys, diagrams\n"
        "assert not {'pythainlp', 'fontTools', 'pygraphviz', 'networkx', 'pydantic', 'typst'} & set(sys.modules)\n"
        "from diagrams import thai\n"
        "thai.pieces('ปรับหลักสูตรสถานศึกษา')\n"
    )
    env = {**os.environ, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], check=True, env=env, cwd=Path(__file__).parent.parent)
    assert not list(tmp_path.iterdir())


# --- Thai -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "whole",
    [
        "แนวทาง",
        "อีกรอบ",
        "เขต ๒",
        "ประเภทที่ ๒",
        "๖ กลุ่ม",
        "พ.ศ. ๒๕๖๒",
        "สพป.",
        "ความเห็นชอบ",
        "ต่าง ๆ",
        "คณะกรรมการขับเคลื่อนฯ",
    ],
)
def test_some_words_stay_whole(whole: str) -> None:
    text = f"ให้สถานศึกษา {whole} ทำหลักสูตร"
    assert any(whole in piece for piece in thai.pieces(text, ["คณะกรรมการขับเคลื่อนฯ"]))


def test_lines_are_few_and_even() -> None:
    assert thai.lines("ปรับหลักสูตรสถานศึกษาฐานสมรรถนะ", 80, 9) == (
        "ปรับหลักสูตร",
        "สถานศึกษา",
        "ฐานสมรรถนะ",
    )
    for text in ("พิจารณาเห็นชอบหลักสูตรประเภทที่ ๒", "ประชาพิจารณ์ภาคีเครือข่าย ๖ กลุ่ม", "x" * 200):
        for width in (40.0, 80.0, 160.0):
            found = thai.lines(text, width, 9)
            assert all(glyphs.width(line, 9) <= width for line in found)
            assert "".join(found).replace(" ", "") == text.replace(" ", "")


def test_a_line_is_as_wide_as_its_pieces() -> None:
    for process in office().processes.values():
        for step in process.steps:
            parts = thai.pieces(step.text or step.title)
            for size, cut in ((9.5, parts), (9.0, thai._narrow(parts, 25.0, 9.0, "regular"))):
                wide = thai._Widths(cut, size, "regular")
                for start in range(len(cut)):
                    line = "".join(cut[start : start + 6]).rstrip()
                    assert wide(start, min(start + 6, len(cut))) == pytest.approx(glyphs.width(line, size))


def test_no_line_begins_with_a_mark() -> None:
    for process in office().processes.values():
        for step in process.steps:
            for piece in thai.pieces(step.text or step.title):
                assert piece[0] not in "ะาำๆฯัิีึืุู็่้๊๋์"


# What HarfBuzz makes of words in which marks meet tall letters, each other, and sara am: glyph, x, y.
# fmt: off
SHAPED = {
    "ที่": [("uni0E17", 0, 0), ("uni0E35", 647, 0), ("uni0E48.small", 646, 0)],
    "น้ำ": [("uni0E19", 0, 0), ("uni0E4D0E49", 637, 0), ("uni0E32", 637, 0)],
    "ป่า": [("uni0E1B", 0, 0), ("uni0E48.narrow", 655, 0), ("uni0E32", 655, 0)],
    "ปี่": [("uni0E1B", 0, 0), ("uni0E35.narrow", 655, 0), ("uni0E48.small", 508, 0)],
    "ฝ้าย": [("uni0E1D", 0, 0), ("uni0E49.narrow", 622, 0), ("uni0E32", 622, 0), ("uni0E22", 1107, 0)],
    "ผู้": [("uni0E1C", 0, 0), ("uni0E39", 622, 0), ("uni0E49", 622, 0)],
    "ญุ": [("yoYingthai.less", 0, 0), ("uni0E38", 820, 0)],
    "ฐู": [("thoThanthai.less", 0, 0), ("uni0E39", 525, 0)],
    "ฬั": [("loChulathai.short", 0, 0), ("uni0E31", 720, 0)],
    "กำ": [("uni0E01", 0, 0), ("uni0E4D", 566, 0), ("uni0E32", 576, 0)],
    "ชี้แจง": [
        ("uni0E0A", 0, 0), ("uni0E35", 606, 0), ("uni0E49.small", 605, 0),
        ("uni0E41", 606, 0), ("uni0E08", 1185, 0), ("uni0E07", 1741, 0),
    ],
    "ขั้น": [("uni0E02", 0, 0), ("uni0E31", 594, 0), ("uni0E49.small", 585, -32), ("uni0E19", 594, 0)],
    "ปฏิบัติ": [
        ("uni0E1B", 0, 0), ("uni0E0F", 655, 0), ("uni0E34", 1257, 0),
        ("uni0E1A", 1267, 0), ("uni0E31", 1912, 0), ("uni0E15", 1912, 0),
        ("uni0E34", 2509, 0),
    ],
    "กั๊ก": [("uni0E01", 0, 0), ("uni0E31", 566, 0), ("uni0E4A.small", 557, -32), ("uni0E01", 576, 0)],
    "ศูนย์": [
        ("uni0E28", 0, 0), ("uni0E39", 602, 0), ("uni0E19", 602, 0),
        ("uni0E22", 1239, 0), ("uni0E4C", 1811, 0),
    ],
    "สิทธิ์": [
        ("uni0E2A", 0, 0), ("uni0E34", 580, 0), ("uni0E17", 580, 0),
        ("uni0E18", 1237, 0), ("uni0E34", 1779, 0), ("uni0E4C.small", 1779, -46),
    ],
    "ฟื้น": [("uni0E1F", 0, 0), ("uni0E37.narrow", 720, 0), ("uni0E49.small", 515, 0), ("uni0E19", 720, 0)],
    "ปั๊ม": [("uni0E1B", 0, 0), ("uni0E31.narrow", 655, 0), ("uni0E4A.small", 492, -32), ("uni0E21", 655, 0)],
    "เพื่อ": [
        ("uni0E40", 0, 0), ("uni0E1E", 310, 0), ("uni0E37", 1030, 0),
        ("uni0E48.small", 971, 0), ("uni0E2D", 1030, 0),
    ],
    "ฎุ": [("doChadathai.short", 0, 0), ("uni0E38.small", 612, 0)],
}
# fmt: on


@pytest.mark.parametrize("word", SHAPED)
def test_marks_stand_where_harfbuzz_puts_them(word: str) -> None:
    assert [tuple(glyph) for glyph in glyphs.shape(word)[0]] == SHAPED[word]


def test_edges_are_plain_records() -> None:
    assert Edge("a", "b") == Edge("a", "b", "", False, "forward")
