"""Seal a text, open it again, and hold it to what the log says of it.

The log commits to the plaintext, salted: AES-GCM alone would let whoever holds the keys swap key and ciphertext and so
change what a fact says.
"""

from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DOMAIN = b"ysd/vault/v1\x00"
SALT_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D section 8.2: 96 bits


class WordsDoNotMatch(Exception):
    """The vault's words are not those that the log committed to."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where words belong: they open nowhere else."""

    log_id: str
    stream: str
    ref: str
    field: str


@dataclass(frozen=True, slots=True)
class SealedBox:
    """A text sealed: its ref and commitment go into the fact, its box into the vault."""

    ref: str
    commitment: str
    box: bytes


def seal(key: bytes, log_id: str, stream: str, field: str, text: str) -> SealedBox:
    """Seal a text under a 32-byte data key, bound to its log, stream, field and a new ref."""
    ref, salt, nonce, plaintext = uuid4().hex, token_bytes(SALT_BYTES), token_bytes(NONCE_BYTES), text.encode()
    place = Place(log_id, stream, ref, field)
    box = nonce + AESGCM(key).encrypt(nonce, salt + plaintext, _bound_to(place))
    return SealedBox(ref, commitment_of(ref, field, salt, plaintext), box)


def open_box(key: bytes, place: Place, box: bytes, commitment: str) -> str:
    """The text in a box. Raises `WordsDoNotMatch` where box, place or commitment is not the one that was sealed."""
    try:
        salted = AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], _bound_to(place))
    except InvalidTag:
        raise WordsDoNotMatch(f"the vault's row {place.ref} was changed") from None
    salt, plaintext = salted[:SALT_BYTES], salted[SALT_BYTES:]
    if commitment_of(place.ref, place.field, salt, plaintext) != commitment:
        raise WordsDoNotMatch(f"the words of {place.ref} are not those that the log committed to")
    return plaintext.decode()


def is_sealed_with(key: bytes, place: Place, box: bytes) -> bool:
    """Whether it was this key that sealed a box, whatever is in it."""
    try:
        AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], _bound_to(place))
    except (InvalidTag, ValueError):
        return False
    return True


def commitment_of(ref: str, field: str, salt: bytes, plaintext: bytes) -> str:
    """64 hex digits: SHA-256 over ref, field, salt and plaintext, each behind its length."""
    return sha256(DOMAIN + _prefixed(ref.encode(), field.encode(), salt, plaintext)).hexdigest()


def _bound_to(place: Place) -> bytes:
    return _prefixed(*(part.encode() for part in (place.log_id, place.stream, place.ref, place.field)))


def _prefixed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)
