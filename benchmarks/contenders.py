"""The contenders of the benchmarks: khumue, SpiffWorkflow 3.2, and the least that could do the same work."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.parser import BpmnParser  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow  # type: ignore[import-untyped]
from SpiffWorkflow.util.task import TaskState  # type: ignore[import-untyped]

from engine.case import Case, Event, evolve, new_case
from engine.decide import Command, Complete, Moment, Start, decide
from engine.once import Once, new_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.procedures import Move, Procedure
    from engine.plan import Plan
    from engine.service import Service

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

# SpiffWorkflow gathers log records for nobody unless it is told that nobody reads them.
for _name in ("spiff", "spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.ERROR)


def command(move: Move) -> Complete:
    return Complete(move.step, (move.item,) if move.item else (), move.outcome)


def give(service: Service, case: str, order: Command) -> None:
    """A command as it is typed, with a key of its own."""
    service.once = Once(new_key())
    service.carry_out(case, order)


def khumue(plan: Plan, procedure: Procedure) -> Case:
    """A case from its start to its end: every command is decided, and its events are folded in and kept."""
    case, record = new_case(plan, "1-1"), list[Event]()
    orders: list[Command] = [Start(procedure.start), *map(command, procedure.moves)]
    for order in orders:
        for event in decide(case, order, Moment(AT, "clerk", "login")):
            evolve(case, event)
            record.append(event)
    assert case.state == "completed"
    return case


class Spiff:
    """SpiffWorkflow's BPMN engine, driven by the loop of its documentation ("Running a Workflow"): run the engine's
    own tasks that are ready, take the next human task, give it its data, run it, refresh; until nothing is left.

    The procedures have no timers and no messages, so refreshing has nothing to do and is left out, in its favour; so
    is finding a task by its name: it may take whichever human task comes next.
    """

    def __init__(self, procedure: Procedure) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(procedure.bpmn.encode())
        self.spec = parser.get_spec("bench")
        self.outcomes = [(move.step, move.outcome) for move in procedure.moves if move.outcome]
        self.count = len(procedure.moves)

    def start(self) -> Any:
        workflow = BpmnWorkflow(self.spec)
        self.engine_tasks(workflow)
        return workflow

    @staticmethod
    def engine_tasks(workflow: Any) -> None:
        while task := workflow.get_next_task(state=TaskState.READY, manual=False):
            task.run()

    def step(self, workflow: Any, outcomes: list[tuple[str, str]]) -> None:
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        if outcomes and task.task_spec.name == outcomes[0][0]:
            name, outcome = outcomes.pop(0)
            task.set_data(**{name: outcome})
        task.run()
        self.engine_tasks(workflow)

    def whole(self) -> None:
        workflow, outcomes = self.start(), list(self.outcomes)
        for _ in range(self.count):
            self.step(workflow, outcomes)
        assert workflow.is_completed()

    def unnamed(self) -> None:
        """The quickest way there is: the next ready task, human or not, looked for from the last one on."""
        workflow, outcomes, done = BpmnWorkflow(self.spec), list(self.outcomes), 0
        while task := workflow.get_next_task(workflow.last_task, state=TaskState.READY) or workflow.get_next_task(
            state=TaskState.READY
        ):
            if outcomes and task.task_spec.name == outcomes[0][0]:
                name, outcome = outcomes.pop(0)
                task.set_data(**{name: outcome})
            done += task.task_spec.manual
            task.run()
        assert workflow.is_completed()
        assert done == self.count


class Bare:
    """A dict of states and two of counters, no checks of anything: what any engine has to do at the least."""

    def __init__(self, plan: Plan) -> None:
        self.first = plan.first
        self.next = {name: step.next for name, step in plan.steps.items()}
        self.after = {name: len(step.after) for name, step in plan.steps.items()}
        self.wanted = {name: dict(step.when) for name, step in plan.steps.items() if step.when}
        self.back = {
            (name, outcome): plan.downstream(planned.back)
            for name, step in plan.steps.items()
            for outcome, planned in step.outcomes.items()
            if planned.back
        }

    def whole(self, moves: Sequence[Move], entries: Sequence[str]) -> None:
        states, pending = dict.fromkeys(self.next, "waiting"), dict(self.after)
        states.update(dict.fromkeys(self.first, "ready"))
        left, chosen = set(entries), dict[str, str | None]()
        record: list[Move] = []
        for move in moves:
            step = move.step
            assert states[step] == "ready"
            record.append(move)
            if region := self.back.get((step, move.outcome or "")):
                for name in region:
                    states[name], pending[name] = "waiting", self.after[name]
                states[region[0]] = "ready"
                continue
            if move.item:
                left.remove(move.item)
                if left:
                    continue
            if move.outcome:
                chosen[step] = move.outcome
            states[step] = "done"
            queue = [step]
            while queue:
                for name in self.next[queue.pop()]:
                    pending[name] -= 1
                    if not pending[name]:
                        live = all(chosen[key] in values for key, values in self.wanted.get(name, {}).items())
                        states[name] = "ready" if live else "skipped"
                        if not live:
                            queue.append(name)
        assert "ready" not in states.values()
        assert "waiting" not in states.values()
