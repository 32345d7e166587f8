"""A day ends where the partnership is: near midnight a fact belongs to one day or to the next (3.10, point 20)."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.desk import Desk
from tests.journeys.journey import spoke
from tracker.domain.refusals import InTheFuture
from tracker.wiring import NothingYet


@pytest.fixture
def desk_at(settings):
    @contextmanager
    def desk_at(moment):
        made = Desk(settings, clock=lambda: int(moment.timestamp()))
        try:
            yield made
        finally:
            made.tracker.close()

    return desk_at


def at(text, zone="UTC"):
    return datetime.fromisoformat(text).replace(tzinfo=UTC if zone == "UTC" else ZoneInfo(zone))


# A real partnership is written down now: the moment, its time zone, and the day that it is there.
MIDNIGHTS = [
    ("2025-06-30T22:59:59", None, "2025-06-30"),  # a second before midnight in London's summer
    ("2025-06-30T23:00:00", None, "2025-07-01"),
    ("2025-01-31T23:59:59", None, "2025-01-31"),  # in winter London keeps the world's time
    ("2025-02-01T00:00:00", None, "2025-02-01"),
    ("2025-03-30T00:30:00", None, "2025-03-30"),  # half an hour before the clocks go forward
    ("2025-03-30T23:30:00", None, "2025-03-31"),  # and the first night after
    ("2025-10-25T23:30:00", None, "2025-10-26"),  # the last night before they go back
    ("2025-10-26T23:30:00", None, "2025-10-26"),
    ("2024-02-29T23:30:00", None, "2024-02-29"),
    ("2025-06-30T23:30:00", "America/New_York", "2025-06-30"),
    ("2025-07-01T03:59:59", "America/New_York", "2025-06-30"),
    ("2025-07-01T04:00:00", "America/New_York", "2025-07-01"),
    ("2025-06-30T10:00:00", "Pacific/Kiritimati", "2025-07-01"),
]


@pytest.mark.parametrize(("moment", "zone", "day"), MIDNIGHTS)
def test_what_is_written_down_near_midnight_belongs_to_the_partnerships_own_day(desk_at, moment, zone, day):
    said = {"begun_on": "2024-01-08", "fictional": False, **({"time_zone": zone} if zone else {})}
    before = str(date.fromordinal(date.fromisoformat(day).toordinal() - 1))
    after = str(date.fromordinal(date.fromisoformat(day).toordinal() + 1))
    with desk_at(at(moment)) as desk:
        heard = desk.bring(*spoke("2024-01-15", 1, 2), **said)
        assert heard.contributions(day)["received"] == 2
        assert heard(day)["as_at"] == day
        with pytest.raises(NothingYet):
            heard(before)
        with pytest.raises(InTheFuture):
            heard(after)


def test_the_lateness_of_a_real_partnership_shows_in_what_people_waited(desk_at):
    with desk_at(at("2025-06-30T23:30:00")) as desk:
        heard = desk.bring(*spoke("2025-02-03", 1), *spoke("2025-06-30", 2), fictional=False)
        assert heard.waiting("2025-07-01") == (2, 148)  # from 3 February to the day it is in London


def test_a_partnership_may_tell_of_its_own_today_and_no_further(desk_at):
    with desk_at(at("2025-06-30T23:30:00")) as desk:
        heard = desk.bring(*spoke("2025-07-01", 1), fictional=False)
        assert heard.waiting("2025-07-01") == (1, 0)
        west = desk.bring(*spoke("2025-06-30", 1), fictional=False, time_zone="America/New_York")
        assert west.waiting("2025-06-30") == (1, 0)
        with pytest.raises(Exception, match="line 3: 2025-07-01 has not come yet"):
            desk.bring(*spoke("2025-07-01", 1), fictional=False, time_zone="America/New_York")
