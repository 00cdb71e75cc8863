"""Verb x scenario x direction -> Site Recovery's operation: against the documents, and as docs/operations.md shows it.

``DRCONSOLE_WRITE_PICTURES=1`` writes the page anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from drconsole.recovery.steps.item_steps import ITEM_STEPS
from drconsole.recovery.steps.translation import Translation, table, translate
from drconsole.recovery.types.families import FAMILY
from drconsole.recovery.types.words import Direction, Operation, Scenario, TargetType

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
OUT, BACK = Direction.PRIMARY_TO_RECOVERY, Direction.RECOVERY_TO_PRIMARY
S, OP = Scenario, Operation


@pytest.mark.parametrize(
    ("operation", "scenario", "direction", "call"),
    [
        (OP.FAILBACK, S.HYPERV_TO_AZURE, BACK, "plannedFailover"),
        (OP.FAILBACK, S.VMM_TO_AZURE, BACK, "plannedFailover"),
        (OP.FAILBACK, S.VMWARE_TO_AZURE_MODERNIZED, BACK, "plannedFailover"),
        (OP.FAILOVER, S.VMWARE_TO_AZURE, BACK, "unplannedFailover"),
        (OP.FAILOVER, S.AZURE_TO_AZURE, BACK, "unplannedFailover"),
        (OP.FAILOVER, S.VMM_TO_VMM, BACK, "unplannedFailover"),
        (OP.PLANNED_FAILOVER, S.VMM_TO_VMM, BACK, "plannedFailover"),
        (OP.PLANNED_FAILOVER, S.VMWARE_TO_AZURE, OUT, ""),
        (OP.PLANNED_FAILOVER, S.AZURE_TO_AZURE, OUT, ""),
        (OP.FAILOVER, S.HYPERV_TO_AZURE, BACK, ""),
        (OP.FAILOVER, S.VMWARE_TO_AZURE_MODERNIZED, BACK, ""),
        (OP.TEST_FAILOVER, S.VMWARE_TO_AZURE, BACK, ""),
        (OP.TEST_FAILOVER, S.VMM_TO_VMM, BACK, "testFailover"),
        (OP.RE_PROTECT, S.AZURE_TO_AZURE, BACK, "switchprotection"),
        (OP.RE_PROTECT, S.VMWARE_TO_AZURE, BACK, "reProtect"),
        (OP.REVERSE_REPLICATE, S.VMM_TO_VMM, BACK, "reProtect"),
        (OP.REVERSE_REPLICATE, S.VMWARE_TO_AZURE, BACK, ""),
        (OP.CHANGE_RECOVERY_POINT, S.VMM_TO_VMM, OUT, ""),
        (OP.CHANGE_RECOVERY_POINT, S.AZURE_TO_AZURE, BACK, "applyRecoveryPoint"),
        (OP.CHANGE_RECOVERY_POINT, S.HYPERV_TO_AZURE, BACK, ""),
    ],
)
def test_failover_types_by_direction(operation: Operation, scenario: Scenario, direction: Direction, call: str) -> None:
    """Failover types per direction: [S], "Failover and failback overview", refusals of the service."""
    found = translate(operation, scenario, direction)
    assert found.call == call
    assert bool(found.reason) is not bool(call)


def test_the_job_of_a_failback_is_named_otherwise_for_a_plan() -> None:
    """Recorded: an item's is PlannedFailover, a plan's Failback; its commit FinalizeFailback."""
    assert translate(OP.FAILBACK, S.HYPERV_TO_AZURE, BACK).job == "PlannedFailover"
    assert translate(OP.FAILBACK, S.HYPERV_TO_AZURE, BACK, TargetType.PLAN).job == "Failback"
    assert translate(OP.COMMIT, S.HYPERV_TO_AZURE, BACK).job == "FinalizeFailback"
    assert translate(OP.REVERSE_REPLICATE, S.HYPERV_TO_AZURE, OUT).job == "ReprotectReplicationGroup"


@pytest.mark.parametrize("row", list(table()), ids=lambda row: f"{row.operation}-{row.scenario}-{row.direction}")
def test_what_is_offered_has_steps(row: Translation) -> None:
    steps = ITEM_STEPS.get((row.operation, FAMILY[row.scenario], row.direction))
    assert bool(steps) is (row.reason is None)


def page() -> str:
    lines = [
        "# What each verb is in Site Recovery",
        "",
        "The operation of Site Recovery's API that a verb of drconsole stands for, for a single item; in brackets the",
        "job it makes. A dash: it does not exist there, and the note says why. `drconsole check` says the same of a",
        "target.",
    ]
    for direction, words in ((OUT, "From primary to recovery"), (BACK, "From recovery to primary")):
        lines += ["", f"## {words}", "", f"| verb | {' | '.join(Scenario)} |", "|---" * (len(Scenario) + 1) + "|"]
        notes: dict[str, int] = {}
        for operation in Operation:
            cells = []
            for scenario in Scenario:
                row = translate(operation, scenario, direction)
                note = notes.setdefault(row.reason, len(notes) + 1) if row.reason else 0
                cells.append(f"- ({note})" if row.reason else f"{row.call} ({row.job})")
            lines.append(f"| {operation} | {' | '.join(cells)} |")
        lines += ["", *(f"{number}. {reason}" for reason, number in notes.items())]
    return "\n".join(lines) + "\n"


def test_the_page_is_the_table() -> None:
    if os.environ.get("DRCONSOLE_WRITE_PICTURES"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()
