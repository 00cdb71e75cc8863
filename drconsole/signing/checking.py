"""Checking of a signature against a file of allowed signers, by ``ssh-keygen -Y verify``: no network, no PKI.

What a signature is for and which key made it, it says itself; whether it is of this text, and whether the key is
allowed, ``ssh-keygen`` says. Anybody with the same three files comes to the same verdict by hand.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from drconsole.recovery.types.data import dataclass
from drconsole.signing import keygen
from drconsole.signing.results import Checked, Namespace, Verdict
from drconsole.signing.sshsig import Described, describe

SECONDS = 10.0
"""Seconds that a check may take (our choice): it asks nobody."""
LARGEST = 1 << 20
"""Largest file of allowed signers, in bytes (our choice)."""
_TIME = "%Y%m%d%H%M%SZ"
_AT_OTHER_TIMES = re.compile(r"key (?:has expired|is not yet valid)")


@dataclass(frozen=True, slots=True)
class Signer:
    """Person whose key it has to be, in which file of allowed signers, and at which time; None = now."""

    principal: str
    allowed: Path
    at: datetime | None = None


def check(
    text: bytes, signature: str, namespace: Namespace, signer: Signer | None = None, *, seconds: float = SECONDS
) -> Checked:
    """Check whether a signature is of this text and made for this; with a ``signer``, whether it may be theirs.

    It waits for ``ssh-keygen``: call it in a thread where others must not wait.
    """
    told = describe(signature)
    if told is None:
        return Checked(Verdict.NO_SIGNATURE, "this is no SSH signature")
    if told.namespace != namespace:
        why = f"the signature was made for {told.namespace!r}, not for {str(namespace)!r}"
        return Checked(Verdict.OTHER_NAMESPACE, why, fingerprint=told.fingerprint)
    try:
        return _checked(text, signature, told, signer, seconds)
    except keygen.NoProgram:
        return Checked(Verdict.NO_PROGRAM, "there is no ssh-keygen on this machine", fingerprint=told.fingerprint)
    except keygen.TimedOut:
        why = f"ssh-keygen did not check the signature within {seconds:g} s and was ended"
        return Checked(Verdict.TIMED_OUT, why, fingerprint=told.fingerprint)
    except OSError as error:
        why = f"the signature could not be checked on this machine: {error.strerror}"
        return Checked(Verdict.NOT_CHECKED, why, fingerprint=told.fingerprint)


def _checked(text: bytes, signature: str, told: Described, signer: Signer | None, seconds: float) -> Checked:
    with tempfile.TemporaryDirectory(prefix="drconsole-signature-") as name:
        file = Path(name, "signature")
        file.write_text(signature, encoding="utf-8")
        about = ["-n", told.namespace, "-s", str(file)]
        if not keygen.run(["-Y", "check-novalidate", *about], text, seconds=seconds).ok:
            why = "the signature is not of this text: one of them was changed"
            return Checked(Verdict.BAD, why, fingerprint=told.fingerprint)
        if signer is None:
            return Checked(Verdict.GOOD, fingerprint=told.fingerprint)
        try:
            allowed = _allowed_signers(signer.allowed)
        except _Unusable as error:
            return Checked(Verdict.NO_SIGNERS, str(error), fingerprint=told.fingerprint)
        copy = Path(name, "allowed")
        copy.write_bytes(allowed)
        when = [f"-Overify-time={signer.at.astimezone(UTC).strftime(_TIME)}"] if signer.at else []
        whose = ["-f", str(copy), "-I", signer.principal]
        done = keygen.run(["-Y", "verify", *whose, *about, *when], text, seconds=seconds)
    if done.ok:
        return Checked(Verdict.GOOD, principal=signer.principal, fingerprint=told.fingerprint)
    if _AT_OTHER_TIMES.search(done.errors):
        why = f"{told.fingerprint} is a key of {signer.principal} at other times alone, says {signer.allowed}"
        return Checked(Verdict.EXPIRED, why, fingerprint=told.fingerprint)
    why = f"{signer.allowed} does not give {told.fingerprint} to {signer.principal} for {told.namespace}"
    return Checked(Verdict.NOT_ALLOWED, why, fingerprint=told.fingerprint)


class _Unusable(Exception):
    """A file of allowed signers that nothing can be checked against, in words."""


def _allowed_signers(path: Path) -> bytes:
    """Return the file's content, of one look: what is checked is what was read. Raises ``_Unusable``.

    A file that its group or others may write into says nothing about who is allowed.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise _Unusable(f"the file of allowed signers {path} cannot be read: {error.strerror}") from None
    try:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            raise _Unusable(f"{path} is no file of allowed signers")
        if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise _Unusable(f"others than its owner may write into the file of allowed signers {path}")
        with open(fd, "rb", closefd=False) as file:
            return file.read(LARGEST)
    finally:
        os.close(fd)
