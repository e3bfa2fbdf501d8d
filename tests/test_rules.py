"""The rules of a case (DESIGN §3), one small procedure each: the steps that are ready read like a story."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import transitions

from engine.decide import Cancel, Complete, Correct, Reopen, Resume, Suspend
from engine.problems import Refused
from processes import BEGIN, Run, planned, read_process, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from processes import Typed

# -- rules 1 and 2: ready and skipped ----------------------------------------------------------------------------------


def named(refused: Refused, key: str) -> list[str]:
    """The names that a refusal lists."""
    return [phrase.values["name"] for phrase in refused.values[key]]  # type: ignore[attr-defined]


def test_a_step_waits_for_all_that_stand_in_its_after() -> None:
    case = run("""
        steps:
          - id: draft
          - id: hearing
          - {id: board, after: [draft]}
          - {id: submit, after: [hearing, board]}
    """)
    assert case.do("draft") == ["hearing", "board"]
    assert case.do("board") == ["hearing"]
    assert case.do("hearing") == ["submit"]
    assert case.do("submit") == []
    assert case.case.state == "completed"


def test_a_step_that_waits_for_one_further_down() -> None:
    case = run("steps: [{id: sign, after: [print]}, {id: print, after: []}]")
    assert case.ready == ["print"]
    assert case.do("print") == ["sign"]


ALTERNATIVE = """
    fields:
      kind: {type: choice, ask: at-start, choices: {small: เล็ก, large: ใหญ่, none: ไม่มี}}
    steps:
      - id: receive
      - {id: clerk-signs, after: [receive], when: {kind: small}}
      - {id: head-signs, after: [receive], when: {kind: [large]}}
      - {id: seal, after: [head-signs], when: {kind: large}}
      - {id: archive, after: [receive, clerk-signs, seal]}
"""


def test_an_alternative_takes_the_branch_whose_condition_holds() -> None:
    assert run(ALTERNATIVE, kind="small").do("receive") == ["clerk-signs"]
    assert run(ALTERNATIVE, kind="large").do("receive", "head-signs") == ["seal"]


def test_skipping_passes_on_and_a_join_waits_only_for_what_lives() -> None:
    case = run(ALTERNATIVE, kind="none")
    assert case.do("receive") == ["archive"]
    assert case.events[-1].skipped == ("clerk-signs", "head-signs", "seal")
    assert case.do("archive") == []
    assert case.case.state == "completed"


def test_a_step_is_skipped_with_all_that_it_waits_for_though_it_sets_no_condition() -> None:
    """``check`` refuses such a procedure, and the rule holds all the same."""
    process = read_process(
        """
        fields: {kind: {type: choice, ask: at-start, choices: {a: ก, b: ข}}}
        steps: [{id: sign, when: {kind: a}}, {id: seal}, {id: send}]
        """,
        allowed="skipped-silently",
    )
    case = Run(planned(process), {"kind": "b"})
    assert set(case.states.values()) == {"skipped"}
    assert case.case.state == "completed"


def test_a_skipped_branch_before_a_join() -> None:
    case = run(ALTERNATIVE, kind="small")
    assert case.do("receive", "clerk-signs") == ["archive"]
    assert case.states["seal"] == "skipped"


def test_an_alternative_inside_a_parallel_branch() -> None:
    case = run("""
        steps:
          - id: open
          - {id: check, after: [open], decision: {full: , short: }}
          - {id: audit, after: [check], when: {check: full}}
          - {id: letter, after: [open]}
          - {id: close, after: [check, audit, letter]}
    """)
    assert case.do("open") == ["check", "letter"]
    assert case.do("check=short") == ["letter"]
    assert case.states["audit"] == "skipped"
    assert case.do("letter") == ["close"]


def test_a_condition_on_a_field_asked_on_the_way() -> None:
    text = """
        fields: {grade: {type: choice, choices: {a: ดี, b: พอใช้}}}
        steps:
          - {id: assess, asks: [grade]}
          - {id: advise, when: {grade: b}}
          - {id: report, after: [assess, advise]}
    """
    case = run(text)
    assert case.complete("assess", grade="ดี") == ["report"]
    case = run(text)
    assert case.complete("assess", grade="b") == ["advise"]


def test_all_lines_of_a_condition_must_hold() -> None:
    case = run(
        """
        fields: {kind: {type: choice, ask: at-start, choices: {a: ก, b: ข}}}
        steps:
          - {id: check, decision: {yes: , "no": }}
          - {id: extra, when: {kind: [a, b], check: yes}}
          - {id: rare, after: [check], when: {kind: b, check: yes}}
          - {id: done, after: [check, extra, rare]}
        """,
        kind="a",
    )
    assert case.do("check=yes") == ["extra"]
    assert case.states["rare"] == "skipped"


# -- rule 3: back ----------------------------------------------------------------------------------------------------

LOOP = """
    steps:
      - id: draft
      - {id: hearing, after: [draft]}
      - {id: board, after: [draft]}
      - {id: review, after: [hearing, board], decision: {approve: , revise: {back: draft}}}
      - id: publish
