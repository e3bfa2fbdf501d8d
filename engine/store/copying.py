"""A whole database into an empty one of either kind: every row and every attachment as it is, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from engine.problems import Refused
from engine.store.records import TABLES, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.store import Store

MANY = 1_000
"""So many rows are copied or compared between two looks at how far it has come."""
Watch = Callable[[int, int], object]
"""Is told how much of how much is done."""


def copy(source: Store, target: Store, watch: Watch = lambda *_: None) -> None:
    """Copy all, and read it back before it counts: rows keep their numbers, hashes and texts.

    From server to server, who may do what goes along; which login is whose does not, since logins are a server's own.
    ``watch`` is told of the rows and files that were copied, as the first half, and of those that were compared.

    Raises Refused (``not-empty``) if anything lies in the target, (``copy-differs``) if something came out otherwise.
    """
    target.must_own()
    with source.reading(), target.writing(alone=True):
        files = source.files()
        rows = sum(map(source.count, TABLES))
        half = rows + len(files)
        copy_rows(source, target, lambda done: watch(done, 2 * half))
        target.fill_people(source.people())
        for done, key in enumerate(files, rows + 1):
            target.put_file(key, source.file(key))
            watch(done, 2 * half)
        _compare(source, target, lambda done: watch(half + done, 2 * half))
        watch(half, half)


def copy_rows(source: Store, target: Store, watch: Callable[[int], object] = lambda _: None) -> None:
    """Fill the empty tables of one database with the rows of another. Raises Refused (``not-empty``).

    ``watch`` is told now and then how many rows were copied.
    """
    if target.people() or any(next(iter(target.table(name)), None) is not None for name in TABLES):
        raise Refused("not-empty", path=target.shown)
    passed = _telling(watch)
    for name in TABLES:
        target.fill(name, passed(source.table(name)))


def _compare(source: Store, target: Store, watch: Callable[[int], object]) -> None:
    passed = _telling(watch)
    for name in TABLES:
        for one, other in passed(zip_longest(source.table(name), target.table(name))):
            if one != other:
                raise Refused("copy-differs", name=name)
    if target.shared and source.people() != target.people():
        raise Refused("copy-differs", name="people")
    for key in passed(source.files()):
        if sha256_of(source.file(key)) != sha256_of(target.file(key)):
            raise Refused("copy-differs", name=key)


def _telling(watch: Callable[[int], object]) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """What passes things on, and now and then tells how many it has passed on altogether."""
    done = 0

    def passed(things: Iterable[Any]) -> Iterator[Any]:
        nonlocal done
        for thing in things:
            yield thing
            done += 1
            if done % MANY == 0:
                watch(done)

    return passed
