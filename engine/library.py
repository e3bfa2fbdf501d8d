"""The procedures of an office: find the files, read them, say all that is wrong, hold what is right.

A file that is broken does not keep the others from working: its procedure is missing, and asking for it gives its
problems.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine import checks, forms, matters, model, proof, source, staffing
from engine import graph as graphs
from engine.authority import authority_of
from engine.folders import content, shown_path
from engine.messages import Phrase
from engine.names import by_title, near
from engine.plan import Plan, Title, compile_plan, spoken
from engine.problems import InvalidDefinition, Problem, Refused, Span, nearest, os_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from engine.authority import Authority
    from engine.model import Actor, Delegation, Erratum, Holiday, Law, Manual, Process
    from engine.source import Document

T = TypeVar("T", bound=model.Element)

CATALOGUES = frozenset({"actors.yaml", "laws.yaml", "holidays.yaml", "errata.yaml", "manual.yaml"})


@dataclass(frozen=True)
class Office:
    """What a folder of procedures says. ``actors`` and ``laws`` are None where the folder has no such catalogue."""

    folder: Path
    processes: Mapping[str, Process]
    refused: Mapping[str, tuple[Problem, ...]]
    """The procedures that cannot be used, and the errors that keep them from it."""
    drafts: Mapping[str, Process]
    """Those of them of which enough can be read to print a draft: as they were most likely meant."""
    numbers: Mapping[str, str]
    """Per number the procedure that bears it, usable or not."""
    problems: tuple[Problem, ...]
    documents: Mapping[str, Document]
    written: tuple[tuple[Process, Document], ...] = ()
    """Every procedure that could be read, usable or not, with its file; of one file checked, those beside it too."""
    actors: Mapping[str, Actor] | None = None
    delegations: tuple[Delegation, ...] = ()
    laws: Mapping[str, Law] | None = None
    holidays: Mapping[int, frozenset[date]] = field(default_factory=dict)
    days_off: tuple[Holiday, ...] = ()
    """The days of ``holidays`` with their names and where they come from."""
    errata: tuple[Erratum, ...] = ()
    manual: Manual | None = None
    translations: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        """The problems because of which something in the folder cannot be used."""
        return [problem for problem in self.problems if problem.severity == "error"]

    def need(self, *catalogues: str) -> None:
        """Raises InvalidDefinition if one of these catalogues has errors: what rests on it would silently be lost."""
        files = {self.documents[name].file for name in catalogues if name in self.documents}
        errors = [problem for problem in self.errors if problem.span.file in files]
        if errors:
            raise InvalidDefinition(errors)

    def process(self, name: str) -> Process:
        """The procedure of that name, number or title.

        Raises InvalidDefinition if its file has errors, Refused (``unknown-process``) if there is none.
        """
        titles = {p.process: Title(p.title, self.translations.get(p.process, "")) for p in self.processes.values()}
        found = self.numbers.get(name.translate(model.THAI_DIGITS).lstrip("0")) or by_title(name, titles)
        if found in self.refused:
            raise InvalidDefinition(self.refused[found])
        if found not in self.processes:
            numbered = [f"{number} {process}" for number, process in self.numbers.items()]  # titles fill the screen
            known = [*numbered, *(name for name in self.refused if name not in self.numbers.values())]
            near_one = near(name, titles) or nearest(name, self.refused)
            raise Refused("unknown-process", name=name, near=near_one, allowed=known)
        return self.processes[found]


def picture(folder: Path, name: str) -> bytes:
    """A picture of a folder. Raises Refused if it is not there, elsewhere, too large, or no png, jpg or svg."""
    path = folder / name
    if path.suffix.lower() not in PICTURES:
        raise Refused("not-a-picture", path=shown_path(path), allowed=list(PICTURES))
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Refused("picture-elsewhere", path=shown_path(path))
        return content(path, source.LARGEST)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise Refused("picture-too-large", path=shown_path(path), limit=source.LARGEST) from error
        raise Refused("cannot-read", path=shown_path(path), reason=os_reason(error)) from error


PICTURES = (".png", ".jpg", ".svg")


def version(process: Process) -> str:
    """What tells two definitions apart: the SHA-256 of the definition, whatever its layout, comments and key order."""
    return hashlib.sha256(_json(process, sort_keys=True).encode()).hexdigest()


def definition(process: Process) -> str:
    """A procedure as one JSON text, in the order of its file."""
    return _json(process, sort_keys=False)


def _json(process: Process, *, sort_keys: bool) -> str:
    plain = process.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(plain, ensure_ascii=False, sort_keys=sort_keys, separators=(",", ":"))


def from_definition(text: str) -> Process:
    """A procedure from the text that ``definition`` gave."""
    return model.Process.model_validate_json(text)


def plan_of(office: Office, process: Process) -> Plan:
    """The plan from which cases of a procedure run.

    Raises InvalidDefinition if the actors or laws that its titles come from cannot be read.
    """
    office.need("actors.yaml", "laws.yaml")
    graph = graphs.dependencies(process)
    return compile_plan(process, graph, version(process), office.actors or {}, office.laws or {}, office.translations)


def check_path(path: Path, on: date | None = None) -> Office:
    """A folder of procedures, or one file with the catalogues beside it.

    Where nothing is wrong, with notes on what the office should settle: first things first.

    Raises Refused if there is no such path, or if nothing reads such a file.
    """
    office = _read_path(path, on)
    if office.errors:
        return office
    files = {Path(path).resolve()} if path.is_file() else {Path(d.file).resolve() for d in office.documents.values()}
    whole = path.name in CATALOGUES or path.is_dir()
    notes = [note for note in to_settle(office, on, whole=whole) if Path(note.span.file).resolve() in files]
    everyone = path.is_dir() or path.name == "actors.yaml"
    checked = [process for process, document in office.written if everyone or Path(document.file).resolve() in files]
    return replace(office, problems=in_order([*office.problems, *notes, *_staffing(office, checked, on)]))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file and place."""
    return tuple(sorted(problems, key=lambda problem: (problem.span.file, problem.span.line, problem.span.column)))


