"""People who took their words back: in “received” for ever, in a theme's number until that day (3.10, point 10)."""

from tests.journeys.journey import decision, looked_at, outcome, said, spoke, taken_back, theme, told, under


def test_whoever_took_their_words_back_before_they_were_put_under_a_theme_waits_no_more(journey):
    heard = journey(*spoke("2025-02-03", 1, 2), "2025-02-10", taken_back(1))
    assert heard.waiting("2025-02-09") == (2, 6)  # 3 to 9 February
    assert heard.waiting("2025-02-10") == (1, 7)
    found = heard.contributions("2025-02-10")
    assert (found["received"], found["withdrawn"], found["answered"]) == (2, 1, 0)
    assert found["asked_for_change"] == 2  # “received” for ever
    # Nothing is owed any more to whoever took their words back: one of the two is not yet due.
    assert found["first_answer"] == {
        "days_median": None, "in_promise": 0, "late": 0, "overdue": 0, "not_yet_due": 1
    }  # fmt: skip


def test_whoever_took_their_words_back_cannot_be_put_under_a_theme(refused):
    sentence = refused(*spoke("2025-02-03", 1, 2), theme("a"), taken_back(1), under(2, "a"), under(1, "a"))
    assert sentence.startswith("line 8: contribution/1 was withdrawn")


def test_whoever_took_their_words_back_after_they_were_answered_leaves_the_theme_and_no_other_count(journey):
    heard = journey(
        *spoke("2025-02-03", 1, 2, 3),
        *("2025-02-10", theme("a"), under(1, "a"), under(2, "a"), under(3, "a"), *looked_at("a")),
        *("2025-03-03", decision("a"), told(1, "decision/a-1"), told(2, "decision/a-1")),
        *("2025-04-01", outcome("a")),
        *("2025-05-01", taken_back(1)),
    )
    before, after = heard("2025-04-30"), heard("2025-05-01")
    assert before["themes"]["theme/a"]["contributions"] == 3
    assert after["themes"]["theme/a"]["contributions"] == 2
    assert (before["contributions"]["answered"], after["contributions"]["answered"]) == (2, 1)
    assert after["contributions"]["waiting"] == 1  # the third was never told
    # 28 days to both first answers: that they were given in time stays so.
    assert after["contributions"]["first_answer"] == before["contributions"]["first_answer"]
    assert after["contributions"]["first_answer"]["days_median"] == 28
    assert after["outcomes"] == before["outcomes"]
    assert after["outcomes"]["reported"] == {"n": 3, "of": 3}


def test_taking_back_a_name_takes_back_no_words(journey):
    heard = journey(*spoke("2025-02-03", 1, 2), "2025-02-10", taken_back(1, "name"), taken_back(2, "words"))
    found = heard.contributions("2025-02-11")
    assert (found["withdrawn"], found["waiting"], found["longest_wait_days"]) == (1, 1, 8)


def test_the_last_of_a_theme_may_take_their_words_back_and_the_theme_stays(journey):
    heard = journey(*spoke("2025-02-03", 1, 2), theme("a"), under(1, "a"), "2025-02-04", taken_back(1), said(3))
    assert heard.theme("a", "2025-02-04")["contributions"] == 0
    assert heard.state("a", "2025-02-04") == "waiting"
