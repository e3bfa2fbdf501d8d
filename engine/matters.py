"""What an office should settle about a procedure, though a case can run without it: notes, one of a kind per file.

A note names what is still open and what an assumption has settled already, so that nobody takes our reading of the
manual for the manual.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.graph import dependencies, upstream
from engine.model import WHOLE
from engine.problems import Problem, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from engine.model import Actor, Law, Outcome, Process, Step
    from engine.source import Document


def of_process(
    process: Process, document: Document, actors: Mapping[str, Actor], elsewhere: Collection[str] = ()
) -> Iterator[Problem]:
    """The notes on one procedure; ``elsewhere`` are the documents that other procedures yield."""
    yield from _nobody_named(process, document)
    yield from _one_way(process, document)
    yield from _added(process, document)
    yield from _unlisted(process, document, actors)
    yield from _idle(process, document, actors)
    yield from _sections(process, document)
    yield from _unproduced(process, document, elsewhere)


def _note(
    process: Process, document: Document, code: str, path: tuple[str | int, ...],
    open_: Iterable[str], settled: Iterable[str] = (), **more: object,
) -> Iterator[Problem]:  # fmt: skip
    """One note on all of a kind, if there is any; ``settled`` are those that an assumption has settled."""
    values = {"open": list(open_), "settled": list(settled)}
    if names := values["open"] + values["settled"]:
        span = replace(document.at(*path), quote="")  # of many names the first one's line shows nothing
        yield Problem(code, span, {**values, "names": names, "process": process.process, **more}, "note")


def _place(process: Process, names: list[str]) -> tuple[str | int, ...]:
    return ("steps", next((place for place, s in enumerate(process.steps) if s.id in names[:1]), 0), "id")


def _nobody_named(process: Process, document: Document) -> Iterator[Problem]:
    open_ = [step.id for step in process.steps if not step.by]
    settled = [step.id for step in process.steps if step.by and "by" in (step.assumed or {})]
    yield from _note(process, document, "matter-nobody", _place(process, open_ or settled), open_, settled)


def _one_way(process: Process, document: Document) -> Iterator[Problem]:
    """Decisions that nobody can take otherwise; where only an assumption gives the other way, it is settled by that."""
    open_, settled = [], []
    for step in process.steps:
        turns = [outcome for outcome in (step.decision or {}).values() if outcome.back or outcome.end]
        if step.decision and not turns:
            open_.append(step.id)
        elif turns and _stated(step) and all(outcome.assumed for outcome in turns):
            settled.append(step.id)
    yield from _note(process, document, "matter-one-way", _place(process, open_ or settled), open_, settled)


def _stated(step: Step) -> list[Outcome]:
    """The outcomes of a decision that the manual itself has."""
    return [] if WHOLE in (step.assumed or {}) else [o for o in (step.decision or {}).values() if not o.assumed]


def _added(process: Process, document: Document) -> Iterator[Problem]:
    settled = [step.id for step in process.steps if step.item is None and WHOLE in (step.assumed or {})]
    yield from _note(process, document, "matter-added", _place(process, settled), [], settled)


def _acting(process: Process) -> dict[str, None]:
    return dict.fromkeys(actor for step in process.steps for actor in step.by)


def _related(one: str, other: str, actors: Mapping[str, Actor]) -> bool:
    """Whether an actor stands for another: itself, a member, or a part of it."""
    mine, theirs = actors.get(one), actors.get(other)
    if one == other or (mine and (other in _members(mine) or mine.part_of == other)):
        return True
    return bool(theirs and (one in _members(theirs) or theirs.part_of == one))


def _members(actor: Actor) -> list[str]:
    return [member.who for member in actor.members]


def _unlisted(process: Process, document: Document, actors: Mapping[str, Actor]) -> Iterator[Problem]:
    """Who acts and is not in the responsible column, neither by themselves nor by their members."""
    listed = process.responsible
    open_ = [name for name in _acting(process) if listed and not any(_related(name, one, actors) for one in listed)]
    yield from _note(process, document, "matter-unlisted", ("responsible",), open_)


def _idle(process: Process, document: Document, actors: Mapping[str, Actor]) -> Iterator[Problem]:
    """Who is responsible and never acts. Where a step names nobody, anybody responsible may act."""
    acting = _acting(process)
    if all(step.by for step in process.steps):
        idle = [name for name in process.responsible if not any(_related(name, actor, actors) for actor in acting)]
        yield from _note(process, document, "matter-idle", ("responsible",), idle)


def _sections(process: Process, document: Document) -> Iterator[Problem]:
    """Sections that the manual cites without their law."""
    found = [
        (step.id, legal.section)
        for step in process.steps
        for legal in step.legal
        if legal.section and legal.source == "stated" and legal.inferred("law")
    ]
    names = [f"{step} ({section})" for step, section in found]
    yield from _note(process, document, "matter-section", _place(process, [step for step, _ in found]), [], names)


def _unproduced(process: Process, document: Document, elsewhere: Collection[str]) -> Iterator[Problem]:
    """Documents that a step takes and that neither a step before it yields nor another procedure."""
    takers = [step for step in process.steps if step.takes]
    graph = dependencies(process) if takers else None
    made = {name: step.id for step in process.steps for name in step.produces}
    found: dict[str, list[str]] = {"open": [], "settled": [], "near": [], "late": []}
    for step in takers:
        above = upstream(graph, step.id) if graph else set()
        for name in step.takes:
            makers = [other for other in process.steps if other.id in above and name in other.produces]
            if name in elsewhere or any(not {WHOLE, "produces"} & set(other.assumed or ()) for other in makers):
                continue
            found["settled" if makers else "open"].append(f"{step.id}: {name}")
            if not makers and name in made:
                found["late"].append(f"{made[name]}: {name}")
            elif not makers and (near := nearest(name, [*made, *elsewhere])):
                found["near"].append(f"`{near}` ({step.id})")
    names = [entry.partition(":")[0] for entry in found["open"] or found["settled"]]
    yield from _note(process, document, "matter-no-producer", _place(process, names),
                     found["open"], found["settled"], near=found["near"], late=found["late"])  # fmt: skip


# -- the catalogues --------------------------------------------------------------------------------------------------


def of_actors(
    actors: Mapping[str, Actor], document: Document, processes: Sequence[Process], *, told: bool = False
) -> Iterator[Problem]:
    """Bodies and roles without members, and committees that no procedure gives anything to do.

    ``told``: what steps they hold up is told already (``staffing``), so only those are named that hold up none.
    """
    acting = {actor for process in processes for actor in _acting(process)} if told else ()
    bodies = [name for name, actor in actors.items() if actor.kind in ("committee", "role") and not actor.members]
    yield from _catalogue("matter-no-members", document, "actors", [name for name in bodies if name not in acting])
    used = {actor for process in processes for actor in (*process.responsible, *_acting(process))}
    used |= {above for name in used if (actor := actors.get(name)) and (above := actor.part_of)}
    unused = [name for name, actor in actors.items() if actor.kind == "committee" and name not in used]
    yield from _catalogue("matter-idle-committee", document, "actors", unused)


def of_laws(laws: Mapping[str, Law], document: Document, processes: Iterable[Process]) -> Iterator[Problem]:
    """Laws on which nothing rests."""
    bases = (basis for p in processes for some in (p.legal, *(step.legal for step in p.steps)) for basis in some)
    used = {basis.law for basis in bases}
    yield from _catalogue("matter-unused-law", document, "laws", [name for name in laws if name not in used])


def _catalogue(code: str, document: Document, word: str, names: list[str]) -> Iterator[Problem]:
    if names:
        yield Problem(code, replace(document.at_key(word, names[0]), quote=""), {"names": names}, "note")
