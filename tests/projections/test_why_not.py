"""We have not, and why: the whole example at the days that the domain names, and what it does not hold, made up."""

from datetime import date

import pytest
from sqlalchemy import event

from tests import tellings as t
from tests.conftest import OTHER_SLUG, SLUG, another_partnership
from tests.databases import KINDS
from tests.projections.made_up import lines_of, page_of, text_of, tracker_of
from tracker.events.plain import REASONS
from tracker.files import EXAMPLE

LATER = date(2025, 4, 1)
PARTLY = t.a_part("a-1", "partly", agreed="Four hours", not_agreed="The rest of the day")
PRIVATE = t.a_part(
    "a-1", "not_now", reasons=["private_reason"], reason_held_by="data lead", second_approver="chair of trustees"
)
STOPPED = t.reported(until="2025-06-01")


@pytest.fixture(scope="module", params=KINDS)
def example(request, recorded):
    lines = EXAMPLE.read_text().splitlines()
    return recorded(request.param, lines, another_partnership(lines[:90]))


@pytest.fixture
def page(example):
    return lambda day=None, slug=SLUG: page_of(example, "why_not", slug, day)


@pytest.fixture
def made_up(place, tmp_path):
    """The page of a made-up journey; what another partnership has is all agreed."""
    running = []

    def page(*tellings, day="2025-08-01", slug=SLUG):
        made = tracker_of(place, tmp_path, lines_of(*tellings), lines_of(*t.decided))
        running.append(made)
        return page_of(made, "why_not", slug, day)

    yield page
    for each in running:
        each.close()


def cards_of(page):
    return {(heading, *card.asks): card for heading, cards in page.groups for card in cards}


def only_card(page):
    ((heading, (card,)),) = page.groups
    return heading, card


MONEY, PEOPLE, LAW, NOT_OURS = (REASONS[code] for code in ("money", "people", "law", "not_ours"))
LOCKERS, SUNDAYS, HOLIDAYS = "Somewhere safe to leave bags", "Open on Sundays", "Open on bank holidays"
CHARGE = "Somewhere to charge a phone and keep warm on those days"


