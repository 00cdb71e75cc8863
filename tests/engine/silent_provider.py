"""Providers that say nothing of a step, or hang at a call."""

from __future__ import annotations

import asyncio
from typing import Any

from support.rig import Player, Rig

from drconsole.providers.port import Rejected, Unreachable, Work
from drconsole.recovery.types.work.tasks import TaskError

SLOW = "VmFailover"
"""The one step that the line is cut for, and that takes hours."""


HOURS = f"  - {{kind: slow-step, item: m1, step: {SLOW}, factor: 100}}"


class Silent:
    """The line to a provider, to be cut and mended."""

    def __init__(self, player: Player) -> None:
        self.cut = True
        provider = player.engine.provider
        really = provider.observe

        async def observe(work: Work, reference: str | None) -> Any:
            if self.cut and work.step in (None, SLOW):
                raise Unreachable("no route")
            return await really(work, reference)

        provider.observe = observe  # type: ignore[method-assign]


class Hanging:
    """The first ``begin`` is carried out and answers only when it is let go, or never is."""

    def __init__(self, player: Player, *, lands: bool = True) -> None:
        self.let_go = asyncio.Event()
        self.sent: list[str] = []
        provider = player.engine.provider
        really = provider.begin

        async def begin(work: Work) -> str:
            self.sent.append(work.key)
            if len(self.sent) > 1:
                return await really(work)
            reference = await really(work) if lands else None
            await self.let_go.wait()
            if reference is None:
                raise Rejected([TaskError("no-quota", "There is no room.")])
            return reference

        provider.begin = begin  # type: ignore[method-assign]


async def suspended(player: Player, job: str) -> dict[str, Any]:
    while True:
        row = player.rig.store.row("job", job)
        assert row is not None
        if row["state"] == "Suspended":
            return row
        assert row["ended_at"] is None
        await player.sleep(5)


def kinds(rig: Rig) -> list[str]:
    return [event["kind"] for event in rig.store.journal()]


async def hang(*_: Any) -> Any:
    await asyncio.Event().wait()


def about_m1(asked: Any) -> bool:
    """Work, items or an inventory's cursor."""
    items = asked.items if isinstance(asked, Work) else asked
    return not isinstance(items, (tuple, list)) or "m1" in items
