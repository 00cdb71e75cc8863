"""Operations that the service allows an item: its strings, by condition, family and the way replication goes.

Sets are those of recorded Site Recovery traffic [REC]; row numbers are those of [states]. What is our choice says so.
"""

from __future__ import annotations

from drconsole.providers.simulator.service.conditions import FAMILY, TEST_OPEN, Family
from drconsole.providers.simulator.service.operations import OPERATIONS, allowed_as
from drconsole.recovery.types.words import Direction, Operation, Scenario

Allowed = tuple[str, ...]

_DISABLE: Allowed = ("DisableProtection",)
_PROTECTED: Allowed = ("UnplannedFailover", "DisableProtection", "TestFailover")
_PENDING: Allowed = ("CompleteMigration", "Commit", "DisableProtection", "ChangePit")
_PENDING_E2E: Allowed = ("CompleteMigration", "ReverseReplicate", "Commit", "DisableProtection", "ChangePit")
_COME_BACK: Allowed = ("Commit", "DisableProtection")
_FAIL_BACK: Allowed = ("CompleteMigration", "DisableProtection", "Failback")
_REVERSE: Allowed = ("CompleteMigration", "ReverseReplicate", "DisableProtection")
_SWITCH: Allowed = ("DisableProtection", "SwitchProtection")
_FAILED: Allowed = ("RepairReplication", "UnplannedFailover", "DisableProtection")

_V2A, _RCM, _H2A, _E2E, _A2A = Family.V2A, Family.RCM, Family.H2A, Family.E2E, Family.A2A


def _both(condition: str, family: Family, allowed: Allowed) -> dict[tuple[str, Family, bool], Allowed]:
    return {(condition, family, back): allowed for back in (False, True)}


ALLOWED: dict[tuple[str, Family, bool], Allowed] = {
    **{
        (condition, family, back): _DISABLE
        for condition in ("initial", "first-point", "cancelled", "enabling", "disabling")
        for family in Family
        for back in (False, True)
    },
    # Rows 4, 5, 17; on the way back of VMware rows 18, 19.
    **_both("protected", _E2E, ("PlannedFailover", *_PROTECTED)),
    ("protected", _H2A, False): ("PlannedFailover", *_PROTECTED),
    **_both("protected", _A2A, _PROTECTED),
    ("protected", _V2A, False): _PROTECTED,
    ("protected", _V2A, True): ("UnplannedFailover", "DisableProtection"),
    ("protected", _RCM, False): _PROTECTED,
    ("protected", _RCM, True): ("PlannedFailover", "DisableProtection"),
    # Rows 8, 9, 10. Classic VMware before commit was not recorded; as the modernized one. The way back of
    # VMware, and what Azure to Azure allows (its states were seen): our choice, after the documented operations.
    ("failed-over", _H2A, False): _PENDING,
    ("failed-over", _V2A, False): (*_PENDING, "SwitchProtection"),
    ("failed-over", _V2A, True): _COME_BACK,
    ("failed-over", _RCM, False): (*_PENDING, "SwitchProtection"),
    **_both("failed-over", _E2E, _PENDING_E2E),
    **_both("failed-over", _A2A, _PENDING),
    # Rows 11, 12; the ways back are our choice.
    ("planned-over", _H2A, False): _PENDING,
    ("planned-over", _H2A, True): _COME_BACK,
    ("planned-over", _RCM, True): _COME_BACK,
    **_both("planned-over", _E2E, _PENDING_E2E),
    # Rows 13, 15, 16. Hyper-V after an unplanned failover was not recorded: as after a planned one (our choice). A
    # failback whose data synchronization was cut short may be started again.
    **_both("committed", _H2A, _FAIL_BACK),
    ("committed", _V2A, False): ("CompleteMigration", *_SWITCH),
    ("committed", _V2A, True): _SWITCH,
    ("committed", _RCM, False): ("CompleteMigration", *_SWITCH),
    **_both("committed", _E2E, _REVERSE),
    **_both("committed", _A2A, _SWITCH),
    # Rows 13, 14; modernized VMware after its failback is our choice.
    **_both("planned-committed", _H2A, _FAIL_BACK),
    ("planned-committed", _RCM, True): _SWITCH,
    **_both("planned-committed", _E2E, _REVERSE),
    # Row 20.
    ("restored", _H2A, False): ("ReverseReplicate", "DisableProtection"),
    # Row 21 was recorded for classic VMware only; its way back is our choice.
    **{("failover-failed", family, back): _FAILED for family in Family for back in (False, True)},
    ("failover-failed", _V2A, True): ("UnplannedFailover", "DisableProtection"),
    # A planned failover that stopped can be started again [S].
    **_both("failover-failed", _H2A, ("PlannedFailover", *_FAILED)),
    **_both("failover-failed", _E2E, ("PlannedFailover", *_FAILED)),
}


def allowed(condition: str, test: str, scenario: Scenario, back: bool = False) -> Allowed:
    """Return what an idle item allows; nothing in a condition that has no row."""
    if condition == "protected" and test in TEST_OPEN:
        return ("TestFailoverCleanup",)
    return ALLOWED.get((condition, FAMILY[scenario], back), ())


def permits(operation: Operation, condition: str, test: str, scenario: Scenario, back: bool = False) -> bool:
    """Return whether an idle item lets this operation begin; resynchronization is also taken by a protected item."""
    if operation is Operation.ENABLE_REPLICATION:
        return condition == "unprotected"
    if operation is Operation.RESYNCHRONIZE and condition == "protected":
        return test not in TEST_OPEN
    return allowed_as(operation, FAMILY[scenario]) in allowed(condition, test, scenario, back)


def offers(operation: Operation, scenario: Scenario) -> bool:
    """Return whether this world can do it at all."""
    return FAMILY[scenario] in OPERATIONS[operation].families


def goes(operation: Operation, back: bool) -> Direction | None:
    """The only direction in which it can be asked for now; None = it has none of its own (a commit, a re-protect:
    they belong to the failover before them)."""
    follows = OPERATIONS[operation].follows
    if operation is Operation.FAILBACK or (follows and back):
        return Direction.RECOVERY_TO_PRIMARY
    return Direction.PRIMARY_TO_RECOVERY if follows else None
