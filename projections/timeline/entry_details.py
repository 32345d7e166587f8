"""What belongs to the entries that need more than their sentence: decisions, claims, disputes and corrections."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from projections.shared.journeys.facts import KeptFact
from projections.shared.telling.card import evidence
from projections.shared.telling.rich import Line, Piece, as_sentence, line
from projections.shared.telling.wording import day, sentence
from projections.timeline.acts import TimelineEntry
from projections.timeline.claims import claims_of
from projections.timeline.decisions import (
    Spoken,
    by_ask,
    dissent,
    final_say,
    said_yes,
    took_part,
    votes,
)
from projections.timeline.disputes import about, correction, put_right_of, rests_on, we_are_sorry
from projections.timeline.sections import corrections
from projections.timeline.trail import Journey, anchor
from tracker.domain.state import Decision
from tracker.events.checking import ContributorCheckClosed, OutcomeReported
from tracker.events.codes import Accepted
from tracker.events.deciding import DecisionMade
from tracker.events.disputing import DisputeAnswered, DisputeRaised, OutcomeCorrected, RecordCorrected
from tracker.events.plain import PLAIN
from tracker.events.theming import ThemeOpened


def _decided(journey: Journey, kept: KeptFact, entry: TimelineEntry) -> TimelineEntry:
    fact: DecisionMade = kept.envelope.fact
    decisions = [each for each in journey.theme.decisions if each.fact.decision == fact.decision]
    who = tuple(line(each) for each in took_part(fact))
    if decisions == [journey.current] or not decisions:
        return replace(entry, lines=(*who, *_links_back(journey, fact.decision)))
    return _superseded(journey, decisions[0], replace(entry, lines=who))


def _superseded(journey: Journey, decision: Decision, entry: TimelineEntry) -> TimelineEntry:
    """A decision that was replaced: all that it said, and that it is no longer what we say."""
    fact, counted = decision.fact, votes(decision.fact.votes)
    now = next((each.fact for each in journey.theme.decisions if each.fact.supersedes == fact.decision), None)
    later = journey.trail.introducing(now.decision) if now else None
    gone = [Piece("No longer what we say: ")]
    if later:
        gone += [Piece(f"replaced on {day(later.envelope.occurred_on)}", to=anchor(later)), Piece(".")]
    given = (*entry.lines, *filter(None, [line(counted)]), line(final_say(fact, journey)))
    return replace(
        entry,
        lines=(tuple(gone), *given),
        spoken=dissent(journey, fact),
        blocks=tuple(by_ask(journey, decision)),
        claims=claims_of(journey.theme, journey.actions, decision) if said_yes(fact) else (),
    )


def _links_back(journey: Journey, ref: str) -> Iterator[Line]:
    for kept in journey.trail.put_right(ref):
        if isinstance(kept.envelope.fact, RecordCorrected):
            yield line("Put right on ", Piece(day(kept.envelope.occurred_on), to=anchor(kept)), ".")


def _reported(journey: Journey, kept: KeptFact, entry: TimelineEntry) -> TimelineEntry:
    fact: OutcomeReported = kept.envelope.fact
    outcome = journey.theme.outcome_called(fact.outcome)
    claim = as_sentence(journey.as_it_is(fact.outcome, "what_changed", fact.what_changed))
    if outcome is None:
        return replace(entry, lines=(claim,))
    lines = (claim, *corrections(journey, outcome))
    if journey.current and outcome.decision == journey.current.fact.decision:
        return replace(entry, lines=lines)
    limits = line(f"What we cannot be sure of: {sentence(journey.said(fact.limits))}")
    return replace(entry, lines=(*lines, *(line(each) for each in evidence(fact, journey.view)), limits))


def _disputed(journey: Journey, kept: KeptFact, entry: TimelineEntry) -> TimelineEntry:
    fact: DisputeRaised = kept.envelope.fact
    return replace(entry, lines=(about(journey, fact), *(line(each) for each in rests_on(fact))))


def _answered(journey: Journey, kept: KeptFact, entry: TimelineEntry) -> TimelineEntry:
    fact: DisputeAnswered = kept.envelope.fact
    said = [*we_are_sorry(journey, fact), PLAIN[Accepted][fact.accepted_by_contributor]]
    return replace(entry, lines=(line(sentence(journey.said(fact.explanation))), line(" ".join(said))))


def _put_right(journey: Journey, kept: KeptFact, entry: TimelineEntry) -> TimelineEntry:
    fact: Any = kept.envelope.fact
    why = line(sentence(journey.said(fact.why))) if fact.why else _because_of(journey, fact)
    lines = (correction(journey, kept), put_right_of(journey, kept), why)
    return replace(entry, lines=tuple(filter(None, lines)))


def _because_of(journey: Journey, fact: Any) -> Line:
    found = journey.trail.introducing(fact.because_of)
    if found is None or not isinstance(found.envelope.fact, DisputeRaised):
        return ()
    return line(
        "Somebody ", Piece(f"said on {day(found.envelope.occurred_on)}", to=anchor(found)), " that it was wrong."
    )


def _checked(_: Journey, __: KeptFact, entry: TimelineEntry) -> TimelineEntry:
    return replace(entry, lines=(), spoken=tuple(Spoken(each, "") for each in entry.lines))


def _opened(journey: Journey, kept: KeptFact, entry: TimelineEntry) -> TimelineEntry:
    return replace(entry, lines=(*entry.lines, *_links_back(journey, kept.envelope.stream)))


MORE: dict[type[Any], Callable[[Journey, KeptFact, TimelineEntry], TimelineEntry]] = {
    ThemeOpened: _opened,
    DecisionMade: _decided,
    OutcomeReported: _reported,
    ContributorCheckClosed: _checked,
    DisputeRaised: _disputed,
    DisputeAnswered: _answered,
    RecordCorrected: _put_right,
    OutcomeCorrected: _put_right,
}
"""The facts whose entries say more than their sentence, and what."""
