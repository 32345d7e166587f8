"""Shelves that projections build their tables from: folded streams, published words, and the names of parties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import msgspec
import orjson
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    delete,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from projections.shared.projector import Batch
from tracker.domain import state as states
from tracker.domain.rulebook import BEGINNINGS, evolve, kind_of
from tracker.domain.small_numbers import DEFAULT_K
from tracker.domain.standing import standing_under
from tracker.events import Envelope, Sealed
from tracker.events.checking import ContributorCheckAnswered, ContributorCheckOpened
from tracker.events.codes import PublicDates
from tracker.events.setting_up import PartnershipCreated
from tracker.events.shape import leaves
from tracker.events.theming import PublicWordingApproved, ThemeOpened, ThemeWordingChecked

ASKED_AT_ONCE = 500
"""How many rows one query asks for by name."""

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

COUNTED = ("contribution", "person")
"""Kinds of stream that pages only count, or ask for consent: nothing said in them is shown."""


def is_for_the_public(envelope: Envelope) -> bool:
    """Whether a public page may take in a fact, by the visibility that it was recorded with."""
    if kind_of(envelope.stream) in COUNTED:
        return envelope.visibility != "safeguarding"
    if isinstance(envelope.fact, TOLD_ONCE_AGREED):
        return envelope.visibility in ("public", "partnership")
    return envelope.visibility == "public"


def _is_for_evaluators(envelope: Envelope) -> bool:
    return envelope.visibility != "safeguarding"


def _may_begin(envelope: Envelope) -> bool:
    beginning = BEGINNINGS.get(kind_of(envelope.stream))
    return beginning is None or beginning == type(envelope.fact).__name__


@dataclass(frozen=True, slots=True)
class Change:
    """A stream before and after a batch."""

    before: Any
    after: Any


class States:
    """A table of folded streams, by their kinds: the domain's own `evolve`, kept where a page can read it.

    `part_of` is the theme that a theme or an action belongs to, so that one query brings a theme's whole journey.
    """

    def __init__(self, page: str, metadata: MetaData, kinds: Iterable[str], *, for_the_public: bool = True) -> None:
        self.kinds = frozenset(kinds)
        self.may_read = is_for_the_public if for_the_public else _is_for_evaluators
        self.table = Table(
            f"{page}_streams",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("kind", String(16), nullable=False),
            Column("stream", String(80), nullable=False),
            Column("part_of", String(80)),
            Column("state", LargeBinary, nullable=False),
            PrimaryKeyConstraint("log_id", "kind", "stream"),
            Index(f"{page}_streams_part_of", "log_id", "part_of"),
        )

    def fold(self, conn: Connection, batch: Batch) -> dict[str, Change]:
        """Fold a batch into the table; each stream that it touched, before and after."""
        entries = [e for e in batch.entries if kind_of(e.envelope.stream) in self.kinds and self.may_read(e.envelope)]
        before = self.load(conn, batch.log_id, {entry.envelope.stream for entry in entries})
        after = dict(before)
        for entry in entries:
            stream = entry.envelope.stream
            if stream in after or _may_begin(entry.envelope):
                after[stream] = evolve(after.get(stream), entry.envelope)
        upsert(conn, self.table, [self._row(batch.log_id, stream, state) for stream, state in after.items()])
        return {stream: Change(before.get(stream), state) for stream, state in after.items()}

    def load(self, conn: Connection, log_id: str, streams: Iterable[str]) -> dict[str, Any]:
        """Those streams, as far as they are there."""
        wanted = list(streams)
        found: dict[str, Any] = {}
        for start in range(0, len(wanted), ASKED_AT_ONCE):
            some = wanted[start : start + ASKED_AT_ONCE]
            kinds = {kind_of(stream) for stream in some}
            where = self.table.c.kind.in_(kinds) & self.table.c.stream.in_(some)
            found.update(self._read(conn, log_id, where))
        return found

    def journeys(self, conn: Connection, log_id: str, themes: Iterable[str]) -> dict[str, Any]:
        """Those themes with their actions, in one query."""
        return self._read(conn, log_id, self.table.c.part_of.in_(list(themes)))

    def all(self, conn: Connection, log_id: str, kind: str) -> dict[str, Any]:
        """Every stream of a kind, by name."""
        return self._read(conn, log_id, self.table.c.kind == kind)

    def _read(self, conn: Connection, log_id: str, where: ColumnElement[bool]) -> dict[str, Any]:
        query = select(self.table).where(self.table.c.log_id == log_id, where).order_by(self.table.c.stream)
        return {row.stream: _DECODERS[row.kind].decode(row.state) for row in conn.execute(query)}

    def _row(self, log_id: str, stream: str, state: Any) -> dict[str, Any]:
        kind = kind_of(stream)
        part_of = state.planned.theme if kind == "action" else stream if kind == "theme" else None
        return {"log_id": log_id, "kind": kind, "stream": stream, "part_of": part_of, "state": orjson.dumps(state)}


@dataclass(frozen=True, slots=True)
class Privacy:
    """What a partnership has set for its public pages, or what holds until it does (`domain.md` 6)."""

    k: int = DEFAULT_K
    dates: PublicDates = "month"
    quotes: bool = True
    names: bool = True


def privacy_of(conn: Connection, log_id: str, streams: States) -> Privacy:
    """The privacy rules in force, from a shelf that holds the partnership."""
    for partnership in streams.all(conn, log_id, "partnership").values():
        rules = partnership.privacy
        if rules:
            shown = {"quotes": rules.quotes == "with_consent", "names": rules.names == "with_consent"}
            return Privacy(rules.k_public, rules.date_precision_public, **shown)
    return Privacy()


def actions_of(journeys: Mapping[str, Any], theme: str) -> list[states.Action]:
    """A theme's actions, in the order in which they were planned."""
    found = [each for each in journeys.values() if isinstance(each, states.Action) and each.planned.theme == theme]
    return sorted(found, key=lambda action: (action.planned_on, action.due))


