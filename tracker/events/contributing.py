"""Somebody says something, is thanked, and is answered (R1 to R3, S16, S17, S28)."""

from datetime import date

from tracker.events.codes import (
    Channel,
    ContributionKind,
    Medium,
    Method,
    Route,
    Stage,
    UndeliverableReason,
)
from tracker.events.fact import (
    Code,
    Ref,
    Sealed,
    cites,
    conversation,
    fact,
    foresees,
    own_words,
    partnership,
    restricted,
)


@fact
class ContributionReceived:
    """Somebody told the partnership something, on one occasion, by one route."""

    TOPIC = "contribution-received/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    route: Route = partnership()
    method: Method = partnership()
    workstream: Ref = cites("workstream", audience="partnership")
    contributor: Ref | None = foresees("person", audience="restricted")
    asks_change: bool | None = partnership()
    stage: Stage = restricted()
    entered_for_person: bool = partnership()
    words: Sealed = own_words()
    medium: Medium | None = partnership(default=None)
    kind: ContributionKind | None = partnership(default=None)
    language: Code | None = partnership(default=None)
    read_back: bool | None = partnership(default=None)
    expectations_shared: bool | None = partnership(default=None)


@fact
class ContributionAcknowledged:
    """The person was told that their words arrived, and by when they will hear more (R1)."""

    TOPIC = "contribution-acknowledged/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    channel: Channel = restricted()
    next_news_by: date = restricted()


@fact
class SignpostGiven:
    """Somebody was told where else to turn: a complaint, an advocate, help today (S5)."""

    TOPIC = "signpost-given/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    to: tuple[Sealed, ...] = conversation("restricted")


@fact
class AnswerGiven:
    """The person was told what was decided about what they said; `covers` names what they were told of (S77)."""

    TOPIC = "answer-given/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    channel: Channel = restricted()
    covers: tuple[Ref, ...] = cites("decision", "outcome", "theme", audience="restricted", may_be_empty=True)
    text: Sealed | None = conversation("restricted", default=None)


@fact
class AnswerUndeliverable:
    """The answer could not be brought to the person; it lies ready for them (counts as told: 3.10, point 2)."""

    TOPIC = "answer-undeliverable/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    reason: UndeliverableReason = restricted()
    still_available: Channel = restricted()
    covers: tuple[Ref, ...] = cites("decision", "outcome", "theme", audience="restricted", may_be_empty=True)
