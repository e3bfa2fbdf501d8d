"""The manual as one web page: a single file without any reference to the outside, so that it works from a memory stick.

Words are unbreakable with ``<wbr>`` between them, the writing of charts is real text in our own font, and everything
can be read and followed without JavaScript; the script only adds the search. The same book gives the same bytes.
"""

from __future__ import annotations

import re
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import accumulate, pairwise, repeat
from math import ceil
from pathlib import Path
from urllib.parse import quote

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from diagrams import glyphs, thai
from diagrams.given import FONTS, Weight
from diagrams.manual import web_charts
from diagrams.manual.book import (
    Block,
    Book,
    Chart,
    Column,
    Cover,
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
)
from diagrams.manual.markup import Markup, class_of, decimal, element, joined
from diagrams.manual.web_charts import PIXELS, WEIGHTS
from engine.calendar import TO_THAI_DIGITS as THAI_DIGITS

HERE = Path(__file__).parent
LETTERS = frozenset(map(chr, (*range(0x20, 0x7F), *range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C))))
"""What the font holds in any case, so that whatever is typed into the search looks as it should."""
PAD = 4.0
"""Left and right of the text in a cell of a flow table, in points; ``book.css`` has it in pixels."""
PORTRAIT = 540.0
"""A flow table that is wider than this, in points, is printed on its side."""
Room = tuple[float, float]
"""How wide a line is and how large its type, in points."""
NARROWEST: Room = (250.0, 12.0)
"""A line of text on a telephone."""
ACROSS, TABLE_SIZE = 460.0, 11.0
"""How wide a table is where its columns are told apart on paper, and the size of its type."""
PLACE = "\ufffc"
"""Stands for the number of a page where words are told apart."""


def html(book: Book) -> bytes:
    """The whole manual as one HTML file in UTF-8."""
    return f"<!DOCTYPE html>\n{_Page(book).document()}\n".encode()


# --- the page ---------------------------------------------------------------------------------------------------------


