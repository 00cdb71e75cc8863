"""Events: everything that changes folded state, one frozen dataclass a kind.

Changes to these types are additive only: a journal lives longer than a release. ``kind`` is data, not a class name:
renaming a class must not orphan a journal. The list stays whole, longer than other files, since whoever writes or reads
a journal needs all of it: the store, jobs, tasks, items, the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Grain, Outcome, RemoteAct, RunState
from drconsole.recovery.types.work.observed import Evidence, ObservedNode, PointUsed
from drconsole.recovery.types.work.tasks import Consequence, Finding, Forecast, Request, Skipped, TaskError, TaskTree

TAKEN = "done"
"""The outcome of an act that the provider took."""


@dataclass(frozen=True, slots=True)
class EngineStarted:
    """Start of an engine on this store."""

    kind: ClassVar[str] = "engine.started"
    pid: int
    version: str
    provider: str


@dataclass(frozen=True, slots=True)
class EngineStopped:
    """End of an engine that could say why it went."""

    kind: ClassVar[str] = "engine.stopped"
    reason: str


@dataclass(frozen=True, slots=True)
class LossAccepted:
    """Acceptance by a person of a store that ended before what had been acknowledged, or of which that is not known."""

    kind: ClassVar[str] = "store.loss-accepted"
    found_epoch: int
    found_events: int
    noted_epoch: int | None
    """None = there was no note to compare with."""
    noted_events: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class JobCreated:
    """Confirmation of an operation, with all that was shown and will be run."""

    kind: ClassVar[str] = "job.created"
    job: str
    request: Request
    target_name: str
    digest: str
    grain: Grain
    tree: TaskTree
    qualified: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    points: Mapping[str, ChosenPoint]
    findings: tuple[Finding, ...]
    accepted: tuple[str, ...]
    """Ids of overridable findings that the operator accepted."""
    forecast: Forecast
    predicted: TaskTree | None = None
    """At ITEM and PLAN grain: what we think the remote job will do."""
    retry_of: str | None = None
    item_names: Mapping[str, str] = field(default_factory=dict)
    encrypted: Mapping[str, str] = field(default_factory=dict)
    """Item key -> thumbprint of the certificate without which its machine cannot be made."""
    token: str = ""
    """Of this job and no other, in any store: its id may come again where an older copy was put back."""
    rto: int | None = None
    """Seconds that the run may take: the plan's recovery time objective, as it was when it was confirmed."""


@dataclass(frozen=True, slots=True)
class TaskBegun:
    """Begin of an attempt, durable before its effect: from here on the step may have happened."""

    kind: ClassVar[str] = "task.begun"
    job: str
    task: str
    attempt: int


@dataclass(frozen=True, slots=True)
class TaskAccepted:
    """Acceptance of a begun attempt by the provider, with the provider's reference."""

    kind: ClassVar[str] = "task.accepted"
    job: str
    task: str
    attempt: int
    reference: str


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """End of an attempt; ``state``: Succeeded, Failed, Cancelled or Other (Skipped)."""

    kind: ClassVar[str] = "task.ended"
    job: str
    task: str
    attempt: int
    state: RunState
    description: str
    errors: tuple[TaskError, ...] = ()
    output: str = ""
    points: tuple[PointUsed, ...] = ()
    items: Mapping[str, RunState] = field(default_factory=dict)
    """At ITEM and PLAN grain: the outcome of each item."""
    replaced_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskReset:
    """Permission to begin a step again: the attempt left no trace in the world after the settle time."""

    kind: ClassVar[str] = "task.reset"
    job: str
    task: str
    attempt: int
    """The next attempt's number."""
    why: str


@dataclass(frozen=True, slots=True)
class TaskWaiting:
    """Wait of a task for a person: what for, and which answers end it."""

    kind: ClassVar[str] = "task.waiting"
    job: str
    task: str
    description: str
    why: str
    outcomes: tuple[Outcome, ...]
    """The answers it takes."""


@dataclass(frozen=True, slots=True)
class TaskFound:
    """News from the provider of an attempt of which a person had been asked: the person need not answer."""

    kind: ClassVar[str] = "task.found"
    job: str
    task: str
    attempt: int


@dataclass(frozen=True, slots=True)
class TaskAnswered:
    """Answer of a person to a task that waited."""

    kind: ClassVar[str] = "task.answered"
    job: str
    task: str
    outcome: Outcome
    comment: str


@dataclass(frozen=True, slots=True)
class NodesObserved:
    """Nodes of a remote job that are new or changed since they were last seen."""

    kind: ClassVar[str] = "nodes.observed"
    job: str
    task: str
    nodes: tuple[ObservedNode, ...]


@dataclass(frozen=True, slots=True)
class ActBegun:
    """Request to remote work that is about to be sent: resume, cancel or restart it."""

    kind: ClassVar[str] = "act.begun"
    job: str
    task: str
    node: str
    """The waiting node it answers; empty for the whole."""
    action: RemoteAct
    comment: str
    outcome: Outcome = Outcome.DONE
    """Of the node that is answered. An older journal has it before the comment alone, where nothing reads it."""


@dataclass(frozen=True, slots=True)
class ActEnded:
    """End of such a request, taken by the provider or not."""

    kind: ClassVar[str] = "act.ended"
    job: str
    task: str
    node: str
    action: RemoteAct
    outcome: str
    """``TAKEN`` or what went wrong, in words."""

    @property
    def taken(self) -> bool:
        return self.outcome == TAKEN


