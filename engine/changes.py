"""What differs between two versions of a procedure, word by word. Pure.

Steps are the same if they have the same id; whatever an element says of itself is compared as it is written, except
that ``after`` is compared as it is meant (the step above, where nothing is written).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model import Process, Step

Kind = Literal["added", "removed", "changed", "moved"]


class Change(NamedTuple):
    """One difference. ``step`` is None where it is one of the whole procedure; ``word`` is the word that differs, or
    ``step`` (``process``) where the whole was added or removed."""

    process: str
    step: str | None
    kind: Kind
    word: str
    old: Any = None
    new: Any = None


def changes(old: Process | None, new: Process | None) -> Iterator[Change]:
    """Every difference from one version to the next, in the order of the new one; what was removed comes last."""
    if old is None or new is None:
        whole = new or old
        if whole:
            yield Change(whole.process, None, "added" if new else "removed", "process", old, new)
        return
    name = new.process
    for word in ("number", "title", "case", "legal", "responsible", "fields"):
        before, after = getattr(old, word), getattr(new, word)
        if before != after:
            yield Change(name, None, "changed", word, before, after)
    before_steps, after_steps = _by_id(old), _by_id(new)
    for step in after_steps:
        if step in before_steps:
            yield from _step_changes(name, step, before_steps[step], after_steps[step])
        else:
            yield Change(name, step, "added", "step", None, after_steps[step][0])
    yield from _moved(name, list(before_steps), list(after_steps))
    for step in before_steps:
        if step not in after_steps:
            yield Change(name, step, "removed", "step", before_steps[step][0], None)


def _by_id(process: Process) -> dict[str, tuple[Step, tuple[str, ...]]]:
    """The steps with what each waits for."""
    return {step.id: (step, process.after(place)) for place, step in enumerate(process.steps)}


def _step_changes(
    process: str, name: str, old: tuple[Step, tuple[str, ...]], new: tuple[Step, tuple[str, ...]]
) -> Iterator[Change]:
    for word in type(new[0]).model_fields:
        before, after = (side[1] if word == "after" else getattr(side[0], word) for side in (old, new))
        if before != after:
            yield Change(process, name, "changed", word, before, after)


def _moved(process: str, old: list[str], new: list[str]) -> Iterator[Change]:
    """The steps whose place among those that stayed is another."""
    stayed = [step for step in old if step in new]
    now = [step for step in new if step in old]
    longest = _longest_kept([stayed.index(step) for step in now])
    for place, step in enumerate(now):
        if place not in longest:
            yield Change(process, step, "moved", "step", stayed.index(step) + 1, place + 1)


def _longest_kept(order: list[int]) -> set[int]:
    """The places of a longest rising run: what has kept its order."""
    runs: list[tuple[int, ...]] = []
    for place, value in enumerate(order):
        before = [run for run in runs if order[run[-1]] < value]
        longest = max(before, key=len) if before else ()
        runs.append((*longest, place))
    best = max(runs, key=len) if runs else ()
    return set(best)