"""


def test_a_parallel_split_in_a_loop_joins_rightly_in_every_round() -> None:
    case = run(LOOP)
    assert case.do("draft", "hearing", "board") == ["review"]
    assert case.do("review=revise") == ["draft"]
    assert case.do("draft") == ["hearing", "board"]
    assert case.do("board") == ["hearing"], "last in the first round, first in the second: the join still waits"
    assert case.do("hearing") == ["review"]
    assert case.do("review=approve") == ["publish"]
    assert {step: row.round for step, row in case.case.steps.items()} == {
        "draft": 2, "hearing": 2, "board": 2, "review": 2, "publish": 1,
    }  # fmt: skip


def test_a_return_while_another_branch_is_active_leaves_that_branch_alone() -> None:
    case = run("""
        steps:
          - id: receive
          - {id: draft, after: [receive]}
          - {id: review, after: [draft], decision: {approve: , revise: {back: draft}}}
          - {id: budget, after: [receive]}
          - {id: sign, after: [review, budget]}
    """)
    case.do("receive", "draft")
    assert case.do("review=revise") == ["draft", "budget"]
    assert case.do("budget", "draft") == ["review"]
    assert case.do("review=approve") == ["sign"]
    assert case.case.steps["budget"].round == 1


def test_a_return_to_before_the_split_withdraws_what_was_ready_there() -> None:
    case = run("""
        steps:
          - id: draft
          - {id: review, after: [draft], decision: {approve: , revise: {back: draft}}}
          - {id: budget, after: [draft]}
          - {id: sign, after: [review, budget]}
    """)
    case.do("draft")
    assert case.do("review=revise") == ["draft"]
    assert case.states["budget"] == "waiting"
    assert case.refused(Complete("budget")).code == "step-waiting"


def test_a_step_that_was_skipped_is_judged_anew_in_the_next_round() -> None:
    case = run("""
        fields: {kind: {type: choice, choices: {a: ก, b: ข}}}
        steps:
          - {id: sort, asks: [kind]}
          - {id: special, when: {kind: b}}
          - {id: review, after: [sort, special], decision: {good: , again: {back: sort}}}
    """)
    case.complete("sort", kind="a")
    assert case.states["special"] == "skipped"
    case.do("review=again")
    assert case.case.fields["kind"] is None
    refused = case.refused(Complete("sort"))
    assert (refused.code, refused.values["earlier"]) == ("step-needs", ["kind=a"])
    assert case.complete("sort", kind="b") == ["special"]


def test_an_earlier_number_zero_is_offered_again() -> None:
    case = run("""
        fields: {count: {type: number}}
        steps: [{id: tell, asks: [count]}, {id: review, decision: {good: , again: {back: tell}}}]
    """)
    case.complete("tell", count="5")
    case.do("review=again")
    case.complete("tell", count="0")
    case.do("review=again")
    assert case.refused(Complete("tell")).values["earlier"] == ["count=0"]


def test_an_answer_given_outside_the_region_stays_though_a_skipped_step_inside_asks_for_it() -> None:
    case = run("""
        fields: {place: {type: text}}
        steps:
          - {id: sort, decision: {here: , there: }}
          - {id: near, when: {sort: here}, asks: [place]}
          - {id: travel, after: [sort]}
          - {id: far, after: [sort, travel], when: {sort: there}, asks: [place]}
          - {id: check, after: [travel], decision: {good: , again: {back: travel}}}
          - {id: report, after: [near, far, check]}
    """)
    case.do("sort=here")
    case.complete("near", place="ระยอง")
    case.do("travel", "check=again")
    assert case.case.fields["place"] == "ระยอง"


def test_again_and_finish() -> None:
    case = run("steps: [{id: visit, decision: {again: {back: visit}, finish: }}, {id: report}]")
    for _ in range(3):
        assert case.do("visit=again") == ["visit"]
    assert case.case.steps["visit"].round == 4
    assert case.do("visit=finish") == ["report"]


# -- rule 4: end -----------------------------------------------------------------------------------------------------

ENDING = """
    steps:
      - id: receive
      - {id: verify, after: [receive]}
      - {id: decide, after: [receive], decision: {grant: , reject: {end: rejected}}}
      - {id: pay, after: [verify, decide]}
