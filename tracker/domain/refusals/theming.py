"""Refusals of putting words together."""

from tracker.domain.refusals.refusal import Refusal


class ContributionWithdrawn(Refusal):
    """Words that were taken back are not worked on."""

    WORDS = "{stream} was withdrawn by the person who gave it, so it cannot be put under a theme"
    RULE = "3.10, point 18"


class ThemedAlready(Refusal):
    """Points are first put under themes once; after that they are moved, with a reason."""

    WORDS = "{stream} is under a theme already: to move it, record a ContributionRethemed that says why"


class ClosedWithoutTheme(Refusal):
    """A contribution is themed or closed, not both."""

    WORDS = "{stream} was closed without a theme, with a reason, so it cannot be put under one now"
    RULE = "R1"


class ThemeAsksNothing(Refusal):
    """A theme asks for something, or says that nothing was asked."""

    WORDS = "a theme needs at least one ask, or “no_ask” saying that people asked for nothing"


class SameAskTwice(Refusal):
    """Each ask has an id of its own."""

    WORDS = "the ask {ask} stands twice: give each ask an id of its own, once"


class NobodyAnalysed(Refusal):
    """A theme says who put it together."""

    WORDS = "a theme must say who put the words together, by capacity: at least one person"
    RULE = "R4"


class NoLivedExperienceApproved(Refusal):
    """Public words are approved by somebody who has been there."""

    WORDS = "at least one person with lived experience must approve the wording before it is public"
    RULE = "R4"


class ChecksMissing(Refusal):
    """Public words pass all four checks."""

    WORDS = "before words are public all four checks must be made; still missing: {missing}"
    RULE = "R24"


class NobodySaidIt(Refusal):
    """A theme's words come from what somebody said."""

    WORDS = "put at least one contribution under {stream} before its wording is approved"
    RULE = "R4"


class NotThemedYet(Refusal):
    """Points move from somewhere."""

    WORDS = "{stream} is under no theme yet: record a ContributionThemed first"


class ThemeJoined(Refusal):
    """What was joined goes on under the other's name."""

    WORDS = "{theme} was joined with {joined_with}: record this there"
    RULE = "3.10, point 16"


class DuplicateOfWhat(Refusal):
    """A duplicate is of something."""

    WORDS = "a contribution closed as a duplicate must say of which one (“duplicate_of”)"


class DuplicateOfItself(Refusal):
    """A duplicate is of something else."""

    WORDS = "{stream} cannot be a duplicate of itself: name the other one in “duplicate_of”"


class MergedElsewhere(Refusal):
    """A theme is joined on its own stream."""

    WORDS = "“old” must be the theme that this is recorded on, {stream}, not {old}"


class MergedWithItself(Refusal):
    """A theme is joined with another."""

    WORDS = "{theme} cannot be joined with itself: name another theme in “new”"
