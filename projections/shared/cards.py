"""The cards of some themes, read in a fixed number of queries whatever their number."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from projections.shared.card import Card, View, card_of, words_on_card
from projections.shared.journeys import Journeys
from projections.shared.states import actions_of
from projections.shared.summaries import Summary
from projections.shared.telling import Dictionary
from projections.shared.words import NAMES


def cards_of(
    journeys: Journeys, conn: Connection, log_id: str, on: date, summaries: Sequence[Summary]
) -> tuple[Card, ...]:
    """The cards of those themes as they stand on a day, in that order."""
    heard = {each.theme: each.heard for each in summaries}
    found = journeys.streams.journeys(conn, log_id, heard)
    actions = {theme: actions_of(found, theme) for theme in heard}
    sealed = [each for theme in heard for each in words_on_card(found[theme], actions[theme])]
    words = journeys.words.read(conn, log_id, sealed)
    view = View(on, journeys.privacy(conn, log_id), Dictionary(words, NAMES.all(conn, log_id)))
    return tuple(card_of(theme, found[theme], actions[theme], told, view) for theme, told in heard.items())
