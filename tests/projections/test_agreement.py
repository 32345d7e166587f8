"""What we agreed: by whom, how and when; what people were told; and what is not agreed yet, said as a gap."""

import pytest

from tests.conftest import OTHER_SLUG, SLUG, another_partnership
from tests.databases import KINDS
from tests.projections.made_up import lines_of, page_of, tracker_of
from tests.tellings import partnership_created, project_opened, somebody_said
from tracker.files import EXAMPLE, ONE_JOURNEY


@pytest.fixture(scope="module", params=KINDS)
def example(request, recorded):
    lines, others = (path.read_text().splitlines() for path in (EXAMPLE, ONE_JOURNEY))
    return recorded(request.param, lines, another_partnership(others))


@pytest.fixture(scope="module")
def agreement(example):
    return lambda day=None, slug=SLUG: page_of(example, "agreement", slug, day)


@pytest.fixture
def made_up(place, tmp_path):
    running = []

    def page(*tellings):
        running.append(tracker_of(place, tmp_path, lines_of(*tellings), lines_of(partnership_created)))
        return page_of(running[-1], "agreement", SLUG)

    yield page
    running[-1].close()


def things(of):
    return {each.name: each for each in of}


def test_what_was_agreed_says_by_whom_how_and_when(agreement):
    for_all = things(agreement().for_all)
    assert for_all["What we value"].by == (
        "Agreed by consensus on 3 December 2024: nine people with lived experience, four frontline workers, "
        "five managers and one commissioner."
    )
    assert for_all["What people get for their time"].said[0] == "£25 for a session of up to 2 hours."
    assert for_all["If something goes wrong"].said[-1] == "Someone independent: Vale Voices Advocacy."
    first = things(agreement().projects[0].things)
    assert first["How we work together"].by.startswith("Agreed by consensus on 14 January 2025: six people")
    assert first["What each of us needs to learn"].said[1] == "Trauma-informed listening (for staff)."


def test_what_people_were_told_and_when(agreement):
    told = things(agreement().projects[0].things)["What people were told"]
    assert told.said[1] == "Could not: staff numbers; one person's prescription."
    assert told.by == "Told on 21 January 2025, before anyone said anything. Read out and on a card."


def test_a_gap_is_said_and_blocks_nothing(agreement):
    gaps = {project.title: project.gaps for project in agreement().projects}
    missing = ("Not agreed yet. People were asked all the same.", "Not agreed yet.")
    assert gaps == {"Keeping your place": (), "Somewhere to go": missing, "A front door that feels safe": missing}
    assert agreement().gaps == 4


def test_on_the_first_day_nothing_is_agreed(agreement):
    first = agreement("2024-11-05")
    assert (first.gaps, first.projects) == (3, ())


@pytest.mark.parametrize(
    ("spoke", "gap"), [((), "Not agreed yet."), ((somebody_said,), "People were asked all the same.")]
)
def test_a_project_without_an_agreement_says_whether_people_were_asked(made_up, spoke, gap):
    (project,) = made_up(partnership_created, project_opened, *spoke).projects
    assert things(project.things)["How we work together"].gap.endswith(gap)
    assert things(project.things)["What people were told"].gap.startswith("Nobody was told yet")
    assert things(project.things)["Decided before anyone was asked"].said == (
        "Nothing is written down as decided already.",
    )


def test_what_was_decided_already_and_the_steps_on_the_way_are_told(made_up):
    opened = project_opened(
        already_decided=["The budget"], milestones=["A first draft by May"], hoped_change="Less fear"
    )
    told = things(made_up(partnership_created, opened).projects[0].things)
    assert told["Decided before anyone was asked"].said == ("The budget.",)
    assert told["Steps on the way"].said == ("A first draft by May.",)
    assert told["What we hope will change"].said == ("Less fear.",)


def test_one_partnership_sees_nothing_of_another(agreement):
    assert [project.title for project in agreement(slug=OTHER_SLUG).projects] == ["Keeping your place"]
