"""The promises: which hold when, how they are said, and how they were kept (M1 to M3; 3.10, point 12)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import median
from typing import Literal

from projections.shared.journeys.told_us import Crowd
from projections.shared.telling.wording import time_of
from tracker.domain.calendar import DEFAULTS, due_day, promise_on
from tracker.events.codes import Promise, PromiseUnit
from tracker.events.setting_up import PromiseSet

WE_PROMISE: dict[Promise, str] = {
    "acknowledge": "We tell you that we have your words within {time}.",
    "answer": "You have a first answer within {time}.",
    "update": "There is news of each thing you asked about every {time}.",
    "check_outcome": "When we say that something changed, we ask you within {time} whether it did.",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A promise from a day on; from no day where nothing was agreed, and the default holds."""

    days: int
    unit: PromiseUnit
    since: date | None = None

    @property
    def time(self) -> str:
        """How long it gives us, in words."""
        return time_of(self.days, self.unit)


def terms(promises: Iterable[PromiseSet], promise: Promise) -> list[Term]:
    """What was ever promised, oldest first, those to come included; a promise made again in the same words is one."""
    made = [each for each in promises if each.promise == promise]
    found: dict[date, Term] = {}
    for each in sorted(made, key=lambda each: each.from_on):
        found[each.from_on] = Term(each.days, each.unit, each.from_on)
    every = list(found.values())
    return [
        term
        for before, term in zip([None, *every], every, strict=False)
        if before is None or (before.days, before.unit) != (term.days, term.unit)
    ]


def term_on(promises: Iterable[PromiseSet], promise: Promise, on: date) -> Term:
    """The term in force on a day."""
    begun = [term for term in terms(promises, promise) if term.since and term.since <= on]
    return begun[-1] if begun else Term(*DEFAULTS[promise])


@dataclass(frozen=True, slots=True)
class Kept:
    """How often one promise was kept: in time, late, not yet though its day has passed, too soon to say.

    `gone` are those who took their words back before it was kept: they told us, and are not counted.
    """

    in_time: int = 0
    late: int = 0
    overdue: int = 0
    not_yet_due: int = 0
    gone: int = 0
    median_days: float | None = None

    @property
    def due(self) -> int:
        """All for whom it is not too soon to say."""
        return self.in_time + self.late + self.overdue

    @property
    def done(self) -> int:
        """All to whom it was kept, in time or late."""
        return self.in_time + self.late

    @property
    def cells(self) -> dict[str, int]:
        """The counts by name."""
        names = ("in_time", "late", "overdue", "not_yet_due", "gone")
        return {name: getattr(self, name) for name in names}


How = Literal["in_time", "late", "overdue", "not_yet_due", "gone"]


def came_out(crowds: Iterable[Crowd], promises: Iterable[PromiseSet], promise: Promise, on: date) -> list[How | None]:
    """How the promise to acknowledge, or to answer, came out for each crowd up to a day.

    Whoever took their words back before it was kept is gone; what was set aside before was promised nothing.
    """
    made = list(promises)

    @cache
    def last_day(since: date) -> date:
        return due_day(since, *promise_on(made, promise, since))

    return [_how(each, _kept_on(each, promise), last_day(each.received_on), on) for each in crowds]


def _how(crowd: Crowd, done: date | None, last: date, on: date) -> How | None:
    if done:
        return "in_time" if done <= last else "late"
    if crowd.set_aside:
        return None
    if crowd.withdrawn:
        return "gone"
    return "overdue" if last < on else "not_yet_due"


def _kept_on(crowd: Crowd, promise: Promise) -> date | None:
    return crowd.acknowledged_on if promise == "acknowledge" else crowd.answered_on


def kept(crowds: Iterable[Crowd], came_out: Iterable[How | None], promise: Promise) -> Kept:
    """How often a promise was kept to those crowds, and in how many days the middle one."""
    counts, taken = dict.fromkeys(Kept().cells, 0), list[int]()
    for crowd, how in zip(crowds, came_out, strict=True):
        done = _kept_on(crowd, promise)
        if how:
            counts[how] += crowd.n
        if done:
            taken += [(done - crowd.received_on).days] * crowd.n
    return Kept(**counts, median_days=median(taken) if taken else None)


def kept_by_project(crowds: Iterable[Crowd], came_out: Iterable[How | None], promise: Promise) -> dict[str, Kept]:
    """The same for each project to which people spoke, by its stream."""
    of = defaultdict[str, list[tuple[Crowd, How | None]]](list)
    for crowd, how in zip(crowds, came_out, strict=True):
        of[crowd.workstream].append((crowd, how))
    return {ref: kept([each for each, _ in some], [how for _, how in some], promise) for ref, some in of.items()}
