"""What a manual is compared with: the definitions of an earlier version, of a file or folder, or of a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.calendar import local_day, read_date
from engine.changes import Change, changes
from engine.library import check_path, from_definition
from engine.problems import InvalidDefinition, Refused, nearest

if TYPE_CHECKING:
    from engine.model import Process
    from engine.store import Store

SHORTEST_VERSION = 6
"""Letters by which a version must be named."""


class Earlier(NamedTuple):
    """Definitions as they were. ``whole``: all that there were, so that what is not among them is new."""

    kind: str
    """version, file or day"""
    name: str | date
    processes: Mapping[str, Process]
    whole: bool


def earlier(text: str, store: Callable[[], Store]) -> Earlier:
    """The definitions that ``text`` names: a path, a day, or the beginning of a version.

    Raises Refused if there are none, InvalidDefinition if the file has errors.
    """
    path = Path(text)
    if path.exists():
        office = check_path(path)
        if errors := [problem for problem in office.problems if problem.severity == "error"]:
            raise InvalidDefinition(errors)
        return Earlier("file", text, office.processes, path.is_dir())
    try:
        return _of_day(read_date(text), store())
    except ValueError:
        return _of_version(text.lower(), store())


def _of_day(day: date, store: Store) -> Earlier:
    """Of each procedure the version that was last taken in on or before a day."""
    rows = [row for row in store.versions() if local_day(row.taken_at) <= day]
    if not rows:
        raise Refused("no-version-then", day=day)
    last = {row.process: row.definition for row in rows}
    return Earlier("day", day, {name: from_definition(text) for name, text in last.items()}, whole=False)


def _of_version(text: str, store: Store) -> Earlier:
    rows = store.versions()
    found = [row for row in rows if len(text) >= SHORTEST_VERSION and row.version.startswith(text)]
    if len(found) != 1:
        known = [f"{row.version[:12]} ({row.process})" for row in rows]
        near = nearest(text[:12], [row.version[:12] for row in rows])
        raise Refused("no-such-version", name=text, near=near, allowed=known)
    process = from_definition(found[0].definition)
    return Earlier("version", found[0].version[:12], {process.process: process}, whole=False)


def compared(before: Earlier, now: Mapping[str, Process], *, chosen: bool = False) -> dict[str, tuple[Change, ...]]:
    """Per procedure what has changed since.

    What nothing earlier is known of counts as new only if all that there was is known; what is missing ``now`` counts
    as removed only if ``now`` is all that there is, and not what was ``chosen`` of it.
    """
    found = {}
    for name in dict.fromkeys([*now, *before.processes]):
        old, new = before.processes.get(name), now.get(name)
        if (old or before.whole) and (new or (before.whole and not chosen)):
            found[name] = tuple(changes(old, new))
    return {name: differences for name, differences in found.items() if differences}
