"""Keep the log and the key store agreed about what was erased, before anybody is served.

The fact comes first, then the keys go and the erasure is listed beside them. A start may find either half alone: a fact
whose keys are still there, where somebody stopped in between, or a listed erasure without its fact, where the log was
restored from before it. Both are finished, or nothing is served.
"""

from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from tracker.application.ports import Clock, LogAddress, Written
from tracker.application.recording import Recording, Stamp
from tracker.domain.refusals import Refusal
from tracker.domain.taking_back import erased_by
from tracker.events import Envelope
from tracker.events.taking_back import PersonalDataErased
from tracker.eventstore.database import Database
from tracker.eventstore.mapper import UnknownTopic, read_envelope
from tracker.eventstore.tables import events, words
from tracker.eventstore.unit import Logs
from tracker.vault.keys import Erasure, KeyName, KeyStore
from tracker.vault.sealing import Place, is_sealed_with


class ErasureUnreadable(Refusal):
    """What cannot be read cannot be carried out."""

    WORDS = (
        "an erasure of {slug} cannot be read, so that it cannot be said whose words must be gone: nothing is served"
        " until it can; “tracker verify” says whether the log was changed"
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    """How many erasures were finished whose keys were still there, and how many the log had to be told of again."""

    finished: int = 0
    told_again: int = 0


class Erasures:
    """The erasures of every log in one database, and those that are listed beside its keys."""

    def __init__(self, database: Database, keys: KeyStore, logs: Logs, now: Clock) -> None:
        self._database = database
        self._keys = keys
        self._logs = logs
        self._now = now

    def agree(self) -> Agreed:
        """Finish whatever was left half done. Raises `ErasureUnreadable` where it cannot."""
        each = [self._agree_on(address) for address in self._logs.all()]
        return Agreed(sum(one.finished for one in each), sum(one.told_again for one in each))

    def _agree_on(self, address: LogAddress) -> Agreed:
        in_log = {erasure.event_id: erasure for erasure in self._in_log(address.log_id)}
        listed = {erasure.event_id: erasure for erasure in self._keys.erasures(address.log_id)}
        unlisted = [erasure for event_id, erasure in in_log.items() if event_id not in listed]
        lost = [erasure for event_id, erasure in listed.items() if event_id not in in_log]
        for erasure in unlisted:
            self._finish(address, erasure)
        for erasure in lost:
            self._tell_again(address, erasure)
        return Agreed(len(unlisted), len(lost))

    def _in_log(self, log_id: str) -> list[Erasure]:
        query = select(events).where(events.c.log_id == log_id, events.c.topic == PersonalDataErased.TOPIC)
        with self._database.reading(log_id) as conn:
            rows = conn.execute(query.order_by(events.c.position)).all()
        return [Erasure(log_id, row.event_id, row.stream, row.topic, bytes(row.state)) for row in rows]

    def _finish(self, address: LogAddress, erasure: Erasure) -> None:
        names = [
            (address.log_id, stream, words_class) for stream, words_class in erased_by(_read(address, erasure).fact)
        ]
        self._keys.destroy([name for name in names if not self._sealed_since(name)], [erasure])
        self._database.forget()

    def _sealed_since(self, name: KeyName) -> bool:
        """Whether the key of that name is a later one, made for what the same person said after the erasure."""
        log_id, stream, words_class = name
        of_name = (words.c.log_id == log_id) & (words.c.stream == stream) & (words.c.words_class == words_class)
        with self._database.reading(log_id) as conn:
            row = conn.execute(select(words).where(of_name)).first()  # the erasure took all that there were before it
        key = self._keys.held(name)
        if row is None or key is None:
            return False
        return is_sealed_with(key, Place(log_id, stream, row.ref, row.field), row.box)

    def _tell_again(self, address: LogAddress, erasure: Erasure) -> None:
        envelope, command = _read(address, erasure), f"again-{erasure.event_id}"
        with self._logs.work_on(address.log_id) as unit:
            Recording(unit).tell_again(envelope, Stamp(self._now(), command))
            position = (unit.log.recorder.max_notification_id() or 0) - 1
            unit.answer(command, Written(position, position))


def _read(address: LogAddress, erasure: Erasure) -> Envelope:
    try:
        envelope = read_envelope(
            event_id=erasure.event_id,
            stream=erasure.stream,
            version=0,
            topic=erasure.topic,
            recorded_at=0,
            state=erasure.state,
        )
    except (UnknownTopic, msgspec.MsgspecError):
        raise ErasureUnreadable(slug=address.slug) from None
    if not isinstance(envelope.fact, PersonalDataErased):
        raise ErasureUnreadable(slug=address.slug)
    return envelope
