"""What is set aside, held back, moved, not reached or erased: still counted, each where the contract counts it."""

import pytest

from tests.journeys.journey import (
    decision,
    looked_at,
    moved_under,
    not_reached,
    of,
    on,
    opened_again,
    outcome,
    spoke,
    taken_back,
    theme,
    told,
    under,
)
from tests.story import Telling
from tests.tellings import closed, held_back, redacted, released, restored, set_aside
from tracker.events.consenting import ConsentGiven
from tracker.events.taking_back import PersonalDataErased

HEARD = (
    *spoke("2025-02-03", 1, 2, 3),
    *(theme("a"), theme("b"), under(1, "a"), under(2, "a"), under(3, "b"), *looked_at("a"), *looked_at("b")),
)


def erased(n, *streams, scope=("words", "contact")):
    days = {"asked_on": "2025-06-01", "done_on": "2025-06-02"}
    return Telling(
        f"person/P-{n}",
        PersonalDataErased,
        {"scope": list(scope), **days, "streams": list(streams or (f"contribution/{n}", f"person/P-{n}"))},
        visibility="restricted",
    )


def test_whoever_could_not_be_reached_was_answered_and_stays_counted_when_the_answer_arrives(journey):
    heard = journey(
        *HEARD, "2025-03-03", decision("a"), not_reached(1, "decision/a-1"), told(2, "decision/a-1"),
        "2025-04-01", told(1, "decision/a-1"),
    )  # fmt: skip
    for day in ("2025-03-03", "2025-04-01"):
        found = heard.contributions(day)
        assert (found["answered"], found["answer_undeliverable"], found["waiting"]) == (2, 1, 1)
        assert found["first_answer"]["days_median"] == 28


def test_whoever_could_not_be_reached_and_took_their_words_back_is_counted_once(journey):
    heard = journey(*HEARD, "2025-03-03", decision("a"), not_reached(1, "decision/a-1"), "2025-04-01", taken_back(1))
    found = heard.contributions("2025-04-01")
    assert (found["withdrawn"], found["answered"], found["answer_undeliverable"], found["waiting"]) == (1, 0, 0, 2)


def test_whoever_could_not_be_reached_and_waits_for_another_theme_is_not_answered(journey):
    heard = journey(
        *HEARD, "2025-02-10", moved_under(3, "a", "b"), "2025-03-03", decision("a"), not_reached(3, "decision/a-1")
    )
    found = heard.contributions("2025-03-03")
    assert (found["answered"], found["answer_undeliverable"], found["waiting"]) == (0, 0, 3)


def test_what_was_set_aside_is_counted_and_waits_for_nothing_until_it_is_restored(journey):
    heard = journey(*HEARD, "2025-02-17", of(1, set_aside), "2025-06-02", of(1, restored))
    aside, back = heard("2025-06-01"), heard("2025-06-02")
    assert (aside["contributions"]["received"], aside["contributions"]["waiting"]) == (3, 2)
    assert (back["contributions"]["received"], back["contributions"]["waiting"]) == (3, 3)
    assert back["contributions"]["longest_wait_days"] == 119  # since 3 February all the same
    # Outside waiting figures: nobody owes an answer to what was set aside.
    assert aside["contributions"]["first_answer"]["overdue"] == 2
    assert back["contributions"]["first_answer"]["overdue"] == 3
    # Its points name the theme and it is not withdrawn.
    assert [found["themes"]["theme/a"]["contributions"] for found in (aside, back)] == [2, 2]
    assert [found["contributions"]["asked_for_change"] for found in (aside, back)] == [3, 3]


def test_what_was_set_aside_before_it_was_due_is_never_overdue(journey):
    heard = journey(*HEARD, "2025-02-17", of(1, set_aside))
    assert heard.contributions("2025-02-17")["first_answer"]["not_yet_due"] == 2


def test_a_theme_that_is_held_back_is_counted_like_any_other(journey):
    heard = journey(
        *HEARD,
        "2025-02-10",
        on("a", held_back),
        "2025-03-03",
        decision("a"),
        decision("b"),
        "2025-06-02",
        on("a", released),
    )
    found = {day: heard(day) for day in ("2025-02-09", "2025-02-10", "2025-06-01", "2025-06-02")}
    assert [each["themes"]["theme/a"]["held_back"] for each in found.values()] == [False, True, True, False]
    assert [each["themes"]["theme/b"]["held_back"] for each in found.values()] == [False] * 4
    assert found["2025-06-01"]["decisions"]["made"] == 2
    assert [each["themes"]["theme/a"]["state"] for each in found.values()] == ["looking", "looking", "agreed", "agreed"]
    assert found["2025-06-01"]["themes"]["theme/a"]["contributions"] == 2


