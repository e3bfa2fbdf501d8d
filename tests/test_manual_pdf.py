"""The printed book as a reader has it: every rule is looked up in a real PDF, read by a real viewer's library."""

from __future__ import annotations

import re
import time
from ctypes import create_string_buffer
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
import pytest

from diagrams import glyphs, thai
from diagrams.manual import typeset
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
    Paragraph,
    Row,
    Run,
    Sheet,
    Strip,
    Table,
    Unprintable,
)
from diagrams.manual.lines import broken
from diagrams.measure import Text

SEED = (Path(__file__).parent / "seed" / "manual-th.txt").read_text(encoding="utf-8")
SENTENCES = [" ".join(part.split()) for part in re.split(r"\n|</?p>|\|", SEED) if re.search(r"[ก-๎]", part)]
HARD = ["ขั้น น้ำ ที่ กำหนด", "ปฏิบัติ ปั้น ผู้ที่เกี่ยวข้อง", "ก้ำกึ่ง สิ่งที่ ฐุ ญู่ ฝั่ง ฟื้น ปื๊ด", "น้ำท่วม ศึกษานิเทศก์ ฯลฯ"]
LEFT, RIGHT = typeset.LEFT, typeset.A4[0] - typeset.RIGHT
COLUMNS = (Column("ที่", 0.08, "centre"), Column("ขั้นตอน", 0.52), Column("ผู้รับผิดชอบ", 0.4))


def plain(text: str, number: str = "", **how: object) -> Paragraph:
    return replace(Paragraph((Run(text),), number=number), **how)  # type: ignore[arg-type]


def chapter(*blocks: Block, title: str = "บทเดียว") -> tuple[Block, ...]:
    return (Heading(1, title, "chapter"), *blocks)


def book(*body: Block, front: tuple[Block, ...] = (), draft: str = "", logo: Logo | None = None) -> Book:
    cover = Cover((("คู่มือการปฏิบัติงาน",), ("สำนักงานทดลอง",)), logo, "พฤศจิกายน ๒๕๖๙")
    return Book("คู่มือทดลอง", "ผู้เขียน ทดลอง", date(2026, 11, 24), cover, front, "สารบัญ", body, draft)


def printed(whole: Book) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(typeset.pdf(whole))


def pages(document: pypdfium2.PdfDocument) -> list[str]:
    """The text of each page as copying gives it."""
    return [page.get_textpage().get_text_range() for page in document]


def copied(document: pypdfium2.PdfDocument) -> str:
    """All that can be copied, its lines put behind each other as they are."""
    return "".join(pages(document)).replace("\r\n", "")


