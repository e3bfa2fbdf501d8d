"""What a login without rights on the tables can do on a server, and that it can do nothing else, whatever it sends."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from test_postgres import everything, held
from test_store import STORED, inbox_of, refusal, same, waiting_work

import cli
from benchmarks.server import Server, database_of
from engine import sealing, service
from engine.authority import Authority, Delegation, Membership
from engine.case import Case, evolve, replay
from engine.decide import Cancel, Command, Complete, Correct, Reopen, Resume, Start, Suspend
from engine.desk import close_stores
from engine.evidence import Finding
from engine.messages import Phrase
from engine.once import Once
from engine.plan import Plan
from engine.problems import Refused
from engine.service import People, Service
from engine.store import Deed, Publication, Store, open_store, postgres_store, rows
from engine.store.postgres_store import PostgresStore
from engine.store.records import TABLES, EventRow, commitment, compact, row_hash
from processes import BEGIN, Walk, planned, read_process, walks


@pytest.fixture(scope="module")
def logins(server: Server) -> Iterator[None]:
    """Logins of the server that nobody has given anything."""
    names = ("nok", "lek", "guest")
    for name in names:
        server.run(f"CREATE ROLE {name} LOGIN")
    yield
    for name in names:
        server.run(f"DROP ROLE IF EXISTS {name}")


@pytest.fixture(scope="module")
def practice(server: Server, logins: None) -> Iterator[tuple[PostgresStore, PostgresStore]]:  # noqa: ARG001
    """A database whose clock is set by hand: its owner, and the login nok."""
    url = server.fresh()
    owner = held(open_store(url))
    stop_the_clock(owner)
    with owner.writing():
        owner.keep_people(Authority())
    owner.grant("nok", "พี่นก")
    clerk = held(open_store(server.url(database_of(url), "nok")))
    yield owner, clerk
    clerk.close()
    owner.close()
    server.drop(url)


@STORED
@given(walk=walks(mends=0.25, longest=20))
def test_whatever_the_rules_allow_the_server_writes(practice: tuple[PostgresStore, PostgresStore], walk: Walk) -> None:
    owner, clerk = practice
    stored: Case | None = None
    with owner.writing():
        owner.take_version(walk.plan, "{}", walk.at)
        owner.publish(Publication(walk.plan.process, walk.plan.version, date(2026, 1, 1), walk.at, "head"))
    for events in walk.go():
        owner.connection.execute("UPDATE public.clock SET at = $1", (events[0].at,))
        with clerk.writing():
            if stored is None:
                stored = replay(clerk.new_case_id(1), events)
                clerk.add(stored, events)
            else:
                fresh = clerk.case(stored.id)
                for event in events:
                    evolve(fresh, event)
                clerk.append(fresh, events)
        now = clerk.case(stored.id, whole=True)
        assert same(now) == same(replay(stored.id, walk.events))
        assert inbox_of(clerk, stored.id) == waiting_work(now)


def test_what_the_server_has_written_so_far_is_sound(practice: tuple[PostgresStore, PostgresStore]) -> None:
    assert not unsound(practice[0])


def unsound(store: Store) -> list[Finding]:
    """What is wrong with the cases; of their versions only the plan was kept here."""
    return [found for found in sealing.verify(store).findings if found.what != "version-altered"]


# -- a small office --------------------------------------------------------------------------------------------------

PROCEDURE = """
fields: {kind: {title: t, type: choice, choices: {big: t, small: t}, ask: at-start}}
steps:
  - {id: draft, by: [clerk]}
  - {id: photo, by: [clerk], after: []}
  - {id: both, by: [clerk, head], after: []}
  - {id: measure, by: [clerk], after: [draft], when: {kind: big}}
  - {id: approve, by: [head], after: [draft, photo, measure], not-by: [draft],
     decision: {pass: {title: t}, again: {title: t, back: draft}, no: {title: t, end: refused}}}
"""
PLAN = planned(read_process(PROCEDURE))
TODAY = date(2026, 1, 5)
PEOPLE = Authority(
    frozenset({"nok", "lek", "boss", "old"}),
    (
        Membership("nok", "clerk"), Membership("lek", "clerk"), Membership("lek", "head"), Membership("boss", "head"),
        Membership("old", "clerk", None, TODAY - timedelta(days=1)),
        Membership("old", "head", TODAY + timedelta(days=1)),
    ),
    (
        Delegation("1/2569", "nok", "lek", TODAY, TODAY, ("head",)),
        Delegation("2/2569", "old", "boss", TODAY - timedelta(days=9), TODAY - timedelta(days=1)),
        Delegation("3/2569", "old", "boss", TODAY, None, ("clerk",)),
        Delegation("4/2569", "old", "boss", TODAY, None, (), ("another",)),
    ),
    binding=True,
)  # fmt: skip


class Forger(PostgresStore):
    """A program that asks the server for something else than its rules allow: ``forge`` changes what is sent."""

    def __init__(self, url: str) -> None:
        self.forge: Callable[[dict[str, Any]], object] | None = None
        super().__init__(url)

    def _run(self, name: str, *values: Any) -> Any:
        if name == "write_entry" and self.forge:
            entry = json.loads(values[0])
            self.forge(entry)
            values = (json.dumps(chained(entry)),)
        return super()._run(name, *values)


def chained(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with right hashes, whatever was changed in it, unless the hashes themselves were."""
    if entry.pop("as it is", False):
        return entry
    for event, body in zip(entry["add_event"], entry["add_personal"], strict=True):
        event[8] = commitment(bytes.fromhex(body[2]), body[3]).hex()
        row = EventRow._make([*event[1:8], bytes.fromhex(event[8]), bytes.fromhex(event[9])])
        event[10] = row_hash(row).hex()
    for name, place in (("move_case", 9), ("put_case", 13)):
        if name in entry:
            entry[name][0][place] = entry["add_event"][-1][10]
    return entry


