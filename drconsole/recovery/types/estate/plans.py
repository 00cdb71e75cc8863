"""Recovery plans: boot groups of replicated items, and the actions that people put between them.

Durations are seconds, times aware datetimes in UTC.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Direction, Operation

MAX_PLAN_ITEMS = 100
MAX_PLAN_GROUPS = 7


class ActionKind(StrEnum):
    SCRIPT = "script"
    MANUAL = "manual"
    RUNBOOK = "runbook"


@dataclass(frozen=True, slots=True)
class Action:
    """A step that people put into a recovery plan [SPEC]."""

    name: str
    kind: ActionKind
    operations: tuple[Operation, ...]
    """Runs that it is part of: of test-failover, failover, planned-failover."""
    directions: tuple[Direction, ...]
    instructions: str = ""
    """Manual action: what to do."""
    path: str = ""
    """Script: an executable on the engine's machine. Runbook: its name."""
    arguments: tuple[str, ...] = ()
    timeout: int = 600
    """Seconds (VMM's own limit [D:hyper-v-vmm-recovery-script])."""


@dataclass(frozen=True, slots=True)
class Group:
    """A boot group of a plan; its number counts from 1."""

    number: int
    items: tuple[str, ...]
    """Item keys."""
    pre: tuple[Action, ...] = ()
    post: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A recovery plan's configuration."""

    key: str
    name: str
    source: str
    target: str
    groups: tuple[Group, ...]
    before_shutdown: tuple[Action, ...] = ()
    after_shutdown: tuple[Action, ...] = ()
    before_failover: tuple[Action, ...] = ()
    after_failover: tuple[Action, ...] = ()
    changed_at: datetime | None = None
    rto: int | None = None
    """Its recovery time objective (RTO): from the start of a run to its end, waits for people included; None = none."""

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every action, wherever it stands in the plan."""
        of_groups = (action for group in self.groups for action in (*group.pre, *group.post))
        all_groups = (*self.before_shutdown, *self.after_shutdown, *self.before_failover, *self.after_failover)
        return (*all_groups, *of_groups)

    @property
    def items(self) -> tuple[str, ...]:
        """Item keys in group order."""
        # From a list: asked for at every look, and a generator costs a call for each item.
        return tuple([key for group in self.groups for key in group.items])


@dataclass(frozen=True, slots=True)
class PlanStatus:
    key: str
    provider_id: str
    as_of: datetime
    provider_allowed_operations: tuple[str, ...] = ()
    current_scenario: str | None = None
    scenario_status: str | None = None
    scenario_status_description: str | None = None
    last_test_failover: datetime | None = None
    last_failover: datetime | None = None
