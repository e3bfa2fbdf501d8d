"""What is true of a small procedure, found by walking every case of it: the engine alone is asked, and no check.

A state is what a case is made of, without counts of rounds and events. From each, everything is done that could be:
every outcome of every ready step, every value of every choice. That takes exponential time, so it serves for small
procedures only, and is as plain as it can be, since it judges what is fast.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, product

from engine.case import Case, Event, Rows, evolve, new_case
from engine.decide import Complete, Moment, Start, decide
from engine.lifecycle import CLOSED, DONE, READY, SKIPPED, WAITING
from engine.plan import FieldPlan, Plan, StepPlan
from processes import BEGIN, HOLIDAYS

State = tuple[object, ...]
SAMPLE = {"text": "ก", "number": "1", "date": "2026-01-05", "list": "ก"}


class TooLarge(Exception):
    """There are more states than the walk was allowed."""


@dataclass
class Truth:
    """What was seen on the way through all states."""

    happens: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    """Skipped while their own condition held."""
    astray: set[tuple[str, str]] = field(default_factory=set)
    """Outcomes that go back to a step that was skipped."""
    sideways: set[tuple[str, str]] = field(default_factory=set)
    """Outcomes that go back to a step that is not upstream."""
    unasked: set[str] = field(default_factory=set)
    """Opened with a list that nobody was asked for."""
    twice: set[str] = field(default_factory=set)
    """Fields that were asked for while they held a value."""
    early: set[tuple[str, str]] = field(default_factory=set)
    """Steps judged while a step that tells what their condition reads was still open."""
    untold: set[tuple[str, str]] = field(default_factory=set)
    """Steps skipped although nothing was wanting but a field that their condition reads and that holds no value."""
    passed: set[str] = field(default_factory=set)
    """Steps that were done, or with which the case ended."""
    together: set[frozenset[str]] = field(default_factory=set)
    """Steps that opened at the same moment."""
    nowhere: set[tuple[str, str, frozenset[str], frozenset[str]]] = field(default_factory=set)
    """What was known (name, value), everything that was skipped, and everything that was done, in one state."""
    stuck: bool = False
    """From some state no case can be finished."""

    @property
    def rounds(self) -> set[str]:
        """Steps that happen and that nobody ever gets past."""
        return self.happens - self.passed - self.unasked


class Walker:
    """Walks through every state of a procedure's cases."""

    def __init__(self, plan: Plan, most: int) -> None:
        self.plan = plan
        self.most = most
        self.truth = Truth()
        self.next: dict[State, set[State]] = {}
        self.closed: set[State] = set()
        self.sources = {n: (n,) if n in plan.steps else plan.askers.get(n, ()) for n in plan.readers}

    def walk(self) -> Truth:
        queue = [case for opened in self.opened() for case in self.arrive(opened, None)]
        while queue:
            case = queue.pop()
            here = state_of(case)
            for step in list(case.ready()):
                for commands in self.ways(case, self.plan.steps[step]):
                    after = copied(case)
                    if self.carry_out(after, commands):
                        queue += self.arrive(after, here)
                    elif after.state in CLOSED:
                        self.closed.add(here)
        self.truth.stuck = bool(self.unfinished())
        return self.truth

    def opened(self) -> Iterator[Case]:
        """A case for every choice that is made at its start."""
        for fields in self.choices([name for name, entry in self.plan.fields.items() if entry.at_start]):
            case = new_case(self.plan, "c-1")
            self.apply(case, decide(case, Start(fields), Moment(BEGIN, holidays=HOLIDAYS)))
            yield case

    def arrive(self, case: Case, before: State | None) -> list[Case]:
        state = state_of(case)
        if before is not None:
            self.next[before].add(state)
        if state in self.next:
            return []
        if len(self.next) >= self.most:
            raise TooLarge
        self.next[state] = set()
        if case.state in CLOSED:
            self.closed.add(state)
        self.look(case)
        return [case]

    def look(self, case: Case) -> None:
        skipped, done = (
            frozenset(step for step in self.plan.steps if case.steps[step].state == state) for state in (SKIPPED, DONE)
        )
        for name in self.plan.readers:
            value = case.fields[name] if name in self.plan.fields else case.decided(name)
            if value is not None:
                self.truth.nowhere.add((name, value, skipped, done))

    def ways(self, case: Case, step: StepPlan) -> Iterator[list[Complete]]:
        """Every way in which a ready step can be completed: all its actors, all its items, one outcome each."""
        if step.each:
            rows = case.items[step.id].everything()
            entries = tuple(entry for entry, row in rows.items() if row.state == READY)
            if not entries:
                self.truth.unasked.add(step.id)
                return
            yield [Complete(step.id, entries, actor=actor) for actor in (step.by if step.joint else (None,))]
            return
        first = [Complete(step.id, actor=actor) for actor in step.by[:-1]] if step.joint else []
        for outcome in step.outcomes or (None,):
            back = outcome is not None and step.outcomes[outcome].back
            for fields in [{}] if back else self.choices(step.asks):
                yield [*first, Complete(step.id, outcome=outcome, fields=fields)]

    def choices(self, names: tuple[str, ...] | list[str]) -> Iterator[dict[str, list[str]]]:
        for values in product(*(self.values(self.plan.fields[name]) for name in names)):
            yield {name: [value] for name, value in zip(names, values, strict=True)}

    def values(self, asked: FieldPlan) -> list[str]:
        choices = list(asked.choices)
        return choices if asked.type == "choice" else choices[:1] or [SAMPLE[asked.type]]

    def carry_out(self, case: Case, commands: list[Complete]) -> bool:
        """Apply the commands; False where the case goes astray, so that what follows proves nothing."""
        last = commands[-1]
        outcome = self.plan.steps[last.step].outcomes.get(last.outcome or "")
        if outcome and outcome.back and last.step not in self.plan.downstream(outcome.back):
            self.truth.sideways.add((last.step, str(last.outcome)))
            return False
        if outcome and outcome.back and case.steps[outcome.back].state == SKIPPED:
            self.truth.astray.add((last.step, str(last.outcome)))
            return False
        for name in last.fields:
            if case.fields[name] is not None:
                self.truth.twice.add(name)
        for command in commands:
            self.apply(case, decide(case, command, Moment(BEGIN, holidays=HOLIDAYS)))
        if case.state in CLOSED or case.steps[last.step].state == DONE:
            self.truth.passed.add(last.step)
        return True

    def apply(self, case: Case, events: tuple[Event, ...]) -> None:
        for event in events:
            evolve(case, event)
            self.judge(case, event)

    def judge(self, case: Case, event: Event) -> None:
        opened = [opening.step for opening in event.opened]
        self.truth.happens.update(opened)
        self.truth.skipped.update(event.skipped)
        self.truth.together |= {frozenset(pair) for pair in combinations(opened, 2)}
        for step in event.skipped:
            self.truth.untold |= self.wanting(case, self.plan.steps[step])
            if all(self.value(case, name) in wanted for name, wanted in self.plan.steps[step].when):
                self.truth.silent.add(step)
        for step in (*opened, *event.skipped):
            for name, _ in self.plan.steps[step].when:
                if any(case.steps[source].state in (WAITING, READY) for source in self.sources[name]):
                    self.truth.early.add((step, name))

    def wanting(self, case: Case, step: StepPlan) -> set[tuple[str, str]]:
        """The field without a value that alone keeps a step from happening."""
        missing = [name for name, wanted in step.when if self.value(case, name) not in wanted]
        alone = len(missing) == 1 and missing[0] in case.fields and self.value(case, missing[0]) is None
        reached = not step.after or any(case.steps[before].state == DONE for before in step.after)
        return {(step.id, missing[0])} if alone and reached else set()

    def value(self, case: Case, name: str) -> object:
        return case.fields[name] if name in self.plan.fields else case.decided(name)

    def unfinished(self) -> set[State]:
        """The states from which no closed one is reached."""
        before: dict[State, set[State]] = {state: set() for state in self.next}
        for state, others in self.next.items():
            for other in others:
                before[other].add(state)
        found, queue = set(self.closed), list(self.closed)
        while queue:
            new = before[queue.pop()] - found
            found |= new
            queue += new
        return set(self.next) - found


