"""SSH signatures as data: what a signature says it is for, and which key made it. It checks nothing.

Source: PROTOCOL.sshsig of OpenSSH. A blob is ``SSHSIG``, a version, and strings with their length before them: public
key, namespace, reserved, hash, signature.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from hashlib import sha256

from drconsole.recovery.types.data import dataclass

FIRST_LINE = "-----BEGIN SSH SIGNATURE-----"
LAST_LINE = "-----END SSH SIGNATURE-----"
LONGEST = 32_768
"""Longest signature, in characters (our choice): one by an RSA key of 16384 bits has below 8000."""
_MAGIC = b"SSHSIG\x00\x00\x00\x01"
_STRINGS = 5


@dataclass(frozen=True, slots=True)
class Described:
    """Signature's words about itself: the namespace, and the fingerprint as ``ssh-keygen -l`` prints it."""

    namespace: str
    fingerprint: str


def describe(signature: str) -> Described | None:
    """Return what the signature says about itself; None where it is none, or is too long for one."""
    if len(signature) > LONGEST:
        return None
    lines = signature.strip().splitlines()
    if len(lines) < 3 or lines[0] != FIRST_LINE or lines[-1] != LAST_LINE:
        return None
    try:
        blob = base64.b64decode("".join(lines[1:-1]), validate=True)
        key, namespace, *_ = _strings(blob)
        return Described(namespace.decode("utf-8"), fingerprint_of(key))
    except (binascii.Error, ValueError):
        return None


def fingerprint_of(public_key: bytes) -> str:
    """Return the fingerprint of a public key, as it stands in base64 on its line."""
    return "SHA256:" + base64.b64encode(sha256(public_key).digest()).decode().rstrip("=")


def _strings(blob: bytes) -> tuple[bytes, ...]:
    """Return the strings of a signature. Raises ``ValueError``: they are not what one has."""
    found = tuple(_cut(blob.removeprefix(_MAGIC)))
    if not blob.startswith(_MAGIC) or len(found) != _STRINGS or not found[0] or not found[1]:
        raise ValueError("no SSH signature")
    return found


def _cut(rest: bytes) -> Iterator[bytes]:
    while rest:
        length = int.from_bytes(rest[:4])
        if len(rest) < 4 + length:
            raise ValueError("a string is longer than what is left")
        yield rest[4 : 4 + length]
        rest = rest[4 + length :]
