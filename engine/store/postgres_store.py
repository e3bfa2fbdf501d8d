"""Cases in one PostgreSQL database, for an office or a province that works on them together.

Everything lies in the schema ``khumue``; a database of an office's own holds nothing else. How to connect (TLS, the
server's certificate, a service file, ``.pgpass``) is libpq's: the whole URL goes there, and no password comes back out.
Two who change one case at once take turns, since each locks its row before looking at it.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import psycopg.sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus

from engine.folders import user_data
from engine.messages import Phrase
from engine.problems import Refused, Uncertain, nearest
from engine.store import Condition, Status
from engine.store.records import TABLES, moment
from engine.store.rows import RowStore, migrations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.authority import Authority
    from engine.case import Case

HERE = Path(__file__).parent / "postgres"
SETTINGS = "SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'; "
"""How long to wait for another's change; and whoever vanishes in the middle of a change is not waited for longer."""
PATIENCE = 2
"""Seconds per address to wait for a server; most names have two. ``?connect_timeout=`` in the URL says otherwise."""
LONGEST_REASON = 300


class _Spoken:
    """PostgreSQL's errors in our words."""

    def __init__(self, store: PostgresStore) -> None:
        self.store = store

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, psycopg.Error):
            if error.sqlstate == FORBIDDEN and error.diag.message_primary:
                why = Phrase(f"forbids-{error.diag.message_primary}")
                raise Refused("server-forbids", path=self.store.shown, why=why) from error
            values = {"path": self.store.shown, "reason": _reason(error)}
            if self.store.connection.closed and self.store.ending:
                raise Uncertain("server-uncertain", **values) from error
            code = "server-lost" if self.store.connection.closed else FAULTS.get(error.sqlstate or "", "store-fault")
            raise Refused(code, **values) from error


