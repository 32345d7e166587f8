"""Tiles are derived once, checkpoints are kept, and nothing is signed that contradicts what was signed before."""

import sqlite3
import stat
from contextlib import closing
from types import SimpleNamespace

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import select

from tests.command import command_on
from tests.conftest import NOW
from tests.eventstore.conftest import REFUSED
from tests.ledger import naive
from tests.ledger.growing import grow
from tests.ledger.tampering import Intruder, on, on_both
from tracker.eventstore.log import Log
from tracker.eventstore.tables import events, tiles
from tracker.eventstore.tree import LeavesMissing, Tree
from tracker.keeping.checkpoints import AlreadySignedOtherwise, Signed, SignedNoteChanged, signed_of
from tracker.ledger.checkpoint import open_checkpoint, read_checkpoint
from tracker.ledger.leaf import origin_of
from tracker.ledger.note import VerifierKey, read_note
from tracker.ledger.tiles import WIDTH
from tracker.vault.keys import KeysUnusable
from tracker.vault.signing import SigningKeys, verify_signature
from tracker.wiring import Tracker

LOG_IDS = ("a" * 16, "b" * 16)


def append(database, log_id, facts):
    with database.writing(log_id) as conn:
        recorder = Log(conn, log_id, now=lambda: NOW).recorder
        size = recorder.max_notification_id() or 0
        stored = [StoredEvent(f"theme/{n}", 1, "theme-opened/1", b"{%d}" % n) for n in range(size, size + facts)]
        recorder.insert_events(stored)


def leaves_of(conn, log_id):
    of_log = select(events.c.leaf_hash).where(events.c.log_id == log_id)
    return [bytes(each) for each in conn.execute(of_log.order_by(events.c.position)).scalars()]


def tiles_of(conn, log_id):
    of_log = select(tiles.c.level, tiles.c.idx, tiles.c.hashes, tiles.c.head).where(tiles.c.log_id == log_id)
    return [tuple(row) for row in conn.execute(of_log.order_by(tiles.c.level, tiles.c.idx))]


def test_tiles_that_grew_are_tiles_made_at_once(database):
    for facts in (1, 254, 1, 0, 256, 300, 700):
        append(database, LOG_IDS[0], facts)
        with database.writing(LOG_IDS[0]) as conn:
            Tree(conn, LOG_IDS[0]).catch_up()
    append(database, LOG_IDS[1], 1512)
    with database.writing(LOG_IDS[1]) as conn:
        assert Tree(conn, LOG_IDS[1]).catch_up() == 5
    with database.writing(LOG_IDS[0]) as conn:
        tree = Tree(conn, LOG_IDS[0])
        assert tree.catch_up() == 0
        leaves = leaves_of(conn, LOG_IDS[0])
        expected = [
            (0, n, b"".join(leaves[n * 256 : n * 256 + 256]), naive.head(leaves[n * 256 : n * 256 + 256]))
            for n in range(5)
        ]
        assert tiles_of(conn, LOG_IDS[0]) == expected
        for size in (0, 1, 255, 256, 257, 1024, 1511, 1512):
            assert tree.head(size) == naive.head(leaves[:size])
        assert tree.inclusion_proof(700, 1512) == naive.path(700, leaves)
        assert tree.consistency_proof(513, 1512) == naive.proof(513, leaves)
        assert tree.tile(0, 5, 1500) == b"".join(leaves[1280:1500])
        assert tree.tile(1, 0, 1512) == b"".join(head for _, _, _, head in expected)
        assert tree.tile(0, 6, 1512) == b""


def test_a_tree_with_a_gap_is_not_made_up(database, place):
    append(database, LOG_IDS[0], 600)
    Intruder(SimpleNamespace(place=place, log_id=LOG_IDS[0])).does("DELETE FROM events WHERE position = 300")
    with database.writing(LOG_IDS[0]) as conn, pytest.raises(LeavesMissing, match="tracker verify"):
        Tree(conn, LOG_IDS[0]).catch_up()


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "row",
    [(1, "zeroblob(8192)"), (3, "zeroblob(8192)"), (2, "zeroblob(8191)"), (0, "zeroblob(8192)")],
    ids=["there already", "a gap", "not full", "the first"],
)
@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"])
def test_only_the_next_full_tile_goes_in(database, row, verb):
    append(database, LOG_IDS[0], 2 * WIDTH)
    with database.writing(LOG_IDS[0]) as conn:
        Tree(conn, LOG_IDS[0]).catch_up()
    index, hashes = row
    with closing(sqlite3.connect(database.url.database)) as plain:
        before = list(plain.iterdump())
        with pytest.raises(sqlite3.IntegrityError, match="a full tile goes after the others of its level, once"):
            plain.execute(f"{verb} INTO tiles VALUES ('{LOG_IDS[0]}', 0, {index}, {hashes}, zeroblob(32))")
        assert list(plain.iterdump()) == before


