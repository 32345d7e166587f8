"""Hold what facts say to what is kept beside them: sealed words, erasures, and the write side's indexes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from tracker.application.ports import LogAddress
from tracker.domain.taking_back import erased_by
from tracker.events import Envelope, Sealed
from tracker.events.setting_up import PartnershipCreated
from tracker.events.shape import leaves
from tracker.events.taking_back import PersonalDataErased
from tracker.eventstore.database import go_on_with
from tracker.eventstore.mapper import UnknownTopic, read_envelope
from tracker.eventstore.tables import events, words
from tracker.eventstore.unit import PARTY_STREAM, mac_of
from tracker.keeping.indexes import Indexes
from tracker.keeping.rows import chunks_of
from tracker.ledger.findings import Findings
from tracker.vault.keys import KeyMissing, Keyring
from tracker.vault.sealing import Place, WordsDoNotMatch, open_box

ASKED_AT_ONCE = 500
"""How many facts are held to what is kept beside them at a time."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a fact points to sealed words: its position, what they are, and the record and class of their key."""

    position: int
    record: str
    words_class: str
    sealed: Sealed
    field: str


def references(position: int, envelope: Envelope) -> list[Reference]:
    """Every place in a fact that points to sealed words, the names of parties among them."""
    in_fact = [
        Reference(position, *under, leaf.value, f"{envelope.topic}:{leaf.path}")
        for leaf in leaves(envelope.fact)
        if (under := leaf.answer.sealed_under(envelope.stream, envelope.words_of))
    ]
    named = [
        Reference(position, PARTY_STREAM, "published", each.name, f"party-named/1:{each.party}")
        for each in envelope.named
    ]
    return [*in_fact, *named]


