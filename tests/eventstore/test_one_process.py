"""An SQLite older than 3.51.3 is used by one process at a time, and a second one is told what to do."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.conftest import NOW, SLUG
from tracker.cli import main
from tracker.eventstore import one_process
from tracker.eventstore.one_process import AnotherProcess
from tracker.wiring import Tracker

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)

PROGRAM = """
import sys
from pathlib import Path
from tracker.config import Settings
from tracker.eventstore import one_process
from tracker.wiring import Tracker

one_process.SAFE = eval(sys.argv[4])
tracker = Tracker(Settings(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
print("open", flush=True)
sys.stdin.read()
"""

NOBODYS, EVERYBODYS = (99, 0, 0), (3, 0, 0)


@pytest.fixture
def another(settings):
    """Another program that has the database open, where every SQLite from that version on may be shared."""
    running = []

    def another(safe):
        where = (str(settings.home), str(settings.keys), settings.database_url)
        command = [sys.executable, "-c", PROGRAM, *where, repr(safe)]
        running.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert running[-1].stdout.readline() == "open\n"
        return running[-1]

    yield another
    for each in running:
        each.communicate()


def open_and_close(settings):
    Tracker(settings, clock=lambda: NOW).close()


@pytest.mark.parametrize(("theirs", "ours"), [(NOBODYS, NOBODYS), (NOBODYS, EVERYBODYS), (EVERYBODYS, NOBODYS)])
def test_a_second_process_is_refused_and_told_what_to_do(settings, another, monkeypatch, theirs, ours):
    other = another(theirs)
    monkeypatch.setattr(one_process, "SAFE", ours)
    with pytest.raises(AnotherProcess, match=r"stop the other one first, or install a Python with SQLite 3\.51\.3"):
        open_and_close(settings)
    other.communicate()
    open_and_close(settings)


@pytest.mark.parametrize("command", [("serve",), ("demo",), ("figures", SLUG), ("migrate",)])
def test_every_command_says_so_in_a_sentence(settings, another, monkeypatch, command):
    another(NOBODYS)
    monkeypatch.setattr(one_process, "SAFE", NOBODYS)
    monkeypatch.setenv("TRACKER_HOME", str(settings.home))
    for name in ("TRACKER_KEYS", "TRACKER_DATABASE_URL", "TRACKER_MIGRATION_URL"):
        monkeypatch.delenv(name, raising=False)
    refused = CliRunner().invoke(main, command)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("another program, such as “tracker serve”, has ")
    assert refused.stderr.count("\n") == 1


def test_a_process_that_was_killed_holds_nothing(settings, another, monkeypatch):
    other = another(NOBODYS)
    other.kill()
    other.wait()
    monkeypatch.setattr(one_process, "SAFE", NOBODYS)
    open_and_close(settings)


def test_a_newer_sqlite_is_shared(settings, another, monkeypatch):
    monkeypatch.setattr(one_process, "SAFE", EVERYBODYS)
    for _ in range(2):
        another(EVERYBODYS)
    open_and_close(settings)


def test_one_process_may_open_it_as_often_as_it_likes(two_partnerships, settings, another, monkeypatch):
    monkeypatch.setattr(one_process, "SAFE", NOBODYS)
    for _ in range(2):
        open_and_close(settings)
    assert two_partnerships.find(SLUG)
    with pytest.raises(AssertionError):
        another(NOBODYS)
