"""Words that are said while what was said before them is being erased: they have a key of their own, which stays."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import event

from tests.conftest import NOW, SLUG
from tests.ledger.growing import erased, proposal, record, said
from tracker.config import Settings
from tracker.eventstore.database import Database
from tracker.eventstore.unit import Logs
from tracker.files import ONE_JOURNEY
from tracker.keeping.rows import extent_of
from tracker.keeping.verifying import Asked, verify_log
from tracker.vault.keys import Keyring, KeyStore
from tracker.wiring import Tracker, verify

CHECKOUT = Path(__file__).parents[2]
ROUNDS = 12


def answer(text):
    """Something more under the same record and the same class of words."""
    return proposal("contribution/rosie", "AnswerGiven", channel="phone", covers=["decision/a-1"], text=text)


@pytest.fixture
def log_id(tracker):
    tracker.import_file(ONE_JOURNEY)
    found = tracker.find(SLUG).log_id
    record(tracker, found, said("rosie", "The caretaker called me Rosie"), said("other"), command="told")
    record(tracker, found, answer("We rang you"), command="answered")
    return found


def verdict_of(settings):
    verdict = verify(settings, SLUG, Asked())
    return verdict.findings, verdict.words_erased


class Hesitant(KeyStore):
    """Stops between the log's commit and the end of the keys, until it is told to go on."""

    def __init__(self, settings):
        super().__init__(settings.keys, anywhere=settings.database_url.startswith("postgresql"))
        self.committed, self.go_on = Event(), Event()

    def destroy(self, names, erasures=()):
        self.committed.set()
        assert self.go_on.wait(60)
        super().destroy(names, erasures)


class InAThread:
    def __init__(self, tracker, settings, log_id):
        self.keys = Hesitant(settings)
        tracker.logs, logs = Logs(tracker.database, self.keys, tracker.clock), tracker.logs
        self.erasing = Thread(target=record, args=(tracker, log_id, erased("rosie")), kwargs={"command": "erasing"})
        self.erasing.start()
        assert self.keys.committed.wait(60)
        tracker.logs = logs

    def goes_on(self):
        self.keys.go_on.set()
        self.erasing.join()
        self.keys.close()


ERASE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tests.ledger.growing import erased, record
from tracker.config import Settings
from tracker.vault.keys import KeyStore
from tracker.wiring import Tracker

def hesitate(store, *what, destroy=KeyStore.destroy):
    print("committed", flush=True)
    sys.stdin.readline()
    destroy(store, *what)

KeyStore.destroy = hesitate
tracker = Tracker(Settings(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
record(tracker, sys.argv[4], erased("rosie"), command="erasing")
tracker.close()
"""


class InAnotherProcess:
    def __init__(self, _tracker, settings, log_id):
        where = (str(settings.home), str(settings.keys), settings.database_url)
        command = [sys.executable, "-c", ERASE, *where, log_id]
        self.program = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.program.stdout.readline() == "committed\n"

    def goes_on(self):
        self.program.communicate("\n")
        assert self.program.returncode == 0

    def dies(self):
        self.program.kill()
        self.program.communicate()


@pytest.mark.parametrize(
    ("place", "somebody"),
    [("sqlite", InAThread), ("postgresql", InAThread), ("postgresql", InAnotherProcess)],
    indirect=["place"],
)
def test_what_is_said_before_the_keys_are_gone_is_not_lost_with_them(tracker, settings, log_id, somebody):
    erasing = somebody(tracker, settings, log_id)
    record(tracker, log_id, answer("We rang you again"), command="again")
    erasing.goes_on()
    assert verdict_of(settings) == ([], 2)
    record(tracker, log_id, answer("And once more"), command="and again")
    assert verdict_of(settings) == ([], 2)


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_an_erasure_whose_program_was_killed_is_finished_by_whoever_records_next(tracker, settings, log_id):
    InAnotherProcess(tracker, settings, log_id).dies()
    name = (log_id, "contribution/rosie", "own_words")
    assert tracker.keys.held(name) is not None
    record(tracker, log_id, said("somebody-else"), command="next")
    assert tracker.keys.held(name) is None
    assert [each.stream for each in tracker.keys.erasures(log_id)] == ["person/someone"]
    assert tracker.keys.ending(log_id) == []
    assert verdict_of(settings) == ([], 2)


def test_an_erasure_that_did_not_come_to_the_log_leaves_the_keys(tracker, settings, log_id):
    """The keys were marked, and the database refused the commit."""

    def refuse(_conn):
        raise RuntimeError("no commit")

    event.listen(tracker.database.engine, "commit", refuse)
    with pytest.raises(RuntimeError, match="no commit"):
        record(tracker, log_id, erased("rosie"), command="erasing")
    event.remove(tracker.database.engine, "commit", refuse)
    assert len(tracker.keys.ending(log_id)) == 1
    record(tracker, log_id, answer("We rang you again"), command="again")
    assert tracker.keys.ending(log_id) == []
    assert verdict_of(settings) == ([], 0)


def test_who_verifies_while_words_are_erased_is_not_told_that_their_key_was_lost(tracker, settings, log_id):
    name = (log_id, "contribution/rosie", "own_words")
    erasing = Thread(target=record, args=(tracker, log_id, erased("rosie")), kwargs={"command": "erasing"})
    database, address = Database(settings.database_url), tracker.find(SLUG)
    with database.reading(log_id) as conn:
        facts = extent_of(conn, log_id)[1]
        erasing.start()
        while tracker.keys.held(name):
            erasing.join(0.01)
        verdict = verify_log(conn, address, Asked(keyring=Keyring(tracker.keys)))
    erasing.join()
    assert (verdict.facts, verdict.findings, verdict.words_erased) == (facts, [], 2)
    tracker.keys.destroy([(log_id, "contribution/other", "own_words")])
    with database.reading(log_id) as conn:
        (finding,) = verify_log(conn, address, Asked(keyring=Keyring(tracker.keys))).findings
    assert finding.says.endswith("cannot be opened: their key is gone, and no fact says why")
    database.close()


def test_erasing_and_answering_at_once_again_and_again(tracker, settings, log_id):
    together = Barrier(2)

    def each_round(running, what, called):
        try:
            for n in range(ROUNDS):
                together.wait(60)
                record(running, log_id, what(n), command=f"{called}-{n}")
        except BaseException:
            together.abort()
            raise

    other = Tracker(Settings(settings.home, settings.keys, settings.database_url), clock=lambda: NOW)
    work = [(tracker, lambda _: erased("rosie"), "erase"), (other, lambda n: answer(f"Call {n}"), "answer")]
    with ThreadPoolExecutor(len(work)) as both:
        racing = [both.submit(each_round, *each) for each in work]
    other.close()
    assert [each.exception() for each in racing] == [None, None]
    assert verdict_of(settings)[0] == []
    assert len(tracker.keys.erasures(log_id)) == ROUNDS
