"""`khumue manual` as another office uses it: its own cover and logo, its earlier versions, its mistakes."""

from __future__ import annotations

import io
import shlex
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import docx
import pypdfium2  # type: ignore[import-untyped]
import pytest
from docx.oxml.ns import qn

import cli
from engine.source import LARGEST

TYPST, XML, HTML = (
    '#let x = 1 *ยืม* $x^2$ \\u{41} // "#panic()"',
    "</w:t><w:br/> ]]> &lt;",
    "<b>พัสดุ</b><script>alert(1)</script>",
)
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="80" height="80" fill="#1f3a57"/></svg>'
)
FILES = {
    "actors.yaml": """
actors:
  clerk: {title: เจ้าหน้าที่พัสดุ, kind: role}
  head: {title: หัวหน้างานพัสดุ, kind: role}
""",
    "laws.yaml": f"""
laws:
  procurement: {{title: 'พระราชบัญญัติทดลอง {XML}', kind: act, from: 2017-08-23, until: 2026-06-30}}
""",
    "01-borrow.yaml": f"""
process: borrow
number: 1
title: 'การยืมพัสดุ {HTML}'
case: การยืมหนึ่งครั้ง
legal: [{{law: procurement, source: stated}}]
responsible: [head, clerk]
fields: {{}}
steps:
  - {{id: ask, item: 1, title: ยื่นใบยืม, text: ผู้ยืมยื่นใบยืมต่อเจ้าหน้าที่พัสดุ, by: [clerk], produces: [ใบยืม]}}
  - id: allow
    item: 2
    title: 'พิจารณา {HTML}'
    text: 'หัวหน้างานพัสดุพิจารณาอนุมัติ {TYPST}'
    by: [head]
    decision:
      "yes": {{title: อนุมัติ}}
      "no": {{title: ไม่อนุมัติ, end: refused}}
  - {{id: hand-over, item: 3, title: จ่ายพัสดุ, text: เจ้าหน้าที่พัสดุจ่ายพัสดุ, by: [clerk], within: 3 working days}}
""",
    "manual.yaml": f"""
title: [คู่มืองานพัสดุ, '{TYPST}']
office: [เทศบาลตำบลทดลอง]
logo: logo.svg
author: งานพัสดุ เทศบาลตำบลทดลอง
preface:
  title: คำชี้แจง
  text: ['คู่มือเล่มนี้ใช้ในเทศบาล {XML}']
  signed: [(นายทดลอง มั่นคง), ปลัดเทศบาล]
chapters:
  - {{kind: text, title: ขอบเขต, text: ['ใช้กับพัสดุทุกชนิด {HTML}']}}
  - {{kind: procedures, title: ขั้นตอนงานพัสดุ}}
  - {{kind: flowcharts, title: ผังงาน}}
  - {{kind: laws, title: กฎหมาย}}
  - {{kind: law-index, title: ดัชนี}}
  - {{kind: colophon, title: การจัดพิมพ์}}
""",
}
BORROW = FILES["01-borrow.yaml"]


@dataclass
class Answer:
    """What a command said to its reader, and its exit code."""

    code: int
    said: str


