"""Every refusal: a class named as a sentence, with the plain words that a person reads and the rule behind them."""

from typing import Any, ClassVar


class Refusal(Exception):
    """Something may not be recorded. Its text says why and what to do; nothing was written."""

    WORDS: ClassVar[str] = ""
    RULE: ClassVar[str] = ""

    def __init__(self, **said: Any) -> None:
        rule = f" ({self.RULE})" if self.RULE else ""
        super().__init__(self.WORDS.format(**said) + rule)


class WrongStream(Refusal):
    """A fact belongs to one kind of stream."""

    WORDS = "a {fact} belongs to a {belongs}, not to {stream}: record it on a stream of that kind"


class AlreadyBegun(Refusal):
    """A stream begins once."""

    WORDS = "{stream} has begun already: record another {fact} under a name of its own"


class NotBegun(Refusal):
    """Some streams begin with one certain fact."""

    WORDS = "{stream} must begin with {beginning} before a {fact} can be recorded"


class HappensAfterItIsRecorded(Refusal):
    """Nothing is written down before it happened."""

    WORDS = (
        "something written down on {recorded} cannot have happened later, on {occurred}: correct one of the two dates"
    )
    RULE = "R25"


class InTheFuture(Refusal):
    """Nothing is recorded for a day that has not come."""

    WORDS = "{day} has not come yet: use a date up to today, {today}"
    RULE = "R25"


class IdTaken(Refusal):
    """An id names one thing."""

    WORDS = "{ref} names another {sort} already: give this one an id of its own"


class NotKnown(Refusal):
    """What is named must exist."""

    WORDS = "{field} names {ref}, but there is no {sorts} of that name yet"


class WrongKind(Refusal):
    """A ref names something of the kind that is asked for."""

    WORDS = "{field} names {ref}, which is no {sorts}: name one of that kind"


class AlreadyJoined(Refusal):
    """An organisation joins once."""

    WORDS = "this organisation has joined the partnership already: leave this one out"


class ContributionWithdrawn(Refusal):
    """Words that were taken back are not worked on."""

    WORDS = "{stream} was withdrawn by the person who gave it, so it cannot be put under a theme"
    RULE = "3.10, point 18"


class ThemedAlready(Refusal):
    """Points are first put under themes once; after that they are moved, with a reason."""

    WORDS = "{stream} is under a theme already: leave this one out"


class ClosedWithoutTheme(Refusal):
    """A contribution is themed or closed, not both."""

    WORDS = "{stream} was closed without a theme, with a reason, so it cannot be put under one now"
    RULE = "R1"


class AnswerCoversNothing(Refusal):
    """An answer says what it told the person about."""

    WORDS = "an answer about something under a theme must name in “covers” what the person was told"
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


class WordingNotApproved(Refusal):
    """A body looks at words that were agreed."""

    WORDS = "the wording must be approved before anyone begins to look at it"
    RULE = "R4"


class BeingLookedAtAlready(Refusal):
    """A theme is looked at by one body at a time."""

    WORDS = "somebody is looking at this already: wait for their decision"


class NotBeingLookedAt(Refusal):
    """A body that decides has first said that it is looking."""

    WORDS = "nobody has begun to look at this yet: record a ConsiderationStarted, with a date, before the decision"


class NotReopened(Refusal):
    """A decision stands until the theme is opened again."""

    WORDS = "this was decided already: open it again, saying why, before deciding a second time"
    RULE = "R12"


class DoesNotSupersede(Refusal):
    """A second decision says which one it replaces."""

    WORDS = "a second decision must say in “supersedes” that it replaces {current}"
    RULE = "R12"


class NothingToSupersede(Refusal):
    """A first decision replaces nothing."""

    WORDS = "this is the first decision here, so it cannot replace {supersedes}: leave out “supersedes”"
    RULE = "R12"


class AskNotCovered(Refusal):
    """A decision answers every ask or says which it leaves open."""

    WORDS = "the decision must cover every ask or name it in “left_open” with why; still missing: {missing}"
    RULE = "R5"


class AskNotOfTheTheme(Refusal):
    """A decision answers the asks of its own theme."""

    WORDS = "{ask} is not an ask of this theme; it asks: {asks}"
    RULE = "R5"


class NoReason(Refusal):
    """A no needs a reason from the list."""

    WORDS = "a decision “{verdict}” needs at least one reason"
    RULE = "R7"


class NoPlainReason(Refusal):
    """A no needs its reason in plain words."""

    WORDS = "a decision “{verdict}” needs its reason in plain words (“reason_text”), not only a code"
    RULE = "R7"


class NothingStillToDo(Refusal):
    """A no says what can still be done."""

    WORDS = "a decision “{verdict}” must say what can still be done (“still”), at least one thing"
    RULE = "R7"


class NobodySaidNothingMore(Refusal):
    """That nothing more can be done is somebody's decision."""

    WORDS = "“nothing more for now” must say who decided that (“decided_by”)"
    RULE = "R7"


class NoReviewDate(Refusal):
    """A not-now is looked at again, on a day."""

    WORDS = "a decision “not now” needs the date when it will be looked at again"
    RULE = "R8"


class PassedOnToNobody(Refusal):
    """What is passed on goes to somebody."""

    WORDS = "a decision “passed on” must say to whom (“passed_to”)"
    RULE = "R9"


class NotSaidWhereItIs(Refusal):
    """What is there already is somewhere, and people did not know."""

    WORDS = (
        "a decision “already in place” must say where it is (“where”)"
        " and why people did not know (“why_people_did_not_know”)"
    )
    RULE = "R10"


class PrivateReasonNotGuarded(Refusal):
    """A reason that cannot be shared is held by somebody, approved by a second, and looked at again."""

    WORDS = "a reason that cannot be shared needs who holds it, a date to look again, and a second person who approves"
    RULE = "R11"


class OneApproverTwice(Refusal):
    """The second approver is another."""

    WORDS = "the second person who approves a reason that cannot be shared must not be the one who decided"
    RULE = "R11"


class NoSeatForLivedExperience(Refusal):
    """What was decided without people with lived experience was not made together with them."""

    WORDS = (
        "this cannot be called “{level}”, since nobody with lived experience decided: choose the level that it reached"
    )
    RULE = "R20"


class OnlyASurvey(Refusal):
    """A survey alone is asking, not deciding together."""

    WORDS = "this cannot be called “{level}”: a survey was the only way to take part, and no group recommended anything"
    RULE = "R20"


class NoRecommendationToFollow(Refusal):
    """A decision cannot follow a recommendation that nobody made."""

    WORDS = "nobody made a recommendation, so “recommendation_followed” must be “none_made”"
    RULE = "3.10, point 17"


class DecisionOfAnotherTheme(Refusal):
    """An action serves a decision of its own theme."""

    WORDS = "{decision} was not made about {theme}: name a decision of that theme"


class ActionNotUnderWay(Refusal):
    """What a fact about an action needs of it."""

    WORDS = "{stream} is {standing}, so it cannot be {wanted}: record first what happened in between"


class OldDateDiffers(Refusal):
    """A date is moved from where it stood."""

    WORDS = "the date that stood here was {current}, not {old}: give that date in “old”"


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
