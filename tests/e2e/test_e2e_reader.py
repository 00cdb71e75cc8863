"""Another user of the state's group reads the store: while an engine lives, after a kill -9, after a clean stop."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from e2e_state import Place
from support.patience import PATIENCE
from support.quick import quick

pytest_plugins = ["e2e_fixtures"]

GROUP = 54_321
READER = 54_322
"""Ids that no user of this machine needs to have."""
ROOT = os.geteuid() == 0


@pytest.fixture
def closed() -> Iterator[Place]:
    """A state of its owner's alone, where another user can get to: pytest's own folders are closed."""
    with tempfile.TemporaryDirectory(prefix="drconsole-e2e-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = Place(folder)
        yield made
        made.clear()


@pytest.fixture
def shared(closed: Place) -> Place:
    """A state whose folder lets its group in."""
    closed.state.mkdir()
    if ROOT:
        os.chown(closed.state, -1, GROUP)
    closed.state.chmod(0o2750)
    return closed


AS_ANOTHER = """
import contextlib, io, json, os, pkgutil, sys
import drconsole
import drconsole.engine.service.doctor, drconsole.engine.service.queries, drconsole.engine.process.entry
for module in pkgutil.walk_packages(drconsole.__path__, "drconsole."):
    if module.name.split(".")[1] in ("cli", "link", "recovery", "render", "settings", "store"):
        __import__(module.name)
from pydantic import TypeAdapter
TypeAdapter(int)
from drconsole.cli.main import main
uid, gid, commands = json.load(sys.stdin)
if uid:
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
answers = []
for words in commands:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = main(words)
    answers.append((code, json.loads(out.getvalue())))
print(json.dumps(answers))
"""
"""Becomes the other user only once all is imported: Python itself may lie where only its owner can read."""


def as_reader(place: Place, *lines: str) -> list[tuple[int, Any]]:
    """Exit codes and documents of commands of the group's user; where we are not root, of ourselves (see ``reads``)."""
    who = (READER, GROUP) if ROOT else (0, 0)
    commands = [["--state", str(place.state), "--json", *line.split()] for line in lines]
    done = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER],
        input=json.dumps([*who, commands]),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd="/",
        env={**place.env, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done
    return [(code, document) for code, document in json.loads(done.stdout)]


def reads(place: Place) -> None:
    """Who is not root cannot be another user: then nothing may be made in the folder for the time of the command,
    which is what a group's right to read leaves."""
    before = sorted(path.name for path in place.state.iterdir())
    if not ROOT:
        place.state.chmod(0o2550)
    try:
        answers = as_reader(place, "items", "jobs", "status", "doctor", "plans shop", "journal", "next shop")
    finally:
        if not ROOT:
            place.state.chmod(0o2750)
    assert [code for code, _ in answers] == [0] * len(answers), answers
    items, jobs, status, doctor, plan, journal, guide = (document for _, document in answers)
    assert "validated" in guide["why"]
    assert len(items) == status["counts"]["items"] == 20
    assert (jobs[0]["target"], plan["name"], doctor["ok"]) == ("shop", "shop", True)
    assert status["mode"] == "SIMULATION"
    assert "job.ended" in {event["kind"] for event in journal}
    assert sorted(path.name for path in place.state.iterdir()) == before, "a reader leaves nothing behind"


def test_the_group_reads_while_the_engine_lives_after_its_death_and_after_its_end(shared: Place) -> None:
    shared.load()
    shared.start()
    assert shared.say("run", "failover", "shop", "--confirm", "shop", "--wait").code == 0
    reads(shared)
    for file in shared.state.glob("drconsole.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o640, file
    shared.kill()
    assert (shared.state / "drconsole.db-wal").exists()
    reads(shared)
    shared.start()
    shared.say("engine", "stop").done()
    assert not (shared.state / "drconsole.db-wal").exists()
    reads(shared)
    assert shared.say("doctor").done()["ok"] is True


def of_the_readme(place: Place) -> str:
    """The README's command that opens a state to a group, for this state."""
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"<!-- group-command -->\n```sh\n(.*?)\n```", text, re.DOTALL)
    return command.replace("STATE", str(place.state)).replace("operators", str(GROUP))


def of_the_refusal(place: Place) -> str:
    """The command that a reader who is not let in is told."""
    ((code, refused),) = as_reader(place, "plans")
    assert (code, refused["error"]["code"]) == (2, "store.unreadable")
    (command,) = re.findall(r"chgrp .*", refused["error"]["advice"])
    return command.replace("GROUP", str(GROUP))


STOPPED = (False, of_the_refusal)


@pytest.mark.skipif(not ROOT, reason="only root can be another user and give a folder to a group")
@pytest.mark.parametrize(
    ("running", "where"),
    quick([STOPPED, (True, of_the_readme)], STOPPED, several=True),
    ids=["stopped", "running"],
)
def test_a_state_that_was_closed_is_opened_to_its_group_at_once(
    running: bool, where: Callable[[Place], str], closed: Place
) -> None:
    closed.load()
    closed.start()
    assert closed.say("run", "failover", "shop", "--confirm", "shop", "--wait").code == 0
    if not running:
        closed.say("engine", "stop").done()
    refused = as_reader(closed, "status", "doctor", "plans")
    assert [(code, found["error"]["code"]) for code, found in refused] == [(2, "store.unreadable")] * 3
    subprocess.run(["sh", "-c", where(closed)], check=True)
    reads(closed)
    if running:
        closed.say("engine", "stop").done()
        reads(closed)
    closed.start()
    reads(closed)


def test_who_only_reads_commands_nothing(shared: Place) -> None:
    shared.load()
    shared.start()
    before = shared.unmoved()
    if ROOT:
        said = as_reader(shared, "run failover shop --confirm shop", "engine run", "engine stop", "clock pause")
        assert [(code, found["error"]["code"]) for code, found in said] == [(3, "not-permitted")] * 4
        asked = as_reader(shared, "preview failover shop", "status", "points shop-db", "clock")
        assert [code for code, _ in asked] == [0] * 4
        assert asked[1][1]["engine"]["running"] is True
    assert stat.S_IMODE((shared.state / "engine.sock").stat().st_mode) == 0o660
    assert shared.paths.lock.stat().st_mode & 0o077 == 0
    assert shared.unmoved() == before


def test_a_state_is_its_owners_alone_unless_somebody_opened_it(place: Place) -> None:
    place.load()
    place.start()
    assert stat.S_IMODE(place.state.stat().st_mode) == 0o700
    for file in place.state.rglob("*"):
        assert file.stat().st_mode & 0o077 == 0, file
