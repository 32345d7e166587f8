"""29 February is a day like any other in the years that have one."""

import pytest

from tests.journeys.journey import (
    checked,
    decision,
    looked_at,
    of,
    outcome,
    plan,
    promise,
    spoke,
    theme,
    told,
    under,
    work,
)
from tests.tellings import REVIEW, a_part, acknowledged, done, started

BEGUN = {"begun_on": "2023-01-09"}


def test_waiting_counts_the_leap_day_where_there_is_one(journey):
    heard = journey(*spoke("2023-02-28", 1), *spoke("2024-02-28", 2), **BEGUN)
    assert heard.waiting("2023-03-01") == (1, 1)
    assert heard.waiting("2024-02-28") == (2, 365)
    assert heard.waiting("2024-02-29") == (2, 366)
    assert heard.waiting("2024-03-01") == (2, 367)
    leap = journey(*spoke("2024-02-29", 1, 2), **BEGUN)
    assert [leap.waiting(day)[1] for day in ("2024-02-29", "2024-03-01", "2025-02-28", "2025-03-01")] == [
        0,
        1,
        365,
        366,
    ]


def test_a_promise_that_ends_on_the_leap_day_is_in_time_on_it(journey):
    # 84 days from 7 December 2023: 24 more in December, 31, 29.
    heard = journey(
        promise(84, "2023-01-01"), *spoke("2023-12-07", 1, 2), "2024-02-29", told(1), "2024-03-01", told(2), **BEGUN
    )
    assert heard.contributions("2024-02-29")["first_answer"]["in_promise"] == 1
    assert heard.contributions("2024-03-01")["first_answer"] == {
        "days_median": 84.5, "in_promise": 1, "late": 1, "overdue": 0, "not_yet_due": 0
    }  # fmt: skip


def test_a_promise_that_begins_on_the_leap_day(journey):
    # 84 days from 29 February 2024: 31, 30, 23 May.
    heard = journey(promise(84, "2024-02-29"), *spoke("2024-02-29", 1), **BEGUN)
    found = [heard.contributions(day)["first_answer"]["overdue"] for day in ("2024-05-23", "2024-05-24")]
    assert found == [0, 1]


def test_five_working_days_over_the_leap_day(journey):
    # Friday 23 February 2024 to Friday 1 March; Thursday the 29th to Thursday 7 March.
    heard = journey(
        *spoke("2024-02-23", 1), *spoke("2024-02-29", 2),
        *("2024-03-01", of(1, acknowledged), "2024-03-08", of(2, acknowledged)), **BEGUN,
    )  # fmt: skip
    assert heard.contributions("2024-03-01")["acknowledged_in_promise"] == {"n": 1, "of": 1}
    assert heard.contributions("2024-03-08")["acknowledged_in_promise"] == {"n": 1, "of": 2}


def test_what_is_due_on_the_leap_day_is_late_on_the_first_of_march(journey):
    review = [a_part("a-1", "not_now", still=[{**REVIEW, "on": "2024-02-29"}])]
    heard = journey(
        *spoke("2023-11-06", 1, 2), theme("a"), theme("b"), theme("c"), under(1, "a", "b"), under(2, "c"),
        *(*looked_at("a"), *looked_at("b"), *looked_at("c", "2024-02-29")),
        *("2023-11-20", decision("a", parts=review), decision("b"), plan(1, "b", due="2024-02-29")),
        *("2024-01-08", work(1, started)), **BEGUN,
    )  # fmt: skip
    on_the_day, after = heard("2024-02-29"), heard("2024-03-01")
    for found, days in ((on_the_day, 0), (after, 1)):
        owed = [found["themes"][f"theme/{name}"]["waiting_on"] for name in "ac"]
        assert owed == [
            [{"kind": "review", "ask": "a-1", "due": "2024-02-29", "days_past_due": days}],
            [{"kind": "decision", "due": "2024-02-29", "days_past_due": days}],
        ]
        assert found["actions"]["late"] == ({"action/1": 1} if days else {})


def test_a_change_until_the_leap_day_has_stopped_on_the_first_of_march(journey):
    heard = journey(
        *spoke("2023-11-06", 1, 2), theme("a"), under(1, "a"), under(2, "a"), *looked_at("a"), decision("a"),
        *("2024-01-08", outcome("a", since="2024-01-01", until="2024-02-29"),
        *checked("a", "confirmed", yes=3)), **BEGUN,
    )  # fmt: skip
    assert [heard.state("a", day) for day in ("2024-02-29", "2024-03-01")] == ["confirmed", "stopped"]
    assert [heard.outcomes(day)[2] for day in ("2024-02-29", "2024-03-01")] == [2, 0]


def test_work_done_on_the_leap_day(journey):
    heard = journey(
        *spoke("2023-11-06", 1), theme("a"), under(1, "a"), *looked_at("a"), decision("a"),
        plan(1, "a", due="2024-02-29"),
        *("2024-02-29", work(1, done)), **BEGUN,
    )  # fmt: skip
    assert heard("2024-02-29")["actions"]["done_by_first_due_date"] == 1
    assert heard.theme("a", "2025-02-28")["days_since_news"] == 365


@pytest.mark.parametrize("day", ["2025-02-29", "2100-02-29", "2024-02-30"])
def test_a_day_that_the_year_does_not_have_is_refused(refused, day):
    assert "“due” names a day that does not exist" in refused(
        theme("a"), *spoke("2025-02-03", 1), under(1, "a"), *looked_at("a", day)
    )
