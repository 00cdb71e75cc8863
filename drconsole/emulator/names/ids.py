"""Ids of an emulated vault: which id a thing of the world has now, and which thing an id's last segment means."""

from __future__ import annotations

from drconsole.emulator.names.fabrics import AZURE_CONTAINER, AZURE_FABRIC, MICROSOFT_AZURE, Fabric, Fabrics
from drconsole.emulator.names.slugs import location, slug, unique
from drconsole.providers.simulator import World
from drconsole.providers.simulator.service.conditions import FAMILY, PROVIDER_NAME, Family
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import Job
from drconsole.recovery.types.estate.estate import Item, Network, SiteKind

RESOURCE_GROUP = "drconsole-emulator"
TYPE = "Microsoft.RecoveryServices/vaults"
NETWORK_OF_AZURE = "azureNetwork"
"""The one network that an Azure fabric has; its mappings lie below it [REC]."""


class Ids:
    """Ids are what the service would write. Names are looked up without regard to case."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.subscription = world.draws.guid("subscription", world.about.name)
        self.tenant = world.draws.guid("tenant", world.about.name)
        self.vault_name = slug(world.about.name)
        arm = f"/resourceGroups/{RESOURCE_GROUP}/providers/Microsoft.RecoveryServices/vaults/{self.vault_name}"
        self.vault = f"/Subscriptions/{self.subscription}{arm}"
        self.fabrics = Fabrics(world)
        self._item_names = unique({key: key for key in world.configured})
        self._plan_names = unique({key: plan.name for key, plan in world.plans.items()})
        used: dict[str, set[str]] = {}
        for item in world.configured.values():
            used.setdefault(item.policy, set()).add(instance_there(item))
        self._instances = {policy: tuple(sorted(found)) for policy, found in used.items()}
        self.items = {name.lower(): key for key, name in self._item_names.items()}
        self.plans = {name.lower(): key for key, name in self._plan_names.items()}

    # Vault and fabrics

    def fabric(self, fabric: Fabric) -> str:
        return f"{self.vault}/replicationFabrics/{fabric.name}"

    def container(self, fabric: Fabric) -> str:
        return f"{self.fabric(fabric)}/replicationProtectionContainers/{fabric.container}"

    def recovery_fabric(self, fabric: Fabric | None) -> str:
        return MICROSOFT_AZURE if fabric is None else self.fabric(fabric)

    def recovery_container(self, fabric: Fabric | None) -> str:
        """Microsoft Azure has an id here, although its fabric has none."""
        if fabric is not None:
            return self.container(fabric)
        return f"{self.vault}/replicationFabrics/{AZURE_FABRIC}/replicationProtectionContainers/{AZURE_CONTAINER}"

    # Items and plans

    def sides(self, item: ItemState) -> tuple[Fabric, Fabric | None]:
        """Return where the service has the item now, and where it replicates to: between Azure regions an item that was
        reprotected is another one, in the other container (recorded)."""
        configured = self._world.configured[item.key]
        source, target = self.fabrics.source(configured), self.fabrics.target(configured)
        if item.back and target is not None and FAMILY[configured.scenario] is Family.A2A:
            return target, source
        return source, target

    def item(self, item: ItemState) -> str:
        source, _ = self.sides(item)
        return f"{self.container(source)}/replicationProtectedItems/{self.item_name(item.key)}"

    def item_name(self, key: str) -> str:
        return self._item_names[key]

    def point(self, item: ItemState, point: str) -> str:
        return f"{self.item(item)}/recoveryPoints/{point}"

    def plan(self, key: str) -> str:
        return f"{self.vault}/replicationRecoveryPlans/{self._plan_names[key]}"

    def plan_name(self, key: str) -> str:
        return self._plan_names[key]

    def job(self, ident: str) -> str:
        return f"{self.vault}/replicationJobs/{ident}"

    def of_job(self, job: Job) -> str:
        return self.job(job.id)

    def machine(self, item: ItemState) -> str:
        """Return the machine's id in jobs, plans and health: another one once the service made the item anew."""
        family = FAMILY[self._world.configured[item.key].scenario]
        return self._world.draws.guid("machine-id", item.key, item.back and family is Family.A2A)

    def correlation(self, item: ItemState) -> str:
        """Return the item's id in events."""
        return self._world.draws.guid("events", item.key, self.sides(item)[0].name)

    # Policies

    def policy_name(self, name: str, instance: str) -> str:
        """A policy of the estate is one of the service for each replication provider that it is used with."""
        return slug(name) if len(self.instances_of(name)) < 2 else f"{slug(name)}-{instance}"

    def policy(self, name: str, instance: str) -> str:
        return f"{self.vault}/replicationPolicies/{self.policy_name(name, instance)}"

    def instances_of(self, policy: str) -> tuple[str, ...]:
        """Replication providers that use this policy."""
        return self._instances.get(policy, ())

    # Azure's own

    def resource_group(self, site: str) -> str:
        return f"/subscriptions/{self.subscription}/resourceGroups/{slug(site)}"

    def compute(self, site: str, kind: str, name: str) -> str:
        return f"{self.resource_group(site)}/providers/Microsoft.Compute/{kind}/{name}"

    def storage(self, site: str) -> str:
        account = slug(site).replace("-", "").replace(".", "").lower()[:18] + "cache"
        return f"{self.resource_group(site)}/providers/Microsoft.Storage/storageAccounts/{account}"

    @property
    def cache_accounts(self) -> dict[str, str]:
        """Region -> storage account that caches what replicates from there; of regions whose names are such as Azure
        gives."""
        regions = (site.name for site in self._world.sites.values() if site.kind is SiteKind.AZURE)
        found = {location(name): self.storage(name) for name in regions}
        return {one: account for one, account in found.items() if one[:1].isalpha() and "_" not in account[-25:]}

    def virtual_network(self, network: Network) -> str:
        return f"{self.resource_group(network.site)}/providers/Microsoft.Network/virtualNetworks/{slug(network.name)}"

    def network_of(self, site: str, name: str | None) -> Network | None:
        return next((net for net in self._world.networks if net.site == site and net.name == name), None)


def instance_there(item: Item) -> str:
    """The replication provider of an item as it was created (``instanceType``)."""
    return PROVIDER_NAME[FAMILY[item.scenario], False]


def instance_now(item: Item, back: bool) -> str:
    return PROVIDER_NAME[FAMILY[item.scenario], back]
