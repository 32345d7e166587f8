"""Which tables pages are read from, and bringing them up to where their log stands."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Lock
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection

from projections.shared.generations import Standing, live_of, standing_of
from projections.shared.projector import DoneElsewhere, OpenWords, Projection, catch_up
from tracker.eventstore.database import Database


class Pages(Protocol):
    """Pages that read one generation of each projection."""

    @property
    def all(self) -> Sequence[Projection]:
        """Every projection that fills their tables."""


P = TypeVar("P", bound=Pages)

Opener = Callable[[Connection, str], OpenWords]
"""Opens sealed words of a log on a connection."""

AT_HAND = 4
"""For how many choices of generations the pages are kept ready: the live one, those before it, one being filled."""


class KeepingUp(Generic[P]):
    """The pages of every log in one database, whichever generation of each projection is live.

    `make` makes the pages for some generations. Which are live is asked in each transaction, together with how far
    they have come: so a rebuild elsewhere is seen by the next page, and never half-way through one.
    """

    def __init__(self, database: Database, opener: Opener, make: Callable[[Mapping[str, int] | None], P]) -> None:
        self.database = database
        self.opener = opener
        self._make = make
        self._at_hand: OrderedDict[tuple[tuple[str, int], ...], P] = OrderedDict()
        self._one_at_a_time = Lock()
        self.versions = {projection.NAME: projection.VERSION for projection in make(None).all}

    def reading(self, generations: Mapping[str, int]) -> P:
        """The pages that read those generations."""
        key = tuple(sorted(generations.items()))
        with self._one_at_a_time:
            if key not in self._at_hand:
                self._at_hand[key] = self._make(generations)
            self._at_hand.move_to_end(key)
            if len(self._at_hand) > AT_HAND:
                self._at_hand.popitem(last=False)
            return self._at_hand[key]

    def live(self) -> P:
        """The pages that are read now, to look something up in."""
        with self.database.reading() as conn:
            return self.reading(live_of(conn, self.versions))

    def standing(self, conn: Connection, log_id: str) -> Standing:
        """Where the pages of a log stand."""
        return standing_of(conn, log_id, self.versions)

    def catch_up(self, log_id: str) -> None:
        """Bring every page of a log up to where its end is now, whoever else is at it.

        Whoever finds the work done elsewhere looks again: each time that happens somebody has moved on.
        """
        goal, is_reached = None, False
        while not is_reached:
            with suppress(DoneElsewhere), self.database.writing(log_id) as conn:
                standing = self.standing(conn, log_id)
                goal = standing.end if goal is None else goal
                if standing.taken_in < goal:
                    pages = self.reading(standing.live)
                    catch_up(conn, conn, log_id, pages.all, self.opener(conn, log_id), upto=standing.end)
                is_reached = True
