"""Looking back, and celebrating only what people confirmed (R19)."""

from dataclasses import replace

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.standing import CHANGED
from tracker.domain.state import Begun, Celebration, Theme
from tracker.events import Envelope
from tracker.events.looking_back import (
    CelebrationHeld,
    CelebrationPagePublished,
    ReviewAnswerRecorded,
    ReviewCompleted,
    ReviewOpened,
)


@evolves(ReviewOpened, ReviewAnswerRecorded, ReviewCompleted)
def reviewed(_: Begun | None, envelope: Envelope) -> Begun:
    return Begun(version=envelope.version)


@evolves(CelebrationHeld)
def held(celebration: Celebration | None, envelope: Envelope) -> Celebration:
    known = _known(celebration, envelope)
    return replace(known, held=envelope.fact, held_on=envelope.occurred_on, held_by=envelope.by)


@decides(CelebrationPagePublished)
def only_what_was_confirmed_is_celebrated(_: Celebration | None, proposal: Proposal, around: Around) -> None:
    for ref in proposal.fact.outcomes:
        theme: Theme = around.state(around.introduced("outcome", ref) or "")
        outcome = theme.outcome_called(ref)
        verdict = outcome.verdict if outcome else None
        if verdict is None or verdict.result not in CHANGED:
            raise refusals.CelebratedUnconfirmed(outcome=ref)


@evolves(CelebrationPagePublished)
def published(celebration: Celebration | None, envelope: Envelope) -> Celebration:
    return replace(_known(celebration, envelope), page=envelope.fact, published_on=envelope.occurred_on)


def _known(celebration: Celebration | None, envelope: Envelope) -> Celebration:
    if celebration is None:
        return Celebration(version=envelope.version)
    return replace(celebration, version=envelope.version)
