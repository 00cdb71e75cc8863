"""Scripts really run here: once, within their limit, and their truth is found again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.patience import PATIENCE

from drconsole.engine.execution.scripts.claims import claim, process_start, write_result
from drconsole.engine.execution.scripts.running import LocalScripts, Order, ScriptState, Truth
from drconsole.recovery.types.estate.plans import Action, ActionKind


def script(folder: Path, text: str, **more) -> Action:
    path = folder / "script.sh"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return Action("script", ActionKind.SCRIPT, (), (), path=str(path), **more)


def until(ready) -> None:
    """Wait for another process to get somewhere; the limit only ends a hang."""
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, "never happened"
        time.sleep(0.01)


async def test_a_script_gets_its_context_on_stdin_and_in_the_environment(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    action = script(tmp_path, 'cat; echo; echo "$DRCONSOLE_RECOVERY_PLAN/$1"', arguments=("argument",))
    await runner.start(Order("j1/pre/1", action, {"recovery_plan": "payroll", "items": {"a": 1}}))
    state = await runner.wait("j1/pre/1")
    assert state.truth is Truth.DONE and state.ok
    context, plan = state.output.strip().splitlines()
    assert json.loads(context) == {"recovery_plan": "payroll", "items": {"a": 1}}
    assert plan == "payroll/argument"


@pytest.mark.parametrize(
    ("text", "why"),
    [("echo broken >&2; exit 3", "exit code 3"), ("sleep 60", "ended after its limit of 1 s")],
)
async def test_a_failure_says_why_and_keeps_the_output(tmp_path, text, why):
    runner, started = LocalScripts(tmp_path / "runs"), tmp_path / "started"
    action = script(tmp_path, f"echo before; touch {started}; {text}")
    wrapped(tmp_path / "runs" / "k", action, limit_from(started), timeout=1)
    state = await ended(runner)
    assert not state.ok
    assert state.why == why
    assert "before" in state.output


async def test_a_script_that_is_not_there_fails_and_is_not_lost(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    await runner.start(Order("k", Action("x", ActionKind.SCRIPT, (), (), path=str(tmp_path / "none")), {}))
    state = await ended(runner)
    assert state.truth is Truth.DONE and not state.ok
    assert "could not be started" in state.why


async def test_what_was_never_started_is_absent_and_stays_so_for_a_late_starter(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    log = tmp_path / "log"
    assert (await runner.truth("k")).truth is Truth.ABSENT
    await runner.start(Order("k", script(tmp_path, f"echo ran >> {log}"), {}))
    folder = tmp_path / "runs" / "k"
    subprocess.run([sys.executable, "-m", "drconsole.engine.execution.scripts.wrapper", str(folder)], check=True)
    assert not log.exists()
    assert (await runner.truth("k")).truth is Truth.ABSENT


async def test_a_second_wrapper_of_the_same_attempt_does_nothing(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    log = tmp_path / "log"
    await runner.start(Order("k", script(tmp_path, f"echo ran >> {log}"), {}))
    await ended(runner)
    subprocess.run(
        [sys.executable, "-m", "drconsole.engine.execution.scripts.wrapper", str(tmp_path / "runs" / "k")], check=True
    )
    assert log.read_text() == "ran\n"


async def test_a_script_whose_process_was_killed_is_lost_not_absent(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    await runner.start(Order("k", script(tmp_path, "sleep 600"), {}))
    claimed = tmp_path / "runs" / "k" / "claim"
    until(claimed.exists)
    owner = json.loads(claimed.read_text())
    assert (await runner.truth("k")).truth is Truth.RUNNING
    children = Path(f"/proc/{owner['pid']}/task/{owner['pid']}/children")
    until(lambda: children.read_text().strip())
    script_pid = int(children.read_text().split()[0])
    # A child has its own group only some moments after its birth.
    until(lambda: os.getpgid(script_pid) == script_pid)
    os.kill(owner["pid"], signal.SIGKILL)
    os.killpg(script_pid, signal.SIGKILL)
    until(lambda: process_start(owner["pid"]) != owner["start"])
    assert (await runner.truth("k")).truth is Truth.LOST


async def test_an_aborted_script_says_so(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    started = tmp_path / "started"
    await runner.start(Order("k", script(tmp_path, f"touch {started}; sleep 600"), {}))
    until(started.exists)
    await runner.abort("k")
    state = await ended(runner)
    assert (state.truth, state.ok, state.why) == (Truth.DONE, False, "aborted")


def test_a_claim_is_given_once(tmp_path):
    assert claim(tmp_path, {"pid": 1, "start": "1"})
    assert not claim(tmp_path, {"void": True})
    assert json.loads((tmp_path / "claim").read_text())["pid"] == 1


async def test_output_is_bounded_to_its_end(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    await runner.start(Order("k", script(tmp_path, "yes abcdefg | head -c 200000; echo THE END"), {}))
    state = await ended(runner)
    assert len(state.output) == 64 * 1024
    assert state.output.endswith("THE END\n")


async def ended(runner: LocalScripts) -> ScriptState:
    """Its outcome, within a limit: a script that nobody ends would keep a test for ever."""
    return await asyncio.wait_for(runner.wait("k"), PATIENCE)


def wrapped(folder: Path, action: Action, change: str, timeout: int = 600) -> None:
    """The wrapper in a process of its own, with something of it changed."""
    folder.mkdir(parents=True)
    order = {"command": [action.path], "context": {}, "environment": {}, "timeout": timeout, "cwd": str(folder)}
    (folder / "order.json").write_text(json.dumps(order))
    program = f"import os, pathlib, signal, sys\nfrom drconsole.engine.execution.scripts import wrapper\n{change}\n"
    program += "wrapper.run(pathlib.Path(sys.argv[1]))"
    subprocess.Popen([sys.executable, "-c", program, str(folder)], start_new_session=True)


def limit_from(started: Path) -> str:
    """Change of a wrapper: a script's limit is counted from where this file is there, however slow its start was."""
    return f"""
import time
really = wrapper._wait
def waited(process, limit, output):
    while not os.path.exists({str(started)!r}):
        time.sleep(0.01)
    return really(process, limit, output)
wrapper._wait = waited"""


