"""The shared projector: one `catch_up` that brings projections up to a position, each fact once.

A projection folds a batch of facts into its own tables. Its position moves in the same transaction, by a guarded
upsert whose returned row is the proof that nobody else did the work; it moves first, so that two workers never wait for
each other's rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    delete,
    inspect,
    select,
    text,
)

from tracker.events import Sealed
from tracker.eventstore.reading import Entry, last_position, read_log

BATCH = 1000
"""Facts in a batch: enough to share the cost of reading and writing, few enough to hold in memory."""

_metadata = MetaData()

positions = Table(
    "projection_positions",
    _metadata,
    Column("log_id", String(16), nullable=False),
    Column("projection", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    PrimaryKeyConstraint("log_id", "projection"),
)
"""How far each projection has come in each log."""

_MOVE = text(
    "INSERT INTO projection_positions (log_id, projection, version, position)"
    " VALUES (:log_id, :projection, :version, :to)"
    " ON CONFLICT (log_id, projection) DO UPDATE SET position = excluded.position, version = excluded.version"
    " WHERE projection_positions.position = :was RETURNING position"
)

_STAND = (
    "SELECT heads.size, projection, position FROM heads"
    " LEFT JOIN projection_positions ON projection_positions.log_id = heads.log_id WHERE heads.log_id = {}"
)
STAND = {"sqlite": _STAND.format("?"), "postgresql": _STAND.format("%s")}
"""What asks where a log stands, as each driver has it."""

OpenWords = Callable[[Iterable[Sealed]], dict[str, str]]
"""Opens sealed words: the texts by ref, those that can be opened."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some facts of one log in order, and the means to open published words."""

    log_id: str
    entries: Sequence[Entry]
    open_words: OpenWords


class Projection(Protocol):
    """One page's tables and how facts fill them. Raise `VERSION` when either changes."""

    NAME: ClassVar[str]
    metadata: MetaData

    @property
    def VERSION(self) -> int:  # noqa: N802  a constant of its class, wherever it is known beforehand
        """The version of the tables and of what fills them."""

    def project(self, conn: Connection, batch: Batch) -> None:
        """Fold a batch into the tables."""


class DoneElsewhere(Exception):
    """Another worker brought this projection forward; this work is undone."""


def prepare(conn: Connection, projections: Sequence[Projection]) -> None:
    """Make the tables that are not there yet; burn those of an older version, to be made again."""
    _metadata.create_all(conn)
    for projection in projections:
        is_older = (positions.c.projection == projection.NAME) & (positions.c.version != projection.VERSION)
        if conn.execute(select(positions).where(is_older)).first():
            burn(conn, projection)
        projection.metadata.create_all(conn)


def is_prepared(conn: Connection, projections: Sequence[Projection]) -> bool:
    """Whether every table is there and none is of an older version: then `prepare` has nothing to do."""
    there = {*inspect(conn).get_table_names()}
    wanted = {table for projection in projections for table in projection.metadata.tables} | {positions.name}
    if not wanted <= there:
        return False
    versions = {projection.NAME: projection.VERSION for projection in projections}
    found = conn.execute(select(positions.c.projection, positions.c.version).distinct())
    return all(versions.get(row.projection, row.version) == row.version for row in found)


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a log has come, and each projection in it, by name: pages change when this does."""

    end: int
    reached: frozenset[tuple[str, int]]

    def is_behind(self, projections: Sequence[Projection]) -> bool:
        """Whether some page has not taken in all of its log."""
        up_to_date = {name for name, position in self.reached if position >= self.end}
        return not all(projection.NAME in up_to_date for projection in projections)


def stand_of(conn: Connection, log_id: str) -> Stand:
    """Where a log stands, in one query, put to the driver itself: every request asks it."""
    cursor = conn.connection.cursor()
    cursor.execute(STAND[conn.dialect.name], (log_id,))
    return stand_from(cursor.fetchall())


def stand_from(rows: Sequence[Any]) -> Stand:
    """Where a log stands, as `STAND` tells it."""
    end = rows[0][0] - 1 if rows else -1
    return Stand(end, frozenset((name, reached) for _, name, reached in rows if name is not None))


def burn(conn: Connection, projection: Projection) -> None:
    """Forget everything that a projection made, in every log. The facts make it again."""
    projection.metadata.drop_all(conn)
    conn.execute(delete(positions).where(positions.c.projection == projection.NAME))
    projection.metadata.create_all(conn)


def position_of(conn: Connection, log_id: str, projection: Projection) -> int:
    """The last position that a projection has taken in; -1 where it has none."""
    of_log = (positions.c.log_id == log_id) & (positions.c.projection == projection.NAME)
    found = conn.execute(select(positions.c.position).where(of_log)).scalar()
    return -1 if found is None else found


def catch_up(
    log: Connection,
    tables: Connection,
    log_id: str,
    projections: Sequence[Projection],
    open_words: OpenWords,
    upto: int | None = None,
) -> int:
    """Bring projections up to a position, or to the log's end; the position reached.

    `log` is where facts are read, `tables` where pages are kept: one connection, unless a past date is made elsewhere.
    Raises `DoneElsewhere` where another worker moved a projection meanwhile; the caller's transaction then undoes all.
    """
    goal = last_position(log, log_id) if upto is None else upto
    reached = {projection.NAME: position_of(tables, log_id, projection) for projection in projections}
    while (lowest := min(reached.values(), default=goal)) < goal:
        entries = read_log(log, log_id, after=lowest, upto=goal, limit=BATCH)
        if not entries:
            break
        for projection in projections:
            was = reached[projection.NAME]
            fresh = [entry for entry in entries if entry.position > was]
            if fresh:
                reached[projection.NAME] = _move(tables, log_id, projection, was, fresh[-1].position)
                projection.project(tables, Batch(log_id, fresh, open_words))
    return goal


def _move(conn: Connection, log_id: str, projection: Projection, was: int, to: int) -> int:
    move = {"log_id": log_id, "projection": projection.NAME, "version": projection.VERSION, "was": was, "to": to}
    if conn.execute(_MOVE, move).first() is None:
        raise DoneElsewhere(f"{projection.NAME} is not at position {was} any more")
    return to
