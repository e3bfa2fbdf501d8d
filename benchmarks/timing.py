"""Contenders take turns, and a ratio is the median over the rounds: what disturbs the machine disturbs all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

Contender = Callable[[], float]
"""Does its work once and gives the seconds that one unit of it took."""


@dataclass
class Race:
    """The seconds per unit of every contender, round by round."""

    times: dict[str, list[float]]

    def ratio(self, slow: str, fast: str) -> float:
        """How many times as long ``slow`` took as ``fast``: the median of the ratios within each round."""
        return median(a / b for a, b in zip(self.times[slow], self.times[fast], strict=True))

    def __getitem__(self, name: str) -> float:
        return median(self.times[name])

    def shown(self) -> str:
        return " · ".join(f"{name} {duration(self[name])}" for name in self.times)


def race(contenders: Mapping[str, Contender], rounds: int) -> Race:
    """Let the contenders take turns: A B A B … after one round that does not count.

    What the imports of the others left in memory is kept out of everybody's garbage collection.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(-1, rounds):
        for name, contender in contenders.items():
            gc.collect()
            gc.freeze()
            seconds = contender()
            gc.unfreeze()
            if turn >= 0:
                times[name].append(seconds)
    return Race(times)


def clocked(work: Callable[[], object], units: int = 1, clock: Callable[[], float] = time.perf_counter) -> float:
    """The seconds that one unit of ``work`` takes."""
    begin = clock()
    work()
    return (clock() - begin) / units


def computed(work: Callable[[], object], units: int = 1) -> float:
    """As ``clocked`` for work that waits for nothing: processor time, which a busy machine disturbs least."""
    return clocked(work, units, time.process_time)


def duration(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


@dataclass
class Table:
    """What was compared, and per line a ratio, its goal and whether it was met."""

    title: str
    lines: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def at_least(self, goal: float, ratio: float, what: str, times: str) -> None:
        self._add(f"{ratio:.1f}×", f"≥ {goal:g}×", ratio >= goal, what, times)

    def at_most(self, goal: float, ratio: float, what: str, times: str) -> None:
        self._add(f"{ratio:.2f}×", f"≤ {goal:g}×", ratio <= goal, what, times)

    def note(self, ratio: float | None, what: str, times: str) -> None:
        """A line without a goal, for information."""
        self._add(f"{ratio:.2f}×" if ratio is not None else "", "", None, what, times)

    def _add(self, ratio: str, goal: str, met: bool | None, what: str, times: str) -> None:
        verdict = "" if met is None else "met" if met else "NOT MET"
        self.lines.append((ratio, goal, verdict, what, times))

    def __str__(self) -> str:
        rows = [("ratio", "goal", "", "what", "medians on this machine"), *self.lines]
        wide = [max(len(row[column]) for row in rows) for column in range(4)]
        text = (
            f"  {row[0]:>{wide[0]}}  {row[1]:<{wide[1]}}  {row[2]:<{wide[2]}}  {row[3]:<{wide[3]}}  {row[4]}".rstrip()
            for row in rows
        )
        return "\n".join([self.title, *text])
