"""Scripts as prerequisites: seen by the engine at check, preview and start; their content is confirmed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from support.estates import small
from support.rig import Player, Rig
from support.rows import outcomes

from drconsole.engine.execution.scripts.files import look, seen_of
from drconsole.engine.execution.scripts.running import LocalScripts
from drconsole.recovery.types.scripts import ScriptFault, ScriptSeen
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "open-firewall"
    path.write_text("#!/bin/sh\necho opened\n")
    path.chmod(0o755)
    return path


def rig_of(program: Path, grain: Grain, kind: str = "vmware", place: str = "pre", **more: str) -> Rig:
    """A plan with that script in its first group; the engine looks at scripts as it really does."""
    words = "".join(f", {name}: {value}" for name, value in more.items())
    rig = Rig(small(kind=kind, actions=f"        {place}: [{{name: Firewall, script: {program}{words}}}]"), grain)

    async def looking(paths: Sequence[str]) -> dict[str, ScriptSeen]:
        return {path: look(path) for path in paths}  # at once: on virtual time a thread's answer is always too late

    rig.scripts.look = looking  # type: ignore[method-assign]
    return rig


def gone(path: Path) -> None:
    path.unlink()


def not_executable(path: Path) -> None:
    path.chmod(0o644)


def crlf(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def no_interpreter(path: Path) -> None:
    path.write_text("#!/opt/no/such/shell\n")


def not_on_the_path(path: Path) -> None:
    path.write_text("#!/usr/bin/env no-such-interpreter\n")


def byte_order_mark(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def empty(path: Path) -> None:
    path.write_text("")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


UNFIT = pytest.mark.parametrize(
    ("spoil", "kind", "told"),
    [
        (gone, "script-missing", "There is no script"),
        (not_executable, "script-not-executable", "chmod +x"),
        (crlf, "script-line-ends", "carriage return"),
        (no_interpreter, "script-interpreter-missing", "/opt/no/such/shell"),
        (not_on_the_path, "script-interpreter-missing", "no-such-interpreter"),
        (byte_order_mark, "script-no-interpreter", "first line"),
        (empty, "script-no-interpreter", "first line"),
        (folder, "script-not-a-file", "no file"),
    ],
)


@UNFIT
@GRAINS
def test_a_script_that_cannot_be_started_is_found_at_check_preview_and_start(
    grain: Grain, spoil: Any, kind: str, told: str, program: Path
) -> None:
    rig = rig_of(program, grain)
    spoil(program)

    async def play(player: Player) -> Any:
        asked = {"operation": "failover", "target": "plan:crew", "options": {}}
        found = [await player.ask("Check", asked), await player.ask("Preview", asked)]
        with pytest.raises(DrError) as caught:
            await player.start("failover", "plan:crew")
        return [*found, caught.value.extra]

    for found in rig.live(play):
        assert found.get("ready", False) is False
        (finding,) = [one for one in found["findings"] if one["id"].startswith("script-")]
        assert finding["id"] == f"{kind}:{program}"
        assert (finding["level"], finding["overridable"]) == ("error", True)
        assert told in finding["message"] + finding["recommended_action"] + finding["possible_causes"]
        assert "Firewall" in finding["message"]
    assert rig.jobs() == []


@GRAINS
def test_a_disaster_does_not_wait_for_a_script_a_planned_run_does(grain: Grain, program: Path) -> None:
    """An unplanned run goes on after a script that fails, a planned one stops there with its machines shut down."""
    rig = rig_of(program, grain, kind="hyperv", operations="[failover, planned-failover]")
    gone(program)

    async def play(player: Player) -> tuple[DrError, dict[str, Any]]:
        with pytest.raises(DrError) as caught:
            await player.start("planned-failover", "plan:crew", accept=["script-missing"], comment="go")
        rig.scripts.failing.add("Firewall")
        job = await player.run("failover", "plan:crew", accept=["script-missing"], comment="the share is gone")
        return caught.value, job

    error, job = rig.live(play)
    assert error.code == "not-overridable"
    assert "run failover instead" in error.advice
    assert job["state"] == "PartiallySucceeded"
    assert set(outcomes(job).values()) == {"Succeeded"}
    assert job["accepted"] == [f"script-missing:{program}"]


@GRAINS
@pytest.mark.parametrize("operation", ["test-failover", "commit"])
def test_a_script_that_the_run_does_not_execute_is_nobodys_prerequisite(
    operation: str, grain: Grain, program: Path
) -> None:
    rig = rig_of(program, grain, operations="[failover]")
    gone(program)

    async def play(player: Player) -> list[str]:
        asked = {"operation": operation, "target": "plan:crew", "options": {}}
        return [one["id"] for one in (await player.ask("Check", asked))["findings"]]

    assert not [one for one in rig.live(play) if one.startswith("script-")]


@GRAINS
def test_a_script_replaced_between_preview_and_start_is_refused_with_the_difference(
    grain: Grain, program: Path
) -> None:
    rig = rig_of(program, grain)

    async def play(player: Player) -> tuple[dict[str, Any], DrError, dict[str, Any]]:
        asked = {"operation": "failover", "target": "plan:crew", "options": {}}
        shown = await player.ask("Preview", asked)
        program.write_text("#!/bin/sh\nrm -rf /srv\n")
        with pytest.raises(DrError) as caught:
            await player.start("failover", "plan:crew", digest=shown["digest"])
        return shown, caught.value, await player.ask("Preview", asked)

    shown, error, now = rig.live(play)
    (before,), (after,) = shown["scripts"], now["scripts"]
    assert before["path"] == after["path"] == str(program)
    assert error.code == "changed-since-preview"
    assert error.extra["difference"] == [
        {"what": f"content of the script {program}", "shown": before["content"], "now": after["content"]}
    ]
    assert before["content"] != after["content"]
    assert rig.jobs() == []
    assert rig.scripts.lines == []


@GRAINS
def test_the_same_content_is_the_same_run(grain: Grain, program: Path) -> None:
    rig = rig_of(program, grain)

    async def play(player: Player) -> dict[str, Any]:
        shown = await player.ask("Preview", {"operation": "failover", "target": "plan:crew", "options": {}})
        text = program.read_text()
        gone(program)
        program.write_text(text)
        program.chmod(0o755)
        job = await player.start("failover", "plan:crew", digest=shown["digest"])
        return await player.ended(job["id"])

    assert rig.live(play)["state"] == "Succeeded"


@pytest.mark.parametrize(
    "first",
    ["#!/bin/sh", "#! /bin/sh -e", "#!/usr/bin/env sh", "#!/usr/bin/env -S sh -e", "#!/usr/bin/env -S FOO=1 sh"],
)
def test_a_sound_first_line_is_no_fault(first: str, program: Path) -> None:
    program.write_text(f"{first}\ntrue\n")
    assert look(str(program)).fault is None


def test_a_program_needs_no_interpreter(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_bytes(Path("/bin/sh").read_bytes())
    program.chmod(0o755)
    assert look(str(program)).fault is None


def test_env_takes_what_follows_as_one_name(program: Path) -> None:
    """Linux hands it on as one argument: ``env`` then looks for a program called ``sh -e``."""
    program.write_text("#!/usr/bin/env sh -e\ntrue\n")
    seen = look(str(program))
    assert (seen.fault, seen.detail) == (ScriptFault.INTERPRETER_MISSING, "sh -e")


async def test_a_share_that_does_not_answer_holds_nobody_up(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a named pipe that nobody writes into waits as for a share whose server is gone."""
    pipe = program.with_name("pipe")
    os.mkfifo(pipe)

    def hangs(path: str) -> ScriptSeen:
        pipe.read_bytes()
        return ScriptSeen()

    monkeypatch.setattr("drconsole.engine.execution.scripts.files.look", hangs)
    monkeypatch.setattr("drconsole.engine.execution.scripts.files.LIMIT", 0.2)
    assert (await seen_of(str(program))).fault is ScriptFault.NOT_SEEN
    pipe.write_text("")  # the thread ends


async def test_the_engine_looks_at_scripts_where_they_are(program: Path) -> None:
    seen = await LocalScripts(program.parent / "runs").look([str(program), f"{program}-none"])
    assert seen[str(program)] == ScriptSeen(content=hashlib.sha256(program.read_bytes()).hexdigest())
    assert seen[f"{program}-none"].fault is ScriptFault.MISSING
