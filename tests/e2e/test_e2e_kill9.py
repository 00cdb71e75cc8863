"""``kill -9`` of real engines at boundaries of the journal. CI runs a slice; all of it, or another slice:

DRCONSOLE_SWEEP_SIZE=all pytest tests/e2e/test_e2e_kill9.py
DRCONSOLE_SWEEP_SIZE=40 DRCONSOLE_SWEEP_SEED=5 pytest tests/e2e/test_e2e_kill9.py
"""

from __future__ import annotations

import os
import random
import stat
from pathlib import Path

import pytest
from e2e_crew import Commits, Course, Operator, course, document, lines
from e2e_state import Place
from support.patience import PATIENCE
from support.quick import quick

from drconsole.engine.process.folder.lock import is_free

pytest_plugins = ["e2e_fixtures"]

pytestmark = pytest.mark.kill9

SIZE = os.environ.get("DRCONSOLE_SWEEP_SIZE", "7")
"""Boundaries of each grain."""
SEED = int(os.environ.get("DRCONSOLE_SWEEP_SEED", "1"))

GRAINS = ("step", "plan")
KINDS = ("job.created", "task.begun", "task.accepted", "task.answered", "task.ended", "job.ended")
"""Events of which one side is in every slice of one grain, and the other side in that of the other."""

SLOW_SCRIPT = """#!/bin/sh
echo line >> "$DRCONSOLE_SCRIPT_LOG"
: > "$DRCONSOLE_SCRIPT_LOG.here"
tries=0
while [ ! -e "$DRCONSOLE_SCRIPT_LOG.go" ] && [ $tries -lt 3000 ]; do sleep 0.1; tries=$((tries + 1)); done
echo end >> "$DRCONSOLE_SCRIPT_LOG.ends"
"""


def live(
    folder: Path, grain: str, crash_at: str = "", point: str = "latest-processed", commits: Commits | None = None
) -> tuple[Operator, Course]:
    """A new world; its first engine dies at ``crash_at``; the operator goes on to the end, with engines that live."""
    folder.mkdir()
    place = Place(folder)
    try:
        place.load(document(folder), grain)
        operator = Operator(place, {"DRCONSOLE_SCRIPT_LOG": str(folder / "log")}, point=point)
        operator.engine(crash_at)
        if commits is not None:
            commits.watch(place)
        found = course(operator.operate())
        place.say("doctor").done()
        operator.leave()
        check(operator)
    finally:
        place.clear()
    return operator, found


def check(operator: Operator) -> None:
    """What must hold whatever died: seen from the world, the script's own log, the journal and doctor."""
    place = operator.place
    place.nothing_twice()
    made = "point-made" in {effect.what for effect in place.ledger()}
    assert made == (operator.point == "latest")
    assert len(lines(place.folder / "log")) == 1
    assert place.say("doctor").done()["ok"] is True
    kinds = [event["kind"] for event in place.say("journal").done()]
    for kind in ("job.created", "task.answered"):
        assert kinds.count(kind) == operator.acknowledged.count(kind) == 1, kind
    assert kinds.count("engine.started") <= operator.lives
    assert [job["id"] for job in place.say("jobs").done()] == [operator.job]


def by_kind(grain: str, kinds: set[str]) -> list[str]:
    """Both sides of every kind of event in the journal, or of each of ``KINDS`` the side that is this grain's."""
    assert kinds >= set(KINDS)
    if SIZE == "all":
        told = sorted(kind for kind in kinds if kind.partition(".")[0] in ("job", "task", "act", "nodes"))
        return [f"{kind}:{when}" for kind in told for when in ("before", "after")]
    turn = GRAINS.index(grain) + SEED
    return [f"{kind}:{('before', 'after')[(turn + number) % 2]}" for number, kind in enumerate(KINDS)]


def by_number(grain: str, transactions: int) -> list[str]:
    """Numbers of transactions; of so many that were seen."""
    every = [f"{number}:{when}" for number in range(1, transactions + 1) for when in ("before", "after")]
    if SIZE == "all":
        return every
    wanted = max(1, int(SIZE) - len(KINDS))
    return sorted(random.Random(f"{SEED} {grain}").sample(every, min(wanted, len(every))))


def points(grain: str) -> list[str]:
    """``latest`` makes a recovery point first: one grain of a slice asks for it, the other does not."""
    every = ["latest-processed", "latest"]
    return every if SIZE == "all" else [every[(GRAINS.index(grain) + SEED) % 2]]


@pytest.mark.slow
@pytest.mark.parametrize("grain", GRAINS)
def test_an_engine_killed_at_any_boundary_changes_nothing_of_how_it_ends(tmp_path: Path, grain: str) -> None:
    for point in points(grain):
        commits = Commits()
        undisturbed, expected = live(tmp_path / f"undisturbed-{point}", grain, point=point, commits=commits)
        assert undisturbed.lives == 1
        assert (expected.state, expected.items["m2"]) == ("PartiallySucceeded", "Failed")
        kinds = {event["kind"] for event in undisturbed.place.say("journal").done()}
        at_kinds = by_kind(grain, kinds)
        for number, boundary in enumerate([*at_kinds, *by_number(grain, commits.seen)]):
            operator, found = live(tmp_path / f"{point}-{number}", grain, boundary, point)
            assert found == expected, boundary
            assert operator.lives > 1 or boundary not in at_kinds, f"the engine did not die at {boundary}"


