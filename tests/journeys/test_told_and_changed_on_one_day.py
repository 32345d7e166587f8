"""Somebody is told, and what they were told changes, on one day: the order in which it was written down decides (R18).

What was said to somebody on an earlier day told them nothing of what came after, though it was written down later.
"""

import pytest

from tests.journeys.journey import (
    decision,
    happened,
    joined,
    looked_at,
    not_reached,
    on,
    opened_again,
    outcome,
    spoke,
    theme,
    told,
    under,
)
from tests.tellings import outcome_corrected

HEARD = (
    *spoke("2025-02-03", 1, 2, 3),
    *("2025-02-10", theme("a"), theme("b"), under(1, "a"), under(2, "a"), under(3, "b")),
    *("2025-02-17", *looked_at("a"), *looked_at("b")),
    *("2025-03-03", decision("a")),
    *("2025-05-01", outcome("a")),
)
PUT_RIGHT = on("a", outcome_corrected, outcome="outcome/a-1")
WORSE = PUT_RIGHT(old_level="part", new_level="none")
THE_CLAIM = ("decision/a-1", "outcome/a-1")


@pytest.mark.parametrize("telling", [told, not_reached])
def test_a_claim_that_somebody_was_told_and_that_was_put_right_later_that_day_is_told_again(journey, telling):
    heard = journey(*HEARD, "2025-06-02", telling(1, *THE_CLAIM), PUT_RIGHT, "2025-06-09", told(1, "outcome/a-1"))
    assert [heard.still_to_tell("a", day) for day in ("2025-06-02", "2025-06-09")] == [(1, 1), (0, 0)]


def test_a_claim_that_was_put_right_before_somebody_was_told_it_that_day_was_told_as_it_is(journey):
    heard = journey(*HEARD, "2025-06-02", told(2, *THE_CLAIM), PUT_RIGHT, told(1, *THE_CLAIM))
    assert heard.still_to_tell("a", "2025-06-02") == (1, 1)  # the second, who was told before


def test_whoever_was_told_between_two_corrections_of_one_day_is_told_again(journey):
    heard = journey(
        *HEARD, "2025-06-02", told(1, *THE_CLAIM), PUT_RIGHT, told(1, "outcome/a-1"), WORSE, told(2, "outcome/a-1")
    )
    assert heard.still_to_tell("a", "2025-06-02") == (1, 1)


def test_whoever_was_told_once_more_that_day_need_not_be_told_again(journey):
    heard = journey(*HEARD, "2025-06-02", told(1, *THE_CLAIM), PUT_RIGHT, told(1, "outcome/a-1"))
    assert heard.still_to_tell("a", "2025-06-02") == (0, 0)


def test_an_answer_of_an_earlier_day_that_was_written_down_after_the_correction_told_nothing_of_it(journey):
    heard = journey(
        *HEARD, "2025-06-02", PUT_RIGHT, "2025-06-09", happened("2025-06-01", told(1, *THE_CLAIM)),
        happened("2025-06-02", told(2, *THE_CLAIM)),
    )  # fmt: skip
    assert heard.still_to_tell("a", "2025-06-09") == (1, 1)


def test_a_correction_of_an_earlier_day_that_was_written_down_after_the_answer_is_still_to_be_told(journey):
    heard = journey(
        *HEARD, "2025-06-02", told(1, *THE_CLAIM), "2025-06-09", happened("2025-05-26", PUT_RIGHT),
        told(2, *THE_CLAIM),
    )  # fmt: skip
    assert heard.still_to_tell("a", "2025-06-02") == (0, 0)
    assert heard.still_to_tell("a", "2025-06-09") == (1, 1)


def test_whoever_was_told_on_either_side_of_a_correction_but_never_knowing_both_is_told_again(journey):
    heard = journey(
        *HEARD, "2025-06-10", PUT_RIGHT, told(1, *THE_CLAIM), "2025-06-12", happened("2025-06-03", WORSE),
        happened("2025-06-05", told(1, "outcome/a-1")),
    )  # fmt: skip
    assert heard.still_to_tell("a", "2025-06-12") == (1, 1)


def test_a_decision_taken_again_on_the_day_on_which_somebody_was_told_is_told_again(journey):
    again = (opened_again("a"), decision("a", "not_now", n=2))
    heard = journey(*HEARD, "2025-06-02", told(1, "decision/a-1"), *again, told(2, "decision/a-2"))
    assert heard.still_to_tell("a", "2025-06-02") == (1, 1)


def test_being_told_of_the_theme_that_goes_on_before_they_were_joined_is_not_being_told_that_they_were(journey):
    joined_that_day = ("2025-06-02", told(1, "decision/a-1", "theme/b"), told(2, "decision/a-1"), joined("a", "b"))
    heard = journey(*HEARD, *joined_that_day, told(2, "theme/b"))
    assert heard.still_to_tell("b", "2025-06-02") == (1, 1)


def test_whoever_knows_both_decisions_is_told_that_the_themes_were_joined_once_they_are(journey):
    heard = journey(
        *HEARD, decision("b", "not_now"), told(1, "decision/a-1", "decision/b-1"),
        *("2025-06-02", joined("a", "b"), told(2, "decision/b-1")),
        *("2025-06-09", told(1, "decision/b-1")),
    )  # fmt: skip
    assert [heard.still_to_tell("b", day) for day in ("2025-06-02", "2025-06-09")] == [(1, 1), (0, 0)]


def test_a_theme_joined_on_from_where_somebody_was_told_that_it_goes_on_is_told_again(journey):
    heard = journey(
        *HEARD, theme("c"), told(1, "decision/a-1"),
        *("2025-06-02", joined("a", "b"), told(1, "theme/b"), joined("b", "c")),
        *("2025-06-03", told(1, "theme/c")),
    )  # fmt: skip
    assert [heard.still_to_tell("c", day) for day in ("2025-06-02", "2025-06-03")] == [(1, 1), (0, 0)]
