"""Where a running case would stand on another version of its procedure, or why it has to stay. Pure.

What was said in a case and still holds in its last round is laid over the new version, in the order of its steps, by
the rules of DESIGN §3: a step that was done is done if it would have happened there by now; what is open stays open if
it could be open there; everything else follows. A case has to stay if that would lose finished work or ask for it
again. This is compliance of the last round with the new version (S. Rinderle, M. Reichert, P. Dadam, "Correctness
criteria for dynamic changes in workflow systems", Data & Knowledge Engineering 50(1), 2004), by states instead of a
replay. ``Terms`` are what the office grants for a case to move all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from engine import lifecycle
from engine.calendar import local_day
from engine.case import WAIVED, Event, Opening, Standing, fits
from engine.decide import due
from engine.lifecycle import DONE, READY, SKIPPED, SUSPENDED, WAITING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.case import Case, ItemState, StepState, Value
    from engine.decide import Moment
    from engine.plan import Plan, StepPlan


@dataclass(frozen=True)
class Terms:
    """What is granted so that more cases can move. The names are those of the new version's steps; what it no longer
    has goes by its old name."""

    waive: Mapping[str, str | None] = field(default_factory=dict)
    """Steps that count as done where a case is past them, with the outcome to assume if they decide."""
    catch_up: frozenset[str] = frozenset()
    """Steps that a case does late: what was done or open behind them stays so."""
    history: frozenset[str] = frozenset()
    """Steps whose work stays in the record and means nothing to the new version."""
    again: frozenset[str] = frozenset()
    """Steps to be done once more, with all that follows from them."""
    fields: Mapping[str, Value] = field(default_factory=dict)
    """Values for fields that have none as the new version wants it, where nobody is going to be asked any more."""

    def with_(self, other: Terms) -> Terms:
        """These and others."""
        return Terms(
            {**self.waive, **other.waive},
            self.catch_up | other.catch_up,
            self.history | other.history,
            self.again | other.again,
            {**self.fields, **other.fields},
        )


class Reason(NamedTuple):
    """One reason why a case has to stay. ``steps`` are those that come before what is done; ``name`` is a field's."""

    code: str
    """dropped, not-now, before, read, outcome, entries, begun, field or suspended"""
    step: str = ""
    steps: tuple[str, ...] = ()
    name: str = ""


class Move(NamedTuple):
    """Where a case would stand. It moves if no ``reasons`` speak against it."""

    standing: tuple[Standing, ...]
    fields: Mapping[str, Value]
    """What is filled in, or (None) cleared because it is to be asked once more or does not fit any more."""
    lost: tuple[str, ...]
    """The fields without a value that nobody is going to be asked for any more."""
    ready: tuple[str, ...]
    """The steps that are open then."""
    opened: tuple[str, ...]
    """Those of them that were not open before."""
    closed: tuple[str, ...]
    """The steps of the version before that were open and are so no longer."""
    waived: tuple[str, ...]
    """The steps that count as done, or as decided or done for each entry as the new version wants it."""
    left: tuple[str, ...]
    """The steps of the version before whose finished work only the record keeps."""
    again: tuple[str, ...]
    """The steps whose work, finished or begun, is asked for once more."""
    completes: bool
    reasons: tuple[Reason, ...]


def move(case: Case, plan: Plan, terms: Terms) -> Move:
    """Where a case would stand on another version of its procedure, on these terms."""
    return _Moving(case, plan, terms).move()


