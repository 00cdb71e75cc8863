"""Protocol for what actions, scripts' contexts and answers need of the engine at work (``doing.Doing`` has it)."""

from __future__ import annotations

from typing import Protocol

from drconsole.engine.execution.scripts.running import Scripts
from drconsole.providers.port import Provider
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.work import events as ev


class Cache(Protocol):
    """The estate as it was last seen."""

    view: EstateView


class Carrier(Protocol):
    """Parts of the engine at work (``doing.Doing``) that an action needs."""

    @property
    def provider(self) -> Provider: ...
    @property
    def scripts(self) -> Scripts: ...
    @property
    def estate(self) -> Cache: ...
    async def look(self, everything: bool = False) -> None: ...
    def record(self, *new: ev.Event) -> object: ...
    async def durable(self, *new: ev.Event) -> None: ...
