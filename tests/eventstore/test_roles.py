"""What the application's role is refused on PostgreSQL: every way to change a fact, and every other log."""

import psycopg
import pytest
from sqlalchemy.exc import ProgrammingError

from tests.databases import APPLICATION, OWNER, settings_for
from tests.eventstore.conftest import LOGS
from tracker.eventstore.database import Database
from tracker.eventstore.log import Log
from tracker.eventstore.roles import RoleTooStrong
from tracker.eventstore.tables import APPEND_ONLY, metadata
from tracker.wiring import NoOwner, NotMigrated, Tracker, migrate_as_owner

pytestmark = pytest.mark.parametrize("filled", ["postgresql"], indirect=True)

TABLES = tuple(metadata.tables)
OURS, THEIRS = LOGS
ROW = "'{log}', 2, 'e', 'theme/z', 1, 't', 1, '0', '0'"


@pytest.fixture
def application(filled):
    """The application's role, at work on the first log, past all of our code."""
    with filled.plain(APPLICATION) as connection:
        connection.execute(f"SET tracker.log = '{OURS}'")
        yield connection


@pytest.fixture
def then_denied(filled, application):
    def then_denied(statement, why=psycopg.errors.InsufficientPrivilege):
        before = filled.rows()
        with pytest.raises(why):
            application.execute(statement)
        assert filled.rows() == before

    return then_denied


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {} SET log_id = log_id", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
def test_no_fact_is_changed_or_removed(then_denied, table, verb):
    then_denied(verb.format(table))


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM heads", "TRUNCATE heads, words", "UPDATE heads SET log_id = 'z'", "UPDATE words SET box = '1'"],
)
def test_no_head_goes_and_no_words_are_changed(then_denied, statement):
    then_denied(statement)


def test_a_head_only_grows(then_denied):
    then_denied("UPDATE heads SET size = 0", psycopg.errors.IntegrityError)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} OWNER TO " + APPLICATION,
        "ALTER TABLE {} ADD COLUMN more text",
        "CREATE RULE forget AS ON INSERT TO {} DO INSTEAD NOTHING",
        "CREATE TRIGGER also BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE POLICY every_log ON {} USING (true)",
        "DROP POLICY one_log ON {}",
        "COPY {} FROM STDIN",
    ],
)
def test_nothing_that_holds_the_facts_can_be_taken_away(then_denied, table, statement):
    then_denied(statement.format(table), (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER events_only_at_the_end ON events",
        "DROP FUNCTION log.refuse CASCADE",
        "DROP SCHEMA log CASCADE",
        "CREATE OR REPLACE FUNCTION log.current_log() RETURNS text LANGUAGE sql AS 'SELECT NULL::text'",
        "CREATE TABLE log.more (n int)",
        "CREATE TEMPORARY TABLE events (n int)",
        "SET session_replication_role = replica",
        f"SET ROLE {OWNER}",
        f"SET SESSION AUTHORIZATION {OWNER}",
        f"ALTER ROLE {APPLICATION} BYPASSRLS",
        f"GRANT {OWNER} TO {APPLICATION}",
        "UPDATE alembic_version SET version_num = '0'",
        "SET row_security = off; SELECT * FROM events",
    ],
)
def test_there_is_no_way_round(then_denied, statement):
    then_denied(statement)


@pytest.mark.parametrize("table", [table for table in TABLES if table != "logs"])
def test_another_log_is_not_there(application, table):
    assert application.execute(f"SELECT DISTINCT log_id FROM {table}").fetchall() == [(OURS,)]
    assert application.execute(f"SELECT 1 FROM {table} WHERE log_id = '{THEIRS}'").fetchall() == []


