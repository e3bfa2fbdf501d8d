"""Who may complete a step on a day: the members of its actor, and whoever acts for one of them on an order.

Pure: the people, the day and who did what before are arguments. An office that has entered nobody leaves it to those
who work there; once it has entered people, these alone may act. What was only inferred binds nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from engine.messages import Phrase
from engine.plan import Title, named
from engine.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from engine import model
    from engine.model import Actor


class Membership(NamedTuple):
    """Someone belongs to an actor, from and until a day; both days count, None is no bound."""

    who: str
    of: str
    since: date | None = None
    until: date | None = None


class Delegation(NamedTuple):
    """An order by which ``who`` acts in the ``stead`` of a person or an office-holder (รักษาราชการแทน).

    ``actors`` and ``processes`` are its scope; empty, all that the other holds.
    """

    order: str
    who: str
    stead: str
    since: date | None = None
    until: date | None = None
    actors: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()


class Right(NamedTuple):
    """By what a person completes a step: as which of its actors and, on an order, in whose stead."""

    person: str
    actor: str
    stead: str = ""
    order: str = ""


class Task(NamedTuple):
    """A step that someone wants to complete as any of ``actors``; what concerns no step names none.

    ``apart`` gives, per step from which it is kept apart, who had a hand in that in whichever round.
    """

    process: str
    step: str
    actors: tuple[str, ...]
    apart: Mapping[str, frozenset[str]] = {}

    def done_by(self, who: str) -> list[str]:
        """The steps from which it is kept apart in which someone had a hand."""
        return [step for step, hands in self.apart.items() if who in hands]


@dataclass(frozen=True)
class Authority:
    """The people of an office: who is a person, who belongs to what, who acts for whom."""

    persons: frozenset[str] = frozenset()
    memberships: tuple[Membership, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    binding: bool = False
    """Whether the office has entered people: then nobody else completes a step."""
    titles: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def belongs(self) -> Mapping[str, Sequence[Membership]]:
        """Per actor its memberships. Nobody becomes another person by being entered below one."""
        found: dict[str, list[Membership]] = {}
        for membership in self.memberships:
            if membership.of not in self.persons:
                found.setdefault(membership.who, []).append(membership)
        return found

    @cached_property
    def orders(self) -> Mapping[str, Sequence[Delegation]]:
        """Per person the delegations to them."""
        found: dict[str, list[Delegation]] = {}
        for delegation in self.delegations:
            found.setdefault(delegation.who, []).append(delegation)
        return found

    def held(self, who: str, day: date | None) -> frozenset[str]:
        """Themselves and every actor they belong to on a day, directly or through another; None: on any day."""
        found, queue = {who}, [who]
        while queue:
            for membership in self.belongs.get(queue.pop(), ()):
                if membership.of not in found and (day is None or holds(membership, day)):
                    found.add(membership.of)
                    queue.append(membership.of)
        return frozenset(found)

    def rights(self, person: str, actors: Iterable[str], process: str, day: date) -> Iterator[Right]:
        """By what a person may act as one of ``actors``: in their own right first. An order passes on nothing that
        the other holds by an order."""
        actors = tuple(actors)
        own = self.held(person, day)
        yield from (Right(person, actor) for actor in actors if actor in own)
        for order in self.orders.get(person, ()):
            if holds(order, day) and process in (order.processes or (process,)):
                theirs = self.held(order.stead, day)
                for actor in actors:
                    if actor in theirs and actor in (order.actors or (actor,)):
                        yield Right(person, actor, order.stead, order.order)

    def roles(self, person: str, day: date) -> list[str]:
        """The actors whose work a person may do in some procedure, themselves first."""
        found = dict.fromkeys([person, *sorted(self.held(person, day))])
        for order in self.orders.get(person, ()):
            if holds(order, day):
                theirs = sorted(self.held(order.stead, day))
                found |= dict.fromkeys(actor for actor in theirs if actor in (order.actors or (actor,)))
        return list(found)

    def identities(self, right: Right) -> frozenset[str]:
        """The persons who act by a right: whoever does, and in whose stead. A vacant office is nobody."""
        return frozenset({right.person} | ({right.stead} & self.persons))

    def allowed(self, task: Task, person: str, day: date) -> Iterator[Right]:
        """The rights by which a person may complete a step now."""
        if person in self.persons:
            for right in self.rights(person, task.actors, task.process, day):
                who = self.identities(right)
                if not any(who & hands for hands in task.apart.values()):
                    yield right

    def who_may(self, task: Task, day: date) -> list[Right]:
        """Everybody who may complete a step now, each by their first right, in the order of the file."""
        people = dict.fromkeys([*(m.who for m in self.memberships), *(d.who for d in self.delegations), *task.actors])
        firsts = (next(self.allowed(task, person, day), None) for person in people)
        return [right for right in firsts if right]

    def named(self, actor: str) -> Phrase | str:
        """An actor for a sentence, with the title if there is one."""
        return named(actor, Title(self.titles[actor])) if actor in self.titles else actor


def authority_of(actors: Mapping[str, Actor], delegations: Iterable[model.Delegation]) -> Authority:
    """What ``actors.yaml`` says. It binds once it names a person as a member of anything, or holds an order."""
    persons = frozenset(name for name, actor in actors.items() if actor.kind == "person")
    orders = tuple(
        Delegation(entry.order, entry.who, entry.for_, entry.from_, entry.until, entry.actors, entry.processes)
        for entry in delegations
    )
    stated = (member.who for actor in actors.values() for member in actor.stated_members)
    return Authority(
        persons,
        tuple(
            Membership(member.who, name, member.from_, member.until)
            for name, actor in actors.items()
            for member in actor.members
        ),
        orders,
        bool(orders) or any(who in persons for who in stated),
        {name: actor.title for name, actor in actors.items()},
    )


def holds(entry: Membership | Delegation, day: date) -> bool:
    """Whether a membership or an order holds on a day."""
    return (entry.since is None or entry.since <= day) and (entry.until is None or day <= entry.until)


def permit(authority: Authority | None, person: str, login: str, task: Task, day: date) -> Right | None:
    """By what right ``person`` completes a step; None where the office has entered nobody.

    Also there whoever has done a step from which this one is kept apart is refused. Raises Refused (``not-entitled``,
    ``who-completes``) with the reason and with who may complete it.
    """
    if authority is None or not authority.binding:
        who = person or login
        if who and (done := task.done_by(who)):
            raise Refused("kept-apart", step=task.step, person=who, steps=done, unnamed="" if person else who)
        return None
    right = next(authority.allowed(task, person, day), None)
    if right is None:
        _refuse(authority, person, task, day)
    return right


def may(authority: Authority, person: str, task: Task, day: date) -> bool:
    """Whether ``permit`` would let a person complete a step."""
    return any(authority.allowed(task, person, day)) if authority.binding else not task.done_by(person)


def admit(authority: Authority, person: str, task: Task, day: date) -> None:
    """Let a case be opened, corrected, stopped or ended by whoever could act as one of the actors of the task now.

    For an authority that binds. Raises Refused (``no-part``, ``who-acts``) with the reason and with who may.
    """
    if not any(authority.allowed(task, person, day)):
        _refuse(authority, person, task, day)


def _refuse(authority: Authority, person: str, task: Task, day: date) -> NoReturn:
    may = [spoken(authority, right) for right in authority.who_may(task, day)]
    values = {"process": task.process, "step": task.step, "may": may, "nobody": "" if may else Phrase("nobody-may")}
    if not person:
        raise Refused("who-completes" if task.step else "who-acts", **values)
    why = list(_reasons(authority, person, task, day))
    raise Refused("not-entitled" if task.step else "no-part", person=authority.named(person), why=why, **values)


def spoken(authority: Authority, right: Right) -> Phrase | str:
    """Who may complete a step and, on an order, in whose stead, for a sentence."""
    if not right.order:
        return authority.named(right.person)
    values = {"person": authority.named(right.person), "stead": authority.named(right.stead), "order": right.order}
    return Phrase("right-on-order", values)


def _reasons(authority: Authority, person: str, task: Task, day: date) -> Iterator[Phrase]:
    """Why a person may not complete a step now."""
    if person not in authority.persons:
        yield Phrase("why-no-person", {"name": person})
        return
    rights = list(authority.rights(person, task.actors, task.process, day))
    acting = frozenset(who for right in rights for who in authority.identities(right))
    for step, hands in task.apart.items():
        for who in sorted(acting & hands):
            yield Phrase("why-apart", {"who": authority.named(who), "step": step})
    if not rights:
        yield from _why_no_member(authority, person, task, day)
        for order in authority.orders.get(person, ()):
            yield _why_no_order(authority, order, task, day)


def _why_no_member(authority: Authority, person: str, task: Task, day: date) -> Iterator[Phrase]:
    """What keeps a membership from holding now, or that there is none."""
    ever = authority.held(person, None)
    missing = [
        membership
        for who in sorted(ever)
        for membership in authority.belongs.get(who, ())
        if authority.held(membership.of, None) & set(task.actors) and not holds(membership, day)
    ]
    if not missing:
        yield Phrase("why-no-member", {"actors": [authority.named(actor) for actor in task.actors]})
    for who, of, since, until in missing:
        values = {"who": authority.named(who), "of": authority.named(of), "since": since, "until": until}
        yield Phrase("why-member-later" if since and day < since else "why-member-over", values)


def _why_no_order(authority: Authority, order: Delegation, task: Task, day: date) -> Phrase:
    stead = authority.named(order.stead)
    if order.since and day < order.since:
        return Phrase("why-order-later", {"order": order.order, "stead": stead, "since": order.since})
    if not holds(order, day):
        return Phrase("why-order-over", {"order": order.order, "stead": stead, "until": order.until})
    if task.process not in (order.processes or (task.process,)):
        return Phrase("why-order-elsewhere", {"order": order.order, "stead": stead, "scope": list(order.processes)})
    if authority.held(order.stead, day) & set(task.actors):
        scope = [authority.named(actor) for actor in order.actors]
        return Phrase("why-order-elsewhere", {"order": order.order, "stead": stead, "scope": scope})
    return Phrase("why-order-empty", {"order": order.order, "stead": stead})
