"""What the check lets through the provider takes: at every stage of every circle, whatever has befallen a machine.

At each place one machine is struck (or two ways at once), and time passes in which it can be seen. Then each operation
that a row allows is checked. Where the check is ready, the run must not fail: nothing else happens to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from support.circles import CIRCLES, Stage
from support.estates import bundled
from support.rig import Player, Rig
from support.rows import outcomes
from test_crash_every_operation import GRAINS, at_rest, operate

from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError

SEEN_AFTER = 400.0
"""Virtual seconds in which the engine looks at the machines that owe something."""
STRIKES: tuple[tuple[str, ...], ...] = (
    (),
    ("link-down",),
    ("agent-lost",),
    ("source-off",),
    ("source-lost",),
    ("source-returns",),
    ("target-stopped",),
    ("target-started",),
    ("source-off", "target-stopped"),
    ("source-lost", "target-stopped"),
    ("source-returns", "target-stopped"),
    ("source-returns", "link-down"),
)
COMES_BACK: tuple[tuple[str, ...], ...] = (
    (),
    ("source-lost",),
    ("source-returns",),
    ("source-returns", "target-stopped"),
)
MAKES = {"failover", "planned-failover", "failback"}
FINE = ("Succeeded", "CompletedWithInformation")


def stages(plan: str, grain: Grain) -> Iterator[tuple[str, Rig]]:
    """The world before the circle and after each stage of it, with the last operation."""
    rig = Rig(bundled("circles"), grain, speed=60.0)
    rig.live(at_rest)
    yield "nothing", rig
    for number, stage in enumerate(CIRCLES[plan]):

        async def play(player: Player, number: int = number, stage: Stage = stage) -> None:
            await operate(player, plan, stage, f"stage-{number}")

        rig.live(play)
        yield stage.operation, rig


def struck(rig: Rig, machine: str, kinds: Sequence[str]) -> Rig:
    other = rig.branch()

    async def strike(player: Player) -> None:
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        for kind in kinds:
            rehearsal.inject({"kind": kind, "item": machine})
        await player.sleep(SEEN_AFTER)
        await player.engine.look()

    other.live(strike)
    return other


def not_made(rig: Rig, operation: str, plan: str, machine: str) -> Rig:
    """After a run that could not make this machine."""

    async def play(player: Player) -> None:
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        rehearsal.inject({"kind": "step-fails", "item": machine, "step": "VmFailover", "params": {"times": 1}})
        check = await player.ask("Check", {"operation": operation, "target": f"plan:{plan}"})
        accept = tuple(one["id"] for one in check["findings"] if one["level"] == "error")
        job = await player.run(operation, f"plan:{plan}", accept=accept, comment="a drill")
        assert job["state"] not in FINE
        await player.engine.look()

    rig.live(play)
    return rig


def row(rig: Rig, table: str, name: str) -> dict[str, Any]:
    return next(one for one in rig.store.rows(table) if one["name"] == name)


def taken(rig: Rig, operation: str, target: str) -> str | None:
    """Run it where its check is ready. Return how it failed; None = it did not, or nothing was run."""
    options = {"point": "latest-app-consistent"} if operation == "change-recovery-point" else {}

    async def play(player: Player) -> str | None:
        try:
            check = await player.ask("Check", {"operation": operation, "target": target, "options": options})
        except DrError:
            return None
        if not check["ready"]:
            return None
        job = await player.run(operation, target, comment="a drill", **options)
        if job["state"] in FINE:
            return None
        errors = [one["message"] for task in rig.tasks(job["id"]).values() for one in task["errors"]]
        return f"{job['state']} {outcomes(job)} {errors[:1]} after {[one['id'] for one in check['findings']]}"

    failed: str | None = rig.live(play)
    return failed


def refusals(world: Rig, plan: str, machine: str) -> tuple[list[str], int]:
    """What failed although its check was ready, and how much was asked."""
    told, asked = [], 0
    for target in (f"plan:{plan}", f"item:{machine}"):
        kind, _, name = target.partition(":")
        for operation in row(world, kind, name)["allowed_operations"]:
            asked += 1
            failed = taken(world.branch(), operation, target)
            if failed is not None:
                told.append(f"{operation} {target}: {failed}")
    return told, asked


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("plan", CIRCLES)
def test_what_the_check_lets_through_the_provider_takes(plan: str, grain: Grain) -> None:
    told, asked = [], 0
    for after, rig in stages(plan, grain):
        machine = row(rig, "plan", plan)["items"][-1]["name"]
        for kinds in STRIKES:
            found, questions = refusals(struck(rig, machine, kinds), plan, machine)
            told += [f"after {after} and {kinds}: {one}" for one in found]
            asked += questions
    assert not told, "\n".join(told)
    assert asked > 10 * len(STRIKES)


@pytest.mark.parametrize("plan", CIRCLES)
def test_so_it_does_where_a_machine_could_not_be_brought_up(plan: str) -> None:
    told, runs = [], 0
    for after, rig in stages(plan, Grain.STEP):
        machine = row(rig, "plan", plan)["items"][-1]["name"]
        for operation in MAKES & {*row(rig, "plan", plan)["allowed_operations"]}:
            runs += 1
            for kinds in COMES_BACK:
                found, _ = refusals(
                    struck(not_made(rig.branch(), operation, plan, machine), machine, kinds), plan, machine
                )
                told += [f"after {after}, {operation} that failed and {kinds}: {one}" for one in found]
    assert not told, "\n".join(told)
    assert runs
