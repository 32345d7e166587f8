"""Backups are whole under writes, keys lie apart, and an older backup comes up with later erasures carried out."""

import shutil
import sqlite3
import stat
from contextlib import closing
from threading import Event, Thread

import pytest
from click.testing import CliRunner

from tests.conftest import NOW, SLUG
from tests.ledger.growing import erased, grow, proposal, record, said
from tracker.cli import main
from tracker.config import Settings
from tracker.files import ONE_JOURNEY
from tracker.keeping.backup import back_up_facts, back_up_keys, bring_keys_back, bringing_facts_back
from tracker.keeping.checkpoints import AlreadySignedOtherwise
from tracker.keeping.verifying import Asked
from tracker.wiring import Tracker, verify

WORDS = "The caretaker called me Rosie"


def settings_of(folder):
    return Settings(folder / "home", folder / "keys", f"sqlite:///{folder / 'home' / 'tracker.db'}")


def started(settings):
    return Tracker(settings, clock=lambda: NOW)


@pytest.fixture
def here(tmp_path):
    return settings_of(tmp_path / "here")


@pytest.fixture
def running(here):
    tracker = started(here)
    tracker.import_file(ONE_JOURNEY)
    record(tracker, tracker.find(SLUG).log_id, said("rosie", WORDS), said("other"), command="told")
    yield tracker
    tracker.close()


@pytest.fixture
def log_id(running):
    return running.find(SLUG).log_id


def positions_and_leaves(path, log_id):
    with closing(sqlite3.connect(path)) as plain:
        query = "SELECT position, leaf_hash FROM events WHERE log_id = ? ORDER BY position"
        return plain.execute(query, (log_id,)).fetchall()


def verdict_of(settings):
    return verify(settings, SLUG, Asked())


def words_in(settings):
    with closing(sqlite3.connect(settings.home / "tracker.db")) as plain:
        rows = plain.execute("SELECT stream FROM words WHERE class = 'own_words'").fetchall()
    return {stream for (stream,) in rows}


def test_a_backup_is_whole_while_others_write(running, here, log_id, tmp_path):
    stop = Event()

    def write():
        n = 0
        while not stop.is_set():
            grow(running, log_id, 3, prefix=f"round-{n}")
            n += 1

    writer = Thread(target=write)
    writer.start()
    try:
        backups = [back_up_facts(running.database, here.keys, tmp_path / f"backup-{n}") for n in range(5)]
    finally:
        stop.set()
        writer.join()
    everything = positions_and_leaves(here.home / "tracker.db", log_id)
    sizes = []
    for n, backup in enumerate(backups):
        there = Settings(backup.parent, here.keys, f"sqlite:///{backup}")
        verdict = verdict_of(there)
        assert verdict.whole, (n, verdict.findings)
        assert positions_and_leaves(backup, log_id) == everything[: verdict.facts]
        sizes.append(verdict.facts)
    assert sizes == sorted(sizes)


