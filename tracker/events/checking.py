"""Somebody says that something changed, and the people who asked say whether it did (R14, R15)."""

from dataclasses import dataclass
from datetime import date

from tracker.events.codes import (
    Capacity,
    CheckAnswer,
    CheckResult,
    EvidenceType,
    LinkToChange,
    OutcomeLevel,
    OutcomeScale,
)
from tracker.events.fact import (
    Ref,
    Sealed,
    banded,
    cites,
    fact,
    introduces,
    own_words,
    public,
    published,
    restricted,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that a claim rests on, and where it comes from."""

    type: EvidenceType = public()
    summary: Sealed | None = published(default=None)
    n: int | None = public(default=None)
    period: Sealed | None = published(default=None)
    before: Sealed | None = published(default=None)
    after: Sealed | None = published(default=None)
    source_capacity: Capacity | None = public(default=None)


@fact
class OutcomeReported:
    """Somebody claims that something changed: what, since when, on what evidence, and with what limits (R14)."""

    TOPIC = "outcome-reported/1"
    STREAM = "theme"
    SENTENCE = "{by.org} reported: {level}."
    DETAIL = ("{what_changed}.", "What we cannot be sure of: {limits}.")

    outcome: Ref = introduces("outcome")
    level: OutcomeLevel = public()
    what_changed: Sealed = published()
    since: date = public()
    evidence: tuple[Evidence, ...] = public()
    limits: Sealed = published()
    link_to_change: LinkToChange = public()
    until: date | None = public(default=None)
    for_whom: Sealed | None = published(default=None)
    scale: OutcomeScale | None = public(default=None)


@fact
class ContributorCheckOpened:
    """The people who asked for the change were asked whether it is so."""

    TOPIC = "contributor-check-opened/1"
    STREAM = "theme"
    SENTENCE = "We asked the people who said it whether it changed."
    DETAIL = ("Answers by {closes}.",)

    outcome: Ref = cites("outcome")
    asked: int = banded()
    closes: date = public()


@fact
class ContributorCheckAnswered:
    """One of them answered; who they are stays with them."""

    TOPIC = "contributor-check-answered/1"
    STREAM = "theme"
    SENTENCE = None
    DETAIL = ()

    outcome: Ref = cites("outcome", audience="restricted")
    answer: CheckAnswer = restricted()
    words: Sealed | None = own_words(spoken=True, default=None)


@fact
class ContributorCheckClosed:
    """The check closed, with how many answered what, and the result that the rule gives (R15)."""

    TOPIC = "contributor-check-closed/1"
    STREAM = "theme"
    SENTENCE = "The people who said it answered: {result}."
    DETAIL = ("{in_words}",)

    outcome: Ref = cites("outcome")
    asked: int = banded()
    yes: int = banded()
    partly: int = banded()
    no: int = banded()
    cannot_tell: int = banded()
    no_reply: int = banded()
    result: CheckResult = public()
