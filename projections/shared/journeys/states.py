"""Folded streams, kept where a page can read them: the domain's own `evolve`, and who may take in which fact."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import orjson
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    bindparam,
    delete,
    select,
)

from projections.shared.projecting.at_hand import at_hand, while_reading
from projections.shared.projecting.projector import Batch
from projections.shared.projecting.tables import upsert
from tracker.domain import state as states
from tracker.domain.rulebook import BEGINNINGS, evolve, kind_of
from tracker.events import Envelope
from tracker.events.checking import ContributorCheckAnswered, ContributorCheckOpened
from tracker.events.publishing import PublicItemHeldBack, PublicItemReleased
from tracker.events.setting_up import PartnershipCreated
from tracker.events.theming import PublicWordingApproved, ThemeOpened, ThemeWordingChecked
from tracker.eventstore.statement import Row, Statement, among

STATE_OF: dict[str, Any] = {
    "partnership": states.Partnership,
    "workstream": states.Workstream,
    "contribution": states.Contribution,
    "person": states.Person,
    "theme": states.Theme,
    "action": states.Action,
    "celebration": states.Celebration,
}
"""What is known of a stream of each kind that pages speak of."""


def _restored(kind: type, value: Any) -> Any:
    return kind(value)


_DECODERS = {kind: msgspec.json.Decoder(state, dec_hook=_restored) for kind, state in STATE_OF.items()}

TOLD_ONCE_AGREED = (
    ThemeOpened, ThemeWordingChecked, PublicWordingApproved, ContributorCheckOpened, ContributorCheckAnswered
)  # fmt: skip
"""Facts kept within the partnership while a theme's wording is open; once it is agreed the public may read of them."""

HELD_AND_RELEASED = (PublicItemHeldBack, PublicItemReleased)
"""What is held back is held back from the public whoever may read that it is (R29)."""

COUNTED = ("contribution", "person")
"""Kinds of stream that pages only count, or ask for consent: nothing said in them is shown."""

FRAME = frozenset(("partnership", "workstream", "celebration"))
"""Kinds of stream that every page speaks of and of which a log has few: read together, and once a position."""


def is_for_the_public(envelope: Envelope) -> bool:
    """Whether a public page may take in a fact, by the visibility that it was recorded with."""
    if kind_of(envelope.stream) in COUNTED or isinstance(envelope.fact, PartnershipCreated):
        return envelope.visibility != "safeguarding"
    if isinstance(envelope.fact, HELD_AND_RELEASED):
        return envelope.visibility != "safeguarding"
    if isinstance(envelope.fact, TOLD_ONCE_AGREED):
        return envelope.visibility in ("public", "partnership")
    return envelope.visibility == "public"


def may_be_told(envelope: Envelope) -> bool:
    """Whether what is said in a fact may be shown to the public."""
    if isinstance(envelope.fact, HELD_AND_RELEASED):
        return envelope.visibility == "public"
    return kind_of(envelope.stream) not in COUNTED and is_for_the_public(envelope)


def is_for_evaluators(envelope: Envelope) -> bool:
    """Whether an evaluator's figures may take in a fact: all but those about safeguarding (R26)."""
    return envelope.visibility != "safeguarding"


def _may_begin(envelope: Envelope) -> bool:
    beginning = BEGINNINGS.get(kind_of(envelope.stream))
    return beginning is None or beginning == type(envelope.fact).__name__


@dataclass(frozen=True, slots=True)
class Change:
    """A stream before and after a batch."""

    before: Any
    after: Any


Changes = Mapping[str, Change]
"""Every stream that a batch touched, by its name."""


