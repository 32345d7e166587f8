"""A database past all of our code, holding two facts in each of two logs and a row in every other table."""

import sqlite3

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import inspect

from tests.databases import KINDS
from tracker.eventstore.database import LOG_SCHEMA, Database
from tracker.eventstore.log import Log
from tracker.eventstore.migrating import migrate

LOGS = ("a" * 16, "b" * 16)
REFUSED = (sqlite3.IntegrityError, psycopg.errors.IntegrityError)

EVERY_OTHER_TABLE = (
    "INSERT INTO logs VALUES ('{log}', 'slug-{log}', 'Europe/London', TRUE)",
    "INSERT INTO commands VALUES ('{log}', 'c', 0, 1)",
    "INSERT INTO introductions VALUES ('{log}', 'decision', 'decision/a', 'theme/x')",
    "INSERT INTO citations VALUES ('{log}', 'theme/x', 'contribution/c')",
    "INSERT INTO parties VALUES ('{log}', 'mac', 'p-1')",
    "INSERT INTO tiles VALUES ('{log}', 0, 0, {full}, {head})",
    "INSERT INTO checkpoints VALUES ('{log}', 2, 'note')",
    "INSERT INTO words VALUES ('{log}{log}', '{log}', 'theme/x', 'f', 'published', '0')",
)


BYTES = {
    True: {"full": "zeroblob(8192)", "head": "zeroblob(32)"},
    False: {"full": "decode(repeat('00', 8192), 'hex')", "head": "decode(repeat('00', 32), 'hex')"},
}
"""A tile’s hashes and its head, as each kind of database writes bytes."""


def fact(name="x", version=1):
    return StoredEvent(f"theme/{name}", version, "theme-opened/1", b"{}")


def fill(database):
    for log_id in LOGS:
        with database.writing(log_id) as conn:
            Log(conn, log_id, now=lambda: 100).recorder.insert_events([fact("x"), fact("y")])
            there = inspect(conn).get_table_names(None if database.is_sqlite else LOG_SCHEMA)
            for statement in (each for each in EVERY_OTHER_TABLE if each.split()[2] in there):
                conn.exec_driver_sql(statement.format(log=log_id, **BYTES[database.is_sqlite]))


@pytest.fixture(scope="module", params=KINDS)
def filled(request, places, tmp_path_factory):
    """One database for a module's attempts, each of which leaves it as it was."""
    place = places.new(request.param, tmp_path_factory.mktemp("filled"))
    database = Database(place.url)
    if database.is_sqlite:
        migrate(database)
    fill(database)
    database.close()
    yield place
    place.close()


@pytest.fixture
def plain(filled):
    """A plain connection as whoever may do the most that an operator may: on PostgreSQL the owner of the tables."""
    connection = filled.plain() if filled.kind == "sqlite" else filled.plain("tracker_owner")
    yield connection
    connection.close()


@pytest.fixture
def then_refused(filled, plain):
    """A statement is refused by a sentence, and every row is as it was."""

    def then_refused(statement, why):
        before = filled.rows()
        with pytest.raises(REFUSED, match=why):
            plain.execute(statement)
        assert filled.rows() == before

    return then_refused
