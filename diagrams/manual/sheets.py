"""Drawings for a book: a page of a chart as shapes and texts apart, and the chart by lanes on sheets of the book.

Outlines show right everywhere but cannot be searched or copied; so a setter of type that has our font sets the texts
itself, on the shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from diagrams import layout, svg
from diagrams.given import Names
from diagrams.legend import legend_height
from diagrams.manual.book import Chart, Sheet
from diagrams.page import Page
from diagrams.paper import BOUND, BOUND_WIDE
from diagrams.scene import Scene, Words, scene
from engine.model import Process


def sheet(page: Page) -> Sheet:
    """A page of a chart."""
    return _sheet(page.width, page.height, partial(svg.draw, page))


def legend(picture: Scene, width: float) -> Sheet:
    """The legend of a chart alone, in lines of a given width in points."""
    return _sheet(width, legend_height(picture, width), partial(svg.draw_legend, picture, width))


def _sheet(width: float, height: float, draw: Callable[[svg.Canvas], str]) -> Sheet:
    apart = svg.Apart()
    return Sheet(width, height, draw(apart), tuple(apart.texts), draw(svg.Canvas()))


def lanes_chart(process: Process, names: Names) -> Chart:
    """The chart of a procedure by lanes, on whole A4 sheets: their margins are those of the book and stay empty.

    A printed page number of the chart beside that of the book would send a reader to the wrong page. So its connectors
    speak of sheets (ไปแผ่นที่ ๒), and only where there are several does each say which it is (แผ่นที่ ๑/๒).
    """
    words = Words(process, names, "th")
    basis = words("basis", laws=words.laws(process.legal)) if process.legal else ""
    picture = replace(scene(process, names), part="sheet", basis=basis)
    pages = layout.pages(picture, BOUND, BOUND_WIDE)
    return Chart(
        f"chart-{process.process}", svg.title(picture), svg.describe(picture), tuple(sheet(page) for page in pages)
    )