class Small:
    """A database with one open case; ``logins`` are people of their own names."""

    def __init__(self, server: Server) -> None:
        self.server, self.url, self.opened = server, server.fresh(), list[PostgresStore]()
        self.owner = held(open_store(self.url))
        self.opened.append(self.owner)
        stop_the_clock(self.owner)
        self.owner.connection.execute("UPDATE public.clock SET at = $1", (BEGIN,))
        with self.owner.writing():
            self.owner.keep_people(PEOPLE)
        self.publishes(PLAN)
        self.case = self.on(self.owner, "nok").start(PLAN, "{}", Start({"kind": ["big"]})).id

    def publishes(self, plan: Plan) -> None:
        with self.owner.writing():
            self.owner.take_version(plan, "{}", BEGIN)
            self.owner.publish(Publication(plan.process, plan.version, TODAY, BEGIN, "boss"))

    def login(self, name: str, person: str = "") -> Forger:
        self.owner.grant(name, person or name)
        found = Forger(self.server.url(database_of(self.url), name))
        self.opened.append(found)
        return found

    def on(self, store: PostgresStore, person: str) -> Service:
        """A program that asks nobody for a right: what is refused, the server refuses."""
        return Service(store, store.login, person, clock=lambda: BEGIN)

    def does(self, store: PostgresStore, *commands: Command) -> Case:
        return [self.on(store, store.acts_as).carry_out(self.case, command) for command in commands][-1]

    def refused(self, store: PostgresStore, command: Command) -> str:
        """Why the server does not take a command; it leaves nothing."""
        before = everything(self.owner)
        refused = refusal(lambda: self.does(store, command))
        assert refused.code == "server-forbids", refused
        assert everything(self.owner) == before
        assert refused.message("en") != refused.message("th")
        return why_of(refused)


def why_of(refused: Refused) -> str:
    why = refused.values["why"]
    assert isinstance(why, Phrase)
    return why.code.removeprefix("forbids-")


def stop_the_clock(owner: PostgresStore) -> None:
    """From now on the clock of a database stands in a table."""
    owner.connection.execute("CREATE TABLE public.clock AS SELECT now() AS at")
    owner.connection.execute(
        "CREATE OR REPLACE FUNCTION khumue.clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT at FROM public.clock'"
    )


@pytest.fixture
def small(server: Server, logins: None) -> Iterator[Small]:  # noqa: ARG001 - they are there
    found = Small(server)
    yield found
    for store in found.opened:
        store.close()
    server.drop(found.url)


# -- what people may do ----------------------------------------------------------------------------------------------


def test_a_case_goes_from_start_to_end_through_logins_without_rights(small: Small) -> None:
    nok, lek, boss = small.login("nok"), small.login("lek"), small.login("guest", "boss")
    case = small.on(nok, "nok").start(PLAN, "{}", Start({"kind": ["small"]}))
    small.case = case.id
    assert case.id == "1-2"
    for store, command in (
        (nok, Complete("draft")), (nok, Complete("photo")), (lek, Complete("both", actor="clerk")),
        (boss, Complete("both", actor="head")), (boss, Complete("approve", outcome="again")),
        (boss, Reopen("photo", "อีกครั้ง")), (nok, Suspend("พัก")), (nok, Resume("ต่อ")), (nok, Complete("photo")),
        (nok, Complete("draft")),
        (boss, Complete("approve", outcome="pass", actor="head")),
    ):  # fmt: skip
        small.does(store, command)
    assert small.owner.case(case.id).state == "completed"
    assert not unsound(small.owner)


def test_a_delegate_acts_on_the_order_that_holds_today(small: Small) -> None:
    lek, nok = small.login("lek"), small.login("nok")
    small.does(lek, Complete("photo"))
    with_right = Service(nok, nok.login, "nok", People({}, PEOPLE), clock=lambda: BEGIN)
    with_right.carry_out(small.case, Complete("both", actor="head"))
    event = list(small.owner.events(small.case))[-1]
    assert (event.person, event.in_stead_of, event.order) == ("nok", "lek", "1/2569")


@pytest.mark.parametrize(
    ("person", "step", "forged", "why"),
    [
        ("boss", "draft", {}, "right"),  # no member of that actor
        ("old", "draft", {}, "right"),  # not any more
        ("stranger", "draft", {}, "right"),  # nobody
        ("old", "both", {"actor": "head"}, "right"),  # not yet
        ("old", "both", {"actor": "head", "order": "2/2569", "stead": "boss"}, "right"),  # over
        ("old", "both", {"actor": "head", "order": "3/2569", "stead": "boss"}, "right"),  # not for this actor
        ("old", "both", {"actor": "head", "order": "4/2569", "stead": "boss"}, "right"),  # not for this procedure
        ("nok", "both", {"actor": "head", "order": "9/2569", "stead": "lek"}, "right"),  # no such order
        ("nok", "both", {"actor": "head", "order": "1/2569", "stead": "boss"}, "right"),  # in another's stead
        ("nok", "both", {"actor": "head", "stead": "lek"}, "right"),  # without the order
        ("lek", "approve", {}, "ready"),  # before its turn
        ("lek", "measure", {}, "ready"),
        ("lek", "no-such", {}, "ready"),
        ("nok", "draft", {"actor": "head"}, "ready"),  # does not wait for that actor
        ("nok", "draft", {"actor": None}, "right"),  # for nobody
        ("nok", "draft", {"person": "lek"}, "person"),
        ("nok", "draft", {"person": ""}, "person"),
        ("nok", "draft", {"login": "boss"}, "person"),
        ("nok", "draft", {"login": ""}, "person"),
        ("nok", "draft", {"kind": "migrated"}, "kind"),
        ("nok", "draft", {"kind": "reverted"}, "kind"),
        ("nok", "draft", {"kind": "erased"}, "kind"),
        ("nok", "draft", {"kind": "started"}, "kind"),
        ("nok", "draft", {"kind": "resumed"}, "kind"),
        ("nok", "draft", {"kind": "made-up"}, "kind"),
        ("nok", "draft", {"kind": "returned"}, "outcome"),
        ("nok", "draft", {"outcome": "pass"}, "outcome"),
        ("nok", "draft", {"kind": "confirmed"}, "ready"),  # one actor is all it needs
        ("nok", "both", {"actor": "clerk", "kind": "completed"}, "ready"),  # the other is still to confirm
        ("nok", "draft", {"kind": "corrected"}, "rows"),  # what is no list is not completed by a correction
        ("nok", "draft", {"kind": None}, "kind"),
        ("nok", "draft", {"at": "2026-01-04T02:00:00.000000+00:00"}, "clock"),
        ("nok", "draft", {"at": "2026-01-05T09:00:00.000000+07:00"}, "clock"),  # now, but not as it is stored
        ("nok", "draft", {"seq": 3}, "chain"),
    ],
)  # fmt: skip
def test_the_server_asks_who_what_and_when(
    small: Small, person: str, step: str, forged: dict[str, Any], why: str
) -> None:
    store = small.login("nok", person)
    columns = {"seq": 1, "at": 2, "kind": 3, "step": 4, "outcome": 5, "actor": 6}

    def forge(entry: dict[str, Any]) -> None:
        event, given = entry["add_event"][0], entry["add_personal"][0]
        event[4] = step
        event[6] = PLAN.steps[step].by[0] if step in PLAN.steps else "clerk"
        for name, value in forged.items():
            if name in columns:
                event[columns[name]] = value
        body = json.loads(given[3]) | {"person": forged.get("person", person)}
        body |= {"login": forged.get("login", body["login"])}
        body |= {"in_stead_of": forged["stead"]} if "stead" in forged else {}
        given[3] = compact(body)
        event[7] = compact(json.loads(event[7]) | ({"order": forged["order"]} if "order" in forged else {}))

    store.forge = forge
    command = Complete("both", actor="clerk") if step == "both" else Complete("draft")
    assert small.refused(store, command) == why


