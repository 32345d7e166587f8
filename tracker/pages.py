"""What pages are read from: every page by its name, with the projections that fill their tables."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from projections.agreement import Agreement
from projections.board.page import Board
from projections.celebration import Celebrations
from projections.deciding import Deciding
from projections.figures import Figures
from projections.heard import WhoWeHeard
from projections.how_this_works import HowThisWorks
from projections.privacy import PrivacyStatement
from projections.promises.page import Promises
from projections.shared.journeys.journeys import Journeys, Public
from projections.shared.journeys.words import TakenBack
from projections.shared.projecting.generations import number
from projections.shared.projecting.projector import Projection
from projections.timeline.page import Timeline
from projections.waiting import Waiting
from projections.why_not.page import WhyNot


class Pages:
    """What pages are read from: each page by its name, and all the projections that fill their tables.

    They read and fill one generation of each projection's tables.
    """

    def __init__(self, generations: Mapping[str, int] | None = None) -> None:
        self.journeys = Journeys()
        self.board = Board(self.journeys)
        self.timeline = Timeline(self.journeys)
        self.celebrations = Celebrations(self.journeys)
        self.how_this_works = HowThisWorks(self.journeys)
        self.agreement = Agreement(self.journeys)
        self.promises = Promises(self.journeys)
        self.waiting = Waiting(self.journeys)
        self.privacy = PrivacyStatement(self.journeys)
        self.heard = WhoWeHeard(self.journeys)
        self.why_not = WhyNot(self.journeys, self.timeline.facts)
        self.deciding = Deciding(self.journeys, self.timeline.facts)
        self.figures = Figures(self.journeys.names)
        self.public = Public(self.journeys, [self.timeline, self.heard])
        self.all: tuple[Projection, ...] = (self.journeys.names, self.public, self.figures)
        self.generations = {each.NAME: (generations or {}).get(each.NAME, 0) for each in self.all}
        for projection in self.all:
            number(projection.metadata, self.generations[projection.NAME])

    def taken_back(self, conn: Connection, log_id: str) -> Sequence[TakenBack]:
        """What people said in public and took back since, or had erased."""
        return self.journeys.words.taken_back(conn, log_id)

    def forget(self, conn: Connection, log_id: str, taken: Sequence[TakenBack]) -> None:
        """Forget what was taken back, whichever facts these tables have come to."""
        self.journeys.words.forget(conn, log_id, taken)


def projections_of(generations: Mapping[str, int]) -> Sequence[Projection]:
    """The projections that fill those generations of their tables."""
    return Pages(generations).all
