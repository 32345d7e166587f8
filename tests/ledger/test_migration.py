"""A log from before there were tiles and checkpoints is brought up as it stands, and stays append-only."""

from contextlib import closing

import pytest
from eventsourcing.persistence import StoredEvent

from tests.databases import APPLICATION, OWNER
from tests.eventstore.conftest import REFUSED
from tracker.eventstore.log import Log
from tracker.eventstore.migrating import migrate
from tracker.eventstore.tree import Tree

LOG_IDS = ("a" * 16, "b" * 16)


@pytest.fixture
def older(owner):
    """A database of the first shape, with 300 facts in each of two logs."""
    migrate(owner, APPLICATION, revision="0001")
    for log_id in LOG_IDS:
        with owner.writing(log_id) as conn:
            facts = [StoredEvent(f"theme/{n}", 1, "theme-opened/1", b"{}") for n in range(300)]
            Log(conn, log_id, now=lambda: 100).recorder.insert_events(facts)
    return owner


def test_what_was_recorded_before_has_its_tree(older):
    migrate(older, APPLICATION)
    heads = []
    for log_id in LOG_IDS:
        with older.writing(log_id) as conn:
            tree = Tree(conn, log_id)
            assert tree.catch_up() == 1
            heads.append(tree.head(300))
    assert heads[0] != heads[1]


ATTEMPTS = ("UPDATE {} SET log_id = 'z'", "DELETE FROM {}")
OF_A_KIND = {"sqlite": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}", "postgresql": "TRUNCATE {}"}


def test_nothing_is_changed_or_removed_afterwards(older, fresh):
    """Not even by the owner."""
    migrate(older, APPLICATION)
    with older.writing(LOG_IDS[0]) as conn:
        Tree(conn, LOG_IDS[0]).catch_up()
    before = fresh.rows()
    with closing(fresh.plain() if fresh.kind == "sqlite" else fresh.plain(OWNER)) as plain:
        for statement in (*ATTEMPTS, OF_A_KIND[fresh.kind]):
            for table in ("events", "tiles"):
                with pytest.raises(REFUSED):
                    plain.execute(statement.format(table))
    assert fresh.rows() == before
