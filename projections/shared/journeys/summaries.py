"""One row a theme: what a board counts, sorts, filters and searches by, so that no page opens every theme."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

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
    and_,
    select,
    true,
)

from projections.shared.journeys.states import States, actions_of
from projections.shared.journeys.told_us import Heard, ToldUs
from projections.shared.journeys.words import PublishedWords
from projections.shared.projecting.tables import upsert
from projections.shared.telling.card import status_on_card, words_on_card
from projections.shared.telling.wording import HEADLINES, Status, days
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


class Summary(NamedTuple):
    """A theme as it stands on a day, without its words; `holds` every word that is sought, `held_back` for a reason."""

    theme: str
    joined: bool
    shown: bool
    held_back: str
    news_on: date
    headline: Headline
    status: Status
    reach: str
    reasons: frozenset[str]
    heard: Heard
    title: str
    yes: int
    no: int
    reported: bool
    confirmed: bool
    in_place: bool
    holds: bool = True


class Summaries:
    """The table. The row of a theme that was joined with another tells only what its own people saw."""

    def __init__(self, view: str, metadata: MetaData) -> None:
        self.table = Table(
            f"{view}_summaries",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("theme", String(80), nullable=False),
            Column("joined", Boolean, nullable=False),
            Column("shown", Boolean, nullable=False),
            Column("held_back", Text, nullable=False),
            Column("news_on", Date, nullable=False),
            Column("headline", String(20), nullable=False),
            Column("status", Text, nullable=False),
            Column("waits_since", Date),
            Column("disagreed", Boolean, nullable=False),
            Column("changed_until", Date, nullable=False),
            Column("reach", String(20), nullable=False),
            Column("reasons", Text, nullable=False),
            Column("projects", Text, nullable=False),
            Column("told", Integer, nullable=False),
            Column("first_on", Date),
            Column("last_on", Date),
            Column("to_tell", Integer, nullable=False),
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
        told = {ref: (journeys[ref], actions_of(journeys, ref)) for ref in refs if ref in journeys}
        sealed = {ref: [*words_on_card(*each)] for ref, each in told.items() if is_shown(each[0])}
        opened = words.read(conn, log_id, [each for some in sealed.values() for each in some])
        rows = [
            {"log_id": log_id, "theme": ref}
            | _words(theme, sealed.get(ref, []), opened)
            | _row(theme, actions, heard.get(ref, Heard()))
            for ref, (theme, actions) in told.items()
        ]
        upsert(conn, self.table, rows)

    def all(self, conn: Connection, log_id: str, on: date, sought: str = "", *, joined: bool = False) -> list[Summary]:
        """Every theme as it stands on a day, longest without news first, and whether it holds every word sought.

        If asked for, with those that were joined with another: what was reported of them is so for their people.
        """
        table = self.table.c
        columns = [column for column in table if column.name != "text"]
        held = [table.text.contains(word, autoescape=True) for word in words_of(sought)]
        query = select(*columns, and_(true(), *held).label("holds")).where(
            table.log_id == log_id, true() if joined else ~table.joined
        )
        return [_summary(row, on) for row in conn.execute(query.order_by(table.news_on, table.theme))]


def folded(text: str) -> str:
    """A text as it is searched: without accents and capitals, with plain quotation marks and no signs unseen."""
    bare = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return "".join(c if c.isprintable() else " " for c in bare).translate(QUOTES)


QUOTES = str.maketrans("’‘“”«»", "''" + 4 * '"')
"""Quotation marks as people type them."""


def words_of(sought: str) -> list[str]:
    """The words to look for, each once, without the marks around them."""
    bare = (word.strip("'\".,;:!?()") for word in folded(sought).split())
    return [word for word in dict.fromkeys(bare) if word]


def _words(theme: Theme, sealed: Sequence[Sealed], opened: dict[str, str]) -> dict[str, str]:
    text = "\n".join(opened[each.ref] for each in sealed if each.ref in opened)
    return {"title": opened.get(theme.opened.title.ref, ""), "text": folded(text)}


def _row(theme: Theme, actions: list[Action], heard: Heard) -> dict[str, Any]:
    parts = theme.decision.fact.parts if theme.decision else ()
    state, reasons = headline(theme, actions, date.min), {reason for part in parts for reason in part.reasons}
    until = theme.outcome.fact.until if theme.decisions and theme.outcome and state in CHANGED else None
    yes = sum(part.verdict in YES for part in parts)
    return {
        "joined": theme.joined_with is not None,
        "shown": is_shown(theme),
        "held_back": str(theme.held_back.fact.reason) if theme.held_back else "",
        "news_on": last_news(theme, actions),
        "headline": state,
        "status": _said_first(state, theme, actions),
        "waits_since": _waits_since(theme) if state == "passed_on" else None,
        "disagreed": any(dispute.open for dispute in theme.disputes),
        "changed_until": until or NO_END,
        "reach": theme.opened.change_reach,
        "reasons": " ".join(sorted(reasons)),
        "projects": " ".join(heard.projects),
        "told": heard.told,
        "first_on": heard.first_on,
        "last_on": heard.last_on,
        "to_tell": heard.to_tell,
        "yes": yes,
        "no": len(parts) - yes,
        "reported": bool(theme.outcomes),
        "confirmed": ever_confirmed(theme),
        "in_place_until": in_place_until(theme),
    }


def _waits_since(theme: Theme) -> date | None:
    """Since when the reply is outstanding that has been for longest."""
    return min((each.on for each in theme.pass_ons if each.replied_on is None), default=None)


def _said_first(state: Headline, theme: Theme, actions: list[Action]) -> str:
    """What is said first of a theme, as far as it is the same on every day."""
    if state == "passed_on" and _waits_since(theme):
        return HEADLINES[state][0]
    return status_on_card(replace(theme, disputes=()), actions, date.min).words


def _status(code: Headline, row: Any, on: date) -> Status:
    words, tone = HEADLINES[code]
    words = row.status if code == row.headline else words
    if row.waits_since:
        words = f"{words}, and waiting {days((on - row.waits_since).days)} for a reply"
    return Status(code, f"{words}. Someone disagrees" if row.disagreed else words, tone)


def _summary(row: Any, on: date) -> Summary:
    code: Headline = row.headline if on <= row.changed_until else "stopped"
    return Summary(
        theme=row.theme,
        joined=row.joined,
        shown=row.shown,
        held_back=row.held_back,
        news_on=row.news_on,
        headline=code,
        status=_status(code, row, on),
        reach=row.reach,
        reasons=frozenset(row.reasons.split()),
        heard=Heard(row.told, row.first_on, row.last_on, tuple(row.projects.split()), row.to_tell),
        title=row.title,
        yes=row.yes,
        no=row.no,
        reported=row.reported,
        confirmed=row.confirmed,
        in_place=row.in_place_until is not None and on <= row.in_place_until,
        holds=row.holds,
    )
