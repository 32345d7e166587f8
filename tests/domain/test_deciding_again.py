"""Needing longer, opening again what was decided, and moving the day when it is looked at again."""

from datetime import date

import pytest

from tests.story import given
from tests.tellings import (
    approved,
    being_looked_at,
    decide,
    decide_again,
    decided,
    decided_again,
    extended,
    looking,
    refused,
    reopened,
    review_moved,
    two_themes,
)
from tracker.domain import refusals
from tracker.domain.standing import headline, waits_for
from tracker.events.deciding import ConsiderationExtended, ReviewDateMoved, ThemeReopened

MARCH, SEPTEMBER = date(2026, 3, 3), date(2026, 9, 10)


def reviews(story, on=MARCH):
    return [(owed.ask, owed.due, owed.days_past_due) for owed in waits_for(story.state("theme/a"), on)]


def test_only_a_body_that_looks_needs_longer():
    given(*approved).when(extended).then_refused(refusals.NotBeingLookedAt)
    given(*decided).when(extended).then_refused(refusals.NotBeingLookedAt)
    given(*being_looked_at).when(extended).then_recorded(ConsiderationExtended)
    given(*decided, reopened, looking).when(extended).then_recorded()


def test_a_body_takes_longer_from_the_day_it_had_named():
    story = given(*being_looked_at)
    story.when(extended, old_due="2025-04-10").then_refused(refusals.OldDateDiffers, saying="2025-04-11")
    once = story.when(extended).then_recorded()
    once.when(extended).then_refused(refusals.OldDateDiffers, saying="2025-05-09")
    twice = once.when(extended, old_due="2025-05-09", new_due="2025-05-23").then_recorded()
    (owed,) = waits_for(twice.state("theme/a"), date(2025, 5, 30))
    assert (owed.kind, owed.due, owed.days_past_due, owed.since) == ("decision", date(2025, 5, 23), 7, looking.on)
    assert twice.state("theme/a").looking.fact.due == date(2025, 4, 11)


def test_only_what_was_decided_is_opened_again():
    given(*two_themes).when(reopened, reopens="decision/a-1").then_refused(refusals.NotKnown)
    elsewhere = reopened.but(stream="theme/b")
    given(*decided).when(elsewhere).then_refused(refusals.NothingToReopen, saying="theme/b")
    given(*decided).when(reopened).then_recorded(ThemeReopened)


def test_what_is_open_again_is_decided_before_it_is_opened_once_more():
    story = given(*decided, reopened)
    story.when(reopened).then_refused(refusals.ReopenedAlready)
    story.given(decide_again()).when(reopened, reopens="decision/a-2").then_recorded()


def test_what_is_opened_again_is_the_decision_that_stands():
    story = given(*decided_again)
    story.when(reopened).then_refused(refusals.NotTheCurrentDecision, saying="decision/a-2")
    story.when(reopened, reopens="decision/a-2").then_recorded()


@pytest.mark.parametrize("first", [reopened, reopened.but(on=date(2025, 9, 1), recorded_on=date(2025, 9, 1))])
def test_a_theme_may_be_decided_three_times(first):
    again = (first, decide_again("not_now", "agreed"), reopened(reopens="decision/a-2"))
    third = decide(decision="decision/a-3", supersedes="decision/a-2")
    story = given(*decided, *again).when(third).then_recorded()
    assert [each.fact.decision[-1] for each in story.state("theme/a").decisions] == ["1", "2", "3"]


def test_a_day_to_look_again_is_moved_from_where_it_stood():
    story = given(*refused)
    story.when(review_moved, old="2026-03-04").then_refused(refusals.OldDateDiffers, saying="2026-03-03")
    once = story.when(review_moved).then_recorded(ReviewDateMoved)
    once.when(review_moved).then_refused(refusals.OldDateDiffers, saying="2026-09-10")
    once.when(review_moved, old="2026-09-10", new="2026-12-01").then_recorded()


def test_a_day_can_be_moved_only_where_one_was_set():
    given(*decided).when(review_moved).then_refused(refusals.NoLookAgainDay, saying="a-1")
    story = given(*being_looked_at, decide("not_now", "agreed"))
    story.when(review_moved, parts=["a-1", "a-2"]).then_refused(refusals.NoLookAgainDay, saying="a-2")
    story.when(review_moved, parts=["a-1"]).then_recorded()
    given(*two_themes).when(review_moved).then_refused(refusals.NoLookAgainDay)


def test_each_ask_is_looked_at_again_on_its_own_day_after_moves():
    story = given(*refused)
    assert reviews(story) == [("a-1", MARCH, 0), ("a-2", MARCH, 0)]
    moved = story.given(review_moved)
    assert reviews(moved, SEPTEMBER) == [("a-1", SEPTEMBER, 0), ("a-2", MARCH, 191)]
    back = moved.given(review_moved(old="2026-09-10", new="2026-03-03"))
    assert reviews(back) == reviews(story)
    both = story.given(review_moved(parts=["a-1", "a-2"]))
    assert [due for _, due, _ in reviews(both)] == [SEPTEMBER, SEPTEMBER]


def test_a_moved_day_goes_with_its_decision():
    story = given(*refused, review_moved, reopened, decide_again("not_now", "agreed"))
    assert reviews(story) == [("a-1", MARCH, 0)]
    assert story.state("theme/a").decisions[0].reviews()[0] == ("a-1", SEPTEMBER)


def test_opening_again_leaves_the_days_that_were_promised_until_it_is_decided_again():
    story = given(*refused, reopened)
    assert reviews(story) == [("a-1", MARCH, 0), ("a-2", MARCH, 0)]
    assert headline(story.state("theme/a"), [], MARCH) == "looking_again"
    assert reviews(story.given(decide_again())) == []
