"""What a Word file is made of: its elements, its styles, and the parts around the text.

The styles are few and all of them are used. They carry the face and the sizes, so that an official who changes a style
changes the whole book. Text goes in as text: it is never part of any markup.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import datetime, time
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from diagrams import glyphs
from diagrams.manual.book import Book

Element = BaseOxmlElement

FACE = "TH Sarabun New"
WIDER = 16 / 10.6
"""16 points of Word's face are as large as 10.6 points of ours: the same letters on a larger body."""
TWIPS, EMU = 20, 12700
"""To the point: the units of pages and tables, and those of pictures."""
PAD = 4.2
"""Between the lines of a table and its text, left and right, in points."""
INK, SOFT, INFERRED, RULE, HEAD = "000000", "595959", "7A5B00", "808080", "E7EDF4"
NO_EDGE = ("top", "left", "bottom", "right")


def tag(name: str) -> str:
    return qn(f"w:{name}")


def element(name: str, /, *inside: Element, **values: str | int) -> Element:
    """An element of WordprocessingML with its attributes and what it holds."""
    made = OxmlElement(f"w:{name}", {tag(key): str(value) for key, value in values.items()})
    made.extend(inside)
    return made


def copy(part: Element) -> Element:
    return deepcopy(part)


def typeface(size: float) -> list[Element]:
    """A size of type. Word keeps one for Latin text (sz) and another for Thai, a "complex script" (szCs)."""
    half = int(size * 2)
    return [element("sz", val=half), element("szCs", val=half)]


def bold() -> list[Element]:
    """Bold for Latin text (b) and for Thai (bCs)."""
    return [element("b"), element("bCs")]


# --- text -------------------------------------------------------------------------------------------------------------


def run(text: str, properties: Element | None = None) -> Element:
    """A stretch of text as it is; the end of a line in it stays one."""
    made = element("r")
    made.text = text  # python-docx: keeps blanks at the ends, turns tab and newline into elements
    if properties is not None and len(properties):
        made.insert(0, copy(properties))
    return made


def field(code: str, result: str, properties: Element | None = None) -> list[Element]:
    """A field that Word works out, and what stands there until it does."""

    def part(inside: Element) -> Element:
        own = [copy(properties)] if properties is not None and len(properties) else []
        return element("r", *own, inside)

    instruction = element("instrText")
    instruction.text = f" {code} "
    instruction.set(qn("xml:space"), "preserve")
    return [
        part(element("fldChar", fldCharType="begin")),
        part(instruction),
        part(element("fldChar", fldCharType="separate")),
        run(result, properties),
        part(element("fldChar", fldCharType="end")),
    ]


def link(bookmark: str, inside: Iterable[Element]) -> Element:
    return element("hyperlink", *inside, anchor=bookmark, history=1)


def contents(paragraphs: Iterable[Element]) -> Element:
    """Paragraphs as what Word's own menu inserts as contents, with its button to bring them up to date."""
    what = element("docPartObj", element("docPartGallery", val="Table of Contents"), element("docPartUnique"))
    return element("sdt", element("sdtPr", what), element("sdtContent", *paragraphs))


# --- tables -----------------------------------------------------------------------------------------------------------


def table(widths: Sequence[int], rows: Iterable[Element], description: str, *, centred: bool = False) -> Element:
    """A table with columns of exactly these widths (twips): Word reads them here and in each cell, and trusts neither
    where they differ."""
    properties = [
        element("tblStyle", val="ManualTable"),
        element("tblW", w=sum(widths), type="dxa"),
        *([element("jc", val="center")] if centred else []),
        element("tblLayout", type="fixed"),
        element("tblLook", val="0020", firstRow=1),
        *([element("tblDescription", val=description)] if description else []),
    ]
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", element("tblPr", *properties), grid, *rows)


