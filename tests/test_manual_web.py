"""The manual as a web page: one file that works offline, says what the book says, and cannot be made to do more."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from diagrams import thai
from diagrams.manual import web
from diagrams.manual.book import (
    Block,
    Book,
    Chart,
    Column,
    Cover,
    FlowSheet,
    FlowTable,
    Heading,
    Logo,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Sheet,
    Strip,
    Table,
)
from diagrams.measure import Text

NAME = "คณะกรรมการขับเคลื่อนพื้นที่นวัตกรรมการศึกษาจังหวัดระยอง"
STEP = "สถานศึกษานำร่องปรับหลักสูตรสถานศึกษาฐานสมรรถนะ และเสนอคณะกรรมการให้ความเห็นชอบ (ตามมาตรา ๒๖)"
HOSTILE = '</script><script>alert(1)</script> <b>หนา</b> & "คำ" \' <!-- #set $x$ &lt;'
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}


# --- a page as a tree -------------------------------------------------------------------------------------------------


@dataclass
class Node:
    """An element as a browser reads it; tags and names of attributes are in lower case."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.inside)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def all(self, *tags: str) -> Iterator[Node]:
        for part in self.inside:
            if isinstance(part, Node):
                if not tags or part.tag in tags:
                    yield part
                yield from part.all(*tags)

    def one(self, tag: str) -> Node:
        found = list(self.all(tag))
        assert len(found) == 1, f"{len(found)} × {tag}"
        return found[0]

    def id(self, name: str) -> Node:
        return next(node for node in self.all() if node.attributes.get("id") == name)


