"""The cards of some themes, and their lines, read in a fixed number of queries whatever their number."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from projections.shared.journeys.journeys import Journeys
from projections.shared.journeys.privacy import Privacy
from projections.shared.journeys.states import actions_of
from projections.shared.journeys.summaries import Summary
from projections.shared.telling.card import Card, View, card_of, told_us, words_on_card
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import Status
from tracker.events import Sealed


class Line(NamedTuple):
    """A theme on one line."""

    name: str
    status: Status
    title: str
    told_us: str
    days_since_news: int


def lines(summaries: Iterable[Summary], privacy: Privacy, on: date) -> Iterator[Line]:
    """Each of those themes on one line."""
    view = View(on, privacy, Dictionary({}, {}))
    for each in summaries:
        told = told_us(each.heard, view)
        yield Line(each.theme.partition("/")[2], each.status, each.title, told, (on - each.news_on).days)


def laid_out(
    journeys: Journeys,
    conn: Connection,
    log_id: str,
    summaries: Sequence[Summary],
    on: date,
    privacy: Privacy,
    also: Iterable[Sealed] = (),
) -> tuple[tuple[Card, ...], Dictionary]:
    """The cards of those themes, and what was opened for them, with the words that a page needs beside."""
    heard = {each.theme: each.heard for each in summaries}
    found = journeys.streams.journeys(conn, log_id, heard)
    actions = {theme: actions_of(found, theme) for theme in heard}
    sealed = [each for theme in heard for each in words_on_card(found[theme], actions[theme])]
    dictionary = Dictionary(*journeys.names.beside(conn, log_id, journeys.words, [*also, *sealed]))
    view = View(on, privacy, dictionary)
    cards = tuple(card_of(theme, found[theme], actions[theme], told, view) for theme, told in heard.items())
    return cards, dictionary
