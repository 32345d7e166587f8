"""Who is waiting: where in the line, how long, and what comes next; and nobody picked out."""

import re
from datetime import date, timedelta

import pytest

from tests.conftest import OTHER_SLUG, SLUG
from tests.projections.made_up import lines_of, page_of, tracker_of
from tests.tellings import (
    answered,
    closed,
    decide,
    held_back,
    looking,
    partnership_created,
    project_opened,
    reopened,
    somebody_said,
    theme_a,
    theme_b,
    themed,
    withdrawn,
    wording_approved,
)

K = 5


@pytest.fixture(scope="module")
def example(two_examples):
    return two_examples


@pytest.fixture(scope="module")
def waiting(example):
    return lambda day, slug=SLUG: page_of(example, "waiting", slug, day)


@pytest.fixture
def made_up(place, tmp_path):
    """The page of a made-up journey."""
    running = []

    def page(*tellings, day="2025-03-10"):
        running.append(tracker_of(place, tmp_path, lines_of(*tellings), lines_of(partnership_created)))
        return page_of(running[-1], "waiting", SLUG, day)

    yield page
    running[-1].close()


def people(first, last, *themes):
    """Some people who spoke, and the themes that their words were put under."""
    for n in range(first, last + 1):
        yield somebody_said(contributor=f"P-{n}").but(stream=f"contribution/c{n}")
    for n in range(first, last + 1):
        if themes:
            yield themed(f"contribution/c{n}", *themes)


def who(page):
    """Who stands where, of the places where anybody does."""
    return {place.name: place.who for place in page.places if not place.nobody}


BEGUN = (partnership_created, project_opened, theme_a, theme_b)


@pytest.mark.parametrize(
    ("day", "verdict", "lede"),
    [
        ("2025-01-15", "Nobody is waiting.", "Nobody has told us anything yet."),
        (
            "2025-02-18",
            "Nobody has waited longer than we promised.",
            "9 people are waiting. The longest wait is 14 days.",
        ),
        (
            "2025-05-01",
            "Nobody has waited longer than we promised.",
            "6 people are waiting. The longest wait is 49 days.",
        ),
        (
            "2025-08-01",
            "Nobody has waited longer than we promised.",
            "64 people are waiting. The longest wait is 46 days.",
        ),
        ("2025-09-10", "We are late with 7 of them.", "64 people are waiting. The longest wait is 86 days."),
        (
            "2026-06-30",
            "Nobody is waiting.",
            "Everyone who told us something has an answer, or has one ready under their code.",
        ),
    ],
)
def test_how_many_wait_and_how_long(waiting, day, verdict, lede):
    page = waiting(day)
    assert (page.verdict.words, page.lede) == (verdict, lede)


def test_where_people_stand_goes_with_the_story(waiting):
    assert who(waiting("2025-02-18")) == {"We have their words": "9 people are here."}
    assert who(waiting("2025-02-25")) == {"The wording is being agreed": "9 people are here."}
    assert who(waiting("2025-03-01")) == {"Waiting to be looked at": "9 people are here."}
    assert who(waiting("2025-03-10")) == {"Being looked at": "9 people are here."}
    assert who(waiting("2025-08-01")) == {
        "The wording is being agreed": "57 people are here.", "Being told": "7 people are here."
    }  # fmt: skip
    assert waiting("2026-06-30").places == ()


def test_a_theme_being_looked_at_says_by_whom_and_by_when(waiting):
    (place,) = [place for place in waiting("2025-05-01").places if not place.nobody]
    (theme,) = place.themes
    assert (theme.name, theme.text) == ("b", "Hub operations group will decide by 9 May 2025.")
    assert place.next == "Next step: they decide, and say why."
    (late,) = next(place for place in waiting("2025-05-12").places if not place.nobody).themes
    assert late.text == "Hub operations group will decide by 29 May 2025."


def test_the_themes_of_a_place_are_counted_each(waiting):
    place = next(place for place in waiting("2025-09-10").places if place.themes)
    assert [each.text.partition(".")[0] for each in place.themes] == [f"{n} people" for n in (29, 22, 18, 11, 9)]
    assert waiting("2025-09-10").several


def test_the_promise_is_dated_only_for_whoever_has_waited_longest(waiting):
    assert waiting("2025-08-01").promise == (
        "We promise a first answer within 84 days. For whoever has waited longest, that is by 8 September 2025."
    )
    assert waiting("2025-09-10").promise == "We promise a first answer within 84 days."


def test_who_waits_to_be_told_again_is_said_though_nobody_waits_for_an_answer(waiting):
    (again,) = waiting("2026-06-30").again
    assert (again.name, again.text) == ("c4", "11 people were told something that has changed since")


