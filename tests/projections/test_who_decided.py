"""Who decided, and how: every decision of the whole example with its figures, and what it does not hold, made up."""

from datetime import date

import pytest

from tests import tellings as t
from tests.conftest import OTHER_SLUG, SLUG, another_partnership
from tests.databases import KINDS
from tests.projections.made_up import lines_of, page_of, tracker_of
from tracker.files import EXAMPLE

DAYS = ("2025-02-18", "2025-05-01", "2025-08-01", "2025-11-05", "2026-01-20", "2026-02-11", "2026-06-30")


@pytest.fixture(scope="module", params=KINDS)
def example(request, recorded):
    lines = EXAMPLE.read_text().splitlines()
    return recorded(request.param, lines, another_partnership(lines[:110]))


@pytest.fixture
def page(example):
    return lambda day=None, slug=SLUG: page_of(example, "deciding", slug, day)


@pytest.fixture
def made_up(place, tmp_path):
    running = []

    def page(*tellings, day="2025-08-01", slug=SLUG):
        running.append(tracker_of(place, tmp_path, lines_of(*tellings), lines_of(*t.being_looked_at)))
        return page_of(running[-1], "deciding", slug, day)

    yield page
    for each in running:
        each.close()


def figures(example, day):
    with example.read(SLUG, date.fromisoformat(day)) as moment:
        document = example.pages.figures.document(moment.tables, moment.address.log_id, SLUG, moment.on)
        return document["decisions"]


def decision(page, title, on):
    return next(each for each in page.decisions if (each.title, each.on) == (title, on))


SUNDAYS, PLACE = "Nowhere to go on Sundays and bank holidays", "Losing your place after missed appointments"
LETTERS, LOCKERS = "Letters that never reach us", "Nowhere to leave your things"


class TestTheWholeExample:
    def test_the_head_says_who_had_a_say(self, page):
        last = page("2026-06-30")
        assert [(each.n, each.of) for each in last.shares] == [(13, 37), (4, 10), (4, 10)]
        assert dict(last.counts) == {
            "What people recommended": "Followed: 4, followed in part: 3, not followed: 3.",
            "How it was decided": "By consensus: 3, by vote: 1, by one person after advice: 6.",
            "How much say people had": "People were asked: 7, designed together: 1, decided and done together: 2.",
            "Where people disagreed": "A different view is written down beside 7 of 10 decisions.",
        }
        assert last.lede == "10 decisions so far, newest first."

    @pytest.mark.parametrize("day", DAYS)
    def test_it_counts_what_the_figures_count(self, example, page, day):
        found, counted = page(day), figures(example, day)
        assert len(found.decisions) == counted["made"]
        if found.shares:
            seats, deciding, _ = found.shares
            assert (seats.n, seats.of) == (counted["seats"]["n"], counted["seats"]["of"])
            assert deciding.n == counted["with_lived_experience_deciding"]

    def test_every_decision_is_there_newest_first_with_those_that_were_replaced(self, page):
        last = page("2026-06-30").decisions
        assert [each.on for each in last][:3] == ["19 February 2026", "2 December 2025", "6 November 2025"]
        assert [each.title for each in last if each.words.startswith("Replaced")] == [
            LOCKERS, "Asked private things out loud at the front desk", SUNDAYS
        ]  # fmt: skip
        assert decision(page(), LOCKERS, "25 September 2025").words == "Replaced by the decision of 6 November 2025"
        assert decision(page(), LOCKERS, "6 November 2025").words == "This decision stands"

    def test_a_past_day_is_what_stood_then(self, page):
        assert decision(page("2025-11-05"), LOCKERS, "25 September 2025").words == "Being looked at again"
        assert decision(page("2025-11-04"), LOCKERS, "25 September 2025").words == "This decision stands"
        assert [each.title for each in page("2025-05-01").decisions] == [PLACE]
        assert page("2025-02-18").lede == "Nothing has been decided yet."

    def test_what_was_recommended_stands_beside_what_was_decided(self, page):
        first = decision(page(), SUNDAYS, "29 May 2025")
        assert [view.text for view in first.recommended] == ["Open Sundays 11 to 3."]
        assert first.recommended[0].who == "Kettle Group, 28 May 2025: eight people with lived experience"
        assert first.followed == "What people recommended was not followed."
        assert [(each.ask, each.verdict) for each in first.answered] == [
            ("Open on Sundays", "Not now."),
            ("Open on bank holidays", "Not now."),
            (
                "Somewhere to charge a phone and keep warm on those days",
                "Passed on to Norrick Vale Council Libraries.",
            ),
        ]
        again = decision(page(), SUNDAYS, "2 December 2025")
        assert again.recommended == first.recommended
        assert again.followed == "What people recommended was followed in part."
        assert again.answered[0].more == "Sundays 11 to 3 from 14 December 2025 to 29 March 2026."

    def test_who_took_part_as_what(self, page):
        vote = decision(page(), SUNDAYS, "29 May 2025")
        assert vote.body == "The Hub operations group decided, by vote. Five voted for the no, two against it."
        said = dict(vote.facts)
        assert (
            said["Who decided"]
            == "Five trustees and two people with lived experience. 2 of the 7 had lived experience."
        )
        assert said["Who had the final say"] == "Hub trustees. People knew that beforehand."
        assert said["How much say people had"] == "People were asked."
        letters = dict(decision(page(), LETTERS, "25 September 2025").facts)
        assert letters["Who decided"] == "One senior manager. Nobody deciding had lived experience."
        assert letters["Who advised, without a vote"] == (
            "Two managers, one councillor or MP and two people with lived experience."
        )
        assert letters["Who had the final say"] == "Head of Housing. People did not know that beforehand."

    def test_what_people_had_to_go_on_and_for_how_long(self, page):
        assert dict(decision(page(), PLACE, "10 April 2025").facts)["What they had to go on"] == (
            "Oct-Dec 2024: 41 of 118 discharges were for missed appointments"
            " (given out on 5 March 2025, 36 days before)."
        )
        assert dict(decision(page(), LETTERS, "25 September 2025").facts)["What they had to go on"] == (
            "Nothing is written down."
        )

    def test_those_who_did_not_agree_say_so_in_their_own_words(self, page):
        (view,) = decision(page(), SUNDAYS, "29 May 2025").dissent
        assert (view.text, view.who) == (
            "Sundays are when people get hurt. Nobody costed that.",
            "people with lived experience",
        )
        assert decision(page(), SUNDAYS, "2 December 2025").dissent == ()
        assert not decision(page(), PLACE, "10 April 2025").dissent[0].lived

    def test_one_partnership_sees_nothing_of_another(self, page):
        assert [each.title for each in page(slug=OTHER_SLUG).decisions] == [PLACE]

    def test_it_names_nobody(self, page):
        for name in ("Sue", "Marcus", "P-A0", "P-C", "removed"):
            assert name not in repr(page())


