"""Who is who and which days are off, as last read from the office's folder.

Working a case must not wait for YAML and its models (a tenth of a second), but must notice an edited file at once. So
what a file says is kept in the store under the hash of the file, and read anew only when the file has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.authority import Authority, Delegation, Membership, authority_of
from engine.problems import InvalidDefinition, Refused
from engine.service import People

if TYPE_CHECKING:
    from pathlib import Path

    from engine.library import Office
    from engine.model import Actor
    from engine.store import Store


def people(store: Store, folder: Path) -> People | None:
    """The people of a folder; None where it has no actors.yaml.

    Raises Refused if there is no such folder, or what was kept is damaged, InvalidDefinition if the file has changed
    and is broken.
    """
    plain = _kept(store, folder, "actors.yaml", _people, PEOPLE)
    with _whole(store):
        return _from_plain(plain) if plain else None


def people_of(office: Office) -> People | None:
    """The people of an office that has been read; None where it has no actors.yaml."""
    if office.actors is None:
        return None
    return People(_names(office.actors), authority_of(office.actors, office.delegations))


class Holidays(Mapping[int, frozenset[date]]):
    """The days off of a folder by year, read when the first deadline needs them."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.read: dict[int, frozenset[date]] | None = None

    def years(self) -> dict[int, frozenset[date]]:
        """Raises InvalidDefinition if holidays.yaml has changed and is broken."""
        if self.read is None:
            plain: dict[str, list[str]] = _kept(self.store, self.folder, "holidays.yaml", _days_off) or {}
            with _whole(self.store):
                self.read = {int(year): frozenset(map(date.fromisoformat, days)) for year, days in plain.items()}
        return self.read

    def __getitem__(self, year: int) -> frozenset[date]:
        return self.years()[year]

    def __iter__(self) -> Iterator[int]:
        return iter(self.years())

    def __len__(self) -> int:
        return len(self.years())


LARGEST = 8 * 1024 * 1024
"""As ``source.LARGEST``, which would bring yaml with it."""
PEOPLE = "people with their dates"
"""Under which the people are kept: what earlier programs kept under the name of the file had no dates."""


def _kept(store: Store, folder: Path, name: str, plain: Callable[[Office], Any], kept_as: str = "") -> Any:
    """What the store has kept of a file (``kept_as`` its name, or another), or what the file says now; None where there
    is no such file."""
    if not folder.is_dir():
        raise Refused("no-such-folder", folder=str(folder))
    path = folder / name
    if not path.exists() or path.is_dir():
        return None
    fit = path.is_file() and path.stat().st_size <= LARGEST
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if fit else ""  # of which nothing was ever kept
    kept = store.catalogue(kept_as or name, digest)
    if kept is None:
        from engine import library  # noqa: PLC0415 - only when a file has changed

        office = library.load(folder, only=())
        file = office.documents[name].file
        errors = [problem for problem in office.errors if problem.span.file == file]
        if errors:
            raise InvalidDefinition(errors)
        kept = json.dumps(plain(office), ensure_ascii=False, default=date.isoformat)
        store.keep_catalogue(kept_as or name, digest, kept)
    return json.loads(kept)


@contextmanager
def _whole(store: Store) -> Iterator[None]:
    """What was kept and is no longer what it was, is a damaged database: nothing else has written it."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Refused("store-damaged", path=store.shown, reason=f"catalogue: {error}") from error


def _names(actors: Mapping[str, Actor]) -> dict[str, list[str]]:
    return {name: [actor.title, *filter(None, [actor.short]), *actor.aliases] for name, actor in actors.items()}


def _people(office: Office) -> dict[str, Any]:
    actors = office.actors or {}
    found = authority_of(actors, office.delegations)
    return {
        "names": _names(actors),
        "persons": sorted(found.persons),
        "memberships": found.memberships,
        "delegations": found.delegations,
        "binding": found.binding,
    }


def _from_plain(plain: dict[str, Any]) -> People:
    names = plain["names"]
    authority = Authority(
        frozenset(plain["persons"]),
        tuple(Membership(who, of, _day(since), _day(until)) for who, of, since, until in plain["memberships"]),
        tuple(
            Delegation(order, who, stead, _day(since), _day(until), tuple(actors), tuple(processes))
            for order, who, stead, since, until, actors, processes in plain["delegations"]
        ),
        plain["binding"],
        {name: called[0] for name, called in names.items()},
    )
    return People(names, authority)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _days_off(office: Office) -> dict[str, list[str]]:
    return {str(year): sorted(day.isoformat() for day in days) for year, days in office.holidays.items()}
