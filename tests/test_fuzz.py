"""Whatever lies in the folder and whatever is typed: an answer or a refusal in words, soon, and never a traceback.

A minute in ``make test``, five minutes each with ``KHUMUE_LONG=1``.
"""

# ruff: noqa: F401, F811 - fixtures of other tests, by their names

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from test_cli import Answer, Clerk, hire
from test_language import GOOD

import cli
from engine import library
from engine.folders import bundled_processes
from engine.messages import HIDDEN
from engine.problems import InvalidDefinition, Refused, concise, full
from engine.store.sqlite_store import SqliteStore

LONG = bool(os.environ.get("KHUMUE_LONG"))
SECONDS = 300.0 if LONG else 30.0
"""How long each fuzzer goes on."""
SOON = 1.0
"""Seconds of computing within which everything is refused."""
ENOUGH = 200 * 1024 * 1024
"""Bytes of memory with which everything is refused."""
ROOT = Path(__file__).parent.parent
FILES = {path.name: path.read_text(encoding="utf-8") for path in bundled_processes().glob("*.yaml")}
OFFICE = Path(__file__).parent / "language" / "office"

HOSTILE = [
    "\x1b[2J\x1b]0;x\x07", "\x1b]8;;http://x\x1b\\", "\u202e", "\u200b", "\x00", "\x9b31m", "\ud7ff", "😀",
    '"]; x [label="', "\\N\\G\\E", "<b>", '<img src=x onerror="alert(1)">', "</title><script>alert(1)</script>",
    "]]>", "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "&lol;", '#eval("1")', "#read(\"/etc/passwd\")", "$ x $",
    "end\n  click a call b()", '"]-->b["', "%%{init: {}}%%", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "{name}",
    "%s%n", "{{7*7}}", "${x}", "../../etc/passwd", "C:\\CON", "/dev/zero", "file:///etc/passwd",
    "'; DROP TABLE event;--",
    "ก" * 3000, "ก" + "\u0e34" * 500, "A\u030a", "-", "--", "~", "null", "no", "010", "1e999", "9" * 400, "๙" * 30,
    "0000-00-00", "31/2/2569", "9999-12-31", "2569-02-30",
    "within: 99999999 days", "99999999999999999999 working days",
]  # fmt: skip
"""What terminals, pictures, pages, sheets, databases and paths would take for a command, and numbers without an end."""
WORDS = sorted({word for text in FILES.values() for word in re.findall(r"[\w-]+", text) if len(word) < 30})
SIGNS = [": ", "- ", "[", "]", "{", "}", ",", "\n", "\n  ", "\t", "&a ", "*a", "!!python/object:os.system ", "<<: *a",
         "---\n", "%YAML 1.1\n", "|\n", ">-\n", "'", '"', "#", "? ", "\r", "\ufeff", "after: []", "back: ", "when: {",
         "each: ", "within: ", "assumed: ", "decision: {x: {title: x}}", "was: [a]"]  # fmt: skip

PIECES = st.one_of(st.sampled_from(SIGNS), st.sampled_from(HOSTILE), st.sampled_from(WORDS), st.text(max_size=5))


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, str]:
    """One of the shipped files (its name and text) after a few slips, or after an attack."""
    name = draw(st.sampled_from(sorted(FILES)))
    text = FILES[name] if draw(st.booleans()) or name in CATALOGUES else GOOD
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from([0, 0, 1, 5, 40, 400]))
        again = text[start : start + length] * draw(st.integers(0, 3))
        text = text[:start] + draw(st.sampled_from(["", again])) + draw(PIECES) + text[start + length :]
    return name, text


CATALOGUES = ("actors.yaml", "laws.yaml", "holidays.yaml", "errata.yaml", "manual.yaml")


