"""The figures, exact, of the first journey at the days that the domain names (4.1)."""

import pytest

from tests.conftest import OTHER_SLUG


@pytest.fixture
def figures(moment, pages):
    def read(day, **which):
        with moment(day, **which) as reading:
            return pages.figures.document(reading.tables, reading.address.log_id, reading.address.slug, reading.on)

    return read


def test_the_document_has_the_parts_of_the_contract(figures):
    assert list(figures("2026-06-30")) == [
        "partnership", "as_at", "position", "contributions", "outcomes", "themes", "decisions", "actions", "disputes",
        "checks",
    ]  # fmt: skip


def test_nine_wait_fourteen_days(figures):
    contributions = figures("2025-02-18")["contributions"]
    assert (contributions["received"], contributions["waiting"], contributions["longest_wait_days"]) == (9, 9, 14)
    assert contributions["first_answer"] == {
        "days_median": None, "in_promise": 0, "late": 0, "overdue": 0, "not_yet_due": 9
    }  # fmt: skip


def test_eight_answers_given_and_one_ready_by_code(figures):
    contributions = figures("2025-05-01")["contributions"]
    assert (contributions["answered"], contributions["answer_undeliverable"], contributions["waiting"]) == (9, 1, 0)
    assert contributions["first_answer"]["days_median"] == 69
    assert contributions["first_answer"]["in_promise"] == 9


def test_the_answer_is_overdue_from_the_day_after_the_promise(figures):
    before = figures("2025-04-13")["contributions"]
    assert (before["waiting"], before["first_answer"]["not_yet_due"]) == (9, 9)


def test_acknowledged_within_five_working_days(figures):
    assert figures("2026-06-30")["contributions"]["acknowledged_in_promise"] == {"n": 9, "of": 9}


def test_a_theme_on_a_day(figures):
    assert figures("2025-03-20")["themes"] == {
        "theme/a": {
            "state": "looking",
            "contributions": 9,
            "days_since_news": 17,
            "held_back": False,
            "asks": {"a-1": None, "a-2": None, "a-3": None, "a-4": None},
            "waiting_on": [{"kind": "decision", "due": "2025-04-11", "days_past_due": 0}],
            "agreed_no_action_days": None,
            "told_something_since_changed": 0,
        }
    }


def test_agreed_and_no_action_yet(figures):
    assert figures("2025-04-13")["themes"]["theme/a"]["agreed_no_action_days"] == 3
    assert figures("2025-04-14")["themes"]["theme/a"]["agreed_no_action_days"] is None


def test_actions_and_lateness(figures):
    stuck = figures("2025-06-21")["actions"]
    assert (stuck["done"], stuck["under_way"], stuck["stalled"], stuck["late"]) == (2, 1, 1, {"action/a4": 1})
    assert figures("2025-06-20")["actions"]["late"] == {}
    assert figures("2025-07-14")["actions"]["late"] == {}
    done = figures("2026-06-30")["actions"]
    assert (done["planned"], done["done"], done["done_by_first_due_date"]) == (4, 4, 3)


def test_the_decision_and_who_made_it(figures):
    assert figures("2026-06-30")["decisions"] == {
        "made": 1,
        "with_lived_experience_deciding": 1,
        "seats": {"n": 4, "of": 8},
        "how": {"consensus": 1},
        "recommendation_followed": {"yes": 1},
        "level_reached": {"co-produced": 1},
        "verdicts_by_ask": {"agreed": 4},
        "reasons": {"current": {}, "superseded": {}},
    }


def test_outcomes_are_of_those_who_asked_for_change(figures):
    assert figures("2025-11-05")["outcomes"] == {
        "reported": {"n": 9, "of": 9}, "confirmed": {"n": 0, "of": 9}, "still_in_place": {"n": 0, "of": 9}
    }  # fmt: skip
    assert figures("2026-06-30")["outcomes"]["still_in_place"] == {"n": 9, "of": 9}


def test_a_check_with_exact_numbers(figures):
    assert figures("2026-06-30")["checks"] == {
        "outcome/a-1": {
            "asked": 8, "yes": 5, "partly": 1, "no": 0, "cannot_tell": 0, "no_reply": 2, "result": "confirmed"
        }
    }  # fmt: skip


def test_the_position_is_that_of_the_days_last_fact(figures):
    assert figures("2024-11-05")["position"] == 5
    assert figures("2026-06-30")["position"] == 116


def test_one_partnership_sees_nothing_of_another(figures):
    assert figures("2026-06-30", slug=OTHER_SLUG)["checks"] == {}
    assert figures("2026-06-30", slug=OTHER_SLUG)["position"] == 89
