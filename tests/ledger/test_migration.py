"""A log from before there were tiles and checkpoints is brought up as it stands, and stays append-only."""

import sqlite3
from contextlib import closing

import pytest
from eventsourcing.persistence import StoredEvent

from tracker.eventstore.database import Database
from tracker.eventstore.log import Log
from tracker.eventstore.migrating import migrate
from tracker.eventstore.tree import Tree

LOG_IDS = ("a" * 16, "b" * 16)


@pytest.fixture
def older(tmp_path):
    """A database of the first shape, with 300 facts in each of two logs."""
    database = Database(f"sqlite:///{tmp_path / 'older.db'}")
    migrate(database, revision="0001")
    for log_id in LOG_IDS:
        with database.writing(log_id) as conn:
            facts = [StoredEvent(f"theme/{n}", 1, "theme-opened/1", b"{}") for n in range(300)]
            Log(conn, log_id, now=lambda: 100).recorder.insert_events(facts)
    yield database
    database.close()


def test_what_was_recorded_before_has_its_tree(older):
    migrate(older)
    heads = []
    for log_id in LOG_IDS:
        with older.writing(log_id) as conn:
            tree = Tree(conn, log_id)
            assert tree.catch_up() == 1
            heads.append(tree.head(300))
    assert heads[0] != heads[1]


@pytest.mark.parametrize("table", ["events", "tiles"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET log_id = 'z'", "DELETE FROM {}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_nothing_is_changed_or_removed_afterwards(older, table, statement):
    migrate(older)
    with older.writing() as conn:
        Tree(conn, LOG_IDS[0]).catch_up()
    with closing(sqlite3.connect(older.url.database)) as plain:
        before = list(plain.iterdump())
        with pytest.raises(sqlite3.IntegrityError):
            plain.execute(statement.format(table))
        assert list(plain.iterdump()) == before
