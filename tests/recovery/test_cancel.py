"""What cancelling now leaves behind: a table per phase, and the cautious reading of remote jobs."""

from __future__ import annotations

import pytest
from trees import request, tree, view

from drconsole.recovery.cancel.cancel import NEVER_CANCEL, Progress, Sites, consequences, loses_replication
from drconsole.recovery.cancel.rules import RULES
from drconsole.recovery.cancel.rules_there import RULES_THERE
from drconsole.recovery.steps.item_steps import ITEM_STEPS
from drconsole.recovery.types.families import Family
from drconsole.recovery.types.words import Direction, Grain, Operation, RunState, Scenario
from drconsole.recovery.types.work.observed import ObservedNode
from drconsole.recovery.types.work.tasks import Consequence

S, F, R, N = RunState.SUCCEEDED, RunState.FAILED, RunState.IN_PROGRESS, RunState.NOT_STARTED
C, SKIPPED = RunState.CANCELLED, RunState.OTHER
NAMES = {"db-01": "Database", "web-01": "Web 1", "web-02": "Web 2"}


def after(operation: Operation, states: dict[str, RunState], scenario: Scenario) -> Consequence:
    """The consequence for one item whose steps are in these states; all but NotStarted were begun."""
    asked = request(operation, "web-01", shutdown=True)
    made = tree(asked, view(scenario))
    by_step = {task.step: task.id for task in made.tasks}
    known = {by_step[step]: state for step, state in states.items()}
    begun = {task for task, state in known.items() if state not in (N, SKIPPED)}
    (one,) = consequences(Progress(made, known, begun), ("web-01",), operation, NAMES)
    return one


CHECK, DOWN, SYNC, OVER, START = (
    "VmUfoPrerequisitesCheck",
    "VmShutdownVmOnPrimary",
    "VmPrepareForUnPlannedFailover",
    "VmFailover",
    "VmFoStartVmOnSecondary",
)


@pytest.mark.parametrize(
    ("states", "outcome", "loses"),
    [
        ({}, "untouched", False),
        ({CHECK: R}, "untouched", False),
        ({CHECK: S, DOWN: R}, "source-down", True),
        ({CHECK: S, DOWN: S, SYNC: R}, "source-down", True),
        ({CHECK: S, DOWN: F, SYNC: N}, "source-state-unknown", True),
        ({CHECK: S, DOWN: SKIPPED, SYNC: SKIPPED}, "untouched", False),
        ({CHECK: S, DOWN: S, SYNC: S, OVER: R}, "unprotected", True),
        ({OVER: RunState.SUSPENDED}, "unprotected", True),
        ({OVER: C}, "unprotected", True),
        ({OVER: F}, "failover-failed", False),
        ({OVER: S}, "failed-over-not-started", False),
        ({OVER: S, START: R}, "failed-over-not-started", False),
        ({OVER: S, START: F}, "failed-over-not-started", False),
        ({OVER: S, START: S}, "failed-over", False),
    ],
)
def test_a_failover_by_phase(states: dict[str, RunState], outcome: str, loses: bool) -> None:
    one = after(Operation.FAILOVER, states, Scenario.HYPERV_TO_AZURE)
    assert (one.outcome, one.loses_replication) == (outcome, loses)
    assert one.text.startswith("Web 1")


def test_a_planned_failover_is_no_safer_to_cancel() -> None:
    one = after(Operation.PLANNED_FAILOVER, {DOWN: S, OVER: R}, Scenario.HYPERV_TO_AZURE)
    assert (one.outcome, one.loses_replication) == ("unprotected", True)


