"""The whole example at the seven days that the domain names (4.1): every value that it must give."""

from datetime import date

import pytest

from tests.conftest import NOW, SLUG
from tests.databases import KINDS, settings_for
from tracker.files import EXAMPLE
from tracker.wiring import Tracker


@pytest.fixture(scope="module", params=KINDS)
def example(request, places, tmp_path_factory):
    home = tmp_path_factory.mktemp("example")
    place = places.new(request.param, home)
    running = Tracker(settings_for(place, home), clock=lambda: NOW)
    assert running.import_file(EXAMPLE).facts == 701
    yield running
    running.close()
    place.close()


@pytest.fixture
def figures(example):
    def read(day):
        with example.read(SLUG, date.fromisoformat(day)) as moment:
            return example.pages.figures.document(moment.tables, moment.address.log_id, SLUG, moment.on)

    return read


@pytest.fixture
def cards(example):
    def read(day):
        with example.read(SLUG, date.fromisoformat(day)) as moment:
            page = example.pages.board.page(moment.tables, moment.address.log_id, moment.on)
            return {card.theme: card for card in page.cards}, page.coverage.sentences

    return read


def text_of(card):
    return " ".join(f"{step.label}: {step.text}" for step in card.steps)


@pytest.mark.parametrize(
    ("day", "received", "waiting", "longest"),
    [
        ("2025-02-18", 9, 9, 14),
        ("2025-05-01", 15, 6, 49),
        ("2025-08-01", 79, 64, 46),
        ("2025-11-05", 79, 0, 0),
        ("2026-01-20", 79, 0, 0),
        ("2026-02-11", 79, 0, 0),
        ("2026-06-30", 79, 0, 0),
    ],
)
def test_who_waits_and_how_long(figures, day, received, waiting, longest):
    found = figures(day)["contributions"]
    assert (found["received"], found["waiting"], found["longest_wait_days"]) == (received, waiting, longest)
    assert found["answered"] == received - waiting


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2025-02-18", {}),
        ("2025-05-01", {"a": "under_way", "b": "looking"}),
        ("2025-08-01", {"a": "done_unknown", "b": "not_now", "c1": "waiting", "c5": "waiting"}),
        ("2025-11-05", {"a": "reported", "c4": "looking_again", "c5": "passed_on"}),
        ("2026-01-20", {"a": "confirmed", "b": "done_unknown", "c1": "reported", "c2": "stuck", "c5": "passed_on"}),
        ("2026-02-11", {"c1": "disputed"}),
        (
            "2026-06-30",
            {
                "a": "confirmed",
                "b": "stopped",
                "c1": "confirmed",
                "c2": "reported",
                "c3": "done_unknown",
                "c4": "not_now",
                "c5": "passed_on",
            },
        ),
    ],
)
def test_where_each_theme_stands(figures, day, states):
    found = {ref.partition("/")[2]: theme["state"] for ref, theme in figures(day)["themes"].items()}
    assert {name: found[name] for name in states} == states


def test_the_measures_of_the_last_day(figures):
    found = figures("2026-06-30")
    contributions = found["contributions"]
    assert (contributions["asked_for_change"], contributions["no_change_asked"], contributions["change_unknown"]) == (
        72,
        5,
        2,
    )
    assert contributions["acknowledged_in_promise"] == {"n": 79, "of": 79}
    assert contributions["answer_undeliverable"] == 6
    assert contributions["first_answer"] == {
        "days_median": 93, "in_promise": 18, "late": 61, "overdue": 0, "not_yet_due": 0
    }  # fmt: skip
    assert found["outcomes"] == {
        "reported": {"n": 66, "of": 72}, "confirmed": {"n": 44, "of": 72}, "still_in_place": {"n": 38, "of": 72}
    }  # fmt: skip
    assert found["decisions"] == {
        "made": 10,
        "with_lived_experience_deciding": 4,
        "seats": {"n": 13, "of": 37},
        "how": {"one_person_after_advice": 6, "consensus": 3, "vote": 1},
        "recommendation_followed": {"yes": 4, "partly": 3, "no": 3},
        "level_reached": {"consulted": 7, "co-designed": 1, "co-produced": 2},
        "verdicts_by_ask": {"agreed": 10, "partly": 1, "not_now": 2, "not_possible": 1, "passed_on": 1},
        "reasons": {
            "current": {"law": 2, "not_ours": 1, "money": 2, "people": 1},
            "superseded": {"money": 2, "people": 1, "not_ours": 1},
        },
    }
    actions = found["actions"]
    assert (actions["planned"], actions["done"], actions["done_by_first_due_date"], actions["late"]) == (15, 15, 12, {})
    assert found["disputes"] == {
        "raised": 3,
        "open": 0,
        "answered": 3,
        "upheld": 2,
        "upheld_in_part": 1,
        "not_upheld": 0,
        "days_to_answer": [21, 21, 19],
    }
    assert found["position"] == 700


