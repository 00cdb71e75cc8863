"""A server on this machine that plays recorded answers, and a provider that is connected to it by real sockets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web
from azure_actions import Action

from drconsole.documents.connection.definition import Authentication, Cloud, Connection, SignIn
from drconsole.providers.azure.clock import WallClock
from drconsole.providers.azure.identities import Identities
from drconsole.providers.azure.provider import AzureProvider
from drconsole.providers.azure.transport.credentials import MadeUp
from drconsole.providers.azure.transport.limits import RateLimit
from drconsole.providers.azure.transport.transport import ArmTransport
from drconsole.providers.azure.wire.ids import canonical, last


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]


@dataclass
class Server:
    """Plays one recorded action. ``fault``: what happens to its POST, after it had its effect."""

    action: Action
    fault: str = ""
    asked: list[Asked] = field(default_factory=list)
    effects: int = 0
    """How often the action was taken."""
    looks: int = 0

    @property
    def posts(self) -> list[Asked]:
        return [one for one in self.asked if one.method != "GET"]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(text) if (text := await request.text()) else None
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append(Asked(request.method, request.path, body, headers))
        if request.method == "POST":
            return self._post(request)
        return self._get(canonical(request.path))

    def _post(self, request: web.Request) -> web.StreamResponse:
        recorded = self.action.exchange
        if canonical(request.path) != canonical(self.action.path):
            return web.json_response({"error": {"code": "NotRecorded", "message": request.path}}, status=400)
        self.effects += 1
        if self.fault == "503":
            return web.json_response({}, status=503)
        if self.fault == "disconnect":
            assert request.transport is not None
            request.transport.abort()
        headers = {
            name: ", ".join(value) if isinstance(value, list) else str(value)
            for name, value in recorded["headers"].items()
            if name.lower() not in ("content-length", "content-encoding", "transfer-encoding", "content-type")
        }
        return web.json_response(recorded.get("response"), status=recorded["status"], headers=headers)

    def _get(self, path: str) -> web.StreamResponse:
        kind = last(path)
        if kind == "replicationprotecteditems":
            return web.json_response({"value": self._items(), "nextLink": None})
        if kind == "replicationrecoveryplans":
            return web.json_response({"value": [_listed(self._plan())] if self.action.of_plan else []})
        if kind == "replicationjobs":
            return web.json_response({"value": [_without_tasks(self._job())] if self.effects else []})
        if "/replicationjobs/" in path:
            if not self.effects or last(path) not in self._names():
                return web.json_response({"error": {"code": "ResourceNotFound"}}, status=404)
            job = self._job()
            self.looks += 1
            return web.json_response(job)
        if kind == "virtualnetworks":
            network = self.action.properties.get("networkId")
            return web.json_response({"value": [{"id": network, "name": last(network)}] if network else []})
        if path == canonical(self.action.target):
            return web.json_response(self._plan() if self.action.of_plan else self._items()[0])
        recorded = self.action.seen_before(path)
        if recorded is not None:
            return web.json_response(recorded)
        return web.json_response({"value": []})

    def _items(self) -> list[dict[str, Any]]:
        if self.action.of_plan:
            return [
                _item(member, self.action.providers[0] if self.action.providers else "A2A")
                for member in self.action.members
            ]
        found = self.action.seen_before(self.action.target) or _item(self.action.target, self.action.provider)
        return [self._where_it_runs(found), *_cached_by(self.action)]

    def _where_it_runs(self, item: dict[str, Any]) -> dict[str, Any]:
        """A recording may not show the item between its failover and its re-protect: the direction that was taken says
        where it ran then."""
        if self.action.name != "reprotect":
            return item
        over = self.action.properties.get("failoverDirection") == "RecoveryToPrimary"
        return {**item, "properties": {**item["properties"], "activeLocation": "Recovery" if over else "Primary"}}

    def _plan(self) -> dict[str, Any]:
        found = self.action.seen_before(self.action.target)
        if found is not None:
            return found
        members = [{"id": member, "virtualMachineId": last(member)} for member in self.action.members]
        told = {
            "friendlyName": last(self.action.target),
            "replicationProviders": self.action.providers,
            "groups": [{"groupType": "Boot", "replicationProtectedItems": members}],
        }
        return {"id": self.action.target, "name": last(self.action.target), "properties": told}

    def _job(self) -> dict[str, Any]:
        """The recorded job at this look, begun by the request that really came."""
        answers = self.action.answers()
        job = answers[min(self.looks, len(answers) - 1)] if answers else self.action._as_job({"status": "Succeeded"})
        request = self.posts[0].headers.get("x-ms-client-request-id", "") if self.posts else ""
        return {**job, "properties": {**job["properties"], "activityId": f"{request} ActivityId: none"}}

    def _names(self) -> set[str]:
        """The name and the alias of the job."""
        return {self.action.job.lower(), str(self._job()["name"]).lower()}


def _listed(plan: dict[str, Any]) -> dict[str, Any]:
    """As the list has it: without its groups [REC]."""
    return {**plan, "properties": {**plan["properties"], "groups": []}}


def _without_tasks(job: dict[str, Any]) -> dict[str, Any]:
    """As the list has it: neither tasks nor ``activityId``."""
    told = {name: value for name, value in job["properties"].items() if name not in ("tasks", "activityId")}
    return {**job, "properties": {**told, "tasks": []}}


def _item(arm_id: str, provider: str) -> dict[str, Any]:
    """An item of which the recording does not show more than its id."""
    return {
        "id": arm_id,
        "name": last(arm_id),
        "properties": {
            "friendlyName": last(arm_id),
            "protectionState": "Protected",
            "activeLocation": "Primary",
            "allowedOperations": [],
            "providerSpecificDetails": {"instanceType": provider},
        },
    }


def _cached_by(action: Action) -> list[dict[str, Any]]:
    """Another item, whose cache account is the one that the recorded re-protect names: the vault has to show one."""
    disks = (action.properties.get("providerSpecificDetails") or {}).get("vmManagedDisks")
    if action.name != "switchprotection" or not disks:
        return []
    recorded = action.seen_before(action.target) or {}
    region = recorded["properties"]["providerSpecificDetails"]["recoveryFabricLocation"]
    other = _item(f"{action.target.rpartition('/')[0]}/another", "A2A")
    account = disks[0]["primaryStagingAzureStorageAccountId"]
    other["properties"]["providerSpecificDetails"] |= {
        "primaryFabricLocation": region,
        "protectedManagedDisks": [{"primaryStagingAzureStorageAccountId": account}],
    }
    return [other]


def connection_to(vault: str, endpoint: str, **more: Any) -> Connection:
    """Connection of a vault's ARM id with an emulator's sign-in."""
    parts = vault.split("/")
    return replace(
        Connection(
            name="replayed",
            cloud=Cloud.CUSTOM,
            endpoint=endpoint,
            scope=f"{endpoint}/.default",
            subscription=parts[2],
            resource_group=parts[4],
            vault=parts[8],
            authentication=Authentication(SignIn.EMULATOR),
            read_only=False,
        ),
        **more,
    )


@asynccontextmanager
async def replayed(action: Action, fault: str = "") -> AsyncIterator[tuple[Server, AzureProvider]]:
    """The server and a provider connected to it, whatever loop this is."""
    server = Server(action, fault)
    async with served(server.answer) as endpoint:
        connection = connection_to(action.vault, endpoint)
        provider = provider_of(connection)
        await provider.open()
        try:
            yield server, provider
        finally:
            await provider.close()


def provider_of(connection: Connection) -> AzureProvider:
    transport = ArmTransport(connection, MadeUp(), RateLimit(rate=1e6, burst=1_000_000))
    return AzureProvider(connection, transport, WallClock(), Identities(connection), emulated=True)


@asynccontextmanager
async def served(answer: Any) -> AsyncIterator[str]:
    """Endpoint of a server on this machine."""
    app = web.Application(client_max_size=100 * 2**20)

    async def handle(request: web.Request) -> web.StreamResponse:
        return await answer(request)

    app.router.add_route("*", "/{anything:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
