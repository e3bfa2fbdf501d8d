"""What can be wrong with a procedure beyond its form: each check is a function from a subject to problems.

Form (which words, of which kind) is the models' business; here stand the rules that join one word to another, and
the one that follows what a case could do. All of them take time that grows with the size of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING

from engine import graph as graphs
from engine import model
from engine.authority import authority_of
from engine.messages import MOST_NAMES, Phrase
from engine.problems import Problem, nearest
from engine.situations import NOTHING, Node, Set, Situations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.model import Actor, Law, Outcome, Process, Step
    from engine.problems import Severity
    from engine.source import Document

MOST_GUESSES = 100
"""With how many unknown names a procedure is still taken to mean something."""


@dataclass(frozen=True)
class Subject:
    """A procedure, where its words stand, and the catalogues it refers to (None: the catalogue does not exist)."""

    process: Process
    document: Document
    actors: Mapping[str, Actor] | None = None
    laws: Mapping[str, Law] | None = None

    @cached_property
    def index(self) -> dict[str, int]:
        """The place of each step in the file; of two with one name, the first."""
        places: dict[str, int] = {}
        for place, step in enumerate(self.process.steps):
            places.setdefault(step.id, place)
        return places

    @cached_property
    def waits(self) -> dict[str, tuple[str, ...]]:
        """What each step waits for. Names that no step has are left out."""
        found: dict[str, tuple[str, ...]] = dict.fromkeys(self.index, ())
        for place, step in enumerate(self.process.steps):
            found[step.id] += tuple(before for before in self.process.after(place) if before in found)
        return found

    @cached_property
    def followers(self) -> dict[str, list[str]]:
        """What waits for each step."""
        found: dict[str, list[str]] = {step: [] for step in self.waits}
        for step, befores in self.waits.items():
            for before in befores:
                found[before].append(step)
        return found

    @cached_property
    def graph(self) -> graphs.Graph[str]:
        return graphs.dependencies(self.process)

    @cached_property
    def is_sorted(self) -> bool:
        """Whether every step stands below all that it waits for, as nearly every file is written: needs no graph."""
        above = set[str]()
        for step, befores in self.waits.items():
            if not above.issuperset(befores):
                return False
            above.add(step)
        return True

    @cached_property
    def cycles(self) -> list[list[str]]:
        return [] if self.is_sorted else graphs.cycles(self.graph)

    @cached_property
    def order(self) -> list[str]:
        return list(self.waits) if self.is_sorted else graphs.order(self.graph)

    @cached_property
    def bit(self) -> dict[str, int]:
        """A bit for each step that another word of the file may want upstream of it."""
        wanted = {name for step in self.process.steps for name in step.when or ()}
        wanted |= {
            outcome.back for decision in self.decisions.values() for outcome in decision.values() if outcome.back
        }
        wanted |= {step for asking in self.askers.values() for step in asking}
        wanted |= {other for step in self.process.steps for other in step.not_by}
        return {step: 1 << place for place, step in enumerate(step for step in self.order if step in wanted)}

    @cached_property
    def upstream(self) -> dict[str, int]:
        """Per step, the steps with a ``bit`` upstream of it, as the bits of one number."""
        above: dict[str, int] = {}
        for step in self.order:
            found = 0
            for before in self.waits[step]:
                found |= above[before] | self.bit.get(before, 0)
            above[step] = found
        return above

    def is_upstream(self, before: str, step: str) -> bool:
        """Whether a step with a ``bit`` is settled before another can begin."""
        return bool(self.upstream[step] & self.bit[before])

    @cached_property
    def askers(self) -> dict[str, list[str]]:
        """Per field, the steps that ask for it."""
        asking: dict[str, list[str]] = {name: [] for name in self.process.fields}
        for step in self.process.steps:
            for name in step.asks:
                asking.setdefault(name, []).append(step.id)
        return asking

    def sources(self, name: str) -> list[str]:
        """The steps from which a condition learns what ``name`` is."""
        return [name] if name in self.decisions else [step for step in self.askers.get(name, ()) if step in self.index]

    @cached_property
    def decisions(self) -> dict[str, Mapping[str, Outcome]]:
        return {step.id: step.decision for step in self.process.steps if step.decision}

    @cached_property
    def situations(self) -> Situations:
        """In which combinations of choices and outcomes each step happens. Not to be asked while there is a cycle."""
        steps = self.process.steps
        nodes = (
            Node(
                name,
                self.waits[name],
                steps[self.index[name]].when or {},
                name not in self.decisions or any(goes_on(o) for o in self.decisions[name].values()),
            )
            for name in self.order
        )
        read: dict[str, list[str]] = {}
        for name in self.order:
            for other in steps[self.index[name]].when or ():
                read.setdefault(other, values(self, other))
        fields = self.process.fields
        names = dict.fromkeys([*read, *fields])
        told = {n: None if n in fields and fields[n].ask else self.sources(n) for n in names}
        return Situations(nodes, read, told)

    @cached_property
    def as_meant(self) -> Subject | None:
        """With the nearest name for each unknown one, which has been told, so that it leads to no other problem.

        Of two steps with one name the second gets another, and a condition that names nothing is left out. None if
        a step waits for what cannot even be guessed at.
        """
        unknown = sum(name not in self.index for step in self.process.steps for name in step.after or ())
        if unknown > MOST_GUESSES:
            return None
        steps = [self._step_as_meant(place, step) for place, step in enumerate(self.process.steps)]
        if any(step is None for step in steps):
            return None
        if all(one is other for one, other in zip(steps, self.process.steps, strict=True)):
            return self
        return replace(self, process=self.process.model_copy(update={"steps": tuple(steps)}))

    def _step_as_meant(self, place: int, step: Step) -> Step | None:
        changes: dict[str, object] = {}
        if self.index[step.id] != place:
            changes["id"] = f"{step.id}-{place + 1}"
        if step.after and not all(name in self.index for name in step.after):
            after = tuple(name if name in self.index else nearest(name, self.index) for name in step.after)
            if not all(after):
                return None
            changes["after"] = after
        if step.when:
            when = {name: self._values_as_meant(name, wanted) for name, wanted in step.when.items()}
            if when != step.when:
                changes["when"] = {name: wanted for name, wanted in when.items() if wanted} or None
        return step.model_copy(update=changes) if changes else step

    def _values_as_meant(self, name: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
        allowed = values(self, name)
        if all(value in allowed for value in wanted):
            return wanted
        near = [value if value in allowed else nearest(value, allowed) for value in wanted]
        return tuple(near) if all(near) else ()

    def problem(self, code: str, *path: str | int, severity: Severity = "error", **values: object) -> Problem:
        """A problem with the value under ``path``."""
        return Problem(code, self.document.at(*path), values, severity)


def check(subject: Subject) -> Iterator[Problem]:
    """Every problem of a procedure. What needs an order of the steps is left out while they wait for each other."""
    yield from check_names(subject)
    meant = subject.as_meant
    if meant and not meant.cycles:
        for rule in FLOW:
            yield from rule(meant)


def check_names(subject: Subject) -> Iterator[Problem]:
    """The problems that need no order of the steps."""
    for rule in NAMES:
        yield from rule(subject)
    if subject.as_meant:
        yield from no_cycle(subject.as_meant)


# -- names ---------------------------------------------------------------------------------------------------------


def names_once(subject: Subject) -> Iterator[Problem]:
    """Steps and fields share one namespace, so that a condition can read either."""
    document, fields = subject.document, subject.process.fields
    for place, step in enumerate(subject.process.steps):
        if step.id in fields:
            first = document.at_key("fields", step.id)
        elif subject.index[step.id] != place:
            first = document.at("steps", subject.index[step.id], "id")
        else:
            continue
        yield subject.problem("repeated-name", "steps", place, "id", name=step.id, first=first.line)


def was_is_past(subject: Subject) -> Iterator[Problem]:
    """What a step was called is no name of today, and no two steps were the same one."""
    first: dict[str, int] = {}
    for place, step in enumerate(subject.process.steps):
        for entry, name in enumerate(step.was):
            path: tuple[str | int, ...] = ("steps", place, "was", *([entry] if len(step.was) > 1 else []))
            if name in subject.index:
                line = subject.document.at("steps", subject.index[name], "id").line
                yield subject.problem("was-still-there", *path, step=step.id, name=name, first=line)
            elif name in first:
                other = subject.process.steps[first[name]].id
                line = subject.document.at_key("steps", first[name], "was").line
                yield subject.problem("was-twice", *path, step=step.id, name=name, other=other, first=line)
            first.setdefault(name, place)


def entries_once(subject: Subject) -> Iterator[Problem]:
    yield from repeated(subject.document, ("responsible",), subject.process.responsible)
    for place, step in enumerate(subject.process.steps):
        for key, entries in (
            ("after", step.after), ("by", step.by), ("asks", step.asks), ("not-by", step.not_by),
        ):  # fmt: skip
            if entries and len(entries) > 1:
                yield from repeated(subject.document, ("steps", place, key), entries)
        for name, wanted in (step.when or {}).items():
            yield from repeated(subject.document, ("steps", place, "when", name), wanted)


def repeated(document: Document, path: tuple[str | int, ...], entries: tuple[str, ...]) -> Iterator[Problem]:
    """The entries of a list that stand in it already."""
    if len(set(entries)) < len(entries):
        for place, entry in enumerate(entries):
            if entry in entries[:place]:
                yield Problem("repeated-entry", document.at(*path, place), {"name": entry, "key": path[-1]})


def steps_exist(subject: Subject) -> Iterator[Problem]:
    for place, step in enumerate(subject.process.steps):
        for entry, name in enumerate(step.after or ()):
            if name not in subject.index:
                others = (other for other in subject.index if other != step.id)
                yield subject.problem(
                    "unknown-step", "steps", place, "after", entry,
                    step=step.id, name=name, near=nearest(name, subject.index), allowed=some(others),
                )  # fmt: skip


def not_by_exists(subject: Subject) -> Iterator[Problem]:
    for place, step in enumerate(subject.process.steps):
        for entry, name in enumerate(step.not_by):
            if name not in subject.index:
                allowed = [other for other in subject.index if other != step.id]
                yield subject.problem(
                    "not-by-unknown", "steps", place, "not-by", entry,
                    step=step.id, name=name, near=nearest(name, allowed), allowed=some(allowed),
                )  # fmt: skip


def some(names: Iterable[str]) -> list[str]:
    """As many of the names as a sentence lists."""
    found = list(islice(names, MOST_NAMES + 1))
    return [*found[:MOST_NAMES], "…"] if len(found) > MOST_NAMES else found


def actors_exist(subject: Subject) -> Iterator[Problem]:
    process, actors = subject.process, subject.actors
    if actors is not None:
        yield from _unknown_actors(subject, actors, ("responsible",), process.responsible)
        for place, step in enumerate(process.steps):
            yield from _unknown_actors(subject, actors, ("steps", place, "by"), step.by)
    if not process.responsible:
        for place, step in enumerate(process.steps):
            if not step.by:
                yield subject.problem("nobody", "steps", place, "id", step=step.id)


def _unknown_actors(
    subject: Subject, actors: Mapping[str, Actor], path: tuple[str | int, ...], names: tuple[str, ...]
) -> Iterator[Problem]:
    for entry, name in enumerate(names):
        if name not in actors:
            yield subject.problem("unknown-actor", *path, entry, name=name, near=nearest(name, actors))


def laws_exist(subject: Subject) -> Iterator[Problem]:
    for path, legal in legal_bases(subject.process):
        if subject.laws is not None and legal.law not in subject.laws:
            near = nearest(legal.law, subject.laws)
            yield subject.problem("unknown-law", *path, "law", name=legal.law, near=near)
        if legal.source == "inferred" and not legal.assumed:
            yield subject.problem("inferred-without-reason", *path, "source", law=legal.law)


def legal_bases(process: Process) -> Iterator[tuple[tuple[str | int, ...], model.Legal]]:
    """Every legal basis of a procedure with its path in the file."""
    yield from ((("legal", entry), legal) for entry, legal in enumerate(process.legal))
    for place, step in enumerate(process.steps):
        yield from ((("steps", place, "legal", entry), legal) for entry, legal in enumerate(step.legal))


def fields_exist(subject: Subject) -> Iterator[Problem]:
    known = subject.process.fields
    for place, step in enumerate(subject.process.steps):
        wanted: list[tuple[tuple[str | int, ...], str, str]] = [
            (("asks", entry), "asks", name) for entry, name in enumerate(step.asks)
        ]
        wanted += [(("each",), "each", step.each)] if step.each else []
        for path, key, name in wanted:
            if name not in known:
                yield subject.problem(
                    "unknown-field", "steps", place, *path,
                    key=key, step=step.id, name=name, near=nearest(name, known), allowed=some(known),
                )  # fmt: skip


def fields_fit(subject: Subject) -> Iterator[Problem]:
    for name, asked in subject.process.fields.items():
        if asked.type == "choice" and not asked.choices:
            yield subject.problem("choices-missing", "fields", name, "type", name=name)
        if asked.choices and asked.type not in ("choice", "list"):
            yield subject.problem("choices-unused", "fields", name, "choices", name=name, type=asked.type)
        fixed = asked.type == "list" and asked.choices
        if not (asked.ask or subject.askers[name] or fixed):
            yield Problem("never-asked", subject.document.at_key("fields", name), {"name": name})


def each_fits(subject: Subject) -> Iterator[Problem]:
    for place, step in enumerate(subject.process.steps):
        if not step.each:
            continue
        asked = subject.process.fields.get(step.each)
        if asked and asked.type != "list":
            yield subject.problem(
                "each-not-list", "steps", place, "each", step=step.id, name=step.each, type=asked.type
            )
        for key, present in (("decision", step.decision), ("asks", step.asks)):
            if present:
                yield Problem("each-with", subject.document.at_key("steps", place, key), {"step": step.id, "name": key})


def decisions_fit(subject: Subject) -> Iterator[Problem]:
    for place, step in enumerate(subject.process.steps):
        for name, outcome in (step.decision or {}).items():
            if outcome.back and outcome.end:
                span = subject.document.at_key("steps", place, "decision", name, "end")
                yield Problem("back-and-end", span, {"step": step.id, "outcome": name})
        if _only_goes_back(subject, step.id):
            yield Problem("no-way-on", subject.document.at_key("steps", place, "decision"), {"step": step.id})


def conditions_exist(subject: Subject) -> Iterator[Problem]:
    for place, step in enumerate(subject.process.steps):
        for name, wanted in (step.when or {}).items():
            path = ("steps", place, "when", name)
            asked = subject.process.fields.get(name)
            if asked is None and name not in subject.decisions:
                allowed = [n for n, f in subject.process.fields.items() if f.type == "choice"]
                allowed += [n for n in subject.decisions if n != step.id]
                yield Problem(
                    "when-unknown", subject.document.at_key(*path),
                    {"step": step.id, "name": name, "near": nearest(name, allowed), "allowed": some(allowed)},
                )  # fmt: skip
            elif asked and asked.type != "choice":
                span = subject.document.at_key(*path)
                yield Problem("when-not-choice", span, {"step": step.id, "name": name, "type": asked.type})
            else:
                yield from _values_exist(subject, path, name, wanted)


def _values_exist(
    subject: Subject, path: tuple[str | int, ...], name: str, wanted: tuple[str, ...]
) -> Iterator[Problem]:
    allowed = values(subject, name)
    for entry, value in enumerate(wanted):
        if value not in allowed:
            yield subject.problem(
                "when-unknown-value", *path, entry,
                name=name, found=value, near=nearest(value, allowed), allowed=some(allowed),
            )  # fmt: skip


def values(subject: Subject, name: str) -> list[str]:
    """What a condition can find: the choices of a field, or the outcomes with which a decision goes on."""
    asked = subject.process.fields.get(name)
    if asked:
        return list(asked.choices or ())
    return [n for n, o in subject.decisions.get(name, {}).items() if goes_on(o)]


# -- the manual and the source -------------------------------------------------------------------------------------


def texts_in_place(subject: Subject) -> Iterator[Problem]:
    """The first step of a printed step carries its whole text, so that the manual can print it exactly once."""
    first: dict[int, Step] = {}
    latest = 0
    for place, step in enumerate(subject.process.steps):
        if step.item is None:
            if step.text:
                span = subject.document.at_key("steps", place, "text")
                yield Problem("text-without-item", span, {"step": step.id}, "warning")
            continue
        here = ("steps", place, "item")
        if step.item not in first:
            if not step.text:
                yield subject.problem("item-without-text", *here, severity="warning", item=step.item, step=step.id)
            if step.item < latest:
                yield subject.problem("item-order", *here, severity="warning", item=step.item, latest=latest)
        elif step.text:
            span = subject.document.at_key("steps", place, "text")
            code = "item-text-twice" if first[step.item].text else "item-text-place"
            yield Problem(code, span, {"item": step.item, "step": step.id, "first": first[step.item].id})
        first.setdefault(step.item, step)
        latest = max(latest, step.item)


def source_is_told(subject: Subject) -> Iterator[Problem]:
    for place, step in enumerate(subject.process.steps):
        path = ("steps", place)
        if step.item is None and model.WHOLE not in (step.assumed or {}):
            yield subject.problem("not-in-manual", *path, "id", step=step.id)
        if step.assumed:
            where = Phrase("the-step", {"name": step.id})
            yield from _assumed_parts(subject.document, path, where, step, step.assumed)
        for name, outcome in (step.decision or {}).items():
            if outcome.assumed:
                where = Phrase("the-outcome", {"name": name})
                yield from _assumed_parts(subject.document, (*path, "decision", name), where, outcome, outcome.assumed)
    for here, legal in legal_bases(subject.process):
        if legal.assumed:
            yield from _assumed_parts(subject.document, here, Phrase("the-legal"), legal, legal.assumed)


def _assumed_parts(
    document: Document,
    path: tuple[str | int, ...],
    where: Phrase,
    element: model.Element,
    reasons: Mapping[str, str],
    key: str = "assumed",
) -> Iterator[Problem]:
    """The parts named in ``assumed`` (or ``verified``) that the element does not have."""
    allowed = parts(type(element))
    for name in reasons:
        if name not in allowed and (name != model.WHOLE or _written(document, *path, key, name)):
            span = document.at_key(*path, key, name)
            values = {"name": name, "where": where, "near": nearest(name, allowed), "allowed": allowed}
            yield Problem("assumed-part" if name != model.WHOLE else "assumed-whole", span, values)


def _written(document: Document, *path: str | int) -> bool:
    """Whether a key stands in the file (``assumed: TEXT`` is kept as if it said ``assumed: {whole: TEXT}``)."""
    data = document.under(*path[:-1])
    return isinstance(data, dict) and path[-1] in data


@cache
def parts(element: type[model.Element]) -> tuple[str, ...]:
    """The words of an element that ``assumed`` can speak of."""
    words = (info.alias or name for name, info in element.model_fields.items())
    return tuple(word for word in words if word not in ("assumed", "verified", "id"))


# -- what a case could do ------------------------------------------------------------------------------------------


def no_cycle(subject: Subject) -> Iterator[Problem]:
    for found in subject.cycles:
        # the first of them in the file waits for one further down, so its `after` is most likely meant otherwise
        start = min(range(len(found)), key=lambda place: subject.index[found[place]])
        names = found[start:] + found[:start]
        span = subject.document.at("steps", subject.index[names[0]], "after")
        yield Problem("cycle", span, {"round": " → ".join([*names, names[0]])})


def back_exists(subject: Subject) -> Iterator[Problem]:
    for place, step in enumerate(subject.process.steps):
        for name, outcome in (step.decision or {}).items():
            if outcome.back and outcome.back not in subject.index:
                allowed = _may_go_back_to(subject, step)
                yield subject.problem(
                    "back-unknown", "steps", place, "decision", name, "back",
                    outcome=name, step=step.id, name=outcome.back,
                    near=nearest(outcome.back, allowed), allowed=some(allowed),
                )  # fmt: skip


def back_goes_upstream(subject: Subject) -> Iterator[Problem]:
    for place, step in enumerate(subject.process.steps):
        for name, outcome in (step.decision or {}).items():
            if outcome.back in (None, step.id) or outcome.back not in subject.index:
                continue
            if not subject.is_upstream(outcome.back, step.id):
                yield subject.problem(
                    "back-not-upstream", "steps", place, "decision", name, "back",
                    outcome=name, step=step.id, name=outcome.back, allowed=some(_may_go_back_to(subject, step)),
                )  # fmt: skip


def not_by_is_upstream(subject: Subject) -> Iterator[Problem]:
    """Who must keep away is known only if the step they may have done is settled before."""
    for place, step in enumerate(subject.process.steps):
        for entry, name in enumerate(step.not_by):
            if name in subject.index and not subject.is_upstream(name, step.id):
                allowed = [other for other in _may_go_back_to(subject, step) if other != step.id]
                path = ("steps", place, "not-by", entry)
                yield subject.problem("not-by-not-upstream", *path, step=step.id, name=name, allowed=some(allowed))


def _may_go_back_to(subject: Subject, step: Step) -> list[str]:
    """The steps upstream of a step, and itself; all steps while they wait for each other."""
    meant = subject.as_meant
    if meant is None or meant.cycles:
        return list(subject.index)
    upstream = graphs.upstream(meant.graph, step.id) | {step.id}
    return [name for name in subject.index if name in upstream]


def known_in_time(subject: Subject) -> Iterator[Problem]:
    """A condition and an ``each`` read only what is settled before the step can begin."""
    for place, step in enumerate(subject.process.steps):
        readings: list[tuple[str, tuple[str, ...], str]] = [
            ("when-too-early", ("when", name), name) for name in step.when or ()
        ]
        readings += [("each-too-early", ("each",), step.each)] if step.each else []
        for code, path, name in readings:
            late = [source for source in subject.sources(name) if not subject.is_upstream(source, step.id)]
            if late:
                here: tuple[str | int, ...] = ("steps", place, *path)
                span = subject.document.at(*here) if code == "each-too-early" else subject.document.at_key(*here)
                yield Problem(code, span, {"step": step.id, "name": name, "asked_by": late[0]})


def asked_once(subject: Subject) -> Iterator[Problem]:
    """No case may be asked for one field in two places: after a way back it would not be clear what it holds."""
    for name, askers in subject.askers.items():
        asked = subject.process.fields.get(name)
        for place, step in enumerate(askers):
            at = subject.index[step]
            path = ("steps", at, "asks", subject.process.steps[at].asks.index(name))
            if asked and asked.ask:
                yield subject.problem("asked-at-start-too", *path, name=name, step=step)
                continue
            for other in askers[:place]:
                if other != step and (situation := _both(subject, other, step)):
                    yield subject.problem("asked-twice", *path, name=name, step=step, other=other, situation=situation)
                    break


def _both(subject: Subject, one: str, other: str) -> Phrase | None:
    """A situation in which both steps are answered; None if there is none, or if that could not be proved."""
    lives = subject.situations
    mute = [step for step in (one, other) if step not in lives.of or _only_goes_back(subject, step)]
    both = NOTHING if mute else lives.together(lives.of[one], lives.of[other], about=other)
    return example(subject, both) if both else None


def _only_goes_back(subject: Subject, step: str) -> bool:
    outcomes = subject.decisions.get(step, {})
    return bool(outcomes) and all(outcome.back for outcome in outcomes.values())


def lists_are_known(subject: Subject) -> Iterator[Problem]:
    """A step with ``each`` must not be reached in a case in which nobody was asked for its list."""
    lives = subject.situations
    for place, step in enumerate(subject.process.steps):
        if not step.each or step.id not in lives.of:
            continue
        asked, askers = subject.process.fields.get(step.each), subject.askers.get(step.each, [])
        if asked is None or asked.ask or not askers or any(asker not in lives.passed for asker in askers):
            continue
        if lost := lives.together(lives.of[step.id], but_not=lives.known(step.each), about=step.id):
            yield subject.problem(
                "each-unasked", "steps", place, "each",
                step=step.id, name=step.each, asked_by=askers, situation=example(subject, lost),
            )  # fmt: skip


def nothing_skipped_silently(subject: Subject) -> Iterator[Problem]:
    """A step must not be skipped while its own ``when`` holds; what is skipped only with another is told there."""
    silent = _silent(subject)
    first, behind = _causes(subject, silent)
    for place, definition in enumerate(subject.process.steps):
        step = definition.id
        if first.get(step) == step:
            yield subject.problem(
                "skipped-silently", "steps", place, "after" if definition.after is not None else "id",
                step=step, situation=example(subject, silent[step]), waits_for=list(subject.process.after(place)),
                behind=behind.get(step, []),
            )  # fmt: skip


def _silent(subject: Subject) -> dict[str, Set]:
    """Where a step is skipped though its own condition holds, in the order of the steps."""
    lives = subject.situations
    found: dict[str, Set] = {}
    for step, of in lives.of.items():
        wanted = lives.wanted[step]
        if of != wanted and (silent := lives.together(wanted, lives.turn[step], but_not=of, about=step)):
            found[step] = silent
    return found


def _causes(subject: Subject, silent: Mapping[str, Set]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Per silently skipped step the first one that takes it along (itself, if none does), and per first all others.

    ``sunk`` is where a step is skipped and one before it was silently: it may be that only this one keeps it back.
    """
    lives = subject.situations
    sunk: dict[str, tuple[Set, str]] = {}
    first: dict[str, str] = {}
    behind: dict[str, list[str]] = {}
    for step in lives.of if silent else ():
        lost, cause = next((sunk[before] for before in subject.waits[step] if before in sunk), (NOTHING, ""))
        if step in silent:
            takes_along = cause and lives.together(silent[step], but_not=lost) == NOTHING
            first[step] = cause if takes_along else step
            if takes_along:
                behind.setdefault(cause, []).append(step)
            else:
                lost, cause = silent[step], step
        if cause and (still := lives.together(lost, but_not=lives.of[step])):
            sunk[step] = (still, cause)
    return first, behind


