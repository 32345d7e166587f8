"""What is said of every fact, whatever it tells: when, by whom, for whose eyes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.events.codes import Capacity, Precision, Visibility
from tracker.events.fact import Party, Ref, Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it: a role title, the capacity they acted in (R31), their organisation, and an opaque name if any."""

    role: Party
    capacity: Capacity
    org: Party | None = None
    ref: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyNamed:
    """A party came into the log: its id and its name, sealed once."""

    party: Party
    name: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One recorded fact with everything that was said about it.

    `recorded_at` is the server's clock in whole seconds since 1970; `salt` is 128 random bits in hex, so that nobody
    can test a leaf hash against a guess; `named` holds the parties that this fact is the first to name. `position` is
    the fact's place in its log, from 0, and -1 where nobody asked for it: it is no part of what was said.
    `words_of` is the record under which the words that somebody said of themselves are sealed, where that is not the
    stream's own: erasing that record erases them (R2).
    """

    event_id: str
    stream: str
    version: int
    recorded_at: int
    occurred_on: date
    by: Actor
    visibility: Visibility
    salt: str
    command: str
    fact: Any
    precision: Precision = "day"
    on_behalf_of: Ref | None = None
    read_back: bool | None = None
    correlation: str | None = None
    causation: str | None = None
    named: tuple[PartyNamed, ...] = ()
    words_of: Ref | None = None
    position: int = field(default=-1, compare=False)

    @property
    def topic(self) -> str:
        """The fact's permanent name."""
        return str(self.fact.TOPIC)

    @property
    def originator_id(self) -> str:
        """The stream, as the eventsourcing library calls it."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version, as the eventsourcing library calls it."""
        return self.version
