"""Which row and column each shape has, in which order the lanes stand, and what goes on which page.

Graphviz (``placement.py``) does here what it is best at: its network simplex puts the steps of a procedure into rows so
that the lines between them are short (``dot``, from DOT text that the ``graphviz`` package writes). Columns are ours,
since clusters do not make lanes. So are the lines (``route.py``). Graphviz's orthogonal router (``nop2``) was tried,
but it lets lines to different steps run along each other, knows nothing of exits at the corners of a diamond, and does
not bring lines to one step together; that is what keeps a chart with six ways back readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

import graphviz  # type: ignore[import-untyped]

from diagrams.page import Grid, Page, compose
from diagrams.paper import LANDSCAPE, PORTRAIT, Paper
from diagrams.placement import placed
from diagrams.route import Cell, Line, route
from diagrams.scene import END, PAGES, Edge, Node, Scene, side_by_side, table_columns
from engine.calendar import TO_THAI_DIGITS as THAI_DIGITS

MOST_PORTRAIT = 5
"""More lanes than this are printed on landscape paper."""
ROUTED = 24
"""How many orders of lanes are routed in full: all orders of up to four lanes."""
TRIED = 8
"""How many orders of lanes are tried for a chart of several pages."""
PROMISING = 12
"""Of five lanes and more, so many orders that look most promising."""
TOWARDS, FROM_OWN = 0.6, 2.6
"""What a column costs by which a connector stands off the lane of the shape to which it leads on another page; and off
that of the shape to which it leads on its own."""
SPARE = 9
"""Rows kept free above and below the shapes of a page for connectors; those that stay empty vanish."""
LETTERS = {"th": "กขคงจฉชซญฐดตถทธนบปผฝพฟมยรลวสหอ", "en": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
GOES, COMES = (
    {"th": "ไป{part} {number}", "en": "to {part} {number}"},
    {"th": "จาก{part} {number}", "en": "from {part} {number}"},
)


def pages(scene: Scene, upright: Paper = PORTRAIT, wide: Paper = LANDSCAPE) -> tuple[Page, ...]:
    """A scene on as few pages as hold it: upright ones up to five lanes, wide ones above."""
    paper = wide if len(scene.lanes) > MOST_PORTRAIT else upright
    grid = arrange(scene)
    whole = compose(grid, paper)
    if whole.fits:
        return (whole,)
    plain = _without_progress(scene)
    if scene.view == "flow" or plain == scene:
        return _numbered(_split(grid, whole, paper)[1])
    columns = _columns(arrange(plain), paper)  # a case's chart has its lanes where the procedure's has them
    return _numbered(_cut(_with_columns(grid, columns), whole, paper)[2])


def _numbered(made: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(replace(page, number=number, count=len(made)) for number, page in enumerate(made, 1))


def _without_progress(scene: Scene) -> Scene:
    """The procedure's own chart of which a case's is made."""
    nodes = tuple(replace(node, state=None, progress=()) for node in scene.nodes)
    return replace(scene, nodes=nodes, edges=tuple(replace(edge, taken=False) for edge in scene.edges), case_title="")


def _columns(grid: Grid, paper: Paper) -> tuple[str, ...]:
    """In which order the lanes of a chart stand in the end."""
    whole = compose(grid, paper)
    return grid.columns if whole.fits else _split(grid, whole, paper)[0].columns


def arrange(scene: Scene) -> Grid:
    """Rows, columns and lines of a scene, its lanes in the order that crosses least."""
    rows, columns_of = _rows_and_widths(scene)
    best: Grid | None = None
    for order in _orders(scene, rows):
        grid = _grid(scene, order, rows, columns_of)
        if best is None or _badness(grid) < _badness(best):
            best = grid
        if not grid.routing.crossings:
            break
    assert best is not None, "there is always one order of the lanes"
    return best


def _badness(grid: Grid) -> tuple[int, int]:
    return grid.routing.overlaps, grid.routing.crossings


# --- rows ---------------------------------------------------------------------------------------------------------


def _rows_and_widths(scene: Scene) -> tuple[dict[str, int], dict[str, int]]:
    """The row of each node, and how many columns each lane has: three where steps of one lane run in parallel and the
    page has room, else one, and then they stand below each other."""
    free = _ranks(scene, [])
    widths = {lane.id: 1 for lane in scene.lanes}
    if scene.view == "lanes":
        room = MOST_PORTRAIT - len(scene.lanes)
        spanning = {lane for node in scene.nodes if len(node.lanes) > 1 for lane in node.lanes}
        for lane in widths:
            crowd = max(_crowd(scene, free, lane), default=0)
            if crowd > 1 and room >= 2 and lane not in spanning:
                widths[lane], room = 3, room - 2
    return _ranks(scene, _chains(scene, free, widths)), widths


def _crowd(scene: Scene, rows: Mapping[str, int], lane: str) -> Iterator[int]:
    mine = [rows[node.id] for node in scene.nodes if lane in node.lanes]
    return (mine.count(row) for row in set(mine))


def _chains(scene: Scene, rows: Mapping[str, int], widths: Mapping[str, int]) -> list[tuple[str, str]]:
    """Pairs of nodes of one lane that must not share a row: in a lane of one column, each and the next."""
    place = {node.id: index for index, node in enumerate(scene.nodes)}
    pairs: list[tuple[str, str]] = []
    for lane, width in widths.items():
        mine = [node.id for node in scene.nodes if lane in node.lanes]
        if scene.view == "lanes":
            mine.sort(key=lambda name: (rows[name], place[name]))
        pairs += zip(mine, mine[width:], strict=False)
    return pairs


def _ranks(scene: Scene, chains: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The row of each node by Graphviz: network simplex over the forward lines and the given pairs."""
    names = {node.id: f"n{index}" for index, node in enumerate(scene.nodes)}
    dot = graphviz.Digraph(
        graph_attr={"splines": "", "ranksep": "1", "nodesep": "1"},
        node_attr={"shape": "box", "fixedsize": "true", "width": "1", "height": "1", "label": ""},
    )
    for name in names.values():
        dot.node(name)
    for edge in scene.edges:
        if edge.kind != "back":
            ends = edge.target.partition(":")[0] == END
            dot.edge(names[edge.source], names[edge.target], weight="0" if ends else "2")
    for before, after in chains:
        dot.edge(names[before], names[after], weight="0")
    centres = placed(dot.source)
    heights = {node: -centres[name][1] for node, name in names.items()}
    levels = {height: row for row, height in enumerate(sorted(set(heights.values())))}
    return {node: levels[height] for node, height in heights.items()}