class PostgresStore(RowStore):
    """A store on the server at ``url``. ``older`` accepts an older form, or none yet, in order to bring it forward."""

    shared = True

    def __init__(self, url: str, *, older: bool = False) -> None:
        super().__init__(HERE)
        self.shown, self.connection = _connect(url)
        self.spoken = _Spoken(self)
        self.ending = False
        """Whether the server has been asked to make the present change durable."""
        self.looking = False
        """Whether what is read is only looked at: inside ``reading``."""
        self.acts_as = ""
        self.entry: dict[str, list[Sequence[Any]]] | None = None
        """What is about to be written as one: by the server for a login without rights on the tables (``_appending``),
        or of many cases (``adding``)."""
        self.coming: list[int] = []
        """The numbers of cases that are about to be added, the last first."""
        try:
            with self.spoken:
                self.form = self._look()
            if not older:
                self._refuse_another_form(self.form)
            if not self.owns and self.form == len(migrations(HERE)):
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
        if self.connection.info.parameter_status("server_encoding") != "UTF8":
            raise Refused("server-not-utf8", path=self.shown)
        with self.spoken, self.connection.transaction():
            self._run("alone")
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
        with self.spoken:
            self.ending = False
            try:
                cursor = self.connection.execute(self.queries["begin"], prepare=False)
                cursor.nextset()
                self._refuse_another_form(cursor.fetchall()[0][0])  # somebody has brought it forward meanwhile
                if alone:
                    self._run("alone")
                yield
                self.committing = self.ending = True
                if self.connection.execute("COMMIT").statusmessage != "COMMIT":
                    raise Refused("store-fault", path=self.shown, reason="ROLLBACK")
            except BaseException:
                self._roll_back()
                self.numbers.clear()
                raise

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
        if self._is_inside():
            with suppress(psycopg.Error):
                self.connection.execute("ROLLBACK")

    def _is_inside(self) -> bool:
        return self.connection.info.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)

    def close(self) -> None:
        self.connection.close()

    # -- how statements get there ------------------------------------------------------------------------------

    def _run(self, name: str, *values: Any) -> Any:
        if self.entry is not None and name.startswith(CHANGES):
            self.entry.setdefault(name, []).append(values)
            return None
        return self.connection.execute(self.queries[name], values or None)

    def _changed(self, last: psycopg.Cursor[Any] | None) -> int:
        return 1 if last is None else last.rowcount  # a server that has recorded an entry has written the case

    def _rows(self, name: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.spoken:
            rows: list[tuple[Any, ...]] = self._run(name, *values).fetchall()
            return rows

    @contextmanager
    def _appending(self, case_id: str) -> Iterator[None]:
        """All statements are sent before the first answer is waited for; without rights on the tables, all as one."""
        try:
            if self.acts_as:
                self.entry = {}
                try:
                    yield
                    entry = json.dumps(self.entry, ensure_ascii=False, default=bytes.hex)
                finally:
                    self.entry = None
                self._run("write_entry", entry)
            else:
                with self.connection.pipeline():
                    yield
        except psycopg.Error as error:
            if error.sqlstate in CHANGED:
                raise Refused("changed-meanwhile", case=case_id) from None
            raise

    @contextmanager
    def adding(self, number: int, count: int) -> Iterator[Iterator[str]]:
        """All their numbers are fetched at once, and all their rows sent at once, table by table.

        A login without rights on the tables has each case checked by itself.
        """
        if self.acts_as:
            with super().adding(number, count) as ids:
                yield ids
            return
        last = self._rows("next_serials", number, count)[0][0]
        self.coming = [row[0] for row in self._rows("next_case_nos", count)][::-1]
        self.entry = {}
        try:
            with self.connection.pipeline():  # so that none of those within waits for an answer
                yield (f"{number}-{n}" for n in range(last - count + 1, last + 1))
            entry = self.entry
        finally:
            self.entry, self.coming = None, []
        for name, values in entry.items():
            if not name.startswith("drop_"):  # a new case has no rows yet
                self.connection.cursor().executemany(self.queries[name], values)

    def _next_case_no(self) -> int:
        return self.coming.pop() if self.coming else super()._next_case_no()

    def keep_catalogue(self, name: str, digest: str, body: str) -> None:
        if self.owns and not self.looking:  # else it is kept when somebody next asks who may
            super().keep_catalogue(name, digest, body)

    def _read_case(self, case_id: str) -> list[Case]:
        """Within a change, the case is locked: who comes second waits here, and then sees what the first has done."""
        changing = self._is_inside() and not self.looking
        return self._read(self._as_case, "case_to_change" if changing else "case_by_id", case_id)

    def _waiting(
        self, actors: Sequence[str], due_before: str, place: Sequence[Any], limit: int
    ) -> list[tuple[Any, ...]]:
        return self._rows("inbox", list(actors), due_before, *place, limit)

    # -- who may do what ---------------------------------------------------------------------------------------

    def keep_people(self, authority: Authority) -> bool:
        people = json.dumps(_as_the_server_reads(authority), ensure_ascii=False, default=date.isoformat)
        if self._rows("has_people", people) == [(True,)]:
            return False
        self._run("put_people", people)
        return True

    def grant(self, login: str, person: str) -> None:
        """Let a login of the server work here as a person, through the functions of the schema alone.

        Raises Refused if there is no such login (``no-such-login``) or if it has rights on the tables (``has-rights``).
        """
        with self.writing():
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
        with self.writing():
            if not self._run("drop_login", login).rowcount:
                logins = [name for name, _ in self.logins()]
                raise Refused("not-granted", login=login, logins=logins, near=nearest(login, logins))
            if self._rows("rights_of", login):  # else the login itself is gone
                self._carry_out(REVOKES, login)

    def logins(self) -> list[tuple[str, str]]:
        """The logins that work through the functions, each with its person."""
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

        Raises Refused (``erase-traces``) for whoever does not own the tables: PostgreSQL only warns of that.
        """
        warnings: list[str] = []
        self.connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary or ""))
        with self.spoken:
            for key in keys:
                self._run("drop_file", key)
            self._run("scrub")
        if warnings:
            raise Refused("erase-traces", path=self.shown, reason=warnings[0])

    def snapshot(self, target: Path) -> None:
        from engine.store.copying import copy_rows  # noqa: PLC0415 - this and what follows only a backup needs
        from engine.store.sqlite_store import SqliteStore  # noqa: PLC0415

        copy = SqliteStore(str(target))
        try:
            with self.reading(), copy.writing():
                copy_rows(self, copy)
        finally:
            copy.close()

    @property
    def register(self) -> Path:
        return user_data() / f"{re.sub(r'[^A-Za-z0-9.-]+', '-', self.shown)}.erased"

    # -- as it lies there --------------------------------------------------------------------------------------

    def table(self, name: str) -> Iterator[Sequence[object]]:
        key, others = TABLES[name]
        with self.spoken, self.connection.cursor(f"every_{name}") as cursor:
            cursor.itersize = 1_000
            cursor.execute(f"SELECT {key}, {others} FROM khumue.{name} ORDER BY {key}".encode())
            yield from cursor

    def fill(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        columns = ", ".join(TABLES[name])
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
        )
    finally:
        store.close()


CHANGES = ("add_", "put_", "move_", "drop_")
"""How the names of the statements begin that change a row."""
FORBIDDEN = "KH403"
CHANGED = ("KH409", psycopg.errors.UniqueViolation.sqlstate)
"""The case is not as it was looked at: the server says so, or an event of this number is there."""
GRANTS: tuple[LiteralString, ...] = (
    "GRANT USAGE ON SCHEMA khumue TO {}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA khumue TO {}",
    "GRANT EXECUTE ON FUNCTION khumue.who, khumue.lock_case, khumue.coming_serial, khumue.coming_case_no, "
    "khumue.give_piece, khumue.set_mark, khumue.set_deed, khumue.record TO {}",
)
REVOKES: tuple[LiteralString, ...] = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA khumue FROM {}",
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA khumue FROM {}",
    "REVOKE ALL ON SCHEMA khumue FROM {}",
)
FAULTS = {
    psycopg.errors.InsufficientPrivilege.sqlstate: "server-no-right",
    psycopg.errors.ReadOnlySqlTransaction.sqlstate: "server-read-only",
    psycopg.errors.LockNotAvailable.sqlstate: "store-busy",
    psycopg.errors.DiskFull.sqlstate: "store-full",
    psycopg.errors.QueryCanceled.sqlstate: "server-stopped-it",
}
TROUBLES = {
    "too many": "server-not-now",
    "connection slots": "server-not-now",
    "starting up": "server-not-now",
    "shutting down": "server-not-now",
    "recovery mode": "server-not-now",
    "not currently accepting": "server-not-now",
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


def _connect(url: str) -> tuple[str, psycopg.Connection[Any]]:
    """How a database is called without its password, and a connection to it."""
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
        connection = psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor[Any], **given)  # type: ignore[arg-type] # one word of keywords for all
    except UnicodeError:  # a name that no computer can have
        raise Refused("bad-database-url", kind=url.partition("://")[0]) from None
    except psycopg.Error as error:
        reason = _reason(error)
        code = next((TROUBLES[word] for word in TROUBLES if word in reason.lower()), "server-unreachable")
        raise Refused(code, path=shown, reason=reason) from None
    return shown, connection


def _shown(asked: Mapping[str, str]) -> str:
    """A database as people read it: no password, and no folder of a socket."""
    if "service" in asked:
        return f"postgresql:///?service={asked['service']}"
    user, host, port = (asked.get(name, "") for name in ("user", "host", "port"))
    place = ("" if host.startswith(("/", "@")) else host) + (f":{port}" if port else "")
    return f"postgresql://{user and user + '@'}{place}/{asked.get('dbname', '')}"


def _reason(error: psycopg.Error) -> str:
    """What the server or libpq says, on one line; the first of several attempts stands for all."""
    said = error.diag.message_primary or str(error).partition("\n")[0]
    return re.sub(r"connection (failed|is bad|to server .*? failed): ", "", said).strip()[:LONGEST_REASON]
