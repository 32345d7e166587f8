from datetime import date
from typing import get_args

import pytest

from tests.story import Story, Telling, given
from tests.tellings import (
    MANAGER,
    PANEL,
    a_part,
    another_said,
    answered,
    approved,
    being_looked_at,
    decide,
    decide_again,
    decided,
    looking,
    merged,
    partnership_created,
    project_opened,
    recommended,
    reopened,
    somebody_said,
    theme_a,
    theme_b,
    themed,
    two_people_spoke,
    two_themes,
    updated,
    wording_approved,
)
from tracker.domain import refusals
from tracker.domain.deciding import lived_experience_seats, seats
from tracker.events import Actor, PartyName
from tracker.events.codes import Verdict
from tracker.events.deciding import ConsiderationStarted, DecisionMade, RecommendationMade, UpdateGiven
from tracker.events.plain import PLAIN

NOBODY_WITH_LIVED_EXPERIENCE = [
    {"capacity": "manager", "n": 2, "part": "decided"},
    {"capacity": "lived_experience", "n": 5, "part": "advised"},
    {"capacity": "family_or_friend", "n": 1, "part": "decided"},
]
second_decision = decide_again()


def opened_again() -> Story:
    return given(*decided, reopened)


def test_a_body_looks_at_agreed_words():
    given(*two_themes).when(looking).then_refused(refusals.WordingNotApproved)
    given(*approved).when(looking).then_recorded(ConsiderationStarted)


def test_one_body_looks_at_a_time():
    given(*being_looked_at).when(looking, body="Another Group").then_refused(refusals.BeingLookedAtAlready)
    opened_again().when(looking).then_recorded()


def test_what_was_decided_is_looked_at_again_only_when_it_was_reopened():
    given(*decided).when(looking).then_refused(refusals.NotReopened)
    opened_again().when(looking).then_recorded()


def test_a_body_that_decides_has_said_that_it_is_looking():
    given(*approved).when(decide).then_refused(refusals.NotBeingLookedAt)
    given(*being_looked_at).when(decide).then_recorded(DecisionMade)


def test_a_second_decision_needs_the_theme_reopened():
    given(*decided).when(second_decision).then_refused(refusals.NotReopened)
    opened_again().when(second_decision).then_recorded()


@pytest.mark.parametrize("replaces", [{}, {"supersedes": "decision/a-0"}])
def test_a_second_decision_says_which_one_it_replaces(replaces):
    earlier = {"decision": "decision/a-0", "parts": [{"ask": "b-1", "verdict": "agreed"}]}
    elsewhere = [telling.but(stream="theme/b") for telling in (*approved[-1:], looking, decide(**earlier))]
    story = given(*decided, *elsewhere, reopened)
    wrong = decide(decision="decision/a-2", **replaces)
    story.when(wrong).then_refused(refusals.DoesNotSupersede, saying="decision/a-1")
    story.when(second_decision).then_recorded()


def test_a_first_decision_replaces_nothing():
    earlier = decide(decision="decision/b-1", parts=[{"ask": "b-1", "verdict": "agreed"}]).but(stream="theme/b")
    story = given(*being_looked_at, approved[-1].but(stream="theme/b"), looking.but(stream="theme/b"), earlier)
    story.when(decide, supersedes="decision/b-1").then_refused(refusals.NothingToSupersede, saying="decision/b-1")
    story.when(decide).then_recorded()


def test_the_newest_decision_is_the_current_one_and_the_older_stays():
    theme = opened_again().when(second_decision.but(on=date(2025, 9, 1))).then_recorded().state("theme/a")
    assert theme.decision.fact.decision == "decision/a-2"
    assert [decision.on for decision in theme.decisions] == [date(2025, 3, 3), date(2025, 9, 1)]
    assert not theme.reopened
    assert theme.looking is None


def test_a_decision_covers_every_ask_or_names_it_as_left_open():
    story, one = given(*being_looked_at), [a_part("a-1")]
    story.when(decide, parts=one).then_refused(refusals.AskNotCovered, saying="a-2")
    story.when(decide, parts=one, left_open=[{"ask": "a-2", "why": "We ran out of time"}]).then_recorded()
    story.when(decide).then_recorded()


def test_a_decision_answers_the_asks_of_its_own_theme():
    story = given(*being_looked_at)
    story.when(decide, parts=[a_part("a-1"), a_part("b-1")]).then_refused(refusals.AskNotOfTheTheme, saying="b-1")
    left = [{"ask": "b-1", "why": "Another theme"}]
    story.when(decide, left_open=left).then_refused(refusals.AskNotOfTheTheme, saying="b-1")
    story.when(decide).then_recorded()


