"""Refusals of disagreeing and putting right."""

from tracker.domain.refusals.refusal import Refusal


class AboutAnotherTheme(Refusal):
    """A disagreement is recorded where what it is about stands."""

    WORDS = "{about} does not belong to {stream}: record the disagreement on its own theme"
    RULE = "R16"


class DisputeOfAnotherTheme(Refusal):
    """A disagreement is answered where it was raised."""

    WORDS = "{dispute} was not raised on this theme: record the answer where it was raised"
    RULE = "R17"


class DisputeNotOpen(Refusal):
    """A disagreement is answered once."""

    WORDS = "{dispute} was answered or taken back already: a new disagreement needs a new id"
    RULE = "R17"


class OwnerAnswersTheDispute(Refusal):
    """Nobody marks their own homework."""

    WORDS = "whoever planned the work cannot answer this, since somebody else decided it: let them answer"
    RULE = "R17"


class NothingToCorrect(Refusal):
    """A correction names a text that is there."""

    WORDS = "{corrects} has no text at {field}: name one of its texts, such as parts.b-1.reason_text"
    RULE = "R28"


class NoWhy(Refusal):
    """A correction says why."""

    WORDS = "a correction must say why (“why”), in words or by naming what led to it"
    RULE = "R28"


class OldLevelDiffers(Refusal):
    """A claim is corrected from what it was."""

    WORDS = "the level that stood here was {current}, not {old}: give that level in “old_level”"
    RULE = "R28"
