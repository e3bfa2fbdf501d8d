"""What has happened in a case, and where that leaves it.

Events are the record; a ``Case`` is what they add up to. ``evolve`` applies one event without judging anything:
whatever followed from it (what opened, what was skipped, what went back) stands in the event itself, so a case is
the same after every replay, also when the rules of a later program differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from engine.lifecycle import CLOSED, DONE, ERASED, OPEN, READY, SKIPPED, WAITING, WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from engine.plan import FieldPlan, Plan, StepPlan

Value = Any
"""A field's value: text, a number, an ISO date, the id of a choice, or a list of texts."""

K = TypeVar("K")
V = TypeVar("V")


def fits(value: Value, asked: FieldPlan) -> bool:
    """Whether a value is one that a field can have."""
    if asked.type == "list":
        return isinstance(value, tuple) and (not asked.choices or set(value) <= set(asked.choices))
    if asked.type == "choice":
        return value in asked.choices
    if asked.type == "number":
        return isinstance(value, (int, float))
    return isinstance(value, str) and (asked.type == "text" or _is_day(value))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class Attachment(NamedTuple):
    """A file that was handed in: its number within the case, its name, where its copy lies, its size and SHA-256."""

    number: int
    name: str
    key: str
    size: int
    sha256: str


class Opening(NamedTuple):
    """A step that became ready, and the last day of its deadline (ISO), if it has one that can be computed."""

    step: str
    due: str | None = None


class Standing(NamedTuple):
    """Where a step of the version to which a case moves stands from then on.

    ``was`` is the step of the version before whose work it goes on with, if there is one. Steps of which nothing is
    said wait, and nothing was done of them.
    """

    step: str
    state: str
    """waiting, ready, done or skipped, or ``waived``: counts as done though nobody did it"""
    was: str | None = None
    outcome: str | None = None
    round: int = 1


WAIVED = "waived"


class Event(NamedTuple):
    """One fact about a case. ``seq`` counts from 1 within the case."""

    seq: int
    at: datetime
    kind: str
    """started, confirmed, completed, returned, ended, reopened, corrected, suspended, resumed, cancelled, migrated,
    reverted or erased"""
    step: str | None = None
    outcome: str | None = None
    actor: str | None = None
    # what followed
    settled: bool = False
    """The step is done with this (all its actors, all its items)."""
    opened: tuple[Opening, ...] = ()
    skipped: tuple[str, ...] = ()
    reset: tuple[str, ...] = ()
    state: str | None = None
    """The case's new state, if it has one."""
    result: str | None = None
    # what people gave: kept apart, so that it can be erased on lawful order
    item: str | None = None
    items: tuple[str, ...] = ()
    """The entries that go back, where an outcome returns only some."""
    fields: Mapping[str, Value] = {}
    title: str = ""
    person: str = ""
    login: str = ""
    note: str = ""
    attachments: tuple[Attachment, ...] = ()
    in_stead_of: str = ""
    order: str = ""
    """For whom the person acted, and the order that says so (it stays when personal data are erased)."""
    # the version on which the case goes on from here, of what begins it or moves it
    plan: Plan | None = None
    standing: tuple[Standing, ...] = ()
    """Of a migration, where the steps stand after it."""


WORK = ("confirmed", "completed", "returned", "ended", "corrected")
"""By what a person has a hand in a step (a correction names one if it settles it)."""
MOVES = ("migrated", "reverted")
"""What takes a case to another version."""


class StepState(NamedTuple):
    """Where a step stands. ``pending`` counts what it waits for; ``live`` counts how much of that was done."""

    state: str
    pending: int
    live: int = 0
    round: int = 1
    outcome: str | None = None
    confirmed: tuple[str, ...] = ()
    open_items: int = 0
    seq: int = 0
    """The event that brought it into this state."""
    ready_at: datetime | None = None
    due: str | None = None

    @property
    def waived(self) -> bool:
        """Whether it counts as done though it was never open."""
        return self.state == DONE and self.ready_at is None


class ItemState(NamedTuple):
    """Where one entry of an ``each`` step stands: ``state`` is ready, done or withdrawn."""

    state: str
    confirmed: tuple[str, ...] = ()
    seq: int = 0