def cell(
    inside: Iterable[Element],
    width: int,
    *,
    shade: str = "",
    middle: bool = False,
    bar: bool = False,
    line_below: bool = False,
    merge: str = "",
    without: Sequence[str] = (),
    pad: float | None = None,
) -> Element:
    """A cell; ``bar`` marks at its left edge what has changed, ``without`` names edges that have no line, and ``pad``
    is the room left and right of its text if it has not the usual one. ``merge`` makes one cell of several that lie
    below each other: it begins with ``restart`` and goes on with ``continue``."""
    lines = {edge: element(edge, val="nil") for edge in without}
    if bar:
        lines["left"] = element("left", val="single", sz=36, space=0, color=INK)
    if line_below:
        lines["bottom"] = element("bottom", val="single", sz=4, space=0, color=RULE)
    margins = [element(edge, w=round((pad or 0) * TWIPS * (edge in ("left", "right"))), type="dxa") for edge in NO_EDGE]
    properties = [
        element("tcW", w=width, type="dxa"),
        *([element("vMerge", val=merge)] if merge else []),
        *([element("tcBorders", *(lines[edge] for edge in NO_EDGE if edge in lines))] if lines else []),
        *([element("shd", val="clear", color="auto", fill=shade)] if shade else []),
        *([element("tcMar", *margins)] if pad is not None else []),
        *([element("vAlign", val="center")] if middle else []),
    ]
    return element("tc", element("tcPr", *properties), *inside)


# --- styles -----------------------------------------------------------------------------------------------------------


BASES = {"paragraph": "Normal", "character": "DefaultParagraphFont", "table": "TableNormal", "numbering": "NoList"}
"""What Word wants the style to be called from which all others of a kind come."""


def _style(
    name: str,
    title: str,
    *properties: Element,
    kind: str = "paragraph",
    size: float | None = None,
    strong: bool = False,
    ink: str = "",
    extra: Sequence[Element] = (),
    following: str = "",
    level: int | None = None,
) -> Element:
    """A style: ``properties`` are those of its paragraphs, the others those of its letters."""
    letters = [
        *(bold() if strong else []),
        *([element("color", val=ink)] if ink else []),
        *(typeface(size) if size else []),
        *extra,
    ]
    lines = [*properties, *([element("outlineLvl", val=level)] if level is not None else [])]
    return element(
        "style",
        element("name", val=title),
        *([element("basedOn", val=BASES[kind])] if name != BASES[kind] else []),
        *([element("next", val=following)] if following else []),
        element("qFormat"),
        *([element("pPr", *lines)] if lines else []),
        *([element("rPr", *letters)] if letters else []),
        type=kind,
        styleId=name,
        **({"default": 1} if name == BASES[kind] else {}),
    )


def _space(before: float = 0, after: float = 0, **more: str | int) -> Element:
    return element("spacing", before=round(before * TWIPS), after=round(after * TWIPS), **more)


def _align(side: str) -> Element:
    return element("jc", val=side)


def _defaults() -> Element:
    """The face of everything. Word takes Thai letters from ``cs`` at the size ``szCs``, in the language ``bidi``; left
    out, they would come from another face at another size, and be checked and broken as if they were no Thai."""
    letters = element(
        "rPr",
        element("rFonts", ascii=FACE, hAnsi=FACE, eastAsia=FACE, cs=FACE),
        *typeface(16),
        element("lang", val="en-US", eastAsia="en-US", bidi="th-TH"),
    )
    lines = element("pPr", element("widowControl"), _space(line=240, lineRule="auto"))
    return element("docDefaults", element("rPrDefault", letters), element("pPrDefault", lines))


