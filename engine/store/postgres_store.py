"""Cases in one PostgreSQL database, for an office or a province that works on them together.

Everything lies in the schema ``khumue``; a database of an office's own holds nothing else. How to connect (TLS, the
server's certificate, a service file, ``.pgpass``) is libpq's: the whole URL goes there, and no password comes back out.
Two who change one case at once take turns, since each locks its row before looking at it.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import psycopg.sql
from psycopg.conninfo import conninfo_to_dict

from engine.case import untouched
from engine.folders import user_data
from engine.messages import Phrase
from engine.problems import Refused, Uncertain, nearest
from engine.store import Condition, Deed, Status
from engine.store.records import TABLES, moment, people_hash
from engine.store.rows import RowStore, item_state, migrations, step_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.authority import Authority
    from engine.case import Case

HERE = Path(__file__).parent / "postgres"
SETTINGS = "SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'; "
"""How long to wait for another's change; and whoever vanishes in the middle of a change is not waited for longer."""
PATIENCE = 2
"""Seconds per address to wait for a server; most names have two. ``?connect_timeout=`` in the URL says otherwise."""
OLDEST = 16
"""The first version of PostgreSQL that has all functions the schema calls."""
LONGEST_REASON = 300
logging.getLogger("psycopg").addHandler(logging.NullHandler())  # what goes wrong is told by whoever asked


class _Spoken:
    """PostgreSQL's errors in our words."""

    def __init__(self, store: PostgresStore) -> None:
        self.store = store

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, psycopg.Error):
            who = {"login": self.store.login, "person": self.store.acts_as}
            if error.sqlstate == FORBIDDEN and (reason := error.diag.message_primary):
                why, remedy = Phrase(f"forbids-{reason}", who), Phrase(f"remedy-{REMEDIES.get(reason, 'again')}", who)
                raise Refused("server-forbids", path=self.store.shown, why=why, remedy=remedy) from error
            if error.sqlstate in CHANGED and error.diag.table_name != "deed" and self.store.changing:
                raise Refused(self.store.taken, case=self.store.changing) from None
            if error.sqlstate == NO_RIGHT and not self.store.form:
                code = "owner-alone" if self.store.owns else "not-let-in"
                raise Refused(code, path=self.store.shown, login=self.store.login) from error
            values: dict[str, object] = {"path": self.store.shown, "reason": _reason(error)}
            if error.sqlstate == NO_RIGHT:
                values |= {**who, "reason": _missing_right(error), "stranger": "" if who["person"] else who["login"]}
            if self.store.connection.closed and self.store.ending:
                raise Uncertain("server-uncertain", **values) from error
            code = "server-lost" if self.store.connection.closed else FAULTS.get(error.sqlstate or "", "store-fault")
            if code == "server-read-only":
                code = self.store.only_read or code
            raise Refused(code, **values) from error