def starts_until_it_writes_again(place: Place, env: dict[str, str], later: int, when: str) -> None:
    """An engine that dies at the first thing it writes once it has started, or some transactions ``later``."""
    for number in range(3, 20):
        boundary = f"{number + later}:{when}"
        said = place.say("engine", "start", "--speed", "max", env={**env, "DRCONSOLE_CRASH_AT": boundary})
        if said.code == 0:
            return
    raise AssertionError("it never starts")


@pytest.mark.parametrize(
    ("later", "when"), quick([(0, "before"), (0, "after"), (3, "before")], (0, "after"), several=True)
)
@pytest.mark.parametrize("grain", quick(GRAINS, "step"))
def test_a_run_that_waits_outlives_the_engine_it_asked(place: Place, grain: str, later: int, when: str) -> None:
    """The client sends its command again under one id: the next engine carries it out, or says what it did."""
    place.load(document(place.folder, manual=False), grain)
    env = {"DRCONSOLE_SCRIPT_LOG": str(place.folder / "log")}
    starts_until_it_writes_again(place, env, later, when)
    client = place.begin("run", "failover", "crew", "--confirm", "crew", "--wait")
    place.until(place.gone, "the engine dies")
    assert client.poll() is None
    place.say("engine", "start", "--speed", "max", env=env).done()
    said = place.finish(client)
    assert said.code == 1, said
    assert said.data["state"] == "PartiallySucceeded"
    assert len(place.say("jobs").done()) == 1
    place.say("engine", "stop").done()
    place.nothing_twice()
    assert len(lines(place.folder / "log")) == 1
    assert place.say("doctor").done()["ok"] is True


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_command_whose_answer_is_lost_exits_6_and_was_carried_out_once_or_not_at_all(place: Place, when: str) -> None:
    place.load(document(place.folder, manual=False))
    env = {"DRCONSOLE_SCRIPT_LOG": str(place.folder / "log")}
    place.say("engine", "start", "--speed", "max", env={**env, "DRCONSOLE_CRASH_AT": f"job.created:{when}"}).done()
    lost = place.say("run", "failover", "crew", "--confirm", "crew").refused(6, "outcome-unknown")
    assert lost["request_id"]
    assert lost["advice"].endswith("status")
    place.say("engine", "start", "--speed", "max", env=env).done()
    jobs = place.say("jobs").done()
    assert len(jobs) == (1 if when == "after" else 0)
    place.until(lambda: all(job["ended_at"] for job in place.say("jobs").done()), "what was begun ends")
    place.say("engine", "stop").done()
    assert len(lines(place.folder / "log")) == len(jobs)


@pytest.mark.parametrize("grain", quick(GRAINS, "step"))
def test_a_script_killed_with_its_engine_in_its_middle_leaves_one_line_and_the_job_succeeds(
    place: Place, grain: str
) -> None:
    script, log = place.folder / "slow.sh", place.folder / "log"
    script.write_text(SLOW_SCRIPT)
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    place.load(document(place.folder, script=script, faults="", manual=False), grain)
    env = {"DRCONSOLE_SCRIPT_LOG": str(log)}
    place.say("engine", "start", "--speed", "max", env=env).done()
    job = place.say("run", "failover", "crew", "--confirm", "crew").done()["id"]
    place.until(log.with_name("log.here").exists, "the script is in its middle")
    place.kill()
    assert not log.with_name("log.ends").exists()
    assert place.job(job)["ended_at"] is None
    place.say("engine", "start", "--speed", "max", env=env).done()
    log.with_name("log.go").touch()
    watched = place.say("watch", job)
    assert watched.code == 0, watched
    assert place.job(job)["state"] == "Succeeded"
    assert log.read_text() == "line\n"
    assert log.with_name("log.ends").read_text() == "end\n"
    place.say("engine", "stop").done()
    place.nothing_twice()
    assert place.say("doctor").done()["ok"] is True


def test_the_loss_of_the_waiting_client_disturbs_nothing(place: Place) -> None:
    place.load()
    place.start(speed="1")
    client = place.begin("run", "failover", "shop", "--confirm", "shop", "--wait")
    (job,) = place.until(lambda: place.say("jobs").done(), "the job is there")
    client.kill()
    client.communicate(timeout=PATIENCE)
    assert place.job(job["id"])["ended_at"] is None
    place.say("clock", "speed", "max").done()
    assert place.say("watch", job["id"]).code == 0
    assert not is_free(place.paths.lock)
    place.say("engine", "stop").done()
    place.nothing_twice()


@pytest.mark.parametrize("grain", quick(GRAINS, "step"))
def test_engine_after_engine_may_die_and_the_job_ends_all_the_same(place: Place, grain: str) -> None:
    place.load(document(place.folder), grain)
    deaths = iter(("6:after", "4:before", "5:before", "4:after", "3:before"))
    operator = Operator(place, {"DRCONSOLE_SCRIPT_LOG": str(place.folder / "log")}, deaths)
    operator.engine(next(deaths))
    assert course(operator.operate()).state == "PartiallySucceeded"
    assert operator.lives > 2
    if is_free(place.paths.lock):  # the transaction to die at was the one that ended the job, or came after it
        operator.engine()
    place.say("engine", "stop").done()
    check(operator)