def test_points_that_move_leave_one_theme_and_join_the_other(journey):
    heard = journey(*HEARD, "2025-03-03", decision("a"), told(1, "decision/a-1"), "2025-03-10", moved_under(1, "b"))
    before, after = heard("2025-03-09"), heard("2025-03-10")
    assert [before["themes"][f"theme/{name}"]["contributions"] for name in "ab"] == [2, 1]
    assert [after["themes"][f"theme/{name}"]["contributions"] for name in "ab"] == [1, 2]
    # They were told of a, and now wait for b.
    assert (before["contributions"]["waiting"], after["contributions"]["waiting"]) == (2, 3)


def test_a_person_who_moved_is_told_nothing_more_of_the_theme_that_they_left(journey):
    again = (opened_again("a"), decision("a", "not_now", n=2))
    heard = journey(
        *HEARD, "2025-03-03", decision("a"), told(1, "decision/a-1"), told(2, "decision/a-1"),
        "2025-03-10", moved_under(1, "b"), "2025-04-01", *again,
    )  # fmt: skip
    assert heard.theme("a", "2025-04-01")["told_something_since_changed"] == 1
    assert heard.theme("b", "2025-04-01")["told_something_since_changed"] == 0


def test_what_was_closed_without_a_theme_waits_for_its_answer(journey):
    thanks = (
        of(1, closed, reason="thanks_or_no_change_asked"),
        of(2, closed, reason="duplicate_of", duplicate_of="contribution/3"),
    )
    heard = journey(*spoke("2025-02-03", 1, 2, 3), "2025-02-10", *thanks, "2025-02-17", told(1), "2025-02-24", told(2))
    assert [heard.waiting(day) for day in ("2025-02-10", "2025-02-17", "2025-02-24")] == [(3, 7), (2, 14), (1, 21)]


def test_words_that_are_hidden_still_count(journey):
    seen, hidden = journey(*HEARD)("2025-02-10"), journey(*HEARD, "2025-02-10", of(1, redacted))("2025-02-10")
    assert {key: hidden[key] for key in COUNTS} == {key: seen[key] for key in COUNTS}


COUNTS = ("contributions", "outcomes", "themes", "decisions", "actions", "disputes", "checks")


@pytest.mark.parametrize("scope", [("words",), ("words", "contact", "equality", "attachments"), ("contact",)])
def test_erasing_leaves_every_count_as_it_was(journey, scope):
    story = (
        *HEARD, "2025-03-03", decision("a"), told(1, "decision/a-1"), not_reached(2, "decision/a-1"),
        "2025-05-01", outcome("a"), "2025-06-02",
    )  # fmt: skip
    kept = journey(*story)
    gone = journey(*story, erased(1, "contribution/1", scope=scope), erased(3, "contribution/3", scope=scope))
    for day in ("2025-03-03", "2025-06-02", "2026-06-30"):
        before, after = kept(day), gone(day)
        assert {key: after[key] for key in COUNTS} == {key: before[key] for key in COUNTS}


def test_whoever_was_erased_is_told_nothing_again(journey):
    again = (opened_again("a"), decision("a", "not_now", n=2))
    story = (
        *HEARD, "2025-03-03", decision("a"), told(1, "decision/a-1"), told(2, "decision/a-1"),
        "2025-05-01", *again, "2025-06-02",
    )  # fmt: skip
    consented = Telling("person/P-2", ConsentGiven, dict.fromkeys(("summary", "quote", "name", "recontact"), True))
    one, other = erased(1, "contribution/1"), erased(2, "person/P-2")
    assert journey(*story).theme("a", "2025-06-02")["told_something_since_changed"] == 2
    assert journey(*story, one).theme("a", "2025-06-02")["told_something_since_changed"] == 1
    # The second person's own record was erased, and with it the way to reach them.
    assert journey(*story, consented, one, other).theme("a", "2025-06-02")["told_something_since_changed"] == 0
