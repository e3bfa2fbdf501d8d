"""What is shown of a migration: plain data for ``--json``, text for people, and the remarks of a plan file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.messages import Phrase, shown, text
from engine.plan import named
from engine.report import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.calendar import Language
    from engine.migration import Move, Reason
    from engine.plan import Plan, Title
    from engine.survey import Group, Survey, Way


def survey_json(found: Survey, olds: Mapping[str, Plan], language: Language) -> dict[str, Any]:
    """The groups as data, those that move first."""
    return {
        "process": found.plan.process,
        "to": found.plan.version[:12],
        "already": found.already,
        "groups": [_group_json(found, olds[group.version], group, language) for group in _in_order(found)],
    }


def _in_order(found: Survey) -> list[Group]:
    return [*found.moving, *found.staying]


def _group_json(found: Survey, old: Plan, group: Group, language: Language) -> dict[str, Any]:
    said = group.move
    return {
        "moves": not said.reasons,
        "count": len(group.cases),
        "from": group.version[:12],
        "opened": list(said.opened),
        "closed": list(said.closed),
        "waived": list(said.waived),
        "left": list(said.left),
        "again": list(said.again),
        "fields": list(said.fields),
        "lost": list(said.lost),
        "completes": said.completes,
        "sent_back": group.sent_back,
        "reasons": [
            reason._asdict() | {"steps": list(reason.steps), "message": _reason(found, old, reason, language)}
            for reason in said.reasons
        ],
        "ways": [
            {
                "options": list(way.options),
                "was": {new: list(old) for new, old in way.was.items()},
                "frees": group.frees[place],
            }
            for place, way in enumerate(group.ways)
        ],
        "example": {"case": group.example, "before": list(group.before), "after": list(said.ready)},
        "cases": list(group.cases),
    }


def survey_text(found: Survey, olds: Mapping[str, Plan], language: Language) -> str:
    """Who would move and who would stay, and what would change that."""
    title = named(found.plan.process, found.plan.title)
    lines = [text("migrate-head", language, {"process": title, "version": found.plan.version[:12]})]
    for group in _in_order(found):
        lines += ["", *_group_lines(found, olds[group.version], group, language)]
    if any(group.ways for group in found.groups):
        lines += ["", *wrapped("", [text("migrate-ways-hold", language)])]
    if found.already:
        lines += ["", text("migrate-already", language, {"count": found.already})]
    if not found.groups:
        lines += ["", text("migrate-nothing", language)]
    return "\n".join(lines)


def _group_lines(found: Survey, old: Plan, group: Group, language: Language) -> Iterator[str]:
    lead, said = _count(group, language), _said(found, old, group, language)
    yield from wrapped(f"{lead}: ", said)
    before, after = _names(old, group.before), _names(found.plan, group.move.ready)
    yield from _open_work("migrate-example", before, language, case=group.example)
    if not group.move.reasons and (group.move.opened or group.move.closed):
        yield from _open_work("migrate-then", after, language)
    if group.sent_back:
        yield from wrapped("   ", [text("migrate-last-round", language, {"count": group.sent_back})])
    for place, way in enumerate(group.ways):
        yield from _way_lines(way, group.frees[place], language)


def _open_work(key: str, steps: list[Phrase], language: Language, **values: object) -> list[str]:
    names = [shown(step, language) for step in steps] or [text("nothing-open", language)]
    return wrapped(f"   {text(key, language, values)}: ", names)


def _way_lines(way: Way, count: int, language: Language) -> Iterator[str]:
    """How many cases a way would move, and what each part of it does to them."""
    was = [text("was-line", language, {"step": new, "old": _written(old)}) for new, old in way.was.items()]
    options = [*was, " ".join(way.options)] if way.options else was
    yield text("migrate-way", language, {"count": count, "options": options})
    if was:
        yield f"        was: {text('way-was', language)}"
    for word in dict.fromkeys(option.split()[0] for option in way.options):
        yield f"        {word}: {text('way-' + word.lstrip('-'), language)}"


def _written(names: tuple[str, ...]) -> str:
    """Names as they stand behind a word of the file."""
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _count(group: Group, language: Language) -> str:
    return text("migrate-stay" if group.move.reasons else "migrate-move", language, {"count": len(group.cases)})


def group_text(found: Survey, old: Plan, group: Group, language: Language) -> str:
    """How many cases, and what happens to them or why they stay, in one line."""
    return f"{_count(group, language)}: {'; '.join(_said(found, old, group, language))}"


def _said(found: Survey, old: Plan, group: Group, language: Language) -> list[str]:
    if group.move.reasons:
        return [_reason(found, old, reason, language) for reason in group.move.reasons]
    return list(_changes(found.plan, old, group.move, language))


def _changes(plan: Plan, old: Plan, said: Move, language: Language) -> Iterator[str]:
    opened, closed = _names(plan, said.opened), _names(old, said.closed)
    values = {"opened": opened, "closed": closed, "count": len(opened) or len(closed)}
    if opened or closed:
        key = "move-instead" if opened and closed else "move-opens" if opened else "move-closes"
        yield text(key, language, values)
    elif not said.completes:
        yield text("move-unchanged", language)
    filled = [name for name, value in said.fields.items() if value is not None]
    cleared = [name for name in said.fields if name not in (*filled, *said.lost)]
    for key, titles in (
        ("move-waived", _names(plan, said.waived)),
        ("move-left", _names(old, said.left)),
        ("move-again", _names(plan, said.again)),
        ("move-filled", _fields(plan, filled)),
        ("move-cleared", _fields(plan, cleared)),
        ("move-lost", _fields(plan, said.lost)),
    ):
        if titles:
            yield text(key, language, {"names": titles})
    if said.completes:
        yield text("move-completes", language)


def _reason(found: Survey, old: Plan, reason: Reason, language: Language) -> str:
    step = _title(found.plan, reason.step) or _title(old, reason.step)
    values: dict[str, object] = {"day": found.since or "", "steps": _names(found.plan, reason.steps)}
    values["step"] = named(reason.step, step) if step else reason.step
    if reason.name:
        values["name"] = named(reason.name, found.plan.fields[reason.name].title)
    return text(f"stay-{reason.code}", language, values)


def _title(plan: Plan, step: str) -> Title | None:
    return plan.steps[step].title if step in plan.steps else None


def _fields(plan: Plan, names: Iterable[str]) -> list[Phrase]:
    return [named(name, plan.fields[name].title) for name in names]


def _names(plan: Plan, steps: Iterable[str]) -> list[Phrase]:
    return [named(step, plan.steps[step].title) for step in steps]
