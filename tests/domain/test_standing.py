from datetime import timedelta
from typing import get_args

import pytest

from tests.story import TODAY, given
from tests.tellings import (
    a_part,
    approved,
    being_looked_at,
    check_closed,
    check_opened,
    claimed,
    confirmed,
    decide,
    decide_again,
    decided,
    done,
    dropped,
    looking,
    merged,
    planned,
    reopened,
    reported,
    stalled,
    started,
    two_actions_planned,
    two_themes,
)
from tracker.domain.standing import (
    Headline,
    ever_confirmed,
    headline,
    in_place,
)

NEXT_DAY = TODAY + timedelta(days=1)
done_too, stalled_too = done.but(stream="action/2"), stalled.but(stream="action/2")
started_too = started.but(stream="action/2")
until_today = reported(until=TODAY.isoformat())
disputed = check_closed(yes=1, partly=0, no=5, result="disputed")
partly = check_closed(yes=2, partly=4, no=0, result="partly_confirmed")
too_few = check_closed(yes=1, partly=0, no=0, no_reply=7, result="too_few_replies")


def actions_of(story):
    return [state for stream, state in story.log.states.items() if stream.startswith("action/")]


def said_of(story, on=TODAY):
    return headline(story.state("theme/a"), actions_of(story), on)


HEADLINES = [
    ("waiting", two_themes),
    ("waiting", approved),
    ("looking", being_looked_at),
    ("not_now", (*being_looked_at, decide("not_possible", "not_now"))),
    ("not_now", (*being_looked_at, decide("already_in_place", "not_now"))),
    ("not_possible", (*being_looked_at, decide("passed_on", "not_possible"))),
    ("passed_on", (*being_looked_at, decide("already_in_place", "passed_on"))),
    ("already_there", (*being_looked_at, decide("already_in_place", "already_in_place"))),
    ("agreed", (*being_looked_at, decide("not_now", "agreed"))),
    ("agreed", (*being_looked_at, decide("not_now", "partly"))),
    ("agreed", decided),
    ("planned", (*decided, planned)),
    ("planned", two_actions_planned),
    ("under_way", (*two_actions_planned, started)),
    ("under_way", (*two_actions_planned, done)),
    ("under_way", (*two_actions_planned, done, started_too)),
    ("stuck", (*two_actions_planned, started, stalled_too)),
    ("stuck", (*two_actions_planned, done, stalled_too)),
    ("done_unknown", (*two_actions_planned, done, done_too)),
    ("reported", claimed),
    ("reported", (*claimed, check_opened)),
    ("reported", (*two_actions_planned, stalled, reported)),
    ("confirmed", confirmed),
    ("confirmed", (*confirmed, check_opened)),
    ("partly_confirmed", (*claimed, check_opened, partly)),
    ("disputed", (*claimed, check_opened, disputed)),
    ("too_few_replies", (*claimed, check_opened, too_few)),
    ("reported", (*being_looked_at, decide("not_now", "agreed"), reported)),
    ("not_now", (*being_looked_at, decide("not_now", "not_now"), reported)),
]


@pytest.mark.parametrize(("said", "story"), HEADLINES)
def test_one_thing_is_said_first_of_a_theme(said, story):
    assert said_of(given(*story)) == said


def test_another_themes_work_moves_no_headline():
    elsewhere = (
        approved[-1].but(stream="theme/b"),
        looking.but(stream="theme/b"),
        decide(decision="decision/b-1", parts=[a_part("b-1")]).but(stream="theme/b"),
        planned(theme="theme/b", decision="decision/b-1"),
    )
    assert said_of(given(*decided, *elsewhere, stalled)) == "agreed"


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ((dropped,), "dropped"),
        ((done,), "done_unknown"),
        ((started,), "under_way"),
        ((), "planned"),
        ((stalled,), "stuck"),
    ],
)
def test_work_that_was_dropped_is_beside_the_headline_unless_all_of_it_was(first, said):
    assert said_of(given(*two_actions_planned, *first, dropped.but(stream="action/2"))) == said


