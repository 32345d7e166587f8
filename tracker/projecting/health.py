"""How far pages have come in each log, how long they have been behind, and which facts they could not take in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from projections.shared.journeys.states import COUNTED
from projections.shared.projecting.generations import Standing
from projections.shared.projecting.poison import set_aside
from tracker.application.ports import LogAddress
from tracker.events.taking_back import EqualityAnswersGiven
from tracker.eventstore.tables import checkpoints, events

OF_ONE_PERSON = tuple(f"{kind}/" for kind in COUNTED)
"""How the names of streams begin that are about one person: no public page points at what happened in them."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A fact that was not taken in: the class of its error, or nothing where it waits for an earlier one.

    Nothing is said of a protected fact but its position.
    """

    position: int
    stream: str = ""
    topic: str = ""
    error: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ProjectionHealth:
    """One projection in one log: behind by so many facts, the first of which has waited for so many seconds."""

    projection: str
    version: int
    generation: int
    position: int
    behind: int
    waited: int
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class LogHealth:
    """One partnership's pages."""

    partnership: str
    end: int
    projections: tuple[ProjectionHealth, ...]

    @property
    def waited(self) -> int:
        """For how many seconds the first fact has waited that some page has not taken in."""
        return max(each.waited for each in self.projections)

    @property
    def behind(self) -> int:
        """How many facts some page has not taken in."""
        return max(each.behind for each in self.projections)

    @property
    def public_set_aside(self) -> tuple[int, ...]:
        """The positions of facts that anyone may read and some page could not take in."""
        return tuple(sorted({fact.position for each in self.projections for fact in each.set_aside if fact.is_public}))

    @property
    def has_set_aside(self) -> bool:
        """Whether something could not be taken in."""
        return any(each.set_aside for each in self.projections)


def health_of(
    conn: Connection, address: LogAddress, standing: Standing, versions: Mapping[str, int], now: int
) -> LogHealth:
    """How the pages of a log are, at a moment of the clock in seconds."""
    log_id, aside = address.log_id, _set_aside(conn, address.log_id)
    since = _recorded_at(conn, log_id, {reached + 1 for reached in standing.reached.values()})
    return LogHealth(
        address.slug,
        standing.end,
        tuple(
            ProjectionHealth(
                projection=name,
                version=versions[name],
                generation=generation,
                position=standing.reached[name],
                behind=standing.end - standing.reached[name],
                waited=max(0, now - since.get(standing.reached[name] + 1, now)),
                set_aside=tuple(aside.get((name, generation), ())),
            )
            for name, generation in standing.live.items()
        ),
    )


def waited(conn: Connection, log_id: str, reached: int, now: int) -> int:
    """For how many seconds the fact after a position has been there; 0 where there is none."""
    at = recorded_at(conn, log_id, reached + 1)
    return 0 if at is None else max(0, now - at)


def recorded_at(conn: Connection, log_id: str, position: int) -> int | None:
    """When a fact was recorded, in seconds; None where there is none."""
    return _recorded_at(conn, log_id, [position]).get(position)


def _recorded_at(conn: Connection, log_id: str, positions: Collection[int]) -> dict[int, int]:
    at = (events.c.log_id == log_id) & events.c.position.in_(positions)
    found = conn.execute(select(events.c.position, events.c.recorded_at).where(at))
    return {row.position: row.recorded_at for row in found}


def signed_so_far(conn: Connection, log_id: str, facts: int) -> int:
    """For how many facts the last checkpoint was signed, of those for so many at most; 0 where there is none."""
    of_log = (checkpoints.c.log_id == log_id) & (checkpoints.c.size <= facts)
    return conn.execute(select(func.max(checkpoints.c.size)).where(of_log)).scalar() or 0


def _set_aside(conn: Connection, log_id: str) -> dict[tuple[str, int], list[SetAside]]:
    found: dict[tuple[str, int], list[SetAside]] = {}
    for row in conn.execute(select(set_aside).where(set_aside.c.log_id == log_id).order_by(set_aside.c.position)):
        found_here = SetAside(row.position)
        if not _is_protected(row.visibility, row.topic):
            is_public = row.visibility == "public" and not row.stream.startswith(OF_ONE_PERSON)
            found_here = SetAside(row.position, row.stream, row.topic, row.error, is_public)
        found.setdefault((row.projection, row.generation), []).append(found_here)
    return found


def _is_protected(visibility: str, topic: str) -> bool:
    """Whether no output may point at a fact (R26; 3.10, points 21 and 23)."""
    return visibility == "safeguarding" or topic == EqualityAnswersGiven.TOPIC