def test_who_drafted_does_not_approve_nor_in_anybodys_stead(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.decide.permit", lambda *_: None)  # a program that does not ask
    lek, nok, boss = small.login("lek"), small.login("nok"), small.login("guest", "boss")
    small.does(lek, Complete("draft"), Complete("photo"), Complete("measure"))
    assert small.refused(lek, Complete("approve", outcome="pass")) == "apart"

    def in_the_stead_of_lek(entry: dict[str, Any]) -> None:
        entry["add_personal"][0][3] = compact(json.loads(entry["add_personal"][0][3]) | {"in_stead_of": "lek"})
        entry["add_event"][0][7] = compact(json.loads(entry["add_event"][0][7]) | {"order": "1/2569"})

    nok.forge = in_the_stead_of_lek
    assert small.refused(nok, Complete("approve", outcome="pass")) == "apart"
    nok.forge = None
    small.does(boss, Complete("approve", outcome="again"))
    small.does(nok, Complete("draft"))
    small.does(lek, Complete("measure"))
    assert small.refused(lek, Complete("approve", outcome="pass")) == "apart", "an earlier round counts"


@pytest.mark.parametrize("person", ["old", "stranger"])
def test_who_has_no_part_in_a_procedure_does_not_open_stop_correct_or_end_its_cases(small: Small, person: str) -> None:
    small.does(small.login("nok"), Complete("photo"))
    store = small.login("guest", "stranger")
    if person == "old":
        gone = Authority(PEOPLE.persons, PEOPLE.memberships[:5], (), binding=True)
        with small.owner.writing():
            small.owner.keep_people(gone)
        store = small.login("guest", "old")
    for command in (Suspend("พัก"), Cancel("เลิก"), Reopen("photo", "อีกครั้ง"), Correct({"kind": ["small"]}, "ผิด")):
        assert small.refused(store, command) == "right"
    small.does(small.login("nok"), Suspend("พัก"))
    assert small.refused(store, Resume("ต่อ")) == "right"
    before = everything(small.owner)
    refused = refusal(lambda: small.on(store, person).start(PLAN, "{}", Start({"kind": ["small"]})))
    assert (refused.code, why_of(refused)) == ("server-forbids", "right")
    assert everything(small.owner) == before


def test_a_field_that_a_step_asks_for_is_corrected_by_who_could_do_that_step(small: Small) -> None:
    nok, boss = small.login("nok"), small.login("guest", "boss")
    text = PROCEDURE.replace("ask: at-start}}", "ask: at-start}, price: {title: t, type: text}}")
    asking = planned(read_process(text.replace("not-by", "asks: [price], not-by")))
    with small.owner.writing():
        small.owner.keep_people(Authority(PEOPLE.persons, PEOPLE.memberships, (), binding=True))
        small.owner.take_version(asking, "{}", BEGIN)
        small.owner.publish(Publication(asking.process, asking.version, TODAY, BEGIN, "head"))
    small.case = small.on(nok, "nok").start(asking, "{}", Start({"kind": ["big"]})).id
    small.does(nok, Correct({"kind": ["small"]}, "ผิด"))
    small.does(nok, Complete("draft"), Complete("photo"), Complete("both", actor="clerk"))
    price = Complete("approve", outcome="pass", fields={"price": ["100"]})
    small.does(boss, price)
    assert small.refused(nok, Correct({"price": ["900"]}, "ผิด")) == "right"
    small.does(boss, Correct({"price": ["900"]}, "ผิด"))


def test_an_order_gives_a_part_in_a_procedure(small: Small) -> None:
    with small.owner.writing():
        orders = (Delegation("5/2569", "stranger", "boss", TODAY, TODAY),)
        small.owner.keep_people(Authority(PEOPLE.persons | {"stranger"}, PEOPLE.memberships, orders, binding=True))
    small.does(small.login("guest", "stranger"), Suspend("พัก"))


# -- what follows from an event --------------------------------------------------------------------------------------


def forge_rows(name: str, *row: object) -> Callable[[dict[str, Any]], object]:
    return lambda entry: entry.setdefault(name, []).append([0, *row])


def change(name: str, place: int, value: object, row: int = 0) -> Callable[[dict[str, Any]], object]:
    def forge(entry: dict[str, Any]) -> None:
        entry[name][row][place] = value

    return forge


def step_row(step: str, state: str, confirmed: str = "[]", outcome: str | None = None) -> Callable[..., object]:
    """A row in the place of what the program would write of a step, if anything."""

    def forge(entry: dict[str, Any]) -> None:
        others = [row for row in entry["put_step"] if row[1] != step]
        entry["put_step"] = [*others, [0, step, state, 0, 1, 1, outcome, confirmed, 0, 2, None, None]]

    return forge


@pytest.mark.parametrize(
    "forge",
    [
        step_row("photo", "done"),  # what nobody did
        step_row("approve", "done", outcome="pass"),
        step_row("approve", "ready"),  # before its turn
        step_row("photo", "skipped"),
        step_row("photo", "waiting"),  # nothing went back
        step_row("both", "ready", '["head"]'),  # another's confirmation
        step_row("draft", "ready"),  # what the event says is done
        step_row("no-such", "ready"),
        change("put_step", 2, "skipped", 1),  # the condition of the step behind holds
        change("put_step", 6, "pass"),  # an outcome that nobody chose
        change("put_step", 5, 2),  # another round
        forge_rows("put_item", "draft", "x", "done", "[]", 2),
        forge_rows("drop_item", "draft", "x"),
        forge_rows("put_field", "kind", '"small"', "null"),
        change("move_case", 0, "f" * 64),
        change("move_case", 1, "completed"),
        change("move_case", 1, "cancelled"),
        change("move_case", 2, "refused"),
        change("move_case", 3, "another title"),
        change("move_case", 4, 9),
        change("move_case", 5, 1),
        change("move_case", 6, 1),
    ],
)
def test_nothing_follows_but_what_the_plan_says(small: Small, forge: Callable[[dict[str, Any]], object]) -> None:
    nok = small.login("nok")
    nok.forge = forge
    assert small.refused(nok, Complete("draft")) == "rows"


def test_a_confirmation_stays_until_its_step_goes_back(small: Small) -> None:
    nok, boss = small.login("nok"), small.login("guest", "boss")
    small.does(boss, Complete("both", actor="head"))
    for confirmed in ("[]", '["clerk"]', '["head","clerk"]'):
        nok.forge = step_row("both", "ready", confirmed)
        assert small.refused(nok, Complete("draft")) == "rows"
    nok.forge = None
    assert small.does(nok, Complete("both", actor="clerk")).steps["both"].state == "done"


SIGNED_PLAN = planned(read_process("""
fields: {places: {title: t, type: list, ask: at-start}}
steps:
  - {id: sign, by: [clerk, head], each: places}
"""))  # fmt: skip


def test_nobody_confirms_an_entry_for_another_by_a_correction(small: Small) -> None:
    small.publishes(SIGNED_PLAN)
    nok = small.login("nok")
    small.case = small.on(nok, "nok").start(SIGNED_PLAN, "{}", Start({"places": ["ก", "ข"]})).id

    def for_the_head(entry: dict[str, Any]) -> None:
        entry["add_event"][0][3], entry["add_event"][0][6] = "corrected", "head"
        entry["put_item"][0][4] = '["head"]'

    for forge in (for_the_head, forge_rows("put_item", "sign", "ค", "ready", "[]", 2)):  # nor is there such an entry
        nok.forge = forge
        assert small.refused(nok, Complete("sign", ("ก",), actor="clerk")) == "rows"


LISTED_PLAN = planned(read_process("""
fields: {places: {title: t, type: list, ask: at-start}}
steps:
  - {id: visit, by: [clerk], each: places}
"""))  # fmt: skip


def test_what_an_event_says_is_done_stands_in_the_rows(small: Small) -> None:
    nok = small.login("nok")
    nok.forge = lambda entry: entry.update(put_step=[])
    assert small.refused(nok, Complete("draft")) == "ready"
    small.publishes(LISTED_PLAN)
    nok.forge = None
    small.case = small.on(nok, "nok").start(LISTED_PLAN, "{}", Start({"places": ["ก", "ข", "ค"]})).id
    for forge in (
        lambda entry: entry.pop("put_item"),
        lambda entry: entry["put_item"].pop(),
        lambda entry: entry["put_item"][0].__setitem__(2, "ค"),
    ):
        nok.forge = forge
        assert small.refused(nok, Complete("visit", ("ก", "ข"))) in {"ready", "rows"}
    nok.forge = None
    small.does(nok, Complete("visit", ("ก", "ข")), Complete("visit", ("ค",)))
    assert nok.case(small.case).state == "completed"
    assert not unsound(small.owner)


TIMED = """
steps:
  - {id: ask, by: [clerk]}
  - {id: answer, by: [clerk], within: 15 working days}
  - {id: keep, by: [clerk], after: [ask]}
"""
TIMED_PLAN = planned(read_process(TIMED))


def dated(step: str, due: str | None, ready_at: str | None = None) -> Callable[[dict[str, Any]], object]:
    """Give a step that is written another last day, or another moment since which it waits."""

    def forge(entry: dict[str, Any]) -> None:
        row = next(row for row in entry["put_step"] if row[1] == step)
        row[10:] = [ready_at or row[10], due]

    return forge


@pytest.fixture
def timed(small: Small) -> Forger:
    """A login of an office one of whose steps has a deadline; nobody has entered holidays."""
    small.publishes(TIMED_PLAN)
    nok = small.login("nok")
    small.case = small.on(nok, "nok").start(TIMED_PLAN, "{}", Start({})).id
    return nok


@pytest.mark.parametrize(
    "forge",
    [
        dated("answer", "2026-01-19"),  # fifteen days have not passed, whichever of them the office was closed
        dated("answer", "2026-02-30"),
        dated("answer", "soon"),
        dated("answer", "infinity"),
        dated("answer", "2026-1-20"),
        dated("answer", "9999-12-31", "2026-01-04T02:00:00.000000+00:00"),  # it has not waited that long
        dated("keep", "2026-03-01"),  # has no deadline
    ],
)
def test_a_deadline_is_none_or_as_long_as_its_rule_says(
    small: Small, timed: Forger, forge: Callable[[dict[str, Any]], object]
) -> None:
    timed.forge = forge
    assert small.refused(timed, Complete("ask")) == "rows"
    timed.forge = dated("answer", "2026-01-20")  # not to be known without the calendar of the office
    small.does(timed, Complete("ask"))


def test_a_deadline_moves_only_when_its_case_has_stood_still(small: Small, timed: Forger) -> None:
    service = Service(timed, timed.login, "nok", clock=lambda: BEGIN, holidays={2026: frozenset()})
    service.carry_out(small.case, Complete("ask"))
    number = small.owner._rows("case_by_id", small.case)[0][0]
    row = [number, "answer", *small.owner._rows("one_step", number, "answer")[0]]
    assert row[-1] == "2026-01-26"
    timed.forge = lambda entry: entry["put_step"].append([*row[:-1], "2026-02-26"])
    assert small.refused(timed, Complete("keep")) == "rows"
    timed.forge = None
    service.carry_out(small.case, Suspend("พัก"))
    timed.forge = dated("answer", "2026-01-19")
    with pytest.raises(Refused, match="does not follow"):
        service.carry_out(small.case, Resume("ต่อ"))
    timed.forge = dated("answer", "2026-01-27")  # which days were not counted, only the program's calendar says
    service.carry_out(small.case, Resume("ต่อ"))
    assert [(found.what, found.case) for found in unsound(small.owner)] == [("rows", small.case)]


ASKING = """
fields:
  size: {title: t, type: number, ask: at-start}
  day: {title: t, type: date, ask: at-start}
  kind: {title: t, type: choice, choices: {big: t, small: t}, ask: at-start}
  note: {title: t, type: text, ask: at-start}
  places: {title: t, type: list, ask: at-start}
  wards: {title: t, type: list, choices: {one: t, two: t}, ask: at-start}
  result: {title: t, type: text}
steps:
  - {id: ask, by: [clerk], asks: [result]}
"""
ASKING_PLAN = planned(read_process(ASKING))
GIVEN = {
    "size": ["1,500"],
    "day": ["2026-01-05"],
    "kind": ["big"],
    "note": ["ก"],
    "places": ["ก", "ข"],
    "wards": ["one"],
}


def valued(name: str, value: object) -> Callable[[dict[str, Any]], object]:
    """Give a field another value, or with None leave it out, in the event and in the row."""

    def forge(entry: dict[str, Any]) -> None:
        body = json.loads(entry["add_personal"][0][3])
        case_no, rows = entry["put_field"][0][0], [row for row in entry["put_field"] if row[1] != name]
        body["fields"].pop(name)
        if value is not None:
            body["fields"][name] = value
            rows.append([case_no, name, compact(value), "null"])
        entry["add_personal"][0][3], entry["put_field"] = compact(body), rows

    return forge


@pytest.fixture
def asking(small: Small) -> Forger:
    """A login of an office whose procedure asks for something of every kind."""
    small.publishes(ASKING_PLAN)
    return small.login("nok")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", "1500"),
        ("day", "2026-02-30"),
        ("day", "5 January"),
        ("day", 20260105),
        ("kind", "huge"),
        ("kind", None),
        ("note", ""),
        ("note", 7),
        ("places", "ก"),
        ("places", ["ก", "ก"]),
        ("places", ["ก", ""]),
        ("places", [1]),
        ("wards", ["three"]),
    ],
)
def test_a_case_carries_what_is_asked_for_and_of_its_kind(
    small: Small, asking: Forger, name: str, value: object
) -> None:
    asking.forge = valued(name, value)
    refused = refusal(lambda: small.on(asking, "nok").start(ASKING_PLAN, "{}", Start(GIVEN)))
    assert why_of(refused) == "value"


