"""Nothing of what was deleted is left in the write-ahead log, or it is known that something is."""

import pytest

from tests.conftest import NOW
from tracker.eventstore.recorder import Recorder

LOG_ID = "a" * 16


@pytest.fixture
def written(database):
    with database.writing(LOG_ID) as conn:
        Recorder(conn, LOG_ID, lambda: NOW).hold()
    return database


def test_what_was_deleted_is_gone_at_once(written, place):
    assert written.forget()
    assert not written.left_behind
    if place.kind == "sqlite":
        assert place.file.with_name("tracker.db-wal").stat().st_size == 0


def test_a_reader_who_holds_it_back_is_not_overlooked(written, place):
    if place.kind == "postgresql":  # which has no log that holds rows back
        assert written.forget(patience=0)
        return
    with written.reading() as conn:
        conn.exec_driver_sql("SELECT count(*) FROM heads").all()
        with written.writing(LOG_ID) as writer:
            Recorder(writer, LOG_ID, lambda: NOW).hold()
        assert not written.forget(patience=0.1)
        assert written.left_behind
    assert written.forget(patience=0)
    assert not written.left_behind


def test_a_connection_is_as_it_was_before(written, place):
    written.forget()
    with written.reading() as conn:
        driver = conn.connection.driver_connection
        assert place.kind == "postgresql" or driver.isolation_level is None
        assert place.kind == "postgresql" or driver.execute("PRAGMA busy_timeout").fetchone() == (10000,)
