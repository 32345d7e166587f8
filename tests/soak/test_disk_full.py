"""The disk is full: a sentence says so, nothing is acknowledged that is not there, and with room again all goes on."""

import shutil

import apsw
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from tests.soak import apsw_module
from tests.soak.checking import assert_whole
from tests.soak.machine import Machine
from tests.soak.writing import Orders, Writer
from tracker.config import sqlite_url
from tracker.eventstore import database as databases
from tracker.eventstore.database import DiskFull
from tracker.files import ONE_JOURNEY
from tracker.vault import keys

LOGS = ("a" * 16, "b" * 16)
SENTENCE = "there is no room left on the disk, so nothing was recorded: make room and try again"


def full(dbapi_connection, _record):
    dbapi_connection.execute("PRAGMA max_page_count=60")


def room_again(dbapi_connection, _record):
    dbapi_connection.execute("PRAGMA max_page_count=1000000")


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_an_import_into_a_full_sqlite_says_so_and_leaves_nothing(tracker, place):
    engine = tracker.database.engine
    engine.dispose()
    event.listen(engine, "connect", full)
    before = place.rows()
    with pytest.raises(DiskFull, match=SENTENCE):
        tracker.import_file(ONE_JOURNEY)
    assert place.rows() == before
    event.remove(engine, "connect", full)
    engine.dispose()
    assert tracker.import_file(ONE_JOURNEY).facts == 117


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_an_import_into_a_full_postgresql_says_so_and_leaves_nothing(tracker, place):
    """The error is PostgreSQL's own, raised where it would be: no disk of the test's is filled."""
    with place.plain("tracker_owner") as owner:
        owner.execute(
            "CREATE FUNCTION log.full() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN IF NEW.position > 50 THEN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END IF;"
            " RETURN NEW; END $$"
        )
        owner.execute("CREATE TRIGGER no_room BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION log.full()")
        before = place.rows()
        with pytest.raises(DiskFull, match=SENTENCE):
            tracker.import_file(ONE_JOURNEY)
        assert place.rows() == before
        owner.execute("DROP TRIGGER no_room ON events")
    assert tracker.import_file(ONE_JOURNEY).facts == 117


class NoRoom(Machine):
    """A machine whose disk is full for some writes, and then has room again."""

    def __init__(self, room, refuses):
        super().__init__(writes=1_000_000)
        self.room, self.refuses = room, refuses

    def spend(self, on="a sync or a smaller file"):
        self.room -= on == "a write"
        if on == "a write" and -self.refuses <= self.room < 0:
            raise apsw.FullError("database or disk is full")


@pytest.mark.parametrize("room", range(1, 60, 7))
def test_a_disk_that_is_full_for_a_while_loses_nothing(monkeypatch, ready, tmp_path, room):
    folder = tmp_path / "machine"
    shutil.copytree(ready, folder)
    module = apsw_module.Module(NoRoom(room, refuses=9))
    said, refused = [], 0
    with monkeypatch.context() as patched:
        patched.setattr(keys, "sqlite3", module)
        patched.setattr(databases, "SQLITE", {"module": module})
        writer = Writer(Orders(sqlite_url(folder / "tracker.db"), str(folder / "keys"), LOGS, seed=room))
        for first in range(0, 60, 3):
            try:
                said.extend(writer.write(range(first, first + 3)))
            except (apsw_module.Error, DBAPIError, DiskFull):
                refused += 1
        module.close()
    assert refused > 0
    assert len(said) > 10
    assert_whole(sqlite_url(folder / "tracker.db"), folder / "keys", LOGS, said)
