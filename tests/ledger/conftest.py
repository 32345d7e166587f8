"""A partnership's log that was signed, grew and was signed again, to be copied by whoever changes it."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, settings

from tests.conftest import NOW, another_partnership
from tests.databases import KINDS, PostgreSQLPlace, SQLitePlace, settings_for
from tests.ledger.growing import grow
from tracker.config import Settings
from tracker.files import EXAMPLE, ONE_JOURNEY
from tracker.wiring import Tracker

# How busy the machine is proves nothing about a tree.
settings.register_profile("at leisure", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("at leisure")

WHOLE, OTHER = "norrick-vale-together", "little-haven-together"


@dataclass(frozen=True)
class Kept:
    """A home with its keys and database, and the checkpoints that were handed out of it."""

    place: SQLitePlace | PostgreSQLPlace
    settings: Settings
    log_id: str
    other_log_id: str
    key: str
    notes: tuple[str, str]


@pytest.fixture(scope="session")
def signing(places, tmp_path_factory):
    """For each kind of database, a log that was signed, made once."""
    made = {}

    def signing(kind):
        if kind not in made:
            home = tmp_path_factory.mktemp("signed")
            made[kind] = sign_twice(places.new(kind, home), home)
        return made[kind]

    return signing


def sign_twice(place, home):
    kept_in = settings_for(place, home)
    running = Tracker(kept_in, clock=lambda: NOW)
    running.import_file(EXAMPLE)
    other = home / "other.jsonl"
    other.write_text("\n".join(another_partnership(ONE_JOURNEY.read_text().splitlines())))
    running.import_file(other)
    log_id, other_log_id = running.find(WHOLE).log_id, running.find(OTHER).log_id
    first = running.checkpoints.sign(log_id)
    running.checkpoints.sign(other_log_id)
    grow(running, log_id, 19)
    second = running.checkpoints.sign(log_id)
    key = str(running.checkpoints.key_of(log_id))
    running.close()
    return Kept(place, kept_in, log_id, other_log_id, key, (first, second))


@pytest.fixture(params=KINDS)
def signed(request, signing):
    """The example, signed with 701 facts and with 720, and another partnership whose log was signed once.

    Nobody may change it.
    """
    return signing(request.param)


@pytest.fixture
def kept(signed, tmp_path):
    """A copy of the signed log, to be changed."""
    home = tmp_path / "home"
    place = signed.place.copy(home)
    yield Kept(place, settings_for(place, home), signed.log_id, signed.other_log_id, signed.key, signed.notes)
    place.close()