def letters(page: pypdfium2.PdfPage) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Each glyph with its left, bottom, right and top, in points from the lower left."""
    text = page.get_textpage()
    return [
        (letter, text.get_charbox(place))
        for place in range(text.count_chars())
        if (letter := text.get_text_range(place, 1)).strip()
    ]


def drawing(width: float, height: float, *texts: tuple[str, float, float]) -> Sheet:
    size = f'width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}"'
    shapes = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="9" height="9" fill="#1f3a57"/></svg>'
    return Sheet(width, height, shapes, tuple((Text(words, x, y, 10.0), "#111111") for words, x, y in texts), shapes)


def flow_table() -> FlowTable:
    def sheet(first: int) -> FlowSheet:
        steps = [str(first + place).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")) for place in range(2)]
        strips = [Strip(0, 30)]
        for place, step in enumerate(steps):
            cells: dict[int, tuple[Paragraph, ...]] = {0: (plain(step),), 2: (plain(f"รายละเอียดของขั้นที่ {step}"),)}
            strips.append(Strip(30 + 80 * place, 110 + 80 * place, cells, f"strip-{step}", changed=place == 1))
        chart = drawing(150, 190, *[(f"กำหนด{step}", 75, 70 + 80 * place) for place, step in enumerate(steps)])
        return FlowSheet(chart, tuple(strips))

    columns = (("ที่", 30.0), ("ผังกระบวนการ", 150.0), ("รายละเอียดงาน", 200.0))
    return FlowTable("flow", columns, 1, 9.0, (sheet(1), sheet(3)), "ผังสี่ขั้น", drawing(300, 14, ("ขั้นตอน", 40, 7)))


# --- texts ------------------------------------------------------------------------------------------------------------


def test_every_sentence_of_the_manual_is_copied_as_it_was_put_in() -> None:
    rows = tuple(Row(((plain("๑"),), (plain(text),), (plain(text),))) for text in SENTENCES)
    found = copied(printed(book(*chapter(*map(plain, [*HARD, *SENTENCES]), Table(COLUMNS, rows)))))
    for text in [*HARD, *SENTENCES]:
        assert text in found
    assert not set(found) & set("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufffe\ufffd")


def test_nothing_is_copied_twice_or_lost() -> None:
    [*_, body] = pages(printed(book(*chapter(*map(plain, HARD)))))
    assert body.split("\r\n") == ["บทเดียว", *HARD, "๑"]


@pytest.mark.parametrize("width", [60, 110, 200, 450])
def test_no_line_breaks_inside_a_word(width: int) -> None:
    count = 0
    for text in SENTENCES:
        ends, lines = 0, ["".join(part for part, _ in line) for line in broken([Run(text)], width, 10)]
        assert "".join(lines) == text
        fitting = [piece for piece in thai.pieces(text) if glyphs.width(piece.rstrip(), 10) <= width]
        allowed = set()
        for piece in thai.pieces(text):
            ends += len(piece)
            allowed.add(ends)
        place = 0
        for line in lines:
            place += len(line)
            count += 1
            assert glyphs.width(line.rstrip(), 10) <= width + 0.01
            assert place in allowed or len(fitting) < len(thai.pieces(text)), lines
    assert count > 150


def test_lines_are_printed_as_they_were_broken() -> None:
    paragraphs = [plain(text) for text in SENTENCES]
    expected = [
        "".join(text for text, _ in line).rstrip()
        for paragraph in paragraphs
        for line in broken(paragraph.runs, typeset.WIDTH - typeset.SAFE, typeset.BODY, first=typeset.INDENT)
    ]
    found = [line.rstrip() for page in pages(printed(book(*chapter(*paragraphs)))) for line in page.split("\r\n")]
    assert [line for line in expected if line not in found] == []


def test_a_name_is_not_broken_and_fewer_lines_are_never_possible() -> None:
    for text in SENTENCES[:40]:
        assert len(broken([Run(text)], 200, 10)) == len(thai.lines(text, 200, 10))
    name = "ศูนย์ทดลองกลาง"
    text = f"ประชุมที่{name}แล้วรายงานผลต่อ{name}"
    for width in range(80, 200, 7):
        lines = ["".join(part for part, _ in line) for line in broken([Run(text)], width, 10, names={name})]
        assert sum(line.count(name) for line in lines) == 2


def test_runs_keep_their_kinds_across_lines() -> None:
    strong, rest = Run("ข้อความเข้มที่ยาวพอสมควร ", strong=True), Run("ข้อความธรรมดาที่ยาวพอสมควร")
    lines = broken([strong, rest], 80, 10)
    assert "".join(text for line in lines for text, run in line if run is strong) == strong.text
    assert "".join(text for line in lines for text, run in line if run is rest) == rest.text


def test_what_looks_like_markup_is_printed_as_the_text_it_is() -> None:
    texts = [
        "#let x = 1",
        "*ไม่หนา* _x_ $x^2$",
        "<b>&amp;</b>",
        "@chapter",
        "= บท",
        "\\u{41} // ไม่ใช่หมายเหตุ",
        '"#sys.inputs"',
    ]
    whole = book(
        *chapter(*map(plain, texts), Table(COLUMNS, (Row(tuple((plain(t),) for t in texts[:3])),), texts[3])),
        Heading(2, "#panic() *หัวข้อ*", "#odd <anchor>"),
    )
    found = copied(printed(whole))
    assert all(text in found for text in [*texts, "#panic() *หัวข้อ*"])


def test_a_letter_that_no_font_has_is_named() -> None:
    with pytest.raises(Unprintable, match="漢"):
        typeset.pdf(book(*chapter(plain("ตัวอักษร 漢"))))


def test_a_logo_that_is_no_picture_is_refused() -> None:
    with pytest.raises(Unprintable, match="image"):
        typeset.pdf(book(*chapter(), logo=Logo(b"nothing", "png")))


# --- the document -----------------------------------------------------------------------------------------------------


def test_the_same_book_gives_the_same_bytes() -> None:
    whole = book(*chapter(*map(plain, SENTENCES[:20]), flow_table()))
    assert typeset.pdf(whole) == typeset.pdf(whole)


def test_the_document_says_what_it_is() -> None:
    whole = book(*chapter(plain("ข้อความ"), title="บทที่หนึ่ง"), Heading(2, "งานที่สอง", "two"))
    document = printed(whole)
    meta = document.get_metadata_dict()
    assert (meta["Title"], meta["Author"]) == ("คู่มือทดลอง", "ผู้เขียน ทดลอง")
    assert meta["CreationDate"].startswith("D:20261124")
    assert pdfium.FPDFCatalog_IsTagged(document)
    outline = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    assert outline == [(0, "สารบัญ"), (0, "บทที่หนึ่ง"), (1, "งานที่สอง")]
    raw = typeset.pdf(whole)
    for said in (b"<pdfaid:part>2<", b"<pdfaid:conformance>B<", b"<pdfuaid:part>1<", b"th-TH"):
        assert said in raw


def test_every_drawing_says_its_words() -> None:
    document = printed(book(*chapter(Chart("c", "ผัง", "ผังที่บอกเป็นคำ", (drawing(300, 200),)))))
    assert "ผังที่บอกเป็นคำ" in alternatives(document)


def alternatives(document: pypdfium2.PdfDocument) -> list[str]:
    """The words of every drawing, from the tree of tags."""
    found: list[str] = []

    def walk(element: object) -> None:
        buffer = create_string_buffer(4000)
        length = pdfium.FPDF_StructElement_GetAltText(element, buffer, 4000)
        if length > 2:
            found.append(buffer.raw[: length - 2].decode("utf-16-le"))
        for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, place):
                walk(child)

    for page in document:
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for place in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place))
        pdfium.FPDF_StructTree_Close(tree)
    return found


def test_headings_may_skip_a_level() -> None:
    printed(book(*chapter(Heading(3, "ส่วนย่อย", "part"), plain("ข้อความ"))))


def test_front_is_paged_by_letters_and_body_by_thai_digits() -> None:
    front = (*chapter(plain("คำปรารภ"), title="คำนำ"), Heading(1, "คำชี้แจง", "notes"), plain("ชี้แจง"))
    body: list[Block] = [
        block for place in range(12) for block in (Heading(1, f"บท{place}", f"c{place}"), plain("ข้อความ"))
    ]
    numbers = [page.split("\r\n")[-1] for page in pages(printed(book(*body, front=front)))]
    assert numbers[1:4] == ["ก", "ข", "ค"]
    assert numbers[4:] == ["๑", "๒", "๓", "๔", "๕", "๖", "๗", "๘", "๙", "๑๐", "๑๑", "๑๒"]


def test_the_contents_give_the_page_of_each_heading() -> None:
    long = "พัฒนาผู้บริหาร ครู และบุคลากรทางการศึกษา ให้มีความรู้ความเข้าใจในการจัดการศึกษาพื้นที่นวัตกรรมการศึกษา"
    front = chapter(plain("คำปรารภ"), title="คำนำ")
    body = (
        Heading(1, "บทแรก", "one"),
        plain("ก"),
        Heading(1, long, "two"),
        Heading(3, "ไม่อยู่ในสารบัญ", "three"),
        plain("ข"),
    )
    contents = pages(printed(book(*body, front=front)))[2]
    entries = re.sub(r"[\s.]+", "", contents)
    assert entries == re.sub(r"\s+", "", f"สารบัญหน้าคำนำกบทแรก๑{long}๒ข")


def test_links_lead_to_what_they_name_and_pages_are_counted_there() -> None:
    runs = (
        Run("ดูบทหลัง", to="later"),
        Run(" หน้า "),
        Run(to="later", page=True),
        Run(" หรือ "),
        Run(to="front", page=True),
    )
    unknown = (Run("ไม่มีในเล่ม", to="nowhere"), Run(" หน้า "), Run(to="nowhere", page=True))
    front = (Heading(1, "คำนำ", "front"), plain("ก"))
    document = printed(
        book(*chapter(Paragraph(runs), Paragraph(unknown)), Heading(1, "หลัง", "later"), plain("x"), front=front)
    )
    assert "ดูบทหลัง หน้า ๒ หรือ ก" in pages(document)[3]
    assert "ไม่มีในเล่ม หน้า –" in pages(document)[3]
    text = document[3].get_textpage()
    place = text.get_text_range().index("ดูบทหลัง")
    left, bottom, _, _ = text.get_charbox(place)
    link = pdfium.FPDFLink_GetLinkAtPoint(document[3], left + 2, bottom + 2)
    target = pdfium.FPDFLink_GetDest(document, link)
    assert pdfium.FPDFDest_GetDestPageIndex(document, target) == 4


def test_an_anchor_that_stands_twice_leads_to_the_first() -> None:
    twice: list[Block] = [plain("ที่หมาย", anchor="same"), Heading(1, "ใหม่", "new"), plain("ที่หมาย", anchor="same")]
    assert "ไปหน้า ๑" in copied(printed(book(*chapter(*twice, Paragraph((Run("ไปหน้า "), Run(to="same", page=True)))))))


def test_a_draft_is_marked_on_every_page() -> None:
    sheet = Chart("c", "ผัง", "ผัง", (drawing(841.89, 595.28),))
    document = printed(book(*chapter(plain("ข้อความ"), sheet, flow_table()), draft="ร่างทดลอง"))
    assert len(document) == 6
    assert all("ร่างทดลอง" in page.replace("\r\n", "") for page in pages(document))
    assert "ร่างทดลอง" not in copied(printed(book(*chapter(plain("ข้อความ")))))


# --- the page ---------------------------------------------------------------------------------------------------------


def test_nothing_stands_beyond_a_margin() -> None:
    rows = tuple(Row(((plain("๑"),), (plain(text, "๑๐."),), (plain(text),))) for text in SENTENCES)
    long = plain("ยาว" * 300 + "W" * 200)
    document = printed(
        book(*chapter(*map(plain, SENTENCES), long, Table(COLUMNS, rows)), front=chapter(*map(plain, HARD)))
    )
    for page in document:
        for letter, (left, bottom, right, top) in letters(page):
            assert left >= LEFT - 1, letter
            assert right <= RIGHT + 0.5, letter
            assert bottom > 15, letter
            assert top < typeset.A4[1] - 30, letter
            assert bottom >= typeset.BOTTOM - 1 or (bottom < 40 and letter in "กขคงจฉช๐๑๒๓๔๕๖๗๘๙"), letter


def test_numbers_hang_before_their_text() -> None:
    document = printed(book(*chapter(plain("กก " * 200, "๑."), plain("กก " * 200, "๑๐."))))
    lefts = {letter: [] for letter in "ก๑"}  # type: dict[str, list[float]]
    for letter, (left, bottom, *_) in letters(document[2]):
        if letter in lefts and bottom > 60:
            lefts[letter].append(left)
    numbers = [left for left in lefts["๑"] if left < LEFT + 3]
    assert len(numbers) == 2
    assert min(lefts["ก"]) > LEFT + glyphs.width("๑๐.", typeset.BODY)
    assert len({round(left) for left in lefts["ก"] if left < LEFT + 26}) == 1


def test_a_chapter_begins_a_page_and_its_name_runs_above_the_others() -> None:
    document = printed(book(*chapter(*map(plain, SENTENCES * 2), title="บทที่ยาว")))
    first, second = pages(document)[2:4]
    assert first.count("บทที่ยาว") == 1
    assert second.startswith("บทที่ยาว\r\n")


def test_the_head_of_a_table_is_printed_on_each_of_its_pages() -> None:
    rows = tuple(Row(((plain("๑"),), (plain(text),), (plain("ก"),))) for text in SENTENCES)
    table = Table(COLUMNS, rows, "ตารางที่ ๑ ทดลอง")
    found = pages(printed(book(*chapter(table))))[2:]
    assert len(found) > 2
    assert all("ที่ ขั้นตอน ผู้รับผิดชอบ" in page for page in found)
    assert [page.count("ตารางที่ ๑ ทดลอง") for page in found] == [1] + [0] * (len(found) - 1)


@pytest.mark.parametrize("before", range(14))
def test_no_part_of_a_row_is_left_alone(before: int) -> None:
    """However far down the page it begins: two items of a list, or two lines, stand on either side of a break."""
    items = [plain(f"รายการย่อย{letter}", "๑.") for letter in "กขคงจฉชซ"]
    rows = [Row(((plain("๑"),), tuple(items), (plain(SENTENCES[8]),)))] * 7
    found = pages(printed(book(*chapter(*[plain("บรรทัด")] * before, Table(COLUMNS, tuple(rows))))))[2:]
    for page, following in pairwise(found):
        last = re.findall(r"รายการย่อย(.)", page)
        first = re.findall(r"รายการย่อย(.)", following)
        assert last[-1] not in "กช", "one item is alone"
        assert last[-1] == "ซ" or first[0] == chr(ord(last[-1]) + 1) or (last[-1], first[0]) in (("ค", "ง"), ("ข", "ค"))


def test_a_short_row_is_not_broken() -> None:
    rows = tuple(Row(((plain(str(n)),), (plain("ยาว " * 40),), (plain(f"ท้าย{n}จบ"),)), f"r{n}") for n in range(60))
    for page in pages(printed(book(*chapter(Table(COLUMNS, rows)))))[2:]:
        assert len(re.findall(r"ท้าย", page)) == len(re.findall(r"^\d+ ยาว", page, re.MULTILINE))


def test_what_changed_has_a_bar_in_the_margin() -> None:
    def bars(*blocks: Block) -> int:
        document = printed(book(*chapter(*blocks)))
        shapes = [
            shape.get_bounds()
            for page in document
            for shape in page.get_objects()
            if shape.type == pdfium.FPDF_PAGEOBJ_PATH
        ]
        return sum(left < LEFT - 4 and right - left < 4 for left, _, right, _ in shapes)

    assert bars(plain("เดิม"), Table(COLUMNS, (Row(((), (), ())),))) == 0
    assert bars(plain("ใหม่", changed=True)) == 1
    assert bars(Heading(2, "ใหม่", "new", changed=True), plain("เดิม")) == 1
    assert bars(Table(COLUMNS, (Row(((), (), ())), Row(((), (), ()), changed=True)))) == 1


def test_inferred_and_struck_text_is_marked_without_colour_too() -> None:
    def marks(run: Run) -> int:
        page = printed(book(*chapter(Paragraph((run,)))))[2]
        return sum(shape.type == pdfium.FPDF_PAGEOBJ_PATH for shape in page.get_objects())

    assert marks(Run("ข้อความ")) == 0
    assert marks(Run("ข้อความ", inferred=True)) >= 1
    assert marks(Run("ข้อความ", struck=True)) >= 1


# --- drawings ---------------------------------------------------------------------------------------------------------


def test_a_drawing_has_its_own_page_and_every_text_stands_where_it_was_drawn() -> None:
    wide, tall = drawing(841.89, 595.28, ("กำหนดขั้น", 400, 300)), drawing(595.28, 841.89, ("น้ำท่วม", 100, 700))
    document = printed(book(*chapter(Heading(3, "ผัง", "h"), Chart("c", "ผัง", "ผังสองหน้า", (wide, tall)), plain("ต่อ"))))
    assert [tuple(round(side, 2) for side in page.get_size()) for page in document][2:4] == [
        (841.89, 595.28),
        (595.28, 841.89),
    ]
    assert pages(document)[2].split("\r\n") == ["กำหนดขั้น", "๑"]
    assert pages(document)[3].split("\r\n") == ["น้ำท่วม", "๒"]
    text = document[2].get_textpage()
    left, bottom, _, _ = text.get_charbox(0)
    assert left == pytest.approx(Text("กำหนดขั้น", 400, 300, 10).left, abs=1)
    assert bottom == pytest.approx(595.28 - 303.4, abs=1)


def test_no_heading_is_left_on_a_page_of_its_own_before_a_drawing() -> None:
    headings = (Heading(2, "งานหนึ่ง", "one"), Heading(3, "ผัง", "chart"))
    document = printed(book(*chapter(*headings, Chart("c", "ผัง", "ผัง", (drawing(595.28, 841.89),)))))
    assert len(document) == 3
    assert [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()][1:] == [
        ("บทเดียว", 2),
        ("งานหนึ่ง", 2),
        ("ผัง", 2),
    ]


def test_a_drawing_in_the_text_is_made_to_fit() -> None:
    document = printed(
        book(*chapter(Chart("c", "โครงสร้าง", "ผัง", (drawing(900, 400, ("ปลายขวา", 860, 20)),), pages=False)))
    )
    assert "ปลายขวา" in pages(document)[2]
    assert "โครงสร้าง" in pages(document)[2]
    assert all(right <= RIGHT + 0.5 for _, (_, _, right, _) in letters(document[2]))


def test_a_flow_table_has_its_drawing_among_its_cells_and_a_head_on_each_page() -> None:
    document = printed(book(*chapter(Heading(3, "ตารางผัง", "h"), flow_table(), plain("ต่อ"))))
    first, second = pages(document)[2:4]
    assert "ตารางผัง" in first
    for page, steps in ((first, "๑๒"), (second, "๓๔")):
        assert "ที่ ผังกระบวนการ รายละเอียดงาน" in page
        assert "ขั้นตอน" in page
        for step in steps:
            assert f"กำหนด{step}" in page
            assert f"รายละเอียดของขั้นที่ {step}" in page
    text = document[3].get_textpage().get_text_range()
    boxes = document[3].get_textpage()
    for step in "๓๔":
        chart = boxes.get_charbox(text.index(f"กำหนด{step}"))
        cell = boxes.get_charbox(text.index(f"รายละเอียดของขั้นที่ {step}"))
        assert chart[1] == pytest.approx(cell[1], abs=3), "the row and its shape stand side by side"


def test_a_flow_table_says_its_title_on_each_of_its_pages() -> None:
    found = pages(printed(book(*chapter(replace(flow_table(), title="ผังของงานที่ ๒"), plain("ต่อ")))))
    assert [page.count("ผังของงานที่ ๒") for page in found[2:]] == [1, 1, 0]


def test_an_empty_first_cell_belongs_to_the_one_above_it() -> None:
    rows = tuple(Row((first, (plain(step),), ())) for first, step in (((plain("ก"),), "ข"), ((), "ค"), ((), "ง")))
    assert Table(COLUMNS, rows).spans() == [3, 0, 0]
    heights = {
        text: box[1] for text, box in letters(printed(book(*chapter(Table(COLUMNS, rows))))[2]) if text in "กขคง"
    }
    assert heights["ก"] == pytest.approx(heights["ข"], abs=3)
    assert heights["ข"] > heights["ค"] > heights["ง"]


def test_who_signs_stands_in_the_middle_of_the_right_half() -> None:
    document = printed(book(front=chapter(plain("ความนำ"), plain("ผู้ลงนาม", style="right"), title="คำนำ")))
    page = document[1]
    edges = [edge for _, box in letters(page)[-9:-1] for edge in (box[0], box[2])]
    text = page.get_textpage().get_text_range()
    assert "ผู้ลงนาม" in text
    assert (min(edges) + max(edges)) / 2 > typeset.LEFT + typeset.WIDTH / 2


# --- size -------------------------------------------------------------------------------------------------------------


def test_time_grows_with_the_number_of_procedures_and_no_faster() -> None:
    def seconds(count: int) -> float:
        blocks: list[Block] = []
        for number in range(count):
            cells = [Row(((plain("๑"),), (plain(text, "๑."),), (plain(text),))) for text in SENTENCES[:50]]
            blocks += [Heading(2, f"งาน{number}", f"p{number}"), Table(COLUMNS, tuple(cells))]
        whole = book(*chapter(*blocks))
        start = time.process_time()
        typeset.pdf(whole)
        return time.process_time() - start

    seconds(1)
    assert seconds(16) < 3 * seconds(8)
