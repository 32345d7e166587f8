"""Meetings, groups and the question of who can take part in them (S41 to S48, S57 to S63)."""

from dataclasses import dataclass
from datetime import date

from tracker.events.codes import Format, InclusionAnswer, Method, Route, Space
from tracker.events.fact import Code, Counts, Party, Sealed, banded, conversation, fact, partnership, public, published


@fact
class ActivityPlanned:
    """Somebody planned a way to take part: its route, formats, place and what people were told beforehand."""

    TOPIC = "activity-planned/1"
    STREAM = "activity"
    SENTENCE = None
    DETAIL = ()

    route: Route = partnership()
    formats: tuple[Format, ...] = partnership()
    facilitator_neutral: bool = partnership()
    info_shared_on: date = partnership()
    space: Space = partnership()
    questions: tuple[Sealed, ...] = conversation(default=())
    place_kind: Code | None = partnership(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """One of the seven inclusion questions, answered."""

    answer: InclusionAnswer = partnership()
    note: Sealed | None = conversation(default=None)


@fact
class InclusionCheckCompleted:
    """The seven inclusion questions were answered at the outset, and what will be done about the gaps (S57 to S63)."""

    TOPIC = "inclusion-check-completed/1"
    STREAM = "activity"
    SENTENCE = None
    DETAIL = ()

    translators: Inclusion = partnership()
    cultural: Inclusion = partnership()
    representative: Inclusion = partnership()
    genders: Inclusion = partnership()
    ages: Inclusion = partnership()
    lgbtiq: Inclusion = partnership()
    tools: Inclusion = partnership()
    gap_action: Sealed = conversation()


@fact
class ActivityHeld:
    """An activity took place: how many came, by capacity, and what was changed so that they could."""

    TOPIC = "activity-held/1"
    STREAM = "activity"
    SENTENCE = None
    DETAIL = ()

    attended: Counts = partnership()
    route: Route | None = partnership(default=None)
    space: Space | None = partnership(default=None)
    formats_used: tuple[Format, ...] = partnership(default=())
    talks: tuple[Sealed, ...] = conversation(default=())
    changes_made: Sealed | None = conversation(default=None)


@fact
class PermissionToAttendGiven:
    """A group run by people with lived experience let a guest come to its meeting, on its conditions (R22, S48)."""

    TOPIC = "permission-to-attend-given/1"
    STREAM = "activity"
    SENTENCE = None
    DETAIL = ()

    group: Party = partnership()
    guest: Party = partnership()
    conditions: Sealed = conversation()


@fact
class WickedQuestionAgreed:
    """An enquiry group agreed the question behind the questions, and who takes it on (S46)."""

    TOPIC = "wicked-question-agreed/1"
    STREAM = "activity"
    SENTENCE = "We agreed the question to work on: {text}"
    DETAIL = ("Agreed by {agreed_by}.", "Passed to {passed_to}.")

    text: Sealed = published()
    agreed_by: Counts = public()
    passed_to: Party = public()


@fact
class SurveyOpened:
    """A survey began: what it asks, and the ways to answer it (S50)."""

    TOPIC = "survey-opened/1"
    STREAM = "activity"
    SENTENCE = "A survey opened, to {closes}."
    DETAIL = ("It asked: {questions}",)

    questions: tuple[Sealed, ...] = published()
    open_ended: bool = public()
    methods: tuple[Method, ...] = public()
    closes: date = public()


@fact
class SurveyClosed:
    """A survey ended, with how many answered and how; paper that comes late is still taken (R32)."""

    TOPIC = "survey-closed/1"
    STREAM = "activity"
    SENTENCE = "The survey closed."
    DETAIL = ()

    responses: int = banded()
    face_to_face: int | None = banded(default=None)
    phone: int | None = banded(default=None)
    online: int | None = banded(default=None)