def ways_back_are_open(subject: Subject) -> Iterator[Problem]:
    """``back`` must reach a step that happened whenever the decision is taken."""
    lives = subject.situations
    for place, step in enumerate(subject.process.steps):
        of = lives.of.get(step.id, NOTHING)
        for name, outcome in (step.decision or {}).items():
            if outcome.back in (None, step.id) or outcome.back not in lives.of:
                continue
            target = lives.of[outcome.back]
            if target != of and subject.is_upstream(outcome.back, step.id):
                lost = lives.together(of, but_not=target, about=step.id)
                if lost:
                    yield subject.problem(
                        "back-not-always", "steps", place, "decision", name, "back",
                        outcome=name, step=step.id, name=outcome.back, situation=example(subject, lost),
                    )  # fmt: skip


def example(subject: Subject, situations: Set) -> Phrase:
    """One of the situations in words: ``kind: type-2, screen: pass``."""
    chosen = [f"{name}: {value}" for name, value in subject.situations.example(situations).items()]
    return Phrase("when-so", {"chosen": ", ".join(chosen)}) if chosen else Phrase("in-every-case")


def goes_on(outcome: Outcome) -> bool:
    """Whether a case goes on with this outcome, neither back nor to an end."""
    return not (outcome.back or outcome.end)


