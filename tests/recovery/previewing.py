"""A preview of the shop of the golden trees, as it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from trees import NOW, reads, request, status, view

from drconsole.recovery.evaluate import evaluate
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.estate.points import ChosenPoint, PointsRead
from drconsole.recovery.types.words import Grain, Location, Operation
from drconsole.recovery.types.work.tasks import Preview, Request

KEYS = ("db-01", "web-01", "web-02")


def seen(
    asked: Request,
    estate: EstateView | None = None,
    *,
    points: Mapping[str, PointsRead] | None = None,
    now: datetime = NOW,
    grain: Grain | None = Grain.STEP,
    busy: Mapping[str, str] | None = None,
    frozen: Mapping[str, ChosenPoint] | None = None,
) -> Preview:
    look = Look(
        estate or view(),
        now,
        reads(*KEYS) if points is None else points,
        busy=busy or {},
        grain_of=lambda operation, scenario, kind: grain,
    )
    return evaluate(asked, look, frozen)


def unsaid(operation: Operation, target: str = "shop", **options: object) -> Request:
    return request(operation, target, **{"direction": None, **options})


def failed_over(estate: EstateView, *keys: str) -> EstateView:
    for key in keys:
        estate.statuses[key] = status(
            key,
            protection_state="UnplannedFailoverCommitPendingStatesBegin",
            protection_state_description="Failover completed",
            active_location=Location.RECOVERY,
            provider_allowed_operations=("CompleteMigration", "Commit", "DisableProtection", "ChangePit"),
            failover_point_id=f"{key}/p3",
        )
    return estate
