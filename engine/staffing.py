"""Whether an office can run a procedure at all with the people it has on a day, and with any one of them away. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine.authority import Task
from engine.messages import Phrase
from engine.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from engine.authority import Authority, Right
    from engine.model import Process
    from engine.problems import Span
    from engine.source import Document

MOST_TRIES = 20_000
"""How often somebody else is tried for what is kept apart in one procedure, before it is taken to be possible."""
MOST_TOGETHER = 40
"""Confirmations that depend on one another for which people are sought anew."""


class Place(NamedTuple):
    """One confirmation that a step needs: of one of its actors if it is a joint step, else of any of them."""

    step: str
    actors: tuple[str, ...]


@dataclass(frozen=True)
class Staff:
    """A procedure and who may do what in it on a day."""

    process: Process
    authority: Authority
    day: date

    @cached_property
    def places(self) -> dict[str, list[Place]]:
        """Per step the confirmations that it needs."""
        return {
            step.id: [Place(step.id, (actor,)) for actor in step.by]
            if len(step.by) > 1
            else [Place(step.id, self.process.may_perform(step))]
            for step in self.process.steps
        }

    @cached_property
    def rights(self) -> dict[tuple[str, ...], list[Right]]:
        """Per choice of actors, every right by which somebody may act as one of them."""
        found: dict[tuple[str, ...], list[Right]] = {}
        for actors in dict.fromkeys(place.actors for places in self.places.values() for place in places):
            task = Task(self.process.process, "", actors)
            people = [first.person for first in self.authority.who_may(task, self.day)]
            found[actors] = [r for person in people for r in self.authority.allowed(task, person, self.day)]
        return found

    @cached_property
    def apart(self) -> dict[str, set[str]]:
        """Per step, the steps that other people must do, said at either of them."""
        found: dict[str, set[str]] = {step.id: set() for step in self.process.steps}
        for step in self.process.steps:
            for other in step.not_by:
                found[step.id].add(other)
                found[other].add(step.id)
        return found

    @cached_property
    def groups(self) -> dict[str, set[str]]:
        """Per step, all whose people depend on who does it: kept apart from it, or from one of those."""
        found: dict[str, set[str]] = {}
        for start in self.apart:
            group, queue = {start}, [start]
            while queue and start not in found:
                for step in self.apart[queue.pop()] - group:
                    group.add(step)
                    queue.append(step)
            found |= {step: group for step in group if step not in found}
        return found

    @cached_property
    def tries(self) -> Iterator[int]:
        """What is left of the tries."""
        return iter(range(MOST_TRIES))

    def unmanned(self, away: str = "") -> tuple[list[str], set[str]]:
        """The steps that nobody could complete, and people with whom all the others can be done."""
        chosen: dict[Place, Right] = {}
        stuck: list[str] = []
        for step, places in self.places.items():
            found = {place: next(self._free(place, chosen, away), None) for place in places}
            if all(found.values()):
                chosen |= {place: right for place, right in found.items() if right}
            elif not all(any(self._free(p, {}, away)) for p in places) or not self._seat_anew(step, chosen, away):
                stuck.append(step)
        return stuck, {right.person for right in chosen.values()}

    def _free(self, place: Place, chosen: Mapping[Place, Right], away: str) -> Iterator[Right]:
        """Who can take a place and sits at no step from which it is kept apart."""
        seated = [chosen[p] for other in self.apart[place.step] for p in self.places[other] if p in chosen]
        taken = frozenset[str]().union(*map(self.authority.identities, seated))
        for right in self.rights[place.actors]:
            if right.person != away and not taken & self.authority.identities(right):
                yield right

    def _seat_anew(self, step: str, chosen: dict[Place, Right], away: str) -> bool:
        """Whether a step can be done if others do the steps that are kept apart from it; then these are chosen."""
        steps = [other for other in self.groups[step] if other == step or self.places[other][0] in chosen]
        places = [place for other in steps for place in self.places[other]]
        if len(places) > MOST_TOGETHER:
            return True
        rest = {place: right for place, right in chosen.items() if place not in places}
        found = self._seat(places, rest, away)
        if found:
            chosen |= rest
        return found

    def _seat(self, places: list[Place], chosen: dict[Place, Right], away: str) -> bool:
        """Choose somebody for each place; whether there is such a choice, or might be where no tries are left."""
        if not places:
            return True
        first, *rest = places
        for right in self._free(first, chosen, away):
            chosen[first] = right
            if next(self.tries, None) is None or self._seat(rest, chosen, away):
                return True
            del chosen[first]
        return False


def findings(processes: Iterable[Process], document: Document, authority: Authority, day: date) -> Iterator[Problem]:
    """What cannot be done in these procedures with the people of the office, and what stands still while one of them is
    away: told once for all of them, since it is mended in ``actors.yaml`` (``document``)."""
    if not authority.binding:
        return
    lacking: dict[str, None] = {}
    stuck: list[Phrase] = []
    apart: list[Phrase] = []
    needed: dict[str, list[Phrase]] = {}
    for process in processes:
        staff = Staff(process, authority, day)
        found, people = staff.unmanned()
        empty = [place for step in found for place in staff.places[step] if not staff.rights[place.actors]]
        lacking |= dict.fromkeys(actor for place in empty for actor in place.actors)
        stuck += _steps_of(process, found)
        apart += _steps_of(process, [step for step in found if step not in {place.step for place in empty}])
        for person in sorted(people):
            alone = [step for step in staff.unmanned(person)[0] if step not in found]
            needed[person] = needed.get(person, []) + _steps_of(process, alone)
    if stuck:
        values = {"names": stuck, "actors": [*map(authority.named, lacking)], "apart": apart, "day": day}
        yield Problem("matter-nobody-may", _span(document, next(iter(lacking), "")), values, "warning")
    if told := [_needed(authority, person, steps) for person, steps in needed.items() if steps]:
        first = next(person for person, steps in needed.items() if steps)
        yield Problem("matter-away", _span(document, first), {"people": told, "day": day}, "note")


def _steps_of(process: Process, steps: list[str]) -> list[Phrase]:
    return [Phrase("steps-of", {"process": process.process, "steps": steps})] if steps else []


def _needed(authority: Authority, person: str, steps: list[Phrase]) -> Phrase:
    return Phrase("needed-for", {"person": authority.named(person), "steps": steps})


def _span(document: Document, actor: str) -> Span:
    """Where somebody stands in ``actors.yaml``: of many the first one's line, which alone shows nothing."""
    return replace(document.at_key("actors", actor) if actor else document.at("actors"), quote="")
