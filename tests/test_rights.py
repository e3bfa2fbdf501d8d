"""What a login without rights on the tables can do on a server, and that it can do nothing else, whatever it sends."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime

import psycopg
import pytest
from hypothesis import given
from test_postgres import held
from test_store import STORED, as_told, inbox_of, refusal, same, waiting_work

from benchmarks.server import Server, database_of
from engine import sealing
from engine.authority import Authority
from engine.case import Case, evolve, replay
from engine.store import Publication, open_store
from engine.store.postgres_store import PostgresStore
from processes import Walk, walks


@pytest.fixture(scope="module")
def logins(server: Server) -> Iterator[None]:
    """Logins of the server that nobody has given anything."""
    names = ("nok", "lek", "guest")
    for name in names:
        server.run(f"CREATE ROLE {name} LOGIN")
    yield
    for name in names:
        server.run(f"DROP ROLE IF EXISTS {name}")


@pytest.fixture(scope="module")
def practice(server: Server, logins: None) -> Iterator[tuple[PostgresStore, PostgresStore]]:
    """A database whose clock is set by hand: its owner, and the login nok."""
    url = server.fresh()
    owner = held(open_store(url))
    owner.connection.execute("CREATE TABLE public.clock AS SELECT now() AS at")
    owner.connection.execute(
        "CREATE OR REPLACE FUNCTION khumue.clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT at FROM public.clock'"
    )
    with owner.writing():
        owner.keep_people(Authority())
    owner.grant("nok", "พี่นก")
    clerk = held(open_store(server.url(database_of(url), "nok")))
    yield owner, clerk
    clerk.close()
    owner.close()
    server.drop(url)


@STORED
@given(walk=walks(mends=0.25, longest=20))
def test_whatever_the_rules_allow_the_server_writes(
    practice: tuple[PostgresStore, PostgresStore], walk: Walk
) -> None:
    owner, clerk = practice
    stored: Case | None = None
    with owner.writing():
        owner.take_version(walk.plan, "{}", walk.at)
        owner.publish(Publication(walk.plan.process, walk.plan.version, date(2026, 1, 1), walk.at, "head"))
    for events in walk.go():
        owner.connection.execute("UPDATE public.clock SET at = $1", (events[0].at,))
        with clerk.writing():
            if stored is None:
                stored = replay(clerk.new_case_id(1), events)
                clerk.add(stored, events)
            else:
                fresh = clerk.case(stored.id)
                for event in events:
                    evolve(fresh, event)
                clerk.append(fresh, events)
        now = clerk.case(stored.id, whole=True)
        assert same(now) == same(replay(stored.id, walk.events))
        assert inbox_of(clerk, stored.id) == waiting_work(now)
    found = sealing.verify(owner)
    assert not [f for f in found.findings if f.case == stored.id], found
