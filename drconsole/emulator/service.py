"""The emulator's core, without sockets: one call in, one answer out.

It tells the world as Site Recovery would, and keeps next to nothing itself: what is done, is done in the world.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import unquote

from drconsole.emulator import roles
from drconsole.emulator.asked import Asked, Memory
from drconsole.emulator.calls import EmulatorAnswer, EmulatorCall
from drconsole.emulator.faults import WireFaults
from drconsole.emulator.limits import Limits
from drconsole.emulator.names.ids import RESOURCE_GROUP, Ids
from drconsole.emulator.refusals import Refused, arm, service
from drconsole.emulator.routes import control, manager, vault
from drconsole.emulator.routes.route import Route, answer
from drconsole.emulator.settings import Settings
from drconsole.emulator.wire.scene import Scene
from drconsole.providers.simulator import Simulator, World
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput

OLDEST_VERSION = "2022-08-01"
"""The oldest api-version that is taken; all later ones are."""
_VERSION = re.compile(r"^\d{4}-\d{2}-\d{2}(-preview)?$")
_SLASHES = re.compile("/{2,}")
_VAULT = re.compile(
    r"^/subscriptions/(?P<subscription>[^/]+)/resourcegroups/(?P<group>[^/]+)"
    r"/providers/microsoft\.recoveryservices/vaults/(?P<vault>[^/]+)/(?P<rest>(?!providers/).+)$",
    re.IGNORECASE,
)


class Emulator:
    """A simulated world at PLAN grain behind Site Recovery's REST interface. ``timer``: seconds of the clock that calls
    are counted on; by default the world's own. Raises ``ValueError`` for a world at another grain."""

    def __init__(
        self,
        simulator: Simulator,
        *,
        settings: Settings | None = None,
        timer: Callable[[], float] | None = None,
    ) -> None:
        world = simulator.world
        if world.about.grain is not Grain.PLAN:
            raise ValueError("the emulator needs a world at PLAN grain")
        self._simulator = simulator
        self._settings = settings or Settings()
        self._memory = Memory()
        self._faults = WireFaults()
        self._limits = Limits(self._settings, timer or (lambda: simulator.clock.moment() / 1e6))
        self._control = control.table(self._faults)
        self._known: tuple[World, Ids] = (world, Ids(world))
        simulator.use_secrets(self._memory)

    @property
    def ids(self) -> Ids:
        """Ids of the world as it is now; another world after the simulator was opened anew."""
        world = self._simulator.world
        if self._known[0] is not world:
            self._known = (world, Ids(world))
            self._memory.children.clear()
        return self._known[1]

    async def answer(self, call: EmulatorCall) -> EmulatorAnswer:
        """Answer one call. Never raises for what a client sends; an error is an answer."""
        path = _SLASHES.sub("/", unquote(call.path)).rstrip("/") or "/"
        request_id = call.headers.get("x-ms-client-request-id", "")
        try:
            given = await self._answer(call, path)
        except Refused as refused:
            given = refused.answer
        except BadInput as error:
            given = control.as_refused(error).answer
        told = {"x-ms-client-request-id": request_id} if request_id else {}
        return given.with_headers({"cache-control": "no-cache", **told})

    async def _answer(self, call: EmulatorCall, path: str) -> EmulatorAnswer:
        asked = self._asked(call)
        for table in (self._control, manager.OPEN_TABLE):
            if (found := table.find(call.method, path)) is not None:
                return await answer(*_with(found, asked))
        _check_bearer(call)
        address = "?".join((path, *(f"{name}={value}" for name, value in call.query.items())))
        if (struck := self._faults.strike(call.method, address, "before")) is not None:
            return struck
        left = self._limits.take(call.method)
        given = await self._route(asked, path)
        if (struck := self._faults.strike(call.method, address, "after")) is not None:
            return struck
        return given.with_headers(left)

    def _asked(self, call: EmulatorCall) -> Asked:
        now = self._simulator.up_to_now()
        scene = Scene(self._simulator.world, self.ids, now, self._memory.seen)
        said = call.headers.get("x-ms-client-request-id")
        version = next((value for name, value in call.query.items() if name.lower() == "api-version"), "")
        asked = Asked(call, scene, self._simulator, self._settings, self._memory, version)
        return replace(asked, request_id=said) if said else asked

    async def _route(self, asked: Asked, path: str) -> EmulatorAnswer:
        if not asked.version:
            raise arm(
                400,
                "MissingApiVersionParameter",
                "The api-version query parameter (?api-version=) is required for all requests.",
            )
        inside = _VAULT.match(path)
        if inside is None:
            return await self._manager(asked, path)
        self._check_vault(inside.groupdict())
        _check_version(asked.version)
        found = vault.TABLE.find(asked.call.method, inside["rest"])
        if found is None:
            raise _no_route(asked.call.method, path)
        roles.check(self._memory.role, asked.call.method, path, found[0].segments)
        if asked.call.method == "POST" and self._starts_on_busy(asked, inside["rest"]):
            raise _busy(asked)
        return await answer(*_with(found, asked))

    async def _manager(self, asked: Asked, path: str) -> EmulatorAnswer:
        found = manager.TABLE.find(asked.call.method, path)
        if found is None:
            raise _no_route(asked.call.method, path)
        names = found[1]
        if "subscription" in names:
            self._check_subscription(names["subscription"])
        if "vault" in names:
            self._check_vault(names)
        return await answer(*_with(found, asked))

    def _check_subscription(self, name: str) -> None:
        if name.lower() != self.ids.subscription:
            raise arm(404, "SubscriptionNotFound", f"The subscription '{name}' could not be found.")

    def _check_vault(self, names: Mapping[str, str]) -> None:
        self._check_subscription(names["subscription"])
        if names["group"].lower() != RESOURCE_GROUP:
            raise arm(404, "ResourceGroupNotFound", f"Resource group '{names['group']}' could not be found.")
        if names["vault"].lower() != self.ids.vault_name.lower():
            kind = f"Microsoft.RecoveryServices/vaults/{names['vault']}"
            group = names["group"]
            raise arm(404, "ResourceNotFound", f"The Resource '{kind}' under resource group '{group}' was not found.")

    def _starts_on_busy(self, asked: Asked, rest: str) -> bool:
        """Return whether this begins something on a plan or item on which something is under way, and a
        fault makes that a refusal."""
        parts = rest.lower().split("/")
        scene = asked.scene
        if parts[0] == "replicationrecoveryplans" and len(parts) == 3:
            key = scene.ids.plans.get(parts[1])
            under_way = key is not None and bool(scene.world.plan_states[key].busy)
        elif len(parts) == 7 and parts[4] == "replicationprotecteditems":
            key = scene.ids.items.get(parts[5])
            under_way = key is not None and bool(scene.world.items[key].busy)
        else:
            return False
        return under_way and self._faults.busy(asked.call.method, rest)


