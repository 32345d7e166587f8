"""What is known of each stream after its facts: the least that rules and pages need. Sealed words stay sealed."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.events import Actor, Envelope, Ref
from tracker.events.checking import ContributorCheckClosed, ContributorCheckOpened, OutcomeReported
from tracker.events.codes import ConsentScope, OutcomeLevel, Route, WithdrawalScope
from tracker.events.consenting import CreditLineAgreed
from tracker.events.deciding import ConsiderationStarted, DecisionMade, RecommendationMade
from tracker.events.disputing import DisputeAnswered, DisputeRaised, OutcomeCorrected, RecordCorrected
from tracker.events.doing import ActionDone, ActionDropped, ActionPlanned, ActionStalled
from tracker.events.fact import Party
from tracker.events.looking_back import CelebrationHeld, CelebrationPagePublished
from tracker.events.passing_on import ReplyReceived
from tracker.events.publishing import PublicItemHeldBack
from tracker.events.setting_up import (
    PartnershipCreated,
    PrivacyRulesSet,
    ProblemProcessAgreed,
    PromiseSet,
    RewardPolicyAgreed,
    ValuesAgreed,
)
from tracker.events.theming import PublicWordingApproved, ThemeOpened, ThemeWordingChecked
from tracker.events.working_together import ExpectationsShared, WorkingAgreementAgreed, WorkstreamOpened


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """Who the partnership is and what it promises. Earlier versions of what it agreed stay in the log."""

    version: int
    created: PartnershipCreated
    created_on: date
    organisations: tuple[Party, ...] = ()
    promises: tuple[PromiseSet, ...] = ()
    values: ValuesAgreed | None = None
    values_on: date | None = None
    rewards: RewardPolicyAgreed | None = None
    rewards_on: date | None = None
    problems: ProblemProcessAgreed | None = None
    problems_on: date | None = None
    privacy: PrivacyRulesSet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workstream:
    """A project, what was agreed in it, and what people were told to expect of it."""

    version: int
    opened: WorkstreamOpened
    agreement: WorkingAgreementAgreed | None = None
    agreed_on: date | None = None
    expectations: ExpectationsShared | None = None
    told_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A stream of which nothing needs to be known but that it exists."""

    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something was said: the day on which it happened, and its place in the log, which orders a day's facts."""

    on: date
    at: int

    def knows(self, other: "Moment") -> bool:
        """Whether it was said with the other known: written down after it, and not said on an earlier day."""
        return self.at > other.at and self.on >= other.on


def moment_of(envelope: Envelope) -> Moment:
    """When a fact was said."""
    return Moment(on=envelope.occurred_on, at=envelope.position)


