"""A whole database into an empty one of either kind: every row and every attachment as it is, or nothing at all."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from engine.problems import Refused
from engine.store.records import TABLES, sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.store import Store

MANY = 1_000
"""So many rows are copied between two looks at how far it has come."""


def copy(source: Store, target: Store) -> None:
    """Copy all, and read it back before it counts: rows keep their numbers, hashes and texts.

    From server to server, who may do what goes along; which login is whose does not, since logins are a server's own.

    Raises Refused (``not-empty``) if anything lies in the target, (``copy-differs``) if something came out otherwise.
    """
    target.must_own()
    with source.reading(), target.writing(alone=True):
        copy_rows(source, target)
        target.fill_people(source.people())
        for key in source.files():
            target.put_file(key, source.file(key))
        _compare(source, target)


def copy_rows(source: Store, target: Store, watch: Callable[[int], object] = lambda _: None) -> None:
    """Fill the empty tables of one database with the rows of another. Raises Refused (``not-empty``).

    ``watch`` is told now and then how many rows were copied.
    """
    done = 0

    def told(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
        nonlocal done
        for row in rows:
            yield row
            done += 1
            if done % MANY == 0:
                watch(done)

    if target.people() or any(next(iter(target.table(name)), None) is not None for name in TABLES):
        raise Refused("not-empty", path=target.shown)
    for name in TABLES:
        target.fill(name, told(source.table(name)))
    watch(done)


def _compare(source: Store, target: Store) -> None:
    for name in TABLES:
        for one, other in zip_longest(source.table(name), target.table(name)):
            if one != other:
                raise Refused("copy-differs", name=name)
    if target.shared and source.people() != target.people():
        raise Refused("copy-differs", name="people")
    for key in source.files():
        if sha256_of(source.file(key)) != sha256_of(target.file(key)):
            raise Refused("copy-differs", name=key)
