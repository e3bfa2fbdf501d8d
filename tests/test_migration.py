"""Moving running cases to another version of their procedure: where they come to stand, and what is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from edits import edited
from hypothesis import given, settings
from hypothesis import strategies as st
from test_laws import LAW, Rules, Said, finished

from engine import model
from engine.calendar import due_day, local_day
from engine.case import Case, Event, Value, evolve, new_case, replay
from engine.decide import Command, Complete, Correct, Moment, Resume, Start, Suspend, decide
from engine.lifecycle import CLOSED, COMPLETED, DONE, OPEN, READY, SKIPPED, WAITING
from engine.migration import Move, Terms, migrated, move, origins, reverted
from engine.plan import Plan, StepPlan
from processes import ACTORS, BEGIN, HOLIDAYS, VARIETY, Walk, made_up, planned, snapshot

EDITS = max(4, VARIETY // 50)
"""How many changed versions there are of each procedure."""


class Moving:
    """A case that is under way in one version, and another version of its procedure.

    Of several versions (0: the one on which it began) it has moved to all but the last already, and has gone on.
    """

    def __init__(self, size: int, which: int, edits: list[int], seed: int, length: int) -> None:
        self.walk, self.random = Walk(*made_up(size, which), seed, length, slips=0, mends=0.12), Random(seed)
        self.events: list[Event] = []
        self.follow(self.walk.go())
        for edit in edits:
            if edit != edits[0]:
                self.moves()
            self.process, self.plan = edited(size, which, edit) if edit else made_up(size, which)

    def follow(self, walk: Iterator[object]) -> None:
        """What happens in the case, up to the last time at which it is not closed."""
        for _ in walk:
            if self.walk.case.state not in CLOSED:
                self.events = list(self.walk.events)
        self.case = replay("c-1", self.events)

    def moves(self) -> None:
        """The case moves and goes on, if it can."""
        found = self.granted()[1]
        if found.reasons or found.completes:
            return
        before, self.walk = self.walk, Walk(self.process, self.plan, self.walk.seed, 6, slips=0, mends=0.12)
        self.events.append(migrated(self.case, self.plan, found, "ปรับปรุง", Moment(before.at)))
        self.walk.events, self.walk.at = list(self.events), before.at
        self.walk.case = replay("c-1", self.events)
        self.follow(self.walk.goes_on())

    def __repr__(self) -> str:
        steps = "\n".join(f"    {step.model_dump(exclude_defaults=True)}" for step in self.process.steps)
        return f"{self.walk!r}\nuntil event {len(self.events)}, then\n{steps}\n{self.process.fields}"

    @property
    def moment(self) -> Moment:
        return Moment(self.walk.at, "พี่นก", "nok", HOLIDAYS)

    def granted(self) -> tuple[Terms, Move]:
        """Terms that grow until the case can move, or until there is nothing more to grant."""
        terms = Terms()
        for _ in range(12):
            found = move(self.case, self.plan, terms)
            if not found.reasons:
                break
            terms = terms.with_(self.grant(found))
        return terms, found

    def grant(self, found: Move) -> Terms:
        reason, pick = found.reasons[0], self.random.choice
        match reason.code:
            case "dropped" | "not-now":
                return Terms(history=frozenset({reason.step}))
            case "before":
                if pick((True, False)):
                    return Terms(catch_up=frozenset(reason.steps))
                return Terms(waive={step: onward(self.plan, step) for step in reason.steps})
            case "read":
                return Terms(waive={reason.step: onward(self.plan, reason.step)})
            case "outcome":
                return pick((Terms(waive={reason.step: onward(self.plan, reason.step)}),
                             Terms(again=frozenset({reason.step}))))  # fmt: skip
            case "entries":
                return pick((Terms(waive={reason.step: None}), Terms(again=frozenset({reason.step}))))
            case "begun":
                return Terms(again=frozenset({reason.step}))
            case "field":
                asked = self.plan.fields[reason.name]
                values: dict[str, Value] = {"list": ("ก", "ข"), "number": 3, "date": "2026-01-09", "text": "ก"}
                values |= {"choice": next(iter(asked.choices), None)}
                value = tuple(asked.choices) if asked.choices and asked.type == "list" else values[asked.type]
                return Terms(fields={reason.name: value})
        return Terms()


def onward(plan: Plan, step: str) -> str | None:
    outcomes = plan.steps[step].outcomes
    return next((name for name, outcome in outcomes.items() if not (outcome.back or outcome.end)), None)


moving = st.builds(
    Moving, st.integers(1, 12), st.integers(1, VARIETY), st.lists(st.integers(0, EDITS), min_size=1, max_size=3),
    st.integers(0, 1 << 24), st.integers(1, 24),
)  # fmt: skip


def moved(trial: Moving) -> tuple[Terms, Move, Case] | None:
    """The case after the migration; None if nothing that can be granted moves it."""
    terms, found = trial.granted()
    if found.reasons:
        assert {reason.code for reason in found.reasons} <= {"suspended"}, found.reasons
        return None
    event = migrated(trial.case, trial.plan, found, "ปรับปรุง", trial.moment)
    return terms, found, evolve(replay("c-1", trial.events), event)


@LAW
@given(moving)
def test_a_case_that_has_moved_is_explained_by_its_history(trial: Moving) -> None:
    if result := moved(trial):
        terms, found, case = result
        event = migrated(trial.case, trial.plan, found, "ปรับปรุง", trial.moment)
        again = replay("c-1", [*trial.events, event])
        assert snapshot(again) == snapshot(case)
        assert list(case.ready()) == (list(found.ready) if case.state == OPEN else [])
        counted(case)
        if not terms.catch_up and not catching_up(trial.case):
            assert {step: case.steps[step].state for step in case.plan.steps} == by_the_rules(trial, terms, found)


def catching_up(case: Case) -> bool:
    """Whether something is done or open behind a step that is not settled."""
    late = [step for step, row in case.steps.items() if row.state in (WAITING, READY)]
    return any(case.steps[s].state in (DONE, READY) for step in late for s in case.plan.downstream(step)[1:])


def counted(case: Case) -> None:
    """The counters are what counting anew gives."""
    settled = {step for step in case.plan.steps if case.steps[step].state in (DONE, SKIPPED)}
    assert case.unsettled == len(case.plan.steps) - len(settled)
    for name, step in case.plan.steps.items():
        row = case.steps[name]
        assert row.pending == sum(before not in settled for before in step.after)
        assert row.live == sum(case.steps[before].state == DONE for before in step.after)
        items = case.items[name].everything()
        assert row.open_items == (sum(i.state == READY for i in items.values()) if row.state == READY else 0)
        if row.state == READY and step.each:
            assert set(items) == set(case.fields[step.each])


def by_the_rules(trial: Moving, terms: Terms, found: Move) -> dict[str, str]:
    """Where the steps stand by the plain reading of the rules, from what was said in the versions before."""
    after = Rules(trial.process)
    origin = origins(trial.case.plan, trial.plan)
    region = {step for again in found.again for step in trial.plan.downstream(again)}
    fields = {**{name: trial.case.fields[name] for name in trial.plan.fields}, **found.fields}
    after.fields = {name: value for name, value in fields.items() if value is not None}
    for name, step in trial.plan.steps.items():
        parts = (after.fields.get(step.each) or ()) if step.each else (None,)
        if name in found.waived:
            after.said += [Said(name, part, terms.waive[name]) for part in parts for _ in range(step.confirmations)]
        elif name in origin and name not in region:
            row = trial.case.steps[origin[name]]
            outcome = row.outcome if row.outcome in step.outcomes else terms.waive.get(name)
            outcomes = step.outcomes.get(outcome or "")
            if outcomes and (outcomes.back or outcomes.end):
                outcome = terms.waive.get(name)
            if row.state == DONE:  # by whom, and for each entry or not, was settled when it was done
                after.said += [Said(name, part, outcome) for part in parts for _ in range(step.confirmations)]
            else:
                after.said += [Said(name, part, None) for part, count in begun(trial, origin[name], step)
                               for _ in range(count)]  # fmt: skip
    return after.states()


def begun(trial: Moving, old: str, step: StepPlan) -> Iterator[tuple[str | None, int]]:
    """What has been said of a step that is not done, and by how many of those who perform it in the new version."""
    yield None, len(set(trial.case.steps[old].confirmed) & set(step.by))
    for item, row in trial.case.items[old].everything().items():
        yield item, step.confirmations if row.state == DONE else len(set(row.confirmed) & set(step.by))


@LAW
@given(moving)
def test_finished_work_is_not_asked_for_again_unless_that_was_granted(trial: Moving) -> None:
    if result := moved(trial):
        terms, _, case = result
        origin = {old: new for new, old in origins(trial.case.plan, trial.plan).items()}
        granted = {after for step in terms.again if step in case.plan.steps for after in case.plan.downstream(step)}
        for step, row in ((step, trial.case.steps[step]) for step in trial.case.plan.steps):
            new = origin.get(step)
            if row.state == DONE:
                if new is None:
                    assert step in terms.history
                elif case.steps[new].state == SKIPPED:
                    assert new in terms.history or new in granted
                elif new not in granted:
                    assert case.steps[new].state == DONE
                    assert case.steps[new].ready_at == row.ready_at
            elif new is not None and new not in granted and case.steps[new].state in (READY, WAITING):
                done = {i for i, item in trial.case.items[step].everything().items() if item.state == DONE}
                kept = {i for i, item in case.items[new].everything().items() if item.state == DONE}
                assert done <= kept
                assert set(row.confirmed) & set(case.plan.steps[new].by) <= set(case.steps[new].confirmed)


@LAW
@given(moving)
def test_a_case_that_has_moved_can_be_finished(trial: Moving) -> None:
    result = moved(trial)
    if result is None:
        return
    walk = Walk(trial.process, trial.plan, trial.walk.seed, 0)
    walk.case, walk.at = result[2], trial.walk.at
    for case in finished(walk, entries=6):
        counted(case)


@LAW
@given(moving)
def test_a_case_that_has_moved_goes_on_by_the_rules(trial: Moving) -> None:
    """Whatever is done in it from then on, also back and mended, its counters and its record stay right."""
    result = moved(trial)
    if result is None:
        return
    _, found, case = result
    walk = Walk(trial.process, trial.plan, trial.walk.seed, 12, slips=0.1, mends=0.2)
    walk.events = [*trial.events, migrated(trial.case, trial.plan, found, "ปรับปรุง", trial.moment)]
    walk.case, walk.at = case, trial.walk.at
    for command in walk.commands():
        try:
            events = walk.decide(command)
        except Exception as error:
            if type(error).__name__ != "Refused":
                raise
            continue
        walk.apply(events)
        counted(walk.case)
    assert snapshot(replay("c-1", walk.events)) == snapshot(walk.case)


@LAW
@given(moving)
def test_a_migration_can_be_taken_back(trial: Moving) -> None:
    if result := moved(trial):
        case = result[2]
        back = evolve(case, reverted(case, trial.case.plan, "ผิดรุ่น", trial.moment))
        then, now = snapshot(back), snapshot(trial.case)
        assert back.seq == trial.case.seq + 2
        assert [then.steps, then.items, then.fields, then.earlier] == [now.steps, now.items, now.fields, now.earlier]
        assert (back.state, back.unsettled, back.plan) == (trial.case.state, trial.case.unsettled, trial.case.plan)


@settings(max_examples=300)
@given(moving)
def test_a_case_that_moves_to_the_version_it_is_on_stands_where_it_stood(trial: Moving) -> None:
    found = move(trial.case, trial.case.plan, Terms())
    assert found.reasons == ()
    case = evolve(replay("c-1", trial.events), migrated(trial.case, trial.case.plan, found, "", trial.moment))
    assert (case.steps, found.opened, found.closed) == (dict(trial.case.steps), (), ())


# -- single cases ------------------------------------------------------------------------------------------------------

NOW = Moment(BEGIN, "พี่นก", "nok", HOLIDAYS)


def version(*steps: dict[str, Any], **fields: dict[str, Any]) -> Plan:
    """A procedure of these steps; each waits for the one above."""
    return planned(model.Process(
        process="small", number=1, title="t", case="c", responsible=("clerk",),
        fields={name: model.Field(title=name, **words) for name, words in fields.items()},
        steps=tuple(model.Step(title=step["id"], **step) for step in steps),
    ))  # fmt: skip


def case_of(plan: Plan, *commands: Command) -> Case:
    return told(new_case(plan, "c-1"), Start(), *commands)


def told(case: Case, *commands: Command) -> Case:
    for command in commands:
        for event in decide(case, command, NOW):
            evolve(case, event)
    return case


def moves(case: Case, plan: Plan, **terms: Any) -> Case:
    found = move(case, plan, Terms(**terms))
    assert found.reasons == ()
    return evolve(case, migrated(case, plan, found, "ปรับปรุง", NOW))


def stays(case: Case, plan: Plan, **terms: Any) -> list[str]:
    return [reason.code for reason in move(case, plan, Terms(**terms)).reasons]


NAMES = {"type": "list"}
GIVEN = {"names": ("ก", "ข")}
PREPARE, EACH = {"id": "prepare"}, {"id": "each", "each": "names"}
CHECK = {"id": "check", "decision": {"good": model.Outcome(title="g"), "bad": model.Outcome(title="b", back="prepare")}}


def test_a_step_that_waits_again_opens_the_entries_of_the_list_that_is_given_then() -> None:
    case = case_of(version({"id": "ask", "asks": ("names",)}, EACH, names=NAMES), Complete("ask", fields=GIVEN))
    moves(case, version({"id": "ask-anew", "asks": ("names",)}, EACH, names=NAMES), history=frozenset({"ask"}))
    assert (case.steps["each"].state, case.items["each"].everything()) == (WAITING, {})
    told(case, Complete("ask-anew", fields={"names": ("ค",)}))
    assert list(case.items["each"].everything()) == ["ค"]
    assert told(case, Complete("each", ("ค",))).state == COMPLETED


def test_work_on_a_list_that_will_be_asked_for_again_is_not_gone_on_with() -> None:
    """The new list might hold only what is done already, and nothing would be left to complete."""
    old = version({"id": "ask", "asks": ("names",)}, PREPARE, EACH, CHECK, names=NAMES)
    new = version({"id": "ask-anew", "asks": ("names",)}, PREPARE, EACH, CHECK, names=NAMES)
    case = case_of(old, Complete("ask", fields=GIVEN), Complete("prepare"), Complete("each", ("ก", "ข")),
                   Complete("check", ("ข",), "bad"))  # fmt: skip
    assert stays(case, new, history=frozenset({"ask"})) == ["begun"]
    moves(case, new, history=frozenset({"ask"}), again=frozenset({"each"}))
    told(case, Complete("ask-anew", fields={"names": ("ก",)}), Complete("prepare"), Complete("each", ("ก",)))
    assert told(case, Complete("check", outcome="good")).state == COMPLETED


YES_NO = {"yes": model.Outcome(title="y"), "no": model.Outcome(title="n")}


def test_what_a_later_condition_reads_is_not_left_to_be_caught_up_with() -> None:
    """The condition would be judged before the decision is there, and the step skipped though it should happen."""
    first, last = {"id": "first"}, {"id": "last"}
    ruled = {"id": "ruled", "when": {"rule": ("yes",)}}
    old = version(first, {"id": "second"}, last, names=NAMES)
    new = version({"id": "rule", "decision": YES_NO}, first, {"id": "second"}, ruled, last)
    case = case_of(old, Complete("first"))
    assert stays(case, new) == ["read"]
    assert stays(case, new, catch_up=frozenset({"rule"})) == ["read"]
    moves(case, new, waive={"rule": "yes"})
    assert list(told(case, Complete("second")).ready()) == ["ruled"]


def test_what_waits_for_a_decision_may_read_it_though_something_else_is_caught_up_with() -> None:
    first, rule = {"id": "first"}, {"id": "rule", "decision": YES_NO}
    ruled = {"id": "ruled", "when": {"rule": ("yes",)}}
    case = case_of(version(first, {"id": "last"}), Complete("first"))
    new = version({"id": "notice"}, first, rule, ruled, {"id": "last"})
    assert stays(case, new) == ["before"]
    moves(case, new, catch_up=frozenset({"notice"}))
    told(case, Complete("rule", outcome="yes"), Complete("ruled"), Complete("notice"))
    assert list(case.ready()) == ["last"]


def test_what_is_being_caught_up_with_need_not_be_granted_again() -> None:
    first, notice, last = {"id": "first"}, {"id": "notice"}, {"id": "last"}
    case = case_of(version(first, last), Complete("first"))
    moves(case, version(notice, first, last), catch_up=frozenset({"notice"}))
    moves(case, version(notice, first, last, {"id": "more"}))
    assert list(case.ready()) == ["notice", "last"]
    assert list(told(case, Complete("last"), Complete("notice")).ready()) == ["more"]


def test_a_waiver_holds_also_in_the_next_version() -> None:
    first, each, last = {"id": "first"}, {"id": "each", "each": "names"}, {"id": "last"}
    names = {"type": "list", "choices": {"a": "ก", "b": "ข"}}
    case = case_of(version(first, {"id": "each"}, last), Complete("first"), Complete("each"))
    new = version(first, each, last, names=names)
    assert stays(case, new) == ["entries"]
    moves(case, new, waive={"each": None})
    assert stays(case, version(first, each, last, {"id": "more"}, names=names)) == []


def test_a_list_that_holds_all_there_is_holds_what_the_new_version_adds() -> None:
    """Unless an entry was taken out of it by hand; and what is done already is not done for the new entry."""
    two, three = ({"type": "list", "choices": dict.fromkeys(names, "ก")} for names in ("ab", "abc"))
    old, new = (version({"id": "first"}, EACH, names=names) for names in (two, three))
    case = moves(case_of(old, Complete("first"), Complete("each", ("a",))), new)
    assert case.fields["names"] == tuple(case.items["each"].everything()) == ("a", "b", "c")
    fewer = moves(case_of(old, Correct({}, "ไม่มี", withdrawn={"names": ("b",)})), new)
    assert fewer.fields["names"] == ("a",)
    longer = version({"id": "first"}, EACH, {"id": "last"}, names=two)
    done = case_of(longer, Complete("first"), Complete("each", ("a", "b")))
    assert stays(done, version({"id": "first"}, EACH, {"id": "last"}, names=three)) == ["entries"]


def test_what_is_open_keeps_its_deadline_and_is_counted_from_its_opening_by_another() -> None:
    """Without the days on which the case was suspended."""

    def deadline(within: str) -> Plan:
        return version({"id": "first", "within": within}, {"id": "last", "within": "3 days"})

    def on(day: int) -> Moment:
        return NOW._replace(at=NOW.at + timedelta(days=day))

    case = told(case_of(deadline("10 days")), Suspend("รอ"))
    for event in decide(case, Resume("ต่อ"), on(4)):
        evolve(case, event)
    kept = case.steps["first"]
    for within, days in (("10 days", 14), ("20 days", 24)):
        plan = deadline(within)
        evolve(case, migrated(case, plan, move(case, plan, Terms()), "", on(6)))
        last = due_day(local_day(NOW.at), f"{days} days", HOLIDAYS).isoformat()
        assert (case.steps["first"].due, case.steps["first"].ready_at) == (last, kept.ready_at)
    unknown = on(6)._replace(holidays={})  # what was promised is not computed once more
    evolve(case, migrated(case, plan, move(case, plan, Terms()), "", unknown))
    assert case.steps["first"].due == last
    plan = version({"id": "notice", "within": "3 days"}, {"id": "first"})
    evolve(case, migrated(case, plan, move(case, plan, Terms()), "", on(6)))
    assert case.steps["notice"].due == due_day(local_day(on(6).at), "3 days", HOLIDAYS).isoformat()


def test_what_is_done_again_is_in_a_new_round_and_its_values_are_offered() -> None:
    plan = version({"id": "first", "asks": ("size",)}, {"id": "last"}, size={"type": "text"})
    case = moves(case_of(plan, Complete("first", fields={"size": ("ใหญ่",)})), plan, again=frozenset({"first"}))
    assert [case.steps[step].round for step in ("first", "last")] == [2, 2]
    assert (case.fields["size"], case.earlier["size"], list(case.ready())) == (None, "ใหญ่", ["first"])


def test_a_case_that_was_completed_by_moving_goes_on_when_it_is_taken_back() -> None:
    old = version({"id": "first"}, {"id": "last"})
    case = moves(case_of(old, Complete("first")), version({"id": "first"}))
    assert (case.state, case.closed_at) == (COMPLETED, NOW.at)
    evolve(case, reverted(case, old, "ผิดรุ่น", NOW))
    assert (case.state, case.closed_at, list(case.ready())) == (OPEN, None, ["last"])
    assert told(case, Complete("last")).state == COMPLETED


def test_who_no_longer_performs_a_joint_step_has_no_part_in_it() -> None:
    def joint(*actors: str) -> Plan:
        return version({"id": "first", "by": actors})

    case = moves(case_of(joint(*ACTORS[:3]), Complete("first", actor=ACTORS[0])), joint(*ACTORS[1:3]))
    assert told(case, Complete("first", actor=ACTORS[1])).state == OPEN
    assert told(case, Complete("first", actor=ACTORS[2])).state == COMPLETED
