"""Read a fact's fields from what a file or a form brings: every kind checked, every refusal a sentence.

A sentence repeats a value only where it looks like a code: what people wrote is not put into errors.
"""

import dataclasses
import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

from tracker.events import Code, Party, PartyName, Ref, Unsealed
from tracker.events.fact import FieldPath
from tracker.events.plain import REASONS
from tracker.events.shape import FieldShape, Kind, Shape, fields_of

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_REF = re.compile(r"(?:[a-z]{1,20}/)?[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_NAMED = re.compile(r"[a-z]{1,20}/[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_PATH = re.compile(r"[A-Za-z0-9_-]{1,40}(?:\.[A-Za-z0-9_-]{1,40}){0,5}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LARGEST_NUMBER = 10**12


class Unreadable(ValueError):
    """What was given is not a fact's field as it must be; the text says which and what would do."""


def read_fact(cls: Any, data: Any) -> Any:
    """A fact of that class, its words unsealed and its parties named. Raises `Unreadable`."""
    whole = getattr(cls, "SEALED_WHOLE", None)
    if whole is None:
        return _group(cls, data, "")
    said = dataclasses.asdict(_group(whole, data, "", cls.__name__))
    (field,) = fields_of(cls)
    return cls(**{field.name: Unsealed(json.dumps(said, sort_keys=True))})


def read_keys(given: dict[str, Any], where: str, *, required: Iterable[str], optional: Iterable[str]) -> None:
    """Check that every key is known and none is missing."""
    required, optional = tuple(required), tuple(optional)
    for key in given:
        if key not in required and key not in optional:
            known = ", ".join((*required, *optional)) or "none"
            named = f" “{key}”" if _LABEL.fullmatch(key) else ""
            raise Unreadable(f"{where} has a key{named} that is not known here; known keys: {known}")
    for key in required:
        if key not in given:
            raise Unreadable(f"{where} lacks “{key}”")


def read_date(value: Any, field: str) -> date:
    """A date written YYYY-MM-DD."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Unreadable(f"“{field}” names a day that does not exist, {value}") from None
    raise Unreadable(f"“{field}” must be a date such as 2025-04-30")


def read_name(value: Any, field: str) -> Party:
    """The name of an organisation, a body or a role."""
    return PartyName(_words(value, field))


def read_ref(value: Any, field: str) -> Ref:
    """The name of a stream or of something that a fact introduced."""
    if not isinstance(value, str) or not _REF.fullmatch(value):
        raise Unreadable(f"“{field}” must name something by its id, such as theme/a")
    return Ref(value)


def read_label(value: str) -> bool:
    """Whether a value looks like a code, so that a sentence may repeat it."""
    return bool(_LABEL.fullmatch(value))


def _words(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise Unreadable(f"“{field}” must be a text")
    if not value.strip():
        raise Unreadable(f"“{field}” must not be empty")
    if _CONTROL.search(value):
        raise Unreadable(f"“{field}” holds a character that nothing can show")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Unreadable(f"“{field}” holds half a character") from None
    return value


def _group(cls: Any, data: Any, prefix: str, name: str | None = None) -> Any:
    name = name or cls.__name__
    where = f"“{prefix.rstrip('.')}”" if prefix else name
    if not isinstance(data, dict):
        raise Unreadable(f"{where} must be an object with the keys of {name}")
    required, optional = _keys(cls)
    read_keys(data, where, required=required, optional=optional)
    read = dict(_field(field, data, prefix) for field in fields_of(cls) if field.name in data)
    return cls(**{name: value for name, value in read.items() if value is not _ABSENT})


@cache
def _keys(cls: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of a group as a file writes it: a ref given in place of a text has no key of its own."""
    fields = [field for field in fields_of(cls) if not field.answer.reckoned]
    instead = {field.answer.or_ref for field in fields if field.answer.or_ref}
    required = tuple(field.name for field in fields if field.required or field.answer.or_ref)
    return required, tuple(f.name for f in fields if f.name not in required and f.name not in instead)


_ABSENT = object()


def _field(field: FieldShape, data: dict[str, Any], prefix: str) -> tuple[str, Any]:
    value, path = data[field.name], prefix + field.name
    if field.answer.or_ref and isinstance(value, str) and _NAMED.fullmatch(value):
        return field.answer.or_ref, Ref(value)
    if value is None and field.shape.nullable and not field.answer.or_ref:
        return field.name, None if field.required else _ABSENT
    return field.name, _checked(field, value, path)


def _checked(field: FieldShape, value: Any, path: str) -> Any:
    shape = field.shape
    read = _value(shape, value, path)
    if field.answer.sealed_ref:
        read_ref(value, path)
    if shape.kind == "list" and not read and field.required and not field.answer.may_be_empty:
        raise Unreadable(f"“{path}” must hold at least one entry")
    if field.answer.plain_words and read.strip().casefold() in REASONS:
        raise Unreadable(f"“{path}” must give the reason in plain words, not as a code (R7)")
    return read


def _value(shape: Shape, value: Any, path: str) -> Any:
    return _READERS[shape.kind](shape, value, path)


def _label(value: Any, path: str) -> Code:
    if not isinstance(value, str) or not _LABEL.fullmatch(value):
        raise Unreadable(f"“{path}” must be a short code such as v2")
    return Code(value)


def _path(value: Any, path: str) -> FieldPath:
    if not isinstance(value, str) or not _PATH.fullmatch(value):
        raise Unreadable(f"“{path}” must be the way to a field, such as parts.b-1.reason_text")
    return FieldPath(value)


def _code(shape: Shape, value: Any, path: str) -> str:
    if not isinstance(value, str) or value not in shape.codes:
        shown = f", not {value}" if isinstance(value, str) and _LABEL.fullmatch(value) else ""
        raise Unreadable(f"“{path}” must be one of {', '.join(shape.codes)}{shown}")
    return value


def _number(value: Any, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_NUMBER:
        raise Unreadable(f"“{path}” must be a whole number from 0")
    return value


def _bool(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise Unreadable(f"“{path}” must be true or false")
    return value


def _counts(shape: Shape, value: Any, path: str) -> dict[str, int]:
    if not isinstance(value, dict):
        raise Unreadable(f'“{path}” must say how many of each capacity, such as {{"manager": 2}}')
    return {_code(shape, key, path): _number(n, f"{path}.{key}") for key, n in value.items()}


def _list(shape: Shape, value: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Unreadable(f"“{path}” must be a list")
    assert shape.item
    return tuple(_value(shape.item, item, f"{path}.{i}") for i, item in enumerate(value))


_READERS: dict[Kind, Callable[[Shape, Any, str], Any]] = {
    "text": lambda _, value, path: Unsealed(_words(value, path)),
    "party": lambda _, value, path: read_name(value, path),
    "ref": lambda _, value, path: read_ref(value, path),
    "label": lambda _, value, path: _label(value, path),
    "path": lambda _, value, path: _path(value, path),
    "code": _code,
    "date": lambda _, value, path: read_date(value, path),
    "n": lambda _, value, path: _number(value, path),
    "bool": lambda _, value, path: _bool(value, path),
    "counts": _counts,
    "list": _list,
    "group": lambda shape, value, path: _group(shape.group, value, f"{path}."),
}
