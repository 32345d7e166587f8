"""Tree heads and proofs of the Merkle tree of RFC 6962 section 2.1, over SHA-256.

Nothing here knows where hashes are kept: whoever asks hands in a function that gives the hash of a complete subtree.
Hashes are 32 bytes; positions, sizes and levels count from 0.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

NODE_PREFIX = b"\x01"
"""RFC 6962 section 2.1: an inner node is hashed behind a one byte."""

HASH_BYTES = 32

EMPTY_HEAD = sha256(b"").digest()
"""RFC 6962 section 2.1: the head of a tree without leaves."""

Subtree = Callable[[int, int], bytes]
"""The hash of the complete subtree with 2**level leaves, by level and index: leaves index * 2**level and after."""


def hash_children(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (RFC 6962 section 2.1)."""
    return sha256(NODE_PREFIX + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The head over hashes in order, of which the last may stand for fewer leaves than the others do.

    Pairing level by level, with an odd last hash carried up, gives the tree of RFC 6962 section 2.1, which splits at
    the largest power of two. Raises `ValueError` for no hashes.
    """
    if not hashes:
        raise ValueError("no hashes have no head but that of the empty tree")
    row = hashes
    while len(row) > 1:
        row = [*parents(row), *(row[-1:] if len(row) % 2 else ())]
    return row[0]


def parents(hashes: Sequence[bytes]) -> list[bytes]:
    """The nodes above each two hashes of a row; an odd last one has none."""
    pairs = zip(hashes[::2], hashes[1::2], strict=False)
    return [sha256(NODE_PREFIX + left + right).digest() for left, right in pairs]


def head_of(rows: Iterable[Sequence[bytes]]) -> bytes:
    """The head of a tree from the right edge of its tiles: what each level, from 0, holds that is in no full tile."""
    rest: tuple[bytes, ...] = ()
    for row in rows:
        if row or rest:
            rest = (fold((*row, *rest)),)
    return rest[0] if rest else EMPTY_HEAD


def tree_head(size: int, subtree: Subtree) -> bytes:
    """The head of the tree over the first `size` leaves: MTH(D[size]) of RFC 6962 section 2.1."""
    return _range_head(0, size, subtree) if size else EMPTY_HEAD


def inclusion_proof(position: int, size: int, subtree: Subtree) -> list[bytes]:
    """The audit path of a leaf in the tree of that size, the leaf's sibling first (RFC 6962 section 2.1.1).

    Raises `ValueError` where the tree has no such leaf.
    """
    if not 0 <= position < size:
        raise ValueError(f"a tree of {size} leaves has none at position {position}")
    return _path(position, 0, size, subtree)


def consistency_proof(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """That the tree of one size begins the tree of another (RFC 6962 section 2.1.2).

    Empty where nothing has to be shown: equal sizes, or a first tree without leaves. Raises `ValueError` where the
    first is the larger.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} leaves does not begin one of {second}")
    return _subproof(first, 0, second, subtree, first_is_known=True) if 0 < first < second else []


def _range_head(begin: int, end: int, subtree: Subtree) -> bytes:
    count = end - begin
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return subtree(level, begin >> level)
    middle = begin + _split(count)
    return hash_children(_range_head(begin, middle, subtree), _range_head(middle, end, subtree))


def _split(count: int) -> int:
    """The largest power of two smaller than a count of at least two: k of RFC 6962 section 2.1."""
    return 1 << ((count - 1).bit_length() - 1)


def _path(position: int, begin: int, end: int, subtree: Subtree) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962 section 2.1.1, for D[begin:end]."""
    if end - begin == 1:
        return []
    middle = begin + _split(end - begin)
    if position < middle:
        return [*_path(position, begin, middle, subtree), _range_head(middle, end, subtree)]
    return [*_path(position, middle, end, subtree), _range_head(begin, middle, subtree)]


def _subproof(first: int, begin: int, end: int, subtree: Subtree, *, first_is_known: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2, for D[begin:end]; `first` counts from the log's beginning."""
    if first == end:
        return [] if first_is_known else [_range_head(begin, end, subtree)]
    middle = begin + _split(end - begin)
    if first <= middle:
        proof = _subproof(first, begin, middle, subtree, first_is_known=first_is_known)
        return [*proof, _range_head(middle, end, subtree)]
    proof = _subproof(first, middle, end, subtree, first_is_known=False)
    return [*proof, _range_head(begin, middle, subtree)]
