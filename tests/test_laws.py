"""The laws of a case (DESIGN §3), each held to random procedures and random walks through them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import assume, given, settings

from engine import library
from engine import plan as plans
from engine.case import Case, replay
from engine.decide import Complete, Resume
from engine.lifecycle import CLOSED, DONE, READY, SKIPPED, SUSPENDED, WAITING, WITHDRAWN
from engine.problems import Refused
from processes import Walk, snapshot, walks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.case import Event, Value
    from engine.model import Process, Step
    from engine.plan import StepPlan

LAW = settings(max_examples=max(2_000, 5 * settings.default.max_examples))  # type: ignore[union-attr]
"""Two thousand examples of every law with ``make test``, ten thousand with ``make test-long``."""


# -- the record ------------------------------------------------------------------------------------------------------


@LAW
@given(walks())
def test_replaying_the_events_gives_the_same_case(walk: Walk) -> None:
    for _ in walk.go():
        pass
    assert snapshot(replay("c-1", walk.events)) == snapshot(walk.case)
    assert [event.seq for event in walk.events] == list(range(1, len(walk.events) + 1))


@LAW
@given(walks())
def test_a_plan_is_the_same_after_it_was_stored(walk: Walk) -> None:
    stored = plans.from_json(plans.to_json(walk.plan))
    assert stored == walk.plan
    assert [list(stored.steps), list(stored.fields)] == [list(walk.plan.steps), list(walk.plan.fields)]


@LAW
@given(walks())
def test_a_definition_is_the_same_after_it_was_stored(walk: Walk) -> None:
    stored = library.from_definition(library.definition(walk.process))
    assert stored == walk.process
    assert library.version(stored) == library.version(walk.process)


@LAW
@given(walks(slips=0.6))
def test_a_refused_command_leaves_no_trace(walk: Walk) -> None:
    walk.begin()
    for command in walk.commands():
        before = snapshot(walk.case)
        try:
            events = walk.decide(command)
        except Refused:
            assert snapshot(walk.case) == before
        else:
            walk.apply(events)


@LAW
@given(walks())
def test_deciding_changes_nothing_and_gives_the_same_again(walk: Walk) -> None:
    walk.begin()
    for command in walk.commands():
        before = snapshot(walk.case)
        try:
            events = walk.decide(command)
        except Refused:
            continue
        assert snapshot(walk.case) == before
        assert walk.decide(command) == events
        walk.apply(events)


# -- the rules, read a second time -------------------------------------------------------------------------------------


class Said(NamedTuple):
    """Something that somebody said and that still stands in this round."""

    step: str
    item: str | None
    outcome: str | None


class Rules:
    """The rules of DESIGN §3 in the plainest reading: everything is worked out anew from what people said.

    Of an event only its first half is read (kind, step, item, outcome, fields), never what the engine made follow.
    """

    def __init__(self, process: Process) -> None:
        self.steps: dict[str, Step] = {step.id: step for step in process.steps}
        self.after = {step.id: process.after(place) for place, step in enumerate(process.steps)}
        self.said: list[Said] = []
        self.fields: dict[str, Value] = {}
        self.rounds = Counter(dict.fromkeys(self.steps, 1))
        self.state, self.ending = "open", ""
        self.result: str | None = None

    def seen(self) -> dict[str, str]:
        """The states as people see them: rule 4 withdraws what was open when the case was closed."""
        closed = self.state in CLOSED
        return {step: WITHDRAWN if closed and s in (WAITING, READY) else s for step, s in self.states().items()}

    def states(self) -> dict[str, str]:
        """Rules 1 and 2, tried on every step until nothing more changes."""
        found = dict.fromkeys(self.steps, WAITING)
        while True:
            before = dict(found)
            for step in self.steps:
                found[step] = self.state_of(step, found)
            if found == before:
                return found

    def state_of(self, step: str, found: dict[str, str]) -> str:
        gate = {found[before] for before in self.after[step]}
        if not gate <= {DONE, SKIPPED} or self.ending in self.after[step]:
            return WAITING
        if (gate and DONE not in gate) or not self.holds(step, found):
            return SKIPPED
        return DONE if self.is_through(step) else READY

    def holds(self, step: str, found: dict[str, str]) -> bool:
        for name, wanted in (self.steps[step].when or {}).items():
            value = self.fields.get(name) if name not in self.steps else None
            if found.get(name) == DONE:
                value = [said.outcome for said in self.said if said.step == name][-1]
            if value not in wanted:
                return False
        return True

    def is_through(self, step: str) -> bool:
        """Rule 5, and joint steps: every actor, and every entry."""
        voices = len(self.steps[step].by) or 1
        heard = Counter(said.item for said in self.said if said.step == step)
        return all(heard[entry] == voices for entry in self.entries(step) or (None,))

    def done_items(self, step: str) -> set[str]:
        voices = len(self.steps[step].by) or 1
        heard = Counter(said.item for said in self.said if said.step == step)
        return {entry for entry in self.entries(step) if heard[entry] == voices}

    def take(self, event: Event) -> None:
        match event.kind:
            case "suspended" | "cancelled":
                self.state = event.kind
            case "resumed":
                self.state = "open"
            case "reopened":
                self.go_back(str(event.step), set())
                self.state, self.result, self.ending = "open", None, ""
            case "corrected":
                self.fields |= event.fields
                self.said = [said for said in self.said if said.item is None or said.item in self.entries(said.step)]
            case "confirmed" | "completed" | "returned" | "ended":
                self.hear(event)
        self.fields |= event.fields
        if self.state == "open" and set(self.states().values()) <= {DONE, SKIPPED}:
            self.state = "completed"

    def hear(self, event: Event) -> None:
        step = str(event.step)
        outcome = (self.steps[step].decision or {}).get(event.outcome or "")
        if outcome and outcome.back:
            self.go_back(outcome.back, set(event.items))
            return
        self.said.append(Said(step, event.item, event.outcome))
        if outcome and outcome.end:
            self.state, self.result, self.ending = "ended", outcome.end, step

    def go_back(self, target: str, items: set[str]) -> None:
        """Rule 3: forget what was said downstream; of a list that holds the entries named, only about these."""
        region, states = {target}, self.states()
        while more := {step for step in self.steps if region & set(self.after[step])} - region:
            region |= more
        cleared = {name for step in region if states[step] == DONE for name in self.steps[step].asks}
        kept = [
            said
            for said in self.said
            if said.step not in region
            or (items and self.steps[said.step].each not in cleared and items <= self.entries(said.step) - {said.item})
        ]
        self.said = kept
        self.fields = {name: value for name, value in self.fields.items() if name not in cleared}
        self.rounds.update(step for step in region if states[step] != WAITING)

    def entries(self, step: str) -> set[str]:
        each = self.steps[step].each
        return set(self.fields.get(each) or ()) if each else set()


@LAW
@given(walks(loose=True))
def test_after_every_event_the_case_stands_where_the_rules_put_it(walk: Walk) -> None:
    rules = Rules(walk.process)
    for events in walk.go():
        for event in events:
            rules.take(event)
        case = walk.case
        assert {step: case.state_of(step) for step in rules.steps} == rules.seen()
        assert {step: case.steps[step].round for step in rules.steps} == dict(rules.rounds)
        assert {name: case.fields[name] for name in case.plan.fields if case.fields[name] is not None} == rules.fields
        assert (case.state, case.result) == (rules.state, rules.result)
        for step in case.plan.steps:
            rows = case.items[step].everything()
            assert {item for item, row in rows.items() if row.state == DONE} == rules.done_items(step)
            if case.steps[step].state in (READY, DONE):
                assert set(rows) == rules.entries(step)


@LAW
@given(walks(slips=0.3))
def test_no_step_completes_before_what_it_waits_for_is_settled(walk: Walk) -> None:
    rules = Rules(walk.process)
    for events in walk.go():
        for event in events:
            if event.kind in ("confirmed", "completed", "returned", "ended"):
                before = rules.states()
                assert before[str(event.step)] == READY
                assert all(before[step] in (DONE, SKIPPED) for step in rules.after[str(event.step)])
            rules.take(event)


# -- every case can be finished ----------------------------------------------------------------------------------------


@LAW
@given(walks())
def test_from_every_reached_state_there_are_commands_that_finish_the_case(walk: Walk) -> None:
    for _ in walk.go():
        pass
    for _ in finished(walk, entries=5):
        pass


def finished(walk: Walk, entries: int) -> Iterator[Case]:
    """Finish the case with as few commands as it needs, with lists of at most so many ``entries``; gives the case
    after each. Fails if it cannot be finished."""
    if walk.case.state == SUSPENDED:
        walk.apply(walk.decide(Resume("ต่อ")))
    bound = sum(step.confirmations * (entries if step.each else 1) for step in walk.plan.steps.values())
    for _ in range(bound):
        if walk.case.state in CLOSED:
            break
        ready = list(walk.case.ready())
        assert ready, "open, and nothing to be done"
        for command in forward(walk, walk.case, walk.plan.steps[ready[0]]):
            walk.apply(walk.decide(command))
            yield walk.case
    assert walk.case.state in CLOSED


def forward(walk: Walk, case: Case, step: StepPlan) -> list[Complete]:
    """All that is left of a ready step, decided so that the case goes on (or ends, where it cannot go on)."""
    if step.each:
        rows = case.items[step.id].everything()
        found = []
        for actor in step.by if step.joint else (None,):
            items = tuple(item for item, row in rows.items() if row.state == READY and actor not in row.confirmed)
            found += [Complete(step.id, items, actor=actor)] if items else []
        return found
    onward = [name for name, o in step.outcomes.items() if not (o.back or o.end)]
    onward += [name for name, o in step.outcomes.items() if o.end]
    outcome = onward[0] if onward else None
    fields = {name: walk.texts(case.plan.fields[name]) for name in step.asks}
    left = [a for a in step.by if a not in case.steps[step.id].confirmed] if step.joint else [None]
    return [*(Complete(step.id, actor=a) for a in left[:-1]), Complete(step.id, (), outcome, left[-1], fields)]


@LAW
@given(walks(mends=0.05))
def test_a_finished_case_has_no_ready_step_and_takes_no_work(walk: Walk) -> None:
    for _ in walk.go():
        if walk.case.state in CLOSED:
            assert list(walk.case.ready()) == []
            states = {walk.case.state_of(step) for step in walk.plan.steps}
            assert not states & {READY, WAITING}
            for step in walk.plan.steps:
                with pytest.raises(Refused) as refused:
                    walk.decide(Complete(step))
                assert refused.value.code == f"case-{walk.case.state}"


# -- independent steps -------------------------------------------------------------------------------------------------


@LAW
@given(walks(longest=14, smallest=8))
def test_the_order_in_which_independent_steps_complete_does_not_matter(walk: Walk) -> None:
    found = [(len(walk.events), ready) for _ in walk.go() if len(ready := going_on(walk)) > 1]
    assume(found)
    reached, ready = walk.random.choice(found)
    one, other = walk.random.sample(ready, 2)
    assert other.id not in walk.plan.downstream(one.id)
    case = replay("c-1", walk.events[:reached])
    first, second = forward(walk, case, one), forward(walk, case, other)
    assert after(walk, reached, first + second) == after(walk, reached, second + first)


def going_on(walk: Walk) -> list[StepPlan]:
    """The ready steps that can be completed without going back or ending the case."""
    ready = [walk.plan.steps[step] for step in walk.case.ready()]
    return [s for s in ready if not s.outcomes or any(not (o.back or o.end) for o in s.outcomes.values())]


def after(walk: Walk, reached: int, commands: list[Complete]) -> object:
    """A copy of the case after some commands, without what the order may change: event numbers."""
    apart = Walk(walk.process, walk.plan, 0, 0)
    apart.apply(walk.events[:reached])
    for command in commands:
        apart.apply(apart.decide(command))
    case, found = apart.case, snapshot(apart.case)
    return (
        case.state, case.unsettled, found.fields, found.touched,
        {step: row._replace(seq=0) for step, row in found.steps.items()},
        {step: {item: row._replace(seq=0) for item, row in rows.items()} for step, rows in found.items.items()},
    )  # fmt: skip


# -- what is counted along the way -----------------------------------------------------------------------------------


@LAW
@given(walks())
def test_the_counters_are_always_what_counting_anew_would_give(walk: Walk) -> None:
    for _ in walk.go():
        case = walk.case
        settled = {step for step in walk.plan.steps if case.steps[step].state in (DONE, SKIPPED)}
        assert case.unsettled == len(walk.plan.steps) - len(settled)
        for name, step in walk.plan.steps.items():
            row = case.steps[name]
            assert row.pending == sum(before not in settled for before in step.after)
            assert row.live == sum(case.steps[before].state == DONE for before in step.after)
            open_items = [item for item in case.items[name].everything().values() if item.state == READY]
            assert row.open_items == (len(open_items) if row.state == READY else 0)
