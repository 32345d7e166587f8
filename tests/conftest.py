"""What many tests need: a tracker of one's own on each kind of database, and journey files to record in it."""

import json
from datetime import UTC, datetime

import hypothesis
import pytest
from click.testing import CliRunner

from tests.databases import KINDS, Places, settings_for
from tracker.cli import main
from tracker.eventstore.database import Database
from tracker.eventstore.migrating import migrate
from tracker.files import ONE_JOURNEY
from tracker.wiring import Tracker

hypothesis.settings.register_profile("untimed", deadline=None)  # how long a test takes is no matter of a test
hypothesis.settings.load_profile("untimed")

NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
SLUG, OTHER_SLUG = "norrick-vale-together", "little-haven-together"


def another_partnership(lines):
    """The same journey told by another partnership, so that no test rests on there being one."""
    first = json.loads(lines[0])
    first["data"]["name"] = "Little Haven Together"
    return [json.dumps(first, ensure_ascii=False), *lines[1:]]


@pytest.fixture
def journey_lines():
    return ONE_JOURNEY.read_text().splitlines()


@pytest.fixture(scope="session")
def places():
    """Where databases are made."""
    made = Places()
    yield made
    made.stop()


HOLDING_TWO = {"two_partnerships", "loaded"}
"""Whoever asks for one of these finds two partnerships recorded already."""


@pytest.fixture(scope="session")
def told(places, tmp_path_factory):
    """For each kind of database, one in which two partnerships have told their journeys: to be copied."""
    made = {}

    def told(kind):
        if kind not in made:
            folder = tmp_path_factory.mktemp("told")
            made[kind] = places.new(kind, folder)
            tell_two(settings_for(made[kind], folder))
        return made[kind]

    return told


def tell_two(settings):
    running = Tracker(settings, clock=lambda: NOW)
    lines = ONE_JOURNEY.read_text().splitlines()
    for journey in (lines, another_partnership(lines)[:90]):
        path = settings.home / "journey.jsonl"
        path.write_text("\n".join(journey) + "\n")
        running.import_file(path)
    running.close()


@pytest.fixture(params=KINDS)
def place(request, places, told, tmp_path):
    """A database of one's own, ready for the tracker: whatever needs one is tested on each kind."""
    has_two = not HOLDING_TWO.isdisjoint(request.fixturenames)
    made = told(request.param).copy(tmp_path) if has_two else places.new(request.param, tmp_path)
    yield made
    made.close()


@pytest.fixture
def settings(place, tmp_path):
    return settings_for(place, tmp_path)


@pytest.fixture
def tracker(settings):
    running = Tracker(settings, clock=lambda: NOW)
    yield running
    running.close()


@pytest.fixture
def record(tracker, tmp_path):
    """Record lines as a journey file."""

    def record(lines):
        path = tmp_path / "journey.jsonl"
        path.write_text("\n".join(lines) + "\n")
        return tracker.import_file(path)

    return record


@pytest.fixture
def two_partnerships(tracker):
    """The example, and the same told by another partnership whose last facts are not recorded yet."""
    return tracker


@pytest.fixture
def run(settings, monkeypatch):
    """Run the command, as somebody would with this database."""
    monkeypatch.setenv("TRACKER_HOME", str(settings.home))
    monkeypatch.delenv("TRACKER_KEYS", raising=False)
    monkeypatch.setenv("TRACKER_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TRACKER_MIGRATION_URL", settings.migration_url)
    return lambda *args: CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture
def database(place):
    made = Database(place.url)
    if made.is_sqlite:
        migrate(made)
    yield made
    made.close()


@pytest.fixture(params=KINDS)
def fresh(request, places, tmp_path):
    """A database as an operator makes one, with nothing in it."""
    made = places.new("sqlite", tmp_path) if request.param == "sqlite" else places.server.empty("fresh")
    yield made
    made.close()


@pytest.fixture
def owner(fresh):
    """That database as its owner has it, who makes its tables."""
    made = Database(fresh.migration_url or fresh.url, owner=True)
    yield made
    made.close()


LONGEST = ("test_axe.py", "test_keyboard.py", "test_room.py", "test_bench.py", "test_wheel.py")
"""Files that take a minute or so: they are begun first, so that nobody waits for one of them at the end."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_sessionfinish(session, exitstatus):
    """No test skips itself silently: a run that skipped something has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
