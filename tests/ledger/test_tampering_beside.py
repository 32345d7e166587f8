"""What is kept beside the facts is held to them: tiles, checkpoints, the head, sealed words and the indexes."""

import pytest

from tests.ledger.growing import erased, record, said
from tests.ledger.tampering import SLUG, Intruder, found, on, on_both
from tests.ledger.test_tampering import WHOLE, only
from tracker.keeping.verifying import Asked
from tracker.ledger.checking import CHANGED_TILE
from tracker.vault.keys import KeyStore
from tracker.wiring import Tracker, verify


@pytest.fixture
def intruder(kept):
    return Intruder(kept)


FIRST_TILE = "log_id = :log_id AND level = 0 AND idx = 0"
HIGHER = "the tile of positions 0 to 65535 (level 1, number 0)"
MISSING = "the tile of positions 0 to 255 (level 0, number 0) is missing: put it back from a backup"


def beyond(level, index):
    return (None, f"there is a tile (level {level}, number {index}) of facts that the log does not have")


CHANGED_AT_FIRST = [(0, CHANGED_TILE)]
ANOTHER_HEAD = "the tile of positions 0 to 255 (level 0, number 0) has another head than its hashes make"
ANOTHER_HASH = "substr(hashes, 1, 1280) || zeroblob(32) || substr(hashes, 1313)"
NOT_A_TILE = [(0, "the tile of positions 0 to 255 does not hold 256 hashes")]
CHANGES_OF_A_TILE = [
    *on_both(
        ("hashes = substr(hashes, 33)", NOT_A_TILE),
        ("head = zeroblob(32)", [(0, ANOTHER_HEAD)]),
        ("idx = 99", [(0, MISSING), beyond(0, 99)]),
        ("idx = -1", [(0, MISSING), beyond(0, -1)]),
        ("level = 3", [(0, MISSING), beyond(3, 0)]),
        ("level = 1000000", [(0, MISSING), beyond(1_000_000, 0)]),
        ("log_id = 'ffffffffffffffff'", [(0, MISSING)]),
    ),
    *on(
        "postgresql",
        ("hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1)", CHANGED_AT_FIRST),
        ("hashes = overlay(hashes placing zeroblob(32) from 1281)", [(40, CHANGED_TILE)]),
        ("hashes = ''", NOT_A_TILE),
    ),
    *on(
        "sqlite",
        ("hashes = CAST(x'00' || substr(hashes, 2) AS BLOB)", CHANGED_AT_FIRST),
        (f"hashes = CAST({ANOTHER_HASH} AS BLOB)", [(40, CHANGED_TILE)]),
        ("hashes = CAST(hashes AS TEXT)", NOT_A_TILE),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("signed", "change", "expected"), CHANGES_OF_A_TILE, indirect=["signed"])
def test_a_tile_that_was_changed(kept, intruder, change, expected):
    assert intruder.does(f"UPDATE tiles SET {change} WHERE {FIRST_TILE}") == 1
    assert found(kept, WHOLE) == expected


def test_a_tile_that_is_missing(kept, intruder):
    intruder.does(f"DELETE FROM tiles WHERE {FIRST_TILE}")
    assert only(kept) == (0, MISSING)


def test_tiles_that_changed_places(kept, intruder):
    for at, to in ((0, 7), (1, 0), (7, 1)):
        intruder.does("UPDATE tiles SET idx = :to WHERE log_id = :log_id AND level = 0 AND idx = :at", at=at, to=to)
    assert [position for position, _ in found(kept, Asked(most=300))] == list(range(256)) + list(range(256, 300))


@pytest.mark.parametrize(
    ("change", "where", "expected"),
    [
        ("note = replace(note, '701', '702')", "size = 701", "was changed: the signature of"),
        ("note = note || note", "size = 701", "was changed: "),
        ("note = 'nothing'", "size = 720", "was changed: a note is a text"),
        ("size = 702", "size = 701", "the checkpoint of 702 facts that is kept here is one of 701 facts: it was moved"),
        ("size = size + 50", "size > 0", "it was moved"),
        ("log_id = 'ffffffffffffffff'", "log_id <> :log_id", None),
    ],
)
def test_a_checkpoint_that_was_changed(kept, intruder, change, where, expected):
    intruder.does(f"UPDATE checkpoints SET {change} WHERE {where}" + (" AND log_id = :log_id" if expected else ""))
    everything = found(kept, WHOLE)
    assert all(position is None and expected in says for position, says in everything)
    assert bool(everything) is bool(expected)


def test_another_logs_checkpoint_is_no_checkpoint_of_this(kept, intruder):
    theirs = "SELECT note FROM checkpoints WHERE log_id <> :log_id LIMIT 1"
    intruder.does(f"UPDATE checkpoints SET note = ({theirs}) WHERE log_id = :log_id AND size = 701")
    position, says = only(kept)
    assert position is None
    assert f"was changed: the checkpoint is of said-and-done/{kept.other_log_id}, not of" in says


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("size = 721", (720, "the head row says that the log has 721 facts, and its last is before here")),
        ("size = 700", (720, "the head row says that the log has 700 facts, and its last is before here")),
        ("recorded_at = 1", (719, "the head row says that this last fact was recorded at another time")),
        ("log_id = 'ffffffffffffffff'", (None, "the log has no head row, so that nothing can be added to it")),
    ],
)
def test_a_head_that_was_changed(kept, intruder, change, expected):
    intruder.does(f"UPDATE heads SET {change} WHERE log_id = :log_id")
    assert only(kept) == expected


