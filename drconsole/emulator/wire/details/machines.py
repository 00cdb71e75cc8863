"""Parts that the details of every replication provider need: names, sizes and heartbeats of machines."""

from __future__ import annotations

from drconsole.emulator.wire.moments import of, written
from drconsole.emulator.wire.scene import Shown
from drconsole.providers.simulator.items.points import points_of
from drconsole.providers.simulator.items.replication import arrived_until

GIB = 1024**3
DEFAULT_FAMILY = "D"


def size(shown: Shown) -> str:
    """A size of Azure with as many cores as the item needs there."""
    family = shown.configured.size_family or DEFAULT_FAMILY
    return f"Standard_{family}{shown.configured.cores}s_v5"


def heartbeat(shown: Shown) -> str:
    """Now, as the service looks every few minutes; while the agent is lost, when its data last came."""
    if shown.status.agent_connected:
        return of(shown.status.as_of)
    until = arrived_until(shown.item, shown.scene.now)
    return written(until if until is not None else shown.scene.world.about.begins)


def calculated(shown: Shown) -> str | None:
    """Return when the RPO was calculated; None = there is none."""
    return None if shown.rpo is None else of(shown.status.as_of)


def last_point(shown: Shown) -> str | None:
    """Return when a recovery point was last received."""
    newest = points_of(shown.scene.world, shown.item, shown.scene.now).newest_processed()
    return None if newest is None else of(newest.time)


def agent_version(shown: Shown) -> str:
    """``9.62`` is ``9.62.0.0``, as the service writes versions."""
    parts = (shown.configured.agent_version or "0").split(".")
    return ".".join((*parts, *["0"] * (4 - len(parts))))


def os_type(shown: Shown) -> str:
    return shown.configured.os.capitalize()


def progress(shown: Shown) -> int | None:
    """Percent of the first copy; None = none is under way."""
    return 0 if shown.item.condition == "initial" else None


def group_id(shown: Shown) -> str:
    base = shown.configured.replication_group or shown.configured.key
    return shown.scene.world.draws.guid("multi-vm", base)


def flag(value: bool) -> str:
    """Yes and no as the service writes them in older objects."""
    return "true" if value else "false"