def test_keys_and_facts_lie_apart(running, here, log_id, tmp_path):
    running.checkpoints.sign(log_id)
    facts, keys = tmp_path / "facts", tmp_path / "keys"
    back_up_facts(running.database, here.keys, facts)
    back_up_keys(running.keys, here.keys, here.home, keys)
    assert [path.name for path in facts.iterdir()] == ["tracker.db"]
    assert {path.name for path in keys.iterdir()} == {
        "keys.db", "wrapping-key-1", f"signing-key-{log_id}", f"signed-{log_id}"
    }  # fmt: skip
    with closing(sqlite3.connect(keys / "keys.db")) as plain:
        wrapped = [row[0] for row in plain.execute("SELECT wrapped FROM data_keys")]
    secrets = [*wrapped, *(path.read_bytes().strip() for path in keys.iterdir() if "-key-" in path.name)]
    assert len(secrets) > 10
    written = (facts / "tracker.db").read_bytes()
    assert not any(secret in written for secret in secrets)
    assert b"CREATE TABLE events" not in b"".join(path.read_bytes() for path in keys.iterdir())
    for path in (*facts.iterdir(), *keys.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (facts, keys):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_was_backed_up_comes_back(running, here, log_id, tmp_path):
    note = running.checkpoints.sign(log_id)
    back_up_facts(running.database, here.keys, tmp_path / "facts")
    back_up_keys(running.keys, here.keys, here.home, tmp_path / "secrets")
    there = settings_of(tmp_path / "there")
    bring_keys_back(tmp_path / "secrets", there.keys)
    with bringing_facts_back(tmp_path / "facts", there):
        tracker = started(there)
        assert (tracker.erasures_agreed.finished, tracker.erasures_agreed.told_again) == (0, 0)
        assert tracker.checkpoints.sign(log_id) == note
        tracker.close()
    assert verify(there, SLUG, Asked(kept=note)).findings == []
    assert verdict_of(there).words_opened == verdict_of(here).words_opened
    with closing(sqlite3.connect(there.home / "tracker.db")) as plain, pytest.raises(sqlite3.IntegrityError):
        plain.execute("UPDATE events SET topic = 'x'")


def erasures_in(settings):
    with closing(sqlite3.connect(settings.home / "tracker.db")) as plain:
        query = "SELECT event_id, stream, state FROM events WHERE topic = 'personal-data-erased/1' ORDER BY position"
        return plain.execute(query).fetchall()


def test_an_older_backup_comes_up_with_later_erasures_carried_out(running, here, log_id, tmp_path):
    back_up_facts(running.database, here.keys, tmp_path / "older")
    record(running, log_id, said("third"), erased("rosie"), command="later")
    told = erasures_in(here)
    running.close()
    there = Settings(tmp_path / "there", here.keys, f"sqlite:///{tmp_path / 'there' / 'tracker.db'}")
    with bringing_facts_back(tmp_path / "older", there):
        assert "contribution/rosie" in words_in(there)
        tracker = started(there)
        assert tracker.erasures_agreed.told_again == 1
        with tracker.read(SLUG) as moment:
            assert tracker.pages.figures.document(moment.tables, log_id, SLUG, moment.on)
        tracker.close()
    assert [(event_id, stream) for event_id, stream, _ in erasures_in(there)] == [row[:2] for row in told]
    assert "contribution/rosie" not in words_in(there)
    assert "contribution/other" in words_in(there)
    verdict = verdict_of(there)
    assert (verdict.findings, verdict.words_erased) == ([], 1)
    again = started(there)
    assert (again.erasures_agreed.finished, again.erasures_agreed.told_again) == (0, 0)
    again.close()


def test_an_older_backup_signs_nothing_that_contradicts_what_was_signed(running, here, log_id, tmp_path):
    back_up_facts(running.database, here.keys, tmp_path / "older")
    grow(running, log_id, 2)
    running.checkpoints.sign(log_id)
    running.close()
    there = Settings(tmp_path / "there", here.keys, f"sqlite:///{tmp_path / 'there' / 'tracker.db'}")
    with bringing_facts_back(tmp_path / "older", there):
        tracker = started(there)
        grow(tracker, log_id, 3, prefix="since")
        with pytest.raises(AlreadySignedOtherwise, match="a newer backup may hold what is missing"):
            tracker.checkpoints.sign(log_id)
        tracker.close()
    (finding,) = verdict_of(there).findings
    assert "the last checkpoint that was signed" in finding.says


def test_erasures_of_several_people_are_told_again_once_each(running, here, log_id, tmp_path):
    back_up_facts(running.database, here.keys, tmp_path / "older")
    record(running, log_id, erased("rosie"), command="first")
    record(running, log_id, erased("other", person="person/another"), command="second")
    record(running, log_id, erased("rosie"), command="third")
    running.close()
    there = Settings(tmp_path / "there", here.keys, f"sqlite:///{tmp_path / 'there' / 'tracker.db'}")
    with bringing_facts_back(tmp_path / "older", there):
        tracker = started(there)
        assert tracker.erasures_agreed.told_again == 3
        tracker.close()
    assert {row[0] for row in erasures_in(there)} == {row[0] for row in erasures_in(here)}
    verdict = verdict_of(there)
    assert (verdict.findings, verdict.words_erased) == ([], 2)


UNREADABLE = (
    f"an erasure of {SLUG} cannot be read, so that it cannot be said whose words must be gone: nothing is served"
    " until it can; “tracker verify” says whether the log was changed.\n"
)


def list_what_cannot_be_read(here, log_id):
    with closing(sqlite3.connect(here.keys / "keys.db")) as plain, plain:
        row = (log_id, "e" * 32, "person/x", "personal-data-erased/9", b"{}")
        plain.execute("INSERT INTO erasures VALUES (?, ?, ?, ?, ?)", row)


def test_nothing_is_served_while_an_erasure_cannot_be_read(running, here, log_id):
    running.close()
    list_what_cannot_be_read(here, log_id)
    run = CliRunner(env={"TRACKER_HOME": str(here.home), "TRACKER_KEYS": str(here.keys)})
    for command in (["serve", "--port", "0"], ["board", SLUG]):
        refused = run.invoke(main, command)
        assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", UNREADABLE)


def test_a_backup_that_cannot_be_told_of_an_erasure_is_not_brought_back(running, here, log_id, tmp_path):
    back_up_facts(running.database, here.keys, tmp_path / "older")
    running.close()
    list_what_cannot_be_read(here, log_id)
    (tmp_path / "there").mkdir()
    run = CliRunner(env={"TRACKER_HOME": str(tmp_path / "there"), "TRACKER_KEYS": str(here.keys)})
    refused = run.invoke(main, ["restore", str(tmp_path / "older")])
    assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", UNREADABLE)
    assert [path for path in (tmp_path / "there").iterdir() if path.stat().st_size] == []


def test_older_keys_do_not_bring_words_back(running, here, log_id, tmp_path):
    """The fact is in the log, so a key that comes back from an old backup is destroyed again."""
    back_up_keys(running.keys, here.keys, here.home, tmp_path / "older-keys")
    record(running, log_id, erased("rosie"), command="later")
    running.close()
    shutil.rmtree(here.keys)
    bring_keys_back(tmp_path / "older-keys", here.keys)
    name = (log_id, "contribution/rosie", "own_words")
    tracker = started(here)
    assert tracker.erasures_agreed.finished == 1
    assert tracker.keys.held(name) is None
    assert [each.stream for each in tracker.keys.erasures(log_id)] == ["person/someone"]
    tracker.close()
    assert verdict_of(here).whole


def test_what_was_said_after_an_erasure_stays_when_the_list_is_lost(running, here, log_id):
    record(running, log_id, erased("rosie"), command="erasing")
    answer = {"channel": "phone", "covers": ["decision/a-1"], "text": "We rang you"}
    record(running, log_id, proposal("contribution/rosie", "AnswerGiven", **answer), command="again")
    running.close()
    with closing(sqlite3.connect(here.keys / "keys.db")) as plain, plain:
        plain.execute("DROP TRIGGER erasures_no_delete")
        plain.execute("DELETE FROM erasures")
    tracker = started(here)
    assert tracker.erasures_agreed.finished == 1
    tracker.close()
    verdict = verdict_of(here)
    assert (verdict.findings, verdict.words_erased) == ([], 1)


@pytest.mark.parametrize("change", ["UPDATE erasures SET stream = 'x'", "DELETE FROM erasures"])
def test_the_list_of_erasures_is_only_added_to(running, here, log_id, change):
    record(running, log_id, erased("rosie"), command="erasing")
    with (
        closing(sqlite3.connect(here.keys / "keys.db")) as plain,
        pytest.raises(sqlite3.IntegrityError, match="what was erased stays erased"),
    ):
        plain.execute(change)


def test_the_list_of_erasures_holds_no_words(running, here, log_id):
    record(running, log_id, erased("rosie"), command="erasing")
    listed = running.keys.erasures(log_id)
    assert [(each.stream, each.topic) for each in listed] == [("person/someone", "personal-data-erased/1")]
    for path in here.keys.iterdir():
        assert b"Rosie" not in path.read_bytes()
        assert b"Vale Voices" not in path.read_bytes()
