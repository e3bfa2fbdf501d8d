"""Whether an office can run a procedure at all with the people it has on a day, and with any one of them away. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine.authority import Task
from engine.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from engine.authority import Authority, Right
    from engine.model import Process
    from engine.problems import Span
    from engine.source import Document

MOST_TRIES = 20_000
"""Clashes that are looked at for one step before it is taken to be possible."""
MOST_TOGETHER = 40
"""Steps that are kept apart from one another for which people are sought anew with each step."""


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

    def unmanned(self, away: str = "") -> tuple[list[str], set[str]]:
        """The steps that nobody could complete, and people with whom all the others can be done."""
        chosen: dict[Place, Right] = {}
        stuck: list[str] = []
        for step, wanted in self.places.items():
            group = self.groups[step] if len(self.groups[step]) <= MOST_TOGETHER else {step}
            before = {place: chosen.pop(place) for other in group for place in self.places[other] if place in chosen}
            if not self._seat([*before, *wanted], chosen, away, iter(range(MOST_TRIES))):
                stuck.append(step)
                chosen |= before
        return stuck, {right.person for right in chosen.values()}

    def _seat(self, places: list[Place], chosen: dict[Place, Right], away: str, tries: Iterator[int]) -> bool:
        """Choose somebody for each place, so that nobody sits on both sides; whether there is such a choice."""
        if not places:
            return True
        first, *rest = places
        for right in self.rights[first.actors]:
            if right.person == away or (self._clashes(first.step, right, chosen) and next(tries, None) is not None):
                continue
            chosen[first] = right
            if self._seat(rest, chosen, away, tries):
                return True
            del chosen[first]
        return False

    def _clashes(self, step: str, right: Right, chosen: Mapping[Place, Right]) -> bool:
        who = self.authority.identities(right)
        seated = (chosen.get(place) for other in self.apart[step] for place in self.places[other])
        return any(who & self.authority.identities(other) for other in seated if other)


def findings(process: Process, document: Document, authority: Authority, day: date) -> Iterator[Problem]:
    """What cannot be done with these people, and what stands still while one of them is away."""
    if not authority.binding:
        return
    staff = Staff(process, authority, day)
    stuck, people = staff.unmanned()
    if stuck:
        empty = [place for step in stuck for place in staff.places[step] if not staff.rights[place.actors]]
        lacking = dict.fromkeys(actor for place in empty for actor in place.actors)
        apart = [step for step in stuck if step not in {place.step for place in empty}]
        values = {"names": stuck, "actors": [*map(authority.named, lacking)], "apart": apart, "day": day}
        yield Problem("matter-nobody-may", _span(process, document, stuck), values, "warning")
    alone = {person: [s for s in staff.unmanned(person)[0] if s not in stuck] for person in sorted(people)}
    if needed := {person: steps for person, steps in alone.items() if steps}:
        told = [f"{person} ({', '.join(steps)})" for person, steps in needed.items()]
        first = next(iter(needed.values()))
        yield Problem("matter-away", _span(process, document, first), {"people": told, "day": day}, "note")


def _span(process: Process, document: Document, steps: list[str]) -> Span:
    place = next(place for place, step in enumerate(process.steps) if step.id == steps[0])
    return replace(document.at("steps", place, "id"), quote="")  # of many steps the first one's line shows nothing
