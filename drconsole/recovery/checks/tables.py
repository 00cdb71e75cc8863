"""The checks behind ``prerequisites.check``: small functions and, per operation, the table of those that run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from drconsole.recovery.checks import anew, back, target
from drconsole.recovery.checks.case import Case as Case
from drconsole.recovery.checks.case import ItemCheck, TargetCheck, listed
from drconsole.recovery.checks.choices import POINT_OPERATIONS, exists, why_not_offered
from drconsole.recovery.checks.chosen import MISSING
from drconsole.recovery.checks.encryption import key_given
from drconsole.recovery.states.health import alarming
from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify, goes_on, resync_needed, to_azure
from drconsole.recovery.steps.committing import committed_by
from drconsole.recovery.steps.shutting_down import by_hand, may_run
from drconsole.recovery.types.estate import Item, ItemStatus
from drconsole.recovery.types.families import A2A, E2E
from drconsole.recovery.types.points import ChosenPoint
from drconsole.recovery.types.rpo import rpo, rpo_objective
from drconsole.recovery.types.tasks import Finding
from drconsole.recovery.types.words import Direction, Level, Operation, TargetType, counted

OP = Operation

_AGENT: dict[Operation, Level] = {
    OP.TEST_FAILOVER: Level.WARNING,
    OP.FAILOVER: Level.WARNING,
    OP.DISABLE_REPLICATION: Level.WARNING,
    OP.PLANNED_FAILOVER: Level.ERROR,
    OP.RESYNCHRONIZE: Level.ERROR,
    OP.ENABLE_REPLICATION: Level.ERROR,
}
"""A failover must work without the source; what needs the source's own work does not."""


