"""Parts of a running engine, as its process needs them: engine, service, and what is known of the provider."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from drconsole.link.serving.host import Host
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


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a running engine, as a start puts them together."""

    engine: Engine
    service: Host
    mode: Callable[[], str]
    """Known once the provider is open."""
    epoch: int
    own_clock: Callable[[], bool]
    """Whether the provider's clock is ours to set."""


Build = Callable[[StatePaths, Limits, Callable[[BaseException], None]], Awaitable[Parts]]
