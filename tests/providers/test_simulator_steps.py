"""One row says all that the simulated world knows of a step: what others ask about a step they find there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import drconsole.providers.simulator as simulator
from drconsole.documents.building.step_names import STEP_NAMES
from drconsole.documents.definition import NEVER_STRUCK
from drconsole.providers.simulator.service.conditions import CONDITIONS, Family
from drconsole.providers.simulator.service.problem_texts import TEXTS
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.steps.requirements import check_code, unmet
from drconsole.providers.simulator.steps.steps import find
from drconsole.providers.simulator.steps.tables import APART, FINALIZE_FAILBACK, ITEM_STEPS, PLAN_STEPS
from drconsole.recovery.types.words import Operation

OP = Operation
ROWS = [
    *((operation, None, step) for operation, steps in ITEM_STEPS.items() for step in steps),
    *((operation, family, step) for (operation, family), steps in APART.items() for step in steps),
    *((OP.COMMIT, Family.H2A, step) for step in FINALIZE_FAILBACK),
]
ALSO_A_SCENARIO = {"EnableProtection"}
"""The service calls a scenario so too: it stands where scenarios are shown."""


def literals(path: Path) -> set[str]:
    found = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_the_name_of_an_items_step_stands_in_its_row_and_nowhere_else_in_the_world():
    names = {step.name for _, _, step in ROWS} - set(PLAN_STEPS) - ALSO_A_SCENARIO
    folder = Path(simulator.__file__).parent
    naming = {path.name for path in folder.rglob("*.py") if literals(path) & names}
    assert naming == {"table_there.py", "table_back.py", "table_protection.py"}


def test_every_error_of_a_row_has_words():
    for operation, family, step in ROWS:
        codes = {step.code, *(code for code, _ in step.obstacles), *({step.code_if_done} - {None})}
        assert codes <= set(TEXTS), (operation, family, step.name)


def test_a_check_looks_and_changes_nothing():
    for operation, family, step in ROWS:
        if step.check or step.waits:
            assert not (step.begins or step.does or step.fails or step.cancelled or step.obstacles or step.needs), (
                operation,
                family,
                step.name,
            )


def test_a_name_is_one_row_whichever_way_an_item_goes():
    for operation, family, step in ROWS:
        if family is not None:
            assert find(operation, step.name, family) is step
    assert find(OP.FAILOVER, "VmCommit", Family.V2A) is None


@pytest.mark.parametrize(
    ("operation", "family", "name", "ends"),
    [
        (OP.COMMIT, Family.V2A, "VmCommit", True),
        (OP.COMMIT, Family.H2A, "FinalizeRestoreOnPrimary", True),
        (OP.COMMIT, Family.H2A, "FinalizeRestoreOnRecovery", False),
        (OP.RE_PROTECT, Family.V2A, "ProtectReplicaTask", True),
        (OP.RE_PROTECT, Family.V2A, "VmCommitFailover", False),
        (OP.REVERSE_REPLICATE, Family.E2E, "VmCommit", False),
        (OP.REVERSE_REPLICATE, Family.E2E, "UpdateDraState", True),
        (OP.ENABLE_REPLICATION, Family.E2E, "UpdateDraState", False),
    ],
)
def test_what_completes_a_run_on_a_plan_that_has_no_last_step_of_its_own(operation, family, name, ends):
    assert find(operation, name, family).ends_plan is ends


@pytest.mark.parametrize(
    ("operation", "name", "condition", "code"),
    [
        (OP.PLANNED_FAILOVER, "VmPfoPrerequisitesCheck", "committed", "25014"),
        (OP.RE_PROTECT, "SwitchReplicationGroupProtectionPreflightTask", "protected", "25038"),
        (OP.ENABLE_REPLICATION, "EnableProtectionPrerequisitesCheck", "protected", "45031"),
        (OP.ENABLE_REPLICATION, "EnableProtectionPrerequisitesCheck", "unprotected", "OperationNotAllowed"),
        (OP.FAILOVER, "VmUfoPrerequisitesCheck", "committed", "OperationNotAllowed"),
    ],
)
def test_with_which_error_a_check_fails(operation, name, condition, code):
    item = ItemState("m1", "id", born=0, lag=0, condition=condition)
    assert check_code(find(operation, name, Family.V2A), item) == code


@pytest.mark.parametrize("family", Family)
def test_hydration_is_for_machines_that_need_it_and_comes_before_their_start(family):
    item = ItemState("m1", "id", born=0, lag=0, condition="failed-over", machines=["m1"])
    hydration = find(OP.FAILOVER, "VmHydration", family)
    start = find(OP.FAILOVER, "VmFoStartVmOnSecondary", family)
    assert unmet(hydration, item, extra=False) is not None
    assert unmet(hydration, item, extra=True) is None
    assert unmet(start, item, extra=False) is None
    assert "extra step comes first" in str(unmet(start, item, extra=True))
    item.hydrated = True
    assert unmet(start, item, extra=True) is None


def test_no_condition_lets_a_step_begin_that_its_row_does_not_name():
    """A failover of an item whose last one waits for its commit brings it over again; of one that is committed, not."""
    step = find(OP.FAILOVER, "VmFailover", Family.V2A)
    may = {
        name for name in CONDITIONS if unmet(step, ItemState("m1", "id", born=0, lag=0, condition=name), False) is None
    }
    assert may == {"protected", "failover-failed", "failed-over", "planned-over"}


def test_documents_name_the_steps_of_the_world():
    world = {step.name for _, _, step in ROWS} | set(PLAN_STEPS)
    assert set(STEP_NAMES) | (world & set(NEVER_STRUCK)) == world - {"Runbook"}