class TestTheWholeExample:
    def test_the_last_day_has_each_ask_once_under_its_reason(self, page):
        last = page("2026-06-30")
        assert [(heading, [card.asks[0] for card in cards]) for heading, cards in last.groups] == [
            (MONEY, [LOCKERS, SUNDAYS]),
            (PEOPLE, [HOLIDAYS]),
            (LAW, ["Do not count a letter as received until someone has spoken to us"]),
            (NOT_OURS, ["Change the local connection rule"]),
            ("It changed, then stopped", [CHARGE]),
        ]
        assert last.lede == (
            "4 of your 15 asks have not been agreed, and 1 was agreed only in part."
            " Of what we did agree, 2 things changed and then stopped."
        )
        assert last.not_the_last_word == (
            "Our answer is not the last word: 2 of our earlier noes were changed because people kept at it."
        )

    def test_lateness_is_said_before_all_else(self, page):
        found = cards_of(page("2026-06-30"))
        lockers, rule = found[MONEY, LOCKERS], found[NOT_OURS, "Change the local connection rule"]
        assert (lockers.words, lockers.days_late) == ("Not now", 89)
        assert "We will look again: We are 89 days late. We said 2 April 2026." in text_of(lockers)
        assert "24 more lockers cost £6,000 and there is no budget line." in text_of(lockers)
        assert "Bags can be left behind the desk during an appointment." in text_of(lockers)
        assert "Two people with lived experience only advised." in text_of(lockers)
        assert rule.words == "Passed on, waiting 267 days for a reply"
        assert (
            "The reply is 211 days late. A parliamentary group on homelessness has not replied. The day was"
            " 1 December 2025. We asked on 6 October 2025, and again on 4 December 2025."
        ) in text_of(rule)
        assert "They replied:  Will raise it with the minister" in text_of(rule)
        assert "No date was set" not in text_of(rule)

    def test_a_change_that_stopped_says_what_was_and_when_it_is_looked_at_again(self, page):
        found = cards_of(page("2026-06-30"))
        sundays, charging = found[MONEY, SUNDAYS], found["It changed, then stopped", CHARGE]
        assert sundays.words == charging.words == "It changed, then stopped"
        assert "It was there until 29 March 2026. A small number of people replied." in text_of(sundays)
        assert (
            "We will look again:  10 September 2026. Moved from 16 April 2026."
            " Next winter's money is decided at the September budget meeting."
        ) in text_of(sundays)
        assert "Not agreed: The rest of the year." in text_of(sundays)
        assert "No date was set. Other asks about the same thing are looked at again on 10 September 2026." in text_of(
            charging
        )
        assert "Staff contracts do not cover bank holidays." in text_of(found[PEOPLE, HOLIDAYS])

    def test_where_no_date_was_set_the_page_says_so(self, page):
        letters = cards_of(page("2026-06-30"))[LAW, "Do not count a letter as received until someone has spoken to us"]
        assert text_of(letters).endswith("We will look again:  No date was set. ")
        assert "Vale Voices Advocacy can help ask for more time." in text_of(letters)

    def test_a_correction_stands_beside_what_it_corrects(self, page):
        august = page("2025-08-01")
        sundays = cards_of(august)[MONEY, SUNDAYS]
        assert "52 Sundays would cost £36,400 a year (put right: it said £57,200 a year)." in text_of(sundays)
        assert "Also: there are not enough staff or time." in text_of(sundays)
        assert "2 of the 7 people deciding had lived experience." in text_of(sundays)
        assert "12 February 2026." in text_of(sundays)
        assert august.lede == "3 of the 7 asks decided so far have not been agreed."
        assert august.changed == ()
        before = cards_of(page("2025-07-09"))[MONEY, SUNDAYS]
        assert "£36,400" not in text_of(before)
        assert before.words == "Not now. Someone disagrees"

    def test_one_that_is_looked_at_again_is_not_the_old_no(self, page):
        november = page("2025-11-05")
        again = cards_of(november)["We are looking at it again", LOCKERS]
        assert again.words == "Being looked at again"
        assert "What we said before:  Already in place." in text_of(again)
        assert "Why we look again:  You were right. Opened again on 5 November 2025." in text_of(again)
        assert november.lede == "5 of your 15 asks have not been agreed, and 1 is being looked at again."
        assert (MONEY, LOCKERS) not in cards_of(november)

    def test_something_that_did_not_work_stays_while_it_is_looked_at_again(self, page):
        disputed = cards_of(page("2026-02-11"))
        asks = "A private place to talk first", "Do not ask out loud"
        denied = disputed["It was done, and it did not work", *asks]
        assert denied.words == "People say this has not changed"
        assert "81 bookings by people asking for help (it said 212 bookings)" in text_of(denied)
        again = cards_of(page("2026-02-13"))["We are looking at it again", *asks]
        assert "What happened:" in text_of(again)
        assert not any(key[1:] == asks for key in cards_of(page("2026-02-20")))

    def test_what_is_stuck_says_why_and_what_would_help(self, page):
        january = page("2026-01-20")
        ((heading, card),) = [(h, card) for h, cards in january.groups for card in cards if card.why == "stuck"]
        assert heading == REASONS["it_or_building"]
        assert card.title == "Letters that never reach us"
        assert "The letters system cannot send texts until it is upgraded." in text_of(card)
        assert "What would help:  Upgrade booked for February 2026." in text_of(card)
        assert "We will look again:  27 February 2026." in text_of(card)
        assert "1 thing is stuck." in january.lede

    def test_noes_that_became_yes_are_told_at_the_end(self, page):
        assert [(each.ask, each.kept_at_it) for each in page("2026-06-30").changed] == [(SUNDAYS, True), (CHARGE, True)]
        assert page("2026-06-30").changed[0].text == (
            "On 29 May 2025 we said: not now. On 2 December 2025 we said: agreed in part. We looked again because"
            " there is new money and there is something new to know. Kettle Group asked for that."
        )

    def test_nothing_stands_here_before_anything_is_decided(self, page):
        first = page("2025-03-01")
        assert first.groups == ()
        assert first.lede == "Nothing has been decided yet, so there is nothing that we said no to."

    def test_one_partnership_sees_nothing_of_another(self, page):
        assert page(slug=OTHER_SLUG).groups == ()

    def test_it_names_nobody(self, page):
        for day in ("2025-08-01", "2026-01-20", "2026-06-30"):
            for name in ("Sue", "Marcus", "P-A0", "P-C", "removed", "contributor"):
                assert name not in repr(page(day))

    @pytest.mark.parametrize("called", ["why_not", "deciding"])
    def test_how_many_queries_it_takes_does_not_grow(self, example, called):
        days = ("2025-06-01", "2026-06-30")
        counts = [[queries_of(example, called, day) for _ in range(2)][-1] for day in days]  # after what pages share
        assert counts[0] == counts[1] <= 6


