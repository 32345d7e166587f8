"""Change a log behind the tracker's back, from a plain connection, as somebody with the database could."""

import re
from contextlib import closing

from tracker.ledger.leaf import hash_leaf, leaf_of, origin_of
from tracker.wiring import verify

SLUG = "norrick-vale-together"
FACT = ("event_id", "stream", "version", "topic", "recorded_at", "state")

LIKE_SQLITES = (
    "CREATE FUNCTION log.zeroblob(bytes bigint) RETURNS bytea LANGUAGE sql"
    " RETURN decode(repeat('00', bytes::int), 'hex')"
)


class Intruder:
    """Has the database's file, or is PostgreSQL's administrator, and no trigger in the way."""

    def __init__(self, kept):
        """`kept` is whatever has a `place`, a `log_id` and, where notes are signed, `settings`."""
        self.kept = kept
        self.is_sqlite = kept.place.kind == "sqlite"
        with self.plain() as plain:
            if self.is_sqlite:
                for (trigger,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    plain.execute(f"DROP TRIGGER {trigger}")
            else:
                plain.execute(LIKE_SQLITES)

    def plain(self):
        if self.is_sqlite:
            return closing(self.kept.place.plain())
        plain = self.kept.place.plain("postgres")
        plain.execute("SET session_replication_role = replica")
        return plain

    def does(self, *statements, **values):
        """Run SQL; `:log_id` is the log's. The number of rows of the last statement."""
        with self.plain() as plain:
            for statement in statements:
                changed = self._run(plain, statement, values).rowcount
        return changed

    def asks(self, statement, **values):
        with self.plain() as plain:
            return self._run(plain, statement, values).fetchall()

    def _run(self, plain, statement, values):
        values = {"log_id": self.kept.log_id, **values}
        if not self.is_sqlite:
            statement = re.sub(r"(?<!:):(\w+)", r"%(\1)s", statement)
        return plain.execute(statement, values)

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


def on(kind, *changes):
    """Changes as that kind of database takes them, each to be tried there alone (`signed` says where)."""
    return [(kind, *(change if isinstance(change, tuple) else (change,))) for change in changes]


def on_both(*changes):
    return [each for kind in ("sqlite", "postgresql") for each in on(kind, *changes)]