"""


def test_an_end_withdraws_what_is_ready_or_waiting() -> None:
    case = run(ENDING)
    case.do("receive", "decide=reject")
    assert (case.case.state, case.case.result, case.ready) == ("ended", "rejected", [])
    assert case.states == {"receive": "done", "verify": "withdrawn", "decide": "done", "pay": "withdrawn"}
    assert case.refused(Complete("verify")).code == "case-ended"


# -- rule 5: each ----------------------------------------------------------------------------------------------------

EACH = """
    fields: {schools: {type: list, ask: at-start}}
    steps:
      - id: announce
      - {id: visit, each: schools}
      - {id: review, decision: {good: , again: {back: visit}, from-start: {back: announce}}}
      - id: report
"""


def test_each_entry_is_an_item_and_the_last_one_completes_the_step() -> None:
    case = run(EACH, schools=["ก", "ข", "ค"])
    case.do("announce")
    assert case.items("visit") == {"ก": "ready", "ข": "ready", "ค": "ready"}
    assert case.complete("visit", "ข") == ["visit"]
    assert case.complete("visit", "ค", "ก") == ["review"]
    assert [(event.item, event.settled) for event in case.events[2:]] == [("ข", False), ("ค", False), ("ก", True)]


def test_the_only_open_item_need_not_be_named() -> None:
    case = run(EACH, schools=["ก", "ข"])
    case.do("announce")
    refused = case.refused(Complete("visit"))
    assert (refused.code, refused.values["items"]) == ("which-item", ["ก", "ข"])
    case.complete("visit", "ก")
    assert case.complete("visit") == ["review"]


def test_an_item_is_refused_if_unknown_done_or_named_twice() -> None:
    case = run(EACH, schools=["โรงเรียนวัดตะเคียน", "โรงเรียนบ้านค่าย"])
    case.do("announce")
    refused = case.refused(Complete("visit", ("โรงเรียนวัดตะเคีย",)))
    assert (refused.code, refused.values["near"]) == ("no-such-item", "โรงเรียนวัดตะเคียน")
    assert case.refused(Complete("visit", ("โรงเรียนบ้านค่าย",) * 2)).code == "item-twice"
    case.complete("visit", "โรงเรียนบ้านค่าย")
    assert case.refused(Complete("visit", ("โรงเรียนบ้านค่าย",))).code == "item-done"
    assert case.refused(Complete("announce", ("โรงเรียนบ้านค่าย",))).code == "step-done"


def test_items_are_for_steps_with_each() -> None:
    assert run(EACH, schools=["ก"]).refused(Complete("announce", ("ก",))).code == "no-items-here"


def test_an_entry_can_be_added_while_the_step_is_open() -> None:
    case = run(EACH, schools=["ก", "ข"])
    case.do("announce")
    case.complete("visit", "ก")
    case.give(Correct({}, "เพิ่งเข้าร่วม", added={"schools": ["ค"]}))
    assert case.items("visit") == {"ก": "done", "ข": "ready", "ค": "ready"}
    assert case.complete("visit", "ข") == ["visit"]
    assert case.complete("visit", "ค") == ["review"]
    refused = case.refused(Correct({}, "ช้าไป", added={"schools": ["ง"]}))
    assert (refused.code, refused.values["step"]) == ("loop-is-done", "visit")


def test_withdrawing_the_last_open_entry_completes_the_step() -> None:
    case = run(EACH, schools=["ก", "ข"])
    case.do("announce")
    case.complete("visit", "ก")
    assert case.give(Correct({}, "ถอนตัว", withdrawn={"schools": ["ข"]})) == ["review"]
    assert case.items("visit") == {"ก": "done"}
    assert case.case.fields["schools"] == ("ก",)


def test_a_list_keeps_at_least_one_entry() -> None:
    case = run(EACH, schools=["ก"])
    assert case.refused(Correct({}, "ถอนตัว", withdrawn={"schools": ["ก"]})).code == "empty-list"
    assert case.refused(Correct({"schools": []}, "ถอนตัว")).code == "empty-list"
    assert case.refused(Correct({}, "ถอนตัว", withdrawn={"schools": ["ข"]})).code == "no-such-entry"
    assert case.refused(Correct({}, "ซ้ำ", added={"schools": ["ก"]})).code == "entry-twice"


def test_named_entries_go_back_and_the_others_are_kept() -> None:
    case = run(EACH, schools=["ก", "ข", "ค"])
    case.do("announce")
    case.complete("visit", "ก", "ข", "ค")
    assert case.complete("review", "ข", outcome="again") == ["visit"]
    assert case.items("visit") == {"ก": "done", "ข": "ready", "ค": "done"}
    assert case.complete("visit", "ข") == ["review"]


def test_without_names_every_entry_goes_back_also_those_kept_before() -> None:
    case = run(EACH, schools=["ก", "ข"])
    case.do("announce")
    case.complete("visit", "ก", "ข")
    case.complete("review", "ข", outcome="from-start")
    case.do("announce")
    assert case.items("visit") == {"ก": "done", "ข": "ready"}
    case.complete("visit", "ข")
    case.do("review=from-start", "announce")
    assert case.items("visit") == {"ก": "ready", "ข": "ready"}


def test_what_a_return_kept_is_not_kept_when_the_way_there_is_gone_again() -> None:
    case = run("""
        fields: {schools: {type: list, ask: at-start}}
        steps:
          - id: announce
          - {id: sign, decision: {signed: , redo: {back: announce}}}
          - {id: visit, each: schools}
          - {id: review, decision: {good: , again: {back: announce}}}
    """, schools=["ก", "ข"])  # fmt: skip
    case.do("announce", "sign=signed")
    case.complete("visit", "ก", "ข")
    case.complete("review", "ข", outcome="again")
    case.do("announce", "sign=redo", "announce", "sign=signed")
    assert case.items("visit") == {"ก": "ready", "ข": "ready"}


def test_the_entries_that_went_back_cannot_all_be_withdrawn_before_the_step_is_ready() -> None:
    case = run(EACH, schools=["ก", "ข"])
    case.do("announce")
    case.complete("visit", "ก", "ข")
    case.complete("review", "ข", outcome="from-start")
    withdrawal = Correct({}, "ถอนตัว", withdrawn={"schools": ["ข"]})
    assert case.refused(withdrawal).code == "loop-left-empty"
    case.do("announce")
    assert case.give(withdrawal) == ["review"]


def test_entries_can_go_back_only_if_a_list_is_done_again() -> None:
    case = run("""
        fields: {schools: {type: list, ask: at-start}, teams: {type: list, ask: at-start}}
        steps:
          - {id: visit, each: schools}
          - {id: train, each: teams}
          - id: write
          - {id: review, decision: {good: , rewrite: {back: write}, again: {back: visit}}}
    """, schools=["ก", "ข"], teams=["ท"])  # fmt: skip
    case.complete("visit", "ก", "ข")
    case.complete("train", "ท")
    case.do("write")
    assert case.refused(Complete("review", ("ก",), "rewrite")).code == "nothing-to-return"
    assert case.refused(Complete("review", ("กก",), "again")).code == "no-such-entry"
    assert case.refused(Complete("review", ("ก", "ท"), "again")).code == "entries-of-two-lists"
    assert case.refused(Complete("review", ("ก",), "good")).code == "no-items-here"
    case.complete("review", "ก", outcome="again")
    assert case.items("visit") == {"ก": "ready", "ข": "done"}
    case.complete("visit", "ก")
    assert case.items("train") == {"ท": "ready"}, "another list is done again as a whole"


def test_a_list_of_fixed_choices_is_there_from_the_start() -> None:
    case = run("""
        fields: {groups: {type: list, choices: {g-1: กลุ่มที่ ๑, g-2: กลุ่มที่ ๒}}}
        steps: [{id: hear, each: groups}]
    """)
    assert case.items("hear") == {"g-1": "ready", "g-2": "ready"}
    case.give(Correct({}, "ไม่มีกลุ่มนี้", withdrawn={"groups": ["กลุ่มที่ ๒"]}))
    assert case.complete("hear") == []
    assert case.case.state == "completed"


def test_a_list_asked_on_the_way() -> None:
    case = run("""
        fields: {schools: {type: list}}
        steps: [{id: choose, asks: [schools]}, {id: visit, each: schools}]
    """)
    assert case.refused(Complete("choose")).code == "step-needs"
    assert case.refused(Complete("choose", fields={"schools": []})).code == "empty-list"
    assert case.complete("choose", schools=["ก", "ข"]) == ["visit"]


# -- who performs a step ---------------------------------------------------------------------------------------------

JOINT = """
    fields: {note: {type: text}}
    steps:
      - {id: agree, by: [clerk, head, board], asks: [note], decision: {yes: , again: {back: agree}}}
      - id: write
