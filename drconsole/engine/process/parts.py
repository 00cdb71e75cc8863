"""Parts of a running engine, as its process needs them: engine, service, and what is known of the provider."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from drconsole.link.answers import Answer
from drconsole.link.messages import Message
from drconsole.link.peer import Peer
from drconsole.recovery.types.data import dataclass
from drconsole.settings.config.values import Limits
from drconsole.settings.state import StatePaths


class Engine(Protocol):
    """Engine as its process needs it (``drconsole.engine.shell.Engine``)."""

    on_revision: Callable[[int], None] | None
    revision: int

    async def start(self) -> None:
        """Take up where the journal stopped."""

    async def run(self) -> None:
        """Carry out what is due, until cancelled."""

    def open_jobs(self) -> list[str]:
        """Return the ids of jobs that have not ended."""

    def under_way(self) -> int:
        """Return how many steps are under way."""

    async def drain(self) -> None:
        """Begin nothing new; return when nothing is under way."""

    async def close(self, reason: str) -> None:
        """Close journal and provider; ``reason`` is journaled."""


class Service(Protocol):
    """Service as the process needs it (``drconsole.engine.service.dispatch.Dispatch``)."""

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


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a running engine, as a start puts them together."""

    engine: Engine
    service: Service
    mode: Callable[[], str]
    """Known once the provider is open."""
    epoch: int
    own_clock: Callable[[], bool]
    """Whether the provider's clock is ours to set."""


Build = Callable[[StatePaths, Limits, Callable[[BaseException], None]], Awaitable[Parts]]
