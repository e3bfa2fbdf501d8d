"""How a database is, in words and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.calendar import iso
from engine.messages import text

if TYPE_CHECKING:
    from engine.calendar import Language
    from engine.store import Status


def status_text(found: Status, language: Language) -> str:
    """One line per fact. A server also says as whom it knows us, and whether anybody can listen."""

    def say(key: str, **values: object) -> str:
        return text(key, language, values)

    lines = [
        (say("db-place"), found.place),
        (say("db-system"), found.system),
        (say("db-form"), say("db-form-of", form=found.form, known=found.known)),
        (say("db-cases"), say("db-cases-of", cases=f"{found.cases:,}", open=f"{found.open_cases:,}")),
        (say("db-events"), f"{found.events:,}"),
        (say("db-files"), f"{found.files:,}"),
        (say("db-size"), f"{found.size / 1e6:,.1f} MB"),
    ]
    if found.login:
        lines += [(say("db-login"), found.login), (say("db-encryption"), found.encryption or say("db-not-encrypted"))]
    lines += [
        (say("db-migration", number=number), say("db-migrated", at=at, login=login))
        for number, at, login in found.migrations
    ]
    return "\n".join(f"{name}: {value}" for name, value in lines)


def status_json(found: Status) -> dict[str, Any]:
    made = [{"form": number, "at": iso(at), "login": login} for number, at, login in found.migrations]
    return {**found._asdict(), "migrations": made}