"""


@pytest.mark.parametrize("order", [("clerk", "head", "board"), ("board", "clerk", "head")])
def test_a_joint_step_is_confirmed_in_any_order_and_the_last_gives_outcome_and_fields(order: tuple[str, ...]) -> None:
    case = run(JOINT)
    first, second, last = order
    assert case.complete("agree", actor=first) == ["agree"]
    assert case.complete("agree", actor=second) == ["agree"]
    assert case.complete("agree", outcome="yes", note="ตกลง") == ["write"], "who is left need not be named"
    assert [event.actor for event in case.events[1:]] == [first, second, last]
    assert [event.kind for event in case.events[1:]] == ["confirmed", "confirmed", "completed"]


def test_a_joint_step_refuses_what_is_not_its_turn() -> None:
    case = run(JOINT)
    refused = case.refused(Complete("agree"))
    assert (refused.code, named(refused, "left")) == ("who-confirms", ["clerk", "head", "board"])
    assert case.refused(Complete("agree", outcome="yes", actor="clerk")).code == "outcome-too-early"
    assert case.refused(Complete("agree", actor="clerk", fields={"note": ["ก"]})).code == "fields-too-early"
    case.complete("agree", actor="clerk")
    refused = case.refused(Complete("agree", actor="clerk"))
    assert (refused.code, named(refused, "left")) == ("already-confirmed", ["head", "board"])
    case.complete("agree", actor="head")
    assert case.refused(Complete("agree", fields={"note": ["ก"]})).code == "which-outcome"
    assert case.refused(Complete("agree", outcome="yes")).code == "step-needs"


def test_a_new_round_of_a_joint_step_needs_everybody_again() -> None:
    case = run(JOINT)
    case.complete("agree", actor="clerk")
    case.complete("agree", actor="head")
    assert case.complete("agree", outcome="again") == ["agree"]
    assert case.case.steps["agree"].confirmed == ()
    assert case.refused(Complete("agree")).code == "who-confirms"


def test_each_and_joint_every_actor_confirms_every_entry() -> None:
    case = run(
        """
        fields: {schools: {type: list, ask: at-start}}
        steps: [{id: visit, each: schools, by: [clerk, head]}, {id: report}]
        """,
        schools=["ก", "ข"],
    )
    assert case.refused(Complete("visit", ("ก",))).code == "who-confirms"
    assert case.complete("visit", "ก", "ข", actor="clerk") == ["visit"]
    assert case.refused(Complete("visit", ("ก",), actor="clerk")).code == "item-done"
    assert case.complete("visit", "ข", actor="head") == ["visit"]
    assert case.items("visit") == {"ก": "ready", "ข": "done"}
    assert case.complete("visit", actor="head") == ["report"]


def test_a_step_that_names_nobody_is_open_to_everybody_responsible() -> None:
    case = run("steps: [{id: file, by: []}, {id: seal, by: []}]")
    assert case.case.plan.steps["file"].by == ("clerk", "head")
    assert case.complete("file", actor="head") == ["seal"]
    assert case.complete("seal") == []
    assert [event.actor for event in case.events[1:]] == ["head", None]


def test_an_each_step_that_names_nobody_is_done_with_its_last_item() -> None:
    case = run("fields: {schools: {type: list, ask: at-start}}\nsteps: [{id: visit, each: schools, by: []}]",
               schools=["ก", "ข"])  # fmt: skip
    case.complete("visit", "ก")
    assert case.items("visit") == {"ก": "done", "ข": "ready"}
    case.complete("visit", "ข")
    assert case.case.state == "completed"


# -- rule 6: mend ----------------------------------------------------------------------------------------------------


def test_reopening_is_going_back_by_hand() -> None:
    case = run(LOOP)
    case.do("draft", "hearing", "board")
    assert case.give(Reopen("hearing", "บันทึกผิด")) == ["hearing"]
    assert case.states == {
        "draft": "done", "hearing": "ready", "board": "done", "review": "waiting", "publish": "waiting",
    }  # fmt: skip
    assert case.do("hearing") == ["review"]
    assert (case.events[-2].kind, case.events[-2].note) == ("reopened", "บันทึกผิด")


@pytest.mark.parametrize(
    ("steps", "close"),
    [(["receive", "verify", "decide=grant", "pay"], None), (["receive", "decide=reject"], None),
     (["receive", "decide=grant"], Cancel("ถอนคำขอ"))],
    ids=["completed", "ended", "cancelled"],
)  # fmt: skip
def test_a_closed_case_can_be_reopened(steps: list[str], close: Cancel | None) -> None:
    case = run(ENDING)
    case.do(*steps)
    if close:
        case.give(close)
    assert case.case.closed_at is not None
    case.give(Reopen("decide", "ยังไม่จบ"))
    assert case.case.state == "open"
    assert case.case.result is None
    assert case.case.closed_at is None
    assert "decide" in case.ready
    case.do(*[step for step in ("verify", "decide=grant") if step.partition("=")[0] in case.ready], "pay")
    assert case.case.state == "completed"


def test_an_ended_case_is_reopened_with_the_decision_that_ended_it() -> None:
    case = run(ENDING)
    case.do("receive", "verify", "decide=reject")
    refused = case.refused(Reopen("verify", "ตรวจใหม่"))
    assert (refused.code, refused.values["name"]) == ("reopen-the-end", "decide")
    assert case.give(Reopen("receive", "เริ่มใหม่")) == ["receive"]


def test_only_what_is_done_can_be_reopened() -> None:
    case = run(LOOP)
    case.do("draft")
    refused = case.refused(Reopen("hearing", "ผิด"))
    assert (refused.code, named(refused, "done")) == ("reopen-not-done", ["draft"])
    assert case.refused(Reopen("draft", "  ")).code == "reason-needed"
    assert case.refused(Reopen("drat", "ผิด")).values["near"] == "draft"
    case.give(Suspend("พัก"))
    assert case.refused(Reopen("draft", "ผิด")).code == "case-suspended"


def test_a_field_is_corrected_until_a_condition_has_read_it() -> None:
    case = run(ALTERNATIVE, kind="small")
    case.give(Correct({"kind": ["ใหญ่"]}, "กรอกผิด"))
    assert case.do("receive") == ["head-signs"]
    refused = case.refused(Correct({"kind": ["small"]}, "กรอกผิด"))
    assert (refused.code, refused.values["step"]) == ("already-judged", "clerk-signs")
    case.give(Reopen("receive", "รับผิดประเภท"))
    case.give(Correct({"kind": ["small"]}, "กรอกผิด"))
    assert case.do("receive") == ["clerk-signs"]


def test_a_correction_is_refused_where_there_is_nothing_to_correct() -> None:
    case = run("""
        fields: {note: {type: text}, size: {type: number, ask: at-start}}
        steps: [{id: write, asks: [note]}]
    """, size="1")  # fmt: skip
    refused = case.refused(Correct({"note": ["ก"]}, "แก้"))
    assert (refused.code, named(refused, "asked_by")) == ("not-given-yet", ["write"])
    assert case.refused(Correct({"siz": ["2"]}, "แก้")).values["near"] == "size"
    assert case.refused(Correct({}, "แก้", added={"size": ["2"]})).code == "not-a-list"
    assert case.refused(Correct({"size": ["2"]}, "")).code == "reason-needed"
    case.complete("write", note="ก")
    assert case.refused(Correct({"size": ["2"]}, "แก้")).code == "case-completed"


# -- suspending ------------------------------------------------------------------------------------------------------

DEADLINE = """
    fields: {schools: {type: list, ask: at-start}}
    steps: [{id: visit, each: schools, within: 3 working days}, {id: report, within: 5 days}]
