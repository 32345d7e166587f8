"""What was agreed is done, dropped, or stuck: each says something else of the theme (3.10, points 3, 4 and 13)."""

import pytest

from tests.journeys.journey import (
    decision,
    looked_at,
    on,
    opened_again,
    outcome,
    plan,
    spoke,
    theme,
    told,
    under,
    work,
)
from tests.tellings import date_moved, done, dropped, resumed, stalled, started, updated

AGREED = (
    *spoke("2025-02-03", 1, 2),
    *(theme("a", asks=2), theme("b"), under(1, "a"), under(2, "b"), *looked_at("a"), *looked_at("b")),
    *("2025-03-03", decision("a", "agreed", "partly"), decision("b")),
    *(told(1, "decision/a-1"), told(2, "decision/b-1")),
)
TWO_PLANNED = (*AGREED, "2025-03-10", plan(1, "a", due="2025-06-20"), plan(2, "a", due="2025-06-27"))


def test_everything_dropped_is_something_that_we_said_and_did_not_do(journey):
    heard = journey(*TWO_PLANNED, "2025-05-01", work(1, dropped), "2025-05-08", work(2, dropped))
    assert heard.state("a", "2025-05-01") == "planned"  # one is dropped, the other waits
    assert heard.state("a", "2025-05-08") == "dropped"
    found = heard("2025-07-01")
    assert found["actions"] == {
        "planned": 2, "not_started": 0, "under_way": 0, "stalled": 0, "done": 0, "dropped": 2,
        "done_by_first_due_date": 0, "late": {},
    }  # fmt: skip
    # Something was planned once, so this is not “agreed, and nothing planned”.
    assert found["themes"]["theme/a"]["agreed_no_action_days"] is None
    # Nothing was ever planned for the other: 3 March to 1 July.
    assert found["themes"]["theme/b"]["agreed_no_action_days"] == 120


def test_some_done_and_the_rest_dropped_is_done_and_we_do_not_know(journey):
    heard = journey(
        *TWO_PLANNED, "2025-05-01", work(1, done), "2025-05-08", work(2, started), "2025-06-02", work(2, dropped)
    )
    states = [heard.state("a", day) for day in ("2025-05-01", "2025-05-08", "2025-06-02")]
    assert states == ["under_way", "under_way", "done_unknown"]
    found = heard("2025-06-02")["actions"]
    assert (found["done"], found["dropped"], found["done_by_first_due_date"]) == (1, 1, 1)


def test_everything_dropped_and_then_decided_again_begins_anew(journey):
    again = (opened_again("a"), decision("a", "agreed", "not_now", n=2))
    heard = journey(*TWO_PLANNED, "2025-05-01", work(1, dropped), work(2, dropped), "2025-06-02", *again,
                    "2025-06-09", plan(3, "a", decided=2, due="2025-08-01"))  # fmt: skip
    assert heard.state("a", "2025-06-02") == "agreed"
    assert heard.theme("a", "2025-06-05")["agreed_no_action_days"] == 3  # since the new decision
    assert heard.state("a", "2025-06-09") == "planned"
    assert heard("2025-06-09")["actions"]["planned"] == 3


def test_an_outcome_may_be_reported_though_work_was_dropped(journey):
    heard = journey(
        *TWO_PLANNED, "2025-05-01", work(1, dropped), work(2, dropped), "2025-06-02", outcome("a", level="none")
    )
    assert heard.state("a", "2025-06-02") == "reported"
    assert heard.outcomes("2025-06-02") == (1, 0, 0, 2)


def test_work_is_late_from_the_day_after_its_moved_date(journey):
    heard = journey(
        *TWO_PLANNED, "2025-06-02", work(1, started), work(1, stalled), "2025-06-10", work(1, date_moved),
        "2025-07-14", work(1, resumed), "2025-08-05", work(1, done),
    )  # fmt: skip
    # The first was due on 20 June and moved to 25 July; the second is due on 27 June and never done.
    late = {day: heard(day)["actions"]["late"] for day in ("2025-06-27", "2025-06-28", "2025-07-25", "2025-07-26")}
    assert late == {
        "2025-06-27": {},
        "2025-06-28": {"action/2": 1},
        "2025-07-25": {"action/2": 28},
        "2025-07-26": {"action/1": 1, "action/2": 29},
    }
    assert [heard.state("a", day) for day in ("2025-06-02", "2025-07-14", "2025-08-05")] == [
        "stuck",
        "under_way",
        "under_way",
    ]
    # Done on 5 August, it is late no more, and was not done by its first date.
    assert heard("2025-08-05")["actions"]["late"] == {"action/2": 39}
    assert heard("2025-08-05")["actions"]["done_by_first_due_date"] == 0


@pytest.mark.parametrize(("day", "in_time"), [("2025-06-20", 1), ("2025-06-21", 0)])
def test_work_done_on_its_first_date_is_done_by_it(journey, day, in_time):
    heard = journey(*TWO_PLANNED, day, work(1, done))
    assert heard(day)["actions"]["done_by_first_due_date"] == in_time


def test_work_that_is_stuck_is_said_before_work_that_goes_on(journey):
    heard = journey(*TWO_PLANNED, "2025-04-01", work(1, done), work(2, stalled), "2025-04-08", work(2, done))
    assert [heard.state("a", day) for day in ("2025-04-01", "2025-04-08")] == ["stuck", "done_unknown"]


def test_news_is_what_the_public_may_read_of_a_theme_and_its_work(journey):
    heard = journey(
        *TWO_PLANNED, "2025-04-01", on("b", updated), "2025-04-08", work(1, started.but(visibility="partnership"))
    )
    # a: its work was planned on 10 March, and what began on 8 April is not public. b: news on 1 April.
    assert heard.theme("a", "2025-04-30")["days_since_news"] == 51
    assert heard.theme("b", "2025-04-30")["days_since_news"] == 29


def test_dropped_work_says_what_can_still_be_done(journey):
    still = [{"kind": "smaller_step", "text": "Start with one team"}, {"kind": "take_it_further", "text": "Ask the MP"}]
    heard = journey(*TWO_PLANNED, "2025-05-01", work(1, dropped, still=still), work(2, dropped))
    told_of_it = heard.timeline("a", "2025-05-01")
    assert any("What can still be done: Start with one team and Ask the MP." in entry for entry in told_of_it)
    assert sum("What can still be done: Start with one team" in entry for entry in told_of_it) == 2
