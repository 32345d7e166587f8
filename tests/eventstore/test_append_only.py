"""Facts are never changed or removed: tried from a plain connection, past all of our code."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from eventsourcing.persistence import IntegrityError
from sqlalchemy import inspect

from tests.eventstore.conftest import LOGS, fact
from tracker.eventstore.database import Database
from tracker.eventstore.log import Log
from tracker.eventstore.tables import APPEND_ONLY, metadata

NEVER = "nothing here is ever changed or removed"
AT_THE_END = "a fact goes at the end of its log, once|duplicate key"


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "verb", ["UPDATE {} SET log_id = 'z'", "DELETE FROM {}", "DELETE FROM {} WHERE log_id = 'aaaaaaaaaaaaaaaa'"]
)
def test_no_row_is_changed_or_removed(then_refused, table, verb):
    then_refused(verb.format(table), f"{table}: {NEVER}")


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", [*APPEND_ONLY, "heads", "words"])
def test_no_row_is_replaced_on_sqlite(filled, plain, then_refused, table):
    replace = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    if table == "citations":  # all of it is its key, so that a row is replaced by itself
        before = filled.rows()
        plain.execute(replace)
        assert filled.rows() == before
    else:
        then_refused(replace, f"{table}: ")


@pytest.mark.parametrize("filled", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", [*APPEND_ONLY, "words"])
def test_no_row_is_replaced_on_postgresql(then_refused, table):
    key = ", ".join(column.name for column in metadata.tables[table].primary_key)
    replace = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET log_id = 'z'"
    then_refused(replace, f"{table}: ")


@pytest.mark.parametrize("filled", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", [*APPEND_ONLY, "heads", "words"])
def test_no_table_is_emptied(then_refused, table):
    then_refused(f"TRUNCATE {table}", f"{table}: ")


PLACES = {
    "beyond the end": (LOGS[0], 5, "e1", "theme/z", 1),
    "in the middle": (LOGS[0], 1, "e1", "theme/z", 1),
    "before the beginning": (LOGS[0], -1, "e1", "theme/z", 1),
    "a version taken": (LOGS[0], 2, "e1", "theme/x", 1),
    "an event id taken": (LOGS[0], 2, "taken", "theme/z", 1),
    "a new log not from 0": ("c" * 16, 1, "e1", "theme/z", 1),
}


@pytest.fixture
def misplaced(plain):
    """An insert of a fact that does not go there."""

    def misplaced(which, verb="INSERT"):
        (taken,) = plain.execute(f"SELECT event_id FROM events WHERE log_id = '{LOGS[1]}' LIMIT 1").fetchone()
        log_id, position, event_id, stream, version = PLACES[which]
        event_id = taken if event_id == "taken" else event_id
        row = f"'{log_id}', {position}, '{event_id}', '{stream}', {version}, 't', 1, '0', '0'"
        return f"{verb} INTO events VALUES ({row})"

    return misplaced


@pytest.mark.parametrize("which", PLACES)
def test_a_fact_goes_at_the_end_of_its_log_once(misplaced, then_refused, which):
    then_refused(misplaced(which), AT_THE_END)


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
@pytest.mark.parametrize("which", PLACES)
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "INSERT OR IGNORE"])
def test_no_fact_takes_the_place_of_another_on_sqlite(misplaced, then_refused, which, verb):
    then_refused(misplaced(which, verb), AT_THE_END)


@pytest.mark.parametrize("filled", ["postgresql"], indirect=True)
def test_facts_that_leave_a_gap_between_them_are_refused(then_refused):
    row = "('{log}', {at}, 'e{at}', 'theme/z', {at}, 't', 1, '0', '0')"
    rows = ", ".join(row.format(log=LOGS[0], at=at) for at in (2, 4))
    then_refused(f"INSERT INTO events VALUES {rows}", AT_THE_END)


@pytest.mark.parametrize("change", ["size = 0", "recorded_at = 1", "log_id = 'z'"])
def test_a_head_only_grows(then_refused, change):
    then_refused(f"UPDATE heads SET {change}", "a log only grows")
    then_refused("DELETE FROM heads", "a log is never removed")


def test_sealed_words_are_never_changed_but_may_go(plain, then_refused):
    then_refused("UPDATE words SET box = '1'", "sealed words are never changed")
    plain.execute("BEGIN")
    plain.execute(f"DELETE FROM words WHERE log_id = '{LOGS[0]}'")
    assert plain.execute("SELECT count(*) FROM words").fetchone() == (1,)
    plain.execute("ROLLBACK")


def append(database, *facts, now=1, log_id=LOGS[0]):
    with database.writing(log_id) as conn:
        Log(conn, log_id, now=lambda: now).recorder.insert_events(facts)


def test_a_log_never_passes_a_version_twice(database):
    append(database, fact())
    with pytest.raises(IntegrityError):
        append(database, fact())
    with database.reading(LOGS[0]) as conn:
        assert Log(conn, LOGS[0], now=lambda: 1).recorder.max_notification_id() == 1


def test_the_clock_of_a_log_never_goes_back(database):
    for now, version in ((500, 1), (400, 2), (600, 3)):
        append(database, fact(version=version), now=now)
    with database.reading(LOGS[0]) as conn:
        stored = Log(conn, LOGS[0], now=lambda: 1).recorder.select_events("theme/x")
    assert [each.recorded_at for each in stored] == [500, 500, 600]


def test_nothing_stays_of_a_unit_of_work_that_fails(database):
    def work_and_fail():
        with database.writing(LOGS[0]) as conn:
            Log(conn, LOGS[0], now=lambda: 1).recorder.insert_events([fact()])
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        work_and_fail()
    with database.reading(LOGS[0]) as conn:
        assert Log(conn, LOGS[0], now=lambda: 1).recorder.max_notification_id() is None


def test_the_migrations_make_the_tables_that_the_code_knows(place, database):
    owner = Database(place.migration_url or place.url, owner=True)
    with owner.reading() as conn:
        differences = compare_metadata(MigrationContext.configure(conn), metadata)
        names = inspect(conn).get_table_names()
    owner.close()
    assert differences == []
    assert {*names} == {*metadata.tables, "alembic_version"}
