"""Tables that projections write: a row over the one that was there, and rows asked for by name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from tracker.eventstore.driving import driving

ASKED_AT_ONCE = 500
"""How many rows one query asks for by name."""


def upsert(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write rows over those with the same primary key, of several the last."""
    if rows:
        writer: _Upsert | None = table.info.get((conn.dialect.name, table.name))
        if writer is None:
            writer = table.info[conn.dialect.name, table.name] = _Upsert.into(table, conn.dialect)
        writer.write(conn, rows)


@dataclass(frozen=True, slots=True)
class _Upsert:
    """One statement for a table in the driver's own SQL, composed once: most of what a batch costs is writing it."""

    statement: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]
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
        return cls(
            f"INSERT INTO {quote(table.name)} ({', '.join(names)}) {rows} ON CONFLICT ({', '.join(key)})"
            f" DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}",
            tuple((str(each.name), each.type.dialect_impl(dialect).bind_processor(dialect)) for each in table.columns),
            tuple(names.index(name) for name in key),
            in_one_go,
        )

    def write(self, conn: Connection, rows: list[dict[str, Any]]) -> None:
        values = [tuple(bound(row[name]) if bound else row[name] for name, bound in self.columns) for row in rows]
        with driving(conn, self.statement) as cursor:
            if self.in_one_go:
                last = {tuple(each[at] for at in self.key): each for each in values}
                cursor.execute(self.statement, [list(column) for column in zip(*last.values(), strict=True)])
            else:
                cursor.executemany(self.statement, values)


def in_parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Names, as many at a time as one query asks for."""
    return (names[start : start + ASKED_AT_ONCE] for start in range(0, len(names), ASKED_AT_ONCE))
