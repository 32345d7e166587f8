"""How this works: what was agreed and promised, by whom, and what could never change."""

import pytest

from tests.conftest import OTHER_SLUG


@pytest.fixture
def page(moment, pages):
    def read(day=None, **which):
        with moment(day, **which) as reading:
            return pages.how_this_works.page(reading.tables, reading.address.log_id, reading.on)

    return read


def test_a_partnership_says_who_it_is_from_its_first_day(page):
    first = page("2024-11-05")
    assert first.name == "Norrick Vale Together"
    assert first.fictional
    assert len(first.organisations) == 5
    assert first.values == ()
    assert first.projects == ()


def test_defaults_are_promised_until_something_is_agreed(page):
    assert page("2024-11-05").promises[0] == "We tell you that we have your words within 5 working days."
    assert page().promises[1] == "You have a first answer within 84 days."


def test_what_was_agreed_says_by_whom(page):
    agreed = page()
    assert agreed.values[0] == "We tell each other the truth, including bad news."
    assert agreed.values_agreed.startswith("Agreed by nine people with lived experience, four frontline workers")
    assert agreed.reward[0] == "£25 for a session of up to 2 hours."
    assert agreed.independent_contact == "Vale Voices Advocacy"


def test_limits_are_stated(page):
    (project,) = page().projects
    assert project.limits == "Two Rivers can change its own rules. It cannot promise more staff."
    assert project.told_beforehand is True
    assert project.out_of_scope == ("one person's prescription", "national waiting-time targets")


def test_one_partnership_sees_nothing_of_another(page):
    assert page(slug=OTHER_SLUG).name == "Little Haven Together"


def test_what_people_were_told_leads_to_what_was_agreed(page):
    (project,) = page().projects
    assert project.name == "keeping-your-place"
    assert project.who_decides.startswith("Two Rivers Service Improvement Group")
