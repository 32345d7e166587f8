"""Bring a database to the newest shape, in one transaction."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tracker.eventstore.database import Database
from tracker.files import folder


def is_migrated(conn: Connection) -> bool:
    """Whether a database has every migration already."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return MigrationContext.configure(conn).get_current_revision() == newest


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Run every migration that the database lacks, up to a revision."""
    with database.writing() as conn:
        config = _config()
        config.attributes["connection"] = conn
        command.upgrade(config, revision)
