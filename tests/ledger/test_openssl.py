"""OpenSSL verifies our signatures, given nothing but the note and the verifier key."""

import base64
import subprocess

import pytest

SPKI_PREFIX = bytes.fromhex("302a300506032b6570032100")
"""What comes before an Ed25519 public key in its DER form (RFC 8410 section 4)."""


def verified_by_openssl(folder, text, signature, key):
    (folder / "text").write_bytes(text.encode())
    (folder / "signature").write_bytes(signature)
    (folder / "key.der").write_bytes(SPKI_PREFIX + base64.b64decode(key.split("+", 2)[2])[1:])
    command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile signature"
    done = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout.strip() in {"Signature Verified Successfully", "Signature Verification Failure"}, done.stderr
    return done.returncode == 0


@pytest.fixture(params=[0, 1])
def parts(signed, request):
    """A checkpoint's text and its signature."""
    text, _, line = signed.notes[request.param].rpartition("\n\n")
    return f"{text}\n", base64.b64decode(line.split()[2])[4:]


def test_openssl_accepts_what_the_log_signed(signed, parts, tmp_path):
    assert verified_by_openssl(tmp_path, *parts, signed.key)


def test_openssl_rejects_another_size(signed, parts, tmp_path):
    text, signature = parts
    assert not verified_by_openssl(tmp_path, text.replace("\n7", "\n8"), signature, signed.key)


def test_openssl_rejects_another_signature(signed, parts, tmp_path):
    text, signature = parts
    assert not verified_by_openssl(tmp_path, text, signature[:-1] + bytes([signature[-1] ^ 1]), signed.key)
