from datetime import date

import pytest

from tests.story import Telling, given
from tests.tellings import (
    acknowledged,
    answered,
    approved,
    could_not_be_told,
    decide,
    decided,
    looking,
    themed,
    two_people_spoke,
    two_themes,
)
from tracker.domain.refusals import AnswerCoversNothing, NotKnown
from tracker.events.contributing import (
    AnswerGiven,
    AnswerUndeliverable,
    ContributionAcknowledged,
    ContributionReceived,
    SignpostGiven,
)


@pytest.mark.parametrize("answer", [answered, could_not_be_told], ids=lambda telling: telling.fact.__name__)
def test_an_answer_about_something_under_a_theme_names_what_the_person_was_told(answer):
    given(*decided).when(answer, covers=[]).then_refused(AnswerCoversNothing)
    given(*decided).when(answer, covers=["decision/a-1"]).then_recorded()
    given(*decided).when(answer, covers=["theme/a"]).then_recorded()


@pytest.mark.parametrize("answer", [answered, could_not_be_told], ids=lambda telling: telling.fact.__name__)
def test_thanks_may_be_answered_without_naming_anything(answer):
    given(*two_people_spoke).when(answer, covers=[]).then_recorded()


def test_a_person_is_told_only_of_what_there_is():
    story = given(*approved, looking)
    story.when(answered).then_refused(NotKnown, saying="decision/a-1")
    story.given(decide()).when(answered).then_recorded()


def test_the_first_answer_keeps_its_day_and_what_was_told_adds_up():
    story = given(*decided, answered.but(on=date(2025, 4, 14)), answered(covers=["theme/a"]).but(on=date(2025, 6, 1)))
    told = story.state("contribution/c1")
    assert told.answered_on == date(2025, 4, 14)
    assert told.told_of() == {"decision/a-1": date(2025, 4, 14), "theme/a": date(2025, 6, 1)}
    assert story.state("contribution/c2").answered_on is None


def test_the_first_answer_is_the_one_given_first_though_it_was_written_down_last():
    in_may, in_april = date(2025, 5, 12), date(2025, 4, 14)
    late = answered(covers=["theme/a"]).but(on=in_april, recorded_on=in_may)
    told = given(*decided, could_not_be_told.but(on=in_may), late).state("contribution/c1")
    assert (told.answered_on, told.undeliverable) == (in_april, False)
    assert told.told_of() == {"decision/a-1": in_may, "theme/a": in_april}
    other = given(*decided, answered.but(on=in_may), could_not_be_told.but(on=in_april, recorded_on=in_may))
    assert other.state("contribution/c1").undeliverable is True


def test_what_was_told_keeps_its_last_day_though_an_earlier_one_was_written_down_after_it():
    late = answered.but(on=date(2025, 4, 14), recorded_on=date(2025, 6, 2))
    story = given(*decided, answered.but(on=date(2025, 6, 1)), late)
    assert story.state("contribution/c1").told_of() == {"decision/a-1": date(2025, 6, 1)}


def test_the_first_thanks_are_those_given_first_though_they_were_written_down_last():
    late = acknowledged.but(on=date(2025, 3, 4), recorded_on=date(2025, 3, 21))
    story = given(*two_people_spoke, acknowledged.but(on=date(2025, 3, 20)), late)
    assert story.state("contribution/c1").acknowledged_on == date(2025, 3, 4)


def test_an_answer_lying_ready_is_a_first_answer_and_stays_counted_as_undelivered():
    story = given(*decided, could_not_be_told)
    assert story.state("contribution/c1").answered_on
    assert story.given(answered).state("contribution/c1").undeliverable is True


def test_an_answer_that_reached_the_person_first_is_not_undone_by_a_second_that_did_not():
    assert given(*decided, answered, could_not_be_told).state("contribution/c1").undeliverable is False


def test_the_same_thing_told_twice_is_told_once_on_the_last_day():
    again = answered.but(on=date(2025, 6, 1))
    assert given(*decided, answered, again).state("contribution/c1").told_of() == {"decision/a-1": date(2025, 6, 1)}


def test_somebody_is_heard_thanked_and_answered():
    heard = given(*two_people_spoke[:2]).when(two_people_spoke[2]).then_recorded(ContributionReceived)
    thanked = heard.when(acknowledged).then_recorded(ContributionAcknowledged)
    thanked.when(answered, covers=[]).then_recorded(AnswerGiven)
    thanked.when(could_not_be_told, covers=[]).then_recorded(AnswerUndeliverable)


def test_the_first_thanks_keep_their_day():
    story = given(*two_people_spoke, acknowledged.but(on=date(2025, 3, 4)), acknowledged.but(on=date(2025, 3, 20)))
    assert story.state("contribution/c1").acknowledged_on == date(2025, 3, 4)
    assert story.state("contribution/c2").acknowledged_on is None


def test_a_signpost_changes_nothing_but_the_version():
    before = given(*two_themes)
    signpost = Telling("contribution/c1", SignpostGiven, {"to": ["bereavement support", "an advocate"]})
    after = before.given(signpost).state("contribution/c1")
    assert after.version == before.state("contribution/c1").version + 1
    assert after.themes == ("theme/a",)


def test_points_under_one_theme_twice_are_under_it_once():
    story = given(*two_people_spoke, *two_themes[4:6], themed("contribution/c1", "theme/b", "theme/a", "theme/b"))
    assert story.state("contribution/c1").themes == ("theme/b", "theme/a")
