"""What was agreed is planned, started, sometimes stuck, moved, and done (R13, S30, S31, S42)."""

from datetime import date

from tracker.events.codes import Reason
from tracker.events.deciding import Still
from tracker.events.fact import Counts, Party, Ref, Sealed, cites, fact, public, published


@fact
class ActionPlanned:
    """Somebody took on a piece of work that the decision asks for, with a date."""

    TOPIC = "action-planned/1"
    STREAM = "action"
    SENTENCE = "{owner} planned: {what}, by {due}."
    DETAIL = ("To be done with {done_with}.", "How we will know: {measure}.")

    theme: Ref = cites("theme")
    decision: Ref = cites("decision")
    what: Sealed = published()
    owner: Party = public()
    due: date = public()
    done_with: Counts | None = public(default=None)
    asks: tuple[Ref, ...] = cites("ask", default=())
    measure: Sealed | None = published(default=None)


@fact
class ActionStarted:
    """The work began."""

    TOPIC = "action-started/1"
    STREAM = "action"
    SENTENCE = "We started: {action.what}."
    DETAIL = ()


@fact
class ActionResumed:
    """Work that was stuck went on."""

    TOPIC = "action-resumed/1"
    STREAM = "action"
    SENTENCE = "No longer stuck: {action.what}."
    DETAIL = ()


@fact
class ActionProgressed:
    """The work went on, and how."""

    TOPIC = "action-progressed/1"
    STREAM = "action"
    SENTENCE = "News of “{action.what}”."
    DETAIL = ("{note}",)

    note: Sealed = published()


@fact
class ActionDueDateMoved:
    """The work's date was moved, and why (both dates stay to be seen)."""

    TOPIC = "action-due-date-moved/1"
    STREAM = "action"
    SENTENCE = "New date for {action.what}: {new}, instead of {old}."
    DETAIL = ("Why: {reason}.",)

    old: date = public()
    new: date = public()
    reason: Reason = public()


@fact
class ActionStalled:
    """The work is stuck: why, what would free it, and when somebody looks again (S31)."""

    TOPIC = "action-stalled/1"
    STREAM = "action"
    SENTENCE = "Stuck: {action.what}."
    DETAIL = ("{text}.", "{reason}.", "What would help: {would_unstick}.", "We look again on {look_again_on}.")

    reason: Reason = public()
    text: Sealed = published()
    would_unstick: Sealed = published()
    look_again_on: date = public()


@fact
class ActionDone:
    """The work was done, with what shows it; whether it helped is another question."""

    TOPIC = "action-done/1"
    STREAM = "action"
    SENTENCE = "We did: {what}."
    DETAIL = ("What shows it: {evidence}.",)

    what: Sealed = published()
    evidence: Sealed = published()


@fact
class ActionDropped:
    """The work will not be done: why, what can still be done, and who decided that (S31)."""

    TOPIC = "action-dropped/1"
    STREAM = "action"
    SENTENCE = "We said we would and we did not: {action.what}."
    DETAIL = ("{reason}.", "{text}.", "What can still be done: {can_still_be_done}.", "{decided_by} decided that.")

    reason: Reason = public()
    text: Sealed = published()
    still: tuple[Still, ...] = public()
    decided_by: Party = public()

    @property
    def can_still_be_done(self) -> tuple[Sealed, ...]:
        """What can still be done, in words."""
        return tuple(each.text for each in self.still)
