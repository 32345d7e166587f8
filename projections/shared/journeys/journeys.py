"""What every public page reads: streams folded once from public facts, their published words, and who told us.

What is said comes from facts that the public may read; who is counted, from all that the figures take in.

The pages that keep tables of their own are parts of one projection with it: they take in each batch together, so that
a page never reads a theme that is further on than its card.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Protocol

from sqlalchemy import Connection, MetaData, select

from projections.shared.journeys.privacy import Privacy, privacy_of
from projections.shared.journeys.states import COUNTED, Changes, Counted, States, is_for_the_public, may_be_told
from projections.shared.journeys.summaries import Summaries
from projections.shared.journeys.taking_back import taken_back
from projections.shared.journeys.told_us import ToldUs
from projections.shared.journeys.words import PartyNames, PublishedWords, TakenBack
from projections.shared.projecting.projector import Batch
from tracker.domain.rulebook import kind_of
from tracker.domain.state import Action, Partnership, Theme, Workstream
from tracker.events.setting_up import PromiseSet


class Journeys:
    """The public's view of a log: every journey, and what people told us."""

    VERSION: ClassVar[int] = 11

    def __init__(self) -> None:
        self.metadata = MetaData()
        self.names = PartyNames()
        self.streams = States("public", self.metadata, is_for_the_public)
        self.counted = Counted("counted", self.metadata, self.streams)
        self.words = PublishedWords("public", self.metadata)
        self.told_us = ToldUs("public", self.metadata)
        self.summaries = Summaries("public", self.metadata)

    def follow(self, conn: Connection, batch: Batch) -> Changes:
        """Take in a batch; the streams that it touched."""
        log_id = batch.log_id
        changes = self.streams.fold(conn, batch)
        self.words.keep(conn, batch, may_be_told)
        self.words.forget(conn, log_id, taken_back(conn, batch, changes, self.streams))
        counted = self.counted.follow(conn, batch, changes)
        touched = self.told_us.follow(conn, log_id, counted, self.counted, lambda: self._promises(conn, log_id))
        for stream, change in changes.items():
            match change.after:
                case Theme():
                    touched.add(stream)
                case Action(planned=planned):
                    touched.add(planned.theme)
        self.summaries.follow(conn, log_id, touched, self.streams, self.words, self.told_us)
        return changes

    def _promises(self, conn: Connection, log_id: str) -> list[PromiseSet]:
        return [made for each in self.partnerships(conn, log_id).values() for made in each.promises]

    def held_back(self, conn: Connection, log_id: str) -> dict[str, Theme]:
        """The themes that are held back."""
        table = self.summaries.table.c
        refs = conn.execute(select(table.theme).where(table.log_id == log_id, table.held_back != "")).scalars().all()
        return self.streams.load(conn, log_id, refs)

    def withhold(self, conn: Connection, log_id: str, held: Mapping[str, Theme], taken: Iterable[TakenBack]) -> None:
        """Hold back on a past day what is held back today: who could be picked out now could be then (R29).

        What was taken back since does not return either (R21).
        """
        self.words.forget(conn, log_id, taken)
        then: dict[str, Theme] = self.streams.load(conn, log_id, held)
        self.streams.put(
            conn, log_id, {ref: replace(each, held_back=held[ref].held_back) for ref, each in then.items()}
        )
        self.summaries.follow(conn, log_id, then, self.streams, self.words, self.told_us)

    def leave_out(self, conn: Connection, log_id: str, streams: Mapping[str, int]) -> None:
        """Leave people out of what needs their leave: their names, and what they said in public before a position."""
        self.streams.remove(conn, log_id, [name for name in streams if kind_of(name) == "person"])
        spoken = [TakenBack(name, at) for name, at in streams.items() if kind_of(name) in COUNTED]
        self.words.forget(conn, log_id, spoken)

    def partnership(self, conn: Connection, log_id: str) -> Partnership:
        """The partnership itself."""
        return next(iter(self.partnerships(conn, log_id).values()))

    def partnerships(self, conn: Connection, log_id: str) -> dict[str, Partnership]:
        """The same by its stream, or nothing where it is not public yet."""
        return self.streams.all(conn, log_id, "partnership")

    def projects(self, conn: Connection, log_id: str) -> dict[str, Workstream]:
        """Its projects, by stream."""
        return self.streams.all(conn, log_id, "workstream")

    def privacy(self, conn: Connection, log_id: str) -> Privacy:
        """The privacy rules in force."""
        return privacy_of(self.partnership(conn, log_id))


class Part(Protocol):
    """A page with tables of its own, made in the journeys' metadata."""

    VERSION: ClassVar[int]

    def follow(self, conn: Connection, batch: Batch, changes: Changes) -> None:
        """Take in a batch, and the streams that it changed."""


class Public:
    """The one projection of the public's pages."""

    NAME: ClassVar[str] = "public"

    def __init__(self, journeys: Journeys, parts: Sequence[Part]) -> None:
        self.journeys = journeys
        self.parts = parts
        self.metadata = journeys.metadata
        self.VERSION = journeys.VERSION + sum(part.VERSION for part in parts)  # moves whenever one of theirs does

    def leave_out(self, conn: Connection, log_id: str, streams: Mapping[str, int]) -> None:
        """Show nothing more that needs somebody's leave, where a fact of their stream could not be taken in.

        It may be the one that takes their leave away (R21).
        """
        self.journeys.leave_out(conn, log_id, streams)

    def project(self, conn: Connection, batch: Batch) -> None:
        """Fold a batch into the tables."""
        changes = self.journeys.follow(conn, batch)
        for part in self.parts:
            part.follow(conn, batch, changes)
