"""Our two Sarabun fonts made ready for print: one glyph for each Thai letter with its marks.

A PDF says for each glyph which text it stands for. Where three glyphs make one ขั้, viewers give that text three times,
at the wrong glyph or not at all, and blanks behind it are lost. Here ขั้ becomes a single glyph that is built of the
three, at the places where :mod:`diagrams.glyphs` puts them, so that every viewer copies ขั้ and it looks as ever. The
fonts are made for the texts of one book; what they do not use stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables._g_l_y_f import (  # type: ignore[import-untyped]
    ROUND_XY_TO_GRID,
    Glyph,
    GlyphComponent,
)

from diagrams import glyphs
from diagrams.given import FONTS, Weight

MARKED = re.compile(r"\S[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]+")
"""A letter with the vowels, tones and signs that cannot stand alone; ำ among them, since it opens into two parts."""


def write(texts: Iterable[str], folder: Path) -> None:
    """Writes both fonts, made for some texts, into a folder. The same texts give the same bytes."""
    marked = sorted({cluster for text in texts for cluster in MARKED.findall(text)})
    for weight, source in FONTS.items():
        font = TTFont(source, recalcTimestamp=False)
        rules = [_joined(font, cluster, f"thai{number}", weight) for number, cluster in enumerate(marked)]
        del font["GSUB"], font["GPOS"]
        rules = [rule for rule in rules if rule]
        if rules:
            feature = f"languagesystem DFLT dflt; languagesystem thai dflt; feature ccmp {{ {' '.join(rules)} }} ccmp;"
            addOpenTypeFeaturesFromString(font, feature)
        font.save(folder / source.name)


def _joined(font: TTFont, cluster: str, name: str, weight: Weight) -> str:
    """Adds the glyph of a cluster and gives the rule that puts it in, or nothing where the font lacks a letter."""
    if glyphs.missing(cluster, weight):
        return ""
    placed, advance = glyphs.shape(cluster, weight)
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = [_component(part) for part in placed]
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, glyph.xMin)
    names = font.getBestCmap()
    return f"sub {' '.join(names[ord(letter)] for letter in glyphs.opened(cluster))} by {name};"


def _component(part: glyphs.Glyph) -> GlyphComponent:
    component = GlyphComponent()
    component.glyphName, component.x, component.y = part.name, part.x, part.y
    component.flags = ROUND_XY_TO_GRID
    return component
