"""Which version of a procedure holds on a day, and how one comes to hold: checked, kept, dated, with who and why.

A case follows the version on which it was opened, whatever holds later; a folder may be edited at any time. In between
stands what the office has published. A private database publishes by itself what cases are begun on; a shared one takes
what people have published and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from engine.authority import authority_of
from engine.calendar import local_day
from engine.once import Once
from engine.problems import InvalidDefinition, Refused
from engine.store import Publication

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from engine.decide import Moment
    from engine.library import Office
    from engine.model import Element, Process
    from engine.plan import Plan
    from engine.store import Store

NEVER_BEFORE = Once()
ACTORS, LAWS = "published actors", "published laws"
"""The catalogues in which actors and laws are kept with what was published."""


def in_force(rows: Sequence[Publication], day: date) -> Publication | None:
    """What holds on a day, of the publications of one procedure in their order: the latest that has begun."""
    begun = sorted((row for row in rows if row.holds_from <= day), key=lambda row: row.holds_from)
    return begun[-1] if begun else None


def still_to_come(rows: Sequence[Publication], version: str, day: date) -> Publication | None:
    """The publication of a version that was published for a later day than this and holds on none before."""
    own = [row for row in rows if row.version == version]
    return own[-1] if own and all(row.holds_from > day for row in own) else None


def publish_by_itself(store: Store, plan: Plan, at: datetime) -> None:
    """What a private database does when a case begins on another version than the one in force: that one holds now.

    A version that was published for a later day stays as it was published.
    """
    rows, day = store.publications(plan.process), local_day(at)
    now = in_force(rows, day)
    if not (now and now.version == plan.version) and not still_to_come(rows, plan.version, day):
        store.publish(Publication(plan.process, plan.version, day, at))


def refuse_unpublished(store: Store, plan: Plan, at: datetime) -> None:
    """Raises Refused if cases may not begin on a version in a shared database: if people published none, or another."""
    rows, day = [row for row in store.publications(plan.process) if row.publisher], local_day(at)
    now = in_force(rows, day)
    if now and now.version == plan.version:
        return
    if early := still_to_come(rows, plan.version, day):
        raise Refused("published-for-later", process=plan.process, day=early.holds_from)
    if now:
        values = {"process": plan.process, "version": plan.version[:12], "other": now.version[:12]}
        raise Refused("another-in-force", **values, day=now.holds_from)
    raise Refused("not-published", process=plan.process)


def publish(
    store: Store, office: Office, day: date, reason: str, moment: Moment, once: Once = NEVER_BEFORE
) -> list[Publication]:
    """Keep every procedure that has changed since it was last published, to hold from ``day`` on.

    A procedure has changed if its definition has, or an actor or a law behind it. Who may do what is published with it,
    from now on and whatever the day. Raises InvalidDefinition if anything in the folder has errors; Refused if nothing
    has changed (``published-already``) or if another version has held since a later day (``holds-already``).
    """
    from engine import library  # noqa: PLC0415 - heavy, and starting a case needs the rest of this room

    store.must_own()
    refuse_errors(office)
    actors, laws = _as_text(office.actors or {}), _as_text(office.laws or {})
    plans = [library.plan_of(office, process) for process in office.processes.values()]
    asked = ([plan.version for plan in plans], _digest(actors), _digest(laws), day, reason, moment.person)
    with store.writing(alone=True):
        if at := once.done(store, *asked):
            return [row for row in store.publications() if row.published_at.isoformat() == at]
        new = [
            Publication(plan.process, plan.version, day, moment.at, moment.person, moment.login, reason,
                        _digest(actors), _digest(laws))
            for plan in plans
        ]  # fmt: skip
        new = [row for row in new if not _is_published(store, office.processes[row.process], row, actors, laws)]
        people = store.keep_people(authority_of(office.actors or {}, office.delegations))
        if not new and not people:
            raise Refused("published-already", procedures=list(office.processes))
        store.keep_catalogue(ACTORS, _digest(actors), actors)
        store.keep_catalogue(LAWS, _digest(laws), laws)
        for row in new:
            _refuse_the_past(store.publications(row.process), row)
            plan = next(plan for plan in plans if plan.process == row.process)
            store.take_version(plan, library.definition(office.processes[row.process]), moment.at)
            store.publish(row)
        once.keep(store, moment.at.isoformat(), *asked)
    return new


def refuse_errors(office: Office) -> None:
    """Raises InvalidDefinition if anything in the folder has errors."""
    if office.errors:
        raise InvalidDefinition(office.errors)


def _is_published(store: Store, process: Process, new: Publication, actors: str, laws: str) -> bool:
    """Whether what people last published of a procedure is the same, with the actors and laws behind it."""
    last = next((row for row in reversed(store.publications(process.process)) if row.publisher), None)
    if last is None or last.version != new.version:
        return False
    if (last.actors, last.laws) == (new.actors, new.laws):
        return True
    before = store.catalogue(ACTORS, last.actors or ""), store.catalogue(LAWS, last.laws or "")
    return None not in before and _behind(process, *map(_read, before)) == _behind(process, _read(actors), _read(laws))


def _behind(process: Process, actors: Mapping[str, Any], laws: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """What two catalogues say of the laws that a procedure names, and of the actors, their members and superiors."""
    queue = [*process.responsible, *(actor for step in process.steps for actor in step.by)]
    people: dict[str, Any] = {}
    while queue:
        name = queue.pop()
        if name not in people:
            entry = people[name] = actors.get(name, {})
            members = [m if isinstance(m, str) else m["who"] for m in entry.get("members", ())]  # a group has dates
            queue += [*members, *([entry["part-of"]] if "part-of" in entry else [])]
    bases = [basis.law for some in (process.legal, *(step.legal for step in process.steps)) for basis in some]
    return people, {law: laws.get(law) for law in bases}


def _read(catalogue: str | None) -> dict[str, Any]:
    return json.loads(catalogue or "{}")  # type: ignore[no-any-return]  # as ``_as_text`` wrote it


def _refuse_the_past(rows: Sequence[Publication], new: Publication) -> None:
    """What held on days gone by stays what it was."""
    now = in_force(rows, local_day(new.published_at))
    if now and now.version != new.version and new.holds_from < now.holds_from:
        raise Refused("holds-already", process=new.process, version=now.version[:12], day=now.holds_from)


def _as_text(catalogue: Mapping[str, Element]) -> str:
    plain = {n: entry.model_dump(mode="json", by_alias=True, exclude_defaults=True) for n, entry in catalogue.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