@pytest.mark.parametrize("before", [decided, confirmed, (*being_looked_at, decide("not_now", "not_now"))])
def test_a_theme_opened_again_is_looked_at_again_until_it_is_decided_again(before):
    story = given(*before, reopened)
    assert said_of(story) == "looking_again"
    assert said_of(story.given(looking)) == "looking_again"
    assert said_of(story.given(decide_again("not_possible", "not_possible"))) == "not_possible"


def test_work_and_outcomes_of_a_decision_that_was_replaced_make_no_headline():
    work = (started, stalled_too, reported, check_opened, check_closed)
    story = given(*two_actions_planned, *work, reopened, decide_again())
    assert said_of(story) == "agreed"
    assert said_of(story.given(planned(decision="decision/a-2").but(stream="action/3"))) == "planned"


@pytest.mark.parametrize(("closed", "said"), [(check_closed, "confirmed"), (partly, "partly_confirmed")])
def test_a_change_is_said_to_have_stopped_from_the_day_after(closed, said):
    story = given(*decided, until_today, check_opened, closed)
    assert said_of(story, on=TODAY) == said
    assert said_of(story, on=NEXT_DAY) == "stopped"
    assert in_place(story.state("theme/a"), TODAY) is (said == "confirmed")
    assert not in_place(story.state("theme/a"), NEXT_DAY)
    assert ever_confirmed(story.state("theme/a"))


@pytest.mark.parametrize(("closed", "said"), [(disputed, "disputed"), (too_few, "too_few_replies")])
def test_what_nobody_confirmed_cannot_stop(closed, said):
    story = given(*decided, until_today, check_opened, closed)
    assert said_of(story, on=NEXT_DAY) == said
    assert not ever_confirmed(story.state("theme/a"))


def test_every_headline_is_in_the_table_or_has_a_story_of_its_own():
    elsewhere = {"looking_again", "dropped", "stopped", "joined"}
    assert {said for said, _ in HEADLINES} | elsewhere == set(get_args(Headline))


@pytest.mark.parametrize("before", [two_themes, being_looked_at, decided, (*decided, reopened), confirmed])
def test_a_joined_theme_says_so_whatever_else_is_known_of_it(before):
    story = given(*before, merged("theme/a", "theme/b"))
    assert said_of(story, on=NEXT_DAY) == "joined"
    assert headline(story.state("theme/b"), [], TODAY) == "waiting"


def test_work_on_a_theme_that_was_joined_goes_on():
    story = given(*two_actions_planned, merged("theme/a", "theme/b"))
    story.when(started).then_recorded().when(done).then_recorded()


def test_what_people_confirmed_once_was_confirmed_at_some_time_whatever_is_decided_later():
    again = decide_again("not_now", "not_now")
    story = given(*confirmed, reopened, again)
    assert said_of(story) == "not_now"
    assert ever_confirmed(story.state("theme/a"))
    assert story.state("theme/a").outcome is None


def test_the_second_claim_makes_the_headline_when_the_first_did_not_hold():
    claimed_again = reported(outcome="outcome/a-2")
    story = given(*claimed, check_opened, disputed, reopened, decide_again(), claimed_again)
    assert said_of(story) == "reported"
    asked = (check_opened(outcome="outcome/a-2"), check_closed(outcome="outcome/a-2"))
    assert said_of(story.given(*asked)) == "confirmed"


def test_work_that_was_all_dropped_for_one_decision_is_planned_anew_for_the_next():
    gone = (*two_actions_planned, dropped, dropped.but(stream="action/2"))
    assert said_of(given(*gone)) == "dropped"
    story = given(*gone, reopened, decide_again())
    assert said_of(story) == "agreed"
    assert said_of(story.given(planned(decision="decision/a-2").but(stream="action/3"))) == "planned"
