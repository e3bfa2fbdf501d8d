"""Random changes of procedures, as an office makes them: the result passes every check again."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

from engine import model
from engine.plan import Plan
from processes import ACTORS, made_up, planned, problems

Steps = list[dict[str, Any]]


def _names(steps: Steps) -> list[str]:
    return [step["id"] for step in steps]


def insert(random: Random, steps: Steps, fields: dict[str, Any]) -> None:
    """A new step behind another, or before everything; what waited for that one mostly waits for the new one."""
    before = random.choice([None, *_names(steps)])
    name = f"n{random.randint(1, 99)}"
    new: dict[str, Any] = {"id": name, "title": name, "after": (before,) if before else (), "by": (ACTORS[0],)}
    if random.random() < 0.3:
        new["decision"] = {"yes": model.Outcome(title="yes"), "no": model.Outcome(title="no")}
    if random.random() < 0.2:
        lists = [n for n, field in fields.items() if field.type == "list"]
        new |= {"each": random.choice(lists), "decision": None} if lists else {}
    for step in steps:
        if random.random() < 0.7 and (before in step["after"] or (before is None and not step["after"])):
            step["after"] = tuple(name if after == before else after for after in step["after"]) or (name,)
    steps.insert(random.randint(0, len(steps)), new)


def drop(random: Random, steps: Steps, _: dict[str, Any]) -> None:
    """A step less; what waited for it waits for what it waited for."""
    if len(steps) == 1:
        return
    gone = steps.pop(random.randrange(len(steps)))
    for step in steps:
        if gone["id"] in step["after"]:
            step["after"] = tuple(dict.fromkeys([*(a for a in step["after"] if a != gone["id"]), *gone["after"]]))
        when = {name: wanted for name, wanted in (step.get("when") or {}).items() if name != gone["id"]}
        step["when"] = when or None


def rename(random: Random, steps: Steps, _: dict[str, Any]) -> None:
    """A step by another name, which it says it had or does not say."""
    step = random.choice(steps)
    old, new = step["id"], f"r{random.randint(1, 99)}"
    step["id"] = new
    if random.random() < 0.7:
        step["was"] = (*step.get("was", ()), old)
    for other in steps:
        other["after"] = tuple(new if after == old else after for after in other["after"])
        if other.get("when"):
            other["when"] = {new if name == old else name: wanted for name, wanted in other["when"].items()}
        for name, outcome in (other.get("decision") or {}).items():
            if outcome.back == old:
                other["decision"] = other["decision"] | {name: outcome.model_copy(update={"back": new})}


def other_people(random: Random, steps: Steps, _: dict[str, Any]) -> None:
    random.choice(steps)["by"] = tuple(random.sample(ACTORS, random.randint(0, 3)))


def other_order(random: Random, steps: Steps, _: dict[str, Any]) -> None:
    """A step waits for one more, or for one less."""
    step, other = random.choice(steps), random.choice(_names(steps))
    if other in step["after"]:
        step["after"] = tuple(after for after in step["after"] if after != other)
    else:
        step["after"] = (*step["after"], other)


def other_condition(random: Random, steps: Steps, fields: dict[str, Any]) -> None:
    step = random.choice(steps)
    if step.get("when") and random.random() < 0.6:
        step["when"] = None
        return
    choices = {name: tuple(field.choices) for name, field in fields.items() if field.type == "choice"}
    choices |= {s["id"]: tuple(n for n, o in s["decision"].items() if not o.back) for s in steps if s.get("decision")}
    if readable := [name for name, values in choices.items() if values]:
        name = random.choice(readable)
        step["when"] = {name: tuple(random.sample(choices[name], random.randint(1, len(choices[name]))))}


def other_outcomes(random: Random, steps: Steps, _: dict[str, Any]) -> None:
    """An outcome more, less, or by another name; a step that decides for the first time, or no longer."""
    step = random.choice(steps)
    decision = dict(step.get("decision") or {})
    if decision and random.random() < 0.7:
        gone = random.choice(list(decision))
        outcome = decision.pop(gone)
        if random.random() < 0.5:
            decision[f"o{random.randint(1, 99)}"] = outcome
    else:
        decision[f"o{random.randint(1, 99)}"] = model.Outcome(title="more", end=random.choice((None, None, "over")))
        decision.setdefault("yes", model.Outcome(title="yes"))
    step["decision"] = decision or None


def other_entries(random: Random, steps: Steps, fields: dict[str, Any]) -> None:
    """A step per entry of a list that was one as a whole, or the reverse."""
    step = random.choice(steps)
    lists = [name for name, field in fields.items() if field.type == "list"]
    step["each"] = None if step.get("each") else random.choice(lists or [None])


def other_fields(random: Random, steps: Steps, fields: dict[str, Any]) -> None:
    """Other choices, another type, a field asked by another step or at the start."""
    if not fields:
        fields["q1"] = model.Field(title="q", type="choice", choices={"x": "x", "y": "y"}, ask="at-start")
        return
    name = random.choice(list(fields))
    match random.choice(("choices", "type", "asked")):
        case "choices" if fields[name].type == "choice":
            fields[name] = fields[name].model_copy(update={"choices": {c: c for c in random.choice(("xy", "xyzw"))}})
        case "type":
            kind = random.choice(("text", "number", "list"))
            fields[name] = fields[name].model_copy(update={"type": kind, "choices": None})
        case _:
            for step in steps:
                step["asks"] = tuple(asked for asked in step.get("asks", ()) if asked != name)
            at_start = random.random() < 0.5
            fields[name] = fields[name].model_copy(update={"ask": "at-start" if at_start else None})
            if not at_start:
                step = random.choice(steps)
                step["asks"] = (*step.get("asks", ()), name)


EDITS = (insert, insert, drop, rename, other_people, other_order, other_condition, other_outcomes, other_entries,
         other_fields)  # fmt: skip


@lru_cache(maxsize=50_000)
def edited(size: int, which: int, seed: int) -> tuple[model.Process, Plan]:
    """A random procedure after one to three random changes; it passes every check, and its version is another."""
    process, _ = made_up(size, which)
    random = Random(f"{size}/{which}/{seed}")
    while True:
        steps = [
            {n: word for n in type(s).model_fields if (word := getattr(s, n))} | {"after": process.after(place)}
            for place, s in enumerate(process.steps)
        ]
        fields = dict(process.fields)
        for _ in range(random.choice((1, 1, 2, 3))):
            random.choice(EDITS)(random, steps, fields)
        words = {name: getattr(process, name) for name in type(process).model_fields}
        try:
            found = model.Process(**words | {"steps": tuple(model.Step(**step) for step in steps), "fields": fields})
        except ValueError:
            continue
        if found != process and not problems(found):
            return found, planned(found)
