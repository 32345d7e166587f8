"""Doing what was agreed."""

from dataclasses import replace
from datetime import date

from tracker.domain import refusals
from tracker.domain.rulebook import Around, Proposal, decides, evolves
from tracker.domain.state import Action, Theme
from tracker.events import Envelope
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

MAY_FOLLOW = {
    ActionStarted: ("planned",),
    ActionResumed: ("stalled",),
    ActionStalled: ("planned", "started"),
    ActionDone: ("planned", "started", "stalled"),
    ActionProgressed: ("planned", "started", "stalled"),
    ActionDueDateMoved: ("planned", "started", "stalled"),
    ActionDropped: ("planned", "started", "stalled"),
}
"""Where an action may stand for each of its facts to be recorded."""

WANTED = {
    ActionStarted: "started",
    ActionResumed: "resumed",
    ActionStalled: "called stuck",
    ActionDone: "done",
    ActionProgressed: "going on",
    ActionDueDateMoved: "moved to another date",
    ActionDropped: "dropped",
}


@decides(ActionPlanned)
def an_action_serves_a_decision_of_its_theme(_: None, proposal: Proposal, around: Around) -> None:
    fact: ActionPlanned = proposal.fact
    if around.introduced("decision", fact.decision) != fact.theme:
        raise refusals.DecisionOfAnotherTheme(decision=fact.decision, theme=fact.theme)
    theme: Theme = around.state(fact.theme)
    for ask in fact.asks:
        if ask not in theme.asks:
            raise refusals.AskNotOfTheTheme(ask=ask, asks=", ".join(theme.asks) or "nothing")


@evolves(ActionPlanned)
def planned(_: None, envelope: Envelope) -> Action:
    return Action(
        version=envelope.version,
        planned=envelope.fact,
        planned_on=envelope.occurred_on,
        by=envelope.by,
        due=envelope.fact.due,
        news_on=_news_on(date.min, envelope),
    )


@decides(*MAY_FOLLOW)
def an_action_goes_on_from_where_it_stands(action: Action, proposal: Proposal, _: Around) -> None:
    fact = proposal.fact
    if action.standing not in MAY_FOLLOW[type(fact)]:
        wanted = WANTED[type(fact)]
        raise refusals.ActionNotUnderWay(stream=proposal.stream, standing=action.standing, wanted=wanted)
    if isinstance(fact, ActionDueDateMoved) and fact.old != action.due:
        raise refusals.OldDateDiffers(current=action.due, old=fact.old)


@evolves(ActionStarted, ActionResumed)
def under_way(action: Action, envelope: Envelope) -> Action:
    return replace(_heard_of(action, envelope), standing="started", stalled=None)


@evolves(ActionProgressed)
def progressed(action: Action, envelope: Envelope) -> Action:
    return _heard_of(action, envelope)


@evolves(ActionStalled)
def stalled(action: Action, envelope: Envelope) -> Action:
    return replace(_heard_of(action, envelope), standing="stalled", stalled=envelope.fact)


@evolves(ActionDueDateMoved)
def moved(action: Action, envelope: Envelope) -> Action:
    return replace(_heard_of(action, envelope), due=envelope.fact.new)


@evolves(ActionDone)
def done(action: Action, envelope: Envelope) -> Action:
    heard = _heard_of(action, envelope)
    return replace(heard, standing="done", stalled=None, done=envelope.fact, done_on=envelope.occurred_on)


@evolves(ActionDropped)
def dropped(action: Action, envelope: Envelope) -> Action:
    heard = _heard_of(action, envelope)
    return replace(heard, standing="dropped", stalled=None, dropped=envelope.fact, dropped_on=envelope.occurred_on)


def _heard_of(action: Action, envelope: Envelope) -> Action:
    return replace(action, version=envelope.version, news_on=_news_on(action.news_on, envelope))


def _news_on(before: date, envelope: Envelope) -> date:
    return max(before, envelope.occurred_on) if envelope.visibility == "public" else before
