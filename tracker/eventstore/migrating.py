"""Bring a database to the newest shape, in one transaction."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tracker.eventstore.database import LOG_SCHEMA, PAGES_SCHEMA, Database
from tracker.eventstore.roles import give_rights
from tracker.files import folder


def is_migrated(conn: Connection) -> bool:
    """Whether a database has every migration already."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return MigrationContext.configure(conn).get_current_revision() == newest


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    return config


def migrate(database: Database, application: str = "", revision: str = "head") -> None:
    """Run every migration that the database lacks, up to a revision.

    On PostgreSQL the database is its owner's, and `application` is the role that is given what the tracker needs.
    """
    with database.reshaping() as conn:
        if not database.is_sqlite:
            for schema in (LOG_SCHEMA, PAGES_SCHEMA):
                conn.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        command.upgrade(_on(conn), revision)
        if application and not database.is_sqlite:
            give_rights(conn, application)


def undo(database: Database, revision: str) -> None:
    """Take migrations back, down to a revision. No migration takes facts with it: one that would is refused."""
    with database.reshaping() as conn:
        command.downgrade(_on(conn), revision)


def _on(conn: Connection) -> Config:
    config = _config()
    config.attributes["connection"] = conn
    return config
