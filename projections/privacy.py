"""The privacy statement: what a partnership has set for its public pages, beside what holds for all."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from projections.shared.journeys.journeys import Journeys
from projections.shared.journeys.privacy import privacy_of
from tracker.events.codes import PublicDates

DATED: dict[PublicDates, str] = {
    "day": "the month in which people told us something, not the day",
    "month": "the month in which people told us something, not the day",
    "year": "the year in which people told us something, not the month or the day",
}
"""How closely pages date what people said: by the month at most, whatever a partnership has set."""


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """The page."""

    as_at: date
    agreed: bool
    smallest_number: int
    dated: str
    quotes: bool
    names: bool


class PrivacyStatement:
    """Reads the page from the public's journeys."""

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys

    def page(self, conn: Connection, log_id: str, on: date) -> PrivacyPage:
        """The page as it stands on a day."""
        partnership = self.journeys.partnership(conn, log_id)
        rules = privacy_of(partnership)
        return PrivacyPage(
            as_at=on,
            agreed=partnership.privacy is not None,
            smallest_number=rules.k,
            dated=DATED[rules.dates],
            quotes=rules.quotes,
            names=rules.names,
        )
