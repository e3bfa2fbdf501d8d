"""What people mean by a version: a file, a folder, a version kept in the database, or all that held on a day."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.calendar import read_date
from engine.changes import changes
from engine.problems import InvalidDefinition, Refused
from engine.publishing import ACTORS, LAWS, in_force, refuse_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from engine.changes import Change
    from engine.library import Office
    from engine.model import Process
    from engine.store import Publication, Store, VersionRow

SHORTEST = 6
"""Letters of a version that are enough to mean it."""


class Edition(NamedTuple):
    """Procedures as they were at one time or in one place."""

    office: Office
    kind: Literal["file", "folder", "version", "day"]
    name: str | date
    """The path as it was given, the beginning of the version, or the day."""
    one: str = ""
    """The only procedure it is about, if it is a file or a version and no folder or day."""
    catalogues: bool = False
    """Whether its actors and laws belong to it; else they are borrowed."""

    @property
    def whole(self) -> bool:
        """Whether a procedure that it lacks does not exist there; else nothing is known of it."""
        return self.kind == "folder"


def edition(word: str, store: Callable[[], Store], names: Callable[[], Office]) -> Edition:
    """The edition that ``word`` means: a path, a date as people type it, or the beginning of a version.

    ``store`` opens the database and ``names`` reads the folder from which a kept version borrows what it does not say
    itself, the titles of its actors and laws; neither is asked where a path was meant. Raises Refused if nothing is
    called so, or if there is nothing of that day.
    """
    path = Path(word)
    if path.exists():
        return of_path(path)
    if day := _day(word):
        return of_day(day, store(), names())
    if re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", word.strip().lower()):
        return of_version(word.strip().lower(), store(), names())
    raise Refused("no-such-edition", name=word, short=SHORTEST, near=_near_path(path))


def _day(word: str) -> date | None:
    try:
        return read_date(word)
    except ValueError:
        return None


def _near_path(path: Path) -> str:
    from engine import library  # noqa: PLC0415 - heavy; only a mistake needs it here

    return library.meant_path(path)


def of_path(path: Path) -> Edition:
    """A folder, or one procedure file, of which it does not matter whether another bears the same name."""
    from engine import library  # noqa: PLC0415 - heavy, and not needed to look at what is kept
    from engine.folders import shown_path  # noqa: PLC0415

    if path.is_dir():
        return Edition(library.check_path(path), "folder", shown_path(path), catalogues=True)
    if not library.is_process_file(path):
        raise Refused("not-comparable", path=shown_path(path), folder=shown_path(path.parent))
    office = library.load(path.parent, only=[path])
    for problems in office.refused.values():
        raise InvalidDefinition(problems)
    return Edition(office, "file", shown_path(path), next(iter(office.processes)))


def of_version(prefix: str, store: Store, names: Office) -> Edition:
    """The version whose hash begins so. Raises Refused if there is none, or more than one."""
    found = [row for row in store.versions() if row.version.startswith(prefix)]
    if not found:
        raise Refused("no-such-version", name=prefix, allowed=[_told(row) for row in store.versions()])
    if len(found) > 1:
        raise Refused("several-versions", name=prefix, allowed=[_told(row) for row in found])
    return Edition(_kept([found[0].definition], names), "version", found[0].version[:12], found[0].process)


def of_day(day: date, store: Store, names: Office) -> Edition:
    """Of each procedure the version that held on a day. Raises Refused if none did."""
    rows = store.publications()
    held = [
        now
        for p in dict.fromkeys(r.process for r in rows)
        if (now := in_force([r for r in rows if r.process == p], day))
    ]
    if not held:
        raise Refused("nothing-of-that-day", day=day)
    office = _kept([store.definition(row.version) for row in held], names)
    complete = [row for row in held if row.actors and row.laws]
    if not complete:
        return Edition(office, "day", day)
    last = max(complete, key=rows.index)
    return Edition(_with_catalogues(office, store, last), "day", day, catalogues=True)


def _with_catalogues(office: Office, store: Store, row: Publication) -> Office:
    """An office with the actors and laws that were kept when something was published."""
    from dataclasses import replace  # noqa: PLC0415

    from engine import model  # noqa: PLC0415

    actors, laws = (store.catalogue(ACTORS, row.actors or ""), store.catalogue(LAWS, row.laws or ""))
    return replace(office, actors=model.Actors.model_validate_json(f'{{"actors":{actors}}}').actors,
                   laws=model.Laws.model_validate_json(f'{{"laws":{laws}}}').laws)  # fmt: skip


def _told(row: VersionRow) -> str:
    return f"{row.version[:12]} ({row.process})"


def _kept(definitions: list[str], names: Office) -> Office:
    """Kept definitions as an office."""
    from dataclasses import replace  # noqa: PLC0415

    from engine import library  # noqa: PLC0415

    processes = sorted(map(library.from_definition, definitions), key=lambda process: process.number)
    return replace(names, processes={p.process: p for p in processes}, refused={}, problems=(),
                   numbers={str(p.number): p.process for p in processes})  # fmt: skip


def compared(a: Edition, b: Edition, wanted: str | None) -> tuple[list[str], list[str]]:
    """The procedures to compare in two editions, and those that one of them says nothing of.

    Raises Refused if the editions are of two different procedures or know none that is called ``wanted``, and
    InvalidDefinition if a procedure to compare has errors.
    """
    ones = list(dict.fromkeys(edition.one for edition in (a, b) if edition.one))
    if len(ones) > 1:
        raise Refused("two-procedures", names=ones)
    if wanted is not None:
        ones = [_called(wanted, a, b, ones)]
    if ones:
        for side in (a, b):
            if ones[0] in side.office.refused:
                raise InvalidDefinition(side.office.refused[ones[0]])
        return ones, []
    if errors := [*a.office.errors, *b.office.errors]:
        raise InvalidDefinition(dict.fromkeys(errors))
    names = list(dict.fromkeys([*b.office.processes, *a.office.processes]))
    if a.whole == b.whole:
        return names, []
    partly = a if b.whole else b
    return [n for n in names if n in partly.office.processes], [n for n in names if n not in partly.office.processes]


def _called(wanted: str, a: Edition, b: Edition, ones: list[str]) -> str:
    """The procedure that is called so in one of two editions."""
    try:
        name = b.office.process(wanted).process
    except Refused:
        name = a.office.process(wanted).process
    if ones and ones != [name]:
        raise Refused("two-procedures", names=[*ones, name])
    return name


def changed_since(
    before: Edition, now: Mapping[str, Process], *, chosen: bool = False
) -> dict[str, tuple[Change, ...]]:
    """Per procedure what has changed since an edition as a reader of the manual sees it, who sees no names for
    commands; procedures without a change are left out.

    A procedure that the edition lacks is new only if the edition is whole; one that is missing ``now`` is removed only
    if it is, and if nothing was ``chosen`` of what there is now. Raises InvalidDefinition if the edition has errors.
    """
    if before.whole:
        refuse_errors(before.office)
    found = {}
    for name in dict.fromkeys([*now, *before.office.processes]):
        old, new = before.office.processes.get(name), now.get(name)
        if (old or before.whole) and (new or (before.whole and not chosen)):
            found[name] = tuple(change for change in changes(old, new) if change.word not in ("id", "was"))
    return {name: differences for name, differences in found.items() if differences}
