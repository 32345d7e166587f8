"""What is recorded for fewer eyes is not said to the public, and whoever it is about counts as in the figures."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from projections.shared.counting.numbers import day_of, numbers_of
from projections.shared.projecting.projector import catch_up, prepare
from tests.conftest import SLUG
from tests.databases import KINDS
from tests.projections.made_up import lines_of, tracker_of
from tests.projections.test_projector import opener, tables_of
from tests.projections.themes_told import (
    agreed,
    answered,
    decided,
    in_order,
    joined,
    looked_at,
    opened,
    opened_again,
    spoke,
    told,
)
from tests.tellings import partnership_created
from tracker.eventstore.database import Database
from tracker.eventstore.reading import last_position
from tracker.files import ONE_JOURNEY
from tracker.pages import Pages

VISIBILITIES = ("public", "participants", "partnership", "restricted")
DAY = date(2025, 6, 1)


def story():
    """Two themes that are decided, one again; one that is joined with it; who was told what, taken back, set aside."""
    before = ONE_JOURNEY.read_text().splitlines()
    people = [line for name in "xyz" for n in range(6) for line in spoke(f"{name}{n}", "2025-02-01", name)]
    lines = [*map(opened, "xyz"), *people, *map(agreed, "xyz"), *map(looked_at, "xyz"), *map(decided, "xyz")]
    lines += [answered(f"{name}{n}", f"decision/{name}-1") for name in "xyz" for n in range(3)]
    two = {"lived_experience": 1, "staff": 1}
    lines += [
        opened_again("x"),
        decided("x", 2, "2025-03-25"),
        answered("x0", "decision/x-2", day="2025-03-26"),
        told("contribution/x5", "ContributionWithdrawn", "2025-03-26", scope=["all"]),
        told("contribution/y5", "ContributionSetAside", "2025-03-26", reason="machine_made", approved_by=two),
        joined("z", "y", "2025-03-27"),
        answered("z1", "theme/y", day="2025-03-28"),
    ]
    return in_order(before, lines)


STORY = story()
ABOUT_THEMES = [n for n, line in enumerate(STORY) if json.loads(line)["stream"].startswith("theme/")]


def for_fewer(kept):
    """The story with some of its facts about themes recorded for fewer eyes."""
    for number, line in enumerate(STORY):
        yield json.dumps(json.loads(line) | {"visibility": kept[number]}) if number in kept else line


def agree(tracker, slug=SLUG):
    """Whether the numbers that pages show or hide are those of the figures."""
    with tracker.read(slug, DAY) as moment:
        tables, log_id, pages = moment.tables, moment.address.log_id, tracker.pages
        known = pages.figures.document(tables, log_id, slug, DAY)
        day = day_of(tables, log_id, pages.journeys, DAY)
        again = tables.execute(select(pages.journeys.told_us.again.table.c.theme)).scalars().all()
        board = pages.board.page(tables, log_id, DAY)
    numbers, of, kept = numbers_of(day), known["contributions"], day.kept("answer")
    assert numbers.exact("received") + numbers.exact("set_aside") == of["received"]
    assert board.coverage.waiting == numbers.exact("waiting") == of["waiting"]
    first = of["first_answer"]
    assert (kept.in_time, kept.late, kept.overdue, kept.not_yet_due) == tuple(
        first[how] for how in ("in_promise", "late", "overdue", "not_yet_due")
    )
    assert day.kept("acknowledge").in_time == of["acknowledged_in_promise"]["n"]
    to_tell = {ref: theme.get("told_something_since_changed") for ref, theme in known["themes"].items()}
    assert {ref: again.count(ref) for ref in again} == {ref: n for ref, n in to_tell.items() if n}
    return board


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(kept=st.dictionaries(st.sampled_from(ABOUT_THEMES), st.sampled_from(VISIBILITIES), min_size=1, max_size=8))
def test_whoever_may_read_what_happened_everybody_counts_once(places, tmp_path_factory, kind, kept):
    home = tmp_path_factory.mktemp("kept")
    place = places.new(kind, home)
    tracker = tracker_of(place, home, [*for_fewer(kept)], lines_of(partnership_created))
    try:
        agree(tracker)
    finally:
        tracker.close()
        place.close()


@pytest.fixture
def kept_back(tracker, record):
    """A journey of which one kind of fact about a theme was recorded for fewer eyes."""

    def kept_back(kind, visibility="partnership"):
        record(for_fewer({n: visibility for n in ABOUT_THEMES if json.loads(STORY[n])["type"] == kind}))
        return agree(tracker)

    return kept_back


@pytest.mark.parametrize("kind", ["DecisionMade", "ThemesMerged", "ThemeOpened", "ThemeReopened"])
def test_pages_count_as_the_figures_do(kept_back, kind):
    assert kept_back(kind).coverage.waiting


@pytest.mark.parametrize("step", [1, 7, 40])
def test_any_batches_count_the_same(tracker, record, step):
    record(for_fewer({n: VISIBILITIES[n % 4] for n in ABOUT_THEMES if json.loads(STORY[n])["type"] != "ThemeOpened"}))
    log_id, pages, elsewhere = tracker.find(SLUG).log_id, Pages(), Database("sqlite://")
    with tracker.database.reading(log_id) as log, elsewhere.writing() as conn:
        prepare(conn, pages.all)
        for stop in (*range(0, last_position(log, log_id), step), None):
            catch_up(log, conn, log_id, pages.all, opener(tracker, log, log_id), upto=stop)
        there = tables_of(log, tracker.pages)
        assert there["counted_streams"]
        assert tables_of(conn, pages) == there
    elsewhere.close()


def test_a_decision_that_is_kept_from_the_public_is_not_said_and_answers_those_who_were_told(kept_back):
    board = kept_back("DecisionMade")
    assert {card.status.code for card in board.cards} <= {"looking", "looking_again"}
    assert board.asks.decided == 0
