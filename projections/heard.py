"""Who we have heard from: each project's tables as a published board holds them, and who has not told us anything yet.

No table is counted here. They were counted and their small numbers hidden when a board was published, and stand in its
fact (3.10, point 23): so this page says the same however often it is made again, and whatever was erased since.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, get_args

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    select,
)

from projections.shared.counting.numbers import Numbers, published
from projections.shared.journeys.journeys import Journeys
from projections.shared.journeys.states import Changes, is_for_the_public
from projections.shared.projecting.projector import Batch
from projections.shared.projecting.tables import upsert
from projections.shared.telling.telling import Dictionary
from projections.shared.telling.wording import counted, day
from tracker.events.codes import Age, Dimension, Gender, Stage
from tracker.events.plain import PLAIN
from tracker.events.publishing import BoardPublished

LISTS: dict[Dimension, Any] = {"age": Age, "gender": Gender, "stage": Stage}
"""The list that the codes of each table come from."""

HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: who, and how many, or that it is hidden."""

    words: str
    shown: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class HeardTablePage:
    """One table: what it counts people by, how many they are, and the day on which they were counted."""

    dimension: Dimension
    heading: str
    counted_on: str
    total: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ProjectHeard:
    """A project: how many told us something, its tables, and of which stages nobody had on the day they were counted.

    Somebody is said to be missing only where the table of stages is published and does not name them: the table says
    so itself, so nothing more is told. It holds for the table's own day and is read with it, `not_heard_on`. If a few
    of them come later, the table stands as it is until k have come: that they are named would tell of those few. Where
    there is no table nobody is said to be missing.
    """

    workstream: str
    name: str
    title: str
    told_us: str
    published_on: str
    tables: tuple[HeardTablePage, ...]
    not_heard: tuple[str, ...]
    not_heard_on: str


@dataclass(frozen=True, slots=True)
class HeardPage:
    """The page."""

    as_at: date
    smallest_number: int
    projects: tuple[ProjectHeard, ...]


class WhoWeHeard:
    """The tables that boards were published with, and the page that reads them."""

    VERSION: ClassVar[int] = 1

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys
        self.tables = Table(
            "heard_tables",
            journeys.metadata,
            Column("log_id", String(16), nullable=False),
            Column("workstream", String(80), nullable=False),
            Column("dimension", String(16), nullable=False),
            Column("published_on", Date, nullable=False),
            Column("position", BigInteger, nullable=False),
            Column("counted_on", Date, nullable=False),
            Column("total", Integer, nullable=False),
            Column("cells", Text, nullable=False),
            PrimaryKeyConstraint("log_id", "workstream", "dimension", "published_on"),
        )

    def follow(self, conn: Connection, batch: Batch, _: Changes) -> None:
        """Keep the tables of the boards that a batch published."""
        for entry in batch.entries:
            match entry.envelope.fact:
                case BoardPublished() as board if is_for_the_public(entry.envelope):
                    upsert(conn, self.tables, [*_rows(batch.log_id, entry.position, board)])

    def page(self, conn: Connection, log_id: str, on: date) -> HeardPage:
        """The page as it stands on a day."""
        projects = self.journeys.projects(conn, log_id)
        titles = self.journeys.words.read(conn, log_id, [each.opened.title for each in projects.values()])
        said, k = Dictionary(titles, {}).said, self.journeys.privacy(conn, log_id).k
        numbers, latest = published(conn, log_id, self.journeys, on).numbers, self._latest(conn, log_id)
        return HeardPage(
            on,
            k,
            tuple(
                _project(stream, said(each.opened.title), numbers, k, latest.get(stream, {}))
                for stream, each in projects.items()
            ),
        )

    def _latest(self, conn: Connection, log_id: str) -> dict[str, dict[Dimension, Any]]:
        """For each project the tables of its latest board, by what they count."""
        latest: dict[str, dict[Dimension, Any]] = {}
        query = select(self.tables).where(self.tables.c.log_id == log_id).order_by(self.tables.c.position)
        for row in conn.execute(query):
            latest.setdefault(row.workstream, {})[row.dimension] = row
        return latest


def _rows(log_id: str, position: int, board: BoardPublished) -> Iterator[dict[str, Any]]:
    for table in board.heard:
        yield {
            "log_id": log_id,
            "workstream": str(table.workstream),
            "dimension": table.dimension,
            "published_on": board.as_at,
            "position": position,
            "counted_on": table.as_at,
            "total": table.total,
            "cells": json.dumps({cell.code: cell.n for cell in table.cells}),
        }


def _project(workstream: str, title: str, numbers: Numbers, k: int, tables: dict[Dimension, Any]) -> ProjectHeard:
    published = max((row.published_on for row in tables.values()), default=None)
    return ProjectHeard(
        workstream=workstream,
        name=workstream.partition("/")[2],
        title=title,
        told_us=f"{_who(numbers.exact(workstream), numbers.public(workstream), k, tables)} told us something.",
        published_on=day(published) if published else "",
        tables=tuple(_table(dimension, tables[dimension]) for dimension in LISTS if dimension in tables),
        not_heard=tuple(_not_heard(tables)),
        not_heard_on=day(tables["stage"].counted_on) if "stage" in tables else "",
    )


def _who(n: int, shown: int | None, k: int, tables: dict[Dimension, Any]) -> str:
    """How many, where a table that stands beside it does not tell of a few who came, or went, since it was counted."""
    since = any(0 < abs(n - row.total) < k for row in tables.values())
    return "Some people" if shown is None or since else counted(n, "person", "people")


def _table(dimension: Dimension, row: Any) -> HeardTablePage:
    words = PLAIN[LISTS[dimension]]
    return HeardTablePage(
        dimension=dimension,
        heading=PLAIN[Dimension][dimension],
        counted_on=day(row.counted_on),
        total=f"{row.total:,} people",
        rows=tuple(
            Row(words[code], HIDDEN if n is None else f"{n:,}", n is None) for code, n in json.loads(row.cells).items()
        ),
    )


def _not_heard(tables: dict[Dimension, Any]) -> Iterator[str]:
    if "stage" in tables:
        occurring = json.loads(tables["stage"].cells)
        for code in get_args(Stage):
            if code not in occurring and code != "not_said":
                yield PLAIN[Stage][code]
