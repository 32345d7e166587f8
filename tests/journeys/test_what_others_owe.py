"""What somebody owes on a theme: replies, the decision, the days on which we look again; each on its own clock."""

from tests.journeys.journey import decision, looked_at, on, opened_again, spoke, theme, told, under
from tests.tellings import REVIEW, a_part, chased, extended, passed_on, replied, review_moved

HEARD = (
    *spoke("2025-02-03", 1, 2),
    *(theme("a", asks=2), theme("b"), under(1, "a"), under(2, "b"), *looked_at("a", "2025-04-11"), *looked_at("b")),
)
PASSED_ON = (
    *HEARD,
    *("2025-03-03", decision("a", "passed_on", "passed_on"), told(1, "decision/a-1")),
    *("2025-03-10", on("a", passed_on, reply_due="2025-06-02")),
    *("2025-03-17", on("a", passed_on, to="The MP", reply_due="2025-06-16")),
)


def reply(body, ask, due, days):
    return {"kind": "reply", "from": body, "ask": ask, "due": due, "days_past_due": days}


def test_two_bodies_owe_a_reply_until_each_has_given_its_own(journey):
    heard = journey(*PASSED_ON, "2025-06-10", on("a", replied))
    council = [reply("County Council", "a-1", "2025-06-02", days) for days in (0, 0, 7)]
    mp = [reply("The MP", "a-1", "2025-06-16", days) for days in (0, 1, 160)]
    assert heard.theme("a", "2025-03-10")["waiting_on"] == council[:1]
    assert heard.theme("a", "2025-06-02")["waiting_on"] == [council[1], mp[0]]
    assert heard.theme("a", "2025-06-09")["waiting_on"] == [council[2], mp[0]]
    assert heard.theme("a", "2025-06-10")["waiting_on"] == [mp[0]]
    assert heard.theme("a", "2025-06-17")["waiting_on"] == [mp[1]]
    assert heard.theme("a", "2025-11-23")["waiting_on"] == [mp[2]]  # 14 + 31 + 31 + 30 + 31 + 23 days
    assert heard.state("a", "2025-11-23") == "passed_on"


def test_what_was_not_sent_yet_is_owed_by_nobody(journey):
    heard = journey(*PASSED_ON)
    assert heard.theme("a", "2025-03-09")["waiting_on"] == []
    assert heard.state("a", "2025-03-09") == "passed_on"


def test_asking_again_stops_no_clock(journey):
    heard = journey(*PASSED_ON, "2025-06-17", on("a", chased, to="The MP"))
    assert heard.theme("a", "2025-06-20")["waiting_on"][1] == reply("The MP", "a-1", "2025-06-16", 4)


def test_one_body_asked_about_two_things_owes_two_replies_and_may_give_them_at_once(journey):
    both = (*PASSED_ON, "2025-03-24", on("a", passed_on, part="a-2", reply_due="2025-06-30"))
    owed = journey(*both, "2025-06-10", on("a", replied)).theme("a", "2025-06-10")["waiting_on"]
    assert [(each["from"], each["ask"]) for each in owed] == [("The MP", "a-1"), ("County Council", "a-2")]
    at_once = on("a", replied.without("part"))
    owed = journey(*both, "2025-06-10", at_once).theme("a", "2025-06-10")["waiting_on"]
    assert [(each["from"], each["ask"]) for each in owed] == [("The MP", "a-1")]


def test_a_reply_is_owed_though_something_else_was_decided_since(journey):
    again = (opened_again("a"), decision("a", "agreed", "not_possible", n=2))
    heard = journey(*PASSED_ON, "2025-06-10", on("a", replied), "2025-07-01", *again)
    assert heard.state("a", "2025-07-01") == "agreed"
    assert heard.theme("a", "2025-07-01")["waiting_on"] == [reply("The MP", "a-1", "2025-06-16", 15)]


