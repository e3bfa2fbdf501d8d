"""The amendment list: what a signatory reads of each change, old and new side by side."""

from __future__ import annotations

from diagrams.manual import amendments
from diagrams.manual.book import Paragraph, Table
from engine.changes import changes
from engine.model import Process, Step

BEFORE = Process(
    process="cooperation",
    number=8,
    title="ประสานความร่วมมือ",
    case="ความร่วมมือ",
    steps=(
        Step(id="ask", item=1, title="ประสานงาน", text="ประสานงานกับหน่วยงานภาครัฐทุกแห่ง", within="10 working days"),
        Step(id="report", title="รายงาน"),
    ),
)
AFTER = BEFORE.model_copy(
    update={"steps": (BEFORE.steps[0].model_copy(update={"text": "ประสานงานกับหน่วยงานเอกชนทุกแห่ง", "within": None}),)}
)


def row_of(place: int) -> list[tuple[Paragraph, ...]]:
    found = list(amendments.chapter("รุ่นก่อน", {"cooperation": list(changes(BEFORE, AFTER))}, [AFTER], {}, {}))
    (table,) = [block for block in found if isinstance(block, Table)]
    return list(table.rows[place].cells)


def test_only_the_words_that_changed_stand_out() -> None:
    _, subject, old, new = row_of(0)
    assert [line.text for line in subject] == ["ข้อ ๑ ประสานงาน", "ข้อความ"]
    assert "".join(run.text for run in old[0].runs if not run.struck) == "ประสานงานกับหน่วยงานทุกแห่ง"
    assert "".join(run.text for run in old[0].runs if run.struck) == "ภาครัฐ"
    assert "".join(run.text for run in new[0].runs if run.strong) == "เอกชน"


def test_a_time_limit_is_told_as_the_office_says_it() -> None:
    _, _, old, new = row_of(1)
    assert [line.text for line in old] == ["๑๐ วันทำการ"]
    assert [line.text for line in new] == [amendments.NOTHING]
    assert not new[0].runs[0].strong


def test_a_step_that_is_gone_is_struck_out_and_leads_nowhere() -> None:
    _, subject, old, _ = row_of(2)
    assert [line.text for line in subject] == ["รายงาน", "ยกเลิก"]
    assert not subject[0].runs[0].to
    assert all(run.struck for line in old for run in line.runs)
