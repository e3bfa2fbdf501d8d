"""In which situations each step of a procedure happens: exact, for all combinations of choices and outcomes at once.

A situation gives every choice and every decision that a condition reads one of its values. A set of situations is a
node of a decision diagram: a number that stands for "look at this name, and go on with that set for each of its
values". Equal sets are one number, so that comparing two is comparing numbers (R. E. Bryant, "Graph-Based Algorithms
for Boolean Function Manipulation", IEEE Trans. Computers C-35(8), 1986, with as many branches as a name has values).

Whether a step can happen is NP-hard to say in general. Procedures as people write them give small diagrams: twenty
independent choices in a row or side by side take twenty nodes. Where a step's diagram outgrows the budget, the step
is left open and listed in ``Situations.unproved``; it is never guessed at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Set = int
NOTHING: Set = 0
EVERYTHING: Set = 1

MOST_NODES = 1 << 13
"""How many new nodes the sets of one step may take."""

MOST_IN_ALL = 1 << 17
"""How many nodes all sets of a procedure may take together: about a second."""

DEEPEST = 200
"""How many names one set may distinguish at once."""


class TooMany(Exception):
    """A set would take more nodes than the budget allows."""


class Diagrams:
    """Sets of situations over names with ``sizes[level]`` values each, and how to combine them."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self.level = [len(sizes), len(sizes)]
        self.branches: list[tuple[Set, ...]] = [(), ()]
        self.height = [0, 0]
        self.numbers: dict[tuple[int, tuple[Set, ...]], Set] = {}
        self.met: dict[tuple[Set, Set], Set] = {}
        self.others: dict[Set, Set] = {NOTHING: EVERYTHING, EVERYTHING: NOTHING}
        self.left = MOST_NODES

    def node(self, level: int, branches: tuple[Set, ...]) -> Set:
        """The set that goes on with ``branches``, by the value of the name at ``level``. Raises TooMany."""
        if branches.count(branches[0]) == len(branches):
            return branches[0]
        found = self.numbers.get((level, branches))
        if found is None:
            height = 1 + max(self.height[branch] for branch in branches)
            self.left -= 1
            if self.left < 0 or height > DEEPEST:
                raise TooMany
            found = self.numbers[level, branches] = len(self.level)
            self.level.append(level)
            self.branches.append(branches)
            self.height.append(height)
        return found

    def where(self, level: int, values: Iterable[int]) -> Set:
        """The situations in which the name at ``level`` has one of these values."""
        wanted = set(values)
        if not wanted:
            return NOTHING
        return self.node(level, tuple(int(value in wanted) for value in range(self.sizes[level])))

    def both(self, one: Set, other: Set) -> Set:
        if other in (one, EVERYTHING):
            return one
        if one == EVERYTHING:
            return other
        if NOTHING in (one, other):
            return NOTHING
        key = (one, other) if one < other else (other, one)
        found = self.met.get(key)
        if found is None:
            level = min(self.level[one], self.level[other])
            branches = []
            for mine, theirs in zip(self._at(one, level), self._at(other, level), strict=True):
                branches.append(self.both(mine, theirs))  # a comprehension would double the depth of the stack
            found = self.met[key] = self.node(level, tuple(branches))
        return found

    def _at(self, of: Set, level: int) -> tuple[Set, ...]:
        return self.branches[of] if self.level[of] == level else (of,) * self.sizes[level]

    def outside(self, of: Set) -> Set:
        """All situations that are not in the set."""
        found = self.others.get(of)
        if found is None:
            branches = []
            for branch in self.branches[of]:
                branches.append(self.outside(branch))
            found = self.others[of] = self.node(self.level[of], tuple(branches))
            self.others[found] = of
        return found

    def either(self, one: Set, other: Set) -> Set:
        if other in (one, NOTHING):
            return one
        if one == NOTHING:
            return other
        return self.outside(self.both(self.outside(one), self.outside(other)))

    def without(self, one: Set, other: Set) -> Set:
        return self.both(one, self.outside(other))

    def example(self, of: Set) -> dict[int, int]:
        """One situation of a set that is not empty: per level the value, for the levels that matter."""
        found: dict[int, int] = {}
        while of != EVERYTHING:
            value = next(value for value, branch in enumerate(self.branches[of]) if branch)
            found[self.level[of]] = value
            of = self.branches[of][value]
        return found


class Node(NamedTuple):
    """A step as this room sees it: what it waits for, what its condition reads, and whether a case gets past it."""

    name: str
    after: tuple[str, ...]
    when: Mapping[str, tuple[str, ...]]
    passes: bool


