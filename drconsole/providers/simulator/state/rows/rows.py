"""Memory of the world, a row a thing: plans, step runs, remote jobs and their nodes, faults; items are in ``item``.

Rows hold only what JSON knows, so that a row is saved by writing down its fields. Times are
microseconds (``moments``). The class that changes a row tells the world (``World.touch``).
"""

from __future__ import annotations

from dataclasses import field
from typing import Any, ClassVar

from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.row import Row
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Direction
from drconsole.recovery.types.work.observed import ObservedNode

TaskErrorRow = dict[str, str]


@dataclass(slots=True)
class PlanState(Row):
    """Memory of the service of a plan's last run."""

    KIND: ClassVar[str] = "plan"

    key: str
    provider_id: str
    scenario: str | None = None
    status: str | None = None
    description: str | None = None
    last_test: int | None = None
    last_failover: int | None = None
    attempts: dict[str, int] = field(default_factory=dict)
    busy: dict[str, str] = field(default_factory=dict)

    @property
    def row_key(self) -> str:
        return self.key


@dataclass(slots=True)
class Run(Row):
    """One step carried out, on its way, or ended: requested by the engine, or by a remote job (``owner``)."""

    KIND: ClassVar[str] = "run"

    id: int
    reference: str
    key: str
    job: str
    operation: str
    target: str
    step: str
    item: str
    """Empty for a step of a plan."""
    sent_at: int
    lands_at: int
    direction: str = str(Direction.PRIMARY_TO_RECOVERY)
    choice: str = "latest"
    point: str | None = None
    """The chosen recovery point."""
    shutdown: bool = False
    network: str | None = None
    comment: str = ""
    runbook: str | None = None
    timeout: int = 0
    certificate: list[str] = field(default_factory=list)
    """Thumbprints of the certificate that came with it."""
    owner: list[str] | None = None
    """Id of the remote job and its node."""
    attempt: int = 0
    reserved: bool = False
    """Cores are set aside for the machine it makes."""
    state: str = "sent"
    """``sent``, ``running``, ``done``, ``failed``, ``cancelled``."""
    outcome: str = "done"
    """How it will end."""
    started_at: int | None = None
    ends_at: int | None = None
    errors: list[TaskErrorRow] = field(default_factory=list)
    used: list[Any] | None = None
    """The recovery point it went to: id, time, consistency."""
    replaced: str | None = None
    output: str = ""

    @property
    def row_key(self) -> str:
        return f"{self.id:09d}"

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed", "cancelled")


@dataclass(slots=True)
class Node(Row):
    """A task of a remote job. ``children`` run one after the other, or all at once (``parallel``)."""

    KIND: ClassVar[str] = "node"

    job: str
    id: str
    order: int
    parent: str | None
    kind: str
    name: str
    friendly: str
    item: str = ""
    step: str = ""
    runbook: str | None = None
    timeout: int = 0
    instructions: str = ""
    children: list[str] = field(default_factory=list)
    parallel: bool = False
    open: int = 0
    """Children that have not ended."""
    cursor: int = 0
    """The next child to begin."""
    late: bool = False
    """Its names are told only once it has begun."""
    visible: bool = True
    tolerated: bool = False
    skip: bool = False
    """Not needed in this run."""
    state: str = "NotStarted"
    description: str = "NotStarted"
    started_at: int | None = None
    ended_at: int | None = None
    errors: list[TaskErrorRow] = field(default_factory=list)
    output: str = ""
    remote_job: str | None = None
    run: int | None = None
    failed: int = 0
    """Children that failed and were not tolerated."""
    seen: ObservedNode | None = field(default=None, metadata={"kept": False})

    @property
    def row_key(self) -> str:
        return f"{self.job}/{self.order:06d}"


@dataclass(slots=True)
class Job(Row):
    """A remote job: the whole operation, orchestrated by the world itself."""

    KIND: ClassVar[str] = "job"

    id: str
    """Canonical; ``alias`` is what ``begin`` answers (recorded: a plan's operation id is another than its job's)."""
    alias: str
    number: int
    key: str
    operation: str
    target: str
    target_type: str
    items: list[str]
    points: dict[str, list[str | None]]
    """Item -> choice and id of the chosen point."""
    sent_at: int
    lands_at: int
    direction: str = str(Direction.PRIMARY_TO_RECOVERY)
    shutdown: bool = False
    network: str | None = None
    comment: str = ""
    scenario: str = ""
    """What the service calls it."""
    certificate: list[str] = field(default_factory=list)
    """Thumbprints of the certificate that came with it."""
    landed: bool = False
    started_at: int | None = None
    ended_at: int | None = None
    state: str = "NotStarted"
    description: str = "NotStarted"
    stops: bool = False
    """A failure stops it (planned runs)."""
    stopped: bool = False
    cancelling: bool = False
    cut: bool = False
    """Something of it was cancelled."""
    action_failed: bool = False
    running: list[int] = field(default_factory=list)
    """Step runs under way."""
    waiting: list[str] = field(default_factory=list)
    """Nodes that wait for an answer."""
    outcomes: dict[str, str] = field(default_factory=dict)
    used: dict[str, list[Any]] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    errors: list[TaskErrorRow] = field(default_factory=list)

    @property
    def row_key(self) -> str:
        return self.id


@dataclass(slots=True)
class FaultState(Row):
    """A fault and what became of it. ``kind`` is a key of the documents' ``FAULT_KINDS``."""

    KIND: ClassVar[str] = "fault"

    id: str
    kind: str
    item: str | None = None
    plan: str | None = None
    step: str | None = None
    starts_at: int = 0
    ends_at: int | None = None
    probability: float | None = None
    params: dict[str, Any] = field(default_factory=dict)
    fired: int = 0
    phase: str = "waiting"
    """``waiting``, ``active``, ``over``."""
    hit: list[str] = field(default_factory=list)
    """Items it holds at the moment."""
    cleared_by: str | None = None
    """What clears it; None = what its kind says."""

    @property
    def row_key(self) -> str:
        return self.id


@dataclass(slots=True)
class Meta(Row):
    """The world's own numbers."""

    KIND: ClassVar[str] = "meta"

    generation: int = 0
    faults: int = 0
    cores: dict[str, int] = field(default_factory=dict)
    """Cores in use by site, where a quota is set."""

    @property
    def row_key(self) -> str:
        return "meta"


STATE_KINDS: dict[str, type[Row]] = {cls.KIND: cls for cls in (ItemState, PlanState, Run, Node, Job, FaultState, Meta)}
