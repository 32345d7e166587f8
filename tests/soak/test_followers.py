"""Workers: programs that take in what others recorded, told of it or not, together or alone, until they are to end."""

import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Thread

import pytest
from sqlalchemy import text

from projections.shared.projecting.projector import catch_up, prepare
from tests.conftest import NOW, another_partnership
from tests.projections.test_projector import opener, tables_of
from tests.soak.rebuilding import environment
from tests.soak.writing import CHECKOUT
from tracker.eventstore import unit
from tracker.eventstore.database import Database
from tracker.pages import Pages
from tracker.projecting.following import Follower
from tracker.wiring import Tracker

NEVER = 3600
OFTEN = 0.1
PATIENCE = 120


@contextmanager
def worker(settings, poll, says=""):
    """A real worker, ready; it ends well when it is told to."""
    command = [sys.executable, "-c", "from tracker.cli import main; main()", "project", "--follow", "--poll", str(poll)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    program = subprocess.Popen(command, cwd=CHECKOUT, env=environment(settings), **pipes)
    with program:
        try:
            assert program.stdout.readline() == "Following.\n"
            yield program
        finally:
            program.terminate()
        assert program.wait(timeout=PATIENCE) == 0
        assert program.stderr.read().startswith(says) if says else program.stderr.read() == ""


@contextmanager
def follower(tracker, poll):
    """A worker in this program, for a database that only one may have open."""
    stopped, said = Event(), []
    thread = Thread(target=Follower(tracker.projecting, tracker.log_ids, poll, said.append).follow, args=(stopped,))
    thread.start()
    yield
    stopped.set()
    thread.join(timeout=PATIENCE)
    assert (thread.is_alive(), said) == (False, [])


@pytest.fixture
def web(settings):
    """A program that leaves its pages to workers."""
    running = Tracker(replace(settings, projecting="workers"), clock=lambda: NOW)
    yield running
    running.close()


def recording(web, tmp_path, lines):
    path = tmp_path / "journey.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return web.import_file(path).address.log_id


def is_behind(web, log_id):
    with web.database.reading(log_id) as conn:
        return web.projecting.standing(conn, log_id).is_behind


def until_taken_in(web, log_id):
    patience = time.monotonic() + PATIENCE
    while is_behind(web, log_id):
        assert time.monotonic() < patience, "nobody took it in"
        time.sleep(0.02)


def assert_each_fact_once(web, log_id):
    """The same rows as one who takes in the log alone."""
    pages, elsewhere = Pages(), Database("sqlite://")
    with web.database.reading(log_id) as log, elsewhere.writing() as conn:
        prepare(conn, pages.all)
        catch_up(log, conn, log_id, pages.all, opener(web, log, log_id))
        alone = tables_of(conn, pages)
        together = tables_of(log, web.pages)
    assert alone == {name: [row for row in rows if row[0] == log_id] for name, rows in together.items()}
    elsewhere.close()


def test_a_follower_takes_in_what_others_record(web, tmp_path, journey_lines):
    with follower(web, OFTEN):
        for lines in (journey_lines, another_partnership(journey_lines)):
            log_id = recording(web, tmp_path, lines)
            until_taken_in(web, log_id)
    assert_each_fact_once(web, log_id)


def test_once_is_enough_for_what_is_there(web, tmp_path, journey_lines):
    log_ids = [recording(web, tmp_path, lines) for lines in (journey_lines, another_partnership(journey_lines)[:40])]
    assert [is_behind(web, log_id) for log_id in log_ids] == [True, True]
    for log_id in web.log_ids():
        web.catch_up(log_id)
    assert [is_behind(web, log_id) for log_id in log_ids] == [False, False]


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
class TestManyPrograms:
    """Where many programs may have the database open."""

    def test_a_worker_is_told_at_once(self, web, settings, tmp_path, journey_lines):
        with worker(settings, NEVER):
            until_taken_in(web, recording(web, tmp_path, journey_lines))
            until_taken_in(web, recording(web, tmp_path, another_partnership(journey_lines)))

    def test_a_worker_that_is_not_told_finds_out(self, web, settings, tmp_path, journey_lines, monkeypatch):
        monkeypatch.setattr(unit, "CHANNEL", "where nobody listens")
        with worker(settings, OFTEN):
            until_taken_in(web, recording(web, tmp_path, journey_lines))

    def test_workers_that_race_take_in_each_fact_once(self, web, settings, tmp_path, journey_lines):
        with worker(settings, OFTEN), worker(settings, NEVER):
            log_ids = [
                recording(web, tmp_path, [line.replace("Norrick Vale", f"Vale {n}") for line in journey_lines])
                for n in range(4)
            ]
            for log_id in log_ids:
                until_taken_in(web, log_id)
        for log_id in log_ids:
            assert_each_fact_once(web, log_id)

    def test_a_worker_waits_for_a_database_that_went_away(self, web, settings, place, tmp_path, journey_lines):
        with worker(settings, OFTEN, "the database cannot be used just now (") as program:
            listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            while not place.server.run(f"{listening} AND datname = '{place.name}'").fetchall():
                time.sleep(0.02)
            until_taken_in(web, recording(web, tmp_path, journey_lines))
            assert program.poll() is None


def test_a_page_that_is_left_to_workers_says_how_far_it_is(settings, tmp_path, journey_lines):
    clock = [NOW]
    web = Tracker(replace(settings, projecting="workers"), clock=lambda: clock[0])
    log_id = recording(web, tmp_path, [line.replace("Norrick Vale", "Vale") for line in journey_lines])
    pages = web.pages.all
    with web.database.writing(log_id) as conn:
        catch_up(conn, conn, log_id, pages, opener(web, conn, log_id), upto=48)
        at = conn.execute(text("SELECT recorded_at FROM events WHERE log_id = :log AND position = 49"), {"log": log_id})
        clock[0] = at.scalar_one() + 5
    with web.read("vale-together") as moment:
        record = web.record(moment)
        assert (moment.position, record.facts.split(",")[0]) == (48, "117 facts are written down")
        assert record.how_far.words == "68 facts are not on these pages yet"
    clock[0] += 6
    with web.read("vale-together") as moment:
        assert (moment.position, web.record(moment).how_far.words) == (116, "These pages are up to date")
    web.close()
