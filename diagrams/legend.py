"""The legend below a chart: the symbols that it uses, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from diagrams.measure import Text
from diagrams.scene import Scene

LEADING = 14.0
SIZE = 8.0
LEGEND: dict[str, tuple[str, str]] = {
    "capsule": ("จุดเริ่มต้น/สิ้นสุด", "start / end"),
    "task": ("ขั้นตอน", "step"),
    "document": ("ขั้นตอนที่ได้เอกสาร", "step that yields a document"),
    "decision": ("การพิจารณา/ทางเลือก", "decision / choice"),
    "fork": ("ทำคู่ขนานกัน", "in parallel"),
    "stacked": ("ทำทุกรายการ", "done for each entry"),
    "badge": ("ข้อในคู่มือ", "item of the manual"),
    "mark": ("มาตราที่อ้าง", "section cited"),
    "connector": ("จุดเชื่อมต่อหน้า", "goes on on another page"),
    "assumed": ("เส้นประ, “อนุมาน” = ยังไม่ยืนยัน", "dashed, “assumed” = not yet confirmed"),
    "taken": ("ทางที่เลือก", "way chosen"),
    "done": ("เสร็จแล้ว", "done"),
    "waived": ("ยกเว้นให้ ถือว่าเสร็จแล้ว", "waived, counts as done"),
    "ready": ("กำลังรอดำเนินการ", "waits to be done"),
    "waiting": ("ขั้นตอนที่ยังไม่ถึง", "step not reached yet"),
    "skipped": ("ข้าม", "skipped"),
    "withdrawn": ("ยกเลิก", "withdrawn"),
    "added": ("เพิ่ม (เส้นหนา)", "added (heavy line)"),
    "removed": ("ตัดออก (เส้นจุด)", "taken out (dotted line)"),
    "moved": ("ย้ายลำดับหรือเปลี่ยนผู้ปฏิบัติ", "moved, or performed by others"),
    "changed": ("แก้ไข", "changed"),
}
OF_SHEETS = {"connector": ("จุดเชื่อมต่อแผ่น", "goes on on another sheet")}
"""What a symbol means where a chart is split into sheets of a book."""
SWATCH = 24.0


@dataclass(frozen=True)
class LegendItem:
    """A small symbol and its meaning, at a distance from the left."""

    symbol: str
    text: str
    left: float


def legend_lines(scene: Scene, width: float) -> list[list[LegendItem]]:
    """The symbols that a chart uses, in lines."""
    lines: list[list[LegendItem]] = [[]]
    x = 0.0
    meanings = LEGEND | (OF_SHEETS if scene.part == "sheet" else {})
    for symbol in _used(scene):
        text = meanings[symbol][scene.language == "en"]
        needed = SWATCH + 4 + Text(text, 0, 0, SIZE).width
        if x and x + needed > width:
            lines.append([])
            x = 0.0
        lines[-1].append(LegendItem(symbol, text, x))
        x += needed + 10
    return lines


def legend_height(scene: Scene, width: float) -> float:
    """How high the legend of a chart is, in points."""
    return len(legend_lines(scene, width)) * LEADING


def _used(scene: Scene) -> list[str]:
    nodes = scene.nodes
    kinds = {node.kind for node in nodes}
    states = {node.state for node in nodes}
    rows = [node.row for node in nodes] if scene.view == "flow" else []
    dashed = (
        any(edge.assumed for edge in scene.edges)
        or any(node.assumed or node.assumption or node.mark_assumed for node in nodes)
        or any(row.actor_assumed or row.legal_assumed or row.result_assumed for row in rows)
        or any(lane.assumed for lane in scene.lanes)
    )
    present = {
        "capsule": bool(kinds & {"start", "end"}), "document": "document" in kinds,
        "task": "task" in kinds and "waiting" not in states,  # both are a white box
        "decision": "decision" in kinds, "fork": "fork" in kinds, "stacked": any(node.stacked for node in nodes),
        "badge": any(node.badge for node in nodes), "mark": any(node.mark for node in nodes),
        "connector": "connector" in kinds, "assumed": dashed, "taken": any(edge.taken for edge in scene.edges),
    }  # fmt: skip
    present |= {state: state in states for state in ("done", "waived", "ready", "waiting", "skipped", "withdrawn")}
    marks = {node.change for node in nodes} | {edge.change for edge in scene.edges}
    present |= {mark: mark in marks for mark in ("added", "removed", "moved", "changed")}
    return [symbol for symbol in LEGEND if present[symbol]]
