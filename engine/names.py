"""How what people type finds what is meant: an id, a title in either language, or the nearest of them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from engine.calendar import THAI_DIGITS
from engine.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.plan import Title

SHORTEST_PART = 3
"""Letters that a part of a title must have before the title counts as meant."""


def by_title(name: str, titles: Mapping[str, Title]) -> str:
    """The id of what people name by its id or its title; what is neither stays as it is."""
    if name in titles:
        return name
    wanted = folded(name)
    return next((found for found, title in titles.items() if wanted and wanted in map(folded, title)), name)


def near(name: str, titles: Mapping[str, Title]) -> str:
    """The id that is most like a name, or whose title is most like it or contains it; empty if none is."""
    spoken = {text: found for found, title in titles.items() for text in title if text}
    part = folded(name)
    inside = (found for text, found in spoken.items() if len(part) >= SHORTEST_PART and part in folded(text))
    return nearest(name, titles) or spoken.get(nearest(name, spoken), "") or next(inside, "")


def folded(text: str) -> str:
    """A text as names are compared: neither blanks nor the kind of digits count."""
    return "".join(unicodedata.normalize("NFC", text).translate(THAI_DIGITS).split()).casefold()
