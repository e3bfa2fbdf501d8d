"""PostgreSQL is stopped in the middle of a command and started again: nothing is lost, the key settles the rest."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

import cli
from benchmarks.server import Server, database_of
from engine.store.postgres_store import PostgresStore

SLOW = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(30); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON khumue.event DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION slow();
"""
"""A commit that goes on until the server is stopped: it has been sent, and is not answered."""
STEP = ("complete", "8-1")


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server of our own, which is stopped again and again."""
    found = Server(durable=True)
    yield found
    found.stop()


Says = Callable[..., tuple[int, str]]


@pytest.fixture
def says(own: Server, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Says:
    url = own.fresh()

    def give(*words: str, language: str = "en") -> tuple[int, str]:
        monkeypatch.setattr(cli, "LANGUAGE", language)
        code = cli.run(["--lang", language, "--db", url, *words])
        return code, "".join(capfd.readouterr())

    give.url = url  # type: ignore[attr-defined] # whoever asks needs it once
    give("publish", "--reason", "ก")
    assert give("start", "8", "--set", "partner=ก", "--set", "subject=ข")[0] == 0
    return give


def events(says: Says) -> list[Any]:
    code, told = says("history", "8-1", "--json")
    assert code == 0, told
    return list(json.loads(told))


def next_step(says: Says) -> str:
    return str(json.loads(says("status", "8-1", "--json")[1])["ready"][0])


def settle(says: Says, told: str, step: str, recorded: int) -> None:
    """The message names the key; before it is used the command is there wholly or not; with it, exactly once."""
    [key] = re.findall(r"`--key (\w+)`", told)
    assert len(events(says)) == recorded
    for _ in range(2):
        code, told = says(*STEP, step, "--key", key)
        assert code == 0, told
        assert len(events(says)) == 2
    assert says("db", "verify")[0] == 0


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("mode", ["immediate", "fast"])
def test_a_command_whose_commit_was_sent_and_not_done_leaves_nothing(
    mode: str, language: str, own: Server, says: Says
) -> None:
    url, step = says.url, next_step(says)  # type: ignore[attr-defined]
    own.run(SLOW, database_of(url))

    def halt_in_commit() -> None:
        with contextlib.closing(psycopg.connect(url, autocommit=True)) as watching:
            while not watching.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'").fetchone():
                time.sleep(0.02)
        own.halt(mode)

    thread = threading.Thread(target=halt_in_commit)
    thread.start()
    code, told = says(*STEP, step, language=language)
    thread.join()
    own.begin_again()
    own.run("DROP FUNCTION slow CASCADE", database_of(url))
    assert code == 1
    settle(says, told, step, recorded=1)


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("mode", ["immediate", "fast"])
def test_a_command_that_was_recorded_before_its_answer_was_lost_is_wholly_there(
    mode: str, language: str, own: Server, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, step = says.url, next_step(says)  # type: ignore[attr-defined]
    execute: Any = psycopg.Connection.execute

    def lose(connection: Any, query: Any, *values: Any, **options: Any) -> Any:
        found = execute(connection, query, *values, **options)
        if query == "COMMIT":
            with contextlib.closing(psycopg.connect(url, autocommit=True)) as watching:
                while watching.execute("SELECT max(seq) FROM khumue.event").fetchone() != (2,):
                    time.sleep(0.02)
            own.halt(mode)
            return execute(connection, "SELECT 1")
        return found

    with monkeypatch.context() as context:
        context.setattr(psycopg.Connection, "execute", lose)
        code, told = says(*STEP, step, language=language)
    own.begin_again()
    assert code == 1
    settle(says, told, step, recorded=2)


@pytest.mark.parametrize("mode", ["immediate", "fast"])
def test_a_command_that_was_halted_before_its_end_was_asked_for_has_recorded_nothing(
    mode: str, own: Server, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = next_step(says)
    append = PostgresStore.append

    def halted(store: PostgresStore, *values: Any, **options: Any) -> Any:
        own.halt(mode)
        return append(store, *values, **options)

    with monkeypatch.context() as context:
        context.setattr(PostgresStore, "append", halted)
        code, told = says(*STEP, step)
    assert code == 1
    assert "nothing was recorded" in told
    code, told = says("cases")
    assert code == 1
    assert "cannot be reached" in told, "until it runs again"
    own.begin_again()
    assert len(events(says)) == 1
    assert says(*STEP, step)[0] == 0
