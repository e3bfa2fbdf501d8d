"""What may happen next: a plan's case, a command and the time → the events it would cause, or a refusal.

Nothing is changed here. The rules are those of DESIGN §3; the machines of ``lifecycle`` have the last word on what is
legal, and the fold in ``case`` applies what comes out.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from engine import lifecycle
from engine.authority import Right, Task, admit, permit
from engine.calendar import THAI_DIGITS, NoHolidayData, due_day, local_day, read_date
from engine.case import Attachment, Event, Opening
from engine.lifecycle import ARRIVE, DONE, READY, SKIPPED, WAITING, Illegal
from engine.messages import HIDDEN, Phrase
from engine.names import by_title, near
from engine.plan import named, spoken
from engine.problems import Refused, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from engine.authority import Authority
    from engine.case import Case, StepState, Value
    from engine.plan import FieldPlan, Plan, StepPlan, Title

NOTHING: Mapping[str, Any] = {}
LONGEST_TEXT = 10_000
"""Characters in one value or note."""


class Moment(NamedTuple):
    """When and by whom a command is given: ``person`` is who is named, ``login`` who is logged in."""

    at: datetime
    person: str = ""
    login: str = ""
    holidays: Mapping[int, frozenset[date]] = {}
    authority: Authority | None = None
    """Who may do what; None asks nobody for a right."""


class Start(NamedTuple):
    """Open a case with what is asked at the start."""

    fields: Mapping[str, Sequence[str]] = {}
    title: str = ""


class Complete(NamedTuple):
    """Complete a ready step, some of its items, or one actor's part of it."""

    step: str
    items: tuple[str, ...] = ()
    outcome: str | None = None
    actor: str | None = None
    fields: Mapping[str, Sequence[str]] = {}
    note: str = ""
    attachments: tuple[Attachment, ...] = ()


class Reopen(NamedTuple):
    """Rule 3 by hand: a step and everything downstream of it is to be done again."""

    step: str
    reason: str


class Correct(NamedTuple):
    """Give fields other values. A list can also gain (``added``) or lose (``withdrawn``) single entries."""

    fields: Mapping[str, Sequence[str]]
    reason: str
    added: Mapping[str, Sequence[str]] = {}
    withdrawn: Mapping[str, Sequence[str]] = {}


class Suspend(NamedTuple):
    """Stop the case and its clocks."""

    reason: str


class Resume(NamedTuple):
    """Go on with a suspended case."""

    reason: str


class Cancel(NamedTuple):
    """Give the case up."""

    reason: str


class Erase(NamedTuple):
    """Take out of a closed case what people gave, on lawful order. ``order`` is the order's number."""

    order: str


Command = Start | Complete | Reopen | Correct | Suspend | Resume | Cancel | Erase


def decide(case: Case, command: Command, moment: Moment) -> tuple[Event, ...]:
    """The events that a command causes. Raises Refused, with the reason, if it is not possible."""
    if moment.authority and moment.authority.binding and not isinstance(command, Complete | Erase):
        _admit(case.plan, command, moment, moment.authority)
    match command:
        case Start():
            return (_start(case, command, moment),)
        case Complete():
            return _complete(case, command, moment)
        case Reopen():
            return (_reopen(case, command, moment),)
        case Correct():
            return (_correct(case, command, moment),)
        case Suspend():
            return (_change(case, "suspended", lifecycle.SUSPEND, command.reason, moment),)
        case Resume():
            return (_resume(case, command, moment),)
        case Cancel():
            return (_change(case, "cancelled", lifecycle.CANCEL, command.reason, moment),)
        case Erase():
            return (_erase(case, command, moment),)


def _admit(plan: Plan, command: Command, moment: Moment, authority: Authority) -> None:
    """A field that steps ask for is for whoever could do one of these; all else for who has a part in the procedure."""
    asked: set[str] = set()
    if isinstance(command, Correct):
        asked = {*command.fields, *command.added, *command.withdrawn} & plan.askers.keys()
    for steps in [plan.askers[name] for name in sorted(asked)] or [tuple(plan.steps)]:
        actors = dict.fromkeys(actor for step in steps for actor in plan.steps[step].by)
        admit(authority, moment.person, Task(plan.process, "", tuple(actors)), local_day(moment.at))


# -- what follows ----------------------------------------------------------------------------------------------------


