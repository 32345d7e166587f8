"""The public board, “You said, we did”: every theme whose wording is agreed, longest without news first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection

from projections.board.cards import Line, laid_out, lines
from projections.board.coverage import Asks, Counts, Coverage, HowFar, counts_of
from projections.board.lateness import Late, lateness
from projections.board.seeking import EVERYTHING, Filter, Sought, filters, in_words, ways
from projections.shared.counting.numbers import published
from projections.shared.journeys.journeys import Journeys
from projections.shared.journeys.summaries import Summary
from projections.shared.projecting.at_hand import Place, at_hand, shelf
from projections.shared.telling.card import Card
from projections.shared.telling.telling import Dictionary
from tracker.events import Sealed

CARDS = 12
"""Cards on a page."""

LINES = 50
"""Lines on a page of the compact list."""

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of the board."""

    as_at: date
    coverage: Coverage
    how_far: HowFar
    asks: Asks
    late: Late
    filters: tuple[Filter, ...]
    sought: Sought
    cards: tuple[Card, ...]
    lines: tuple[Line, ...]
    themes: int
    found: int
    page: int
    pages: int

    @property
    def sought_in_words(self) -> list[str]:
        """What is sought, as people would say it."""
        return in_words(self.filters, self.sought)

    @property
    def linked(self) -> list[int | None]:
        """The pages to link to: the first, the last and those around this one; None for a gap."""
        near = sorted({1, self.pages, *range(max(1, self.page - 1), min(self.pages, self.page + 1) + 1)})
        return [n for before, n in zip([0, *near], near, strict=False) for n in ([n] if n - before == 1 else [None, n])]


@dataclass(frozen=True, slots=True)
class Front:
    """What a partnership’s first page says of its board: the counts, and the newest news."""

    coverage: Coverage
    asks: Asks
    latest: Card | None


@dataclass(frozen=True, slots=True)
class _Day:
    """What every page of the board has on a day, whatever is sought on it."""

    shown: tuple[Summary, ...]
    counts: Counts
    late: Late


class Board:
    """Reads the board from the public's journeys, in six queries whatever stands on it."""

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
        day = self._day(conn, log_id, on)
        found = self._found(conn, log_id, on, day.shown, sought) if sought else day.shown
        size = LINES if listed else CARDS
        here = found[(page - 1) * size : page * size]
        cards, said = ((), None) if listed else self._cards(conn, log_id, on, here)
        there = at_hand(conn, f"ways on {on}", lambda: tuple(ways(day.shown, self._projects(conn, log_id, said))))
        return BoardPage(
            as_at=on,
            coverage=day.counts.coverage,
            how_far=day.counts.how_far,
            asks=day.counts.asks,
            late=day.late,
            filters=tuple(filters(there, sought)),
            sought=sought,
            cards=cards,
            lines=self._lines(conn, log_id, on, here) if listed else (),
            themes=len(day.shown),
            found=len(found),
            page=page,
            pages=max(1, -(-len(found) // size)),
        )

    def _day(self, conn: Connection, log_id: str, on: date) -> _Day:
        return at_hand(conn, f"board on {on}", lambda: self._worked_out(conn, log_id, on))

    def _worked_out(self, conn: Connection, log_id: str, on: date) -> _Day:
        day, promises = published(conn, log_id, self.journeys, on), self.journeys.partnership(conn, log_id).promises
        shown = tuple(each for each in day.themes.values() if each.shown)
        return _Day(shown, counts_of(day), lateness(day.answered, promises, shown, day.numbers, on))

    def _cards(
        self, conn: Connection, log_id: str, on: date, here: Sequence[Summary]
    ) -> tuple[tuple[Card, ...], Dictionary | None]:
        """The cards of some themes, and what was opened for those that were not at hand."""
        said: Dictionary | None = None

        def lay_out(anew: Sequence[Summary]) -> Sequence[Card]:
            nonlocal said
            privacy, titles = self.journeys.privacy(conn, log_id), self._titles(conn, log_id).values()
            cards, said = laid_out(self.journeys, conn, log_id, anew, on, privacy, titles)
            return cards

        return _made_once(shelf(conn, f"cards on {on}"), here, lay_out), said

    def _lines(self, conn: Connection, log_id: str, on: date, here: Sequence[Summary]) -> tuple[Line, ...]:
        def lay_out(anew: Sequence[Summary]) -> Iterable[Line]:
            return lines(anew, self.journeys.privacy(conn, log_id), on)

        return _made_once(shelf(conn, f"lines on {on}"), here, lay_out)

    def _projects(self, conn: Connection, log_id: str, said: Dictionary | None) -> dict[str, str]:
        """The titles of the projects, in words."""
        titles, journeys = self._titles(conn, log_id), self.journeys
        known = said or Dictionary(*journeys.names.beside(conn, log_id, journeys.words, titles.values()))
        return {stream: known.said(title) for stream, title in titles.items()}

    def _titles(self, conn: Connection, log_id: str) -> dict[str, Sealed]:
        return {stream: each.opened.title for stream, each in self.journeys.projects(conn, log_id).items()}

    def front(self, conn: Connection, log_id: str, on: date) -> Front:
        """What the first page says of the board."""
        day = self._day(conn, log_id, on)
        cards, _ = self._cards(conn, log_id, on, day.shown[-1:])
        return Front(day.counts.coverage, day.counts.asks, next(iter(cards), None))

    def _found(
        self, conn: Connection, log_id: str, on: date, themes: Sequence[Summary], sought: Sought
    ) -> Sequence[Summary]:
        """The themes that are sought."""
        if not sought.words.strip():
            return [each for each in themes if sought.fits(each)]
        holding = {each.theme for each in self.journeys.summaries.all(conn, log_id, on, sought.words) if each.holds}
        return [each for each in themes if sought.fits(each._replace(holds=each.theme in holding))]


def _made_once(
    ready: Place, themes: Sequence[Summary], make: Callable[[Sequence[Summary]], Iterable[Made]]
) -> tuple[Made, ...]:
    """What is made of some themes: that which is ready, and the rest, which then is."""
    known: dict[str, Made | None] = {each.theme: ready.get(each.theme) for each in themes}
    anew = [each for each in themes if known[each.theme] is None]
    if anew:
        for each, made in zip(anew, make(anew), strict=True):
            known[each.theme] = made
            ready.put(each.theme, made)
    return tuple(made for made in known.values() if made is not None)
