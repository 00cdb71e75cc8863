"""Records as columns: golden tables, RPO from two times."""

from __future__ import annotations

from typing import Any

import pytest
from support.whole import shown_item, whole

from drconsole.cli.output.tables import plain_table
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.estate.points import PointRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.states.row import Phase, Row
from drconsole.recovery.states.rows import ROWS
from drconsole.render.rows import records
from drconsole.render.words.marks import NOT_APPLICABLE

ITEM = whole(
    ItemRow,
    replication_health="Critical",
    replicated_until="2026-03-01T10:00:00Z",
    as_of="2026-03-01T10:07:31Z",
    validation={"result": "ok", "comment": "", "at": None, "operator": "ann"},
    allowed_operations=["test-failover", "failover"],
)

GOLDEN: list[tuple[str, tuple[records.Column, ...], dict[str, Any], str]] = [
    (
        "item",
        records.ITEMS,
        shown_item(ITEM),
        """\
ITEM   STATE        ACTIVE   REPLICATION         RPO  GROUP  VALIDATED  SITE RECOVERY SAYS  ALLOWED
web01  * Protected  Primary  x CRITICAL   7 min 31 s  -      ok         Protected           test-failover, failover""",
    ),
    (
        "plan",
        records.PLANS,
        whole(
            PlanRow,
            items=[{"key": key, "name": key} for key in "ab"],
            source="Seattle",
            stands={"runs-nowhere": 1, "protected": 1},
        ),
        """\
PLAN  ITEMS  FROM     TO     STATE                    ALLOWED  LAST TEST FAILOVER  JOB
Shop      2  Seattle  Azure  x RUNS NOWHERE (1 of 2)  -        never               -""",
    ),
    (
        "job",
        records.JOBS,
        whole(
            JobRow,
            state="PartiallySucceeded",
            state_description="PartiallySucceeded",
            started_at="2026-03-01T10:00:00Z",
            ended_at="2026-03-01T10:12:00Z",
        ),
        """\
JOB  OPERATION  TARGET  STATE                  STARTED                 TOOK  BY
J1   failover   Shop    ! PARTIALLY SUCCEEDED  2026-03-01 10:00:00Z  12 min  ann""",
    ),
    (
        "point",
        records.POINTS,
        whole(PointRow, multi_vm=True, processed=False, data_loss=65),
        """\
TIME                  CONSISTENCY       MULTI-VM  PROCESSED  DATA LOSS  POINT
2026-03-01 10:00:00Z  Crash consistent  yes       not yet    1 min 5 s  p1""",
    ),
]


@pytest.mark.parametrize(
    ("columns", "record", "expected"), [case[1:] for case in GOLDEN], ids=[case[0] for case in GOLDEN]
)
def test_golden_table(columns: tuple[records.Column, ...], record: dict[str, Any], expected: str) -> None:
    assert plain_table(columns, records.cells(columns, [record])) == expected


@pytest.mark.parametrize(
    ("until", "as_of", "expected"),
    [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:07:31Z", 451.0),
        ("2026-03-01T10:07:31Z", "2026-03-01T10:00:00Z", 0.0),
        (None, "2026-03-01T10:00:00Z", None),
        ("2026-03-01T10:00:00Z", None, None),
    ],
)
def test_rpo_is_what_had_not_arrived_when_the_provider_looked(
    until: str | None, as_of: str | None, expected: float | None
) -> None:
    assert shown_item({**ITEM, "replicated_until": until, "as_of": as_of})["rpo"] == expected


def test_an_rpo_not_reported_is_not_shown_as_zero() -> None:
    (row,) = records.cells(records.ITEMS, [shown_item(whole(ItemRow))])
    assert row[4].text == "not reported"


@pytest.mark.parametrize("row", [row for row in ROWS if row.phase in (Phase.COMMIT_PENDING, Phase.COMMITTED)])
def test_replication_health_does_not_apply_to_what_is_failed_over_in_whatever_spelling(row: Row) -> None:
    record = {**ITEM, "protection_state": row.protection_state}
    assert records.replication_mark(record) is NOT_APPLICABLE


def test_a_plan_names_whom_its_runs_would_leave_out() -> None:
    left_out = [{"key": "r", "name": "retired", "reason": "retired is not protected"}]
    plan = whole(PlanRow, allowed_operations=["failover"], left_out=left_out)
    column = next(one for one in records.PLANS if one.title == "Allowed")
    assert column.cell(plan).plain() == "failover (without retired)"
    assert column.cell({**plan, "left_out": []}).plain() == "failover"
    assert records.left_out_lines(plan) == ["retired: retired is not protected"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Protected, switched off"),
        ({"source_powered": True}, "Protected"),
        ({"source_powered": None}, "Protected"),
        ({"current_job": "j1"}, "Protected"),
        ({"active_side": "Recovery"}, "Protected"),
        ({"active_side": "Recovery", "source_powered": True, "target_powered": False}, "Protected, switched off"),
    ],
)
def test_a_machine_that_is_switched_off_is_said_where_it_counts(changes: dict[str, Any], said: str) -> None:
    item = {**whole(ItemRow), "source_powered": False, **changes}
    assert records.item_state(item) == said


@pytest.mark.parametrize(("result", "told"), [("failed", "✗ FAILED"), ("ok", "ok")])
def test_a_machine_that_was_found_bad_is_marked_in_the_list(result: str, told: str) -> None:
    (column,) = (each for each in records.ITEMS if each.title == "Validated")
    validation = {"result": result, "comment": "", "at": None, "operator": "ann", "seen": ""}
    assert column.cell(shown_item(whole(ItemRow, validation=validation))).plain(unicode=True) == told


@pytest.mark.parametrize(("state", "told"), [("Protected", ""), ("FailoverCommited", "-")])
def test_where_nothing_is_to_be_validated_nothing_is_said_to_be_missing(state: str, told: str) -> None:
    item = shown_item(whole(ItemRow, validation=None, protection_state=state))
    assert records.validated_cell(item).plain(unicode=True) == told
