import pytest

from tests.story import Telling, given
from tests.tellings import partnership_created
from tracker.events.taking_part import ActivityHeld, ActivityPlanned, InclusionCheckCompleted

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
