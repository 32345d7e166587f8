"""A worker: it takes in what was recorded, woken by PostgreSQL or by the clock, until it is told to stop.

Any number may follow at once, on any number of machines: each fact is taken in once, as the projector sees to it.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Event
from typing import Any

from sqlalchemy.exc import OperationalError

from projections.shared.projecting.generations import VersionReplaced
from tracker.eventstore.unit import CHANNEL
from tracker.projecting.keeping_up import KeepingUp, P

Ears = Callable[[float], Iterable[str]]
"""Waits for so many seconds at most; the logs that were said to have grown."""

A_MOMENT = 0.5
"""Seconds after which a worker that waits looks whether it was told to stop."""


def _sleep(stopped: Event, seconds: float) -> tuple[str, ...]:
    """Hear nothing: SQLite tells nobody that a log has grown."""
    stopped.wait(seconds)
    return ()


class Follower:
    """Brings every log's pages up to date, again and again. `say` is told, in a sentence, what went wrong."""

    def __init__(
        self, keeping: KeepingUp[P], logs: Callable[[], Sequence[str]], poll: float, say: Callable[[str], None]
    ) -> None:
        self._keeping = keeping
        self._logs = logs
        self._poll = poll
        self._say = say
        driver: Any = keeping.database.engine.dialect.loaded_dbapi
        self._lost = (OperationalError, driver.OperationalError)
        """The database cannot be reached, or not now."""

    def follow(self, stopped: Event) -> None:
        """Follow until told to stop; a database that goes away is waited for."""
        while not stopped.is_set():
            try:
                with self._listening(stopped) as ears:
                    self._follow(ears, stopped)
            except self._lost as why:
                self._say(f"the database cannot be used just now ({type(why).__name__}), so this is tried again")
                stopped.wait(self._poll)

    def _follow(self, ears: Ears, stopped: Event) -> None:
        while not stopped.is_set():
            for log_id in self._logs():
                self._take_in(log_id, stopped)
            again = time.monotonic() + self._poll
            while not stopped.is_set() and (left := again - time.monotonic()) > 0:
                for log_id in ears(min(left, A_MOMENT)):
                    self._take_in(log_id, stopped)

    def _take_in(self, log_id: str, stopped: Event) -> None:
        """Bring one log's pages up to date; whatever is wrong with it alone does not keep others waiting."""
        if stopped.is_set():
            return
        try:
            with self._keeping.database.reading(log_id) as conn:
                is_behind = self._keeping.standing(conn, log_id).is_behind
            if is_behind:
                self._keeping.catch_up(log_id)
        except (*self._lost, VersionReplaced):
            raise
        except Exception as why:  # noqa: BLE001  its class alone: a text could quote words
            self._say(f"the pages of log {log_id} could not be brought up to date ({type(why).__name__})")

    @contextmanager
    def _listening(self, stopped: Event) -> Iterator[Ears]:
        if self._keeping.database.is_sqlite:
            yield partial(_sleep, stopped)
            return
        with self._keeping.database.engine.connect() as pooled:
            driver: Any = pooled.connection.driver_connection
            driver.execute(f"LISTEN {CHANNEL}")
            try:
                yield lambda seconds: {told.payload for told in driver.notifies(timeout=seconds, stop_after=1)}
            finally:
                pooled.invalidate()  # nobody else is to be given a connection that listens
