"""The state machines of a step and of a case: what is legal from which state. The only file that imports transitions.

The rules are those of DESIGN §3. Machines are stateless: a state goes in on a token and the new one comes out, so one
machine serves every case. Steps that decide between the same outcomes share a machine.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from transitions import Machine, MachineError

if TYPE_CHECKING:
    from engine.plan import StepPlan

WAITING, READY, DONE, SKIPPED, WITHDRAWN = "waiting", "ready", "done", "skipped", "withdrawn"
OPEN, SUSPENDED, COMPLETED, ENDED, CANCELLED = "open", "suspended", "completed", "ended", "cancelled"
ERASED = "erased"
"""A closed case from which what people gave was taken out on lawful order; nothing leads on from here."""
CLOSED = (COMPLETED, ENDED, CANCELLED, ERASED)

# Triggers carry a prefix of ours, so that no name from a definition can be taken for anything else.
ARRIVE, COMPLETE, RESET = "step:arrive", "step:complete", "step:reset"
WORK, SUSPEND, RESUME, CANCEL, CORRECT = "case:work", "case:suspend", "case:resume", "case:cancel", "case:correct"
FINISH, END, REOPEN, ERASE = "case:finish", "case:end", "case:reopen", "case:erase"


class Illegal(Exception):
    """The machine knows no way from ``state`` with this trigger."""

    def __init__(self, state: str, trigger: str) -> None:
        super().__init__(f"{trigger} from {state}")
        self.state = state


class Facts(NamedTuple):
    """What the guards read."""

    lives: bool = True
    """Something the step waits for was done (or it waits for nothing), and its condition holds."""
    all_through: bool = True
    """Every actor has confirmed and every item is done."""


class _Token:
    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def _lives(facts: Facts) -> bool:
    return facts.lives


def _all_through(facts: Facts) -> bool:
    return facts.all_through


def outcome_trigger(outcome: str | None) -> str:
    """The trigger with which a step is completed: that of its outcome if it decides something."""
    return COMPLETE if outcome is None else f"outcome:{outcome}"


@lru_cache(maxsize=256)
def _step_machine(outcomes: tuple[tuple[str, bool], ...]) -> Machine:
    """The life cycle of a step whose outcomes are (name, goes back)."""
    machine = Machine(
        model=None, states=[WAITING, READY, DONE, SKIPPED], initial=None, auto_transitions=False, send_event=False
    )
    machine.add_transition(ARRIVE, WAITING, READY, conditions=_lives)
    machine.add_transition(ARRIVE, WAITING, SKIPPED)
    machine.add_transition(RESET, [WAITING, READY, DONE, SKIPPED], WAITING)
    for name, back in outcomes:
        machine.add_transition(outcome_trigger(name), READY, WAITING if back else DONE, conditions=_all_through)
        machine.add_transition(outcome_trigger(name), READY, READY)
    machine.add_transition(COMPLETE, READY, READY if outcomes else DONE, conditions=_all_through)
    machine.add_transition(COMPLETE, READY, READY)
    return machine


def _case_machine() -> Machine:
    machine = Machine(
        model=None,
        states=[OPEN, SUSPENDED, *CLOSED],
        initial=None,
        auto_transitions=False,
        send_event=False,
    )
    machine.add_transition(WORK, OPEN, OPEN)
    machine.add_transition(FINISH, OPEN, COMPLETED)
    machine.add_transition(END, OPEN, ENDED)
    machine.add_transition(SUSPEND, OPEN, SUSPENDED)
    machine.add_transition(RESUME, SUSPENDED, OPEN)
    machine.add_transition(CANCEL, [OPEN, SUSPENDED], CANCELLED)
    machine.add_transition(CORRECT, [OPEN, SUSPENDED], "=")
    machine.add_transition(REOPEN, [OPEN, COMPLETED, ENDED, CANCELLED], OPEN)
    machine.add_transition(ERASE, [COMPLETED, ENDED, CANCELLED], ERASED)
    return machine


_CASE = _case_machine()
_NO_FACTS = Facts()


def step_after(step: StepPlan, trigger: str, state: str, *, lives: bool = True, all_through: bool = True) -> str:
    """The state of a step after a trigger. Raises Illegal if the trigger is not possible in ``state``."""
    return _step_after(step.shape, trigger, state, lives, all_through)


# A machine without memory gives the same answer to the same question, so each question is put to it only once.


@lru_cache(maxsize=4096)
def _step_after(
    outcomes: tuple[tuple[str, bool], ...], trigger: str, state: str, lives: bool, all_through: bool
) -> str:
    return _fire(_step_machine(outcomes), trigger, state, Facts(lives, all_through))


@lru_cache
def case_after(trigger: str, state: str) -> str:
    """The state of a case after a trigger. Raises Illegal if the trigger is not possible in ``state``."""
    return _fire(_CASE, trigger, state, _NO_FACTS)


def _fire(machine: Machine, trigger: str, state: str, facts: Facts) -> str:
    token = _Token(state)
    try:
        machine.events[trigger].trigger(token, facts)
    except (MachineError, KeyError) as error:
        raise Illegal(state, trigger) from error
    return token.state
