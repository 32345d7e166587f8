"""A dispute as a page tells it: what was disputed and by whom, what was answered, and what was put right (R16, R17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from projections.shared.journeys.facts import KeptFact
from projections.shared.telling.rich import Line, Piece, line
from projections.shared.telling.wording import day, days, sentence
from projections.timeline.trail import Journey, anchor, corrects
from tracker.domain.state import Dispute
from tracker.events import Ref
from tracker.events.codes import Accepted, EvidenceType, Finding, OutcomeLevel
from tracker.events.deciding import DecisionMade, ThemeReopened
from tracker.events.disputing import DisputeAnswered, DisputeRaised, OutcomeCorrected, RecordCorrected
from tracker.events.plain import PLAIN


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One dispute: in the words of whoever disagreed, and what came of it."""

    text: str
    who: str
    about: Line
    lines: tuple[Line, ...]
    open: bool


def disagreements(journey: Journey) -> Iterator[Disagreement]:
    """The disputes that bear on what is said now: the open ones, and those about what still holds."""
    for dispute in journey.theme.disputes:
        if dispute.withdrawn_on is None and (dispute.open or _still_bears(journey, dispute)):
            yield Disagreement(
                text=sentence(journey.said(dispute.fact.text)),
                who=f"{who_disagreed(journey, dispute)}, {day(dispute.on)}",
                about=about(journey, dispute.fact),
                lines=tuple(_waits(journey, dispute) if dispute.open else _answered(journey, dispute)),
                open=dispute.open,
            )


def _still_bears(journey: Journey, dispute: Dispute) -> bool:
    theme, decision = journey.theme, journey.current
    outcomes = {outcome.fact.outcome for outcome in theme.outcomes}
    if decision is None or dispute.fact.about not in {each.fact.decision for each in theme.decisions} | outcomes:
        return True
    now = {outcome.fact.outcome for outcome in theme.outcomes if outcome.decision == decision.fact.decision}
    return dispute.fact.about in now | {decision.fact.decision}


def who_disagreed(journey: Journey, dispute: Dispute) -> str:
    """Who disagreed: their organisation, or somebody who told us; never a name."""
    return journey.view.dictionary.name(dispute.by.org) or "Somebody who told us"


def about(journey: Journey, fact: DisputeRaised) -> Line:
    """What a dispute is about, leading to its entry."""
    entry = journey.trail.introducing(fact.about)
    return line("About ", Piece(spoken_of(journey, fact.about), to=anchor(entry) if entry else ""), ".")


def spoken_of(journey: Journey, ref: Ref) -> str:
    """What something is called when somebody disagrees with it."""
    entry = journey.trail.introducing(ref)
    if entry is None:
        return "where what they said was put"
    if ref == journey.theme.ref:
        return "how we put what you said"
    said = "decided" if isinstance(entry.envelope.fact, DecisionMade) else "said had changed"
    return f"what we {said} on {day(entry.envelope.occurred_on)}"


def rests_on(fact: DisputeRaised) -> Iterator[str]:
    """What a dispute rests on, as far as it says so."""
    for each in fact.evidence:
        yield f"What it rests on: {PLAIN[EvidenceType][each.type]}{f' ({each.n})' if each.n else ''}."


def _waits(journey: Journey, dispute: Dispute) -> Iterator[Line]:
    yield line(f"Not answered yet: it has waited {days((journey.on - dispute.on).days)}.")


def _answered(journey: Journey, dispute: Dispute) -> Iterator[Line]:
    answer, by = dispute.answered, dispute.answered_by
    if answer is None or dispute.answered_on is None or by is None:
        return
    who, on = sentence(journey.view.dictionary.name(by.role))[:-1], day(dispute.answered_on)
    yield line(f"{who} answered on {on}: {PLAIN[Finding][answer.finding]}.")
    yield line(sentence(journey.said(answer.explanation)))
    yield from _put_right(journey, dispute.fact.dispute)
    yield line(" ".join([*we_are_sorry(journey, answer), PLAIN[Accepted][answer.accepted_by_contributor]]))
    yield from (line(each) for each in came_of_it(journey, dispute))


def _put_right(journey: Journey, dispute: Ref) -> Iterator[Line]:
    for kept in journey.trail.of(RecordCorrected, OutcomeCorrected):
        if kept.envelope.fact.because_of == dispute:
            yield correction(journey, kept)


def correction(journey: Journey, kept: KeptFact) -> Line:
    """What was put right: what it said, struck through, and what it is."""
    fact: Any = kept.envelope.fact
    if isinstance(fact, OutcomeCorrected):
        old = f"{PLAIN[OutcomeLevel][fact.old_level]}, {journey.said(fact.old_summary)}"
        new = f"{PLAIN[OutcomeLevel][fact.new_level]}, {journey.said(fact.new_summary)}"
    else:
        return line(Piece(journey.said(fact.new), was=journey.said(fact.old)))
    return line(Piece(sentence(new), was=sentence(old)))


def put_right_of(journey: Journey, kept: KeptFact) -> Line:
    """What a correction corrects, leading to its entry."""
    entry = journey.trail.introducing(corrects(kept.envelope.fact))
    if entry is None:
        return ()
    return line("This corrects ", Piece(spoken_of(journey, corrects(kept.envelope.fact)), to=anchor(entry)), ".")


def we_are_sorry(journey: Journey, answer: DisputeAnswered) -> Iterator[str]:
    """That we are sorry, where somebody was right and the answer does not say so itself."""
    if answer.finding != "not_upheld" and "sorry" not in journey.said(answer.explanation).lower():
        yield "We are sorry."


def came_of_it(journey: Journey, dispute: Dispute) -> Iterator[str]:
    """What comes next of a dispute in which somebody was right."""
    if dispute.answered is None or dispute.answered_on is None or dispute.answered.finding == "not_upheld":
        return
    for kept in journey.trail.of(ThemeReopened):
        if kept.envelope.occurred_on >= dispute.answered_on:
            yield f"Next: this was opened again on {day(kept.envelope.occurred_on)}."
            return
