"""The verbs about the engine's process: what they call, what they print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import Run, World

from drconsole.engine.process import entry as process
from drconsole.recovery.types.work.errors import NoEngine, Refused

ENGINE = {"running": True, "pid": 7, "epoch": 2, "version": "0.1.0", "since": "2026-03-01T09:00:00Z"}


def status(*, paused: bool) -> dict[str, Any]:
    clock = {"now": "2026-03-01T09:00:00Z", "speed": 1.0, "paused": paused}
    return {"mode": "SIMULATION", "engine": ENGINE, "clock": clock, "counts": {"steps_under_way": 2}}


@pytest.fixture
def called(world: World, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Calls that would start, be or end an engine."""
    made: list[tuple[Any, ...]] = []
    world.engine.answers["Status"] = status(paused=False)
    for name in ("start_detached", "run_engine", "stop"):
        monkeypatch.setattr(process, name, lambda *given, name=name: made.append((name, *given)) or {"started": True})

    def drain(state: Path, taken: Callable[[], None]) -> None:
        made.append(("drain", state))
        taken()

    monkeypatch.setattr(process, "drain", drain)
    return made


@pytest.mark.parametrize(
    ("line", "call", "shown"),
    [
        ("engine start", ("start_detached", None), ENGINE),
        ("engine start --speed max", ("start_detached", "max"), ENGINE),
        ("engine start --speed 60", ("start_detached", 60.0), ENGINE),
        ("engine drain", ("drain",), {"running": False}),
        ("engine stop", ("stop", False), {"running": False}),
        ("engine stop --force", ("stop", True), {"running": False}),
    ],
)
def test_what_is_done_and_what_is_printed(
    line: str, call: tuple[Any, ...], shown: Any, called: list[tuple[Any, ...]], run: Run, tmp_path: Path
) -> None:
    ran = run(*line.split(), "--json")
    assert ran.code == 0
    assert called == [(call[0], tmp_path, *call[1:])]
    assert ran.json == shown
    assert run(*line.split()).out.startswith("engine")


def test_run_is_the_engine_and_ends_with_its_exit_code(
    called: list[tuple[Any, ...]], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "run_engine", lambda state, speed: called.append((state, speed)) or 70)
    assert run("engine", "run", "--speed", "2").code == 70
    assert called == [(tmp_path, 2.0)]


@pytest.mark.parametrize("paused", [True, False])
def test_a_drain_on_a_clock_that_stands_says_what_lets_it_end(
    paused: bool, called: list[tuple[Any, ...]], world: World, run: Run
) -> None:
    world.engine.answers["Status"] = status(paused=paused)
    assert ("clock resume" in run("engine", "drain").err) is paused


@pytest.mark.parametrize("words", ["engine status", "engine start"])
def test_an_engine_that_drains_is_told_as_one_that_is_about_to_go(
    words: str, called: list[tuple[Any, ...]], world: World, run: Run
) -> None:
    assert "drains" not in run(*words.split()).out
    world.engine.answers["Status"]["engine"] = {**ENGINE, "draining": True}
    assert "it drains: it begins nothing new" in run(*words.split()).out


@pytest.mark.parametrize(("seconds", "said"), [(-7200.0, "went back by 2 h"), (90.5, "went forward by 1 min")])
def test_a_wall_clock_that_was_set_is_told(
    seconds: float, said: str, called: list[tuple[Any, ...]], world: World, run: Run
) -> None:
    assert "went" not in run("engine", "status").out
    jump = {"seconds": seconds, "at": "2026-03-01T07:00:00Z"}
    world.engine.answers["Status"]["clock"]["wall_jump"] = jump
    out = run("engine", "status").out
    assert said in out
    assert "to 2026-03-01 07:00:00Z" in out


def test_ctrl_c_ends_the_wait_for_a_drain_and_says_that_the_drain_goes_on(
    called: list[tuple[Any, ...]], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(state: Path, taken: Callable[[], None]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "drain", interrupt)
    ran = run("engine", "drain")
    assert ran.code == 130
    assert "goes on draining" in ran.err
    assert "engine status" in ran.err


def test_a_refused_stop_is_exit_3(called: list[tuple[Any, ...]], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(state: Path, force: bool) -> None:
        raise Refused("jobs-running", "1 jobs have not ended", extra={"jobs": ["J1"]})

    monkeypatch.setattr(process, "stop", refuse)
    ran = run("engine", "stop", "--json")
    assert (ran.code, ran.error["jobs"]) == (3, ["J1"])


def test_a_unit_names_this_state(run: Run, tmp_path: Path) -> None:
    text = run("engine", "unit").out
    assert text.startswith("#")
    assert str(tmp_path) in text
    assert run("engine", "unit", "--json").json == {"unit": text}


def test_a_start_where_one_runs_says_so_and_what_became_of_its_speed(
    called: list[tuple[Any, ...]], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "already" not in run("engine", "start").out
    monkeypatch.setattr(process, "start_detached", lambda *_: {"started": False})
    assert "already running\n" in run("engine", "start").out
    assert "already running; its clock's speed is now 60 times real time" in run("engine", "start", "--speed", "60").out
    assert run("engine", "start", "--json").json == ENGINE


@pytest.mark.parametrize("words", ["drain", "stop", "stop --force"])
def test_there_is_nothing_to_stop_where_no_engine_runs(words: str, world: World, run: Run, tmp_path: Path) -> None:
    world.engine.up = False
    ran = run("engine", *words.split(), "--json")
    assert (ran.code, ran.error["code"]) == (4, "no-engine")
    assert ran.error["message"] == "no engine runs on this state; nothing to stop"
    assert ran.error["place"] == str(tmp_path)
    assert "waiting" not in run("engine", *words.split()).err


def test_an_engine_that_is_there_and_does_not_answer_is_not_called_absent(
    called: list[tuple[Any, ...]], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deaf(*_: object) -> None:
        raise NoEngine("no-engine", "it holds the state and does not answer")

    monkeypatch.setattr(process, "stop", deaf)
    monkeypatch.setattr("drconsole.engine.process.folder.lock.is_free", lambda path: False)
    ran = run("engine", "stop", "--json")
    assert (ran.code, ran.error["message"]) == (4, "it holds the state and does not answer")
