"""Refusals of taking back, guarding and publishing."""

from tracker.domain.refusals.refusal import Refusal


class WithdrawnAlready(Refusal):
    """Words are taken back once."""

    WORDS = "{stream} was taken back already: leave this one out"
    RULE = "R2"


class NotTwoToSetAside(Refusal):
    """Setting aside takes two, and so does taking back in."""

    WORDS = "two people must agree to set a contribution aside or to restore it, one of them with lived experience"
    RULE = "3.10, point 22"


class SetAsideAlready(Refusal):
    """A contribution is set aside once."""

    WORDS = "{stream} is set aside already: leave this one out"


class NotSetAside(Refusal):
    """Only what was set aside is restored."""

    WORDS = "{stream} is not set aside, so it cannot be restored: leave this one out"


class HidesNobody(Refusal):
    """A smallest number shown hides somebody."""

    WORDS = "“{field}” of {k} would hide nobody: give the smallest number of people that may be shown, 2 or more"
    RULE = "R23"


class FlagNotGuarded(Refusal):
    """A flag is for those whose task it is."""

    WORDS = "a safeguarding flag must have the visibility “safeguarding”"
    RULE = "R26"


class HeldBackAlready(Refusal):
    """A theme is held back once."""

    WORDS = "this is held back already: release it first"
    RULE = "R29"


class NotHeldBack(Refusal):
    """Only what is held back is released."""

    WORDS = "this is not held back, so it cannot be released: leave this one out"
    RULE = "R29"


class WordsOfAnother(Refusal):
    """Erasing goes by whose words they are: a dispute has some of its own where nobody is known to have raised it."""

    WORDS = "the words of {dispute} are kept with those of {record}: name that one, or leave the dispute out"
    RULE = "R2"