@dataclass(frozen=True, slots=True)
class Heard:
    """How many contributions a theme came from, and the first and last day of them."""

    told: int = 0
    first_on: date | None = None
    last_on: date | None = None


class HeardFrom:
    """A table of how many contributions each theme came from, kept as they are put under it or taken away."""

    def __init__(self, page: str, metadata: MetaData) -> None:
        self.points = Table(
            f"{page}_points",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("theme", String(80), nullable=False),
            Column("contribution", String(80), nullable=False),
            Column("received_on", Date, nullable=False),
            Column("asks_change", Boolean, nullable=False),
            PrimaryKeyConstraint("log_id", "theme", "contribution"),
        )

    def follow(
        self, conn: Connection, log_id: str, changes: Mapping[str, Change], themes: Mapping[str, states.Theme]
    ) -> None:
        """Keep step with the contributions that a batch changed, and with the themes that it joined.

        `themes` are all of the log's, as they are after the batch.
        """
        for stream, change in changes.items():
            if isinstance(change.after, states.Theme) and change.after.joined_with:
                self._move(conn, log_id, stream, standing_under(stream, themes))
        for stream, change in changes.items():
            if isinstance(change.after, states.Contribution):
                self._follow_one(conn, log_id, stream, change, themes)

    def _move(self, conn: Connection, log_id: str, old: str, new: str) -> None:
        of_old = (self.points.c.log_id == log_id) & (self.points.c.theme == old)
        rows = [{**row, "theme": new} for row in conn.execute(select(self.points).where(of_old)).mappings()]
        conn.execute(delete(self.points).where(of_old))
        upsert(conn, self.points, rows)

    def _follow_one(
        self, conn: Connection, log_id: str, stream: str, change: Change, themes: Mapping[str, states.Theme]
    ) -> None:
        was, now = _themes_of(change.before, themes), _themes_of(change.after, themes)
        for theme in was - now:
            where = (self.points.c.log_id == log_id) & (self.points.c.theme == theme)
            conn.execute(delete(self.points).where(where, self.points.c.contribution == stream))
        row = {"log_id": log_id, "contribution": stream, "received_on": change.after.received_on}
        row["asks_change"] = change.after.asks_change is True
        upsert(conn, self.points, [{**row, "theme": theme} for theme in sorted(now - was)])

    def under(self, conn: Connection, log_id: str, themes: Iterable[str]) -> list[str]:
        """The contributions under at least one of those themes."""
        where = (self.points.c.log_id == log_id) & self.points.c.theme.in_(list(themes))
        return list(conn.execute(select(self.points.c.contribution).where(where).distinct()).scalars())

    def of(self, conn: Connection, log_id: str, themes: Iterable[str]) -> dict[str, Heard]:
        """What each of those themes came from."""
        points = self.points
        counts = select(
            points.c.theme, func.count().label("told"), func.min(points.c.received_on), func.max(points.c.received_on)
        )
        where = (points.c.log_id == log_id) & points.c.theme.in_(list(themes))
        rows = conn.execute(counts.where(where).group_by(points.c.theme))
        return {theme: Heard(told, first, last) for theme, told, first, last in rows}

    def people_with(self, conn: Connection, log_id: str, themes: Iterable[str]) -> int:
        """How many contributions that asked for change are under at least one of those themes."""
        points = self.points
        where = (points.c.log_id == log_id) & points.c.theme.in_(list(themes)) & points.c.asks_change
        return conn.execute(select(func.count(func.distinct(points.c.contribution))).where(where)).scalar_one()


