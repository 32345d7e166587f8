import json
from datetime import date

import pytest

from tests.story import Telling, given
from tests.tellings import (
    acknowledged,
    answered,
    check_answered,
    check_opened,
    claimed,
    decided,
    disputed,
    redacted,
    restored,
    set_aside,
    theme_a,
    themed,
    two_people_spoke,
    two_themes,
    withdrawn,
    wording_approved,
)
from tracker.domain.refusals import (
    NobodySaidIt,
    NotKnown,
    NotSetAside,
    NotTwoToSetAside,
    SetAsideAlready,
    WithdrawnAlready,
    WordsOfAnother,
)
from tracker.domain.standing import is_waiting
from tracker.events import Actor, PartyName, Ref
from tracker.events.consenting import ConsentGiven
from tracker.events.taking_back import (
    ContributionRestored,
    ContributionSetAside,
    ContributionTextRedacted,
    ContributionWithdrawn,
    EqualityAnswersGiven,
    PersonalDataErased,
    ReceiptReplaced,
    WordsOpened,
)

equality = Telling(
    "contribution/c1",
    EqualityAnswersGiven,
    {"age": "under_25", "gender": "woman", "all_optional": True, "for_statistics_only": True},
    visibility="restricted",
)
opened = Telling(
    "contribution/c1",
    WordsOpened,
    {"capacity": "staff", "org": "Norrick Vale Together", "purpose": "theming"},
    visibility="restricted",
)
receipt_replaced = Telling(
    "contribution/c1", ReceiptReplaced, {"confirmed_by": "helper_who_entered"}, visibility="restricted"
)
consented = Telling("person/P-1", ConsentGiven, {"summary": True, "quote": False, "name": False, "recontact": True})
erased = Telling(
    "person/P-1",
    PersonalDataErased,
    {
        "scope": ["words", "contact"],
        "asked_on": "2025-03-01",
        "done_on": "2025-03-03",
        "streams": ["contribution/c1", "person/P-1"],
        "authorised_by": ["data lead", "coordinator"],
    },
    visibility="restricted",
)


def waits(story, stream="contribution/c1"):
    return is_waiting(story.state(stream), {})


@pytest.mark.parametrize("scope", [["all"], ["words"], ["name", "words"]])
def test_words_are_taken_back_once(scope):
    story = given(*two_people_spoke).when(withdrawn, scope=scope).then_recorded(ContributionWithdrawn)
    story.when(withdrawn, scope=scope).then_refused(WithdrawnAlready, saying="contribution/c1")
    story.when(withdrawn.but(stream="contribution/c2")).then_recorded()


def test_more_may_be_taken_back_later_and_the_day_stays_that_of_the_words():
    story = given(*two_people_spoke).when(withdrawn, scope=["words"]).then_recorded()
    on = story.state("contribution/c1").withdrawn_on
    for scope in (["name"], ["all"]):
        story = story.when(withdrawn.but(on=date(2025, 3, 9)), scope=scope).then_recorded()
        assert story.state("contribution/c1").withdrawn_on == on
    story.when(withdrawn, scope=["name"]).then_refused(WithdrawnAlready)


def test_a_name_alone_may_be_taken_back_and_the_words_later():
    story = given(*two_people_spoke).when(withdrawn, scope=["name"]).then_recorded()
    assert story.state("contribution/c1").withdrawn_on is None
    assert waits(story)
    assert not waits(story.when(withdrawn).then_recorded())


def test_that_there_was_a_contribution_stays_when_its_words_are_taken_back():
    before = given(*two_people_spoke, acknowledged).state("contribution/c1")
    after = given(*two_people_spoke, acknowledged, withdrawn).state("contribution/c1")
    kept = ("received_on", "route", "asks_change", "workstream", "acknowledged_on")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]


def test_words_taken_back_or_set_aside_speak_for_a_theme_no_more():
    story = given(*two_people_spoke, theme_a, themed("contribution/c1"))
    story.given(withdrawn).when(wording_approved).then_refused(NobodySaidIt)
    story.given(set_aside).when(wording_approved).then_refused(NobodySaidIt)
    story.given(set_aside, restored).when(wording_approved).then_recorded()
    story.given(withdrawn(scope=["name"])).when(wording_approved).then_recorded()
    story.given(withdrawn, themed("contribution/c2")).when(wording_approved).then_recorded()


@pytest.mark.parametrize("replacement", [{}, {"replacement": "A worker told me to wait"}])
def test_words_that_name_somebody_are_hidden_whole_or_replaced(replacement):
    story = given(*two_people_spoke).when(redacted, **replacement).then_recorded(ContributionTextRedacted)
    assert story.state("contribution/c1").redacted
    assert not story.state("contribution/c2").redacted
    assert waits(story)


@pytest.mark.parametrize(
    "approved_by",
    [
        {"lived_experience": 1},
        {"staff": 2},
        {"staff": 2, "lived_experience": 0},
        {"staff": 1, "family_or_friend": 1},
        {},
    ],
)
def test_two_people_set_aside_one_of_them_with_lived_experience(approved_by):
    story = given(*two_people_spoke)
    story.when(set_aside, approved_by=approved_by).then_refused(NotTwoToSetAside)
    story.when(set_aside, approved_by={"lived_experience": 2}).then_recorded(ContributionSetAside)
    story.when(set_aside, approved_by={"lived_experience": 1, "researcher": 1}).then_recorded()


