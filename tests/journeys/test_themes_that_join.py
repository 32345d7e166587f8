"""Themes that are joined: points follow, people are told, nothing that was so is undone (3.10, points 9 and 16)."""

from tests.journeys.journey import (
    asked,
    checked,
    decision,
    joined,
    looked_at,
    of,
    on,
    opened_again,
    outcome,
    plan,
    replies,
    spoke,
    theme,
    theme_without_ask,
    told,
    under,
    work,
)
from tests.tellings import (
    could_not_be_told,
    dispute_answered,
    disputed,
    done,
    outcome_corrected,
    passed_on,
    replied,
    updated,
)

HEARD = (
    *spoke("2025-02-03", 1),
    *spoke("2025-02-05", 2),
    *("2025-02-10", theme("a"), theme("b"), under(1, "a"), under(2, "b")),
    *("2025-02-17", *looked_at("a"), *looked_at("b")),
)
A_DECIDED = ("2025-03-03", decision("a"), told(1, "decision/a-1"))
B_DECIDED = ("2025-03-10", decision("b", "not_now"), told(2, "decision/b-1"))


def test_a_theme_joined_before_anything_is_decided_hands_its_people_over(journey):
    heard = journey(*HEARD, "2025-02-24", joined("a", "b"), *("2025-03-10", decision("b"), told(1, "decision/b-1")))
    themes = heard("2025-03-10")["themes"]
    assert themes["theme/a"] == {"state": "joined", "joined_with": "theme/b"}
    assert (themes["theme/b"]["state"], themes["theme/b"]["contributions"]) == ("agreed", 2)
    # Told the other's decision, the first waits no more; the second was told nothing.
    assert heard.waiting("2025-03-09") == (2, 34)
    assert heard.waiting("2025-03-10") == (1, 33)
    assert themes["theme/b"]["told_something_since_changed"] == 0
    before = heard("2025-02-23")["themes"]
    assert [before[f"theme/{name}"]["contributions"] for name in "ab"] == [1, 1]


def test_whoever_was_told_a_decision_of_a_theme_that_was_joined_is_told_again(journey):
    heard = journey(
        *HEARD, *A_DECIDED, *B_DECIDED, "2025-04-01", joined("a", "b"), "2025-04-08", told(1, "theme/b"),
        "2025-04-15", told(1, "decision/b-1"),
    )  # fmt: skip
    assert heard.theme("b", "2025-04-01")["told_something_since_changed"] == 1
    assert heard.theme("b", "2025-04-08")["told_something_since_changed"] == 0  # told that they were joined
    # Their theme is now b, none of whose decisions they were told before the 15th.
    assert heard.waiting("2025-03-31") == (0, 0)
    assert heard.waiting("2025-04-08") == (1, 64)  # 3 February to 8 April
    assert heard.waiting("2025-04-15") == (0, 0)


def test_a_theme_joined_into_one_that_was_joined_later_goes_all_the_way(journey):
    heard = journey(*HEARD, theme("c"), "2025-02-24", joined("a", "b"), "2025-03-03", joined("b", "c"))
    themes = heard("2025-03-03")["themes"]
    assert themes["theme/a"] == {"state": "joined", "joined_with": "theme/b"}
    assert themes["theme/b"] == {"state": "joined", "joined_with": "theme/c"}
    assert themes["theme/c"]["contributions"] == 2


def test_what_was_confirmed_before_themes_were_joined_stays_confirmed_for_those_who_said_it(journey):
    heard = journey(
        *HEARD, *A_DECIDED, *B_DECIDED,
        *("2025-05-01", outcome("a")),
        *("2025-06-02", *checked("a", "confirmed", yes=3)),
        *("2025-07-01", joined("a", "b")),
    )  # fmt: skip
    assert heard.outcomes("2025-06-30") == (1, 1, 1, 2)
    # Of the first person's themes one has had an outcome reported and confirmed; of the second's none has.
    assert heard.outcomes("2025-07-01") == (1, 1, 1, 2)
    assert heard("2025-07-01")["checks"]["outcome/a-1"]["result"] == "confirmed"


