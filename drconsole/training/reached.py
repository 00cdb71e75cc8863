"""RTO and RPO that the failovers of an exercise reached, against what they may be at most.

Told, never scored by itself: what a lesson wants of them is an objective of it, and speed alone earns nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypedDict

from drconsole.records.clock import seconds_between
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.words import FAILS_OVER

if TYPE_CHECKING:
    from drconsole.training.predicates.scene import Scene

_NAMES = frozenset(operation.value for operation in FAILS_OVER)


class FailoverRow(TypedDict):
    """Failover that ended, as the history keeps it too. Seconds; None = unknown, or nobody set an objective."""

    operation: str
    target: str
    state: str
    rto: float | None
    rto_target: float | None
    rpo: float | None
    """Of the machine that lost most."""
    rpo_target: float | None
    """Of that machine."""
    rpo_item: str
    """Its name; empty = no machine lost anything that is known."""


def reached(scene: Scene) -> list[FailoverRow]:
    """Return what each failover reached, oldest first."""
    targets = {item["key"]: item["rpo_objective"] for item in scene.items}
    return [_of(job, targets) for job in scene.jobs if job["operation"] in _NAMES and job["ended_at"] is not None]


def _of(job: JobRow, targets: Mapping[str, int | None]) -> FailoverRow:
    loss, name, key = max(_losses(job), default=(None, "", ""))
    took = seconds_between(job["started_at"], job["ended_at"])
    return {
        "operation": job["operation"],
        "target": job["target"],
        "state": job["state"],
        "rto": took,
        "rto_target": job["rto"],
        "rpo": loss,
        "rpo_target": targets.get(key),
        "rpo_item": name,
    }


def _losses(job: JobRow) -> Iterator[tuple[float, str, str]]:
    for item in job["items"]:
        used = item["point_used"]
        if used is not None and used["data_loss"] is not None:
            yield used["data_loss"], item["name"], item["key"]