class Ripple:
    """Rules 1, 2 and 4: what opens and what is skipped once steps settle, without touching the case."""

    def __init__(self, case: Case, moment: Moment, given: Mapping[str, Value] | None = None) -> None:
        self.case = case
        self.moment = moment
        self.given = given or {}
        self.settled: dict[str, str] = {}
        self.decided: dict[str, str | None] = {}
        self.pending: dict[str, int] = {}
        self.live: dict[str, int] = {}
        self.opened: list[Opening] = []
        self.skipped: list[str] = []

    def settle(self, step: str, state: str, outcome: str | None = None) -> None:
        """Follow what a settled step means for those that wait for it; skipping passes on."""
        queue = [(step, state)]
        self.decided[step] = outcome
        while queue:
            step, state = queue.pop()
            self.settled[step] = state
            for after in self.case.plan.steps[step].next:
                row = self.case.steps[after]
                pending = self.pending[after] = self.pending.get(after, row.pending) - 1
                live = self.live[after] = self.live.get(after, row.live) + (state == DONE)
                # What is done or open already has only been caught up with (``migration``).
                if pending == 0 and row.state == WAITING and self.arrive(after, lives=live > 0) == SKIPPED:
                    queue.append((after, SKIPPED))

    def arrive(self, step: str, *, lives: bool) -> str:
        """A step whose predecessors are all settled becomes ready or is skipped; its condition is judged now."""
        plan = self.case.plan.steps[step]
        state = lifecycle.step_after(plan, ARRIVE, WAITING, lives=lives and self.holds(plan))
        if state == SKIPPED:
            self.skipped.append(step)
        else:
            self.opened.append(Opening(step, due(plan, self.moment)))
        return state

    def holds(self, plan: StepPlan) -> bool:
        return not plan.when or all(self.value(name) in wanted for name, wanted in plan.when)

    def value(self, name: str) -> Value:
        if name in self.case.plan.fields:
            return self.given[name] if name in self.given else self.case.fields[name]
        return self.decided[name] if name in self.decided else self.case.decided(name)

    @property
    def finished(self) -> bool:
        """Whether every step of the case is settled now."""
        return self.case.unsettled == len(self.settled)


def due(plan: StepPlan, moment: Moment, suspended: Sequence[tuple[date, date]] = ()) -> str | None:
    """The last day (ISO) of a step's deadline that begins now; None without one, or if it cannot be computed."""
    if plan.within is None:
        return None
    try:
        return due_day(local_day(moment.at), plan.within, moment.holidays, suspended).isoformat()
    except NoHolidayData:
        return None


def _event(
    case: Case,
    moment: Moment,
    kind: str,
    ripple: Ripple | None = None,
    *,
    step: str | None = None,
    outcome: str | None = None,
    actor: str | None = None,
    settled: bool = False,
    opened: tuple[Opening, ...] = (),
    reset: tuple[str, ...] = (),
    state: str | None = None,
    result: str | None = None,
    item: str | None = None,
    items: tuple[str, ...] = (),
    fields: Mapping[str, Value] = NOTHING,
    title: str = "",
    note: str = "",
    attachments: tuple[Attachment, ...] = (),
    right: Right | None = None,
) -> Event:
    """The next event of a case, with what follows from it. Spelt out, since every step of every case passes here."""
    skipped: tuple[str, ...] = ()
    if ripple:
        opened, skipped = tuple(ripple.opened), tuple(ripple.skipped)
        if ripple.finished:
            state = lifecycle.case_after(lifecycle.FINISH, case.state)
    return Event(
        case.seq + 1, moment.at, kind, step, outcome, actor, settled, opened, skipped, reset, state, result,
        item, items, fields, title, moment.person, moment.login, note, attachments,
        right.stead if right else "", right.order if right else "",
    )  # fmt: skip


# -- opening a case --------------------------------------------------------------------------------------------------


def _start(case: Case, command: Start, moment: Moment) -> Event:
    plan = case.plan
    asked = {name: entry for name, entry in plan.fields.items() if entry.at_start}
    fields = _given(plan, command.fields, asked, step=None)
    missing = [name for name in asked if name not in fields]
    if missing:
        titles = [named(name, plan.fields[name].title) for name in missing]
        choices = [named(*choice) for name in missing for choice in asked[name].choices.items()]
        options = " ".join(f"--set {name}=…" for name in missing)
        raise Refused("start-needs", process=plan.process, titles=titles, options=options, choices=choices)
    for name, entry in plan.fields.items():
        if name not in fields and entry.type == "list" and entry.choices and name not in plan.askers:
            fields[name] = tuple(entry.choices)
    ripple = Ripple(case, moment, fields)
    for step in plan.first:
        if ripple.arrive(step, lives=True) == SKIPPED:
            ripple.settle(step, SKIPPED)
    about = next((fields[name] for name, entry in asked.items() if entry.type == "text"), "")
    event = _event(case, moment, "started", ripple, fields=fields, title=clean("title", command.title) or about)
    return event._replace(plan=plan)


