"""Which tables pages are read from, and bringing them up to where their log stands."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from projections.shared.projecting.generations import (
    Standing,
    beside,
    forget,
    live_of,
    old_of,
    retire_others,
    standing_of,
)
from projections.shared.projecting.projector import DoneElsewhere, OpenWords, Projection, catch_up
from tracker.eventstore.database import Database


class Taken(Protocol):
    """What somebody took back."""

    @property
    def position(self) -> int:
        """Where the log says so."""


class Pages(Protocol):
    """Pages that read one generation of each projection."""

    @property
    def all(self) -> Sequence[Projection]:
        """Every projection that fills their tables."""

    def taken_back(self, conn: Connection, log_id: str) -> Sequence[Taken]:
        """What people said in public and took back since, or had erased."""

    def forget(self, conn: Connection, log_id: str, taken: Sequence[Any]) -> None:
        """Forget what was taken back, whichever facts these tables have come to."""


P = TypeVar("P", bound=Pages)

Opener = Callable[[Connection, str], OpenWords]
"""Opens sealed words of a log on a connection."""

AT_HAND = 4
"""For how many choices of generations the pages are kept ready: the live one, those before it, one being filled."""


def drop(database: Database, generation: int) -> None:
    """Drop the tables of an old generation, unless somebody still holds them: then they wait for the next who tries."""
    with suppress(OperationalError), database.reshaping() as conn:
        if not database.is_sqlite:
            conn.execute(_WAIT_NO_LONGER)
        forget(conn, generation)


_WAIT_NO_LONGER = text("SET LOCAL lock_timeout = '2s'")


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
            return self.live_in(conn)

    def live_in(self, conn: Connection) -> P:
        """The pages that are read now, as a transaction sees it."""
        return self.reading(live_of(conn, self.versions))

    def standing(self, conn: Connection, log_id: str) -> Standing:
        """Where the pages of a log stand."""
        return standing_of(conn, log_id, self.versions)

    def catch_up(self, log_id: str) -> None:
        """Bring every page of a log up to where its end is now, whoever else is at it.

        Whoever finds the work done elsewhere looks again: each time that happens somebody has moved on.
        """
        goal, is_reached, took_back = None, False, False
        while not is_reached:
            with suppress(DoneElsewhere), self.database.writing(log_id, lasting=False) as conn:
                standing = self.standing(conn, log_id)
                goal = standing.end if goal is None else goal
                if standing.taken_in < goal:
                    took_back = self._take_in(conn, log_id, standing) or took_back
                is_reached = True
        if took_back:
            self._leave_nothing()
        elif self.database.left_behind:
            self.database.forget(patience=0)

    def _take_in(self, conn: Connection, log_id: str, standing: Standing) -> bool:
        """Take in what a log has; whether some of it takes words back, which then go from every generation at once."""
        pages = self.reading(standing.live)
        opener = self.opener(conn, log_id)
        catch_up(conn, conn, log_id, pages.all, opener, upto=standing.end, known=standing)
        taken = pages.taken_back(conn, log_id)
        if all(each.position <= standing.taken_in for each in taken):
            return False
        for projection, generation in beside(conn, self.versions):
            self.reading({**standing.live, projection: generation}).forget(conn, log_id, taken)
        retire_others(conn, self.versions)
        return True

    def _leave_nothing(self) -> None:
        """Leave nothing of words that were taken back in tables that nobody reads, or in the write-ahead log."""
        with self.database.reading() as conn:
            old = old_of(conn)
        for generation in old:
            drop(self.database, generation)
        self.database.forget()