@dataclass
class Office:
    """A small office in a folder of its own, whose clerk prints the manual."""

    folder: Path
    answer: Callable[[str], Answer]

    def write(self, name: str, text: str | bytes) -> None:
        path = self.folder / "processes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def change(self, old: str, new: str, name: str = "01-borrow.yaml") -> None:
        text = (self.folder / "processes" / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        self.write(name, text.replace(old, new))

    def prints(self, line: str = "", form: str = "html") -> str:
        """The text of the manual that a command prints."""
        answer = self.answer(f"manual --on 2026-06-15 -o out.{form} {line}")
        assert answer.code == 0, answer.said
        return READERS[form]((self.folder / f"out.{form}").read_bytes())

    def refused(self, line: str, code: int = 1) -> str:
        """What is said where nothing is printed, and that nothing is left behind."""
        before = sorted(self.folder.rglob("*"))
        answer = self.answer(f"manual {line}")
        assert answer.code == code, answer.said
        assert sorted(self.folder.rglob("*")) == before
        return answer.said


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Office:
    def answer(line: str) -> Answer:
        code = cli.run(["--lang", "en", *shlex.split(line)])
        captured = capsys.readouterr()
        return Answer(code, captured.out + captured.err)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KHUMUE_DB", "office.db")
    for name in ("KHUMUE_PROCESSES", "KHUMUE_PERSON"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(cli, "LANGUAGE", "en")
    found = Office(tmp_path, answer)
    for name, text in FILES.items():
        found.write(name, text)
    found.write("logo.svg", LOGO)
    return found


# -- what a reader has in the three forms ----------------------------------------------------------------------------


class Page(HTMLParser):
    """A web page: its text, and how often each element stands in it with which attributes."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.said: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.silent = 0
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.silent += tag in ("script", "style")
        self.said.append("\n" if tag not in ("span", "wbr", "a", "del") else "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        self.said.append("" if self.silent else data)


def text_of_pdf(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return "\f".join(page.get_textpage().get_text_range().replace("\r\n", "") for page in pages)


def text_of_word(content: bytes) -> str:
    element = docx.Document(io.BytesIO(content)).element
    return "\n".join("".join(node.text or "" for node in line.iter(qn("w:t"))) for line in element.iter(qn("w:p")))


READERS: dict[str, Callable[[bytes], str]] = {
    "pdf": text_of_pdf,
    "docx": text_of_word,
    "html": lambda content: "".join(Page(content).said),
}


def tables(folder: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows]
            for table in docx.Document(str(folder / "out.docx")).tables]  # fmt: skip


# -- another office --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", READERS)
def test_another_office_prints_its_own_book(form: str, office: Office) -> None:
    text = office.prints(form=form)
    own = [
        "คู่มืองานพัสดุ",
        "เทศบาลตำบลทดลอง",
        "คำชี้แจง",
        "(นายทดลอง มั่นคง)",
        "ปลัดเทศบาล",
        "ขอบเขต",
        "ขั้นตอนงานพัสดุ",
        "ดัชนี",
        "๓ วันทำการ",
    ]
    for line in own:
        assert line in text
    for line in (TYPST, XML, HTML, f"หัวหน้างานพัสดุพิจารณาอนุมัติ {TYPST}", f"พระราชบัญญัติทดลอง {XML}"):
        assert line in text, "what looks like markup is printed as the text it is"
    assert "ระยอง" not in text
    assert "นวัตกรรม" not in text
    assert "ร่าง" not in text


def test_the_logo_stands_on_the_cover_in_every_form(office: Office) -> None:
    office.prints(form="pdf")
    office.prints(form="docx")
    office.prints(form="html")
    cover = pypdfium2.PdfDocument(office.folder / "out.pdf")[0].render(scale=0.5, rev_byteorder=True)
    red, blue = bytes(cover.buffer)[0 :: cover.n_channels], bytes(cover.buffer)[2 :: cover.n_channels]
    assert sum(more > less + 30 for more, less in zip(blue, red, strict=True)) > 500, "its colour"
    assert len(docx.Document(str(office.folder / "out.docx")).inline_shapes) > 0
    images = [
        attributes for tag, attributes in Page((office.folder / "out.html").read_bytes()).elements if tag == "img"
    ]
    assert [(image["src"] or "")[:26] for image in images] == ["data:image/svg+xml;base64,"]


def test_markup_in_a_text_makes_no_element_of_a_page(office: Office) -> None:
    office.prints()
    tags = [tag for tag, _ in Page((office.folder / "out.html").read_bytes()).elements]
    assert tags.count("script") == 1
    assert "b" not in tags


def test_a_photograph_will_do_as_a_logo(office: Office) -> None:
    office.write("ตรา.png", png(3, 2))
    office.change("logo.svg", "ตรา.png", "manual.yaml")
    assert "เทศบาลตำบลทดลอง" in office.prints(form="pdf")


def png(width: int, height: int) -> bytes:
    """The smallest picture of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = (b"\0" + b"\x1f\x3a\x57" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("name", "content", "said"), [
    ("logo.gif", b"GIF89a", "is no picture that can be printed"),
    ("none.png", None, "cannot be read"),
    ("../../elsewhere.png", png(1, 1), "lies outside the folder"),
    ("torn.png", b"no picture", "is no picture that can be printed"),
    ("torn.svg", b"<svg", "is no picture that can be printed"),
    ("torn.jpg", b"\xff\xd8", "is no picture that can be printed"),
    ("large.png", png(1, 1) + bytes(LARGEST), "is larger than"),
])  # fmt: skip
@pytest.mark.parametrize("form", READERS)
def test_a_logo_that_cannot_be_printed_is_refused(
    name: str, content: bytes | None, said: str, form: str, office: Office
) -> None:
    if content is not None:
        office.write(name, content)
    office.change("logo.svg", name, "manual.yaml")
    told = office.refused(f"-o out.{form}")
    assert said in told
    assert Path(name).name in told


# -- parts of it, and other days -------------------------------------------------------------------------------------


def test_one_procedure_is_printed_alone(office: Office) -> None:
    second = BORROW.replace("process: borrow", "process: lend").replace("number: 1", "number: 2")
    office.write("02-lend.yaml", second.replace("การยืมพัสดุ", "การให้เช่า").replace("จ่ายพัสดุ", "ส่งมอบ"))
    whole, part, by_title = office.prints(), office.prints("--process ๒"), office.prints("--process lend --process 1")
    assert "การยืมพัสดุ" in whole
    assert "การยืมพัสดุ" not in part
    assert "การให้เช่า" in part
    assert "การยืมพัสดุ" in by_title
    assert "did you mean `lend`?" in office.refused("--process lent")


def test_the_law_is_that_of_the_day(office: Office) -> None:
    assert "ไม่มีผลใช้บังคับ ณ วันที่" not in office.prints("--on 30/6/2569")
    lapsed = office.prints("--on '1 ก.ค. 2569'")
    assert "ไม่มีผลใช้บังคับ ณ วันที่ ๑ กรกฎาคม ๒๕๖๙" in lapsed
    assert "พิมพ์ ณ วันที่ ๑ กรกฎาคม ๒๕๖๙" in lapsed
    assert "30 Feb" in office.refused("--on '30 Feb 2026'", code=2)


# -- what has changed ------------------------------------------------------------------------------------------------


def changed(office: Office) -> None:
    """Another sentence, another person, a step more and one less."""
    office.change("เจ้าหน้าที่พัสดุจ่ายพัสดุ", "เจ้าหน้าที่พัสดุจ่ายพัสดุและลงทะเบียน")
    office.change("within: 3 working days", "within: 5 days")
    office.change("by: [clerk], produces: [ใบยืม]", "by: [head], produces: [ใบยืม, บัญชี]")
    more = "  - {id: return, item: 4, title: รับคืน, text: เจ้าหน้าที่พัสดุรับคืน, by: [clerk]}\n"
    office.write("01-borrow.yaml", (office.folder / "processes/01-borrow.yaml").read_text(encoding="utf-8") + more)


WANTED = [
    ["๑", "ข้อ ๑ ยื่นใบยืม\nผู้ปฏิบัติ", "เจ้าหน้าที่พัสดุ", "หัวหน้างานพัสดุ"],
    ["๒", "ข้อ ๑ ยื่นใบยืม\nเอกสาร", "ใบยืม", "ใบยืม\nบัญชี"],
    ["๓", "ข้อ ๓ จ่ายพัสดุ\nข้อความ", "เจ้าหน้าที่พัสดุจ่ายพัสดุ", "เจ้าหน้าที่พัสดุจ่ายพัสดุและลงทะเบียน"],
    ["๔", "ข้อ ๓ จ่ายพัสดุ\nกำหนดเวลา", "๓ วันทำการ", "๕ วัน"],
    ["๕", "ข้อ ๔ รับคืน\nเพิ่ม", "–", "เจ้าหน้าที่พัสดุรับคืน\nผู้ปฏิบัติ: เจ้าหน้าที่พัสดุ"],
]


def amendments(office: Office, since: str) -> list[list[str]]:
    """The rows of the amendment list of the one procedure."""
    text = office.prints(f"--since {since}", form="docx")
    assert "สรุปการแก้ไข" in text
    found = [table for table in tables(office.folder) if table[0][2:] == ["เดิม", "แก้ไขเป็น"]]
    return found[0][1:] if found else []


def test_old_and_new_wording_stand_side_by_side(office: Office) -> None:
    office.write("../before/01-borrow.yaml", BORROW)
    changed(office)
    assert amendments(office, "before/01-borrow.yaml") == WANTED
    text = text_of_word((office.folder / "out.docx").read_bytes())
    assert "เทียบกับไฟล์ before/01-borrow.yaml แก้ไขทั้งหมด ๕ แห่ง" in text


def test_what_has_changed_has_a_bar_in_the_margin(office: Office) -> None:
    office.write("../before/01-borrow.yaml", BORROW)
    changed(office)
    office.prints("--since before/01-borrow.yaml")
    found = Page((office.folder / "out.html").read_bytes()).elements
    barred = {attributes.get("id") for _, attributes in found if "changed" in (attributes.get("class") or "").split()}
    assert barred >= {"step-borrow-ask", "step-borrow-hand-over", "step-borrow-return", "procedure-borrow"}
    assert "step-borrow-allow" not in barred


def test_a_folder_tells_also_what_is_new_and_what_is_gone(office: Office) -> None:
    for name, text in FILES.items():
        office.write(f"../before/{name}", text)
    office.write("../before/02-old.yaml", BORROW.replace("borrow", "old").replace("number: 1", "number: 2"))
    office.write("03-new.yaml", BORROW.replace("borrow", "new").replace("number: 1", "number: 3"))
    text = office.prints("--since before")
    assert "เทียบกับโฟลเดอร์ before" in text
    assert "เพิ่มทั้งงาน" in text
    assert "ยกเลิกทั้งงาน" in text
    alone = office.prints("--since before --process borrow")
    assert "ยกเลิกทั้งงาน" not in alone, "what is not printed is not told of"
    assert "ไม่มีการแก้ไข" in alone


def test_what_a_case_was_opened_with_is_an_earlier_version(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.service.now", lambda: datetime(2026, 6, 1, 3, tzinfo=UTC))
    assert office.answer("start borrow").code == 0
    changed(office)
    assert amendments(office, "2026-06-01") == WANTED
    assert "รุ่นที่ใช้เมื่อวันที่ ๑ มิถุนายน ๒๕๖๙" in text_of_word((office.folder / "out.docx").read_bytes())
    assert "no version was kept on 31 May 2026 or before" in office.refused("--since 2026-05-31")
    told = office.refused("--since abcdef")
    version = told.partition("kept: ")[2][:12]
    assert amendments(office, version) == WANTED
    assert f"รุ่น {version}" in text_of_word((office.folder / "out.docx").read_bytes())
    assert "is no file, no folder, no date and no version" in office.refused(f"--since {version[:4]}")


def test_a_broken_earlier_file_is_told(office: Office) -> None:
    office.write("../before.yaml", BORROW.replace("    by: [head]", "    bye: [head]"))
    assert "did you mean `by`?" in office.refused("--since before.yaml")


def test_without_a_database_no_version_is_known_and_none_is_begun(office: Office) -> None:
    assert "office.db" in office.refused("--since 2026-06-01")


# -- what is not fit to be printed -----------------------------------------------------------------------------------


def test_a_manual_with_errors_is_refused_with_its_problems(office: Office) -> None:
    office.change("by: [head]", "by: [haed]")
    told = office.refused("-o out.pdf")
    assert "the manual is not printed while there are errors" in told
    assert "01-borrow.yaml:15:10" in told
    assert "did you mean `head`?" in told
    assert "--draft" in told


@pytest.mark.parametrize("form", READERS)
def test_a_draft_is_printed_and_says_so_on_every_page(form: str, office: Office) -> None:
    office.change("by: [head]", "by: [haed]")
    text = office.prints("--draft", form=form)
    assert "จ่ายพัสดุ" in text
    if form == "docx":
        for section in docx.Document(str(office.folder / "out.docx")).sections:
            assert "ร่าง" in "".join(section.header._element.itertext())
    else:
        assert all("ร่าง" in page for page in text.split("\f"))


@pytest.mark.parametrize(("name", "content"), [
    ("01-borrow.yaml", "process: [unclosed"), ("actors.yaml", "actors: ["), ("laws.yaml", "laws: {x: 1}"),
])  # fmt: skip
@pytest.mark.parametrize("form", READERS)
def test_a_draft_does_without_what_cannot_be_read(name: str, content: str, form: str, office: Office) -> None:
    office.write(name, content)
    assert name in office.refused(f"-o out.{form}")
    assert "คำชี้แจง" in office.prints("--draft", form=form)


def test_the_manual_goes_to_the_next_program(office: Office) -> None:
    office.prints()
    answer = office.answer("manual --on 2026-06-15 --format html -o -")
    assert (office.folder / "out.html").read_text(encoding="utf-8") in answer.said
    assert not (office.folder / "-").exists()


def test_a_form_that_is_not_known_is_refused(office: Office) -> None:
    assert "did you mean `docx`?" in office.refused("-o out.doc")
    assert "pdf, docx, html" in office.refused("-o out.odt")
    assert "pdf" in office.refused("--format odt", code=2)
    told = office.refused("-o book")
    assert "the name book does not tell which form is wanted" in told
    assert "pdf, docx, html" in told


def test_without_words_the_manual_is_a_pdf_beside_the_reader(office: Office) -> None:
    assert office.answer("manual").code == 0
    assert (office.folder / "manual.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("form", READERS)
def test_a_path_that_cannot_be_written_leaves_nothing(form: str, office: Office) -> None:
    assert "none/out" in office.refused(f"-o none/out.{form}")
    (office.folder / f"folder.{form}").mkdir()
    assert f"folder.{form}" in office.refused(f"-o folder.{form}")
    (office.folder / f"folder.{form}").rmdir()


def test_an_earlier_manual_stays_where_a_new_one_cannot_be_made(office: Office) -> None:
    (office.folder / "out.pdf").write_bytes(b"the one of last year")
    office.change("ใช้กับพัสดุทุกชนิด", "ใช้กับ 漢", "manual.yaml")
    assert "漢" in office.refused("-o out.pdf")
    assert (office.folder / "out.pdf").read_bytes() == b"the one of last year"


def test_without_a_manual_yaml_it_is_told_where_to_get_one(office: Office) -> None:
    (office.folder / "processes" / "manual.yaml").unlink()
    assert "has no manual.yaml" in office.refused("-o out.pdf")
    assert office.answer("check").code == 0, "the procedures run without it"


def test_mistakes_in_manual_yaml_are_told_with_their_places(office: Office) -> None:
    office.change("kind: text", "kind: txet", "manual.yaml")
    told = office.refused("-o out.pdf")
    assert "manual.yaml:" in told
    assert "did you mean `text`?" in told
    assert "manual.yaml" in office.refused("-o out.pdf --draft"), "no draft without a cover"
