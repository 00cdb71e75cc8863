"""What ends by the wall's clock ends no later because an engine was killed and the clock set before the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from approving import code, rig, seated
from support.rig import Crash, CrashAt, Rig
from support.room import ANN, BOB, FAILOVER, Room, peer

from drconsole.engine.execution.timing import wall_seen
from drconsole.engine.execution.timing.wall_seen import Boot, boot_now
from drconsole.engine.shell import Engine

HOUR = 3600.0


class Clocks:
    """The wall's clock of a machine, which somebody sets, and its start."""

    def __init__(self, world: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.set_by, self.boot = world, timedelta(0), "first"
        really, made = world.loop.wall, Engine.__init__

        def wall() -> datetime:
            return really() + self.set_by

        def init(engine: Engine, *args: Any, **more: Any) -> None:
            made(engine, *args, **{**more, "wall": wall, "boot": lambda: Boot(self.boot, world.loop.time())})

        monkeypatch.setattr(Engine, "__init__", init)

    def pass_(self, seconds: float) -> None:
        """Let time pass while no engine runs."""
        self.world.loop.virtual.now += seconds


def killed(behind: Any, world: Rig, play: Callable[[Room], Any]) -> None:
    """A life that ends with no word: nothing is written from then on."""
    death = CrashAt(0, "")

    async def played(room: Room) -> None:
        await play(room)
        death.dead = True

    assert isinstance(behind(world, played, death), Crash)


async def begin(room: Room) -> None:
    await seated(room)
    await room.seat("ann", "operator", "commander")
    for kind, body in (
        ("Propose", {**FAILOVER, "comment": "fire"}),
        ("AskPoll", {"question": "now?", "seconds": 3600}),
    ):
        answer = await room.ask(peer(ANN), kind, **body)
        assert "ok" in answer, answer


async def left(room: Room) -> tuple[float, float]:
    """Minutes that are left of the proposal and of the poll, as the engine has them."""
    state, now = room.player.engine.state, room.player.engine.wall()
    ends = (state.approvals.proposals["p1"].expires_at, state.polls["q1"].until)
    return tuple(round((end - now).total_seconds() / 60) for end in ends)  # type: ignore[return-value]


def test_a_clock_that_is_set_back_while_no_engine_runs_prolongs_nothing(behind: Any, monkeypatch: Any) -> None:
    world = rig()
    clocks = Clocks(world, monkeypatch)

    async def first(room: Room) -> None:
        await begin(room)
        await room.player.sleep(HOUR / 6)

    killed(behind, world, first)
    clocks.pass_(HOUR / 3)
    clocks.set_by = timedelta(seconds=-HOUR / 4)  # still later than anything that was written
    assert behind(world, left) == (30, 30)
    (jump,) = [event["seconds"] for event in world.store.journal() if event["kind"] == "wall.jumped"]
    assert jump == pytest.approx(-HOUR / 4, abs=1)
    assert behind(world, left) == (30, 30), "and it is seen once"
    assert world.doctor() == []


def test_after_a_new_start_of_the_machine_what_was_written_last_bounds_it(behind: Any, monkeypatch: Any) -> None:
    """Its clock was set back behind all that the idle engine had seen, though nothing was journaled meanwhile."""
    world = rig()
    clocks = Clocks(world, monkeypatch)

    async def first(room: Room) -> None:
        await begin(room)
        await room.player.sleep(HOUR / 2)

    killed(behind, world, first)
    clocks.boot, clocks.set_by = "second", timedelta(seconds=-HOUR / 2 + 60)
    proposal, poll = behind(world, left)
    assert 29 <= proposal <= 31 and 29 <= poll <= 31


def test_what_ended_while_no_engine_ran_is_over_whatever_the_clock_says(behind: Any, monkeypatch: Any) -> None:
    world = rig()
    clocks = Clocks(world, monkeypatch)
    killed(behind, world, begin)
    clocks.pass_(2 * HOUR)
    clocks.set_by = timedelta(seconds=-2 * HOUR + 300)

    async def approve(room: Room) -> tuple[str, str]:
        made = room.player.engine.state.approvals.proposals["p1"].made
        body = {"proposal": "p1", "digest": made.digest, "confirm": "crew"}
        vote = await room.ask(peer(BOB), "AnswerPoll", poll="q1", vote="go", comment="")
        return code(await room.ask(peer(BOB), "Approve", **body)), code(vote)

    assert behind(world, approve) == ("proposal-expired", "poll-over")


def test_the_kernel_tells_when_the_machine_was_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    first, second = boot_now(), boot_now()
    assert first is not None and second is not None
    assert first.id == second.id and first.seconds <= second.seconds
    monkeypatch.setattr(wall_seen, "_BOOT_ID", tmp_path / "none")
    assert boot_now() is None