def for_a_while(example: Callable[..., None], *strategies: st.SearchStrategy[Any]) -> int:
    """Try random examples until the time is over; the same ones every time. Gives how many rounds there were."""
    gc.collect()
    gc.freeze()  # what the tests before have left in memory is not looked through again and again by these
    until = time.monotonic() + SECONDS
    for number in itertools.count():
        if time.monotonic() > until and number:
            gc.unfreeze()
            return number
        rounds = settings(max_examples=25, database=None, derandomize=False)(given(*strategies)(example))
        seed(number)(rounds)()
    raise AssertionError


@contextlib.contextmanager
def soon() -> Iterator[None]:
    """What happens inside takes less than a second of computing."""
    begin = time.process_time()
    yield
    assert time.process_time() - begin < SOON * (3 if sys.gettrace() else 1), "too slow"


# -- the folder ------------------------------------------------------------------------------------------------------


def test_no_file_breaks_the_loader(tmp_path: Path) -> None:
    folder = tmp_path / "processes"
    shutil.copytree(OFFICE, folder)
    for name in ("holidays.yaml", "errata.yaml", "manual.yaml"):
        shutil.copy(bundled_processes() / name, folder)
    (folder / "good.yaml").write_text(GOOD, encoding="utf-8")

    def example(file: tuple[str, str]) -> None:
        name, text = file
        before = (folder / name).read_bytes() if (folder / name).exists() else None
        (folder / name).write_bytes(text.encode("utf-8", "replace"))
        try:
            with soon():
                told = problems_of(folder)
            for sentence in told:
                assert not HIDDEN.search(sentence.replace("\n", "")), repr(sentence)
        finally:
            (folder / name).unlink() if before is None else (folder / name).write_bytes(before)

    assert for_a_while(example, spoilt()) > 0


def problems_of(folder: Path) -> list[str]:
    """All that is said about a folder, in both languages; what may be used is drawn up as running cases need it."""
    try:
        office = library.load(folder)
        for process in office.processes.values():
            library.plan_of(office, process)
    except Refused as refused:
        return [refused.message("th") + refused.help("th"), refused.message("en") + refused.help("en")]
    except InvalidDefinition as invalid:
        return [concise(problem, "en") for problem in invalid.problems]
    return [full(problem, language) for problem in office.problems for language in ("th", "en")]


HEAVY = {
    "one long line": GOOD + "#" + "x" * 7_000_000,
    "one long text": GOOD.replace("title: ", "title: " + "ก" * 2_000_000, 1),
    "many keys": GOOD + "".join(f"a{n}: x\n" for n in range(100_000)),
    "one key again and again": "a: x\n" * 100_000,
    "many lists": "steps: [" + "[]," * 200_000 + "]",
    "deep lists": "steps: " + "[" * 200_000,
    "many hidden characters": GOOD + "# \u200b\u202e\n" * 60_000,
    "many quotes": "a: '" + "''" * 1_000_000 + "'",
    "many documents": "--- a\n" * 100_000,
    "many anchors": "".join(f"a{n}: &a{n} x\n" for n in range(50_000)),
    "many conditions": GOOD + "    when: {" + ", ".join(f"f{n}: x" for n in range(20_000)) + "}\n",
    "many fields": GOOD.replace("steps:", "fields:\n" + "".join(
        f"  f{n}: {{title: ข{n}, type: choice, ask: at-start, choices: {{a: ก, b: ข}}}}\n" for n in range(3_000)
    ) + "steps:", 1),
}  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="how much a process used is asked for as POSIX has it")
@pytest.mark.parametrize("what", HEAVY)
def test_a_heavy_file_is_refused_soon_and_with_little_memory(what: str, tmp_path: Path) -> None:
    folder = tmp_path / "processes"
    shutil.copytree(OFFICE, folder)
    (folder / "leave.yaml").write_text(HEAVY[what], encoding="utf-8")
    seconds, memory, said = used([sys.executable, str(ROOT / "cli.py"), "--processes", str(folder), "check"])
    assert "Traceback" not in said
    assert seconds < START + SOON, f"{seconds:.2f} s"
    assert ENOUGH / 20 < memory < ENOUGH, f"{memory / 1024 / 1024:.0f} MB"


