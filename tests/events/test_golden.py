"""Stored bytes are read for ever: every line of the golden file is read and would be written the same again."""

import json
from pathlib import Path

import pytest

from tracker.eventstore.mapper import UnknownTopic, read_envelope, state_of
from tracker.ledger.leaf import hash_leaf, leaf_of, origin_of

LINES = [json.loads(line) for line in (Path(__file__).parent / "golden.jsonl").read_text().splitlines()]
every_line = pytest.mark.parametrize("line", LINES, ids=lambda line: line["topic"])


def envelope_of(line):
    columns = ("event_id", "stream", "version", "topic", "recorded_at")
    return read_envelope(**{name: line[name] for name in columns}, state=line["state"].encode())


@every_line
def test_a_stored_fact_is_read_and_would_be_written_the_same(line):
    envelope = envelope_of(line)
    assert envelope.topic == line["topic"]
    assert state_of(envelope) == line["state"].encode()


@every_line
def test_the_leaf_of_a_stored_fact_never_changes(line):
    columns = ("event_id", "stream", "version", "topic", "recorded_at")
    leaf = leaf_of(
        origin=origin_of(line["log_id"]), **{name: line[name] for name in columns}, state=line["state"].encode()
    )
    assert hash_leaf(leaf).hex() == line["leaf_hash"]


def test_two_facts_of_one_topic_differ_in_their_random_bits_at_least():
    salts = [json.loads(line["state"])["salt"] for line in LINES]
    assert len(set(salts)) == len(salts)
    assert all(len(bytes.fromhex(salt)) == 16 for salt in salts)


def test_a_topic_that_nobody_knows_is_refused():
    with pytest.raises(UnknownTopic, match="theme-forgotten/9"):
        envelope_of(LINES[0] | {"topic": "theme-forgotten/9"})