def test_a_step_gives_what_it_asks_for_and_nothing_else(small: Small, asking: Forger) -> None:
    small.case = small.on(asking, "nok").start(ASKING_PLAN, "{}", Start(GIVEN)).id
    done = Complete("ask", fields={"result": ["ดี"]})
    for value, why in ((None, "value"), (7, "value"), ("", "value")):
        asking.forge = valued("result", value)
        assert small.refused(asking, done) == why
    for name, value in (("note", "ข"), ("nothing", "ข")):
        asking.forge = lambda entry: entry["put_field"].append([entry["put_field"][0][0], name, compact(value), "null"])  # noqa: B023 - called at once
        assert small.refused(asking, done) == "rows"
    asking.forge = lambda entry: entry.pop("put_field")
    assert small.refused(asking, done) == "rows"
    asking.forge = None
    small.does(asking, done)
    for name in ("kind", "nothing", "result"):  # asked for at the start, by nobody, and once already
        asking.forge = forge_rows("put_field", name, "null", "null")
        assert small.refused(asking, Reopen("ask", "อีกครั้ง")) == "rows"
    asking.forge = None
    small.does(asking, Reopen("ask", "อีกครั้ง"))


def test_a_chain_that_does_not_hold_is_refused(small: Small) -> None:
    nok = small.login("nok")
    for place in (8, 9, 10):

        def forge(entry: dict[str, Any], place: int = place) -> None:
            entry["as it is"] = True
            entry["add_event"][0][place] = "00" * 32

        nok.forge = forge
        assert small.refused(nok, Complete("draft")) == "chain"
    nok.forge = change("add_event", 7, "no JSON")
    assert small.refused(nok, Complete("draft")) == "chain"
    nok.forge = change("add_personal", 3, '{"person":"nok","login":"nok","note":"another"}')
    small.does(nok, Complete("draft"))  # whose hashes were made anew: what a person says of their own work is theirs


