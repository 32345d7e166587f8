"""The recorder: one log, one unit of work's connection, gapless positions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    ProgrammingError,
    StoredEvent,
    Subscription,
)
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError as DatabaseIntegrityError

from tracker.eventstore.mapper import StoredFact
from tracker.eventstore.reading import last_position, read_rows
from tracker.eventstore.statement import Statement
from tracker.ledger.leaf import hash_leaf, leaf_of, origin_of

# Lock, next positions and the clock's low-water mark in one go. An advisory lock and max + 1 in one statement would
# collide: the statement's snapshot is older than its lock.
_TAKE = Statement(
    "INSERT INTO heads (log_id, size, recorded_at) VALUES (:log_id, :n, :recorded_at)"
    " ON CONFLICT (log_id) DO UPDATE SET size = heads.size + excluded.size,"
    " recorded_at = CASE WHEN heads.recorded_at > excluded.recorded_at"
    " THEN heads.recorded_at ELSE excluded.recorded_at END"
    " RETURNING size, recorded_at"
)
_ADD = Statement(
    "INSERT INTO events (log_id, position, event_id, stream, version, topic, recorded_at, state, leaf_hash)"
    " VALUES (:log_id, :position, :event_id, :stream, :version, :topic, :recorded_at, :state, :leaf_hash)"
)
# One statement however many facts: sent one by one, each would wait for its answer.
_ADD_ALL = Statement(
    "INSERT INTO events (log_id, position, event_id, stream, version, topic, recorded_at, state, leaf_hash)"
    " SELECT * FROM unnest(CAST(:log_id AS text[]), CAST(:position AS bigint[]), CAST(:event_id AS text[]),"
    " CAST(:stream AS text[]), CAST(:version AS int[]), CAST(:topic AS text[]), CAST(:recorded_at AS bigint[]),"
    " CAST(:state AS bytea[]), CAST(:leaf_hash AS bytea[]))"
)
_GROW = "UPDATE heads SET size = :size, recorded_at = :recorded_at WHERE log_id = :log_id"
_SETTLE = Statement(
    {
        "sqlite": _GROW,
        "postgresql": f"WITH grown AS ({_GROW} RETURNING log_id) SELECT pg_notify(:channel, log_id) FROM grown",  # noqa: S608  our own text
    }
)
_OF_STREAM = (
    "SELECT stream, version, topic, state, event_id, recorded_at FROM events"
    " WHERE log_id = :log_id AND stream = :stream AND version > :gt AND version <= :lte"
    " ORDER BY version {} LIMIT :limit"
)
_FORWARDS, _BACKWARDS = Statement(_OF_STREAM.format("ASC")), Statement(_OF_STREAM.format("DESC"))

_NO_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Head:
    """A log's size, and the latest `recorded_at` in it, in seconds since 1970."""

    size: int
    recorded_at: int


