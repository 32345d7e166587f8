"""Back up what a server holds, and bring it back: the facts in one place, the keys in another, never together.

A backup of the facts is an SQLite file, from whichever kind of database, and comes back to either. Facts first and keys
after them, so that the keys of every word are there. A backup of the keys from before an erasure can still open what an
older backup of the facts holds: keep the newest alone.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import make_url, select

from tracker.config import Settings, sqlite_url
from tracker.domain.refusals import Refusal
from tracker.eventstore.database import Database, turn_beside
from tracker.eventstore.migrating import is_migrated, migrate
from tracker.eventstore.roles import hold_to_rights
from tracker.eventstore.tables import logs
from tracker.keeping.copying import copy_logs
from tracker.vault.keys import KeyStore

FACTS, KEYS = "tracker.db", "keys.db"
KEY_FILES = ("wrapping-key-*", "signing-key-*", "signed-*")


class NotEmpty(Refusal):
    """A backup is never written over anything."""

    WORDS = "{folder} holds something already: name a folder that is empty or not there yet"


class TogetherWithKeys(Refusal):
    """Whoever finds a backup of the facts must not find the keys with it."""

    WORDS = "{folder} is where {others} are: facts and keys are backed up to different places, or erasing means nothing"


class NotHere(Refusal):
    """What is brought back has to be there."""

    WORDS = "{folder} holds no backup of {what}: there is no {file} in it"


class Damaged(Refusal):
    """A backup that is damaged is not brought back."""

    WORDS = "{file} is damaged or is no backup of the facts, so nothing was brought back"


class AlreadyThere(Refusal):
    """Bringing back never writes over what is there."""

    WORDS = "{folder} holds {what} already: move them away first, or set another {variable}"


class KeysNotHere(Refusal):
    """Without the keys, words that nobody erased could not be told from those that somebody did."""

    WORDS = "the keys are not in {folder}: bring them back first, with “tracker restore-keys”"


class NotReady(Refusal):
    """Facts come back to a database whose owner has made its tables."""

    WORDS = "{place} is not ready for this version: run “tracker migrate” first (docs/databases.md)"


def back_up_facts(database: Database, keys: Path, folder: Path) -> Path:
    """Write the whole database, as it is at one moment, to a new file in a folder; writers need not wait.

    What was erased is not in it, not even in pages that are no longer used.
    """
    if _is_in(folder, keys) or (folder.parent / KEYS).exists():
        raise TogetherWithKeys(folder=folder, others="the keys")
    with _new(folder) as unfinished:
        if database.is_sqlite:
            _vacuum_into(database, unfinished / FACTS)
        else:
            _write_out(database, unfinished / FACTS)
    return folder / FACTS


def _vacuum_into(database: Database, path: Path) -> None:
    with database.engine.connect() as conn:
        driver: Any = conn.connection.driver_connection  # which has not begun a transaction
        driver.execute("VACUUM INTO ?", (str(path),))


def _write_out(database: Database, path: Path) -> None:
    written = Database(sqlite_url(path))
    try:
        migrate(written)
        copy_logs(database, written)
    finally:
        written.close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    turn_beside(path).unlink(missing_ok=True)


def back_up_keys(store: KeyStore, keys: Path, home: Path, folder: Path) -> Path:
    """Write the keys and the list of erasures to a folder of their own."""
    if _is_in(folder, home) or any((each / FACTS).exists() for each in (folder, folder.parent)):
        raise TogetherWithKeys(folder=folder, others="the facts")
    with _new(folder) as unfinished:
        store.copy_to(unfinished / KEYS)
        for path in _key_files(keys):
            shutil.copyfile(path, unfinished / path.name)
    return folder / KEYS


@contextmanager
def bringing_facts_back(folder: Path, settings: Settings) -> Iterator[Settings]:
    """The facts of a backup where a tracker may start on them, with the settings that the block is given.

    Starting brings them to agree with the erasures since. They stay when the block ends, and where it raises nothing
    does. What PostgreSQL is to hold is never taken away again, so that a file stands in for it until then.
    """
    backup, address = folder / FACTS, make_url(settings.database_url)
    if not backup.is_file():
        raise NotHere(folder=folder, what="the facts", file=FACTS)
    if address.get_backend_name() == "sqlite":
        with _put_back(backup, Path(address.database or ""), settings.keys):
            yield settings
        return
    target = Database(settings.database_url)
    try:
        _takes_facts(target, settings)
        with TemporaryDirectory() as name:
            place = Path(name) / FACTS
            with _put_back(backup, place, settings.keys):
                yield replace(settings, database_url=sqlite_url(place))
            agreed = Database(sqlite_url(place))
            try:
                copy_logs(agreed, target)
            finally:
                agreed.close()
    finally:
        target.close()


@contextmanager
def _put_back(backup: Path, place: Path, keys: Path) -> Iterator[None]:
    """The file of a backup in its place, and taken away again where the block raises."""
    if place.exists():
        raise AlreadyThere(folder=place.parent, what="facts", variable="TRACKER_HOME")
    if not (keys / KEYS).exists():
        raise KeysNotHere(folder=keys)
    _is_sound(backup)
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        _copy(backup, place)
        yield
    except BaseException:
        for suffix in ("", "-wal", "-shm"):
            place.with_name(place.name + suffix).unlink(missing_ok=True)
        raise


def bring_keys_back(folder: Path, keys: Path) -> None:
    """Put the keys of a backup in their place."""
    if not (folder / KEYS).is_file():
        raise NotHere(folder=folder, what="the keys", file=KEYS)
    if (keys / KEYS).exists() or list(_key_files(keys)):
        raise AlreadyThere(folder=keys, what="keys", variable="TRACKER_KEYS")
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in (*_key_files(folder), folder / KEYS):
        _copy(path, keys / path.name)


def _takes_facts(target: Database, settings: Settings) -> None:
    with target.reading() as conn:
        if not is_migrated(conn):
            raise NotReady(place=settings.place)
        hold_to_rights(conn)
        if conn.execute(select(logs.c.log_id).limit(1)).first():
            raise AlreadyThere(folder=settings.place, what="facts", variable="TRACKER_DATABASE_URL")


def _key_files(folder: Path) -> list[Path]:
    return sorted(path for pattern in KEY_FILES for path in folder.glob(pattern))


def _is_in(folder: Path, other: Path) -> bool:
    return folder.absolute().is_relative_to(other.absolute())


@contextmanager
def _new(folder: Path) -> Iterator[Path]:
    """A folder to fill, which gets its name once it is whole and on the disk."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(folder=folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    try:
        yield unfinished
        for path in unfinished.iterdir():
            path.chmod(0o600)
            _to_disk(path)
        _to_disk(unfinished)
        unfinished.replace(folder)
        _to_disk(folder.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o600)
    _to_disk(target)
    _to_disk(target.parent)


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _is_sound(backup: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as plain:
            (answer,) = plain.execute("PRAGMA integrity_check(1)").fetchone()
            plain.execute("SELECT 1 FROM events LIMIT 1")
    except sqlite3.Error:
        answer = "no"
    if answer != "ok":
        raise Damaged(file=backup)
