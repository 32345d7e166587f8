"""Record a journey file as one partnership's log: all of it, or nothing."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from hashlib import sha256
from secrets import token_hex
from typing import BinaryIO
from uuid import uuid4
from zoneinfo import ZoneInfo, available_timezones

from tracker.application.journey_file import Line, LineRefused, read_lines
from tracker.application.ports import DEFAULT_TIME_ZONE, Clock, LogAddress, Logs, SlugTaken, UnitOfWork, Written
from tracker.application.recording import Recording, Stamp
from tracker.domain.refusals import AlreadyBegun, HappensAfterItIsRecorded, InTheFuture, Refusal
from tracker.domain.rulebook import kind_of
from tracker.events.setting_up import PartnershipCreated

NOON = time(12)
"""When in its day a fictional fact counts as recorded: the file gives days alone."""


class PartnershipExists(Refusal):
    """A file makes a partnership; it adds nothing to one that is there."""

    WORDS = "{slug} is recorded already, so nothing was added: another partnership needs another name in its first line"


class NotAPartnership(Refusal):
    """A log begins with its partnership."""

    WORDS = "the first line must be a PartnershipCreated, which says whose log this is"


class UnknownTimeZone(Refusal):
    """A time zone is one that the world knows."""

    WORDS = "“time_zone” must be a name such as Europe/London"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import recorded."""

    address: LogAddress
    facts: int


def slug_of(name: str) -> str:
    """A partnership's name as it stands in addresses: small letters, digits and hyphens, at most 80.

    A name with no Latin letter gets a number of its own, always the same.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")
    return slug or f"partnership-{sha256(name.strip().encode()).hexdigest()[:12]}"


def import_journey(
    file: BinaryIO, logs: Logs, now: Clock, progress: Callable[[int], None] = lambda _: None
) -> Imported:
    """Record every line, each under the rules and seeing those before it.

    `progress` is told the bytes of each line. Raises `LineRefused`, and then nothing was written.
    """
    lines = read_lines(file)
    first = next(lines)
    with ExitStack() as stack:
        try:
            address = _address(first)
            unit = stack.enter_context(logs.begin(address))
        except SlugTaken as taken:
            raise LineRefused(first.number, PartnershipExists(slug=taken)) from None
        except Refusal as why:
            raise LineRefused(first.number, why) from None
        count = _Import(unit, address, now).record_all(first, lines, progress)
    return Imported(address, count)


class _Import:
    def __init__(self, unit: UnitOfWork, address: LogAddress, now: Clock) -> None:
        self._unit = unit
        self._recording = Recording(unit)
        self._address = address
        self._now = now()
        self._today = address.day_of(self._now)
        self._command = f"import-{uuid4().hex}"
        self._random_names: dict[str, str] = {}

    def record_all(self, first: Line, rest: Iterator[Line], progress: Callable[[int], None]) -> int:
        self._record(first)
        progress(first.size)
        count = 1
        for line in rest:
            self._record(line)
            progress(line.size)
            count += 1
        self._unit.answer(self._command, Written(0, count - 1))
        return count

    def _record(self, line: Line) -> None:
        proposal = line.proposal
        try:
            for day in (proposal.recorded_on, proposal.occurred_on):
                if day > self._today:
                    raise InTheFuture(day=day, today=self._today)
            if line.number > 1 and isinstance(proposal.fact, PartnershipCreated):
                raise AlreadyBegun(stream="this log", fact="PartnershipCreated")
            if proposal.occurred_on > proposal.recorded_on:
                raise HappensAfterItIsRecorded(occurred=proposal.occurred_on, recorded=proposal.recorded_on)
            stamp = Stamp(self._recorded_at(proposal.recorded_on), self._command)
            if kind_of(proposal.stream) == "safeguarding":
                proposal = replace(proposal, stream=f"safeguarding/{self._random_name(proposal.stream)}")
            if not self._address.fictional:
                proposal = replace(proposal, recorded_on=self._today)
            (envelope,) = self._recording.record(proposal, stamp)
        except Refusal as why:
            raise LineRefused(line.number, why) from None
        if line.version not in (None, envelope.version):
            right = f"“version” must be the fact’s number in its stream, {envelope.version}"
            raise LineRefused(line.number, right)

    def _random_name(self, stream: str) -> str:
        """A name that the log gives a safeguarding stream in place of the file's (3.10, point 21)."""
        return self._random_names.setdefault(stream, token_hex(8))

    def _recorded_at(self, day: date) -> int:
        if not self._address.fictional:
            return self._now
        noon = datetime.combine(day, NOON, ZoneInfo(self._address.time_zone))
        return min(int(noon.timestamp()), self._now)


def _address(first: Line) -> LogAddress:
    fact = first.proposal.fact
    if not isinstance(fact, PartnershipCreated):
        raise NotAPartnership()
    time_zone = str(fact.time_zone or DEFAULT_TIME_ZONE)
    if time_zone not in available_timezones() - {"localtime", "Factory"}:
        raise UnknownTimeZone()
    return LogAddress(token_hex(8), slug_of(fact.name), time_zone, fact.fictional)
