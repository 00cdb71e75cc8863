"""Operations that exist in a scenario, a direction and for a kind of target: a table, a row each.

Sources: [S], [D:failover-failback-overview], and Site Recovery's own refusals.
First match wins; the last row offers nothing.
"""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.families import A2A, CLASSIC, E2E, EVERY, H2A, RCM, TO_AZURE, V2A
from drconsole.recovery.types.words import Direction, Operation, Scenario, TargetType

_OUT = frozenset({Direction.PRIMARY_TO_RECOVERY})
_BACK = frozenset({Direction.RECOVERY_TO_PRIMARY})
_BOTH = _OUT | _BACK
_ITEM = frozenset({TargetType.ITEM})
_PLAN = frozenset({TargetType.PLAN})
_ANY = _ITEM | _PLAN

OP = Operation


@dataclass(frozen=True, slots=True)
class Offer:
    operations: tuple[Operation, ...]
    scenarios: frozenset[Scenario]
    directions: frozenset[Direction]
    targets: frozenset[TargetType]
    reason: str | None
    """None = offered; else why it is not."""
    source: str


_TYPES = "failover types per direction [S], [D:failover-failback-overview]"
_PLAN_CALLS = "operations on recovery plans [SPEC]"

OFFERED: tuple[Offer, ...] = (
    Offer(
        (OP.DISABLE_REPLICATION, OP.ENABLE_REPLICATION, OP.RESYNCHRONIZE),
        EVERY,
        _BOTH,
        _PLAN,
        "it is done to a replicated item, not to a recovery plan",
        _PLAN_CALLS,
    ),
    Offer((OP.DISABLE_REPLICATION, OP.ENABLE_REPLICATION, OP.RESYNCHRONIZE), EVERY, _BOTH, _ITEM, None, _PLAN_CALLS),
    Offer((OP.COMMIT,), EVERY, _BOTH, _ANY, None, "rows 8 to 12 [states]"),
    Offer((OP.CHANGE_RECOVERY_POINT,), A2A, _BOTH, _ANY, None, "rows 8 to 12 [states]"),
    Offer((OP.CHANGE_RECOVERY_POINT,), TO_AZURE, _OUT, _ANY, None, "rows 8 to 12 [states]"),
    Offer(
        (OP.CHANGE_RECOVERY_POINT,),
        EVERY,
        _BOTH,
        _ANY,
        "a recovery point can be chosen only when failing over to Azure",
        "[S]",
    ),
    Offer((OP.TEST_FAILOVER, OP.CLEANUP_TEST_FAILOVER), E2E | A2A, _BOTH, _ANY, None, _TYPES),
    Offer((OP.TEST_FAILOVER, OP.CLEANUP_TEST_FAILOVER), TO_AZURE, _OUT, _ANY, None, _TYPES),
    Offer(
        (OP.TEST_FAILOVER, OP.CLEANUP_TEST_FAILOVER),
        TO_AZURE,
        _BACK,
        _ANY,
        "Site Recovery has no test failover from Azure back to the primary site",
        _TYPES,
    ),
    Offer((OP.FAILOVER,), EVERY, _OUT, _ANY, None, _TYPES),
    Offer((OP.FAILOVER,), E2E | A2A | CLASSIC, _BACK, _ANY, None, _TYPES),
    Offer(
        (OP.FAILOVER,),
        H2A | RCM,
        _BACK,
        _ANY,
        "the way back from Azure is a planned failover: use failback",
        _TYPES,
    ),
    Offer((OP.PLANNED_FAILOVER,), E2E, _BOTH, _ANY, None, _TYPES),
    Offer((OP.PLANNED_FAILOVER,), H2A, _OUT, _ANY, None, _TYPES),
    Offer(
        (OP.PLANNED_FAILOVER,),
        V2A,
        _OUT,
        _ANY,
        "planned failover is not supported for VMware and physical machines to Azure (the InMageAzureV2 provider"
        " refuses it): use failover with shutdown of the source",
        "[azure-powershell#4950]",
    ),
    Offer(
        (OP.PLANNED_FAILOVER,),
        CLASSIC,
        _BACK,
        _ANY,
        "classic VMware replication comes back from Azure by a failover recovery-to-primary",
        _TYPES,
    ),
    Offer((OP.PLANNED_FAILOVER,), A2A, _BOTH, _ANY, "between Azure regions there is only failover", _TYPES),
    Offer((OP.PLANNED_FAILOVER,), H2A | RCM, _BACK, _ANY, "planned failover from Azure is called failback", _TYPES),
    Offer((OP.FAILBACK,), H2A | RCM, _BACK, _ANY, None, _TYPES),
    Offer((OP.FAILBACK,), H2A | RCM, _OUT, _ANY, "only an item that runs in Azure can fail back", _TYPES),
    Offer(
        (OP.FAILBACK,),
        CLASSIC | E2E | A2A,
        _BOTH,
        _ANY,
        "the way back is re-protect or reverse-replicate, then a failover in the other direction",
        _TYPES,
    ),
    Offer((OP.RE_PROTECT,), V2A | A2A, _BOTH, _ANY, None, "transitions from rows 9, 16 and 22 [states]"),
    Offer(
        (OP.RE_PROTECT,),
        H2A | E2E,
        _BOTH,
        _ANY,
        "Hyper-V replication is turned around by reverse-replicate",
        "transitions from rows 10 to 20 [states]",
    ),
    Offer((OP.REVERSE_REPLICATE,), H2A | E2E, _BOTH, _ANY, None, "transitions from rows 10, 12, 14, 15, 20 [states]"),
    Offer(
        (OP.REVERSE_REPLICATE,),
        V2A | A2A,
        _BOTH,
        _ANY,
        "VMware, physical and Azure replication is turned around by re-protect",
        "transitions from rows 9, 16 and 22 [states]",
    ),
)


def not_offered(operation: Operation, scenario: Scenario, direction: Direction, target_type: TargetType) -> str | None:
    """Return why this operation does not exist there, as a clause; None = it does."""
    for offer in OFFERED:
        if (
            operation in offer.operations
            and scenario in offer.scenarios
            and direction in offer.directions
            and target_type in offer.targets
        ):
            return offer.reason
    return "Site Recovery does not offer it"
