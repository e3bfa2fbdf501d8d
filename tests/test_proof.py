"""What ``check`` proves: held to an oracle that walks every case, shown by commands, mended for good."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from heapq import heappop, heappush
from itertools import combinations
from random import Random
from typing import Any

import pytest
from oracle import TooLarge, Truth, Walker, copied, replayed, truth

from engine import checks, graph, library, model, proof
from engine.case import Case
from engine.folders import bundled_processes
from engine.lifecycle import CLOSED, DONE, OPEN, READY, SKIPPED
from engine.mends import proposals
from engine.problems import Problem
from engine.source import Document
from processes import Draft, made_up, planned

LONG = bool(os.environ.get("KHUMUE_LONG"))
RANDOM_PROCESSES = 20_000 if LONG else 400
MUTANTS = 500 if LONG else 60


def subject_of(process: model.Process) -> checks.Subject:
    return checks.Subject(process, Document("made-up.yaml"))


def any_process(seed: int) -> model.Process:
    """A random procedure, sound or not; half of them with something changed in it."""
    random = Random(f"proof/{seed}")
    process = Draft(random, random.randint(1, 7), loose=random.random() < 0.5).process()
    return mutant(process, random) if random.random() < 0.5 else process


# -- one defect --------------------------------------------------------------------------------------------------------


def mutant(process: model.Process, random: Random) -> model.Process:
    """The procedure with one thing changed at random."""
    place = random.randrange(len(process.steps))
    changes = random.choice(DEFECTS)(process, place, random)
    steps = list(process.steps)
    steps[place] = steps[place].model_copy(update=changes)
    return process.model_copy(update={"steps": tuple(steps)})


def without_an_edge(process: model.Process, place: int, random: Random) -> dict[str, Any]:
    after = list(process.after(place))
    if after:
        after.remove(random.choice(after))
    return {"after": tuple(after)}


def other_edge(process: model.Process, _place: int, random: Random) -> dict[str, Any]:
    return {"after": (random.choice(process.steps).id,)}


def other_outcome(process: model.Process, place: int, random: Random) -> dict[str, Any]:
    """One outcome goes back elsewhere, ends the case, or goes on."""
    decision = dict(process.steps[place].decision or {"pass": model.Outcome(title="t")})
    name = random.choice(list(decision))
    back = random.choice([None, *(step.id for step in process.steps)])
    decision[name] = model.Outcome(title="t", back=back, end=None if back else random.choice([None, "stopped"]))
    return {"decision": decision, "each": None}


def other_condition(process: model.Process, place: int, random: Random) -> dict[str, Any]:
    subject = subject_of(process)
    names = [n for n, f in process.fields.items() if f.type == "choice"] + list(subject.decisions)
    names = [name for name in names if checks.values(subject, name)]
    when = dict(process.steps[place].when or {})
    if when and random.random() < 0.4:
        when.pop(random.choice(list(when)))
    elif names:
        name = random.choice(names)
        values = checks.values(subject, name)
        when[name] = tuple(random.sample(values, random.randint(1, len(values))))
    return {"when": when or None}


def asks_less(process: model.Process, place: int, _random: Random) -> dict[str, Any]:
    return {"asks": process.steps[place].asks[1:]}


def asks_more(process: model.Process, place: int, random: Random) -> dict[str, Any]:
    step = process.steps[place]
    names = [name for name in process.fields if name not in step.asks]
    return {"asks": (*step.asks, random.choice(names)), "each": None} if names else {}


def every_outcome_back(process: model.Process, place: int, _random: Random) -> dict[str, Any]:
    step = process.steps[place]
    return {"decision": {"again": model.Outcome(title="t", back=step.id)}, "each": None}


DEFECTS: tuple[Callable[[model.Process, int, Random], dict[str, Any]], ...] = (
    without_an_edge, without_an_edge, other_edge, other_outcome, other_outcome, other_condition, other_condition,
    asks_less, asks_more, every_outcome_back,
)  # fmt: skip

# What no case can be walked with: names that mean nothing, steps in a circle.
UNWALKABLE = {
    "cycle", "never-asked", "when-unknown", "when-unknown-value", "when-not-choice", "each-with", "repeated-entry",
    "asked-at-start-too",
}  # fmt: skip


# -- every verdict -----------------------------------------------------------------------------------------------------


def told(found: list[Problem], code: str, *keys: str) -> set[Any]:
    rows = [problem.values for problem in found if problem.code == code]
    return {tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]] for row in rows}


def agrees(subject: checks.Subject, found: list[Problem], true: Truth) -> None:
    """Every verdict on a procedure, one by one."""
    steps = {step.id for step in subject.process.steps}
    silent = told(found, "skipped-silently", "step")
    silent |= {step for p in found if p.code == "skipped-silently" for step in p.values["behind"]}  # type: ignore[attr-defined]
    early = told(found, "when-too-early", "step", "name")
    assert true.early <= early
    if early or told(found, "each-too-early", "step", "name"):
        return  # what is read too early has no value that a situation could give it
    assert silent == true.silent
    rounds = told(found, "no-way-on", "step")
    assert rounds & true.happens == {s for s in true.rounds if all(o.back for o in subject.decisions[s].values())}
    never = told(found, "never-happens", "step")
    behind = {step for problem in found if problem.code == "never-past" for step in problem.values["steps"]}  # type: ignore[attr-defined]
    below = set().union(*(graph.region(subject.graph, step) - {step} for step in rounds & true.happens))
    missing = steps - true.happens
    assert never | behind <= missing
    assert missing <= never | behind | silent | below
    assert told(found, "back-not-always", "step", "outcome") == true.astray
    sideways = told(found, "back-not-upstream", "step", "outcome")
    assert {(step, outcome) for step, outcome in sideways if step in true.happens} == true.sideways
    assert told(found, "each-unasked", "step") == true.unasked
    assert told(found, "asked-twice", "name") == true.twice
    same_unless_asked_twice(told(found, "when-unasked", "step", "name"), true.untold, true)
    if true.stuck:
        assert rounds or true.astray or true.sideways or true.unasked
    alternatives_agree(subject, found, true)


def alternatives_agree(subject: checks.Subject, found: list[Problem], true: Truth) -> None:
    overlaps = {frozenset(pair) for pair in told(found, "alternatives-overlap", "step", "other")}
    assert overlaps <= true.together
    groups: dict[tuple[frozenset[str], frozenset[str], str], list[model.Step]] = {}
    for place, step in enumerate(subject.process.steps):
        for name in step.when or ():
            key = (frozenset(subject.process.after(place)), frozenset(step.when or ()), name)
            groups.setdefault(key, []).append(step)
    gaps = told(found, "alternatives-gap", "step", "name")
    for (after, _, name), group in groups.items():
        for one, other in combinations(group, 2):
            mine, theirs = set((one.when or {})[name]), set((other.when or {})[name])
            if mine & theirs and mine != theirs and frozenset((one.id, other.id)) in true.together:
                assert frozenset((one.id, other.id)) in overlaps
        taken = {value for step in group for value in (step.when or {})[name]}
        follows = {s.id for p, s in enumerate(subject.process.steps) if after & set(subject.process.after(p))}
        if not after:
            follows = {s.id for p, s in enumerate(subject.process.steps) if not subject.process.after(p)}
        seen = any(
            n == name and v not in taken and follows <= skipped and (not after or after & done)
            for n, v, skipped, done in true.nowhere
        )
        if len(group) > 1:
            told_here = {name} if any((step.id, name) in gaps for step in group) else set()
            same_unless_asked_twice(told_here, {name} if seen else set(), true)
    nowhere_agrees(subject, found, true, {name for (_, _, name), group in groups.items() if len(group) > 1})


def nowhere_agrees(subject: checks.Subject, found: list[Problem], true: Truth, told_otherwise: set[str]) -> None:
    """Of several outcomes that go on one leaves all that follows skipped, unless alternatives say so of the name."""
    seen = set()
    for name, outcome, skipped, done in true.nowhere:
        decision = subject.decisions.get(name, {})
        follows = {s.id for place, s in enumerate(subject.process.steps) if name in subject.process.after(place)}
        if name in done and follows and follows <= skipped and len(decision) > 1 and name not in told_otherwise:
            seen.add((name, outcome))
    same_unless_asked_twice(told(found, "leads-nowhere", "step", "outcome"), seen, true)


def same_unless_asked_twice(found: set[Any], seen: set[Any], true: Truth) -> None:
    """A field that is asked for twice may be lost on a way back, so that more is seen than a situation can tell."""
    assert found == seen or (true.twice and found <= seen)


def test_every_verdict_agrees_with_an_oracle_that_walks_every_case() -> None:
    walked = unsound = 0
    for seed in range(RANDOM_PROCESSES):
        process = any_process(seed)
        subject = subject_of(process)
        found = list(proof.findings(subject))
        if UNWALKABLE & {problem.code for problem in found}:
            continue
        try:
            true = truth(planned(process), 800)
        except TooLarge:
            continue
        walked += 1
        unsound += any(problem.severity == "error" for problem in found)
        try:
            agrees(subject, found, true)
        except AssertionError as error:
            raise AssertionError(explained(seed, process, found, true)) from error
    assert walked > RANDOM_PROCESSES // 2
    assert unsound > walked // 10


def explained(seed: int, process: model.Process, found: list[Problem], true: Truth) -> str:
    steps = "\n".join(f"    {s.model_dump(exclude_defaults=True, exclude={'title', 'text'})}" for s in process.steps)
    problems = [(problem.code, problem.values) for problem in found]
    return f"seed {seed}\n{steps}\n{problems}\n{replace(true, nowhere=set())}"


# -- shown and mended --------------------------------------------------------------------------------------------------


def shows(problem: Problem, cases: list[Case]) -> bool:
    """Whether the replayed commands of a finding end in what it says."""
    values, last = problem.values, cases[-1]
    before = cases[-2] if len(cases) > 1 else last
    step = str(values["step"])
    state = last.steps[step].state
    match problem.code:
        case "skipped-silently":
            return state == SKIPPED and all(
                last_value(last, name) in wanted for name, wanted in last.plan.steps[step].when
            )
        case "never-happens":
            return state == SKIPPED
        case "when-unasked":
            return state == SKIPPED and last.fields[str(values["name"])] is None
        case "alternatives-gap":
            return stops(last, last.plan.steps[step].after) and last_value(last, str(values["name"])) == values["value"]
        case "leads-nowhere":
            return stops(last, (step,)) and last.decided(step) == values["outcome"]
        case "never-past":
            return last.state in CLOSED and all(last.state_of(s) == "withdrawn" for s in values["steps"])  # type: ignore[attr-defined]
        case "no-way-on":
            return last.steps[step].state != DONE and last.state == OPEN
        case "back-not-always":
            return before.steps[str(values["name"])].state == SKIPPED and last.seq > before.seq
        case "each-unasked":
            return state == READY and not last.items[step].everything()
        case "asked-twice":
            return before.fields[str(values["name"])] is not None and last.seq > before.seq
        case "when-too-early" | "each-too-early":
            return state in (SKIPPED, READY) and last.steps[str(values["asked_by"])].state != DONE
        case "alternatives-overlap":
            return state == READY == last.steps[str(values["other"])].state
    return True


def stops(case: Case, after: tuple[str, ...]) -> bool:
    """Whether one of these steps is done, or the case has begun, and all that waits for any of them is skipped."""
    follows = [s.id for s in case.plan.steps.values() if set(s.after) & set(after) or not (after or s.after)]
    begun = not after or any(case.steps[step].state == DONE for step in after)
    return begun and all(case.steps[step].state == SKIPPED for step in follows)


SHORTEST = {"skipped-silently", "never-happens", "alternatives-overlap", "each-unasked", "when-unasked"}
"""What a state shows by itself, so that the oracle can look for the nearest such state."""


def last_value(case: Case, name: str) -> object:
    return case.fields[name] if name in case.plan.fields else case.decided(name)


def test_findings_are_shown_by_commands_and_mended_for_good() -> None:
    tally: Counter[str] = Counter()
    for seed in range(4_000 if LONG else RANDOM_PROCESSES):
        process = any_process(seed)
        subject = subject_of(process)
        found = list(proof.prove(subject))
        if UNWALKABLE & {problem.code for problem in found}:
            continue
        for problem in found:
            if problem.evidence and problem.evidence.commands:
                commands = problem.evidence.commands
                assert shows(problem, replayed(planned(process), commands)), (seed, problem)
                if problem.code in SHORTEST and problem.evidence.shortest:
                    assert nearest(subject, problem) in (len(commands), None), (seed, problem)
                tally[problem.code] += 1
            if problem.evidence and problem.evidence.mend and problem.evidence.mend.values:
                assert is_mended(subject, problem, found), (seed, problem)
                tally["mended"] += 1
    assert {"skipped-silently", "never-happens", "never-past", "no-way-on", "asked-twice"} <= set(tally)
    assert tally["mended"] > 0.9 * (tally.total() - tally["mended"])


def nearest(subject: checks.Subject, problem: Problem) -> int | None:
    """How many commands the oracle needs to see a finding; None if there are too many states."""
    walker = Walker(planned(subject.process), 500)
    queue = [(1, number, case) for number, case in enumerate(walker.opened())]
    number, seen = len(queue), 0
    while queue and seen < 500:
        cost, _, case = heappop(queue)
        seen += 1
        if shows(problem, [case]):
            return cost
        for step in case.ready():
            for commands in walker.ways(case, walker.plan.steps[step]):
                after = copied(case)
                if walker.carry_out(after, commands):
                    number += 1
                    heappush(queue, (cost + len(commands), number, after))
    return None


def is_mended(subject: checks.Subject, problem: Problem, found: list[Problem]) -> bool:
    """The proposal, made: the finding is gone, no other has come, and the oracle agrees about what is left."""
    assert problem.evidence
    assert problem.evidence.mend
    change = problem.evidence.mend.values["change"]
    process = next(process for phrase, process in proposals(subject, problem) if phrase == change)
    mended = subject_of(process)
    left = list(proof.findings(mended))
    with suppress(TooLarge):
        agrees(mended, left, truth(planned(process), 300))
    return len(left) < len(found) and {p.code for p in left} <= {p.code for p in found}


# -- sound ones, and one defect in each --------------------------------------------------------------------------------


def loud(found: list[Problem]) -> list[Problem]:
    return [problem for problem in found if problem.severity != "note"]


SHIPPED = list(library.load(bundled_processes()).processes.values())


@pytest.mark.parametrize("process", SHIPPED, ids=lambda process: process.process)
def test_nothing_is_said_of_the_shipped_procedures(process: model.Process) -> None:
    assert [p for p in proof.findings(subject_of(process)) if p.severity != "note" or p.code in proof.GOALS] == []


def test_every_unsound_mutant_is_found_and_nothing_is_said_of_the_untouched() -> None:
    """One defect in each: what the oracle calls unsound is an error, and what is an error the oracle calls unsound."""
    random = Random("mutants")
    sound = [made_up(random.randint(2, 6), seed)[0] for seed in range(MUTANTS)]
    shipped = [process for process in SHIPPED for _ in range(MUTANTS // 20)]
    verdicts: Counter[bool] = Counter()
    for process in [*sound, *shipped]:
        assert not [p for p in proof.findings(subject_of(process)) if p.severity == "error"]
        changed = mutant(process, random)
        found = list(proof.findings(subject_of(changed)))
        if UNWALKABLE & {problem.code for problem in found}:
            continue
        try:
            true = truth(planned(changed), 3_000)
        except TooLarge:
            continue
        agrees(subject_of(changed), found, true)
        unsound = bool(
            true.silent or true.astray or true.sideways or true.unasked or true.twice or true.early or true.stuck
            or true.rounds or true.happens != {step.id for step in changed.steps}
        )  # fmt: skip
        told_so = any(problem.severity == "error" for problem in found)
        early = told(found, "when-too-early", "step") | told(found, "each-too-early", "step")
        assert unsound == told_so or (told_so and (early or told(found, "back-not-upstream", "step"))), changed
        verdicts[unsound] += 1
    assert min(verdicts[True], verdicts[False]) > MUTANTS // 10
    assert verdicts.total() > 0.7 * len([*sound, *shipped])
