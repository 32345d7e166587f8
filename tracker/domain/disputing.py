"""Disagreeing, being answered, and putting the record right by adding to it (R16, R17, R28)."""

from collections.abc import Callable
from dataclasses import replace

from tracker.domain import refusals
from tracker.domain.correcting import text_at
from tracker.domain.rulebook import Around, Proposal, decides, evolves, kind_of
from tracker.domain.state import Action, Dispute, Outcome, Theme, latest, moment_of
from tracker.domain.theming import heard_of
from tracker.events import Actor, Envelope, Ref
from tracker.events.disputing import (
    DisputeAnswered,
    DisputeRaised,
    DisputeWithdrawn,
    OutcomeCorrected,
    RecordCorrected,
)


@decides(DisputeRaised)
def a_dispute_is_about_this_theme(_: Theme, proposal: Proposal, around: Around) -> None:
    about: Ref = proposal.fact.about
    stream = around.introduced("decision", about) or around.introduced("outcome", about) or about
    if kind_of(stream) == "contribution":
        themes = [_goes_on_under(theme, around) for theme in around.state(stream).themes]
        if proposal.stream in themes or not themes:
            return
    if _goes_on_under(stream, around) != proposal.stream:
        raise refusals.AboutAnotherTheme(about=about, stream=proposal.stream)


@evolves(DisputeRaised)
def raised(theme: Theme, envelope: Envelope) -> Theme:
    dispute = Dispute(fact=envelope.fact, on=envelope.occurred_on, by=envelope.by, words_of=envelope.words_of)
    return replace(heard_of(theme, envelope), disputes=(*theme.disputes, dispute))


@decides(DisputeWithdrawn)
def only_an_open_dispute_is_taken_back(theme: Theme, proposal: Proposal, _: Around) -> None:
    _open_dispute(theme, proposal.fact.dispute)


@evolves(DisputeWithdrawn)
def taken_back(theme: Theme, envelope: Envelope) -> Theme:
    return _with_dispute(theme, envelope, lambda dispute: replace(dispute, withdrawn_on=envelope.occurred_on))


@decides(DisputeAnswered)
def the_owner_does_not_mark_their_own_homework(theme: Theme, proposal: Proposal, around: Around) -> None:
    _open_dispute(theme, proposal.fact.dispute)
    decision = theme.decision
    actions: list[Action] = [
        action for action in around.citing(proposal.stream, "action") if action.planned.theme == proposal.stream
    ]
    owners = {_seat(action.by) for action in actions}
    if decision and _seat(proposal.by) in owners and _seat(decision.by) != _seat(proposal.by):
        raise refusals.OwnerAnswersTheDispute()


@evolves(DisputeAnswered)
def answered(theme: Theme, envelope: Envelope) -> Theme:
    def answer(dispute: Dispute) -> Dispute:
        said = {"answered": envelope.fact, "answered_on": envelope.occurred_on, "answered_by": envelope.by}
        return replace(dispute, **said)

    return _with_dispute(theme, envelope, answer)


@decides(RecordCorrected)
def a_correction_names_a_text_that_is_there(theme: Theme, proposal: Proposal, _: Around) -> None:
    fact: RecordCorrected = proposal.fact
    if text_at(theme, proposal.stream, fact.corrects, fact.field) is None:
        raise refusals.NothingToCorrect(corrects=fact.corrects, field=fact.field)
    if not (fact.why or fact.because_of):
        raise refusals.NoWhy()


@evolves(RecordCorrected)
def corrected(theme: Theme, envelope: Envelope) -> Theme:
    return replace(heard_of(theme, envelope), corrections=(*theme.corrections, envelope.fact))


@decides(OutcomeCorrected)
def an_outcome_is_corrected_from_what_was_claimed(theme: Theme, proposal: Proposal, _: Around) -> None:
    fact: OutcomeCorrected = proposal.fact
    outcome = theme.outcome_called(fact.outcome)
    if outcome is None:
        raise refusals.OutcomeOfAnotherTheme(outcome=fact.outcome, stream=proposal.stream)
    if fact.old_level != outcome.level:
        raise refusals.OldLevelDiffers(current=outcome.level, old=fact.old_level)
    if not (fact.why or fact.because_of):
        raise refusals.NoWhy()


@evolves(OutcomeCorrected)
def outcome_corrected(theme: Theme, envelope: Envelope) -> Theme:
    def correct(outcome: Outcome) -> Outcome:
        corrected = latest(each for each in (outcome.corrected, moment_of(envelope)) if each)
        return replace(outcome, corrections=(*outcome.corrections, envelope.fact), corrected=corrected)

    outcomes = tuple(correct(each) if each.fact.outcome == envelope.fact.outcome else each for each in theme.outcomes)
    return replace(heard_of(theme, envelope), outcomes=outcomes)


def _goes_on_under(stream: str, around: Around) -> str:
    while joined_with := getattr(around.state(stream), "joined_with", None):
        stream = joined_with
    return stream


def _open_dispute(theme: Theme, ref: Ref) -> None:
    found = next((each for each in theme.disputes if each.fact.dispute == ref), None)
    if found is None:
        raise refusals.DisputeOfAnotherTheme(dispute=ref)
    if not found.open:
        raise refusals.DisputeNotOpen(dispute=ref)


def _with_dispute(theme: Theme, envelope: Envelope, change: Callable[[Dispute], Dispute]) -> Theme:
    disputes = tuple(change(each) if each.fact.dispute == envelope.fact.dispute else each for each in theme.disputes)
    return replace(heard_of(theme, envelope), disputes=disputes)


def _seat(by: Actor) -> tuple[str, str | None]:
    return by.role, by.org