class PostgresStore(RowStore):
    """A store on the server at ``url``. ``older`` accepts an older form, or none yet, in order to bring it forward."""

    shared = True

    def __init__(self, url: str, *, older: bool = False) -> None:
        super().__init__(HERE)
        self.shown, self.address, self.connection = _connect(url)
        self.login = self.connection.info.user
        self.form, self.owns = 0, False
        self.spoken = _Spoken(self)
        self.inside = False
        """Whether a change is going on."""
        self.ending = False
        """Whether the server has been asked to make it durable."""
        self.sending = ExitStack()
        self.pipeline: psycopg.Pipeline | None = None
        """Through which a change is sent without waiting for its answers, as long as ``sending`` is open."""
        self.looking = False
        """Whether what is read is only looked at: inside ``reading``."""
        self.changing = self.taken = ""
        """The case whose change was sent last, and how it is told if rows of it are there already."""
        self.looked_at = NOTHING
        """The case that a change is about, its key, and the step and entries that it begins with."""
        self.deeds: dict[bytes, Deed | None] = {}
        """What the command did that has this key."""
        self.acts_as = ""
        self.entry: list[tuple[str, Sequence[Any]]] = []
        """Statements with their values that are about to be sent as one."""
        self.appending = False
        """Whether more of them are to come, whatever is read meanwhile."""
        self.coming: list[int] = []
        """The numbers of cases that are about to be added, the last first."""
        try:
            with self.spoken:
                self.form = self._look()
            if not older:
                self._refuse_another_form(self.form)
            if not self.owns:
                with self.spoken:
                    self._work_without_rights()
        except BaseException:
            self.connection.close()
            raise

    # -- the schema --------------------------------------------------------------------------------------------

    def _look(self) -> int:
        """The number of the last migration; 0 where nothing was begun. Raises Refused if it is newer than we are."""
        try:
            cursor = self.connection.execute(SETTINGS + self.queries["form"], prepare=False)
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            self.connection.execute(SETTINGS, prepare=False)
            self.owns = True
            return 0
        while cursor.nextset():
            pass
        form, self.owns = cursor.fetchall()[0]
        if form > len(migrations(HERE)):
            self._refuse_another_form(form)
        return int(form)

    def _work_without_rights(self) -> None:
        """Change things through the functions of the schema, if whoever owns it has said which person this login is."""
        try:
            self.acts_as = self._run("who").fetchall()[0][0]
        except psycopg.Error:  # a login that may look, and nothing else
            return
        own = {name.removeprefix("clerk_"): sql for name, sql in self.queries.items() if name.startswith("clerk_")}
        self.queries = self.queries | own

    def _refuse_another_form(self, form: int) -> None:
        newest = len(migrations(HERE))
        if form != newest:
            code = "newer-database" if form > newest else "older-database" if form else "no-schema"
            raise Refused(code, path=self.shown, version=form, known=newest)

    def migrate(self) -> None:
        """Bring the schema to the newest form, in one transaction: who may is decided by the server.

        Waits for changes that are being made, and no other begins meanwhile.
        """
        self.must_own()
        version = self.connection.info.server_version // 10_000
        if version < OLDEST:
            raise Refused("server-too-old", path=self.shown, version=version, oldest=OLDEST)
        if self.connection.info.parameter_status("server_encoding") != "UTF8":
            raise Refused("server-not-utf8", path=self.shown)
        with self.spoken, self.connection.transaction():
            if not self.form:
                self._run("begin_alone")
            self.connection.execute(self.queries["begin_schema"], prepare=False)
            self.form = self._rows("form")[0][0]
            if self.form > len(migrations(HERE)):
                self._refuse_another_form(self.form)
            for script in migrations(HERE)[self.form :]:
                self.connection.execute(script.read_bytes(), prepare=False)
                self.form += 1
                self._run("add_migration", self.form)

    # -- transactions ------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[None]:
        """One transaction. What need not be answered is sent without waiting, up to its end: the server carries out
        nothing behind a statement that has failed, and no COMMIT either."""
        with self.spoken:
            self.inside, self.ending, self.changing = True, False, ""
            try:
                with ExitStack() as self.sending:
                    self._refuse_to_change()
                    self.pipeline = self.sending.enter_context(self.connection.pipeline())
                    self.connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
                    # In the order of an upgrade, or each could wait for the other: the lock, the form, the cases.
                    if alone:
                        self._run("alone")
                    if self.looked_at == NOTHING:  # else it comes with what is looked at
                        self._refuse_another_form(self._rows("form_now")[0][0])
                    yield
                    self._send_entry()
                    self.committing = self.ending = True
                    end = self.connection.execute("COMMIT")
                if end.statusmessage != "COMMIT":
                    raise Refused("store-fault", path=self.shown, reason="ROLLBACK")
            except BaseException as error:
                if isinstance(error, psycopg.Error) and not self.connection.closed:
                    self.committing = False  # the server says that it was not
                self._roll_back()
                self.numbers.clear()
                raise
            finally:
                self.inside, self.pipeline, self.looked_at, self.entry, self.deeds = False, None, NOTHING, [], {}

    def _refuse_to_change(self) -> None:
        """Raises Refused if nothing can be changed here: before the rules are asked whether it might."""
        if found := self.only_read:
            raise Refused(found, path=self.shown)
        if not (self.owns or self.acts_as):
            raise Refused("only-reads", path=self.shown, login=self.login)

    @property
    def only_read(self) -> str:
        """Why everybody may only read here at present, empty if they may not: the server tells so unasked."""
        if self.connection.info.parameter_status("in_hot_standby") == "on":
            return "server-stands-by"
        on = self.connection.info.parameter_status("default_transaction_read_only") == "on"
        return "server-read-only" if on else ""

    def must_own(self) -> None:
        if not self.owns:
            raise Refused("owner-alone", path=self.shown, login=self.login)

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self.spoken:
            self.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            self.looking = True
            try:
                yield
            finally:
                self.looking = False
                self._roll_back()

    @contextmanager
    def _preparing(self) -> Iterator[None]:
        with self.writing():
            yield
        self.committing = False

    def _roll_back(self) -> None:
        """Nothing is rolled back where nothing is left to be: a connection that was lost took its change with it."""
        with suppress(psycopg.Error):
            self.connection.rollback()  # which also forgets what was to be prepared behind a statement that failed

    def _is_inside(self) -> bool:
        return self.inside

    def close(self) -> None:
        self.connection.close()

    # -- how statements get there ------------------------------------------------------------------------------

    def _run(self, name: str, *values: Any) -> Any:
        if name in ENTRY and self.inside:
            self.entry.append((name, values))
            return None
        if not self.appending:
            self._send_entry()
        return self._send(name, *values)

    def _send(self, name: str, *values: Any) -> psycopg.Cursor[Any]:
        """Send a statement to its last byte. Within a pipeline psycopg leaves a part of a long one unsent where the
        server is slow to take it, and would then wait for the answer to it, for ever."""
        cursor = self.connection.execute(self.queries[name], values or None)
        if self.pipeline:
            self.connection.wait(psycopg.generators.send(self.connection.pgconn))
        return cursor

    def _send_entry(self) -> None:
        """What has been made of a case goes to the server as one statement; other rows of cases go one by one."""
        entry, self.entry = self.entry, []
        if not entry:
            return
        rows: dict[str, list[Sequence[Any]]] = {}
        for name, values in entry:
            rows.setdefault(name, []).append(values)
        if "add_event" in rows and not rows.keys().isdisjoint(("put_case", "move_case")):
            self._run("write_entry", json.dumps(rows, ensure_ascii=False, default=bytes.hex))
        else:
            for name, values in entry:
                self._send(name, *values)

    def _changed(self, last: psycopg.Cursor[Any] | None) -> int:  # noqa: ARG002 - it has not been sent yet
        return 1  # else the server refuses it

    def _rows(self, name: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.spoken:
            cursor = self._run(name, *values)
            if self.pipeline:
                self.pipeline.sync()  # so that the server knows that it waits for us, and does so no longer than it may
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def _wait_for_each(self) -> None:
        """From now on, within a change: rows in bulk are not sent among other statements."""
        self.sending.close()
        self.pipeline = None

    @contextmanager
    def _appending(self, case_id: str, taken: str) -> Iterator[None]:
        """What is written within is sent together, with the key that is kept next."""
        self._send_entry()
        self.changing, self.taken, self.appending = case_id, taken, True
        try:
            yield
        finally:
            self.appending = False

    @contextmanager
    def adding(self, number: int, count: int) -> Iterator[Iterator[str]]:
        """All their numbers are fetched at once; a login without rights on the tables asks for one at a time."""
        if self.acts_as:
            with super().adding(number, count) as ids:
                yield ids
            return
        last = self._rows("next_serials", number, count)[0][0]
        self.coming = [row[0] for row in self._rows("next_case_nos", count)][::-1]
        try:
            yield (f"{number}-{n}" for n in range(last - count + 1, last + 1))
        finally:
            self.coming = []

    def _next_case_no(self) -> int:
        return self.coming.pop() if self.coming else super()._next_case_no()

    def keep_catalogue(self, name: str, digest: str, body: str) -> None:
        if self.owns and not self.looking and not self.only_read:  # else it is kept when somebody next asks who may
            super().keep_catalogue(name, digest, body)

    def expect(self, case_id: str, key: bytes, step: str, items: Sequence[str]) -> None:
        self.looked_at = (case_id, key, step, list(items))

    def _read_case(self, case_id: str) -> list[Case]:
        """Within a change, the case is locked: who comes second waits here, and then sees what the first has done."""
        if not self.inside:
            return super()._read_case(case_id)
        if self.looked_at[0] != case_id:
            self.expect(case_id, b"", "", ())
        return self._read(self._as_looked_at, "look", *self.looked_at)

    def _as_looked_at(self, row: Sequence[Any]) -> Case:
        form, *row, asked, effect, steps, items = row
        self._refuse_another_form(form)
        case = self._as_case(row)
        _, key, step, parts = self.looked_at
        self.deeds = {key: Deed(key, asked, effect) if asked else None}
        if planned := case.plan.steps.get(step):
            case.steps.update((name, untouched(case.plan, name)) for name in (step, *planned.next))
            case.steps.update((name, step_state(state)) for name, *state in steps or ())
            case.items[step].update(dict.fromkeys(parts))
            case.items[step].update((name, item_state(state)) for name, *state in items or ())
        return case

    def deed(self, key: bytes) -> Deed | None:
        return self.deeds[key] if key in self.deeds else super().deed(key)

    def _waiting(
        self, actors: Sequence[str], due_before: str, place: Sequence[Any], limit: int
    ) -> list[tuple[Any, ...]]:
        return self._rows("inbox", list(actors), due_before, *place, limit)

    # -- who may do what ---------------------------------------------------------------------------------------

    def keep_people(self, authority: Authority) -> bool:
        people = _as_the_server_reads(authority)
        text = json.dumps(people | {"hash": people_hash(people)}, ensure_ascii=False, default=date.isoformat)
        if self._rows("has_people", text) == [(True,)]:
            return False
        self._run("put_people", text)
        return True

    def grant(self, login: str, person: str) -> None:
        """Let a login of the server work here as a person, through the functions of the schema alone.

        Raises Refused if there is no such login (``no-such-login``) or if it has rights on the tables (``has-rights``).
        """
        self.must_own()
        with self.writing(alone=True):
            rights = self._rows("rights_of", login)
            if rights != [(False,)]:
                raise Refused("has-rights" if rights else "no-such-login", login=login, path=self.shown)
            self._run("put_login", login, person)
            self._carry_out(GRANTS, login)

    def _carry_out(self, statements: Sequence[LiteralString], login: str) -> None:
        for statement in statements:
            self.connection.execute(psycopg.sql.SQL(statement).format(psycopg.sql.Identifier(login)))

    def revoke(self, login: str) -> None:
        """End that. Raises Refused (``not-granted``)."""
        self.must_own()
        with self.writing(alone=True):
            if not self._rows("drop_login", login):
                logins = [name for name, _ in self.logins()]
                raise Refused("not-granted", login=login, logins=logins, near=nearest(login, logins))
            if self._rows("rights_of", login):  # else the login itself is gone
                self._carry_out(REVOKES, login)

    def people(self) -> list[tuple[object, ...]]:
        return self._rows("people")

    def fill_people(self, rows: Iterable[Sequence[object]]) -> None:
        for row in rows:
            self._run("add_people", *row)

    def logins(self) -> list[tuple[str, str]]:
        return [(login, person) for login, person in self._rows("logins")]

    # -- files -------------------------------------------------------------------------------------------------

    def put_file(self, key: str, pieces: Iterable[bytes]) -> None:
        number = -1
        for number, piece in enumerate(pieces):
            self._run("add_piece", key, number, piece)
        if number < 0:  # an empty file is one too
            self._run("add_piece", key, 0, b"")

    def file(self, key: str) -> Iterator[bytes]:
        number = 0
        while rows := self._rows("piece", key, number):
            yield rows[0][0]
            number += 1
        if not number:
            raise Refused("attachment-lost", path=f"{self.shown} {key}")

    def files(self) -> list[str]:
        return [row[0] for row in self._rows("file_keys")]

    # -- evidence, erasure, backup -----------------------------------------------------------------------------

    def faults(self) -> list[tuple[str, str]]:
        """Pages and logs are the server's own business; what lies astray is not."""
        return self._logical_faults()

    def scrub(self, keys: Iterable[str]) -> None:
        """The server's log, its archive and its backups may hold copies for a while: whoever runs it sees to those.

        Raises Refused (``erase-traces``) where it cannot be done now: what was given is erased all the same. Of
        whoever does not own the tables PostgreSQL only warns.
        """
        warnings: list[str] = []
        self.connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary or ""))
        try:
            for key in keys:
                self._run("drop_file", key)
            self._run("scrub")
        except psycopg.Error as error:
            warnings.append(_reason(error))
        if warnings:
            raise Refused("erase-traces", path=self.shown, reason=warnings[0])

    def snapshot(self, target: Path, watch: Callable[[int, int], object] = lambda *_: None) -> None:
        from engine.store.copying import copy_rows  # noqa: PLC0415 - this and what follows only a backup needs
        from engine.store.sqlite_store import SqliteStore  # noqa: PLC0415

        copy = SqliteStore(str(target))
        try:
            with self.reading(), copy.writing():
                total = sum(map(self.count, TABLES))
                copy_rows(self, copy, lambda done: watch(done, total))
                watch(total, total)
        finally:
            copy.close()

    @property
    def register(self) -> Path:
        return user_data() / f"{re.sub(r'[^A-Za-z0-9.-]+', '-', self.shown)}.erased"

    # -- as it lies there --------------------------------------------------------------------------------------

    def table(self, name: str) -> Iterator[Sequence[object]]:
        key, others = TABLES[name]
        self._wait_for_each()
        with self.spoken, self.connection.cursor(f"every_{name}") as cursor:
            cursor.itersize = 1_000
            cursor.execute(f"SELECT {key}, {others} FROM khumue.{name} ORDER BY {key}".encode())
            yield from cursor

    def count(self, name: str) -> int:
        with self.spoken:
            return sum(row[0] for row in self.connection.execute(f"SELECT count(*) FROM khumue.{name}".encode()))

    def fill(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        columns = ", ".join(TABLES[name])
        self._wait_for_each()
        with self.connection.cursor().copy(f"COPY khumue.{name} ({columns}) FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)
        self._run("go_on_counting")

    def status(self) -> Status:
        version, login, encryption, size = self._rows("server")[0]
        found = Status(self.shown, f"PostgreSQL {version}", self.form, len(migrations(HERE)), size, login, encryption)
        if not self.form:
            return found
        cases, open_cases, events, files = self._rows("counts")[0]
        made = [(number, at, who) for number, at, who in self._rows("migrations")]
        return found._replace(cases=cases, open_cases=open_cases, events=events, files=files, migrations=made)


def condition(url: str) -> Condition:
    """How the database of a server is. Raises Refused if it cannot be looked at."""
    store = PostgresStore(url, older=True)
    try:
        found = store.status()
        last = store._rows("newest_case") if found.form == found.known else []
        encryption, writable, clock = store._rows("connected")[0]
        opened = moment(last[0][0]) if last else None
        return Condition(
            found.system,
            found.place,
            found.form,
            found.known,
            found.size,
            writable,
            None,
            (),
            opened,
            encryption,
            clock,
            store.acts_as,
            store.owns if found.form == found.known else None,
            store.only_read,
        )
    finally:
        store.close()


NOTHING: tuple[str, bytes, str, list[str]] = ("", b"", "", [])
ENTRY = frozenset((
    "add_event", "add_personal", "put_case", "move_case", "put_step", "put_item", "drop_item", "put_field",
    "drop_ready_case", "drop_ready_step", "drop_ready_item", "add_ready", "keep_deed",
))  # fmt: skip
"""The statements that the server carries out together."""
FORBIDDEN = "KH403"
LACKING = "(permission denied for|must be owner of) (database|schema|table|function|sequence) (\\S+)"
NO_RIGHT = psycopg.errors.InsufficientPrivilege.sqlstate
CHANGED = ("KH409", psycopg.errors.UniqueViolation.sqlstate)
"""The case is not as it was looked at: the server says so, or an event of this number is there."""
REMEDIES = {
    "login": "grant",
    "person": "own-name",
    "people": "publish",
    "version": "publish",
    "right": "member",
    "apart": "other",
    "ready": "look",
    "outcome": "look",
    "clock": "clock",
    "kind": "owner",
}
"""What to do about what the functions of the schema do not admit; for the rest no program asks that knows them."""
GRANTS: tuple[LiteralString, ...] = (
    "GRANT USAGE ON SCHEMA khumue TO {}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA khumue TO {}",
    "GRANT EXECUTE ON FUNCTION khumue.who, khumue.take_turn, khumue.look, khumue.coming_serial, khumue.coming_case_no, "
    "khumue.give_piece, khumue.set_mark, khumue.record TO {}",
)
REVOKES: tuple[LiteralString, ...] = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA khumue FROM {}",
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA khumue FROM {}",
    "REVOKE ALL ON SCHEMA khumue FROM {}",
)
FAULTS = {
    NO_RIGHT: "server-no-right",
    psycopg.errors.ReadOnlySqlTransaction.sqlstate: "server-read-only",
    psycopg.errors.LockNotAvailable.sqlstate: "store-busy",
    psycopg.errors.DiskFull.sqlstate: "store-full",
    psycopg.errors.QueryCanceled.sqlstate: "server-stopped-it",
    psycopg.errors.DeadlockDetected.sqlstate: "server-crossed",
    psycopg.errors.SerializationFailure.sqlstate: "server-crossed",
}
TROUBLES = {
    "no password supplied": "server-needs-password",
    "password authentication failed": "server-wrong-password",
    "too many": "server-not-now",
    "connection slots": "server-not-now",
    "starting up": "server-not-now",
    "shutting down": "server-not-now",
    "recovery mode": "server-not-now",
    "accepting connections": "server-not-now",  # "not currently", "not yet", or a standby that is not to be read
    "session is read-only": "no-server-takes-changes",
    "fatal": "server-refuses",
    "definition of service": "no-such-service",
    "ssl": "server-not-trusted",
    "certificate": "server-not-trusted",
    "password": "server-refuses",
    "does not exist": "server-refuses",
}
"""What stands in the error where we are not let in, and why; the first counts. Without any, no server was reached."""


def _as_the_server_reads(authority: Authority) -> dict[str, Any]:
    """The people as ``0007.sql`` looks them up."""
    return {
        "binding": authority.binding,
        "persons": dict.fromkeys(sorted(authority.persons), True),
        "belongs": {who: [found[1:] for found in entries] for who, entries in authority.belongs.items()},
        "orders": {
            who: [(o.order, o.stead, o.since, o.until, o.actors, o.processes) for o in entries]
            for who, entries in authority.orders.items()
        },
    }


def _connect(url: str) -> tuple[str, str, psycopg.Connection[Any]]:
    """How a database is called without its password, what leads there again, and a connection to it."""
    try:
        asked = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError:  # whose text may hold a part of a password
        asked = {"port": "?"}
    if not re.fullmatch("[0-9,]*", asked.get("port", "")) or "@" in asked.get("host", "") + asked.get("dbname", ""):
        raise Refused("bad-database-url", kind=url.partition("://")[0]) from None
    shown = _shown(asked)
    given = {"application_name": "khumue", "client_encoding": "UTF8"}
    if "connect_timeout" not in asked and "PGCONNECT_TIMEOUT" not in os.environ:
        given["connect_timeout"] = str(PATIENCE)
    try:
        connection = psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor, **given)  # type: ignore[arg-type] # one word of keywords for all
    except UnicodeError:  # a name that no computer can have
        raise Refused("bad-database-url", kind=url.partition("://")[0]) from None
    except psycopg.Error as error:
        raise _not_connected(error, asked, shown) from None
    return shown, shown if any("password" in name for name in asked) else url, connection


