"""What comes next is said truly: people who wait to be told, and no day of a decision that holds no more."""

import pytest

from tests.journeys.journey import (
    decision,
    looked_at,
    not_reached,
    on,
    opened_again,
    plan,
    spoke,
    theme,
    told,
    under,
)
from tests.story import Telling
from tests.tellings import looking, passed_on
from tracker.events.taking_back import PersonalDataErased

SIX = range(1, 7)
HEARD = (
    *spoke("2025-02-03", *SIX),
    *("2025-02-10", theme("a", asks=2), *(under(n, "a") for n in SIX)),
    *("2025-02-17", *looked_at("a", due="2025-03-31")),
)
ALREADY = ("2025-03-03", decision("a", "already_in_place", "already_in_place"))
LOOK_AGAIN = "We will look again on 3 March 2026."
NOTHING = "No next step is planned."


def telling(whom):
    return f"has still to tell {whom} what was decided. We promise an answer within 84 days."


def test_people_who_were_told_nothing_of_a_decision_are_told_next(journey):
    heard = journey(
        *HEARD, *ALREADY,
        *("2025-03-10", *(told(n, "decision/a-1") for n in (1, 2, 3, 4))),
        *("2025-03-11", not_reached(5, "decision/a-1")),
        *("2025-03-12", told(6, "theme/a")),
        *("2025-03-13", told(6, "decision/a-1")),
    )  # fmt: skip
    for day, whom in (("2025-03-03", "the people who said this"), ("2025-03-12", "some of the people who said this")):
        owed, _ = heard.comes_next("a", day)
        assert len([each for each in owed if telling(whom) in each]) == 1
        assert not any(NOTHING in each for each in owed)
    owed, _ = heard.comes_next("a", "2025-03-13")
    assert any(NOTHING in each for each in owed)
    assert not any("has still to tell" in each for each in owed)


def test_nobody_is_told_whose_words_were_erased(journey):
    gone = {"scope": ["words"], "asked_on": "2025-03-10", "done_on": "2025-03-10", "streams": ["contribution/6"]}
    erasing = Telling("person/P-6", PersonalDataErased, gone, visibility="restricted")
    heard = journey(
        *HEARD, *ALREADY, *("2025-03-09", *(told(n, "decision/a-1") for n in (1, 2, 3, 4, 5))), "2025-03-10", erasing
    )
    assert any("some of the people" in each for each in heard.comes_next("a", "2025-03-09")[0])
    assert any(NOTHING in each for each in heard.comes_next("a", "2025-03-10")[0])


def test_a_decision_that_is_looked_at_again_promises_no_day_of_its_own(journey):
    heard = journey(
        *HEARD, "2025-03-03", decision("a", "not_now", "not_now"), *(told(n, "decision/a-1") for n in SIX),
        *("2025-04-01", opened_again("a")),
        *("2025-04-08", on("a", looking, due="2025-05-30")),
        *("2025-06-02", decision("a", "not_now", "agreed", n=2)),
    )  # fmt: skip
    owed, card = heard.comes_next("a", "2025-03-03")
    assert LOOK_AGAIN in card
    assert any("look again on 3 March 2026" in each for each in owed)
    for day, will in (
        ("2025-04-01", "No day for a new decision has been set yet."),
        ("2025-04-08", "Improvement Group will decide by 30 May 2025."),
        ("2025-05-31", "Improvement Group said it would decide by 30 May 2025. We are 1 day late."),
    ):
        owed, card = heard.comes_next("a", day)
        assert will in card
        assert not any("3 March 2026" in each for each in (*owed, *card))
        # The contract of the figures: each look-again day of the current decision, after moves.
        assert [each["due"] for each in heard.theme("a", day)["waiting_on"] if each["kind"] == "review"] == [
            "2026-03-03", "2026-03-03"
        ]  # fmt: skip
    assert LOOK_AGAIN in heard.comes_next("a", "2025-06-02")[1]


@pytest.mark.parametrize(
    ("verdicts", "owes"),
    [(("agreed", "agreed"), "Nobody has said yet who will do it"), (("passed_on", "passed_on"), "still to send it to")],
)
def test_what_a_decision_asked_for_is_not_owed_while_it_is_looked_at_again(journey, verdicts, owes):
    heard = journey(*HEARD, "2025-03-03", decision("a", *verdicts), "2025-04-01", opened_again("a"))
    assert any(owes in each for each in heard.comes_next("a", "2025-03-31")[0])
    owed, card = heard.comes_next("a", "2025-04-01")
    assert not any(owes in each for each in (*owed, *card))


def test_what_others_and_owners_owe_goes_on_while_it_is_looked_at_again(journey):
    heard = journey(
        *HEARD, "2025-03-03", decision("a", "passed_on", "agreed"), on("a", passed_on), plan(1, "a"),
        *("2025-04-01", opened_again("a")),
    )  # fmt: skip
    owed, _ = heard.comes_next("a", "2025-04-01")
    assert any("should reply by 2 June 2025" in each for each in owed)
    assert any("Write the policy, by 20 June 2025" in each for each in owed)
