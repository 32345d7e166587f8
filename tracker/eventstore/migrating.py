"""Bring a database to the newest shape, in one transaction."""

from typing import Literal

from sqlalchemy import Connection, inspect, text

from tracker.eventstore.database import LOG_SCHEMA, PAGES_SCHEMA, Database
from tracker.eventstore.roles import give_rights
from tracker.files import folder

_REVISION = text("SELECT version_num FROM alembic_version")


def is_migrated(conn: Connection) -> bool:
    """Whether a database has every migration already. Every start asks, and does without Alembic where it has."""
    schema = None if conn.dialect.name == "sqlite" else LOG_SCHEMA
    if not inspect(conn).has_table("alembic_version", schema):
        return False
    return bool(conn.execute(_REVISION).scalar() == newest())


def newest() -> str:
    """The newest revision: each migration's file begins with its own."""
    return max(path.name.partition("_")[0] for path in (folder("migrations") / "versions").glob("[0-9]*.py"))


def migrate(database: Database, application: str = "", revision: str = "head") -> None:
    """Run every migration that the database lacks, up to a revision.

    On PostgreSQL the database is its owner's, and `application` is the role that is given what the tracker needs.
    """
    with database.reshaping() as conn:
        if not database.is_sqlite:
            for schema in (LOG_SCHEMA, PAGES_SCHEMA):
                conn.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        _run("upgrade", conn, revision)
        if application and not database.is_sqlite:
            give_rights(conn, application)


def undo(database: Database, revision: str) -> None:
    """Take migrations back, down to a revision. No migration takes facts with it: one that would is refused."""
    with database.reshaping() as conn:
        _run("downgrade", conn, revision)


def _run(direction: Literal["upgrade", "downgrade"], conn: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415  8 MiB that a server whose tables are ready does without
    from alembic.config import Config  # noqa: PLC0415  as above

    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    config.attributes["connection"] = conn
    getattr(command, direction)(config, revision)
