"""Bring a database to the newest shape, in one transaction."""

from alembic import command
from alembic.config import Config

from tracker.eventstore.database import Database
from tracker.files import folder


def migrate(database: Database, revision: str = "head") -> None:
    """Run every migration that the database lacks, up to a revision."""
    with database.writing() as conn:
        config = Config()
        config.set_main_option("script_location", str(folder("migrations")))
        config.attributes["connection"] = conn
        command.upgrade(config, revision)
