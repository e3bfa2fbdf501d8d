"""A table as a file that Excel opens right: xlsx, or CSV in UTF-8 with the mark by which Excel knows it.

Whatever people typed stays text: nothing in a cell becomes a formula, in Excel or in any other spreadsheet.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.calendar import BANGKOK, spoken_date
from engine.messages import HIDDEN
from engine.problems import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.calendar import Language

Cell = str | int | date | datetime | None

LONGEST_CELL = 32_767
"""Characters that Excel keeps in one cell."""
WIDEST_COLUMN = 60
LOOKED_AT = 1_000
"""From so many rows the widths of the columns are taken."""
DAY = {"th": "[$-107041E]d mmm yyyy", "en": "[$-409]d mmm yyyy"}
"""A real date, shown in the Buddhist era and in Thai (calendar 7 of language 041E), or as English has it."""
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""By the first sign a spreadsheet takes a text of a CSV file for a formula; some do so by its full-width form too."""

CASE_NUMBER = re.compile(r"\d+-\d+")
"""Excel would make the 15th of February of 2-15."""


class Sheet(NamedTuple):
    """A table: its name, what stands above its columns, and its rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def written(sheet: Sheet, form: str, language: Language) -> bytes:
    """The table as a file of this form."""
    return _xlsx(sheet, language) if form == "xlsx" else _csv(sheet, language)


def _plain(text: str) -> str:
    """A text that every cell takes: nothing invisible, no longer than a cell."""
    text = HIDDEN.sub("\ufffd", text.replace("\r\n", "\n"))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


# -- CSV -------------------------------------------------------------------------------------------------------------


def _csv(sheet: Sheet, language: Language) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_harmless(head) for head in sheet.heads])
    writer.writerows([_in_csv(cell, language) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _in_csv(cell: Cell, language: Language) -> str:
    if isinstance(cell, date):
        return spoken_date(cell, language)
    return _harmless(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _harmless(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would take it for a formula; a case number with a dash
    that every command reads too."""
    plain = _plain(text)
    if CASE_NUMBER.fullmatch(plain):
        return plain.replace("-", "–")
    return f"'{plain}" if plain.lstrip(" \n").startswith(BEGINS_FORMULA) else plain


# -- xlsx ------------------------------------------------------------------------------------------------------------


def _xlsx(sheet: Sheet, language: Language) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - 200 ms that only this form costs

    book = Workbook(write_only=True)
    page = book.create_sheet(_sheet_name(sheet.name))
    page.freeze_panes = "A2"
    for letter, width in _widths(sheet, language):
        page.column_dimensions[letter].width = width
    page.append([_in_xlsx(page, head, language, bold=True) for head in sheet.heads])
    for row in sheet.rows:
        page.append([_in_xlsx(page, cell, language) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_name(name: str) -> str:
    """A name as Excel takes it: at most 31 characters, and none of seven signs."""
    return _plain(name).replace("\n", " ").translate(dict.fromkeys(map(ord, "[]:*?/\\"), "-"))[:31].strip("'") or "1"


def _in_xlsx(page: Any, value: Cell, language: Language, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    if isinstance(value, datetime):
        cell = WriteOnlyCell(page, value.astimezone(BANGKOK).replace(tzinfo=None, microsecond=0))
        cell.number_format = f"{DAY[language]} hh:mm"
    elif isinstance(value, date):
        cell = WriteOnlyCell(page, datetime.combine(value, time()))
        cell.number_format = DAY[language]
    elif isinstance(value, str):
        cell = WriteOnlyCell(page, _plain(value))
        cell.data_type = "s"  # the library would make a formula of "=…" and an error of "#N/A"
        if value.startswith(BEGINS_FORMULA):
            cell.quotePrefix = True  # and it stays text when somebody edits the cell
        if "\n" in value:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell = WriteOnlyCell(page, value)
    if bold:
        cell.font = Font(bold=True)
    return cell


def _widths(sheet: Sheet, language: Language) -> list[tuple[str, float]]:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    shown = [sheet.heads, *([_in_csv(cell, language) for cell in row] for row in sheet.rows[:LOOKED_AT])]
    widest = [
        max(columns(line) for row in shown for line in (row[n].splitlines() or [""])) for n in range(len(sheet.heads))
    ]
    return [(get_column_letter(n), min(width, WIDEST_COLUMN) + 2) for n, width in enumerate(widest, 1)]
