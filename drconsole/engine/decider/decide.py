"""Decision of what is to be done next (``decide``), from folded state alone.

Everything that decides the course of a job is here, in ``fold`` and in ``tree``. No clock, no I/O, no asyncio: time
comes with the event. The shell turns a ``Do`` into an effect and the effect's outcome into an event; after a crash the
same fold over the same journal gives the same state, and what was begun and has no end comes out of ``begun_steps`` to
be looked at, never to be run again blindly.

The life of a leaf::

    NotStarted -> (its turn) ready -> TaskBegun -> [TaskAccepted] -> TaskEnded
                                          |  absent after settle: TaskReset -> ready, next attempt
                                          |  nothing says: TaskWaiting/WaitingForOutcome -> TaskAnswered | TaskFound
    manual action: ready -> TaskWaiting/WaitingForManualAction -> TaskAnswered
    its key is not held: ready -> TaskWaiting/WaitingForEncryptionKey -> TaskAnswered -> ready
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from enum import StrEnum

from drconsole.engine.decider import tree
from drconsole.engine.decider.state import Act, Job, State, Task
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import RemoteAct
from drconsole.recovery.types.work.tasks import TaskKind


class Kind(StrEnum):
    """Something that the shell may be told to do."""

    BEGIN = "begin"
    OPEN_GATE = "open-gate"
    ACT = "act"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Do:
    """One command to the shell."""

    kind: Kind
    job: str
    task: str = ""
    node: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.kind, self.job, self.task, self.node)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on what is under way at once: in all, at the provider, in one phase of one job."""

    overall: int = 256
    provider: int = 256
    group: int = 100


def decide(
    state: State,
    limits: Limits,
    in_hand: Collection[tuple[str, str, str, str]],
    *,
    draining: bool = False,
    keyed: Container[str] = (),
) -> Iterator[Do]:
    """Return what is to be done now, in plan order; when draining, nothing that would have an effect.

    ``keyed`` are the jobs whose encryption key is held: a step that needs one and has none waits for a person. The
    caller folds each begin and gate before it asks for the next command.
    """
    for job in list(state.jobs.values()):
        if job.complete:
            yield from _new(Do(Kind.FINISH, job.id), in_hand)
            continue
        for act in list(job.acts.values()):
            # Also when draining: what is under way could not end without its answer.
            if _can_act(job, act):
                yield from _new(Do(Kind.ACT, job.id, act.task, act.node), in_hand)
        if draining:
            continue
        if job.ready and not job.held and (state.open_steps < limits.overall or _gate_due(job)):
            yield from _begin(state, job, limits, job.id in keyed)


def _new(do: Do, in_hand: Collection[tuple[str, str, str, str]]) -> Iterator[Do]:
    if do.key not in in_hand:
        yield do


def _can_act(job: Job, act: Act) -> bool:
    """Remote work can be cancelled once it has a reference; a script of ours at any time."""
    leaf = job.tasks[act.task]
    return act.action is not RemoteAct.CANCEL or leaf.reference is not None or leaf.spec.kind is TaskKind.SCRIPT


def _gate_due(job: Job) -> bool:
    return any(_needs_no_slot(job.tasks[queue[0]]) for queue in job.ready.values())


def _needs_no_slot(task: Task) -> bool:
    """Gates open also while everything is busy, and so do scripts for which a remote job keeps its slot."""
    return task.spec.kind is TaskKind.MANUAL or task.node is not None


def _begin(state: State, job: Job, limits: Limits, keyed: bool) -> Iterator[Do]:
    for phase in list(job.ready):
        while queue := job.ready.get(phase):
            task = job.tasks[queue[0]]
            if task.spec.kind is TaskKind.MANUAL or (not keyed and tree.needs_key(job, task.spec)):
                yield Do(Kind.OPEN_GATE, job.id, queue[0])
                continue
            if not _needs_no_slot(task):
                if state.open_steps >= limits.overall:
                    break
                if task.spec.kind in tree.PLAIN_STEPS and state.provider_steps >= limits.provider:
                    break
                if job.phase_open.get(phase, 0) >= limits.group:
                    break
            yield Do(Kind.BEGIN, job.id, queue[0])


def begun_steps(state: State) -> list[tuple[Job, Task]]:
    """Every begin without an end, in tree order: what the next engine must look at before all else."""
    return [(job, task) for job in state.jobs.values() for task in job.tasks.values() if task.begun]
