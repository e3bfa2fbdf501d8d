"""What a migration made of a case, read from its record: what opened with it and what had been open, what only stays
in the record, what was waived. Pure.

The event itself says where the steps stand from then on; what that changed shows beside the case before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.lifecycle import DONE, READY, SKIPPED, WAITING
from engine.migration import begun, origins

if TYPE_CHECKING:
    from engine.case import Case, Event


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
    before, old = case.before, origins(case.before.plan, case.plan) if case.before else {}
    assert before, "the case has just moved"
    goes_on = {standing.step: standing.was for standing in event.standing if standing.was}
    now = {was: case.steps[step].state for step, was in goes_on.items()}
    rows = {step: case.steps[step] for step in case.plan.steps}
    anew = {step: row for step, row in rows.items() if row.seq == event.seq}
    again = [
        step
        for step, was in old.items()
        if (before.steps[was].state == DONE or begun(before, was))
        and step not in goes_on
        and rows[step].state in (READY, WAITING)
    ]
    asked = {old[step] for step in again}
    states = {step: before.steps[step].state for step in before.plan.steps}
    return Moved(
        renamed=tuple((was, step) for step, was in goes_on.items() if step != was),
        waived=tuple(step for step, row in anew.items() if row.waived),
        assumed=tuple(
            step
            for step, was in goes_on.items()
            if states[was] == rows[step].state == DONE and rows[step].outcome not in (None, before.steps[was].outcome)
        ),
        left=tuple(
            step for step, state in states.items() if state == DONE and now.get(step) != DONE and step not in asked
        ),
        again=tuple(step for step in rows if step in again),
        closed=tuple(step for step, state in states.items() if state == READY and now.get(step) != READY),
        kept=tuple(opening.step for opening in event.opened if opening.step not in anew),
        opened=tuple(opening.step for opening in event.opened if opening.step in anew),
        skipped=tuple(step for step, row in anew.items() if row.state == SKIPPED),
    )
