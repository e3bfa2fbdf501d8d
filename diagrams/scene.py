"""From a procedure to a scene: which lanes, shapes and lines a flowchart of it has, as frozen plain data.

The language knows steps that wait for steps; a reader of a chart wants to see choices. So this file finds where the way
parts: each decision gets one exit per outcome, and in front of steps with a ``when`` stands a diamond that asks for the
field. A step that is skipped passes on to what follows it, and its line is drawn so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations
from typing import Literal

from diagrams.given import Language, Names, State, StepProgress, View
from engine import graph as graphs
from engine.calendar import TO_THAI_DIGITS as THAI_DIGITS
from engine.messages import text
from engine.model import WHOLE, Legal, Outcome, Process, Step

Kind = Literal["start", "end", "task", "document", "decision", "fork", "connector"]
Mark = Literal["added", "removed", "moved", "changed"]
"""What has become of a shape or line from one version of a procedure to another (``overlay.py``)."""
SIGNS: dict[Mark | None, str] = {None: "", "added": "+", "removed": "–", "moved": "↕", "changed": "~"}
Facts = Mapping[str, frozenset[str]]
"""What is known at a place of the chart: for a field or a decision, the values that it can still have there."""

Part = Literal["page", "sheet"]
PAGES: dict[Language, dict[Part, str]] = {
    "th": {"page": "หน้า", "sheet": "แผ่นที่"},
    "en": {"page": "page", "sheet": "sheet"},
}
START, END, CHART, EVERYBODY, OTHERS = "start", "end", "chart", "everybody", "others"
MOST_LANES = 8
"""More lanes than this leave no room for text on a landscape A4 page: the rest share one lane."""

COLUMNS: tuple[Literal["actor", "result", "legal"], ...] = ("actor", "result", "legal")

WORDS: dict[Language, dict[str, str]] = {
    "th": {
        "heading": "ผังงานที่ {number}",
        "start": "เริ่มต้น",
        "end": "สิ้นสุด",
        "ended": "สิ้นสุด: {title}",
        "inferred": "{text} (อนุมาน)",
        "basis": "ฐานกฎหมายของงาน: {laws}",
        "everybody": "ผู้รับผิดชอบทุกฝ่าย",
        "others": "ผู้ปฏิบัติอื่น",
        "chart": "ผังงาน",
        "question": "{title}?",
        "each": "ให้ครบทุกรายการ: {title}",
        "apart": "ผู้ทำต้องไม่ใช่ผู้ทำ: {titles}",
        "with": "ร่วมกับ {names}",
        "by": "โดย {names}",
        "section": "ม.{section}",
        "clause": "ข้อ {section}",
        "assumed": "อนุมาน: {parts}",
        "whole": "ทั้งขั้นตอน",
        "round": "รอบ {number}",
        "items": "{done}/{total} รายการ",
        "waived": "ยกเว้นให้โดย {who}",
        "result": "ผล: {title}",
        "result assumed": "ผล: {title} (กำหนดให้เมื่อย้ายรุ่น)",
        "takes": "ใช้ {title}",
        "yields": "เอกสารที่ได้: {titles}",
        "and": " และ ",
        "or": " หรือ ",
        "working days": "{number} วันทำการ",
        "days": "{number} วัน",
    },
    "en": {
        "heading": "Flowchart of procedure {number}",
        "start": "Start",
        "end": "End",
        "ended": "End: {title}",
        "inferred": "{text} (assumed)",
        "basis": "Legal basis of the procedure: {laws}",
        "everybody": "Everyone responsible",
        "others": "Other actors",
        "chart": "Flowchart",
        "question": "{title}?",
        "each": "for each: {title}",
        "apart": "not by who did: {titles}",
        "with": "with {names}",
        "by": "by {names}",
        "section": "s. {section}",
        "clause": "cl. {section}",
        "assumed": "Assumed: {parts}",
        "whole": "whole step",
        "round": "round {number}",
        "items": "{done}/{total} items",
        "waived": "waived by {who}",
        "result": "Result: {title}",
        "result assumed": "Result: {title} (assumed when the case moved)",
        "takes": "uses {title}",
        "yields": "Document: {titles}",
        "and": " and ",
        "or": " or ",
        "working days": "{number} working days",
        "days": "{number} days",
    },
}


@dataclass(frozen=True)
class Lane:
    """A column: one actor, or the one column of a flow view."""

    id: str
    title: str
    assumed: bool = False


@dataclass(frozen=True)
class Row:
    """What stands beside a shape in the flow view: who, on what basis, with what result."""

    actor: str = ""
    actor_assumed: bool = False
    legal: str = ""
    legal_assumed: bool = False
    result: str = ""
    result_assumed: bool = False


@dataclass(frozen=True)
class Node:
    """A shape. ``lanes`` names more than one lane only where a joint step spans them, side by side. A ``fork`` is the
    bar from which several steps begin at once."""

    id: str
    kind: Kind
    lanes: tuple[str, ...]
    title: str
    badge: str = ""
    mark: str = ""
    mark_assumed: bool = False
    notes: tuple[str, ...] = ()
    assumption: str = ""
    assumed: bool = False
    stacked: bool = False
    state: State | None = None
    progress: tuple[str, ...] = ()
    row: Row = Row()
    change: Mark | None = None


@dataclass(frozen=True)
class Edge:
    """A line. ``back`` leads to a step that is done anew, ``end`` to an end of the case other than the usual one;
    ``taken`` is the way that a case has gone from a decision."""

    source: str
    target: str
    label: str = ""
    assumed: bool = False
    kind: Literal["forward", "back", "end"] = "forward"
    taken: bool = False
    change: Mark | None = None


@dataclass(frozen=True)
class Scene:
    """A whole chart, or one page of it, before anything is measured."""

    heading: str
    title: str
    case_title: str
    basis: str
    """What the whole procedure rests on, as one line; only beside the table of the flow view."""
    language: Language
    view: View
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: tuple[Literal["actor", "result", "legal"], ...] = ()
    """Which columns the table beside the flow view has."""
    dictionary: tuple[str, ...] = ()
    """Names that must not be broken inside a line."""
    part: Part = "page"
    """What each part of the chart is called where it is split; in a book, whose own pages are numbered, a sheet."""

    @cached_property
    def by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    def lines(self, node: Node) -> list[str]:
        """All that is written in a shape and beside it, for forms that have room in the shape only."""
        titles = {lane.id: lane.title for lane in self.lanes}
        together = " + ".join(titles[lane] for lane in node.lanes) if len(node.lanes) > 1 else ""
        first = " ".join(part for part in (SIGNS[node.change], node.badge, node.title) if part)
        beside = (node.row.actor, node.row.result, node.row.legal) if self.view == "flow" else (together,)
        lines = (first, node.mark, *beside, *node.notes, node.assumption, *node.progress)
        return [line for line in lines if line]


def scene(
    process: Process,
    names: Names,
    *,
    view: View = "lanes",
    language: Language = "th",
    progress: Mapping[str, StepProgress] | None = None,
    case_title: str | None = None,
    values: Mapping[str, str] | None = None,
    reached: str | None = None,
) -> Scene:
    """The scene of a procedure; with ``progress``, of a case of it. ``values`` are what its choices were found to be,
    ``reached`` is the end at which it is."""
    words = Words(process, names, language)
    nodes, edges = drawn(process, words, progress, values, reached)
    return assembled(process, words, nodes, edges, view=view, progress=progress, case_title=case_title)


def drawn(
    process: Process,
    words: Words,
    progress: Mapping[str, StepProgress] | None = None,
    values: Mapping[str, str] | None = None,
    reached: str | None = None,
) -> tuple[list[Node], tuple[Edge, ...]]:
    """The shapes and lines of a procedure, before they have lanes."""
    flow = _Flow(process, words, _answers(progress, values))
    nodes = [_step_node(process, step, words, (progress or {}).get(step.id)) for step in process.steps]
    for choice in flow.choices.values():
        place = min(index for index, node in enumerate(nodes) if node.id in choice.members)
        nodes.insert(place, _choice_node(choice, flow, words, progress))
    nodes = _with_forks(nodes, flow)
    nodes = _with_ends(nodes, flow, words, reached)
    return nodes, tuple(_inferred(edge, nodes) for edge in flow.edges)


def assembled(
    process: Process,
    words: Words,
    nodes: list[Node],
    edges: tuple[Edge, ...],
    *,
    view: View,
    progress: Mapping[str, StepProgress] | None = None,
    case_title: str | None = None,
) -> Scene:
    """The scene of these shapes and lines."""
    lanes, nodes = (_one_lane if view == "flow" else _lanes)(nodes, words)
    return Scene(
        heading=words("heading", number=words.number(process.number)),
        title=words.title(process.process, process.title),
        case_title=case_title or "",
        basis=words("basis", laws=words.laws(process.legal)) if view == "flow" and process.legal else "",
        language=words.language,
        view=view,
        lanes=lanes,
        nodes=tuple(_in_reading_order(nodes, edges)),
        edges=edges,
        columns=table_columns(nodes),
        dictionary=_dictionary(words.names, progress) if words.language == "th" else (),
    )


def table_columns(nodes: Iterable[Node]) -> tuple[Literal["actor", "result", "legal"], ...]:
    """The columns that the table beside some shapes needs."""
    rows = [node.row for node in nodes]
    return tuple(name for name in COLUMNS if any(getattr(row, name) for row in rows))


def _answers(progress: Mapping[str, StepProgress] | None, values: Mapping[str, str] | None) -> dict[str, str]:
    """How a case's choices were answered so far: fields by their value, decisions by their outcome."""
    settled = {name: step for name, step in (progress or {}).items() if step.state in ("done", "waived")}
    decided = {name: step.outcome for name, step in settled.items() if step.outcome}
    return {**(values or {}), **decided}