def test_the_ready_list_is_the_servers_own(small: Small) -> None:
    nok = small.login("nok")
    nok.forge = forge_rows("add_ready", "approve", "", "clerk", "9999-12-31", "")
    small.does(nok, Complete("draft"))
    assert not unsound(small.owner)


def test_who_comes_second_is_told_so(small: Small) -> None:
    nok = small.login("nok")
    for before in (0, 2):
        nok.forge = change("move_case", 11, before)
        refused = refusal(lambda: small.does(nok, Complete("draft")))
        assert refused.code == "changed-meanwhile"
    nok.forge = change("move_case", 10, 99)
    assert refusal(lambda: small.does(nok, Complete("draft"))).code == "changed-meanwhile", "there is no such case"


@pytest.mark.parametrize(
    ("forge", "why"),
    [
        (change("put_case", 0, 1), "number"),
        (change("put_case", 1, "1-7"), "number"),
        (change("put_case", 1, "2-1"), "number"),
        (change("put_case", 3, "f" * 64), "version"),
        (change("put_case", 4, "completed"), "rows"),
        (change("put_case", 6, "another"), "rows"),
        (change("put_case", 10, "2026-01-04T02:00:00.000000+00:00"), "rows"),
        (step_row("approve", "ready"), "rows"),
    ],
)
def test_a_case_begins_as_the_plan_says(small: Small, forge: Callable[[dict[str, Any]], object], why: str) -> None:
    nok = small.login("nok")
    nok.forge = forge
    before = everything(small.owner)
    refused = refusal(lambda: small.on(nok, "nok").start(PLAN, "{}", Start({"kind": ["big"]})))
    assert why_of(refused) == why
    assert everything(small.owner) == before


