"""Whatever is changed behind the tracker's back is named by its position, in a plain sentence."""

import pytest

from tests.ledger.tampering import SLUG, Intruder, found, on, on_both
from tests.story import assert_reads_plainly
from tracker.eventstore.tree import Tree
from tracker.keeping.verifying import Asked
from tracker.ledger.checkpoint import read_checkpoint
from tracker.ledger.note import read_note
from tracker.ledger.proofs import NotProven, verify_consistency
from tracker.wiring import Tracker, verify

TILED, TAIL = 12, 715
"""A position that a full tile covers, and one that only a checkpoint does."""

WHOLE = Asked()
LEAF = "its id, stream, version, topic, time and bytes do not make the leaf that stands in its row"
FACT = "the fact was changed after it was recorded"
REMOVED = "no fact stands here, though others do after it: it was removed"


@pytest.fixture
def intruder(kept):
    return Intruder(kept)


def only(kept, asked=WHOLE, **how):
    """The one thing that is found."""
    everything = found(kept, asked, **how)
    for _, says in everything:
        assert_reads_plainly(says.replace("PersonalDataErased", ""))
    assert len(everything) == 1, everything
    return everything[0]


def test_a_log_that_nobody_touched_is_whole(signed):
    for kept in (None, *signed.notes):
        verdict = verify(signed.settings, SLUG, Asked(kept=kept))
        assert (verdict.whole, verdict.facts, verdict.checkpoints) == (True, 720, 2)
        assert (verdict.words_opened, verdict.words_erased) == (470, 0)
        assert verdict.head == read_checkpoint(read_note(signed.notes[1])).head
    assert verify(signed.settings, "little-haven-together", WHOLE).whole


CHANGES_OF_A_FACT = [
    *on_both(
        "stream = stream || 'x'",
        "version = version + 100",
        "topic = 'theme-opened/1 '",
        "recorded_at = recorded_at + 1",
        "recorded_at = recorded_at - 1",
        "state = state || ' '",
        "state = substr(state, 1, length(state) - 1) || ']'",
    ),
    *on(
        "postgresql",
        "event_id = 'f' || substr(event_id, 2, 30) || 'f'",
        "state = convert_to(replace(convert_from(state, 'UTF8'), 'staff', 'elect') || ' ', 'UTF8')",
        "state = ''",
    ),
    *on(  # and what a column of PostgreSQL's cannot hold
        "sqlite",
        "event_id = 'f' || substr(event_id, 2) || '0'",
        "event_id = CAST(x'ff' AS TEXT) || position",
        "stream = CAST(x'80' AS TEXT)",
        "version = 'x'",
        "recorded_at = 'then'",
        "state = CAST(replace(CAST(state AS TEXT), 'staff', 'elect') || ' ' AS BLOB)",
        "state = CAST(state AS TEXT)",
        "state = 7",
    ),
]


@pytest.mark.parametrize(("signed", "change"), CHANGES_OF_A_FACT, indirect=["signed"])
def test_a_fact_that_was_changed(kept, intruder, change):
    either = "UPDATE events SET {} WHERE log_id = :log_id AND position = :at"
    for position in (TILED, TAIL):
        assert intruder.does(either.format(change), at=position) == 1
    everything = found(kept, WHOLE)
    assert {at for at, _ in everything} <= {TILED, TILED + 1, TAIL, TAIL + 1}
    first = dict(reversed(everything))
    assert first[TILED].startswith(FACT)
    assert first[TAIL].startswith(LEAF)


@pytest.mark.parametrize("position", [TILED, TAIL])
def test_a_leaf_that_was_changed(kept, intruder, position):
    intruder.does(f"UPDATE events SET leaf_hash = zeroblob(32) WHERE log_id = :log_id AND position = {position}")
    tiled = "its leaf was changed: the fact is still the one that its tile was made from"
    assert only(kept) == (position, tiled if position == TILED else LEAF)


MOVES = [
    *on_both("log_id = 'ffffffffffffffff'", "position = 5000", "position = -1"),
    *on("sqlite", "position = 'x'"),
]


