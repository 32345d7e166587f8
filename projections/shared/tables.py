"""Tables that projections write: a row over the one that was there, and rows asked for by name."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

ASKED_AT_ONCE = 500
"""How many rows one query asks for by name."""


def upsert(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write rows over those with the same primary key."""
    if not rows:
        return
    statement = (sqlite if conn.dialect.name == "sqlite" else postgresql).insert(table)
    key = [column.name for column in table.primary_key.columns]
    changes = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in key}
    if changes:
        conn.execute(statement.on_conflict_do_update(index_elements=key, set_=changes), rows)
    else:
        conn.execute(statement.on_conflict_do_nothing(index_elements=key), rows)


def in_parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Names, as many at a time as one query asks for."""
    return (names[start : start + ASKED_AT_ONCE] for start in range(0, len(names), ASKED_AT_ONCE))