def _staffing(office: Office, checked: Iterable[Process], on: date | None) -> Iterator[Problem]:
    """Whether the people of the office can run these procedures on a day, if one is given."""
    if on and office.actors:
        yield from staffing.findings(checked, office.documents["actors.yaml"], _authority(office), on)


def _authority(office: Office) -> Authority:
    return authority_of(office.actors or {}, office.delegations)


def to_settle(office: Office, on: date | None = None, *, whole: bool) -> Iterator[Problem]:
    """What the office should settle; of the catalogues only where the ``whole`` folder was read."""
    actors, processes = office.actors or {}, [process for process, _ in office.written]
    for process, document in office.written:
        elsewhere = {name for other in processes if other is not process for s in other.steps for name in s.produces}
        yield from matters.of_process(process, document, actors, elsewhere)
    if whole and office.actors:
        told = bool(on) and _authority(office).binding
        yield from matters.of_actors(actors, office.documents["actors.yaml"], processes, told=told)
    if whole and office.laws:
        yield from matters.of_laws(office.laws, office.documents["laws.yaml"], processes)


def _read_path(path: Path, on: date | None) -> Office:
    """What is checked. Raises Refused as ``check_path`` does."""
    if not path.exists():
        raise Refused("no-such-path", path=shown_path(path), near=meant_path(path))
    if path.is_dir() and path.resolve().name != "translations":
        return load(path, on=on)
    if path.is_dir() or path.resolve().parent.name == "translations":
        return _only(load(path.parent.resolve().parent if path.is_file() else path.resolve().parent, on=on), path)
    if path.name in CATALOGUES:
        return _only(load(path.parent, on=on), path)
    if not is_process_file(path):
        raise Refused("not-read", path=shown_path(path))
    office = load(path.parent, only=[path], on=on)
    file, codes = shown_path(path), {problem.code for problem in office.problems}
    folder = load(path.parent)
    clashes = [p for p in folder.problems if p.span.file == file and p.code in CLASHES - codes]
    return replace(office, problems=(*office.problems, *clashes), written=folder.written)


def _only(office: Office, path: Path) -> Office:
    """What is wrong with one file, or with the files of one folder. Raises Refused if nothing reads it."""
    files = {document.file for document in office.documents.values()}
    inside = {file for file in files if Path(file).resolve().is_relative_to(path.resolve())}
    if not inside:
        raise Refused("not-read", path=shown_path(path))
    return replace(office, problems=tuple(problem for problem in office.problems if problem.span.file in inside))


def meant_path(path: Path) -> str:
    """The file of a procedure that was named without its folder, number or ending."""
    folder = path.parent if path.parent.name == "processes" else path.parent / "processes"
    found = sorted(folder.glob(f"*{path.stem}.yaml")) if path.stem and folder.is_dir() else []
    return shown_path(found[0]) if found else ""


