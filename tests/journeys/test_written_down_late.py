"""What is known on a day is what was written down by then; how long it took counts from when it happened (3.10, 1)."""

from tests.journeys.journey import (
    decision,
    happened,
    looked_at,
    not_reached,
    of,
    on,
    outcome,
    plan,
    said,
    spoke,
    taken_back,
    theme,
    told,
    under,
    work,
)
from tests.tellings import acknowledged, dispute_answered, disputed, done, updated

AGREED = (
    *spoke("2025-02-03", 1, 2),
    *(theme("a"), under(1, "a"), under(2, "a"), *looked_at("a", "2025-02-28")),
    *("2025-03-03", decision("a")),
)


def test_somebody_who_spoke_earlier_waits_since_then_from_the_day_it_is_written_down(journey):
    heard = journey(*spoke("2025-02-10", 2), "2025-02-20", happened("2025-02-03", said(1)))
    assert heard.waiting("2025-02-19") == (1, 9)
    assert heard.waiting("2025-02-20") == (2, 17)
    assert heard.contributions("2025-02-05")["received"] == 0


def test_an_answer_written_down_late_was_given_when_it_was_given(journey):
    heard = journey(*AGREED, "2025-03-20", happened("2025-03-05", told(1, "decision/a-1")))
    assert heard.waiting("2025-03-19") == (2, 44)
    found = heard.contributions("2025-03-20")
    assert (found["waiting"], found["first_answer"]["days_median"]) == (1, 30)  # 3 February to 5 March


def test_the_first_answer_is_the_first_that_was_given(journey):
    heard = journey(
        *AGREED,
        *("2025-05-05", not_reached(1, "decision/a-1")),
        *("2025-05-12", happened("2025-03-10", told(1, "decision/a-1"))),
    )
    before, after = heard.contributions("2025-05-05"), heard.contributions("2025-05-12")
    # 91 days, late, and not delivered; then it turns out that somebody had told them after 35.
    assert before["first_answer"] == {"days_median": 91, "in_promise": 0, "late": 1, "overdue": 1, "not_yet_due": 0}
    assert after["first_answer"] == {"days_median": 35, "in_promise": 1, "late": 0, "overdue": 1, "not_yet_due": 0}
    assert (before["answer_undeliverable"], after["answer_undeliverable"]) == (1, 0)


def test_the_first_thanks_are_the_first_that_were_given(journey):
    heard = journey(
        *spoke("2025-02-03", 1, 2),
        *("2025-03-03", of(1, acknowledged)),
        *("2025-03-10", happened("2025-02-10", of(1, acknowledged))),
    )
    assert heard.contributions("2025-03-03")["acknowledged_in_promise"] == {"n": 0, "of": 2}
    assert heard.contributions("2025-03-10")["acknowledged_in_promise"] == {"n": 1, "of": 2}


def test_words_taken_back_count_from_the_day_that_it_is_written_down(journey):
    heard = journey(*AGREED, "2025-04-07", happened("2025-03-24", taken_back(1)))
    assert [heard.theme("a", day)["contributions"] for day in ("2025-03-24", "2025-04-06", "2025-04-07")] == [2, 2, 1]


def test_work_done_in_time_and_written_down_late_was_done_in_time(journey):
    heard = journey(
        *AGREED, plan(1, "a", due="2025-06-20"), plan(2, "a", due="2025-06-20"),
        *("2025-06-27", happened("2025-06-20", work(1, done)), happened("2025-06-21", work(2, done))),
    )  # fmt: skip
    assert heard("2025-06-26")["actions"]["late"] == {"action/1": 6, "action/2": 6}
    found = heard("2025-06-27")["actions"]
    assert (found["done"], found["done_by_first_due_date"], found["late"]) == (2, 1, {})


def test_news_written_down_late_is_as_old_as_it_is(journey):
    heard = journey(
        *AGREED, "2025-04-20", happened("2025-04-01", on("a", updated)), happened("2025-02-20", on("a", updated))
    )
    assert heard.theme("a", "2025-04-19")["days_since_news"] == 47  # the decision of 3 March
    assert heard.theme("a", "2025-04-20")["days_since_news"] == 19


def test_a_decision_written_down_late_was_made_when_it_was_made(journey):
    heard = journey(*AGREED[:-2], "2025-04-14", happened("2025-02-28", decision("a")))
    owed = heard.theme("a", "2025-03-10")["waiting_on"]
    assert owed == [{"kind": "decision", "due": "2025-02-28", "days_past_due": 10}]
    found = heard.theme("a", "2025-04-14")
    assert (found["waiting_on"], found["agreed_no_action_days"]) == ([], 45)  # 28 February to 14 April


def test_a_disagreement_is_answered_in_the_days_it_took(journey):
    heard = journey(
        *AGREED,
        *("2025-04-01", on("a", disputed)),
        *("2025-04-08", happened("2025-03-28", on("a", disputed, dispute="dispute/a-2"))),
        *(
            "2025-05-01",
            on("a", dispute_answered),
            happened("2025-04-08", on("a", dispute_answered, dispute="dispute/a-2")),
        ),
    )
    # In the order in which they were raised: 28 March to 8 April, 1 April to 1 May.
    assert heard("2025-05-01")["disputes"]["days_to_answer"] == [11, 30]
    assert heard("2025-04-30")["disputes"] == {
        "raised": 2, "open": 2, "answered": 0, "upheld": 0, "upheld_in_part": 0, "not_upheld": 0, "days_to_answer": []
    }  # fmt: skip


def test_a_change_that_had_stopped_before_anybody_wrote_it_down(journey):
    heard = journey(*AGREED, "2025-09-01", happened("2025-06-02", outcome("a", until="2025-08-31")))
    assert [heard.state("a", day) for day in ("2025-08-31", "2025-09-01")] == ["agreed", "reported"]
    assert heard.outcomes("2025-09-01") == (2, 0, 0, 2)


def test_nothing_is_written_down_before_it_happened_nor_before_what_stands_above_it(refused):
    before = refused("2025-02-03", happened("2025-02-04", said(1)))
    assert before.startswith("line 3: something written down on 2025-02-03")
    back = refused(*spoke("2025-02-03", 1), *spoke("2025-02-02", 2))
    assert back.startswith("line 4: “recorded_on” goes back from 2025-02-03 to 2025-02-02")
