"""The main job end to end, as the commands that a clerk would type: ``khumue demo`` shows them and runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.folders import shown_path
from engine.messages import text
from engine.plan import Title, from_json, to_json
from engine.problems import Refused, os_reason
from engine.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.calendar import Language
    from engine.case import Case
    from engine.library import Office
    from engine.plan import FieldPlan, StepPlan

SAMPLES = {"text": "ตัวอย่าง", "number": "10", "date": "30/09/2569"}
"""What the demo fills in where a field is free; each case says that it is an example."""

SCHOOLS = ("สถานศึกษาตัวอย่าง ก", "สถานศึกษาตัวอย่าง ข")


def play(
    office: Office,
    language: Language,
    database: Path,
    output: Path,
    run: Callable[..., None],
    say: Callable[[str], None],
) -> None:
    """Check, run a case of each procedure to its end, look at them on the way, and draw the flowcharts."""
    say(text("demo-intro", language))
    heading = _Headings(4, language, say)
    heading("demo-check")
    run("check")
    run("list")
    heading("demo-curriculum")
    _curriculum(office, run, lambda code: say("\n" + text(code, language)))
    heading("demo-others")
    others = [process for process in office.processes.values() if process.process != "curriculum"]
    for number, process in enumerate(others, 1):
        title = Title(process.title, office.translations.get(process.process, "")).said(language)
        say(text("demo-running", language, {"number": number, "all": len(others), "title": title}))
        _to_the_end(database, office, process.process, run)
    run("cases")
    heading("demo-draw")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("cannot-write", path=shown_path(output), reason=os_reason(error)) from error
    for process in office.processes.values():
        name = f"{process.number:02}-{process.process}.pdf"
        run("diagram", process.process, "-o", shown_path(output / name))
    run("diagram", "curriculum", "--case", "2-1", "-o", shown_path(output / "case-2-1.pdf"))
    say("\n" + text("demo-done", language, {"folder": shown_path(output)}))


class _Headings:
    """Numbered headings, so that a reader knows how far the demo is."""

    def __init__(self, count: int, language: Language, say: Callable[[str], None]) -> None:
        self.count, self.language, self.say, self.number = count, language, say, 0

    def __call__(self, code: str) -> None:
        self.number += 1
        self.say(f"\n== {self.number}/{self.count} {text(code, self.language)}")


CURRICULUM = (
    ("complete", "2-1", "training"),
    ("complete", "2-1", "analyse"),
    ("complete", "2-1", "adapt", "--set", "kind=type-3"),
    ("status", "2-1"),
    ("inbox",),
    ("complete", "2-1", "board-approval", "--outcome", "approve"),
    ("complete", "2-1", "hearing", *(word for n in range(1, 7) for word in ("--item", f"group-{n}"))),
    ("complete", "2-1", "submit"),
    ("complete", "2-1", "screen", "--outcome", "revise", "--note", "ขอให้ปรับตัวชี้วัดให้ชัดเจน"),
    ("why", "2-1", "adapt"),
)
SECOND_ROUND = (
    ("complete", "2-1", "adapt", "--set", "kind=type-3"),
    ("complete", "2-1", "board-approval", "--outcome", "approve"),
    ("complete", "2-1", "hearing", *(word for n in range(1, 7) for word in ("--item", f"group-{n}"))),
    ("complete", "2-1", "submit"),
    ("complete", "2-1", "screen", "--outcome", "pass"),
    ("complete", "2-1", "forward-type-3"),
    ("complete", "2-1", "approve-type-3", "--outcome", "approve"),
    ("complete", "2-1", "support"),
    ("complete", "2-1", "advise", "--outcome", "finish"),
)


def _curriculum(office: Office, run: Callable[..., None], say: Callable[[str], None]) -> None:
    """Procedure 2 with a curriculum of type 3 that the sub-committee returns once."""
    if "curriculum" not in office.processes:
        raise Refused("demo-needs-bundled")
    run("start", "curriculum", "--set", f"school={SCHOOLS[0]}", "--title", "หลักสูตรตัวอย่าง")
    for command in CURRICULUM:
        run(*command)
    say("demo-second-round")
    for command in SECOND_ROUND:
        run(*command, quiet=command is not SECOND_ROUND[-1])
    run("history", "2-1")


def _to_the_end(database: Path, office: Office, name: str, run: Callable[..., None]) -> None:
    """A case of any procedure: whatever is ready is completed, and every decision goes on."""
    from engine.library import plan_of  # noqa: PLC0415 - the demo alone needs both the files and the store

    plan = plan_of(office, office.process(name))
    plan = from_json(to_json(plan))
    asked = [f for f, entry in plan.fields.items() if entry.at_start]
    settings = [
        word for field in asked for value in _values(plan.fields[field]) for word in ("--set", f"{field}={value}")
    ]
    run("start", name, *settings, quiet=True)
    case_id = f"{plan.number}-1"
    while command := _next(database, case_id):
        run("complete", case_id, *command, quiet=True)


def _next(database: Path, case_id: str) -> list[str]:
    store = open_store(str(database))
    try:
        case = store.case(case_id, whole=True)
        step = next((case.plan.steps[step] for step in case.ready()), None)
        return _completing(case, step) if step else []
    finally:
        store.close()


def _completing(case: Case, step: StepPlan) -> list[str]:
    words = [step.id]
    if step.each:
        items = [item for item, row in case.items[step.id].everything().items() if row.state == "ready"]
        words += [word for item in items for word in ("--item", item)]
    if step.joint:
        left = [actor for actor in step.by if actor not in case.steps[step.id].confirmed]
        words += ["--actor", left[0]]
        if len(left) > 1:
            return words
    if step.outcomes:
        words += ["--outcome", next(n for n, o in step.outcomes.items() if not (o.back or o.end))]
    for field in step.asks:
        words += [word for value in _values(case.plan.fields[field]) for word in ("--set", f"{field}={value}")]
    return words


def _values(field: FieldPlan) -> tuple[str, ...]:
    if field.choices:
        return tuple(field.choices)[: 1 if field.type == "choice" else None]
    return SCHOOLS if field.type == "list" else (SAMPLES[field.type],)