def test_an_ask_gets_one_verdict():
    story = given(*being_looked_at)
    twice = [a_part("a-1"), a_part("a-1", "not_now"), a_part("a-2")]
    story.when(decide, parts=twice).then_refused(refusals.SameAskTwice, saying="a-1")
    left = [{"ask": "a-2", "why": "No time"}]
    story.when(decide, left_open=left).then_refused(refusals.SameAskTwice, saying="a-2")
    story.when(decide, parts=twice[1:]).then_recorded()


@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_a_verdict_given_with_what_it_needs_is_recorded(verdict):
    given(*being_looked_at).when(decide(verdict)).then_recorded()


@pytest.mark.parametrize("verdict", ["not_now", "not_possible", "passed_on", "partly"])
@pytest.mark.parametrize(
    ("lacking", "refusal"),
    [
        ("reasons", refusals.NoReason),
        ("reason_text", refusals.NoPlainReason),
        ("still", refusals.NothingStillToDo),
    ],
)
def test_a_no_gives_its_reason_in_words_and_says_what_can_still_be_done(verdict, lacking, refusal):
    second_ask = decide(parts=[a_part("a-1"), a_part("a-2", verdict, lacking=lacking)])
    given(*being_looked_at).when(second_ask).then_refused(refusal, saying=PLAIN[Verdict][verdict])
    given(*being_looked_at).when(decide("agreed", verdict)).then_recorded()


@pytest.mark.parametrize("verdict", ["agreed", "already_in_place"])
def test_a_yes_needs_no_reason(verdict):
    given(*being_looked_at).when(decide(verdict, verdict)).then_recorded()


@pytest.mark.parametrize("verdict", ["agreed", "not_possible"])
def test_that_nothing_more_can_be_done_is_somebodys_decision(verdict):
    nothing_more = {"kind": "nothing_more_for_now", "text": "We have tried everything"}
    story = given(*being_looked_at)
    alone = decide(parts=[a_part("a-1", verdict, still=[nothing_more]), a_part("a-2")])
    story.when(alone).then_refused(refusals.NobodySaidNothingMore)
    by_somebody = {**nothing_more, "decided_by": "Improvement Group"}
    story.when(decide(parts=[a_part("a-1", verdict, still=[by_somebody]), a_part("a-2")])).then_recorded()


@pytest.mark.parametrize(
    "still",
    [
        [{"kind": "more_evidence", "text": "Count again", "on": "2026-03-03"}],
        [{"kind": "review_on", "text": "We look again some day"}],
    ],
)
def test_a_not_now_is_looked_at_again_on_a_day(still):
    story = given(*being_looked_at)
    undated = decide(parts=[a_part("a-1", "not_now", still=still), a_part("a-2")])
    story.when(undated).then_refused(refusals.NoReviewDate)
    dated = [*still, {"kind": "review_on", "text": "We look again", "on": "2026-03-03"}]
    story.when(decide(parts=[a_part("a-1", "not_now", still=dated), a_part("a-2")])).then_recorded()


def test_what_is_passed_on_goes_to_somebody():
    to_nobody = decide(parts=[a_part("a-1", "passed_on", lacking="passed_to"), a_part("a-2")])
    given(*being_looked_at).when(to_nobody).then_refused(refusals.PassedOnToNobody)
    given(*being_looked_at).when(decide("passed_on")).then_recorded()


@pytest.mark.parametrize("lacking", ["where", "why_people_did_not_know"])
def test_what_is_there_already_is_somewhere_and_people_did_not_know(lacking):
    brush_off = decide(parts=[a_part("a-1", "already_in_place", lacking=lacking), a_part("a-2")])
    given(*being_looked_at).when(brush_off).then_refused(refusals.NotSaidWhereItIs)
    given(*being_looked_at).when(decide("already_in_place")).then_recorded()


GUARDED = {"reasons": ["private_reason"], "reason_held_by": "Data lead", "second_approver": "Trustee"}


def a_guarded(verdict: str = "not_now", **said):
    return decide(parts=[a_part("a-1", verdict, **{**GUARDED, **said}), a_part("a-2")])


@pytest.mark.parametrize("lacking", ["reason_held_by", "second_approver"])
def test_a_reason_that_cannot_be_shared_is_held_and_approved_by_somebody(lacking):
    given(*being_looked_at).when(a_guarded(**{lacking: None})).then_refused(refusals.PrivateReasonNotGuarded)
    given(*being_looked_at).when(a_guarded()).then_recorded()


def test_a_reason_that_cannot_be_shared_is_looked_at_again_whatever_the_verdict():
    never_again = [{"kind": "tell_people", "text": "We tell people"}]
    story = given(*being_looked_at)
    story.when(a_guarded("not_possible", still=never_again)).then_refused(refusals.PrivateReasonNotGuarded)
    again = [*never_again, {"kind": "review_on", "text": "We look again", "on": "2026-01-01"}]
    story.when(a_guarded("not_possible", still=again)).then_recorded()


