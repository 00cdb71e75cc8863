"""Results of signing a text, and of checking a signature: a type a case, so that nobody reads messages to tell them."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.types.data import dataclass


class Namespace(StrEnum):
    """Purpose of a signature. One that was made for something else is not accepted. [ssh-keygen(1), ``-n``]"""

    APPROVAL = "drconsole-approval"
    REPORT = "drconsole-report"


@dataclass(frozen=True, slots=True)
class Signed:
    """Signature of a text in OpenSSH's armoured form, with the fingerprint of the key that made it (``SHA256:...``)."""

    signature: str
    fingerprint: str


class SignFault(StrEnum):
    """Reason why there is no signature."""

    NO_PROGRAM = "no-ssh-keygen"
    NO_KEY = "no-key"
    """The file is missing, is no key, is open to others, or its private half is in no file and no agent."""
    LOCKED = "key-locked"
    """It has a passphrase, and nobody could be asked for it, or what was typed is another."""
    TIMED_OUT = "timed-out"
    NOT_RUN = "not-run"
    """The machine could not start ``ssh-keygen``."""


@dataclass(frozen=True, slots=True)
class NotSigned:
    """No signature: ``why`` is a sentence without its full stop, ``advice`` what helps."""

    fault: SignFault
    why: str
    advice: str


class Verdict(StrEnum):
    """Result of a check. Only ``GOOD`` is a good one; the others are told apart as far as ``ssh-keygen`` tells."""

    GOOD = "good"
    NO_SIGNATURE = "no-signature"
    """It is no SSH signature at all."""
    BAD = "bad-signature"
    """The text or the signature was changed, or they do not belong together."""
    OTHER_NAMESPACE = "other-namespace"
    """It was made for something else."""
    NOT_ALLOWED = "key-not-allowed"
    """It is good, and the file of allowed signers does not give its key to this person for this."""
    EXPIRED = "key-expired"
    """It is good, and the file of allowed signers gives its key at other times alone."""
    NO_SIGNERS = "no-allowed-signers"
    """The file of allowed signers is missing, cannot be read, or others may write into it."""
    NO_PROGRAM = "no-ssh-keygen"
    TIMED_OUT = "timed-out"
    NOT_CHECKED = "not-checked"
    """The machine could not do it: no room for a temporary file, say."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Verdict about a signature. ``why`` is a sentence without its full stop; empty where it is good.

    ``principal`` is whose it was found to be: empty where it is not good, or where nobody asked whose it is.
    """

    verdict: Verdict
    why: str = ""
    principal: str = ""
    fingerprint: str = ""

    @property
    def good(self) -> bool:
        return self.verdict is Verdict.GOOD
