"""The crash sweep: one plan failover with faults, killed at every journal boundary.

Judged from outside: the job ends as it would have, the world's ledger counts no effect twice, what
was acknowledged is there, and the journal folds to its tables.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from typing import Any

from support.actions import SCRIPT_AND_MANUAL
from support.estates import small
from support.rig import CountEntries, Crash, CrashAt, Player, Rig

from drconsole.engine.core import Limits
from drconsole.providers.port import Effect
from drconsole.recovery.words import Grain

FAULTS = """
  - {kind: shutdown-fails, item: m1}
  - {kind: step-fails, item: m2, step: VmFailover, code: "28031"}
  - {kind: late-landing, item: m3, seconds: 15}
  - {kind: no-answer, item: m4, step: VmFoStartVmOnSecondary}
  - {kind: slow-step, item: m5, step: VmFailover, factor: 2}
"""

ONCE = (
    "source-shut-down",
    "replication-stopped",
    "point-made",
    "machine-created",
    "machine-started",
    "environment-created",
)
"""Effects that a failover may have at most once on each item."""


@dataclass(frozen=True)
class Result:
    state: str
    items: dict[str, str]
    tasks: dict[str, str]


def rig(grain: Grain, seed: int) -> Rig:
    definition = small(seed=seed, items=6, actions=SCRIPT_AND_MANUAL, faults=FAULTS)
    return Rig(definition, grain, speed=None, limits=Limits(overall=4, provider=4, group=3))


async def operate(player: Player) -> dict[str, Any]:
    """An operator who starts the failover, whatever died before, and answers what waits for him."""
    jobs = player.rig.jobs()
    job = (
        jobs[0]
        if jobs
        else await player.start("failover", "crew", "the-start", point="latest-processed", shutdown=True)
    )
    return await player.ended(job["id"])


def result(made: Rig) -> Result:
    (job,) = made.jobs()
    tasks = {task_id: f"{row['state']}/{row['state_description']}" for task_id, row in made.tasks(job["id"]).items()}
    return Result(job["state"], job["items"], tasks)


def undisturbed(grain: Grain, seed: int) -> tuple[Result, int]:
    """The course without a death, and how many entries it writes."""
    made, count = rig(grain, seed), CountEntries()
    ended = made.live(operate, count)
    assert not isinstance(ended, Crash)
    check_world(made)
    return result(made), count.entries


def crashed(grain: Grain, seed: int, boundary: tuple[int, str], *again: tuple[int, str]) -> Rig:
    """Die at the boundary, and again at each of ``again`` in the lives that follow; then live on."""
    made = rig(grain, seed)
    for number, when in (boundary, *again):
        made.live(operate, CrashAt(number, when))
    ended = made.live(operate)
    assert not isinstance(ended, Crash), ended
    return made


def check(made: Rig, expected: Result) -> None:
    found = result(made)
    assert (found.state, found.items) == (expected.state, expected.items)
    assert found.tasks == expected.tasks
    check_world(made)
    assert made.doctor() == []


def check_world(made: Rig) -> None:
    counted = made.counted()
    doubled = {place: number for place, number in counted.items() if place[1] in ONCE and number > 1}
    assert doubled == {}, doubled
    assert [effect for effect in made.ledger() if refused(effect)] == []
    assert made.scripts.lines == ["note"]


def refused(effect: Effect) -> bool:
    return effect.what == "refused"


def boundaries(entries: int) -> list[tuple[int, str]]:
    return [(number, when) for number in range(1, entries + 1) for when in ("before", "after")]


def chosen(entries: int, seed: int, share: float) -> list[tuple[int, str]]:
    """All boundaries where DRCONSOLE_SWEEP_SIZE=all, else a slice drawn by the seed."""
    every = boundaries(entries)
    if os.environ.get("DRCONSOLE_SWEEP_SIZE") == "all":
        return every
    drawn = random.Random(seed).sample(every, max(1, int(len(every) * share)))
    return sorted(drawn)


def seeds(default: int) -> list[int]:
    """``DRCONSOLE_SWEEP_SEED`` (first one, default 1) and ``DRCONSOLE_SWEEP_SEEDS`` (how many)."""
    first = int(os.environ.get("DRCONSOLE_SWEEP_SEED", "1"))
    return list(range(first, first + int(os.environ.get("DRCONSOLE_SWEEP_SEEDS", str(default)))))
