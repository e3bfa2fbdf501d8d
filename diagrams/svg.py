"""A page as SVG text that looks the same everywhere: all writing is drawn as outlines of our own font.

Each glyph is defined once and used by reference. The picture carries a title and a description for those who cannot see
it. Nothing in it depends on the machine, the time or the order of a set: the same page gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from diagrams import glyphs
from diagrams.given import State, Weight
from diagrams.legend import LEADING, SIZE, SWATCH, LegendItem, legend_height, legend_lines
from diagrams.measure import CONNECTOR, SHADOW, WAVE, Box, Ink, Text
from diagrams.page import BADGE, BADGE_SIZE, Page, Shape
from diagrams.route import Place
from diagrams.scene import PAGES, SIGNS, Edge, Mark, Scene
from engine.calendar import TO_THAI_DIGITS as THAI_DIGITS

INKS: dict[Ink, str] = {"text": "#111111", "soft": "#3d4650", "assumed": "#5a4a00", "head": "#1f4e79"}
TAKEN, NEW = 2.2, 2.4
"""The widths of the lines that a case has taken out of a decision, and of what a newer version has in addition."""
LINE, DASHED, BORDER, LANE = "#1a1a1a", "4 2.6", "#1f3a57", "#8a97a5"
STROKES = {
    "assumed": f'stroke-width="1" stroke-dasharray="{DASHED}"', "taken": f'stroke-width="{TAKEN}"',
    "fork": 'stroke-width="3.6"',
}  # fmt: skip
HEAD, FILL, CHOICE, CAPSULE = "#e3ebf4", "#ffffff", "#fdf6e3", "#e8f1e4"
FILLS: dict[State, str] = {
    "done": "#d9ead3", "waived": "#eef5ea", "ready": "#fff2b3", "waiting": "#ffffff", "skipped": "#efefef",
    "withdrawn": "#efefef",
}  # fmt: skip
HATCH = "#dadada"
DOTTED, GONE = "0.1 3.2", "#8c8c8c"
"""Of what a newer version has no more: its lines, and the cross through its shapes."""
CORNER = 4.0
"""The radius of a line's bends."""


def draw(page: Page, canvas: Canvas | None = None) -> str:
    """A page as an SVG document."""
    canvas = canvas or Canvas()
    body = "".join(_body(page, canvas))
    return _document(page.scene, page.width, page.height, body, canvas)


def draw_legend(scene: Scene, width: float, canvas: Canvas | None = None) -> str:
    """The legend of a chart alone, as an SVG document of a given width."""
    canvas = canvas or Canvas()
    body = "".join(_legend(scene, 0.0, 0.0, width, canvas))
    return _document(scene, width, legend_height(scene, width), body, canvas)


def _document(scene: Scene, across: float, down: float, body: str, canvas: Canvas) -> str:
    width, height = _number(across), _number(down)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}"'
        f' role="img" aria-labelledby="title desc">\n'
        f'<title id="title">{escape(title(scene))}</title>\n<desc id="desc">{escape(describe(scene))}</desc>\n'
        f"<defs>\n{canvas.definitions()}{_patterns(scene)}</defs>\n"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n{body}</svg>\n'
    )


def title(scene: Scene) -> str:
    """The title of a chart as one line of plain text."""
    parts = (f"{scene.heading} {scene.title}", scene.case_title)
    return " ".join(" – ".join(part for part in parts if part).split())


def describe(scene: Scene) -> str:
    """The chart in words: every step in order, and who performs it."""
    lanes = {lane.id: lane.title for lane in scene.lanes}
    parts = []
    for node in (node for node in scene.nodes if node.title):
        who = ", ".join(lanes[lane] for lane in node.lanes) if scene.view == "lanes" else node.row.actor
        words = (SIGNS[node.change], node.badge, node.title, f"({who})" if who else "")
        parts.append(" ".join(part for part in words if part))
    return "; ".join(parts)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


