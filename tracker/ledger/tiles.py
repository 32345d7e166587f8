"""Tiles of 256 hashes, in which a tree is kept and handed out (C2SP tlog-tiles).

A tile of level 0 holds leaf hashes; each hash of a tile of a higher level is the head of one full tile below it. Only
full tiles are kept: what is at the right edge follows from the leaves and from the heads of full tiles.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tracker.ledger.merkle import HASH_BYTES, Subtree, fold, head_of, parents

HEIGHT = 8
WIDTH = 1 << HEIGHT
LEVELS = 8
"""More facts than so many levels hold nobody can count in 64 bits."""

TILE_BYTES = WIDTH * HASH_BYTES

TileRow = Callable[[int, int], bytes]
"""The hashes that a tree has in the tile of a level and index, one after another: 8,192 bytes, or fewer at the edge."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A full tile: its level, its index in that level, its 256 hashes one after another, and the head over them."""

    level: int
    index: int
    hashes: bytes
    head: bytes

    @property
    def first(self) -> int:
        """The first position that it covers."""
        return self.index * self.covers

    @property
    def last(self) -> int:
        """The last position that it covers."""
        return self.first + self.covers - 1

    @property
    def covers(self) -> int:
        """How many positions it covers."""
        return covered_by(self.level)


def covered_by(level: int) -> int:
    """How many positions a full tile of that level covers."""
    return 1 << HEIGHT * (level + 1)


def is_full(level: int, index: int, size: int) -> bool:
    """Whether the tile of that level and index is a full one of the tree of that size."""
    return 0 <= level < LEVELS and index >= 0 and (index + 1) * covered_by(level) <= size


def path_of(level: int, index: int, width: int = WIDTH) -> str:
    """Where a tile is served, such as `tile/0/x001/x234/067` or `tile/0/000.p/17` (tlog-tiles, “Merkle Tree”)."""
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < WIDTH else "")


def hashes_in(row: bytes) -> list[bytes]:
    """The hashes that stand one after another in a tile."""
    return [row[i : i + HASH_BYTES] for i in range(0, len(row), HASH_BYTES)]


class Growing:
    """A tree that grows leaf by leaf and gives each tile as it becomes full. It holds one row of hashes a level."""

    def __init__(self) -> None:
        self.size = 0
        self._rows: list[list[bytes]] = [[]]
        self._full: list[int] = [0]

    def add(self, leaf_hashes: list[bytes]) -> list[Tile]:
        """Take the hashes of the next leaves, as many as fit in the tile that is begun; the tiles that are full now."""
        self._rows[0] += leaf_hashes
        self.size += len(leaf_hashes)
        return list(self._filled())

    @property
    def room(self) -> int:
        """How many leaves fit in the tile of level 0 that is begun."""
        return WIDTH - len(self._rows[0])

    def head(self) -> bytes:
        """The head of the tree so far (RFC 6962 section 2.1)."""
        return head_of(self._rows)

    def head_with(self, leaf_hashes: list[bytes]) -> bytes:
        """The head that the tree would have with these leaves after its own, fewer than there is room for."""
        return head_of([[*self._rows[0], *leaf_hashes], *self._rows[1:]])

    def _filled(self) -> Iterator[Tile]:
        level = 0
        while len(self._rows[level]) == WIDTH:
            row, self._rows[level] = self._rows[level], []
            tile = Tile(level, self._full[level], b"".join(row), fold(row))
            yield tile
            self._full[level] += 1
            level += 1
            if level == len(self._rows):
                self._rows.append([])
                self._full.append(0)
            self._rows[level].append(tile.head)


def subtree_from(row_of: TileRow) -> Subtree:
    """Complete subtrees of any level, out of tiles, each of which is read once."""
    rows: dict[tuple[int, int], list[list[bytes]]] = {}

    def subtree(level: int, index: int) -> bytes:
        tile_level, within = divmod(level, HEIGHT)
        tile, offset = divmod(index << within, WIDTH)
        known = rows.get((tile_level, tile))
        if known is None:
            known = rows[tile_level, tile] = _levels(hashes_in(row_of(tile_level, tile)))
        return known[within][offset >> within]

    return subtree


def _levels(hashes: list[bytes]) -> list[list[bytes]]:
    """The complete subtrees within a tile, from single hashes to the whole."""
    levels = [hashes]
    while len(levels[-1]) > 1:
        levels.append(parents(levels[-1]))
    return levels
