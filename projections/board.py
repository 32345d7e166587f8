"""The public board, “You said, we did”: every theme whose wording is agreed, longest without news first."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    delete,
    func,
    select,
)

from projections.shared.card import Card, View, card_of, words_on_card
from projections.shared.projector import Batch
from projections.shared.shelves import (
    NAMES,
    Change,
    Heard,
    HeardFrom,
    Privacy,
    PublishedWords,
    States,
    actions_of,
    privacy_of,
    upsert,
)
from projections.shared.telling import Dictionary
from projections.shared.wording import counted, days, people
from tracker.domain.small_numbers import banded
from tracker.domain.standing import (
    YES,
    ever_confirmed,
    in_place,
    is_shown,
    is_waiting,
    last_news,
)
from tracker.domain.state import Contribution, Theme

CARDS = 12
"""Cards on a page."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many told us, how many wait and for how long, and how many themes are not shown yet."""

    received: int
    waiting: int
    longest_wait_days: int
    not_shown_yet: int
    held_back: int
    k: int


@dataclass(frozen=True, slots=True)
class HowFar:
    """Of those who asked for change: told by us that it changed, said so themselves, and still have it."""

    asked_for_change: int
    reported: int
    confirmed: int
    in_place: int


@dataclass(frozen=True, slots=True)
class Asks:
    """What was answered to the asks that were decided: yes to all or part of it, or not."""

    yes: int
    no: int

    @property
    def decided(self) -> int:
        """All asks that were decided."""
        return self.yes + self.no

    @property
    def of(self) -> str:
        """All asks that were decided, with their noun."""
        return counted(self.decided, "ask", "asks")


