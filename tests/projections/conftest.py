"""Read pages as they stood on a day."""

from contextlib import contextmanager
from datetime import date

import pytest

from tests.conftest import NOW, OTHER_SLUG, SLUG
from tracker.config import Settings
from tracker.files import EXAMPLE
from tracker.wiring import Tracker


@pytest.fixture
def moment(two_partnerships):
    """A moment of the example (or of the other partnership), to read pages from."""

    @contextmanager
    def at(day=None, slug=SLUG):
        with two_partnerships.read(slug, date.fromisoformat(day) if day else None) as reading:
            yield reading

    return at


@pytest.fixture
def pages(two_partnerships):
    return two_partnerships.pages


@pytest.fixture(scope="session")
def whole_example(tmp_path_factory):
    home = tmp_path_factory.mktemp("whole")
    running = Tracker(Settings(home, home / "keys", f"sqlite:///{home / 'tracker.db'}"), clock=lambda: NOW)
    running.import_file(EXAMPLE)
    yield running
    running.close()


__all__ = ["OTHER_SLUG", "SLUG"]
