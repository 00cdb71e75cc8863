"""Destruction of a walk: what an operation said that it destroys, against what the world lost between before and after.

Asked by effect: recovery points, test machines, machines, whether a machine runs, whether it replicates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from support.walking.ground import Ground, Row

from drconsole.providers.simulator.items import replication
from drconsole.providers.simulator.items.points import points_of
from drconsole.providers.simulator.state.moments import moment


class Lost(StrEnum):
    POINTS = "all its recovery points"
    TEST = "its test machine"
    MACHINE = "a machine of it"
    POWER = "a machine that ran was shut down"
    REPLICATION = "its replication"


BY_EFFECT: Mapping[str, Lost] = {
    "test-machine-deleted": Lost.TEST,
    "machine-deleted": Lost.MACHINE,
    "azure-machine-deleted": Lost.MACHINE,
    "old-source-deleted": Lost.MACHINE,
    "source-shut-down": Lost.POWER,
    "old-source-shut-down": Lost.POWER,
    "machine-stopped": Lost.POWER,
    "replication-stopped": Lost.REPLICATION,
    "points-deleted": Lost.POINTS,
}
BY_FINDING: Mapping[str, Lost] = {
    "disable-deletes-points": Lost.POINTS,
    "commit-deletes-machine": Lost.MACHINE,
    "old-source-deleted": Lost.MACHINE,
    "change-recreates-machine": Lost.MACHINE,
    "old-source-off": Lost.POWER,
    "old-source-kept": Lost.POWER,
    "two-machines-run": Lost.POWER,
}
"""Kinds of findings; of the whole target where they name no item."""
BY_WARNING: tuple[tuple[str, Lost], ...] = (
    (r"deletes all recovery points of: ([^.]*)\.", Lost.POINTS),
    (r"leaves unprotected: ([^.]*)\.", Lost.REPLICATION),
)
"""With the names of the items."""
BY_TASK: Mapping[str, Lost] = {
    "VmShutdownVmOnPrimary": Lost.POWER,
    "VmShutdownVmOnSecondary": Lost.POWER,
    "ShutdownVmRecovery": Lost.POWER,
    "VmFailover": Lost.REPLICATION,
    "VmTfoDeleteTestVm": Lost.TEST,
    "CancelFailoverRecovery": Lost.MACHINE,
}
"""Tasks that are shown and not skipped."""
MUST_COME = {Lost.POINTS, Lost.MACHINE, Lost.TEST}
"""A shutdown is only tried, and two machines may be one; replication is looked at itself."""


@dataclass(frozen=True)
class Before:
    """Of one item."""

    points: int
    tests: int
    replicates: bool


@dataclass
class Destruction:
    ground: Ground
    jobs: dict[str, tuple[Row, Mapping[str, Before]]] = field(default_factory=dict)

    def before(self) -> dict[str, Before]:
        self.ground.effects()  # the world goes on up to now
        world, at = self.ground.rig.world, moment(self.ground.player.engine.provider.clock.now())
        return {
            key: Before(len(points_of(world, item, at).listed()), len(item.test_machines), replication.flows(item))
            for key, item in world.items.items()
        }

    def begun(self, job: str, shown: Row, before: Mapping[str, Before]) -> None:
        self.jobs[job] = (shown, before)

    def ended(self, job: Row) -> None:
        shown, before = self.jobs.pop(job["id"])
        after, happened = self.before(), self._happened(job["id"])
        for item in job["items"]:
            key = item["key"]
            said, lost = said_of(shown, key), {*happened.get(key, ())}
            gone = key in shown["qualified"] and not after[key].points  # what takes no part, others may work on
            if before[key].points and (Lost.POINTS in lost or gone):
                lost.add(Lost.POINTS)
            else:
                lost.discard(Lost.POINTS)  # there were none
            if Lost.MACHINE in said:
                said.add(Lost.POWER)
            where = f"{job['id']} {job['operation']} {job['target']} ({item['outcome']})"
            for what in sorted(lost - said):
                self.ground.wrongly(f"{where}: {key} lost {what}, and nothing had said so")
            if item["outcome"] != "Succeeded":
                continue
            if not before[key].tests:
                said.discard(Lost.TEST)  # the test has left no machine: the task has nothing to do
            for what in sorted(said & MUST_COME - lost):
                self.ground.wrongly(f"{where}: {key} was to lose {what}, and did not")
            if Lost.REPLICATION in said and after[key].replicates:
                self.ground.wrongly(f"{where}: {key} was to be unprotected, and replicates")

    def _happened(self, job: str) -> dict[str, set[Lost]]:
        """By the job's own work; a machine that it has made itself is no loss."""
        found: dict[str, set[Lost]] = {}
        made: set[tuple[str, str]] = set()
        for effect in self.ground.effects():
            if effect.work.partition("/")[0] != job:
                continue
            if effect.what in ("machine-created", "test-machine-created"):
                made.add((effect.item, effect.detail.partition(" ")[0]))
            what = BY_EFFECT.get(effect.what)
            if what is None or "off already" in effect.detail:
                continue
            if (effect.item, effect.detail.partition(" ")[0]) not in made:
                found.setdefault(effect.item, set()).add(what)
        return found


def said_of(shown: Row, key: str) -> set[Lost]:
    """What a preview says that an item loses: in findings, warnings and tasks."""
    found = set()
    for finding in shown["findings"]:
        what = BY_FINDING.get(finding["id"].partition(":")[0])
        if what is not None and finding["key"] in (key, None):
            found.add(what)
    name = next((item["name"] for item in shown["items"] if item["key"] == key), key)
    for warning in shown["warnings"]:
        for pattern, what in BY_WARNING:
            names = re.search(pattern, warning)
            if names and name in names[1].split(", "):
                found.add(what)
    for task in tasks(shown["tasks"]):
        if task["item_key"] == key and task["name"] in BY_TASK and task["state"] != "Other":
            found.add(BY_TASK[task["name"]])
    return found


def tasks(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from tasks(row["tasks"])
