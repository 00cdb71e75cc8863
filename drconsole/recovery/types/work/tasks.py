"""Jobs and tasks as types: the tree an operation expands into, and what running it leaves.

A tree is containers that run their children in sequence or in parallel, and leaves that do
something. Names and order are Site Recovery's own [REC].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.plans import Action
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.remedies import Remedy
from drconsole.recovery.types.words import CONTAINERS as CONTAINERS
from drconsole.recovery.types.words import Direction, Grain, Operation, PointChoice, TargetType
from drconsole.recovery.types.words import TaskKind as TaskKind


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """One task of an expanded operation.

    ``id`` is unique in its job and stable over evaluations of the same request; parents stand
    before their children in ``TaskTree.tasks``.
    """

    id: str
    parent: str | None
    kind: TaskKind
    name: str
    friendly_name: str
    item: str | None = None
    """Item key."""
    step: str | None = None
    child_job: bool = False
    """A container that is a job of its own: one an item and phase [REC]."""
    phase: str | None = None
    """The phase (``failover``, ``start:1``) whose limit on parallel work it counts against."""
    idempotent: bool = False
    """May be begun again without a look at the world (checks)."""
    tolerated: bool = False
    """Its failure is recorded but fails neither its item nor the plan (shutdown of the source)."""
    skipped: str | None = None
    """Known beforehand not to be needed, and why; it becomes Other/Skipped in its turn."""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class TaskTree:
    tasks: tuple[TaskSpec, ...]
    stop_on_failure: bool
    """Planned runs stop at the first failure; unplanned ones run to the end [S]."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Facts that may be told of the certificate that opens encrypted data; its content never is."""

    thumbprint: str
    """SHA-1 in capital hexadecimal digits, as Windows shows it."""
    sha256: str
    not_after: datetime


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of one run. ``None`` = not said; the operation's own default is put in by ``evaluate``."""

    point: PointChoice | None = None
    point_id: str | None = None
    direction: Direction | None = None
    shutdown: bool | None = None
    network: str | None = None
    """A network's name, ``none``, or None = not said."""
    comment: str = ""
    certificate: Certificate | None = None
    """Certificate of the encryption key that was given with the request."""


@dataclass(frozen=True, slots=True)
class Request:
    """Request of somebody. ``target`` is the key of a plan or item."""

    operation: Operation
    target: str
    target_type: TargetType
    options: RunOptions = field(default_factory=RunOptions)


@dataclass(frozen=True, slots=True)
class Reason:
    """Reason of what a forecast says."""

    text: str
    item: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Seconds from start to end, waits for people not counted."""

    low: float
    likely: float
    high: float
    reasons: tuple[Reason, ...] = ()


def kind_of(finding_id: str) -> str:
    """Name of what was found, of a finding's id: without the item that it was found at."""
    return finding_id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a prerequisites check. An error blocks; an overridable one may be accepted with a comment."""

    id: str
    level: str
    message: str
    overridable: bool = False
    item: str | None = None
    """Item key; None = the whole target."""
    possible_causes: str = ""
    recommended_action: str = ""
    """What helps, in words that hold wherever they are read."""
    remedies: tuple[Remedy, ...] = ()
    """The same as far as it can be done here: the reader's side says how."""

    @property
    def kind(self) -> str:
        """Name of what was found."""
        return kind_of(self.id)


@dataclass(frozen=True, slots=True)
class Skipped:
    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class LostWrites:
    """Writes of one item that a run destroys beside what its recovery point misses."""

    site: str
    seconds: float | None
    """How long it was written there; None = not known."""
    deletes: bool = False
    """Its machine there is deleted and made anew."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Preview of a run: all of it evaluated by pure code on one fresh look."""

    request: Request
    """The request, with every default put in."""
    ready: bool
    findings: tuple[Finding, ...]
    qualified: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    points: Mapping[str, ChosenPoint]
    tree: TaskTree
    grain: Grain
    forecast: Forecast
    warnings: tuple[str, ...]
    digest: str
    predicted: TaskTree | None = None
    """At ITEM and PLAN grain: what we think the remote job will do, step by step."""
    encrypted: Mapping[str, str] = field(default_factory=dict)
    """Item key -> thumbprint of the certificate without which its machine cannot be made."""
    scripts: Mapping[str, str] = field(default_factory=dict)
    """Path of each script that runs -> SHA-256 of its content, or the fault for which there is none."""
    rto: int | None = None
    """Seconds that the run may take: the plan's recovery time objective."""
    lost_writes: Mapping[str, LostWrites] = field(default_factory=dict)
    """Item key -> what is lost beside what its recovery point misses."""
    expected: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Task's id -> when it begins and ends if every step takes its likely time; seconds after the start."""


@dataclass(frozen=True, slots=True)
class TaskError:
    """One error of a task or job [SPEC]."""

    code: str
    message: str
    possible_causes: str = ""
    recommended_action: str = ""
    task: str | None = None
    level: str = "Error"


@dataclass(frozen=True, slots=True)
class Consequence:
    """State in which a cancel at this moment leaves one item."""

    item: str
    outcome: str
    """``untouched``, ``source-down``, ``unprotected``, ``failed-over-not-started``, ``failed-over``, ..."""
    text: str
    loses_replication: bool = False
