"""Many hands at one case: what was answered is there, and nobody overwrites anybody."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from test_store import chain_fault

from benchmarks.server import Server
from engine import library
from engine.case import replay
from engine.decide import Complete, Start
from engine.folders import bundled_processes
from engine.service import Service
from engine.store import open_store, postgres_store
from engine.store.rows import migrations
from engine.store.sqlite_store import SqliteStore

ROOT = Path(__file__).parent.parent
LONG = bool(os.environ.get("KHUMUE_LONG"))
MANY = 50 if LONG else 12
"""How many programs want to change one case at once."""
SCHOOLS = tuple(f"โรงเรียนที่ {n}" for n in range(1, 25))


class Office:
    """Programs of their own, all on one database."""

    def __init__(self, home: Path, database: str = "office.db") -> None:
        self.home, self.database = home, database
        self.environment = os.environ | {"PYTHONPATH": str(ROOT), "KHUMUE_DB": database, "KHUMUE_LANG": "en"}

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", "from cli import main; main()", *words],
            cwd=self.home,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def together(self, commands: Sequence[Sequence[str]], at_once: int = 8) -> list[tuple[int, str, str]]:
        """Run all, ``at_once`` at the same time."""
        answers = []
        for start in range(0, len(commands), at_once):
            runs = [self.begin(*words) for words in commands[start : start + at_once]]
            for run in runs:
                out, err = run.communicate(timeout=150)
                answers.append((run.returncode, out.decode(), err.decode()))
        return answers

    def does(self, *words: str) -> str:
        [(code, out, err)] = self.together([words])
        assert code == 0, err
        return out


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, server: Server) -> Office:
    """An office without a case, on a file or on a server on which its procedures have been published."""
    if request.param == "sqlite":
        return Office(tmp_path)
    office = Office(tmp_path, server.fresh())
    office.does("publish", "--reason", "คำสั่ง 1/2569")
    return office


@pytest.fixture
def office(empty: Office) -> Office:
    """A case whose schools can all be worked at once, beside another step."""
    office = empty
    office.does("start", "6", "--set", "year=2569", *(w for s in SCHOOLS for w in ("--set", f"schools={s}")))
    office.does("complete", "6-1", "explain")
    office.does("complete", "6-1", "guideline")
    return office


def test_different_work_on_one_case_at_once_is_all_recorded(office: Office) -> None:
    commands = [["complete", "6-1", "write-sar", "--item", school] for school in SCHOOLS]
    commands.insert(5, ["complete", "6-1", "appoint"])
    answers = office.together(commands, at_once=13)
    assert [(code, err) for code, _, err in answers] == [(0, "")] * len(commands)
    found = json.loads(office.does("status", "6-1", "--json"))
    assert found["ready"] == ["synthesise"]
    done = [event["item"] for event in json.loads(office.does("history", "6-1", "--json")) if event["item"]]
    assert sorted(done) == sorted(SCHOOLS)


def test_of_two_who_do_the_same_one_is_told(office: Office) -> None:
    answers = office.together([["complete", "6-1", "appoint"]] * 8)
    assert Counter(code for code, _, _ in answers) == {0: 1, 1: 7}
    for code, _, err in answers:
        assert code == 0 or re.fullmatch(ALREADY, err), err


ALREADY = r"""khumue: step `appoint` is done already
   = .+ did it on \d+ \w+ \d+ \d\d:\d\d
   = ready now: .*
   = to do it again: .*