class _Page:
    """Sets one book. Remembers which anchors are placed, and which measures the style sheet must know.

    The page's own ids begin with ``@``, which no anchor can hold once it is quoted.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.titles = dict(_targets(book))
        self.placed: set[str] = set()
        self.drawings = 0
        self.measures: dict[str, str] = {}

    def document(self) -> Markup:
        body = joined(self._body(), "\n")
        script = Markup((HERE / "book.js").read_text("utf-8"))
        fonts = _fonts(frozenset(body) | frozenset(script))
        style = Markup("".join((*fonts, (HERE / "book.css").read_text("utf-8"), *self._rules())))
        head = (
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light"),
            element("meta", name="author", content=self.book.author),
            element("meta", name="dcterms.date", content=self.book.day.isoformat()),
            element("title", self.book.title),
            element("link", rel="icon", href="data:,"),
            element("style", style),
        )
        return element(
            "html",
            element("head", joined(head, "\n")),
            element("body", body, Markup("\n"), element("script", script)),
            lang="th",
        )

    def _body(self) -> Iterator[Markup]:
        book = self.book
        yield element("a", "ข้ามไปยังเนื้อหา", href="#@text", class_="skip")
        yield element("p", book.draft, class_="draft") if book.draft else Markup()
        yield self._cover(book.cover)
        yield element(
            "main",
            self._sections(book.front),
            element("aside", _search(), self._contents()),
            self._sections(book.body),
            id="@text",
        )

    def _rules(self) -> Iterator[str]:
        for rule, name in self.measures.items():
            yield f".{name}{{{rule}}}\n"

    def _measure(self, rule: str) -> str:
        """The name of the class that carries a declaration: the policy forbids style attributes."""
        return self.measures.setdefault(rule, f"m{len(self.measures)}")

    def _id(self, anchor: str) -> str | None:
        """The id of an anchor where it is placed first; an id must not occur twice."""
        if not anchor or anchor in self.placed:
            return None
        self.placed.add(anchor)
        return _fragment(anchor)

    def _cover(self, cover: Cover) -> Markup:
        groups = cover.groups or ((self.book.title,),)
        first, *others = (joined((self._words((Run(line),)) for line in group), "<br>") for group in groups)
        return element(
            "header",
            _logo(cover.logo) if cover.logo else Markup(),
            element("h1", first),
            *(element("p", group) for group in others),
            element("p", self._words((Run(cover.footer),)), class_="foot") if cover.footer else Markup(),
            class_="cover",
        )

    def _contents(self) -> Markup:
        """The chapters, each with its procedures, as a list that folds."""
        chapters: list[tuple[Heading, list[Heading]]] = []
        for heading in self.book.headings():
            if heading.level == 1 or not chapters:
                chapters.append((heading, []))
            else:
                chapters[-1][1].append(heading)
        items = (element("li", self._entry(chapter), self._entries(parts)) for chapter, parts in chapters)
        title = self.book.contents
        listed = element("details", element("summary", title), element("ol", *items), open="")
        return element("nav", listed, aria_label=title)

    def _entries(self, headings: Sequence[Heading]) -> Markup:
        items = (element("li", self._entry(heading)) for heading in headings)
        return element("ol", *items) if headings else Markup()

    def _entry(self, heading: Heading) -> Markup:
        return element("a", self._words((Run(heading.text),)), href=f"#{_fragment(heading.anchor)}")

    # --- blocks

    def _sections(self, blocks: Sequence[Block], level: int = 1) -> Markup:
        """Blocks in sections that lie in each other as their headings do."""
        if level > 3:
            return joined(map(self._block, blocks), "\n")
        starts = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == level]
        edges = [*starts, len(blocks)]
        parts = [self._sections(blocks[: edges[0]], level + 1)]
        for start, stop in pairwise(edges):
            heading = self._block(blocks[start])
            parts.append(element("section", heading, self._sections(blocks[start + 1 : stop], level + 1)))
        return joined(parts, "\n")

    def _block(self, block: Block) -> Markup:
        match block:
            case Heading():
                words, bar = self._words((Run(block.text),)), class_of(block.changed and "changed")
                return element(f"h{block.level + 1}", words, id=self._id(block.anchor), class_=bar)
            case Paragraph():
                return self._paragraph(block)
            case Table():
                return self._table(block)
            case Chart():
                return self._chart(block)
            case FlowTable():
                return self._flow(block)
            case PageBreak():
                return element("hr", class_="page")

    def _paragraph(self, paragraph: Paragraph, room: Room = NARROWEST) -> Markup:
        inside = self._words(paragraph.runs, room)
        if paragraph.number:
            number = element("span", paragraph.number, class_="number")
            inside = joined((number, Markup(" "), element("span", inside)))
        classes = class_of(
            paragraph.style != "body" and paragraph.style,
            bool(paragraph.number) and "numbered",
            paragraph.changed and "changed",
        )
        return element("p", inside, id=self._id(paragraph.anchor), class_=classes)

    def _table(self, table: Table) -> Markup:
        widths = (self._measure(f"width:{decimal(column.share * 100)}%") for column in table.columns)
        caption = element("caption", self._words((Run(table.caption),))) if table.caption else Markup()
        inside = (
            caption,
            element("colgroup", *(element("col", class_=width) for width in widths)),
            self._table_head(column.title for column in table.columns),
            element("tbody", *map(self._row, table.rows, repeat(table.columns), table.spans())),
        )
        return element("div", element("table", *inside), class_="scroll")

    def _table_head(self, titles: Iterable[str]) -> Markup:
        heads = (element("th", self._words((Run(title),)), scope="col") for title in titles)
        return element("thead", element("tr", *heads))

    def _row(self, row: Row, columns: Sequence[Column], span: int) -> Markup:
        """A row; ``span`` says how many rows its first cell covers, 0 that it is covered by one above."""
        row_id = self._id(row.anchor)
        cells = []
        for place, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
            if place == 0 and span == 0:
                continue
            room = (column.share * ACROSS - 2 * PAD, TABLE_SIZE)
            inside = (self._paragraph(paragraph, room) for paragraph in cell)
            rows = str(span) if place == 0 and span > 1 else None
            align = column.align if column.align != "left" else None
            cells.append(element("td", *inside, class_=align, rowspan=rows))
        return element("tr", *cells, Markup("\n"), id=row_id, class_=class_of(row.changed and "changed"))

    # --- words

    def _words(self, runs: Sequence[Run], room: Room = NARROWEST) -> Markup:
        """Runs with their words unbreakable. A name that is wider than ``room`` may be broken into its words."""
        runs = _without_double_blanks(runs)
        texts = [PLACE if run.page else run.text for run in runs]
        pieces = thai.pieces("".join(texts), self.book.names)
        pieces = tuple(part for piece in pieces for part in _fitting(piece, *room))
        breaks = list(accumulate(map(len, pieces)))[:-1]
        ends = accumulate(map(len, texts))
        inner = frozenset(breaks)
        return joined(
            self._run(run, tuple(_cut(text, end - len(text), breaks)), end in inner)
            for run, text, end in zip(runs, texts, ends, strict=True)
        )

    def _run(self, run: Run, words: Sequence[str], breaks_after: bool) -> Markup:
        inside = Markup("→") if run.page else joined(map(_word, words), "<wbr>")
        if run.to in self.titles:
            label = f"ไปยัง {self.titles[run.to]}" if run.page else None
            inside = element("a", inside, href=f"#{_fragment(run.to)}", aria_label=label, title=label)
        if run.strong:
            inside = element("strong", inside)
        if run.inferred:
            inside = element("span", inside, class_="inferred")
        if run.struck:
            inside = element("del", inside)
        return joined((inside, element("wbr"))) if breaks_after else inside

    # --- charts

    def _chart(self, chart: Chart) -> Markup:
        count = len(chart.sheets)
        sheets = (
            self._drawing(sheet, _of(chart.title, place, count), chart.alt)
            for place, sheet in enumerate(chart.sheets, 1)
        )
        caption = element("figcaption", self._words((Run(chart.title),)))
        lying = chart.pages and any(sheet.width > sheet.height for sheet in chart.sheets)
        classes = class_of("chart", chart.pages and "own-page", lying and "lying")
        return element("figure", *sheets, caption, id=self._id(chart.anchor), class_=classes)

    def _drawing(self, sheet: Sheet, title: str, alt: str) -> Markup:
        return element("div", web_charts.drawing(sheet, self._name(), title, alt, self._measure), class_="scroll")

    def _name(self) -> str:
        self.drawings += 1
        return f"@{self.drawings}"

    # --- the flow table

    def _flow(self, flow: FlowTable) -> Markup:
        count = len(flow.sheets)
        title = self.titles.get(flow.anchor, "")
        tables = (
            element("div", self._flow_sheet(flow, sheet, _of(title, place, count)), class_="scroll")
            for place, sheet in enumerate(flow.sheets, 1)
        )
        words = " ".join(text.text for text, _ in flow.legend.texts)
        legend = self._drawing(flow.legend, "คำอธิบายสัญลักษณ์", words)
        lying = sum(width for _, width in flow.columns) > PORTRAIT
        name = element("figcaption", self._words((Run(flow.title),))) if flow.title else Markup()
        return element(
            "figure", name, *tables, legend, id=self._id(flow.anchor), class_=class_of("flow", lying and "lying")
        )

    def _flow_sheet(self, flow: FlowTable, sheet: FlowSheet, title: str) -> Markup:
        """A sheet as a table, each row with its slice of the chart."""
        pictures = web_charts.slices(sheet, self._name(), title, flow.alt, self._measure)
        rows = [
            self._flow_row(flow, strip, picture, height)
            for strip, (picture, height) in zip(sheet.strips, pictures, strict=True)
        ]
        pixels = [ceil(width * PIXELS) for _, width in flow.columns]
        widths = (self._measure(f"width:{width}px") for width in pixels)
        total = self._measure(f"width:{sum(pixels)}px")
        return element(
            "table",
            element("colgroup", *(element("col", class_=width) for width in widths)),
            self._table_head(title for title, _ in flow.columns),
            element("tbody", *rows),
            class_=class_of(total, self._measure(f"font-size:{decimal(flow.size * PIXELS)}px")),
        )

    def _flow_row(self, flow: FlowTable, strip: Strip, picture: Markup, height: str) -> Markup:
        row_id = self._id(strip.anchor)
        cells = []
        for place, (_, width) in enumerate(flow.columns):
            room = (width - 2 * PAD, flow.size)
            inside = (self._paragraph(part, room) for part in strip.cells.get(place, ()))
            cells.append(element("td", picture, class_="drawn") if place == flow.chart else element("td", *inside))
        classes = class_of(height, strip.changed and "changed")
        return element("tr", *cells, Markup("\n"), id=row_id, class_=classes)


# --- parts that know nothing of the book --------------------------------------------------------------------------


def _search() -> Markup:
    """The search; it stays hidden where no script can run it."""
    keys = "กด / เพื่อค้นหา  ลูกศรขึ้น–ลงเพื่อเลือก  Enter เพื่อไปยังที่พบ  Esc เพื่อล้าง"
    field = element("input", type="search", autocomplete="off", spellcheck="false", placeholder="ค้นหาในคู่มือ", title=keys)
    label = element("label", element("span", "ค้นหาในคู่มือ", class_="unseen"), field)
    return element(
        "div",
        label,
        element("p", class_="count", role="status", aria_live="polite"),
        element("ol", class_="hits", hidden=""),
        role="search",
        class_="search",
        hidden="",
    )


def _logo(logo: Logo) -> Markup:
    kind = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}[logo.kind]
    return element("img", src=f"data:{kind};base64,{b64encode(logo.content).decode()}", alt="ตราสัญลักษณ์")


def _fragment(anchor: str) -> str:
    return quote(anchor, safe="/:")


def _targets(book: Book) -> Iterator[tuple[str, str]]:
    """Every anchor of a book and the title of the part in which it stands."""
    title = book.title
    for block in (*book.front, *book.body):
        inner: list[str] = []
        match block:
            case Heading():
                title = block.text
                inner = [block.anchor]
            case Chart():
                yield block.anchor, block.title
            case FlowTable():
                inner = [block.anchor]
                for strip in (strip for sheet in block.sheets for strip in sheet.strips):
                    inner += [strip.anchor, *(part.anchor for cell in strip.cells.values() for part in cell)]
            case Table():
                for row in block.rows:
                    inner += [row.anchor, *(part.anchor for cell in row.cells for part in cell)]
            case Paragraph():
                inner = [block.anchor]
        yield from ((anchor, title) for anchor in inner if anchor)


def _of(title: str, number: int, count: int) -> str:
    return f"{title} ({number}/{count})".translate(THAI_DIGITS) if count > 1 else title


def _without_double_blanks(runs: Iterable[Run]) -> list[Run]:
    """Runs of which the text, taken together, has single blanks and none at its ends, as words are told apart in it."""
    kept: list[Run] = []
    blank = True
    for run in runs:
        text = re.sub(r"\s+", " ", run.text)
        text = text.removeprefix(" ") if blank else text
        if text or run.page:
            kept.append(replace(run, text=text))
            blank = text.endswith(" ")
    while kept and not kept[-1].page and kept[-1].text.endswith(" "):
        last = kept.pop()
        if last.text.strip():
            kept.append(replace(last, text=last.text.rstrip()))
    return kept


def _cut(text: str, start: int, breaks: Sequence[int]) -> Iterator[str]:
    """The part of a text between ``start`` and its end, cut where a line may break."""
    inner = breaks[bisect_right(breaks, start) : bisect_right(breaks, start + len(text) - 1)]
    for one, two in pairwise((0, *(place - start for place in inner), len(text))):
        yield text[one:two]


def _word(word: str) -> Markup:
    """A word that no line breaks; the blank behind it stands outside, where it may vanish at the end of a line."""
    bare = word.rstrip()
    return joined((element("span", bare, class_="w") if bare else "", word[len(bare) :]))


def _fitting(piece: str, width: float, size: float) -> tuple[str, ...]:
    """A piece, or the plain words in it where it is wider than a line. Points."""
    bare = piece.rstrip()
    if len(bare) * size <= width or glyphs.width(bare, size) <= width:  # most are so short that nothing is to measure
        return (piece,)
    *words, last = thai.pieces(bare)
    return (*words, last + piece[len(bare) :])


# --- style, script and font -------------------------------------------------------------------------------------------


def _policy(style: str, script: str) -> str:
    """What the page may do: show what it holds and run its own script. Whatever came in by a text would do nothing."""
    styled, scripted = (b64encode(sha256(text.encode()).digest()).decode() for text in (style, script))
    return (
        f"default-src 'none'; style-src 'sha256-{styled}'; script-src 'sha256-{scripted}';"
        " font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _fonts(letters: frozenset[str]) -> Iterator[str]:
    for weight, grade in WEIGHTS.items():
        data = b64encode(_font(weight, letters | LETTERS)).decode()
        source = f"url(data:font/woff;base64,{data}) format('woff')"
        yield f"@font-face{{font-family:Sarabun;font-weight:{grade};src:{source}}}\n"


@cache
def _font(weight: Weight, letters: frozenset[str]) -> bytes:
    """Our font as WOFF with the given letters only, and the tables by which a browser places Thai marks."""
    options = subset.Options(
        layout_features=["ccmp", "locl", "liga", "kern", "mark", "mkmk"],
        hinting=False,
        glyph_names=False,
        recalc_timestamp=False,
    )
    font = TTFont(FONTS[weight], recalcTimestamp=False)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=sorted(map(ord, letters)))
    chosen.subset(font)
    font.flavor = "woff"
    written = BytesIO()
    font.save(written)
    return written.getvalue()
