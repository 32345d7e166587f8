"""Who waits, and who was told something that has since changed (R18; 3.10, points 2, 9, 10 and 16)."""

from datetime import timedelta

import pytest

from tests.story import TODAY, given
from tests.tellings import (
    a_part,
    answered,
    approved,
    claimed,
    confirmed,
    could_not_be_told,
    decide,
    decide_again,
    decided,
    looking,
    merged,
    outcome_corrected,
    redacted,
    reopened,
    reported,
    restored,
    rethemed,
    set_aside,
    theme_b,
    updated,
    withdrawn,
)
from tracker.domain.standing import current_themes, is_waiting, told_something_since_changed

LATER = TODAY + timedelta(days=40)
again = (reopened, decide_again("not_now", "not_now"))
third = theme_b(title="Letters", asks=[{"id": "t-1", "text": "Plain letters"}]).but(stream="theme/t")


def decided_on(name, *asks):
    return (
        approved[-1].but(stream=f"theme/{name}"),
        looking.but(stream=f"theme/{name}"),
        decide(decision=f"decision/{name}-1", parts=[a_part(ask) for ask in asks]).but(stream=f"theme/{name}"),
    )


def themes_of(story):
    return {name: state for name, state in story.log.states.items() if name.startswith("theme/")}


def told_otherwise(story, theme="theme/a", stream="contribution/c1"):
    return told_something_since_changed(story.state(stream), theme, themes_of(story))


def waits(story, stream="contribution/c1"):
    return is_waiting(story.state(stream), themes_of(story))


@pytest.mark.parametrize("told", [answered, could_not_be_told])
def test_whoever_was_told_a_decision_is_listed_once_another_takes_its_place_until_told_again(told):
    story = given(*decided, told)
    assert not told_otherwise(story)
    assert not told_otherwise(story.given(reopened))
    changed = story.given(*again)
    assert told_otherwise(changed)
    assert told_otherwise(changed.given(answered(covers=["theme/a"])))
    assert not told_otherwise(changed.given(told(covers=["decision/a-2"])))


def test_whoever_was_told_nothing_waits_and_is_not_told_again():
    story = given(*decided, *again)
    assert not told_otherwise(story)
    assert waits(story)


def test_each_person_is_told_again_for_themselves():
    both_told = (rethemed("contribution/c2", "theme/a"), answered, answered.but(stream="contribution/c2"))
    story = given(*decided, *both_told)
    changed = story.given(*again, answered(covers=["decision/a-2"]))
    assert not told_otherwise(changed)
    assert told_otherwise(changed, stream="contribution/c2")


def test_a_decision_on_another_theme_changes_nothing_of_what_was_told_of_this_one():
    story = given(*decided, *decided_on("b", "b-1"), answered(covers=["decision/a-1", "decision/b-1"]))
    changed = story.given(*again)
    assert told_otherwise(changed, "theme/a")
    assert not told_otherwise(changed, "theme/b")


def test_whoever_skipped_a_decision_is_told_the_one_that_stands():
    story = given(*decided, answered, *again, reopened(reopens="decision/a-2"))
    latest = story.given(decide(decision="decision/a-3", supersedes="decision/a-2"))
    assert told_otherwise(latest)
    assert told_otherwise(latest.given(answered(covers=["decision/a-2"])))
    assert not told_otherwise(latest.given(answered(covers=["decision/a-3"])))


@pytest.mark.parametrize("gone", [withdrawn, withdrawn(scope=["words"]), set_aside])
def test_whoever_took_their_words_back_is_told_nothing_more(gone):
    story = given(*decided, answered, *again)
    assert told_otherwise(story)
    assert not told_otherwise(story.given(gone))


def test_whoever_took_back_a_name_or_was_restored_is_still_to_be_told():
    story = given(*decided, answered, *again)
    assert told_otherwise(story.given(withdrawn(scope=["name"])))
    assert told_otherwise(story.given(set_aside, restored))
    assert told_otherwise(story.given(redacted))


