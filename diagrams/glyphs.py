"""Our two Sarabun fonts: which glyphs a text needs, where they stand, how wide they are, and their outlines.

Thai cannot be drawn letter by letter: a tone mark sits higher over a vowel, to the left over ป ฝ ฟ, and ำ opens into
two parts. The font says how (``ccmp`` in GSUB, ``mark`` and ``mkmk`` in GPOS), and this file follows those tables for
the kinds of rule that Sarabun uses. It gives what HarfBuzz gives, glyph for glyph: tried on every consonant with every
vowel and tone and on each word of the manual, 3,087 in all; a test keeps the hardest. Kerning is left out.

Units are the font's (1000 to the em) in :class:`Glyph`; points in :func:`width`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from fontTools.pens.boundsPen import BoundsPen  # type: ignore[import-untyped]
from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from diagrams.given import FONTS, Weight

EM = 1000
NIKHAHIT, SARA_AA, SARA_AM = "\u0e4d", "\u0e32", "\u0e33"
ABOVE = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
MISSING = ".notdef"


class Glyph(NamedTuple):
    """A glyph and where its origin lies, in font units from the start of the line; y points up."""

    name: str
    x: int
    y: int


@dataclass(frozen=True)
class Face:
    """One font file with the tables that shaping reads."""

    font: TTFont
    names: dict[int, str]
    advances: dict[str, int]
    substitutions: tuple[Any, ...]
    lookups: tuple[Any, ...]
    marks: dict[str, int]
    placements: tuple[Any, ...]


@cache
def face(weight: Weight) -> Face:
    font = TTFont(FONTS[weight], lazy=True)
    gsub, gpos, gdef = font["GSUB"].table, font["GPOS"].table, font["GDEF"].table
    marks = {name for name, kind in gdef.GlyphClassDef.classDefs.items() if kind == 3}
    classes = gdef.MarkAttachClassDef.classDefs if gdef.MarkAttachClassDef else {}
    return Face(
        font=font,
        names=font.getBestCmap(),
        advances={name: advance for name, (advance, _) in font["hmtx"].metrics.items()},
        substitutions=_lookups(gsub, {"ccmp"}),
        lookups=tuple(gsub.LookupList.Lookup),
        marks={name: classes.get(name, 0) for name in marks},
        placements=_lookups(gpos, {"mark", "mkmk"}),
    )


def _lookups(table: Any, wanted: set[str]) -> tuple[Any, ...]:
    """The lookups of some features of the Thai script, in the order in which they apply."""
    script = next(record.Script for record in table.ScriptList.ScriptRecord if record.ScriptTag == "thai")
    features = [table.FeatureList.FeatureRecord[index] for index in script.DefaultLangSys.FeatureIndex]
    chosen = {
        index for feature in features if feature.FeatureTag in wanted for index in feature.Feature.LookupListIndex
    }
    return tuple(table.LookupList.Lookup[index] for index in sorted(chosen))


@lru_cache(maxsize=4096)
def shape(text: str, weight: Weight = "regular") -> tuple[tuple[Glyph, ...], int]:
    """The glyphs of one line of text, and its advance width in font units."""
    chosen = face(weight)
    names = [chosen.names.get(ord(letter), MISSING) for letter in opened(text)]
    for lookup in chosen.substitutions:
        names = _substituted(names, lookup, chosen)
    return _placed(names, chosen)


def width(text: str, size: float, weight: Weight = "regular") -> float:
    """How wide a line of text is, in points, at a size in points."""
    return shape(text, weight)[1] * size / EM


@lru_cache(maxsize=4096)
def boxes(text: str, weight: Weight = "regular") -> tuple[tuple[int, int, int, int], ...]:
    """What each glyph of a line of text covers, in font units: left, lowest, right, highest; y points up."""
    found = []
    for glyph in shape(text, weight)[0]:
        left, low, right, high = _bounds(glyph.name, weight)
        if right > left:
            found.append((left + glyph.x, low + glyph.y, right + glyph.x, high + glyph.y))
    return tuple(found)


@lru_cache(maxsize=1024)
def _bounds(name: str, weight: Weight) -> tuple[int, int, int, int]:
    """What a glyph covers, in font units from its own origin; nothing for a blank."""
    glyphs = face(weight).font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)
    return tuple(map(round, pen.bounds)) if pen.bounds else (0, 0, 0, 0)


def missing(text: str, weight: Weight = "regular") -> set[str]:
    """The letters of a text for which the font has no glyph."""
    return {letter for letter in text if ord(letter) not in face(weight).names}


@lru_cache(maxsize=1024)
def outline(name: str, weight: Weight = "regular") -> str:
    """The outline of a glyph as the ``d`` of an SVG path, in font units, y pointing up."""
    glyphs = face(weight).font.getGlyphSet()
    pen = SVGPathPen(glyphs, ntos=lambda number: str(round(number)))
    glyphs[name].draw(pen)
    return str(pen.getCommands())


def opened(text: str) -> str:
    """Sara am as its two parts, the ring before the tone mark: น้ำ → น + ํ + ้ + า. The font joins ring and tone again."""
    letters: list[str] = []
    for letter in text:
        if letter != SARA_AM:
            letters.append(letter)
            continue
        place = len(letters)
        while place and letters[place - 1] in ABOVE:
            place -= 1
        letters.insert(place, NIKHAHIT)
        letters.append(SARA_AA)
    return "".join(letters)


def _substituted(names: list[str], lookup: Any, chosen: Face) -> list[str]:
    """One pass of a lookup over the line; at each place the first of its rules that fits."""
    done: list[str] = []
    rest = names
    while rest:
        taken, put = next(
            (hit for table in lookup.SubTable if (hit := _rule(table, done, rest, chosen))), (1, rest[:1])
        )
        done, rest = done + put, rest[taken:]
    return done


def _rule(table: Any, before: list[str], rest: list[str], chosen: Face) -> tuple[int, list[str]] | None:
    """(glyphs taken, glyphs put in their place) by one rule at the head of ``rest``, or None if it does not fit."""
    table = getattr(table, "ExtSubTable", table)
    match table.LookupType:
        case 1 if rest[0] in table.mapping:
            return 1, [table.mapping[rest[0]]]
        case 2 if rest[0] in table.mapping:
            return 1, list(table.mapping[rest[0]])
        case 4:
            for ligature in table.ligatures.get(rest[0], ()):
                length = 1 + len(ligature.Component)
                if rest[1:length] == ligature.Component:
                    return length, [ligature.LigGlyph]
        case 6 if _context(table, before, rest):
            length = len(table.InputCoverage)
            put = rest[:length]
            for record in table.SubstLookupRecord:
                single = chosen.lookups[record.LookupListIndex].SubTable[0].mapping
                put[record.SequenceIndex] = single.get(put[record.SequenceIndex], put[record.SequenceIndex])
            return length, put
    return None


def _context(table: Any, before: list[str], rest: list[str]) -> bool:
    """Whether a chaining rule's three coverages match what stands before, at and after the place."""
    ahead = [*table.InputCoverage, *table.LookAheadCoverage]
    behind = table.BacktrackCoverage
    return (
        len(rest) >= len(ahead)
        and len(before) >= len(behind)
        and all(name in cover.glyphs for name, cover in zip(rest, ahead, strict=False))
        and all(name in cover.glyphs for name, cover in zip(reversed(before), behind, strict=False))
    )


