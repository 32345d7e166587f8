"""A process that dies in the middle of an erasure leaves nothing half done once the next one has started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import NOW, SLUG
from tests.ledger.growing import record, said
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

def dies(*_):
    os._exit(9)

running, kept = Tracker(Settings.read()), Keyring.keep
{0}
record(running, sys.argv[1], erased("rosie"), command="erasing")
"""

NAME = ("contribution/rosie", "own_words")


@pytest.fixture
def log_id(settings):
    tracker = Tracker(settings, clock=lambda: NOW)
    tracker.import_file(ONE_JOURNEY)
    found = tracker.find(SLUG).log_id
    record(tracker, found, said("rosie", "The caretaker called me Rosie"), command="told")
    tracker.close()
    return found


def dies(settings, log_id, step):
    """Carry out an erasure in another process, which dies as it comes to a step."""
    of_tracker = {"HOME": settings.home, "KEYS": settings.keys, "DATABASE_URL": settings.database_url}
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    environment |= {f"TRACKER_{name}": str(value) for name, value in of_tracker.items()}
    command = [sys.executable, "-c", ERASE_AND_DIE.format(step), log_id]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr


@pytest.mark.parametrize(
    ("step", "finished"),
    [("KeyStore.destroy = dies", 1), ("Database.forget = dies", 0)],
    ids=["keys", "write-ahead log"],
)
def test_an_erasure_is_finished_at_the_next_start(settings, log_id, step, finished):
    dies(settings, log_id, step)
    tracker = Tracker(settings, clock=lambda: NOW)
    assert tracker.erasures_agreed.finished == finished
    assert tracker.keys.held((log_id, *NAME)) is None
    assert len(tracker.keys.erasures(log_id)) == 1
    assert tracker.keys.ending(log_id) == []
    tracker.close()
    verdict = verify(settings, SLUG, Asked())
    assert (verdict.findings, verdict.words_erased) == ([], 1)


@pytest.mark.parametrize(
    "step", ["Keyring.keep = dies", "Keyring.keep = lambda ring: dies(kept(ring))"], ids=["before keys", "after keys"]
)
def test_an_erasure_that_was_not_committed_did_not_happen(settings, log_id, step):
    dies(settings, log_id, step)
    tracker = Tracker(settings, clock=lambda: NOW)
    assert (tracker.erasures_agreed.finished, tracker.erasures_agreed.told_again) == (0, 0)
    assert tracker.keys.held((log_id, *NAME)) is not None
    assert tracker.keys.erasures(log_id) == []
    record(tracker, log_id, said("other"), command="next")
    assert tracker.keys.ending(log_id) == []
    tracker.close()
    verdict = verify(settings, SLUG, Asked())
    assert (verdict.findings, verdict.words_erased) == ([], 0)
