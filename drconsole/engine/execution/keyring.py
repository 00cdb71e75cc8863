"""The encryption keys of open jobs: in the memory of this process and nowhere else.

A provider is given a handle with a step's work and asks here what it stands for. An engine that died took its keys
with it: what its jobs have not begun waits until a person gives the key again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from drconsole.link.memory import give_back
from drconsole.link.messages import Keyed, Message
from drconsole.recovery.checks.findings.kinds import KINDS
from drconsole.recovery.checks.landing.encryption import why_not_this
from drconsole.recovery.types.remedies import Option
from drconsole.recovery.types.words import Description, Outcome
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.recovery.types.work.secret import EncryptionKey, Secret

if TYPE_CHECKING:
    from drconsole.engine.decider.state import Job

KEY_OUTCOMES = (Outcome.RETRY,)
"""A wait for the key ends with the key, or with the cancelled job: what one item needs, all of its cloud need."""
WHY = "the encryption key must be given again: the engine that had it is gone"


def handle_of(job: str) -> str:
    return f"encryption-key/{job}"


class Keyring:
    """Keys by job; what ``providers.port.SecretSource`` asks for."""

    def __init__(self) -> None:
        self._keys: dict[str, EncryptionKey] = {}

    def keep(self, job: str, key: EncryptionKey) -> None:
        before = self._keys.get(handle_of(job))
        if before is not None and before is not key:
            before.secret.wipe()
        self._keys[handle_of(job)] = key

    def drop(self, job: str) -> None:
        """Forget the job's key, and overwrite it."""
        key = self._keys.pop(handle_of(job), None)
        if key is not None:
            key.secret.wipe()
            give_back()

    def spent(self, key: EncryptionKey | None) -> None:
        """Overwrite a key that came with a message, unless a job keeps it: the message has been dealt with."""
        if key is not None and not any(kept is key for kept in self._keys.values()):
            key.secret.wipe()

    def clear(self) -> None:
        """Forget and overwrite all: the process goes, and what is left of its memory is anybody's."""
        for key in self._keys.values():
            key.secret.wipe()
        self._keys.clear()

    def __contains__(self, job: object) -> bool:
        return isinstance(job, str) and handle_of(job) in self._keys

    def secret(self, handle: str) -> Secret | None:
        key = self._keys.get(handle)
        return key.secret if key is not None else None


def opened(message: Message[Any]) -> tuple[Message[Any], EncryptionKey | None]:
    """The message without its key, and the key opened. Raises ``BadInput`` for one that is no certificate."""
    if not isinstance(message, Keyed) or message.encryption_key is None:
        return message, None
    from drconsole.link.encryption_key import received

    return replace(message, encryption_key=None), received(message.encryption_key)


def asks_for_key(job: Job, task: str) -> bool:
    return task in job.waiting and job.tasks[task].description == Description.WAITING_FOR_ENCRYPTION_KEY


def waiting_for_key(job: Job) -> list[str]:
    """Tasks of the job that wait for its key, in the order in which they came to wait."""
    return [task for task in job.waiting if asks_for_key(job, task)]


def take_again(keyring: Keyring, job: Job, task: str, key: EncryptionKey | None) -> None:
    """Put a key that was given with an answer on the ring, if it is the job's.

    Whether it has expired meanwhile is not asked: it is the one with which the job was begun. Raises ``BadInput`` for
    one that nobody asked for, ``Refused`` where it is missing or another.
    """
    asked = asks_for_key(job, task)
    if key is not None and not asked:
        raise BadInput(
            "encryption-key-not-needed",
            f"this answer to task '{task}' takes no encryption key",
            option=Option.ENCRYPTION_KEY,
            advice="it goes to a task that waits for it",
        )
    if not asked or (key is None and job.id in keyring):
        return
    certificate = key.certificate if key is not None else None
    for item, thumbprint in job.created.encrypted.items():
        kind = why_not_this(certificate, thumbprint)
        if kind is not None:
            raise _refused(kind, job.created.item_names.get(item, item), thumbprint, certificate)
    if key is not None:
        keyring.keep(job.id, key)


def sent_again(keyring: Keyring, job: Job, key: EncryptionKey | None) -> bool:
    """Put a key on the ring that came with a command whose first sending began the job or answered for it.

    True where the job had none and it is the job's; another one is left alone, as the command was carried out long ago.
    """
    if key is None or job.id in keyring or not job.created.encrypted:
        return False
    if any(why_not_this(key.certificate, thumbprint) for thumbprint in job.created.encrypted.values()):
        return False
    keyring.keep(job.id, key)
    return True


def _refused(kind: str, item: str, thumbprint: str, certificate: Any) -> Refused:
    row = KINDS[kind]
    given = certificate.thumbprint if certificate is not None else ""
    words = {"cloud": f"the cloud of {item}", "thumbprint": thumbprint, "given": given}
    return Refused(
        kind,
        row.message.format(**words),
        option=Option.ENCRYPTION_KEY,
        advice=row.action.format(**words),
        remedies=row.remedies,
    )
