"""What the models find wrong with the form of a file, in our words and places; and what the file was meant to say.

A file with errors of form is mended as its author most likely meant it, so that the rules which join one word to
another can be checked as well: all problems are reported at once.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from engine import model
from engine.calendar import read_date
from engine.messages import Phrase
from engine.problems import Problem, Span, nearest
from engine.source import MOST, at_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.source import Document, Path

T = TypeVar("T", bound=model.Element)

LINES: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, model.Text], config={"strict": True})


def validate(
    document: Document, kind: type[T], actors: Mapping[str, model.Actor] | None = None
) -> tuple[T | None, list[Problem]]:
    """A file's data as a model, and all that is wrong with its form; the model is None if anything is.

    Where the title of an actor is written in place of its name, ``actors`` tells the name.
    """
    try:
        found = kind.model_validate(document.data) if document.data is not None else None
    except ValidationError as error:
        return None, document.problems + _translate(document, kind, error, actors)
    broken = any(problem.severity == "error" for problem in document.problems)
    return None if broken else found, list(document.problems)


def translations(document: Document) -> tuple[dict[str, str], list[Problem]]:
    """The lines of a translation file, and all that is wrong with its form."""
    found = document.data if isinstance(document.data, dict) else {}
    try:
        LINES.validate_python(document.data if document.data is not None else {})
        problems: list[Problem] = list(document.problems)
    except ValidationError as error:
        problems = document.problems + _translate(document, model.Element, error, None)
    return {key: value for key, value in found.items() if isinstance(value, str) and value}, problems


def _findings(error: ValidationError) -> list[Any]:
    """What pydantic found, without its remark that a list whose every entry is wrong has no entries."""
    return [
        details
        for details in error.errors(include_url=False)[: MOST + 1]
        if not (details["type"] == "too_short" and details["input"])
    ]


def _translate(
    document: Document, kind: type[model.Element], error: ValidationError, actors: Mapping[str, model.Actor] | None
) -> list[Problem]:
    """Each finding once; none where the text was refused already, or where a misspelt word is the missing one."""
    told = {(p.span.line, p.span.column) for p in document.problems if p.severity == "error"}
    findings = [(tuple(details["loc"]), details) for details in _findings(error)]
    meant = {
        (*path[:-1], nearest(str(path[-1]), words(element_at(kind, path[:-1]))))
        for path, details in findings
        if details["type"] == "extra_forbidden"
    }
    found: dict[tuple[str, Span], Problem] = {}
    for path, details in findings:
        place = document.at(*path) if details["type"] != "missing" else None
        if path not in meant and not (place and (place.line, place.column) in told):
            problem = _problem(document, kind, path, details, actors or {})
            if (problem.span.line, problem.span.column) not in told:
                found.setdefault((problem.code, problem.span), problem)
    return list(found.values())


def _problem(
    document: Document, kind: type[model.Element], path: Path, details: Any, actors: Mapping[str, model.Actor]
) -> Problem:
    value, name = details["input"], str(next((part for part in reversed(path) if isinstance(part, str)), ""))
    match details["type"]:
        case "extra_forbidden":
            allowed = words(element_at(kind, path[:-1]))
            near = nearest(str(path[-1]), allowed)
            comma = path[-1] if value == "" else ""  # {title: ครบถ้วน, ถูกต้อง}: the comma was meant as text
            values = {"name": path[-1], "where": where(document, path[:-1]), "allowed": allowed, "near": near}
            values |= {"comma": comma}
            return Problem("unknown-key", document.at_key(*path), values)
        case "missing":
            element = element_at(kind, path[:-1])
            values = {"name": path[-1], "where": where(document, path[:-1]), "meaning": word(element, str(path[-1]))}
            return Problem("missing-key", _first_key(document, path[:-1]), values)
        case "string_too_short" | "too_short":
            return _empty(document, path, name)
        case _ if value in ("", (), {}):
            return _empty(document, path, name)
        case "whole_number":
            return Problem("bad-number", document.at(*path), {"name": name, "found": _brief(value)})
        case "iso_date":
            values = {"name": name, "found": _brief(value), "hint": _common_era(value)}
            return Problem("bad-date", document.at(*path), values)
        case "literal_error":
            allowed = _choices(details)
            values = {"name": name, "found": _brief(value), "allowed": allowed, "near": nearest(str(value), allowed)}
            return Problem("bad-choice", document.at(*path), values)
        case "string_pattern_mismatch" | "string_too_long":
            return _bad_text(document, path, name, value, actors)
    return _wrong_kind(document, path, name, details["type"], value, actors)


def _choices(details: Any) -> list[str]:
    return re.findall(r"'([^']*)'", details["ctx"]["expected"])


def _empty(document: Document, path: Path, name: str) -> Problem:
    return Problem("empty-value", document.at_key(*path), {"what": _what(path, name)})


def _what(path: Path, name: str) -> Phrase:
    """The value under a path in words: of a word, an entry of a list, or the whole file."""
    if not path:
        return Phrase("the-file")
    return Phrase("an-entry-of" if isinstance(path[-1], int) else "the-word", {"name": name})


def _bad_text(document: Document, path: Path, name: str, value: str, actors: Mapping[str, model.Actor]) -> Problem:
    if path[-1] == "[key]":
        span, name = document.at_key(*path[:-1]), str(path[-2])
        if len(path) > 2 and path[0] == "holidays":
            return Problem("bad-year", span, {"found": _brief(value)})
    else:
        span = document.at(*path)
    if name == "within":
        return Problem("bad-within", span, {"found": _brief(value), "near": _days(value)})
    code = "bad-id" if len(value) <= LONGEST_ID else "long-id"
    called = _called(document, path, name, value, actors)
    near, title = ("", "") if called else (suggested_id(value), "title")
    values = {"found": _brief(value), "limit": LONGEST_ID, "called": called, "near": near, "title": title}
    return Problem(code, span, values)


def _days(text: str) -> str:
    """The number of days that was meant."""
    number = re.search(r"[1-9][0-9]{0,3}", text.translate(model.THAI_DIGITS))
    working = "work" in text.lower() or "ทำการ" in text
    return f"{number[0]} {'working ' if working else ''}days" if number else ""


def _called(document: Document, path: Path, word: str, title: str, actors: Mapping[str, model.Actor]) -> str:
    """The name of the actor, step, choice or outcome whose title is written where its name should stand."""
    titles: dict[str, str] = {}
    if word in ("by", "responsible", "members", "who", "for", "actors", "part-of"):
        for name, actor in actors.items():
            titles |= dict.fromkeys((actor.title, actor.short or actor.title, *actor.aliases), name)
    elif word in ("after", "not-by", "back"):
        titles = {str(step.get("title")): str(step.get("id")) for step in _steps(document)}
    elif path[2:3] == ("when",):
        titles = _values_by_title(document, word)
    called = titles.get(nearest(title, titles), "")
    return called and suggested_id(called)


def _steps(document: Document) -> list[dict[str, Any]]:
    steps = at_path(document.data, ("steps",))
    return [step for step in steps if isinstance(step, dict)] if isinstance(steps, tuple) else []


def _values_by_title(document: Document, name: str) -> dict[str, str]:
    """Per title the choice of a field, or the outcome of a decision, that bears it."""
    choices = at_path(document.data, ("fields", name, "choices"))
    decision = next((step.get("decision") for step in _steps(document) if step.get("id") == name), None)
    titles = {title: choice for choice, title in choices.items()} if isinstance(choices, dict) else {}
    for outcome, entry in decision.items() if isinstance(decision, dict) else ():
        titles[str(entry.get("title")) if isinstance(entry, dict) else ""] = outcome
    return {title: value for title, value in titles.items() if isinstance(title, str)}


LONGEST_ID = 64


def suggested_id(text: str) -> str:
    """A name in the allowed letters that is like ``text``; empty where nothing of it can be kept."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in kept.split("-") if part).lstrip("-")[:LONGEST_ID].rstrip("-")


