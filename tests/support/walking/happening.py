"""Whatever can happen to a plan: operations, faults, hands outside, time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from support.walking.ground import Ground, Row
from support.walking.jobs import Jobs

from drconsole.documents.building.step_names import STEP_NAMES
from drconsole.documents.definition import NEVER_STRUCK
from drconsole.recovery.types.work.errors import DrError

REST = 5400.0
"""World seconds in which a first copy is done."""
SELDOM = {"disable-replication": 1, "test-failover": 2, "resynchronize": 1}
STEPS = sorted(set(STEP_NAMES) - set(NEVER_STRUCK))
OUTSIDE = (
    {"kind": "source-returns"},
    {"kind": "target-stopped"},
    {"kind": "target-started"},
    {"kind": "source-off"},
    {"kind": "source-lost"},
    {"kind": "source-restored"},
)
HELD_UP = (
    {"kind": "shutdown-fails", "params": {"times": 1}},
    {"kind": "no-answer", "params": {"times": 1}},
    {"kind": "late-landing", "params": {"seconds": 15, "times": 1}},
    {"kind": "link-down", "duration": 900},
    {"kind": "agent-lost", "duration": 900},
    {"kind": "point-missing", "params": {"times": 1}},
    {"kind": "quota-short", "params": {"times": 1}},
)


@dataclass
class Happening:
    ground: Ground
    jobs: Jobs

    async def act(self) -> None:
        """One of all that can happen."""
        acts = (self._operate, self._fault, self._outside, self._validate, self.rest)
        await self.ground.draws.choices(acts, (10, 4, 2, 2, 1))[0]()

    async def _operate(self) -> None:
        await self.jobs.end_all()
        draws, target = self.ground.draws, self.ground.draws.choice(self.ground.targets)
        kind, _, name = target.partition(":")
        allowed = list(self.ground.row(kind, name)["allowed_operations"])
        if not allowed:
            await self.rest()
            return
        operation = draws.choices(allowed, [SELDOM.get(each, 6) for each in allowed])[0]
        options: Row = {}
        if operation in ("failover", "planned-failover") and kind == "plan":
            options["direction"] = draws.choice((None, None, "primary-to-recovery", "recovery-to-primary"))
        if operation == "failover":
            options["shutdown"] = draws.choice((True, False, None))
            options["point"] = draws.choice((None, None, "latest", "latest-processed", "latest-app-consistent"))
        if operation == "change-recovery-point":
            options["point"] = draws.choice(("latest-processed", "latest-app-consistent"))
        job = await self.jobs.start_anyway(operation, target, options)
        if job is None:
            return
        end = draws.choice(("wait", "wait", "wait", "hold", "cancel", "held"))
        self.ground.note(f"{operation} {target} {options}, then {end}")
        if end != "wait":
            await asyncio.sleep(draws.random() * 12)
            await self.jobs.disturb(job, target, end)
        if end != "held":
            await self.jobs.ended(job["id"])

    async def _fault(self) -> None:
        draws = self.ground.draws
        fails: Row = {"kind": "step-fails", "step": draws.choice(STEPS), "params": {"times": 1}}
        self.happens(draws.choice((fails, fails, *HELD_UP)), draws.choice(self.ground.names))

    async def _outside(self) -> None:
        self.happens(self.ground.draws.choice(OUTSIDE), self.ground.draws.choice(self.ground.names))
        await self.settle()

    async def _validate(self) -> None:
        await self.say(self.ground.draws.choice(self.ground.names), self.ground.draws.choice(("ok", "failed")))

    async def say(self, name: str, result: str) -> None:
        """Somebody has looked at the machine."""
        try:
            await self.ground.player.ask("Validate", {"item": name, "result": result, "comment": "seen"})
        except DrError as refused:
            self.ground.note(f"validate {name} {result} refused: {refused}")
        else:
            self.ground.note(f"validate {name} {result}")

    async def rest(self) -> None:
        self.ground.note("time passes")
        await self.ground.player.sleep(REST / 60)
        await self.ground.player.engine.look()
        self.jobs.settle()

    def happens(self, fault: Mapping[str, Any], item: str) -> None:
        self.ground.rehearsal.inject({**fault, "item": item})
        self.ground.note(f"{fault['kind']} {fault.get('step', '')} of {item}")

    async def settle(self) -> None:
        """Time for the engine to look at the machines that owe something."""
        await self.ground.player.sleep(400.0)
        await self.ground.player.engine.look()
        self.jobs.settle()
