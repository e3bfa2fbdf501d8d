"""Every command that meets a server, typed through every kind of login: what each does, and what else it is told."""

from __future__ import annotations

import contextlib
import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_postgres import everything, held

import cli
from benchmarks.server import Server, database_of
from engine.messages import SENTENCES
from engine.store import open_store
from engine.store.postgres_store import PostgresStore

OWNER, MAY, MAY_NOT, READS, NOTHING, SPARE = "keeper", "daeng", "dam", "reader", "stranger", "spare"
LANGUAGES = ("en", "th")

PROCEDURE = """\
process: leave
number: 1
title: ลา
case: การลา
responsible: [clerk, head]
fields: {kind: {title: ประเภท, type: text, ask: at-start}, days: {title: วัน, type: number}}
steps:
  - {id: ask, item: 1, title: ขอ, text: ขอ, by: [clerk], after: [], asks: [days]}
  - {id: allow, item: 2, title: อนุญาต, text: อนุญาต, by: [head], not-by: [ask]}
"""
ACTORS = """\
actors:
  clerk: {title: เจ้าหน้าที่, kind: role, members: [daeng]}
  head: {title: หัวหน้า, kind: role, members: [lek]}
  cook: {title: แม่ครัว, kind: role, members: [dam]}
  daeng: {title: แดง, kind: person}
  lek: {title: เล็ก, kind: person}
  dam: {title: ดำ, kind: person}
"""


class Office:
    """A database on a server with its owner, the logins, an open case (1-1) with a file, and a cancelled one (1-2)."""

    def __init__(self, server: Server, folder: Path, language: str, capfd: pytest.CaptureFixture[str]) -> None:
        self.server, self.folder, self.language, self.capfd = server, folder, language, capfd
        self.name = database_of(server.empty())
        server.run(f"ALTER DATABASE {self.name} OWNER TO {OWNER}")
        (folder / "leave.yaml").write_text(PROCEDURE, encoding="utf-8")
        (folder / "actors.yaml").write_text(ACTORS, encoding="utf-8")
        self.letter, self.table = folder.parent / "letter.txt", folder.parent / "table.csv"
        self.letter.write_text("ขอลา", encoding="utf-8")
        self.table.write_text("ประเภท\nป่วย\nกิจ\n", encoding="utf-8")
        for words in ("db init", "publish --reason r", f"db grant {MAY} daeng", f"db grant {MAY_NOT} dam"):
            self.does(OWNER, words)
        server.run(f"GRANT USAGE ON SCHEMA khumue TO {READS}", self.name)
        server.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA khumue TO {READS}", self.name)
        self.store: PostgresStore = held(open_store(self.url(OWNER)))
        self.does(MAY, "start leave --set kind=ป่วย")
        self.does(MAY, f"complete 1-1 ask --set days=1 --attach {self.letter}")
        self.does(MAY, "start leave --set kind=กิจ")
        self.does(MAY, "cancel 1-2 --reason r")

    def url(self, login: str) -> str:
        return self.server.url(self.name, login)

    def types(self, login: str, words: str) -> tuple[int, str]:
        code = cli.run(["--processes", str(self.folder), "--lang", self.language, "--db", self.url(login),
                        *words.split()])  # fmt: skip
        told = "".join(self.capfd.readouterr())
        assert "Traceback" not in told
        return code, told

    def does(self, login: str, words: str) -> str:
        code, told = self.types(login, words)
        assert code == 0, f"{login}: {words}: {told}"
        return told

    def refused(self, login: str, words: str, *why: str) -> None:
        """A login gets one of these messages, once, and its command has left nothing, neither there nor here."""
        before = self.state()
        code, told = self.types(login, words)
        lines = [line for line in told.splitlines() if line.startswith("khumue: ")]
        assert (code, len(lines)) == (1, 1), f"{login}: {words}: {told}"
        assert any(self.said(found) in lines[0] for found in why), f"{login}: {words}: {told}"
        assert self.state() == before, f"{login}: {words}"

    def said(self, code: str) -> str:
        """The longest piece of a message that does not depend on a value."""
        sentence = SENTENCES[code].en if self.language == "en" else SENTENCES[code].th
        return max((piece.partition("{")[0] for piece in f"}}{sentence}".split("}")), key=len)

    def state(self) -> object:
        tables = [self.store.connection.execute(f"SELECT * FROM khumue.{name}".encode()).fetchall()
                  for name in ("login", "people", "migration")]  # fmt: skip
        return everything(self.store), tables, sorted(path.name for path in self.folder.parent.rglob("*"))


@pytest.fixture(scope="module")
def roles(server: Server) -> Iterator[None]:
    names = (OWNER, MAY, MAY_NOT, READS, NOTHING, SPARE)
    for name in names:
        server.run(f"CREATE ROLE {name} LOGIN")
    yield
    for name in names:
        server.run(f"DROP ROLE {name}")


