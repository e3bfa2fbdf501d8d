"""How running cases come to another version: who would move and who not, the plan of it, doing it, taking it back.

``survey`` looks and changes nothing. What it finds is written down as a plan: a file that names every case that moves,
with the last event that it was made for. ``carry_out`` does what a plan says, wholly or not at all.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field as Word
from pydantic import StringConstraints

from engine.calendar import local_day
from engine.case import evolve, replay
from engine.decide import find_step, read_value
from engine.lifecycle import READY
from engine.migration import Move, Reason, Terms, migrated, move, origins, reverted
from engine.model import Element, Id, ProcessId, Text
from engine.names import near
from engine.once import Once
from engine.plan import named
from engine.problems import InvalidDefinition, Refused, os_reason
from engine.publishing import NEVER_BEFORE, publish_by_itself

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from engine.case import Case
    from engine.decide import Moment
    from engine.plan import Plan, StepPlan
    from engine.store import CaseRow, Store

PAGE = 1_000
"""How many cases are listed at a time."""

MOST_WAYS, MOST_OPTIONS = 4, 8
"""How many ways of moving a group all the same are tried, of how many options each."""

ALIKE = 0.6
"""From which likeness on (0 to 1) two titles may be those of one step."""

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
    """The step that is called so in one of these versions."""
    for version in (plan, *olds):
        if found := find_step(version, name):
            return found.id
    titles = {step.id: step.title for version in (*olds, plan) for step in version.steps.values()}
    allowed = [named(*entry) for entry in titles.items()]
    raise Refused("no-step-in-version", name=name, process=plan.process, near=near(name, titles), allowed=allowed)


def _outcome(step: StepPlan, outcome: str | None) -> str | None:
    """What a step that is waived is taken to have decided."""
    onward = [name for name, found in step.outcomes.items() if not (found.back or found.end)]
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
    """A way to move more cases: the options to add, and which steps (``was``: new → old) are to say what they were."""

    options: tuple[str, ...]
    terms: Terms
    plan: Plan
    was: Mapping[str, str] = {}


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
            if result.reasons:
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
    said = (result.opened, result.closed, result.waived, result.left, result.again, tuple(result.fields))
    return case.plan.version, (), *said, result.completes


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
            yield from _ways(case, Way(options, so_far.terms.with_(more.terms), more.plan, was), old)


def _grants(reason: Reason, old: Plan, plan: Plan) -> Iterator[Way]:
    step, steps = reason.step, reason.steps
    match reason.code:
        case "dropped":
            if new := _renamed(old.steps[step], old, plan):
                was = replace(plan, steps={**plan.steps, new: plan.steps[new]._replace(was=(step,))})
                yield Way((), Terms(), was, {new: step})
            yield Way((f"--history {step}",), Terms(history=frozenset({step})), plan)
        case "not-now":
            yield Way((f"--history {step}",), Terms(history=frozenset({step})), plan)
        case "before":
            waive = {name: _onward(plan.steps[name]) for name in steps}
            yield Way(tuple(_waived(*entry) for entry in waive.items()), Terms(waive=waive), plan)
            yield Way(tuple(f"--catch-up {name}" for name in steps), Terms(catch_up=frozenset(steps)), plan)
        case "outcome":
            for name, outcome in plan.steps[step].outcomes.items():
                if not (outcome.back or outcome.end):
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


def _onward(step: StepPlan) -> str | None:
    """The first outcome of a decision that just goes on."""
    return next((name for name, outcome in step.outcomes.items() if not (outcome.back or outcome.end)), None)


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


# -- the plan ----------------------------------------------------------------------------------------------------------


Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
CASE_LINE = re.compile(r"(\d+) ([0-9a-f]{12})((?: [a-z0-9-]+)*)")


class Moves(Element):
    """A plan file: which cases move to which version, and on which terms."""

    migrate: ProcessId
    to: Hash
    reason: Text | None = None
    waive: tuple[Text, ...] = ()
    catch_up: Annotated[tuple[Id, ...], Word(alias="catch-up")] = ()
    history: tuple[Id, ...] = ()
    again: tuple[Id, ...] = ()
    set: dict[Id, tuple[Text, ...]] = Word(default={})
    cases: Annotated[dict[str, Text], Word(min_length=1)]

    @property
    def asked(self) -> Asked:
        return Asked(self.waive, self.catch_up, self.history, self.again, self.set)

    def lines(self) -> dict[str, Line]:
        """The cases. Raises Refused for a line that is not as it was written."""
        found = {}
        for case, text in self.cases.items():
            line = CASE_LINE.fullmatch(text)
            if line is None:
                raise Refused("plan-line", case=case, found=text)
            found[case] = Line(int(line[1]), line[2], tuple(line[3].split()))
        return found


def written(found: Survey, asked: Asked, reason: str, comments: Sequence[str], told: Callable[[Group], str]) -> str:
    """A survey as a plan file. ``comments`` stand on top, what is ``told`` of a group above its cases."""
    lines = [f"# {comment}" for comment in comments]
    lines += [f"migrate: {found.plan.process}", f"to: {found.plan.version}"]
    lines += [f"reason: {_quoted(reason)}"] if reason else []
    for word, entries in (("waive", asked.waive), ("catch-up", asked.catch_up), ("history", asked.history),
                          ("again", asked.again)):  # fmt: skip
        lines += [f"{word}: [{', '.join(map(_quoted, entries))}]"] if entries else []
    if asked.fields:
        lines.append("set:")
        lines += [f"  {name}: [{', '.join(map(_quoted, texts))}]" for name, texts in asked.fields.items()]
    lines.append("cases:")
    for group in found.moving:
        lines.append(f"  # {told(group)}")
        lines += [
            f"  {case}: {' '.join((str(line.seq), line.head, *line.ready))}" for case, line in group.cases.items()
        ]
    return "\n".join(lines) + "\n"


def read(path: Path) -> Moves:
    """A plan file. Raises Refused if it cannot be read, InvalidDefinition if it is none."""
    from engine import forms, source  # noqa: PLC0415 - looking needs neither

    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused("cannot-read", path=str(path), reason=os_reason(error)) from error
    moves, problems = forms.validate(source.read(content, path.name), Moves)
    if moves is None:
        raise InvalidDefinition(problems)
    return moves


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# -- doing it, and taking it back --------------------------------------------------------------------------------------


def carry_out(
    store: Store,
    plan: Plan,
    definition: str | None,
    moves: Moves,
    moment: Moment,
    progress: Callable[[int], object],
    once: Once = NEVER_BEFORE,
) -> int:
    """Move every case of a plan file, wholly or not at all; gives how many. ``definition`` is that of a version which
    is not kept yet.

    Raises Refused (``plan-outdated``) if anything has happened in one of the cases since the plan was made.
    """
    lines = moves.lines()
    with store.writing():
        if once.done(store, "migrate", moves):
            return len(lines)
        if definition is not None:
            store.take_version(plan, definition, moment.at)
            publish_by_itself(store, plan, moment.at)
        _refuse_what_has_changed(store, plan, lines)
        moment = _behind_the_last(store, moment)
        terms = terms_of(moves.asked, plan, kept_plans(store, plan.process))
        for case_id, line in lines.items():
            case = store.case(case_id, whole=True)
            found = move(case, plan, terms)
            if found.reasons or found.ready != line.ready:
                raise Refused("plan-outdated", cases=[case_id], count=1)
            event = migrated(case, plan, found, moves.reason or "", moment)
            store.append(evolve(case, event), [event])
            progress(1)
        once.keep(store, list(lines), "migrate", moves)
    return len(lines)


def _behind_the_last(store: Store, moment: Moment) -> Moment:
    """A moment behind that of the migration before, also if the clock was put back: the last one can be taken back."""
    for case_id, seq in store.last_migration(None)[:1]:
        last = store.event(store.case(case_id), seq).at
        return moment._replace(at=max(moment.at, last + timedelta(microseconds=1)))
    return moment


def _refuse_what_has_changed(store: Store, plan: Plan, lines: Mapping[str, Line]) -> None:
    changed = []
    for case_id, line in lines.items():
        case = store.case(case_id)
        if case.plan.process != plan.process:
            raise Refused("plan-other-process", case=case_id, process=plan.process)
        if (case.seq, store.head(case)[:12]) != (line.seq, line.head):
            changed.append(case_id)
    if changed:
        raise Refused("plan-outdated", cases=changed[:20], count=len(changed))


def take_back(
    store: Store,
    process: str | None,
    keep: Collection[str],
    reason: str,
    moment: Moment,
    progress: Callable[[int], object],
    once: Once = NEVER_BEFORE,
) -> list[str]:
    """Take back the last migration (of one procedure, or of all), wholly or not at all; gives the cases moved.

    Raises Refused if there is none (``no-migration``), or if anything has happened since in a case that is not to be
    kept where it is (``undo-too-late``).
    """
    asked = ("undo", process, list(keep), reason)
    with store.writing():
        if done := once.done(store, *asked):
            return list(done)
        moved = {case: seq for case, seq in store.last_migration(process) if case not in keep}
        if not moved:
            raise Refused("no-migration")
        went_on = {case for case, seq in moved.items() if store.case(case).seq != seq}
        back = {case for case in went_on if store.event(store.case(case), moved[case] + 1).kind == "reverted"}
        if back == set(moved):
            raise Refused("undone-already")
        if late := [case for case in moved if case in went_on - back]:
            raise Refused("undo-too-late", cases=late[:20], count=len(late), first=late[0])
        moved = {case: seq for case, seq in moved.items() if case not in back}
        for case_id in moved:
            case = replay(case_id, store.events(case_id))
            assert case.before
            event = reverted(case, case.before.plan, reason, moment)
            store.append(evolve(case, event), [event])
            progress(1)
        once.keep(store, list(moved), *asked)
    return list(moved)
