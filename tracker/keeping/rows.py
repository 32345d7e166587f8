"""Read a log's rows as they stand, a chunk at a time, whatever somebody has done to them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

from tracker.eventstore.tables import tiles
from tracker.ledger.checking import KeptTile, Row
from tracker.ledger.tiles import WIDTH

CHUNK = 4 * WIDTH
TILES_AHEAD = 64

# Plain SQL: no conversion stands between what is stored and what is hashed, and this is the verifier's inner loop.
_ROWS = text(
    "SELECT position, event_id, stream, version, topic, recorded_at, state, leaf_hash"
    " FROM events WHERE log_id = :log_id AND position >= :first AND position < :end ORDER BY position"
)
_LAST = text("SELECT max(position) FROM events WHERE log_id = :log_id AND position < 9223372036854775807")
_COUNT = text("SELECT count(*) FROM events WHERE log_id = :log_id")
_TILES = text(
    "SELECT idx, hashes, head FROM tiles WHERE log_id = :log_id AND level = :level AND idx >= :first AND idx < :end"
)


def extent_of(conn: Connection, log_id: str) -> tuple[int, int]:
    """One more than the last position of a log, and how many facts there are; the same where nothing is missing."""
    last = conn.execute(_LAST, {"log_id": log_id}).scalar()
    return (0 if last is None else last + 1), conn.execute(_COUNT, {"log_id": log_id}).scalar_one()


def chunks_of(conn: Connection, log_id: str, end: int) -> Iterator[Sequence[Row]]:
    """The rows of each 1,024 positions up to an end; fewer rows where some are missing."""
    for first in range(0, end, CHUNK):
        place = {"log_id": log_id, "first": first, "end": min(first + CHUNK, end)}
        yield conn.execute(_ROWS, place).cursor.fetchall()  # the driver's plain tuples, which cost half as much


def blocks_of(conn: Connection, log_id: str, end: int) -> Iterator[tuple[Sequence[Row], int]]:
    """The rows of each 256 positions up to an end, and how many there should be."""
    first = 0
    for rows in chunks_of(conn, log_id, end):
        chunk_end = min(first + CHUNK, end)
        whole = len(rows) == chunk_end - first
        begin = 0
        while first < chunk_end:
            count = min(WIDTH, end - first)
            upto = begin + count if whole else bisect_left(rows, first + count, key=lambda row: row[0])
            yield rows[begin:upto], count
            first, begin = first + count, upto


@contextmanager
def any_text(conn: Connection) -> Iterator[None]:
    """Read what SQLite keeps as text even where somebody put bytes there that are none: they stay recognisably so."""
    driver: Any = conn.connection.driver_connection
    before, driver.text_factory = driver.text_factory, lambda raw: raw.decode(errors="backslashreplace")
    try:
        yield
    finally:
        driver.text_factory = before


class Tiles:
    """The tiles of a log as they are kept, of level 0 some ahead of those that are asked for."""

    def __init__(self, conn: Connection, log_id: str) -> None:
        self._conn = conn
        self._log_id = log_id
        self._ahead: dict[int, KeptTile] = {}
        self._ahead_of = range(0)

    def tile(self, level: int, index: int) -> KeptTile | None:
        """The tile at a level and index, or None."""
        if level:
            return self._read(level, range(index, index + 1)).get(index)
        if index not in self._ahead_of:
            self._ahead_of = range(index, index + TILES_AHEAD)
            self._ahead = self._read(0, self._ahead_of)
        return self._ahead.get(index)

    def places(self) -> Iterator[tuple[int, int]]:
        """The level and index of every tile that is kept."""
        of_log = tiles.select().with_only_columns(tiles.c.level, tiles.c.idx).where(tiles.c.log_id == self._log_id)
        for row in self._conn.execute(of_log.order_by(tiles.c.level, tiles.c.idx)):
            yield row.level, row.idx

    def _read(self, level: int, indexes: range) -> dict[int, KeptTile]:
        place = {"log_id": self._log_id, "level": level, "first": indexes.start, "end": indexes.stop}
        found = self._conn.execute(_TILES, place)
        return {index: KeptTile(_bytes(hashes), _bytes(head)) for index, hashes, head in found}


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else b""
