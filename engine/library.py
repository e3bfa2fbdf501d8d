"""The procedures of an office: find the files, read them, say all that is wrong, hold what is right.

A file that is broken does not keep the others from working: its procedure is missing, and asking for it gives its
problems.
"""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from engine import checks, model, source
from engine import graph as graphs
from engine.folders import shown_path
from engine.messages import Phrase
from engine.plan import Plan, compile_plan
from engine.problems import InvalidDefinition, Problem, Refused, Span, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from engine.model import Actor, Erratum, Law, Process
    from engine.source import Document

T = TypeVar("T", bound=model.Element)

CATALOGUES = ("actors.yaml", "laws.yaml", "holidays.yaml", "errata.yaml", "manual.yaml")


@dataclass(frozen=True)
class Office:
    """What a folder of procedures says. ``actors`` and ``laws`` are None where the folder has no such catalogue."""

    folder: Path
    processes: Mapping[str, Process]
    refused: Mapping[str, tuple[Problem, ...]]
    problems: tuple[Problem, ...]
    documents: Mapping[str, Document]
    actors: Mapping[str, Actor] | None = None
    laws: Mapping[str, Law] | None = None
    holidays: Mapping[int, frozenset[date]] = field(default_factory=dict)
    errata: tuple[Erratum, ...] = ()
    translations: Mapping[str, str] = field(default_factory=dict)

    def process(self, name: str) -> Process:
        """The procedure of that name, or of that number.

        Raises InvalidDefinition if its file has errors, Refused (``unknown-process``) if there is none.
        """
        if name in self.refused:
            raise InvalidDefinition(self.refused[name])
        by_number = {str(process.number): process for process in self.processes.values()}
        found = self.processes.get(name) or by_number.get(name.translate(model.THAI_DIGITS))
        if found is None:
            known = [*self.processes, *self.refused]
            raise Refused("unknown-process", name=name, near=nearest(name, known), allowed=known)
        return found


def version(process: Process) -> str:
    """What tells two definitions apart: the SHA-256 of the definition, whatever its layout and comments."""
    return hashlib.sha256(definition(process).encode()).hexdigest()


def definition(process: Process) -> str:
    """A procedure as one normal JSON text."""
    plain = process.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plan_of(office: Office, process: Process) -> Plan:
    """The plan from which cases of a procedure run."""
    graph = graphs.dependencies(process)
    return compile_plan(process, graph, version(process), office.actors or {}, office.laws or {}, office.translations)


def load(folder: Path, only: Iterable[Path] | None = None, on: date | None = None) -> Office:
    """Read a folder. With ``only``, just these procedure files of it; ``on`` is the day for which laws are checked."""
    shelf = _Shelf(folder)
    actors = shelf.catalogue("actors.yaml", model.Actors)
    laws = shelf.catalogue("laws.yaml", model.Laws)
    holidays = shelf.catalogue("holidays.yaml", model.Holidays)
    errata = shelf.catalogue("errata.yaml", model.Errata)
    if actors:
        shelf.problems += checks.check_actors(shelf.documents["actors.yaml"], actors.actors)
    if laws:
        shelf.problems += checks.check_laws(shelf.documents["laws.yaml"], laws.laws)
    paths = sorted(only) if only is not None else shelf.process_files()
    for path in paths:
        shelf.add_process(path, actors.actors if actors else None, laws.laws if laws else None)
    if only is None:
        shelf.missing_catalogues()
    office = Office(
        folder=folder,
        processes=dict(sorted(shelf.processes.items(), key=lambda pair: (pair[1].number, pair[0]))),
        refused=shelf.refused,
        problems=(),
        documents=shelf.documents,
        actors=actors.actors if actors else None,
        laws=laws.laws if laws else None,
        holidays=_days_off(shelf, holidays),
        errata=errata.errata if errata else (),
        translations=shelf.translations(),
    )
    problems = [*shelf.problems, *_in_force(office, on), *_untranslated(office, whole=only is None)]
    order = {name: place for place, name in enumerate(sorted({problem.span.file for problem in problems}))}
    problems.sort(key=lambda problem: (order[problem.span.file], problem.span.line, problem.span.column))
    return Office(**{**office.__dict__, "problems": tuple(problems)})


