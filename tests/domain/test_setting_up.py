from datetime import date

import pytest

from tests.story import Telling, given
from tests.tellings import kettle_joined, lantern_joined, partnership_created, promised
from tracker.domain.refusals import AlreadyJoined, NotJoined, WrongKind
from tracker.events.setting_up import (
    MemberRoleEnded,
    MemberRoleGiven,
    OrganisationJoined,
    OrganisationLeft,
    PartnershipCreated,
    PrivacyRulesSet,
    ProblemProcessAgreed,
    RewardPolicyAgreed,
    ValuesAgreed,
)

values = Telling(
    "partnership/nvt", ValuesAgreed, {"values": ["Truth"], "agreed_by": {"lived_experience": 9}, "how": "consensus"}
)


def test_a_partnership_says_who_it_is_and_whether_it_is_real():
    story = given().when(partnership_created.but(on=date(2024, 11, 5))).then_recorded(PartnershipCreated)
    partnership = story.state("partnership/nvt")
    assert (partnership.created_on, partnership.created.fictional) == (date(2024, 11, 5), True)


def test_an_organisation_joins_once():
    story = given(partnership_created, lantern_joined)
    story.when(lantern_joined).then_refused(AlreadyJoined)
    after = story.when(kettle_joined).then_recorded(OrganisationJoined)
    assert after.state("partnership/nvt").organisations == ("Lantern Street Hub", "Kettle Group")


def test_an_organisation_of_the_same_name_is_the_same_whatever_its_kind():
    given(partnership_created, lantern_joined).when(lantern_joined, kind="charity").then_refused(AlreadyJoined)
    given(partnership_created, lantern_joined).when(lantern_joined, name="Lantern Hub").then_recorded()


def test_agreeing_again_makes_a_new_version_and_the_old_stays_in_the_log():
    story = given(partnership_created, values, values(values=["Truth", "Kindness"]))
    assert story.state("partnership/nvt").values.values == ("Truth", "Kindness")
    assert [len(said.fact.values) for said in story.log.facts_of("partnership/nvt")[1:]] == [1, 2]


def test_every_promise_is_kept_beside_the_others():
    story = given(partnership_created, promised, promised(days=60, from_on="2026-01-01"))
    assert [promise.days for promise in story.state("partnership/nvt").promises] == [84, 60]


def test_what_is_set_up_is_known_with_its_version():
    rewards = {
        "rate": "£25 a session",
        "choice": ["cash", "none"],
        "expenses": "paid on the day",
        "benefits_advice": "offered first",
        "agreed_by": {"lived_experience": 9},
    }
    problems = {"steps": ["Talk to us", "Talk to them"], "independent_contact": "Vale Voices Advocacy"}
    privacy = {
        "k_public": 5,
        "k_extract": 10,
        "quotes": "with_consent",
        "names": "never",
        "date_precision_public": "month",
    }
    story = given(
        partnership_created,
        Telling("partnership/nvt", RewardPolicyAgreed, rewards),
        Telling("partnership/nvt", ProblemProcessAgreed, problems),
        Telling("partnership/nvt", PrivacyRulesSet, privacy),
    )
    partnership = story.state("partnership/nvt")
    assert partnership.version == 4
    assert partnership.created.name == "Norrick Vale Together"
    assert partnership.rewards.choice == ("cash", "none")
    assert partnership.problems.steps == ("Talk to us", "Talk to them")
    assert partnership.privacy.names == "never"


left = lantern_joined.but(fact=OrganisationLeft)


def test_only_an_organisation_that_is_there_can_leave():
    story = given(partnership_created, lantern_joined)
    story.when(left, name="Kettle Group").then_refused(NotJoined)
    gone = story.given(kettle_joined).when(left).then_recorded(OrganisationLeft)
    assert gone.state("partnership/nvt").organisations == ("Kettle Group",)
    gone.when(left).then_refused(NotJoined)


def test_an_organisation_that_left_may_join_again():
    story = given(partnership_created, lantern_joined, left)
    story.when(lantern_joined).then_recorded().when(lantern_joined).then_refused(AlreadyJoined)


@pytest.mark.parametrize("fact", [MemberRoleGiven, MemberRoleEnded])
def test_a_role_belongs_to_somebody_of_whom_nothing_else_need_be_known(fact):
    role = {"person_ref": "P-1", "role": "theme team", "capacity": "lived_experience", "org": "Kettle Group"}
    story = given(partnership_created, lantern_joined)
    after = story.when(Telling("partnership/nvt", fact, role)).then_recorded(fact)
    assert after.state("partnership/nvt").version == 3
    assert after.state("partnership/nvt").organisations == ("Lantern Street Hub",)
    story.when(Telling("partnership/nvt", fact, {**role, "person_ref": "theme/a"})).then_refused(WrongKind)
    story.when(Telling("partnership/nvt", fact, {**role, "person_ref": "person/P-2"})).then_recorded()