@pytest.mark.parametrize(("signed", "change"), MOVES, indirect=["signed"])
@pytest.mark.parametrize("position", [TILED, TAIL])
def test_a_fact_that_was_moved_away(kept, intruder, change, position):
    intruder.does(f"UPDATE events SET {change} WHERE log_id = :log_id AND position = {position}")
    assert found(kept, WHOLE)[0] in {(position, REMOVED), (None, "1 facts stand at positions that no fact can have")}
    assert (position, REMOVED) in found(kept, WHOLE)


@pytest.mark.parametrize("position", [0, TILED, 255, 256, TAIL])
def test_a_fact_that_was_removed(kept, intruder, position):
    intruder.does(f"DELETE FROM events WHERE log_id = :log_id AND position = {position}")
    assert only(kept, words=False) == (position, REMOVED)


def test_the_last_facts_that_were_removed(kept, intruder):
    intruder.does("DELETE FROM events WHERE log_id = :log_id AND position >= 718")
    sentence = (
        "the checkpoint of 720 facts that is kept here is of 720 facts, and the log has only 718:"
        " facts were removed from its end, or it was restored from an older backup"
    )
    assert (718, sentence) in found(kept, WHOLE)
    intruder.does("UPDATE heads SET size = 718 WHERE log_id = :log_id",
                  "DELETE FROM checkpoints WHERE size = 720 AND log_id = :log_id")  # fmt: skip
    here = "the checkpoint of 720 facts that is kept here"
    beside = "the last checkpoint that was signed, which is kept beside the key,"
    assert only(kept, words=False) == (718, sentence.replace(here, beside))
    (kept.settings.keys / f"signed-{kept.log_id}").unlink()
    assert only(kept, Asked(kept=kept.notes[1]), words=False) == (
        718, sentence.replace(here, "the checkpoint that you kept")
    )  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [(TILED, TILED + 1), (TILED, 400), (TAIL, TAIL + 1)])
def test_facts_that_changed_places(kept, intruder, one, other):
    swap = "UPDATE events SET position = :to WHERE log_id = :log_id AND position = :at"
    for at, to in ((one, -1), (other, one), (-1, other)):
        intruder.does(swap, at=at, to=to)
    everything = found(kept, WHOLE)
    if one == TAIL:
        assert "something from position 701 to 719 was changed, removed, put in or moved" in dict(everything)[701]
    else:
        another = "another fact stands here than the one that its tile was made from"
        assert {(one, another), (other, another)} <= {*everything}


@pytest.mark.parametrize("position", [TILED, TAIL])
def test_a_fact_that_was_put_in_between(kept, intruder, position):
    shift = "UPDATE events SET position = {} WHERE log_id = :log_id AND position {} :at"
    intruder.does(shift.format("-position - 2", ">="), at=position)
    intruder.does(shift.format("-position - 1", "<"), at=-1)
    intruder.does(
        "INSERT INTO events SELECT log_id, :at, 'new', stream || 'x', 1, topic, recorded_at, state, leaf_hash"
        " FROM events WHERE log_id = :log_id AND position = :at - 1",
        at=position,
    )
    intruder.rewrites(position)
    intruder.does("UPDATE heads SET size = size + 1 WHERE log_id = :log_id")
    at, says = found(kept, WHOLE)[0]
    if position == TILED:
        assert (at, says) == (TILED, "another fact stands here than the one that its tile was made from")
    else:
        assert at == 701
        assert "something from position 701 to 719 was changed, removed, put in or moved" in says


def test_a_fact_that_was_added_at_the_end_past_the_head(kept, intruder):
    intruder.does(
        "INSERT INTO events SELECT log_id, 720, 'new', 'theme/new', 1, topic, recorded_at, state, leaf_hash"
        " FROM events WHERE log_id = :log_id AND position = 0"
    )
    intruder.rewrites(720)
    everything = found(kept, WHOLE, words=False)
    assert (720, "it says that it was recorded before the fact before it was") in everything
    assert (721, "the head row says that the log has 720 facts, and its last is before here") in everything


@pytest.mark.parametrize("position", [TILED, TAIL])
def test_a_fact_that_was_dated_back(kept, intruder, position):
    intruder.rewrites(position, recorded_at=1_000_000_000)
    assert (position, "it says that it was recorded before the fact before it was") in found(kept, WHOLE)


