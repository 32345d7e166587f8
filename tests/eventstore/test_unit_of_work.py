"""A unit of work holds its log from before it reads of it until it ends; a reader sees one moment."""

from threading import Event, Thread

import pytest
from sqlalchemy import select

from tests.eventstore.conftest import LOGS, fact
from tracker.eventstore.reading import last_position
from tracker.eventstore.recorder import Recorder
from tracker.eventstore.tables import heads
from tracker.eventstore.unit import CHANNEL, Logs
from tracker.vault.keys import KeyStore

OURS, THEIRS = LOGS


@pytest.fixture
def logs(database, tmp_path):
    store = KeyStore(tmp_path / "keys")
    clock = iter([500, 400, 600])
    yield Logs(database, store, now=lambda: next(clock, 700))
    store.close()


def recorder_of(conn):
    return Recorder(conn, OURS, now=lambda: 0)


def add_next(unit):
    """What a rule does: read a stream, then append after what it read."""
    stream = unit.log.recorder.select_events("theme/x")
    return unit.log.recorder.insert_events([fact(version=len(stream) + 1)])


class Second(Thread):
    """Another unit of work on the log, begun while the first holds it."""

    def __init__(self, logs):
        super().__init__()
        self.logs, self.begun, self.added = logs, Event(), None

    def run(self):
        self.begun.set()
        with self.logs.work_on(OURS) as unit:
            self.added = add_next(unit)


def test_a_second_unit_decides_on_what_the_first_has_appended(logs):
    with logs.work_on(OURS) as unit:
        assert add_next(unit) == [1]
        second = Second(logs)
        second.start()
        second.begun.wait()
        assert add_next(unit) == [2]
    second.join()
    assert second.added == [3]


def test_a_second_unit_sees_nothing_of_a_first_that_fails(logs):
    def fail():
        with logs.work_on(OURS) as unit:
            add_next(unit)
            second.start()
            second.begun.wait()
            raise RuntimeError("half-way")

    second = Second(logs)
    with pytest.raises(RuntimeError, match="half-way"):
        fail()
    second.join()
    assert second.added == [1]


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_units_on_two_logs_do_not_wait_for_each_other(logs):
    with logs.work_on(OURS) as ours:
        add_next(ours)
        with logs.work_on(THEIRS) as theirs:
            assert add_next(theirs) == [1]
        assert add_next(ours) == [2]


def test_a_unit_counts_what_it_has_appended_itself(logs, database):
    with logs.work_on(OURS) as unit:
        assert unit.log.recorder.max_notification_id() is None
        add_next(unit)
        add_next(unit)
        assert unit.log.recorder.max_notification_id() == 2
    with database.reading(OURS) as conn:
        assert last_position(conn, OURS) == 1


def test_times_never_go_back_in_one_unit_or_from_one_to_the_next(logs, database):
    with logs.work_on(OURS) as unit:
        add_next(unit)
        add_next(unit)
    with logs.work_on(OURS) as unit:
        add_next(unit)
    with database.reading(OURS) as conn:
        stored = recorder_of(conn).select_events("theme/x")
        assert [each.recorded_at for each in stored] == [500, 500, 600]
        assert conn.execute(select(heads.c.recorded_at).where(heads.c.log_id == OURS)).scalar_one() == 600


def test_a_reader_sees_one_moment(logs, database):
    with logs.work_on(OURS) as unit:
        add_next(unit)
    with database.reading(OURS) as conn:
        assert len(recorder_of(conn).select_events("theme/x")) == 1
        with logs.work_on(OURS) as unit:
            add_next(unit)
        assert len(recorder_of(conn).select_events("theme/x")) == 1
        assert last_position(conn, OURS) == 0
    with database.reading(OURS) as conn:
        assert len(recorder_of(conn).select_events("theme/x")) == 2


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_listeners_are_told_once_of_a_unit_that_appended(logs, place):
    with place.plain() as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with logs.work_on(OURS) as unit:
            add_next(unit)
            add_next(unit)
        with logs.work_on(THEIRS):
            pass
        with logs.work_on(THEIRS) as unit:
            add_next(unit)
        told = [notice.payload for notice in listener.notifies(timeout=60, stop_after=2)]
        assert told == [OURS, THEIRS]
        assert [*listener.notifies(timeout=0)] == []


def how_long_it_lasts(conn):
    asked = "PRAGMA synchronous" if conn.dialect.name == "sqlite" else "SHOW synchronous_commit"
    return conn.exec_driver_sql(asked).scalar_one()


def test_facts_wait_for_the_disk_and_what_they_make_again_does_not(database):
    full, relaxed = (2, 1) if database.is_sqlite else ("on", "off")
    for _ in range(2):
        with database.writing(OURS) as conn:
            assert how_long_it_lasts(conn) == full
        with database.writing(OURS, lasting=False) as conn:
            assert how_long_it_lasts(conn) == relaxed