def agent(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if status.agent_connected:
        return None
    return case.make("agent-disconnected", item.key, level=_AGENT[case.request.operation], site=item.source)


def tested(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """A test failover counts when test and cleanup succeeded; 180 days is the recommendation of 2018."""
    if case.direction is not Direction.PRIMARY_TO_RECOVERY and item.scenario not in E2E | A2A:
        return None  # there is no test failover in this direction
    if status.last_test_failover is None:
        return case.make("test-failover-missing", item.key)
    age = case.look.now - status.last_test_failover
    if age <= case.look.accepted_age:
        return None
    return case.make(
        "test-failover-old", item.key, age=counted(age.days, "day"), limit=counted(case.look.accepted_age.days, "day")
    )


def plan_tested(case: Case) -> Iterable[Finding]:
    """The plan as it stands must be what was tested. Without a time of its own, its items' oldest test counts."""
    plan = case.view.plans.get(case.request.target) if case.request.target_type is TargetType.PLAN else None
    if plan is None or plan.changed_at is None:
        return
    status = case.view.plan_statuses.get(plan.key)
    tests = [case.view.statuses[key].last_test_failover for key in case.items]
    if status is not None and status.last_test_failover is not None:
        tests = [status.last_test_failover]
    known = [test for test in tests if test is not None]
    if known and min(known) < plan.changed_at:
        yield case.make("test-failover-outdated")


def resync(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if not resync_needed(status):
        return None
    return case.make("resync-needed", item.key, overridable=case.request.operation is not OP.PLANNED_FAILOVER)


def recovery_point(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Nobody can accept a recovery point that is not there."""
    chosen = case.chosen.get(item.key)
    if isinstance(chosen, ChosenPoint) or not exists(None, item.scenario, case.direction):
        return None
    name = case.make.labels[item.key]
    if chosen is None:
        return Finding(
            f"{MISSING}:{name}", Level.ERROR.value, f"No recovery point is chosen for {item.name}.", item=item.key
        )
    return Finding(
        f"{chosen.id.split(':', 1)[0]}:{name}",
        chosen.level,
        chosen.message,
        item=item.key,
        possible_causes=chosen.possible_causes,
        recommended_action=chosen.recommended_action,
        remedies=tuple(case.make.aimed(one, item.key) for one in chosen.remedies),
    )


def choice_offered(case: Case) -> Iterable[Finding]:
    choice = case.request.options.point
    if choice is None or not case.items:
        return
    reason = "the operation takes no choice of a recovery point"
    if case.request.operation in POINT_OPERATIONS:
        said = why_not_offered(choice, case.items, case.view, case.direction, case.request.target_type)
        if said is None:
            return
        reason = said
    yield case.make("choice-not-offered", choice=choice.value, reason=reason)


def rpo_within(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    limit = rpo_objective(item, case.view.policies)
    seconds = rpo(status)
    if seconds is None:
        # A failback fetches the data itself: nothing replicates before it, and there is no RPO to report.
        replicates = classify(item, status).phase is not Phase.COMMITTED
        return case.make("rpo-unknown", item.key) if replicates else None
    if limit is None or seconds <= limit:
        return None
    return case.make("rpo-exceeded", item.key, rpo=round(seconds), limit=limit)


def source_down(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Split brain: a source that runs on while the failed-over machine does, too. Whether the machine at the recovery
    site can be reached is told by nobody: on the way back it counts as not known."""
    reachable = None if case.back(item) else status.source_reachable
    if switched_off(case, item, status):
        return case.make("source-off", item.key, site=item.source)
    if by_hand(item, case.way(item)):
        return None if reachable is False else case.make("shutdown-by-hand", item.key, site=item.source)
    if case.request.options.shutdown:
        return case.make("source-not-reachable", item.key) if reachable is False else None
    if reachable is False:
        return None
    planned = not_offered(OP.PLANNED_FAILOVER, item.scenario, case.direction, case.request.target_type) is None
    return case.make(
        "source-running",
        item.key,
        seen="is reachable" if reachable else "may be running (not known)",
        planned=" A planned failover would lose no data." if planned and reachable else "",
    )


def switched_off(case: Case, item: Item, status: ItemStatus) -> bool:
    """Whether its owner has switched off the machine that a run would fail over from."""
    return not case.back(item) and not may_run(status)


def source_up(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if switched_off(case, item, status):
        return case.make("source-off", item.key, site=item.source)
    if case.back(item) or status.source_reachable:
        return None
    known = status.source_reachable is False
    return case.make(
        "source-needed",
        item.key,
        level=Level.ERROR if known else Level.WARNING,
        site=item.source,
        seen="is not reachable" if known else "may not be reachable (not known)",
    )


def health(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if not alarming(item.scenario, status):
        return None
    errors = "; ".join(f"{error.code} {error.message}" for error in status.health_errors[:3]) or "no error is reported"
    return case.make("health-critical", item.key, errors=errors.rstrip("."))


def validated(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """A machine that nobody validated is a warning; one that was found bad is an error that can be accepted (our
    choice)."""
    match case.look.validations.get(item.key):
        case "ok":
            return None
        case "failed":
            return case.make("validation-failed", item.key)
        case _:
            return case.make("not-validated", item.key)


def disable_deletes(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Wherever there are recovery points, also those that a failover which was cut off has left."""
    read = case.look.points.get(item.key)
    if read is not None and read.error is None and not read.points:
        return None
    return case.make("disable-deletes-points", item.key)


def commits_by_itself(case: Case) -> Iterable[Finding]:
    """Re-protect and reverse replicate commit what is not committed [REC]: nobody may be surprised by it."""
    keys = committed_by(case.items, case.view, case.request.operation)
    if keys and case.request.operation is not OP.COMMIT:
        names = listed(case.view.items[key].name for key in keys)
        yield case.make("commits-by-itself", operation=case.request.operation.value, names=names)


def commit_deletes(case: Case) -> Iterable[Finding]:
    """Only where there are recovery points to choose from: when it failed over to Azure [S]."""
    items = (case.view.items[key] for key in case.items)
    keys = [item.key for item in items if to_azure(item.scenario, case.way(item))]
    if not keys:
        return
    reads = [case.look.points.get(key) for key in keys]
    known = [len(read.points) for read in reads if read is not None and read.error is None]
    count = f"{counted(sum(known), 'point')} of {counted(len(known), 'machine')}"
    yield case.make("commit-deletes-points", count=count if len(known) == len(reads) else "how many is not known")


def change_recreates(case: Case) -> Iterable[Finding]:
    if case.items:
        yield case.make("change-recreates-machine")


def carried_out(case: Case) -> Iterable[Finding]:
    operation, kind = case.request.operation, case.request.target_type
    for scenario in dict.fromkeys(case.view.items[key].scenario for key in case.items):
        if case.look.grain_of(operation, scenario, kind) is None:
            yield case.make(
                "not-offered-by-provider", about=scenario.value, operation=operation.value, scenario=scenario.value
            )


_LANDING: tuple[TargetCheck, ...] = (
    key_given,
    target.quota,
    target.addresses,
    target.validators,
    target.tests_left,
    target.san_policy,
    target.helper_quota,
)
"""What is looked at where machines come up."""

TARGET_CHECKS: dict[Operation, tuple[TargetCheck, ...]] = {
    OP.TEST_FAILOVER: (
        carried_out,
        choice_offered,
        target.network_for_test,
        target.groups_together,
        target.group_points,
        *_LANDING,
    ),
    OP.CLEANUP_TEST_FAILOVER: (carried_out,),
    OP.FAILOVER: (
        carried_out,
        choice_offered,
        target.groups_together,
        target.group_points,
        plan_tested,
        target.data_loss,
        *_LANDING,
        back.way_back,
    ),
    OP.PLANNED_FAILOVER: (carried_out, choice_offered, target.groups_together, plan_tested, *_LANDING, back.way_back),
    OP.CHANGE_RECOVERY_POINT: (carried_out, choice_offered, key_given, target.group_apart, change_recreates),
    OP.RE_PROTECT: (carried_out, back.infrastructure),
    OP.FAILBACK: (carried_out, choice_offered, target.addresses, target.validators, back.waits_for_person),
}
"""An operation that is not here is only asked whether the provider carries it out."""

_BEFORE_LEAVING: tuple[ItemCheck, ...] = (
    back.two_machines,
    back.primary_reachable,
    tested,
    target.network,
    agent,
    resync,
)
"""Of every failover, planned or not."""

ITEM_CHECKS: dict[Operation, tuple[ItemCheck, ...]] = {
    OP.TEST_FAILOVER: (recovery_point, agent, resync, rpo_within, health),
    OP.FAILOVER: (
        recovery_point,
        target.older_point,
        *_BEFORE_LEAVING,
        source_down,
        rpo_within,
        health,
    ),
    OP.PLANNED_FAILOVER: (
        source_up,
        *_BEFORE_LEAVING,
        rpo_within,
        health,
    ),
    OP.CHANGE_RECOVERY_POINT: (recovery_point, back.two_machines),
    OP.RE_PROTECT: (
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
        back.two_machines,
        back.primary_reachable,
        back.source_reachable,
        back.nothing_to_bring_back,
        back.primary_gone,
    ),
    OP.FAILBACK: (
        recovery_point,
        back.two_machines,
        back.primary_reachable,
        back.nothing_to_bring_back,
        back.storage_accounts,
        target.network,
        resync,
        rpo_within,
        health,
    ),
    OP.RESYNCHRONIZE: (agent, back.source_reachable),
    OP.DISABLE_REPLICATION: (agent, disable_deletes, anew.machines_stay),
    OP.ENABLE_REPLICATION: (agent, back.source_reachable, anew.which_counts),
}


COMMIT_TARGET_CHECKS: tuple[TargetCheck, ...] = (commit_deletes, back.way_back)
COMMIT_ITEM_CHECKS: tuple[ItemCheck, ...] = (
    validated,
    back.serves,
    back.two_machines,
    back.network_unfinished,
    back.commit_deletes_azure,
)
"""Of every item that the operation commits, whatever the operation is called."""


def run_checks(case: Case) -> list[Finding]:
    """Every finding of the operation's checks, the target's before its items'."""
    operation = case.request.operation
    found = _run(case, TARGET_CHECKS.get(operation, (carried_out,)), ITEM_CHECKS.get(operation, ()))
    committed = committed_by(case.items, case.view, operation)
    if committed:
        found.extend(commits_by_itself(case))
        as_commit = replace(case, request=replace(case.request, operation=OP.COMMIT), items=committed)
        found.extend(_run(as_commit, COMMIT_TARGET_CHECKS, COMMIT_ITEM_CHECKS))
    return list({finding.id: finding for finding in found}.values())


def _run(case: Case, target_checks: Iterable[TargetCheck], item_checks: Iterable[ItemCheck]) -> list[Finding]:
    found: list[Finding] = []
    operation = case.request.operation
    starts = {key for key in case.items if goes_on(case.view.items[key], case.view.statuses[key], operation)}
    # A machine that has only to be started needs nothing more at the target than it has.
    rest = replace(case, items=tuple(key for key in case.items if key not in starts))
    for target_check in target_checks:
        found.extend(target_check(case if target_check is carried_out else rest))
    for key in case.items:
        item, status = case.view.items[key], case.view.statuses[key]
        checks = (back.two_machines,) if key in starts else item_checks
        results = (item_check(case, item, status) for item_check in checks)
        found.extend(finding for finding in results if finding is not None)
    return found
