"""What `tracker verify` prints, and how it ends."""

import json

import pytest

from tests.command import command_on
from tests.ledger.keys import Signer
from tests.ledger.tampering import SLUG, Intruder
from tracker.ledger.leaf import origin_of


@pytest.fixture
def run(kept):
    return command_on(kept.settings)


@pytest.fixture
def note(kept, tmp_path):
    path = tmp_path / "kept-elsewhere"
    path.write_text(kept.notes[0])
    return path


def test_a_whole_log(run, note):
    verified = run("verify", SLUG)
    assert (verified.exit_code, verified.stderr) == (0, "")
    assert verified.stdout.splitlines() == [
        f"The log of {SLUG} is whole: 720 facts, 2 checkpoints.",
        "470 sealed texts were opened and are as they were; 0 were erased.",
        "This says nothing about an operator who rewrote all of it: for that, keep a checkpoint elsewhere.",
    ]
    held = run("verify", SLUG, "--checkpoint", note)
    assert held.stdout.splitlines()[-1] == "It begins with the 701 facts of the checkpoint that you kept."


def test_a_whole_log_as_json(run, note, kept):
    verified = run("verify", SLUG, "--checkpoint", note, "--json", "--without-words")
    assert (verified.exit_code, verified.stderr) == (0, "")
    document = json.loads(verified.stdout)
    assert document["whole"] is True
    assert (document["facts"], document["checkpoints"], document["kept_size"]) == (720, 2, 701)
    assert (document["words_opened"], document["findings"], document["stopped"]) == (None, [], False)


def test_a_log_that_is_not_whole(run, kept):
    change = "UPDATE events SET recorded_at = recorded_at + 1 WHERE log_id = :log_id AND position = 719"
    intruder = Intruder(kept)
    intruder.does(change)
    verified = run("verify", SLUG)
    assert verified.exit_code == 1
    assert verified.stdout.splitlines() == [
        "position 719: its id, stream, version, topic, time and bytes do not make the leaf that stands in its row.",
        "position 719: the head row says that this last fact was recorded at another time.",
    ]
    assert verified.stderr == f"the log of {SLUG} is not whole: 2 things do not hold, the first at position 719.\n"
    document = json.loads(run("verify", SLUG, "--json", "--most", "1").stdout)
    assert (document["whole"], document["stopped"]) == (False, True)
    assert [finding["position"] for finding in document["findings"]] == [719]


def test_it_stops_after_as_many_as_were_asked_for(run, kept):
    Intruder(kept).does("UPDATE events SET topic = 'x' WHERE log_id = :log_id")
    verified = run("verify", SLUG, "--most", "3")
    assert [line.partition(":")[0] for line in verified.stdout.splitlines()] == [
        "position 0", "position 1", "position 2", "Stopped after 3"
    ]  # fmt: skip


def test_words_can_be_left_alone_and_then_no_key_is_needed(run, kept):
    Intruder(kept).does("DELETE FROM words")
    for path in kept.settings.keys.iterdir():
        if not path.name.startswith("signing-key-"):
            path.unlink()
    assert run("verify", SLUG, "--without-words").stdout.splitlines()[1] == "Sealed words were left alone."
    assert {path.name.partition("-")[0] for path in kept.settings.keys.iterdir()} == {"signing"}


def test_whoever_kept_the_key_needs_none_from_here(run, note, kept):
    for path in kept.settings.keys.glob("signing-key-*"):
        path.unlink()
    assert run("verify", SLUG, "--checkpoint", note, "--key", kept.key).exit_code == 0
    refused = run("verify", SLUG, "--checkpoint", note)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "the key that verifies this log’s checkpoints is not here: give the one that you were handed, with --key.\n"
    )


@pytest.mark.parametrize("change", [("\n701\n", "\n702\n"), ("— said", "— sold"), ("said-and-done", "elsewhere")])
def test_a_checkpoint_that_the_log_did_not_sign_is_refused(run, note, kept, change):
    note.write_text(kept.notes[0].replace(*change))
    refused = run("verify", SLUG, "--checkpoint", note)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1


def test_a_checkpoint_that_is_no_text_is_refused(run, note):
    note.write_bytes(b"\xff\xfe")
    refused = run("verify", SLUG, "--checkpoint", note)
    assert (refused.exit_code, refused.stderr) == (2, f"{note} is not a checkpoint: it is not UTF-8 text.\n")


def test_an_operator_who_changed_the_key_is_seen(run, note, kept):
    """What was signed here before is not by the key that an outsider holds."""
    others = str(Signer(origin_of(kept.log_id), 9).key)
    verified = run("verify", SLUG, "--key", others)
    assert verified.exit_code == 1
    assert verified.stdout.count("was changed: the note is not signed by the key") == 2


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("nowhere",), "there is no partnership called nowhere here.\n"),
        ((SLUG, "--key", "no key"), "this is not an Ed25519 verifier key of the form name+id+key.\n"),
        (
            (SLUG, "--checkpoint", "nowhere.txt"),
            "Invalid value for '--checkpoint': File 'nowhere.txt' does not exist.\n",
        ),
    ],
)
def test_what_cannot_be_verified_is_refused_in_one_sentence(run, args, sentence):
    refused = run("verify", *args)
    assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", sentence)


def test_verifying_writes_nothing(run, kept, note):
    before = kept.place.rows()
    assert run("verify", SLUG, "--checkpoint", note).exit_code == 0
    assert kept.place.rows() == before
