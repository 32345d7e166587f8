"""Room for those who ask for past days, so that however many they are the present is served as if they were few."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from time import monotonic, sleep, thread_time

PLACES = 2
"""How many of a server’s threads may be busy with past days at one time, waiting or reading."""

SHARE = 0.1
"""How much of a processor’s time reading past days may take while one is read after another."""

LONGEST_PAUSE = 1.0
"""Seconds of rest after which the next is let in at any rate."""


class StillWorking(Exception):
    """The day cannot be shown yet: ask again in a few seconds."""


class Places:
    """A few places, of which one at a time may read."""

    def __init__(
        self,
        cpu: Callable[[], float] = thread_time,
        now: Callable[[], float] = monotonic,
        rest: Callable[[float], None] = sleep,
    ) -> None:
        self._free = BoundedSemaphore(PLACES)
        self._turn = Lock()
        self._cpu, self._now, self._rest = cpu, now, rest
        self._next_at = 0.0

    @contextmanager
    def place(self) -> Iterator[None]:
        """One of the places. Raises `StillWorking` where all are taken."""
        if not self._free.acquire(blocking=False):
            raise StillWorking
        try:
            yield
        finally:
            self._free.release()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Read, after whoever reads now, and after a pause that keeps to the share."""
        with self._turn:
            self._rest(max(0.0, self._next_at - self._now()))
            began = self._cpu()
            try:
                yield
            finally:
                took = self._cpu() - began
                self._next_at = self._now() + min(LONGEST_PAUSE, took * (1 / SHARE - 1))
