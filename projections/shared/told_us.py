"""What people told us, as far as pages count it: one row a contribution, and one for each theme it stands under."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

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
    delete,
    func,
    select,
)

from projections.shared.states import Changes, States
from projections.shared.tables import in_parts, upsert
from projections.shared.telling_again import StillToTell
from tracker.domain.standing import is_waiting, standing_under
from tracker.domain.state import Contribution, Theme


@dataclass(frozen=True, slots=True)
class Heard:
    """How many contributions a theme came from, the first and last day of them, and the projects they were made to.

    `to_tell` of the people were told something that has changed since, and were not told again.
    """

    told: int = 0
    first_on: date | None = None
    last_on: date | None = None
    projects: tuple[str, ...] = ()
    to_tell: int = 0


class ToldUs:
    """The tables. A contribution that was withdrawn or set aside stands under no theme."""

    def __init__(self, view: str, metadata: MetaData) -> None:
        self.contributions = Table(
            f"{view}_contributions",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("contribution", String(80), nullable=False),
            Column("workstream", String(80), nullable=False),
            Column("received_on", Date, nullable=False),
            Column("asks_change", Boolean),
            Column("acknowledged_on", Date),
            Column("answered_on", Date),
            Column("withdrawn_on", Date),
            Column("undeliverable", Boolean, nullable=False),
            Column("set_aside", Boolean, nullable=False),
            Column("waiting", Boolean, nullable=False),
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

    def follow(self, conn: Connection, log_id: str, changes: Changes, streams: States) -> set[str]:
        """Keep step with the contributions that a batch changed and the themes that it joined; the themes touched."""
        spoken = {s: c for s, c in changes.items() if isinstance(c.after, Contribution)}
        joined = {s for s, c in changes.items() if isinstance(c.after, Theme) and c.after.joined_with}
        moved: dict[str, Contribution] = streams.load(conn, log_id, self._under(conn, log_id, joined) if joined else ())
        known = [each for change in spoken.values() for each in (change.before, change.after) if each]
        named = {str(ref) for each in (*known, *moved.values()) for ref in each.themes}
        themes = streams.themes_around(conn, log_id, named | joined)
        for old in joined:
            self._move(conn, log_id, old, standing_under(old, themes))
        stood = [_points(s, change.before, themes) for s, change in spoken.items()]
        stand = [_points(s, change.after, themes) for s, change in spoken.items()]
        before, after = set().union(*stood), set().union(*stand)
        self._leave(conn, log_id, before - after)
        upsert(conn, self.points, [{"log_id": log_id, "theme": t, "contribution": c} for t, c in sorted(after)])
        now = moved | {stream: change.after for stream, change in spoken.items()}
        upsert(conn, self.contributions, [_row(log_id, s, each, themes) for s, each in now.items()])
        touched = {theme for theme, _ in before | after} | {standing_under(old, themes) for old in joined} | joined
        return touched | self.again.follow(conn, log_id, changes, streams)

    def _move(self, conn: Connection, log_id: str, old: str, new: str) -> None:
        of_old = (self.points.c.log_id == log_id) & (self.points.c.theme == old)
        rows = [{**row, "theme": new} for row in conn.execute(select(self.points).where(of_old)).mappings()]
        conn.execute(delete(self.points).where(of_old))
        upsert(conn, self.points, rows)

    def _leave(self, conn: Connection, log_id: str, points: set[tuple[str, str]]) -> None:
        table = self.points
        for theme in sorted({theme for theme, _ in points}):
            where = (table.c.log_id == log_id) & (table.c.theme == theme)
            for some in in_parts(sorted(contribution for at, contribution in points if at == theme)):
                conn.execute(delete(table).where(where, table.c.contribution.in_(some)))

    def _under(self, conn: Connection, log_id: str, themes: Iterable[str]) -> list[str]:
        where = (self.points.c.log_id == log_id) & self.points.c.theme.in_(list(themes))
        return list(conn.execute(select(self.points.c.contribution).where(where).distinct()).scalars())

    def of(self, conn: Connection, log_id: str, themes: Iterable[str]) -> dict[str, Heard]:
        """What each of those themes came from."""
        said, points = self.contributions.c, self.points.c
        found: dict[str, Heard] = {}
        grouped = select(
            points.theme, said.workstream, func.count(), func.min(said.received_on), func.max(said.received_on)
        ).group_by(points.theme, said.workstream)
        for some in in_parts(list(themes)):
            rows = conn.execute(grouped.where(points.log_id == log_id, points.theme.in_(some), *self._joined))
            for theme, project, told, first, last in rows:
                found[theme] = _added(found.get(theme, Heard()), Heard(told, first, last, (project,)))
        for theme, n in self.again.of(conn, log_id, found).items():
            found[theme] = replace(found[theme], to_tell=n)
        return found

    @property
    def _joined(self) -> tuple[Any, Any]:
        said, points = self.contributions.c, self.points.c
        return said.log_id == points.log_id, said.contribution == points.contribution


def _added(one: Heard, other: Heard) -> Heard:
    first = [on for on in (one.first_on, other.first_on) if on]
    last = [on for on in (one.last_on, other.last_on) if on]
    projects = tuple(sorted({*one.projects, *other.projects}))
    return Heard(one.told + other.told, min(first, default=None), max(last, default=None), projects)


def _points(stream: str, contribution: Contribution | None, themes: Mapping[str, Theme]) -> set[tuple[str, str]]:
    if contribution is None or contribution.withdrawn_on or contribution.set_aside:
        return set()
    return {(standing_under(theme, themes), stream) for theme in contribution.themes}


def _row(log_id: str, stream: str, each: Contribution, themes: Mapping[str, Theme]) -> dict[str, Any]:
    return {
        "log_id": log_id,
        "contribution": stream,
        "workstream": each.workstream,
        "received_on": each.received_on,
        "asks_change": each.asks_change,
        "acknowledged_on": each.acknowledged_on,
        "answered_on": each.answered_on,
        "withdrawn_on": each.withdrawn_on,
        "undeliverable": each.undeliverable,
        "set_aside": each.set_aside,
        "waiting": is_waiting(each, themes),
    }
