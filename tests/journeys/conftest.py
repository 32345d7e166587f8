"""One tracker for all the journeys, each a partnership of its own, recorded as a file and read as figures."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.databases import KINDS, settings_for
from tests.journeys.desk import Desk, Journey
from tracker.application.journey_file import LineRefused


@pytest.fixture(scope="session", params=KINDS)
def desk(request, places, tmp_path_factory):
    folder = tmp_path_factory.mktemp("journeys")
    place = places.new(request.param, folder)
    made = Desk(settings_for(place, folder))
    yield made
    made.tracker.close()
    place.close()


@pytest.fixture
def journey(desk) -> Callable[..., Journey]:
    return desk.bring


@pytest.fixture
def refused(desk):
    """The sentence by which a journey is refused whole."""

    def refuse(*said: Any, **of_partnership: Any) -> str:
        with pytest.raises(LineRefused) as why:
            desk.bring(*said, **of_partnership)
        return str(why.value)

    return refuse
