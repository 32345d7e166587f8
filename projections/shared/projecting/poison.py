"""A fact that a handler cannot digest: found by halving, tried again, then set aside, and everything else goes on.

Whatever else happens to the same stream waits with it, in order, so that no page folds a stream with a hole in it. A
new generation of the tables begins with nothing set aside: that is how a fact is taken in once its handler is mended.
"""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import BigInteger, Column, Connection, Integer, PrimaryKeyConstraint, String, Table, insert
from sqlalchemy.exc import InterfaceError, InternalError, NotSupportedError, OperationalError, ProgrammingError

from projections.shared.projecting.generations import bookkeeping
from tracker.eventstore.driving import DatabaseRefuses
from tracker.eventstore.reading import Entry, Unreadable
from tracker.eventstore.statement import Statement
from tracker.vault.keys import KeysUnusable

set_aside = Table(
    "set_aside",
    bookkeeping,
    Column("log_id", String(16), nullable=False),
    Column("projection", String(40), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("stream", String(80), nullable=False),
    Column("topic", String(80), nullable=False),
    Column("visibility", String(16), nullable=False),
    Column("error", String(80), nullable=False),
    PrimaryKeyConstraint("log_id", "projection", "generation", "position"),
)
"""Every fact that was not taken in: what kind of error its handler raised, by its class alone, since an error's text
may quote words; none where it only waits for an earlier fact of its stream."""

NOT_THE_FACTS_FAULT = (
    OperationalError, InternalError, InterfaceError, ProgrammingError, NotSupportedError, DatabaseRefuses, KeysUnusable,
    sqlite3.Error, OSError, EOFError, MemoryError,
)  # fmt: skip
"""What is wrong with the machine, the database or the keys: it ends the work, which is done again later."""

CANNOT_BE_BOUND = ("Error binding parameter", "cannot adapt type")
"""How SQLite's and PostgreSQL's drivers begin to say that a value is of a kind that they do not know."""

LONGEST_NAME = 80

Found = Sequence[Entry | Unreadable]
"""What stands at some positions of a log, in order."""

_WAITING = Statement("SELECT DISTINCT projection, generation, stream FROM set_aside WHERE log_id = :log_id")
_SINCE = Statement(
    "SELECT stream, min(position) FROM set_aside"
    " WHERE log_id = :log_id AND projection = :projection AND generation = :generation GROUP BY stream"
)
_BEGIN, _KEEP, _UNDO = (Statement(f"{what} SAVEPOINT digesting") for what in ("", "RELEASE", "ROLLBACK TO"))


def quarantined(conn: Connection, log_id: str) -> dict[tuple[str, int], set[str]]:
    """The streams of a log that wait, by projection and generation."""
    waiting: dict[tuple[str, int], set[str]] = {}
    for projection, generation, stream in _WAITING.rows(conn, log_id=log_id):
        waiting.setdefault((projection, generation), set()).add(stream)
    return waiting


def since_when(conn: Connection, of: Mapping[str, str | int], streams: Collection[str]) -> dict[str, int]:
    """The position of the first fact of each of those streams that one generation could not take in."""
    return {stream: at for stream, at in _SINCE.rows(conn, **of) if stream in streams}


@dataclass(frozen=True, slots=True)
class Digestion:
    """One generation taking in facts of one log; `waiting` are the streams that are in quarantine."""

    conn: Connection
    of: Mapping[str, str | int]
    project: Callable[[Sequence[Entry]], None]
    waiting: set[str] = field(default_factory=set)

    def take_in(self, found: Found) -> None:
        """Take in all that can be, and set the rest aside."""
        entries: list[Entry] = []
        for each in found:
            if isinstance(each, Entry):
                entries.append(each)
            else:
                self._digest(entries)
                self._leave(each)
                entries = []
        self._digest(entries)

    def take_in_whole(self, found: Found) -> None:
        """Take in all but what waits or cannot be read. Raises what a handler raises."""
        digestible = self._digestible(found)
        if digestible:
            self.project(digestible)

    def _digestible(self, found: Found) -> list[Entry]:
        """What can be read and does not wait for an earlier fact of its stream; the rest is set aside."""
        digestible = []
        for each in found:
            if isinstance(each, Entry) and each.envelope.stream not in self.waiting:
                digestible.append(each)
            else:
                self._leave(each)
        return digestible

    def _leave(self, left: Entry | Unreadable) -> None:
        if isinstance(left, Entry):
            self._set_aside(left)
        else:
            self.waiting.add(left.stream)
            self._keep_aside(*left)

    def _digest(self, entries: Sequence[Entry]) -> None:
        digestible = self._digestible(entries)
        if digestible and (error := _failure(self.conn, lambda: self.project(digestible))):
            self._find(digestible, error)

    def _find(self, entries: Sequence[Entry], error: str) -> None:
        if len(entries) > 1:
            middle = len(entries) // 2
            self._digest(entries[:middle])
            self._digest(entries[middle:])
        elif _failure(self.conn, lambda: self.project(entries)):
            self.waiting.add(entries[0].envelope.stream)
            self._set_aside(entries[0], error)

    def _set_aside(self, entry: Entry, error: str = "") -> None:
        envelope = entry.envelope
        self._keep_aside(entry.position, envelope.stream, envelope.topic, envelope.visibility, error)

    def _keep_aside(self, position: int, stream: str, topic: str, visibility: str, error: str) -> None:
        said = {"position": position, "stream": stream, "topic": topic, "visibility": visibility, "error": error}
        self.conn.execute(insert(set_aside), {**self.of, **said})


def take_in_together(conn: Connection, facts: Sequence[tuple[Digestion, Found]]) -> None:
    """Take in what several generations have before them: at once, or where that fails each by itself."""

    def at_once() -> None:
        for digestion, found in facts:
            digestion.take_in_whole(found)

    waited = [{*digestion.waiting} for digestion, _ in facts]
    if _failure(conn, at_once):
        for (digestion, _), before in zip(facts, waited, strict=True):
            digestion.waiting.intersection_update(before)
        for digestion, found in facts:
            digestion.take_in(found)


def _failure(conn: Connection, work: Callable[[], None]) -> str:
    """The class of what a handler raised, having left nothing behind; nothing where the work is done."""
    _BEGIN.run(conn)
    try:
        work()
    except Exception as why:
        if isinstance(why, NOT_THE_FACTS_FAULT) and not _is_of_a_wrong_kind(why):
            raise
        _UNDO.run(conn)
        _KEEP.run(conn)
        return type(why).__name__[:LONGEST_NAME]
    _KEEP.run(conn)
    return ""


def _is_of_a_wrong_kind(error: Exception) -> bool:
    """Whether a handler tried to write something that no database takes."""
    said = str(getattr(error, "orig", error))
    return isinstance(error, (ProgrammingError, InterfaceError)) and said.startswith(CANNOT_BE_BOUND)
