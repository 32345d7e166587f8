"""The public board, “You said, we did”: every theme whose wording is agreed, longest without news first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from projections.shared.card import Card
from projections.shared.cards import cards_of
from projections.shared.journeys import Journeys
from projections.shared.privacy import privacy_of
from projections.shared.promises import kept
from projections.shared.seeking import EVERYTHING, Filter, Sought, filters
from projections.shared.summaries import Summary
from projections.shared.telling import Dictionary
from projections.shared.wording import counted, days, people, sentence, time_of
from tracker.domain.calendar import due_day, promise_on
from tracker.domain.small_numbers import banded
from tracker.domain.state import Partnership, Workstream

CARDS = 12
"""Cards on a page."""

LINES = 50
"""Lines on a page of the compact list."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many told us, how many wait and for how long, and how many themes are not shown yet."""

    received: int
    waiting: int
    longest_wait_days: int
    not_shown_yet: int
    held_back: int
    k: int

    @property
    def sentences(self) -> list[str]:
        """The coverage line in sentences: how many told us, who waits and how long, what is not shown yet."""
        if not self.received:
            return ["Nobody has told us anything yet."]
        said = [f"{people(self.received, self.k)} told us something."]
        if 0 < self.waiting < self.k:
            said.append("A small number of people are waiting.")
        elif self.waiting:
            said.append(f"{self.waiting:,} are waiting.")
            said.append(f"The longest wait is {days(self.longest_wait_days)}.")
        else:
            said.append("Everyone has an answer, or has one waiting under their code.")
        if self.not_shown_yet:
            not_shown = counted(self.not_shown_yet, "thing is", "things are")
            said.append(f"{not_shown} not shown yet: the wording is still being agreed.")
        if self.held_back:
            said.append(f"{counted(self.held_back, 'thing is', 'things are')} held back for now.")
        return said


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
    late: tuple[str, ...]
    filters: tuple[Filter, ...]
    sought: Sought
    cards: tuple[Card, ...]
    lines: tuple[Summary, ...]
    themes: int
    found: int
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


class Board:
    """Reads the board from the public's journeys."""

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys

    def page(
        self,
        conn: Connection,
        log_id: str,
        on: date,
        page: int = 1,
        sought: Sought = EVERYTHING,
        *,
        listed: bool = False,
    ) -> BoardPage:
        """One page of the board as it stands on a day: of everything, or of what is sought; as cards or as lines."""
        every = self.journeys.summaries.all(conn, log_id, on)
        shown = [each for each in every if each.shown]
        found = self._found(conn, log_id, on, shown, sought)
        size = LINES if listed else CARDS
        here = found[(page - 1) * size : page * size]
        partnership = self.journeys.partnership(conn, log_id)
        return BoardPage(
            as_at=on,
            coverage=self._coverage(conn, log_id, on, every, privacy_of(partnership).k),
            how_far=self._how_far(conn, log_id, every),
            asks=Asks(yes=sum(each.yes for each in every), no=sum(each.no for each in every)),
            late=tuple(self._late(conn, log_id, on, partnership, shown)),
            filters=tuple(filters(shown, self._projects(conn, log_id), sought)),
            sought=sought,
            cards=() if listed else cards_of(self.journeys, conn, log_id, on, here),
            lines=tuple(here) if listed else (),
            themes=len(shown),
            found=len(found),
            page=page,
            pages=max(1, -(-len(found) // size)),
        )

    def latest(self, conn: Connection, log_id: str, on: date) -> Card | None:
        """The card with the newest news; None where there is none yet."""
        shown = [each for each in self.journeys.summaries.all(conn, log_id, on) if each.shown]
        return next(iter(cards_of(self.journeys, conn, log_id, on, shown[-1:])), None)

    def _found(
        self, conn: Connection, log_id: str, on: date, shown: Sequence[Summary], sought: Sought
    ) -> Sequence[Summary]:
        if sought.words.strip():
            hold = {each.theme for each in self.journeys.summaries.all(conn, log_id, on, sought.words)}
            shown = [each for each in shown if each.theme in hold]
        return [each for each in shown if sought.fits(each)]

    def _coverage(self, conn: Connection, log_id: str, on: date, every: Sequence[Summary], k: int) -> Coverage:
        received, waiting, since = self.journeys.told_us.received(conn, log_id)
        held_back = sum(each.held_back for each in every)
        not_shown = sum(not each.shown and not each.held_back for each in every)
        return Coverage(received, waiting, (on - since).days if since else 0, not_shown, held_back, k)

    def _how_far(self, conn: Connection, log_id: str, every: Sequence[Summary]) -> HowFar:
        told_us = self.journeys.told_us
        return HowFar(
            asked_for_change=told_us.asked_for_change(conn, log_id),
            reported=told_us.people_with(conn, log_id, [each.theme for each in every if each.reported]),
            confirmed=told_us.people_with(conn, log_id, [each.theme for each in every if each.confirmed]),
            in_place=told_us.people_with(conn, log_id, [each.theme for each in every if each.in_place]),
        )

    def _projects(self, conn: Connection, log_id: str) -> dict[str, str]:
        streams: dict[str, Workstream] = self.journeys.streams.all(conn, log_id, "workstream")
        titles = self.journeys.words.read(conn, log_id, [each.opened.title for each in streams.values()])
        said = Dictionary(titles, {}).said
        return {stream: said(each.opened.title) for stream, each in streams.items()}

    def _late(
        self, conn: Connection, log_id: str, on: date, partnership: Partnership, shown: Iterable[Summary]
    ) -> Iterator[str]:
        k = privacy_of(partnership).k
        answers = kept(conn, log_id, self.journeys.told_us, partnership.promises, "answer", on)
        if answers.overdue:
            yield f"{people(answers.overdue, k)} still wait, and the day by which we promised an answer has passed."
        n, unit = promise_on(partnership.promises, "update", on)
        silent = sum(due_day(each.news_on, n, unit) < on for each in shown)
        if silent:
            things = counted(silent, "thing has", "things have")
            yield f"{sentence(things)[:-1]} had no news for longer than the {time_of(n, unit)} that we promised."
