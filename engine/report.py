"""What is shown of cases: plain data for ``--json`` and text for people. Pure functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from engine.calendar import BANGKOK, TO_THAI_DIGITS, iso, local_day, spoken_date
from engine.case import MOVES, WAIVED, evolve, fits, new_case
from engine.lifecycle import CLOSED, DONE, ERASED, OPEN, READY, SKIPPED, SUSPENDED, WAITING, WITHDRAWN
from engine.messages import shown, text
from engine.problems import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.authority import Right
    from engine.calendar import Language
    from engine.case import Case, Event, Value
    from engine.plan import Plan, StepPlan, Title
    from engine.store import CaseRow, ReadyRow, WorkRow

SIGNS = {DONE: "x", WAIVED: "=", READY: ">", WAITING: " ", SKIPPED: "-", WITHDRAWN: "/"}

WIDEST = 100
"""Columns of a line, where it can be broken."""

WIDEST_TITLE = 80
"""Columns of the title of a case, or of an entry, in a list and in what a command that changes something answers; whole
it stands in `status` and `history`, in --json and in tables for Excel."""

BEFORE, BEHIND = "เแโใไ", "ะาำๅๆฯ\u200d"
"""What a Thai syllable begins with before its consonant, and what goes with the sign before it and is no mark."""

WORK = ("confirmed", "completed", "returned", "ended")
"""The events by which a step is worked on."""

Names = Mapping[str, str]
"""What the people of the office are called."""


# -- one case --------------------------------------------------------------------------------------------------------


def outcome_json(case: Case) -> dict[str, Any]:
    """What a changing command answers."""
    return {"case": case.id, "state": case.state, "ready": list(case.ready())}


def status_json(case: Case) -> dict[str, Any]:
    """Where a case stands."""
    return {
        "case": case.id,
        "process": case.plan.process,
        "version": case.plan.version[:12],
        "title": case.title,
        "state": case.state,
        "result": case.result,
        "opened_at": iso(case.opened_at) if case.opened_at else None,
        "closed_at": iso(case.closed_at) if case.closed_at else None,
        "fields": {name: case.fields[name] for name in case.plan.fields},
        "steps": [_step_json(case, step) for step in case.plan.steps.values()],
        "ready": list(case.ready()),
    }


def _step_json(case: Case, step: StepPlan) -> dict[str, Any]:
    row = case.steps[step.id]
    items = case.items[step.id].everything() if step.each else {}
    return {
        "id": step.id,
        "state": case.state_of(step.id),
        "round": row.round,
        "outcome": row.outcome,
        "confirmed": list(row.confirmed),
        "due_at": due_at(row.due),
        "items": [
            {"item": item, "state": state.state, "confirmed": list(state.confirmed)} for item, state in items.items()
        ],
        "waived": row.waived,
        "ahead_of": _ahead_of(case, step),
    }


def due_at(due: str | None) -> str | None:
    """The end of a deadline's last day."""
    return iso(datetime.combine(date.fromisoformat(due), time(23, 59, 59), BANGKOK)) if due else None


def answer(case: Case, language: Language, *, hints: bool = True) -> str:
    """What a changing command says to a person: where the case stands now and what is ready, its title as in a list.

    The ``hints`` say what the next command needs; whoever is asked for it anyway needs none.
    """
    ready = [case.plan.steps[step] for step in case.ready()]
    rows = [
        (step.id, step.title.said(language), actors(case.plan, step, language),
         _brackets([*_remarks(case, step, language), *(_needs(step, language) if hints else ())]).strip())
        for step in ready
    ]  # fmt: skip
    lines = [headline(case, brief(case.title), language)]
    if case.state == SUSPENDED:
        lines.append(text("resume-by", language, {"case": case.id}))
    if rows:
        lines += [f"{text('ready-now', language)}:", *(f"  {line}" for line in table(rows, language).splitlines())]
    return "\n".join(lines)


def _needs(step: StepPlan, language: Language) -> list[str]:
    """What must be said to complete a step."""
    needs = []
    if step.outcomes:
        needs.append(f"--outcome {'|'.join(step.outcomes)}")
    needs += [f"--set {name}=…" for name in step.asks]
    needs += ["--item …"] if step.each else []
    needs += ["--actor …"] if step.joint else []
    return [text("needs", language, {"needs": " ".join(needs)})] if needs else []


def headline(case: Case, title: str, language: Language) -> str:
    """Case, title, procedure, state. The ``title`` is whole where the case itself is looked at."""
    name = " ".join(word for word in (text("case", language, {"case": case.id}), title) if word)
    return shown(f"{name} ({case.plan.title.said(language)}): {state_of_case(case, language)}", language)


