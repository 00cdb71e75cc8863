"""Acts that endangered machines or data, found in the journal, and in how a lesson ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from drconsole.recovery.states.assessments.stand import Stand
from drconsole.recovery.types.words import FAILS_OVER, SUCCEEDED, Direction, Operation
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.events import Recorded
from drconsole.training.predicates.scene import Scene
from drconsole.training.score.result import Danger, DangerousAct

_MAKES_A_MACHINE = FAILS_OVER | {Operation.CHANGE_RECOVERY_POINT}
_TURNS = frozenset({Operation.RE_PROTECT, Operation.REVERSE_REPLICATE})
LEFT = {
    Stand.UNPROTECTED: (Danger.UNPROTECTED, "it replicates nowhere"),
    Stand.RUNS_NOWHERE: (Danger.UNPROTECTED, "it runs nowhere"),
    Stand.RUNS_TWICE: (Danger.RAN_TWICE, "it runs at both sites"),
}
"""How an item may not be left, and what is said of it."""
COST = {
    Danger.COMMITTED_UNSEEN: "A commit deletes every recovery point. Had a machine not worked, there would be no other"
    " point to go back to: its data would have to come from a backup.",
    Danger.TURNED_UNCOMMITTED: "Replication the other way overwrites the side that was failed over from. Had the"
    " failover been wrong, there would be nothing left to go back to.",
    Danger.CANCELLED: "Replication was stopped for the failover, and a cancel does not start it again. Each machine"
    " that was under way stays unprotected until its replication is enabled again and all of its data is copied.",
    Danger.WRONG_DIRECTION: "A failover back before the commit starts the machine from old data: what was written since"
    " the first failover is lost.",
    Danger.UNPROTECTED: "If this machine is lost now, nothing of it is left at the other side.",
    Danger.RAN_TWICE: "Two machines of one name take writes: orders land in either, and nobody can put them together"
    " again.",
}
"""What an act of a kind would have cost on a real estate. Told to the trainee at once, and in the debrief."""


def amiss(scene: Scene) -> dict[str, str]:
    """Return the name and the stand of the items that stand as no item may be left."""
    return {item["name"]: item["stand"] for item in scene.items if item["stand"] in LEFT}


def at_the_end(before: Mapping[str, str], last: Scene) -> list[DangerousAct]:
    """Return what is left dangerous; what stood so at the beginning (``before``, as of ``amiss``) is nobody's act."""
    at, found = (last.now - last.began).total_seconds(), []
    for item in last.items:
        kind = LEFT.get(Stand(item["stand"])) if item["stand"] in set(Stand) else None
        if kind is not None and before.get(item["name"]) != item["stand"]:
            found.append(DangerousAct(kind[0], item["name"], f"{item['name']} was left so that {kind[1]}", at))
    return found


class Reading:
    """Reading of a journal for dangerous acts, all of it at once or as it grows. Items go by key."""

    def __init__(self, began: datetime) -> None:
        self.began = began
        self.jobs: dict[str, ev.JobCreated] = {}
        self.validated: set[str] = set()
        self.pending: dict[str, Direction | None] = {}
        """Failed over and not committed: in which direction."""

    def read(self, events: Iterable[Recorded]) -> Iterator[DangerousAct]:
        """Yield the dangerous acts among further events."""
        for recorded in events:
            at = (recorded.world_at - self.began).total_seconds()
            event = recorded.event
            if isinstance(event, ev.JobCreated):
                self.jobs[event.job] = event
                yield from self._begun(event, at)
            elif isinstance(event, ev.JobEnded):
                self._ended(event)
            elif isinstance(event, ev.ValidationRecorded):
                (self.validated.add if event.result == "ok" else self.validated.discard)(event.item)
            elif isinstance(event, ev.ValidationVoided):
                self.validated.discard(event.item)
            elif isinstance(event, ev.JobCancelRequested) and (job := self.jobs.get(event.job)) is not None:
                text = f"{job.request.operation} of {job.target_name} was cancelled while it ran"
                yield DangerousAct(Danger.CANCELLED, job.target_name, text, at)

    def _begun(self, job: ev.JobCreated, at: float) -> Iterator[DangerousAct]:
        operation, name = job.request.operation, job.target_name
        if operation is Operation.COMMIT:
            unseen = [key for key in job.qualified if key not in self.validated]
            if unseen:
                text = f"{name} was committed before anybody had found that it works: {_names(job, unseen)}"
                yield DangerousAct(Danger.COMMITTED_UNSEEN, name, text, at)
        pending = [key for key in job.qualified if key in self.pending]
        if operation in _TURNS and pending:
            text = f"replication was turned round before the failover was committed: {_names(job, pending)}"
            yield DangerousAct(Danger.TURNED_UNCOMMITTED, name, text, at)
        if operation in FAILS_OVER:
            way = job.request.options.direction
            members = [*job.qualified, *(skipped.item for skipped in job.skipped)]
            against = [key for key in members if self.pending.get(key, way) not in (way, None)]
            if against:
                text = f"{name} was failed over against the direction of {_names(job, against)}, not committed yet"
                yield DangerousAct(Danger.WRONG_DIRECTION, name, text, at)

    def _ended(self, ended: ev.JobEnded) -> None:
        job = self.jobs.get(ended.job)
        if job is None:
            return
        done = [key for key, state in ended.items.items() if state in SUCCEEDED]
        if job.request.operation in _MAKES_A_MACHINE:
            self.validated.difference_update(done)
        if job.request.operation in FAILS_OVER:
            self.pending.update(dict.fromkeys(done, job.request.options.direction))
        elif job.request.operation is Operation.COMMIT:
            for key in done:
                self.pending.pop(key, None)


def _names(job: ev.JobCreated, keys: Sequence[str]) -> str:
    named = [job.item_names.get(key, key) for key in keys]
    return ", ".join(named[:5]) + (f" and {len(named) - 5} more" if len(named) > 5 else "")
