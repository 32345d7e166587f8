"""One row a theme: what a board counts, sorts, filters and searches by, so that no page opens every theme."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    delete,
    select,
)

from projections.shared.card import words_on_card
from projections.shared.states import States, actions_of
from projections.shared.tables import upsert
from projections.shared.told_us import Heard, ToldUs
from projections.shared.words import PublishedWords
from tracker.domain.standing import (
    CHANGED,
    YES,
    Headline,
    ever_confirmed,
    headline,
    in_place_until,
    is_shown,
    last_news,
)
from tracker.domain.state import Action, Theme
from tracker.events import Sealed

NO_END = date.max
"""The last day of what is not known to end."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A theme as it stands on a day, without its words."""

    theme: str
    shown: bool
    held_back: bool
    news_on: date
    headline: Headline
    reach: str
    reasons: frozenset[str]
    heard: Heard
    title: str
    yes: int
    no: int
    reported: bool
    confirmed: bool
    in_place: bool


class Summaries:
    """The table. A theme that was joined with another has no row."""

    def __init__(self, view: str, metadata: MetaData) -> None:
        self.table = Table(
            f"{view}_summaries",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("theme", String(80), nullable=False),
            Column("shown", Boolean, nullable=False),
            Column("held_back", Boolean, nullable=False),
            Column("news_on", Date, nullable=False),
            Column("headline", String(20), nullable=False),
            Column("changed_until", Date, nullable=False),
            Column("reach", String(20), nullable=False),
            Column("reasons", Text, nullable=False),
            Column("projects", Text, nullable=False),
            Column("told", Integer, nullable=False),
            Column("first_on", Date),
            Column("last_on", Date),
            Column("yes", Integer, nullable=False),
            Column("no", Integer, nullable=False),
            Column("reported", Boolean, nullable=False),
            Column("confirmed", Boolean, nullable=False),
            Column("in_place_until", Date),
            Column("title", Text, nullable=False),
            Column("text", Text, nullable=False),
            PrimaryKeyConstraint("log_id", "theme"),
        )

    def follow(
        self,
        conn: Connection,
        log_id: str,
        touched: Iterable[str],
        streams: States,
        words: PublishedWords,
        said: ToldUs,
    ) -> None:
        """Make the rows of the touched themes anew."""
        refs = sorted(touched)
        journeys = streams.journeys(conn, log_id, refs)
        heard = said.of(conn, log_id, refs)
        there = [ref for ref in refs if ref in journeys and not journeys[ref].joined_with]
        told = {ref: (journeys[ref], actions_of(journeys, ref)) for ref in there}
        sealed = {ref: [*words_on_card(*each)] for ref, each in told.items() if is_shown(each[0])}
        opened = words.read(conn, log_id, [each for some in sealed.values() for each in some])
        rows = [
            {"log_id": log_id, "theme": ref}
            | _words(theme, sealed.get(ref, []), opened)
            | _row(theme, actions, heard.get(ref, Heard()))
            for ref, (theme, actions) in told.items()
        ]
        upsert(conn, self.table, rows)
        gone = [ref for ref in refs if ref not in told]
        conn.execute(delete(self.table).where(self.table.c.log_id == log_id, self.table.c.theme.in_(gone)))

    def all(self, conn: Connection, log_id: str, on: date, sought: str = "") -> list[Summary]:
        """Every theme as it stands on a day, longest without news first; those alone that hold every word sought."""
        table = self.table.c
        columns = [column for column in table if column.name != "text"]
        query = select(*columns).where(table.log_id == log_id).order_by(table.news_on, table.theme)
        for word in folded(sought).split():
            query = query.where(table.text.contains(word, autoescape=True))
        return [_summary(row, on) for row in conn.execute(query)]


def folded(text: str) -> str:
    """A text as it is searched: without accents and capitals."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold()


def _words(theme: Theme, sealed: Sequence[Sealed], opened: dict[str, str]) -> dict[str, str]:
    text = "\n".join(opened[each.ref] for each in sealed if each.ref in opened)
    return {"title": opened.get(theme.opened.title.ref, ""), "text": folded(text)}


def _row(theme: Theme, actions: list[Action], heard: Heard) -> dict[str, Any]:
    parts = theme.decision.fact.parts if theme.decision else ()
    state, reasons = headline(theme, actions, date.min), {reason for part in parts for reason in part.reasons}
    until = theme.outcome.fact.until if theme.decisions and theme.outcome and state in CHANGED else None
    yes = sum(part.verdict in YES for part in parts)
    return {
        "shown": is_shown(theme),
        "held_back": theme.held_back is not None,
        "news_on": last_news(theme, actions),
        "headline": state,
        "changed_until": until or NO_END,
        "reach": theme.opened.change_reach,
        "reasons": " ".join(sorted(reasons)),
        "projects": " ".join(heard.projects),
        "told": heard.told,
        "first_on": heard.first_on,
        "last_on": heard.last_on,
        "yes": yes,
        "no": len(parts) - yes,
        "reported": bool(theme.outcomes),
        "confirmed": ever_confirmed(theme),
        "in_place_until": in_place_until(theme),
    }


def _summary(row: Any, on: date) -> Summary:
    return Summary(
        theme=row.theme,
        shown=row.shown,
        held_back=row.held_back,
        news_on=row.news_on,
        headline=row.headline if on <= row.changed_until else "stopped",
        reach=row.reach,
        reasons=frozenset(row.reasons.split()),
        heard=Heard(row.told, row.first_on, row.last_on, tuple(row.projects.split())),
        title=row.title,
        yes=row.yes,
        no=row.no,
        reported=row.reported,
        confirmed=row.confirmed,
        in_place=row.in_place_until is not None and on <= row.in_place_until,
    )
