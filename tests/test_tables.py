"""Tables in and out: what Excel shows of a list, and which files become cases.

A file is read whole or refused whole; what it is, its content tells and not its name.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import io
import json
import shutil
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cli
from engine import library, sheet_in
from engine import service as service_room
from engine.case import new_case
from engine.decide import Moment, Start, decide
from engine.folders import bundled_processes
from engine.intake import digests, read_rows
from engine.plan import FieldPlan, Title
from engine.problems import Refused
from engine.service import Service
from engine.sheet_out import BEGINS_FORMULA, Sheet, written
from engine.store import Store, open_store
from engine.store.sqlite_store import SqliteStore

AT = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
OFFICE = library.load(bundled_processes())
CURRICULUM, INFORMATION = (
    library.plan_of(OFFICE, OFFICE.process(name)) for name in ("curriculum", "information-system")
)


class Answer(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


Khumue = Callable[..., Answer]


@pytest.fixture
def khumue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Khumue:
    """The program, at a desk of its own, in English."""
    shutil.copytree(bundled_processes(), tmp_path / "processes", ignore=shutil.ignore_patterns("*schema.json"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KHUMUE_DB", "office.db")
    for name in ("KHUMUE_PROCESSES", "KHUMUE_PERSON"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("engine.desk.login", lambda: "somsri")
    monkeypatch.setattr("engine.service.now", lambda: AT)

    def run(*words: str) -> Answer:
        code = cli.run(["--lang", "en", *words])
        told = capfd.readouterr()
        return Answer(code, told.out, told.err)

    return run


# -- out -------------------------------------------------------------------------------------------------------------


def test_a_workbook_has_a_header_that_stays_and_real_dates_in_the_buddhist_era(khumue: Khumue) -> None:
    khumue("start", "curriculum", "--set", "school=บ้านค่าย")
    assert khumue("--lang", "th", "cases", "-o", "cases.xlsx").code == 0
    page = openpyxl.load_workbook("cases.xlsx").worksheets[0]
    heads, row = [list(cells) for cells in page.iter_rows()]
    assert [cell.value for cell in heads][:2] == ["เรื่อง", "กระบวนงาน"]
    assert page.freeze_panes == "A2"
    assert all(cell.font.b for cell in heads)
    assert row[0].value == "2-1"
    opened = row[5]
    assert opened.value == datetime(2026, 11, 23, 9, 5), "the time in Thailand"
    assert opened.number_format.startswith("[$-107041E]"), "the Buddhist calendar, in Thai"
    assert page.column_dimensions["C"].width > page.column_dimensions["A"].width > 5


def test_csv_begins_with_the_mark_by_which_excel_knows_utf8(khumue: Khumue) -> None:
    khumue("start", "curriculum", "--set", "school=บ้านค่าย")
    khumue("--lang", "th", "cases", "-o", "cases.csv")
    content = Path("cases.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    row = next(iter(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))))
    assert row["เปิดเมื่อ"] == "23 พ.ย. 2569 09:05"
    assert row["เรื่อง"] == "2–1", "Excel would make a date of 2-1"
    assert khumue("status", row["เรื่อง"]).code == 0


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+2", "@SUM(A1)", " =1", "\t=1", '=HYPERLINK("http://x")', "＝1", "#N/A"]
)
def test_what_people_typed_is_never_a_formula(text: str) -> None:
    sheet = Sheet("เรื่อง", ["=head"], [[text]])
    in_csv = written(sheet, "csv", "th").decode("utf-8-sig")
    assert not any(cell.lstrip().startswith(BEGINS_FORMULA) for row in csv.reader(io.StringIO(in_csv)) for cell in row)
    cell = openpyxl.load_workbook(io.BytesIO(written(sheet, "xlsx", "th"))).worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


@given(st.lists(st.text(max_size=40), min_size=2, max_size=2))
def test_any_text_can_be_written(texts: list[str]) -> None:
    for form in ("xlsx", "csv"):
        assert written(Sheet(texts[0], texts, [texts, [None, 3]]), form, "en")


def test_history_and_inbox_hold_what_they_show(khumue: Khumue) -> None:
    khumue("start", "information-system", "--set", "year=2569", "--set", "schools=ก", "--set", "schools=ข")
    khumue("complete", "1-1", "explain", "--note", "บรรทัด\nสอง")
    khumue("history", "1-1", "-o", "history.xlsx")
    khumue("inbox", "-o", "inbox.xlsx")
    history, inbox = (
        list(openpyxl.load_workbook(name).worksheets[0].iter_rows(values_only=True, min_row=2))
        for name in ("history.xlsx", "inbox.xlsx")
    )
    assert [row[2] for row in history] == ["opened", "completed"]
    assert "บรรทัด\nสอง" in history[1]
    assert {row[5] for row in inbox} == {"ก", "ข"}


def test_a_list_in_a_file_is_whole(khumue: Khumue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "LONGEST_LIST", 1)
    for school in ("ก", "ข"):
        khumue("start", "curriculum", "--set", f"school={school}")
    assert "more: " in khumue("cases").err
    told = khumue("cases", "--format", "csv")
    assert "more: " not in told.err
    assert len(told.out.splitlines()) == 3
    refused = khumue("cases", "--json", "-o", "cases.csv")
    assert (refused.code, Path("cases.csv").exists()) == (1, False)


# -- in --------------------------------------------------------------------------------------------------------------

Cells = Sequence[list[Any]]


def workbook(rows: Cells, name: str = "table.xlsx", merge: str = "") -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    book.save(name)
    return Path(name)


def filtered(path: Path) -> None:
    """What a filter in Excel leaves: the rows are all there, and one is not shown."""
    book = openpyxl.load_workbook(workbook([["school"], ["a"], ["b"], ["c"]], str(path)))
    book.worksheets[0].auto_filter.ref = "A1:A4"
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(path)


def with_part(name: str, pieces: Iterable[bytes], path: Path) -> Path:
    """A workbook with one of its parts replaced, or a part more."""
    workbook([["school"], ["ก"]], "plain.xlsx")
    with zipfile.ZipFile("plain.xlsx") as plain, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as changed:
        for part in plain.namelist():
            if part != name:
                changed.writestr(part, plain.read(part))
        with changed.open(name, "w") as file:
            for piece in pieces:
                file.write(piece)
    return path


SHEET = "xl/worksheets/sheet1.xml"
ROOT = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def sheet_text(rows: Iterable[str], before: str = "") -> Iterable[bytes]:
    yield f"{before}{ROOT}<sheetData>".encode()
    for row in rows:
        yield row.encode()
    yield b"</sheetData></worksheet>"


def line(number: int, text: str) -> str:
    return f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def read(path: Path) -> list[tuple[int, list[object]]]:
    return [(row.number, list(row.cells)) for row in sheet_in.read(path)]


def starts(path: Path, plan: Any = INFORMATION) -> list[Start]:
    found = read_rows(plan, sheet_in.read(path), Moment(AT), path.name, another=True)
    assert [(problem.code, problem.span) for problem in found.problems] == []
    return list(found.commands)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


TABLE = 'ปีการศึกษา{0}schools{0}ชื่อเรื่อง{0}schools 2\n๒๕๖๙{0}"ก; ข\nค"{0}รอบแรก{0}ง\n2570{0}จ{0}{0}\n'
WANTED = [
    Start({"year": ["๒๕๖๙"], "schools": ["ก", "ข", "ค", "ง"]}, "รอบแรก"),
    Start({"year": ["2570"], "schools": ["จ"]}, ""),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_as_excel_saves_it(here: Path, encoding: str, delimiter: str, end: str) -> None:
    path = here / "table.csv"
    path.write_bytes(TABLE.format(delimiter).replace("\n", end).encode(encoding))
    assert starts(path) == WANTED


def test_a_workbook_says_the_same_as_csv(here: Path) -> None:
    rows: list[list[Any]] = [
        ["ปีการศึกษา", "schools", "ชื่อเรื่อง", "schools2"],
        ["๒๕๖๙", "ก; ข\nค", "รอบแรก", "ง"],
        [2570, "จ"],
    ]
    path = workbook([*rows, [], [None, ""], []])
    assert starts(path) == WANTED
    assert starts(path.rename(here / "table.csv")) == WANTED, "the content counts, not the name"


@pytest.mark.usefixtures("here")
def test_cells_are_read_as_people_would_type_them() -> None:
    days = [date(2026, 11, 23), datetime(2026, 11, 23), datetime(2569, 11, 23), datetime(2026, 11, 23, 9, 5)]
    path = workbook([["a"], [1.0, 2.5, 1234567890123, True, "๑๒", *days]])
    assert read(path)[1] == (
        2,
        ["1", "2.5", "1234567890123", "TRUE", "๑๒", "2026-11-23", "2026-11-23", "2026-11-23", "2026-11-23 09:05"],
    )


def test_dates_and_numbers_mean_the_same_however_excel_holds_them(here: Path) -> None:
    titles = {"date": "วันที่", "number": "จำนวน"}
    fields = {name: FieldPlan(Title(title), name, at_start=True) for name, title in titles.items()}
    plan = dataclasses.replace(CURRICULUM, fields=fields)
    days = [datetime(2026, 11, 23), datetime(2569, 11, 23), "23/11/2569", "๒๓ พฤศจิกายน ๒๕๖๙", "2026-11-23"]
    numbers = [1250, 1250.0, "1,250", "๑,๒๕๐", "1250"]
    rows = [[day, number] for day, number in zip(days, numbers, strict=True)]
    commands = starts(workbook([["วันที่", "จำนวน"], *rows], str(here / "t.xlsx")), plan)
    events = [decide(new_case(plan, ""), command, Moment(AT))[0] for command in commands]
    assert [event.fields for event in events] == [{"date": "2026-11-23", "number": 1250}] * 5
    wrong = workbook([["วันที่", "จำนวน"], ["31/2/2569", "1.250,5"]], str(here / "w.xlsx"))
    found = read_rows(plan, sheet_in.read(wrong), Moment(AT), "w")
    assert [problem.code for problem in found.problems] == ["not-a-date", "not-a-number"]


def test_rows_keep_the_numbers_that_excel_shows(here: Path) -> None:
    (here / "table.csv").write_text('a\n\n"x\ny"\n,,\nz\n', encoding="utf-8")
    assert [number for number, _ in read(here / "table.csv")] == [1, 3, 5]
    assert [number for number, _ in read(workbook([["a"], [], ["x"], [], ["z"]]))] == [1, 3, 5]


def test_a_worksheet_written_with_a_prefix_is_read(here: Path) -> None:
    text = b"".join(sheet_text([line(1, "school"), line(2, "x")])).decode()
    text = text.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace("xmlns=", "xmlns:x=")
    assert read(with_part(SHEET, [text.encode()], here / "prefix.xlsx")) == [(1, ["school"]), (2, ["x"])]


def test_empty_rows_down_to_the_last_one_cost_nothing(here: Path) -> None:
    begin = f'{ROOT}<dimension ref="A1:A1048576"/><sheetData>'
    empty = (f'<row r="{n}"><c r="A{n}" s="0"/></row>'.encode() for n in range(3, 150_000))
    path = with_part(
        SHEET, [begin.encode(), line(1, "school").encode(), line(2, "x").encode(), *empty, b"</sheetData></worksheet>"],
        here / "long.xlsx",
    )  # fmt: skip
    assert read(path) == [(1, ["school"]), (2, ["x"])]


def test_hidden_worksheets_do_not_count(here: Path) -> None:
    assert read(two_sheets(here / "hidden.xlsx", "hidden")) == [(1, ["school"]), (2, ["ก"])]


# -- hostile files ---------------------------------------------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 40}">' for n in range(7))
    + "]>"
)
STEALS = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def two_sheets(path: Path, state: str) -> Path:
    """A workbook whose second sheet, in this state, has rows too."""
    book = openpyxl.Workbook()
    for page in (book.worksheets[0], book.create_sheet()):
        page.append(["school"])
        page.append(["ก"])
    page.sheet_state = state
    book.save(path)
    return path


def far_below(last: int) -> Iterable[bytes]:
    """A worksheet with a full row far below the others, and formatted ones without anything between them."""
    yield f'{ROOT}<dimension ref="A1:A{last}"/><sheetData>{line(1, "school")}{line(2, "x")}'.encode()
    yield from (f'<row r="{n}"><c r="A{n}" s="0"/></row>'.encode() for n in range(3, last))
    yield f"{line(last, 'z')}</sheetData></worksheet>".encode()


MANY = range(1, 150_000)
SECONDS = 2
"""Of the processor, twice what is promised: the slowest takes a quarter of one where nothing else is at work."""

HOSTILE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a bomb of zeros": ("table-bomb", lambda p: with_part(SHEET, (bytes(1 << 20) for _ in range(300)), p)),
    "a bomb of texts": ("table-bomb", lambda p: with_part("xl/sharedStrings.xml", [b"<si><t/></si>" * 3_000_000], p)),
    "a million rows": ("table-too-long", lambda p: with_part(SHEET, sheet_text(map(line, MANY, repeat("x"))), p)),
    "a row beyond the last": ("table-damaged", lambda p: with_part(SHEET, sheet_text([line(9_999_999, "x")]), p)),
    "a cell far below": ("table-far-row", lambda p: with_part(SHEET, far_below(500_000), p)),
    "a cell far to the right": ("table-too-wide", lambda p: with_part(SHEET, sheet_text(
        ['<row r="1"><c r="XFD1"><v>1</v></c></row>']), p)),
    "entities in entities": ("table-damaged", lambda p: with_part(SHEET, sheet_text([line(1, "&g;")], LAUGHS), p)),
    "an entity from a file": ("table-damaged", lambda p: with_part(SHEET, sheet_text([line(1, "x&a;")], STEALS), p)),
    "macros": ("table-macros", lambda p: with_part("xl/vbaProject.bin", [b"x"], p)),
    "an old workbook": ("table-old-excel", lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(2_000))),
    "half a workbook": ("table-damaged", lambda p: p.write_bytes(workbook([["a"]], "whole.xlsx").read_bytes()[:3_000])),
    "another archive": ("table-foreign", lambda p: zipfile.ZipFile(p, "w").writestr("mimetype", "text")),
    "a web page": ("table-web-page", lambda p: p.write_text("\n <HTML><table><tr><td>school", encoding="utf-8")),
    "a picture": ("table-foreign", lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))),
    "zeros": ("table-foreign", lambda p: p.write_bytes(b"school\na\0b\n")),
    "neither encoding": ("table-encoding", lambda p: p.write_bytes(b"school\nCaf\xdc\xfc\n")),
    "a line without an end": ("table-broken-csv", lambda p: p.write_bytes(b"school\n" + b"a" * (20 << 20))),
    "a quotation mark alone": ("table-broken-csv", lambda p: p.write_bytes(b'school\n"a\n' + b"x\n" * 200_000)),
    "too many lines": ("table-too-long", lambda p: p.write_bytes(b"school\n" + b"x\n" * 100_001)),
    "too many columns": ("table-too-wide", lambda p: p.write_bytes(b"school" + b",x" * 300)),
    "merged cells": ("table-merged", lambda p: workbook([["school"], ["a"], ["b"]], str(p), "A2:A3")),
    "a row hidden by a filter": ("table-hidden-row", filtered),
    "two sheets": ("table-many-sheets", lambda p: two_sheets(p, "visible")),
    "a folder": ("table-not-a-file", lambda p: p.mkdir()),
    "nothing at all": ("table-unreadable", lambda _: None),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_one_message(what: str, here: Path) -> None:
    code, make = HOSTILE[what]
    path = here / "table.xlsx"
    make(path)
    begin = time.process_time()
    with pytest.raises(Refused) as refused:
        list(sheet_in.read(path))
    assert time.process_time() - begin < SECONDS
    assert refused.value.code == code
    assert "table.xlsx" in refused.value.message("th")
    assert refused.value.help("th")


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"school\n"]))
def test_no_file_of_any_bytes_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, start: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(start + content)
    with contextlib.suppress(Refused):
        read_rows(CURRICULUM, sheet_in.read(path), Moment(AT), "any")


@given(st.lists(st.tuples(st.integers(0, 6_000), st.integers(1, 255)), min_size=1, max_size=8))
def test_a_workbook_with_wrong_bytes_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, int]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "flipped.xlsx"
    content = bytearray(written(Sheet("s", ["school"], [["ก"]]), "xlsx", "th"))
    for place, bits in flips:
        content[place % len(content)] ^= bits
    path.write_bytes(content)
    with contextlib.suppress(Refused):
        read_rows(CURRICULUM, sheet_in.read(path), Moment(AT), "flipped")


# -- all rows or none ------------------------------------------------------------------------------------------------


def test_every_problem_is_told_by_row_and_nothing_is_opened(khumue: Khumue) -> None:
    workbook(
        [
            ["year", "schools", "title"],
            [2569, "ก; ก"],
            [None, "ข"],
            [2569, "=A1"],
            [2569, "ค", "ก\nข", "เกิน"],
            [2569, "ง"],
        ]
    )
    told = khumue("start", "information-system", "--from", "table.xlsx")
    assert told.code == 1
    codes = [text.split(": ")[0] + " " + text[text.rindex("[") :] for text in told.err.splitlines() if "]" in text[-1:]]
    assert codes == [
        "table.xlsx:2:2 [entry-twice]", "table.xlsx:3:1 [cell-empty]", "table.xlsx:4:2 [cell-formula]",
        "table.xlsx:5:4 [column-unnamed]", "table.xlsx:5:3 [one-line]",
    ]  # fmt: skip
    assert "no case was opened; problems in table.xlsx: 5 " in told.err
    assert not Path("office.db").exists()


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        (["schol", "title"], ["no-such-column", "columns-missing"]),
        (["school", "School"], ["column-twice"]),
        (["title"], ["columns-missing"]),
        (["school", "kind"], ["no-such-column"]),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_wrong_header_is_told_before_any_row(header: list[str], codes: list[str]) -> None:
    found = read_rows(CURRICULUM, sheet_in.read(workbook([header, ["", ""], ["x"]])), Moment(AT), "t")
    assert ([problem.code for problem in found.problems], found.rows) == (codes, ())


def test_of_very_many_problems_the_first_are_told_and_the_rest_counted(here: Path) -> None:
    (here / "t.csv").write_text("school,title\n" + ",x\n" * 500, encoding="utf-8")
    found = read_rows(CURRICULUM, sheet_in.read(here / "t.csv"), Moment(AT), "t")
    assert (len(found.problems), found.wrong) == (100, 500)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_quotation_mark_that_is_not_closed_is_told_with_its_line(here: Path, ending: str) -> None:
    """And not taken for a cell that holds the rest of the table."""
    (here / "t.csv").write_text(ending.join(["school", "ก", '"ข', "ค", ""]), encoding="utf-8", newline="")
    with pytest.raises(Refused) as refused:
        list(sheet_in.read(here / "t.csv"))
    assert (refused.value.code, refused.value.values["line"]) == ("table-broken-csv", 3)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_line_break_in_a_cell_is_called_so_whichever_it_is(here: Path, ending: str) -> None:
    (here / "t.csv").write_text(f'school,title{ending}ก,"ข{ending}ค"{ending}', encoding="utf-8", newline="")
    found = read_rows(CURRICULUM, sheet_in.read(here / "t.csv"), Moment(AT), "t")
    assert [problem.code for problem in found.problems] == ["one-line"]


def test_a_row_like_one_above_is_asked_about(here: Path) -> None:
    (here / "t.csv").write_text("school,title\nก,ข\nค,ข\nก,ข\n", encoding="utf-8")
    found = read_rows(CURRICULUM, sheet_in.read(here / "t.csv"), Moment(AT), "t")
    assert [(p.code, p.span.line, p.values["row"]) for p in found.problems] == [("row-twice", 4, 2)]
    found = read_rows(CURRICULUM, sheet_in.read(here / "t.csv"), Moment(AT), "t", another=True)
    assert (len(found.commands), found.wrong) == (3, 0)


# -- none twice ------------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterable[Store]:
    found = open_store(str(tmp_path / "office.db"))
    yield found
    found.close()


def table(count: int, first: int = 0) -> list[Start]:
    return [Start({"school": [f"โรงเรียน {n}"]}) for n in range(first, first + count)]


def take(store: Store, commands: list[Start], batches: int | None = None, *, again: bool = False) -> int:
    """Take a table in, or only so many batches of it; gives how many cases this has opened."""
    definition = library.definition(OFFICE.process("curriculum"))
    work = Service(store, "somsri", clock=lambda: AT).start_all(CURRICULUM, definition, commands, again=again)
    opened = 0
    for number, (_, cases) in enumerate(work, 1):
        opened += len(cases)
        if number == batches:
            break
    return opened


def titles(store: Store) -> list[str]:
    return [row.title for row in store.cases(None, None, 1_000, None)][::-1]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_room, "BATCH", 10)


def test_a_repeat_goes_on_behind_the_last_batch(store: Store) -> None:
    assert take(store, table(35), batches=2) == 20
    assert take(store, table(35)) == 15
    assert take(store, table(35)) == 0
    assert titles(store) == [f"โรงเรียน {n}" for n in range(35)]
    (mark,) = store.marks("curriculum")
    assert (mark.rows, mark.opened, mark.finished, mark.first, mark.last) == (35, 35, True, "2-1", "2-35")


def test_a_batch_that_fails_is_not_half_there(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keep, kept = store.keep_mark, []

    def fails(mark: Any) -> None:
        kept.append(mark)
        if len(kept) == 2:
            raise KeyboardInterrupt
        keep(mark)

    monkeypatch.setattr(store, "keep_mark", fails)
    with pytest.raises(KeyboardInterrupt):
        take(store, table(35))
    assert len(titles(store)) == 10
    assert take(store, table(35)) == 25
    assert titles(store) == [f"โรงเรียน {n}" for n in range(35)]


def test_a_table_that_was_mended_further_down_goes_on_too(store: Store) -> None:
    take(store, table(35), batches=1)
    assert take(store, [*table(10), *table(7, first=100)]) == 7
    assert len(titles(store)) == 17


def test_a_table_cut_to_what_was_opened_is_finished(store: Store) -> None:
    take(store, table(35), batches=1)
    assert take(store, table(10)) == 0
    assert store.marks("curriculum")[0].finished


def test_another_table_is_another_table(store: Store) -> None:
    assert take(store, table(10)) == 10
    assert take(store, table(15)) == 15, (
        "only an unfinished table is gone on with: the rows of a finished one count anew"
    )
    assert take(store, table(10, first=3)) == 10


def test_the_same_table_once_more_if_that_is_said(store: Store) -> None:
    take(store, table(15))
    assert take(store, table(15), batches=1, again=True) == 10
    assert take(store, table(15)) == 5, "what was begun again is gone on with"
    assert take(store, table(15)) == 0
    assert len(titles(store)) == 30


def test_two_who_take_in_the_same_table_share_the_work(store: Store, tmp_path: Path) -> None:
    other = open_store(str(tmp_path / "office.db"))
    definition = library.definition(OFFICE.process("curriculum"))
    both = [Service(one, "x", clock=lambda: AT).start_all(CURRICULUM, definition, table(45)) for one in (store, other)]
    opened = 0
    while both:
        for work in list(both):
            found = next(work, None)
            if found is None:
                both.remove(work)
            else:
                opened += len(found[1])
    other.close()
    assert opened == 45
    assert sorted(titles(store)) == sorted(f"โรงเรียน {n}" for n in range(45))


def test_the_form_of_a_file_does_not_count(here: Path) -> None:
    (here / "t.csv").write_text("school;title\nก;ข\n", encoding="cp874")
    assert digests(starts(here / "t.csv", CURRICULUM)) == digests(
        starts(workbook([["title", "School"], ["ข", "ก"]]), CURRICULUM)
    )


def test_the_command_says_what_was_opened_and_that_nothing_is_opened_twice(khumue: Khumue) -> None:
    workbook([["school"], ["ก"], [], ["ข"]])
    told = khumue("start", "curriculum", "--from", "table.xlsx", "--json")
    answer = json.loads(told.out)
    assert (answer["process"], answer["rows"]) == ("curriculum", 2)
    assert answer["opened"] == [{"row": 2, "case": "2-1"}, {"row": 4, "case": "2-2"}]
    again = khumue("start", "curriculum", "--from", "table.xlsx")
    assert (again.code, again.out) == (0, "")
    assert "nothing was opened twice" in again.err
    assert "2 opened (2-3 to 2-4)" in khumue("start", "curriculum", "--from", "table.xlsx", "--again").out
    assert khumue("start", "curriculum", "--from", "table.xlsx", "--title", "x").code == 1
    assert khumue("start", "curriculum", "--set", "school=ก", "--again").code == 1


def test_a_table_for_the_standard_output_is_csv_unless_another_form_is_asked_for(khumue: Khumue) -> None:
    khumue("start", "curriculum", "--set", "school=ก")
    for words in (["cases"], ["inbox"], ["history", "2-1"]):
        told = khumue(*words, "-o", "-")
        assert (told.code, told.out) == (0, khumue(*words, "--format", "csv").out)


def test_an_interruption_says_how_far_it_came(khumue: Khumue, monkeypatch: pytest.MonkeyPatch) -> None:
    (Path("table.csv")).write_text("school\n" + "".join(f"s{n}\n" for n in range(25)), encoding="utf-8")
    opens, left = Service._open, iter(range(15))

    def until_ctrl_c(self: Service, *words: Any, **more: Any) -> Any:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return opens(self, *words, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Service, "_open", until_ctrl_c)
        told = khumue("start", "curriculum", "--from", "table.csv")
    assert told.code == cli.INTERRUPTED
    assert "10 of 25 rows are opened" in told.err
    told = khumue("start", "curriculum", "--from", "table.csv")
    assert "10 of 25 rows had been opened already" in told.err
    assert "15 opened (2-11 to 2-25)" in told.out


def test_an_interruption_just_behind_the_first_batch_says_that_the_same_command_goes_on(
    khumue: Khumue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And shows no key: the command is known by its table."""
    (Path("table.csv")).write_text("school\n" + "".join(f"s{n}\n" for n in range(25)), encoding="utf-8")
    khumue("start", "curriculum", "--set", "school=ก")
    writing = SqliteStore.writing

    @contextlib.contextmanager
    def stopped(self: SqliteStore, **words: Any) -> Iterator[None]:
        with writing(self, **words):
            yield
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SqliteStore, "writing", stopped)
        told = khumue("start", "curriculum", "--from", "table.csv")
    assert (told.code, "goes on behind them" in told.err, "--key" in told.err) == (cli.INTERRUPTED, True, False)
    assert "15 opened (2-12 to 2-26)" in khumue("start", "curriculum", "--from", "table.csv").out
