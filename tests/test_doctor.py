"""Whether all is in order: what is looked at, what is said of it, and that nothing is changed by looking."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest
from test_store import as_nobody

import cli
from benchmarks.server import Server, database_of
from engine import backup, doctor
from engine.desk import Desk
from engine.folders import bundled_processes
from engine.store import Condition, condition, open_store, rows, sqlite_store
from engine.store.postgres_store import PostgresStore

AT = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
FONTS = sorted((Path(cli.__file__).parent / "diagrams" / "fonts").glob("*.ttf"))


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(bundled_processes(), tmp_path / "processes", ignore=shutil.ignore_patterns("*schema.json"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KHUMUE_DB", "office.db")
    monkeypatch.delenv("KHUMUE_PROCESSES", raising=False)
    monkeypatch.setattr("engine.desk.login", lambda: "somsri")
    monkeypatch.setattr("engine.service.now", lambda: AT)


def codes(*, at: datetime = AT, fonts: list[Path] | None = None, db: str = "office.db") -> dict[str, str]:
    """What is not in order, with how bad it is."""
    found = doctor.examine(Desk(None, db, "", "en"), FONTS if fonts is None else fonts, at)
    mine = {finding.code: finding.severity for finding in found if finding.severity != "ok"}
    return {code: severity for code, severity in mine.items() if code not in ("doctor-zone", "doctor-others-read")}


def opened() -> Path:
    assert cli.run(["start", "curriculum", "--set", "school=ก"]) == 0
    return Path("office.db")


def test_an_office_in_order_has_no_errors(capfd: pytest.CaptureFixture[str]) -> None:
    opened()
    capfd.readouterr()
    assert codes() == {}
    for language in ("th", "en"):
        assert cli.run(["--lang", language, "doctor"]) == 0
        told = capfd.readouterr().out
        assert "SQLite 3." in told
        assert "Sarabun-Regular" in told


def test_json_gives_versions_and_findings(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--lang", "en", "doctor", "--json"]) == 0
    told: dict[str, Any] = json.loads(capfd.readouterr().out)
    assert told["ok"] is True
    assert {"khumue", "Python", "apsw", "openpyxl"} <= set(told["versions"])
    assert {tuple(finding) for finding in told["findings"]} == {("subject", "severity", "code", "message", "help")}


def test_nothing_is_begun_and_nothing_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes() == {}
    assert not Path("office.db").exists()
    known = rows.migrations(sqlite_store.HERE)
    with monkeypatch.context() as earlier:
        earlier.setattr(sqlite_store, "migrations", lambda _: known[:1])
        opener = sqlite_store.SqliteStore("office.db")
        opener.close()
    before = Path("office.db").read_bytes()
    assert codes() == {"doctor-schema-older": "warning"}
    assert Path("office.db").read_bytes() == before


def test_what_is_wrong_with_a_database_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    path = opened()
    with monkeypatch.context() as older:
        older.setattr(sqlite_store, "migrations", lambda _: [])
        assert codes() == {"newer-database": "error"}
    assert codes(at=datetime(2026, 11, 1, tzinfo=UTC)) == {"doctor-clock-back": "error"}
    sound = path.read_bytes()
    damaged = bytearray(sound)
    damaged[-2000:] = b"\xff" * 2000
    damaged[8192:8292] = bytes(100)
    path.write_bytes(damaged)
    assert codes() == {"store-damaged": "error"}
    path.write_text("สวัสดี" * 500, encoding="utf-8")
    assert codes() == {"not-a-database": "error"}
    path.unlink()
    apsw.Connection("office.db").execute("CREATE TABLE x (y)")
    assert codes() == {"foreign-database": "error"}
    assert cli.run(["doctor"]) == 1


def test_a_file_that_a_killed_program_has_left_is_told_and_not_saved() -> None:
    """But neither what a case names, nor what may be on its way into one."""
    path = opened()
    Path("letter.pdf").write_bytes(b"x")
    assert cli.run(["complete", "2-1", "training", "--attach", "letter.pdf"]) == 0
    folder = Path("office.db.files")
    left = ["b" * 32, "new-" + "a" * 32]
    for name in left:
        (folder / name).write_bytes(b"left")
    assert codes() == {}
    for file in folder.iterdir():
        os.utime(file, (0, 0))
    assert codes() == {"doctor-files-left": "warning"}
    assert condition(str(path), 9).left == left
    with closing(sqlite_store.SqliteStore(str(path))) as store:
        assert backup.back_up(store, Path("b.zip")).files == 1


def test_a_check_that_would_take_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    opened()
    monkeypatch.setattr(sqlite_store, "_quick_check", lambda *_: None)
    assert codes() == {"doctor-pages-unknown": "warning"}


def test_a_database_that_may_only_be_read_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    opened()
    looks = sqlite_store._condition

    def read_only(connection: apsw.Connection, path: str, seconds: float, *, writable: bool) -> Any:
        if writable:
            connection.close()
            raise apsw.ReadOnlyError
        return looks(connection, path, seconds, writable=False)

    monkeypatch.setattr(sqlite_store, "_condition", read_only)
    assert codes() == {"store-read-only": "error"}


@pytest.mark.skipif(os.name != "posix", reason="another user is asked for by setuid")
def test_a_file_that_this_user_may_only_read_is_an_error() -> None:
    """SQLite opens it all the same, and says nothing before the first change."""
    folder = Path(tempfile.mkdtemp(prefix="khumue-test-"))
    try:
        open_store(str(folder / "office.db")).close()
        (folder / "office.db").chmod(0o444)
        folder.chmod(0o755)
        assert as_nobody(lambda: str(condition(str(folder / "office.db"), 5).writable)) == "False"
    finally:
        shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
@pytest.mark.parametrize(("folder_mode", "told"), [(0o755, True), (0o700, False)])
def test_a_file_that_others_may_read_is_a_warning_unless_its_folder_is_closed_to_them(
    folder_mode: int, told: bool
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="khumue-test-"))
    try:
        open_store(str(folder / "office.db")).close()
        (folder / "office.db").chmod(0o644)
        folder.chmod(folder_mode)
        found = doctor.examine(Desk(None, str(folder / "office.db"), "", "en"), FONTS, AT)
        assert ("doctor-others-read" in {finding.code for finding in found}) == told
    finally:
        shutil.rmtree(folder)


def test_procedures_fonts_libraries_and_clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert codes(fonts=[*FONTS, tmp_path / "lost.ttf"]) == {"doctor-fonts-lost": "error"}
    assert codes(at=datetime(2569, 11, 23, tzinfo=UTC)) == {"clock-era": "error"}
    procedure = Path("processes/02-curriculum.yaml")
    procedure.write_text(procedure.read_text(encoding="utf-8") + "wrong: 1\n", encoding="utf-8")
    assert codes() == {"doctor-procedures-wrong": "error"}
    shutil.rmtree("processes")
    monkeypatch.setenv("KHUMUE_PROCESSES", "nowhere")
    monkeypatch.setattr(doctor, "_needed", lambda: [("no-such-library", "1"), ("click", "999")])
    assert codes().get("doctor-libraries") == "error"


def test_a_deadline_asks_for_the_holidays() -> None:
    procedure = Path("processes/07-supervision.yaml")
    text = procedure.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if line.startswith("  - id: "))
    procedure.write_text(text.replace(first, f"{first}\n    within: 15 days", 1), encoding="utf-8")
    assert codes() == {"doctor-holidays": "warning"}


def test_another_kind_of_database_is_refused_with_its_reason() -> None:
    assert codes(db="mysql://x/y") == {"unknown-database": "error"}


# -- a server --------------------------------------------------------------------------------------------------------


def test_a_server_in_order_has_no_errors(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.fresh()
    assert codes(at=datetime.now(UTC), db=url) == {}
    assert codes(db=url) == {"doctor-clock-apart": "error"}, "the clock of the test stands in another year"
    assert codes(at=datetime.now(UTC) - timedelta(minutes=3), db=url) == {"doctor-clock-apart": "error"}
    monkeypatch.setattr("engine.doctor.CLOCKS_APART", timedelta.max)
    server.run(f"ALTER DATABASE {database_of(url)} SET default_transaction_read_only = on")
    assert codes(db=url) == {"server-read-only": "error"}
    server.drop(url)


def test_what_a_login_may_do_on_a_server_is_told(server: Server) -> None:
    url = server.fresh()
    server.run("CREATE ROLE reader LOGIN")
    try:
        theirs = server.url(database_of(url), "reader")
        may_read = "GRANT USAGE ON SCHEMA khumue TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA khumue TO reader"
        server.run(may_read, database_of(url))
        assert codes(at=datetime.now(UTC), db=theirs) == {"doctor-only-reads": "warning"}
        with closing(PostgresStore(url)) as owner:
            owner.grant("reader", "พี่นก")
        told = {finding.code: finding.values for finding in doctor.examine(Desk(None, theirs, "", "en"), FONTS, AT)}
        assert told["doctor-acts-as"]["person"] == "พี่นก"
        assert "doctor-owns" in {finding.code for finding in doctor.examine(Desk(None, url, "", "en"), FONTS, AT)}
    finally:
        server.drop(url)
        server.run("DROP ROLE reader")


def test_a_server_of_another_form_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.doctor.CLOCKS_APART", timedelta.max)
    empty, url = server.empty(), server.fresh()
    assert codes(db=empty) == {"no-schema": "error"}
    server.run("DELETE FROM khumue.migration WHERE number > 2", database_of(url))
    assert codes(db=url) == {"older-database": "error"}
    server.run("INSERT INTO khumue.migration (number) VALUES (999)", database_of(url))
    assert codes(db=url) == {"newer-database": "error"}
    for one in (empty, url):
        server.drop(one)


def test_a_connection_that_others_can_read_is_a_warning() -> None:
    found = Condition("PostgreSQL", "postgresql:///x", 1, 1, 0, True, None, (), None, encryption="")
    assert [f.code for f in doctor._of_server(found, AT)] == ["doctor-not-encrypted"]
    assert [f.code for f in doctor._of_server(found._replace(encryption="TLSv1.3"), AT)] == ["doctor-encrypted"]
