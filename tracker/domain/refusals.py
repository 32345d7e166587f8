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

    WORDS = "{stream} is under a theme already: to move it, record a ContributionRethemed that says why"


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

    WORDS = "somebody is looking at this already: to give them longer, record a ConsiderationExtended"


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


class NotJoined(Refusal):
    """Only who is there can leave."""

    WORDS = "this organisation is not in the partnership, so it cannot leave"


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


class MergedElsewhere(Refusal):
    """A theme is joined on its own stream."""

    WORDS = "“old” must be the theme that this is recorded on, {stream}, not {old}"


class MergedWithItself(Refusal):
    """A theme is joined with another."""

    WORDS = "{theme} cannot be joined with itself: name another theme in “new”"


class NothingToReopen(Refusal):
    """What was never decided is still open."""

    WORDS = "nothing was decided about {stream} yet, so there is nothing to open again"
    RULE = "R12"


class ReopenedAlready(Refusal):
    """A theme is opened again once for each decision."""

    WORDS = "this is open again already: decide it next"
    RULE = "R12"


class NotTheCurrentDecision(Refusal):
    """What is opened again is what stands."""

    WORDS = "the decision that stands is {current}, not {decision}"
    RULE = "R12"


class NoLookAgainDay(Refusal):
    """A day can be moved only where there is one."""

    WORDS = "no day was set to look at {ask} again, so none can be moved"


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


class NotOnceInTheText(Refusal):
    """What was wrong is found in the text, once."""

    WORDS = "“old” must stand exactly once in the text that is corrected; it stands there {times} times"
    RULE = "R28"


class NoWhy(Refusal):
    """A correction says why."""

    WORDS = "a correction must say why (“why”), in words or by naming what led to it"
    RULE = "R28"


class OldLevelDiffers(Refusal):
    """A claim is corrected from what it was."""

    WORDS = "the level that stood here was {current}, not {old}"
    RULE = "R28"


class WithdrawnAlready(Refusal):
    """Words are taken back once."""

    WORDS = "{stream} was taken back already"
    RULE = "R2"


class NotTwoToSetAside(Refusal):
    """Setting aside takes two."""

    WORDS = "two people must agree to set a contribution aside, one of them with lived experience"
    RULE = "3.10, point 22"


class SetAsideAlready(Refusal):
    """A contribution is set aside once."""

    WORDS = "{stream} is set aside already"


class NotSetAside(Refusal):
    """Only what was set aside is restored."""

    WORDS = "{stream} is not set aside, so it cannot be restored"


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

    WORDS = "this is not held back, so it cannot be released"
    RULE = "R29"
