"""A table out of a file that people give: xlsx or CSV, told apart by what is in it and not by its name.

The file may be hostile. What a table of cases never is (a bomb of zeros, a macro, a web page) is refused by a look at
its outside, before a library reads it; how much is unpacked is bounded. Cells come out as text, as a person would type
them.
"""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from engine.calendar import BUDDHIST_ERA, BUDDHIST_YEARS
from engine.folders import Sparing, shown_path
from engine.problems import Refused, os_reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 64 * MEBIBYTE
LARGEST_PART = 128 * MEBIBYTE
"""Bytes of the unpacked sheets of a workbook together: 100,000 rows of ten long cells."""
LARGEST_REST = 64 * MEBIBYTE
"""Bytes of its other parts, which are read into memory whole: the texts, the styles."""
LARGEST_DIRECTORY = MEBIBYTE
"""Bytes of the list of its parts."""
MOST_PACKED = 100
"""How many times its packed size a part of more than a mebibyte may be; rows that are much alike come to 40."""
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_EMPTY = 10_000
"""Empty rows above the last that holds anything: each costs as much as a full one to read."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The last row and the last column that Excel has."""
LONGEST_ROW = 4 * MEBIBYTE
"""Bytes of one row of a worksheet, or letters of one line of a CSV file."""
DELIMITERS = ",;\t"

KINDS = {
    b"\xd0\xcf\x11\xe0": "table-old-excel",
    b"%PDF": "table-foreign",
    b"{\\rtf": "table-foreign",
    b"\x89PNG": "table-foreign",
    b"\xff\xd8\xff": "table-foreign",
}
"""By its first bytes, what a file is that is no table."""

WEB_PAGE = re.compile(r"\ufeff?\s*<(!doctype|html|table|\?xml)", re.IGNORECASE)


class Fault(NamedTuple):
    """A cell that cannot be taken as it is: the code of the sentence that says why."""

    code: str


class Row(NamedTuple):
    """A row that is not empty, with its number as Excel shows it."""

    number: int
    cells: Sequence[str | Fault]


def read(path: Path) -> Iterator[Row]:
    """The rows of a file that are not empty. Raises Refused if it is not a table, or too large: at once where a look at
    its outside tells so."""
    name = shown_path(path)
    try:
        if not path.is_file() and path.exists():  # a pipe or a device might never end
            raise Refused("table-not-a-file", path=name)
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Refused("table-too-large", path=name, size=_mebibytes(size), limit=_mebibytes(LARGEST_FILE))
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise Refused("table-unreadable", path=name, reason=os_reason(error)) from error
    for sign, code in KINDS.items():
        if start.startswith(sign):
            raise Refused(code, path=name)
    if start.startswith(b"PK"):
        return _bounded(_workbook(path, name, _from_outside(path, name)), name)
    encoding = _encoding(path, name, start)
    for _ in _bounded(_text(path, name, encoding), name):
        pass  # whether it can be read to its end is known before anything is done with it
    return _bounded(_text(path, name, encoding), name)


def _bounded(rows: Iterator[Row], name: str) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count > MOST_ROWS:  # one of them is the header
            raise Refused("table-too-long", path=name, limit=f"{MOST_ROWS:,}")
        if len(row.cells) > MOST_COLUMNS:
            raise Refused("table-too-wide", path=name, row=row.number, limit=MOST_COLUMNS)
        yield row


def _mebibytes(size: int) -> str:
    return f"{size / MEBIBYTE:,.1f} MB"


# -- CSV -------------------------------------------------------------------------------------------------------------


