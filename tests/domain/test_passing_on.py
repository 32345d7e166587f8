from datetime import date, timedelta

import pytest

from tests.story import TODAY, Telling, given
from tests.tellings import (
    being_looked_at,
    chased,
    decide,
    decide_again,
    decided,
    passed_on,
    reopened,
    replied,
    two_themes,
)
from tracker.domain.refusals import NobodyOwesThatReply, NotDecidedToPassOn, PassedOnAlready
from tracker.domain.standing import headline, waits_for
from tracker.events.passing_on import PassedOn, PeerFindingRecorded, ReplyChased, ReplyReceived, RepresentationMade

DUE = date(2025, 6, 2)
decided_to_pass_on = (*being_looked_at, decide("passed_on", "agreed"))
sent = (*decided_to_pass_on, passed_on)
to_another = passed_on(to="Health Board", reply_due="2025-07-01")
represented = Telling(
    "theme/a", RepresentationMade, {"forum": "ward councillors", "ask": "£700 a Sunday", "reply_due": "2025-06-02"}
)
counted = Telling(
    "theme/a",
    PeerFindingRecorded,
    {
        "method": "count at the door",
        "counts": [27, 33, 30, 34],
        "average": 31,
        "peer_researchers": 3,
        "limits": "four Sundays",
    },
)


def replies_owed(story, on=DUE):
    owed = [each for each in waits_for(story.state("theme/a"), on) if each.kind == "reply"]
    return [(each.ask, each.body, each.days_past_due) for each in owed]


def test_what_is_passed_on_was_decided_to_be():
    given(*being_looked_at).when(passed_on).then_refused(NotDecidedToPassOn, saying="a-1")
    story = given(*decided_to_pass_on)
    story.when(passed_on, part="a-2").then_refused(NotDecidedToPassOn, saying="a-2")
    story.when(passed_on).then_recorded(PassedOn)


def test_what_was_passed_on_by_a_decision_that_was_replaced_is_passed_on_no_more():
    again = given(*sent, reopened, decide_again("not_now", "agreed"))
    again.when(to_another).then_refused(NotDecidedToPassOn)
    given(*sent, reopened, decide_again("passed_on", "agreed")).when(to_another).then_recorded()


def test_a_body_is_asked_once_until_it_has_replied():
    story = given(*sent)
    story.when(passed_on, reply_due="2025-08-01").then_refused(PassedOnAlready, saying="ReplyChased")
    story.when(to_another).then_recorded()
    story.given(replied).when(passed_on, reply_due="2025-08-01").then_recorded()


def test_two_asks_may_be_passed_on_to_the_same_body():
    story = given(*being_looked_at, decide("passed_on", "passed_on"), passed_on)
    both = story.when(passed_on, part="a-2").then_recorded()
    assert replies_owed(both) == [("a-1", "County Council", 0), ("a-2", "County Council", 0)]


def test_only_who_owes_a_reply_is_asked_for_it_again():
    given(*decided_to_pass_on).when(chased).then_refused(NobodyOwesThatReply, saying="a-1")
    story = given(*sent)
    story.when(chased, to="Health Board").then_refused(NobodyOwesThatReply)
    story.when(chased, part="a-2").then_refused(NobodyOwesThatReply, saying="a-2")
    story.given(replied).when(chased).then_refused(NobodyOwesThatReply)
    story.when(chased).then_recorded(ReplyChased).when(chased).then_recorded()


def test_a_reply_about_an_ask_comes_from_whom_it_was_asked_of():
    given(*decided_to_pass_on).when(replied).then_refused(NobodyOwesThatReply)
    story = given(*sent)
    story.when(replied, frm="Health Board").then_refused(NobodyOwesThatReply)
    story.when(replied, part="a-2").then_refused(NobodyOwesThatReply, saying="a-2")
    story.when(replied).then_recorded(ReplyReceived)


def test_each_body_has_a_clock_of_its_own_which_asking_again_does_not_stop():
    story = given(*sent, to_another, chased.but(on=date(2025, 6, 10)))
    assert replies_owed(story) == [("a-1", "County Council", 0), ("a-1", "Health Board", 0)]
    late = [("a-1", "County Council", 211), ("a-1", "Health Board", 182)]
    assert replies_owed(story, DUE + timedelta(days=211)) == late
    assert replies_owed(story.given(replied), DUE) == [("a-1", "Health Board", 0)]
    council, board = story.state("theme/a").pass_ons
    assert (council.chased_on, board.chased_on) == (date(2025, 6, 10), None)


def test_a_reply_keeps_its_day_and_the_theme_stays_passed_on():
    story = given(*being_looked_at, decide("passed_on", "passed_on"), passed_on, replied.but(on=date(2025, 5, 20)))
    (one,) = story.state("theme/a").pass_ons
    assert (one.replied_on, one.reply.answer) == (date(2025, 5, 20), "Not this year")
    assert headline(story.state("theme/a"), [], DUE) == "passed_on"


def test_a_reply_about_nothing_in_particular_answers_all_that_its_body_owes():
    both = (*being_looked_at, decide("passed_on", "passed_on"), passed_on, passed_on(part="a-2"), to_another)
    story = given(*both).when(replied.without("part")).then_recorded()
    assert replies_owed(story) == [("a-1", "Health Board", 0)]


def test_a_later_reply_does_not_take_the_place_of_the_first():
    story = given(*sent, replied, replied(answer="Still not").but(on=date(2025, 8, 1)))
    (one,) = story.state("theme/a").pass_ons
    assert (one.replied_on, one.reply.answer) == (TODAY, "Not this year")


def test_a_body_that_was_asked_twice_owes_only_the_newer_reply():
    story = given(*sent, replied, passed_on(reply_due="2025-09-01"))
    assert replies_owed(story, date(2025, 9, 3)) == [("a-1", "County Council", 2)]
    assert replies_owed(story.given(replied), date(2025, 9, 3)) == []


@pytest.mark.parametrize("noted", [represented, counted], ids=lambda telling: telling.fact.__name__)
def test_taking_it_further_and_finding_out_are_news_and_decide_nothing(noted):
    later = date(2025, 8, 22)
    before = given(*decided)
    after = before.when(noted.but(on=later)).then_recorded(noted.fact)
    assert after.state("theme/a").news_on == later
    assert headline(after.state("theme/a"), [], later) == headline(before.state("theme/a"), [], later)
    assert replies_owed(after, later) == []


def test_a_group_may_take_further_what_nobody_has_looked_at_and_be_replied_to():
    story = given(*two_themes).when(represented).then_recorded(RepresentationMade)
    story.when(replied.without("part"), frm="ward councillors").then_recorded(ReplyReceived)


def test_a_reply_on_one_theme_answers_nothing_on_another():
    elsewhere = replied.without("part").but(stream="theme/b")
    assert replies_owed(given(*sent, elsewhere)) == [("a-1", "County Council", 0)]
