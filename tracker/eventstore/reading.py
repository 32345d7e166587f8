"""Read a log in order, and open the words that its facts point to."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, text

from tracker.application.ports import LogAddress
from tracker.events import Envelope, Sealed
from tracker.eventstore.mapper import read_envelope
from tracker.eventstore.tables import events, heads, words
from tracker.vault.keys import KeyMissing, Keyring
from tracker.vault.sealing import Place, open_box

ASKED_AT_ONCE = 500
"""How many refs one query asks the vault for (SQLite takes 32,766 values in a statement, older builds 999)."""

_HALVING = text("""
WITH RECURSIVE halving (low, high) AS (
    SELECT CAST(-1 AS BIGINT), CAST(:last AS BIGINT)
    UNION ALL
    SELECT CASE WHEN events.recorded_at < :end THEN events.position ELSE low END,
           CASE WHEN events.recorded_at < :end THEN high ELSE events.position - 1 END
    FROM halving JOIN events ON events.log_id = :log_id AND events.position = (low + high + 1) / 2
    WHERE low < high
)
SELECT low FROM halving WHERE low = high
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact, where it stands in its log, from 0, and its leaf's hash."""

    position: int
    envelope: Envelope
    leaf_hash: bytes


def read_log(
    conn: Connection,
    log_id: str,
    after: int = -1,
    upto: int | None = None,
    limit: int = 1000,
    topics: Collection[str] = (),
) -> list[Entry]:
    """At most `limit` facts after one position and up to another, in order; of those topics alone, if any is named."""
    query = select(events).where(events.c.log_id == log_id, events.c.position > after)
    if upto is not None:
        query = query.where(events.c.position <= upto)
    if topics:
        query = query.where(events.c.topic.in_(topics))
    rows = conn.execute(query.order_by(events.c.position).limit(limit))
    return [
        Entry(
            row.position,
            read_envelope(
                event_id=row.event_id,
                stream=row.stream,
                version=row.version,
                topic=row.topic,
                recorded_at=row.recorded_at,
                state=row.state,
            ),
            row.leaf_hash,
        )
        for row in rows
    ]


def all_entries(
    conn: Connection, log_id: str, after: int = -1, upto: int | None = None, topics: Collection[str] = ()
) -> Iterator[Entry]:
    """Every fact after one position and up to another, or those of some topics, read a thousand at a time."""
    while entries := read_log(conn, log_id, after, upto, topics=topics):
        yield from entries
        after = entries[-1].position


def last_position(conn: Connection, log_id: str) -> int:
    """The position of the newest fact, or -1 for an empty log."""
    return (conn.execute(select(heads.c.size).where(heads.c.log_id == log_id)).scalar() or 0) - 1


def position_at(conn: Connection, address: LogAddress, day: date) -> int:
    """The position of the last fact recorded up to the end of a day where the partnership is; -1 where there is none.

    `recorded_at` never goes back along a log, so one query halves the log until it finds the place.
    """
    zone = ZoneInfo(address.time_zone)
    end = datetime.combine(day + timedelta(days=1), time(0), zone).timestamp()
    asked = {"log_id": address.log_id, "end": end, "last": last_position(conn, address.log_id)}
    return int(conn.execute(_HALVING, asked).scalar_one())


class Words:
    """Opens sealed words of one log. Words that were erased are not there; words that were changed are an error."""

    def __init__(self, conn: Connection, log_id: str, keyring: Keyring) -> None:
        self._conn = conn
        self._log_id = log_id
        self._keyring = keyring

    def open(self, sealed: Iterable[Sealed]) -> dict[str, str]:
        """The words by ref, those that can be opened. Raises `WordsDoNotMatch` where the vault holds other words."""
        commitments = {each.ref: each.commitment for each in sealed}
        refs = list(commitments)
        opened: dict[str, str] = {}
        for start in range(0, len(refs), ASKED_AT_ONCE):
            asked = words.c.ref.in_(refs[start : start + ASKED_AT_ONCE])
            for row in self._conn.execute(select(words).where(words.c.log_id == self._log_id, asked)):
                place = Place(self._log_id, row.stream, row.ref, row.field)
                try:
                    key = self._keyring.existing((self._log_id, row.stream, row.words_class))
                except KeyMissing:
                    continue
                opened[row.ref] = open_box(key, place, row.box, commitments[row.ref])
        return opened
