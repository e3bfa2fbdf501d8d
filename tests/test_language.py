"""Every mistake in a file is told: where it stands, what it is, and what to do, in Thai and in English.

``language/bad`` holds a file (or a folder, where it takes several) for every code, and beside it what is said about it.
"""

from __future__ import annotations

import ast
import os
import random
import re
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import library, messages, source
from engine.folders import bundled_processes
from engine.problems import Problem, full

HERE = Path(__file__).parent / "language"
BAD = HERE / "bad"
ENGINE = Path(library.__file__).parent
ON = date(2026, 11, 23)
SHOWN = 25

GOOD = """process: leave
number: 1
title: การอนุญาตให้ลา
case: ใบลาหนึ่งฉบับ
responsible: [teacher, director]
steps:
  - id: ask
    item: 1
    title: ยื่นใบลา
    text: ครูยื่นใบลา
    by: [teacher]
"""


def _many_situations() -> str:
    """Twenty pairs of choices, the first of all pairs read before the second, and a step behind any of the pairs."""
    names = [f"{half}-{number}" for half in ("first", "second") for number in range(20)]
    fields = "".join(
        f"  {name}: {{title: ทางเลือก, type: choice, ask: at-start, choices: {{yes: ใช่, no: ไม่}}}}\n" for name in names
    )
    kinds = [(f"do-{name}", f"{name}: yes") for name in names]
    kinds += [(f"pair-{n}", f"first-{n}: yes, second-{n}: yes") for n in range(20)]
    steps = "".join(
        f"  - {{id: {name}, item: {item}, title: ทำ, text: ทำ, by: [teacher], after: [ask], when: {{{when}}}}}\n"
        for item, (name, when) in enumerate(kinds, 2)
    )
    waits = ", ".join(f"pair-{n}" for n in range(20))
    last = f"  - {{id: last, item: 70, title: รวม, text: รวม, by: [teacher], after: [{waits}]}}\n"
    return GOOD.replace("steps:\n", f"fields:\n{fields}steps:\n") + steps + last


