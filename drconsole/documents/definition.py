"""Estate as its document defines it: configuration, how its world begins, and which faults it will have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Any

from drconsole.documents.faults import DocumentFault
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item, Network, Policy, ReplicationGroup, Site
from drconsole.recovery.types.estate.plans import Plan
from drconsole.recovery.types.remedies import Deed

DEFAULT_START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
"""World time at birth where the document names none; fixed, so that the same document is the same world."""

SPLIT_EVERY = 100
"""Items in each plan of a ``split`` that says nothing else."""

_INITIAL_REPLICATION = "an initial replication ends by itself in the simulated world, without a job"
NEVER_STRUCK: Mapping[str, str] = {
    "CompleteInitialReplication": _INITIAL_REPLICATION,
    "FailWorkflowOnIRFailureTask": _INITIAL_REPLICATION,
    "ReplicaConfiguration": _INITIAL_REPLICATION,
    "WaitForUserInputForFailback": "it waits for a person, and nothing of the world is done there",
}
"""Task names of Site Recovery at which no fault can strike, and why not."""

LATEST_LANDING = 20
"""Seconds that a request may land after it was sent. Less than the settle time of the simulated world (30 s): were it
more, no request could ever be believed lost, and one that was sent again would be carried out twice."""


NOTHING = "nothing"
CLEARED_BY: Mapping[str, str] = {
    Deed.SHUT_DOWN: "somebody shuts the machine down, and keeps it down",
    Deed.START: "somebody powers the machine on",
    Deed.RESTORE: "somebody restores the machine from a backup",
    Deed.RECONNECT: "somebody sees that the machine, its agent and its site are reached again",
    Deed.PREPARE: "somebody changes what stands ready at the target, such as its quota",
    Deed.MEND: "somebody mends what the error names",
    NOTHING: "nobody can clear it",
}
"""What clears a fault: acts of people outside of Site Recovery, which a simulation has nobody for."""


@dataclass(frozen=True, slots=True)
class ItemStart:
    """Start of one item in the world; durations in seconds before the world begins."""

    state: str
    """One of those that ``models`` lets an estate name."""
    protected_for: int
    last_test: int | None
    """Seconds since its last successful test failover, cleanup included; None = never."""
    lag: int
    """Seconds between a write at the source and its arrival, while replication works."""
    agent_connected: bool = True
    source_reachable: bool = True
    """Whether the machine can be reached at its source, for whatever reason: its own, or that of the whole site."""
    attended: bool = False
    """Somebody at a physical server, which nothing else can shut down, switches it off when a failover begins."""
    powered: bool = True
    """Whether the machine at the source is on; its owner may have switched it off."""


@dataclass(frozen=True, slots=True)
class Runbook:
    """Runbook of Azure Automation as the simulator plays it."""

    name: str
    duration: int
    outcome: str
    """``succeeded`` or ``failed``."""
    output: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Fault as data: what the simulated world will do wrong."""

    id: str
    kind: str
    item: str | None = None
    """Key of the item it hits; None = every item of ``plan``, or of the estate."""
    plan: str | None = None
    """Key of the plan whose items it hits."""
    step: str | None = None
    """One of ``step_names.STEP_NAMES``; None = whichever step the kind is about."""
    after: int | None = None
    """Seconds from the world's beginning until it begins; None = from the beginning."""
    duration: int | None = None
    """Seconds until it is over; None = it stays."""
    probability: float | None = None
    """Chance in one draw (item, step, attempt); None = always."""
    params: Mapping[str, Any] = field(default_factory=dict)
    cleared_by: str | None = None
    """What a person does outside that clears it, or ``NOTHING``; None = what its kind says."""


@dataclass(frozen=True, slots=True)
class FaultKind:
    """Kind of fault with the fields that it has. Of each tuple in ``needs`` one must be said."""

    what: str
    needs: tuple[tuple[str, ...], ...] = ()
    allows: frozenset[str] = frozenset()
    lasting: bool = False
    """It holds items from its beginning to its end, instead of waiting for a step to hit."""
    usual_code: str | None = None
    """The error code of a fault of a rehearsal that says none; a document must say one."""
    cleared_by: str = NOTHING
    """What a person does outside that clears it, where the fault says nothing else."""

    @property
    def fields(self) -> frozenset[str]:
        """Return all fields that it may have."""
        return self.allows.union(*self.needs)

    @property
    def needs_step(self) -> bool:
        """Return whether the step that it strikes at must be said."""
        return ("step",) in self.needs

    @property
    def needed_params(self) -> frozenset[str]:
        """Return the params that a fault of a rehearsal must have too."""
        needed = frozenset(one_of[0] for one_of in self.needs if len(one_of) == 1) & PARAMS
        return needed - {"code"} if self.usual_code is not None else needed

    @property
    def params(self) -> frozenset[str]:
        """Return the fields that go into ``Fault.params``."""
        return self.fields & PARAMS


