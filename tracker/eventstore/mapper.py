"""Between a fact in its envelope and the bytes that are stored: orjson out, msgspec in."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
import orjson
from eventsourcing.persistence import Mapper, StoredEvent
from msgspec.structs import astuple

from tracker.events import VOCABULARY, Actor, Envelope, PartyName, PartyNamed, Ref, Unsealed
from tracker.events.codes import Precision, Visibility

ACTORS_IN_MEMORY = 1_000
"""How many of those who record are kept at hand: a few of them record most of a log."""


class UnknownTopic(Exception):
    """The log holds a fact that this version of the software does not know."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredFact(StoredEvent):
    """A stored event with the columns that ours has beside the library's.

    Two are equal when what the library knows of them is: stream, version, topic and bytes.
    """

    event_id: str
    recorded_at: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredEvent) and self._library_part() == (
            other.originator_id,
            other.originator_version,
            other.topic,
            other.state,
        )

    def __hash__(self) -> int:
        return hash(self._library_part())

    def _library_part(self) -> tuple[Any, ...]:
        return self.originator_id, self.originator_version, self.topic, self.state


class Facts(Mapper[str]):
    """The library's mapper, for our envelopes. Stored bytes are written once and never again."""

    def __init__(self) -> None:
        """Take none of the library's transcoder, cipher and compressor: words are sealed before they come here."""

    def to_stored_event(self, domain_event: Any) -> StoredFact:
        """The envelope as it will stand in the log."""
        return StoredFact(
            originator_id=domain_event.stream,
            originator_version=domain_event.version,
            topic=domain_event.topic,
            state=state_of(domain_event),
            event_id=domain_event.event_id,
            recorded_at=domain_event.recorded_at,
        )

    def to_domain_event(self, stored_event: Any) -> Any:
        """The envelope that a stored fact was made from."""
        return read_envelope(
            event_id=stored_event.event_id,
            stream=stored_event.originator_id,
            version=stored_event.originator_version,
            topic=stored_event.topic,
            recorded_at=stored_event.recorded_at,
            state=stored_event.state,
        )


def state_of(envelope: Envelope) -> bytes:
    """The bytes that are stored and hashed: everything that has no column of its own, defaults left out."""
    said = {
        "occurred_on": envelope.occurred_on,
        "by": _written(envelope.by),
        "visibility": envelope.visibility,
        "salt": envelope.salt,
        "command": envelope.command,
        "precision": None if envelope.precision == "day" else envelope.precision,
        "on_behalf_of": envelope.on_behalf_of,
        "read_back": envelope.read_back,
        "correlation": envelope.correlation,
        "causation": envelope.causation,
        "named": [_written(named) for named in envelope.named] or None,
        "words_of": envelope.words_of,
        "data": _written(envelope.fact),
    }
    return orjson.dumps({key: value for key, value in said.items() if value is not None})


def _written(value: Any) -> Any:
    if isinstance(value, (Unsealed, PartyName)):
        raise TypeError("words must be sealed, and parties known by their id, before a fact is stored")
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    if dataclasses.is_dataclass(value):
        stated = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: _written(given) for field, given in stated if given != field.default}
    return value


_Draft: Any = dataclasses.make_dataclass("_Draft", [field.name for field in dataclasses.fields(Envelope)], slots=True)
"""An envelope while it is put together: it has the same slots, and one that is frozen takes three times as long."""


def _decoder(fact: Any) -> msgspec.json.Decoder[Any]:
    """A decoder for the stored bytes of one kind of fact: what an envelope holds after its columns, in its order."""
    fields: list[Any] = [
        ("occurred_on", date),
        ("by", msgspec.Raw),
        ("visibility", Visibility),
        ("salt", str),
        ("command", str),
        ("data", fact),
        ("precision", Precision, "day"),
        ("on_behalf_of", Ref | None, None),
        ("read_back", bool | None, None),
        ("correlation", str | None, None),
        ("causation", str | None, None),
        ("named", tuple[PartyNamed, ...], ()),
        ("words_of", Ref | None, None),
    ]
    return msgspec.json.Decoder(msgspec.defstruct("State", fields), dec_hook=_restored)


def _restored(kind: type, value: Any) -> Any:
    return kind(value)


_DECODERS = {topic: _decoder(fact) for topic, fact in VOCABULARY.items()}

_actor = lru_cache(ACTORS_IN_MEMORY)(msgspec.json.Decoder(Actor, dec_hook=_restored).decode)


def read_envelope(
    event_id: str, stream: str, version: int, topic: str, recorded_at: int, state: bytes, position: int = -1
) -> Envelope:
    """The envelope in a row of the log. Raises `UnknownTopic`, or `msgspec.ValidationError` for bad bytes."""
    decoder = _DECODERS.get(topic)
    if decoder is None:
        raise UnknownTopic(f"the log holds a fact of topic {topic}, which this version does not know")
    envelope = _Draft(event_id, stream, version, recorded_at, *astuple(decoder.decode(state)), position)
    envelope.by = _actor(bytes(envelope.by))
    envelope.__class__ = Envelope
    return envelope  # type: ignore[no-any-return]  # it was a draft until the line before
