"""Everything that changes folded state, as events; one frozen dataclass a kind.

Changes to these types are additive only: a journal lives longer than a release. ``kind`` is data,
not a class name: renaming a class must not orphan a journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from drconsole.recovery.types.points import ChosenPoint
from drconsole.recovery.types.tasks import Consequence, Finding, Forecast, Request, Skipped, TaskError, TaskTree
from drconsole.recovery.types.words import Grain, Outcome, RemoteAct, RunState

TAKEN = "done"
"""The outcome of an act that the provider took."""


@dataclass(frozen=True, slots=True)
class PointUsed:
    """The recovery point an item really went to, as the provider reports it after the step."""

    item: str
    id: str
    time: datetime
    consistency: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something seen, not something hoped: the answer of a look at the world."""

    item: str
    probe: str
    seen: str
    ok: bool | None
    """Whether what the probe is named for is so; None = could not be seen."""
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ObservedNode:
    """A task of a remote job as it was last seen; an empty name = not told yet."""

    id: str
    parent: str | None
    name: str
    friendly_name: str
    state: RunState
    description: str
    item: str | None = None
    kind: str = "step"
    """``group``, ``step``, ``manual``, ``script``, ``runbook``, ``job`` (a child job of one item)."""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    errors: tuple[TaskError, ...] = ()
    instructions: str = ""
    output: str = ""
    remote_job: str | None = None


@dataclass(frozen=True, slots=True)
class EngineStarted:
    kind: ClassVar[str] = "engine.started"
    pid: int
    version: str
    provider: str


@dataclass(frozen=True, slots=True)
class EngineStopped:
    kind: ClassVar[str] = "engine.stopped"
    reason: str


@dataclass(frozen=True, slots=True)
class LossAccepted:
    """The store ended before what had been acknowledged, or nobody could tell; a person took it as it is."""

    kind: ClassVar[str] = "store.loss-accepted"
    found_epoch: int
    found_events: int
    noted_epoch: int | None
    """None = there was no note to compare with."""
    noted_events: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class JobCreated:
    """An operation was confirmed; all that was shown and will be run is in here."""

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
    """Durable before the effect: from here on the step may have happened."""

    kind: ClassVar[str] = "task.begun"
    job: str
    task: str
    attempt: int


@dataclass(frozen=True, slots=True)
class TaskAccepted:
    kind: ClassVar[str] = "task.accepted"
    job: str
    task: str
    attempt: int
    reference: str


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """``state``: Succeeded, Failed, Cancelled or Other (Skipped)."""

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
    """The attempt left no trace in the world, seen after the settle time: the step may be begun again."""

    kind: ClassVar[str] = "task.reset"
    job: str
    task: str
    attempt: int
    """The next attempt's number."""
    why: str


@dataclass(frozen=True, slots=True)
class TaskWaiting:
    """A task waits for a person: what for, and what ends the wait."""

    kind: ClassVar[str] = "task.waiting"
    job: str
    task: str
    description: str
    why: str
    outcomes: tuple[Outcome, ...]
    """The answers it takes."""


@dataclass(frozen=True, slots=True)
class TaskFound:
    """The provider says again what becomes of an attempt, before the person did who was asked."""

    kind: ClassVar[str] = "task.found"
    job: str
    task: str
    attempt: int


@dataclass(frozen=True, slots=True)
class TaskAnswered:
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
    """The provider is about to be asked to resume, cancel or restart remote work."""

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
    kind: ClassVar[str] = "job.held"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class JobDoubted:
    """What was begun of this job and is not in the journal is not known: it is held, and looks before each begin."""

    kind: ClassVar[str] = "job.doubted"
    job: str
    comment: str


@dataclass(frozen=True, slots=True)
class JobResumed:
    kind: ClassVar[str] = "job.resumed"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class JobCancelRequested:
    kind: ClassVar[str] = "job.cancel-requested"
    job: str
    consequences: tuple[Consequence, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class JobEnded:
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
    kind: ClassVar[str] = "validation.recorded"
    item: str
    result: str
    """``ok`` or ``failed``."""
    comment: str
    point: str | None = None


@dataclass(frozen=True, slots=True)
class ValidationVoided:
    kind: ClassVar[str] = "validation.voided"
    item: str
    why: str


@dataclass(frozen=True, slots=True)
class RunNoted:
    """Whose run fails these items over: what waits for its commit afterwards is that plan's to settle."""

    kind: ClassVar[str] = "run.noted"
    items: tuple[str, ...]
    plan: str | None
    """Key of the recovery plan; None = each was asked for by itself."""


@dataclass(frozen=True, slots=True)
class WarningsKept:
    """What jobs have warned of an item's machine, from now on; empty = nothing any more."""

    kind: ClassVar[str] = "warning.kept"
    item: str
    after_job: str
    """The last one that made or ended the machine. Not called ``job``: it outlives the job."""
    warnings: tuple[TaskError, ...]


@dataclass(frozen=True, slots=True)
class ObligationOpened:
    """Something is owed until it was seen to be so: a machine that must stay down, a test to be cleaned up."""

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
    """It was looked at, and shows something else than before."""

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
    kind: ClassVar[str] = "obligation.closed"
    what: str
    item: str
    why: str


@dataclass(frozen=True, slots=True)
class ClockSet:
    kind: ClassVar[str] = "clock.set"
    speed: float | None
    """None = ``max``."""
    paused: bool


@dataclass(frozen=True, slots=True)
class WallJumped:
    """The wall's clock was set, or the machine slept: times beside events before and after do not compare."""

    kind: ClassVar[str] = "wall.jumped"
    seconds: float
    """Below 0: back."""


@dataclass(frozen=True, slots=True)
class LinkRejected:
    """A message that could not be taken: too large, malformed, of another version."""

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
