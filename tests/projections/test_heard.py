"""Who we have heard from: the tables of the latest board, in plain words, the same for ever."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from projections.heard import HIDDEN
from tests.conftest import OTHER_SLUG, SLUG, another_partnership
from tracker.files import EXAMPLE


def line(stream, fact, day="2026-06-30", visibility="restricted", **data):
    by = {"role": "coordinator", "capacity": "staff", "org": "Norrick Vale Together"}
    said = {"stream": stream, "type": fact, "by": by, "visibility": visibility, "data": data}
    return json.dumps({**said, "occurred_on": day, "recorded_on": day})


@pytest.fixture
def example():
    return EXAMPLE.read_text().splitlines()


@pytest.fixture
def heard(tracker):
    """The page of a day."""

    def page(day="2026-06-30", slug=SLUG):
        with tracker.read(slug, date.fromisoformat(day)) as moment:
            return tracker.pages.heard.page(moment.tables, moment.address.log_id, moment.on)

    return page


@pytest.fixture
def kept(tracker):
    """Every row of the tables that boards were published with."""

    def rows():
        table = tracker.pages.heard.tables
        with tracker.read(SLUG) as moment:
            return moment.tables.execute(select(table).order_by(table.c.position)).all()

    return rows


@pytest.fixture
def door(record, example, heard):
    record(example)

    def project(day="2026-06-30"):
        return {each.name: each for each in heard(day).projects}["front-door"]

    return project


def rows(project):
    return {table.heading: {row.words: row.shown for row in table.rows} for table in project.tables}


def test_the_open_survey_in_plain_words(door):
    project = door()
    assert (project.title, project.told_us) == ("A front door that feels safe", "64 people told us something.")
    assert rows(project) == {
        "Age": {
            "under 25": HIDDEN,
            "25 to 34": "14",
            "35 to 44": "19",
            "45 to 54": "13",
            "55 or over": HIDDEN,
            "did not say": "8",
        },
        "Gender": {"women": "21", "men": "36", "people who use their own word": HIDDEN, "did not say": HIDDEN},
        "Where people are with services": {
            "people using services now": "34",
            "people who left services not long ago": "12",
            "people who used services longer ago": "9",
            "family members and friends": HIDDEN,
            "families of people who have died": HIDDEN,
            "did not say": HIDDEN,
        },
    }
    assert {(table.total, table.counted_on) for table in project.tables} == {("64 people", "31 December 2025")}
    assert project.published_on == "30 June 2026"


def test_who_has_not_told_us_anything(door):
    assert door().not_heard == ("people who have used services for many years",)
    assert door().not_heard_on == "31 December 2025"


def test_where_tables_would_show_too_much_there_are_none_and_nobody_is_missing(record, example, heard):
    record(example)
    page = heard()
    others = {each.name: each for each in page.projects if each.name != "front-door"}
    assert {name: each.told_us for name, each in others.items()} == {
        "keeping-your-place": "9 people told us something.",
        "somewhere-to-go": "6 people told us something.",
    }
    assert {(each.tables, each.not_heard, each.published_on) for each in others.values()} == {((), (), "")}
    assert page.smallest_number == 5


def test_before_a_board_is_published_there_is_no_table(door):
    assert door("2025-12-30").tables == ()
    assert door("2025-12-30").told_us == "64 people told us something."
    assert len(door("2025-12-31").tables) == 3


def test_a_small_number_of_people_is_not_counted_out(record, example, heard):
    record(example[:24])
    assert [each.told_us for each in heard().projects] == ["Some people told us something."]


def test_what_was_taken_back_or_set_aside_is_not_counted(record, example, heard):
    aside = {"reason": "machine_made", "approved_by": {"lived_experience": 1, "staff": 1}}
    record(
        [
            *example,
            line("contribution/c01", "ContributionWithdrawn", scope=["all"]),
            line("contribution/c02", "ContributionWithdrawn", scope=["name"]),
            line("contribution/c03", "ContributionSetAside", **aside),
            line("contribution/c04", "ContributionSetAside", **aside),
            line("contribution/c04", "ContributionRestored", **aside),
        ]
    )
    assert heard().projects[0].told_us == "Some people told us something."  # two fewer than the tables count


def test_an_erasure_leaves_every_table_and_the_page_is_made_again_the_same(record, example, heard):
    erased = line(
        "person/P-C05", "PersonalDataErased", scope=["equality"], asked_on="2026-06-30", done_on="2026-06-30",
        streams=["contribution/c05"],
    )  # fmt: skip
    record([*example, erased])
    record(another_partnership(example))
    assert heard().projects == heard(slug=OTHER_SLUG).projects
    assert heard() == heard()


def test_one_row_for_each_board_and_a_later_one_of_the_same_day_in_its_place(record, example, kept):
    again = {"as_at": "2026-06-30", "themes_total": 7, "shown": 7, "held_back": 0}
    record([*example, line("board/2026-q2b", "BoardPublished", visibility="public", **again)])
    found = kept()
    assert [(row.dimension, str(row.published_on)) for row in found] == [
        (dimension, day) for day in ("2025-12-31", "2026-06-30") for dimension in ("age", "gender", "stage")
    ]
    assert found[-1].position == 701


def test_what_is_not_public_is_not_there(record, example, heard, kept):
    hidden = [
        json.dumps({**json.loads(each), "visibility": "partnership"})
        if json.loads(each)["type"] == "BoardPublished" or '"title": "A front door' in each
        else each
        for each in example
    ]
    record(hidden)
    assert "front-door" not in {each.name for each in heard().projects}
    assert kept() == []
