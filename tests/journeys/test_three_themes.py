"""One person's words under three themes: they wait until all are decided and they were told each (3.10, point 2)."""

import pytest

from tests.journeys.journey import (
    decision,
    joined,
    looked_at,
    moved_under,
    not_reached,
    opened_again,
    outcome,
    spoke,
    theme,
    told,
    under,
)

# 1 speaks of three things, 2 of one of them.
HEARD = (
    *spoke("2025-02-03", 1, 2),
    *("2025-02-10", theme("a"), theme("b"), theme("c"), under(1, "a", "b", "c"), under(2, "a")),
    *("2025-02-17", *looked_at("a"), *looked_at("b"), *looked_at("c")),
)
A_TOLD = ("2025-03-03", decision("a"), "2025-03-04", told(1, "decision/a-1"), told(2, "decision/a-1"))
B_TOLD = ("2025-04-01", decision("b", "not_now"), "2025-04-02", told(1, "decision/b-1"))
C_DECIDED = ("2025-05-01", decision("c", "already_in_place"))
ALL_TOLD = (*HEARD, *A_TOLD, *B_TOLD, *C_DECIDED, "2025-05-05", told(1, "decision/c-1"))


def test_somebody_in_three_themes_waits_until_all_are_decided_and_told(journey):
    heard = journey(*ALL_TOLD)
    assert heard.waiting("2025-03-03") == (2, 28)  # 3 February to 3 March
    assert heard.waiting("2025-03-04") == (1, 29)  # the second person's one theme is decided and told
    assert heard.waiting("2025-04-02") == (1, 58)
    assert heard.waiting("2025-05-01") == (1, 87)  # decided is not told
    assert heard.waiting("2025-05-04") == (1, 90)
    assert heard.waiting("2025-05-05") == (0, 0)
    # The first answer is the first of the three: 29 days for both.
    assert heard.contributions("2025-05-05")["first_answer"] == {
        "days_median": 29, "in_promise": 2, "late": 0, "overdue": 0, "not_yet_due": 0
    }  # fmt: skip


def test_each_of_the_three_themes_counts_the_person(journey):
    themes = journey(*ALL_TOLD)("2025-05-05")["themes"]
    assert {ref: theme["contributions"] for ref, theme in themes.items()} == {"theme/a": 2, "theme/b": 1, "theme/c": 1}
    assert {ref: theme["state"] for ref, theme in themes.items()} == {
        "theme/a": "agreed", "theme/b": "not_now", "theme/c": "already_there"
    }  # fmt: skip


def test_an_answer_that_lies_ready_counts_as_told(journey):
    heard = journey(*HEARD, *A_TOLD, *B_TOLD, *C_DECIDED, "2025-05-05", not_reached(1, "decision/c-1"))
    found = heard.contributions("2025-05-05")
    # Only a first answer counts as not delivered, and theirs was delivered.
    assert (found["waiting"], found["answer_undeliverable"], found["answered"]) == (0, 0, 2)


def test_one_letter_may_tell_all_three(journey):
    letter = told(1, "decision/a-1", "decision/b-1", "decision/c-1")
    decided = ("2025-03-03", decision("a"), decision("b"), *C_DECIDED)
    heard = journey(*HEARD, *decided, "2025-06-02", letter)
    assert heard.waiting("2025-06-01") == (2, 118)  # 3 February to 1 June
    assert heard.waiting("2025-06-02") == (1, 119)  # the second was sent no letter


def test_a_change_in_one_of_the_three_is_a_change_for_the_person(journey):
    assert journey(*ALL_TOLD, "2025-06-02", outcome("a")).outcomes("2025-06-02") == (2, 0, 0, 2)
    again = (opened_again("b"), decision("b", n=2), outcome("b"))
    assert journey(*ALL_TOLD, "2025-06-02", *again).outcomes("2025-06-02") == (1, 0, 0, 2)


def test_a_theme_that_joins_one_whose_decision_they_were_told_leaves_nothing_to_wait_for(journey):
    heard = journey(*HEARD, *A_TOLD, *B_TOLD, "2025-05-01", joined("c", "a"))
    assert heard.waiting("2025-04-30") == (1, 86)
    assert heard.waiting("2025-05-01") == (0, 0)


@pytest.mark.parametrize(("names", "waiting"), [(("a",), 0), (("a", "b"), 0), (("c",), 1), (("a", "c"), 1)])
def test_points_that_move_take_the_waiting_with_them(journey, names, waiting):
    heard = journey(*HEARD, *A_TOLD, *B_TOLD, "2025-04-09", moved_under(1, *names))
    assert heard.contributions("2025-04-09")["waiting"] == waiting
