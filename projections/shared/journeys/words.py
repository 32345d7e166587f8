"""Published words and the names of parties, kept where a page can read them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    bindparam,
    delete,
    literal,
    select,
    true,
    union_all,
)

from projections.shared.projecting.at_hand import at_hand
from projections.shared.projecting.projector import Batch
from projections.shared.projecting.tables import upsert
from tracker.events import Envelope, Sealed
from tracker.events.setting_up import PartnershipCreated
from tracker.events.shape import leaves
from tracker.eventstore.reading import Entry
from tracker.eventstore.statement import Statement, among


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What somebody said in public before a position, that nobody may read any more; of one theme, or of every one.

    `record` is the one that their words are sealed under.
    """

    record: str
    position: int
    theme: str = ""


class PublishedWords:
    """A table of the published words of some facts. A contributor's own words are never copied here.

    What somebody said in public for themselves (a dispute, R16) stands here as long as they allow it: it goes when they
    take it back or have it erased, on past days too.
    """

    def __init__(self, view: str, metadata: MetaData) -> None:
        self.table = Table(
            f"{view}_words",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("ref", String(32), nullable=False),
            Column("text", Text, nullable=False),
            Column("record", String(80)),
            Column("theme", String(80)),
            Column("position", BigInteger),
            PrimaryKeyConstraint("log_id", "ref"),
            Index(f"{view}_words_record", "log_id", "record"),
        )
        self.gone = Table(
            f"{view}_words_gone",
            metadata,
            Column("log_id", String(16), nullable=False),
            Column("record", String(80), nullable=False),
            Column("theme", String(80), nullable=False),
            Column("position", BigInteger, nullable=False),
            PrimaryKeyConstraint("log_id", "record", "theme"),
        )
        said, gone = self.table.c, self.gone.c
        self._read = Statement(
            select(said.ref, said.text).where(said.log_id == bindparam("log_id"), among(said.ref, "refs"))
        )
        self._gone = Statement(
            select(gone.record, gone.position, gone.theme)
            .where(gone.log_id == bindparam("log_id"))
            .order_by(gone.position)
        )

    def keep(self, conn: Connection, batch: Batch, may_read: Callable[[Envelope], bool]) -> None:
        """Open and keep the published words of those facts of a batch that the view may read."""
        told = [entry for entry in batch.entries if may_read(entry.envelope)]
        rows = {row["ref"]: (sealed, row) for entry in told for sealed, row in _rows(batch.log_id, entry)}
        opened = batch.open_words(sealed for sealed, _ in rows.values())
        upsert(conn, self.table, [rows[ref][1] | {"text": said} for ref, said in opened.items()])

    def forget(self, conn: Connection, log_id: str, taken: Iterable[TakenBack]) -> None:
        """Forget what was taken back, and that it was."""
        latest = {(each.record, each.theme): each for each in taken}
        upsert(conn, self.gone, [{"log_id": log_id} | asdict(each) for each in latest.values()])
        table = self.table.c
        for each in latest.values():
            said = (table.log_id == log_id) & (table.record == each.record) & (table.position < each.position)
            conn.execute(delete(self.table).where(said, table.theme == each.theme if each.theme else true()))

    def taken_back(self, conn: Connection, log_id: str) -> list[TakenBack]:
        """All that was taken back, the first of it first."""
        return [TakenBack(*row) for row in self._gone.rows(conn, log_id=log_id)]

    def read(self, conn: Connection, log_id: str, sealed: Iterable[Sealed | None]) -> dict[str, str]:
        """Those words by ref, as far as they are there."""
        return self.of(conn, log_id, [each.ref for each in sealed if each])

    def of(self, conn: Connection, log_id: str, refs: Sequence[str]) -> dict[str, str]:
        """The words of those refs, as far as they are there."""
        return dict(self._read.rows(conn, log_id=log_id, refs=refs)) if refs else {}


def _rows(log_id: str, entry: Entry) -> Iterator[tuple[Sealed, dict[str, Any]]]:
    envelope = entry.envelope
    for leaf in leaves(envelope.fact):
        if leaf.answer.words == "published" and isinstance(leaf.value, Sealed):
            spoken = leaf.answer.spoken and envelope.words_of is not None
            whose = (envelope.words_of, envelope.stream, entry.position) if spoken else (None, None, None)
            record, theme, position = whose
            said = {"record": record, "theme": theme, "position": position}
            yield leaf.value, {"log_id": log_id, "ref": leaf.value.ref, **said}


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

    def beside(
        self, conn: Connection, log_id: str, words: PublishedWords, sealed: Iterable[Sealed | None]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Some words by ref, and every name; in one query where the names are not at hand."""
        refs, found = [each.ref for each in sealed if each], dict[str, dict[str, str]]()

        def both() -> dict[str, str]:
            said = select(literal("word"), words.table.c.ref, words.table.c.text).where(
                words.table.c.log_id == log_id, words.table.c.ref.in_(refs)
            )
            named = select(literal("name"), self.table.c.party, self.table.c.name).where(self.table.c.log_id == log_id)
            found.update(word={}, name={})
            for kind, key, text in conn.execute(union_all(said, named)):
                found[kind][key] = text
            return found["name"]

        names = at_hand(conn, "names", both)
        return found["word"] if found else words.of(conn, log_id, refs), names

    def _all(self, conn: Connection, log_id: str) -> dict[str, str]:
        rows = conn.execute(select(self.table.c.party, self.table.c.name).where(self.table.c.log_id == log_id))
        return {row.party: row.name for row in rows}