CLASHES = {"repeated-process", "repeated-number"}
"""What is wrong with a file only because of another."""


def load(folder: Path, only: Iterable[Path] | None = None, on: date | None = None) -> Office:
    """Read a folder. With ``only``, just these procedure files of it; ``on`` is the day for which laws are checked."""
    shelf = _Shelf(folder)
    actors = shelf.catalogue("actors.yaml", model.Actors)
    laws = shelf.catalogue("laws.yaml", model.Laws)
    holidays = shelf.catalogue("holidays.yaml", model.Holidays)
    errata = shelf.catalogue("errata.yaml", model.Errata)
    if actors:
        document = shelf.documents["actors.yaml"]
        shelf.problems += limited(checks.check_actors(document, actors), document)
    if laws:
        document = shelf.documents["laws.yaml"]
        shelf.problems += limited(checks.check_laws(document, laws.laws), document)
    paths = sorted(only) if only is not None else shelf.process_files()
    for path in paths:
        shelf.add_process(path, actors.actors if actors else None, laws.laws if laws else None)
    shelf.refuse_clashes()
    if only is None:
        if actors:
            document = shelf.documents["actors.yaml"]
            shelf.problems += limited(checks.check_scopes(document, actors, shelf.names), document)
        shelf.missing_catalogues()
        shelf.note_unread()
    office = Office(
        folder=folder,
        processes=dict(sorted(shelf.processes.items(), key=lambda pair: (pair[1].number, pair[0]))),
        refused=shelf.refused,
        drafts=shelf.drafts,
        numbers={number: names[0][0] for number, names in shelf.numbers.items()},
        problems=(),
        documents=shelf.documents,
        written=tuple(shelf.written),
        actors=actors.actors if actors else None,
        delegations=actors.delegations if actors else (),
        laws=laws.laws if laws else None,
        holidays=_days_off(shelf, holidays),
        days_off=tuple(day for days in holidays.holidays.values() for day in days) if holidays else (),
        errata=errata.errata if errata else (),
        manual=shelf.catalogue("manual.yaml", model.Manual),
        translations=shelf.translations(),
    )
    problems = [*shelf.problems, *_in_force(office, on), *(_untranslated(office) if shelf.is_whole(only) else ())]
    return replace(office, problems=in_order(problems))