def queries_of(tracker, called, day):
    seen = []
    with tracker.read(SLUG, date.fromisoformat(day)) as moment:
        event.listen(moment.tables, "before_cursor_execute", lambda *_: seen.append(1))
        getattr(tracker.pages, called).page(moment.tables, moment.address.log_id, moment.on)
    return len(seen)


class TestMadeUp:
    def test_what_is_all_agreed_has_nothing_here(self, made_up):
        page = made_up(*t.decided)
        assert (page.groups, page.changed) == ((), ())
        assert page.lede == "All 2 asks decided so far were agreed."

    def test_a_part_says_what_was_agreed_and_what_was_not(self, made_up):
        page = made_up(*t.being_looked_at, t.decide(parts=[PARTLY, t.a_part("a-2")]))
        heading, card = only_card(page)
        assert (heading, card.words) == (MONEY, "Agreed only in part, and why")
        assert "What we agreed:  Four hours." in text_of(card)
        assert "Not agreed: The rest of the day. There is enough for one day." in text_of(card)
        assert page.lede == "1 of the 2 asks decided so far was agreed only in part."

    def test_a_guarded_reason_says_who_holds_it_and_when_it_is_looked_at_again(self, made_up):
        page = made_up(*t.being_looked_at, t.decide(parts=[PRIVATE, t.a_part("a-2")]))
        heading, card = only_card(page)
        assert heading == "There is a reason we cannot share"
        assert "Data lead holds the full reason. Chair of trustees agreed that it cannot be shared." in text_of(card)
        assert "3 March 2026." in text_of(card)

    def test_already_in_place_says_where_and_why_nobody_knew(self, made_up):
        heading, card = only_card(made_up(*t.being_looked_at, t.decide("already_in_place")))
        assert (heading, card.words) == ("We say it is already in place", "Already in place, we say")
        assert "Where it is: At the front desk. Why people did not know: There is no sign." in text_of(card)
        assert "Nothing else was named." in text_of(card)

    def test_what_was_left_open_says_why(self, made_up):
        left = t.decide(parts=[t.a_part("a-1")], left_open=[{"ask": "a-2", "why": "We ask the Hub first"}])
        page = made_up(*t.being_looked_at, left)
        heading, card = only_card(page)
        assert (heading, card.asks) == ("We have not decided this part yet", ("Remind us",))
        assert "We ask the Hub first." in text_of(card)
        assert page.lede == "The only ask decided so far was agreed."

    def test_nothing_more_for_now_says_who_decided_that(self, made_up):
        nothing = {"kind": "nothing_more_for_now", "text": "Nothing more for now", "decided_by": "trustees"}
        refused = t.a_part("a-1", "not_possible", still=[nothing])
        _, card = only_card(made_up(*t.being_looked_at, t.decide(parts=[refused, t.a_part("a-2")])))
        assert "What can still be done:  Nothing more for now. Trustees decided that." in text_of(card)

    def test_what_is_not_sent_yet_says_so_until_it_is(self, made_up, tmp_path):
        decided = (*t.being_looked_at, t.decide("passed_on"))
        _, card = only_card(made_up(*decided))
        assert card.words == "Passed on, not sent yet"
        assert "It is for County Council to decide. We have not sent it yet." in text_of(card)

    def test_a_body_that_has_time_is_not_late(self, made_up):
        page = made_up(*t.being_looked_at, t.decide("passed_on"), t.passed_on, day="2025-06-02")
        _, card = only_card(page)
        assert (card.words, card.days_late) == ("Passed on, waiting 91 days for a reply", 0)
        assert "County Council should reply by 2 June 2025." in text_of(card)

    def test_a_reply_gives_its_reason(self, made_up):
        decided = (*t.being_looked_at, t.decide("passed_on"), t.passed_on, t.replied(reason="money"))
        _, card = only_card(made_up(*decided))
        assert card.words == "Passed on, and they replied"
        assert "Not this year. Their reason: there is no money for this now." in text_of(card)
        assert text_of(card).endswith("No date was set. ")

    def test_what_was_dropped_says_who_decided_that(self, made_up):
        page = made_up(*t.decided, t.planned(asks=["a-2"]), t.started, t.dropped)
        heading, card = only_card(page)
        assert (heading, card.asks) == (REASONS["dropped_by_us"], ("Remind us",))
        assert card.words == "We said we would and we did not, and why"
        assert "What we said we would do:  Write the policy." in text_of(card)
        assert "Improvement Group decided that on 3 March 2025." in text_of(card)
        assert "What can still be done:  Start with one team." in text_of(card)
        assert page.lede == "All 2 asks decided so far were agreed. Of what we did agree, 1 thing was dropped."

    def test_work_that_does_not_name_its_asks_stands_under_its_theme(self, made_up):
        _, card = only_card(made_up(*t.decided, t.planned, t.started, t.stalled))
        assert (card.asks, card.title) == ((), "Losing your place")
        assert "We are 18 days late. We said 14 July 2025." in text_of(card)
        assert "Two Rivers Recovery is doing this. It was due by 20 June 2025." in text_of(card)

    @pytest.mark.parametrize(
        ("level", "words"),
        [("harm", "It made things worse, we say"), ("none", "It has not changed, we say")],
    )
    def test_what_did_not_work_is_ours_to_say(self, made_up, level, words):
        page = made_up(*t.decided, t.reported(level=level, what_changed="Reminders frightened people"))
        heading, card = only_card(page)
        assert (heading, card.words) == ("It was done, and it did not work", words)
        assert "Reminders frightened people. Two Rivers Recovery said so on 3 March 2025." in text_of(card)
        assert page.lede.endswith("1 thing did not work.")

    def test_what_ended_before_anybody_was_asked_is_only_our_word(self, made_up):
        _, card = only_card(made_up(*t.decided, STOPPED))
        assert card.words == "It has stopped, we say – not checked yet"

    def test_what_has_not_ended_yet_is_not_here(self, made_up):
        assert made_up(*t.decided, STOPPED, day="2025-06-01").groups == ()

    def test_a_new_decision_that_is_due_says_by_when_and_how_late(self, made_up):
        again = (*t.refused, t.reopened(trigger=["people_asked"], asked_by="Kettle Group"), t.looking)
        page = made_up(*again, day="2025-04-12")
        heading, card = only_card(page)
        assert (heading, card.asks) == ("We are looking at it again", ("Stop taking people off", "Remind us"))
        assert "Stop taking people off: not now. Remind us: not now." in text_of(card)
        assert "People asked. Opened again on 3 March 2025. Kettle Group asked for that." in text_of(card)
        assert "We are 1 day late. The Improvement Group said it would decide by 11 April 2025." in text_of(card)
        assert page.lede == "2 of the 2 asks decided so far are being looked at again."

    @pytest.mark.parametrize(
        ("because", "said"),
        [
            ({"trigger": ["new_money"]}, "2 of our earlier noes were changed."),
            ({"trigger": ["dispute_upheld"]}, "2 of our earlier noes were changed because people kept at it."),
            ({"trigger": ["law_changed"], "asked_by": "Kettle Group"}, "because people kept at it."),
        ],
    )
    def test_people_are_thanked_for_keeping_at_it_only_where_they_did(self, made_up, because, said):
        page = made_up(*t.refused, t.reopened(**because), t.decide_again())
        assert page.not_the_last_word.endswith(said)
        assert page.groups == ()

    def test_a_decision_that_changed_for_the_worse_is_no_good_news(self, made_up):
        page = made_up(*t.refused, t.reopened, t.decide_again("not_possible", "not_now"))
        assert page.changed == ()
        assert page.not_the_last_word == ""

    def test_a_correction_is_found_by_any_path(self, made_up):
        put_right = t.record_corrected(field="parts.0.still.0.text", old="again", new="once more")
        _, cards = made_up(*t.refused, put_right).groups[0]
        assert "We look once more (put right: it said again)." in text_of(cards[0])

    def test_what_is_held_back_or_not_agreed_never_shows(self, made_up):
        page = made_up(*t.refused, t.held_back)
        assert (page.groups, page.numbers.decided) == ((), 0)
        assert "Losing your place" not in repr(page)

    def test_what_was_joined_with_something_else_goes_with_it(self, made_up):
        assert made_up(*t.refused, t.merged()).groups == ()

    def test_another_partnership_keeps_its_own(self, made_up):
        assert made_up(*t.refused, slug=OTHER_SLUG).groups == ()
