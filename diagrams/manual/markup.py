"""HTML that cannot be forged: whatever is not markup already is escaped where it becomes part of some."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Literal

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}


class Markup(str):
    """Text that is HTML already. Whatever is not, is escaped before it becomes part of some."""

    __slots__ = ()


def element(tag: str, *inside: str, **attributes: str | None) -> Markup:
    """An element: ``class_`` is the attribute ``class``, ``text_anchor`` is ``text-anchor``; None leaves one out."""
    said = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{said}>") if tag in VOID else Markup(f"<{tag}{said}>{joined(inside)}</{tag}>")


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """Parts one behind the other; what stands between them is markup."""
    return Markup(between.join(part if isinstance(part, Markup) else escape(part, quote=False) for part in parts))


def class_of(*names: str | Literal[False]) -> str | None:
    """The value of ``class``: those of the names that hold, or None."""
    return " ".join(name for name in names if name) or None


def decimal(value: float) -> str:
    """A measure, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
