"""The log, its heads, the vault's words and the write side's indexes; facts can only be added, at the log's end.

Never use a batch operation on these tables: it copies a table and drops its triggers without a word.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = ("events", "commands", "introductions", "citations", "parties", "logs")

SQLITE = (
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

NEVER = "nothing here is ever changed or removed"

POSTGRESQL = (
    # The codes are those of a broken constraint, so that both databases answer with an integrity error.
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',"
    " MESSAGE = TG_TABLE_NAME || ': ' || TG_ARGV[0]; END $$",
    *(
        f"CREATE TRIGGER {table}_no_{verbs.split()[0].lower()} BEFORE {verbs} ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION refuse('{why}')"
        for table, verbs, why in (
            *((table, "UPDATE OR DELETE OR TRUNCATE", NEVER) for table in APPEND_ONLY),
            ("heads", "DELETE OR TRUNCATE", "a log is never removed"),
            ("words", "UPDATE OR TRUNCATE", "sealed words are never changed"),
        )
    ),
    "CREATE TRIGGER heads_only_grow BEFORE UPDATE ON heads FOR EACH ROW"
    " WHEN (NEW.log_id <> OLD.log_id OR NEW.size < OLD.size OR NEW.recorded_at < OLD.recorded_at)"
    " EXECUTE FUNCTION refuse('a log only grows and its clock only goes forward')",
    # With the primary key this leaves no gap: what comes before an insert is committed, or this transaction's own.
    "CREATE FUNCTION events_only_at_the_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF EXISTS (SELECT FROM (SELECT log_id, min(position) AS first, max(position) AS last, count(*) AS n"
    "  FROM inserted GROUP BY log_id) AS fresh WHERE last - first + 1 <> n OR (first <> 0 AND NOT EXISTS"
    "  (SELECT FROM events WHERE events.log_id = fresh.log_id AND position = first - 1))) THEN"
    "  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',"
    "  MESSAGE = 'events: a fact goes at the end of its log, once'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER events_only_at_the_end AFTER INSERT ON events REFERENCING NEW TABLE AS inserted"
    " FOR EACH STATEMENT EXECUTE FUNCTION events_only_at_the_end()",
    # A transaction works on the log that it names; one that names none fails instead of seeing an empty log.
    "CREATE FUNCTION current_log() RETURNS text LANGUAGE plpgsql STABLE AS $$"
    " DECLARE named text = coalesce(current_setting('tracker.log', true), ''); BEGIN"
    " IF named = '' THEN RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',"
    "  MESSAGE = 'this transaction names no log'; END IF; RETURN named; END $$",
    *(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY" for table in (*APPEND_ONLY, "heads", "words")),
    *(
        f"CREATE POLICY one_log ON {table} USING (log_id = (SELECT current_log()))"
        for table in (*APPEND_ONLY, "heads", "words")
        if table != "logs"
    ),
    "CREATE POLICY found_by_all ON logs FOR SELECT USING (true)",
    "CREATE POLICY one_log ON logs FOR INSERT WITH CHECK (log_id = (SELECT current_log()))",
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
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT 1 FROM events LIMIT 1")).first():
        raise RuntimeError("this database holds facts, so its log is not taken down")
    for table in ("parties", "citations", "introductions", "commands", "words", "events", "heads", "logs"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in ("refuse", "events_only_at_the_end", "current_log"):
            op.execute(f"DROP FUNCTION {function}")
