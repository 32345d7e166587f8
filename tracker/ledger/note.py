"""Signed notes: a text, and lines that say who signed it (C2SP signed-note, Ed25519).

Signing and verifying are handed in as functions, so that this room needs no library and holds no key.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

ED25519 = b"\x01"
"""The signature type of an Ed25519 note signature (C2SP signed-note, “Signature types”)."""

KEY_BYTES, SIGNATURE_BYTES, KEY_ID_BYTES = 32, 64, 4
LONGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100

Sign = Callable[[bytes], bytes]
"""Gives the 64-byte Ed25519 signature of a message (RFC 8032)."""

Verify = Callable[[bytes, bytes, bytes], bool]
"""Whether a public key, a signature and a message, in that order, belong together."""

_SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteRefused(Exception):
    """A note or a key that cannot be used; the text is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Whose signature it is: a name without spaces or plus signs, and a 32-byte Ed25519 public key."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that tell keys of one name apart: SHA-256(name, line feed, type, public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        """The key as people hand it on: `name+id+key` (golang.org/x/mod/sumdb/note, “Verifying Notes”)."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(ED25519 + self.public_key)}"

    @classmethod
    def read(cls, written: str) -> "VerifierKey":
        """The key that was handed on. Raises `NoteRefused` where it is not one, or its id is not its own."""
        name, _, rest = written.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        key = unbase64(encoded)
        if not is_name(name) or key is None or key[:1] != ED25519 or len(key) != 1 + KEY_BYTES:
            raise NoteRefused("this is not an Ed25519 verifier key of the form name+id+key")
        read = cls(name, key[1:])
        if read.key_id.hex() != key_id:
            raise NoteRefused(f"the verifier key of {name} has the id {key_id}, and its bytes another one")
        return read


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note: a name, a key id, and what that key made of the text."""

    name: str
    key_id: bytes
    signed: bytes

    def __str__(self) -> str:
        return f"— {self.name} {_base64(self.key_id + self.signed)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends with a line feed, and its signatures, none of them verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


def sign_note(text: str, key: VerifierKey, sign: Sign) -> Note:
    """A note with one signature. `text` ends with a line feed and holds no other control character."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise NoteRefused("a note's text ends with a line feed and holds no other control character")
    return Note(text, (Signature(key.name, key.key_id, sign(text.encode())),))


def read_note(written: bytes | str) -> Note:
    """A note as it was written. Raises `NoteRefused` where it is none; its signatures are not verified."""
    text, lines = _parts(_decoded(written))
    signatures = tuple(_signature(line) for line in lines)
    if len(signatures) > MOST_SIGNATURES:
        raise NoteRefused(f"the note has more than {MOST_SIGNATURES} signatures")
    return Note(text, signatures)


def verify_note(note: Note, key: VerifierKey, verify: Verify) -> None:
    """Raise `NoteRefused` unless the key signed the note; signatures of other keys are passed over, as they must be."""
    ours = [each for each in note.signatures if (each.name, each.key_id) == (key.name, key.key_id)]
    if not ours:
        raise NoteRefused(f"the note is not signed by the key {key.name}+{key.key_id.hex()}")
    for signature in ours:
        if len(signature.signed) != SIGNATURE_BYTES or not verify(key.public_key, signature.signed, note.text.encode()):
            raise NoteRefused(f"the signature of {key.name} is not that of this text: one of the two was changed")


def is_name(name: str) -> bool:
    """Whether a key may have that name: not empty, no space and no plus sign."""
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def unbase64(written: str) -> bytes | None:
    """The bytes of a base64 text in the only form that RFC 4648 section 4 gives them, or None."""
    try:
        read = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return None
    return read if _base64(read) == written else None


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded(written: bytes | str) -> str:
    try:
        text = written.decode() if isinstance(written, bytes) else written
    except UnicodeDecodeError:
        raise NoteRefused("the note is not UTF-8 text") from None
    if len(text) > LONGEST_NOTE:
        raise NoteRefused(f"the note is longer than {LONGEST_NOTE:,} characters")
    if _CONTROL.search(text):
        raise NoteRefused("the note holds a control character other than a line feed")
    return text


def _parts(text: str) -> tuple[str, list[str]]:
    """The text, and the lines after its last empty one."""
    before, blank, after = text.rpartition("\n\n")
    if not blank or not before or not after.endswith("\n"):
        raise NoteRefused("a note is a text, an empty line, and signature lines, each ended by a line feed")
    return f"{before}\n", after.removesuffix("\n").split("\n")


def _signature(line: str) -> Signature:
    match = _SIGNATURE_LINE.fullmatch(line)
    signed = unbase64(match[2]) if match else None
    if match is None or signed is None or len(signed) <= KEY_ID_BYTES:
        raise NoteRefused("a line under the note is not a signature: an em dash, a name, and base64")
    return Signature(match[1], signed[:KEY_ID_BYTES], signed[KEY_ID_BYTES:])
