"""What of the words that somebody said in public they took back since, or had erased (R2, R16, R21)."""

from collections.abc import Iterator

from sqlalchemy import Connection

from projections.shared.journeys.states import Changes, States, is_for_the_public
from projections.shared.journeys.words import TakenBack
from projections.shared.projecting.projector import Batch
from tracker.domain.consenting import takes_words_back
from tracker.domain.rulebook import person_stream
from tracker.domain.state import Contribution, Theme
from tracker.domain.taking_back import TAKES_THE_CONTRIBUTION_BACK, erased_by
from tracker.events.taking_back import ContributionWithdrawn, PersonalDataErased


def taken_back(conn: Connection, batch: Batch, changes: Changes, streams: States) -> Iterator[TakenBack]:
    """What a batch takes back, in its order.

    Erasing names whose words go. A no of the person takes back all that they said before it, a contribution taken back
    what they said of its themes.
    """
    for entry in batch.entries:
        fact, stream = entry.envelope.fact, entry.envelope.stream
        if not is_for_the_public(entry.envelope):
            continue
        if isinstance(fact, PersonalDataErased):
            records = (record for record, words_class in erased_by(fact) if words_class == "own_words")
            yield from (TakenBack(record, entry.position) for record in records)
        elif takes_words_back(fact):
            yield TakenBack(stream, entry.position)
        elif isinstance(fact, ContributionWithdrawn) and not {*fact.scope}.isdisjoint(TAKES_THE_CONTRIBUTION_BACK):
            said: Contribution = changes[stream].after
            if said.contributor:
                themes = _themes_then(said, streams.themes_around(conn, batch.log_id, said.themes), entry.position)
                yield from (TakenBack(person_stream(said.contributor), entry.position, theme) for theme in themes)


def _themes_then(said: Contribution, themes: dict[str, Theme], position: int) -> Iterator[str]:
    """The themes that a contribution stood under at a position, and those that it came through to get there."""
    for ref in said.themes:
        at: str | None = str(ref)
        while at is not None:
            yield at
            theme = themes.get(at)
            at = theme.joined_with if theme and theme.joined and theme.joined.at < position else None
