"""What is shown of versions and of what differs between them: plain data for ``--json``, text for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.calendar import iso, spoken_date
from engine.changes import GROUPS, called_as_in, catalogue_changes, changes
from engine.messages import shown, text
from engine.model import WHOLE, Actor, Delegation, Element, Erratum, Holiday, Law
from engine.problems import Refused
from engine.publishing import in_force
from engine.report import page, table, within_text
from engine.report_office import actor_title, cited, conditions, said, step_lines, titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from engine.calendar import Language
    from engine.changes import Change
    from engine.editions import Edition
    from engine.library import Office
    from engine.model import Field, Member, Outcome, Process
    from engine.store import Publication


def differences(a: Edition, b: Edition, names: Sequence[str], wanted: str | None = None) -> list[Change]:
    """What has changed from one edition to another in these procedures.

    Where both have actors and laws of their own also what has changed of these, and of two folders the delegations, the
    days off and the misprints, unless one procedure is ``wanted``.
    """
    found: list[Change] = []
    for name in names:
        found += changes(a.office.processes.get(name), b.office.processes.get(name))
    if a.catalogues and b.catalogues and wanted is None:
        found += catalogue_changes("actor", a.office.actors or {}, b.office.actors or {})
        found += catalogue_changes("law", a.office.laws or {}, b.office.laws or {})
    if a.whole and b.whole and wanted is None:
        found += catalogue_changes("order", by_order(a.office.delegations), by_order(b.office.delegations))
        found += catalogue_changes("holiday", _by_date(a.office.days_off), _by_date(b.office.days_off))
        found += catalogue_changes("erratum", _by_line(a.office.errata), _by_line(b.office.errata))
    return found


def _by_date(days: Iterable[Holiday]) -> dict[str, Holiday]:
    return {day.date.isoformat(): day for day in days}


def by_order(orders: Iterable[Delegation]) -> dict[str, Delegation]:
    """The delegations by the order's number and who acts on it; where that is one person for several, numbered."""
    found: dict[str, Delegation] = {}
    count = Counter[str]()
    for entry in orders:
        name = f"{entry.order} {entry.who}"
        count[name] += 1
        found[name if count[name] == 1 else f"{name} ({count[name]})"] = entry
    return found


def _by_line(errata: Iterable[Erratum]) -> dict[str, Erratum]:
    """The misprints by what tells two apart."""
    return {f"{erratum.line} {erratum.printed}": erratum for erratum in errata}


def to_draw(a: Edition, b: Edition, names: Sequence[str], found: Sequence[Change]) -> str:
    """The procedure whose two versions are to be drawn over each other: the only one, or the only one that has changed.

    Raises Refused if several have changed, or if an edition does not have it.
    """
    changed = list(dict.fromkeys(change.process for change in found if change.process))
    wanted = list(names) if len(names) == 1 else changed
    if len(wanted) > 1:
        raise Refused("draw-one", names=wanted)
    if not wanted:
        raise Refused("nothing-to-draw")
    if not all(wanted[0] in side.office.processes for side in (a, b)):
        raise Refused("draw-both", process=wanted[0])
    return wanted[0]


# -- plain data --------------------------------------------------------------------------------------------------------


def changes_json(found: Sequence[Change]) -> list[dict[str, Any]]:
    """The differences; those of an actor or law name no procedure."""
    return [
        {
            "process": change.process or None,
            "step": change.step,
            "kind": change.kind,
            "group": change.group,
            "word": change.word,
            "old": plain(change.old),
            "new": plain(change.new),
        }
        for change in found
    ]


def plain(value: Any) -> Any:
    """A value of the language as JSON has it."""
    if isinstance(value, Element):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, dict):
        return {name: plain(entry) for name, entry in value.items()}
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return value if value is None or isinstance(value, (str, int)) else str(value)


# -- words -------------------------------------------------------------------------------------------------------------


def changes_text(a: Edition, b: Edition, found: Sequence[Change], language: Language) -> str:
    """The differences by procedure and step, each with what kind of thing it is, the old and the new.

    What is compared is quoted as it is written; only the names of those it mentions are in the reader's language.
    """
    if not found:
        return text("no-changes", language)
    a = _as_called_in(a, b)
    lines: list[str] = []
    process: str | None = None
    step: str | None = ""
    for change in found:
        if change.process != process:
            process, step = change.process, ""
            lines += ["", _heading(a, b, process, language)]
        if change.step != step:
            step = change.step
            lines += [f"  {_place(a, b, change, language)}"] if process else []
        lines += _change_lines(a.office, b.office, change, language)
    count = Counter(change.group for change in found)
    told = [text("count-of-group", language, {"group": _group(g, language), "count": count[g]}) for g in GROUPS]
    return page([*lines[1:], "", text("changes-count", language, {"count": len(found), "groups": told})], language)


