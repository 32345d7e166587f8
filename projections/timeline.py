"""A theme's timeline, “Follow it through”: where it stands, its four claims, and one plain sentence for each fact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Connection

from projections.shared.card import RESULT_MARKS, Card, Mark, View, answered, card_of, evidence, replied, when
from projections.shared.facts import KeptFact, KeptFacts
from projections.shared.journeys import Journeys
from projections.shared.projector import Batch
from projections.shared.states import Changes, actions_of, is_for_the_public
from projections.shared.telling import Dictionary, tell
from projections.shared.told_us import Heard
from projections.shared.wording import capacities, day, people, sentence
from projections.shared.words import NAMES
from tracker.domain.rulebook import kind_of
from tracker.domain.standing import is_shown
from tracker.domain.state import Action, Check, Outcome, Theme
from tracker.events import Envelope, Sealed
from tracker.events.checking import ContributorCheckClosed, OutcomeReported
from tracker.events.deciding import ConsiderationStarted, DecisionMade
from tracker.events.doing import ActionDone, ActionPlanned, ActionStalled, ActionStarted
from tracker.events.shape import leaves


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One fact, told: its day, its sentence and what belongs to it; its position, or None for several facts in one."""

    position: int | None
    on: str
    sentence: str
    detail: tuple[str, ...]
    voice: str = "answer"
    act: str = ""
    mark: Mark = "done"


@dataclass(frozen=True, slots=True)
class Claim:
    """One of the four claims that are never merged: decided, done, reported, confirmed."""

    name: str
    said: str
    mark: str


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """The owner's claim and the contributors' verdict, side by side and never merged."""

    who: str
    on: str
    claim: str
    evidence: tuple[str, ...]
    limits: str
    asked: str
    verdict: str
    replies: str


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A theme's page."""

    as_at: date
    card: Card
    written_by: str
    claims: tuple[Claim, ...]
    changed: WhatChanged | None
    dissent: tuple[tuple[str, str], ...]
    entries: tuple[TimelineEntry, ...]

    @property
    def acts(self) -> list[tuple[str, int, list[TimelineEntry]]]:
        """The entries under the headings of the story, each with the number that its first entry has in it all."""
        acts: list[tuple[str, int, list[TimelineEntry]]] = []
        for number, entry in enumerate(self.entries, start=1):
            if not acts or (entry.act and entry.act != acts[-1][0]):
                acts.append((entry.act, number, []))
            acts[-1][2].append(entry)
        return acts


class Timeline:
    """The timelines' tables and how facts fill them."""

    VERSION: ClassVar[int] = 1

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys
        self.facts = KeptFacts("timeline", journeys.metadata)

    def follow(self, conn: Connection, batch: Batch, changes: Changes) -> None:
        """Keep the facts of a batch that a timeline tells."""
        told = [entry for entry in batch.entries if entry.envelope.stream in changes and _is_told(entry.envelope)]
        kept = (KeptFact(_theme_of(changes[e.envelope.stream].after, e.envelope), e.position, e.envelope) for e in told)
        self.facts.keep(conn, batch.log_id, kept)

    def page(self, conn: Connection, log_id: str, theme_ref: str, on: date) -> TimelinePage | None:
        """A theme's page as it stands on a day; None where the public may not see the theme (yet)."""
        journeys = self.journeys.streams.journeys(conn, log_id, [theme_ref])
        theme: Theme | None = journeys.get(theme_ref)
        if theme is None or not is_shown(theme):
            return None
        actions = actions_of(journeys, theme_ref)
        told = self.facts.of(conn, log_id, theme_ref)
        view = View(on, self.journeys.privacy(conn, log_id), self._dictionary(conn, log_id, told))
        heard = self.journeys.told_us.of(conn, log_id, [theme_ref]).get(theme_ref, Heard())
        return TimelinePage(
            as_at=on,
            card=card_of(theme_ref, theme, actions, heard, view),
            written_by=_written_by(theme),
            claims=tuple(_claims(theme, actions)),
            changed=_what_changed(theme.outcome, view) if theme.decisions and theme.outcome else None,
            dissent=_dissent(theme, view),
            entries=(_people_told_us(heard, view), *_told_entries(told, journeys, view)),
        )

    def _dictionary(self, conn: Connection, log_id: str, told: list[KeptFact]) -> Dictionary:
        sealed = [leaf.value for kept in told for leaf in leaves(kept.envelope.fact) if isinstance(leaf.value, Sealed)]
        return Dictionary(self.journeys.words.read(conn, log_id, sealed), NAMES.all(conn, log_id))


def _theme_of(after: Any, envelope: Envelope) -> str:
    return after.planned.theme if isinstance(after, Action) else envelope.stream


def _is_told(envelope: Envelope) -> bool:
    is_of_a_journey = kind_of(envelope.stream) in ("theme", "action")
    return is_of_a_journey and envelope.fact.SENTENCE is not None and is_for_the_public(envelope)


def _people_told_us(heard: Heard, view: View) -> TimelineEntry:
    return TimelineEntry(None, when(heard, view), f"{people(heard.told, view.k)} told us.", (), "said", "You said")


