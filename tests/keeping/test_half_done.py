"""A process that dies in the middle of an erasure leaves nothing half done once the next one has started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import NOW, SLUG
from tests.ledger.growing import record, said
from tracker.config import Settings
from tracker.files import ONE_JOURNEY
from tracker.keeping.verifying import Asked
from tracker.wiring import Tracker, verify

CHECKOUT = Path(__file__).parents[2]

ERASE_AND_DIE = """
import os, sys
from tests.ledger.growing import erased, record
from tracker.config import Settings
from tracker.eventstore.database import Database
from tracker.vault.keys import Keyring, KeyStore
from tracker.wiring import Tracker

running = Tracker(Settings.read())
setattr({0}, "{1}", lambda *_: os._exit(9))
record(running, sys.argv[1], erased("rosie"), command="erasing")
"""

NAME = ("contribution/rosie", "own_words")


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path, tmp_path / "keys", f"sqlite:///{tmp_path / 'tracker.db'}")


@pytest.fixture
def log_id(settings):
    tracker = Tracker(settings, clock=lambda: NOW)
    tracker.import_file(ONE_JOURNEY)
    found = tracker.find(SLUG).log_id
    record(tracker, found, said("rosie", "The caretaker called me Rosie"), command="told")
    tracker.close()
    return found


def dies(settings, log_id, owner, step):
    """Carry out an erasure in another process, which dies as it comes to a step."""
    environment = {**os.environ, "TRACKER_HOME": str(settings.home), "PYTHONPATH": str(CHECKOUT)}
    for name in ("TRACKER_KEYS", "TRACKER_DATABASE_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-c", ERASE_AND_DIE.format(owner, step), log_id]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr


@pytest.mark.parametrize(
    ("owner", "step", "finished"),
    [("KeyStore", "destroy", 1), ("Database", "forget", 0)],
    ids=["keys", "write-ahead log"],
)
def test_an_erasure_is_finished_at_the_next_start(settings, log_id, owner, step, finished):
    dies(settings, log_id, owner, step)
    tracker = Tracker(settings, clock=lambda: NOW)
    assert tracker.erasures_agreed.finished == finished
    assert tracker.keys.held((log_id, *NAME)) is None
    assert len(tracker.keys.erasures(log_id)) == 1
    tracker.close()
    verdict = verify(settings, SLUG, Asked())
    assert (verdict.findings, verdict.words_erased) == ([], 1)


def test_an_erasure_that_was_not_committed_did_not_happen(settings, log_id):
    dies(settings, log_id, "Keyring", "keep")
    tracker = Tracker(settings, clock=lambda: NOW)
    assert (tracker.erasures_agreed.finished, tracker.erasures_agreed.told_again) == (0, 0)
    assert tracker.keys.held((log_id, *NAME)) is not None
    assert tracker.keys.erasures(log_id) == []
    tracker.close()
    verdict = verify(settings, SLUG, Asked())
    assert (verdict.findings, verdict.words_erased) == ([], 0)