class _Moving:
    """One case on its way to one version: the states of the new steps, found in the order of what waits for what."""

    def __init__(self, case: Case, plan: Plan, terms: Terms) -> None:
        self.case, self.plan, self.terms = case, plan, terms
        self.origin = origins(case.plan, plan)
        self.catch_up = terms.catch_up | self._caught_up()
        self.reasons: dict[Reason, None] = {}
        self.states: dict[str, str] = {}
        self.outcomes: dict[str, str | None] = {}
        self.unsettled: dict[str, frozenset[str]] = {}
        """Per step, the steps upstream of it that are not settled."""
        self.excused: set[str] = set()
        """The finished steps that need a waiver to count as finished in the new version."""
        self.late: set[str] = set()
        """The unsettled steps that come before finished or begun work."""
        self.awaited: dict[str, frozenset[str]] = {}
        """Per waiting step, what has to settle before it can open: nothing behind what is open or done already."""
        self.read: set[str] = set()
        """The unsettled steps for whose decision or answer a step that reads it would not wait."""
        self.anew = self._anew()
        self.values, self.given = self._fields()
        self.touched = {step for step in plan.steps if self._was(step) in (DONE, READY)}
        self.past = self._past()

    def move(self) -> Move:
        for step in self.plan.order:
            self._place(self.plan.steps[step])
        self._dropped()
        self._lost_fields()
        if late := self.late - self.read:
            self._stays("before", steps=late)
        for step in (step for step in self.plan.steps if step in self.read):
            self._stays("read", step)
        completes = set(self.states.values()) <= {DONE, SKIPPED, WAIVED}
        if completes and self.case.state == SUSPENDED:
            self._stays("suspended")
        return self._told(completes=completes)

    # what the case brings with it

    def _anew(self) -> set[str]:
        """The steps that are to be done once more, with what follows from them, where anything was done of them."""
        wanted = [step for step in self.terms.again if step in self.plan.steps and self._worked(step)]
        return {after for step in wanted for after in self.plan.downstream(step)}

    def _caught_up(self) -> set[str]:
        """The steps that an earlier migration left to be caught up with: without one, nothing is done behind them."""
        states, old = {step: self.case.steps[step].state for step in self.case.plan.steps}, self.case.plan
        return {
            step
            for step, origin in self.origin.items()
            if states[origin] in (WAITING, READY)
            and any(states[after] in (READY, DONE) for after in old.downstream(origin)[1:])
        }

    def _row(self, step: str) -> StepState | None:
        origin = self.origin.get(step)
        return self.case.steps[origin] if origin else None

    def _was(self, step: str) -> str:
        """The state in which a step comes from the version before."""
        row = None if step in self.anew else self._row(step)
        return row.state if row else WAITING

    def _worked(self, step: str) -> bool:
        row = self._row(step)
        return bool(row and row.state == DONE) or begun(self.case, self.origin.get(step))

    def _fields(self) -> tuple[dict[str, Value], dict[str, Value]]:
        """The fields of the new version, and what of them is filled in or cleared by moving."""
        asked_anew = {name for step in self.anew if self._worked(step) for name in self.plan.steps[step].asks}
        values: dict[str, Value] = {}
        given: dict[str, Value] = {}
        for name, asked in self.plan.fields.items():
            value = self.case.fields[name]
            if value is not None and (name in asked_anew or not fits(value, asked)):
                given[name] = value = None
            fixed = asked.type == "list" and asked.choices and not asked.at_start and name not in self.plan.askers
            if fixed and value != tuple(asked.choices) and (value is None or value == self._whole(name)):
                given[name] = value = tuple(asked.choices)
            values[name] = value
        return values, given

    def _whole(self, name: str) -> tuple[str, ...]:
        """All that a list could hold in the version before: a case that holds it all holds all of the new one too."""
        asked = self.case.plan.fields.get(name)
        return tuple(asked.choices) if asked else ()

    def _fill(self, name: str) -> None:
        """What nobody is going to be asked for any more gets the value that is granted."""
        if self._lost(name) and name in self.terms.fields:
            self.values[name] = self.given[name] = self.terms.fields[name]

    def _past(self) -> set[str]:
        """The steps that are waived here: they are done, or something behind them is done or open already."""
        return {
            step
            for step in self.terms.waive
            if step in self.plan.steps
            and (self._was(step) == DONE or not self.touched.isdisjoint(self.plan.downstream(step)[1:]))
        }

    # where a step stands

    def _place(self, plan: StepPlan) -> None:
        step, was = plan.id, self._was(plan.id)
        for name in _read_by(plan):
            self._fill(name)
        self.unsettled[step] = self._open_above(plan)
        arrives = not self._open_before(plan)
        happens = arrives and self._lives(plan) and self._holds(plan)
        self.outcomes[step] = None
        if was == DONE:
            self.states[step] = self._done(plan, arrives=arrives, happens=happens)
        elif step in self.past and (happens or not arrives):
            self.states[step], self.outcomes[step] = WAIVED, self.terms.waive[step]
        elif arrives:
            self.states[step] = READY if happens else self._skipped(plan)
        else:
            self.states[step] = self._waiting(plan, was)
        if self.states[step] in (READY, WAITING) and step not in self.anew:
            self._check_begun(plan, was)
        self._check_read(plan)

    def _check_read(self, plan: StepPlan) -> None:
        """What a condition or a list is read from must be settled first. Caught up with, it may come too late."""
        here = self._open_before(plan)
        waits = self.states[plan.id] == WAITING
        self.awaited[plan.id] = frozenset(here).union(*map(self.awaited.__getitem__, here)) if waits else frozenset()
        for name in _read_by(plan):
            sources = (name,) if name in self.plan.steps else self.plan.askers.get(name, ())
            self.read.update(s for s in sources if self._unsettled(s) and s not in self.awaited[plan.id])

    def _unsettled(self, step: str) -> bool:
        return self.states.get(step, WAITING) in (WAITING, READY)

    def _open_above(self, plan: StepPlan) -> frozenset[str]:
        above = [self.unsettled[before] for before in plan.after]
        return frozenset(self._open_before(plan)).union(*above)

    def _open_before(self, plan: StepPlan) -> list[str]:
        return [before for before in plan.after if self._unsettled(before)]

    def _lives(self, plan: StepPlan) -> bool:
        return not plan.after or any(self.states[before] in (DONE, WAIVED) for before in plan.after)

    def _holds(self, plan: StepPlan) -> bool:
        return all(self._value(name) in wanted for name, wanted in plan.when if not self._lost(name))

    def _value(self, name: str) -> Value:
        return self.values[name] if name in self.plan.fields else self.outcomes.get(name)

    def _lost(self, name: str) -> bool:
        """Whether a field has no value, or a decision no outcome, and nobody is going to be asked for it any more."""
        if name not in self.plan.fields:
            return self.states.get(name) == DONE and self.outcomes[name] is None
        if self.values[name] is not None:
            return False
        states = {self.states.get(step, WAITING) for step in self.plan.askers.get(name, ())}
        return self.plan.fields[name].at_start or (states <= {DONE, SKIPPED, WAIVED} and bool(states - {SKIPPED}))

    def _done(self, plan: StepPlan, *, arrives: bool, happens: bool) -> str:
        """A step that was done is done, unless it would not have happened, or not like this."""
        step = plan.id
        if arrives and not happens:
            if step not in self.terms.history:
                self._stays("not-now", step)
            return SKIPPED
        self.late |= self.unsettled[step] - self.catch_up
        self._take_outcome(plan)
        if plan.each and not self._all_items_done(plan):
            self._excuse("entries", step, waived=step in self.terms.waive)
        return DONE

    def _take_outcome(self, plan: StepPlan) -> None:
        row = self._row(plan.id)
        outcome = self.outcomes[plan.id] = row.outcome if row and plan.outcomes else None
        if plan.outcomes and not _goes_on(plan, outcome):
            assumed = self.outcomes[plan.id] = self.terms.waive.get(plan.id)
            self._excuse("outcome", plan.id, waived=assumed is not None)

    def _excuse(self, code: str, step: str, *, waived: bool) -> None:
        """A finished step that falls short of the new version counts all the same if that is waived."""
        if waived:
            self.excused.add(step)
        else:
            self._stays(code, step)

    def _all_items_done(self, plan: StepPlan) -> bool:
        name = plan.each or ""
        entries, rows = self.values[name], self._items(plan)
        if self.case.plan.steps[self.origin[plan.id]].each == name and entries == self.case.fields[name]:
            return True  # what counted by an earlier waiver goes on to count for the same list
        return bool(entries) and all(entry in rows and rows[entry].state == DONE for entry in entries)

    def _items(self, plan: StepPlan) -> dict[str, ItemState]:
        origin = self.origin.get(plan.id)
        return self.case.items[origin].everything() if origin and self.case.plan.steps[origin].each else {}

    def _skipped(self, plan: StepPlan) -> str:
        if (
            plan.id not in self.anew
            and plan.id not in self.terms.history
            and begun(self.case, self.origin.get(plan.id))
        ):
            self._stays("not-now", plan.id)
        return SKIPPED

    def _waiting(self, plan: StepPlan, was: str) -> str:
        """What is not to begin yet waits; what is open stays so if all that comes before it is only caught up with."""
        step = plan.id
        if was != READY:
            return WAITING
        if self.unsettled[step] <= self.catch_up:
            return READY
        if begun(self.case, self.origin.get(step)):
            self.late |= self.unsettled[step] - self.catch_up
        return WAITING

    def _check_begun(self, plan: StepPlan, was: str) -> None:
        """What has been begun can be gone on with."""
        if begun(self.case, self.origin.get(plan.id)) and not self._goes_on(plan, was):
            self._stays("begun", plan.id)

    def _asked_later(self, name: str) -> bool:
        """Whether somebody is going to be asked for a field, who may give another value than it has."""
        return any(map(self._unsettled, self.plan.askers.get(name, ())))

    def _goes_on(self, plan: StepPlan, was: str) -> bool:
        row, rows = self._row(plan.id), self._items(plan)
        if not plan.each:
            return not rows and was == READY and row is not None and still_open(plan, row.confirmed)
        if self.states[plan.id] == WAITING and self._asked_later(plan.each):
            return False
        entries = self.values[plan.each] or ()
        worked = [entry for entry, item in rows.items() if item.state == DONE or item.confirmed]
        left = [entry for entry in entries if entry not in rows or rows[entry].state == READY]
        fit = all(still_open(plan, rows[entry].confirmed) for entry in left if entry in rows)
        return bool(left) and fit and set(worked) <= set(entries) and not (row and row.confirmed)

    # what else stands in the way

    def _dropped(self) -> None:
        """Finished or begun work of steps that the new version does not have."""
        for step in self._gone():
            if step not in self.terms.history and (self.case.steps[step].state == DONE or begun(self.case, step)):
                self._stays("dropped", step)

    def _gone(self) -> list[str]:
        kept = set(self.origin.values())
        return [step for step in self.case.plan.steps if step not in kept]

    def _lost_fields(self) -> None:
        for name in self.plan.fields:
            self._fill(name)
            if self._lost(name) and (name in self.plan.readers or name in self.plan.loops):
                self._stays("field", name=name)

    def _stays(self, code: str, step: str = "", steps: Iterable[str] = (), name: str = "") -> None:
        wanted = set(steps)
        self.reasons[Reason(code, step, tuple(step for step in self.plan.steps if step in wanted), name)] = None

    # what comes out

    def _told(self, *, completes: bool) -> Move:
        opened = [s for s in self.plan.steps if self.states[s] == READY and self._was(s) != READY]
        kept_open = {self.origin[s] for s in self.plan.steps if self.states[s] == READY and self._was(s) == READY}
        was_open = [step for step in self.case.plan.steps if self.case.steps[step].state == READY]
        stays_done = {self.origin[s] for s in self.plan.steps if self._was(s) == DONE and self.states[s] == DONE}
        done = [step for step in self.case.plan.steps if self.case.steps[step].state == DONE]
        anew = [step for step in self.plan.steps if step in self.anew and self._worked(step)]
        asked_again = {self.origin[step] for step in anew}
        return Move(
            standing=tuple(self._standing()),
            fields=self.given,
            lost=tuple(name for name in self.plan.fields if self._lost(name)),
            ready=tuple(step for step in self.plan.steps if self.states[step] == READY),
            opened=tuple(opened),
            closed=tuple(step for step in was_open if step not in kept_open),
            waived=tuple(s for s in self.plan.steps if self.states[s] == WAIVED or s in self.excused),
            left=tuple(step for step in done if step not in stays_done and step not in asked_again),
            again=tuple(anew),
            completes=completes,
            reasons=tuple(self.reasons),
        )

    def _standing(self) -> Iterator[Standing]:
        """The steps of which something is to be said."""
        for step, state in self.states.items():
            row, was = self._row(step), None if step in self.anew else self.origin.get(step)
            if state == SKIPPED and row and row.state != SKIPPED:
                was = None
            round_ = row.round + (step in self.anew and row.state != WAITING) if row else 1
            if state != WAITING or round_ > 1 or (was and ((row and row.seq) or self.case.plan.steps[was].each)):
                yield Standing(step, state, was, self.outcomes[step], round_)


