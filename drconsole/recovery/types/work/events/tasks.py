"""Events of a job's tasks: their attempts, what they wait for, and the remote work that they follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Outcome, RemoteAct, RunState
from drconsole.recovery.types.work.observed import ObservedNode, PointUsed
from drconsole.recovery.types.work.tasks import TaskError

TAKEN = "done"
"""The outcome of an act that the provider took."""


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
    """Answer to the node that is answered. An older journal has it only in front of the comment, where nothing reads
    it."""


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


TaskEvent = (
    TaskBegun
    | TaskAccepted
    | TaskEnded
    | TaskReset
    | TaskWaiting
    | TaskFound
    | TaskAnswered
    | NodesObserved
    | ActBegun
    | ActEnded
)
