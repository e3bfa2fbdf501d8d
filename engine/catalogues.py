"""Who is who and which days are off, as last read from the office's folder.

Working a case must not wait for YAML and its models (a tenth of a second), but must notice an edited file at once. So
the catalogues are kept in the store beside the hash of their files, and read anew only when a file has changed.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.problems import InvalidDefinition
from engine.service import People

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.library import Office
    from engine.store import Store

FILES = ("actors.yaml", "holidays.yaml")


def read(store: Store, folder: Path) -> tuple[People | None, Mapping[int, frozenset[date]]]:
    """The people and the days off of a folder; no people (None) where it has no actors.yaml.

    Raises InvalidDefinition if a file that has changed is broken.
    """
    digest = _digest(folder)
    kept = store.catalogue("office")
    if kept is None or kept[0] != digest:
        from pathlib import PurePath  # noqa: PLC0415

        from engine import library  # noqa: PLC0415 - only when a file has changed

        office = library.load(folder, only=())
        errors = [p for p in office.problems if p.severity == "error" and PurePath(p.span.file).name in FILES]
        if errors:
            raise InvalidDefinition(errors)
        kept = (digest, json.dumps(_plain(office), ensure_ascii=False))
        store.keep_catalogue("office", *kept)
    plain: dict[str, Any] = json.loads(kept[1])
    people = People(plain["names"], plain["roles"]) if plain["names"] is not None else None
    return people, {int(year): frozenset(map(date.fromisoformat, days)) for year, days in plain["days"].items()}


def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for name in FILES:
        path = folder / name
        found.update(path.read_bytes() if path.is_file() else b"-")
    return found.hexdigest()


def _plain(office: Office) -> dict[str, Any]:
    actors = office.actors or {}
    return {
        "names": None
        if office.actors is None
        else {name: [actor.title, *filter(None, [actor.short]), *actor.aliases] for name, actor in actors.items()},
        "roles": {name: sorted(_memberships(office, name)) for name in actors},
        "days": {str(year): sorted(day.isoformat() for day in days) for year, days in office.holidays.items()},
    }


def _memberships(office: Office, name: str) -> set[str]:
    """The actors of which ``name`` is a member, directly or through another."""
    found: set[str] = set()
    queue = [name]
    while queue:
        member = queue.pop()
        for actor, entry in (office.actors or {}).items():
            if member in entry.members and actor not in found:
                found.add(actor)
                queue.append(actor)
    return found