def _dictionary(names: Names, progress: Mapping[str, StepProgress] | None) -> tuple[str, ...]:
    """Names that no dictionary has: those of the lanes, and the first and last names of who did what."""
    people = {part for step in (progress or {}).values() if step.person for part in step.person.split()}
    return (*names.shorts.values(), *sorted(people))


@dataclass(frozen=True)
class Words:
    """Everything that is printed, in the language of the chart."""

    process: Process
    names: Names
    language: Language

    def __call__(self, key: str, **parts: str) -> str:
        return WORDS[self.language][key].format(**parts)

    def number(self, number: object) -> str:
        """A number (or a text with digits in it) in the digits of the language."""
        return str(number).translate(THAI_DIGITS) if self.language == "th" else str(number)

    def title(self, path: str, thai: str) -> str:
        """A text at a flat path of the translations, or the Thai one if there is none."""
        return self.names.translations.get(path, thai) if self.language == "en" else thai

    def inside(self, path: str, thai: str) -> str:
        return self.title(f"{self.process.process}/{path}", thai)

    def actor(self, actor: str) -> str:
        """An actor's short title, or the whole one if it has none."""
        whole = self.title(f"actors/{actor}", self.names.actors.get(actor, actor))
        if self.language == "en":
            return self.names.translations.get(f"actors/{actor}/short", whole)
        return self.names.shorts.get(actor, whole)

    def actors(self, actors: Iterable[str]) -> str:
        """Actors as one text: ก, ข และ ค."""
        titles = [self.actor(actor) for actor in actors]
        return self("and").join([", ".join(titles[:-1]), titles[-1]] if len(titles) > 1 else titles)

    def performers(self, step: Step) -> str:
        return self.actors(step.by) if step.by else self("everybody")

    def laws(self, bases: Iterable[Legal]) -> str:
        """Legal bases with their sections, each marked if it was inferred."""
        return ", ".join(map(self._law, bases))

    def _law(self, legal: Legal) -> str:
        title = self.title(f"laws/{legal.law}", self.names.laws.get(legal.law, legal.law))
        section = self.section(legal)
        if legal.inferred("law") and section and not legal.inferred("section"):
            return f"{section} {self('inferred', text=title)}"  # the manual names the section, we the law
        text = " ".join(part for part in (title, section) if part)
        return self("inferred", text=text) if legal.inferred("law") else text

    def section(self, legal: Legal) -> str:
        kind = "clause" if legal.law in self.names.by_clause else "section"
        return self(kind, section=self.number(legal.section)) if legal.section else ""

    def assumption(self, step: Step) -> str:
        """Which parts of a step were inferred, as one text; not of what it takes, which no shape shows."""
        shown = [part for part in step.assumed or {} if part != "takes"]
        parts = [self("whole") if part == WHOLE else text(f"part-{part}", self.language) for part in shown]
        return self("assumed", parts=", ".join(parts)) if parts else ""

    def within(self, within: str | None) -> str:
        if not within:
            return ""
        number, _, unit = within.partition(" ")
        return self("working days" if unit.startswith("working") else "days", number=self.number(number))


