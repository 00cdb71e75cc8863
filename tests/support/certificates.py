"""Certificates as people bring them: made for a test, with a word in each by which it can be found again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

BORN = datetime(2020, 1, 1, tzinfo=UTC)
LATE = datetime(2045, 1, 1, tzinfo=UTC)
PAST = datetime(2021, 1, 1, tzinfo=UTC)
PASSWORD = "open sesame"


@dataclass(frozen=True)
class Made:
    """A certificate and its private key, in every form a file may have."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def thumbprint(self) -> str:
        return self.certificate.fingerprint(SHA1()).hex().upper()

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(SHA256()).hex().upper()

    @property
    def private(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def form(self, name: str) -> bytes:
        match name:
            case "pem":
                return self.certificate.public_bytes(Encoding.PEM)
            case "der":
                return self.certificate.public_bytes(Encoding.DER)
            case "pem with its key":
                return self.private + self.form("pem")
            case "pfx":
                return pkcs12.serialize_key_and_certificates(b"k", self.key, self.certificate, None, NoEncryption())
            case "pfx with a password":
                locked = BestAvailableEncryption(PASSWORD.encode())
                return pkcs12.serialize_key_and_certificates(b"k", self.key, self.certificate, None, locked)
        raise ValueError(name)


FORMS = ("pem", "der", "pem with its key", "pfx", "pfx with a password")


@cache
def made(word: str = "contoso", ends: datetime = LATE) -> Made:
    """One a word and end, for the whole run of the tests."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, word)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BORN)
        .not_valid_after(ends)
        .sign(key, SHA256())
    )
    return Made(certificate, key)
