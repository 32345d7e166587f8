"""Read a log in order: envelopes with their facts, against the driver's rows and orjson."""

from collections.abc import Iterator
from typing import Any

import orjson

from benchmarks.figure import Figure, share
from benchmarks.logs import Subject
from benchmarks.timing import in_turn
from tracker.eventstore.reading import all_entries

MOST = 50_000
BATCH = 1000
MICRO = 1e6

_ROWS = (
    "SELECT position, event_id, stream, version, topic, recorded_at, state, leaf_hash FROM events"
    " WHERE log_id = ? AND position > ? AND position <= ? ORDER BY position LIMIT ?"
)


def figures(subject: Subject) -> list[Figure]:
    """Reading the log's beginning."""
    upto = min(subject.facts, MOST) - 1

    def floor() -> None:
        for rows in batches(subject, upto):
            for row in rows:
                orjson.loads(row[6])

    def ours() -> None:
        with subject.tracker.database.reading(subject.log_id) as conn:
            for _ in all_entries(conn, subject.log_id, upto=upto):
                pass

    taken = in_turn(floor, ours)
    at_floor, at_ours = (each / (upto + 1) * MICRO for each in taken)
    note = "the floor is the driver's rows and orjson; CPU time"
    return [
        Figure(
            "read the log in order",
            at_floor,
            at_ours,
            "µs a fact",
            share(0.75),
            note,
            subject.database,
            subject.facts,
        )
    ]


def batches(subject: Subject, upto: int) -> Iterator[list[tuple[Any, ...]]]:
    """The log's rows as the driver gives them, a thousand at a time."""
    after = -1
    while rows := subject.plain.all(_ROWS, (subject.log_id, after, upto, BATCH)):
        yield rows
        after = rows[-1][0]