"""


def test_the_clock_stands_while_a_case_is_suspended() -> None:
    case = run(DEADLINE, schools=["ก", "ข"])  # opened on Monday
    assert case.case.steps["visit"].due == "2026-01-08"
    case.at += timedelta(days=1)
    case.give(Suspend("รอเอกสาร"))
    assert (case.ready, case.case.state) == ([], "suspended")
    assert case.refused(Complete("visit", ("ก",))).code == "case-suspended"
    assert case.refused(Suspend("อีก")).code == "case-suspended"
    case.at += timedelta(days=7)
    assert case.give(Resume("ได้เอกสารแล้ว")) == ["visit"]
    assert case.case.steps["visit"].due == "2026-01-15"
    assert case.refused(Resume("อีก")).code == "case-not-suspended"


def test_a_new_round_has_a_new_deadline() -> None:
    case = run("steps: [{id: visit, within: 3 days, decision: {again: {back: visit}, finish: }}]")
    assert case.case.steps["visit"].due == "2026-01-08"
    case.at += timedelta(days=7)
    case.do("visit=again")
    assert case.case.steps["visit"].due == "2026-01-15"


def test_a_deadline_that_cannot_be_computed_is_left_open() -> None:
    plan = planned(read_process("steps: [{id: visit, within: 3 working days}]"))
    case = Run(plan, {}, at=BEGIN.replace(year=2030))
    assert case.ready == ["visit"]
    assert case.case.steps["visit"].due is None


def test_a_suspended_case_can_be_corrected_but_no_step_completes() -> None:
    case = run(DEADLINE, schools=["ก", "ข"])
    case.complete("visit", "ก")
    case.give(Suspend("พัก"))
    assert case.refused(Correct({}, "ถอนตัว", withdrawn={"schools": ["ข"]})).code == "case-suspended"
    case.give(Correct({}, "เพิ่ม", added={"schools": ["ค"]}))
    case.give(Resume("ต่อ"))
    assert case.items("visit") == {"ก": "done", "ข": "ready", "ค": "ready"}


def test_a_case_cancelled_by_mistake_goes_on_from_what_was_open() -> None:
    case = run(LOOP)
    case.give(Cancel("ถอน"))
    case.give(Reopen("draft", "ถอนผิด"))
    assert case.case.state == "open"
    assert list(case.case.ready()) == ["draft"]


def test_a_list_is_given_and_added_to_at_once() -> None:
    case = run(FIELDS, GIVEN)
    case.give(Correct({"schools": ["ข"]}, "ผิด", added={"schools": ["ค"]}))
    assert case.case.fields["schools"] == ("ข", "ค")


def test_whoever_is_left_in_a_joint_step_with_items_need_not_be_named() -> None:
    case = run("""
        fields: {schools: {type: list, ask: at-start}}
        steps: [{id: visit, by: [a, b], each: schools}]
        """, {"schools": ["ก", "ข"]})  # fmt: skip
    case.give(Complete("visit", items=("ก", "ข"), actor="a"))
    case.give(Complete("visit", items=("ก",)))
    case.give(Complete("visit"))
    assert case.case.state == "completed"


def test_a_cancelled_case_takes_no_more_work() -> None:
    case = run(LOOP)
    case.give(Cancel("ถอน"))
    assert set(case.states.values()) == {"withdrawn"}
    for command in (Complete("draft"), Cancel("อีก"), Suspend("พัก"), Resume("ต่อ")):
        assert case.refused(command).code == "case-cancelled"


# -- what is typed into a field ----------------------------------------------------------------------------------------

FIELDS = """
    fields:
      name: {type: text, ask: at-start}
      size: {type: number, ask: at-start}
      day: {type: date, ask: at-start}
      kind: {type: choice, ask: at-start, choices: {type-2: ประเภทที่ ๒, type-3: ประเภทที่ ๓}}
      schools: {type: list, ask: at-start}
      groups: {type: list, ask: at-start, choices: {g-1: กลุ่มที่ ๑, g-2: กลุ่มที่ ๒}}
    steps: [{id: work}]
