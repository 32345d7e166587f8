"""Our verifier and a naive one say the same of every proof, true or changed."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger import naive
from tracker.ledger.merkle import EMPTY_HEAD
from tracker.ledger.proofs import NotProven, verify_consistency, verify_inclusion

LEAVES = [sha256(b"\x00leaf %d" % n).digest() for n in range(300)]
OTHER = sha256(b"something else").digest()


def changes(proof):
    """A proof as it is, or with a hash changed, left out, put in, or two that changed places."""
    at = st.integers(0, max(len(proof) - 1, 0))
    return st.one_of(
        st.just(proof),
        at.map(lambda i: [*proof[:i], OTHER, *proof[i + 1 :]]),
        at.map(lambda i: [*proof[:i], *proof[i + 1 :]]),
        at.map(lambda i: [*proof[:i], OTHER, *proof[i:]]),
        at.map(lambda i: [*proof[:i], *reversed(proof[i : i + 2]), *proof[i + 2 :]]),
        st.just([*proof, OTHER]),
    )


def holds(verify, *args):
    try:
        verify(*args)
    except NotProven:
        return False
    return True


@given(st.data())
@settings(max_examples=400)
def test_both_verifiers_agree_on_inclusion(data):
    size = data.draw(st.integers(1, 300))
    position = data.draw(st.integers(0, size - 1))
    claimed_size = data.draw(st.sampled_from([size, size, size, max(1, size - 1), size + 1]))
    claimed = data.draw(st.sampled_from([position, position, position, 0, position ^ 1, claimed_size - 1]))
    proof = data.draw(changes(naive.path(position, LEAVES[:size])))
    leaf = data.draw(st.sampled_from([LEAVES[position], LEAVES[position], OTHER]))
    head = naive.head(LEAVES[:size])
    naively = 0 <= claimed < claimed_size and naive.leads_to(leaf, claimed, claimed_size, proof) == head
    assert holds(verify_inclusion, leaf, claimed, claimed_size, head, proof) == naively


@given(st.data())
@settings(max_examples=400)
def test_both_verifiers_agree_on_consistency(data):
    second = data.draw(st.integers(2, 300))
    first = data.draw(st.integers(1, second - 1))
    claimed = data.draw(st.sampled_from([first, first, first, max(1, first - 1), min(first + 1, second - 1)]))
    proof = data.draw(changes(naive.proof(first, LEAVES[:second])))
    old = data.draw(st.sampled_from([naive.head(LEAVES[:first])] * 3 + [OTHER]))
    new = data.draw(st.sampled_from([naive.head(LEAVES[:second])] * 3 + [OTHER]))
    naively = naive.begins(claimed, second, True, old, proof) == (old, new)
    assert holds(verify_consistency, claimed, old, second, new, proof) == naively


@given(st.data())
def test_every_true_proof_holds(data):
    size = data.draw(st.integers(1, 300))
    position = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(0, size))
    head = naive.head(LEAVES[:size])
    verify_inclusion(LEAVES[position], position, size, head, naive.path(position, LEAVES[:size]))
    verify_consistency(first, naive.head(LEAVES[:first]), size, head, naive.proof(first, LEAVES[:size]))


SEVEN, FIVE = naive.head(LEAVES[:7]), naive.head(LEAVES[:5])
PATH, PROOF = naive.path(3, LEAVES[:7]), naive.proof(5, LEAVES[:7])


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ((LEAVES[3], 7, 7, SEVEN, PATH), "a tree of 7 facts has none at position 7"),
        ((LEAVES[3], 3, 7, SEVEN, [*PATH, OTHER]), "the proof for position 3 is longer than a tree of 7 facts needs"),
        ((LEAVES[3], 3, 7, SEVEN, PATH[:-1]), "the proof for position 3 is shorter than a tree of 7 facts needs"),
        ((OTHER, 3, 7, SEVEN, PATH), "the fact at position 3 is not in the tree of 7 facts with that head"),
        ((LEAVES[3], 3, 7, SEVEN, [b"short"]), "a hash is not 32 bytes long"),
    ],
)
def test_why_an_inclusion_proof_fails_is_said(args, sentence):
    with pytest.raises(NotProven, match=f"^{sentence}$"):
        verify_inclusion(*args)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ((7, SEVEN, 5, FIVE, []), "a tree of 7 facts does not begin one of 5"),
        ((5, FIVE, 7, SEVEN, []), "the proof from 5 to 7 facts is too short"),
        ((5, FIVE, 7, SEVEN, PROOF[:-1]), "the proof from 5 to 7 facts is too short"),
        ((5, FIVE, 7, SEVEN, [*PROOF, OTHER]), "the proof from 5 to 7 facts is too long"),
        ((5, OTHER, 7, SEVEN, PROOF), "the tree of 7 facts begins with other facts than the tree of 5 did"),
        ((5, FIVE, 7, OTHER, PROOF), "the proof from 5 facts does not lead to the head of the tree of 7"),
        ((7, SEVEN, 7, OTHER, []), "there are two trees of 7 facts with different heads"),
        ((0, OTHER, 7, SEVEN, []), "a tree without facts has another head than RFC 6962 gives it"),
        ((0, EMPTY_HEAD, 7, SEVEN, PROOF), "from 0 to 7 facts nothing has to be proven, yet there is a proof"),
    ],
)
def test_why_a_consistency_proof_fails_is_said(args, sentence):
    with pytest.raises(NotProven, match=f"^{sentence}$"):
        verify_consistency(*args)
