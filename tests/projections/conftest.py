"""Read pages as they stood on a day."""

from contextlib import contextmanager
from datetime import date

import pytest

from tests.conftest import NOW, OTHER_SLUG, SLUG
from tests.databases import KINDS, settings_for
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


@pytest.fixture(scope="session", params=KINDS)
def whole_example(request, places, tmp_path_factory):
    home = tmp_path_factory.mktemp("whole")
    place = places.new(request.param, home)
    running = Tracker(settings_for(place, home), clock=lambda: NOW)
    running.import_file(EXAMPLE)
    yield running
    running.close()
    place.close()


__all__ = ["OTHER_SLUG", "SLUG"]
