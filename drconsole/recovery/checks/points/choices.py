"""The six choices of a recovery point: where each exists, and which one is meant when none was said.

Sources: [S], [D:site-recovery-test-failover-to-azure], [D:failover-failback-overview]. A choice exists
when failing over to Azure, and a few for VMware on the way back.
"""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.recovery.states.states import to_azure
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.remedies import Act, Option, Remedy
from drconsole.recovery.types.words import (
    Direction,
    Operation,
    PointChoice,
    Scenario,
    TargetType,
)
from drconsole.recovery.types.work.errors import BadInput

MULTI_VM = frozenset({PointChoice.LATEST_MULTI_VM_PROCESSED, PointChoice.LATEST_MULTI_VM_APP_CONSISTENT})

POINT_OPERATIONS = frozenset(
    {Operation.TEST_FAILOVER, Operation.FAILOVER, Operation.FAILBACK, Operation.CHANGE_RECOVERY_POINT}
)
"""Operations that take a choice of a recovery point where there is one. A planned failover takes none: the source is
shut down and all its data arrives first [S]."""

BACK_CHOICES: dict[Scenario, tuple[PointChoice, ...]] = {
    **dict.fromkeys(
        (Scenario.VMWARE_TO_AZURE, Scenario.PHYSICAL_TO_AZURE),
        (PointChoice.LATEST, PointChoice.LATEST_APP_CONSISTENT, PointChoice.CUSTOM),
    ),
    Scenario.VMWARE_TO_AZURE_MODERNIZED: (PointChoice.LATEST, PointChoice.LATEST_APP_CONSISTENT),
}
"""Choices on the way back from Azure: the API's LatestTime, LatestTag and Custom of InMage, and CrashConsistent
(a point made after the start, here ``latest``) and ApplicationConsistent of InMageRcmFailback. [S], older, knows
none."""

_ONLY_TO_AZURE = "a recovery point can be chosen only when failing over to Azure"


def exists(choice: PointChoice | None, scenario: Scenario, direction: Direction) -> bool:
    """Return whether this choice exists there at all; None = any choice."""
    if to_azure(scenario, direction):
        return True
    there = BACK_CHOICES.get(scenario, ()) if direction is Direction.RECOVERY_TO_PRIMARY else ()
    return bool(there) if choice is None else choice in there


_ANY = Remedy(Act.CHOOSE, options=((Option.POINT, None),))
CUSTOM = Remedy(Act.CHOOSE, options=((Option.POINT, PointChoice.CUSTOM.value), (Option.POINT_ID, None)))


def default_choice(operation: Operation, direction: Direction, scenario: Scenario) -> PointChoice | None:
    """The choice when none was said: ``latest`` [S]; None where the operation takes no choice.

    Raises ``BadInput`` for change-recovery-point: the point to change to must be said.
    """
    if operation not in POINT_OPERATIONS or not exists(None, scenario, direction):
        return None
    if operation is Operation.CHANGE_RECOVERY_POINT:
        raise BadInput(
            "point-required",
            "change-recovery-point needs the recovery point to change to",
            option=Option.POINT,
            advice="say one of the choices, or custom with a point's id",
            remedies=(_ANY, CUSTOM, Remedy(Act.POINTS)),
        )
    return PointChoice.LATEST


def why_not_offered(
    choice: PointChoice, items: Sequence[str], view: EstateView, direction: Direction, target_type: TargetType
) -> str | None:
    """Return why a choice is not offered for these items, as a clause; None = it is."""
    known = [view.items[key] for key in items if key in view.items]
    if not known or not all(exists(None, item.scenario, direction) for item in known):
        return _ONLY_TO_AZURE
    if not all(exists(choice, item.scenario, direction) for item in known):
        return "on the way back from Azure this choice does not exist"
    if choice is PointChoice.CUSTOM and target_type is TargetType.PLAN:
        return "a point is of one machine, and this is a plan"
    if choice in MULTI_VM and target_type is TargetType.ITEM:
        return "multi-VM choices are for recovery plans"
    if choice in MULTI_VM and not any(item.replication_group for item in known):
        return "no machine of the plan has multi-VM consistency on"
    return None


def offered(
    items: Sequence[str], view: EstateView, direction: Direction, target_type: TargetType
) -> tuple[PointChoice, ...]:
    """The choices an operator has for these items; empty where no point can be chosen."""
    return tuple(
        choice for choice in PointChoice if why_not_offered(choice, items, view, direction, target_type) is None
    )