# -- completing a step -----------------------------------------------------------------------------------------------


def _complete(case: Case, command: Complete, moment: Moment) -> tuple[Event, ...]:
    _must_be_open(case)
    plan = step_named(case, command.step)
    state = case.steps[plan.id]
    if state.state != READY:
        _refuse_not_ready(case, plan, state)
    if command.outcome and command.outcome not in plan.outcomes:
        titles = {name: entry.title for name, entry in plan.outcomes.items()}
        command = command._replace(outcome=by_title(command.outcome, titles))
    actor = _actor(case, plan, state, command)
    right = _permitted(case, plan, (actor,) if actor else plan.by, moment)
    actor = right.actor if right else actor
    outcome = plan.outcomes.get(command.outcome) if command.outcome else None
    items = _items(case, plan, state, command, goes_back=bool(outcome and outcome.back))
    last_actor = len(state.confirmed) + 1 >= plan.confirmations
    note = clean("note", command.note, lines=True)
    if plan.each:
        return _complete_items(case, plan, command, items, actor, note, moment, right)
    _check_outcome(case, plan, command, last=last_actor)
    goes_on = last_actor and not (outcome and outcome.back)
    if command.fields and plan.asks and not last_actor:
        others = [a for a in plan.by if a not in state.confirmed and a != actor]
        raise Refused("fields-too-early", step=plan.id, left=_actors(case.plan, others))
    fields = _given(case.plan, command.fields, {n: case.plan.fields[n] for n in plan.asks} if goes_on else {}, plan)
    if goes_on:
        _need_asked(case, plan, fields)
    after = _fire(plan, lifecycle.outcome_trigger(command.outcome), state.state, all_through=last_actor)
    reset: tuple[str, ...] = ()
    opened: tuple[Opening, ...] = ()
    ripple = closed = None
    if after == READY:
        kind = "confirmed"
    elif outcome and outcome.back:
        kind = "returned"
        reset, opened = _back(case, moment, outcome.back, items)
    elif outcome and outcome.end:
        kind, closed = "ended", lifecycle.case_after(lifecycle.END, case.state)
    else:
        kind, ripple = "completed", Ripple(case, moment, fields)
        ripple.settle(plan.id, after, command.outcome)
    event = _event(
        case, moment, kind, ripple, step=plan.id, outcome=command.outcome, actor=actor, settled=after == DONE,
        opened=opened, reset=reset, state=closed, result=outcome.end if closed and outcome else None, items=items,
        fields=fields, note=note, attachments=command.attachments, right=right,
    )  # fmt: skip
    return (event,)


def _complete_items(
    case: Case, plan: StepPlan, command: Complete, items: tuple[str, ...], actor: str | None, note: str, moment: Moment,
    right: Right | None,
) -> tuple[Event, ...]:  # fmt: skip
    """One event per item, so that the record says who did which; the last one settles the step."""
    _given(case.plan, command.fields, {}, plan)
    _check_outcome(case, plan, command, last=True)
    left = case.steps[plan.id].open_items
    events: list[Event] = []
    for item in items:
        row = case.items[plan.id][item]
        confirmed = len(row.confirmed if row else ()) + 1
        through = confirmed >= plan.confirmations
        left -= through
        after = _fire(plan, lifecycle.COMPLETE, READY, all_through=left == 0)
        ripple = None
        if after == DONE:
            ripple = Ripple(case, moment)
            ripple.settle(plan.id, DONE)
        event = _event(
            case, moment, "completed" if through else "confirmed", ripple,
            step=plan.id, item=item, actor=actor, settled=after == DONE, note=note,
            attachments=() if events else command.attachments, right=right,
        )  # fmt: skip
        events.append(event._replace(seq=event.seq + len(events)) if events else event)
    return tuple(events)


def _fire(plan: StepPlan, trigger: str, state: str, *, all_through: bool) -> str:
    try:
        return lifecycle.step_after(plan, trigger, state, all_through=all_through)
    except Illegal as error:  # every way here is refused above with a better reason
        raise Refused("not-possible", step=plan.id, state=Phrase(f"state-{error.state}")) from error


def _must_be_open(case: Case) -> None:
    try:
        lifecycle.case_after(lifecycle.WORK, case.state)
    except Illegal:
        raise Refused(f"case-{case.state}", case=case.id, result=case.result or "", day=case.closed_at or "") from None


