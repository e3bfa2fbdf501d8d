"""What is proved of a procedure before it is used, and what each finding is shown and mended by.

``checks`` says what is wrong with single words and finds what is skipped in silence. Here stand the questions about the
procedure as a whole: can every step be reached, does every outcome lead somewhere, do alternatives cover what they
choose from. All answers come from ``Situations``, so they hold for every case and not for a sample of them. Each
finding gets the shortest row of commands that shows it and one change after which nothing is left of it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations, islice
from typing import TYPE_CHECKING

from engine import checks
from engine import graph as graphs
from engine.mends import proposals
from engine.messages import Phrase
from engine.problems import Evidence, Problem
from engine.situations import MOST_NODES, NOTHING, Set
from engine.ways import Goal, way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.checks import Subject
    from engine.model import Step
    from engine.problems import Span

MOST_FOUND = 501
"""How many findings of a file are looked for: one more than ``source.MOST``, so that it is said that there are more."""

MOST_SHOWN = 10
"""How many findings of a file are shown by commands and mended; the others are told alone."""

MOST_WORK = 100_000
"""How many steps are looked at anew to prove proposals, all findings of a file together: a second or two."""


def prove(subject: Subject) -> Iterator[Problem]:
    """Every problem of a procedure; those that a case could run into with what shows and what mends them."""
    found = list(islice(findings(subject), MOST_FOUND))
    showable = _showable(subject, found)
    first = [problem for problem in found if problem.code in showable][:MOST_SHOWN]
    trials = MOST_WORK // len(subject.process.steps) // max(1, len(first))
    for problem in found:
        is_first = any(problem is one for one in first)
        if is_first:
            yield replace(problem, evidence=evidence(subject, problem, found, trials))
        elif problem.code in showable:
            yield replace(problem, evidence=Evidence(beyond=MOST_SHOWN))
        else:
            yield problem


def _showable(subject: Subject, found: list[Problem]) -> set[str]:
    """The codes that can be shown: none where names were guessed at; what is read too early must be mended first."""
    if subject.as_meant is not subject or subject.cycles:
        return set()
    early = {problem.code for problem in found} & {"when-too-early", "each-too-early"}
    return early or set(GOALS)


def findings(subject: Subject) -> Iterator[Problem]:
    """The problems of ``checks`` and of this room, without their evidence."""
    yield from checks.check(subject)
    meant = subject.as_meant
    if meant and not meant.cycles:
        yield from chain.from_iterable(rule(meant) for rule in RULES)


# -- the rules -------------------------------------------------------------------------------------------------------


def steps_happen(subject: Subject) -> Iterator[Problem]:
    """A step that no case ever reaches: its own condition never holds, or nobody gets past a decision before it.

    One that would be skipped while its condition holds is told as ``skipped-silently``.
    """
    lives = subject.situations
    behind: dict[str, list[str]] = {}
    for place, step in enumerate(subject.process.steps):
        if lives.of.get(step.id) != NOTHING:
            continue
        if lives.turn[step.id] == NOTHING:
            blocker = _blocker(subject, step.id)
            behind.setdefault(blocker, []).append(step.id)
        elif lives.together(lives.turn[step.id], lives.wanted[step.id], about=step.id) == NOTHING:
            span = subject.document.at_key("steps", place, "when")
            yield Problem("never-happens", span, {"step": step.id, "when": _spoken(step)})
    for blocker, steps in behind.items():
        if blocker:
            span = subject.document.at_key("steps", subject.index[blocker], "decision")
            yield Problem("never-past", span, {"step": blocker, "steps": steps})


def _blocker(subject: Subject, step: str) -> str:
    """The first decision before a step that happens and lets nobody past; empty if it is told as ``no-way-on``."""
    above, queue = set[str](), [step]
    while queue:
        for before in subject.waits[queue.pop()]:
            if before not in above:
                above.add(before)
                queue.append(before)
    lives, decisions = subject.situations, subject.decisions
    shut = [s for s in subject.order if s in above and lives.of.get(s) and lives.passed.get(s) == NOTHING]
    if not shut or all(outcome.back for outcome in decisions[shut[0]].values()):
        return ""
    return shut[0]


def _spoken(step: Step) -> str:
    return ", ".join(f"{name}: {' / '.join(wanted)}" for name, wanted in (step.when or {}).items())


def alternatives_cover(subject: Subject) -> Iterator[Problem]:
    """Steps that choose by one name: what none of them takes while nothing else follows, and what several take."""
    for (after, _, name), group in _alternatives(subject).items():
        taken = {value for step in group for value in (step.when or {})[name]}
        missing = [value for value in checks.values(subject, name) if value not in taken]
        if missing and (lost := _left_out(subject, after, name, missing)):
            value = subject.situations.example(lost).get(name, missing[0])
            yield _at_when(subject, group[0], name, "alternatives-gap", value=value, others=group)
        for one, other in combinations(group[:MOST_COMPARED], 2):
            mine, theirs = set((one.when or {})[name]), set((other.when or {})[name])
            if mine != theirs and (shared := sorted(mine & theirs)) and _happen_together(subject, one.id, other.id):
                values = {"value": shared[0], "other": one.id, "severity": "note"}
                yield _at_when(subject, other, name, "alternatives-overlap", **values)


MOST_COMPARED = 50
"""How many alternatives of one choice are compared with each other."""


def _alternatives(subject: Subject) -> dict[tuple[frozenset[str], frozenset[str], str], list[Step]]:
    """Per name, the steps that wait for the same and read the same, where they are several."""
    found: dict[tuple[frozenset[str], frozenset[str], str], list[Step]] = {}
    for step in subject.process.steps:
        for name in step.when or ():
            key = (frozenset(subject.waits[step.id]), frozenset(step.when or ()), name)
            found.setdefault(key, []).append(step)
    return {key: group for key, group in found.items() if len(group) > 1}


def _left_out(subject: Subject, after: frozenset[str], name: str, values: list[str]) -> Set:
    """Where one of the steps in ``after`` happens, the name has one of these values, and no step follows."""
    lives, about, follows = subject.situations, min(after, default=""), _following(subject, after)
    if any(step not in lives.of for step in (*after, *follows)):
        return NOTHING
    found = lives.together(lives.known(name), lives.is_(name, values), about=about) or NOTHING
    for step in follows:
        found = lives.together(found, lives.turn[step], but_not=lives.of[step], about=about) or NOTHING
    some = NOTHING if after else found
    for before in after:
        some = some or lives.together(found, lives.passed[before], about=about) or NOTHING
    return some


def _following(subject: Subject, after: frozenset[str]) -> set[str]:
    """The steps that wait for one of these; of none, those with which a case begins."""
    if not after:
        return {step for step in subject.waits if not subject.waits[step]}
    return {step for before in after for step in subject.followers[before]}


def _happen_together(subject: Subject, one: str, other: str) -> bool:
    lives = subject.situations
    return one in lives.of and other in lives.of and bool(lives.together(lives.of[one], lives.of[other], about=other))


def _at_when(subject: Subject, step: Step, name: str, code: str, **values: object) -> Problem:
    span = subject.document.at_key("steps", subject.index[step.id], "when", name)
    others = values.pop("others", [])
    severity = values.pop("severity", "warning")
    assert isinstance(others, list)
    found = {"step": step.id, "name": name, **values, **({"others": [s.id for s in others]} if others else {})}
    return Problem(code, span, found, "note" if severity == "note" else "warning")


def conditions_are_told(subject: Subject) -> Iterator[Problem]:
    """A step that is skipped only because the step that asks for a field of its condition was skipped itself."""
    for place, step in enumerate(subject.process.steps):
        for name in step.when or ():
            if lost := _nobody_asked(subject, step, name):
                values = {"step": step.id, "name": name, "asked_by": subject.sources(name)}
                span = subject.document.at_key("steps", place, "when", name)
                yield Problem("when-unasked", span, {**values, "situation": checks.example(subject, lost)}, "warning")


def _nobody_asked(subject: Subject, step: Step, name: str) -> Set:
    """Where a step would happen if a field of its condition held a wanted value, but nobody was asked for it."""
    lives, asked = subject.situations, subject.process.fields.get(name)
    if asked is None or asked.ask or step.id not in lives.of:
        return NOTHING
    if not all(subject.is_upstream(asker, step.id) for asker in subject.sources(name)):
        return NOTHING  # told as ``when-too-early``
    others = [(other, wanted) for other, wanted in (step.when or {}).items() if other != name]
    holds = [found for other, wanted in others for found in (lives.known(other), lives.is_(other, wanted))]
    return lives.together(lives.reached[step.id], *holds, but_not=lives.known(name), about=step.id) or NOTHING


def outcomes_lead_somewhere(subject: Subject) -> Iterator[Problem]:
    """An outcome that goes on although nothing follows it: a case just stops there, where another outcome goes on."""
    read = [name for name in subject.decisions if name in subject.situations.domains and subject.followers[name]]
    told = {name for _, _, name in _alternatives(subject)} if read else set()
    for name in read:
        several = name not in told and len(subject.decisions[name]) > 1
        for outcome in checks.values(subject, name) if several else ():
            if _left_out(subject, frozenset([name]), name, [outcome]):
                span = subject.document.at_key("steps", subject.index[name], "decision", outcome)
                yield Problem("leads-nowhere", span, {"step": name, "outcome": outcome}, "note")


def all_is_proved(subject: Subject) -> Iterator[Problem]:
    """What could not be proved within the budget is said: one note for the file, at the first such step."""
    if found := subject.situations.unproved:
        place = subject.index[found[0]]
        yield subject.problem("proof-budget", "steps", place, "id", severity="note", steps=found, count=MOST_NODES)


RULES: tuple[Callable[[Subject], Iterable[Problem]], ...] = (
    steps_happen,
    alternatives_cover,
    conditions_are_told,
    outcomes_lead_somewhere,
    all_is_proved,
)
"""The last one tells what the others left open."""


# -- what shows a finding --------------------------------------------------------------------------------------------


def evidence(subject: Subject, problem: Problem, found: list[Problem], trials: int) -> Evidence:
    """The shortest commands that show a finding, where else to look, and which of so many changes mends it first."""
    goal = GOALS[problem.code](subject, problem)
    mend = _mend(subject, problem, found, trials)
    commands, shortest = way(subject, goal) if goal.situations else ((), True)
    return Evidence(commands, shortest, _places(subject, problem), mend)


def _places(subject: Subject, problem: Problem) -> tuple[Span, ...]:
    """Where the other steps and fields stand that the finding names."""
    found = []
    for key, value in problem.values.items():
        for name in value if isinstance(value, list) else [value]:
            if key in ("step", "name", "other", "others", "steps", "waits_for", "asked_by") and isinstance(name, str):
                if name in subject.index:
                    found.append(subject.document.at("steps", subject.index[name], "id"))
                elif name in subject.process.fields:
                    found.append(subject.document.at_key("fields", name))
    return tuple(span for span in dict.fromkeys(found) if span.line != problem.span.line)


def _mend(subject: Subject, problem: Problem, found: list[Problem], trials: int) -> Phrase:
    """The first proposal after which the finding is gone and none has come instead."""
    before = {_key(other) for other in found}
    gone = _key(problem)
    for phrase, process in islice(proposals(subject, problem), trials):
        after = {_key(other) for other in findings(replace(subject, process=process))}
        if gone not in after and after <= before:
            return Phrase("mended-by", {"change": phrase})
    return Phrase("mend-not-found")


def _key(problem: Problem) -> tuple[str, ...]:
    values = problem.values
    return (problem.code, *(str(values.get(key, "")) for key in ("step", "name", "outcome", "law", "item")))


def _text(problem: Problem, key: str) -> str:
    return str(problem.values[key])


def _silent(subject: Subject, problem: Problem) -> Goal:
    step, lives = _text(problem, "step"), subject.situations
    return Goal(lives.together(lives.wanted[step], lives.turn[step], but_not=lives.of[step]) or NOTHING, (step,))


def _turn(subject: Subject, problem: Problem) -> Goal:
    step = _text(problem, "step")
    return Goal(subject.situations.turn.get(step, NOTHING), (step,))


def _early_list(subject: Subject, problem: Problem) -> Goal:
    """As ``_turn``; no case comes there if the same is wrong with a step before it."""
    goal = _turn(subject, problem)
    wrong = {str(found.values["step"]) for found in checks.known_in_time(subject) if found.code == problem.code}
    return Goal(NOTHING, ()) if wrong & graphs.upstream(subject.graph, goal.steps[0]) else goal


def _taken(subject: Subject, problem: Problem) -> Goal:
    """The decision itself is taken: with the outcome in question, or with its first."""
    step, lives = _text(problem, "step"), subject.situations
    outcome = str(problem.values.get("outcome") or next(iter(subject.decisions[step])))
    found: Set | None = lives.of.get(step, NOTHING)
    if problem.code == "never-past":
        outcome = next(name for name, way in subject.decisions[step].items() if way.end)
    if problem.code == "back-not-always":
        target = subject.decisions[step][outcome].back or step
        found = lives.together(found or NOTHING, but_not=lives.of[target])
    return Goal(found or NOTHING, (step,), ((step, outcome),))


def _unasked(subject: Subject, problem: Problem) -> Goal:
    step, lives = _text(problem, "step"), subject.situations
    return Goal(lives.together(lives.of[step], but_not=lives.known(_text(problem, "name"))) or NOTHING, (step,))


def _untold(subject: Subject, problem: Problem) -> Goal:
    step = _text(problem, "step")
    definition = subject.process.steps[subject.index[step]]
    return Goal(_nobody_asked(subject, definition, _text(problem, "name")), (step,))


def _twice(subject: Subject, problem: Problem) -> Goal:
    one, other, lives = _text(problem, "other"), _text(problem, "step"), subject.situations
    # what ends the case comes last
    pair = sorted((one, other), key=lambda step: (not lives.passed.get(step), subject.order.index(step)))
    return Goal(lives.together(lives.of[one], lives.of[other]) or NOTHING, (one, other), tuple((s, None) for s in pair))


def _gap(subject: Subject, problem: Problem) -> Goal:
    """All that could follow has come to its turn, and nothing has."""
    step, name = _text(problem, "step"), _text(problem, "name")
    after = frozenset(subject.waits[step])
    lost = _left_out(subject, after, name, [_text(problem, "value")])
    return Goal(lost, tuple(_following(subject, after)))


def _nowhere(subject: Subject, problem: Problem) -> Goal:
    """As ``_gap``, after a decision."""
    step = _text(problem, "step")
    after = frozenset([step])
    lost = _left_out(subject, after, step, [_text(problem, "outcome")])
    return Goal(lost, tuple(_following(subject, after)))


def _overlap(subject: Subject, problem: Problem) -> Goal:
    one, other, lives = _text(problem, "other"), _text(problem, "step"), subject.situations
    return Goal(lives.together(lives.of[one], lives.of[other]) or NOTHING, (one, other))


GOALS: dict[str, Callable[[Subject, Problem], Goal]] = {
    "never-happens": _turn,
    "never-past": _taken,
    "no-way-on": _taken,
    "skipped-silently": _silent,
    "back-not-always": _taken,
    "back-not-upstream": _taken,
    "each-unasked": _unasked,
    "asked-twice": _twice,
    "when-too-early": _turn,
    "each-too-early": _early_list,
    "alternatives-gap": _gap,
    "alternatives-overlap": _overlap,
    "when-unasked": _untold,
    "leads-nowhere": _nowhere,
}
"""Per code, where a case must go to run into the finding."""
