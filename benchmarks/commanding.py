"""A whole command: load, decide, seal, append, leaf, and board and timeline caught up; and seeing what it did."""

from dataclasses import replace
from itertools import count, cycle
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

from benchmarks.appending import MICRO, FloorAppend, make_tables
from benchmarks.figure import Figure, most, share
from benchmarks.logs import Subject
from benchmarks.timing import seconds_gone
from tracker.application.recording import carry_out
from tracker.domain.rulebook import Proposal
from tracker.events import Actor, PartyName, Ref, Unsealed
from tracker.events.codes import Visibility
from tracker.events.contributing import ContributionReceived
from tracker.events.doing import ActionProgressed

ACTIONS = 4
MILLI = 1e3

STAFF = Actor(role=PartyName("coordinator"), capacity="staff", org=PartyName("Plausible Together"))


def figures(subject: Subject) -> list[Figure]:
    """Commands on streams that are there and on new ones, and how long until a reader sees them."""
    make_tables(subject)
    subject.tracker.catch_up(subject.log_id)
    commands = Commands(subject)
    floor = FloorAppend(subject)
    taken = [(seconds_gone(floor), *commands.progress(), *commands.receive()) for _ in range(subject.commits)]
    at_floor, recorded, seen, new_recorded, new_seen = (median(each) for each in zip(*taken, strict=True))

    def figure(name: str, ours: float, note: str) -> Figure:
        target = share(0.30) if subject.database == "sqlite" else None
        return Figure(
            name, at_floor * MICRO, ours * MICRO, "µs a command", target, note, subject.database, subject.facts
        )

    return [
        figure("a whole command, seen on board and timeline", recorded + seen, "news of an action, sealed"),
        figure(
            "the same on a new stream with a new key",
            new_recorded + new_seen,
            "a contribution: its key is made durable before its words are",
        ),
        Figure(
            "see what you just did, p50",
            None,
            seen * MILLI,
            "ms",
            most(5),
            "from the command's commit until a reader sees it on the board's own tables",
            subject.database,
            subject.facts,
        ),
    ]


class Commands:
    """Commands that can be given again and again to a plausible log."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._next = count()
        self._actions = cycle([self._planned(n) for n in range(ACTIONS)])

    def progress(self) -> tuple[float, float]:
        """News of an action that is being done; the seconds to record it, and those until it is seen."""
        return self._carried_out(
            next(self._actions), ActionProgressed(note=Unsealed("It goes on, and slowly")), "public"
        )

    def receive(self) -> tuple[float, float]:
        """A contribution by somebody new."""
        fact = ContributionReceived(
            route="direct",
            method="online",
            workstream=Ref("workstream/a-front-door"),
            contributor=None,
            asks_change=True,
            stage="using_now",
            entered_for_person=False,
            words=Unsealed("Nobody told me what was happening, so I stopped asking"),
        )
        return self._carried_out(self._new("contribution"), fact, "partnership")

    def _planned(self, n: int) -> str:
        """A new action beside one that is there."""
        pages, log_id = self._subject.tracker.pages, self._subject.log_id
        with self._subject.tracker.database.reading(log_id) as conn:
            beside = [*pages.figures.streams.all(conn, log_id, "action").values()]
        plan = beside[n % len(beside)].planned
        fact = replace(plan, what=Unsealed("Ask once, and pass it on"), owner=PartyName("Day Centre"))
        stream = self._new("action")
        self._carried_out(stream, fact, "public")
        return stream

    def _new(self, kind: str) -> str:
        return f"{kind}/again-{next(self._next)}-{uuid4().hex[:8]}"

    def _carried_out(self, stream: str, fact: Any, seen_by: Visibility) -> tuple[float, float]:
        tracker, address = self._subject.tracker, self._subject.address
        today = address.day_of(tracker.clock())
        proposal = Proposal(
            stream=stream, fact=fact, by=STAFF, occurred_on=today, recorded_on=today, visibility=seen_by
        )
        begin = perf_counter()
        with tracker.logs.work_on(address.log_id) as unit:
            carry_out(unit, uuid4().hex, [proposal], tracker.clock)
        recorded = perf_counter()
        tracker.catch_up(address.log_id)
        return recorded - begin, perf_counter() - recorded