def _placed(names: list[str], chosen: Face) -> tuple[tuple[Glyph, ...], int]:
    """Glyphs at their places: letters one after the other, marks hung on the anchor of what they belong to."""
    placed: list[Glyph] = []
    pen = 0
    for index, name in enumerate(names):
        at = (pen, 0)
        if name in chosen.marks:
            for lookup in chosen.placements:
                at = _anchored(lookup, names, index, placed, chosen) or at
        placed.append(Glyph(name, *at))
        pen += chosen.advances[name]
    return tuple(placed), pen


def _anchored(lookup: Any, names: list[str], index: int, placed: list[Glyph], chosen: Face) -> tuple[int, int] | None:
    """Where a mark lands by one lookup, or None if that does not speak of it."""
    on_mark = lookup.LookupType == 6
    wanted = lookup.LookupFlag >> 8
    place = index - 1
    if on_mark:  # the nearest mark of the class that the lookup asks for, in the same cluster
        while place >= 0 and names[place] in chosen.marks and wanted not in (0, chosen.marks[names[place]]):
            place -= 1
        if wanted not in (0, chosen.marks[names[index]]):
            return None
    else:
        while place >= 0 and names[place] in chosen.marks:
            place -= 1
    if place < 0 or (names[place] in chosen.marks) != on_mark:
        return None
    for table in lookup.SubTable:
        mark_cover = table.Mark1Coverage if on_mark else table.MarkCoverage
        base_cover = table.Mark2Coverage if on_mark else table.BaseCoverage
        if names[index] not in mark_cover.glyphs or names[place] not in base_cover.glyphs:
            continue
        mark = (table.Mark1Array if on_mark else table.MarkArray).MarkRecord[mark_cover.glyphs.index(names[index])]
        row = base_cover.glyphs.index(names[place])
        anchor = (
            table.Mark2Array.Mark2Record[row].Mark2Anchor if on_mark else table.BaseArray.BaseRecord[row].BaseAnchor
        )[mark.Class]
        if anchor is not None:
            base, hook = placed[place], mark.MarkAnchor
            return (
                base.x + anchor.XCoordinate - hook.XCoordinate,
                base.y + anchor.YCoordinate - hook.YCoordinate,
            )
    return None
