"""Tables that projections write: a row over the one that was there."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, String, Table, bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from tracker.eventstore.driving import driving
from tracker.eventstore.statement import Statement


def upsert(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write rows over those with the same primary key, of several the last."""
    if rows:
        writer: _Upsert | None = table.info.get((conn.dialect.name, table.name))
        if writer is None:
            writer = table.info[conn.dialect.name, table.name] = _Upsert.into(table, conn.dialect)
        writer.write(conn, rows)


def added_to(table: Table) -> Statement:
    """What adds to the count `n` of a row, or makes it."""
    key = [column.name for column in table.primary_key.columns]
    said: dict[str, Insert] = {}
    for name, of_dialect in (("sqlite", sqlite.insert(table)), ("postgresql", postgresql.insert(table))):
        more = table.c.n + of_dialect.excluded.n
        said[name] = of_dialect.on_conflict_do_update(index_elements=key, set_={"n": more})
    return Statement(said)


def emptied(table: Table) -> Statement:
    """What takes away the rows of a log that count nobody any more."""
    return Statement(delete(table).where(table.c.log_id == bindparam("log_id", type_=String()), table.c.n == 0))


@dataclass(frozen=True, slots=True)
class _Upsert:
    """One statement for a table in the driver's own SQL, composed once: most of what a batch costs is writing it."""

    statement: str
    values_of: Callable[[dict[str, Any]], tuple[Any, ...]]
    binders: tuple[tuple[int, Callable[[Any], Any]], ...]
    key: tuple[int, ...]
    in_one_go: bool

    @classmethod
    def into(cls, table: Table, dialect: Dialect) -> "_Upsert":
        quote = dialect.identifier_preparer.quote
        names = [quote(column.name) for column in table.columns]
        key = [quote(column.name) for column in table.primary_key.columns]
        in_one_go = isinstance(dialect, PGDialect_psycopg)
        changes = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
        kinds = [column.type.compile(dialect).partition("(")[0] for column in table.columns]
        values = ", ".join(f"%s::{kind}[]" for kind in kinds)
        rows = f"SELECT * FROM unnest({values})"  # noqa: S608  kinds of our own columns
        if not in_one_go:
            rows = f"VALUES ({', '.join('?' * len(names))})"
        binders = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns]
        return cls(
            f"INSERT INTO {quote(table.name)} ({', '.join(names)}) {rows} ON CONFLICT ({', '.join(key)})"
            f" DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}",
            itemgetter(*[str(column.name) for column in table.columns]),
            tuple((at, binder) for at, binder in enumerate(binders) if binder),
            tuple(names.index(name) for name in key),
            in_one_go,
        )

    def write(self, conn: Connection, rows: list[dict[str, Any]]) -> None:
        values = [self._bound(row) for row in map(self.values_of, rows)]
        with driving(conn, self.statement) as cursor:
            if self.in_one_go:
                last = {tuple(each[at] for at in self.key): each for each in values}
                cursor.execute(self.statement, [list(column) for column in zip(*last.values(), strict=True)])
            else:
                cursor.executemany(self.statement, values)

    def _bound(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        if not self.binders:
            return values
        bound = list(values)
        for at, binder in self.binders:
            bound[at] = binder(bound[at])
        return tuple(bound)
