"""A command is carried out once: again it gets the first answer, and a refusal leaves nothing of it."""

from datetime import date

import pytest

from tests.conftest import OTHER_SLUG, SLUG
from tracker.application.reading import read_fact
from tracker.application.recording import carry_out
from tracker.domain.refusals import NotKnown
from tracker.domain.rulebook import Proposal
from tracker.events import BY_NAME, Actor, PartyName
from tracker.eventstore.reading import last_position

BY = Actor(role=PartyName("coordinator"), capacity="staff", org=PartyName("Norrick Vale Together"))
TODAY = date(2026, 11, 22)


def proposal(stream, name, **data):
    fact = read_fact(BY_NAME[name], data)
    said = {"by": BY, "occurred_on": TODAY, "recorded_on": TODAY, "visibility": "public"}
    return Proposal(stream=stream, fact=fact, **said)


@pytest.fixture
def carry(two_partnerships):
    def carry(command, *proposals, slug=SLUG):
        log_id = two_partnerships.find(slug).log_id
        with two_partnerships.logs.work_on(log_id) as unit:
            return carry_out(unit, command, proposals, two_partnerships.clock)

    return carry


@pytest.fixture
def end(two_partnerships):
    def end(slug=SLUG):
        log_id = two_partnerships.find(slug).log_id
        with two_partnerships.database.reading(log_id) as conn:
            return last_position(conn, log_id)

    return end


def test_the_same_command_again_gets_the_same_answer_and_writes_nothing(carry, end):
    news = proposal("theme/a", "UpdateGiven", text="There is news")
    first = carry("command-1", news, news)
    assert (first.first, first.last) == (117, 118)
    assert carry("command-1", news, news) == first
    assert end() == 118
    assert carry("command-2", news).first == 119


def test_a_command_of_one_partnership_is_no_command_of_another(carry, end):
    news = proposal("theme/a", "UpdateGiven", text="There is news")
    carry("command-1", news)
    assert carry("command-1", news, slug=OTHER_SLUG).first == 90
    assert (end(), end(OTHER_SLUG)) == (117, 90)


def test_a_command_that_is_refused_half_way_leaves_nothing_and_may_be_tried_again(carry, end):
    news = proposal("theme/a", "UpdateGiven", text="There is news")
    unknown = proposal(
        "celebration/z",
        "CelebrationPagePublished",
        themes=["theme/z"],
        outcomes=["outcome/z"],
        still_to_do="All of it",
        credit_from_consent=True,
    )
    with pytest.raises(NotKnown):
        carry("command-1", news, unknown)
    assert end() == 116
    assert carry("command-1", news).last == 117
