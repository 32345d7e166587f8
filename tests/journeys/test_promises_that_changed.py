"""What we promised is what we had promised on the day the person spoke; its last day is in time (3.10, point 12)."""

import pytest

from tests.journeys.journey import happened, of, promise, said, spoke, told
from tests.tellings import acknowledged, could_not_be_told

CALENDAR = (promise(84, "2025-01-01"), promise(28, "2025-04-01"))
BOTH = (*CALENDAR, *spoke("2025-03-31", 1), *spoke("2025-04-01", 2))


def four(journey, day):
    found = journey.contributions(day)["first_answer"]
    return tuple(found[name] for name in ("in_promise", "late", "overdue", "not_yet_due"))


def test_each_person_is_owed_what_was_promised_on_the_day_they_spoke(journey):
    heard = journey(*BOTH)
    # 84 days from 31 March is 23 June; 28 days from 1 April is 29 April.
    days = ("2025-04-01", "2025-04-29", "2025-04-30", "2025-06-23", "2025-06-24")
    assert [four(heard, day) for day in days] == [
        (0, 0, 0, 2), (0, 0, 0, 2), (0, 0, 1, 1), (0, 0, 1, 1), (0, 0, 2, 0)
    ]  # fmt: skip


def test_the_last_day_is_in_time_and_the_next_is_late(journey):
    in_time = journey(*BOTH, "2025-04-29", told(2), "2025-06-23", told(1))
    assert four(in_time, "2025-06-23") == (2, 0, 0, 0)
    late = journey(*BOTH, "2025-04-30", told(2), "2025-06-24", of(1, could_not_be_told, covers=[]))
    assert four(late, "2025-04-30") == (0, 1, 0, 1)
    assert four(late, "2025-06-24") == (0, 2, 0, 0)
    found = late.contributions("2025-06-24")
    # 29 and 85 days: the middle of two is 57. An answer that could not be delivered is an answer.
    assert (found["first_answer"]["days_median"], found["answer_undeliverable"], found["waiting"]) == (57, 1, 0)


def test_a_promise_made_later_for_days_gone_by_is_known_from_the_day_it_is_written_down(journey):
    heard = journey(*spoke("2025-03-03", 1, 2), "2025-05-01", promise(7, "2025-03-01"))
    assert four(heard, "2025-04-30") == (0, 0, 0, 2)  # 84 days until somebody promises otherwise
    assert four(heard, "2025-05-01") == (0, 0, 2, 0)


def test_of_two_promises_from_one_day_the_later_written_holds(journey):
    heard = journey(promise(7, "2025-01-01"), promise(14, "2025-01-01"), *spoke("2025-03-03", 1))
    assert [four(heard, day) for day in ("2025-03-17", "2025-03-18")] == [(0, 0, 0, 1), (0, 0, 1, 0)]


def test_a_promise_of_no_days_is_kept_on_the_day_itself(journey):
    heard = journey(promise(0, "2025-01-01"), *spoke("2025-03-03", 1, 2), told(1))
    assert four(heard, "2025-03-03") == (1, 0, 0, 1)
    assert four(heard, "2025-03-04") == (1, 0, 1, 0)


def test_an_answer_promised_in_working_days_waits_out_two_weekends(journey):
    # Thursday 6 February and ten working days: Thursday 20 February.
    heard = journey(promise(10, "2025-01-01", unit="working"), *spoke("2025-02-06", 1))
    assert [four(heard, day) for day in ("2025-02-20", "2025-02-21")] == [(0, 0, 0, 1), (0, 0, 1, 0)]


# Five working days from the day somebody spoke: a week on, or the Friday where they spoke at a weekend.
THANKED_BY = [
    ("2025-02-05", "2025-02-12"),  # Wednesday
    ("2025-02-07", "2025-02-14"),  # Friday
    ("2025-02-08", "2025-02-14"),  # Saturday
    ("2025-02-09", "2025-02-14"),  # Sunday
    ("2025-02-10", "2025-02-17"),  # Monday
]


@pytest.mark.parametrize(("spoke_on", "last"), THANKED_BY)
def test_thanks_in_five_working_days(journey, spoke_on, last):
    day_after = str(f"{last[:-2]}{int(last[-2:]) + 1:02}")
    in_time = journey(*spoke(spoke_on, 1, 2), last, of(1, acknowledged), day_after, of(2, acknowledged))
    assert in_time.contributions(spoke_on)["acknowledged_in_promise"] == {"n": 0, "of": 0}  # too soon to say
    assert in_time.contributions(last)["acknowledged_in_promise"] == {"n": 1, "of": 1}
    assert in_time.contributions(day_after)["acknowledged_in_promise"] == {"n": 1, "of": 2}
    nobody = journey(*spoke(spoke_on, 1, 2))
    assert nobody.contributions(last)["acknowledged_in_promise"] == {"n": 0, "of": 0}
    assert nobody.contributions(day_after)["acknowledged_in_promise"] == {"n": 0, "of": 2}


def test_promises_of_different_kinds_do_not_touch_one_another(journey):
    heard = journey(
        promise(1, "2025-01-01", "acknowledge", "calendar"), promise(2, "2025-01-01", "update"), *spoke("2025-03-03", 1)
    )
    assert heard.contributions("2025-03-05")["acknowledged_in_promise"] == {"n": 0, "of": 1}
    assert four(heard, "2025-03-05") == (0, 0, 0, 1)


def test_somebody_written_down_late_is_owed_what_was_promised_when_they_spoke(journey):
    heard = journey(*CALENDAR, "2025-04-10", happened("2025-03-31", said(1)), happened("2025-04-01", said(2)))
    assert four(heard, "2025-04-30") == (0, 0, 1, 1)
