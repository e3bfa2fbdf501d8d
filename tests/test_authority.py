"""Who may complete a step: members on a day, delegates on an order, and nobody who must be kept apart.

The rules are told by small offices; then people who may not act try it at random, many times, against a second reading
of the rules that shares nothing with the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import product
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from engine import catalogues, library, model
from engine.authority import Authority, Delegation, Membership, authority_of
from engine.case import Event, evolve, new_case, replay
from engine.decide import Cancel, Command, Complete, Correct, Moment, Reopen, Resume, Start, Suspend, decide
from engine.lifecycle import CLOSED, READY
from engine.messages import Phrase
from engine.plan import Plan, StepPlan, from_json, to_json
from engine.problems import Refused
from engine.staffing import Staff
from engine.store.sqlite_store import SqliteStore
from processes import BEGIN, LANGUAGES, LONG, planned, read_process, snapshot

TODAY = date(2026, 1, 5)  # the day of BEGIN in Thailand


def day(number: int) -> date:
    """So many days after BEGIN."""
    return TODAY + timedelta(days=number)


class Desk:
    """A case of a small procedure in an office with people. Commands say who gives them, and on which day."""

    def __init__(self, text: str, authority: Authority | None, fields: Mapping[str, list[str]] | None = None) -> None:
        self.plan = planned(read_process(text))
        self.authority: Authority | None = None  # the case was there before anybody was entered
        self.case = new_case(self.plan, "c-1")
        self.events: list[Event] = []
        self.give("", Start(fields or {}))
        self.authority = authority

    def give(self, person: str, command: Command, on: int = 0, login: str = "computer") -> Event:
        moment = Moment(BEGIN + timedelta(days=on), person, login, {}, self.authority)
        for event in decide(self.case, command, moment):
            evolve(self.case, event)
            self.events.append(event)
        return self.events[-1]

    def does(self, person: str, step: str, outcome: str | None = None, on: int = 0, actor: str | None = None) -> Event:
        return self.give(person, Complete(step, outcome=outcome, actor=actor), on)

    def refused(self, person: str, command: Command | str, on: int = 0, login: str = "computer") -> str:
        """What is said about a command that leaves no trace, in English."""
        before = snapshot(self.case)
        command = Complete(command) if isinstance(command, str) else command
        with pytest.raises(Refused) as refused:
            self.give(person, command, on, login)
        assert snapshot(self.case) == before
        for language in LANGUAGES:
            assert "{" not in refused.value.message(language) + refused.value.help(language)
        return refused.value.message("en") + "\n" + refused.value.help("en")


PERSONS = frozenset({"somchai", "suda", "manee", "wichai"})


def office(*entries: Membership | Delegation) -> Authority:
    return Authority(
        PERSONS,
        tuple(entry for entry in entries if isinstance(entry, Membership)),
        tuple(entry for entry in entries if isinstance(entry, Delegation)),
        binding=True,
    )


ONE = "steps: [{id: file, by: [clerk]}]"
TWO = "steps: [{id: draft, by: [clerk]}, {id: approve, by: [head], not-by: [draft]}]"

# -- members -----------------------------------------------------------------------------------------------------------


def test_only_a_member_completes_a_step() -> None:
    desk = Desk(ONE, office(Membership("somchai", "clerk"), Membership("suda", "head")))
    told = desk.refused("suda", "file")
    assert "suda may not complete step `file`: is no member of clerk" in told
    assert "who may complete it now: somchai" in told
    event = desk.does("somchai", "file")
    assert (event.person, event.actor, event.in_stead_of, event.order) == ("somchai", "clerk", "", "")


def test_nobody_named_is_nobody() -> None:
    desk = Desk(ONE, office(Membership("somchai", "clerk")))
    assert "nobody was named" in desk.refused("", "file")
    assert "nobody was named" in desk.refused("", "file", login="somchai")


def test_a_role_is_no_person_though_the_step_is_its_own() -> None:
    desk = Desk(ONE, office(Membership("somchai", "clerk")))
    assert "`clerk` is not a person" in desk.refused("clerk", "file")


def test_membership_passes_through_other_bodies() -> None:
    desk = Desk(ONE, office(Membership("somchai", "team"), Membership("team", "clerk")))
    assert desk.does("somchai", "file").actor == "clerk"


def test_nobody_becomes_another_person_by_being_entered_below_one() -> None:
    desk = Desk(ONE, office(Membership("suda", "somchai"), Membership("somchai", "clerk")))
    desk.refused("suda", "file")


@pytest.mark.parametrize(("on", "reason"), [(0, "begins on 6 Jan 2026"), (1, ""), (3, ""), (4, "ended on 8 Jan 2026")])
def test_both_days_of_a_membership_count(on: int, reason: str) -> None:
    desk = Desk(ONE, office(Membership("somchai", "clerk", day(1), day(3)), Membership("suda", "clerk")))
    if reason:
        assert reason in desk.refused("somchai", "file", on)
    else:
        desk.does("somchai", "file", on=on)


def test_the_day_is_that_of_thailand() -> None:
    desk = Desk(ONE, office(Membership("somchai", "clerk", day(1))))
    desk.refused("somchai", Complete("file"), on=0)
    moment = Moment(datetime.fromisoformat("2026-01-05T17:00:00+00:00"), "somchai", "", {}, desk.authority)
    assert decide(desk.case, Complete("file"), moment)


def test_a_membership_counts_at_the_moment_of_completing_and_not_of_opening() -> None:
    desk = Desk(TWO, office(Membership("somchai", "clerk"), Membership("suda", "head", None, day(5))))
    desk.does("somchai", "draft", on=5)
    assert "ended on" in desk.refused("suda", "approve", on=6)
    assert "nobody may now" in desk.refused("suda", "approve", on=6)


def test_each_part_of_a_joint_step_needs_its_own_member() -> None:
    desk = Desk(
        "steps: [{id: sign, by: [clerk, head]}]", office(Membership("somchai", "clerk"), Membership("suda", "head"))
    )
    desk.refused("somchai", Complete("sign", actor="head"))
    desk.does("somchai", "sign", actor="clerk")
    desk.refused("somchai", "sign")
    assert desk.does("suda", "sign").actor == "head"


HOLDINGS: dict[str, Command] = {
    "start": Start({"kind": ["big"]}),
    "reopen": Reopen("draft", "อีกครั้ง"),
    "correct": Correct({"kind": ["small"]}, "พิมพ์ผิด"),
    "suspend": Suspend("รอเอกสาร"),
    "resume": Resume("ได้เอกสารแล้ว"),
    "cancel": Cancel("ขอถอนเรื่อง"),
}
HOLDS = """
fields:
  kind: {title: t, type: choice, choices: {big: t, small: t}, ask: at-start}
  price: {title: t, type: text}
