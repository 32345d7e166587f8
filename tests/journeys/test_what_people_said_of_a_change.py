"""Whether it really changed: what is claimed, what people say, and where the rule draws its lines (R14, R15)."""

import pytest

from tests.journeys.journey import (
    asked,
    checked,
    decision,
    looked_at,
    opened_again,
    outcome,
    replies,
    spoke,
    theme,
    told,
    under,
)

AGREED = (
    *spoke("2025-02-03", 1, 2, 3),
    *(theme("a"), theme("b"), under(1, "a"), under(2, "a"), under(3, "b"), *looked_at("a"), *looked_at("b")),
    *("2025-03-03", decision("a"), decision("b"), told(1, "decision/a-1"), told(2, "decision/a-1")),
)
CLAIMED = (*AGREED, "2025-05-01", outcome("a"))
NOBODY_ELSE = {"reported": {"n": 2, "of": 3}}

LINES = [
    # A third of the replies exactly is not over a third, and half of them exactly is half.
    ({"yes": 3, "partly": 1, "no": 2}, "confirmed"),
    ({"yes": 2, "partly": 0, "no": 1}, "confirmed"),
    ({"yes": 3, "partly": 3, "no": 0}, "confirmed"),
    ({"yes": 2, "partly": 2, "no": 2}, "partly_confirmed"),
    ({"yes": 2, "partly": 3, "no": 0}, "partly_confirmed"),
    ({"yes": 0, "partly": 3, "no": 0}, "partly_confirmed"),
    ({"yes": 3, "partly": 0, "no": 2}, "disputed"),
    ({"yes": 4, "partly": 0, "no": 3}, "disputed"),
    ({"yes": 0, "partly": 0, "no": 3}, "disputed"),
    # Two replies are too few whatever they say, and three are enough.
    ({"yes": 2, "partly": 0, "no": 0}, "too_few_replies"),
    ({"yes": 0, "partly": 0, "no": 2}, "too_few_replies"),
    ({"yes": 3, "partly": 0, "no": 0}, "confirmed"),
    # Whoever cannot tell has been asked and has not replied: they make three of two no more, and no share smaller.
    ({"yes": 2, "partly": 0, "no": 0, "cannot": 5}, "too_few_replies"),
    ({"yes": 3, "partly": 1, "no": 2, "cannot": 6}, "confirmed"),
    ({"yes": 3, "partly": 0, "no": 2, "cannot": 9, "silent": 4}, "disputed"),
    ({"yes": 0, "partly": 0, "no": 0, "silent": 6}, "too_few_replies"),
]


@pytest.mark.parametrize(("counted", "result"), LINES)
def test_the_rule_draws_its_lines_where_it_says(journey, counted, result):
    heard = journey(*CLAIMED, "2025-06-02", *checked("a", result, **counted))
    assert heard.state("a", "2025-06-02") == result
    confirmed = 2 * (result in ("confirmed", "partly_confirmed"))
    in_place = 2 * (result == "confirmed")  # partly is counted beside it, not in it
    assert heard.outcomes("2025-06-02") == (2, confirmed, in_place, 3)
    asked_of = sum(counted.values())
    assert heard("2025-06-02")["checks"]["outcome/a-1"] == {
        "asked": asked_of,
        **{name: counted.get(name, 0) for name in ("yes", "partly", "no")},
        "cannot_tell": counted.get("cannot", 0),
        "no_reply": counted.get("silent", 0),
        "result": result,
    }


@pytest.mark.parametrize(("counted", "result"), LINES)
def test_no_other_result_may_be_claimed(refused, counted, result):
    others = {"confirmed", "partly_confirmed", "disputed", "too_few_replies"} - {result}
    for other in others:
        assert "(R15)" in refused(*CLAIMED, "2025-06-02", *checked("a", other, **counted))


@pytest.mark.parametrize("level", ["full", "part", "none", "unexpected", "harm"])
def test_whatever_the_claim_it_is_reported_until_its_check_closes(journey, level):
    heard = journey(*AGREED, "2025-05-01", outcome("a", level=level), "2025-05-08", asked("a"))
    assert [heard.state("a", day) for day in ("2025-04-30", "2025-05-01", "2025-05-08")] == [
        "agreed",
        "reported",
        "reported",
    ]
    assert heard.outcomes("2025-05-08") == (2, 0, 0, 3)
    assert heard("2025-05-08")["checks"] == {}


@pytest.mark.parametrize("level", ["none", "unexpected", "harm"])
def test_people_may_confirm_that_nothing_changed_or_that_it_did_harm(journey, level):
    heard = journey(*AGREED, "2025-05-01", outcome("a", level=level), "2025-06-02", *checked("a", "confirmed", yes=4))
    assert heard.state("a", "2025-06-02") == "confirmed"
    # The contract counts closed checks, whatever it was that people confirmed.
    assert heard.outcomes("2025-06-02") == (2, 2, 2, 3)


