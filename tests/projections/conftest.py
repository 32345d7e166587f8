"""Read pages as they stood on a day."""

from contextlib import contextmanager
from datetime import date

import pytest

from tests.conftest import NOW, OTHER_SLUG, SLUG, another_partnership
from tests.databases import KINDS
from tests.projections.made_up import tracker_with
from tracker.files import EXAMPLE, ONE_JOURNEY


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
def recorded(places, tmp_path_factory):
    """A tracker on a kind of database that holds some journeys, recorded once for all that only read of them."""
    made = {}

    def recorded(kind, *journeys, now=NOW):
        asked = (kind, now, *map(tuple, journeys))
        if asked not in made:
            home = tmp_path_factory.mktemp("recorded")
            place = places.new(kind, home)
            made[asked] = (tracker_with(place, home, *journeys, now=now), place)
        return made[asked][0]

    yield recorded
    for running, place in made.values():
        running.close()
        place.close()


@pytest.fixture(scope="session", params=KINDS)
def whole_example(request, recorded):
    return recorded(request.param, EXAMPLE.read_text().splitlines())


@pytest.fixture(scope="session", params=KINDS)
def two_examples(request, recorded):
    """The whole example, and one journey of another partnership."""
    lines, others = (path.read_text().splitlines() for path in (EXAMPLE, ONE_JOURNEY))
    return recorded(request.param, lines, another_partnership(others))


__all__ = ["OTHER_SLUG", "SLUG"]
