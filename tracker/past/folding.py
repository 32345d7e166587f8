"""Fold the beginning of a log into a database of its own, going on from an earlier fold where there is one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection

from projections.shared.projecting.projector import Projection, catch_up, prepare
from tracker.eventstore.tables import events, heads
from tracker.past.file import PrivateFile, PrivateFolder

STARTS_AT_MOST, BYTES_AT_MOST = 8, 128 * 1024 * 1024
"""How many earlier folds are kept to go on from, and how much of the disk they may take; one always may."""

FACT = tuple(column.name for column in events.columns if column.name != "log_id")
"""What a source gives of each fact, in this order."""

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Prefix:
    """A log up to a position, told in some generations of the projections' tables.

    `erasure` is where something was last erased from the log or taken back, -1 where nothing was.
    """

    log_id: str
    position: int
    erasure: int
    generations: tuple[tuple[str, int], ...]

    def written(self) -> tuple[Any, ...]:
        """The prefix as it is told another process."""
        return self.log_id, self.position, self.erasure, self.generations

    @classmethod
    def read(cls, log_id: str, position: int, erasure: int, generations: Iterable[Sequence[Any]]) -> "Prefix":
        """The prefix that another process told."""
        return cls(log_id, position, erasure, tuple((name, made) for name, made in generations))


ProjectionsOf = Callable[[Mapping[str, int]], Sequence[Projection]]
"""The projections that fill some generations of their tables."""


class Source(Protocol):
    """Where facts and published words come from."""

    def facts(self, log_id: str, after: int, upto: int) -> Sequence[Row]:
        """Some facts after one position and up to another, from the first of them on, each as `FACT` says."""

    def opened(self, log_id: str, sealed: Iterable[str]) -> dict[str, str]:
        """Those words by ref, as far as they can be opened."""


@dataclass(eq=False, slots=True)
class _Start:
    prefix: Prefix
    file: PrivateFile
    used: int


class Folding:
    """Folds prefixes of logs, and keeps a few: a later day goes on from an earlier one."""

    def __init__(self, projections_of: ProjectionsOf, folder: PrivateFolder | None = None) -> None:
        self._projections_of = projections_of
        self._folder = folder or PrivateFolder()
        self._uses = count()
        self._starts: list[_Start] = []

    def fold(self, prefix: Prefix, source: Source) -> Path:
        """The pages as they stood at a position, in a file that is the caller's."""
        self._forget_what_was_erased(prefix)
        start = self._before(prefix)
        if start is None or start.prefix.position < prefix.position:
            start = self._gone_on(start, prefix, source)
        start.used = next(self._uses)
        finished = self._folder.new()
        start.file.copy_to(finished)
        return finished

    def interrupt(self) -> None:
        """Nothing: what is being folded in this process is finished first."""

    def close(self) -> None:
        """Be rid of every file."""
        self._keep(())
        self._folder.remove()

    def _before(self, prefix: Prefix) -> _Start | None:
        """The fold of the same log that is furthest on, and not beyond."""
        known = [
            each
            for each in self._starts
            if (each.prefix.log_id, each.prefix.generations) == (prefix.log_id, prefix.generations)
            and each.prefix.position <= prefix.position
        ]
        return max(known, key=lambda start: start.prefix.position, default=None)

    def _gone_on(self, start: _Start | None, prefix: Prefix, source: Source) -> _Start:
        path = self._folder.new()
        if start:
            start.used = next(self._uses)
            start.file.copy_to(path)
        file = PrivateFile(path)
        try:
            self._catch_up(file, start.prefix.position if start else -1, prefix, source)
        except BaseException:
            file.close()
            raise
        self._starts.append(_Start(prefix, file, next(self._uses)))
        self._make_room()
        return self._starts[-1]

    def _catch_up(self, file: PrivateFile, reached: int, prefix: Prefix, source: Source) -> None:
        log_id, projections = prefix.log_id, self._projections_of(dict(prefix.generations))
        if reached < 0:
            with file.working() as conn:
                prepare(conn, projections)
        while reached < prefix.position:
            rows = source.facts(log_id, reached, prefix.position)
            with file.working() as conn, _as_a_log(conn, log_id, rows):
                reached = rows[-1][FACT.index("position")]
                catch_up(conn, conn, log_id, projections, lambda sealed: source.opened(log_id, sealed), upto=reached)

    def _forget_what_was_erased(self, prefix: Prefix) -> None:
        """Be rid of folds that may hold words erased since."""
        self._keep(
            each
            for each in self._starts
            if each.prefix.log_id != prefix.log_id or each.prefix.erasure == prefix.erasure
        )

    def _make_room(self) -> None:
        newest_first = sorted(self._starts, key=lambda start: -start.used)[:STARTS_AT_MOST]
        kept, taken = newest_first[:1], newest_first[0].file.size
        for each in newest_first[1:]:
            taken += each.file.size
            if taken <= BYTES_AT_MOST:
                kept.append(each)
        self._keep(sorted(kept, key=lambda start: start.used))

    def _keep(self, kept: Iterable[_Start]) -> None:
        before, self._starts = self._starts, list(kept)
        for each in before:
            if each not in self._starts:
                each.file.close()


@contextmanager
def _as_a_log(conn: Connection, log_id: str, rows: Sequence[Row]) -> Iterator[None]:
    """Facts where `catch_up` looks for them, for as long as it looks: in tables that only this connection sees."""
    position, recorded_at = (rows[-1][FACT.index(name)] for name in ("position", "recorded_at"))
    names = [column.name for column in heads.columns]
    conn.exec_driver_sql(f"CREATE TEMP TABLE events ({', '.join(('log_id', *FACT))}, PRIMARY KEY (log_id, position))")
    conn.exec_driver_sql(f"CREATE TEMP TABLE heads ({', '.join(names)})")
    places = ", ".join("?" * (1 + len(FACT)))
    conn.exec_driver_sql(f"INSERT INTO temp.events VALUES ({places})", [(log_id, *row) for row in rows])  # noqa: S608  marks for values
    conn.exec_driver_sql("INSERT INTO temp.heads VALUES (?, ?, ?)", (log_id, position + 1, recorded_at))
    yield
    for table in ("events", "heads"):
        conn.exec_driver_sql(f"DROP TABLE temp.{table}")
