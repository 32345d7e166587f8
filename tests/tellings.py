"""The people and things of the stories: two of everything, told as a journey file tells them."""

from datetime import date
from typing import Any

from tests.story import Telling
from tracker.events import Actor, PartyName
from tracker.events.checking import (
    ContributorCheckAnswered,
    ContributorCheckClosed,
    ContributorCheckOpened,
    OutcomeReported,
)
from tracker.events.contributing import (
    AnswerGiven,
    AnswerUndeliverable,
    ContributionAcknowledged,
    ContributionReceived,
)
from tracker.events.deciding import (
    ConsiderationExtended,
    ConsiderationStarted,
    DecisionMade,
    RecommendationMade,
    ReviewDateMoved,
    ThemeReopened,
    UpdateGiven,
)
from tracker.events.disputing import (
    DisputeAnswered,
    DisputeRaised,
    DisputeWithdrawn,
    OutcomeCorrected,
    RecordCorrected,
)
from tracker.events.doing import (
    ActionDone,
    ActionDropped,
    ActionDueDateMoved,
    ActionPlanned,
    ActionProgressed,
    ActionResumed,
    ActionStalled,
    ActionStarted,
)
from tracker.events.looking_back import CelebrationHeld, CelebrationPagePublished
from tracker.events.passing_on import PassedOn, ReplyChased, ReplyReceived
from tracker.events.publishing import PublicItemHeldBack, PublicItemReleased
from tracker.events.setting_up import OrganisationJoined, PartnershipCreated, PromiseSet
from tracker.events.taking_back import (
    ContributionRestored,
    ContributionSetAside,
    ContributionTextRedacted,
    ContributionWithdrawn,
)
from tracker.events.theming import (
    ContributionClosedWithoutTheme,
    ContributionRethemed,
    ContributionThemed,
    PublicWordingApproved,
    ThemeOpened,
    ThemesMerged,
    ThemeWordingChecked,
)
from tracker.events.working_together import WorkstreamOpened

FOUR_CHECKS = ["no_one_identifiable", "no_third_party", "plain_english", "fair"]
MANAGER = Actor(role=PartyName("service manager"), capacity="manager", org=PartyName("Two Rivers Recovery"))

partnership_created = Telling(
    "partnership/nvt",
    PartnershipCreated,
    {"name": "Norrick Vale Together", "fictional": True, "purpose": "Changing how help works"},
)
lantern_joined = Telling("partnership/nvt", OrganisationJoined, {"name": "Lantern Street Hub", "kind": "day_centre"})
kettle_joined = lantern_joined(name="Kettle Group", kind="lived_experience_group")
promised = Telling(
    "partnership/nvt", PromiseSet, {"promise": "answer", "days": 84, "unit": "calendar", "from_on": "2025-01-01"}
)

project_opened = Telling(
    "workstream/place",
    WorkstreamOpened,
    {
        "title": "Keeping your place",
        "aim": "Fewer people lose their place",
        "in_scope": ["reminders"],
        "out_of_scope": ["prescriptions"],
        "limits": "No more staff",
        "starts": "2025-01-14",
        "ends": "2025-10-31",
        "intended_level": "co-produced",
    },
)

somebody_said = Telling(
    "contribution/c1",
    ContributionReceived,
    {
        "route": "working_group",
        "method": "spoken",
        "workstream": "workstream/place",
        "contributor": "P-1",
        "asks_change": True,
        "stage": "using_now",
        "entered_for_person": True,
        "words": "I missed two because I was in hospital",
    },
    visibility="partnership",
)
another_said = somebody_said(contributor="P-2", words="No phone").but(stream="contribution/c2")
acknowledged = Telling(
    "contribution/c1", ContributionAcknowledged, {"channel": "in_person", "next_news_by": "2025-04-01"}
)

theme_a = Telling(
    "theme/a",
    ThemeOpened,
    {
        "title": "Losing your place",
        "you_said": "If you miss two appointments you are taken off the books",
        "asks": [{"id": "a-1", "text": "Stop taking people off"}, {"id": "a-2", "text": "Remind us"}],
        "change_reach": "own_organisation",
        "analysed_by": {"lived_experience": 3, "staff": 1},
    },
    visibility="partnership",
)
theme_b = theme_a(title="Sundays", asks=[{"id": "b-1", "text": "Open on Sundays"}]).but(stream="theme/b")


def themed(contribution: str = "contribution/c1", *themes: str) -> Telling:
    points = [{"theme": theme} for theme in themes or ("theme/a",)]
    return Telling(contribution, ContributionThemed, {"points": points}, visibility="partnership")


def rethemed(contribution: str = "contribution/c1", *themes: str) -> Telling:
    points = [{"theme": theme} for theme in themes or ("theme/b",)]
    moved = {"points": points, "why": "They told us that we had misheard"}
    return Telling(contribution, ContributionRethemed, moved, visibility="partnership")


def merged(old: str = "theme/a", new: str = "theme/b") -> Telling:
    return Telling(old, ThemesMerged, {"old": old, "new": new, "why": "Both ask for the same"})


