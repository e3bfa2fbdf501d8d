"""How running cases come to another version: the plan of it, doing it, taking it back.

A plan is a file that names every case that moves, with the last event that it was made for. ``carry_out`` does what a
plan says, wholly or not at all.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field as Word
from pydantic import StringConstraints

from engine.case import evolve, replay
from engine.folders import content
from engine.migration import migrated, move, reverted
from engine.model import Element, Id, ProcessId, Text
from engine.once import Once
from engine.problems import InvalidDefinition, Refused, os_reason
from engine.publishing import NEVER_BEFORE, publish_by_itself, refuse_unpublished
from engine.survey import Asked, Line, kept_plans, terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from engine.decide import Moment
    from engine.plan import Plan
    from engine.store import Store
    from engine.survey import Group, Survey

# -- the plan ----------------------------------------------------------------------------------------------------------


Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
CASE_LINE = re.compile(r"(\d+) ([0-9a-f]{12})((?: [a-z0-9-]+)*)")


class Moves(Element):
    """A plan file: which cases move to which version, and on which terms."""

    migrate: ProcessId
    to: Hash
    reason: Text | None = None
    waive: tuple[Text, ...] = ()
    catch_up: Annotated[tuple[Id, ...], Word(alias="catch-up")] = ()
    history: tuple[Id, ...] = ()
    again: tuple[Id, ...] = ()
    set: dict[Id, tuple[Text, ...]] = Word(default={})
    cases: Annotated[dict[str, Text], Word(min_length=1)]

    @property
    def asked(self) -> Asked:
        return Asked(self.waive, self.catch_up, self.history, self.again, self.set)

    def lines(self) -> dict[str, Line]:
        """The cases. Raises Refused for a line that is not as it was written."""
        found = {}
        for case, text in self.cases.items():
            line = CASE_LINE.fullmatch(text)
            if line is None:
                raise Refused("plan-line", case=case, found=text)
            found[case] = Line(int(line[1]), line[2], tuple(line[3].split()))
        return found


def written(found: Survey, asked: Asked, reason: str, comments: Sequence[str], told: Callable[[Group], str]) -> str:
    """A survey as a plan file. ``comments`` stand on top, what is ``told`` of a group above its cases."""
    lines = [f"# {comment}" for comment in comments]
    lines += [f"migrate: {found.plan.process}", f"to: {found.plan.version}"]
    lines += [f"reason: {_quoted(reason)}"] if reason else []
    for word, entries in (("waive", asked.waive), ("catch-up", asked.catch_up), ("history", asked.history),
                          ("again", asked.again)):  # fmt: skip
        lines += [f"{word}: [{', '.join(map(_quoted, entries))}]"] if entries else []
    if asked.fields:
        lines.append("set:")
        lines += [f"  {name}: [{', '.join(map(_quoted, texts))}]" for name, texts in asked.fields.items()]
    lines.append("cases:")
    for group in found.moving:
        lines.append(f"  # {told(group)}")
        lines += [
            f"  {case}: {' '.join((str(line.seq), line.head, *line.ready))}" for case, line in group.cases.items()
        ]
    return "\n".join(lines) + "\n"


def read(path: Path) -> Moves:
    """A plan file. Raises Refused if it cannot be read, InvalidDefinition if it is none."""
    from engine import forms, source  # noqa: PLC0415 - looking needs neither

    try:
        written = content(path, source.LARGEST)
    except OSError as error:
        raise Refused("cannot-read", path=str(path), reason=os_reason(error)) from error
    moves, problems = forms.validate(source.read(written, path.name), Moves)
    if moves is None:
        raise InvalidDefinition(problems)
    return moves


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# -- doing it, and taking it back --------------------------------------------------------------------------------------


def carry_out(
    store: Store,
    plan: Plan,
    definition: str | None,
    moves: Moves,
    moment: Moment,
    progress: Callable[[int], object],
    once: Once = NEVER_BEFORE,
) -> list[str]:
    """Move every case of a plan file, wholly or not at all; gives which. ``definition`` is that of a version which
    is not kept yet.

    Raises Refused (``plan-outdated``) if anything has happened in one of the cases since the plan was made.
    """
    store.must_own()
    lines = moves.lines()
    with store.writing(alone=True):
        if once.done(store, "migrate", moves):
            return list(lines)
        if definition is not None and store.shared:
            refuse_unpublished(store, plan, moment.at)
        elif definition is not None:
            store.take_version(plan, definition, moment.at)
            publish_by_itself(store, plan, moment.at)
        _refuse_what_has_changed(store, plan, lines)
        moment = _behind_the_last(store, moment)
        terms = terms_of(moves.asked, plan, kept_plans(store, plan.process))
        for case_id, line in lines.items():
            case = store.case(case_id, whole=True)
            found = move(case, plan, terms)
            if found.reasons or found.ready != line.ready:
                raise Refused("plan-edited", case=case_id)
            event = migrated(case, plan, found, moves.reason or "", moment)
            store.append(evolve(case, event), [event])
            progress(1)
        once.keep(store, list(lines), "migrate", moves)
    return list(lines)


def _behind_the_last(store: Store, moment: Moment) -> Moment:
    """A moment behind that of the migration before, also if the clock was put back: the last one can be taken back."""
    for case_id, seq in store.last_migration(None)[:1]:
        last = store.event(store.case(case_id), seq).at
        return moment._replace(at=max(moment.at, last + timedelta(microseconds=1)))
    return moment


def _refuse_what_has_changed(store: Store, plan: Plan, lines: Mapping[str, Line]) -> None:
    changed = []
    for case_id, line in lines.items():
        case = store.case(case_id)
        if case.plan.process != plan.process:
            raise Refused("plan-other-process", case=case_id, process=plan.process)
        if (case.seq, store.head(case)[:12]) != (line.seq, line.head):
            changed.append(case_id)
    if changed:
        raise Refused("plan-outdated", cases=changed[:20], count=len(changed))


def take_back(
    store: Store,
    process: str | None,
    keep: Collection[str],
    reason: str,
    moment: Moment,
    progress: Callable[[int], object],
    once: Once = NEVER_BEFORE,
) -> list[str]:
    """Take back the last migration (of one procedure, or of all), wholly or not at all; gives the cases moved.

    Raises Refused if there is none (``no-migration``), or if anything has happened since in a case that is not to be
    kept where it is (``undo-too-late``).
    """
    store.must_own()
    asked = ("undo", process, list(keep), reason)
    with store.writing(alone=True):
        if done := once.done(store, *asked):
            return list(done)
        moved = {case: seq for case, seq in store.last_migration(process) if case not in keep}
        if not moved:
            raise Refused("no-migration")
        went_on = {case for case, seq in moved.items() if store.case(case).seq != seq}
        back = {case for case in went_on if store.event(store.case(case), moved[case] + 1).kind == "reverted"}
        if back == set(moved):
            raise Refused("undone-already")
        if late := [case for case in moved if case in went_on - back]:
            raise Refused("undo-too-late", cases=late[:20], count=len(late), first=late[0])
        moved = {case: seq for case, seq in moved.items() if case not in back}
        for case_id in moved:
            case = replay(case_id, store.events(case_id))
            assert case.before
            event = reverted(case, case.before.plan, reason, moment)
            store.append(evolve(case, event), [event])
            progress(1)
        once.keep(store, list(moved), *asked)
    return list(moved)
