"""Activities, which may begin with any of their facts."""

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import Begun
from tracker.events import Envelope
from tracker.events.taking_part import (
    ActivityHeld,
    ActivityPlanned,
    InclusionCheckCompleted,
    PermissionToAttendGiven,
    SurveyClosed,
    SurveyOpened,
    WickedQuestionAgreed,
)


@decides(SurveyClosed)
def the_ways_of_answering_make_no_more_than_the_answers(_: Begun | None, proposal: Proposal, __: Around) -> None:
    fact: SurveyClosed = proposal.fact
    by_way = (fact.face_to_face or 0) + (fact.phone or 0) + (fact.online or 0)
    if by_way > fact.responses:
        raise refusals.MoreThanThereWere(
            part="face_to_face, phone and online", n=by_way, whole="responses", of=fact.responses
        )


@evolves(
    ActivityPlanned,
    InclusionCheckCompleted,
    ActivityHeld,
    PermissionToAttendGiven,
    WickedQuestionAgreed,
    SurveyOpened,
    SurveyClosed,
)
def noted(_: Begun | None, envelope: Envelope) -> Begun:
    return Begun(version=envelope.version)
