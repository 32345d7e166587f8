"""Project a log, a thousand facts a transaction, against the driver doing as much; and rebuild every projection."""

from collections import Counter
from collections.abc import Sequence

import orjson

from benchmarks.figure import Figure, share
from benchmarks.logs import Plain, Subject
from benchmarks.reading_log import BATCH, batches
from benchmarks.timing import CPU, WALL, in_turn, seconds
from projections.shared.projecting.generations import forget
from projections.shared.projecting.projector import Projection, catch_up, prepare
from tracker.eventstore.reading import Words
from tracker.pages import Pages
from tracker.vault.keys import Keyring

MOST = 10_000
ROUNDS = 3
MICRO = 1e6
APART = 900_000
"""The generation of the tables that are filled here."""

_TABLES = (
    "CREATE TABLE floor_timeline (log_id VARCHAR(16) NOT NULL, stream VARCHAR(80) NOT NULL, position BIGINT NOT NULL,"
    " topic VARCHAR(80) NOT NULL, told {bytes} NOT NULL, PRIMARY KEY (log_id, stream, position))",
    "CREATE TABLE floor_board (log_id VARCHAR(16) NOT NULL, stream VARCHAR(80) NOT NULL, facts BIGINT NOT NULL,"
    " news_on VARCHAR(10) NOT NULL, PRIMARY KEY (log_id, stream))",
    "CREATE TABLE floor_positions (log_id VARCHAR(16) PRIMARY KEY, position BIGINT NOT NULL)",
)
_TIMELINE = "INSERT INTO floor_timeline VALUES (?, ?, ?, ?, ?)"
_BOARD = (
    "INSERT INTO floor_board VALUES (?, ?, ?, ?) ON CONFLICT (log_id, stream)"
    " DO UPDATE SET facts = floor_board.facts + excluded.facts, news_on = excluded.news_on"
)
_POSITION = "INSERT INTO floor_positions VALUES (?, ?) ON CONFLICT (log_id) DO UPDATE SET position = excluded.position"


def figures(subject: Subject) -> list[Figure]:
    """Board and timeline over the log's beginning, and every projection over all of it."""
    return [_board_and_timeline(subject), _rebuild(subject)]


def _board_and_timeline(subject: Subject) -> Figure:
    upto = min(subject.facts, MOST) - 1
    made = pages_apart()
    pages = (made.journeys.names, made.public)
    clock = CPU if subject.database == "sqlite" else WALL
    floor, ours = in_turn(
        lambda: floor_projection(subject, upto), lambda: projected(subject, pages, upto), clock, ROUNDS
    )
    return Figure(
        "project board and timeline, 1000 a transaction",
        floor / (upto + 1) * MICRO,
        ours / (upto + 1) * MICRO,
        "µs a fact",
        share(0.75 if subject.database == "sqlite" else 0.50),
        f"the floor is the driver: orjson, a row a fact, a row a stream; {'CPU' if clock is CPU else 'wall'} time",
        subject.database,
        subject.facts,
    )


def _rebuild(subject: Subject) -> Figure:
    upto = subject.facts - 1
    clock = CPU if subject.database == "sqlite" else WALL
    floor = seconds(lambda: floor_projection(subject, upto), clock)
    ours = seconds(lambda: projected(subject, pages_apart().all, upto), clock)
    return Figure(
        "rebuild all projections",
        floor / subject.facts * MICRO,
        ours / subject.facts * MICRO,
        "µs a fact",
        share(1.0),
        f"the floor is that of board and timeline, over the whole log; {'CPU' if clock is CPU else 'wall'} time",
        subject.database,
        subject.facts,
    )


def pages_apart() -> Pages:
    """Pages with tables of their own, beside those that are read."""
    return Pages(dict.fromkeys(Pages().generations, APART))


def projected(subject: Subject, projections: Sequence[Projection], upto: int) -> None:
    """Make projections from nothing up to a position, a thousand facts a transaction."""
    database, log_id = subject.tracker.database, subject.log_id
    with database.reshaping() as conn:
        forget(conn, APART)
        prepare(conn, projections)
    for goal in range(min(BATCH - 1, upto), upto + BATCH, BATCH):
        with database.writing(log_id) as conn:
            opener = Words(conn, log_id, Keyring(subject.tracker.keys)).open
            catch_up(conn, conn, log_id, projections, opener, upto=min(goal, upto))


def floor_projection(subject: Subject, upto: int) -> None:
    """What the driver can do at best: a row for each fact, a row for each stream, the position, one transaction."""
    plain, log_id = subject.plain, subject.log_id
    _make_tables(plain, subject.database)
    for rows in batches(subject, upto):
        plain.run("BEGIN")
        told, counted, news = [], Counter[str](), {}
        for position, _, stream, _, topic, _, state, _ in rows:
            news[stream] = orjson.loads(state)["occurred_on"]
            counted[stream] += 1
            told.append((log_id, stream, position, topic, bytes(state)))
        plain.many(_TIMELINE, told)
        plain.many(_BOARD, [(log_id, stream, n, news[stream]) for stream, n in counted.items()])
        plain.run(_POSITION, (log_id, rows[-1][0]))
        plain.run("COMMIT")


def _make_tables(plain: Plain, database: str) -> None:
    for table in ("floor_timeline", "floor_board", "floor_positions"):
        plain.run(f"DROP TABLE IF EXISTS {table}")
    for statement in _TABLES:
        plain.run(statement.format(bytes="BLOB" if database == "sqlite" else "BYTEA"))
