"""Life of a run in a store: its job, its machines and plan, and every decision on them until they were settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drconsole.records.clock import moment
from drconsole.records.rows.estate.estate import NetworkRow, PolicyRow, ReplicationGroupRow, SiteRow
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.work.jobs import JobRow, TaskRow
from drconsole.records.tables import ITEMS, JOBS, NETWORKS, PLANS, POLICIES, REPLICATION_GROUPS, SITES, TASKS, WORLD
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Direction, Operation, TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.events import Recorded
from drconsole.store.codec import decode_recorded
from drconsole.store.reading.reader import Reader

MADE_OF = (Operation.FAILOVER, Operation.PLANNED_FAILOVER, Operation.TEST_FAILOVER)
"""Operations that a lesson is made of: an exercise begins with protected machines."""
SETTLES = frozenset({Operation.COMMIT, Operation.CHANGE_RECOVERY_POINT, Operation.CLEANUP_TEST_FAILOVER, *MADE_OF})
"""Operations on the same machines that belong to the same story."""

_OF_A_JOB = ev.JobHeld | ev.JobResumed | ev.JobCancelRequested | ev.TaskAnswered | ev.JobEnded


@dataclass(frozen=True, slots=True)
class Life:
    """Run as it is known. ``events`` are those of its story, oldest first; ``left_out`` what came after."""

    job: JobRow
    tasks: Mapping[str, TaskRow]
    """Tasks by id, of all jobs of the story."""
    items: Sequence[ItemRow]
    missing: Sequence[str]
    """Names of machines of the run that the estate has no more."""
    plan: PlanRow | None
    sites: Sequence[SiteRow]
    networks: Sequence[NetworkRow]
    policies: Sequence[PolicyRow]
    groups: Sequence[ReplicationGroupRow]
    events: Sequence[Recorded]
    left_out: Sequence[str]
    mode: str | None

    @property
    def operation(self) -> Operation:
        """Return the operation that the lesson is about."""
        return Operation(self.job["operation"])


def life_of(reader: Reader, job: JobRow) -> Life:
    """Read a run. Raises ``BadInput`` for one that a lesson cannot be made of, and what ``Reader`` raises."""
    back = job["direction"] == Direction.RECOVERY_TO_PRIMARY
    if job["operation"] not in MADE_OF or back:
        what = f"{job['operation']}{' back to the primary site' if back else ''}"
        raise BadInput(
            "no-lesson",
            f"a lesson cannot be made of a {what}: an exercise begins with machines that are protected",
            place=job["id"],
            advice=f"name a job of {', '.join(MADE_OF)}, which may be the one that came before",
        )
    names = {row["key"]: row["name"] for row in job["items"]}
    names |= {row["key"]: row["item"] or row["key"] for row in job["skipped"] if row["key"] is not None}
    items = reader.rows_of(ITEMS, list(names))
    found = {row["key"] for row in items}
    events, left_out, jobs = _story(reader, job, found)
    plan = reader.row(PLANS, job["target_key"]) if job["target_type"] == TargetType.PLAN else None
    world = reader.row(WORLD, WORLD)
    if not items or (job["target_type"] == TargetType.PLAN and plan is None):
        gone = "its machines are" if not items else "its recovery plan is"
        raise BadInput("no-lesson", f"{gone} not in the estate any more", place=job["id"], advice="name another job")
    return Life(
        job,
        {task["id"]: task for one in jobs for task in reader.rows(TASKS, job=one)},
        sorted(items, key=lambda row: row["position"]),
        [name for key, name in names.items() if key not in found],
        plan,
        reader.rows(SITES),
        reader.rows(NETWORKS),
        reader.rows(POLICIES),
        reader.rows(REPLICATION_GROUPS),
        events,
        left_out,
        None if world is None else world["mode"],
    )


def _story(reader: Reader, job: JobRow, keys: set[str]) -> tuple[list[Recorded], list[str], list[str]]:
    """Return the events of a run's story, what came after it in words, and the jobs that belong to it."""
    events: list[Recorded] = []
    after: list[str] = []
    jobs: list[str] = []
    over = False
    for row in reader.journal_rows():
        recorded = decode_recorded(row)
        event = recorded.event
        if isinstance(event, ev.JobCreated):
            ours = event.job == job["id"]
            if not ours and (not jobs or not keys.intersection(event.qualified)):
                continue
            belongs = not over and event.request.operation in SETTLES
            belongs = belongs and event.request.options.direction is not Direction.RECOVERY_TO_PRIMARY
            if not (ours or belongs):
                over = True
                after.append(f"{event.request.operation} of {event.target_name}")
                continue
            jobs.append(event.job)
            events.append(recorded)
        elif over or not jobs:
            continue
        elif isinstance(event, ev.ValidationRecorded | ev.FaultsCleared):
            if event.item in keys:
                events.append(recorded)
        elif isinstance(event, _OF_A_JOB) and event.job in jobs:
            events.append(recorded)
    return events, after, [one["id"] for one in reader.rows(JOBS) if one["id"] in jobs]


def seconds_before(job: JobRow, told: str | None) -> int | None:
    """Return how many seconds before the job a time was; None = it is not known, or came after."""
    at, began = moment(told), moment(job["started_at"])
    if at is None or began is None or at >= began:
        return None
    return int((began - at).total_seconds())
