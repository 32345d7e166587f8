"""The shared projector: one `catch_up` that brings projections up to a position, each fact once.

A projection folds a batch of facts into its own tables. Its position moves in the same transaction, by a guarded
upsert whose returned row is the proof that nobody else did the work; it moves first, so that two workers never wait for
each other's rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, runtime_checkable

from sqlalchemy import Connection

from projections.shared.projecting.generations import Numbered, Standing, bookkeeping, number_of
from projections.shared.projecting.poison import Digestion, quarantined, since_when, take_in_together
from tracker.events import Sealed
from tracker.eventstore.reading import Entry, last_position, read_what_can_be
from tracker.eventstore.statement import Statement

BATCH = 1000
"""Facts in a batch: enough to share the cost of reading and writing, few enough to hold in memory."""

_POSITIONS = Statement("SELECT projection, generation, position FROM positions WHERE log_id = :log_id")

OpenWords = Callable[[Iterable[Sealed]], dict[str, str]]
"""Opens sealed words: the texts by ref, those that can be opened."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some facts of one log in order, and the means to open published words."""

    log_id: str
    entries: Sequence[Entry]
    open_words: OpenWords


class Projection(Numbered, Protocol):
    """One page's tables and how facts fill them. Raise `VERSION` when either changes."""

    def project(self, conn: Connection, batch: Batch) -> None:
        """Fold a batch into the tables."""


@runtime_checkable
class Careful(Protocol):
    """A projection of which a person may take something back."""

    def leave_out(self, conn: Connection, log_id: str, streams: Mapping[str, int]) -> None:
        """Show nothing more that needs somebody's leave, where a fact of their stream could not be taken in.

        `streams` are those, each with the position of the first such fact.
        """


class DoneElsewhere(Exception):
    """Another worker brought this projection forward; this work is undone."""


def prepare(conn: Connection, projections: Sequence[Projection]) -> None:
    """Make the tables that are not there yet."""
    bookkeeping.create_all(conn)
    for projection in projections:
        projection.metadata.create_all(conn)


def position_of(conn: Connection, log_id: str, projection: Projection) -> int:
    """The last position that a projection has taken in; -1 where it has none."""
    return positions_of(conn, log_id, [projection])[projection.NAME]


def positions_of(conn: Connection, log_id: str, projections: Sequence[Projection]) -> dict[str, int]:
    """The last position that each projection has taken in; -1 where it has none."""
    reached = {(name, generation): at for name, generation, at in _POSITIONS.rows(conn, log_id=log_id)}
    return {each.NAME: reached.get((each.NAME, number_of(each)), -1) for each in projections}


def catch_up(
    log: Connection,
    tables: Connection,
    log_id: str,
    projections: Sequence[Projection],
    open_words: OpenWords,
    upto: int | None = None,
    *,
    known: Standing | None = None,
) -> int:
    """Bring projections up to a position, or to the log's end; the position reached.

    `log` is where facts are read, `tables` where pages are kept: one connection, unless a past date is made elsewhere;
    `known` is where these projections stand, for whoever has just asked.
    A fact that a projection cannot digest, or nobody can read, is set aside (`poison.py`). Raises `DoneElsewhere` where
    another worker moved a projection meanwhile; the caller's transaction then undoes all.
    """
    goal = last_position(log, log_id) if upto is None else upto
    reached = {**known.reached} if known else positions_of(tables, log_id, projections)
    is_new, may_wait = min(reached.values(), default=goal) < goal, known is None or known.waits
    waiting = quarantined(tables, log_id) if is_new and may_wait else {}
    while (lowest := min(reached.values(), default=goal)) < goal:
        entries = read_what_can_be(log, log_id, after=lowest, upto=goal, limit=BATCH)
        if not entries:
            break
        facts, last = [], entries[-1].position
        behind = [each for each in projections if reached[each.NAME] < last]
        _move(tables, log_id, behind, reached, last)
        for projection in behind:
            fresh = [entry for entry in entries if entry.position > reached[projection.NAME]]
            reached[projection.NAME] = last
            streams = waiting.setdefault((projection.NAME, number_of(projection)), set())
            facts.append((_digestion(tables, log_id, projection, open_words, streams), fresh))
        waited = {key: {*streams} for key, streams in waiting.items()}
        take_in_together(tables, facts)
        for projection in projections:
            key = (projection.NAME, number_of(projection))
            if isinstance(projection, Careful) and (anew := waiting.get(key, set()) - waited.get(key, set())):
                projection.leave_out(tables, log_id, since_when(tables, _key(log_id, projection), anew))
    return goal


def _digestion(
    conn: Connection, log_id: str, projection: Projection, open_words: OpenWords, waiting: set[str]
) -> Digestion:
    def project(entries: Sequence[Entry]) -> None:
        projection.project(conn, Batch(log_id, entries, open_words))

    return Digestion(conn, _key(log_id, projection), project, waiting)


def _key(log_id: str, projection: Projection) -> dict[str, str | int]:
    return {"log_id": log_id, "projection": projection.NAME, "generation": number_of(projection)}


def _move(
    conn: Connection, log_id: str, projections: Sequence[Projection], reached: Mapping[str, int], to: int
) -> None:
    named: dict[str, str | int] = {}
    for n, each in enumerate(projections):
        named |= {f"projection_{n}": each.NAME, f"generation_{n}": number_of(each), f"was_{n}": reached[each.NAME]}
    if len(_moving(len(projections)).rows(conn, log_id=log_id, to=to, **named)) < len(projections):
        raise DoneElsewhere(f"not all of these are where they were any more: {', '.join(p.NAME for p in projections)}")


@cache
def _moving(projections: int) -> Statement:
    """What moves so many projections on together, and returns those that were where they were thought to be.

    Each worker locks their rows in the projections' own order.
    """
    rows = ", ".join(f"(:log_id, :projection_{n}, :generation_{n}, :to)" for n in range(projections))
    where = " ".join(f"WHEN :projection_{n} THEN CAST(:was_{n} AS bigint)" for n in range(projections))
    return Statement(
        f"INSERT INTO positions (log_id, projection, generation, position) VALUES {rows}"  # noqa: S608  marks for values
        " ON CONFLICT (log_id, projection, generation) DO UPDATE SET position = excluded.position"
        f" WHERE positions.position = CASE excluded.projection {where} END RETURNING position"
    )
