"""Facts are never changed or removed: tried from a plain connection, past all of our code."""

import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from eventsourcing.persistence import IntegrityError, StoredEvent
from sqlalchemy import inspect

from tracker.eventstore.log import Log
from tracker.eventstore.tables import APPEND_ONLY, metadata

LOGS = ("a" * 16, "b" * 16)


@pytest.fixture
def plain(database):
    """A plain connection to a database that holds two facts in each of two logs, and a row in every other table."""
    for log_id in LOGS:
        with database.writing() as conn:
            log = Log(conn, log_id, now=lambda: 100)
            facts = [StoredEvent(f"theme/{name}", 1, "theme-opened/1", b"{}") for name in ("x", "y")]
            log.recorder.insert_events(facts)
    plain = sqlite3.connect(database.url.database, isolation_level=None)
    for log_id in LOGS:
        plain.execute("INSERT INTO logs VALUES (?, ?, 'Europe/London', 1)", (log_id, f"slug-{log_id}"))
        plain.execute("INSERT INTO commands VALUES (?, 'c', 0, 1)", (log_id,))
        plain.execute("INSERT INTO introductions VALUES (?, 'decision', 'decision/a', 'theme/x')", (log_id,))
        plain.execute("INSERT INTO citations VALUES (?, 'theme/x', 'contribution/c')", (log_id,))
        plain.execute("INSERT INTO parties VALUES (?, 'mac', 'p-1')", (log_id,))
        plain.execute("INSERT INTO tiles VALUES (?, 0, 0, zeroblob(8192), zeroblob(32))", (log_id,))
        plain.execute("INSERT INTO checkpoints VALUES (?, 2, 'note')", (log_id,))
        plain.execute("INSERT INTO words VALUES (?, ?, 'theme/x', 'f', 'published', x'00')", (log_id * 2, log_id))
    yield plain
    plain.close()


def dump(plain):
    return list(plain.iterdump())


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "verb", ["UPDATE {} SET log_id = 'z'", "DELETE FROM {}", "DELETE FROM {} WHERE log_id = 'aaaaaaaaaaaaaaaa'"]
)
def test_no_row_is_changed_or_removed(plain, table, verb):
    before = dump(plain)
    with pytest.raises(sqlite3.IntegrityError, match=f"{table}: nothing here is ever changed or removed"):
        plain.execute(verb.format(table))
    assert dump(plain) == before


@pytest.mark.parametrize("table", [*APPEND_ONLY, "heads", "words"])
def test_no_row_is_replaced(plain, table):
    before = dump(plain)
    if table == "citations":
        plain.execute("INSERT OR REPLACE INTO citations SELECT * FROM citations")
    else:
        with pytest.raises(sqlite3.IntegrityError):
            plain.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert dump(plain) == before


@pytest.mark.parametrize(
    "values",
    [
        (LOGS[0], 5, "e1", "theme/z", 1),
        (LOGS[0], 1, "e1", "theme/z", 1),
        (LOGS[0], 2, "e1", "theme/x", 1),
        (LOGS[0], 2, "taken", "theme/z", 1),
        ("c" * 16, 1, "e1", "theme/z", 1),
    ],
    ids=["beyond the end", "in the middle", "a version taken", "an event id taken", "a new log not from 0"],
)
@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"])
def test_a_fact_goes_at_the_end_of_its_log_once(plain, verb, values):
    (taken,) = plain.execute("SELECT event_id FROM events WHERE log_id = ? LIMIT 1", (LOGS[1],)).fetchone()
    log_id, position, event_id, stream, version = values
    row = (log_id, position, taken if event_id == "taken" else event_id, stream, version)
    before = dump(plain)
    with pytest.raises(sqlite3.IntegrityError, match="a fact goes at the end of its log, once"):
        plain.execute(f"{verb} INTO events VALUES (?, ?, ?, ?, ?, 't', 1, x'00', x'00')", row)
    assert dump(plain) == before


@pytest.mark.parametrize("change", ["size = 0", "recorded_at = 1", "log_id = 'z'"])
def test_a_head_only_grows(plain, change):
    with pytest.raises(sqlite3.IntegrityError, match="a log only grows"):
        plain.execute(f"UPDATE heads SET {change}")
    with pytest.raises(sqlite3.IntegrityError, match="a log is never removed"):
        plain.execute("DELETE FROM heads")


def test_sealed_words_are_never_changed_but_may_go(plain):
    with pytest.raises(sqlite3.IntegrityError, match="sealed words are never changed"):
        plain.execute("UPDATE words SET box = x'01'")
    plain.execute("DELETE FROM words WHERE log_id = ?", (LOGS[0],))
    assert plain.execute("SELECT count(*) FROM words").fetchone() == (1,)


def test_a_log_never_passes_a_version_twice(database):
    fact = StoredEvent("theme/x", 1, "theme-opened/1", b"{}")
    with database.writing() as conn:
        Log(conn, LOGS[0], now=lambda: 1).recorder.insert_events([fact])
    with pytest.raises(IntegrityError), database.writing() as conn:
        Log(conn, LOGS[0], now=lambda: 1).recorder.insert_events([fact])
    with database.reading() as conn:
        assert Log(conn, LOGS[0], now=lambda: 1).recorder.max_notification_id() == 1


def test_the_clock_of_a_log_never_goes_back(database):
    for now, version in ((500, 1), (400, 2), (600, 3)):
        with database.writing() as conn:
            fact = StoredEvent("theme/x", version, "theme-opened/1", b"{}")
            Log(conn, LOGS[0], now=lambda now=now: now).recorder.insert_events([fact])
    with database.reading() as conn:
        stored = Log(conn, LOGS[0], now=lambda: 1).recorder.select_events("theme/x")
    assert [fact.recorded_at for fact in stored] == [500, 500, 600]


def test_nothing_stays_of_a_unit_of_work_that_fails(database):
    fact = StoredEvent("theme/x", 1, "theme-opened/1", b"{}")

    def work_and_fail():
        with database.writing() as conn:
            Log(conn, LOGS[0], now=lambda: 1).recorder.insert_events([fact])
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        work_and_fail()
    with database.reading() as conn:
        assert Log(conn, LOGS[0], now=lambda: 1).recorder.max_notification_id() is None


def test_the_migrations_make_the_tables_that_the_code_knows(database):
    with database.reading() as conn:
        differences = compare_metadata(MigrationContext.configure(conn), metadata)
        names = inspect(conn).get_table_names()
    assert differences == []
    assert {*names} == {*metadata.tables, "alembic_version"}
