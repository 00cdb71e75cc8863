"""RTO and RPO that failovers reached: of each that ended, with the machine that lost most."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from support.whole import whole

from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.training.predicates.scene import Scene
from drconsole.training.score.reached import reached

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)


def job(operation: str, ended: str | None, losses: dict[str, float | None], **more: Any) -> JobRow:
    items = [
        {"key": f"k-{name}", "name": name, "outcome": "Succeeded", "reason": None, "point_used": {"data_loss": loss}}
        for name, loss in losses.items()
    ]
    row: JobRow = whole(
        JobRow, operation=operation, target="shop", state="Succeeded", started_at="2026-03-02T08:00:00Z",
        ended_at=ended, items=items, **more,
    )  # fmt: skip
    return row


def item(name: str, objective: int | None) -> ItemRow:
    row: ItemRow = whole(ItemRow, key=f"k-{name}", name=name, rpo_objective=objective)
    return row


def test_each_failover_that_ended_is_told_with_the_machine_that_lost_most() -> None:
    jobs = [
        job("test-failover", "2026-03-02T08:10:00Z", {"web": 9.0}),
        job("failover", "2026-03-02T08:10:00Z", {"web": 30.0, "db": 90.0, "mail": None}, rto=900),
        job("planned-failover", None, {"web": 0.0}),
        job("planned-failover", "2026-03-02T08:01:00Z", {}, rto=None),
    ]
    scene = Scene(BEGAN, BEGAN, items=[item("web", 300), item("db", 60)], jobs=jobs)
    found = [tuple(row.values()) for row in reached(scene)]
    assert found == [
        ("failover", "shop", "Succeeded", 600.0, 900, 90.0, 60, "db"),
        ("planned-failover", "shop", "Succeeded", 60.0, None, None, None, ""),
    ]


def test_another_recovery_point_loses_what_it_loses_and_takes_since_the_failover_began() -> None:
    jobs = [
        job("failover", "2026-03-02T08:10:00Z", {"db": 90.0}),
        job("change-recovery-point", "2026-03-02T08:40:00Z", {"db": 2085.0}) | {"started_at": "2026-03-02T08:30:00Z"},
        job("change-recovery-point", "2026-03-02T08:40:00Z", {"web": 5.0}),
    ]
    found = reached(Scene(BEGAN, BEGAN, items=[item("db", 60)], jobs=jobs))
    assert [(row["operation"], row["rto"], row["rpo"]) for row in found] == [
        ("failover", 600.0, 90.0),
        ("change-recovery-point", 2400.0, 2085.0),
        ("change-recovery-point", None, 5.0),
    ]
