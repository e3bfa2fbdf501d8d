"""Drawings inside a web page: shapes as they are, writing as real text in the page's font."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from xml.etree import ElementTree

from diagrams.given import Weight
from diagrams.manual.book import FlowSheet, Sheet, Strip
from diagrams.manual.markup import Markup, class_of, decimal, element
from diagrams.measure import Box, Text

PIXELS = 96 / 72
"""CSS pixels to the point."""
READABLE = 9.0
"""Writing is never shrunk below this, in pixels."""
MARGIN = 6.0
"""What is left of the empty edge of a sheet, in points."""
WEIGHTS: dict[Weight, str] = {"regular": "400", "bold": "600"}

Measure = Callable[[str], str]
"""Gives the class that carries a declaration, as in ``width:9px``: the page's policy forbids style attributes."""


def drawing(sheet: Sheet, name: str, title: str, alt: str, measure: Measure) -> Markup:
    """A sheet as a picture that takes the width there is, but stays readable. ``name`` begins all its ids."""
    left, top, right, bottom = _covered(sheet)
    smallest = min((text.size for text, _ in sheet.texts), default=READABLE)
    widest = measure(f"max-width:{ceil((right - left) * PIXELS)}px")
    least = measure(f"min-width:{ceil((right - left) * READABLE / smallest)}px")
    return element(
        "svg",
        *_told(name, title, alt),
        *_shapes(sheet, name),
        *(_writing(text, ink) for text, ink in sheet.texts),
        class_=class_of(widest, least),
        viewBox=" ".join(map(decimal, (left, top, right - left, bottom - top))),
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def slices(sheet: FlowSheet, name: str, title: str, alt: str, measure: Measure) -> Iterator[tuple[Markup, str]]:
    """The drawing of a flow table cut at its strips, each slice with the class that gives its row the same height.

    The drawing stands in the first slice, which speaks for the whole; the others show their part of it. Heights are
    whole pixels, for which a slice is stretched by less than one, so that the lines of the chart meet.
    """
    drawn = element("defs", element("g", *_shapes(sheet.drawing, name), id=name))
    for place, (strip, texts) in enumerate(zip(sheet.strips, _by_strip(sheet), strict=True)):
        height = measure(f"height:{round(strip.bottom * PIXELS) - round(strip.top * PIXELS)}px")
        first = place == 0
        inside = (*_told(name, title, alt), drawn) if first else ()
        wide, high = decimal(sheet.drawing.width), decimal(strip.bottom - strip.top)
        yield (
            element(
                "svg",
                *inside,
                _window(strip, name, wide, high),
                *(_writing(text, ink, strip.top) for text, ink in texts),
                class_=height,
                viewBox=f"0 0 {wide} {high}",
                preserveAspectRatio="none",
                role="img" if first else None,
                aria_labelledby=f"{name}-title {name}-desc" if first else None,
                aria_hidden=None if first else "true",
            ),
            height,
        )


def _window(strip: Strip, name: str, wide: str, high: str) -> Markup:
    """What is to be seen of a drawing between the edges of a strip."""
    view = f"0 {decimal(strip.top)} {wide} {high}"
    return element("svg", element("use", href=f"#{name}"), width=wide, height=high, viewBox=view)


def _by_strip(sheet: FlowSheet) -> list[list[tuple[Text, str]]]:
    """The writing on a flow table's drawing, by the strip in which the middle of each line stands."""
    tops = [strip.top for strip in sheet.strips]
    texts: list[list[tuple[Text, str]]] = [[] for _ in tops]
    for text, ink in sheet.drawing.texts:
        texts[max(bisect_right(tops, text.y) - 1, 0)].append((text, ink))
    return texts


def _writing(text: Text, ink: str, top: float = 0.0) -> Markup:
    """A line of writing as SVG text, on a drawing that begins at ``top``."""
    return element(
        "text",
        text.text,
        x=decimal(text.x),
        y=decimal(text.y + 0.34 * text.size - top),
        font_size=decimal(text.size),
        font_weight=WEIGHTS["bold"] if text.weight == "bold" else None,
        fill=ink,
        text_anchor=text.anchor if text.anchor != "start" else None,
    )


def _told(name: str, title: str, alt: str) -> tuple[Markup, Markup]:
    """What a drawing is called and what it shows, for those who cannot see it."""
    return element("title", title, id=f"{name}-title"), element("desc", alt, id=f"{name}-desc")


def _shapes(sheet: Sheet, name: str) -> Iterator[Markup]:
    """The shapes of a sheet, their ids made unlike those of any other drawing on the page."""
    for part in ElementTree.fromstring(sheet.shapes):
        yield _redrawn(part, f"{name}-")


def _redrawn(part: ElementTree.Element, prefix: str) -> Markup:
    tag = _local(part.tag)
    if tag in ("title", "desc"):
        return Markup()
    attributes = {_local(key): _owned(_local(key), value, prefix) for key, value in part.attrib.items()}
    return element(tag, *(_redrawn(inner, prefix) for inner in part), **attributes)


def _owned(key: str, value: str, prefix: str) -> str:
    """The value of an attribute, with the prefix before an id and wherever one is used."""
    if key == "id":
        return prefix + value
    return value.replace("#", f"#{prefix}", 1) if key == "href" else value.replace("url(#", f"url(#{prefix}")


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _covered(sheet: Sheet) -> Box:
    """The part of a sheet that has something on it, with a small margin: a screen needs no edge of paper."""
    boxes = list(_boxes(ElementTree.fromstring(sheet.shapes), sheet))
    left, top, right, bottom = _around(boxes) if boxes else (sheet.width, sheet.height, 0.0, 0.0)
    # measuring a text takes long, and hardly one reaches beyond the shapes
    beyond = [text.box for text, _ in sheet.texts if not _within(text, left, top, right, bottom)]
    if not boxes and not beyond:
        return 0.0, 0.0, sheet.width, sheet.height
    left, top, right, bottom = _around([*boxes, *beyond])
    return (
        max(left - MARGIN, 0.0),
        max(top - MARGIN, 0.0),
        min(right + MARGIN, sheet.width),
        min(bottom + MARGIN, sheet.height),
    )


def _around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all the others."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _within(text: Text, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a line of writing lies in a box even if each of its letters were as wide as it is high."""
    long = len(text.text) * text.size
    begin = text.x - long * {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor]
    return left <= begin and begin + long <= right and top <= text.y - text.size and text.y + text.size <= bottom


def _boxes(root: ElementTree.Element, sheet: Sheet) -> Iterator[Box]:
    """The boxes that the shapes of a sheet cover, other than its paper. Of a shape that we do not draw, the sheet."""
    for part in root:
        x, y, wide, high, radius = (float(part.get(key, 0)) for key in ("x", "y", "width", "height", "r"))
        match _local(part.tag):
            case "rect":
                if part.get("fill") == "none" or high < sheet.height - 1:
                    yield x, y, x + wide, y + high
            case "circle":
                x, y = float(part.get("cx", 0)), float(part.get("cy", 0))
                yield x - radius, y - radius, x + radius, y + radius
            case "path":
                yield from _path_boxes(part.get("d", ""))
            case "title" | "desc" | "defs":
                pass
            case _:
                yield 0.0, 0.0, sheet.width, sheet.height


def _path_boxes(path: str) -> Iterator[Box]:
    """The places that a path names, each as a box. Its small letters move too little to count."""
    x = y = 0.0
    for command, written in re.findall(r"([A-Z])([^A-Za-z]*)", path):
        numbers = [float(each) for each in written.replace(",", " ").split()]
        if command == "H":
            places = [(each, y) for each in numbers]
        elif command == "V":
            places = [(x, each) for each in numbers]
        else:
            places = list(zip(numbers[::2], numbers[1::2], strict=False))
        for x, y in places:
            yield x, y, x, y
