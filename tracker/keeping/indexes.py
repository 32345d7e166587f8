"""Hold the write side's indexes to the facts that they are made from.

Both are put into a scratch file that SQLite removes by itself, so that a log of any length takes little memory.
"""

import sqlite3
from typing import Any

from sqlalchemy import Connection, select

from tracker.application.importing import slug_of
from tracker.application.ports import DEFAULT_TIME_ZONE, LogAddress
from tracker.application.recording import indexed
from tracker.events import Envelope
from tracker.eventstore.tables import citations, commands, introductions, logs, parties
from tracker.ledger.findings import Findings

_SCHEMA = """
CREATE TABLE expected (name TEXT, line TEXT, position INTEGER, PRIMARY KEY (name, line)) WITHOUT ROWID;
CREATE TABLE kept (name TEXT, line TEXT, PRIMARY KEY (name, line)) WITHOUT ROWID;
"""
_LACKING = (
    "SELECT name, line, position FROM expected WHERE NOT EXISTS"
    " (SELECT 1 FROM kept WHERE kept.name = expected.name AND kept.line = expected.line) ORDER BY position, name, line"
)
_TOO_MANY = (
    "SELECT name, line FROM kept WHERE NOT EXISTS"
    " (SELECT 1 FROM expected WHERE kept.name = expected.name AND kept.line = expected.line) ORDER BY name, line"
)
_KEPT = (introductions, citations, parties, commands, logs)


class Indexes:
    """Takes every fact of a log in order, then says which rows the indexes lack and which they have too many."""

    def __init__(self, log_id: str) -> None:
        self._log_id = log_id
        self._scratch = sqlite3.connect("", isolation_level=None)
        self._scratch.executescript(_SCHEMA)
        self._scratch.execute("BEGIN")
        self._command: tuple[str, int, int] | None = None

    def close(self) -> None:
        """Let the scratch file go."""
        self._scratch.close()

    def take(self, position: int, envelope: Envelope) -> None:
        """Note what follows from a fact."""
        for sort, ref in indexed(envelope):
            if sort:
                self._expect(position, "introductions", sort, ref, envelope.stream)
            else:
                self._expect(position, "citations", ref, envelope.stream)
        self._take_command(position, envelope.command)

    def take_name(self, position: int, mac: str, party: str) -> None:
        """Note that a fact named a party."""
        self._expect(position, "parties", mac, party)

    def take_partnership(self, name: str, time_zone: str | None, *, fictional: bool) -> None:
        """Note what the log's first fact says of how the log is found."""
        self._expect(0, "logs", slug_of(name), time_zone or DEFAULT_TIME_ZONE, fictional)

    def compare(self, conn: Connection, address: LogAddress, findings: Findings) -> None:
        """Say what differs."""
        self._end_command()
        for table in _KEPT:
            columns = [column for column in table.columns if column.name != "log_id"]
            for row in conn.execute(select(*columns).where(table.c.log_id == address.log_id)):
                self._scratch.execute("INSERT OR IGNORE INTO kept VALUES (?, ?)", (table.name, _line(*row)))
        for name, line, position in self._scratch.execute(_LACKING):
            findings.add(position, f"the table {name} lacks what follows from this fact: {line}")
        for name, line in self._scratch.execute(_TOO_MANY):
            findings.add(None, f"the table {name} holds what follows from no fact: {line}")

    def _take_command(self, position: int, command: str) -> None:
        if self._command and self._command[0] == command:
            self._command = (command, self._command[1], position)
        else:
            self._end_command()
            self._command = (command, position, position)

    def _end_command(self) -> None:
        if self._command:
            self._expect(self._command[1], "commands", *self._command)
            self._command = None

    def _expect(self, position: int, name: str, *values: Any) -> None:
        row = (name, _line(*values), position)
        self._scratch.execute("INSERT OR IGNORE INTO expected VALUES (?, ?, ?)", row)


def _line(*values: Any) -> str:
    return ", ".join(str(value) for value in values)