def find_step(plan: Plan, name: str) -> StepPlan | None:
    """The step with this name or title, if there is one."""
    found = plan.steps.get(name)
    return found or plan.steps.get(by_title(name, {step.id: step.title for step in plan.steps.values()}))


def step_named(case: Case, name: str) -> StepPlan:
    """The step with this name or title. Raises Refused (``no-such-step``), naming the step that was once called so."""
    found = find_step(case.plan, name)
    if found is None:
        titles = {step.id: step.title for step in case.plan.steps.values()}
        values = {"case": case.id, "name": name, "process": case.plan.process}
        was = next((step.id for step in case.plan.steps.values() if name in step.was), None)
        raise Refused("no-such-step", **values, near=was or near(name, titles), allowed=all_named(titles))
    return found


def _refuse_not_ready(case: Case, plan: StepPlan, state: StepState) -> NoReturn:
    ready = [named(step, case.plan.steps[step].title) for step in case.ready()]
    if state.state == WAITING:
        waits_for = [step for step in plan.after if case.steps[step].state in (WAITING, READY)]
        raise Refused(
            "step-waiting", case=case.id, step=plan.id, waits_for=[spoken_step(case.plan, s) for s in waits_for],
            ready=ready, legal=[spoken(basis) for basis in plan.legal],
        )  # fmt: skip
    raise Refused(f"step-{state.state}", case=case.id, step=plan.id, ready=ready)


def spoken_step(plan: Plan, step: str) -> Phrase:
    """A step with its title and who performs it, for a sentence."""
    found = plan.steps[step]
    actors = [spoken(plan.short(actor)) for actor in found.by]
    return Phrase("step-titled", {"step": step, "title": spoken(found.title), "actors": actors})


def all_named(titles: Mapping[str, Title]) -> list[Phrase]:
    return [named(*entry) for entry in titles.items()]


def _actors(plan: Plan, actors: Sequence[str]) -> list[Phrase]:
    return [named(actor, plan.short(actor)) for actor in actors]


# -- who and what ----------------------------------------------------------------------------------------------------


def _actor(case: Case, plan: StepPlan, state: StepState, command: Complete) -> str | None:
    """For whom the step is completed: the one named, the only one there is, or the only one left."""
    if command.actor is not None:
        if command.actor not in plan.by:
            titles = {actor: case.plan.actors[actor] for actor in plan.by}
            values = {"step": plan.id, "name": command.actor, "near": near(command.actor, titles)}
            raise Refused("not-their-step", **values, allowed=_actors(case.plan, plan.by))
        if plan.joint and not plan.each and command.actor in state.confirmed:
            others = _actors(case.plan, _left(case, plan, command.items))
            raise Refused("already-confirmed", step=plan.id, name=command.actor, left=others)
        return command.actor
    if not plan.joint:
        return plan.by[0] if len(plan.by) == 1 else None
    left = _left(case, plan, command.items)
    if len(left) == 1:
        return left[0]
    raise Refused("who-confirms", step=plan.id, left=_actors(case.plan, left), first=left[0], case=case.id)


def _permitted(case: Case, plan: StepPlan, actors: tuple[str, ...], moment: Moment) -> Right | None:
    """By what right whoever gives the command settles (a part of) a step as one of ``actors``. Raises Refused."""
    if not plan.not_by and not (moment.authority and moment.authority.binding):
        return None
    return permit(moment.authority, moment.person, moment.login, task_of(case, plan, actors), local_day(moment.at))


def task_of(case: Case, plan: StepPlan, actors: tuple[str, ...]) -> Task:
    """What a right is asked for: a step as one of ``actors``, apart from those who did other steps of this case."""
    return Task(case.plan.process, plan.id, actors, {step: case.hands[step] for step in plan.not_by})


def who_may(case: Case, step: str, authority: Authority | None, day: date) -> list[Right] | None:
    """Everybody who may complete a ready step now; None if it is not ready, or the office has entered nobody."""
    plan = case.plan.steps[step]
    if authority is None or not authority.binding or case.state_of(step) != READY:
        return None
    return authority.who_may(task_of(case, plan, tuple(_left(case, plan, ())) if plan.joint else plan.by), day)


def _left(case: Case, plan: StepPlan, items: Sequence[str]) -> list[str]:
    """Who has still to confirm a joint step, or of an ``each`` step any of these items (else any open one)."""
    if not plan.each:
        return [actor for actor in plan.by if actor not in case.steps[plan.id].confirmed]
    rows = case.items[plan.id].everything()
    named = [rows[item] for item in items if item in rows] or list(rows.values())
    still_open = [row for row in named if row.state == READY]
    return [actor for actor in plan.by if any(actor not in row.confirmed for row in still_open)] or list(plan.by)


