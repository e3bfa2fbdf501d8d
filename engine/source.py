"""YAML text → plain data and the place of every key. The only file that imports yaml.

The text is read as a stream of events, so that every scalar stays the text that was written (``no``, ``010`` and
dates are not guessed at), every key keeps its place, and deep or endless input costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from engine.problems import Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 8 * 1024 * 1024
DEEPEST = 32

Path = tuple[str | int, ...]
Data = str | tuple["Data", ...] | dict[str, "Data"]

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
THAI_BREAK = re.compile(r"[\u0e00-\u0e7f]\s*\n\s*[\u0e00-\u0e7f]")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Document:
    """A file as plain data; ``values`` and ``keys`` give the place of what stands under a path."""

    file: str
    lines: list[str]
    data: Data | None = None
    values: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, *path: str | int) -> Span:
        """The place of the value under ``path``, or of the nearest thing above it that was written."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path) or Span(self.file, 1, 1, 1)

    def at_key(self, *path: str | int) -> Span:
        """The place of the key at the end of ``path``; where there is none, the place of its value."""
        return self.keys.get(path) or self.at(*path)


def read(content: bytes, file: str) -> Document:
    """Read one file. What is wrong with it stands in ``problems``; ``data`` is None if nothing could be read."""
    if len(content) > LARGEST:
        return _hopeless(file, Problem("too-large", Span(file, 1, 1, 1), {"size": len(content), "limit": LARGEST}))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _hopeless(file, Problem("not-utf8", Span(file, line, 1, 1), {"found": _guess_encoding(content)}))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document = Document(file, text.split("\n"))
    document.problems += _hidden_characters(document)
    if not document.problems:
        _Reader(document, text).run()
    return document


def _hopeless(file: str, problem: Problem) -> Document:
    return Document(file, [], problems=[problem])


def _guess_encoding(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:200]:
        return "UTF-16"
    thai = sum(0xA1 <= byte <= 0xFB for byte in content)
    return "Windows-874 / TIS-620" if thai > len(content) // 20 else "another encoding"


def _hidden_characters(document: Document) -> Iterator[Problem]:
    for number, line in enumerate(document.lines):
        for match in HIDDEN.finditer(line):
            name = f"U+{ord(match[0]):04X} {unicodedata.name(match[0], 'control character')}"
            span = _span(document, number, match.start(), match.end())
            yield Problem("hidden-character", span, {"name": name})


def _span(document: Document, line: int, column: int, end: int) -> Span:
    """The one place where lines and columns counted from 0 become a ``Span``, which counts from 1."""
    quote = document.lines[line] if line < len(document.lines) else ""
    return Span(document.file, line + 1, column + 1, max(end, column + 1) + 1, quote)


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    path: Path
    mapping: dict[str, Data] | None
    entries: list[Data]
    key: str | None = None
    broken: bool = False


