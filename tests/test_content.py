"""The shipped procedures say what the printed manual says, and mark everything that it does not say."""

from __future__ import annotations

import pytest
from printed_manual import LINES, OFFICE, PROCESSES, ROWS, cell, mended, numbered, printed_steps, squeezed

from engine import library
from engine.model import WHOLE, Erratum, Process, assumptions

WITHOUT_ACTOR = {
    ("curriculum", 6), ("curriculum", 7), ("learning", 5), ("learning", 6), ("assessment", 4), ("quality-assurance", 4),
    ("cooperation", 1), ("cooperation", 2), ("cooperation", 3),
}  # fmt: skip


def test_the_eight_files_are_without_problems() -> None:
    assert [problem.code for problem in OFFICE.problems] == []
    assert [process.number for process in PROCESSES] == list(range(1, 9))


def test_the_counts_of_the_manual() -> None:
    assert [len(printed_steps(process)) for process in PROCESSES] == [4, 7, 2, 6, 4, 5, 2, 3]
    assert [len(process.responsible) for process in PROCESSES] == [6, 9, 8, 7, 5, 6, 4, 8]
    assert len(OFFICE.laws or {}) == 8


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.process)
def test_every_printed_step_stands_with_its_number_and_sentence(process: Process) -> None:
    ours = [(step.item, squeezed(step.text or "")) for step in printed_steps(process)]
    assert ours == numbered(cell(process, 3))
    assert squeezed(process.title) == squeezed(mended(ROWS[process.number][0]).split("|")[2])


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.process)
def test_the_responsible_column_stands_in_its_order(process: Process) -> None:
    kept = {erratum.place: erratum.printed for erratum in OFFICE.errata if not erratum.reading}
    ours = [
        kept.get(f"{process.process}/responsible/{place}", (OFFICE.actors or {})[actor].title)
        for place, actor in enumerate(process.responsible, 1)
    ]
    assert list(enumerate(map(squeezed, ours), 1)) == numbered(cell(process, 4))


def test_a_name_kept_as_printed_is_another_name_of_the_actor() -> None:
    for process in PROCESSES:
        for place, name in enumerate(process.responsible, 1):
            actor = (OFFICE.actors or {})[name]
            names = {squeezed(text) for text in (actor.title, *actor.aliases)}
            for erratum in OFFICE.errata:
                if erratum.place == f"{process.process}/responsible/{place}":
                    assert squeezed(erratum.reading or erratum.printed) in names


def test_the_eight_laws_bear_their_printed_titles() -> None:
    printed = [found for line in range(81, 89) for found in numbered(mended(line))]
    assert printed == [(place, squeezed(law.title)) for place, law in enumerate((OFFICE.laws or {}).values(), 1)]


@pytest.mark.parametrize("erratum", OFFICE.errata, ids=lambda erratum: f"{erratum.line}-{erratum.place}")
def test_every_erratum_quotes_its_line(erratum: Erratum) -> None:
    assert erratum.printed in LINES[erratum.line - 1]
    assert erratum.printed != erratum.reading


def test_errata_name_places_that_exist() -> None:
    known = {"cover", "preface", "structure-chart", "manual", *(f"laws/{law}" for law in OFFICE.laws or {})}
    for process in PROCESSES:
        name = process.process
        known |= {name, f"{name}/responsible", *(f"{name}/{step.item}" for step in process.steps)}
        known |= {f"{name}/responsible/{place}" for place, _ in enumerate(process.responsible, 1)}
    assert {erratum.place for erratum in OFFICE.errata} <= known


def test_what_cannot_be_decided_is_kept_as_printed() -> None:
    kept = [erratum for erratum in OFFICE.errata if erratum.certainty in ("undecided", "low")]
    assert not any(erratum.reading for erratum in kept)
    assert sum("เงินเจริญ" in erratum.printed for erratum in kept) == 9
    assert sum("เหลือ" in erratum.printed for erratum in kept) == 8
    assert "ผลิตภัณฑ์" in {erratum.printed for erratum in kept}


def test_the_steps_without_a_printed_actor_say_that_theirs_is_assumed() -> None:
    assumed = {
        (process.process, step.item)
        for process in PROCESSES
        for step in process.steps
        if step.item and "by" in (step.assumed or {})
    }
    assert assumed == WITHOUT_ACTOR


def test_everybody_who_acts_has_a_short_name() -> None:
    acting = {actor for process in PROCESSES for step in process.steps for actor in step.by}
    assert [actor for actor in acting if not (OFFICE.actors or {})[actor].short] == []


def test_every_step_rests_on_a_law_and_only_section_26_is_stated() -> None:
    bases = [(process.process, step.id, legal) for process in PROCESSES for step in process.steps
             for legal in process.legal_of(step)]  # fmt: skip
    assert {(process, step) for process, step, _ in bases} == {(p.process, s.id) for p in PROCESSES for s in p.steps}
    stated = [(process, step, legal.law, legal.section) for process, step, legal in bases if legal.source == "stated"]
    assert stated == [("curriculum", "hearing", "sandbox-act", "26")]


def test_a_way_back_and_an_added_step_are_marked_as_assumed() -> None:
    for process in PROCESSES:
        for step in process.steps:
            added = step.item is None
            assert not added or WHOLE in (step.assumed or {}), f"{process.process}/{step.id}"
            for name, outcome in (step.decision or {}).items():
                assert added or not outcome.back or outcome.assumed, f"{process.process}/{step.id}/{name}"


def test_every_title_and_every_reason_has_an_english_translation() -> None:
    reasons = {
        translated(process.process, step, "legal" if element.startswith("legal:") else "",
                   element.partition(":")[2], "assumed", "" if part == WHOLE else part)
        for process in PROCESSES
        for step, element, part, _ in assumptions(process)
    }  # fmt: skip
    reasons |= {translated("actors", name, "assumed", part)
                for name, actor in (OFFICE.actors or {}).items() for part in actor.assumed or ()}  # fmt: skip
    reasons |= {translated("laws", name, "assumed", part)
                for name, law in (OFFICE.laws or {}).items() for part in law.assumed or ()}  # fmt: skip
    assert {*library.titles(OFFICE), *reasons} - set(OFFICE.translations) == set()


def translated(*words: str | None) -> str:
    """The path under which a translation stands."""
    return "/".join(word for word in words if word)