def state_of_case(case: Case, language: Language) -> str:
    return state_of(case.plan, case.state, case.result, language)


def chart_line(case: Case, cause: Event | None, language: Language) -> str:
    """What a case is and where it stands, as one line above its chart, with the digits of the language. ``cause`` is
    what brought a case that is not open into its state."""
    since = f" {spoken_date(local_day(cause.at), language)}" if cause else ""
    opened = (
        text("opened", language, {"at": spoken_date(local_day(case.opened_at), language)}) if case.opened_at else ""
    )
    name, state, opened = (
        part.translate(TO_THAI_DIGITS) if language == "th" else part
        for part in (text("case", language, {"case": case.id}), state_of_case(case, language) + since, opened)
    )
    if cause and cause.note:
        state += f" ({cause.note})"
    return shown(" · ".join(part for part in (f"{name} {case.title}".strip(), state, opened) if part), language)


def state_of(plan: Plan | None, state: str, result: str | None, language: Language) -> str:
    """The state of a case; of one that a decision ended, with the outcome that ended it."""
    ends = (outcome for step in (plan.steps.values() if plan else ()) for outcome in step.outcomes.values())
    title = next((outcome.title.said(language) for outcome in ends if result and outcome.end == result), result)
    return text(f"state-{state}", language) + (f": {title}" if title else "")


def actors(plan: Plan, step: StepPlan, language: Language) -> str:
    """Who performs a step, in short."""
    joint = " + " if step.joint else ", "
    return joint.join(plan.short(actor).said(language) for actor in step.by)


def _remarks(case: Case, step: StepPlan, language: Language) -> list[str]:
    """What there is to say of a step beside its state."""
    row = case.steps[step.id]
    remarks = []
    if row.round > 1:
        remarks.append(text("round", language, {"round": row.round}))
    if row.outcome and row.state == DONE:
        remarks.append(step.outcomes[row.outcome].title.said(language))
    if step.each and row.state == READY:
        items = case.items[step.id].everything()
        remarks.append(text("items-open", language, {"open": row.open_items, "all": len(items)}))
    if row.confirmed and row.state == READY:
        names = [case.plan.short(actor).said(language) for actor in row.confirmed]
        remarks.append(text("confirmed-by", language, {"names": names}))
    if row.state == READY and step.within:
        day = date.fromisoformat(row.due) if row.due else ""
        values: dict[str, Any] = {"within": within_text(step.within, language), "day": day}
        remarks.append(text("due" if row.due else "due-unknown", language, values))
    if ahead := _ahead_of(case, step):
        remarks.append(text("ahead", language, {"steps": ahead}))
    if row.state == SKIPPED:
        remarks += [_condition(case, name, language) for name, wanted in step.when if _found(case, name) not in wanted]
    return remarks


def _brackets(remarks: Sequence[str]) -> str:
    return f" [{'; '.join(remarks)}]" if remarks else ""


def _condition(case: Case, name: str, language: Language) -> str:
    """A field or decision that a condition reads, with its value, in words: ``Type of curriculum: Type 3``."""
    return f"{_read_title(case.plan, name, language)}: {_read_value(case.plan, name, _found(case, name), language)}"


def _read_title(plan: Plan, name: str, language: Language) -> str:
    return (plan.fields[name].title if name in plan.fields else plan.steps[name].title).said(language)


def _read_value(plan: Plan, name: str, value: Value, language: Language) -> str:
    titles = (
        plan.fields[name].choices if name in plan.fields else {n: o.title for n, o in plan.steps[name].outcomes.items()}
    )
    return titles[value].said(language) if value in titles else str(value if value is not None else "-")


def within_text(within: str, language: Language) -> str:
    """A deadline in words: 15 working days, ๑๕ วันทำการ."""
    number, _, unit = within.partition(" ")
    return text("working-days" if unit.startswith("working") else "days", language, {"number": number})


