"""Themes that were joined go on under one name, and a theme that is held back is counted and not shown (R29)."""

import json
from datetime import date

import pytest

from tests.conftest import SLUG

BY = {"role": "theme team", "capacity": "together", "org": "Norrick Vale Together"}


def told(stream, kind, day, **data):
    visibility = "partnership" if stream.startswith("contribution/") else "public"
    said = {"stream": stream, "type": kind, "occurred_on": day, "recorded_on": day, "by": BY, "visibility": visibility}
    return json.dumps({**said, "data": data})


def spoke(name, day, *themes):
    where = {"route": "direct", "method": "online", "workstream": "workstream/keeping-your-place"}
    who = {"contributor": None, "asks_change": True, "stage": "not_said", "entered_for_person": False}
    yield told(f"contribution/{name}", "ContributionReceived", day, **where, **who, words=f"Words of {name}")
    yield told(
        f"contribution/{name}", "ContributionThemed", "2025-02-10", points=[{"theme": f"theme/{t}"} for t in themes]
    )


def opened(name):
    words = {"title": f"Title of {name}", "you_said": f"What {name} says", "change_reach": "own_team"}
    asks = [{"id": f"{name}-1", "text": f"Ask of {name}"}]
    return told(f"theme/{name}", "ThemeOpened", "2025-02-09", **words, asks=asks, analysed_by={"lived_experience": 1})


def agreed(name):
    checks = ["no_one_identifiable", "no_third_party", "plain_english", "fair"]
    approved = {"lived_experience": 1}
    return told(f"theme/{name}", "PublicWordingApproved", "2025-02-11", checks=checks, approved_by=approved)


@pytest.fixture
def story(journey_lines):
    """Six people under theme x, five under theme y, one of them under both."""
    begun = journey_lines[:20]
    spoken = [line for n in range(5) for line in spoke(f"x{n}", "2025-02-01", "x")]
    spoken += [line for n in range(4) for line in spoke(f"y{n}", "2025-02-05", "y")]
    spoken += [*spoke("both", "2025-02-03", "x", "y")]
    lines = [*begun, opened("x"), opened("y"), *spoken, agreed("x"), agreed("y")]
    untold = [json.loads(line) for line in lines]
    for line in untold:
        line.pop("seq", None), line.pop("version", None)
    order = {"ContributionReceived": 0, "ThemeOpened": 1, "ContributionThemed": 2}
    untold[20:] = sorted(untold[20:], key=lambda line: order.get(line["type"], 3))
    day = "2025-02-11"
    return [
        json.dumps(line | {"recorded_on": max(line["recorded_on"], day)} if n > 19 else line)
        for n, line in enumerate(untold)
    ]


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
    board, _, figures = read(story)
    assert {card.name: card.told_us for card in board.cards} == {
        "x": "6 people told us, February 2025", "y": "5 people told us, February 2025"
    }  # fmt: skip
    assert figures["contributions"]["waiting"] == board.coverage.waiting == 10


def test_after_they_are_joined_the_people_stand_under_one_name_once(read, story):
    merged = told("theme/x", "ThemesMerged", "2025-02-12", old="theme/x", new="theme/y", why="They say the same")
    board, (joined, goes_on), figures = read([*story, merged])
    (card,) = board.cards
    assert (card.name, card.told_us) == ("y", "10 people told us, February 2025")
    assert joined is None
    assert goes_on.entries[0].sentence == "10 people told us."
    assert figures["themes"]["theme/x"] == {"state": "joined", "joined_with": "theme/y"}
    assert figures["themes"]["theme/y"]["contributions"] == 10
    assert figures["contributions"]["waiting"] == board.coverage.waiting == 10
    assert (board.coverage.not_shown_yet, board.coverage.held_back) == (0, 0)


def test_somebody_who_takes_their_words_back_leaves_the_theme_that_it_was_joined_with(read, story):
    merged = told("theme/x", "ThemesMerged", "2025-02-12", old="theme/x", new="theme/y", why="They say the same")
    back = told("contribution/x0", "ContributionWithdrawn", "2025-02-13", scope=["all"])
    board, _, figures = read([*story, merged, back])
    assert board.cards[0].told_us == "9 people told us, February 2025"
    assert figures["themes"]["theme/y"]["contributions"] == 9
    assert (figures["contributions"]["received"], figures["contributions"]["withdrawn"]) == (10, 1)
    assert figures["contributions"]["waiting"] == board.coverage.waiting == 9


def test_what_is_held_back_is_not_shown_and_is_counted(read, story):
    held = told("theme/x", "PublicItemHeldBack", "2025-02-12", reason="identifiable", until="2025-04-01")
    board, (hidden, shown), figures = read([*story, held])
    assert [card.name for card in board.cards] == ["y"]
    assert hidden is None
    assert shown is not None
    assert board.coverage.sentences[-1] == "1 thing is held back for now."
    assert figures["themes"]["theme/x"]["held_back"] is True


def test_what_was_held_back_is_shown_again_when_it_is_released(read, story):
    held = told("theme/x", "PublicItemHeldBack", "2025-02-12", reason="identifiable", until="2025-04-01")
    released = told("theme/x", "PublicItemReleased", "2025-02-13")
    board, (shown, _), _ = read([*story, held, released])
    assert {card.name for card in board.cards} == {"x", "y"}
    assert shown is not None