def _styles() -> list[Element]:
    stays, whole = element("keepNext"), element("keepLines")
    dotted = element("u", val="dotted", color=INFERRED)
    centre, thai = "center", "thaiDistribute"  # as officials set text: Thai lines stretched between letters
    first = element("ind", firstLine=850)
    half = element("ind", left=4535)  # who signs stands in the middle of the right half
    plain = [
        _style("Normal", "Normal"),
        _style("BodyText", "Body Text", _space(after=6), first, _align(thai)),
        _style("Numbered", "ข้อความที่มีเลขข้อ", _space(after=4), _align(thai)),
        _style("Centred", "กลางหน้า", _space(after=6), _align(centre)),
        _style("RightSide", "ลงนาม", _space(before=36), half, element("contextualSpacing"), _align(centre)),
        _style("Small", "ตัวเล็ก", _space(after=3), size=14, ink=SOFT),
        _style("Title", "Title", _space(0, 0, line=800, lineRule="exact"), _align(centre), size=28, strong=True),
        _style("Subtitle", "Subtitle", _space(0, 0, line=600, lineRule="exact"), _align(centre), size=22, strong=True),
        _style("Cover", "ตราบนปก", _align(centre)),
    ]
    headings = [
        _style(
            f"Heading{level}",
            f"heading {level}",
            copy(stays),
            copy(whole),
            *([element("pageBreakBefore")] if level == 1 else []),
            _space(before, after),
            *([_align(centre)] if level == 1 else []),
            size=size,
            strong=True,
            following="BodyText",
            level=level - 1,
        )
        for level, size, before, after in ((1, 22, 0, 12), (2, 18, 12, 6), (3, 16, 10, 4))
    ]
    contents_ = [
        _style("TOCHeading", "TOC Heading", copy(stays), _space(0, 12), _align(centre), size=22, strong=True),
        _style("TOC1", "toc 1", _space(6, 0), element("ind", right=567), strong=True),
        _style("TOC2", "toc 2", _space(0, 0), element("ind", left=850, hanging=424, right=567)),
    ]
    tables = [
        _style("Caption", "caption", copy(whole), _space(6, 4), size=14),
        _style("TableHead", "หัวตาราง", copy(stays), _align(centre), size=14, strong=True),
        _style("TableText", "ข้อความในตาราง", _space(0, 2), size=14),
        _style("TableSmall", "ข้อความตัวเล็กในตาราง", size=12, ink=SOFT),
        _style("Picture", "ภาพ", copy(stays), _space(6, 0), _align(centre), size=1),
        _style("Legend", "คำอธิบายสัญลักษณ์", _space(4, 0), _align(centre)),
        _style("Slice", "ส่วนของผัง", _space(line=240, lineRule="auto"), _align(centre), size=1),
        _style("Sliver", "ตัวคั่น", _space(0, 0, line=20, lineRule="exact"), size=1),
        _style("Header", "header", _align("right"), size=12, ink=SOFT),
        _style("Footer", "footer", _align(centre), size=16),
    ]
    letters = [
        _style("Inferred", "ข้อความอนุมาน", kind="character", ink=INFERRED, extra=[dotted]),
        _style("Hyperlink", "Hyperlink", kind="character"),  # printed like all other text
    ]
    bases = [
        _style(BASES[kind], title, kind=kind)
        for kind, title in (("character", "Default Paragraph Font"), ("numbering", "No List"))
    ]
    return [_defaults(), *bases, *plain, *headings, *contents_, *tables, *letters, *_table_styles()]


def _table_styles() -> Iterator[Element]:
    lines = [
        element(edge, val="single", sz=4, space=0, color=RULE)
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    ]
    sizes = {"top": 20, "left": PAD * TWIPS, "bottom": 20, "right": PAD * TWIPS}
    room = element("tblCellMar", *(element(edge, w=round(size), type="dxa") for edge, size in sizes.items()))
    start = element("tblInd", w=0, type="dxa")
    for name, title, properties in (
        ("TableNormal", "Normal Table", [start]),
        ("ManualTable", "ตารางคู่มือ", [copy(start), element("tblBorders", *lines), room]),
    ):
        style = _style(name, title, kind="table")
        style.append(element("tblPr", *properties))
        yield style


# --- the parts around the text ----------------------------------------------------------------------------------------

FONTS = f"""<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="{FACE}">
<w:altName w:val="TH SarabunPSK"/><w:charset w:val="DE"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>
</w:fonts>"""
"""What Word takes where the face is not installed: its older namesake, which most offices have."""