# --- columns ------------------------------------------------------------------------------------------------------


def _orders(scene: Scene, rows: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Orders of the lanes worth routing, the most promising first: short lines, few of them crossing."""
    lanes = tuple(lane.id for lane in scene.lanes)
    joint = {node.lanes for node in scene.nodes if len(node.lanes) > 1}
    if len(lanes) > 7:
        candidates: list[tuple[str, ...]] = [_settled(scene, lanes, joint)]
    else:
        candidates = [order for order in permutations(lanes) if side_by_side(order, joint)]
    scored = sorted((_length(scene, order), index, order) for index, order in enumerate(candidates))[: 8 * ROUTED]
    rescored = sorted(
        (_straight_crossings(scene, order, rows) * 3 + length, index, order) for length, index, order in scored
    )
    return [order for _, _, order in rescored[: ROUTED if len(lanes) < 5 else PROMISING]]


def _settled(scene: Scene, lanes: tuple[str, ...], joint: set[tuple[str, ...]]) -> tuple[str, ...]:
    """For many lanes: exchange neighbours as long as that shortens the lines, keeping joint lanes together."""
    groups = _gathered(lanes, joint)
    best = groups
    for _ in range(len(lanes)):
        before = best
        for index in range(len(best) - 1):
            other = (*best[:index], best[index + 1], best[index], *best[index + 2 :])
            if side_by_side(other, joint) and _length(scene, other) < _length(scene, best):
                best = other
        if best == before:
            break
    return best


def _gathered(lanes: tuple[str, ...], joint: set[tuple[str, ...]]) -> tuple[str, ...]:
    """An order that brings the lanes of joint steps together: found among those lanes alone, the others behind."""
    involved = [lane for lane in lanes if any(lane in group for group in joint)]
    together = next(order for order in permutations(involved) if side_by_side(order, joint))
    return (*together, *(lane for lane in lanes if lane not in involved))


def _length(scene: Scene, order: tuple[str, ...]) -> float:
    """How far the lines reach across lanes; forward ones count double."""
    place = {lane: index for index, lane in enumerate(order)}
    total = 0.0
    for edge in scene.edges:
        source, target = scene.by_id[edge.source].lanes, scene.by_id[edge.target].lanes
        away = min(abs(place[a] - place[b]) for a in source for b in target)
        total += away * (1.0 if edge.kind == "back" else 2.0)
    return total


def _straight_crossings(scene: Scene, order: tuple[str, ...], rows: Mapping[str, int]) -> int:
    """How often straight forward lines would cross."""
    place = {lane: index for index, lane in enumerate(order)}

    def middle(node: Node) -> float:
        return sum(place[lane] for lane in node.lanes) / len(node.lanes)

    segments = [
        (middle(scene.by_id[edge.source]), rows[edge.source], middle(scene.by_id[edge.target]), rows[edge.target])
        for edge in scene.edges
        if edge.kind != "back"
    ]
    return sum(_cross(one, two) for index, one in enumerate(segments) for two in segments[:index])


def _cross(one: tuple[float, int, float, int], two: tuple[float, int, float, int]) -> bool:
    top, bottom = max(one[1], two[1]), min(one[3], two[3])
    if top >= bottom:
        return False

    def at(line: tuple[float, int, float, int], row: int) -> float:
        return line[0] + (line[2] - line[0]) * (row - line[1]) / (line[3] - line[1])

    return (at(one, top) - at(two, top)) * (at(one, bottom) - at(two, bottom)) < 0


def _cells(
    scene: Scene, order: tuple[str, ...], rows: Mapping[str, int], widths: Mapping[str, int]
) -> tuple[tuple[str, ...], dict[str, Cell]]:
    """The columns of the lanes in a given order, and the cells of the shapes."""
    columns = tuple(lane for lane in order for _ in range(widths[lane]))
    first = {lane: columns.index(lane) for lane in order}
    cells: dict[str, Cell] = {}
    for node in scene.nodes:
        start = min(first[lane] for lane in node.lanes)
        last = max(first[lane] for lane in node.lanes)
        if len(node.lanes) == 1 and widths[node.lanes[0]] > 1:
            start = last = start + _seat(scene, node, rows)
        cells[node.id] = Cell(rows[node.id], start, last, node.kind == "decision")
    return columns, cells


def _grid(scene: Scene, order: tuple[str, ...], rows: Mapping[str, int], widths: Mapping[str, int]) -> Grid:
    """The scene in cells, lanes in a given order, lines routed."""
    return _routed(scene, *_cells(scene, order, rows, widths))


def _routed(
    scene: Scene, columns: tuple[str, ...], cells: dict[str, Cell], narrow: frozenset[int] = frozenset()
) -> Grid:
    lines = [
        Line(edge.source, edge.target, edge.kind == "back", edge.assumed, edge.change == "removed")
        for edge in scene.edges
    ]
    count = max(cell.row for cell in cells.values()) + 1
    return Grid(scene, columns, cells, count, scene.edges, route(len(columns), count, cells, lines), narrow)


def _seat(scene: Scene, node: Node, rows: Mapping[str, int]) -> int:
    """Which of a lane's three columns: the middle for one alone, left and right for two."""
    beside = [other.id for other in scene.nodes if other.lanes == node.lanes and rows[other.id] == rows[node.id]]
    return {1: (1,), 2: (0, 2), 3: (0, 1, 2)}[len(beside)][beside.index(node.id)]


# --- pages --------------------------------------------------------------------------------------------------------


def _split(grid: Grid, whole: Page, paper: Paper) -> tuple[Grid, list[Page]]:
    """The pages of a chart, and the grid from which they are cut."""
    grid, cuts, made = _cut(grid, whole, paper)
    return _with_fewer_crossings(grid, cuts, paper, made) if grid.scene.view == "lanes" else (grid, made)


def _cut(grid: Grid, whole: Page, paper: Paper) -> tuple[Grid, list[int], list[Page]]:
    """Cut a chart between rows; what crosses a cut ends in a connector and goes on from its twin."""
    rows, cuts = grid.rows, list[int]()
    if grid.scene.view == "flow":
        grid = _with_margins(grid)
    lows = _row_ends(whole)
    room = paper.bottom - paper.top - whole.below - (whole.head - whole.frame[1]) - 40
    while not cuts or cuts[-1] < rows:
        start = cuts[-1] if cuts else 0
        above = lows[start - 1] if start else whole.head
        likely = sum(1 for row in range(start, rows) if lows[row] - above < room * 1.15)
        stop = min(start + max(likely, 1), rows)
        while stop > start + 1 and not _pages_of(grid, [*cuts, stop], paper, only=len(cuts)).fits:
            stop -= 1
        cuts.append(stop)
    cuts = _balanced(grid, cuts, paper)
    return grid, cuts, [_pages_of(grid, cuts, paper, only=number) for number in range(len(cuts))]


def _with_columns(grid: Grid, columns: tuple[str, ...]) -> Grid:
    """A grid with its lanes in another order. Its lines are not routed anew: those of its pages are, one by one."""
    rows, widths = _rows_and_widths(grid.scene)
    _, cells = _cells(grid.scene, tuple(dict.fromkeys(columns)), rows, widths)
    return replace(grid, columns=columns, cells=cells, made={})


def _with_fewer_crossings(grid: Grid, cuts: list[int], paper: Paper, made: list[Page]) -> tuple[Grid, list[Page]]:
    """The order of lanes that is best for the whole chart need not be best for its pages: try some others."""
    rows, widths = _rows_and_widths(grid.scene)
    least, best = sum(page.crossings for page in made), grid
    for order in _orders(grid.scene, rows)[:TRIED]:
        columns, cells = _cells(grid.scene, order, rows, widths)
        other = replace(grid, columns=columns, cells=cells, made={})  # of its lines only those of its pages are routed
        parts = [_page_grid(other, cuts, only=number) for number in range(len(cuts))]
        crossings = sum(part.routing.crossings + 100 * part.routing.overlaps for part in parts)
        if crossings < least:
            tried = [compose(part, paper, paper.types[-2:]) for part in parts]
            if all(page.fits and not page.unplaced for page in tried):
                made, least, best = tried, crossings, other
    return best, made


def _with_margins(grid: Grid) -> Grid:
    """A flow view with a narrow column on either side, for the connectors."""
    cells = {name: replace(cell, first=1, last=1) for name, cell in grid.cells.items()}
    return replace(grid, columns=grid.columns * 3, cells=cells, narrow=frozenset((0, 2)), made={})


def _row_ends(page: Page) -> list[float]:
    """Where the lowest shape of each row of a page ends."""
    ends: dict[float, float] = {}
    for shape in page.shapes:
        ends[round(shape.y, 3)] = max(ends.get(round(shape.y, 3), 0.0), shape.box[3])
    return [ends[y] for y in sorted(ends)]


def _balanced(grid: Grid, cuts: list[int], paper: Paper) -> list[int]:
    """Move the last cut up while the last page is much emptier than the one before and everything still fits."""
    if len(cuts) < 2:
        return cuts
    best = cuts
    for earlier in range(cuts[-2] - 1, (cuts[-3] if len(cuts) > 2 else 0) + 1, -1):
        tried = [*cuts[:-2], earlier, cuts[-1]]
        one, two = (_pages_of(grid, tried, paper, only=len(cuts) - number) for number in (2, 1))
        if not (one.fits and two.fits) or two.frame[3] > one.frame[3]:
            break
        best = tried
    return best


def _pages_of(grid: Grid, cuts: Sequence[int], paper: Paper, only: int) -> Page:
    """One page of a chart that is cut behind given rows."""
    pages = _page_numbers(grid, cuts)
    key = (tuple(pages.values()), only)
    if key not in grid.made:
        grid.made[key] = compose(_page_grid(grid, cuts, only), paper, paper.types[-2:])
    return grid.made[key]


def _page_numbers(grid: Grid, cuts: Sequence[int]) -> dict[str, int]:
    """On which page each shape stands."""
    return {
        name: next((number for number, cut in enumerate(cuts) if cell.row < cut), len(cuts))
        for name, cell in grid.cells.items()
    }


def _page_grid(grid: Grid, cuts: Sequence[int], only: int) -> Grid:
    first = cuts[only - 1] if only else 0
    scene, cells = _page_scene(grid, _page_numbers(grid, cuts), only, first, cuts[only])
    if scene.view == "flow":
        return _routed(replace(scene, columns=table_columns(scene.nodes)), grid.columns, cells, grid.narrow)
    kept = _columns_of(grid, cells.values())
    cells = {name: replace(cell, first=kept.index(cell.first), last=kept.index(cell.last))
             for name, cell in cells.items()}  # fmt: skip
    columns = tuple(grid.columns[column] for column in kept)
    lanes = tuple(lane for lane in scene.lanes if lane.id in columns)
    return _routed(replace(scene, lanes=lanes), columns, cells)


def _columns_of(grid: Grid, cells: Iterable[Cell]) -> list[int]:
    """The columns of the lanes in which some shapes stand: a page does not show empty lanes."""
    lanes = {grid.columns[column] for cell in cells for column in range(cell.first, cell.last + 1)}
    return [column for column, lane in enumerate(grid.columns) if lane in lanes]


def _page_scene(
    grid: Grid, page_of: Mapping[str, int], only: int, first: int, stop: int
) -> tuple[Scene, dict[str, Cell]]:
    """The nodes of one page with connectors for the lines that leave or reach it, and their cells."""
    scene = grid.scene
    nodes = [node for node in scene.nodes if page_of[node.id] == only]
    cells = {node.id: replace(grid.cells[node.id], row=grid.cells[node.id].row - first + SPARE) for node in nodes}
    letters = _letters(grid, page_of)
    edges: list[Edge] = []
    made: dict[str, Node] = {}
    coming: dict[str, list[Edge]] = {}
    for edge in scene.edges:
        here, there = page_of[edge.source], page_of[edge.target]
        if here == there == only:
            edges.append(edge)
        elif here == only:
            name = f"to:{edge.target}"
            made[name] = _connector(name, letters[edge.target], GOES, {there}, scene)
            edges.append(replace(edge, target=name))
        elif there == only:
            coming.setdefault(edge.target, []).append(edge)
    for target, lines in coming.items():
        name, sources = f"from:{target}", {page_of[edge.source] for edge in lines}
        made[name] = _connector(name, letters[target], COMES, sources, scene)
        edges.append(_together(name, lines))
    columns = sorted(grid.narrow) or _columns_of(grid, cells.values())
    for name, node in made.items():
        row, column = _free(name, cells, grid, columns, stop - first + SPARE, edges)
        cells[name] = Cell(row, column, column)
        made[name] = replace(node, lanes=(grid.columns[column],))
    level = {row: index for index, row in enumerate(sorted({cell.row for cell in cells.values()}))}
    page = replace(scene, nodes=(*nodes, *made.values()), edges=tuple(edges))
    return page, {name: replace(cell, row=level[cell.row]) for name, cell in cells.items()}


def _letters(grid: Grid, page_of: Mapping[str, int]) -> dict[str, str]:
    """A letter for each node that lines from another page lead to, in reading order."""
    reached = {edge.target for edge in grid.edges if page_of[edge.source] != page_of[edge.target]}
    letters = LETTERS[grid.scene.language]
    targets = [node.id for node in grid.scene.nodes if node.id in reached]
    return {name: letters[index % len(letters)] * (1 + index // len(letters)) for index, name in enumerate(targets)}


def _connector(name: str, letter: str, words: Mapping[str, str], pages: set[int], scene: Scene) -> Node:
    """A connector with the pages to which, or from all of which, lines lead; its lane is found later."""
    first, last = min(pages) + 1, max(pages) + 1
    run = last - first == len(pages) - 1 > 1
    number = f"{first}–{last}" if run else ", ".join(str(page + 1) for page in sorted(pages))
    number = number.translate(THAI_DIGITS) if scene.language == "th" else number
    part = PAGES[scene.language][scene.part] + ("s" if scene.language == "en" and len(pages) > 1 else "")
    return Node(name, "connector", (), letter, notes=(words[scene.language].format(part=part, number=number),))


def _together(name: str, lines: Sequence[Edge]) -> Edge:
    """The line from a connector on, in the stead of those that come from other pages."""
    back = all(edge.kind == "back" for edge in lines)
    assumed = all(edge.assumed for edge in lines)
    marks = {edge.change for edge in lines}
    change = marks.pop() if len(marks) == 1 else None
    return Edge(name, lines[0].target, assumed=assumed, kind="back" if back else "forward", change=change)


def _free(
    name: str, cells: Mapping[str, Cell], grid: Grid, columns: Sequence[int], bottom: int, edges: Sequence[Edge]
) -> tuple[int, int]:
    """The free (row, column) for a connector that is nearest to what it connects: not below it if lines come from it,
    not above it if they go there. A forward line rather goes on below than aside, and towards its target."""
    comes = name.startswith("from:")
    mine = [edge for edge in edges if name in (edge.source, edge.target)]
    near = [cells[edge.target if comes else edge.source] for edge in mine]
    anchor = min(near, key=lambda cell: cell.row) if comes else max(near, key=lambda cell: cell.row)
    home, back = anchor.middle() // 2, all(edge.kind == "back" for edge in mine)
    away = None if comes or grid.narrow else grid.cells[name.partition(":")[2]].middle() // 2
    taken = {(cell.row, column) for cell in cells.values() for column in range(cell.first, cell.last + 1)}
    filled = {row for row, _ in taken}

    def cost(row: int, column: int) -> float:
        aside = 2.0 if not back and not grid.narrow and (row == anchor.row or (comes and column != home)) else 0.0
        aside += 0.3 if grid.narrow and comes == (column == 0) else 0.0  # lines come from the right and go to the left
        aside += TOWARDS * abs(column - away) if away is not None else 0.0
        near = FROM_OWN if comes and not grid.narrow else 1.2
        return abs(row - anchor.row) + near * abs(column - home) + aside + (3.0 if row not in filled else 0.0)

    rows = range(anchor.row + 1) if comes else range(anchor.row, bottom + SPARE)
    free = [(row, column) for row in rows for column in columns if (row, column) not in taken]
    return min(free, key=lambda place: (cost(*place), abs(place[0] - anchor.row), place))