class States:
    """A table of folded streams.

    `part_of` is the theme that a theme or an action belongs to, so that one query brings a theme's whole journey.
    """

    def __init__(self, view: str, metadata: MetaData, may_read: Callable[[Envelope], bool]) -> None:
        self.may_read = may_read
        self.table = Table(
            f"{view}_streams",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("kind", String(16), nullable=False),
            Column("stream", String(80), nullable=False),
            Column("part_of", String(80)),
            Column("state", LargeBinary, nullable=False),
            PrimaryKeyConstraint("log_id", "kind", "stream"),
            Index(f"{view}_streams_part_of", "log_id", "part_of"),
        )
        of = self.table.c
        self._rows = select(of.stream, of.kind, of.state).order_by(of.stream)
        here = of.log_id == bindparam("log_id")
        of_log = self._rows.where(here)
        self._named = Statement(of_log.where(among(of.kind, "kinds"), among(of.stream, "streams")))
        self._remove = Statement(delete(self.table).where(here, among(of.stream, "streams")))
        self._of_kinds = Statement(of_log.where(among(of.kind, "kinds")))
        self._parts = Statement(of_log.where(among(of.part_of, "themes")))

    def fold(self, conn: Connection, batch: Batch) -> dict[str, Change]:
        """Fold a batch into the table; each stream that it touched, before and after."""
        entries = [e for e in batch.entries if kind_of(e.envelope.stream) in STATE_OF and self.may_read(e.envelope)]
        before = self.load(conn, batch.log_id, {entry.envelope.stream for entry in entries})
        after = dict(before)
        for entry in entries:
            stream = entry.envelope.stream
            if stream in after or _may_begin(entry.envelope):
                after[stream] = evolve(after.get(stream), entry.envelope)
        self.put(conn, batch.log_id, after)
        return {stream: Change(before.get(stream), state) for stream, state in after.items()}

    def put(self, conn: Connection, log_id: str, streams: Mapping[str, Any]) -> None:
        """Keep streams as they are given, over what is there."""
        upsert(conn, self.table, [self._row(log_id, stream, state) for stream, state in streams.items()])

    def remove(self, conn: Connection, log_id: str, streams: Sequence[str]) -> None:
        """Take some streams away."""
        self._remove.run(conn, log_id=log_id, streams=streams)

    def load(self, conn: Connection, log_id: str, streams: Iterable[str]) -> dict[str, Any]:
        """Those streams, as far as they are there."""
        names = list(streams)
        kinds = {kind_of(stream) for stream in names}
        return _decoded(self._named.rows(conn, log_id=log_id, kinds=kinds, streams=names)) if names else {}

    def journeys(self, conn: Connection, log_id: str, themes: Iterable[str]) -> dict[str, Any]:
        """Those themes with their actions."""
        names = list(themes)
        return _decoded(self._parts.rows(conn, log_id=log_id, themes=names)) if names else {}

    def journey(self, conn: Connection, log_id: str, theme: str, also: Select[tuple[str]]) -> dict[str, Any]:
        """A theme with its actions, and the streams that a query names beside it."""
        return self._read(conn, log_id, (self.table.c.part_of == theme) | self.table.c.stream.in_(also))

    def themes_around(self, conn: Connection, log_id: str, themes: Iterable[str]) -> dict[str, states.Theme]:
        """Those themes, and the ones that they were joined with, up to where they go on."""
        found: dict[str, states.Theme] = {}
        wanted = {str(theme) for theme in themes}
        while wanted:
            more: dict[str, states.Theme] = self.load(conn, log_id, sorted(wanted))
            found |= more
            wanted = {str(each.joined_with) for each in more.values() if each.joined_with} - found.keys()
        return found

    def chosen(self, conn: Connection, log_id: str, names: Select[tuple[str]]) -> dict[str, Any]:
        """The streams that a query names, by name: one query however many they are."""
        return self._read(conn, log_id, self.table.c.stream.in_(names))

    def all(self, conn: Connection, log_id: str, *kinds: str) -> dict[str, Any]:
        """Every stream of those kinds, by name."""
        if FRAME.issuperset(kinds):
            return {stream: state for stream, state in self._frame(conn, log_id).items() if kind_of(stream) in kinds}
        name = f"{self.table.name}: {' '.join(sorted(kinds))}"
        return dict(while_reading(conn, name, lambda: self._every(conn, log_id, kinds)))

    def _frame(self, conn: Connection, log_id: str) -> dict[str, Any]:
        name = f"frame of {self.table.name}"
        return at_hand(conn, name, lambda: self._every(conn, log_id, FRAME))

    def _every(self, conn: Connection, log_id: str, kinds: Iterable[str]) -> dict[str, Any]:
        return _decoded(self._of_kinds.rows(conn, log_id=log_id, kinds=kinds))

    def _read(self, conn: Connection, log_id: str, where: ColumnElement[bool]) -> dict[str, Any]:
        query = self._rows.where(self.table.c.log_id == log_id, where)
        return _decoded((row.stream, row.kind, row.state) for row in conn.execute(query))

    def _row(self, log_id: str, stream: str, state: Any) -> dict[str, Any]:
        kind = kind_of(stream)
        part_of = state.planned.theme if kind == "action" else stream if kind == "theme" else None
        return {"log_id": log_id, "kind": kind, "stream": stream, "part_of": part_of, "state": orjson.dumps(state)}


class Counted(States):
    """Streams as they count: who waits is worked out from every fact that the figures take in, whoever may read it.

    Nothing that is said comes from here. Only themes can be otherwise than the public sees them, and only those are
    kept here of which something was recorded for fewer eyes.
    """

    def __init__(self, view: str, metadata: MetaData, public: States) -> None:
        super().__init__(view, metadata, is_for_evaluators)
        self.public = public

    def follow(self, conn: Connection, batch: Batch, changes: Changes) -> dict[str, Change]:
        """Fold a batch into the table, once the public's streams have it; each stream that it touched, as it counts."""
        themes = [e.envelope for e in batch.entries if kind_of(e.envelope.stream) == "theme"]
        told = [envelope for envelope in themes if self.may_read(envelope)]
        before: dict[str, Any] = super().load(conn, batch.log_id, {envelope.stream for envelope in told})
        new = {each.stream for each in told if not self.public.may_read(each)} - before.keys()
        seen = self.public.load(conn, batch.log_id, new - changes.keys())
        before |= {s: changes[s].before if s in changes else seen.get(s) for s in new}
        after = dict(before)
        for envelope in told:
            stream = envelope.stream
            if stream in before and (after[stream] or _may_begin(envelope)):
                after[stream] = evolve(after[stream], envelope)
        apart = {stream: state for stream, state in after.items() if state}
        self.put(conn, batch.log_id, apart)
        return {**changes} | {stream: Change(before[stream], state) for stream, state in apart.items()}

    def load(self, conn: Connection, log_id: str, streams: Iterable[str]) -> dict[str, Any]:
        """Those streams, as far as they are there."""
        names = list(streams)
        return self.public.load(conn, log_id, names) | super().load(conn, log_id, names)


def _decoded(rows: Iterable[Row]) -> dict[str, Any]:
    return {stream: _DECODERS[kind].decode(state) for stream, kind, state in rows}


def actions_of(journeys: Mapping[str, Any], theme: str) -> list[states.Action]:
    """A theme's actions, in the order in which they were planned."""
    found = [each for each in journeys.values() if isinstance(each, states.Action) and each.planned.theme == theme]
    return sorted(found, key=lambda action: (action.planned_on, action.due))