"""


def test_many_who_change_one_case_at_once_lose_nothing(office: Office) -> None:
    """Nobody reads that the database is locked, and nobody waits for ever."""
    schools = [f"โรงเรียนเพิ่ม {n}" for n in range(MANY)]
    answers = office.together([["set", "6-1", f"schools+={s}", "--reason", "ก"] for s in schools], at_once=MANY)
    assert [(code, err) for code, _, err in answers] == [(0, "")] * MANY
    answers = office.together([["complete", "6-1", "write-sar", "--item", s] for s in schools], at_once=MANY)
    assert [(code, err) for code, _, err in answers] == [(0, "")] * MANY
    done = [event["item"] for event in json.loads(office.does("history", "6-1", "--json")) if event["item"]]
    assert sorted(done) == sorted(schools)
    times = [event["at"] for event in json.loads(office.does("history", "6-1", "--json"))]
    assert times == sorted(times)


def test_many_who_look_while_many_write_all_read_something(office: Office) -> None:
    schools = SCHOOLS[: MANY // 2]
    words = [words for school in schools for words in (
        ["complete", "6-1", "write-sar", "--item", school], ["status", "6-1", "--json"],
    )]  # fmt: skip
    assert [(code, err) for code, _, err in office.together(words, at_once=MANY)] == [(0, "")] * len(words)


def test_of_two_who_finish_the_case_one_reads_who_did(empty: Office) -> None:
    empty.does("start", "cooperation", "--set", "partner=ก", "--set", "subject=ข")
    for step in ("coordinate", "promote"):
        empty.does("complete", "8-1", step)
    answers = empty.together([["complete", "8-1", "report"]] * 8)
    assert Counter(code for code, _, _ in answers) == {0: 1, 1: 7}
    for code, _, err in answers:
        told = r"khumue: the case 8-1 has been completed \(.+\)\n   = .+ completed .+ on \d+"
        assert code == 0 or re.match(told, err), err


def test_a_server_is_begun_once(tmp_path: Path, server: Server) -> None:
    office = Office(tmp_path, server.empty())
    answers = office.together([["db", "init"]] * 6)
    assert Counter(code for code, _, _ in answers)[0] >= 1
    for code, _, err in answers:
        assert code == 0 or err.startswith("khumue: there is a database "), err
    made = json.loads(office.does("db", "status", "--json"))["migrations"]
    assert [one["form"] for one in made] == list(range(1, 1 + len(migrations(postgres_store.HERE))))


def test_cases_opened_at_once_have_numbers_of_their_own(office: Office) -> None:
    answers = office.together([[*COOPERATION, f"subject={n}", "--json"] for n in range(8)])
    assert sorted(json.loads(out)["case"] for _, out, _ in answers) == [f"8-{n}" for n in range(1, 9)]


def test_one_case_opened_by_many_at_once_is_opened_once(office: Office) -> None:
    answers = office.together([[*COOPERATION, "subject=ข"]] * 8)
    assert Counter(code for code, _, _ in answers) == {0: 1, 1: 7}
    for code, _, err in answers:
        assert code == 0 or err.startswith("khumue: case 8-1 was opened with the same title"), err
    assert [row["case"] for row in json.loads(office.does("cases", "--process", "8", "--json"))] == ["8-1"]


def test_one_command_given_by_many_with_one_key_is_carried_out_once(office: Office) -> None:
    answers = office.together([["complete", "6-1", "appoint", "--key", "only-once"]] * 8)
    assert [(code, err) for code, _, err in answers] == [(0, "")] * 8
    assert len({out for _, out, _ in answers}) == 1
    assert sum(event["step"] == "appoint" for event in json.loads(office.does("history", "6-1", "--json"))) == 1


COOPERATION = ["start", "cooperation", "--set", "partner=ก", "--set"]


def test_first_cases_opened_at_once_make_the_database_once(tmp_path: Path) -> None:
    office = Office(tmp_path)
    many = 50 if LONG else 8
    answers = office.together([[*COOPERATION, f"subject={n}"] for n in range(many)], at_once=many)
    assert [(code, err) for code, _, err in answers] == [(0, "")] * many
    assert {row["case"] for row in json.loads(office.does("cases", "--json"))} == {f"8-{n + 1}" for n in range(many)}


def test_looking_makes_no_database(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for command in (["cases"], ["inbox"], ["list"]):
        [(code, out, _)] = office.together([[*command, "--json"]])
        assert code == 0
        assert all(row["open_cases"] == 0 for row in json.loads(out))
    [(code, _, err)] = office.together([["status", "1-1"]])
    assert code == 1
    assert err.startswith("khumue: there is no database office.db\n")
    assert not list(tmp_path.iterdir())


def test_of_several_who_publish_at_once_one_does(tmp_path: Path, server: Server) -> None:
    office = Office(tmp_path, server.fresh())
    answers = office.together([["publish", "--reason", "คำสั่ง 1/2569"]] * 4)
    assert Counter(code for code, _, _ in answers) == {0: 1, 1: 3}
    for code, _, err in answers:
        assert code == 0 or err.startswith("khumue: no procedure has changed since it was last published"), err
    assert len(json.loads(office.does("versions", "cooperation", "--json"))) == 1


LOOP = """
import os
import sys
from engine.decide import Complete
from engine.service import Service
from engine.store import open_store

store = open_store(os.environ["KHUMUE_DB"])
service = Service(store, "killed")
for n in range(int(sys.argv[2])):
    service.carry_out("6-1", Complete("write-sar", items=(f"{sys.argv[1]}/{n}",)))
    print(n, flush=True)
"""


def begin_long_case(database: str, entries: list[str]) -> None:
    """A case of procedure 6 with many schools to work through."""
    found = library.load(bundled_processes())
    process = found.process("quality-assurance")
    store = open_store(database)
    service = Service(store, "somsri")
    start = Start({"year": ["2569"], "schools": entries})
    service.start(library.plan_of(found, process), library.definition(process), start)
    for step in ("explain", "guideline"):
        service.carry_out("6-1", Complete(step))
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_whoever_is_killed_has_lost_no_answer(empty: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed at random moments, alone or beside another: the record is whole and holds every answered command."""
    chance = random.Random(2569)
    answered: set[str] = set()
    trials, each = (60, 200) if LONG else (16, 200)
    office = empty
    monkeypatch.chdir(office.home)
    begin_long_case(office.database, [f"{t}.{n}/{k}" for t in range(trials) for n in (0, 1) for k in range(each)])
    for trial in range(trials):
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", LOOP, f"{trial}.{n}", str(each)],
                cwd=office.home,
                env=office.environment,
                stdout=subprocess.PIPE,
            )
            for n in range(1 + trial % 2)
        ]
        for run in runs:
            assert run.stdout
            answered.update(f"{trial}.{runs.index(run)}/{int(run.stdout.readline())}" for _ in range(2))
        time.sleep(chance.uniform(0, 0.15))
        for n, run in enumerate(runs):
            run.send_signal(signal.SIGKILL)
            out, _ = run.communicate()
            answered.update(f"{trial}.{n}/{int(line)}" for line in out.splitlines())
    store = open_store(office.database)
    events = list(store.events("6-1"))
    done = {event.item for event in events if event.kind == "completed"}
    assert answered <= done
    assert len(answered) >= 16
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    if isinstance(store, SqliteStore):
        assert list(store.connection.execute("PRAGMA integrity_check")) == [("ok",)]
    assert chain_fault(store, "6-1") is None
    case, again = store.case("6-1", whole=True), replay("6-1", events)
    assert {s: again.steps[s] for s in again.plan.steps} == {s: case.steps[s] for s in case.plan.steps}
    assert again.items["write-sar"].everything() == case.items["write-sar"].everything()
    store.close()