def test_the_last_check_says_how_it_stands_and_the_first_that_it_once_was_so(journey):
    heard = journey(
        *CLAIMED,
        *("2025-06-02", *checked("a", "confirmed", yes=3)),
        *("2025-09-01", asked("a", asked=5)),
        *("2025-10-01", replies("a", "disputed", no=4, yes=1)),
    )
    assert [heard.state("a", day) for day in ("2025-06-02", "2025-09-01", "2025-10-01")] == [
        "confirmed", "confirmed", "disputed"
    ]  # fmt: skip
    assert heard.outcomes("2025-09-30") == (2, 2, 2, 3)
    assert heard.outcomes("2025-10-01") == (2, 2, 0, 3)
    # One entry for an outcome: that of the check that closed last.
    assert heard("2025-09-30")["checks"]["outcome/a-1"]["yes"] == 3
    assert heard("2025-10-01")["checks"]["outcome/a-1"]["no"] == 4


def test_too_few_replies_may_be_asked_for_again(journey):
    heard = journey(
        *CLAIMED,
        *("2025-06-02", *checked("a", "too_few_replies", yes=2, silent=4)),
        *("2025-07-01", *checked("a", "partly_confirmed", yes=1, partly=2, silent=3)),
    )
    assert [heard.state("a", day) for day in ("2025-06-30", "2025-07-01")] == ["too_few_replies", "partly_confirmed"]
    assert heard.outcomes("2025-06-30") == (2, 0, 0, 3)
    assert heard.outcomes("2025-07-01") == (2, 2, 0, 3)


@pytest.mark.parametrize(("result", "counted"), [("confirmed", {"yes": 3}), ("partly_confirmed", {"partly": 3})])
def test_a_change_stops_on_the_day_after_its_last(journey, result, counted):
    until = outcome("a", since="2025-04-01", until="2025-06-30")
    heard = journey(*AGREED, "2025-05-01", until, "2025-06-02", *checked("a", result, **counted))
    assert heard.state("a", "2025-06-30") == result
    assert heard.state("a", "2025-07-01") == "stopped"
    in_place = 2 * (result == "confirmed")
    assert heard.outcomes("2025-06-30") == (2, 2, in_place, 3)
    assert heard.outcomes("2025-07-01") == (2, 2, 0, 3)


def test_what_nobody_confirmed_cannot_stop(journey):
    until = outcome("a", since="2025-04-01", until="2025-05-31")
    heard = journey(*AGREED, "2025-05-01", until, "2025-08-01", *checked("a", "too_few_replies", yes=1))
    assert heard.state("a", "2025-07-01") == "reported"
    assert heard.state("a", "2025-08-01") == "too_few_replies"


def test_a_decision_that_takes_the_place_of_another_keeps_what_was_confirmed_of_it(journey):
    heard = journey(
        *CLAIMED,
        *("2025-06-02", *checked("a", "confirmed", yes=3)),
        *("2025-07-01", opened_again("a")),
        *("2025-08-01", decision("a", "not_now", n=2)),
    )
    days = ("2025-06-30", "2025-07-01", "2025-08-01")
    assert [heard.state("a", day) for day in days] == ["confirmed", "looking_again", "not_now"]
    # Confirmed at some time, and still in place though nothing more is agreed: its `until` has not passed.
    assert heard.outcomes("2025-08-01") == (2, 2, 2, 3)
    found = heard("2025-08-01")
    assert found["decisions"]["verdicts_by_ask"] == {"agreed": 1, "not_now": 1}
    assert found["decisions"]["reasons"] == {"current": {"money": 1, "people": 1}, "superseded": {}}
    assert found["themes"]["theme/a"]["told_something_since_changed"] == 2


def test_a_second_outcome_of_the_same_decision_is_the_one_spoken_of(journey):
    heard = journey(
        *CLAIMED,
        *("2025-06-02", *checked("a", "confirmed", yes=3)),
        *("2025-07-01", outcome("a", 2, level="part")),
    )
    assert [heard.state("a", day) for day in ("2025-06-30", "2025-07-01")] == ["confirmed", "reported"]
    assert heard.outcomes("2025-07-01") == (2, 2, 2, 3)


def test_nobody_else_is_counted_with_a_change(journey):
    heard = journey(*CLAIMED, "2025-06-02", *checked("a", "confirmed", yes=3))
    assert heard("2025-06-02")["outcomes"]["reported"] == NOBODY_ELSE["reported"]
    assert heard.state("b", "2025-06-02") == "agreed"
