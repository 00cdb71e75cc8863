"""Commits of the world's file: one for all who ask in the same turn, and nobody is answered before it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3

import pytest
from support.estates import small

from drconsole.providers.port import Work
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.words import Direction, Grain, Operation, TargetType
from drconsole.recovery.types.work.errors import DrError

ITEMS = ("m1", "m2", "m3")


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "world.db"
    Simulator.create(small(items=3, groups=1), Grain.STEP).save_as(made)
    return made


def first_step(item):
    """The first step of a test failover."""
    return Work(
        key=f"1/{item}/1",
        job="1",
        operation=Operation.TEST_FAILOVER,
        target=item,
        target_type=TargetType.ITEM,
        direction=Direction.PRIMARY_TO_RECOVERY,
        items=(item,),
        step="VmTfoPrerequisitesCheck",
    )


def in_file(path):
    """Keys of the work that the world's file tells of, as another process reads it."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT data FROM state WHERE kind = 'run' ORDER BY key").fetchall()
    return [key for (data,) in rows for key in (f"1/{item}/1" for item in ITEMS) if f'"{key}"' in data]


async def opened(path):
    provider = Simulator(path)
    await provider.open()
    provider.rehearsal.pause()
    return provider


async def test_requests_of_one_turn_share_a_commit_and_each_is_answered_after_it(path):
    provider = await opened(path)
    file, commits = provider.world.file, []
    save = file.save
    file.save = lambda *rows, **how: commits.append(1) or save(*rows, **how)

    async def begun(item):
        await provider.begin(first_step(item))
        return in_file(path)

    seen = await asyncio.gather(*map(begun, ITEMS))

    assert seen == [[f"1/{item}/1" for item in ITEMS]] * 3
    assert len(commits) == 1
    await provider.close()


async def test_what_a_look_shows_is_in_the_file_with_all_that_was_asked_before(path):
    provider = await opened(path)
    asking = asyncio.create_task(provider.begin(first_step("m1")))
    await asyncio.sleep(0)
    assert in_file(path) == []  # asked, and not answered

    await provider.observe(first_step("m1"), None)
    assert in_file(path) == ["1/m1/1"]
    assert await asking
    await provider.close()


async def test_a_disk_that_is_full_answers_nobody_who_asked_in_that_turn(path):
    provider = await opened(path)
    file = provider.world.file
    save = file.save

    def full(*rows, **how):
        raise DrError("world.unwritable", "the simulated world cannot be written: disk full")

    file.save = full
    answers = await asyncio.gather(*(provider.begin(first_step(item)) for item in ITEMS), return_exceptions=True)
    assert [getattr(answer, "code", answer) for answer in answers] == ["world.unwritable"] * 3
    assert in_file(path) == []

    file.save = save
    assert await provider.begin(first_step("m1"))  # there is room again: nothing was forgotten
    assert set(in_file(path)) == {f"1/{item}/1" for item in ITEMS}
    await provider.close()


async def test_one_who_no_longer_waits_takes_the_answer_from_no_other(path):
    provider = await opened(path)
    first, second = (asyncio.create_task(provider.begin(first_step(item))) for item in ("m1", "m2"))
    await asyncio.sleep(0)
    first.cancel()

    assert await second
    assert first.cancelled()
    assert in_file(path) == ["1/m1/1", "1/m2/1"]
    await provider.close()


async def test_a_world_that_closes_keeps_what_was_asked_of_it(path):
    provider = await opened(path)
    asking = asyncio.create_task(provider.begin(first_step("m1")))
    await asyncio.sleep(0)
    await provider.close()

    assert await asking
    assert in_file(path) == ["1/m1/1"]
