"""A unit of work on one log, and the logs that there are: what stands behind the application's ports."""

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from secrets import token_hex
from unicodedata import normalize

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from tracker.application.ports import LogAddress, SlugTaken, Written
from tracker.events import Envelope, Party, PartyNamed, Ref, Sealed
from tracker.events.fact import WordsClass
from tracker.eventstore.database import Database
from tracker.eventstore.log import Log
from tracker.eventstore.mapper import state_of
from tracker.eventstore.reading import Words, all_entries
from tracker.eventstore.statement import Statement
from tracker.eventstore.tables import citations, events, logs, parties, words
from tracker.vault.keys import Erasure, Keyring, KeyStore
from tracker.vault.sealing import seal

PARTY_STREAM = "party"
"""Names of parties are sealed under one key a log; they are nobody's personal words."""

_SEAL = Statement(
    "INSERT INTO words (ref, log_id, stream, field, class, box) VALUES (:ref, :log_id, :stream, :field, :class, :box)"
)
_WRITTEN = Statement(
    "SELECT first_position, last_position FROM commands WHERE log_id = :log_id AND command_id = :command_id"
)
_ANSWER = Statement(
    "INSERT INTO commands (log_id, command_id, first_position, last_position)"
    " VALUES (:log_id, :command_id, :first, :last)"
)
_PARTY = Statement("SELECT party FROM parties WHERE log_id = :log_id AND name_mac = :name_mac")
_INTRODUCED = Statement("SELECT stream FROM introductions WHERE log_id = :log_id AND sort = :sort AND ref = :ref")
_INTRODUCE = Statement("INSERT INTO introductions (log_id, sort, ref, stream) VALUES (:log_id, :sort, :ref, :stream)")
_CITE = Statement(
    "INSERT INTO citations (log_id, ref, stream) VALUES (:log_id, :ref, :stream)"
    " ON CONFLICT (log_id, ref, stream) DO NOTHING"
)

CHANNEL = "tracker"
"""Where PostgreSQL tells workers which log has grown; a poll stands behind it."""