def _step_node(process: Process, step: Step, words: Words, progress: StepProgress | None) -> Node:
    cited = next((basis for basis in step.legal if basis.section), None)
    notes = []
    if step.each:
        notes.append(words("each", title=words.inside(step.each, process.fields[step.each].title)
                           if step.each in process.fields else step.each))  # fmt: skip
    if step.within:
        notes.append(words.within(step.within))
    if step.not_by:
        titles = {other.id: words.inside(other.id, other.title) for other in process.steps}
        notes.append(words("apart", titles=", ".join(titles.get(name, name) for name in step.not_by)))
    assumed = step.assumed or {}
    inferred = "by" in assumed or WHOLE in assumed
    produces = ", ".join(
        words.inside(f"{step.id}/produces/{index}", title) for index, title in enumerate(step.produces, 1)
    )
    result_inferred = bool(produces) and ("produces" in assumed or WHOLE in assumed)
    return Node(
        id=step.id,
        kind="decision" if step.decision else "document" if step.produces else "task",
        lanes=step.by or (EVERYBODY,),
        title=words.inside(step.id, step.title),
        badge=words.number(step.item) if step.item else "",
        mark=words.section(cited) if cited else "",
        mark_assumed=bool(cited and cited.inferred("section")),
        notes=tuple(notes),
        assumption=words.assumption(step),
        assumed=WHOLE in assumed,
        stacked=step.each is not None,
        state=progress.state if progress else None,
        progress=_progress(step, words, progress),
        row=Row(
            actor=words("inferred", text=words.performers(step)) if inferred else words.performers(step),
            actor_assumed=inferred,
            legal=words.laws(step.legal),
            legal_assumed=any(basis.inferred("law") for basis in step.legal),
            result=words("inferred", text=produces) if result_inferred else produces,
            result_assumed=result_inferred,
        ),
    )


