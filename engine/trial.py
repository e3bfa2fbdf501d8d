"""A case walked for practice: what is asked at each point, and what the answers lead to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine import service
from engine.calendar import THAI_DIGITS
from engine.case import new_case
from engine.decide import Complete, Moment, Start, decide, read_value, returnable
from engine.lifecycle import CLOSED, READY
from engine.messages import text
from engine.problems import Refused
from engine.report import answer, history_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.calendar import Language
    from engine.case import Case
    from engine.plan import FieldPlan, Plan, StepPlan, Title
    from engine.service import Service

SAMPLES = {"text": "ตัวอย่าง", "number": "10", "date": "30/09/2569", "list": "ก, ข"}
"""What is suggested where a field is free."""


class Stopped(Exception):
    """The person has had enough."""


class Trial:
    """One walk. ``ask`` gives a line, or None where there are no more; ``say`` shows one."""

    def __init__(
        self, service: Service, language: Language, ask: Callable[[str], str | None], say: Callable[[str], None]
    ) -> None:
        self.service, self.language, self.ask, self.say = service, language, ask, say
        self.asked = False
        """Whether the step that is being completed has asked for anything: nothing happens without the person."""
        self.apart: dict[str, tuple[str, ...]] = {}

    def walk(self, plan: Plan, definition: str, given: Mapping[str, Sequence[str]]) -> None:
        """From the opening of a case to its end, or until the person stops; then what was done. One person plays all,
        so nobody is kept apart; only said so."""
        self.apart = {step.id: step.not_by for step in plan.steps.values() if step.not_by}
        plan = replace(plan, steps={name: step._replace(not_by=()) for name, step in plan.steps.items()})
        fields = dict(given)
        self._refuse_early(plan, fields)
        self._tell("try-intro")
        case_id = ""
        try:
            for name, entry in plan.fields.items():
                if entry.at_start and name not in fields and entry.title.th not in fields:
                    fields[name] = self._field(name, entry, None)
            case = self.service.start(plan, definition, Start(fields))
            case_id = case.id
            case = self._show(case_id)
            while case.state not in CLOSED:
                self._one(case)
                case = self._show(case_id)
        except Stopped:
            self._tell("try-stopped")
        if case_id:
            self._tell("try-done")
            case = self.service.store.case(case_id, whole=True)
            self.say(history_text(case.plan, list(self.service.store.events(case_id)), {}, self.language))

    def _refuse_early(self, plan: Plan, given: Mapping[str, Sequence[str]]) -> None:
        """A value that cannot be is refused before anything is asked."""
        sample = {
            name: _split(entry, _suggested(entry, None))
            for name, entry in plan.fields.items()
            if entry.at_start and name not in given and entry.title.th not in given
        }
        decide(new_case(plan, ""), Start({**sample, **given}), Moment(service.now()))

    def _show(self, case_id: str) -> Case:
        case = self.service.store.case(case_id, whole=True)
        lines = answer(case, self.language, hints=False).splitlines()
        count = len(list(case.ready()))
        if count > 1:  # the ready steps stand last, a line each
            lines[-count:] = [f"  {number}{line}" for number, line in enumerate(lines[-count:], 1)]
        self.say("\n" + "\n".join(lines))
        return case

    def _one(self, case: Case) -> None:
        """Complete one step, or a part of it."""
        self.asked = False
        ready = {step: case.plan.steps[step].title for step in case.ready()}
        plan = case.plan.steps[next(iter(ready)) if len(ready) == 1 else self._choose("try-step", ready, shown=True)]
        self._tell("try-completing", step=plan.id, title=plan.title.said(self.language))
        if others := self.apart.get(plan.id):
            self._tell("try-apart", steps=list(others))
        state = case.steps[plan.id]
        if plan.each:
            command = self._items(case, plan)
        else:
            left = [actor for actor in plan.by if actor not in state.confirmed]
            actor = self._actor(case.plan, left) if plan.joint else None
            if plan.joint and len(left) > 1:
                command = Complete(plan.id, actor=actor)
            else:
                titles = {name: outcome.title for name, outcome in plan.outcomes.items()}
                outcome = self._choose("try-outcome", titles) if titles else None
                back = plan.outcomes[outcome].back if outcome else None
                returned = self._returned(case, back) if back else ()
                asks = () if back else plan.asks
                fields = {name: self._field(name, case.plan.fields[name], case.earlier[name]) for name in asks}
                command = Complete(plan.id, returned, outcome, actor, fields)
        if not self.asked:
            self._line(text("try-enter", self.language))
        try:
            self.service.carry_out(case.id, command)
        except Refused as refusal:
            self.say(refusal.message(self.language))

    def _actor(self, plan: Plan, left: Sequence[str]) -> str:
        return left[0] if len(left) == 1 else self._choose("try-actor", {a: plan.short(a) for a in left})

    def _items(self, case: Case, plan: StepPlan) -> Complete:
        rows = {item: row for item, row in case.items[plan.id].everything().items() if row.state == READY}
        actor = None
        if plan.joint:
            left = [a for a in plan.by if any(a not in row.confirmed for row in rows.values())]
            actor = self._actor(case.plan, left)
        titles = case.plan.fields[plan.each or ""].choices
        items = {i: titles.get(i) for i, row in rows.items() if actor is None or actor not in row.confirmed}
        chosen = self._choose("try-item", items, everything=True) if len(items) > 1 else next(iter(items))
        return Complete(plan.id, tuple(items) if chosen == "*" else (chosen,), actor=actor)

    def _returned(self, case: Case, back: str) -> tuple[str, ...]:
        """The entry that goes back by itself; none where all do."""
        lists = returnable(case, back)
        entries = {entry: case.plan.fields[name].choices.get(entry) for name in lists for entry in lists[name]}
        if len(entries) < 2:
            return ()
        chosen = self._choose("try-returned", entries, everything=True, first="*")
        return () if chosen == "*" else (chosen,)

    def _choose(
        self,
        question: str,
        options: Mapping[str, Title | None],
        *,
        everything: bool = False,
        shown: bool = False,
        first: object = None,
    ) -> str:
        """One of several by its number or name; an empty line takes ``first``, or else the first of them."""
        for number, (name, title) in enumerate(() if shown else options.items(), 1):
            self.say(f"  {number}  {name}" + (f"  {title.said(self.language)}" if title else ""))
        if everything:
            self.say(f"  *  {text('try-all', self.language)}")
        names = list(options)
        suggested = "*" if first == "*" else names.index(str(first)) + 1 if first in options else 1
        while True:
            asked = text(question, self.language, {"count": len(names)})
            typed = self._line(f"{asked} [{suggested}]: ") or str(suggested)
            plain = typed.translate(THAI_DIGITS)
            if everything and plain in ("*", text("try-all", self.language)):
                return "*"
            if plain in options:
                return plain
            if plain.isascii() and plain.isdigit() and len(plain) < 6 and 1 <= int(plain) <= len(names):
                return names[int(plain) - 1]
            self._tell("try-again", found=typed, count=len(names))

    def _field(self, name: str, entry: FieldPlan, earlier: object) -> list[str]:
        title = entry.title.said(self.language)
        if entry.type == "choice":
            self.say(f"{title} ({name})")
            return [self._choose("try-choice", entry.choices, first=earlier)]
        suggested = _suggested(entry, earlier)
        question = text("try-list" if entry.type == "list" else "try-value", self.language, {"title": title})
        while True:
            texts = _split(entry, self._line(f"{question} [{suggested}]: ") or suggested)
            try:
                read_value(name, entry, texts)
            except Refused as refusal:
                self.say(refusal.message(self.language))
            else:
                return texts

    def _line(self, question: str) -> str:
        self.asked = True
        typed = self.ask(question)
        if typed is None or typed.strip().lower() == "q":
            raise Stopped
        return typed.strip()

    def _tell(self, code: str, **values: object) -> None:
        self.say(text(code, self.language, values))


def _suggested(entry: FieldPlan, earlier: object) -> str:
    if earlier is not None:
        return ", ".join(earlier) if isinstance(earlier, (list, tuple)) else str(earlier)
    if entry.choices:
        return ", ".join(entry.choices) if entry.type == "list" else next(iter(entry.choices))
    return SAMPLES[entry.type]


def _split(entry: FieldPlan, typed: str) -> list[str]:
    return [part.strip() for part in typed.split(",")] if entry.type == "list" else [typed]
