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
    return replace(partnership, version=envelope.version, rewards=envelope.fact)


@evolves(ProblemProcessAgreed)
def problem_process_agreed(partnership: Partnership, envelope: Envelope) -> Partnership:
    return replace(partnership, version=envelope.version, problems=envelope.fact)


@evolves(PromiseSet)
def promised(partnership: Partnership, envelope: Envelope) -> Partnership:
    return replace(partnership, version=envelope.version, promises=(*partnership.promises, envelope.fact))


@evolves(PrivacyRulesSet)
def privacy_rules_set(partnership: Partnership, envelope: Envelope) -> Partnership:
    return replace(partnership, version=envelope.version, privacy=envelope.fact)
