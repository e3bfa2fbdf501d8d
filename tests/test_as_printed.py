"""The eight procedures as printed, without what was assumed: what is found in them is what a careful reader finds.

``as-printed/`` is made from ``processes/`` (``--update``) by leaving out what carries an ``assumed``: who performs a
step, its ways back, its documents, its place beside others, whole steps and inferred laws. What the language cannot do
without stays: the choice between two types, the lists, the law of a cited section; and what a step takes, since only
then can it be asked who makes it. The readings to compare with are those of a person who read the manual sentence by
sentence, named here in their order.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine import library, model
from engine.folders import bundled_processes
from engine.problems import Problem, full

HERE = Path(__file__).parent / "as-printed"
ON = date(2025, 11, 23)
"""A day on which every law was in force."""
LEFT_OUT = ("by", "after", "produces", "within")
PRINTED_ITEMS = {("curriculum", "advise"): 6}
"""A number that is printed twice and was mended without an ``assumed``."""


def as_printed(process: model.Process) -> dict[str, Any]:
    """A procedure without what was assumed, as plain data."""
    plain = process.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    plain["legal"] = [basis for basis in plain["legal"] if basis["source"] == "stated"]
    gone = {step.id: process.after(place) for place, step in enumerate(process.steps) if added(step)}
    plain["steps"] = [
        printed_step(process, step, words, gone)
        for step, words in zip(process.steps, plain["steps"], strict=True)
        if step.id not in gone
    ]
    return {name: value for name, value in plain.items() if value}


def added(step: model.Step) -> bool:
    return model.WHOLE in (step.assumed or {})


def printed_step(
    process: model.Process, step: model.Step, words: dict[str, Any], gone: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    for word in LEFT_OUT:
        if word in (step.assumed or {}):
            words.pop(word, None)
    if "after" in words:
        words["after"] = [n for name in words["after"] for n in gone.get(name, (name,))]
    decision = {name: o for name, o in words.get("decision", {}).items() if "assumed" not in o}
    words["decision"] = decision
    words["item"] = PRINTED_ITEMS.get((process.process, step.id), step.item)
    words.pop("assumed", None)
    return {name: value for name, value in words.items() if value or name == "after"}


SHIPPED = library.load(bundled_processes())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Callable[[Path, str], None]) -> Path:
    for process in SHIPPED.processes.values():
        text = yaml.safe_dump(as_printed(process), allow_unicode=True, sort_keys=False, width=100_000)
        golden(HERE / f"{process.number:02}-{process.process}.yaml", text)
    home = tmp_path / "as-printed"
    shutil.copytree(HERE, home, ignore=shutil.ignore_patterns("*.txt"))
    for catalogue in ("actors.yaml", "laws.yaml"):
        shutil.copy(bundled_processes() / catalogue, home)
    monkeypatch.chdir(home)
    return home


def found_in(folder: Path) -> tuple[Problem, ...]:
    """All findings, and what the office should settle, though errors come first."""
    office = library.load(folder, on=ON)
    return library.in_order([*office.problems, *library.to_settle(office, whole=True)])


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_is_found_in_the_manual_as_printed(
    folder: Path, language: Any, golden: Callable[[Path, str], None]
) -> None:
    text = "\n\n".join(full(problem, language) for problem in found_in(folder)) + "\n"
    golden(HERE / f"findings.{language}.txt", text)


def named(found: Sequence[Problem], code: str, word: str = "names") -> dict[str, list[str]]:
    """Per procedure, what the notes of one kind name."""
    rows = [problem for problem in found if problem.code == code and problem.values.get(word)]
    return {str(row.values["process"]): row.values[word] for row in rows}  # type: ignore[misc]


def test_the_findings_are_those_of_a_careful_reader(folder: Path) -> None:
    found = found_in(folder)
    nobody = named(found, "matter-nobody")
    assert nobody == {
        "curriculum": ["support", "advise"],
        "learning": ["forum", "honour"],
        "assessment": ["report"],
        "quality-assurance": ["synthesise"],
        "cooperation": ["coordinate", "promote", "report"],
    }
    assert sum(map(len, nobody.values())) == 9
    unlisted = named(found, "matter-unlisted")
    assert unlisted["staff-development"] == ["coach-team"]
    assert "provincial-education-office" in unlisted["quality-assurance"]
    assert named(found, "matter-one-way") == {
        "curriculum": ["board-approval", "screen", "approve-type-2", "approve-type-3"],
        "quality-assurance": ["approve"],
    }
    assert {name: [step.partition(":")[0] for step in steps]
            for name, steps in named(found, "matter-no-producer", "open").items()} == {
        "learning": ["honour"], "assessment": ["report"], "quality-assurance": ["synthesise"],
    }  # fmt: skip
    idle = next(problem for problem in found if problem.code == "matter-idle-committee")
    assert "supervision-committee" in list(idle.values["names"])  # type: ignore[call-overload]
    assert [p.values["item"] for p in found if p.code == "item-text-twice"] == [6]
    # printed last, behind what only one type comes to: the support that the other type would never get
    assert {p.values["step"] for p in found if p.code == "skipped-silently"} >= {"support"}


def test_on_the_shipped_procedures_each_points_at_the_assumption_that_settled_it() -> None:
    found = library.check_path(bundled_processes(), ON).problems
    assert {problem.severity for problem in found} == {"note"}
    for code in ("matter-nobody", "matter-one-way", "matter-added", "matter-section", "matter-no-producer"):
        assert named(found, code, "open") == {}
    assert sum(map(len, named(found, "matter-nobody", "settled").values())) == 9
    assert sum(map(len, named(found, "matter-one-way", "settled").values())) == 5
    assert set(named(found, "matter-no-producer", "settled")) == {"learning", "assessment", "quality-assurance"}
    assert named(found, "matter-added", "settled")["quality-assurance"] == ["write-sar"]
    assert named(found, "matter-unlisted")["quality-assurance"] == [
        "pilot-school", "sar-committee", "provincial-education-office",
    ]  # fmt: skip
