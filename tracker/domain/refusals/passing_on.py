"""Refusals of passing on."""

from tracker.domain.refusals.refusal import Refusal


class NotDecidedToPassOn(Refusal):
    """What is passed on was decided to be."""

    WORDS = "the decision that stands does not say that {ask} is passed on"
    RULE = "R9"


class PassedOnAlready(Refusal):
    """A body is asked once, and then again."""

    WORDS = "{ask} was passed on to this body already: to ask again, record a ReplyChased"
    RULE = "R9"


class NobodyOwesThatReply(Refusal):
    """A reply comes from whom it was asked of."""

    WORDS = "{ask} was not passed on to this body, or it has replied already: record a PassedOn first"
    RULE = "R9"
