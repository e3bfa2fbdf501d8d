"""What a migration made of a case, read from its record: what opened with it and what had been open, what only stays
in the record, what was waived. Pure.

The event itself says where the steps stand from then on; what that changed shows beside the case before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.lifecycle import DONE, READY, SKIPPED, WAITING
from engine.migration import begun, origins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.case import Case, Event, StepState


class Moved(NamedTuple):
    """What became of the steps, by their names in the new version; ``closed`` and ``left`` by those in the one before.

    In the order of their version.
    """

    renamed: tuple[tuple[str, str], ...]
    """Old and new name of the steps that go on under another one."""
    waived: tuple[str, ...]
    """What counts as done though nobody did it."""
    assumed: tuple[str, ...]
    """What was done and now has an outcome that nobody gave."""
    left: tuple[str, ...]
    """What was done and now only stays in the record."""
    again: tuple[str, ...]
    """What was done or begun and is asked for once more."""
    closed: tuple[str, ...]
    """What was open and is so no longer."""
    kept: tuple[str, ...]
    """What was open and still is."""
    opened: tuple[str, ...]
    skipped: tuple[str, ...]


def moved(case: Case, event: Event) -> Moved:
    """What a ``migrated`` event made of a case, which has just been folded from its record up to that event."""
    before = case.before
    assert before, "the case has just moved"
    goes_on = {standing.step: standing.was for standing in event.standing if standing.was}
    now = {was: case.steps[step].state for step, was in goes_on.items()}
    then = {step: before.steps[step].state for step in before.plan.steps}
    anew = {step: case.steps[step] for step in case.plan.steps if case.steps[step].seq == event.seq}
    again = _again(case, before, goes_on)
    asked = set(again.values())
    return Moved(
        renamed=tuple((was, step) for step, was in goes_on.items() if step != was),
        waived=tuple(step for step, row in anew.items() if row.waived),
        assumed=tuple(step for step, was in goes_on.items() if _assumed(before.steps[was], case.steps[step])),
        left=tuple(s for s, state in then.items() if state == DONE and now.get(s) != DONE and s not in asked),
        again=tuple(again),
        closed=tuple(step for step, state in then.items() if state == READY and now.get(step) != READY),
        kept=tuple(opening.step for opening in event.opened if opening.step not in anew),
        opened=tuple(opening.step for opening in event.opened if opening.step in anew),
        skipped=tuple(step for step, row in anew.items() if row.state == SKIPPED),
    )


def _again(case: Case, before: Case, goes_on: Mapping[str, str]) -> dict[str, str]:
    """The steps of which something was done or begun that they do not go on with, as they wait for it once more; and
    their old names."""
    old = origins(before.plan, case.plan)
    return {
        step: old[step]
        for step in case.plan.steps
        if step in old
        and step not in goes_on
        and case.steps[step].state in (READY, WAITING)
        and (before.steps[old[step]].state == DONE or begun(before, old[step]))
    }


def _assumed(before: StepState, now: StepState) -> bool:
    """Whether a step that was done has got another outcome."""
    return before.state == now.state == DONE and now.outcome not in (None, before.outcome)
