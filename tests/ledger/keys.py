"""Real Ed25519 keys, for notes that are signed and verified."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tracker.ledger.note import VerifierKey


def verify(public_key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


class Signer:
    def __init__(self, name, seed):
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.sign = self._key.sign
        self.key = VerifierKey(name, self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
