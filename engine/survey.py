"""Who would move to another version and who would not, and what would let more of them: a look that changes nothing.

Cases that fare alike are one group. For a group that has to stay, the terms are looked for on which it could move, each
reason answered in turn, and every case is counted for every such way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from engine.calendar import local_day
from engine.decide import find_step, read_value
from engine.lifecycle import READY
from engine.migration import Move, Reason, Terms, move, origins
from engine.names import near
from engine.plan import named
from engine.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date

    from engine.case import Case
    from engine.plan import Plan, StepPlan
    from engine.store import CaseRow, Store

PAGE = 1_000
"""How many cases are listed at a time."""

MOST_WAYS, MOST_OPTIONS = 4, 8
"""How many ways of moving a group all the same are tried, of how many options each."""

ALIKE = 0.6
"""From which likeness on (0 to 1) two titles may be those of one step."""

WANTED = ("kept", "since")
"""The reasons that the office itself gives for a case to stay: nothing is to be granted against them."""

SAMPLES = {"number": "0", "date": "2026-01-01"}
"""What stands for a value that somebody has still to find, where a text would not do."""


# -- what is granted ---------------------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """The terms as they are typed, or as a plan keeps them."""

    waive: Sequence[str] = ()
    """``STEP`` or ``STEP=OUTCOME``"""
    catch_up: Sequence[str] = ()
    history: Sequence[str] = ()
    again: Sequence[str] = ()
    fields: Mapping[str, Sequence[str]] = {}

    @property
    def anything(self) -> bool:
        return any((self.waive, self.catch_up, self.history, self.again, self.fields))


def terms_of(asked: Asked, plan: Plan, olds: Sequence[Plan]) -> Terms:
    """The terms that somebody has asked for. Raises Refused for a step, outcome or field that is not there."""
    waive = {}
    for typed in asked.waive:
        name, sign, outcome = typed.partition("=")
        step = _step(plan, (), name)
        waive[step] = _outcome(plan.steps[step], outcome if sign else None)
    fields = {}
    for name, texts in asked.fields.items():
        if name not in plan.fields:
            titles = {known: entry.title for known, entry in plan.fields.items()}
            raise Refused(
                "no-such-field", name=name, near=near(name, titles), allowed=[named(*t) for t in titles.items()]
            )
        fields[name] = read_value(name, plan.fields[name], texts)
    catch_up, again = (frozenset(_step(plan, (), name) for name in names) for names in (asked.catch_up, asked.again))
    return Terms(waive, catch_up, frozenset(_step(plan, olds, name) for name in asked.history), again, fields)


def resolved(asked: Asked, terms: Terms) -> Asked:
    """The terms as a plan keeps them: by the names of the steps, whatever was typed."""
    waive = [f"{step}={outcome}" if outcome else step for step, outcome in terms.waive.items()]
    return Asked(waive, sorted(terms.catch_up), sorted(terms.history), sorted(terms.again), asked.fields)


def kept_plans(store: Store, process: str) -> list[Plan]:
    """Every version of a procedure that is kept, the newest first."""
    return [store.plan(row.version) for row in reversed(store.versions()) if row.process == process]


def _step(plan: Plan, olds: Sequence[Plan], name: str) -> str:
    """The step that is called so in one of these versions: a new step may bear the title of the one that is meant."""
    titles = {step.id: step.title for version in (*olds, plan) for step in version.steps.values()}
    if name in titles:
        return name
    for version in (*olds, plan):
        if found := find_step(version, name):
            return found.id
    allowed = [named(*entry) for entry in titles.items()]
    raise Refused("no-step-in-version", name=name, process=plan.process, near=near(name, titles), allowed=allowed)


def _outcome(step: StepPlan, outcome: str | None) -> str | None:
    """What a step that is waived is taken to have decided."""
    onward = _onward(step)
    if outcome in onward or (outcome is None and not step.outcomes):
        return outcome
    allowed = [named(name, step.outcomes[name].title) for name in onward]
    raise Refused("waive-outcome", step=step.id, name=outcome or "", allowed=allowed)


# -- looking -----------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """A case in a plan: the event after which it moves, and what is open then."""

    seq: int
    head: str
    ready: tuple[str, ...]


class Way(NamedTuple):
    """A way to move more cases: the options to add, and which new steps are to say that they ``was`` which old ones."""

    options: tuple[str, ...]
    terms: Terms
    plan: Plan
    was: Mapping[str, tuple[str, ...]] = {}


@dataclass
class Group:
    """Cases that fare alike. ``move`` is what happens to the first of them, of which ``before`` was open."""

    version: str
    move: Move
    example: str
    before: tuple[str, ...]
    cases: dict[str, Line] = field(default_factory=dict)
    sent_back: int = 0
    """How many of them were sent back before: only their last round counts."""
    ways: list[Way] = field(default_factory=list)
    frees: Counter[int] = field(default_factory=Counter)
    """Per way (its place), how many of the cases it would move."""


@dataclass
class Survey:
    """What a migration would do to the running cases of a procedure."""

    plan: Plan
    since: date | None
    groups: list[Group] = field(default_factory=list)
    already: int = 0
    """How many are on this version."""

    @property
    def moving(self) -> list[Group]:
        return sorted((g for g in self.groups if not g.move.reasons), key=lambda group: -len(group.cases))

    @property
    def staying(self) -> list[Group]:
        return sorted((g for g in self.groups if g.move.reasons), key=lambda group: -len(group.cases))


def survey(
    store: Store, plan: Plan, terms: Terms, since: date | None, keep: Collection[str], progress: Callable[[int], object]
) -> Survey:
    """What would become of every running case. Changes nothing."""
    found = Survey(plan, since)
    groups: dict[object, Group] = {}
    with store.reading():
        for row in running(store, plan.process):
            progress(1)
            if row.version == plan.version:
                found.already += 1
                continue
            case = store.case(row.case, whole=True)
            result = _fares(case, found, terms, keep)
            group = groups.setdefault(_alike(case, result), Group(row.version, result, case.id, _open(case)))
            group.cases[case.id] = Line(case.seq, store.head(case)[:12], result.ready)
            group.sent_back += any(case.steps[step].round > 1 for step in case.plan.steps)
            if result.reasons and result.reasons[0].code not in WANTED:
                _try_ways(group, case, plan, terms)
    found.groups = list(groups.values())
    return found


def running(store: Store, process: str) -> Iterator[CaseRow]:
    """The open and the suspended cases of a procedure, the newest first."""
    for state in ("open", "suspended"):
        after = None
        while rows := store.cases(process, state, PAGE, after):
            yield from rows
            after = rows[-1].case


def _fares(case: Case, found: Survey, terms: Terms, keep: Collection[str]) -> Move:
    result = move(case, found.plan, terms)
    if case.id in keep:
        return result._replace(reasons=(Reason("kept"),))
    if found.since and case.opened_at and local_day(case.opened_at) < found.since:
        return result._replace(reasons=(Reason("since"),))
    return result


def _open(case: Case) -> tuple[str, ...]:
    return tuple(step for step in case.plan.steps if case.steps[step].state == READY)


def _alike(case: Case, result: Move) -> object:
    """What makes cases fare alike."""
    if result.reasons:
        return case.plan.version, result.reasons
    said = (result.opened, result.closed, result.waived, result.left, result.again, result.lost)
    return case.plan.version, (), *said, tuple(result.fields.items()), result.completes


def _try_ways(group: Group, case: Case, plan: Plan, terms: Terms) -> None:
    """Count the case for every way that would move it; the ways are looked for with the first case of the group."""
    if not group.ways:
        group.ways = list(islice(_ways(case, Way((), terms, plan), case.plan), MOST_WAYS))
    for place, way in enumerate(group.ways):
        group.frees[place] += not move(case, way.plan, way.terms).reasons


def _ways(case: Case, so_far: Way, old: Plan) -> Iterator[Way]:
    """What could be granted until nothing speaks against a case any more: of each reason one thing at a time.

    What has been renamed comes first, since that may answer the other reasons too.
    """
    reasons = sorted(move(case, so_far.plan, so_far.terms).reasons, key=lambda reason: reason.code != "dropped")
    if not reasons:
        yield so_far
    elif len(so_far.options) + len(so_far.was) < MOST_OPTIONS:
        for more in _grants(reasons[0], old, so_far.plan):
            options = tuple(dict.fromkeys([*so_far.options, *more.options]))
            was = {**so_far.was, **more.was}
            terms = so_far.terms.with_(more.terms)
            if terms != so_far.terms or more.was:  # what is granted already does not help once more
                yield from _ways(case, Way(options, terms, more.plan, was), old)


def _grants(reason: Reason, old: Plan, plan: Plan) -> Iterator[Way]:
    step, steps = reason.step, reason.steps
    match reason.code:
        case "dropped":
            if new := _renamed(old.steps[step], old, plan):
                names = (*plan.steps[new].was, step)
                was = replace(plan, steps={**plan.steps, new: plan.steps[new]._replace(was=names)})
                yield Way((), Terms(), was, {new: names})
            yield Way((f"--history {step}",), Terms(history=frozenset({step})), plan)
        case "not-now":
            yield Way((f"--history {step}",), Terms(history=frozenset({step})), plan)
        case "before":
            waive = {name: next(iter(_onward(plan.steps[name])), None) for name in steps}
            yield Way(tuple(_waived(*entry) for entry in waive.items()), Terms(waive=waive), plan)
            yield Way(tuple(f"--catch-up {name}" for name in steps), Terms(catch_up=frozenset(steps)), plan)
        case "read":
            for name in (*_onward(plan.steps[step]),) or (None,):
                yield Way((_waived(step, name),), Terms(waive={step: name}), plan)
        case "outcome":
            for name in _onward(plan.steps[step]):
                yield Way((_waived(step, name),), Terms(waive={step: name}), plan)
            yield Way((f"--again {step}",), Terms(again=frozenset({step})), plan)
        case "entries":
            yield Way((f"--waive {step}",), Terms(waive={step: None}), plan)
            yield Way((f"--again {step}",), Terms(again=frozenset({step})), plan)
        case "begun":
            yield Way((f"--again {step}",), Terms(again=frozenset({step})), plan)
        case "field":
            asked = plan.fields[reason.name]
            for text in asked.choices or (SAMPLES.get(asked.type, "…"),):
                shown = text if asked.choices else "…"
                value = read_value(reason.name, asked, [text])
                yield Way((f"--set {reason.name}={shown}",), Terms(fields={reason.name: value}), plan)


def _waived(step: str, outcome: str | None) -> str:
    return f"--waive {step}" + (f"={outcome}" if outcome else "")


def _onward(step: StepPlan) -> list[str]:
    """The outcomes of a decision that just go on."""
    return [name for name, outcome in step.outcomes.items() if not (outcome.back or outcome.end)]


def _renamed(gone: StepPlan, old: Plan, plan: Plan) -> str | None:
    """The new step that a step which is gone may have become: the one whose title is most like its own."""
    taken = set(origins(old, plan))
    likeness = {
        step.id: SequenceMatcher(None, gone.title.th, step.title.th).ratio()
        for step in plan.steps.values()
        if step.id not in taken
    }
    best = max(likeness, key=likeness.__getitem__, default=None)
    return best if best and likeness[best] >= ALIKE else None
