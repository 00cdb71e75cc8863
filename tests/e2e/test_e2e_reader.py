"""Another user of the state's group reads the store: while an engine lives, after a kill -9, after a clean stop."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e_state import PATIENCE, Place

GROUP = 54_321
READER = 54_322
"""Ids that no user of this machine needs to have."""
ROOT = os.geteuid() == 0


@pytest.fixture
def shared() -> Iterator[Place]:
    """A state whose folder lets its group in, where another user can get to: pytest's own folders are closed."""
    with tempfile.TemporaryDirectory(prefix="drconsole-e2e-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = Place(folder)
        made.state.mkdir()
        if ROOT:
            os.chown(made.state, -1, GROUP)
        made.state.chmod(0o2750)
        yield made
        made.clear()


AS_ANOTHER = """
import os, pkgutil, sys
import drconsole
for module in pkgutil.walk_packages(drconsole.__path__, "drconsole."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
from drconsole.cli.main import main
uid, gid = int(sys.argv[1]), int(sys.argv[2])
if uid:
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
sys.exit(main(sys.argv[3:]))
"""
"""Becomes the other user only once all is imported: Python itself may lie where only its owner can read."""


def reader(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    """One command as the other user of the group; where we are not root, as ourselves (see ``reads``)."""
    who = (READER, GROUP) if ROOT else (0, 0)
    return subprocess.run(
        [sys.executable, "-c", AS_ANOTHER, *map(str, who), "--state", str(place.state), "--json", *words],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd="/",
        env={**place.env, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )


def reads(place: Place) -> None:
    """Who is not root cannot be another user: then nothing may be made in the folder for the time of the command,
    which is what a group's right to read leaves."""
    before = sorted(path.name for path in place.state.iterdir())
    if not ROOT:
        place.state.chmod(0o2550)
    try:
        found = reader(place, "items")
        jobs = reader(place, "jobs")
        status, doctor = reader(place, "status"), reader(place, "doctor")
    finally:
        if not ROOT:
            place.state.chmod(0o2750)
    for said in (found, jobs, status, doctor):
        assert said.returncode == 0, said
        assert said.stderr == ""
    assert len(json.loads(found.stdout)) == 20
    assert json.loads(jobs.stdout)[0]["target"] == "shop"
    assert json.loads(status.stdout)["counts"]["items"] == 20
    assert json.loads(status.stdout)["mode"] == "SIMULATION"
    assert json.loads(doctor.stdout)["ok"] is True
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


def test_who_only_reads_commands_nothing(shared: Place) -> None:
    shared.load()
    shared.start()
    before = shared.unmoved()
    if ROOT:
        said = reader(shared, "run", "failover", "shop", "--confirm", "shop")
        assert said.returncode == 3, said
        assert json.loads(said.stdout)["error"]["code"] == "not-permitted"
        assert reader(shared, "engine", "run").returncode == 3
    assert (shared.state / "engine.sock").stat().st_mode & 0o077 == 0
    assert shared.paths.lock.stat().st_mode & 0o077 == 0
    assert shared.unmoved() == before


def test_a_state_is_its_owners_alone_unless_somebody_opened_it(place: Place) -> None:
    place.load()
    place.start()
    assert stat.S_IMODE(place.state.stat().st_mode) == 0o700
    for file in place.state.rglob("*"):
        assert file.stat().st_mode & 0o077 == 0, file
