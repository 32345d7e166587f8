"""The key store: one data key for each record and class of words, wrapped, far from the log's database.

It is a folder with backups of its own: `wrapping-key-N`, the key that wraps (RFC 3394), and `keys.db`, the wrapped data
keys. Destroying a data key erases every word that it sealed; no backup of the log's database can bring them back.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from threading import Lock
from weakref import finalize

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from tracker.vault.private_files import write_privately

KEY_BYTES = 32

_SCHEMA = """
CREATE TABLE IF NOT EXISTS data_keys (
    log_id TEXT NOT NULL, stream TEXT NOT NULL, class TEXT NOT NULL,
    wrapped BLOB NOT NULL, wrapping_key INTEGER NOT NULL,
    PRIMARY KEY (log_id, stream, class)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erasures (
    log_id TEXT NOT NULL, event_id TEXT NOT NULL, stream TEXT NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL,
    PRIMARY KEY (log_id, event_id)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS erasures_no_update BEFORE UPDATE ON erasures BEGIN
    SELECT RAISE(ABORT, 'erasures: what was erased stays erased'); END;
CREATE TRIGGER IF NOT EXISTS erasures_no_delete BEFORE DELETE ON erasures BEGIN
    SELECT RAISE(ABORT, 'erasures: what was erased stays erased'); END;
CREATE TABLE IF NOT EXISTS ending (
    log_id TEXT NOT NULL, event_id TEXT NOT NULL, stream TEXT NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL,
    of_stream TEXT NOT NULL, class TEXT NOT NULL,
    PRIMARY KEY (log_id, event_id, of_stream, class)
) WITHOUT ROWID;
"""

_INSERT = "INSERT INTO data_keys (log_id, stream, class, wrapped, wrapping_key) VALUES (?, ?, ?, ?, ?)"
_SELECT = "SELECT wrapped, wrapping_key FROM data_keys WHERE log_id = ? AND stream = ? AND class = ?"
_ALL = "SELECT log_id, stream, class, wrapped, wrapping_key FROM data_keys"
_DELETE = "DELETE FROM data_keys WHERE log_id = ? AND stream = ? AND class = ?"

_LIST = "INSERT INTO erasures (log_id, event_id, stream, topic, state) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_LISTED = "SELECT log_id, event_id, stream, topic, state FROM erasures WHERE log_id = ? ORDER BY event_id"

_INTEND = (
    "INSERT INTO ending (log_id, event_id, stream, topic, state, of_stream, class) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING"
)
_INTENDED = (
    "SELECT log_id, event_id, stream, topic, state, of_stream, class FROM ending WHERE log_id = ? ORDER BY event_id"
)
_NO_LONGER = "DELETE FROM ending WHERE log_id = ? AND event_id = ?"

KeyName = tuple[str, str, str]
"""Log, stream and class: what a data key is for."""

WrappedKey = tuple[str, str, str, bytes, int]
"""A data key as the store holds it: its name, the key wrapped, and the number of the key that wrapped it."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure as its fact stands in the log: refs, codes and dates, and no words.

    It is listed beside the keys, so that a log restored from before it can be told of it again.
    """

    log_id: str
    event_id: str
    stream: str
    topic: str
    state: bytes


@dataclass(frozen=True, slots=True)
class Ending:
    """An erasure on its way: the log may hold its fact already, and the keys that it names are to be destroyed."""

    erasure: Erasure
    names: tuple[KeyName, ...]


class KeyMissing(LookupError):
    """No data key is held for these words: they were erased, or the key store is not the one they were sealed with."""


class KeyEnding(Exception):
    """Words sealed now would be lost with those that this unit of work erases."""


class KeysUnusable(Exception):
    """The key store cannot be used as it is; the text says what to put back."""


class KeyStore:
    """The wrapped data keys of every log on this server, for any number of processes.

    They take turns at writing, whatever the version of SQLite: before 3.51.3 two that write or tidy up at one moment
    can damage the file (the WAL-reset bug, sqlite.org/wal.html).
    """

    def __init__(self, folder: Path, *, anywhere: bool = False) -> None:
        """`anywhere`: those processes may be on several computers, with the folder on a drive whose file locks work.

        Then the store keeps a rollback journal: a write-ahead log needs memory that they share.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = Lock()
        self._turn = os.open(folder / "keys.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._let_go = finalize(self, os.close, self._turn)
        self._db = sqlite3.connect(folder / "keys.db", check_same_thread=False, isolation_level=None)
        with self._alone():
            journal = "TRUNCATE" if anywhere else "WAL"
            for pragma in ("busy_timeout=10000", f"journal_mode={journal}", "synchronous=FULL", "secure_delete=ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._db.executescript(_SCHEMA)
            has_keys = self._db.execute("SELECT 1 FROM data_keys LIMIT 1").fetchone() is not None
            self._wrapping = {1: _wrapping_key(folder / "wrapping-key-1", has_keys=has_keys)}
        self._newest = max(self._wrapping)

    def close(self) -> None:
        """Close the store's files."""
        if self._let_go.alive:
            with self._alone():  # the last one to close tidies up
                self._db.close()
            self._let_go()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else writes, in this process or another; a process that ends, however it ends, gives up its turn."""
        with self._lock:
            fcntl.flock(self._turn, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._turn, fcntl.LOCK_UN)

    def held(self, name: KeyName) -> bytes | None:
        """The data key of that name, or None where there is none."""
        with self._lock:
            row = self._db.execute(_SELECT, name).fetchone()
        return None if row is None else self.unwrapped(*row)

    def wrapped(self, name: KeyName, key: bytes) -> WrappedKey:
        """A data key as the store holds it, wrapped with the newest wrapping key."""
        return (*name, aes_key_wrap(self._wrapping[self._newest], key), self._newest)

    def unwrapped(self, wrapped: bytes, wrapping_key: int) -> bytes:
        """The data key itself."""
        try:
            return aes_key_unwrap(self._wrapping[wrapping_key], wrapped)
        except InvalidUnwrap:
            raise KeysUnusable(
                "the wrapping key is not the one that wrapped these keys: put the right one back"
            ) from None

    def destroy(self, names: Iterable[KeyName], erasures: Sequence[Erasure] = ()) -> None:
        """Destroy data keys, so that nothing that they sealed can be opened again, and list why: both or neither.

        Where the erasures are listed already somebody else has finished them, and a key of such a name is a later one,
        for what the person said since: it stays.
        """
        with self._alone():
            with self._all_or_nothing():
                new = sum(self._db.execute(_LIST, _columns(each)).rowcount for each in erasures)
                if new or not erasures:
                    self._db.executemany(_DELETE, list(names))
                self._db.executemany(_NO_LONGER, [(each.log_id, each.event_id) for each in erasures])
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def settle(self, log_id: str, is_recorded: Callable[[str], bool]) -> None:
        """Finish each erasure on its way whose fact the log holds, and drop those whose fact never came.

        Whoever asks holds the log, so that none can be committed meanwhile: what is sealed after this is sealed under
        a key that nobody is about to destroy.
        """
        for each in self.ending(log_id):
            if is_recorded(each.erasure.event_id):
                self.destroy(each.names, [each.erasure])
            else:
                with self._alone(), self._all_or_nothing():
                    self._db.execute(_NO_LONGER, (log_id, each.erasure.event_id))

    def ending(self, log_id: str) -> list[Ending]:
        """The erasures of a log that were about to be committed and are not carried out yet."""
        with self._lock:
            rows = self._db.execute(_INTENDED, (log_id,)).fetchall()
        by_erasure: dict[Erasure, list[KeyName]] = {}
        for *erasure, of_stream, words_class in rows:
            by_erasure.setdefault(Erasure(*erasure), []).append((log_id, of_stream, words_class))
        return [Ending(erasure, tuple(names)) for erasure, names in by_erasure.items()]

    def erasures(self, log_id: str) -> list[Erasure]:
        """Every erasure of a log that is listed here."""
        with self._lock:
            return [Erasure(*row) for row in self._db.execute(_LISTED, (log_id,))]

    def copy_to(self, path: Path) -> None:
        """Write the wrapped keys and the list of erasures, as they are at one moment, to a new file."""
        with self._lock:
            self._db.execute("VACUUM INTO ?", (str(path),))

    def keep(self, keys: Iterable[WrappedKey], ending: Iterable[Ending] = ()) -> None:
        """Keep new data keys, and which are about to end, all or none.

        Raises `sqlite3.IntegrityError` where a key of that name exists already.
        """
        intended = [(*_columns(each.erasure), *name[1:]) for each in ending for name in each.names]
        with self._alone(), self._all_or_nothing():
            self._db.executemany(_INSERT, keys)
            self._db.executemany(_INTEND, intended)

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise


def _columns(erasure: Erasure) -> tuple[str, str, str, str, bytes]:
    return erasure.log_id, erasure.event_id, erasure.stream, erasure.topic, erasure.state


class _NewKeys:
    """The new data keys of one unit of work, wrapped, in a private file of SQLite's that goes when it is closed.

    However many records a file brings, their keys take no more memory than SQLite's page cache.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self.close = finalize(self, self._db.close)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.executescript(_SCHEMA)

    def __iter__(self) -> Iterator[WrappedKey]:
        return iter(self._db.execute(_ALL))

    def add(self, key: WrappedKey) -> None:
        self._db.execute(_INSERT, key)

    def find(self, name: KeyName) -> tuple[bytes, int] | None:
        found: tuple[bytes, int] | None = self._db.execute(_SELECT, name).fetchone()
        return found

    def forget(self, name: KeyName) -> bool:
        """Forget a key; whether there was one of that name."""
        return self._db.execute(_DELETE, name).rowcount > 0


class Keyring:
    """The data keys that one unit of work uses; the new ones are kept just before the log commits.

    A crash between the two leaves keys that nothing was sealed with, which harms nobody; the other order would leave
    words that nobody can open.
    """

    def __init__(self, store: KeyStore) -> None:
        self._store = store
        self._new: _NewKeys | None = None
        self._seen: dict[KeyName, bytes] = {}
        self._to_destroy: list[KeyName] = []
        self._ending: list[Ending] = []

    def key_for(self, name: KeyName) -> bytes:
        """The data key of that name, made if there is none. Raises `KeyEnding` where it is about to be destroyed."""
        if name in self._to_destroy:
            raise KeyEnding(f"the {name[2]} words of {name[1]} are being erased: say more once that is done")
        key = self._known(name)
        if key is None:
            key = token_bytes(KEY_BYTES)
            self._new = self._new or _NewKeys()
            self._new.add(self._store.wrapped(name, key))
            self._remember(name, key)
        return key

    def existing(self, name: KeyName) -> bytes:
        """The data key of that name. Raises `KeyMissing` where there is none."""
        key = self._known(name)
        if key is None:
            raise KeyMissing(f"no key is held for the {name[2]} words of {name[1]}")
        return key

    def settle(self, log_id: str, is_recorded: Callable[[str], bool]) -> None:
        """Have nothing half erased in a log that this unit holds: see `KeyStore.settle`."""
        self._store.settle(log_id, is_recorded)

    def keep(self) -> None:
        """Write the new keys to the store, and which it is about to destroy."""
        if self._new or self._ending:
            self._store.keep(self._new or (), self._ending)
        if self._new:
            self._new.close()
            self._new = None

    def destroy_at_the_end(self, name: KeyName) -> None:
        """Mark a data key to be destroyed once the log has committed the fact that says so."""
        if not (self._new and self._new.forget(name)):
            self._to_destroy.append(name)
        self._seen.pop(name, None)

    def list_at_the_end(self, erasure: Erasure) -> None:
        """Have an erasure listed beside the keys once the log has committed its fact: it ends those marked so far."""
        self._ending.append(Ending(erasure, tuple(self._to_destroy)))

    def destroy(self) -> bool:
        """Destroy the keys that were marked and list the erasures; whether there were any."""
        if self._to_destroy or self._ending:
            self._store.destroy(self._to_destroy, [each.erasure for each in self._ending])
        return bool(self._to_destroy or self._ending)

    def _known(self, name: KeyName) -> bytes | None:
        if name in self._seen:
            return self._seen[name]
        made = self._new.find(name) if self._new else None
        key = self._store.unwrapped(*made) if made else self._store.held(name)
        if key is not None:
            self._remember(name, key)
        return key

    def _remember(self, name: KeyName, key: bytes) -> None:
        if len(self._seen) >= SEEN_AT_MOST:
            self._seen.clear()
        self._seen[name] = key


SEEN_AT_MOST = 10_000
"""How many opened keys a unit of work holds in memory before it begins again."""


def _wrapping_key(path: Path, *, has_keys: bool) -> bytes:
    if not path.exists():
        if has_keys:
            raise KeysUnusable(f"{path} is missing, and the data keys beside it were wrapped with it: put it back")
        write_privately(path, token_bytes(KEY_BYTES).hex())
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeysUnusable(f"{path} does not hold a key: put it back from its backup")
    return key
