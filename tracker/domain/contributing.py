"""Receiving what people say, and answering them (R1)."""

from dataclasses import replace

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import Contribution, Told, moment_of
from tracker.events import Envelope
from tracker.events.contributing import (
    AnswerGiven,
    AnswerUndeliverable,
    ContributionAcknowledged,
    ContributionReceived,
    SignpostGiven,
)


@evolves(ContributionReceived)
def received(_: None, envelope: Envelope) -> Contribution:
    fact = envelope.fact
    return Contribution(
        version=envelope.version,
        received_on=envelope.occurred_on,
        route=fact.route,
        asks_change=fact.asks_change,
        workstream=fact.workstream,
        contributor=fact.contributor,
    )


@evolves(ContributionAcknowledged)
def acknowledged(contribution: Contribution, envelope: Envelope) -> Contribution:
    first = min(contribution.acknowledged_on or envelope.occurred_on, envelope.occurred_on)
    return replace(contribution, version=envelope.version, acknowledged_on=first)


@evolves(SignpostGiven)
def signposted(contribution: Contribution, envelope: Envelope) -> Contribution:
    return replace(contribution, version=envelope.version)


@decides(AnswerGiven, AnswerUndeliverable)
def an_answer_says_what_it_covers(contribution: Contribution, proposal: Proposal, _: Around) -> None:
    if contribution.themes and not proposal.fact.covers:
        raise refusals.AnswerCoversNothing()


@evolves(AnswerGiven, AnswerUndeliverable)
def answered(contribution: Contribution, envelope: Envelope) -> Contribution:
    """What is written down late still counts from its own day: the first answer is the one given first."""
    on, now = envelope.occurred_on, moment_of(envelope)
    covers = dict.fromkeys(envelope.fact.covers)
    before = (told for told in contribution.told if told.ref not in covers or told.when.on > on)
    told = (*before, *(Told(ref=ref, when=now) for ref in covers))
    if contribution.answered_on and contribution.answered_on <= on:
        return replace(contribution, version=envelope.version, told=told)
    return replace(
        contribution,
        version=envelope.version,
        told=told,
        answered_on=on,
        undeliverable=isinstance(envelope.fact, AnswerUndeliverable),
    )
