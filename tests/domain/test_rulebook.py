from datetime import date, timedelta

import pytest

from tests.story import TODAY, Telling, given
from tests.tellings import (
    acknowledged,
    being_looked_at,
    decide,
    decided,
    done,
    partnership_created,
    planned,
    project_opened,
    reported,
    somebody_said,
    started,
    theme_a,
    themed,
    two_people_spoke,
    two_themes,
    updated,
    wording_approved,
)
from tracker.domain import STEPS as STEPS_OF_RULES
from tracker.domain import refusals
from tracker.domain.rulebook import EVOLUTIONS, RULES
from tracker.events import STEPS, VOCABULARY

BEGINNINGS = [partnership_created, project_opened, somebody_said, theme_a, planned]


def test_a_fact_goes_on_a_stream_of_its_own_kind():
    story = given(*two_people_spoke)
    story.when(theme_a.but(stream="contribution/c3")).then_refused(refusals.WrongStream, saying="theme")
    story.when(theme_a).then_recorded()


def test_a_fact_needs_a_kind_before_its_streams_name():
    given().when(theme_a.but(stream="themes/a")).then_refused(refusals.WrongStream)


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=lambda telling: telling.fact.__name__)
def test_a_stream_begins_once(beginning):
    story = given(*decided) if beginning is planned else given(*two_people_spoke)
    if story.state(beginning.stream) is None:
        story = story.when(beginning).then_recorded()
    story.when(beginning).then_refused(refusals.AlreadyBegun, saying=beginning.stream)
    kind = beginning.stream.partition("/")[0]
    story.when(beginning.but(stream=f"{kind}/another")).then_recorded()


@pytest.mark.parametrize(
    ("early", "beginning"),
    [(acknowledged, somebody_said), (updated, theme_a), (themed(), somebody_said)],
    ids=lambda telling: telling.fact.__name__,
)
def test_a_stream_begins_with_its_first_fact(early, beginning):
    story = given(partnership_created, project_opened, theme_a.but(stream="theme/b"))
    asked = early(points=[{"theme": "theme/b"}]) if "points" in early.data else early
    story.when(asked).then_refused(refusals.NotBegun, saying=beginning.fact.__name__)
    story.given(beginning).when(asked).then_recorded()


@pytest.mark.parametrize("early", [started, done])
def test_work_is_planned_before_it_goes_on(early):
    given(*decided).when(early).then_refused(refusals.NotBegun, saying="ActionPlanned")
    given(*decided, planned).when(early).then_recorded()


def test_nothing_is_written_down_before_it_happened():
    story = given(partnership_created, project_opened)
    tomorrow = TODAY + timedelta(days=1)
    story.when(somebody_said.but(on=tomorrow, recorded_on=TODAY)).then_refused(refusals.HappensAfterItIsRecorded)
    story.when(somebody_said.but(on=TODAY, recorded_on=TODAY)).then_recorded()
    story.when(somebody_said.but(on=TODAY, recorded_on=tomorrow)).then_recorded()


def test_an_old_story_may_be_written_down_late():
    long_ago = date(1974, 1, 1)
    given(partnership_created, project_opened).when(somebody_said.but(on=long_ago, recorded_on=TODAY)).then_recorded()


def test_a_decisions_id_names_one_decision():
    on_theme_b = decide(parts=[{"ask": "b-1", "verdict": "agreed"}]).but(stream="theme/b")
    both = given(*decided).given(wording_approved.but(stream="theme/b"), being_looked_at[-1].but(stream="theme/b"))
    both.when(on_theme_b).then_refused(refusals.IdTaken, saying="decision/a-1")
    both.when(on_theme_b, decision="decision/b-1").then_recorded()


def test_an_outcomes_id_names_one_outcome():
    story = given(*decided, reported)
    story.when(reported).then_refused(refusals.IdTaken, saying="outcome/a-1")
    story.when(reported, outcome="outcome/a-2").then_recorded()


def test_the_same_id_may_name_a_decision_and_an_outcome():
    given(*decided).when(reported, outcome="decision/a-1").then_recorded()


def test_what_is_named_must_exist():
    story = given(partnership_created)
    story.when(somebody_said).then_refused(refusals.NotKnown, saying="workstream/place")
    story.given(project_opened).when(somebody_said).then_recorded()


def test_a_point_is_put_under_a_theme_that_exists():
    story = given(*two_people_spoke, theme_a)
    story.when(themed("contribution/c1", "theme/a", "theme/b")).then_refused(refusals.NotKnown, saying="theme/b")
    story.when(themed("contribution/c1", "theme/a")).then_recorded()


def test_what_exists_as_another_sort_of_thing_is_not_enough():
    story = given(*two_themes)
    story.when(somebody_said(workstream="theme/a").but(stream="contribution/c3")).then_refused(
        refusals.NotKnown, saying="workstream"
    )
    story.when(somebody_said.but(stream="contribution/c3")).then_recorded()


def test_what_is_still_to_come_is_of_its_kind():
    story = given(partnership_created, project_opened)
    spoke = somebody_said.but(stream="contribution/c9")
    story.when(spoke, contributor="theme/a").then_refused(refusals.WrongKind, saying="no person")
    story.when(spoke, contributor="person/P-9").then_recorded()


def test_a_person_may_be_named_before_anything_is_known_of_them():
    story = given(partnership_created, project_opened)
    story.when(somebody_said(contributor="P-99")).then_recorded()
    story.when(somebody_said(contributor=None)).then_recorded()


def test_every_fact_has_its_evolution_and_no_rule_is_for_anything_else():
    facts = set(VOCABULARY.values())
    assert set(EVOLUTIONS) == facts
    assert set(RULES) <= facts


def test_the_rules_tell_the_story_in_the_same_steps_as_the_facts():
    assert [step.__name__.rpartition(".")[2] for step in STEPS_OF_RULES] == [
        step.__name__.rpartition(".")[2] for step in STEPS
    ]


def test_a_given_that_could_not_have_happened_fails():
    with pytest.raises(refusals.NotBegun):
        given(updated)
    assert isinstance(updated, Telling)
