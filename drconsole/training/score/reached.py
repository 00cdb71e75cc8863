"""RTO and RPO that the failovers of an exercise reached, against what they may be at most.

Told, never scored by itself: what a lesson wants of them is an objective of it, and speed alone earns nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from drconsole.records.clock import seconds_between
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.words import FAILS_OVER, Operation

if TYPE_CHECKING:
    from drconsole.training.predicates.scene import Scene

_NAMES = frozenset(operation.value for operation in FAILS_OVER)
_ANEW = Operation.CHANGE_RECOVERY_POINT.value


class FailoverRow(TypedDict):
    """Failover, or change of its recovery point, that ended, as the history keeps it too. Seconds; None = unknown, or
    nobody set an objective."""

    operation: str
    target: str
    state: str
    rto: float | None
    """Time that it took; a change of the point counts from the begin of the failover before it, the time in which
    people thought included."""
    rto_target: float | None
    rpo: float | None
    """RPO of the machine that lost most."""
    rpo_target: float | None
    """RPO objective of that machine."""
    rpo_item: str
    """Name of that machine; empty = no machine lost anything that is known."""


def reached(scene: Scene) -> list[FailoverRow]:
    """Return what each failover reached, and each change of its recovery point, oldest first."""
    targets = {item["key"]: item["rpo_objective"] for item in scene.items}
    ended = [job for job in scene.jobs if job["operation"] in (*_NAMES, _ANEW) and job["ended_at"] is not None]
    return [_of(job, _began(job, ended[:number]), targets) for number, job in enumerate(ended)]


def _began(job: JobRow, before: Sequence[JobRow]) -> str | None:
    """Return when a failover began, or the one whose point is changed."""
    if job["operation"] != _ANEW:
        return job["started_at"]
    keys = {item["key"] for item in job["items"]}
    first = [each for each in before if each["operation"] in _NAMES and keys & {item["key"] for item in each["items"]}]
    return first[-1]["started_at"] if first else None


def _of(job: JobRow, began: str | None, targets: Mapping[str, int | None]) -> FailoverRow:
    loss, name, key = max(_losses(job), default=(None, "", ""))
    took = seconds_between(began, job["ended_at"])
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
