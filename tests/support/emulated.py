"""Azure's provider over the emulator's core over the simulated world: on virtual time, without sockets.

Provider and emulator share no code; only here do they meet.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from drconsole.documents.connection.definition import Authentication, Cloud, Connection, SignIn
from drconsole.documents.definition import EstateDefinition
from drconsole.emulator.calls import EmulatorAnswer, EmulatorCall
from drconsole.emulator.service import Emulator
from drconsole.emulator.settings import Settings
from drconsole.providers.azure.calls import VAULT, Answer, Call, JsonObject, Urgency
from drconsole.providers.azure.identities import Identities
from drconsole.providers.azure.provider import AzureProvider
from drconsole.providers.azure.refusals import unreachable
from drconsole.providers.azure.wire.acting.requests import request_id
from drconsole.providers.azure.wire.ids import canonical
from drconsole.providers.port import Effect, FaultAtWork, NoAnswer, Unreachable, Work
from drconsole.providers.simulator import Simulator, World
from drconsole.recovery.types.estate.plans import Group, Plan
from drconsole.recovery.types.words import Grain, Mode

HOST = "127.0.0.1:8443"
VERSION = "2025-08-01"
MARK = "0badcafe"


class EmulatedTransport:
    """``calls.Transport`` into an emulator's core: what goes through here is JSON as it would be on a wire."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self.sent: list[Call] = []
        """Every POST, in order."""
        self.skew = timedelta()
        self.closed_for = 0.0

    async def _once(self, call: Call) -> EmulatorAnswer:
        path = call.path.replace(VAULT, self._emulator.ids.vault)
        parts = urlsplit(path)
        query = {"api-version": VERSION, **call.query, **dict(parse_qsl(parts.query, keep_blank_values=True))}
        headers = {"host": HOST, "authorization": "Bearer made-up"}
        if call.request_id:
            headers["x-ms-client-request-id"] = call.request_id
        body = json.loads(json.dumps(call.body)) if call.body is not None else None
        return await self._emulator.answer(EmulatorCall(call.method, parts.path, query, headers, body))

    async def ask(self, call: Call, urgency: Urgency = Urgency.OPEN_VIEW) -> Answer:
        answer = await self._once(call)
        if answer.dropped:
            raise Unreachable("the connection was dropped")
        if answer.status >= 500 or answer.status in (408, 429):
            raise unreachable(_answer(answer))
        return _answer(answer)

    async def pages(self, call: Call, urgency: Urgency = Urgency.BACKGROUND) -> AsyncIterator[Sequence[JsonObject]]:
        while True:
            answer = await self.ask(call, urgency)
            if not answer.ok or answer.body is None:
                raise unreachable(answer)
            value: Any = answer.body["value"]
            yield value
            link = answer.body.get("nextLink")
            if not link:
                return
            call = Call("GET", str(link))

    async def send(self, call: Call) -> Answer:
        self.sent.append(call)
        answer = await self._once(call)
        if answer.dropped or answer.status >= 500 or answer.status == 408:
            raise NoAnswer(f"the service answered {answer.status}")
        return _answer(answer)

    async def close(self) -> None:
        """Nothing is open."""


def _answer(answer: EmulatorAnswer) -> Answer:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    body = json.loads(json.dumps(answer.body)) if answer.body is not None else None
    return Answer(answer.status, headers, body)


