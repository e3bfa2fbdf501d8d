"""The shortest row of commands that brings a case into one of a set of situations.

Only what must be done before the steps in question is done; of parallel branches the others are left alone. No way
back is ever needed: what a case can reach after one it can reach without. Among the situations the cheapest is found
by uniform-cost search (E. W. Dijkstra, "A Note on Two Problems in Connexion with Graphs", Numerische Mathematik 1,
1959), which branches only where a condition on the way reads a name for the first time.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.checks import Subject
    from engine.model import Field, Step
    from engine.situations import Set

MOST_TRIES = 500
"""After so many beginnings the search goes on with the one that has come furthest, and the way may not be shortest."""

SAMPLES = {"text": "ก", "number": "1", "date": "2026-01-05", "list": "ก"}
"""What is typed into a field whose value does not matter."""

Final = tuple[str, str | None]
"""A step that is completed last, and with which outcome (None: the first that goes on)."""


@dataclass(frozen=True)
class Goal:
    """Where to go: a set of situations, the steps whose turn must have come, and what is completed at the end."""

    situations: Set
    steps: tuple[str, ...]
    finals: tuple[Final, ...] = ()


class Way(NamedTuple):
    """Commands as they are typed, from ``start`` on, and whether fewer could not do."""

    commands: tuple[str, ...]
    shortest: bool


class _Beginning(NamedTuple):
    """A case on its way: commands so far, a number that breaks ties, steps looked at, and what is known of it."""

    cost: int
    number: int
    place: int
    lives: frozenset[str]
    values: Mapping[str, str]
    rest: Set


def way(subject: Subject, goal: Goal) -> Way:
    """The shortest way to a goal that can be reached."""
    cone = _cone(subject, goal.steps)
    search = _Search(subject, cone, {step for step in goal.steps if not _is_before(subject, step, cone)})
    found, shortest = search.cheapest(goal.situations)
    # what no condition on the way has read still matters for the goal
    values = {**subject.situations.example(found.rest), **found.values}
    finals = {step: outcome for step, outcome in goal.finals if step in search.left_open}
    done = [step for step in cone if step in found.lives and step not in search.left_open and step not in finals]
    commands = [_start(subject, values)]
    for step in done:
        commands += _completions(subject, step, values, values.get(step))
    for step, outcome in finals.items():
        commands += _completions(subject, step, values, outcome or values.get(step))
    return Way(tuple(commands), shortest)


def _cone(subject: Subject, steps: Iterable[str]) -> list[str]:
    """The steps and everything they wait for, in order."""
    found: set[str] = set()
    queue = list(steps)
    while queue:
        step = queue.pop()
        if step not in found:
            found.add(step)
            queue += subject.waits[step]
    return [step for step in subject.order if step in found]


def _is_before(subject: Subject, step: str, cone: list[str]) -> bool:
    return any(step in subject.waits[other] for other in cone)


class _Search:
    """Cases that go through a cone of steps, cheapest first."""

    def __init__(self, subject: Subject, cone: list[str], left_open: set[str]) -> None:
        self.subject = subject
        self.cone = cone
        self.left_open = left_open
        self.lives = subject.situations
        self.number = 0
        self.steps = [subject.process.steps[subject.index[step]] for step in cone]

    def cheapest(self, situations: Set) -> tuple[_Beginning, bool]:
        heap = [_Beginning(0, 0, 0, frozenset(), {}, situations)]
        tries = 0
        while True:
            tries += 1
            if tries == MOST_TRIES:
                heap = [max(heap, key=lambda beginning: beginning.place)]
            begun = heappop(heap)
            if begun.place == len(self.cone):
                return begun, tries < MOST_TRIES
            for further in self._further(begun):
                if tries < MOST_TRIES or not heap:
                    heappush(heap, further)

    def _further(self, begun: _Beginning) -> Iterator[_Beginning]:
        """Go on until a condition reads a name for the first time, or until the end."""
        cost, lives = begun.cost, set(begun.lives)
        for place in range(begun.place, len(self.cone)):
            step = self.steps[place]
            befores = self.subject.waits[step.id]
            if befores and lives.isdisjoint(befores):
                continue
            for name in step.when or ():
                if name not in begun.values and self._known(name, lives):
                    yield from self._branches(begun, name, cost, place, frozenset(lives))
                    return
            if all(begun.values.get(name) in wanted for name, wanted in (step.when or {}).items()):
                lives.add(step.id)
                cost += 0 if step.id in self.left_open else max(1, len(step.by))
        yield self._begin(cost, len(self.cone), frozenset(lives), begun.values, begun.rest)

    def _branches(
        self, begun: _Beginning, name: str, cost: int, place: int, lives: frozenset[str]
    ) -> Iterator[_Beginning]:
        for value in self.lives.domains[name]:
            if rest := self.lives.together(begun.rest, self.lives.is_(name, [value])):
                yield self._begin(cost, place, lives, {**begun.values, name: value}, rest)

    def _begin(self, cost: int, place: int, lives: frozenset[str], values: Mapping[str, str], rest: Set) -> _Beginning:
        self.number += 1
        return _Beginning(cost, self.number, place, lives, values, rest)

    def _known(self, name: str, lives: set[str]) -> bool:
        sources = self.lives.sources[name]
        return sources is None or not lives.isdisjoint(sources)


# -- what is typed ---------------------------------------------------------------------------------------------------


def _start(subject: Subject, values: Mapping[str, str]) -> str:
    asked = {name: entry for name, entry in subject.process.fields.items() if entry.ask}
    words = ["khumue start", subject.process.process]
    return " ".join([*words, *(_set(name, entry, values) for name, entry in asked.items())])


def _set(name: str, asked: Field, values: Mapping[str, str]) -> str:
    sample = next(iter(asked.choices)) if asked.choices else SAMPLES.get(asked.type, "ก")
    return f"--set {name}={values.get(name, sample)}"


def _completions(subject: Subject, name: str, values: Mapping[str, str], outcome: str | None) -> Iterator[str]:
    """The commands that complete a step: of a joint one, one for each who confirms."""
    step = subject.process.steps[subject.index[name]]
    chosen = step.decision[outcome or _onward(step)] if step.decision else None
    last = [f"--outcome {outcome or _onward(step)}"] if step.decision else []
    if not (chosen and chosen.back):
        fields = subject.process.fields  # one that is asked for and not there has a problem of its own
        last += [_set(field, fields[field], values) for field in step.asks if field in fields]
    items = [f"--item {entry}" for entry in _entries(subject, step)]
    for place, actor in enumerate(step.by if len(step.by) > 1 else ("",)):
        is_last = place == max(0, len(step.by) - 1)
        who = [f"--actor {actor}"] if actor and (items or not is_last) else []
        yield " ".join([f"khumue complete CASE {name}", *items, *who, *(last if is_last else [])])


def _onward(step: Step) -> str:
    """The first outcome with which a case goes on, else with which it ends."""
    outcomes = step.decision or {}
    return min(outcomes, key=lambda name: (bool(outcomes[name].back), bool(outcomes[name].end)))


def _entries(subject: Subject, step: Step) -> list[str]:
    """The entries that must be named: where a list holds one only, none."""
    asked = subject.process.fields.get(step.each or "")
    if asked is None or asked.ask or subject.askers.get(step.each or "") or len(asked.choices or ()) < 2:
        return []
    return list(asked.choices or ())
