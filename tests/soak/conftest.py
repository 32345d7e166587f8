"""The hard things, in a short form with every test and a long one with `make soak`."""

import os
from dataclasses import dataclass

import pytest

from tracker.config import sqlite_url
from tracker.eventstore.database import Database
from tracker.eventstore.migrating import migrate
from tracker.vault.keys import KeyStore


@dataclass(frozen=True)
class Effort:
    """How long the writers write (in commands each, or in seconds), and how often the rest is tried."""

    commands: int | None
    seconds: float | None
    kills: int
    rebuilds: int
    power_cuts: int


SHORT = Effort(commands=40, seconds=None, kills=3, rebuilds=3, power_cuts=12)
LONG = Effort(commands=None, seconds=20, kills=100, rebuilds=20, power_cuts=200)


@pytest.fixture(scope="session")
def effort():
    return LONG if os.environ.get("TRACKER_SOAK") else SHORT


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """A database and key store on a disk that has all of them, to be copied."""
    folder = tmp_path_factory.mktemp("ready")
    database = Database(sqlite_url(folder / "tracker.db"))
    migrate(database)
    database.close()
    KeyStore(folder / "keys").close()
    return folder
