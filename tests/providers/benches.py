"""What a provider must bring to be put through the contract tests, and an operator's hands on the port.

Another provider adds its own function to ``BENCHES``; the tests know the port and nothing behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from support.emulated import EmulatedVault
from support.estates import HEAD
from support.simloop import SimLoop, run_sim

from drconsole.documents.estate import EstateDefinition, parse_estate
from drconsole.providers.port import Observation, Provider, Status, Work
from drconsole.providers.simulator import Simulator
from drconsole.recovery.steps.extra_step import extra_step
from drconsole.recovery.steps.pieces import steps_of
from drconsole.recovery.steps.steps import Skip
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.points import ChosenPoint, PointsRead, RecoveryPoint
from drconsole.recovery.types.words import Direction, Grain, Operation, PointChoice, TargetType

VMWARE, HYPERV = "web", "box"
"""Items that every bench has: protected, tested, free of faults."""
PLAN = "both-webs"
NEVER_ON_AZURE = frozenset({Operation.DISABLE_REPLICATION, Operation.ENABLE_REPLICATION})

ESTATE = (
    HEAD
    + """
replication_groups:
  - {{name: pair, items: [db-1, db-2]}}
items:
  - {{name: web, scenario: vmware-to-azure, source: plant, target: cloud, os: windows, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 12}}
  - {{name: web-2, scenario: vmware-to-azure, source: plant, target: cloud, os: linux, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 3}}
  - {{name: db-1, scenario: vmware-to-azure, source: plant, target: cloud, os: windows, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 30}}
  - {{name: db-2, scenario: vmware-to-azure, source: plant, target: cloud, os: windows, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 30}}
  - {{name: box, scenario: hyperv-to-azure, source: hill, target: cloud, os: windows, policy: hyperv-day,
     network: hill-lan, churn: 20}}
plans:
  - name: both-webs
    source: plant
    target: cloud
    changed: 30d
    groups:
      - items: [web]
{actions}
      - items: [web-2]
runbooks:
  - {{name: switch-dns, duration: 40s, outcome: succeeded, output: switched}}
"""
)


KEYED = (
    HEAD
    + """
replication_groups:
  - {{name: pair, items: [vault/item/3, vault/item/4]}}
items:
  - {{key: vault/item/1, name: web, scenario: vmware-to-azure, source: plant, target: cloud, os: windows, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 12}}
  - {{key: vault/item/2, name: web, scenario: vmware-to-azure, source: plant, target: cloud, os: linux, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 3}}
  - {{key: vault/item/3, name: db, scenario: vmware-to-azure, source: plant, target: cloud, os: windows, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 30}}
  - {{key: vault/item/4, name: both, scenario: vmware-to-azure, source: plant, target: cloud, os: windows, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 30}}
  - {{key: vault/item/5, name: web, scenario: hyperv-to-azure, source: hill, target: cloud, os: windows,
     policy: hyperv-day, network: hill-lan, churn: 20}}
plans:
  - key: vault/plan/1
    name: both
    source: plant
    target: cloud
    changed: 30d
    groups:
      - items: [vault/item/1]
{actions}
      - items: [vault/item/2]
runbooks:
  - {{name: switch-dns, duration: 40s, outcome: succeeded, output: switched}}
