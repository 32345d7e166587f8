from typing import get_args

import pytest

from tests.story import Telling, given
from tests.tellings import decided, theme_a, two_people_spoke
from tracker.application.reading import Unreadable
from tracker.domain.refusals import FlagNotGuarded, WrongStream
from tracker.events.codes import Visibility
from tracker.events.safeguarding import SafeguardingConcernFlagged

flagged = Telling(
    "safeguarding/s1",
    SafeguardingConcernFlagged,
    {"about": "contribution/c1", "passed_to": "safeguarding lead", "on": "2025-03-03", "person_told": True},
    visibility="safeguarding",
)


@pytest.mark.parametrize("seen_by", [code for code in get_args(Visibility) if code != "safeguarding"])
def test_a_flag_is_for_those_whose_task_it_is(seen_by):
    story = given(*two_people_spoke)
    story.when(flagged.but(visibility=seen_by)).then_refused(FlagNotGuarded, saying="safeguarding")
    story.when(flagged).then_recorded(SafeguardingConcernFlagged)


def test_a_flag_leads_nowhere_from_what_it_is_about():
    before = given(*decided)
    after = before.when(flagged).then_recorded()
    assert {name: after.state(name) for name in before.log.states} == before.log.states
    assert after.log.citations == before.log.citations
    assert after.log.introductions == before.log.introductions


def test_nothing_is_known_of_a_flag_but_that_it_is_there():
    first = given(*two_people_spoke, flagged).state("safeguarding/s1")
    other = flagged(about="contribution/c2", person_told=False, passed_to="the duty desk")
    assert given(*two_people_spoke, other).state("safeguarding/s1") == first


def test_two_concerns_are_kept_apart_and_each_may_be_passed_on_again():
    story = given(*two_people_spoke, flagged, flagged(about="person/P-2").but(stream="safeguarding/s2"), flagged)
    assert story.state("safeguarding/s1").version == 2
    assert story.state("safeguarding/s2").version == 1


def test_a_flag_never_stands_beside_what_it_is_about():
    story = given(*two_people_spoke, theme_a)
    story.when(flagged.but(stream="contribution/c1")).then_refused(WrongStream)
    story.when(flagged).then_recorded()


@pytest.mark.parametrize("detail", [{"text": "He said"}, {"reason": "harm"}, {"person_ref": "P-1"}])
def test_a_flag_holds_no_detail(detail):
    with pytest.raises(Unreadable, match="is not known here"):
        _ = flagged(**detail).proposal