def _progress(step: Step, words: Words, progress: StepProgress | None) -> tuple[str, ...]:
    """The small lines of a case's progress: round and items, the outcome, who and when; of a waived step also why."""
    if progress is None:
        return ()
    lines = []
    if progress.round > 1:
        lines.append(words("round", number=words.number(progress.round)))
    if progress.items_total:
        lines.append(words("items", done=words.number(progress.items_done), total=words.number(progress.items_total)))
    first = " · ".join(lines)
    outcome = (step.decision or {}).get(progress.outcome or "")
    title = words.inside(f"{step.id}/{progress.outcome}", outcome.title) if outcome else ""
    chosen = words("result assumed" if progress.assumed else "result", title=title) if title else ""
    who = " ".join(part for part in (progress.person, words.number(progress.at) if progress.at else "") if part)
    if progress.state == "waived":
        who = words("waived", who=who)
    return tuple(line for line in (first, chosen, who, progress.reason) if line)


@dataclass(frozen=True)
class _Choice:
    """A diamond that asks for a field (or an earlier decision) in front of the steps whose ``when`` reads it."""

    id: str
    key: str
    members: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Exit:
    """A way out of a shape: what stands at it, whether it was inferred, whether a case has gone it."""

    label: str = ""
    assumed: bool = False
    taken: bool = False


