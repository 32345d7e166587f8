from datetime import date, timedelta

import pytest

from tests.story import TODAY, given
from tests.tellings import (
    A_YEAR_LATER,
    a_part,
    answered,
    approved,
    being_looked_at,
    could_not_be_told,
    decide,
    decide_again,
    decided,
    done,
    dropped,
    looking,
    planned_too,
    reopened,
    stalled,
    started,
    theme_a,
    theme_b,
    themed,
    two_actions_planned,
    two_people_spoke,
    withdrawn,
)
from tracker.domain.standing import agreed_without_action, is_late, is_waiting, last_news, waits_for

done_too = done.but(stream="action/2")
third = theme_b(title="Letters", asks=[{"id": "t-1", "text": "Plain letters"}]).but(stream="theme/t")
in_three = (*two_people_spoke, theme_a, theme_b, third, themed("contribution/c1", "theme/a", "theme/b", "theme/t"))


def decided_on(name, ask):
    return (
        approved[-1].but(stream=f"theme/{name}"),
        looking.but(stream=f"theme/{name}"),
        decide(decision=f"decision/{name}-1", parts=[a_part(ask)]).but(stream=f"theme/{name}"),
    )


def waits(story, stream="contribution/c1"):
    themes = {name: state for name, state in story.log.states.items() if name.startswith("theme/")}
    return is_waiting(story.state(stream), themes)


@pytest.mark.parametrize("told", [answered, could_not_be_told])
def test_somebody_in_three_themes_waits_until_all_are_decided_and_told(told):
    story = given(*in_three)
    assert waits(story)
    story = story.given(*decided[len(approved) - 1 :], told)
    assert waits(story)
    story = story.given(*decided_on("b", "b-1"), *decided_on("t", "t-1"))
    assert waits(story)
    story = story.given(told(covers=["decision/b-1"]))
    assert waits(story)
    assert not waits(story.given(told(covers=["decision/t-1"])))


def test_each_person_waits_for_themselves():
    story = given(*decided, answered)
    assert not waits(story)
    assert waits(story, "contribution/c2")


def test_somebody_under_no_theme_waits_for_any_answer():
    story = given(*two_people_spoke)
    assert waits(story)
    assert not waits(story.given(answered(covers=[])))


def test_somebody_answered_and_themed_afterwards_waits_for_that_theme():
    story = given(*two_people_spoke, theme_a, answered(covers=[]))
    assert waits(story.given(themed("contribution/c1")))


def test_somebody_told_an_earlier_decision_does_not_wait_for_the_next():
    assert not waits(given(*decided, answered, reopened))
    assert not waits(given(*decided, answered, reopened, decide_again()))


def test_being_told_of_a_theme_is_not_being_told_its_decision():
    assert waits(given(*decided, answered(covers=["theme/a"])))


def test_somebody_who_took_their_words_back_waits_for_nothing():
    story = given(*decided, withdrawn)
    assert not waits(story)
    assert waits(story, "contribution/c2")


def actions_of(story):
    return [state for stream, state in story.log.states.items() if stream.startswith("action/")]


def test_a_theme_waits_for_the_decision_and_is_not_late_on_the_day():
    theme = given(*being_looked_at).state("theme/a")
    due = date(2025, 4, 11)
    (owed,) = waits_for(theme, due)
    assert (owed.kind, owed.due, owed.days_past_due) == ("decision", due, 0)
    assert waits_for(theme, due + timedelta(days=1))[0].days_past_due == 1


def test_a_theme_waits_for_each_day_on_which_it_is_looked_at_again():
    theme = given(*being_looked_at, decide("not_now", "partly")).state("theme/a")
    owed = waits_for(theme, A_YEAR_LATER + timedelta(days=89))
    assert [(one.kind, one.ask, one.days_past_due) for one in owed] == [("review", "a-1", 89), ("review", "a-2", 89)]
    assert [one.days_past_due for one in waits_for(theme, A_YEAR_LATER)] == [0, 0]


def test_a_theme_on_which_nothing_is_owed_waits_for_nothing():
    assert waits_for(given(*approved).state("theme/a"), TODAY) == []
    assert waits_for(given(*decided).state("theme/a"), A_YEAR_LATER) == []


def test_work_is_late_from_the_day_after_its_moved_date_until_it_is_finished():
    story = given(*two_actions_planned, started)
    due = date(2025, 6, 20)
    assert not is_late(story.state("action/1"), due)
    assert is_late(story.state("action/1"), due + timedelta(days=1))
    assert not is_late(story.given(done).state("action/1"), due + timedelta(days=1))
    assert not is_late(story.given(dropped).state("action/1"), A_YEAR_LATER)
    assert is_late(story.given(stalled).state("action/1"), A_YEAR_LATER)


def test_what_was_agreed_and_is_planned_by_nobody_counts_its_days():
    story = given(*decided)
    theme = story.state("theme/a")
    assert agreed_without_action(theme, [], TODAY) == 0
    assert agreed_without_action(theme, [], TODAY + timedelta(days=30)) == 30
    assert agreed_without_action(theme, actions_of(story.given(planned_too)), A_YEAR_LATER) is None
    assert agreed_without_action(given(*being_looked_at).state("theme/a"), [], TODAY) is None
    nothing_agreed = given(*being_looked_at, decide("not_now", "passed_on")).state("theme/a")
    assert agreed_without_action(nothing_agreed, [], TODAY) is None


def test_the_newest_public_fact_of_a_theme_or_its_work_is_its_news():
    story = given(*two_actions_planned, started.but(on=date(2025, 5, 6)), done_too.but(on=date(2025, 5, 28)))
    assert last_news(story.state("theme/a"), actions_of(story)) == date(2025, 5, 28)
    assert last_news(story.state("theme/a"), []) == TODAY
