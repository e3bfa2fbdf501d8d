"""The whole printed manual, made from the procedures that run and read as its readers have it: PDF, Word, web page.

It is compared with the manual that was typed by hand (``seed/manual-th.txt``), and with itself: what it says about its
own pages is so.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import docx
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
import pytest
from docx.oxml.ns import qn
from printed_manual import LINES, OFFICE, PROCESSES, ROWS, cell, mended, numbered, printed_steps, squeezed

import cli
from diagrams import thai
from diagrams.manual import chapters, flowtable, typeset, web, word
from diagrams.manual.book import Book, Chart, FlowTable, Heading, Paragraph, Table
from diagrams.manual.typeset import CENTIMETRE
from diagrams.manual.wording import digits
from engine.calendar import THAI_DIGITS
from engine.desk import Desk
from engine.library import plan_of
from engine.model import Process, Step

DAY = date(2026, 11, 24)
FORMS = ("pdf", "docx", "html")
HEADS = ["ที่", "งาน/เรื่อง", "ขั้นตอนการปฏิบัติงาน", "ผู้รับผิดชอบ/ผู้ที่เกี่ยวข้อง"]
TITLES = [title for title, _ in flowtable.COLUMNS]


# -- the book, made once ---------------------------------------------------------------------------------------------


@cache
def book() -> Book:
    """The manual as it is printed on one day."""
    return chapters.book(cli.definitions_of(Desk(None, None, "", "th"), (), DAY, None, draft=False))


@cache
def pdf_bytes() -> bytes:
    return typeset.pdf(book())


@cache
def pdf() -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf_bytes())


@cache
def document() -> Any:
    return docx.Document(io.BytesIO(word.docx(book())))


@cache
def page() -> Web:
    found = Web()
    found.feed(web.html(book()).decode())
    return found


class Web(HTMLParser):
    """A web page: its tables as rows of texts, its ids, and all that it says."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.ids: list[str] = []
        self.said: list[str] = []
        self.silent = 0
        self.in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.silent += tag in ("script", "style", "svg")
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self.in_cell = self.in_cell and tag not in ("td", "th")
        self.silent -= tag in ("script", "style", "svg")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)
            if self.in_cell:
                self.tables[-1][-1][-1] += data