def _as_called_in(a: Edition, b: Edition) -> Edition:
    """The older edition with its steps called as in the newer one, as the changes speak of them."""
    now = b.office.processes
    processes = {n: called_as_in(found, now[n]) if n in now else found for n, found in a.office.processes.items()}
    return a._replace(office=replace(a.office, processes=processes))


def _group(group: str, language: Language) -> str:
    return text(f"group-{group}", language)


def _heading(a: Edition, b: Edition, process: str, language: Language) -> str:
    side = b if process in b.office.processes else a
    if not process:
        return text("changed-catalogues", language)
    found = side.office.processes[process]
    return f"{found.number}. {said(side.office, found.title, process, language)} ({process})"


def _place(a: Edition, b: Edition, change: Change, language: Language) -> str:
    """The step that changes, as it is called now."""
    if change.step is None:
        return text("the-whole-procedure", language)
    for side in (b, a):
        process = side.office.processes.get(change.process)
        step = process and next((s for s in process.steps if s.id == change.step), None)
        if step:
            return f"{step.id}: {said(side.office, step.title, f'{change.process}/{step.id}', language)}"
    return change.step


def _change_lines(old: Office, new: Office, change: Change, language: Language) -> list[str]:
    group = _group(change.group, language)
    if change.kind in ("moved", "renamed"):
        values = {"group": group, "old": change.old, "new": change.new}
        return [f"    {text(f'change-{change.kind}', language, values)}"]
    values = {"group": group, "what": _what(change, language)}
    lines = [f"    {text(f'change-{change.kind}', language, values)}"]
    for sign, office, value, other in (("-", old, change.old, change.new), ("+", new, change.new, change.old)):
        if value is not None or change.kind == "changed":
            lines += [f"      {sign} {line}" for line in _value_lines(office, change, value, other, language)]
    return lines


def _what(change: Change, language: Language) -> str:
    """The word that differs, as people call it."""
    kind, name, word = change.entry
    if word:
        return f"{name}: {text(f'part-{word}', language)}"
    if name:
        return text(f"the-{kind}", language, {"name": name})
    return text("step" if change.word == "step" else f"part-{change.word}", language)


def _value_lines(office: Office, change: Change, value: Any, other: Any, language: Language) -> list[str]:
    """A value in words; of a group of entries only those that ``other`` does not hold in the same way."""
    process = office.processes.get(change.process)
    word = change.entry[2] or change.word
    if isinstance(value, Element) and change.word == "process":
        return [text("a-procedure", language, {"steps": len(office.processes[change.process].steps)})]
    if isinstance(value, (Actor, Law, Holiday)):
        return [value.title]
    if isinstance(value, Delegation):
        return [_order(office, value, language)]
    if isinstance(value, Erratum):
        return [f"{value.printed} → {value.reading or text('kept-as-printed', language)}"]
    if isinstance(value, Element) and process:
        place = next(n for n, step in enumerate(process.steps) if step.id == change.step)
        return step_lines(office, process, process.steps[place], process.after(place), language)
    if isinstance(value, dict):
        value = {name: entry for name, entry in value.items() if (other or {}).get(name) != entry}
    elif word == "legal":
        value = tuple(basis for basis in value if basis not in other)
    if not value:  # an order without a scope is for all that the other holds
        return [text("all-of-them" if word in ("actors", "processes") else "none", language)]
    return list(_told(office, process, word, value, other, language))


def _told(
    office: Office, process: Process | None, word: str, value: Any, other: Any, language: Language
) -> Iterator[str]:
    """A value of the language in words, in as many lines as it has parts."""
    if word in ("by", "responsible", "members", "actors", "for"):
        entries = (value,) if isinstance(value, str) else value
        yield ", ".join(_performer(office, entry, language) for entry in entries)
    elif word in ("after", "asks", "not-by") and process:
        yield ", ".join(titled(office, process, name, language) for name in value)
    elif word == "each" and process:
        yield titled(office, process, value, language)
    elif word == "when" and process:
        yield from conditions(office, process, value, language)
    elif word == "within":
        yield within_text(value, language)
    elif word == "legal":
        said_there = [basis.assumed for basis in other]
        for basis in value:
            yield cited(office, basis, language) + _reasons(basis.assumed, said_there, language)
    elif word == "decision":
        for name, outcome in value.items():
            said_there = [o.assumed for n, o in (other or {}).items() if n == name]
            yield _outcome(name, outcome, language) + _reasons(outcome.assumed, said_there, language)
    elif word == "fields":
        yield from (_field(name, asked, language) for name, asked in value.items())
    elif isinstance(value, dict):  # reasons: the part they speak of, and why
        yield from (_reason(part, why, language) for part, why in value.items())
    else:
        yield shown(value, language)


