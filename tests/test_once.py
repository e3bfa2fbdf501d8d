"""A command is carried out once, however often it is given; and of two who do the same, one reads who was faster."""

# ruff: noqa: F401, F811 - fixtures of other tests, by their names

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest
from test_cli import Clerk, clerk, hire
from test_store import Open, curriculum, opened, service, start

from engine.decide import Complete
from engine.once import Once, new_key
from engine.problems import Refused
from engine.store import Deed
from engine.store.sqlite_store import SqliteStore

CASE = "start curriculum --set school=ก"
KEY = "--key abcd-1234"
CHANGES = [
    (CASE, ""),
    ("complete 2-1 training --note ครบ", CASE),
    ("reopen 2-1 training --reason ก", f"{CASE}\ncomplete 2-1 training"),
    ("set 2-1 school=ข --reason ก", CASE),
    ("suspend 2-1 --reason ก", CASE),
    ("resume 2-1 --reason ก", f"{CASE}\nsuspend 2-1 --reason ก"),
    ("cancel 2-1 --reason ก", CASE),
    ("publish --reason ก", CASE),
]
EVERYTHING = ("event", "personal", "office_case", "step", "item", "field", "ready", "serial", "publication", "deed")


def rows() -> dict[str, list[Any]]:
    connection = apsw.Connection("office.db", apsw.SQLITE_OPEN_READONLY)
    try:
        return {table: list(connection.execute(f"SELECT * FROM {table}")) for table in EVERYTHING}
    finally:
        connection.close()


@pytest.mark.parametrize("form", ["", " --json"])
@pytest.mark.parametrize(("line", "before"), CHANGES, ids=[line.split()[0] for line, _ in CHANGES])
def test_a_command_that_is_given_again_answers_as_the_first_and_does_nothing(
    line: str,
    before: str,
    form: str,
    clerk: Clerk,
) -> None:
    for earlier in before.splitlines():
        clerk.does(earlier)
    first = clerk.does(f"{line} {KEY}{form}")
    clerk.does(f"{CASE} --another" if "cancel" in line else "set 2-1 school=ค --reason ข")  # the office goes on
    done = rows()
    assert clerk.does(f"{line} {KEY}{form}").out == first.out
    assert rows() == done


