"""The record says how much is written down, how far pages are, and what they lack; it points at nothing protected."""

import json
from dataclasses import replace
from datetime import date

import pytest

from projections.record import Known, record_page
from projections.shared.journeys.words import PartyNames
from tests.conftest import OTHER_SLUG, SLUG
from tests.made_up_journeys import fact

ON = date(2026, 6, 30)
KNOWN = Known(facts=117, newest_on=ON)


def page(**known):
    return record_page(replace(KNOWN, **known), ON)


@pytest.mark.parametrize(
    ("behind", "waited", "said"),
    [
        (0, 0, "These pages are up to date"),
        (1, 119, "1 fact is not on these pages yet"),
        (2, 120, "2 facts are not on these pages yet, the first for 2 minutes now"),
        (2, 7_199, "2 facts are not on these pages yet, the first for 119 minutes now"),
        (1_200, 7_200, "1,200 facts are not on these pages yet, the first for 2 hours now"),
        (3, 172_800, "3 facts are not on these pages yet, the first for 2 days now"),
    ],
)
def test_how_far_pages_are_is_said_in_facts_and_in_time(behind, waited, said):
    assert page(behind=behind, waited=waited).how_far.words == said


@pytest.mark.parametrize(
    ("signed", "said"),
    [
        (0, "It has not been signed yet."),
        (1, "It was last signed when there was 1 fact."),
        (90, "It was last signed when there were 90 facts."),
        (117, "It is signed as it stands, with 117 facts."),
    ],
)
def test_whether_it_is_signed_is_said(signed, said):
    assert page(signed=signed).signed == said


def test_what_could_not_be_taken_in_is_counted_and_named():
    assert page().set_aside is None
    assert page(set_aside=(12,)).set_aside.words == "1 fact could not be taken in"
    assert (page(set_aside=(12, 40)).set_aside.words, page(set_aside=(12, 40)).positions) == (
        "2 facts could not be taken in",
        (12, 40),
    )


def test_of_very_many_only_some_are_named():
    found = page(set_aside=tuple(range(1_000)))
    assert found.set_aside.words == "1,000 facts could not be taken in"
    assert (found.positions, found.more) == (tuple(range(20)), 980)


def record_of(tracker, slug, day=None):
    with tracker.read(slug, day) as moment:
        return tracker.record(moment)


def test_each_partnership_has_its_own(two_partnerships):
    tracker, log_id = two_partnerships, two_partnerships.find(SLUG).log_id
    tracker.checkpoints.sign(log_id)
    one, other = (record_of(tracker, slug) for slug in (SLUG, OTHER_SLUG))
    assert (one.facts, one.signed) == (
        "117 facts are written down, the newest on 16 March 2026.",
        "It is signed as it stands, with 117 facts.",
    )
    assert other.facts.startswith("90 facts are written down, the newest on ")
    assert other.signed == "It has not been signed yet."
    assert other.how_far.words == "These pages are up to date"


def test_a_past_day_has_the_facts_of_that_day(two_partnerships):
    two_partnerships.checkpoints.sign(two_partnerships.find(SLUG).log_id)
    then = record_of(two_partnerships, SLUG, date(2025, 2, 18))
    assert then.facts == "48 facts are written down, the newest on 12 February 2025."
    assert then.signed == "It has not been signed yet."


class Undigested(Exception):
    pass


def test_only_public_facts_are_pointed_at(tracker, record, journey_lines, monkeypatch):
    """Party names are taken from every fact, so a handler of theirs may fail on any: here on all but the first."""
    flag = {"about": "contribution/a04", "passed_to": "the lead", "on": "2025-04-10", "person_told": True}
    flagged = fact("safeguarding/s1", "SafeguardingConcernFlagged", "2025-04-10", visibility="safeguarding")
    project = PartyNames.project

    def fails(self, conn, batch):
        if any(entry.position for entry in batch.entries):
            raise Undigested
        project(self, conn, batch)

    monkeypatch.setattr(PartyNames, "project", fails)
    lines = [*journey_lines[:60], json.dumps(flagged | {"data": flag})]
    record(lines)
    public = [n for n, line in enumerate(lines) if n and json.loads(line)["visibility"] == "public"]
    others = [n for n, line in enumerate(lines) if json.loads(line)["visibility"] != "public"]
    assert public
    assert others
    assert record_of(tracker, SLUG).positions == tuple(public)
    (log,) = tracker.health()
    found = {each.position: each for one in log.projections for each in one.set_aside}
    assert sorted(found) == sorted([*public, *others])
    assert (found[60].stream, found[60].topic, found[60].error) == ("", "", "")
    assert found[others[0]].topic