class Rows(dict[K, V]):
    """A mapping that asks for what it does not hold: a store's rows are fetched only when a rule looks at them."""

    __slots__ = ("fetch",)

    def __init__(self, fetch: Callable[[K], V]) -> None:
        self.fetch = fetch

    def __missing__(self, key: K) -> V:
        value = self[key] = self.fetch(key)
        return value


class ItemRows(Rows[str, "ItemState | None"]):
    """The items of one ``each`` step: one is fetched alone, all of them only when all are asked for."""

    __slots__ = ("fetch_all",)

    def __init__(
        self,
        fetch: Callable[[str], ItemState | None] = lambda _: None,
        fetch_all: Callable[[], Mapping[str, ItemState]] = dict,
    ) -> None:
        super().__init__(fetch)
        self.fetch_all = fetch_all

    def everything(self) -> dict[str, ItemState]:
        """Every item, in the order of the entries."""
        found: dict[str, ItemState | None] = {**self.fetch_all(), **self}
        return {item: state for item, state in found.items() if state is not None}


class Hands(dict[str, frozenset[str]]):
    """Per step, who has had a hand in it in whichever round, under whatever name it had then.

    Of a case that is kept this is looked up in its record (``events``) when a rule asks for it, and not before.
    """

    __slots__ = ("events", "known")

    def __init__(self, events: Callable[[], Iterable[Event]] | None = None) -> None:
        self.events = events
        self.known = events is None

    def __missing__(self, step: str) -> frozenset[str]:
        if self.events and not self.known:
            self.known = True
            for event in self.events():
                self.see(event)
        return self.get(step, frozenset())

    def see(self, event: Event) -> None:
        """Take in what an event says, once all before it is known."""
        if not self.known:
            return
        if event.kind == "migrated" and event.plan:
            self._rename(event, event.plan)
        elif event.step is not None and event.kind in WORK:
            hands = {event.person or event.login, event.in_stead_of} - {""}
            self[event.step] = self.get(event.step, frozenset()) | hands

    def _rename(self, event: Event, plan: Plan) -> None:
        was = {standing.step: standing.was for standing in event.standing if standing.was}
        before = dict(self)
        for step in plan.steps.values():
            names = {step.id, *step.was, was.get(step.id, step.id)}
            if hands := frozenset().union(*(before.get(name, ()) for name in names)):
                self[step.id] = hands


@dataclass(slots=True)
class Case:
    """The state of one case. ``evolve`` changes it in place; ``touched_*`` name what a store has to write."""

    id: str
    plan: Plan
    steps: Rows[str, StepState]
    items: Rows[str, ItemRows]
    fields: Rows[str, Value]
    """None where nothing was given yet."""
    earlier: Rows[str, Value]
    """What a field held in the round before, to be offered again."""
    hands: Hands
    unsettled: int
    state: str = OPEN
    result: str | None = None
    title: str = ""
    seq: int = 0
    attachments: int = 0
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    suspensions: tuple[tuple[datetime, datetime | None], ...] = ()
    touched_steps: dict[str, str] = field(default_factory=dict)
    """Each with the state that it was in before."""
    touched_items: dict[tuple[str, str], None] = field(default_factory=dict)
    touched_fields: dict[str, None] = field(default_factory=dict)
    before: Case | None = None
    """Where it stood before it moved to this version, as long as it has just moved and was folded from its events."""

    def state_of(self, step: str) -> str:
        """A step's state as people see it: what was still open when the case was closed is withdrawn."""
        state = self.steps[step].state
        return WITHDRAWN if self.state in CLOSED and state in (WAITING, READY) else state

    def ready(self) -> Iterator[str]:
        """The steps that can be completed now. Looks at every step."""
        if self.state == OPEN:
            yield from (step for step in self.plan.steps if self.steps[step].state == READY)

    def decided(self, step: str) -> str | None:
        """The outcome of a decision that is done in this round."""
        found = self.steps[step]
        return found.outcome if found.state == DONE else None


