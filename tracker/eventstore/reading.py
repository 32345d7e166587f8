"""Read a log in order, and open the words that its facts point to."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder
from sqlalchemy import Connection, bindparam, select

from tracker.application.ports import LogAddress
from tracker.events import Envelope, Sealed
from tracker.events.codes import Visibility
from tracker.eventstore.mapper import UnknownTopic, read_envelope
from tracker.eventstore.statement import Row, Statement, among, past_its_index
from tracker.eventstore.tables import events, words
from tracker.vault.keys import KeyMissing, Keyring
from tracker.vault.sealing import Place, open_box

_HALVING = Statement("""
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


_fact = events.c
_ROWS = (
    select(
        _fact.position, _fact.event_id, _fact.stream, _fact.version, _fact.topic, _fact.recorded_at, _fact.state,
        _fact.leaf_hash,
    )
    .where(_fact.log_id == bindparam("log_id"))
    .where(_fact.position > bindparam("after"), _fact.position <= bindparam("upto"))
    .order_by(_fact.position)
    .limit(bindparam("limit"))
)  # fmt: skip
_FACTS, _FACTS_OF = Statement(_ROWS), Statement(_ROWS.where(among(_fact.topic, "topics")))
_SIZE = Statement("SELECT size FROM heads WHERE log_id = :log_id")
_BOXES = Statement(
    select(words.c.ref, words.c.stream, words.c.field, words.c.words_class, words.c.box).where(
        past_its_index(words.c.log_id) == bindparam("log_id"),
        among(words.c.ref, "refs"),
    )
)

_AT_THE_END = 2**63 - 1


class Entry(NamedTuple):
    """A fact, where it stands in its log, from 0, and its leaf's hash."""

    position: int
    envelope: Envelope
    leaf_hash: bytes


class Unreadable(NamedTuple):
    """What stands in a row that this version of the software cannot read as a fact, and the class of the error.

    `visibility` is `safeguarding` where the row does not say it.
    """

    position: int
    stream: str
    topic: str
    visibility: Visibility
    error: str


def read_rows(
    conn: Connection,
    log_id: str,
    after: int = -1,
    upto: int | None = None,
    limit: int = 1000,
    topics: Collection[str] = (),
) -> Sequence[Row]:
    """The rows of at most `limit` facts after one position and up to another, in order.

    Of some topics alone, if any is named. A row is (position, event id, stream, version, topic, recorded at, state,
    leaf hash).
    """
    end = _AT_THE_END if upto is None else upto
    if topics:
        return _FACTS_OF.rows(conn, log_id=log_id, after=after, upto=end, limit=limit, topics=topics)
    return _FACTS.rows(conn, log_id=log_id, after=after, upto=end, limit=limit)


def read_log(
    conn: Connection,
    log_id: str,
    after: int = -1,
    upto: int | None = None,
    limit: int = 1000,
    topics: Collection[str] = (),
) -> list[Entry]:
    """The facts in those rows."""
    return [
        Entry(at, read_envelope(event_id, stream, version, topic, recorded_at, state, at), leaf_hash)
        for at, event_id, stream, version, topic, recorded_at, state, leaf_hash in read_rows(
            conn, log_id, after, upto, limit, topics
        )
    ]


def read_what_can_be(
    conn: Connection, log_id: str, after: int = -1, upto: int | None = None, limit: int = 1000
) -> list[Entry | Unreadable]:
    """The same of every topic, with what cannot be read in its place."""
    return [_entry(row) for row in read_rows(conn, log_id, after, upto, limit)]


def _entry(row: Row) -> Entry | Unreadable:
    position, event_id, stream, version, topic, recorded_at, state, leaf_hash = row
    try:
        return Entry(position, read_envelope(event_id, stream, version, topic, recorded_at, state, position), leaf_hash)
    except UNREADABLE as why:
        return Unreadable(position, str(stream), str(topic), _visibility_of(state), type(why).__name__)


def _visibility_of(state: bytes) -> Visibility:
    try:
        return _SEEN_BY.decode(state).visibility
    except UNREADABLE:
        return "safeguarding"


class _SeenBy(Struct):
    visibility: Visibility


_SEEN_BY = Decoder(_SeenBy)

UNREADABLE = (UnknownTopic, MsgspecError, TypeError, ValueError)
"""What is raised where a row holds no fact: a topic of a later version, or bytes that are none."""


def all_entries(
    conn: Connection, log_id: str, after: int = -1, upto: int | None = None, topics: Collection[str] = ()
) -> Iterator[Entry]:
    """Every fact after one position and up to another, or those of some topics, read a thousand at a time."""
    while entries := read_log(conn, log_id, after, upto, topics=topics):
        yield from entries
        after = entries[-1].position


def last_position(conn: Connection, log_id: str) -> int:
    """The position of the newest fact, or -1 for an empty log."""
    return int(_SIZE.value(conn, log_id=log_id) or 0) - 1


def position_at(conn: Connection, address: LogAddress, day: date) -> int:
    """The position of the last fact recorded up to the end of a day where the partnership is; -1 where there is none.

    `recorded_at` never goes back along a log, so one query halves the log until it finds the place.
    """
    zone = ZoneInfo(address.time_zone)
    end = datetime.combine(day + timedelta(days=1), time(0), zone).timestamp()
    last = last_position(conn, address.log_id)
    return int(_HALVING.value(conn, log_id=address.log_id, end=end, last=last))


class Words:
    """Opens sealed words of one log. Words that were erased are not there; words that were changed are an error."""

    def __init__(self, conn: Connection, log_id: str, keyring: Keyring) -> None:
        self._conn = conn
        self._log_id = log_id
        self._keyring = keyring

    def open(self, sealed: Iterable[Sealed]) -> dict[str, str]:
        """The words by ref, those that can be opened. Raises `WordsDoNotMatch` where the vault holds other words."""
        commitments = {each.ref: each.commitment for each in sealed}
        opened: dict[str, str] = {}
        found = _BOXES.rows(self._conn, log_id=self._log_id, refs=commitments) if commitments else []
        for ref, stream, field, words_class, box in found:
            try:
                key = self._keyring.existing((self._log_id, stream, words_class))
            except KeyMissing:
                continue
            opened[ref] = open_box(key, Place(self._log_id, stream, ref, field), box, commitments[ref])
        return opened