class Canvas:
    """Writes text as glyphs and remembers which glyphs were needed."""

    def __init__(self) -> None:
        self.used: dict[tuple[Weight, str], str] = {}

    def definitions(self) -> str:
        return "".join(
            f'<path id="{name}" d="{glyphs.outline(glyph, weight)}"/>\n' for (weight, glyph), name in self.used.items()
        )

    def text(self, text: Text, ink: str | None = None) -> str:
        placed, _ = glyphs.shape(text.text, text.weight)
        scale = text.size / glyphs.EM
        uses = []
        for glyph in placed:
            if not glyphs.outline(glyph.name, text.weight):
                continue
            name = self.used.setdefault((text.weight, glyph.name), f"g{len(self.used)}")
            across = f' x="{glyph.x}"' if glyph.x else ""
            up = f' y="{glyph.y}"' if glyph.y else ""
            uses.append(f'<use href="#{name}"{across}{up}/>')
        return (
            f'<g fill="{ink or INKS[text.ink]}" transform="translate({_number(text.left)} {_number(text.baseline)})'
            f' scale({_number_fine(scale)} {_number_fine(-scale)})">{"".join(uses)}</g>\n'
        )


class Apart(Canvas):
    """Keeps text instead of drawing it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[Text, str]] = []

    def text(self, text: Text, ink: str | None = None) -> str:
        self.texts.append((text, ink or INKS[text.ink]))
        return ""


def _number_fine(value: float) -> str:
    return f"{value:.5f}".rstrip("0")


def _patterns(scene: Scene) -> str:
    if not any(node.state in ("skipped", "withdrawn") for node in scene.nodes):
        return ""
    return (
        '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="#f7f7f7"/><path d="M0 0V5" stroke="{HATCH}" stroke-width="1.2"/></pattern>\n'
    )


def _body(page: Page, canvas: Canvas) -> Iterator[str]:
    if not page.paper.column:
        yield from _lanes(page, canvas)
    for (x1, y1), (x2, y2) in page.rules:
        yield _path([(x1, y1), (x2, y2)], LANE, 0.7)
    for path in sorted(page.paths, key=lambda path: not path.edge.assumed):
        yield from _line(path.places, path.edge, path.arrow)
    for shape in page.shapes:
        yield from _shape(shape, canvas)
    for label in page.labels:
        for text in label.texts:
            yield canvas.text(text)
    for text in page.texts:
        yield canvas.text(text)
    if not page.paper.column:
        yield from _legend(page.scene, page.paper.left, page.frame[3] + 8, page.paper.room, canvas)
        yield from _footer(page, canvas)


def _lanes(page: Page, canvas: Canvas) -> Iterator[str]:
    left, top, right, bottom = page.frame
    yield _rect((left, top, right, page.head), HEAD, LANE, 0.8)
    for lane in page.lanes:
        if lane.lane.assumed:
            yield _rect((lane.left + 2, top + 2, lane.right - 2, page.head - 2), "none", LINE, 0.7, dashed=True)
        for text in lane.texts:
            yield canvas.text(text)
    for lane in page.lanes[:-1]:
        yield _path([(lane.right, top), (lane.right, bottom)], LANE, 0.7)
    yield _rect((left, top, right, bottom), "none", LANE, 1.0)


# --- lines ------------------------------------------------------------------------------------------------------------


def _line(places: Sequence[Place], edge: Edge, arrow: bool) -> Iterator[str]:
    """A line with rounded bends, and the arrow head where it arrives."""
    places = list(_without_repeats(places))
    tip = places[-1]
    if arrow:
        before = places[-2]
        length = abs(tip[0] - before[0]) + abs(tip[1] - before[1])
        dx, dy = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
        places = [*places[:-1], (tip[0] - dx * 5, tip[1] - dy * 5)]
    parts = [f"M{_point(places[0])}"]
    for before, here, after in zip(places, places[1:], places[2:], strict=False):
        near = min(CORNER, _length(before, here) / 2, _length(here, after) / 2)
        parts.append(f"L{_point(_towards(here, before, near))}Q{_point(here)} {_point(_towards(here, after, near))}")
    parts.append(f"L{_point(places[-1])}")
    dash = f' stroke-dasharray="{DASHED}"' if edge.assumed else ""
    if edge.change == "removed":
        dash = f' stroke-dasharray="{DOTTED}" stroke-linecap="round"'
    width = NEW if edge.change == "added" else TAKEN if edge.taken else 1
    yield f'<path d="{"".join(parts)}" fill="none" stroke="{LINE}" stroke-width="{width}"{dash}/>\n'
    if arrow:
        side = (-dy * 2.6, dx * 2.6)
        base = (tip[0] - dx * 6.5, tip[1] - dy * 6.5)
        corners = [tip, (base[0] + side[0], base[1] + side[1]), (base[0] - side[0], base[1] - side[1])]
        yield f'<path d="M{"L".join(map(_point, corners))}Z" fill="{LINE}"/>\n'


def _without_repeats(places: Sequence[Place]) -> Iterator[Place]:
    last = None
    for place in places:
        if last is None or _length(place, last) > 0.01:
            yield place
            last = place


def _length(one: Place, two: Place) -> float:
    return abs(one[0] - two[0]) + abs(one[1] - two[1])


def _towards(here: Place, there: Place, distance: float) -> Place:
    length = _length(here, there) or 1.0
    return here[0] + (there[0] - here[0]) * distance / length, here[1] + (there[1] - here[1]) * distance / length


def _point(place: Place) -> str:
    return f"{_number(place[0])} {_number(place[1])}"


def _path(places: Sequence[Place], stroke: str, width: float) -> str:
    return f'<path d="M{"L".join(map(_point, places))}" fill="none" stroke="{stroke}" stroke-width="{width}"/>\n'


# --- shapes -----------------------------------------------------------------------------------------------------------


def _shape(shape: Shape, canvas: Canvas) -> Iterator[str]:
    node = shape.node
    if node.stacked:
        yield _outline(shape, "#ffffff", 0.9, node.assumed, shift=SHADOW)
    heavy = NEW if node.change == "added" else 2.0 if node.state == "ready" else 1.0
    yield _outline(shape, _fill(shape), heavy, node.assumed)
    if node.change == "removed":
        yield from _cross(shape)
    for text in shape.texts:
        yield canvas.text(text)
    if shape.badge and shape.badge_box:
        yield _round_rect(shape.badge_box, BADGE, f'fill="{BORDER}" stroke="#ffffff" stroke-width="1"')
        yield canvas.text(Text(node.badge, *shape.badge, BADGE_SIZE, "bold"), "#ffffff")
    if shape.mark:
        yield _rect(shape.mark, "#ffffff", BORDER, 0.8, dashed=node.mark_assumed, radius=3)
        left, top, right, bottom = shape.mark
        yield canvas.text(Text(node.mark, (left + right) / 2, (top + bottom) / 2, SIZE))
    yield from _state_mark(shape)


def _fill(shape: Shape) -> str:
    node = shape.node
    if node.change == "removed":
        return "#f4f4f4"
    if node.state in ("skipped", "withdrawn"):
        return "url(#hatch)"
    if node.state:
        return FILLS[node.state]
    return {"decision": CHOICE, "start": CAPSULE, "end": CAPSULE}.get(node.kind, FILL)


def _outline(shape: Shape, fill: str, width: float, dashed: bool, shift: float = 0.0) -> str:
    left, top, right, bottom = (value + shift for value in shape.box)
    x, y = shape.x + shift, shape.y + shift
    dash = f' stroke-dasharray="{DASHED}"' if dashed else ""
    paint = f'fill="{fill}" stroke="{BORDER}" stroke-width="{width}"{dash}'
    match shape.node.kind:
        case "start" | "end":
            return _round_rect((left, top, right, bottom), (bottom - top) / 2, paint)
        case "decision":
            cut = shape.size.cut
            points = [(left, y), (left + cut, top), (right - cut, top), (right, y), (right - cut, bottom),
                      (left + cut, bottom)]  # fmt: skip
            corners = dict.fromkeys(map(_point, points))  # in a diamond two of them meet
            return f'<path d="M{"L".join(corners)}Z" stroke-linejoin="round" {paint}/>\n'
        case "fork":
            return _round_rect((left, top, right, bottom), 1.0, f'fill="{LINE}" stroke="{LINE}" stroke-width="0.5"')
        case "connector":
            return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{CONNECTOR}" {paint}/>\n'
        case "document":
            third, low = (right - left) / 3, bottom - WAVE / 2
            wave = f"C{_point((right - third, low - WAVE))} {_point((left + third, low + WAVE))} {_point((left, low))}"
            return f'<path d="M{_point((left, top))}H{_number(right)}V{_number(low)}{wave}Z" {paint}/>\n'
        case _:
            return _round_rect((left, top, right, bottom), 2.0, paint)


def _cross(shape: Shape) -> Iterator[str]:
    """Two light lines through a shape that is gone, under what is written in it."""
    left, top, right, bottom = shape.box
    if shape.node.kind == "decision":  # whose corners lie outside
        across, down = (right - left) / 4, (bottom - top) / 4
        left, top, right, bottom = left + across, top + down, right - across, bottom - down
    yield _path([(left, top), (right, bottom)], GONE, 0.7)
    yield _path([(left, bottom), (right, top)], GONE, 0.7)


def _round_rect(box: Box, radius: float, paint: str) -> str:
    left, top, right, bottom = box
    return (
        f'<rect x="{_number(left)}" y="{_number(top)}" width="{_number(right - left)}"'
        f' height="{_number(bottom - top)}" rx="{_number(radius)}" {paint}/>\n'
    )


def _rect(box: Box, fill: str, stroke: str, width: float, *, dashed: bool = False, radius: float = 0.0) -> str:
    dash = f' stroke-dasharray="{DASHED}"' if dashed else ""
    return _round_rect(box, radius, f'fill="{fill}" stroke="{stroke}" stroke-width="{width}"{dash}')


def _state_mark(shape: Shape) -> Iterator[str]:
    """A tick, two bars, a hand, a bar or a cross at the upper right: a state must be plain without colour too."""
    sign = shape.node.change or shape.node.state
    if sign is None or sign == "waiting":
        return
    half, tall = shape.size.width / 2, shape.size.height / 2
    x, y = shape.x + half - 3, shape.y - tall + 1
    if shape.node.kind == "decision":
        x, y = shape.x + half - shape.size.cut * 0.5 + 4, shape.y - tall * 0.5 - 4
    if shape.mark:
        x, y = shape.x + half - 3, shape.y + tall - 1
    yield from state_symbol(sign, x, y)


def state_symbol(state: State | Mark, x: float, y: float) -> Iterator[str]:
    """The sign of a state, or of what has become of a shape, 11 points across."""
    ground = {"done": "#2e6b2e", "ready": "#8a5a00", "added": "#111111"}.get(state, "#555555")
    yield f'<circle cx="{_number(x)}" cy="{_number(y)}" r="5.5" fill="{ground}" stroke="#ffffff" stroke-width="1"/>\n'
    drawn = {
        "done": f"M{_number(x - 2.6)} {_number(y)}l1.8 2l3.4 -4",
        "waived": f"M{_number(x - 2.6)} {_number(y - 1.5)}h5.2m-5.2 3h5.2",
        "ready": f"M{_number(x - 2)} {_number(y - 2.8)}l4.6 2.8l-4.6 2.8z",
        "skipped": f"M{_number(x - 2.6)} {_number(y)}h5.2",
        "withdrawn": f"M{_number(x - 2)} {_number(y - 2)}l4 4m0 -4l-4 4",
        "added": f"M{_number(x - 3)} {_number(y)}h6m-3 -3v6",
        "removed": f"M{_number(x - 3)} {_number(y)}h6",
        "moved": f"M{_number(x)} {_number(y - 3.4)}v6.8m-2 -2l2 2l2 -2m-4 -2.8l2 -2l2 2",
        "changed": f"M{_number(x - 3)} {_number(y + 0.8)}q1.5 -3.2 3 -0.8t3 -0.8",
    }[state]
    fill = "#ffffff" if state == "ready" else "none"
    yield f'<path d="{drawn}" fill="{fill}" stroke="#ffffff" stroke-width="1.3" stroke-linejoin="round"/>\n'


# --- legend and footer ------------------------------------------------------------------------------------------------


def _legend(scene: Scene, left: float, top: float, width: float, canvas: Canvas) -> Iterator[str]:
    y = top + LEADING / 2
    for line in legend_lines(scene, width):
        for item in line:
            yield from _swatch(item, left + item.left, y, canvas)
            yield canvas.text(Text(item.text, left + item.left + SWATCH + 4, y, SIZE, "regular", "soft", "start"))
        y += LEADING


def _swatch(item: LegendItem, left: float, y: float, canvas: Canvas) -> Iterator[str]:
    right, middle = left + SWATCH, left + SWATCH / 2
    box = (left, y - 5, right, y + 5)
    paint = f'stroke="{BORDER}" stroke-width="0.9"'
    match item.symbol:
        case "capsule":
            yield _round_rect(box, 5, f'fill="{CAPSULE}" {paint}')
        case "task":
            yield _round_rect(box, 1.5, f'fill="{FILL}" {paint}')
        case "document":
            yield (
                f'<path d="M{_point((left, y - 5))}H{_number(right)}V{_number(y + 4)}C{_point((right - 8, y))}'
                f' {_point((left + 8, y + 8))} {_point((left, y + 4))}Z" fill="{FILL}" {paint}/>\n'
            )
        case "decision":
            corners = "L".join(map(_point, [(middle, y - 6), (right, y), (middle, y + 6), (left, y)]))
            yield f'<path d="M{corners}Z" fill="{CHOICE}" {paint}/>\n'
        case "stacked":
            yield _round_rect((left + 2, y - 3, right, y + 6), 1.5, f'fill="{FILL}" {paint}')
            yield _round_rect((left, y - 5, right - 2, y + 4), 1.5, f'fill="{FILL}" {paint}')
        case "badge":
            yield f'<circle cx="{_number(middle)}" cy="{_number(y)}" r="6" fill="{BORDER}"/>\n'
            number = "1".translate(THAI_DIGITS)
            yield canvas.text(Text(number if item.text[0] > "z" else "1", middle, y, SIZE, "bold"), "#ffffff")
        case "mark":
            yield _round_rect(box, 3, f'fill="{FILL}" {paint}')
            yield canvas.text(Text("ม." if item.text[0] > "z" else "s.", middle, y, SIZE))
        case "connector":
            yield f'<circle cx="{_number(middle)}" cy="{_number(y)}" r="6" fill="{FILL}" {paint}/>\n'
            yield canvas.text(Text("ก" if item.text[0] > "z" else "A", middle, y, SIZE, "bold"))
        case "assumed" | "taken" | "fork":
            yield f'<path d="M{_point((left, y))}H{_number(right)}" stroke="{LINE}" {STROKES[item.symbol]}/>\n'
        case state:
            fill = "url(#hatch)" if state in ("skipped", "withdrawn") else FILLS.get(state, FILL)  # type: ignore[call-overload]
            width = 2 if state in ("ready", "added") else 0.9
            yield _round_rect(box, 1.5, f'fill="{fill}" stroke="{BORDER}" stroke-width="{width}"')
            if state != "waiting":
                yield from state_symbol(state, middle, y)  # type: ignore[arg-type]


def _footer(page: Page, canvas: Canvas) -> Iterator[str]:
    """What the page is part of and its number; a sheet of a book only says which of several it is."""
    paper = page.paper
    y = paper.bottom + (4 if page.scene.part == "page" else -4)
    if page.scene.part == "page":
        yield canvas.text(Text(page.scene.heading, paper.left, y, SIZE, "regular", "soft", "start"))
    if page.scene.part == "page" or page.count > 1:
        yield canvas.text(Text(part_number(page), paper.right, y, SIZE, "regular", "soft", "end"))


def part_number(page: Page) -> str:
    """Which page or sheet of its chart it is: หน้า ๑/๒, แผ่นที่ ๑/๒."""
    name, numbers = PAGES[page.scene.language][page.scene.part], f"{page.number}/{page.count}"
    if page.scene.language == "th":
        return f"{name} {numbers.translate(THAI_DIGITS)}"
    return f"{name.capitalize()} {numbers}"
