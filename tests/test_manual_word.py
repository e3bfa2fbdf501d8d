"""The manual as a Word file: an official opens it, reads it, changes it and prints it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import nsmap, qn
from lxml import etree  # type: ignore[import-untyped]

from diagrams.manual import word
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

MARKUP = "<b>ตัวหนา</b> & #show $x$ {{ }} \\alpha </w:t> &lt;"
LONG = "curriculum/a-step-with-a-very-long-name-that-no-bookmark-of-word-can-hold"
TWIPS_OF_TEXT = 9066
"""The width between the margins of a text page."""


def paragraph(text: str, **more: Any) -> Paragraph:
    return Paragraph((Run(text),), **more)


def sheet(width: float, height: float) -> Sheet:
    """A drawing with one line down its middle."""
    drawn = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt"'
        f' height="{height}pt" viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}" fill="#ffffff"/>'
        f'<path d="M{width / 2} 0V{height}" stroke="#000000" stroke-width="2"/></svg>'
    )
    return Sheet(width, height, drawn, (), drawn)


def flow() -> FlowTable:
    strips = (
        Strip(0, 50.3),
        Strip(50.3, 120.7, {0: (paragraph("๑"),), 2: (paragraph("ปรับหลักสูตร"),)}, LONG),
        Strip(120.7, 201.1, {0: (paragraph("๒"),), 2: (paragraph("คณะกรรมการพิจารณา" * 9),)}, changed=True),
    )
    pages = (FlowSheet(sheet(150.2, 201.1), strips), FlowSheet(sheet(150.2, 201.1), (*strips[:1], Strip(50.3, 201.1))))
    columns = (("ที่", 25.0), ("ผังกระบวนการ", 150.2), ("รายละเอียดงาน", 180.0))
    return FlowTable("curriculum/flow", columns, 1, 9.0, pages, "ผังของงานที่ ๒", sheet(100, 20))


def steps() -> Table:
    columns = (Column("ที่", 0.08, "centre"), Column("งาน/เรื่อง", 0.29), Column("ขั้นตอนการปฏิบัติงาน", 0.63))
    short = Row(((paragraph("๑"),), (paragraph("ประสาน"),), (paragraph("ประสานความร่วมมือ"),)), "cooperation")
    long = tuple(paragraph("ปรับหลักสูตร" * 8, number=f"{number}.") for number in "๑๒๓๔๕๖๗๘๙")
    return Table(columns, (short, Row(((paragraph("๒"),), (), long), changed=True)), "ขั้นตอนการปฏิบัติงาน")


BODY: tuple[Block, ...] = (
    Heading(1, "ขั้นตอน", "steps"),
    Paragraph(
        (
            Run("ดู "),
            Run("งานที่ ๒", to="curriculum"),
            Run(" หน้า "),
            Run(to="curriculum", page=True),
            Run(" ตามกฎหมายแม่บท", inferred=True),
            Run("เดิม", struck=True),
            Run("ใหม่", strong=True),
        ),
        changed=True,
    ),
    paragraph(MARKUP, number="(๑๐)", anchor="law/sandbox"),
    paragraph("หมายเหตุ", style="small"),
    steps(),
    PageBreak(),
    Heading(2, "๒. หลักสูตร", "curriculum", changed=True),
    Chart("curriculum/chart", "ผังของหลักสูตร", "เริ่มต้น; ปรับหลักสูตร; สิ้นสุด", (sheet(800, 560), sheet(560, 800))),
    Heading(3, "ตารางผังการปฏิบัติงาน", "curriculum/table"),
    flow(),
    Heading(1, "กฎหมาย", "laws"),
    Chart("structure", "โครงสร้าง", "งานทั้งแปด", (sheet(900, 300),), pages=False),
    paragraph("ขั้น น้ำ ที่ ผู้ปฏิบัติ", style="centre"),
)
FRONT: tuple[Block, ...] = (
    Heading(1, "คำนำ", "preface"),
    paragraph("คู่มือเล่มนี้จัดทำขึ้นเพื่อใช้เป็นแนวทางการปฏิบัติงาน"),
    paragraph("ศึกษานิเทศก์", style="right"),
)
SVG_LOGO = Logo(sheet(80, 80).outlines.encode(), "svg")
BOOK = Book(
    title="คู่มือการปฏิบัติงาน",
    author="สำนักงานเขต",
    day=date(2026, 11, 24),
    cover=Cover((("คู่มือการปฏิบัติงาน", "กลุ่มนิเทศ"), ("สำนักงานเขต",)), SVG_LOGO, "ฉบับที่ ๑"),
    front=FRONT,
    contents="สารบัญ",
    body=BODY,
)


@cache
def made(book: Book = BOOK) -> bytes:
    return word.docx(book)


def opened(content: bytes | None = None) -> Document:
    return docx.Document(io.BytesIO(content or made()))


def found(path: str, inside: Any = None) -> list[Any]:
    """What an XPath finds in an element, or in the text of the sample."""
    return list(etree.XPath(path, namespaces=nsmap)(opened().element if inside is None else inside))


def value(element: Any, name: str) -> str:
    return str(element.get(qn(f"w:{name}")))


def text(inside: Any) -> str:
    return "".join(found(".//w:t/text()", inside))


def parts() -> dict[str, Any]:
    """The text, the heads and feet and the styles of the sample, as elements."""
    with zipfile.ZipFile(io.BytesIO(made())) as packed:
        names = [
            name for name in packed.namelist() if re.fullmatch(r"word/(document|styles|header.|footer.)\.xml", name)
        ]
        return {name: docx.oxml.parse_xml(packed.read(name)) for name in names}


def styled() -> list[tuple[str, str]]:
    """The paragraphs that python-docx sees, with the names of their styles."""
    return [(str(line.style and line.style.name), line.text) for line in opened().paragraphs]


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """What is printed of blocks, in order: their paragraphs with the numbers before them."""
    for block in blocks:
        match block:
            case Heading(text=title):
                yield title
            case Paragraph(runs=runs, number=number):
                yield number + "".join("…" if run.page else run.text for run in runs)
            case Table(columns=columns, rows=rows, caption=caption):
                yield f"ตารางที่ ๑ {caption}"
                yield from (column.title for column in columns)
                yield from (line for row in rows for cell in row.cells for line in (list(texts(cell)) or [""]))
            case Chart(title=title, sheets=sheets):
                number = "๑" if len(sheets) > 1 else "๒"
                counts = [f" ({page}/๒)" for page in "๑๒"] if len(sheets) > 1 else [""]
                yield from (line for count in counts for line in ("", f"ภาพที่ {number} {title}{count}"))


def test_every_text_stands_there_in_order_as_it_was_given() -> None:
    body = found("/w:document/w:body/*")
    start = next(place for place, block in enumerate(body) if block.tag == qn("w:sdt"))
    after = [text(line) for block in body[start + 1 :] for line in found("descendant-or-self::w:p", block)]
    before, rest = list(texts(BODY[:9])), list(texts(BODY[10:]))
    printed = [line for line in after if line]
    assert printed[: len(list(filter(None, before)))] == list(filter(None, before))
    assert printed[-len(list(filter(None, rest))) :] == list(filter(None, rest))
    assert MARKUP in "".join(printed)


def test_text_is_clean_for_word_to_break() -> None:
    everything = "".join(text(part) for part in parts().values())
    assert not re.search("[\u200b-\u200f\u2060\ufeff\u00ad]", everything)


def test_headings_are_word_s_own() -> None:
    assert [line for line in styled() if line[0].startswith("Heading")] == [
        ("Heading 1", "คำนำ"),
        ("Heading 1", "ขั้นตอน"),
        ("Heading 2", "๒. หลักสูตร"),
        ("Heading 3", "ตารางผังการปฏิบัติงาน"),
        ("Heading 1", "กฎหมาย"),
    ]
    for level in (1, 2, 3):
        (style,) = opened().styles.element.xpath(f"w:style[@w:styleId='Heading{level}']")
        assert found("w:pPr/w:keepNext", style), "a heading stays with what follows it"
        assert value(found("w:pPr/w:outlineLvl", style)[0], "val") == str(level - 1)


def test_one_face_for_everything_in_thai_and_latin() -> None:
    (face,) = [face for part in parts().values() for face in found(".//w:rFonts", part)]
    assert {value(face, script) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {"TH Sarabun New"}
    assert found("ancestor::w:docDefaults", face)
    (language,) = found("../w:lang", face)
    assert value(language, "bidi") == "th-TH"
    assert [value(size, "val") for size in found("../w:sz | ../w:szCs", face)] == ["32", "32"]


def test_thai_letters_are_as_large_and_bold_as_latin_ones() -> None:
    for name, part in parts().items():
        for properties in found(".//w:rPr", part):
            sizes = [value(size, "val") for size in found("w:sz | w:szCs", properties)]
            assert len(sizes) in (0, 2), name
            assert len(set(sizes)) <= 1, name
            assert len(found("w:b", properties)) == len(found("w:bCs", properties)), name


def test_the_contents_read_well_before_word_has_counted_and_lead_to_their_headings() -> None:
    (contents,) = found("//w:sdt")
    title, *entries = found(".//w:p", contents)
    assert text(title) == "สารบัญ"
    assert [text(entry) for entry in entries] == [f"{heading.text}…" for heading in BOOK.headings()]
    assert [value(found(".//w:hyperlink", entry)[0], "anchor") for entry in entries] == [
        bookmark_of(heading.text) for heading in BOOK.headings()
    ]
    assert value(opened().settings.element.xpath("w:updateFields")[0], "val") == "true"


def bookmark_of(words: str) -> str:
    (paragraph_,) = [line for line in found("/w:document/w:body/w:p") if text(line) == words]
    return value(found("w:bookmarkStart", paragraph_)[0], "name")


def codes(part: Any) -> list[str]:
    return [code.text.strip() for code in found(".//w:instrText", part)]


def test_fields_are_whole_and_know_what_they_speak_of() -> None:
    marks = {value(mark, "name") for mark in found("//w:bookmarkStart")}
    for part in parts().values():
        open_fields = 0
        for part_of_field in found(".//w:fldChar", part):
            open_fields += {"begin": 1, "separate": 0, "end": -1}[value(part_of_field, "fldCharType")]
            assert 0 <= open_fields <= 2, "the contents hold the numbers of pages"
        assert open_fields == 0
    here = codes(opened().element)
    assert r'TOC \o "1-2" \h \z' in here
    assert [code for code in here if code.startswith("SEQ")] == [
        r"SEQ ตาราง \* ThaiArabic",
        r"SEQ ภาพ \* ThaiArabic",
        r"SEQ ภาพ \c \* ThaiArabic",
        r"SEQ ภาพ \* ThaiArabic",
    ]
    assert {code.split()[1] for code in here if code.startswith("PAGEREF")} <= marks
    assert {value(link, "anchor") for link in found("//w:hyperlink")} <= marks


def test_bookmarks_are_such_as_word_takes() -> None:
    names = [value(mark, "name") for mark in found("//w:bookmarkStart")]
    numbers = [value(mark, "id") for mark in found("//w:bookmarkStart")]
    assert len(names) == 11
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in names)
    assert len({name.lower() for name in names}) == len(names)
    assert numbers == [value(mark, "id") for mark in found("//w:bookmarkEnd")]
    assert len(set(numbers)) == len(numbers)


def test_names_that_word_would_take_for_one_lead_to_two_places() -> None:
    lines = (
        paragraph("ก", anchor="a/b"),
        paragraph("ข", anchor="A-B"),
        Paragraph((Run("ไป", to="A-B"),)),
    )
    element = opened(word.docx(replace(BOOK, body=lines))).element
    first, second = (value(mark, "name") for mark in found("//w:bookmarkStart", element)[-2:])
    assert first.lower() != second.lower()
    assert value(found("//w:hyperlink", element)[-1], "anchor") == second


def test_pages_are_numbered_in_thai_letters_then_in_thai_digits_from_one() -> None:
    numbered = []
    for section in opened().sections:
        kinds = found("w:pgNumType", section._sectPr)
        numbered.append(tuple(kinds[0].get(qn(f"w:{name}")) for name in ("fmt", "start")) if kinds else None)
        assert codes(section.footer._element) == (["PAGE"] if kinds else [])
    assert numbered[:3] == [None, ("thaiLetters", "1"), ("thaiNumbers", "1")]
    assert set(numbered[3:]) == {("thaiNumbers", None)}


def test_wide_charts_lie_on_pages_turned_sideways_with_their_headings() -> None:
    sections: list[tuple[bool, list[str]]] = [(False, [])]
    for block in found("/w:document/w:body/*"):
        sections[-1][1].extend(text(line) for line in found("descendant-or-self::w:p", block))
        for end in found("descendant-or-self::w:sectPr", block):
            size = found("w:pgSz", end)[0]
            sections[-1] = (int(value(size, "w")) > int(value(size, "h")), sections[-1][1])
            sections.append((False, []))
    (turned,) = [lines for sideways, lines in sections if sideways]
    assert turned == ["๒. หลักสูตร", "", "ภาพที่ ๑ ผังของหลักสูตร (๑/๒)"]


def test_pictures_say_what_they_show_and_stay_on_their_page() -> None:
    pictures = found("//wp:docPr")
    assert len({picture.get("id") for picture in pictures}) == len(pictures)
    described = [picture.get("descr") for picture in pictures if picture.get("descr")]
    chart = ["เริ่มต้น; ปรับหลักสูตร; สิ้นสุด", "ผังของหลักสูตร (๒/๒)"]
    assert described == ["สำนักงานเขต", *chart, "ผังของงานที่ ๒", "งานทั้งแปด"]
    for size in found("//wp:extent"):
        assert int(size.get("cx")) <= 841 * 12700
    (among_text,) = found("//wp:inline[wp:docPr[@descr='งานทั้งแปด']]/wp:extent")
    assert int(among_text.get("cx")) <= TWIPS_OF_TEXT * 635


def test_tables_have_exact_widths_and_heads_that_come_again() -> None:
    table, *flows = found("//w:tbl")
    assert sum(int(value(column, "w")) for column in found("w:tblGrid/w:gridCol", table)) == pytest.approx(
        TWIPS_OF_TEXT, abs=20
    )
    for each in (table, *flows):
        widths = [value(column, "w") for column in found("w:tblGrid/w:gridCol", each)]
        assert value(found("w:tblPr/w:tblLayout", each)[0], "type") == "fixed"
        for row in found("w:tr", each):
            assert [value(width, "w") for width in found("w:tc/w:tcPr/w:tcW", row)] == widths
        heads = [bool(found("w:trPr/w:tblHeader", row)) for row in found("w:tr", each)]
        assert heads == [True] + [False] * (len(heads) - 1)
        assert found("w:tr[1]//w:keepNext", each), "a head is never the last line of a page"


def test_short_rows_stay_whole_and_long_ones_may_go_on() -> None:
    table = found("//w:tbl")[0]
    assert [bool(found("w:trPr/w:cantSplit", row)) for row in found("w:tr", table)] == [True, True, False]


def test_numbers_hang_by_a_tab_and_are_text() -> None:
    assert not found("//w:numPr")
    hanging = [line for line in found("//w:p[w:pPr/w:ind/@w:hanging]") if not found("ancestor::w:sdt", line)]
    assert len(hanging) == 10
    for line in hanging:
        (tab,), (indent,) = found("w:pPr/w:tabs/w:tab", line), found("w:pPr/w:ind", line)
        assert value(tab, "pos") == value(indent, "left") == value(indent, "hanging")
        assert found("w:r[2]/w:tab", line)


def test_what_was_changed_has_a_bar_at_its_left() -> None:
    lines = [text(line) for line in found("//w:p[w:pPr/w:pBdr/w:left]")]
    assert [line[:6] for line in lines] == ["ดู งาน", "๒. หลั"]
    rows = found("//w:tr[w:tc[1]/w:tcPr/w:tcBorders/w:left]")
    assert [text(row)[:1] for row in rows] == ["๒", "๒"]
    assert not found("//w:tc[position() > 1]/w:tcPr/w:tcBorders/w:left")


def test_inferred_and_old_wording_are_told_apart_without_colour() -> None:
    (inferred,) = found("//w:r[w:rPr/w:rStyle/@w:val='Inferred']")
    assert text(inferred) == " ตามกฎหมายแม่บท"
    (line,) = opened().styles.element.xpath("w:style[@w:styleId='Inferred']/w:rPr/w:u")
    assert value(line, "val") == "dotted"
    assert [text(run) for run in found("//w:r[w:rPr/w:strike]")] == ["เดิม"]


def test_the_slices_of_a_flowchart_meet() -> None:
    table = found("//w:tbl")[1]
    heights = [int(value(height, "val")) for height in found("w:tr/w:trPr/w:trHeight[@w:hRule='exact']", table)]
    slices = [int(size.get("cy")) // 635 for size in found(".//wp:extent", table)]
    assert sum(heights) == pytest.approx(201.1 * 20, abs=5)
    inset, bleed = 10, 20
    assert slices == [heights[0] - inset + bleed, heights[1] + bleed, heights[2] - inset]
    assert [sizes[1] * 5 for sizes in pixels(table)] == slices, "four whole pixels to the point"
    for cell in found("w:tr[position() > 1]/w:tc[2]/w:tcPr", table):
        assert {value(margin, "w") for margin in found("w:tcMar/*", cell)} == {"0"}
        assert value(found("w:tcBorders/w:top", cell)[0], "val") == "nil"


def pixels(table: Any) -> list[tuple[int, int]]:
    document = opened()
    names = [blip.get(qn("r:embed")) for blip in found(".//a:blip", table)]
    return [struct.unpack(">II", document.part.related_parts[name].blob[16:24]) for name in names]


def test_cells_beside_a_flowchart_hold_text_that_fits_their_height() -> None:
    table = found("//w:tbl")[1]
    *_, roomy, crowded = found("w:tr/w:tc[3]", table)
    assert text(crowded) == "คณะกรรมการพิจารณา" * 9
    small, large = (int(value(found(".//w:szCs", cell)[0], "val")) for cell in (crowded, roomy))
    assert small <= large
    assert value(found(".//w:spacing", crowded)[0], "lineRule") == "exact"


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr tabs spacing ind contextualSpacing jc "
    "outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs strike noProof color sz szCs u lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblDescription",
    "tcPr": "tcW vMerge tcBorders shd tcMar vAlign",
    "tcBorders": "top left bottom right",
    "tcMar": "top left bottom right",
    "trPr": "cantSplit trHeight tblHeader",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType",
    "style": "name basedOn next qFormat pPr rPr tblPr",
}


@pytest.mark.parametrize("parent", ORDER)
def test_elements_stand_in_the_order_without_which_word_refuses_a_file(parent: str) -> None:
    order = ORDER[parent].split()
    for name, part in parts().items():
        for element in found(f"descendant-or-self::w:{parent}", part):
            places = [order.index(child.tag.rpartition("}")[2]) for child in element]
            assert places == sorted(set(places)), name


def test_every_style_that_is_used_is_there() -> None:
    known = {value(style, "styleId") for style in found(".//w:style", parts()["word/styles.xml"])}
    for part in parts().values():
        used = found(".//w:pStyle | .//w:rStyle | .//w:tblStyle | .//w:basedOn | .//w:next", part)
        assert {value(style, "val") for style in used} <= known


def test_every_cell_and_section_ends_with_a_paragraph() -> None:
    assert not found("//w:tc[not(*[last()][self::w:p])]")
    assert not found("//w:tbl[following-sibling::*[1][self::w:tbl]]"), "Word would join tables that touch"
    assert found("/w:document/w:body/*")[-1].tag == qn("w:sectPr")


def test_the_same_book_gives_the_same_file_of_its_own_day() -> None:
    assert word.docx(BOOK) == made()
    with zipfile.ZipFile(io.BytesIO(made())) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in packed.namelist() if "thumbnail" in name]
    about = opened().core_properties
    assert (about.title, about.author, about.language) == (BOOK.title, BOOK.author, "th-TH")
    assert about.created.replace(tzinfo=None) == about.modified.replace(tzinfo=None) == datetime(2026, 11, 24)


def test_a_draft_says_so_on_every_page() -> None:
    drafted = opened(word.docx(replace(BOOK, draft="ฉบับร่าง")))
    for section in drafted.sections:
        (path,) = section.header._element.xpath(".//*[local-name()='textpath' and @string]")
        assert path.get("string") == "ฉบับร่าง"
        assert "ฉบับร่าง" in text(section.header._element)
    for section in opened().sections:
        assert not section.header._element.xpath(".//w:pict")


def test_the_cover_has_the_logo_its_groups_and_its_foot() -> None:
    assert styled()[:4] == [
        ("ตราบนปก", ""),
        ("Title", "คู่มือการปฏิบัติงาน"),
        ("Title", "กลุ่มนิเทศ"),
        ("Subtitle", "สำนักงานเขต"),
    ]
    assert opened().sections[0].footer.paragraphs[0].text == "ฉบับที่ ๑"


def test_a_book_may_be_nearly_empty() -> None:
    empty = Book("ก", "ข", date(2026, 1, 1), Cover(()), (), "สารบัญ", ())
    assert [len(found(f"//w:{name}", opened(word.docx(empty)).element)) for name in ("sectPr", "tbl")] == [3, 0]


def test_a_reference_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        word.docx(replace(BOOK, body=(Paragraph((Run("ไป", to="nowhere"),)),)))
    with pytest.raises(ValueError, match="steps"):
        word.docx(replace(BOOK, body=(Heading(1, "ก", "steps"), Heading(1, "ข", "steps"))))


def test_a_logo_that_is_no_picture_is_refused() -> None:
    broken = replace(BOOK, cover=replace(BOOK.cover, logo=Logo(b"no picture", "png")))
    with pytest.raises(ValueError, match="logo"):
        word.docx(broken)
