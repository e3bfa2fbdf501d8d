"""YAML text → plain data and the place of every key. The only file that imports yaml.

The text is read as a stream of events, so that every scalar stays the text that was written (``no``, ``010`` and
dates are not guessed at) and deep or endless input costs nothing. The places are worked out by a second reading of
the stream, which a file without problems never needs.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml
from yaml import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from engine.messages import HIDDEN
from engine.problems import Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 8 * 1024 * 1024
DEEPEST = 32
MOST_GROUPS = 50_000
"""How many lists and groups one file may hold: a procedure of five thousand steps has a quarter of them."""
MOST_TEXTS = 200_000
"""How many keys and values, or lines: of these, too, it has half."""
MOST = 500
"""How many problems of one file are told: nobody reads more, and a file that is no procedure can have a million."""

Path = tuple[str | int, ...]
Extent = tuple[int, int, int, int]
"""Line and column where something begins, line and column behind its end, counted from 0."""
Data = str | tuple["Data", ...] | dict[str, "Data"]

THAI_BREAK = re.compile(r"[\u0e00-\u0e7f][ \t]*\n[ \t]*[\u0e00-\u0e7f]")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Document:
    """A file as plain data; ``values`` and ``keys`` give the place of what stands under a path."""

    file: str
    text: str = ""
    data: Data | None = None
    problems: list[Problem] = field(default_factory=list)
    removed: dict[int, list[int]] = field(default_factory=dict)
    """Per line, the columns of hidden characters: the file is read without them, and they still count in a place."""

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def places(self) -> tuple[dict[Path, Extent], dict[Path, Extent]]:
        """The places of all values and of all keys."""
        return _places(self)

    @property
    def values(self) -> dict[Path, Extent]:
        return self.places[0]

    @property
    def keys(self) -> dict[Path, Extent]:
        return self.places[1]

    def under(self, *path: str | int) -> Any:
        """What is written under ``path``; None where nothing is."""
        return at_path(self.data, path)

    def at(self, *path: str | int) -> Span:
        """The place of the value under ``path``, or of the nearest thing above it that was written."""
        while path and path not in self.values:
            path = path[:-1]
        return _span(self, self.values[path]) if path in self.values else Span(self.file, 1, 1, 1)

    def at_key(self, *path: str | int) -> Span:
        """The place of the key at the end of ``path``; where there is none, the place of its value."""
        return _span(self, self.keys[path]) if path in self.keys else self.at(*path)

    def span(self, line: int, column: int, end: int) -> Span:
        """The one place where lines and columns counted from 0 become a ``Span``, which counts from 1."""
        quote = self.lines[line] if line < len(self.lines) else ""
        if line in self.removed:
            column, end = self._as_written(line, column), self._as_written(line, end)
        return Span(self.file, line + 1, column + 1, max(end, column + 1) + 1, quote)

    def _as_written(self, line: int, column: int) -> int:
        """A column of the line as it was read, counted in the line as it was written."""
        gaps = [place - before for before, place in enumerate(self.removed[line])]
        return column + bisect_right(gaps, column)


def read(content: bytes, file: str) -> Document:
    """Read one file. What is wrong with it stands in ``problems``; ``data`` is None if nothing could be read."""
    if len(content) > LARGEST:
        return hopeless(file, "too-large", size=len(content), limit=LARGEST)
    if content.count(b"\n") > MOST_TEXTS:  # before a third of a second is spent on reading so many
        return hopeless(file, "too-many-lines", limit=f"{MOST_TEXTS:,}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return hopeless(file, "not-utf8", content.count(b"\n", 0, error.start) + 1, found=_guess_encoding(content))
    if content.count(0) > len(content) // 8:
        return hopeless(file, "not-utf8", found="UTF-16")
    document = Document(file, text.replace("\r\n", "\n").replace("\r", "\n"))
    if HIDDEN.search(document.text):
        document.problems += _hidden_characters(document)
    _Reader(document).run()
    return document


def at_path(data: Any, path: Path) -> Any:
    """What stands under a path; None where nothing does."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def hopeless(file: str, code: str, line: int = 1, **values: object) -> Document:
    """A file of which nothing can be read, and why."""
    return Document(file, problems=[Problem(code, Span(file, line, 1, 1), values)])


def _guess_encoding(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:200]:
        return "UTF-16"
    thai = sum(0xA1 <= byte <= 0xFB for byte in content)
    return "Windows-874 / TIS-620" if thai > len(content) // 20 else "another encoding"


def _hidden_characters(document: Document) -> Iterator[Problem]:
    """Each kind of hidden character once per line; the columns of all of them are kept in ``removed``."""
    for number, line in enumerate(document.lines):
        found: dict[str, int] = {}
        for match in HIDDEN.finditer(line):
            found.setdefault(match[0], match.start())
            document.removed.setdefault(number, []).append(match.start())
        for character, column in found.items():
            name = f"U+{ord(character):04X} {unicodedata.name(character, 'control character')}"
            span = Span(document.file, number + 1, column + 1, column + 2, line)
            yield Problem("hidden-character", span, {"name": name})


