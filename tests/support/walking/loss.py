"""Data loss of a walk: what points, previews and jobs say of it, against what the world's ledger says was written.

The ledger tells when each machine ran; what a source wrote after a point, until it stopped or was failed over, is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from support.rows import points, used
from support.walking.ground import Ground, Row

from drconsole.providers.port import Effect
from drconsole.providers.simulator.items import sides
from drconsole.providers.simulator.service.conditions import CONDITIONS
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import DrError

ON = frozenset({"machine-started", "machine-powered-on", "source-returned"})
OFF = frozenset(
    {
        "source-shut-down",
        "source-off",
        "source-lost",
        "old-source-shut-down",
        "machine-stopped",
        "machine-powered-off",
        "machine-deleted",
        "azure-machine-deleted",
        "old-source-deleted",
    }
)
"""Effects after which a machine runs, or runs no more, at the site that they name."""
LOSES = {Operation.FAILOVER.value, Operation.CHANGE_RECOVERY_POINT.value}
CLOSE = 1.0
"""Seconds by which numbers may differ: rows have whole seconds."""


Spans = list[tuple[datetime, datetime]]


@dataclass
class Loss:
    ground: Ground

    async def probe(self) -> None:
        """All that is said of points at one moment, of every item and choice; time must stand still."""
        for name in self.ground.names:
            key, listed = str(self.ground.row("item", name)["key"]), await self._listed(name)
            wrote = self._wrote(key)
            for ident, point in listed.items():
                if self._hold(f"{key}: its points say of {ident}", point["data_loss"], point["time"], wrote):
                    break
            for operation, options in self._choices(name, list(listed)):
                body = {"operation": operation, "target": f"item:{name}", "options": options}
                try:
                    shown = points(await self.ground.player.ask("Preview", body))
                except DrError:
                    continue
                for point in shown.values():
                    self._same(f"{key}: {operation} {options['point']}", point, listed)

    async def _listed(self, name: str) -> dict[str, Row]:
        try:
            found = await self.ground.player.ask("RecoveryPoints", {"item": name})
        except DrError:
            return {}
        return {one["id"]: one for one in found["points"]}

    def _choices(self, name: str, listed: list[str]) -> Iterator[tuple[str, Row]]:
        for operation in sorted(LOSES & {*self.ground.row("item", name)["allowed_operations"]}):
            yield operation, {"point": "latest"}
            yield operation, {"point": "latest-processed"}
            if listed:
                yield operation, {"point": "custom", "point_id": self.ground.draws.choice(listed)}

    def _same(self, where: str, point: Row, listed: Mapping[str, Row]) -> None:
        """A preview and the points; one that is made during the run is in no list yet."""
        if point["id"] is None:
            return
        said, other = point["data_loss"], listed[point["id"]]["data_loss"]
        if said != other:
            self.ground.wrongly(f"{where} loses {said} s by its preview, and {other} s by its points")

    def ended(self, job: Row, shown: Row) -> None:
        """What a job says that its points have lost, right after its end."""
        foretold = points(shown)
        for key, point in used(job).items():
            told, where = point["data_loss"], f"{job['id']} {job['operation']}: {key} at {point['id']}"
            if told is None:
                if job["operation"] != Operation.TEST_FAILOVER and self._over(key):
                    self.ground.wrongly(f"{where} lost nobody knows how much")
                continue
            self._hold(where, told, point["time"], self._wrote(key))
            before = foretold.get(key)
            if before and before["id"] == point["id"] and told < before["data_loss"] - CLOSE:
                self.ground.wrongly(f"{where} lost {told} s, and {before['data_loss']} s were foretold")

    # The world's own truth

    def _hold(self, where: str, told: float, time: str, wrote: Spans) -> bool:
        """Told is the time from the point to the moment in which its source wrote last. Return whether it is wrong."""
        last = max((end for _, end in wrote), default=datetime.fromisoformat(time))
        lost = max(0.0, (last - datetime.fromisoformat(time)).total_seconds())
        wrong = abs(told - lost) > CLOSE
        if wrong:
            self.ground.wrongly(f"{where} that {told} s are lost; its source wrote for {lost} s more")
        return wrong

    def _over(self, key: str) -> bool:
        return CONDITIONS[self.ground.rig.world.items[key].condition].failed_over

    def _wrote(self, key: str) -> Spans:
        """Spans in which the source ran, up to the failover or to now."""
        rig = self.ground.rig
        effects = [effect for effect in self.ground.effects() if effect.item == key]
        site, now = sides.source_of(rig.world, rig.world.items[key]), self.ground.player.engine.provider.clock.now()
        until = self._failed_over(effects) if self._over(key) else now
        since = datetime.min.replace(tzinfo=UTC) if site == rig.world.configured[key].source else None
        found: Spans = []
        for effect in effects:
            if effect.at > until or not effect.detail.endswith(f"at={site}"):
                continue
            if effect.what in ON:
                since = since or effect.at
            elif effect.what in OFF and since is not None:
                found.append((since, effect.at))
                since = None
        return [*found, (since, until)] if since is not None else found

    def _failed_over(self, effects: list[Effect]) -> datetime:
        """When it was failed over last: a change of the point makes a machine anew, and is no failover."""
        operations = {row["id"]: row["operation"] for row in self.ground.rig.jobs()}
        made = [effect for effect in effects if effect.what == "machine-created"]
        failovers = [one for one in made if operations[one.work.partition("/")[0]] != Operation.CHANGE_RECOVERY_POINT]
        return failovers[-1].at
