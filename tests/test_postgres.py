"""What only a server can meet: it is down, refuses, is older or newer, vanishes; and whole copies to and fro."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.errors import FinishedPGconn
from test_store import (
    BEGIN,
    OFFICE,
    Open,
    again_and_again,
    as_told,
    chain_fault,
    curriculum,
    refusal,
    rows_of,
    sql,
    start,
)
from test_store import service as on

import cli
from benchmarks.server import Server, database_of
from engine import library, messages
from engine.decide import Cancel, Complete, Start
from engine.folders import share_among
from engine.messages import SENTENCES
from engine.problems import Refused
from engine.store import Publication, Store, copying, has_store, open_store, postgres_store, rows, sqlite_store
from engine.store.postgres_store import PostgresStore
from engine.store.records import TABLES
from engine.store.sqlite_store import SqliteStore

ROOT = Path(__file__).parent.parent
SCRIPTS = rows.migrations(postgres_store.HERE)


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    found = server.fresh()
    yield found
    server.drop(found)


@pytest.fixture
def opened(url: str) -> Iterator[Open]:
    yield from again_and_again(url)


def held(store: Store) -> PostgresStore:
    assert isinstance(store, PostgresStore)
    return store


# -- how one gets there ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://nok:tiger@127.0.0.1:1/office", "server-unreachable"),
        ("postgres://nok:tiger@127.0.0.1:1/office", "server-unreachable"),
        ("postgresql://nok:tiger@nowhere.invalid/office", "server-unreachable"),
        ("postgresql:///office?service=tiger-less", "no-such-service"),
        ("postgresql://nok:tiger@127.0.0.1/office?sslmode=always", "server-not-trusted"),
        ("postgresql://nok:ti/ger@127.0.0.1/office", "bad-database-url"),
        ("postgresql://nok:12/tiger@127.0.0.1/office", "bad-database-url"),
        ("postgresql://nok:ti@tiger@127.0.0.1/office", "bad-database-url"),
        ("postgresql://nok:ti%tiger@127.0.0.1/office", "bad-database-url"),
        ("postgresql://nok@127.0.0.1/office?passwort=tiger", "bad-database-url"),
        ("postgresql://[tiger", "bad-database-url"),
        ("postgresql:/tiger", "unknown-database"),
        ("POSTGRESQL:tiger", "unknown-database"),
        ("mysql://tiger", "unknown-database"),
    ],
)
def test_a_wrong_url_is_refused_at_once_without_its_password(url: str, code: str) -> None:
    begin = time.monotonic()
    refused = refusal(lambda: open_store(url))
    assert time.monotonic() - begin < 5
    assert refused.code == code
    told = "".join(refused.message(language) + refused.help(language) for language in ("th", "en"))
    assert "tiger" not in told.replace("tiger-less", "")


ENGLISH = re.compile("[A-Za-z]+ [a-z]+ [a-z]+")
"""Three words in a row, which no name or command of ours has."""


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nok@127.0.0.1:1/office",
        "postgresql://nok@nowhere.invalid/office",
        "postgresql:///office?service=nowhere",
        "{server}/nowhere?host={socket}",
        "{nobody}/postgres?host={socket}",
        "{server}/postgres?host={socket}&sslmode=require",
    ],
)
def test_the_reason_that_a_server_gives_is_told_in_thai(url: str, server: Server) -> None:
    place, _, socket = server.url().partition("/postgres?host=")
    values = {"server": place, "nobody": place.replace("postgres@", "nobody@"), "socket": socket}
    told = refusal(lambda: open_store(url.format(**values))).message("th")
    assert not ENGLISH.search(told), told


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of something that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found.getsockname()[1]


def test_a_server_that_does_not_answer_is_not_waited_for_long(silent: int) -> None:
    begin = time.monotonic()
    assert refusal(lambda: open_store(f"postgresql://nok@127.0.0.1:{silent}/office")).code == "server-unreachable"
    assert time.monotonic() - begin < 5


def test_what_the_url_says_of_tls_reaches_the_server() -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as found:

        def without_tls() -> None:
            connection, _ = found.accept()
            asked.append(connection.recv(8))
            connection.sendall(b"N")
            connection.close()

        thread = threading.Thread(target=without_tls)
        thread.start()
        port = found.getsockname()[1]
        refused = refusal(lambda: open_store(f"postgresql://nok@127.0.0.1:{port}/office?sslmode=require"))
        thread.join()
    assert asked == [b"\x00\x00\x00\x08\x04\xd2\x16\x2f"], "the request for TLS, and nothing before it"
    assert "SSL" in refused.message("en")


@pytest.fixture
def guarded(server: Server, url: str) -> Iterator[tuple[str, str]]:
    """The URL of a role that needs a password, and the folder of the server's socket."""
    server.run("DROP ROLE IF EXISTS somsri")
    server.run("CREATE ROLE somsri LOGIN SUPERUSER PASSWORD 'tiger'")
    rules = server.folder / "data" / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    rules.write_text(f"local all somsri scram-sha-256\nhost all somsri 127.0.0.1/32 scram-sha-256\n{before}", "utf-8")
    server.run("SELECT pg_reload_conf()")
    name = database_of(url)
    guarded = server.url(name, "somsri")
    for _ in range(100):  # the server reads its rules a moment later
        if refusal_code(guarded) == "server-needs-password":
            break
        time.sleep(0.02)
    yield guarded, name
    rules.write_text(before, encoding="utf-8")
    server.run("SELECT pg_reload_conf()")