START = 0.6
"""Seconds of computing that the program needs to begin at all, on a slow machine."""


def used(command: list[str]) -> tuple[float, int, str]:
    """The seconds of computing and the bytes of memory that a program used, and what it said against something.

    A small program starts it: whoever starts another counts as a part of it.
    """
    run = subprocess.run([sys.executable, "-c", START_IT, *command], capture_output=True, text=True, check=True)
    seconds, memory = run.stdout.split()
    return float(seconds), int(memory) * (1 if sys.platform == "darwin" else 1024), run.stderr


START_IT = """
import os, subprocess, sys
run = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, _, usage = os.wait4(run.pid, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss, flush=True)
os._exit(0)
"""


# -- the command line ------------------------------------------------------------------------------------------------

NAMES = ["2-1", "๒-๑", "2-2", "9-9", "training", "analyse", "adapt", "hearing", "curriculum", "learning", "2", "nobody",
         "ngoencharoen", "group-1", "school=ก", "kind=type-3", "schools+=ก", "approve", "processes", "office.db",
         "processes/actors.yaml", "."]  # fmt: skip
SLOW = ("demo", "manual", "diagram", "check", "simulate", "diff", "publish", "list", "law", "assumptions", "show")
"""What draws, prints or goes through all procedures: that takes its time when it is not refused."""
LEFT_OUT = ("demo", "init", "try")


