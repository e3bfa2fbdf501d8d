"""Flowcharts of procedures, of how far a case has come, and of two versions of a procedure drawn over each other.

:func:`draw` and :func:`draw_changes` are the ways in. Importing this package is cheap; the fonts, the dictionary of
Thai words and the drawing libraries are loaded when something is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from diagrams.given import Format, Language, Names, State, StepProgress, View

if TYPE_CHECKING:
    from diagrams.scene import Scene
    from engine.model import Process

__all__ = ["Format", "Language", "Names", "State", "StepProgress", "View", "draw", "draw_changes"]


def draw(
    process: Process,
    names: Names,
    *,
    view: View = "lanes",
    format: Format = "svg",  # noqa: A002
    language: Language = "th",
    progress: Mapping[str, StepProgress] | None = None,
    case_title: str | None = None,
    values: Mapping[str, str] | None = None,
    reached: str | None = None,
) -> list[bytes]:
    """The flowchart of a procedure, or with ``progress`` (by step id) that of a case of it.

    ``case_title`` says what the case is and where it stands; ``values`` are the choices made (field id to choice id),
    ``reached`` the id of the end at which it is: ``end``, or ``end:`` and the result of the outcome that ended it.
    SVG and PNG give one entry per A4 page, PDF, DOT and Mermaid a single one. The same input gives the same bytes.
    """
    from diagrams.scene import scene  # noqa: PLC0415

    picture = scene(process, names, view=view, language=language, progress=progress, case_title=case_title,
                    values=values, reached=reached)  # fmt: skip
    return _as(format, picture)


def draw_changes(
    old: Process,
    new: Process,
    names: Names,
    *,
    view: View = "lanes",
    format: Format = "svg",  # noqa: A002
    language: Language = "th",
    title: str = "",
) -> list[bytes]:
    """Two versions of a procedure drawn over each other, with a mark on all that is new, gone, moved or changed."""
    from diagrams.overlay import overlay  # noqa: PLC0415

    return _as(format, overlay(old, new, names, view=view, language=language, title=title))


def _as(format: Format, picture: Scene) -> list[bytes]:  # noqa: A002
    if format == "dot":
        from diagrams import dot  # noqa: PLC0415

        return [dot.write(picture).encode()]
    if format == "mermaid":
        from diagrams import mermaid  # noqa: PLC0415

        return [mermaid.write(picture).encode()]
    from diagrams import layout, printed, svg  # noqa: PLC0415

    pages = [svg.draw(page) for page in layout.pages(picture)]
    if format == "png":
        return [printed.png(page) for page in pages]
    if format == "pdf":
        return [printed.pdf(pages, svg.title(picture), picture.language)]
    return [page.encode() for page in pages]
