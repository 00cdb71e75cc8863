"""Readiness of a walk: what the check lets through, nothing accepted, the provider takes, where nothing else happens.

Something else is a fault that struck or came meanwhile, a hold, a cancel.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from support.walking.ground import Ground, Row


@dataclass
class Ready:
    ground: Ground
    jobs: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Job that began ready -> the faults that there were, and how often they had struck."""

    def begun(self, job: str, shown: Row) -> None:
        if shown["ready"]:
            self.jobs[job] = self._faults()

    def disturbed(self, job: str) -> None:
        self.jobs.pop(job, None)

    def ended(self, job: Row) -> None:
        before = self.jobs.pop(job["id"], None)
        if before != self._faults():
            return
        failed = [item["key"] for item in job["items"] if item["outcome"] == "Failed"]
        if failed:
            errors = [one["message"] for task in self.ground.rig.tasks(job["id"]).values() for one in task["errors"]]
            self.ground.wrongly(
                f"{job['id']} {job['operation']} {job['target']} was ready, and failed: {failed} {errors}"
            )

    def _faults(self) -> tuple[int, int]:
        self.ground.effects()  # the world goes on up to now
        faults = self.ground.rig.world.faults.values()
        return len(faults), sum(fault.fired for fault in faults)
