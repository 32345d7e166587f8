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
    Select,
    String,
    Table,
    case,
    func,
    literal,
    select,
    union_all,
)

from projections.shared.journeys.told_us import ToldUs
from projections.shared.projecting.projector import Batch
from projections.shared.projecting.tables import upsert
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

    def told(self, conn: Connection, log_id: str, theme: Theme, told_us: ToldUs) -> tuple[int, list[Told]]:
        """How many were told nothing of a decided theme yet and can still be told; and how many were told, by month."""
        months, untold = self._months(log_id, theme, told_us), 0
        found = []
        for month, of, n, code in conn.execute(union_all(months, *self._untold(log_id, theme, told_us))):
            if month is None:
                untold = n
            else:
                found.append(Told(month, bool(of), n, bool(code)))
        return untold, sorted(found, key=lambda told: (told.month, told.of_the_outcome))

    def _months(self, log_id: str, theme: Theme, told_us: ToldUs) -> Select[Any]:
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
        by = (each.c.month, each.c.of_the_outcome)
        return select(*by, func.count(), func.max(each.c.under_code)).group_by(*by)

    def _untold(self, log_id: str, theme: Theme, told_us: ToldUs) -> Iterator[Any]:
        """Those under a decided theme who were told none of its decisions, in a row of no month."""
        if theme.decision is None:
            return
        table, points, said = self.table.c, told_us.points.c, told_us.contributions.c
        gone = told_us.again.erased.c
        told = select(table.ref).where(
            table.log_id == points.log_id,
            table.contribution == points.contribution,
            table.ref.in_([decision.fact.decision for decision in theme.decisions]),
        )
        whose = (said.contribution, said.contributor, literal("person/") + said.contributor)
        erased = select(gone.stream).where(gone.log_id == points.log_id, gone.stream.in_(whose))
        yield select(literal(None, Date), literal(0), func.count(), literal(0)).where(
            points.log_id == log_id,
            points.theme == theme.ref,
            said.log_id == points.log_id,
            said.contribution == points.contribution,
            ~told.exists(),
            ~erased.exists(),
        )

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
