"""A whole engine over Azure's provider and the emulator, on virtual time, with the vault that outlives them."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

from drconsole.providers.port import Effect
from drconsole.recovery.types.words import Grain
from support.emulated import EmulatedProvider, EmulatedVault
from support.rig import Player, Rig
from support.simloop import run_sim


class AzureRig(Rig):
    """``Rig`` with a vault in the place of the simulated world."""

    newest_points = True

    def __init__(self, definition: Any, *, speed: float | None = None) -> None:
        super().__init__(definition, Grain.PLAN, speed=speed)
        self.vault = EmulatedVault(self.world, self.loop.wall, speed=speed)

    def branch(self) -> AzureRig:
        other = super().branch()
        assert isinstance(other, AzureRig)
        keys, works = copy.copy(self.vault.keys), copy.copy(self.vault.works)
        other.vault = EmulatedVault(other.world, other.loop.wall, keys, works, self.speed)
        return other

    def simulator(self) -> EmulatedProvider:  # type: ignore[override]
        return self.vault.open()

    def ledger(self) -> list[Effect]:
        async def look() -> list[Effect]:
            provider = self.vault.open()
            await provider.open()
            return provider.world_rehearsal.ledger()

        return run_sim(look(), self.loop)

    @staticmethod
    def counted_now(player: Player) -> Counter[tuple[str, str]]:
        provider = player.engine.provider
        assert isinstance(provider, EmulatedProvider)
        return Counter((effect.item, effect.what) for effect in provider.world_rehearsal.ledger())
