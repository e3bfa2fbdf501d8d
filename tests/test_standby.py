"""A server that stands by, and one that is closed to changes: both are read, nothing is changed, and why is said."""

from __future__ import annotations

import contextlib
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from test_logins import ACTORS, PROCEDURE, READING

import cli
from benchmarks.server import Server, database_of
from engine.messages import SENTENCES

CHANGING = """\
start leave --set kind=ค
start leave --from {table}
complete 1-1 allow
set 1-1 kind=ข --reason r
suspend 1-1 --reason r
cancel 1-1 --reason r
publish --reason r
migrate --undo --reason r
erase 1-2 --order 1
db upgrade
db grant nobody daeng
db revoke nobody
db copy {file} {url}
"""
SECONDS = 5
Says = Callable[..., tuple[int, str]]


class Follower:
    """A hot standby of a server, as ``pg_basebackup -R`` makes it."""

    def __init__(self, main: Server) -> None:
        self.main, self.folder = main, main.folder / "standby"
        self.folder.mkdir(mode=0o700)
        if main.server.system_user:
            shutil.chown(self.folder, main.server.system_user)
        with contextlib.closing(psycopg.connect(main.url())) as asked:
            host, port = asked.info.host, str(asked.info.port)
        self.run("pg_basebackup", "-R", "-c", "fast", "-h", host, "-p", port, "-U", "postgres")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.host = "127.0.0.1" if not host.startswith("/") else str(self.folder)
        where = f'-h "" -k {self.folder}' if host.startswith("/") else "-h 127.0.0.1"
        self.run("pg_ctl", "-w", "-o", f"{where} -p {self.port}", "-l", str(self.folder / "log"), "start")

    def run(self, name: str, *words: str) -> None:
        self.main.program(name, "-D", str(self.folder), *words)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.host}&port={self.port}"

    def stop(self) -> None:
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server of our own, which others follow."""
    found = Server()
    yield found
    found.stop()


@pytest.fixture(params=["en", "th"])
def says(
    request: pytest.FixtureRequest, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Says:
    for module in ("engine.sealing", "engine.store.postgres_store"):
        monkeypatch.setattr(f"{module}.user_data", lambda: tmp_path / "data")
    monkeypatch.setattr(cli, "LANGUAGE", request.param)
    for name, text in (("leave.yaml", PROCEDURE), ("actors.yaml", ACTORS)):
        (tmp_path / name).write_text(text, encoding="utf-8")

    def give(url: str, words: str) -> tuple[int, str]:
        before = ["--processes", str(tmp_path), "--lang", request.param, "--as", "daeng", "--db", url]
        code = cli.run([*before, *words.split()])
        return code, "".join(capfd.readouterr())

    return give


@pytest.fixture
def main(own: Server, says: Says, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with an open case (1-1) that has a file, and a cancelled one (1-2)."""
    url = own.fresh()
    (tmp_path / "letter.txt").write_text("ขอลา", encoding="utf-8")
    (tmp_path / "table.csv").write_text("ประเภท\nป่วย\n", encoding="utf-8")
    for words in ("publish --reason r", "start leave --set kind=ก", "start leave --set kind=ข", "cancel 1-2 --reason r",
                  f"complete 1-1 ask --set days=1 --attach {tmp_path / 'letter.txt'}"):  # fmt: skip
        code, told = says(url, words)
        assert code == 0, told
    yield url
    own.drop(url)


def only_reads(says: Says, url: str, folder: Path, why: str) -> None:
    """All is read at a URL; whatever would change something is refused at once, with one message."""
    with (folder / "actors.yaml").open("a", encoding="utf-8") as file:
        file.write("  mee: {title: มี, kind: person}\n")  # which is nowhere kept
    for words in f"{READING}inbox --mine\n".splitlines():
        if words != "doctor":
            code, told = says(url, words.format(out=folder / "out", url=url))
            assert code == 0, told
    code, told = says(url, "doctor")
    assert (code, count(told, why)) == (1, 1)
    for words in CHANGING.format(table=folder / "table.csv", file=folder / "out.db", url=url).splitlines():
        begin = time.monotonic()
        code, told = says(url, words)
        assert time.monotonic() - begin < SECONDS
        lines = [line for line in told.splitlines() if line.startswith("khumue: ")]
        assert (code, len(lines), count(told, why)) == (1, 1, 1), f"{words}: {told}"
        assert "Traceback" not in told


def count(told: str, code: str) -> int:
    """How often a message stands in an answer, in either language, by what stands behind its place."""
    sentence = SENTENCES[code]
    return sum(told.count(text.rpartition("}")[2]) for text in {sentence.en, sentence.th})


def test_a_server_that_stands_by_is_read_until_it_takes_the_place_of_the_main_one(
    own: Server, main: str, says: Says, tmp_path: Path
) -> None:
    follower = Follower(own)
    try:
        url = follower.url(database_of(main))
        only_reads(says, url, tmp_path, "server-stands-by")
        code, told = says(f"{url}&target_session_attrs=read-write", "complete 1-1 allow")
        assert (code, count(told, "no-server-takes-changes")) == (1, 1), told
        follower.run("pg_ctl", "-w", "promote")
        code, told = says(url, "publish --reason r")
        assert code == 0, told
        code, told = says(url, "suspend 1-1 --reason r")
        assert code == 0, told
    finally:
        follower.stop()


def test_of_two_servers_the_one_that_takes_changes_is_found(own: Server, main: str, says: Says) -> None:
    follower = Follower(own)
    try:
        with contextlib.closing(psycopg.connect(main)) as asked:
            host, port = asked.info.host, asked.info.port
        url = (f"postgresql://postgres@/{database_of(main)}?host={follower.host},{host}&port={follower.port},{port}"
               "&target_session_attrs=read-write")  # fmt: skip
        code, told = says(url, "suspend 1-1 --reason r")
        assert code == 0, told
    finally:
        follower.stop()


def test_a_database_that_is_closed_to_changes_is_read(own: Server, main: str, says: Says, tmp_path: Path) -> None:
    own.run(f"ALTER DATABASE {database_of(main)} SET default_transaction_read_only = on")
    only_reads(says, main, tmp_path, "server-read-only")
