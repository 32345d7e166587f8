"""Words open only with their key, in their place, and only if they are what the log committed to."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.vault.sealing import Place, WordsDoNotMatch, commitment_of, open_box, seal

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
LOG, STREAM, FIELD = "a" * 16, "theme/a", "theme-opened/1:title"


def place_of(sealed, **changes):
    return Place(**{"log_id": LOG, "stream": STREAM, "ref": sealed.ref, "field": FIELD} | changes)


@given(st.text())
def test_words_open_to_what_was_sealed(text):
    sealed = seal(KEY, LOG, STREAM, FIELD, text)
    assert open_box(KEY, place_of(sealed), sealed.box, sealed.commitment) == text


def test_the_same_words_are_sealed_differently_each_time():
    first, second = (seal(KEY, LOG, STREAM, FIELD, "The letter went to a hostel") for _ in range(2))
    assert first.ref != second.ref
    assert first.commitment != second.commitment
    assert first.box != second.box


@pytest.mark.parametrize("change", [{"log_id": "b" * 16}, {"stream": "theme/b"}, {"field": "x"}, {"ref": "0" * 32}])
def test_words_open_nowhere_else(change):
    sealed = seal(KEY, LOG, STREAM, FIELD, "No phone")
    with pytest.raises(WordsDoNotMatch):
        open_box(KEY, place_of(sealed, **change), sealed.box, sealed.commitment)


def test_words_do_not_open_with_another_key():
    sealed = seal(KEY, LOG, STREAM, FIELD, "No phone")
    with pytest.raises(WordsDoNotMatch):
        open_box(OTHER_KEY, place_of(sealed), sealed.box, sealed.commitment)


def test_whoever_holds_the_keys_still_cannot_change_what_the_log_says():
    told = seal(KEY, LOG, STREAM, FIELD, "Two missed appointments")
    forged = seal(OTHER_KEY, LOG, STREAM, FIELD, "Nobody was ever taken off")
    with pytest.raises(WordsDoNotMatch, match="committed to"):
        open_box(OTHER_KEY, place_of(forged), forged.box, told.commitment)


@given(st.data())
def test_every_flipped_bit_is_noticed(data):
    sealed = seal(KEY, LOG, STREAM, FIELD, "It was twelve miles")
    box = bytearray(sealed.box)
    bit = data.draw(st.integers(0, len(box) * 8 - 1))
    box[bit // 8] ^= 1 << bit % 8
    with pytest.raises(WordsDoNotMatch):
        open_box(KEY, place_of(sealed), bytes(box), sealed.commitment)


def test_the_commitment_is_the_documented_hash():
    parts = (b"0" * 32, b"field", b"s" * 32, b"words")
    by_hand = b"ysd/vault/v1\x00" + b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    assert commitment_of("0" * 32, "field", b"s" * 32, b"words") == sha256(by_hand).hexdigest()


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_no_two_pairs_of_field_and_words_share_a_commitment(one, other):
    first, second = (commitment_of("0" * 32, field, b"s" * 32, text.encode()) for field, text in (one, other))
    assert (first == second) == (one == other)
