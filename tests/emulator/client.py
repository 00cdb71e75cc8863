"""A client of the emulator's core, on virtual time: what a script over HTTP would do, without sockets."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from support.simloop import SimLoop, run_sim

from drconsole.documents.estate import EstateDefinition, load_estate
from drconsole.emulator.calls import EmulatorAnswer, EmulatorCall
from drconsole.emulator.service import Emulator
from drconsole.emulator.settings import Settings
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.words import Grain

CIRCLES = Path(__file__).parents[2] / "fixtures" / "estates" / "circles.yaml"
VERSION = "2025-08-01"
EVERY_LIST = (
    "replicationFabrics",
    "replicationProtectionContainers",
    "replicationProtectionContainerMappings",
    "replicationProtectedItems",
    "replicationRecoveryPlans",
    "replicationPolicies",
    "replicationNetworks",
    "replicationNetworkMappings",
)
"""Lists of the vault whose members can be got one by one."""
ENDED = ("Succeeded", "Failed", "Cancelled", "PartiallySucceeded", "CompletedWithInformation")


@dataclass
class Client:
    """``base``: the vault's path. ``host``: what the client calls the emulator."""

    emulator: Emulator
    simulator: Simulator
    host: str = "127.0.0.1:8443"
    version: str = VERSION
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return self.emulator.ids.vault

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> EmulatorAnswer:
        """``path``: below the vault, from the root, or a whole address; ``request_id`` becomes the client's own id."""
        parts = urlsplit(path if path.startswith("https:") else f"https://{self.host}/{path}")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        query.setdefault("api-version", self.version)
        asked = parts.path if path.startswith("https:") else parts.path[1:]
        where = asked if asked.startswith("/") else f"{self.base}/{asked}"
        said = {"host": self.host, "authorization": "Bearer made-up", **self.headers}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        if (ident := said.pop("request-id", None)) is not None:
            said["x-ms-client-request-id"] = ident
        return await self.emulator.answer(EmulatorCall(method, where, query, said, body))

    async def get(self, path: str) -> Any:
        answer = await self.call("GET", path)
        assert answer.status == 200, answer.body
        return answer.body

    async def all(self, path: str) -> list[Any]:
        """Every page of a list."""
        found: list[Any] = []
        following: str | None = path
        while following:
            page = await self.get(following)
            found += page["value"]
            following = page["nextLink"]
        return found

    async def post(self, path: str, body: Any = None, **headers: str) -> EmulatorAnswer:
        answer = await self.call("POST", path, body, **headers)
        assert answer.status == 202, answer.body
        return answer

    async def item(self, name: str) -> str:
        """Path of an item below the vault, as it is now."""
        return next(
            one["id"][len(self.base) + 1 :]
            for one in await self.all("replicationProtectedItems")
            if one["name"] == name
        )

    async def sleep(self, seconds: float) -> None:
        clock = self.simulator.clock
        with clock.hold():
            await clock.sleep_until(clock.now() + timedelta(seconds=seconds))

    async def job(self, answer: EmulatorAnswer) -> Any:
        """The job that a 202 has begun, as it is now."""
        return await self.get(f"replicationJobs/{operation(answer)}")

    async def ended(self, answer: EmulatorAnswer) -> Any:
        """The same once it has ended, or waits for somebody."""
        for _ in range(2000):
            found = await self.job(answer)
            if found["properties"]["state"] in (*ENDED, "Suspended"):
                return found
            await self.sleep(15)
        raise AssertionError(f"the job does not end: {found['properties']}")

    async def act(self, path: str, body: Any = None) -> Any:
        """Begin something and follow it to its end; the job."""
        return await self.ended(await self.post(path, body))

    async def switch(self, name: str) -> tuple[str, Any]:
        """Path and body of the reprotect of an item between Azure regions: each disk is named, as the service wants."""
        item = await self.item(name)
        disks = (await self.get(item))["properties"]["providerSpecificDetails"]["protectedManagedDisks"]
        where = {"primaryStagingAzureStorageAccountId": "cache", "recoveryResourceGroupId": "group"}
        kept = [{"diskId": one["diskId"], **where} for one in disks]
        details = {"instanceType": "A2A", "vmManagedDisks": kept}
        said = {"replicationProtectedItemName": name, "providerSpecificDetails": details}
        return f"{item.rpartition('/replicationProtectedItems')[0]}/switchprotection", {"properties": said}

    def effects(self, what: str = "") -> list[tuple[str, str]]:
        """What really happened: (item, effect)."""
        return [(one.item, one.what) for one in self.simulator.rehearsal.ledger() if what in ("", one.what)]


def operation(answer: EmulatorAnswer) -> str:
    """The id in the address of the operation's status."""
    found = re.search(r"/replicationOperationStatus/([0-9a-f-]+)\?", answer.headers["azure-asyncoperation"])
    assert found is not None, answer.headers
    return found[1]


def emulated(
    main: Callable[[Client], Coroutine[Any, Any, Any]],
    definition: EstateDefinition | None = None,
    *,
    settings: Settings | None = None,
) -> Any:
    """Run a client against an emulator of its own; the bundled circles by default."""
    loop = SimLoop()
    world = Simulator.create(definition or load_estate(CIRCLES), Grain.PLAN, wall=loop.wall)
    simulator = Simulator(world, wall=loop.wall)

    async def opened() -> Any:
        await simulator.open()
        simulator.rehearsal.set_speed(None)
        try:
            return await main(Client(Emulator(simulator, settings=settings), simulator))
        finally:
            await simulator.close()

    return run_sim(opened(), loop)