class _Flow:
    """The lines of a chart, found by following every outcome from the start. ``answers`` are those that a case gave."""

    def __init__(self, process: Process, words: Words, answers: Mapping[str, str]) -> None:
        self.process = process
        self.words = words
        self.answers = answers
        self.steps = {step.id: step for step in process.steps}
        self.graph = graphs.dependencies(process)
        self.place = {step: index for index, step in enumerate(graphs.order(self.graph))}
        self.known = self._known()
        self.choices: dict[str, _Choice] = {}
        self.forks: dict[str, str] = {}
        """The shape behind which each fork stands."""
        self.edges: list[Edge] = []
        self._leave(START, [(Exit(), {}, [step for step in self.place if not self.graph.pred[step]])])
        for step in self.place:
            self._leave_step(self.steps[step])

    def _known(self) -> dict[str, dict[str, frozenset[str]]]:
        """What is certain once a step is reached: its own ``when``, and what all that it waits for agree on."""
        known: dict[str, dict[str, frozenset[str]]] = {}
        for step in self.place:
            before = [known[name] for name in self.graph.pred[step]]
            facts = {
                key: frozenset().union(*(fact[key] for fact in before))
                for key in (before[0] if before else {})
                if all(key in fact for fact in before)
            }
            for key, wanted in (self.steps[step].when or {}).items():
                facts[key] = facts.get(key, frozenset(self._values(key))) & frozenset(wanted)
            known[step] = facts
        return known

    def _values(self, key: str) -> list[str]:
        """What a field can be, or how a decision can go on."""
        if key in self.process.fields:
            return list(self.process.fields[key].choices or {})
        return [name for name, outcome in self._outcomes(key) if not outcome.back and not outcome.end]

    def _outcomes(self, step: str) -> list[tuple[str, Outcome]]:
        return list((self.steps[step].decision or {}).items()) if step in self.steps else []

    def value_title(self, key: str, value: str) -> str:
        if key in self.process.fields:
            return self.words.inside(f"{key}/{value}", (self.process.fields[key].choices or {})[value])
        return self.words.inside(f"{key}/{value}", dict(self._outcomes(key))[value].title)

    def _exit(self, key: str, value: str, *, assumed: bool = False) -> Exit:
        return Exit(self.value_title(key, value), assumed, self.answers.get(key) == value)

    def _leave_step(self, step: Step) -> None:
        facts, successors = self.known[step.id], list(self.graph.succ[step.id])
        if not step.decision:
            self._leave(step.id, [(Exit(), facts, successors)])
            return
        mine = {name: self._exit(step.id, name, assumed=outcome.assumed is not None)
                for name, outcome in step.decision.items()}  # fmt: skip
        exits = [
            (mine[name], {**facts, step.id: frozenset([name])}, successors)
            for name, outcome in step.decision.items()
            if not outcome.back and not outcome.end
        ]
        self._leave(step.id, exits, keep_apart=len(exits) == len(step.decision))
        others: dict[tuple[Literal["back", "end"], str], list[Exit]] = {}
        for name, outcome in step.decision.items():
            if outcome.back:
                others.setdefault(("back", outcome.back), []).append(mine[name])
            elif outcome.end:
                others.setdefault(("end", f"{END}:{outcome.end}"), []).append(mine[name])
        alone = not exits and len(others) == 1
        for (kind, target), ways in others.items():
            self.edges += [
                Edge(step.id, target, way.label, way.assumed, kind, way.taken)
                for way in self._shared(ways, apart=alone)
            ]

    def _shared(self, exits: list[Exit], *, apart: bool) -> list[Exit]:
        """The exits that lead to the same: one for all, unless they stay apart."""
        if apart:
            return exits
        label = self.words("or").join(way.label for way in exits)
        return [Exit(label, all(way.assumed for way in exits), any(way.taken for way in exits))]

    def _leave(self, source: str, exits: Sequence[tuple[Exit, Facts, Sequence[str]]], keep_apart: bool = False) -> None:
        """The lines out of a shape. Exits to the same share a line, unless it would be the shape's only one; an exit
        to several steps at once leads to a fork."""
        ways: dict[tuple[str, ...], list[Exit]] = {}
        for way, facts, successors in exits:
            ways.setdefault(tuple(self._targets(source, successors, facts)), []).append(way)
        apart = keep_apart and len(ways) == 1
        for targets, mine in ways.items():
            dashed = {target: self._order_assumed(target) for target in targets}
            for way in self._shared(mine, apart=apart):
                start, label = source, way.label
                if label and len(targets) > 1:
                    start, label = f"fork:{source}:{len(self.forks) + 1}", ""
                    self.forks[start] = source
                    self.edges.append(Edge(source, start, way.label, way.assumed or all(dashed.values()),
                                           taken=way.taken))  # fmt: skip
                self.edges += [Edge(start, target, label, way.assumed or dashed[target], taken=way.taken)
                               for target in targets]  # fmt: skip

    def _order_assumed(self, target: str) -> bool:
        members = self.choices[target].members if target in self.choices else (target,)
        return all("after" in (self.steps[name].assumed or {}) for name in members if name in self.steps) and any(
            name in self.steps for name in members
        )

    def _targets(self, source: str, successors: Sequence[str], facts: Facts) -> list[str]:
        """Where a way leads on: the next live steps, or the diamonds in front of them, or the end."""
        live = self._live(successors, facts)
        targets: list[str] = []
        asked: dict[str, list[str]] = {}
        for step in live:
            open_keys = [key for key, wanted in (self.steps[step].when or {}).items()
                         if not self._holds(key, wanted, facts, step)]  # fmt: skip
            if open_keys:
                asked.setdefault(open_keys[0], []).append(step)
            else:
                targets.append(step)
        targets += [self._choice(key, members, source, facts) for key, members in asked.items()]
        return targets or [END]

    def _holds(self, key: str, wanted: Iterable[str], facts: Facts, step: str) -> bool:
        """Whether a condition needs no asking: all that can still be the case satisfies it."""
        before = self.graph.pred[step]
        known = facts.get(key)
        if known is None and before and all(key in self.known[name] for name in before):
            known = frozenset().union(*(self.known[name][key] for name in before))
        values = known if known is not None else frozenset(self._values(key))
        return bool(values) and values <= frozenset(wanted)

    def _choice(self, key: str, members: list[str], source: str, facts: Facts) -> str:
        name = f"choice:{key}:" + "+".join(members)
        if name not in self.choices:
            self.choices[name] = _Choice(name, key, tuple(members), source)
            possible = facts.get(key)
            values = [value for value in self._values(key) if possible is None or value in possible]
            exits = [(self._exit(key, value), {**facts, key: frozenset([value])}, members) for value in values]
            self._leave(name, exits, keep_apart=True)
        return name

    def _live(self, steps: Iterable[str], facts: Facts) -> list[str]:
        """The first steps that are not skipped, passing on from those that are; none that another leads to anyway."""
        skipped = self._skipped(facts)
        found: dict[str, None] = {}
        rest, seen = list(steps), set()
        while rest:
            step = rest.pop(0)
            if step in seen:
                continue
            seen.add(step)
            if step in skipped:
                rest.extend(self.graph.succ[step])
            else:
                found[step] = None
        regions = {step: graphs.region(self.graph, step) for step in found}
        return [step for step in found if not any(step in regions[other] for other in found if other != step)]

    def _skipped(self, facts: Facts) -> set[str]:
        skipped: set[str] = set()
        for step in self.place:
            before = self.graph.pred[step]
            refused = any(
                key in facts and not facts[key] & frozenset(wanted)
                for key, wanted in (self.steps[step].when or {}).items()
            )
            if refused or (before and all(name in skipped for name in before)):
                skipped.add(step)
        return skipped


