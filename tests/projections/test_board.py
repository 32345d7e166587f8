"""The board: what people said, what was decided and done, and what changed; the example's expected values (4.1)."""

from datetime import date

import pytest

from tests.conftest import OTHER_SLUG, SLUG


@pytest.fixture
def board(moment, pages):
    def read(day, **which):
        with moment(day, **which) as reading:
            return pages.board.page(reading.tables, reading.address.log_id, reading.on)

    return read


def test_everyone_waits_while_nothing_is_themed(board):
    page = board("2025-02-18")
    assert page.cards == ()
    assert page.coverage.sentences == ["9 people told us something.", "9 are waiting.", "The longest wait is 14 days."]


def test_a_theme_is_not_shown_before_its_wording_is_agreed_but_it_is_counted(board):
    page = board("2025-02-20")
    assert page.cards == ()
    assert page.coverage.sentences[-1] == "1 thing is not shown yet: the wording is still being agreed."
    assert board("2025-02-28").coverage.not_shown_yet == 0


@pytest.mark.parametrize(
    ("day", "headline", "words"),
    [
        ("2025-02-28", "waiting", "Waiting to be looked at"),
        ("2025-03-03", "looking", "Being looked at, answer due 11 April 2025"),
        ("2025-04-10", "agreed", "Agreed, not started"),
        ("2025-04-14", "planned", "Agreed and planned"),
        ("2025-05-01", "under_way", "Under way"),
        ("2025-06-16", "stuck", "Stuck – and why"),
        ("2025-07-14", "under_way", "Under way"),
        ("2025-08-01", "done_unknown", "Done – we do not know yet if it helped"),
        ("2025-11-05", "reported", "Reported as changed – not checked yet"),
        ("2026-01-20", "confirmed", "It changed – checked with the people who said it"),
    ],
)
def test_the_headline_goes_with_the_story(board, day, headline, words):
    (card,) = board(day).cards
    assert (card.status.code, card.status.words) == (headline, words)


def test_the_four_claims_are_steps_of_their_own(board):
    (card,) = board("2026-01-20").cards
    assert [step.label for step in card.steps] == [
        "We decided", "We did", "What changed, says Two Rivers Recovery", "Checked with you"
    ]  # fmt: skip
    assert "4 of the 8 people deciding had lived experience." in card.steps[0].text
    assert card.steps[-1].text == "6 people replied. Most said yes."


def test_no_number_under_five_is_on_the_board(board):
    (card,) = board("2026-01-20").cards
    (checked,) = [step.text for step in card.steps if step.label == "Checked with you"]
    assert checked == "6 people replied. Most said yes."  # five yes, one partly


def test_the_three_numbers_of_how_far_it_got(board):
    assert board("2025-08-01").how_far == type(board("2025-08-01").how_far)(9, 0, 0, 0)
    far = board("2026-01-20").how_far
    assert (far.asked, far.reported, far.confirmed, far.in_place) == (9, 9, 9, 9)


def test_what_was_answered_is_counted_by_ask(board):
    assert (board("2025-03-03").asks.decided, board("2025-04-10").asks.yes, board("2025-04-10").asks.no) == (0, 4, 0)


def test_lateness_is_worked_out_for_the_day_asked_about(board):
    (card,) = board("2025-06-15", slug=OTHER_SLUG).cards
    doing = next(step for step in card.steps if step.label == "Two Rivers Recovery is doing")
    assert "by 30 June 2025." in doing.text
    assert "late" not in doing.text
    (card,) = board("2025-07-22").cards
    assert "by 25 July 2025." in next(step for step in card.steps if step.label == "Two Rivers Recovery is doing").text


def test_one_partnership_sees_nothing_of_another(board):
    assert board(None).cards[0].status.code == "confirmed"
    assert board(None, slug=OTHER_SLUG).cards[0].status.code == "reported"


def test_when_a_small_number_wait_nobody_can_work_out_since_when(board):
    page = board("2025-04-14")
    assert page.coverage.waiting == 1
    assert page.coverage.sentences[:2] == ["9 people told us something.", "A small number of people are waiting."]


def test_a_note_on_a_yes_is_told(board):
    (card,) = board(None).cards
    assert "A quick way back in without starting again: Within 5 working days." in card.steps[0].text


@pytest.mark.parametrize(
    ("day", "late"), [("2025-06-10", ""), ("2025-06-11", " We are 1 day late."), ("2025-06-15", " We are 5 days late.")]
)
def test_work_past_its_date_says_by_how_much(tracker, record, journey_lines, day, late):
    record([line.replace('"due": "2025-06-30"', '"due": "2025-06-10"') for line in journey_lines])
    with tracker.read(SLUG, date.fromisoformat(day)) as moment:
        (card,) = tracker.pages.board.page(moment.tables, moment.address.log_id, moment.on).cards
    doing = next(step.text for step in card.steps if step.label.endswith("is doing"))
    assert ("slots every week, by 10 June 2025." + late) in doing
    assert ("late" in doing) is bool(late)