def refusal_code(url: str) -> str:
    try:
        open_store(url).close()
    except Refused as refused:
        return refused.code
    return ""


def test_a_password_comes_from_pgpass_or_a_service_file_and_goes_nowhere(
    guarded: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, name = guarded
    for variable in ("PGPASSWORD", "PGPASSFILE", "PGSERVICEFILE"):
        monkeypatch.delenv(variable, raising=False)
    wrong = url.replace("somsri@", "somsri:lion@")
    refused = refusal(lambda: open_store(wrong))
    assert refused.code == "server-wrong-password"
    assert "lion" not in refused.message("en") + refused.message("th")
    passwords = tmp_path / "pgpass"
    passwords.write_text("*:*:*:somsri:tiger\n", encoding="utf-8")
    passwords.chmod(0o600)
    with monkeypatch.context() as context:
        context.setenv("PGPASSFILE", str(passwords))
        with contextlib.closing(open_store(url)) as store:
            assert store.status().login == "somsri"
            assert "tiger" not in str(store.status())
    services = tmp_path / "services"
    host = url.partition("host=")[2]
    lines = ["[office]", f"dbname={name}", "user=somsri", "password=tiger"]
    lines += [f"host={host}"] if host else ["host=127.0.0.1", f"port={url.partition('@')[2].partition(':')[2][:5]}"]
    services.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    with contextlib.closing(open_store("postgresql:///?service=office")) as store:
        assert store.status().login == "somsri"
        assert store.shown == "postgresql:///?service=office"


KEPT = {
    "none": ("", 0o600, "server-needs-password"),
    "of another": ("*:*:*:somchai:tiger", 0o600, "server-needs-password"),
    "wrong": ("*:*:*:somsri:lion", 0o600, "server-wrong-password"),
    "open": ("*:*:*:somsri:tiger", 0o644, "password-file-open"),
}


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("kept", KEPT)
def test_a_password_is_never_asked_for_and_the_message_says_where_it_belongs(
    guarded: tuple[str, str], kept: str, language: str, tmp_path: Path
) -> None:
    """In a process of its own, whose input stays open: whatever asked would wait there."""
    line, mode, code = KEPT[kept]
    file = tmp_path / "pgpass"
    file.write_text(f"{line}\n", encoding="utf-8")
    file.chmod(mode)
    environment = {name: value for name, value in os.environ.items() if name != "PGPASSWORD"}
    words = (sys.executable, "cli.py", "--lang", language, "--db", guarded[0], "cases")
    with subprocess.Popen(
        words, cwd=ROOT, env=environment | {"PGPASSFILE": str(file), "PYTHONUTF8": "1"}, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", start_new_session=True,
    ) as process:  # fmt: skip
        assert process.wait(5) == 1
        assert process.stdout
        told = process.stdout.read()
    assert sum(line.startswith("khumue: ") for line in told.splitlines()) == 1
    asked = {"path": postgres_store._shown({"user": "somsri", "dbname": guarded[1]}), "file": file}
    assert getattr(SENTENCES[code], language).format(**asked) in told
    assert str(file) in told.rpartition("khumue: ")[2], "the file is named in what khumue says"
    assert not {"tiger", "lion"} & set(re.findall(r"\w+", told))
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("host", "line"),
    [(b"db.example", "db.example:5432:office:nok"), (b"/run/postgresql", "*:5432:office:nok"),
     (b"::1", "\\:\\:1:5432:office:nok"), (b"", "*:5432:office:nok")],
)  # fmt: skip
def test_the_line_for_a_password_is_as_postgresql_reads_it(host: bytes, line: str) -> None:
    error = psycopg.OperationalError("no", pgconn=FinishedPGconn(host=host, port=b"5432", db=b"office", user=b"nok"))
    assert postgres_store._password_line(error) == line


