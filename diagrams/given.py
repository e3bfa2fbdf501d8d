"""What a caller hands over beside the procedure: names to print, and how far a case has come. Plain records only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.model import Actor, Law

State = Literal["waiting", "ready", "done", "waived", "skipped", "withdrawn"]
"""``waived`` counts as done though nobody did it."""
View = Literal["lanes", "flow"]
Format = Literal["svg", "png", "pdf", "dot", "mermaid"]
Language = Literal["th", "en"]
Weight = Literal["regular", "bold"]

FONTS: dict[Weight, Path] = {
    "regular": Path(__file__).parent / "fonts" / "Sarabun-Regular.ttf",
    "bold": Path(__file__).parent / "fonts" / "Sarabun-SemiBold.ttf",
}


@dataclass(frozen=True)
class Names:
    """Names by id. ``shorts`` holds the actors' short titles for the heads of lanes; ``laws`` the laws' short names.

    ``translations`` are flat paths as in ``translations/en.yaml`` (``curriculum/adapt``, ``actors/rila/short``); what
    is missing is printed in Thai. ``assumed`` names the actors that the manual itself does not name, ``by_clause``
    the laws that have clauses (ข้อ) and not sections (มาตรา).
    """

    actors: Mapping[str, str]
    shorts: Mapping[str, str] = field(default_factory=dict)
    laws: Mapping[str, str] = field(default_factory=dict)
    translations: Mapping[str, str] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    by_clause: frozenset[str] = frozenset()

    @classmethod
    def of(cls, actors: Mapping[str, Actor], laws: Mapping[str, Law], translations: Mapping[str, str]) -> Names:
        """The names of an office's catalogues."""
        return cls(
            actors={name: actor.title for name, actor in actors.items()},
            shorts={name: actor.short or actor.title for name, actor in actors.items()},
            laws={name: law.title for name, law in laws.items()},
            translations=translations,
            assumed=frozenset(name for name, actor in actors.items() if actor.assumed),
            by_clause=frozenset(name for name, law in laws.items() if law.by_clause),
        )


@dataclass(frozen=True)
class StepProgress:
    """How far one step of a case has come. ``at`` is a date already written for people; ``reason`` says why a step was
    waived; an outcome is ``assumed`` if nobody gave it and it was taken for given when the case moved to another
    version."""

    state: State
    round: int = 1
    items_done: int = 0
    items_total: int = 0
    outcome: str | None = None
    assumed: bool = False
    person: str | None = None
    at: str | None = None
    reason: str = ""
