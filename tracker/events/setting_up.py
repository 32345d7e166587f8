"""A partnership says who it is, what it promises and how it keeps people's words."""

from datetime import date

from tracker.events.codes import (
    Capacity,
    HowDecided,
    OrganisationKind,
    Promise,
    PromiseUnit,
    PublicDates,
    QuotesOrNames,
    RewardChoice,
)
from tracker.events.fact import Counts, Party, Ref, Sealed, fact, foresees, partnership, public, published


@fact
class PartnershipCreated:
    """A partnership began to keep this log; a fictional one says so on every page."""

    TOPIC = "partnership-created/1"
    STREAM = "partnership"
    SENTENCE = "{name} began."
    DETAIL = ("{purpose}",)

    name: Sealed = published()
    fictional: bool = public()
    purpose: Sealed = published()
    area: Sealed | None = published(default=None)
    time_zone: Sealed | None = published(default=None)


@fact
class OrganisationJoined:
    """An organisation joined the partnership."""

    TOPIC = "organisation-joined/1"
    STREAM = "partnership"
    SENTENCE = "{name} joined the partnership."
    DETAIL = ()

    name: Party = public()
    kind: OrganisationKind = public()


@fact
class OrganisationLeft:
    """An organisation left the partnership."""

    TOPIC = "organisation-left/1"
    STREAM = "partnership"
    SENTENCE = "{name} left the partnership."
    DETAIL = ()

    name: Party = public()
    kind: OrganisationKind = public()


@fact
class MemberRoleGiven:
    """A person was given a role in the partnership."""

    TOPIC = "member-role-given/1"
    STREAM = "partnership"
    SENTENCE = None
    DETAIL = ()

    person_ref: Ref = foresees("person", audience="partnership")
    role: Party = partnership()
    capacity: Capacity = partnership()
    org: Party = partnership()


@fact
class MemberRoleEnded:
    """A person's role in the partnership ended."""

    TOPIC = "member-role-ended/1"
    STREAM = "partnership"
    SENTENCE = None
    DETAIL = ()

    person_ref: Ref = foresees("person", audience="partnership")
    role: Party = partnership()
    capacity: Capacity = partnership()
    org: Party = partnership()


@fact
class ValuesAgreed:
    """The group agreed the values that it wants to be held to; agreeing again makes a new version (S2, S20)."""

    TOPIC = "values-agreed/1"
    STREAM = "partnership"
    SENTENCE = "We agreed what we value: {values}"
    DETAIL = ("Agreed by {agreed_by}.",)

    values: tuple[Sealed, ...] = published()
    agreed_by: Counts = public()
    how: HowDecided = public()


@fact
class RewardPolicyAgreed:
    """The group agreed how people are thanked and paid for their time (S24)."""

    TOPIC = "reward-policy-agreed/1"
    STREAM = "partnership"
    SENTENCE = "We agreed what people get for their time: {rate}."
    DETAIL = ("Paid as {choice}.", "Expenses: {expenses}.", "Advice on benefits: {benefits_advice}.")

    rate: Sealed = published()
    choice: tuple[RewardChoice, ...] = public()
    expenses: Sealed = published()
    benefits_advice: Sealed = published()
    agreed_by: Counts = public()


@fact
class ProblemProcessAgreed:
    """The group agreed what anyone can do when something goes wrong, with somebody independent to go to (S25)."""

    TOPIC = "problem-process-agreed/1"
    STREAM = "partnership"
    SENTENCE = "We agreed what to do when something goes wrong: {steps}"
    DETAIL = ("Somebody independent: {independent_contact}.",)

    steps: tuple[Sealed, ...] = published()
    independent_contact: Party = public()


@fact
class PromiseSet:
    """A time standard was set; a contribution is held to the one in force on its day (3.10, point 12)."""

    TOPIC = "promise-set/1"
    STREAM = "partnership"
    SENTENCE = "From {from_on} we promise {promise} within {days} {unit} days."
    DETAIL = ()

    promise: Promise = public()
    days: int = public()
    unit: PromiseUnit = public()
    from_on: date = public()


@fact
class PrivacyRulesSet:
    """The smallest numbers shown, and whether quotes and names may be shown at all, were set (`domain.md` 6)."""

    TOPIC = "privacy-rules-set/1"
    STREAM = "partnership"
    SENTENCE = "We set our privacy rules: no number under {k_public} is shown."
    DETAIL = ()

    k_public: int = public()
    k_extract: int = public()
    quotes: QuotesOrNames = public()
    names: QuotesOrNames = public()
    date_precision_public: PublicDates = public()