def test_the_day_when_we_look_again_moves_twice(journey):
    parts = [a_part("a-1", "not_now"), a_part("a-2", "partly")]
    moves = (
        *("2025-10-01", on("a", review_moved, old="2026-03-03", new="2026-06-01", parts=["a-1"])),
        *("2026-02-02", on("a", review_moved, old="2026-06-01", new="2026-09-10", parts=["a-1"])),
    )
    heard = journey(*HEARD, "2025-03-03", decision("a", parts=parts), *moves)

    def reviews(day):
        return [(each["ask"], each["due"], each["days_past_due"]) for each in heard.theme("a", day)["waiting_on"]]

    assert reviews("2025-09-30") == [("a-1", "2026-03-03", 0), ("a-2", "2026-03-03", 0)]
    assert reviews("2025-10-01") == [("a-1", "2026-06-01", 0), ("a-2", "2026-03-03", 0)]
    assert reviews("2026-03-04") == [("a-1", "2026-09-10", 0), ("a-2", "2026-03-03", 1)]
    assert reviews("2026-09-11") == [("a-1", "2026-09-10", 1), ("a-2", "2026-03-03", 192)]


def test_both_asks_days_move_at_once_and_only_from_where_they_stood(journey, refused):
    parts = [a_part("a-1", "not_now"), a_part("a-2", "not_now", still=[{**REVIEW, "on": "2026-04-01"}])]
    decided = (*HEARD, "2025-03-03", decision("a", parts=parts))
    sentence = refused(*decided, on("a", review_moved, parts=["a-1", "a-2"]))
    assert "the date that stood here was 2026-04-01, not 2026-03-03" in sentence
    heard = journey(*decided, on("a", review_moved, old="2026-04-01", new="2026-03-03", parts=["a-2"]),
                    on("a", review_moved, parts=["a-1", "a-2"]))  # fmt: skip
    assert [each["due"] for each in heard.theme("a", "2025-03-03")["waiting_on"]] == ["2026-09-10", "2026-09-10"]


def test_a_body_that_gave_itself_longer_is_late_from_its_new_date(journey):
    longer = (
        *("2025-04-10", on("a", extended)),
        *("2025-05-08", on("a", extended, old_due="2025-05-09", new_due="2025-06-06")),
    )
    heard = journey(*HEARD, *longer)
    owed = {
        day: heard.theme("a", day)["waiting_on"] for day in ("2025-04-09", "2025-04-12", "2025-06-06", "2025-06-07")
    }
    assert [(day, each["due"], each["days_past_due"]) for day, (each,) in owed.items()] == [
        ("2025-04-09", "2025-04-11", 0),
        ("2025-04-12", "2025-05-09", 0),
        ("2025-06-06", "2025-06-06", 0),
        ("2025-06-07", "2025-06-06", 1),
    ]
    assert heard.state("a", "2025-06-07") == "looking"


def test_whoever_looks_again_owes_a_decision_and_the_old_days_still_stand(journey):
    looking_again = on("a", looked_at("a", "2026-01-30")[1])
    heard = journey(
        *HEARD,
        "2025-03-03",
        decision("a", "not_now", "agreed"),
        "2025-09-01",
        opened_again("a"),
        looking_again(due="2026-01-30"),
    )
    assert heard.theme("a", "2026-03-04")["waiting_on"] == [
        {"kind": "decision", "due": "2026-01-30", "days_past_due": 33},
        {"kind": "review", "ask": "a-1", "due": "2026-03-03", "days_past_due": 1},
    ]
    assert heard.state("a", "2026-03-04") == "looking_again"


def test_an_ask_left_open_has_no_verdict_and_no_headline_of_its_own(journey):
    parts = [a_part("a-1", "not_now")]
    left = {"left_open": [{"ask": "a-2", "why": "The budget comes later"}]}
    heard = journey(*HEARD, "2025-03-03", decision("a", parts=parts, **left), told(1, "decision/a-1"))
    found = heard.theme("a", "2025-03-03")
    assert (found["asks"], found["state"]) == ({"a-1": "not_now", "a-2": None}, "not_now")
    # What is still undecided of a theme is no second theme: they were told its decision.
    assert heard.waiting("2025-03-03") == (1, 28)