def test_who_has_no_rights_is_told_so_and_changes_nothing(server: Server, url: str) -> None:
    name = database_of(url)
    server.run("DROP ROLE IF EXISTS visitor")
    server.run("CREATE ROLE visitor LOGIN")
    visitor = server.url(name, "visitor")
    assert refusal(lambda: open_store(visitor)).code == "not-let-in"
    assert refusal(lambda: open_store(visitor, older=True)).code == "not-let-in"
    with contextlib.closing(open_store(url)) as store:
        case_id = start(on(store), "curriculum", school=["ก"]).id
        server.run("GRANT USAGE ON SCHEMA khumue TO visitor", name)
        server.run("GRANT SELECT ON ALL TABLES IN SCHEMA khumue TO visitor", name)
        with contextlib.closing(open_store(visitor)) as reader:
            assert [row.case for row in reader.cases(None, None, 9, None)] == [case_id]
            refused = refusal(lambda: on(reader).carry_out(case_id, Complete("training")))
            assert refused.code == "only-reads"
            assert as_told(reader, case_id) == as_told(store, case_id)
        assert len(list(store.events(case_id))) == 1
    server.run("DROP OWNED BY visitor", name)


def test_whatever_the_server_does_not_admit_it_says_why_and_what_to_do(opened: Open) -> None:
    store = held(opened())

    def asked(reason: str) -> None:
        with store.spoken:
            store.connection.execute("SELECT khumue.must(false, $1)", [reason])

    reasons = [code.removeprefix("forbids-") for code in messages.SENTENCES if code.startswith("forbids-")]
    assert set(postgres_store.REMEDIES) < set(reasons)
    for reason in reasons:
        refused = refusal(partial(asked, reason))
        assert refused.code == "server-forbids"
        assert "khumue" in refused.help("en"), "a command that helps"
        assert "khumue" in refused.help("th")


# -- the schema ------------------------------------------------------------------------------------------------------