def status_text(case: Case, last: Mapping[str, Event], cause: Event | None, names: Names, language: Language) -> str:
    """Where a case stands, step by step.

    ``last`` gives, per done step, the event that settled it; ``cause`` is what brought a case that is not open into its
    state.
    """
    lines = [headline(case, case.title, language)]
    if case.opened_at:
        lines.append(text("opened", language, {"at": spoken_date(case.opened_at, language)}))
    if cause:
        lines.append(cause_text(cause, names, language))
    if case.state == SUSPENDED:
        lines.append(text("resume-by", language, {"case": case.id}))
    for name, asked in case.plan.fields.items():
        if case.fields[name] is not None:
            lead = f"{asked.title.said(language)} ({name}): "
            lines += wrapped(lead, value_texts(case.plan, name, case.fields[name], language))
    lines.append("")
    width = max(columns(step) for step in case.plan.steps)
    for step in case.plan.steps.values():
        lines.append(_status_line(case, step, last.get(step.id), width, names, language))
        if step.each and case.state_of(step.id) == READY:
            lines += _item_lines(case, step, width, language)
    states = {_state_or_waived(case, step) for step in case.plan.steps}
    lines += ["", "  ".join(f"[{SIGNS[s]}] {text(f'state-{s}', language)}" for s in SIGNS if s in states)]
    return page(lines, language)


def cause_text(cause: Event, names: Names, language: Language) -> str:
    """When and by whom a case was suspended or closed, and why."""
    state = text(f"state-{cause.state}", language)
    line = f"{state}: {spoken_date(cause.at, language)} {who(cause, names, language)}"
    return f"{line} - {cause.note}" if cause.note else line


def _status_line(case: Case, step: StepPlan, event: Event | None, width: int, names: Names, language: Language) -> str:
    state = _state_or_waived(case, step.id)
    line = f"[{SIGNS[state]}] {pad(step.id, width)}  {step.title.said(language)}"
    remarks = _remarks(case, step, language) + (_done_before(case, step, event, language) if event else [])
    line += _brackets(remarks)
    if state == WAIVED and event:
        return f"{line} - {_waived(event, names, language)}" + (f" - {event.note}" if event.note else "")
    if state == DONE and event:
        return f"{line} - {spoken_date(event.at, language)} {who(event, names, language)}".rstrip()
    return f"{line} - {actors(case.plan, step, language)}" if state == READY else line


def _state_or_waived(case: Case, step: str) -> str:
    """A step's state; ``waived`` if it counts as done though nobody did it."""
    return WAIVED if case.steps[step].waived else case.state_of(step)


def _waived(event: Event, names: Names, language: Language) -> str:
    """By whom and when it was said that a step counts as done."""
    return text("waived-by", language, {"day": event.at, "who": who(event, names, language)})


def _done_before(case: Case, step: StepPlan, event: Event, language: Language) -> list[str]:
    """What is to be said of a step that was done in an earlier version: its name then, and that nobody gave the outcome
    which it has now."""
    row, remarks = case.steps[step.id], list[str]()
    if row.waived:
        return []
    if event.step != step.id and event.kind in WORK:
        remarks.append(text("was-called", language, {"step": event.step}))
    if row.outcome not in (None, event.outcome):
        remarks.append(text("outcome-assumed", language))
    return remarks


def who(event: Event, names: Names, language: Language) -> str:
    """Whoever gave the command: the person named, in Thai by their name, or who was logged in."""
    person = event.person or event.login
    return names.get(person, person) if language == "th" else person


def _item_lines(case: Case, step: StepPlan, width: int, language: Language) -> list[str]:
    return [
        f"    {' ' * width}  [{SIGNS[row.state]}] {entry_text(case.plan, step.each or '', item, language)}"
        for item, row in case.items[step.id].everything().items()
    ]


def value_texts(plan: Plan, field: str, value: Value, language: Language) -> list[str]:
    """A field's value as a person reads it: one text, or those of a list's entries."""
    if isinstance(value, tuple):
        return [entry_text(plan, field, entry, language) for entry in value]
    if plan.fields[field].type == "date":
        return [spoken_date(date.fromisoformat(value), language)]
    return [entry_text(plan, field, str(value), language)]


def wrapped(lead: str, entries: Iterable[str]) -> list[str]:
    """Entries with commas between them, on as many lines as they need; the first line begins with ``lead``.

    The further lines of an entry that has several stand behind the beginning of the first.
    """
    indent = " " * (len(lead) - len(lead.lstrip()) + 4)
    lines = [lead]
    for entry in entries:
        if lines[-1].endswith(","):
            if columns(lines[-1]) + columns(entry) + 1 > WIDEST:
                lines.append(indent)
            else:
                lines[-1] += " "
        first, *further = f"{entry},".splitlines()
        lines[-1] += first
        lines += [indent + line for line in further]
    return [*lines[:-1], lines[-1].removesuffix(",")]


def page(lines: Iterable[str], language: Language) -> str:
    """Lines below each other; no value within one begins another."""
    return "\n".join(shown(line, language) for line in lines)