def _items(case: Case, plan: StepPlan, state: StepState, command: Complete, *, goes_back: bool) -> tuple[str, ...]:
    """The entries a command speaks of, checked against those that are open (or that can be returned)."""
    items = tuple([unicodedata.normalize("NFC", item) for item in command.items])
    choices = case.plan.fields[plan.each].choices if plan.each else {}
    if choices:
        items = tuple([by_title(item, choices) for item in items])
    if not plan.each:
        if items and not goes_back:
            back = [named(name, outcome.title) for name, outcome in plan.outcomes.items() if outcome.back]
            raise Refused("no-items-here", step=plan.id, back=back)
        fixed = {name: title for entry in case.plan.fields.values() for name, title in entry.choices.items()}
        return tuple(dict.fromkeys(by_title(item, fixed) for item in items))
    rows = case.items[plan.id]
    if not items and state.open_items == 1:
        items = tuple(_open_items(case, plan))
    if not items:
        mine = _open_items(case, plan, command.actor)
        shown = [named(item, choices[item]) if item in choices else item for item in mine[:10]]
        raise Refused("which-item", step=plan.id, count=len(mine), items=shown, first=mine[0] if mine else "")
    for item in items:
        row = rows[item]
        if row is None:
            known = rows.everything()
            values = {"step": plan.id, "name": item, "near": nearest(item, known)}
            raise Refused("no-such-item", **values, allowed=_open_items(case, plan, command.actor)[:20])
        if row.state != READY or (plan.joint and command.actor in row.confirmed):
            raise Refused("item-done", step=plan.id, name=item, items=_open_items(case, plan, command.actor)[:10])
    if len(set(items)) < len(items):
        raise Refused("item-twice", step=plan.id, name=next(item for item in items if items.count(item) > 1))
    return items


def _open_items(case: Case, plan: StepPlan, actor: str | None = None) -> list[str]:
    """The open entries of a step; of a joint one, those that ``actor`` has not confirmed."""
    rows = case.items[plan.id].everything()
    return [item for item, row in rows.items() if row.state == READY and actor not in row.confirmed]


def _check_outcome(case: Case, plan: StepPlan, command: Complete, *, last: bool) -> None:
    if command.outcome is None:
        if plan.outcomes and last:
            first = next(iter(plan.outcomes))
            raise Refused("which-outcome", step=plan.id, case=case.id, outcomes=_outcomes(plan), first=first)
        return
    if not plan.outcomes:
        raise Refused("no-outcome-here", step=plan.id, name=command.outcome)
    if command.outcome not in plan.outcomes:
        titles = {name: outcome.title for name, outcome in plan.outcomes.items()}
        values = {"step": plan.id, "name": command.outcome, "near": near(command.outcome, titles)}
        raise Refused("no-such-outcome", **values, outcomes=_outcomes(plan))
    if not last:
        others = [a for a in plan.by if a not in case.steps[plan.id].confirmed and a != command.actor]
        raise Refused("outcome-too-early", step=plan.id, name=command.outcome, left=_actors(case.plan, others))


def _outcomes(plan: StepPlan) -> list[Phrase]:
    return [named(name, outcome.title) for name, outcome in plan.outcomes.items()]


# -- fields ----------------------------------------------------------------------------------------------------------


def _given(
    plan: Plan, given: Mapping[str, Sequence[str]], asked: Mapping[str, FieldPlan], step: StepPlan | None
) -> dict[str, Value]:
    """The values of the fields that are asked for here; anything else is refused."""
    if not given:
        return {}
    titles = {name: entry.title for name, entry in plan.fields.items()}
    given = {by_title(name, titles): texts for name, texts in given.items()}
    for name in given:
        if name not in plan.fields:
            _refuse_field(name, {field: titles[field] for field in asked or plan.fields})
        if name not in asked:
            where = Phrase("at-start") if step is None else Phrase("the-step", {"name": step.id})
            allowed = [named(field, titles[field]) for field in asked]
            given_at_start = name if step and plan.fields[name].at_start else ""
            values = {"where": where, "allowed": allowed, "asked_by": _asked_by(plan, name), "start": given_at_start}
            raise Refused("not-asked-here", name=name, **values)
    return {name: read_value(name, plan.fields[name], texts) for name, texts in given.items()}


def _refuse_field(name: str, titles: Mapping[str, Title]) -> NoReturn:
    raise Refused("no-such-field", name=name, near=near(name, titles), allowed=all_named(titles))


