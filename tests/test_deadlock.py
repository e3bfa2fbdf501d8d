"""Two changes that each want what the other holds: khumue's own never do, and a stranger's leave nothing half done."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from test_concurrency import Office
from test_postgres import held
from test_store import service as on
from test_store import start

import cli
from benchmarks.server import Server, database_of
from engine import erasing
from engine.case import evolve
from engine.decide import Cancel, Complete, Reopen, Suspend, decide
from engine.messages import SENTENCES
from engine.problems import Refused
from engine.store import open_store
from engine.store.postgres_store import PostgresStore

PATIENCE = 20
"""Seconds in which all that is done here at once has ended, however busy the computer is."""


@pytest.fixture
def url(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr("engine.store.postgres_store.user_data", lambda: tmp_path)
    found = server.fresh()
    yield found
    server.drop(found)


class Together:
    """Changes at once, each on a connection of its own; what went wrong with one is kept."""

    def __init__(self, url: str) -> None:
        self.url, self.faults, self.threads = url, list[BaseException](), list[threading.Thread]()
        self.watch = psycopg.connect(url, autocommit=True)

    def begin(self, change: Callable[[PostgresStore], object], *, until_it_waits: bool = False) -> None:
        """Begin a change, and go on at once, or when it waits for another."""

        def run() -> None:
            try:
                with contextlib.closing(held(open_store(self.url))) as store:
                    backend.append(store.connection.info.backend_pid)
                    change(store)
            except BaseException as fault:
                self.faults.append(fault)

        backend: list[int] = []
        thread = threading.Thread(target=run)
        thread.start()
        self.threads.append(thread)
        until = time.monotonic() + PATIENCE
        while (
            until_it_waits
            and thread.is_alive()
            and not (backend and self.waits(backend[0]))
            and time.monotonic() < until
        ):
            time.sleep(0.01)

    def waits(self, backend: int) -> bool:
        query = "SELECT cardinality(pg_blocking_pids(%s)) > 0"
        return self.watch.execute(query, (backend,)).fetchall() == [(True,)]

    def end(self) -> list[BaseException]:
        for thread in self.threads:
            thread.join(PATIENCE)
        self.watch.close()
        return self.faults


def wait_in_between(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """Let each of two who call a function wait behind it until the other is there too, if it comes within a second."""
    both, function = threading.Barrier(2), getattr(owner, name)

    def wait(*given: object) -> None:
        function(*given)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(1)

    monkeypatch.setattr(owner, name, wait)


def closed(url: str, count: int) -> None:
    with contextlib.closing(open_store(url)) as store:
        for n in range(1, count + 1):
            start(on(store), "curriculum", school=[f"{n}"])
            on(store).carry_out(f"2-{n}", Cancel("ก"))


def test_two_who_erase_the_same_cases_in_opposite_order_take_turns(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(url, 2)
    wait_in_between(monkeypatch, erasing, "_erase")
    together = Together(url)
    for cases in (["2-1", "2-2"], ["2-2", "2-1"]):
        together.begin(lambda store, cases=cases: on(store).erase(cases, "1/2569"))  # type: ignore[misc] # a lambda with a default
    assert together.end() == []
    with contextlib.closing(open_store(url)) as store:
        assert [row.state for row in store.cases(None, None, 9, None)] == ["erased", "erased"]


def test_an_upgrade_and_an_opening_that_wait_for_each_others_turn_take_turns(url: str) -> None:
    """Both wait for whoever is alone at work; the upgrade is first."""
    with contextlib.closing(held(open_store(url))) as before:
        together = Together(url)
        with before.writing(alone=True):
            together.begin(lambda store: store.migrate(), until_it_waits=True)

            def open_alone(store: PostgresStore) -> None:
                with store.writing(alone=True):
                    pass

            together.begin(open_alone, until_it_waits=True)
        assert together.end() == []


def test_two_who_let_logins_in_at_once_take_turns(server: Server, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["clerk_1", "clerk_2"]
    for name in names:
        server.run(f"CREATE ROLE {name} LOGIN")
    wait_in_between(monkeypatch, PostgresStore, "_carry_out")
    together = Together(url)
    for name in names:
        together.begin(lambda store, name=name: store.grant(name, "nok"))  # type: ignore[misc] # a lambda with a default
    assert together.end() == []
    with contextlib.closing(held(open_store(url))) as store:
        assert [login for login, _ in store.logins()] == names
    for name in names:
        server.run(f"DROP OWNED BY {name}", database_of(url))
        server.run(f"DROP ROLE {name}")


def test_programs_that_do_everything_at_once_never_hinder_each_other_for_good(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened one by one and from tables, completed with files, erased this way round and that, all at the same time."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    office = Office(tmp_path, url)
    (tmp_path / "letter.txt").write_text("ก" * 100_000, encoding="utf-8")
    for n in range(2):
        rows = "".join(f"ก {row},{n}\n" for row in range(30))
        (tmp_path / f"{n}.csv").write_text(f"partner,subject\n{rows}", encoding="utf-8")
    for words in ("publish --reason r", *(f"start 8 --set partner=ก --set subject={n}" for n in range(1, 7)),
                  "cancel 8-5 --reason r", "cancel 8-6 --reason r"):  # fmt: skip
        assert cli.run(["--db", url, *words.split()]) == 0
    answers = office.together([
        *(["start", "8", "--from", f"{n}.csv"] for n in range(2)),
        *(["start", "8", "--set", "partner=ข", "--set", f"subject={n}"] for n in range(2)),
        *(["complete", f"8-{n}", "coordinate", "--attach", "letter.txt", "--attach", "letter.txt"] for n in (1, 2, 3)),
        *(["set", f"8-{n}", "partner=ค", "--reason", "r"] for n in (3, 2, 1)),
        ["erase", "8-5", "8-6", "--order", "1"], ["erase", "8-6", "8-5", "--order", "1"], ["db", "upgrade"],
    ], at_once=13)  # fmt: skip
    assert [(code, err) for code, _, err in answers if code] == []
    assert "nothing is wrong" in office.does("db", "verify")


# -- what others do to the same tables -------------------------------------------------------------------------------


class Stranger:
    """Somebody else's program on the same database."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.watch = psycopg.connect(url, autocommit=True)  # within a transaction, who waits is looked up once

    def __enter__(self) -> Stranger:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.watch.close()

    def does(self, *statements: str) -> None:
        for statement in statements:
            self.connection.execute(statement.encode())

    def until_somebody_waits(self) -> None:
        query = b"SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        until = time.monotonic() + PATIENCE
        while not self.watch.execute(query).fetchall() and time.monotonic() < until:
            time.sleep(0.01)


