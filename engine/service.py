"""The shell around the pure core: load a case, decide, append. Knows the clock, the store and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from engine.authority import Task, may
from engine.calendar import BUDDHIST_ERA, BUDDHIST_YEARS, local_day
from engine.case import Attachment, Case, evolve, new_case, replay
from engine.decide import Command, Complete, Correct, Moment, Start, clean, decide, find_step
from engine.lifecycle import ERASED
from engine.once import Once
from engine.problems import Refused, nearest, os_reason
from engine.publishing import publish, publish_by_itself, refuse_unpublished

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from engine.authority import Authority
    from engine.case import Event
    from engine.library import Office
    from engine.plan import Plan
    from engine.store import Mark, Publication, ReadyRow, Store, WorkRow


Row = TypeVar("Row", "ReadyRow", "WorkRow")
BATCH = 500
"""So many cases are opened in one transaction: others wait for less than a second."""


class People(NamedTuple):
    """Who is who: per actor the names people know them by, and who may act for whom."""

    names: Mapping[str, Sequence[str]]
    authority: Authority

    def find(self, name: str) -> str | None:
        """The actor with this id, title or alias, if there is one."""
        if name in self.names:
            return name
        return next((actor for actor, names in self.names.items() if name in names), None)

    def who(self, name: str) -> str:
        """The actor with this id, title or alias. Raises Refused (``unknown-person``)."""
        found = self.find(name)
        if found is None:
            known = [*self.names, *(n for names in self.names.values() for n in names)]
            near = nearest(name, known) or next((n for n in known if name and name in n), "")
            raise Refused("unknown-person", name=name, near=self.find(near))
        return found


ALIKE = timedelta(minutes=1)
"""Within this time a case that is like another is more likely the same command given twice than another case."""


def now() -> datetime:
    """The time, asked for once per command."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Service:
    """One person's work on a store. ``login`` is who is logged in; ``person`` (an actor) is who was named."""

    store: Store
    login: str
    person: str = ""
    people: People | None = None
    holidays: Mapping[int, frozenset[date]] = field(default_factory=dict)
    clock: Callable[[], datetime] | None = None
    """Another clock than ``now``."""
    once: Once = field(default_factory=Once)
    """The key of the command that is given."""

    def start(self, plan: Plan, definition: str, command: Start, *, another: bool = True) -> Case:
        """Open a case on a version of a procedure, which is taken into the store with it and holds from now on.

        A shared store takes in nothing by itself. Raises Refused if the version was not published there, and
        (``started-just-now``) unless it may be ``another`` like one opened within the last minute.
        """
        asked = (plan.process, command, self.person)
        with self.store.writing(alone=bool(self.once.key)):
            moment = self.moment()  # after waiting for others, so that time goes on in the order of the record
            if done := self.once.done(self.store, *asked):
                return self.case_after(*done)
            self._take(plan, definition, moment)
            case = self._open(plan, command, moment, another=another)
            self.once.keep(self.store, (case.id, case.seq), *asked)
        return case

    def start_all(
        self, plan: Plan, definition: str, commands: Sequence[Start], *, again: bool = False
    ) -> Iterator[tuple[Mark, list[Case]]]:
        """Open the cases of a table in batches, each with a mark of how far they have come; yields both.

        Where an earlier run on the same rows stopped, it goes on; what stands below those that are opened may have been
        mended meanwhile. A table that was taken in wholly gives its mark and no case, unless it is to be opened
        ``again``. Whoever takes in the same table at the same time opens the batches between.
        """
        from engine.intake import digests  # noqa: PLC0415 - completing a step does without

        rows = digests(commands)
        mark: Mark | None = None
        while mark is None or not mark.finished:
            with self.store.writing(alone=True):
                mark = _where(self.store.marks(plan.process), rows, mark, again=again)
                mark, cases = self._batch(plan, definition, commands, rows, mark)
            yield mark, cases

    def _batch(
        self, plan: Plan, definition: str, commands: Sequence[Start], rows: Sequence[bytes], mark: Mark | None
    ) -> tuple[Mark, list[Case]]:
        """Open the next cases of a table behind its mark, and put the mark forward."""
        from engine.store import Mark  # noqa: PLC0415

        if mark and mark.finished:
            return mark, []
        moment = self.moment()
        self._take(plan, definition, moment)
        before = mark.opened if mark else 0
        batch = commands[before : before + BATCH]
        with self.store.adding(plan.number, len(batch)) as ids:
            cases = [self._open(plan, one, moment, case_id=case_id) for one, case_id in zip(batch, ids, strict=True)]
        opened = before + len(cases)
        first = mark or Mark(cases[0].id, plan.process, moment.at, 0, 0, b"", "")
        last = cases[-1].id if cases else first.last
        mark = first._replace(rows=len(commands), opened=opened, digest=rows[opened], last=last)
        self.store.keep_mark(mark)
        return mark, cases

    def publish(self, office: Office, day: date | None, reason: str) -> list[Publication]:
        """Publish what has changed in a folder, to hold from a day on (today, if none is given)."""
        moment = self.moment()
        return publish(self.store, office, day or local_day(moment.at), clean("reason", reason), moment, self.once)

    def carry_out(self, case_id: str, command: Command, files: Sequence[Path] = ()) -> Case:
        """Carry out a command on a case: wholly, and on disk when this returns, or not at all (Refused).

        Files are copied only after the rules have allowed the command.
        """
        asked = (case_id, command, [file.name for file in files], self.person)
        self._expect(case_id, command)
        with self.store.writing():
            case = self.store.case(case_id)
            moment = self.moment()
            if done := self.once.done(self.store, *asked):  # behind the lock of the case, or both of two would be first
                return self.case_after(*done)
            if isinstance(command, Complete):
                command = self._for_whom(case, command, moment)
            events = self._decide(case, command, moment)
            if files and isinstance(command, Complete):
                kept = tuple(self._keep(case.attachments + n, file) for n, file in enumerate(files, 1))
                events = (events[0]._replace(attachments=kept), *events[1:])
            self._apply(case, events)
            self.store.append(case, events)
            self.once.keep(self.store, (case.id, case.seq), *asked)
        return case

    def _expect(self, case_id: str, command: Command) -> None:
        step, items = (command.step, command.items) if isinstance(command, Complete) else ("", ())
        self.store.expect(case_id, self.once.kept_as, step, items)

    def erase(self, case_ids: Sequence[str], order: str) -> list[Case]:
        """Take what people gave out of closed cases, by order; out of all of them or of none."""
        from engine.erasing import erase  # noqa: PLC0415 - few commands need it

        return erase(self.store, case_ids, order, self.moment())

    def case_after(self, case_id: str, seq: int) -> Case:
        """A case as its event ``seq`` left it, whatever has happened in it since."""
        case = self.store.case(case_id, whole=True)
        return case if case.seq == seq else replay(case_id, islice(self.store.events(case_id), seq))

    def correct(self, case_id: str, changes: Sequence[str], reason: str) -> Case:
        """Carry out ``FIELD=VALUE``, ``FIELD+=ENTRY`` and ``FIELD-=ENTRY``."""
        fields: dict[str, list[str]] = {}
        added: dict[str, list[str]] = {}
        withdrawn: dict[str, list[str]] = {}
        for change in changes:
            name, sign, value = change.partition("=")
            target = {"+": added, "-": withdrawn}.get(name[-1:], fields)
            name = (name if target is fields else name[:-1]).strip()
            if not sign or not name:
                raise Refused("not-an-assignment", found=change)
            target.setdefault(name, []).append(value)
        return self.carry_out(case_id, Correct(fields, reason, added, withdrawn))

    def inbox(
        self, actor: str | None, *, mine: bool, due_before: date | None, limit: int, after: str | None
    ) -> list[ReadyRow]:
        """What waits, most urgent first: for one actor, for all the roles of the person named (without what they must
        leave to others because of what they did before in the same case), or for everybody."""
        actors: list[str] | None = None
        authority, day = self.people.authority if self.people else None, local_day(self.moment().at)
        if mine:
            if not self.person or authority is None:
                raise Refused("who-are-you")
            actors = authority.roles(self.person, day)
        if actor is not None:
            if self.people is not None and actor not in self.store.waited_for():  # who left still has work waiting
                actor = self.people.who(actor)
            actors = [actor] if actors is None or actor in actors else []
        before = due_before.isoformat() if due_before else None
        found: list[ReadyRow] = []
        while True:  # pages, until enough of them lies within the scope of the orders on which the person acts
            rows = self.store.inbox(actors, before, limit, after)
            if mine and authority is not None:
                found += self._doable(authority, self._theirs(authority, rows, day), day)
            else:
                found += rows
            if len(rows) < limit or len(found) >= limit:
                return found[:limit]
            last = rows[-1]
            after = f"{last.case}/{last.step}/{last.actor}/{last.item or ''}"

    def open_work(self, actor: str | None, *, mine: bool, overdue: bool) -> list[WorkRow]:
        """How much waits at each step, of what ``inbox`` would list. What not-by leaves to others counts too, since no
        case is looked at."""
        authority, day = self.people.authority if self.people else None, local_day(self.moment().at)
        if mine and (not self.person or authority is None):
            raise Refused("who-are-you")
        rows = self.store.open_work(day)
        if actor is not None and self.people is not None and all(row.actor != actor for row in rows):
            actor = self.people.who(actor)
        if mine and authority is not None:
            rows = self._theirs(authority, rows, day)
        return [row for row in rows if actor in (None, row.actor) and (row.overdue or not overdue)]

    def _theirs(self, authority: Authority, rows: Sequence[Row], day: date) -> list[Row]:
        return [row for row in rows if any(authority.rights(self.person, (row.actor,), row.process, day))]

    def _doable(self, authority: Authority, rows: Sequence[ReadyRow], day: date) -> Iterator[ReadyRow]:
        """What of their work a person may do: of what is kept apart from another step, only what neither they nor
        whoever they act for had a hand in."""
        steps = [self.store.plan(row.version).steps[row.step] for row in rows]
        cases = {row.case for row, step in zip(rows, steps, strict=True) if step.not_by}
        others = {other for step in steps for other in step.not_by}
        hands = self.store.hands(cases, others) if cases else {}
        for row, step in zip(rows, steps, strict=True):
            apart = {other: hands[row.case][other] for other in step.not_by}
            if may(authority, self.person, Task(row.process, step.id, (row.actor,), apart), day):
                yield row

    def attachment(self, case_id: str, number: int, output: Path) -> Attachment:
        """Copy an attachment of a case back out. Raises Refused if there is none, or ``output`` cannot be written."""
        events = list(self.store.events(case_id))
        if events[-1].kind == ERASED:
            raise Refused("case-erased", case=case_id)
        found = {a.number: a for event in events for a in event.attachments}
        if number not in found:
            numbers = [f"{a.number} {a.name}" for a in found.values()]
            raise Refused("no-such-attachment", case=case_id, number=number, allowed=numbers)
        if output.exists():
            raise Refused("output-exists", path=str(output))
        from engine.folders import whole  # noqa: PLC0415

        try:
            with whole(output) as part, part.open("wb") as copy:
                copy.writelines(self._checked(found[number]))
        except OSError as error:
            raise Refused("cannot-write", path=str(output), reason=os_reason(error)) from error
        return found[number]

    def _checked(self, attachment: Attachment) -> Iterator[bytes]:
        """The bytes of an attachment, proved before the first of them is given out. Raises Refused."""
        from engine.store.records import sha256_of  # noqa: PLC0415 - only who takes a file out needs it

        if sha256_of(self.store.file(attachment.key)) != attachment.sha256:
            raise Refused("attachment-changed", name=attachment.name, path=attachment.key)
        yield from self.store.file(attachment.key)

    def _take(self, plan: Plan, definition: str, moment: Moment) -> None:
        """Take in the version on which a case is opened; it holds from now on. A shared store takes only what was
        published there."""
        if self.store.shared:
            refuse_unpublished(self.store, plan, moment.at)
        else:
            self.store.take_version(plan, definition, moment.at)
            publish_by_itself(self.store, plan, moment.at)

    def _open(self, plan: Plan, command: Start, moment: Moment, *, another: bool = True, case_id: str = "") -> Case:
        case = new_case(plan, "")
        events = decide(case, command, moment)
        if not another:
            self._refuse_the_same_again(plan, events[0], moment)
        case.id = case_id or self.store.new_case_id(plan.number)
        self._apply(case, events)
        self.store.add(case, events)
        return case

    def moment(self) -> Moment:
        """Now, by whom, and with which days off.

        Raises Refused (``clock-era``) if the clock shows a Buddhist year as one of the common era.
        """
        at, authority = (self.clock or now)(), self.people.authority if self.people else None
        if at.year >= BUDDHIST_YEARS:
            raise Refused("clock-era", year=at.year, right=at.year - BUDDHIST_ERA)
        return Moment(at, self.person, self.login, self.holidays, authority)

    def _apply(self, case: Case, events: Sequence[Event]) -> None:
        for event in events:
            evolve(case, event)

    def _refuse_the_same_again(self, plan: Plan, event: Event, moment: Moment) -> None:
        """A case that somebody opens with the same title and fields as one just now was perhaps opened already."""
        since, until = moment.at - ALIKE, moment.at + ALIKE
        for case_id in self.store.opened_lately(plan.process, event.title, since, until):
            before = self.store.event(self.store.case(case_id), 1)
            if _given(before) == _given(event):
                raise Refused("started-just-now", case=case_id, at=before.at)

    def _decide(self, case: Case, command: Command, moment: Moment) -> tuple[Event, ...]:
        """What a command causes. Where somebody else was faster, the refusal says who that was, and when."""
        try:
            return decide(case, command, moment)
        except Refused as refusal:
            if isinstance(command, Complete) and refusal.code in FASTER and (by := self._done_by(case, command)):
                refusal.values.update(by=self._name(by), at=by.at, what=by.step)
            raise

    def _done_by(self, case: Case, command: Complete) -> Event | None:
        """Who did what a command wanted to do: the last who completed or confirmed the step, of these items."""
        step = find_step(case.plan, command.step)
        found = None
        for event in self.store.events(case.id):
            theirs = event.item is None or event.item in command.items or not command.items
            if step and event.step == step.id and event.kind in DONE_BY and theirs:
                found = event
        return found

    def _name(self, event: Event) -> str:
        names = self.people.names.get(event.person) if self.people else None
        return names[0] if names else event.person or event.login

    def _for_whom(self, case: Case, command: Complete, moment: Moment) -> Complete:
        """Where no actor is named, a member of exactly one of the step's actors speaks for that one."""
        step = find_step(case.plan, command.step)
        if step is None or self.people is None:
            return command
        if command.actor is not None:
            actor = command.actor if command.actor in step.by else self.people.who(command.actor)
            return command._replace(actor=actor)
        if not self.person:
            return command
        authority, day = self.people.authority, local_day(moment.at)
        rights = authority.rights(self.person, step.by, case.plan.process, day)
        theirs = {right.actor for right in rights}
        return command._replace(actor=theirs.pop()) if len(theirs) == 1 else command

    def _keep(self, number: int, file: Path) -> Attachment:
        name = clean("attach", file.name)
        key, size, digest = self.store.keep_file(file)
        return Attachment(number, name, key, size, digest)