def _asked_by(plan: Plan, name: str) -> list[Phrase]:
    return [named(step, plan.steps[step].title) for step in plan.askers.get(name, ())]


def _need_asked(case: Case, plan: StepPlan, fields: Mapping[str, Value]) -> None:
    missing = [name for name in plan.asks if name not in fields]
    if missing:
        titles = [named(name, case.plan.fields[name].title) for name in missing]
        earlier = [f"{name}={case.earlier[name]}" for name in missing if case.earlier[name] is not None]
        choices = [named(*choice) for name in missing for choice in case.plan.fields[name].choices.items()]
        options = " ".join(f"--set {name}=…" for name in missing)
        values = {"titles": titles, "options": options, "earlier": earlier, "choices": choices}
        raise Refused("step-needs", case=case.id, step=plan.id, **values)


def read_value(name: str, asked: FieldPlan, texts: Sequence[str]) -> Value:
    """A field's value from what was typed. Raises Refused if it is not of the field's type."""
    cleaned = [clean(name, text) for text in texts]
    if asked.type == "list":
        return _read_list(name, asked, cleaned)
    if len(cleaned) != 1:
        raise Refused("one-value", name=name, count=len(cleaned))
    text = cleaned[0]
    if not text:
        raise Refused("no-value", name=name)
    match asked.type:
        case "number":
            return _read_number(name, text)
        case "date":
            try:
                return read_date(text).isoformat()
            except ValueError:
                raise Refused("not-a-date", name=name, found=text) from None
        case "choice":
            return _read_choice(name, asked, text)
    return text


def _read_list(name: str, asked: FieldPlan, texts: Sequence[str]) -> tuple[str, ...]:
    entries = tuple(_read_choice(name, asked, text) if asked.choices else text for text in texts)
    if not entries or "" in entries:
        raise Refused("empty-list", name=name)
    if len(set(entries)) < len(entries):
        raise Refused("entry-twice", name=name, found=next(e for e in entries if entries.count(e) > 1))
    return entries


def _read_choice(name: str, asked: FieldPlan, text: str) -> str:
    """A choice by its id, or by its title as people read it."""
    choice = by_title(text, asked.choices)
    if choice in asked.choices:
        return choice
    near_one, allowed = near(text, asked.choices), all_named(asked.choices)
    raise Refused("not-a-choice", name=name, found=text, near=near_one, allowed=allowed)


def _read_number(name: str, text: str) -> int | float:
    plain = text.translate(THAI_DIGITS)
    if re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", plain, re.ASCII) and sum(c.isdigit() for c in plain) <= 15:
        plain = plain.replace(",", "")  # commas only where they part thousands: 1,5 is not 15
        return float(plain) if "." in plain else int(plain)
    raise Refused("not-a-number", name=name, found=text)


def clean(name: str, text: str, *, lines: bool = False) -> str:
    """Text as it is kept: composed letters, no blanks around it, nothing invisible in it, one line unless ``lines``."""
    if not text:
        return text
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > LONGEST_TEXT:
        raise Refused("too-long", name=name, count=len(text), limit=LONGEST_TEXT)
    if HIDDEN.search(text.replace("\t", " ")):
        raise Refused("hidden-in-value", name=name)
    if "\n" in text and not lines:
        raise Refused("one-line", name=name)
    return text


# -- going back and mending ------------------------------------------------------------------------------------------


def _back(
    case: Case, moment: Moment, target: str, items: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], tuple[Opening, ...]]:
    """Rule 3: the target and all downstream of it wait again; the target, whose gate is still open, opens at once."""
    region = case.plan.downstream(target)
    if items:
        _check_returned(case, target, items)
    ripple = Ripple(case, moment)
    asked = {name: None for step in region for name in case.plan.steps[step].asks}
    ripple.given = asked
    ripple.decided = dict.fromkeys(region)
    lifecycle.step_after(case.plan.steps[target], lifecycle.RESET, case.steps[target].state)
    ripple.arrive(target, lives=True)
    return region, tuple(ripple.opened)


def returnable(case: Case, target: str) -> dict[str, Sequence[str]]:
    """The lists of which single entries can go back to a step: what it and those behind it work through again, unless
    one of them asks for the list anew."""
    region = [case.plan.steps[step] for step in case.plan.downstream(target)]
    asked_again = {name for step in region for name in step.asks}
    return {step.each: case.fields[step.each] or () for step in region if step.each and step.each not in asked_again}