def _events(document: Document) -> Iterator[Any]:
    """The events of the text without its hidden characters."""
    text = HIDDEN.sub("", document.text) if document.removed else document.text
    return iter(LOADER(text).get_event, None)


class _Reader:
    """Folds the events of one document into data. A stack of open collections, no recursion.

    The innermost collection and its open key are local names of ``fold``: a method per event would take as long again
    as the parser itself.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.around: list[tuple[Any, str | None]] = []
        """The collections around the innermost one, each with the key whose value is being read."""
        self.documents = 0
        self.groups = 0

    def run(self) -> None:
        try:
            self.document.data = self.fold()
        except yaml.MarkedYAMLError as error:
            self.document.problems.append(_syntax_problem(self.document, error))
        if self.document.data is None and not self.document.problems:
            self.document.problems.append(Problem("empty-file", Span(self.document.file, 1, 1, 1)))

    def fold(self) -> Any:  # noqa: PLR0912 - one branch per kind of event, in one loop for speed
        """The data of the document; None where reading on would be useless."""
        data: Any = None
        top: Any = None  # a dict or a list
        key: str | None = None
        around = self.around
        texts = 0
        for event in _events(self.document):
            kind = type(event)
            if kind is ScalarEvent:
                texts += 1
                if texts > MOST_TEXTS:
                    self.refuse("too-many-texts", event, limit=f"{MOST_TEXTS:,}")
                    return None
                if event.anchor or event.tag:
                    self.refuse_marks(event)
                if event.start_mark.line != event.end_mark.line:
                    self.warn_of_folded_thai(event)
                value = event.value.strip()
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                is_key = key is None and type(top) is dict
                self.groups += 1
                full = len(around) >= DEEPEST or self.groups > MOST_GROUPS
                if is_key or event.anchor or event.tag or full:
                    self.refuse_marks(event)
                    if is_key or full:
                        self.refuse_place(event, is_key=is_key)
                        return None
                around.append((top, key))
                top, key = {} if kind is MappingStartEvent else [], None
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value = top if kind is MappingEndEvent else tuple(top)
                top, key = around.pop()
            elif kind is yaml.AliasEvent:
                self.refuse("alias", event, name=event.anchor)
                value = ""
            elif kind is yaml.DocumentStartEvent and not self.may_begin(event):
                return data
            else:
                continue
            if top is None:
                data = value
            elif type(top) is list:
                top.append(value)
            elif key is None:
                if value in top or value == "<<":
                    self.refuse_key(value, event)
                    if len(self.document.problems) > MOST:
                        return None
                key = value
            else:
                top.setdefault(key, value)
                key = None
        return data

    def may_begin(self, event: yaml.DocumentStartEvent) -> bool:
        """Whether this is the first document of the file."""
        self.documents += 1
        if event.version or event.tags:
            self.refuse("directive", event)
        if self.documents > 1:
            self.refuse("second-document", event)
        return self.documents == 1

    def refuse_place(self, event: Any, *, is_key: bool) -> None:
        """Refuse a mapping or list where none may begin."""
        if is_key:
            self.refuse("key-not-text", event)
        elif len(self.around) >= DEEPEST:
            self.refuse("too-deep", event, limit=DEEPEST)
        else:
            self.refuse("too-many-groups", event, limit=f"{MOST_GROUPS:,}")

    def warn_of_folded_thai(self, event: Any) -> None:
        lines = self.document.lines[event.start_mark.line : event.end_mark.line + 1]
        lines[-1] = lines[-1][: event.end_mark.column]
        if event.style != "|" and THAI_BREAK.search("\n".join(lines)):
            problem = Problem("folded-thai", _event_span(self.document, event), severity="warning")
            self.document.problems.append(problem)

    def refuse_key(self, key: str, event: yaml.Event) -> None:
        if key == "<<":
            self.refuse("merge-key", event)
        else:
            path = (*(len(outer) if inner is None else inner for outer, inner in self.around[1:]), key)
            dash = key if key == "id" else ""  # a step whose - is missing goes on with the one above
            self.refuse("repeated-key", event, name=key, first=self.document.at_key(*path).line, dash=dash)

    def refuse_marks(self, event: Any) -> None:
        """Refuse what names or retypes a value."""
        if event.anchor:
            self.refuse("anchor", event, name=event.anchor)
        if event.tag and not (event.tag == "!" and isinstance(event, yaml.ScalarEvent) and event.style):
            self.refuse("tag", event, name=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def refuse(self, code: str, event: Any, **values: object) -> None:
        self.document.problems.append(Problem(code, _event_span(self.document, event), values))


def _event_span(document: Document, event: Any) -> Span:
    """From where an event begins to where it ends, at most to the end of its first line."""
    return _span(document, _extent(event, event))


def _span(document: Document, extent: Extent) -> Span:
    first, column, last, end = extent
    line = document.lines[first] if first < len(document.lines) else ""
    return document.span(first, column, end if last == first else len(line.rstrip()))


def _extent(start: Any, end: Any) -> Extent:
    first, last = start.start_mark, end.end_mark
    return first.line, first.column, last.line, last.column


def _places(document: Document) -> tuple[dict[Path, Extent], dict[Path, Extent]]:
    """The places of values and keys, as far as the file can be read; of two equal keys, those of the first."""
    values: dict[Path, Extent] = {}
    keys: dict[Path, Extent] = {}
    stack: list[_Place] = []
    try:
        for event in _events(document):
            kind = type(event)
            if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                done = stack.pop()
                if done.start.flow_style:
                    values[done.path] = _extent(done.start, event)
            elif kind in (yaml.ScalarEvent, yaml.AliasEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent):
                top = stack[-1] if stack else None
                if top and top.is_mapping and top.key is None:
                    if kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
                        break  # a key that is no text: the reader has stopped here, too
                    top.key = event.value.strip() if kind is yaml.ScalarEvent else ""
                    keys.setdefault((*top.path, top.key), _extent(event, event))
                    continue
                path = top.step() if top else ()
                values.setdefault(path, _extent(event, event))
                if kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
                    stack.append(_Place(path, event, kind is yaml.MappingStartEvent))
            if len(stack) > DEEPEST or (kind is yaml.DocumentEndEvent):
                break
    except yaml.MarkedYAMLError:
        pass  # what is not YAML is told by the reader; the places before it stand
    return values, keys


@dataclass(slots=True)
class _Place:
    """A mapping or list whose places are being collected."""

    path: Path
    start: Any
    is_mapping: bool
    key: str | None = None
    entries: int = 0

    def step(self) -> Path:
        """The path of the next value in it."""
        if self.is_mapping:
            key, self.key = self.key or "", None
            return (*self.path, key)
        self.entries += 1
        return (*self.path, self.entries - 1)


def _syntax_problem(document: Document, error: yaml.MarkedYAMLError) -> Problem:
    """Our own words for the commonest slips; the parser's for the rest."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    reason = error.problem or ""
    quote = document.lines[line] if line < len(document.lines) else ""
    if "\t" in quote[: len(quote) - len(quote.lstrip())]:
        return Problem("tab", document.span(line, quote.index("\t"), quote.index("\t") + 1))
    code = next((code for code, signs in SLIPS.items() if any(sign in reason for sign in signs)), "not-yaml")
    code = next((code for code, sign in MARKS.items() if sign in str(error.context)), code)
    if code == "unclosed" and (second := _second_colon(quote)):
        return Problem("colon-in-text", document.span(line, second, second + 1))
    if code in ("unclosed", "no-colon", *MARKS) and error.context_mark:
        line, column = error.context_mark.line, error.context_mark.column
        quote = document.lines[line] if line < len(document.lines) else ""
    sign = document.span(line, column, column + 1)
    if code in MARKS or code == "reserved-sign":
        word = re.match(r"[^\s,\]}]*", quote[sign.column - 1 :])
        name = word[0] if word else ""
        sign = document.span(line, column, column + len(name))
        return Problem(code, sign, {"name": name if code in ("tag", "reserved-sign") else name[1:]})
    if code == "no-colon":
        return Problem(code, document.span(line, column, len(quote.rstrip())))
    if code == "bad-escape":
        sign = document.span(line, column, column + 2)
        return Problem(code, sign, {"name": quote[sign.column - 1 : sign.end - 1]})
    return Problem(code, sign)


def _second_colon(line: str) -> int:
    """Where a text in {…} holds a colon of its own, as in ``{title: ผล: ครบถ้วน}``; 0 where it does not."""
    if line.count("{") != line.count("}") or line.count("[") != line.count("]"):
        return 0
    found = re.search(r"[{,]\s*[\w-]+:\s+[^\"'\[{,}]*?(:)(?:\s|$)", line)
    return found.start(1) if found else 0


SLIPS = {
    "colon-in-text": ("mapping values are not allowed",),
    "unclosed": ("expected ',' or", "unexpected end of stream", "expected ']'", "expected '}'"),
    "indentation": ("did not find expected key", "did not find expected '-' indicator", "expected <block end>"),
    "no-colon": ("could not find expected ':'",),
    "bad-escape": ("unknown escape character",),
    "reserved-sign": ("cannot start any token",),
    "directive": ("directive",),
}
MARKS = {"alias": "scanning an alias", "anchor": "scanning an anchor", "tag": "scanning a tag"}
