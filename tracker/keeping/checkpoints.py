"""Sign a log as it stands, and say who signed. What was signed is never taken back or contradicted."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from tracker.domain.refusals import Refusal
from tracker.eventstore.database import Database
from tracker.eventstore.tables import checkpoints
from tracker.eventstore.tree import Tree
from tracker.ledger.checkpoint import Checkpoint, open_checkpoint
from tracker.ledger.leaf import origin_of
from tracker.ledger.note import NoteRefused, VerifierKey
from tracker.vault.signing import SigningKey, SigningKeys, verify_signature


class AlreadySignedOtherwise(Refusal):
    """C2SP tlog-checkpoint: a log signs nothing that is inconsistent with what it signed before."""

    WORDS = (
        "the log no longer begins with the {size} facts that were signed, so nothing was signed:"
        " “tracker verify” says more, and a newer backup may hold what is missing"
    )


class SignedNoteChanged(Refusal):
    """What cannot be read cannot be held to the log."""

    WORDS = "a checkpoint that was signed before is not what it was, so nothing was signed: “tracker verify” says more"


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that is kept here: for how many facts, and the note as it was handed out."""

    size: int
    note: str


def signed_of(conn: Connection, log_id: str) -> Iterator[Signed]:
    """Every checkpoint that is kept of a log, the smallest first."""
    of_log = checkpoints.c.log_id == log_id
    for row in conn.execute(select(checkpoints).where(of_log).order_by(checkpoints.c.size)):
        yield Signed(row.size, row.note)


def key_named(log_id: str, keys: SigningKeys) -> VerifierKey | None:
    """The key that verifies a log's checkpoints, or None where it has none yet."""
    key = keys.find(log_id)
    return VerifierKey(origin_of(log_id), key.public_key) if key else None


class Checkpoints:
    """Signs the logs of one database with the keys of one folder."""

    def __init__(self, database: Database, keys: SigningKeys) -> None:
        self._database = database
        self._keys = keys

    def key_of(self, log_id: str) -> VerifierKey:
        """The key that verifies a log's checkpoints; a log that has none yet is given one."""
        with self._database.reading(log_id) as conn:
            key = self._signing_key(log_id, _newest(conn, log_id))
        return VerifierKey(origin_of(log_id), key.public_key)

    def sign(self, log_id: str) -> str:
        """The log as it stands, as a signed note: the one that is kept where there is no newer fact.

        Raises `AlreadySignedOtherwise` and `LookupError` where the log is not what it was, `KeysUnusable` where the
        key is gone.
        """
        with self._database.writing(log_id) as conn:
            tree = Tree(conn, log_id)
            tree.catch_up()  # which holds the log's head, so that what is newest stays so
            newest = _newest(conn, log_id)
            key = self._signing_key(log_id, newest)
            for note in (self._keys.signed(log_id), newest.note if newest else None):
                if note is not None:
                    _is_begun_by(tree, note, VerifierKey(origin_of(log_id), key.public_key))
            if newest and newest.size == tree.size:
                return newest.note
            note = _sign(tree, log_id, key)
            conn.execute(insert(checkpoints), {"log_id": log_id, "size": tree.size, "note": note})
            self._keys.remember(log_id, note)
            return note

    def _signing_key(self, log_id: str, newest: Signed | None) -> SigningKey:
        key = self._keys.find(log_id)
        if key is None and newest:
            raise self._keys.missing(log_id)
        return key or self._keys.make(log_id)


def _newest(conn: Connection, log_id: str) -> Signed | None:
    of_log = checkpoints.c.log_id == log_id
    row = conn.execute(select(checkpoints).where(of_log).order_by(checkpoints.c.size.desc()).limit(1)).first()
    return Signed(row.size, row.note) if row else None


def _is_begun_by(tree: Tree, note: str, key: VerifierKey) -> None:
    try:
        before = open_checkpoint(note, key.name, key, verify_signature)
    except NoteRefused as why:
        raise SignedNoteChanged() from why
    if before.size > tree.size or tree.head(before.size) != before.head:
        raise AlreadySignedOtherwise(size=before.size)


def _sign(tree: Tree, log_id: str, key: SigningKey) -> str:
    origin = origin_of(log_id)
    checkpoint = Checkpoint(origin, tree.size, tree.head(tree.size))
    return str(checkpoint.signed(VerifierKey(origin, key.public_key), key.sign))
