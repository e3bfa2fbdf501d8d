"""Whether a database still holds what a seal sealed, where only the printed page with its number is left.

The number is the SHA-256 of all that a seal says. How much it sealed is kept in the database: of each case how many
events. A seal made anew of just these has the same number only if all of them are still there as they were; what is
kept proves nothing, since whoever changes it gets another number. So the page tells that nothing was changed. What was
changed only the file of the seal can name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from engine import evidence, sealing
from engine.calendar import THAI_DIGITS
from engine.problems import Refused
from engine.store.records import moment

if TYPE_CHECKING:
    from datetime import datetime

    from engine.evidence import Contents, Counts
    from engine.store import Store

KEPT = "seal"
"""Under this name the database keeps what was counted, by the number of the seal."""
MOST_SLIPS = 4
"""Groups of a number that differ from one that is kept: so many are taken to be mistyped."""
APART = re.compile(r"[\s.–—-]+")
LOOKS_LIKE = THAI_DIGITS | str.maketrans("oOlI", "0011")
"""Signs that no number has, and what they were read for."""


class Paper(NamedTuple):
    """What the number on a page tells: when that seal was made, and whether all that it sealed is there as it was."""

    number: str
    at: datetime
    holds: bool


def keep(store: Store, contents: Contents) -> bool:
    """Keep in the database how much a seal sealed; whether that could be kept."""
    number, body = sealing.number(contents), evidence.counts(contents).written
    try:
        store.keep_catalogue(KEPT, number, body)
    except Refused:  # of what may only be read
        return False
    return store.catalogue(KEPT, number) == body


def look_up(store: Store, typed: str) -> Paper:
    """What the number on a page, as somebody typed it, tells of a database.

    Raises Refused if it is no such number (``not-a-seal-number``) or nothing is kept of this seal
    (``seal-number-unknown``).
    """
    number = read_number(typed)
    body = store.catalogue(KEPT, number)
    if body is None:
        _refuse(store, number)
    try:
        counts = evidence.read_counts(body)
        at = moment(counts.sealed_at)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Refused("store-damaged", path=store.shown, reason=f"{KEPT} {number[:12]}") from error
    return Paper(sealing.grouped(number), at, _holds(store, counts, number))


def read_number(typed: str) -> str:
    """The number of a seal as it was typed: blanks, dashes, capitals and Thai digits do not matter.

    Raises Refused (``not-a-seal-number``) with the groups that are not right.
    """
    groups = [group for group in APART.split(typed.translate(LOOKS_LIKE).lower()) if group]
    plain = "".join(groups)
    if not re.fullmatch("[0-9a-f]{64}", plain):
        wrong = [f"{n} ({group})" for n, group in enumerate(groups, 1) if not re.fullmatch("[0-9a-f]{4}", group)]
        raise Refused("not-a-seal-number", signs=len(plain), wrong=wrong if len(groups) > 1 else [])
    return plain


def _holds(store: Store, counts: Counts, number: str) -> bool:
    try:
        return sealing.number(_as_then(store, counts)) == number
    except Refused as refusal:
        if refusal.code != "store-damaged":
            raise
    except (ValueError, LookupError, TypeError):  # a row that stands for nothing
        pass
    return False


def _as_then(store: Store, counts: Counts) -> Contents:
    """What a seal would say if nothing had happened since: of each case that was counted its first events."""
    with store.reading():
        ledger = store.ledger()
        cases = {
            record.case: evidence.seal_case(record._replace(events=record.events[: counts.cases[record.case]]))
            for record in sealing.records(store, ledger)
            if record.case in counts.cases
        }
    published = evidence.seal_publications(ledger.publications[: counts.publications])
    return evidence.Contents(counts.sealed_at, cases, published, counts.numbers)


def _refuse(store: Store, number: str) -> NoReturn:
    """Name the groups in which a number differs from the nearest of which something is kept: a slip of who typed it."""
    typed = sealing.grouped(number).split()
    slips: list[str] = []
    for known in store.catalogue_hashes(KEPT):
        groups = zip(typed, sealing.grouped(known).split(), strict=False)
        differing = [f"{n} ({found})" for n, (found, wanted) in enumerate(groups, 1) if found != wanted]
        if len(differing) <= MOST_SLIPS and not 0 < len(slips) <= len(differing):
            slips = differing
    raise Refused(
        "seal-number-unknown", path=store.shown, slips=slips, unknown="" if slips else sealing.grouped(number)
    )
