"""Days that were named: to look again, to have work done, to reply; and how long disagreements took (M11 to M14)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Literal

from projections.shared.counting.promises import term_on
from tracker.domain.calendar import days_past, due_day
from tracker.domain.standing import is_late
from tracker.domain.state import Action, Decision, Outcome, Theme
from tracker.events import Party, Sealed
from tracker.events.codes import Promise
from tracker.events.setting_up import PromiseSet

How = Literal["in_time", "late", "overdue", "moved", "to_come", "dropped"]
"""Kept by its day; after it; not yet though its day has passed; its day was moved; its day has not come; given up."""


@dataclass(frozen=True, slots=True)
class Named:
    """One day that was named, and how it was kept. `days` are those past it, where it is overdue."""

    theme: str
    how: How
    first: date
    now: date
    days: int = 0
    what: Sealed | None = None
    who: Party | None = None


def look_again(themes: Mapping[str, Theme], on: date) -> Iterator[Named]:
    """Each day on which an ask was to be looked at again, as each decision named it (M12)."""
    for ref, theme in themes.items():
        if theme.joined_with:
            continue
        for decision, then in zip_longest(theme.decisions, theme.decisions[1:]):
            looked = then.on if then else _looking_since(theme, on)
            yield from _reviews(ref, decision, looked, on)


def _looking_since(theme: Theme, on: date) -> date | None:
    """The day since which a decided theme is looked at again; None where nobody does."""
    if not theme.reopened:
        return None
    return theme.looking.on if theme.looking else min(theme.news_on, on)


def _reviews(ref: str, decision: Decision, looked: date | None, on: date) -> Iterator[Named]:
    first = replace(decision, moved=()).reviews()
    for (_, named), (_, now) in zip(first, decision.reviews(), strict=True):
        how: How = "moved" if now != named else "to_come"
        if looked:
            how = "in_time" if looked <= named else "late"
        elif days_past(now, on):
            how = "overdue"
        yield Named(ref, how, named, now, days_past(now, on))


def work(actions: Iterable[Action], on: date) -> Iterator[Named]:
    """Each piece of work against the day by which it was first to be done, and whether it is late now (M11)."""
    for action in actions:
        planned = action.planned
        yield Named(
            theme=planned.theme,
            how=_worked(action, on),
            first=planned.due,
            now=action.due,
            days=days_past(action.due, on),
            what=planned.what,
            who=planned.owner,
        )


def _worked(action: Action, on: date) -> How:
    if action.dropped_on:
        return "dropped"
    if action.done_on:
        return "in_time" if action.done_on <= action.planned.due else "late"
    return "overdue" if is_late(action, on) else "to_come"


def replies(themes: Mapping[str, Theme], on: date) -> Iterator[Named]:
    """Each reply that another body owed (M13)."""
    for ref, theme in themes.items():
        for each in theme.pass_ons:
            how: How = "overdue" if days_past(each.reply_due, on) else "to_come"
            if each.replied_on:
                how = "in_time" if each.replied_on <= each.reply_due else "late"
            yield Named(ref, how, each.reply_due, each.reply_due, days_past(each.reply_due, on), who=each.to)


def asked_whether(themes: Mapping[str, Theme], promises: Iterable[PromiseSet], on: date) -> Iterator[Named]:
    """Each time that somebody said that something changed, and whether we asked those who said it in time."""
    made, promise = list(promises), _CHECK
    for ref, theme in themes.items():
        for outcome in theme.outcomes:
            term = term_on(made, promise, outcome.on)
            last = due_day(outcome.on, term.days, term.unit)
            yield Named(ref, _asked(outcome, last, on), last, last, days_past(last, on))


_CHECK: Promise = "check_outcome"


def _asked(outcome: Outcome, last: date, on: date) -> How:
    if not outcome.checks:
        return "overdue" if days_past(last, on) else "to_come"
    return "in_time" if outcome.checks[0].opened_on <= last else "late"


@dataclass(frozen=True, slots=True)
class Disagreements:
    """How many times somebody disagreed, in how many days each was answered, and for how many each is open."""

    raised: int
    answered: tuple[int, ...]
    open: tuple[int, ...]
    right: int


def disagreements(themes: Iterable[Theme], on: date) -> Disagreements:
    """How disagreements were answered (M14); what was taken back is only counted as raised."""
    every = sorted((each for theme in themes for each in theme.disputes), key=lambda each: each.on)
    answered = [each for each in every if each.answered and each.answered_on]
    return Disagreements(
        raised=len(every),
        answered=tuple(max(0, (each.answered_on - each.on).days) for each in answered if each.answered_on),
        open=tuple((on - each.on).days for each in every if each.open),
        right=sum(each.answered.finding in ("upheld", "upheld_in_part") for each in answered if each.answered),
    )
