"""Changes that could mend a finding, the smallest first. Whether one does, ``proof`` finds out by proving it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.messages import Phrase
from engine.model import Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.checks import Subject
    from engine.model import Process
    from engine.problems import Problem

Proposal = tuple[Phrase, "Process"]

MOST_TRIED = 40
"""How many steps upstream are tried as something to wait for, or to go back to."""


def proposals(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """What might mend a finding: in words, and as the procedure it would be."""
    for propose in PROPOSALS.get(problem.code, ()):
        yield from propose(subject, problem)
    yield from without_step(subject, problem)


def _step(subject: Subject, name: object) -> Step:
    return subject.process.steps[subject.index[str(name)]]


def _changed(subject: Subject, name: str, **changes: object) -> Process:
    """The procedure with one step written differently."""
    steps = list(subject.process.steps)
    place = subject.index[name]
    steps[place] = steps[place].model_copy(update=changes)
    return subject.process.model_copy(update={"steps": tuple(steps)})


def _listed(names: tuple[str, ...]) -> str:
    return f"[{', '.join(names)}]"


def _written(when: Mapping[str, tuple[str, ...]]) -> str:
    lines = (f"{name}: {values[0] if len(values) == 1 else _listed(values)}" for name, values in when.items())
    return f"{{{', '.join(lines)}}}"


def _upstream(subject: Subject, step: str) -> list[str]:
    """What a step waits for, directly or not, the nearest first."""
    found: dict[str, None] = {}
    queue = list(subject.waits[step])
    while queue and len(found) < MOST_TRIED:
        name = queue.pop(0)
        if name not in found:
            found[name] = None
            queue += subject.waits[name]
    return list(found)


def waits_for_more(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """The step also waits for one further up, so that it is not skipped with its branch alone."""
    step = str(problem.values["step"])
    after = subject.process.after(subject.index[step])
    for before in _upstream(subject, step):
        if before not in after:
            wider = (*after, before)
            yield _waiting(step, wider), _changed(subject, step, after=wider)


def waits_for_asker(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    step, asker = str(problem.values["step"]), str(problem.values["asked_by"])
    wider = (*subject.process.after(subject.index[step]), asker)
    yield _waiting(step, wider), _changed(subject, step, after=wider)


def _waiting(step: str, after: tuple[str, ...]) -> Phrase:
    return Phrase("mend-step", {"step": step, "word": f"after: {_listed(after)}"})


def same_condition(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """The step takes over the condition of something it waits for."""
    step = _step(subject, problem.values["step"])
    for before in _upstream(subject, step.id):
        when = _step(subject, before).when
        if when and (both := {**when, **(step.when or {})}) != step.when:
            words = {"step": step.id, "word": f"when: {_written(both)}"}
            yield Phrase("mend-step", words), _changed(subject, step.id, when=both)


def other_condition(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """One line of the condition is left out, or all of it."""
    step = _step(subject, problem.values["step"])
    when = dict(step.when or {})
    for name in when:
        fewer = {other: values for other, values in when.items() if other != name}
        words = {"step": step.id, "name": name}
        yield Phrase("mend-when-line", words), _changed(subject, step.id, when=fewer or None)
    if len(when) > 1:
        yield Phrase("mend-no-when", {"step": step.id}), _changed(subject, step.id, when=None)


def decides(subject: Subject, step: str, outcome: str, **changes: object) -> Process:
    """The procedure with one outcome written differently, or added."""
    decision = dict(_step(subject, step).decision or {})
    before = decision.get(outcome) or Outcome(title="ดำเนินการต่อ")
    decision[outcome] = before.model_copy(update=changes)
    return _changed(subject, step, decision=decision)


def goes_on_too(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """A further outcome with which the case goes on."""
    step = str(problem.values["step"])
    outcome = "approve" if "approve" not in subject.decisions[step] else "go-on"
    title = {"step": step, "word": f"{outcome}: {{title: เห็นชอบ}}"}
    yield Phrase("mend-outcome-too", title), decides(subject, step, outcome, title="เห็นชอบ")


def back_elsewhere(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """The outcome goes back to another step: the nearest upstream that serves, or the decision itself."""
    step, outcome = str(problem.values["step"]), str(problem.values["outcome"])
    for target in (*_upstream(subject, step), step):
        words = {"step": step, "outcome": outcome, "word": f"back: {target}"}
        yield Phrase("mend-outcome", words), decides(subject, step, outcome, back=target)


def ends_there(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """The outcome says that the case ends."""
    step, outcome = str(problem.values["step"]), str(problem.values["outcome"])
    words = {"step": step, "outcome": outcome, "word": f"end: {outcome}"}
    yield Phrase("mend-outcome", words), decides(subject, step, outcome, end=outcome)


def asked_at_start(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """The field is asked when a case is opened, and by no step any more."""
    name = str(problem.values["name"])
    if name not in subject.process.fields:
        return
    fields = {**subject.process.fields, name: subject.process.fields[name].model_copy(update={"ask": "at-start"})}
    steps = [
        step.model_copy(update={"asks": tuple(asked for asked in step.asks if asked != name)})
        if name in step.asks else step for step in subject.process.steps
    ]  # fmt: skip
    process = subject.process.model_copy(update={"fields": fields, "steps": tuple(steps)})
    yield Phrase("mend-at-start", {"name": name}), process


def not_asked_again(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    step, name = _step(subject, problem.values["step"]), str(problem.values["name"])
    asks = tuple(asked for asked in step.asks if asked != name)
    yield Phrase("mend-not-asked", {"step": step.id, "name": name}), _changed(subject, step.id, asks=asks)


def takes_value_too(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """One of the alternatives takes the value that none takes."""
    others, name, value = problem.values["others"], str(problem.values["name"]), str(problem.values["value"])
    for other in reversed(others) if isinstance(others, list) else ():
        step = _step(subject, other)
        when = {**(step.when or {}), name: (*(step.when or {})[name], value)}
        words = {"step": step.id, "word": f"when: {_written(when)}"}
        yield Phrase("mend-step", words), _changed(subject, step.id, when=when)


def leaves_value(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """One of two alternatives gives up the values that both take."""
    name = str(problem.values["name"])
    pair = _step(subject, problem.values["step"]), _step(subject, problem.values["other"])
    for step, other in (pair, pair[::-1]):
        taken = (other.when or {})[name]
        if left := tuple(value for value in (step.when or {})[name] if value not in taken):
            when = {**(step.when or {}), name: left}
            words = {"step": step.id, "word": f"when: {_written(when)}"}
            yield Phrase("mend-step", words), _changed(subject, step.id, when=when)


def without_step(subject: Subject, problem: Problem) -> Iterator[Proposal]:
    """The last resort: without the step; what waited for it waits for what it waited for."""
    gone = problem.values.get("step")
    if gone not in subject.index or len(subject.process.steps) == 1:
        return
    befores = subject.process.after(subject.index[str(gone)])
    steps = []
    for place, step in enumerate(subject.process.steps):
        after = subject.process.after(place)
        if step.id != gone and gone in after:
            after = tuple(dict.fromkeys(n for name in after for n in (befores if name == gone else (name,))))
        if step.id != gone:
            steps.append(step.model_copy(update={"after": after}))
    yield Phrase("mend-without", {"step": gone}), subject.process.model_copy(update={"steps": tuple(steps)})


PROPOSALS: dict[str, tuple[Callable[[Subject, Problem], Iterator[Proposal]], ...]] = {
    "never-happens": (other_condition,),
    "never-past": (goes_on_too,),
    "no-way-on": (goes_on_too,),
    "skipped-silently": (waits_for_more, same_condition),
    "back-not-always": (back_elsewhere,),
    "back-not-upstream": (back_elsewhere,),
    "each-unasked": (same_condition, asked_at_start),
    "when-unasked": (same_condition, asked_at_start),
    "asked-twice": (not_asked_again, asked_at_start),
    "when-too-early": (waits_for_asker, asked_at_start, other_condition),
    "each-too-early": (waits_for_asker, asked_at_start),
    "alternatives-gap": (takes_value_too,),
    "alternatives-overlap": (leaves_value,),
    "leads-nowhere": (ends_there,),
}
"""Per code, how it could be mended."""
