"""The port that every provider implements.

The engine knows the world through this and nothing else. Two rules hold everywhere:

* ``begin`` is never retried by a transport. What cannot say whether it arrived raises ``NoAnswer``;
  the engine then looks (``observe``) and believes "absent" only after ``settle``.
* Nothing here raises for what happened to a machine: that is data in an ``Observation``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TypedDict

from drconsole.providers.inventory import Inventory
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.conditions import Condition, ConditionKind
from drconsole.recovery.types.estate.points import ChosenPoint, PointsRead
from drconsole.recovery.types.remedies import Deed
from drconsole.recovery.types.words import (
    Direction,
    Grain,
    Mode,
    Operation,
    Outcome,
    RemoteAct,
    RunState,
    Scenario,
    TargetType,
)
from drconsole.recovery.types.work.observed import Evidence, ObservedNode, PointUsed
from drconsole.recovery.types.work.secret import Secret
from drconsole.recovery.types.work.tasks import TaskError


class NoAnswer(Exception):
    """A request was sent, or may have been, and no answer came: the outcome is unknown."""


class Rejected(Exception):
    """The provider said no before doing anything (HTTP 4xx in Azure's case)."""

    def __init__(self, errors: Sequence[TaskError]) -> None:
        super().__init__(errors[0].message if errors else "rejected")
        self.errors = tuple(errors)


class Unreachable(Exception):
    """A question (never a ``begin`` or ``act``) that got no answer; may be asked again."""

    def __init__(self, why: str, condition: Condition | None = None) -> None:
        super().__init__(why)
        self.condition = condition or Condition(ConditionKind.NO_ANSWER, why)


@dataclass(frozen=True, slots=True)
class Work:
    """One thing the engine wants done, once. ``key`` is ours: job/task/attempt."""

    key: str
    job: str
    operation: Operation
    target: str
    """Key of the plan or item that the job is about."""
    target_type: TargetType
    direction: Direction
    items: tuple[str, ...]
    """Keys of the items it acts on; at STEP grain one, or none for a step of the plan."""
    step: str | None = None
    """Site Recovery's task name (``VmFailover``); None = the whole operation."""
    points: Mapping[str, ChosenPoint] = field(default_factory=dict)
    shutdown: bool = False
    network: str | None = None
    comment: str = ""
    runbook: str | None = None
    timeout: int = 0
    """Seconds the work may take; 0 = the provider's own limit."""
    context: Mapping[str, object] = field(default_factory=dict)
    """What a runbook of ours is told; in a remote plan the service makes it itself."""
    secret: str | None = None
    """A handle to a secret held by the engine's process, never the secret; see ``SecretSource``."""


class SecretSource(Protocol):
    """Holder, in memory, of the secrets that the handles of ``Work.secret`` stand for."""

    def secret(self, handle: str) -> Secret | None:
        """Return what a handle stands for; None = it is not held any more. A provider hands it on and keeps no copy."""


class Status(StrEnum):
    ABSENT = "absent"
    RUNNING = "running"
    WAITING = "waiting"
    """It waits for a person, at the node whose state is Suspended."""
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Observation:
    """State of a piece of work at ``as_of``, as the provider tells it."""

    status: Status
    as_of: datetime
    reference: str | None = None
    """Canonical; may differ from the one ``begin`` gave."""
    nodes: tuple[ObservedNode, ...] = ()
    """The whole tree of a remote job; empty at STEP grain."""
    items: Mapping[str, RunState] = field(default_factory=dict)
    points: tuple[PointUsed, ...] = ()
    errors: tuple[TaskError, ...] = ()
    allowed_actions: tuple[str, ...] = ()
    replaced_ids: Mapping[str, str] = field(default_factory=dict)
    output: str = ""
    state: RunState | None = None
    """The raw end state where it is finer than ``status`` (PartiallySucceeded, CompletedWithInformation)."""
    look_again: float | None = None
    """Seconds on the provider's clock after which another look makes sense (a Retry-After)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Place where a provider acts, as a person has to read it before anything is changed there."""

    cloud: str
    endpoint: str
    tenant: str
    """Empty = the sign-in's own."""
    subscription: str
    resource_group: str
    vault: str
    emulator: bool
    read_only: bool
    """The state's connection allows no change, whoever asks."""


class Clock(Protocol):
    """The provider's clock. Settle times, waits for the world, RPO and RTO live on it."""

    @property
    def speed(self) -> float | None:
        """World seconds in a wall second; None = ``max``: it jumps to the next thing anyone waits for."""

    @property
    def paused(self) -> bool: ...

    def now(self) -> datetime: ...

    async def sleep_until(self, when: datetime) -> None:
        """Return once ``now() >= when``. At ``max`` only callers inside ``hold`` may call it."""

    def hold(self) -> AbstractContextManager[None]:
        """While anybody inside is not asleep in ``sleep_until``, a jumping clock stands still."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that really happened in a rehearsed world, counted by what happened."""

    seq: int
    at: datetime
    item: str
    """Key of the item; empty for an effect on a plan."""
    what: str
    """``source-shut-down``, ``replication-stopped``, ``point-made``, ``machine-created``,
    ``machine-started``, ``test-machine-created``, ``points-deleted``, ``refused``, ..."""
    work: str
    """Key of the work that caused it."""
    detail: str = ""


class KnownFault(TypedDict):
    """Fault of a rehearsed world, whether or not it has shown itself, as JSON has it. Times are the world's."""

    id: str
    kind: str
    item: str | None
    """Key of the item it hits; None = every item of ``plan``, or of the world."""
    plan: str | None
    step: str | None
    starts_at: str | None
    ends_at: str | None
    probability: float | None
    params: dict[str, Any]
    """Parameters of its kind, as the estate document has them."""
    phase: str
    """``waiting``, ``active``, ``over``."""
    fired: int
    """How often it has struck."""


@dataclass(frozen=True, slots=True)
class FaultAtWork:
    """A fault of a rehearsed world that has shown itself."""

    id: str
    kind: str
    what: str
    """What the fault does, in words."""
    items: tuple[str, ...]
    """Keys of the items it may hit."""
    cleared_by: Deed | None
    """What a person outside does that clears it; None = nobody can."""
    how: str
    """What clears it, in words."""
    by_choice: bool = False
    """It is cleared only where it is named: a person has to decide whether it is wrong at all."""
    left_by_run: bool = False
    """No fault is the cause: a run has left this work to people."""


class Rehearsal(Protocol):
    """Abilities that only a rehearsed world has."""

    def set_speed(self, speed: float | None) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    async def jump(self, seconds: float) -> None:
        """Move the world so many seconds forward, paused or not; what is due by then happens, each at its time, and
        what follows from it, too."""

    def inject(self, fault: Mapping[str, object]) -> str:
        """Add a fault; returns its id. Raises ``BadInput`` for a fault that does not exist."""

    def faults(self) -> list[KnownFault]: ...
    def at_work(self, items: Iterable[str] | None = None) -> list[FaultAtWork]:
        """Faults that have shown themselves and are not over, oldest first; then what a run left to people at items
        that no fault accounts for. ``items``: of these only."""

    def repair(self, item: str, fault: str | None = None) -> list[FaultAtWork]:
        """Do what people outside would to clear what is at work on an item, or one fault of it.

        Returns what was cleared. Raises ``BadInput``: no fault has shown itself there, or nobody can clear it.
        """

    def ledger(self) -> list[Effect]: ...
    def mark(self) -> tuple[str, int]:
        """Return the id of this world, and how often it was opened."""

    def copy_to(self, path: Path) -> None:
        """Make a file of the world as it is at this moment, durably; nothing happens in between. Blocks.

        The clock of the copy stands still: else all the time until somebody opens it would have passed in it.
        """

    def snapshot(self) -> bytes: ...
    def restore(self, snapshot: bytes) -> None: ...


class Provider(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def mode(self) -> Mode: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def rehearsal(self) -> Rehearsal | None: ...
    @property
    def answers(self) -> tuple[Outcome, ...]:
        """Return the answers that it takes where its own job waits for a person; empty = every answer there is."""

    @property
    def place(self) -> Place | None:
        """Return where it acts; None = a world of our own making, where nobody has to be armed."""

    @property
    def look_every(self) -> float:
        """Least seconds on the wall's clock between two looks at the inventory while nobody asks; 0 = any time."""

    @property
    def poll_every(self) -> float:
        """Least seconds on the wall's clock between two looks at one running job, however fast its world goes; 0 = any
        time."""

    async def open(self) -> None: ...
    async def close(self) -> None: ...

    def use_secrets(self, source: SecretSource) -> None:
        """Take the source of secrets, once and before ``open``: it resolves the handles in ``Work.secret``."""

    def grain(self, operation: Operation, scenario: Scenario, target_type: TargetType) -> Grain | None:
        """Return the grain at which it carries this out (steps, or the whole plan); None = it does not offer it."""

    def settle(self, operation: Operation) -> float:
        """Seconds on its clock in which a request of a dead engine may still land."""

    async def inventory(self, since: str | None) -> Inventory:
        """Raises ``Unreachable``."""

    def recovery_points(self, items: Sequence[str]) -> AsyncIterator[PointsRead]: ...

    async def begin(self, work: Work) -> str:
        """Start the work and return the provider's reference. Raises ``NoAnswer``, ``Rejected``."""

    async def observe(self, work: Work, reference: str | None) -> Observation:
        """Look by reference, or by our key when none was ever told. Raises ``Unreachable``."""

    async def act(
        self,
        work: Work,
        reference: str,
        action: RemoteAct,
        comment: str,
        node: str = "",
        outcome: Outcome = Outcome.DONE,
    ) -> None:
        """Cancel, resume or restart remote work; ``outcome`` is that of the ``node`` which waits to be resumed.

        Raises ``NoAnswer``, ``Rejected``.
        """

    async def look(self, items: Sequence[str], probes: Sequence[str]) -> list[Evidence]:
        """Probes: ``source-powered``, ``target-running``, ``test-machine``, ``replicating``. Raises ``Unreachable``.

        The first two name sites of the item as it was created, whichever way it goes now.
        """
