"""What holds for any story, however it goes."""

from datetime import timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from tests.domain.attempts import ACTIONS, ASKS, BEGUN, CONTRIBUTIONS, LIKELY, TRIES, Try, after, tries
from tests.story import TODAY, Story, given
from tracker.domain.rulebook import fold
from tracker.domain.standing import (
    Headline,
    agreed_without_action,
    current_themes,
    ever_confirmed,
    headline,
    in_place,
    is_late,
    is_waiting,
    last_news,
    told_something_since_changed,
    waits_for,
)
from tracker.domain.state import Contribution

begun = given(*BEGUN)


def themes_of(story):
    return {ref: story.state(ref) for ref in ASKS}


def actions_of(story, ref):
    return [action for name in ACTIONS if (action := story.state(name)) and action.planned.theme == ref]


def assert_a_theme_stands_somewhere(story, ref, days):
    theme, actions, on = story.state(ref), actions_of(story, ref), TODAY + timedelta(days=days)
    said = headline(theme, actions, on)
    assert said in get_args(Headline)
    assert (said == "joined") is (theme.joined_with is not None)
    assert all(owed.days_past_due >= 0 for owed in waits_for(theme, on))
    assert TODAY <= last_news(theme, actions) <= on
    assert agreed_without_action(theme, actions, on) in (None, days)
    assert ever_confirmed(theme) or not in_place(theme, on)
    assert not any(is_late(action, TODAY) for action in actions)


ANSWERED = {"answered", "answer_out_of_date"}
MAY_BECOME = {
    "received": {"acknowledged", "themed", "closed_without_theme", "withdrawn", *ANSWERED},
    "acknowledged": {"themed", "closed_without_theme", "withdrawn", *ANSWERED},
    "themed": {"withdrawn", *ANSWERED},
    "closed_without_theme": {"themed", "withdrawn", *ANSWERED},
    "answered": {"withdrawn", *ANSWERED},
    "answer_out_of_date": {"withdrawn", *ANSWERED},
    "withdrawn": set(),
}
"""The states of a contribution (3.4) and where each may lead; nothing leads out of `withdrawn`.

An answer is out of date at once where it tells only of a decision that another has replaced.
"""


def state_of(contribution: Contribution, themes) -> str:
    if contribution.withdrawn_on:
        return "withdrawn"
    if contribution.answered_on:
        changed = (told_something_since_changed(contribution, ref, themes) for ref in themes)
        return "answer_out_of_date" if any(changed) else "answered"
    if contribution.closed:
        return "closed_without_theme"
    if contribution.themes:
        return "themed"
    return "acknowledged" if contribution.acknowledged_on else "received"


def assert_a_contribution_stands_somewhere(before: Story, story: Story, stream: str) -> None:
    was, now, themes = before.state(stream), story.state(stream), themes_of(story)
    old, new = state_of(was, themes_of(before)), state_of(now, themes)
    assert new == old or new in MAY_BECOME[old]
    assert not (now.closed and now.themes)
    assert (now.received_on, now.route, now.contributor) == (was.received_on, was.route, was.contributor)
    if new == "withdrawn" or now.set_aside:
        assert not is_waiting(now, themes)
    elif now.answered_on is None:
        assert is_waiting(now, themes)
    standing = current_themes(now, themes)
    assert bool(standing) is bool(now.themes)
    assert all(themes[ref].joined_with is None for ref in standing)


@settings(max_examples=200)
@for_all(ahead=st.integers(0, len(LIKELY)), steps=st.lists(tries, max_size=14), days=st.integers(0, 800))
def test_whatever_is_tried_everything_stands_somewhere_and_only_rules_refuse(ahead, steps, days):
    story = begun
    for each in [*LIKELY[:ahead], *steps]:
        before, story = story, after(story, each)
        for ref in ASKS:
            assert_a_theme_stands_somewhere(story, ref, days)
        for stream in CONTRIBUTIONS:
            assert_a_contribution_stands_somewhere(before, story, stream)


@pytest.mark.parametrize("what", TRIES)
def test_each_of_the_things_that_may_be_tried_can_be_recorded(what):
    """Else the property above would try nothing."""
    stories, found = [begun], False
    for each in (*LIKELY, *EVENTUALLY):
        found = found or any(recorded(story, what) for story in stories)
        stories.append(after(stories[-1], each))
    assert found or any(recorded(story, what) for story in stories)


EVENTUALLY = (
    Try("ContributionSetAside", contribution="contribution/c3"),
    Try("PublicItemHeldBack"),
    Try("reopened"),
    Try("decided", verdicts=("not_now", "passed_on")),
    Try("reopened"),
    Try("decided", verdicts=("passed_on", "not_now")),
    Try("PassedOn"),
    Try("planned", action="action/2"),
    Try("ActionStalled", action="action/2"),
)


def recorded(story: Story, what: str) -> bool:
    variants = (
        Try(what, contribution=contribution, action=action, n=n)
        for contribution in CONTRIBUTIONS
        for action in ACTIONS
        for n in (1, 2)
    )
    return any(after(story, each) is not story for each in variants)


@settings(max_examples=100)
@for_all(steps=st.lists(tries, max_size=12), cuts=st.lists(st.integers(0, 30), max_size=6))
def test_a_streams_facts_make_the_same_of_it_however_they_are_grouped(steps, cuts):
    story = begun
    for each in [*LIKELY, *steps]:
        story = after(story, each)
    log = story.log
    for stream in log.states:
        facts = log.facts_of(stream)
        edges = [0, *sorted(min(cut, len(facts)) for cut in cuts), len(facts)]
        state = None
        for start, end in pairwise(edges):
            state = fold(state, facts[start:end])
        assert state == log.state(stream)
        assert state.version == len(facts)


@settings(max_examples=50)
@for_all(steps=st.lists(tries, max_size=12), n=st.integers(0, 30))
def test_folding_changes_nothing_that_was_known_before(steps, n):
    story = begun
    for each in [*LIKELY, *steps]:
        story = after(story, each)
    facts = story.log.facts_of("theme/a")
    early, again = fold(None, facts[:n]), fold(None, facts[:n])
    fold(early, facts[n:])
    assert early == again