def test_every_log_can_be_found(application):
    assert application.execute("SELECT count(*) FROM logs").fetchone() == (2,)


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO events VALUES ({ROW.format(log=THEIRS)})",
        f"INSERT INTO heads VALUES ('{'c' * 16}', 0, 0)",
        f"INSERT INTO heads VALUES ('{THEIRS}', 0, 0) ON CONFLICT (log_id) DO UPDATE SET size = heads.size + 1",
        f"INSERT INTO logs VALUES ('{'c' * 16}', 'another', 'Europe/London', TRUE)",
        f"INSERT INTO words VALUES ('r', '{THEIRS}', 'theme/x', 'f', 'published', '0')",
        f"INSERT INTO commands VALUES ('{THEIRS}', 'd', 0, 1)",
    ],
)
def test_nothing_is_added_to_another_log(then_denied, statement):
    then_denied(statement)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM words WHERE log_id = '{}'", "UPDATE heads SET size = 9 WHERE log_id = '{}'"]
)
def test_what_may_change_does_not_change_in_another_log(filled, application, statement):
    application.execute("BEGIN")
    assert application.execute(statement.format(THEIRS)).rowcount == 0
    assert application.execute(statement.format(OURS)).rowcount == 1
    application.execute("ROLLBACK")


@pytest.mark.parametrize("table", [table for table in TABLES if table != "logs"])
def test_a_transaction_that_names_no_log_fails_instead_of_finding_an_empty_one(filled, table):
    with (
        filled.plain(APPLICATION) as nowhere,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="names no log"),
    ):
        nowhere.execute(f"SELECT * FROM {table}")


def test_a_log_named_in_one_transaction_is_forgotten_in_the_next(filled):
    database = Database(filled.url)
    for named in (OURS, THEIRS):
        with database.reading(named) as conn:
            assert Log(conn, named, now=lambda: 1).recorder.max_notification_id() == 2
    with database.reading() as conn, pytest.raises(ProgrammingError, match="names no log"):
        Log(conn, OURS, now=lambda: 1).recorder.max_notification_id()
    database.close()


def test_rights_are_not_handed_on(application):
    notices = []
    application.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    application.execute(f"GRANT UPDATE ON events TO {APPLICATION}")
    assert notices == ['no privileges were granted for "events"']


@pytest.fixture
def writer_of_everything(filled):
    """A user that owns nothing, and may change any row of any table."""
    with filled.plain("postgres") as admin:
        admin.execute("CREATE ROLE writes_everything LOGIN")
        admin.execute("GRANT pg_write_all_data, pg_read_all_data TO writes_everything")
        admin.execute(f"GRANT CONNECT ON DATABASE {filled.name} TO writes_everything")
        yield
        admin.execute(f"REVOKE ALL ON DATABASE {filled.name} FROM writes_everything")
        admin.execute("DROP ROLE writes_everything")


@pytest.mark.parametrize("role", [OWNER, "postgres", "writes_everything"])
def test_who_could_change_facts_does_not_run_the_tracker(filled, writer_of_everything, tmp_path, role):
    settings = settings_for(filled, tmp_path)
    url = filled.server.url(role, filled.name)
    with pytest.raises(RoleTooStrong, match=f"user {role} could change facts"):
        Tracker(type(settings)(settings.home, settings.keys, url))


@pytest.fixture
def empty(places, filled):
    made = places.server.empty("not_migrated")
    yield made
    made.close()


def test_a_database_is_made_ready_by_its_owner_alone(empty, tmp_path):
    settings = settings_for(empty, tmp_path)
    with pytest.raises(NotMigrated, match="run “tracker migrate” first"):
        Tracker(settings)
    with pytest.raises(NoOwner, match="TRACKER_MIGRATION_URL must be"):
        migrate_as_owner(type(settings)(settings.home, settings.keys, settings.database_url))
    for _ in range(2):
        migrate_as_owner(settings)
        Tracker(settings).close()


def test_every_text_is_compared_by_its_bytes(filled):
    with filled.plain() as plain:
        others = plain.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns"
            " WHERE table_schema IN ('log', 'pages') AND collation_name IS DISTINCT FROM 'C'"
            " AND data_type IN ('character varying', 'text') AND table_name <> 'alembic_version'"
        ).fetchall()
    assert others == []


def test_the_application_owns_its_pages_alone(filled):
    with filled.plain() as plain:
        owners = plain.execute("SELECT schemaname, tableowner FROM pg_tables WHERE schemaname IN ('log', 'pages')")
        assert {*owners} == {("log", OWNER), ("pages", APPLICATION)}
