"""Somebody says that it is not right, is answered, and the record is put right by adding to it (R16, R17, R28)."""

from tracker.events.checking import Evidence
from tracker.events.codes import Accepted, Finding, OutcomeLevel
from tracker.events.fact import FieldPath, Ref, Sealed, cites, fact, introduces, public, published


@fact
class DisputeRaised:
    """Somebody disagrees with a decision, an outcome, a theme's words or where their point was put (R16)."""

    TOPIC = "dispute-raised/1"
    STREAM = "theme"
    SENTENCE = "{who} disagreed: {text}"
    DETAIL = ()

    dispute: Ref = introduces("dispute")
    about: Ref = cites("decision", "outcome", "theme", "contribution")
    text: Sealed = published(spoken=True)
    evidence: tuple[Evidence, ...] = public(spoken=True, default=())


@fact
class DisputeWithdrawn:
    """Whoever disagreed took that back."""

    TOPIC = "dispute-withdrawn/1"
    STREAM = "theme"
    SENTENCE = "Whoever disagreed took that back."
    DETAIL = ()

    dispute: Ref = cites("dispute")


@fact
class DisputeAnswered:
    """Somebody other than the action's owner answered the disagreement (R17)."""

    TOPIC = "dispute-answered/1"
    STREAM = "theme"
    SENTENCE = "{by.role} answered: {finding}."
    DETAIL = ("{explanation}", "{accepted_by_contributor}")

    dispute: Ref = cites("dispute")
    finding: Finding = public()
    explanation: Sealed = published()
    accepted_by_contributor: Accepted = public()


@fact
class RecordCorrected:
    """Something written was wrong; what it said and what it should say both stay to be seen (R28)."""

    TOPIC = "record-corrected/1"
    STREAM = "theme"
    SENTENCE = "We put the record right."
    DETAIL = ("We said: {old}.", "It is: {new}.", "{why}")

    corrects: Ref = cites("decision", "outcome", "theme")
    field: FieldPath = public()
    old: Sealed = published()
    new: Sealed = published()
    why: Sealed | None = published(or_ref="because_of", default=None)
    because_of: Ref | None = cites("dispute", "decision", "outcome", "theme", default=None)


@fact
class OutcomeCorrected:
    """What was claimed to have changed was more or less than that; the older claim stays to be seen (R28)."""

    TOPIC = "outcome-corrected/1"
    STREAM = "theme"
    SENTENCE = "We put the record right: {new_level}."
    DETAIL = ("We said: {old_summary}.", "It is: {new_summary}.", "{why}")

    outcome: Ref = cites("outcome")
    old_level: OutcomeLevel = public()
    new_level: OutcomeLevel = public()
    old_summary: Sealed = published()
    new_summary: Sealed = published()
    why: Sealed | None = published(or_ref="because_of", default=None)
    because_of: Ref | None = cites("dispute", "decision", "outcome", "theme", default=None)
