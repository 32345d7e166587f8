"""As much of Python's `sqlite3` as the tracker uses, on apsw, whose SQLite can be given a machine of ours to run on."""

import sqlite3

import apsw

from tests.soak.machine import PowerCut

paramstyle, sqlite_version_info, sqlite_version = "qmark", (3, 54, 0), "3.54.0"
Error, DatabaseError, OperationalError = sqlite3.Error, sqlite3.DatabaseError, sqlite3.OperationalError
IntegrityError, InterfaceError, InternalError = sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.InternalError
NotSupportedError, DataError, ProgrammingError = sqlite3.NotSupportedError, sqlite3.DataError, sqlite3.ProgrammingError
Binary = bytes


class Module:
    """The module, for one machine."""

    def __init__(self, machine):
        self._machine = machine
        self._connections = []

    def __getattr__(self, name):
        return globals()[name]

    def connect(self, path, **settings):
        if not path:  # a private file of SQLite's own, which nobody finds again when the power is back
            return sqlite3.connect(path, **settings)
        self._connections.append(apsw.Connection(str(path), vfs=self._machine.name))
        return Connection(self._connections[-1])

    def close(self):
        for connection in self._connections:
            connection.close(True)


class Connection:
    def __init__(self, connection):
        self._connection = connection
        self.isolation_level = None

    def cursor(self):
        return Cursor(self._connection.cursor())

    def execute(self, statement, parameters=()):
        cursor = self.cursor()
        cursor.execute(statement, parameters)
        return cursor

    def executemany(self, statement, rows):
        self.cursor().executemany(statement, rows)

    def executescript(self, script):
        self.execute(script)

    def create_function(self, *_args, **_settings):
        pass

    def commit(self):
        if self._connection.in_transaction:
            self.execute("COMMIT")

    def rollback(self):
        if self._connection.in_transaction:
            self.execute("ROLLBACK")

    def close(self):
        self._connection.close()


class Cursor:
    lastrowid = None
    rowcount = -1

    def __init__(self, cursor):
        self._cursor = cursor
        self._cursor.exec_trace = self._describe
        self.description = None
        self._rows = iter(())

    def execute(self, statement, parameters=()):
        self._run(lambda: self._cursor.execute(statement, tuple(parameters)))

    def executemany(self, statement, rows):
        self._run(lambda: self._cursor.executemany(statement, [tuple(row) for row in rows]))

    def _run(self, statement):
        """Everything at once, so that no error comes while rows are read."""
        try:
            statement()
        except PowerCut as why:
            raise OperationalError(str(why)) from why
        except apsw.ConstraintError as why:
            raise IntegrityError(str(why)) from why
        except apsw.Error as why:
            error = OperationalError(str(why))
            error.sqlite_errorname = "SQLITE_FULL" if isinstance(why, apsw.FullError) else ""
            raise error from why
        self._rows = iter(self._cursor.fetchall() if self.description else ())

    def _describe(self, cursor, _statement, _parameters):
        """Called before a statement runs: afterwards nothing is known of one that found no row."""
        self.description = [(name, *[None] * 6) for name, _ in cursor.get_description()] or None
        return True

    def fetchone(self):
        return next(self._rows, None)

    def fetchall(self):
        return list(self._rows)

    def fetchmany(self, size=1):
        return [row for _, row in zip(range(size), self._rows, strict=False)]

    def __iter__(self):
        return self._rows

    def close(self):
        self._cursor.close()