def _where(marks: Sequence[Mark], rows: Sequence[bytes], mark: Mark | None, *, again: bool) -> Mark | None:
    """How far a table has been taken in, by the hashes of its first rows: the mark that was last seen, as it is now,
    else one that was left unfinished, else, if not all is to be opened ``again``, one of exactly these rows."""
    if mark:
        return next(found for found in marks if found.first == mark.first)
    begins = [found for found in marks if found.opened < len(rows) and rows[found.opened] == found.digest]
    unfinished = [found for found in begins if not found.finished]
    whole = [found for found in begins if found.finished and found.opened == len(rows) - 1]
    return next(reversed([*([] if again else whole), *unfinished]), None)


FASTER = ("step-done", "item-done", "already-confirmed", "case-completed", "case-ended")
"""What a command meets that somebody else has carried out."""
SKEW = timedelta(minutes=1)
"""Clocks that differ by less are taken to be right."""
DONE_BY = ("completed", "confirmed", "returned", "ended")


def _given(event: Event) -> tuple[object, ...]:
    """What somebody who opens a case gives, and who that is."""
    return event.title, event.fields, event.person, event.login


def assignments(texts: Sequence[str]) -> dict[str, list[str]]:
    """``FIELD=VALUE`` options as a mapping; a field that is given several times has several values."""
    found: dict[str, list[str]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise Refused("not-an-assignment", found=text)
        found.setdefault(name.strip(), []).append(value)
    return found