@pytest.mark.parametrize(
    ("operation", "states", "outcome"),
    [
        (Operation.TEST_FAILOVER, {"VmTfoPrerequisitesCheck": S}, "untouched"),
        (Operation.TEST_FAILOVER, {"VmTfoInitiateFailover": R}, "test-machine-left"),
        (Operation.TEST_FAILOVER, {"VmTfoInitiateFailover": F}, "test-machine-left"),
        (Operation.TEST_FAILOVER, {"VmTfoInitiateFailover": S, "VmTfoBootTestVm": S}, "test-machine-left"),
        (Operation.CLEANUP_TEST_FAILOVER, {}, "test-machine-left"),
        (Operation.CLEANUP_TEST_FAILOVER, {"VmTfoEndFailover": S, "VmTfoDeleteTestVm": R}, "test-machine-may-be-left"),
        (Operation.CLEANUP_TEST_FAILOVER, {"VmTfoEndFailover": S, "VmTfoDeleteTestVm": S}, "cleaned-up"),
        (Operation.COMMIT, {"VmCommitPrerequisitesCheck": S}, "untouched"),
        (Operation.COMMIT, {"VmCommit": R}, "commit-may-be-done"),
        (Operation.COMMIT, {"VmCommit": S}, "committed"),
        (Operation.CHANGE_RECOVERY_POINT, {"ShutdownVmRecovery": R}, "recovery-machine-down"),
        (Operation.CHANGE_RECOVERY_POINT, {"CancelFailoverRecovery": R}, "recovery-machine-down"),
        (Operation.CHANGE_RECOVERY_POINT, {"CancelFailoverRecovery": F}, "recovery-machine-down"),
        (Operation.CHANGE_RECOVERY_POINT, {"CancelFailoverRecovery": S}, "recovery-machine-gone"),
        (Operation.CHANGE_RECOVERY_POINT, {"CancelFailoverRecovery": S, OVER: R}, "unprotected"),
        (Operation.CHANGE_RECOVERY_POINT, {"CancelFailoverRecovery": S, OVER: F}, "failover-failed"),
        (Operation.CHANGE_RECOVERY_POINT, {OVER: S}, "failed-over-not-started"),
        (Operation.CHANGE_RECOVERY_POINT, {OVER: S, START: S}, "point-changed"),
        (Operation.RESYNCHRONIZE, {"RepairVmReplicationTask": R}, "resynchronizing"),
        (Operation.DISABLE_REPLICATION, {"DisableProtectionOnPrimary": R}, "replication-may-be-removed"),
        (Operation.ENABLE_REPLICATION, {"EnableProtection": R, "CreateProtectionTarget": S}, "enabling-unfinished"),
    ],
)
def test_the_other_operations_by_phase(operation: Operation, states: dict[str, RunState], outcome: str) -> None:
    assert after(operation, states, Scenario.VMWARE_TO_AZURE).outcome == outcome


HERE, THERE = "Seattle", "Azure West US 2"
OUT, BACK = Direction


@pytest.mark.parametrize(
    ("operation", "way", "states", "said"),
    [
        (Operation.FAILOVER, OUT, {OVER: S, START: S}, "it runs at Azure West US 2"),
        (Operation.FAILOVER, OUT, {OVER: R}, "it stays at Seattle"),
        (Operation.FAILOVER, OUT, {DOWN: S}, "see whether it runs at seattle"),
        (Operation.FAILOVER, BACK, {OVER: S, START: S}, "it runs at Seattle"),
        (Operation.RE_PROTECT, BACK, {"ProtectReplicaTask": R}, "it runs at Azure West US 2, unprotected"),
        (Operation.CHANGE_RECOVERY_POINT, OUT, {OVER: S, START: S}, "runs at Azure West US 2 from the other"),
        (Operation.TEST_FAILOVER, OUT, {"VmTfoInitiateFailover": R}, "left at Azure West US 2"),
    ],
)
def test_what_is_left_names_the_site_at_which_it_is(
    operation: Operation, way: Direction, states: dict[str, RunState], said: str
) -> None:
    made = tree(request(operation, "web-01", shutdown=True), view(Scenario.VMWARE_TO_AZURE))
    by_step = {task.step: task.id for task in made.tasks}
    known = {by_step[step]: state for step, state in states.items()}
    progress = Progress(made, known, set(known))
    ways, sites = {"web-01": (Family.V2A, way)}, {"web-01": Sites(HERE, THERE)}
    (one,) = consequences(progress, ("web-01",), operation, NAMES, ways, sites)
    assert said.casefold() in one.text.casefold()
    (unknown,) = consequences(progress, ("web-01",), operation, NAMES, ways)
    assert "{" not in unknown.text