def _not_connected(error: psycopg.Error, asked: Mapping[str, str], shown: str) -> Refused:
    """Why there is no connection. Where a password is what it lacks, the message names the file and the line for it."""
    reason = _reason(error)
    code = next((TROUBLES[word] for word in TROUBLES if word in reason.lower()), "server-unreachable")
    if "password" not in code:
        return Refused(code, path=shown, reason=reason)
    file = _password_file(asked)
    if code == "server-needs-password" and _others_may_read(file):
        code = "password-file-open"
    return Refused(code, path=shown, file=str(file), line=_password_line(error))


def _password_file(asked: Mapping[str, str]) -> Path:
    """Where passwords are kept (libpq, "The Password File")."""
    home = "~/.pgpass"
    if sys.platform == "win32":
        home = f"{os.environ.get('APPDATA', '~')}\\postgresql\\pgpass.conf"
    return Path(asked.get("passfile") or os.environ.get("PGPASSFILE") or home).expanduser()


def _password_line(error: psycopg.Error) -> str:
    """What stands before the password in such a file: HOST:PORT:DATABASE:USER, a star where any will do."""
    known = error.pgconn
    parts = (known.host, known.port, known.db, known.user) if known else [b""] * 4
    host, *rest = (re.sub(r"([:\\])", r"\\\1", part.decode()) or "*" for part in parts)
    return ":".join(["*" if host.startswith(("/", "@")) else host, *rest])


