"""The log, its heads, the vault's words and the write side's indexes; facts can only be added, at the log's end.

Never use a batch operation on these tables: it copies a table and drops its triggers without a word.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = ("events", "commands", "introductions", "citations", "parties", "logs")

SQLITE_TRIGGERS = (
    *(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN"
        f" SELECT RAISE(ABORT, '{table}: nothing here is ever changed or removed'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ),
    "CREATE TRIGGER words_no_update BEFORE UPDATE ON words BEGIN"
    " SELECT RAISE(ABORT, 'words: sealed words are never changed'); END",
    "CREATE TRIGGER heads_no_delete BEFORE DELETE ON heads BEGIN"
    " SELECT RAISE(ABORT, 'heads: a log is never removed'); END",
    "CREATE TRIGGER heads_only_grow BEFORE UPDATE ON heads"
    " WHEN NEW.log_id <> OLD.log_id OR NEW.size < OLD.size OR NEW.recorded_at < OLD.recorded_at BEGIN"
    " SELECT RAISE(ABORT, 'heads: a log only grows and its clock only goes forward'); END",
    # INSERT OR REPLACE removes the older row without firing a DELETE trigger, so an insert is held to what is there.
    "CREATE TRIGGER heads_no_replace AFTER INSERT ON heads"
    " WHEN EXISTS (SELECT 1 FROM events WHERE log_id = NEW.log_id) BEGIN"
    " SELECT RAISE(ABORT, 'heads: a log only grows and its clock only goes forward'); END",
    "CREATE TRIGGER events_only_at_the_end BEFORE INSERT ON events"
    " WHEN NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM events WHERE log_id = NEW.log_id)"
    " OR EXISTS (SELECT 1 FROM events WHERE event_id = NEW.event_id)"
    " OR EXISTS (SELECT 1 FROM events"
    "  WHERE log_id = NEW.log_id AND stream = NEW.stream AND version = NEW.version) BEGIN"
    " SELECT RAISE(ABORT, 'events: a fact goes at the end of its log, once'); END",
    "CREATE TRIGGER words_no_replace BEFORE INSERT ON words"
    " WHEN EXISTS (SELECT 1 FROM words WHERE ref = NEW.ref) BEGIN"
    " SELECT RAISE(ABORT, 'words: sealed words are never changed'); END",
    "CREATE TRIGGER logs_no_replace BEFORE INSERT ON logs"
    " WHEN EXISTS (SELECT 1 FROM logs WHERE log_id = NEW.log_id OR slug = NEW.slug) BEGIN"
    " SELECT RAISE(ABORT, 'logs: there is one of that name already'); END",
    "CREATE TRIGGER commands_no_replace BEFORE INSERT ON commands"
    " WHEN EXISTS (SELECT 1 FROM commands WHERE log_id = NEW.log_id AND command_id = NEW.command_id) BEGIN"
    " SELECT RAISE(ABORT, 'commands: a command is answered once'); END",
    "CREATE TRIGGER parties_no_replace BEFORE INSERT ON parties"
    " WHEN EXISTS (SELECT 1 FROM parties WHERE log_id = NEW.log_id AND name_mac = NEW.name_mac) BEGIN"
    " SELECT RAISE(ABORT, 'parties: a party is named once'); END",
    "CREATE TRIGGER introductions_no_replace BEFORE INSERT ON introductions"
    " WHEN EXISTS (SELECT 1 FROM introductions"
    "  WHERE log_id = NEW.log_id AND sort = NEW.sort AND ref = NEW.ref) BEGIN"
    " SELECT RAISE(ABORT, 'introductions: an id is introduced once'); END",
)


def upgrade() -> None:
    op.create_table(
        "logs",
        sa.Column("log_id", sa.String(16), primary_key=True),
        sa.Column("slug", sa.String(80), nullable=False, unique=True),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("fictional", sa.Boolean, nullable=False),
    )
    op.create_table(
        "heads",
        sa.Column("log_id", sa.String(16), primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("log_id", sa.String(16), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("stream", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("topic", sa.String(80), nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("log_id", "position"),
        sa.UniqueConstraint("log_id", "stream", "version"),
        sa.UniqueConstraint("event_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "words",
        sa.Column("ref", sa.String(32), primary_key=True),
        sa.Column("log_id", sa.String(16), nullable=False),
        sa.Column("stream", sa.String(80), nullable=False),
        sa.Column("field", sa.String(120), nullable=False),
        sa.Column("class", sa.String(16), nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
    )
    op.create_index("words_of_stream", "words", ["log_id", "stream"])
    op.create_table(
        "commands",
        sa.Column("log_id", sa.String(16), nullable=False),
        sa.Column("command_id", sa.String(40), nullable=False),
        sa.Column("first_position", sa.BigInteger, nullable=False),
        sa.Column("last_position", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("log_id", "command_id"),
    )
    op.create_table(
        "introductions",
        sa.Column("log_id", sa.String(16), nullable=False),
        sa.Column("sort", sa.String(16), nullable=False),
        sa.Column("ref", sa.String(80), nullable=False),
        sa.Column("stream", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "sort", "ref"),
    )
    op.create_table(
        "citations",
        sa.Column("log_id", sa.String(16), nullable=False),
        sa.Column("ref", sa.String(80), nullable=False),
        sa.Column("stream", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "ref", "stream"),
    )
    op.create_table(
        "parties",
        sa.Column("log_id", sa.String(16), nullable=False),
        sa.Column("name_mac", sa.String(64), nullable=False),
        sa.Column("party", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "name_mac"),
    )
    if op.get_bind().dialect.name != "sqlite":
        raise RuntimeError("the triggers that hold the log append-only are written for SQLite alone so far")
    for trigger in SQLITE_TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    for table in ("parties", "citations", "introductions", "commands", "words", "events", "heads", "logs"):
        op.drop_table(table)