class TestMadeUp:
    def test_what_is_held_back_is_counted_and_not_shown(self, made_up):
        page = made_up(*t.decided, t.held_back)
        assert (page.decisions, page.shares) == ((), ())
        assert page.lede == "Nothing that is shown here has been decided yet."
        assert page.hidden == "1 decision is not listed, because what people said about it is not shown here now."
        assert "Losing your place" not in repr(page)

    def test_nobody_was_asked_what_they_recommend(self, made_up):
        page = made_up(*t.decided)
        (card,) = page.decisions
        assert (card.recommended, card.followed) == ((), "Nobody was asked to recommend anything.")
        assert page.counts[0] == ("What people recommended", "Nobody was asked: 1.")

    def test_everybody_who_was_there_is_counted_by_what_they_did(self, made_up):
        took_part = [*t.PANEL, *({"capacity": "researcher", "n": 1, "part": part} for part in ("observed", "informed"))]
        votes = {"for_no": 1, "against_no": 3, "for_yes": 7, "against_yes": 0}
        (card,) = made_up(*t.being_looked_at, t.decide(took_part=took_part, how="vote", votes=votes)).decisions
        said = dict(card.facts)
        assert said["Who watched"] == said["Who was told"] == "One researcher."
        assert said["Who advised, without a vote"] == "One commissioner."
        assert card.body.endswith("One voted for the no, three against it. Seven voted for the yes, nobody against it.")

    def test_what_they_read_is_told(self, made_up):
        given = t.looking(info_shared="What it costs")
        decided = t.decide(information_considered=["The count of the peers"])
        (card,) = made_up(*t.approved, given, decided).decisions
        assert dict(card.facts)["What they had to go on"] == "What it costs. The count of the peers."

    def test_what_was_left_open_is_told(self, made_up):
        left = t.decide(parts=[t.a_part("a-1")], left_open=[{"ask": "a-2", "why": "We ask the Hub first"}])
        (card,) = made_up(*t.being_looked_at, left).decisions
        assert ("Left open: Remind us", "We ask the Hub first.") in card.facts

    def test_a_recommendation_made_after_a_decision_is_not_told_before_it(self, made_up):
        later = t.recommended(text="Try again")
        asked = (*t.being_looked_at, t.recommended, t.decide(recommendation_followed="no"))
        again, first = made_up(*asked, t.reopened, later, t.decide_again(recommendation_followed="yes")).decisions
        assert [view.text for view in first.recommended] == ["Replace the two-strike rule."]
        assert [view.text for view in again.recommended] == ["Replace the two-strike rule.", "Try again."]

    def test_a_corrected_text_shows_both(self, made_up):
        put_right = t.record_corrected(field="final_say", old="whole group", new="chair alone")
        (card,) = made_up(*t.decided, put_right).decisions
        assert dict(card.facts)["Who had the final say"].startswith("The chair alone (put right: it said whole group).")
