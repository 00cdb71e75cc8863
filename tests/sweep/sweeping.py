"""The crash sweep: one plan failover with faults, killed at every journal boundary.

Judged from outside: the job ends as it would have, the world's ledger counts no effect twice, what an engine
answered is there for ever, the journal folds to its tables and its chain holds.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from support.actions import SCRIPT_AND_MANUAL
from support.estates import small
from support.judge import ONCE
from support.rig import CountEntries, Crash, CrashAt, Player, QuickDisk, Rig
from support.rows import outcomes

from drconsole.engine.decider.decide import Limits
from drconsole.providers.port import Effect
from drconsole.recovery.types.words import Grain
from drconsole.store.writing.memory import MemoryJournal

FAULTS = """
  - {kind: shutdown-fails, item: m1}
  - {kind: step-fails, item: m2, step: VmFailover, code: "28031"}
  - {kind: late-landing, item: m3, seconds: 15}
  - {kind: no-answer, item: m4, step: VmFoStartVmOnSecondary}
  - {kind: slow-step, item: m5, step: VmFailover, factor: 2}
"""

ALWAYS = frozenset({"job.created", "task.answered", "job.ended"})
"""Boundaries beside these events are in every slice: what an operator was told, and the end."""

PATIENCE = 500_000.0
"""Virtual seconds."""

RECONCILE = 8
"""Entries of a life in which it takes up what it found."""


@dataclass(frozen=True)
class Way:
    """One course to sweep over: where the engine runs, what is asked of it, and what it writes to."""

    grain: Grain
    point: str = "latest-processed"
    journal: type[MemoryJournal] = MemoryJournal

    def __str__(self) -> str:
        return f"{self.grain}-{self.point}-{self.journal.__name__}"


WAYS = [
    Way(grain, point, journal)
    for grain in (Grain.STEP, Grain.PLAN)
    for point in ("latest-processed", "latest")
    for journal in (MemoryJournal, QuickDisk)
]


@dataclass(frozen=True)
class Result:
    state: str
    items: dict[str, str]
    tasks: dict[str, str]


@dataclass
class Operator:
    """Who starts the failover and answers what waits for him, whatever dies. Remembers what he was told."""

    point: str
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Request id -> the answer; kept by nobody else."""
    asked: set[str] = field(default_factory=set)
    """Request ids of answers that were sent: a death may have come before the word that one was taken."""

    async def operate(self, player: Player) -> dict[str, Any]:
        """Under one id for all lives: what was told is not asked for again, and has to be there."""
        if "the-start" not in self.told:
            options = {"point": self.point, "shutdown": True}
            self.told["the-start"] = await player.start("failover", "crew", "the-start", **options)
        job = str(self.told["the-start"]["id"])
        assert player.rig.store.row("job", job) is not None, f"the acknowledged job {job} is gone"
        end = player.rig.loop.time() + PATIENCE
        while (row := player.rig.store.row("job", job))["ended_at"] is None:
            assert player.rig.loop.time() < end, f"job {job} does not end: {row}"
            await self._answer(player, job)
            await player.sleep(1.0)
        return row

    async def _answer(self, player: Player, job: str) -> None:
        running = player.engine.state.jobs.get(job)
        for task in list(running.waiting if running else ()):
            request_id = f"answer-{task}-{running.tasks[task].attempt}"
            assert request_id not in self.told, f"{task} was answered, and waits again"
            body = {"job": job, "task": task, "outcome": "done", "comment": request_id}
            self.asked.add(request_id)
            self.told[request_id] = await player.ask("AnswerTask", body, request_id)


@dataclass
class Run:
    """A world with its store, and who operates it over all its lives."""

    rig: Rig
    operator: Operator

    def live(self, crash: Any = None) -> Any:
        """One life; its ended job, or the ``Crash`` that ended it."""
        return self.rig.live(self.operator.operate, crash)


def begin(way: Way, seed: int) -> Run:
    definition = small(seed=seed, items=6, actions=SCRIPT_AND_MANUAL, faults=FAULTS)
    made = Rig(definition, way.grain, speed=None, limits=Limits(overall=4, provider=4, group=3))
    made.journal = way.journal
    return Run(made, Operator(way.point))


