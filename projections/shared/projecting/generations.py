"""Generations of a projection's tables, and how far each has come in each log.

A generation is one set of a projection's tables, filled by one version of it. It is filled beside the one that pages
are read from and then made live by one small change to a row, so that nobody waits and nobody finds a table missing.
A process reads the live generation of its own version: while a new version fills its tables, an old one reads on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.sql.elements import quoted_name

from tracker.eventstore.statement import Statement

bookkeeping = MetaData()

generations = Table(
    "generations",
    bookkeeping,
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("projection", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(8), nullable=False),
)
"""Every generation there is: `filling`, `live`, `kept` for going back, or `old`, whose tables are to go."""

positions = Table(
    "positions",
    bookkeeping,
    Column("log_id", String(16), nullable=False),
    Column("projection", String(40), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    PrimaryKeyConstraint("log_id", "projection", "generation"),
)
"""How far each generation has come in each log."""


class Numbered(Protocol):
    """What has tables of a generation: a projection."""

    NAME: ClassVar[str]
    metadata: MetaData

    @property
    def VERSION(self) -> int:  # noqa: N802  a constant of its class, wherever it is known beforehand
        """The version of the tables and of what fills them."""


class VersionReplaced(Exception):
    """The tables of this version are gone: newer ones were put in since, or another version had to let them go."""


def number(metadata: MetaData, generation: int) -> None:
    """Give tables the names of a generation, before anything has read them."""
    for table in metadata.tables.values():
        table.name = quoted_name(f"{table.name}{_suffix(generation)}", quote=None)
        table.fullname = str(table.name)
        for index in table.indexes:
            index.name = quoted_name(f"{index.name}{_suffix(generation)}", quote=None)
    metadata.info["generation"] = generation


def number_of(projection: Numbered) -> int:
    """The generation whose tables a projection fills; 0 where it was given none."""
    generation: int = projection.metadata.info.get("generation", 0)
    return generation


def _suffix(generation: int) -> str:
    return f"_g{generation}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the pages of a log stand: which generations are live, how far they have come, and where the log ends.

    `waits`: some stream waits until it can be taken in.
    """

    live: Mapping[str, int]
    reached: Mapping[str, int]
    end: int
    waits: bool

    @property
    def taken_in(self) -> int:
        """The last position that every page has taken in; -1 where there is none."""
        return min(self.reached.values())

    @property
    def is_behind(self) -> bool:
        """Whether some page has not taken in all of its log."""
        return self.taken_in < self.end


class _Live(NamedTuple):
    size: int | None
    projection: str
    version: int
    generation: int
    position: int | None
    waits: bool


STANDING = Statement(
    "SELECT heads.size, generations.projection, generations.version, generations.generation, positions.position,"
    " EXISTS (SELECT 1 FROM set_aside WHERE set_aside.log_id = asked.log_id"
    " AND set_aside.projection = generations.projection AND set_aside.generation = generations.generation)"
    " FROM (SELECT CAST(:log_id AS text) AS log_id) AS asked JOIN generations ON generations.state = 'live'"
    " LEFT JOIN heads ON heads.log_id = asked.log_id"
    " LEFT JOIN positions ON positions.log_id = asked.log_id AND positions.projection = generations.projection"
    " AND positions.generation = generations.generation"
)
"""What asks where the pages of a log stand."""


def standing_of(conn: Connection, log_id: str, versions: Mapping[str, int]) -> Standing:
    """Where the pages of a log stand, in one query. Raises `VersionReplaced`."""
    return standing_from(STANDING.rows(conn, log_id=log_id), versions)


def standing_from(rows: Iterable[Any], versions: Mapping[str, int]) -> Standing:
    """Where the pages of a log stand, as `STANDING` tells it, for those versions of the projections.

    Raises `VersionReplaced`.
    """
    live = map(_Live._make, rows)
    mine = {each.projection: each for each in live if versions.get(each.projection) == each.version}
    if missing := versions.keys() - mine.keys():
        raise VersionReplaced(
            f"another version of this program has replaced the tables of {', '.join(sorted(missing))}, or let them go"
            " because words were taken back: start this one again, and it makes them anew"
        )
    return Standing(
        live={name: each.generation for name, each in mine.items()},
        reached={name: -1 if each.position is None else each.position for name, each in mine.items()},
        end=max((each.size or 0 for each in mine.values()), default=0) - 1,
        waits=any(each.waits for each in mine.values()),
    )


def live_of(conn: Connection, versions: Mapping[str, int]) -> dict[str, int]:
    """The live generation of each projection in those versions, of those that have one."""
    rows = conn.execute(select(generations).where(generations.c.state == "live"))
    return {row.projection: row.generation for row in rows if versions.get(row.projection) == row.version}