NINE = "ref = (SELECT ref FROM words WHERE log_id = :log_id AND stream = 'contribution/said-9')"


OTHERS = "are not those that the fact committed to"
GONE = "are missing, and no fact says that they were erased"
ELSEWHERE = "stand in the vault as those of another place or class"
CHANGES_OF_WORDS = [
    *on_both(
        ("box = zeroblob(length(box))", OTHERS),
        ("box = substr(box, 1, length(box) - 1)", OTHERS),
        ("box = zeroblob(0)", OTHERS),
        ("box = (SELECT box FROM words WHERE log_id = :log_id AND stream = 'contribution/said-8')", OTHERS),
        ("ref = '00000000000000000000000000000000'", GONE),
        ("stream = 'contribution/said-8'", ELSEWHERE),
        ("field = 'another'", ELSEWHERE),
        ("class = 'identity'", ELSEWHERE),
    ),
    *on("postgresql", ("log_id = 'ffffffffffffffff'", GONE)),  # where a log sees nothing of another
    *on("sqlite", ("log_id = 'ffffffffffffffff'", ELSEWHERE), ("box = CAST(x'ff' AS TEXT)", OTHERS)),
]


@pytest.mark.parametrize(("signed", "change", "expected"), CHANGES_OF_WORDS, indirect=["signed"])
def test_words_that_were_changed(kept, intruder, change, expected):
    assert intruder.does(f"UPDATE words SET {change} WHERE {NINE}") == 1
    position, says = only(kept)
    assert position == 710
    assert says.startswith(f"its words (contribution-received/1:words) {expected}")
    assert found(kept, WHOLE, words=False) == []


def test_words_that_are_missing_without_an_erasure(kept, intruder):
    assert intruder.does(f"DELETE FROM words WHERE {NINE}") == 1
    says = "its words (contribution-received/1:words) are missing, and no fact says that they were erased"
    assert only(kept) == (710, says)


def test_words_whose_key_is_missing_without_an_erasure(kept):
    keys = KeyStore(kept.settings.keys)
    keys.destroy([(kept.log_id, "contribution/said-9", "own_words")])
    keys.close()
    position, says = only(kept)
    assert position == 710
    assert says.endswith("cannot be opened: their key is gone, and no fact says why")


def test_words_that_no_fact_points_to(kept, intruder):
    copied = "SELECT '11111111111111111111111111111111', log_id, stream, field, class, box FROM words"
    intruder.does(f"INSERT INTO words {copied} WHERE {NINE}")
    assert only(kept) == (None, "the vault holds 1 sealed texts that no fact of this log points to")


