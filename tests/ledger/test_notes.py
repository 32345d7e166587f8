"""Notes, keys, checkpoints and proofs as C2SP writes them, and a sentence for whatever is not one."""

import base64
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger import naive
from tests.ledger.keys import Signer, verify
from tracker.ledger.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from tracker.ledger.note import Note, NoteRefused, VerifierKey, read_note, sign_note, verify_note
from tracker.ledger.proofs import NotProven
from tracker.ledger.tlog_proof import TlogProof, read_proof

ORIGIN, OTHER_ORIGIN = "said-and-done/0123456789abcdef", "said-and-done/fedcba9876543210"
OURS, THEIRS, SAME_NAME = Signer(ORIGIN, 1), Signer("witness.example", 2), Signer(ORIGIN, 3)
LEAVES = [sha256(b"\x00leaf %d" % n).digest() for n in range(7)]
CHECKPOINT = Checkpoint(ORIGIN, 7, naive.head(LEAVES))
NOTE = str(CHECKPOINT.signed(OURS.key, OURS.sign))

# The verifier key and the note in the documentation of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def open_ours(note):
    return open_checkpoint(note, ORIGIN, OURS.key, verify)


def test_a_note_that_others_signed_is_verified():
    key = VerifierKey.read(PETER)
    assert str(key) == PETER
    note = read_note(PETERS_NOTE)
    verify_note(note, key, verify)
    assert str(note) == PETERS_NOTE


def test_a_checkpoint_is_three_lines_and_a_signature():
    lines = NOTE.split("\n")
    assert lines[:4] == [ORIGIN, "7", base64.b64encode(CHECKPOINT.head).decode(), ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert lines[5:] == [""]
    assert open_ours(NOTE) == open_ours(NOTE.encode()) == CHECKPOINT


def test_signatures_of_others_and_of_later_keys_are_passed_over():
    added = [each for signer in (THEIRS, SAME_NAME) for each in signatures(signer)]
    note = read_note(NOTE)
    assert open_ours(str(Note(note.text, (*added, *note.signatures)))) == CHECKPOINT


def signatures(signer):
    return sign_note(CHECKPOINT.text, signer.key, signer.sign).signatures


def test_extension_lines_are_passed_over():
    note = sign_note(f"{CHECKPOINT.text}something more\n", OURS.key, OURS.sign)
    assert open_ours(str(note)) == CHECKPOINT


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_no_byte_of_a_checkpoint_can_be_changed(at, flip):
    changed = bytearray(NOTE.encode())
    changed[at] ^= flip
    with pytest.raises(NoteRefused):
        open_ours(bytes(changed))


@given(st.binary(max_size=200))
def test_whatever_is_brought_is_refused_in_a_sentence(brought):
    with pytest.raises(NoteRefused):
        open_ours(brought)


SIGNATURE = NOTE.split("\n")[4]


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (b"\xff" + NOTE.encode(), "not UTF-8"),
        (NOTE.replace("7\n", "7\t\n", 1), "control character"),
        (NOTE.removesuffix("\n"), "each ended by a line feed"),
        (CHECKPOINT.text, "a text, an empty line, and signature lines"),
        (f"{CHECKPOINT.text}\n", "a text, an empty line, and signature lines"),
        (NOTE.replace("—", "-"), "not a signature"),
        (f"{NOTE}— {ORIGIN} !!!!\n", "not a signature"),
        (f"{NOTE}— {ORIGIN} AAAA\n", "not a signature"),
        (NOTE + f"{SIGNATURE}\n" * 100, "more than 100 signatures"),
        ("x" * 1_000_001, "longer than 1,000,000"),
    ],
)
def test_what_is_no_note_is_refused(note, why):
    with pytest.raises(NoteRefused, match=why):
        open_ours(note)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{ORIGIN}\n7\n", "an origin, a size and a head"),
        (CHECKPOINT.text.replace("\n7\n", "\n07\n"), "plain digits"),
        (CHECKPOINT.text.replace("\n7\n", "\n-7\n"), "plain digits"),
        (CHECKPOINT.text.replace("\n7\n", "\n٧\n"), "plain digits"),
        (f"{ORIGIN}\n7\nAAAA\n", "SHA-256 hash in base64"),
        (f"{ORIGIN}\n7\n{base64.b64encode(CHECKPOINT.head).decode()[:-2]}F=\n", "SHA-256 hash in base64"),
        (f"{CHECKPOINT.text}\nmore\n", "each on a line of its own|an origin, a size and a head"),
    ],
)
def test_what_is_no_checkpoint_is_refused_however_well_signed(text, why):
    with pytest.raises(NoteRefused, match=why):
        read_checkpoint(sign_note(text, OURS.key, OURS.sign))


