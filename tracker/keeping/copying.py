"""Copy every log of one database into another that has none, row by row: the two may be of different kinds."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from tracker.eventstore.database import Database, go_on_with
from tracker.eventstore.tables import (
    checkpoints,
    citations,
    commands,
    events,
    heads,
    introductions,
    logs,
    parties,
    tiles,
    words,
)

# A head goes in before its facts: afterwards it could be the replacement of an older one.
TABLES = (logs, heads, events, words, commands, introductions, citations, parties, tiles, checkpoints)
AT_ONCE = 1_000


def copy_logs(source: Database, target: Database) -> None:
    """Copy all that facts cannot recreate, as it is in the source at one moment; nobody who writes there has to wait.

    The target holds what comes to its own rules, and has all of it or nothing.
    """
    with source.reading() as reader, target.writing() as writer:
        log_ids = reader.execute(select(logs.c.log_id).order_by(logs.c.log_id)).scalars().all()
        for log_id in log_ids:
            go_on_with(reader, log_id)
            go_on_with(writer, log_id)
            for table in TABLES:
                for rows in _rows_of(reader, table, log_id):
                    writer.execute(insert(table), rows)


def _rows_of(conn: Connection, table: Table, log_id: str) -> Iterator[list[dict[str, Any]]]:
    query = select(table).where(table.c.log_id == log_id).order_by(*table.primary_key)
    found = conn.execute(query, execution_options={"stream_results": True})
    keys = table.c.keys()  # which the names that rows come with need not be
    for rows in found.partitions(AT_ONCE):
        yield [dict(zip(keys, row, strict=True)) for row in rows]