def entry_text(plan: Plan, field: str, entry: str, language: Language) -> str:
    """An entry of a list or choice: its id with its title, if it has one."""
    title = plan.fields[field].choices.get(entry)
    return f"{entry} {title.said(language)}" if title else entry


# -- lists -----------------------------------------------------------------------------------------------------------


def cases_json(rows: Iterable[CaseRow]) -> list[dict[str, Any]]:
    return [
        {
            "case": row.case,
            "process": row.process,
            "title": row.title,
            "state": row.state,
            "result": row.result,
            "opened_at": iso(row.opened_at),
            "closed_at": iso(row.closed_at) if row.closed_at else None,
        }
        for row in rows
    ]


def cases_text(rows: Sequence[CaseRow], plans: Mapping[str, Plan], language: Language, *, chosen: bool) -> str:
    """The cases as a table; a sentence if there is none. ``chosen``: only some were asked for."""
    if not rows:
        return text("no-such-cases" if chosen else "no-cases", language)
    cells = [
        (row.case, row.process, spoken_date(row.opened_at, language),
         state_of(plans.get(row.version), row.state, row.result, language), brief(row.title))
        for row in rows
    ]  # fmt: skip
    head = [text(key, language) for key in ("col-case", "col-process", "col-opened", "col-state", "col-case-title")]
    return table([head, *cells], language)


def inbox_json(rows: Iterable[ReadyRow]) -> list[dict[str, Any]]:
    return [
        {
            "case": row.case,
            "process": row.process,
            "step": row.step,
            "item": row.item,
            "actor": row.actor,
            "title": row.case_title,
            "ready_at": iso(row.ready_at),
            "due_at": due_at(row.due),
        }
        for row in rows
    ]


def inbox_text(
    rows: Sequence[ReadyRow], plans: Mapping[str, Plan], today: date, language: Language, *, chosen: bool
) -> str:
    """What waits for whom, most urgent first. ``chosen``: only some of it was asked for."""
    if not rows:
        return text("nothing-such-waits" if chosen else "nothing-waits", language)
    cells = []
    for row in rows:
        plan = plans[row.version]
        step = plan.steps[row.step]
        when = text("since", language, {"day": local_day(row.ready_at)})
        if row.due:
            late = date.fromisoformat(row.due) < today
            when = text("overdue" if late else "due", language, {"day": date.fromisoformat(row.due)})
        elif step.within:
            when = text("due-unknown", language, {"within": within_text(step.within, language)})
        item = brief(entry_text(plan, step.each or "", row.item, language)) if row.item else ""
        title = step.title.said(language) + (f" - {item}" if item else "")
        cells.append((row.case, row.step, title, plan.short(row.actor).said(language), when, brief(row.case_title)))
    keys = ("col-case", "col-step", "col-task", "col-actor", "col-waits", "col-case-title")
    return table([[text(key, language) for key in keys], *cells], language)


def work_json(rows: Iterable[WorkRow]) -> list[dict[str, Any]]:
    return [{**row._asdict(), "due": due_at(row.due), "since": row.since.isoformat()} for row in rows]


def work_text(rows: Sequence[WorkRow], titles: Mapping[tuple[str, str], str], language: Language) -> str:
    """How much waits at each step and for whom. ``titles`` says of a procedure and step what is to be done."""
    if not rows:
        return text("nothing-waits", language)
    cells = [
        (row.process, row.step, row.actor, str(row.waiting), str(row.overdue), spoken_date(row.since, language),
         titles.get((row.process, row.step), ""))
        for row in rows
    ]  # fmt: skip
    keys = ("col-process", "col-step", "col-actor", "col-waiting", "col-overdue", "col-ready-at", "col-task")
    return table([[text(key, language) for key in keys], *cells], language)


