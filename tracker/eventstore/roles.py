"""What the application's role may do on PostgreSQL: add facts, read them, and nothing that changes or hides one."""

from sqlalchemy import Connection, inspect, text

from tracker.eventstore.database import LOG_SCHEMA, PAGES_SCHEMA
from tracker.eventstore.driving import DatabaseRefuses

RIGHTS = {
    "alembic_version": "SELECT",
    "logs": "SELECT, INSERT",
    "events": "SELECT, INSERT",
    "heads": "SELECT, INSERT, UPDATE (size, recorded_at)",
    "words": "SELECT, INSERT, DELETE",  # sealed words may be erased
    "commands": "SELECT, INSERT",
    "introductions": "SELECT, INSERT",
    "citations": "SELECT, INSERT",
    "parties": "SELECT, INSERT",
    "tiles": "SELECT, INSERT",
    "checkpoints": "SELECT, INSERT",
}
"""The application's rights on each table that facts cannot recreate; its pages it owns."""

_TOO_STRONG = text(
    "SELECT rolsuper OR rolbypassrls OR EXISTS ("
    " SELECT FROM pg_class WHERE relnamespace = to_regnamespace(:log) AND relkind = 'r' AND ("
    "  pg_has_role(rolname, relowner, 'MEMBER')"
    "  OR relname = 'events' AND has_table_privilege(rolname, oid, 'UPDATE, DELETE, TRUNCATE'))"
    ") FROM pg_roles WHERE rolname = current_user"
)


class RoleTooStrong(DatabaseRefuses):
    """Whoever could change a fact must not run the application; the text says what to do."""


def give_rights(conn: Connection, role: str) -> None:
    """Give the application's role what it needs and take everything else, as the owner of the database."""
    quote = conn.dialect.identifier_preparer.quote
    name, database = quote(role), quote(str(conn.engine.url.database))
    there = inspect(conn).get_table_names(LOG_SCHEMA)
    statements = [
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {LOG_SCHEMA} FROM {name}",
        f"GRANT USAGE ON SCHEMA {LOG_SCHEMA} TO {name}",
        f"GRANT USAGE, CREATE ON SCHEMA {PAGES_SCHEMA} TO {name}",
        *(f"GRANT {rights} ON {LOG_SCHEMA}.{table} TO {name}" for table, rights in RIGHTS.items() if table in there),
    ]
    for statement in statements:
        conn.exec_driver_sql(statement)


def hold_to_rights(conn: Connection) -> None:
    """Raise `RoleTooStrong` where the connection's role could change or hide a fact."""
    if conn.execute(_TOO_STRONG, {"log": LOG_SCHEMA}).scalar_one():
        raise RoleTooStrong(
            f"the database’s user {conn.engine.url.username} could change facts, so the tracker does not run as it:"
            " name another in TRACKER_DATABASE_URL and the owner in TRACKER_MIGRATION_URL, then run “tracker migrate”"
            " (docs/databases.md)"
        )
