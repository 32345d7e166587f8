"""The power is cut while facts are appended to SQLite, and what was not synced is lost: nothing acknowledged is."""

import shutil
from random import Random

import pytest
from sqlalchemy.exc import DBAPIError

from tests.soak import apsw_module
from tests.soak.checking import assert_whole
from tests.soak.machine import Machine
from tests.soak.writing import Orders, Writer
from tracker.config import sqlite_url
from tracker.eventstore import database as databases
from tracker.vault import keys

LOGS = ("a" * 16, "b" * 16)


class OnAMachine:
    """A writer on a machine of its own, until the power is cut."""

    def __init__(self, monkeypatch, folder, seed, synchronous="FULL"):
        self.folder = folder
        self.machine = Machine(writes=Random(seed).randrange(1, 500))
        self.module = apsw_module.Module(self.machine)
        monkeypatch.setattr(keys, "sqlite3", self.module)
        monkeypatch.setattr(databases, "SQLITE", {"module": self.module})
        monkeypatch.setattr(databases, "PRAGMAS", (*databases.PRAGMAS, "wal_autocheckpoint=20"))
        monkeypatch.setattr(databases, "LASTING", synchronous)
        self.orders = Orders(sqlite_url(folder / "tracker.db"), str(folder / "keys"), LOGS, seed, commands=60)

    def acknowledged(self):
        said = []
        try:
            said.extend(Writer(self.orders).write())
        except (apsw_module.Error, DBAPIError):
            assert self.machine.is_off
        return said


def cut(monkeypatch, ready, tmp_path, seed, **settings):
    """One cut: the address and keys of what is left, and what had been acknowledged."""
    before, after = tmp_path / f"before-{seed}", tmp_path / f"after-{seed}"
    shutil.copytree(ready, before)
    with monkeypatch.context() as patched:
        running = OnAMachine(patched, before, seed, **settings)
        said = running.acknowledged()
    shutil.copytree(ready, after)
    running.machine.leave(seed, {before: after, before / "keys": after / "keys"})
    running.module.close()
    return sqlite_url(after / "tracker.db"), after / "keys", said


def test_nothing_acknowledged_is_lost_when_the_power_is_cut(monkeypatch, ready, tmp_path, effort):
    facts = 0
    for seed in range(effort.power_cuts):
        url, store, said = cut(monkeypatch, ready, tmp_path, seed)
        facts += assert_whole(url, store, LOGS, said)
    assert facts > effort.power_cuts


@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_without_waiting_for_the_disk_the_same_cuts_lose_facts(monkeypatch, ready, tmp_path, synchronous):
    """The cuts are real ones: they find out a database that does not sync at each commit."""
    lost = 0
    for seed in range(10):
        url, store, said = cut(monkeypatch, ready, tmp_path, seed, synchronous=synchronous)
        try:
            assert_whole(url, store, LOGS, said)
        except Exception:  # noqa: BLE001  lost facts, lost keys or a file that is none any more
            lost += 1
    assert lost > 0
