"""Agreeing how to work in a project. Gaps are flagged on pages, not blocked here (S81)."""

from dataclasses import replace

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import Workstream
from tracker.events import Envelope
from tracker.events.working_together import (
    EmploymentStepCoProduced,
    ExpectationsShared,
    FindingsPublished,
    PowerObservationRecorded,
    ReflectiveTimeOffered,
    WorkingAgreementAgreed,
    WorkstreamOpened,
)


@decides(WorkstreamOpened)
def a_project_ends_after_it_starts(_: None, proposal: Proposal, __: Around) -> None:
    fact: WorkstreamOpened = proposal.fact
    if fact.ends < fact.starts:
        raise refusals.EndsBeforeItBegins(end="ends", ended=fact.ends, beginning="starts", began=fact.starts)


@evolves(WorkstreamOpened)
def opened(_: None, envelope: Envelope) -> Workstream:
    return Workstream(version=envelope.version, opened=envelope.fact)


@evolves(WorkingAgreementAgreed)
def agreed(workstream: Workstream, envelope: Envelope) -> Workstream:
    return replace(workstream, version=envelope.version, agreement=envelope.fact, agreed_on=envelope.occurred_on)


@evolves(ExpectationsShared)
def expectations_shared(workstream: Workstream, envelope: Envelope) -> Workstream:
    return replace(workstream, version=envelope.version, expectations=envelope.fact, told_on=envelope.occurred_on)


@evolves(PowerObservationRecorded, FindingsPublished, ReflectiveTimeOffered, EmploymentStepCoProduced)
def noted(workstream: Workstream, envelope: Envelope) -> Workstream:
    return replace(workstream, version=envelope.version)
