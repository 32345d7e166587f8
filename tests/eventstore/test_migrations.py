"""Every migration up and down with facts in the database; what holds them append-only is there after each."""

import pytest
from alembic.script import ScriptDirectory

from tests.databases import APPLICATION
from tests.eventstore.conftest import LOGS, REFUSED, fill
from tracker.eventstore.migrating import migrate, newest, undo
from tracker.eventstore.tables import APPEND_ONLY
from tracker.files import folder

REVISIONS = [each.revision for each in ScriptDirectory(str(folder("migrations"))).walk_revisions()][::-1]


def test_the_newest_revision_is_told_by_its_file():
    assert newest() == ScriptDirectory(str(folder("migrations"))).get_current_head() == REVISIONS[-1]


def facts_of(place):
    return place.rows()["events"]


def attempts(kind, rows):
    for table in (each for each in APPEND_ONLY if rows.get(each)):
        yield f"UPDATE {table} SET log_id = 'z'"
        yield f"DELETE FROM {table}"
        yield f"TRUNCATE {table}" if kind == "postgresql" else f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    yield "UPDATE heads SET size = 0"
    yield "DELETE FROM heads"
    yield "UPDATE words SET box = '1'"
    yield f"INSERT INTO events VALUES ('{LOGS[0]}', 7, 'e', 'theme/z', 1, 't', 1, '0', '0')"


def assert_append_only(place):
    before = place.rows()
    connection = place.plain() if place.kind == "sqlite" else place.plain("tracker_owner")
    for statement in attempts(place.kind, before):
        if "REPLACE INTO citations" in statement:  # all of it is its key
            connection.execute(statement)
            continue
        with pytest.raises(REFUSED):
            connection.execute(statement)
    connection.close()
    assert place.rows() == before


def test_up_and_down_with_facts(fresh, owner):
    migrate(owner, APPLICATION, REVISIONS[0])
    fill(owner)
    before = facts_of(fresh)
    assert len(before) == 2 * len(LOGS)
    for revision in REVISIONS[1:]:
        migrate(owner, APPLICATION, revision)
        assert_append_only(fresh)
    for revision in REVISIONS[-2::-1]:
        undo(owner, revision)
        assert_append_only(fresh)
    migrate(owner, APPLICATION)
    assert facts_of(fresh) == before
    assert_append_only(fresh)


def test_a_log_with_facts_is_not_taken_down(fresh, owner):
    migrate(owner)
    fill(owner)
    with pytest.raises(RuntimeError, match="this database holds facts"):
        undo(owner, "base")
    assert len(facts_of(fresh)) == 2 * len(LOGS)
    assert_append_only(fresh)


def test_an_empty_log_comes_and_goes(fresh, owner):
    for _ in range(2):
        migrate(owner, APPLICATION)
        undo(owner, "base")
        assert [*fresh.rows()] == ["alembic_version"]
    migrate(owner, APPLICATION)
    fill(owner)
    assert_append_only(fresh)
