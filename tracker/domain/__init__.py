"""The rules, pure: no clock, no database, no request. Importing this package makes the rulebook whole."""

from tracker.domain import (
    checking,
    consenting,
    contributing,
    deciding,
    doing,
    looking_back,
    setting_up,
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
    theming,
    deciding,
    doing,
    checking,
    looking_back,
)
"""The story's steps, as in `tracker.events`."""
