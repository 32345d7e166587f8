"""What a fact is made of: its kinds of field, and the registry of the whole vocabulary.

A fact's fields are codes, ids, numbers, dates and sealed words, nothing else: no free text ever stands in the log
(`tests/events/test_vocabulary.py` walks every field). Each field says with the helper that makes it who may read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol, TypeVar, dataclass_transform

from tracker.events.codes import Capacity


class Sealed(str):
    """Words kept in the vault: `ref:commitment`, never the words themselves.

    The ref is 32 hex digits and finds the vault's row; the commitment is 64 hex digits (SHA-256, salted).
    """

    __slots__ = ()

    @property
    def ref(self) -> str:
        """The vault row's id, 32 hex digits."""
        return self[:32]

    @property
    def commitment(self) -> str:
        """The salted SHA-256 of the words, 64 hex digits."""
        return self[33:]


class Unsealed(Sealed):
    """Words as a form or a file brings them, before they are sealed. Never written."""

    __slots__ = ()


class Party(str):
    """An organisation, a deciding body, an owner or a role title: an id whose name is sealed once for each log."""

    __slots__ = ()


class PartyName(Party):
    """A party as a form or a file names it, before it is known by its id. Never written."""

    __slots__ = ()


class Ref(str):
    """A stream (`theme/a`), or an id that another fact introduced (`decision/a-1`)."""

    __slots__ = ()


class FieldPath(str):
    """The way to a field inside a fact, such as `parts.b-1.reason_text`: names and ids with dots between."""

    __slots__ = ()


class Code(str):
    """A short code that comes from no closed list, such as a version: `[A-Za-z0-9][A-Za-z0-9_-]{0,39}`."""

    __slots__ = ()


Counts = Mapping[Capacity, int]
"""How many people took part, by the capacity they acted in (R31)."""

WordsClass = Literal["published", "own_words", "conversation", "identity"]
"""Which of a record's four data keys seals a text: what is erased together."""

Audience = Literal["public", "banded", "partnership", "restricted", "never"]
"""Who may read a field: anyone; anyone, banded; the partnership's people; those a person agreed to; nobody."""

RefRule = Literal["introduces", "cites", "foresees"]
"""What a ref does: names something new, something that exists already, or something that may come later."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A field's privacy answer, and what else a reader of the vocabulary must know of it.

    `spoken` says that the words in a field, or in the groups that it holds, are those of whoever did it: they are
    sealed as that person's own, whatever stream the fact stands in, so that erasing the person erases them.
    """

    audience: Audience
    words: WordsClass | None = None
    ref: RefRule | None = None
    to: tuple[str, ...] = ()
    may_be_empty: bool = False
    plain_words: bool = False
    or_ref: str | None = None
    sealed_ref: tuple[str, ...] = ()
    reckoned: bool = False
    spoken: bool = False

    def sealed_under(self, stream: str, words_of: Ref | None) -> "tuple[str, WordsClass] | None":
        """The record and the class of the key that seals a field of a fact; None where it holds no words."""
        if self.words is None:
            return None
        return (words_of, "own_words") if self.spoken and words_of else (stream, self.words)


def _answer(answer: Answer, default: dict[str, Any]) -> Any:
    return field(metadata={"answer": answer}, **default)


def published(*, plain_words: bool = False, or_ref: str | None = None, spoken: bool = False, **default: Any) -> Any:
    """Agreed words that anyone may read once their record is public.

    `plain_words` where a code will not do (R7); `or_ref` names the field that holds a ref given in their place;
    `spoken` where somebody said them in public for themselves (R16).
    """
    answer = Answer("public", words="published", plain_words=plain_words, or_ref=or_ref, spoken=spoken)
    return _answer(answer, default)


def own_words(*, spoken: bool = False, **default: Any) -> Any:
    """What a contributor said. Opened only for the people they agreed to, and each opening is a fact."""
    return _answer(Answer("restricted", words="own_words", spoken=spoken), default)


def conversation(audience: Audience = "partnership", **default: Any) -> Any:
    """Words between a contributor and the partnership, or working notes among its people."""
    return _answer(Answer(audience, words="conversation"), default)


def identity(*, sealed_ref: tuple[str, ...] = (), **default: Any) -> Any:
    """Words that can tell who somebody is; `sealed_ref` where they are a ref to something of these sorts."""
    return _answer(Answer("restricted", words="identity", sealed_ref=sealed_ref), default)


def never(**default: Any) -> Any:
    """For nobody who reads a page."""
    return _answer(Answer("never"), default)


def public(*, may_be_empty: bool = False, spoken: bool = False, **default: Any) -> Any:
    """A code, number, date or party that anyone may read once its record is public."""
    return _answer(Answer("public", may_be_empty=may_be_empty, spoken=spoken), default)


def reckoned(**default: Any) -> Any:
    """What the tracker itself works out of the log as a fact is recorded; anyone may read it, no file may write it."""
    return _answer(Answer("public", reckoned=True), default)


def banded(**default: Any) -> Any:
    """A number of contributors: shown to the public only as a band (`domain.md` 6)."""
    return _answer(Answer("banded"), default)


def partnership(**default: Any) -> Any:
    """For people working in the partnership."""
    return _answer(Answer("partnership"), default)


def restricted(**default: Any) -> Any:
    """For the person concerned, and those they agreed to."""
    return _answer(Answer("restricted"), default)


def introduces(sort: str, **default: Any) -> Any:
    """A new id of that sort; it may be introduced once in a log."""
    return _answer(Answer("public", ref="introduces", to=(sort,)), default)


def cites(*sorts: str, audience: Audience = "public", may_be_empty: bool = False, **default: Any) -> Any:
    """Something that exists already, of one of these sorts."""
    return _answer(Answer(audience, ref="cites", to=sorts, may_be_empty=may_be_empty), default)


def foresees(*sorts: str, audience: Audience = "public", **default: Any) -> Any:
    """Something that may only come to exist later."""
    return _answer(Answer(audience, ref="foresees", to=sorts), default)


class Fact(Protocol):
    """One thing that happened: a frozen dataclass with a permanent topic, its kind of stream, and a sentence."""

    TOPIC: ClassVar[str]
    STREAM: ClassVar[str]
    SENTENCE: ClassVar[str | None]
    DETAIL: ClassVar[tuple[str, ...]]
    __dataclass_fields__: ClassVar[dict[str, Any]]


VOCABULARY: dict[str, type[Fact]] = {}
"""Every fact by its topic."""

BY_NAME: dict[str, type[Fact]] = {}
"""Every fact by its name, as a journey file writes it."""

FactClass = TypeVar("FactClass", bound=type)


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        published, own_words, conversation, identity, public, reckoned, banded, partnership, restricted, never,
        introduces, cites, foresees,
    ),
)  # fmt: skip
def fact(cls: FactClass) -> FactClass:
    """Make a frozen dataclass of a fact and enter it in the vocabulary.

    Raises `TypeError` where the topic is missing, inherited or taken already: a topic is for ever.
    """
    topic = cls.__dict__.get("TOPIC")
    if topic is None or cls.__bases__ != (object,):
        raise TypeError(f"{cls.__name__} must state its own TOPIC and inherit from nothing")
    if topic in VOCABULARY:
        raise TypeError(f"the topic {topic} is taken by {VOCABULARY[topic].__name__}")
    made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    VOCABULARY[topic] = BY_NAME[cls.__name__] = made
    return made  # type: ignore[no-any-return]  # dataclass(slots=True) makes a new class of the same kind
