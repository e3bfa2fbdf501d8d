"""Where a Thai (or English) line may break, and which breaks look best.

Words come from pythainlp's ``newmm`` with the caller's names added. On top of that: a number stays with what it counts
(เขต ๒, ๖ กลุ่ม, พ.ศ. ๒๕๖๒), no line begins with a mark that belongs to the letter before it, and the lines of a text are
as equally long as they can be. Importing pythainlp takes half a second, so it happens when the first text is broken.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

from diagrams import glyphs
from diagrams.given import Weight
from engine.calendar import FULL_MONTHS, MONTHS

CLINGS_BACK = tuple("ะาำๅๆฯัิีึืฺุู็่้๊๋์ํ๎.,:;!?)]}”’»%")
"""A piece that begins with one of these belongs to the piece before it."""
CLINGS_ON = tuple("เแโใไ([{“‘«")
"""A piece that ends with one of these belongs to the piece behind it."""
PREFIXES = {"การ", "ความ", "ผู้"}
"""Words that only mean something together with the next one."""
NOT_LAST = {
    "การ", "ความ", "ที่", "ของ", "ใน", "และ", "ให้", "ต่อ", "เพื่อ", "โดย", "เป็น", "หรือ", "กับ", "ไม่", "ผู้",
    "the", "of", "a",
}  # fmt: skip
"""Small words that look forlorn at the end of a line."""
OURS = {"อีกรอบ", "จำเป็นได้", "ขั้นตอนนี้"}
"""What is misread without it: นิเทศ|อี|กรอบ, จำ|เป็นได้, ขั้น|ตอนนี้."""
UNITS = (
    "กลุ่ม", "วัน", "คน", "แห่ง", "ครั้ง", "ฉบับ", "โรงเรียน", "ชุด", "ด้าน", "ปี", "เดือน", "สัปดาห์", "รายการ",
    "ขั้น", "ฝ่าย", "ข้อ",
    *MONTHS, *FULL_MONTHS,
)  # fmt: skip
COMPOUNDS = ("แนวทาง", "การรายงาน", "อีกรอบ", "อีกครั้ง", "ทั้งขั้นตอน")
"""Words that the dictionary lacks and whose letters it would put together otherwise: แนว|ทางการ, อี|กรอบ."""
NUMBER = re.compile(r"[0-9๐-๙][0-9๐-๙.,/–-]*$")
ABBREVIATION = re.compile(r"((?<![ก-๎])(?:[ก-ฮ]{1,6}\.)+)")
CLUSTER = re.compile(r"[เแโใไ]?[^\sเแโใไ][ะาำๅัิีึืฺุู็่้๊๋์ํ๎]*|\s|.", re.DOTALL)
FORLORN, FORLORN_SHARE = 250.0, 0.2
"""What ending a line on a small word costs, in square points of raggedness: so much, and in a wide line as much as
leaving that share of it empty."""
SHORT = 0.3
"""A first or last line shorter than this share of the widest looks lost."""


def pieces(text: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """A text cut where a line may break; a blank belongs to the end of the piece before it."""
    return _pieces(text, frozenset(names))


@lru_cache(maxsize=4096)
def _pieces(text: str, names: frozenset[str]) -> tuple[str, ...]:
    words = _words(" ".join(text.split()), names)
    glued: list[str] = []
    for word in words:
        if not glued:
            glued.append(word)
        elif word.isspace() or _clings(glued[-1], word):
            glued[-1] += word
        else:
            glued.append(word)
    return tuple(_with_numbers(glued))


def _clings(before: str, word: str) -> bool:
    if word.startswith(("ๆ", "ฯ")):
        return True
    if before[-1].isspace():
        return before.rstrip().endswith(CLINGS_ON[5:])
    if before in PREFIXES or word.startswith(CLINGS_BACK) or before.endswith(CLINGS_ON):
        return True
    return not (_thai(before[-1]) or _thai(word[0]))


def is_thai(text: str) -> bool:
    """Whether a text has Thai letters in it."""
    return any(map(_thai, text))


def _thai(letter: str) -> bool:
    return "\u0e01" <= letter <= "\u0e4e"


def _with_numbers(parts: list[str]) -> list[str]:
    """A number before a unit goes with the unit, any other with the word before it."""
    joined: list[str] = []
    for part in parts:
        counts = bool(joined) and bool(NUMBER.fullmatch(joined[-1].strip())) and _is_unit(part)
        if counts:
            joined[-1] += part
        elif NUMBER.fullmatch(part.strip()) and joined and not _next_is_unit(parts, part):
            joined[-1] += part
            if joined[-1].startswith("ที่") and len(joined) > 1 and not joined[-2][-1].isspace():
                joined[-2:] = ["".join(joined[-2:])]
        else:
            joined.append(part)
    return joined


def _next_is_unit(parts: list[str], part: str) -> bool:
    place = next(index for index, other in enumerate(parts) if other is part)
    return place + 1 < len(parts) and _is_unit(parts[place + 1])


def _is_unit(part: str) -> bool:
    """Whether a piece is a unit as a whole: กลุ่ม is one, กลุ่มงาน is not."""
    return part.strip() in UNITS or part.strip().rstrip(".,:;!?)]}”’»%") in UNITS


def _words(text: str, names: frozenset[str]) -> list[str]:
    if not is_thai(text):
        return re.findall(r"\s+|[^\s-]+-?|-", text)
    segment, dictionary = _newmm(names)
    found: list[str] = []
    for part in ABBREVIATION.split(text):
        found += [part] if ABBREVIATION.fullmatch(part) else [str(word) for word in segment(part, dictionary)]
    return found


class _Dictionary:
    """What ``newmm`` asks of pythainlp's Trie, without building one of 62,000 words: the words that begin at a place,
    shortest first."""

    def __init__(self, words: frozenset[str], names: frozenset[str], longest: int, barred: str = "") -> None:
        self.words, self.names, self.longest, self.barred = words, names, max((longest, *map(len, names))), barred

    def without(self, word: str) -> _Dictionary:
        return _Dictionary(self.words, self.names, self.longest, word)

    def prefixes(self, text: str, start: int = 0) -> list[str]:
        parts = (text[start:end] for end in range(start + 1, min(start + self.longest, len(text)) + 1))
        return [part for part in parts if (part in self.words or part in self.names) and part != self.barred]


@cache
def _longest(words: frozenset[str]) -> int:
    return max(map(len, words))


@cache
def _newmm(names: frozenset[str]) -> tuple[Callable[[str, Any], list[str]], _Dictionary]:
    """The word breaker and its dictionary. The environment variable keeps the import from making a folder at home."""
    given = os.environ.get("PYTHAINLP_READ_ONLY")
    os.environ["PYTHAINLP_READ_ONLY"] = "1"
    try:
        from pythainlp.corpus import thai_words  # noqa: PLC0415
        from pythainlp.tokenize.newmm import segment  # noqa: PLC0415

        words = thai_words()
        own = frozenset((*COMPOUNDS, *(part for name in names for part in name.split())))
        return segment, _Dictionary(words, own, _longest(words))
    finally:
        if given is None:
            del os.environ["PYTHAINLP_READ_ONLY"]
        else:
            os.environ["PYTHAINLP_READ_ONLY"] = given


def lines(
    text: str, width: float, size: float, weight: Weight = "regular", names: Iterable[str] = ()
) -> tuple[str, ...]:
    """A text in as few lines as a width allows, as equally long as they can be. Widths and sizes in points."""
    return _lines(text, width, size, weight, frozenset(names))


@lru_cache(maxsize=8192)
def _lines(text: str, width: float, size: float, weight: Weight, names: frozenset[str]) -> tuple[str, ...]:
    parts = _narrow(pieces(text, names), width, size, weight)
    for count in range(1, len(parts) + 1):
        if found := _best(parts, [width] * count, size, weight):
            return found
    return ("",)


def lost(broken: Sequence[str], size: float, weight: Weight = "regular") -> bool:
    """Whether a line ends on a small word, or the first or last one holds hardly anything."""
    if len(broken) < 2:
        return False
    widths = [glyphs.width(line, size, weight) for line in broken]
    forlorn = any(pieces(line)[-1] in NOT_LAST for line in broken[:-1])
    return forlorn or min(widths[0], widths[-1]) < SHORT * max(widths)


def shaped(
    text: str, widths: Sequence[float], size: float, weight: Weight = "regular", names: Iterable[str] = ()
) -> tuple[str, ...] | None:
    """A text in exactly as many lines as there are widths, or None if it does not go in."""
    return _best(pieces(text, names), widths, size, weight)


def widest(text: str, size: float, weight: Weight = "regular", names: Iterable[str] = ()) -> float:
    """The width of the widest piece of a text, in points: no line can be narrower."""
    return max((glyphs.width(part.rstrip(), size, weight) for part in pieces(text, names)), default=0.0)


def _narrow(parts: Sequence[str], width: float, size: float, weight: Weight) -> tuple[str, ...]:
    """Pieces that are too wide for any line are cut: into words, then into shorter ones, last between clusters."""
    narrow: list[str] = []
    for part in parts:
        if glyphs.width(part.rstrip(), size, weight) <= width:
            narrow.append(part)
            continue
        line = ""
        for cluster in (inner for word in _pieces(part, frozenset()) for inner in _fitting(word, width, size, weight)):
            if line and glyphs.width((line + cluster).rstrip(), size, weight) > width:
                narrow.append(line)
                line = ""
            line += cluster
        narrow.append(line + part[len(part.rstrip()) :])
    return tuple(narrow)


def _fitting(word: str, width: float, size: float, weight: Weight) -> list[str]:
    if glyphs.width(word.rstrip(), size, weight) <= width or len(parts := cut(word)) == 1:
        return [word]
    return [inner for part in parts for inner in _fitting(part, width, size, weight)]


@lru_cache(maxsize=4096)
def cut(piece: str) -> tuple[str, ...]:
    """A piece in smaller ones, for lines on which it has no room: the words that it joins (การ|สังเคราะห์), else the
    shorter words of which a long one is made (ระบบ|ประกัน|คุณภาพ), else its clusters."""
    words = _words(piece, frozenset())
    shorter = (part for word in words for part in _shorter(word))
    for parts in (_joined(words), _joined(shorter)):
        if len(parts) > 1 and "".join(parts) == piece:
            return parts
    return tuple(CLUSTER.findall(piece))


def _joined(words: Iterable[str]) -> tuple[str, ...]:
    """Words with the marks and blanks that cannot stand without them."""
    joined: list[str] = []
    for word in words:
        if joined and (word.isspace() or word.startswith(CLINGS_BACK) or joined[-1].endswith(CLINGS_ON)):
            joined[-1] += word
        else:
            joined.append(word)
    return tuple(joined)


def _shorter(word: str) -> list[str]:
    """The words of which a word of the dictionary is made; the word itself if it is made of none."""
    segment, dictionary = _newmm(frozenset())
    if word not in dictionary.words:
        return [word]
    parts = [str(part) for part in segment(word, dictionary.without(word))]
    return parts if dictionary.words.issuperset(parts) else [word]


class _Widths:
    """How wide consecutive pieces are as one line. Pieces end where no letter changes for the one behind it, so that
    the widths of the whole need not be measured anew for each line that is tried."""

    def __init__(self, parts: Sequence[str], size: float, weight: Weight) -> None:
        self.size = size
        self.bare = [glyphs.shape(part.rstrip(), weight)[1] for part in parts]
        self.before = [0, *accumulate(glyphs.shape(part, weight)[1] for part in parts)]

    def __call__(self, start: int, stop: int) -> float:
        """The width in points of the pieces from ``start`` to before ``stop``, without a blank at the end."""
        return (self.before[stop - 1] - self.before[start] + self.bare[stop - 1]) * self.size / glyphs.EM


def _best(parts: Sequence[str], widths: Sequence[float], size: float, weight: Weight) -> tuple[str, ...] | None:
    """The least ragged way to put pieces into lines of given widths, all lines used (dynamic programming)."""
    count, total = len(parts), len(widths)
    if count < total:
        return None
    wide = _Widths(parts, size, weight)
    costs: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for line, width in enumerate(widths):
        reached: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in costs[-1].items():
            for stop in range(start + 1, count - (total - line - 1) + 1):
                slack = width - wide(start, stop)
                if slack < 0:
                    break
                last = parts[stop - 1].rstrip()
                found = cost + slack * slack
                if last in NOT_LAST and stop < count:
                    found += max(FORLORN, (FORLORN_SHARE * width) ** 2)
                if stop not in reached or found < reached[stop][0]:
                    reached[stop] = (found, start)
        costs.append(reached)
    if count not in costs[-1]:
        return None
    found_lines: list[str] = []
    stop = count
    for line in range(total, 0, -1):
        start = costs[line][stop][1]
        found_lines.append("".join(parts[start:stop]).strip())
        stop = start
    return tuple(reversed(found_lines))