@pytest.mark.parametrize("language", ["en", "th"])
def test_who_loses_a_deadlock_with_a_stranger_is_told_and_gives_the_command_again(
    server: Server, url: str, language: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "LANGUAGE", language)
    server.run(f"ALTER DATABASE {database_of(url)} SET deadlock_timeout = '3s'")  # who waits first finds it out

    def says(*words: str) -> tuple[int, str]:
        return cli.run(["--lang", language, "--db", url, *words]), "".join(capfd.readouterr())

    for words in ("publish --reason r", "start 8 --set partner=ก --set subject=ข"):
        assert says(*words.split())[0] == 0
    complete = ("complete", "8-1", "coordinate", "--key", "only-once")
    with Stranger(url) as stranger:
        stranger.does("SET deadlock_timeout = '1h'", "BEGIN", "LOCK TABLE khumue.personal IN ACCESS EXCLUSIVE MODE")

        def cross() -> None:
            stranger.until_somebody_waits()
            stranger.does("SELECT FROM khumue.office_case WHERE case_id = '8-1' FOR UPDATE", "ROLLBACK")

        crossing = threading.Thread(target=cross)
        crossing.start()
        code, told = says(*complete)
        crossing.join()
    sentence = SENTENCES["server-crossed"]
    assert (code, told.count((sentence.en if language == "en" else sentence.th).rpartition("}")[2])) == (1, 1), told
    for _ in range(2):
        code, told = says(*complete)
        assert code == 0, told
    with contextlib.closing(open_store(url)) as store:
        assert [event.kind for event in store.events("8-1")] == ["started", "completed"]


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_whatever_the_server_has_undone_for_anothers_sake_is_to_be_given_again(url: str, state: str) -> None:
    closed(url, 1)
    with Stranger(url) as stranger, contextlib.closing(open_store(url)) as store:
        stranger.does(
            f"CREATE FUNCTION crossed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE SQLSTATE ''{state}''; END'",
            "CREATE TRIGGER crossed BEFORE INSERT ON khumue.event EXECUTE FUNCTION crossed()",
        )
        with pytest.raises(Refused) as refused:
            on(store).carry_out("2-1", Reopen("training", "อีกครั้ง"))
        assert refused.value.code == "server-crossed"
        assert len(list(store.events("2-1"))) == 2


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_how_a_server_isolates_others_changes_nothing_between_two_of_ours(
    server: Server, url: str, isolation: str
) -> None:
    server.run(f"ALTER DATABASE {database_of(url)} SET default_transaction_isolation = '{isolation}'")
    with contextlib.closing(open_store(url)) as store:
        case_id = start(on(store), "curriculum", school=["ก"]).id
        together = Together(url)
        with store.writing():
            case = store.case(case_id)
            together.begin(lambda store: on(store).carry_out(case_id, Complete("training")), until_it_waits=True)
            events = decide(case, Suspend("ก"), on(store).moment())
            store.append(evolve(case, events[0]), events)
    (fault,) = together.end()
    assert isinstance(fault, Refused)
    assert fault.code == "case-suspended"


def test_an_erasure_whose_traces_are_held_by_a_reader_says_that_it_has_erased(url: str) -> None:
    closed(url, 1)
    with Stranger(url) as reader, contextlib.closing(held(open_store(url))) as store:
        reader.does("BEGIN", "SELECT FROM khumue.personal")
        store.connection.execute("SET lock_timeout = '200ms'")
        for _ in range(2):
            with pytest.raises(Refused) as refused:
                on(store).erase(["2-1"], "1/2569")
            assert refused.value.code == "erase-traces"
        assert store.case("2-1").state == "erased"
        reader.does("ROLLBACK")
        on(store).erase(["2-1"], "1/2569")
