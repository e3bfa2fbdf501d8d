"""What differs between two versions of a procedure, or of the actors and laws behind it, word by word. Pure.

Steps are the same if they have the same id, or if one says that it ``was`` the other: the older version is compared
as it would read with the names of the newer one. Whatever an element says of itself is compared as it is written,
except that ``after`` is compared as it is meant (the step above, where nothing is written).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.model import Element, Process, Step

Kind = Literal["added", "removed", "changed", "moved", "renamed"]
Group = Literal["wording", "law", "people", "flow"]
GROUPS: tuple[Group, ...] = ("wording", "law", "people", "flow")


class Change(NamedTuple):
    """One difference. ``step`` is None where it is one of the whole procedure; ``word`` is the word that differs, or
    ``step`` (``process``) where the whole was added or removed. Of an entry of a catalogue (an actor, a law, a holiday
    by its date, the order of a delegation, an erratum), ``process`` is empty and ``word`` is ``actor:NAME`` for the
    whole, ``actor:NAME/members`` for a word of it.

    A step that was renamed goes by its new name, also in ``old``; only of the renaming itself, whose word is ``id``,
    ``old`` is the old name."""

    process: str
    step: str | None
    kind: Kind
    word: str
    old: Any = None
    new: Any = None

    @property
    def entry(self) -> tuple[str, str, str]:
        """Of an entry of a catalogue its kind, its name (which may hold a slash) and the word of it that differs, empty
        where the whole does. All are empty where it is none."""
        kind, colon, name = self.word.partition(":")
        if not colon:
            return "", "", ""
        name, _, word = name.rpartition("/") if self.kind == "changed" else (name, "", "")
        return kind, name, word

    @property
    def group(self) -> Group:
        """What kind of thing has changed for the office."""
        entry, _, word = self.entry
        if entry == "law":
            return "law"
        if entry == "erratum" or (entry == "holiday" and word):
            return "wording"
        if entry == "order":
            return "people"
        if entry == "actor":
            return "wording" if word in ("title", "short", "aliases", "assumed") else "people"
        if self.word in _SKELETON and _SKELETON[self.word](self.old) == _SKELETON[self.word](self.new):
            return "wording"
        return _GROUP_OF.get(self.word, "flow")


_GROUP_OF: dict[str, Group] = {
    **dict.fromkeys(
        ("id", "was", "number", "title", "case", "text", "item", "takes", "produces", "assumed"), "wording"
    ),
    "legal": "law",
    **dict.fromkeys(("responsible", "by", "not-by"), "people"),
}
"""What is not here has to do with the flow: when what is done, what is asked, and which way a case goes."""


def _ways(decision: Mapping[str, Any] | None) -> object:
    return {name: (outcome.back, outcome.end) for name, outcome in (decision or {}).items()}


def _asked(fields: Mapping[str, Any] | None) -> object:
    return {name: (field.type, set(field.choices or ()), field.ask) for name, field in (fields or {}).items()}


_SKELETON = {"decision": _ways, "fields": _asked}
"""What a decision and the fields are to a case, whatever they are called."""


def changes(old: Process | None, new: Process | None) -> Iterator[Change]:
    """Every difference from one version to the next, in the order of the new one; what was removed comes last."""
    if old is None or new is None:
        whole = new or old
        if whole:
            yield Change(whole.process, None, "added" if new else "removed", "process", old, new)
        return
    name, names = new.process, renamings(old, new)
    old = _called(old, names, new)
    for word in ("number", "title", "case", "legal", "responsible", "fields"):
        before, after = getattr(old, word), getattr(new, word)
        if before != after:
            yield Change(name, None, "changed", word, before, after)
    before_steps, after_steps = _by_id(old), _by_id(new)
    was = {now: before for before, now in names.items()}
    for step in after_steps:
        if step in was:
            yield Change(name, step, "renamed", "id", was[step], step)
        if step in before_steps:
            yield from _step_changes(name, step, before_steps[step], after_steps[step])
        else:
            yield Change(name, step, "added", "step", None, after_steps[step][0])
    yield from _moved(name, list(before_steps), list(after_steps))
    for step in before_steps:
        if step not in after_steps:
            yield Change(name, step, "removed", "step", before_steps[step][0], None)


def renamings(old: Process, new: Process) -> dict[str, str]:
    """The steps that are called otherwise in the other version: old name to new name.

    Looking back from a newer version to the one before it finds the same ones, the other way round.
    """
    return _followed(old, new) or {before: now for now, before in _followed(new, old).items()}


def _followed(old: Process, new: Process) -> dict[str, str]:
    gone, found = {step.id for step in old.steps} - {step.id for step in new.steps}, dict[str, str]()
    here = {step.id for step in old.steps}
    for step in new.steps:
        was = next((name for name in step.was if name in gone and name not in found), None)
        if was and step.id not in here:
            found[was] = step.id
    return found


def called_as_in(old: Process, new: Process) -> Process:
    """A version with its steps called as they are in the other one: in what waits for them, reads them or goes back
    to them too."""
    return _called(old, renamings(old, new), new)


def _called(process: Process, names: Mapping[str, str], new: Process) -> Process:
    was = {step.id: step.was for step in new.steps}
    steps = [_step_called(step, names, was[names[step.id]] if step.id in names else step.was) for step in process.steps]
    return process.model_copy(update={"steps": tuple(steps)}) if names else process


def _step_called(step: Step, names: Mapping[str, str], was: tuple[str, ...]) -> Step:
    """A step with other names of steps in all that it says."""
    said: dict[str, Any] = {"id": names.get(step.id, step.id), "was": was}
    if step.after is not None:
        said["after"] = tuple(names.get(before, before) for before in step.after)
    if step.when:
        said["when"] = {names.get(name, name): wanted for name, wanted in step.when.items()}
    if step.decision:
        back = {name: outcome.back and names.get(outcome.back, outcome.back) for name, outcome in step.decision.items()}
        said["decision"] = {n: outcome.model_copy(update={"back": back[n]}) for n, outcome in step.decision.items()}
    return step.model_copy(update=said)


def catalogue_changes(
    kind: Literal["actor", "law", "order", "holiday", "erratum"],
    old: Mapping[str, Element],
    new: Mapping[str, Element],
) -> Iterator[Change]:
    """Every difference between two catalogues of one kind, in the order of the new one."""
    for name in [*new, *(gone for gone in old if gone not in new)]:
        before, after, entry = old.get(name), new.get(name), f"{kind}:{name}"
        if before is None or after is None:
            yield Change("", None, "added" if after else "removed", entry, before, after)
            continue
        for attribute, field in type(after).model_fields.items():
            was, now = getattr(before, attribute), getattr(after, attribute)
            if was != now:
                yield Change("", None, "changed", f"{entry}/{field.alias or attribute}", was, now)


def _by_id(process: Process) -> dict[str, tuple[Step, tuple[str, ...]]]:
    """The steps with what each waits for."""
    return {step.id: (step, process.after(place)) for place, step in enumerate(process.steps)}


def _step_changes(
    process: str, name: str, old: tuple[Step, tuple[str, ...]], new: tuple[Step, tuple[str, ...]]
) -> Iterator[Change]:
    for word, field in type(new[0]).model_fields.items():  # the id is the same, or is told as a renaming
        before, after = (side[1] if word == "after" else getattr(side[0], word) for side in (old, new))
        if before != after:
            yield Change(process, name, "changed", field.alias or word, before, after)


def _moved(process: str, old: list[str], new: list[str]) -> Iterator[Change]:
    """The steps whose place among those that stayed is another."""
    kept = set(old) & set(new)
    place_before = {step: place for place, step in enumerate(step for step in old if step in kept)}
    now = [step for step in new if step in kept]
    longest = _longest_kept([place_before[step] for step in now])
    for place, step in enumerate(now):
        if place not in longest:
            yield Change(process, step, "moved", "step", place_before[step] + 1, place + 1)


def _longest_kept(order: list[int]) -> set[int]:
    """The places of a longest rising run: what has kept its order.

    Patience sorting, in n log n: a value goes on the first pile whose top is not smaller, and remembers the top of the
    pile before (M. L. Fredman, "On Computing the Length of Longest Increasing Subsequences", Discrete Mathematics 11,
    1975).
    """
    tops: list[int] = []
    at_top: list[int] = []
    """The places of ``tops``."""
    before: list[int | None] = []
    for place, value in enumerate(order):
        pile = bisect_left(tops, value)
        before.append(at_top[pile - 1] if pile else None)
        tops[pile : pile + 1], at_top[pile : pile + 1] = [value], [place]
    kept, last = set[int](), at_top[-1] if at_top else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept
