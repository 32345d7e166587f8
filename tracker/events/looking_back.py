"""People look back together and celebrate what was confirmed (R19, S64 to S80)."""

from tracker.events.fact import Counts, Ref, Sealed, cites, fact, public, published


@fact
class ReviewCompleted:
    """People finished looking back together: what they learned and what will be done differently."""

    TOPIC = "review-completed/1"
    STREAM = "review"
    SENTENCE = "We looked back together, and learned: {learning}"
    DETAIL = ("What we do differently: {change_to_how_we_work}", "Answered by {answered_by}.")

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
    DETAIL = ("{attended} came.",)

    what: Sealed = published()
    attended: Counts = public()


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
