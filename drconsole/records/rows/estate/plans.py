"""Recovery plans: groups, actions, and what may be run."""

from __future__ import annotations

from typing import TypedDict

from drconsole.records.rows.common import ItemName, LeftOutRow, MachineRow, Stamped
from drconsole.records.rows.estate.items import FlagRow


class ActionRow(TypedDict):
    """A script or manual action of a plan; ``timeout`` in seconds."""

    name: str
    kind: str
    operations: list[str]
    directions: list[str]
    instructions: str
    path: str
    timeout: float


class GroupRow(TypedDict):
    """A boot group; ``pre`` and ``post`` are the actions before and after it."""

    number: int
    items: list[ItemName]
    pre: list[ActionRow]
    post: list[ActionRow]


class PlanActionsRow(TypedDict):
    """Actions of a plan outside of its groups."""

    before_shutdown: list[ActionRow]
    after_shutdown: list[ActionRow]
    before_failover: list[ActionRow]
    after_failover: list[ActionRow]


class PlanFlagRow(FlagRow, MachineRow):
    """A flag of one of a plan's items."""


class DrillRow(TypedDict):
    """A plan in the calendar of test failovers; ``state`` is a ``records.drills.DrillState``."""

    last: str | None
    due: str | None
    """When the next test failover is due, or since when; None = that is not told, or none can be made."""
    overdue: float | None
    """Seconds; None = it is not."""
    state: str


class PlanStateRow(ItemName, Stamped):
    """A recovery plan and where it stands; ``key`` and ``name`` are its own."""

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
    rto: int | None
    """Recovery time objective in seconds; None = none is set."""
    provider_allowed_operations: list[str]
    provider_scenario: str | None
    provider_scenario_status: str | None
    provider_scenario_status_description: str | None
    as_of: str | None


class PlanRow(PlanStateRow):
    """A recovery plan. ``position`` is its place in the provider's own order."""

    flags: list[PlanFlagRow]
    stands: dict[str, int]
    """``recovery.states.assessments.stand.Stand`` -> how many of its items stand so, worst first."""
    position: int


class ShownPlanRow(PlanRow):
    """A plan as a reader shows it, who knows the present and how often a plan is to be tested."""

    drill: DrillRow