def test_an_opening_reaches_no_other_case(small: Small) -> None:
    nok = small.login("nok")
    before = nok.case(small.case, whole=True)
    other = small.owner._rows("case_by_id", small.case)[0][0]
    nok.forge = lambda entry: entry["put_case"][0].extend([other, before.seq])
    assert small.on(nok, "nok").start(PLAN, "{}", Start({"kind": ["big"]})).id == "1-2"
    assert same(nok.case(small.case, whole=True)) == same(before)
    nok.forge = lambda entry: entry["put_case"][0].__setitem__(0, other)
    refused = refusal(lambda: small.on(nok, "nok").start(PLAN, "{}", Start({"kind": ["small"]})))
    assert why_of(refused) == "number"


# -- past the program ------------------------------------------------------------------------------------------------

TABLES_OF_THE_SCHEMA = (*TABLES, "file", "migration", "login", "people")


def sends(store: PostgresStore, statement: str) -> str:
    """What a server says to a statement: the name of its error, or nothing."""
    try:
        store.connection.execute(statement.encode())
    except psycopg.Error as error:
        return type(error).__name__
    return ""


@pytest.mark.parametrize("table", TABLES_OF_THE_SCHEMA)
def test_no_table_is_written_past_the_functions(small: Small, table: str) -> None:
    nok = small.login("nok")
    column = small.owner.connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'khumue' AND table_name = $1", (table,)
    ).fetchall()[0][0]
    for statement in (
        f"INSERT INTO khumue.{table} DEFAULT VALUES",
        f"UPDATE khumue.{table} SET {column} = {column}",
        f"DELETE FROM khumue.{table}",
        f"TRUNCATE khumue.{table}",
        f"ALTER TABLE khumue.{table} DISABLE TRIGGER ALL",
        f"DROP TABLE khumue.{table}",
        f"DO 'BEGIN LOCK TABLE khumue.{table}; END'",
        f"SELECT * FROM khumue.{table} FOR UPDATE",
    ):
        assert sends(nok, statement) == "InsufficientPrivilege", statement
    assert sends(nok, f"SELECT * FROM khumue.{table}") == ""


def test_nobody_becomes_somebody_else(small: Small) -> None:
    nok = small.login("nok")
    for statement in (
        "SET ROLE postgres", "SET ROLE lek", "SET SESSION AUTHORIZATION lek", "GRANT postgres TO nok",
        "INSERT INTO khumue.login VALUES ('nok', 'boss')", "SELECT setval('khumue.case_no', 1)",
        "SELECT nextval('khumue.case_no')", "CREATE FUNCTION khumue.clock2() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION khumue.clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
        "CREATE TABLE khumue.x (x int)", "ALTER FUNCTION khumue.record(jsonb) SECURITY INVOKER",
    ):  # fmt: skip
        assert sends(nok, statement) == "InsufficientPrivilege", statement


def test_the_parts_of_the_function_are_nobodys_to_call(small: Small) -> None:
    nok = small.login("nok")
    found = small.owner.connection.execute(
        "SELECT oid::regprocedure::text, has_function_privilege('nok', oid, 'EXECUTE') FROM pg_proc "
        "WHERE pronamespace = 'khumue'::regnamespace"
    ).fetchall()
    assert {name.partition("(")[0].removeprefix("khumue.") for name, may in found if may} == {
        "who", "take_turn", "look", "coming_serial", "coming_case_no", "give_piece", "set_mark", "record",
    }  # fmt: skip
    assert sends(nok, "SELECT khumue.write_rows(1, '{}')") == "InsufficientPrivilege"
    settings = small.owner.connection.execute(
        "SELECT proconfig FROM pg_proc WHERE pronamespace = 'khumue'::regnamespace AND prosecdef"
    ).fetchall()
    assert {row[0][0] for row in settings} == {"search_path=pg_catalog, pg_temp"}


def test_a_function_around_it_or_another_search_path_changes_nothing(small: Small) -> None:
    nok = small.login("nok")
    asked: list[str] = []

    def forge(entry: dict[str, Any]) -> None:
        entry["add_personal"][0][3] = '{"person":"boss"}'
        asked.append(json.dumps(chained(entry)))

    nok.forge = forge
    assert small.refused(nok, Complete("draft")) == "person"
    for statement in (
        "SET search_path = pg_temp, khumue, public",
        "CREATE FUNCTION pg_temp.must(boolean, text) RETURNS void LANGUAGE sql AS ''",
        "CREATE FUNCTION pg_temp.who() RETURNS text LANGUAGE sql AS $$SELECT 'boss'$$",
        "CREATE TEMP TABLE login AS SELECT 'nok' AS login, 'boss' AS person",
        "CREATE TEMP TABLE ready AS SELECT * FROM khumue.ready",
    ):
        assert sends(nok, statement) == "", statement
    entry = asked[0].replace("'", "''")
    assert "person" in refusal_of(nok, f"SELECT khumue.record('{entry}')")
    for security in ("INVOKER", "DEFINER"):
        sends(nok, f"CREATE OR REPLACE FUNCTION pg_temp.mine(e jsonb) RETURNS void SECURITY {security} LANGUAGE sql "
                   "AS 'SELECT khumue.record(e)'")  # fmt: skip
        assert "person" in refusal_of(nok, f"SELECT pg_temp.mine('{entry}')")