@dataclass
class EmulatedVault:
    """A vault that outlives the providers which look at it, as Azure outlives an engine."""

    world: World
    wall: Any
    keys: dict[str, str] = field(default_factory=dict)
    """What ``vault.json`` keeps over lives."""
    works: dict[str, str] = field(default_factory=dict)
    """Id of each request -> key of the work that it was sent for."""
    speed: float | None = None
    lost: str = ""
    """Kind of the fault that takes the answer of one POST, after its effect (``emulator.faults.KINDS``)."""
    losses: int = 0
    """How often it struck."""

    @classmethod
    def of(cls, definition: EstateDefinition, wall: Any) -> EmulatedVault:
        return cls(Simulator.create(definition, Grain.PLAN, wall=wall, mode=Mode.EXERCISE), wall)

    def open(self) -> EmulatedProvider:
        """Another look at it."""
        return EmulatedProvider(self)

    def key(self, item: str) -> str:
        """Key of an item by what the world calls it."""
        return canonical(Emulator(Simulator(self.world, wall=self.wall)).ids.item(self.world.items[item]))

    def plan_key(self, plan: str) -> str:
        return canonical(Emulator(Simulator(self.world, wall=self.wall)).ids.plan(plan))

    def translated(self, definition: EstateDefinition) -> EstateDefinition:
        """The estate with the keys that a vault's things have."""
        keys = {item.key: self.key(item.key) for item in definition.items}
        return replace(
            definition,
            items=tuple(replace(item, key=keys[item.key]) for item in definition.items),
            plans=tuple(self._plan(plan, keys) for plan in definition.plans),
        )

    def _plan(self, plan: Plan, keys: dict[str, str]) -> Plan:
        groups = tuple(_group(group, keys) for group in plan.groups)
        return replace(plan, key=self.plan_key(plan.key), groups=groups)


def _group(group: Group, keys: dict[str, str]) -> Group:
    return replace(group, items=tuple(keys[item] for item in group.items))


class EmulatedProvider(AzureProvider):
    """The provider, with the emulated world that it looks at in its hand."""

    def __init__(self, vault: EmulatedVault) -> None:
        self.simulator = Simulator(vault.world, wall=vault.wall)
        self.emulator = Emulator(self.simulator, settings=Settings())
        self.transport = EmulatedTransport(self.emulator)
        ids = self.emulator.ids
        connection = Connection(
            name=vault.world.about.name,
            cloud=Cloud.CUSTOM,
            endpoint=f"https://{HOST}",
            scope=f"https://{HOST}/.default",
            subscription=ids.subscription,
            resource_group="drconsole-emulator",
            vault=ids.vault_name,
            authentication=Authentication(SignIn.EMULATOR),
            read_only=False,
            cache_accounts=ids.cache_accounts,
        )
        identities = Identities(connection, mark=MARK)
        identities.keys = vault.keys
        super().__init__(connection, self.transport, self.simulator.clock, identities, emulated=True)
        self._vault = vault

    async def open(self) -> None:
        await self.simulator.open()
        self.simulator.rehearsal.set_speed(self._vault.speed)
        if self._vault.lost:
            params = {"method": "POST", "when": "after"}
            await self._control("POST", "faults", {"kind": self._vault.lost, "params": params})
        await super().open()

    async def begin(self, work: Work) -> str:
        self._vault.works[request_id(work.key, MARK)] = work.key
        return await super().begin(work)

    @property
    def place(self) -> None:  # type: ignore[override]
        """Nobody has to be armed for a world of a test's own."""

    async def _control(self, method: str, route: str, body: JsonObject | None = None) -> Any:
        call = EmulatorCall(method, f"/_emulator/{route}", {}, {"host": HOST}, body)
        answer = await self.emulator.answer(call)
        assert answer.status < 400, answer.body
        return answer.body

    async def close(self) -> None:
        await super().close()
        if self._vault.lost:
            faults = (await self._control("GET", "faults"))["faults"]
            self._vault.losses += sum(one["fired"] for one in faults if one["kind"] == self._vault.lost)
        await self.simulator.close()

    @property
    def world_rehearsal(self) -> WorldRehearsal:
        """What only the test can do to the world behind."""
        return WorldRehearsal(self.simulator, self._vault)


class WorldRehearsal:
    """The world's rehearsal, in the keys of provider and engine."""

    def __init__(self, simulator: Simulator, vault: EmulatedVault) -> None:
        self._inner = simulator.rehearsal
        self._items = {known.rpartition("/")[2]: key for known, key in vault.keys.items() if "protecteditems" in known}
        self._works = vault.works

    def ledger(self) -> list[Effect]:
        return [
            replace(
                one,
                item=self._items.get(one.item.lower(), one.item),
                work=self._works.get(one.work.lower(), one.work),
            )
            for one in self._inner.ledger()
        ]

    def at_work(self, items: Iterable[str] | None = None) -> list[FaultAtWork]:
        return self._inner.at_work(items)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