def _others_may_read(file: Path) -> bool:
    """Whether a file of passwords is passed over since others may read it, which PostgreSQL does not ask on Windows."""
    return sys.platform != "win32" and file.is_file() and bool(file.stat().st_mode & 0o077)


def _shown(asked: Mapping[str, str]) -> str:
    """A database as people read it: no password, and no folder of a socket."""
    if "service" in asked:
        return f"postgresql:///?service={asked['service']}"
    user, host, port = (asked.get(name, "") for name in ("user", "host", "port"))
    place = ("" if host.startswith(("/", "@")) else host) + (f":{port}" if port else "")
    return f"postgresql://{user and user + '@'}{place}/{asked.get('dbname', '')}"


def _missing_right(error: psycopg.Error) -> Phrase | str:
    """To what a right is missing; in the server's own words where it says something else."""
    found = re.fullmatch(LACKING, error.diag.message_primary or "")
    if not found:
        return _reason(error)
    code = "right-of-owner" if found[1].startswith("must") else "right-to"
    return Phrase(code, {"what": Phrase(f"right-{found[2]}", {"name": found[3]})})


def _reason(error: psycopg.Error) -> str:
    """What the server or libpq says, on one line; the first of several attempts stands for all."""
    said = error.diag.message_primary or str(error).partition("\n")[0]
    return re.sub(r"connection (failed|is bad|to server .*? failed): ", "", said).strip()[:LONGEST_REASON]
