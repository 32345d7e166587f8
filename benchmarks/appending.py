"""Append one fact, durably: the recorder against the driver's one statement."""

from itertools import count
from secrets import token_bytes, token_hex
from typing import Any

from benchmarks.figure import Figure, share
from benchmarks.logs import Plain, Subject
from benchmarks.timing import one_by_one
from tracker.eventstore.mapper import StoredFact
from tracker.eventstore.recorder import Recorder

STATE = b'{"occurred_on":"2026-01-05","data":"' + b"x" * 650 + b'"}'
"""About 700 bytes, as a fact has with its columns."""

MICRO = 1e6

_TABLES = (
    "CREATE TABLE floor_events (log_id VARCHAR(16) NOT NULL, position BIGINT NOT NULL, event_id VARCHAR(32) NOT NULL,"
    " stream VARCHAR(80) NOT NULL, version INTEGER NOT NULL, topic VARCHAR(80) NOT NULL, recorded_at BIGINT NOT NULL,"
    " state {bytes} NOT NULL, leaf_hash {bytes} NOT NULL, PRIMARY KEY (log_id, position),"
    " UNIQUE (log_id, stream, version), UNIQUE (event_id))",
    "CREATE TABLE floor_heads (log_id VARCHAR(16) PRIMARY KEY, size BIGINT NOT NULL, recorded_at BIGINT NOT NULL)",
)
_INSERT = "INSERT INTO floor_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_WITH_HEAD = (
    "WITH h AS (INSERT INTO floor_heads VALUES (?, 1, ?) ON CONFLICT (log_id) DO UPDATE"
    " SET size = floor_heads.size + 1 RETURNING size)"
    " INSERT INTO floor_events SELECT ?, h.size - 1, ?, ?, ?, ?, ?, ?, ? FROM h"
)


def figures(subject: Subject) -> list[Figure]:
    """The recorder alone, beside the log that is there."""
    make_tables(subject)
    log_id = token_hex(8)
    floor, ours = one_by_one(FloorAppend(subject), _OurAppend(subject, log_id), 3 * subject.commits)
    is_sqlite = subject.database == "sqlite"
    what = "bare sqlite3 BEGIN, INSERT, COMMIT" if is_sqlite else "psycopg, one statement with the head row"
    return [
        Figure(
            "append, durable: the recorder",
            floor * MICRO,
            ours * MICRO,
            "µs a fact",
            share(0.90 if is_sqlite else 0.85),
            f"the floor is {what}; wall time, the median",
            subject.database,
            subject.facts,
        )
    ]


def make_tables(subject: Subject) -> None:
    """Make the floor's own tables in the subject's database: ours without their triggers."""
    kind = "BLOB" if subject.database == "sqlite" else "BYTEA"
    for table in ("floor_events", "floor_heads"):
        subject.plain.run(f"DROP TABLE IF EXISTS {table}")
    for statement in _TABLES:
        subject.plain.run(statement.format(bytes=kind))


class FloorAppend:
    """The driver's own append of one fact, committed."""

    def __init__(self, subject: Subject) -> None:
        self._plain: Plain = subject.plain
        self._one_statement = subject.database == "postgresql"
        self._log_id = token_hex(8)
        self._next = count()

    def __call__(self) -> None:
        """Append the next fact."""
        n = next(self._next)
        fact: tuple[Any, ...] = (token_hex(16), f"theme/{n}", 1, "theme-opened/1", 0, STATE, token_bytes(32))
        if self._one_statement:
            self._plain.run(_WITH_HEAD, (self._log_id, 0, self._log_id, *fact))
        else:
            self._plain.run("BEGIN IMMEDIATE")
            self._plain.run(_INSERT, (self._log_id, n, *fact))
            self._plain.run("COMMIT")


class _OurAppend:
    """A unit of work with one append, as the library would have it."""

    def __init__(self, subject: Subject, log_id: str) -> None:
        self._database = subject.tracker.database
        self._log_id = log_id
        self._next = count()

    def __call__(self) -> None:
        stream = f"theme/{next(self._next)}"
        fact = StoredFact(stream, 1, "theme-opened/1", STATE, token_hex(16), 0)
        with self._database.writing(self._log_id) as conn:
            Recorder(conn, self._log_id, now=int).insert_events([fact])