def test_who_looks_at_the_people_of_before_records_nothing(small: Small) -> None:
    nok = small.login("nok")
    asked: list[str] = []

    def forge(entry: dict[str, Any]) -> None:
        asked.append(json.dumps(chained(json.loads(json.dumps(entry)))))
        entry["add_personal"][0][3] = '{"person":"boss"}'

    nok.forge = forge
    assert small.refused(nok, Complete("draft")) == "person"
    assert sends(nok, "BEGIN ISOLATION LEVEL REPEATABLE READ") == sends(nok, "SELECT FROM khumue.people") == ""
    with small.owner.writing():
        small.owner.keep_people(Authority(PEOPLE.persons, binding=True))
    entry = asked[0].replace("'", "''")
    assert "seq" in refusal_of(nok, f"SELECT khumue.record('{entry}')", "KH409")
    assert sends(nok, "ROLLBACK") == ""
    assert "right" in refusal_of(nok, f"SELECT khumue.record('{entry}')"), "now"


def refusal_of(store: PostgresStore, statement: str, code: str = "KH403") -> str:
    with pytest.raises(psycopg.Error) as refused:
        store.connection.execute(statement.encode())
    assert refused.value.sqlstate == code, refused.value
    return str(refused.value)


def test_a_login_that_was_let_in_nowhere_or_no_more_does_nothing(small: Small) -> None:
    nok = small.login("nok")
    nok.close()
    small.owner.revoke("nok")
    assert refusal(lambda: open_store(small.server.url(database_of(small.url), "nok"))).code == "not-let-in"
    assert refusal(lambda: small.owner.revoke("nok")).code == "not-granted"
    assert refusal(lambda: small.owner.grant("nobody-at-all", "nok")).code == "no-such-login"
    assert refusal(lambda: small.owner.grant("postgres", "nok")).code == "has-rights"
    again = small.login("nok")
    with pytest.raises(Refused, match="owner"):
        again.grant("lek", "boss")


def test_only_the_owner_erases_migrates_and_publishes(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PostgresStore, "must_own", lambda _: None)  # a program that does not ask
    nok = small.login("nok")
    with pytest.raises(Refused) as refused, nok.writing():
        nok.publish(Publication(PLAN.process, PLAN.version, TODAY, BEGIN, "nok"))
    assert refused.value.code == "server-no-right"
    with pytest.raises(Refused) as refused, nok.writing():
        nok.keep_people(Authority())
    assert refused.value.code == "server-no-right"
    small.on(small.owner, "boss").carry_out(small.case, Cancel("เลิก"))
    with pytest.raises(Refused) as refused:
        small.on(nok, "nok").erase([small.case], "1/2569")
    assert refused.value.code == "server-no-right", refused.value.message("en")
    small.on(small.owner, "boss").erase([small.case], "1/2569")


def test_what_was_attached_gains_no_piece(small: Small, tmp_path: Path) -> None:
    nok = small.login("nok")
    file = tmp_path / "a.pdf"
    file.write_bytes(b"x" * (rows.PIECE + 1))
    small.on(nok, "nok").carry_out(small.case, Complete("draft"), [file])
    key = small.owner.files()[0]
    assert len(b"".join(nok.file(key))) == rows.PIECE + 1
    with pytest.raises(Refused) as refused, nok.writing():
        nok.put_file(key, [b"", b"", b"more"])
    assert refused.value.code in {"server-forbids", "store-fault"}
    assert "complete" in refusal_text(nok, key)


