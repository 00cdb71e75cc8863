"""Service of an engine, as the server of its link and its process need it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from drconsole.link.answers import Answer
from drconsole.link.messages import Message
from drconsole.link.peer import Peer


class Host(Protocol):
    """Whoever answers what clients ask (``drconsole.engine.service.dispatch.Dispatch``)."""

    async def handle(self, peer: Peer, message: Message[Any], request_id: str) -> Answer:
        """Answer a message. Raises ``DrError``."""

    def require(self, peer: Peer, message: Message[Any]) -> None:
        """Raise ``Refused`` where a message takes a seat that its asker does not have."""

    def who_asks(self, peer: Peer) -> Peer:
        """Return who asks: in an exercise the player whom a console names."""
        ...

    def commands(self, peer: Peer) -> bool:
        """Return whether somebody has a seat that may command anything."""
        ...

    def seats(self, peer: Peer) -> Sequence[str]:
        """Return somebody's seats in the incident room; none where there is no room."""
        ...

    def looks_only(self, peer: Peer) -> bool:
        """Return whether there is an incident room, and somebody has no seat in it that commands."""
        ...

    def rejected(self, peer: Peer, code: str, message: str) -> None:
        """Journal a message that was not taken."""

    def gone(self, peer: Peer) -> None:
        """Note that a process has no connection left."""