def _choice_node(choice: _Choice, flow: _Flow, words: Words, progress: Mapping[str, StepProgress] | None) -> Node:
    asked = flow.process.fields.get(choice.key) or flow.steps[choice.key]
    title = words("question", title=words.inside(choice.key, asked.title))
    answer = flow.answers.get(choice.key)
    chosen = (words("result", title=flow.value_title(choice.key, answer)),) if answer else ()
    state: State | None = None
    if progress:  # it is passed once something behind it has begun or everything behind it is settled
        states = {progress[name].state for name in choice.members if name in progress}
        state = "done" if answer and (states & {"ready", "done", "waived"} or "waiting" not in states) else "waiting"
    return Node(choice.id, "decision", _home(choice, flow)[:1], title, state=state, progress=chosen)


def _home(choice: _Choice, flow: _Flow) -> tuple[str, ...]:
    """A choice among steps of one actor is asked in that actor's lane, any other where the way comes from, past forks
    and other choices; and one right at the start where the first step is done."""
    homes = {flow.steps[name].by or (EVERYBODY,) for name in choice.members}
    if len(homes) == 1:
        return homes.pop()
    source = choice.source
    while source in flow.choices:
        source = flow.choices[source].source
    return flow.steps[source if source in flow.steps else choice.members[0]].by or (EVERYBODY,)


