"""What is shown of an office's procedures, laws and assumptions: plain data for ``--json``, text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.messages import shown, text
from engine.model import WHOLE, assumptions, responsible
from engine.names import by_title, near
from engine.plan import MARKS, Title, named, spoken_basis
from engine.problems import Refused
from engine.report import table, within_text, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from engine.calendar import Language
    from engine.library import Office
    from engine.model import Law, Legal, Process, Step


def said(office: Office, thai: str, path: str, language: Language) -> str:
    """A title in the reader's language."""
    return Title(thai, office.translations.get(path, "")).said(language)


def _page(lines: list[str], language: Language) -> str:
    """Lines below each other; what stands in one of them can begin no other."""
    return "\n".join(shown(line, language) for line in lines).strip("\n")


def actor_title(office: Office, name: str, language: Language) -> str:
    actor = (office.actors or {}).get(name)
    return said(office, actor.title, f"actors/{name}", language) if actor else name


def responsible_texts(office: Office, process: Process, language: Language) -> list[str]:
    """The column of responsible actors as the manual prints it.

    A name whose spelling is undecided stays, in Thai, as it is printed in that place.
    """
    if language == "th":
        return responsible(process, office.actors or {}, office.errata)
    return [actor_title(office, name, language) for name in process.responsible]


# -- procedures ------------------------------------------------------------------------------------------------------


def list_json(office: Office, running: Mapping[str, int] | None) -> list[dict[str, Any]]:
    return [
        {
            "process": process.process,
            "number": process.number,
            "title": process.title,
            "steps": len(process.steps),
            "open_cases": None if running is None else running.get(process.process, 0),
        }
        for process in office.processes.values()
    ]


def list_text(office: Office, running: Mapping[str, int] | None, language: Language) -> str:
    """The procedures as a table; ``running`` is None where nobody can tell how many cases there are."""
    head = [text(key, language) for key in ("col-number", "col-process", "col-steps", "col-open", "col-title")]
    rows = [
        [
            str(process.number),
            process.process,
            str(len(process.steps)),
            "?" if running is None else str(running.get(process.process, 0)),
            said(office, process.title, process.process, language),
        ]
        for process in office.processes.values()
    ]
    return table([head, *rows], language)


def show_text(office: Office, process: Process, language: Language) -> str:
    """A procedure in words: its steps with who performs them, what they wait for and what they rest on."""
    lines = [
        f"{process.number}. {said(office, process.title, process.process, language)}",
        text("show-case", language, {"case": said(office, process.case, f"{process.process}/case", language)}),
    ]
    if process.responsible:
        lines.append(text("show-responsible", language))
        lines += [f"  {n}. {name}" for n, name in enumerate(responsible_texts(office, process, language), 1)]
    for name, asked in process.fields.items():
        title = said(office, asked.title, f"{process.process}/{name}", language)
        choices = [
            f"{choice} {said(office, thai, f'{process.process}/{name}/{choice}', language)}"
            for choice, thai in (asked.choices or {}).items()
        ]
        values = {"name": name, "title": title, "type": text(f"type-{asked.type}", language)}
        lines += wrapped(text("show-field", language, values) + (": " if choices else ""), choices)
    for place, step in enumerate(process.steps):
        lines += ["", *step_lines(office, process, step, process.after(place), language)]
    lines += ["", text("show-reasons", language, {"number": process.number})]
    return _page(lines, language)


def step_lines(office: Office, process: Process, step: Step, after: tuple[str, ...], language: Language) -> list[str]:
    """A step in words, the details indented below its title."""
    base = f"{process.process}/{step.id}"
    number = f"({step.item}) " if step.item else f"({text('not-printed', language)}) "
    lines = [f"{number}{step.id}: {said(office, step.title, base, language)}"]
    details: list[tuple[str, object]] = [
        ("show-was", step.was),
        ("show-text", step.text if language == "th" else None),
        ("show-joint" if len(step.by) > 1 else "show-by", [actor_title(office, n, language) for n in step.by]),
        ("show-not-by", [titled(office, process, name, language) for name in step.not_by]),
        ("show-after", [titled(office, process, name, language) for name in after]),
        ("show-when", conditions(office, process, step.when or {}, language)),
        ("show-each", titled(office, process, step.each, language) if step.each else None),
        ("show-asks", [titled(office, process, name, language) for name in step.asks]),
        ("show-within", within_text(step.within, language) if step.within else None),
        ("show-takes", taken(office, step, language)),
        ("show-produces", [said(office, t, f"{base}/produces/{n}", language) for n, t in enumerate(step.produces, 1)]),
        ("show-legal", [cited(office, legal, language) for legal in process.legal_of(step)]),
    ]
    lines += [f"    {text(label, language, {'value': value})}" for label, value in details if value]
    for name, outcome in (step.decision or {}).items():
        title = said(office, outcome.title, f"{base}/{name}", language)
        goes = {"back": outcome.back, "end": outcome.end}
        way = next((text(f"show-{key}", language, {"value": value}) for key, value in goes.items() if value), "")
        lines.append(f"    * {name}: {title}{way}" + _mark(outcome.assumed, language))
    for part, why in (step.assumed or {}).items():
        path = f"{base}/assumed" + ("" if part == WHOLE else f"/{part}")
        about = "" if part == WHOLE else f" ({text(f'part-{part}', language)})"
        reason = said(office, why, path, language)
        lines.append(f"    {text('assumed', language)}{about}: {reason}")
    return lines


