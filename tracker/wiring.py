"""The one place where the parts are put together."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

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
from projections.record import Known, RecordPage, record_page
from projections.shared.generations import Standing, number
from projections.shared.journeys import Journeys, Public
from projections.shared.projector import OpenWords, Projection, catch_up, prepare
from projections.shared.words import TakenBack
from projections.timeline.page import Timeline
from projections.waiting import Waiting
from projections.why_not.page import WhyNot
from tracker.application.importing import Imported, import_journey
from tracker.application.ports import Clock, LogAddress
from tracker.config import Settings
from tracker.domain.refusals import InTheFuture, Refusal
from tracker.eventstore import one_process
from tracker.eventstore.database import Database
from tracker.eventstore.migrating import is_migrated, migrate
from tracker.eventstore.reading import Words, position_at
from tracker.eventstore.roles import hold_to_rights
from tracker.eventstore.unit import Logs
from tracker.keeping.checkpoints import Checkpoints, key_named
from tracker.keeping.erasures import Erasures
from tracker.keeping.verifying import Asked, Verdict, address_of, verify_log
from tracker.projecting.health import LogHealth, health_of, recorded_at, signed_so_far, waited
from tracker.projecting.keeping_up import KeepingUp
from tracker.projecting.rebuilding import Progress, Rebuilding, nobody
from tracker.vault.keys import Keyring, KeyStore
from tracker.vault.signing import SigningKeys

PAST_DATES_AT_HAND = 8
"""How many past moments are kept ready; the one asked for longest ago goes first."""

WORKERS_MAY_TAKE = 10
"""Seconds after which a page takes in what workers have not: nobody's words stay up because a worker has stopped."""


class NoSuchPartnership(Refusal):
    """A partnership is found by the slug of its name."""

    WORDS = "there is no partnership called {slug} here"


class NothingYet(Refusal):
    """A log begins with its first fact."""

    WORDS = "nothing had been recorded yet on {day}"


class NotMigrated(Refusal):
    """On PostgreSQL the owner of the log brings its tables up to date; the application may not."""

    WORDS = "this database is not ready for this version: run “tracker migrate” first (docs/databases.md)"


class NoOwner(Refusal):
    """Only the owner of the log's tables may change their shape."""

    WORDS = "TRACKER_MIGRATION_URL must be the address of the database’s owner, to migrate it (docs/databases.md)"


@dataclass(frozen=True, slots=True)
class Reading:
    """One moment of one partnership, to read pages from.

    `tables` are the pages as they stood; `today` those of now, where consent is looked up. `pages` read both: those of
    another moment may read other tables. `position` is that of the last fact which they tell of, or -1.
    """

    address: LogAddress
    on: date
    tables: Connection
    today: Connection
    open_words: OpenWords
    pages: "Pages"
    position: int


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


