"""A plausible log of some length in a database of its own, with the tracker that runs on it and a way past it."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import time
from typing import Any

from benchmarks.plausible import journey_file
from benchmarks.servers import ADMINISTRATOR, APPLICATION, OWNER, Server
from tracker.application.importing import import_journey
from tracker.application.ports import LogAddress
from tracker.config import Settings, sqlite_url
from tracker.eventstore.database import PRAGMAS
from tracker.wiring import Tracker, migrate_as_owner

SLUG = "plausible-together"
COPIED = {
    "logs": "SELECT * FROM logs",
    "heads": "SELECT * FROM heads",
    "events": "SELECT * FROM events ORDER BY position",
    "words": "SELECT * FROM words",
    "commands": "SELECT * FROM commands",
    "introductions": "SELECT * FROM introductions",
    "citations": "SELECT * FROM citations",
    "parties": "SELECT * FROM parties",
}
ROWS_AT_ONCE = 10_000
COMMITS = 100


class Plain:
    """The driver's own connection, past all of our code; statements have a question mark for each value."""

    def __init__(self, connection: Any, mark: str = "?") -> None:
        self.connection = connection
        self._mark = mark

    def all(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        rows: list[tuple[Any, ...]] = self.connection.execute(statement.replace("?", self._mark), values).fetchall()
        return rows

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Carry out a statement."""
        self.connection.execute(statement.replace("?", self._mark), values)

    def many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Carry out a statement for each row, in the driver's own fast way."""
        self.connection.cursor().executemany(statement.replace("?", self._mark), rows)


@dataclass(frozen=True, slots=True)
class Subject:
    """A running tracker, the one log in its database, and the driver's own connection to it.

    `commits` is how often a single commit is timed: each waits for the disk.
    """

    tracker: Tracker
    address: LogAddress
    facts: int
    plain: Plain
    commits: int

    @property
    def log_id(self) -> str:
        """The log's id."""
        return self.address.log_id

    @property
    def database(self) -> str:
        """`sqlite` or `postgresql`."""
        return "sqlite" if self.tracker.database.is_sqlite else "postgresql"


@dataclass(frozen=True, slots=True)
class Made:
    """A log in a folder, how long it took to record it, in seconds, and how often a single commit is to be timed."""

    settings: Settings
    facts: int
    seconds: float = 0.0
    commits: int = COMMITS


def make_log(home: Path, facts: int, commits: int = COMMITS) -> Made:
    """Record a plausible journey file on SQLite, as an operator would."""
    home.mkdir(parents=True)
    settings = Settings(home, home / "keys", sqlite_url(home / "tracker.db"))
    path = home / "journey.jsonl"
    journey_file(path, facts)
    with closing(Tracker(settings)) as tracker, path.open("rb") as file:
        begin = time()
        import_journey(file, tracker.logs, tracker.clock)
        return Made(settings, facts, time() - begin, commits)


@contextmanager
def on_sqlite(made: Made) -> Iterator[Subject]:
    """The log as it was recorded."""
    with closing(sqlite3.connect(made.settings.home / "tracker.db", isolation_level=None)) as plain:
        for pragma in PRAGMAS:
            plain.execute(f"PRAGMA {pragma}")
        with closing(Tracker(made.settings)) as tracker:
            yield Subject(tracker, tracker.find(SLUG), made.facts, Plain(plain), made.commits)


@contextmanager
def on_postgresql(made: Made, server: Server) -> Iterator[Subject]:
    """The same log, with the same keys, in a database on a server."""
    name = f"facts_{made.facts}"
    server.make(name)
    settings = replace(made.settings, database_url=server.url(APPLICATION, name), migration_url=server.url(OWNER, name))
    try:
        migrate_as_owner(settings)
        _copy(made, server, name)
        with server.connect(APPLICATION, name) as plain, closing(Tracker(settings)) as tracker:
            subject = Subject(tracker, tracker.find(SLUG), made.facts, Plain(plain, "%s"), made.commits)
            subject.plain.run("SELECT set_config('tracker.log', ?, false)", (subject.log_id,))
            yield subject
    finally:
        server.drop(name)


def _copy(made: Made, server: Server, name: str) -> None:
    with (
        closing(sqlite3.connect(made.settings.home / "tracker.db")) as source,
        server.connect(ADMINISTRATOR, name) as target,
    ):
        for table, query in COPIED.items():
            rows = source.execute(query)
            with target.cursor().copy(f"COPY log.{table} FROM STDIN") as copy:
                while some := rows.fetchmany(ROWS_AT_ONCE):
                    for row in some:
                        copy.write_row(_as_postgresql(table, row))
        target.execute("ANALYZE")


def _as_postgresql(table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:3], bool(row[3])) if table == "logs" else row