def beside(conn: Connection, versions: Mapping[str, int]) -> list[tuple[str, int]]:
    """Every generation of those versions that is kept or being filled, with its projection."""
    rows = conn.execute(select(generations).where(generations.c.state.in_(("kept", "filling"))))
    return [(row.projection, row.generation) for row in rows if versions.get(row.projection) == row.version]


def retire_others(conn: Connection, versions: Mapping[str, int]) -> bool:
    """Let go of the tables of other versions, which this one cannot read; whether there were any."""
    rows = conn.execute(select(generations).where(generations.c.state != "old"))
    others = [row.generation for row in rows if versions.get(row.projection, row.version) != row.version]
    for generation in others:
        _mark(conn, generation, "old")
    return bool(others)


def has_bookkeeping(conn: Connection) -> bool:
    """Whether the tables are there in which generations and positions are kept."""
    return bookkeeping.tables.keys() <= {*inspect(conn).get_table_names()}


def begin(conn: Connection, projection: str, version: int) -> int:
    """The generation to fill: the one that somebody began in this version and did not end, or else a new one."""
    of_version = (generations.c.projection == projection) & (generations.c.version == version)
    query = select(func.max(generations.c.generation)).where(of_version, generations.c.state == "filling")
    begun: int | None = conn.execute(query).scalar()
    if begun is not None:
        return begun
    fresh: int = (conn.execute(select(func.max(generations.c.generation))).scalar() or 0) + 1
    row = {"generation": fresh, "projection": projection, "version": version, "state": "filling"}
    conn.execute(insert(generations), row)
    return fresh


def kept_of(conn: Connection, projection: str, version: int) -> int | None:
    """The generation that was live before, if this version can read it."""
    of_version = (generations.c.projection == projection) & (generations.c.version == version)
    query = select(func.max(generations.c.generation)).where(of_version, generations.c.state == "kept")
    kept: int | None = conn.execute(query).scalar()
    return kept


def overtaken(conn: Connection, projection: str, generation: int) -> list[str]:
    """The logs in which another generation of a projection has come further than this one."""
    of_projection = positions.c.projection == projection
    furthest = select(positions.c.log_id, func.max(positions.c.position).label("position"))
    others = furthest.where(of_projection, positions.c.generation != generation).group_by(positions.c.log_id).subquery()
    own = and_(of_projection, positions.c.generation == generation, positions.c.log_id == others.c.log_id)
    query = select(others.c.log_id).join(positions, own, isouter=True)
    behind = positions.c.position.is_(None) | (positions.c.position < others.c.position)
    return [*conn.execute(query.where(behind).order_by(others.c.log_id)).scalars()]


def make_live(conn: Connection, generation: int) -> None:
    """Let pages be read from a generation; the one that was live before is kept, and all others are old."""
    rows = conn.execute(select(generations)).all()
    chosen = next(row for row in rows if row.generation == generation)
    others = [row for row in rows if row.projection == chosen.projection and row.generation != generation]
    if chosen.state == "live":
        return
    for row in others:
        _mark(conn, row.generation, _standing_after(row, chosen, others))
    _mark(conn, generation, "live")


def _standing_after(row: Any, chosen: Any, others: Iterable[Any]) -> str:
    lived = [each for each in others if each.state == "live"]
    before = [each.generation for each in lived if each.version == chosen.version]
    if row.generation in before:
        return "kept"
    if not before and row.generation == max((each.generation for each in lived), default=None):
        return "live"  # of another version, whose processes read on
    return "filling" if row.state == "filling" and row.generation > chosen.generation else "old"


def _mark(conn: Connection, generation: int, state: str) -> None:
    conn.execute(update(generations).where(generations.c.generation == generation).values(state=state))


def old_of(conn: Connection) -> list[int]:
    """The generations whose tables are to go."""
    return [*conn.execute(select(generations.c.generation).where(generations.c.state == "old")).scalars()]


def tables_of(conn: Connection, generation: int) -> list[str]:
    """The names of a generation's tables, whichever version made them."""
    return [name for name in inspect(conn).get_table_names() if name.endswith(_suffix(generation))]


def forget(conn: Connection, generation: int) -> None:
    """Forget everything about a generation, its tables too."""
    quote = conn.dialect.identifier_preparer.quote
    for name in tables_of(conn, generation):
        conn.exec_driver_sql(f"DROP TABLE {quote(name)}")
    for table in bookkeeping.tables.values():
        conn.execute(delete(table).where(table.c.generation == generation))