closed = Telling(
    "contribution/c1", ContributionClosedWithoutTheme, {"reason": "outside_scope"}, visibility="partnership"
)
withdrawn = Telling("contribution/c1", ContributionWithdrawn, {"scope": ["all"]}, visibility="restricted")
redacted = Telling(
    "contribution/c1",
    ContributionTextRedacted,
    {"why": "names_staff", "by_role": "theme team"},
    visibility="partnership",
)
TWO_PEOPLE = {"lived_experience": 1, "staff": 1}
set_aside = Telling(
    "contribution/c1",
    ContributionSetAside,
    {"reason": "machine_made", "approved_by": TWO_PEOPLE},
    visibility="partnership",
)
restored = Telling(
    "contribution/c1",
    ContributionRestored,
    {"reason": "machine_made", "approved_by": TWO_PEOPLE},
    visibility="partnership",
)

wording_checked = Telling(
    "theme/a", ThemeWordingChecked, {"asked": 9, "replied": 7, "fair": 6, "change_it": 1}, visibility="partnership"
)
wording_approved = Telling(
    "theme/a", PublicWordingApproved, {"checks": FOUR_CHECKS, "approved_by": {"lived_experience": 2, "staff": 1}}
)
looking = Telling("theme/a", ConsiderationStarted, {"body": "Improvement Group", "due": "2025-04-11"}, by=MANAGER)
extended = Telling(
    "theme/a",
    ConsiderationExtended,
    {"old_due": "2025-04-11", "new_due": "2025-05-09", "why": "Two are ill"},
    by=MANAGER,
)
updated = Telling("theme/a", UpdateGiven, {"text": "It is going slowly"})
recommended = Telling(
    "theme/a", RecommendationMade, {"text": "Replace the two-strike rule", "made_by": {"lived_experience": 6}}
)

REVIEW = {"kind": "review_on", "on": "2026-03-03", "text": "We look again"}
WHAT_A_VERDICT_NEEDS: dict[str, dict[str, Any]] = {
    "agreed": {},
    "partly": {"reasons": ["money"], "reason_text": "There is enough for one day", "still": [REVIEW]},
    "not_now": {"reasons": ["money", "people"], "reason_text": "It would cost too much", "still": [REVIEW]},
    "not_possible": {
        "reasons": ["law"],
        "reason_text": "The Housing Act says so",
        "still": [{"kind": "take_it_further", "text": "Ask the MP"}],
    },
    "passed_on": {
        "reasons": ["not_ours"],
        "reason_text": "The council decides this",
        "still": [{"kind": "waiting_for_reply", "text": "We wait"}],
        "passed_to": "County Council",
    },
    "already_in_place": {"where": "At the front desk", "why_people_did_not_know": "There is no sign"},
}


def a_part(ask: str = "a-1", verdict: str = "agreed", *, lacking: str | None = None, **said: Any) -> dict[str, Any]:
    needs = {key: value for key, value in WHAT_A_VERDICT_NEEDS[verdict].items() if key != lacking}
    return {"ask": ask, "verdict": verdict, **needs, **said}


PANEL = [
    {"capacity": "lived_experience", "n": 4, "part": "decided"},
    {"capacity": "manager", "n": 4, "part": "decided"},
    {"capacity": "commissioner", "n": 1, "part": "advised"},
]


def decide(first: str = "agreed", second: str = "agreed", **changes: Any) -> Telling:
    """A whole decision on theme a, with a verdict for each of its two asks."""
    data: dict[str, Any] = {
        "decision": "decision/a-1",
        "body": "Improvement Group",
        "how": "consensus",
        "final_say": "The whole group",
        "final_say_known_before": True,
        "took_part": PANEL,
        "recommendation_followed": "none_made",
        "level_reached": "consulted",
        "parts": [a_part("a-1", first), a_part("a-2", second)],
        "dissent": [],
    }
    return Telling("theme/a", DecisionMade, {**data, **changes}, by=MANAGER)


def decide_again(first: str = "agreed", second: str = "agreed", **changes: Any) -> Telling:
    """The decision after theme a was opened again."""
    return decide(first, second, **{"decision": "decision/a-2", "supersedes": "decision/a-1", **changes})


reopened = Telling("theme/a", ThemeReopened, {"trigger": ["new_money"], "reopens": "decision/a-1"})
review_moved = Telling(
    "theme/a",
    ReviewDateMoved,
    {"old": "2026-03-03", "new": "2026-09-10", "why": "The budget is set later", "parts": ["a-1"]},
    by=MANAGER,
)
passed_on = Telling("theme/a", PassedOn, {"part": "a-1", "to": "County Council", "reply_due": "2025-06-02"})
chased = Telling("theme/a", ReplyChased, {"part": "a-1", "to": "County Council"})
replied = Telling("theme/a", ReplyReceived, {"frm": "County Council", "part": "a-1", "answer": "Not this year"})
held_back = Telling("theme/a", PublicItemHeldBack, {"reason": "someone-identifiable", "until": "2025-06-01"})
released = Telling("theme/a", PublicItemReleased, {})

