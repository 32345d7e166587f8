"""A shelf of facts as they stand in the log, kept by what they are told of, for a page that tells them one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    select,
)

from projections.shared.projecting.tables import upsert
from tracker.events import Envelope
from tracker.eventstore.mapper import read_envelope, state_of


@dataclass(frozen=True, slots=True)
class KeptFact:
    """A fact of a theme's journey, and its position in the log."""

    theme: str
    position: int
    envelope: Envelope


class KeptFacts:
    """A table of a page's facts."""

    def __init__(self, page: str, metadata: MetaData) -> None:
        self.table = Table(
            f"{page}_facts",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("theme", String(80), nullable=False),
            Column("position", BigInteger, nullable=False),
            Column("event_id", String(32), nullable=False),
            Column("stream", String(80), nullable=False),
            Column("version", Integer, nullable=False),
            Column("topic", String(80), nullable=False),
            Column("recorded_at", BigInteger, nullable=False),
            Column("state", LargeBinary, nullable=False),
            PrimaryKeyConstraint("log_id", "theme", "position"),
        )

    def keep(self, conn: Connection, log_id: str, facts: Iterable[KeptFact]) -> None:
        """Keep some more facts."""
        rows = [
            {
                "log_id": log_id,
                "theme": fact.theme,
                "position": fact.position,
                "event_id": fact.envelope.event_id,
                "stream": fact.envelope.stream,
                "version": fact.envelope.version,
                "topic": fact.envelope.topic,
                "recorded_at": fact.envelope.recorded_at,
                "state": state_of(fact.envelope),
            }
            for fact in facts
        ]
        upsert(conn, self.table, rows)

    def of(self, conn: Connection, log_id: str, streams: Sequence[str], *pages: type[Any]) -> list[KeptFact]:
        """The facts that are told of a theme or of something beside it, in the order in which they were recorded.

        `pages` are kinds of fact of which one that is told there brings all that is told of its own stream.
        """
        page = self.table.alias("page").c
        here = (page.log_id == log_id) & page.theme.in_(streams)
        beside = select(page.stream).where(here, page.topic.in_([kind.TOPIC for kind in pages]))
        told = self.table.c.theme.in_(streams) | self.table.c.theme.in_(beside)
        return self._read(conn, log_id, told) if streams else []

    def of_kinds(self, conn: Connection, log_id: str, kinds: Iterable[type[Any]]) -> list[KeptFact]:
        """Every theme's facts of those kinds, in the order in which they were recorded."""
        return self._read(conn, log_id, self.table.c.topic.in_([kind.TOPIC for kind in kinds]))

    def _read(self, conn: Connection, log_id: str, which: ColumnElement[bool]) -> list[KeptFact]:
        where = (self.table.c.log_id == log_id) & which
        rows = conn.execute(select(self.table).where(where).order_by(self.table.c.position))
        return [
            KeptFact(
                row.theme,
                row.position,
                read_envelope(
                    event_id=row.event_id,
                    stream=row.stream,
                    version=row.version,
                    topic=row.topic,
                    recorded_at=row.recorded_at,
                    state=row.state,
                    position=row.position,
                ),
            )
            for row in rows
        ]
