"""Memory of the world, a row a thing: items, plans, step runs, remote jobs and their nodes, faults.

Rows hold only what JSON knows, so that a row is saved by writing down its fields. Times are
microseconds (``moments``). The class that changes a row tells the world (``World.touch``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from drconsole.providers.simulator.state.row import Row
from drconsole.recovery.types.observed import ObservedNode
from drconsole.recovery.types.words import Direction

TaskErrorRow = dict[str, str]


@dataclass(slots=True)
class ItemState(Row):
    """A replicated item as it really is. ``condition`` is a key of ``conditions.CONDITIONS``.

    Source and target are those of replication as it goes now: ``back`` says that it goes from the recovery
    side to the primary side, and a turn (``turning``) changes their roles.
    """

    KIND: ClassVar[str] = "item"

    key: str
    provider_id: str
    born: int
    """Since when its writes are counted: the machine at the source held ``base`` blocks then."""
    lag: int
    """Microseconds between a write and its arrival."""
    condition: str = "protected"
    test: str = "none"
    """``none``; a test is open: ``copied``, ``created``, ``ending``; ``cleaned``."""
    segments: list[tuple[int, int | None]] = field(default_factory=list)
    """When the data was written that arrived as a stream; the last one open (None) while replication works."""
    extras: list[list[Any]] = field(default_factory=list)
    """Points beside the regular ones: id, time, consistency."""
    synced_to: int | None = None
    """All that was written up to here was fetched at once (a final synchronisation)."""
    point_id: str | None = None
    point_time: int | None = None
    last_test: int | None = None
    last_failover: int | None = None
    back: bool = False
    base: int = 0
    pauses: list[list[int]] = field(default_factory=list)
    """When the machine at the source was off and came on again."""
    source_on: bool = True
    source_off_at: int | None = None
    source_gone: bool = False
    """There is no machine at the source any more."""
    source_lost: bool = False
    """It was lost by a fault, not deleted."""
    source_name: str | None = None
    """None = as configured."""
    source_counted: bool = False
    """The machine at the source takes cores of its site's quota."""
    left: str | None = None
    """A machine that was left at the target side when replication turned; it is off."""
    left_damaged: bool = False
    """A failback began to write over it and did not come to its end."""
    machines: list[str] = field(default_factory=list)
    """Machines made of it at the target; the last one is its machine, more than one is an accident."""
    machine_on: bool = False
    machine_base: int = 0
    """Blocks that the machine held when it was made."""
    machine_born: int | None = None
    """Since when it writes."""
    machine_off_at: int | None = None
    machine_pauses: list[list[int]] = field(default_factory=list)
    made: int = 0
    """Machines ever made of it."""
    hydrated: bool = False
    """Its machine has been through the intermediate step."""
    address: str | None = None
    network: str | None = None
    """What the machine that was made last is attached to."""
    connection: str = ""
    """``connected``, ``no-address`` or ``not-attached``; empty where no machine was made."""
    test_machines: list[str] = field(default_factory=list)
    test_machine_on: bool = False
    test_point: str | None = None
    test_job: str | None = None
    """What made the test machine: the service names it until the cleanup."""
    agent_lost: int = 0
    """How many causes keep the agent from answering."""
    attended: bool = False
    """Somebody at its physical server switches it off when a failover begins."""
    unreachable: int = 0
    """How many causes keep the source from being reached."""
    hidden: list[str] = field(default_factory=list)
    """Ids of recovery points that went missing."""
    attempts: dict[str, int] = field(default_factory=dict)
    """How often each step was carried out."""
    busy: dict[str, str] = field(default_factory=dict)
    """What works on it: reference of a step run or id of a remote job -> scenario."""
    timer: list[Any] | None = None
    """When it goes on by itself, and to which condition."""
    starts: int = 0
    """How often replication began anew: enabled, or turned."""

    @property
    def row_key(self) -> str:
        return self.key

    @property
    def stands(self) -> bool:
        """Whether data came as a stream and does no more."""
        return bool(self.segments) and self.segments[-1][1] is not None

    @property
    def machine(self) -> str | None:
        return self.machines[-1] if self.machines else None


@dataclass(slots=True)
class PlanState(Row):
    """What the service remembers of a plan's last run."""

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