"""
GIVEN: dict[str, Typed] = {
    "name": "ก",
    "size": "1",
    "day": "1/1/2569",
    "kind": "type-2",
    "schools": ["ก"],
    "groups": ["g-1"],
}


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("name", "  โรงเรียน วัดตะเคียน ", "โรงเรียน วัดตะเคียน"),
        ("name", "os.system", "os.system"),
        ("size", "1250", 1250),
        ("size", "๑,๒๕๐", 1250),
        ("size", "๑๒.๕", 12.5),
        ("size", "-3", -3),
        ("size", "0", 0),
        ("day", "2026-11-23", "2026-11-23"),
        ("day", "๒๓/๑๑/๒๕๖๙", "2026-11-23"),
        ("day", "23 พ.ย. 2569", "2026-11-23"),
        ("kind", "type-3", "type-3"),
        ("kind", "ประเภทที่ ๓", "type-3"),
        ("schools", ["ข", " ก "], ("ข", "ก")),
        ("groups", ["กลุ่มที่ ๒", "g-1"], ("g-2", "g-1")),
    ],
)
def test_a_value_is_read_by_its_type(name: str, typed: str | list[str], kept: object) -> None:
    assert run(FIELDS, {**GIVEN, name: typed}).case.fields[name] == kept


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("name", "", "no-value"),
        ("name", "   ", "no-value"),
        ("name", ["ก", "ข"], "one-value"),
        ("name", "ก\u200bข", "hidden-in-value"),
        ("name", "\x1b[31m", "hidden-in-value"),
        ("name", "ก" * 10_001, "too-long"),
        ("name", "สอง\nบรรทัด", "one-line"),
        ("size", "1,5", "not-a-number"),
        ("size", "1,2,3", "not-a-number"),
        ("size", "สิบ", "not-a-number"),
        ("size", "1.2.3", "not-a-number"),
        ("size", "1e5", "not-a-number"),
        ("size", "nan", "not-a-number"),
        ("size", "-", "not-a-number"),
        ("size", "²", "not-a-number"),
        ("size", "9" * 16, "not-a-number"),
        ("day", "31/2/2569", "not-a-date"),
        ("day", "พรุ่งนี้", "not-a-date"),
        ("kind", "type-4", "not-a-choice"),
        ("schools", [], "empty-list"),
        ("schools", ["ก", ""], "empty-list"),
        ("schools", ["ก", " ก"], "entry-twice"),
        ("groups", ["g-1", "กลุ่มที่ ๑"], "entry-twice"),
        ("groups", ["g-9"], "not-a-choice"),
    ],
)
def test_a_value_of_another_type_is_refused(name: str, typed: str | list[str], code: str) -> None:
    text = FIELDS.replace("ask: at-start, ", "").replace(", ask: at-start", "")
    case = run(text.replace("{id: work}", "{id: work, asks: [name, size, day, kind, schools, groups]}"))
    given = {**GIVEN, name: typed}
    fields = {field: [value] if isinstance(value, str) else value for field, value in given.items()}
    assert case.refused(Complete("work", fields=fields)).code == code


def test_a_near_choice_is_offered() -> None:
    case = run("fields: {kind: {type: choice, choices: {type-2: สอง, type-3: สาม}}}\nsteps: [{id: a, asks: [kind]}]")
    refused = case.refused(Complete("a", fields={"kind": ["typ-2"]}))
    assert (refused.values["found"], refused.values["near"]) == ("typ-2", "type-2")


def test_what_is_asked_at_the_start_is_needed_there() -> None:
    with pytest.raises(Refused) as refused:
        run(FIELDS, {name: value for name, value in GIVEN.items() if name != "size"})
    assert (refused.value.code, refused.value.values["options"]) == ("start-needs", "--set size=…")
    with pytest.raises(Refused) as refused:
        run(FIELDS, GIVEN, sise="1")
    assert (refused.value.code, refused.value.values["near"]) == ("no-such-field", "size")


# -- refusals --------------------------------------------------------------------------------------------------------


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    case = run("""
        fields: {reason: {type: text}}
        steps:
          - {id: screen, by: [clerk], asks: [reason], decision: {accept: , revise: {back: screen}}}
          - id: publish
    """)
    good = {"reason": ["ครบ"]}
    wrong = [
        (Complete("scren"), "no-such-step", "screen"),
        (Complete("screen", outcome="acept", fields=good), "no-such-outcome", "accept"),
        (Complete("screen", outcome="accept", actor="clark", fields=good), "not-their-step", "clerk"),
        (Complete("screen", outcome="accept", fields={"reson": ["ครบ"]}), "no-such-field", "reason"),
    ]
    for command, code, near in wrong:
        refused = case.refused(command)
        assert (refused.code, refused.values["near"]) == (code, near)
        assert f"did you mean `{near}`?" in refused.help("en")
    case.complete("screen", outcome="accept", reason="ครบ")
    assert case.refused(Complete("publish", outcome="accept")).code == "no-outcome-here"
    refused = case.refused(Complete("publish", fields=good))
    assert (refused.code, named(refused, "asked_by")) == ("not-asked-here", ["screen"])


def test_a_step_that_is_not_ready_says_what_it_waits_for_and_what_is_ready() -> None:
    case = run(LOOP)
    case.do("draft", "hearing")
    refused = case.refused(Complete("review", outcome="approve"))
    assert refused.code == "step-waiting"
    assert "it waits for `board` board (clerk)" in refused.message("en")
    assert named(refused, "ready") == ["board"]
    assert case.refused(Complete("draft")).code == "step-done"
    skipped = run(ALTERNATIVE, kind="none")
    skipped.do("receive")
    assert skipped.refused(Complete("seal")).code == "step-skipped"


# -- names that are code elsewhere -------------------------------------------------------------------------------------

HOSTILE = """
    fields: {cmd: {type: text, ask: at-start}, mode: {type: choice, choices: {os-system: "os.system", trigger: "eval"}}}
    steps:
      - {id: os-system, asks: [mode], decision: {complete: , reset: , arrive: , state: , os-system: {back: os-system}}}
      - {id: trigger, when: {os-system: [complete, reset, arrive, state], mode: os-system}}
      - {id: state, after: [os-system, trigger], decision: {machine: {end: os-system}, initial: , cancel: }}
      - {id: model, by: [clerk, head]}
