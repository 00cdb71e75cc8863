"""A copy of a running exercise: another engine goes on from it, nothing happens twice, and a death leaves no half."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from support import judge
from support.estates import small
from support.patience import PATIENCE
from support.quick import quick
from support.rig import OPERATOR

from drconsole.engine.process.entry import build
from drconsole.engine.process.folder.setup import load_estate_into
from drconsole.engine.process.folder.state_check import require_state
from drconsole.engine.service.exercise import snapshots
from drconsole.link.ensure import ensure_engine
from drconsole.link.messages import ExerciseClock, StartJob, Stop, TakeSnapshot
from drconsole.link.serving.validate import parse
from drconsole.link.spawn import engine_argv
from drconsole.providers import registry
from drconsole.recovery.types.words import Grain, Operation
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused
from drconsole.settings.config.values import Limits
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader

Ask = Callable[..., Awaitable[Any]]


def exercise(folder: Path, grain: Grain = Grain.STEP) -> StatePaths:
    one = registry.find(registry.OF_ESTATES)
    load_estate_into(folder, one, lambda at: one.exercise(at, small(items=6, groups=3), grain))
    return StatePaths.of(folder)


def live(paths: StatePaths, play: Callable[[Any, Ask], Awaitable[Any]], going: bool = True) -> Any:
    """One life of an engine on real files, its clock at max; it dies without a word at the end."""
    require_state(paths)

    async def life() -> Any:
        failed: list[BaseException] = []
        parts = await build(paths, Limits(), failed.append)
        engine: Any = parts.engine
        await engine.start()
        engine.provider.rehearsal.set_speed(None)
        if going:
            engine.provider.rehearsal.resume()
        running = asyncio.ensure_future(engine.run())

        async def ask(kind: str, **body: Any) -> Any:
            return await parts.service.handle(OPERATOR, parse(kind, body), f"{kind}-{time.monotonic_ns()}")

        try:
            return await play(engine, ask)
        finally:
            running.cancel()
            await engine.close("the life is over")
            assert not failed

    return asyncio.run(asyncio.wait_for(life(), PATIENCE))


async def ended(engine: Any, job: str) -> dict[str, Any]:
    with Reader(StatePaths.of(Path(engine.journal._path).parent).db) as reader:
        while (row := reader.row("job", job)) is None or row["ended_at"] is None:
            assert row is None or not row["waits_for"], "a person is asked: store and world are of two moments"
            await asyncio.sleep(0.01)
        return dict(row)


def start_failover(ask: Ask) -> Awaitable[Any]:
    return ask("StartJob", operation="failover", target="plan:crew", confirm="crew")


async def to_the_end(engine: Any, ask: Ask) -> tuple[dict[str, Any], list[str]]:
    """Every job ends; what the world says of it."""
    for job in engine.open_jobs():
        await ended(engine, job)
    with Reader(StatePaths.of(Path(engine.journal._path).parent).db) as reader:
        (row,) = reader.rows("job")
    return dict(row), judge.wrongs(row, engine.provider.rehearsal.ledger())


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_at_whatever_moment_it_is_taken_an_engine_goes_on_from_it_and_nothing_happens_twice(
    tmp_path: Path, grain: Grain
) -> None:
    paths = exercise(tmp_path / "state-1", grain)

    async def play(engine: Any, ask: Ask) -> list[Path]:
        started, taken = await start_failover(ask), []
        # At commits and in the middle of what the engine does, not only when it waits.
        original = engine.on_revision
        loop = asyncio.get_running_loop()
        asked: list[asyncio.Future[Any]] = []

        def moved(revision: int) -> None:
            if len(taken) < 12 and all(one.done() for one in asked):
                folder = tmp_path / f"snapshot-{len(taken)}"
                taken.append(folder)
                asked.append(loop.create_task(ask("TakeSnapshot", folder=str(folder))))
            if original is not None:
                original(revision)

        engine.on_revision = moved
        row = await ended(engine, started["id"])
        engine.on_revision = original
        await asyncio.gather(*asked)
        assert judge.wrongs(row, engine.provider.rehearsal.ledger()) == []
        return taken

    taken = live(paths, play)
    open_at_first = 0
    for folder in taken:
        assert not folder.with_name(folder.name + snapshots.PART).exists()
        with Reader(StatePaths.of(folder).db) as reader:
            open_at_first += any(row["ended_at"] is None for row in reader.rows("job"))
        row, wrong = live(StatePaths.of(folder), to_the_end)
        assert (row["state"], wrong) == ("Succeeded", []), "not done in the world: store and world are of two moments"
    assert open_at_first >= 1, "they were taken while the job ran"
    assert len(taken) >= 2


def test_the_clock_of_a_copy_stands_still_however_long_it_lies_there(tmp_path: Path) -> None:
    paths, kept = exercise(tmp_path / "state-1"), tmp_path / "kept"

    async def first(engine: Any, ask: Ask) -> Any:
        await ask("ExerciseClock", speed=50_000.0)
        told = await ask("TakeSnapshot", folder=str(kept))
        return told["at"], (await ask("Status"))["clock"]["paused"]

    async def later(engine: Any, ask: Ask) -> Any:
        return (await ask("Status"))["clock"]

    at, paused = live(paths, first)
    clock, again = (live(StatePaths.of(kept), later, going=False) for _ in range(2))
    assert not paused, "the exercise itself goes on"
    assert clock["paused"], "the clock of a copy went on"
    assert clock["now"] == again["now"]
    assert datetime.fromisoformat(clock["now"]) >= datetime.fromisoformat(at)


def test_the_copied_state_is_another_and_the_first_goes_on_untouched(tmp_path: Path) -> None:
    paths, kept = exercise(tmp_path / "state-1"), tmp_path / "calm"

    async def first(engine: Any, ask: Ask) -> Any:
        told = await ask("TakeSnapshot", folder=str(kept))
        row = await ended(engine, (await start_failover(ask))["id"])
        return told, row["state"]

    told, state = live(paths, first)
    assert (told["folder"], told["jobs"], state) == (str(kept), [], "Succeeded")

    async def back(engine: Any, ask: Ask) -> Any:
        with Reader(StatePaths.of(kept).db) as reader:
            before = reader.rows("job")
        return before, engine.provider.rehearsal.ledger(), (await start_failover(ask))["id"]

    before, ledger, job = live(StatePaths.of(kept), back)
    assert before == []
    assert [effect.what for effect in ledger if effect.what == "machine-created"] == []
    assert job
    with Reader(paths.db) as reader:
        assert [row["state"] for row in reader.rows("job")] == ["Succeeded"]


@pytest.mark.parametrize("fails", ["store", "world", "rename"])
def test_what_fails_in_its_middle_leaves_nothing_under_its_name_and_can_be_tried_again(
    tmp_path: Path, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, kept = exercise(tmp_path / "state-1"), tmp_path / "kept"

    async def play(engine: Any, ask: Ask) -> Any:
        def full(*_: Any, **__: Any) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            if fails == "rename":
                patched.setattr(os, "rename", full)
            else:
                where = engine.journal if fails == "store" else type(engine.provider.rehearsal)
                patched.setattr(where, "copy_to", full)
            with pytest.raises(BadInput) as refused:
                await ask("TakeSnapshot", folder=str(kept))
        left = sorted(path.name for path in tmp_path.iterdir())
        await ask("TakeSnapshot", folder=str(kept))
        return refused.value, left

    refused, left = live(paths, play)
    assert "No space left" in refused.message
    assert (refused.place, left) == (str(kept), ["state-1"])
    assert live(StatePaths.of(kept), lambda engine, ask: ask("Status"))["mode"] == "EXERCISE"


def test_a_name_that_is_taken_and_a_folder_that_is_not_there_are_refused(tmp_path: Path) -> None:
    paths = exercise(tmp_path / "state-1")

    async def play(engine: Any, ask: Ask) -> list[tuple[str, str]]:
        found = []
        for folder in (tmp_path / "state-1", tmp_path / "none" / "s", Path("relative")):
            with pytest.raises(BadInput) as refused:
                await ask("TakeSnapshot", folder=str(folder))
            found.append((refused.value.code, refused.value.place))
        return found

    taken, missing, relative = live(paths, play)
    assert taken == ("snapshot-exists", str(tmp_path / "state-1"))
    assert missing == ("snapshot-failed", str(tmp_path / "none" / "s"))
    assert relative[0] == "malformed"


def test_while_a_script_of_a_plan_runs_it_is_refused_and_its_ended_attempts_are_copied(tmp_path: Path) -> None:
    paths, kept = exercise(tmp_path / "state-1"), tmp_path / "kept"
    attempt = paths.scripts / "j1-1_a"

    async def play(engine: Any, ask: Ask) -> Any:
        attempt.mkdir(parents=True)
        (attempt / "order.json").write_text("{}")
        with pytest.raises(Refused) as refused:
            await ask("TakeSnapshot", folder=str(kept))
        (attempt / "result.json").write_text("{}")
        await ask("TakeSnapshot", folder=str(kept))
        return refused.value.code

    assert live(paths, play) == "script-runs"
    assert (StatePaths.of(kept).scripts / "j1-1_a" / "result.json").exists()


@pytest.mark.kill9
@pytest.mark.parametrize("delay", quick((0.0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.2, None), 0.005, None))
def test_a_killed_engine_leaves_nothing_or_a_whole_copy(tmp_path: Path, delay: float | None) -> None:
    """Killed so many seconds after it was asked for a copy; None = once it has answered."""
    paths, kept = exercise(tmp_path / "state-1"), tmp_path / "kept"
    client, _ = ensure_engine(paths, engine_argv(paths, 60.0))
    pid = client.hello["pid"]
    client.ask(StartJob(Operation.FAILOVER, "plan:crew", "crew"))
    client.ask(ExerciseClock(jump=30.0))
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            client.ask(TakeSnapshot(str(kept)))
        os._exit(0)
    if delay is None:
        os.waitpid(child, 0)
    else:
        time.sleep(delay)
    os.kill(pid, signal.SIGKILL)
    if delay is not None:
        os.waitpid(child, 0)
    client.close()
    assert kept.exists() or delay is not None, "what was answered is there"
    if kept.exists():
        row, wrong = live(StatePaths.of(kept), to_the_end)
        assert (row["state"], wrong) == ("Succeeded", [])
    # The state itself goes on as well, and a copy can be taken of it.
    again, _ = ensure_engine(paths, engine_argv(paths, "max"))
    if not kept.exists():
        again.ask(TakeSnapshot(str(kept)))
    with contextlib.suppress(DrError):
        again.ask(Stop(force=True))
    again.close()
    assert kept.is_dir()
    assert not kept.with_name("kept" + snapshots.PART).exists()
