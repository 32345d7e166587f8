"""Messages between two processes of ours: msgpack behind its length in four bytes."""

import struct
from typing import Any, BinaryIO

import msgspec

_LENGTH = struct.Struct(">I")


class Gone(EOFError):
    """The other process is not there any more."""


def write(stream: BinaryIO, *message: Any) -> None:
    """Send a message. Raises `Gone`."""
    body = msgspec.msgpack.encode(message)
    try:
        stream.write(_LENGTH.pack(len(body)))
        stream.write(body)
        stream.flush()
    except (BrokenPipeError, ValueError):
        raise Gone from None


def read(stream: BinaryIO) -> Any:
    """The next message. Raises `Gone`."""
    return msgspec.msgpack.decode(_whole(stream, *_LENGTH.unpack(_whole(stream, _LENGTH.size))))


def _whole(stream: BinaryIO, length: int) -> bytes:
    try:
        found = stream.read(length)
    except ValueError:  # it was closed here
        raise Gone from None
    if len(found) < length:
        raise Gone
    return found
