"""The promises: which hold when, how they are said, and how they were kept (M1 to M3; 3.10, point 12)."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from typing import Literal

from projections.shared.journeys.crowds import Crowd
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

    def how(crowd: Crowd) -> How | None:
        if crowd.set_aside or crowd.withdrawn:
            return crowd.kept(promise) or (None if crowd.set_aside else "gone")
        return crowd.kept(promise) or ("overdue" if crowd.since and last_day(crowd.since) < on else "not_yet_due")

    return [how(each) for each in crowds]


def kept(crowds: Iterable[Crowd], came_out: Iterable[How | None], taken: Mapping[int, int]) -> Kept:
    """How often a promise was kept to those crowds; `taken` are the days that it took, and how often so many."""
    counts = dict.fromkeys(Kept().cells, 0)
    for crowd, how in zip(crowds, came_out, strict=True):
        if how:
            counts[how] += crowd.n
    return Kept(**counts, median_days=_middle(taken))


def _middle(taken: Mapping[int, int]) -> float | None:
    """In how many days the middle one was kept, or half-way between the middle two; None where none was."""
    upto = list(accumulate(n for _, n in sorted(taken.items())))
    if not upto:
        return None
    days = sorted(taken)
    low, high = (days[bisect_right(upto, at)] for at in ((upto[-1] - 1) // 2, upto[-1] // 2))
    return (low + high) / 2