answered = Telling("contribution/c1", AnswerGiven, {"channel": "phone", "covers": ["decision/a-1"]})
could_not_be_told = Telling(
    "contribution/c1",
    AnswerUndeliverable,
    {"reason": "no_contact", "still_available": "receipt_code", "covers": ["decision/a-1"]},
)

planned = Telling(
    "action/1",
    ActionPlanned,
    {
        "theme": "theme/a",
        "decision": "decision/a-1",
        "what": "Write the policy",
        "owner": "Two Rivers Recovery",
        "due": "2025-06-20",
    },
    by=MANAGER,
)
planned_too = planned(what="Train the staff").but(stream="action/2")
started = Telling("action/1", ActionStarted, {})
resumed = Telling("action/1", ActionResumed, {})
stalled = Telling(
    "action/1",
    ActionStalled,
    {"reason": "people", "text": "Both are ill", "would_unstick": "A stand-in", "look_again_on": "2025-07-14"},
)
date_moved = Telling("action/1", ActionDueDateMoved, {"old": "2025-06-20", "new": "2025-07-25", "reason": "people"})
progressed = Telling("action/1", ActionProgressed, {"note": "The draft is with the group"})
dropped = Telling(
    "action/1",
    ActionDropped,
    {
        "reason": "dropped_by_us",
        "text": "We said we would and nobody did",
        "still": [{"kind": "smaller_step", "text": "Start with one team"}],
        "decided_by": "Improvement Group",
    },
)
done = Telling("action/1", ActionDone, {"what": "Policy live", "evidence": "signed off"})

reported = Telling(
    "theme/a",
    OutcomeReported,
    {
        "outcome": "outcome/a-1",
        "level": "full",
        "what_changed": "Far fewer people lose their place",
        "since": "2025-02-01",
        "evidence": [{"type": "service_records", "before": "38 of 115", "after": "12 of 121"}],
        "limits": "Small numbers",
        "link_to_change": "contributed",
    },
    by=MANAGER,
)
check_opened = Telling(
    "theme/a", ContributorCheckOpened, {"outcome": "outcome/a-1", "asked": 8, "closes": "2025-11-26"}
)
check_answered = Telling("theme/a", ContributorCheckAnswered, {"outcome": "outcome/a-1", "answer": "yes"})
check_closed = Telling(
    "theme/a",
    ContributorCheckClosed,
    {
        "outcome": "outcome/a-1",
        "asked": 8,
        "yes": 5,
        "partly": 1,
        "no": 0,
        "cannot_tell": 0,
        "no_reply": 2,
        "result": "confirmed",
    },
)
disputed = Telling(
    "theme/a",
    DisputeRaised,
    {"dispute": "dispute/a-1", "about": "decision/a-1", "text": "You costed a whole day; we asked for four hours"},
)
dispute_withdrawn = Telling("theme/a", DisputeWithdrawn, {"dispute": "dispute/a-1"})
dispute_answered = Telling(
    "theme/a",
    DisputeAnswered,
    {
        "dispute": "dispute/a-1",
        "finding": "upheld",
        "explanation": "We costed the wrong hours",
        "accepted_by_contributor": "yes",
    },
)
record_corrected = Telling(
    "theme/a",
    RecordCorrected,
    {
        "corrects": "decision/a-1",
        "field": "parts.a-1.reason_text",
        "old": "too much",
        "new": "£36,400 a year",
        "why": "We costed the wrong hours",
    },
)
outcome_corrected = Telling(
    "theme/a",
    OutcomeCorrected,
    {
        "outcome": "outcome/a-1",
        "old_level": "full",
        "new_level": "part",
        "old_summary": "212 bookings",
        "new_summary": "81 bookings by people asking for help",
        "why": "131 of them were staff meetings",
    },
)
celebrated = Telling("celebration/1", CelebrationHeld, {"what": "Lunch", "attended": {"lived_experience": 14}})
page_published = Telling(
    "celebration/1",
    CelebrationPagePublished,
    {
        "themes": ["theme/a"],
        "outcomes": ["outcome/a-1"],
        "still_to_do": "Caseloads need a second look",
        "credit_from_consent": True,
    },
)

two_people_spoke = (partnership_created, project_opened, somebody_said, another_said)
two_themes = (*two_people_spoke, theme_a, theme_b, themed("contribution/c1"), themed("contribution/c2", "theme/b"))
approved = (*two_themes, wording_approved)
being_looked_at = (*approved, looking)
decided = (*being_looked_at, decide())
refused = (*being_looked_at, decide("not_now", "not_now"))
decided_again = (*decided, reopened, decide_again())
two_actions_planned = (*decided, planned, planned_too)
claimed = (*decided, reported)
confirmed = (*claimed, check_opened, check_closed)

A_YEAR_LATER = date(2026, 3, 3)
