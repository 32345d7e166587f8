from fractions import Fraction

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tests.story import given
from tests.tellings import (
    approved,
    being_looked_at,
    check_answered,
    check_closed,
    check_opened,
    claimed,
    confirmed,
    decide,
    decide_again,
    decided,
    looking,
    reopened,
    reported,
)
from tracker.domain import refusals
from tracker.domain.checking import result_of
from tracker.events.checking import (
    ContributorCheckAnswered,
    ContributorCheckClosed,
    ContributorCheckOpened,
    OutcomeReported,
)

decided_b = (
    approved[-1].but(stream="theme/b"),
    looking.but(stream="theme/b"),
    decide(decision="decision/b-1", parts=[{"ask": "b-1", "verdict": "agreed"}]).but(stream="theme/b"),
)
people = st.integers(0, 60)


def test_a_change_is_reported_for_what_was_decided():
    given(*being_looked_at).when(reported).then_refused(refusals.NotDecidedYet, saying="theme/a")
    given(*decided).when(reported).then_recorded(OutcomeReported)


@pytest.mark.parametrize("fact", [check_opened, check_answered, check_closed], ids=lambda t: t.fact.__name__)
def test_a_check_asks_about_a_change_in_its_own_theme(fact):
    story = given(*claimed, *decided_b, reported(outcome="outcome/b-1").but(stream="theme/b"))
    story.when(fact, outcome="outcome/b-1").then_refused(refusals.OutcomeOfAnotherTheme, saying="outcome/b-1")
    asked = story if fact is check_opened else story.given(check_opened)
    asked.when(fact).then_recorded()


def test_people_are_asked_one_thing_once_at_a_time():
    story = given(*claimed, reported(outcome="outcome/a-2"), check_opened)
    story.when(check_opened).then_refused(refusals.CheckOpenAlready, saying="outcome/a-1")
    story.when(check_opened, outcome="outcome/a-2").then_recorded()
    story.given(check_closed).when(check_opened).then_recorded(ContributorCheckOpened)


@pytest.mark.parametrize("fact", [check_answered, check_closed], ids=lambda t: t.fact.__name__)
def test_an_answer_belongs_to_a_question_that_is_open(fact):
    given(*claimed).when(fact).then_refused(refusals.CheckNotOpen)
    given(*claimed, check_opened).when(fact).then_recorded()
    given(*confirmed).when(fact).then_refused(refusals.CheckNotOpen)


def test_one_persons_answer_moves_no_result():
    story = given(*claimed, check_opened).when(check_answered).then_recorded(ContributorCheckAnswered)
    assert story.state("theme/a").outcome.verdict is None


def test_those_who_did_not_reply_are_not_forgotten():
    story = given(*claimed, check_opened)
    fewer = check_closed(asked=6, no_reply=0)
    story.when(fewer).then_refused(refusals.FewerThanWereAsked, saying="8 people were asked")
    story.when(check_closed(asked=9, no_reply=3)).then_recorded(ContributorCheckClosed)


@pytest.mark.parametrize("no_reply", [1, 3])
def test_answers_and_silence_are_everyone_who_was_asked(no_reply):
    story = given(*claimed, check_opened)
    story.when(check_closed, no_reply=no_reply).then_refused(refusals.CheckDoesNotAddUp, saying="8")
    story.when(check_closed, no_reply=2).then_recorded(ContributorCheckClosed)


@pytest.mark.parametrize("wrong", ["partly_confirmed", "disputed", "too_few_replies"])
def test_a_checks_result_follows_from_its_answers(wrong):
    story = given(*claimed, check_opened)
    story.when(check_closed, result=wrong).then_refused(refusals.WrongResult, saying="yes, it changed")
    story.when(check_closed).then_recorded()


def test_those_who_cannot_tell_count_as_asked_and_not_as_replies():
    cannot_tell = {"yes": 1, "partly": 0, "no": 1, "cannot_tell": 6, "no_reply": 0}
    story = given(*claimed, check_opened)
    story.when(check_closed, **cannot_tell, result="disputed").then_refused(refusals.WrongResult)
    story.when(check_closed, **cannot_tell, result="too_few_replies").then_recorded()


@pytest.mark.parametrize(
    ("yes", "partly", "no", "result"),
    [
        (0, 0, 0, "too_few_replies"),
        (2, 0, 0, "too_few_replies"),
        (0, 0, 2, "too_few_replies"),
        (3, 0, 0, "confirmed"),
        (2, 0, 1, "confirmed"),
        (1, 1, 1, "partly_confirmed"),
        (1, 0, 2, "disputed"),
        (2, 2, 0, "confirmed"),
        (2, 3, 0, "partly_confirmed"),
        (0, 3, 0, "partly_confirmed"),
        (4, 0, 2, "confirmed"),
        (3, 0, 2, "disputed"),
        (5, 1, 0, "confirmed"),
        (1, 3, 0, "partly_confirmed"),
        (5, 0, 6, "disputed"),
        (7, 2, 1, "confirmed"),
    ],
)
def test_what_the_replies_make(yes, partly, no, result):
    assert result_of(yes, partly, no) == result


@for_all(yes=people, partly=people, no=people)
def test_the_rule_holds_for_any_replies(yes, partly, no):
    replies = yes + partly + no
    if replies < 3:
        assert result_of(yes, partly, no) == "too_few_replies"
    elif Fraction(no, replies) > Fraction(1, 3):
        assert result_of(yes, partly, no) == "disputed"
    elif Fraction(yes, replies) >= Fraction(1, 2):
        assert result_of(yes, partly, no) == "confirmed"
    else:
        assert result_of(yes, partly, no) == "partly_confirmed"


@for_all(yes=people, partly=people, no=people)
def test_one_more_no_never_makes_a_result_better(yes, partly, no):
    order = ["disputed", "partly_confirmed", "confirmed"]
    before, after = result_of(yes, partly, no), result_of(yes, partly, no + 1)
    assert before == "too_few_replies" or order.index(after) <= order.index(before)


def test_an_outcome_belongs_to_the_decision_that_was_current():
    story = given(*claimed, reopened, decide_again())
    assert story.state("theme/a").outcome is None
    story = story.given(reported(outcome="outcome/a-2"))
    assert story.state("theme/a").outcome.fact.outcome == "outcome/a-2"
    assert [outcome.decision for outcome in story.state("theme/a").outcomes] == ["decision/a-1", "decision/a-2"]


def test_a_check_touches_only_the_outcome_that_it_asks_about():
    story = given(*claimed, reported(outcome="outcome/a-2"), check_opened, check_closed)
    first, second = story.state("theme/a").outcomes
    assert first.verdict.result == "confirmed"
    assert second.checks == ()


def test_the_last_check_to_close_is_the_one_that_counts():
    no_longer = check_closed(yes=1, partly=0, no=5, result="disputed")
    story = given(*confirmed, check_opened)
    assert story.state("theme/a").outcome.verdict.result == "confirmed"
    assert story.given(no_longer).state("theme/a").outcome.verdict.result == "disputed"