NAMES = (
    names_once,
    was_is_past,
    entries_once,
    steps_exist,
    not_by_exists,
    actors_exist,
    laws_exist,
    fields_exist,
    fields_fit,
    each_fits,
    decisions_fit,
    conditions_exist,
    back_exists,
    texts_in_place,
    source_is_told,
)
"""Rules that need no order of the steps."""

FLOW = (
    back_goes_upstream,
    not_by_is_upstream,
    known_in_time,
    asked_once,
    lists_are_known,
    nothing_skipped_silently,
    ways_back_are_open,
)
"""Rules that follow what a case could do."""


# -- catalogues ----------------------------------------------------------------------------------------------------


def check_actors(document: Document, found: model.Actors) -> Iterator[Problem]:
    """Every member and superior exists; nobody is a member of themselves; ``assumed`` speaks of real parts; orders
    name people."""
    actors = found.actors
    for name, actor in actors.items():
        path = ("actors", name)
        yield from _members(document, path, actor, actors)
        if actor.part_of:
            yield from _known_actor(document, (*path, "part-of"), actor.part_of, actors)
        if actor.assumed:
            yield from _assumed_parts(document, path, Phrase("the-actor", {"name": name}), actor, actor.assumed)
    members = {name: [m.who for m in actor.members if m.who in actors] for name, actor in actors.items()}
    bodies = {name: [actor.part_of] for name, actor in actors.items() if actor.part_of and actor.part_of in actors}
    for word, edges in (("members", members), ("part-of", bodies)):
        for cycle in graphs.cycles(graphs.from_edges(actors, edges)):
            named = {"name": cycle[-1], "key": word, "round": " → ".join([*cycle[::-1], cycle[-1]])}
            yield Problem("actor-cycle", document.at("actors", cycle[-1], word), named)
    yield from _delegations(document, found)