def _text(path: Path, name: str, encoding: str) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file.readline(LONGEST_ROW))
        file.seek(0)
        reader = csv.reader(_lines(file), delimiter=delimiter, strict=True)
        begun = 0
        try:
            for number, cells in enumerate(reader, 1):
                begun = reader.line_num
                if number == 1 and cells[:1] and re.fullmatch(r"\ufeff?sep=.?", cells[0]):
                    continue  # Excel's own line that names the delimiter
                if number > LAST_ROW:
                    raise Refused("table-too-long", path=name, limit=f"{MOST_ROWS:,}")
                if len(cells) > LAST_COLUMN:
                    raise Refused("table-too-wide", path=name, row=number, limit=MOST_COLUMNS)
                if any(cell.strip() for cell in cells):
                    yield Row(number, _without_tail([cell.replace("\r\n", "\n") for cell in cells]))
        except csv.Error as error:
            raise Refused("table-broken-csv", path=name, line=begun + 1) from error


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file; one without an end raises csv.Error."""
    while line := file.readline(LONGEST_ROW):
        if len(line) == LONGEST_ROW:
            raise csv.Error
        yield line


def _encoding(path: Path, name: str, start: bytes) -> str:
    """UTF-8 (or what a mark at the start names), else Windows-874. Raises Refused if it is neither."""
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        tried = ["utf-16"]  # Excel's "Unicode Text"
    else:
        tried = ["utf-8-sig"] if start.startswith(BOM_UTF8) else ["utf-8", "cp874"]
    for encoding in tried:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while piece := file.read(MEBIBYTE):
                    if "\0" in piece:
                        raise Refused("table-foreign", path=name)
        except UnicodeError:
            continue
        if WEB_PAGE.match(start.decode(encoding, "ignore")):
            raise Refused("table-web-page", path=name)
        return encoding
    raise Refused("table-encoding", path=name)


def _delimiter(line: str) -> str:
    """The sign that parts the columns: the one that stands most often outside quotation marks in the first line."""
    if found := re.match(rf"\ufeff?sep=([{DELIMITERS}])", line):
        return found[1]
    plain = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=plain.count)


def _without_tail(cells: Sequence[str]) -> Sequence[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


# -- xlsx ------------------------------------------------------------------------------------------------------------


class Extent(NamedTuple):
    """What a look at the text of a worksheet tells: how many rows hold anything, the last of them, the first of them
    that is hidden (0: none is), a merged range."""

    rows: int
    last: int
    hidden: int
    merged: str


def _workbook(path: Path, name: str, extents: dict[str, Extent]) -> Iterator[Row]:
    from openpyxl import load_workbook  # noqa: PLC0415 - 200 ms that only this form costs

    with path.open("rb") as file, warnings.catch_warnings():  # by its path, the library would go by its ending
        warnings.simplefilter("ignore")  # of what the library leaves out, nothing is part of a table
        try:
            book = load_workbook(file, read_only=True, keep_links=False)
            pages = [(page, extents[_part(page)]) for page in book.worksheets if page.sheet_state == "visible"]
            filled = [(page, extent) for page, extent in pages if extent.rows]
            if len(filled) > 1:  # which of them is meant, nobody says
                raise Refused("table-many-sheets", path=name, sheets=[page.title for page, _ in filled])
            for page, extent in filled:
                if extent.merged:
                    raise Refused("table-merged", path=name, cells=extent.merged, sheet=page.title)
                if extent.hidden:  # by a filter, as a rule: who sees only some rows means only these
                    raise Refused("table-hidden-row", path=name, row=extent.hidden, sheet=page.title)
                _refuse_a_far_row(extent, name)
                page.reset_dimensions()  # what a file says of its own size need not be so
                yield from _rows(page, extent.last)
            book.close()
        except (Refused, GeneratorExit, KeyboardInterrupt):
            raise
        except Exception as error:  # the library meets damage in many ways
            raise Refused("table-damaged", path=name, reason=type(error).__name__) from error


def _part(page: Any) -> str:
    """The name of a worksheet's part in the workbook. The library has it, and no public name for it."""
    return str(page._worksheet_path).lstrip("/")


