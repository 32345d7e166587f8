"""Who was told something that has since changed, and was not told again (R18; 3.10, point 9): a row for each theme."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    bindparam,
    delete,
    select,
)

from projections.shared.journeys.states import Changes, States
from projections.shared.projecting.tables import upsert
from tracker.domain.rulebook import person_stream
from tracker.domain.standing import current_themes, is_erased, standing_under, told_something_since_changed
from tracker.domain.state import Contribution, Person, Theme
from tracker.eventstore.statement import Statement, among, past_its_index

Point = tuple[str, str]
"""A theme, and a contribution under it."""


class StillToTell:
    """The list, and what it is made from: which themes were joined, and whose words were erased."""

    def __init__(self, view: str, metadata: MetaData, contributions: Table, points: Table) -> None:
        self.contributions = contributions
        self.points = points
        self.table = _table(f"{view}_still_to_tell", metadata, "theme", "contribution", found_by="contribution")
        self.joins = _table(f"{view}_joins", metadata, "old", "new")
        self.erased = _table(f"{view}_erased", metadata, "stream")
        self._compose()

    def _compose(self) -> None:
        listed, joins, erased = self.table.c, self.joins.c, self.erased.c
        said, points, log_id = self.contributions.c, self.points.c, bindparam("log_id", type_=String())
        of_them = (past_its_index(listed.log_id) == log_id) & among(listed.contribution, "contributions")
        self._of = Statement(select(listed.theme, listed.contribution).where(of_them))
        self._strike = Statement(delete(self.table).where(of_them))
        self._into = Statement(select(joins.old).where(joins.log_id == log_id, among(joins.new, "themes")))
        self._gone = Statement(select(erased.stream).where(erased.log_id == log_id, among(erased.stream, "streams")))
        theirs = among(said.contribution, "erased") | among(said.contributor, "people")
        self._by_people = Statement(select(said.contribution).where(said.log_id == log_id, theirs))
        self._answered = Statement(
            select(points.contribution)
            .where(points.log_id == log_id, among(points.theme, "themes"), said.answered_on.is_not(None))
            .where(said.log_id == points.log_id, said.contribution == points.contribution)
        )

    def follow(self, conn: Connection, log_id: str, changes: Changes, streams: States) -> set[str]:
        """Keep step with a batch, once its contributions stand where they belong; the themes whose list it changed."""
        upsert(conn, self.joins, [{"log_id": log_id, "old": o, "new": n} for o, n in _joined(changes)])
        upsert(conn, self.erased, [{"log_id": log_id, "stream": each} for each in _erased(changes)])
        asked = self._asked(conn, log_id, changes, streams)
        if not asked:
            return set()
        said: dict[str, Contribution] = streams.load(conn, log_id, asked)
        before, after = self._listed(conn, log_id, asked), self._to_tell(conn, log_id, said, streams)
        self._strike.run(conn, log_id=log_id, contributions=asked)
        upsert(conn, self.table, [{"log_id": log_id, "theme": t, "contribution": c} for t, c in sorted(after)])
        return {theme for theme, _ in before ^ after}

    def into(self, log_id: str, theme: str) -> Select[tuple[str]]:
        """The themes that were joined with one."""
        joins = self.joins.c
        return select(joins.old).where(joins.log_id == log_id, joins.new == theme)

    def _asked(self, conn: Connection, log_id: str, changes: Changes, streams: States) -> list[str]:
        """The contributions of which a batch may have changed whether they are on the list."""
        spoken = {s for s, c in changes.items() if isinstance(c.after, Contribution) and c.after.told}
        unsettled = {s for s, c in changes.items() if isinstance(c.after, Theme) and _may_unsettle(c.before, c.after)}
        themes = streams.themes_around(conn, log_id, unsettled)
        anew = {standing_under(theme, themes) for theme in unsettled}
        gone = self._of_people(conn, log_id, _erased(changes))
        return sorted({*spoken, *gone, *self._answered_under(conn, log_id, anew)})

    def _of_people(self, conn: Connection, log_id: str, erased: Iterable[str]) -> Iterator[str]:
        """The erased contributions, and all that erased people gave."""
        people = [each.removeprefix("person/") for each in erased]
        found = self._by_people.rows(conn, log_id=log_id, erased=erased, people=people) if people else ()
        yield from (contribution for (contribution,) in found)

    def _answered_under(self, conn: Connection, log_id: str, themes: Iterable[str]) -> Iterator[str]:
        names = list(themes)
        found = self._answered.rows(conn, log_id=log_id, themes=names) if names else ()
        yield from (contribution for (contribution,) in found)

    def _to_tell(self, conn: Connection, log_id: str, said: Mapping[str, Contribution], streams: States) -> set[Point]:
        themes = self._families(conn, log_id, {str(ref) for each in said.values() for ref in each.themes}, streams)
        flat = {name: theme for family in themes.values() for name, theme in family.items()}
        people = [person_stream(each.contributor) for each in said.values() if each.contributor]
        gone = {stream for (stream,) in self._gone.rows(conn, log_id=log_id, streams=[*said, *people])}
        return {
            (theme, stream)
            for stream, each in said.items()
            if not is_erased(stream, each, gone)
            for theme in current_themes(each, flat)
            if told_something_since_changed(each, theme, themes[theme])
        }

    def _families(self, conn: Connection, log_id: str, named: set[str], streams: States) -> dict[str, dict[str, Theme]]:
        """Themes by the one that they go on under: those named, and all that were joined with where these go on."""
        themes = streams.themes_around(conn, log_id, named)
        wanted = set(themes)
        while wanted:
            wanted = {old for (old,) in self._into.rows(conn, log_id=log_id, themes=wanted)} - themes.keys()
            themes |= streams.load(conn, log_id, sorted(wanted))
        families: dict[str, dict[str, Theme]] = {}
        for name, theme in themes.items():
            families.setdefault(standing_under(name, themes), {})[name] = theme
        return families

    def _listed(self, conn: Connection, log_id: str, contributions: Iterable[str]) -> set[Point]:
        return {(theme, stream) for theme, stream in self._of.rows(conn, log_id=log_id, contributions=contributions)}


def _table(name: str, metadata: MetaData, *columns: str, found_by: str | None = None) -> Table:
    kept = [Column(column, String(80), nullable=False) for column in columns]
    found = [Index(f"{name}_{found_by}", found_by, "log_id")] if found_by else []
    return Table(name, metadata, Column("log_id", String(16), nullable=False), *kept, _key(columns), *found)


def _key(columns: Iterable[str]) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint("log_id", *columns)


def _joined(changes: Changes) -> list[Point]:
    themes = {s: c.after for s, c in changes.items() if isinstance(c.after, Theme)}
    return [(stream, str(theme.joined_with)) for stream, theme in themes.items() if theme.joined_with]


def _erased(changes: Changes) -> set[str]:
    people = [c.after for c in changes.values() if isinstance(c.after, Person)]
    return {str(ref) for person in people for ref in person.erased}


def _may_unsettle(before: Theme | None, after: Theme) -> bool:
    """Whether people may have been told of a theme what is not so any more."""
    return before is None or _said_of(before) != _said_of(after)


def _said_of(theme: Theme) -> tuple[Any, ...]:
    decisions = [decision.fact.decision for decision in theme.decisions]
    corrected = [(outcome.fact.outcome, outcome.corrected) for outcome in theme.outcomes if outcome.corrected]
    return decisions, corrected, theme.joined_with
