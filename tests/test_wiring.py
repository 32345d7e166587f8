"""The parts together: what is read while somebody writes, and after somebody stopped half-way."""

from threading import Thread

import pytest

from tests.conftest import NOW, SLUG
from tracker.application.importing import import_journey
from tracker.config import Settings
from tracker.files import ONE_JOURNEY
from tracker.wiring import Tracker


def test_a_log_whose_pages_were_left_behind_is_read_all_the_same(tracker):
    with ONE_JOURNEY.open("rb") as file:
        import_journey(file, tracker.logs, tracker.clock)  # the facts are there, and whoever recorded them is gone
    with tracker.read(SLUG) as moment:
        assert tracker.pages.board.page(moment.tables, moment.address.log_id, moment.on).coverage.received == 9


def test_reading_waits_for_no_writer(tracker, settings, record, journey_lines):
    record(journey_lines)
    seen = []

    def read():
        reader = Tracker(settings, clock=lambda: NOW)
        with reader.read(SLUG) as moment:
            seen.append(reader.pages.board.page(moment.tables, moment.address.log_id, moment.on).coverage.received)
        reader.close()

    with tracker.logs.work_on(tracker.find(SLUG).log_id):
        reading = Thread(target=read)
        reading.start()
        reading.join(timeout=30)
    assert seen == [9]


@pytest.mark.parametrize("name", ["a b", "q?x", "p%20c", "#1", "ä"])
def test_a_home_may_have_any_name(tmp_path, monkeypatch, name):
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / name))
    for variable in ("TRACKER_KEYS", "TRACKER_DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    Tracker(Settings.read()).close()
    assert (tmp_path / name / "tracker.db").exists()
    assert [path.name for path in tmp_path.iterdir()] == [name]
