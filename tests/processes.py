"""Random procedures that pass every check, random walks through their cases, and small procedures written in a test.

Hypothesis draws a size, a seed and a length; everything else follows from the seed. That keeps thousands of examples
within seconds, and what fails still shrinks to few steps and a short walk.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from engine import checks, forms, graph, model, proof, source
from engine.case import Case, Event, ItemState, StepState, Value, evolve, new_case
from engine.decide import Cancel, Command, Complete, Correct, Moment, Reopen, Resume, Start, Suspend, decide
from engine.library import version
from engine.lifecycle import CLOSED, OPEN, READY, SUSPENDED
from engine.plan import Plan, compile_plan
from engine.problems import Refused
from engine.source import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.calendar import Language
    from engine.plan import FieldPlan, StepPlan

BEGIN = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
HOLIDAYS = {
    2026: frozenset({date(2026, 1, 1), date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 15)}),
    2027: frozenset({date(2027, 1, 1)}),
}

# -- random procedures -----------------------------------------------------------------------------------------------

ACTORS = ("clerk", "head", "board", "school")
OUTCOMES = ("pass", "complete", "reset", "arrive", "os-system", "state", "trigger", "step", "again", "finish")
"""Names that a careless program would take for something of its own."""
ENTRIES = ("ก", "ข", "ค", "ง", "จ")
Line = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Context:
    """Under which conditions a step happens: all of them, and those that its ``when`` has to say."""

    whole: frozenset[Line] = frozenset()
    said: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Known:
    """A choice, a decision or a list that later steps can read: who fills it, and in which context."""

    name: str
    values: tuple[str, ...]
    sources: tuple[str, ...]
    whole: frozenset[Line]


NEVER: Line = ("", ())
"""Stands in a context that no step is known to lie in."""


class Draft:
    """A procedure that is being made up, a step behind the other. The last steps of what is written so far are the
    ``ends``: at least one of them is done exactly when the context holds."""

    def __init__(self, random: Random, size: int, *, loose: bool = False) -> None:
        self.random = random
        self.loose = loose
        self.left = size
        self.fields: dict[str, model.Field] = {}
        self.steps: list[dict[str, Any]] = []
        self.upstream: dict[str, set[str]] = {}
        self.whole: dict[str, frozenset[Line]] = {}
        self.choices: list[Known] = []
        self.lists: list[Known] = []

    def chance(self, likely: float) -> bool:
        return self.random.random() < likely

    def process(self) -> model.Process:
        for _ in range(self.random.randint(0, 2)):
            self.ask("choice", at_start=True)
        if self.chance(0.5):
            self.ask("list", at_start=True)
        if self.chance(0.3):
            self.ask(self.random.choice(("text", "number", "date")), at_start=True)
        if self.chance(0.3):
            name = self.new_field("list", choices={entry: entry for entry in ("g-1", "g-2", "g-3")})
            self.lists.append(Known(name, (), (), frozenset()))
        self.flow((), Context(), self.left)
        steps = [{**step, "item": str(item), "text": "t"} for item, step in enumerate(self.in_some_order(), 1)]
        head = {"process": "made-up", "number": "1", "title": "t", "case": "c"}
        responsible = ACTORS[: self.random.randint(1, 3)]
        words = {**head, "responsible": responsible, "fields": self.fields, "steps": tuple(steps)}
        return model.Process.model_validate(words)

    def in_some_order(self) -> list[dict[str, Any]]:
        """The order of the file: as made up, with some ``after`` left to the default, or shuffled."""
        if self.chance(0.3):
            return self.random.sample(self.steps, len(self.steps))
        above: tuple[str, ...] = ()
        for step in self.steps:
            if step["after"] == above and self.chance(0.7):
                del step["after"]
            above = (step["id"],)
        return self.steps

    def flow(self, ends: tuple[str, ...], context: Context, budget: int) -> tuple[str, ...]:
        """Up to ``budget`` steps in a row, some of them split or conditional; gives the new ends."""
        floor = self.left - budget
        while self.left > floor:
            room = self.left - floor
            kind = self.random.choices(("step", "parallel", "choice"), (5, 3 if room > 1 else 0, 4))[0]
            if kind == "parallel":
                ends = self.parallel(ends, context, room)
            elif kind == "choice" and (readable := self.readable(ends, context)):
                ends = self.alternatives(ends, context, self.random.choice(readable), room)
            else:
                ends = (self.step(ends, context),)
        return ends

    def parallel(self, ends: tuple[str, ...], context: Context, room: int) -> tuple[str, ...]:
        """Two or three branches; the next step joins all of them, or goes on from one alone."""
        count = min(room, self.random.choice((2, 2, 3)))
        branches = [self.flow(ends, context, max(1, (room - 1) // count)) for _ in range(count) if self.left]
        if self.chance(0.15):
            return self.random.choice(branches)
        return tuple(dict.fromkeys(end for branch in branches for end in branch))

    def alternatives(self, ends: tuple[str, ...], context: Context, read: Known, room: int) -> tuple[str, ...]:
        """One branch per group of values, or only for some of them: then the next step waits for what was before."""
        values = self.random.sample(read.values, len(read.values))
        cut = self.random.randint(1, len(values))
        groups = [group for group in (tuple(values[:cut]), tuple(values[cut:])) if group]
        complete = read.whole <= context.whole
        if ends and len(groups) > 1 and self.chance(0.3):
            groups, complete = groups[:1], False
        if not ends and not complete:
            return (self.step(ends, context),)
        if len(groups) > self.left:
            return (self.step(ends, context),)
        shared = self.new_field("choice") if self.chance(0.25) else None
        found: dict[str, None] = {}
        firsts = []
        for place, group in enumerate(groups):
            said = tuple(line for line in context.said if line not in read.whole or self.chance(0.3))
            inside = Context(context.whole | {(read.name, group)}, (*said, (read.name, group)))
            reserve = len(groups) - 1 - place
            firsts.append(self.step(ends, inside, asks=(shared,) if shared else ()))
            budget = max(0, min(room // len(groups) - 1, self.left - reserve))
            found |= dict.fromkeys(self.flow((firsts[-1],), inside, self.random.randint(0, budget)))
        if shared:
            whole = context.whole if complete else frozenset({NEVER})
            self.choices.append(Known(shared, ("x", "y", "z"), tuple(firsts), whole))
        return (*found, *(() if complete else ends))

    def readable(self, ends: tuple[str, ...], context: Context) -> list[Known]:
        above = self.above(ends)
        names = {name for name, _ in context.whole}
        return [k for k in self.choices if k.values and k.name not in names and above.issuperset(k.sources)]

    def above(self, ends: Sequence[str]) -> set[str]:
        return set(ends).union(*(self.upstream[end] for end in ends))

    def step(self, ends: tuple[str, ...], context: Context, asks: tuple[str, ...] = ()) -> str:
        self.left -= 1
        name = f"s{len(self.steps) + 1}"
        after = ends
        if after and self.steps and self.chance(0.12):  # it also waits for a step of another branch
            after = tuple(dict.fromkeys((*ends, self.random.choice(self.steps)["id"])))
        above = self.above(after)
        words: dict[str, Any] = {"id": name, "title": name, "after": after}
        words["by"] = tuple(self.random.sample(ACTORS, self.random.choices((0, 1, 2, 3), (2, 6, 2, 1))[0]))
        if context.said and not (self.loose and self.chance(0.4)):
            words["when"] = dict(context.said)
        if self.chance(0.2):
            words["within"] = self.random.choice(("3 working days", "10 days", "1 day"))
        self.steps.append(words)
        self.upstream[name], self.whole[name] = above, context.whole
        lists = [k for k in self.lists if k.whole <= context.whole and above.issuperset(k.sources)]
        if lists and not asks and self.chance(0.35):
            words["each"] = self.random.choice(lists).name
            return name
        if self.chance(0.4):
            words["decision"] = self.decision(name, context)
        if self.chance(0.3):
            asks = (*asks, self.ask(self.random.choice(("choice", "choice", "list", "list", "text")), name))
        words["asks"] = asks
        return name

    def decision(self, step: str, context: Context) -> dict[str, model.Outcome]:
        names = iter(self.random.sample(OUTCOMES, len(OUTCOMES)))
        plain = self.random.choices((1, 2, 3, 0), (5, 5, 2, 0.3))[0]
        found = {next(names): model.Outcome(title="on") for _ in range(plain)}
        if plain:
            self.choices.append(Known(step, tuple(found), (step,), context.whole))
        if not plain or self.chance(0.12):
            found[next(names)] = model.Outcome(title="end", end="stopped")
        targets = [s for s in self.upstream[step] if self.whole[s] <= context.whole]
        for _ in range(self.random.choices((0, 1, 2), (4, 4, 1))[0]):
            back = self.random.choice([step, *sorted(targets), *sorted(targets)])
            found[next(names)] = model.Outcome(title="back", back=back)
        return found

    def ask(self, kind: str, step: str | None = None, *, at_start: bool = False) -> str:
        name = self.new_field(kind, at_start=at_start)
        sources = (step,) if step else ()
        whole = self.whole[step] if step else frozenset()
        if kind == "choice":
            self.choices.append(Known(name, ("x", "y", "z"), sources, whole))
        elif kind == "list":
            self.lists.append(Known(name, (), sources, whole))
        return name

    def new_field(self, kind: str, *, at_start: bool = False, choices: dict[str, str] | None = None) -> str:
        name = f"f{len(self.fields) + 1}"
        words: dict[str, Any] = {"title": name, "type": kind, "ask": "at-start" if at_start else None}
        self.fields[name] = model.Field(**words, choices={c: c for c in "xyz"} if kind == "choice" else choices)
        return name


def problems(process: model.Process, document: Document | None = None) -> list[str]:
    """The codes of what is wrong with a procedure."""
    found = proof.findings(checks.Subject(process, document or Document("made-up.yaml")))
    return [problem.code for problem in found if problem.severity == "error"]


def planned(process: model.Process) -> Plan:
    return compile_plan(process, graph.dependencies(process), version(process), {}, {}, {})


@lru_cache(maxsize=50_000)
def made_up(size: int, seed: int, *, loose: bool = False) -> tuple[model.Process, Plan]:
    """A random procedure of up to ``size`` steps that passes every check.

    A ``loose`` one leaves conditions out, so that steps are skipped with what they wait for: the rules hold there too,
    and only there do they show that skipping passes on by itself.
    """
    random = Random(f"{size}/{seed}")
    allowed = {"skipped-silently"} if loose else set()
    while True:
        process = Draft(random, size, loose=loose).process()
        if allowed.issuperset(problems(process)):
            return process, planned(process)


# -- random walks ----------------------------------------------------------------------------------------------------


@dataclass
class Walk:
    """A case on its way: draws commands, and applies those that are not refused.

    ``slips`` is the share of commands that are wrong on purpose, ``mends`` that of corrections and interruptions.
    """

    process: model.Process
    plan: Plan
    seed: int
    length: int
    slips: float = 0.15
    mends: float = 0.15
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.at = BEGIN
        self.case = new_case(self.plan, "c-1")

    def __repr__(self) -> str:
        steps = "\n".join(f"    {step.model_dump(exclude_defaults=True)}" for step in self.process.steps)
        told = "\n".join(f"    {told_event(event)}" for event in self.events)
        return f"seed {self.seed}, length {self.length}\n{steps}\n{told}"

    def begin(self) -> None:
        self.apply(self.decide(Start({n: self.texts(f) for n, f in self.plan.fields.items() if f.at_start}, "t")))

    def commands(self) -> Iterator[Command]:
        """``length`` commands, each drawn when the one before has been dealt with."""
        for _ in range(self.length):
            yield self.draw()
            self.at += self.random.choice((timedelta(minutes=1), timedelta(hours=5), timedelta(days=2)))

    def decide(self, command: Command) -> tuple[Event, ...]:
        return decide(self.case, command, Moment(self.at, "พี่นก", "nok", HOLIDAYS))

    def apply(self, events: Sequence[Event]) -> None:
        for event in events:
            self.events.append(event)
            evolve(self.case, event)

    def go(self) -> Iterator[tuple[Event, ...]]:
        """Walk to the end; yields what each accepted command has caused, applied."""
        self.begin()
        yield tuple(self.events)
        yield from self.goes_on()

    def goes_on(self) -> Iterator[tuple[Event, ...]]:
        """Walk on from where the case stands."""
        for command in self.commands():
            try:
                events = self.decide(command)
            except Refused:
                continue
            self.apply(events)
            yield events

    # what could be said next

    def draw(self) -> Command:
        chance = self.random.random()
        if chance < self.slips:
            return self.slip()
        ready = list(self.case.ready())
        if chance < self.slips + self.mends or not ready:
            return self.mend()
        return self.work(self.plan.steps[self.random.choice(ready)])

    def work(self, plan: StepPlan) -> Complete:
        """A ready step, or a part of it, completed as it should be."""
        if plan.each:
            actor = self.random.choice(plan.by) if plan.joint else None
            rows = self.case.items[plan.id].everything()
            mine = [item for item, row in rows.items() if row.state == READY and actor not in row.confirmed]
            items = self.random.sample(mine, self.random.randint(1, len(mine))) if mine else []
            return Complete(plan.id, items=tuple(items), actor=actor)
        left = [actor for actor in plan.by if actor not in self.case.steps[plan.id].confirmed] or plan.by
        actor = self.random.choice(left) if plan.joint or self.random.random() < 0.5 else None
        if plan.joint and len(left) > 1:
            return Complete(plan.id, actor=actor)
        name, outcome = None, None
        if plan.outcomes:
            weights = [1 if o.end else 4 if o.back else 8 for o in plan.outcomes.values()]
            name, outcome = self.random.choices(list(plan.outcomes.items()), weights)[0]
        if outcome and outcome.back:
            return Complete(plan.id, outcome=name, actor=actor, items=self.returned(outcome.back))
        fields = {asked: self.texts(self.plan.fields[asked]) for asked in plan.asks}
        return Complete(plan.id, outcome=name, actor=actor, fields=fields)

    def returned(self, target: str) -> tuple[str, ...]:
        """Some entries of a list over which the region of ``target`` works, or none: all of it goes back."""
        region = self.plan.downstream(target)
        lists = [n for n, loops in self.plan.loops.items() if set(loops) & set(region) and self.case.fields[n]]
        if not lists or self.random.random() < 0.3:
            return ()
        entries = self.case.fields[self.random.choice(lists)]
        return tuple(self.random.sample(entries, self.random.randint(1, len(entries))))

    def mend(self) -> Command:
        if self.case.state == SUSPENDED and self.random.random() < 0.6:
            return Resume("ต่อ")
        given = [name for name in self.plan.fields if self.case.fields[name] is not None]
        done = [step for step in self.plan.steps if self.case.steps[step].state == "done"]
        kind = self.random.choices(("correct", "reopen", "suspend", "cancel"), (6, 3, 1, 0.2))[0]
        if kind == "correct" and given and self.case.state not in CLOSED:
            return self.correct(self.random.choice(given))
        if kind == "cancel":
            return Cancel("เลิก")
        if kind == "suspend" and self.case.state == OPEN:
            return Suspend("พัก")
        return Reopen(self.random.choice(done or list(self.plan.steps)), "ทำใหม่")

    def correct(self, name: str) -> Correct:
        asked, now = self.plan.fields[name], self.case.fields[name]
        if asked.type == "list" and self.random.random() < 0.8:
            pool = tuple(asked.choices) or ENTRIES
            new = [entry for entry in pool if entry not in now]
            added = self.random.sample(new, min(len(new), self.random.randint(0, 1)))
            gone = self.random.sample(now, min(len(now), self.random.randint(0 if added else 1, 2)))
            return Correct({}, "แก้", added={name: added} if added else {}, withdrawn={name: gone} if gone else {})
        return Correct({name: self.texts(asked)}, "แก้")

    def slip(self) -> Command:
        """A command with something wrong in it, most of the time."""
        names = list(self.plan.steps)
        ready = list(self.case.ready()) or names
        good = self.work(self.plan.steps[self.random.choice(ready)])
        pick = self.random.choice
        fields = dict(good.fields)
        if fields and self.random.random() < 0.5:
            fields.popitem()
        else:
            fields[pick([*self.plan.fields, "nothing"])] = [pick(("", "x", "31/2/2569", "1", "\u200b"))]
        wrong: list[Command] = [
            Complete("no-such-step"),
            Complete(pick(names)),
            Complete(good.step, good.items, pick((*OUTCOMES, None)), good.actor, good.fields),
            Complete(good.step, (*good.items, pick((*ENTRIES, "zz"))), good.outcome, good.actor, good.fields),
            Complete(good.step, good.items, good.outcome, pick((*ACTORS, "nobody")), good.fields),
            Complete(good.step, good.items, good.outcome, good.actor, fields),
            Reopen(pick(names), pick(("", "ทำใหม่"))),
            Correct({pick([*self.plan.fields, "nothing"]): [pick(("", "x", "ก"))]}, "แก้"),
            Resume("ต่อ"),
            Suspend(""),
        ]
        return pick(wrong)

    def texts(self, asked: FieldPlan) -> list[str]:
        """What a person types into a field."""
        if asked.type == "list":
            pool = tuple(asked.choices) or ENTRIES
            return self.random.sample(pool, self.random.randint(1, min(3, len(pool))))
        of_type = {"choice": list(asked.choices), "number": ["๑๒", "0"], "date": ["23/11/2569"], "text": ["ข้อความ"]}
        return [self.random.choice(of_type[asked.type])]


LONG = bool(os.environ.get("KHUMUE_LONG"))
VARIETY = 3_000 if LONG else 200
"""Different procedures per size. They are made up once, so that a law costs little more than its walks."""
LONGEST = 36 if LONG else 14


def walks(
    slips: float = 0.15, mends: float = 0.15, longest: int = LONGEST, smallest: int = 1, *, loose: bool = False
) -> st.SearchStrategy[Walk]:
    """Walks through random procedures of 1 to 14 steps that have not begun yet."""

    def build(size: int, which: int, seed: int, length: int) -> Walk:
        return Walk(*made_up(size, which, loose=loose and which % 3 == 0), seed, length, slips, mends)

    lengths = st.integers(longest // 2, longest)
    return st.builds(build, st.integers(smallest, 14), st.integers(1, VARIETY), st.integers(0, 1 << 24), lengths)


def told_event(event: Event) -> str:
    """An event as one short line, for messages of failing tests."""
    said = (event.step, event.outcome, event.item, *event.items, event.actor, dict(event.fields) or None)
    followed = f"opened {[o.step for o in event.opened]} skipped {event.skipped} reset {event.reset} → {event.state}"
    return f"{event.seq} {event.kind} {[word for word in said if word]} {followed}"


@dataclass(frozen=True)
class Snapshot:
    """All that a case holds, by value."""

    whole: tuple[object, ...]
    steps: Mapping[str, StepState]
    items: Mapping[str, Mapping[str, ItemState]]
    fields: Mapping[str, Value]
    earlier: Mapping[str, Value]
    touched: tuple[frozenset[object], ...]


def snapshot(case: Case) -> Snapshot:
    plan = case.plan
    return Snapshot(
        (case.id, case.state, case.result, case.title, case.seq, case.unsettled, case.attachments, case.opened_at,
         case.closed_at, case.suspensions),
        {step: case.steps[step] for step in plan.steps},
        {step: case.items[step].everything() for step, planned in plan.steps.items() if planned.each},
        {name: case.fields[name] for name in plan.fields},
        {name: case.earlier[name] for name in plan.fields},
        (frozenset(case.touched_steps), frozenset(case.touched_items), frozenset(case.touched_fields)),
    )  # fmt: skip


# -- small procedures written in a test --------------------------------------------------------------------------------

Typed = str | Sequence[str]
Given = Mapping[str, Typed]
LANGUAGES: tuple[Language, ...] = ("th", "en")


class Run:
    """A case of a small procedure, worked in the words of the command line.

    Commands give back the case's ready steps, so that an example reads as a row of "after this, that is ready".
    """

    def __init__(self, plan: Plan, fields: Given, at: datetime = BEGIN) -> None:
        self.case = new_case(plan, "c-1")
        self.at = at
        self.events: list[Event] = []
        self.give(Start(_texts(fields)))

    def give(self, command: Command) -> list[str]:
        for event in decide(self.case, command, Moment(self.at, holidays=HOLIDAYS)):
            self.events.append(event)
            evolve(self.case, event)
        return self.ready

    def complete(self, step: str, *items: str, outcome: str | None = None, actor: str | None = None,
                 **fields: Typed) -> list[str]:  # fmt: skip
        return self.give(Complete(step, items, outcome, actor, _texts(fields)))

    def do(self, *steps: str) -> list[str]:
        """Complete steps in this order; ``review=back`` gives an outcome."""
        for step in steps:
            name, _, outcome = step.partition("=")
            self.complete(name, outcome=outcome or None)
        return self.ready

    def refused(self, command: Command) -> Refused:
        """Why a command is refused; that it leaves no trace, and has words in both languages, is seen to here."""
        before = snapshot(self.case)
        with pytest.raises(Refused) as refused:
            self.give(command)
        assert snapshot(self.case) == before
        for language in LANGUAGES:
            text = refused.value.message(language) + refused.value.help(language)
            assert "{" not in text
        return refused.value

    @property
    def ready(self) -> list[str]:
        return list(self.case.ready())

    @property
    def states(self) -> dict[str, str]:
        return {step: self.case.state_of(step) for step in self.case.plan.steps}

    def items(self, step: str) -> dict[str, str]:
        return {item: row.state for item, row in self.case.items[step].everything().items()}


def _texts(fields: Given) -> dict[str, Sequence[str]]:
    return {name: [value] if isinstance(value, str) else value for name, value in fields.items()}


def read_process(text: str, *, allowed: str = "") -> model.Process:
    """A checked procedure from the part of its file that matters: ``fields`` and ``steps``.

    What every procedure needs is added: its head, and on each step that says less a title, who performs it and why it
    is not printed in the manual. ``by: []`` names nobody. One code of a problem may be ``allowed``.
    """
    text = dedent(text).strip("\n")
    head = "process: small\nnumber: 1\ntitle: เล็ก\ncase: เรื่องหนึ่ง\nresponsible: [clerk, head]\n"
    document = source.read((head + text).encode(), "small.yaml")
    assert isinstance(document.data, dict), indent(text, "  ")
    steps: Any = document.data["steps"]
    fields: Any = document.data.get("fields", {})
    for step in steps:
        step.update({"title": step["id"], "by": ("clerk",), "assumed": "small"} | step)
        for name, outcome in step.get("decision", {}).items():
            step["decision"][name] = {"title": name} | (outcome or {})
    for name, asked in fields.items():
        asked.update({"title": name} | asked)
    process, found = forms.validate(document, model.Process)
    assert process, [(problem.code, problem.values) for problem in found]
    assert {*problems(process, document)} <= {allowed}, problems(process, document)
    return process


def run(text: str, given: Given | None = None, /, **fields: Typed) -> Run:
    """Open a case of a small procedure with what is asked at the start."""
    return Run(planned(read_process(text)), {**(given or {}), **fields})
