"""A body looks at a theme, is advised, and decides each ask, saying who, how and why (R5 to R12, R20)."""

from dataclasses import dataclass
from datetime import date

from tracker.events.codes import (
    Capacity,
    Followed,
    HowDecided,
    Level,
    PartPlayed,
    Reason,
    ReopenedBecause,
    StillKind,
    Verdict,
)
from tracker.events.fact import Counts, Party, Ref, Sealed, cites, fact, introduces, public, published


@fact
class ConsiderationStarted:
    """A body began to look at the theme and said by when it will decide."""

    TOPIC = "consideration-started/1"
    STREAM = "theme"
    SENTENCE = "{body} began to look at it, to decide by {due}."
    DETAIL = ("What they were given to read, on {info_shared_on}: {info_shared}.",)

    body: Party = public()
    due: date = public()
    info_shared: Sealed | None = published(default=None)
    info_shared_on: date | None = public(default=None)


@fact
class ConsiderationExtended:
    """The body needs longer: until when, and why."""

    TOPIC = "consideration-extended/1"
    STREAM = "theme"
    SENTENCE = "We needed longer to decide: until {new_due}, not {old_due}."
    DETAIL = ("Why: {why}.",)

    old_due: date = public()
    new_due: date = public()
    why: Sealed = published()


@fact
class UpdateGiven:
    """There was news, without a decision."""

    TOPIC = "update-given/1"
    STREAM = "theme"
    SENTENCE = "We told people how it is going."
    DETAIL = ("{text}",)

    text: Sealed = published()


@fact
class RecommendationMade:
    """A group said what it recommends, before the decision (S36)."""

    TOPIC = "recommendation-made/1"
    STREAM = "theme"
    SENTENCE = "{by.org} recommended: {text}."
    DETAIL = ("Made by {made_by}.",)

    text: Sealed = published()
    made_by: Counts = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class TookPart:
    """How many people of one capacity took part in a decision, and as what."""

    capacity: Capacity = public()
    n: int = public()
    part: PartPlayed = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """One thing that can still be done (`domain.md` 3.8)."""

    kind: StillKind = public()
    text: Sealed = published()
    on: date | None = public(default=None)
    decided_by: Party | None = public(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The verdict on one ask, and what its verdict must be given with (R7 to R11)."""

    ask: Ref = cites("ask")
    verdict: Verdict = public()
    note: Sealed | None = published(default=None)
    agreed: Sealed | None = published(default=None)
    not_agreed: Sealed | None = published(default=None)
    reasons: tuple[Reason, ...] = public(default=())
    reason_text: Sealed | None = published(plain_words=True, default=None)
    still: tuple[Still, ...] = public(default=())
    where: Sealed | None = published(default=None)
    why_people_did_not_know: Sealed | None = published(default=None)
    passed_to: Party | None = public(default=None)
    reason_held_by: Party | None = public(default=None)
    second_approver: Party | None = public(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """What people who took part and did not agree wanted written down."""

    capacity: Capacity = public()
    text: Sealed = published()


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """How many voted for and against the no, and for and against the yes."""

    for_no: int | None = public(default=None)
    against_no: int | None = public(default=None)
    for_yes: int | None = public(default=None)
    against_yes: int | None = public(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOpen:
    """An ask that this decision does not decide, and why not (R5)."""

    ask: Ref = cites("ask")
    why: Sealed = published()


@fact
class DecisionMade:
    """A body decided the theme's asks, one verdict for each, with who took part, how, and who disagreed."""

    TOPIC = "decision-made/1"
    STREAM = "theme"
    SENTENCE = "{body} decided, {how}: {verdicts}."
    DETAIL = ("Who had the final say: {final_say}.",)

    decision: Ref = introduces("decision")
    body: Party = public()
    how: HowDecided = public()
    final_say: Sealed = published()
    final_say_known_before: bool = public()
    took_part: tuple[TookPart, ...] = public()
    recommendation_followed: Followed = public()
    level_reached: Level = public()
    parts: tuple[Part, ...] = public()
    dissent: tuple[Dissent, ...] = public(may_be_empty=True)
    votes: Votes | None = public(default=None)
    supersedes: Ref | None = cites("decision", default=None)
    information_considered: tuple[Sealed, ...] = published(default=())
    left_open: tuple[LeftOpen, ...] = public(default=())

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Each verdict that occurs, once, in the order of the asks."""
        return tuple(dict.fromkeys(part.verdict for part in self.parts))


@fact
class ThemeReopened:
    """What was decided is opened again, and what brought that about (R12)."""

    TOPIC = "theme-reopened/1"
    STREAM = "theme"
    SENTENCE = "Opened again, because {trigger}."
    DETAIL = ("Asked for by {asked_by}.",)

    trigger: tuple[ReopenedBecause, ...] = public()
    reopens: Ref = cites("decision")
    asked_by: Party | None = public(default=None)


@fact
class ReviewDateMoved:
    """The day on which some asks are looked at again was moved, and why."""

    TOPIC = "review-date-moved/1"
    STREAM = "theme"
    SENTENCE = "We moved the day when we look again, from {old} to {new}."
    DETAIL = ("Why: {why}.",)

    old: date = public()
    new: date = public()
    why: Sealed = published()
    parts: tuple[Ref, ...] = cites("ask")
