"""The manual as it was printed by hand (``seed/manual-th.txt``), after the errata: what ours is compared with."""

from __future__ import annotations

import re
from pathlib import Path

from engine import library
from engine.folders import bundled_processes
from engine.model import THAI_DIGITS, Process, Step

OFFICE = library.load(bundled_processes())
PROCESSES = list(OFFICE.processes.values())
LINES = (Path(__file__).parent / "seed" / "manual-th.txt").read_text(encoding="utf-8").split("\n")

ROWS = {1: (55,), 2: (56, 60), 3: (64,), 4: (65,), 5: (69,), 6: (70,), 7: (74,), 8: (75,)}
"""The lines on which each procedure is printed; the second is broken over two pages."""


def squeezed(text: str) -> str:
    """Without blanks: narrow columns put them inside words."""
    return re.sub(r"\s", "", text)


def mended(number: int) -> str:
    line = LINES[number - 1]
    for erratum in OFFICE.errata:
        if erratum.line == number and erratum.reading:
            assert erratum.printed in line, f"{erratum.place}: two errata overlap"
            line = line.replace(erratum.printed, erratum.reading, 1)
    return line


def cell(process: Process, column: int) -> str:
    cells = (mended(line).split("|")[column] for line in ROWS[process.number])
    return " ".join(re.sub(r"</?p>", " ", text) for text in cells)


def numbered(text: str) -> list[tuple[int, str]]:
    _, *parts = re.split(r"(?:^|\s)([๑-๙])\. ", text)
    return [(int(n.translate(THAI_DIGITS)), squeezed(words)) for n, words in zip(parts[::2], parts[1::2], strict=True)]


def printed_steps(process: Process) -> list[Step]:
    """The first step of every printed step."""
    first: dict[int, Step] = {}
    for step in process.steps:
        if step.item:
            first.setdefault(step.item, step)
    return list(first.values())
