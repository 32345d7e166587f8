"""Narrowing the board, and searching what is approved: what is found, and what is never found."""

from datetime import date

import pytest

from projections.board.seeking import NOT_HERE, Sought
from projections.shared.journeys.summaries import folded, words_of
from tests.conftest import SLUG
from tests.projections.themes_told import agreed, held_back, in_order, opened, spoke

CAFE = "Zoë's café: “100% full” by 9_30"
"""A title with all that a search could trip over."""


@pytest.fixture
def found(whole_example):
    def find(day="2026-06-30", page=1, listed=False, **sought):
        with whole_example.read(SLUG, date.fromisoformat(day)) as moment:
            pages, log_id = whole_example.pages, moment.address.log_id
            return pages.board.page(moment.tables, log_id, moment.on, page, Sought(**sought), listed=listed)

    return find


def names(page):
    return {card.name for card in page.cards}


@pytest.mark.parametrize(
    ("day", "sought", "there"),
    [
        ("2026-06-30", {"status": "confirmed"}, {"a", "c1"}),
        ("2026-06-30", {"status": "stopped"}, {"b"}),
        ("2026-01-20", {"status": "stuck"}, {"c2"}),
        ("2026-06-30", {"reason": "money"}, {"b", "c4"}),
        ("2026-06-30", {"reach": "national"}, {"c5"}),
        ("2026-06-30", {"year": "2024"}, set()),
        ("2026-06-30", {"project": "keeping-your-place"}, {"a"}),
        ("2026-06-30", {"status": "confirmed", "project": "keeping-your-place"}, {"a"}),
        ("2026-06-30", {"status": "confirmed", "words": "front desk"}, {"c1"}),
        ("2026-06-30", {"words": "lockers INTERVIEW"}, {"c4"}),
        ("2026-06-30", {"words": "  Lockers, "}, {"b", "c4"}),
        ("2026-06-30", {"words": "we’re"}, set()),
        ("2026-06-30", {"words": "interviews lockers"}, set()),
    ],
)
def test_what_is_sought_is_found(found, day, sought, there):
    page = found(day, **sought)
    assert names(page) == there
    assert (page.found, page.themes) == (len(there), 7)


def test_words_that_were_put_right_are_found_by_what_they_said_and_by_what_they_say(found):
    assert names(found("2025-08-01", words="57,200")) == names(found("2025-08-01", words="36,400")) == {"b"}
    assert names(found("2026-02-11", words="212 bookings")) == names(found("2026-02-11", words="81 bookings")) == {"c1"}


def test_the_narrowed_board_counts_as_the_whole_board_does(found):
    whole, narrow = found(), found(status="stuck", words="zebra")
    assert (whole.coverage, whole.how_far, whole.asks, whole.late) == (
        narrow.coverage, narrow.how_far, narrow.asks, narrow.late
    )  # fmt: skip


def test_each_choice_finds_something_and_all_choices_find_everything(found):
    for each in found().filters:
        there = [names(found(**{each.name: code})) for code, _ in each.choices]
        assert all(there), each
        if each.name in ("status", "reach", "project"):
            assert set().union(*there) == names(found())


def test_what_is_sought_is_said_in_words(found):
    page = found("2026-06-30", status="stuck", reach="national", words=" left   bags ")
    assert page.sought_in_words == ["Where it stands: Stuck – and why", "Who could change it: The whole country",
        "Words: “left bags”"]  # fmt: skip
    assert found(status="no-such", year="1066").sought_in_words == [
        f"Where it stands: {NOT_HERE}", f"Year that people told us: {NOT_HERE}"
    ]  # fmt: skip
    assert found(words="   ").sought_in_words == []
    assert found().sought_in_words == []


@pytest.mark.parametrize("day", ["2025-05-01", "2025-08-01", "2025-11-05", "2026-01-20", "2026-02-11", "2026-06-30"])
def test_a_line_says_first_what_its_card_says_first(found, day):
    cards, lines = found(day).cards, found(day, listed=True).lines
    assert [(c.name, c.status, c.title, c.told_us, c.days_since_news) for c in cards] == [
        (line.name, line.status, line.title, line.told_us, line.days_since_news) for line in lines
    ]


@pytest.fixture
def search(tracker, record, journey_lines):
    """Search three themes: one approved with an awkward title, one held back, one that is not approved yet."""
    people = [line for name in "xyz" for n in range(5) for line in spoke(f"{name}{n}", "2025-02-01", name)]
    lines = [
        opened("x", CAFE),
        opened("y", "Held secret"),
        opened("z", "Draft secret"),
        *people,
        agreed("x"),
        agreed("y"),
    ]
    record([*in_order(journey_lines, lines), held_back("y")])

    def search(words):
        with tracker.read(SLUG, date(2025, 3, 1)) as moment:
            return tracker.pages.board.page(moment.tables, moment.address.log_id, moment.on, 1, Sought(words=words))

    return search


@pytest.mark.parametrize(
    "words",
    ["zoe's", "ZOË’S", "Cafe\u0301", "CAFÉ:", '"100% full"', "“100%”", "9_30", "full zoe", "zo", "!?",
     "caf\x00 full\x1f", "ask of x", "%"],
)  # fmt: skip
def test_words_are_found_however_they_are_typed(search, words):
    assert names(search(words)) == {"x"}


@pytest.mark.parametrize(
    "words",
    ["secret", "held", "draft", "100_", "9%30", "1000", "' or '1'='1", "words of x0", "\\", "title of y", "x" * 100],
)
def test_nothing_else_is_found(search, words):
    assert names(search(words)) == set()


def test_letters_are_folded_the_same_way_in_a_search_and_in_a_text():
    assert folded("İstanbul STRASSE Straße ﬁn’s\u200b") == folded("istanbul strasse strasse fin's ")
    assert words_of("A a “A” ’ ... b") == ["a", "b"]
