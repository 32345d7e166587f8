"""The promises in force, and how they were kept to the people who told us something (M1, M2; 3.10, point 12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy import Connection, func, select

from projections.shared.told_us import ToldUs
from tracker.domain.calendar import due_day, promise_on
from tracker.events.codes import Promise
from tracker.events.setting_up import PromiseSet


@dataclass(frozen=True, slots=True)
class Kept:
    """How often one promise to people was kept: in time, late, not yet though its day has passed, too soon to say."""

    in_time: int = 0
    late: int = 0
    overdue: int = 0
    not_yet_due: int = 0
    median_days: float | None = None

    @property
    def due(self) -> int:
        """All for whom it is not too soon to say."""
        return self.in_time + self.late + self.overdue


def kept(
    conn: Connection, log_id: str, told_us: ToldUs, promises: Iterable[PromiseSet], promise: Promise, on: date
) -> Kept:
    """How the promise to acknowledge, or to answer, was kept up to a day.

    Whoever took their words back before it was kept is not counted.
    """
    made, table = list(promises), told_us.contributions.c
    kept_on = table.acknowledged_on if promise == "acknowledge" else table.answered_on
    query = select(table.received_on, kept_on, func.count()).where(
        table.log_id == log_id, kept_on.is_not(None) | (table.withdrawn_on.is_(None) & ~table.set_aside)
    )
    counts = dict.fromkeys(("in_time", "late", "overdue", "not_yet_due"), 0)
    taken: list[int] = []
    for received, done, n in conn.execute(query.group_by(table.received_on, kept_on)):
        last = due_day(received, *promise_on(made, promise, received))
        counts[_how(done, last, on)] += n
        taken += [(done - received).days] * n if done else []
    return Kept(**counts, median_days=median(taken) if taken else None)


def _how(done: date | None, last: date, on: date) -> str:
    if done:
        return "in_time" if done <= last else "late"
    return "overdue" if last < on else "not_yet_due"
