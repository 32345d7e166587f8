"""Backups are whole under writes, keys lie apart, and an older backup comes up with later erasures carried out."""

import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from threading import Event, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.command import command_on
from tests.conftest import NOW, OTHER_SLUG, SLUG, another_partnership
from tests.databases import KINDS
from tests.ledger.growing import erased, grow, proposal, record, said
from tracker.config import Settings, sqlite_url
from tracker.eventstore.database import Database
from tracker.eventstore.tables import events, words
from tracker.files import ONE_JOURNEY
from tracker.keeping.backup import AlreadyThere, back_up_facts, back_up_keys, bring_keys_back, bringing_facts_back
from tracker.keeping.checkpoints import AlreadySignedOtherwise
from tracker.keeping.verifying import Asked
from tracker.wiring import Tracker, verify

WORDS = "The caretaker called me Rosie"


def started(settings):
    return Tracker(settings, clock=lambda: NOW)


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def server(kind, places, tmp_path):
    """Servers by name, each with a database of its own and its keys in another folder."""
    made = {}

    def server(name, of=kind):
        home = tmp_path / name / "home"
        home.mkdir(parents=True)
        made[name] = places.new(of, home)
        return Settings(home, tmp_path / name / "keys", made[name].url, made[name].migration_url)

    server.places = made
    yield server
    for place in made.values():
        place.close()


@pytest.fixture
def here(server):
    return server("here")


@pytest.fixture
def there(server, here):
    """Another server, to which the keys came."""
    return replace(server("there"), keys=here.keys)


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


def asked(settings, log_id, *columns, **where):
    """Rows of a log's table in the order of its key."""
    database, table = Database(settings.database_url), columns[0].table
    query = select(*columns).where(table.c.log_id == log_id).filter_by(**where).order_by(*table.primary_key)
    with database.reading(log_id) as conn:
        rows = [tuple(row) for row in conn.execute(query)]
    database.close()
    return rows


def positions_and_leaves(settings, log_id):
    return asked(settings, log_id, events.c.position, events.c.leaf_hash)


def verdict_of(settings):
    return verify(settings, SLUG, Asked())


def words_in(settings, log_id):
    return {stream for (stream,) in asked(settings, log_id, words.c.stream, words_class="own_words")}


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
    everything = positions_and_leaves(here, log_id)
    sizes = []
    for n, backup in enumerate(backups):
        there = Settings(backup.parent, here.keys, sqlite_url(backup))
        verdict = verdict_of(there)
        assert verdict.whole, (n, verdict.findings)
        assert positions_and_leaves(there, log_id) == everything[: verdict.facts]
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


@pytest.mark.parametrize("to", KINDS)
def test_what_was_backed_up_comes_back(running, here, server, log_id, tmp_path, to):
    note = running.checkpoints.sign(log_id)
    back_up_facts(running.database, here.keys, tmp_path / "facts")
    back_up_keys(running.keys, here.keys, here.home, tmp_path / "secrets")
    there = server("there", to)
    bring_keys_back(tmp_path / "secrets", there.keys)
    with bringing_facts_back(tmp_path / "facts", there) as where:
        started(where).close()
    tracker = started(there)
    assert (tracker.erasures_agreed.finished, tracker.erasures_agreed.told_again) == (0, 0)
    assert tracker.checkpoints.sign(log_id) == note
    grow(tracker, log_id, 2)
    with tracker.database.writing(log_id) as conn, pytest.raises(DBAPIError):
        conn.exec_driver_sql("UPDATE events SET topic = 'x'")
    tracker.close()
    verdict = verify(there, SLUG, Asked(kept=note))
    assert (verdict.findings, verdict.facts) == ([], verdict_of(here).facts + 2)
    assert verdict.words_opened == verdict_of(here).words_opened + 2


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_several_partnerships_come_back_each_to_its_own_log(running, here, there, tmp_path):
    other = tmp_path / "other.jsonl"
    other.write_text("\n".join(another_partnership(ONE_JOURNEY.read_text().splitlines())))
    running.import_file(other)
    back_up_facts(running.database, here.keys, tmp_path / "facts")
    running.close()
    with bringing_facts_back(tmp_path / "facts", there) as where:
        started(where).close()
    tracker = started(there)
    assert [each.slug for each in tracker.logs.all()] == [OTHER_SLUG, SLUG]
    tracker.close()
    for slug in (SLUG, OTHER_SLUG):
        before, after = (verify(each, slug, Asked()) for each in (here, there))
        assert (after.head, after.words_opened, after.findings) == (before.head, before.words_opened, [])


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_nothing_comes_into_postgresql_where_the_start_fails(running, here, there, log_id, tmp_path):
    back_up_facts(running.database, here.keys, tmp_path / "facts")
    with pytest.raises(RuntimeError, match="half-way"), bringing_facts_back(tmp_path / "facts", there):
        raise RuntimeError("half-way")
    assert positions_and_leaves(there, log_id) == []
    with bringing_facts_back(tmp_path / "facts", there) as where:
        started(where).close()
    with (
        pytest.raises(AlreadyThere, match="set another TRACKER_DATABASE_URL"),
        bringing_facts_back(tmp_path / "facts", there),
    ):
        pass