PARAM_WORDS: Mapping[str, tuple[str, ...]] = {
    "at": ("failover", "prerequisites"),
    "on": ("begin", "observe"),
    "answer": ("lost", "never"),
}
"""What a field that takes one of a few words may say."""
PARAMS = frozenset({"code", "factor", "seconds", "times", "at", "point", "on", "answer"})
"""Fields that only some kinds have: they go into ``Fault.params``."""
_WHOM = ("item", "plan")
_WHEN = frozenset({"after", "duration", "probability", "times"})
_TIMES = frozenset({"after", "duration"})

FAULT_KINDS: Mapping[str, FaultKind] = {
    "shutdown-fails": FaultKind("the source cannot be shut down", (_WHOM,), _WHEN, cleared_by=Deed.SHUT_DOWN),
    "step-fails": FaultKind(
        "a step ends Failed with this error code",
        (_WHOM, ("step",), ("code",)),
        _WHEN,
        usual_code="28031",
        cleared_by=Deed.MEND,
    ),
    "agent-lost": FaultKind(
        "the agent on the source does not answer", (_WHOM,), _TIMES, lasting=True, cleared_by=Deed.RECONNECT
    ),
    "link-down": FaultKind(
        "nothing arrives from the source; without item or plan, from none",
        (),
        _TIMES | set(_WHOM),
        lasting=True,
        cleared_by=Deed.RECONNECT,
    ),
    "point-missing": FaultKind(
        "a recovery point is gone: this one, or a chosen one when it is used", (_WHOM,), _WHEN | {"point"}
    ),
    "quota-short": FaultKind(
        "the target has no cores left", (), _WHEN | {"at", "code", *_WHOM}, cleared_by=Deed.PREPARE
    ),
    "slow-step": FaultKind(
        "a step takes this many times as long", (("factor",),), _WHEN | {"step", *_WHOM}, cleared_by=Deed.MEND
    ),
    "no-answer": FaultKind(
        "a request (for the step, or for the job that holds it) is carried out, and its answer lost",
        (),
        _WHEN | {"on", "step", *_WHOM},
    ),
    "late-landing": FaultKind(
        "a request lands this many seconds after it was sent", (("seconds",),), _WHEN | {"answer", "step", *_WHOM}
    ),
    "source-returns": FaultKind(
        "the source is powered on again by itself", (_WHOM,), _TIMES, cleared_by=Deed.SHUT_DOWN
    ),
    "source-off": FaultKind(
        "the machine at the source is switched off by its owner", (_WHOM,), _TIMES, lasting=True, cleared_by=Deed.START
    ),
    "source-lost": FaultKind(
        "the machine at the source is gone", (_WHOM,), _TIMES, lasting=True, cleared_by=Deed.RESTORE
    ),
    "source-restored": FaultKind("a machine that was lost is restored from a backup", (_WHOM,), _TIMES),
    "target-started": FaultKind(
        "the machine at the target is started by hand", (_WHOM,), _TIMES, cleared_by=Deed.SHUT_DOWN
    ),
    "target-stopped": FaultKind(
        "the machine at the target is shut down by hand", (_WHOM,), _TIMES, cleared_by=Deed.START
    ),
    "network-mended": FaultKind("a machine that came up without network or address is given both", (_WHOM,), _TIMES),
    "step-warns": FaultKind(
        "a step succeeds with this warning",
        (_WHOM, ("step",), ("code",)),
        _WHEN,
        usual_code="28175",
        cleared_by=Deed.MEND,
    ),
    "health-error": FaultKind(
        "the service reports this health error", (_WHOM, ("code",)), _TIMES, lasting=True, cleared_by=Deed.MEND
    ),
}

NOT_OF_QUESTIONS = frozenset({"step", "times", "probability"})
"""What ``no-answer`` on ``observe`` cannot have: while it holds, every question goes unanswered."""


@dataclass(frozen=True, slots=True)
class EstateDefinition:
    """Estate with all of its document. Items, plans and starts go by key: the document's ``key``, or the name."""

    name: str
    story: str
    seed: int
    starts_at: datetime
    sites: tuple[Site, ...]
    networks: tuple[Network, ...]
    policies: tuple[Policy, ...]
    groups: tuple[ReplicationGroup, ...]
    items: tuple[Item, ...]
    starts: Mapping[str, ItemStart]
    plans: tuple[Plan, ...]
    runbooks: tuple[Runbook, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[DocumentFault, ...] = ()
    """What is strange in the document and keeps nobody from using it."""