def latest(moments: Iterable[Moment]) -> Moment:
    """The moment that knows all of these: the last day among them, and the last place in the log."""
    days, places = zip(*((moment.on, moment.at) for moment in moments), strict=True)
    return Moment(on=max(days), at=max(places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that a person was told of, and when."""

    ref: Ref
    when: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What somebody told the partnership: where it was put, and what the person was told since."""

    version: int
    received_on: date
    route: Route
    asks_change: bool | None
    workstream: Ref
    contributor: Ref | None
    acknowledged_on: date | None = None
    themes: tuple[Ref, ...] = ()
    closed: bool = False
    redacted: bool = False
    set_aside: bool = False
    answered_on: date | None = None
    undeliverable: bool = False
    told: tuple[Told, ...] = ()
    taken_back: tuple[WithdrawalScope, ...] = ()
    withdrawn_on: date | None = None

    def told_of(self) -> dict[Ref, date]:
        """What the person was told of, and the last day on which they were."""
        days: dict[Ref, date] = {}
        for told in self.told:
            days[told.ref] = max(days.get(told.ref, told.when.on), told.when.on)
        return days

    def was_told(self, refs: Container[Ref], since: Moment) -> bool:
        """Whether the person was told any of these by somebody who knew what had been said by then."""
        return any(told.ref in refs and told.when.knows(since) for told in self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Whether a person allows one thing, everywhere or (`page`) for one page."""

    scope: ConsentScope
    live: bool
    page: Ref | None = None


ON_BY_DEFAULT: tuple[ConsentScope, ...] = ("keep", "theme")
"""What holds until a person says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a person allows, and the lines that thank them."""

    version: int
    consents: tuple[Consent, ...] = ()
    credits: tuple[CreditLineAgreed, ...] = ()
    erased: tuple[Ref, ...] = ()

    def allows(self, scope: ConsentScope, page: Ref) -> bool:
        """Whether a page may use this now (R21): what was said for the page, else what was said for all."""
        said = {consent.page: consent.live for consent in self.consents if consent.scope == scope}
        return said.get(page, said.get(None, scope in ON_BY_DEFAULT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The day on which an ask is looked at again was moved."""

    ask: Ref
    old: date
    new: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision with its day, who recorded it, and the look-again days that were moved since."""

    fact: DecisionMade
    on: date
    by: Actor
    moved: tuple[Moved, ...] = ()

    def reviews(self) -> list[tuple[Ref, date]]:
        """Each ask with a day on which it is looked at again, after moves."""
        days = [
            (part.ask, still.on)
            for part in self.fact.parts
            for still in part.still
            if still.kind == "review_on" and still.on
        ]
        for move in self.moved:
            days = [(ask, move.new if (ask, day) == (move.ask, move.old) else day) for ask, day in days]
        return days


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One asking of the people who said it."""

    opened: ContributorCheckOpened
    opened_on: date
    closed: ContributorCheckClosed | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A claim that something changed, for the decision current when it was made (3.10, point 19), and its checks."""

    fact: OutcomeReported
    on: date
    by: Actor
    decision: Ref
    checks: tuple[Check, ...] = ()
    corrections: tuple[OutcomeCorrected, ...] = ()
    corrected: Moment | None = None

    @property
    def level(self) -> OutcomeLevel:
        """How much changed, as it is claimed after corrections."""
        return self.corrections[-1].new_level if self.corrections else self.fact.level

    @property
    def verdict(self) -> ContributorCheckClosed | None:
        """What the people said when they were last asked, or None while no check has closed."""
        closed = [check.closed for check in self.checks if check.closed]
        return closed[-1] if closed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Somebody disagrees: what about, and what came of it."""

    fact: DisputeRaised
    on: date
    by: Actor
    words_of: Ref | None = None
    withdrawn_on: date | None = None
    answered: DisputeAnswered | None = None
    answered_on: date | None = None
    answered_by: Actor | None = None

    @property
    def open(self) -> bool:
        """Whether it is neither answered nor taken back."""
        return self.answered is None and self.withdrawn_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """An ask that was passed on to a body: when, by when it should reply, and when it was asked again and replied."""

    part: Ref
    to: Party
    on: date
    reply_due: date
    chased_on: date | None = None
    replied_on: date | None = None
    reply: ReplyReceived | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """A theme that is not shown yet."""

    fact: PublicItemHeldBack
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """A body looks at the theme and has said by when it will decide."""

    fact: ConsiderationStarted
    on: date
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme's journey: words, asks, decisions, outcomes, checks."""

    version: int
    ref: Ref
    opened: ThemeOpened
    opened_on: date
    news_on: date
    checked: ThemeWordingChecked | None = None
    approved: PublicWordingApproved | None = None
    approved_on: date | None = None
    looking: Looking | None = None
    recommendations: tuple[RecommendationMade, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reopened: bool = False
    outcomes: tuple[Outcome, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    pass_ons: tuple[PassOn, ...] = ()
    corrections: tuple[RecordCorrected, ...] = ()
    held_back: HeldBack | None = None
    joined_with: Ref | None = None
    joined: Moment | None = None

    @property
    def asks(self) -> tuple[Ref, ...]:
        """The ids of what people want to change."""
        return tuple(ask.id for ask in self.opened.asks)

    @property
    def decision(self) -> Decision | None:
        """The current decision."""
        return self.decisions[-1] if self.decisions else None

    @property
    def outcome(self) -> Outcome | None:
        """The last outcome reported for the current decision."""
        current = [outcome for outcome in self.outcomes if outcome.decision == self.decisions[-1].fact.decision]
        return current[-1] if current else None

    def outcome_called(self, ref: Ref) -> Outcome | None:
        """The outcome of that id, if it is this theme's."""
        return next((outcome for outcome in self.outcomes if outcome.fact.outcome == ref), None)


ActionStanding = Literal["planned", "started", "stalled", "done", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A piece of work: where it stands and its dates."""

    version: int
    planned: ActionPlanned
    planned_on: date
    by: Actor
    due: date
    news_on: date
    standing: ActionStanding = "planned"
    stalled: ActionStalled | None = None
    done: ActionDone | None = None
    done_on: date | None = None
    dropped: ActionDropped | None = None
    dropped_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Celebration:
    """A celebration and its page."""

    version: int
    held: CelebrationHeld | None = None
    held_on: date | None = None
    held_by: Actor | None = None
    page: CelebrationPagePublished | None = None
    published_on: date | None = None
