"""Many random cases of a procedure through the rules alone, and how often each way was taken.

Chance comes from outside, as the time does: the same source of chance gives the same cases.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from engine.case import evolve, new_case
from engine.decide import Complete, Start, decide, returnable
from engine.lifecycle import CLOSED, READY
from engine.messages import text
from engine.report import table

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from engine.calendar import Language
    from engine.case import Case
    from engine.decide import Moment
    from engine.plan import FieldPlan, Plan, StepPlan

BOUND = 500
"""Commands after which a case counts as one that did not end."""
SENDS_ALL = 0.5
"""How often a way back over a list sends back all of its entries, and not some."""


@dataclass
class Tally:
    """What happened in the cases of one procedure."""

    plan: Plan
    cases: int = 0
    unfinished: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    lengths: list[int] = field(default_factory=list)

    @property
    def possible_ends(self) -> list[str]:
        """The ends that the procedure knows: all steps settled, and whatever its decisions end a case with."""
        ends = [o.end for step in self.plan.steps.values() for o in step.outcomes.values() if o.end]
        return list(dict.fromkeys(["completed", *ends]))


def simulate(plan: Plan, cases: int, chance: Random, moment: Moment, progress: Callable[[int], object]) -> Tally:
    """Run random cases, each to its end or to the bound."""
    tally = Tally(plan)
    for _ in range(cases):
        _run(tally, chance, moment)
        progress(1)
    return tally


def _run(tally: Tally, chance: Random, moment: Moment) -> None:
    case = new_case(tally.plan, "")
    asked = {name: _random(entry, chance) for name, entry in tally.plan.fields.items() if entry.at_start}
    for event in decide(case, Start(asked), moment):
        evolve(case, event)
    count = 0
    while case.state not in CLOSED and count < BOUND:
        for event in decide(case, random_command(case, chance), moment):
            evolve(case, event)
            if event.step and event.settled:
                tally.steps[event.step] += 1
            if event.step and event.outcome:
                tally.outcomes[event.step, event.outcome] += 1
        count += 1
    tally.cases += 1
    if case.state in CLOSED:
        tally.ends[case.result or case.state] += 1
        tally.lengths.append(count)
    else:
        tally.unfinished += 1


def random_command(case: Case, chance: Random) -> Complete:
    """One of the things that can be done in a case now."""
    step = case.plan.steps[chance.choice(list(case.ready()))]
    if step.each:
        return _random_items(case, step, chance)
    left = [actor for actor in step.by if actor not in case.steps[step.id].confirmed]
    actor = chance.choice(left) if step.joint else None
    if step.joint and len(left) > 1:
        return Complete(step.id, actor=actor)
    outcome = chance.choice(list(step.outcomes)) if step.outcomes else None
    if outcome and (back := step.outcomes[outcome].back):
        return Complete(step.id, _random_returned(case, back, chance), outcome, actor)
    fields = {name: _random(case.plan.fields[name], chance) for name in step.asks}
    return Complete(step.id, outcome=outcome, actor=actor, fields=fields)


def _random_returned(case: Case, back: str, chance: Random) -> tuple[str, ...]:
    """Some entries of a list, or none, which sends all of it back."""
    lists = [entries for entries in returnable(case, back).values() if entries]
    if not lists or chance.random() < SENDS_ALL:
        return ()
    entries = chance.choice(lists)
    return tuple(chance.sample(entries, chance.randint(1, len(entries))))


def _random_items(case: Case, step: StepPlan, chance: Random) -> Complete:
    rows = {item: row for item, row in case.items[step.id].everything().items() if row.state == READY}
    actor = None
    if step.joint:
        actor = chance.choice([a for a in step.by if any(a not in row.confirmed for row in rows.values())])
    items = [item for item, row in rows.items() if actor is None or actor not in row.confirmed]
    return Complete(step.id, tuple(chance.sample(items, chance.randint(1, len(items)))), actor=actor)


def _random(asked: FieldPlan, chance: Random) -> list[str]:
    if asked.type == "list":
        entries = list(asked.choices) or ["1", "2", "3"]
        return chance.sample(entries, chance.randint(1, min(3, len(entries))))
    if asked.choices:
        return [chance.choice(list(asked.choices))]
    return [{"number": str(chance.randint(1, 100)), "date": "2026-09-30"}.get(asked.type, "1")]


# -- what is shown of it ---------------------------------------------------------------------------------------------


def tally_json(tally: Tally) -> dict[str, Any]:
    """The figures as data."""
    lengths = tally.lengths
    return {
        "process": tally.plan.process,
        "version": tally.plan.version[:12],
        "cases": tally.cases,
        "unfinished": tally.unfinished,
        "bound": BOUND,
        "commands": {"shortest": min(lengths), "median": median(lengths), "longest": max(lengths)} if lengths else None,
        "ends": {end: tally.ends[end] for end in tally.possible_ends},
        "steps": {step: tally.steps[step] for step in tally.plan.steps},
        "outcomes": {
            step.id: {name: tally.outcomes[step.id, name] for name in step.outcomes}
            for step in tally.plan.steps.values()
            if step.outcomes
        },
    }


def tally_text(tally: Tally, language: Language) -> str:
    """The figures for people; what never happened is said where it stands."""
    never = text("simulate-never", language)
    ends = {o.end: o.title for step in tally.plan.steps.values() for o in step.outcomes.values() if o.end}
    end_rows = [
        ("", end, ends[end].said(language) if end in ends else text("state-completed", language), str(tally.ends[end]),
         "" if tally.ends[end] else never)
        for end in tally.possible_ends
    ]  # fmt: skip
    rows = []
    for step in tally.plan.steps.values():
        count = tally.steps[step.id]
        rows.append(("", step.id, step.title.said(language), str(count), "" if count else never))
        for name, outcome in step.outcomes.items():
            taken = tally.outcomes[step.id, name]
            back = text("simulate-back", language, {"step": outcome.back}) if outcome.back else ""
            remark = ", ".join(word for word in (back, "" if taken else never) if word)
            rows.append(("", f"  {name}", f"  {outcome.title.said(language)}", str(taken), remark))
    title = tally.plan.title.said(language)
    lines = [text("simulate-head", language, {"title": title, "cases": tally.cases})]
    if tally.lengths:
        low, middle, high = min(tally.lengths), median(tally.lengths), max(tally.lengths)
        lines.append(text("simulate-lengths", language, {"low": low, "middle": f"{middle:g}", "high": high}))
    lines.append(text("simulate-unfinished", language, {"count": tally.unfinished, "bound": BOUND}))
    lines += ["", text("simulate-ends", language), table(end_rows, language)]
    lines += ["", text("simulate-steps", language), table(rows, language)]
    return "\n".join(lines)
