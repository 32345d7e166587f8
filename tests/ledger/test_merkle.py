"""Heads, proofs and tiles are those of a naive RFC 6962, on trees of any size, however they grew."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger import naive
from tracker.ledger.merkle import EMPTY_HEAD, consistency_proof, fold, hash_children, inclusion_proof, tree_head
from tracker.ledger.tiles import TILE_BYTES, WIDTH, Growing, Tile, covered_by, hashes_in, path_of, subtree_from

LARGEST = 70_000
LEAVES = [sha256(b"\x00leaf %d" % n).digest() for n in range(LARGEST)]

sizes = st.one_of(st.integers(0, 40), st.integers(0, 1200), st.sampled_from([255, 256, 257, 511, 512, 65_535, 65_536]))
small_sizes = st.one_of(st.integers(1, 40), st.integers(1, 1200))


def grown(size, steps=(WIDTH,)):
    """A tree that took its leaves in steps of those sizes, over and over, and its full tiles."""
    tree, tiles, turn = Growing(), [], 0
    while tree.size < size:
        step = min(steps[turn % len(steps)], tree.room, size - tree.size)
        tiles += tree.add(LEAVES[tree.size : tree.size + step])
        turn += 1
    return tree, tiles


def rows_of(size, tiles):
    """The rows of a tree from its full tiles and its leaves, as whoever keeps tiles has them."""
    full = {(tile.level, tile.index): tile for tile in tiles}

    def row(level, index):
        if (level, index) in full:
            return full[level, index].hashes
        if level == 0:
            return b"".join(LEAVES[index * WIDTH : min(size, (index + 1) * WIDTH)])
        below = (full.get((level - 1, index * WIDTH + i)) for i in range(WIDTH))
        return b"".join(tile.head for tile in below if tile)

    return row


def subtree_of(size):
    return subtree_from(rows_of(size, grown(size)[1]))


@given(sizes, st.lists(st.integers(1, WIDTH), min_size=1, max_size=5))
@settings(max_examples=40)
def test_a_tree_that_grew_in_any_steps_has_the_naive_head(size, steps):
    tree, _ = grown(size, steps)
    assert tree.head() == naive.head(LEAVES[:size])


@given(sizes)
@settings(max_examples=40)
def test_the_head_from_tiles_is_the_naive_head(size):
    assert tree_head(size, subtree_of(size)) == naive.head(LEAVES[:size])


def test_the_empty_tree_has_the_head_of_nothing():
    assert tree_head(0, subtree_of(0)) == EMPTY_HEAD == sha256(b"").digest() == Growing().head()
    with pytest.raises(ValueError, match="no hashes"):
        fold([])


@given(small_sizes, st.lists(st.integers(1, WIDTH), min_size=1, max_size=5))
@settings(max_examples=40)
def test_tiles_that_grew_are_tiles_made_anew(size, steps):
    assert grown(size, steps)[1] == grown(size)[1]


def test_tiles_hold_what_the_specification_says():
    _, tiles = grown(LARGEST)
    assert len(tiles) == LARGEST // 256 + LARGEST // 65_536
    for tile in tiles:
        span = 256**tile.level
        first = tile.index * 256
        assert len(tile.hashes) == TILE_BYTES
        for i in (0, 1, 255):
            under = LEAVES[(first + i) * span : (first + i + 1) * span]
            assert hashes_in(tile.hashes)[i] == naive.head(under)
        assert tile.head == naive.head(LEAVES[tile.first : tile.last + 1])
        assert tile.last - tile.first + 1 == covered_by(tile.level) == tile.covers


@given(small_sizes, st.data())
def test_a_head_may_be_asked_for_before_its_tile_is_full(size, data):
    tree, _ = grown(size)
    more = data.draw(st.integers(0, tree.room - 1))
    assert tree.head_with(LEAVES[size : size + more]) == naive.head(LEAVES[: size + more])
    assert tree.size == size


@given(small_sizes, st.data())
def test_inclusion_proofs_are_the_naive_ones(size, data):
    position = data.draw(st.integers(0, size - 1))
    assert inclusion_proof(position, size, subtree_of(size)) == naive.path(position, LEAVES[:size])


@given(small_sizes, st.data())
def test_consistency_proofs_are_the_naive_ones(second, data):
    first = data.draw(st.integers(0, second))
    assert consistency_proof(first, second, subtree_of(second)) == naive.proof(first, LEAVES[:second])


@pytest.mark.parametrize(("position", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_what_is_not_in_a_tree_has_no_proof(position, size):
    with pytest.raises(ValueError, match=f"none at position {position}"):
        inclusion_proof(position, size, subtree_of(size))


def test_a_larger_tree_begins_no_smaller_one():
    with pytest.raises(ValueError, match="a tree of 4 leaves does not begin one of 3"):
        consistency_proof(4, 3, subtree_of(3))


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ((0, 0), "tile/0/000"),
        ((1, 999), "tile/1/999"),
        ((0, 1_234_067), "tile/0/x001/x234/067"),
        ((2, 1_000_000), "tile/2/x001/x000/000"),
        ((0, 273, 112), "tile/0/273.p/112"),
    ],
)
def test_tiles_are_served_where_the_specification_says(place, path):
    assert path_of(*place) == path


def test_children_are_hashed_behind_a_one_byte():
    assert hash_children(b"l", b"r") == sha256(b"\x01lr").digest()


def test_a_tile_says_which_positions_it_covers():
    tile = Tile(1, 2, b"", b"")
    assert (tile.first, tile.last) == (131_072, 196_607)