def test_a_migration_that_is_given_again_moves_nothing(clerk: Clerk) -> None:
    clerk.does(CASE)
    path = Path("processes/02-curriculum.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("title: ", "title: ใหม่", 1), encoding="utf-8")
    clerk.does("migrate curriculum --reason ก -o plan.yaml")
    for line in ("migrate --apply plan.yaml --key moving-it", "migrate --undo --reason ก --key and-back-"):
        first = clerk.does(line)
        done = rows()
        assert clerk.does(line).out == first.out
        assert rows() == done


def test_a_key_goes_with_its_command_only(clerk: Clerk) -> None:
    clerk.does(f"{CASE} {KEY}")
    clerk.does(f"complete 2-1 training {KEY}x --note ครบ")
    done = rows()
    for line in ("start curriculum --set school=ข", "start learning --set subject=ก", "complete 2-1 training",
                 "cancel 2-1 --reason ก"):  # fmt: skip
        if "subject" not in line:
            assert "belongs to another command" in clerk.refused(f"{line} {KEY}")
    assert "belongs to another command" in clerk.refused(f"complete 2-1 training {KEY}x --note ไม่ครบ")
    assert "belongs to another command" in clerk.refused(f"--as ngoencharoen complete 2-1 training {KEY}x --note ครบ")
    assert rows() == done
    assert "cannot be a key" in clerk.refused("cancel 2-1 --reason ก --key 'a b'")


def test_a_refused_command_uses_up_no_key(clerk: Clerk) -> None:
    clerk.does(CASE)
    clerk.refused(f"complete 2-1 adapt {KEY}")
    clerk.does(f"complete 2-1 training {KEY}")


def test_nothing_of_key_and_command_can_be_read_in_the_database(opened: Open) -> None:
    store = opened()
    office = service(store)
    case_id = start(office, "curriculum", school=["ก"]).id
    office.once = Once("a-key-of-mine")
    office.carry_out(case_id, Complete("training", note="ลับ"))
    with store.reading():
        kept = str(list(store.table("deed")))
    assert "a-key" not in kept
    assert "ลับ" not in kept
    assert len(kept) < 150


def test_what_was_done_is_kept_with_it_or_not_at_all(opened: Open) -> None:
    store = opened()
    deed = Deed(b"k", b"a", "[1]")
    with store.writing():
        store.keep_deed(deed)
    with pytest.raises(RuntimeError), store.writing():  # noqa: PT012 - all of it has to go
        store.keep_deed(Deed(b"l", b"a", "[]"))
        raise RuntimeError
    again = opened()
    assert again.deed(b"k") == deed
    assert again.deed(b"l") is None


def test_keys_are_all_different() -> None:
    assert len({new_key() for _ in range(1000)}) == 1000
    assert re.fullmatch("[0-9a-f]{16}", new_key())


# -- the same case twice ---------------------------------------------------------------------------------------------


def quickly(clerk: Clerk, seconds: int = 1) -> Callable[[str], str]:
    """The next command comes some seconds after the one before."""

    def refused(line: str) -> str:
        clerk.at += timedelta(seconds=seconds) - timedelta(hours=1)
        return clerk.refused(line)

    return refused


@pytest.mark.parametrize(("language", "said"), [("en", "none was opened now"), ("th", "จึงไม่ได้เปิดเรื่องซ้ำ")])
def test_the_same_case_opened_twice_within_a_minute_is_questioned(
    language: str,
    said: str,
    hire: Callable[[str], Clerk],
) -> None:
    clerk = hire(language)
    clerk.does(CASE)
    done = rows()
    answer = quickly(clerk)(CASE)
    assert said in answer
    assert "2-1" in answer
    assert "--another" in answer
    assert rows() == done
    for other in (f"{CASE} --title อื่น", "start curriculum --set school=ข", f"--as ngoencharoen {CASE}",
                  f"{CASE} --another"):  # fmt: skip
        clerk.at -= timedelta(hours=1)
        clerk.does(other)


def test_after_a_minute_the_same_case_is_another_one(clerk: Clerk) -> None:
    clerk.does(CASE)
    quickly(clerk, 59)(CASE)
    clerk.at += timedelta(seconds=60) - timedelta(hours=1, seconds=59)
    clerk.does(CASE)


def test_the_same_case_is_questioned_also_when_the_clock_went_back(clerk: Clerk) -> None:
    clerk.does(CASE)
    quickly(clerk, -30)(CASE)
    clerk.at -= timedelta(hours=3)
    clerk.does(CASE)


# -- who was faster --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "told"), [
    ("en", "นางสาวยุสนา เงินเจริญ did it on 1 Jun 2026 11:00"), ("th", "นางสาวยุสนา เงินเจริญ เป็นผู้ทำเมื่อ 1 มิ.ย. 2569 11:00"),
])  # fmt: skip
def test_who_comes_second_reads_who_did_it_and_when(
    language: str,
    told: str,
    hire: Callable[[str], Clerk],
) -> None:
    clerk = hire(language)
    clerk.does(CASE)
    clerk.does("--as ngoencharoen complete 2-1 training")
    assert told in clerk.refused("complete 2-1 training")


def test_of_an_entry_and_of_a_closed_case_it_is_told_too(opened: Open) -> None:
    office = service(opened(), "นก")
    case = curriculum(office)
    with pytest.raises(Refused) as refused:
        office.carry_out(case.id, Complete("hearing", items=("group-6",)))
    assert refused.value.code == "item-done"
    assert (refused.value.values["by"], refused.value.values["at"]) == ("นก", list(office.store.events(case.id))[-1].at)
    case = start(office, "curriculum", school=["ก"])
    with pytest.raises(Refused) as refused:
        office.carry_out(case.id, Complete("adapt"))
    assert "by" not in refused.value.values, "nobody was faster"


# -- the answer that was lost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "th"])
def test_a_commit_without_a_certain_end_shows_a_key_that_settles_it(
    language: str,
    hire: Callable[[str], Clerk],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clerk = hire(language)
    clerk.does(CASE)
    commit = SqliteStore._commit

    def lost(store: SqliteStore) -> None:
        commit(store)
        from engine.problems import Uncertain  # noqa: PLC0415

        raise Uncertain("store-uncertain", path="office.db", reason="disk I/O error")

    with monkeypatch.context() as context:
        context.setattr(SqliteStore, "_commit", lost)
        told = clerk.refused("complete 2-1 training")
    [option] = re.findall(r"`(--key \w+)`", told)
    done = rows()
    assert "2-1" in clerk.does(f"complete 2-1 training {option}").out
    assert rows() == done


def test_no_key_is_shown_while_everything_is_certain(clerk: Clerk) -> None:
    for line in (CASE, "complete 2-1 training", "cancel 2-1 --reason ก"):
        answer = clerk(*shlex.split(line))
        assert "--key" not in answer.out + answer.err
