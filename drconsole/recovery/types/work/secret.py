"""Encryption key as somebody gave it: it stays in memory.

Only what may be read by anybody (``Certificate``) is a value; the key itself is a ``Secret``, which no text shows and
nothing can write down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from drconsole.recovery.types.data import dataclass

if TYPE_CHECKING:
    from drconsole.recovery.types.work.tasks import Certificate


class Secret:
    """Bytes that stay in memory: no text shows them, no codec can write them, no copy is pickled."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = bytearray(content)

    def reveal(self) -> bytes:
        """A copy of the bytes, for who has to hand them on."""
        return bytes(self._content)

    def wipe(self) -> None:
        """Overwrite the bytes: nobody needs them any more. Copies that were handed on are not reached."""
        self._content[:] = bytes(len(self._content))
        self._content.clear()

    def __repr__(self) -> str:
        return "Secret(not shown)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")


@dataclass(frozen=True, slots=True)
class EncryptionKey:
    """A certificate as somebody gave it: what may be said of it, and its content."""

    certificate: Certificate
    secret: Secret
