"""Network of a test failover, as a request names it."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.emulator.acting.bodies import Body
from drconsole.emulator.names.slugs import slug
from drconsole.emulator.refusals import service

NONE = "none"


def test_network(body: Body, keys: Sequence[str]) -> str | None:
    """The network's name in the estate; ``none`` = attached to none, None = not said. Refuses one that is not at the
    side where the test machines come up (25080, recorded)."""
    said = body.text("networkId") or body.provider_network()
    kind = (body.text("networkType") or "").lower()
    if kind == "nonetworkattachasinput":
        return NONE
    if said is None:
        return None
    asked = body.asked
    ids, world = asked.scene.ids, asked.scene.world
    item = world.items[keys[0]]
    configured = world.configured[item.key]
    site = configured.source if item.back else configured.target
    name = said.rstrip("/").rpartition("/")[2].lower()
    for net in world.networks:
        if net.site == site and name in (net.name.lower(), slug(net.name).lower()):
            return net.name
    known = [ids.virtual_network(net) for net in world.networks if net.site == site]
    raise service(
        400,
        "25080",
        "Network type selected for test failover is not correct.",
        f"There is no network '{said}' at {site}.",
        f"Give one of {', '.join(known)}." if known else "Use NoNetworkAttachAsInput.",
        request_id=asked.request_id,
    )