def _check_returned(case: Case, target: str, items: tuple[str, ...]) -> None:
    """Single entries can go back if one list holds them all."""
    lists = returnable(case, target)
    if not lists:
        raise Refused("nothing-to-return", name=items[0])
    known = [entry for entries in lists.values() for entry in entries]
    for item in items:
        if item not in known:
            raise Refused("no-such-entry", name=item, near=nearest(item, known), allowed=known[:20])
    if not any(set(items) <= set(entries) for entries in lists.values()):
        raise Refused("entries-of-two-lists", names=list(items))


def _reopen(case: Case, command: Reopen, moment: Moment) -> Event:
    plan = step_named(case, command.step)
    try:
        state = lifecycle.case_after(lifecycle.REOPEN, case.state)
    except Illegal:
        raise Refused(f"case-{case.state}", case=case.id) from None
    if plan.id not in (possible := _reopenable(case)):
        found = case.state_of(plan.id)
        done = [named(step, case.plan.steps[step].title) for step in possible]
        raise Refused("reopen-not-done", step=plan.id, state=Phrase(f"state-{found}"), done=done)
    _must_undo_the_end(case, plan)
    changed = state if state != case.state else None
    reset, opened = _back(case, moment, plan.id)
    if changed:
        opened = (*opened, *_restarted(case, moment, reset))
    return _event(
        case, moment, "reopened", step=plan.id, opened=opened, reset=reset, state=changed, note=_reason(command.reason)
    )


def _must_undo_the_end(case: Case, plan: StepPlan) -> None:
    """A case that a decision ended goes on only if that decision is taken again."""
    if case.state != lifecycle.ENDED:
        return
    region = case.plan.downstream(plan.id)
    for step in case.plan.steps.values():
        outcome = step.outcomes.get(case.decided(step.id) or "")
        if outcome and outcome.end and step.id not in region:
            raise Refused("reopen-the-end", case=case.id, step=plan.id, name=step.id, result=outcome.end)


def _reopenable(case: Case) -> list[str]:
    """What was done; of a closed case also what was open then, or a case cancelled by mistake could not go on."""
    wanted = (DONE, READY) if case.state in lifecycle.CLOSED else (DONE,)
    return [step for step in case.plan.steps if case.steps[step].state in wanted]


def _correct(case: Case, command: Correct, moment: Moment) -> Event:
    try:
        lifecycle.case_after(lifecycle.CORRECT, case.state)
    except Illegal:
        raise Refused(f"case-{case.state}", case=case.id, result=case.result or "", day=case.closed_at or "") from None
    fields: dict[str, Value] = {}
    for typed in dict.fromkeys([*command.fields, *command.added, *command.withdrawn]):
        name = by_title(typed, {name: entry.title for name, entry in case.plan.fields.items()})
        fields[name] = _corrected(case, name, typed, command)
        _must_be_correctable(case, name, fields[name])
    ripple = Ripple(case, moment, fields)
    for name, value in fields.items():
        for step in case.plan.loops.get(name, ()):
            _settle_if_through(case, step, value, ripple)
    through = tuple(ripple.settled)
    event = _event(case, moment, "corrected", ripple, fields=fields, note=_reason(command.reason))
    if not through:
        return event
    first = next(step for step in through if ripple.settled[step] == DONE)
    plan = case.plan.steps[first]
    right = _permitted(case, plan, plan.by, moment)  # withdrawing what is open completes the step as well
    stead, order = (right.stead, right.order) if right else ("", "")
    return event._replace(step=first, settled=True, in_stead_of=stead, order=order)


def _corrected(case: Case, name: str, typed: str, command: Correct) -> Value:
    """The new value of a field that the command calls ``typed``."""
    asked, before = case.plan.fields.get(name), case.fields[name]
    if asked is None:
        _refuse_field(name, {name: entry.title for name, entry in case.plan.fields.items()})
    askers = case.plan.askers.get(name, ())
    passed = asked.at_start or any(case.steps[step].state == DONE for step in askers)
    if before is None and not passed:  # what should have been given can be missing after a migration
        raise Refused("not-given-yet", name=name, asked_by=_asked_by(case.plan, name))
    value = read_value(name, asked, command.fields[typed]) if typed in command.fields else before
    if typed in command.added or typed in command.withdrawn:
        if asked.type != "list":
            raise Refused("not-a-list", name=name, type=asked.type)
        value = _with_entries(name, asked, value or (), command.added.get(typed, ()), command.withdrawn.get(typed, ()))
    if value == before:
        raise Refused("same-value", name=name)
    return value


