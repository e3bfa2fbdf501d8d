"""Killed, without room, without power, on a failing disk: what was answered is there; what was not is there as a whole
or not at all; every case replays to its rows; and who is refused reads what to do.

The cases of these tests are worked on a disk (``disk.py``) that records every write and every sync. They are then
looked at as they were after each of them.
"""

# ruff: noqa: F401, F811 - fixtures of other tests, by their names

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import apsw
import pytest
from disk import SECTOR, Disk, Image, recording
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cli import Clerk, hire
from test_store import (
    BEGIN,
    OFFICE,
    Open,
    as_nobody,
    as_told,
    chain_fault,
    deadlines,
    inbox_of,
    opened,
    waiting_work,
)  # fmt: skip

from engine import library, sealing
from engine.calendar import Language
from engine.decide import Cancel, Command, Complete, Correct, Reopen, Resume, Start, Suspend
from engine.once import Once
from engine.problems import Refused, Uncertain
from engine.service import Service
from engine.store.sqlite_store import SqliteStore

LANGUAGES: tuple[Language, Language] = ("th", "en")
LONG = bool(os.environ.get("KHUMUE_LONG"))
PROCESS = OFFICE.process("curriculum")
PLAN, DEFINITION = library.plan_of(OFFICE, PROCESS), library.definition(PROCESS)
PAPER = bytes(range(256)) * 20
WORK: tuple[tuple[str, Start | Command], ...] = (
    ("", Start({"school": ["บ้านค่าย"]})),
    ("2-1", Complete("training", note="พร้อมเอกสาร")),
    ("2-1", Complete("analyse", note="ยาว" * 1500)),
    ("", Start({"school": ["บ้านฉาง"]})),
    ("2-2", Suspend("พัก")),
    ("2-1", Complete("adapt", fields={"kind": ["type-3"]})),
    ("2-1", Complete("hearing", items=("group-1", "group-2"))),
    ("2-2", Resume("ต่อ")),
    ("2-1", Reopen("adapt", "ทำใหม่")),
)
"""What an office does in these tests: the second command hands in a file."""


def does(store: SqliteStore, number: int, folder: Path, at: datetime | None = None) -> None:
    """Carry out a command of ``WORK``, with a key of its own."""
    when = at or BEGIN + timedelta(hours=number)
    service = Service(store, "somsri", holidays={2026: frozenset()}, clock=lambda: when, once=Once(f"command-{number}"))
    case, command = WORK[number]
    if isinstance(command, Start):
        service.start(PLAN, DEFINITION, command, another=False)
    else:
        service.carry_out(case, command, [paper(folder)] if number == 1 else [])


def paper(folder: Path) -> Path:
    """The file that is handed in; it lies on another disk."""
    path = folder / "เอกสาร.pdf"
    if not path.exists():
        path.write_bytes(PAPER)
    return path


def state(store: SqliteStore) -> tuple[object, ...]:
    """What the store holds, once it is certain that nothing in it contradicts anything else."""
    assert list(store.connection.execute("PRAGMA integrity_check")) == [("ok",)]
    found: list[object] = []
    for row in store.cases(None, None, 99, None):
        events = list(store.events(row.case))
        lazily, at_once, replayed = as_told(store, row.case)
        assert lazily == at_once == replayed
        assert chain_fault(store, row.case) is None
        assert inbox_of(store, row.case) == waiting_work(store.case(row.case, whole=True))
        for attachment in (a for event in events for a in event.attachments):
            assert hashlib.sha256(b"".join(store.file(attachment.key))).hexdigest() == attachment.sha256
        found += [row.case, *(e._replace(attachments=tuple(a._replace(key="") for a in e.attachments)) for e in events)]
    deeds = store.connection.execute("SELECT count(*) FROM deed").get
    return (*found, deeds, tuple(store.publications()))


def fresh(path: Path) -> SqliteStore:
    return SqliteStore(str(path / "office.db"), synchronous="OFF")


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """What is there after each command, and before the first."""
    folder = tmp_path_factory.mktemp("states")
    store = fresh(folder)
    found = [state(store)]
    for number in range(len(WORK)):
        does(store, number, folder)
        found.append(state(store))
    assert sealing.verify(store).findings == []
    store.close()
    assert len(set(map(repr, found))) == len(WORK) + 1
    return found


# -- ways of working -------------------------------------------------------------------------------------------------


