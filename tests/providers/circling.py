"""An operator's hands on the world of ``circles``: one operation by its steps, or as a remote job."""

from __future__ import annotations

from typing import Any

from benches import Bench
from circles import CIRCLES, Done, estate
from support.simloop import SimLoop

from drconsole.providers.port import Observation, Status, Work
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.estate.estate import ItemStatus
from drconsole.recovery.types.words import Grain, Operation, RemoteAct, RunState, TargetType

SHUTS_DOWN = frozenset({Operation.FAILOVER, Operation.PLANNED_FAILOVER, Operation.FAILBACK})


def circle_bench(grain: Grain, **words: Any) -> Bench:
    definition, loop = estate(**words), SimLoop()
    world = Simulator.create(definition, grain, wall=loop.wall)
    return Bench(loop, Simulator(world, wall=loop.wall), definition)


def of(name: str, operation: Operation, number: int = 0) -> Done:
    """The first (or a later) time that a circle does this."""
    return [done for done in CIRCLES[name][1] if done.operation is operation][number]


def work(b: Bench, done: Done, target: str, step: str | None, *items: str, **more: Any) -> Work:
    b.asked += 1
    return Work(
        key=more.get("key") or f"{done.operation}/{step}/{b.asked}",
        job=f"{done.operation}-{done.direction}",
        operation=done.operation,
        target=target,
        target_type=TargetType.ITEM if target in items else TargetType.PLAN,
        direction=more.get("direction", done.direction),
        items=items,
        step=step,
        shutdown=done.operation in SHUTS_DOWN,
        points=more.get("points", {}),
        network="lab" if b.exact else "none",
    )


async def by_steps(b: Bench, done: Done, key: str) -> list[Observation]:
    seen = [await b.follow(work(b, done, key, step, key)) for step in done.steps]
    assert [(one.status, one.errors) for one in seen] == [(Status.DONE, ())] * len(seen), done.operation
    return seen


async def until(b: Bench, name: str, operation: Operation, number: int = 0) -> str:
    """Go round the circle, step by step, up to and without this operation; returns the item."""
    key, circle = CIRCLES[name]
    last = of(name, operation, number)
    for done in circle:
        if done is last:
            break
        await by_steps(b, done, key)
        if done.waits:
            await protected(b, key)
    return key


async def up_to(b: Bench, done: Done, key: str, step: str) -> Observation:
    """The steps of an operation until this one has ended, however it ends."""
    for name in done.steps:
        seen = await b.follow(work(b, done, key, name, key))
        if name == step:
            return seen
        assert seen.status is Status.DONE, (name, seen.errors)
    raise AssertionError(f"{done.operation} has no {step}")


async def cut(b: Bench, done: Done, key: str, step: str) -> Observation:
    """The steps of an operation up to this one, which is cancelled."""
    for name in done.steps[: done.steps.index(step)]:
        assert (await b.follow(work(b, done, key, name, key))).status is Status.DONE
    asked = work(b, done, key, step, key)
    reference = await b.provider.begin(asked)
    await b.sleep(3)
    await b.provider.act(asked, reference, RemoteAct.CANCEL, "")
    seen = await b.follow(asked, reference)
    assert seen.status is Status.CANCELLED
    return seen


async def as_a_job(b: Bench, done: Done, target: str, *items: str, **more: Any) -> list[Observation]:
    asked = work(b, done, target, None, *items, **more)
    reference = await b.provider.begin(asked)
    seen = await b.follow(asked, reference)
    if seen.status is Status.WAITING:
        (waiting,) = [node for node in seen.nodes if node.state is RunState.SUSPENDED]
        assert (waiting.name, waiting.description) == (
            "WaitForUserInputForFailback",
            "WaitingForUserInputAfterDataSync",
        )
        assert [(await b.status(key)).current_scenario is not None for key in items] == [True] * len(items)
        await b.provider.act(asked, reference, RemoteAct.RESUME, "complete it", waiting.id)
        seen = await b.follow(asked, reference)
    assert seen.status is Status.DONE, seen.errors
    assert [error for error in seen.errors if error.level == "Error"] == []
    return [seen]


async def protected(b: Bench, key: str) -> ItemStatus:
    while (status := await b.status(key)).protection_state != "Protected" or status.current_scenario:
        await b.sleep(60)
    return status


async def seen_of(b: Bench, key: str) -> list[str]:
    """The primary side's machine, and the recovery side's."""
    return [one.seen for one in await b.provider.look([key], ["source-powered", "target-running"])]


def effects(b: Bench, key: str) -> list[str]:
    """What happened to the item; but whether ``latest`` needs a new point depends on when the last regular one came."""
    return [one.what for one in b.provider.world.ledger if one.item == key and one.what != "point-made"]


def details(b: Bench, key: str, what: str) -> list[str]:
    return [one.detail for one in b.provider.world.ledger if one.item == key and one.what == what]


def counted(detail: str, name: str) -> int:
    """A number of the write counter, in blocks of 64 KiB."""
    return int(dict(word.split("=", 1) for word in detail.split() if "=" in word)[name])
