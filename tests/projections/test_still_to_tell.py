"""Who was told something that has since changed, and was not told again (R18): exact in figures, banded on cards."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projections.shared.projecting.projector import catch_up, prepare
from tests.conftest import SLUG
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
    themed,
    told,
)
from tracker.eventstore.database import Database
from tracker.eventstore.reading import last_position
from tracker.pages import Pages

LABEL = "Told something that has changed"


def step(card):
    return next((step.text for step in card.steps if step.label == LABEL), None)


@pytest.mark.parametrize("day", ["2025-11-05", "2025-11-20", "2026-02-10", "2026-06-30"])
def test_the_whole_example_tells_as_many_as_the_figures(whole_example, day):
    with whole_example.read(SLUG, date.fromisoformat(day)) as moment:
        on, log_id, pages = moment.on, moment.address.log_id, whole_example.pages
        every = pages.journeys.summaries.all(moment.tables, log_id, on)
        themes = pages.figures.document(moment.tables, log_id, SLUG, on)["themes"]
        assert {each.theme: each.heard.to_tell for each in every} == {
            ref: theme["told_something_since_changed"] for ref, theme in themes.items()
        }


def test_eleven_people_still_need_to_be_told(whole_example):
    with whole_example.read(SLUG, date(2026, 6, 30)) as moment:
        cards = whole_example.pages.board.page(moment.tables, moment.address.log_id, moment.on).cards
    said = {card.name: step(card) for card in cards if step(card)}
    assert said == {"c4": "11 people still need to be told: what they heard from us has changed since."}


def spoken(name, n, *themes):
    return [line for i in range(n) for line in spoke(f"{name}{i}", "2025-02-01", *themes, contributor=f"P-{name}{i}")]


@pytest.fixture
def story(journey_lines):
    """Seven people of theme x and three of y are told; then x is decided anew. One of z comes to stand under y.

    Six others told us of something else.
    """
    people = [*spoken("x", 7, "x"), *spoken("y", 3, "y"), *spoken("z", 1, "z"), *spoken("o", 6)]
    lines = [*map(opened, "xyz"), *people, *map(agreed, "xyz"), *map(looked_at, "xyz"), *map(decided, "xyz")]
    lines += [answered(f"{theme}{i}", f"decision/{theme}-1") for theme, n in (("x", 7), ("y", 3)) for i in range(n)]
    lines += [answered("z0", "decision/z-1"), themed("z0", "2025-03-13", "y", kind="ContributionRethemed", why="moved")]
    return [*in_order(journey_lines, lines), opened_again("x"), decided("x", 2, "2025-03-25")]


@pytest.fixture
def read(tracker, record):
    def read(lines):
        record(lines)
        with tracker.read(SLUG, date(2025, 6, 1)) as moment:
            log_id, on, pages = moment.address.log_id, moment.on, tracker.pages
            cards = pages.board.page(moment.tables, log_id, on).cards
            themes = pages.figures.document(moment.tables, log_id, SLUG, on)["themes"]
            every = pages.journeys.summaries.all(moment.tables, log_id, on)
            exact = {ref: theme.get("told_something_since_changed", 0) for ref, theme in themes.items()}
            assert {each.theme: each.heard.to_tell for each in every}.items() <= exact.items()
            return {card.name: step(card) for card in cards}, exact

    return read


def test_whoever_heard_the_first_decision_is_to_be_told_the_second(read, story):
    said, _ = read(story)
    assert said["x"] == "7 people still need to be told: what they heard from us has changed since."
    assert said["y"] is None


def test_who_was_told_cannot_be_worked_out_from_who_was_not(read, story):
    again = answered("x0", "decision/x-2", day="2025-03-26")
    assert read([*story, again])[0]["x"].startswith("Some people still need to be told")


def test_a_few_are_a_small_number(read, story):
    again = [answered(f"x{n}", "decision/x-2", day="2025-03-26") for n in range(6)]
    assert read([*story, *again])[0]["x"].startswith("Some people still need to be told")


def test_whoever_took_their_words_back_or_had_them_erased_leaves_the_list(read, story):
    back = told("contribution/x0", "ContributionWithdrawn", "2025-03-26", scope=["all"])
    gone = erased("P-x1", "contribution/x1")
    _, exact = read([*story, back, gone])
    assert exact["theme/x"] == 5


def test_a_joined_theme_brings_those_who_were_told_of_it(read, story):
    _, exact = read([*story, joined("z", "y", "2025-03-27"), joined("x", "y", "2025-03-27")])
    assert exact["theme/y"] == 8


def erased(person, *streams):
    days = {"asked_on": "2025-03-26", "done_on": "2025-03-26"}
    return told(f"person/{person}", "PersonalDataErased", "2025-03-26", scope=["words"], streams=list(streams), **days)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stops=st.lists(st.integers(20, 85), max_size=12))
def test_any_batches_give_the_same_list(tracker, record, story, stops):
    lines = [*story, erased("P-x1", "contribution/x1"), joined("z", "y", "2025-03-27"), joined("x", "y", "2025-03-27")]
    if not tracker.logs.find(SLUG):
        record([*lines, answered("x2", "decision/x-2", "theme/y", day="2025-03-28")])
    log_id, pages, elsewhere = tracker.find(SLUG).log_id, Pages(), Database("sqlite://")
    with tracker.database.reading(log_id) as log, elsewhere.writing() as conn:
        prepare(conn, pages.all)
        end = last_position(log, log_id)
        for stop in [*sorted(stop for stop in stops if stop < end), end]:
            catch_up(log, conn, log_id, pages.all, opener(tracker, log, log_id), upto=stop)
        assert tables_of(conn, pages) == tables_of(log, tracker.pages)
    elsewhere.close()
