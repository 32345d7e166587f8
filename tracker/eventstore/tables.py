"""The tables that facts cannot recreate. `migrations/` makes them, with the triggers that hold them append-only."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

logs = Table(
    "logs",
    metadata,
    Column("log_id", String(16), primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("time_zone", String(64), nullable=False),
    Column("fictional", Boolean, nullable=False),
)
"""Every partnership's log: what is needed to find it before a fact of it is read."""

heads = Table(
    "heads",
    metadata,
    Column("log_id", String(16), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)
"""One row a log: its lock, its next position and its clock's low-water mark in one."""

events = Table(
    "events",
    metadata,
    Column("log_id", String(16), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("event_id", String(32), nullable=False),
    Column("stream", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("topic", String(80), nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log_id", "position"),
    UniqueConstraint("log_id", "stream", "version"),
    UniqueConstraint("event_id"),
    sqlite_with_rowid=False,
)
"""The facts. `position` is gapless from 0 in its log: the leaf index of its Merkle tree, and what projections track."""

words = Table(
    "words",
    metadata,
    Column("ref", String(32), primary_key=True),
    Column("log_id", String(16), nullable=False),
    Column("stream", String(80), nullable=False),
    Column("field", String(120), nullable=False),
    Column("class", String(16), nullable=False, key="words_class"),
    Column("box", LargeBinary, nullable=False),
    Index("words_of_stream", "log_id", "stream"),
)
"""The vault: sealed words. A row may go, when its words are erased; it is never changed."""

commands = Table(
    "commands",
    metadata,
    Column("log_id", String(16), nullable=False),
    Column("command_id", String(40), nullable=False),
    Column("first_position", BigInteger, nullable=False),
    Column("last_position", BigInteger, nullable=False),
    PrimaryKeyConstraint("log_id", "command_id"),
)
"""What each command wrote, so that the same one again gets the same answer and writes nothing."""

introductions = Table(
    "introductions",
    metadata,
    Column("log_id", String(16), nullable=False),
    Column("sort", String(16), nullable=False),
    Column("ref", String(80), nullable=False),
    Column("stream", String(80), nullable=False),
    PrimaryKeyConstraint("log_id", "sort", "ref"),
)
"""Which stream introduced an id (a decision, an outcome), so that a command finds it without reading the log."""

citations = Table(
    "citations",
    metadata,
    Column("log_id", String(16), nullable=False),
    Column("ref", String(80), nullable=False),
    Column("stream", String(80), nullable=False),
    PrimaryKeyConstraint("log_id", "ref", "stream"),
)
"""Which streams name a stream or an id, so that a rule can ask who speaks of it."""

parties = Table(
    "parties",
    metadata,
    Column("log_id", String(16), nullable=False),
    Column("name_mac", String(64), nullable=False),
    Column("party", String(24), nullable=False),
    PrimaryKeyConstraint("log_id", "name_mac"),
)
"""Which party a name belongs to, by a keyed hash of the name, so that each is named once in a log."""

tiles = Table(
    "tiles",
    metadata,
    Column("log_id", String(16), nullable=False),
    Column("level", Integer, nullable=False),
    Column("idx", BigInteger, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    Column("head", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log_id", "level", "idx"),
)
"""Full tiles of each log's tree: 256 hashes, and the head over them, which is one hash of a tile a level up."""

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("log_id", String(16), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    PrimaryKeyConstraint("log_id", "size"),
)
"""Every checkpoint that was signed, as it was handed out."""

_ERASURES = text("topic = 'personal-data-erased/1'")

Index(
    "erasures_of_log", events.c.log_id, events.c.position, sqlite_where=_ERASURES, postgresql_where=_ERASURES
)  # so that a start finds them without reading the log

APPEND_ONLY = ("events", "commands", "introductions", "citations", "parties", "logs", "tiles", "checkpoints")
"""Tables whose rows nobody changes or removes."""
