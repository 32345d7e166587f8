"""What cannot be is refused: a part larger than its whole, an end before its beginning. What may be is not."""

import pytest

from tests.domain.test_taking_part import survey_closed
from tests.story import Telling, given
from tests.tellings import decided, partnership_created, project_opened, reported, two_themes, wording_checked
from tracker.domain.refusals import EndsBeforeItBegins, HidesNobody, MoreThanThereWere
from tracker.events.setting_up import PrivacyRulesSet

privacy = Telling(
    "partnership/nvt",
    PrivacyRulesSet,
    {"k_public": 5, "k_extract": 10, "quotes": "never", "names": "never", "date_precision_public": "month"},
)


@pytest.mark.parametrize("field", ["k_public", "k_extract"])
@pytest.mark.parametrize("k", [0, 1])
def test_a_smallest_number_that_would_hide_nobody_is_refused(field, k):
    story = given(partnership_created)
    story.when(privacy, **{field: k}).then_refused(HidesNobody, saying=f"{field}” of {k}")
    story.when(privacy, **{field: 2}).then_recorded(PrivacyRulesSet)
    story.when(privacy).then_recorded(PrivacyRulesSet)


@pytest.mark.parametrize(
    ("said", "saying"),
    [
        ({"replied": 10}, "“replied” cannot be 10 where “asked” is 9"),
        ({"fair": 8}, "“fair” cannot be 8 where “replied” is 7"),
        ({"change_it": 8}, "“change_it” cannot be 8 where “replied” is 7"),
    ],
)
def test_nobody_replies_who_was_not_asked(said, saying):
    given(*two_themes).when(wording_checked, **said).then_refused(MoreThanThereWere, saying)
    given(*two_themes).when(wording_checked, replied=9, fair=9, change_it=0).then_recorded()


def test_whoever_finds_the_words_fair_may_still_want_one_changed():
    given(*two_themes).when(wording_checked, replied=7, fair=7, change_it=7).then_recorded()


def test_the_ways_of_answering_make_no_more_than_the_answers_and_may_make_fewer():
    story = given(partnership_created)
    too_many = survey_closed(responses=64, face_to_face=38, phone=9, online=18)
    story.when(too_many).then_refused(MoreThanThereWere, saying="cannot be 65 where “responses” is 64")
    story.when(too_many, online=17).then_recorded()
    story.when(too_many, online=10).then_recorded()
    story.when(survey_closed, phone=0, online=0, responses=0).then_recorded()


def test_a_change_is_there_on_one_day_at_least():
    story = given(*decided)
    story.when(reported, since="2025-02-02", until="2025-02-01").then_refused(EndsBeforeItBegins, saying="2025-02-01")
    story.when(reported, since="2025-02-01", until="2025-02-01").then_recorded()
    story.when(reported, since="2099-01-01").then_recorded()


def test_a_project_lasts_one_day_at_least():
    story = given(partnership_created)
    story.when(project_opened, starts="2025-01-14", ends="2025-01-13").then_refused(EndsBeforeItBegins, saying="starts")
    story.when(project_opened, starts="2025-01-14", ends="2025-01-14").then_recorded()