def truth(plan: Plan, most: int = 2_000) -> Truth:
    """What is true of a procedure. Raises TooLarge if its cases have more states than ``most``."""
    return Walker(plan, most).walk()


def state_of(case: Case) -> State:
    steps = tuple((case.steps[step].state, case.steps[step].outcome) for step in case.plan.steps)
    return case.state, steps, tuple(str(case.fields[name]) for name in case.plan.fields)


def copied(case: Case) -> Case:
    steps, fields = Rows(case.steps.fetch), Rows(case.fields.fetch)
    steps.update(case.steps)
    fields.update(case.fields)
    items, earlier = Rows(case.items.fetch), Rows(case.earlier.fetch)
    for name, rows in case.items.items():
        items[name].update(rows)
    return replace(case, steps=steps, fields=fields, items=items, earlier=earlier, touched_steps={}, touched_items={})


# -- the commands of a finding, carried out ----------------------------------------------------------------------------


def typed(line: str) -> Start | Complete:
    """A command as a finding prints it."""
    words = shlex.split(line)
    given: dict[str, list[str]] = {"--set": [], "--item": [], "--actor": [], "--outcome": []}
    names = words[2:3] if words[1] == "start" else words[2:4]
    rest = words[2 + len(names) :]
    for key, value in zip(rest[::2], rest[1::2], strict=True):
        given[key].append(value)
    fields: dict[str, list[str]] = {}
    for name, _, value in (text.partition("=") for text in given["--set"]):
        fields.setdefault(name, []).append(value)
    if words[1] == "start":
        return Start(fields)
    outcome, actor = (next(iter(given[key]), None) for key in ("--outcome", "--actor"))
    return Complete(names[1], tuple(given["--item"]), outcome, actor, fields)


def replayed(plan: Plan, commands: tuple[str, ...]) -> list[Case]:
    """The case after each command."""
    case = new_case(plan, "CASE")
    found = []
    for line in commands:
        for event in decide(case, typed(line), Moment(BEGIN, holidays=HOLIDAYS)):
            evolve(case, event)
        found.append(copied(case))
    return found
