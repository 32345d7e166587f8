from datetime import MAXYEAR, date, timedelta
from typing import get_args

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tracker.application.reading import LARGEST_NUMBER
from tracker.domain.calendar import DEFAULTS, days_past, due_day, promise_on
from tracker.events.codes import Promise, PromiseUnit
from tracker.events.setting_up import PromiseSet

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2025, 2, 28) + timedelta(days=n) for n in range(4))

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
near_days = st.dates(date(2025, 1, 1), date(2025, 1, 5))
promises = st.builds(
    PromiseSet,
    promise=st.sampled_from(get_args(Promise)),
    days=st.integers(0, 100),
    unit=st.sampled_from(get_args(PromiseUnit)),
    from_on=near_days,
)


def counted_day_by_day(start, working_days):
    day = start
    while working_days:
        day += timedelta(days=1)
        working_days -= day.isoweekday() <= 5
    return day


@pytest.mark.parametrize(
    ("start", "working_days", "due"),
    [
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 1, MONDAY),
        (SUNDAY, 1, MONDAY),
        (MONDAY, 5, MONDAY + timedelta(days=7)),
        (SATURDAY, 5, FRIDAY + timedelta(days=7)),
        (SATURDAY, 0, SATURDAY),
    ],
)
def test_working_days_are_monday_to_friday(start, working_days, due):
    assert due_day(start, working_days, "working") == due


@for_all(start=days, working_days=st.integers(0, 400))
def test_working_days_are_those_counted_day_by_day(start, working_days):
    assert due_day(start, working_days, "working") == counted_day_by_day(start, working_days)


@for_all(start=days, n=st.integers(0, 400))
def test_calendar_days_are_all_days(start, n):
    assert (due_day(start, n, "calendar") - start).days == n


@pytest.mark.parametrize("unit", get_args(PromiseUnit))
@pytest.mark.parametrize("n", [10**6, LARGEST_NUMBER])
def test_a_promise_of_any_number_that_can_be_recorded_has_a_day(unit, n):
    assert due_day(MONDAY, n, unit).year <= MAXYEAR


@for_all(made=st.lists(promises, max_size=8), promise=st.sampled_from(get_args(Promise)), day=near_days)
def test_the_promise_in_force_is_the_last_that_had_begun(made, promise, day):
    begun = [(one.from_on, i) for i, one in enumerate(made) if one.promise == promise and one.from_on <= day]
    if begun:
        newest = made[max(begun)[1]]
        assert promise_on(made, promise, day) == (newest.days, newest.unit)
    else:
        assert promise_on(made, promise, day) == DEFAULTS[promise]


def test_a_promise_begins_on_its_first_day_and_not_before():
    first = PromiseSet(promise="answer", days=60, unit="calendar", from_on=MONDAY)
    second = PromiseSet(promise="answer", days=30, unit="working", from_on=MONDAY + timedelta(days=1))
    assert promise_on([first, second], "answer", SUNDAY) == (84, "calendar")
    assert promise_on([first, second], "answer", MONDAY) == (60, "calendar")
    assert promise_on([first, second], "answer", MONDAY + timedelta(days=1)) == (30, "working")
    assert promise_on([first, second], "update", MONDAY) == (60, "calendar")


@pytest.mark.parametrize(("on", "past"), [(SUNDAY, 0), (MONDAY, 0), (MONDAY + timedelta(days=1), 1)])
def test_nothing_is_late_on_the_day_itself(on, past):
    assert days_past(MONDAY, on) == past


@for_all(due=days, on=days)
def test_days_past_count_every_day_after(due, on):
    assert days_past(due, on) == len(range((on - due).days))
