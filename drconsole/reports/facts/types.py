"""Facts of an after-action report. Times are ISO 8601 on the provider's clock, durations and data loss in seconds."""

from __future__ import annotations

from drconsole.records.rows.estate.points import ChosenPointRow, PointUsedRow
from drconsole.records.rows.work.jobs import ForecastRow, ObjectiveRow
from drconsole.recovery.types.data import dataclass
from drconsole.reports.facts.exercise import ExerciseFacts
from drconsole.reports.facts.said import Noted, Polled


@dataclass(frozen=True, slots=True)
class Anchor:
    """Head and length of the journal's hash chain when the report was made."""

    head: str
    length: int


@dataclass(frozen=True, slots=True)
class Rto:
    """Recovery time against its objective. ``met`` None = there is no objective, or the run goes on."""

    objective: int | None
    actual: float | None
    met: bool | None
    forecast: ForecastRow | None
    """Of the whole run; None = of an item, for which none is made."""
    waited: float = 0.0
    """Seconds of ``actual`` in which nothing ran, because it was held or a person was waited for."""
    held: ObjectiveRow | None = None
    """The objective held against the run, with the verdict and its cause."""
    held_for: float = 0.0
    """Seconds of ``actual`` in which nothing new began, because it was held."""


@dataclass(frozen=True, slots=True)
class Rpo:
    """Data loss against its objective, which is the one that the item has now: the journal does not hold it."""

    objective: int | None
    actual: float | None
    met: bool | None
    forecast: float | None
    """What the point that was chosen would have lost."""


@dataclass(frozen=True, slots=True)
class Phase:
    """Step of a run. ``name``: its kind (``shutdown``, ``failover``, ``start``), or else the step's own name."""

    name: str
    started_at: str
    ended_at: str | None
    state: str
    step: str


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """Item of a job: how it ended, from which point, in which time."""

    key: str
    name: str
    outcome: str
    reason: str | None
    point: PointUsedRow | None
    chosen: ChosenPointRow | None
    rpo: Rpo
    rto: Rto
    phases: tuple[Phase, ...]
    stands: str | None
    """Its stand now, a ``recovery.states.assessments.stand.Stand``; None = it is not in the estate any more."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Act of a person, with who and when. ``at``: provider's clock; ``wall_at``: wall's clock."""

    rev: int
    at: str
    wall_at: str
    who: str
    what: str
    about: str
    comment: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """Finding that blocked, and that a person accepted with a comment."""

    id: str
    level: str
    key: str | None
    item: str | None
    message: str
    recommended_action: str
    by: str
    at: str
    comment: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Time in which nothing new was begun. ``ended_at`` None = it goes on."""

    started_at: str
    ended_at: str | None
    seconds: float | None
    by: str
    ended_by: str | None
    comment: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait of a task for a person, and what was answered."""

    task: str
    name: str
    why: str
    started_at: str
    ended_at: str | None
    seconds: float | None
    by: str | None
    outcome: str | None
    comment: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Error of a task, also of an attempt that was made good later (``retried``)."""

    at: str | None
    task: str | None
    step: str
    key: str | None
    item: str | None
    code: str
    message: str
    possible_causes: str
    recommended_action: str
    output: str
    retried: bool


@dataclass(frozen=True, slots=True)
class Validation:
    """Judgement of a person on a failed-over machine. ``voided``: why it counts no more; empty = it counts."""

    key: str
    item: str
    result: str
    comment: str
    by: str
    at: str
    point: str | None
    seen: str
    accepted: str
    voided: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Evidence of a probe at the job's end."""

    key: str | None
    item: str | None
    probe: str
    seen: str
    ok: bool | None
    """Whether what the probe is named for is so; None = it could not be seen."""
    expected: bool | None
    """Whether the run should have led to that; None = it was looked at for the record."""
    as_of: str | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Item that did not take part, and why."""

    key: str | None
    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is still to be done as things stand now."""

    what: str
    """``job``, ``gate``, ``uncommitted``, ``unprotected``, an obligation's kind (``waiting.waits``), or a stand."""
    key: str | None
    item: str | None
    since: str | None
    text: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Approved:
    """Approval of a job's begin or cancel by another person; ``key``: fingerprint of the key that signed it."""

    proposal: str
    what: str
    asked_by: str
    asked_at: str | None
    asked_why: str
    by: str
    at: str | None
    comment: str
    key: str
    new_seat: bool = False
    """They were made an approver while the proposal was open."""


@dataclass(frozen=True, slots=True)
class Glass:
    """Something that was done to a job without the approval that it needed."""

    what: str
    by: str
    at: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class JobFacts:
    """All facts of one job; the fields are those of ``report JOB --json``."""

    job: str
    mode: str | None
    operation: str
    target: str
    target_key: str
    target_type: str
    direction: str | None
    state: str
    state_description: str
    operator: str
    comment: str
    retry_of: str | None
    digest: str
    started_at: str | None
    ended_at: str | None
    as_of: str | None
    rto: Rto
    phases: tuple[Phase, ...]
    items: tuple[ItemFacts, ...]
    skipped: tuple[LeftOut, ...]
    decisions: tuple[Decision, ...]
    accepted: tuple[Accepted, ...]
    holds: tuple[Hold, ...]
    waits: tuple[Wait, ...]
    errors: tuple[Fault, ...]
    warnings: tuple[str, ...]
    validations: tuple[Validation, ...]
    notes: tuple[Noted, ...]
    evidence: tuple[Seen, ...]
    open: tuple[Open, ...]
    anchor: Anchor
    break_glass: tuple[Glass, ...] = ()
    approvals: tuple[Approved, ...] = ()
    polls: tuple[Polled, ...] = ()
    exercise: ExerciseFacts | None = None
    """Exercise that the job was a part of; None = it was part of none."""
