"""Tell a fact in its public sentence: its template filled with opened words, names, plain words and dates."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from string import Formatter
from typing import Any, get_type_hints

from projections.shared.telling.wording import capacities, day, listed, sentence
from tracker.events import Actor, Envelope, Party, Sealed
from tracker.events.deciding import RecommendationMade
from tracker.events.disputing import DisputeRaised
from tracker.events.plain import PLAIN
from tracker.events.shape import fields_of

REMOVED = "(these words were removed at the person’s request)"

_FORMATTER = Formatter()


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What a sentence is filled with: opened words by ref, names by party, and anything else by its path."""

    words: Mapping[str, str]
    names: Mapping[str, str]
    beside: Mapping[str, str] = field(default_factory=dict)

    def said(self, sealed: Sealed | None) -> str:
        """The opened words, or that they were removed; nothing for nothing."""
        return "" if sealed is None else self.words.get(sealed.ref, REMOVED)

    def name(self, party: Party | None) -> str:
        """A party's name; nothing for nobody."""
        return "" if party is None else self.names.get(party, REMOVED)

    def who(self, actor: Actor) -> str:
        """Who did something: their organisation, or their role title where they have none."""
        return self.name(actor.org) or self.name(actor.role)


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in plain words: one sentence, and what belongs to it.

    Where the sentence ends in what people said, `head` is the rest of it and `words` is what they said.
    """

    sentence: str
    detail: tuple[str, ...]
    head: str
    words: str


SPOKEN: dict[type[Any], str] = {RecommendationMade: "text", DisputeRaised: "text"}
"""Facts whose sentence ends in what people said, and the field that holds it."""


def tell(envelope: Envelope, dictionary: Dictionary) -> Told | None:
    """The fact's public sentence, or None where it has none. A detail that has nothing to say is left out."""
    fact = envelope.fact
    if fact.SENTENCE is None:
        return None
    first = sentence(_filled(fact.SENTENCE, envelope, dictionary))
    details = (_filled(clause, envelope, dictionary) for clause in fact.DETAIL)
    head, words, spoken = first, "", SPOKEN.get(type(fact))
    if spoken:
        head = sentence(_filled(fact.SENTENCE.partition(":")[0], envelope, dictionary))[:-1]
        words = sentence(dictionary.said(getattr(fact, spoken)))
    return Told(first, tuple(sentence(detail) for detail in details if detail), head, words)


def _filled(template: str, envelope: Envelope, dictionary: Dictionary) -> str:
    filled = []
    for literal, path, _, _ in _FORMATTER.parse(template):
        filled.append(literal)
        if path is not None:
            value = _value(path, envelope, dictionary)
            if not value:
                return ""
            filled.append(value)
    return "".join(_joined(filled))


def _joined(pieces: list[str]) -> Iterator[str]:
    before = ""
    for piece in pieces:
        # Words that end in a full stop of their own lose it where the sentence goes on or ends.
        if before.endswith(".") and piece.startswith((".", ",", ")", ":")):
            yield piece.removeprefix(".")
        else:
            yield piece
        before = piece or before


def _value(path: str, envelope: Envelope, dictionary: Dictionary) -> str:
    if path in dictionary.beside:
        return dictionary.beside[path]
    if path in _WHO:
        return _WHO[path](envelope, dictionary)
    value = getattr(envelope.fact, path, None)  # what stands beside a fact may not be known to a page: left out
    return _plain(value, _codes(envelope.fact.__class__).get(path), dictionary)


_WHO: dict[str, Callable[[Envelope, Dictionary], str]] = {
    "by.org": lambda envelope, names: names.who(envelope.by),
    "by.role": lambda envelope, names: names.name(envelope.by.role),
    "who": lambda envelope, names: names.name(envelope.by.org) or "Somebody who told us",
}
"""How a sentence names who did it: an organisation, a role title, or nobody by name."""


def _plain(value: Any, codes: Any, dictionary: Dictionary) -> str:
    match value:
        case Sealed():
            return dictionary.said(value)
        case Party():
            return dictionary.name(value)
        case (int(), *_):
            return listed(map(str, value))
        case tuple():
            items = [_plain(item, codes, dictionary) for item in value]
            return listed(items) if codes else " ".join(sentence(item) for item in items)
        case date() | dict() | None:
            return _PLAIN_OF[type(value)](value)
        case _:
            return PLAIN[codes][value] if codes in PLAIN else str(value)


_PLAIN_OF: dict[type, Callable[[Any], str]] = {date: day, dict: capacities, type(None): lambda _: ""}


@cache
def _codes(fact: Any) -> dict[str, Any]:
    """The list that each of a fact's codes comes from, by field or property."""
    codes = {each.name: (each.shape.item or each.shape).literal for each in fields_of(fact)}
    for name, made in vars(fact).items():
        if isinstance(made, property):
            codes[name] = get_type_hints(made.fget)["return"].__args__[0]
    return codes