class ContentsCheck:
    """Reads every fact, opens all that it points to, and says what is missing, changed, left over or not erased."""

    def __init__(self, conn: Connection, address: LogAddress, keyring: Keyring, findings: Findings) -> None:
        self.opened = 0
        self.erased = 0
        self._conn = conn
        self._address = address
        self._keyring = keyring
        self._findings = findings
        self._erased_at = _erasures(conn, address.log_id)
        self._indexes = Indexes(address.log_id)
        self._held = 0
        self._end = 0

    def run(self, end: int, progress: Callable[[int], None]) -> None:
        """Go through the facts before an end; `progress` is told how many were done."""
        self._end = end
        try:
            for rows in chunks_of(self._conn, self._address.log_id, end):
                for first in range(0, len(rows), ASKED_AT_ONCE):
                    self._take(rows[first : first + ASKED_AT_ONCE])
                    progress(len(rows[first : first + ASKED_AT_ONCE]))
            if not self._findings.found:  # what rests on facts is right only where the facts are
                self._nothing_left_over()
                self._indexes.compare(self._conn, self._address, self._findings)
        finally:
            self._indexes.close()

    def _take(self, rows: Sequence[Any]) -> None:
        facts = [(row[0], envelope) for row in rows if (envelope := self._read(row))]
        asked = [each for position, envelope in facts for each in references(position, envelope)]
        texts = self._texts(asked)
        for position, envelope in facts:
            self._indexes.take(position, envelope)
            self._take_names(position, envelope, texts)

    def _read(self, row: Any) -> Envelope | None:
        position, event_id, stream, version, topic, recorded_at, state, _ = row
        if self._findings.has(position):
            return None
        try:
            return read_envelope(
                event_id=event_id, stream=stream, version=version, topic=topic, recorded_at=recorded_at, state=state
            )
        except (UnknownTopic, msgspec.MsgspecError):
            self._findings.add(position, "it cannot be read as a fact that this version of the program knows")
            return None

    def _texts(self, asked: list[Reference]) -> dict[str, str]:
        rows = {}
        refs = [each.sealed.ref for each in asked]
        for first in range(0, len(refs), ASKED_AT_ONCE):
            query = select(words).where(words.c.ref.in_(refs[first : first + ASKED_AT_ONCE]))
            rows.update({row.ref: row for row in self._conn.execute(query)})
        opened = {}
        for each in asked:
            text = self._text(each, rows.get(each.sealed.ref))
            if text is not None:
                opened[each.sealed.ref] = text
        return opened

    def _text(self, reference: Reference, row: Any) -> str | None:
        erased_at = self._erased_at.get((reference.record, reference.words_class), -1)
        what = f"its words ({reference.field})"
        if row is None:
            self.erased += 1
            if erased_at < reference.position:
                self._findings.add(reference.position, f"{what} are missing, and no fact says that they were erased")
            return None
        self._held += 1
        if erased_at > reference.position:
            says = f"{what} are still there, though the fact at position {erased_at} says that they were erased"
            self._findings.add(reference.position, says)
            return None
        return self._opened(reference, row, what)

    def _opened(self, reference: Reference, row: Any, what: str) -> str | None:
        log_id = self._address.log_id
        place = Place(log_id, reference.record, reference.sealed.ref, reference.field)
        if (row.log_id, row.stream, row.field, row.words_class) != (
            log_id, reference.record, reference.field, reference.words_class
        ):  # fmt: skip
            self._findings.add(reference.position, f"{what} stand in the vault as those of another place or class")
            return None
        try:
            key = self._keyring.existing((log_id, reference.record, reference.words_class))
            text = open_box(key, place, row.box, reference.sealed.commitment)
        except KeyMissing:
            if (reference.record, reference.words_class) in self._erased_by_now():
                self.erased += 1
                return None
            self._findings.add(reference.position, f"{what} cannot be opened: their key is gone, and no fact says why")
            return None
        except (WordsDoNotMatch, ValueError, TypeError):  # a box that is none makes no words either
            says = f"{what} are not those that the fact committed to: what the vault holds of them was changed"
            self._findings.add(reference.position, says)
            return None
        self.opened += 1
        return text

    def _erased_by_now(self) -> dict[tuple[str, str], int]:
        """What is erased at this moment: keys go with a fact that may be newer than the moment that is verified."""
        with self._conn.engine.connect() as now, now.begin():
            go_on_with(now, self._address.log_id)
            return _erasures(now, self._address.log_id, since=self._end)

    def _take_names(self, position: int, envelope: Envelope, texts: dict[str, str]) -> None:
        for named in envelope.named:
            if named.name.ref in texts:
                key = self._keyring.existing((self._address.log_id, PARTY_STREAM, "published"))
                self._indexes.take_name(position, mac_of(key, texts[named.name.ref]), named.party)
        fact = envelope.fact
        if isinstance(fact, PartnershipCreated) and fact.name.ref in texts:
            zone = texts.get(fact.time_zone.ref) if fact.time_zone else None
            self._indexes.take_partnership(texts[fact.name.ref], zone, fictional=fact.fictional)

    def _nothing_left_over(self) -> None:
        of_log = select(func.count()).select_from(words).where(words.c.log_id == self._address.log_id)
        over = self._conn.execute(of_log).scalar_one() - self._held
        if over:
            self._findings.add(None, f"the vault holds {over} sealed texts that no fact of this log points to")


def _erasures(conn: Connection, log_id: str, since: int = 0) -> dict[tuple[str, str], int]:
    """The position of the last fact that says so, for each stream and class of words that were erased."""
    query = select(events).where(events.c.log_id == log_id, events.c.topic == PersonalDataErased.TOPIC)
    query = query.where(events.c.position >= since)
    found: dict[tuple[str, str], int] = {}
    for row in conn.execute(query.order_by(events.c.position)):
        try:
            fact = read_envelope(**{name: getattr(row, name) for name in _ENVELOPE}).fact
        except msgspec.MsgspecError:
            continue  # said of it where every fact is read
        for stream, words_class in erased_by(fact):
            found[stream, words_class] = row.position
    return found


_ENVELOPE = ("event_id", "stream", "version", "topic", "recorded_at", "state")