@pytest.fixture(params=LANGUAGES)
def office(
    request: pytest.FixtureRequest, server: Server, roles: None, tmp_path: Path,  # noqa: ARG001 - they are there
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:  # fmt: skip
    for module in ("engine.sealing", "engine.store.postgres_store"):
        monkeypatch.setattr(f"{module}.user_data", lambda: tmp_path / "data")
    monkeypatch.setattr(cli, "LANGUAGE", request.param)
    folder = tmp_path / "office"
    folder.mkdir()
    found = Office(server, folder, request.param, capfd)
    yield found
    found.store.close()
    server.drop(found.url("postgres"))


READING = """\
status 1-1
history 1-1
why 1-1 allow
diagram leave --case 1-1 -o {out}.svg
attachment 1-1 1 -o {out}.txt
cases
cases --format xlsx -o {out}.cases.xlsx
cases --format csv -o {out}.cases.csv
inbox
inbox --count
inbox --format xlsx -o {out}.inbox.xlsx
inbox --format csv -o {out}.inbox.csv
history 1-1 --format xlsx -o {out}.history.xlsx
history 1-1 --format csv -o {out}.history.csv
versions leave
migrate leave
db status
db verify
db seal -o {out}.seal
db verify --seal {out}.seal
doctor
backup {out}.zip
db copy {url} {out}.db
"""


def test_whoever_may_read_reads_verifies_seals_and_backs_up(office: Office) -> None:
    for login in (OWNER, MAY, MAY_NOT, READS):
        for words in READING.splitlines():
            office.does(login, words.format(out=office.folder.parent / login, url=office.url(login)))
    for line in READING.splitlines():
        words = line.format(out=office.folder.parent / NOTHING, url=office.url(NOTHING))
        if "doctor" not in line and "--seal" not in line:
            office.refused(NOTHING, words, "not-let-in")
    code, told = office.types(NOTHING, "doctor")  # tells how all is, and that among it
    assert (code, told.count(office.said("not-let-in"))) == (1, 1)


WORK = """\
set {case} kind=พักผ่อน --reason r
suspend {case} --reason r
resume {case} --reason r
reopen {case} ask --reason r
complete {case} ask --set days=2 --attach {letter}
start leave --set kind=บวช
start leave --from {table} --again
cancel {case} --reason r
"""


def test_who_has_a_part_in_a_procedure_works_on_its_cases(office: Office) -> None:
    office.does(OWNER, "--as daeng start leave --set kind=คลอด")
    office.does(OWNER, "--as daeng complete 1-3 ask --set days=1")
    for line in WORK.splitlines():
        words = line.format(case="1-1", letter=office.letter, table=office.table)
        office.refused(MAY_NOT, words, "no-part", "not-entitled")
        office.refused(READS, words, "only-reads")
        office.refused(NOTHING, words, "not-let-in")
        office.refused(OWNER, words, "who-acts", "who-completes")
        office.does(MAY, words)
        another = " --another" if "kind=บวช" in words else ""
        office.does(OWNER, f"--as daeng {line.format(case='1-3', letter=office.letter, table=office.table)}{another}")
    assert [row.case for row in office.store.cases(None, "cancelled", 9, None)] == ["1-3", "1-2", "1-1"]
    office.does(OWNER, "db verify")


OWNERS = """\
publish --reason r
migrate --apply {plan}
migrate --undo --reason r
erase 1-2 --order 1/2569
erase 1-2 --order 1/2569
db upgrade
db grant spare lek
db revoke spare
"""


def test_the_record_names_the_login_that_the_server_knows(office: Office) -> None:
    """And not the user of a computer, which anybody can be on their own."""
    events = json.loads(office.does(READS, "history 1-1 --json"))
    assert {(event["login"], event["person"]) for event in events} == {(MAY, "daeng")}
    (row,) = office.store.publications("leave")
    assert row.login == OWNER


def test_what_is_published_moved_erased_upgraded_and_granted_is_the_owners_alone(office: Office) -> None:
    """The decision of docs/administration.md, section 4."""
    plan = office.folder.parent / "plan.yaml"
    (office.folder / "leave.yaml").write_text(PROCEDURE.replace("title: ขอ,", "title: ขออนุญาต,"), encoding="utf-8")
    office.does(MAY, f"migrate leave --reason r -o {plan}")
    for words in OWNERS.format(plan=plan).splitlines():
        for login in (MAY, MAY_NOT, READS):
            office.refused(login, words, "owner-alone")
        office.refused(NOTHING, words, "not-let-in")
        office.does(OWNER, words)
    office.does(OWNER, "db verify")


def test_what_the_owner_alone_does_the_server_refuses_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = office.folder.parent / "plan.yaml"
    (office.folder / "leave.yaml").write_text(PROCEDURE.replace("title: ขอ,", "title: ขออนุญาต,"), encoding="utf-8")
    office.does(MAY, f"migrate leave --reason r -o {plan}")
    for words in dict.fromkeys(OWNERS.format(plan=plan).splitlines()):
        with monkeypatch.context() as context:
            context.setattr(PostgresStore, "must_own", lambda _: None)  # a program that does not ask
            office.refused(MAY, words, "server-no-right", "server-forbids")
            office.refused(READS, words, "server-no-right", "only-reads")
        office.does(OWNER, words)


def test_a_backup_is_restored_to_a_file_by_whoever_has_it_and_to_no_server(office: Office) -> None:
    kept = office.folder.parent / "kept.zip"
    office.does(OWNER, f"backup {kept}")
    for login in (OWNER, MAY, MAY_NOT, READS, NOTHING):
        office.refused(login, f"restore {kept}", "restore-to-file")
    assert cli.run(["--db", str(office.folder.parent / "restored.db"), "restore", str(kept)]) == 0


def test_a_copy_goes_into_an_empty_database_by_its_owner_alone(office: Office) -> None:
    file = office.folder.parent / "office.db"
    office.does(OWNER, f"db copy {office.url(OWNER)} {file}")
    for login in (MAY, MAY_NOT, READS):
        office.refused(login, f"db copy {file} {office.url(login)}", "owner-alone")
    office.refused(NOTHING, f"db copy {file} {office.url(NOTHING)}", "not-let-in")
    office.refused(OWNER, f"db copy {file} {office.url(OWNER)}", "not-empty")


def test_a_database_is_begun_by_its_owner_alone(office: Office) -> None:
    for login in (OWNER, MAY, MAY_NOT, READS):
        office.refused(login, "db init", "database-exists")
    office.refused(NOTHING, "db init", "not-let-in")
    begun, empty = office.name, database_of(office.server.empty())
    office.server.run(f"ALTER DATABASE {empty} OWNER TO {OWNER}")
    office.name = empty
    try:
        for login in (MAY, READS, NOTHING):
            office.refused(login, "db init", "owner-alone")
        office.does(OWNER, "db init")
    finally:
        office.name = begun
        office.server.run(f"DROP DATABASE {empty} WITH (FORCE)")


def test_a_clerk_does_not_bring_an_older_form_forward(office: Office) -> None:
    office.server.run(f"DELETE FROM khumue.migration WHERE number = {office.store.form}", office.name)
    for login in (MAY, MAY_NOT, READS):
        office.refused(login, "db upgrade", "owner-alone")
        office.refused(login, "cases", "older-database")


def test_a_login_that_may_not_even_connect_is_told_whom_to_ask(office: Office) -> None:
    office.server.run(f"REVOKE CONNECT ON DATABASE {office.name} FROM PUBLIC")
    office.refused(NOTHING, "cases", "server-refuses")


def test_a_copy_from_server_to_server_brings_who_may_do_what_and_names_the_logins(office: Office) -> None:
    """The commands that it names are typed as they stand."""
    begun, other = office.name, database_of(office.server.empty())
    office.server.run(f"ALTER DATABASE {other} OWNER TO {OWNER}")
    source, file = office.url(OWNER), office.folder.parent / "office.db"
    try:
        office.name = other
        target = office.url(OWNER)
        office.does(OWNER, "db init")
        told = office.does(OWNER, f"db copy {source} {target}")
        assert office.said("logins-again") in told
        office.refused(MAY, "cases", "not-let-in")
        lines = [shlex.split(line) for line in told.splitlines() if " db grant " in line]
        assert [line[-2:] for line in lines] == [[MAY, "daeng"], [MAY_NOT, "dam"]]
        with contextlib.closing(held(open_store(target))) as copy:
            assert copy.people() == office.store.people() != []
        for line in lines:
            assert line[:2] == ["khumue", "--db"]
            assert cli.run(["--processes", str(office.folder), *line[1:]]) == 0
        office.capfd.readouterr()
        office.does(MAY, "suspend 1-1 --reason r")
        office.refused(MAY_NOT, "cancel 1-1 --reason r", "no-part")
        (office.folder / "actors.yaml").write_text(ACTORS.replace("[dam]", "[lek]"), encoding="utf-8")
        office.does(OWNER, "publish --reason r")
        with contextlib.closing(held(open_store(target))) as copy:
            assert len({row[0] for row in copy.people()}) == len(copy.people()) == 2, "no number is given twice"
        told = office.does(OWNER, f"db copy {target} {file}")
        assert office.said("logins-later") in told
        assert f"  khumue db grant {MAY} daeng\n" in told
    finally:
        office.name = begun
        office.server.run(f"DROP DATABASE {other} WITH (FORCE)")