@pytest.fixture
def older(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database as a program with one migration has begun it."""
    url = server.empty()
    with monkeypatch.context() as context:
        context.setattr(postgres_store, "migrations", lambda _: SCRIPTS[:1])
        with contextlib.closing(open_store(url, older=True)) as store:
            store.migrate()
    yield url
    server.drop(url)


def test_an_empty_database_waits_to_be_begun(server: Server) -> None:
    url = server.empty()
    assert refusal(lambda: open_store(url)).code == "no-schema"
    with contextlib.closing(open_store(url, older=True)) as store:
        assert store.form == 0
        assert store.status().cases == 0
        store.migrate()
        assert store.form == len(SCRIPTS)
        store.migrate()
    open_store(url).close()
    server.drop(url)


def test_a_new_program_asks_for_an_upgrade_and_makes_none_by_itself(older: str) -> None:
    assert refusal(lambda: open_store(older)).code == "older-database"
    with contextlib.closing(open_store(older, older=True)) as store:
        assert [number for number, _, _ in store.status().migrations] == [1]
        store.migrate()
        made = store.status().migrations
    assert [(number, login) for number, _, login in made] == [(n, "postgres") for n in range(1, len(SCRIPTS) + 1)]
    open_store(older).close()


def test_an_old_program_is_refused_by_a_new_schema(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(url)
    monkeypatch.setattr(postgres_store, "migrations", lambda _: SCRIPTS[:1])
    for older in (False, True):
        assert refusal(lambda older=older: open_store(url, older=older)).code == "newer-database"  # type: ignore[misc] # a lambda with a default
    refused = refusal(lambda: start(on(store), "curriculum", school=["ก"]))
    assert refused.code == "newer-database", "also where it was opened before the upgrade"
    store.close()


def test_an_older_server_is_refused_before_anything_is_begun(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.empty()
    with contextlib.closing(open_store(url, older=True)) as store:
        version = store.connection.info.server_version // 10_000  # type: ignore[attr-defined] # it is a server
        monkeypatch.setattr(postgres_store, "OLDEST", version + 1)
        found = refusal(store.migrate)
    assert (found.code, found.values["version"]) == ("server-too-old", version)
    monkeypatch.undo()
    assert refusal(lambda: open_store(url)).code == "no-schema"
    server.drop(url)


def test_an_upgrade_that_fails_leaves_everything(older: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "0003.sql"
    wrong.write_text("CREATE TABLE khumue.extra (x text); SELECT 1/0", encoding="utf-8")
    monkeypatch.setattr(postgres_store, "migrations", lambda _: [*SCRIPTS, wrong])
    with contextlib.closing(open_store(older, older=True)) as store:
        assert refusal(store.migrate).code == "store-fault"
    monkeypatch.undo()
    with contextlib.closing(open_store(older, older=True)) as store:
        assert store.form == 1
        store.migrate()


def test_a_database_that_cannot_keep_thai_is_refused(server: Server) -> None:
    server.run("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with contextlib.closing(open_store(server.url("latin"), older=True)) as store:
        assert refusal(store.migrate).code == "server-not-utf8"
    server.run("DROP DATABASE latin")


# -- a server that vanishes ------------------------------------------------------------------------------------------


def cut(server: Server, store: Store) -> None:
    """End a connection from the server's side, as a restart does."""
    server.run(f"SELECT pg_terminate_backend({held(store).connection.info.backend_pid})")
    time.sleep(0.05)


def test_a_connection_that_is_lost_before_the_end_has_recorded_nothing(server: Server, opened: Open) -> None:
    store, other = opened(), opened()
    case_id = start(on(store), "curriculum", school=["ก"]).id
    before = as_told(other, case_id)

    with pytest.raises(Refused) as refused, store.writing():  # noqa: PT012 - it is cut in the middle
        store.case(case_id)
        cut(server, store)
        store.case(case_id)
    assert refused.value.code == "server-lost"
    assert as_told(other, case_id) == before
    assert refusal(lambda: on(store).carry_out(case_id, Complete("training"))).code == "server-lost"
    on(other).carry_out(case_id, Complete("training"))


def test_a_connection_that_is_lost_at_the_end_is_not_called_a_failure(
    server: Server, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = held(opened()), opened()
    case_id = start(on(store), "curriculum", school=["ก"]).id
    execute = store.connection.execute

    def lose(query: Any, *values: Any, **options: Any) -> Any:
        if query == "COMMIT":
            execute(query)
            while len(list(other.events(case_id))) < 2:
                time.sleep(0.01)
            cut(server, store)
            return execute("SELECT 1")
        return execute(query, *values, **options)

    monkeypatch.setattr(store.connection, "execute", lose)
    refused = refusal(lambda: on(store).carry_out(case_id, Complete("training")))
    assert refused.code == "server-uncertain"
    assert store.committing
    assert len(list(other.events(case_id))) == 2, "it was recorded after all"


@pytest.mark.parametrize(
    ("setting", "code"), [("lock_timeout", "store-busy"), ("statement_timeout", "server-stopped-it")]
)
def test_waiting_for_another_has_an_end(opened: Open, setting: str, code: str) -> None:
    one, other = held(opened()), held(opened())
    case_id = start(on(one), "curriculum", school=["ก"]).id
    other.connection.execute(f"SET {setting} = '200ms'")
    with one.writing():
        one.case(case_id)
        assert refusal(lambda: on(other).carry_out(case_id, Complete("training"))).code == code
        assert other.case(case_id).state == "open", "looking never waits"
    on(other).carry_out(case_id, Complete("training"))


def test_a_server_without_room_for_more_is_not_called_a_wrong_password(server: Server, url: str) -> None:
    server.run(f"ALTER DATABASE {database_of(url)} ALLOW_CONNECTIONS false")
    assert refusal(lambda: open_store(url)).code == "server-not-now"


@pytest.mark.parametrize("when", ["not yet accepting connections", "not accepting connections", "starting up"])
def test_a_server_that_is_still_beginning_or_only_follows_is_not_called_a_wrong_password(when: str) -> None:
    error = psycopg.OperationalError(f"connection failed: FATAL:  the database system is {when}")
    assert postgres_store._not_connected(error, {}, "x").code == "server-not-now"


def test_whoever_vanishes_in_the_middle_is_not_waited_for(opened: Open) -> None:
    one, other = held(opened()), held(opened())
    case_id = start(on(one), "curriculum", school=["ก"]).id
    one.connection.execute("SET idle_in_transaction_session_timeout = '100ms'")
    with pytest.raises(Refused) as refused, one.writing():  # noqa: PT012 - the other comes in between
        one.case(case_id)
        on(other).carry_out(case_id, Complete("training"))
        one.case(case_id)
    assert refused.value.code == "server-lost"


# -- what holds in a shared database ---------------------------------------------------------------------------------


def test_cases_begin_only_on_what_people_have_published_and_what_is_in_force(opened: Open) -> None:
    store = opened()
    office = on(store)
    process = OFFICE.process("curriculum")
    plan, definition = library.plan_of(OFFICE, process), library.definition(process)

    def begin() -> str:
        return office.start(plan, definition, Start({"school": ["ก"]})).id

    def publish(version: str, day: date, person: str) -> None:
        with store.writing():
            store.take_version(dataclasses.replace(plan, version=version), definition, BEGIN)
            store.publish(Publication("curriculum", version, day, BEGIN, person))

    assert refusal(begin).code == "not-published"
    publish(plan.version, BEGIN.date(), "")
    assert refusal(begin).code == "not-published", "a case that was begun on it elsewhere is nobody's decision"
    publish(plan.version, BEGIN.date() + timedelta(days=30), "head")
    assert refusal(begin).code == "published-for-later"
    publish(plan.version, BEGIN.date(), "head")
    assert begin() == "2-1"
    publish("f" * 64, BEGIN.date(), "head")
    assert refusal(begin).code == "another-in-force"
    assert [row.version for row in store.versions()] == sorted({plan.version, "f" * 64})
    assert len(store.cases(None, None, 9, None)) == 1


# -- copies ----------------------------------------------------------------------------------------------------------


def everything(store: Store) -> dict[str, list[object]]:
    with store.reading():
        found: dict[str, list[object]] = {name: list(store.table(name)) for name in TABLES}
        return found | {key: [b"".join(store.file(key))] for key in store.files()}


@pytest.fixture
def full(tmp_path: Path) -> Iterator[SqliteStore]:
    """A file with all that can be in one: returns, items, attachments (one empty), something erased, publications."""
    store = SqliteStore(str(tmp_path / "full.db"))
    office = on(store)
    case_id = curriculum(office).id
    files = [tmp_path / "แนบ.pdf", tmp_path / "ว่าง.txt"]
    files[0].write_bytes(os.urandom(3 << 20))
    files[1].touch()
    start(office, "information-system", year=["2569"], schools=["ก", "ข"])
    office.carry_out("1-1", Complete("explain", note="'; -- \\x \\N \t ก"), files)
    office.carry_out("1-1", Complete("collect", items=("ข",)))
    store.keep_catalogue("actors.yaml", "1", '{"ก": "\\\\N"}')
    with store.writing():
        store.publish(Publication("curriculum", store.case(case_id).plan.version, date(2026, 6, 1), BEGIN, "head"))
        sql(store, "DELETE FROM personal WHERE seq = 4")
    yield store
    store.close()


def test_a_file_goes_to_a_server_and_back_and_nothing_changes(full: SqliteStore, opened: Open, tmp_path: Path) -> None:
    before = everything(full)
    shared, back = opened(), open_store(str(tmp_path / "back.db"))
    copying.copy(full, shared)
    assert everything(shared) == before
    copying.copy(shared, back)
    assert everything(back) == before
    for case_id in ("1-1", "2-1"):
        assert [row.hash for row in rows_of(back, case_id)] == [row.hash for row in rows_of(full, case_id)]
    assert chain_fault(back, "1-1") == chain_fault(shared, "1-1") is None
    for store in (shared, back):  # life goes on, and no number is given twice
        office = on(store)
        assert start(office, "curriculum", school=["ข"]).id == "2-2"
        office.carry_out("1-1", Complete("collect", items=("ก",)))
        assert [row.case for row in store.cases(None, None, 9, None)] == ["2-2", "1-1", "2-1"]
        assert [row.item for row in store.inbox(None, None, 99, None) if row.case == "1-1"] == [None]
    back.close()


def test_only_an_empty_database_takes_a_copy(full: SqliteStore, opened: Open) -> None:
    store = opened()
    start(on(store), "curriculum", school=["ก"])
    before = everything(store)
    assert refusal(lambda: copying.copy(full, store)).code == "not-empty"
    assert everything(store) == before


def test_the_bar_moves_while_a_database_is_copied_and_while_it_is_compared(
    full: SqliteStore, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MANY", 10)
    shares: list[float] = []
    copying.copy(full, held(opened()), lambda done, total: shares.append(done / total))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert max(b - a for a, b in pairwise([0, *shares])) < 0.2


def test_a_copy_that_fails_leaves_nothing(full: SqliteStore, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    store = held(opened())
    put = store.put_file
    monkeypatch.setattr(store, "put_file", lambda key, pieces: put(key, [*pieces, b"more"]))
    assert refusal(lambda: copying.copy(full, store)).code == "copy-differs"
    assert all(rows == [] for rows in everything(store).values())
    monkeypatch.undo()
    copying.copy(full, store)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP is POSIX's")
def test_a_long_attachment_is_taken_by_a_server_that_takes_its_time(opened: Open) -> None:
    """More than fits on the way is still to be sent when the answer to it is waited for."""
    store = held(opened())

    def put() -> None:
        with store.writing():
            store.put_file("a" * 32, [bytes(rows.PIECE)] * 4)
            found.extend(store.files())

    found: list[str] = []
    os.kill(store.connection.info.backend_pid, signal.SIGSTOP)
    work = threading.Thread(target=put, daemon=True)
    work.start()
    work.join(0.5)
    os.kill(store.connection.info.backend_pid, signal.SIGCONT)
    work.join(30)
    assert found == ["a" * 32]
    store.close()


def test_a_copy_takes_every_table_and_every_column(full: SqliteStore, opened: Open) -> None:
    """Who adds a table says here whether it is copied."""
    declared = {name: ", ".join(columns).split(", ") for name, columns in TABLES.items()}
    names = [row[0] for row in sql(full, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'tally'")]
    found = {name: [row[1] for row in full.connection.execute(f"PRAGMA table_info({name})")] for name in names}
    assert {name: set(columns) for name, columns in found.items()} == {n: set(c) for n, c in declared.items()}
    query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'khumue'"
    server: dict[str, set[str]] = {}
    for table, column in held(opened()).connection.execute(query).fetchall():
        server.setdefault(table, set()).add(column)
    assert set(server) - set(declared) == {"file", "migration", "login", "people", "tally", "rule"}
    server["version"] -= {"rules", "fields"}  # which the server makes of the plan
    assert {name: server[name] for name in declared} == {n: set(c) for n, c in declared.items()}


def test_both_kinds_know_the_same_statements_and_migrations() -> None:
    ours, theirs = rows.queries(postgres_store.HERE), rows.queries(sqlite_store.HERE)
    assert set(theirs) <= set(ours)
    assert [s.name for s in SCRIPTS] == [s.name for s in rows.migrations(sqlite_store.HERE)]
    for name in set(theirs) - {"counts"}:
        placed = max(map(int, re.findall(r"\$(\d+)", ours[name])), default=0)
        assert placed == theirs[name].count("?"), name


def test_who_does_not_own_the_tables_leaves_traces_and_is_told(
    server: Server, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_store, "user_data", lambda: tmp_path)
    name = database_of(url)
    with contextlib.closing(open_store(url)) as store:
        case_id = start(on(store), "curriculum", school=["ก"]).id
        on(store).carry_out(case_id, Cancel("ข"))
        server.run("DROP ROLE IF EXISTS visitor")
        server.run("CREATE ROLE visitor LOGIN")
        server.run("GRANT USAGE ON SCHEMA khumue TO visitor", name)
        server.run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA khumue TO visitor", name)
        server.run("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA khumue TO visitor", name)
        with contextlib.closing(open_store(server.url(name, "visitor"))) as theirs:
            assert refusal(lambda: on(theirs).erase([case_id], "1")).code == "erase-traces"
        (erased,) = on(store).erase([case_id], "1")
        assert erased.state == "erased"
    server.run("DROP OWNED BY visitor", name)


def test_work_that_is_put_in_at_once_is_counted_at_once(opened: Open) -> None:
    """Not a row for each: whoever reads the counts reads all rows that were not summed up yet."""
    store = held(opened())
    for n in range(3):
        start(on(store), "curriculum", school=[str(n)])
    waiting = store.open_work(BEGIN.date())
    execute = store.connection.execute
    execute("CREATE TABLE public.kept AS SELECT * FROM khumue.ready")
    execute("DELETE FROM khumue.ready")
    execute("DELETE FROM khumue.tally")
    execute("INSERT INTO khumue.ready SELECT * FROM public.kept")
    assert execute("SELECT count(*) FROM khumue.tally").fetchall() == [(len(waiting),)]
    assert store.open_work(BEGIN.date()) == waiting


# -- the commands, and where a file must not lie ---------------------------------------------------------------------


def test_the_commands_on_a_server(server: Server, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    url, copy = server.empty(), str(tmp_path / "copy.db")

    def says(*words: str, code: int = 0, database: str = url) -> str:
        assert cli.run(["--lang", "en", "--db", database, *words]) == code
        return "".join(capfd.readouterr())

    start = ("start", "8", "--set", "partner=ก", "--set", "subject=ข")
    assert "db init" in says("cases", code=1)
    assert "db init" in says(*start, code=1)
    assert "ready" in says("db", "init")
    assert "already" in says("db", "init", code=1)
    assert "newest form already" in says("db", "upgrade")
    assert "has not been published" in says(*start, code=1)
    says("publish", "--reason", "คำสั่ง")
    says(*start)
    assert "PostgreSQL" in says("db", "status")
    assert "cases 1, events 1" in says("db", "copy", url, copy)
    assert "not empty" in says("db", "copy", copy, url, code=1)
    assert "no database" in says("db", "copy", copy + "x", url, code=1)
    assert "SQLite" in says("db", "status", database=copy)
    assert "already" in says("db", "init", database=copy, code=1)
    assert "newest form already" in says("db", "upgrade", database=copy)
    assert "ready" in says("db", "init", database=copy + "y")
    assert has_store(copy + "y")


MOUNTS = """\
22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:36 / /home rw - btrfs /dev/sdb rw
41 40 0:37 / /home/office rw master:3 - cifs //server/office rw,vers=3.0
42 22 0:38 / /mnt/with\\040blank rw - nfs4 server:/x rw
43 41 0:39 / /home/office/local rw - ext4 /dev/sdc rw
44 22 0:40 / /over rw - ext4 /dev/sdd rw
45 44 0:41 / /over rw - fuse.sshfs nok@server: rw
46 22 0:42 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/khumue.db", ""), ("/home/nok/khumue.db", ""), ("/home/office/khumue.db", "cifs"),
        ("/home/office2/khumue.db", ""), ("/mnt/with blank/a/khumue.db", "nfs4"), ("/home/office/local/k.db", ""),
        ("/over/k.db", "fuse.sshfs"), ("/run/user/1000/gvfs/smb-share:server=a,share=b/k.db", "fuse.gvfsd-fuse"),
    ],
)  # fmt: skip
def test_a_network_share_is_known_from_the_mounts(path: str, kind: str) -> None:
    assert share_among(MOUNTS, path) == kind


def test_a_file_on_a_network_share_is_refused_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_store, "network_share", lambda _: "cifs")
    refused = refusal(lambda: open_store(str(tmp_path / "new" / "khumue.db")))
    assert refused.code == "network-share"
    assert "locks" in refused.message("en")
    assert not (tmp_path / "new").exists()
