"""Rebuild: fill new tables beside those that pages are read from, while facts go on being recorded; then switch.

Whoever is killed half-way leaves pages as they were, and the next rebuild goes on from where it was.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text

from projections.shared.projecting.generations import (
    begin,
    bookkeeping,
    has_bookkeeping,
    kept_of,
    live_of,
    make_live,
    number_of,
    old_of,
    overtaken,
    tables_of,
)
from projections.shared.projecting.projector import BATCH, DoneElsewhere, Projection, catch_up, positions_of, prepare
from tracker.domain.refusals import Refusal
from tracker.eventstore.database import Database, go_on_with
from tracker.eventstore.reading import last_position
from tracker.projecting.keeping_up import KeepingUp, P, drop

Progress = Callable[[int, int], None]
"""Told how many more facts were taken in, and of how many in all."""

SHARE_LEFT_TO_OTHERS = 0.25
"""How long others may write, on SQLite, for each second that filling has kept its one writer's place."""

ROWS_AT_ONCE = 5_000
"""How many rows of an old table SQLite overwrites while writers wait."""


class NoSuchProjection(Refusal):
    """A projection is named as “tracker health” names it."""

    WORDS = "there is no projection called {name}: there are {names}"


class NothingToGoBackTo(Refusal):
    """The tables from before can be read by the version of the program that made them, and by no other."""

    WORDS = (
        "there are no tables of {projection} from before that this version can read: if another version made them,"
        " install that one again, and it reads them"
    )


def nobody(_more: int, _total: int) -> None:
    """Where nobody is watching."""


class Rebuilding:
    """Fills generations and makes them live."""

    def __init__(self, keeping: KeepingUp[P], logs: Callable[[], Sequence[str]]) -> None:
        self._keeping = keeping
        self._database: Database = keeping.database
        self._logs = logs

    def is_ready(self, conn: Connection) -> bool:
        """Whether pages of this version can be read at once."""
        return has_bookkeeping(conn) and not self._missing(conn)

    def make_ready(self, progress: Progress = nobody) -> None:
        """Fill what this version has no tables of yet."""
        with self._database.reshaping() as conn:
            bookkeeping.create_all(conn)
            filling = self._begin(conn, self._missing(conn))
        if filling:
            self._bring(filling, progress)

    def rebuild(self, names: Sequence[str] = (), progress: Progress = nobody) -> list[str]:
        """Fill new tables of those projections (of all, where none is named), switch, and drop what is too old.

        The projections rebuilt. Raises `NoSuchProjection`.
        """
        with self._database.reshaping() as conn:
            filling = self._begin(conn, self._named(names))
        return self._bring(filling, progress)

    def _begin(self, conn: Connection, names: Sequence[str]) -> list[Projection]:
        filling = self._projections({name: begin(conn, name, self._versions[name]) for name in names})
        prepare(conn, filling)
        return filling

    def go_back(self, names: Sequence[str] = (), progress: Progress = nobody) -> list[str]:
        """Bring the tables that were read before up to date, and read them again; those of now are kept.

        The projections that went back. Raises `NoSuchProjection` and `NothingToGoBackTo`.
        """
        with self._database.reading() as conn:
            numbers = {name: self._kept(conn, name) for name in self._named(names)}
        return self._bring(self._projections(numbers), progress)

    @property
    def _versions(self) -> Mapping[str, int]:
        return self._keeping.versions

    def _missing(self, conn: Connection) -> list[str]:
        live = live_of(conn, self._versions)
        return [name for name in self._versions if name not in live]

    def _named(self, names: Sequence[str]) -> Sequence[str]:
        for name in names:
            if name not in self._versions:
                raise NoSuchProjection(name=name, names=", ".join(self._versions))
        return names or [*self._versions]

    def _kept(self, conn: Connection, name: str) -> int:
        kept = kept_of(conn, name, self._versions[name])
        if kept is None:
            raise NothingToGoBackTo(projection=name)
        return kept

    def _projections(self, numbers: Mapping[str, int]) -> list[Projection]:
        return [each for each in self._keeping.reading(numbers).all if each.NAME in numbers]

    def _bring(self, filling: Sequence[Projection], progress: Progress) -> list[str]:
        self._fill(filling, progress)
        self._analyse(filling)
        while not self._switch(filling):
            continue
        self._drop_what_is_old()
        return [projection.NAME for projection in filling]

    def _fill(self, filling: Sequence[Projection], progress: Progress) -> None:
        left = {log_id: self._left(log_id, filling) for log_id in self._logs()}
        total = sum(left.values())
        progress(0, total)
        for log_id, before in left.items():
            facts = before
            while facts:
                self._take_in_a_batch(log_id, filling)
                now = self._left(log_id, filling)
                progress(max(0, facts - now), total)
                facts = now

    def _left(self, log_id: str, filling: Sequence[Projection]) -> int:
        with self._database.reading(log_id) as conn:
            return last_position(conn, log_id) - min(positions_of(conn, log_id, filling).values())

    def _take_in_a_batch(self, log_id: str, filling: Sequence[Projection]) -> None:
        with (
            self._leaving_others_a_share(),
            suppress(DoneElsewhere),
            self._database.writing(log_id, lasting=False) as conn,
        ):
            reached = min(positions_of(conn, log_id, filling).values())
            upto = min(reached + BATCH, last_position(conn, log_id))
            catch_up(conn, conn, log_id, filling, self._keeping.opener(conn, log_id), upto)

    def _analyse(self, filling: Sequence[Projection]) -> None:
        """Let PostgreSQL know what is in tables that were filled just now, before anybody asks them something."""
        if not self._database.is_sqlite:
            with self._database.writing() as conn:
                quote = conn.dialect.identifier_preparer.quote
                for table in (table for each in filling for table in each.metadata.sorted_tables):
                    conn.exec_driver_sql(f"ANALYZE {quote(table.name)}")

    def _switch(self, filling: Sequence[Projection]) -> bool:
        """Take in the last few facts and make the new tables live; False where another rebuild was at them too."""
        with suppress(DoneElsewhere), self._database.reshaping() as conn:
            for projection in filling:
                for log_id in overtaken(conn, projection.NAME, number_of(projection)):
                    go_on_with(conn, log_id)
                    catch_up(conn, conn, log_id, [projection], self._keeping.opener(conn, log_id))
                make_live(conn, number_of(projection))
            return True
        return False

    def _drop_what_is_old(self) -> None:
        """Drop tables that nobody reads; those that somebody still holds wait for the next rebuild."""
        with self._database.reading() as conn:
            old = old_of(conn)
        for generation in old:
            if self._database.is_sqlite:
                self._empty(generation)
            drop(self._database, generation)

    def _empty(self, generation: int) -> None:
        """Overwrite a table's rows a few at a time, so that writers get in between."""
        with self._database.reading() as conn:
            names = tables_of(conn, generation)
        for name in names:
            some = text(f'DELETE FROM "{name}" WHERE rowid IN (SELECT rowid FROM "{name}" LIMIT {ROWS_AT_ONCE})')  # noqa: S608  the name of a table of ours
            gone = ROWS_AT_ONCE
            while gone == ROWS_AT_ONCE:
                with self._leaving_others_a_share(), self._database.writing() as conn:
                    gone = conn.execute(some).rowcount

    @contextmanager
    def _leaving_others_a_share(self) -> Iterator[None]:
        """SQLite has one writer at a time: whoever comes back at once would keep all others out."""
        began = time.monotonic()
        yield
        if self._database.is_sqlite:
            time.sleep((time.monotonic() - began) * SHARE_LEFT_TO_OTHERS)