def erasures_in(settings, log_id):
    said = (events.c.event_id, events.c.stream, events.c.state)
    return asked(settings, log_id, *said, topic="personal-data-erased/1")


def comes_back(folder, settings):
    """Bring a backup back; how many erasures the log was told of again."""
    with bringing_facts_back(folder, settings) as where:
        tracker = started(where)
        told_again = tracker.erasures_agreed.told_again
        tracker.close()
    return told_again


def test_an_older_backup_comes_up_with_later_erasures_carried_out(running, here, there, log_id, tmp_path):
    back_up_facts(running.database, here.keys, tmp_path / "older")
    assert "contribution/rosie" in words_in(here, log_id)
    record(running, log_id, said("third"), erased("rosie"), command="later")
    told = erasures_in(here, log_id)
    running.close()
    assert comes_back(tmp_path / "older", there) == 1
    tracker = started(there)
    assert (tracker.erasures_agreed.finished, tracker.erasures_agreed.told_again) == (0, 0)
    with tracker.read(SLUG) as moment:
        assert tracker.pages.figures.document(moment.tables, log_id, SLUG, moment.on)
    tracker.close()
    assert [row[:2] for row in erasures_in(there, log_id)] == [row[:2] for row in told]
    assert "contribution/rosie" not in words_in(there, log_id)
    assert "contribution/other" in words_in(there, log_id)
    verdict = verdict_of(there)
    assert (verdict.findings, verdict.words_erased) == ([], 1)


def test_a_copy_that_the_databases_own_tools_made_is_told_of_later_erasures_when_it_starts(
    running, here, server, log_id, tmp_path
):
    """As `pg_dump` and a copied folder are."""
    running.close()
    copied = server.places["here"].copy(tmp_path / "copied")
    tracker = started(here)
    record(tracker, log_id, erased("rosie"), command="later")
    tracker.close()
    there = Settings(tmp_path / "copied", here.keys, copied.url, copied.migration_url)
    assert "contribution/rosie" in words_in(there, log_id)
    again = started(there)
    assert again.erasures_agreed.told_again == 1
    again.close()
    assert "contribution/rosie" not in words_in(there, log_id)
    verdict = verdict_of(there)
    assert (verdict.findings, verdict.words_erased) == ([], 1)
    copied.close()


def test_an_older_backup_signs_nothing_that_contradicts_what_was_signed(running, here, there, log_id, tmp_path):
    back_up_facts(running.database, here.keys, tmp_path / "older")
    grow(running, log_id, 2)
    running.checkpoints.sign(log_id)
    running.close()
    comes_back(tmp_path / "older", there)
    tracker = started(there)
    grow(tracker, log_id, 3, prefix="since")
    with pytest.raises(AlreadySignedOtherwise, match="a newer backup may hold what is missing"):
        tracker.checkpoints.sign(log_id)
    tracker.close()
    (finding,) = verdict_of(there).findings
    assert "the last checkpoint that was signed" in finding.says


def test_erasures_of_several_people_are_told_again_once_each(running, here, there, log_id, tmp_path):
    back_up_facts(running.database, here.keys, tmp_path / "older")
    record(running, log_id, erased("rosie"), command="first")
    record(running, log_id, erased("other", person="person/another"), command="second")
    record(running, log_id, erased("rosie"), command="third")
    running.close()
    assert comes_back(tmp_path / "older", there) == 3
    assert {row[0] for row in erasures_in(there, log_id)} == {row[0] for row in erasures_in(here, log_id)}
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
    run = command_on(here)
    for command in (["serve", "--port", "0"], ["board", SLUG]):
        refused = run(*command)
        assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", UNREADABLE)


def test_a_backup_that_cannot_be_told_of_an_erasure_is_not_brought_back(running, here, there, log_id, tmp_path):
    back_up_facts(running.database, here.keys, tmp_path / "older")
    running.close()
    list_what_cannot_be_read(here, log_id)
    refused = command_on(there)("restore", tmp_path / "older")
    assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", UNREADABLE)
    assert [path for path in there.home.iterdir() if path.stat().st_size] == []
    if there.migration_url:
        assert positions_and_leaves(there, log_id) == []


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
