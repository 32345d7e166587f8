"""Another process folds: the same day, with nothing of ours open, and it may be killed at any moment."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import OTHER_SLUG
from tests.past.conftest import rows_in
from tracker.past.apart import FoldingApart, FoldingFailed, FoldingStopped

LEAST_URGENT = 19


@pytest.fixture
def apart():
    with closing(FoldingApart()) as apart:
        yield apart


def test_it_folds_the_same_day(apart, alone, source, prefix):
    for each in (prefix(90), prefix(40), prefix(60, OTHER_SLUG), prefix(100)):
        assert rows_in(apart.fold(each, source)) == alone(each)


def test_it_stands_behind_everybody_and_has_nothing_of_ours_open(apart, source, prefix, tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_KEYS", str(tmp_path / "keys"))
    apart.fold(prefix(60), source).unlink()
    process = Path(f"/proc/{apart.pid}")
    opened = [str(each.readlink()) for each in (process / "fd").iterdir()]
    assert os.getpriority(os.PRIO_PROCESS, apart.pid) == LEAST_URGENT
    assert not [name for name in opened if "tracker.db" in name or "keys" in name or "socket" in name]
    assert b"TRACKER_" not in (process / "environ").read_bytes()


def test_a_process_that_was_killed_between_two_days_is_begun_again(apart, source, prefix):
    apart.fold(prefix(60), source).unlink()
    killed = apart.pid
    os.kill(killed, signal.SIGKILL)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)
    assert rows_in(apart.fold(prefix(80), source))
    assert apart.pid != killed


def test_a_process_that_is_killed_while_it_folds_is_missed_and_begun_again(apart, source, prefix):
    class Killing:
        def facts(self, log_id, after, upto):
            os.kill(apart.pid, signal.SIGKILL)
            return source.facts(log_id, after, upto)

    with pytest.raises(FoldingStopped):
        apart.fold(prefix(60), Killing())
    assert apart.pid is None
    assert rows_in(apart.fold(prefix(60), source))


def test_what_goes_wrong_in_it_is_told_and_the_next_day_is_folded(apart, source, prefix):
    class Nonsense:
        def facts(self, log_id, after, upto):
            return [["no position", "e", "theme/a", 1, "no-such-topic/1", 1, b"{}", b""]]

        def opened(self, log_id, sealed):
            return {}

    with pytest.raises(FoldingFailed, match="TypeError"):
        apart.fold(prefix(2), Nonsense())
    running = apart.pid
    assert rows_in(apart.fold(prefix(60), source))
    assert apart.pid == running


def test_an_answer_that_fails_leaves_no_day_half_asked_for(apart, alone, source, prefix):
    failures = [KeyError("no database")]

    class FailingOnce:
        def facts(self, log_id, after, upto):
            return source.facts(log_id, after, upto)

        def opened(self, log_id, sealed):
            if failures:
                raise failures.pop()
            return source.opened(log_id, sealed)

    asked = FailingOnce()
    with pytest.raises(KeyError):
        apart.fold(prefix(40), asked)
    for each in (prefix(80, OTHER_SLUG), prefix(90)):
        assert rows_in(apart.fold(each, asked)) == alone(each)


def test_closing_leaves_no_process_and_no_folder(apart, source, prefix):
    folder, running = apart.fold(prefix(60), source).parent, apart.pid
    apart.close()
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(running, 0)


WAITING = """
import sys, time
from tracker.past.apart import FoldingApart
apart = FoldingApart()
process = apart._start()
print(process.pid, apart._folder.path, flush=True)
time.sleep(600)
"""


def test_it_goes_when_the_server_was_killed(tmp_path):
    with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE, text=True) as server:
        pid, folder = server.stdout.readline().split()
        server.kill()
    patience = time.monotonic() + 60
    while Path(folder).exists() or _runs(pid):
        assert time.monotonic() < patience, "it still waits for a server that is gone"
        time.sleep(0.05)


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
