"""Hold facts, in order, to their leaves, to the tiles and to what was signed. Nothing of the log is kept in memory.

A fact is a plain row: position, event id, stream, version, topic, recorded_at, state, leaf hash. Facts are taken 256 at
a time, a tile's worth; a block in which all is well costs two hashes a fact, and only one in which something is not is
gone through fact by fact to say what.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.ledger.findings import Findings
from tracker.ledger.leaf import hash_rows
from tracker.ledger.merkle import HASH_BYTES, fold
from tracker.ledger.tiles import TILE_BYTES, WIDTH, Growing, Tile, covered_by, hashes_in

Row = Sequence[Any]
POSITION, RECORDED_AT, LEAF_HASH = 0, 5, 7


@dataclass(frozen=True, slots=True)
class KeptTile:
    """A tile as it was found: 256 hashes one after another, and the head over them."""

    hashes: bytes
    head: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """A head that somebody signed or kept for the first so many facts, and what to call it in a sentence."""

    size: int
    head: bytes
    called: str
    from_elsewhere: bool = False


class LogCheck:
    """Takes a log block by block, then says whether its end is right. What is wrong goes to `findings`.

    `tile_of` gives the tile that is kept at a level and index, or None; tiles of the first `tiled` facts must be there.
    """

    def __init__(
        self,
        origin: str,
        tile_of: Callable[[int, int], KeptTile | None],
        tiled: int,
        claims: Iterable[Claim],
        findings: Findings,
    ) -> None:
        self.size = 0
        self.recorded_at = 0
        self._origin = origin
        self._tile_of = tile_of
        self._tiled = tiled
        self._claims = sorted(claims, key=lambda claim: claim.size)
        self._findings = findings
        self._tree = Growing()
        self._known_to = {True: 0, False: 0}
        self._belied_by_leaf: set[int] = set()
        self._whole = True

    @property
    def head(self) -> bytes | None:
        """The head of the tree so far, or None where facts are missing from it."""
        return self._tree.head() if self._whole else None

    def take(self, rows: Sequence[Row], count: int) -> None:
        """Take the facts of the next positions: 256 of them, or fewer at the log's end."""
        first = self.size
        self._belied_by_leaf = set()
        made, kept = self._leaves(first, rows, count)
        tile = self._tile_of(0, first // WIDTH) if count == WIDTH else None
        leaves = self._held_to_tile(first, made, tile) if tile else made
        self._whole = self._whole and None not in leaves
        self.size = first + count
        if self._whole:
            self._grow([leaf for leaf in leaves if leaf is not None], kept)

    def finish(self) -> None:
        """Hold what was signed of more facts than there are against the log."""
        for claim in self._claims:
            if claim.size > self.size:
                self._findings.add(
                    self.size,
                    f"{claim.called} is of {claim.size} facts, and the log has only {self.size}: facts were removed"
                    " from its end, or it was restored from an older backup",
                )

    def _leaves(self, first: int, rows: Sequence[Row], count: int) -> tuple[list[bytes | None], list[bytes]]:
        """The leaves that the facts make, None where a fact is missing, and those that stand in their rows."""
        kept = [row[LEAF_HASH] for row in rows]
        made: list[bytes | None]
        try:
            made = [*hash_rows(self._origin, rows)]
        except (TypeError, ValueError):  # a column holds what it cannot
            made = [_leaf(self._origin, row) for row in rows]
        times = [self.recorded_at, *(row[RECORDED_AT] for row in rows)]
        if made == kept and len(rows) == count and _in_order(times):
            self.recorded_at = times[-1]
            return made, kept
        return self._gone_through(first, rows, made, count), kept

    def _gone_through(
        self, first: int, rows: Sequence[Row], made: list[bytes | None], count: int
    ) -> list[bytes | None]:
        """Say what is wrong with each fact by itself; the leaves by position, None for a fact that is missing."""
        by_position: list[bytes | None] = [None] * count
        for row, leaf in zip(rows, made, strict=True):
            by_position[row[POSITION] - first] = leaf or b""
        standing = {row[POSITION]: row for row in rows}
        for position in range(first, first + count):
            if position in standing:
                self._look_at(standing[position], by_position[position - first])
            else:
                self._findings.add(position, "no fact stands here, though others do after it: it was removed")
        return by_position

    def _look_at(self, row: Row, made: bytes | None) -> None:
        position, at = row[POSITION], row[RECORDED_AT]
        if made != row[LEAF_HASH]:
            self._belied_by_leaf.add(position)
            self._findings.add(position, self._which_was_changed(position, made, row[LEAF_HASH]))
        if not isinstance(at, int):
            return
        if at < self.recorded_at:
            self._findings.add(position, "it says that it was recorded before the fact before it was")
        self.recorded_at = at

    def _which_was_changed(self, position: int, made: bytes | None, kept: Any) -> str:
        tile = self._tile_of(0, position // WIDTH)
        offset = position % WIDTH * HASH_BYTES
        derived = tile.hashes[offset : offset + HASH_BYTES] if tile else None
        if derived and derived == made:
            return "its leaf was changed: the fact is still the one that its tile was made from"
        if derived and derived == kept:
            return (
                "the fact was changed after it was recorded: its id, stream, version, topic, time or bytes"
                " no longer make the leaf that stands in its row and in its tile"
            )
        return "its id, stream, version, topic, time and bytes do not make the leaf that stands in its row"

    def _held_to_tile(self, first: int, made: list[bytes | None], tile: KeptTile) -> Sequence[bytes | None]:
        """The leaves to go on with: those of the facts, or the tile's where it is the tile that is as it was."""
        if b"".join(leaf or b"" for leaf in made) == tile.hashes:
            return made
        last = first + WIDTH - 1
        if len(tile.hashes) != TILE_BYTES:
            self._findings.add(first, f"the tile of positions {first} to {last} does not hold 256 hashes")
            return made
        derived = hashes_in(tile.hashes)
        facts_are_right = None not in made and fold([leaf or b"" for leaf in made]) == tile.head
        for offset, (leaf, other) in enumerate(zip(made, derived, strict=True)):
            if leaf is not None and leaf != other and first + offset not in self._belied_by_leaf:
                self._findings.add(first + offset, CHANGED_TILE if facts_are_right else ANOTHER_FACT)
        return made if facts_are_right else derived

    def _grow(self, leaves: list[bytes], kept: list[bytes]) -> None:
        self._weigh_claims(leaves, kept)
        for tile in self._tree.add(leaves):
            self._hold_tile(tile)

    def _hold_tile(self, tile: Tile) -> None:
        kept = self._tile_of(tile.level, tile.index)
        covers = f"the tile of positions {tile.first} to {tile.last} (level {tile.level}, number {tile.index})"
        if kept is None:
            if tile.last < self._tiled:
                self._findings.add(tile.first, f"{covers} is missing: put it back from a backup")
        elif kept.head != tile.head:
            self._findings.add(tile.first, f"{covers} has another head than its hashes make")
        elif tile.level and kept.hashes != tile.hashes:
            self._findings.add(self._first_other(tile, kept), f"{covers} has another hash than the tile below it makes")

    def _first_other(self, tile: Tile, kept: KeptTile) -> int:
        pairs = zip(hashes_in(tile.hashes), hashes_in(kept.hashes), strict=False)
        offset = next((i for i, (made, held) in enumerate(pairs) if made != held), 0)
        return tile.first + offset * covered_by(tile.level - 1)

    def _weigh_claims(self, leaves: list[bytes], kept: list[bytes]) -> None:
        """Hold what was signed up to a place in this block to the tree; a changed row is named by its leaf already."""
        begun = self._tree.size
        while self._claims and self._claims[0].size <= begun + len(leaves):
            claim = self._claims.pop(0)
            count = claim.size - begun
            if any(self._tree.head_with(these[:count]) == claim.head for these in (leaves, kept)):
                self._known_to[claim.from_elsewhere] = claim.size
            else:
                self._belied(claim)

    def _belied(self, claim: Claim) -> None:
        first, last = self._known_to[claim.from_elsewhere], claim.size - 1
        self._findings.add(
            first,
            f"the log does not begin with the {claim.size} facts of {claim.called}: something from position {first} to"
            f" {last} was changed, removed, put in or moved since it was signed",
        )


CHANGED_TILE = "its tile was changed: the fact is still the one that the tile’s head was made from"
ANOTHER_FACT = "another fact stands here than the one that its tile was made from"


def _in_order(times: list[Any]) -> bool:
    try:
        return sorted(times) == times
    except TypeError:
        return False


def _leaf(origin: str, row: Row) -> bytes | None:
    try:
        return hash_rows(origin, [row])[0]
    except (TypeError, ValueError):
        return None
