"""Refusals of doing what was agreed."""

from tracker.domain.refusals.refusal import Refusal


class DecisionOfAnotherTheme(Refusal):
    """An action serves a decision of its own theme."""

    WORDS = "{decision} was not made about {theme}: name a decision of that theme"


class ActionNotUnderWay(Refusal):
    """What a fact about an action needs of it."""

    WORDS = "{stream} is {standing}, so it cannot be {wanted}: record first what happened in between"
