"""In memory: a case is opened and worked to its end; the time per completed step.

Every contender completes the same steps of the same shape in the same order. khumue checks and decides each command
and folds its events into the case; SpiffWorkflow (a BPMN file read by its own parser, before the clock starts) runs
each human task and then the gateways behind it; the bare limit only moves states in dicts. Opening the case is
counted in for all.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.contenders import Bare, Spiff, khumue
from benchmarks.procedures import Procedure, linear, wide
from benchmarks.timing import Contender, Table, computed, duration, race


def contenders(procedure: Procedure, repeat: int = 1) -> dict[str, Contender]:
    """Each gives its time per completed step of one procedure; the quick ones do it more often."""
    plan, spiff = procedure.plan(), Spiff(procedure)
    bare, entries, steps = Bare(plan), procedure.start.get("entries", []), len(procedure.moves)

    def often(work: Callable[[], object], times: int) -> float:
        return computed(lambda: [work() for _ in range(times)], steps * times)

    return {
        "khumue": lambda: often(lambda: khumue(plan, procedure), 8 * repeat),
        "SpiffWorkflow": lambda: often(spiff.whole, repeat),
        "bare": lambda: often(lambda: bare.whole(procedure.moves, entries), 40 * repeat),
        "SpiffWorkflow unnamed": lambda: often(spiff.unnamed, repeat),
    }


def tables(quick: bool) -> list[Table]:
    return [ratios(2 if quick else 25, quick), growth(2 if quick else 7, quick)]


def ratios(rounds: int, quick: bool) -> Table:
    table = Table("In memory, per completed step: SpiffWorkflow ÷ khumue")
    shapes = [(8, "linear, 8 steps", linear(8), 1 if quick else 10)]
    shapes += [(20, "loop, alternative, 6 branches, 30 items", wide(5 if quick else 30), 1)]
    for goal, what, procedure, repeat in shapes:
        found = race(contenders(procedure, repeat), rounds)
        table.at_least(goal, found.ratio("SpiffWorkflow", "khumue"), what, found.shown())
        table.note(found.ratio("SpiffWorkflow unnamed", "khumue"), "… driven the quickest way, no step named", "")
        table.note(found.ratio("khumue", "bare"), "… khumue ÷ bare", "")
    return table


def growth(rounds: int, quick: bool) -> Table:
    table = Table("In memory, growth of the cost per step: longest ÷ shortest")
    for what, build, sizes in (
        ("steps in a row", linear, (2, 4) if quick else (8, 40, 100, 400)),
        ("items beside the rest", wide, (2, 4) if quick else (30, 100, 300)),
    ):
        found = race(
            {
                f"{name} {size}": contender
                for size in sizes
                for name, contender in contenders(build(size), max(1, 40 // size)).items()
                if name != "SpiffWorkflow unnamed"
            },
            rounds,
        )
        for name in ("khumue", "SpiffWorkflow", "bare"):
            ratio = found.ratio(f"{name} {sizes[-1]}", f"{name} {sizes[0]}")
            label = f"{sizes[0]} → {sizes[-1]} {what}, {name}"
            curve = " · ".join(f"{size}: {duration(found[f'{name} {size}'])}" for size in sizes)
            if name == "khumue":
                table.at_most(1.25, ratio, label, curve)
            else:
                table.note(ratio, label, curve)
    return table