def options(name: str) -> list[str]:
    """The options of a command, without those that write files where they are told to."""
    command = cli.khumue.commands[name]
    return [o for p in command.params for o in p.opts if o.startswith("-") and o not in ("-o", "--output")]


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A command with arguments and options that it has, with values that it may not have thought of."""
    name = draw(st.sampled_from([name for name in cli.khumue.commands if name not in LEFT_OUT]))
    value = st.one_of(st.sampled_from(NAMES), st.sampled_from(HOSTILE), st.text(max_size=12))
    words = [word for word in draw(st.lists(value, max_size=3)) if not word.startswith("-")]
    for option in draw(st.lists(st.sampled_from([*options(name), "--json", "--key"]), max_size=4)):
        words += [option] if draw(st.integers(0, 3)) == 0 else [option, draw(value)]
    before = draw(st.sampled_from([[], [], [], ["--as", draw(value)], ["--db", draw(value)]]))
    return [word.replace("\0", "") for word in [*before, name, *words]]


def test_no_command_line_breaks_the_program(tmp_path: Path) -> None:
    shutil.copytree(bundled_processes(), tmp_path / "processes", ignore=shutil.ignore_patterns("*schema.json"))
    with contextlib.chdir(tmp_path), pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("KHUMUE_DB", "office.db")
        clerk = Clerk("en")
        clerk("start", "curriculum", "--set", "school=ก")

        def example(words: list[str], language: str) -> None:
            clerk.language = language
            slow = any(name in words for name in SLOW)
            with contextlib.nullcontext() if slow else soon():
                answer = clerk(*words)
            says_something_harmless(words, answer)

        assert for_a_while(example, lines(), st.sampled_from(["en", "th"])) > 0


def says_something_harmless(words: list[str], answer: Answer) -> None:
    assert answer.code in (0, 1, 2), (words, answer)
    assert answer.code == 0 or answer.err or answer.out, "a refusal says why"
    assert "Traceback" not in answer.err
    shown = re.sub(r"[\n\t]", "", answer.out + answer.err)
    assert not HIDDEN.search(shown), (words, shown)


# -- what people type ------------------------------------------------------------------------------------------------

SVG_TAGS = {"svg", "title", "desc", "defs", "path", "rect", "circle", "g", "use", "pattern"}


@pytest.fixture
def drawn(hire: Callable[[str], Clerk]) -> Callable[[str], dict[str, Any]]:
    """A case in which everything that people type is one text, drawn in each form: what the drawings are made of."""
    clerk = hire("en")
    cases = itertools.count(1)

    def draw(text: str) -> dict[str, Any]:
        case = f"7-{next(cases)}"
        typed = [f"--set=term={text}", f"--set=schools={text}", f"--title={text}", "--another"]
        for words in (
            ["start", "supervision", *typed],
            ["complete", case, "appoint", f"--note={text}"],
            ["suspend", case, f"--reason={text}"],
        ):
            answer = clerk(*words)
            assert answer.code == 0, answer.err
        for look in (["status", case], ["history", case], ["cases"], ["inbox"]):
            assert not HIDDEN.search(clerk(*look).out.replace("\n", ""))
        forms = {form: clerk("diagram", "supervision", "--case", case, "--format", form) for form in ("dot", "mermaid")}
        clerk("diagram", "supervision", "--case", case, "-o", f"{case}.svg")
        root = ElementTree.parse(f"{case}.svg").getroot()
        return {
            "tags": {element.tag.rpartition("}")[2] for element in root.iter()} - SVG_TAGS,
            "handlers": [name for element in root.iter() for name in element.attrib if name.startswith("on")],
            "arrows": forms["dot"].out.count(" -> "),
            "lines": len(forms["mermaid"].out.splitlines()),
        }

    return draw


def test_what_people_type_into_a_case_is_drawn_as_text(drawn: Callable[[str], dict[str, Any]]) -> None:
    harmless = drawn("ก")
    assert harmless["tags"] == set()
    assert harmless["arrows"] > 3
    for text in HOSTILE:
        if "\n" not in text and not HIDDEN.search(text) and len(text) < 200:
            assert drawn(text) == harmless, text


@pytest.mark.parametrize("text", [text for text in HOSTILE if HIDDEN.search(text) and "\0" not in text])
def test_what_a_terminal_would_obey_is_never_kept(text: str, hire: Callable[[str], Clerk], tmp_path: Path) -> None:
    clerk = hire("en")
    clerk.does("start curriculum --set school=ก")
    for words in (
        ["start", "curriculum", "--set", f"school={text}"],
        ["start", "curriculum", "--set", "school=ข", "--title", text],
        ["complete", "2-1", "training", "--note", text],
        ["cancel", "2-1", "--reason", text],
    ):
        answer = clerk(*words)
        assert answer.code == 1
        assert not HIDDEN.search(answer.err.replace("\n", ""))
    if "/" not in text:
        file = tmp_path / f"{text}.pdf"
        file.write_bytes(b"x")
        answer = clerk("complete", "2-1", "training", "--attach", str(file))
        assert answer.code == 1
        assert not HIDDEN.search(answer.err.replace("\n", ""))
    assert len(clerk.does("history 2-1 --json").json) == 1


def test_a_copy_that_was_exchanged_is_not_taken_out(hire: Callable[[str], Clerk], tmp_path: Path) -> None:
    clerk = hire("en")
    clerk.does("start curriculum --set school=ก")
    (tmp_path / "a.txt").write_bytes(b"agreed")
    clerk.does("complete 2-1 training --attach a.txt")
    (copy,) = (tmp_path / "office.db.files").iterdir()
    other = tmp_path / "other.txt"
    other.write_bytes(b"refused")
    for exchange in (copy.write_bytes, lambda _: other.replace(copy)):
        exchange(b"refused")
        assert "no longer what was attached" in clerk.refused("attachment 2-1 1 -o b.txt")
        assert not (tmp_path / "b.txt").exists()


def test_a_changed_database_leads_to_no_other_file(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "office.db"))
    for key in ("../office.db", "/etc/passwd", "", ".", "0" * 31, "0" * 32 + "\n"):
        with pytest.raises(Refused) as refused:
            list(store.file(key))
        assert refused.value.code == "store-damaged"
    store.close()