def untouched(plan: Plan, step: str) -> StepState:
    """A step before anything has happened to it, or to what it waits for."""
    return StepState(WAITING, len(plan.steps[step].after))


def new_case(plan: Plan, case_id: str) -> Case:
    """A case before its first event."""
    return Case(
        id=case_id,
        plan=plan,
        steps=Rows(lambda step: untouched(plan, step)),
        items=Rows(lambda _: ItemRows()),
        fields=Rows(lambda _: None),
        earlier=Rows(lambda _: None),
        hands=Hands(),
        unsettled=len(plan.steps),
    )


def replay(case_id: str, events: Iterable[Event]) -> Case:
    """The case that these events add up to. The first of them says on which version it began."""
    events = iter(events)
    first = next(events)
    assert first.plan, "a record begins with the opening of the case"
    case = evolve(new_case(first.plan, case_id), first)
    for event in events:
        evolve(case, event)
    return case


def evolve(case: Case, event: Event) -> Case:
    """Apply one event to a case, in place. The cost grows with what the event changed."""
    case.seq = event.seq
    if event.kind == ERASED:
        return _erase(case, event)
    case.attachments += len(event.attachments)
    case.hands.see(event)
    if event.kind == "reverted":
        return _revert(case)
    case.before = None
    if event.kind == "started":
        case.title, case.opened_at = event.title, event.at
    elif event.kind == "migrated":
        _move(case, event)
    if event.reset:
        _go_back(case, event)
    elif event.step is not None and event.kind in ("confirmed", "completed", "ended"):
        _work(case, event)
    for name, value in event.fields.items():
        _give(case, name, value, event)
    if event.settled and event.step is not None and not event.reset:
        _settle(case, event.step, event, DONE, event.outcome)
    for step in event.skipped:
        _settle(case, step, event, SKIPPED, None)
    for opening in event.opened:
        _open(case, opening, event)
    if event.state is not None:
        _change_state(case, event)
    return case


def _erase(case: Case, event: Event) -> Case:
    """What people gave is gone; when, in which order and how it was decided stays.

    The case is the same whether the events before still carry what was given or have lost it already, so an erased
    record can be replayed like any other.
    """
    case.state, case.title, case.attachments = ERASED, "", len(event.attachments)
    for name in case.plan.fields:
        case.fields[name] = case.earlier[name] = None
        case.touched_fields[name] = None
    for step in (step for step, planned in case.plan.steps.items() if planned.each):
        for item in case.items[step].everything():
            _put_item(case, step, item, None)
        _put(case, step, case.steps[step]._replace(confirmed=(), open_items=0))
    return case


def _put(case: Case, step: str, state: StepState) -> None:
    case.touched_steps.setdefault(step, case.steps[step].state)
    case.steps[step] = state


def _put_item(case: Case, step: str, item: str, state: ItemState | None) -> None:
    case.items[step][item] = state
    case.touched_items[step, item] = None


def _work(case: Case, event: Event) -> None:
    """A part of a step is done: one actor's, or one item's."""
    step = event.step or ""
    plan, before = case.plan.steps[step], case.steps[step]
    if event.item is not None:
        item = case.items[step][event.item] or ItemState(READY)
        confirmed = (*item.confirmed, event.actor) if event.actor else item.confirmed
        through = event.kind == "completed"
        _put_item(case, step, event.item, ItemState(DONE if through else READY, confirmed, event.seq))
        _put(case, step, before._replace(open_items=before.open_items - through))
    elif plan.joint and event.actor:
        _put(case, step, before._replace(confirmed=(*before.confirmed, event.actor)))


def _settle(case: Case, step: str, event: Event, state: str, outcome: str | None) -> None:
    row = case.steps[step]
    # Rows are spelt out here and in _open: it takes half the time of _replace, and every step passes here.
    settled = StepState(
        state, row.pending, row.live, row.round, outcome, row.confirmed, row.open_items,
        event.seq, row.ready_at, row.due,
    )  # fmt: skip
    _put(case, step, settled)
    case.unsettled -= 1
    for after in case.plan.steps[step].next:
        row = case.steps[after]
        waits = StepState(
            row.state, row.pending - 1, row.live + (state == DONE), row.round, row.outcome, row.confirmed,
            row.open_items, row.seq, row.ready_at, row.due,
        )  # fmt: skip
        _put(case, after, waits)