async def test_a_script_that_will_not_end_when_told_to_is_killed(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    started, told = tmp_path / "started", tmp_path / "pid"
    text = f"trap '' TERM; echo $$ > {told}; touch {started}; while :; do sleep 1; done"
    wrapped(tmp_path / "runs" / "k", script(tmp_path, text), "wrapper.GRACE = 0.3")
    until(started.exists)
    try:
        await runner.abort("k")
        state = await ended(runner)
        assert (state.ok, state.why) == (False, "aborted")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(int(told.read_text()), signal.SIGKILL)


@pytest.mark.parametrize(("moment", "ran"), [("subprocess.Popen", True), ("claim", False)])
async def test_a_script_told_to_end_in_the_moment_of_its_start_leaves_an_outcome(tmp_path, moment, ran):
    runner = LocalScripts(tmp_path / "runs")
    change = f"""
really = wrapper.{moment}
def changed(*args, **more):
    done = really(*args, **more)
    os.kill(os.getpid(), signal.SIGTERM)
    return done
wrapper.{moment} = changed"""
    wrapped(tmp_path / "runs" / "k", script(tmp_path, "sleep 20"), change)
    state = await ended(runner)
    assert (state.truth, state.ok, state.why) == (Truth.DONE, False, "aborted")
    assert json.loads((tmp_path / "runs" / "k" / "result.json").read_text())["rc"] == (-signal.SIGTERM if ran else None)


async def test_a_script_told_to_end_before_it_came_up_never_runs(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    log = tmp_path / "log"
    await runner.abort("k")
    await runner.start(Order("k", script(tmp_path, f"echo ran >> {log}"), {}))
    assert (await ended(runner)).truth is Truth.ABSENT
    assert not log.exists()


async def test_an_attempt_that_was_begun_under_the_same_key_is_not_taken_for_this_one(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    action = script(tmp_path, "echo ran")
    await runner.start(Order("k", action, {}))
    await ended(runner)
    with pytest.raises(FileExistsError, match="earlier run"):
        await LocalScripts(tmp_path / "runs").prepare(Order("k", action, {}))


async def test_keys_that_differ_in_what_no_file_name_holds_are_two_attempts(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    for key in ("post/日本#1", "post/中国#1", "post_日本#1", "k" * 400 + "#1", "k" * 400 + "#2"):
        await runner.start(Order(key, script(tmp_path, "true"), {}))
        assert (await runner.wait(key)).ok


async def test_a_script_without_end_of_output_does_not_fill_the_disk(tmp_path):
    folder = tmp_path / "runs" / "k"
    action = script(
        tmp_path, "head -c 3000000 /dev/zero | tr '\\0' x; sleep 1; head -c 3000000 /dev/zero | tr '\\0' y; sleep 1"
    )
    wrapped(folder, action, "wrapper.OUTPUT_FILE, wrapper.LOOK = 1_000_000, 0.02")
    state = await LocalScripts(tmp_path / "runs").wait("k")
    assert state.ok
    assert set(state.output) == {"y"}
    assert (folder / "output").stat().st_size < 1_000_000


async def test_a_script_that_removes_its_output_has_an_outcome(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    await runner.start(Order("k", script(tmp_path, f"rm {tmp_path}/runs/k/output"), {}))
    assert (await ended(runner)).ok


async def test_a_script_that_cleans_up_when_it_is_told_to_end_has_not_done_its_work(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    started = tmp_path / "started"
    text = f"trap 'echo cleaned up; exit 0' TERM; touch {started}; while :; do sleep 0.1; done"
    await runner.start(Order("k", script(tmp_path, text), {}))
    until(started.exists)
    await runner.abort("k")
    state = await ended(runner)
    assert (state.ok, state.why) == (False, "aborted")
    assert state.output.endswith("cleaned up\n")


def test_a_process_of_another_boot_is_not_taken_for_this_one(tmp_path, monkeypatch):
    before = process_start(os.getpid())
    other = tmp_path / "boot"
    other.write_text("another boot\n")
    monkeypatch.setattr("drconsole.engine.execution.scripts.claims.BOOT", other)
    assert process_start(os.getpid()) not in (None, before)


async def test_a_script_begun_by_the_release_before_is_found_again(tmp_path):
    """Its key has no token, its folder no digest, its claim no boot."""
    folder = tmp_path / "runs" / "j2-1_group-2_post-1_1"
    folder.mkdir(parents=True)
    ticks = process_start(os.getpid()).rpartition("/")[2]
    claim(folder, {"pid": os.getpid(), "start": ticks})
    runner = LocalScripts(tmp_path / "runs")
    assert (await runner.truth("j2-1/group-2/post-1/1")).truth is Truth.RUNNING
    (folder / "result.json").write_text(json.dumps({"rc": 0, "why": "", "output": "ran"}))
    assert (await runner.truth("j2-1/group-2/post-1/1")).output == "ran"


def test_a_claim_is_durable_with_its_folders(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr("drconsole.engine.execution.scripts.claims.sync_folder", synced.append)
    folder = tmp_path / "scripts" / "k"
    folder.mkdir(parents=True)
    claim(folder, {"void": True})
    assert synced == [folder, folder.parent, folder.parent.parent]


async def test_a_script_that_ignores_its_end_past_its_limit_is_killed(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    told = tmp_path / "pid"
    started = tmp_path / "started"
    text = f"trap '' TERM; echo $$ > {told}; touch {started}; while :; do sleep 0.2; done"
    change = f"wrapper.GRACE = 0.3{limit_from(started)}"
    wrapped(tmp_path / "runs" / "k", script(tmp_path, text), change, timeout=1)
    try:
        state = await ended(runner)
        assert (state.ok, state.why) == (False, "ended after its limit of 1 s")
        assert process_start(int(told.read_text())) is None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(int(told.read_text()), signal.SIGKILL)


def test_a_result_is_durable_before_it_has_its_name(tmp_path, monkeypatch):
    done = []
    really, replace = os.fsync, os.replace

    def fsync(handle):
        done.append(("fsync", os.readlink(f"/proc/self/fd/{handle}")))
        really(handle)

    def renamed(old, new):
        done.append(("replace", str(new)))
        replace(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", renamed)
    write_result(tmp_path, {"rc": 0, "why": "", "output": ""})
    assert done == [
        ("fsync", str(tmp_path / ".result.tmp")),
        ("replace", str(tmp_path / "result.json")),
        ("fsync", str(tmp_path)),
    ]


async def test_a_process_id_that_was_used_again_is_not_taken_for_the_script(tmp_path):
    folder = tmp_path / "runs" / "k"
    folder.mkdir(parents=True)
    boot, _, ticks = process_start(os.getpid()).rpartition("/")
    claim(folder, {"pid": os.getpid(), "start": f"{boot}/{int(ticks) - 1}"})
    assert (await LocalScripts(tmp_path / "runs").truth("k")).truth is Truth.LOST


LOOKS_AGAIN = pytest.mark.parametrize("life", ["the same", "the next"])


@LOOKS_AGAIN
@pytest.mark.parametrize("goes", ["the folder", "all folders", "the claim"])
async def test_an_attempt_whose_trace_is_gone_is_lost_and_not_run_again(tmp_path, life, goes):
    runs, log, end = tmp_path / "runs", tmp_path / "log", tmp_path / "end"
    runner = LocalScripts(runs)
    text = f"echo ran >> {log}; n=0; while [ ! -e {end} ] && [ $n -lt 3000 ]; do sleep 0.1; n=$((n + 1)); done"
    order = Order("k", script(tmp_path, text), {})
    await runner.prepare(order)
    await runner.start(order)
    until(log.exists)
    if goes == "the claim":
        (runs / "k" / "claim").unlink()
    else:
        shutil.rmtree(runs / "k" if goes == "the folder" else runs)
    if life == "the next":
        runner = LocalScripts(runs)
        runner.prepared("k")
    state = await ended(runner)
    end.touch()
    assert state.truth is Truth.LOST
    assert "is gone" in state.why
    await runner.abort("k")
    assert (await runner.truth("k")).truth is Truth.LOST
    assert log.read_text() == "ran\n"


async def test_an_attempt_that_was_never_prepared_is_absent(tmp_path):
    assert (await LocalScripts(tmp_path / "runs").truth("k")).truth is Truth.ABSENT


async def test_a_child_that_holds_the_output_ends_with_the_attempt(tmp_path):
    folder, told = tmp_path / "runs" / "k", tmp_path / "pid"
    text = f"(while :; do echo endless; done) & echo $! > {told}; echo done"
    wrapped(folder, script(tmp_path, text), "wrapper.OUTPUT_FILE, wrapper.LEFT_GRACE = 300_000, 0.5")
    state = await asyncio.wait_for(LocalScripts(tmp_path / "runs").wait("k"), PATIENCE)
    assert state.ok
    assert process_start(int(told.read_text())) is None
    assert (folder / "output").stat().st_size <= 300_000


async def test_a_child_that_ignores_its_end_is_killed_with_the_attempt(tmp_path):
    told = tmp_path / "pid"
    text = f"(trap '' TERM; sh -c 'echo $PPID' > {told}; while :; do sleep 0.1; done) &"
    text += f" while [ ! -s {told} ]; do :; done"
    wrapped(tmp_path / "runs" / "k", script(tmp_path, text), "wrapper.LEFT_GRACE = 0.3")
    assert (await asyncio.wait_for(LocalScripts(tmp_path / "runs").wait("k"), PATIENCE)).ok
    assert process_start(int(told.read_text())) is None


async def test_a_child_that_left_the_group_cannot_fill_the_disk(tmp_path):
    """It lives in a session of its own and writes on: to nobody, whatever it writes."""
    folder, told = tmp_path / "runs" / "k", tmp_path / "pid"
    text = (
        f"setsid sh -c 'echo $$ > {told}; while :; do echo endless || exit; done' & while [ ! -s {told} ]; do :; done"
    )
    wrapped(folder, script(tmp_path, text), "wrapper.OUTPUT_FILE, wrapper.DRAIN = 300_000, 0.2")
    state = await asyncio.wait_for(LocalScripts(tmp_path / "runs").wait("k"), PATIENCE)
    assert state.ok
    until(lambda: process_start(int(told.read_text())) is None)
    assert (folder / "output").stat().st_size <= 300_000


async def test_a_context_longer_than_a_variable_may_be_starts_all_the_same(tmp_path):
    runner = LocalScripts(tmp_path / "runs")
    items = {f"machine-{n}": {"address": "10.0.0.4", "network": "x" * 200} for n in range(1000)}
    action = script(tmp_path, 'cat | wc -c; echo "${DRCONSOLE_CONTEXT:-left out} $DRCONSOLE_GROUP"')
    await runner.start(Order("k", action, {"group": "1", "items": items}))
    state = await ended(runner)
    assert state.ok, state.why
    assert state.output.split("\n")[:2] == [str(len(json.dumps({"group": "1", "items": items}))), "left out 1"]
