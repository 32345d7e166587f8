"""The disk is full: a sentence says so, nothing is acknowledged that is not there, and with room again all goes on."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import apsw
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from tests.conftest import NOW
from tests.databases import settings_for
from tests.soak import apsw_module
from tests.soak.checking import assert_whole
from tests.soak.machine import Machine
from tests.soak.writing import Orders, Writer
from tracker.config import sqlite_url
from tracker.eventstore import database as databases
from tracker.eventstore.driving import DiskFull
from tracker.files import ONE_JOURNEY
from tracker.vault import keys
from tracker.wiring import Tracker

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


class SmallDisk:
    """A disk of so many bytes, mounted for PostgreSQL alone: only root can, and where nobody is that is a failure."""

    def __init__(self, server, size):
        self.folder = Path(tempfile.mkdtemp(prefix="tracker-small-disk-"))
        owner = server.folder.stat().st_uid
        options = f"size={size},uid={owner},mode=700"
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "small", self.folder], capture_output=True, text=True, check=False
        )
        assert mounted.returncode == 0, f"a small disk must be mounted, which takes root: {mounted.stderr}"
        self._filling = self.folder / "filling"

    def fill(self, but):
        """Leave so many bytes."""
        room = os.statvfs(self.folder)
        with self._filling.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - but)

    def make_room(self):
        self._filling.unlink()

    def close(self):
        subprocess.run(["umount", self.folder], check=True)
        self.folder.rmdir()


@pytest.fixture
def small_disk(places):
    made = SmallDisk(places.server, 48 << 20)
    place = made.folder / "tables"
    place.mkdir()
    os.chown(place, places.server.folder.stat().st_uid, -1)
    places.server.run(f"CREATE TABLESPACE small LOCATION '{place}'")
    yield made
    places.server.run("DROP TABLESPACE small")
    made.close()


@pytest.fixture
def on_a_small_disk(places, small_disk, tmp_path):
    made = places.server.new(tmp_path, on="small")
    yield made
    made.close()


def test_an_import_into_a_full_postgresql_says_so_and_leaves_nothing(on_a_small_disk, small_disk, tmp_path):
    tracker = Tracker(settings_for(on_a_small_disk, tmp_path), clock=lambda: NOW)
    before = on_a_small_disk.rows()
    small_disk.fill(but=128 << 10)
    with pytest.raises(DiskFull, match=SENTENCE):
        tracker.import_file(ONE_JOURNEY)
    assert on_a_small_disk.rows() == before
    small_disk.make_room()
    assert tracker.import_file(ONE_JOURNEY).facts == 117
    tracker.close()


def test_a_postgresql_that_is_full_for_a_while_loses_nothing(on_a_small_disk, small_disk, tmp_path):
    settings = settings_for(on_a_small_disk, tmp_path)
    writer = Writer(Orders(settings.database_url, str(settings.keys), LOGS, seed=1))
    said = [*writer.write(range(20))]
    small_disk.fill(but=256 << 10)
    with pytest.raises(DiskFull, match=SENTENCE):
        said.extend(writer.write(range(20, 10_000)))
    with pytest.raises(DiskFull, match=SENTENCE):
        said.extend(writer.write(range(10_000, 20_000)))
    assert_whole(settings.database_url, settings.keys, LOGS, said)
    small_disk.make_room()
    more = [*writer.write(range(20_000, 20_020))]
    assert len(more) > 10
    assert_whole(settings.database_url, settings.keys, LOGS, [*said, *more])
    writer.database.close()


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
