"""Any operations, in any order, with faults, crashes, holds and cancels: the real engine on virtual time.

At the end of each walk the world, not the store, confirms what the store says. CI walks a few; more of them:

DRCONSOLE_SWEEP_SIZE=500 pytest tests/sweep/test_any_way.py
DRCONSOLE_SWEEP_SIZE=500 DRCONSOLE_SWEEP_SEED=7 pytest tests/sweep/test_any_way.py
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from support.estates import bundled
from support.judge import askew, wrongs
from support.rig import Crash, CrashAt, Player, Rig
from support.rows import keys

from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError

SIZE = int(os.environ.get("DRCONSOLE_SWEEP_SIZE", "30").replace("all", "1000"))
SEED = int(os.environ.get("DRCONSOLE_SWEEP_SEED", "1"))
PLANS = ("vmware", "modern", "physical", "hyperv", "vmm", "sites", "regions")
POINTS = ("latest", "latest-processed", "latest-app-consistent")
FAULTS = (
    {"kind": "step-fails", "step": "VmFailover", "params": {"code": "28031", "times": 1}},
    {"kind": "step-fails", "step": "VmFoStartVmOnSecondary", "params": {"times": 1}},
    {"kind": "step-fails", "step": "ProtectReplicaTask", "params": {"times": 1}},
    {"kind": "step-fails", "step": "VmDataSynchronization", "params": {"times": 1}},
    {"kind": "step-fails", "step": "VmTfoPrepareTestVm", "params": {"times": 1}},
    {"kind": "shutdown-fails", "params": {"times": 1}},
    {"kind": "slow-step", "step": "VmFailover", "params": {"factor": 3, "times": 1}},
    {"kind": "no-answer", "params": {"times": 1}},
    {"kind": "late-landing", "params": {"seconds": 15, "times": 1}},
    {"kind": "link-down", "duration": 900},
    {"kind": "source-returns"},
)
REST = 5400.0
"""Virtual seconds at 60 times the speed, in which a first copy is done."""


class AnyWay(RuleBasedStateMachine):
    @initialize(plan=st.sampled_from(PLANS), grain=st.sampled_from([Grain.STEP, Grain.PLAN]))
    def world(self, plan: str, grain: Grain) -> None:
        self.rig = Rig(bundled("circles"), grain, speed=60.0)
        self.plan = plan
        self.rig.live(self._look)
        self.names = next(keys(row) for row in self.rig.store.rows("plan") if row["name"] == plan)
        note(f"{plan} at {grain} grain")

    async def _look(self, player: Player) -> None:
        await player.engine.look()

    @rule(
        data=st.data(),
        whole=st.booleans(),
        point=st.sampled_from(POINTS),
        shutdown=st.booleans(),
        end=st.sampled_from(["wait", "wait", "wait", "hold", "cancel", "crash", "crash"]),
        moment=st.integers(0, 40),
        when=st.sampled_from(["before", "after"]),
    )
    def operate(self, data: Any, whole: bool, point: str, shutdown: bool, end: str, moment: int, when: str) -> None:
        rows = {row["name"]: row for row in self.rig.store.rows("plan" if whole else "item")}
        name = self.plan if whole else data.draw(st.sampled_from(self.names))
        allowed = sorted(rows[name]["allowed_operations"])
        if not allowed:
            self.rig.live(self._rest)
            return
        if moment % 5:  # most walks go round: what ends a protection ends the walk
            allowed = [each for each in allowed if each != "disable-replication"] or allowed
        operation = data.draw(st.sampled_from(allowed))
        target = f"{'plan' if whole else 'item'}:{name}"
        options: dict[str, Any] = {}
        if operation in ("failover", "change-recovery-point", "test-failover"):
            options["point"] = point
        if operation == "failover":
            options["shutdown"] = shutdown
        note(f"{operation} {target} {options}, then {end} at {moment}")

        async def play(player: Player) -> None:
            await self._start(player, operation, target, options, end, moment)

        died = self.rig.live(play, CrashAt(moment + 1, when) if end == "crash" else None)
        if isinstance(died, Crash):
            self.rig.live(self._end_all)

    async def _start(
        self, player: Player, operation: str, target: str, options: dict[str, Any], end: str, moment: int
    ) -> None:
        body = {"operation": operation, "target": target, "options": options}
        try:
            found = await self._check(player, body)
            accepted = tuple(f["id"] for f in found["findings"] if f["level"] == "error" and f["overridable"])
            job = await player.start(operation, target, accept=accepted, comment="a drill", **options)
        except DrError as refused:
            note(f"  refused: {refused}")
            return
        if end in ("hold", "cancel"):
            await asyncio.sleep(moment * 0.3)
            await self._disturb(player, job["id"], job["target"], end)
        await self._end_all(player)

    async def _check(self, player: Player, body: dict[str, Any]) -> dict[str, Any]:
        try:
            return await player.ask("Check", body)
        except DrError as refused:
            if refused.code != "point-not-offered":
                raise
            del body["options"]["point"]
            return await player.ask("Check", body)

    async def _disturb(self, player: Player, job: str, target: str, end: str) -> None:
        row = self.rig.store.row("job", job)
        if row is None or row["ended_at"] is not None:
            return
        try:
            if end == "cancel":
                confirm = target.partition(":")[2] or target
                await player.ask("CancelJob", {"job": job, "confirm": confirm, "comment": "a drill"}, f"c-{job}")
                return
            await player.ask("HoldJob", {"job": job, "comment": "a drill"}, f"h-{job}")
            await asyncio.sleep(5.0)
            await player.ask("ResumeJob", {"job": job, "comment": "a drill"}, f"r-{job}")
        except DrError as refused:
            note(f"  {end} refused: {refused}")

    async def _end_all(self, player: Player) -> None:
        for row in self.rig.jobs():
            if row["ended_at"] is None:
                await player.ended(row["id"])
        await player.engine.look()

    @rule(fault=st.sampled_from(FAULTS), data=st.data())
    def go_wrong(self, fault: dict[str, Any], data: Any) -> None:
        item = data.draw(st.sampled_from(self.names))

        async def play(player: Player) -> None:
            rehearsal = player.engine.provider.rehearsal
            assert rehearsal is not None
            rehearsal.inject({**fault, "item": item})

        note(f"fault {fault['kind']} {fault.get('step', '')} on {item}")
        self.rig.live(play)

    @rule()
    def time_passes(self) -> None:
        self.rig.live(self._rest)

    async def _rest(self, player: Player) -> None:
        await player.sleep(REST / 60)
        await player.engine.look()

    async def _askew(self, player: Player) -> list[str]:
        await player.engine.look()
        rows = self.rig.store.rows("item")
        probes = ("test-machine", "source-powered", "target-running")
        return askew(rows, await player.engine.provider.look([row["key"] for row in rows], probes))

    def teardown(self) -> None:
        if not hasattr(self, "rig"):
            return
        self.rig.live(self._end_all)
        effects = self.rig.ledger()
        found = [wrong for job in self.rig.jobs() for wrong in wrongs(job, effects)]
        assert found + self.rig.live(self._askew) == []
        assert self.rig.doctor() == []


WALK = settings(
    max_examples=SIZE,
    stateful_step_count=12,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
    print_blob=False,
)
TestAnyWay = pytest.mark.slow(seed(SEED)(AnyWay).TestCase)
TestAnyWay.settings = WALK
TestSomeWays = seed(SEED)(type("SomeWays", (AnyWay,), {})).TestCase
TestSomeWays.settings = settings(WALK, max_examples=min(SIZE, 3))
