"""The one place where the parts are put together."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

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
from projections.shared.at_hand import AtHand, at_hand, with_at_hand
from projections.shared.journeys import Journeys, Public
from projections.shared.projector import (
    STAND,
    DoneElsewhere,
    OpenWords,
    Projection,
    Stand,
    catch_up,
    is_prepared,
    prepare,
    stand_from,
    stand_of,
)
from projections.shared.words import NAMES
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
from tracker.past.apart import Folder
from tracker.past.days import NotWorkedOut, PastDays
from tracker.past.folding import Folding
from tracker.vault.keys import Keyring, KeyStore
from tracker.vault.signing import SigningKeys

ATTEMPTS = 5
"""How often catching up is tried again where another worker was faster."""


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


Stands = tuple[str, Stand, date]
"""A log, where it stands, and a day."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of one partnership as it is told at one position of its log, before anything is read of it.

    Whatever a page shows follows from `stands`, beside its address: today’s consent, and what was erased, are facts.
    """

    address: LogAddress
    on: date
    today: date
    stand: Stand
    conn: Connection

    @property
    def stands(self) -> Stands:
        """Log, position and day: what a page is a function of."""
        return self.address.log_id, self.stand, self.on


@dataclass(frozen=True, slots=True)
class Reading:
    """One moment of one partnership, to read pages from.

    `tables` are the pages as they stood; `today` those of now, where consent is looked up.
    """

    address: LogAddress
    on: date
    tables: Connection
    today: Connection
    open_words: OpenWords


class Pages:
    """What pages are read from: each page by its name, and all the projections that fill their tables."""

    def __init__(self) -> None:
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
        self.figures = Figures()
        self.public = Public(self.journeys, [self.timeline, self.heard])
        self.all: tuple[Projection, ...] = (NAMES, self.public, self.figures)


class Tracker:
    """A running tracker: its database, keys, logs and pages."""

    def __init__(self, settings: Settings, clock: Clock | None = None, past: Folder | None = None) -> None:
        """`past`: who works out past days, where this process is not to do it."""
        settings.home.mkdir(parents=True, exist_ok=True)
        self.clock = clock or _now
        self.database = Database(settings.database_url)
        one_process.take(self.database)
        self.keys = KeyStore(settings.keys)
        self.logs = Logs(self.database, self.keys, self.clock)
        self.checkpoints = Checkpoints(self.database, SigningKeys(settings.keys))
        self.pages = Pages()
        self.past = PastDays(self.database, self.keys, self.pages.journeys, past or Folding(self.pages.all))
        self._at_hand = AtHand()
        self._addresses: dict[str, LogAddress] = {}
        try:
            self._make_ready()
            self.erasures_agreed = Erasures(self.database, self.keys, self.logs, self.clock).agree()
        except BaseException:
            self.close()
            raise

    def _make_ready(self) -> None:
        """Make what tables are missing; a database that has them all is only read, so that nobody waits."""
        with self.database.reading() as conn:
            migrated = is_migrated(conn)
            if not self.database.is_sqlite:
                hold_to_rights(conn)
            if migrated and is_prepared(conn, self.pages.all):
                return
        if not migrated:
            _migrate_at_start(self.database)
        with self.database.reshaping() as conn:
            prepare(conn, self.pages.all)

    def close(self) -> None:
        """Close every file."""
        self.past.close()
        self.database.close()
        one_process.let_go(self.database)
        self.keys.close()

    def import_file(self, path: Path, progress: Callable[[int], None] = lambda _: None) -> Imported:
        """Record a journey file, and bring the pages up to it."""
        with path.open("rb") as file:
            imported = import_journey(file, self.logs, self.clock, progress)
        self.catch_up(imported.address.log_id)
        return imported

    def catch_up(self, log_id: str) -> None:
        """Bring every page of a log up to its end."""
        for attempt in range(ATTEMPTS):
            try:
                with self.database.writing(log_id) as conn:
                    catch_up(conn, conn, log_id, self.pages.all, self._opener(conn, log_id))
            except DoneElsewhere:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                return

    def find(self, slug: str) -> LogAddress:
        """A partnership's log. Raises `NoSuchPartnership`."""
        address = self.logs.find(slug)
        if address is None:
            raise NoSuchPartnership(slug=slug)
        return address

    def stands(self, slug: str, as_at: date | None = None) -> Stands:
        """What a page would be a function of now, and nothing to read it from: for whoever has one already."""
        address = self._addresses[slug]
        on = as_at or address.day_of(self.clock())
        return address.log_id, stand_from(self.database.ask(STAND, address.log_id)), on

    @contextmanager
    def moment(self, slug: str, as_at: date | None = None) -> Iterator[Moment]:
        """Now, or the end of a past day, in one query.

        Raises `NoSuchPartnership` and `InTheFuture` for a day to come.
        """
        address = self._addresses.get(slug) or self._addresses.setdefault(slug, self.find(slug))
        today = address.day_of(self.clock())
        on = as_at or today
        if on > today:
            raise InTheFuture(day=on, today=today)
        with self.database.reading(address.log_id) as conn:
            stand = stand_of(conn, address.log_id)
            if not stand.is_behind(self.pages.all):
                yield Moment(address, on, today, stand, conn)
                return
        self.catch_up(address.log_id)
        with self.database.reading(address.log_id) as conn:
            yield Moment(address, on, today, stand_of(conn, address.log_id), conn)

    def forget_what_is_at_hand(self) -> None:
        """Read everything anew, as after a new fact."""
        self._at_hand = AtHand()

    @contextmanager
    def reading(self, moment: Moment) -> Iterator[Reading]:
        """A moment to read pages from.

        Raises `NothingYet` for a day before the first fact, and `NotWorkedOut` for a past one that is not ready.
        """
        address, on = moment.address, moment.on
        conn = with_at_hand(moment.conn, self._at_hand.of(address.log_id, moment.stand))
        opener = self._opener(conn, address.log_id)
        position = moment.stand.end
        if on < moment.today:
            position = at_hand(conn, f"end of {on}", lambda: position_at(conn, address, on))
        if position < 0:
            raise NothingYet(day=on)
        if position == moment.stand.end:
            yield Reading(address, on, conn, conn, opener)
            return
        with self.past.reading(self.past.key_of(conn, address.log_id, position)) as tables:
            yield Reading(address, on, tables, conn, opener)

    @contextmanager
    def read(self, slug: str, as_at: date | None = None) -> Iterator[Reading]:
        """A moment to read pages from, however long it takes to work it out. Raises as `moment` and `reading`."""
        with ExitStack() as opened:
            while True:
                try:
                    reading = opened.enter_context(self.reading(opened.enter_context(self.moment(slug, as_at))))
                    break
                except NotWorkedOut as day:
                    opened.close()  # nobody holds the database open while a day is worked out
                    self.past.work_out(day.key)
            yield reading

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
