"""The past days that are kept ready, and the one that is being worked out: one at a time, the others in a row.

A day is known by its log, its position and what may not be shown today: a theme that was held back since, or words
that were erased, make it another day. Consent is not part of it: pages ask for today's when they are read.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Event, Lock, Thread
from typing import Any, Protocol

from sqlalchemy import Connection

from projections.shared.journeys.journeys import Journeys
from projections.shared.projecting.at_hand import Place, at_hand, with_at_hand
from tracker.eventstore.database import Database
from tracker.past.apart import Folder
from tracker.past.file import TO_READ, PrivateFile
from tracker.past.folding import Prefix
from tracker.past.places import Places, StillWorking
from tracker.past.source import LogSource, last_erasure
from tracker.vault.keys import KeyStore

DAYS_AT_MOST, BYTES_AT_MOST = 32, 256 * 1024 * 1024
"""How many days are kept ready, and how much of the disk they may take; the newest may always be read."""

WANTED_AT_MOST = 16
"""How many days may stand in the row; whoever asks for one more asks again."""

REST = 60
"""Seconds after which whoever folds may stop, where nobody asks for a day."""


class Pages(Protocol):
    """Pages that read some generations of the projections' tables."""

    journeys: Journeys
    generations: dict[str, int]

    def taken_back(self, conn: Connection, log_id: str) -> Sequence[Any]:
        """What people said in public and took back since, or had erased, each with its position."""


LiveIn = Callable[[Connection], Pages]
"""The pages that are read now, as a transaction sees it."""


@dataclass(frozen=True, slots=True)
class DayKey:
    """What tells one past day from another: how far it goes, and what of that may not be shown today."""

    prefix: Prefix
    less: frozenset[Any]


@dataclass(frozen=True, slots=True)
class LessToday:
    """What may not be shown today: where something was last erased or taken back, what is held back, what was taken."""

    erasure: int
    held: Mapping[str, Any]
    taken: Sequence[Any]

    def key(self, log_id: str, position: int, pages: Pages) -> DayKey:
        """A day as it may be shown today."""
        generations = tuple(sorted(pages.generations.items()))
        held = ((ref, theme.held_back) for ref, theme in self.held.items())
        return DayKey(Prefix(log_id, position, self.erasure, generations), frozenset([*held, *self.taken]))


def _less_today(conn: Connection, log_id: str, pages: Pages) -> LessToday:
    taken = pages.taken_back(conn, log_id)
    erasure = max([last_erasure(conn, log_id), *(each.position for each in taken)])
    return LessToday(erasure, pages.journeys.held_back(conn, log_id), taken)


class NotWorkedOut(Exception):
    """A past day is not ready: have it worked out, and read again."""

    def __init__(self, key: DayKey) -> None:
        super().__init__("this day is not worked out yet")
        self.key = key