def taken(office: Office, step: Step, language: Language) -> list[str]:
    """The documents that a step takes, called as where they are yielded."""
    paths = {
        title: f"{process.process}/{other.id}/produces/{n}"
        for process in office.processes.values()
        for other in process.steps
        for n, title in enumerate(other.produces, 1)
    }
    return [said(office, title, paths.get(title, ""), language) for title in step.takes]


def cited(office: Office, legal: Legal, language: Language) -> str:
    """A legal basis as it is cited, and what of it was inferred."""
    return spoken_basis(legal, office.laws or {}, office.translations).said(language)


def titled(office: Office, process: Process, name: str, language: Language) -> str:
    """A step or field by name and title."""
    titles = {step.id: step.title for step in process.steps} | {n: f.title for n, f in process.fields.items()}
    return f"{name} ({said(office, titles[name], f'{process.process}/{name}', language)})"


def conditions(office: Office, process: Process, when: Mapping[str, tuple[str, ...]], language: Language) -> list[str]:
    """What a condition reads, and the values that it wants, by title."""
    base, lines = process.process, []
    for name, wanted in when.items():
        decisions = {s.id: {n: o.title for n, o in (s.decision or {}).items()} for s in process.steps}
        titles = (process.fields[name].choices or {}) if name in process.fields else decisions[name]
        values = [said(office, titles[value], f"{base}/{name}/{value}", language) for value in wanted]
        lines.append(f"{titled(office, process, name, language)} = {' / '.join(values)}")
    return lines


def _mark(assumed: Mapping[str, str] | None, language: Language) -> str:
    return f" [{text('assumed', language)}]" if assumed else ""


# -- the law ---------------------------------------------------------------------------------------------------------


def law_json(office: Office, wanted: str | None, on: date) -> list[dict[str, Any]]:
    """Which steps rest on a law (or on any), and whether it is in force on the day by the dates that are recorded.

    ``in_force`` is null where the dates are not recorded; ``unsettled`` says why the law may be in force although they
    have passed. Raises Refused (``no-such-law``).
    """
    wanted = _meant_law(office, wanted)
    laws = office.laws or {}
    return [
        {
            "process": process.process,
            "step": step.id,
            "law": legal.law,
            "section": legal.section,
            "source": legal.source,
            "assumed": dict(legal.assumed or {}),
            "in_force": laws[legal.law].in_force(on) if legal.law in laws else None,
            "unsettled": laws[legal.law].unsettled(on) if legal.law in laws else "",
        }
        for process, step, legal in _resting(office, wanted)
    ]


def _resting(office: Office, wanted: str | None) -> Iterator[tuple[Process, Step, Legal]]:
    """Every step that rests on a law (None: on any), with its legal basis."""
    for process in office.processes.values():
        for step in process.steps:
            yield from ((process, step, legal) for legal in process.legal_of(step) if wanted in (None, legal.law))


def _meant_law(office: Office, wanted: str | None) -> str | None:
    """The law that is called so by its name or title. Raises Refused, or InvalidDefinition if the laws have errors."""
    office.need("laws.yaml")
    if wanted is None:
        return None
    titles = {n: Title(law.title, office.translations.get(f"laws/{n}", "")) for n, law in (office.laws or {}).items()}
    found = by_title(wanted, titles)
    if found not in titles:
        raise Refused(
            "no-such-law", name=wanted, near=near(wanted, titles), allowed=[named(*t) for t in titles.items()]
        )
    return found


