"""Every scenario's whole circle through Azure's provider and the emulator; the world's ledger says what happened."""

from __future__ import annotations

from collections import Counter

import pytest
from benches import Bench, chosen
from circles import AFTER_FIRST_COPY, CIRCLES, PLAN_OF, Done, estate
from circling import as_a_job, protected, seen_of
from support.emulated import EmulatedVault
from support.simloop import SimLoop

from drconsole.recovery.types.estate.known import NO_ANSWER
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Grain, Operation, TargetType

OP = Operation


def vault_bench() -> tuple[Bench, EmulatedVault]:
    definition, loop = estate(), SimLoop()
    vault = EmulatedVault.of(definition, loop.wall)
    return Bench(loop, vault.open(), vault.translated(definition), vault.open, exact=False), vault


async def says(b: Bench, done: Done, key: str) -> None:
    """What the service says after an operation, and what Azure sees of the machines."""
    status = await b.status(key)
    what = str(done.operation)
    assert (status.protection_state, status.active_location) == (done.state, done.active), what
    assert status.provider_allowed_operations == done.allowed, what
    assert status.turned is done.turned, what
    for seen, wanted in zip(await seen_of(b, key), [done.source, done.target], strict=True):
        assert seen in (wanted, NO_ANSWER), what


def effects(b: Bench, key: str) -> list[str]:
    return [one.what for one in b.rehearsal.ledger() if one.item == key and one.what != "point-made"]


async def points_for(b: Bench, done: Done, key: str) -> dict[str, ChosenPoint]:
    """The service changes to a point that exists; which one, its request names."""
    return {key: chosen(await b.newest(key))} if done.operation is OP.CHANGE_RECOVERY_POINT else {}


@pytest.mark.parametrize("name", CIRCLES)
@pytest.mark.parametrize("target_type", TargetType)
def test_the_circle_closes(name, target_type):
    named, circle = CIRCLES[name]
    whole = target_type is TargetType.PLAN
    bench, vault = vault_bench()
    key, plan_key = vault.key(named), vault.plan_key(PLAN_OF[named])
    posts = []

    async def main(b):
        plan = next(one for one in b.definition.plans if one.key == plan_key)
        members = plan.items if whole else (key,)
        await b.provider.inventory(None)
        for done in circle:
            already = len(effects(b, key))
            scenario = b.item(key).scenario
            as_plan = whole and b.provider.grain(done.operation, scenario, TargetType.PLAN) is Grain.PLAN
            for target in (plan_key,) if as_plan else members:
                sent = len(b.provider.transport.sent)
                points = {} if as_plan else await points_for(b, done, target)
                await as_a_job(b, done, target, *(members if as_plan else (target,)), points=points)
                posts.append(len(b.provider.transport.sent) - sent)
                if not as_plan:
                    await b.provider.inventory(None)
            for member in members:
                await says(b, done, member)
            expected = Counter(done.ledger)
            if as_plan:
                expected.pop("on-premises-prepared", None)
            assert Counter(effects(b, key)[already:]) == expected, done.operation
            if done.waits:
                for member in members:
                    after = await protected(b, member)
                assert after.provider_allowed_operations == AFTER_FIRST_COPY[named, done.turned]
        return [await b.status(member) for member in members]

    for status in bench.run(main):
        assert status.protection_state == "Protected"
        assert not status.turned
        assert status.key in vault.keys.values()
    assert set(posts) <= {1, 2}, "one POST each, and one for an answer"