def _known_actor(
    document: Document, path: tuple[str | int, ...], name: str, actors: Mapping[str, Actor]
) -> Iterator[Problem]:
    if name not in actors:
        yield Problem("unknown-actor", document.at(*path), {"name": name, "near": nearest(name, actors)})


def _members(
    document: Document, path: tuple[str | int, ...], actor: Actor, actors: Mapping[str, Actor]
) -> Iterator[Problem]:
    if actor.kind == "person" and actor.members:
        yield Problem("person-members", document.at_key(*path, "members"), {"name": path[-1]})
    for entry, member in enumerate(actor.members):
        here = (*path, "members", entry)
        if member in actor.members[:entry]:
            yield Problem("repeated-entry", document.at(*here), {"name": member.who, "key": "members"})
        yield from _known_actor(document, (*here, "who"), member.who, actors)
        yield from _term(document, here, member)


def _term(document: Document, path: tuple[str | int, ...], entry: model.Member | model.Delegation) -> Iterator[Problem]:
    if entry.from_ and entry.until and entry.until < entry.from_:
        values = {"name": entry.who, "from": entry.from_, "until": entry.until}
        yield Problem("term-dates", document.at(*path, "until"), values)


def _delegations(document: Document, found: model.Actors) -> Iterator[Problem]:
    actors, authority = found.actors, authority_of(found.actors, ())
    for place, order in enumerate(found.delegations):
        path = ("delegations", place)
        for key, name in (("who", order.who), ("for", order.for_)):
            yield from _known_actor(document, (*path, key), name, actors)
        if order.who in actors and actors[order.who].kind != "person":
            yield Problem("delegate-no-person", document.at(*path, "who"), {"name": order.who})
        elif order.who == order.for_:
            yield Problem("delegate-self", document.at(*path, "for"), {"name": order.who})
        yield from _term(document, path, order)
        held = authority.held(order.for_, None)
        for entry, name in enumerate(order.actors):
            yield from _known_actor(document, (*path, "actors", entry), name, actors)
            if name in actors and order.for_ in actors and name not in held:
                values = {"order": order.order, "for": order.for_, "name": name, "held": sorted(held)}
                yield Problem("delegate-without", document.at(*path, "actors", entry), values)


