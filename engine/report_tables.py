"""What is shown of cases as a table for Excel, with a column for each thing that people sort by. Pure functions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from engine.messages import text
from engine.report import entry_text, state_of, value_texts, who
from engine.sheet_out import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.calendar import Language
    from engine.case import Case, Event
    from engine.plan import Plan
    from engine.report import Names
    from engine.sheet_out import Cell
    from engine.store import CaseRow, ReadyRow, WorkRow


def cases_table(rows: Iterable[CaseRow], plans: Mapping[str, Plan], language: Language) -> Sheet:
    """The cases, with the procedures in words."""
    keys = ("col-case", "col-process", "col-process-title", "col-case-title", "col-state", "col-opened", "col-closed")
    cells = [
        (row.case, row.process, plans[row.version].title.said(language), row.title,
         state_of(plans[row.version], row.state, row.result, language), row.opened_at, row.closed_at)
        for row in rows
    ]  # fmt: skip
    return _sheet("sheet-cases", keys, cells, language)


def inbox_table(rows: Iterable[ReadyRow], plans: Mapping[str, Plan], language: Language) -> Sheet:
    """What waits for whom."""
    keys = ("col-case", "col-case-title", "col-process", "col-step", "col-task", "col-entry", "col-actor",
            "col-ready-at", "col-due")  # fmt: skip
    cells = []
    for row in rows:
        plan = plans[row.version]
        step = plan.steps[row.step]
        item = entry_text(plan, step.each or "", row.item, language) if row.item else None
        due = date.fromisoformat(row.due) if row.due else None
        cells.append(
            (row.case, row.case_title, row.process, row.step, step.title.said(language), item,
             plan.short(row.actor).said(language), row.ready_at, due)
        )  # fmt: skip
    return _sheet("sheet-inbox", keys, cells, language)


def work_table(rows: Iterable[WorkRow], titles: Mapping[tuple[str, str], str], language: Language) -> Sheet:
    """How much waits at each step and for whom."""
    keys = ("col-process", "col-step", "col-task", "col-actor", "col-waiting", "col-overdue", "col-ready-at", "col-due")
    cells = [
        (row.process, row.step, titles.get((row.process, row.step)), row.actor, row.waiting, row.overdue, row.since,
         date.fromisoformat(row.due) if row.due else None)
        for row in rows
    ]  # fmt: skip
    return _sheet("sheet-inbox", keys, cells, language)


def history_table(case: Case, events: Iterable[Event], names: Names, language: Language) -> Sheet:
    """The record of a case, one event a row."""
    keys = ("col-event", "col-at", "col-deed", "col-step", "col-task", "col-entry", "col-outcome", "col-actor",
            "col-person", "col-stead", "col-order", "col-login", "col-fields", "col-note",
            "col-attachments")  # fmt: skip
    return _sheet(
        "sheet-history", keys, [_event_cells(case.plan, event, names, language) for event in events], language
    )


def _event_cells(plan: Plan, event: Event, names: Names, language: Language) -> Sequence[Cell]:
    step = plan.steps.get(event.step or "")
    outcome = step.outcomes.get(event.outcome or "") if step else None
    fields = [f"{name} = {', '.join(value_texts(plan, name, value, language))}" for name, value in event.fields.items()]
    attached = [f"{a.number}. {a.name}" for a in event.attachments]
    return (
        event.seq, event.at, text(f"event-{event.kind}", language),
        event.step, step.title.said(language) if step else None,
        entry_text(plan, step.each or "", event.item, language) if step and event.item is not None else None,
        outcome.title.said(language) if outcome else None,
        plan.short(event.actor).said(language) if event.actor and event.actor in plan.actors else event.actor,
        who(event, names, language), names.get(event.in_stead_of, event.in_stead_of), event.order, event.login,
        "\n".join(fields), event.note, "\n".join(attached),
    )  # fmt: skip


def _sheet(name: str, keys: Sequence[str], rows: Sequence[Sequence[Cell]], language: Language) -> Sheet:
    return Sheet(text(name, language), [text(key, language) for key in keys], rows)
