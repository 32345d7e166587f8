"""People take words back, words are kept from harm, and who opened them is written down (R2, R21, R26, S28)."""

from dataclasses import dataclass
from datetime import date

from tracker.events.codes import (
    Age,
    Capacity,
    ErasureScope,
    Gender,
    OpenedFor,
    ReceiptConfirmedBy,
    RedactedReason,
    SetAsideReason,
    WithdrawalScope,
)
from tracker.events.fact import (
    Code,
    Counts,
    Party,
    Ref,
    Sealed,
    cites,
    fact,
    identity,
    own_words,
    partnership,
    restricted,
)


@fact
class ContributionWithdrawn:
    """The person took their contribution back; that there was one stays, its words do not (R2)."""

    TOPIC = "contribution-withdrawn/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    scope: tuple[WithdrawalScope, ...] = restricted()


@fact
class ContributionTextRedacted:
    """Part of what was said is not shown, and why; a replacement may stand for it, or the whole is hidden."""

    TOPIC = "contribution-text-redacted/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    why: RedactedReason = partnership()
    by_role: Party = partnership()
    replacement: Sealed | None = own_words(default=None)


@fact
class ContributionSetAside:
    """A machine-made contribution was set aside by two people, one of them with lived experience (3.10, point 22)."""

    TOPIC = "contribution-set-aside/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    reason: SetAsideReason = partnership()
    approved_by: Counts = partnership()


@fact
class ContributionRestored:
    """A contribution that was set aside counts again."""

    TOPIC = "contribution-restored/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    reason: SetAsideReason = partnership()
    approved_by: Counts = partnership()


@fact
class WordsOpened:
    """Somebody other than the person opened their words: in what capacity, of which organisation, and what for."""

    TOPIC = "words-opened/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    capacity: Capacity = restricted()
    org: Party = restricted()
    purpose: OpenedFor = restricted()


@fact
class ReceiptReplaced:
    """A lost code was replaced in person, and how it was made sure whose it is."""

    TOPIC = "receipt-replaced/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    confirmed_by: ReceiptConfirmedBy = restricted()


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualityAnswers:
    """What somebody chose to say of themselves, as a file or form brings it: sealed as one, never stored so."""

    all_optional: bool = restricted()
    for_statistics_only: bool = restricted()
    age: Age | None = restricted(default=None)
    gender: Gender | None = restricted(default=None)


@fact
class EqualityAnswersGiven:
    """Somebody chose to say something of themselves, for statistics alone; sealed as one (3.10, point 23)."""

    TOPIC = "equality-answers-given/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()
    SEALED_WHOLE = EqualityAnswers

    answers: Sealed = identity()


@fact
class PersonalDataErased:
    """What a person asked to have erased was erased: which words, when, why, by whom. No count changes."""

    TOPIC = "personal-data-erased/1"
    STREAM = "person"
    SENTENCE = None
    DETAIL = ()

    scope: tuple[ErasureScope, ...] = restricted()
    asked_on: date = restricted()
    done_on: date = restricted()
    streams: tuple[Ref, ...] = cites("contribution", "person", "dispute", audience="restricted")
    reason: Code | None = restricted(default=None)
    authorised_by: tuple[Party, ...] = restricted(default=())