def _themes_of(contribution: states.Contribution | None, themes: Mapping[str, states.Theme]) -> set[str]:
    if contribution is None or contribution.withdrawn_on or contribution.set_aside:
        return set()
    return {standing_under(theme, themes) for theme in contribution.themes}


class PublishedWords:
    """A table of published words that a page shows. A contributor's own words are never copied here."""

    def __init__(self, page: str, metadata: MetaData, kinds: Iterable[str]) -> None:
        self.kinds = frozenset(kinds)
        self.table = Table(
            f"{page}_words",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("ref", String(32), nullable=False),
            Column("text", Text, nullable=False),
            PrimaryKeyConstraint("log_id", "ref"),
        )

    def keep(self, conn: Connection, batch: Batch) -> None:
        """Open and keep the published words of a batch, and the names of parties."""
        sealed = [
            leaf.value
            for entry in batch.entries
            if kind_of(entry.envelope.stream) in self.kinds and is_for_the_public(entry.envelope)
            for leaf in leaves(entry.envelope.fact)
            if leaf.answer.words == "published" and isinstance(leaf.value, Sealed)
        ]
        opened = batch.open_words(sealed)
        upsert(conn, self.table, [{"log_id": batch.log_id, "ref": r, "text": said} for r, said in opened.items()])

    def read(self, conn: Connection, log_id: str, sealed: Iterable[Sealed | None]) -> dict[str, str]:
        """Those words by ref, as far as they are there."""
        refs = [each.ref for each in sealed if each]
        table, found = self.table, {}
        for start in range(0, len(refs), ASKED_AT_ONCE):
            where = (table.c.log_id == log_id) & table.c.ref.in_(refs[start : start + ASKED_AT_ONCE])
            found.update({row.ref: row.text for row in conn.execute(select(table).where(where))})
        return found


def upsert(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write rows over those with the same primary key."""
    if not rows:
        return
    statement = (sqlite if conn.dialect.name == "sqlite" else postgresql).insert(table)
    key = [column.name for column in table.primary_key.columns]
    changes = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in key}
    if changes:
        conn.execute(statement.on_conflict_do_update(index_elements=key, set_=changes), rows)
    else:
        conn.execute(statement.on_conflict_do_nothing(index_elements=key), rows)


OWN_NAME = "partnership"
"""Under which the partnership’s own name stands among those of its parties."""


class PartyNames:
    """The names of parties and of the partnership itself: every page speaks of bodies and roles."""

    NAME: ClassVar[str] = "party-names"
    VERSION: ClassVar[int] = 1

    def __init__(self) -> None:
        self.metadata = MetaData()
        self.table = Table(
            "party_names",
            self.metadata,
            Column("log_id", String(16), nullable=False),
            Column("party", String(24), nullable=False),
            Column("name", Text, nullable=False),
            PrimaryKeyConstraint("log_id", "party"),
        )

    def project(self, conn: Connection, batch: Batch) -> None:
        """Keep the names that a batch brings into the log."""
        named: dict[str, Sealed] = {}
        for entry in batch.entries:
            named.update({each.party: each.name for each in entry.envelope.named})
            if isinstance(entry.envelope.fact, PartnershipCreated):
                named[OWN_NAME] = entry.envelope.fact.name
        opened = batch.open_words(named.values())
        known = {party: opened[name.ref] for party, name in named.items() if name.ref in opened}
        upsert(conn, self.table, [{"log_id": batch.log_id, "party": p, "name": n} for p, n in known.items()])

    def all(self, conn: Connection, log_id: str) -> dict[str, str]:
        """Every party's name, by its id, and the partnership's own."""
        rows = conn.execute(select(self.table).where(self.table.c.log_id == log_id))
        return {row.party: row.name for row in rows}


NAMES = PartyNames()
"""The one table of names."""
