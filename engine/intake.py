"""Rows of a table → the commands that open its cases, or every problem by row. Pure: it reads no file.

The first row names the columns: fields of the procedure by their id or their title, and ``title`` for the name of the
case. A list may have several columns of one name (Excel likes to number them), and several entries in one cell, each on
a line of its own or with a semicolon between.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from engine.calendar import THAI_DIGITS
from engine.case import new_case
from engine.decide import Start, all_named, clean, decide, read_value
from engine.names import by_title, near
from engine.plan import Title, named
from engine.problems import Problem, Refused, Span
from engine.sheet_in import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from engine.decide import Moment
    from engine.plan import FieldPlan, Plan
    from engine.sheet_in import Row

MOST_PROBLEMS = 100
"""So many are told one by one; the others are counted."""
TITLE = "title"
TITLE_TITLES = Title("ชื่อเรื่อง", "Title")


class Intake(NamedTuple):
    """What a table holds: the commands with the rows they stand in, and what is wrong."""

    rows: Sequence[int]
    commands: Sequence[Start]
    problems: Sequence[Problem]
    wrong: int
    """How many problems there are, also those that are not among ``problems``."""


def read_rows(plan: Plan, table: Iterable[Row], moment: Moment, file: str, *, another: bool = False) -> Intake:
    """The commands of a table, each tried on a case of its own, and all that is wrong with it: also that a row is like
    one above, unless it may open ``another`` case like that."""
    first: dict[bytes, int] = {}
    rows, commands, problems, wrong = list[int](), list[Start](), list[Problem](), 0
    lines = iter(table)
    header = next(lines, None)
    if header is None:
        raise Refused("table-empty", path=file)
    columns, unclear = _columns(plan, header, file)
    if unclear:
        return Intake((), (), unclear, len(unclear))
    for row in lines:
        command, found = _command(plan, row, columns, moment, file)
        like = first.setdefault(_digest(command), row.number)
        if like != row.number and not (another or found):
            found = [Problem("row-twice", Span(file, row.number, 1, 1), {"row": like})]
        rows.append(row.number)
        commands.append(command)
        wrong += len(found)
        problems += found[: MOST_PROBLEMS - len(problems)]
    if not rows:
        raise Refused("table-only-header", path=file)
    return Intake(rows, commands, problems, wrong)


# -- the header ------------------------------------------------------------------------------------------------------


def asked(plan: Plan) -> dict[str, FieldPlan]:
    """The fields for which a table has columns."""
    return {name: entry for name, entry in plan.fields.items() if entry.at_start}


def _columns(plan: Plan, header: Row, file: str) -> tuple[list[str], list[Problem]]:
    """Per column the name of its field, and what is wrong with the header."""
    titles = {name: entry.title for name, entry in asked(plan).items()}
    titles.setdefault(TITLE, TITLE_TITLES)
    columns: list[str] = []
    problems: list[Problem] = []
    for place, cell in enumerate(header.cells, 1):
        name = "" if isinstance(cell, Fault) else _column(plan, cell, titles)
        span = Span(file, header.number, place, place)
        if isinstance(cell, Fault):
            problems.append(Problem(cell.code, span))
        elif cell.strip() and name not in titles:
            values = {"name": cell, "near": near(name, titles), "allowed": all_named(titles)}
            problems.append(Problem("no-such-column", span, values))
        elif name and name in columns and not _is_list(plan, name):
            problems.append(Problem("column-twice", span, {"name": name}))
        columns.append(name)
    missing = [named(name, titles[name]) for name in asked(plan) if name not in columns]
    if missing:
        problems.append(Problem("columns-missing", Span(file, header.number, 1, 1), {"titles": missing}))
    return columns, problems


def _column(plan: Plan, cell: str, titles: dict[str, Title]) -> str:
    """The field that a column's name means; of a list also with a number behind it."""
    text = " ".join(cell.split())
    name = by_title(text, titles)
    if name not in titles:
        plain = by_title(re.sub(r"[\s_.-]*\d+$", "", text.translate(THAI_DIGITS)), titles)
        name = plain if _is_list(plan, plain) else name
    return name


def _is_list(plan: Plan, name: str) -> bool:
    return name in plan.fields and plan.fields[name].type == "list"


# -- a row -----------------------------------------------------------------------------------------------------------


def _command(
    plan: Plan, row: Row, columns: Sequence[str], moment: Moment, file: str
) -> tuple[Start, Sequence[Problem]]:
    """What a row says, and what is wrong with it."""
    given: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for place, cell in enumerate(row.cells, 1):
        name = columns[place - 1] if place <= len(columns) else ""
        if isinstance(cell, Fault):
            problems.append(Problem(cell.code, Span(file, row.number, place, place)))
        elif cell.strip() and not name:
            problems.append(Problem("column-unnamed", Span(file, row.number, place, place), {"found": cell}))
        elif entries := _entries(cell) if _is_list(plan, name) else [cell] if cell.strip() else []:
            given.setdefault(name, []).extend(entries)
    title = given.pop(TITLE, [""])[0] if TITLE not in plan.fields else ""
    command = Start(given, title)
    if problems:
        told = {columns[problem.span.column - 1] for problem in problems if problem.span.column <= len(columns)}
        return command, [*problems, *_faults(plan, command, columns, row, file, told)]
    try:
        decide(new_case(plan, ""), command, moment)
    except Refused as refusal:
        return command, list(_faults(plan, command, columns, row, file)) or [
            Problem(refusal.code, Span(file, row.number, 1, 1), refusal.values)
        ]
    return command, []


def _entries(cell: str) -> list[str]:
    return [entry for part in re.split(r"[;\n]", cell) if (entry := part.strip())]


def _faults(
    plan: Plan, command: Start, columns: Sequence[str], row: Row, file: str, told: Collection[str] = ()
) -> Iterator[Problem]:
    """What keeps a row from becoming a case, field by field, each at its column; not what was ``told`` before."""

    def place(name: str) -> Span:
        column = columns.index(name) + 1
        return Span(file, row.number, column, column)

    for name, entry in asked(plan).items():
        if name in told:
            continue
        if name not in command.fields:
            values = {"titles": [named(name, entry.title)], "choices": all_named(entry.choices)}
            yield Problem("cell-empty", place(name), values)
            continue
        try:
            read_value(name, entry, command.fields[name])
        except Refused as refusal:
            yield Problem(refusal.code, place(name), refusal.values)
    try:
        clean(TITLE, command.title)
    except Refused as refusal:
        yield Problem(refusal.code, place(TITLE), refusal.values)


# -- what was taken in already ---------------------------------------------------------------------------------------


def digests(commands: Sequence[Start]) -> list[bytes]:
    """Per number of commands, a hash (SHA-256) of that many first ones; the form of the file does not count."""
    found = [hashlib.sha256().digest()]
    for command in commands:
        found.append(_digest(command, found[-1]))
    return found


def _digest(command: Start, before: bytes = b"") -> bytes:
    text = json.dumps([sorted(command.fields.items()), command.title])
    return hashlib.sha256(before + text.encode()).digest()