WATERMARK = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:rPr><w:noProof/></w:rPr>
<w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
 o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape type="#_x0000_t136" o:allowincell="f" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".6"/><v:textpath/>
</v:shape></w:pict></w:r>"""
"""Slanted grey writing behind the page, drawn as Word draws its own watermarks."""


def document(book: Book) -> Document:
    """An empty document with our styles and settings, and what the file says of itself."""
    made = docx.Document()
    part, package = made.part, made.part.package
    wanted = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.THEME}
    wanted |= {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}
    for relations in (part.rels, package.rels):  # the template brings a thumbnail, lists and faces of its own
        for name in [name for name, relation in relations.items() if relation.reltype not in wanted]:
            del relations[name]
    made.styles.element[:] = _styles()
    made.settings.element[:] = _settings()
    fonts = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, FONTS.encode(), package)
    part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    day = datetime.combine(book.day, time())
    about = made.core_properties
    about.title, about.author, about.last_modified_by = book.title, book.author, book.author
    about.created = about.modified = day
    about.language, about.comments, about.revision = "th-TH", "", 1
    return made


def _settings() -> list[Element]:
    """Word asks on opening whether it may work out the fields, and lays out as its newest versions do."""
    newest = element("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return [
        element("zoom", percent=100),
        element("defaultTabStop", val=720),
        element("characterSpacingControl", val="doNotCompress"),
        element("updateFields", val="true"),
        element("compat", newest),
        element("themeFontLang", val="en-US", bidi="th-TH"),
        element("decimalSymbol", val="."),
        element("listSeparator", val=","),
    ]


def edges(made: Document, book: Book) -> tuple[dict[str, str], dict[str, str]]:
    """The heads and feet of each kind of page, by the name under which a section asks for them."""
    draft = [run(f"{book.draft}  ", element("rPr", *bold()))] if book.draft else []  # pictures would hide a watermark
    text = _edge(made, "header", "Header", [*map(copy, draft), run(book.title)], book.draft)
    bare = _edge(made, "header", "Header", draft, book.draft)
    number = _edge(made, "footer", "Footer", field("PAGE", ""))
    cover = _edge(made, "footer", "Footer", [run(book.cover.footer)])
    return {"cover": bare, "text": text, "sheet": bare}, {"cover": cover, "text": number, "sheet": number}


def _edge(made: Document, kind: str, style: str, inside: Iterable[Element], draft: str = "") -> str:
    document_part: Any = made.part  # these two methods alone have no types
    part, name = document_part.add_header_part() if kind == "header" else document_part.add_footer_part()
    mark = [_watermark(draft)] if draft else []
    part.element[:] = [element("p", element("pPr", element("pStyle", val=style)), *mark, *inside)]
    return str(name)


def edge(name: str, relation: str) -> Element:
    made = element(name, type="default")
    made.set(qn("r:id"), relation)
    return made


def _watermark(word: str) -> Element:
    made: Any = parse_xml(WATERMARK)
    shape, path = made[1][1], made[1][1][1]
    wide = min(460.0, 150 * len(word))
    high = wide / max(glyphs.width(word, 1.0), 0.5) * 1.3
    shape.set("id", "PowerPlusWaterMarkObject1")
    shape.set(
        "style",
        f"position:absolute;margin-left:0;margin-top:0;width:{wide:.0f}pt;height:{high:.0f}pt;rotation:315;"
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin",
    )
    path.set("style", f'font-family:"{FACE}";font-size:1pt')
    path.set("string", word)
    return made  # type: ignore[no-any-return]


def packed(made: Document) -> bytes:
    """The document as a file. A zip file notes when each of its parts was written: here always the same moment."""
    written, fixed = io.BytesIO(), io.BytesIO()
    made.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w") as target:
        for entry in source.infolist():
            name = zipfile.ZipInfo(entry.filename)
            name.create_system = 0
            name.compress_type = (
                zipfile.ZIP_STORED if entry.filename.endswith((".png", ".jpg")) else zipfile.ZIP_DEFLATED
            )
            target.writestr(name, source.read(entry))
    return fixed.getvalue()
