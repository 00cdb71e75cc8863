"""What commits a failover is known by its effect: it is checked and said as a commit, whatever it is called."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asking import ITEM, PLAN, Setup
from small_estate import change_item, change_status, committed, pending

from drconsole.recovery.evaluate import evaluate, needs_points
from drconsole.recovery.states.states import allowed_operations, direction_of
from drconsole.recovery.steps.committing import COMMIT_STEPS, commits
from drconsole.recovery.steps.expand import expand
from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.words import Grain, Operation, Scenario
from drconsole.recovery.types.work.tasks import Finding, Preview, Request

OP = Operation
V2A, RCM = Scenario.VMWARE_TO_AZURE, Scenario.VMWARE_TO_AZURE_MODERNIZED
PHYSICAL, E2E, A2A = Scenario.PHYSICAL_TO_AZURE, Scenario.VMM_TO_VMM, Scenario.AZURE_TO_AZURE
SWITCHES = ("CompleteMigration", "Commit", "DisableProtection", "ChangePit", "SwitchProtection")
REVERSES = ("CompleteMigration", "ReverseReplicate", "Commit", "DisableProtection", "ChangePit")
BY_ITSELF = [
    (OP.RE_PROTECT, V2A, SWITCHES),
    (OP.RE_PROTECT, RCM, SWITCHES),
    (OP.RE_PROTECT, PHYSICAL, SWITCHES),
    (OP.REVERSE_REPLICATE, E2E, REVERSES),
]
OF_THE_COMMIT = ("commit-deletes", "not-validated", "validation-failed", "machine-not-running", "two-machines-run",
                 "come-back")  # fmt: skip


def setup(operation: Operation, scenario: Scenario, allowed: tuple[str, ...]) -> Setup:
    made = Setup(operation, PLAN, scenario, before=pending(provider_allowed_operations=allowed))
    for key in made.estate.items:
        change_item(made.estate, key, managed_disks=False)
    return made


def of_the_commit(made: Setup) -> dict[str, Finding]:
    return {one.id: one for one in made.ask().findings if one.id.startswith(OF_THE_COMMIT)}


def preview(made: Setup) -> Preview:
    request = Request(made.operation, made.target, made.target_type, replace(made.options, shutdown=None))
    return evaluate(request, made.look(made.estate.statuses["web-01"].as_of))


@pytest.mark.parametrize(("operation", "scenario", "allowed"), BY_ITSELF)
def test_what_commits_by_itself_finds_all_that_a_commit_finds(
    operation: Operation, scenario: Scenario, allowed: tuple[str, ...]
) -> None:
    """It was ready, without a word: every recovery point was deleted, of a machine that was validated ``failed``."""
    asked, commit = setup(operation, scenario, allowed), setup(OP.COMMIT, scenario, allowed)
    for one in (asked, commit):
        one.validations = {"web-01": "failed", "web-02": "ok"}
        change_status(one.estate, "web-03", source_reachable=False)
        one.known = Known({"web-02": {"source-powered": "on", "target-running": "running"}})
    assert of_the_commit(asked) == of_the_commit(commit)
    assert {"validation-failed:web-01", "not-validated:web-03", "two-machines-run:web-02"} <= set(of_the_commit(asked))
    assert of_the_commit(asked)["validation-failed:web-01"].level == "error"
    assert not asked.ask().ready
    assert "commits-by-itself" in {one.id for one in asked.ask().findings}


@pytest.mark.parametrize(("operation", "scenario", "allowed"), BY_ITSELF)
def test_its_preview_reads_the_points_and_warns_that_they_go(
    operation: Operation, scenario: Scenario, allowed: tuple[str, ...]
) -> None:
    made = setup(operation, scenario, allowed)
    assert needs_points(Request(operation, "web", PLAN), made.estate)
    said = "\n".join(preview(made).warnings)
    assert "deletes all recovery points of: web-01, web-02, web-03" in said
    assert operation.value in said


def test_once_committed_nothing_is_said_of_a_commit() -> None:
    made = Setup(OP.RE_PROTECT, PLAN, V2A, before=committed())
    made.validations = {"web-01": "failed"}
    found = {one.id for one in made.ask().findings}
    assert not [one for one in found if one.startswith((*OF_THE_COMMIT[:4], "commits-by-itself"))]
    assert not needs_points(Request(OP.RE_PROTECT, "web", PLAN), made.estate)


@pytest.mark.parametrize("scenario", list(Scenario))
@pytest.mark.parametrize("operation", list(Operation))
@pytest.mark.parametrize("state", [pending, committed])
def test_an_operation_commits_where_its_own_tree_has_a_commit_to_run(
    operation: Operation, scenario: Scenario, state: object
) -> None:
    """The tree that runs is the witness, for every operation and scenario."""
    allowed = (*REVERSES, "SwitchProtection", "Failback")
    made = Setup(operation, ITEM, scenario, before=state(provider_allowed_operations=allowed))  # type: ignore[operator]
    item, status = made.estate.items["web-01"], made.estate.statuses["web-01"]
    if operation not in allowed_operations(item, status):
        assert not commits(item, status, operation)
        return
    options = replace(made.options, direction=direction_of(item, status, operation))
    tree = expand(Request(operation, "web-01", ITEM, options), made.estate, ("web-01",), {}, Grain.STEP)
    runs = any(task.step in COMMIT_STEPS and task.skipped is None for task in tree.tasks)
    assert commits(item, status, operation) is runs
