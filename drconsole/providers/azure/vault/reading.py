"""Reading of a vault: its lists, as pages of JSON and then as our types."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from drconsole.providers.azure.calls import VAULT, Call, JsonObject, Transport, Urgency
from drconsole.providers.azure.identities import Identities
from drconsole.providers.azure.refusals import unreachable
from drconsole.providers.azure.vault.snapshot import Configuration, Snapshot, made
from drconsole.providers.azure.wire import items as wire_items
from drconsole.providers.azure.wire.ids import canonical
from drconsole.providers.azure.wire.json import part, parts, text
from drconsole.providers.port import Unreachable
from drconsole.recovery.types.estate.estate import ItemStatus

CONFIGURATION_AGE = 600.0
"""Seconds on the wall's clock that fabrics, policies, networks and mappings may be old, however fast the world goes."""
GROUPS_AGE = 60.0
"""Seconds that the groups of a recovery plan may be old: the list of plans is told without them [REC]."""
OFF_LOOP = 1_000
"""Items from which the lists are made into our types in a thread of its own."""
_VIRTUAL_NETWORKS = "2023-09-01"
"""API version of ``Microsoft.Network`` (our choice: any that lists virtual networks does)."""


class Reader:
    """Reader of a vault. One reading runs at a time and serves all who ask; an asker who goes away does not end it."""

    def __init__(self, transport: Transport, identities: Identities, now: Callable[[], datetime]) -> None:
        self._transport = transport
        self._identities = identities
        self._now = now
        self._configuration: Configuration | None = None
        self._configured_at = 0.0
        self._groups: dict[str, tuple[float, tuple[JsonObject, ...]]] = {}
        """Canonical id of a plan -> its groups, and when they were read."""
        self._under_way: asyncio.Task[Snapshot] | None = None
        self.latest: Snapshot | None = None

    async def read(self, *, anew: bool = False) -> Snapshot:
        """Return the whole vault. Raises ``Unreachable``. ``anew``: also what changes rarely, however young."""
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.ensure_future(self._read(anew))
            self._under_way.add_done_callback(lambda done: done.cancelled() or done.exception())
        task = self._under_way
        try:
            return await asyncio.shield(task)
        finally:
            if task.done() and self._under_way is task:
                self._under_way = None

    async def one(self, key: str) -> tuple[JsonObject, ItemStatus] | None:
        """Read one item now; None = there is no such item. Raises ``Unreachable``."""
        snapshot = self.latest or await self.read()
        if key not in snapshot.items:
            return None
        answer = await self._transport.ask(Call("GET", self._identities.id_of(key)), Urgency.OPEN_VIEW)
        if answer.ok and answer.body is not None:
            return answer.body, wire_items.status(answer.body, self._now(), snapshot.context)
        if answer.status != 404:
            raise unreachable(answer, snapshot.items[key].name)
        snapshot = await self.read()
        if key not in snapshot.items:
            return None
        answer = await self._transport.ask(Call("GET", self._identities.id_of(key)), Urgency.OPEN_VIEW)
        if not answer.ok or answer.body is None:
            raise unreachable(answer, snapshot.items[key].name)
        return answer.body, wire_items.status(answer.body, self._now(), snapshot.context)

    async def plan(self, key: str) -> JsonObject | None:
        """Read one recovery plan now; None = there is no such plan. Raises ``Unreachable``."""
        snapshot = self.latest or await self.read()
        if key not in snapshot.plans:
            return None
        answer = await self._transport.ask(Call("GET", self._identities.id_of(key)), Urgency.OPEN_VIEW)
        if answer.status == 404:
            return None
        if not answer.ok or answer.body is None:
            raise unreachable(answer, snapshot.plans[key].name)
        return answer.body

    def close(self) -> None:
        if self._under_way is not None:
            self._under_way.cancel()

    async def _read(self, anew: bool) -> Snapshot:
        with _uncollected():
            return await self._look(anew)

    async def _look(self, anew: bool) -> Snapshot:
        begun = asyncio.get_running_loop().time()
        if anew or self._configuration is None or begun - self._configured_at >= CONFIGURATION_AGE:
            self._configuration = await self._read_configuration()
            self._configured_at = begun
        as_of = self._now()
        plan_bodies = await self._list("replicationRecoveryPlans", Urgency.OPEN_VIEW)
        wanted = [plan for plan in plan_bodies if self._wanted(plan)]
        plans = self._identities.take_plans(await asyncio.gather(*(self._with_groups(one, anew) for one in wanted)))
        bodies = self._identities.take_items(await self._list("replicationProtectedItems", Urgency.OPEN_VIEW))
        make = (as_of, self._configuration, bodies, plans, dict(self._identities.keys))
        self.latest = await asyncio.to_thread(made, *make) if len(bodies) >= OFF_LOOP else made(*make)
        return self.latest

    async def _with_groups(self, listed: JsonObject, anew: bool) -> JsonObject:
        """Return a plan of the list with its groups, which only a call for that plan tells. Raises ``Unreachable``."""
        arm_id, now = text(listed, "id"), asyncio.get_running_loop().time()
        known = self._groups.get(canonical(arm_id))
        if known is None or anew or now - known[0] >= GROUPS_AGE:
            answer = await self._transport.ask(Call("GET", arm_id), Urgency.OPEN_VIEW)
            if not answer.ok:
                raise unreachable(answer, f"plan {text(listed, 'name')}")
            known = self._groups[canonical(arm_id)] = (now, parts(answer.body, "properties", "groups"))
        return {**listed, "properties": {**part(listed, "properties"), "groups": list(known[1])}}

    def _wanted(self, plan: JsonObject) -> bool:
        wanted = {name.lower() for name in self._identities.connection.plans}
        if not wanted:
            return True
        return bool(wanted & {text(plan, "name").lower(), text(plan, "properties", "friendlyName").lower()})

    async def _read_configuration(self) -> Configuration:
        fabrics, found_policies, found_networks, mappings = await asyncio.gather(
            self._list("replicationFabrics"),
            self._list("replicationPolicies"),
            self._list("replicationNetworks"),
            self._list("replicationNetworkMappings"),
        )
        return Configuration(
            location=await self._location(),
            fabrics=fabrics,
            policies=found_policies,
            networks=found_networks,
            mappings=mappings,
            virtual_networks=await self._virtual_networks(),
        )

    async def _list(self, name: str, urgency: Urgency = Urgency.OPEN_VIEW) -> tuple[JsonObject, ...]:
        return await self._all(Call("GET", f"{VAULT}/{name}"), urgency)

    async def _all(self, call: Call, urgency: Urgency) -> tuple[JsonObject, ...]:
        found: list[JsonObject] = []
        async for page in self._transport.pages(call, urgency):
            found.extend(page)
        return tuple(found)

    async def _location(self) -> str:
        """Return the region of the vault; empty where it may not be read."""
        answer = await self._transport.ask(Call("GET", VAULT, {"api-version": "2024-04-01"}), Urgency.OPEN_VIEW)
        return text(answer.body, "location") if answer.ok else ""

    async def _virtual_networks(self) -> tuple[JsonObject, ...]:
        """Return the subscription's virtual networks; none where they cannot be read: a role on the vault alone is
        not enough."""
        path = f"/subscriptions/{self._identities.connection.subscription}/providers/Microsoft.Network/virtualNetworks"
        call = Call("GET", path, {"api-version": _VIRTUAL_NETWORKS})
        try:
            return await self._all(call, Urgency.OPEN_VIEW)
        except Unreachable:
            return ()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Turn the garbage collector off meanwhile: what is read has no circles, and a collection would walk over millions
    of its parts and stop the loop for half a second."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
