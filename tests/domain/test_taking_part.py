from datetime import timedelta

import pytest

from tests.story import TODAY, Telling, given
from tests.tellings import partnership_created, project_opened, somebody_said
from tracker.events.taking_part import (
    ActivityHeld,
    ActivityPlanned,
    InclusionCheckCompleted,
    PermissionToAttendGiven,
    SurveyClosed,
    SurveyOpened,
    WickedQuestionAgreed,
)

SEVEN = ("translators", "cultural", "representative", "genders", "ages", "lgbtiq", "tools")

planned = Telling(
    "activity/1",
    ActivityPlanned,
    {
        "route": "working_group",
        "formats": ["group_discussion", "drawings"],
        "facilitator_neutral": True,
        "info_shared_on": "2025-01-21",
        "space": "invited",
    },
)
checked = Telling(
    "activity/1",
    InclusionCheckCompleted,
    {**{key: {"answer": "yes"} for key in SEVEN}, "gap_action": "Ask at the youth hub"},
)
held = Telling("activity/1", ActivityHeld, {"attended": {"lived_experience": 8, "frontline": 2}})


@pytest.mark.parametrize("first", [planned, checked, held], ids=lambda telling: telling.fact.__name__)
def test_an_activity_may_begin_with_any_of_its_facts(first):
    after = given(partnership_created).when(first).then_recorded()
    assert after.state("activity/1").version == 1


def test_two_activities_are_kept_apart():
    story = given(partnership_created, planned, checked, held, held.but(stream="activity/2"))
    assert story.state("activity/1").version == 3
    assert story.state("activity/2").version == 1


def test_an_activity_may_be_held_twice_under_one_name():
    given(partnership_created, planned, held).when(held).then_recorded()


permitted = Telling(
    "activity/1",
    PermissionToAttendGiven,
    {"group": "Kettle Group", "guest": "commissioner", "conditions": "Sits in the circle"},
)
question = Telling(
    "activity/1",
    WickedQuestionAgreed,
    {"text": "What would feel safe?", "agreed_by": {"lived_experience": 5}, "passed_to": "Front door group"},
)
survey_opened = Telling(
    "activity/1",
    SurveyOpened,
    {
        "questions": ["What is it like?", "What would help?"],
        "open_ended": True,
        "methods": ["phone", "online"],
        "closes": "2025-06-30",
    },
)
survey_closed = Telling("activity/1", SurveyClosed, {"responses": 64, "phone": 9, "online": 17})


@pytest.mark.parametrize(
    "first", [permitted, question, survey_opened, survey_closed], ids=lambda telling: telling.fact.__name__
)
def test_asking_and_letting_in_may_come_first_and_be_done_again(first):
    after = given(partnership_created, held.but(stream="activity/2")).when(first).then_recorded(first.fact)
    again = after.when(first).then_recorded()
    assert (again.state("activity/1").version, again.state("activity/2").version) == (2, 1)


def test_a_guest_who_came_without_permission_came_all_the_same():
    story = given(partnership_created, held(attended={"lived_experience": 8, "commissioner": 1}))
    story.when(permitted.but(on=TODAY)).then_recorded(PermissionToAttendGiven)


def test_paper_that_comes_after_a_survey_closed_is_still_taken():
    story = given(partnership_created, project_opened, survey_opened, survey_closed)
    late = somebody_said(route="survey", method="paper_form").but(on=TODAY + timedelta(days=9))
    assert story.when(late).then_recorded().state("contribution/c1").route == "survey"
    story.when(survey_closed, responses=65).then_recorded(SurveyClosed)