def test_every_rule_can_be_said() -> None:
    words = {"name": "web", "here": "a", "there": "b", "primary": "c"}
    for rules in (*RULES.values(), *RULES_THERE.values()):
        assert all("{" not in rule.text.format(**words) for rule in rules)


def test_each_item_of_a_plan_is_judged_by_its_own_steps() -> None:
    made = tree(request(Operation.FAILOVER), view())
    states = {
        "failover/db-01/VmFailover": S,
        "start/db-01/VmFoStartVmOnSecondary": S,
        "failover/web-01/VmFailover": R,
    }
    found = consequences(Progress(made, states, states), ("db-01", "web-01", "web-02"), Operation.FAILOVER, NAMES)
    assert [(one.item, one.outcome) for one in found] == [
        ("db-01", "failed-over"),
        ("web-01", "unprotected"),
        ("web-02", "untouched"),
    ]
    assert loses_replication(found)
    assert not loses_replication(found[:1])


def test_begun_in_the_journal_counts_before_any_state_is_seen() -> None:
    made = tree(request(Operation.FAILOVER, "web-01"), view())
    (one,) = consequences(Progress(made, {}, {"failover/web-01/VmFailover"}), ("web-01",), Operation.FAILOVER, NAMES)
    assert one.outcome == "unprotected"


def node(step: str, state: RunState, item: str | None = "web-01") -> ObservedNode:
    return ObservedNode(f"{item}/{step}", None, step, "", state, "", item=item)


def remote(
    grain: Grain, state: RunState, *nodes: ObservedNode, operation: Operation = Operation.FAILOVER
) -> dict[str, str]:
    made = tree(request(operation), view(), grain)
    leaves = {task.id: state for task in made.tasks if task.step is None and task.action is None and task.phase}
    begun = () if state is N else tuple(leaves)
    found = consequences(Progress(made, leaves, begun, nodes), ("db-01", "web-01", "web-02"), operation, NAMES)
    return {one.item: one.outcome for one in found}


@pytest.mark.parametrize("grain", [Grain.PLAN, Grain.ITEM])
def test_a_remote_job_that_runs_unseen_is_feared_to_be_at_its_worst(grain: Grain) -> None:
    assert set(remote(grain, R).values()) == {"unprotected"}
    assert set(remote(grain, N).values()) == {"untouched"}
    assert set(remote(grain, S).values()) == {"failed-over"}
    assert set(remote(grain, RunState.PARTIALLY_SUCCEEDED).values()) == {"unprotected"}
    assert set(remote(grain, R, operation=Operation.COMMIT).values()) == {"commit-may-be-done"}


def test_nodes_of_a_remote_job_tell_more_per_item() -> None:
    seen = remote(
        Grain.PLAN,
        R,
        node("VmFailover", S, "db-01"),
        node("VmFoStartVmOnSecondary", S, "db-01"),
        node("VmFailover", N, "web-01"),
        node("", R, "web-02"),
    )
    assert seen == {"db-01": "failed-over", "web-01": "untouched", "web-02": "unprotected"}


def test_after_an_items_check_its_failover_may_have_begun_since_the_last_look() -> None:
    seen = remote(Grain.PLAN, R, node(CHECK, S), node(OVER, N))
    assert seen["web-01"] == "unprotected"


def test_every_rule_is_about_a_step_that_exists() -> None:
    known = {(operation, step.name) for (operation, _, _), steps in ITEM_STEPS.items() for step in steps}
    for operation, rules in (*RULES.items(), *((way[0], rules) for way, rules in RULES_THERE.items())):
        assert {(operation, rule.step) for rule in rules} <= known


def test_every_operation_with_steps_has_rules() -> None:
    assert {operation for operation, _, _ in ITEM_STEPS} == set(RULES)


def test_the_warning_says_why() -> None:
    for words in ("Do not cancel", "replication is stopped before", "cannot be started again"):
        assert words in NEVER_CANCEL
