"""State in the engine's memory: open jobs with their task trees, and what is folded beside them.

Only ``fold`` changes these objects. Everything here can be rebuilt from the journal.
"""

from __future__ import annotations

from collections import deque
from dataclasses import field
from datetime import datetime

from drconsole.engine.decider.beside import Approvals, Note, Obligation, Shelf, Validation
from drconsole.recovery.states.taking_part import own_job
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.failures import Failure
from drconsole.recovery.types.words import Description, Outcome, RemoteAct, RunState, TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.events import JobCreated
from drconsole.recovery.types.work.observed import Evidence, ObservedNode, PointUsed
from drconsole.recovery.types.work.tasks import CONTAINERS, Consequence, TaskError, TaskSpec
from drconsole.room.handover.offers import Offer
from drconsole.room.leads import Lead
from drconsole.room.members import Member
from drconsole.room.polls import Poll

MANUAL_OUTCOMES = (Outcome.DONE, Outcome.FAILED, Outcome.SKIP)
GO_ON_OUTCOMES = (Outcome.DONE, Outcome.FAILED)
"""Answers to the wait between a failback's data synchronization and its downtime: there is nothing to skip."""
UNKNOWN_OUTCOMES = (Outcome.DONE, Outcome.FAILED, Outcome.SKIP, Outcome.RETRY)
"""Answers to an attempt that was begun and of which nobody knows what became."""


def outcomes_of(description: str) -> tuple[Outcome, ...]:
    """Return what a person may answer where a run of ours or a remote job waits like this."""
    return GO_ON_OUTCOMES if description == Description.WAITING_FOR_USER_INPUT else MANUAL_OUTCOMES


@dataclass(frozen=True, slots=True)
class Answer:
    """Word of somebody about a task that waited."""

    outcome: Outcome
    comment: str
    by: str
    """Who said it, as the journal names them."""
    at: datetime

    @property
    def text(self) -> str:
        return f"{self.outcome}: {self.comment}" if self.comment else self.outcome.value


@dataclass(slots=True)
class Task:
    """One task of a job as it stands."""

    spec: TaskSpec
    position: int
    state: RunState = RunState.NOT_STARTED
    description: str = Description.NOT_STARTED
    attempt: int = 1
    due: bool = False
    """Its turn has come."""
    advancing: bool = False
    begun: bool = False
    """A ``begin`` is in the journal and no end: the effect may have happened."""
    looked: bool = False
    """An attempt left no trace in the world: the next one is begun without another look."""
    reference: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    errors: tuple[TaskError, ...] = ()
    output: str = ""
    why: str = ""
    """What it waits for, or why it was skipped."""
    outcomes: tuple[Outcome, ...] = ()
    """The answers it takes while it waits for a person."""
    waiting_since: datetime | None = None
    answer: Answer | None = None
    node: ObservedNode | None = None
    """Id of the node, of a task that stands for a node of a remote job."""
    uncancelled: bool = False
    """The provider did not take the request to cancel it: it goes on, and may need answers."""
    children: list[str] = field(default_factory=list)
    left: int = 0
    """Children that have not ended."""
    failed_children: int = 0
    cancelled_children: int = 0
    done_children: int = 0
    noted_children: int = 0
    """Children that are done and in which something failed that stops nothing."""

    @property
    def container(self) -> bool:
        return self.spec.kind in CONTAINERS

    @property
    def waiting(self) -> bool:
        return self.state is RunState.SUSPENDED