def _told_entries(told: list[KeptFact], journeys: Mapping[str, Any], view: View) -> Iterator[TimelineEntry]:
    for kept in told:
        beside = _beside(kept.envelope, journeys, view)
        line = tell(kept.envelope, Dictionary(view.dictionary.words, view.dictionary.names, beside))
        if line:
            on, (voice, act, mark) = day(kept.envelope.occurred_on), _place(kept.envelope)
            yield TimelineEntry(kept.position, on, line.sentence, line.detail, voice, act, mark)


ACTS: dict[type[object], str] = {
    ConsiderationStarted: "We looked at it",
    DecisionMade: "We decided",
    ActionStarted: "We worked on it",
    ActionStalled: "We worked on it",
    ActionDone: "We worked on it",
    OutcomeReported: "Did it change?",
}
"""The headings of the story, each at the fact that begins it; the others go on under the heading they find."""


def _place(envelope: Envelope) -> tuple[str, str, Mark]:
    """Who speaks in an entry, the heading that it begins, and its knot on the thread."""
    fact = envelope.fact
    people_say = envelope.by.capacity == "lived_experience" or isinstance(fact, ContributorCheckClosed)
    mark: Mark = "part" if isinstance(fact, ActionStalled) else "done"
    if isinstance(fact, ContributorCheckClosed):
        mark = RESULT_MARKS[fact.result]
    return "said" if people_say else "answer", ACTS.get(type(fact), ""), mark


def _beside(envelope: Envelope, journeys: Mapping[str, Any], view: View) -> dict[str, str]:
    action = journeys.get(envelope.stream)
    if isinstance(action, Action) and not isinstance(envelope.fact, ActionPlanned):
        return {"action.what": view.dictionary.said(action.planned.what).rstrip(".")}
    if isinstance(envelope.fact, ContributorCheckClosed):
        return {"in_words": f"{replied(envelope.fact, view.k)} {answered(envelope.fact)}".strip()}
    return {}


def _written_by(theme: Theme) -> str:
    wrote = f"{sentence(capacities(theme.opened.analysed_by))[:-1]} wrote this together."
    checked = theme.checked
    if not checked or not checked.replied:
        return wrote
    if checked.fair == checked.replied:
        return f"{wrote} Everyone who checked the wording said it was fair."
    most = "Most of those" if 2 * checked.fair > checked.replied else "Some of those"
    return f"{wrote} {most} who checked the wording said it was fair."


def _claims(theme: Theme, actions: list[Action]) -> Iterator[Claim]:
    decision, outcome = theme.decision, theme.outcome if theme.decisions else None
    yield Claim("Decided", day(decision.on), "done") if decision else Claim("Not decided yet", "", "next")
    yield _doing(theme, actions)
    yield Claim("Reported", day(outcome.on), "done") if outcome else Claim("Not reported yet", "", "next")
    yield _confirmation(outcome)


def _doing(theme: Theme, actions: list[Action]) -> Claim:
    current = theme.decision.fact.decision if theme.decision else None
    actions = [action for action in actions if action.planned.decision == current]
    done = [action.done_on for action in actions if action.done_on]
    if not done:
        return Claim("Not done yet", "", "next")
    if all(action.standing in ("done", "dropped") for action in actions):
        return Claim("Done", f"by {day(max(done))}", "done")
    return Claim("Done in part", f"{len(done)} of {len(actions)} so far", "part")


def _confirmation(outcome: Outcome | None) -> Claim:
    check = next((each for each in reversed(outcome.checks) if each.closed), None) if outcome else None
    if check is None or check.closed is None or check.closed_on is None:
        return Claim("Not confirmed yet", "", "next")
    name, mark = CONFIRMATIONS[check.closed.result]
    return Claim(name, day(check.closed_on), mark)


CONFIRMATIONS = {
    "confirmed": ("Confirmed", "done"),
    "partly_confirmed": ("Confirmed in part", "part"),
    "disputed": ("People say no", "bad"),
    "too_few_replies": ("Too few replied to say", "next"),
}


def _what_changed(outcome: Outcome, view: View) -> WhatChanged:
    said, fact = view.dictionary.said, outcome.fact
    check = outcome.checks[-1] if outcome.checks else None
    closed = check.closed if check else None
    return WhatChanged(
        who=view.dictionary.who(outcome.by),
        on=day(outcome.on),
        claim=sentence(said(fact.what_changed)),
        evidence=tuple(evidence(fact, view)),
        limits=sentence(said(fact.limits)),
        asked=_asked(check),
        verdict=answered(closed) if closed else "",
        replies=replied(closed, view.k) if closed else "",
    )


def _asked(check: Check | None) -> str:
    if check is None:
        return "Nobody has asked them yet."
    if check.closed_on:
        return f"Asked {day(check.opened_on)} to {day(check.closed_on)}"
    return f"Asked since {day(check.opened_on)}; answers by {day(check.opened.closes)}."


def _dissent(theme: Theme, view: View) -> tuple[tuple[str, str], ...]:
    if theme.decision is None:
        return ()
    return tuple(
        (view.dictionary.said(each.text), capacities({each.capacity: 2}).partition(" ")[2])
        for each in theme.decision.fact.dissent
    )
