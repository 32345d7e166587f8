"""Passing on what is not ours to decide, and waiting in public for the reply (R9)."""

from dataclasses import replace

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import PassOn, Theme
from tracker.domain.theming import heard_of
from tracker.events import Envelope
from tracker.events.passing_on import (
    PassedOn,
    PeerFindingRecorded,
    ReplyChased,
    ReplyReceived,
    RepresentationMade,
)


@decides(PassedOn)
def what_is_passed_on_was_decided_to_be(theme: Theme, proposal: Proposal, _: Around) -> None:
    fact: PassedOn = proposal.fact
    parts = theme.decision.fact.parts if theme.decision else ()
    if not any(part.ask == fact.part and part.verdict == "passed_on" for part in parts):
        raise refusals.NotDecidedToPassOn(ask=fact.part)
    if _waiting_for(theme, fact.part, fact.to):
        raise refusals.PassedOnAlready(ask=fact.part)


@evolves(PassedOn)
def passed_on(theme: Theme, envelope: Envelope) -> Theme:
    fact: PassedOn = envelope.fact
    made = PassOn(part=fact.part, to=fact.to, on=envelope.occurred_on, reply_due=fact.reply_due)
    return replace(heard_of(theme, envelope), pass_ons=(*theme.pass_ons, made))


@decides(ReplyChased)
def only_who_owes_a_reply_is_asked_again(theme: Theme, proposal: Proposal, _: Around) -> None:
    if not _waiting_for(theme, proposal.fact.part, proposal.fact.to):
        raise refusals.NobodyOwesThatReply(ask=proposal.fact.part)


@evolves(ReplyChased)
def chased(theme: Theme, envelope: Envelope) -> Theme:
    fact: ReplyChased = envelope.fact
    pass_ons = tuple(
        replace(each, chased_on=envelope.occurred_on) if _is_owed(each, fact.part, fact.to) else each
        for each in theme.pass_ons
    )
    return replace(heard_of(theme, envelope), pass_ons=pass_ons)


@decides(ReplyReceived)
def a_reply_on_an_ask_is_from_whom_it_was_passed_to(theme: Theme, proposal: Proposal, _: Around) -> None:
    fact: ReplyReceived = proposal.fact
    if fact.part and not any((each.part, each.to) == (fact.part, fact.frm) for each in theme.pass_ons):
        raise refusals.NobodyOwesThatReply(ask=fact.part)


@evolves(ReplyReceived)
def replied(theme: Theme, envelope: Envelope) -> Theme:
    fact: ReplyReceived = envelope.fact
    pass_ons = tuple(
        replace(each, replied_on=envelope.occurred_on, reply=fact)
        if each.to == fact.frm and fact.part in (None, each.part) and each.replied_on is None
        else each
        for each in theme.pass_ons
    )
    return replace(heard_of(theme, envelope), pass_ons=pass_ons)


@evolves(RepresentationMade, PeerFindingRecorded)
def noted(theme: Theme, envelope: Envelope) -> Theme:
    return heard_of(theme, envelope)


def _is_owed(each: PassOn, part: object, to: object) -> bool:
    return (each.part, each.to) == (part, to) and each.replied_on is None


def _waiting_for(theme: Theme, part: object, to: object) -> bool:
    return any(_is_owed(each, part, to) for each in theme.pass_ons)
