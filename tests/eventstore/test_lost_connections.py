"""A server that went away and came back: connections that are no more are replaced."""

import pytest
from sqlalchemy.exc import OperationalError

from tests.conftest import NOW
from tracker.eventstore import database as database_module
from tracker.eventstore.recorder import Recorder

LOG_ID = "a" * 16


@pytest.fixture
def place(places, tmp_path):
    made = places.new("postgresql", tmp_path)
    yield made
    made.close()


def cut(place):
    others = f"datname = '{place.name}' AND pid <> pg_backend_pid()"
    place.server.run(f"SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE {others}")


def size(database):
    with database.writing(LOG_ID) as conn:
        return Recorder(conn, LOG_ID, lambda: NOW).max_notification_id()


def test_one_that_lay_unused_is_replaced_unnoticed(place, database, monkeypatch):
    monkeypatch.setattr(database_module, "BELIEVED_FOR", -1)
    assert size(database) is None
    cut(place)
    assert size(database) is None


def test_one_that_was_just_used_fails_once_at_most(place, database):
    assert size(database) is None
    cut(place)
    with pytest.raises(OperationalError):
        size(database)
    assert size(database) is None


def test_where_one_is_lost_the_others_are_looked_at(place, database):
    with database.writing(LOG_ID), database.reading(LOG_ID), database.reading(LOG_ID):
        pass
    cut(place)
    with pytest.raises(OperationalError):
        size(database)
    for _ in range(4):
        assert size(database) is None


def hold_while_it_is_cut(place, database):
    with database.writing(LOG_ID) as conn:
        recorder = Recorder(conn, LOG_ID, lambda: NOW)
        recorder.hold()
        cut(place)
        recorder.hold()


def test_one_that_is_lost_in_the_midst_leaves_no_trace(place, database):
    with pytest.raises(OperationalError):
        hold_while_it_is_cut(place, database)
    assert size(database) is None
