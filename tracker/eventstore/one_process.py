"""One process on an SQLite that two must not share.

SQLite before 3.51.3 can damage a database in WAL mode when two processes write to it or tidy it up at one moment (the
WAL-reset bug, sqlite.org/wal.html). Within our one process the writers take turns.
"""

import fcntl
import os
import sqlite3
from pathlib import Path
from threading import Lock

from tracker.eventstore.database import Database
from tracker.eventstore.driving import DatabaseRefuses

SAFE = (3, 51, 3)
"""The first SQLite that any number of processes may share."""


class AnotherProcess(DatabaseRefuses):
    """Another process has this database open, and this SQLite is too old for two."""


_held: dict[Path, "_Hold"] = {}
_one_at_a_time = Lock()


class _Hold:
    """A process's hold on one database: a lock that goes when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.process = os.getpid()
        self.times = 1
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        shared = sqlite3.sqlite_version_info >= SAFE
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            self.let_go()
            raise AnotherProcess(
                f"another program, such as “tracker serve”, has {path.with_suffix('')} open, and with SQLite"
                f" {sqlite3.sqlite_version} two could damage it: stop the other one first, or install a Python with"
                " SQLite 3.51.3 or newer, or use PostgreSQL (docs/databases.md)"
            ) from None

    def let_go(self) -> None:
        os.close(self._file)


def take(database: Database) -> None:
    """Hold a database for this process. Raises `AnotherProcess` where another holds it and they may not share it."""
    path = _path(database)
    if path is None:
        return
    with _one_at_a_time:
        held = _held.get(path)
        if held and held.process == os.getpid():
            held.times += 1
        else:
            _held[path] = _Hold(path)


def let_go(database: Database) -> None:
    """Give up a hold, when it was taken as often as it is given up."""
    path = _path(database)
    with _one_at_a_time:
        held = _held.get(path) if path else None
        if held is None or path is None:
            return
        held.times -= 1
        if not held.times:
            _held.pop(path).let_go()


def _path(database: Database) -> Path | None:
    file = database.url.database
    return Path(f"{file}.in-use").resolve() if database.is_sqlite and file else None
