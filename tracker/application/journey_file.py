"""Read a journey file line by line: JSON Lines whose every key, kind and code is checked before a rule is asked.

Lines end at LF only; a byte-order mark and CR before LF are accepted. Nothing here holds more than one line.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, get_args

from tracker.application.reading import Unreadable, read_date, read_fact, read_keys, read_label, read_name, read_ref
from tracker.domain.rulebook import Proposal
from tracker.events import BY_NAME, Actor
from tracker.events.codes import Capacity, Visibility

LONGEST_LINE = 2**20
"""Bytes in a line, at most (1 MiB)."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_STREAM = re.compile(r"([a-z]{1,20})/[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_LINE_KEYS = ("stream", "type", "occurred_on", "recorded_on", "by", "visibility", "data")
_BY_KEYS = ("role", "capacity", "org")


@dataclass(frozen=True, slots=True)
class Line:
    """One readable line: what it proposes, and its number from 1; `size` is its length in bytes."""

    number: int
    proposal: Proposal
    version: int | None
    size: int


class LineRefused(Exception):
    """A line cannot be read, or a rule refuses it: its number and one sentence."""

    def __init__(self, number: int, why: object) -> None:
        super().__init__(f"line {number}: {why}")


def read_lines(file: BinaryIO) -> Iterator[Line]:
    """Every line of a journey file, in order. Raises `LineRefused` at the first that cannot be read."""
    recorded_on = date.min
    number = 0
    while raw := file.readline(len(BYTE_ORDER_MARK) + LONGEST_LINE + len(b"\r\n") + 1):
        number += 1
        try:
            line = _read_line(number, raw, recorded_on)
        except Unreadable as why:
            raise LineRefused(number, why) from None
        recorded_on = line.proposal.recorded_on
        yield line
    if number == 0:
        raise LineRefused(1, "the file is empty: there is nothing to record")


def _read_line(number: int, raw: bytes, recorded_before: date) -> Line:
    said = _parse(_text_of(number, raw))
    if not isinstance(said, dict):
        raise Unreadable('a line must be one JSON object, such as {"stream": …}')
    read_keys(said, "the line", required=_LINE_KEYS, optional=("seq", "version"))
    if "seq" in said and (type(said["seq"]) is not int or said["seq"] != number):
        raise Unreadable(f"“seq” must be the line’s own number, {number}")
    recorded_on = read_date(said["recorded_on"], "recorded_on")
    if recorded_on < recorded_before:
        raise Unreadable(
            f"“recorded_on” goes back from {recorded_before} to {recorded_on}:"
            " lines stand in the order in which they were recorded"
        )
    proposal = Proposal(
        stream=_stream(said["stream"]),
        fact=read_fact(_fact_class(said["type"]), said["data"]),
        by=_by(said["by"]),
        occurred_on=read_date(said["occurred_on"], "occurred_on"),
        recorded_on=recorded_on,
        visibility=_code(said["visibility"], "visibility", get_args(Visibility)),
    )
    return Line(number, proposal, _version(said), len(raw))


def _text_of(number: int, raw: bytes) -> str:
    if number == 1:
        raw = raw.removeprefix(BYTE_ORDER_MARK)
    if len(raw.removesuffix(b"\n").removesuffix(b"\r")) > LONGEST_LINE:
        raise Unreadable("the line is longer than 1 MiB")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Unreadable("the line is not UTF-8 text: save the file as JSON Lines in UTF-8") from None
    if not text.strip(" \t\r\n"):
        raise Unreadable("the line is empty: each line holds one fact")
    return text


def _parse(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except RecursionError:
        raise Unreadable("the line nests too deeply") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"the line is not whole JSON (something is wrong at character {error.pos + 1})") from None
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("the line holds a number that is far too long") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        named = f" “{twice}”" if read_label(twice) else ""
        raise Unreadable(f"a key{named} stands twice")
    return read


def _no_constant(name: str) -> None:
    raise Unreadable(f"{name} is not a number that can be recorded")


def _fact_class(name: Any) -> Any:
    if not isinstance(name, str) or name not in BY_NAME:
        raise Unreadable(f"“type” must be the name of a fact{_shown(name)}")
    return BY_NAME[name]


def _stream(value: Any) -> str:
    if not isinstance(value, str) or not _STREAM.fullmatch(value):
        raise Unreadable(f"“stream” must be a kind and a name such as theme/a{_shown(value)}")
    return value


def _by(value: Any) -> Actor:
    if not isinstance(value, dict):
        raise Unreadable('“by” must say who: {"role": …, "capacity": …, "org": …}')
    read_keys(value, "“by”", required=_BY_KEYS, optional=("ref",))
    return Actor(
        role=read_name(value["role"], "by.role"),
        capacity=_code(value["capacity"], "by.capacity", get_args(Capacity)),
        org=None if value["org"] is None else read_name(value["org"], "by.org"),
        ref=read_ref(value["ref"], "by.ref") if "ref" in value else None,
    )


def _code(value: Any, field: str, codes: tuple[str, ...]) -> Any:
    if not isinstance(value, str) or value not in codes:
        raise Unreadable(f"“{field}” must be one of {', '.join(codes)}{_shown(value)}")
    return value


def _version(said: dict[str, Any]) -> int | None:
    version = said.get("version")
    if "version" in said and type(version) is not int:
        raise Unreadable("“version” must be the number of the fact in its stream")
    return version


def _shown(value: Any) -> str:
    return f", not {value}" if isinstance(value, str) and read_label(value) else ""
