"""The rules, pure: no clock, no database, no request. Importing this package makes the rulebook whole."""

from tracker.domain import (
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
"""The story's steps, as in `tracker.events`."""
