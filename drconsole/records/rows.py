"""The rows that the engine writes and everybody reads, as types: fields of the command line, times as ISO 8601 in UTC.

A row carries keys; a name stands beside its key as a label, which two may share. States and operations are the words of
``recovery.types.words``, as strings: rows come back out of JSON.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class ItemName(TypedDict):
    """A replicated item as plans, checks and previews name it."""

    key: str
    name: str


class AboutRow(TypedDict):
    """What an entry is about: an item's key, and ``item`` as its label. None: about the whole."""

    key: str | None
    item: str | None


class LeftOutRow(ItemName):
    """An item that a plan's run would leave out."""

    reason: str


class SkippedRow(AboutRow):
    """An item that does not take part in a run."""

    reason: str


class ActionRow(TypedDict):
    name: str
    kind: str
    operations: list[str]
    directions: list[str]
    instructions: str
    path: str
    timeout: float


class GroupRow(TypedDict):
    number: int
    items: list[ItemName]
    pre: list[ActionRow]
    post: list[ActionRow]


class ChosenPointRow(TypedDict):
    """A recovery point as it was chosen before a run; id and time are None for one that the run makes."""

    choice: str
    id: str | None
    time: str | None
    consistency: str | None
    multi_vm: bool
    data_loss: float | None
    note: str


class ItemPointRow(ItemName):
    point: ChosenPointRow


class PointUsedRow(TypedDict):
    """The recovery point that an item was really taken from."""

    id: str
    time: str | None
    consistency: str
    data_loss: float | None


class ReasonRow(AboutRow):
    text: str
    seconds: int


class ForecastRow(TypedDict):
    """In seconds."""

    low: int
    likely: int
    high: int
    reasons: list[ReasonRow]


class ErrorRow(TypedDict):
    code: str
    message: str
    possible_causes: str
    recommended_action: str
    level: str
    task: str | None


class ConsequenceRow(AboutRow):
    """What a cancel leaves of an item."""

    outcome: str
    text: str
    loses_replication: bool | None


class EvidenceRow(AboutRow):
    probe: str
    seen: str
    ok: bool | None
    expected: bool | None
    as_of: str | None


class JobItemRow(ItemName):
    """How an item of a job ended, or that it is on its way."""

    outcome: str
    reason: str | None
    point_used: PointUsedRow | None


class WaitRow(TypedDict):
    """What a task waits for."""

    task: str
    friendly_name: str
    state_description: str
    why: str
    since: str | None
    outcomes: list[str]


class GateRow(WaitRow):
    """The same of any job, with whose it is."""

    job: str
    operation: str
    target: str
    item: str | None
    item_key: str | None


class HoldRow(TypedDict):
    since: str | None
    operator: str
    comment: str


class OptionsRow(TypedDict):
    point: str | None
    point_id: str | None
    direction: str | None
    shutdown: bool | None
    network: str | None
    encryption_key: str | None
    comment: str


class JobRow(TypedDict):
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
    warnings: list[dict[str, Any]]
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


class TaskRow(TypedDict):
    """A task of a job; its place in the tree is ``parent`` and ``position``."""

    id: str
    name: str
    friendly_name: str
    kind: str
    state: str
    state_description: str
    item: str | None
    item_key: str | None
    job: str
    parent: str | None
    position: int
    started_at: str | None
    ended_at: str | None
    errors: list[ErrorRow]
    attempt: NotRequired[int]
    reference: NotRequired[str]
    script: NotRequired[str]
    folder: NotRequired[str | None]
    child_job: NotRequired[str]
    instructions: NotRequired[str]
    why: NotRequired[str]
    output: NotRequired[str]
    outcomes: NotRequired[list[str]]
    waiting_since: NotRequired[str | None]
    answer: NotRequired[Any]


class ValidationRow(TypedDict):
    """``item`` is the item's key."""

    item: str
    result: str
    comment: str
    point: str | None
    at: str | None
    operator: str


class PlanActionsRow(TypedDict):
    """Actions of a plan outside of its groups."""

    before_shutdown: list[ActionRow]
    after_shutdown: list[ActionRow]
    before_failover: list[ActionRow]
    after_failover: list[ActionRow]


class PlanRow(ItemName):
    """A recovery plan; ``key`` and ``name`` are its own."""

    source: str
    target: str
    items: list[ItemName]
    groups: list[GroupRow]
    actions: PlanActionsRow
    allowed_operations: list[str]
    left_out: list[LeftOutRow]
    state: str
    current_job: str | None
    last_test_failover: str | None
    last_failover: str | None
    changed_at: str | None
    provider_allowed_operations: list[str]
    provider_scenario: str | None
    provider_scenario_status: str | None
    provider_scenario_status_description: str | None
    as_of: str | None


class FindingRow(AboutRow):
    id: str
    level: str
    overridable: bool
    message: str
    possible_causes: str
    recommended_action: str
    remedies: list[dict[str, Any]]


class CallRow(TypedDict):
    """What Site Recovery's own API calls an operation, for one kind of machine."""

    scenario: str
    direction: str
    operation: str | None
    job: str | None
    reason: str | None


class KeyRow(TypedDict):
    """Whether a run needs the encryption key, which certificate that is, and whether one was given."""

    needed: bool
    thumbprint: str | None
    given: bool


class CheckRow(TypedDict):
    """``items``: all whom the run is about; ``qualified`` are keys of those that take part."""

    operation: str
    target: str
    target_key: str
    ready: bool
    findings: list[FindingRow]
    items: list[ItemName]
    qualified: list[str]
    skipped: list[SkippedRow]
    site_recovery: list[CallRow]
    encryption_key: KeyRow


class SaidOptionsRow(TypedDict):
    point: str | None
    point_id: str | None
    shutdown: bool | None
    network: str | None


class ScriptRow(TypedDict):
    path: str
    content: str


class LeadsRow(TypedDict):
    """Where an item stands once the run has succeeded."""

    name: str
    protection_state: str
    phase: str


class PreviewRow(CheckRow):
    target_type: str
    direction: str | None
    options: SaidOptionsRow
    grain: str
    digest: str
    expires_at: str | None
    points: list[ItemPointRow]
    tasks: list[dict[str, Any]]
    """Nested, as a job's are."""
    scripts: list[ScriptRow]
    forecast: ForecastRow
    warnings: list[str]
    commits: list[str]
    """Keys of the items whose failover the run commits."""
    leads_to: dict[str, LeadsRow]
    """By an item's key."""
