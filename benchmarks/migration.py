"""Running cases of the curriculum procedure moved to a version with one step more: surveyed, planned, carried out.

The cases were worked at random, up to fourteen commands each, so they stand all over the procedure, some in their
second round. Behind the hearing stands a new step, which is waived where a case is past it. Everything is written with
``synchronous=FULL`` in one transaction, as the command does it; it is the time that passes. The goal is 30 s for 10,000
cases on two cores, surveying and carrying out together; the last line is the growth per case.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path
from random import Random

from benchmarks.timing import Contender, Table, clocked, duration, race
from engine import graph, library, survey, transfer
from engine.case import evolve, new_case
from engine.decide import Moment, Start, decide
from engine.folders import bundled_processes
from engine.model import Step
from engine.plan import Plan, compile_plan
from engine.service import now
from engine.simulate import random_command
from engine.store.sqlite_store import SqliteStore

GOAL = 30 / 10_000
"""Seconds per case."""
LONGEST = 14
"""Commands of a case."""


def versions() -> tuple[Plan, Plan]:
    """The procedure as it comes, and with a notice behind the hearing."""
    office = library.load(bundled_processes())
    process = office.process("curriculum")
    notice = Step(id="notice", title="ปิดประกาศ", after=("board-approval", "hearing"), by=("pilot-school",))
    steps = [step.model_copy(update={"after": ("notice",)}) if step.id == "submit" else step for step in process.steps]
    place = next(place for place, step in enumerate(steps) if step.id == "submit")
    changed = process.model_copy(update={"steps": (*steps[:place], notice, *steps[place:])})
    actors, laws = office.actors or {}, office.laws or {}
    return library.plan_of(office, process), compile_plan(
        changed, graph.dependencies(changed), "f" * 64, actors, laws, office.translations
    )


def worked(path: Path, plan: Plan, count: int) -> None:
    """A database with so many running cases."""
    store, chance, moment = SqliteStore(str(path), "OFF"), Random(2569), Moment(now())
    with store.writing():
        store.take_version(plan, "{}", moment.at)
        while count:
            case, events = new_case(plan, ""), list(decide(new_case(plan, ""), Start({"school": ["ก"]}), moment))
            evolve(case, events[0])
            for _ in range(chance.randint(0, LONGEST)):
                if case.state == "open":
                    for event in decide(case, random_command(case, chance), moment):
                        evolve(case, event)
                        events.append(event)
            if case.state == "open":
                case.id = store.new_case_id(plan.number)
                store.add(case, events)
                count -= 1
    store.close()


def moved(folder: Path, plan: Plan, count: int) -> float:
    """Survey and move every case of a fresh copy."""
    path = Path(shutil.copyfile(folder / f"{count}.db", folder / "round.db"))
    store = SqliteStore(str(path))
    asked = survey.Asked(waive=["notice"])

    def work() -> None:
        terms = survey.terms_of(asked, plan, [])
        found = survey.survey(store, plan, terms, None, (), lambda _: None)
        lines = {case: f"{line.seq} {line.head} {' '.join(line.ready)}".rstrip()
                 for group in found.moving for case, line in group.cases.items()}  # fmt: skip
        assert len(lines) == count
        moves = transfer.Moves(migrate=plan.process, to=plan.version, reason="ก", waive=("notice",), cases=lines)
        assert len(transfer.carry_out(store, plan, "{}", moves, Moment(now()), lambda _: None)) == count

    try:
        return clocked(work, count)
    finally:
        store.close()


def tables(quick: bool) -> list[Table]:
    sizes, rounds = ((20, 40), 1) if quick else ((1_000, 10_000), 3)
    old, new = versions()
    with tempfile.TemporaryDirectory(prefix="khumue-bench-") as place:
        folder = Path(place)
        contenders: dict[str, Contender] = {}
        for count in sizes:
            worked(folder / f"{count}.db", old, count)
            contenders[str(count)] = partial(moved, folder, new, count)
        found = race(contenders, rounds)
    small, large = (str(count) for count in sizes)
    table = Table("Moving running cases to another version")
    whole = duration(found[large] * sizes[1])
    table.at_most(1, found[large] / GOAL, f"{sizes[1]:,} cases: time ÷ goal of {duration(GOAL)} a case", whole)
    table.at_most(1.3, found.ratio(large, small), f"{sizes[0]:,} → {sizes[1]:,}: time per case", found.shown())
    return [table]
