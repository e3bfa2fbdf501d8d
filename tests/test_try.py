"""Trying a procedure: walked by hand from typed lines, and by chance."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

import cli
from engine import library, simulate
from engine.case import evolve, new_case
from engine.decide import Complete, Moment, Start, decide
from engine.folders import bundled_processes
from engine.plan import FieldPlan, Plan, StepPlan, Title
from processes import Walk, walks

if TYPE_CHECKING:
    from engine.calendar import Language

GOLDEN = Path(__file__).parent / "golden" / "cli"
AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)

WALK = ["บ้านค่าย", "", "๙", "1", "", "๓", "๒", "๒", "*", "1", "2", "", ""]
"""A school; the training; wrong numbers asked again; all groups at once; the school board's way back; type 3 again."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(bundled_processes(), tmp_path / "processes", ignore=shutil.ignore_patterns("*schema.json"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("KHUMUE_DB", "office.db")
    for name in ("KHUMUE_PROCESSES", "KHUMUE_PERSON"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("engine.desk.login", lambda: "somsri")
    monkeypatch.setattr("engine.service.now", lambda: AT)
    return tmp_path


def typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: list[str], *words: str
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    code = cli.run(words)
    told = capsys.readouterr()
    return code, told.out, told.err


def left_nothing(place: Path) -> bool:
    return not (place / "office.db").exists() and not list((place / "temporary").iterdir())


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_walk_reads_as_its_transcript(
    language: Language,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr(cli, "LANGUAGE", language)
    code, out, _ = typed(monkeypatch, capsys, [*WALK, *[""] * 40], "--lang", language, "try", "curriculum")
    assert code == 0
    assert left_nothing(place)
    golden = GOLDEN / f"try.{language}.txt"
    if request.config.getoption("--update"):
        golden.write_text(out, encoding="utf-8", newline="\n")
    assert out == golden.read_text(encoding="utf-8")


def test_each_actor_of_a_joint_step_confirms(
    place: Path,  # noqa: ARG001 - where it runs
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The second of two first; then only the other is left, who confirms when the person says so."""
    answers = ["รุ่นที่ ๑", "2", "", "q"]
    _, out, _ = typed(monkeypatch, capsys, answers[:2], "--lang", "en", "try", "staff-development")
    assert "[confirmed by Arsom Silp]" in out
    assert "ready:\n  follow-up" not in out
    _, out, _ = typed(monkeypatch, capsys, answers, "--lang", "en", "try", "staff-development")
    assert out.count("who confirms") == 2, "the second time for the next step"
    assert "ready:\n  follow-up" in out


def test_one_entry_can_be_sent_back_by_itself(
    place: Path,  # noqa: ARG001 - where it runs
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = ["๒๕๖๙", "ก, ข", "", "*", "2", "2", "q"]
    _, out, _ = typed(monkeypatch, capsys, answers, "--lang", "en", "try", "information-system")
    assert "what goes back, 1–2 or * [*]: 2" in out
    assert "1 of 2 open" in out


@pytest.mark.parametrize("lines", [[], ["q"], ["ก"], ["ก", "", "q"]])
def test_stopping_leaves_nothing(
    lines: list[str], place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = typed(monkeypatch, capsys, lines, "--lang", "en", "try", "curriculum")
    assert code == 0
    assert "stopped before the end" in out
    assert left_nothing(place)


def test_an_interruption_leaves_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "ask", interrupted)
    assert cli.run(["try", "curriculum"]) == cli.INTERRUPTED
    assert left_nothing(place)


@pytest.mark.parametrize("words", [["try", "curiculum"], ["simulate", "curiculum"], ["try", "2", "--set", "x=1"]])
def test_what_cannot_be_is_refused_before_anything_is_asked(
    words: list[str], place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = typed(monkeypatch, capsys, [], *words)
    assert (code, out) == (1, "")
    assert "curriculum" in err or "school" in err
    assert left_nothing(place)


@pytest.mark.parametrize("command", ["try", "simulate"])
def test_a_definition_with_errors_is_told_before_anything_is_asked(
    command: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = place / "processes" / "08-cooperation.yaml"
    text = path.read_text(encoding="utf-8").replace("by: [supervisor]", "by: [suprvisor]", 1)
    path.write_text(text, encoding="utf-8")
    code, out, err = typed(monkeypatch, capsys, [], "--lang", "en", command, "8")
    assert (code, out) == (1, "")
    assert "did you mean `supervisor`?" in err
    assert typed(monkeypatch, capsys, [], command, "3")[0] == 0, "a broken file does not keep the others from working"
    assert left_nothing(place)


def test_every_procedure_is_run_by_the_rules_and_the_sums_agree(place: Path) -> None:
    office = library.load(place / "processes")
    for process in office.processes.values():
        plan = library.plan_of(office, process)
        tally = simulate.simulate(plan, 100, Random(1), Moment(AT), lambda _: None)
        assert tally.cases == 100 == sum(tally.ends.values()) + tally.unfinished
        assert set(tally.ends) <= set(tally.possible_ends)


def test_chance_sends_back_all_entries_of_a_list_or_some(place: Path) -> None:
    office = library.load(place / "processes")
    plan = library.plan_of(office, office.process("information-system"))
    case = new_case(plan, "")
    chance = Random(1)
    begun = Start({"year": ["๒๕๖๙"], "schools": ["ก", "ข", "ค"]})
    for command in (begun, Complete("explain"), Complete("collect", ("ก", "ข", "ค"))):
        for event in decide(case, command, Moment(AT)):
            evolve(case, event)
    drawn = {simulate.random_command(case, chance).items for _ in range(200)}
    assert {len(items) for items in drawn} == {0, 1, 2, 3}


def test_the_bar_counts_every_case(place: Path) -> None:
    office = library.load(place / "processes")
    steps: list[int] = []
    simulate.simulate(library.plan_of(office, office.process("3")), 7, Random(1), Moment(AT), steps.append)
    assert steps == [1] * 7


def test_a_bar_is_drawn_beside_the_answer_and_not_in_it(
    place: Path,  # noqa: ARG001 - where it runs
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, err = typed(monkeypatch, capsys, [], "--lang", "en", "simulate", "3", "--cases", "5", "--json")
    assert json.loads(out)["cases"] == 5
    assert err == "", "where nobody watches, there is none"


@settings(max_examples=100)
@given(walks())
def test_chance_does_only_what_the_rules_allow(walk: Walk) -> None:
    tally = simulate.simulate(walk.plan, 2, Random(1), Moment(AT), lambda _: None)
    assert sum(tally.ends.values()) + tally.unfinished == 2


def test_what_was_never_reached_is_named() -> None:
    steps = {
        "look": StepPlan("look", Title("ดู", "Look"), ("office",), False, (), ("file",), asks=("kind",)),
        "file": StepPlan("file", Title("เก็บ", "File"), ("office",), False, ("look",), (), when=(("kind", ("b",)),)),
    }
    fields = {"kind": FieldPlan(Title("ชนิด", "Kind"), "choice", {"a": Title("ก", "A")})}
    plan = Plan("small", 9, Title("เล็ก", "Small"), "v", steps, fields)
    tally = simulate.simulate(plan, 20, Random(1), Moment(AT), lambda _: None)
    lines = simulate.tally_text(tally, "en").splitlines()
    assert [line.split() for line in lines if "never" in line] == [["file", "File", "0", "never"]]
    assert simulate.tally_json(tally)["steps"] == {"look": 20, "file": 0}


def test_the_same_seed_gives_the_same_answer(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("simulate", "curriculum", "--cases", "50", "--seed", "7", "--json")
    first, second = (typed(monkeypatch, capsys, [], *words)[1] for _ in range(2))
    assert first == second
    assert sum(json.loads(first)["ends"].values()) + json.loads(first)["unfinished"] == 50
    assert left_nothing(place)


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_simulation_reads_as_its_transcript(
    language: Language,
    place: Path,  # noqa: ARG001 - where it runs
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    words = ("--lang", language, "simulate", "curriculum", "--cases", "1", "--seed", "7")
    _, out, _ = typed(monkeypatch, capsys, [], *words)
    assert ("never" if language == "en" else "ไม่เคย") in out
    golden = GOLDEN / f"simulate.{language}.txt"
    if request.config.getoption("--update"):
        golden.write_text(out, encoding="utf-8", newline="\n")
    assert out == golden.read_text(encoding="utf-8")


def test_one_person_plays_all_and_is_told_where_somebody_else_must_act(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = place / "processes" / "02-curriculum.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  - id: analyse\n", "  - id: analyse\n    not-by: [training]\n"), encoding="utf-8")
    code, out, err = typed(monkeypatch, capsys, ["บ้านค่าย", "", "1", "q"], "--lang", "en", "try", "curriculum")
    assert (code, err) == (0, "")
    assert "(in a real case, not by whoever did training)" in out
    assert "completed - analyse" in out