def test_what_was_left_open_is_finished_on_the_theme_where_it_was_begun(journey):
    left_open = (
        outcome("a"), asked("a", asked=3), on("a", passed_on), on("a", disputed, dispute="dispute/a-1"),
    )  # fmt: skip
    decided = ("2025-03-03", decision("a", "passed_on", "agreed"), told(1, "decision/a-1"))
    heard = journey(
        *("2025-02-03", theme("a", asks=2), theme("b"), *spoke("2025-02-03", 1, 2), under(1, "a"), under(2, "b")),
        *("2025-02-17", *looked_at("a"), *looked_at("b")),
        *decided,
        *("2025-04-01", *left_open),
        *("2025-05-01", joined("a", "b")),
        *("2025-05-12", replies("a", "confirmed", yes=3), on("a", replied), on("a", dispute_answered)),
    )
    before, after = heard("2025-05-01"), heard("2025-05-12")
    assert (before["disputes"]["open"], after["disputes"]["open"]) == (1, 0)
    assert after["disputes"]["days_to_answer"] == [41]  # 1 April to 12 May
    assert before["checks"] == {}
    assert after["checks"]["outcome/a-1"]["yes"] == 3
    assert heard.outcomes("2025-05-12") == (1, 1, 1, 2)


def test_a_claim_that_is_put_right_after_themes_were_joined_is_told_again_under_the_theme_that_goes_on(journey):
    heard = journey(
        *HEARD, *A_DECIDED, *B_DECIDED,
        *("2025-05-01", outcome("a")),
        *("2025-05-06", told(1, "outcome/a-1")),
        *("2025-06-02", joined("a", "b"), told(1, "theme/b", "decision/b-1")),
        *("2025-07-01", on("a", outcome_corrected, outcome="outcome/a-1")),
        *("2025-07-08", told(1, "outcome/a-1")),
    )  # fmt: skip
    days = ("2025-06-30", "2025-07-01", "2025-07-08")
    assert [heard.theme("b", day)["told_something_since_changed"] for day in days] == [0, 1, 0]


def test_work_of_a_joined_themes_decision_goes_on_and_is_counted(journey):
    heard = journey(
        *HEARD, *A_DECIDED, plan(1, "a", due="2025-05-30"), plan(2, "a", due="2025-05-30"),
        *("2025-05-01", joined("a", "b"), on("b", updated)),
        *("2025-06-02", work(1, done)),
    )  # fmt: skip
    found = heard("2025-06-02")["actions"]
    assert (found["planned"], found["done"], found["done_by_first_due_date"]) == (2, 1, 0)
    assert found["late"] == {"action/2": 3}  # 30 May to 2 June
    # Its news is its own theme's, which was joined: the other's last was on 1 May.
    assert heard.theme("b", "2025-06-02")["days_since_news"] == 32


def test_a_theme_where_nothing_is_asked_is_told_by_an_answer_that_names_it(journey):
    thanks = (theme_without_ask("t"), under(1, "t"), under(2, "t"))
    heard = journey(
        *spoke("2025-02-03", 1, 2), *thanks,
        *("2025-03-03", told(1, "theme/t")),
        *("2025-03-10", of(2, could_not_be_told, covers=["theme/t"])),
    )  # fmt: skip
    assert [heard.waiting(day) for day in ("2025-03-02", "2025-03-03", "2025-03-10")] == [(2, 27), (1, 28), (0, 0)]
    found = heard("2025-03-10")
    assert found["themes"]["theme/t"]["asks"] == {}
    assert found["themes"]["theme/t"]["state"] == "waiting"
    assert found["contributions"]["answer_undeliverable"] == 1


def test_naming_a_theme_that_asks_for_something_is_not_telling_its_decision(journey):
    heard = journey(*HEARD, "2025-03-03", told(1, "theme/a"), told(2, "theme/b"))
    assert heard.waiting("2025-03-03") == (2, 28)
    found = heard.contributions("2025-03-03")["first_answer"]
    assert (found["days_median"], found["in_promise"]) == (27, 2)  # 28 and 26 days


def test_a_theme_without_an_ask_that_joins_one_with_asks_waits_for_its_decision(journey):
    heard = journey(
        *spoke("2025-02-03", 1, 2), theme("a"), theme_without_ask("t"), under(1, "t"), under(2, "a"),
        *("2025-02-17", *looked_at("a"), told(1, "theme/t")),
        *("2025-03-03", joined("t", "a")),
        *("2025-03-10", decision("a"), told(1, "decision/a-1")),
    )  # fmt: skip
    assert [heard.waiting(day)[0] for day in ("2025-02-17", "2025-03-03", "2025-03-10")] == [1, 2, 1]


def test_a_joined_theme_that_was_opened_again_says_that_it_is_joined(journey):
    heard = journey(*HEARD, *A_DECIDED, "2025-04-01", opened_again("a"), "2025-04-02", joined("a", "b"))
    assert heard.state("a", "2025-04-01") == "looking_again"
    assert heard.theme("a", "2025-04-02") == {"state": "joined", "joined_with": "theme/b"}
    # Its decision was made all the same.
    assert heard("2025-04-02")["decisions"]["made"] == 1
