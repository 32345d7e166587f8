"""Reporting that something changed, and asking the people who said it (R14, R15)."""

from collections.abc import Callable
from dataclasses import replace

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import Check, Outcome, Theme
from tracker.domain.theming import heard_of
from tracker.events import Envelope, Ref
from tracker.events.checking import (
    ContributorCheckAnswered,
    ContributorCheckClosed,
    ContributorCheckOpened,
    OutcomeReported,
)
from tracker.events.codes import CheckResult
from tracker.events.plain import PLAIN


def result_of(yes: int, partly: int, no: int) -> CheckResult:
    """What the replies make (R15): under 3 too few; over a third no, disputed; at least half yes, confirmed."""
    replies = yes + partly + no
    if replies < 3:
        return "too_few_replies"
    if 3 * no > replies:
        return "disputed"
    return "confirmed" if 2 * yes >= replies else "partly_confirmed"


@decides(OutcomeReported)
def a_change_is_reported_for_what_was_decided(theme: Theme, proposal: Proposal, _: Around) -> None:
    fact: OutcomeReported = proposal.fact
    if not theme.decisions:
        raise refusals.NotDecidedYet(stream=proposal.stream)
    if fact.until and fact.until < fact.since:
        raise refusals.EndsBeforeItBegins(end="until", ended=fact.until, beginning="since", began=fact.since)


@evolves(OutcomeReported)
def reported(theme: Theme, envelope: Envelope) -> Theme:
    heard = heard_of(theme, envelope)
    if not theme.decisions:
        return heard  # whoever reads only public facts may not know of the decision
    outcome = Outcome(
        fact=envelope.fact,
        on=envelope.occurred_on,
        by=envelope.by,
        decision=theme.decisions[-1].fact.decision,
    )
    return replace(heard, outcomes=(*theme.outcomes, outcome))


@decides(ContributorCheckOpened)
def people_are_asked_once_at_a_time(theme: Theme, proposal: Proposal, _: Around) -> None:
    if _open_check(_outcome(theme, proposal)):
        raise refusals.CheckOpenAlready(outcome=proposal.fact.outcome)


@evolves(ContributorCheckOpened)
def check_opened(theme: Theme, envelope: Envelope) -> Theme:
    check = Check(opened=envelope.fact, opened_on=envelope.occurred_on)
    return _with_checks(theme, envelope, lambda checks: (*checks, check))


@decides(ContributorCheckAnswered)
def an_answer_belongs_to_an_open_check(theme: Theme, proposal: Proposal, _: Around) -> None:
    if not _open_check(_outcome(theme, proposal)):
        raise refusals.CheckNotOpen(outcome=proposal.fact.outcome)


@evolves(ContributorCheckAnswered)
def check_answered(theme: Theme, envelope: Envelope) -> Theme:
    return heard_of(theme, envelope)


@decides(ContributorCheckClosed)
def a_check_closes_with_the_result_that_the_rule_gives(theme: Theme, proposal: Proposal, _: Around) -> None:
    fact: ContributorCheckClosed = proposal.fact
    outcome = _outcome(theme, proposal)
    if not _open_check(outcome):
        raise refusals.CheckNotOpen(outcome=fact.outcome)
    opened = outcome.checks[-1].opened.asked
    if fact.asked < opened:
        raise refusals.FewerThanWereAsked(opened=opened, closed=fact.asked)
    counted = fact.yes + fact.partly + fact.no + fact.cannot_tell + fact.no_reply
    if counted != fact.asked:
        raise refusals.CheckDoesNotAddUp(asked=fact.asked, counted=counted)
    right = result_of(fact.yes, fact.partly, fact.no)
    if fact.result != right:
        words = PLAIN[CheckResult]
        raise refusals.WrongResult(right=words[right], said=words[fact.result])


@evolves(ContributorCheckClosed)
def check_closed(theme: Theme, envelope: Envelope) -> Theme:
    def close(checks: tuple[Check, ...]) -> tuple[Check, ...]:
        if not checks or checks[-1].closed:
            return checks  # whoever reads only public facts may not know that people were asked
        return (*checks[:-1], replace(checks[-1], closed=envelope.fact, closed_on=envelope.occurred_on))

    return _with_checks(theme, envelope, close)


def _outcome(theme: Theme, proposal: Proposal) -> Outcome:
    ref: Ref = proposal.fact.outcome
    outcome = theme.outcome_called(ref)
    if outcome is None:
        raise refusals.OutcomeOfAnotherTheme(outcome=ref, stream=proposal.stream)
    return outcome


def _open_check(outcome: Outcome) -> bool:
    return bool(outcome.checks) and outcome.checks[-1].closed is None


def _with_checks(theme: Theme, envelope: Envelope, change: Callable[[tuple[Check, ...]], tuple[Check, ...]]) -> Theme:
    outcomes = tuple(
        replace(outcome, checks=change(outcome.checks)) if outcome.fact.outcome == envelope.fact.outcome else outcome
        for outcome in theme.outcomes
    )
    return replace(heard_of(theme, envelope), outcomes=outcomes)
