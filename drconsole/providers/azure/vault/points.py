"""Recovery points: those of an item, and the times of those that items were failed over to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from drconsole.providers.azure.calls import Call, JsonObject, Transport, Urgency
from drconsole.providers.azure.identities import Identities
from drconsole.providers.azure.vault.snapshot import Snapshot
from drconsole.providers.azure.wire import points
from drconsole.providers.azure.wire.json import text
from drconsole.providers.azure.wire.moments import moment
from drconsole.providers.port import Unreachable
from drconsole.recovery.types.estate.estate import ItemStatus
from drconsole.recovery.types.estate.points import PointsRead

Clock = Callable[[], datetime]

AT_ONCE = 20
"""Points that are asked for in one look at the vault; the rest comes with the next ones (our choice)."""


async def read(transport: Transport, identities: Identities, snapshot: Snapshot, key: str, now: Clock) -> PointsRead:
    """Points of one item, read now; an error where it has none to tell."""
    if key not in snapshot.items:
        return PointsRead(key, now(), error=f"there is no item '{key}'")
    found: list[JsonObject] = []
    try:
        async for page in transport.pages(Call("GET", f"{identities.id_of(key)}/recoveryPoints"), Urgency.OPEN_VIEW):
            found.extend(page)
    except Unreachable as error:
        return PointsRead(key, now(), error=str(error))
    listed = points.points(found, key)
    arrived = snapshot.statuses[key].replicated_until
    newer = arrived is not None and (not listed or arrived > listed[0].time)
    return PointsRead(key, now(), listed, unprocessed_until=arrived if newer else None)


class PointTimes:
    """Keeps what was read: a point's time never changes."""

    def __init__(self, transport: Transport, identities: Identities) -> None:
        self._transport = transport
        self._identities = identities
        self._known: dict[tuple[str, str], datetime | None] = {}

    async def put_into(self, statuses: Mapping[str, ItemStatus]) -> dict[str, ItemStatus]:
        """The statuses with the times of their points; None where a point is gone, or was not read yet."""
        wanted = [(key, one.failover_point_id) for key, one in statuses.items() if one.failover_point_id is not None]
        for key, point in [one for one in wanted if one not in self._known][:AT_ONCE]:
            await self._read(key, point)
        times = {key: self._known.get((key, point)) for key, point in wanted}
        return {
            key: replace(one, failover_point_time=times[key]) if times.get(key) is not None else one
            for key, one in statuses.items()
        }

    async def _read(self, key: str, point: str) -> None:
        call = Call("GET", points.arm_id(self._identities.id_of(key), point))
        try:
            answer = await self._transport.ask(call, Urgency.BACKGROUND)
        except Unreachable:
            return
        if answer.ok or answer.status == 404:
            self._known[key, point] = moment(text(answer.body, "properties", "recoveryPointTime"))