def test_whoever_was_told_a_claim_is_told_again_when_it_was_corrected():
    told = answered(covers=["decision/a-1", "outcome/a-1"])
    story = given(*claimed, told)
    assert not told_otherwise(story)
    corrected = story.given(outcome_corrected.but(on=LATER))
    assert told_otherwise(corrected)
    assert not told_otherwise(corrected.given(answered(covers=["outcome/a-1"]).but(on=LATER)))
    twice = corrected.given(answered(covers=["outcome/a-1"]).but(on=LATER + timedelta(days=1)))
    worse = outcome_corrected(old_level="part", new_level="none").but(on=LATER + timedelta(days=9))
    assert told_otherwise(twice.given(worse))


def test_whoever_was_told_the_decision_alone_was_told_nothing_that_a_corrected_claim_changes():
    story = given(*confirmed, answered, outcome_corrected.but(on=LATER))
    assert not told_otherwise(story)
    other = given(*claimed, reported(outcome="outcome/a-2"), answered(covers=["outcome/a-2"]))
    assert not told_otherwise(other.given(outcome_corrected.but(on=LATER)))


def test_news_and_corrections_written_to_nobody_change_nothing_that_was_told():
    assert not told_otherwise(given(*decided, answered, updated.but(on=LATER)))


def test_points_follow_a_joined_theme_by_themselves():
    story = given(*decided, third, merged("theme/a", "theme/b"))
    assert current_themes(story.state("contribution/c1"), themes_of(story)) == ["theme/b"]
    on = story.given(merged("theme/b", "theme/t"))
    assert current_themes(on.state("contribution/c1"), themes_of(on)) == ["theme/t"]
    assert current_themes(on.state("contribution/c2"), themes_of(on)) == ["theme/t"]


def test_a_point_under_both_joined_themes_stands_under_the_one_that_is_left_once():
    both = given(*decided, rethemed("contribution/c1", "theme/a", "theme/b"), merged("theme/a", "theme/b"))
    assert current_themes(both.state("contribution/c1"), themes_of(both)) == ["theme/b"]


def test_whoever_was_told_of_a_theme_that_was_joined_is_told_of_the_other():
    story = given(*decided, answered, *decided_on("b", "b-1"), merged("theme/a", "theme/b"))
    assert told_otherwise(story, "theme/b")
    assert not told_otherwise(story, "theme/b", "contribution/c2")
    assert not told_otherwise(story.given(answered(covers=["theme/b"])), "theme/b")
    assert not told_otherwise(story.given(answered(covers=["decision/b-1"])), "theme/b")


def test_whoever_was_told_of_a_theme_that_was_joined_twice_is_told_of_the_last():
    story = given(*decided, third, answered, merged("theme/a", "theme/b"), merged("theme/b", "theme/t"))
    assert told_otherwise(story, "theme/t")
    assert not told_otherwise(story.given(answered(covers=["theme/t"])), "theme/t")


def test_whoever_is_under_a_joined_theme_waits_for_the_other_to_be_decided_and_told():
    story = given(*decided, answered)
    assert not waits(story)
    joined = story.given(merged("theme/a", "theme/b"))
    assert waits(joined)
    after = joined.given(*decided_on("b", "b-1"))
    assert waits(after)
    assert not waits(after.given(answered(covers=["decision/b-1"])))


def test_whoever_was_moved_waits_for_the_theme_that_they_are_under_now():
    story = given(*decided, answered, rethemed("contribution/c1", "theme/b"))
    assert waits(story)
    after = story.given(*decided_on("b", "b-1"), answered(covers=["decision/b-1"]))
    assert not waits(after)
    assert not told_otherwise(after.given(*again), "theme/b")


def test_whoever_is_restored_waits_on():
    story = given(*decided, set_aside)
    assert not waits(story)
    assert waits(story.given(restored))
    assert not waits(story.given(restored, answered))
