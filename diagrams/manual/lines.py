"""Paragraphs of several kinds of text, broken into lines between Thai words.

The type setter is given finished lines: it would break inside words, and only here is it known beforehand how high a
paragraph will be. A line keeps the blank at its end, so that lines copied one after the other are the text put in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from diagrams import glyphs, thai
from diagrams.manual.book import Run

PAGE = "๑๙๙"
"""Stands for the number of a page while lines are broken: room for any."""
LONE = 0.2
"""A last line should not be shorter than this part of the width."""

Segment = tuple[str, Run]
Line = tuple[Segment, ...]


@dataclass(frozen=True)
class _Piece:
    """What stays together on a line; ``bare`` is its width without the blank at its end. Points."""

    segments: Line
    width: float
    bare: float

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.segments)


def broken(
    runs: Sequence[Run],
    width: float,
    size: float,
    *,
    first: float = 0.0,
    even: bool = False,
    strong: bool = False,
    names: Iterable[str] = (),
) -> tuple[Line, ...]:
    """Runs in as few lines as a width allows, none broken inside a word unless that is wider than a line.

    ``first`` is the indent of the first line; ``even`` makes all lines, the last too, as equally long as they can be;
    ``strong`` sets everything in the bolder face. All in points.
    """
    dictionary = frozenset(names)
    room = width - first
    pieces = [piece for text in _pieces(runs, dictionary) for piece in _fitting(text, min(width, room), size, strong)]
    return tuple(_line(pieces[start:stop]) for start, stop in _best(pieces, room, width, even))


def _pieces(runs: Sequence[Run], names: frozenset[str]) -> Iterator[Line]:
    """The pieces of :func:`thai.pieces`, each letter with its run; blanks as there: one between words, none outside."""
    letters: list[tuple[str, Run]] = []
    for run in runs:
        for letter in PAGE if run.page else run.text:
            if not letter.isspace():
                letters.append((letter, run))
            elif letters and letters[-1][0] != " ":
                letters.append((" ", run))
    if letters and letters[-1][0] == " ":
        letters.pop()
    place = 0
    for piece in thai.pieces("".join(letter for letter, _ in letters), names):
        yield _joined(letters[place : place + len(piece)])
        place += len(piece)


def _joined(letters: Iterable[Segment]) -> Line:
    """Neighbouring letters of the same run as one."""
    groups = groupby(letters, key=lambda letter: id(letter[1]))
    listed = [list(group) for _, group in groups]
    return tuple(("".join(text for text, _ in group), group[0][1]) for group in listed)


def _measured(segments: Line, size: float, strong: bool) -> _Piece:
    widths = [
        (glyphs.width(text, size, weight), glyphs.width(text.rstrip(), size, weight))
        for text, run in segments
        for weight in ("bold" if strong or run.strong else "regular",)
    ]
    total = sum(width for width, _ in widths)
    return _Piece(segments, total, total - (widths[-1][0] - widths[-1][1]))


def _fitting(segments: Line, width: float, size: float, strong: bool) -> Iterator[_Piece]:
    """A piece, or what it must be cut into to fit: a name into words, those into shorter ones, last into clusters."""
    piece = _measured(segments, size, strong)
    if piece.bare <= width or any(run.page for _, run in segments):
        yield piece
        return
    letters = [(letter, run) for text, run in segments for letter in text]
    parts = thai.pieces(piece.text)
    if len(parts) == 1 or "".join(parts) != piece.text:
        parts = thai.cut(piece.text)
    place = 0
    for part in parts:
        inner = _joined(letters[place : place + len(part)])
        place += len(part)
        if len(parts) == 1:
            yield _measured(inner, size, strong)
        else:
            yield from _fitting(inner, width, size, strong)


def _line(pieces: Sequence[_Piece]) -> Line:
    return _joined((letter, run) for piece in pieces for text, run in piece.segments for letter in text)


def _best(pieces: Sequence[_Piece], first: float, width: float, even: bool) -> list[tuple[int, int]]:
    """Where each line starts and stops: as few lines as possible, and of those ways the one that looks best."""
    count = len(pieces)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for stop in range(1, count + 1):
        chosen: tuple[int, float, int] | None = None
        long = pieces[stop - 1].bare
        for start in range(stop - 1, -1, -1):
            room = width if start else first
            if long > room and start < stop - 1:
                if long > width:
                    break
            else:
                lines, cost, _ = best[start]
                found = (lines + 1, cost + _cost(pieces[stop - 1], room - long, room, stop == count, even), start)
                chosen = found if chosen is None or found[:2] < chosen[:2] else chosen
            long += pieces[start - 1].width if start else 0.0
        assert chosen is not None
        best.append(chosen)
    breaks: list[tuple[int, int]] = []
    stop = count
    while stop:
        breaks.append((best[stop][2], stop))
        stop = best[stop][2]
    return breaks[::-1]


def _cost(last: _Piece, slack: float, room: float, ends: bool, even: bool) -> float:
    """How bad a line looks, in square points: its raggedness, a small word at its end, a last line of one word."""
    if ends:
        if even:
            return slack * slack
        return max(0.0, LONE * room - (room - slack)) ** 2
    return slack * slack + (thai.FORLORN if last.text.rstrip() in thai.NOT_LAST else 0.0)
