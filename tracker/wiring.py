"""The one place where the parts are put together."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from projections.record import Known, RecordPage, record_page
from projections.shared.projecting.at_hand import AtHand, at_hand, with_at_hand
from projections.shared.projecting.generations import STANDING, Standing, standing_from
from projections.shared.projecting.projector import OpenWords
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
from tracker.pages import Pages, projections_of
from tracker.past.apart import Folder
from tracker.past.days import NotWorkedOut, PastDays
from tracker.past.folding import Folding
from tracker.projecting.health import LogHealth, health_of, recorded_at, signed_so_far, waited
from tracker.projecting.keeping_up import KeepingUp
from tracker.projecting.rebuilding import Progress, Rebuilding, nobody
from tracker.vault.keys import Keyring, KeyStore
from tracker.vault.signing import SigningKeys

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


Stands = tuple[str, Standing, date]
"""A log, where its pages stand, and a day."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of one partnership as it is told at one position of its log, before anything is read of it.

    Whatever a page shows follows from `stands`, beside its address: today’s consent, and what was erased, are facts.
    """

    address: LogAddress
    on: date
    today: date
    standing: Standing
    conn: Connection

    @property
    def stands(self) -> Stands:
        """Log, position and day: what a page is a function of."""
        return self.address.log_id, self.standing, self.on


@dataclass(frozen=True, slots=True)
class Reading:
    """One moment of one partnership, to read pages from.

    `tables` are the pages as they stood; `today` those of now, where consent is looked up. `pages` read both: those of
    another moment may read other tables. `position` is that of the last fact which they tell of.
    """

    address: LogAddress
    on: date
    tables: Connection
    today: Connection
    open_words: OpenWords
    pages: Pages
    position: int


class Tracker:
    """A running tracker: its database, keys, logs and pages."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        past: Folder | None = None,
        progress: Progress = nobody,
    ) -> None:
        """`past`: who works out past days, where this process is not to do it.

        `progress` is told of pages that this version has to make before it can serve them.
        """
        settings.home.mkdir(parents=True, exist_ok=True)
        self.clock = clock or _now
        self.database = Database(settings.database_url)
        one_process.take(self.database)
        self.keys = KeyStore(settings.keys, anywhere=not self.database.is_sqlite)
        self.logs = Logs(self.database, self.keys, self.clock)
        self.checkpoints = Checkpoints(self.database, SigningKeys(settings.keys))
        self.projecting = KeepingUp(self.database, self._opener, Pages)
        self.rebuilding = Rebuilding(self.projecting, self.log_ids)
        self.past = PastDays(self.database, self.keys, self.projecting.live_in, past or Folding(projections_of))
        self._in_the_request = settings.projecting == "request"
        self._at_hand = AtHand()
        self._addresses: dict[str, LogAddress] = {}
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
        self.past.close()
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

    def stands(self, slug: str, as_at: date | None = None) -> Stands | None:
        """What a page would be a function of now, and nothing to read it from: for whoever has one already.

        None where pages have to take something in first.
        """
        address = self._addresses[slug]
        on = as_at or address.day_of(self.clock())
        standing = standing_from(self.database.ask(STANDING, address.log_id), self.projecting.versions)
        return None if standing.is_behind else (address.log_id, standing, on)

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
            standing = self.projecting.standing(conn, address.log_id)
            if not self._is_to_take_in(conn, address, standing):
                yield Moment(address, on, today, standing, conn)
                return
        self.catch_up(address.log_id)
        with self.database.reading(address.log_id) as conn:
            yield Moment(address, on, today, self.projecting.standing(conn, address.log_id), conn)

    def _is_to_take_in(self, conn: Connection, address: LogAddress, standing: Standing) -> bool:
        """Whether a page takes in first what its log has: always, or where workers have not done so in time."""
        if self._in_the_request or standing.taken_in < 0:
            return standing.is_behind
        return waited(conn, address.log_id, standing.taken_in, self.clock()) > WORKERS_MAY_TAKE

    def forget_what_is_at_hand(self, named: str = "") -> None:
        """Read anew, as after a new fact, all that has a name which begins so."""
        self._at_hand.forget(named)

    @contextmanager
    def reading(self, moment: Moment) -> Iterator[Reading]:
        """A moment to read pages from.

        Raises `NothingYet` for a day before the first fact, and `NotWorkedOut` for a past one that is not ready.
        """
        address, on, conn = moment.address, moment.on, self._with_at_hand(moment)
        opener, pages = self._opener(conn, address.log_id), self.projecting.reading(moment.standing.live)
        position = self._position(moment, conn)
        self.past.let_go(conn, address.log_id, pages)
        if position == moment.standing.taken_in:
            yield Reading(address, on, conn, conn, opener, pages, position)
            return
        with self.past.reading(self.past.key_of(conn, address.log_id, position, pages)) as tables:
            yield Reading(address, on, tables, conn, opener, pages, position)

    def want(self, moment: Moment) -> None:
        """Have a past day worked out where it is not ready; nobody is waited for. Raises as `reading`."""
        conn = self._with_at_hand(moment)
        position = self._position(moment, conn)
        if position < moment.standing.taken_in:
            pages = self.projecting.reading(moment.standing.live)
            key = self.past.key_of(conn, moment.address.log_id, position, pages)
            if not self.past.has(key):
                self.past.want(key)

    def _with_at_hand(self, moment: Moment) -> Connection:
        return with_at_hand(moment.conn, self._at_hand.of(moment.address.log_id, moment.standing))

    def _position(self, moment: Moment, conn: Connection) -> int:
        """The last position that pages of a moment tell of. Raises `NothingYet` where there is none."""
        on, position = moment.on, moment.standing.taken_in
        if on < moment.today:
            position = min(position, at_hand(conn, f"end of {on}", lambda: position_at(conn, moment.address, on)))
        if position < 0:
            raise NothingYet(day=on)
        return position

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
    keys = KeyStore(settings.keys, anywhere=not database.is_sqlite) if words else None
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