class _Shelf:
    """What has been read of a folder so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: dict[str, Document] = {}
        self.problems: list[Problem] = []
        self.processes: dict[str, Process] = {}
        self.refused: dict[str, tuple[Problem, ...]] = {}

    def process_files(self) -> list[Path]:
        if not self.folder.is_dir():
            raise Refused("no-such-folder", folder=shown_path(self.folder))
        found = [p for p in self.folder.iterdir() if p.suffix in (".yaml", ".yml") and p.name not in CATALOGUES]
        if not found:
            raise Refused("no-processes", folder=shown_path(self.folder))
        return sorted(found)

    def read(self, path: Path) -> Document:
        file = shown_path(path)
        try:
            if not path.resolve().is_relative_to(self.folder.resolve()):
                document = source.Document(file, [], problems=[Problem("outside-folder", Span(file, 1, 1, 1))])
            elif path.stat().st_size > source.LARGEST:
                values = {"size": path.stat().st_size, "limit": source.LARGEST}
                document = source.Document(file, [], problems=[Problem("too-large", Span(file, 1, 1, 1), values)])
            else:
                document = source.read(path.read_bytes(), file)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            problem = Problem("unreadable", Span(file, 1, 1, 1), {"reason": reason})
            document = source.Document(file, [], problems=[problem])
        self.documents[path.name] = document
        return document

    def catalogue(self, name: str, kind: type[T]) -> T | None:
        """A catalogue of the folder; None if there is none or it is broken."""
        if not (self.folder / name).exists():
            return None
        document = self.read(self.folder / name)
        found, problems = validate(document, kind)
        self.problems += problems
        return found

    def translations(self) -> dict[str, str]:
        path = self.folder / "translations" / "en.yaml"
        if not path.exists():
            return {}
        document = self.read(path)
        self.problems += document.problems
        if not isinstance(document.data, dict):
            return {}
        return {key: value for key, value in document.data.items() if isinstance(value, str) and value}

    def add_process(self, path: Path, actors: Mapping[str, Actor] | None, laws: Mapping[str, Law] | None) -> None:
        document = self.read(path)
        process, problems = validate(document, model.Process)
        meant = process or (repaired(document) if isinstance(document.data, dict) else None)
        if meant:
            subject = checks.Subject(meant, document, actors, laws)
            problems += checks.check(subject) if process else checks.check_names(subject)
            problems += self.repeated(meant, document)
        self.problems += problems
        errors = tuple(problem for problem in problems if problem.severity == "error")
        if errors or process is None:
            self.refused[process.process if process else named(document, path)] = errors
        else:
            self.processes[process.process] = process

    def repeated(self, process: Process, document: Document) -> Iterator[Problem]:
        for other in self.processes.values():
            first = next(d.file for d in self.documents.values() if _says(d, other))
            if other.process == process.process:
                yield Problem("repeated-process", document.at("process"), {"name": process.process, "first": first})
            elif other.number == process.number:
                values = {"name": process.number, "other": other.process, "first": first}
                yield Problem("repeated-number", document.at("number"), values)

    def missing_catalogues(self) -> None:
        used = {"actors.yaml": any(p.responsible or any(s.by for s in p.steps) for p in self.processes.values()),
                "laws.yaml": any(True for p in self.processes.values() for _ in checks.legal_bases(p))}  # fmt: skip
        for name, wanted in used.items():
            if wanted and name not in self.documents:
                span = Span(shown_path(self.folder / name), 1, 1, 1)
                self.problems.append(Problem("no-catalogue", span, {"name": name}, "warning"))


def _says(document: Document, process: Process) -> bool:
    return isinstance(document.data, dict) and document.data.get("process") == process.process


def named(document: Document, path: Path) -> str:
    """What a broken procedure is called: the name it gives itself, else that of its file."""
    name = document.data.get("process") if isinstance(document.data, dict) else None
    return name if isinstance(name, str) and name else path.stem


def _days_off(shelf: _Shelf, holidays: model.Holidays | None) -> dict[int, frozenset[date]]:
    for year, days in (holidays.holidays if holidays else {}).items():
        for place, day in enumerate(days):
            if day.date.year != int(year):
                span = shelf.documents["holidays.yaml"].at("holidays", year, place, "date")
                shelf.problems.append(Problem("holiday-year", span, {"date": day.date, "year": year}))
    found = holidays.holidays if holidays else {}
    return {int(year): frozenset(day.date for day in days) for year, days in found.items()}


# -- the law on a day, and English titles --------------------------------------------------------------------------


def in_force(law: Law, on: date) -> bool | None:
    """Whether a law is in force on a day: None where its dates are not known."""
    if law.from_ and on < law.from_:
        return False
    if law.until:
        return on <= law.until
    return True if law.from_ else None


def _in_force(office: Office, on: date | None) -> Iterator[Problem]:
    """A basis that is out of force, where its dates stand, with the procedures that rest on it."""
    for name, law in (office.laws or {}).items() if on else ():
        rest = [p.process for p in office.processes.values() if any(b.law == name for _, b in checks.legal_bases(p))]
        if on is None or not rest or in_force(law, on) is not False:
            continue
        late = law.until is not None and on > law.until
        document = office.documents["laws.yaml"]
        title = Phrase("either", {"th": law.title, "en": office.translations.get(f"laws/{name}", law.title)})
        values: dict[str, object] = {"law": name, "title": title, "on": on, "processes": rest}
        if late:
            reason = (law.assumed or {}).get("until", "")
            english = office.translations.get(f"laws/{name}/assumed/until", reason)
            values |= {"until": law.until, "reason": reason and Phrase("either", {"th": reason, "en": english})}
        else:
            values |= {"from": law.from_}
        span = document.at_key("laws", name, "until" if late else "from")
        yield Problem("law-lapsed" if late else "law-not-yet", span, values, "warning")


def titles(office: Office) -> Iterator[str]:
    """The path of every title that a reader of English needs."""
    for process in office.processes.values():
        yield process.process
        yield f"{process.process}/case"
        for name, asked in process.fields.items():
            yield f"{process.process}/{name}"
            yield from (f"{process.process}/{name}/{choice}" for choice in asked.choices or ())
        for step in process.steps:
            yield f"{process.process}/{step.id}"
            yield from (f"{process.process}/{step.id}/{outcome}" for outcome in step.decision or ())
    yield from (f"actors/{name}" for name in office.actors or ())
    yield from (f"laws/{name}" for name in office.laws or ())


def _reasons(office: Office) -> Iterator[str]:
    """The paths under which an inference or a short title may be translated."""
    for process in office.processes.values():
        for step, element, part, _ in model.assumptions(process):
            path = process.process if step is None else f"{process.process}/{step}"
            kind, _, name = element.partition(":")
            path += {"step": "", "legal": f"/legal/{name}", "outcome": f"/{name}"}[kind]
            yield f"{path}/assumed" if part == model.WHOLE else f"{path}/assumed/{part}"
    for folder, entries in (("actors", office.actors), ("laws", office.laws)):
        for name, entry in (entries or {}).items():
            yield f"{folder}/{name}/short"
            for part in getattr(entry, "assumed", None) or {}:
                yield f"{folder}/{name}/assumed" + ("" if part == model.WHOLE else f"/{part}")


def _untranslated(office: Office, *, whole: bool) -> Iterator[Problem]:
    document = office.documents.get("en.yaml")
    if document is None or not whole or office.refused:
        return
    wanted = list(titles(office))
    known = {*wanted, *_reasons(office)}
    yield from checks.check_translations(document, office.translations, wanted, known)


# -- the models' findings in our words -----------------------------------------------------------------------------


def validate(document: Document, kind: type[T]) -> tuple[T | None, list[Problem]]:
    """A file's data as a model, and all that is wrong with its form; the model is None if anything is."""
    try:
        found = kind.model_validate(document.data) if document.data is not None else None
    except ValidationError as error:
        return None, document.problems + _translate(document, kind, error)
    broken = any(problem.severity == "error" for problem in document.problems)
    return None if broken else found, list(document.problems)