class Letter(NamedTuple):
    """A letter on a page, with its left, bottom, right and top in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@cache
def letters(number: int) -> tuple[Letter, ...]:
    """What is written on a page, letter by letter in the order in which it is copied."""
    text = pdf()[number].get_textpage()
    return tuple(
        Letter(letter, *text.get_charbox(place))
        for place in range(text.count_chars())
        if (letter := text.get_text_range(place, 1)).strip()
    )


@cache
def copied(number: int) -> str:
    """What copying a page gives, its lines put behind each other as they are."""
    return str(pdf()[number].get_textpage().get_text_range()).replace("\r\n", "")


@cache
def chapter_pages() -> dict[str, range]:
    """On which pages of the PDF each chapter and each procedure stands, by title, as the bookmarks say."""
    marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in pdf().get_toc()]
    ends = [start for _, start in marks[1:]] + [len(pdf())]
    return {title: range(start, max(end, start + 1)) for (title, start), end in zip(marks, ends, strict=True)}


def title_of(kind: str) -> str:
    assert OFFICE.manual
    return next(chapter.title for chapter in OFFICE.manual.chapters if chapter.kind == kind)


def title_of_process(process: Process) -> str:
    return f"งานที่ {digits(process.number)} {process.title}"


def page_number(number: int) -> str:
    """The number that stands at the foot of a page, in its margin."""
    return "".join(letter.text for letter in letters(number) if letter.bottom < 1.5 * CENTIMETRE - 1)


def columns(number: int, widths: list[float], left: float) -> list[str]:
    """The columns of the table on a page, each as the letters in it, without the number at the foot of the page."""
    edges = [left + sum(widths[:place]) for place in range(len(widths) + 1)]
    found = [""] * len(widths)
    for letter in letters(number):
        middle = (letter.left + letter.right) / 2
        place = next((place for place, (a, b) in enumerate(pairwise(edges)) if a <= middle < b), None)
        if place is not None and letter.bottom > typeset.BOTTOM - 1:
            found[place] += letter.text
    return found


# -- what the typed manual says --------------------------------------------------------------------------------------


def table_of_procedures(form: str) -> list[str]:
    """The columns of the table that the office knows, each as one text without blanks."""
    if form == "html":
        (rows,) = [table[1:] for table in page().tables if table[0] == HEADS]
    elif form == "docx":
        (rows,) = [table[1:] for table in tables_of_word() if table[0] == HEADS]
    else:
        return columns_of_procedures()
    return [squeezed("".join(row[place] for row in rows)) for place in range(len(HEADS))]


def tables_of_word() -> list[list[list[str]]]:
    return [[[squeezed(cell.text) for cell in row.cells] for row in table.rows] for table in document().tables]


def columns_of_procedures() -> list[str]:
    table = next(block for block in book().body if isinstance(block, Table))
    widths = [column.share * typeset.WIDTH for column in table.columns]
    found = [""] * len(HEADS)
    for number in chapter_pages()[title_of("procedures")]:
        for place, text in enumerate(columns(number, widths, typeset.LEFT)):
            _, head, after = text.partition(HEADS[place])
            assert head, "the head of the table stands on each of its pages"
            found[place] += after
    return found


@pytest.mark.parametrize("form", FORMS)
def test_the_printed_steps_and_responsible_stand_there_word_for_word_in_order(form: str) -> None:
    def listed(items: list[tuple[int, str]]) -> str:
        return "".join(f"{digits(number)}.{text}" for number, text in items)

    numbers, titles, steps, people = table_of_procedures(form)
    assert numbers == "๑๒๓๔๕๖๗๘"
    assert titles == "".join(squeezed(mended(ROWS[process.number][0]).split("|")[2]) for process in PROCESSES)
    assert steps == "".join(listed(numbered(cell(process, 3))) for process in PROCESSES)
    assert people == "".join(listed(numbered(cell(process, 4))) for process in PROCESSES)


@pytest.mark.parametrize("form", FORMS)
def test_the_eight_laws_and_the_preface_stand_there_in_order(form: str) -> None:
    assert OFFICE.manual
    assert OFFICE.manual.preface
    text = squeezed("".join(whole_text(form)))
    laws = [f"{digits(place)}.{squeezed(law.title)}" for place, law in enumerate((OFFICE.laws or {}).values(), 1)]
    places = [text.index(law) for law in laws]
    assert places == sorted(places)
    for paragraph in (*OFFICE.manual.preface.text, *OFFICE.manual.preface.signed):
        assert squeezed(paragraph) in text
    assert all(squeezed(line) in text for line in (*OFFICE.manual.title, *OFFICE.manual.office))


def whole_text(form: str) -> Iterator[str]:
    if form == "pdf":
        yield from map(copied, range(len(pdf())))
    elif form == "html":
        yield from page().said
    else:
        yield from (node.text or "" for node in document().element.iter(qn("w:t")))


def test_the_typed_manual_was_read_to_its_end() -> None:
    assert sum(len(printed_steps(process)) for process in PROCESSES) == 33
    assert len(LINES) > 85


# -- what runs is what is printed ------------------------------------------------------------------------------------


def executed() -> set[str]:
    """The steps that a case of any procedure goes through, by the names under which the book knows them."""
    return {f"step-{process.process}-{step}" for process in PROCESSES for step in plan_of(OFFICE, process).steps}


def detail(process: Process, step: Step) -> str:
    """What stands beside the shape of a step: the printed sentence with the first step of its number."""
    first = next(entry for entry in process.steps if entry.item == step.item)
    return step.text if step.item and step.text and first.id == step.id else step.title


def test_the_steps_that_are_printed_are_those_that_run() -> None:
    assert {name for name in page().ids if name.startswith("step-")} == executed()
    strips = [strip for table in flow_tables().values() for sheet in table.sheets for strip in sheet.strips]
    assert {strip.anchor for strip in strips if strip.anchor} == executed()


@cache
def flow_tables() -> dict[str, FlowTable]:
    found = [block for block in book().body if isinstance(block, FlowTable)]
    return {table.anchor.removeprefix("flow-"): table for table in found}


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.process)
def test_every_step_stands_once_beside_its_flowchart(process: Process) -> None:
    wanted = sorted(squeezed(detail(process, step)) for step in process.steps)
    on_the_web = [squeezed(row[flowtable.DETAIL]) for table in in_section(process) for row in table[1:]]
    assert sorted(text for text in on_the_web if text) == wanted
    assert sorted(text for number in flow_pages(process) for text in flow_details(number)) == wanted


def in_section(process: Process) -> list[list[list[str]]]:
    """The flow tables of a procedure on the web page: they stand in the order of the procedures."""
    sheets = [len(flow_tables()[other.process].sheets) for other in PROCESSES]
    start = sum(sheets[: PROCESSES.index(process)])
    found = [table for table in page().tables if table[0] == TITLES]
    assert len(found) == sum(sheets)
    return found[start : start + sheets[PROCESSES.index(process)]]


def flow_pages(process: Process) -> list[int]:
    """The pages of the PDF with the flow table of a procedure."""
    pages = chapter_pages()[title_of_process(process)]
    return [number for number in pages if copied(number).startswith("ที่ ผังกระบวนการ รายละเอียดงาน")]


@cache
def flow_details(number: int) -> tuple[str, ...]:
    """What stands in each cell for the details of the steps on a page, from the top down."""
    widths = [width for _, width in flowtable.COLUMNS]
    left = (pdf()[number].get_width() - sum(widths)) / 2 + sum(widths[: flowtable.DETAIL])
    inside = [
        item for item in letters(number) if left <= (item.left + item.right) / 2 < left + widths[flowtable.DETAIL]
    ]
    lines: list[list[Letter]] = []
    for before, letter in pairwise([inside[0], *inside]):
        if letter.left < before.left or not lines:
            lines.append([])
        lines[-1].append(letter)
    cells, height = [""], 0.0
    for line in sorted((line for line in lines if line[0].bottom > typeset.BOTTOM), key=lambda line: -foot(line)):
        if height - foot(line) > 1.6 * flowtable.SIZE.title:
            cells.append("")
        cells[-1] += "".join(letter.text for letter in line)
        height = foot(line)
    found = [cell for cell in cells if cell]  # above the table stands its title, below it the legend
    details = found[found.index(TITLES[flowtable.DETAIL]) + 1 : -1]
    return tuple(details)


def foot(line: list[Letter]) -> float:
    """Where the letters of a line stand; some reach below it."""
    return median(letter.bottom for letter in line)


def test_every_sentence_is_copied_with_its_blanks_and_marks() -> None:
    for process in PROCESSES:
        text = "".join(map(copied, flow_pages(process)))
        for step in printed_steps(process):
            assert step.text
            assert step.text in text
    strange = set("".join(whole_text("pdf"))) & set("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufffe\ufffd\u25a1")
    assert not strange


# -- the book speaks truly of its own pages --------------------------------------------------------------------------


def test_the_contents_give_the_page_of_every_heading() -> None:
    pages = chapter_pages()
    (contents,) = pages["สารบัญ"]
    entries = "".join(f"{squeezed(heading.text)}{page_number(pages[heading.text][0])}" for heading in book().headings())
    printed = re.sub(r"\.(?=[.\d๐-๙ก-ฮ]*?)", "", squeezed(copied(contents)))
    assert printed == f"สารบัญหน้า{entries}{page_number(contents)}"


def test_front_is_paged_by_letters_and_body_by_thai_digits() -> None:
    numbers = [page_number(number) for number in range(len(pdf()))]
    assert numbers[:3] == ["", "ก", "ข"]
    assert numbers[3:] == [digits(number) for number in range(1, len(numbers) - 2)]


@cache
def printed_page(process: str, step: str) -> str:
    """The number of the page on which a step stands beside its flowchart."""
    found = OFFICE.processes[process]
    text = squeezed(detail(found, next(entry for entry in found.steps if entry.id == step)))
    (number,) = [number for number in flow_pages(found) if text in flow_details(number)]
    return page_number(number)


def test_the_index_of_laws_leads_to_the_steps_that_rest_on_them_and_to_their_pages() -> None:
    resting = [
        (process, step)
        for law in OFFICE.laws or {}
        for process in PROCESSES
        for step in process.steps
        for basis in process.legal_of(step)
        if basis.law == law
    ]
    pages = [printed_page(process.process, step.id) for process, step in resting]
    assert index_pages(title_of("law-index"), 3) == "หน้า" + "".join(pages)


def index_pages(title: str, column: int) -> str:
    """A column of the first table of a chapter, without the heads that come again."""
    shares = [column.share for column in table_of(title).columns]
    found = [
        columns(number, [share * typeset.WIDTH for share in shares], typeset.LEFT)[column]
        for number in chapter_pages()[title]
    ]
    return "หน้า" + "".join(text.partition("หน้า")[2] for text in found)


def table_of(title: str) -> Table:
    blocks = iter(book().body)
    next(block for block in blocks if isinstance(block, Heading) and block.text == title)
    return next(block for block in blocks if isinstance(block, Table))


def test_the_index_of_actors_leads_to_what_they_perform() -> None:
    performed = [(process, step) for actor in OFFICE.actors or {} for process in PROCESSES for step in process.steps
                 if actor in step.by]  # fmt: skip
    pages = [printed_page(process.process, step.id) for process, step in performed]
    assert index_pages(title_of("actors"), 2) == "หน้า" + "".join(pages)


def test_the_colophon_names_the_version_of_every_procedure() -> None:
    from engine.library import version  # noqa: PLC0415

    text = squeezed("".join(map(copied, chapter_pages()[title_of("colophon")])))
    for process in PROCESSES:
        assert version(process) in text
        assert len(version(process)) == len(hashlib.sha256().hexdigest())


# -- the page as a printer wants it ----------------------------------------------------------------------------------


def test_the_pdf_can_be_kept_and_be_read_aloud() -> None:
    for said in (b"<pdfaid:part>2<", b"<pdfaid:conformance>B<", b"<pdfuaid:part>1<", b"th-TH"):
        assert said in pdf_bytes()
    assert pdfium.FPDFCatalog_IsTagged(pdf())
    levels = {1: 0, 2: 1}
    headings = [(levels[heading.level], heading.text) for heading in book().headings()]
    marks = [(mark.level, mark.get_title()) for mark in pdf().get_toc()]
    assert [mark for mark in marks if mark[1] != "สารบัญ"] == headings
    meta = pdf().get_metadata_dict()
    assert (meta["Title"], meta["Author"]) == (book().title, book().author)


def test_nothing_stands_beyond_a_margin() -> None:
    for number in range(len(pdf())):
        width, height = pdf()[number].get_size()
        left, right = (typeset.LEFT, 2 * CENTIMETRE) if width < height else (1.5 * CENTIMETRE, 1.5 * CENTIMETRE)
        top = 27.0
        boxes = [(letter.left, letter.bottom, letter.right, letter.top) for letter in letters(number)]
        boxes += [box for box in drawn(number) if box[2] - box[0] < width - 1]  # the paper itself is drawn too
        for box in boxes:
            assert box[0] >= left - 1.5, f"page {number}: {box}"
            assert box[2] <= width - right + 1.5, f"page {number}: {box}"
            assert 20 < box[1] < box[3] < height - top + 0.5 or box[3] - box[1] < 0.1, f"page {number}: {box}"


def drawn(number: int) -> list[tuple[float, float, float, float]]:
    """Where everything that is drawn on a page begins and ends."""
    return [item.get_bounds() for item in pdf()[number].get_objects(max_depth=4)]


def test_every_table_has_its_head_on_each_of_its_pages() -> None:
    for kind in ("procedures", "law-index", "actors", "errata"):
        heads = "".join(squeezed(column.title) for column in table_of(title_of(kind)).columns)
        for number in chapter_pages()[title_of(kind)]:
            assert heads in squeezed(copied(number)), f"{kind}, page {page_number(number)}"
    for process in PROCESSES:
        assert len(flow_pages(process)) == len(flow_tables()[process.process].sheets)
    for table in document().tables:
        assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")


def paragraphs() -> Iterator[str]:
    """Every text that is set in lines, wherever it stands."""
    for block in (*book().front, *book().body):
        match block:
            case Paragraph():
                yield block.text
            case Table():
                yield from (part.text for row in block.rows for cell in row.cells for part in cell)
            case FlowTable():
                cells = (cell for sheet in block.sheets for strip in sheet.strips for cell in strip.cells.values())
                yield from (part.text for cell in cells for part in cell)
            case Chart():
                pass


@cache
def word_ends(text: str) -> set[int]:
    """Where a line of a text may end: behind a piece, or within one that is too long, behind one of its words."""
    found: set[int] = set()

    def walk(pieces: tuple[str, ...], start: int) -> None:
        for piece in pieces:
            if thai.cut(piece) not in ((piece,), tuple(thai.CLUSTER.findall(piece))):
                walk(thai.cut(piece), start)
            start += len(piece)
            found.add(start)

    walk(thai.pieces(text, book().names), 0)
    return found


def test_no_line_ends_within_a_word() -> None:
    lines = [
        line for number in range(len(pdf())) for line in pdf()[number].get_textpage().get_text_range().split("\r\n")
    ]
    where: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        where.setdefault(line[:6], []).append(place)
    count, broken = 0, []
    for text in {" ".join(text.split()) for text in paragraphs()}:
        for start in where.get(text[:6], []):
            ends = list(_ends(lines[start : start + 40], text))
            count += len(ends)
            broken += [text[:end] for end in ends if end not in word_ends(text)]
    assert broken == []
    assert count > 1_000


def _ends(lines: list[str], text: str) -> Iterator[int]:
    """Where each line ends in the text that they give, if they do."""
    found, place = [], 0
    for line in lines:
        if not text.startswith(line, place):
            return
        place += len(line)
        found.append(place)
        if place >= len(text):
            yield from found
            return


def test_numbers_are_in_thai_digits_and_years_of_the_buddhist_era() -> None:
    *body, _ = (page.get_textpage().get_text_range() for page in pdf())
    assert list(chapter_pages()[title_of("colophon")]) == [len(body)], "the codes of the versions are as they are"
    text = "".join(body)
    sources = " ".join(said for law in (OFFICE.laws or {}).values() for said in (law.verified or {}).values())
    found = {token for token in re.findall(r"[\w./-]*[0-9][\w./-]*", text) if token not in sources}
    assert found == set()
    years = {int(year.translate(THAI_DIGITS)) for year in re.findall(r"(?<![๐-๙])[๐-๙]{4}(?![๐-๙])", text)}
    assert years
    assert min(years) >= 2500
    assert "พิมพ์ ณ วันที่ ๒๔ พฤศจิกายน ๒๕๖๙" in copied(0)


# -- the same again --------------------------------------------------------------------------------------------------


PRINTS = "import cli, shlex, sys; sys.exit(max(cli.run(shlex.split(line)) for line in sys.argv[1:]))"
DAYS = {"one": "2026-11-24", "two": "24 พ.ย. 2569", "next": "๒๕/๑๑/๒๕๖๙"}


def printing(folder: Path, seed: str, *names: str) -> subprocess.Popen[bytes]:
    """A program of its own that prints a part of the manual in every form, on each of some days."""
    lines = [
        f"manual --process ๘ --process ๓ --on {DAYS[name]!r} -o '{folder / name}.{form}'"
        for name in names
        for form in FORMS
    ]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "KHUMUE_PROCESSES": str(OFFICE.folder)}
    root = Path(cli.__file__).parent
    return subprocess.Popen([sys.executable, "-c", PRINTS, *lines], cwd=root, env=environment, stderr=subprocess.PIPE)


def test_the_same_definitions_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    for program in (printing(tmp_path, "1", "one"), printing(tmp_path, "2", "two", "next")):
        _, said = program.communicate()
        assert program.returncode == 0, said
    for form in FORMS:
        one, two, following = ((tmp_path / f"{name}.{form}").read_bytes() for name in DAYS)
        assert one == two
        assert following != one
