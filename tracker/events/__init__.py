"""The vocabulary: every fact that a log may hold. Importing this package makes it whole."""

from tracker.events import (
    checking,
    consenting,
    contributing,
    deciding,
    disputing,
    doing,
    looking_back,
    passing_on,
    publishing,
    safeguarding,
    setting_up,
    taking_back,
    taking_part,
    theming,
    working_together,
)
from tracker.events.envelope import Actor, Envelope, PartyNamed
from tracker.events.fact import (
    BY_NAME,
    VOCABULARY,
    Code,
    Counts,
    Fact,
    Party,
    PartyName,
    Ref,
    Sealed,
    Unsealed,
)

STEPS = (
    setting_up,
    working_together,
    taking_part,
    contributing,
    consenting,
    taking_back,
    safeguarding,
    theming,
    deciding,
    passing_on,
    doing,
    checking,
    disputing,
    looking_back,
    publishing,
)
"""The story's steps in the order in which they are told; one module each."""

__all__ = [
    "BY_NAME",
    "STEPS",
    "VOCABULARY",
    "Actor",
    "Code",
    "Counts",
    "Envelope",
    "Fact",
    "Party",
    "PartyName",
    "PartyNamed",
    "Ref",
    "Sealed",
    "Unsealed",
]
