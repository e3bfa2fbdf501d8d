"""The language of a procedure file: what may be written, and of what kind each word is.

Every class is a frozen pydantic model that forbids unknown keys. The loader hands over text, tuples and mappings
only (``source.py``); the few words that are numbers or dates are read from their text here, so that nothing depends
on how a YAML reader guesses. What the words mean to a person stands in ``messages.py`` (``WORDS``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)
from pydantic import (
    Field as Word,
)
from pydantic_core import PydanticCustomError

WHOLE = "whole"
"""The key under which ``assumed: text`` is kept: the text speaks of the whole element, not of one of its parts."""

FIRST_BUDDHIST_YEAR = 2400
"""A year from this on must be meant in the Buddhist era, which a file does not use."""

# calendar.THAI_DIGITS once more: this room imports no sibling.
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def _whole_number(value: object) -> object:
    if isinstance(value, str):
        digits = value.translate(THAI_DIGITS)
        if re.fullmatch(r"[1-9][0-9]{0,8}", digits):
            return int(digits)
    if type(value) is int and value > 0:  # a definition that was kept in its normal form
        return value
    raise PydanticCustomError("whole_number", "not a whole number from 1 on")


def _iso_date(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if found.year < FIRST_BUDDHIST_YEAR:
                return found
    raise PydanticCustomError("iso_date", "not a date of the form 2026-11-23")


def _one_or_several(value: object) -> object:
    if isinstance(value, list):  # a definition that was kept in its normal form
        return tuple(value)
    return (value,) if isinstance(value, str) else value


def _whole_or_parts(value: object) -> object:
    return {WHOLE: value} if isinstance(value, str) else value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
ProcessId = Annotated[str, StringConstraints(pattern=r"^[0-9-]*[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
# A procedure is also called by its number, so its name is none.
# To an editor 2569 is a number, whatever it is meant as; the loader reads text only.
Text = Annotated[str, StringConstraints(min_length=1), Word(json_schema_extra={"type": ["string", "number"]})]
NUMBER_PATTERN = "^[1-9๑-๙][0-9๐-๙]{0,8}$"
Number = Annotated[int, Word(ge=1, json_schema_extra={"type": ["integer", "string"], "pattern": NUMBER_PATTERN})]
Count = Annotated[int, BeforeValidator(_whole_number, json_schema_input_type=Number)]
DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
Day = Annotated[
    date,
    BeforeValidator(_iso_date, json_schema_input_type=Annotated[str, StringConstraints(pattern=DATE_PATTERN)]),
]
Wanted = Annotated[
    tuple[Id, ...], Word(min_length=1), BeforeValidator(_one_or_several, json_schema_input_type=Id | list[Id])
]
Reasons = Annotated[
    dict[str, Text],
    Word(min_length=1),
    BeforeValidator(_whole_or_parts, json_schema_input_type=Text | dict[str, Text]),
]
WITHIN_PATTERN = "^[1-9][0-9]{0,3} (working )?days?$"
Within = Annotated[str, StringConstraints(pattern=WITHIN_PATTERN)]


class Element(BaseModel):
    """What every word of the language shares: frozen, strict, and no unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", populate_by_name=False)


class Legal(Element):
    """A legal basis: the law, its section if one is named, and whether the manual says so itself."""

    law: Id
    section: Text | None = None
    source: Literal["stated", "inferred"]
    assumed: Reasons | None = None

    def inferred(self, part: Literal["law", "section"]) -> bool:
        """Whether a part of it was inferred, by itself or with the whole."""
        return self.source == "inferred" or bool({WHOLE, part} & set(self.assumed or ()))


class Field(Element):
    """Something a case carries. A list with ``choices`` that nobody is asked for holds all of them."""

    title: Text
    type: Literal["text", "number", "date", "choice", "list"]
    choices: Annotated[dict[Id, Text], Word(min_length=1)] | None = None
    ask: Literal["at-start"] | None = None