class PastDay:
    """The tables of one past day, for one reader at a time."""

    def __init__(self, key: DayKey, file: PrivateFile) -> None:
        self.size = file.size
        self._key = key
        self._file = file
        self._turn = Lock()
        self._given_up = False
        self._at_hand = Place()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The tables. Raises `NotWorkedOut` where the day was given up meanwhile."""
        try:
            with self._turn:
                if self._given_up:
                    raise NotWorkedOut(self._key)
                with self._file.working() as conn:
                    yield with_at_hand(conn, self._at_hand)
        finally:
            if self._given_up:
                self.give_up()

    def give_up(self) -> None:
        """Be rid of it: now, or when whoever reads it has finished."""
        self._given_up = True
        if self._turn.acquire(blocking=False):
            try:
                self._file.close()
            finally:
                self._turn.release()


@dataclass(eq=False, slots=True)
class _Wanted:
    log_id: str
    position: int
    finished: Event = field(default_factory=Event)
    wrong: BaseException | None = None


class PastDays:
    """Keeps past days, and has those worked out that are wanted."""

    def __init__(self, database: Database, keys: KeyStore, live_in: LiveIn, folder: Folder) -> None:
        self._database = database
        self._keys = keys
        self._live_in = live_in
        self._folder = folder
        self._days: OrderedDict[DayKey, PastDay] = OrderedDict()
        self._row: OrderedDict[tuple[str, int], _Wanted] = OrderedDict()
        self._changed = Condition()
        self.places = Places()
        self._worker: Thread | None = None
        self._closing = False

    def key_of(self, conn: Connection, log_id: str, position: int, pages: Pages) -> DayKey:
        """A past day with what may not be shown of it today."""
        less = at_hand(conn, "less today", lambda: _less_today(conn, log_id, pages))
        return less.key(log_id, position, pages)

    def let_go(self, conn: Connection, log_id: str, pages: Pages) -> None:
        """Be rid of a log's days that show what may not be shown today, once a position, whoever reads what."""
        if any(key.prefix.log_id == log_id for key in [*self._days]):
            at_hand(conn, "past days let go", lambda: self._let_go(self.key_of(conn, log_id, -1, pages)))

    def _let_go(self, today: DayKey) -> bool:
        with self._changed:
            self._give_up_what_shows_more(today)
        return True

    @contextmanager
    def reading(self, key: DayKey) -> Iterator[Connection]:
        """The tables of a day that is kept ready. Raises `NotWorkedOut`."""
        with self._changed:
            self._give_up_what_shows_more(key)
            day = self._days.get(key)
            if day is None:
                raise NotWorkedOut(key)
            self._days.move_to_end(key)
        with day.reading() as tables:
            yield tables

    def has(self, key: DayKey) -> bool:
        """Whether a day is kept ready; nobody is waited for."""
        with self._changed:
            return key in self._days

    def want(self, key: DayKey) -> None:
        """Have a day worked out, and do not wait. Raises `StillWorking` where too many stand in the row."""
        self._wanted(key.prefix)

    def work_out(self, key: DayKey, patience: float | None = None) -> None:
        """Have a day worked out, and wait for it: however long it takes, or at most so many seconds.

        Raises `StillWorking` where it is not finished by then, and what went wrong, if something did.
        """
        wanted = self._wanted(key.prefix)
        if not wanted.finished.wait(patience):
            raise StillWorking
        if wanted.wrong:
            raise wanted.wrong

    def close(self) -> None:
        """Stop folding, and be rid of every day."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            worker = self._worker
        if worker:
            self._folder.interrupt()
            worker.join()
        with self._changed:
            self._give_up(lambda _: True)

    def _wanted(self, prefix: Prefix) -> _Wanted:
        name = (prefix.log_id, prefix.position)
        with self._changed:
            if name not in self._row:
                if len(self._row) >= WANTED_AT_MOST or self._closing:
                    raise StillWorking
                self._row[name] = _Wanted(*name)
                self._changed.notify_all()
            if self._worker is None:
                self._worker = Thread(target=self._work, name="past-days", daemon=True)
                self._worker.start()
            return self._row[name]

    def _work(self) -> None:
        while wanted := self._next():
            try:
                self._fold(wanted)
            except BaseException as wrong:  # noqa: BLE001  whoever waits is told
                wanted.wrong = wrong
            with self._changed:
                self._row.pop((wanted.log_id, wanted.position))
            wanted.finished.set()

    def _next(self) -> _Wanted | None:
        """The first in the row; None where nobody has asked for long, and whoever folds has stopped."""
        with self._changed:
            self._changed.wait_for(lambda: self._row or self._closing, timeout=REST)
            if self._row and not self._closing:
                return next(iter(self._row.values()))
            for wanted in self._row.values():
                wanted.wrong = StillWorking()
                wanted.finished.set()
            self._row.clear()
            self._folder.close()
            self._worker = None
            return None

    def _fold(self, wanted: _Wanted) -> None:
        """Fold with what is held back and erased as the fold begins: whatever comes later makes another day."""
        log_id = wanted.log_id
        with self._database.reading(log_id) as conn:
            pages = self._live_in(conn)
            less = _less_today(conn, log_id, pages)
        key = less.key(log_id, wanted.position, pages)
        file = PrivateFile(self._folder.fold(key.prefix, LogSource(self._database, self._keys)), TO_READ)
        if key.less:
            with file.working() as tables:
                pages.journeys.withhold(tables, log_id, less.held, less.taken)
        self._keep(key, PastDay(key, file))

    def _keep(self, key: DayKey, day: PastDay) -> None:
        with self._changed:
            self._give_up_what_shows_more(key)
            self._days[key] = day
            while self._too_much():
                self._days.popitem(last=False)[1].give_up()

    def _too_much(self) -> bool:
        if len(self._days) < 2:
            return False
        return len(self._days) > DAYS_AT_MOST or sum(day.size for day in self._days.values()) > BYTES_AT_MOST

    def _give_up_what_shows_more(self, key: DayKey) -> None:
        """Be rid of days of a log that show what may not be shown today, or hold what was erased since."""
        log_id, erasure = key.prefix.log_id, key.prefix.erasure
        self._give_up(
            lambda each: each.prefix.log_id == log_id and (each.prefix.erasure < erasure or not key.less <= each.less)
        )

    def _give_up(self, which: Callable[[DayKey], bool]) -> None:
        for key in [key for key in self._days if which(key)]:
            self._days.pop(key).give_up()