def _with_entries(
    name: str, asked: FieldPlan, value: Sequence[str], added: Sequence[str], withdrawn: Sequence[str]
) -> tuple[str, ...]:
    """A list with single entries more and less."""
    entries = list(value)
    for entry in _read_list(name, asked, [clean(name, text) for text in added]) if added else ():
        if entry in entries:
            raise Refused("entry-twice", name=name, found=entry)
        entries.append(entry)
    for text in withdrawn:
        entry = _read_choice(name, asked, clean(name, text)) if asked.choices else clean(name, text)
        if entry not in entries:
            raise Refused("no-such-entry", name=entry, near=nearest(entry, entries), allowed=entries[:20])
        entries.remove(entry)
    if not entries:
        raise Refused("empty-list", name=name)
    return tuple(entries)


def _must_be_correctable(case: Case, name: str, value: Value) -> None:
    """A value that a condition has already read stays; a finished ``each`` step cannot gain entries, and one to which
    single entries went back keeps one of these."""
    for step in case.plan.readers.get(name, ()):
        if case.steps[step].state != WAITING:
            asked_by = _asked_by(case.plan, name)
            first = case.plan.askers.get(name, ("",))[0]
            raise Refused("already-judged", name=name, step=step, case=case.id, asked_by=asked_by, first=first)
    for step in case.plan.loops.get(name, ()):
        known = set(case.fields[name] or ())
        added = [entry for entry in value if entry not in known]
        if added and case.steps[step].state == DONE:
            raise Refused("loop-is-done", name=added[0], step=step, case=case.id)
        rows = case.items[step].everything() if case.steps[step].state == WAITING else {}
        if all(entry in rows and rows[entry].state == DONE for entry in value):
            kept = set(value)
            gone = [entry for entry in case.fields[name] if entry not in kept]
            raise Refused("loop-left-empty", names=gone, step=step)


def _settle_if_through(case: Case, step: str, entries: Sequence[str], ripple: Ripple) -> None:
    """Withdrawing the last open entry completes the step."""
    if case.steps[step].state != READY:
        return
    rows = case.items[step].everything()
    if all(entry in rows and rows[entry].state == DONE for entry in entries):
        if ripple.settled:
            raise Refused("one-at-a-time", step=step)
        _must_be_open(case)
        _fire(case.plan.steps[step], lifecycle.COMPLETE, READY, all_through=True)
        ripple.settle(step, DONE)


def _reason(text: str) -> str:
    reason = clean("reason", text, lines=True)
    if not reason:
        raise Refused("reason-needed")
    return reason


# -- the case as a whole ---------------------------------------------------------------------------------------------


def _change(case: Case, kind: str, trigger: str, reason: str, moment: Moment) -> Event:
    try:
        state = lifecycle.case_after(trigger, case.state)
    except Illegal:
        raise Refused(f"case-{case.state}", case=case.id, result=case.result or "", day=case.closed_at or "") from None
    return _event(case, moment, kind, state=state, note=_reason(reason))


def _resume(case: Case, command: Resume, moment: Moment) -> Event:
    """Clocks that stood still go on: each open deadline ends as many counted days later."""
    if case.state == lifecycle.OPEN:
        raise Refused("case-not-suspended", case=case.id)
    event = _change(case, "resumed", lifecycle.RESUME, command.reason, moment)
    return event._replace(opened=tuple(_restarted(case, moment)))


def _erase(case: Case, command: Erase, moment: Moment) -> Event:
    """Only a closed case: what is still being worked on needs what it carries."""
    order = clean("order", command.order)
    if not order:
        raise Refused("order-needed")
    try:
        state = lifecycle.case_after(lifecycle.ERASE, case.state)
    except Illegal:
        code = "case-erased" if case.state == lifecycle.ERASED else "erase-running"
        raise Refused(code, case=case.id, state=Phrase(f"state-{case.state}"), day=case.closed_at or "") from None
    return _event(case, moment, lifecycle.ERASED, state=state, result=case.result, note=order)


def _restarted(case: Case, moment: Moment, region: tuple[str, ...] = ()) -> Iterator[Opening]:
    """The open deadlines outside ``region``, later by the days on which the case stood still."""
    standstills = [*case.suspensions, *([(case.closed_at, None)] if case.closed_at else [])]
    pauses = [(local_day(start), local_day(end or moment.at)) for start, end in standstills]
    for plan in case.plan.steps.values():
        row = case.steps[plan.id]
        if row.state == READY and plan.within and row.ready_at and plan.id not in region:
            began = moment._replace(at=row.ready_at)
            later = due(plan, began, [pause for pause in pauses if pause[1] >= local_day(row.ready_at)])
            if later is None and row.due:
                raise Refused("no-holidays", step=plan.id, due=date.fromisoformat(row.due))
            yield Opening(plan.id, later)
