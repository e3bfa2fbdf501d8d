"""What a caller hands over beside the procedure: names to print, and how far a case has come. Plain records only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["waiting", "ready", "done", "skipped", "withdrawn"]
View = Literal["lanes", "flow"]
Format = Literal["svg", "png", "pdf", "dot", "mermaid"]
Language = Literal["th", "en"]


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


@dataclass(frozen=True)
class StepProgress:
    """How far one step of a case has come. ``at`` is a date already written for people."""

    state: State
    round: int = 1
    items_done: int = 0
    items_total: int = 0
    outcome: str | None = None
    person: str | None = None
    at: str | None = None
