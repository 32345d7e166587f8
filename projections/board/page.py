"""The public board, “You said, we did”: every theme whose wording is agreed, longest without news first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from projections.board.cards import Line, laid_out, lines
from projections.board.coverage import Asks, Coverage, HowFar, counts_of
from projections.board.lateness import Late, lateness
from projections.board.seeking import EVERYTHING, Filter, Sought, filters, in_words
from projections.shared.counting.numbers import published
from projections.shared.journeys.journeys import Journeys
from projections.shared.journeys.privacy import Privacy, privacy_of
from projections.shared.journeys.summaries import Summary
from projections.shared.telling.card import Card
from tracker.domain.state import Partnership
from tracker.events import Sealed

CARDS = 12
"""Cards on a page."""

LINES = 50
"""Lines on a page of the compact list."""


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
class _Setting:
    """The partnership, and the titles of its projects."""

    partnership: Partnership
    titles: Mapping[str, Sealed]

    @property
    def privacy(self) -> Privacy:
        return privacy_of(self.partnership)


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
        setting, day = self._setting(conn, log_id), published(conn, log_id, self.journeys, on)
        privacy, promises = setting.privacy, setting.partnership.promises
        shown = [each for each in day.themes.values() if each.shown]
        found = [each for each in self._holding(conn, log_id, on, shown, sought.words) if sought.fits(each)]
        size = LINES if listed else CARDS
        here = found[(page - 1) * size : page * size]
        counts = counts_of(day)
        as_cards, titles = [] if listed else here, list(setting.titles.values())
        cards, dictionary = laid_out(self.journeys, conn, log_id, as_cards, on, privacy, titles)
        projects = {stream: dictionary.said(title) for stream, title in setting.titles.items()}
        return BoardPage(
            as_at=on,
            coverage=counts.coverage,
            how_far=counts.how_far,
            asks=counts.asks,
            late=lateness(day.answered, promises, shown, day.numbers, on),
            filters=tuple(filters(shown, projects, sought)),
            sought=sought,
            cards=cards,
            lines=tuple(lines(here, privacy, on)) if listed else (),
            themes=len(shown),
            found=len(found),
            page=page,
            pages=max(1, -(-len(found) // size)),
        )

    def front(self, conn: Connection, log_id: str, on: date) -> Front:
        """What the first page says of the board."""
        setting, day = self._setting(conn, log_id), published(conn, log_id, self.journeys, on)
        counts = counts_of(day)
        newest = [each for each in day.themes.values() if each.shown][-1:]
        cards, _ = laid_out(self.journeys, conn, log_id, newest, on, setting.privacy)
        return Front(counts.coverage, counts.asks, next(iter(cards), None))

    def _holding(
        self, conn: Connection, log_id: str, on: date, themes: Sequence[Summary], words: str
    ) -> Sequence[Summary]:
        """The themes, each with whether it holds every word that is sought."""
        if not words.strip():
            return themes
        holding = {each.theme for each in self.journeys.summaries.all(conn, log_id, on, words) if each.holds}
        return [replace(each, holds=each.theme in holding) for each in themes]

    def _setting(self, conn: Connection, log_id: str) -> _Setting:
        titles = {stream: each.opened.title for stream, each in self.journeys.projects(conn, log_id).items()}
        return _Setting(self.journeys.partnership(conn, log_id), titles)