class _Shelf:
    """What has been read of a folder so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {path.name for path in folder.iterdir()} if folder.is_dir() else set[str]()
        """What lies in the folder."""
        self.documents: dict[str, Document] = {}
        self.problems: list[Problem] = []
        self.processes: dict[str, Process] = {}
        self.written: list[tuple[Process, Document]] = []
        self.refused: dict[str, tuple[Problem, ...]] = {}
        self.drafts: dict[str, Process] = {}
        self.names: dict[str, list[tuple[str, Document]]] = {}
        self.numbers: dict[str, list[tuple[str, Document]]] = {}
        """Per name and per number, what the procedures that bear it are called, and their files."""

    def process_files(self) -> list[Path]:
        if not self.folder.is_dir():
            raise Refused("no-such-folder", folder=shown_path(self.folder))
        found = sorted(path for name in self.files if is_process_file(path := self.folder / name))
        if not found:
            inside = self.folder / "processes"
            near = shown_path(inside) if inside.is_dir() else ""
            raise Refused("no-processes", folder=shown_path(self.folder), near=near)
        return found

    def note_unread(self) -> None:
        """Files that someone may believe to be read: another ending, another folder."""
        found = (Path(place) / name for place, _, names in os.walk(self.folder) for name in names)
        for path in sorted(path for path in found if _is_stray(path, self.folder)):
            self.problems.append(Problem("unread-file", Span(shown_path(path), 1, 1, 1), {}, "warning"))

    def read(self, path: Path) -> Document:
        file = shown_path(path)
        try:
            document = self._contents(path, file)
        except OSError as error:
            document = source.hopeless(file, "unreadable", reason=os_reason(error))
        self.documents[path.relative_to(self.folder).as_posix()] = document
        return document

    def _contents(self, path: Path, file: str) -> Document:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode) or path.parent != self.folder:  # anything else lies where it seems to lie
            if not path.resolve().is_relative_to(self.folder.resolve()):
                return source.hopeless(file, "outside-folder")
            found = path.stat()
        if found.st_size > source.LARGEST:
            return source.hopeless(file, "too-large", size=found.st_size, limit=source.LARGEST)
        if not stat.S_ISREG(found.st_mode):
            return source.hopeless(file, "unreadable", reason=Phrase("not-a-file"))
        return source.read(path.read_bytes(), file)

    def catalogue(self, name: str, kind: type[T]) -> T | None:
        """A catalogue of the folder; None if there is none or it is broken."""
        if name not in self.files:
            return None
        document = self.read(self.folder / name)
        found, problems = forms.validate(document, kind)
        self.problems += limited(problems, document)
        return found

    def translations(self) -> dict[str, str]:
        path = self.folder / "translations" / "en.yaml"
        if "translations" not in self.files or not _is_there(path):
            return {}
        document = self.read(path)
        found, problems = forms.translations(document)
        self.problems += limited(problems, document)
        return found

    def add_process(self, path: Path, actors: Mapping[str, Actor] | None, laws: Mapping[str, Law] | None) -> None:
        document = self.read(path)
        process, problems = forms.validate(document, model.Process, actors)
        draft = process
        if process:
            self.written.append((process, document))
            problems += islice(proof.prove(checks.Subject(process, document, actors, laws)), source.MOST + 1)
        elif isinstance(document.data, dict):
            meant = forms.Meant(document)
            draft = meant.process
            if meant.process:
                subject = checks.Subject(meant.process, document, actors, laws)
                rules = checks.check_names if meant.doubtful else proof.findings
                problems += islice(meant.certain(rules(subject)), source.MOST + 1)
        name = process.process if process else _called(document, path)
        self.names.setdefault(name, []).append((name, document))
        if number := str(process.number) if process else _number(document):
            self.numbers.setdefault(number, []).append((name, document))
        problems = limited(problems, document)
        self.problems += problems
        errors = tuple(problem for problem in problems if problem.severity == "error")
        if errors or process is None:
            self.refused[name] = (*self.refused.get(name, ()), *errors)
            if draft:
                self.drafts[name] = draft
        else:
            self.processes[name] = process

    def refuse_clashes(self) -> None:
        """Files that bear one name, or one number: none of them is used, since nobody can tell which is meant."""
        for code, word, groups in (
            ("repeated-process", "process", self.names),
            ("repeated-number", "number", self.numbers),
        ):
            for shared, bearers in groups.items():
                for name, document in bearers if len(bearers) > 1 else ():
                    other, elsewhere = next(bearer for bearer in bearers if bearer[1] is not document)
                    if word == "number" and other == name:
                        continue  # told already: they bear one name too
                    values = {"name": shared, "other": other, "first": elsewhere.file}
                    problem = Problem(code, document.at(word), values)
                    self.problems.append(problem)
                    self.refused[name] = (*self.refused.get(name, ()), problem)
                    if name in self.processes:
                        self.drafts[name] = self.processes.pop(name)

    def is_whole(self, only: Iterable[Path] | None) -> bool:
        """Whether everything that has a title could be read."""
        english = self.documents["translations/en.yaml"].file if "translations/en.yaml" in self.documents else ""
        return only is None and not any(p.severity == "error" and p.span.file != english for p in self.problems)

    def missing_catalogues(self) -> None:
        used = {"actors.yaml": any(p.responsible or any(s.by for s in p.steps) for p in self.processes.values()),
                "laws.yaml": any(True for p in self.processes.values() for _ in checks.legal_bases(p))}  # fmt: skip
        for name, wanted in used.items():
            if wanted and name not in self.documents:
                span = Span(shown_path(self.folder / name), 1, 1, 1)
                self.problems.append(Problem("no-catalogue", span, {"name": name}, "warning"))


def _is_there(path: Path) -> bool:
    """Whether there is such a file, also one that may not be looked at: reading it will tell."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True


def is_process_file(path: Path) -> bool:
    """Whether a file of the folder is taken for a procedure: not what editors and systems leave behind."""
    left_behind = path.name.startswith((".", "~", "#"))
    return path.suffix.lower() in ENDINGS and path.name not in (*CATALOGUES, *UNREAD) and not left_behind


ENDINGS = (".yaml", ".yml")


def _is_stray(path: Path, folder: Path) -> bool:
    if any(part.startswith((".", "~", "#")) for part in path.relative_to(folder).parts):
        return False
    if path.parent == folder:
        return path.name.lower().endswith((".yaml.txt", ".yml.txt")) or path.name in UNREAD
    return path.suffix.lower() in ENDINGS and path != folder / "translations" / "en.yaml"