class Tracker:
    """A running tracker: its database, keys, logs and pages."""

    def __init__(self, settings: Settings, clock: Clock | None = None, progress: Progress = nobody) -> None:
        """`progress` is told of pages that this version has to make before it can serve them."""
        settings.home.mkdir(parents=True, exist_ok=True)
        self.clock = clock or _now
        self.database = Database(settings.database_url)
        one_process.take(self.database)
        self.keys = KeyStore(settings.keys)
        self.logs = Logs(self.database, self.keys, self.clock)
        self.checkpoints = Checkpoints(self.database, SigningKeys(settings.keys))
        self.projecting = KeepingUp(self.database, self._opener, Pages)
        self.rebuilding = Rebuilding(self.projecting, self.log_ids)
        self._in_the_request = settings.projecting == "request"
        self._past: OrderedDict[tuple[Any, ...], Database] = OrderedDict()
        self._one_fold_at_a_time = Lock()
        try:
            self._make_ready(progress)
            self.erasures_agreed = Erasures(self.database, self.keys, self.logs, self.clock).agree()
        except BaseException:
            self.close()
            raise

    def _make_ready(self, progress: Progress) -> None:
        """Make what tables are missing; a database that has them all is only read, so that nobody waits."""
        with self.database.reading() as conn:
            migrated = is_migrated(conn)
            if not self.database.is_sqlite:
                hold_to_rights(conn)
            if migrated and self.rebuilding.is_ready(conn):
                return
        if not migrated:
            _migrate_at_start(self.database)
        self.rebuilding.make_ready(progress)

    @property
    def pages(self) -> Pages:
        """The pages that are live now; whoever holds a `Reading` reads from its own."""
        return self.projecting.live()

    def close(self) -> None:
        """Close every file."""
        for database in self._past.values():
            database.close()
        self.database.close()
        one_process.let_go(self.database)
        self.keys.close()

    def import_file(self, path: Path, progress: Callable[[int], None] = lambda _: None) -> Imported:
        """Record a journey file, and bring the pages up to it."""
        with path.open("rb") as file:
            imported = import_journey(file, self.logs, self.clock, progress)
        if self._in_the_request:
            self.catch_up(imported.address.log_id)
        return imported

    def catch_up(self, log_id: str) -> None:
        """Bring every page of a log up to its end."""
        self.projecting.catch_up(log_id)

    def find(self, slug: str) -> LogAddress:
        """A partnership's log. Raises `NoSuchPartnership`."""
        address = self.logs.find(slug)
        if address is None:
            raise NoSuchPartnership(slug=slug)
        return address

    def log_ids(self) -> list[str]:
        """Every partnership's log."""
        return [address.log_id for address in self.logs.all()]

    def health(self) -> list[LogHealth]:
        """How the pages of every partnership are."""
        return [self._health(address) for address in self.logs.all()]

    def _health(self, address: LogAddress) -> LogHealth:
        with self.database.reading(address.log_id) as conn:
            standing = self.projecting.standing(conn, address.log_id)
            return health_of(conn, address, standing, self.projecting.versions, self.clock())

    def record(self, moment: Reading) -> RecordPage:
        """What is written down as a whole, at a moment; how far pages have come and what they lack is said of today."""
        address, conn = moment.address, moment.today
        standing = self.projecting.standing(conn, address.log_id)
        is_past = moment.on != address.day_of(self.clock())
        facts = (moment.position if is_past else standing.end) + 1
        known = Known(
            facts=facts,
            newest_on=address.day_of(recorded_at(conn, address.log_id, facts - 1) or 0),
            signed=signed_so_far(conn, address.log_id, facts),
        )
        if not is_past:
            log = health_of(conn, address, standing, self.projecting.versions, self.clock())
            known = replace(known, behind=log.behind, waited=log.waited, set_aside=log.public_set_aside)
        return record_page(known, moment.on)

    @contextmanager
    def read(self, slug: str, as_at: date | None = None) -> Iterator[Reading]:
        """A moment to read pages from: now, or the end of a past day.

        Raises `NoSuchPartnership`, `InTheFuture` for a day to come and `NothingYet` for one before the first fact.
        """
        address = self.find(slug)
        today = address.day_of(self.clock())
        on = as_at or today
        if on > today:
            raise InTheFuture(day=on, today=today)
        with self.database.reading(address.log_id) as conn:
            standing = self.projecting.standing(conn, address.log_id)
            if not self._is_to_take_in(conn, address, standing):
                yield from self._moment(conn, address, on, standing)
                return
        self.catch_up(address.log_id)
        with self.database.reading(address.log_id) as conn:
            yield from self._moment(conn, address, on, self.projecting.standing(conn, address.log_id))

    def _is_to_take_in(self, conn: Connection, address: LogAddress, standing: Standing) -> bool:
        """Whether a page takes in first what its log has: always, or where workers have not done so in time."""
        if self._in_the_request or standing.taken_in < 0:
            return standing.is_behind
        return waited(conn, address.log_id, standing.taken_in, self.clock()) > WORKERS_MAY_TAKE

    def _moment(self, conn: Connection, address: LogAddress, on: date, standing: Standing) -> Iterator[Reading]:
        opener, pages = self._opener(conn, address.log_id), self.projecting.reading(standing.live)
        is_today = on == address.day_of(self.clock())
        position = standing.taken_in if is_today else position_at(conn, address, on)
        if position < 0:
            raise NothingYet(day=on)
        if position == standing.taken_in:
            yield Reading(address, on, conn, conn, opener, pages, position)
        else:
            with self._as_it_was(conn, address.log_id, position, opener, pages).reading() as tables:
                yield Reading(address, on, tables, conn, opener, pages, position)

    def _as_it_was(self, log: Connection, log_id: str, position: int, opener: OpenWords, pages: Pages) -> Database:
        """The pages folded from the log's prefix into a database of their own, in memory, without what is held back."""
        held, taken = pages.journeys.held_back(log, log_id), pages.taken_back(log, log_id)
        key = (log_id, position, frozenset(held), frozenset(taken), tuple(pages.generations.values()))
        with self._one_fold_at_a_time:
            if key not in self._past:
                database = Database("sqlite://")
                with database.writing() as conn:
                    prepare(conn, pages.all)
                    catch_up(log, conn, log_id, pages.all, opener, upto=position)
                    pages.journeys.withhold(conn, log_id, held, taken)
                self._past[key] = database
            self._past.move_to_end(key)
            if len(self._past) > PAST_DATES_AT_HAND:
                self._past.popitem(last=False)
            return self._past[key]

    def _opener(self, conn: Connection, log_id: str) -> OpenWords:
        return Words(conn, log_id, Keyring(self.keys)).open


def verify(
    settings: Settings, slug: str, asked: Asked, progress: Callable[[int], None] = lambda _: None, *, words: bool = True
) -> Verdict:
    """Verify a partnership's log, with the keys that are here where `asked` brings none; nothing is recorded.

    Raises `NoSuchPartnership`, and what `tracker.keeping.verifying.verify_log` raises.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    keys = KeyStore(settings.keys) if words else None
    try:
        with database.reading() as conn:
            migrated = is_migrated(conn)
        if not migrated:
            _migrate_at_start(database)
        with database.reading() as conn:
            address = address_of(conn, slug)
        if address is None:
            raise NoSuchPartnership(slug=slug)
        with database.reading(address.log_id) as conn:
            signing = SigningKeys(settings.keys)
            here = replace(
                asked,
                key=asked.key or key_named(address.log_id, signing),
                beside_key=signing.signed(address.log_id),
                keyring=Keyring(keys) if keys else None,
            )
            return verify_log(conn, address, here, progress)
    finally:
        database.close()
        if keys:
            keys.close()


def migrate_as_owner(settings: Settings) -> None:
    """Bring the database up to date. Raises `NoOwner` where PostgreSQL's owner is not named."""
    application = Database(settings.database_url)
    if application.is_sqlite:
        Tracker(settings).close()  # it makes its own database ready when it starts
    elif not settings.migration_url:
        raise NoOwner()
    else:
        owner = Database(settings.migration_url, owner=True)
        migrate(owner, application=application.url.username or "")
        owner.close()
    application.close()


def _migrate_at_start(database: Database) -> None:
    if not database.is_sqlite:
        raise NotMigrated()
    migrate(database)


def _now() -> int:
    return int(time.time())