"""
)
"""As in a vault: keys are no names, three items have one name, and an item has the name of a plan."""


def estate(document: str = ESTATE, *, seed: int = 1, faults: str = "", actions: str = "") -> EstateDefinition:
    text = document.format(seed=seed, actions=actions)
    return parse_estate(text + ("faults:\n" + faults if faults else ""), "bench.yaml", None)


@dataclass
class Bench:
    """One provider over a world of its own, on virtual time."""

    loop: SimLoop
    provider: Provider
    definition: EstateDefinition
    again: Callable[[], Provider] | None = None
    """Another look into the same world, after this one's death."""
    vmware: str = VMWARE
    hyperv: str = HYPERV
    plan: str = PLAN
    """Keys of the items that every bench has, and of the plan whose first item the VMware one is."""
    exact: bool = True
    """Whether the provider tells all that the estate's document says, and sees every machine; a vault tells less, and
    of a machine on premises nothing."""
    never: frozenset[Operation] = frozenset()
    """Operations that it offers nowhere."""
    asked: int = field(default=0)

    @property
    def rehearsal(self) -> Any:
        """What can be done to the world behind; None = nothing."""
        return getattr(self.provider, "world_rehearsal", self.provider.rehearsal)

    def run(self, main: Callable[[Bench], Coroutine[Any, Any, Any]]) -> Any:
        async def opened() -> Any:
            await self.provider.open()
            if self.provider.rehearsal is not None:
                self.provider.rehearsal.set_speed(None)
            try:
                return await main(self)
            finally:
                await self.provider.close()

        return run_sim(opened(), self.loop)

    # What an operator does

    def item(self, key: str) -> Item:
        return next(one for one in self.definition.items if one.key == key)

    async def status(self, key: str) -> ItemStatus:
        inventory = await self.provider.inventory(None)
        return next(one for one in inventory.statuses if one.key == key)

    async def points(self, key: str) -> PointsRead:
        async for read in self.provider.recovery_points([key]):
            return read
        raise AssertionError("nothing was read")

    async def newest(self, key: str) -> RecoveryPoint:
        return next(one for one in (await self.points(key)).points if one.processed)

    async def sleep(self, seconds: float) -> None:
        clock = self.provider.clock
        with clock.hold():
            await clock.sleep_until(clock.now() + timedelta(seconds=seconds))

    def work(self, operation: Operation, target: str, step: str | None = None, **more: Any) -> Work:
        self.asked += 1
        plan = target == self.plan
        more.setdefault("direction", Direction.PRIMARY_TO_RECOVERY)
        more.setdefault("items", next(p.items for p in self.definition.plans) if plan else (target,))
        return Work(
            key=more.pop("key", f"job-{operation}/{step}/{self.asked}"),
            job=more.pop("job", f"job-{operation}-{target}"),
            operation=operation,
            target=target,
            target_type=TargetType.PLAN if plan else TargetType.ITEM,
            step=step,
            **more,
        )

    def first_work(self, operation: Operation, item: str, **more: Any) -> Work:
        """The whole operation, or its first step that changes anything."""
        if self.grain(operation, item) is Grain.STEP:
            direction = more.get("direction", Direction.PRIMARY_TO_RECOVERY)
            step = next(one for one in steps_of(operation, self.item(item), direction) if not one.check)
            return self.work(operation, item, step.name, **more)
        return self.work(operation, item, **more)

    def grain(self, operation: Operation, key: str) -> Grain | None:
        return self.provider.grain(operation, self.item(key).scenario, TargetType.ITEM)

    async def do(self, operation: Operation, key: str, **more: Any) -> list[Observation]:
        """Carry it out on one item to its end, at whatever grain; stops at what does not succeed."""
        if self.grain(operation, key) is not Grain.STEP:
            return [await self.follow(self.work(operation, key, **more))]
        seen = []
        direction = more.get("direction", Direction.PRIMARY_TO_RECOVERY)
        for step in steps_of(operation, self.item(key), direction):
            if step.extra and not extra_step(self.item(key)):
                continue
            if step.skip is Skip.HYPERV_ONLY or (step.skip is Skip.SHUTDOWN_NOT_ASKED and not more.get("shutdown")):
                continue
            seen.append(await self.follow(self.work(operation, key, step.name, **more)))
            if seen[-1].status is not Status.DONE and not step.tolerated:
                break
        return seen

    async def follow(self, work: Work, reference: str | None = None) -> Observation:
        clock = self.provider.clock
        with clock.hold():
            reference = reference or await self.provider.begin(work)
            while True:
                seen = await self.provider.observe(work, reference)
                if seen.status not in (Status.RUNNING, Status.WAITING) or seen.look_again is None:
                    return seen
                await clock.sleep_until(clock.now() + timedelta(seconds=seen.look_again))

    async def failed_over(self, key: str, **more: Any) -> list[Observation]:
        more.setdefault("points", {key: chosen(await self.newest(key))})
        seen = await self.do(Operation.FAILOVER, key, **more)
        assert seen[-1].status is Status.DONE, seen[-1].errors
        return seen


def chosen(point: RecoveryPoint, choice: PointChoice = PointChoice.CUSTOM) -> ChosenPoint:
    return ChosenPoint(point.item, choice, point.id, point.time, point.consistency)


def simulator(grain: Grain, document: str = ESTATE, **keys: str) -> Callable[..., Bench]:
    def make(**words: Any) -> Bench:
        definition, loop = estate(document, **words), SimLoop()
        world = Simulator.create(definition, grain, wall=loop.wall)
        again = lambda: Simulator(world, wall=loop.wall)  # noqa: E731
        return Bench(loop, Simulator(world, wall=loop.wall), definition, again, **keys)

    return make


def azure(document: str = ESTATE) -> Callable[..., Bench]:
    """Azure's provider over the emulator: its keys are ARM ids."""

    def make(**words: Any) -> Bench:
        definition, loop = estate(document, **words), SimLoop()
        vault = EmulatedVault.of(definition, loop.wall)
        keys = {"vmware": vault.key(VMWARE), "hyperv": vault.key(HYPERV), "plan": vault.plan_key(PLAN)}
        told = vault.translated(definition)
        return Bench(loop, vault.open(), told, vault.open, exact=False, never=NEVER_ON_AZURE, **keys)

    return make


SIMULATOR: dict[str, Callable[..., Bench]] = {
    "simulator-step": simulator(Grain.STEP),
    "simulator-plan": simulator(Grain.PLAN),
}
"""The simulator's own tests know what it has beyond the port."""
BENCHES: dict[str, Callable[..., Bench]] = {**SIMULATOR, "azure": azure()}
_KEYS = {"vmware": "vault/item/1", "hyperv": "vault/item/5", "plan": "vault/plan/1"}
CONTRACT: dict[str, Callable[..., Bench]] = {
    **BENCHES,
    "keys-step": simulator(Grain.STEP, KEYED, **_KEYS),
    "keys-plan": simulator(Grain.PLAN, KEYED, **_KEYS),
}
"""What is put through the contract: beside each provider's bench, one whose keys are no names."""


def used(seen: Sequence[Observation], key: str) -> str | None:
    """Id of the point that the item really went to."""
    return next((point.id for one in seen for point in one.points if point.item == key), None)
