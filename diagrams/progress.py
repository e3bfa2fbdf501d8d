"""How far a case has come, as a flowchart shows it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from diagrams.given import Language, State, StepProgress
from engine.calendar import local_day, spoken_date
from engine.case import Case, Event


def progress(
    case: Case, last: Mapping[str, Event], people: Mapping[str, str], language: Language
) -> dict[str, StepProgress]:
    """Where each step of a case stands. ``last`` gives, per done step, the event that settled it; ``people`` the names
    of those who act."""
    found: dict[str, StepProgress] = {}
    for name, step in case.plan.steps.items():
        row, event = case.steps[name], last.get(name)
        items = case.items[name].everything() if step.each else {}
        found[name] = StepProgress(
            state=cast("State", case.state_of(name)),
            round=row.round,
            items_done=sum(item.state == "done" for item in items.values()),
            items_total=len(items),
            outcome=row.outcome,
            person=people.get(event.person, event.person or event.login) if event else None,
            at=spoken_date(local_day(event.at), language) if event else None,
        )
    return found
