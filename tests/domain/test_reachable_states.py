"""Whatever is tried, a theme and a contribution only ever take steps that the tables of the domain have (3.4, 3.5)."""

from datetime import timedelta

import pytest
from hypothesis import example, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from tests.domain.attempts import ASKS, CONTRIBUTIONS, LIKELY, Try, after, tries
from tests.domain.test_properties import EVENTUALLY, actions_of, begun, state_of, themes_of
from tests.story import TODAY
from tracker.domain.rulebook import BEGINNINGS, fold, kind_of
from tracker.domain.standing import Headline, headline, is_waiting, told_something_since_changed, waits_for

REFUSED = {"not_now", "not_possible", "passed_on", "already_there"}
DOING = {"agreed", "planned", "under_way", "stuck", "done_unknown", "dropped"}
FOUND = {"confirmed", "partly_confirmed", "disputed", "too_few_replies", "stopped"}
CLAIMED = {"reported", *FOUND}
DECIDED = REFUSED | DOING | CLAIMED


def from_any(states, may):
    return {was: {*may} for was in states}


STEPS: dict[str, dict[str, set[str]]] = {
    "ConsiderationStarted": {"waiting": {"looking"}},
    "DecisionMade": from_any(("looking", "looking_again"), {"agreed", *REFUSED}),
    "ThemeReopened": from_any(DECIDED, {"looking_again"}),
    "ThemesMerged": from_any({"waiting", "looking", "looking_again", *DECIDED}, {"joined"}),
    "ActionPlanned": {"agreed": {"planned"}, "dropped": {"planned"}, "done_unknown": {"under_way"}},
    "ActionStarted": {"planned": {"under_way"}},
    "ActionStalled": {"planned": {"stuck"}, "under_way": {"stuck"}},
    "ActionResumed": {"stuck": {"under_way"}},
    "ActionDone": {
        "planned": {"under_way", "done_unknown"},
        "under_way": {"done_unknown"},
        "stuck": {"under_way", "done_unknown"},
    },
    "ActionDropped": {
        "planned": {"dropped", "done_unknown"},
        "under_way": {"planned", "done_unknown", "dropped"},
        "stuck": {"planned", "under_way", "done_unknown", "dropped"},
    },
    "OutcomeReported": from_any(DOING | CLAIMED, {"reported"}),
    "ContributorCheckClosed": from_any(CLAIMED, FOUND),
}
"""Where a theme's headline may go from where it stands, by the fact that is recorded (3.5; 3.10, points 3 and 4).

Every other fact leaves it as it is, and so may these.
"""

MUST_MOVE = {
    "ThemesMerged": {"waiting", "looking", "looking_again", *DECIDED},
    "ThemeReopened": DECIDED,
    "DecisionMade": {"looking", "looking_again"},
    "ConsiderationStarted": {"waiting"},
}
"""Where a fact never leaves the headline as it is."""

ANSWERED = {"answered", "answer_out_of_date"}
HEARD = {"received", "acknowledged", "themed", "closed_without_theme"}

CONTRIBUTION_STEPS: dict[str, dict[str, set[str]]] = {
    "ContributionAcknowledged": {"received": {"acknowledged"}},
    "ContributionThemed": {"received": {"themed"}, "acknowledged": {"themed"}, "answered": ANSWERED},
    "ContributionRethemed": {"closed_without_theme": {"themed"}, **from_any(ANSWERED, ANSWERED)},
    "ContributionClosedWithoutTheme": from_any(("received", "acknowledged"), {"closed_without_theme"}),
    "AnswerGiven": from_any(HEARD | ANSWERED, ANSWERED),
    "AnswerUndeliverable": from_any(HEARD | ANSWERED, ANSWERED),
    "ContributionWithdrawn": from_any(HEARD | ANSWERED, {"withdrawn"}),
    "ContributionSetAside": {"answer_out_of_date": {"answered"}},
    "ContributionRestored": {"answered": {"answer_out_of_date"}},
    "DecisionMade": {"answered": {"answer_out_of_date"}},
    "OutcomeCorrected": {"answered": {"answer_out_of_date"}},
    "ThemesMerged": from_any(ANSWERED, ANSWERED),
}
"""Where a contribution may go from where it stands, by the fact that is recorded (3.4; 3.10, points 9, 10 and 22)."""

stories = st.tuples(st.integers(0, len(LIKELY)), st.lists(tries, max_size=14))


def steps_of(ahead, steps):
    """Each thing that was recorded: the story before it, the fact's name and stream, the story after it."""
    story = begun
    for each in (*LIKELY[:ahead], *steps):
        before, story = story, after(story, each)
        if story is not before:
            last = story.log.envelopes[-1]
            yield before, type(last.fact).__name__, last.stream, story


