"""What the options before a command say, and what they lead to: the folder, the database, the people, the service.

Everything is found when it is first asked for, so that a command pays only for what it uses.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from engine.messages import text
from engine.problems import InvalidDefinition, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from engine.authority import Authority
    from engine.calendar import Language
    from engine.decide import Start
    from engine.library import Office
    from engine.plan import Plan
    from engine.service import People, Service
    from engine.store import Store

OPENED: list[Store] = []
"""The stores of this run; an interruption after a change must not say that nothing happened."""

KEYS: list[str] = []
"""The key of the command of this run, if it is one that changes something."""


@dataclass
class Desk:
    """One person's place of work. ``processes``, ``db`` and ``person`` are as they were typed."""

    processes: str | None
    db: str | None
    person: str
    language: Language
    creates: bool = False
    """Whether the command may begin a new database; a mistyped path is refused otherwise."""

    @cached_property
    def folder(self) -> Path:
        from engine.folders import find_processes

        return find_processes(self.processes)

    @property
    def database(self) -> str:
        from engine.folders import default_database

        return self.db or str(default_database())

    def has_store(self) -> bool:
        """Whether there is a database yet."""
        from engine.store import has_store

        return has_store(self.database)

    @cached_property
    def store(self) -> Store:
        from engine.store import open_store

        store = open_store(self.database, create=self.creates)
        OPENED.append(store)
        return store

    @cached_property
    def people(self) -> People | None:
        from engine import catalogues

        return catalogues.people(self.store, self.folder)

    @property
    def names(self) -> Mapping[str, str]:
        """What the people of the office are called; nothing where that cannot be read, since looking needs it least."""
        people = self._people_if_readable()
        return {actor: names[0] for actor, names in people.names.items()} if people else {}

    @property
    def authority(self) -> Authority | None:
        """Who may act; None where that cannot be read."""
        people = self._people_if_readable()
        return people.authority if people else None

    def _people_if_readable(self) -> People | None:
        try:
            return self.people
        except (Refused, InvalidDefinition):
            return None

    @cached_property
    def service(self) -> Service:
        from engine.catalogues import Holidays
        from engine.once import Once
        from engine.service import Service

        person = self.people.who(self.person) if self.people and self.person else self.person or self.store.acts_as
        once = Once(*KEYS)
        user = self.store.login or login()
        return Service(self.store, user, person, self.people, Holidays(self.store, self.folder), once=once)

    def office(self, on: date | None = None) -> Office:
        from engine import library

        return library.load(self.folder, on=on)

    def may_begin(self, office: Office, plan: Plan, command: Start) -> None:
        """Raises Refused if a command that would begin the database is going to be refused: then none is begun."""
        from engine.case import new_case
        from engine.decide import Moment, decide
        from engine.service import now

        self.known(office)
        decide(new_case(plan, ""), command, Moment(now(), holidays=office.holidays))

    def known(self, office: Office) -> None:
        """Raises Refused if whoever is named is not among the people of an office."""
        from engine.catalogues import people_of

        if self.person and (people := people_of(office)):
            people.who(self.person)

    def say(self, key: str, **values: object) -> str:
        return text(key, self.language, values)


def login() -> str:
    """Who the operating system says is logged in."""
    try:
        if sys.platform == "win32":
            return os.getlogin()
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (OSError, KeyError):  # a service without a desktop, a user without an entry
        return os.environ.get("USERNAME", "") if sys.platform == "win32" else str(os.getuid())


def close_stores() -> None:
    """Close what this run has opened."""
    for store in OPENED:
        store.close()


def today() -> date:
    """The calendar day in Thailand."""
    from engine.calendar import local_day
    from engine.service import now

    return local_day(now())
