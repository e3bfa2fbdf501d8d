"""What running cases need of one version of a procedure, as plain data that can be stored beside them.

A case is worked from its plan alone: neither the YAML file nor the models nor the graph are needed again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.calendar import TO_THAI_DIGITS
from engine.messages import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.graph import Graph
    from engine.model import Actor, Law, Legal, Process


class Title(NamedTuple):
    """A title in Thai and, where it has been translated, in English."""

    th: str
    en: str = ""

    def said(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.th


def spoken(title: Title) -> Phrase:
    """A title for a sentence, which chooses the language."""
    return Phrase("either", {"th": title.th, "en": title.said("en")})


def named(name: str, title: Title) -> Phrase:
    """A name as it is typed, with its title."""
    return Phrase("named", {"name": name, "title": spoken(title)})


MARKS = {True: Title(" [อนุมาน]", " [inferred]"), False: Title(" [คู่มือระบุ]", " [stated]")}
"""What is said of a part of a legal basis, by whether it was inferred."""


class OutcomePlan(NamedTuple):
    """One way a decision can go."""

    title: Title
    back: str | None = None
    end: str | None = None


class FieldPlan(NamedTuple):
    """Something a case carries."""

    title: Title
    type: str
    choices: Mapping[str, Title] = {}
    at_start: bool = False


class StepPlan(NamedTuple):
    """One step: who performs it, what it waits for, what waits for it."""

    id: str
    title: Title
    by: tuple[str, ...]
    joint: bool
    after: tuple[str, ...]
    next: tuple[str, ...]
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    each: str | None = None
    asks: tuple[str, ...] = ()
    outcomes: Mapping[str, OutcomePlan] = {}
    within: str | None = None
    legal: tuple[Title, ...] = ()
    shape: tuple[tuple[str, bool], ...] = ()
    was: tuple[str, ...] = ()
    """What it was called in earlier versions."""
    not_by: tuple[str, ...] = ()
    """The steps whose doers must keep away from this one."""

    @property
    def confirmations(self) -> int:
        """How many actors must confirm before the step (or one of its items) is done."""
        return len(self.by) if self.joint else 1


@dataclass(frozen=True)
class Plan:
    """One version of a procedure, ready to run."""

    process: str
    number: int
    title: Title
    version: str
    steps: Mapping[str, StepPlan]
    fields: Mapping[str, FieldPlan] = field(default_factory=dict)
    actors: Mapping[str, Title] = field(default_factory=dict)
    shorts: Mapping[str, Title] = field(default_factory=dict)
    """The actors' short titles, for lists."""

    @cached_property
    def first(self) -> tuple[str, ...]:
        """The steps that wait for nothing."""
        return tuple(step.id for step in self.steps.values() if not step.after)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The steps so that each stands behind what it waits for."""
        from graphlib import TopologicalSorter  # noqa: PLC0415 - completing a step does not need it

        return tuple(TopologicalSorter({step.id: step.after for step in self.steps.values()}).static_order())

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """Per field or decision, the steps whose condition reads it."""
        found: dict[str, list[str]] = {}
        for step in self.steps.values():
            for name, _ in step.when:
                found.setdefault(name, []).append(step.id)
        return {name: tuple(steps) for name, steps in found.items()}

    @cached_property
    def loops(self) -> Mapping[str, tuple[str, ...]]:
        """Per list field, the steps that open one item per entry."""
        found: dict[str, list[str]] = {}
        for step in self.steps.values():
            if step.each:
                found.setdefault(step.each, []).append(step.id)
        return {name: tuple(steps) for name, steps in found.items()}

    @cached_property
    def askers(self) -> Mapping[str, tuple[str, ...]]:
        """Per field, the steps that ask for it."""
        found: dict[str, list[str]] = {}
        for step in self.steps.values():
            for name in step.asks:
                found.setdefault(name, []).append(step.id)
        return {name: tuple(steps) for name, steps in found.items()}

    def short(self, actor: str) -> Title:
        """An actor's short title, or the full one where there is none."""
        return self.shorts.get(actor) or self.actors.get(actor) or Title(actor)

    def downstream(self, start: str) -> tuple[str, ...]:
        """A step and everything that waits for it, directly or not: what ``back: start`` resets."""
        found = dict.fromkeys([start])
        queue = [start]
        while queue:
            for step in self.steps[queue.pop()].next:
                if step not in found:
                    found[step] = None
                    queue.append(step)
        return tuple(found)


