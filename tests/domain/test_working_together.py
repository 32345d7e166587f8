from tests.story import Telling, given
from tests.tellings import another_said, partnership_created, project_opened, somebody_said
from tracker.events.working_together import (
    EmploymentStepCoProduced,
    ExpectationsShared,
    FindingsPublished,
    PowerObservationRecorded,
    ReflectiveTimeOffered,
    WorkingAgreementAgreed,
    WorkstreamOpened,
)

AGREEMENT = {
    "agreed_by": {"lived_experience": 6},
    "how": "consensus",
    "training_needs": ["Listening"],
    "confidentiality": "It stays in the room",
    "what_happens_to_info": "Points are put into themes",
}
agreed = Telling("workstream/place", WorkingAgreementAgreed, AGREEMENT)
expected = Telling(
    "workstream/place",
    ExpectationsShared,
    {
        "could_change": "Our own rules",
        "cannot_change": "Staff numbers",
        "who_decides": "The improvement group",
        "format": "read out",
        "before_contributions": True,
    },
)


def test_a_project_opens_with_its_limits():
    story = given(partnership_created).when(project_opened).then_recorded(WorkstreamOpened)
    assert story.state("workstream/place").opened.limits == "No more staff"


def test_the_newest_agreement_holds_and_each_project_has_its_own():
    second = project_opened(title="Somewhere to go").but(stream="workstream/go")
    story = given(partnership_created, project_opened, second, agreed, agreed(how="vote"))
    assert story.state("workstream/place").agreement.how == "vote"
    assert story.state("workstream/go").agreement is None


def test_what_people_were_told_to_expect_is_known():
    story = given(partnership_created, project_opened, expected)
    assert story.state("workstream/place").expectations.before_contributions is True


def test_gaps_are_not_blocked_a_project_may_listen_before_it_has_agreed_how():
    story = given(partnership_created, project_opened)
    story.when(somebody_said).then_recorded().when(another_said).then_recorded().when(agreed).then_recorded()


def test_what_else_a_project_notes_moves_only_its_version():
    noted = (
        Telling(
            "workstream/place",
            PowerObservationRecorded,
            {"form": "top_down", "noticed": "9am start", "strategy": "Later", "result": "More came"},
        ),
        Telling("workstream/place", FindingsPublished, {"title": "What we found", "formats": ["audio"]}),
        Telling("workstream/place", ReflectiveTimeOffered, {"to": {"manager": 1}, "taken_up": {"manager": 0}}),
        Telling(
            "workstream/place",
            EmploymentStepCoProduced,
            {"step": ["induction", "link"], "panel": {"lived_experience": 2}, "post": "outreach worker"},
        ),
    )
    before = given(partnership_created, project_opened, agreed, expected)
    after = before.given(*noted).state("workstream/place")
    assert after.version == 7
    assert (after.opened, after.agreement, after.expectations) == (
        before.state("workstream/place").opened,
        before.state("workstream/place").agreement,
        before.state("workstream/place").expectations,
    )
