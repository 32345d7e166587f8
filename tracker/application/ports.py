"""What the use cases need of the world, as interfaces. `tracker/wiring.py` says what stands behind them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from eventsourcing.application import Application

from tracker.events import Envelope, Party, PartyNamed, Ref, Sealed
from tracker.events.fact import WordsClass

Clock = Callable[[], int]
"""The time now, in whole seconds since 1970. Nothing else says what time it is."""

DEFAULT_TIME_ZONE = "Europe/London"


class SlugTaken(Exception):
    """There is a partnership of that slug already."""


@dataclass(frozen=True, slots=True)
class LogAddress:
    """How a partnership's log is found: its id, its slug, its time zone, and whether it is fictional."""

    log_id: str
    slug: str
    time_zone: str
    fictional: bool

    def day_of(self, seconds: int) -> date:
        """The day it is in the partnership's time zone (3.10, point 20)."""
        return datetime.fromtimestamp(seconds, ZoneInfo(self.time_zone)).date()


@dataclass(frozen=True, slots=True)
class Written:
    """What a command wrote: its first and last position in the log."""

    first: int
    last: int


class UnitOfWork(Protocol):
    """One transaction on one log: facts, sealed words and the write side's indexes commit together or not at all."""

    @property
    def log(self) -> Application[str]:
        """The log, to save envelopes and read streams."""

    def seal(self, stream: str, field: str, words_class: WordsClass, text: str) -> Sealed:
        """Seal words for a place in the log."""

    def facts(self, *topics: str) -> Iterator[Envelope]:
        """Every fact of those topics in the log, in order."""

    def opened(self, sealed: Sealed) -> str | None:
        """The words themselves, or None where they were erased."""

    def erase(self, stream: str, words_class: WordsClass) -> None:
        """Erase a record's words of one class: their rows now, their key once the unit of work has committed."""

    def list_erasure(self, erasure: Envelope) -> None:
        """List an erasure beside the keys, once the unit of work has committed: no restored backup may undo it."""

    def party(self, name: str) -> tuple[Party, PartyNamed | None]:
        """The party of that name, with its naming where the log had none of that name."""

    def introduced(self, sort: str, ref: Ref) -> str | None:
        """The stream that introduced an id, or None."""

    def introduce(self, sort: str, ref: Ref, stream: str) -> None:
        """Note that a stream introduced an id."""

    def cite(self, ref: str, stream: str) -> None:
        """Note that a stream names a ref."""

    def citing(self, ref: str, kind: str) -> Iterator[str]:
        """The streams of a kind that name a ref."""

    def written_by(self, command_id: str) -> Written | None:
        """What a command wrote, where it was carried out before."""

    def answer(self, command_id: str, written: Written) -> None:
        """Note what a command wrote."""


class Logs(Protocol):
    """The logs on this server."""

    def find(self, slug: str) -> LogAddress | None:
        """The log of a partnership, or None."""

    def begin(self, address: LogAddress) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that also makes a new log; nothing of it stays where its block raises. Raises `SlugTaken`."""

    def work_on(self, log_id: str) -> AbstractContextManager[UnitOfWork]:
        """A unit of work on a log that exists."""
