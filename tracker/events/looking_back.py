"""People look back together and celebrate what was confirmed (R19, S64 to S80)."""

from tracker.events.codes import ReviewLevel, ReviewQuestion
from tracker.events.fact import Counts, Ref, Sealed, banded, cites, fact, public, published


@fact
class ReviewOpened:
    """People began to look back together: at what, at which level, and why now (S64, S66)."""

    TOPIC = "review-opened/1"
    STREAM = "review"
    SENTENCE = "We began to look back together."
    DETAIL = ("Why now: {why}.",)

    scope: Ref = cites("workstream", "theme", "partnership", "activity")
    level: ReviewLevel = public()
    why: Sealed = published()


@fact
class ReviewAnswerRecorded:
    """One of the nine questions was answered together (S67 to S75)."""

    TOPIC = "review-answer-recorded/1"
    STREAM = "review"
    SENTENCE = "{question} {answer}"
    DETAIL = ("Agreed by {agreed_by}.",)

    question: ReviewQuestion = public()
    answer: Sealed = published()
    agreed_by: Counts = public()


@fact
class ReviewCompleted:
    """People finished looking back together: what they learned and what will be done differently."""

    TOPIC = "review-completed/1"
    STREAM = "review"
    SENTENCE = "We looked back together."
    DETAIL = ("What we learned: {learning}", "What we do differently: {change_to_how_we_work}")

    scope: Ref = cites("workstream", "theme", "partnership", "activity")
    answered_by: Counts = public()
    learning: tuple[Sealed, ...] = published()
    change_to_how_we_work: tuple[Sealed, ...] = published()


@fact
class CelebrationHeld:
    """People came together to celebrate."""

    TOPIC = "celebration-held/1"
    STREAM = "celebration"
    SENTENCE = "We celebrated: {what}."
    DETAIL = ("{came}",)

    what: Sealed = published()
    attended: Counts = banded()


@fact
class CelebrationPagePublished:
    """A page celebrates confirmed outcomes and says what is still not right (R19)."""

    TOPIC = "celebration-page-published/1"
    STREAM = "celebration"
    SENTENCE = "We published a page about what changed."
    DETAIL = ("Not finished yet: {still_to_do}.",)

    themes: tuple[Ref, ...] = cites("theme")
    outcomes: tuple[Ref, ...] = cites("outcome")
    still_to_do: Sealed = published()
    credit_from_consent: bool = public()