@settings(max_examples=300)
@for_all(story=stories, days=st.integers(0, 800))
@example(story=(len(LIKELY), list(EVENTUALLY)), days=1)
def test_a_theme_takes_no_step_that_the_table_does_not_have(story, days):
    on = TODAY + timedelta(days=days)
    for before, fact, stream, now in steps_of(*story):
        for ref in ASKS:
            was = headline(before.state(ref), actions_of(before, ref), on)
            is_ = headline(now.state(ref), actions_of(now, ref), on)
            assert is_ == was or is_ in STEPS[fact].get(was, ()), f"{fact}: {was} to {is_}"
            if ref == stream and was in MUST_MOVE.get(fact, ()):
                assert is_ != was, f"{fact} leaves {was}"


@settings(max_examples=300)
@for_all(story=stories)
@example(story=(len(LIKELY), list(EVENTUALLY)))
def test_a_contribution_takes_no_step_that_the_table_does_not_have(story):
    for before, fact, _, now in steps_of(*story):
        for stream in CONTRIBUTIONS:
            was = state_of(before.state(stream), themes_of(before))
            is_ = state_of(now.state(stream), themes_of(now))
            assert is_ == was or is_ in CONTRIBUTION_STEPS[fact].get(was, ()), f"{fact}: {was} to {is_}"


def test_the_tables_speak_of_headlines_that_there_are():
    named = {said for steps in STEPS.values() for was, may in steps.items() for said in (was, *may)}
    assert named == set(Headline.__args__)


def reads(facts, kept):
    """What somebody makes of a stream who may read only some of its facts, as a public page does."""
    beginning = BEGINNINGS.get(kind_of(facts[0].stream))
    return [each for n, each in enumerate(facts) if kept(n) or type(each.fact).__name__ == beginning]


@settings(max_examples=200)
@for_all(story=stories, hidden=st.sets(st.integers(1, 40)), days=st.integers(0, 800))
def test_whoever_may_read_only_some_facts_reads_a_state_that_there_is(story, hidden, days):
    log = next((now for *_, now in reversed(list(steps_of(*story)))), begun).log
    states = {stream: fold(None, reads(log.facts_of(stream), lambda n: n not in hidden)) for stream in log.states}
    themes = {ref: states[ref] for ref in ASKS}
    actions = [state for stream, state in states.items() if kind_of(stream) == "action"]
    for ref, theme in themes.items():
        own = [action for action in actions if action.planned.theme == ref]
        assert headline(theme, own, TODAY + timedelta(days=days)) in Headline.__args__
        waits_for(theme, TODAY)
    for stream in CONTRIBUTIONS:
        is_waiting(states[stream], themes)
        for ref in themes:
            told_something_since_changed(states[stream], ref, themes)


@pytest.mark.parametrize("hidden", range(1, 30))
def test_any_one_fact_of_a_whole_journey_may_be_kept_from_a_reader(hidden):
    story = begun
    for each in (*LIKELY, Try("reported"), Try("check opened"), Try("check closed", n=3), *EVENTUALLY):
        story = after(story, each)
    facts = story.log.facts_of("theme/a")
    theme = fold(None, reads(facts, lambda n: n != hidden))
    assert headline(theme, [], TODAY) in Headline.__args__


def waits_by_the_words_of_the_domain(log, stream):
    """3.10, points 2, 16 and 22, told again from the bare facts of a log."""
    facts = [envelope.fact for envelope in log.envelopes if envelope.stream == stream]
    named = [type(fact).__name__ for fact in facts]
    if any({"all", "words"} & {*fact.scope} for fact in facts if type(fact).__name__ == "ContributionWithdrawn"):
        return False
    if named.count("ContributionSetAside") > named.count("ContributionRestored"):
        return False
    answers = [fact for fact in facts if type(fact).__name__ in ("AnswerGiven", "AnswerUndeliverable")]
    covered = {ref for answer in answers for ref in answer.covers}
    joined = {e.stream: str(e.fact.new) for e in log.envelopes if type(e.fact).__name__ == "ThemesMerged"}
    placed = [fact for fact in facts if type(fact).__name__ in ("ContributionThemed", "ContributionRethemed")]
    decided = {
        (e.stream, str(e.fact.decision)) for e in log.envelopes if type(e.fact).__name__ == "DecisionMade"
    }  # fmt: skip
    for point in placed[-1].points if placed else ():
        at = str(point.theme)
        while at in joined:
            at = joined[at]
        if not any((at, str(ref)) in decided for ref in covered):
            return True
    return not answers


@settings(max_examples=300)
@for_all(story=stories)
def test_who_waits_is_who_waits_by_the_words_of_the_domain(story):
    for *_, now in steps_of(*story):
        for stream in CONTRIBUTIONS:
            told = is_waiting(now.state(stream), themes_of(now))
            assert told == waits_by_the_words_of_the_domain(now.log, stream)