def repaired(document: Document) -> Process | None:
    """A procedure with errors of form as its author most likely meant it, so that its names can be checked as well.

    A misspelt word counts as the nearest one, another unknown word as absent. None if more than that is wrong.
    """
    data = copy.deepcopy(document.data)
    try:
        return model.Process.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
    if any(entry["type"] != "extra_forbidden" for entry in details):
        return None
    for entry in details:
        _respell(document, data, tuple(entry["loc"]))
    try:
        return model.Process.model_validate(data)
    except ValidationError:
        return None


def _respell(document: Document, data: Any, path: source.Path) -> None:
    element = data
    for part in path[:-1]:
        element = element[part]
    value = element.pop(path[-1])
    meant = nearest(str(path[-1]), words(element_at(model.Process, path[:-1])))
    if meant and meant not in element:
        element[meant] = value
        for places in (document.values, document.keys):
            moved = {
                (*path[:-1], meant, *key[len(path) :]): span for key, span in places.items() if key[: len(path)] == path
            }
            places.update(moved)


def _translate(document: Document, kind: type[model.Element], error: ValidationError) -> list[Problem]:
    found = [_problem(document, kind, details) for details in error.errors(include_url=False)]
    return list({(problem.code, problem.span): problem for problem in found}.values())


def _problem(document: Document, kind: type[model.Element], details: Any) -> Problem:
    path = tuple(details["loc"])
    value, name = details["input"], str(next((part for part in reversed(path) if isinstance(part, str)), ""))
    match details["type"]:
        case "extra_forbidden":
            allowed = words(element_at(kind, path[:-1]))
            values = {"name": path[-1], "where": where(document, path[:-1]), "allowed": allowed}
            return Problem("unknown-key", document.at_key(*path), values | {"near": nearest(str(path[-1]), allowed)})
        case "missing":
            element = element_at(kind, path[:-1])
            values = {"name": path[-1], "where": where(document, path[:-1]), "meaning": word(element, str(path[-1]))}
            return Problem("missing-key", _first_key(document, path[:-1]), values)
        case "whole_number":
            return Problem("bad-number", document.at(*path), {"name": name, "found": _brief(value)})
        case "iso_date":
            values = {"name": name, "found": _brief(value), "hint": _common_era(value)}
            return Problem("bad-date", document.at(*path), values)
        case "literal_error":
            allowed = [part.strip().strip("'") for part in details["ctx"]["expected"].replace(" or ", ", ").split(",")]
            values = {"name": name, "found": _brief(value), "allowed": allowed}
            return Problem("bad-choice", document.at(*path), values | {"near": nearest(str(value), allowed)})
        case "string_pattern_mismatch" | "string_too_long":
            return _bad_text(document, path, name, value)
    return _wrong_kind(document, path, name, details["type"], value)


