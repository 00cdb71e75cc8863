"""Engines as processes: one a state, how they go, and what they outlive."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys

import pytest
from e2e_crew import document
from e2e_state import Place
from support.patience import PATIENCE

from drconsole.engine.process.folder.lock import holder
from drconsole.link.messages import SetClock, Status
from drconsole.recovery.types.work.errors import NoEngine, OutcomeUnknown

pytest_plugins = ["e2e_fixtures"]


@pytest.mark.slow
def test_of_ten_engines_started_at_once_one_lives(place: Place) -> None:
    place.load()
    starters = [place.begin("engine", "start", "--speed", "max") for _ in range(5)]
    engines = [place.begin("engine", "run", "--speed", "max") for _ in range(5)]
    told = [place.finish(starter).done() for starter in starters]
    (pid,) = {engine["pid"] for engine in told}
    others = [engine for engine in engines if engine.pid != pid]
    assert len(others) >= 4
    for engine in others:
        place.finish(engine).refused(3, "engine-running")
    assert holder(place.paths.lock)["pid"] == pid
    assert [event["kind"] for event in place.say("journal").done()].count("engine.started") == 1
    assert place.say("run", "failover", "shop", "--confirm", "shop", "--wait").code == 0
    assert place.say("doctor").done()["ok"] is True
    place.say("engine", "stop").done()
    place.nothing_twice()


def test_a_second_engine_in_the_foreground_is_refused_and_says_who_is_there(place: Place) -> None:
    place.load()
    pid = place.start()
    refused = place.say("engine", "run").refused(3, "engine-running")
    assert refused["pid"] == pid
    assert f"process {pid}" in refused["message"]
    assert place.start(speed="7") == pid, "start is content with the one that runs, and sets its speed"
    assert place.say("clock").done()["speed"] == 7.0


def test_stop_is_refused_while_a_job_runs_and_forced_it_is_resumed_by_the_next(place: Place) -> None:
    place.load()
    first = place.start(speed="1")
    job = place.say("run", "failover", "shop", "--confirm", "shop").done()["id"]
    assert place.say("engine", "stop").refused(3, "jobs-running")["jobs"] == [job]
    assert place.say("engine", "status").done()["pid"] == first
    place.say("engine", "stop", "--force").done()
    assert place.gone()
    left = place.job(job)
    assert (left["state"], left["ended_at"]) == ("InProgress", None)
    assert place.start() != first
    watched = place.say("watch", job)
    assert watched.code == 0, watched
    place.say("engine", "stop").done()
    place.say("engine", "stop").refused(4, "no-engine")
    assert place.say("doctor").done()["ok"] is True
    place.nothing_twice()


def test_drain_begins_nothing_new_and_the_next_engine_goes_on(place: Place) -> None:
    place.load()
    # So slow that its first step is under way all the while.
    place.start(speed="0.1")
    job = place.say("run", "failover", "shop", "--confirm", "shop").done()["id"]
    drain = place.begin("engine", "drain")
    with place.client() as client:
        place.until(lambda: client.ask(Status())["engine"]["draining"], "it drains")
        place.say("run", "failover", "warehouse", "--confirm", "warehouse").refused(3)
        assert drain.poll() is None
        client.ask(SetClock(speed="max", paused=None))
    place.finish(drain).done()
    assert place.gone()
    assert place.job(job)["ended_at"] is None
    assert not [event for event in place.say("journal").done() if event["kind"] == "job.ended"]
    place.start()
    assert place.say("watch", job).code == 0
    place.say("engine", "stop").done()
    place.nothing_twice()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_an_engine_in_order_and_the_next_resumes(place: Place, number: signal.Signals) -> None:
    place.load()
    engine = place.begin("engine", "run", "--speed", "1")
    place.until(lambda: place.say("engine", "status").done()["running"], "it answers")
    job = place.say("run", "failover", "shop", "--confirm", "shop").done()["id"]
    os.kill(engine.pid, number)
    # It waits for steps under way, for five seconds at most; a faster clock lets them end.
    try:
        with place.client() as client:
            client.ask(SetClock(speed="max", paused=None))
    except (NoEngine, OutcomeUnknown):
        pass
    out, err = engine.communicate(timeout=PATIENCE)
    assert engine.returncode == 0, err
    assert "Traceback" not in out + err
    assert place.say("journal").done()[-1]["kind"] == "engine.stopped"
    assert place.job(job)["ended_at"] is None
    place.start()
    assert place.say("watch", job).code == 0
    place.say("engine", "stop").done()
    place.nothing_twice()


def test_an_engine_outlives_the_terminal_and_the_session_that_started_it(place: Place) -> None:
    place.load()
    master, slave = pty.openpty()
    starter = subprocess.Popen(
        ["/bin/sh", "-c", '"$@"; sleep 600', "sh", *place.argv("engine", "start", "--speed", "120")],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=place.folder,
        env=place.env,
        start_new_session=True,
    )
    os.close(slave)
    try:
        place.until(lambda: place.say("engine", "status").done()["running"], "it answers")
        pid = place.say("engine", "status").done()["pid"]
        job = place.say("run", "failover", "shop", "--confirm", "shop").done()["id"]
    finally:
        # The terminal goes, and everything that was started in its session.
        os.close(master)
        os.killpg(starter.pid, signal.SIGHUP)
        os.killpg(starter.pid, signal.SIGKILL)
        starter.wait(PATIENCE)
    os.kill(pid, signal.SIGHUP)
    place.say("clock", "speed", "max").done()
    assert place.say("watch", job).code == 0
    assert place.say("engine", "status").done()["pid"] == pid
    assert "SIGHUP ignored" in place.paths.log.read_text()


def test_a_job_that_waits_for_a_person_still_waits_after_every_way_to_go(place: Place) -> None:
    place.load(document(place.folder, faults=""))
    env = {"DRCONSOLE_SCRIPT_LOG": str(place.folder / "log")}
    place.say("engine", "start", "--speed", "max", env=env).done()
    waits = place.say("run", "failover", "crew", "--confirm", "crew", "--wait")
    assert waits.code == 5
    job = waits.data["id"]
    (before,) = place.say("status").done()["needs_a_person"]
    for way in (("engine", "drain"), ("engine", "stop", "--force"), ()):
        place.say(*way).done() if way else place.kill()
        assert place.job(job)["state_description"] == "WaitingForManualAction"
        assert place.say("status").done()["needs_a_person"][0]["task"] == before["task"]
        place.start()
        (after,) = place.say("status").done()["needs_a_person"]
        assert (after["task"], after["since"]) == (before["task"], before["since"])
    place.say("job", "answer", job, before["task"], "--outcome", "done", "--comment", "they work").done()
    assert place.say("watch", job).code == 0


def test_an_engine_that_hangs_is_not_called_absent(place: Place) -> None:
    place.load()
    pid = place.start()
    os.kill(pid, signal.SIGSTOP)
    try:
        engine = place.say("engine", "status").done()
        whole = place.say("status").done()
        asked = place.say("check", "failover", "shop").refused(4, "engine-silent")
    finally:
        os.kill(pid, signal.SIGCONT)
    assert (engine["running"], engine["pid"]) == (None, pid)
    assert whole["engine"] == engine
    assert f"process {pid}" in engine["why"] and f"process {pid}" in asked["message"]
    assert place.say("engine", "status").done()["running"] is True


def test_a_reader_that_takes_the_writers_lock_is_named_and_the_engine_outlives_it(place: Place) -> None:
    place.load()
    pid = place.start()
    hold = (
        "import fcntl, os, sys\nfile = os.open(sys.argv[1], os.O_RDONLY)\nfcntl.lockf(file, fcntl.LOCK_SH, 1, 120)\n"
        "print('held', flush=True)\nsys.stdin.read()"
    )
    argv = [sys.executable, "-c", hold, f"{place.paths.db}-shm"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None and reader.stdout.readline() == "held\n"
        try:
            job = place.begin("run", "test-failover", "shop", "--confirm", "shop")
            place.until(lambda: place.say("status").done()["engine"]["blocked"], "who is in the way")
            assert f"process {reader.pid}" in place.say("engine", "status").done()["blocked"]
            doctor = place.say("doctor")
            assert doctor.code == 1 and f"process {reader.pid}" in doctor.out
        finally:
            reader.kill()
    assert place.finish(job).code == 0
    found = place.say("engine", "status").done()
    assert (found["pid"], found["blocked"]) == (pid, None)
