"""Themes that were joined go on under one name, and a theme that is held back is counted and not shown (R29)."""

from datetime import date

import pytest

from tests.conftest import SLUG
from tests.projections.themes_told import agreed, held_back, in_order, joined, opened, spoke, told


@pytest.fixture
def story(journey_lines):
    """Six people under theme x, five under theme y, one of them under both."""
    spoken = [line for n in range(5) for line in spoke(f"x{n}", "2025-02-01", "x")]
    spoken += [line for n in range(4) for line in spoke(f"y{n}", "2025-02-05", "y")]
    spoken += [*spoke("both", "2025-02-03", "x", "y")]
    return in_order(journey_lines, [opened("x"), opened("y"), *spoken, agreed("x"), agreed("y")])


@pytest.fixture
def read(tracker, record):
    def read(lines, day="2025-03-01"):
        record(lines)
        with tracker.read(SLUG, date.fromisoformat(day)) as moment:
            tables, log_id, on = moment.tables, moment.address.log_id, moment.on
            pages = tracker.pages
            themes = [pages.timeline.page(tables, log_id, f"theme/{name}", on) for name in ("x", "y")]
            return pages.board.page(tables, log_id, on), themes, pages.figures.document(tables, log_id, SLUG, on)

    return read


def test_before_they_are_joined_each_counts_its_own(read, story):
    # Of ten people six told us of x: how many would say that four did not.
    board, _, figures = read(story)
    assert {card.name: card.told_us for card in board.cards} == {
        "x": "Some people told us, February 2025", "y": "5 people told us, February 2025"
    }  # fmt: skip
    assert figures["contributions"]["waiting"] == board.coverage.waiting == 10


def test_after_they_are_joined_the_people_stand_under_one_name_once(read, story):
    board, (old, goes_on), figures = read([*story, joined("x", "y")])
    (card,) = board.cards
    assert (card.name, card.told_us) == ("y", "10 people told us, February 2025")
    assert (old.into, old.into_title) == ("y", "Title of y")
    assert goes_on.entries[0].sentence == "10 people told us."
    assert figures["themes"]["theme/x"] == {"state": "joined", "joined_with": "theme/y"}
    assert figures["themes"]["theme/y"]["contributions"] == 10
    assert figures["contributions"]["waiting"] == board.coverage.waiting == 10
    assert (board.coverage.not_shown_yet, board.coverage.held_back) == (0, {})


def test_somebody_who_takes_their_words_back_leaves_the_theme_that_it_was_joined_with(read, story):
    back = told("contribution/x0", "ContributionWithdrawn", "2025-02-13", scope=["all"])
    board, _, figures = read([*story, joined("x", "y"), back])
    assert board.cards[0].told_us == "Some people told us, February 2025"  # nine of ten would tell of the one
    assert figures["themes"]["theme/y"]["contributions"] == 9
    assert (figures["contributions"]["received"], figures["contributions"]["withdrawn"]) == (10, 1)
    assert figures["contributions"]["waiting"] == board.coverage.waiting == 9


def test_what_is_held_back_is_not_shown_and_is_counted(read, story):
    board, (hidden, shown), figures = read([*story, held_back("x")])
    assert [card.name for card in board.cards] == ["y"]
    assert hidden is None
    assert shown is not None
    assert board.coverage.sentences[-1] == "1 thing is not shown yet: someone could be picked out."
    assert figures["themes"]["theme/x"]["held_back"] is True


def test_what_was_held_back_is_shown_again_when_it_is_released(read, story):
    released = told("theme/x", "PublicItemReleased", "2025-02-13")
    board, (shown, _), _ = read([*story, held_back("x"), released])
    assert {card.name for card in board.cards} == {"x", "y"}
    assert shown is not None