class Outcome(Element):
    """One way a decision can go: on (nothing said), back to a step, or to an end of the case."""

    title: Text
    back: Id | None = None
    end: Id | None = None
    assumed: Reasons | None = None


class Step(Element):
    """One thing to be done by someone, and what it waits for."""

    id: Id
    was: Wanted = ()
    item: Count | None = None
    title: Text
    text: Text | None = None
    by: tuple[Id, ...] = ()
    after: tuple[Id, ...] | None = None
    when: Annotated[dict[Id, Wanted], Word(min_length=1)] | None = None
    each: Id | None = None
    asks: tuple[Id, ...] = ()
    decision: Annotated[dict[Id, Outcome], Word(min_length=1)] | None = None
    within: Within | None = None
    not_by: Annotated[tuple[Id, ...], Word(alias="not-by")] = ()
    takes: tuple[Text, ...] = ()
    produces: tuple[Text, ...] = ()
    legal: tuple[Legal, ...] = ()
    assumed: Reasons | None = None


class Process(Element):
    """One procedure of the manual, as its file says it."""

    process: ProcessId
    number: Count
    title: Text
    case: Text
    legal: tuple[Legal, ...] = ()
    responsible: tuple[Id, ...] = ()
    fields: dict[Id, Field] = {}
    steps: Annotated[tuple[Step, ...], Word(min_length=1)]

    def after(self, index: int) -> tuple[str, ...]:
        """The steps that the step at ``index`` waits for: those it names, else the one above it."""
        step = self.steps[index]
        if step.after is not None:
            return step.after
        return (self.steps[index - 1].id,) if index else ()

    def legal_of(self, step: Step) -> tuple[Legal, ...]:
        """What a step rests on: its own legal bases, else those of the whole procedure."""
        return step.legal or self.legal

    def may_perform(self, step: Step) -> tuple[str, ...]:
        """The actors who may perform a step: those it names, else everybody responsible for the procedure."""
        return step.by or self.responsible


class Member(Element):
    """Who belongs to an actor, and the days from and until which; the name alone where there are no dates."""

    who: Id
    from_: Annotated[Day | None, Word(alias="from")] = None
    until: Day | None = None

    @model_serializer(mode="wrap")
    def _as_written(self, whole: SerializerFunctionWrapHandler) -> object:
        return whole(self) if self.from_ or self.until else self.who


def _name_or_group(value: object) -> object:
    return {"who": value} if isinstance(value, str) else value


class Actor(Element):
    """A person, a role, a committee or an office."""

    title: Text
    short: Text | None = None
    kind: Literal["person", "role", "committee", "office"]
    members: tuple[Annotated[Member, BeforeValidator(_name_or_group, json_schema_input_type=Id | Member)], ...] = ()
    part_of: Annotated[Id | None, Word(alias="part-of")] = None
    aliases: tuple[Text, ...] = ()
    assumed: Reasons | None = None

    @property
    def stated_members(self) -> tuple[Member, ...]:
        """Its members, unless they were only inferred."""
        return () if {WHOLE, "members"} & set(self.assumed or ()) else self.members


class Delegation(Element):
    """An order by which one person acts in another's stead (รักษาราชการแทน), and its scope: all, if nothing is said."""

    order: Text
    who: Id
    for_: Annotated[Id, Word(alias="for")]
    from_: Annotated[Day, Word(alias="from")]
    until: Day | None = None
    actors: tuple[Id, ...] = ()
    processes: tuple[ProcessId, ...] = ()


