"""The leaf: eight lines, hashed behind a zero byte."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ledger.leaf import hash_leaf, leaf_of, origin_of

FACT = {
    "origin": origin_of("0123456789abcdef"),
    "event_id": "ab" * 16,
    "stream": "theme/a",
    "version": 3,
    "topic": "decision-made/1",
    "recorded_at": 1_744_282_800,
    "state": b'{"data":{}}',
}


def test_a_leaf_is_its_documented_lines():
    assert leaf_of(**FACT).decode().split("\n") == [
        "ysd-event/v1",
        "said-and-done/0123456789abcdef",
        "ab" * 16,
        "theme/a",
        "3",
        "decision-made/1",
        "1744282800",
        sha256(b'{"data":{}}').hexdigest(),
        "",
    ]


def test_a_leaf_is_hashed_as_rfc_6962_says():
    assert hash_leaf(b"") == sha256(b"\x00").digest()
    assert hash_leaf(b"L123456") == sha256(b"\x00L123456").digest()


@pytest.mark.parametrize("field", FACT)
@given(data=st.data())
def test_a_change_in_any_field_changes_the_leaf(field, data):
    other = {
        "version": st.integers(0, 1000),
        "recorded_at": st.integers(0, 2**40),
        "state": st.binary(),
    }.get(field, st.text("abcdefghij/-0123456789", min_size=1))
    changed = FACT | {field: data.draw(other.filter(lambda value: value != FACT[field]))}
    assert hash_leaf(leaf_of(**changed)) != hash_leaf(leaf_of(**FACT))