class Reader(HTMLParser):
    """Builds the tree and insists that every element is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("page")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def tree(book: Book) -> Node:
    reader = Reader()
    reader.feed(web.html(book).decode())
    assert len(reader.open) == 1
    return reader.open[0]


# --- a small book -----------------------------------------------------------------------------------------------------


def line(text: str, *, to: str = "", anchor: str = "", changed: bool = False) -> Paragraph:
    return Paragraph((Run(text, to=to),), anchor=anchor, changed=changed)


def sheet(width: float, height: float, *texts: Text) -> Sheet:
    shapes = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" aria-labelledby="title desc">'
        '<title id="title">ผัง</title><desc id="desc">ผัง</desc>'
        '<defs><pattern id="hatch"><path d="M0 0V5"/></pattern></defs>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
        '<rect x="60" y="60" width="100" height="40" fill="url(#hatch)"/><path d="M60 70H160V100L60 100Z"/></svg>'
    )
    return Sheet(width, height, shapes, tuple((text, "#111111") for text in texts), "")


STRIPS = (
    Strip(0, 40.4),
    Strip(40.4, 100.9, {1: (line(STEP),), 2: (line(NAME, to="actor-board"),)}, anchor="step-adapt", changed=True),
    Strip(100.9, 150),
)
FLOW = FlowTable(
    anchor="flow",
    columns=(("ผัง", 120.0), ("รายละเอียดงาน", 180.0), ("ผู้รับผิดชอบ", 90.0)),
    chart=0,
    size=9.25,
    sheets=(
        FlowSheet(
            sheet(120, 150, Text("เริ่มต้น", 60, 20, 9), Text("ปรับหลักสูตร", 60, 70, 9), Text("สิ้นสุด", 60, 125, 9)), STRIPS
        ),
        FlowSheet(sheet(120, 150, Text("ต่อ", 60, 20, 9)), tuple(replace(strip, anchor="") for strip in STRIPS)),
    ),
    alt="๑ ปรับหลักสูตร",
    legend=sheet(200, 30, Text("ขั้นตอน", 40, 15, 8, anchor="start")),
)
CHART = Chart(
    "chart", "ผังการปฏิบัติงาน", "๑ ปรับหลักสูตร (สถานศึกษานำร่อง)", (sheet(595, 842, Text("ปรับ <b>", 110, 80, 9)),) * 2
)
TABLE = Table(
    (Column("ที่", 0.1, "centre"), Column("ขั้นตอน", 0.6), Column("ผู้รับผิดชอบ", 0.3)),
    (
        Row(((line("๑"),), (line(STEP, to="step-adapt"),), (line(NAME, to="actor-board"),)), "item-1", changed=True),
        Row(((line("๒"),), (Paragraph((Run("ภายใน"), Run(" ๓๐ วัน", struck=True), Run(" ๑๕ วัน", strong=True))),), ())),
    ),
    "ตารางที่ ๑ ขั้นตอน",
)
BODY: tuple[Block, ...] = (
    Heading(1, "บทที่ ๑ ขั้นตอนการปฏิบัติงาน", "chapter-1"),
    line("ย่อหน้าแรกของบท"),
    TABLE,
    PageBreak(),
    Heading(2, "๑. ส่งเสริมหลักสูตร", "process-1", changed=True),
    Heading(3, "ผัง", "part"),
    CHART,
    Heading(3, "ตาราง", "part-2"),
    FLOW,
    Heading(1, "บทที่ ๒ กฎหมาย", "laws"),
    Paragraph((Run("พระราชบัญญัติ", to="law"), Run(" หน้า "), Run(to="step-adapt", page=True)), number="๑.", anchor="law"),
    Paragraph((Run(NAME, inferred=True, to="law"),), "small", anchor="actor-board"),
    Paragraph((Run("ไปที่ซึ่งไม่มี", to="nowhere"),), "right", anchor="law", changed=True),
)
BOOK = Book(
    title="คู่มือการปฏิบัติงาน",
    author="ผู้จัดทำ",
    day=date(2026, 11, 24),
    cover=Cover((("คู่มือการปฏิบัติงาน", "งานพื้นที่นวัตกรรมการศึกษา"), ("สำนักงานเขต",)), None, "ฉบับที่ ๑"),
    front=(Heading(1, "คำนำ", "preface"), line("ด้วยจังหวัดระยองได้รับการประกาศให้เป็นพื้นที่นวัตกรรมการศึกษา"), line("ผู้เขียน")),
    contents="สารบัญ",
    body=BODY,
    names=frozenset({NAME}),
)


@cache
def page() -> Node:
    return tree(BOOK)


def with_text(text: str) -> Book:
    """The book with one text in every place that can hold one."""
    body = (
        Heading(1, text, "a"),
        line(text),
        replace(CHART, title=text, alt=text, sheets=(sheet(90, 90, Text(text, 9, 9, 9)),)),
        Table((Column(text, 1),), (Row(((line(text),),)),), text),
        replace(FLOW, alt=text),
    )
    cover = Cover(((text,), (text,)), None, text)
    return replace(BOOK, title=text, author=text, cover=cover, contents=text, body=body, draft=text)


# --- one file ---------------------------------------------------------------------------------------------------------


def test_the_same_book_gives_the_same_bytes() -> None:
    assert web.html(BOOK) == web.html(BOOK)


def test_nothing_outside_the_file_is_needed() -> None:
    for node in page().all():
        for name in ("href", "src", "srcset", "action", "data", "poster"):
            value = node.attributes.get(name, "#")
            assert value.startswith(("#", "data:")), f"{node.tag} {name}={value[:60]}"
    style = page().one("style").text
    assert "@import" not in style
    assert all(place.startswith(("data:", "#")) for place in re.findall(r"url\(['\"]?([^)]*)", style))


def test_the_page_may_run_its_own_script_and_style_only() -> None:
    policy = next(node for node in page().all("meta") if node.attributes.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in policy.attributes["content"].split("; "))
    for tag in ("script", "style"):
        own = base64.b64encode(hashlib.sha256(page().one(tag).text.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{own}'"
    assert rules["default-src"] == "'none'"
    for node in page().all():
        assert not [name for name in node.attributes if name == "style" or name.startswith("on")], node.tag


@pytest.mark.parametrize("weight", ["400", "600"])
def test_the_font_is_in_the_file_with_all_letters_and_what_places_thai_marks(weight: str) -> None:
    found = re.search(rf"font-weight:{weight};src:url\(data:font/woff;base64,([^)]*)\)", page().one("style").text)
    assert found
    data = base64.b64decode(found[1])
    assert len(data) < 25_000
    font = TTFont(BytesIO(data))
    assert {"GSUB", "GPOS", "GDEF"} <= set(font.keys())
    letters = set(page().one("body").text) | set("๐๑๒๓๔๕๖๗๘๙ญฐฬฯ")
    assert {letter for letter in letters - {"\n"} if ord(letter) not in font.getBestCmap()} == set()


# --- what is said -----------------------------------------------------------------------------------------------------


def texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    """All that a book says in its blocks, in order; the writing on charts apart."""
    for block in blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield block.number + block.text
            case Table():
                yield from (block.caption, *(column.title for column in block.columns))
                yield from (part.text for row in block.rows for cell in row.cells for part in cell)
            case FlowTable():
                for part in block.sheets:
                    yield from (title for title, _ in block.columns)
                    yield from (line.text for strip in part.strips for cell in strip.cells.values() for line in cell)
            case Chart():
                yield block.title


def test_every_text_of_the_book_stands_on_the_page_in_order() -> None:
    said = "".join(part for part in page().one("main").text.split())
    place = 0
    for text in texts((*BOOK.front, *BOOK.body)):
        place = said.index("".join(text.split()), place) + 1
    heading = page().one("h1")
    assert heading.text == "".join(BOOK.cover.groups[0])
    assert BOOK.cover.footer in page().one("header").text


def test_words_are_unbreakable_and_lines_may_break_between_them() -> None:
    paragraph = next(node for node in page().all("p") if node.text == BOOK.front[1].text)  # type: ignore[union-attr]
    words = [part.text for part in paragraph.all("span") if "w" in part.classes]
    assert words == [word.rstrip() for word in thai.pieces(paragraph.text, BOOK.names)]
    kinds = [part.tag for part in paragraph.inside if isinstance(part, Node)]
    assert kinds == ["span", *["wbr", "span"] * (len(words) - 1)]
    assert re.search(r"\.w[^{]*\{ white-space: nowrap", page().one("style").text)


def test_a_name_stays_whole_unless_it_is_wider_than_its_line() -> None:
    name = "พื้นที่นวัตกรรมการศึกษา"
    words = {word.text for word in tree(replace(BOOK, names=frozenset({name}))).one("main").all("span")}
    assert name in words
    cell = next(node for node in page().id("step-adapt").all("td") if node.text == NAME)
    assert len(list(cell.all("wbr"))) >= 2


def test_a_word_is_found_across_runs_and_blanks_are_kept_between_them() -> None:
    runs = (Run("  ให้ความ"), Run("เห็นชอบ", strong=True), Run(" \n แล้ว "), Run(" ", to="law"), Run("ส่งต่อ"), Run("  "))
    book = replace(BOOK, body=(Paragraph(runs, anchor="here"),))
    paragraph = tree(book).id("here")
    assert paragraph.text == "ให้ความเห็นชอบ แล้ว ส่งต่อ"
    strong = paragraph.one("strong")
    before = paragraph.inside[paragraph.inside.index(strong) - 1]
    assert isinstance(before, Node)
    assert before.tag != "wbr"  # the word goes on


@pytest.mark.parametrize("text", [HOSTILE, "#[คำสั่ง] @import url(x) */ ]]> {{x}} `a`", "&amp; &nbsp; \\u003c"])
def test_what_looks_like_markup_is_printed_as_the_text_it_is(text: str) -> None:
    plain, hostile = tree(with_text("ก")), tree(with_text(text))
    kinds = Counter(node.tag for node in plain.all() if node.tag not in ("span", "wbr"))
    assert Counter(node.tag for node in hostile.all() if node.tag not in ("span", "wbr")) == kinds
    shown = " ".join(text.split())
    for tag in ("h1", "h2", "caption", "th", "td", "figcaption", "summary"):
        assert shown in [node.text for node in hostile.all(tag)], tag
    assert {node.text for node in hostile.all("title")} >= {text}
    assert text in [node.text for node in hostile.all("text")]


# --- structure and links ----------------------------------------------------------------------------------------------


def test_ids_are_unique_and_everything_that_leads_somewhere_arrives() -> None:
    ids = [node.attributes["id"] for node in page().all() if "id" in node.attributes]
    assert Counter(ids).most_common(1)[0][1] == 1
    led = set()
    for node in page().all():
        href = node.attributes.get("href", "")
        led |= {href[1:]} if href.startswith("#") else set()
        led |= set(node.attributes.get("aria-labelledby", "").split())
        led |= {name for value in node.attributes.values() for name in re.findall(r"url\(#([^)]*)\)", value)}
    assert led <= set(ids)
    assert {"step-adapt", "actor-board", "law", "chapter-1", "process-1", "preface"} <= led


def test_an_anchor_may_be_any_text() -> None:
    body = (Heading(1, "หัวข้อ", 'ขั้น "๑" <x> %41'), line("ดู", to='ขั้น "๑" <x> %41'), Heading(1, "อื่น", "@text"))
    found = tree(replace(BOOK, body=body))
    link = next(node for node in found.all("p") if node.text == "ดู").one("a")
    assert found.id(link.attributes["href"][1:]).tag == "h2"
    assert Counter(node.attributes.get("id") for node in found.all())["@text"] == 1


def test_a_link_to_what_the_book_does_not_hold_is_plain_text() -> None:
    paragraph = next(node for node in page().all("p") if node.text == "ไปที่ซึ่งไม่มี")
    assert list(paragraph.all("a")) == []


def test_the_number_of_a_page_becomes_a_link_that_says_where_it_leads() -> None:
    link = list(page().id("law").all("a"))[-1]
    assert (link.text, link.attributes["href"]) == ("→", "#step-adapt")
    assert link.attributes["aria-label"].endswith("ตาราง")


def test_the_contents_list_every_chapter_and_procedure() -> None:
    links = [(node.text, node.attributes["href"]) for node in page().one("nav").all("a")]
    assert links == [(heading.text, f"#{heading.anchor}") for heading in BOOK.headings()]
    assert page().one("nav").attributes["aria-label"] == BOOK.contents
    assert "open" in page().one("details").attributes  # without a script it is there to be read
    order = [node.tag for node in page().one("main").all("h2", "nav")]
    assert order[:2] == ["h2", "nav"]  # behind the preface, as in print


def test_sections_lie_in_each_other_as_their_headings_do() -> None:
    assert [node.tag for node in page().all("h1", "h2", "h3", "h4")] == ["h1", "h2", "h2", "h3", "h4", "h4", "h2"]
    for section in page().all("section"):
        first = section.inside[0]
        assert isinstance(first, Node)
        deeper = {node.tag for node in section.all("h2", "h3", "h4")} - {first.tag}
        assert all(tag > first.tag for tag in deeper)


def test_the_page_says_its_language_title_and_author() -> None:
    assert page().one("html").attributes["lang"] == "th"
    assert page().one("head").one("title").text == BOOK.title
    said = {node.attributes.get("name"): node.attributes.get("content") for node in page().all("meta")}
    assert (said["author"], said["dcterms.date"]) == ("ผู้จัดทำ", "2026-11-24")


def test_tables_are_tables() -> None:
    table = next(page().all("table"))
    assert table.one("caption").text == TABLE.caption
    assert [node.attributes["scope"] for node in table.one("thead").all("th")] == ["col"] * 3
    widths = [rule(node) for node in table.all("col")]
    assert widths == ["width:10%", "width:60%", "width:30%"]
    assert [len(list(row.all("td"))) for row in table.one("tbody").all("tr")] == [3, 3]


def test_a_first_cell_covers_the_empty_ones_below_it() -> None:
    said = Paragraph((Run("ก"),))
    rows = (Row(((said,), (said,), ())), Row(((), (said,), ())))
    table = next(tree(replace(BOOK, body=(Table(TABLE.columns, rows),))).one("main").all("table"))
    cells = [list(row.all("td")) for row in table.one("tbody").all("tr")]
    assert [len(row) for row in cells] == [3, 2]
    assert cells[0][0].attributes["rowspan"] == "2"


def rule(node: Node, named: str = "") -> str:
    """What the style sheet says for the classes of a node that carry a measure."""
    rules = dict(re.findall(r"^\.(m\d+)\{(.*)\}$", page().one("style").text, re.MULTILINE))
    found: list[str] = [rules[name] for name in sorted(node.classes) if name in rules]
    return next(declared for declared in found if declared.startswith(named))


def test_the_search_waits_for_the_script_and_speaks_politely() -> None:
    search = next(node for node in page().all("div") if node.attributes.get("role") == "search")
    assert "hidden" in search.attributes
    assert search.one("input").attributes["type"] == "search"
    assert search.one("label").text
    status = next(node for node in search.all() if node.attributes.get("role") == "status")
    assert status.attributes["aria-live"] == "polite"


# --- marks ------------------------------------------------------------------------------------------------------------


def test_changes_inferences_and_former_wording_are_marked() -> None:
    changed = [node for node in page().all() if "changed" in node.classes]
    assert {node.tag for node in changed} == {"tr", "h3", "p"}
    assert [node.attributes.get("id") for node in changed if node.tag == "tr"] == ["item-1", "step-adapt", None]
    assert [node.text for node in page().all("del")] == [" ๓๐ วัน"]
    assert [node.text for node in page().all("span") if "inferred" in node.classes] == [NAME]


def test_a_draft_says_so() -> None:
    drafts = [node.text for node in tree(replace(BOOK, draft="ฉบับร่าง")).all("p") if "draft" in node.classes]
    assert drafts == ["ฉบับร่าง"]
    assert not [node for node in page().all() if "draft" in node.classes]


def test_a_logo_is_part_of_the_file() -> None:
    for kind, said in (("png", "image/png"), ("jpg", "image/jpeg"), ("svg", "image/svg+xml")):
        book = replace(BOOK, cover=replace(BOOK.cover, logo=Logo(b"<svg onload='x'>", kind)))  # type: ignore[arg-type]
        image = tree(book).one("img")
        assert image.attributes["src"].startswith(f"data:{said};base64,")
        assert image.attributes["alt"]


def test_whatever_is_read_stands_out_from_its_ground() -> None:
    style = page().one("style").text
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", style))
    for ink in ("ink", "soft", "navy", "link", "assumed"):
        for ground in ("#ffffff", "#f6f8fa", colours["shade"], "#dbe6f1"):
            assert contrast(colours[ink], ground) >= 4.5, (ink, ground)
    for ink in ("ink", "navy", "link", "assumed"):
        assert contrast(colours[ink], colours["mark"]) >= 4.5, ink


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# --- charts -----------------------------------------------------------------------------------------------------------


def test_a_chart_is_a_picture_that_says_what_it_shows() -> None:
    figure = page().id("chart")
    assert figure.one("figcaption").text == CHART.title
    first, second = figure.all("svg")
    assert (first.attributes["role"], first.one("title").text, first.one("desc").text) == (
        "img", f"{CHART.title} (๑/๒)", CHART.alt,
    )  # fmt: skip
    assert second.one("title").text == f"{CHART.title} (๒/๒)"


def test_the_writing_of_a_chart_is_text_at_its_place() -> None:
    text = next(page().id("chart").all("text"))
    assert text.text == "ปรับ <b>"
    at = {name: text.attributes[name] for name in ("x", "y", "font-size", "fill", "text-anchor")}
    assert at == {"x": "110", "y": "83.06", "font-size": "9", "fill": "#111111", "text-anchor": "middle"}


def test_a_chart_is_shown_without_the_edge_of_its_paper_and_never_too_small() -> None:
    svg = next(page().id("chart").all("svg"))
    left, top, width, height = map(float, svg.attributes["viewbox"].split())
    assert (left, top, width, height) == (54, 54, 112, 52)  # what is drawn, and six points around it
    assert rule(svg, "min-width") == "min-width:112px"  # its smallest writing has nine points


# --- the flow table ---------------------------------------------------------------------------------------------------


def test_the_slices_of_a_flow_table_meet() -> None:
    for table in page().id("flow").all("table"):
        top, pixels = 0.0, 0
        for row, strip in zip(table.one("tbody").all("tr"), STRIPS, strict=True):
            outer, window = row.all("svg")
            assert [float(value) for value in window.attributes["viewbox"].split()] == pytest.approx(
                [0, top, 120, strip.bottom - strip.top], abs=0.01
            )
            assert outer.attributes["preserveaspectratio"] == "none"
            assert rule(row, "height") == rule(outer, "height")
            pixels += int(rule(row, "height")[len("height:") : -2])
            assert abs(pixels - strip.bottom * 96 / 72) <= 0.5
            top = strip.bottom


def test_a_flow_table_is_drawn_once_and_each_slice_has_its_own_writing() -> None:
    table = next(page().id("flow").all("table"))
    rows = list(table.one("tbody").all("tr"))
    assert [[text.text for text in row.all("text")] for row in rows] == [["เริ่มต้น"], ["ปรับหลักสูตร"], ["สิ้นสุด"]]
    assert len(list(table.all("defs"))) == 2  # the drawing, and what it defines itself
    used = {node.attributes["href"][1:] for node in table.all("use")}
    assert len(used) == 1
    assert next(rows[0].all("svg")).attributes["role"] == "img"
    assert rows[0].one("desc").text == FLOW.alt
    assert {next(row.all("svg")).attributes["aria-hidden"] for row in rows[1:]} == {"true"}


def test_each_sheet_of_a_flow_table_has_its_head_and_the_widths_of_its_columns() -> None:
    tables = list(page().id("flow").all("table"))
    assert len(tables) == 2
    for table in tables:
        assert [node.text for node in table.one("thead").all("th")] == [title for title, _ in FLOW.columns]
        assert [rule(node) for node in table.all("col")] == ["width:160px", "width:240px", "width:120px"]
        assert rule(table, "width") == "width:520px"
        assert rule(table, "font-size") == "font-size:12.33px"