def _from_outside(path: Path, name: str) -> dict[str, Extent]:
    """The extents of the worksheets by the names of their parts. Raises Refused for what is not a plain workbook."""
    try:
        with Sparing(path, LARGEST_DIRECTORY) as outside, zipfile.ZipFile(outside) as archive:
            parts = {part.filename: part for part in archive.infolist()}
            if "xl/workbook.xml" not in parts:
                raise Refused("table-old-excel" if "xl/workbook.bin" in parts else "table-foreign", path=name)
            if any(part.lower().endswith("vbaproject.bin") for part in parts):
                raise Refused("table-macros", path=name)
            sheets = [part for part in parts if part.startswith("xl/worksheets/") and part.endswith(".xml")]
            sizes = [parts[part].file_size for part in sheets]
            rest = [
                part.file_size for key, part in parts.items() if key not in sheets and not key.startswith("xl/media/")
            ]
            packed = [
                part.file_size > MEBIBYTE and part.file_size > MOST_PACKED * part.compress_size
                for part in parts.values()
            ]
            if sum(sizes) > LARGEST_PART or sum(rest) > LARGEST_REST or any(packed) or len(parts) > 1_000:
                total = sum(sizes) + sum(rest)
                raise Refused("table-bomb", path=name, size=_mebibytes(total), limit=_mebibytes(LARGEST_PART))
            extents = {part: _extent(archive, part, name) for part in sheets}
            if len(sheets) == 1:  # of several, some may be hidden, which the library tells
                _refuse_a_far_row(extents[sheets[0]], name)
            return extents
    except Refused:
        raise
    except Exception as error:  # what is no whole archive fails in as many ways
        raise Refused("table-damaged", path=name, reason=type(error).__name__) from error


def _refuse_a_far_row(extent: Extent, name: str) -> None:
    if (empty := extent.last - extent.rows) > MOST_EMPTY:
        raise Refused("table-far-row", path=name, row=f"{extent.last:,}", empty=f"{empty:,}")


def _extent(archive: zipfile.ZipFile, part: str, name: str) -> Extent:
    """What a worksheet holds, from its text alone: a hundred times as fast as reading its cells."""
    with archive.open(part) as file:
        start = file.read(MEBIBYTE)
    root = re.search(rb"<(\w+:)?worksheet\b", start)
    if not root:
        raise Refused("table-damaged", path=name, reason=part)
    begin, end, *filled = (sign + (root[1] or b"") + tag for sign, tag in WRITTEN)
    rows = seen = last = hidden = 0
    rest = b""
    with archive.open(part) as file:
        while piece := file.read(MEBIBYTE):
            whole, _, rest = (rest + piece).rpartition(end)
            for row in whole.split(end) if any(tag in whole for tag in filled) else [whole]:
                seen += row.count(begin)  # empty rows before it are written as <row/>
                if any(tag in row for tag in filled):
                    rows += 1
                    head = row[row.rfind(begin) :].partition(b">")[0]
                    number = re.search(rb'\sr="(\d+)"', head)
                    last = int(number[1]) if number else seen
                    hidden = hidden or (last if re.search(rb'\shidden="(1|true)"', head) else 0)
            if len(rest) > LONGEST_ROW:
                rest, empty = re.subn(begin + rb"\b[^>]*/>", b"", rest)
                seen += empty
            if rows > MOST_ROWS + 1 or (seen > 2 * MOST_ROWS and b"<dimension" not in start):  # slow to read without
                raise Refused("table-too-long", path=name, limit=f"{MOST_ROWS:,}")
            if last > LAST_ROW or len(rest) > LONGEST_ROW:
                raise Refused("table-damaged", path=name, reason=part)
            if last - rows > MOST_EMPTY:  # what is below makes it no better
                return Extent(rows, last, hidden, "")
    merged = re.search(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z0-9:]{1,24})"', rest)
    return Extent(rows, last, hidden, merged[1].decode() if merged else "")


WRITTEN = ((b"<", b"row"), (b"</", b"row>"), (b"<", b"v"), (b"<", b"is"), (b"<", b"f"))
"""How the begin and the end of a row and what fills a cell are written; between sign and word a prefix may stand."""


def _rows(page: Any, last: int) -> Iterator[Row]:
    for number, cells in enumerate(page.iter_rows(max_row=last), 1):
        if any(cell.value is not None for cell in cells):
            texts = [_cell(cell) for cell in cells]
            while texts and texts[-1] == "":
                texts.pop()
            if texts:
                yield Row(number, texts)


def _cell(cell: Any) -> str | Fault:
    """A cell as a person would type it."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Fault("cell-formula")
    if cell.data_type == "e":
        return Fault("cell-error")
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return _day(value.date()) if value.time() == time() else f"{_day(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _day(value: date) -> str:
    """A day in the common era, also where 23/11/2569 was typed into an Excel that did not know the Buddhist era."""
    year = value.year - BUDDHIST_ERA if value.year >= BUDDHIST_YEARS else value.year
    return f"{year:04}-{value.month:02}-{value.day:02}"
