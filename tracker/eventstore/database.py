"""A database and its units of work: SQLite in one file, or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import RLock
from typing import Any

from sqlalchemy import Connection, StaticPool, create_engine, event, make_url
from sqlalchemy.engine import Engine

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "secure_delete=ON", "foreign_keys=ON")


class Database:
    """Reading and writing, each in one transaction that all of its work shares.

    On SQLite the process has one writer at a time, who takes the file's lock at once (`BEGIN IMMEDIATE`): a lock
    taken half-way through would fail instead of wait.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        in_memory = self.is_sqlite and not self.url.database
        pool: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
        if self.is_sqlite:
            pool["connect_args"] = {"check_same_thread": False}
        self.engine: Engine = create_engine(self.url, hide_parameters=True, **pool)
        self._one_at_a_time = RLock() if in_memory else None
        self._writer = RLock() if self.is_sqlite else None
        if self.is_sqlite:
            event.listen(self.engine, "connect", _on_connect)
            event.listen(self.engine, "begin", _on_begin)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment of the database."""
        with self._one_at_a_time or nullcontext(), self.engine.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits when its block ends, and leaves nothing behind where it raises."""
        with self._one_at_a_time or nullcontext(), self._writer or nullcontext(), self.engine.connect() as conn:
            writer = conn.execution_options(tracker_writes=True)
            with writer.begin():
                yield writer

    def forget(self) -> None:
        """Leave nothing of what was deleted in the write-ahead log; a reader who holds it back is waited for."""
        if self.is_sqlite and self.url.database:
            with self._writer or nullcontext(), self.engine.connect() as conn:
                conn.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _on_connect(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # sqlite3 must not begin transactions behind SQLAlchemy's back
    for pragma in _PRAGMAS:
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _on_begin(conn: Connection) -> None:
    writes = conn.get_execution_options().get("tracker_writes")
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
