"""Who was told what came of what they said: counted by month, never by person or by the way they were told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    case,
    func,
    literal,
    select,
)

from projections.shared.projector import Batch
from projections.shared.tables import upsert
from projections.shared.told_us import ToldUs
from tracker.domain.state import Theme
from tracker.events.contributing import AnswerGiven, AnswerUndeliverable


@dataclass(frozen=True, slots=True)
class Told:
    """How many people were told of something in a month, and whether for some it lies ready under their code."""

    month: date
    of_the_outcome: bool
    people: int
    some_under_code: bool


class Retelling:
    """A row for each thing that somebody was told of, on each occasion."""

    def __init__(self, page: str, metadata: MetaData) -> None:
        self.table = Table(
            f"{page}_answers",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("contribution", String(80), nullable=False),
            Column("ref", String(80), nullable=False),
            Column("position", BigInteger, nullable=False),
            Column("month", Date, nullable=False),
            Column("under_code", Boolean, nullable=False),
            PrimaryKeyConstraint("log_id", "contribution", "ref", "position"),
        )

    def follow(self, conn: Connection, batch: Batch) -> None:
        """Keep what a batch tells people. Whoever was erased stays counted."""
        upsert(conn, self.table, [row for entry in batch.entries for row in _rows(batch.log_id, entry)])

    def months(self, conn: Connection, log_id: str, theme: Theme, told_us: ToldUs) -> list[Told]:
        """How many of those under a theme were told of its decisions and outcomes, by month."""
        table = self.table.c
        outcomes = [outcome.fact.outcome for outcome in theme.outcomes]
        refs = [*(decision.fact.decision for decision in theme.decisions), *outcomes, theme.ref]
        each = (
            select(
                table.contribution,
                table.month,
                func.max(case((table.ref.in_(outcomes), 1), else_=0)).label("of_the_outcome"),
                func.max(case((table.under_code, 1), else_=0)).label("under_code"),
            )
            .where(*self._under(log_id, theme, told_us), table.ref.in_(refs))
            .group_by(table.contribution, table.month)
            .subquery()
        )
        query = (
            select(each.c.month, each.c.of_the_outcome, func.count(), func.max(each.c.under_code))
            .group_by(each.c.month, each.c.of_the_outcome)
            .order_by(each.c.month, each.c.of_the_outcome)
        )
        return [Told(month, bool(of), n, bool(code)) for month, of, n, code in conn.execute(query)]

    def untold(self, conn: Connection, log_id: str, theme: Theme, told_us: ToldUs) -> int:
        """How many of those under a decided theme were told none of its decisions, and can still be told."""
        if theme.decision is None:
            return 0
        table, points, said = self.table.c, told_us.points.c, told_us.contributions.c
        gone = told_us.again.erased.c
        told = select(table.ref).where(
            table.log_id == points.log_id,
            table.contribution == points.contribution,
            table.ref.in_([decision.fact.decision for decision in theme.decisions]),
        )
        whose = (said.contribution, said.contributor, literal("person/") + said.contributor)
        erased = select(gone.stream).where(gone.log_id == points.log_id, gone.stream.in_(whose))
        query = select(func.count()).where(
            points.log_id == log_id,
            points.theme == theme.ref,
            said.log_id == points.log_id,
            said.contribution == points.contribution,
            ~told.exists(),
            ~erased.exists(),
        )
        return conn.execute(query).scalar_one()

    def _under(self, log_id: str, theme: Theme, told_us: ToldUs) -> tuple[Any, ...]:
        table, points = self.table.c, told_us.points.c
        return (
            table.log_id == log_id,
            points.log_id == table.log_id,
            points.contribution == table.contribution,
            points.theme == theme.ref,
        )


def _rows(log_id: str, entry: Any) -> Iterator[dict[str, Any]]:
    envelope = entry.envelope
    if isinstance(envelope.fact, AnswerGiven | AnswerUndeliverable):
        for ref in envelope.fact.covers:
            yield {
                "log_id": log_id,
                "contribution": envelope.stream,
                "ref": ref,
                "position": entry.position,
                "month": envelope.occurred_on.replace(day=1),
                "under_code": isinstance(envelope.fact, AnswerUndeliverable),
            }