def test_a_file_is_of_a_size_that_the_program_sends_and_is_kept_with_the_event_that_names_it(small: Small) -> None:
    nok = small.login("nok")
    for number, piece, why in (
        (0, b"nobody names it", "file-unnamed"),
        (0, b"x" * (rows.PIECE + 1), "file-size"),
        (rows.LARGEST_FILE // rows.PIECE, b"x", "file-size"),
        (-1, b"x", "file-size"),
    ):
        with pytest.raises(Refused) as refused, nok.writing():
            nok._run("add_piece", "k" * 32, number, piece)
        assert why_of(refused.value) == why
        assert not small.owner.files()
    with pytest.raises(Refused) as refused, nok.writing():
        nok._run("add_piece", "k" * 65, 0, b"x")
    assert why_of(refused.value) == "file-size"


def test_whoever_only_reaches_the_server_makes_nobody_wait(small: Small) -> None:
    nok, stranger = small.login("nok"), psycopg.connect(small.server.url(database_of(small.url), "guest"))
    with contextlib.closing(stranger):
        stranger.execute("SELECT pg_advisory_lock(1802990957), pg_advisory_lock(1802990958, 1)")
        for statement in ("LOCK khumue.migration", "LOCK khumue.serial", "SELECT khumue.take_turn()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                stranger.execute(statement.encode())
            stranger.rollback()
        for store in (nok, small.owner):
            store.connection.execute("SET lock_timeout = '2s'")
            with store.writing(alone=True):
                assert store.new_case_id(1) == "1-2"
                assert store.new_case_id(9) == "9-1", "the first of its procedure"


def refusal_text(store: PostgresStore, key: str) -> str:
    with pytest.raises(Refused) as refused, store.writing():
        store._run("add_piece", key, 9, b"more")
    return refused.value.message("en")


def test_a_table_is_taken_in_by_a_login_without_rights(small: Small) -> None:
    nok = small.login("nok")
    commands = [Start({"kind": ["big"]}), Start({"kind": ["small"]})]
    found = list(small.on(nok, "nok").start_all(PLAN, "{}", commands))
    assert [case.id for _, cases in found for case in cases] == ["1-2", "1-3"]
    mark = small.owner.marks(PLAN.process)[0]
    for wrong in (mark._replace(opened=0), mark._replace(rows=9, opened=9), mark._replace(first="1-1")):
        with pytest.raises(Refused) as refused, nok.writing():
            nok.keep_mark(wrong)
        assert refused.value.code == "server-forbids"


def test_a_key_is_kept_with_its_change_once_and_for_good(small: Small) -> None:
    nok = small.login("nok")
    service = small.on(nok, "nok")
    service.once = Once("a-key-of-nok")
    first = service.carry_out(small.case, Complete("draft"))
    before = everything(small.owner)
    assert len(before["deed"]) == 1
    assert service.carry_out(small.case, Complete("draft")).seq == first.seq
    assert everything(small.owner) == before
    with pytest.raises(Refused) as refused, nok.writing():
        nok.keep_deed(Deed(b"k" * 16, b"a" * 16, f'["{small.case}",{first.seq}]'))
    assert refused.value.code == "server-no-right"
    for effects in (
        [f'["{small.case}",{first.seq}]'],
        ['["9-9",1]'],
        ["[]"],
        [f'["{small.case}",{first.seq + 1}]'] * 2,
    ):
        nok.forge = lambda entry: entry.update(keep_deed=[["6b", f"{n}", effect] for n, effect in enumerate(effects)])  # noqa: B023 - called at once
        assert small.refused(nok, Complete("photo")) == "deed"


FORMER_GRANTS = (
    "GRANT USAGE ON SCHEMA khumue TO nok",
    "GRANT SELECT ON ALL TABLES IN SCHEMA khumue TO nok",
    "GRANT EXECUTE ON FUNCTION khumue.who, khumue.lock_case, khumue.coming_serial, khumue.coming_case_no, "
    "khumue.give_piece, khumue.set_mark, khumue.set_deed, khumue.record TO nok",
)
"""What a program with eight migrations let a login do."""


@pytest.mark.usefixtures("logins")
def test_whom_an_older_program_let_in_works_on_after_an_upgrade(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, scripts = server.empty(), rows.migrations(postgres_store.HERE)
    with monkeypatch.context() as older, contextlib.closing(PostgresStore(url, older=True)) as owner:
        older.setattr(postgres_store, "migrations", lambda _: scripts[:8])
        owner.migrate()
        owner.connection.execute("INSERT INTO khumue.login (login, person) VALUES ('nok', 'nok')")
        for statement in FORMER_GRANTS:
            owner.connection.execute(statement)
        older.undo()
        owner.migrate()
        with owner.writing():
            owner.keep_people(PEOPLE)
            owner.take_version(PLAN, "{}", BEGIN)
            owner.publish(Publication(PLAN.process, PLAN.version, service.now().date(), BEGIN, "boss"))
    with contextlib.closing(PostgresStore(server.url(database_of(url), "nok"))) as nok:
        clerk = Service(nok, nok.login, "nok", once=Once("a-key-of-nok"))
        case = clerk.start(PLAN, "{}", Start({"kind": ["big"]})).id
        clerk.once = Once("another-key")
        clerk.carry_out(case, Complete("photo"))
        assert clerk.carry_out(case, Complete("photo")).seq == 2
        assert nok.open_work(TODAY)
    server.drop(url)


# -- the commands ----------------------------------------------------------------------------------------------------

OFFICE_PROCEDURE = """\
process: leave
number: 1
title: ลา
case: การลา
responsible: [clerk, head]
steps:
  - {id: ask, item: 1, title: ขอ, text: ขอ, by: [clerk], after: []}
  - {id: allow, item: 2, title: อนุญาต, text: อนุญาต, by: [head], not-by: [ask]}
"""
ACTORS = """\
actors:
  clerk: {title: เจ้าหน้าที่, kind: role, members: [nok, lek]}
  head: {title: หัวหน้า, kind: role, members: [lek]}
  nok: {title: นก, kind: person}
  lek: {title: เล็ก, kind: person}
"""


@pytest.fixture
def url(server: Server, logins: None) -> Iterator[str]:  # noqa: ARG001
    found = server.empty()
    yield found
    close_stores()
    server.drop(found)


def test_the_commands_through_logins(
    server: Server, url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "leave.yaml").write_text(OFFICE_PROCEDURE, encoding="utf-8")
    (folder / "actors.yaml").write_text(ACTORS, encoding="utf-8")

    def says(login: str, *words: str, code: int = 0, language: str = "en") -> str:
        database = server.url(database_of(url), login)
        found = cli.run(["--processes", str(folder), "--lang", language, "--db", database, *words])
        answer = "".join(capfd.readouterr())
        assert found == code, answer
        return answer

    says("postgres", "db", "init")
    assert "no right" in says("nok", "cases", code=1)
    assert "works on" in says("postgres", "db", "grant", "nok", "นก")
    assert "ในนาม เล็ก" in says("postgres", "db", "grant", "lek", "lek", language="th")
    assert "nok" in says("postgres", "db", "grant", "nok", "nook", code=1), "the nearest"
    assert "has not been published" in says("nok", "start", "leave", code=1)
    assert "only the owner" in says("nok", "publish", "--reason", "r", code=1)
    says("postgres", "publish", "--reason", "คำสั่ง")
    assert "1-1" in says("nok", "start", "leave")
    assert "1-1" in says("nok", "inbox", "--mine"), "the server knows who they are"
    assert "somebody else" in says("nok", "--as", "lek", "complete", "1-1", "ask", code=1)
    says("nok", "complete", "1-1", "ask")
    assert "(nok for" in says("nok", "history", "1-1")

    (folder / "actors.yaml").write_text(ACTORS.replace("[lek]}", "[nok, lek]}"), encoding="utf-8")
    monkeypatch.setattr("engine.decide.permit", lambda *_: None)  # a program that asks nobody
    assert "no right" in says("nok", "complete", "1-1", "allow", "--actor", "head", code=1), "what was published counts"
    says("postgres", "publish", "--reason", "คำสั่ง")
    assert "kept apart" in says("nok", "complete", "1-1", "allow", "--actor", "head", code=1)
    monkeypatch.undo()
    says("lek", "complete", "1-1", "allow")
    assert "nothing is wrong" in says("postgres", "db", "verify")
    delegated = (folder / "actors.yaml").read_text(encoding="utf-8") + (
        "delegations: [{order: 1/2569, who: nok, for: lek, from: 2026-01-01}]\n"
    )
    (folder / "actors.yaml").write_text(delegated, encoding="utf-8")
    assert "who may complete what" in says("postgres", "publish", "--reason", "คำสั่ง")
    assert "no procedure has changed" in says("postgres", "publish", "--reason", "คำสั่ง", code=1)
    assert "no rights" in says("postgres", "db", "revoke", "nok")
    assert "no right" in says("nok", "cases", code=1)
    assert "was not let in" in says("postgres", "db", "revoke", "lex", code=1)
    file = str(tmp_path / "cases.db")
    assert cli.run(["--lang", "en", "--db", file, "--processes", str(folder), "db", "grant", "nok", "nok"]) == 1
    assert "is a file" in "".join(capfd.readouterr())
    assert not Path(file).exists()
