"""A theme's timeline, “Follow it through”: where it stands, its four claims, and one plain sentence for each fact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    select,
)

from projections.card import Card, View, answered, card_of, replied
from projections.projector import Batch
from projections.shelves import NAMES, Heard, HeardFrom, PublishedWords, States, actions_of, upsert
from projections.telling import Dictionary, tell
from projections.wording import capacities, day, months, people, sentence
from tracker.domain.rulebook import kind_of
from tracker.domain.small_numbers import DEFAULT_K
from tracker.domain.state import Action, Check, Outcome, Partnership, Theme
from tracker.events import Envelope, Sealed
from tracker.events.checking import ContributorCheckClosed, ContributorCheckOpened
from tracker.events.doing import ActionPlanned
from tracker.events.shape import leaves
from tracker.events.theming import PublicWordingApproved, ThemeOpened, ThemeWordingChecked
from tracker.eventstore.mapper import read_envelope, state_of

TOLD_ONCE_AGREED = (ThemeOpened, ThemeWordingChecked, PublicWordingApproved, ContributorCheckOpened)
"""Facts kept within the partnership while the wording is open; once it is agreed the public may read of them."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One fact, told: its day, its sentence and what belongs to it; its position, or None for several facts in one."""

    position: int | None
    on: str
    sentence: str
    detail: tuple[str, ...]
    voice: str = "answer"


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


class Timeline:
    """The timelines' tables and how facts fill them."""

    NAME: ClassVar[str] = "timeline"
    VERSION: ClassVar[int] = 1

    def __init__(self) -> None:
        self.metadata = MetaData()
        self.streams = States("timeline", self.metadata, ("partnership", "contribution", "theme", "action"))
        self.words = PublishedWords("timeline", self.metadata, ("theme", "action"))
        self.heard = HeardFrom("timeline", self.metadata)
        self.entries = Table(
            "timeline_entries",
            self.metadata,
            Column("log_id", String(16), nullable=False),
            Column("theme", String(80), nullable=False),
            Column("position", BigInteger, nullable=False),
            Column("stream", String(80), nullable=False),
            Column("version", Integer, nullable=False),
            Column("topic", String(80), nullable=False),
            Column("state", LargeBinary, nullable=False),
            PrimaryKeyConstraint("log_id", "theme", "position"),
        )

    def project(self, conn: Connection, batch: Batch) -> None:
        """Fold a batch into the tables."""
        changes = self.streams.fold(conn, batch)
        self.words.keep(conn, batch)
        self.heard.follow(conn, batch.log_id, changes)
        rows = []
        for entry in batch.entries:
            envelope = entry.envelope
            if _is_told(envelope):
                after = changes[envelope.stream].after
                theme = after.planned.theme if isinstance(after, Action) else envelope.stream
                rows.append(self._row(batch.log_id, theme, entry.position, envelope))
        upsert(conn, self.entries, rows)

    def _row(self, log_id: str, theme: str, position: int, envelope: Envelope) -> dict[str, Any]:
        row = {"log_id": log_id, "theme": theme, "position": position, "stream": envelope.stream}
        return {**row, "version": envelope.version, "topic": envelope.topic, "state": state_of(envelope)}

    def page(self, conn: Connection, log_id: str, theme_ref: str, on: date) -> TimelinePage | None:
        """A theme's page as it stands on a day; None where the public may not see the theme (yet)."""
        journeys = self.streams.journeys(conn, log_id, [theme_ref])
        theme: Theme | None = journeys.get(theme_ref)
        if theme is None or not theme.approved:
            return None
        actions = actions_of(journeys, theme_ref)
        told = self._told(conn, log_id, theme_ref)
        view = View(on, self._k(conn, log_id), self._dictionary(conn, log_id, told))
        heard = self.heard.of(conn, log_id, [theme_ref]).get(theme_ref, Heard())
        return TimelinePage(
            as_at=on,
            card=card_of(theme_ref, theme, actions, heard, view),
            written_by=_written_by(theme),
            claims=tuple(_claims(theme, actions)),
            changed=_what_changed(theme.outcome, view) if theme.decisions and theme.outcome else None,
            dissent=_dissent(theme, view),
            entries=(_people_told_us(heard, view), *_told_entries(told, journeys, view)),
        )

    def _told(self, conn: Connection, log_id: str, theme: str) -> list[tuple[int, Envelope]]:
        where = (self.entries.c.log_id == log_id) & (self.entries.c.theme == theme)
        rows = conn.execute(select(self.entries).where(where).order_by(self.entries.c.position))
        return [
            (
                row.position,
                read_envelope(
                    event_id="", stream=row.stream, version=row.version, topic=row.topic, recorded_at=0, state=row.state
                ),
            )
            for row in rows
        ]

    def _k(self, conn: Connection, log_id: str) -> int:
        for partnership in self.streams.all(conn, log_id, "partnership").values():
            if isinstance(partnership, Partnership) and partnership.privacy:
                return partnership.privacy.k_public
        return DEFAULT_K

    def _dictionary(self, conn: Connection, log_id: str, told: list[tuple[int, Envelope]]) -> Dictionary:
        sealed = [leaf.value for _, each in told for leaf in leaves(each.fact) if isinstance(leaf.value, Sealed)]
        return Dictionary(self.words.read(conn, log_id, sealed), NAMES.all(conn, log_id))


def _is_told(envelope: Envelope) -> bool:
    if kind_of(envelope.stream) not in ("theme", "action") or envelope.fact.SENTENCE is None:
        return False
    return envelope.visibility == "public" or isinstance(envelope.fact, TOLD_ONCE_AGREED)


def _people_told_us(heard: Heard, view: View) -> TimelineEntry:
    on = months(heard.first_on, heard.last_on) if heard.first_on and heard.last_on else ""
    return TimelineEntry(None, on, f"{people(heard.told, view.k)} told us.", (), voice="said")


def _told_entries(told: list[tuple[int, Envelope]], journeys: Mapping[str, Any], view: View) -> Iterator[TimelineEntry]:
    for position, envelope in told:
        beside = _beside(envelope, journeys, view)
        line = tell(envelope, Dictionary(view.dictionary.words, view.dictionary.names, beside))
        if line:
            yield TimelineEntry(position, day(envelope.occurred_on), line.sentence, line.detail)


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
    yield _doing(actions)
    yield Claim("Reported", day(outcome.on), "done") if outcome else Claim("Not reported yet", "", "next")
    yield _confirmation(outcome)


def _doing(actions: list[Action]) -> Claim:
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
        who=view.dictionary.name(outcome.by.org) or view.dictionary.name(outcome.by.role),
        on=day(outcome.on),
        claim=sentence(said(fact.what_changed)),
        evidence=tuple(_evidence(outcome, view)),
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


def _evidence(outcome: Outcome, view: View) -> Iterator[str]:
    said = view.dictionary.said
    for each in outcome.fact.evidence:
        period = f" ({said(each.period)})" if each.period else ""
        if each.before and each.after:
            yield f"Before: {said(each.before)}. After: {said(each.after)}{period}."
        elif each.summary:
            yield sentence(said(each.summary)) if not period else f"{said(each.summary)}{period}."


def _dissent(theme: Theme, view: View) -> tuple[tuple[str, str], ...]:
    if theme.decision is None:
        return ()
    return tuple(
        (view.dictionary.said(each.text), capacities({each.capacity: 2}).partition(" ")[2])
        for each in theme.decision.fact.dissent
    )
