"""Proving a procedure of 10 to 2,000 steps that is already loaded; processor time, since nothing waits.

- mixed: joins, decisions with a way back, alternatives of one choice, as the office's own files have them
- chosen: every fifth step decides, and the two steps behind it are the alternatives: 400 decisions in a row
- parallel: 3 to 20 branches side by side, each with a decision, an alternative and a way back, and one step that joins
  them: 2 to the power of 20 combinations, and still more states

The goals are times on two cores: 50 ms for 1,000 steps, 100 ms for 2,000, 5 ms for 20 branches. Each ratio is time to
goal; the last lines are the growth per step. Nothing is sampled: a note ``proof-budget`` would say what was left open.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from benchmarks.procedures import HEAD, mixed, step
from benchmarks.timing import Contender, Table, computed, duration, race
from engine import checks, forms, model, proof, source

GOALS = {"mixed 1000": 0.050, "mixed 2000": 0.100, "chosen 1000": 0.050, "chosen 2000": 0.100, "parallel 20": 0.005}


def chosen(steps: int) -> str:
    """Decisions in a row, each with two alternatives and a join."""
    parts = [HEAD, "steps:\n"]
    for place in range(0, steps, 5):
        draft, after = f"draft{place}", f"[join{place - 5}]" if place else "[]"
        parts += [
            step(draft, f"after: {after}"),
            step(f"route{place}", f"decision: {{a: {{title: ก}}, b: {{title: ข}}, c: {{title: ค, back: {draft}}}}}"),
            step(f"left{place}", f"after: [route{place}], when: {{route{place}: a}}"),
            step(f"right{place}", f"after: [route{place}], when: {{route{place}: b}}"),
            step(f"join{place}", f"after: [left{place}, right{place}]"),
        ]  # fmt: skip
    return "".join(parts)


def parallel(branches: int) -> str:
    """Branches side by side; in each, a decision chooses whether there is more to do."""
    parts = [HEAD, "steps:\n", step("begin")]
    for place in range(branches):
        decision = f"decision: {{more: {{title: ก}}, enough: {{title: ข}}, back: {{title: ค, back: work{place}}}}}"
        parts += [
            step(f"work{place}", "after: [begin]"),
            step(f"judge{place}", decision),
            step(f"more{place}", f"when: {{judge{place}: more}}"),
        ]
    ends = [f"{name}{place}" for place in range(branches) for name in ("judge", "more")]
    return "".join([*parts, step("join", f"after: [{', '.join(ends)}]")])


def loaded(text: str) -> tuple[model.Process, source.Document]:
    document = source.read(text.encode(), "bench.yaml")
    process, problems = forms.validate(document, model.Process)
    assert process, problems
    return process, document


def proved(process: model.Process, document: source.Document) -> None:
    """From nothing but the procedure: what an earlier round has found is not used again."""
    found = [problem.code for problem in proof.prove(checks.Subject(process, document))]
    assert set(found) <= {"leads-nowhere", "item-order"}, set(found)


def tables(quick: bool) -> list[Table]:
    sizes, widths, rounds = ((10, 50), (3, 5), 2) if quick else ((10, 100, 1_000, 2_000), (5, 10, 20), 15)
    texts = {f"mixed {size}": mixed(size) for size in sizes} | {f"chosen {size}": chosen(size) for size in sizes}
    texts |= {f"parallel {width}": parallel(width) for width in widths}
    contenders: dict[str, Contender] = {}
    for name, text in texts.items():
        repeat = max(1, 200 // int(name.split()[1]))
        contenders[name] = partial(_often, partial(proved, *loaded(text)), repeat)
    found = race(contenders, rounds)
    table = Table("Proving a loaded procedure")
    for name, goal in GOALS.items():
        if name in texts:
            table.at_most(1, found[name] / goal, f"{name}: time ÷ {duration(goal)}", duration(found[name]))
    for kind, steps in (("mixed", sizes), ("chosen", sizes), ("parallel", widths)):
        curve = " · ".join(f"{size:,}: {duration(found[f'{kind} {size}'])}" for size in steps)
        small, large = list(pairwise(steps))[-1]
        ratio = found.ratio(f"{kind} {large}", f"{kind} {small}") * small / large
        table.at_most(1.5, ratio, f"{kind}, {small:,} → {large:,}: per step or branch", curve)
    return [table]


def _often(work: partial[None], repeat: int) -> float:
    return computed(lambda: [work() for _ in range(repeat)], repeat)
