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
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    func,
    select,
    update,
)

from projections.shared.projector import Batch
from projections.shared.tables import upsert
from projections.shared.wording import day, people
from tracker.domain.small_numbers import DEFAULT_K
from tracker.domain.taking_back import TAKES_THE_CONTRIBUTION_BACK
from tracker.events import Envelope
from tracker.events.codes import Age, Dimension, Gender, Stage
from tracker.events.contributing import ContributionReceived
from tracker.events.plain import PLAIN
from tracker.events.publishing import BoardPublished
from tracker.events.setting_up import PrivacyRulesSet
from tracker.events.taking_back import ContributionRestored, ContributionSetAside, ContributionWithdrawn
from tracker.events.working_together import WorkstreamOpened

LISTS: dict[Dimension, Any] = {"age": Age, "gender": Gender, "stage": Stage}
"""The list that the codes of each table come from."""

HIDDEN = "hidden, so that nobody can be picked out"


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
    """The page's tables and how facts fill them."""

    NAME: ClassVar[str] = "heard"
    VERSION: ClassVar[int] = 1

    def __init__(self) -> None:
        self.metadata = MetaData()
        self.rules = Table(
            "heard_rules",
            self.metadata,
            Column("log_id", String(16), primary_key=True),
            Column("k", Integer, nullable=False),
        )
        self.projects = Table(
            "heard_projects",
            self.metadata,
            Column("log_id", String(16), nullable=False),
            Column("workstream", String(80), nullable=False),
            Column("title", Text, nullable=False),
            PrimaryKeyConstraint("log_id", "workstream"),
        )
        self.told = Table(
            "heard_told",
            self.metadata,
            Column("log_id", String(16), nullable=False),
            Column("contribution", String(80), nullable=False),
            Column("workstream", String(80), nullable=False),
            Column("withdrawn", Boolean, nullable=False),
            Column("set_aside", Boolean, nullable=False),
            PrimaryKeyConstraint("log_id", "contribution"),
        )
        self.tables = Table(
            "heard_tables",
            self.metadata,
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

    def project(self, conn: Connection, batch: Batch) -> None:
        """Fold a batch into the tables."""
        for entry in batch.entries:
            envelope, log_id = entry.envelope, batch.log_id
            match envelope.fact:
                case PrivacyRulesSet():
                    upsert(conn, self.rules, [{"log_id": log_id, "k": envelope.fact.k_public}])
                case WorkstreamOpened() if envelope.visibility == "public":
                    title = batch.open_words([envelope.fact.title]).get(envelope.fact.title.ref, "")
                    upsert(conn, self.projects, [{"log_id": log_id, "workstream": envelope.stream, "title": title}])
                case BoardPublished() if envelope.visibility == "public":
                    upsert(conn, self.tables, [*_rows(log_id, entry.position, envelope.fact)])
                case _ if envelope.visibility != "safeguarding":
                    self._follow_told(conn, log_id, envelope)

    def _follow_told(self, conn: Connection, log_id: str, envelope: Envelope) -> None:
        match envelope.fact:
            case ContributionReceived(workstream=workstream):
                row = {"log_id": log_id, "contribution": envelope.stream, "workstream": str(workstream)}
                upsert(conn, self.told, [{**row, "withdrawn": False, "set_aside": False}])
            case ContributionWithdrawn(scope=scope) if any(each in TAKES_THE_CONTRIBUTION_BACK for each in scope):
                self._change(conn, log_id, envelope.stream, withdrawn=True)
            case ContributionSetAside() | ContributionRestored():
                set_aside = isinstance(envelope.fact, ContributionSetAside)
                self._change(conn, log_id, envelope.stream, set_aside=set_aside)

    def _change(self, conn: Connection, log_id: str, contribution: str, **changed: bool) -> None:
        of_contribution = (self.told.c.log_id == log_id) & (self.told.c.contribution == contribution)
        conn.execute(update(self.told).where(of_contribution).values(**changed))

    def page(self, conn: Connection, log_id: str, on: date) -> HeardPage:
        """The page as it stands on a day."""
        k = conn.execute(select(self.rules.c.k).where(self.rules.c.log_id == log_id)).scalar()
        k = DEFAULT_K if k is None else k
        told, latest = self._counts(conn, log_id), self._latest(conn, log_id)
        query = select(self.projects).where(self.projects.c.log_id == log_id).order_by(self.projects.c.workstream)
        projects = (
            _project(row.workstream, row.title, people(told.get(row.workstream, 0), k), latest.get(row.workstream, {}))
            for row in conn.execute(query)
        )
        return HeardPage(on, k, tuple(projects))

    def _counts(self, conn: Connection, log_id: str) -> dict[str, int]:
        table = self.told
        counts = ~table.c.withdrawn & ~table.c.set_aside & (table.c.log_id == log_id)
        query = select(table.c.workstream, func.count().label("n")).where(counts).group_by(table.c.workstream)
        return {row.workstream: row.n for row in conn.execute(query)}

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


def _project(workstream: str, title: str, told_us: str, tables: dict[Dimension, Any]) -> ProjectHeard:
    published = max((row.published_on for row in tables.values()), default=None)
    return ProjectHeard(
        workstream=workstream,
        name=workstream.partition("/")[2],
        title=title,
        told_us=f"{told_us} told us something.",
        published_on=day(published) if published else "",
        tables=tuple(_table(dimension, tables[dimension]) for dimension in LISTS if dimension in tables),
        not_heard=tuple(_not_heard(tables)),
        not_heard_on=day(tables["stage"].counted_on) if "stage" in tables else "",
    )


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