EXPECTED = {
    "tuple_type": "a-list",
    "dict_type": "a-mapping",
    "model_type": "a-mapping",
    "model_attributes_type": "a-mapping",
    "string_type": "a-text",
}
EXAMPLES = {
    "fields": "fields: {school: {title: สถานศึกษา, type: text, ask: at-start}}",
    "choices": "choices: {yes: ใช่, no: ไม่ใช่}",
    "when": "when: {kind: type-3}",
    "decision": "decision: {approve: {title: เห็นชอบ}}",
    "legal": "legal: [{law: sandbox-act, source: stated}]",
}


def _entries(text: str) -> list[str]:
    """The entries of a list that was written as one text with commas."""
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def _wrong_kind(
    document: Document, path: Path, name: str, kind: str, value: object, actors: Mapping[str, model.Actor]
) -> Problem:
    expected = EXPECTED.get(kind, "a-text")
    found = "a-list" if isinstance(value, tuple) else "a-mapping" if isinstance(value, dict) else "a-text"
    example = EXAMPLES.get(name, "")
    if not example and path and expected == "a-list" and name != "steps":
        entries = list(value) if isinstance(value, dict) else _entries(_brief(value))
        called = (_called(document, path, name, entry, actors) for entry in entries)
        example = f"{name}: [{', '.join(name or entry for name, entry in zip(called, entries, strict=True))}]"
    elif not example and path and expected == "a-text":
        example = f"{name}: …"
    values = {
        "what": _what(path, name),
        "expected": Phrase(expected),
        "found": Phrase(found),
        "example": "" if path and isinstance(path[-1], int) else example,
    }
    return Problem("wrong-kind", document.at(*path), values)