def one_by_one(disk: Disk, folder: Path) -> None:
    """Every command is a program of its own."""
    for number in range(len(WORK)):
        store = SqliteStore(str(disk.folder / "office.db"))
        does(store, number, folder)
        disk.answer()
        store.close()


def in_one_go(disk: Disk, folder: Path) -> None:
    """One program, whose log is brought into the database again and again meanwhile."""
    store = SqliteStore(str(disk.folder / "office.db"))
    store.connection.pragma("wal_autocheckpoint", 25)
    for number in range(len(WORK)):
        does(store, number, folder)
        disk.answer()
    store.close()


def beside_another(disk: Disk, folder: Path) -> None:
    """Every command is a program of its own, while somebody else looks at the cases all day."""
    other = SqliteStore(str(disk.folder / "office.db"))
    one_by_one(disk, folder)
    assert len(other.cases(None, None, 9, None)) == 2
    other.close()


WAYS = [one_by_one, in_one_go, beside_another]


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.__name__)
def record(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """The record of the work, done in one of these ways."""
    folder, elsewhere = tmp_path_factory.mktemp("disk"), tmp_path_factory.mktemp("elsewhere")
    paper(elsewhere)
    with pytest.MonkeyPatch.context() as monkeypatch, recording(folder, monkeypatch) as disk:
        request.param(disk, elsewhere)
    files = {name: data for name, data in files_of(folder).items() if not name.endswith("-shm")}
    last = {name: data for name, data in disk.killed(len(disk.ops)).items() if not name.endswith(("-shm", "/"))}
    assert last == files, "the record tells what is on the disk"
    return disk


def files_of(folder: Path) -> Image:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class Looker:
    """Looks at disks as they were left, at each different one once."""

    def __init__(self, place: Path, states: list[tuple[object, ...]]) -> None:
        self.place, self.states = place, states
        self.seen: set[tuple[int, str]] = set()

    def holds(self, image: Image, answered: int, what: object, *, again: bool = True) -> None:
        """What was answered is there, the next command wholly or not at all; and it can be given ``again``."""
        lines = sorted((name, hashlib.sha256(data).hexdigest()) for name, data in image.items())
        if (mark := (answered, repr(lines))) in self.seen:
            return
        self.seen.add(mark)
        folder = self.place / str(len(self.seen))
        made(folder, image)
        try:
            store = fresh(folder)
            found = state(store)
            assert found in self.states[answered : answered + 2], f"{what}: state {self.place_of(found)} of {answered}"
            if answered < len(WORK) and (again or LONG):
                does(store, answered, self.place)
                assert state(store) == self.states[answered + 1], what
            store.close()
        except Refused as refused:
            raise AssertionError(f"{what}: {refused.code} {refused}") from refused
        shutil.rmtree(folder)

    def place_of(self, found: object) -> int:
        return next((n for n, one in enumerate(self.states) if one == found), -1)


def made(folder: Path, image: Image) -> None:
    """The files of an image. A file whose folder was lost is lost with it."""
    folder.mkdir()
    for name in image:
        if name.endswith("/"):
            (folder / name).mkdir()
    for name, data in image.items():
        if not name.endswith("/") and (folder / name).parent.is_dir():
            (folder / name).write_bytes(data)


@pytest.fixture
def looker(tmp_path: Path, states: list[tuple[object, ...]]) -> Looker:
    return Looker(tmp_path, states)


def moments(disk: Disk) -> Iterator[tuple[int, int]]:
    """After how many deeds, and how many commands were answered by then."""
    answered = 0
    for until in range(len(disk.ops) + 1):
        if until and disk.ops[until - 1].kind == "answer":
            answered += 1
        yield until, answered


# -- killed, and without power ---------------------------------------------------------------------------------------


def test_killed_after_any_write(record: Disk, looker: Looker) -> None:
    for until, answered in moments(record):
        looker.holds(record.killed(until), answered, f"killed after {until} {record.ops[until - 1][:3]}")
    assert len(looker.seen) > 150


def test_power_cut_at_any_moment(record: Disk, looker: Looker) -> None:
    chance = random.Random(2569)
    for until, answered in moments(record):
        loose = record.loose(until)
        following = record.ops[until].kind if until < len(record.ops) else "sync"
        if following in ("sync", "settle", "answer", "unlink"):  # in between, more is loose but nothing else
            for kept, torn in what_stays(record, loose, chance):
                image = record.cut(until, kept, torn)
                what = f"cut after {until}, of {loose} kept {sorted(kept)} torn {torn}"
                looker.holds(image, answered, what, again=until % 8 == 0)
    assert len(looker.seen) > 100


def what_stays(record: Disk, loose: list[int], chance: random.Random) -> Iterator[tuple[set[int], dict[int, int]]]:
    """Of what is loose: nothing, all, all but one, the first few, any, and of one a part."""
    every = set(loose)
    yield set(), {}
    yield every, {}
    for number in loose:
        yield every - {number}, {}
    for count in range(len(loose)):
        yield set(loose[:count]), {}
    for _ in range(40 if LONG else 6):
        yield {number for number in loose if chance.random() < 0.5}, {}
    for _ in range(20 if LONG else 4):
        writes = [number for number in loose if len(record.ops[number].data) > SECTOR]
        if writes:
            number = chance.choice(writes)
            yield every, {number: SECTOR * chance.randrange(1, len(record.ops[number].data) // SECTOR + 1)}


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_killed_while_another_program_goes_on(tmp_path: Path, states: list[tuple[object, ...]]) -> None:
    """The other one still holds the shared memory, in which the killed one may have been writing."""
    begun = tmp_path / "begun"
    begun.mkdir()
    store = fresh(begun)
    does(store, 0, tmp_path)
    store.close()
    paper(tmp_path)
    for number in itertools.count(1):
        folder = tmp_path / str(number)
        shutil.copytree(begun, folder)
        told = beside_a_killed_one(folder, tmp_path, number)
        if told == "not killed":
            break
        assert told == "ok", f"killed before deed {number}: {told}"
        store = fresh(folder)
        assert state(store) == states[2]
        store.close()
        shutil.rmtree(folder)
    assert number > 20


def beside_a_killed_one(folder: Path, elsewhere: Path, number: int) -> str:
    """What a program says that had the database open when another was killed before its deed ``number``."""

    def dies(kind: str, count: int) -> None:
        if count == number and kind != "read":
            os.kill(os.getpid(), signal.SIGKILL)

    def victim() -> str:
        with pytest.MonkeyPatch.context() as monkeypatch, recording(folder, monkeypatch) as disk:
            disk.fails = dies
            store = SqliteStore(str(folder / "office.db"))
            does(store, 1, elsewhere)
            store.close()
            return "not killed" if disk.deeds < number else "read"

    def other() -> str:
        store = SqliteStore(str(folder / "office.db"))
        store.cases(None, None, 9, None)
        told = in_a_child(victim)
        if told == "not killed":
            return told
        does(store, 1, elsewhere)
        does(store, 1, elsewhere)
        return "ok"

    return in_a_child(other)


def in_a_child(act: Callable[[], str]) -> str:
    """What a function says in a process of its own; nothing if that is killed."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = act()
        except BaseException as error:  # whatever goes wrong is for the parent to see
            said = f"{error!r} {error}"
        os.write(writes, said.encode())
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


# -- a disk that fills, and a disk that fails ------------------------------------------------------------------------


class Fault(NamedTuple):
    """What goes wrong at a deed, and whether it stays so."""

    error: type[apsw.Error]
    stays: bool
    reads: bool = False

    def at(self, number: int) -> Callable[[str, int], BaseException | None]:
        """The fault, from the deed ``number`` on (of the reads, or of all others)."""
        count = 0

        def fails(kind: str, _: int) -> BaseException | None:
            nonlocal count
            if (kind == "read") != self.reads or (self.error is apsw.FullError and kind in ("unlink", "cut")):
                return None
            count += 1
            return self.error("it fails") if count == number or (self.stays and count > number) else None

        return fails


FAULTS = {
    "full for once": Fault(apsw.FullError, stays=False),
    "full": Fault(apsw.FullError, stays=True),
    "fails for once": Fault(apsw.IOError, stays=False),
    "fails": Fault(apsw.IOError, stays=True),
    "cannot be read for once": Fault(apsw.IOError, stays=False, reads=True),
    "cannot be read": Fault(apsw.IOError, stays=True, reads=True),
}
MET = {
    "full for once": ({"store-full"}, {"store-full"}),
    "full": ({"store-full", "store-uncertain"}, {"store-full"}),
    "fails for once": ({"store-fault"}, {"store-fault", "store-cannot-open"}),
    "fails": ({"store-fault", "store-uncertain"}, {"store-cannot-open", "store-uncertain"}),
    "cannot be read for once": ({"store-fault"}, {"store-fault"}),
    "cannot be read": ({"store-fault"}, {"store-fault"}),
}
"""What must be met on the way, when a database is begun and when a file is handed in."""
SAYABLE = ("store-full", "store-fault", "store-uncertain", "store-cannot-open", "store-read-only")


def tried(path: Path, number: int, elsewhere: Path) -> Refused | None:
    """Carry out a command on a disk that fails. What it is refused with, if it is."""
    try:
        store = SqliteStore(str(path / "office.db"))
    except Refused as refused:
        return refused
    try:
        does(store, number, elsewhere)
    except Refused as refused:
        return refused
    finally:
        store.close()
    return None


@pytest.mark.parametrize("number", [0, 1], ids=["begins a database", "hands in a file"])
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_at_any_deed(
    name: str, number: int, tmp_path: Path, states: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused in words that are true: nothing is there, or nobody knows; and then the command is given again."""
    begun = tmp_path / "begun"
    begun.mkdir()
    if number:
        store = fresh(begun)
        does(store, 0, tmp_path)
        store.close()
    paper(tmp_path)
    met = set()
    for place in itertools.count(1):
        folder = tmp_path / str(place)
        shutil.copytree(begun, folder)
        fails = FAULTS[name].at(place)
        happened: list[BaseException] = []
        with recording(folder, monkeypatch) as disk:
            disk.fails = lambda kind, n, fails=fails, happened=happened: (  # type: ignore[misc]
                happened.append(fault) or fault if (fault := fails(kind, n)) else None
            )
            refused = tried(folder, number, tmp_path)
        what = f"{name}, at {place}: {refused and refused.code}"
        store = fresh(folder)
        found = state(store)
        if refused is None:
            assert found == states[number + 1], what
        elif isinstance(refused, Uncertain):
            assert found in states[number : number + 2], what
        else:
            assert found == states[number], what
        if number and not isinstance(refused, Uncertain):
            assert len(list(store.folder.glob("*"))) == (refused is None), f"{what}: no copy is left over"
        does(store, number, tmp_path)
        assert state(store) == states[number + 1], what
        store.close()
        shutil.rmtree(folder)
        if refused:
            met.add(refused.code)
            assert refused.code in SAYABLE, what
            for language in LANGUAGES:
                assert refused.help(language), what
        if not happened:
            break
    assert place > 10
    assert met >= MET[name][number]


def test_a_command_that_failed_in_one_program_goes_on_in_it(tmp_path: Path, states: list[tuple[object, ...]]) -> None:
    """After a fault the same program carries the command out, at whatever deed the fault came."""
    for place in itertools.count(1):
        folder = tmp_path / str(place)
        folder.mkdir()
        with pytest.MonkeyPatch.context() as monkeypatch, recording(folder, monkeypatch) as disk:
            store = SqliteStore(str(folder / "office.db"))
            does(store, 0, tmp_path)
            disk.fails = FAULTS["fails for once"].at(place)
            count = disk.deeds
            with contextlib.suppress(Refused):
                does(store, 1, tmp_path)
            ended = disk.deeds - count < place
            does(store, 1, tmp_path)
            assert state(store) == states[2], place
            store.close()
        shutil.rmtree(folder)
        if ended:
            break
    assert place > 10


# -- a log that is cut short, a page that is damaged -----------------------------------------------------------------


def test_a_log_cut_short_anywhere_gives_whole_commands(tmp_path: Path, states: list[tuple[object, ...]]) -> None:
    folder = tmp_path / "whole"
    folder.mkdir()
    store = fresh(folder)
    for number in range(6):
        does(store, number, tmp_path)
    image = files_of(folder)
    store.close()
    log = image["office.db-wal"]
    frames = range(32, len(log) + 1, 24 + 4096)
    assert len(frames) > 30
    reached = []
    for frame in frames:
        for size in {frame, frame + 7, frame + 24, frame + 24 + 512}:
            folder = tmp_path / str(size)
            made(folder, {**image, "office.db.files/": b"", "office.db-wal": log[:size], "office.db-shm": b""})
            store = fresh(folder)
            reached.append((size, states.index(state(store))))
            store.close()
            shutil.rmtree(folder)
    reached.sort()
    assert [n for _, n in reached] == sorted(n for _, n in reached), "a shorter log holds no more"
    assert {n for _, n in reached} == set(range(7))


DAMAGES: dict[str, Callable[[bytes, int], bytes]] = {
    "zeros": lambda page, _: bytes(len(page)),
    "noise": lambda page, n: random.Random(n).randbytes(len(page)),
    "head": lambda page, n: random.Random(n).randbytes(16) + page[16:],
    "half": lambda page, _: page[: len(page) // 2] + bytes(len(page) // 2),
    "bits": lambda page, n: bytes(b ^ (random.Random(n * 5000 + i).random() < 0.002) for i, b in enumerate(page)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_page_is_called_so_or_does_no_harm(damage: str, tmp_path: Path) -> None:
    """Whatever page is damaged: every look and every command answers, or says that the file is damaged."""
    store = fresh(tmp_path)
    for number in range(len(WORK)):
        does(store, number, tmp_path)
    store.close()
    whole = (tmp_path / "office.db").read_bytes()
    told = set()
    for number, start in enumerate(range(0, len(whole), 4096)):
        folder = tmp_path / str(number)
        hurt = whole[:start] + DAMAGES[damage](whole[start : start + 4096], number) + whole[start + 4096 :]
        made(folder, {"office.db": hurt})
        for look in LOOKS:
            told.add(seen(folder / "office.db", look))
        shutil.rmtree(folder)
    assert {"store-damaged", ""} <= told
    assert told <= {"", "store-damaged", "not-a-database", "foreign-database", "newer-database", "no-such-case"}, told


LOOKS: list[Callable[[Service], object]] = [
    lambda service: service.store.cases(None, None, 99, None),
    lambda service: service.store.inbox(None, None, 99, None),
    lambda service: [as_told(service.store, case) for case in ("2-1", "2-2")],
    lambda service: service.store.publications(),
    lambda service: service.carry_out("2-1", Correct({"school": ["บ้านแลง"]}, "ก")),
    lambda service: service.carry_out("2-2", Cancel("เลิก")),
]


def seen(path: Path, look: Callable[[Service], object]) -> str:
    """What a look at a database is refused with; nothing if it is not."""
    try:
        store = SqliteStore(str(path), synchronous="OFF")
    except Refused as refused:
        return refused.code
    try:
        look(Service(store, "somsri", clock=lambda: BEGIN + timedelta(days=9)))
    except Refused as refused:
        return refused.code
    finally:
        store.close()
    return ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_meets_a_traceback_in_a_damaged_database(language: Language, hire: Callable[[str], Clerk]) -> None:
    clerk = hire(language)
    clerk.does("start curriculum --set school=ก")
    for step in ("training", "analyse"):
        clerk.does(f"complete 2-1 {step} --note {'ยาว' * 900}")
    path = Path("office.db")
    whole = path.read_bytes()
    said = set()
    pages = range(0, len(whole) // 4096, 1 if LONG else 5)
    ways = [(page, seed) for page in pages for seed in range(6 if LONG else 1)]
    for page, seed in ways:
        start, damage = page * 4096, DAMAGES["half" if seed + page % 2 == 0 else "bits"]
        hurt = whole[:start] + damage(whole[start : start + 4096], page + 1000 * seed) + whole[start + 4096 :]
        for line in ("cases", "status 2-1", "history 2-1", "inbox", "complete 2-1 adapt --set kind=type-3"):
            path.write_bytes(hurt)
            answer = clerk(*line.split())
            assert answer.code in (0, 1)
            assert answer.code == 0 or "   = " in answer.err, answer.err
            said.add(answer.err.partition("office.db")[2].partition(":")[0])
    assert any("เสียหาย" in words or "is damaged" in words for words in said)


def test_a_mistake_of_ours_is_not_blamed_on_the_database(
    hire: Callable[[str], Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = hire("en")
    clerk.does("start curriculum --set school=ก")

    def mistaken(*_: object, **__: object) -> str:
        raise KeyError("ours")

    monkeypatch.setattr("engine.report.cases_text", mistaken)
    with pytest.raises(KeyError, match="ours"):
        clerk("cases")


# -- rights and clocks -----------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="another user is asked for by setuid")
def test_a_log_in_a_place_that_may_only_be_read_is_not_passed_over(tmp_path: Path) -> None:
    """After a crash the newest commands lie in the log. Who may not bring them into the file is told, and not shown the
    file without them."""
    store = fresh(tmp_path)
    for number in range(3):
        does(store, number, tmp_path)
    image = files_of(tmp_path)
    store.close()
    folder = Path(tempfile.mkdtemp(prefix="khumue-test-"))
    try:
        for name in ("office.db", "office.db-wal"):
            (folder / name).write_bytes(image[name])
            (folder / name).chmod(0o444)
        folder.chmod(0o555)

        def look() -> str:
            try:
                return f"{len(SqliteStore(str(folder / 'office.db')).cases(None, None, 9, None))} cases"
            except Refused as refused:
                return f"{refused.code} {bool(refused.help('th')) and bool(refused.help('en'))}"

        assert as_nobody(look) in ("store-read-only True", "store-cannot-open True")
        assert (folder / "office.db-wal").read_bytes() == image["office.db-wal"]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@given(st.lists(st.integers(-400 * 24, 400 * 24), min_size=len(WORK), max_size=len(WORK)))
@settings(max_examples=200 if LONG else 25)
def test_a_clock_that_jumps_breaks_nothing(hours: list[int]) -> None:
    """Whatever the clock says, the order of the record stands, and every case replays to its rows."""
    with tempfile.TemporaryDirectory(prefix="khumue-clock-") as place:
        folder = Path(place)
        store = fresh(folder)
        for number, hour in enumerate(hours):
            does(store, number, folder, BEGIN + timedelta(hours=hour))
            state(store)
        events = list(store.events("2-1"))
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert store.inbox(None, None, 99, None)
        store.close()


def test_a_deadline_survives_a_clock_that_jumps_back(opened: Open, tmp_path: Path) -> None:
    """Suspended in the future and resumed in the past: a case stands still for no time, and not for less."""
    office = deadlines(opened(), tmp_path)
    due = {row.step: row.due for row in office.store.inbox(None, None, 99, None) if row.case == "9-1"}
    for days, command in ((300, Suspend("พัก")), (-300, Resume("ต่อ"))):
        office.clock = lambda days=days: BEGIN + timedelta(days=days)
        office.carry_out("9-1", command)
    assert {row.step: row.due for row in office.store.inbox(None, None, 99, None) if row.case == "9-1"} == due
    state_of = as_told(office.store, "9-1")
    assert state_of[0] == state_of[1] == state_of[2]


@pytest.mark.parametrize(("language", "told"), [("en", "check the clock"), ("th", "ให้ตรวจนาฬิกา")])
def test_who_works_with_a_clock_that_went_back_is_told(language: str, told: str, hire: Callable[[str], Clerk]) -> None:
    clerk = hire(language)
    clerk.does("start curriculum --set school=ก")
    assert told not in clerk.does("complete 2-1 training").err
    clerk.at -= timedelta(days=1)
    assert told in clerk.does("complete 2-1 analyse").err
    assert told not in clerk.does("complete 2-1 support").err


@pytest.mark.parametrize(("language", "told"), [("en", "set it to 2026"), ("th", "ให้ตั้งเป็น ค.ศ. 2026")])
def test_nothing_is_recorded_in_a_buddhist_year(language: str, told: str, hire: Callable[[str], Clerk]) -> None:
    """A clock set to 2569 instead of 2026: what was done would be dated so for good."""
    clerk = hire(language)
    clerk.does("start curriculum --set school=ก")
    now, clerk.at = clerk.at, clerk.at.replace(year=clerk.at.year + 543)
    for command in ("start curriculum --set school=ข", "complete 2-1 training", "cancel 2-1 --reason ก"):
        assert told in clerk.refused(command)
    clerk.at = now
    assert len(clerk.does("history 2-1 --json").json) == 1
    assert len(clerk.does("cases --json").json) == 1


def test_the_last_migration_is_the_last_whatever_the_clock_says(hire: Callable[[str], Clerk]) -> None:
    clerk = hire("en")
    path = Path("processes/02-curriculum.yaml")
    for number in (1, 2):
        clerk.does(f"start curriculum --set school={number}")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("title: ", f"title: {number}", 1), encoding="utf-8")
        keep = "--keep 2-1" if number == 2 else ""
        clerk.does(f"migrate curriculum --reason ก -o plan.yaml {keep}")
        clerk.does("migrate --apply plan.yaml")
        clerk.at -= timedelta(days=10)
    assert clerk.does("migrate --undo --json").json == {"cases": ["2-2"]}
