"""Checkpoints: which log, how many facts, which head (C2SP tlog-checkpoint)."""

import base64
import re
from dataclasses import dataclass

from tracker.ledger.merkle import HASH_BYTES
from tracker.ledger.note import (
    Note,
    NoteRefused,
    Sign,
    VerifierKey,
    Verify,
    read_note,
    sign_note,
    unbase64,
    verify_note,
)

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed of a log: its origin, its size in facts, and the 32-byte head of the tree over them."""

    origin: str
    size: int
    head: bytes

    @property
    def text(self) -> str:
        """The three lines of the note."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.head).decode()}\n"

    def signed(self, key: VerifierKey, sign: Sign) -> Note:
        """The checkpoint as a note under the log's own key."""
        return sign_note(self.text, key, sign)


def read_checkpoint(note: Note) -> Checkpoint:
    """The checkpoint in a note, extension lines passed over. Raises `NoteRefused` where it holds none."""
    lines = note.text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise NoteRefused("a checkpoint is an origin, a size and a head, each on a line of its own")
    origin, size, encoded = lines[:3]
    if not _SIZE.fullmatch(size):
        raise NoteRefused("the second line of a checkpoint must be its size in plain digits")
    head = unbase64(encoded)
    if head is None or len(head) != HASH_BYTES:
        raise NoteRefused("the third line of a checkpoint must be a SHA-256 hash in base64")
    return Checkpoint(origin, int(size), head)


def open_checkpoint(written: bytes | str, origin: str, key: VerifierKey, verify: Verify) -> Checkpoint:
    """The checkpoint that the log's key signed. Raises `NoteRefused` for another log's, or another key's."""
    note = read_note(written)
    checkpoint = read_checkpoint(note)
    if checkpoint.origin != origin:
        raise NoteRefused(f"the checkpoint is of {checkpoint.origin}, not of {origin}")
    verify_note(note, key, verify)
    return checkpoint