def _brief(value: object) -> str:
    text = value if isinstance(value, str) else "…"
    return text if len(text) <= 60 else text[:59] + "…"


def _common_era(value: object) -> str:
    """The date that was meant if it was written as people write dates."""
    try:
        return read_date(str(value)).isoformat()
    except ValueError:
        return ""


def _first_key(document: Document, path: Path) -> Span:
    """Where something is missing: the first thing written inside the element."""
    element = at_path(document.data, path)
    first = next(iter(element), None) if isinstance(element, dict) else None
    return document.at_key(*path) if first is None else document.at_key(*path, first)


# -- what an element is called, and what may stand in it -----------------------------------------------------------


def where(document: Document, path: Path) -> Phrase:
    """What the element under ``path`` is called, in words."""
    match path:
        case ():
            return Phrase("the-file")
        case ("steps", int(place)):
            name = at_path(document.data, (*path, "id"))
            return Phrase("the-step", {"name": name if isinstance(name, str) else f"({place + 1})"})
        case ("steps", _, "decision", str(name)):
            return Phrase("the-outcome", {"name": name})
        case ("fields", str(name)):
            return Phrase("the-field", {"name": name})
        case ("actors", str(name)):
            return Phrase("the-actor", {"name": name})
        case ("actors", _, "members", int(place)):
            return Phrase("the-member", {"place": place + 1})
        case ("delegations", int(place)):
            return Phrase("the-delegation", {"place": place + 1})
        case ("laws", str(name)):
            return Phrase("the-law", {"name": name})
        case ("legal", int()) | ("steps", _, "legal", int()):
            return Phrase("the-legal")
        case ("chapters", int(place)):
            return Phrase("the-chapter", {"place": place + 1})
        case ("preface",):
            return Phrase("the-preface")
    return Phrase("the-entry")


def element_at(kind: type[model.Element], path: Path) -> type[model.Element]:
    """The model of the element under ``path``."""
    match path:
        case ("steps", _, "decision", _):
            return model.Outcome
        case ("legal", _) | ("steps", _, "legal", _):
            return model.Legal
        case ("steps", _):
            return model.Step
        case ("fields", _):
            return model.Field
        case ("actors", _):
            return model.Actor
        case ("actors", _, "members", _):
            return model.Member
        case ("delegations", _):
            return model.Delegation
        case ("laws", _):
            return model.Law
        case ("holidays", _, _):
            return model.Holiday
        case ("errata", _):
            return model.Erratum
        case ("chapters", _):
            return model.Chapter
        case ("preface",):
            return model.Preface
    return kind


def words(element: type[model.Element]) -> list[str]:
    """The words that may stand in an element, as they are written."""
    return [info.alias or name for name, info in element.model_fields.items()]


def word(element: type[model.Element], name: str) -> Phrase:
    """What a word means."""
    return Phrase(f"word-{element.__name__.lower()}-{name}")


# -- a file as it was meant ----------------------------------------------------------------------------------------