"""


@pytest.mark.parametrize("outcome", ["complete", "reset", "arrive", "state"])
def test_outcomes_may_be_called_like_the_machines_own_triggers(outcome: str) -> None:
    case = run(HOSTILE, cmd="os.system")
    assert case.complete("os-system", outcome="os-system") == ["os-system"]
    assert case.complete("os-system", outcome=outcome, mode="os.system") == ["trigger"]
    assert case.do("trigger", "state=cancel") == ["model"]
    assert case.case.decided("os-system") == outcome


def test_nothing_written_in_a_procedure_is_ever_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """transitions imports and calls callbacks that are given as dotted names; none of ours is a name."""
    seen: list[str | Callable[..., bool | None]] = []
    resolve = transitions.Machine.resolve_callable

    def watched(func: str | Callable[..., bool | None], event_data: transitions.EventData) -> object:
        seen.append(func)
        return resolve(func, event_data)

    monkeypatch.setattr(transitions.Machine, "resolve_callable", staticmethod(watched))
    case = run(HOSTILE, cmd="os.system")
    case.complete("os-system", outcome="complete", mode="os-system")
    case.do("trigger", "state=machine")
    assert (case.case.state, case.case.result) == ("ended", "os-system")
    assert seen, "conditions are resolved here"
    assert all(callable(func) and not isinstance(func, str) for func in seen)
