"""What people told us, as far as pages count it: one row a contribution, and one for each theme it stands under.

A theme that was joined with another keeps its people: what they saw there before stays true of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    null,
    select,
    union_all,
)

from projections.shared.journeys.crowds import Crowds
from projections.shared.journeys.states import Change, Changes, States
from projections.shared.journeys.telling_again import StillToTell
from projections.shared.projecting.tables import upsert
from projections.shared.telling.wording import counted
from tracker.domain.standing import is_waiting, standing_under, themes_so_far
from tracker.domain.state import Contribution, Partnership, Theme
from tracker.events.setting_up import PromiseSet
from tracker.eventstore.statement import Statement, among

Promises = Callable[[], Sequence[PromiseSet]]
"""Reads what was promised so far."""


class Heard(NamedTuple):
    """How many contributions a theme came from, the first and last day of them, and the projects they were made to.

    `to_tell` of the people were told something that has changed since, and were not told again. Whether either number
    may be shown, and whether it is said that there were few, is settled for all pages of a day at once
    (`projections/shared/counting/numbers.py`): until then it may not.
    """

    told: int = 0
    first_on: date | None = None
    last_on: date | None = None
    projects: tuple[str, ...] = ()
    to_tell: int = 0
    shows_told: bool = False
    shows_to_tell: bool = False
    is_few: bool = False

    @property
    def who_told_us(self) -> str:
        """How many people told us, where that may be shown."""
        some = "A small number of people" if self.is_few else "Some people"
        return f"{counted(self.told, 'person', 'people') if self.shows_told else some} told us"

    @property
    def who_is_to_be_told(self) -> str:
        """How many are still to be told that what they heard has changed, where that may be shown."""
        return counted(self.to_tell, "person", "people") if self.shows_to_tell else "Some people"


class ToldUs:
    """The tables. A contribution that was withdrawn or set aside stands under no theme."""

    def __init__(self, view: str, metadata: MetaData) -> None:
        self.contributions = Table(
            f"{view}_contributions",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("contribution", String(80), nullable=False),
            Column("workstream", String(80), nullable=False),
            Column("themes", Text, nullable=False),
            Column("received_on", Date, nullable=False),
            Column("contributor", String(80)),
            Column("asks_change", Boolean),
            Column("acknowledged_on", Date),
            Column("answered_on", Date),
            Column("withdrawn_on", Date),
            Column("undeliverable", Boolean, nullable=False),
            Column("set_aside", Boolean, nullable=False),
            Column("waiting", Boolean, nullable=False),
            Column("crowd", Text, nullable=False),
            PrimaryKeyConstraint("log_id", "contribution"),
            Index(f"{view}_contributions_waiting", "log_id", "waiting", "received_on"),
        )
        self.points = Table(
            f"{view}_points",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("theme", String(80), nullable=False),
            Column("contribution", String(80), nullable=False),
            PrimaryKeyConstraint("log_id", "theme", "contribution"),
        )
        self.again = StillToTell(view, metadata, self.contributions, self.points)
        self.crowds = Crowds(view, metadata, self.contributions, self.again)
        said, points = self.contributions.c, self.points.c
        here = points.log_id == bindparam("log_id")
        self._there = Statement(select(points.contribution).where(here, among(points.theme, "themes")).distinct())
        self._forget = Statement(
            delete(self.points)
            .where(here, points.theme == bindparam("theme"))
            .where(among(points.contribution, "contributions"))
        )
        heard = (
            select(points.theme, said.workstream, func.count(), func.min(said.received_on), func.max(said.received_on))
            .where(here, among(points.theme, "themes"), *self._joined)
            .group_by(points.theme, said.workstream)
        )
        listed = self.again.table.c
        to_tell = (
            select(listed.theme, null(), func.count(), null(), null())
            .where(listed.log_id == bindparam("log_id"), among(listed.theme, "themes"))
            .group_by(listed.theme)
        )
        self._heard = Statement(union_all(heard, to_tell))

    def follow(self, conn: Connection, log_id: str, changes: Changes, streams: States, promises: Promises) -> set[str]:
        """Keep step with the contributions that a batch changed and the themes that it joined; the themes touched."""
        spoken = {s: c for s, c in changes.items() if isinstance(c.after, Contribution)}
        joined = {s for s, c in changes.items() if isinstance(c.after, Theme) and c.after.joined_with}
        moved: dict[str, Contribution] = streams.load(conn, log_id, self._under(conn, log_id, joined) if joined else ())
        now = moved | {stream: change.after for stream, change in spoken.items()}
        before = {stream: change.before for stream, change in spoken.items() if change.before}
        named = {str(ref) for each in (*now.values(), *before.values()) for ref in each.themes}
        themes = streams.themes_around(conn, log_id, named | joined)
        stood, stand = _points(before, themes), _points(now, themes)
        self._leave(conn, log_id, stood - stand)
        upsert(conn, self.points, [{"log_id": log_id, "theme": t, "contribution": c} for t, c in sorted(stand)])
        rows = [_row(log_id, s, each, themes) for s, each in now.items()]
        anew = any(map(_promises_anew, changes.values()))
        if rows or anew:
            upsert(conn, self.contributions, self.crowds.follow(conn, log_id, rows, promises(), anew=anew))
        touched = {theme for theme, _ in stood | stand} | {standing_under(old, themes) for old in joined} | joined
        return touched | self.again.follow(conn, log_id, changes, streams)

    def _leave(self, conn: Connection, log_id: str, points: set[tuple[str, str]]) -> None:
        for theme in sorted({theme for theme, _ in points}):
            theirs = [contribution for at, contribution in points if at == theme]
            self._forget.run(conn, log_id=log_id, theme=theme, contributions=theirs)

    def _under(self, conn: Connection, log_id: str, themes: Iterable[str]) -> list[str]:
        return [contribution for (contribution,) in self._there.rows(conn, log_id=log_id, themes=themes)]

    def of(self, conn: Connection, log_id: str, themes: Iterable[str]) -> dict[str, Heard]:
        """What each of those themes came from."""
        found: dict[str, Heard] = {}
        rows = self._heard.rows(conn, log_id=log_id, themes=themes)
        for theme, project, told, first, last in rows:
            if project is not None:
                found[theme] = _added(found.get(theme, Heard()), Heard(told, first, last, (project,)))
        to_tell = {theme: n for theme, project, n, *_ in rows if project is None}
        return {theme: heard._replace(to_tell=to_tell.get(theme, 0)) for theme, heard in found.items()}

    @property
    def _joined(self) -> tuple[Any, Any]:
        said, points = self.contributions.c, self.points.c
        return said.log_id == points.log_id, said.contribution == points.contribution


def _added(one: Heard, other: Heard) -> Heard:
    first = [on for on in (one.first_on, other.first_on) if on]
    last = [on for on in (one.last_on, other.last_on) if on]
    projects = tuple(sorted({*one.projects, *other.projects}))
    return Heard(one.told + other.told, min(first, default=None), max(last, default=None), projects)


def _promises_anew(change: Change) -> bool:
    return isinstance(change.after, Partnership) and _made(change.before) != _made(change.after)


def _made(partnership: Partnership | None) -> tuple[PromiseSet, ...]:
    return partnership.promises if partnership else ()


def _points(contributions: Mapping[str, Contribution], themes: Mapping[str, Theme]) -> set[tuple[str, str]]:
    """The themes that contributions stand under, and those that they came through to get there."""
    return {(theme, stream) for stream, each in contributions.items() for theme in _stands_under(each, themes)}


def _stands_under(each: Contribution, themes: Mapping[str, Theme]) -> Sequence[str]:
    return () if each.withdrawn_on or each.set_aside else themes_so_far(each, themes)


def _row(log_id: str, stream: str, each: Contribution, themes: Mapping[str, Theme]) -> dict[str, Any]:
    return {
        "log_id": log_id,
        "contribution": stream,
        "workstream": each.workstream,
        "themes": " ".join(sorted(_stands_under(each, themes))),
        "received_on": each.received_on,
        "contributor": each.contributor,
        "asks_change": each.asks_change,
        "acknowledged_on": each.acknowledged_on,
        "answered_on": each.answered_on,
        "withdrawn_on": each.withdrawn_on,
        "undeliverable": each.undeliverable,
        "set_aside": each.set_aside,
        "waiting": is_waiting(each, themes),
    }
