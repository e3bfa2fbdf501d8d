"""The same procedures for every contender: as our YAML, as BPMN, and as the script by which a case is worked."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from engine import checks, forms, graph, library, model, source
from engine.plan import Plan, compile_plan

HEAD = "process: bench\nnumber: '1'\ntitle: งานทดสอบ\ncase: เรื่องหนึ่ง\nresponsible: [clerk]\n"
BRANCHES = 6


class Move(NamedTuple):
    """One completion: a step, the outcome of its decision, the entry of its list."""

    step: str
    outcome: str | None = None
    item: str | None = None


class Procedure(NamedTuple):
    """A procedure, what is given at its start, and the moves that finish a case of it."""

    yaml: str
    bpmn: str
    start: dict[str, list[str]]
    moves: list[Move]

    def plan(self) -> Plan:
        """The plan, through the same rooms as any file."""
        document = source.read(self.yaml.encode(), "bench.yaml")
        process, problems = forms.validate(document, model.Process)
        assert process, problems
        subject = checks.Subject(process, document)
        assert not [found for found in checks.check(subject) if found.severity == "error"]
        return compile_plan(process, graph.dependencies(process), library.version(process), {}, {}, {})


def step(name: str, more: str = "") -> str:
    return f"  - {{id: {name}, title: ขั้น {name}, by: [clerk], assumed: bench{', ' + more if more else ''}}}\n"


def linear(length: int) -> Procedure:
    """``length`` steps, one after the other."""
    names = [f"s{place}" for place in range(length)]
    yaml = HEAD + "steps:\n" + "".join(map(step, names))
    nodes = "".join(f'<userTask id="{name}"/>' for name in names)
    return Procedure(yaml, _bpmn(nodes, list(pairwise(["start", *names, "end"]))), {}, [Move(name) for name in names])


def wide(items: int) -> Procedure:
    """A loop that is walked twice, an alternative, six parallel branches and a step with ``items`` entries."""
    branches = [f"p{place}" for place in range(BRANCHES)]
    entries = [f"e{place}" for place in range(items)]
    yaml = (
        HEAD + "fields:\n  entries: {title: รายการ, type: list, ask: at-start}\nsteps:\n"
        + step("draft")
        + step("review", "decision: {pass: {title: ผ่าน}, revise: {title: แก้ไข, back: draft}}")
        + step("route", "decision: {left: {title: ซ้าย}, right: {title: ขวา}}")
        + step("left", "after: [route], when: {route: left}")
        + step("right", "after: [route], when: {route: right}")
        + step("prepare", "after: [left, right]")
        + "".join(step(name, "after: [prepare]") for name in branches)
        + step("gather", f"after: [{', '.join(branches)}]")
        + step("visit", "each: entries")
        + step("close")
    )  # fmt: skip
    tasks = ["draft", "review", "route", "left", "right", "prepare", *branches, "gather", "close"]
    nodes = "".join(f'<userTask id="{name}"/>' for name in tasks)
    nodes += (
        '<userTask id="visit"><multiInstanceLoopCharacteristics isSequential="false">'
        f"<loopCardinality>{items}</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
        '<exclusiveGateway id="reviewed" default="f-reviewed-draft"/><exclusiveGateway id="routed"'
        ' default="f-routed-right"/><parallelGateway id="split"/><parallelGateway id="join"/>'
    )
    flows = [
        ("start", "draft"), ("draft", "review"), ("review", "reviewed"), ("reviewed", "draft"),
        ("reviewed", "route", "review == 'pass'"), ("route", "routed"), ("routed", "left", "route == 'left'"),
        ("routed", "right"), ("left", "prepare"), ("right", "prepare"), ("prepare", "split"),
        *(("split", name) for name in branches), *((name, "join") for name in branches),
        ("join", "gather"), ("gather", "visit"), ("visit", "close"), ("close", "end"),
    ]  # fmt: skip
    moves = [
        Move("draft"), Move("review", "revise"), Move("draft"), Move("review", "pass"), Move("route", "left"),
        Move("left"), Move("prepare"), *map(Move, branches), Move("gather"),
        *(Move("visit", item=entry) for entry in entries), Move("close"),
    ]  # fmt: skip
    return Procedure(yaml, _bpmn(nodes, flows), {"entries": entries}, moves)


def _bpmn(nodes: str, flows: list[tuple[str, ...]]) -> str:
    def flow(before: str, after: str, condition: str = "") -> str:
        said = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>'
        ends = f'id="f-{before}-{after}" sourceRef="{before}" targetRef="{after}"'
        return f"<sequenceFlow {ends}>{said if condition else ''}</sequenceFlow>"

    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="bench"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><process id="bench" isExecutable="true">'
        f'<startEvent id="start"/><endEvent id="end"/>{nodes}{"".join(flow(*ends) for ends in flows)}'
        "</process></definitions>"
    )


def mixed(steps: int) -> str:
    """A file as offices write them, of any length: texts, decisions with a way back, conditions, joins, legal bases.

    Numbers stand in quotes, so that a reader that guesses types and one that does not see the same file.
    """
    parts = [HEAD, "fields:\n  kind: {title: ประเภท, type: choice, ask: at-start, choices: {a: ก, b: ข}}\nsteps:\n"]
    for place in range(0, steps, 5):
        text = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาวิเคราะห์และจัดทำร่างเสนอคณะกรรมการเพื่อพิจารณา" * 2
        after = f"join{place - 5}" if place else ""
        parts += [
            f"  - id: draft{place}\n    item: '{place + 1}'\n    title: จัดทำร่าง\n    text: {text}\n"
            f"    by: [clerk, head]\n    after: [{after}]\n    within: 15 working days\n"
            "    legal: [{law: act, section: '26', source: stated}]\n",
            f"  - id: review{place}\n    item: '{place + 2}'\n    title: พิจารณา\n    text: {text}\n    by: [board]\n"
            "    decision:\n      pass: {title: เห็นชอบ}\n"
            f"      revise: {{title: แก้ไข, back: draft{place}, assumed: คู่มือไม่ได้กล่าวถึงกรณีไม่เห็นชอบ}}\n",
            f"  - id: left{place}\n    title: ทางหนึ่ง\n    after: [review{place}]\n    when: {{kind: a}}\n"
            "    by: [clerk]\n    assumed: แยกตามประเภท\n",
            f"  - id: right{place}\n    title: อีกทางหนึ่ง\n    after: [review{place}]\n    when: {{kind: b}}\n"
            f"    by: [clerk]\n    produces: [บันทึกผล]\n    item: '{place + 2}'\n    assumed: {{when: แยกตามประเภท}}\n",
            f"  - id: join{place}\n    title: สรุปผล\n    after: [left{place}, right{place}]\n    by: [clerk]\n"
            "    assumed: รวมสองทาง\n",
        ]
    return "".join(parts)