@pytest.mark.parametrize("position", [TILED, TAIL])
def test_a_fact_that_was_rewritten_with_its_leaf(kept, intruder, position):
    intruder.rewrites(position, topic="theme-opened/1")
    at, says = found(kept, WHOLE)[0]
    if position == TILED:
        assert (at, says) == (TILED, "another fact stands here than the one that its tile was made from")
    else:
        assert at == 701
        assert says.startswith("the log does not begin with the 720 facts of the checkpoint of 720 facts that is kept")


def test_a_stream_that_lost_a_fact_and_everything_made_anew(kept, intruder):
    (stream,) = intruder.asks("SELECT stream FROM events WHERE log_id = :log_id AND version = 2 LIMIT 1")[0]
    of_stream = "FROM events WHERE log_id = :log_id AND stream = :stream"
    ((position,),) = intruder.asks(f"SELECT position {of_stream} AND version = 2", stream=stream)
    intruder.does("DELETE FROM events WHERE log_id = :log_id AND position = :at", at=position)
    intruder.does("UPDATE events SET position = -position WHERE log_id = :log_id AND position > :at", at=position)
    intruder.does("UPDATE events SET position = -position - 1 WHERE log_id = :log_id AND position < 0")
    intruder.does("UPDATE heads SET size = size - 1 WHERE log_id = :log_id")
    intruder.forgets_what_was_signed()
    ((first,),) = intruder.asks(f"SELECT min(position) {of_stream}", stream=stream)
    sentence = f"the versions of {stream}, which begins here, do not run from 1 without a gap"
    assert (first, sentence) in found(kept, WHOLE)


def signs_anew(kept):
    """The operator derives new tiles and signs, with the log's own key."""
    running = Tracker(kept.settings)
    note = running.checkpoints.sign(kept.log_id)
    running.close()
    return note


@pytest.mark.parametrize("position", [TILED, 400, TAIL])
def test_an_operator_who_rewrote_everything_is_caught_by_what_was_kept_elsewhere(kept, intruder, position):
    rows = "FROM events WHERE log_id = :log_id AND position = :at"
    ((state,),) = intruder.asks(f"SELECT state {rows}", at=position)
    changed = state.replace(b'"capacity":"', b'"capacity": "')
    assert changed != state
    intruder.rewrites(position, state=changed)
    intruder.forgets_what_was_signed()
    signs_anew(kept)
    assert found(kept, WHOLE) == []
    for note, size in zip(kept.notes, (701, 720), strict=True):
        if position < size:
            assert only(kept, Asked(kept=note)) == (
                0,
                f"the log does not begin with the {size} facts of the checkpoint that you kept: something from"
                f" position 0 to {size - 1} was changed, removed, put in or moved since it was signed",
            )
        else:
            assert found(kept, Asked(kept=note)) == []


@pytest.mark.parametrize("position", [TILED, TAIL])
def test_somebody_who_rewrote_the_whole_database_is_caught_by_what_lies_beside_the_key(kept, intruder, position):
    """They cannot sign: the key and the last note that it signed are not in the database."""
    intruder.rewrites(position, topic="theme-opened/1")
    intruder.does("DELETE FROM tiles WHERE log_id = :log_id", "DELETE FROM checkpoints WHERE log_id = :log_id")
    (says,) = [says for at, says in found(kept, WHOLE, words=False) if at == 0 and "does not begin" in says]
    assert says.startswith("the log does not begin with the 720 facts of the last checkpoint that was signed")


def test_the_note_beside_the_key_that_was_changed(kept):
    (kept.settings.keys / f"signed-{kept.log_id}").write_text(kept.notes[0].replace("\n701\n", "\n702\n"))
    position, says = only(kept)
    assert position is None
    assert "which is kept beside the key, was changed: the signature of" in says


def test_a_rewritten_log_has_no_consistency_proof(kept, intruder):
    """What a witness would be shown: no proof leads from what it saw to what is there now."""
    intruder.rewrites(TILED, topic="theme-opened/1")
    intruder.forgets_what_was_signed()
    new = read_checkpoint(read_note(signs_anew(kept)))
    old = read_checkpoint(read_note(kept.notes[0]))
    running = Tracker(kept.settings)
    with running.database.reading(kept.log_id) as conn:
        proof = Tree(conn, kept.log_id).consistency_proof(old.size, new.size)
    running.close()
    with pytest.raises(NotProven, match="begins with other facts"):
        verify_consistency(old.size, old.head, new.size, new.head, proof)