def _open(case: Case, opening: Opening, event: Event) -> None:
    step, plan = opening.step, case.plan.steps[opening.step]
    row = case.steps[step]
    if row.state == READY:  # it was open all the time; only its deadline moves
        _put(case, step, row._replace(due=opening.due))
        return
    opened = StepState(
        READY, row.pending, row.live, row.round, None, (), row.open_items, event.seq, event.at, opening.due
    )
    if plan.each:
        kept = case.items[step].everything()  # entries that an earlier round left done
        for item in case.fields[plan.each] or ():
            if item not in kept:
                _put_item(case, step, item, ItemState(READY))
        opened = opened._replace(open_items=_open_items(case, step))
    _put(case, step, opened)


def _go_back(case: Case, event: Event) -> None:
    """Rule 3: the region waits again, in a new round; its decisions and asked fields are cleared."""
    touched = [step for step in event.reset if case.steps[step].state != WAITING]
    case.unsettled += sum(case.steps[step].state in (DONE, SKIPPED) for step in touched)
    done = [step for step in touched if case.steps[step].state == DONE]
    asked = {name: case.fields[name] for step in done for name in case.plan.steps[step].asks}
    for step in event.reset:  # also what waits can hold items: those that an earlier return kept
        if case.plan.steps[step].each:
            _return_items(case, step, event, asked)
    for name, value in asked.items():
        case.earlier[name] = case.earlier[name] if value is None else value
        case.fields[name] = None
        case.touched_fields[name] = None
    for step in touched:
        _put(case, step, StepState(WAITING, 0, round=case.steps[step].round + 1, seq=event.seq))
    for step in event.reset:
        befores = [case.steps[before] for before in case.plan.steps[step].after]
        pending = sum(before.state not in (DONE, SKIPPED) for before in befores)
        live = sum(before.state == DONE for before in befores)
        row = case.steps[step]
        if (row.pending, row.live) != (pending, live):
            _put(case, step, row._replace(pending=pending, live=live))


def _return_items(case: Case, step: str, event: Event, asked: Iterable[str]) -> None:
    """All items go back, or those that were named if the list holds them and is not asked for anew."""
    name = case.plan.steps[step].each or ""
    named = set(event.items)
    partly = named and name not in asked and named <= set(case.fields[name] or ())
    for item in case.items[step].everything():
        if not partly or item in named:
            _put_item(case, step, item, None)


def _give(case: Case, name: str, value: Value, event: Event) -> None:
    """A field gets a value; ``each`` steps over it lose entries, and gain them while they are open."""
    case.fields[name] = value
    case.touched_fields[name] = None
    if event.kind != "corrected":
        return
    for step in case.plan.loops.get(name, ()):
        row = case.steps[step]
        before, kept = case.items[step].everything(), set(value)
        for item in before:
            if item not in kept:
                _put_item(case, step, item, None)
        if row.state == READY:
            for item in value:
                if item not in before:
                    _put_item(case, step, item, ItemState(READY))
            _put(case, step, row._replace(open_items=_open_items(case, step)))


def _open_items(case: Case, step: str) -> int:
    return sum(item.state == READY for item in case.items[step].everything().values())


def _change_state(case: Case, event: Event) -> None:
    before, case.state = case.state, event.state or case.state
    if before in CLOSED and case.closed_at:
        case.suspensions = (*case.suspensions, (case.closed_at, event.at))
    case.result = event.result
    case.closed_at = event.at if case.state in CLOSED else None
    for step in case.ready() if before != OPEN else ():
        case.touched_steps.setdefault(step, READY)
        case.touched_items.update(dict.fromkeys((step, item) for item in case.items[step].everything()))
    if event.kind == "suspended":
        case.suspensions = (*case.suspensions, (event.at, None))
    elif case.suspensions and case.suspensions[-1][1] is None:
        case.suspensions = (*case.suspensions[:-1], (case.suspensions[-1][0], event.at))


