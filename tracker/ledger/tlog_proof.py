"""A proof to take away: that one fact is in the log, to be verified with the log's key alone (C2SP tlog-proof)."""

import base64
import re
from dataclasses import dataclass

from tracker.ledger.checkpoint import Checkpoint, open_checkpoint
from tracker.ledger.merkle import HASH_BYTES
from tracker.ledger.note import NoteRefused, VerifierKey, Verify, unbase64
from tracker.ledger.proofs import verify_inclusion

_HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
LONGEST_PATH = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A position, the hashes that lead from its leaf to the head, and the signed checkpoint that holds the head.

    `extra` is for whoever reads it, and nothing vouches for it.
    """

    position: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = [] if self.extra is None else [f"extra {base64.b64encode(self.extra).decode()}"]
        hashes = [base64.b64encode(each).decode() for each in self.path]
        return "\n".join([_HEADER, *extra, f"index {self.position}", *hashes, "", self.checkpoint])

    def verify(self, leaf_hash: bytes, origin: str, key: VerifierKey, verify: Verify) -> Checkpoint:
        """The checkpoint that the leaf is proven to be under. Raises `NoteRefused` or `NotProven`."""
        checkpoint = open_checkpoint(self.checkpoint, origin, key, verify)
        verify_inclusion(leaf_hash, self.position, checkpoint.size, checkpoint.head, self.path)
        return checkpoint


def read_proof(written: str) -> TlogProof:
    """A proof as it was written. Raises `NoteRefused` where it is none."""
    before, blank, checkpoint = written.partition("\n\n")
    lines = before.split("\n")
    if not blank or lines.pop(0) != _HEADER:
        raise NoteRefused(f"a proof begins with {_HEADER}, and its checkpoint follows an empty line")
    extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else None
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None or len(lines) > LONGEST_PATH:
        raise NoteRefused(f"a proof says the index of its fact, then at most {LONGEST_PATH} hashes")
    return TlogProof(int(index[1]), tuple(map(_hash, lines)), checkpoint, extra)


def _extra(line: str) -> bytes:
    extra = unbase64(line.removeprefix("extra "))
    if extra is None:
        raise NoteRefused("what a proof carries beside its own must be base64")
    return extra


def _hash(line: str) -> bytes:
    read = unbase64(line)
    if read is None or len(read) != HASH_BYTES:
        raise NoteRefused("a hash of the proof is not a SHA-256 hash in base64")
    return read