@pytest.mark.parametrize("decider", ["service manager", "Improvement Group"])
def test_the_second_approver_is_another(decider):
    given(*being_looked_at).when(a_guarded(second_approver=decider)).then_refused(refusals.OneApproverTwice)
    other = Actor(role=PartyName("commissioner"), capacity="commissioner", org=MANAGER.org)
    if decider == "service manager":
        given(*being_looked_at).when(a_guarded(second_approver=decider).but(by=other)).then_recorded()
    given(*being_looked_at).when(a_guarded(second_approver="Trustee")).then_recorded()


@pytest.mark.parametrize("level", ["co-designed", "co-produced"])
def test_what_was_decided_without_people_with_lived_experience_was_not_made_together(level):
    story = given(*being_looked_at)
    alone = decide(level_reached=level, took_part=NOBODY_WITH_LIVED_EXPERIENCE)
    story.when(alone).then_refused(refusals.NoSeatForLivedExperience)
    story.when(decide, level_reached=level, took_part=PANEL).then_recorded()
    story.when(decide, level_reached="engaged", took_part=NOBODY_WITH_LIVED_EXPERIENCE).then_recorded()


def heard_by(first: str, second: str, *more: Telling) -> Story:
    """Two people spoke, each by a route, and theme a holds what both of them said."""
    spoke = (partnership_created, project_opened, somebody_said(route=first), another_said(route=second))
    themes = (theme_a, themed("contribution/c1"), themed("contribution/c2"))
    return given(*spoke, *themes, wording_approved, looking, *more)


engaged = decide(level_reached="engaged", took_part=NOBODY_WITH_LIVED_EXPERIENCE)


def test_a_survey_alone_is_asking():
    story = heard_by("survey", "survey")
    story.when(engaged).then_refused(refusals.OnlyASurvey)
    story.when(engaged, level_reached="consulted").then_recorded()


def test_a_survey_with_a_recommendation_or_a_deciding_seat_is_more_than_asking():
    story = heard_by("survey", "survey")
    story.given(recommended).when(engaged, recommendation_followed="no").then_recorded()
    story.when(engaged, took_part=PANEL, level_reached="co-produced").then_recorded()


def test_a_survey_beside_another_way_to_take_part_is_more_than_asking():
    heard_by("survey", "meeting").when(engaged).then_recorded()


def test_a_survey_about_another_theme_says_nothing_of_this_one():
    story = given(partnership_created, project_opened, somebody_said(route="survey"), another_said, *two_themes[4:])
    story.given(wording_approved, looking).when(engaged).then_refused(refusals.OnlyASurvey)
    told_of_a = answered(covers=["theme/a"]).but(stream="contribution/c2")
    story.given(wording_approved, looking, told_of_a).when(engaged).then_refused(refusals.OnlyASurvey)
    on_b = engaged(parts=[a_part("b-1")]).but(stream="theme/b")
    ready = story.given(wording_approved.but(stream="theme/b"), looking.but(stream="theme/b"))
    ready.when(on_b).then_recorded()


def test_nobody_follows_a_recommendation_that_nobody_made():
    followed = decide(recommendation_followed="yes")
    given(*being_looked_at).when(followed).then_refused(refusals.NoRecommendationToFollow)
    given(*being_looked_at, recommended).when(followed).then_recorded()
    elsewhere = recommended.but(stream="theme/b")
    given(*being_looked_at, elsewhere).when(followed).then_refused(refusals.NoRecommendationToFollow)


def test_a_recommendation_goes_on_with_the_theme_that_it_was_made_on():
    followed = decide(recommendation_followed="yes")
    third = theme_b(asks=[{"id": "t-1", "text": "Plain letters"}]).but(stream="theme/t")
    elsewhere = (third, recommended.but(stream="theme/t"))
    story = given(*being_looked_at, *elsewhere, merged("theme/t", "theme/b"))
    story.when(followed).then_refused(refusals.NoRecommendationToFollow)
    story.given(merged("theme/b", "theme/a")).when(followed).then_recorded()
    given(*being_looked_at, *elsewhere, merged("theme/t", "theme/a")).when(followed).then_recorded()


def test_recommending_and_telling_news_need_no_decision():
    story = given(*two_people_spoke, theme_a)
    story.when(recommended).then_recorded(RecommendationMade).when(updated).then_recorded(UpdateGiven)


def test_seats_are_counted_by_who_decided():
    fact = decide(took_part=[*PANEL, *NOBODY_WITH_LIVED_EXPERIENCE]).proposal.fact
    assert seats(fact) == 11
    assert lived_experience_seats(fact) == 4
