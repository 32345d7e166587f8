"""Days: promises in calendar and working days (3.10, point 12)."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from tracker.events.codes import Promise, PromiseUnit
from tracker.events.setting_up import PromiseSet

DEFAULTS: dict[Promise, tuple[int, PromiseUnit]] = {
    "acknowledge": (5, "working"),
    "answer": (84, "calendar"),
    "update": (60, "calendar"),
    "check_outcome": (30, "calendar"),
}
"""What holds where a partnership has promised nothing of its own (finding F17)."""

SATURDAY = 5

DAYS_AT_HAND = 10_000
"""How many last days are kept at hand: pages ask for those of many people, again and again."""


def promise_on(promises: Iterable[PromiseSet], promise: Promise, day: date) -> tuple[int, PromiseUnit]:
    """The promise in force on a day: days and their unit. Of two from the same day the later one set holds."""
    in_force = DEFAULTS[promise]
    since = date.min
    for made in promises:
        if made.promise == promise and since <= made.from_on <= day:
            in_force, since = (made.days, made.unit), made.from_on
    return in_force


@lru_cache(maxsize=DAYS_AT_HAND)
def due_day(start: date, days: int, unit: PromiseUnit) -> date:
    """The last day that is in time. Working days are Monday to Friday. Beyond the calendar's end it is its last day."""
    try:
        return start + timedelta(days=days) if unit == "calendar" else _working_day(start, days)
    except OverflowError:
        return date.max


def _working_day(start: date, days: int) -> date:
    weeks, left = divmod(days, 5)
    day = start + timedelta(weeks=weeks)
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return _next_weekday(day) if days and not days % 5 else day


def _next_weekday(day: date) -> date:
    # Whole weeks from a weekend reach the Friday before it: the days counted then are those five weekdays.
    return day - timedelta(days=day.weekday() - SATURDAY + 1) if day.weekday() >= SATURDAY else day


def days_past(due: date, on: date) -> int:
    """How many days late something is: none on the day itself."""
    return max(0, (on - due).days)
