"""The closed lists that a code in a fact may come from (`domain.md` 3.8 and 3.9, the journey file's codes).

A code is stored as it stands here and never renamed. `plain.py` beside this holds the words a person reads.
"""

from typing import Literal

Capacity = Literal[
    "lived_experience", "family_or_friend", "frontline", "manager", "senior_manager", "commissioner", "elected",
    "trustee", "independent", "researcher", "staff", "together", "system",
]  # fmt: skip
Visibility = Literal["public", "participants", "partnership", "restricted", "safeguarding"]
Precision = Literal["day", "month"]

Route = Literal[
    "working_group", "enquiry_group", "meeting", "survey", "peer_research", "one_to_one", "employment", "direct"
]
Method = Literal["spoken", "face_to_face", "phone", "online", "text", "email", "post", "comment_card", "paper_form"]
Medium = Literal["words", "drawing", "vote", "audio", "signed_video", "note"]
ContributionKind = Literal["experience", "idea", "comparison_over_time", "thanks", "question"]
Stage = Literal[
    "using_now", "recently_left", "longer_ago", "many_years", "family_or_friend", "bereaved_family", "not_said"
]
Channel = Literal[
    "in_person", "phone", "text", "email", "post", "on_screen", "receipt_card", "receipt_code", "noticeboard",
    "as_asked",
]  # fmt: skip
UndeliverableReason = Literal["no_contact", "contact_failed", "asked_not_to_be_contacted", "other"]

QuotesOrNames = Literal["with_consent", "never"]
PublicDates = Literal["day", "month", "year"]
RewardChoice = Literal["cash", "voucher", "bank_transfer", "none"]
Promise = Literal["acknowledge", "answer", "update", "check_outcome"]
PromiseUnit = Literal["working", "calendar"]
OrganisationKind = Literal[
    "council", "nhs", "drug_and_alcohol_service", "day_centre", "housing", "advocacy", "probation", "police",
    "lived_experience_group", "charity", "other",
]  # fmt: skip

Format = Literal[
    "mind_maps", "group_discussion", "lists", "role_play", "games", "whole_group", "presentations",
    "individual_notes", "voting", "drawings",
]  # fmt: skip
Space = Literal["closed", "invited", "claimed"]
InclusionAnswer = Literal["yes", "partly", "no", "not_needed"]
PowerForm = Literal["top_down", "unconscious", "intrinsic"]
PublishedFormat = Literal["plain_english", "easy_read", "audio", "signed_video", "full_report", "poster"]
EmploymentStep = Literal[
    "recruitment", "hr_policy", "job_description", "person_specification", "interview_panel", "induction",
    "volunteering", "link",
]  # fmt: skip
RoleKind = Literal["paid", "volunteer", "board", "peer_researcher", "other"]
ConsentScope = Literal["summary", "quote", "name", "recontact", "share_with", "statistics", "keep", "theme"]

WordingCheck = Literal["no_one_identifiable", "no_third_party", "plain_english", "fair"]
ChangeReach = Literal["own_team", "own_organisation", "across_partners", "national"]
HowDecided = Literal["consensus", "vote", "one_person", "one_person_after_advice", "delegated"]
PartPlayed = Literal["decided", "advised", "observed", "informed"]
Verdict = Literal["agreed", "partly", "not_now", "not_possible", "already_in_place", "passed_on"]
Followed = Literal["yes", "partly", "no", "none_made"]
Level = Literal["informed", "consulted", "engaged", "co-designed", "co-produced"]
Reason = Literal[
    "money", "people", "it_or_building",
    "law", "contract", "privacy", "safety",
    "not_ours", "partner_no", "partner_silent", "too_late",
    "others_differ", "other_priority", "we_disagreed",
    "need_more", "tried", "not_clear",
    "people_changed", "dropped_by_us", "waiting_on_step",
    "outside_scope", "private_reason",
]  # fmt: skip
StillKind = Literal[
    "review_on", "smaller_step", "take_it_further", "more_evidence", "tell_people", "get_help",
    "waiting_for_reply", "community_does_it", "help_now", "nothing_more_for_now",
]  # fmt: skip

OutcomeLevel = Literal["full", "part", "none", "unexpected", "harm"]
OutcomeScale = Literal["practice", "service", "policy", "system", "person", "community"]
LinkToChange = Literal["direct", "contributed", "coincidence"]
EvidenceType = Literal["service_records", "peer_interviews", "peer_visits", "tally", "survey", "note", "photo", "other"]
CheckAnswer = Literal["yes", "partly", "no", "cannot_tell"]
CheckResult = Literal["confirmed", "partly_confirmed", "disputed", "too_few_replies"]

ClosedReason = Literal[
    "thanks_or_no_change_asked", "outside_scope", "duplicate_of", "could_not_understand_and_no_contact",
    "asked_to_remove",
]  # fmt: skip
RedactedReason = Literal["names_staff", "names_third_party", "identifies_the_person", "other"]
SetAsideReason = Literal["machine_made", "duplicate_flood"]
WithdrawalScope = Literal["all", "words", "name"]
ErasureScope = Literal["words", "contact", "equality", "attachments"]
OpenedFor = Literal["theming", "answering", "safeguarding", "checking", "other"]
ReceiptConfirmedBy = Literal["helper_who_entered", "contact_on_file", "memory_word"]
Age = Literal["under_25", "25_34", "35_44", "45_54", "55_plus", "not_said"]
Gender = Literal["woman", "man", "non_binary", "self_described", "not_said"]
Dimension = Literal["age", "gender", "stage"]
HeardAs = Literal[Age, Gender, Stage]

ReopenedBecause = Literal[
    "new_money", "new_evidence", "review_date", "dispute_upheld", "people_asked", "law_changed", "new_leadership"
]
Finding = Literal["upheld", "upheld_in_part", "not_upheld"]
Accepted = Literal["yes", "partly", "no", "not_asked"]
ReviewLevel = Literal["project", "programme", "organisation"]
ReviewQuestion = Literal[
    "achieved", "milestones", "improve", "values", "worked_together", "impact_on_people", "how_equal", "power",
    "differently",
]  # fmt: skip