def compile_plan(
    process: Process,
    graph: Graph[str],
    version: str,
    actors: Mapping[str, Actor],
    laws: Mapping[str, Law],
    translations: Mapping[str, str],
) -> Plan:
    """The plan of a checked procedure."""

    def title(thai: str, *path: str) -> Title:
        return Title(thai, translations.get("/".join((process.process, *path)), ""))

    steps = {
        step.id: StepPlan(
            id=step.id,
            title=title(step.title, step.id),
            by=process.may_perform(step),
            joint=len(step.by) > 1,
            after=process.after(place),
            next=tuple(graph.successors(step.id)),
            when=tuple((step.when or {}).items()),
            each=step.each,
            asks=step.asks,
            outcomes={
                name: OutcomePlan(title(outcome.title, step.id, name), outcome.back, outcome.end)
                for name, outcome in (step.decision or {}).items()
            },
            within=step.within,
            legal=tuple(spoken_basis(legal, laws, translations) for legal in process.legal_of(step)),
            shape=tuple((name, outcome.back is not None) for name, outcome in (step.decision or {}).items()),
            was=step.was,
            not_by=step.not_by,
        )
        for place, step in enumerate(process.steps)
    }
    used = {actor for step in steps.values() for actor in step.by}
    return Plan(
        process=process.process,
        number=process.number,
        title=title(process.title),
        version=version,
        steps=steps,
        fields={
            name: FieldPlan(
                title(asked.title, name),
                asked.type,
                {choice: title(text, name, choice) for choice, text in (asked.choices or {}).items()},
                asked.ask == "at-start",
            )
            for name, asked in process.fields.items()
        },
        actors={
            name: Title(actors[name].title, translations.get(f"actors/{name}", "")) if name in actors else Title(name)
            for name in sorted(used)
        },
        shorts={
            name: Title(short, translations.get(f"actors/{name}/short", ""))
            for name in sorted(used)
            if name in actors and (short := actors[name].short)
        },
    )


def spoken_basis(legal: Legal, laws: Mapping[str, Law], translations: Mapping[str, str]) -> Title:
    """A legal basis as it is cited, and what of it was inferred. Where only a part was, each part says what it is."""
    law = laws.get(legal.law)
    thai = law.title if law else legal.law
    english = translations.get(f"laws/{legal.law}") or thai
    law_inferred, section_inferred = legal.inferred("law"), legal.inferred("section")
    mixed = bool(legal.section) and law_inferred != section_inferred
    behind = MARKS[law_inferred] if law_inferred or mixed else Title("")
    between = MARKS[section_inferred] if mixed else Title("")
    if legal.section:
        part = Title("ข้อ", "clause") if law and law.by_clause else Title("มาตรา", "section")
        thai = f"{part.th} {legal.section.translate(TO_THAI_DIGITS)}{between.th} แห่ง{thai}"
        english = f"{part.en} {legal.section}{between.en} of {english}"
    return Title(thai + behind.th, english + behind.en)


def to_json(plan: Plan) -> str:
    """The stored form of a plan."""
    plain = {
        "process": plan.process,
        "number": plan.number,
        "title": plan.title,
        "version": plan.version,
        "steps": {
            name: step._asdict() | {"outcomes": {n: outcome._asdict() for n, outcome in step.outcomes.items()}}
            for name, step in plan.steps.items()
        },
        "fields": {name: asked._asdict() for name, asked in plan.fields.items()},
        "actors": plan.actors,
        "shorts": plan.shorts,
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Plan:
    """A plan as it was stored. Raises KeyError for one in which a step waits for another that is not there."""
    plain: dict[str, Any] = json.loads(text)
    plain["title"] = Title(*plain["title"])
    steps = plain["steps"] = {name: _step(step) for name, step in plain["steps"].items()}
    if lost := {name for step in steps.values() for name in (step.id, *step.after, *step.next)} - steps.keys():
        raise KeyError(*lost)
    plain["fields"] = {name: _field(entry) for name, entry in plain.get("fields", {}).items()}
    for key in ("actors", "shorts"):
        plain[key] = {name: Title(*title) for name, title in plain.get(key, {}).items()}
    return Plan(**plain)


def _step(plain: dict[str, Any]) -> StepPlan:
    plain["title"] = Title(*plain["title"])
    plain["when"] = tuple((name, tuple(values)) for name, values in plain["when"])
    plain["shape"] = tuple((name, back) for name, back in plain["shape"])
    plain["outcomes"] = {
        name: OutcomePlan(Title(*entry["title"]), entry["back"], entry["end"])
        for name, entry in plain["outcomes"].items()
    }
    plain["legal"] = tuple(Title(*basis) for basis in plain["legal"])
    for key in ("by", "after", "next", "asks", "was", "not_by"):
        plain[key] = tuple(plain.get(key, ()))
    return StepPlan(**plain)


def _field(plain: dict[str, Any]) -> FieldPlan:
    plain["title"] = Title(*plain["title"])
    plain["choices"] = {name: Title(*title) for name, title in plain["choices"].items()}
    return FieldPlan(**plain)
