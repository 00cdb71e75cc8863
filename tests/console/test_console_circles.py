"""Every scenario there and back by the console's keys: a real engine on virtual time, and the screen as the judge."""

from __future__ import annotations

import re
import time

import pytest
from console_fakes import elsewhere
from console_host import screen_lines
from live_world import Watched, live_console
from support.circles import CIRCLES, Stage
from support.estates import bundled
from support.patience import PATIENCE
from support.quick import quick
from support.rig import Rig

from drconsole.recovery.types.words import Grain

SIZE = (100, 40)
KEYS = {
    "test-failover": "t",
    "cleanup-test-failover": "T",
    "failover": "f",
    "planned-failover": "p",
    "change-recovery-point": "v",
    "commit": "c",
    "re-protect": "P",
    "reverse-replicate": "B",
    "failback": "F",
}
SITES = {
    "vmware": ("Oslo", "North Europe"),
    "modern": ("Oslo", "North Europe"),
    "physical": ("Oslo", "North Europe"),
    "hyperv": ("Bergen", "North Europe"),
    "vmm": ("Lund", "North Europe"),
    "sites": ("Lund", "Malmo"),
    "regions": ("North Europe", "West Europe"),
}
ASKED_BY_NAME = ("re-protect", "reverse-replicate", "failback", "cleanup-test-failover")
"""What the guide says is next where nobody has to validate before."""


class Walk:
    """One operator in front of one plan."""

    def __init__(self, watched: Watched, plan: str) -> None:
        self.watched = watched
        self.plan = plan
        self.primary, self.recovery = SITES[plan]
        self.sides = {"Primary": self.primary, "Recovery": self.recovery}

    @property
    def text(self) -> str:
        return "\n".join(screen_lines(self.watched.app))

    @property
    def flat(self) -> str:
        return " ".join(self.text.split())

    async def press(self, *keys: str) -> None:
        await self.watched.pilot.press(*keys)

    async def sees(self, *texts: str, gone: str = "") -> str:
        """Wait until the screen holds all of it; what it holds then."""
        end = time.monotonic() + PATIENCE
        while True:
            await self.watched.hear()
            await self.watched.pilot.pause()
            missing = [text for text in texts if text not in self.flat]
            if not missing and not (gone and gone in self.flat):
                return self.flat
            assert time.monotonic() < end, f"not there: {missing}, or still there: {gone}\n{self.text}"
            await self.watched.pilot.pause(0.02)

    async def cursor_on(self, text: str) -> None:
        """Down to the line that begins with this."""
        for _ in range(60):
            lines, at = screen_lines(self.watched.app), self.watched.app.cursor_position.y
            if lines[at].lstrip(" ▸·│┃║").startswith(text):
                return
            await self.press("j")
        raise AssertionError(f"no line begins with {text}\n{self.text}")

    async def stage(self, stage: Stage) -> None:
        name = f"{stage.operation} of plan {self.plan}"
        dialog = (f" {stage.operation} ", f" of plan {self.plan}")  # of one that commits, that stands between
        await self.press(KEYS[stage.operation])
        if point := stage.options.get("point"):
            await self.sees(*dialog, "1 Check")
            await self.press("2")
            await self.sees(f"{point}:")
            await self.press("g", "g")
            await self.cursor_on(f"( )  {point}:")
            await self.press("space")
        await self.sees(*dialog, "Nothing has started")
        await self.press("n")
        await self.sees(*dialog, "READY", gone="NOT READY")
        await self.press(*self.plan)
        await self.sees(f"type {self.plan}: {self.plan}")
        await self.press("enter")
        seen = await self.sees(f"{name} (job j", gone="5 Confirm")
        if stage.operation == "failback" and "WAITS" in seen:
            await self.let_the_downtime_begin()
        await self.sees(f"{name} (job j", "✓ Succeeded took")
        await self.press("escape")
        await self.sees(f"plan {self.plan}", gone="(job j")

    async def let_the_downtime_begin(self) -> None:
        await self.sees("WAITS for a person", "The data is synchronized", "press a")
        await self.press("a")
        await self.sees("the downtime begins")
        await self.press("g", "g")
        await self.cursor_on("( )  done")
        await self.press("space")
        await self.sees("(•) done")
        await self.press("c", "g", "o", "enter")

    async def stands(self, stage: Stage, following: Stage | None) -> None:
        """What the plan's page says once it is done: the side that counts, and exactly what is allowed."""
        items = self.watched.world.rig.store.row("plan", self.plan)["items"]
        seen = await self.sees(f"{len(items)} valid at {self.sides[stage.side]}")
        assert self.allowed() == set(stage.allowed.split()) & set(KEYS), self.text
        if following is not None and following.operation in ASKED_BY_NAME and "commit" not in stage.allowed.split():
            assert f"Next: {following.operation} (press {KEYS[following.operation]})" in seen

    def allowed(self) -> set[str]:
        """What stands on the screen with the mark of what can be done; what cannot is counted in one line."""
        words = [line.strip(" │").split()[:2] for line in screen_lines(self.watched.app)[:-1]]
        marks = {pair[1]: pair[0] for pair in words if len(pair) == 2 and pair[1] in KEYS}
        folded = re.search(r"(\d+) are not allowed now", self.text)
        assert len(marks) + (int(folded[1]) if folded else 0) == len(KEYS), self.text
        return {name for name, mark in marks.items() if mark == "✓"}


@pytest.mark.parametrize("plan", quick(CIRCLES, "sites"))
async def test_there_and_back_by_keys(plan: str) -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)
    async with live_console(rig, size=SIZE) as (watched, _):
        walk = Walk(watched, plan)
        await walk.sees("Overview", plan)
        await walk.press("2")
        await walk.sees("Recovery plans", plan)
        await walk.cursor_on(plan)
        await walk.press("enter")
        await walk.sees(f"plan {plan}")
        for stage, following in zip(CIRCLES[plan], (*CIRCLES[plan][1:], None), strict=True):
            await walk.stage(stage)
            await walk.stands(stage, following)
    assert [effect for effect in elsewhere(rig.ledger) if effect.what == "refused"] == []
    assert rig.doctor() == []
