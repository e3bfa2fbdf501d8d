"""The shell around the pure core: load a case, decide, append. Knows the clock, the store and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from engine.calendar import local_day
from engine.case import Attachment, Case, evolve, new_case, replay
from engine.decide import Command, Complete, Correct, Moment, Start, clean, decide, find_step
from engine.once import Once
from engine.problems import Refused, nearest, os_reason
from engine.publishing import publish, publish_by_itself

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from engine.case import Event
    from engine.library import Office
    from engine.plan import Plan
    from engine.store import Publication, ReadyRow, Store


class People(NamedTuple):
    """Who is who: per actor the names people know them by, and the actors they are members of, directly or not."""

    names: Mapping[str, Sequence[str]]
    roles: Mapping[str, Sequence[str]]

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

        Raises Refused (``started-just-now``) unless it may be ``another`` like one opened within the last minute.
        """
        asked = (plan.process, command, self.person)
        with self.store.writing():
            moment = self.moment()  # after waiting for others, so that time goes on in the order of the record
            if done := self.once.done(self.store, *asked):
                return self.case_after(*done)
            self.store.take_version(plan, definition, moment.at)
            publish_by_itself(self.store, plan, moment.at)
            case = new_case(plan, "")
            events = decide(case, command, moment)
            if not another:
                self._refuse_the_same_again(plan, events[0], moment)
            case.id = self.store.new_case_id(plan.number)
            self._apply(case, events)
            self.store.add(case, events)
            self.once.keep(self.store, (case.id, case.seq), *asked)
        return case

    def publish(self, office: Office, day: date | None, reason: str) -> list[Publication]:
        """Publish what has changed in a folder, to hold from a day on (today, if none is given)."""
        moment = self.moment()
        return publish(self.store, office, day or local_day(moment.at), clean("reason", reason), moment, self.once)

    def carry_out(self, case_id: str, command: Command, files: Sequence[Path] = ()) -> Case:
        """Carry out a command on a case: wholly, and on disk when this returns, or not at all (Refused).

        Files are copied only after the rules have allowed the command.
        """
        asked = (case_id, command, [file.name for file in files], self.person)
        with self.store.writing():
            moment = self.moment()
            if done := self.once.done(self.store, *asked):
                return self.case_after(*done)
            case = self.store.case(case_id)
            if isinstance(command, Complete):
                command = self._for_whom(case, command)
            events = self._decide(case, command, moment)
            if files and isinstance(command, Complete):
                kept = tuple(self._keep(case.attachments + n, file) for n, file in enumerate(files, 1))
                events = (events[0]._replace(attachments=kept), *events[1:])
            self._apply(case, events)
            self.store.append(case, events)
            self.once.keep(self.store, (case.id, case.seq), *asked)
        return case

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
        """What waits, most urgent first: for one actor, for all the roles of the person named, or for everybody."""
        actors: list[str] | None = None
        if mine:
            if not self.person or self.people is None:
                raise Refused("who-are-you")
            actors = [self.person, *self.people.roles.get(self.person, ())]
        if actor is not None:
            if self.people is not None and actor not in self.store.waited_for():  # who left still has work waiting
                actor = self.people.who(actor)
            actors = [actor] if actors is None or actor in actors else []
        before = due_before.isoformat() if due_before else None
        return self.store.inbox(actors, before, limit, after)

    def attachment(self, case_id: str, number: int, output: Path) -> Attachment:
        """Copy an attachment of a case back out. Raises Refused if there is none, or ``output`` cannot be written."""
        found = {a.number: a for event in self.store.events(case_id) for a in event.attachments}
        if number not in found:
            numbers = [f"{a.number} {a.name}" for a in found.values()]
            raise Refused("no-such-attachment", case=case_id, number=number, allowed=numbers)
        if output.exists():
            raise Refused("output-exists", path=str(output))
        import shutil  # noqa: PLC0415 - 2 ms that few commands need

        from engine.folders import whole  # noqa: PLC0415

        kept = self.store.file(found[number].key)
        if not kept.is_file():
            raise Refused("attachment-lost", name=found[number].name, path=str(kept))
        try:
            if _digest(kept) != found[number].sha256:
                raise Refused("attachment-changed", name=found[number].name, path=str(kept))
            with whole(output) as part:
                shutil.copyfile(kept, part)
        except OSError as error:
            raise Refused("cannot-write", path=str(output), reason=os_reason(error)) from error
        return found[number]

    def moment(self) -> Moment:
        """Now, by whom, and with which days off."""
        return Moment((self.clock or now)(), self.person, self.login, self.holidays)

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

    def _for_whom(self, case: Case, command: Complete) -> Complete:
        """Where no actor is named, a member of exactly one of the step's actors speaks for that one."""
        step = find_step(case.plan, command.step)
        if step is None or self.people is None:
            return command
        if command.actor is not None:
            actor = command.actor if command.actor in step.by else self.people.who(command.actor)
            return command._replace(actor=actor)
        if not self.person:
            return command
        roles = {self.person, *self.people.roles.get(self.person, ())}
        theirs = [actor for actor in step.by if actor in roles]
        return command._replace(actor=theirs[0]) if len(theirs) == 1 else command

    def _keep(self, number: int, file: Path) -> Attachment:
        name = clean("attach", file.name)
        key, size, digest = self.store.keep_file(file)
        return Attachment(number, name, key, size, digest)


def _digest(path: Path) -> str:
    import hashlib  # noqa: PLC0415 - only who takes a file out needs it

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
