"""Setting up a partnership."""

from dataclasses import replace

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import Partnership
from tracker.events import Envelope
from tracker.events.setting_up import (
    MemberRoleEnded,
    MemberRoleGiven,
    OrganisationJoined,
    OrganisationLeft,
    PartnershipCreated,
    PrivacyRulesSet,
    ProblemProcessAgreed,
    PromiseSet,
    RewardPolicyAgreed,
    ValuesAgreed,
)

SMALLEST_K = 2
"""The least number from which on counts may be shown: from 1 on, every single person would be."""


@evolves(PartnershipCreated)
def created(_: None, envelope: Envelope) -> Partnership:
    return Partnership(version=envelope.version, created=envelope.fact, created_on=envelope.occurred_on)


@decides(OrganisationJoined)
def an_organisation_joins_once(partnership: Partnership, proposal: Proposal, _: Around) -> None:
    if proposal.fact.name in partnership.organisations:
        raise refusals.AlreadyJoined()


@evolves(OrganisationJoined)
def joined(partnership: Partnership, envelope: Envelope) -> Partnership:
    organisations = (*partnership.organisations, envelope.fact.name)
    return replace(partnership, version=envelope.version, organisations=organisations)


@decides(OrganisationLeft)
def only_who_is_there_can_leave(partnership: Partnership, proposal: Proposal, _: Around) -> None:
    if proposal.fact.name not in partnership.organisations:
        raise refusals.NotJoined()


@evolves(OrganisationLeft)
def left(partnership: Partnership, envelope: Envelope) -> Partnership:
    organisations = tuple(party for party in partnership.organisations if party != envelope.fact.name)
    return replace(partnership, version=envelope.version, organisations=organisations)


@evolves(MemberRoleGiven, MemberRoleEnded)
def role_noted(partnership: Partnership, envelope: Envelope) -> Partnership:
    return replace(partnership, version=envelope.version)


@evolves(ValuesAgreed)
def values_agreed(partnership: Partnership, envelope: Envelope) -> Partnership:
    return replace(partnership, version=envelope.version, values=envelope.fact, values_on=envelope.occurred_on)


@evolves(RewardPolicyAgreed)
def rewards_agreed(partnership: Partnership, envelope: Envelope) -> Partnership:
    return replace(partnership, version=envelope.version, rewards=envelope.fact, rewards_on=envelope.occurred_on)


@evolves(ProblemProcessAgreed)
def problem_process_agreed(partnership: Partnership, envelope: Envelope) -> Partnership:
    return replace(partnership, version=envelope.version, problems=envelope.fact, problems_on=envelope.occurred_on)


@evolves(PromiseSet)
def promised(partnership: Partnership, envelope: Envelope) -> Partnership:
    return replace(partnership, version=envelope.version, promises=(*partnership.promises, envelope.fact))


@decides(PrivacyRulesSet)
def small_numbers_are_hidden_from_everybody_outside(_: Partnership, proposal: Proposal, __: Around) -> None:
    for field in ("k_public", "k_extract"):
        k = getattr(proposal.fact, field)
        if k < SMALLEST_K:
            raise refusals.HidesNobody(field=field, k=k)


@evolves(PrivacyRulesSet)
def privacy_rules_set(partnership: Partnership, envelope: Envelope) -> Partnership:
    return replace(partnership, version=envelope.version, privacy=envelope.fact)
