"""Who was heard: counted as a board is published, and kept in that fact with its small numbers hidden (R23).

What people say of themselves is sealed, and no output links it to anything else. Their tables stand in dated snapshots
alone (3.10, point 23): the fact `BoardPublished` holds them as they were published, so an erasure leaves the earlier
ones as they are, and every page that is made again from the log says the same for ever.

Every table of a project is of the same people: all whose contribution was neither taken back nor set aside. Whoever
gave no answer, or had theirs erased, counts as not having said. Were they left out, the totals of two tables would
differ by how many they are, and that can be one.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from tracker.application.ports import UnitOfWork
from tracker.domain.small_numbers import DEFAULT_K, Breakdown, breakdown, counted_again
from tracker.domain.taking_back import TAKES_THE_CONTRIBUTION_BACK
from tracker.events import Envelope, Ref, Sealed
from tracker.events.codes import Age, Dimension, Gender, Stage
from tracker.events.contributing import ContributionReceived
from tracker.events.publishing import BoardPublished, HeardCell, HeardTable
from tracker.events.setting_up import PrivacyRulesSet
from tracker.events.taking_back import (
    ContributionRestored,
    ContributionSetAside,
    ContributionWithdrawn,
    EqualityAnswersGiven,
    PersonalDataErased,
)

CODES: dict[Dimension, tuple[str, ...]] = {"age": get_args(Age), "gender": get_args(Gender), "stage": get_args(Stage)}
"""What each table counts people by, in the order in which it lists them."""

COUNTED_FROM: tuple[Any, ...] = (
    PrivacyRulesSet, ContributionReceived, ContributionWithdrawn, ContributionSetAside, ContributionRestored,
    EqualityAnswersGiven, PersonalDataErased, BoardPublished,
)  # fmt: skip
"""The facts that tell who was heard, and what was published of it before."""


@dataclass(slots=True)
class Told:
    """One contribution: in which project, what its person said of themselves, and whether it counts."""

    workstream: Ref
    said: dict[Dimension, str]
    answers: Sealed | None = None
    set_aside: bool = False


class Snapshots:
    """What is known of who was heard, in one unit of work.

    The first board in a unit of work reads the log for it once; from there on every fact is taken in as it is recorded,
    so a file with many boards is still read once. A form publishes one board, a few times a year.
    """

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._has_read_the_log = False
        self._k = DEFAULT_K
        self._told: dict[str, Told] = {}
        self._earlier: defaultdict[tuple[Ref, Dimension], list[HeardTable]] = defaultdict(list)

    def take_in(self, envelope: Envelope) -> None:
        """Take in a fact that was recorded just now."""
        if self._has_read_the_log and isinstance(envelope.fact, COUNTED_FROM):
            self._count(envelope)

    def tables(self, on: date) -> tuple[HeardTable, ...]:
        """What a board that is published on a day says of who was heard: by project, then by what they said."""
        if not self._has_read_the_log:
            for envelope in self._unit.facts(*(fact.TOPIC for fact in COUNTED_FROM)):
                self._count(envelope)
            self._has_read_the_log = True
        return tuple(self._tables(on))

    def _count(self, envelope: Envelope) -> None:
        fact, told = envelope.fact, self._told.get(envelope.stream)
        match fact:
            case PrivacyRulesSet():
                self._k = fact.k_public
            case ContributionReceived() if envelope.visibility != "safeguarding":
                said: dict[Dimension, str] = {"age": "not_said", "gender": "not_said", "stage": fact.stage}
                self._told[envelope.stream] = Told(fact.workstream, said)
            case PersonalDataErased():
                for stream in fact.streams:
                    self._open_again(stream)
            case BoardPublished():
                self._remember(fact)
            case _ if told:
                self._change(envelope.stream, told, fact)

    def _change(self, stream: str, told: Told, fact: Any) -> None:
        match fact:
            case ContributionWithdrawn() if any(scope in TAKES_THE_CONTRIBUTION_BACK for scope in fact.scope):
                del self._told[stream]
            case ContributionSetAside() | ContributionRestored():
                told.set_aside = isinstance(fact, ContributionSetAside)
            case EqualityAnswersGiven():
                told.answers = fact.answers
                self._open_again(stream)

    def _open_again(self, stream: str) -> None:
        """Read what somebody said of themselves; after an erasure nothing is there to be read."""
        told = self._told.get(stream)
        if told and told.answers:
            answers = json.loads(self._unit.opened(told.answers) or "{}")
            told.said["age"] = answers.get("age") or "not_said"
            told.said["gender"] = answers.get("gender") or "not_said"

    def _remember(self, board: BoardPublished) -> None:
        for table in board.heard:
            earlier = self._earlier[table.workstream, table.dimension]
            if table not in earlier[-1:]:
                earlier.append(table)

    def _tables(self, on: date) -> Iterator[HeardTable]:
        counts: defaultdict[tuple[Ref, Dimension], Counter[str]] = defaultdict(Counter)
        for told in self._told.values():
            for dimension, code in told.said.items():
                counts[told.workstream, dimension][code] += not told.set_aside
        for workstream in sorted({ref for ref, _ in (*counts, *self._earlier)}):
            for dimension, codes in CODES.items():
                counted = counts[workstream, dimension]
                table = self._table(workstream, dimension, {code: counted[code] for code in codes}, on)
                if table:
                    yield table

    def _table(self, workstream: Ref, dimension: Dimension, cells: dict[str, int], on: date) -> HeardTable | None:
        earlier = self._earlier.get((workstream, dimension))
        if earlier:
            counted = counted_again([_as_published(table) for table in earlier], cells, self._k)
        else:
            counted = breakdown(cells, self._k)
        if counted is None:
            return earlier[-1] if earlier else None
        shown: Any = counted.cells.items()
        return HeardTable(
            workstream=workstream,
            dimension=dimension,
            as_at=on,
            total=counted.total,
            cells=tuple(HeardCell(code=code, n=n) for code, n in shown),
        )


def _as_published(table: HeardTable) -> Breakdown:
    return Breakdown({cell.code: cell.n for cell in table.cells}, table.total)