def result(made: Rig) -> Result:
    (job,) = made.jobs()
    tasks = {task_id: f"{row['state']}/{row['state_description']}" for task_id, row in made.tasks(job["id"]).items()}
    return Result(job["state"], outcomes(job), tasks)


def undisturbed(way: Way, seed: int) -> tuple[Result, CountEntries]:
    """The course without a death, and the entries that it writes."""
    run, count = begin(way, seed), CountEntries()
    ended = run.live(count)
    assert not isinstance(ended, Crash)
    check_world(run.rig)
    check_told(run)
    made = {effect.what for effect in run.rig.ledger()}
    assert ("point-made" in made) == (way.point == "latest")
    return result(run.rig), count


def crashed(way: Way, seed: int, *boundaries: tuple[int, str]) -> tuple[Run, int]:
    """Die at each boundary, one a life; then live on. Also how many of them were met."""
    run, deaths = begin(way, seed), 0
    for number, when in boundaries:
        deaths += isinstance(run.live(CrashAt(number, when)), Crash)
    ended = run.live()
    assert not isinstance(ended, Crash), ended
    return run, deaths


def check(run: Run, expected: Result) -> None:
    found = result(run.rig)
    assert (found.state, found.items) == (expected.state, expected.items)
    assert found.tasks == expected.tasks
    check_world(run.rig)
    check_told(run)
    assert run.rig.doctor() == []


def check_world(made: Rig) -> None:
    counted = made.counted()
    doubled = {place: number for place, number in counted.items() if place[1] in ONCE and number > 1}
    assert doubled == {}, f"happened twice: {doubled}"
    assert [effect for effect in made.ledger() if refused(effect)] == []
    assert made.scripts.lines == ["note"]


def check_told(run: Run) -> None:
    """Of what the operator was told nothing is missing, and nothing of it happened twice."""
    store, told = run.rig.store, run.operator.told
    assert [job["id"] for job in run.rig.jobs()] == [told["the-start"]["id"]]
    taken = [event["comment"] for event in store.journal() if event["kind"] == "task.answered"]
    assert len(taken) == len(set(taken)), taken
    assert set(told) - {"the-start"} <= set(taken) <= run.operator.asked
    again = {request_id: json.loads(store.intents[request_id].answer)["id"] for request_id in told}
    assert again == {request_id: answer["id"] for request_id, answer in told.items()}


def refused(effect: Effect) -> bool:
    return effect.what == "refused"


def boundaries(entries: int) -> list[tuple[int, str]]:
    return [(number, when) for number in range(1, entries + 1) for when in ("before", "after")]


def everything() -> bool:
    return os.environ.get("DRCONSOLE_SWEEP_SIZE") == "all"


def chosen(count: CountEntries, seed: int, share: float) -> list[tuple[int, str]]:
    """All boundaries where DRCONSOLE_SWEEP_SIZE=all, else a slice drawn by the seed and those of ``ALWAYS``."""
    every = boundaries(count.entries)
    if everything():
        return every
    drawn = random.Random(seed).sample(every, max(1, int(len(every) * share)))
    return sorted({*drawn, *(place for place in every if count.kinds[place[0]] & ALWAYS)})


def again(seed: int) -> Iterator[list[tuple[int, str]]]:
    """For one first boundary after the other: where the next life dies, while it reconciles."""
    draw = random.Random(seed)
    while True:
        yield boundaries(RECONCILE) if everything() else draw.sample(boundaries(RECONCILE), 1)


def seeds(default: int) -> list[int]:
    """``DRCONSOLE_SWEEP_SEED`` (first one, default 1) and ``DRCONSOLE_SWEEP_SEEDS`` (how many)."""
    first = int(os.environ.get("DRCONSOLE_SWEEP_SEED", "1"))
    return list(range(first, first + int(os.environ.get("DRCONSOLE_SWEEP_SEEDS", str(default)))))
