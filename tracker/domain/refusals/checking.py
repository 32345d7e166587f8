"""Refusals of reporting and checking."""

from tracker.domain.refusals.refusal import Refusal


class NotDecidedYet(Refusal):
    """A change is reported for something that was decided."""

    WORDS = "nothing was decided about {stream} yet: record the decision before a change is reported for it"


class OutcomeOfAnotherTheme(Refusal):
    """A check asks about an outcome of its own theme."""

    WORDS = "{outcome} was not reported for {stream}: name an outcome of its own"


class CheckOpenAlready(Refusal):
    """People are asked one thing once at a time."""

    WORDS = "people are being asked about {outcome} already: close that check before asking again"


class CheckNotOpen(Refusal):
    """An answer belongs to a question that was asked."""

    WORDS = "nobody is being asked about {outcome} now: open a check first"


class CheckDoesNotAddUp(Refusal):
    """The answers and those who did not answer are everyone who was asked."""

    WORDS = "{asked} people were asked, but the answers and those who gave none make {counted}: correct the numbers"
    RULE = "R15"


class FewerThanWereAsked(Refusal):
    """Those who did not reply are not forgotten."""

    WORDS = (
        "{opened} people were asked when the check opened, not {closed}: give that number, with those who did not reply"
    )
    RULE = "R15"


class WrongResult(Refusal):
    """A check's result follows from its answers."""

    WORDS = "by the rule these answers make “{right}”, not “{said}”: use that result"
    RULE = "R15"


class CelebratedUnconfirmed(Refusal):
    """Only what people confirmed is celebrated."""

    WORDS = "{outcome} was not confirmed by the people who asked: ask them before it is celebrated"
    RULE = "R19"
