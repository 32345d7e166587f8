"""A log's Merkle tree as the database keeps it: full tiles in a table, and at its right edge the facts' own leaves."""

from sqlalchemy import Connection, func, insert, select

from tracker.eventstore.reading import last_position
from tracker.eventstore.statement import Statement
from tracker.eventstore.tables import heads, tiles
from tracker.ledger.merkle import Subtree, consistency_proof, fold, inclusion_proof, tree_head
from tracker.ledger.tiles import HEIGHT, WIDTH, is_full, subtree_from


class LeavesMissing(LookupError):
    """The log or its tiles lack something in the middle, so that there is no tree; verifying says what."""


_TILE = Statement("SELECT hashes FROM tiles WHERE log_id = :log_id AND level = :level AND idx = :idx")
_LEAVES = Statement(
    "SELECT position, leaf_hash FROM events"
    " WHERE log_id = :log_id AND position >= :first AND position < :end ORDER BY position"
)
_HEADS = Statement(
    "SELECT idx, head FROM tiles"
    " WHERE log_id = :log_id AND level = :level AND idx >= :first AND idx < :end ORDER BY idx"
)

GAP = "the log or its tiles have a gap: “tracker verify” says where"


class Tree:
    """The tree of one log, read and brought up on a connection whose transaction is somebody else's.

    Tiles are derived from the leaves that the append wrote, each once, when it is full.
    """

    def __init__(self, conn: Connection, log_id: str) -> None:
        self._conn = conn
        self._log_id = log_id

    @property
    def size(self) -> int:
        """How many facts the log holds."""
        return last_position(self._conn, self._log_id) + 1

    def catch_up(self) -> int:
        """Derive the tiles that are full and not there yet; how many. Raises `LeavesMissing`.

        It holds the log's head row, so that on PostgreSQL nobody else derives the same tile.
        """
        size = self._conn.execute(select(heads.c.size).where(heads.c.log_id == self._log_id).with_for_update()).scalar()
        level, width, made = 0, size or 0, 0
        while width >= WIDTH:
            width >>= HEIGHT
            made += self._derive(level, width)
            level += 1
        return made

    def head(self, size: int) -> bytes:
        """The head of the tree over the first facts, for which it was caught up. Raises `LookupError` for a gap."""
        return tree_head(size, self._subtrees(size))

    def inclusion_proof(self, position: int, size: int) -> list[bytes]:
        """That the fact at a position is in the tree of that size (RFC 6962 section 2.1.1)."""
        return inclusion_proof(position, size, self._subtrees(size))

    def consistency_proof(self, first: int, second: int) -> list[bytes]:
        """That the tree of one size begins the tree of another (RFC 6962 section 2.1.2)."""
        return consistency_proof(first, second, self._subtrees(second))

    def tile(self, level: int, index: int, size: int) -> bytes:
        """The tile of a level and index in the tree of that size, full or partial (C2SP tlog-tiles); empty if none."""
        if is_full(level, index, size):
            full: bytes | None = _TILE.value(self._conn, log_id=self._log_id, level=level, idx=index)
            if full is not None:
                return full
        width = max(0, min(WIDTH, (size >> HEIGHT * level) - index * WIDTH))
        return b"".join(self._below(level, index, width))

    def _subtrees(self, size: int) -> Subtree:
        return subtree_from(lambda level, index: self.tile(level, index, size))

    def _derive(self, level: int, upto: int) -> int:
        of_level = (tiles.c.log_id == self._log_id) & (tiles.c.level == level)
        first = int(
            self._conn.execute(select(func.coalesce(func.max(tiles.c.idx) + 1, 0)).where(of_level)).scalar_one()
        )
        for index in range(first, upto):
            hashes = self._below(level, index, WIDTH)
            if len(hashes) != WIDTH:
                raise LeavesMissing(GAP)
            row = {"log_id": self._log_id, "level": level, "idx": index}
            self._conn.execute(insert(tiles), {**row, "hashes": b"".join(hashes), "head": fold(hashes)})
        return max(0, upto - first)

    def _below(self, level: int, index: int, width: int) -> list[bytes]:
        """The first hashes that a tile is made of, as many as there are: leaves, or the heads of the tiles below."""
        first = index * WIDTH
        place = {"log_id": self._log_id, "first": first, "end": first + width}
        found = _HEADS.rows(self._conn, level=level - 1, **place) if level else _LEAVES.rows(self._conn, **place)
        if [at for at, _ in found] != list(range(first, first + len(found))):
            raise LeavesMissing(GAP)
        return [each for _, each in found]