def origins(old: Plan, new: Plan) -> dict[str, str]:
    """Per step of a version, the step of the version before it that it goes on with: of the same name, or ``was``."""
    found = {step: step for step in new.steps if step in old.steps}
    for step in new.steps.values():
        was = next((name for name in step.was if name in old.steps and name not in new.steps), None)
        if was and step.id not in found:
            found[step.id] = was
    return found


def _read_by(plan: StepPlan) -> Iterator[str]:
    """The fields and decisions from which a step takes whether it happens, and for which entries."""
    yield from (name for name, _ in plan.when)
    if plan.each:
        yield plan.each


def begun(case: Case, step: str | None) -> bool:
    """Whether a part of a step that is not done has been: by one of its actors, or for one of its entries."""
    if step is None or case.steps[step].state == DONE:
        return False
    rows = case.items[step].everything().values() if case.plan.steps[step].each else ()
    return bool(case.steps[step].confirmed) or any(item.state == DONE or item.confirmed for item in rows)


def still_open(plan: StepPlan, confirmed: tuple[str, ...]) -> bool:
    """Whether a step (or item) that these have confirmed can be gone on with by somebody else."""
    return not confirmed or (plan.joint and any(actor not in confirmed for actor in plan.by))


def _goes_on(plan: StepPlan, outcome: str | None) -> bool:
    found = plan.outcomes.get(outcome or "")
    return found is not None and not (found.back or found.end)


