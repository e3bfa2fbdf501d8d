"""A problem as a value, and the text it becomes: full, concise or JSON.

Whoever finds a problem says what is so (a code, a place, values) and never how it reads; the sentences stand in
``messages.py`` and are chosen here, last.
"""

from __future__ import annotations

import errno
import os
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from engine import messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.calendar import Language

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file: line and columns count characters from 1; ``end`` is the column behind the last one."""

    file: str
    line: int
    column: int
    end: int
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves a problem: the commands that show it, where else to look, and a change that was proved to mend it."""

    commands: tuple[str, ...] = ()
    shortest: bool = True
    """Whether fewer commands could not show it."""
    places: tuple[Span, ...] = ()
    mend: messages.Phrase | None = None
    """The change that was proved to mend it, or that none was found."""
    beyond: int = 0
    """Only so many findings of the file were looked at; this is not one of them."""

    def told(self, language: Language) -> list[str]:
        """The lines that stand below a problem's help."""
        found = []
        if self.places:
            lines = sorted({span.line for span in self.places})
            found.append(messages.text("see-lines", language, {"lines": lines}))
        if self.commands:
            code = "shown-by" if self.shortest else "shown-by-some-way"
            found += [messages.text(code, language), *(f"  {line}" for line in folded(self.commands, language))]
        if self.mend:
            found.append(messages.text(self.mend.code, language, self.mend.values))
        if self.beyond:
            found.append(messages.text("not-shown", language, {"count": self.beyond}))
        return found


MOST_PLAIN = 3
"""So many commands in a row that say nothing but the step are shown; of more, the first and the last."""


def folded(commands: tuple[str, ...], language: Language) -> list[str]:
    """Commands without the middle of a long row of plain ones: what is chosen on the way is what matters."""
    found: list[str] = []
    row: list[str] = []
    for command in [*commands, ""]:
        if command and "--" not in command and " start " not in command:
            row.append(command)
            continue
        if len(row) > MOST_PLAIN:
            steps = [name.rsplit(" ", 1)[1] for name in row[1:-1]]
            row[1:-1] = [messages.text("and-so-on", language, {"count": len(steps), "steps": steps})]
        found += [*row, command]
        row = []
    return found[:-1]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and the values that its message names."""

    code: str
    span: Span
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    severity: Severity = "error"
    evidence: Evidence | None = field(default=None, compare=False)

    def message(self, language: Language) -> str:
        """The main sentence; it stands alone."""
        return messages.text(self.code, language, self.values)

    def help(self, language: Language) -> str:
        """What to do, with the nearest allowed name first; empty if there is nothing to add."""
        told = self.evidence.told(language) if self.evidence else []
        return "\n".join(filter(None, [messages.help_text(self.code, language, self.values), *told]))


class Refused(Exception):
    """A command cannot be carried out; nothing has changed. ``code`` and ``values`` name a message."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return self.message("en")

    def message(self, language: Language) -> str:
        return messages.text(self.code, language, messages.briefly(self.values))

    def help(self, language: Language) -> str:
        return messages.help_text(self.code, language, messages.briefly(self.values))


class Uncertain(Refused):
    """It cannot be told whether a command was carried out: it has to be given again with its key."""


class InvalidDefinition(Exception):
    """A definition cannot be used; ``problems`` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(concise(problem, "en") for problem in self.problems))


MANY = 80
"""From how many names on only those are compared letter by letter that begin or end most like the wanted one."""


def os_reason(error: OSError) -> object:
    """Why the operating system refuses something: in our words where we have them."""
    number = error.errno or next((n for n, name in errno.errorcode.items() if os.strerror(n) in str(error)), 0)
    code = f"os-{errno.errorcode.get(number, '')}"  # copying a folder gives its errors as texts only
    return messages.Phrase(code) if code in messages.SENTENCES else error.strerror or type(error).__name__


def nearest(name: str, allowed: Iterable[str]) -> str:
    """The allowed name that is most like ``name``, or an empty string if none is near."""
    import difflib  # noqa: PLC0415 - 1 ms that only a mistake costs

    allowed = list(allowed)
    if len(allowed) > MANY:
        ordered, backwards = _in_order(tuple(allowed))
        ends = [one[::-1] for one in _neighbours(name[::-1], backwards)]
        allowed = list(dict.fromkeys([*_neighbours(name, ordered), *ends]))
    folded = {candidate.casefold(): candidate for candidate in reversed(allowed)}
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


@lru_cache(maxsize=4)
def _in_order(names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Names by their beginnings and, written backwards, by their ends: in one file, many are sought among the same."""
    return sorted(names), sorted(name[::-1] for name in names)


def _neighbours(name: str, ordered: list[str]) -> list[str]:
    """The names that stand around a name in their order: those that begin most like it."""
    place = bisect_left(ordered, name)
    return ordered[max(0, place - MANY // 4) : place + MANY // 4]


def concise(problem: Problem, language: Language) -> str:
    """The contract's first line: ``file:line:column: message [code]``."""
    span = problem.span
    sign = "" if problem.severity == "error" else messages.text(problem.severity, language) + ": "
    return f"{_printable(span.file)}:{span.line}:{span.column}: {sign}{problem.message(language)} [{problem.code}]"


def full(problem: Problem, language: Language) -> str:
    """The first line, the line of the file with the place marked, and what to do."""
    lines = [concise(problem, language), *_snippet(problem.span)]
    lines += [f"   = {sentence}" for sentence in problem.help(language).splitlines()]
    return "\n".join(lines)


def as_json(problem: Problem, language: Language) -> dict[str, object]:
    """What ``check --json`` gives for one problem."""
    return {
        "file": problem.span.file,
        "line": problem.span.line,
        "column": problem.span.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message(language),
        "help": problem.help(language),
    }


WIDEST_QUOTE = 120


def _snippet(span: Span) -> list[str]:
    if not span.quote:
        return []
    start = max(0, span.column - 1 - WIDEST_QUOTE // 2) if len(span.quote) > WIDEST_QUOTE else 0
    shown = span.quote[start : start + WIDEST_QUOTE]
    before = shown[: span.column - 1 - start]
    marked = shown[span.column - 1 - start : span.end - 1 - start]
    gutter = len(str(span.line))
    return [
        f"{'':{gutter}} |",
        f"{span.line} | {_printable(shown)}",
        f"{'':{gutter}} | {_blank(before)}{'^' * max(1, columns(marked))}",
    ]


def _blank(text: str) -> str:
    """Blanks as wide as a text, with its tabs."""
    return "".join(c if c == "\t" else " " * columns(c) for c in text)


def _printable(text: str) -> str:
    """Text that no terminal takes as a command: hidden and control characters show as their code point."""
    return "".join(c if c == "\t" or unicodedata.category(c)[0] != "C" else f"<U+{ord(c):04X}>" for c in text)


def columns(text: str) -> int:
    """How many columns a terminal gives to a text: vowels and tone marks above or below a letter take none."""
    return sum(
        1 if c == "\t" else len(f"<U+{ord(c):04X}>") if unicodedata.category(c)[0] == "C" else 1
        for c in text
        if unicodedata.category(c) not in ("Mn", "Me")
    )
