"""The promises: which hold when, how they are said, and how they were kept (M1 to M3; 3.10, point 12)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import Connection, case, func, select

from projections.shared.told_us import ToldUs
from projections.shared.wording import time_of
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


@dataclass(slots=True)
class _Tally:
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Kept().cells, 0))
    taken: list[int] = field(default_factory=list)

    def add(self, how: str, days: int | None, n: int) -> None:
        self.counts[how] += n
        self.taken += [days] * n if days is not None else []

    @property
    def kept(self) -> Kept:
        return Kept(**self.counts, median_days=median(self.taken) if self.taken else None)


def kept(
    conn: Connection, log_id: str, told_us: ToldUs, promises: Iterable[PromiseSet], promise: Promise, on: date
) -> Kept:
    """How the promise to acknowledge, or to answer, was kept up to a day.

    Whoever took their words back before it was kept is not counted.
    """
    tallies = _tallied(conn, log_id, told_us, list(promises), promise, on, lambda _: "")
    return tallies[""].kept if tallies else Kept()


def kept_by_project(
    conn: Connection, log_id: str, told_us: ToldUs, promises: Iterable[PromiseSet], promise: Promise, on: date
) -> dict[str, Kept]:
    """The same for each project to which people spoke, by its stream."""
    tallies = _tallied(conn, log_id, told_us, list(promises), promise, on, lambda row: row.workstream)
    return {project: tally.kept for project, tally in sorted(tallies.items())}


def _tallied(
    conn: Connection,
    log_id: str,
    told_us: ToldUs,
    promises: Sequence[PromiseSet],
    promise: Promise,
    on: date,
    of: Callable[[Any], str],
) -> dict[str, _Tally]:
    table = told_us.contributions.c
    kept_on = table.acknowledged_on if promise == "acknowledge" else table.answered_on
    by = (table.workstream, table.received_on, kept_on.label("kept_on"), table.withdrawn_on.is_not(None).label("gone"))
    counted = (table.log_id == log_id) & (kept_on.is_not(None) | ~table.set_aside)
    query = select(*by, func.count().label("n")).where(counted).group_by(*by)
    tallies: dict[str, _Tally] = {}
    for row in conn.execute(query):
        last = due_day(row.received_on, *promise_on(promises, promise, row.received_on))
        days = (row.kept_on - row.received_on).days if row.kept_on else None
        tally = tallies.setdefault(of(row), _Tally())
        tally.add("gone" if row.gone and not row.kept_on else _how(row.kept_on, last, on), days, row.n)
    return tallies


def _how(done: date | None, last: date, on: date) -> str:
    if done:
        return "in_time" if done <= last else "late"
    return "overdue" if last < on else "not_yet_due"


@dataclass(frozen=True, slots=True)
class Answers:
    """Who has every answer, told or lying ready under their code; and who has a first one and waits for the rest."""

    told: int
    ready_by_code: int
    waiting_for_the_rest: int


def answers(conn: Connection, log_id: str, told_us: ToldUs) -> Answers:
    """How people were answered (M3)."""
    table = told_us.contributions.c
    whole = ~table.waiting & table.withdrawn_on.is_(None)
    query = select(
        func.count(case((whole & ~table.undeliverable, 1))),
        func.count(case((whole & table.undeliverable, 1))),
        func.count(case((table.waiting, 1))),
    ).where(table.log_id == log_id, table.answered_on.is_not(None))
    return Answers(*conn.execute(query).one())
