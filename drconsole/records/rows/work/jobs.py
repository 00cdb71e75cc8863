"""Jobs, their tasks, what they wait for, and what people said of failed-over machines."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from drconsole.records.rows.common import AboutRow, ErrorRow, ItemName, Keyed, SaidRow, SkippedRow
from drconsole.records.rows.estate.points import ItemPointRow, PointUsedRow
from drconsole.records.rows.work.leads import LeadRow


class ReasonRow(AboutRow):
    """Reason of a forecast, and how many seconds it makes."""

    text: str
    seconds: int


class ForecastRow(TypedDict):
    """Forecast of a run, in seconds."""

    low: int
    likely: int
    high: int
    reasons: list[ReasonRow]


class ObjectiveRow(TypedDict):
    """A recovery time objective (RTO) held against a run; ``verdict`` is one of ``recovery.forecast.objective``.

    In seconds. ``spare`` is the likely time left over, negative = late by so much; ``why`` is the longest cause of the
    time, empty where none is worth a word.
    """

    seconds: int
    verdict: str
    spare: int
    why: str


class JobWarningRow(AboutRow, SaidRow):
    """Warning of a task that succeeded all the same."""


class ConsequenceRow(AboutRow):
    """Consequence of a cancel for an item."""

    outcome: str
    text: str
    loses_replication: bool | None


class EvidenceRow(AboutRow):
    """Evidence of a probe: what it saw of a machine, and whether the run should have led to that."""

    probe: str
    seen: str
    ok: bool | None
    expected: bool | None
    as_of: str | None


class JobItemRow(ItemName):
    """Item of a job: how it ended, or that it is on its way."""

    outcome: str
    reason: str | None
    point_used: PointUsedRow | None


class WaitRow(TypedDict):
    """Wait of a task: what for, and what may be answered."""

    task: str
    friendly_name: str
    state_description: str
    why: str
    since: str | None
    outcomes: list[str]


class GateRow(WaitRow, Keyed):
    """A task of any job that waits for a person, with whose it is."""

    job: str
    operation: str
    target: str
    item: str | None
    item_key: str | None


class HoldRow(TypedDict):
    """Hold of a job: since when it begins nothing new, and who said so."""

    since: str | None
    operator: str
    comment: str


class OptionsRow(TypedDict):
    """Options of a run, as said before it began; ``encryption_key`` is its certificate's thumbprint."""

    point: str | None
    point_id: str | None
    direction: str | None
    shutdown: bool | None
    network: str | None
    encryption_key: str | None
    comment: str


class BrokenGlassRow(TypedDict):
    """Something that was done to a job without the approval that it needed; ``what``: start or cancel."""

    what: str
    reason: str
    by: str
    at: str | None


class JobRow(Keyed):
    """A job without its tasks, which have rows of their own."""

    id: str
    parent: str | None
    origin: str
    operation: str
    target: str
    target_key: str
    target_type: str
    direction: str | None
    options: OptionsRow
    state: str
    state_description: str
    started_at: str | None
    ended_at: str | None
    allowed_actions: list[str]
    errors: list[ErrorRow]
    warnings: list[JobWarningRow]
    items: list[JobItemRow]
    skipped: list[SkippedRow]
    points: list[ItemPointRow]
    forecast: ForecastRow
    digest: str
    grain: str
    accepted: list[str]
    held: bool
    hold: HoldRow | None
    waits_for: list[WaitRow]
    consequences: list[ConsequenceRow]
    evidence: list[EvidenceRow]
    retry_of: str | None
    operator: str
    proposal: str | None
    """Id of the proposal under which a second person approved it; None = it needed no approval, or the glass was
    broken."""
    break_glass: list[BrokenGlassRow]
    lead: LeadRow | None
    """Who leads it; None = nobody, as where there is no incident room."""
    rto: int | None
    """Seconds that the run may take, waits for people included; None = nobody set an objective."""
    waited: float
    """Seconds so far in which nothing of it ran, because it was held or a person was waited for."""
    held_for: float
    """Seconds of holds that are over: nothing new began, and what was under way went on."""
    idle_since: str | None
    """Since when that is so now; None = something runs."""
    objective: NotRequired[ObjectiveRow | None]
    """``rto`` held against the run by now: what a reader adds (``records.objectives``)."""


class TaskFields(TypedDict):
    """A task, wherever it stands in a tree."""

    id: str
    name: str
    friendly_name: str
    kind: str
    state: str
    state_description: str
    item: str | None
    item_key: str | None
    started_at: str | None
    ended_at: str | None
    errors: list[ErrorRow]
    attempt: NotRequired[int]
    """Number of the attempt, from the second one on."""
    reference: NotRequired[str]
    """The provider's, once it has taken the task."""
    script: NotRequired[str]
    folder: NotRequired[str | None]
    child_job: NotRequired[str]
    instructions: NotRequired[str]
    why: NotRequired[str]
    output: NotRequired[str]
    outcomes: NotRequired[list[str]]
    """Answers that a task which waits takes."""
    waiting_since: NotRequired[str | None]
    answer: NotRequired[str]
    """What a person said last of its wait; ``answered_by`` says who, ``answered_at`` when."""
    answered_by: NotRequired[str]
    answered_at: NotRequired[str | None]


class TaskRow(TaskFields, Keyed):
    """A task of a job; its place in the tree is ``parent`` and ``position``."""

    job: str
    parent: str | None
    position: int


class TaskNode(TaskFields):
    """A task with those below it, as a preview and a job with its tasks nest them; ``job`` None: it has not run."""

    job: str | None
    tasks: list[TaskNode]
    parent: NotRequired[str | None]
    """Id of the task above it, in a preview."""
    expected_start: NotRequired[int]
    """In a preview: seconds after the start at which it begins, if every step takes its likely time."""
    expected_end: NotRequired[int]
    """In a preview: the same of its end; a wait for a person takes no time."""


class JobTree(JobRow):
    """A job with its tasks, the one object of the command line."""

    tasks: list[TaskNode]


class ValidationRow(Keyed):
    """Validation of a failed-over machine by a person; ``item`` is the item's key."""

    item: str
    result: str
    comment: str
    point: str | None
    at: str | None
    operator: str
    seen: str
    """What a look showed of its machines then; empty = nobody looked."""
    accepted: str
    """The word for what was seen, where that spoke against it and was accepted."""


class ValidatedRow(TypedDict):
    """Answer to a validation; ``item`` is the item's name."""

    item: str
    key: str
    result: str
    comment: str
    operator: str
    seen: str
    accepted: str