def _with_forks(nodes: list[Node], flow: _Flow) -> list[Node]:
    """Each fork behind the shape that leads to it, in its lane."""
    found = []
    for node in nodes:
        found.append(node)
        found += [Node(name, "fork", node.lanes[:1], "", assumed=node.assumed)
                  for name, source in flow.forks.items() if source == node.id]  # fmt: skip
    return found


def _with_ends(nodes: list[Node], flow: _Flow, words: Words, reached: str | None) -> list[Node]:
    """The capsules: the start in the lane of the first step, each end in the lane of the last line that leads to it."""
    lanes = {node.id: node.lanes for node in nodes}
    first = next(edge.target for edge in flow.edges if edge.source == START)
    depth = graphs.ranks(flow.graph)
    ends: dict[str, Node] = {}
    for edge in sorted(flow.edges, key=lambda edge: depth.get(edge.source, -1)):
        if edge.target == END or edge.kind == "end":
            title = words("ended", title=edge.label) if edge.kind == "end" else words("end")
            state: State | None = "done" if edge.target == reached else None
            ends[edge.target] = Node(edge.target, "end", lanes.get(edge.source, (EVERYBODY,))[:1], title, state=state)
    return [Node(START, "start", lanes[first][:1], words("start")), *nodes, *ends.values()]


def _inferred(edge: Edge, nodes: list[Node]) -> Edge:
    """A line from or to a step that was inferred as a whole is inferred as well."""
    whole = {node.id for node in nodes if node.assumed}
    return replace(edge, assumed=True) if {edge.source, edge.target} & whole else edge


def _one_lane(nodes: list[Node], words: Words) -> tuple[tuple[Lane, ...], list[Node]]:
    nodes = [replace(node, lanes=(CHART,), mark="", mark_assumed=False) for node in nodes]
    return (Lane(CHART, words("chart")),), nodes