def _with(found: tuple[Route, Mapping[str, str]], asked: Asked) -> tuple[Route, Asked, Mapping[str, str]]:
    return found[0], asked, found[1]


def _check_bearer(call: EmulatorCall) -> None:
    """Any bearer will do; none is what Resource Manager refuses."""
    said = call.headers.get("authorization", "")
    if said.lower().startswith("bearer ") and said[7:].strip():
        return
    raise arm(
        401,
        "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing.",
        {
            "www-authenticate": f'Bearer authorization_uri="{call.origin}/adfs", error="invalid_token", '
            "error_description=\"The authentication failed because of missing 'Authorization' header.\""
        },
    )


def _check_version(version: str) -> None:
    if _VERSION.match(version) and version >= OLDEST_VERSION:
        return
    raise arm(
        400,
        "NoRegisteredProviderFound",
        f"No registered resource provider found for API version '{version}' for type 'vaults'. The supported "
        f"api-versions are '{OLDEST_VERSION}' and all later ones.",
    )


def _busy(asked: Asked) -> Refused:
    return service(
        409,
        "532",
        "An operation is in progress.",
        "Another operation on the same target has not ended.",
        "Wait until it ends, or cancel it, and try again.",
        request_id=asked.request_id,
    )


def _no_route(method: str, path: str) -> Refused:
    return arm(404, "ResourceNotFound", f"There is nothing at '{path}' for {method}.")
