"""The smallest journeys, two at once, and numbers of nothing."""

from datetime import date, timedelta

import pytest

from tests.journeys.journey import decision, happened, lines_of, looked_at, said, spoke, theme, told, under
from tracker.domain.refusals import InTheFuture
from tracker.wiring import NoSuchPartnership, NothingYet

NOTHING = {
    "contributions": {
        "received": 0, "withdrawn": 0, "answered": 0, "answer_undeliverable": 0, "waiting": 0, "longest_wait_days": 0,
        "asked_for_change": 0, "no_change_asked": 0, "change_unknown": 0,
        "acknowledged_in_promise": {"n": 0, "of": 0},
        "first_answer": {"days_median": None, "in_promise": 0, "late": 0, "overdue": 0, "not_yet_due": 0},
    },
    "outcomes": {share: {"n": 0, "of": 0} for share in ("reported", "confirmed", "still_in_place")},
    "themes": {},
    "decisions": {
        "made": 0, "with_lived_experience_deciding": 0, "seats": {"n": 0, "of": 0}, "how": {},
        "recommendation_followed": {}, "level_reached": {}, "verdicts_by_ask": {},
        "reasons": {"current": {}, "superseded": {}},
    },
    "actions": {
        "planned": 0, "not_started": 0, "under_way": 0, "stalled": 0, "done": 0, "dropped": 0,
        "done_by_first_due_date": 0, "late": {},
    },
    "disputes": {
        "raised": 0, "open": 0, "answered": 0, "upheld": 0, "upheld_in_part": 0, "not_upheld": 0, "days_to_answer": []
    },
    "checks": {},
}  # fmt: skip


def test_a_partnership_that_was_only_created_has_figures_of_nothing(desk):
    heard = desk.record(lines_of("Only begun")[:1])
    assert heard("2025-01-06") == {"partnership": "only-begun", "as_at": "2025-01-06", "position": 0, **NOTHING}
    assert heard("2026-11-22") == {"partnership": "only-begun", "as_at": "2026-11-22", "position": 0, **NOTHING}


def test_there_are_no_figures_of_a_day_before_the_first_fact_or_after_today(journey):
    heard = journey(*spoke("2025-02-03", 1))
    with pytest.raises(NothingYet):
        heard("2025-01-05")
    with pytest.raises(InTheFuture):
        heard("2026-11-23")
    assert heard.waiting("2026-11-22") == (1, 657)  # 365 to 3 February 2026, and 292 more


def test_two_partnerships_in_one_database_count_each_its_own(desk):
    one = desk.bring(*spoke("2025-02-03", 1, 2), theme("a"), under(1, "a"), *looked_at("a"), name="North Together")
    other = desk.bring(*spoke("2025-02-10", 1, 2, 3), "2025-03-03", told(1), name="South Together")
    assert (one.waiting("2025-03-03"), other.waiting("2025-03-03")) == ((2, 28), (2, 21))
    assert list(one("2025-03-03")["themes"]) == ["theme/a"]
    assert other("2025-03-03")["themes"] == {}
    with pytest.raises(NoSuchPartnership):
        desk.tracker.find("west-together")


def test_a_partnership_of_the_same_name_is_refused_and_the_first_stays_as_it_was(desk, refused):
    heard = desk.bring(*spoke("2025-02-03", 1), name="East Together")
    assert refused(*spoke("2025-02-03", 1, 2), name="East  TOGETHER").startswith(
        "line 1: east-together is recorded already"
    )
    assert heard.contributions("2025-02-03")["received"] == 1


@pytest.mark.parametrize(
    ("days", "middle"),
    [
        ([10], 10),
        ([10, 13], 11.5),
        ([10, 12], 11),
        ([10, 12, 13, 40], 12.5),
        ([40, 10, 13], 13),
        ([0, 0], 0),
    ],
)
def test_the_middle_of_an_even_number_lies_between_two(journey, days, middle):
    numbers = range(1, len(days) + 1)
    in_order = sorted(zip(days, numbers, strict=True))
    answered = [(str(date(2025, 2, 1) + timedelta(days=day)), told(n)) for day, n in in_order]
    heard = journey(*spoke("2025-02-01", *numbers, 9), *(each for pair in answered for each in pair))
    found = heard.contributions("2025-06-30")["first_answer"]["days_median"]
    assert found == middle
    assert type(found) is type(middle)


def test_shares_are_of_those_who_asked_for_change(journey):
    asked = (said(1), said(2, asks_change=False), said(3, asks_change=None), said(4))
    heard = journey("2025-02-03", *asked, theme("a"), *(under(n, "a") for n in (1, 2, 3, 4)))
    found = heard("2025-02-03")
    named = ("asked_for_change", "no_change_asked", "change_unknown", "received")
    assert [found["contributions"][name] for name in named] == [2, 1, 1, 4]
    assert found["outcomes"]["reported"] == {"n": 0, "of": 2}
    assert found["themes"]["theme/a"]["contributions"] == 4


def test_only_people_with_lived_experience_who_decided_have_its_seats(journey):
    panel = [
        {"capacity": "lived_experience", "n": 3, "part": "decided"},
        {"capacity": "lived_experience", "n": 4, "part": "advised"},
        {"capacity": "family_or_friend", "n": 2, "part": "decided"},
        {"capacity": "manager", "n": 2, "part": "decided"},
        {"capacity": "together", "n": 1, "part": "decided"},
    ]
    nobody = [
        {"capacity": "family_or_friend", "n": 2, "part": "decided"},
        {"capacity": "lived_experience", "n": 0, "part": "decided"},
    ]
    heard = journey(
        *spoke("2025-02-03", 1, 2), theme("a"), theme("b"), under(1, "a"), under(2, "b"),
        *(*looked_at("a"), *looked_at("b")),
        "2025-03-03", decision("a", took_part=panel), decision("b", took_part=nobody, how="one_person"),
    )  # fmt: skip
    found = heard("2025-03-03")["decisions"]
    assert (found["made"], found["with_lived_experience_deciding"], found["seats"]) == (2, 1, {"n": 3, "of": 10})
    assert found["how"] == {"consensus": 1, "one_person": 1}


# The clocks went forward on 30 March 2025 and back on 26 October 2025.
@pytest.mark.parametrize(
    "zone", ["Europe/London", "America/New_York", "Pacific/Kiritimati", "Pacific/Niue", "Asia/Kathmandu"]
)
def test_a_day_of_a_file_is_that_day_in_every_time_zone(journey, zone):
    heard = journey(
        *spoke("2025-03-29", 1), *spoke("2025-03-30", 2), *spoke("2025-10-26", 3),
        *("2025-10-27", happened("2025-10-25", said(4))), time_zone=zone,
    )  # fmt: skip
    days = ("2025-03-28", "2025-03-29", "2025-03-30", "2025-10-25", "2025-10-26", "2025-10-27")
    assert [heard.contributions(day)["received"] for day in days] == [0, 1, 2, 2, 3, 4]
    assert heard.waiting("2025-10-27") == (4, 212)  # 29 March to 27 October, whatever the clocks did
