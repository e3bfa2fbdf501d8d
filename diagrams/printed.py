"""SVG pages as PNG and as one PDF. Both draw our outlines only: no font of the machine takes part."""

from __future__ import annotations

import json
from collections.abc import Sequence

import resvg_py
import typst

from diagrams.given import Language

DPI = 96
SHARPNESS = 2.0
"""Pixels per CSS pixel: 192 dots per inch on paper."""

TEMPLATE = """
#let given = json(bytes(sys.inputs.given))
#set document(title: given.title, date: datetime(year: 2026, month: 1, day: 1))
#set text(lang: given.language)
#for sheet in given.pages {
  page(
    width: sheet.width * 1pt, height: sheet.height * 1pt, margin: 0pt,
    image(bytes(sheet.svg), format: "svg", width: 100%, alt: given.title),
  )
}
"""
"""The document's date is fixed so that the same chart gives the same file."""


def png(page: str) -> bytes:
    """A page as PNG, on white."""
    return bytes(
        resvg_py.svg_to_bytes(svg_string=page, skip_system_fonts=True, dpi=DPI, zoom=SHARPNESS, background="#ffffff")
    )


def pdf(pages: Sequence[str], title: str, language: Language) -> bytes:
    """All pages as one PDF. The text goes in as JSON, never as markup."""
    given = {
        "title": title,
        "language": language,
        "pages": [{"svg": page, "width": _size(page, "width"), "height": _size(page, "height")} for page in pages],
    }
    made = typst.compile(
        TEMPLATE.encode(),
        sys_inputs={"given": json.dumps(given, ensure_ascii=False)},
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)
    return made


def _size(page: str, name: str) -> float:
    """The width or height that a page of ours says it has, in points."""
    return float(page.partition(f' {name}="')[2].partition('pt"')[0])
