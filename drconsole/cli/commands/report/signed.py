"""Signing of a document with a person's SSH key, beside the file."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from drconsole.recovery.types.work.errors import BadInput, DrError, Refused
from drconsole.signing.results import Namespace, Signed, SignFault
from drconsole.signing.signing import sign

ENDING = ".sig"
"""Ending of a signature's file, as ``ssh-keygen -Y sign`` names it."""


def signature_file(document: str) -> Path:
    """Return where the signature of a document lies."""
    return Path(document + ENDING)


def signed(text: str, key: str) -> Signed:
    """Sign a document. A passphrase is asked for at the terminal, where there is one.

    Raises ``BadInput`` for what is no key, ``Refused`` where it cannot be signed.
    """
    may_ask = sys.stdin is not None and sys.stdin.isatty()
    made = sign(text.encode(), Path(key), Namespace.REPORT, may_ask=may_ask)
    if isinstance(made, Signed):
        return made
    kind: type[DrError] = BadInput if made.fault is SignFault.NO_KEY else Refused
    raise kind(str(made.fault), f"{made.why}: nothing was written", place="--sign", advice=made.advice)


def how_to_check(document: str) -> str:
    """Return the command by which anybody checks it."""
    words = f"ssh-keygen -Y verify -f ALLOWED_SIGNERS -I PERSON -n {Namespace.REPORT}"
    return f"{words} -s {shlex.quote(str(signature_file(document)))} < {shlex.quote(document)}"