@pytest.mark.parametrize(
    ("signed", "verb"), [*on_both("INSERT"), *on("sqlite", "INSERT OR REPLACE")], indirect=["signed"]
)
def test_no_checkpoint_is_put_before_another(kept, verb):
    """Not even by whoever owns the table."""
    plain = kept.place.plain() if kept.place.kind == "sqlite" else kept.place.plain("tracker_owner")
    with closing(plain):
        for size in (701, 700, 720):
            with pytest.raises(REFUSED, match="one is signed for each size, and none for a size gone by"):
                plain.execute(f"{verb} INTO checkpoints VALUES ('{kept.log_id}', {size}, 'note')")


@pytest.fixture
def running(kept):
    tracker = Tracker(kept.settings, clock=lambda: NOW)
    yield tracker
    tracker.close()


def test_a_checkpoint_is_the_log_as_it_stands(kept, running):
    origin, key = origin_of(kept.log_id), VerifierKey.read(kept.key)
    with running.database.reading(kept.log_id) as conn:
        leaves = leaves_of(conn, kept.log_id)
    for note, size in zip(kept.notes, (701, 720), strict=True):
        checkpoint = open_checkpoint(note, origin, key, verify_signature)
        assert (checkpoint.size, checkpoint.head) == (size, naive.head(leaves[:size]))


def test_the_same_log_is_signed_once(kept, running):
    assert running.checkpoints.sign(kept.log_id) == kept.notes[1]
    grow(running, kept.log_id, 1, prefix="later")
    later = running.checkpoints.sign(kept.log_id)
    assert read_checkpoint(read_note(later)).size == 721
    with running.database.reading(kept.log_id) as conn:
        held = list(signed_of(conn, kept.log_id))
    assert held == [Signed(701, kept.notes[0]), Signed(720, kept.notes[1]), Signed(721, later)]


def test_each_log_has_a_key_of_its_own(kept, running):
    other = running.checkpoints.key_of(kept.other_log_id)
    assert str(running.checkpoints.key_of(kept.log_id)) == kept.key
    assert other.public_key != VerifierKey.read(kept.key).public_key
    assert other.name == origin_of(kept.other_log_id)


def test_nobody_else_on_the_machine_may_read_the_signing_key(kept):
    path = kept.settings.keys / f"signing-key-{kept.log_id}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    secret = path.read_text().split("\n")[1]
    assert not any(secret.encode() in file.read_bytes() for file in kept.settings.home.iterdir() if file.is_file())
    assert secret not in repr(kept.place.rows())


def test_a_key_that_is_lost_is_not_made_again(kept, running):
    path = kept.settings.keys / f"signing-key-{kept.log_id}"
    path.unlink()
    for ask in (running.checkpoints.sign, running.checkpoints.key_of):
        with pytest.raises(KeysUnusable, match="is missing, and checkpoints were signed with it: put it back"):
            ask(kept.log_id)
    assert not path.exists()
    path.write_text("no key")
    with pytest.raises(KeysUnusable, match="does not hold an Ed25519 key"):
        running.checkpoints.sign(kept.log_id)


@pytest.mark.parametrize("log_id", ["", "../escape", "A" * 16])
def test_a_key_is_named_after_a_log_alone(tmp_path, log_id):
    with pytest.raises(KeysUnusable, match="16 hex digits"):
        SigningKeys(tmp_path).make(log_id)
    assert list(tmp_path.iterdir()) == []


TRUNCATE = (
    "DELETE FROM events WHERE log_id = :log_id AND position >= 715",
    "UPDATE heads SET size = 715 WHERE log_id = :log_id",
)
REWRITE = ("UPDATE events SET leaf_hash = zeroblob(32) WHERE log_id = :log_id AND position = 715",)


@pytest.mark.parametrize("changes", [TRUNCATE, REWRITE])
def test_nothing_is_signed_that_contradicts_what_was(kept, running, changes):
    intruder = Intruder(kept)
    intruder.does(*changes)
    for _ in ("kept in the database", "kept beside the key"):
        with pytest.raises(AlreadySignedOtherwise, match="no longer begins with the 720 facts that were signed"):
            running.checkpoints.sign(kept.log_id)
        intruder.does("DELETE FROM checkpoints")


def test_nothing_is_signed_after_what_cannot_be_read(kept, running):
    (kept.settings.keys / f"signed-{kept.log_id}").write_text("no note")
    with pytest.raises(SignedNoteChanged, match="nothing was signed"):
        running.checkpoints.sign(kept.log_id)


@pytest.fixture
def run(kept):
    return command_on(kept.settings)


def test_the_command_prints_the_note_and_nothing_else(kept, run):
    printed = run("checkpoint", "norrick-vale-together")
    assert (printed.exit_code, printed.stdout, printed.stderr) == (0, kept.notes[1], "")


def test_the_command_prints_the_key(kept, run):
    assert run("checkpoint", "norrick-vale-together", "--key").stdout == f"{kept.key}\n"


def test_a_partnership_that_is_not_here_has_no_checkpoint(run):
    refused = run("checkpoint", "nowhere")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == "there is no partnership called nowhere here.\n"
