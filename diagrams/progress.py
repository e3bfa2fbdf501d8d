"""How far a case has come, as a flowchart shows it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from diagrams.given import Language, State, StepProgress
from engine.calendar import local_day, spoken_date
from engine.case import Case, Event
from engine.lifecycle import COMPLETED


def progress(
    case: Case, last: Mapping[str, Event], people: Mapping[str, str], language: Language
) -> dict[str, StepProgress]:
    """Where each step of a case stands. ``last`` gives, per done step, the event that settled it (of a waived one,
    the migration that waived it); ``people`` the names of those who act."""
    found: dict[str, StepProgress] = {}
    for name, step in case.plan.steps.items():
        row, event = case.steps[name], last.get(name)
        items = case.items[name].everything() if step.each else {}
        found[name] = StepProgress(
            state="waived" if row.waived else cast("State", case.state_of(name)),
            round=row.round,
            items_done=sum(item.state == "done" for item in items.values()),
            items_total=len(items),
            outcome=row.outcome,
            assumed=event is not None and not row.waived and row.outcome not in (None, event.outcome),
            person=people.get(event.person, event.person or event.login) if event else None,
            at=spoken_date(local_day(event.at), language) if event else None,
            reason=event.note if event and row.waived else "",
        )
    return found


def values(case: Case) -> dict[str, str]:
    """What was chosen in a case: of each field with choices that has a value, the chosen id."""
    chosen = {name: case.fields[name] for name, asked in case.plan.fields.items() if asked.choices}
    return {name: value for name, value in chosen.items() if value in case.plan.fields[name].choices}


def reached(case: Case) -> str | None:
    """The end of the chart at which a case is, by the id of its shape; None where it is at none."""
    if case.state == COMPLETED:
        return "end"
    return f"end:{case.result}" if case.result else None
