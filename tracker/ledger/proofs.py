"""Verify inclusion and consistency proofs, from hashes alone (RFC 9162 sections 2.1.3.2 and 2.1.4.2).

The proofs are those of RFC 6962; the later document says step by step how to verify them. Every failure is a
`NotProven` with a sentence.
"""

from collections.abc import Sequence

from tracker.ledger.merkle import EMPTY_HEAD, HASH_BYTES, hash_children


class NotProven(Exception):
    """What was given does not prove what it should; the text is a sentence that says why."""


def verify_inclusion(leaf_hash: bytes, position: int, size: int, head: bytes, proof: Sequence[bytes]) -> None:
    """Raise `NotProven` unless the leaf stands at that position of the tree with that size and head."""
    if not 0 <= position < size:
        raise NotProven(f"a tree of {size} facts has none at position {position}")
    _are_hashes(leaf_hash, head, *proof)
    index, last, hashed = position, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise NotProven(f"the proof for position {position} is longer than a tree of {size} facts needs")
        if index % 2 or index == last:
            hashed = hash_children(sibling, hashed)
            index, last = _up_to_a_left_sibling(index, last)
        else:
            hashed = hash_children(hashed, sibling)
        index, last = index >> 1, last >> 1
    if last:
        raise NotProven(f"the proof for position {position} is shorter than a tree of {size} facts needs")
    if hashed != head:
        raise NotProven(f"the fact at position {position} is not in the tree of {size} facts with that head")


def verify_consistency(first: int, first_head: bytes, second: int, second_head: bytes, proof: Sequence[bytes]) -> None:
    """Raise `NotProven` unless the tree with the first size and head begins the tree with the second."""
    if not 0 <= first <= second:
        raise NotProven(f"a tree of {first} facts does not begin one of {second}")
    _are_hashes(first_head, second_head, *proof)
    if first in (0, second):
        _nothing_to_show(first, first_head, second, second_head, proof)
        return
    if not proof:
        raise NotProven(f"the proof from {first} to {second} facts is too short")
    # Where the first tree is complete its head is a node of the second, and the proof leaves it out (step 2).
    complete = first & (first - 1) == 0
    old, new = _both_heads(first, second, [first_head, *proof] if complete else proof)
    if old != first_head:
        raise NotProven(f"the tree of {second} facts begins with other facts than the tree of {first} did")
    if new != second_head:
        raise NotProven(f"the proof from {first} facts does not lead to the head of the tree of {second}")


def _both_heads(first: int, second: int, nodes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The heads of both trees that a proof leads to (RFC 9162 section 2.1.4.2, steps 3 to 6)."""
    index, last = first - 1, second - 1
    while index % 2:
        index, last = index >> 1, last >> 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            raise NotProven(f"the proof from {first} to {second} facts is too long")
        if index % 2 or index == last:
            old, new = hash_children(node, old), hash_children(node, new)
            index, last = _up_to_a_left_sibling(index, last)
        else:
            new = hash_children(new, node)
        index, last = index >> 1, last >> 1
    if last:
        raise NotProven(f"the proof from {first} to {second} facts is too short")
    return old, new


def _up_to_a_left_sibling(index: int, last: int) -> tuple[int, int]:
    """Up the right edge, whose nodes have no sibling, to where there is one on the left."""
    while index and index % 2 == 0:
        index, last = index >> 1, last >> 1
    return index, last


def _nothing_to_show(first: int, first_head: bytes, second: int, second_head: bytes, proof: Sequence[bytes]) -> None:
    if proof:
        raise NotProven(f"from {first} to {second} facts nothing has to be proven, yet there is a proof")
    if first == second and first_head != second_head:
        raise NotProven(f"there are two trees of {first} facts with different heads")
    if first == 0 and first_head != EMPTY_HEAD:
        raise NotProven("a tree without facts has another head than RFC 6962 gives it")


def _are_hashes(*hashes: bytes) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise NotProven(f"a hash is not {HASH_BYTES} bytes long")