class LogUnit:
    """Facts, sealed words and indexes of one log on one connection, as `tracker/application/ports.py` says.

    It holds the log before any rule reads of it, so that what is decided is still so when it is appended.
    """

    def __init__(self, conn: Connection, log_id: str, keyring: Keyring, now: Callable[[], int]) -> None:
        self._conn = conn
        self._log_id = log_id
        self._keyring = keyring
        self._parties: dict[str, Party] = {}
        self.log = Log(conn, log_id, now)
        self.log.head.hold()

    def settle(self) -> None:
        """End the unit: its head, which on PostgreSQL tells whoever listens for facts, and its new keys."""
        self.log.head.settle(CHANNEL)
        self._keyring.keep()

    def holds(self, event_id: str) -> bool:
        """Whether the log holds the fact of that id."""
        of_fact = (events.c.log_id == self._log_id) & (events.c.event_id == event_id)
        return self._conn.execute(select(events.c.position).where(of_fact)).first() is not None

    def seal(self, stream: str, field: str, words_class: WordsClass, text: str) -> Sealed:
        key = self._keyring.key_for((self._log_id, stream, words_class))
        box = seal(key, self._log_id, stream, field, text)
        place = {"log_id": self._log_id, "stream": stream, "field": field, "class": words_class}
        _SEAL.run(self._conn, ref=box.ref, box=box.box, **place)
        return Sealed(f"{box.ref}:{box.commitment}")

    def facts(self, *topics: str) -> Iterator[Envelope]:
        return (entry.envelope for entry in all_entries(self._conn, self._log_id, topics=topics))

    def opened(self, sealed: Sealed) -> str | None:
        return Words(self._conn, self._log_id, self._keyring).open([sealed]).get(sealed.ref)

    def erase(self, stream: str, words_class: WordsClass) -> None:
        of_record = (words.c.log_id == self._log_id) & (words.c.stream == stream)
        self._conn.execute(delete(words).where(of_record, words.c.words_class == words_class))
        self._keyring.destroy_at_the_end((self._log_id, stream, words_class))

    def list_erasure(self, erasure: Envelope) -> None:
        told = (self._log_id, erasure.event_id, erasure.stream, erasure.topic, state_of(erasure))
        self._keyring.list_at_the_end(Erasure(*told))

    def party(self, name: str) -> tuple[Party, PartyNamed | None]:
        if name in self._parties:
            return self._parties[name], None
        mac = mac_of(self._keyring.key_for((self._log_id, PARTY_STREAM, "published")), name)
        known = self._party_of(mac)
        if known:
            self._remember(name, known)
            return known, None
        party = Party(f"p-{token_hex(8)}")
        self._conn.execute(insert(parties), {"log_id": self._log_id, "name_mac": mac, "party": party})
        self._remember(name, party)
        return party, PartyNamed(party=party, name=self.seal(PARTY_STREAM, f"party-named/1:{party}", "published", name))

    def _party_of(self, mac: str) -> Party | None:
        found = _PARTY.value(self._conn, log_id=self._log_id, name_mac=mac)
        return Party(found) if found else None

    def _remember(self, name: str, party: Party) -> None:
        if len(self._parties) >= PARTIES_IN_MEMORY:
            self._parties.clear()
        self._parties[name] = party

    def introduced(self, sort: str, ref: Ref) -> str | None:
        found: str | None = _INTRODUCED.value(self._conn, log_id=self._log_id, sort=sort, ref=ref)
        return found

    def introduce(self, sort: str, ref: Ref, stream: str) -> None:
        _INTRODUCE.run(self._conn, log_id=self._log_id, sort=sort, ref=ref, stream=stream)

    def cite(self, ref: str, stream: str) -> None:
        _CITE.run(self._conn, log_id=self._log_id, ref=ref, stream=stream)

    def citing(self, ref: str, kind: str) -> Iterator[str]:
        of_ref = (citations.c.log_id == self._log_id) & (citations.c.ref == ref)
        of_kind = citations.c.stream.startswith(f"{kind}/", autoescape=True)
        return iter(self._conn.execute(select(citations.c.stream).where(of_ref, of_kind)).scalars().all())

    def written_by(self, command_id: str) -> Written | None:
        row = _WRITTEN.row(self._conn, log_id=self._log_id, command_id=command_id)
        return None if row is None else Written(*row)

    def answer(self, command_id: str, written: Written) -> None:
        _ANSWER.run(self._conn, log_id=self._log_id, command_id=command_id, first=written.first, last=written.last)

    def make(self, address: LogAddress) -> None:
        """Enter a new log. Raises `SlugTaken` where the partnership's slug is known already."""
        row = {"log_id": address.log_id, "slug": address.slug}
        try:
            self._conn.execute(insert(logs), {**row, "time_zone": address.time_zone, "fictional": address.fictional})
        except IntegrityError as error:
            raise SlugTaken(address.slug) from error


def mac_of(key: bytes, name: str) -> str:
    """What stands for a party's name where parties are looked up: nobody can read it who has not the key."""
    return hmac.digest(key, _same_name(name).encode(), "sha256").hex()


def _same_name(name: str) -> str:
    """What names of one party have in common, however they are spaced and capitalised."""
    return " ".join(normalize("NFC", name).casefold().split())


PARTIES_IN_MEMORY = 5_000
"""How many party names a unit of work keeps at hand before it begins again."""


class Logs:
    """The logs in one database, with the keys that seal their words."""

    def __init__(self, database: Database, keys: KeyStore, now: Callable[[], int]) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def all(self) -> list[LogAddress]:
        """Every log, by slug."""
        with self._database.reading() as conn:
            rows = conn.execute(select(logs).order_by(logs.c.slug)).all()
        return [LogAddress(row.log_id, row.slug, row.time_zone, row.fictional) for row in rows]

    def find(self, slug: str) -> LogAddress | None:
        """The log of a partnership, or None."""
        with self._database.reading() as conn:
            row = conn.execute(select(logs).where(logs.c.slug == slug)).first()
        return None if row is None else LogAddress(row.log_id, row.slug, row.time_zone, row.fictional)

    @contextmanager
    def work_on(self, log_id: str) -> Iterator[LogUnit]:
        """A unit of work: everything in it commits together, the keys just before."""
        keyring = Keyring(self._keys)
        with self._database.writing(log_id) as conn:
            unit = LogUnit(conn, log_id, keyring, self._now)
            keyring.settle(log_id, unit.holds)
            yield unit
            unit.settle()
        if keyring.destroy():
            self._database.forget()

    @contextmanager
    def begin(self, address: LogAddress) -> Iterator[LogUnit]:
        """A unit of work that also makes the log."""
        with self.work_on(address.log_id) as unit:
            unit.make(address)
            yield unit
