"""The privacy statement says what the partnership has set, and what holds until it does."""

import json

import pytest

from tests.conftest import OTHER_SLUG, SLUG


def test_until_something_is_set_the_usual_rules_hold(moment, pages):
    with moment("2024-11-05") as reading:
        first = pages.privacy.page(reading.tables, reading.address.log_id, reading.on)
    assert (first.agreed, first.smallest_number, first.quotes, first.names) == (False, 5, True, True)


@pytest.mark.parametrize(
    ("dates", "dated"),
    [
        ("day", "the month in which people told us something, not the day"),
        ("month", "the month in which people told us something, not the day"),
        ("year", "the year in which people told us something, not the month or the day"),
    ],
)
def test_what_the_partnership_has_set_is_said(tracker, record, journey_lines, dates, dated):
    rules = {"k_public": 8, "quotes": "never", "names": "never", "date_precision_public": dates}
    read = [json.loads(line) for line in journey_lines]
    record(
        json.dumps(each | {"data": each["data"] | rules} if each["type"] == "PrivacyRulesSet" else each)
        for each in read
    )
    with tracker.read(SLUG) as reading:
        page = tracker.pages.privacy.page(reading.tables, reading.address.log_id, reading.on)
    assert (page.agreed, page.smallest_number, page.quotes, page.names, page.dated) == (True, 8, False, False, dated)


def test_one_partnership_sees_nothing_of_another(moment, pages):
    with moment(slug=OTHER_SLUG) as reading:
        assert pages.privacy.page(reading.tables, reading.address.log_id, reading.on).smallest_number == 5
