"""Encryption key of a run: its file is read where somebody names it, sent as text, and opened again by the engine.

On both sides the content is a ``Secret`` at once, and on the wire a text whose ``repr`` shows nothing, so that no
traceback and no log can hold it. ``cryptography`` is imported when a file is really there to be read.
"""

from __future__ import annotations

import base64
import binascii
import os
from typing import TYPE_CHECKING, NoReturn, SupportsIndex

from drconsole.link.memory import forbid_core
from drconsole.recovery.types.remedies import Option
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.secret import EncryptionKey, Secret
from drconsole.recovery.types.work.tasks import Certificate
from drconsole.settings.environment import ENCRYPTION_PASSWORD

if TYPE_CHECKING:
    from cryptography import x509

LIMIT = 64 * 1024
"""Bytes a certificate's file may have: far more than any has, far less than a message may."""


class Hidden(str):
    """Text that goes over the wire as it is, and is shown nowhere."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "(not shown)"

    def __str__(self) -> str:
        return "(not shown)"

    def __format__(self, spec: str) -> str:
        return "(not shown)"

    def __getitem__(self, part: SupportsIndex | slice) -> str:
        # What prints long values shortens them first.
        return Hidden(super().__getitem__(part))


def read(file: str) -> EncryptionKey:
    """Return the certificate in ``file``: PEM, DER, or PFX (PKCS #12; its password from ``ENCRYPTION_PASSWORD``).

    Raises ``BadInput`` naming the file: it cannot be read, or is no certificate.
    """
    forbid_core()
    try:
        with open(file, "rb") as opened:
            content = opened.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(
            "encryption-key-unreadable",
            f"the certificate's file cannot be read: {why}",
            place=file,
            option=Option.ENCRYPTION_KEY,
            advice="name the file of the certificate that was issued when encryption was set up",
        ) from None
    return _key(content, file, os.environ.get(ENCRYPTION_PASSWORD))


def wire(key: EncryptionKey) -> str:
    """Return the key as messages carry it: base64."""
    return Hidden(base64.b64encode(key.secret.reveal()).decode("ascii"))


def received(text: str) -> EncryptionKey:
    """Return the key that a message carries. Raises ``BadInput``, whose words hold nothing of it."""
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        raise BadInput(
            "encryption-key-unreadable", "the encryption key is not base64", option=Option.ENCRYPTION_KEY
        ) from None
    return _key(content, "", None)


def _key(content: bytes, place: str, password: str | None) -> EncryptionKey:
    if len(content) > LIMIT:
        _no_certificate(place, f"it has more than {LIMIT} bytes")
    found = _plain(content)
    if found is None:
        found, content = _from_pfx(content, place, password)
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256

    return EncryptionKey(
        Certificate(
            thumbprint=found.fingerprint(SHA1()).hex().upper(),  # noqa: S303 - it is what Windows calls thumbprint
            sha256=found.fingerprint(SHA256()).hex().upper(),
            not_after=found.not_valid_after_utc,
        ),
        Secret(content),
    )


def _plain(content: bytes) -> x509.Certificate | None:
    """Return the first certificate of a PEM file, or the one of a DER file; None for another file."""
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(content)[0]
    except (ValueError, IndexError):
        pass
    try:
        return x509.load_der_x509_certificate(content)
    except ValueError:
        return None


def _from_pfx(content: bytes, place: str, password: str | None) -> tuple[x509.Certificate, bytes]:
    """Return the certificate of a PFX file, and the file as one without a password, which only its reader knows."""
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    opened, locked = None, False
    for said in (None, b"", *([os.fsencode(password)] if password else [])):
        try:
            opened = pkcs12.load_pkcs12(content, said)
            break
        except ValueError as error:
            locked = "password" in str(error).lower()
    if opened is None and locked:
        given = "is not right" if password else "is missing"
        raise BadInput(
            "encryption-key-password",
            f"the certificate's file cannot be opened: its password {given}",
            place=place,
            option=Option.ENCRYPTION_KEY,
            advice=f"put its password into the environment variable {ENCRYPTION_PASSWORD}",
        )
    if opened is None or opened.cert is None:
        _no_certificate(place)
    if not said:
        return opened.cert.certificate, content
    bare = pkcs12.serialize_key_and_certificates(
        opened.cert.friendly_name,
        opened.key,  # type: ignore[arg-type]
        opened.cert.certificate,
        [more.certificate for more in opened.additional_certs],
        NoEncryption(),
    )
    return opened.cert.certificate, bare


def _no_certificate(place: str, why: str = "it is neither PEM nor DER nor PFX, or holds none") -> NoReturn:
    raise BadInput(
        "not-a-certificate",
        f"the file is not a certificate: {why}",
        place=place,
        option=Option.ENCRYPTION_KEY,
        advice="name the file of the certificate that was issued when encryption was set up (.cer, .pem or .pfx)",
    )
