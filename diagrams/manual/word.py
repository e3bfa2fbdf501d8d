"""The book as a Word file that officials go on writing in: every part of it is what Word itself calls by that name.

Headings, captions, contents, page numbers and references are real ones, tables are tables, and the chart in a flow
table lies in slices, one below the other, in the cells of its column. Text stays as it is written: Word breaks Thai
lines itself, and a character that helped it would stand in the way of whoever searches.

Lengths are points (1/72 inch) until they are written: Word counts type in half points, pages and tables in twentieths,
pictures in 1/12700.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal
from xml.etree import ElementTree

from docx.document import Document
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.shared import Emu

from diagrams import glyphs, printed, thai
from diagrams.manual import word_parts
from diagrams.manual.book import (
    Block,
    Book,
    Chart,
    FlowSheet,
    FlowTable,
    Heading,
    Logo,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Sheet,
    Strip,
    Table,
    Unprintable,
)
from diagrams.manual.word_parts import EMU, PAD, TWIPS, WIDER, Element, element, typeface
from diagrams.measure import LEADING
from engine.calendar import TO_THAI_DIGITS as THAI_DIGITS

A4 = (595.3, 841.9)
EDGE = {"cover": 30, "text": 30, "sheet": 16}
"""How far the head stands from the upper edge of the paper."""
SIDES = ("top", "right", "bottom", "left")
MARGINS = {"cover": (71, 57, 57, 85), "text": (71, 57, 57, 85), "sheet": (34, 34, 43, 34)}
"""The margins of each kind of page: 2.5, 2, 2 and 3 cm as in official letters; little round a chart."""
BODY, CELL, SMALL = 16.0, 14.0, 12.0
"""Sizes of type: text, text in tables, small text."""
HANGING = 1.5
"""How far text hangs behind its number, in sizes of type, unless the number is longer."""
FLOW_PAD = 3.0
"""Between the lines of a flow table and its text, left and right."""
LONG_ROW = 14
"""Rows of a table with more lines than this may go on on the next page."""
HEADING, CAPTION = 40.0, 50.0
"""What a heading and the caption take of the page of a chart, at most."""
UNKNOWN = "…"
"""What stands for the number of a page until Word has counted."""
PICTURE, TABLE = "ภาพ", "ตาราง"
DOTS = 4
"""Pixels per point in the slices of a chart. Their edges lie on whole pixels, so that nothing shows where they meet."""
BLEED, INSET = 20, 10
"""In twips: how far a slice goes on behind the one below it, since programs round the heights of rows and of pictures
in different ways; and how far slices stay away from the lines of the table, which they would cover."""


@dataclass(frozen=True)
class _Paper:
    """How the pages of a section look, and how they are numbered."""

    kind: Literal["cover", "text", "sheet"]
    numbers: str = ""
    landscape: bool = False

    @property
    def size(self) -> tuple[float, float]:
        return (A4[1], A4[0]) if self.landscape else A4

    @property
    def room(self) -> tuple[float, float]:
        """Width and height between the margins."""
        top, right, bottom, left = MARGINS[self.kind]
        return self.size[0] - left - right, self.size[1] - top - bottom


def docx(book: Book) -> bytes:
    """The book as a Word file. The same book gives the same bytes.

    Raises ValueError when a text leads to an anchor that nothing in the book has, Unprintable when the logo is no
    picture that Word can show.
    """
    return _Writer(book).written()


class _Writer:
    """Sets one book, block after block."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.document: Document = word_parts.document(book)
        self.blocks: list[Element] = []
        self.bookmarks = _bookmarks(book)
        self.counts = dict.fromkeys((PICTURE, TABLE), 0)
        self.pictures = self.marks = 0
        self.media: dict[bytes, tuple[str, str]] = {}
        self.paper = _Paper("cover")
        self.start = self.restart = False
        self.page_is_new = True
        self.break_is_due = False
        self.heads, self.feet = word_parts.edges(self.document, book)

    def written(self) -> bytes:
        self._cover()
        self.restart = True
        self._set(self.book.front, "thaiLetters")
        self._turn(_Paper("text", "thaiLetters"))
        self._contents()
        self.restart = True
        self._set(self.book.body, "thaiNumbers")
        body = self.document.element.body
        body[:] = [*self.blocks, self._section()]
        return word_parts.packed(self.document)

    # --- pages --------------------------------------------------------------------------------------------------------

    def _add(self, *blocks: Element) -> None:
        self.blocks += blocks
        self.page_is_new = False

    def _turn(self, paper: _Paper) -> None:
        """Go on on pages of another kind: what was set so far becomes a section."""
        if paper == self.paper:
            return
        if self.page_is_new:  # nothing stands there yet
            self.restart = self.restart or self.start
        else:
            if self.blocks[-1].tag != word_parts.tag("p"):
                self._add(_sliver())
            self.blocks[-1].get_or_add_pPr().append(self._section())
        self.paper, self.start, self.restart = paper, self.restart, False
        self.page_is_new, self.break_is_due = True, False

    def _new_page(self) -> None:
        self.break_is_due = not self.page_is_new

    def _section(self) -> Element:
        paper = self.paper
        width, height = (_twips(length) for length in paper.size)
        turned = {"orient": "landscape"} if paper.landscape else {}
        margins = {side: _twips(margin) for side, margin in zip(SIDES, MARGINS[paper.kind], strict=True)}
        edges = {"header": _twips(EDGE[paper.kind]), "footer": _twips(22), "gutter": 0}
        start = {"start": 1} if self.start else {}
        return element(
            "sectPr",
            word_parts.edge("headerReference", self.heads[paper.kind]),
            word_parts.edge("footerReference", self.feet[paper.kind]),
            element("type", val="nextPage"),
            element("pgSz", w=width, h=height, **turned),
            element("pgMar", **margins, **edges),
            *([element("pgNumType", fmt=paper.numbers, **start)] if paper.numbers else []),
        )

    def _cover(self) -> None:
        """The groups of the cover, with the same room between each two."""
        cover = self.book.cover
        lines = [(line, 40.0 if place == 0 else 30.0) for place, group in enumerate(cover.groups) for line in group]
        logo = self._logo(cover.logo) if cover.logo else None
        gaps = len(cover.groups) - (logo is None)
        free = self.paper.room[1] * 0.8 - sum(height for _, height in lines) - (0 if logo is None else 110)
        gap = max(free / max(gaps, 1), 12.0)
        if logo is not None:
            self._add(self._paragraph([logo], "Cover", before=0))
        for place, group in enumerate(cover.groups):
            style = "Title" if place == 0 else "Subtitle"
            for number, line in enumerate(group):
                before = gap if number == 0 and (place or logo is not None) else 0
                self._add(self._paragraph([word_parts.run(line)], style, before=before))
        if not self.blocks:
            self._add(self._paragraph([], "Cover"))

    def _logo(self, logo: Logo) -> Element:
        try:
            content = printed.png(logo.content.decode()) if logo.kind == "svg" else logo.content
            image = Image.from_blob(content)
        except Exception as reason:
            raise Unprintable("the logo is not a picture in the form that it is said to have") from reason
        scale = min(100 / image.px_height, 200 / image.px_width)
        return self._picture(content, image.px_width * scale, image.px_height * scale, self.book.author, logo.kind)

    def _contents(self) -> None:
        """The contents as Word's own field, filled in already but for the page numbers."""
        self._new_page()
        title = self._paragraph([word_parts.run(self.book.contents)], "TOCHeading")
        width = _twips(self.paper.room[0])
        entries = [self._entry(heading, width) for heading in self.book.headings()]
        entries = entries or [self._paragraph([word_parts.run(UNKNOWN)], "TOC1")]
        begin, instruction, separate, _, end = word_parts.field(r'TOC \o "1-2" \h \z', "")
        entries[0][1:1] = [begin, instruction, separate]
        entries[-1].append(end)
        self._add(word_parts.contents([title, *entries]))

    def _entry(self, heading: Heading, width: int) -> Element:
        bookmark = self.bookmarks[heading.anchor]
        inside = [
            word_parts.run(heading.text),
            element("r", element("tab")),
            *word_parts.field(rf"PAGEREF {bookmark} \h", UNKNOWN),
        ]
        tabs = element("tabs", element("tab", val="right", leader="dot", pos=width))
        return self._paragraph([word_parts.link(bookmark, inside)], f"TOC{heading.level}", tabs=tabs)

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _set(self, blocks: Sequence[Block], numbers: str) -> None:
        """Headings wait for what follows them: above a chart they belong on its page, whatever kind of page that is."""
        waiting: list[Block] = []
        for block in blocks:
            if isinstance(block, Heading | PageBreak):
                waiting.append(block)
                continue
            self._turn(self._paper_for(block, numbers))
            if self._takes_pages(block):
                self._new_page()
            for earlier in waiting:
                self._block(earlier, 0)
            self._block(block, sum(isinstance(earlier, Heading) for earlier in waiting))
            waiting = []
        if waiting or not blocks:
            self._turn(_Paper("text", numbers))
        for earlier in waiting:
            self._block(earlier, 0)

    @staticmethod
    def _takes_pages(block: Block) -> bool:
        return isinstance(block, FlowTable) or (isinstance(block, Chart) and block.pages)

    def _paper_for(self, block: Block, numbers: str) -> _Paper:
        match block:
            case FlowTable(columns=columns):
                wide = sum(width for _, width in columns) > _Paper("sheet").room[0] + 20
                return _Paper("sheet", numbers, wide)
            case Chart(sheets=sheets, pages=True) if sheets:
                return _Paper("sheet", numbers, sheets[0].width > sheets[0].height)
        return _Paper("text", numbers)

    def _block(self, block: Block, headings: int) -> None:
        match block:
            case Heading():
                runs = self._marked(block.anchor, [word_parts.run(block.text)])
                self._add(self._paragraph(runs, f"Heading{block.level}", changed=block.changed))
            case Paragraph():
                self._add(self._text(block))
            case Table():
                self._table(block)
            case Chart():
                self._chart(block, headings)
            case FlowTable():
                self._flow(block, headings)
            case PageBreak():
                self._new_page()

    # --- paragraphs ---------------------------------------------------------------------------------------------------

    def _paragraph(
        self,
        inside: Iterable[Element],
        style: str,
        *,
        changed: bool = False,
        keep: bool = False,
        tabs: Element | None = None,
        indent: Element | None = None,
        before: float | None = None,
        exactly: float | None = None,
        align: str = "",
        bar: int = 8,
    ) -> Element:
        """A paragraph; the order of its properties is the schema's, for Word refuses any other."""
        properties = [element("pStyle", val=style)]
        properties += [element("keepNext")] if keep else []
        properties += [element("pageBreakBefore")] if self.break_is_due else []
        self.break_is_due = False
        if changed:
            line = element("left", val="single", sz=18, space=bar, color="000000")
            properties.append(element("pBdr", line))
        properties += [tabs] if tabs is not None else []
        space: dict[str, str | int] = {"before": _twips(before)} if before is not None else {}
        space |= {"after": 0, "line": _twips(exactly), "lineRule": "exact"} if exactly is not None else {}
        properties += [element("spacing", **space)] if space else []
        properties += [indent] if indent is not None else []
        properties += [element("jc", val=align)] if align else []
        return element("p", element("pPr", *properties), *inside)

    def _text(
        self, paragraph: Paragraph, *, size: float = BODY, cell: bool = False, flow: bool = False, align: str = ""
    ) -> Element:
        """A paragraph of the book among the text or, with ``cell``, in a table; ``flow`` sets it in just that size."""
        own = element("rPr", *typeface(size)) if flow else None
        runs = [part for run in paragraph.runs for part in self._run(run, own)]
        tabs = indent = None
        if paragraph.number:
            hang = _twips(_hanging(paragraph.number, size))
            tabs = element("tabs", element("tab", val="left", pos=hang))
            indent = element("ind", left=hang, hanging=hang)
            number = word_parts.run(paragraph.number, own)
            runs = [number, element("r", element("tab")), *runs]
        if cell:
            align = {"centre": "center", "right": "right"}.get(paragraph.style, align)
        return self._paragraph(
            self._marked(paragraph.anchor, runs),
            _style_of(paragraph, cell),
            changed=paragraph.changed,
            bar=1 if cell else 8,
            tabs=tabs,
            indent=indent,
            align=align,
            exactly=size / WIDER * LEADING if flow else None,
        )

    def _run(self, run: Run, own: Element | None) -> list[Element]:
        style = "Inferred" if run.inferred else "Hyperlink" if run.to else ""
        made = element(
            "rPr",
            *([element("rStyle", val=style)] if style else []),
            *(word_parts.bold() if run.strong else []),
            *([element("strike"), element("color", val=word_parts.SOFT)] if run.struck else []),
            *(word_parts.copy(part) for part in (own if own is not None else ())),
        )
        if not run.to:
            return [word_parts.run(run.text, made)]
        if run.to not in self.bookmarks:
            raise ValueError(f"nothing in the book has the anchor {run.to}")
        bookmark = self.bookmarks[run.to]
        if run.page:
            return word_parts.field(rf"PAGEREF {bookmark} \h", UNKNOWN, made)
        return [word_parts.link(bookmark, [word_parts.run(run.text, made)])]

    def _marked(self, anchor: str, runs: list[Element]) -> list[Element]:
        if not anchor:
            return runs
        self.marks += 1
        start = element("bookmarkStart", id=self.marks, name=self.bookmarks[anchor])
        return [start, *runs, element("bookmarkEnd", id=self.marks)]

    def _caption(self, label: str, text: str, anchor: str = "", *, again: bool = False) -> Element:
        """A caption with Word's own number; ``again`` repeats the number of the one before."""
        self.counts[label] += not again
        number = str(self.counts[label]).translate(THAI_DIGITS)
        strong, repeat = element("rPr", *word_parts.bold()), r" \c" if again else ""
        runs = [
            word_parts.run(f"{label}ที่ ", strong),
            *word_parts.field(rf"SEQ {label}{repeat} \* ThaiArabic", number, strong),
            word_parts.run(f" {text}"),
        ]
        return self._paragraph(
            self._marked(anchor, runs), "Caption", keep=label == TABLE, align="center" if label == PICTURE else ""
        )

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> None:
        if table.caption:
            self._add(self._caption(TABLE, table.caption))
        elif self.blocks and self.blocks[-1].tag == word_parts.tag("tbl"):
            self._add(_sliver())  # Word would make one table of two that touch
        widths = _whole([column.share * self.paper.room[0] for column in table.columns])
        aligns = [column.align for column in table.columns]
        rows = [self._row(row, widths, aligns, span) for row, span in zip(table.rows, table.spans(), strict=True)]
        titles = [column.title for column in table.columns]
        head = [self._head(titles, widths)] if any(titles) else []
        self._add(word_parts.table(widths, [*head, *rows], table.caption))

    def _head(self, titles: Sequence[str], widths: Sequence[int], size: float | None = None) -> Element:
        """The row of titles, which Word prints again on every page and never alone at the foot of one."""
        own = element("rPr", *typeface(size)) if size else None
        cells = []
        for title, width in zip(titles, widths, strict=True):
            line = self._paragraph(
                [word_parts.run(title, own)],
                "TableHead",
                keep=True,
                exactly=size / WIDER * LEADING if size else None,
            )
            cells.append(word_parts.cell([line], width, shade=word_parts.HEAD, middle=True, line_below=True))
        return element("tr", element("trPr", element("cantSplit"), element("tblHeader")), *cells)

    def _row(self, row: Row, widths: Sequence[int], aligns: Sequence[str], span: int = 1) -> Element:
        """A row; ``span`` says how many rows its first cell covers, 0 that it is covered by one above."""
        cells, longest = [], 0
        for place, (paragraphs, width) in enumerate(zip(row.cells, widths, strict=True)):
            align = "center" if aligns[place] == "centre" else ""
            lines = [self._text(paragraph, size=CELL, cell=True, align=align) for paragraph in paragraphs]
            lines = lines or [self._paragraph([], "TableText")]
            longest = max(longest, _lines(paragraphs, width / TWIPS - 2 * PAD, CELL, self.book.names))
            merge = {0: "continue", 1: ""}.get(span, "restart") if place == 0 else ""
            cells.append(word_parts.cell(lines, width, bar=row.changed and place == 0, merge=merge))
        whole = [element("trPr", element("cantSplit"))] if longest <= LONG_ROW else []
        made = element("tr", *whole, *cells)
        self._mark(row.anchor, made)
        return made

    # --- drawings -----------------------------------------------------------------------------------------------------

    def _chart(self, chart: Chart, headings: int) -> None:
        """Each sheet with its caption: on a page of its own, or among the text as large as that allows."""
        count = len(chart.sheets)
        for place, sheet in enumerate(chart.sheets):
            if chart.pages and place:
                self._turn(replace(self.paper, landscape=sheet.width > sheet.height))
                self._new_page()
            width, height = self.paper.room
            taken = CAPTION + HEADING * headings * (place == 0)
            scale = min(1.0, width / sheet.width, (height - taken) / sheet.height)
            title = chart.title + (f" ({_count(place + 1)}/{_count(count)})" if count > 1 else "")
            alt = title if place else chart.alt
            picture = self._picture(printed.png(sheet.outlines), sheet.width * scale, sheet.height * scale, alt)
            anchor = "" if place else chart.anchor
            if title:
                self._add(self._paragraph([picture], "Picture", keep=True))
                self._add(self._caption(PICTURE, title, anchor, again=place > 0))
            else:
                self._add(self._paragraph(self._marked(anchor, [picture]), "Picture"))

    def _picture(self, content: bytes, width: float, height: float, alt: str, kind: str = "png") -> Element:
        """A run that holds a picture. ``alt`` says in words what it shows."""
        self.pictures += 1
        relation, file = self._related(content, kind)
        size = Emu(round(width * EMU)), Emu(round(height * EMU))
        inline = CT_Inline.new_pic_inline(self.pictures, relation, file, *size)
        inline.docPr.set("descr", alt)
        return element("r", element("drawing", inline))

    def _related(self, content: bytes, kind: str) -> tuple[str, str]:
        """The relation and the file name of a picture, which is kept once. python-docx would compare each new picture
        with all before it, which takes a time that grows with the square of their number."""
        if content not in self.media:
            ending, mime = ("jpg", "image/jpeg") if kind == "jpg" else ("png", "image/png")
            number = len(self.media) + 1
            name, file = f"rPicture{number}", f"image{number}.{ending}"
            part = ImagePart(PackURI(f"/word/media/{file}"), mime, content)
            self.document.part.load_rel(RELATIONSHIP_TYPE.IMAGE, part, name)
            self.media[content] = name, file
        return self.media[content]

    def _flow(self, flow: FlowTable, headings: int) -> None:
        """One table for each sheet, scaled down where the page has less room than the sheets were made for."""
        width, height = self.paper.room
        tallest = max((sheet.strips[-1].bottom for sheet in flow.sheets if sheet.strips), default=1.0)
        titled = CAPTION / 2 * bool(flow.title)
        free = height - 2 * flow.size * LEADING - HEADING * headings - titled - flow.legend.height - 24
        scale = min(1.0, width / sum(width for _, width in flow.columns), free / tallest)
        widths = _whole([width * scale for _, width in flow.columns])
        widths[flow.chart] = _snapped(widths[flow.chart])
        legend = self._legend(flow.legend, scale)
        for place, sheet in enumerate(flow.sheets):
            if place:
                self._new_page()
            if flow.title:
                part = f" ({_count(place + 1)}/{_count(len(flow.sheets))})" if len(flow.sheets) > 1 else ""
                self._add(self._caption(TABLE, flow.title + part, again=place > 0))
            elif place:
                self._add(self._paragraph([], "Sliver"))
            head = self._head([title for title, _ in flow.columns], widths, flow.size * scale * WIDER)
            if place == 0:
                self._mark(flow.anchor, head)
            rows = self._strips(flow, sheet, widths, scale, "" if place else flow.alt)
            self._add(word_parts.table(widths, [head, *rows], flow.alt, centred=True))
            self._add(self._paragraph([legend()] if legend else [], "Legend"))

    def _legend(self, legend: Sheet, scale: float) -> Callable[[], Element] | None:
        """What makes the picture of a legend anew for each page."""
        if not (legend.width and legend.height):
            return None
        content, less = printed.png(legend.outlines), min(scale, self.paper.room[0] / legend.width)
        return lambda: self._picture(content, legend.width * less, legend.height * less, "")

    def _strips(
        self, flow: FlowTable, sheet: FlowSheet, widths: Sequence[int], scale: float, alt: str
    ) -> Iterator[Element]:
        """The rows of a page, each with its slice of the drawing."""
        edges = [_snapped(strip.top * scale * TWIPS) for strip in sheet.strips]
        edges += [_snapped(strip.bottom * scale * TWIPS) for strip in sheet.strips[-1:]]
        wide, last = widths[flow.chart] - 2 * INSET, len(sheet.strips) - 1
        left = (sheet.drawing.width * scale * TWIPS - wide) / 2
        drawing = ElementTree.fromstring(sheet.drawing.outlines)
        for place, (strip, (top, bottom)) in enumerate(zip(sheet.strips, pairwise(edges), strict=True)):
            inset = INSET if place == 0 else 0
            above, below = top + inset, bottom + (BLEED if place < last else -INSET)
            content = _slice(drawing, (left, above, wide, below - above), scale)
            picture = self._picture(content, wide / TWIPS, (below - above) / TWIPS, "" if place else alt)
            line = self._paragraph([picture], "Slice", before=inset / TWIPS)
            without = ("top", "bottom") if place < last else ("top",)
            chart = word_parts.cell([line], widths[flow.chart], without=without, pad=0)
            yield self._strip(flow, strip, widths, bottom - top, chart, scale)

    def _strip(
        self, flow: FlowTable, strip: Strip, widths: Sequence[int], tall: int, chart: Element, scale: float
    ) -> Element:
        """A row exactly as high as its slice, which is in the cell ``chart``."""
        size = _fitting(strip, widths, tall, flow.size * scale * WIDER, self.book.names)
        cells = []
        for place, width in enumerate(widths):
            if place == flow.chart:
                cells.append(chart)
                continue
            lines = [self._text(paragraph, size=size, cell=True, flow=True) for paragraph in strip.cells.get(place, ())]
            lines = lines or [self._paragraph([], "TableText")]
            bar = strip.changed and not cells[:1]
            cells.append(word_parts.cell(lines, width, middle=True, bar=bar, pad=FLOW_PAD))
        exact = element("trHeight", val=tall, hRule="exact")
        row = element("tr", element("trPr", element("cantSplit"), exact), *cells)
        self._mark(strip.anchor, row)
        return row

    def _mark(self, anchor: str, row: Element) -> None:
        """Make a row of a table a place that others can lead to."""
        if anchor:
            first = row.xpath(".//w:p")[0]
            first[1:] = self._marked(anchor, list(first[1:]))


