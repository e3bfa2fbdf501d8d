"""Backups, and what is erased by order: from the database, the copies of files, and backups that are brought back."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import Any

import apsw
import click
import pytest
from disk import recording

import cli
from benchmarks.server import Server
from engine import backup, erasing, library, sealing
from engine.case import Case
from engine.decide import Cancel, Complete, Correct, Moment, Reopen, Start
from engine.folders import bundled_processes
from engine.lifecycle import ERASED
from engine.problems import Refused
from engine.publishing import publish
from engine.service import Service
from engine.store import Store, copying, open_store, rows
from engine.store.copying import copy
from engine.store.records import TABLES
from engine.store.sqlite_store import SqliteStore

OFFICE = library.load(bundled_processes())
BEGIN = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
SECRET = "สมหญิง-ใจดี-1101700"
"""Stands in a title, fields, entries, notes, a file's name and its content."""


@dataclass
class Desk:
    """Opens a database, again and again; all that was opened is closed in the end."""

    path: Path
    stores: list[Store] = field(default_factory=list)
    at: datetime = BEGIN
    server: str = ""
    """The URL of the database, if it is no file."""

    def open(self) -> SqliteStore:
        store = SqliteStore(str(self.path))
        self.stores.append(store)
        return store

    def open_either(self) -> Store:
        """The database of either kind."""
        self.stores.append(open_store(self.server or str(self.path)))
        return self.stores[-1]

    def service(self, store: Store | None = None) -> Service:
        return Service(store or self.open(), SECRET + "-login", SECRET, holidays={2026: frozenset()}, clock=self.now)

    def admin(self, store: Store) -> Service:
        return Service(store, "admin", "", clock=self.now)

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def close(self) -> None:
        while self.stores:
            self.stores.pop().close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path / "office" / "office.db")
    yield found
    found.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(
    request: pytest.FixtureRequest, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A desk with a database of either kind. The register of a server's stands where nothing was kept so far."""
    monkeypatch.setattr("engine.store.postgres_store.user_data", lambda: tmp_path / "data")
    found = Desk(tmp_path / "office" / "office.db", server=server.fresh() if request.param == "postgresql" else "")
    found.path.parent.mkdir()
    publish(found.open_either(), OFFICE, BEGIN.date(), "คำสั่ง", Moment(BEGIN, "", "admin"))
    yield found
    found.close()
    if found.server:
        server.drop(found.server)


def start(service: Service, name: str = SECRET) -> Case:
    process = OFFICE.process("information-system")
    command = Start({"year": [name], "schools": [f"{name} {n}" for n in range(40)]}, name)
    return service.start(library.plan_of(OFFICE, process), library.definition(process), command)


def closed(desk: Desk, service: Service) -> str:
    """A case with all that people can give, returned, corrected, and given up in the end."""
    file = desk.path.with_name(f"{SECRET}.txt")
    file.write_text(SECRET * 1000, encoding="utf-8")
    case = start(service).id
    service.carry_out(case, Complete("explain", note=SECRET), [file, file])
    service.carry_out(case, Complete("collect", items=(f"{SECRET} 1",)))
    service.carry_out(case, Reopen("explain", SECRET))
    service.carry_out(case, Correct({"year": [f"{SECRET} ก"]}, SECRET))
    service.carry_out(case, Correct({}, SECRET, {"schools": [f"{SECRET} ใหม่"]}))
    service.carry_out(case, Complete("explain", note=SECRET * 300))
    service.carry_out(case, Cancel(SECRET))
    file.unlink()
    return case


def refusal(act: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*arguments, **options)
    for language in ("th", "en"):
        assert "{" not in refused.value.message(language) + refused.value.help(language)
    return refused.value.code


# -- erased by order -------------------------------------------------------------------------------------------------


def traces(folder: Path) -> list[str]:
    """The files in which anything of the secret can still be read, in any encoding that we write."""
    words = [SECRET.encode(), json.dumps(SECRET).encode(), "ใจดี-1101700".encode()]
    return [p.name for p in folder.rglob("*") if p.is_file() and any(word in p.read_bytes() for word in words)]


@pytest.mark.parametrize("seed", range(4))
def test_nothing_of_an_erased_case_is_left_in_any_file(desk: Desk, seed: int) -> None:
    """Among other cases, which fill pages, split and free them; the order and the events stay."""
    random, store = Random(seed), desk.open()
    service = desk.service(store)
    others = Service(store, "login", "", holidays={2026: frozenset()}, clock=desk.now)
    mine = [closed(desk, service) if random.random() < 0.4 else start(others, f"อื่น {n}").id for n in range(9)]
    mine = [case for case in [*mine, closed(desk, service)] if store.case(case).state == "cancelled"]
    kinds = {case: [(e.seq, e.at, e.kind, e.step) for e in store.events(case)] for case in mine}
    assert traces(desk.path.parent)
    desk.admin(store).erase(mine, "ศธ ๑/๒๕๖๙")
    assert traces(desk.path.parent) == []
    desk.close()
    assert traces(desk.path.parent) == []
    store = desk.open()
    for case in mine:
        *before, last = store.events(case)
        assert [(e.seq, e.at, e.kind, e.step) for e in before] == kinds[case]
        assert (last.kind, last.note, last.login) == (ERASED, "ศธ ๑/๒๕๖๙", "admin")
        assert [a.number for a in last.attachments] == [1, 2]
    assert list(store.folder.iterdir()) == []
    assert sealing.verify(store).findings == []
    assert start(desk.service(store)).id == f"1-{10 + 1}", "no number was lost"


def test_only_closed_cases_are_erased_and_only_by_order_and_all_or_none(either: Desk) -> None:
    store = either.open_either()
    service = either.service(store)
    done, running = closed(either, service), start(service).id
    before = [list(store.events(case)) for case in (done, running)]
    assert refusal(service.erase, [done, running], "1") == "erase-running"
    assert refusal(service.erase, [done, "1-9"], "1") == "no-such-case"
    assert refusal(service.erase, [done], " ") == "order-needed"
    assert [list(store.events(case)) for case in (done, running)] == before
    assert sealing.verify(store).findings == []
    assert not store.register.exists()


def test_nothing_of_an_erased_case_is_left_in_any_table(either: Desk) -> None:
    store = either.open_either()
    case = closed(either, either.service(store))
    start(Service(store, "login", "", holidays={2026: frozenset()}, clock=either.now), "อื่น")
    assert SECRET in kept(store)
    either.admin(store).erase([case], "ศธ ๑/๒๕๖๙")
    assert SECRET not in kept(store)
    assert "อื่น" in kept(store)
    assert store.files() == []
    assert sealing.verify(store).findings == []
    assert [record.case for record in erasing.registered(store.register)] == [case]


def kept(store: Store) -> str:
    """All that can be read in a database, with the copies of files."""
    with store.reading():
        rows = "".join(str(row) for name in TABLES for row in store.table(name))
    return rows + "".join(piece.decode() for key in store.files() for piece in store.file(key))


def test_an_erased_case_is_read_and_nothing_more(either: Desk, tmp_path: Path) -> None:
    store = either.open_either()
    service = either.service(store)
    case = closed(either, service)
    (erased,) = service.erase([case], "1")
    assert (erased.state, erased.title, erased.attachments) == (ERASED, "", 2)
    for command in (Complete("explain"), Reopen("explain", "ก"), Correct({"year": ["2569"]}, "ก"), Cancel("ก")):
        assert refusal(service.carry_out, case, command) == "case-erased"
    assert refusal(service.attachment, case, 1, tmp_path / "x") == "case-erased"
    assert [row.state for row in store.cases(None, ERASED, 9, None)] == [ERASED]


@pytest.mark.parametrize("at", ["_enter", "scrub"])
def test_an_erasure_that_was_interrupted_is_finished_by_giving_it_again(
    either: Desk, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = either.open_either()
    service = either.service(store)
    case = closed(either, service)

    class Killed(Exception):
        pass

    def kill(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as context:
        context.setattr(erasing if at == "_enter" else type(store), at, kill)
        with pytest.raises(Killed):
            either.admin(store).erase([case], "1")
    assert {finding.what for finding in sealing.verify(store).findings} == {"file-left"}
    events = list(store.events(case))
    either.admin(store).erase([case], "2")
    assert list(store.events(case)) == events, "it was erased by the first order"
    assert traces(either.path.parent) == []
    assert SECRET not in kept(store)
    assert [record.case for record in erasing.registered(store.register)] == [case]
    assert sealing.verify(store).findings == []


def test_what_another_program_is_reading_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.sqlite_store.LONGEST_WAIT", 0.2)
    store, reader = desk.open(), desk.open()
    service = desk.service(store)
    case = closed(desk, service)
    with reader.reading():
        assert reader.case(case).state == "cancelled"
        assert refusal(desk.admin(store).erase, [case], "1") in ("erase-being-read", "store-busy")
        assert store.case(case).state == ERASED
    desk.admin(store).erase([case], "1")
    assert traces(desk.path.parent) == []


# -- out and back ----------------------------------------------------------------------------------------------------


def everything(store: Store) -> dict[str, object]:
    """All records, exactly as they lie there, and the copies of files."""
    records = {case: store.record(case) for case in store.ledger().cases}
    files = {key: b"".join(store.file(key)) for key in store.files()}
    return {**records, "files": files, "ledger": store.ledger()}


def test_a_backup_brings_everything_back(either: Desk, tmp_path: Path) -> None:
    store = either.open_either()
    closed(either, either.service(store))
    start(either.service(store))
    before = everything(store)
    copied = backup.back_up(store, tmp_path / "b.zip")
    assert (copied.cases, copied.files, copied.missing) == (2, 2, [])
    assert refusal(backup.back_up, store, tmp_path / "b.zip") == "output-exists"
    other = tmp_path / "ที่อื่น" / "ใหม่.db"
    done = backup.restore(tmp_path / "b.zip", other)
    assert (done.cases, done.erased, done.findings, done.aside) == (2, [], [], None)
    with closing(SqliteStore(str(other))) as restored:
        assert everything(restored) == before
        assert start(either.service(restored)).id == "1-3"
    assert sorted(p.name for p in other.parent.iterdir()) == ["ใหม่.db", "ใหม่.db.files"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.zip", "office", "ที่อื่น"], "no traces of the work"


def test_a_database_is_overwritten_only_by_force_and_also_while_it_is_open(desk: Desk, tmp_path: Path) -> None:
    store = desk.open()
    case = start(desk.service(store)).id
    before = everything(store)
    backup.back_up(store, tmp_path / "b.zip")
    desk.service(store).carry_out(case, Cancel("ภายหลัง"))
    assert refusal(backup.restore, tmp_path / "b.zip", desk.path) == "restore-exists"
    assert store.case(case).state == "cancelled"
    backup.restore(tmp_path / "b.zip", desk.path, force=True)
    assert everything(store) == before, "whoever has it open sees it too"
    desk.service(store).carry_out(case, Complete("explain"))
    assert sealing.verify(desk.open()).findings == []


def test_a_backup_of_a_server_goes_back_to_an_empty_one(server: Server, either: Desk, tmp_path: Path) -> None:
    """By way of a file; what was erased meanwhile is erased there too."""
    store = either.open_either()
    service = either.service(store)
    erased, other = closed(either, service), start(service).id
    seal = sealing.contents_of(store, BEGIN)
    backup.back_up(store, tmp_path / "b.zip")
    either.admin(store).erase([erased], "1")
    after = everything(store)
    done = backup.restore(tmp_path / "b.zip", tmp_path / "x.db", store.register)
    assert (done.cases, done.erased, done.findings) == (2, [erased], [])
    new = server.fresh()
    with closing(SqliteStore(str(tmp_path / "x.db"))) as file, closing(open_store(new)) as target:
        copy(file, target)
        assert everything(target) == after
        assert sealing.verify(target, seal).findings == []
        either.service(target).carry_out(other, Complete("explain"))
        assert start(either.service(target)).id == "1-3"
        assert sealing.verify(target, seal).findings == []
    server.drop(new)


def test_a_backup_is_whole_though_others_work_meanwhile(either: Desk, tmp_path: Path) -> None:
    either.open_either().close()
    stop, failed = threading.Event(), []

    def work() -> None:
        try:
            with closing(open_store(either.server or str(either.path))) as store:
                file = either.path.with_name(f"{threading.get_ident()}.txt")
                file.write_text("ก", encoding="utf-8")
                service = Service(store, "x", holidays={2026: frozenset()})
                while not stop.is_set():
                    service.carry_out(start(service, "ก").id, Complete("explain"), [file])
        except BaseException as error:  # whatever goes wrong is for the test to see
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    counts = []
    for n in range(5):
        copied = backup.back_up(either.open_either(), tmp_path / f"{n}.zip")
        restored = backup.restore(tmp_path / f"{n}.zip", tmp_path / f"{n}" / "x.db")
        assert (copied.missing, restored.findings, restored.cases) == ([], [], copied.cases)
        counts.append(copied.cases)
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


AT_WORK = """
import pathlib, sys
from engine import backup
with backup._folder(pathlib.Path(sys.argv[1])) as place:
    print(place.name, flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_program_has_left_goes_with_the_next_backup(desk: Desk, tmp_path: Path) -> None:
    start(desk.service())
    command = [sys.executable, "-c", AT_WORK, str(tmp_path)]
    place = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent)}
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=place) as killed,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=place) as working,
    ):
        assert killed.stdout
        assert working.stdout
        left, at_work = killed.stdout.readline().strip(), working.stdout.readline().strip()
        killed.kill()
        killed.wait()
        for name in (left, at_work):
            (tmp_path / name / "khumue.db").write_text(SECRET, encoding="utf-8")
            then = time.time() - backup.NEW - 1
            os.utime(tmp_path / name, (then, then))
        (tmp_path / ".khumue-new").mkdir()
        backup.back_up(desk.open(), tmp_path / "b.zip")
        assert {p.name for p in tmp_path.glob(".khumue-*")} == {at_work, ".khumue-new"}
        working.communicate("")
    assert {p.name for p in tmp_path.glob(".khumue-*")} == {".khumue-new"}


def test_whoever_waits_is_told_how_far_saving_and_restoring_have_come(either: Desk, tmp_path: Path) -> None:
    start(either.service(either.open_either()))
    told: list[list[tuple[int, int]]] = [[], []]
    backup.back_up(either.open_either(), tmp_path / "b.zip", lambda *far: told[0].append(far))
    backup.restore(tmp_path / "b.zip", tmp_path / "new.db", None, lambda *far: told[1].append(far))
    saved, restored = ([done / total for done, total in steps] for steps in told)
    for shares in (saved, restored):
        assert shares == sorted(shares)
        assert 0 < shares[0] <= 0.5 <= shares[-1] <= 1
    assert saved[-1] == 1, "also without attachments"


def test_the_bar_moves_while_the_rows_of_a_server_are_copied_and_the_files_packed(
    either: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MANY", 10)
    monkeypatch.setattr(backup, "PIECE", 1 << 16)
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"x" * (3 * rows.PIECE))
    store = either.open_either()
    case = start(either.service(store))
    either.service(store).carry_out(case.id, Complete("explain"), [letter])
    shares: list[float] = []
    backup.back_up(store, tmp_path / "b.zip", lambda done, total: shares.append(done / total))
    assert shares == sorted(shares)
    first = [share for share in shares if share <= (1 / 3 if either.server else 0)]
    assert len(first) > 5 or not either.server, "the rows"
    last = [share for share in shares if share > (2 / 3 if either.server else 1 / 2)]
    assert len(last) > 5, "the bytes of database and files"
    assert max(b - a for a, b in pairwise([0, *shares])) < 0.6
    assert shares[-1] == 1


def test_the_bar_that_is_shown_ends_where_it_is_full(either: Desk, tmp_path: Path) -> None:
    start(either.service(either.open_either()))
    for doing in (
        lambda watch: backup.back_up(either.open_either(), tmp_path / "b.zip", watch),
        lambda watch: backup.restore(tmp_path / "b.zip", tmp_path / "new.db", None, watch),
        lambda watch: copying.copy(either.open_either(), open_store(str(tmp_path / "copy.db")), watch),
    ):
        with click.progressbar(length=1, file=io.StringIO()) as bar:
            doing(cli.follow(bar))
            assert (bar.pos, bar.finished) == (bar.length, True)


def test_a_backup_on_a_disk_that_is_full_is_refused_in_words_and_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At whichever of SQLite's first writes it is; the disk of the database has room."""
    store, target = desk.open(), tmp_path / "elsewhere" / "office.zip"
    start(desk.service(store))
    target.parent.mkdir()
    for place in range(1, 8):
        number = count(1)
        with recording(target.parent, monkeypatch) as disk:
            disk.fails = lambda kind, _, number=number, place=place: (  # type: ignore[misc]
                apsw.FullError("full") if kind in ("write", "sync") and next(number) == place else None
            )
            with pytest.raises(Refused) as refused:
                backup.back_up(store, target)
        assert (refused.value.code, refused.value.values["path"]) == ("cannot-write", str(target))
        assert refused.value.message("th").endswith("ดิสก์เต็ม")
        assert list(target.parent.iterdir()) == []


def test_a_restore_on_a_disk_that_fills_is_given_again_without_force(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has left behind is not taken for a database."""
    file, target = tmp_path / "office.zip", tmp_path / "new" / "office.db"
    start(desk.service())
    backup.back_up(desk.open(), file)

    def begins(source: SqliteStore, place: Path) -> None:  # noqa: ARG001
        SqliteStore(str(place)).close()
        raise Refused("store-full", path=str(place))

    with monkeypatch.context() as context:
        context.setattr("engine.store.sqlite_store._copy_over", begins)
        assert refusal(backup.restore, file, target) == "store-full"
    assert backup.restore(file, target).cases == 1


def test_a_lost_attachment_does_not_keep_the_rest_from_being_saved(either: Desk, tmp_path: Path) -> None:
    store = either.open_either()
    closed(either, either.service(store))
    store.scrub(store.files()[:1])
    copied = backup.back_up(store, tmp_path / "b.zip")
    assert copied.files == 1
    assert len(copied.missing) == 1
    done = backup.restore(tmp_path / "b.zip", tmp_path / "x.db")
    assert [finding.what for finding in done.findings] == ["file-missing"]


@pytest.mark.parametrize("wrong", ["text", "zip", "outside", "half", "other-content", "no-database", "list", "missing"])
def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(desk: Desk, tmp_path: Path, wrong: str) -> None:
    store = desk.open()
    closed(desk, desk.service(store))
    path, target = tmp_path / "b.zip", tmp_path / "new" / "x.db"
    backup.back_up(store, path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    digests = json.loads(parts["contents.json"])
    match wrong:
        case "text":
            path.write_text("สวัสดี", encoding="utf-8")
        case "half":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        case "missing":
            path.unlink()
        case "zip":
            parts = {"x": b"y"}
        case "outside":
            parts["files/../../../escaped"] = parts["khumue.db"]
            digests["files/../../../escaped"] = digests["khumue.db"]
        case "other-content":
            parts[max(parts)] += b"x"
        case "no-database":
            del digests["khumue.db"]
        case "list":
            digests = []
    if wrong not in ("text", "half", "missing"):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, json.dumps(digests) if name == "contents.json" else content)
    before = sorted(p for p in tmp_path.rglob("*") if not p.is_relative_to(target.parent))
    assert refusal(backup.restore, path, target) in ("not-a-backup", "backup-damaged", "no-such-path")
    assert not target.exists()
    assert list(target.parent.glob("*")) == []
    assert sorted(p for p in tmp_path.rglob("*") if not p.is_relative_to(target.parent)) == before


def test_a_backup_that_was_altered_anywhere_is_refused_or_the_same(desk: Desk, tmp_path: Path) -> None:
    store = desk.open()
    closed(desk, desk.service(store))
    before = everything(store)
    backup.back_up(store, tmp_path / "b.zip")
    whole, random = (tmp_path / "b.zip").read_bytes(), Random(2)
    for n in range(40):
        place = random.randrange(len(whole))
        (tmp_path / "x.zip").write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        try:
            backup.restore(tmp_path / "x.zip", tmp_path / f"{n}.db")
        except Refused:
            assert not (tmp_path / f"{n}.db").exists()
            continue
        with closing(SqliteStore(str(tmp_path / f"{n}.db"))) as restored:  # a time or a flag that nothing depends on
            assert everything(restored) == before


def test_a_record_in_which_something_is_wrong_is_restored_only_by_force(desk: Desk, tmp_path: Path) -> None:
    store = desk.open()
    closed(desk, desk.service(store))
    with store.writing():
        store.connection.execute("UPDATE event SET at = 'x' WHERE seq = 2")
    backup.back_up(store, tmp_path / "b.zip")
    with pytest.raises(backup.Unsound) as unsound:
        backup.restore(tmp_path / "b.zip", tmp_path / "x.db")
    assert [(f.what, f.event) for f in unsound.value.findings] == [("altered", 2)]
    assert not (tmp_path / "x.db").exists()
    done = backup.restore(tmp_path / "b.zip", tmp_path / "x.db", force=True)
    assert [(f.what, f.event) for f in done.findings] == [("altered", 2)]


@pytest.mark.parametrize("kind", ["text", "damaged", "foreign"])
def test_what_stands_in_the_place_and_cannot_be_opened_is_put_aside(desk: Desk, tmp_path: Path, kind: str) -> None:
    store = desk.open()
    closed(desk, desk.service(store))
    before = everything(store)
    backup.back_up(store, tmp_path / "b.zip")
    desk.close()
    if kind == "damaged":
        content = bytearray(desk.path.read_bytes())
        content[200:] = b"\x55" * (len(content) - 200)
        desk.path.write_bytes(content)
    elif kind == "text":
        desk.path.write_text("สวัสดี" * 1000, encoding="utf-8")
    else:
        desk.path.unlink()
        with closing(apsw.Connection(str(desk.path))) as connection:
            connection.execute("CREATE TABLE t (x)")
    there = desk.path.read_bytes()
    done = backup.restore(tmp_path / "b.zip", desk.path, force=True)
    assert done.aside is not None
    assert done.aside.read_bytes() == there
    assert everything(desk.open()) == before


# -- a backup from before an erasure ---------------------------------------------------------------------------------


@pytest.mark.parametrize("beside", [True, False])
def test_a_backup_from_before_an_erasure_is_brought_to_the_same_state(desk: Desk, tmp_path: Path, beside: bool) -> None:
    """By the register beside the database that is overwritten, or by a copy of it on another computer."""
    store = desk.open()
    service = desk.service(store)
    case = start(service).id
    early = tmp_path / "early.zip"
    other = closed(desk, service)
    backup.back_up(store, early)
    service.carry_out(case, Complete("explain", note=SECRET))
    service.carry_out(case, Cancel(SECRET))
    late = start(service).id
    service.carry_out(late, Cancel(SECRET))
    seal = sealing.contents_of(store, BEGIN)
    desk.admin(store).erase([case, other, late], "ศธ ๑/๒๕๖๙")
    after = {name: store.record(name) for name in (case, other)}
    register = shutil.copyfile(store.register, tmp_path / "copy.erased")
    desk.close()
    target = desk.path if beside else tmp_path / "new" / "x.db"
    done = backup.restore(early, target, None if beside else register, force=True)
    assert done.erased == [case, other], "the third is in no backup"
    with closing(SqliteStore(str(target))) as restored:
        assert {name: restored.record(name) for name in (case, other)} == after, "with the same hashes"
        assert list(restored.folder.iterdir()) == []
        assert sealing.verify(restored).findings == []
        found = sealing.verify(restored, seal).findings
        assert [(f.what, f.case) for f in found] == [("case-deleted", late)], "the rest is as it was sealed"
        known = [record.case for record in erasing.registered(restored.register)]
        assert set(known) >= {case, other}
        assert len(known) == len(set(known))
    assert traces(target.parent) == []


def test_what_the_database_that_is_overwritten_has_erased_is_erased_though_the_register_is_lost(
    desk: Desk, tmp_path: Path
) -> None:
    store = desk.open()
    case = closed(desk, desk.service(store))
    backup.back_up(store, tmp_path / "b.zip")
    desk.admin(store).erase([case], "1")
    store.register.unlink()
    desk.close()
    assert backup.restore(tmp_path / "b.zip", desk.path, force=True).erased == [case]
    assert traces(desk.path.parent) == []


def test_a_register_that_was_altered_is_refused(desk: Desk, tmp_path: Path) -> None:
    store = desk.open()
    case = closed(desk, desk.service(store))
    backup.back_up(store, tmp_path / "b.zip")
    desk.service(store).erase([case], "1")
    text = store.register.read_text(encoding="utf-8")
    lost = tmp_path / "lost.erased"
    assert refusal(backup.restore, tmp_path / "b.zip", tmp_path / "x.db", lost) == "no-such-path"
    for wrong in ("x", "[1]", text.replace('"cancelled"', '"completed"'), text.replace("2026", "2025", 1)):
        (tmp_path / "x.erased").write_text(wrong, encoding="utf-8")
        code = refusal(backup.restore, tmp_path / "b.zip", tmp_path / "x.db", tmp_path / "x.erased")
        assert code == "register-altered"
        assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize("key", ["../../escaped.txt", "/etc/passwd", "..", "a/b", "C:x", ""])
def test_no_key_leads_out_of_the_folder(desk: Desk, tmp_path: Path, key: str) -> None:
    store = desk.open()
    (tmp_path / "escaped.txt").write_text("ก", encoding="utf-8")
    closed(desk, desk.service(store))
    assert refusal(list, store.file(key)) == "store-damaged"
    assert refusal(store.scrub, [key]) == "store-damaged"
    assert (tmp_path / "escaped.txt").exists()


def test_a_backup_in_which_the_case_went_another_way_is_refused(desk: Desk, tmp_path: Path) -> None:
    store = desk.open()
    service = desk.service(store)
    case = start(service).id
    backup.back_up(store, tmp_path / "b.zip")
    service.carry_out(case, Cancel("ก"))
    service.erase([case], "1")
    other = tmp_path / "other" / "x.db"
    backup.restore(tmp_path / "b.zip", other)
    with closing(SqliteStore(str(other))) as elsewhere:
        Service(elsewhere, "x").carry_out(case, Complete("explain"))
        backup.back_up(elsewhere, tmp_path / "c.zip")
    assert refusal(backup.restore, tmp_path / "c.zip", desk.path, force=True) == "erased-otherwise"
    assert desk.open().case(case).state == ERASED


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_nobody_else_may_read_the_register_and_what_is_being_unpacked(desk: Desk) -> None:
    store = desk.open()
    desk.service(store).erase([closed(desk, desk.service(store))], "1")
    assert store.register.stat().st_mode & 0o077 == 0
