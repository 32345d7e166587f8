"""The leaf of one fact in its log's Merkle tree (RFC 6962 section 2.1, over a small text of our own).

The leaf commits to the stored bytes by their hash, so nothing is ever written again to be hashed. The position is the
tree's own index and is no part of the leaf: the hash is ready before the log's lock is taken.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

LEAF_PREFIX = b"\x00"
"""RFC 6962 section 2.1: a leaf is hashed behind a zero byte, an inner node behind a one."""


def origin_of(log_id: str) -> str:
    """The name under which a log's tree is known everywhere (C2SP tlog-checkpoint, first line)."""
    return f"said-and-done/{log_id}"


def leaf_of(
    *, origin: str, event_id: str, stream: str, version: int, topic: str, recorded_at: int, state: bytes
) -> bytes:
    """The eight lines that a leaf is made of, each ended by a line feed, none of which can hold one."""
    lines = ("ysd-event/v1", origin, event_id, stream, version, topic, recorded_at, sha256(state).hexdigest())
    return "".join(f"{line}\n" for line in lines).encode()


def hash_leaf(leaf: bytes) -> bytes:
    """The 32 bytes that stand for a leaf in the tree (RFC 6962 section 2.1)."""
    return sha256(LEAF_PREFIX + leaf).digest()


def hash_rows(origin: str, rows: Iterable[Sequence[Any]]) -> list[bytes]:
    """The leaf hashes of many facts, each (position, event id, stream, version, topic, recorded_at, state, leaf hash).

    It says what `hash_leaf` and `leaf_of` say, in one expression: whoever verifies a log does this for every fact.
    """
    top = f"\x00ysd-event/v1\n{origin}\n"
    return [
        sha256(f"{top}{event_id}\n{stream}\n{version}\n{topic}\n{at}\n{sha256(state).hexdigest()}\n".encode()).digest()
        for _, event_id, stream, version, topic, at, state, _ in rows
    ]