def _performer(office: Office, entry: str | Member, language: Language) -> str:
    """An actor; a member with the days from and until which, where the file says any."""
    if isinstance(entry, str):
        return actor_title(office, entry, language)
    return _with_days(actor_title(office, entry.who, language), entry, language)


def _order(office: Office, entry: Delegation, language: Language) -> str:
    """Who acts in whose stead, by which order, and on which days."""
    names = {"person": actor_title(office, entry.who, language), "stead": actor_title(office, entry.for_, language)}
    return _with_days(text("right-on-order", language, {**names, "order": entry.order}), entry, language)


def _with_days(told: str, entry: Member | Delegation, language: Language) -> str:
    days = (("from-day", entry.from_), ("until-day", entry.until))
    return " ".join([told, *(text(key, language, {"day": day}) for key, day in days if day)])


def _reason(part: str, why: str, language: Language) -> str:
    return why if part == WHOLE else f"{text(f'part-{part}', language)}: {why}"


def _reasons(assumed: Mapping[str, str] | None, said_there: Sequence[object], language: Language) -> str:
    """Why something was inferred, unless the other edition says the same."""
    if assumed in said_there:
        return ""
    told = [_reason(part, why, language) for part, why in (assumed or {}).items()]
    return f" [{text('assumed', language)}: {'; '.join(told)}]" if told else ""


def _outcome(name: str, outcome: Outcome, language: Language) -> str:
    goes = {"back": outcome.back, "end": outcome.end}
    way = next((text(f"show-{key}", language, {"value": value}) for key, value in goes.items() if value), "")
    return f"{name}: {outcome.title}{way}"


def _field(name: str, asked: Field, language: Language) -> str:
    values = {"name": name, "title": asked.title, "type": text(f"type-{asked.type}", language)}
    choices = [f"{choice} {title}" for choice, title in (asked.choices or {}).items()]
    line = text("show-field", language, values) + (f": {', '.join(choices)}" if choices else "")
    return line + (f" - {text('asked-at-start', language)}" if asked.ask else "")


# -- what was published ------------------------------------------------------------------------------------------------


def publications_json(rows: Iterable[Publication]) -> list[dict[str, Any]]:
    """What was published; ``publisher`` is null where a version came to hold because a case was begun on it."""
    return [
        {
            "version": row.version[:12],
            "process": row.process,
            "from": row.holds_from.isoformat(),
            "published_at": iso(row.published_at),
            "publisher": row.publisher or None,
            "reason": row.reason,
        }
        for row in rows
    ]


def versions_json(rows: Sequence[Publication], running: Mapping[str, int]) -> list[dict[str, Any]]:
    """What was published of a procedure, the latest first, with the running cases of each version."""
    plain = publications_json(rows)
    return [told | {"open_cases": running.get(row.version, 0)} for told, row in zip(plain, rows, strict=True)][::-1]


def versions_text(
    rows: Sequence[Publication], running: Mapping[str, int], names: Mapping[str, str], today: date, language: Language
) -> str:
    """The same as a table; ``names`` is what the people of the office are called."""
    if not rows:
        return text("no-versions", language)
    now = in_force(rows, today)
    cells = [
        (row.version[:12], spoken_date(row.holds_from, language), text(_standing(row, now, today), language),
         str(running.get(row.version, 0)), publisher(row, names, language), row.reason)
        for row in reversed(rows)
    ]  # fmt: skip
    keys = ("col-version", "col-from", "col-standing", "col-open", "col-publisher", "col-reason")
    return table([[text(key, language) for key in keys], *cells], language)


def _standing(row: Publication, now: Publication | None, today: date) -> str:
    if row is now:
        return "version-holds"
    return "version-later" if row.holds_from > today else "version-replaced"


def publisher(row: Publication, names: Mapping[str, str], language: Language) -> str:
    """Whoever published, in Thai by their name."""
    if not row.publisher:
        return text("published-by-itself", language)
    return names.get(row.publisher, row.publisher) if language == "th" else row.publisher


def published_text(rows: Sequence[Publication], office: Office, language: Language) -> str:
    """What a publication says once it is kept; without rows, only who may do what has changed."""
    if not rows:
        return text("people-published", language)
    head = [text(key, language) for key in ("col-process", "col-version", "col-from", "col-title")]
    cells = [
        (row.process, row.version[:12], spoken_date(row.holds_from, language),
         said(office, office.processes[row.process].title, row.process, language))
        for row in rows
    ]  # fmt: skip
    return f"{text('published', language, {'count': len(rows)})}\n{table([head, *cells], language)}"