UNREAD = tuple(name.replace(".yaml", ".yml") for name in CATALOGUES)
"""Catalogues with an ending under which nobody looks for them."""


def limited(problems: Iterable[Problem], document: Document) -> list[Problem]:
    """As many problems of a file as a person reads, and a word about the rest."""
    found = list(problems)
    if len(found) > source.MOST:
        span = found[source.MOST].span
        found[source.MOST :] = [Problem("too-many-problems", span, {"limit": source.MOST, "name": document.file})]
    return found


def _called(document: Document, path: Path) -> str:
    """What a broken procedure is called: the name it gives itself, else that of its file."""
    return _word(document, "process") or path.stem


def _number(document: Document) -> str:
    """The number that a broken procedure gives itself, if it can be read."""
    return _word(document, "number").translate(model.THAI_DIGITS)


def _word(document: Document, word: str) -> str:
    """A word at the top of a broken procedure, from its text if the file cannot be read as YAML."""
    if isinstance(document.data, dict):
        value = document.data.get(word)
        return value if isinstance(value, str) else ""
    found = re.search(rf"^{word}:[ \t]*([\w-]+)", document.text, re.MULTILINE)
    return found[1] if found else ""


def _days_off(shelf: _Shelf, holidays: model.Holidays | None) -> dict[int, frozenset[date]]:
    for year, days in (holidays.holidays if holidays else {}).items():
        for place, day in enumerate(days):
            if day.date.year != int(year):
                span = shelf.documents["holidays.yaml"].at("holidays", year, place, "date")
                shelf.problems.append(Problem("holiday-year", span, {"date": day.date, "year": year}))
    found = holidays.holidays if holidays else {}
    return {int(year): frozenset(day.date for day in days) for year, days in found.items()}


# -- the law on a day, and English titles --------------------------------------------------------------------------


def _in_force(office: Office, on: date | None) -> Iterator[Problem]:
    """A basis that is out of force, where its dates stand, with the procedures that rest on it."""
    for name, law in (office.laws or {}).items() if on else ():
        rest = [p.process for p in office.processes.values() if any(b.law == name for _, b in checks.legal_bases(p))]
        if on is None or not rest or law.in_force(on) is not False:
            continue
        late = law.until is not None and on > law.until
        document = office.documents["laws.yaml"]
        title = spoken(Title(law.title, office.translations.get(f"laws/{name}", "")))
        values: dict[str, object] = {"law": name, "title": title, "on": on, "processes": rest}
        if late:
            reason = law.unsettled(on)
            said = reason and spoken(Title(reason, office.translations.get(f"laws/{name}/assumed/until", "")))
            values |= {"until": law.until, "reason": said, "where": "" if said else "laws.yaml"}
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
            yield from (f"{process.process}/{step.id}/produces/{n}" for n in range(1, len(step.produces) + 1))
    yield from (f"actors/{name}" for name in office.actors or ())
    yield from (f"laws/{name}" for name in office.laws or ())


def reasons(office: Office) -> Iterator[str]:
    """The path of every inference, and of what is said of a law beside its title."""
    for process in office.processes.values():
        for step, element, part, _ in model.assumptions(process):
            path = process.process if step is None else f"{process.process}/{step}"
            kind, _, name = element.partition(":")
            path += {"step": "", "legal": f"/legal/{name}", "outcome": f"/{name}"}[kind]
            yield _part_path(f"{path}/assumed", part)
    for name, actor in (office.actors or {}).items():
        yield from (_part_path(f"actors/{name}/assumed", part) for part in actor.assumed or ())
    for name, law in (office.laws or {}).items():
        yield from [f"laws/{name}/gazette"] if law.gazette else []
        yield from (_part_path(f"laws/{name}/assumed", part) for part in law.assumed or ())
        yield from (_part_path(f"laws/{name}/verified", part) for part in law.verified or ())


def _part_path(path: str, part: str) -> str:
    return path if part == model.WHOLE else f"{path}/{part}"


def _untranslated(office: Office) -> Iterator[Problem]:
    document = office.documents.get("translations/en.yaml")
    if document is None or document.problems:
        return
    wanted = [*titles(office), *reasons(office)]
    known = {*wanted, *(f"actors/{name}/short" for name in office.actors or ())}
    yield from checks.check_translations(document, office.translations, wanted, known)
