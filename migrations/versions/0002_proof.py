"""Full tiles of each log's tree, the checkpoints that were signed, and a way to find the erasures of a log.

Like the log itself these are only ever added to; see 0001 for why no batch operation may touch them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("tiles", "checkpoints")
NEVER = "nothing here is ever changed or removed"
NEXT_TILE = "tiles: a full tile goes after the others of its level, once"
NEXT_CHECKPOINT = "checkpoints: one is signed for each size, and none for a size gone by"

NEW_IS_NO_NEXT_TILE = (
    "length(NEW.hashes) <> 8192 OR length(NEW.head) <> 32 OR NEW.idx <>"
    " (SELECT coalesce(max(idx) + 1, 0) FROM tiles WHERE log_id = NEW.log_id AND level = NEW.level)"
)
NEW_IS_NO_NEXT_CHECKPOINT = "EXISTS (SELECT 1 FROM checkpoints WHERE log_id = NEW.log_id AND size >= NEW.size)"

# Held on the way in as well: INSERT OR REPLACE removes the older row without firing a DELETE trigger.
SQLITE = (
    *(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN"
        f" SELECT RAISE(ABORT, '{table}: {NEVER}'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ),
    f"CREATE TRIGGER tiles_only_next BEFORE INSERT ON tiles WHEN {NEW_IS_NO_NEXT_TILE} BEGIN"
    f" SELECT RAISE(ABORT, '{NEXT_TILE}'); END",
    f"CREATE TRIGGER checkpoints_only_next BEFORE INSERT ON checkpoints WHEN {NEW_IS_NO_NEXT_CHECKPOINT} BEGIN"
    f" SELECT RAISE(ABORT, '{NEXT_CHECKPOINT}'); END",
)


def _only_next(table: str, refused_when: str, why: str) -> tuple[str, str]:
    """A function and a trigger that hold each inserted row to what is there, on PostgreSQL."""
    return (
        f"CREATE FUNCTION {table}_only_next() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {refused_when} THEN"
        f" RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{why}';"
        " END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_only_next BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_only_next()",
    )


POSTGRESQL = (
    *(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION refuse('{NEVER}')"
        for table in APPEND_ONLY
    ),
    *(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY" for table in APPEND_ONLY),
    *(f"CREATE POLICY one_log ON {table} USING (log_id = (SELECT current_log()))" for table in APPEND_ONLY),
    *_only_next("tiles", NEW_IS_NO_NEXT_TILE, NEXT_TILE),
    *_only_next("checkpoints", NEW_IS_NO_NEXT_CHECKPOINT, NEXT_CHECKPOINT),
)


def upgrade() -> None:
    op.create_table(
        "tiles",
        sa.Column("log_id", sa.String(16), nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("idx", sa.BigInteger, nullable=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("log_id", "level", "idx"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("log_id", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("log_id", "size"),
    )
    erasures = sa.text("topic = 'personal-data-erased/1'")
    op.create_index(
        "erasures_of_log", "events", ["log_id", "position"], sqlite_where=erasures, postgresql_where=erasures
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("erasures_of_log", "events")
    for table in ("checkpoints", "tiles"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in ("tiles_only_next", "checkpoints_only_next"):
            op.execute(f"DROP FUNCTION {function}")
