"""How many people there are of whom all that pages count is the same: counted as facts come, and not for each page.

Whether a promise to somebody was kept in time is counted with them, as the promises stand; a day only while it is open.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Literal, NamedTuple

import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    bindparam,
    cast,
    false,
    literal,
    null,
    select,
    union_all,
)

from projections.shared.journeys.telling_again import StillToTell
from projections.shared.projecting.tables import added_to, emptied
from tracker.domain.calendar import due_day, promise_on
from tracker.events.codes import Promise
from tracker.events.setting_up import PromiseSet
from tracker.eventstore.statement import Statement, among

PROMISES: tuple[Promise, ...] = ("answer", "acknowledge")
"""What is promised to each person for itself."""

InTime = Literal["in_time", "late"]


class Crowd(NamedTuple):
    """People of whom all that pages count is the same, and how many they are; or one of them, where it has a name.

    `themes` are those that they stand under, and that they came through to get there. `since` is the day on which they
    told us something, where they wait or a promise to them is still open. `acknowledged` and `answered` say whether
    that was done in time.
    """

    contribution: str | None
    workstream: str
    themes: tuple[str, ...]
    since: date | None
    asks_change: bool | None
    acknowledged: InTime | None
    answered: InTime | None
    undeliverable: bool
    withdrawn: bool
    set_aside: bool
    waiting: bool
    n: int

    def kept(self, promise: Promise) -> InTime | None:
        """Whether a promise was kept in time; None where it was not kept yet."""
        return self.acknowledged if promise == "acknowledge" else self.answered


@dataclass(frozen=True, slots=True)
class Counts:
    """Everybody who told us something.

    By name in `crowds` are those who are to be told again, with the themes in `to_tell`, and whoever waits, where that
    was asked for. `taken` are the days that keeping a promise took, by promise and project, and how often.
    """

    crowds: Sequence[Crowd] = ()
    to_tell: Mapping[str, Sequence[str]] = field(default_factory=dict)
    taken: Mapping[tuple[Promise, str], Mapping[int, int]] = field(default_factory=dict)


Row = dict[str, Any]
"""A contribution as its table has it."""


class Crowds:
    """The tables: crowds by what they have in common, and the days that keeping a promise took."""

    def __init__(self, view: str, metadata: MetaData, contributions: Table, again: StillToTell) -> None:
        self.contributions = contributions
        self.again = again
        self.table = Table(
            f"{view}_crowds",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("id", String(64), nullable=False),
            Column("crowd", Text, nullable=False),
            Column("n", Integer, nullable=False),
            PrimaryKeyConstraint("log_id", "id"),
        )
        self.taken = Table(
            f"{view}_days_taken",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("promise", String(16), nullable=False),
            Column("workstream", String(80), nullable=False),
            Column("days", BigInteger, nullable=False),
            Column("n", Integer, nullable=False),
            PrimaryKeyConstraint("log_id", "promise", "workstream", "days"),
        )
        self._compose()

    def follow(
        self, conn: Connection, log_id: str, rows: Iterable[Row], promises: Sequence[PromiseSet], *, anew: bool
    ) -> list[Row]:
        """Count people as they stand now; their rows, each with its crowd.

        `anew`: something else is promised than before, so everybody is counted again.
        """
        now = {row["contribution"]: row for row in rows}
        before = self._before(conn, log_id, None if anew else [*now])
        counted = [{**row, "crowd": _crowd_of(row, promises)} for row in (before | now).values()]
        crowds, taken = _counted(counted), _taken(counted)
        crowds.subtract(_counted(before.values()))
        taken.subtract(_taken(before.values()))
        self._add(conn, log_id, crowds, taken)
        return counted

    def _before(self, conn: Connection, log_id: str, names: Sequence[str] | None) -> dict[str, Row]:
        columns = [str(column.name) for column in self.contributions.c]
        if names is None:
            found = self._everybody.rows(conn, log_id=log_id)
        else:
            found = self._these.rows(conn, log_id=log_id, names=names) if names else ()
        rows = [dict(zip(columns, row, strict=True)) for row in found]
        return {row["contribution"]: row for row in rows}

    def _add(self, conn: Connection, log_id: str, crowds: Counter[str], taken: Counter["_Taken"]) -> None:
        more: list[Row] = [
            {"log_id": log_id, "id": _id_of(crowd), "crowd": crowd, "n": n} for crowd, n in sorted(crowds.items()) if n
        ]
        days: list[Row] = [
            {"log_id": log_id, "promise": promise, "workstream": project, "days": days, "n": n}
            for (promise, project, days), n in sorted(taken.items())
            if n
        ]
        for rows, add, forget in ((more, self._add_crowds, self._no_crowd), (days, self._add_days, self._no_days)):
            if rows:
                add.run_for_each(conn, rows)
            if any(row["n"] < 0 for row in rows):
                forget.run(conn, log_id=log_id)

    def of(self, conn: Connection, log_id: str, *, waiting_by_name: bool = False) -> Counts:
        """Everybody who told us something, in one query."""
        groups, named = Counter[str](), dict[str, str]()
        to_tell, taken = defaultdict[str, list[str]](list), defaultdict[tuple[Promise, str], dict[int, int]](dict)
        query = self._counts_by_name if waiting_by_name else self._counts
        for sort, first, second, third, n in query.rows(conn, log_id=log_id):
            match sort:
                case "crowd":
                    groups[first] = n
                case "taken":
                    taken[first, second][int(third)] = n
                case _:
                    named[second] = first
                    to_tell[second] += [third] if third else []
        groups.subtract(named.values())
        crowds = [_crowd(text, name, 1) for name, text in named.items()]
        crowds += [_crowd(text, None, n) for text, n in groups.items() if n > 0]
        return Counts(crowds, {name: themes for name, themes in to_tell.items() if themes}, taken)

    def _compose(self) -> None:
        said, log_id = self.contributions.c, bindparam("log_id", type_=String())
        everybody = select(self.contributions)
        self._everybody = Statement(everybody.where(said.log_id == log_id))
        self._these = Statement(everybody.where(said.log_id == log_id, among(said.contribution, "names")))
        self._add_crowds, self._no_crowd = added_to(self.table), emptied(self.table)
        self._add_days, self._no_days = added_to(self.taken), emptied(self.taken)
        self._counts = Statement(self._query(false()))
        self._counts_by_name = Statement(self._query(said.waiting))

    def _query(self, by_name: ColumnElement[bool]) -> CompoundSelect[Any]:
        said, again, crowds, taken = self.contributions.c, self.again.table.c, self.table.c, self.taken.c
        log_id, nothing = bindparam("log_id", type_=String()), cast(null(), Text)
        theirs = (said.log_id == again.log_id) & (said.contribution == again.contribution)
        parts: tuple[tuple[tuple[Any, ...], ColumnElement[bool]], ...] = (
            (("crowd", crowds.crowd, nothing, nothing, crowds.n), crowds.log_id == log_id),
            (("taken", taken.promise, taken.workstream, cast(taken.days, Text), taken.n), taken.log_id == log_id),
            (("named", said.crowd, said.contribution, again.theme, literal(1)), (again.log_id == log_id) & theirs),
            (("named", said.crowd, said.contribution, nothing, literal(1)), (said.log_id == log_id) & by_name),
        )
        return union_all(*(select(literal(sort), *columns).where(where) for (sort, *columns), where in parts))


_Taken = tuple[Promise, str, int]


def _counted(rows: Iterable[Row]) -> Counter[str]:
    return Counter(row["crowd"] for row in rows)


def _taken(rows: Iterable[Row]) -> Counter[_Taken]:
    """The days that keeping a promise took, by promise and project."""
    return Counter(
        (promise, row["workstream"], (done - row["received_on"]).days)
        for row in rows
        for promise in PROMISES
        if (done := _done(row, promise))
    )


def _done(row: Row, promise: Promise) -> date | None:
    done: date | None = row["acknowledged_on" if promise == "acknowledge" else "answered_on"]
    return done


def _crowd_of(row: Row, promises: Sequence[PromiseSet]) -> str:
    acknowledged, answered = (_in_time(row, promise, promises) for promise in ("acknowledge", "answer"))
    withdrawn = row["withdrawn_on"] is not None
    is_open = None in (acknowledged, answered) and not withdrawn and not row["set_aside"]
    since = row["received_on"].isoformat() if is_open or row["waiting"] else None
    return orjson.dumps([
        row["workstream"], row["themes"], since, row["asks_change"], acknowledged, answered, row["undeliverable"],
        withdrawn, row["set_aside"], row["waiting"],
    ]).decode()  # fmt: skip


def _in_time(row: Row, promise: Promise, promises: Sequence[PromiseSet]) -> InTime | None:
    done = _done(row, promise)
    if done is None:
        return None
    return (
        "in_time" if done <= due_day(row["received_on"], *promise_on(promises, promise, row["received_on"])) else "late"
    )


def _crowd(text: str, name: str | None, n: int) -> Crowd:
    workstream, themes, since, *others = orjson.loads(text)
    return Crowd._make((name, workstream, tuple(themes.split()), since and date.fromisoformat(since), *others, n))


def _id_of(crowd: str) -> str:
    """Short enough for an index, however many themes somebody spoke of."""
    return sha256(crowd.encode()).hexdigest()
