"""The four claims that are never merged: decided, done, reported, confirmed – of one decision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projections.shared.telling.card import RESULT_MARKS, Mark
from projections.shared.telling.wording import day
from tracker.domain.state import Action, Decision, Outcome, Theme
from tracker.events.codes import CheckResult


@dataclass(frozen=True, slots=True)
class Claim:
    """One of the four claims: what is claimed, since when, and its knot."""

    name: str
    said: str
    mark: Mark


CONFIRMATIONS: dict[CheckResult, str] = {
    "confirmed": "Confirmed",
    "partly_confirmed": "Confirmed in part",
    "disputed": "People say no",
    "too_few_replies": "Too few replied to say",
}


def claims_of(theme: Theme, actions: Sequence[Action], decision: Decision | None) -> tuple[Claim, ...]:
    """The four claims of one of a theme's decisions; those of none, where there is none yet."""
    return tuple(_claims(theme, actions, decision))


def outcome_of(theme: Theme, decision: Decision | None) -> Outcome | None:
    """The last outcome reported for a decision."""
    found = [each for each in theme.outcomes if decision and each.decision == decision.fact.decision]
    return found[-1] if found else None


def _claims(theme: Theme, actions: Sequence[Action], decision: Decision | None) -> Iterator[Claim]:
    outcome = outcome_of(theme, decision)
    yield Claim("Decided", day(decision.on), "done") if decision else Claim("Not decided yet", "", "next")
    yield _doing([each for each in actions if decision and each.planned.decision == decision.fact.decision])
    yield Claim("Reported", day(outcome.on), "done") if outcome else Claim("Not reported yet", "", "next")
    yield _confirmation(outcome)


def _doing(actions: Sequence[Action]) -> Claim:
    done = [action.done_on for action in actions if action.done_on]
    if not done:
        return Claim("Not done yet", "", "next")
    if all(action.standing == "done" for action in actions):
        return Claim("Done", f"by {day(max(done))}", "done")
    dropped = sum(action.standing == "dropped" for action in actions)
    return Claim(
        "Done in part", f"{len(done)} of {len(actions)}{f', {dropped} dropped' if dropped else ' so far'}", "part"
    )


def _confirmation(outcome: Outcome | None) -> Claim:
    check = next((each for each in reversed(outcome.checks) if each.closed), None) if outcome else None
    if check is None or check.closed is None or check.closed_on is None:
        return Claim("Not confirmed yet", "", "next")
    return Claim(CONFIRMATIONS[check.closed.result], day(check.closed_on), RESULT_MARKS[check.closed.result])