@dataclass(frozen=True, slots=True)
class Bar:
    """One of the counts of how far it got, as the public may read it; its length only where the number is shown."""

    shown: str
    length: int | None
    words: str
    people_say: bool


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of the board."""

    as_at: date
    coverage: Coverage
    how_far: HowFar
    asks: Asks
    cards: tuple[Card, ...]
    themes: int
    page: int
    pages: int

    @property
    def asked(self) -> str:
        """How many people asked for something to change."""
        return f"{people(self.how_far.asked_for_change, self.coverage.k)} asked for something to change. Of them:"

    @property
    def bars(self) -> list[Bar]:
        """The three counts of how far it got, never merged; none where nobody asked for change."""
        far = self.how_far
        told = (
            (far.reported, "asked for something that we have reported on", False),
            (far.confirmed, "asked for something that has changed, say those who answered when we checked", True),
            (far.in_place, "asked for something that has changed and, as far as we know, has not stopped", True),
        )
        return [self._bar(*each) for each in told] if far.asked_for_change else []

    def _bar(self, n: int, words: str, people_say: bool) -> Bar:
        shown, k = banded(n, self.coverage.k), self.coverage.k
        length = n if shown == str(n) and self.how_far.asked_for_change >= k else None
        return Bar(shown.capitalize(), length, words, people_say)

    @property
    def linked(self) -> list[int | None]:
        """The pages to link to: the first, the last and those around this one; None for a gap."""
        near = sorted({1, self.pages, *range(max(1, self.page - 1), min(self.pages, self.page + 1) + 1)})
        return [n for before, n in zip([0, *near], near, strict=False) for n in ([n] if n - before == 1 else [None, n])]

    @property
    def lines(self) -> list[str]:
        """The coverage line in sentences: how many told us, who waits and how long, what is not shown yet."""
        cover = self.coverage
        if not cover.received:
            return ["Nobody has told us anything yet."]
        said = [f"{people(cover.received, cover.k)} told us something."]
        if 0 < cover.waiting < cover.k:
            said.append("A small number of people are waiting.")
        elif cover.waiting:
            said.append(f"{cover.waiting:,} are waiting.")
            said.append(f"The longest wait is {days(cover.longest_wait_days)}.")
        else:
            said.append("Everyone has an answer, or has one waiting under their code.")
        if cover.not_shown_yet:
            not_shown = counted(cover.not_shown_yet, "thing is", "things are")
            said.append(f"{not_shown} not shown yet: the wording is still being agreed.")
        if cover.held_back:
            said.append(f"{counted(cover.held_back, 'thing is', 'things are')} held back for now.")
        return said


class Board:
    """The board's tables and how facts fill them."""

    NAME: ClassVar[str] = "board"
    VERSION: ClassVar[int] = 4

    def __init__(self) -> None:
        self.metadata = MetaData()
        self.streams = States("board", self.metadata, ("partnership", "contribution", "theme", "action"))
        self.words = PublishedWords("board", self.metadata, ("theme", "action"))
        self.heard = HeardFrom("board", self.metadata)
        self.news = Table(
            "board_news",
            self.metadata,
            Column("log_id", String(16), nullable=False),
            Column("theme", String(80), nullable=False),
            Column("news_on", Date, nullable=False),
            PrimaryKeyConstraint("log_id", "theme"),
        )
        self.waiting = Table(
            "board_waiting",
            self.metadata,
            Column("log_id", String(16), nullable=False),
            Column("contribution", String(80), nullable=False),
            Column("received_on", Date, nullable=False),
            PrimaryKeyConstraint("log_id", "contribution"),
        )
        self.totals = Table(
            "board_totals",
            self.metadata,
            Column("log_id", String(16), nullable=False),
            Column("received", Integer, nullable=False),
            Column("asked_for_change", Integer, nullable=False),
            PrimaryKeyConstraint("log_id"),
        )

    def project(self, conn: Connection, batch: Batch) -> None:
        """Fold a batch into the tables."""
        changes = self.streams.fold(conn, batch)
        self.words.keep(conn, batch)
        themes = self.streams.all(conn, batch.log_id, "theme")
        self.heard.follow(conn, batch.log_id, changes, themes)
        self._follow_news(conn, batch.log_id, changes)
        self._follow_waiting(conn, batch.log_id, changes, themes)
        self._follow_totals(conn, batch.log_id, changes)

    def _follow_news(self, conn: Connection, log_id: str, changes: dict[str, Change]) -> None:
        touched = {s for s, change in changes.items() if isinstance(change.after, Theme)}
        touched |= {change.after.planned.theme for s, change in changes.items() if s.startswith("action/")}
        journeys = self.streams.journeys(conn, log_id, touched) if touched else {}
        shown = [theme for theme in sorted(touched) if theme in journeys and is_shown(journeys[theme])]
        news = {theme: last_news(journeys[theme], actions_of(journeys, theme)) for theme in shown}
        upsert(conn, self.news, [{"log_id": log_id, "theme": ref, "news_on": on} for ref, on in news.items()])
        table, gone = self.news, sorted(touched.difference(shown))
        conn.execute(delete(table).where(table.c.log_id == log_id, table.c.theme.in_(gone)))

    def _follow_waiting(
        self, conn: Connection, log_id: str, changes: dict[str, Change], themes: dict[str, Theme]
    ) -> None:
        touched = {s: c.after for s, c in changes.items() if isinstance(c.after, Contribution)}
        joined = [
            str(c.after.joined_with) for c in changes.values() if isinstance(c.after, Theme) and c.after.joined_with
        ]
        touched |= self.streams.load(conn, log_id, self.heard.under(conn, log_id, joined) if joined else ())
        waits = {stream for stream, each in touched.items() if is_waiting(each, themes)}
        rows = [{"log_id": log_id, "contribution": s, "received_on": touched[s].received_on} for s in sorted(waits)]
        upsert(conn, self.waiting, rows)
        ended = [stream for stream in touched if stream not in waits]
        if ended:
            table = self.waiting
            conn.execute(delete(table).where(table.c.log_id == log_id, table.c.contribution.in_(ended)))

    def _follow_totals(self, conn: Connection, log_id: str, changes: dict[str, Change]) -> None:
        row = conn.execute(select(self.totals).where(self.totals.c.log_id == log_id)).mappings().first()
        totals: dict[str, Any] = dict(row or {"log_id": log_id, "received": 0, "asked_for_change": 0})
        for change in changes.values():
            match change.after:
                case Contribution() if change.before is None:
                    totals["received"] += 1
                    totals["asked_for_change"] += change.after.asks_change is True
        upsert(conn, self.totals, [totals])

    def page(self, conn: Connection, log_id: str, on: date, page: int = 1) -> BoardPage:
        """One page of the board as it stands on a day."""
        totals = conn.execute(select(self.totals).where(self.totals.c.log_id == log_id)).one()
        themes = self.streams.all(conn, log_id, "theme")
        in_order = self._in_order(conn, log_id)
        privacy = privacy_of(conn, log_id, self.streams)
        pages = max(1, -(-len(in_order) // CARDS))
        shown = in_order[(page - 1) * CARDS : page * CARDS]
        return BoardPage(
            as_at=on,
            coverage=self._coverage(conn, log_id, on, totals.received, themes, privacy.k),
            how_far=self._how_far(conn, log_id, on, totals.asked_for_change, themes),
            asks=_asks(themes),
            cards=self._cards(conn, log_id, shown, on, privacy),
            themes=len(in_order),
            page=page,
            pages=pages,
        )

    def latest(self, conn: Connection, log_id: str, on: date) -> Card | None:
        """The card with the newest news; None where there is none yet."""
        privacy = privacy_of(conn, log_id, self.streams)
        return next(iter(self._cards(conn, log_id, self._in_order(conn, log_id)[-1:], on, privacy)), None)

    def _in_order(self, conn: Connection, log_id: str) -> list[str]:
        query = select(self.news.c.theme).where(self.news.c.log_id == log_id)
        return list(conn.execute(query.order_by(self.news.c.news_on, self.news.c.theme)).scalars())

    def _coverage(
        self, conn: Connection, log_id: str, on: date, received: int, themes: dict[str, Theme], k: int
    ) -> Coverage:
        query = select(func.count(), func.min(self.waiting.c.received_on)).where(self.waiting.c.log_id == log_id)
        waiting, since = conn.execute(query).one()
        longest = (on - since).days if since else 0
        there = [theme for theme in themes.values() if not theme.joined_with]
        held_back = sum(theme.held_back is not None for theme in there)
        not_shown = sum(theme.approved is None and theme.held_back is None for theme in there)
        return Coverage(received, waiting, longest, not_shown, held_back, k)

    def _how_far(self, conn: Connection, log_id: str, on: date, asked: int, themes: dict[str, Theme]) -> HowFar:
        def people(chosen: list[str]) -> int:
            return self.heard.people_with(conn, log_id, chosen) if chosen else 0

        return HowFar(
            asked_for_change=asked,
            reported=people([ref for ref, theme in themes.items() if theme.outcomes]),
            confirmed=people([ref for ref, theme in themes.items() if ever_confirmed(theme)]),
            in_place=people([ref for ref, theme in themes.items() if in_place(theme, on)]),
        )

    def _cards(self, conn: Connection, log_id: str, shown: list[str], on: date, privacy: Privacy) -> tuple[Card, ...]:
        journeys = self.streams.journeys(conn, log_id, shown)
        actions = {theme: actions_of(journeys, theme) for theme in shown}
        sealed = [each for theme in shown for each in words_on_card(journeys[theme], actions[theme])]
        words = self.words.read(conn, log_id, sealed)
        view = View(on, privacy, Dictionary(words, NAMES.all(conn, log_id)))
        heard = self.heard.of(conn, log_id, shown)
        return tuple(card_of(ref, journeys[ref], actions[ref], heard.get(ref, Heard()), view) for ref in shown)


def _asks(themes: dict[str, Theme]) -> Asks:
    decided = [part.verdict for theme in themes.values() if theme.decision for part in theme.decision.fact.parts]
    yes = sum(verdict in YES for verdict in decided)
    return Asks(yes=yes, no=len(decided) - yes)