# -- moving to another version -----------------------------------------------------------------------------------------


def _move(case: Case, event: Event) -> None:
    """The case goes on under another version. All rows are laid out anew; those of the version before stay as they
    are, so that ``reverted`` can go back to them."""
    assert event.plan
    before = case.before = replace(case)
    case.plan = plan = event.plan
    case.fields, case.earlier = _copied(case.fields), _copied(case.earlier)
    case.earlier.update((name, case.fields[name]) for name, value in event.fields.items() if value is None)
    case.steps = Rows(lambda step: untouched(plan, step))
    case.items = Rows(lambda _: ItemRows())
    for standing in event.standing:
        case.steps[standing.step] = _moved_step(before, standing, plan.steps[standing.step], event.seq)
        if standing.was and plan.steps[standing.step].each:
            _keep_items(case, before, standing, event)
    _count_anew(case)
    _touch_everything(case, event.fields)


def _moved_step(before: Case, standing: Standing, plan: StepPlan, seq: int) -> StepState:
    """A step's row on the new version. What goes on as it was keeps its times, its event and who has confirmed."""
    row = before.steps[standing.was] if standing.was else None
    if row and row.state == standing.state:
        confirmed = tuple(a for a in row.confirmed if a in plan.by) if row.state == READY else row.confirmed
        return row._replace(outcome=standing.outcome, confirmed=confirmed)
    state = {WAIVED: DONE, READY: WAITING}.get(standing.state, standing.state)  # what opens is opened by ``opened``
    return StepState(state, 0, round=standing.round, outcome=standing.outcome, seq=seq)


def _keep_items(case: Case, before: Case, standing: Standing, event: Event) -> None:
    """The entries that the list still holds keep what was done of them; of an open step the others are open too.

    What waits keeps no entry that is merely open: it may have another list by the time it opens.
    """
    plan = case.plan.steps[standing.step]
    name = plan.each or ""
    rows = before.items[standing.was or ""].everything()
    waits = case.steps[standing.step].state == WAITING
    for item in event.fields.get(name, case.fields[name]) or ():
        row = rows.get(item)
        if row and (row.state == DONE or row.confirmed or not waits):
            confirmed = tuple(a for a in row.confirmed if a in plan.by) if row.state == READY else row.confirmed
            case.items[standing.step][item] = row._replace(confirmed=confirmed)
        elif case.steps[standing.step].state == READY:
            case.items[standing.step][item] = ItemState(READY)


def _count_anew(case: Case) -> None:
    """What each step waits for, how many items it has open, and how many steps are not settled, from the states."""
    states = {step: case.steps[step].state for step in case.plan.steps}
    case.unsettled = sum(state not in (DONE, SKIPPED) for state in states.values())
    for step, plan in case.plan.steps.items():
        pending = sum(states[before] not in (DONE, SKIPPED) for before in plan.after)
        live = sum(states[before] == DONE for before in plan.after)
        open_items = _open_items(case, step) if states[step] == READY else 0
        case.steps[step] = case.steps[step]._replace(pending=pending, live=live, open_items=open_items)


def _touch_everything(case: Case, fields: Iterable[str]) -> None:
    plan = case.plan.steps
    touched = ((step, case.steps[step]) for step in plan)
    case.touched_steps = {s: row.state for s, row in touched if row != untouched(case.plan, s)}
    case.touched_items = {(step, item): None for step in case.plan.steps for item in case.items[step].everything()}
    case.touched_fields.update(dict.fromkeys(fields))


def _copied(rows: Rows[K, V]) -> Rows[K, V]:
    copy = Rows(rows.fetch)
    copy.update(rows)
    return copy


def _revert(case: Case) -> Case:
    """Back to where the case stood before it moved: nothing else has happened since."""
    before, fields = case.before, case.plan.fields
    assert before, "only a case that was folded from its events knows where it stood"
    for name in ("plan", "state", "result", "steps", "items", "fields", "earlier", "unsettled", "closed_at"):
        setattr(case, name, getattr(before, name))
    case.before = None
    _touch_everything(case, fields)
    return case
