"""The key that signs a log's checkpoints: Ed25519 (RFC 8032), one for each log, a file beside the key store's.

It is never in the database: whoever can write there must not be able to sign what they wrote. The file is a PKCS 8
private key in PEM, so that other programs can read it too.
"""

import re
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tracker.vault.keys import KeysUnusable
from tracker.vault.private_files import write_privately

_LOG_ID = re.compile(r"[0-9a-f]{16}")


class SigningKey:
    """Signs; the 32 bytes of its public key tell others how to verify."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of a signature, always the same for the same message."""
        return self._key.sign(message)


class SigningKeys:
    """The signing keys in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, log_id: str) -> SigningKey | None:
        """The key of a log, or None where it has none yet. Raises `KeysUnusable` where the file holds no key."""
        path = self._path(log_id)
        if not path.exists():
            return None
        try:
            key = load_pem_private_key(path.read_bytes(), password=None)
        except (ValueError, TypeError):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise KeysUnusable(f"{path} does not hold an Ed25519 key: put it back from its backup")
        return SigningKey(key)

    def make(self, log_id: str) -> SigningKey:
        """The key of a log, made now unless another process was faster."""
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_privately(self._path(log_id), pem.decode())
        found = self.find(log_id)
        assert found
        return found

    def signed(self, log_id: str) -> str | None:
        """The last note that was signed for a log, or None: what the database says of that may be older, or changed."""
        path = self._path(log_id, "signed")
        return path.read_text() if path.exists() else None

    def remember(self, log_id: str, note: str) -> None:
        """Keep the note that is about to be handed out."""
        write_privately(self._path(log_id, "signed"), note, over=True)

    def missing(self, log_id: str) -> KeysUnusable:
        """What to say where a log's key has to be there."""
        return KeysUnusable(f"{self._path(log_id)} is missing, and checkpoints were signed with it: put it back")

    def _path(self, log_id: str, what: str = "signing-key") -> Path:
        if not _LOG_ID.fullmatch(log_id):
            raise KeysUnusable("a log's id must be 16 hex digits, to name the file of its key")
        return self._folder / f"{what}-{log_id}"


def verify_signature(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 public key, a signature and a message belong together."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
