"""A room in which failovers need approval, and who acts in it: what tests of approvals begin with."""

from __future__ import annotations

from typing import Any

from support.estates import small
from support.rig import Rig
from support.room import ANN, FAILOVER, OWNER, Room, peer

from drconsole.recovery.types.words import Grain

PROPOSE = {**FAILOVER, "comment": "fire in oslo"}


def rig() -> Rig:
    return Rig(small(), Grain.STEP, speed=60.0)


async def seated(room: Room, needed: int = 1, operation: str = "failover") -> None:
    """Ann operates; bob and eve approve; so many approvals are needed."""
    await room.seat("ann", "operator")
    await room.seat("bob", "approver")
    await room.seat("eve", "approver")
    await rule(room, operation, needed)


async def rule(room: Room, operation: str, needed: int, **more: Any) -> dict[str, Any]:
    return await room.ask(peer(OWNER), "SetRule", operation=operation, needed=needed, **more)


async def proposed(room: Room, **more: Any) -> dict[str, Any]:
    answer = await room.ask(peer(ANN), "Propose", **{**PROPOSE, **more})
    assert "ok" in answer, answer
    return dict(answer["ok"])


async def approve(room: Room, who: Any, made: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"proposal": made["id"], "digest": made["digest"], "confirm": "crew", **more}
    return await room.ask(who, "Approve", **body)


async def start(room: Room, made: dict[str, Any], **more: Any) -> dict[str, Any]:
    return await room.ask(peer(ANN), "StartJob", **{**FAILOVER, "proposal": made["id"], **more})


def code(answer: dict[str, Any]) -> str:
    return str(answer["error"]["code"]) if "error" in answer else "taken"


def events(world: Rig, kind: str) -> list[dict[str, Any]]:
    return [event for event in world.store.journal() if event["kind"] == kind]