def table(rows: Sequence[Sequence[str]], language: Language) -> str:
    """Rows in columns that stand straight in Thai too; the last column is left as long as it is."""
    plain = [[shown(cell, language) for cell in row] for row in rows]
    widths = [max(columns(row[place]) for row in plain) for place in range(len(plain[0]))]
    return "\n".join(
        "  ".join(pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in plain
    )


def brief(title: str) -> str:
    """A title for a list: cut with … where it is very long, never between a Thai letter and its vowel or tone mark."""
    if columns(title) <= WIDEST_TITLE:
        return title
    end = wide = 0
    while wide < WIDEST_TITLE:  # the last of these columns is the room of the …
        wide += columns(title[end])
        end += 1
    end -= 1
    while end > 1 and (unicodedata.category(title[end])[0] == "M" or title[end] in BEHIND or title[end - 1] in BEFORE):
        end -= 1
    return title[:end].rstrip() + "…"


def pad(cell: str, width: int) -> str:
    return cell + " " * (width - columns(cell))


# -- the record ------------------------------------------------------------------------------------------------------


def event_json(event: Event) -> dict[str, Any]:
    """One event with all that it says. Of a migration ``opened`` names all that is open after it, also what was so
    before; ``standing`` says where the steps of ``version`` stand from then on."""
    return {
        "seq": event.seq,
        "at": iso(event.at),
        "kind": event.kind,
        "step": event.step,
        "item": event.item,
        "outcome": event.outcome,
        "actor": event.actor,
        "person": event.person or event.login,
        "login": event.login,
        "in_stead_of": event.in_stead_of or None,
        "order": event.order or None,
        "note": event.note,
        "fields": dict(event.fields),
        "items": list(event.items),
        "attachments": [
            {"number": a.number, "name": a.name, "size": a.size, "sha256": a.sha256}
            for a in event.attachments
            if event.kind != ERASED
        ],
        "opened": [opening.step for opening in event.opened],
        "skipped": list(event.skipped),
        "reset": list(event.reset),
        "state": event.state,
        "result": event.result,
        "version": event.plan.version[:12] if event.plan else None,
        "standing": [standing._asdict() for standing in event.standing],
    }


def history_text(plan: Plan, events: Iterable[Event], names: Names, language: Language) -> str:
    """The record as sentences, one event a paragraph, each in the words of the version that the case followed then.

    ``plan`` is the version on which it began, if its first event does not say.
    """
    lines: list[str] = []
    given: dict[str, Value] = {}
    case: Case | None = None
    for event in events:
        case = case or new_case(event.plan or plan, "")
        before, done = replace(case), [step for step in event.reset if case.steps[step].state == DONE]
        evolve(case, event)
        if event.kind in MOVES:
            lines += _moved_lines(before, case, event, given, names, language)
        else:
            lines += _event_lines(case.plan, event, given, done, names, language)
        given |= case.fields if event.kind == "reverted" else event.fields
    return page(lines, language)


Details = list[tuple[str, "Sequence[str]"]]
"""What there is to say of an event below its first line: a label, and what it names."""


def _event_lines(
    plan: Plan, event: Event, given: Mapping[str, Value], done: Sequence[str], names: Names, language: Language
) -> list[str]:
    """One event. ``given`` are the fields before it, ``done`` the finished steps that it puts back."""
    titles = {step.id: step.title.said(language) for step in plan.steps.values()}
    details: Details = [
        ("title-given", [event.title] if event.title else []),
        *(
            (f"{name} =", _changed(plan, name, given.get(name), value, language))
            for name, value in event.fields.items()
        ),
        ("only", event.items),
        (_note_label(event), [event.note] if event.note else []),
        *_attached(event),
        ("legal-basis-of", [basis.said(language) for basis in _rests_on(plan, event)]),
        ("then-reset", [titles[step] for step in done]),
        ("then-skipped", [titles[step] for step in event.skipped]),
        ("then-ready", [titles[opening.step] for opening in event.opened]),
        ("then-state", [text(f"state-{event.state}", language)] if event.state in (*CLOSED, OPEN) else []),
    ]
    return _paragraph(plan, event, _deed(plan, event, language), details, names, language)


def _paragraph(plan: Plan, event: Event, deed: str, details: Details, names: Names, language: Language) -> list[str]:
    """When, what and by whom, and below it the details of which there are any."""
    lines = [f"{event.seq:>3}. {spoken_date(event.at, language)}  {deed}"]
    if doer := _doer(plan, event, names, language):  # erased, nobody is named
        lines[0] += f"  ({doer})"
    for label, entries in details:
        lead = f"{label} " if label.endswith("=") else f"{text(label, language)}: "
        lines += wrapped(f"     {lead}", entries) if entries else []
    return lines


def _note_label(event: Event) -> str:
    by_hand = event.kind in ("reopened", "corrected", "suspended", "resumed", "cancelled")
    return "order-given" if event.kind == ERASED else "reason-given" if by_hand else "note-given"


def _attached(event: Event) -> list[tuple[str, list[str]]]:
    if event.kind == ERASED:
        return [("attachments-erased", [str(a.number) for a in event.attachments])]
    return [("attached", [f"{a.number}. {a.name} ({a.size:,} B)"]) for a in event.attachments]


def _moved_lines(
    before: Case, case: Case, event: Event, given: Mapping[str, Value], names: Names, language: Language
) -> list[str]:
    """How a case came to another version, or back: it has just been folded up to this event."""
    versions = {"new": case.plan.version[:12], "old": before.plan.version[:12]}
    details: Details = [("reason-given", [event.note] if event.note else [])]
    if event.kind == "migrated":
        details += _migration_details(before.plan, case, event, given, language)
    else:
        details.append(("then-ready", [case.plan.steps[step].title.said(language) for step in case.ready()]))
    details.append(("then-state", [text(f"state-{case.state}", language)] if case.state != before.state else []))
    return _paragraph(case.plan, event, text(f"event-{event.kind}", language, versions), details, names, language)


def _migration_details(
    before: Plan, case: Case, event: Event, given: Mapping[str, Value], language: Language
) -> Details:
    from engine.moved import moved  # noqa: PLC0415 - few records need it

    found = moved(case, event)
    old = {step.id: step.title.said(language) for step in before.steps.values()}
    new = {step.id: step.title.said(language) for step in case.plan.steps.values()}
    return [
        *(
            (f"{name} =", _refilled(before, case.plan, name, given.get(name), value, language))
            for name, value in event.fields.items()
        ),
        ("then-renamed", [f"{was} → {step}" for was, step in found.renamed]),
        ("then-waived", [new[step] + _with_outcome(case, step, language) for step in found.waived]),
        ("then-assumed", [new[step] + _with_outcome(case, step, language) for step in found.assumed]),
        ("then-left", [old[step] for step in found.left]),
        ("then-reset", [new[step] for step in found.again]),
        ("then-skipped", [new[step] for step in found.skipped]),
        ("then-closed", [old[step] for step in found.closed]),
        ("then-kept", [new[step] for step in found.kept]),
        ("then-ready", [new[step] for step in found.opened]),
    ]


def _with_outcome(case: Case, step: str, language: Language) -> str:
    outcome = case.steps[step].outcome
    return f" ({case.plan.steps[step].outcomes[outcome].title.said(language)})" if outcome else ""


def _refilled(before: Plan, plan: Plan, name: str, old: Value, value: Value, language: Language) -> list[str]:
    """A field that a migration filled in or cleared; what it held before is told as the version before had it."""
    now = text("cleared", language) if value is None else ", ".join(value_texts(plan, name, value, language))
    if old is None or name not in before.fields:
        return [now]
    return [f"{', '.join(value_texts(before, name, old, language))} → {now}"]


def _deed(plan: Plan, event: Event, language: Language) -> str:
    """What was done, to which step and item, with which outcome."""
    step = plan.steps.get(event.step or "")
    outcome = step.outcomes.get(event.outcome or "") if step else None
    again = outcome is not None and step is not None and outcome.back == step.id
    parts = [text("event-again" if again else f"event-{event.kind}", language)]
    if step:
        parts.append(f"{step.id} {step.title.said(language)}")
    if event.item is not None and step:
        parts.append(entry_text(plan, step.each or "", event.item, language))
    if outcome:
        parts.append(f"{event.outcome} {outcome.title.said(language)}")
    return " - ".join(parts)


def _doer(plan: Plan, event: Event, names: Names, language: Language) -> str:
    """Whoever gave the command, and in whose name."""
    person = who(event, names, language)
    if event.actor and event.actor not in (event.person, event.login):
        title = plan.short(event.actor).said(language) if event.actor in plan.actors else event.actor
        person += " " + text("on-behalf-of", language, {"actor": title})
    if event.order:
        stead = names.get(event.in_stead_of, event.in_stead_of)
        person += ", " + text("in-stead-of", language, {"stead": stead, "order": event.order})
    if event.login not in ("", event.person or event.login):
        person += ", " + text("logged-in", language, {"login": event.login})
    return person.strip()  # it is empty once the case was erased


def _rests_on(plan: Plan, event: Event) -> Sequence[Title]:
    """The legal bases of what was done on a step."""
    step = plan.steps.get(event.step or "")
    return step.legal if step and event.kind in WORK else ()


def _changed(plan: Plan, name: str, before: Value, value: Value, language: Language) -> list[str]:
    """A field's new value; where it had one before, and of a kind that the field still has, what has changed."""
    if before is None or before == value or not fits(before, plan.fields[name]):
        return value_texts(plan, name, value, language)
    if isinstance(value, tuple):
        gone = value_texts(plan, name, tuple(e for e in before if e not in value), language)
        new = value_texts(plan, name, tuple(e for e in value if e not in before), language)
        return [*(f"+ {entry}" for entry in new), *(f"- {entry}" for entry in gone)]
    old, new_text = (value_texts(plan, name, one, language)[0] for one in (before, value))
    return [f"{old} → {new_text}"]


# -- why -------------------------------------------------------------------------------------------------------------


def why_json(case: Case, step: str, event: Event | None, may: Sequence[Right] | None = None) -> dict[str, Any]:
    """Why a step is as it is, as data. ``may`` are those who may complete it now, where people are entered."""
    plan, row = case.plan.steps[step], case.steps[step]
    return {
        "case": case.id,
        "step": step,
        "state": case.state_of(step),
        "round": row.round,
        "waits_for": _waits_for(case, plan),
        "actors": list(plan.by),
        "confirmed": list(row.confirmed),
        "may_complete": None if may is None else [right.person for right in may],
        "open_items": _open_items(case, plan),
        "when": {name: {"is": _found(case, name), "wanted": list(wanted)} for name, wanted in plan.when},
        "legal": [basis.th for basis in plan.legal],
        "due_at": due_at(row.due),
        "event": event_json(event) if event else None,
        "waived": row.waived,
        "ahead_of": _ahead_of(case, plan),
    }


def why_text(case: Case, step: str, event: Event | None, names: Names, language: Language) -> str:
    """Why a step is as it is, in words."""
    plan, row = case.plan.steps[step], case.steps[step]
    state = _state_or_waived(case, step)
    head = f"{step} {plan.title.said(language)}: {text(f'state-{state}', language)}"
    head += f" ({text('round', language, {'round': row.round})})" if row.round > 1 else ""
    person = who(event, names, language) if event else ""
    lines: list[str] = []
    if case.state == SUSPENDED:
        lines.append(text("why-suspended", language, {"case": case.id}))
    match state:
        case "ready":
            lines += _why_ready(case, plan, event, person, language)
        case "waiting":
            lines += _why_waiting(case, plan, event, person, language)
        case "done":
            lines += _why_done(case, plan, event, person, language) + _why_ahead(case, plan, language)
        case "waived":
            lines += _why_waived(case, plan, event, names, language)
        case "skipped":
            lines += _why_skipped(case, plan, language) + _why_moved(event, person, language)
        case _:
            lines.append(text("why-withdrawn", language, {"state": text(f"state-{case.state}", language)}))
    if plan.legal:
        bases = [basis.said(language) for basis in plan.legal]
        lines.append(text("legal-basis", language, {"legal": bases}))
    return page([head, *(f"  {line}" for line in lines)], language)


def _why_ready(case: Case, plan: StepPlan, event: Event | None, person: str, language: Language) -> list[str]:
    row = case.steps[plan.id]
    lines = _why_reached(case, plan, language) + _why_ahead(case, plan, language) + _why_late(case, plan, language)
    lines += [
        text("why-holds", language, {"condition": _condition(case, name, language)})
        for name, wanted in plan.when
        if _found(case, name) in wanted
    ]
    if event and event.kind in ("returned", "reopened"):
        values = {"step": event.step, "day": event.at, "who": person}
        lines.append(text("why-returned" if event.kind == "returned" else "why-reopened", language, values))
        lines += _note_lines(event, language)
    lines += _why_moved(event, person, language)
    lines.append(text("why-performs", language, {"actors": actors(case.plan, plan, language)}))
    if row.confirmed:
        names = [case.plan.short(actor).said(language) for actor in row.confirmed]
        lines.append(text("confirmed-by", language, {"names": names}))
    if open_items := _open_items(case, plan):
        lines.append(text("why-items", language, {"count": len(open_items), "items": open_items[:20]}))
    return lines


def _why_reached(case: Case, plan: StepPlan, language: Language) -> list[str]:
    """What a step that is ready no longer waits for."""
    if not plan.after:
        return [text("why-from-start", language)]
    states = {step: _state_or_waived(case, step) for step in plan.after}
    keys = {DONE: "why-all-settled", WAIVED: "why-all-waived"}
    found = {state: [step for step in plan.after if states[step] == state] for state in keys}
    return [
        text(key, language, {"steps": _titles(case.plan, found[state], language)})
        for state, key in keys.items()
        if found[state]
    ]


def _why_ahead(case: Case, plan: StepPlan, language: Language) -> list[str]:
    """What comes before a step and is not done although the step is done or open."""
    return [text("why-ahead", language, _waited_for(case, before, language)) for before in _ahead_of(case, plan)]


def _why_late(case: Case, plan: StepPlan, language: Language) -> list[str]:
    """What is done or open already although this step comes before it."""
    ahead = [step for step in plan.next if plan.id in _ahead_of(case, case.plan.steps[step])]
    return [text("why-late", language, {"steps": _titles(case.plan, ahead, language)})] if ahead else []


def _why_moved(event: Event | None, person: str, language: Language) -> list[str]:
    """That it was a migration which brought a step into its state, and why that was made."""
    if event is None or event.kind != "migrated" or event.plan is None:
        return []
    values = {"version": event.plan.version[:12], "day": event.at, "who": person}
    return [text("why-moved", language, values), *_reason_lines(event, language)]


def _why_waiting(case: Case, plan: StepPlan, event: Event | None, person: str, language: Language) -> list[str]:
    lines = [text("why-waits", language, _waited_for(case, step, language)) for step in _waits_for(case, plan)]
    lines += _why_late(case, plan, language)
    if event and event.kind in ("returned", "reopened"):
        kind = "why-returned" if event.kind == "returned" else "why-reopened"
        lines.append(text(kind, language, {"step": event.step, "day": event.at, "who": person}))
    return lines + _why_moved(event, person, language)


def _waited_for(case: Case, step: str, language: Language) -> dict[str, Any]:
    """A step that is not settled, its state, and who performs it."""
    found = case.plan.steps[step]
    return {
        "step": f"{step} {found.title.said(language)}",
        "state": text(f"state-{case.state_of(step)}", language),
        "actors": actors(case.plan, found, language),
    }


def _why_done(case: Case, plan: StepPlan, event: Event | None, person: str, language: Language) -> list[str]:
    if event is None:
        return []
    lines = [text("why-done", language, {"day": event.at, "who": person})]
    remarks = _done_before(case, plan, event, language)
    lines += _why_outcome(case, plan, language)
    return lines + remarks + _note_lines(event, language)


def _why_outcome(case: Case, plan: StepPlan, language: Language) -> list[str]:
    name = case.steps[plan.id].outcome or ""
    if name not in plan.outcomes:
        return []
    return [text("why-outcome", language, {"outcome": f"{name} {plan.outcomes[name].title.said(language)}"})]


def _why_waived(case: Case, plan: StepPlan, event: Event | None, names: Names, language: Language) -> list[str]:
    if event is None:
        return []
    lines = [text("why-waived", language), _waived(event, names, language)]
    return [*lines, *_why_outcome(case, plan, language), *_reason_lines(event, language)]


def _reason_lines(event: Event, language: Language) -> list[str]:
    return wrapped(f"{text('reason-given', language)}: ", [event.note]) if event.note else []


def _note_lines(event: Event, language: Language) -> list[str]:
    return wrapped(f"{text('note-given', language)}: ", [event.note]) if event.note else []


def _why_skipped(case: Case, plan: StepPlan, language: Language) -> list[str]:
    failed = [(name, wanted) for name, wanted in plan.when if _found(case, name) not in wanted]
    if failed:
        return [
            text("why-condition", language, {"condition": _condition(case, name, language), "wanted": [
                _read_value(case.plan, name, value, language) for value in wanted]})
            for name, wanted in failed
        ]  # fmt: skip
    return [text("why-all-skipped", language, {"steps": _titles(case.plan, plan.after, language)})]


def _titles(plan: Plan, steps: Iterable[str], language: Language) -> list[str]:
    return [f"{step} {plan.steps[step].title.said(language)}" for step in steps]


def _waits_for(case: Case, plan: StepPlan) -> list[str]:
    if case.state_of(plan.id) != WAITING:
        return []
    return [before for before in plan.after if case.steps[before].state in (WAITING, READY)]


def _ahead_of(case: Case, plan: StepPlan) -> list[str]:
    """What a step would wait for but does not: a migration let it stay done or open while what comes before it in the
    new version is still to be done."""
    if case.state in CLOSED or case.steps[plan.id].waived or case.steps[plan.id].state not in (READY, DONE):
        return []
    return [before for before in plan.after if case.steps[before].state in (WAITING, READY)]


def _open_items(case: Case, plan: StepPlan) -> list[str]:
    if not plan.each or case.state_of(plan.id) != READY:
        return []
    return [item for item, row in case.items[plan.id].everything().items() if row.state == READY]


def _found(case: Case, name: str) -> Value:
    return case.fields[name] if name in case.plan.fields else case.decided(name)
