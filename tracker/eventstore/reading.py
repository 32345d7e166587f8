"""Read a log in order, and open the words that its facts point to."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, text

from tracker.application.ports import LogAddress
from tracker.events import Envelope, Sealed
from tracker.eventstore.mapper import read_envelope
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


# Plain SQL, and the driver's plain tuples: SQLAlchemy's rows cost as much as the facts in them.
_ROWS = (
    "SELECT position, event_id, stream, version, topic, recorded_at, state, leaf_hash FROM events"
    " WHERE log_id = :log_id AND position > :after AND position <= :upto{} ORDER BY position LIMIT :limit"
)
_FACTS = text(_ROWS.format(""))
_FACTS_OF = text(_ROWS.format(" AND topic IN :topics")).bindparams(bindparam("topics", expanding=True))
_SIZE = text("SELECT size FROM heads WHERE log_id = :log_id")
_BOXES = text("SELECT ref, stream, field, class, box FROM words WHERE log_id = :log_id AND ref IN :refs").bindparams(
    bindparam("refs", expanding=True)
)

_AT_THE_END = 2**63 - 1


class Entry(NamedTuple):
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
    asked = {"log_id": log_id, "after": after, "upto": _AT_THE_END if upto is None else upto, "limit": limit}
    found = conn.execute(_FACTS_OF, asked | {"topics": list(topics)}) if topics else conn.execute(_FACTS, asked)
    return [
        Entry(at, read_envelope(event_id, stream, version, topic, recorded_at, state, at), leaf_hash)
        for at, event_id, stream, version, topic, recorded_at, state, leaf_hash in found.cursor.fetchall()
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
    return (conn.execute(_SIZE, {"log_id": log_id}).scalar() or 0) - 1


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
            asked = {"log_id": self._log_id, "refs": refs[start : start + ASKED_AT_ONCE]}
            for ref, stream, field, words_class, box in self._conn.execute(_BOXES, asked).cursor.fetchall():
                try:
                    key = self._keyring.existing((self._log_id, stream, words_class))
                except KeyMissing:
                    continue
                opened[ref] = open_box(key, Place(self._log_id, stream, ref, field), box, commitments[ref])
        return opened