def _beyond_the_folder(folder: Path) -> None:
    (folder.parent / "elsewhere.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "leave.yaml").symlink_to(folder.parent / "elsewhere.yaml")


# What cannot lie in a file that git and an editor leave alone is made here.
MADE: dict[str, Callable[[Path], object]] = {
    "not-utf8": lambda folder: [
        (folder / name).write_bytes(GOOD.encode(encoding))
        for name, encoding in {
            "windows.yaml": "cp874", "utf-16.yaml": "utf-16", "utf-16-le.yaml": "utf-16-le", "utf-32.yaml": "utf-32",
        }.items()
    ],
    "hidden-character": lambda folder: (folder / "leave.yaml").write_text(
        GOOD.replace("ยื่นใบลา", "ยื่น\u200bใบลา").replace("by: [teacher]", "by: [\u202eteacher\x00, techer]"),
        encoding="utf-8",
    ),
    "too-large": lambda folder: (folder / "leave.yaml").write_bytes(b"#" * (source.LARGEST + 1)),
    "too-many-groups": lambda folder: (folder / "leave.yaml").write_text(
        GOOD + "other:" + "\n- {}" * (source.MOST_GROUPS + 1), encoding="utf-8"
    ),
    "too-many-texts": lambda folder: (folder / "leave.yaml").write_text(
        GOOD + "other:" + "\n- {a: x, b: x, c: x}" * (source.MOST_TEXTS // 6 + 1), encoding="utf-8"
    ),
    "too-many-lines": lambda folder: (folder / "leave.yaml").write_text(
        GOOD + "# x\n" * source.MOST_TEXTS, encoding="utf-8"
    ),
    "outside-folder": _beyond_the_folder,
    "unreadable": lambda folder: (folder / "leave.yaml").mkdir(),
    "too-many-problems": lambda folder: (folder / "leave.yaml").write_text(
        GOOD + "".join(f"ผิด-{n}: x\n" for n in range(600)), encoding="utf-8"
    ),
    "proof-budget": lambda folder: (folder / "leave.yaml").write_text(_many_situations(), encoding="utf-8"),
}  # fmt: skip

CASES = sorted({path.stem for path in BAD.iterdir() if path.suffix != ".txt"} | set(MADE))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the catalogues of a small office, in which files are shown by their names alone."""
    home = tmp_path / "office"
    shutil.copytree(HERE / "office", home)
    monkeypatch.chdir(home)
    return home


def problems_of(case: str, folder: Path) -> tuple[Problem, ...]:
    if (BAD / case).is_dir():
        for catalogue in folder.iterdir():
            catalogue.unlink()
        shutil.copytree(BAD / case, folder, dirs_exist_ok=True)
    elif case in MADE:
        MADE[case](folder)
    else:
        shutil.copy(BAD / f"{case}.yaml", folder)
    return (library.check_path(folder, ON) if case.startswith("matter") else library.load(folder, on=ON)).problems


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_about_a_bad_file(case: str, folder: Path, golden: Callable[[Path, str], None]) -> None:
    problems = problems_of(case, folder)
    shown = problems if len(problems) <= SHOWN else (*problems[:2], problems[-1])
    for language in ("th", "en"):
        text = "\n\n".join(full(problem, language) for problem in shown) + "\n"
        golden(BAD / f"{case}.{language}.txt", text)
    assert any(case.startswith(problem.code) for problem in problems) or case == "ten-mistakes"


def codes_in(path: Path) -> set[str]:
    """The codes of the problems that a file of ours can find."""
    codes: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "-" in node.value:
            codes.add(node.value)
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("Problem", "problem", "refuse", "hopeless"):
                codes |= {str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)}
    return codes & set(messages.SENTENCES)


# What is a Refused or a part of a sentence, and not a Problem of a file.
NOT_PROBLEMS = {
    "not-read", "no-such-folder", "no-processes", "no-such-path", "unknown-process", "not-a-picture",
    "picture-elsewhere", "picture-too-large", "cannot-read",
}  # fmt: skip
PARTS = {code for code in messages.SENTENCES if code.startswith(("the-", "a-", "an-", "word-", "mend"))} | {
    "either", "named", "error", "warning", "note", "not-a-file", "when-so", "in-every-case", "at-start", "steps-of",
    "needed-for",
}  # fmt: skip


def test_every_code_has_a_golden_file_and_no_golden_file_is_left_over() -> None:
    rooms = ("source", "library", "checks", "proof", "matters", "staffing", "forms")
    found = set().union(*(codes_in(ENGINE / f"{room}.py") for room in rooms), source.SLIPS, source.MARKS)
    wanted = found - NOT_PROBLEMS - PARTS
    shown = {path: set(re.findall(r"\[([a-z0-9-]+)\]$", path.read_text(encoding="utf-8"), re.M)) for path in texts()}
    assert wanted - set().union(*shown.values()) == set()
    assert {path.name.split(".")[0] for path in texts()} == set(CASES)


def texts() -> list[Path]:
    return sorted(BAD.glob("*.txt"))


def test_ten_mistakes_are_told_at_once(folder: Path) -> None:
    codes = [problem.code for problem in problems_of("ten-mistakes", folder)]
    assert len(set(codes)) >= 10
    assert len(codes) == len({(p.code, p.span) for p in library.load(folder, on=ON).problems})


# -- what is accepted ----------------------------------------------------------------------------------------------

MISTAKE = GOOD.replace("[teacher]\n", "[techer]\n")


@pytest.mark.parametrize(
    "content",
    [
        MISTAKE.encode(),
        b"\xef\xbb\xbf" + MISTAKE.encode(),
        MISTAKE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + MISTAKE.replace("\n", "\r\n").encode(),
        MISTAKE.replace("\n", "\r").encode(),
        MISTAKE.rstrip("\n").encode(),
        MISTAKE.replace("    by:", "    by:      ").replace("\n", "   # ข้อสังเกต\n").encode(),
        ("---\n" + MISTAKE + "...\n").encode(),
    ],
    ids=["lf", "bom", "crlf", "bom-crlf", "cr", "no-last-line-end", "comments", "one-document"],
)
def test_ways_of_saving_a_file_are_accepted_with_right_places(content: bytes, folder: Path) -> None:
    (folder / "leave.yaml").write_bytes(content)
    (problem,) = library.load(folder).problems
    assert problem.code == "unknown-actor"
    line = content.decode("utf-8-sig").splitlines()[problem.span.line - 1]
    assert line[problem.span.column - 1 : problem.span.end - 1] == "techer"


FLOW = """{process: leave, number: 1, title: การอนุญาตให้ลา, "case": 'ใบลาหนึ่งฉบับ', responsible: [teacher, director],
steps: [{id: ask, item: 1, title: ยื่นใบลา, text: "ครูยื่นใบลา", by: [teacher]}]}
"""
BLOCK = """process: leave
number: ๑
title: การอนุญาตให้ลา
case: |
  ใบลาหนึ่งฉบับ
responsible:
  - teacher
  - director
steps:
- id: ask
  item: 1
  title: >-
    ยื่นใบลา
  text: >
    ครูยื่นใบลา
  by:
  - teacher
"""
DEEPER = GOOD.replace("\n", "\n\n").replace("[teacher, director]", "\n    -   teacher\n    -   director")


@pytest.mark.parametrize("text", [FLOW, BLOCK, DEEPER], ids=["flow", "block", "deeper"])
def test_block_flow_and_folded_style_say_the_same(text: str, folder: Path) -> None:
    (folder / "leave.yaml").write_text(text, encoding="utf-8")
    office = library.load(folder)
    assert office.problems == ()
    (folder / "leave.yaml").write_text(GOOD, encoding="utf-8")
    assert library.version(office.processes["leave"]) == library.version(library.load(folder).processes["leave"])


def test_nothing_is_guessed_at() -> None:
    document = source.read(b"a: no\nb: on\nc: 010\nd: 22:30\ne: 2026-01-02\nf: ~\ng: null\n", "x.yaml")
    assert document.data == {
        "a": "no", "b": "on", "c": "010", "d": "22:30", "e": "2026-01-02", "f": "~", "g": "null",
    }  # fmt: skip


def test_folded_text_gains_a_blank_and_only_thai_is_warned_about() -> None:
    english = source.read(b"text: one\n  two\n", "x.yaml")
    assert (english.data, english.problems) == ({"text": "one two"}, [])
    kept = source.read("text: |\n  หนึ่ง\n  สอง\n".encode(), "x.yaml")
    assert (kept.data, kept.problems) == ({"text": "หนึ่ง\nสอง"}, [])
    folded = source.read("text: >\n  หนึ่ง\n  สอง\n".encode(), "x.yaml")
    assert [problem.code for problem in folded.problems] == ["folded-thai"]


def test_places_count_characters_in_thai_text() -> None:
    document = source.read("ชื่อ: {ก่อน: น้ำ, หลัง: [ปี่, ขลุ่ย]}\n".encode(), "x.yaml")
    line = document.lines[0]
    for path, written in {
        ("ชื่อ", "ก่อน"): "น้ำ", ("ชื่อ", "หลัง", 1): "ขลุ่ย", ("ชื่อ", "หลัง"): "[ปี่, ขลุ่ย]"
    }.items():  # fmt: skip
        span = document.at(*path)
        assert line[span.column - 1 : span.end - 1] == written
    key = document.at_key("ชื่อ", "หลัง")
    assert line[key.column - 1 : key.end - 1] == "หลัง"


def test_of_two_equal_keys_the_first_counts_and_keeps_its_place() -> None:
    document = source.read(b"a: {b: one}\na: {b: two, c: three}\n", "x.yaml")
    assert document.data == {"a": {"b": "one"}}
    assert document.at("a", "b").line == 1


# -- what is broken keeps the rest working -------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["? ", "? [a]\n: ", "? {a: b}\n"])
def test_a_group_in_place_of_a_name_is_one_problem(first: str, folder: Path) -> None:
    (folder / "other.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "leave.yaml").write_text(first + GOOD, encoding="utf-8")
    assert {problem.code for problem in library.load(folder).problems} & {"key-not-text", "indentation", "not-yaml"}


def test_a_name_and_its_value_may_both_be_wrong(folder: Path) -> None:
    fields = "fields: {kind: {title: ประเภท, type: choice, ask: at-start, choices: {type-2:ประเภทที่ ๒, b: ข}}}\n"
    (folder / "leave.yaml").write_text(GOOD.replace("steps:", fields + "steps:"), encoding="utf-8")
    assert {problem.code for problem in library.load(folder).problems} >= {"bad-id", "empty-value"}


@pytest.mark.parametrize("broken", ["process: [", "process: leave2\nnumber: x\n", "\x00", ""])
def test_a_broken_file_leaves_the_others_working(broken: str, folder: Path) -> None:
    (folder / "leave.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "other.yaml").write_text(broken, encoding="utf-8")
    office = library.load(folder)
    assert set(office.processes) == {"leave"}
    assert set(office.refused) == {"leave2" if "leave2" in broken else "other"}


def test_of_two_files_with_one_name_neither_is_used(folder: Path) -> None:
    (folder / "a.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "b.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "c.yaml").write_text(
        GOOD.replace(": leave", ": other").replace("number: 1", "number: 2"), encoding="utf-8"
    )
    office = library.load(folder)
    assert (set(office.processes), set(office.refused)) == ({"other"}, {"leave"})


def test_a_folder_that_is_a_link_is_read_and_a_link_out_of_it_is_not(folder: Path) -> None:
    (folder / "leave.yaml").write_text(GOOD, encoding="utf-8")
    (folder.parent / "link").symlink_to(folder, target_is_directory=True)
    assert set(library.load(folder.parent / "link").processes) == {"leave"}
    (folder / "translations").symlink_to(folder.parent / "elsewhere", target_is_directory=True)
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "en.yaml").write_text("leave: Leave\n", encoding="utf-8")
    assert [problem.code for problem in library.load(folder).problems] == ["outside-folder"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "leave.yaml")
    assert [problem.code for problem in library.load(folder).problems] == ["unreadable"]


# -- whatever is written, the answer is problems -------------------------------------------------------------------


def judged(content: bytes, folder: Path) -> tuple[Problem, ...]:
    """What is said about a content; every sentence can be said, and every place lies in the file."""
    (folder / "leave.yaml").write_bytes(content)
    problems = library.load(folder, on=ON).problems
    for problem in problems:
        for language in ("th", "en"):
            assert "{" not in messages.text(problem.code, language) or problem.message(language)
            assert re.match(r"[^:]+:\d+:\d+: ", full(problem, language))
        assert problem.span.line >= 1
        assert 1 <= problem.span.column <= problem.span.end
    return problems


SHIPPED = [path.read_text(encoding="utf-8") for path in sorted(bundled_processes().glob("0*.yaml"))]
SLIPS = ("", "\n", "  ", '"', "'", "[", "]", "{", "}", ": ", "- ", "#", "|", ">", "%", "@", "&", "*", "!", "\\", "\t",
         "?", "---\n", "<<: ", "\u200b", "\x00", "ก", "a", "no", "[]", "{}")  # fmt: skip


@given(content=st.binary(max_size=400))
def test_random_bytes_never_raise(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    judged(content, _scratch(tmp_path_factory))


@given(
    text=st.sampled_from(SHIPPED),
    slips=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.sampled_from(SLIPS)), max_size=4
    ),
    lines=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True)), max_size=3),
)
def test_slips_in_the_eight_procedures_never_raise(
    text: str,
    slips: list[tuple[float, int, str]],
    lines: list[tuple[float, float]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    for where, length, slip in slips:
        place = int(where * len(text))
        text = text[:place] + slip + text[place + length :]
    rows = text.split("\n")
    for here, there in lines:
        rows.insert(int(there * len(rows)), rows[int(here * len(rows))])
    judged("\n".join(rows).encode("utf-8", "surrogatepass"), _scratch(tmp_path_factory))


def _scratch(factory: pytest.TempPathFactory) -> Path:
    home = factory.getbasetemp() / "slips"
    if not home.exists():
        shutil.copytree(HERE / "office", home)
    return home


@given(
    data=st.recursive(
        st.text(max_size=4) | st.sampled_from(["ask", "kind", "1"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["process", "steps", "fields", "legal", "decision", "when", "id", "by", "after", "assumed", "title",
                     "choices", "type", "item", "text", "asks", "each", "back", "end", "law", "source", "x"]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=25,
    )
)  # fmt: skip
def test_words_in_wrong_places_never_raise(data: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    judged(_flow(data).encode("utf-8", "surrogatepass"), _scratch(tmp_path_factory))


def _flow(data: object) -> str:
    if isinstance(data, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(_flow, data)) + "]"
    return "'" + str(data).replace("'", "''") + "'"


LAUGHS = "a0: &a0 [ha]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[" * 100_000, "too-deep"),
        ("{a: " * 100_000, "too-deep"),
        ("- " * 100_000, "too-deep"),
        ("? " * 100_000, "key-not-text"),
        ("\n".join(" " * n + "a:" for n in range(2_000)), "too-deep"),
        (LAUGHS, "alias"),
        ("".join(f"a{n}: &a{n} x\n" for n in range(10_000)), "anchor"),
        ("".join(f"a{n}: x\n" for n in range(100_000)), "unknown-key"),
        ("a: x\n" * 100_000, "repeated-key"),
        ("\u200b\n" * 100_000, "hidden-character"),
        ("x" * (source.LARGEST - 9), "wrong-kind"),
        ("steps: [" + "{}, " * 40_000 + "]", "missing-key"),
        (GOOD + "".join(f"  - {{id: step-{n}, title: x, after: [stpe-{n}]}}\n" for n in range(9_999)), "unknown-step"),
    ],
    ids=["lists", "mappings", "dashes", "questions", "indents", "laughs", "anchors", "keys", "same-key", "hidden",
         "one-text", "empty-steps", "unknown-steps"],
)  # fmt: skip
def test_endless_input_is_refused_fast(content: str, code: str, folder: Path) -> None:
    (folder / "leave.yaml").write_text(content, encoding="utf-8")
    start = time.process_time()
    problems = library.load(folder).problems
    assert time.process_time() - start < 10
    assert code in {problem.code for problem in problems}
    assert len(problems) <= 2 * 501


# -- long files ----------------------------------------------------------------------------------------------------


def long_file(count: int) -> str:
    steps = "".join(
        f"  - id: step-{n}\n    item: {n}\n    title: ขั้นตอนที่ {n}\n    text: พิจารณาครั้งที่ {n}\n    by: [teacher]\n"
        + (
            f"    decision:\n      yes: {{title: ผ่าน}}\n      no: {{title: แก้ไข, back: step-{n - 2}}}\n"
            if n % 5 == 4
            else ""
        )
        for n in range(1, count + 1)
    )
    return GOOD.split("steps:", 1)[0] + "steps:\n" + steps


def test_five_thousand_steps_are_read(folder: Path) -> None:
    (folder / "leave.yaml").write_text(long_file(5_000), encoding="utf-8")
    office = library.load(folder)
    assert office.problems == ()
    assert len(office.processes["leave"].steps) == 5_000


# -- one slip anywhere -------------------------------------------------------------------------------------------------

SLIPS_PER_FILE = None if os.environ.get("KHUMUE_LONG") else 12
"""Lines of each shipped file into which every kind of slip is made; None: all of them."""

SLIPS_MADE: tuple[Callable[[str], str], ...] = (
    lambda line: re.sub(r"(\w)(\w*):", r"\2x:", line, count=1),  # another word
    lambda line: re.sub(r": .*", ": ครบถ้วน", line),
    lambda line: re.sub(r": .*", ": 2569", line),
    lambda line: re.sub(r": .*", ": [a, b]", line),
    lambda line: re.sub(r": .*", ": {a: b}", line),
    lambda line: re.sub(r"([a-z-]+): \{title", "ก: {title", line),
    lambda line: f"{line}\n{line}",
    lambda line: f" {line}",
    lambda line: line.replace(": ", ":"),
    lambda line: line.replace("- ", "", 1),
    lambda _: "",
)


def test_the_way_to_a_problem_leaves_out_a_field_that_is_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "processes"
    shutil.copytree(bundled_processes(), folder, ignore=shutil.ignore_patterns("translations"))
    file = folder / "02-curriculum.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("asks: [kind]", "asks: [a, b]"), encoding="utf-8")
    told = {problem.code for problem in library.load(folder).problems}
    assert {"unknown-field", "when-unasked", "never-happens"} <= told


@pytest.mark.parametrize("name", sorted(path.name for path in bundled_processes().glob("*.yaml")))
def test_no_slip_makes_the_program_fail(name: str, tmp_path: Path) -> None:
    """Whatever one line says instead, there are problems or none, never a traceback; the other files go on working."""
    folder = tmp_path / "processes"
    shutil.copytree(bundled_processes(), folder, ignore=shutil.ignore_patterns("translations"))
    lines = (folder / name).read_text(encoding="utf-8").split("\n")
    places = [place for place, line in enumerate(lines) if ":" in line and not line.lstrip().startswith("#")]
    if SLIPS_PER_FILE:
        places = random.Random(name).sample(places, min(SLIPS_PER_FILE, len(places)))
    for place in places:
        for slip in SLIPS_MADE:
            text = "\n".join([*lines[:place], slip(lines[place]), *lines[place + 1 :]])
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
            office = library.load(folder)
            assert len(office.processes) >= 7 or name in library.CATALOGUES, (place + 1, text.split("\n")[place])
            for problem in office.problems:
                assert problem.message("th")
                assert "stand-in" not in problem.message("en") + problem.help("en")
