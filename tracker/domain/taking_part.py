"""Activities, which may begin with any of their facts."""

from tracker.domain.rulebook import evolves
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