def _bad_text(document: Document, path: source.Path, name: str, value: str) -> Problem:
    if path[-1] == "[key]":
        path = path[:-1]
    span = document.at_key(*path) if path and path[-1] == value else document.at(*path)
    if value == "":
        return Problem("empty-value", _first_key(document, path), {"name": name})
    if name == "within":
        return Problem("bad-within", span, {"found": _brief(value)})
    return Problem("bad-id", span, {"found": _brief(value), "near": suggested_id(value)})


def suggested_id(text: str) -> str:
    """A name in the allowed letters that is like ``text``; empty where nothing of it can be kept."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in kept.split("-") if part).lstrip("0123456789-")[:64]


EXPECTED = {
    "tuple_type": ("a-list", "{name}: [{text}]"),
    "dict_type": ("a-mapping", ""),
    "model_type": ("a-mapping", ""),
    "model_attributes_type": ("a-mapping", ""),
    "string_type": ("a-text", "{name}: …"),
}


def _wrong_kind(document: Document, path: source.Path, name: str, kind: str, value: object) -> Problem:
    if value in ("", (), {}) or kind in ("string_too_short", "too_short"):
        return Problem("empty-value", document.at_key(*path), {"name": name or "…"})
    expected, example = EXPECTED.get(kind, ("a-text", ""))
    found = "a-list" if isinstance(value, tuple) else "a-mapping" if isinstance(value, dict) else "a-text"
    values = {
        "name": name or document.file,
        "expected": Phrase(expected),
        "found": Phrase(found),
        "example": example.format(name=name, text=_brief(value)),
    }
    return Problem("wrong-kind", document.at(*path), values)


def _brief(value: object) -> str:
    text = value if isinstance(value, str) else "…"
    return text if len(text) <= 60 else text[:59] + "…"


def _common_era(value: object) -> str:
    """The date that was meant if it was written with a year of the Buddhist era."""
    parts = str(value).translate(model.THAI_DIGITS).split("-")
    if len(parts) == 3 and all(part.isdigit() for part in parts) and 2400 <= int(parts[0]) <= 2700:
        return f"{int(parts[0]) - 543}-{parts[1]}-{parts[2]}"
    return ""


def _first_key(document: Document, path: source.Path) -> Span:
    """Where something is missing: the first thing written inside the element."""
    inside = [span for key, span in document.keys.items() if key[:-1] == path]
    return inside[0] if inside else document.at_key(*path)


def where(document: Document, path: source.Path) -> Phrase:
    """What the element under ``path`` is called, in words."""
    data: Any = document.data
    match path:
        case ():
            return Phrase("the-file")
        case ("steps", int(place)):
            entry = data["steps"][place]
            return Phrase("the-step", {"name": entry.get("id", place + 1) if isinstance(entry, dict) else place + 1})
        case (*_, "decision", str(name)):
            return Phrase("the-outcome", {"name": name})
        case ("fields", str(name)):
            return Phrase("the-field", {"name": name})
        case ("actors", str(name)):
            return Phrase("the-actor", {"name": name})
        case ("laws", str(name)):
            return Phrase("the-law", {"name": name})
        case (*_, "legal", int()):
            return Phrase("the-legal")
    return Phrase("the-entry")


ELEMENTS: dict[str, type[model.Element]] = {
    "steps": model.Step,
    "fields": model.Field,
    "decision": model.Outcome,
    "legal": model.Legal,
    "actors": model.Actor,
    "laws": model.Law,
    "holidays": model.Holiday,
    "errata": model.Erratum,
}


def element_at(kind: type[model.Element], path: source.Path) -> type[model.Element]:
    """The model of the element under ``path``."""
    named = [part for part in path if isinstance(part, str) and part in ELEMENTS]
    return ELEMENTS[named[-1]] if named else kind


def words(element: type[model.Element]) -> list[str]:
    """The words that may stand in an element, as they are written."""
    return [info.alias or name for name, info in element.model_fields.items()]


def word(element: type[model.Element], name: str) -> Phrase:
    """What a word means."""
    return Phrase(f"word-{element.__name__.lower()}-{name}")