steps:
  - {id: draft, by: [clerk]}
  - {id: approve, by: [head], asks: [price]}
  - {id: tell, by: [clerk]}
"""


@pytest.mark.parametrize("name", HOLDINGS)
def test_a_case_is_opened_corrected_stopped_and_ended_by_who_has_a_part_in_the_procedure(name: str) -> None:
    people = Authority(
        frozenset({"nok", "lek", "guest", "late"}),
        (Membership("nok", "clerk"), Membership("guest", "driver"), Membership("late", "head", None, day(3))),
        (Delegation("1/2569", "lek", "head", None, None, ("head",), ("small",)),),
        binding=True,
    )
    for person, on, reason in (
        ("", 0, "nobody was named"), ("guest", 0, "is no member of clerk, head"), ("clerk", 0, "not a person"),
        ("late", 4, "ended on 8 Jan 2026"), ("stranger", 0, "not a person"),
    ):  # fmt: skip
        assert reason in at_hand(name, people).refused(person, HOLDINGS[name], on)
    for person, on in (("nok", 0), ("lek", 9), ("late", 3)):
        assert at_hand(name, people).give(person, HOLDINGS[name], on)


def at_hand(name: str, people: Authority) -> Desk:
    """A case to which a command can be given."""
    desk = Desk(HOLDS, people, {"kind": ["big"]})
    if name == "start":
        desk.case = new_case(desk.plan, "c-2")
    elif name in ("reopen", "resume"):
        desk.does("nok", "draft")
        if name == "resume":
            desk.give("nok", Suspend("รอเอกสาร"))
    return desk


def test_a_field_that_a_step_asks_for_is_corrected_by_who_could_do_that_step() -> None:
    people = Authority(
        frozenset({"nok", "boss"}), (Membership("nok", "clerk"), Membership("boss", "head")), binding=True
    )
    desk = Desk(HOLDS, people, {"kind": ["big"]})
    desk.does("nok", "draft")
    desk.give("boss", Complete("approve", fields={"price": ["100"]}))
    assert "is no member of head" in desk.refused("nok", Correct({"price": ["900"]}, "พิมพ์ผิด"))
    assert "is no member of head" in desk.refused("nok", Correct({"kind": ["small"], "price": ["900"]}, "พิมพ์ผิด"))
    desk.give("nok", Correct({"kind": ["small"]}, "พิมพ์ผิด"))
    desk.give("boss", Correct({"price": ["900"]}, "พิมพ์ผิด"))


def test_withdrawing_the_last_open_entry_completes_the_step_and_needs_the_same_right() -> None:
    text = """
        fields: {schools: {type: list, ask: at-start}}
        steps: [{id: visit, by: [clerk], each: schools}]
    """
    desk = Desk(text, office(Membership("somchai", "clerk"), Membership("suda", "head")), {"schools": ["ก", "ข"]})
    desk.give("somchai", Complete("visit", ("ก",)))
    withdraw = Correct({}, "ไม่ได้เข้าร่วม", withdrawn={"schools": ["ข"]})
    assert "is no member of clerk" in desk.refused("suda", withdraw)
    assert desk.give("somchai", withdraw).settled


# -- when it binds -----------------------------------------------------------------------------------------------------


def people(**actors: Mapping[str, object]) -> dict[str, model.Actor]:
    return {
        name: model.Actor.model_validate({"title": name, "kind": "role", **words}) for name, words in actors.items()
    }


def test_an_office_that_has_entered_nobody_goes_on_as_before() -> None:
    found = authority_of(people(clerk={}, somchai={"kind": "person"}, team={"members": ("clerk",)}), ())
    assert not found.binding
    desk = Desk(ONE, found)
    assert desk.does("", "file").login == "computer"


def test_a_person_in_a_role_makes_it_binding_unless_that_was_only_inferred() -> None:
    actors: dict[str, Mapping[str, object]] = {"clerk": {"members": ("somchai",)}, "somchai": {"kind": "person"}}
    assert authority_of(people(**actors), ()).binding
    for why in ("อนุมาน", {"members": "อนุมาน"}):
        assert not authority_of(people(**{**actors, "clerk": {"members": ("somchai",), "assumed": why}}), ()).binding


def test_members_are_names_or_have_dates_and_are_kept_as_they_were_written() -> None:
    dated = {"who": "suda", "from": "2026-01-05", "until": "2026-01-06"}
    actor = people(clerk={"members": ("somchai", dated)})["clerk"]
    assert [tuple(m) for m in authority_of({"clerk": actor}, ()).memberships] == [
        ("somchai", "clerk", None, None),
        ("suda", "clerk", day(0), day(1)),
    ]
    assert actor.model_dump(mode="json", by_alias=True, exclude_defaults=True)["members"] == ["somchai", dated]


def test_people_that_an_earlier_program_kept_are_read_anew(tmp_path: Path) -> None:
    """It kept them under the name of the file, without dates."""
    content = (
        "actors:\n  clerk: {title: เสมียน, kind: role, members: [somchai]}\n  somchai: {title: สมชาย, kind: person}\n"
    )
    (tmp_path / "actors.yaml").write_text(content, encoding="utf-8")
    store = SqliteStore(str(tmp_path / "office.db"))
    store.keep_catalogue("actors.yaml", sha256(content.encode()).hexdigest(), '{"names": {}, "roles": {}}')
    for _ in ("read", "kept"):
        found = catalogues.people(store, tmp_path)
        assert found
        assert found.authority == authority_of(library.load(tmp_path, only=()).actors or {}, ())
    store.close()


# -- delegations -------------------------------------------------------------------------------------------------------

MANEE = Membership("manee", "head")
ORDER = Delegation("๑๒/๒๕๖๙", "suda", "manee", day(1), day(3))
BY_HEAD = "steps: [{id: sign, by: [head]}]"


def test_who_holds_an_order_acts_in_the_others_stead_and_the_record_says_so() -> None:
    desk = Desk(BY_HEAD, office(MANEE, ORDER))
    event = desk.does("suda", "sign", on=1)
    assert (event.person, event.actor, event.in_stead_of, event.order) == ("suda", "head", "manee", "๑๒/๒๕๖๙")


@pytest.mark.parametrize(
    ("order", "on", "reason"),
    [
        (ORDER, 0, "begins on 6 Jan 2026"),
        (ORDER, 4, "ended on 8 Jan 2026"),
        (ORDER._replace(processes=("other",)), 1, "covers only other"),
        (ORDER._replace(actors=("clerk",)), 1, "covers only clerk"),
        (ORDER._replace(stead="wichai"), 1, "is no member either"),
    ],
)
def test_an_order_reaches_no_further_than_it_says(order: Delegation, on: int, reason: str) -> None:
    told = Desk(BY_HEAD, office(MANEE, Membership("suda", "clerk"), order)).refused("suda", "sign", on)
    assert reason in told
    assert "who may complete it now: manee" in told


def test_an_order_hands_on_no_order() -> None:
    chain = Delegation("๑๓/๒๕๖๙", "wichai", "suda", day(1), day(3))
    Desk(BY_HEAD, office(MANEE, ORDER, chain)).refused("wichai", "sign", 1)


def test_a_vacant_role_can_be_acted_for() -> None:
    desk = Desk(BY_HEAD, office(Delegation("๑๔/๒๕๖๙", "suda", "head")))
    assert desk.does("suda", "sign").in_stead_of == "head"


def test_whoever_has_the_right_themselves_needs_no_order() -> None:
    assert Desk(BY_HEAD, office(MANEE, Membership("suda", "head"), ORDER)).does("suda", "sign", on=1).order == ""


# -- kept apart --------------------------------------------------------------------------------------------------------

BOTH = (Membership("somchai", "clerk"), Membership("somchai", "head"), Membership("suda", "head"))


def test_who_prepared_does_not_approve() -> None:
    desk = Desk(TWO, office(*BOTH))
    desk.does("somchai", "draft")
    told = desk.refused("somchai", "approve")
    assert "somchai did step `draft` in this case" in told
    assert "who may complete it now: suda" in told
    desk.does("suda", "approve")


def test_nor_in_the_stead_of_another() -> None:
    desk = Desk(TWO, office(*BOTH, Delegation("๑/๒๕๖๙", "somchai", "suda")))
    desk.does("somchai", "draft")
    desk.refused("somchai", "approve")


def test_nor_does_another_in_the_preparers_stead() -> None:
    desk = Desk(TWO, office(*BOTH, Delegation("๑/๒๕๖๙", "wichai", "somchai")))
    desk.does("somchai", "draft")
    assert "somchai did step `draft`" in desk.refused("wichai", "approve")


def test_nor_the_one_in_whose_stead_it_was_prepared() -> None:
    desk = Desk(TWO, office(*BOTH, Delegation("๑/๒๕๖๙", "wichai", "somchai")))
    assert desk.does("wichai", "draft").in_stead_of == "somchai"
    desk.refused("somchai", "approve")
    desk.refused("wichai", "approve")


def test_two_who_act_for_one_vacant_role_are_two() -> None:
    authority = office(*(Delegation(f"{n}/๒๕๖๙", who, "head") for n, who in enumerate(("somchai", "suda"))))
    desk = Desk("steps: [{id: draft, by: [head]}, {id: approve, by: [head], not-by: [draft]}]", authority)
    desk.does("somchai", "draft")
    desk.refused("somchai", "approve")
    desk.does("suda", "approve")


def test_an_earlier_round_is_not_forgotten() -> None:
    desk = Desk(TWO, office(*BOTH, Membership("wichai", "clerk")))
    desk.does("somchai", "draft")
    desk.give("suda", Reopen("draft", "แก้ไข"))
    desk.does("wichai", "draft")
    assert "somchai did step `draft`" in desk.refused("somchai", "approve")


def test_nor_is_it_after_a_replay_or_under_another_name() -> None:
    desk = Desk(TWO, office(*BOTH))
    desk.does("somchai", "draft")
    assert replay("c-1", desk.events).hands == desk.case.hands == {"draft": frozenset({"somchai"})}
    renamed = planned(
        read_process(TWO.replace("draft", "prepare").replace("{id: prepare,", "{id: prepare, was: draft,"))
    )
    desk.case.hands.see(Event(3, BEGIN, "migrated", plan=renamed))
    assert desk.case.hands["prepare"] == {"somchai"}


def test_where_nobody_is_entered_the_names_given_are_kept_apart() -> None:
    desk = Desk(TWO, None)
    desk.does("", "draft")
    assert "`computer` is who is logged in" in desk.refused("", "approve")
    assert desk.does("suda", "approve").person == "suda"


def test_a_plan_that_was_stored_before_keeps_nobody_apart() -> None:
    plan = planned(read_process(TWO))
    assert from_json(to_json(plan)) == plan
    assert from_json(to_json(plan).replace('"not_by":["draft"]', '"was":[]')).steps["approve"].not_by == ()


# -- whether an office can run a procedure -----------------------------------------------------------------------------


def staff(text: str, *entries: Membership | Delegation) -> Staff:
    return Staff(read_process(text), office(*entries), TODAY)


def test_steps_for_which_there_is_nobody() -> None:
    assert staff(TWO, Membership("somchai", "clerk")).unmanned()[0] == ["approve"]
    assert staff(TWO, Membership("somchai", "clerk"), MANEE).unmanned()[0] == []
    assert staff(TWO, Membership("somchai", "clerk"), MANEE._replace(until=day(-1))).unmanned()[0] == ["approve"]
    assert staff(TWO, Membership("somchai", "clerk"), Membership("somchai", "head")).unmanned()[0] == ["approve"]


def test_people_are_seated_so_that_all_can_be_done() -> None:
    """The first clerk in the file is the only head: the other one has to draft."""
    found = staff(TWO, Membership("somchai", "clerk"), Membership("suda", "clerk"), Membership("somchai", "head"))
    assert found.unmanned()[0] == []
    assert found.unmanned("suda")[0] == ["approve"]


def possible(process: model.Process, authority: Authority, steps: list[str], away: str) -> bool:
    """Every choice of one right per step, looked at one by one."""
    by = {step.id: process.may_perform(step) for step in process.steps}
    apart = [(step.id, other) for step in process.steps for other in step.not_by]
    choices = [
        [(step, {person, stead} & {person, *authority.persons}) for person in authority.persons if person != away
         for _, stead, _ in sorted(eligible(authority, person, by[step], TODAY, ()))]
        for step in steps
    ]  # fmt: skip
    for choice in product(*choices):
        who = dict(choice)
        if not any(one in who and other in who and who[one] & who[other] for one, other in apart):
            return True
    return False


def test_what_nobody_could_do_is_what_no_choice_of_people_does() -> None:
    random = Random(11)
    told = 0
    for _ in range(600 if LONG else 120):
        lines = []
        for n in range(4):
            apart = [f"s{m}" for m in range(n) if random.random() < 0.6]
            lines.append(f"  - {{id: s{n}, by: [{random.choice(ACTORS)}], not-by: [{', '.join(apart)}]}}")
        process, authority = read_process("\n".join(["steps:", *lines])), made_up_office(random)
        for away in ("", random.choice(WHO)):
            done: list[str] = []
            for step in process.steps:
                done += [step.id] if possible(process, authority, [*done, step.id], away) else []
            stuck = [step.id for step in process.steps if step.id not in done]
            assert Staff(process, authority, TODAY).unmanned(away)[0] == stuck
            told += 0 < len(stuck) < 4
    assert told > 40


def test_with_one_away_an_order_helps() -> None:
    clerk, order = Membership("somchai", "clerk"), Delegation("๑/๒๕๖๙", "suda", "manee")
    assert staff(TWO, clerk, MANEE).unmanned("manee")[0] == ["approve"]
    assert staff(TWO, clerk, MANEE, order).unmanned("manee")[0] == []


# -- at random ---------------------------------------------------------------------------------------------------------

ATTEMPTS = 1_000_000 if LONG else 10_000
"""By people who may not act."""
ACTORS = ("clerk", "head", "board", "team")
WHO = (*sorted(PERSONS), "anan", "malee")
STRANGERS = ("", "stranger", "clerk", "board")


class Hand(NamedTuple):
    """Who did a step, as the test has seen it."""

    step: str
    person: str
    stead: str


def holds(entry: Membership | Delegation, on: date) -> bool:
    return not (entry.since and on < entry.since) and not (entry.until and entry.until < on)


def belongs(authority: Authority, who: str, actor: str, on: date) -> bool:
    """A second reading of membership: step by step from the actor down."""
    return who == actor or any(
        holds(m, on) and belongs(authority, who, m.who, on) for m in authority.memberships if m.of == actor
    )


def eligible(
    authority: Authority, person: str, actors: Iterable[str], on: date, barred: Iterable[Hand]
) -> set[tuple[str, str, str]]:
    """A second reading of the rules: every (actor, in whose stead, order) by which a person may act."""
    hands = {name for hand in barred for name in (hand.person, hand.stead)}
    if person not in authority.persons or person in hands:
        return set()
    found = {(actor, "", "") for actor in actors if belongs(authority, person, actor, on)}
    for order in authority.delegations:
        if order.who != person or not holds(order, on) or (order.processes and "small" not in order.processes):
            continue
        if order.stead in authority.persons and order.stead in hands:
            continue
        for actor in actors:
            if belongs(authority, order.stead, actor, on) and (not order.actors or actor in order.actors):
                found.add((actor, order.stead, order.order))
    return found


def made_up_office(random: Random) -> Authority:
    """Six people, four bodies that may belong to one another downwards, terms and orders that come and go."""

    def term() -> tuple[date | None, date | None]:
        first = random.choice((None, day(random.randint(0, 9))))
        return first, random.choice((None, day(random.randint(0, 9))))

    memberships = [Membership(random.choice(WHO), random.choice(ACTORS), *term()) for _ in range(random.randint(1, 7))]
    memberships += [
        Membership(ACTORS[low], ACTORS[high], *term())
        for low, high in ((1, 0), (2, 0), (2, 1), (3, 2))
        if random.random() < 0.25
    ]
    delegations = tuple(
        Delegation(
            f"{number}/๒๕๖๙",
            random.choice(WHO),
            random.choice((*WHO, *ACTORS)),
            *term(),
            random.choice(((), (), tuple(random.sample(ACTORS, 2)))),
            random.choice(((), (), ("small", "other"), ("other",))),
        )
        for number in range(random.randint(0, 5))
    )
    return Authority(frozenset(WHO), tuple(memberships), delegations, binding=True)


def made_up_plan(random: Random) -> Plan:
    """A row of steps, some joint, some item by item, some that go back, kept apart from earlier ones."""
    lines = ["fields: {schools: {type: list, ask: at-start}}", "steps:"]
    for place in range(random.randint(2, 5)):
        by = random.sample(ACTORS, random.choice((0, 1, 1, 1, 2)))
        apart = [f"s{other}" for other in range(place) if random.random() < 0.5]
        extra = random.choice(("", "", ", each: schools", f", decision: {{on: , again: {{back: s{place}}}}}"))
        lines.append(f"  - {{id: s{place}, by: [{', '.join(by)}], not-by: [{', '.join(apart)}]{extra}}}")
    return planned(read_process("\n".join(lines)))


class Office:
    """A case in a made-up office, with what the test itself has seen of it."""

    def __init__(self, random: Random, plan: Plan) -> None:
        self.random, self.plan = random, plan
        self.authority = made_up_office(random)
        self.case = new_case(plan, "c-1")
        self.seen: list[Hand] = []
        self.done = 0
        self.carry_out(Start({"schools": ["ก", "ข"]}), Moment(BEGIN))

    def carry_out(self, command: Command, moment: Moment) -> None:
        for event in decide(self.case, command, moment):
            evolve(self.case, event)
            self.last = event
            if event.step and event.kind not in ("started", "reopened"):
                self.seen.append(Hand(event.step, event.person, event.in_stead_of))

    def attempt(self) -> bool:
        """One attempt to complete a step; whether it was made by someone who may not, and failed."""
        person, on = self.random.choice((*WHO, *STRANGERS)), self.random.randint(0, 9)
        step = self.plan.steps[self.random.choice([*self.case.ready()])]
        item, left = self.left(step)
        actor = self.random.choice(left if step.joint else [None, *step.by])
        outcome = self.random.choice([*step.outcomes]) if step.outcomes and (len(left) == 1 or not step.joint) else None
        command = Complete(step.id, (item,) if item else (), outcome, actor)
        moment = Moment(BEGIN + timedelta(days=on), person, "computer", {}, self.authority)
        barred = [hand for hand in self.seen if hand.step in step.not_by]
        may = eligible(self.authority, person, (actor,) if actor else step.by, day(on), barred)
        before = self.case.seq
        if may:
            self.carry_out(command, moment)
            assert self.case.seq > before
            assert (self.last.actor, self.last.in_stead_of, self.last.order) in may
            self.done += 1
            return False
        with pytest.raises(Refused) as refused:
            decide(self.case, command, moment)
        assert refused.value.code in ("not-entitled", "who-completes")
        assert self.case.seq == before
        return True

    def left(self, step: StepPlan) -> tuple[str, list[str]]:
        """An open item, if the step has items, and the actors that have not confirmed it (or the step)."""
        rows = self.case.items[step.id].everything().items()
        item = next((item for item, row in rows if row.state == READY), "")
        confirmed = dict(rows)[item].confirmed if item else self.case.steps[step.id].confirmed
        return item, [actor for actor in step.by if actor not in confirmed]


def test_of_many_attempts_by_people_who_may_not_none_passes() -> None:
    random = Random(2569)
    plans = [made_up_plan(random) for _ in range(300 if LONG else 40)]
    refused = passed = 0
    while refused < ATTEMPTS:
        office = Office(random, random.choice(plans))
        for _ in range(60):
            if office.case.state in CLOSED:
                office.carry_out(Reopen(random.choice([*office.plan.steps]), "อีกครั้ง"), Moment(BEGIN))
            refused += office.attempt()
        passed += office.done
    assert passed > refused / 50, "people who may act do"


def test_the_reasons_name_what_keeps_a_person_away() -> None:
    """Every reason is a sentence of its own, and one is always given."""
    random = Random(7)
    codes: set[str] = set()
    for _ in range(300):
        office = Office(random, made_up_plan(random))
        for _ in range(6):
            step = next(office.case.ready())
            moment = Moment(BEGIN + timedelta(days=random.randint(0, 9)), random.choice(WHO), "", {}, office.authority)
            try:
                decide(office.case, Complete(step, actor=office.plan.steps[step].by[0]), moment)
            except Refused as refusal:
                if refusal.code == "not-entitled":
                    why = refusal.values["why"]
                    assert isinstance(why, list)
                    assert why
                    codes |= {reason.code for reason in why if isinstance(reason, Phrase)}
    assert len(codes) >= 7