def test_what_somebody_still_owes_on_the_last_day(figures):
    themes = figures("2026-06-30")["themes"]
    september = {"due": "2026-09-10", "days_past_due": 0}
    assert themes["theme/b"] == {
        "state": "stopped",
        "contributions": 6,
        "days_since_news": 68,
        "held_back": False,
        "asks": {"b-1": "partly", "b-2": "not_now", "b-3": "agreed"},
        "waiting_on": [
            {"kind": "review", "ask": "b-1", **september},
            {"kind": "review", "ask": "b-2", **september},
        ],
        "agreed_no_action_days": None,
        "told_something_since_changed": 0,
    }
    assert themes["theme/c4"]["waiting_on"] == [
        {"kind": "review", "ask": "c4-1", "due": "2026-04-02", "days_past_due": 89}
    ]
    assert themes["theme/c4"]["told_something_since_changed"] == 11
    assert themes["theme/c5"]["waiting_on"] == [
        {
            "kind": "reply",
            "from": "A parliamentary group on homelessness",
            "ask": "c5-1",
            "due": "2025-12-01",
            "days_past_due": 211,
        }
    ]
    assert [themes[f"theme/c{n}"]["contributions"] for n in range(1, 6)] == [29, 22, 18, 11, 9]


def test_two_bodies_owe_a_reply_and_one_gives_it(figures):
    owed = {
        day: [each["from"] for each in figures(day)["themes"]["theme/c5"]["waiting_on"]]
        for day in ("2025-11-05", "2026-01-20")
    }
    assert owed == {
        "2025-11-05": ["The area's MP", "A parliamentary group on homelessness"],
        "2026-01-20": ["A parliamentary group on homelessness"],
    }


def test_a_correction_is_seen_with_what_it_corrects(cards):
    shown, _ = cards("2025-08-01")
    assert "52 Sundays would cost £36,400 a year (put right: it said £57,200 a year)." in text_of(shown["theme/b"])


def test_both_booking_figures_stay_to_be_seen(cards):
    shown, _ = cards("2026-02-11")
    assert shown["theme/c1"].status.words == "People say this has not changed"
    assert "81 bookings by people asking for help (it said 212 bookings)" in text_of(shown["theme/c1"])


def test_what_the_public_reads_on_the_last_day(cards):
    shown, lines = cards("2026-06-30")
    assert lines[0] == "79 people told us something."
    assert list(shown) == [f"theme/{name}" for name in ("c4", "a", "c5", "c3", "b", "c1", "c2")]
    assert shown["theme/c1"].status.words.endswith("after the first try did not work")
    assert "waiting 267 days for a reply" in shown["theme/c5"].status.words
    assert "We are 89 days late." in text_of(shown["theme/c4"])
    assert "Answers by 7 July 2026." in text_of(shown["theme/c2"])


def test_every_theme_has_a_timeline_without_a_name(example):
    with example.read(SLUG) as moment:
        log_id, pages = moment.address.log_id, example.pages
        told = [
            pages.timeline.page(moment.tables, log_id, f"theme/{name}", moment.on)
            for name in ("a", "b", "c1", "c2", "c3", "c4", "c5")
        ]
    assert all(len(page.entries) >= 9 for page in told)
    for name in ("Sue", "Marcus", "P-A0", "P-C", "removed"):
        assert name not in repr(told)
