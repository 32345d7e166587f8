"""The driver beneath SQLAlchemy: one statement put to it at a time, and what it refuses said in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError


class DatabaseRefuses(Exception):
    """The database cannot be used as it is; the text says what to do."""


class DiskFull(DatabaseRefuses):
    """There was no room for what was to be recorded, so nothing of it was."""


@contextmanager
def driving(conn: Connection, sql: str) -> Iterator[DBAPICursor]:
    """The driver's own cursor, for one statement; what fails is raised as SQLAlchemy would, without the values.

    Whoever listens for SQLAlchemy's statements hears of it too, but not of its values.
    """
    driver = conn.dialect.loaded_dbapi
    cursor = conn.connection.cursor()
    for hear in conn.dispatch.before_cursor_execute:
        hear(conn, cursor, sql, (), None, False)
    try:
        yield cursor
    except driver.Error as error:
        raise_if_full(error)
        if conn.dialect.is_disconnect(error, conn.connection.dbapi_connection, cursor):
            conn.invalidate(error)
        raise DBAPIError.instance(sql, None, error, driver.Error, hide_parameters=True, dialect=conn.dialect) from error


def raise_if_full(error: BaseException) -> None:
    """Say in a sentence that there is no room (SQLite's SQLITE_FULL, PostgreSQL's 53100). Raises `DiskFull`."""
    if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(error, "sqlstate", "") == "53100":
        raise DiskFull("there is no room left on the disk, so nothing was recorded: make room and try again") from error