@pytest.mark.parametrize("day", ["2025-02-18", "2025-05-01", "2025-08-01", "2025-09-10", "2025-11-05", "2026-06-30"])
def test_the_numbers_are_those_of_the_figures(example, waiting, day):
    with example.read(SLUG, date.fromisoformat(day)) as moment:
        document = example.pages.figures.document(moment.tables, moment.address.log_id, SLUG, moment.on)
    known, page = document["contributions"], waiting(day)
    counted = {line.words: int(line.shown) for line in page.long.every}
    assert sum(counted.values()) == known["waiting"]
    assert counted.get("have waited longer than we promised", 0) == known["first_answer"]["overdue"]
    assert sum(int(said.split()[0]) for said in who(page).values()) == known["waiting"]


@pytest.mark.parametrize("offset", range(0, 256, 8))
def test_on_no_day_can_a_small_number_be_worked_out(waiting, offset):
    page = waiting((date(2025, 2, 4) + timedelta(days=offset)).isoformat())
    assert not re.search(r"\b[1-4] people", repr(page))
    assert not any(line.shown in {"1", "2", "3", "4"} for line in page.long.every)
    assert sum(line.shown == "Not shown" for line in page.long.every) != 1
    assert sum(said.startswith("Some") for said in who(page).values()) != 1


def test_when_few_wait_neither_how_long_nor_where_is_said(waiting):
    page = waiting("2025-03-14")  # three have just told us something new
    assert page.lede.startswith("12 people are waiting.")
    few = waiting("2025-04-15", OTHER_SLUG)
    assert few.verdict.words == "Nobody is waiting."
    small = waiting("2025-04-14", OTHER_SLUG)
    assert small.lede.startswith("A small number of people are waiting. We do not say how long")
    assert {place.who for place in small.places} == {""}
    assert not any(place.themes or place.nobody for place in small.places)
    assert small.long.every == ()
    assert small.promise == "We promise a first answer within 84 days."


def test_a_small_place_hides_another_with_it(made_up):
    page = made_up(*BEGUN, *people(1, 3), *people(4, 12, "theme/a"), wording_approved)
    assert who(page) == {
        "We have their words": "Some people are here.", "Waiting to be looked at": "Some people are here."
    }  # fmt: skip
    assert page.numbers_hidden


def test_whoever_asked_about_several_things_stands_with_the_one_furthest_back(made_up):
    page = made_up(*BEGUN, *people(1, 6, "theme/a", "theme/b"), wording_approved)
    assert who(page) == {"The wording is being agreed": "6 people are here."}
    assert page.several


def test_a_first_answer_is_not_the_whole_of_it(made_up):
    told = [answered.but(stream=f"contribution/c{n}") for n in range(1, 7)]
    spoke = people(1, 6, "theme/a", "theme/b")
    page = made_up(*BEGUN, *spoke, wording_approved, looking, decide(), *told, day="2026-03-10")
    assert [(line.shown, line.words) for line in page.long.every] == [
        ("6", "have a first answer, and wait for the rest of it")
    ]
    assert page.verdict.words == "Nobody has waited longer than we promised."
    assert who(page) == {"The wording is being agreed": "6 people are here."}


def test_what_is_decided_is_being_told_and_what_is_opened_again_is_to_be_looked_at(made_up):
    spoke = people(1, 6, "theme/a")
    page = made_up(*BEGUN, *spoke, wording_approved, looking, decide(), reopened)
    assert who(page) == {"Waiting to be looked at": "6 people are here."}


def test_words_that_ask_for_nothing_are_being_answered(made_up):
    spoke = people(1, 6)
    sent = [closed.but(stream=f"contribution/c{n}") for n in range(1, 7)]
    assert who(made_up(*BEGUN, *spoke, *sent)) == {"Being told": "6 people are here."}


def test_what_is_held_back_is_counted_and_not_named(made_up):
    page = made_up(*BEGUN, *people(1, 6, "theme/a"), wording_approved, looking, held_back)
    (place,) = [place for place in page.places if not place.nobody]
    assert (place.who, place.themes) == ("6 people are here.", ())


def test_who_took_their_words_back_is_not_waiting(made_up):
    gone = [withdrawn.but(stream=f"contribution/c{n}") for n in range(1, 6)]
    page = made_up(*BEGUN, *people(1, 11, "theme/a"), wording_approved, *gone)
    assert page.lede == "6 people are waiting. The longest wait is 7 days."


def test_one_person_who_took_their_words_back_cannot_be_worked_out(made_up):
    page = made_up(*BEGUN, *people(1, 7, "theme/a"), wording_approved, withdrawn)
    assert page.lede == "Some people are waiting. The longest wait is 7 days."


def test_one_partnership_sees_nothing_of_another(waiting):
    assert waiting("2025-08-01", OTHER_SLUG).verdict.words == "Nobody is waiting."
