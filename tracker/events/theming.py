"""What several people said becomes a theme in agreed words, with what they ask for (R4, R24, S51)."""

from dataclasses import dataclass

from tracker.events.codes import ChangeReach, ClosedReason, WordingCheck
from tracker.events.fact import (
    Counts,
    Ref,
    Sealed,
    banded,
    cites,
    conversation,
    fact,
    introduces,
    partnership,
    public,
    published,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that people want to change, which somebody can decide."""

    id: Ref = introduces("ask")
    text: Sealed = published()


@fact
class ThemeOpened:
    """The theme team put what people said into agreed words, with what they ask for."""

    TOPIC = "theme-opened/1"
    STREAM = "theme"
    SENTENCE = "{analysed_by} put your words together."
    DETAIL = ()

    title: Sealed = published()
    you_said: Sealed = published()
    change_reach: ChangeReach = public()
    analysed_by: Counts = public()
    asks: tuple[Ask, ...] = public(default=())
    no_ask: bool | None = public(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing inside a contribution, and the theme it was put under."""

    theme: Ref = cites("theme", audience="partnership")
    gist: Sealed | None = conversation("restricted", default=None)


@fact
class ContributionThemed:
    """Each point of a contribution was put under a theme."""

    TOPIC = "contribution-themed/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    points: tuple[Point, ...] = partnership()


@fact
class ContributionRethemed:
    """A contribution's points were put under other themes, and why; the new points replace the old (S51)."""

    TOPIC = "contribution-rethemed/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    points: tuple[Point, ...] = partnership()
    why: Sealed = conversation("restricted")


@fact
class ContributionClosedWithoutTheme:
    """A contribution was put under no theme, and why (R1)."""

    TOPIC = "contribution-closed-without-theme/1"
    STREAM = "contribution"
    SENTENCE = None
    DETAIL = ()

    reason: ClosedReason = partnership()
    signposted_to: tuple[Sealed, ...] = conversation("restricted", default=())
    duplicate_of: Ref | None = cites("contribution", audience="partnership", default=None)


@fact
class ThemesMerged:
    """A theme was joined with another; its points follow by themselves and people are told (3.10, point 16)."""

    TOPIC = "themes-merged/1"
    STREAM = "theme"
    SENTENCE = "Something else that people said was joined with this."
    DETAIL = ("{joined.title}", "Why: {why}.")

    old: Ref = cites("theme")
    new: Ref = cites("theme")
    why: Sealed = published()


@fact
class ThemeWordingChecked:
    """The people who said it were asked whether the theme's words are fair to it (S51)."""

    TOPIC = "theme-wording-checked/1"
    STREAM = "theme"
    SENTENCE = "We asked people whether we had heard it right."
    DETAIL = ("{in_words}", "What we changed: {changed}.")

    asked: int = banded()
    replied: int = banded()
    fair: int = banded()
    change_it: int = banded()
    changed: Sealed | None = published(default=None)


@fact
class PublicWordingApproved:
    """The wording passed the four checks and at least one person with lived experience approved it (R4, R24)."""

    TOPIC = "public-wording-approved/1"
    STREAM = "theme"
    SENTENCE = "{approved_by} agreed the wording."
    DETAIL = ()

    checks: tuple[WordingCheck, ...] = public()
    approved_by: Counts = public()
