"""The shape of a fact, read off its class once: what kind each field is, and a walk over the values in it."""

import dataclasses
import types
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tracker.events.fact import VOCABULARY, Answer, Code, FieldPath, Party, PartyName, Ref, Sealed, Unsealed

Kind = Literal["text", "party", "ref", "label", "path", "code", "date", "n", "bool", "counts", "list", "group"]

_SCALARS: dict[Any, Kind] = {
    Sealed: "text",
    Party: "party",
    Ref: "ref",
    Code: "label",
    FieldPath: "path",
    date: "date",
    int: "n",
    bool: "bool",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be: its kind, the codes or the class or the shape of its items, and whether it may be null."""

    kind: Kind
    codes: tuple[str, ...] = ()
    group: Any = None
    item: "Shape | None" = None
    nullable: bool = False
    literal: Any = None


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A field of a fact or of a group inside it."""

    name: str
    shape: Shape
    required: bool
    answer: Answer


def _shape(hint: Any) -> Shape:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        (inner,) = [arg for arg in args if arg is not type(None)]
        return dataclasses.replace(_shape(inner), nullable=True)
    if hint in _SCALARS:
        return Shape(_SCALARS[hint])
    if origin is Literal:
        return Shape("code", codes=args, literal=hint)
    if origin is tuple:
        return Shape("list", item=_shape(args[0]))
    if origin is Mapping:
        return Shape("counts", codes=get_args(args[0]), literal=args[0])
    if dataclasses.is_dataclass(hint):
        return Shape("group", group=hint)
    raise TypeError(f"a fact may not hold {hint!r}: codes, ids, numbers, dates and sealed words only")


def fields_of(cls: Any) -> tuple[FieldShape, ...]:
    """The fields of a fact or group, in order. Raises `TypeError` for a kind that no fact may hold."""
    return _fields_of(cls)


@cache
def _fields_of(group: Hashable) -> tuple[FieldShape, ...]:
    cls: Any = group
    hints = get_type_hints(cls)
    return tuple(
        FieldShape(
            name=field.name,
            shape=_shape(hints[field.name]),
            required=field.default is dataclasses.MISSING,
            answer=field.metadata["answer"],
        )
        for field in dataclasses.fields(cls)
    )


@cache
def tells_what_somebody_said(topic: str) -> bool:
    """Whether facts of a topic have a field for the words of whoever did it."""
    return any(field.answer.spoken for field in fields_of(VOCABULARY[topic]))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value in a fact with the path to it, such as `parts.0.reason_text`, and its field's answer."""

    path: str
    value: Any
    answer: Answer


def leaves(group: Any, prefix: str = "") -> Iterator[Leaf]:
    """Every value in a fact that is not a group or a list, in the order of its fields."""
    return _leaves_of(group, prefix, spoken=False)


def _leaves_of(group: Any, prefix: str, *, spoken: bool) -> Iterator[Leaf]:
    for field in fields_of(type(group)):
        yield from _leaves(getattr(group, field.name), prefix + field.name, _within(field) if spoken else field)


def _within(field: FieldShape) -> FieldShape:
    """A field of a group that stands in a field of what somebody said: it holds what they said as well."""
    return dataclasses.replace(field, answer=dataclasses.replace(field.answer, spoken=True))


def _leaves(value: Any, path: str, field: FieldShape) -> Iterator[Leaf]:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}.{index}", field)
    elif dataclasses.is_dataclass(value):
        yield from _leaves_of(value, f"{path}.", spoken=field.answer.spoken)
    elif value is not None:
        yield Leaf(path, value, field.answer)


def sealed_in(group: Any) -> Iterator[Sealed]:
    """Every sealed text in a fact, in the order of its fields."""
    kind: Any = type(group)
    for name in _may_hold_words(kind):
        yield from _sealed(getattr(group, name))


def _sealed(value: Any) -> Iterator[Sealed]:
    if isinstance(value, Sealed):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _sealed(item)
    elif value is not None:
        yield from sealed_in(value)


@cache
def _may_hold_words(group: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(group) if _is_or_has_words(field.shape))


def _is_or_has_words(shape: Shape) -> bool:
    if shape.kind == "list":
        return shape.item is not None and _is_or_has_words(shape.item)
    return shape.kind == "text" or (shape.kind == "group" and bool(_may_hold_words(shape.group)))


def rebuilt(group: Any, change: Callable[[Leaf], Any]) -> Any:
    """The same fact with every unsealed text and every party name replaced by what `change` gives for it."""
    return _rebuilt_group(group, change, "", spoken=False)


def _rebuilt_group(group: Any, change: Callable[[Leaf], Any], prefix: str, *, spoken: bool) -> Any:
    changes = {}
    for field in fields_of(type(group)):
        old = getattr(group, field.name)
        new = _rebuilt(old, change, prefix + field.name, _within(field) if spoken else field)
        if new is not old:
            changes[field.name] = new
    return dataclasses.replace(group, **changes) if changes else group


def _rebuilt(value: Any, change: Callable[[Leaf], Any], path: str, field: FieldShape) -> Any:
    if isinstance(value, (Unsealed, PartyName)):
        return change(Leaf(path, value, field.answer))
    if isinstance(value, tuple):
        items = tuple(_rebuilt(item, change, f"{path}.{i}", field) for i, item in enumerate(value))
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if dataclasses.is_dataclass(value):
        return _rebuilt_group(value, change, f"{path}.", spoken=field.answer.spoken)
    return value
