"""The command that moves running cases to another version: what it shows, what it does, and what it refuses."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cli
from engine.case import replay
from engine.folders import bundled_processes
from engine.lifecycle import DONE, READY
from engine.store.sqlite_store import SqliteStore
from processes import snapshot

if TYPE_CHECKING:
    from engine.calendar import Language

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "cli"
LONG = bool(os.environ.get("KHUMUE_LONG"))
NOTICE = """  - id: notice
    title: ปิดประกาศร่างหลักสูตร
    by: [pilot-school]
    after: [board-approval, hearing]
    assumed: เพิ่มตามมติที่ประชุม
"""
GROUPS = [word for n in range(1, 7) for word in ("--item", f"group-{n}")]


class Desk:
    """Types commands in an office of its own, where the clock goes on by an hour with each."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.file, self.plan = place / "processes" / "02-curriculum.yaml", place / "plan.yaml"
        self.capsys, self.at = capsys, datetime(2026, 6, 1, 2, 0, tzinfo=UTC)

    def types(self, *words: str) -> tuple[int, str, str]:
        self.at += timedelta(hours=1)
        code = cli.run(["--lang", "en", *words] if "--lang" not in words else words)
        told = self.capsys.readouterr()
        return code, told.out, told.err

    def does(self, *words: str) -> str:
        code, out, err = self.types(*words)
        assert code == 0, err
        return out

    def refused(self, *words: str) -> str:
        """Why a command is refused; that nothing has changed is seen to here."""
        before = self.record()
        code, out, err = self.types(*words)
        assert (code, out) == (1, ""), err
        assert self.record() == before
        return err

    def record(self) -> object:
        store = SqliteStore("office.db")
        tables = ("event", "office_case", "step", "item", "field", "ready", "version", "publication")
        found = [list(store.connection.execute(f"SELECT * FROM {table}")) for table in tables]
        store.close()
        return found

    def opens(self, *far: int) -> None:
        """Cases of procedure 2, each so many commands far."""
        commands = [
            ["training"], ["analyse"], ["adapt", "--set", "kind=type-3"], ["board-approval", "--outcome", "approve"],
            ["hearing", *GROUPS], ["submit"], ["screen", "--outcome", "pass"],
        ]  # fmt: skip
        for count in far:
            case = json.loads(self.does("start", "2", "--set", "school=บ้านค่าย", "--json"))["case"]
            for command in commands[:count]:
                self.does("complete", case, *command)

    def edits(self, *changes: tuple[str, str]) -> None:
        text = self.file.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        self.file.write_text(text, encoding="utf-8")

    def inserts_a_step(self) -> None:
        """A notice between hearing and submitting."""
        self.edits(("  - id: submit\n", NOTICE + "  - id: submit\n"))
        self.edits(("    after: [board-approval, hearing]\n    produces", "    after: [notice]\n    produces"))

    def on(self) -> dict[str, list[str]]:
        """Per version, the cases that follow it."""
        found: dict[str, list[str]] = {}
        for row in json.loads(self.does("cases", "--json")):
            status = json.loads(self.does("status", row["case"], "--json"))
            found.setdefault(status["version"], []).append(row["case"])
        return found

    def ready(self, case: str) -> list[str]:
        ready: list[str] = json.loads(self.does("status", case, "--json"))["ready"]
        return [step for step in ready if step not in ("support", "advise")]

    def shows(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.does("migrate", "curriculum", *words, "--json"))
        return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    shutil.copytree(bundled_processes(), tmp_path / "processes", ignore=shutil.ignore_patterns("*schema.json"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KHUMUE_DB", "office.db")
    for name in ("KHUMUE_PROCESSES", "KHUMUE_PERSON"):
        monkeypatch.delenv(name, raising=False)
    desk = Desk(tmp_path, capsys)
    monkeypatch.setattr("engine.desk.login", lambda: "somsri")
    monkeypatch.setattr("engine.service.now", lambda: desk.at)
    monkeypatch.setattr(cli, "LANGUAGE", "en")
    return desk


# -- what it shows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_survey_reads_as_its_transcript(language: Language, desk: Desk, request: pytest.FixtureRequest) -> None:
    desk.opens(0, 3, 5, 5, 6, 7)
    desk.does("complete", "2-6", "approve-type-3" if "approve-type-3" in desk.ready("2-6") else desk.ready("2-6")[0])
    desk.inserts_a_step()
    desk.edits(("  - id: analyse\n", "  - id: analyse-base\n"))
    asked = ["--lang", language, "migrate", "curriculum"]
    shown = [desk.does(*asked)]
    desk.edits(("  - id: analyse-base\n", "  - id: analyse-base\n    was: analyse\n"))
    shown += [desk.does(*asked), desk.does(*asked, "--waive", "notice", "--reason", "ประกาศแล้ว", "-o", "plan.yaml")]
    plan = re.sub(r" [0-9a-f]{12} ", " ⟨mark⟩ ", desk.plan.read_text(encoding="utf-8"))  # salted: another each time
    text = "\n\n".join([*shown, plan])
    golden = GOLDEN / f"migrate.{language}.txt"
    if request.config.getoption("--update"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


def test_looking_changes_nothing(desk: Desk) -> None:
    desk.opens(0, 5, 6)
    desk.inserts_a_step()
    before = desk.record()
    found = desk.shows()
    assert desk.record() == before
    told = [(group["moves"], group["count"], group["opened"], group["closed"]) for group in found["groups"]]
    assert told == [(True, 1, ["notice"], ["submit"]), (True, 1, [], []), (False, 1, ["notice"], [])]
    assert [reason["code"] for reason in found["groups"][2]["reasons"]] == ["before"]
    ways = {tuple(way["options"]): way["frees"] for way in found["groups"][2]["ways"]}
    assert ways == {("--waive notice",): 1, ("--catch-up notice",): 1}


def test_what_a_way_is_said_to_free_moves_with_it(desk: Desk) -> None:
    desk.opens(0, 5, 6, 7)
    desk.inserts_a_step()
    for way in ("--waive", "--catch-up"):
        assert {group["moves"] for group in desk.shows(way, "notice")["groups"]} == {True}


def test_a_renamed_step_keeps_the_names_it_had_before(desk: Desk) -> None:
    """Of two renamings the older is proposed beside the later one, since a step has one line for both."""
    desk.opens(2)
    desk.edits(("  - id: analyse\n", "  - id: base\n    was: analyse-base\n"))
    assert "`was: [analyse-base, analyse]` in step base" in desk.does("migrate", "curriculum")
    desk.edits(("was: analyse-base\n", "was: [analyse-base, analyse]\n"))
    assert [group["moves"] for group in desk.shows()["groups"]] == [True]


def test_a_title_means_the_step_that_is_gone_and_not_the_new_one_of_that_title(desk: Desk) -> None:
    desk.opens(2)
    desk.edits(("  - id: analyse\n", "  - id: analyse-base\n"))
    options = ("--history", "วิเคราะห์ฐานทุนของโรงเรียน", "--waive", "วิเคราะห์ฐานทุนของโรงเรียน")
    assert [group["moves"] for group in desk.shows(*options)["groups"]] == [True]


def test_a_decision_that_counts_by_waiver_is_told(desk: Desk) -> None:
    desk.opens(7)
    desk.edits(("pass: {title: ผ่านการกลั่นกรอง}", "passed: {title: ผ่านการกลั่นกรอง}"))
    told = desk.does("migrate", "curriculum", "--waive", "screen=passed")
    assert "screen (Screen the curriculum) counts as done by waiver" in " ".join(told.split())


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ([("school: {title: สถานศึกษา, type: text", "school: {title: สถานศึกษา, type: date")], "school"),
        ([("  school: {title", "  place: {title")], "place"),
        (
            [
                ("  kind:\n", "  size: {title: ขนาด, type: text}\n  kind:\n"),
                ("    by: [steering-committee]\n", "    by: [steering-committee]\n    asks: [size]\n"),
            ],
            "size",
        ),
    ],
)
def test_a_value_that_nobody_is_asked_for_any_more_is_told_and_can_be_set(
    changes: list[tuple[str, str]], lost: str, desk: Desk
) -> None:
    desk.opens(1)
    desk.edits(*changes)
    assert [group["lost"] for group in desk.shows()["groups"]] == [[lost]]
    assert "has no value that fits" in " ".join(desk.does("migrate", "curriculum").split())
    desk.does("migrate", "curriculum", "-o", "plan.yaml")
    desk.does("migrate", "--apply", "plan.yaml")
    desk.does("set", "2-1", f"{lost}=1/6/2569", "--reason", "กรอกให้ครบ")
    assert json.loads(desk.does("status", "2-1", "--json"))["fields"][lost]


def test_a_value_is_filled_in_only_where_nobody_will_be_asked_for_it(desk: Desk) -> None:
    desk.opens(2, 3)
    desk.edits(("type-3: ", "type-4: "), *[("kind: type-3", "kind: type-4")] * 2)
    found = desk.shows("--set", "kind=type-2")
    assert {tuple(group["fields"]): group["cases"] for group in found["groups"]} == {("kind",): ["2-2"], (): ["2-1"]}


def test_cases_opened_before_a_day_follow_the_version_before(desk: Desk) -> None:
    desk.opens(0)
    desk.at += timedelta(days=2)
    desk.opens(0)
    desk.inserts_a_step()
    found = desk.shows("--since", "3/6/2569")
    assert [(group["moves"], group["cases"]) for group in found["groups"]] == [(True, ["2-2"]), (False, ["2-1"])]
    assert [reason["code"] for reason in found["groups"][1]["reasons"]] == ["since"]
    assert found["groups"][1]["ways"] == []
    assert desk.shows("--keep", "2-1")["groups"][1]["ways"] == []


def test_a_day_begins_at_midnight_in_thailand(desk: Desk) -> None:
    for hour in (15, 16):  # after which the clock goes on to 23:00 and to 00:00 of the third
        desk.at = datetime(2026, 6, 2, hour, 0, tzinfo=UTC)
        desk.opens(0)
    desk.inserts_a_step()
    found = desk.shows("--since", "3/6/2569")
    assert [(group["moves"], group["cases"]) for group in found["groups"]] == [(True, ["2-2"]), (False, ["2-1"])]


def test_a_version_is_also_a_prefix_a_day_a_file_or_a_folder(desk: Desk, tmp_path: Path) -> None:
    desk.opens(0)
    old = next(iter(desk.on()))
    shutil.copytree(tmp_path / "processes", tmp_path / "next")
    desk.inserts_a_step()
    desk.opens(0)
    new = desk.shows()["to"]
    assert new != old
    for word, version in ((old[:8], old), ("next", old), ("next/02-curriculum.yaml", old), ("1/6/2569", new)):
        assert desk.shows("--to", word)["to"] == version


# -- what it does ------------------------------------------------------------------------------------------------------


def test_a_plan_moves_its_cases_and_no_others(desk: Desk) -> None:
    desk.opens(0, 5, 6, 6)
    old = next(iter(desk.on()))
    desk.inserts_a_step()
    waived = ("--waive", "notice", "--reason", "ประกาศแล้ว")
    desk.does("migrate", "curriculum", *waived, "--keep", "2-4", "-o", "plan.yaml")
    before = {case: desk.does("history", case, "--json") for case in ("2-1", "2-2", "2-3", "2-4")}
    told = desk.does("migrate", "--apply", "plan.yaml")
    assert told.startswith("3 cases follow version ")
    assert {version == old: sorted(cases) for version, cases in desk.on().items()} == {
        True: ["2-4"], False: ["2-1", "2-2", "2-3"],
    }  # fmt: skip
    assert {case: desk.ready(case) for case in before} == {
        "2-1": ["training"], "2-2": ["submit"], "2-3": ["screen"], "2-4": ["screen"],
    }  # fmt: skip
    for case, record in before.items():
        now, then = json.loads(desk.does("history", case, "--json")), json.loads(record)
        assert [(event["seq"], event["kind"]) for event in now[: len(then)]] == [(e["seq"], e["kind"]) for e in then]
        assert [event["kind"] for event in now[len(then) :]] == ([] if case == "2-4" else ["migrated"])
    assert [row["open_cases"] for row in json.loads(desk.does("versions", "2", "--json"))] == [3, 1]


def test_without_a_waiver_the_new_step_opens_and_the_case_goes_on(desk: Desk) -> None:
    desk.opens(5)
    desk.inserts_a_step()
    desk.does("migrate", "curriculum", "-o", "plan.yaml")
    desk.does("migrate", "--apply", "plan.yaml")
    assert desk.ready("2-1") == ["notice"]
    desk.does("complete", "2-1", "notice")
    assert desk.ready("2-1") == ["submit"]


def test_what_is_caught_up_with_is_done_beside_what_is_open(desk: Desk) -> None:
    desk.opens(6)
    desk.inserts_a_step()
    desk.does("migrate", "curriculum", "--catch-up", "notice", "--reason", "ประกาศตามหลัง", "-o", "plan.yaml")
    desk.does("migrate", "--apply", "plan.yaml")
    assert desk.ready("2-1") == ["notice", "screen"]
    desk.does("complete", "2-1", "screen", "--outcome", "pass")
    desk.does("complete", "2-1", "notice")
    assert desk.ready("2-1") == ["forward-type-3"]


def test_who_did_a_step_under_its_old_name_is_kept_apart_all_the_same(desk: Desk) -> None:
    desk.opens(2)
    desk.edits(("  - id: analyse\n", "  - id: study\n    was: analyse\n"))
    desk.edits(("  - id: adapt\n", "  - id: adapt\n    not-by: [study]\n"))
    desk.does("migrate", "curriculum", "--reason", "มติที่ประชุม", "-o", str(desk.plan))
    desk.does("migrate", "--apply", str(desk.plan))
    adapt = ("complete", "2-1", "adapt", "--set", "kind=type-3")
    assert "someone else than `somsri`, who did study" in desk.refused(*adapt)
    desk.does("--as", "teacher", *adapt)


def test_a_line_taken_out_of_the_plan_leaves_its_case(desk: Desk) -> None:
    desk.opens(0, 0)
    desk.inserts_a_step()
    desk.does("migrate", "curriculum", "-o", "plan.yaml")
    lines = desk.plan.read_text(encoding="utf-8").splitlines(keepends=True)
    desk.plan.write_text("".join(line for line in lines if not line.startswith("  2-1:")), encoding="utf-8")
    desk.does("migrate", "--apply", "plan.yaml")
    assert sorted(map(len, desk.on().values())) == [1, 1]


def test_a_migration_is_taken_back(desk: Desk) -> None:
    desk.opens(0, 5)
    old = desk.on()
    desk.inserts_a_step()
    desk.does("migrate", "curriculum", "-o", "plan.yaml")
    desk.does("migrate", "--apply", "plan.yaml")
    assert desk.does("migrate", "curriculum", "--undo") == "2 cases are back on the version before\n"
    assert desk.on() == old
    assert desk.ready("2-2") == ["submit"]
    assert desk.refused("migrate", "curriculum", "--undo").startswith("khumue: the last migration has been taken back")
    desk.does("complete", "2-2", "submit")


def test_what_is_kept_is_what_the_record_says(desk: Desk) -> None:
    """Of a case with single entries done, before and after the migration and when it is taken back."""
    desk.opens(4)
    desk.does("complete", "2-1", "hearing", *GROUPS[:4])
    desk.inserts_a_step()
    desk.edits(("      group-6: ", "      group-7: "))
    for words in (("curriculum", "-o", "plan.yaml"), ("--apply", "plan.yaml"), ("--undo",)):
        desk.does("migrate", *words)
        store = SqliteStore("office.db")
        kept, record = store.case("2-1", whole=True), replay("2-1", store.events("2-1"))
        assert replace(snapshot(kept), touched=()) == replace(snapshot(record), touched=())
        assert [row.state for row in kept.items["hearing"].everything().values()] == [DONE] * 2 + [READY] * 4
        store.close()


def test_what_has_gone_on_is_not_taken_back(desk: Desk) -> None:
    desk.opens(0, 0)
    desk.inserts_a_step()
    desk.does("migrate", "curriculum", "-o", "plan.yaml")
    desk.does("migrate", "--apply", "plan.yaml")
    desk.does("complete", "2-1", "training")
    assert "have gone on since: 2-1\n" in desk.refused("migrate", "--undo")
    assert json.loads(desk.does("migrate", "--undo", "--keep", "2-1", "--json")) == {"cases": ["2-2"]}
    assert sorted(map(len, desk.on().values())) == [1, 1]


# -- what it refuses ---------------------------------------------------------------------------------------------------


def test_a_plan_that_no_longer_fits_is_refused(desk: Desk) -> None:
    desk.opens(0, 0, 0)
    desk.inserts_a_step()
    desk.does("migrate", "curriculum", "-o", "plan.yaml")
    desk.does("complete", "2-2", "training")
    err = desk.refused("migrate", "--apply", "plan.yaml")
    assert err.startswith(
        "khumue: the plan no longer fits 1 of its cases, in which something has happened since: 2-2\n"
    )


def test_a_plan_for_a_text_that_was_edited_since_is_refused(desk: Desk) -> None:
    desk.opens(0)
    desk.inserts_a_step()
    desk.does("migrate", "curriculum", "-o", "plan.yaml")
    desk.edits(("ปิดประกาศร่างหลักสูตร", "ติดประกาศร่างหลักสูตร"))
    assert "the plan was made for version" in desk.refused("migrate", "--apply", "plan.yaml")


def test_a_plan_that_was_tampered_with_is_refused(desk: Desk) -> None:
    desk.opens(0)
    desk.inserts_a_step()
    desk.does("migrate", "curriculum", "-o", "plan.yaml")
    plan = desk.plan.read_text(encoding="utf-8")
    for old, new, told in (
        (" training\n", " submit\n", "the plan has been edited"),
        (" training\n", "\n", "the plan has been edited"),
        ("  2-1: ", "  2-9: ", "there is no case `2-9`"),
        ("  2-1: 1 ", "  2-1: one ", "the line of case 2-1"),
        ("cases:\n", "cases: {}\nothers:\n", "[unknown-key]"),
        ("migrate: curriculum", "migrate: learning", "made for version"),
        ("to: ", "to: x", "plan.yaml:4:5: "),
    ):
        desk.plan.write_text(plan.replace(old, new), encoding="utf-8")
        assert told in desk.refused("migrate", "--apply", "plan.yaml")
    desk.plan.write_text(plan + plan.splitlines()[-1] + "\n", encoding="utf-8")
    assert "[repeated-key]" in desk.refused("migrate", "--apply", "plan.yaml")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["curiculum"], "did you mean `curriculum`?"),
        (["curriculum", "--to", "0123456"], "no version"),
        (["curriculum", "--to", "nowhere"], "nowhere"),
        (["curriculum", "--waive", "notise"], "did you mean `notice`?"),
        (["curriculum", "--waive", "screen"], "--waive screen=OUTCOME"),
        (["curriculum", "--waive", "screen=revise"], "which outcome"),
        (["curriculum", "--set", "kind=type-9"], "type-9"),
        (["curriculum", "--keep", "2-77"], "there is no case `2-77`"),
        (["curriculum", "--waive", "notice", "-o", "plan.yaml"], "a reason is needed"),
        (["--apply", "plan.yaml", "--since", "1/1/2569"], "do not go together"),
        (["--apply", "plan.yaml", "--reason", "ก"], "--apply and --reason do not go together"),
        (["--undo", "--keep", "2-77"], "there is no case `2-77`"),
        (["--apply", "none.yaml"], "none.yaml cannot be read"),
        ([], "which procedure"),
        (["--undo"], "no case was moved"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(words: list[str], told: str, desk: Desk) -> None:
    desk.opens(0)
    desk.inserts_a_step()
    assert told in desk.refused("migrate", *words)
    assert not desk.plan.exists()


def test_a_definition_with_problems_is_refused(desk: Desk) -> None:
    desk.opens(0)
    desk.edits(("after: [adapt]", "after: [adopt]"))
    assert "[unknown-step]" in desk.refused("migrate", "curriculum")


def test_a_name_that_exists_twice_is_refused(desk: Desk) -> None:
    desk.opens(0)
    shutil.copy(desk.file, desk.file.with_name("09-again.yaml"))
    assert "[repeated-process]" in desk.refused("migrate", "curriculum")


# -- all or nothing ----------------------------------------------------------------------------------------------------


APPLY = """
import sys
import click
from cli import main

class Bar:
    def __enter__(self): return self
    def __exit__(self, *_): return None
    def update(self, _): print(end=".", file=sys.stderr, flush=True)

click.progressbar = lambda **_: Bar()
sys.argv = ["khumue", "migrate", "--apply", "plan.yaml"]
main()
"""
"""The command, telling of every case that it has written."""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_who_is_killed_half_way_has_moved_all_or_none(desk: Desk, tmp_path: Path) -> None:
    count, trials = (1_000, 40) if LONG else (250, 8)
    desk.opens(5)
    rows = json.loads(desk.does("status", "2-1", "--json"))
    store = SqliteStore("office.db")
    many(store, count)
    store.close()
    desk.inserts_a_step()
    chance, found = random.Random(2569), Counter[int]()
    desk.does("migrate", "curriculum", "-o", "plan.yaml")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", APPLY]
    for _ in range(trials):
        with subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as run:
            assert run.stderr
            run.stderr.read(1)  # the first case is written
            time.sleep(chance.uniform(0, 0.2))
            run.send_signal(signal.SIGKILL)
        store = SqliteStore("office.db")
        moved = sum(count for version, count in store.running_on().items() if not version.startswith(rows["version"]))
        store.close()
        assert moved in (0, count)
        found[moved] += 1
        if moved:
            desk.does("migrate", "--undo")
            desk.does("migrate", "curriculum", "-o", "plan.yaml")
    assert found[0]


def many(store: SqliteStore, count: int) -> None:
    """Copies of the one case there is, through its events."""
    from engine.case import evolve, new_case  # noqa: PLC0415

    events = list(store.events("2-1"))
    with store.writing():
        for _ in range(count - 1):
            assert events[0].plan
            case = new_case(events[0].plan, store.new_case_id(2))
            for event in events:
                evolve(case, event)
            store.add(case, events)