def migrated(case: Case, plan: Plan, found: Move, reason: str, moment: Moment) -> Event:
    """The event that moves a case, once nothing speaks against it."""
    standing = {entry.step: entry for entry in found.standing}
    return Event(
        case.seq + 1,
        moment.at,
        "migrated",
        opened=tuple(_opening(case, plan.steps[step], standing[step].was, moment) for step in found.ready),
        state=lifecycle.case_after(lifecycle.FINISH, case.state) if found.completes else None,
        fields=found.fields,
        person=moment.person,
        login=moment.login,
        note=reason,
        plan=plan,
        standing=found.standing,
    )


def _opening(case: Case, plan: StepPlan, was: str | None, moment: Moment) -> Opening:
    """A step that is open now. One that was open keeps its deadline; if that has changed, it is counted anew from the
    day on which the step opened."""
    row = case.steps[was] if was else None
    if row is None or row.state != READY or row.ready_at is None:
        return Opening(plan.id, due(plan, moment))
    if plan.within == case.plan.steps[was or ""].within:
        return Opening(plan.id, row.due)
    stood = [(local_day(start), local_day(end or moment.at)) for start, end in case.suspensions]
    return Opening(plan.id, due(plan, moment._replace(at=row.ready_at), stood))


def reverted(case: Case, before: Plan, reason: str, moment: Moment) -> Event:
    """The event that takes back the migration which was the last thing to happen in a case."""
    return Event(
        case.seq + 1, moment.at, "reverted", person=moment.person, login=moment.login, note=reason, plan=before
    )