def test_a_contribution_is_set_aside_once_and_may_be_set_aside_again_after_it_was_restored():
    story = given(*two_people_spoke, set_aside)
    story.when(set_aside).then_refused(SetAsideAlready, saying="contribution/c1")
    story.when(set_aside.but(stream="contribution/c2")).then_recorded()
    story.given(restored).when(set_aside).then_recorded()


def test_only_what_was_set_aside_is_restored():
    story = given(*two_people_spoke, set_aside)
    story.when(restored.but(stream="contribution/c2")).then_refused(NotSetAside, saying="contribution/c2")
    back = story.when(restored).then_recorded(ContributionRestored)
    back.when(restored).then_refused(NotSetAside)


@pytest.mark.parametrize("approved_by", [{"lived_experience": 1}, {"staff": 2}, {}])
def test_two_people_restore_what_two_set_aside(approved_by):
    story = given(*two_people_spoke, set_aside)
    story.when(restored, approved_by=approved_by).then_refused(NotTwoToSetAside)
    story.when(restored, approved_by={"lived_experience": 2}).then_recorded(ContributionRestored)


def test_nobody_waits_for_what_was_set_aside_until_it_is_restored():
    story = given(*two_people_spoke, set_aside)
    assert not waits(story)
    assert waits(story, "contribution/c2")
    assert waits(story.given(restored))


@pytest.mark.parametrize("noted", [opened, receipt_replaced, equality], ids=lambda telling: telling.fact.__name__)
def test_what_is_noted_of_a_contribution_changes_nothing_but_its_version(noted):
    before = given(*decided, answered)
    after = before.when(noted).then_recorded(noted.fact).when(noted).then_recorded()
    now, then = after.state("contribution/c1"), before.state("contribution/c1")
    assert now.version == then.version + 2
    assert (now.themes, now.told, now.answered_on) == (then.themes, then.told, then.answered_on)
    assert after.state("contribution/c2") == before.state("contribution/c2")


@pytest.mark.parametrize("kept_back", [(), ("age",), ("gender",), ("age", "gender")])
def test_what_somebody_says_of_themselves_is_one_sealed_thing_however_little_it_is(kept_back):
    fact = equality.without(*kept_back).proposal.fact
    assert list(fact.__dataclass_fields__) == ["answers"]
    said = json.loads(fact.answers)
    assert sorted(said) == ["age", "all_optional", "for_statistics_only", "gender"]
    assert [said[key] for key in kept_back] == [None] * len(kept_back)


def test_erasing_changes_nothing_of_what_was_said_and_where_it_stands():
    before = given(*two_themes, consented)
    after = before.when(erased).then_recorded(PersonalDataErased)
    for stream in ("contribution/c1", "contribution/c2", "theme/a", "theme/b"):
        assert after.state(stream) == before.state(stream)
    assert after.state("person/P-1").erased == ("contribution/c1", "person/P-1")
    assert after.state("person/P-1").consents == before.state("person/P-1").consents


def test_only_what_there_is_can_be_erased():
    story = given(*two_people_spoke)
    story.when(erased).then_refused(NotKnown, saying="person/P-1")
    story.when(erased, streams=["contribution/c9"]).then_refused(NotKnown, saying="contribution/c9")
    story.when(erased, streams=["contribution/c1"]).then_recorded()
    story.given(consented).when(erased).then_recorded()


def test_what_a_person_had_erased_adds_up():
    story = given(*two_people_spoke, consented, erased(streams=["contribution/c1"]), erased)
    assert story.state("person/P-1").erased == ("contribution/c1", "person/P-1")


def test_somebody_whose_words_were_erased_may_still_be_thanked_and_answered():
    story = given(*decided, consented, erased)
    story.when(acknowledged).then_recorded().when(answered).then_recorded()


A_PERSON = Actor(role=PartyName("contributor"), capacity="lived_experience", ref=Ref("P-1"))


def test_a_dispute_is_erased_by_its_own_name_only_where_nobody_is_known_to_have_raised_it():
    nobody = given(*decided, consented, disputed)
    nobody.when(erased, streams=["dispute/a-1"]).then_recorded(PersonalDataErased)
    nobody.when(erased, streams=["dispute/a-2"]).then_refused(NotKnown, saying="dispute/a-2")
    somebody = given(*decided, consented, disputed.but(by=A_PERSON))
    somebody.when(erased, streams=["dispute/a-1"]).then_refused(WordsOfAnother, saying="person/P-1")
    somebody.when(erased, streams=["person/P-1"]).then_recorded(PersonalDataErased)


def test_whose_words_a_fact_tells_stands_in_its_envelope():
    story = given(*claimed, check_opened, disputed, disputed(dispute="dispute/a-2").but(by=A_PERSON))
    said = story.given(check_answered(words="No").but(by=A_PERSON), check_answered.but(by=A_PERSON), check_answered)
    assert [each.words_of for each in said.log.facts_of("theme/a")[-5:]] == [
        "dispute/a-1", "person/P-1", "person/P-1", None, None
    ]  # fmt: skip
    assert [each.words_of for each in said.state("theme/a").disputes] == ["dispute/a-1", "person/P-1"]