def test_another_logs_checkpoint_is_refused():
    theirs = Checkpoint(OTHER_ORIGIN, 7, CHECKPOINT.head).signed(OURS.key, OURS.sign)
    with pytest.raises(NoteRefused, match=f"is of {OTHER_ORIGIN}, not of {ORIGIN}"):
        open_ours(str(theirs))


@pytest.mark.parametrize("signer", [THEIRS, SAME_NAME])
def test_a_checkpoint_that_the_log_did_not_sign_is_refused(signer):
    with pytest.raises(NoteRefused, match="is not signed by the key"):
        open_ours(str(CHECKPOINT.signed(signer.key, signer.sign)))


@pytest.mark.parametrize(
    "written",
    ["", "a", "a+b", "a+00000000+AAAA", f" +{PETER}", PETER.replace("Peter", "Pe ter"), PETER + "A", PETER[:-1]],
)
def test_what_is_no_key_is_refused(written):
    with pytest.raises(NoteRefused, match="not an Ed25519 verifier key"):
        VerifierKey.read(written)


def test_a_key_whose_id_is_not_its_own_is_refused():
    with pytest.raises(NoteRefused, match="has the id 00000000"):
        VerifierKey.read(PETER.replace("c74f20a3", "00000000"))


@pytest.mark.parametrize("text", ["", "no end", "a\rb\n"])
def test_what_no_note_can_say_is_not_signed(text):
    with pytest.raises(NoteRefused, match="ends with a line feed"):
        sign_note(text, OURS.key, OURS.sign)


PROOF = TlogProof(3, tuple(naive.path(3, LEAVES)), NOTE)


@pytest.mark.parametrize("extra", [None, b"", b"for the reader"])
def test_a_proof_is_read_as_it_was_written_and_holds(extra):
    proof = TlogProof(3, PROOF.path, NOTE, extra)
    assert read_proof(str(proof)) == proof
    assert proof.verify(LEAVES[3], ORIGIN, OURS.key, verify) == CHECKPOINT


def test_a_proof_is_its_documented_lines():
    hashes = [base64.b64encode(each).decode() for each in PROOF.path]
    assert str(PROOF).split("\n") == ["c2sp.org/tlog-proof@v1", "index 3", *hashes, "", *NOTE.split("\n")]


def test_a_proof_holds_for_its_own_fact_alone():
    with pytest.raises(NotProven, match="the fact at position 3 is not in the tree"):
        PROOF.verify(LEAVES[4], ORIGIN, OURS.key, verify)
    with pytest.raises(NoteRefused, match="not signed by the key"):
        PROOF.verify(LEAVES[3], ORIGIN, SAME_NAME.key, verify)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "a proof begins with"),
        (str(PROOF).replace("@v1", "@v2"), "a proof begins with"),
        (str(PROOF).replace("index 3", "index 03"), "the index of its fact"),
        (str(PROOF).replace("index 3\n", ""), "the index of its fact"),
        (str(PROOF).replace("index 3", "extra ?\nindex 3"), "must be base64"),
        (str(PROOF).replace("index 3", "index 3\nAAAA"), "not a SHA-256 hash"),
        (str(PROOF).replace("index 3", "index 3" + "\nAAAA" * 64), "at most 63 hashes"),
    ],
)
def test_what_is_no_proof_is_refused(written, why):
    with pytest.raises(NoteRefused, match=why):
        read_proof(written)