class _Reader:
    """Folds the events of one document into data. A stack of open collections, no recursion."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.text = text
        self.stack: list[_Open] = []
        self.documents = 0

    def run(self) -> None:
        try:
            for event in yaml.parse(self.text, Loader=LOADER):
                if not self.take(event):
                    return
        except yaml.MarkedYAMLError as error:
            self.document.problems.append(_syntax_problem(self.document, error))
            self.document.data = None
        if self.document.data is None and not self.document.problems:
            self.document.problems.append(Problem("empty-file", Span(self.document.file, 1, 1, 1)))

    def take(self, event: yaml.Event) -> bool:
        """Take one event; False when reading on would be useless."""
        match event:
            case yaml.DocumentStartEvent():
                return self.document_start(event)
            case yaml.AliasEvent():
                self.refuse("alias", event, name=event.anchor)
                self.place("", self.span(event), event)
            case yaml.ScalarEvent():
                self.marks(event)
                self.scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.marks(event)
                return self.open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.close(event)
        return True

    def document_start(self, event: yaml.DocumentStartEvent) -> bool:
        self.documents += 1
        if event.version or event.tags:
            self.refuse("directive", event)
        if self.documents > 1:
            self.refuse("second-document", event)
        return self.documents == 1

    def marks(self, event: Any) -> None:
        """Refuse what names, repeats or retypes a value."""
        if event.anchor:
            self.refuse("anchor", event, name=event.anchor)
        if event.tag and not (event.tag == "!" and isinstance(event, yaml.ScalarEvent) and event.style):
            self.refuse("tag", event, name=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def scalar(self, event: Any) -> None:
        span = self.span(event)
        raw = self.text[event.start_mark.index : event.end_mark.index]
        if event.style != "|" and event.start_mark.line != event.end_mark.line and THAI_BREAK.search(raw.rstrip()):
            self.document.problems.append(Problem("folded-thai", span, severity="warning"))
        self.place(event.value.strip() if event.style in ("|", ">") else event.value, span, event)

    def open(self, event: Any) -> bool:
        if self.awaits_key():
            self.refuse("key-not-text", event)
            return False
        if len(self.stack) >= DEEPEST:
            self.refuse("too-deep", event, limit=DEEPEST)
            return False
        path = self.next_path()
        self.document.values[path] = self.span(event)
        self.stack.append(_Open(path, {} if isinstance(event, yaml.MappingStartEvent) else None, []))
        return True

    def close(self, event: yaml.Event) -> None:
        done = self.stack.pop()
        self.place(tuple(done.entries) if done.mapping is None else done.mapping, None, event)

    def place(self, value: Data, span: Span | None, event: yaml.Event) -> None:
        """Put a finished value where it belongs: under the open key, into the open list, or as the whole document."""
        if self.awaits_key():
            self.begin_key(str(value), span, event)
            return
        path = self.next_path()
        if span is not None:
            self.document.values[path] = span
        if not self.stack:
            self.document.data = value
        elif (parent := self.stack[-1]).mapping is None:
            parent.entries.append(value)
        else:
            key, parent.key = parent.key, None
            if key is not None and key not in parent.mapping:
                parent.mapping[key] = value

    def begin_key(self, key: str, span: Span | None, event: yaml.Event) -> None:
        parent = self.stack[-1]
        parent.key = key
        path = (*parent.path, key)
        if key == "<<":
            self.refuse("merge-key", event)
        elif parent.mapping is not None and key in parent.mapping:
            self.refuse("repeated-key", event, name=key, first=self.document.keys[path].line)
        elif span is not None:
            self.document.keys[path] = span

    def awaits_key(self) -> bool:
        return bool(self.stack) and self.stack[-1].mapping is not None and self.stack[-1].key is None

    def next_path(self) -> Path:
        if not self.stack:
            return ()
        parent = self.stack[-1]
        return (*parent.path, len(parent.entries) if parent.key is None else parent.key)

    def span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        one_line = end.line == start.line and not isinstance(event, yaml.CollectionStartEvent)
        width = end.column if one_line else start.column + 1
        return _span(self.document, start.line, start.column, width)

    def refuse(self, code: str, event: Any, **values: object) -> None:
        self.document.problems.append(Problem(code, self.span(event), values))


def _syntax_problem(document: Document, error: yaml.MarkedYAMLError) -> Problem:
    """Our own words for the commonest slips; the parser's for the rest."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    reason = error.problem or ""
    quote = document.lines[line] if line < len(document.lines) else ""
    if "\t" in quote[: len(quote) - len(quote.lstrip())]:
        return Problem("tab", _span(document, line, quote.index("\t"), quote.index("\t") + 1))
    code = next((code for code, signs in SLIPS.items() if any(sign in reason for sign in signs)), "not-yaml")
    if code == "unclosed" and error.context_mark:
        line, column = error.context_mark.line, error.context_mark.column
    return Problem(code, _span(document, line, column, column + 1), {"reason": reason})


SLIPS = {
    "colon-in-text": ("mapping values are not allowed",),
    "unclosed": ("expected ',' or", "unexpected end of stream", "expected ']'", "expected '}'"),
    "indentation": ("did not find expected key", "did not find expected '-' indicator", "expected <block end>"),
    "tag": ("could not find tag", "undefined tag", "tag handle"),
    "alias": ("did not find expected alphabetic or numeric character", "expected alphabetic or numeric character"),
    "directive": ("directive",),
}
