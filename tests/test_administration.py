"""What the page for administrators says is so: from an empty server to a restored backup, in both languages.

The server of the tests stands for the one of the page: its socket for the name, without TLS, which it cannot do.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict
from test_readme import ROOT, Block, Reader, blocks, commands, follow, links, prose

from benchmarks.server import NEWEST, Server
from engine.folders import user_data
from engine.store.postgres_store import OLDEST

PAGES = {"en": ROOT / "docs" / "administration.md", "th": ROOT / "docs" / "administration.th.md"}
REGISTERS = "~/.local/share/khumue/"
"""Where they lie on the computer of the page."""


class Administrator(Reader):
    """A reader who also runs the server."""

    server: Server

    def type_in(self, line: str, refused: bool) -> str:
        name, *words = shlex.split(line)
        if name == "export":
            self.monkeypatch.setenv(*words[0].split("=", 1))
            return ""
        if name == "cp":
            shutil.copy(words[0].replace(REGISTERS, "../data/"), words[1])
            return ""
        if "service=clerk" in line:
            self.server.run(
                "CREATE OR REPLACE FUNCTION khumue.clock() RETURNS timestamptz LANGUAGE sql "
                f"AS $$SELECT timestamptz '{self.clock.moment.isoformat()}'$$",
                "khumue",
            )  # the server's is that of the page
        return super().type_in(line, refused)

    def on_the_server(self, word: str) -> str:
        """The services of the page lead to its databases, as the right roles."""
        return word

    def edit(self, comment: str, old: str, new: str) -> None:
        found = {name: str(value) for name, value in conninfo_to_dict(self.server.url()).items()}
        place = "\n".join(f"{name}={found[name]}" for name in ("host", "port") if name in found)
        super().edit(comment, re.sub("sslmode=.*\n|sslrootcert=.*\n", "", re.sub("host=.*", place, old)), new)

    def do(self, block: Block) -> None:
        if block.kind == "sql":
            for statement in block.text.split(";\n"):
                if statement:
                    self.server.run(statement, block.remark)


@pytest.fixture(params=[OLDEST, NEWEST])
def empty(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server without anything, of each version with which the page says that khumue was tried."""
    server = Server(request.param)
    yield server
    server.stop()


@pytest.mark.parametrize("language", PAGES)
def test_an_administrator_who_follows_the_page(
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    empty: Server,
) -> None:
    monkeypatch.setenv("KHUMUE_LANG", language)
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "pg_service.conf"))
    monkeypatch.setattr("engine.doctor.CLOCKS_APART", timedelta.max)
    for module in ("engine.sealing", "engine.store.postgres_store"):
        monkeypatch.setattr(f"{module}.user_data", lambda: tmp_path / "data")
    for name in ("KHUMUE_PROCESSES", "KHUMUE_PERSON", "PGPASSWORD"):
        monkeypatch.delenv(name, raising=False)
    page = PAGES[language].read_text(encoding="utf-8")
    reader = Administrator(tmp_path, "", monkeypatch, capfd)
    reader.server = empty
    shown = follow(page, reader)
    if request.config.getoption("--update"):
        for block, answer in reversed(shown):
            page = page[: block.start] + answer + page[block.end :]
        PAGES[language].write_text(page, encoding="utf-8", newline="\n")
    else:
        for block, answer in shown:
            assert block.text == answer
    assert "erased by order" in reader.type_in("khumue --lang en status 8-1", refused=False)
    assert "cases: 2, of which 1 open" in reader.type_in("khumue --lang en db status", refused=False)


def test_both_pages_have_the_same_sections_and_blocks() -> None:
    pages = [path.read_text(encoding="utf-8") for path in PAGES.values()]
    one, other = ([(b.kind, b.remark, b.before, "" if b.kind == "text" else b.text) for b in blocks(p)] for p in pages)
    assert one == other
    assert re.findall(r"^(#+) ", prose(pages[0]), re.MULTILINE) == re.findall(r"^(#+) ", prose(pages[1]), re.MULTILINE)
    assert len(re.findall(r"^\|", pages[0], re.MULTILINE)) == len(re.findall(r"^\|", pages[1], re.MULTILINE))


@pytest.mark.parametrize("language", PAGES)
def test_khumue_is_typed_only_where_it_is_run_and_links_lead_somewhere(language: str) -> None:
    page = PAGES[language].read_text(encoding="utf-8")
    assert not [block for block in blocks(page) if block.kind != "sh" and re.search("^khumue ", block.text, re.M)]
    assert {"db init", "db copy", "db verify", "db seal", "db upgrade", "db status"} <= {
        found[0] for line in commands(page) if (found := re.search(r"\bdb [a-z]+", line))
    }
    assert links(page, PAGES[language].parent)
    for readme in ("README.md", "README.th.md"):
        assert f"docs/{PAGES['th' if '.th' in readme else 'en'].name}" in links(
            (ROOT / readme).read_text("utf-8"), ROOT
        )


@pytest.mark.parametrize("language", PAGES)
def test_the_page_names_the_versions_it_was_tried_with(language: str) -> None:
    page = PAGES[language].read_text(encoding="utf-8")
    assert [int(n) for n in re.findall(r"(?<![\d.])\d\d\b", page)[:3]] == [OLDEST, OLDEST, NEWEST]


def test_the_page_names_the_folder_of_the_register() -> None:
    """On Linux, where the page copies it from."""
    assert user_data().name == Path(REGISTERS).name