class Recorder(ApplicationRecorder):
    """The library's application recorder over `events` and `heads`; a notification id is a position plus one.

    It works on the connection that it is given and never commits: the unit of work does. A unit that decides before it
    appends holds the log first (`hold`) and says at its end how far it grew (`settle`): one row written once, however
    long the unit is. An append without them moves the head itself.
    """

    def __init__(self, conn: Connection, log_id: str, now: Callable[[], int]) -> None:
        self._conn = conn
        self._log_id = log_id
        self._origin = origin_of(log_id)
        self._now = now
        self._held: Head | None = None
        self._grown = False

    def hold(self) -> None:
        """Take the head row: until the transaction ends nobody else appends, and what was appended before is seen."""
        self._held = self._take(0, 0)

    def settle(self, channel: str) -> None:
        """Write the head of a log that was held, if it grew; PostgreSQL says so to whoever listens on a channel."""
        if self._held and self._grown:
            head = {"size": self._held.size, "recorded_at": self._held.recorded_at}
            _SETTLE.run(self._conn, log_id=self._log_id, channel=channel, **head)
        self._held, self._grown = None, False

    def insert_events(self, stored_events: Sequence[StoredEvent], **_kwargs: Any) -> Sequence[int] | None:
        """Append facts at the log's end; their notification ids.

        Raises the library's `IntegrityError` where one of their (stream, version) or event ids is taken.
        """
        if not stored_events:
            return None
        facts = [self._as_fact(stored) for stored in stored_events]
        head = self._grow(len(facts), max(fact.recorded_at for fact in facts))
        first = head.size - len(facts)
        rows = [self._row(first + i, fact, head.recorded_at) for i, fact in enumerate(facts)]
        try:
            self._add(rows)
        except DatabaseIntegrityError as error:
            raise IntegrityError(str(error.orig)) from error
        return list(range(first + 1, first + 1 + len(rows)))

    def _add(self, rows: list[dict[str, Any]]) -> None:
        if len(rows) == 1:
            _ADD.run(self._conn, **rows[0])
        elif self._conn.dialect.name == "postgresql":
            _ADD_ALL.run(self._conn, **{name: [row[name] for row in rows] for name in rows[0]})
        else:
            _ADD.run_for_each(self._conn, rows)

    def _grow(self, n: int, recorded_at: int) -> Head:
        if self._held is None:
            return self._take(n, recorded_at)
        self._held = Head(self._held.size + n, max(self._held.recorded_at, recorded_at))
        self._grown = True
        return self._held

    def _take(self, n: int, recorded_at: int) -> Head:
        (row,) = _TAKE.rows(self._conn, log_id=self._log_id, n=n, recorded_at=recorded_at)
        return Head(*row)

    def _as_fact(self, stored: StoredEvent) -> StoredFact:
        if isinstance(stored, StoredFact):
            return stored
        return StoredFact(
            originator_id=stored.originator_id,
            originator_version=stored.originator_version,
            topic=stored.topic,
            state=stored.state,
            event_id=uuid4().hex,
            recorded_at=self._now(),
        )

    def _row(self, position: int, fact: StoredFact, recorded_at: int) -> dict[str, Any]:
        leaf = leaf_of(
            origin=self._origin,
            event_id=fact.event_id,
            stream=str(fact.originator_id),
            version=fact.originator_version,
            topic=fact.topic,
            recorded_at=recorded_at,
            state=fact.state,
        )
        return {
            "log_id": self._log_id,
            "position": position,
            "event_id": fact.event_id,
            "stream": str(fact.originator_id),
            "version": fact.originator_version,
            "topic": fact.topic,
            "recorded_at": recorded_at,
            "state": fact.state,
            "leaf_hash": hash_leaf(leaf),
        }

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """One stream's facts, in order."""
        rows = (_BACKWARDS if desc else _FORWARDS).rows(
            self._conn,
            log_id=self._log_id,
            stream=str(originator_id),
            gt=-1 if gt is None else gt,
            lte=_NO_LIMIT if lte is None else lte,
            limit=_NO_LIMIT if limit is None else limit,
        )
        return [StoredFact(*row) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The log's facts in order, from one notification id to another."""
        first = 0 if start is None else start - 1 if inclusive_of_start else start
        upto = None if stop is None else stop - 1
        found = read_rows(self._conn, self._log_id, first - 1, upto, limit, topics)
        return [
            Notification(id=at + 1, originator_id=stream, originator_version=version, topic=topic, state=bytes(state))
            for at, _, stream, version, topic, _, state, _ in found
        ]

    def max_notification_id(self) -> int | None:
        """The log's size, or None for an empty log."""
        if self._held:
            return self._held.size or None
        return last_position(self._conn, self._log_id) + 1 or None

    def subscribe(
        self,
        gt: int | None = None,  # noqa: ARG002  the library's signature
        topics: Sequence[str] = (),  # noqa: ARG002  the library's signature
    ) -> Subscription[ApplicationRecorder]:
        """Refuse: projections catch up from positions, which loses nothing."""
        raise ProgrammingError("this recorder has no subscriptions: use the projector's catch_up")