@dataclass(slots=True)
class Act:
    """A request to remote work that is owed: answer a waiting node, or cancel."""

    task: str
    node: str
    action: RemoteAct
    comment: str
    outcome: Outcome = Outcome.DONE
    """Answer to the node that is answered."""
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Somebody let nothing more begin, and may let it go on."""

    since: datetime
    actor: str
    comment: str


@dataclass(frozen=True, slots=True)
class BrokenGlass:
    """Something that was done without the approval that it needed."""

    what: str
    """``start`` or ``cancel``."""
    reason: str
    by: str
    at: datetime


@dataclass(slots=True)
class Job:
    """One open job: its tree, what may begin, what is under way."""

    id: str
    created: JobCreated
    actor: str
    started_at: datetime
    tasks: dict[str, Task]
    roots: list[str]
    state: RunState = RunState.IN_PROGRESS
    description: str = Description.IN_PROGRESS
    ended_at: datetime | None = None
    ready: dict[str, deque[str]] = field(default_factory=dict)
    """Leaves whose turn has come, by phase, in tree order."""
    open: dict[str, None] = field(default_factory=dict)
    """Leaves begun and not ended, nor waiting for a person."""
    phase_open: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, None] = field(default_factory=dict)
    acts: dict[tuple[str, str], Act] = field(default_factory=dict)
    lead: Lead | None = None
    """Who leads it; None = nobody, as where there is no room."""
    held: Hold | None = None
    doubted: bool = False
    """The journal lost events: what seems not begun may be, and is looked for before it is begun."""
    cancelling: bool = False
    stopped: str = ""
    """Why nothing more may begin: the failure that a planned run stops at."""
    consequences: tuple[Consequence, ...] = ()
    failed_items: dict[str, str] = field(default_factory=dict)
    """Item -> the task that failed."""
    incomplete_items: dict[str, str] = field(default_factory=dict)
    """Item -> why it was not carried through."""
    cancelled_items: dict[str, None] = field(default_factory=dict)
    items_told: frozenset[str] = frozenset()
    """Items of which a remote job has told what became of them."""
    plan_failures: int = 0
    """Actions of the plan that failed while the run went on."""
    tolerated: int = 0
    remote_state: RunState | None = None
    points_used: dict[str, PointUsed] = field(default_factory=dict)
    errors: list[TaskError] = field(default_factory=list)
    warnings: dict[tuple[str | None, str, str], TaskError] = field(default_factory=dict)
    """What its tasks warned of, by item, code and message: it may succeed all the same."""
    items: dict[str, RunState] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    data_loss: dict[str, float] = field(default_factory=dict)
    """Item -> seconds that the point it really went to lost; of an ended job."""
    roots_left: int = 0
    advancing: bool = False
    complete: bool = False
    """Every task has ended; what is left is to look and to say so."""
    broken_glass: list[BrokenGlass] = field(default_factory=list)
    """What of it was done without the approval that it needed."""
    waited: float = 0.0
    """Seconds in which nothing ran, because it was held or a person was waited for."""
    held_for: float = 0.0
    """Seconds in which nothing new began, because it was held; of a hold that is over."""
    idle_since: datetime | None = None
    """Since when that is so; None = something runs."""

    @property
    def ended(self) -> bool:
        return self.state.ended


@dataclass(slots=True)
class State:
    """All folded state of the engine."""

    jobs: dict[str, Job] = field(default_factory=dict)
    busy: dict[str, str] = field(default_factory=dict)
    """Item key -> the open job that works on it."""
    validations: dict[str, Validation] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    """Item key -> key of the recovery plan whose run moved it last; not in it = its own run, or one begun elsewhere."""
    warnings: dict[str, ev.WarningsKept] = field(default_factory=dict)
    """Item key -> what the jobs that made its machine have warned of."""
    failures: dict[str, Failure] = field(default_factory=dict)
    """Item key -> why the last run failed there."""
    obligations: dict[str, Obligation] = field(default_factory=dict)
    """What is owed of machines, by ``Obligation.key``."""
    room: dict[str, Member] = field(default_factory=dict)
    """Members of the incident room by their key; empty = there is none."""
    approvals: Approvals = field(default_factory=Approvals)
    notes: dict[str, Note] = field(default_factory=dict)
    """Notes by their id, oldest first."""
    polls: dict[str, Poll] = field(default_factory=dict)
    """Polls by their id; those that are over stay."""
    shelved: dict[str, Shelf] = field(default_factory=dict)
    """Shelved alarms by the alarm's id."""
    handovers: dict[str, Offer] = field(default_factory=dict)
    """Handovers by their id; those that are over stay."""
    open_steps: int = 0
    provider_steps: int = 0
    gone: dict[str, Job] = field(default_factory=dict)
    """Jobs that ended in the last folds: out of ``jobs``, still to be written."""
    touched: dict[tuple[str, str, str], None] = field(default_factory=dict)
    """(table, job, key) of the rows that the last folds changed."""


def works_on(state: State) -> dict[str, str]:
    """``busy``, and the job of each plan that has one."""
    requests = ((job.created.request, job.id) for job in state.jobs.values())
    plans = {own_job(asked.target): job for asked, job in requests if asked.target_type is TargetType.PLAN}
    return {**state.busy, **plans}
