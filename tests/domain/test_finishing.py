"""What was begun on a theme is finished there, though the theme was joined with another meanwhile (3.10, point 16)."""

import pytest

from tests.story import given
from tests.tellings import (
    a_part,
    being_looked_at,
    chased,
    check_answered,
    check_closed,
    check_opened,
    decide,
    decided,
    dispute_answered,
    dispute_withdrawn,
    disputed,
    extended,
    looking,
    merged,
    outcome_corrected,
    passed_on,
    planned,
    record_corrected,
    replied,
    reported,
    theme_b,
    updated,
)
from tracker.domain.refusals import (
    CheckNotOpen,
    DisputeNotOpen,
    NobodyOwesThatReply,
    NotKnown,
    OldLevelDiffers,
    ThemeJoined,
)
from tracker.domain.rulebook import FINISHED_WHERE_THEY_BEGAN
from tracker.domain.standing import headline, waits_for
from tracker.events import BY_NAME

a_yes_and_a_pass = [a_part("a-1", "passed_on"), a_part("a-2", "agreed")]
left_open = (*being_looked_at, decide(parts=a_yes_and_a_pass), passed_on, reported, check_opened, disputed)
joined = given(*left_open, merged("theme/a", "theme/b"))

FINISHED = (
    check_answered,
    check_closed,
    dispute_answered,
    dispute_withdrawn,
    outcome_corrected,
    record_corrected(field="parts.a-1.reason_text"),
    chased,
    replied,
)


@pytest.mark.parametrize("last", FINISHED, ids=lambda telling: telling.fact.__name__)
def test_what_was_left_open_on_a_joined_theme_is_finished_there(last):
    after = joined.when(last).then_recorded(last.fact)
    assert headline(after.state("theme/a"), [], after.state("theme/a").news_on) == "joined"
    assert after.state("theme/b") == joined.state("theme/b")


def test_these_are_all_the_facts_that_finish_something():
    assert {telling.fact.__name__ for telling in FINISHED} == FINISHED_WHERE_THEY_BEGAN
    assert set(BY_NAME) >= FINISHED_WHERE_THEY_BEGAN


def test_what_is_finished_is_open_no_more():
    after = joined.given(replied, dispute_answered, check_closed).state("theme/a")
    assert [dispute.open for dispute in after.disputes] == [False]
    assert [owed for owed in waits_for(after, after.news_on) if owed.kind == "reply"] == []
    assert after.outcomes[0].verdict.result == "confirmed"


def test_it_is_finished_by_the_same_rules_as_ever():
    joined.given(dispute_answered).when(dispute_withdrawn).then_refused(DisputeNotOpen)
    joined.given(check_closed).when(check_answered).then_refused(CheckNotOpen)
    joined.given(replied).when(chased).then_refused(NobodyOwesThatReply)
    joined.when(outcome_corrected, old_level="none").then_refused(OldLevelDiffers)
    joined.when(replied.but(stream="theme/b")).then_refused(NobodyOwesThatReply)
    joined.when(dispute_answered, dispute="dispute/a-9").then_refused(NotKnown)


def test_nothing_new_begins_on_a_joined_theme():
    new = (
        updated,
        looking,
        extended,
        decide(decision="decision/a-2"),
        check_opened(outcome="outcome/a-1"),
        disputed(dispute="dispute/a-2"),
        reported(outcome="outcome/a-2"),
        passed_on(to="Another body"),
    )
    for telling in new:
        joined.when(telling).then_refused(ThemeJoined, saying="theme/b")
    joined.when(updated.but(stream="theme/b")).then_recorded()


def test_work_of_a_joined_themes_decision_may_still_be_planned_and_both_themes_stay_apart():
    story = given(*decided, theme_b.but(stream="theme/t"), merged("theme/a", "theme/t"))
    assert story.when(planned).then_recorded().state("theme/b") == story.state("theme/b")
