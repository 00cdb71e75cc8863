"""Company of a message: who asked, under which id, and the encryption key that was sent with it."""

from __future__ import annotations

from drconsole.link.answers import Answer
from drconsole.link.peer import Peer
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.secret import EncryptionKey
from drconsole.recovery.types.work.tasks import Certificate
from drconsole.store.entries import Intent


@dataclass(frozen=True, slots=True)
class Asked:
    id: str
    actor: str
    kind: str
    peer: Peer
    """Process that asked."""
    key: EncryptionKey | None = None
    """The encryption key that came with the message, opened; the message itself holds it no longer."""
    digest: str = ""
    """Digest of what was asked, of a command."""

    @property
    def certificate(self) -> Certificate | None:
        return self.key.certificate if self.key is not None else None

    def answered(self, answer: Answer) -> Intent:
        """Return the command with its answer, as the store keeps it."""
        return Intent(self.id, self.actor, self.kind, answer, self.digest)
