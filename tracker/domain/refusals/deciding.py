"""Refusals of deciding."""

from tracker.domain.refusals.refusal import Refusal


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


class OldDateDiffers(Refusal):
    """A date is moved from where it stood."""

    WORDS = "the date that stood here was {current}, not {old}: give that date in “old”"


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

    WORDS = "the decision that stands is {current}, not {decision}: name that one in “reopens”"
    RULE = "R12"


class NoLookAgainDay(Refusal):
    """A day can be moved only where there is one."""

    WORDS = "no day was set to look at {ask} again, so none can be moved"