class Meant:
    """A procedure with errors of form as its author most likely meant it.

    A misspelt word counts as the nearest one, an unknown word as absent, a value that cannot be read as a stand-in.
    ``process`` is None if too much is wrong. ``doubtful`` are the names about which nothing can be said.
    """

    ROUNDS = 4

    def __init__(self, document: Document) -> None:
        self.document = document
        self.data: Any = _thawed(document.data)
        self.doubtful: set[str] = set()
        self.process: model.Process | None = None
        for _ in range(self.ROUNDS):
            try:
                self.process = model.Process.model_validate(_frozen(self.data))
                return
            except ValidationError as error:
                if error.error_count() > MOST:
                    return
                found = _findings(error)
            if any(details["loc"] in HOPELESS and not isinstance(details["input"], str) for details in found):
                return
            for details in found:
                self._mend(tuple(details["loc"]), details)

    def certain(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The problems that do not come from a stand-in, and without stand-ins among the names they offer."""
        for problem in problems:
            values = problem.values
            said = {name for value in values.values() if isinstance(value, str) for name in NAME.findall(value)}
            if not said & self.doubtful and STAND_IN_NUMBER not in map(str, values.values()):
                offered = {
                    key: [name for name in value if name not in self.doubtful] if isinstance(value, list) else value
                    for key, value in values.items()
                }
                yield replace(problem, values=offered)

    def _mend(self, path: Path, details: Any) -> None:
        if path and path[-1] == "[key]":
            return self._rename(path[:-1], suggested_id(str(path[-2])) or self._stand_in_name())
        while isinstance(at_path(self.data, path[:-1]), str):  # a single value that counts as a list of one
            path = path[:-1]
        element = at_path(self.data, path[:-1])
        if not path or element is None:
            return None
        last: Any = path[-1]
        if details["type"] == "extra_forbidden":
            meant = nearest(str(last), words(element_at(model.Process, path[:-1])))
            return self._rename(path, meant if meant not in element else "")
        mended = self._stand_in(path, details)
        lacks = isinstance(element, dict) and last not in element
        if lacks and details["type"] != "missing":  # it got another name, as it was found wrong first
            return None
        if mended is None:
            del element[last]
        else:
            element[last] = mended
        return None

    def _rename(self, path: Path, name: str) -> None:
        """Another key for a value, which keeps its place; without a name the value is dropped."""
        element = at_path(self.data, path[:-1])
        if not isinstance(element, dict) or path[-1] not in element:
            return
        value = element.pop(path[-1])
        if name and name not in element:
            element[name] = value
            for places in (self.document.values, self.document.keys):
                inside = [key for key in places if key[: len(path)] == path]
                places.update({(*path[:-1], name, *key[len(path) :]): places[key] for key in inside})

    def _stand_in(self, path: Path, details: Any) -> Any:
        """Something of the right form; None where leaving the word out is the better guess."""
        value, kind, name = details["input"], details["type"], path[-1]
        match kind:
            case "whole_number":
                return STAND_IN_NUMBER
            case "literal_error":
                return nearest(str(value), _choices(details)) or self._doubt(path, _choices(details)[0])
            case "missing":
                if name == "type":
                    self._doubt(path, None)
                return STAND_INS.get(str(name)) or self._stand_in_name()
            case "tuple_type" if isinstance(value, str) and value:
                return _entries(value)
            case "string_pattern_mismatch" | "string_too_long" if name not in ("within", "section"):
                return suggested_id(value) or self._stand_in_name()
            case "model_type" | "model_attributes_type" if isinstance(name, int):
                return {}
        if name in ("by", "after", "decision", "when", "choices", "type"):
            self._doubt(path, None)
        if isinstance(name, int) or name == "id":
            return self._stand_in_name()
        return STAND_INS.get(name)

    def _stand_in_name(self) -> str:
        name = f"stand-in-{len(self.doubtful)}"
        self.doubtful.add(name)
        return name

    def _doubt(self, path: Path, value: Any) -> Any:
        """The step or field that holds the word is in doubt from here on."""
        if path[0] == "fields":
            self.doubtful.add(str(path[1]))
        elif path[0] == "steps" and isinstance(name := at_path(self.data, (*path[:2], "id")), str):
            self.doubtful.add(name)
        return value


NAME = re.compile(r"[\w-]+")
STAND_IN_NUMBER = "999999999"
HOPELESS = ((), ("steps",), ("fields",), ("responsible",))
"""Where these are not of the right kind, nothing can be said about the names in them."""
STAND_INS: dict[str, Any] = {
    "number": STAND_IN_NUMBER,
    "title": "…",
    "case": "…",
    "text": "…",
    "assumed": "…",
    "type": "text",
    "source": "stated",
}


def _thawed(data: Any) -> Any:
    """A copy in which lists can be changed."""
    if isinstance(data, dict):
        return {key: _thawed(value) for key, value in data.items()}
    return [_thawed(value) for value in data] if isinstance(data, tuple) else data


def _frozen(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _frozen(value) for key, value in data.items()}
    return tuple(_frozen(value) for value in data) if isinstance(data, list) else data