def _lanes(nodes: list[Node], words: Words) -> tuple[tuple[Lane, ...], list[Node]]:
    """A lane for every actor who acts. A joint step spans its lanes where an order exists that brings them together.
    Otherwise, and if it is a decision, whose exits leave at its corners, it stands in the first actor's lane and names
    the others."""
    nodes = [_yielding(node, words) if node.kind == "decision" and node.row.result else node for node in nodes]
    nodes = [_placed_in_one(node, words) if node.kind == "decision" and len(node.lanes) > 1 else node for node in nodes]
    actors = list(dict.fromkeys(lane for node in nodes for lane in node.lanes))
    joint = list(dict.fromkeys(node.lanes for node in nodes if len(node.lanes) > 1))
    while joint and not together(actors, joint):
        joint.remove(max(joint, key=len))
    nodes = [_placed_in_one(node, words) if len(node.lanes) > 1 and node.lanes not in joint else node for node in nodes]
    nodes = _crowded_together(nodes, words)
    used = list(dict.fromkeys(lane for node in nodes for lane in node.lanes))
    special = {EVERYBODY: words("everybody"), OTHERS: words("others")}
    inferred = words.names.assumed
    return tuple(Lane(lane, special.get(lane) or words.actor(lane), lane in inferred) for lane in used), nodes


def together(lanes: list[str], joint: list[tuple[str, ...]]) -> bool:
    """Whether the lanes can be ordered so that those of every joint step lie side by side."""
    involved = [lane for lane in lanes if any(lane in group for group in joint)]
    if len(involved) > 7:
        return False
    return any(side_by_side(order, joint) for order in permutations(involved))


def side_by_side(order: tuple[str, ...], joint: Iterable[tuple[str, ...]]) -> bool:
    """Whether an order of lanes brings the lanes of every joint step together."""
    place = {lane: index for index, lane in enumerate(order)}
    return all(max(place[lane] for lane in group) - min(place[lane] for lane in group) < len(group) for group in joint)


def _placed_in_one(node: Node, words: Words) -> Node:
    return replace(node, lanes=node.lanes[:1], notes=(words("with", names=words.actors(node.lanes[1:])), *node.notes))


def _yielding(node: Node, words: Words) -> Node:
    """A decision that yields a document does not have the document's shape: its note says so."""
    return replace(node, notes=(*node.notes, words("yields", titles=node.row.result)))


def _crowded_together(nodes: list[Node], words: Words) -> list[Node]:
    """With too many actors for a page, those who do least share the last lane, and their boxes name them."""
    count: dict[str, int] = {}
    for node in nodes:
        for lane in node.lanes:
            count[lane] = count.get(lane, 0) + (node.kind not in ("start", "end", "fork"))
    if len(count) <= MOST_LANES:
        return nodes
    kept = set(sorted(count, key=lambda lane: -count[lane])[: MOST_LANES - 1])

    def moved(node: Node) -> Node:
        if set(node.lanes) <= kept:
            return node
        own = node.lanes if node.kind in ("task", "document", "decision") and not node.id.startswith("choice:") else ()
        note = (words("by", names=words.actors(own)),) if own and own != (EVERYBODY,) else ()
        return replace(node, lanes=(OTHERS,), notes=(*note, *node.notes))

    return [moved(node) for node in nodes]


def _in_reading_order(nodes: list[Node], edges: tuple[Edge, ...]) -> list[Node]:
    """Every shape behind those from which a forward line leads to it; otherwise in the order of the manual."""
    waits: dict[str, set[str]] = {node.id: set() for node in nodes}
    for edge in edges:
        if edge.kind != "back":
            waits[edge.target].add(edge.source)
    order = graphs.order(graphs.from_edges(waits, waits))
    by_id = {node.id: node for node in nodes}
    return [by_id[name] for name in order]
