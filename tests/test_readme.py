"""What the READMEs say is so: every command in them is run, every output in them is what the command answers.

Both tell the same in two languages: the same sections, the same commands. The commands are run in order, on a new
database, with a clock and a login of their own; ``--update`` writes the outputs anew.
"""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.server import Server

ROOT = Path(__file__).parent.parent
READMES = {"en": ROOT / "README.md", "th": ROOT / "README.th.md"}

ELSEWHERE = {
    "make demo": "a target of the Makefile; .ci/run",
    "make test": "a target of the Makefile; .ci/run",
    "winget install --id=astral-sh.uv -e": "Windows alone has it",
    "uv tool install .": "test_packaging.py builds and runs the same wheel",
}
"""The commands of the READMEs that these tests do not run, and where they are proved."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the rest of that line, its text, and where the text stands in the file."""

    kind: str
    remark: str
    text: str
    start: int
    end: int
    before: str


def blocks(page: str) -> list[Block]:
    """The fenced blocks, each with the comment line above it, if there is one."""
    found = []
    for match in re.finditer(r"^(<!-- [^\n]*-->\n)?```(\w+)( \w+)?\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        comment = (match[1] or "").removeprefix("<!-- ").removesuffix(" -->\n")
        found.append(Block(match[2], (match[3] or "").strip(), match[4], match.start(4), match.end(4), comment))
    return found


def commands(page: str) -> Iterator[str]:
    for block in blocks(page):
        if block.kind == "sh":
            yield from block.text.splitlines()


def prose(page: str) -> str:
    """The page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)


# -- one told in two languages ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {language: path.read_text(encoding="utf-8") for language, path in READMES.items()}


def test_both_have_the_same_sections_and_commands(pages: dict[str, str]) -> None:
    outline = {name: re.findall(r"^(#+) ", prose(page), re.MULTILINE) for name, page in pages.items()}
    assert outline["en"] == outline["th"]
    assert list(commands(pages["en"])) == list(commands(pages["th"]))
    shape = {name: [(b.kind, b.remark, b.before) for b in blocks(page)] for name, page in pages.items()}
    assert shape["en"] == shape["th"]
    rows = {name: re.findall(r"^\| `khumue [^|]*`", page, re.MULTILINE) for name, page in pages.items()}
    assert [row.split()[2] for row in rows["en"]] == [row.split()[2] for row in rows["th"]]


@pytest.mark.parametrize("language", READMES)
def test_every_command_is_described_in_its_order(language: str, pages: dict[str, str]) -> None:
    program = load_program()
    described = re.findall(r"^\| `khumue ((?:db )?[a-z]+)", pages[language], re.MULTILINE)
    assert described == [name for name, _ in every_command(program)]


def every_command(program: ModuleType) -> Iterator[tuple[str, Any]]:
    """Every command with its name, in its order; those of a group behind the group's name."""
    for name, command in program.khumue.commands.items():
        inner = getattr(command, "commands", {})
        yield from ((f"{name} {sub}", found) for sub, found in inner.items()) if inner else [(name, command)]


@pytest.mark.parametrize("language", READMES)
def test_every_option_that_is_named_exists(language: str, pages: dict[str, str]) -> None:
    program = load_program()
    known = {"--help", "--json"} | {o for p in program.khumue.params for o in p.opts}
    for line in re.findall(r"^\| `khumue .*$", pages[language], re.MULTILINE):
        words = line.replace("`", " ").split()
        command = next(c for n, c in every_command(program) if n in (words[2], " ".join(words[2:4])))
        options = {o for p in command.params for o in p.opts}
        assert set(re.findall(r"(?<![\w-])--?[a-z]+", line.replace("--as", ""))) <= options, line
        known |= options
    named = set(re.findall(r"(?<=`)khumue[^`]*(?=`)", prose(pages[language])))
    assert {o for text in named for o in re.findall(r"(?<= )--[a-z]+", text)} <= known


@pytest.mark.parametrize("language", READMES)
def test_links_lead_somewhere(language: str, pages: dict[str, str]) -> None:
    page = prose(pages[language])
    anchors = {anchor(title) for title in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    for target in re.findall(r"\]\(#([^)]+)\)", page):
        assert target in anchors, target
    assert links(pages[language], ROOT)


def links(page: str, folder: Path) -> set[str]:
    """The files that a page in this folder leads to, all of which are there."""
    found = {target for target in re.findall(r"\]\(([^)#]+)\)", prose(page)) if not target.startswith("https://")}
    assert {target for target in found if not (folder / target).exists()} == set()
    return found


def anchor(title: str) -> str:
    """What a heading is called in a link: its letters with their vowel and tone marks, and hyphens for blanks."""
    kept = (c for c in title.lower() if unicodedata.category(c)[0] in "LMN" or c in " -_")
    return "".join(kept).replace(" ", "-")


# -- the commands ----------------------------------------------------------------------------------------------------


def load_program() -> ModuleType:
    """The program anew, as a module of its own: it takes its language from the environment when it is loaded."""
    spec = importlib.util.spec_from_file_location("khumue_of_the_readme", ROOT / "cli.py")
    assert spec
    assert spec.loader
    program = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = program
    spec.loader.exec_module(program)
    return program


class Clock:
    """Monday 23 November 2026, from nine o'clock on, one minute a command."""

    moment = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def now(self, zone: Any) -> datetime:
        return self.moment.astimezone(zone)

    def tick(self) -> None:
        self.moment += timedelta(minutes=1)


class Reader:
    """Someone who does what the page says, from the top down."""

    def __init__(
        self, folder: Path, url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        self.url, self.monkeypatch, self.capfd = url, monkeypatch, capfd
        monkeypatch.chdir(folder)
        self.program = load_program()
        self.clock = Clock()
        monkeypatch.setattr("engine.desk.login", lambda: "somying")
        monkeypatch.setattr("engine.service.datetime", self.clock)
        self.mistakes: list[tuple[Path, str]] = []

    def type_in(self, line: str, refused: bool) -> str:
        """Give a command; the answer, as it appears on the screen."""
        if line in ELSEWHERE:
            return ""
        name, *arguments = (self.on_the_server(word) for word in shlex.split(line))
        if name == "cd":
            self.monkeypatch.chdir(arguments[0])
            return ""
        assert name == "khumue", f"no test knows what to do with: {line}"
        self.clock.tick()
        code = self.program.run(arguments)
        answer = self.capfd.readouterr()
        assert code == (1 if refused else 0), f"{line}\n{answer.out}{answer.err}"
        return answer.out + answer.err

    def on_the_server(self, word: str) -> str:
        """The server of the page is one of our own here, on which everybody may do everything."""
        return self.url if word.startswith("postgresql://") else word

    def do(self, block: Block) -> None:
        """What else a page shows is only read."""

    def edit(self, comment: str, old: str, new: str) -> None:
        kind, name = comment.split()
        path = Path(name)
        if kind == "write":
            path.write_text(old, encoding="utf-8", newline="\n")
            return
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is not, or not once, in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
        if kind == "mistake":
            self.mistakes.append((path, text))

    def mend(self) -> None:
        while self.mistakes:
            path, text = self.mistakes.pop()
            path.write_text(text, encoding="utf-8", newline="\n")


def follow(page: str, reader: Reader) -> list[tuple[Block, str]]:
    """Every output that the page shows, with what the last command above it really answers."""
    answer, shown = "", []
    steps = blocks(page)
    for block, following in pairwise([*steps, steps[-1]]):
        if block.before:
            reader.edit(block.before, block.text, following.text)
        elif block.kind == "sh":
            answers = [reader.type_in(line, bool(block.remark)) for line in block.text.splitlines()]
            answer = answers[-1]
        elif block.kind == "text":
            reader.mend()
            shown.append((block, answer.strip() + "\n"))
        else:
            reader.do(block)
    return shown


@pytest.mark.parametrize("language", READMES)
def test_a_newcomer_who_types_every_command(
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    server: Server,
) -> None:
    monkeypatch.setenv("KHUMUE_LANG", language)
    monkeypatch.setenv("KHUMUE_DB", str(tmp_path / "data" / "khumue.db"))
    monkeypatch.setattr("engine.sealing.user_data", lambda: tmp_path / "data")
    for name in ("KHUMUE_PROCESSES", "KHUMUE_PERSON"):
        monkeypatch.delenv(name, raising=False)
    page = READMES[language].read_text(encoding="utf-8")
    reader = Reader(tmp_path, server.empty(), monkeypatch, capfd)
    shown = follow(page, reader)
    if request.config.getoption("--update"):
        for block, answer in reversed(shown):
            page = page[: block.start] + answer + page[block.end :]
        READMES[language].write_text(page, encoding="utf-8", newline="\n")
    else:
        for block, answer in shown:
            assert block.text == answer
    assert "completed" in reader.type_in("khumue --lang en status 1-1", refused=False)
    assert (tmp_path / "my-office" / "chart.pdf").read_bytes().startswith(b"%PDF")
    chart = reader.type_in("khumue --lang th diagram information-system --format mermaid", refused=False)
    title = next(following.text for block, following in pairwise(blocks(page)) if block.before.startswith("edit"))
    assert title.split(": ", 1)[1].strip() in chart.replace("<br/>", "").replace("\n", "")


def test_commands_proved_elsewhere_are_in_the_readme_and_in_the_makefile(pages: dict[str, str]) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(ELSEWHERE) <= set(commands(pages["en"]))
    for command in ELSEWHERE:
        if command.startswith("make "):
            assert re.search(rf"^{command.split()[1]}:", makefile, re.MULTILINE)
