"""A line that is lost, a console that is killed, an engine that is killed: the failover goes on, and is shown."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from terminal_tmux import Pane, confirm, key_of
from terminal_tools import Sitting
from terminal_wait import until

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]

MISSED = ("ENGINE LOST", "engine starting", "NO ENGINE")
"""What the first line says while no engine answers; an engine that does may have no room there."""
SPEED = "10"
"""World seconds in a second: the failover of shop takes about a quarter of an hour of them. So it is under way still
when the next console has come up, on a busy machine too."""


@pytest.fixture
def running(sitting: Sitting) -> Sitting:
    sitting.place.load()
    sitting.place.start(speed=SPEED)
    return sitting


def begin(pane: Pane, sitting: Sitting) -> dict[str, Any]:
    """A failover of shop, by keys; once it is in its middle, what its job is."""
    pane.until("SIMULATION", "shop", "Protected")
    pane.press(key_of("failover"))
    pane.until("failover of plan shop", "READY")
    confirm(pane, "shop")
    pane.until("In progress", "tasks ended")
    (job,) = sitting.place.say("jobs").done()
    assert job["operation"] == "failover"
    return dict(job)


def ended_tasks(sitting: Sitting, job: str) -> int:
    def count(tasks: list[dict[str, Any]]) -> int:
        return sum(bool(task["ended_at"]) + count(task["tasks"]) for task in tasks)

    return count(sitting.place.job(job)["tasks"])


def hurry(sitting: Sitting) -> None:
    sitting.place.say("clock", "speed", "max").done()


def finished(pane: Pane, sitting: Sitting, job: str) -> None:
    """The screen and the store say the same: it succeeded, and nothing was done twice."""
    pane.until(job, "✓ Succeeded")
    pane.until_screen(lambda screen: "In progress" not in screen, "the job's end")
    assert sitting.place.job(job)["state"] == "Succeeded"


def show_job(pane: Pane, job: str) -> None:
    pane.press(key_of("jobs"))
    pane.until_screen(
        lambda screen: "Jobs" in screen.splitlines()[0] and f"\n{job} " in screen, f"job {job} in the list"
    )
    pane.press("Enter")
    pane.until(f"(job {job})", "tasks ended")


def test_a_failover_survives_the_connection_of_its_operator(running: Sitting) -> None:
    pane = running.over_ssh()
    job = begin(pane, running)
    before = ended_tasks(running, job["id"])
    consoles = running.consoles()
    assert len(consoles) == 1
    os.kill(pane.pid, signal.SIGKILL)
    until(lambda: not running.consoles(), lambda: f"the console outlives its line: {running.consoles()}")
    until(lambda: ended_tasks(running, job["id"]) > before, lambda: "the job stands still without its operator")

    again = running.over_ssh()
    again.until("SIMULATION", "shop")
    show_job(again, job["id"])
    hurry(running)
    finished(again, running, job["id"])
    running.place.kill()
    running.place.nothing_twice()


def test_a_failover_survives_its_console(running: Sitting) -> None:
    pane = running.console()
    job = begin(pane, running)
    before = ended_tasks(running, job["id"])
    engine = running.place.say("engine", "status").done()["pid"]
    os.kill(pane.pid, signal.SIGKILL)
    assert pane.ended() == 128 + signal.SIGKILL
    until(lambda: ended_tasks(running, job["id"]) > before, lambda: "the job stands still without its console")
    assert running.place.say("engine", "status").done()["pid"] == engine

    again = running.console()
    again.until("SIMULATION", "shop", "Under way")
    show_job(again, job["id"])
    hurry(running)
    finished(again, running, job["id"])


def test_an_open_console_says_that_its_engine_died_and_shows_what_the_next_one_resumed(running: Sitting) -> None:
    pane = running.console()
    job = begin(pane, running)
    seen = len(pane.written)
    first = running.place.kill()

    def told() -> bool:  # in what was written: the next engine may be there before anybody looks
        return any(word.encode() in pane.written[seen:] for word in MISSED)

    until(told, lambda: f"it never said that the engine is gone\n{pane.look}")
    pane.until_screen(lambda screen: not any(word in screen.splitlines()[0] for word in MISSED), "the next engine")
    assert running.place.say("engine", "status").done()["pid"] != first
    assert job["id"] in pane.screen
    hurry(running)
    finished(pane, running, job["id"])
    running.place.kill()
    running.place.nothing_twice()