def law_text(office: Office, wanted: str | None, on: date, language: Language) -> str:
    """The laws, whether each is in force, and what rests on it."""
    wanted = _meant_law(office, wanted)
    lines: list[str] = []
    for name in [wanted] if wanted else list(office.laws or {}):
        lines += _law_lines(office, name, on, language)
        resting = list(_resting(office, name))
        if wanted:
            lines += [_resting_line(office, process, step, legal, language) for process, step, legal in resting]
        stated = sum(legal.source == "stated" for _, _, legal in resting)
        values = {"count": len(resting), "stated": stated, "inferred": len(resting) - stated}
        lines += [text("law-steps", language, values), ""]
    return _page(lines, language)


def _resting_line(office: Office, process: Process, step: Step, legal: Legal, language: Language) -> str:
    title = said(office, step.title, f"{process.process}/{step.id}", language)
    basis = f": {cited(office, legal, language)}" if legal.section else MARKS[legal.inferred("law")].said(language)
    return f"  {process.process}/{step.id} {title}{basis}"


def _law_lines(office: Office, name: str, on: date, language: Language) -> list[str]:
    law, path = (office.laws or {})[name], f"laws/{name}"
    lines = [f"{name}: {said(office, law.title, path, language)}"]
    if law.gazette:
        lines.append(text("law-gazette", language, {"value": said(office, law.gazette, f"{path}/gazette", language)}))
    if law.from_ or law.until:
        lines.append(text("law-dates-are", language, {"from": law.from_ or "…", "until": law.until or "…"}))
    lines.append(text(_law_state(law, on), language, {"on": on}))
    for key, reasons, label in (("assumed", law.assumed, "to-settle"), ("verified", law.verified, "verified")):
        for part, why in (reasons or {}).items():
            about = "" if part == WHOLE else f" ({text(f'part-{part}', language)})"
            reason = said(office, why, f"{path}/{key}" + ("" if part == WHOLE else f"/{part}"), language)
            lines.append(f"{text(label, language)}{about}: {reason}")
    if "gazette" not in (law.verified or {}):
        lines.append(text("not-verified", language))
    return lines


def _law_state(law: Law, on: date) -> str:
    """The code of the sentence that says whether a law is in force on a day."""
    if law.from_ and on < law.from_:
        return "law-not-begun"
    return {True: "law-in-force", False: "law-may-have-lapsed", None: "law-dates-unknown"}[law.in_force(on)]


# -- assumptions -----------------------------------------------------------------------------------------------------


def assumptions_json(office: Office, wanted: str | None, language: Language) -> list[dict[str, Any]]:
    """What was inferred, for the office to confirm: per procedure in the order of its file, then actors and laws."""
    processes = [office.process(wanted)] if wanted else list(office.processes.values())
    rows = [
        {
            "process": process.process,
            "step": step,
            "element": element,
            "part": part,
            "assumed": said(office, why, _path(process, step, element, part), language),
        }
        for process in processes
        for step, element, part, why in assumptions(process)
    ]
    if wanted is None:
        rows += _catalogue_assumptions(office, language)
    return rows


def _path(process: Process, step: str | None, element: str, part: str) -> str:
    kind, _, name = element.partition(":")
    parts = [process.process, *([step] if step else [])]
    parts += {"legal": ["legal", name], "outcome": [name]}.get(kind, [])
    return "/".join([*parts, "assumed", *([] if part == WHOLE else [part])])


def _catalogue_assumptions(office: Office, language: Language) -> list[dict[str, Any]]:
    return [
        {
            "process": None,
            "step": None,
            "element": f"{kind}:{name}",
            "part": part,
            "assumed": said(office, why, f"{kind}s/{name}/assumed" + ("" if part == WHOLE else f"/{part}"), language),
        }
        for kind, entries in (("actor", office.actors or {}), ("law", office.laws or {}))
        for name, entry in entries.items()
        for part, why in (entry.assumed or {}).items()
    ]


def assumptions_text(office: Office, rows: list[dict[str, Any]], language: Language) -> str:
    """The assumptions under the heading of their procedure."""
    if not rows:
        return text("no-assumptions", language)
    lines: list[str] = []
    heading: str | None = ""
    for row in rows:
        if row["process"] != heading:
            heading = row["process"]
            process = office.processes.get(heading or "")
            title = said(office, process.title, process.process, language) if process else text("catalogues", language)
            lines += ["", f"{process.number}. {title}" if process else title]
        kind, _, name = row["element"].partition(":")
        about = " ".join(word for word in (row["step"], name if kind != "step" else "") if word)
        part = "" if row["part"] == WHOLE else f" ({text('part-' + row['part'], language)})"
        lines.append(f"  - {about or text('the-process', language)}{part}: {row['assumed']}")
    lines += ["", text("assumptions-count", language, {"count": len(rows)})]
    return _page(lines, language)
