"""Scene that answers are made of: the world at one moment, its ids, and what the emulator saw of it before."""

from __future__ import annotations

from dataclasses import field

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.ids import Ids, instance_now
from drconsole.providers.simulator import World
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.views.status import item_status
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item, ItemStatus, Policy


@dataclass(frozen=True, slots=True)
class Scene:
    """``seen``: (item, code) -> since when the emulator knows of a health error, in the world's microseconds."""

    world: World
    ids: Ids
    now: int
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def since(self, item: str, code: str) -> int:
        """Return when the emulator first saw this health error; the world keeps no such time."""
        return self.seen.setdefault((item, code), self.now)


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as an answer is made of it."""

    scene: Scene
    item: ItemState
    configured: Item
    status: ItemStatus
    policy: Policy

    @classmethod
    def of(cls, scene: Scene, item: ItemState) -> Shown:
        configured = scene.world.configured[item.key]
        status = item_status(scene.world, item, scene.now)
        return cls(scene, item, configured, status, scene.world.policies[configured.policy])

    @property
    def instance(self) -> str:
        return instance_now(self.configured, self.item.back)

    @property
    def source(self) -> str:
        """The site that the service has the item at now; between VMM sites it stays where it was created."""
        return self.scene.ids.sides(self.item)[0].site

    @property
    def target(self) -> str:
        """The other site: the region's name where the service says Microsoft Azure."""
        mine = self.source
        return self.configured.target if mine == self.configured.source else self.configured.source

    @property
    def rpo(self) -> int | None:
        """Whole seconds; None = it does not replicate."""
        until = self.status.replicated_until
        if until is None or self.status.protection_state != "Protected":
            return None
        return max(0, int((self.status.as_of - until).total_seconds()))

    @property
    def vm_state(self) -> tuple[str, str]:
        """State and description of the machine's own protection: none until the first copy is there (recorded)."""
        if self.item.condition in ("initial", "first-point", "enabling"):
            return "UnprotectedStatesBegin", "Enabling protection"
        return self.status.protection_state, self.status.protection_state_description


Details = JsonObject
"""``providerSpecificDetails`` of an item."""
