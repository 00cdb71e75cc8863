"""Forecasts against what then happened: single items of every kind, many worlds, every operation of their circle.

The simulated world draws its durations from causes of its own (``providers.simulator.steps``); nothing of the
forecast is imported there. Recorded: the shortest, middle and longest job of each operation in Microsoft's recorded
sessions; None = too few, or the longest one waited for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from typing import Any

from drconsole.documents.estate import parse_estate
from drconsole.recovery.types.words import Grain
from support.circles import CIRCLES
from support.estates import bundled_text, small
from support.rig import Player, Rig

RECORDED: dict[str, tuple[float, float, float]] = {
    "test-failover": (139, 408, 1500),
    "cleanup-test-failover": (34, 157, 193),
    "failover": (136, 451, 872),
    "planned-failover": (217, 441, 872),
    "change-recovery-point": (455, 638, 822),
    "commit": (1, 2, 138),
    "re-protect": (130, 538, 996),
    "reverse-replicate": (37, 159, 203),
    "failback": (322, 500, 1275),
}
"""Seconds. Failback: four jobs of 2019 and 2023 (322, 358, 688, 1275); the others' tables of recorded jobs."""


@dataclass(frozen=True)
class Told:
    operation: str
    item: str
    low: float
    likely: float
    high: float
    took: float

    @property
    def covered(self) -> bool:
        return self.low <= self.took <= self.high


@dataclass(frozen=True)
class Score:
    """Of one operation: jobs, share covered, mean width, the recorded width, mean errors of likely and of a median."""

    operation: str
    jobs: int
    covered: float
    width: float
    recorded: float
    error: float
    median_error: float


def walks(seeds: Iterable[int]) -> Iterator[Told]:
    """One item of each plan of ``circles`` around its circle, in as many worlds as there are seeds."""
    for seed in seeds:
        text = bundled_text("circles").replace("seed: 1492", f"seed: {seed}")
        for plan in CIRCLES:
            rig = Rig(parse_estate(text, "circles.yaml", None), Grain.STEP, speed=60.0)
            yield from rig.live(lambda player, plan=plan: _walk(player, plan))


async def _walk(player: Player, plan: str) -> list[Told]:
    row = next(row for row in player.rig.store.rows("plan") if row["name"] == plan)
    item, told = row["items"][0]["key"], []
    for stage in CIRCLES[plan]:
        while True:
            await player.engine.look()
            allowed = next(r for r in player.rig.store.rows("item") if r["name"] == item)["allowed_operations"]
            if stage.operation in allowed:
                break
            await player.sleep(10.0)
        words = {"operation": stage.operation, "target": f"item:{item}", "options": stage.options}
        preview = await player.ask("Preview", words)
        if any(found["id"].startswith("recovery-point-in-use") for found in preview["findings"]):
            continue  # it is at that point already, by chance of this world
        forecast = preview["forecast"]
        job = await player.run(stage.operation, f"item:{item}", **stage.options)
        took = _seconds(job)
        if job["state"] in ("Succeeded", "CompletedWithInformation"):
            told.append(Told(stage.operation, item, forecast["low"], forecast["likely"], forecast["high"], took))
    return told


def scores(told: Iterable[Told]) -> list[Score]:
    by_operation: dict[str, list[Told]] = {}
    for one in told:
        by_operation.setdefault(one.operation, []).append(one)
    found = []
    for operation, jobs in sorted(by_operation.items()):
        shortest, middle, longest = RECORDED[operation]
        found.append(
            Score(
                operation,
                len(jobs),
                mean(one.covered for one in jobs),
                mean(one.high - one.low for one in jobs),
                longest - shortest,
                mean(abs(one.likely - one.took) for one in jobs),
                mean(abs(middle - one.took) for one in jobs),
            )
        )
    return found


def plans(seeds: Iterable[int]) -> Iterator[Told]:
    """Whole recovery plans of 6 to 30 machines, at both grains."""
    for seed in seeds:
        for definition, operation in (
            (small(seed=seed, items=6), "failover"),
            (small(seed=seed, items=30, groups=4), "failover"),
            (small(seed=seed, items=6, kind="hyperv"), "planned-failover"),
            (small(seed=seed, items=10, kind="hyperv"), "test-failover"),
        ):
            for grain in (Grain.STEP, Grain.PLAN):
                rig = Rig(definition, grain, speed=60.0)
                yield rig.live(lambda player, operation=operation: _run_plan(player, operation))


async def _run_plan(player: Player, operation: str) -> Told:
    words = {"operation": operation, "target": "crew", "options": {}}
    forecast = (await player.ask("Preview", words))["forecast"]
    took = _seconds(await player.run(operation, "crew"))
    return Told(operation, "crew", forecast["low"], forecast["likely"], forecast["high"], took)


def _seconds(job: dict[str, Any]) -> float:
    return (datetime.fromisoformat(job["ended_at"]) - datetime.fromisoformat(job["started_at"])).total_seconds()
