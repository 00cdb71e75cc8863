"""The checks that run, per operation (``run_checks``): tables of the functions beside and below."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.recovery.checks import anew, back, commit, source, tested
from drconsole.recovery.checks.case import Case, ItemCheck, TargetCheck
from drconsole.recovery.checks.landing import groups, networks, quotas
from drconsole.recovery.checks.landing.encryption import key_given
from drconsole.recovery.checks.points import checks as points
from drconsole.recovery.states.states import goes_on
from drconsole.recovery.steps.committing import committed_by
from drconsole.recovery.types.data import replace
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.tasks import Finding

OP = Operation


def carried_out(case: Case) -> Iterable[Finding]:
    operation, kind = case.request.operation, case.request.target_type
    for scenario in dict.fromkeys(case.view.items[key].scenario for key in case.items):
        if case.look.grain_of(operation, scenario, kind) is None:
            yield case.make(
                "not-offered-by-provider", about=scenario.value, operation=operation.value, scenario=scenario.value
            )


_LANDING: tuple[TargetCheck, ...] = (
    key_given,
    quotas.quota,
    networks.addresses,
    networks.validators,
    tested.tests_left,
    quotas.san_policy,
    quotas.helper_quota,
)
"""What is looked at where machines come up."""

TARGET_CHECKS: dict[Operation, tuple[TargetCheck, ...]] = {
    OP.TEST_FAILOVER: (
        carried_out,
        points.choice_offered,
        networks.network_for_test,
        groups.groups_together,
        groups.group_points,
        *_LANDING,
    ),
    OP.CLEANUP_TEST_FAILOVER: (carried_out,),
    OP.FAILOVER: (
        carried_out,
        points.choice_offered,
        groups.groups_together,
        groups.group_points,
        tested.plan_tested,
        points.data_loss,
        *_LANDING,
        back.way_back,
    ),
    OP.PLANNED_FAILOVER: (
        carried_out,
        points.choice_offered,
        groups.groups_together,
        tested.plan_tested,
        *_LANDING,
        back.way_back,
    ),
    OP.CHANGE_RECOVERY_POINT: (
        carried_out,
        points.choice_offered,
        key_given,
        groups.group_apart,
        commit.change_recreates,
    ),
    OP.RE_PROTECT: (carried_out, back.infrastructure),
    OP.FAILBACK: (carried_out, points.choice_offered, networks.addresses, networks.validators, back.waits_for_person),
}
"""An operation that is not here is only asked whether the provider carries it out."""

_BEFORE_LEAVING: tuple[ItemCheck, ...] = (
    back.two_machines,
    back.primary_reachable,
    tested.tested,
    networks.network,
    source.agent,
    source.resync,
)
"""Checks of every failover, planned or not."""

ITEM_CHECKS: dict[Operation, tuple[ItemCheck, ...]] = {
    OP.TEST_FAILOVER: (
        points.recovery_point,
        back.primary_reachable,
        source.agent,
        source.resync,
        source.rpo_within,
        source.health,
    ),
    OP.FAILOVER: (
        points.recovery_point,
        points.older_point,
        *_BEFORE_LEAVING,
        source.source_down,
        source.rpo_within,
        source.health,
    ),
    OP.PLANNED_FAILOVER: (
        source.source_there,
        source.source_up,
        source.still_replicates,
        *_BEFORE_LEAVING,
        source.rpo_within,
        source.health,
    ),
    OP.CHANGE_RECOVERY_POINT: (points.recovery_point, back.primary_reachable, back.two_machines),
    OP.RE_PROTECT: (
        source.agent,
        back.two_machines,
        back.primary_reachable,
        back.source_reachable,
        back.nothing_to_bring_back,
        back.must_run,
        back.too_many_disks,
        back.group_by_plan,
        back.old_machine,
        back.physical,
    ),
    OP.REVERSE_REPLICATE: (
        source.agent,
        back.two_machines,
        back.primary_reachable,
        back.source_reachable,
        back.nothing_to_bring_back,
        back.primary_gone,
    ),
    OP.FAILBACK: (
        points.recovery_point,
        back.two_machines,
        back.primary_reachable,
        back.nothing_to_bring_back,
        back.storage_accounts,
        source.agent,
        networks.network,
        source.resync,
        source.rpo_within,
        source.health,
    ),
    OP.RESYNCHRONIZE: (source.agent, back.source_reachable, source.source_there, source.source_runs),
    OP.DISABLE_REPLICATION: (source.agent, commit.disable_deletes, anew.machines_stay),
    OP.ENABLE_REPLICATION: (source.agent, back.source_reachable, anew.which_counts),
}


COMMIT_TARGET_CHECKS: tuple[TargetCheck, ...] = (commit.commit_deletes, back.way_back)
COMMIT_ITEM_CHECKS: tuple[ItemCheck, ...] = (
    commit.validated,
    back.serves,
    back.two_machines,
    back.network_unfinished,
    back.commit_deletes_azure,
)
"""Checks of every item that the operation commits, whatever the operation is called."""


_BEFORE_STARTING: tuple[ItemCheck, ...] = (back.nothing_to_start, back.two_machines, back.old_one_runs)
"""Checks of a machine that has failed over and has only to be started."""


def run_checks(case: Case) -> list[Finding]:
    """Every finding of the operation's checks, the target's before its items'."""
    operation = case.request.operation
    found = _run(case, TARGET_CHECKS.get(operation, (carried_out,)), ITEM_CHECKS.get(operation, ()))
    committed = committed_by(case.items, case.view, operation)
    if committed:
        found.extend(commit.commits_by_itself(case))
        as_commit = replace(case, request=replace(case.request, operation=OP.COMMIT), items=committed)
        found.extend(_run(as_commit, COMMIT_TARGET_CHECKS, COMMIT_ITEM_CHECKS))
    return list({finding.id: finding for finding in found}.values())


def _run(case: Case, target_checks: Iterable[TargetCheck], item_checks: Iterable[ItemCheck]) -> list[Finding]:
    found: list[Finding] = []
    operation = case.request.operation
    starts = {key for key in case.items if goes_on(case.view.items[key], case.view.statuses[key], operation)}
    # A machine that has only to be started needs nothing more at the target than it has.
    rest = replace(case, items=tuple(key for key in case.items if key not in starts)) if starts else case
    for target_check in target_checks:
        found.extend(target_check(case if target_check is carried_out else rest))
    for key in case.items:
        item, status = case.view.items[key], case.view.statuses[key]
        checks = _BEFORE_STARTING if key in starts else item_checks
        results = (item_check(case, item, status) for item_check in checks)
        found.extend(finding for finding in results if finding is not None)
    return found
