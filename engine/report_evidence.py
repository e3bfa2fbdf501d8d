"""What is shown of a record that was held against itself and against a seal. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.calendar import spoken_date
from engine.evidence import told
from engine.messages import text
from engine.paper_seal import Paper
from engine.sealing import head
from engine.store.records import moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.calendar import Language
    from engine.evidence import Finding
    from engine.sealing import Seal, Verified


def verified_json(found: Verified, language: Language) -> dict[str, Any]:
    """What was looked at, and every finding."""
    return {
        "cases": found.cases,
        "events": found.events,
        "publications": found.publications,
        "findings": [
            {
                "what": finding.what,
                "case": finding.case or None,
                "event": finding.event or None,
                "message": message,
            }
            for finding, message in zip(found.findings, sentences(found.findings, language), strict=True)
        ],
    }


def verified_text(found: Verified, seal: Seal | Paper | None, language: Language) -> str:
    """Every finding as a sentence; if there is none, that, and without a seal what cannot be seen."""
    lines = list(sentences(found.findings, language)) or [text("evidence-sound", language, counted(found))]
    if not (seal or found.findings):
        lines.append(text("evidence-unsealed", language))
    if isinstance(seal, Paper):
        values = {"at": spoken_date(seal.at, language), "number": seal.number}
        lines.append(text("paper-holds" if seal.holds else "paper-broken", language, values))
    elif seal:
        at = spoken_date(moment(seal.contents.sealed_at), language)
        lines.append(text("sealed-then", language, {"at": at, "key": seal.key, "head": head(seal.contents)}))
    return "\n".join(lines)


def sentences(findings: Iterable[Finding], language: Language) -> Iterable[str]:
    for finding in findings:
        phrase = told(finding)
        yield text(phrase.code, language, phrase.values)


def counted(found: Verified) -> dict[str, object]:
    return {
        "cases": f"{found.cases:,}",
        "events": f"{found.events:,}",
        "publications": f"{found.publications:,}",
        "count": len(found.findings),
    }


def sealed_text(seal: Seal, path: str, language: Language) -> str:
    """That a seal was written, and the two numbers by which it is known."""
    contents = seal.contents
    values = {
        "path": path,
        "cases": f"{len(contents.cases):,}",
        "events": f"{contents.events:,}",
        "head": head(contents),
        "key": seal.key,
    }
    return text("sealed", language, values)
