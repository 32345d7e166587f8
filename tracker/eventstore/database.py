"""A database and its units of work: SQLite in one file, or PostgreSQL."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from math import inf
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Any

from sqlalchemy import URL, Connection, StaticPool, create_engine, event, make_url, text
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from tracker.eventstore import collation  # noqa: F401  tables made on PostgreSQL compare text as SQLite does
from tracker.eventstore.driving import driving, raise_if_full
from tracker.eventstore.statement import Row, Statement

BUSY_TIMEOUT = "busy_timeout=10000"

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", BUSY_TIMEOUT, "secure_delete=ON", "foreign_keys=ON")
"""What every connection to SQLite is set to: a commit is on the disk before it is said to be."""

WRITES, LASTING, FLEETING = "tracker_writes", "FULL", "NORMAL"
"""The option by which a connection writes, and how: whether what it commits is on the disk before it is said to be.

Its values are what SQLite calls them.
"""

CONNECTIONS = 8
"""How many connections to PostgreSQL are kept: one for each thread of a server."""

BELIEVED_FOR = 1.0
"""For how many seconds a connection to PostgreSQL is believed to be there since it last was: asking takes time."""

SQLITE: dict[str, Any] = {}
"""How SQLite is reached, where it is not as SQLAlchemy would."""

LOG_SCHEMA, PAGES_SCHEMA = "log", "pages"
"""Where PostgreSQL keeps what facts cannot recreate, which the owner owns, and pages, which the application owns."""

LAST_USED, ASKED_OF = "last used", "log that it was asked of"
"""What is known of a pooled connection to PostgreSQL."""

LOG = "tracker_log"
"""The option by which a connection to PostgreSQL names the log that its transactions work on."""

_ASK_OF_LOG = "SELECT set_config('tracker.log', %s, false)"
_GO_ON_WITH_LOG = "SELECT set_config('tracker.log', %s, true)"
_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('tracker: shape'))")
_BEGIN = {
    None: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    LASTING: "BEGIN ISOLATION LEVEL READ COMMITTED",
    FLEETING: "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit TO off",
}
"""How a transaction begins on PostgreSQL: one that reads sees one moment."""


class Database:
    """Reading and writing, each in one transaction that all of its work shares.

    A transaction names the log that it works on: on PostgreSQL row-level security keeps it from every other.

    On SQLite the process has one writer at a time, who takes the file's lock at once (`BEGIN IMMEDIATE`): a lock
    taken half-way through would fail instead of wait. On PostgreSQL the log's head row is the lock, and a writer sees
    what was committed before it got that; a reader sees one moment.
    """

    def __init__(self, url: str, *, owner: bool = False) -> None:
        """`owner`: connect as the owner of the log's tables, who migrates them and has no pages."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        in_memory = self.is_sqlite and not self.url.database
        self._one_at_a_time = RLock() if in_memory else None
        self._writer = RLock() if self.is_sqlite else None
        self._turn_at = self.is_sqlite and not in_memory and turn_beside(Path(str(self.url.database)))
        self.engine = _sqlite(self.url, in_memory=in_memory) if self.is_sqlite else _postgresql(self.url, owner=owner)
        self.left_behind = False
        event.listen(self.engine, "handle_error", _on_error)

    @contextmanager
    def reading(self, log_id: str | None = None) -> Iterator[Connection]:
        """A transaction that sees one moment of the database, and of the logs' facts those of one log."""
        with (
            self._one_at_a_time or nullcontext(),
            self.engine.connect() as reader,
            self._naming(reader, log_id).begin(),
        ):
            yield reader

    def ask(self, statement: Statement, log_id: str) -> Sequence[Row]:
        """Rows of one small query, whose one value is a log, without a transaction: what every request asks first."""
        with self._one_at_a_time or nullcontext(), closing(self.engine.raw_connection()) as conn:
            cursor = conn.cursor()
            if not self.is_sqlite and conn.info.get(ASKED_OF) != log_id:
                cursor.execute(_ASK_OF_LOG, (log_id,))
                conn.info[ASKED_OF] = log_id
            return statement.asked_with(cursor, self.engine.dialect, log_id=log_id)

    @contextmanager
    def writing(self, log_id: str | None = None, *, lasting: bool = True) -> Iterator[Connection]:
        """A transaction on one log that commits when its block ends, and leaves nothing behind where it raises.

        One that is not `lasting` does not wait for the disk: a power cut may undo it, whole, with those after it that
        were not lasting either. It is for what the facts make again.
        """
        alone = self._writer or nullcontext()
        with self._one_at_a_time or nullcontext(), alone, self._turn(), self.engine.connect() as conn:
            writer = conn.execution_options(**{WRITES: LASTING if lasting else FLEETING})
            with self._naming(writer, log_id).begin():
                yield writer

    def _naming(self, conn: Connection, log_id: str | None) -> Connection:
        return conn if self.is_sqlite else conn.execution_options(**{LOG: log_id or ""})

    @contextmanager
    def reshaping(self) -> Iterator[Connection]:
        """A transaction that makes or changes tables, one at a time among all processes."""
        with self.writing() as conn:
            if not self.is_sqlite:
                conn.execute(_ALONE)
            yield conn

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Writers of several processes on one SQLite file take turns; whoever is killed gives its turn up.

        SQLite alone lets in whoever happens to ask at the right moment, and another waits until it gives up. Whoever
        writes takes this turn before that of the key store, and never the other way round.
        """
        if not self._turn_at:
            yield
            return
        turn = os.open(self._turn_at, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield
        finally:
            os.close(turn)

    def forget(self, patience: float = 10.0) -> bool:
        """Leave nothing of what was deleted in the write-ahead log; whether that is done.

        A reader who holds it back is waited for, so many seconds. Where it is not done, `left_behind` says so until it
        is: whoever brings pages up to date tries again.
        """
        if self.is_sqlite and self.url.database:
            with self._writer or nullcontext(), closing(self.engine.raw_connection()) as conn:
                cursor = conn.cursor()
                cursor.execute(f"PRAGMA busy_timeout={int(patience * 1000)}")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self.left_behind = bool(cursor.fetchall()[0][0])
                cursor.execute(f"PRAGMA {BUSY_TIMEOUT}")
        return not self.left_behind

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def turn_beside(database: Path) -> Path:
    """The file by which whoever writes to an SQLite file takes their turn; nothing is in it."""
    return database.with_name(f"{database.name}.turn")


def go_on_with(conn: Connection, log_id: str) -> None:
    """Have the rest of a transaction work on that log, which on PostgreSQL sees no other."""
    if conn.dialect.name == "postgresql":
        _do(conn, _GO_ON_WITH_LOG, (log_id,))


def _sqlite(url: URL, *, in_memory: bool) -> Engine:
    pool: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False}, **pool, **SQLITE)
    event.listen(engine, "connect", _on_connect_to_sqlite)
    event.listen(engine, "begin", _on_begin_on_sqlite)
    return engine


def _postgresql(url: URL, *, owner: bool) -> Engine:
    schemas = LOG_SCHEMA if owner else f"{PAGES_SCHEMA},{LOG_SCHEMA}"
    settings = {"options": f"-csearch_path={schemas}", "application_name": "tracker"}
    engine = create_engine(url, hide_parameters=True, connect_args=settings, pool_size=CONNECTIONS)
    event.listen(engine, "connect", _on_connect_to_postgresql)
    event.listen(engine, "begin", _on_begin_on_postgresql)
    _Believing().listen(engine)
    return engine


def _on_connect_to_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # sqlite3 must not begin transactions behind SQLAlchemy's back
    for pragma in PRAGMAS:
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _on_connect_to_postgresql(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.autocommit = True  # nor may psycopg


class _Believing:
    """Sees that a connection is still there which nobody used for a while, or since another was lost."""

    def __init__(self) -> None:
        self._lost_at = -inf

    def listen(self, engine: Engine) -> None:
        """Be told by the connections' pool."""
        event.listen(engine, "checkin", self._on_checkin)
        event.listen(engine, "checkout", self._on_checkout)
        event.listen(engine, "invalidate", self._on_invalidate)

    def _on_checkin(self, _dbapi_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[LAST_USED] = monotonic()

    def _on_invalidate(self, _dbapi_connection: Any, _record: ConnectionPoolEntry, error: BaseException | None) -> None:
        if error is not None:
            self._lost_at = monotonic()

    def _on_checkout(self, dbapi_connection: Any, record: ConnectionPoolEntry, _fairy: Any) -> None:
        used_at = record.info.get(LAST_USED, inf)
        if used_at <= self._lost_at or monotonic() - used_at > BELIEVED_FOR:
            try:
                dbapi_connection.execute("")
                dbapi_connection.rollback()
            except dbapi_connection.OperationalError as error:
                raise DisconnectionError from error


def _on_error(context: ExceptionContext) -> None:
    raise_if_full(context.original_exception)


def _on_begin_on_sqlite(conn: Connection) -> None:
    writes = conn.get_execution_options().get(WRITES)
    if writes:
        _do(conn, f"PRAGMA synchronous={writes}")  # which a transaction that has begun cannot set
    _do(conn, "BEGIN IMMEDIATE" if writes else "BEGIN")


def _on_begin_on_postgresql(conn: Connection) -> None:
    """Begin, and name the log, in one message."""
    options = conn.get_execution_options()
    named = options.get(LOG, "").replace("'", "''")
    _do(conn, f"{_BEGIN[options.get(WRITES)]}; SET LOCAL tracker.log TO '{named}'")


def _do(conn: Connection, sql: str, values: tuple[str, ...] = ()) -> None:
    with driving(conn, sql) as cursor:
        cursor.execute(sql, values)