@dataclass(frozen=True, slots=True)
class JobHeld:
    """Hold of a job by a person: nothing new of it begins until it is resumed."""

    kind: ClassVar[str] = "job.held"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class JobDoubted:
    """Hold of a job by the engine: what was begun of it and is not in the journal is not known, so that it looks before
    each begin."""

    kind: ClassVar[str] = "job.doubted"
    job: str
    comment: str


@dataclass(frozen=True, slots=True)
class JobResumed:
    """End of a hold."""

    kind: ClassVar[str] = "job.resumed"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class JobCancelRequested:
    """Cancel of a job by a person, with what it was said to leave of each item."""

    kind: ClassVar[str] = "job.cancel-requested"
    job: str
    consequences: tuple[Consequence, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class JobEnded:
    """End of a job: its state, and each item's outcome."""

    kind: ClassVar[str] = "job.ended"
    job: str
    state: RunState
    description: str
    items: Mapping[str, RunState]
    evidence: tuple[Evidence, ...] = ()
    data_loss: Mapping[str, float] = field(default_factory=dict)
    """Item -> seconds that the point it really went to lost, as far as it can be said at the end."""


@dataclass(frozen=True, slots=True)
class ValidationRecorded:
    """Judgement of a person on a failed-over machine."""

    kind: ClassVar[str] = "validation.recorded"
    item: str
    result: str
    """``ok`` or ``failed``."""
    comment: str
    point: str | None = None


@dataclass(frozen=True, slots=True)
class ValidationVoided:
    """End of such a judgement: the machine that it was about is not there any more."""

    kind: ClassVar[str] = "validation.voided"
    item: str
    why: str


@dataclass(frozen=True, slots=True)
class RunNoted:
    """Note of whose run fails these items over: what waits for its commit afterwards is that plan's to settle."""

    kind: ClassVar[str] = "run.noted"
    items: tuple[str, ...]
    plan: str | None
    """Key of the recovery plan; None = each was asked for by itself."""


@dataclass(frozen=True, slots=True)
class WarningsKept:
    """Warnings of jobs on an item's machine, as they stand from now on; empty = none any more."""

    kind: ClassVar[str] = "warning.kept"
    item: str
    after_job: str
    """The last one that made or ended the machine. Not called ``job``: it outlives the job."""
    warnings: tuple[TaskError, ...]


@dataclass(frozen=True, slots=True)
class ObligationOpened:
    """Obligation that holds until it was seen to be met: a machine that must stay down, a test to be cleaned up."""

    kind: ClassVar[str] = "obligation.opened"
    what: str
    """``stay-down`` or ``test-cleanup``."""
    item: str
    name: str
    site: str
    """Where the machine is that it is about."""
    probe: str
    after_job: str | None = None
    """Ours, that brought it about; None = begun elsewhere, or before. Not called ``job``: it outlives the job."""
    network: str | None = None
    """Of a test: the network that it chose; empty = none, None = not known."""
    cancelled: bool = False
    """Of a machine that was left off: its failover was cancelled, so that its replication counts as stopped."""


@dataclass(frozen=True, slots=True)
class ObligationSeen:
    """Look at an obligation that shows something else than before."""

    kind: ClassVar[str] = "obligation.seen-changed"
    what: str
    item: str
    seen: str
    """What its probe showed; ``no answer`` = it could not be seen, what was seen before stays; empty = only the machine
    that took over was looked at."""
    as_of: datetime
    runs: str = ""
    """What the machine that took over showed; empty = not looked at."""
    broken: bool = False
    """The machine that must stay down runs, and so does the one that took over."""


@dataclass(frozen=True, slots=True)
class ObligationClosed:
    """End of an obligation, and the evidence for it."""

    kind: ClassVar[str] = "obligation.closed"
    what: str
    item: str
    why: str


@dataclass(frozen=True, slots=True)
class ClockSet:
    """Change of the provider's clock by a person."""

    kind: ClassVar[str] = "clock.set"
    speed: float | None
    """None = ``max``."""
    paused: bool


@dataclass(frozen=True, slots=True)
class FaultsCleared:
    """In a simulation somebody let people outside do at an item what clears these faults."""

    kind: ClassVar[str] = "faults.cleared"
    item: str
    faults: tuple[str, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class WallJumped:
    """Jump of the wall's clock, or sleep of the machine: times beside events before and after do not compare."""

    kind: ClassVar[str] = "wall.jumped"
    seconds: float
    """Below 0: back."""


@dataclass(frozen=True, slots=True)
class LinkRejected:
    """Rejection of a message: too large, malformed, of another version."""

    kind: ClassVar[str] = "link.rejected"
    code: str
    message: str


Event = (
    EngineStarted
    | EngineStopped
    | LossAccepted
    | JobCreated
    | TaskBegun
    | TaskAccepted
    | TaskEnded
    | TaskReset
    | TaskWaiting
    | TaskFound
    | TaskAnswered
    | NodesObserved
    | ActBegun
    | ActEnded
    | JobHeld
    | JobDoubted
    | JobResumed
    | JobCancelRequested
    | JobEnded
    | ValidationRecorded
    | ValidationVoided
    | RunNoted
    | WarningsKept
    | ObligationOpened
    | ObligationSeen
    | ObligationClosed
    | ClockSet
    | FaultsCleared
    | WallJumped
    | LinkRejected
)

BY_KIND: dict[str, Any] = {cls.kind: cls for cls in Event.__args__}


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with who and when. ``rev``, ``prev`` and ``hash`` are given by the store."""

    event: Event
    at: datetime
    """Wall clock."""
    world_at: datetime
    """The provider's clock."""
    actor: str
    rev: int = 0
    epoch: int = 0
    session: str | None = None
    role: str | None = None
    approvals: tuple[str, ...] = ()
