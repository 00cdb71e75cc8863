"""Things that a path names: found without regard to case, or refused with 404."""

from __future__ import annotations

from drconsole.emulator.asked import Asked
from drconsole.emulator.names.fabrics import Fabric
from drconsole.emulator.refusals import Refused, arm, not_found
from drconsole.emulator.wire.running.jobs import children
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import Job, Node
from drconsole.recovery.types.estate.plans import Plan

GONE = "unprotected"
"""The condition of an item that is not replicated: the service knows none of it."""


def fabric(asked: Asked) -> Fabric:
    found = asked.scene.ids.fabrics.by_name.get(asked.found["fabric"].lower())
    if found is None:
        raise not_found("fabric", asked.found["fabric"])
    return found


def container(asked: Asked) -> Fabric:
    """A fabric has one container."""
    found = fabric(asked)
    if found.container.lower() != asked.found["container"].lower():
        raise not_found("protection container", asked.found["container"])
    return found


def items_of(asked: Asked, one: Fabric) -> dict[str, ItemState]:
    """Items that lie in a container now, by name."""
    ids = asked.scene.ids
    return {ids.item_name(item.key).lower(): item for item in protected(asked) if ids.sides(item)[0].name == one.name}


def protected(asked: Asked) -> list[ItemState]:
    return [item for item in asked.scene.world.items.values() if item.condition != GONE]


def item(asked: Asked) -> ItemState:
    one = container(asked)
    key = asked.scene.ids.items.get(asked.found["item"].lower())
    found = asked.scene.world.items.get(key or "")
    if found is None or found.condition == GONE or asked.scene.ids.sides(found)[0].name != one.name:
        raise not_found("replication protected item", asked.found["item"])
    silent(asked, found.key)
    return found


def plan(asked: Asked) -> Plan:
    key = asked.scene.ids.plans.get(asked.found["plan"].lower())
    if key is None:
        raise not_found("recovery plan", asked.found["plan"])
    silent(asked, key)
    return asked.scene.world.plans[key]


def job(asked: Asked) -> Job | tuple[Job, Node]:
    """A job by its own id or its operation's; or the job of one machine, with the job that began it."""
    ident = asked.found["job"]
    world = asked.scene.world
    found = world.job_of_reference.get(ident) or world.job_of_reference.get(ident.lower())
    if found is not None:
        silent(asked, found.target, *found.items)
        return found
    return child_job(asked, ident.lower())


def child_job(asked: Asked, ident: str) -> tuple[Job, Node]:
    known, world = asked.memory.children, asked.scene.world
    if ident not in known:
        for one in world.jobs.values():
            for node in children(asked.scene, one):
                known[node.remote_job or ""] = (one.id, node.id)
    job_id, node_id = known.get(ident, ("", ""))
    found = world.nodes.get(job_id, {}).get(node_id)
    if found is None:
        raise not_found("job", ident)
    return world.jobs[job_id], found


def whole_job(asked: Asked) -> Job:
    found = job(asked)
    if isinstance(found, Job):
        return found
    raise arm(409, "JobActionNotAllowed", "The emulator does not act on the job of one machine: act on its plan's job.")


def silent(asked: Asked, *keys: str) -> None:
    """Refuse where a fault of the world keeps the service from answering for one of these keys."""
    if any(asked.simulator.silent(key) for key in keys):
        raise unavailable()


def unavailable() -> Refused:
    return arm(503, "ServiceUnavailable", "The service is temporarily unavailable. Please try again later.")