# --- measures ---------------------------------------------------------------------------------------------------------


def _twips(length: float) -> int:
    return round(length * TWIPS)


def _whole(widths: Sequence[float]) -> list[int]:
    """Widths in twips whose sum is that of the exact ones."""
    edges = [_twips(sum(widths[:count])) for count in range(len(widths) + 1)]
    return [right - left for left, right in pairwise(edges)]


def _snapped(twips: float) -> int:
    """The nearest length that is a whole number of pixels in a slice, also before it is drawn more sharply."""
    step = round(TWIPS * printed.SHARPNESS / DOTS)
    return round(twips / step) * step


def _count(number: int) -> str:
    return str(number).translate(THAI_DIGITS)


def _width(text: str, size: float) -> float:
    """About how wide a text is in Word's face at a size: ours is of the same make, but larger on its body."""
    return glyphs.width(text, size / WIDER)


def _hanging(number: str, size: float) -> float:
    return max(HANGING * size, _width(number, size) + size / 3)


def _lines(paragraphs: Iterable[Paragraph], width: float, size: float, names: frozenset[str]) -> int:
    """About how many lines paragraphs have in a column, a little more rather than less."""
    lines = 0
    for paragraph in paragraphs:
        room = 0.96 * (width - (_hanging(paragraph.number, size) if paragraph.number else 0)) - size / 4
        lines, used = lines + 1, 0.0
        for piece in thai.pieces(paragraph.text, names):
            long = _width(piece.rstrip(), size)
            if used and used + long > room:
                lines, used = lines + 1, 0.0
            lines += int(long // room)
            used = used + _width(piece, size) if long <= room else long % room
    return lines


def _fitting(strip: Strip, widths: Sequence[int], tall: int, size: float, names: frozenset[str]) -> float:
    """The size of type with which all cells beside a strip go into its height. Word's lines may break otherwise than
    those for which the height was made, and a row of an exact height would cut off what is too much."""
    while size > 6:
        high = max(
            (
                _lines(paragraphs, widths[place] / TWIPS - 2 * FLOW_PAD, size, names) * size / WIDER * LEADING
                for place, paragraphs in strip.cells.items()
            ),
            default=0,
        )
        if high <= tall / TWIPS:
            break
        size -= 0.5
    return size


def _slice(picture: ElementTree.Element, box: tuple[float, float, float, float], scale: float) -> bytes:
    """A part of a drawing that is printed at a scale: its left and upper edge, width and height in twips on paper."""
    picture.set("viewBox", " ".join(f"{length / TWIPS / scale:.4f}" for length in box))
    for name, length in (("width", box[2]), ("height", box[3])):
        picture.set(name, f"{length / TWIPS * DOTS / printed.SHARPNESS:g}px")
    return printed.png(ElementTree.tostring(picture, encoding="unicode"))


# --- names ------------------------------------------------------------------------------------------------------------


def _style_of(paragraph: Paragraph, cell: bool) -> str:
    if cell:
        return "TableSmall" if paragraph.style == "small" else "TableText"
    if paragraph.style == "body":
        return "Numbered" if paragraph.number else "BodyText"
    return {"centre": "Centred", "right": "RightSide", "small": "Small"}[paragraph.style]


def _bookmarks(book: Book) -> dict[str, str]:
    """A bookmark for each anchor: Word wants letters, digits and underscores, forty at most, and no two that differ
    only in capitals."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for anchor in _anchors((*book.front, *book.body)):
        plain = "m_" + re.sub(r"[^A-Za-z0-9]+", "_", anchor)[:30]
        name, number = plain, 1
        while name.lower() in taken:
            number += 1
            name = f"{plain}_{number}"
        taken.add(name.lower())
        if anchor in names:
            raise ValueError(f"two places of the book have the anchor {anchor}")
        names[anchor] = name
    return names


def _anchors(blocks: Iterable[Any]) -> Iterator[str]:
    """Every anchor among blocks and in what they hold, in order."""
    for block in blocks:
        if anchor := getattr(block, "anchor", ""):
            yield anchor
        match block:
            case Table(rows=rows):
                yield from _anchors(rows)
            case Row(cells=cells):
                for cell in cells:
                    yield from _anchors(cell)
            case FlowTable(sheets=sheets):
                for sheet in sheets:
                    yield from _anchors(sheet.strips)
            case Strip(cells=cells):
                for place in sorted(cells):
                    yield from _anchors(cells[place])


def _sliver() -> Element:
    """A paragraph that is hardly there: Word wants one between tables and at the end of a section."""
    return element("p", element("pPr", element("pStyle", val="Sliver")))
