"""The figures for evaluators and coordinators: exact, for a day, each share as `n` and `of` (`interchange.md`)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, ClassVar

from sqlalchemy import Connection, MetaData

from projections.shared.journeys.states import States, actions_of, is_for_evaluators
from projections.shared.journeys.words import PartyNames
from projections.shared.projecting.projector import Batch, position_of
from tracker.domain.calendar import days_past, due_day, promise_on
from tracker.domain.deciding import lived_experience_seats, seats
from tracker.domain.standing import (
    WaitingOn,
    agreed_without_action,
    current_themes,
    ever_confirmed,
    headline,
    in_place,
    is_erased,
    is_late,
    is_waiting,
    last_news,
    themes_so_far,
    told_something_since_changed,
    waits_for,
)
from tracker.domain.state import Action, Contribution, Decision, Partnership, Person, Theme
from tracker.events.codes import Promise
from tracker.events.setting_up import PromiseSet


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that the figures are counted from."""

    promises: tuple[PromiseSet, ...]
    contributions: Mapping[str, Contribution]
    erased: frozenset[str]
    names: Mapping[str, str]
    themes: Mapping[str, Theme]
    actions: Mapping[str, Action]
    on: date


class Figures:
    """The figures' tables and how facts fill them."""

    NAME: ClassVar[str] = "figures"
    VERSION: ClassVar[int] = 6

    def __init__(self, names: PartyNames) -> None:
        self.metadata = MetaData()
        self.names = names
        self.streams = States("figures", self.metadata, is_for_evaluators)

    def project(self, conn: Connection, batch: Batch) -> None:
        """Fold a batch into the tables."""
        self.streams.fold(conn, batch)

    def document(self, conn: Connection, log_id: str, slug: str, on: date) -> dict[str, Any]:
        """The whole document of `interchange.md` for a day."""
        known = self._known(conn, log_id, on)
        return {
            "partnership": slug,
            "as_at": on.isoformat(),
            "position": position_of(conn, log_id, self),
            "contributions": _contributions(known),
            "outcomes": _outcomes(known),
            "themes": {ref: _theme(ref, theme, known) for ref, theme in known.themes.items()},
            "decisions": _decisions(known.themes.values()),
            "actions": _actions(known),
            "disputes": _disputes(known.themes.values()),
            "checks": _checks(known.themes.values()),
        }

    def _known(self, conn: Connection, log_id: str, on: date) -> Known:
        partnerships: Iterable[Partnership] = self.streams.all(conn, log_id, "partnership").values()
        people: Mapping[str, Person] = self.streams.all(conn, log_id, "person")
        return Known(
            promises=tuple(promise for partnership in partnerships for promise in partnership.promises),
            contributions=self.streams.all(conn, log_id, "contribution"),
            erased=frozenset(ref for person in people.values() for ref in person.erased),
            names=self.names.all(conn, log_id),
            themes=self.streams.all(conn, log_id, "theme"),
            actions=self.streams.all(conn, log_id, "action"),
            on=on,
        )


def _contributions(known: Known) -> dict[str, Any]:
    every = known.contributions.values()
    waiting = {stream: each for stream, each in known.contributions.items() if is_waiting(each, known.themes)}
    withdrawn = sum(1 for each in every if each.withdrawn_on)
    asks = Counter(each.asks_change for each in every)
    return {
        "received": len(known.contributions),
        "withdrawn": withdrawn,
        "answered": len(known.contributions) - withdrawn - len(waiting),
        "answer_undeliverable": sum(
            each.undeliverable and not each.withdrawn_on and stream not in waiting
            for stream, each in known.contributions.items()
        ),
        "waiting": len(waiting),
        "longest_wait_days": max(((known.on - each.received_on).days for each in waiting.values()), default=0),
        "asked_for_change": asks[True],
        "no_change_asked": asks[False],
        "change_unknown": asks[None],
        "acknowledged_in_promise": _acknowledged(known),
        "first_answer": _first_answers(known),
    }


def _last_day(known: Known, promise: Promise, since: date) -> date:
    return due_day(since, *promise_on(known.promises, promise, since))


def _acknowledged(known: Known) -> dict[str, int]:
    due = [
        (each.acknowledged_on, _last_day(known, "acknowledge", each.received_on))
        for each in known.contributions.values()
    ]
    in_time = [acknowledged <= last for acknowledged, last in due if acknowledged]
    overdue = sum(1 for acknowledged, last in due if acknowledged is None and last < known.on)
    return {"n": sum(in_time), "of": len(in_time) + overdue}


def _first_answers(known: Known) -> dict[str, Any]:
    counts = dict.fromkeys(("in_promise", "late", "overdue", "not_yet_due"), 0)
    taken = []
    for each in known.contributions.values():
        last = _last_day(known, "answer", each.received_on)
        if each.answered_on:
            taken.append((each.answered_on - each.received_on).days)
            counts["in_promise" if each.answered_on <= last else "late"] += 1
        elif not (each.withdrawn_on or each.set_aside):
            counts["overdue" if last < known.on else "not_yet_due"] += 1
    return {"days_median": _whole(median(taken)) if taken else None, **counts}


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number