@pytest.fixture
def with_erasure(kept):
    """Somebody had the words of one contribution erased, and said something again."""
    running = Tracker(kept.settings)
    record(running, kept.log_id, erased("said-9"), command="erasing")
    running.close()
    return kept


def test_words_that_were_erased_are_no_finding(with_erasure):
    verdict = verify(with_erasure.settings, SLUG, WHOLE)
    assert (verdict.findings, verdict.words_erased) == ([], 1)


def test_words_that_an_erasure_left_are_found(kept):
    columns = ("ref", "log_id", "stream", "field", "class", "box")
    intruder = Intruder(kept)
    (row,) = intruder.asks(f"SELECT {', '.join(columns)} FROM words WHERE stream = 'contribution/said-9'")
    running = Tracker(kept.settings)
    record(running, kept.log_id, erased("said-9"), command="erasing")
    running.close()
    values = ", ".join(f":{column}" for column in columns)
    intruder.does(f"INSERT INTO words VALUES ({values})", **dict(zip(columns, row, strict=True)))
    says = "its words (contribution-received/1:words) are still there, though the fact at position 720 says that they were erased"  # noqa: E501
    assert only(kept) == (710, says)


def test_an_erasure_covers_what_was_said_before_it_alone(with_erasure):
    running = Tracker(with_erasure.settings)
    record(running, with_erasure.log_id, said("again"), command="again")
    running.close()
    Intruder(with_erasure).does("DELETE FROM words WHERE stream = 'contribution/again'")
    assert only(with_erasure)[0] == 721


def one_row(kept, table, which="1 = 1"):
    row = "rowid" if kept.place.kind == "sqlite" else "ctid"
    return f"{row} = (SELECT {row} FROM {table} WHERE log_id = :log_id AND {which} LIMIT 1)"


@pytest.mark.parametrize(
    ("table", "change", "one"),
    [
        ("introductions", "sort = 'x'", "1 = 1"),
        ("introductions", "ref = 'x'", "1 = 1"),
        ("introductions", "stream = 'x'", "1 = 1"),
        ("citations", "ref = 'x'", "1 = 1"),
        ("citations", "stream = 'x'", "1 = 1"),
        ("parties", "name_mac = 'x'", "1 = 1"),
        ("parties", "party = 'x'", "1 = 1"),
        ("commands", "command_id = 'x'", "first_position = 710"),
        ("commands", "first_position = 709", "first_position = 710"),
        ("commands", "last_position = 711", "first_position = 710"),
        ("logs", "time_zone = 'Europe/Paris'", "1 = 1"),
        ("logs", "fictional = FALSE", "1 = 1"),
    ],
)
def test_an_index_that_was_changed(kept, intruder, table, change, one):
    assert intruder.does(f"UPDATE {table} SET {change} WHERE {one_row(kept, table, one)}") == 1
    lacks, holds = found(kept, WHOLE)
    assert lacks[0] is not None
    assert lacks[1].startswith(f"the table {table} lacks what follows from this fact: ")
    assert holds[0] is None
    assert holds[1].startswith(f"the table {table} holds what follows from no fact: ")


@pytest.mark.parametrize("table", ["introductions", "citations", "parties", "commands"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET log_id = 'ffffffffffffffff'"])
def test_an_index_that_lost_a_row(kept, intruder, table, change):
    assert intruder.does(f"{change.format(table)} WHERE {one_row(kept, table)}") == 1
    position, says = only(kept)
    assert position is not None
    assert says.startswith(f"the table {table} lacks what follows from this fact: ")


def test_a_log_under_another_name(kept, intruder):
    intruder.does("UPDATE logs SET slug = 'elsewhere' WHERE log_id = :log_id")
    verdict = verify(kept.settings, "elsewhere", WHOLE)
    assert (0, f"the table logs lacks what follows from this fact: {SLUG}, Europe/London, True") in [
        (finding.position, finding.says) for finding in verdict.findings
    ]


def test_a_log_that_leads_nowhere(kept, intruder):
    intruder.does("UPDATE logs SET log_id = 'ffffffffffffffff' WHERE log_id = :log_id")
    assert (None, "the log has no head row, so that nothing can be added to it") in found(kept, WHOLE)
