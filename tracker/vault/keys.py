"""The key store: one data key for each record and class of words, wrapped, far from the log's database.

It is a folder with backups of its own: `wrapping-key-N`, the key that wraps (RFC 3394), and `keys.db`, the wrapped data
keys. Destroying a data key erases every word that it sealed; no backup of the log's database can bring them back.
"""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from secrets import token_bytes, token_hex
from threading import Lock

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

KEY_BYTES = 32

_SCHEMA = """
CREATE TABLE IF NOT EXISTS data_keys (
    log_id TEXT NOT NULL, stream TEXT NOT NULL, class TEXT NOT NULL,
    wrapped BLOB NOT NULL, wrapping_key INTEGER NOT NULL,
    PRIMARY KEY (log_id, stream, class)
) WITHOUT ROWID;
"""

_INSERT = "INSERT INTO data_keys (log_id, stream, class, wrapped, wrapping_key) VALUES (?, ?, ?, ?, ?)"
_SELECT = "SELECT wrapped, wrapping_key FROM data_keys WHERE log_id = ? AND stream = ? AND class = ?"

_DELETE = "DELETE FROM data_keys WHERE log_id = ? AND stream = ? AND class = ?"

KeyName = tuple[str, str, str]
"""Log, stream and class: what a data key is for."""


class KeyMissing(LookupError):
    """No data key is held for these words: they were erased, or the key store is not the one they were sealed with."""


class KeysUnusable(Exception):
    """The key store cannot be used as it is; the text says what to put back."""


class KeyStore:
    """The wrapped data keys of every log on this server."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = Lock()
        self._db = sqlite3.connect(folder / "keys.db", check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(_SCHEMA)
        has_keys = self._db.execute("SELECT 1 FROM data_keys LIMIT 1").fetchone() is not None
        self._wrapping = {1: _wrapping_key(folder / "wrapping-key-1", has_keys=has_keys)}
        self._newest = max(self._wrapping)

    def close(self) -> None:
        """Close the store's file."""
        self._db.close()

    def held(self, name: KeyName) -> bytes | None:
        """The data key of that name, or None where there is none."""
        with self._lock:
            row = self._db.execute(_SELECT, name).fetchone()
        if row is None:
            return None
        try:
            return aes_key_unwrap(self._wrapping[row[1]], row[0])
        except InvalidUnwrap:
            raise KeysUnusable(
                "the wrapping key is not the one that wrapped these keys: put the right one back"
            ) from None

    def destroy(self, names: Iterable[KeyName]) -> None:
        """Destroy data keys: nothing that they sealed can be opened again."""
        with self._lock:
            self._db.executemany(_DELETE, list(names))
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def keep(self, keys: dict[KeyName, bytes]) -> None:
        """Keep new data keys, all or none. Raises `sqlite3.IntegrityError` where one of that name exists already."""
        wrapping = self._wrapping[self._newest]
        rows = [(*name, aes_key_wrap(wrapping, key), self._newest) for name, key in keys.items()]
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.executemany(_INSERT, rows)
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise


class Keyring:
    """The data keys that one unit of work uses; the new ones are kept just before the log commits.

    A crash between the two leaves keys that nothing was sealed with, which harms nobody; the other order would leave
    words that nobody can open.
    """

    def __init__(self, store: KeyStore) -> None:
        self._store = store
        self._new: dict[KeyName, bytes] = {}
        self._seen: dict[KeyName, bytes] = {}
        self._to_destroy: list[KeyName] = []

    def key_for(self, name: KeyName) -> bytes:
        """The data key of that name, made if there is none yet."""
        key = self._new.get(name) or self._known(name)
        if key is None:
            key = self._new[name] = token_bytes(KEY_BYTES)
        return key

    def existing(self, name: KeyName) -> bytes:
        """The data key of that name. Raises `KeyMissing` where there is none."""
        key = self._new.get(name) or self._known(name)
        if key is None:
            raise KeyMissing(f"no key is held for the {name[2]} words of {name[1]}")
        return key

    def keep(self) -> None:
        """Write the new keys to the store."""
        if self._new:
            self._store.keep(self._new)
            self._new = {}

    def destroy_at_the_end(self, name: KeyName) -> None:
        """Mark a data key to be destroyed once the log has committed the fact that says so."""
        if self._new.pop(name, None) is None:
            self._to_destroy.append(name)
        self._seen.pop(name, None)

    def destroy(self) -> bool:
        """Destroy the keys that were marked; whether there were any."""
        if self._to_destroy:
            self._store.destroy(self._to_destroy)
        return bool(self._to_destroy)

    def _known(self, name: KeyName) -> bytes | None:
        if name not in self._seen:
            if len(self._seen) >= SEEN_AT_MOST:
                self._seen.clear()
            key = self._store.held(name)
            if key is None:
                return None
            self._seen[name] = key
        return self._seen[name]


SEEN_AT_MOST = 10_000
"""How many opened keys a unit of work holds in memory before it begins again."""


def _wrapping_key(path: Path, *, has_keys: bool) -> bytes:
    if not path.exists():
        if has_keys:
            raise KeysUnusable(f"{path} is missing, and the data keys beside it were wrapped with it: put it back")
        _write_privately(path, token_bytes(KEY_BYTES).hex())
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeysUnusable(f"{path} does not hold a key: put it back from its backup")
    return key


def _write_privately(path: Path, text: str) -> None:
    """Write a file whole or not at all, for nobody else on this machine to read."""
    unfinished = path.with_name(f".{path.name}.{token_hex(4)}")
    file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, text.encode())
        os.fsync(file)
        os.link(unfinished, path)  # fails where another process was faster, whose key then holds
    except FileExistsError:
        pass
    finally:
        os.close(file)
        unfinished.unlink()