class Situations:
    """Per step, in one pass over the order: where it comes to its turn, where its condition holds, where it happens.

    Rules 1, 2 and 4 of DESIGN §3: a step's turn comes when all that it waits for is settled. It happens if then its
    condition holds and one of them happened. A decision of which no outcome goes on settles nothing where it happens.
    """

    def __init__(
        self, nodes: Iterable[Node], domains: Mapping[str, Sequence[str]], sources: Mapping[str, Sequence[str] | None]
    ) -> None:
        """``domains``: the values of every name that is read; ``sources``: the steps that tell it (None: the start)."""
        self.domains = domains
        self.sources = sources
        self.levels = {name: level for level, name in enumerate(domains)}
        self.sets = Diagrams([max(1, len(values)) for values in domains.values()])
        self.turn: dict[str, Set] = {}
        self.settled: dict[str, Set] = {}
        self.reached: dict[str, Set] = {}
        """Where a step would happen if it had no condition."""
        self.wanted: dict[str, Set] = {}
        self.of: dict[str, Set] = {}
        self.passed: dict[str, Set] = {}
        self.open: dict[str, None] = {}
        """The steps of which it was left open where they happen."""
        for node in nodes:
            self.sets.left = self._budget()
            try:
                self._follow(node)
            except TooMany:
                self.open[node.name] = None
        self.unproved = list(self.open)
        """The steps for which the budget did not suffice, also for a question asked later."""

    def _budget(self) -> int:
        return min(MOST_NODES, MOST_IN_ALL - len(self.sets.level))

    def _follow(self, node: Node) -> None:
        sets = self.sets
        turn = EVERYTHING
        for before in node.after:
            if before not in self.settled:
                raise TooMany
            turn = sets.both(turn, self.settled[before])
        self.turn[node.name] = turn
        if node.passes:  # so what comes after it can still be said where this step itself is left open
            self.settled[node.name] = turn
        self.wanted[node.name] = wanted = self._holds(node.when) if node.when else EVERYTHING
        self.reached[node.name] = reached = sets.both(turn, self._gate(node.after))
        self.of[node.name] = happens = sets.both(reached, wanted)
        self.passed[node.name] = happens if node.passes else NOTHING
        self.settled[node.name] = turn if node.passes else sets.without(turn, happens)

    def _gate(self, after: tuple[str, ...]) -> Set:
        """Where at least one of these happened; what is left open does not matter where another always happens."""
        gate = NOTHING if after else EVERYTHING
        for before in after:
            gate = self.sets.either(gate, self.passed.get(before, NOTHING))
        if gate != EVERYTHING and not all(before in self.passed for before in after):
            raise TooMany
        return gate

    def _holds(self, when: Mapping[str, tuple[str, ...]]) -> Set:
        found = EVERYTHING
        for name, wanted in when.items():
            found = self.sets.both(found, self.sets.both(self.is_(name, wanted), self._known(name)))
        return found

    def is_(self, name: str, wanted: Iterable[str]) -> Set:
        """Where a name has one of these values (or would, where it is not known)."""
        values = list(self.domains[name])
        self.sets.left = max(self.sets.left, 1)  # one node more than the budget, so that asking never fails
        return self.sets.where(self.levels[name], (values.index(value) for value in wanted if value in values))

    def known(self, name: str) -> Set | None:
        """Where a decision was taken or a field asked for; None if that was left open."""
        self.sets.left = self._budget()
        try:
            return self._known(name)
        except TooMany:
            return None

    def _known(self, name: str) -> Set:
        sources = self.sources[name]
        found = EVERYTHING if sources is None else NOTHING
        for source in sources or ():
            if source in self.open:
                raise TooMany
            found = self.sets.either(found, self.passed.get(source, NOTHING))
        return found

    def together(self, *sets: Set | None, but_not: Set | None = NOTHING, about: str = "") -> Set | None:
        """The situations in all of these and not in another; None if one is None, or the budget does not suffice.

        That a question ``about`` a step was left open is kept in ``unproved``.
        """
        self.sets.left = self._budget()
        if but_not is None:
            return None
        try:
            found = self.sets.outside(but_not)
            for one in sets:
                if one is None:
                    return None
                found = self.sets.both(one, found)
        except TooMany:
            if about and about not in self.unproved:
                self.unproved.append(about)
            return None
        return found

    def example(self, of: Set) -> dict[str, str]:
        """One situation of a set that is not empty: the values that matter for it."""
        names = list(self.domains)
        return {names[level]: self.domains[names[level]][value] for level, value in self.sets.example(of).items()}