class Law(Element):
    """A legal resource, the days from and until which it is in force, and where that was verified."""

    title: Text
    kind: Literal["act", "regulation", "notification", "guideline"]
    gazette: Text | None = None
    from_: Annotated[Day | None, Word(alias="from")] = None
    until: Day | None = None
    verified: Reasons | None = None
    assumed: Reasons | None = None

    @property
    def by_clause(self) -> bool:
        """Whether it is cited by clause (ข้อ), as all that is below an act is, and not by section (มาตรา)."""
        return self.kind != "act"

    def in_force(self, on: date) -> bool | None:
        """Whether it is in force on a day: None where its dates are not known."""
        if self.from_ and on < self.from_:
            return False
        if self.until:
            return on <= self.until
        return True if self.from_ else None

    def unsettled(self, on: date) -> str:
        """Why the law may be in force on a day all the same though its recorded dates have passed; empty if not so."""
        return (self.assumed or {}).get("until", "") if self.until and on > self.until else ""


class Holiday(Element):
    """A day off and the announcement it comes from."""

    date: Day
    title: Text
    source: Text


class Erratum(Element):
    """A misprint: where it stands, what is printed, what it is read as. Without a reading it stays as printed."""

    place: Text
    line: Count
    printed: Text
    reading: Text | None = None
    certainty: Literal["certain", "high", "medium", "low", "undecided"]
    reason: Text


class Preface(Element):
    """The preface of the printed manual, and who signs it."""

    title: Text
    text: Annotated[tuple[Text, ...], Word(min_length=1)]
    signed: tuple[Text, ...] = ()


class Chapter(Element):
    """A chapter of the printed manual: what it is made of, and paragraphs of the office's own."""

    kind: Literal[
        "structure", "procedures", "flowcharts", "laws", "law-index", "actors", "assumptions", "errata", "colophon",
        "text",
    ]  # fmt: skip
    title: Text
    text: tuple[Text, ...] = ()


class Manual(Element):
    """``manual.yaml``: what the printed manual has beside the definitions, and the order of its chapters."""

    title: Annotated[tuple[Text, ...], Word(min_length=1)]
    work: Text | None = None
    office: tuple[Text, ...] = ()
    logo: Text | None = None
    author: Text
    preface: Preface | None = None
    chapters: Annotated[tuple[Chapter, ...], Word(min_length=1)]


class Actors(Element):
    """``actors.yaml``"""

    actors: dict[Id, Actor]
    delegations: tuple[Delegation, ...] = ()


class Laws(Element):
    """``laws.yaml``"""

    laws: dict[Id, Law]


class Holidays(Element):
    """``holidays.yaml``: per year (of the common era) its days off. A year that is not listed has no data."""

    holidays: dict[Annotated[str, StringConstraints(pattern=r"^\d{4}$")], tuple[Holiday, ...]]


class Errata(Element):
    """``errata.yaml``"""

    errata: tuple[Erratum, ...]


def responsible(process: Process, actors: Mapping[str, Actor], errata: Iterable[Erratum]) -> list[str]:
    """The manual's column of responsible actors, as it is printed after the errata.

    A name whose spelling is undecided stays as it is printed in that place.
    """
    kept = {erratum.place: erratum.printed for erratum in errata if erratum.reading is None}
    names = []
    for place, name in enumerate(process.responsible, 1):
        title = actors[name].title if name in actors else name
        printed = kept.get(f"{process.process}/responsible/{place}", title)
        names.append(title if printed.replace(" ", "") == title.replace(" ", "") else printed)
    return names


def assumptions(process: Process) -> Iterator[tuple[str | None, str, str, str]]:
    """Every inference of a procedure as (step or None, element, part, reason), in the order of the file.

    The element is ``step``, ``legal:LAW`` or ``outcome:ID``; the part is ``whole`` or the word that was inferred.
    """
    for legal in process.legal:
        yield from ((None, f"legal:{legal.law}", part, why) for part, why in (legal.assumed or {}).items())
    for step in process.steps:
        yield from ((step.id, "step", part, why) for part, why in (step.assumed or {}).items())
        for name, outcome in (step.decision or {}).items():
            yield from ((step.id, f"outcome:{name}", part, why) for part, why in (outcome.assumed or {}).items())
        for legal in step.legal:
            yield from ((step.id, f"legal:{legal.law}", part, why) for part, why in (legal.assumed or {}).items())
