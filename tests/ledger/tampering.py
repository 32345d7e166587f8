"""Change a log behind the tracker's back, from a plain connection, as somebody with the file could."""

import sqlite3
from contextlib import closing

from tracker.ledger.leaf import hash_leaf, leaf_of, origin_of
from tracker.wiring import verify

SLUG = "norrick-vale-together"
FACT = ("event_id", "stream", "version", "topic", "recorded_at", "state")


class Intruder:
    """Has the database's file, and no trigger in the way."""

    def __init__(self, kept):
        self.kept = kept
        with self.plain() as plain:
            for (trigger,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                plain.execute(f"DROP TRIGGER {trigger}")

    def plain(self):
        return closing(sqlite3.connect(self.kept.database, isolation_level=None))

    def does(self, *statements, **values):
        """Run SQL; `:log_id` is the log's. The number of rows of the last statement."""
        with self.plain() as plain:
            for statement in statements:
                changed = plain.execute(statement, {"log_id": self.kept.log_id, **values}).rowcount
        return changed

    def asks(self, statement, **values):
        with self.plain() as plain:
            return plain.execute(statement, {"log_id": self.kept.log_id, **values}).fetchall()

    def rewrites(self, position, **columns):
        """Change a fact and its leaf, so that both agree."""
        for column, value in columns.items():
            self.does(f"UPDATE events SET {column} = :value WHERE log_id = :log_id AND position = :at",
                      value=value, at=position)  # fmt: skip
        (row,) = self.asks(
            f"SELECT {', '.join(FACT)} FROM events WHERE log_id = :log_id AND position = :at", at=position
        )
        leaf = leaf_of(origin=origin_of(self.kept.log_id), **dict(zip(FACT, row, strict=True)))
        self.does("UPDATE events SET leaf_hash = :leaf WHERE log_id = :log_id AND position = :at",
                  leaf=hash_leaf(leaf), at=position)  # fmt: skip

    def forgets_what_was_signed(self):
        """Remove every tile and checkpoint of the log, and what is kept beside the key, as who runs the server can."""
        self.does("DELETE FROM tiles WHERE log_id = :log_id", "DELETE FROM checkpoints WHERE log_id = :log_id")
        (self.kept.settings.keys / f"signed-{self.kept.log_id}").unlink()


def found(kept, asked, *, words=True):
    """What a verification says: each position with its sentence."""
    verdict = verify(kept.settings, SLUG, asked, words=words)
    return [(finding.position, finding.says) for finding in verdict.findings]