def check_scopes(document: Document, found: model.Actors, processes: Iterable[str]) -> Iterator[Problem]:
    """The procedures that an order names exist. Only the whole folder can tell."""
    known = list(processes)
    for place, order in enumerate(found.delegations):
        for entry, name in enumerate(order.processes):
            if name not in known:
                values = {"name": name, "near": nearest(name, known), "allowed": some(known)}
                yield Problem("delegate-process", document.at("delegations", place, "processes", entry), values)


def check_laws(document: Document, laws: Mapping[str, Law]) -> Iterator[Problem]:
    for name, law in laws.items():
        path = ("laws", name)
        if law.from_ and law.until and law.until < law.from_:
            values = {"law": name, "from": law.from_, "until": law.until}
            yield Problem("law-dates", document.at(*path, "until"), values)
        where = Phrase("the-law", {"name": name})
        for key, reasons in (("assumed", law.assumed), ("verified", law.verified)):
            if reasons:
                yield from _assumed_parts(document, path, where, law, reasons, key)


def check_translations(
    document: Document, translations: Mapping[str, str], wanted: Iterable[str], known: set[str]
) -> Iterator[Problem]:
    """Which titles have no English, and which English speaks of nothing."""
    missing = [path for path in wanted if path not in translations]
    if missing:
        span = document.at()
        yield Problem("untranslated", span, {"names": missing, "first": missing[0]}, "note")
    for path in translations:
        if path not in known:
            values = {"name": path, "near": nearest(path, known)}
            yield Problem("translation-unused", document.at_key(path), values, "note")
