"""Checks, previews and what is due next: what the engine answers before anything starts."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from drconsole.records.rows.common import AboutRow, ItemName, LeftOutRow, SkippedRow
from drconsole.records.rows.estate.items import ItemWarningRow
from drconsole.records.rows.estate.points import ItemPointRow
from drconsole.records.rows.work.jobs import ForecastRow, ObjectiveRow, TaskNode, WaitRow
from drconsole.recovery.types.remedies import RemedyRow


class FindingRow(AboutRow):
    """A prerequisite that is not met, or a warning; ``overridable``: it may be accepted by its ``id``."""

    id: str
    level: str
    overridable: bool
    message: str
    possible_causes: str
    recommended_action: str
    remedies: list[RemedyRow]


class CallRow(TypedDict):
    """Name of an operation in Site Recovery's own API, for one kind of machine."""

    scenario: str
    direction: str
    operation: str | None
    job: str | None
    reason: str | None


class KeyRow(TypedDict):
    """Need of a run for the encryption key: which certificate that is, and whether one was given."""

    needed: bool
    thumbprint: str | None
    certificate: str
    """Where it is kept, as the estate's document says; empty = it does not."""
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
    """Options of a run as they were asked for."""

    point: str | None
    point_id: str | None
    shutdown: bool | None
    network: str | None


class ScriptRow(TypedDict):
    """A script of a recovery plan and the hash of its content."""

    path: str
    content: str


class LeadsRow(TypedDict):
    """State of an item once the run has succeeded."""

    name: str
    protection_state: str
    phase: str


class LostWritesRow(ItemName):
    """Writes of an item that a run destroys beside what its recovery point misses."""

    site: str
    seconds: float | None
    """How long it was written there; None = not known."""
    deletes: bool
    """Its machine there is deleted and made anew."""


class PreviewRow(CheckRow):
    """Preview of a run; ``digest`` is what a start confirms."""

    target_type: str
    direction: str | None
    options: SaidOptionsRow
    grain: str
    digest: str
    expires_at: str | None
    points: list[ItemPointRow]
    tasks: list[TaskNode]
    scripts: list[ScriptRow]
    forecast: ForecastRow
    objective: ObjectiveRow | None
    """The plan's RTO held against the forecast; None = it has none, or the run makes no machine run."""
    warnings: list[str]
    lost_writes: list[LostWritesRow]
    commits: list[str]
    """Keys of the items whose failover the run commits."""
    leads_to: dict[str, LeadsRow]
    """By an item's key."""
    approvals_needed: int
    """People who have to approve it, beside who starts it."""


class DifferenceRow(TypedDict):
    """Something that is no longer as a preview showed it; ``shown`` and ``now`` are None, words or lists of words."""

    what: str
    item: NotRequired[str | None]
    """The item's name, beside ``key``."""
    key: NotRequired[str | None]
    shown: object
    now: object


class StandingWarningRow(AboutRow, ItemWarningRow):
    """A warning that stands on an item, with whose it is."""


class GuideRow(TypedDict):
    """Guide for a plan or an item: where it stands and what is due; ``why`` says it in words."""

    target: str
    target_type: str
    stands: str
    next_operation: str | None
    why: str
    remedies: list[RemedyRow]
    alternatives: list[str]
    left_out: list[LeftOutRow]


class NextRow(GuideRow):
    """Guide with what the target's jobs wait for and the warnings on its items."""

    waits_for: list[WaitRow]
    repairs: list[RemedyRow]
    """In a simulation: what people outside could clear at its items."""
    warnings: list[StandingWarningRow]
