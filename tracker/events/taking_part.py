"""Meetings, groups and the question of who can take part in them (S41 to S48, S57 to S63)."""

from dataclasses import dataclass
from datetime import date

from tracker.events.codes import Format, InclusionAnswer, Route, Space
from tracker.events.fact import Code, Counts, Sealed, conversation, fact, partnership


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
