"""What holds for any story, however it goes."""

from datetime import timedelta
from itertools import pairwise
from typing import get_args

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from tests.story import TODAY, Log, Story, Telling, given
from tests.tellings import (
    acknowledged,
    answered,
    celebrated,
    check_answered,
    check_closed,
    check_opened,
    could_not_be_told,
    date_moved,
    decide,
    done,
    looking,
    page_published,
    planned,
    planned_too,
    recommended,
    reported,
    resumed,
    stalled,
    started,
    themed,
    two_themes,
    updated,
    wording_approved,
    wording_checked,
)
from tracker.domain.refusals import Refusal
from tracker.domain.rulebook import fold
from tracker.domain.standing import (
    Headline,
    agreed_without_action,
    ever_confirmed,
    headline,
    in_place,
    is_late,
    is_waiting,
    last_news,
    waits_for,
)
from tracker.events.codes import Verdict

REOPENED = "reopened"
"""Stands for the fact that opens a theme again, which no class stands for yet."""

verdicts = st.sampled_from(get_args(Verdict))
numbers = st.sampled_from(["1", "2", "3"])
decisions = st.builds(
    lambda first, second, name, replaced: decide(
        first, second, decision=f"decision/a-{name}", **({"supersedes": f"decision/a-{replaced}"} if replaced else {})
    ),
    verdicts,
    verdicts,
    numbers,
    st.one_of(st.none(), numbers),
)
work = st.builds(
    lambda telling, name: telling.but(stream=f"action/{name}"),
    st.sampled_from([started, resumed, stalled, done, date_moved]),
    st.sampled_from(["1", "2"]),
)
outcomes = st.builds(
    lambda telling, name: telling(outcome=f"outcome/a-{name}"),
    st.sampled_from([reported, reported(until="2025-03-03"), check_opened, check_answered, check_closed]),
    numbers,
)
said = st.sampled_from(
    [
        wording_checked, wording_approved, looking, updated, recommended, planned, planned_too, answered,
        could_not_be_told, acknowledged, celebrated, page_published, themed("contribution/c2", "theme/a"),
    ]
)  # fmt: skip
facts_tried = st.one_of(decisions, work, outcomes, said)
commands = st.one_of(facts_tried, st.just(REOPENED))
likely_order = [wording_approved, looking, decide(), planned, planned_too, started, done, reported, check_opened]


def tried(story: Story, command: Telling | str) -> Story:
    if command == REOPENED:
        return story.though("theme/a", reopened=bool(story.state("theme/a").decisions))
    try:
        return story.given(command)
    except Refusal:
        return story


@settings(max_examples=300)
@for_all(ahead=st.integers(0, len(likely_order)), steps=st.lists(commands, max_size=12), days=st.integers(0, 800))
def test_whatever_is_tried_a_theme_stands_somewhere_and_only_rules_refuse(ahead, steps, days):
    story, on = given(*two_themes), TODAY + timedelta(days=days)
    for command in [*likely_order[:ahead], *steps]:
        story = tried(story, command)
        theme, actions = story.state("theme/a"), [story.state(f"action/{n}") for n in (1, 2)]
        actions = [action for action in actions if action]
        assert headline(theme, actions, on) in get_args(Headline)
        assert all(owed.days_past_due >= 0 for owed in waits_for(theme, on))
        assert TODAY <= last_news(theme, actions) <= on
        assert agreed_without_action(theme, actions, on) in (None, days)
        assert ever_confirmed(theme) or not in_place(theme, on)
        assert not any(is_late(action, TODAY) for action in actions)
        themes = {"theme/a": theme, "theme/b": story.state("theme/b")}
        answered_now = story.state("contribution/c1").answered_on is not None
        assert answered_now or is_waiting(story.state("contribution/c1"), themes)


def told(steps) -> Log:
    story = given(*two_themes)
    for command in steps:
        story = tried(story, command)
    return story.log


stories = st.lists(facts_tried, max_size=8).map(lambda steps: told([*likely_order, check_closed, *steps]))


@settings(max_examples=100)
@for_all(log=stories, cuts=st.lists(st.integers(0, 20), max_size=6))
def test_a_streams_facts_make_the_same_of_it_however_they_are_grouped(log, cuts):
    for stream in log.states:
        facts = log.facts_of(stream)
        edges = [0, *sorted(min(cut, len(facts)) for cut in cuts), len(facts)]
        state = None
        for start, end in pairwise(edges):
            state = fold(state, facts[start:end])
        assert state == log.state(stream)
        assert state.version == len(facts)


@settings(max_examples=50)
@for_all(log=stories, n=st.integers(0, 20))
def test_folding_changes_nothing_that_was_known_before(log, n):
    facts = log.facts_of("theme/a")
    early, again = fold(None, facts[:n]), fold(None, facts[:n])
    fold(early, facts[n:])
    assert early == again
