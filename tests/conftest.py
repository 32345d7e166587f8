"""What many tests need: a tracker of one's own on a real SQLite file, and journey files to record in it."""

import json
from datetime import UTC, datetime

import pytest

from tracker.config import Settings
from tracker.eventstore.database import Database
from tracker.eventstore.migrating import migrate
from tracker.files import ONE_JOURNEY
from tracker.wiring import Tracker

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


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path, tmp_path / "keys", f"sqlite:///{tmp_path / 'tracker.db'}")


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
def two_partnerships(tracker, record, journey_lines):
    """The example, and the same told by another partnership whose last facts are not recorded yet."""
    record(journey_lines)
    record(another_partnership(journey_lines)[:90])
    return tracker


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path / 'log.db'}")
    migrate(made)
    yield made
    made.close()


def pytest_sessionfinish(session, exitstatus):
    """No test skips itself silently: a run that skipped something has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
