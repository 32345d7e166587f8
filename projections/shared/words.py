"""Published words and the names of parties, kept where a page can read them."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, Text, select

from projections.shared.at_hand import at_hand
from projections.shared.projector import Batch
from projections.shared.tables import in_parts, upsert
from tracker.events import Envelope, Sealed
from tracker.events.setting_up import PartnershipCreated
from tracker.events.shape import leaves


class PublishedWords:
    """A table of the published words of some facts. A contributor's own words are never copied here."""

    def __init__(self, view: str, metadata: MetaData) -> None:
        self.table = Table(
            f"{view}_words",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("ref", String(32), nullable=False),
            Column("text", Text, nullable=False),
            PrimaryKeyConstraint("log_id", "ref"),
        )

    def keep(self, conn: Connection, batch: Batch, may_read: Callable[[Envelope], bool]) -> None:
        """Open and keep the published words of those facts of a batch that the view may read."""
        sealed = [
            leaf.value
            for entry in batch.entries
            if may_read(entry.envelope)
            for leaf in leaves(entry.envelope.fact)
            if leaf.answer.words == "published" and isinstance(leaf.value, Sealed)
        ]
        opened = batch.open_words(sealed)
        upsert(conn, self.table, [{"log_id": batch.log_id, "ref": r, "text": said} for r, said in opened.items()])

    def read(self, conn: Connection, log_id: str, sealed: Iterable[Sealed | None]) -> dict[str, str]:
        """Those words by ref, as far as they are there."""
        refs = [each.ref for each in sealed if each]
        table, found = self.table, {}
        for some in in_parts(refs):
            where = (table.c.log_id == log_id) & table.c.ref.in_(some)
            found.update({row.ref: row.text for row in conn.execute(select(table).where(where))})
        return found


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
        return at_hand(conn, "names", lambda: self._all(conn, log_id))

    def _all(self, conn: Connection, log_id: str) -> dict[str, str]:
        rows = conn.execute(select(self.table.c.party, self.table.c.name).where(self.table.c.log_id == log_id))
        return {row.party: row.name for row in rows}


NAMES = PartyNames()
"""The one table of names."""
