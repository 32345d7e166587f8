"""That somebody may be in danger was told to those whose task it is; nothing of it is shown anywhere (R26)."""

from datetime import date

from tracker.events.fact import Sealed, conversation, fact, identity, never


@fact
class SafeguardingConcernFlagged:
    """A concern was passed on: the day and whether the person was told; whom it is about is sealed (3.10, point 21)."""

    TOPIC = "safeguarding-concern-flagged/1"
    STREAM = "safeguarding"
    SENTENCE = None
    DETAIL = ()

    about: Sealed = identity(sealed_ref=("contribution", "person"))
    passed_to: Sealed = conversation("restricted")
    on: date = never()
    person_told: bool = never()
