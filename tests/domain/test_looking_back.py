from typing import get_args

import pytest

from tests.story import Telling, given
from tests.tellings import (
    celebrated,
    check_closed,
    check_opened,
    claimed,
    confirmed,
    decided,
    page_published,
    reported,
)
from tracker.domain.refusals import CelebratedUnconfirmed, NotKnown
from tracker.events.codes import ReviewQuestion
from tracker.events.looking_back import (
    CelebrationHeld,
    CelebrationPagePublished,
    ReviewAnswerRecorded,
    ReviewCompleted,
    ReviewOpened,
)

disputed = check_closed(yes=1, partly=0, no=5, result="disputed")
partly_confirmed = check_closed(yes=2, partly=4, no=0, result="partly_confirmed")
too_few = check_closed(yes=1, partly=1, no=0, no_reply=6, result="too_few_replies")


def test_only_what_people_confirmed_is_celebrated():
    given(*claimed).when(page_published).then_refused(CelebratedUnconfirmed, saying="outcome/a-1")
    given(*claimed, check_opened).when(page_published).then_refused(CelebratedUnconfirmed)
    given(*confirmed).when(page_published).then_recorded(CelebrationPagePublished)


@pytest.mark.parametrize("closed", [disputed, too_few], ids=["disputed", "too few"])
def test_what_people_did_not_confirm_is_not_celebrated(closed):
    given(*claimed, check_opened, closed).when(page_published).then_refused(CelebratedUnconfirmed)
    given(*claimed, check_opened, partly_confirmed).when(page_published).then_recorded()


def test_a_confirmed_outcome_carries_no_other_with_it():
    story = given(*confirmed, reported(outcome="outcome/a-2"))
    both = page_published(outcomes=["outcome/a-1", "outcome/a-2"])
    story.when(both).then_refused(CelebratedUnconfirmed, saying="outcome/a-2")
    story.when(page_published).then_recorded()


def test_what_people_took_back_is_celebrated_no_more():
    story = given(*confirmed, check_opened, disputed)
    story.when(page_published).then_refused(CelebratedUnconfirmed)
    story.given(check_opened, partly_confirmed).when(page_published).then_recorded()


def test_an_outcome_that_nobody_reported_is_not_celebrated():
    given(*decided).when(page_published).then_refused(NotKnown, saying="outcome/a-1")
    given(*confirmed).when(page_published).then_recorded()


@pytest.mark.parametrize("first", [celebrated, page_published], ids=lambda telling: telling.fact.__name__)
def test_a_celebration_may_begin_with_its_day_or_with_its_page(first):
    other = page_published if first is celebrated else celebrated
    celebration = given(*confirmed, first).when(other).then_recorded(other.fact).state("celebration/1")
    assert celebration.version == 2
    assert celebration.held.what == "Lunch"
    assert celebration.page.outcomes == ("outcome/a-1",)


def test_people_may_celebrate_before_anything_was_confirmed():
    given(*claimed).when(celebrated).then_recorded(CelebrationHeld)


@pytest.mark.parametrize("scope", ["workstream/place", "theme/a", "partnership/nvt"])
def test_a_review_looks_back_on_something_that_exists(scope):
    review = Telling(
        "review/1",
        ReviewCompleted,
        {
            "scope": scope,
            "answered_by": {"lived_experience": 4, "manager": 1},
            "learning": ["Agree who decides first", "Go to the youth hub"],
            "change_to_how_we_work": ["Write it on the agenda"],
        },
    )
    given(*decided).when(review, scope="theme/z").then_refused(NotKnown, saying="theme/z")
    given(*decided).when(review).then_recorded().when(review).then_recorded()


opened = Telling("review/1", ReviewOpened, {"scope": "workstream/place", "level": "project", "why": "A year has gone"})


def test_a_review_is_opened_on_something_that_exists():
    story = given(*decided)
    story.when(opened, scope="workstream/nowhere").then_refused(NotKnown, saying="workstream/nowhere")
    story.when(opened).then_recorded(ReviewOpened)


def test_nine_questions_are_answered_each_by_whoever_answers_it():
    story = given(*decided, opened)
    for question in get_args(ReviewQuestion):
        answer = {"question": question, "answer": "We agreed who decides too late", "agreed_by": {"independent": 1}}
        story = story.when(Telling("review/1", ReviewAnswerRecorded, answer)).then_recorded(ReviewAnswerRecorded)
        story = story.when(Telling("review/1", ReviewAnswerRecorded, answer)).then_recorded()
    assert len(get_args(ReviewQuestion)) == 9
    assert story.state("review/1").version == 19
    assert story.given(opened.but(stream="review/2")).state("review/2").version == 1