def _outcomes(known: Known) -> dict[str, Any]:
    asked = [each for each in known.contributions.values() if each.asks_change]

    def share(holds: Callable[[Theme], bool]) -> dict[str, int]:
        of_theme = {ref: holds(theme) for ref, theme in known.themes.items()}
        n = sum(any(of_theme[ref] for ref in themes_so_far(each, known.themes)) for each in asked)
        return {"n": n, "of": len(asked)}

    return {
        "reported": share(lambda theme: bool(theme.outcomes)),
        "confirmed": share(ever_confirmed),
        "still_in_place": share(lambda theme: in_place(theme, known.on)),
    }


def _theme(ref: str, theme: Theme, known: Known) -> dict[str, Any]:
    if theme.joined_with:
        return {"state": "joined", "joined_with": str(theme.joined_with)}
    actions = actions_of(known.actions, ref)
    said_it = {s: each for s, each in known.contributions.items() if ref in current_themes(each, known.themes)}
    verdicts = {part.ask: part.verdict for part in theme.decision.fact.parts} if theme.decision else {}
    return {
        "state": headline(theme, actions, known.on),
        "contributions": sum(not each.withdrawn_on for each in said_it.values()),
        "days_since_news": (known.on - last_news(theme, actions)).days,
        "held_back": theme.held_back is not None,
        "asks": {ask: verdicts.get(ask) for ask in theme.asks},
        "waiting_on": [_waiting_on(each, known) for each in waits_for(theme, known.on)],
        "agreed_no_action_days": agreed_without_action(theme, actions, known.on),
        "told_something_since_changed": sum(
            not is_erased(stream, each, known.erased) and told_something_since_changed(each, ref, known.themes)
            for stream, each in said_it.items()
        ),
    }


def _waiting_on(owed: WaitingOn, known: Known) -> dict[str, Any]:
    body = {"from": known.names.get(owed.body, owed.body)} if owed.body else {}
    ask = {"ask": owed.ask} if owed.ask else {}
    return {"kind": owed.kind, **body, **ask, "due": owed.due.isoformat(), "days_past_due": owed.days_past_due}


def _decisions(themes: Iterable[Theme]) -> dict[str, Any]:
    made: list[Decision] = [decision for theme in themes for decision in theme.decisions]
    current = [theme.decision for theme in themes if theme.decision]
    facts = [decision.fact for decision in made]
    return {
        "made": len(made),
        "with_lived_experience_deciding": sum(lived_experience_seats(fact) > 0 for fact in facts),
        "seats": {"n": sum(map(lived_experience_seats, facts)), "of": sum(map(seats, facts))},
        "how": dict(Counter(fact.how for fact in facts)),
        "recommendation_followed": dict(Counter(fact.recommendation_followed for fact in facts)),
        "level_reached": dict(Counter(fact.level_reached for fact in facts)),
        "verdicts_by_ask": dict(Counter(part.verdict for decision in current for part in decision.fact.parts)),
        "reasons": {"current": _reasons(current), "superseded": _reasons([d for d in made if d not in current])},
    }


def _reasons(decisions: Iterable[Decision]) -> dict[str, int]:
    return dict(Counter(reason for each in decisions for part in each.fact.parts for reason in part.reasons))


def _actions(known: Known) -> dict[str, Any]:
    every = known.actions.values()
    standings = Counter(action.standing for action in every)
    return {
        "planned": len(known.actions),
        "not_started": standings["planned"],
        "under_way": standings["started"],
        "stalled": standings["stalled"],
        "done": standings["done"],
        "dropped": standings["dropped"],
        "done_by_first_due_date": sum(1 for each in every if each.done_on and each.done_on <= each.planned.due),
        "late": {ref: days_past(a.due, known.on) for ref, a in known.actions.items() if is_late(a, known.on)},
    }


def _disputes(themes: Iterable[Theme]) -> dict[str, Any]:
    every = sorted((each for theme in themes for each in theme.disputes), key=lambda dispute: dispute.on)
    answered = [each for each in every if each.answered and each.answered_on]
    findings = Counter(each.answered.finding for each in answered if each.answered)
    return {
        "raised": len(every),
        "open": sum(each.open for each in every),
        "answered": len(answered),
        "upheld": findings["upheld"],
        "upheld_in_part": findings["upheld_in_part"],
        "not_upheld": findings["not_upheld"],
        "days_to_answer": [(each.answered_on - each.on).days for each in answered if each.answered_on],
    }


def _checks(themes: Iterable[Theme]) -> dict[str, Any]:
    """Every closed check by its outcome; where people were asked again, the one that closed last, which counts."""
    counts = ("asked", "yes", "partly", "no", "cannot_tell", "no_reply", "result")
    return {
        str(closed.outcome): {name: getattr(closed, name) for name in counts}
        for theme in themes
        for outcome in theme.outcomes
        for check in outcome.checks
        if (closed := check.closed)
    }
